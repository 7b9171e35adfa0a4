/* editions.c - the folder of installed editions: what CURRENT says, what is there, and whose signature each carries.
 * Reads only, but for yg_current_write; installing is install.c. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/edition_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

DIAG_KIND(d_current, "editions-current", DIAG_ERROR, "版のフォルダーの {0} が壊れています", "{0} of the editions folder is damaged");
DIAG_KIND(d_gone, "editions-missing", DIAG_ERROR, "導入したはずの版 {0} のフォルダーがありません", "the folder of installed edition {0} is missing");
DIAG_KIND(d_changed, "editions-changed", DIAG_ERROR, "導入した版 {0} の EDITION が、導入後に変わっています", "EDITION of installed edition {0} has changed since it was installed");
DIAG_KIND(d_manifest, "editions-manifest", DIAG_ERROR, "導入した版 {0} の manifest.json が EDITION と合いません", "manifest.json of installed edition {0} does not fit its EDITION");
DIAG_KIND(d_forged, "editions-signature", DIAG_ERROR, "導入した版 {0} の署名が正しくありません(鍵 {1})", "the signature of installed edition {0} is not good (key {1})");

/* --- small file helpers ------------------------------------------------------------------------------------------- */

bool yg_path(char out[PACK_PATH], const char *a, const char *b)
{
	int n = snprintf(out, PACK_PATH, "%s/%s", a, b);
	return n > 0 && n < PACK_PATH;
}

int yg_os_error(void)
{
	switch (errno) {
	case ENOENT: case ENOTDIR: return YG_ENOTFOUND;
	case ENOSPC: case EDQUOT: return YG_ENOSPACE;
	case EROFS: case EACCES: case EPERM: return YG_EREADONLY;
	default: return YG_EIO;
	}
}

int yg_dir_make(const char *path) { return mkdir(path, 0755) == 0 || errno == EEXIST ? YG_OK : yg_os_error(); }

int yg_dir_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ok;
	if (fd < 0) return yg_os_error();
	ok = fsync(fd) == 0 || errno == EINVAL;      /* some file systems cannot sync a folder */
	close(fd);
	return ok ? YG_OK : YG_EIO;
}

static int remove_deep(const char *path, unsigned depth)
{
	char sub[PACK_PATH];
	struct dirent *e;
	DIR *d = depth ? opendir(path) : NULL;
	int err = YG_OK;
	if (!d) return errno == ENOENT ? YG_OK : yg_os_error();
	while (!err && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
		if (!yg_path(sub, path, e->d_name)) err = YG_EIO;
		else if (unlink(sub) != 0) err = errno == EISDIR || errno == EPERM ? remove_deep(sub, depth - 1) : yg_os_error();
	}
	closedir(d);
	if (!err && rmdir(path) != 0) err = yg_os_error();
	return err;
}

int yg_dir_remove(const char *path) { return remove_deep(path, 3); }

int yg_editions_lock(const char *dir, int *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PACK_PATH];
	int fd;
	*err = yg_dir_make(dir);
	if (*err) return -1;
	fd = yg_path(path, dir, ".lock") ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
	if (fd < 0) *err = yg_os_error();
	else if (fcntl(fd, F_SETLK, &lock) != 0) {
		*err = errno == EACCES || errno == EAGAIN ? YG_EBUSY : YG_EIO;
		close(fd);
		fd = -1;
	}
	return fd;
}

/* --- CURRENT -------------------------------------------------------------------------------------------------------- */

static bool current_line(struct str key, struct str value, struct current *c, unsigned *seen)
{
	static const char *const keys[] = { "yagen-editions", "serial", "back", "since", "master", "rules" };
	unsigned long n = 0;
	size_t i = 0;
	while (i < 6 && !yg_str_eqz(key, keys[i])) i++;
	if (i == 6 || *seen & 1u << i) return false;
	*seen |= 1u << i;
	switch (i) {
	case 0: return yg_str_eqz(value, "1");
	case 1: if (!yg_str_uint(value, 1000000000, &n) || n == 0) return false; c->serial = (unsigned)n; return true;
	case 2: if (!yg_str_uint(value, 1000000000, &n)) return false; c->back = (unsigned)n; return true;
	case 3: return yg_ymd_parse(value, &c->since) == YG_OK;
	default: c->name[i - 4] = value; return yg_flat_name(value);
	}
}

