/* port.c - every row of a store as a line of JSON, and back (port.h). Knows the schema, not what the rows mean. */
#include "store/port.h"
#include "store/audit.h"
#include "store/keyring.h"
#include "store/outfile.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "text/json.h"
#include "text/sjis.h"
#include "text/xml.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/ban.h"

#define PART (3u << 20)                              /* bytes of a value in one line; longer ones follow in lines of their own */
#define BATCH 500u
#define BATCH_BYTES (16u << 20)
DIAG_KIND(d_not, "export-not-one", DIAG_ERROR, "書き出しファイルではありません", "this is not an export");
DIAG_KIND(d_newer, "export-newer", DIAG_ERROR, "この版では読めない書き出しファイルです（形式 {0}）", "an export of a form this version cannot read ({0})");
DIAG_KIND(d_line, "export-line", DIAG_ERROR, "書き出しファイルの {0} 行目が正しくありません（{1}）", "line {0} of the export is not as it must be ({1})");
DIAG_KIND(d_cut, "export-cut", DIAG_ERROR, "書き出しファイルが途中で切れています（{0} 行目まで）", "the export is cut off (after line {0})");
DIAG_KIND(d_sum, "export-sum", DIAG_ERROR, "書き出しファイルの内容がサムと合いません（変更されています）", "the export was changed: its sum is another");
DIAG_KIND(d_index, "export-index-key", DIAG_ERROR, "鍵ファイルの照合用の鍵が書き出し元と違います。患者が見つからなくなるため取り込みません",
	  "the key that finds patients is not the one of the export: nobody would be found, so nothing is imported");
DIAG_KIND(d_row, "export-row", DIAG_ERROR, "{0} 行目までの行が保存先に入りません（{1}）", "the rows up to line {0} do not go into the store ({1})");
DIAG_KIND(d_seal, "export-seal", DIAG_ERROR, "表 {0} の {1} 件目の次の値が復号できません", "a value in table {0}, behind row {1}, does not open");

static struct str number(char room[24], uint64_t n)
{
	snprintf(room, 24, "%llu", (unsigned long long)n);
	return yg_str(room);
}

/* --- out ------------------------------------------------------------------------------------------------------------ */

struct out {
	struct outfile  f;
	EVP_MD_CTX     *md;
	struct buf      b;                           /* what is not written yet */
	enum store_table t;
	uint64_t        rows, all;
	port_progress  *progress; void *ctx;
};

static int flush(struct out *o)
{
	int err = o->b.err;
	if (!err && o->b.n && EVP_DigestUpdate(o->md, o->b.p, o->b.n) != 1) err = YG_ENOMEM;
	if (!err && o->b.n) err = yg_put(o->f.fd, o->b.p, o->b.n);
	o->b.n = 0;
	return err;
}

static void put_base64(struct jw *w, const char *key, struct str s)
{
	jw_obj(w);
	jw_key(w, key);
	yg_buf_char(w->out, '"');
	yg_base64_encode(s, w->out);                         /* nothing in it needs escaping */
	yg_buf_char(w->out, '"');
	w->after_key = false;
	jw_obj_end(w);
}

/* Text as text when that is exact and not much longer escaped than it is; else base64. */
static bool as_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && !strchr("\t\r\n", s.p[i])) return false;
	return s.n == 0 || (yg_utf8_valid(s) && !memchr(s.p, '\0', s.n));
}

