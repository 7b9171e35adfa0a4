/* edition_file.c - reads, writes and verifies EDITION, the file that says what a table folder holds and since when.
 * Looks at names, dates, sums and row counts only; the rows themselves are somebody else's business. */
#include "tables/edition_file.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/csv.h"
#include "text/sjis.h"
#include <openssl/evp.h>
#include <stddef.h>
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_line, "edition-line", DIAG_ERROR, "EDITION のこの行は「名前=値」の形ではありません",
	  "this line of EDITION is not key=value");
DIAG_KIND(d_key, "edition-key", DIAG_WARNING, "EDITION に知らない項目 {0} があります。読み飛ばします",
	  "EDITION has an unknown key {0}; it is skipped");
DIAG_KIND(d_twice, "edition-key-twice", DIAG_ERROR, "EDITION に {0} が 2 回あります", "EDITION has {0} twice");
DIAG_KIND(d_value, "edition-value", DIAG_ERROR, "EDITION の {0} の値「{1}」が正しくありません",
	  "EDITION: the value \"{1}\" of {0} is not valid");
DIAG_KIND(d_missing, "edition-key-missing", DIAG_ERROR, "EDITION に {0} がありません", "EDITION lacks {0}");
DIAG_KIND(d_encoding, "edition-encoding", DIAG_ERROR, "EDITION が UTF-8 ではありません", "EDITION is not UTF-8");
DIAG_KIND(d_no_file, "edition-file-missing", DIAG_ERROR, "EDITION にある表 {0} が読めません", "table {0} named by EDITION cannot be read");
DIAG_KIND(d_not_listed, "edition-file-unlisted", DIAG_ERROR, "表 {0} が EDITION にありません", "table {0} is not named by EDITION");
DIAG_KIND(d_sum, "edition-checksum", DIAG_ERROR, "表 {0} の検査合計が EDITION と違います。壊れているか、手で書き換えられています",
	  "table {0} does not have the checksum EDITION gives: damaged, or changed by hand");
DIAG_KIND(d_rows, "edition-rows", DIAG_ERROR, "表 {0} の行数が EDITION の {1} と違います", "table {0} does not have the {1} rows EDITION gives");

/* --- the keys, once ------------------------------------------------------------- */
enum what { W_TEXT, W_DAY };
static const struct key { const char *name; enum what what; size_t at; bool must; } keys[] = {
	{ "id", W_TEXT, offsetof(struct edition_file, id), true },
	{ "source_date", W_DAY, offsetof(struct edition_file, source_date), true },
	{ "valid_from", W_DAY, offsetof(struct edition_file, valid_from), true },
	{ "valid_until", W_DAY, offsetof(struct edition_file, valid_until), true },
	{ "sources", W_TEXT, offsetof(struct edition_file, sources), false },
	{ "last_ssk", W_DAY, offsetof(struct edition_file, last_ssk), false },
	{ "last_price", W_DAY, offsetof(struct edition_file, last_price), false },
	{ "last_generic", W_DAY, offsetof(struct edition_file, last_generic), false },
	{ "last_hot", W_DAY, offsetof(struct edition_file, last_hot), false },
	{ "ssk_files", W_TEXT, offsetof(struct edition_file, ssk_files), false },
	{ "price_files", W_TEXT, offsetof(struct edition_file, price_files), false },
	{ "generic_files", W_TEXT, offsetof(struct edition_file, generic_files), false },
	{ "hot_files", W_TEXT, offsetof(struct edition_file, hot_files), false },
};
#define NKEYS (sizeof keys / sizeof *keys)
#define SEEN_FORMAT NKEYS
#define SEEN_REFUSE (NKEYS + 1)

static struct str *text_of(struct edition_file *e, const struct key *k) { return (struct str *)(void *)((char *)e + k->at); }
static struct ymd *day_of(struct edition_file *e, const struct key *k) { return (struct ymd *)(void *)((char *)e + k->at); }

