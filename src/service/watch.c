/* watch.c - see watch.h. Looks, moves whole files by rename, remembers by checksum; reads no content but for being whole XML. */
#include "service/watch.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/xml.h"
#include <dirent.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define MAX_FILES 10000u                             /* of one look; more is no result folder */
#define MAX_PATH 4096

DIAG_KIND(d_missing, "terminal-folder-missing", DIAG_ERROR, "結果フォルダーがありません。端末との接続（共有フォルダー）を確かめてください",
	  "no result folder: look at the line between this computer and the terminal (the shared folder)");
DIAG_KIND(d_unreadable, "terminal-folder-unreadable", DIAG_ERROR, "結果フォルダーを読めません。端末との接続と権限を確かめてください",
	  "the result folder cannot be read: look at the line to the terminal, and at the permissions");
DIAG_KIND(d_move, "terminal-folder-write", DIAG_ERROR, "結果フォルダーの中でファイルを移動できません", "files cannot be moved inside the result folder");
DIAG_KIND(d_many, "terminal-folder-full", DIAG_ERROR, "ファイルが多すぎます。結果フォルダーではないかもしれません", "too many files: perhaps this is no result folder");

static const struct { const char *head, *tail; enum watch_kind kind; } patterns[] = {
	{ "", ".err", WATCH_ERROR },
	{ "OQSsiquc01res_face_", ".xml", WATCH_FACE }, { "OQSsiquc01res", ".xml", WATCH_ELIGIBILITY }, { "OQSmuquc02res", ".xml", WATCH_BULK },
	{ "OQSmuhvq02res", ".xml", WATCH_HOME_VISIT }, { "OQSmuonq02res", ".xml", WATCH_ONLINE }, { "OQSmutic02res", ".xml", WATCH_ASSISTANCE },
	{ "YZKsiquc01req", "", WATCH_OTHER }, { "TKKsiquc01req", "", WATCH_OTHER }, { "OQSsiquc01req", "", WATCH_OTHER },      /* our own questions */
	{ "YZK", ".xml", WATCH_MEDICINES }, { "TKK", ".xml", WATCH_CHECKUP }, { "OQS", ".xml", WATCH_OTHER },
	{ "", ".xml", WATCH_CONTENT },
};
static const char *const kind_word[WATCH_KINDS] = { "other", "eligibility", "face", "bulk", "home-visit", "online", "assistance", "medicines", "checkup", "content", "error" };
static const char *const state_word[] = { "waiting", "done", "duplicate", "refused" };

const char *yg_watch_word(enum watch_kind k) { return kind_word[k]; }
const char *yg_watch_state_word(enum watch_state s) { return state_word[s]; }

enum watch_kind yg_watch_kind(struct str name)
{
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		struct str tail = yg_str(patterns[i].tail);
		if (name.n > tail.n && yg_str_starts(name, yg_str(patterns[i].head)) && yg_str_eq(yg_str_sub(name, name.n - tail.n, tail.n), tail)) return patterns[i].kind;
	}
	return WATCH_OTHER;
}

struct look {
	struct watch *w;
	const char *folder;
	watch_take *take;
	watch_told *told;
	void *ctx;
	struct arena *a;
	struct diags *ds;
	struct buf taken;                            /* "sha256 name\n" of everything that was taken */
	bool taken_changed;
};

static bool path_of(char out[MAX_PATH], const char *folder, const char *sub, const char *name, const char *tail)
{
	int n = snprintf(out, MAX_PATH, "%s/%s%s%s%s", folder, sub, *sub ? "/" : "", name, tail);
	return n > 0 && n < MAX_PATH;
}

/* --- names, in order ------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static int list(struct look *l, const char *sub, const char ***out, size_t *n)
{
	char path[MAX_PATH];
	struct dirent *e;
	const char **names = NULL;
	size_t count = 0;
	DIR *d;
	if (!path_of(path, l->folder, sub, "", "")) return YG_EARG;
	if (!(d = opendir(path))) return errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
	while (count <= MAX_FILES && (e = readdir(d)) != NULL) {
		const char **grown;
		if (e->d_name[0] == '.' || strlen(e->d_name) > 200 || yg_watch_kind(yg_str(e->d_name)) == WATCH_OTHER) continue;
		if (!(grown = yg_arena_grow(l->a, names, count, sizeof *grown))) break;
		names = grown;
		names[count++] = yg_arena_str(l->a, yg_str(e->d_name)).p;
	}
	closedir(d);
	if (yg_arena_error(l->a)) return yg_arena_error(l->a);
	if (count > MAX_FILES) return YG_ETOOBIG;
	if (count) qsort(names, count, sizeof *names, by_name);
	*out = names;
	*n = count;
	return YG_OK;
}

/* --- half-written ------------------------------------------------------------------------------------------ */