static int export_row(void *ctx, const struct cell *c)
{
	struct out *o = ctx;
	const struct table_def *def = &yg_schema[o->t];
	struct str rest = STR_NONE;
	struct jw w;
	jw_init(&w, &o->b, false);
	jw_obj(&w);
	jw_kz(&w, "table", def->name);
	jw_key(&w, "row");
	jw_obj(&w);
	for (size_t i = 0; i < def->ncol; i++) {
		jw_key(&w, def->col[i].name);
		if (c[i].null) jw_null(&w);
		else if (def->col[i].type == CELL_INT) jw_int(&w, c[i].i);
		else if (c[i].s.n > PART) {
			if (rest.n) return YG_ETOOBIG;           /* no table has two such columns */
			rest = c[i].s;
			jw_obj(&w);
			jw_kint(&w, "parts", (long long)((rest.n + PART - 1) / PART));
			jw_obj_end(&w);
		}
		else if (as_text(c[i].s)) jw_str(&w, c[i].s);
		else put_base64(&w, "base64", c[i].s);
	}
	jw_obj_end(&w);
	jw_obj_end(&w);
	yg_buf_char(&o->b, '\n');
	for (; rest.n; rest = yg_str_sub(rest, PART, rest.n)) {
		jw_init(&w, &o->b, false);
		put_base64(&w, "part", yg_str_sub(rest, 0, PART));
		yg_buf_char(&o->b, '\n');
	}
	o->rows++;
	o->all++;
	if (o->progress && o->all % 10000 == 0) o->progress(o->ctx, "export", o->all, 0);
	return o->b.n > (1u << 20) ? flush(o) : o->b.err;
}

static void first_line(const struct keyring *k, int64_t at, struct buf *out)
{
	const struct key *index = yg_key_current(k, KEY_INDEX);
	char hex[2 * KEY_BYTES + 1] = "";
	struct jw w;
	if (index) yg_hex(index->bytes, KEY_BYTES, hex);
	jw_init(&w, out, false);
	jw_obj(&w);
	jw_kz(&w, "format", "yagen-export");
	jw_kint(&w, "version", 1);
	jw_kint(&w, "schema", YG_SCHEMA_VERSION);
	jw_kint(&w, "at", at);
	jw_kz(&w, "index_key", hex);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
	yg_wipe(hex, sizeof hex);
}

static int last_line(struct out *o, struct port_info *info)
{
	unsigned char sum[32];
	struct jw w;
	int err = flush(o);
	if (!err && EVP_DigestFinal_ex(o->md, sum, NULL) != 1) err = YG_ENOMEM;
	if (err) return err;
	yg_hex(sum, sizeof sum, info->sha256);
	jw_init(&w, &o->b, false);
	jw_obj(&w);
	jw_kint(&w, "end", (long long)o->all);
	jw_kz(&w, "sha256", info->sha256);
	jw_obj_end(&w);
	yg_buf_char(&o->b, '\n');
	return o->b.err ? o->b.err : yg_put(o->f.fd, o->b.p, o->b.n);
}

int yg_port_export(struct store *s, const struct keyring *k, int64_t at, const char *path, port_progress *progress, void *ctx, struct port_info *info,
		   struct diags *ds)
{
	struct out o = { .md = EVP_MD_CTX_new(), .progress = progress, .ctx = ctx };
	char n[24];
	int err = o.md && EVP_DigestInit_ex(o.md, EVP_sha256(), NULL) == 1 ? yg_out_open(&o.f, path) : YG_ENOMEM;
	*info = (struct port_info){ .at = at, .schema = YG_SCHEMA_VERSION };
	if (err) {
		EVP_MD_CTX_free(o.md);
		return err;
	}
	yg_buf_init(&o.b, 4 * (size_t)STORE_MAX_VALUE);
	first_line(k, at, &o.b);
	if ((err = yg_store_begin(s)) == YG_OK) {
		for (int t = 0; t < T_COUNT && !err; t++) {
			const struct store_scan q = { .table = (enum store_table)t, .index = -1 };
			o.t = q.table;
			o.rows = 0;
			err = yg_store_scan(s, &q, export_row, &o);
			info->rows[t] = o.rows;
			if (err == YG_ESEAL) yg_diag(ds, &d_seal, 0, 0, "", yg_str(yg_schema[t].name), number(n, o.rows));
		}
		yg_store_end(s);
	}
	info->all = o.all;
	if (!err) err = last_line(&o, info);
	if (progress) progress(ctx, "export", o.all, o.all);
	err = yg_out_close(&o.f, err, NULL);
	if (o.b.p) yg_wipe(o.b.p, o.b.cap);
	yg_buf_free(&o.b);
	EVP_MD_CTX_free(o.md);
	return err;
}

