/* import_price.c - 厚労省 薬価基準収載品目リスト (CSV or xlsx) -> price.csv, the only official source of 成分名 (spec: drugmaster 3.2).
 * A list replaces the rows of the 区分 it holds; rows that it no longer has stay, marked with the day they went. */
#include "tables/folder.h"
#include "tables/official.h"
#include "tables/strmap.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_kind, "price-not", DIAG_ERROR, "薬価基準収載品目リストではありません(見出しの行が違います)",
	  "this is not a 薬価基準収載品目リスト: the heading row is another one");
DIAG_KIND(d_undated, "price-undated", DIAG_ERROR, "ファイル名に日付がありません。公表時の名前(tp20250814-01_01.xlsx など)のまま使ってください",
	  "the file name has no date; keep the published name, such as tp20250814-01_01.xlsx");
DIAG_KIND(d_older, "price-older", DIAG_ERROR, "{0} のリストです。この版にはすでに {1} のリストが入っています。古いものは入れません",
	  "is of {0}; this edition already holds the list of {1}. An older one is refused");
DIAG_KIND(d_width, "price-columns", DIAG_ERROR, "列の数 {0} が見出しの {1} 列と違います(途中で切れているか、壊れています)",
	  "has {0} columns where the heading has {1}: cut or damaged");
DIAG_KIND(d_must, "price-missing", DIAG_ERROR, "空にできない項目が空です", "may not be empty");
DIAG_KIND(d_class, "price-class", DIAG_ERROR, "知らない区分です:「{0}」", "unknown 区分: \"{0}\"");
DIAG_KIND(d_twice, "price-duplicate", DIAG_ERROR, "コード {0} の同じ品名が {1} 行目にもあります", "code {0} with the same name also stands in line {1}");
DIAG_KIND(d_no_rows, "price-no-rows", DIAG_ERROR, "品目が 1 行もありません", "holds no rows");
DIAG_KIND(d_class_old, "price-class-old", DIAG_WARNING, "区分 {0} は {1} のリストのままです", "{0} is still that of the list of {1}");
DIAG_KIND(d_class_none, "price-class-none", DIAG_WARNING, "区分 {0} のリストがありません。その製品には成分名が付かず、照合できません",
	  "there is no list of {0}: its products have no ingredient name and cannot be checked");
DIAG_KIND(d_shrunk, "price-shrunk", DIAG_ERROR, "前のリストの品目 {1} 件のうち {0} 件がありません。途中で切れています",
	  "lacks {0} of the {1} rows of the last list: the file is cut");

static const char *const classes[] = { "内用薬", "注射薬", "外用薬", "歯科用薬剤" };
#define CLASSES (sizeof classes / sizeof *classes)

struct list {                                          /* what this call brings */
	struct tab    rows;
	unsigned     *line;                            /* of each row, for the duplicate message */
	struct strmap by_key;                          /* price code and name -> row */
	struct ymd    date[CLASSES];                   /* of the list of each 区分; not given: not brought */
};

static size_t class_of(struct str s)
{
	size_t i = 0;
	while (i < CLASSES && !yg_str_eqz(s, classes[i])) i++;
	return i;
}

static struct str key_of(struct work *w, const struct str *row)
{
	return yg_arena_printf(w->arena, "%.*s %.*s", STR_ARG(row[PRICE_CODE]), STR_ARG(row[PRICE_NAME]));
}

static bool check_row(const struct official *o, const struct field_map *m, const struct sheet_row *r)
{
	static const enum price_column must[] = { PRICE_CLASS, PRICE_CODE, PRICE_LISTED_NAME, PRICE_STRENGTH, PRICE_NAME, PRICE_PRICE };
	bool good = true;
	for (size_t i = 0; i < m->n; i++)
		if (!yg_field_good(o, &m->f[i], r->line, yg_str_trim(yg_cell(r, m->f[i].no - 1)))) good = false;
	for (size_t i = 0; i < sizeof must / sizeof *must; i++)
		if (yg_str_trim(yg_cell(r, m->f[must[i]].no - 1)).n == 0) {
			yg_field_fault(o, &d_must, r->line, &m->f[must[i]], STR_NONE, STR_NONE);
			good = false;
		}
	if (yg_cell(r, m->f[PRICE_CLASS].no - 1).n && class_of(yg_str_trim(yg_cell(r, m->f[PRICE_CLASS].no - 1))) == CLASSES) {
		yg_field_fault(o, &d_class, r->line, &m->f[PRICE_CLASS], yg_cell(r, m->f[PRICE_CLASS].no - 1), STR_NONE);
		good = false;
	}
	return good;
}

