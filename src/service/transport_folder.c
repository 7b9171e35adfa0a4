/* transport_folder.c - the watched folder. Writes whole files by rename, reads answers only when they are whole, and takes back what nobody took. */
#include "service/transport.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/xml.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define PATH_MAX_ 1024
struct folder {
	struct transport t;
	char req[PATH_MAX_], res[PATH_MAX_];
	unsigned timeout_ms, settle_ms;
	bool under_way;
	int64_t sent_ms, half_since;                 /* half_since: when an unreadable answer was first seen; -1: not */
	char request[PATH_MAX_ + 160], answer[PATH_MAX_ + 160], fault[PATH_MAX_ + 160];
};

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int folder_send(struct transport *t, struct str api, struct str id, struct str bytes, int64_t now_ms)
{
	struct folder *f = (struct folder *)t;
	int err;
	if (f->under_way) return YG_ESTATE;
	if (api.n > 60 || id.n > 60) return YG_EARG;
	if (!is_folder(f->req) || !is_folder(f->res)) return YG_ENET;
	snprintf(f->request, sizeof f->request, "%s/%.*sreq_%.*s.xml", f->req, STR_ARG(api), STR_ARG(id));
	snprintf(f->answer, sizeof f->answer, "%s/%.*sres_%.*s.xml", f->res, STR_ARG(api), STR_ARG(id));
	snprintf(f->fault, sizeof f->fault, "%s/%.*sres_%.*s.err", f->res, STR_ARG(api), STR_ARG(id));
	unlink(f->answer);                           /* of an earlier life of this identifier */
	unlink(f->fault);
	err = yg_file_write(f->request, bytes);
	if (err) return err == YG_ENOMEM ? err : YG_EIO;
	f->under_way = true;
	f->sent_ms = now_ms;
	f->half_since = -1;
	return YG_OK;
}

static bool whole(const struct buf *b)
{
	xmlDocPtr doc = NULL;
	unsigned line;
	int err = yg_xml_parse(yg_buf_view(b), &doc, &line);
	if (!err) xmlFreeDoc(doc);
	return !err;
}

static enum arrived end(struct folder *f, enum arrived how)
{
	unlink(f->request);                          /* a terminal that leaves it there must not read it twice */
	f->under_way = false;
	return how;
}

/* The answer when it is whole. Half of one may be the terminal still writing. */
static enum arrived look(struct folder *f, int64_t now_ms, struct buf *out, enum svc_outcome *why)
{
	struct buf b;
	enum arrived got = ARRIVED_NOT_YET;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (yg_file_read(f->answer, YG_MAX_TEXT, &b) == YG_OK) {
		if (whole(&b)) {
			yg_buf_str(out, yg_buf_view(&b));
			unlink(f->answer);
			got = ARRIVED_ANSWER;
		} else if (f->half_since < 0) {
			f->half_since = now_ms;
		} else if (now_ms - f->half_since >= (int64_t)f->settle_ms) {
			unlink(f->answer);
			*why = OUT_TORN;
			got = ARRIVED_FAULT;
		}
	} else if (access(f->fault, F_OK) == 0) {
		unlink(f->fault);
		*why = OUT_MALFORMED;
		got = ARRIVED_FAULT;
	}
	yg_buf_free(&b);
	return got;
}

static enum arrived folder_step(struct transport *t, int64_t now_ms, struct buf *out, enum svc_outcome *why)
{
	struct folder *f = (struct folder *)t;
	enum arrived got;
	if (!f->under_way) { *why = OUT_NOT_SENT; return ARRIVED_FAULT; }
	got = look(f, now_ms, out, why);
	if (got != ARRIVED_NOT_YET) return end(f, got);
	if (now_ms - f->sent_ms < (int64_t)f->timeout_ms) return ARRIVED_NOT_YET;
	*why = OUT_NO_ANSWER;                        /* the request is taken back; whether it was read before stays open */
	return end(f, ARRIVED_FAULT);
}

static int folder_take_back(struct transport *t, struct str api, struct str id)
{
	struct folder *f = (struct folder *)t;
	char path[PATH_MAX_ + 160];
	if (api.n > 60 || id.n > 60 || memchr(yg_str_chars(id), '/', id.n)) return YG_EARG;
	snprintf(path, sizeof path, "%s/%.*sreq_%.*s.xml", f->req, STR_ARG(api), STR_ARG(id));
	return unlink(path) == 0 ? YG_OK : YG_ENOTFOUND;
}

static void folder_close(struct transport *t) { free(t); }

static const struct transport_ops folder_ops = { "folder", folder_send, folder_step, folder_take_back, folder_close };

int yg_transport_folder(struct transport **out, const struct folder_options *o)
{
	struct folder *f;
	if (!o->req || !o->res || strlen(o->req) >= PATH_MAX_ || strlen(o->res) >= PATH_MAX_) return YG_EARG;
	if (!(f = calloc(1, sizeof *f))) return YG_ENOMEM;
	f->t.ops = &folder_ops;
	snprintf(f->req, sizeof f->req, "%s", o->req);
	snprintf(f->res, sizeof f->res, "%s", o->res);
	f->timeout_ms = o->timeout_ms ? o->timeout_ms : 30000;
	f->settle_ms = o->settle_ms ? o->settle_ms : 5000;
	*out = &f->t;
	return YG_OK;
}

/* Names of our own making alone: another program's files are not ours to remove. */
static bool ours(struct str name, const char *middle)
{
	size_t at = yg_str_find(name, yg_str(middle));
	struct str head = yg_str_sub(name, 0, 3);
	bool kind = name.n > 4 && (yg_str_eqz(yg_str_sub(name, name.n - 4, 4), ".xml") || yg_str_eqz(yg_str_sub(name, name.n - 4, 4), ".err"));
	return at != (size_t)-1 && kind && (yg_str_eqz(head, "EPS") || yg_str_eqz(head, "YZK"));
}

static int sweep(const char *dir, const char *middle, int64_t now, int64_t max_age)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	struct stat st;
	char path[PATH_MAX_ + 300];
	int n = 0;
	if (!d) return -1;
	while ((e = readdir(d)) != NULL) {
		if (!ours(yg_str(e->d_name), middle)) continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= sizeof path || stat(path, &st) != 0) continue;
		if (S_ISREG(st.st_mode) && (int64_t)st.st_mtime < now - max_age && unlink(path) == 0) n++;
	}
	closedir(d);
	return n;
}

int yg_folder_sweep(const struct folder_options *o, int64_t now, int64_t max_age)
{
	int a = sweep(o->req, "req_", now, max_age), b = sweep(o->res, "res_", now, max_age);
	return a < 0 || b < 0 ? -1 : a + b;
}