/* --- in: lines ------------------------------------------------------------------------------------------------------ */

struct in {
	int           fd;
	struct buf    b;                             /* read, and not taken yet from `at` on */
	size_t        at;
	uint64_t      line;
	EVP_MD_CTX   *md;                            /* over the lines taken, but for the one just taken */
	struct str    last;
	struct diags *ds;
};

static int in_open(struct in *in, const char *path, struct diags *ds)
{
	*in = (struct in){ .fd = open(path, O_RDONLY | O_CLOEXEC), .ds = ds };
	if (in->fd < 0) return errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
	yg_buf_init(&in->b, YG_MAX_TEXT + (2u << 20));
	in->md = EVP_MD_CTX_new();
	return in->md && EVP_DigestInit_ex(in->md, EVP_sha256(), NULL) == 1 ? YG_OK : YG_ENOMEM;
}

static void in_close(struct in *in)
{
	if (in->b.p) yg_wipe(in->b.p, in->b.cap);
	yg_buf_free(&in->b);
	EVP_MD_CTX_free(in->md);
	if (in->fd >= 0) close(in->fd);
}

static int wrong(struct in *in, const char *why)
{
	char n[24];
	yg_diag(in->ds, &d_line, 0, (unsigned)in->line, "", number(n, in->line), yg_str(why));
	return YG_EREFUSED;
}

/* The next line as JSON, yours. YG_EREFUSED: end of file, or no line of ours (told). */
static int in_next(struct in *in, struct json_object **out)
{
	char room[65536], n[24];
	size_t where;
	int err;
	if (in->last.n && EVP_DigestUpdate(in->md, in->last.p, in->last.n) != 1) return YG_ENOMEM;
	for (;;) {
		const char *from = in->b.n > in->at ? in->b.p + in->at : NULL, *nl = from ? memchr(from, '\n', in->b.n - in->at) : NULL;
		ssize_t got;
		if (nl) {
			in->last = (struct str){ from, (size_t)(nl - from) + 1 };
			in->at += in->last.n;
			in->line++;
			break;
		}
		if (in->at) {                                /* to the beginning, when there is no whole line any more */
			memmove(in->b.p, in->b.p + in->at, in->b.n - in->at);
			in->b.n -= in->at;
			in->at = 0;
		}
		while ((got = read(in->fd, room, sizeof room)) < 0 && errno == EINTR) { }
		if (got < 0) return YG_EIO;
		if (got == 0) {
			yg_diag(in->ds, &d_cut, 0, 0, "", number(n, in->line), STR_NONE);
			return YG_EREFUSED;
		}
		yg_buf_add(&in->b, room, (size_t)got);
		if (in->b.err) { in->line++; return in->b.err == YG_ETOOBIG ? wrong(in, "length") : in->b.err; }
	}
	err = yg_json_parse(yg_str_sub(in->last, 0, in->last.n - 1), out, &where);
	return err && err != YG_ENOMEM ? wrong(in, "JSON") : err;
}

static bool int_of(struct json_object *o, const char *key, int64_t *out)
{
	struct json_object *v = yg_json_get(o, key);
	if (!v || !json_object_is_type(v, json_type_int)) return false;
	*out = json_object_get_int64(v);
	return true;
}