static int add_row(struct work *w, struct list *l, const struct official *o, const struct field_map *m, const struct sheet_row *r,
		   struct str day)
{
	struct str *to = yg_tab_add(&l->rows, w->arena);
	unsigned *line = yg_arena_grow(w->arena, l->line, l->rows.n - 1, sizeof *line);
	char text[24];
	struct ymd until;
	uint32_t first;
	if (!to || !line) return yg_arena_error(w->arena);
	l->line = line;
	line[l->rows.n - 1] = r->line;
	for (size_t i = 0; i < m->n; i++) to[i] = yg_str_trim(yg_cell(r, m->f[i].no - 1));
	if (to[PRICE_UNTIL].n && yg_ymd_parse_era_text(to[PRICE_UNTIL], &until) == YG_OK) {
		yg_ymd_format(until, text);
		to[PRICE_UNTIL] = yg_arena_str(w->arena, yg_str(text));
	}
	to[PRICE_SEEN] = day;
	l->date[class_of(to[PRICE_CLASS])] = o->date;
	first = yg_strmap_add(&l->by_key, key_of(w, to), (uint32_t)(l->rows.n - 1));
	if (first == STRMAP_NONE) return YG_ENOMEM;
	if (first == l->rows.n - 1) return YG_OK;
	snprintf(text, sizeof text, "%u", l->line[first]);
	yg_field_fault(o, &d_twice, r->line, &m->f[PRICE_CODE], to[PRICE_CODE], yg_str(text));
	return YG_ESYNTAX;
}

