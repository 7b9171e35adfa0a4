/* import_generic.c - 厚労省 一般名処方マスタ (xlsx with its two sheets, or CSV) -> generic.csv (spec: drugmaster 3.3).
 * The list is taken whole: a code that left it is gone, for nobody may prescribe by it any longer. */
#include "tables/folder.h"
#include "tables/official.h"
#include "tables/strmap.h"
#include "base/err.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_kind, "generic-not", DIAG_ERROR, "一般名処方マスタではありません(見出しの行が違います)",
	  "this is not the 一般名処方マスタ: the heading row is another one");
DIAG_KIND(d_undated, "generic-undated", DIAG_ERROR, "ファイル名にも表の上にも日付がありません", "neither the file name nor the sheet gives a date");
DIAG_KIND(d_older, "generic-older", DIAG_ERROR, "{0} のマスタです。この版にはすでに {1} のものが入っています。古いものは入れません",
	  "is of {0}; this edition already holds that of {1}. An older one is refused");
DIAG_KIND(d_must, "generic-missing", DIAG_ERROR, "空にできない項目が空です", "may not be empty");
DIAG_KIND(d_twice, "generic-duplicate", DIAG_ERROR, "一般名コード {0} が 2 回あります", "code {0} is given twice");
DIAG_KIND(d_no_code, "generic-exception-code", DIAG_ERROR, "例外コードのない品目です", "a product without an exception code");
DIAG_KIND(d_no_entry, "generic-exception-unknown", DIAG_WARNING, "例外コード {0} が一般名処方マスタ本表にありません",
	  "exception code {0} is not in the main sheet");
DIAG_KIND(d_no_products, "generic-exception-empty", DIAG_WARNING, "例外コード {0} の品目がありません", "exception code {0} has no products");
DIAG_KIND(d_no_main, "generic-no-main", DIAG_ERROR, "一般名処方マスタの本表がありません", "the main list is missing");
DIAG_KIND(d_no_rows, "generic-no-rows", DIAG_ERROR, "一般名コードが 1 行もありません", "holds no rows");
DIAG_KIND(d_width, "generic-columns", DIAG_ERROR, "列の数 {0} が見出しの {1} 列と違います(途中で切れているか、壊れています)",
	  "has {0} columns where the heading has {1}: cut or damaged");

enum main_column { M_CLASS, M_CODE, M_NAME, M_LISTED_NAME, M_STRENGTH, M_BONUS, M_EXCEPTION, M_PRICE_MIN, M_NOTE, M_COLUMNS };
enum exc_column { X_CLASS, X_CODE, X_NAME, X_PRICE_CODE, X_PRODUCT, X_COLUMNS };
static const char *const main_keys[] = { "class", "code", "name", "listed_name", "strength", "bonus", "exception", "price_min", "note" };
static const char *const exc_keys[] = { "class", "code", "name", "price_code", "product" };

struct lists { struct field_map main, exc; struct tab rows; struct strmap by_code; struct ymd date; size_t products; bool have_main; };

static struct str cell(const struct field_map *m, const struct sheet_row *r, size_t key) { return yg_str_trim(yg_cell(r, m->f[key].no - 1)); }

static bool good(const struct official *o, const struct field_map *m, const struct sheet_row *r, const unsigned *must, size_t nmust,
		 size_t width)
{
	bool ok = true;
	char a[24], b[24];
	if (!o->zip && r->n != width) {                        /* a sheet leaves out empty cells at the end, a CSV does not */
		snprintf(a, sizeof a, "%zu", r->n);
		snprintf(b, sizeof b, "%zu", width);
		yg_official_fault(o, &d_width, r->line, STR_NONE, yg_str(a), yg_str(b));
		return false;
	}
	for (size_t i = 0; i < m->n; i++)
		if (!yg_field_good(o, &m->f[i], r->line, cell(m, r, i))) ok = false;
	for (size_t i = 0; i < nmust; i++)
		if (!cell(m, r, must[i]).n) {
			yg_field_fault(o, &d_must, r->line, &m->f[must[i]], STR_NONE, STR_NONE);
			ok = false;
		}
	return ok;
}

/* "令和7年8月14日適用" stands above the heading. */
static void date_above(const struct sheet *s, size_t head, struct ymd *out)
{
	for (size_t i = 0; i < head; i++)
		for (size_t k = 0; k < s->row[i].n; k++) {
			struct str v = yg_str_trim(s->row[i].f[k]), tail = STR("適用");
			if (v.n > tail.n && yg_str_eq(yg_str_sub(v, v.n - tail.n, tail.n), tail))
				yg_ymd_parse_era_text(yg_str_sub(v, 0, v.n - tail.n), out);
		}
}