static int read_first(struct in *in, struct port_info *info, unsigned char index[KEY_BYTES])
{
	struct json_object *o = NULL;
	int64_t version = 0, schema = 0;
	char n[24];
	size_t told = in->ds->n;
	int err = in_next(in, &o);
	if (err == YG_EREFUSED) in->ds->n = told;            /* said better below */
	if (err && err != YG_EREFUSED) return err;
	if (err || !yg_str_eqz(yg_json_str(o, "format"), "yagen-export") || !int_of(o, "version", &version) || !int_of(o, "schema", &schema)
	    || !int_of(o, "at", &info->at) || !yg_unhex(yg_json_str(o, "index_key"), index, KEY_BYTES)) {
		yg_diag(in->ds, &d_not, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	} else if (version != 1 || schema < 1 || schema > YG_SCHEMA_VERSION) {
		yg_diag(in->ds, &d_newer, 0, 0, "", number(n, (uint64_t)(version != 1 ? version : schema)), STR_NONE);
		err = YG_EREFUSED;
	}
	info->schema = (int)schema;
	json_object_put(o);
	return err;
}

int yg_port_keys(const char *path, const char *key_path, int year, struct diags *ds)
{
	unsigned char index[KEY_BYTES] = { 0 };
	struct port_info info;
	struct in in;
	int err = in_open(&in, path, ds);
	if (!err) err = read_first(&in, &info, index);
	if (!err) err = yg_keyring_create_with(key_path, year, index);
	yg_wipe(index, sizeof index);
	in_close(&in);
	return err;
}

/* --- in: rows ------------------------------------------------------------------------------------------------------- */

struct batch { struct arena *a; struct write w[BATCH]; size_t n, bytes; };

static int commit(struct store *s, struct in *in, struct batch *b)
{
	char n[24];
	int err = b->n ? yg_store_commit(s, b->w, b->n, NULL) : YG_OK;
	b->n = b->bytes = 0;
	yg_arena_free(b->a);
	b->a = yg_arena_new(4 * (size_t)STORE_MAX_VALUE);
	if (err == YG_EEXISTS || err == YG_ENOTFOUND || err == YG_EARG) {
		yg_diag(in->ds, &d_row, 0, 0, "", number(n, in->line), yg_str(err == YG_EEXISTS ? "twice" : err == YG_EARG ? "value" : "reference"));
		err = YG_EREFUSED;
	}
	return err ? err : b->a ? YG_OK : YG_ENOMEM;
}

static bool from_base64(struct json_object *o, const char *key, struct buf *out)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_string) && json_object_object_length(o) == 1 && yg_base64_decode(yg_json_str(o, key), out) == YG_OK
	       && !out->err;
}

/* One value. parts gets how many lines of it follow. */
static bool read_cell(struct json_object *v, const struct column *col, struct arena *a, struct cell *c, int64_t *parts)
{
	struct buf b;
	bool ok;
	if (!v) {
		*c = CELL_NONE;
		return (col->flags & COL_NULL) != 0;
	}
	if (col->type == CELL_INT) {
		*c = CELL_I(json_object_get_int64(v));
		return json_object_is_type(v, json_type_int);
	}
	if (json_object_is_type(v, json_type_string)) {
		*c = CELL_T(yg_arena_str(a, (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) }));
		return true;
	}
	if (!json_object_is_type(v, json_type_object)) return false;
	*c = CELL_T(STR_NONE);
	if (int_of(v, "parts", parts)) return *parts > 0 && *parts <= (int64_t)(STORE_MAX_VALUE / PART) + 1;
	yg_buf_init(&b, YG_MAX_TEXT);
	ok = from_base64(v, "base64", &b);
	if (ok) *c = CELL_T(yg_arena_str(a, yg_buf_view(&b)));
	yg_buf_free(&b);
	return ok;
}