int yg_current_read(const char *editions_dir, const char *name, struct arena *a, struct current *out, struct diags *ds)
{
	char path[PACK_PATH];
	struct str rest, line;
	unsigned seen = 0;
	struct buf b;
	bool ok = true;
	int err;
	*out = (struct current){ .since = YMD_NONE };
	if (!yg_path(path, editions_dir, name)) return YG_EIO;
	yg_buf_init(&b, 4096);
	err = yg_file_read(path, 4096, &b);
	rest = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err && err != YG_ETOOBIG) return err;
	if (yg_arena_error(a)) return yg_arena_error(a);
	while (ok && rest.n) {
		size_t end = yg_str_find(rest, STR("\n")), eq;
		line = yg_str_sub(rest, 0, end);
		rest = end == (size_t)-1 ? STR_NONE : yg_str_sub(rest, end + 1, rest.n);
		eq = yg_str_find(line, STR("="));
		ok = eq != (size_t)-1 && current_line(yg_str_sub(line, 0, eq), yg_arena_str(a, yg_str_sub(line, eq + 1, line.n)), out, &seen);
	}
	if (!err && ok && seen == 0x3f && out->back < out->serial) return yg_arena_error(a);
	yg_diag(ds, &d_current, 0, 0, "", yg_str(name), STR_NONE);
	return YG_ETABLE;
}

int yg_current_write(const char *editions_dir, const struct current *c)
{
	char path[PACK_PATH], name[32], day[11];
	struct buf b;
	int err = yg_path(path, editions_dir, "history") ? yg_dir_make(path) : YG_EIO;
	if (err) return err;
	yg_ymd_format(c->since, day);
	yg_buf_init(&b, 4096);
	yg_buf_printf(&b, "yagen-editions=1\nserial=%u\nback=%u\nsince=%s\nmaster=%.*s\nrules=%.*s\n", c->serial, c->back, day,
		      STR_ARG(c->name[EDITION_MASTER]), STR_ARG(c->name[EDITION_RULES]));
	snprintf(name, sizeof name, "history/%u", c->serial);
	err = b.err;
	/* the way back first: CURRENT is the last thing that changes, and it changes in one step */
	if (!err) err = yg_path(path, editions_dir, name) ? yg_file_write(path, yg_buf_view(&b)) : YG_EIO;
	if (!err) err = yg_path(path, editions_dir, "CURRENT") ? yg_file_write(path, yg_buf_view(&b)) : YG_EIO;
	yg_buf_free(&b);
	return err;
}

/* --- one installed edition --------------------------------------------------------------------------------------------- */

struct str yg_edition_folder(struct arena *a, struct str id, struct str checksum)
{
	return yg_arena_printf(a, "%.*s-%.*s", STR_ARG(id), STR_ARG(yg_str_sub(checksum, 0, 8)));
}

int yg_edition_sum(const char *dir, struct arena *a, struct edition_place *out, struct diags *ds)
{
	struct edition_file e;
	char hex[65];
	struct buf b;
	int err = yg_edition_file_read(dir, a, &e, ds);
	*out = (struct edition_place){ .source_date = YMD_NONE };
	if (err) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_edition_file_format(&e, &b);              /* as tables/image.c does for the answers */
	err = b.err ? b.err : yg_edition_sha256(yg_buf_view(&b), hex);
	yg_buf_free(&b);
	if (err) return err;
	out->dir = yg_arena_str(a, yg_str(dir));
	out->id = yg_arena_str(a, e.id);
	out->checksum = yg_arena_str(a, yg_str(hex));
	out->source_date = e.source_date;
	out->valid_from = e.valid_from;
	out->valid_until = e.valid_until;
	return yg_arena_error(a);
}

