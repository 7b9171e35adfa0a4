/* import_hot.c - MEDIS HOT コードマスター (24 columns, heading line, CP932 or UTF-8) -> hot.csv, many to many (spec: drugmaster 3.4).
 * A row whose codes do not fit together is left out and said: without it a drug is "not known", with it it could be another one. */
#include "tables/folder.h"
#include "tables/official.h"
#include "tables/strmap.h"
#include "tables/identify.h"
#include "base/err.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_kind, "hot-not", DIAG_ERROR, "HOT コードマスターではありません(見出しの行が違います)",
	  "this is not the HOT master: the heading row is another one");
DIAG_KIND(d_width, "hot-columns", DIAG_ERROR, "列の数 {0} が 24 ではありません(途中で切れているか、壊れています)", "has {0} columns, not 24: cut or damaged");
DIAG_KIND(d_older, "hot-older", DIAG_ERROR, "{0} のマスターです。この版にはすでに {1} のものが入っています。古いものは入れません",
	  "is of {0}; this edition already holds that of {1}. An older one is refused");
DIAG_KIND(d_undated, "hot-undated", DIAG_ERROR, "ファイル名にも行にも日付がありません", "neither the file name nor a row has a date");
DIAG_KIND(d_length, "hot-code", DIAG_WARNING, "HOT コードの桁または組が合いません:「{0}」。この行は入れません",
	  "HOT code of wrong length, or its parts do not fit: \"{0}\"; the row is left out");
DIAG_KIND(d_code, "hot-other-code", DIAG_WARNING, "コード「{0}」の形が正しくありません。この行は入れません",
	  "code \"{0}\" has not the right shape; the row is left out");
DIAG_KIND(d_check, "hot-check-digit", DIAG_WARNING, "コード {0} の検査数字が合いません。行はそのまま残します", "code {0} fails its check digit; the row is kept");
DIAG_KIND(d_pair, "hot-pair", DIAG_WARNING, "YJ コード {0} と薬価基準コード {1} は同じ製品のものではありません。この行は入れません",
	  "YJ code {0} and price code {1} are not of one product; the row is left out");
DIAG_KIND(d_day, "hot-date", DIAG_WARNING, "日付として読めません:「{0}」。日付なしで入れます", "not a date: \"{0}\"; taken without date");

enum column { C_HOT13, C_HOT7, C_COMPANY, C_PACK, C_SHIPPING, C_JAN, C_PRICE_CODE, C_YJ, C_RECEIPT, C_RECEIPT_2, C_NOTIFIED, C_NAME,
	      C_RECEIPT_NAME, C_STRENGTH, C_PACKAGE, C_PACKAGE_COUNT, C_PACKAGE_UNIT, C_TOTAL, C_TOTAL_UNIT, C_CLASS, C_MAKER, C_SELLER,
	      C_UPDATE, C_UPDATED, COLUMNS };
static const char *const keys[] = {
	"hot13", "hot7", "company", "pack", "shipping", "jan", "price_code", "yj", "receipt", "receipt_2", "notified_name", "name",
	"receipt_name", "strength", "package", "package_count", "package_unit", "package_total", "package_total_unit", "class", "maker",
	"seller", "update", "updated" };

struct in { struct work *w; const struct official *o; const struct field_map *m; const struct sheet_row *r; };

static struct str cell(const struct in *in, enum column c) { return yg_str_trim(yg_cell(in->r, in->m->f[c].no - 1)); }

static bool leave_out(const struct in *in, const struct diag_kind *k, enum column c, struct str a, struct str b)
{
	yg_field_fault(in->o, k, in->r->line, &in->m->f[c], yg_str_sub(a, 0, 40), yg_str_sub(b, 0, 40));
	in->w->report->dropped++;
	return false;
}

/* 13 digits = HOT7 + company 2 + pack 2 + shipping 2; the HOT9 file gives nine and leaves the rest empty. */
static bool hot_codes(const struct in *in)
{
	struct str full = cell(in, C_HOT13), hot7 = cell(in, C_HOT7), company = cell(in, C_COMPANY);
	bool ok = yg_str_digits(full) && (full.n == 13 || full.n == 9) && hot7.n == 7 && yg_str_digits(hot7) && company.n == 2 &&
		  yg_str_digits(company) && yg_str_starts(full, hot7) && yg_str_eq(yg_str_sub(full, 7, 2), company);
	if (ok && full.n == 13 && cell(in, C_PACK).n) ok = yg_str_eq(yg_str_sub(full, 9, 2), cell(in, C_PACK));
	return ok || leave_out(in, &d_length, C_HOT13, full, STR_NONE);
}

