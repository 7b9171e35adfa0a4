/* official.c - opens an official file, finds its date, decodes its CSV, and checks values against the column map.
 * Every fault is reported with file, line and the official name of the column; what to do about it is the importer's choice. */
#include "tables/official.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/edition_file.h"
#include "tables/identify.h"
#include "tables/table_file.h"
#include "text/csv.h"
#include "text/fold.h"
#include "text/sjis.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_open, "official-not-found", DIAG_ERROR, "ファイルがありません", "file not found");
DIAG_KIND(d_read, "official-unreadable", DIAG_ERROR, "ファイルが読めません", "the file cannot be read");
DIAG_KIND(d_big, "official-too-big", DIAG_ERROR, "ファイルが大きすぎます", "the file is too large");
DIAG_KIND(d_empty, "official-empty", DIAG_ERROR, "ファイルが空です", "the file is empty");
DIAG_KIND(d_characters, "official-encoding", DIAG_ERROR,
	  "文字として読めないバイトが {0} か所あります(CP932 でも UTF-8 でもない、または壊れている)",
	  "{0} places are not characters: neither CP932 nor UTF-8, or damaged");
DIAG_KIND(d_gaiji, "official-gaiji", DIAG_WARNING, "外字が {0} か所あります。名称が正しく照合できません",
	  "{0} user-defined characters: those names cannot be compared");
DIAG_KIND(d_quote, "official-cut", DIAG_ERROR, "引用符が閉じていません。ファイルが途中で切れているか、壊れています",
	  "a quote is never closed: the file is cut or damaged");
DIAG_KIND(d_rows, "official-too-many-rows", DIAG_ERROR, "行が多すぎます", "too many rows");
DIAG_KIND(d_end, "official-no-line-end", DIAG_ERROR, "最後の行に行末がありません。ファイルが途中で切れています",
	  "the last line has no line end: the file is cut");
DIAG_KIND(d_digits, "official-digits", DIAG_ERROR, "数字ではありません:「{0}」", "not digits: \"{0}\"");
DIAG_KIND(d_code9, "official-code9", DIAG_ERROR, "医薬品コードは数字 9 桁です:「{0}」", "a 医薬品コード has nine digits: \"{0}\"");
DIAG_KIND(d_shape, "official-price-code", DIAG_ERROR, "12 桁のコードの形ではありません:「{0}」", "not the shape of a 12-character code: \"{0}\"");
DIAG_KIND(d_check, "official-check-digit", DIAG_WARNING, "コード {0} の検査数字が合いません。行はそのまま残します",
	  "code {0} fails its check digit; the row is kept");
DIAG_KIND(d_generic, "official-generic-code", DIAG_ERROR, "一般名コードの形ではありません:「{0}」", "not the shape of a 一般名コード: \"{0}\"");
DIAG_KIND(d_day, "official-date", DIAG_ERROR, "日付として読めません:「{0}」", "not a date: \"{0}\"");
DIAG_KIND(d_amount, "official-amount", DIAG_ERROR, "金額として読めません:「{0}」", "not an amount: \"{0}\"");
DIAG_KIND(d_change, "official-change", DIAG_ERROR, "変更区分は 0 1 3 5 9 のどれかです:「{0}」", "変更区分 is one of 0 1 3 5 9: \"{0}\"");
DIAG_KIND(d_map_missing, "fields-missing", DIAG_ERROR, "列の対応表 {0} がありません", "the column map {0} is missing");
DIAG_KIND(d_map_key, "fields-key", DIAG_ERROR, "列の対応表 {0} の項目 {1} が知らないものか、重なっているか、正しくありません",
	  "column map {0}: {1} is unknown, given twice or not valid");
DIAG_KIND(d_map_lacks, "fields-lacks", DIAG_ERROR, "列の対応表 {0} に {1} がありません", "column map {0} lacks {1}");

/* --- opening ---------------------------------------------------------------------- */