/* The same size and time as at the look before? Remembers what it sees. */
static bool settled(struct look *l, const char *name, const struct stat *st)
{
	struct watch_seen now = { .size = (int64_t)st->st_size, .at = (int64_t)st->st_mtim.tv_sec, .at_ns = (int64_t)st->st_mtim.tv_nsec }, *grown;
	size_t len = strlen(name);
	if (len >= sizeof now.name) return false;
	memcpy(now.name, name, len + 1);
	for (size_t i = 0; i < l->w->n; i++) {
		struct watch_seen *s = &l->w->seen[i];
		bool same;
		if (strcmp(s->name, name) != 0) continue;
		same = s->size == now.size && s->at == now.at && s->at_ns == now.at_ns;
		*s = now;
		return same && now.size > 0;
	}
	if (l->w->n >= MAX_FILES || !(grown = realloc(l->w->seen, (l->w->n + 1) * sizeof *grown))) return false;
	l->w->seen = grown;
	grown[l->w->n++] = now;
	return false;
}

static void forget(struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->seen[i].name, name)) {
			w->seen[i] = w->seen[--w->n];
			return;
		}
}

void yg_watch_free(struct watch *w)
{
	free(w->seen);
	*w = (struct watch){ NULL, 0 };
}

static int whole(struct str bytes)
{
	xmlDocPtr doc = NULL;
	unsigned line;
	int err = yg_xml_parse(bytes, &doc, &line);
	if (err == YG_OK) xmlFreeDoc(doc);
	return err;
}

/* --- what was taken ------------------------------------------------------------------------------------------ */

static void sha256(struct str bytes, char out[65])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	out[0] = '\0';
	if (!EVP_Digest(bytes.n ? bytes.p : "", bytes.n, md, &n, EVP_sha256(), NULL) || n != 32) return;
	for (unsigned i = 0; i < n; i++) snprintf(out + 2 * i, 3, "%02x", md[i]);
}

static bool taken_before(const struct look *l, const char *sum)
{
	return sum[0] && yg_str_find(yg_buf_view(&l->taken), yg_str(sum)) != (size_t)-1;
}

static int note_taken(struct look *l, const struct watch_file *f)
{
	char path[MAX_PATH];
	yg_buf_printf(&l->taken, "%s %.*s\n", f->sha256, STR_ARG(f->name));
	if (!path_of(path, l->folder, "done", "taken.txt", "")) return YG_EARG;
	return l->taken.err ? l->taken.err : yg_file_write_mode(path, yg_buf_view(&l->taken), 0600);
}

/* --- one file ------------------------------------------------------------------------------------------------- */

/* From work/ to its end. A name that is there already gets a number: nothing is written over. */
static int put_away(struct look *l, const char *name, const char *sub, const struct watch_file *f)
{
	char from[MAX_PATH], to[MAX_PATH], tail[32] = "";
	struct stat st;
	bool ok = path_of(from, l->folder, "work", name, "") && path_of(to, l->folder, sub, name, "");
	for (unsigned i = 2; ok && stat(to, &st) == 0 && i < 1000000; i++) {
		snprintf(tail, sizeof tail, ".%u", i);
		ok = path_of(to, l->folder, sub, name, tail);
	}
	if (!ok || rename(from, to) != 0) {
		yg_diag(l->ds, &d_move, 0, 0, sub, STR_NONE, STR_NONE);
		return YG_EIO;
	}
	if (f->state == WATCH_REFUSED) {
		struct str text = yg_arena_printf(l->a, "%s %.*s\n", f->hop, STR_ARG(f->reason));
		char reason[MAX_PATH];
		snprintf(tail + strlen(tail), sizeof tail - strlen(tail), ".reason.txt");
		if (path_of(reason, l->folder, sub, name, tail)) yg_file_write_mode(reason, text, 0600);
	}
	return YG_OK;
}