static bool other_codes(const struct in *in)
{
	static const enum column twelve[] = { C_PRICE_CODE, C_YJ }, nine[] = { C_RECEIPT, C_RECEIPT_2 };
	struct str price = cell(in, C_PRICE_CODE), yj = cell(in, C_YJ), v;
	for (size_t i = 0; i < 2; i++) {
		v = cell(in, nine[i]);
		if (v.n && (v.n != 9 || !yg_str_digits(v))) return leave_out(in, &d_code, nine[i], v, STR_NONE);
		v = cell(in, twelve[i]);
		if (v.n && !yg_code_price_shape(v)) return leave_out(in, &d_code, twelve[i], v, STR_NONE);
		if (v.n && !yg_code_price_check(v)) yg_field_fault(in->o, &d_check, in->r->line, &in->m->f[twelve[i]], v, STR_NONE);
	}
	/* Same ingredient, route and form at least: strength numbers do differ in real files (1125003B1 and 1125003B2). */
	if (price.n && yj.n && !yg_str_eq(yg_str_sub(price, 0, 7), yg_str_sub(yj, 0, 7))) return leave_out(in, &d_pair, C_YJ, yj, price);
	return true;
}

static struct str day_of(const struct in *in, struct ymd *newest)
{
	struct str v = cell(in, C_UPDATED);
	char text[11];
	struct ymd d;
	if (!yg_official_day(v, &d)) {
		yg_field_fault(in->o, &d_day, in->r->line, &in->m->f[C_UPDATED], v, STR_NONE);
		return STR_NONE;
	}
	if (yg_ymd_cmp(d, *newest) > 0) *newest = d;
	yg_ymd_format(d, text);
	return yg_arena_str(in->w->arena, yg_str(text));
}

/* One row per receipt code; a product without one still gives its HOT, YJ and price code. */
static int add(const struct in *in, struct tab *t, struct strmap *seen, struct str receipt, struct str updated)
{
	struct arena *a = in->w->arena;
	struct str full = cell(in, C_HOT13), key, *to;
	key = yg_arena_printf(a, "%.*s %.*s %.*s %.*s %.*s", STR_ARG(full), STR_ARG(receipt), STR_ARG(cell(in, C_PRICE_CODE)),
			      STR_ARG(cell(in, C_YJ)), STR_ARG(cell(in, C_NAME)));
	if (yg_strmap_add(seen, key, (uint32_t)t->n) != t->n) return yg_arena_error(a);      /* the same row again */
	to = yg_tab_add(t, a);
	if (!to) return yg_arena_error(a);
	to[HOT_HOT13] = full.n == 13 ? full : STR_NONE;
	to[HOT_HOT9] = yg_str_sub(full, 0, 9);
	to[HOT_HOT7] = cell(in, C_HOT7);
	to[HOT_RECEIPT] = receipt;
	to[HOT_PRICE_CODE] = cell(in, C_PRICE_CODE);
	to[HOT_YJ] = cell(in, C_YJ);
	to[HOT_NAME] = cell(in, C_NAME);
	to[HOT_MAKER] = cell(in, C_MAKER);
	to[HOT_UPDATED] = updated;
	return yg_arena_error(a);
}

static int read_rows(struct work *w, const struct official *o, const struct field_map *m, const struct sheet *s, struct tab *t,
		     struct strmap *seen, struct ymd *newest)
{
	int err = YG_OK;
	char text[24];
	for (size_t i = 1; i < s->n; i++) {
		struct in in = { w, o, m, &s->row[i] };
		struct str updated;
		if (i % 2000 == 0) yg_work_progress(w, o->base.p, i, s->n);
		if (in.r->n == 1 && !in.r->f[0].n) continue;
		w->report->rows++;
		if (in.r->n != s->row[0].n) {
			snprintf(text, sizeof text, "%zu", in.r->n);
			yg_official_fault(o, &d_width, in.r->line, STR_NONE, yg_str(text), STR_NONE);
			err = YG_ESYNTAX;
			continue;
		}
		if (!hot_codes(&in) || !other_codes(&in)) continue;
		updated = day_of(&in, newest);
		if (!err) err = add(&in, t, seen, cell(&in, C_RECEIPT), updated);
		if (!err && cell(&in, C_RECEIPT_2).n) err = add(&in, t, seen, cell(&in, C_RECEIPT_2), updated);
	}
	yg_work_progress(w, o->base.p, s->n, s->n);
	return err;
}