static int read_main(struct work *w, struct lists *l, const struct official *o, const struct sheet *s, size_t head)
{
	static const unsigned must[] = { M_CLASS, M_CODE, M_NAME, M_LISTED_NAME, M_STRENGTH };
	int err = YG_OK;
	for (size_t i = head + 1; i < s->n; i++) {
		const struct sheet_row *r = &s->row[i];
		struct str *to;
		if (yg_row_blank(r)) continue;
		w->report->rows++;
		if (!good(o, &l->main, r, must, sizeof must / sizeof *must, s->row[head].n)) { err = YG_ESYNTAX; continue; }
		to = yg_tab_add(&l->rows, w->arena);
		if (!to) return yg_arena_error(w->arena);
		to[GENERIC_CODE] = cell(&l->main, r, M_CODE);
		to[GENERIC_NAME] = cell(&l->main, r, M_NAME);
		to[GENERIC_LISTED_NAME] = cell(&l->main, r, M_LISTED_NAME);
		to[GENERIC_STRENGTH] = cell(&l->main, r, M_STRENGTH);
		to[GENERIC_CLASS] = cell(&l->main, r, M_BONUS);
		to[GENERIC_EXCEPTION] = cell(&l->main, r, M_EXCEPTION).n ? STR("1") : STR_NONE;
		to[GENERIC_PRICE_MIN] = cell(&l->main, r, M_PRICE_MIN);
		if (yg_strmap_add(&l->by_code, to[GENERIC_CODE], (uint32_t)(l->rows.n - 1)) == l->rows.n - 1) continue;
		yg_field_fault(o, &d_twice, r->line, &l->main.f[M_CODE], to[GENERIC_CODE], STR_NONE);
		err = YG_ESYNTAX;
	}
	l->have_main = true;
	if (err || l->rows.n) return err;
	yg_official_fault(o, &d_no_rows, 0, STR_NONE, STR_NONE, STR_NONE);
	return YG_ESYNTAX;
}

/* The code is written on the first product only and holds for the rows below it (merged cells). */
static int read_exceptions(struct work *w, struct lists *l, const struct official *o, const struct sheet *s, size_t head)
{
	static const unsigned must[] = { X_PRICE_CODE };
	struct str code = STR_NONE;
	int err = YG_OK;
	for (size_t i = head + 1; i < s->n; i++) {
		const struct sheet_row *r = &s->row[i];
		struct str *list;
		uint32_t k;
		if (yg_row_blank(r)) continue;
		w->report->rows++;
		if (!good(o, &l->exc, r, must, 1, s->row[head].n)) { err = YG_ESYNTAX; continue; }
		if (cell(&l->exc, r, X_CODE).n) code = cell(&l->exc, r, X_CODE);
		k = code.n ? yg_strmap_get(&l->by_code, code) : STRMAP_NONE;
		if (!code.n) {
			yg_field_fault(o, &d_no_code, r->line, &l->exc.f[X_CODE], STR_NONE, STR_NONE);
			err = YG_ESYNTAX;
		} else if (k == STRMAP_NONE) {
			yg_field_fault(o, &d_no_entry, r->line, &l->exc.f[X_CODE], code, STR_NONE);
		} else {
			list = &l->rows.row[k][GENERIC_PRODUCTS];
			*list = yg_arena_printf(w->arena, "%.*s%s%.*s", STR_ARG(*list), list->n ? "|" : "", STR_ARG(cell(&l->exc, r, X_PRICE_CODE)));
			l->products++;
		}
	}
	return err;
}