static bool plain_name(struct str s)
{
	if (s.n == 0 || s.n > 100 || s.p[0] == '.') return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
			return false;
	}
	return true;
}

/* "products.csv" or "fields/ssk.csv": never out of the folder, never hidden. */
static bool part_name(struct str s)
{
	size_t slash = yg_str_find(s, STR("/"));
	if (slash == (size_t)-1) return plain_name(s);
	return plain_name(yg_str_sub(s, 0, slash)) && plain_name(yg_str_sub(s, slash + 1, s.n));
}

static bool hex64(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == 64;
}

static bool read_part(struct str v, struct edition_part *out)
{
	size_t a = yg_str_find(v, STR(" ")), b;
	unsigned long rows;
	if (a == (size_t)-1) return false;
	out->name = yg_str_sub(v, 0, a);
	v = yg_str_sub(v, a + 1, v.n);
	b = yg_str_find(v, STR(" "));
	if (b == (size_t)-1 || !yg_str_uint(yg_str_sub(v, 0, b), YG_MAX_RECORDS, &rows)) return false;
	out->rows = rows;
	out->sha256 = yg_str_sub(v, b + 1, v.n);
	return part_name(out->name) && hex64(out->sha256);
}

static bool add_part(struct edition_file *e, struct arena *a, struct edition_part part)
{
	struct edition_part *p = yg_arena_grow(a, e->parts, e->nparts, sizeof *p);
	if (!p) return false;
	e->parts = p;
	p[e->nparts++] = part;
	return true;
}

static void read_key(struct edition_file *e, struct arena *a, struct str key, struct str value, bool *seen, unsigned line,
		     struct diags *ds)
{
	struct edition_part part;
	size_t i = 0;
	bool ok = true;
	if (yg_str_eqz(key, "file")) {
		if (!read_part(value, &part) || yg_edition_part(e, yg_arena_str(a, part.name).p)) {
			yg_diag(ds, &d_value, 0, line, "EDITION", key, value);
			return;
		}
		add_part(e, a, part);
		return;
	}
	while (i < NKEYS && !yg_str_eqz(key, keys[i].name)) i++;
	if (i == NKEYS && yg_str_eqz(key, "refuse_expired")) i = SEEN_REFUSE;
	if (i == NKEYS && !yg_str_eqz(key, "format")) {
		yg_diag(ds, &d_key, 0, line, "EDITION", key, STR_NONE);
		return;
	}
	if (seen[i]) {
		yg_diag(ds, &d_twice, 0, line, "EDITION", key, STR_NONE);
		return;
	}
	seen[i] = true;
	if (i == SEEN_FORMAT) {
		ok = yg_str_eqz(value, "1");
		e->format = 1;
	} else if (i == SEEN_REFUSE) {
		ok = yg_str_eqz(value, "0") || yg_str_eqz(value, "1");
		e->refuse_expired = yg_str_eqz(value, "1");
	} else if (keys[i].what == W_TEXT) {
		*text_of(e, &keys[i]) = value;
		ok = value.n || !keys[i].must;
	} else if (value.n || keys[i].must) {
		ok = yg_ymd_parse(value, day_of(e, &keys[i])) == YG_OK;
	}
	if (!ok) yg_diag(ds, &d_value, 0, line, "EDITION", key, value);
}