static int read_file(struct work *w, const struct field_map *m, const char *path, unsigned index, struct tab *t, struct strmap *seen,
		     struct ymd *date)
{
	struct ymd newest = YMD_NONE;
	struct official o;
	struct sheet s;
	size_t had = w->report->rows;
	char a[11], b[11];
	int err = yg_official_open(&o, path, index, w->arena, w->ds);
	if (!err && !o.zip) err = yg_sheet_csv(&o, w->arena, &s);
	if (!err && (o.zip || s.row[0].n != m->width || !yg_fields_header(m, &s.row[0]))) {
		yg_official_fault(&o, &d_kind, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err) err = read_rows(w, &o, m, &s, t, seen, &newest);
	if (!err && yg_ymd_given(o.date)) newest = o.date;
	if (!err && !yg_ymd_given(newest)) {
		yg_official_fault(&o, &d_undated, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err && yg_ymd_cmp(newest, w->edition.last_hot) < 0) {
		yg_ymd_format(newest, a);
		yg_ymd_format(w->edition.last_hot, b);
		yg_official_fault(&o, &d_older, 0, STR_NONE, yg_str(a), yg_str(b));
		err = YG_EREFUSED;
	}
	if (!err) {
		yg_ymd_format(newest, a);
		yg_buf_printf(&w->files, w->lang == LANG_JA ? "・%.*s(%s、%zu 行)\n" : "- %.*s (%s, %zu rows)\n", STR_ARG(o.base), a,
			      w->report->rows - had);
		if (yg_ymd_cmp(newest, *date) > 0) *date = newest;
	}
	yg_official_close(&o);
	return err;
}

static struct str key_of(struct work *w, const struct str *r)
{
	return yg_arena_printf(w->arena, "%.*s %.*s %.*s %.*s", STR_ARG(r[HOT_HOT13].n ? r[HOT_HOT13] : r[HOT_HOT9]), STR_ARG(r[HOT_RECEIPT]),
			       STR_ARG(r[HOT_YJ]), STR_ARG(r[HOT_NAME]));
}

static void count(struct work *w, const struct tab *old, const struct tab *new)
{
	struct strmap was, now;
	yg_strmap_init(&was, w->arena);
	yg_strmap_init(&now, w->arena);
	for (size_t i = 0; i < old->n; i++) yg_strmap_add(&was, key_of(w, old->row[i]), (uint32_t)i);
	for (size_t i = 0; i < new->n; i++) {
		struct str key = key_of(w, new->row[i]);
		uint32_t k = yg_strmap_get(&was, key);
		bool same = k != STRMAP_NONE;
		yg_strmap_add(&now, key, (uint32_t)i);
		for (size_t c = 0; c < HOT_COLUMNS && same; c++) same = yg_str_eq(old->row[k][c], new->row[i][c]);
		if (k == STRMAP_NONE) yg_named_add(&w->added, new->row[i][HOT_NAME]);
		else if (same) w->report->unchanged++;
		else yg_named_add(&w->changed, new->row[i][HOT_NAME]);
	}
	for (size_t i = 0; i < old->n; i++)
		if (yg_strmap_get(&now, key_of(w, old->row[i])) == STRMAP_NONE) yg_named_add(&w->ended, old->row[i][HOT_NAME]);
}

static int by_all(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;
	for (size_t c = 0; c < HOT_COLUMNS; c++) {
		int d = yg_str_cmp((*x)[c], (*y)[c]);
		if (d) return d;
	}
	return 0;
}

int yg_import_hot(struct work *w, const char *const *files, size_t n)
{
	struct tab rows = yg_tab_layout[TAB_HOT];
	struct ymd date = YMD_NONE;
	struct field_map map;
	struct strmap seen;
	int err, worst = yg_fields_load(w->shipped, "hot", keys, COLUMNS, w->arena, &map, w->ds);
	if (worst) return worst;
	yg_strmap_init(&seen, w->arena);
	for (size_t i = 0; i < n; i++) {
		err = read_file(w, &map, files[i], (unsigned)i, &rows, &seen, &date);
		if (err && !worst) worst = err;
	}
	if (worst) return worst;
	count(w, &w->tab[TAB_HOT], &rows);
	w->edition.last_hot = date;
	yg_work_sources(w, &w->edition.hot_files, files, n);
	rows.there = true;
	if (rows.n) qsort(rows.row, rows.n, sizeof *rows.row, by_all);
	w->tab[TAB_HOT] = rows;
	return yg_arena_error(w->arena);
}