static void tell(const struct look *l, const struct watch_file *f)
{
	if (l->told) l->told(l->ctx, f);
}

/* A code of the terminal: letters and digits only, so that nothing personal slips into a reason. */
static struct str code_in(struct look *l, struct str s)
{
	size_t from = 0, n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool word = (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9');
		if (!word) { if (n >= 4 && !yg_str_digits(yg_str_sub(s, from, n))) break; n = 0; continue; }
		if (!n++) from = i;
	}
	if (n < 4 || n > 16 || yg_str_digits(yg_str_sub(s, from, n))) return STR("error-file");
	return yg_arena_str(l->a, yg_str_sub(s, from, n));
}

/* A file in work/: read, judged, put away. */
static int from_work(struct look *l, const char *name)
{
	struct watch_file f = { .name = yg_str(name), .kind = yg_watch_kind(yg_str(name)), .state = WATCH_REFUSED, .hop = "" };
	char path[MAX_PATH];
	struct buf b;
	int err, took;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = path_of(path, l->folder, "work", name, "") ? yg_file_read(path, YG_MAX_TEXT, &b) : YG_EARG;
	if (err == YG_OK) sha256(yg_buf_view(&b), f.sha256);
	if (err == YG_ETOOBIG) {
		f.hop = "file";
		f.reason = STR("too-big");
	} else if (err != YG_OK) {
		yg_buf_free(&b);
		return err;
	} else if (f.kind == WATCH_ERROR) {
		f.hop = "terminal";
		f.reason = code_in(l, yg_buf_view(&b));
	} else if (taken_before(l, f.sha256)) {
		f.state = WATCH_DUPLICATE;
		f.reason = STR("taken-before");
	} else if ((err = whole(yg_buf_view(&b))) != YG_OK) {
		f.hop = "file";
		f.reason = err == YG_EREFUSED ? STR("doctype") : STR("not-xml");
	} else {
		f.reason = STR_NONE;
		took = l->take(l->ctx, &f, yg_buf_view(&b), &f.reason, &f.hop);
		f.state = took == YG_OK ? WATCH_DONE : took == YG_EBUSY ? WATCH_WAITING : WATCH_REFUSED;
		if (f.state == WATCH_REFUSED && !*f.hop) f.hop = "file";
	}
	yg_buf_free(&b);
	/* The note comes before the move: a crash in between leaves a file in work/ that is known to have been taken. */
	err = f.state == WATCH_DONE ? note_taken(l, &f) : YG_OK;
	if (err == YG_OK && f.state != WATCH_WAITING) err = put_away(l, name, f.state == WATCH_REFUSED ? "refused" : "done", &f);
	tell(l, &f);
	return err;
}

/* A file the terminal put down: taken to work/ when it is at rest and whole. */
static int pick_up(struct look *l, const char *name)
{
	struct watch_file f = { .name = yg_str(name), .kind = yg_watch_kind(yg_str(name)), .state = WATCH_WAITING, .hop = "" };
	char from[MAX_PATH], to[MAX_PATH];
	struct stat st, other;
	struct buf b;
	int err;
	if (!path_of(from, l->folder, "", name, "") || !path_of(to, l->folder, "work", name, "")) return YG_EARG;
	if (lstat(from, &st) != 0 || !S_ISREG(st.st_mode)) return YG_OK;     /* gone, or no file */
	if (!settled(l, name, &st)) {
		f.reason = STR("being-written");
		tell(l, &f);
		return YG_OK;
	}
	if (f.kind != WATCH_ERROR && st.st_size <= (off_t)YG_MAX_TEXT) {
		yg_buf_init(&b, YG_MAX_TEXT);
		err = yg_file_read(from, YG_MAX_TEXT, &b);
		if (err == YG_OK) err = whole(yg_buf_view(&b));
		yg_buf_free(&b);
		if (err == YG_ESYNTAX || err == YG_EIO || err == YG_ENOTFOUND) {
			f.reason = STR("not-whole");
			tell(l, &f);
			return YG_OK;
		}
	}
	if (stat(to, &other) == 0) return YG_OK;     /* one of that name is still at work: the next look */
	if (rename(from, to) != 0) {
		yg_diag(l->ds, &d_move, 0, 0, "work", STR_NONE, STR_NONE);
		return YG_EIO;
	}
	forget(l->w, name);
	return from_work(l, name);
}