/* A CSV is either list; an xlsx has both. Main lists are read first, whatever the order of the files. */
static int read_file(struct work *w, struct lists *l, const char *path, unsigned index, bool main_list)
{
	struct official o;
	struct sheet s = { NULL, 0 };
	size_t head, had = w->report->rows;
	struct ymd date;
	char a[11], b[11];
	int err = yg_official_open(&o, path, index, w->arena, w->ds);
	if (!err && o.zip) err = yg_sheet_xlsx(&o, main_list ? NULL : "例外コード品目対照表", 0, w->arena, &s);
	else if (!err) err = yg_sheet_csv(&o, w->arena, &s);
	if (err) goto out;
	head = yg_fields_find(main_list ? &l->main : &l->exc, &s);
	if (head == (size_t)-1) {
		if (!o.zip && yg_fields_find(main_list ? &l->exc : &l->main, &s) != (size_t)-1) goto out;
		yg_official_fault(&o, &d_kind, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
		goto out;
	}
	date = o.date;
	if (!yg_ymd_given(date)) date_above(&s, head, &date);
	if (!yg_ymd_given(date)) {
		yg_official_fault(&o, &d_undated, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
		goto out;
	}
	yg_ymd_format(date, a);
	if (yg_ymd_cmp(date, w->edition.last_generic) < 0) {
		yg_ymd_format(w->edition.last_generic, b);
		yg_official_fault(&o, &d_older, 0, STR_NONE, yg_str(a), yg_str(b));
		err = YG_EREFUSED;
		goto out;
	}
	err = main_list ? read_main(w, l, &o, &s, head) : read_exceptions(w, l, &o, &s, head);
	if (yg_ymd_cmp(date, l->date) > 0) l->date = date;
	yg_buf_printf(&w->files, w->lang == LANG_JA ? "・%.*s %s(%s、%zu 行)\n" : "- %.*s %s (%s, %zu rows)\n", STR_ARG(o.base),
		      main_list ? (w->lang == LANG_JA ? "本表" : "main list") : (w->lang == LANG_JA ? "例外コード" : "exception codes"), a,
		      w->report->rows - had);
	yg_work_progress(w, o.base.p, s.n, s.n);
out:
	yg_official_close(&o);
	return err;
}

static void count(struct work *w, const struct tab *old, const struct lists *l)
{
	struct strmap was;
	yg_strmap_init(&was, w->arena);
	for (size_t i = 0; i < old->n; i++) {
		yg_strmap_add(&was, old->row[i][GENERIC_CODE], (uint32_t)i);
		if (yg_strmap_get(&l->by_code, old->row[i][GENERIC_CODE]) == STRMAP_NONE) yg_named_add(&w->ended, old->row[i][GENERIC_NAME]);
	}
	for (size_t i = 0; i < l->rows.n; i++) {
		const struct str *r = l->rows.row[i];
		uint32_t k = yg_strmap_get(&was, r[GENERIC_CODE]);
		bool same = k != STRMAP_NONE;
		for (size_t c = 0; c < GENERIC_COLUMNS && same; c++) same = yg_str_eq(old->row[k][c], r[c]);
		if (k == STRMAP_NONE) yg_named_add(&w->added, r[GENERIC_NAME]);
		else if (same) w->report->unchanged++;
		else yg_named_add(&w->changed, r[GENERIC_NAME]);
	}
}

static int by_code(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;
	return yg_str_cmp((*x)[GENERIC_CODE], (*y)[GENERIC_CODE]);
}

int yg_import_generic(struct work *w, const char *const *files, size_t n)
{
	struct tab *t = &w->tab[TAB_GENERIC];
	struct lists l = { .rows = yg_tab_layout[TAB_GENERIC] };
	int err, worst = yg_fields_load(w->shipped, "generic", main_keys, M_COLUMNS, w->arena, &l.main, w->ds);
	err = yg_fields_load(w->shipped, "generic-exceptions", exc_keys, X_COLUMNS, w->arena, &l.exc, w->ds);
	if (worst || err) return worst ? worst : err;
	yg_strmap_init(&l.by_code, w->arena);
	for (unsigned pass = 0; pass < 2 && !worst; pass++)
		for (size_t i = 0; i < n; i++) {
			err = read_file(w, &l, files[i], (unsigned)i, pass == 0);
			if (err && !worst) worst = err;
		}
	if (!worst && !l.have_main) {
		yg_diag(w->ds, &d_no_main, 0, 0, "", STR_NONE, STR_NONE);
		worst = YG_ESYNTAX;
	}
	if (worst || yg_arena_error(w->arena)) return worst ? worst : yg_arena_error(w->arena);
	for (size_t i = 0; i < l.rows.n; i++)
		if (yg_str_eqz(l.rows.row[i][GENERIC_EXCEPTION], "1") && !l.rows.row[i][GENERIC_PRODUCTS].n)
			yg_diag(w->ds, &d_no_products, 0, 0, "generic.csv", l.rows.row[i][GENERIC_CODE], STR_NONE);
	count(w, t, &l);
	w->edition.last_generic = l.date;
	yg_work_sources(w, &w->edition.generic_files, files, n);
	*t = l.rows;
	t->there = true;
	qsort(t->row, t->n, sizeof *t->row, by_code);
	return YG_OK;
}