int yg_edition_file_read(const char *dir, struct arena *a, struct edition_file *out, struct diags *ds)
{
	struct buf b;
	struct cursor c;
	struct str text, row;
	bool seen[NKEYS + 2] = { false }, ended;
	size_t before = ds->n, left = ds->left_out;
	unsigned line = 0;
	int err;
	*out = (struct edition_file){ .format = 0 };
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_edition_part_read(dir, "EDITION", YG_MAX_TEXT, &b);
	text = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err) return err;
	if (yg_arena_error(a)) return yg_arena_error(a);
	if (!yg_utf8_valid(text)) yg_diag(ds, &d_encoding, 0, 0, "EDITION", STR_NONE, STR_NONE);
	c = yg_cur(text);
	while (yg_cur_line(&c, &row, &ended)) {
		size_t eq;
		line++;
		row = yg_str_trim(row);
		if (row.n == 0 || row.p[0] == '#') continue;
		eq = yg_str_find(row, STR("="));
		if (eq == (size_t)-1 || eq == 0) yg_diag(ds, &d_line, 0, line, "EDITION", STR_NONE, STR_NONE);
		else read_key(out, a, yg_str_trim(yg_str_sub(row, 0, eq)), yg_str_trim(yg_str_sub(row, eq + 1, row.n)), seen, line, ds);
	}
	if (!seen[SEEN_FORMAT]) yg_diag(ds, &d_missing, 0, 0, "EDITION", STR("format"), STR_NONE);
	for (size_t i = 0; i < NKEYS; i++)
		if (keys[i].must && !seen[i]) yg_diag(ds, &d_missing, 0, 0, "EDITION", yg_str(keys[i].name), STR_NONE);
	if (yg_arena_error(a)) return yg_arena_error(a);
	return yg_diags_count(ds, before, DIAG_ERROR) || ds->left_out != left ? YG_ETABLE : YG_OK;
}

void yg_edition_file_format(const struct edition_file *e, struct buf *out)
{
	yg_buf_z(out, "format=1\n");
	for (size_t i = 0; i < NKEYS; i++) {
		char day[11];
		struct str v;
		if (keys[i].what == W_TEXT) {
			v = *(const struct str *)(const void *)((const char *)e + keys[i].at);
		} else {
			size_t n = yg_ymd_format(*(const struct ymd *)(const void *)((const char *)e + keys[i].at), day);
			v = (struct str){ day, n };
		}
		if (v.n == 0 && !keys[i].must) continue;
		yg_buf_printf(out, "%s=%.*s\n", keys[i].name, STR_ARG(v));
	}
	yg_buf_printf(out, "refuse_expired=%d\n", e->refuse_expired);
	for (size_t i = 0; i < e->nparts; i++)
		yg_buf_printf(out, "file=%.*s %zu %.*s\n", STR_ARG(e->parts[i].name), e->parts[i].rows, STR_ARG(e->parts[i].sha256));
}

/* --- parts ------------------------------------------------------------------------- */

int yg_edition_sha256(struct str bytes, char out[65])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	out[0] = '\0';
	if (!EVP_Digest(bytes.n ? bytes.p : "", bytes.n, md, &n, EVP_sha256(), NULL) || n != 32) return YG_EIO;
	for (unsigned i = 0; i < n; i++) snprintf(out + 2 * i, 3, "%02x", md[i]);
	return YG_OK;
}

size_t yg_csv_data_rows(struct str text)
{
	size_t records = 0;
	bool quoted = false, open = false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"') quoted = !quoted;
		if (text.p[i] == '\n' && !quoted) {
			records++;
			open = false;
		} else {
			open = true;
		}
	}
	records += open;
	return records ? records - 1 : 0;
}

const struct edition_part *yg_edition_part(const struct edition_file *e, const char *name)
{
	for (size_t i = 0; i < e->nparts; i++)
		if (yg_str_eqz(e->parts[i].name, name)) return &e->parts[i];
	return NULL;
}

int yg_edition_part_read(const char *dir, const char *name, size_t max, struct buf *out)
{
	char path[4096];
	int n, err;
	n = snprintf(path, sizeof path, "%s/.committed/%s", dir, name);
	if (n < 0 || (size_t)n >= sizeof path) return YG_EIO;
	err = yg_file_read(path, max, out);
	if (err != YG_ENOTFOUND) return err;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return yg_file_read(path, max, out);
}