static int slurp(const char *dir, const char *name, size_t max, struct arena *a, struct str *out)
{
	char path[PACK_PATH];
	struct buf b;
	int err;
	if (!yg_path(path, dir, name)) return YG_EIO;
	yg_buf_init(&b, max);
	err = yg_file_read(path, max, &b);
	*out = err ? STR_NONE : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

/* manifest.json beside EDITION: does it speak of this EDITION, and who signed it? Neither there: unsigned. */
static int read_signature(struct edition_place *p, enum edition_kind k, const struct pack_key *keys, size_t n, struct arena *a, struct diags *ds)
{
	struct str json, sig;
	struct manifest m;
	struct sig_verdict v;
	int err = slurp(p->dir.p, "manifest.json", PACK_MAX_MANIFEST, a, &json);
	if (err == YG_ENOTFOUND) return YG_OK;
	if (!err) err = yg_manifest_read(json, a, &m, 0, ds);
	if (!err && (m.kind != k || !yg_str_eq(m.checksum, p->checksum) || !yg_str_eq(m.id, p->id))) err = YG_ESYNTAX;
	if (err == YG_ESYNTAX || err == YG_ETOOBIG) {
		yg_diag(ds, &d_manifest, 0, 0, "manifest.json", p->id, STR_NONE);
		return YG_ETABLE;
	}
	if (err) return err;
	err = slurp(p->dir.p, "manifest.sig", 4096, a, &sig);
	if (err == YG_ENOTFOUND) return YG_OK;
	if (err) return err == YG_ETOOBIG ? YG_ETABLE : err;
	yg_signature_check(json, sig, keys, n, &v);
	if (v.state == SIG_BAD) {
		yg_diag(ds, &d_forged, 0, 0, "manifest.sig", p->id, v.key_id);
		return YG_ETABLE;
	}
	p->is_signed = v.state == SIG_GOOD || v.state == SIG_RETIRED;
	p->key_retired = v.state == SIG_RETIRED;
	p->key_id = v.key_id;
	p->key_name = v.key_name;
	return YG_OK;
}

int yg_place_read(const char *editions_dir, enum edition_kind k, struct str name, const struct pack_key *keys, size_t nkeys, struct arena *a,
		  struct edition_place *out, struct diags *ds)
{
	struct str dir = yg_arena_printf(a, "%s/%s/%.*s", editions_dir, yg_edition_kind_word(k), STR_ARG(name)), folder;
	int err = dir.p ? yg_edition_sum(dir.p, a, out, ds) : yg_arena_error(a);
	if (err == YG_ENOTFOUND) {
		yg_diag(ds, &d_gone, 0, 0, "", name, STR_NONE);
		return YG_ETABLE;
	}
	if (err) return err;
	folder = yg_edition_folder(a, out->id, out->checksum);
	if (!yg_str_eq(folder, name)) {
		yg_diag(ds, &d_changed, 0, 0, "EDITION", name, STR_NONE);
		return YG_ETABLE;
	}
	return read_signature(out, k, keys, nkeys, a, ds);
}

/* --- the questions --------------------------------------------------------------------------------------------------------- */

int yg_editions_current(const char *editions_dir, struct arena *a, struct editions *out, struct diags *ds)
{
	struct pack_key *keys;
	struct current c;
	size_t n;
	int err = yg_current_read(editions_dir, "CURRENT", a, &c, ds);
	*out = (struct editions){ .serial = c.serial, .back = c.back, .since = c.since };
	if (!err) err = yg_pack_key_list(editions_dir, a, &keys, &n, ds);
	if (!err) err = yg_place_read(editions_dir, EDITION_MASTER, c.name[EDITION_MASTER], keys, n, a, &out->master, ds);
	if (!err) err = yg_place_read(editions_dir, EDITION_RULES, c.name[EDITION_RULES], keys, n, a, &out->rules, ds);
	return err;
}

int yg_editions_find(const char *editions_dir, enum edition_kind kind, struct str id_checksum, struct arena *a, struct edition_place *out,
		     struct diags *ds)
{
	size_t gap = yg_str_find(id_checksum, STR(" ")), nkeys, before = ds->n;
	struct str id = yg_str_sub(id_checksum, 0, gap), sum = yg_str_sub(id_checksum, gap + 1, id_checksum.n), name;
	struct pack_key *keys;
	char path[PACK_PATH];
	struct stat st;
	int n, err;
	if (gap == (size_t)-1 || sum.n != 64 || !yg_flat_name(id)) return YG_ENOTFOUND;
	name = yg_edition_folder(a, id, sum);
	n = snprintf(path, sizeof path, "%s/%s/%.*s", editions_dir, yg_edition_kind_word(kind), STR_ARG(name));
	if (n < 0 || n >= PACK_PATH || !yg_flat_name(name) || stat(path, &st) != 0) return YG_ENOTFOUND;
	err = yg_pack_key_list(editions_dir, a, &keys, &nkeys, ds);
	if (!err) err = yg_place_read(editions_dir, kind, name, keys, nkeys, a, out, ds);
	if (!err && !yg_str_eq(out->checksum, sum)) {
		ds->n = before;
		return YG_ENOTFOUND;
	}
	return err;
}

static int by_name(const void *x, const void *y) { return yg_str_cmp(*(const struct str *)x, *(const struct str *)y); }

int yg_editions_list(const char *editions_dir, enum edition_kind kind, struct arena *a, struct edition_place **out, size_t *n, struct diags *ds)
{
	char path[PACK_PATH];
	struct str *names = NULL;
	size_t nnames = 0, nkeys, k = 0;
	struct pack_key *keys;
	struct dirent *e;
	DIR *d;
	int err;
	*out = NULL;
	*n = 0;
	if (!yg_path(path, editions_dir, yg_edition_kind_word(kind))) return YG_EIO;
	if (!(d = opendir(path))) return errno == ENOENT ? YG_OK : yg_os_error();
	while ((e = readdir(d)) != NULL && nnames < 10000) {
		struct str *p;
		if (!yg_flat_name(yg_str(e->d_name)) || !(p = yg_arena_grow(a, names, nnames, sizeof *p))) continue;
		names = p;
		p[nnames++] = yg_arena_str(a, yg_str(e->d_name));
	}
	closedir(d);
	if (yg_arena_error(a)) return yg_arena_error(a);
	if (nnames) qsort(names, nnames, sizeof *names, by_name);
	err = yg_pack_key_list(editions_dir, a, &keys, &nkeys, ds);
	if (!err && !(*out = yg_arena_array(a, nnames + 1, sizeof **out))) err = yg_arena_error(a);
	for (size_t i = 0; !err && i < nnames; i++) {
		int one = yg_place_read(editions_dir, kind, names[i], keys, nkeys, a, &(*out)[k], ds);
		if (one == YG_OK) k++;
		else if (one != YG_ETABLE) err = one;
	}
	*n = k;
	return err;
}