/* The first run of exactly 8 or 6 digits that is a day: y_ALL20240321, tp20250814-01_01, ippanmeishohoumaster_250814. */
struct ymd yg_official_name_date(struct str base)
{
	struct ymd d = YMD_NONE;
	for (size_t i = 0; i < base.n;) {
		char full[9];
		size_t k = i;
		while (k < base.n && base.p[k] >= '0' && base.p[k] <= '9') k++;
		if (k - i == 8 && yg_ymd_parse(yg_str_sub(base, i, 8), &d) == YG_OK) return d;
		if (k - i == 6) {
			snprintf(full, sizeof full, "20%.6s", base.p + i);
			if (yg_ymd_parse(yg_str(full), &d) == YG_OK) return d;
		}
		i = k + 1;
	}
	return YMD_NONE;
}

int yg_official_open(struct official *o, const char *path, unsigned index, struct arena *a, struct diags *ds)
{
	const char *slash = strrchr(path, '/');
	int err;
	*o = (struct official){ .index = index, .path = path, .ds = ds };
	o->base = yg_arena_str(a, yg_str(slash ? slash + 1 : path));
	o->date = yg_official_name_date(o->base);
	yg_buf_init(&o->bytes, YG_MAX_TABLE);
	err = yg_file_read(path, YG_MAX_TABLE, &o->bytes);
	if (!err && o->bytes.n == 0) {
		yg_official_fault(o, &d_empty, 0, STR_NONE, STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	if (err == YG_ENOTFOUND) yg_official_fault(o, &d_open, 0, STR_NONE, STR_NONE, STR_NONE);
	else if (err == YG_ETOOBIG) yg_official_fault(o, &d_big, 0, STR_NONE, STR_NONE, STR_NONE);
	else if (err == YG_EIO) yg_official_fault(o, &d_read, 0, STR_NONE, STR_NONE, STR_NONE);
	o->zip = yg_str_starts(yg_buf_view(&o->bytes), STR("PK\003\004"));
	return err;
}

void yg_official_close(struct official *o) { yg_buf_free(&o->bytes); }

void yg_official_fault(const struct official *o, const struct diag_kind *kind, unsigned line, struct str column, struct str arg0,
		       struct str arg1)
{
	char field[300];
	snprintf(field, sizeof field, "%.*s%s%.*s", (int)(o->base.n > 120 ? 120 : o->base.n), o->base.n ? o->base.p : "",
		 column.n ? ": " : "", (int)(column.n > 150 ? 150 : column.n), column.n ? column.p : "");
	yg_diag(o->ds, kind, o->index, line, field, arg0, arg1);
}

/* --- rows of a CSV ---------------------------------------------------------------- */

/* UTF-8 in the arena; the decoder's report becomes a diagnostic with the line of the first fault. */
static int decode(const struct official *o, struct arena *a, struct str *out)
{
	struct str in = yg_buf_view(&o->bytes);
	struct sjis_report rep = { 0 };
	struct buf b;
	char count[24];
	unsigned line = 1;
	int err;
	if (yg_str_starts(in, STR("\xef\xbb\xbf"))) in = yg_str_sub(in, 3, in.n);
	if (yg_utf8_valid(in)) {
		*out = yg_arena_str(a, in);
		return yg_arena_error(a);
	}
	yg_buf_init(&b, 2u * YG_MAX_TABLE);
	err = yg_cp932_decode(in, &b, &rep);
	if (!err && rep.bad) {
		for (size_t i = 0; i < rep.bad_at && i < in.n; i++) line += in.p[i] == '\n';
		snprintf(count, sizeof count, "%zu", rep.bad);
		yg_official_fault(o, &d_characters, line, STR_NONE, yg_str(count), STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err && rep.gaiji) {
		for (size_t i = 0; i < rep.gaiji_at && i < in.n; i++) line += in.p[i] == '\n';
		snprintf(count, sizeof count, "%zu", rep.gaiji);
		yg_official_fault(o, &d_gaiji, line, STR_NONE, yg_str(count), STR_NONE);
	}
	*out = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

int yg_sheet_csv(const struct official *o, struct arena *a, struct sheet *out)
{
	struct csv_row row;
	struct csv csv;
	struct str text;
	bool ended = true;
	int got, err = decode(o, a, &text);
	*out = (struct sheet){ NULL, 0 };
	if (err) return err;
	yg_csv_open(&csv, text, CSV_QUOTED, a);
	while ((got = yg_csv_next(&csv, &row)) == 1) {
		struct sheet_row *r;
		if (out->n >= YG_MAX_RECORDS) {
			yg_official_fault(o, &d_rows, row.line, STR_NONE, STR_NONE, STR_NONE);
			return YG_ETOOBIG;
		}
		r = yg_arena_grow(a, out->row, out->n, sizeof *r);
		if (!r) return yg_arena_error(a);
		out->row = r;
		r[out->n++] = (struct sheet_row){ row.line, row.f, row.n };
		ended = row.ended;
	}
	if (got == YG_ESYNTAX) yg_official_fault(o, &d_quote, row.line, STR_NONE, STR_NONE, STR_NONE);
	if (got == YG_ETOOBIG && !yg_arena_error(a)) yg_official_fault(o, &d_rows, row.line, STR_NONE, STR_NONE, STR_NONE);
	if (got < 0) return got;
	/* Cut in or before an empty last field, a record looks whole; every official file ends its last line. */
	if (!ended) yg_official_fault(o, &d_end, out->row[out->n - 1].line, STR_NONE, STR_NONE, STR_NONE);
	return ended ? YG_OK : YG_ESYNTAX;
}

bool yg_row_blank(const struct sheet_row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (yg_str_trim(r->f[i]).n) return false;
	return true;
}

/* --- the column map ------------------------------------------------------------------ */

static const struct { const char *word; enum field_kind kind; } kinds[] = {
	{ "text", FIELD_TEXT }, { "digits", FIELD_DIGITS }, { "code9", FIELD_CODE9 }, { "price-code", FIELD_PRICE_CODE },
	{ "generic-code", FIELD_GENERIC_CODE }, { "day", FIELD_DAY }, { "era-day", FIELD_ERA_DAY }, { "amount", FIELD_AMOUNT },
	{ "change", FIELD_CHANGE },
};

static bool read_field(struct table_file *t, struct field *f)
{
	unsigned long no = 0, since = 0;
	struct str kind = yg_table_get(t, 3);
	size_t k = 0;
	while (k < sizeof kinds / sizeof *kinds && !yg_str_eqz(kind, kinds[k].word)) k++;
	if (k == sizeof kinds / sizeof *kinds || !yg_table_uint(t, 0, YG_MAX_FIELDS, &no) || no == 0 ||
	    !yg_table_uint(t, 4, YG_MAX_FIELDS, &since))
		return false;
	*f = (struct field){ (unsigned)no, yg_table_get(t, 2), kinds[k].kind, (unsigned)since };
	return true;
}

int yg_fields_load(const char *dir, const char *name, const char *const *keys, size_t n, struct arena *a, struct field_map *out,
		   struct diags *ds)
{
	static const char *const columns[] = { "no", "key", "name", "kind", "since", "note" };
	struct str file = yg_arena_printf(a, "fields/%s.csv", name), text;
	size_t before = ds->n;
	struct table_file t;
	struct buf b;
	int err;
	*out = (struct field_map){ .name = name, .f = yg_arena_array(a, n, sizeof(struct field)), .n = n };
	if (!file.p || !out->f) return YG_ENOMEM;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_edition_part_read(dir, file.p, YG_MAX_TEXT, &b);
	text = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err == YG_ENOTFOUND || err == YG_EIO) {
		yg_diag(ds, &d_map_missing, 0, 0, file.p, file, STR_NONE);
		return YG_ETABLE;
	}
	if (err || yg_arena_error(a)) return err ? err : yg_arena_error(a);
	yg_table_open(&t, file.p, text, columns, sizeof columns / sizeof *columns, a, ds);
	while (yg_table_next(&t)) {
		struct str key = yg_table_get(&t, 1);
		struct field f;
		size_t i = 0;
		while (i < n && !yg_str_eqz(key, keys[i])) i++;
		if (i == n || out->f[i].no || !read_field(&t, &f)) {
			yg_table_fault(&t, &d_map_key, file, key);
			continue;
		}
		out->f[i] = f;
		if (f.no > out->width) out->width = f.no;
	}
	for (size_t i = 0; i < n; i++)
		if (!out->f[i].no) yg_diag(ds, &d_map_lacks, 0, 0, file.p, file, yg_str(keys[i]));
	if (yg_arena_error(a)) return yg_arena_error(a);
	return yg_diags_count(ds, before, DIAG_ERROR) ? YG_ETABLE : YG_OK;
}

/* Headings are compared without blanks and line breaks, width folded: "診療報酬において\n加算等の…" is one heading. */
static bool same_heading(struct str cell, struct str name)
{
	struct buf b;
	bool same;
	yg_buf_init(&b, 4096);
	for (size_t i = 0; i < cell.n; i++)
		if (cell.p[i] != '\r' && cell.p[i] != '\n') yg_buf_char(&b, cell.p[i]);
	same = !b.err && yg_fold_eq(yg_buf_view(&b), name);
	yg_buf_free(&b);
	return same;
}

static bool heading_fits(const struct field *f, struct str cell)
{
	struct str rest = f->names;
	for (;;) {
		size_t bar = yg_str_find(rest, STR("|"));
		if (same_heading(cell, yg_str_sub(rest, 0, bar))) return true;
		if (bar == (size_t)-1) return false;
		rest = yg_str_sub(rest, bar + 1, rest.n);
	}
}

bool yg_fields_header(const struct field_map *m, const struct sheet_row *r)
{
	for (size_t i = 0; i < m->n; i++)
		if (!heading_fits(&m->f[i], yg_cell(r, m->f[i].no - 1))) return false;
	return true;
}

size_t yg_fields_find(const struct field_map *m, const struct sheet *s)
{
	for (size_t i = 0; i < s->n && i < 10; i++)
		if (yg_fields_header(m, &s->row[i])) return i;
	return (size_t)-1;
}

void yg_field_fault(const struct official *o, const struct diag_kind *kind, unsigned line, const struct field *f, struct str arg0,
		    struct str arg1)
{
	struct str name = yg_str_sub(f->names, 0, yg_str_find(f->names, STR("|")));
	char label[160];
	snprintf(label, sizeof label, "%u %.*s", f->no, (int)(name.n > 120 ? 120 : name.n), name.n ? name.p : "");
	yg_official_fault(o, kind, line, yg_str(label), arg0, arg1);
}

/* --- values ---------------------------------------------------------------------------- */

bool yg_official_day(struct str s, struct ymd *out)
{
	*out = YMD_NONE;
	if (s.n == 0 || yg_str_eqz(s, "0") || yg_str_eqz(s, "00000000") || yg_str_eqz(s, "99999999")) return true;
	return s.n == 8 && yg_ymd_parse(s, out) == YG_OK;
}

/* First nine characters of a price code, the last of them possibly a letter (例外コード), then ZZZ. */
static bool generic_shape(struct str s)
{
	for (size_t i = 0; i < s.n && i < 9; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9', upper = s.p[i] >= 'A' && s.p[i] <= 'Z';
		if (i < 7 ? !digit : i == 7 ? !upper : !(digit || upper)) return false;
	}
	return s.n == 12 && memcmp(s.p + 9, "ZZZ", 3) == 0;
}

bool yg_field_good(const struct official *o, const struct field *f, unsigned line, struct str v)
{
	const struct diag_kind *fault = NULL;
	struct ymd day;
	struct dec amount;
	if (v.n == 0) return true;
	switch (f->kind) {
	case FIELD_TEXT: break;
	case FIELD_DIGITS: if (!yg_str_digits(v)) fault = &d_digits; break;
	case FIELD_CODE9: if (v.n != 9 || !yg_str_digits(v)) fault = &d_code9; break;
	case FIELD_PRICE_CODE: fault = !yg_code_price_shape(v) ? &d_shape : !yg_code_price_check(v) ? &d_check : NULL; break;
	case FIELD_GENERIC_CODE: if (!generic_shape(v)) fault = &d_generic; break;
	case FIELD_DAY: if (!yg_official_day(v, &day)) fault = &d_day; break;
	case FIELD_ERA_DAY: if (yg_ymd_parse_era_text(v, &day) != YG_OK) fault = &d_day; break;
	case FIELD_AMOUNT: if (yg_dec_parse(v, &amount) != YG_OK) fault = &d_amount; break;
	case FIELD_CHANGE: if (v.n != 1 || !memchr("01359", v.p[0], 5)) fault = &d_change; break;
	}
	if (!fault) return true;
	yg_field_fault(o, fault, line, f, yg_str_sub(v, 0, 60), STR_NONE);
	return fault->severity != DIAG_ERROR;
}