int yg_edition_part_check(const struct edition_file *e, const char *name, struct str bytes, struct diags *ds)
{
	const struct edition_part *p = yg_edition_part(e, name);
	char hex[65], rows[24];
	int err;
	if (!p) {
		yg_diag(ds, &d_not_listed, 0, 0, name, yg_str(name), STR_NONE);
		return YG_ETABLE;
	}
	err = yg_edition_sha256(bytes, hex);
	if (err) return err;
	if (yg_csv_data_rows(bytes) != p->rows) {
		snprintf(rows, sizeof rows, "%zu", p->rows);
		yg_diag(ds, &d_rows, 0, 0, name, yg_str(name), yg_str(rows));
		err = YG_ETABLE;
	}
	if (!yg_str_eqz(p->sha256, hex)) {
		yg_diag(ds, &d_sum, 0, 0, name, yg_str(name), STR_NONE);
		err = YG_ETABLE;
	}
	return err;
}

int yg_edition_part_load(const char *dir, const struct edition_file *e, const char *name, struct arena *a, struct str *out, struct diags *ds)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_edition_part_read(dir, name, YG_MAX_TABLE, &b);
	if (err == YG_ENOTFOUND || err == YG_EIO) {
		yg_diag(ds, &d_no_file, 0, 0, name, yg_str(name), STR_NONE);
		err = err == YG_EIO ? err : YG_ETABLE;
	}
	if (!err) err = yg_edition_part_check(e, name, yg_buf_view(&b), ds);
	*out = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

int yg_edition_file_verify(const char *dir, const struct edition_file *e, struct diags *ds)
{
	int worst = YG_OK;
	for (size_t i = 0; i < e->nparts; i++) {
		char name[128];
		struct buf b;
		int err;
		snprintf(name, sizeof name, "%.*s", STR_ARG(e->parts[i].name));
		yg_buf_init(&b, YG_MAX_TABLE);
		err = yg_edition_part_read(dir, name, YG_MAX_TABLE, &b);
		if (err == YG_ENOMEM) worst = err;
		else if (err) yg_diag(ds, &d_no_file, 0, 0, name, yg_str(name), STR_NONE);
		else err = yg_edition_part_check(e, name, yg_buf_view(&b), ds);
		if (err && worst == YG_OK) worst = YG_ETABLE;
		yg_buf_free(&b);
	}
	return worst;
}

int yg_edition_part_set(struct edition_file *e, struct arena *a, const char *name, struct str bytes)
{
	struct edition_part part = { yg_str(name), yg_csv_data_rows(bytes), STR_NONE };
	char hex[65];
	int err = part_name(part.name) ? yg_edition_sha256(bytes, hex) : YG_EARG;
	if (err) return err;
	part.name = yg_arena_str(a, part.name);
	part.sha256 = yg_arena_str(a, yg_str(hex));
	for (size_t i = 0; i < e->nparts; i++)
		if (yg_str_eq(e->parts[i].name, part.name)) {
			e->parts[i] = part;
			return yg_arena_error(a);
		}
	return add_part(e, a, part) ? yg_arena_error(a) : YG_ENOMEM;
}

int yg_edition_file_write(const char *dir, struct edition_file *e, const char *const *names, size_t n, struct arena *a)
{
	char path[4096];
	struct buf b;
	int k, err = YG_OK;
	e->parts = NULL;
	e->nparts = 0;
	for (size_t i = 0; i < n && !err; i++) {
		yg_buf_init(&b, YG_MAX_TABLE);
		err = yg_edition_part_read(dir, names[i], YG_MAX_TABLE, &b);
		if (!err) err = yg_edition_part_set(e, a, names[i], yg_buf_view(&b));
		yg_buf_free(&b);
	}
	k = snprintf(path, sizeof path, "%s/EDITION", dir);
	if (!err && (k < 0 || (size_t)k >= sizeof path)) err = YG_EIO;
	if (err) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_edition_file_format(e, &b);
	err = b.err ? b.err : yg_file_write(path, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}