static int read_parts(struct in *in, int64_t parts, struct arena *a, struct cell *c)
{
	struct buf b;
	int err = YG_OK;
	yg_buf_init(&b, STORE_MAX_VALUE);
	for (; parts > 0 && !err; parts--) {
		struct json_object *o = NULL;
		if ((err = in_next(in, &o)) == YG_OK && !from_base64(o, "part", &b)) err = wrong(in, "part");
		json_object_put(o);
	}
	if (!err) *c = CELL_T(yg_arena_str(a, yg_buf_view(&b)));
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

static int read_row(struct in *in, const struct keyring *k, struct json_object *o, struct batch *b, struct port_info *info)
{
	struct json_object *row = yg_json_get(o, "row");
	struct str name = yg_json_str(o, "table");
	const struct table_def *def;
	struct cell *c, *split = NULL;
	int64_t parts = 0;
	size_t known = 0;
	int t = 0, err;
	while (t < T_COUNT && !yg_str_eqz(name, yg_schema[t].name)) t++;
	if (t == T_COUNT || !row || !json_object_is_type(row, json_type_object)) return wrong(in, "table");
	def = &yg_schema[t];
	if (!(c = yg_arena_array(b->a, def->ncol, sizeof *c))) return YG_ENOMEM;
	for (size_t i = 0; i < def->ncol; i++) {
		struct json_object *v = NULL;
		int64_t n = 0;
		known += json_object_object_get_ex(row, def->col[i].name, &v);
		if (!read_cell(v, &def->col[i], b->a, &c[i], &n)) return wrong(in, def->col[i].name);
		if (n) split = &c[i], parts = n;
	}
	if (known != (size_t)json_object_object_length(row)) return wrong(in, "column");
	if (split && (err = read_parts(in, parts, b->a, split)) != YG_OK) return err;
	if (t == T_AUDIT_HEAD && (err = yg_audit_remark(k, c, b->a)) != YG_OK) return err;
	b->w[b->n++] = (struct write){ .op = W_INSERT, .table = (enum store_table)t, .cells = c, .check_col = -1 };
	b->bytes = yg_arena_used(b->a);
	info->rows[t]++;
	info->all++;
	return yg_arena_error(b->a);
}

/* The last line; nothing may follow. */
static int read_end(struct in *in, struct json_object *o, struct port_info *info)
{
	unsigned char sum[32];
	char one;
	int64_t n;
	if (EVP_DigestFinal_ex(in->md, sum, NULL) != 1) return YG_ENOMEM;
	yg_hex(sum, sizeof sum, info->sha256);
	if (!int_of(o, "end", &n) || n != (int64_t)info->all || !yg_str_eqz(yg_json_str(o, "sha256"), info->sha256)) {
		yg_diag(in->ds, &d_sum, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EREFUSED;
	}
	return in->at < in->b.n || read(in->fd, &one, 1) != 0 ? wrong(in, "end") : YG_OK;
}

int yg_port_import(struct store *s, const struct keyring *k, const char *path, port_progress *progress, void *ctx, struct port_info *info,
		   struct diags *ds)
{
	const struct key *own = yg_key_current(k, KEY_INDEX);
	unsigned char index[KEY_BYTES] = { 0 };
	struct batch *b = calloc(1, sizeof *b);
	struct in in;
	bool end = false;
	int err = in_open(&in, path, ds);
	*info = (struct port_info){ .at = 0 };
	if (!err && (!b || !(b->a = yg_arena_new(4 * (size_t)STORE_MAX_VALUE)))) err = YG_ENOMEM;
	if (!err) err = read_first(&in, info, index);
	if (!err && (!own || memcmp(own->bytes, index, KEY_BYTES) != 0)) {
		yg_diag(ds, &d_index, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_ESEAL;
	}
	yg_wipe(index, sizeof index);
	while (!err && !end) {
		struct json_object *o = NULL;
		if ((err = in_next(&in, &o)) == YG_OK) {
			end = yg_json_get(o, "end") != NULL;
			if (!end) err = read_row(&in, k, o, b, info);
			if (!err && (end || b->n == BATCH || b->bytes > BATCH_BYTES)) err = commit(s, &in, b);
			if (!err && end) err = read_end(&in, o, info);
			if (progress && (end || info->all % 10000 == 0)) progress(ctx, "import", info->all, end ? info->all : 0);
		}
		json_object_put(o);
	}
	if (b) yg_arena_free(b->a);
	free(b);
	in_close(&in);
	return err;
}