static int read_rows(struct work *w, struct list *l, const struct official *o, const struct field_map *m, const struct sheet *s)
{
	size_t head = yg_fields_find(m, s), width, got = 0;
	char day[11], a[24], b[24];
	int err = YG_OK, e;
	struct str date;
	if (head == (size_t)-1) {
		yg_official_fault(o, &d_kind, 0, STR_NONE, STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	width = s->row[head].n;
	yg_ymd_format(o->date, day);
	date = yg_arena_str(w->arena, yg_str(day));
	for (size_t i = head + 1; i < s->n; i++) {
		const struct sheet_row *r = &s->row[i];
		if (yg_row_blank(r)) continue;
		got++;
		if (!o->zip && r->n != width) {            /* a sheet leaves out empty cells at the end, a CSV does not */
			snprintf(a, sizeof a, "%zu", r->n);
			snprintf(b, sizeof b, "%zu", width);
			yg_official_fault(o, &d_width, r->line, STR_NONE, yg_str(a), yg_str(b));
			err = YG_ESYNTAX;
			continue;
		}
		e = check_row(o, m, r) ? add_row(w, l, o, m, r, date) : YG_ESYNTAX;
		if (e && e != YG_ESYNTAX) return e;
		if (e) err = e;
		if (i % 2000 == 0) yg_work_progress(w, o->base.p, i, s->n);
	}
	yg_work_progress(w, o->base.p, s->n, s->n);
	w->report->rows += got;
	if (got == 0) {
		yg_official_fault(o, &d_no_rows, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	return err;
}

static int read_file(struct work *w, struct list *l, const struct field_map *m, const char *path, unsigned index)
{
	struct official o;
	struct sheet s;
	char a[11], b[11];
	size_t had = w->report->rows;
	int err = yg_official_open(&o, path, index, w->arena, w->ds);
	if (!err && !yg_ymd_given(o.date)) {
		yg_official_fault(&o, &d_undated, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err && yg_ymd_cmp(o.date, w->edition.last_price) < 0) {
		yg_ymd_format(o.date, a);
		yg_ymd_format(w->edition.last_price, b);
		yg_official_fault(&o, &d_older, 0, STR_NONE, yg_str(a), yg_str(b));
		err = YG_EREFUSED;
	}
	if (!err) err = o.zip ? yg_sheet_xlsx(&o, NULL, 0, w->arena, &s) : yg_sheet_csv(&o, w->arena, &s);
	if (!err) err = read_rows(w, l, &o, m, &s);
	if (!err) {
		yg_ymd_format(o.date, a);
		yg_buf_printf(&w->files, w->lang == LANG_JA ? "・%.*s(%s、%zu 行)\n" : "- %.*s (%s, %zu rows)\n", STR_ARG(o.base), a,
			      w->report->rows - had);
	}
	yg_official_close(&o);
	return err;
}

/* --- into the table ---------------------------------------------------------------------- */

static void count(struct work *w, const struct str *old, const struct str *new)
{
	bool same = old != NULL && old[PRICE_GONE].n == 0;
	for (size_t i = 0; i < PRICE_OFFICIAL && same; i++) same = yg_str_eq(old[i], new[i]);
	if (!old) yg_named_add(&w->added, new[PRICE_NAME]);
	else if (same) w->report->unchanged++;
	else yg_named_add(&w->changed, new[PRICE_NAME]);
}

/* Old rows of the 区分 that came again and are not in them: still there, with the day they went. */
static int keep_gone(struct work *w, struct list *l, const struct tab *old, size_t *lost, size_t *had)
{
	for (size_t i = 0; i < old->n; i++) {
		struct str *r = old->row[i], *to;
		size_t c = class_of(r[PRICE_CLASS]);
		char day[11];
		bool brought = c < CLASSES && yg_ymd_given(l->date[c]);
		if (brought && r[PRICE_GONE].n == 0) ++*had;
		if (brought && yg_strmap_get(&l->by_key, key_of(w, r)) != STRMAP_NONE) continue;
		to = yg_tab_add(&l->rows, w->arena);
		if (!to) return yg_arena_error(w->arena);
		memcpy(to, r, PRICE_COLUMNS * sizeof *to);
		if (!brought || r[PRICE_GONE].n) continue;
		++*lost;
		yg_ymd_format(l->date[c], day);
		to[PRICE_GONE] = yg_arena_str(w->arena, yg_str(day));
		yg_named_add(&w->ended, r[PRICE_NAME]);
	}
	return YG_OK;
}

static void check_classes(struct work *w, const struct list *l)
{
	struct ymd newest = w->edition.last_price;
	for (size_t c = 0; c < CLASSES; c++) {
		struct str seen = STR_NONE;
		struct ymd d;
		for (size_t i = 0; i < l->rows.n; i++)
			if (class_of(l->rows.row[i][PRICE_CLASS]) == c && yg_str_cmp(l->rows.row[i][PRICE_SEEN], seen) > 0)
				seen = l->rows.row[i][PRICE_SEEN];
		if (!seen.n) yg_diag(w->ds, &d_class_none, 0, 0, "price.csv", yg_str(classes[c]), STR_NONE);
		else if (yg_ymd_parse(seen, &d) == YG_OK && yg_ymd_cmp(d, newest) < 0)
			yg_diag(w->ds, &d_class_old, 0, 0, "price.csv", yg_str(classes[c]), seen);
	}
}

static int by_code(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;
	int c = yg_str_cmp((*x)[PRICE_CODE], (*y)[PRICE_CODE]);
	return c ? c : yg_str_cmp((*x)[PRICE_NAME], (*y)[PRICE_NAME]);
}

int yg_import_price(struct work *w, const char *const *files, size_t n)
{
	struct tab *t = &w->tab[TAB_PRICE], old = *t;
	struct list l = { .rows = yg_tab_layout[TAB_PRICE] };
	struct field_map map;
	struct strmap was;
	size_t fresh, lost = 0, had = 0;
	char a[24], b[24];
	int err, worst = yg_fields_load(w->shipped, "price", l.rows.columns, PRICE_OFFICIAL, w->arena, &map, w->ds);
	if (worst) return worst;
	yg_strmap_init(&l.by_key, w->arena);
	yg_strmap_init(&was, w->arena);
	for (size_t i = 0; i < n; i++) {
		err = read_file(w, &l, &map, files[i], (unsigned)i);
		if (err && !worst) worst = err;
	}
	if (worst) return worst;
	fresh = l.rows.n;
	for (size_t i = 0; i < old.n; i++) yg_strmap_add(&was, key_of(w, old.row[i]), (uint32_t)i);
	for (size_t i = 0; i < fresh; i++) {
		uint32_t k = yg_strmap_get(&was, key_of(w, l.rows.row[i]));
		count(w, k == STRMAP_NONE ? NULL : old.row[k], l.rows.row[i]);
	}
	err = keep_gone(w, &l, &old, &lost, &had);
	if (err || yg_arena_error(w->arena)) return err ? err : yg_arena_error(w->arena);
	if (had >= 100 && lost > had / 3) {
		snprintf(a, sizeof a, "%zu", lost);
		snprintf(b, sizeof b, "%zu", had);
		yg_diag(w->ds, &d_shrunk, 0, 0, "price.csv", yg_str(a), yg_str(b));
		return YG_ESYNTAX;
	}
	for (size_t c = 0; c < CLASSES; c++)
		if (yg_ymd_cmp(l.date[c], w->edition.last_price) > 0) w->edition.last_price = l.date[c];
	yg_work_sources(w, &w->edition.price_files, files, n);
	check_classes(w, &l);
	*t = l.rows;
	t->there = true;
	qsort(t->row, t->n, sizeof *t->row, by_code);
	return YG_OK;
}