static bool folders(struct look *l)
{
	static const char *const subs[] = { "work", "done", "refused" };
	char path[MAX_PATH];
	for (size_t i = 0; i < sizeof subs / sizeof *subs; i++)
		if (!path_of(path, l->folder, subs[i], "", "") || (mkdir(path, 0700) != 0 && errno != EEXIST)) return false;
	return true;
}

int yg_watch_look(struct watch *w, const char *folder, watch_take *take, watch_told *told, void *ctx, struct arena *a, struct diags *ds)
{
	struct look l = { .w = w, .folder = folder, .take = take, .told = told, .ctx = ctx, .a = a, .ds = ds };
	const char **in = NULL, **left = NULL;
	char path[MAX_PATH];
	size_t nin = 0, nleft = 0;
	int err = list(&l, "", &in, &nin);
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_missing, 0, 0, "", STR_NONE, STR_NONE);
	else if (err == YG_EIO) yg_diag(ds, &d_unreadable, 0, 0, "", STR_NONE, STR_NONE);
	else if (err == YG_ETOOBIG) yg_diag(ds, &d_many, 0, 0, "", STR_NONE, STR_NONE);
	if (err != YG_OK) return err;
	if (!folders(&l)) {
		yg_diag(ds, &d_move, 0, 0, "work", STR_NONE, STR_NONE);
		return YG_EIO;
	}
	yg_buf_init(&l.taken, YG_MAX_TEXT);
	if (path_of(path, folder, "done", "taken.txt", "")) err = yg_file_read(path, YG_MAX_TEXT, &l.taken);
	if (err == YG_ENOTFOUND) err = YG_OK;
	if (err == YG_OK) err = list(&l, "work", &left, &nleft);
	for (size_t i = 0; err == YG_OK && i < nleft; i++) err = from_work(&l, left[i]);     /* what a crash, or a wait, left behind */
	for (size_t i = 0; err == YG_OK && i < nin; i++) err = pick_up(&l, in[i]);
	yg_buf_free(&l.taken);
	return err;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static void element(struct buf *b, const char *name, struct str v)
{
	if (!v.n) return;
	yg_buf_printf(b, "<%s>", name);
	yg_xml_escape(b, v);
	yg_buf_printf(b, "</%s>", name);
}

int yg_inquiry_write(struct str institution, struct ymd on, const struct inquiry_person *p, struct buf *out)
{
	char day[9], born[9], insurer[16];
	if (institution.n != 10 || !yg_str_digits(institution) || !yg_ymd_valid(on) || !p->insurer.n || p->insurer.n > 8 || !p->number.n || !yg_ymd_valid(p->born)) return YG_EMISSING;
	yg_ymd_format8(on, day);
	yg_ymd_format8(p->born, born);
	snprintf(insurer, sizeof insurer, "%*s%.*s", (int)(8 - p->insurer.n), "", STR_ARG(p->insurer));
	yg_buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XmlMsg><MessageHeader>");
	element(out, "QualificationConfirmationDate", yg_str(day));
	element(out, "MedicalInstitutionCode", institution);
	element(out, "ArbitraryFileIdentifier", p->id);
	yg_buf_z(out, "<CharacterCodeIdentifier>1</CharacterCodeIdentifier></MessageHeader><MessageBody><QualificationConfirmSearchInfo>");
	element(out, "InsurerNumber", yg_str(insurer));
	element(out, "InsuredCardSymbol", p->symbol);
	element(out, "InsuredIdentificationNumber", p->number);
	element(out, "InsuredBranchNumber", p->branch);
	element(out, "Birthdate", yg_str(born));
	element(out, "LimitApplicationCertificateRelatedConsFlg", p->limit_certificate ? STR("1") : STR("0"));
	element(out, "ArbitraryIdentifier", p->id);
	yg_buf_z(out, "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>\n");
	return out->err;
}
