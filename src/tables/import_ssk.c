/* import_ssk.c - 支払基金 医薬品マスター (y file): full files and differences -> ssk.csv, exactly (spec: drugmaster 3.1).
 * An empty field of a difference means "unchanged", so nothing can be blanked; a discontinued code keeps its row and gets
 * its end date. Any error in a file refuses it as a whole: half a difference would make every later one wrong. */
#include "tables/folder.h"
#include "tables/official.h"
#include "tables/strmap.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_kind, "ssk-not", DIAG_ERROR, "支払基金の医薬品マスター(y ファイル)ではありません", "this is not a y file (支払基金 医薬品マスター)");
DIAG_KIND(d_width, "ssk-columns", DIAG_ERROR, "列が {0} あります。y ファイルは 35、40、42 列です(別のファイルか、途中で切れています)",
	  "has {0} columns; a y file has 35, 40 or 42 (another kind of file, or cut)");
DIAG_KIND(d_more, "ssk-more-columns", DIAG_WARNING, "列が {0} あります。知っている 42 列だけを読みます", "has {0} columns; only the 42 known ones are read");
DIAG_KIND(d_row_width, "ssk-row-columns", DIAG_ERROR, "列の数 {0} がこのファイルの {1} 列と違います(途中で切れているか、壊れています)",
	  "has {0} columns where this file has {1}: cut or damaged");
DIAG_KIND(d_must, "ssk-missing", DIAG_ERROR, "空にできない項目が空です", "may not be empty");
DIAG_KIND(d_twice, "ssk-duplicate", DIAG_ERROR, "医薬品コード {0} は {1} 行目にもあります", "code {0} also stands in line {1}");
DIAG_KIND(d_no_date, "ssk-no-date", DIAG_WARNING, "ファイル名に日付がないため、最も新しい変更年月日 {0} をこのファイルの日付とします",
	  "the file name has no date; its newest 変更年月日 {0} is taken");
DIAG_KIND(d_undated, "ssk-undated", DIAG_ERROR, "ファイル名にも行にも日付がありません", "neither the file name nor a row has a date");
DIAG_KIND(d_older, "ssk-older", DIAG_ERROR, "{0} のファイルです。この版にはすでに {1} のファイルまで入っています。古いものは入れません",
	  "is of {0}; this edition already holds the file of {1}. An older one is refused");
DIAG_KIND(d_again, "ssk-again", DIAG_ERROR, "この差分はすでに入っています", "this difference has been applied already");
DIAG_KIND(d_full, "ssk-full", DIAG_ERROR, "差分ではなく全件のファイルです。tables import で取り込んでください", "is a full file, not a difference: use tables import");
DIAG_KIND(d_two_full, "ssk-two-full", DIAG_ERROR, "全件のファイルは 1 回に 1 つです", "one full file at a time");
DIAG_KIND(d_no_full, "ssk-no-full", DIAG_ERROR, "差分だけでは版を作れません。先に全件のファイル(y_ALL…)が要ります",
	  "differences alone make no edition: a full file (y_ALL…) comes first");
DIAG_KIND(d_small, "ssk-small", DIAG_WARNING, "全件のファイルとしては行が少なすぎます({0} 行)。途中で切れていないか確かめてください",
	  "only {0} rows for a full file; make sure that it is whole");
DIAG_KIND(d_shrunk, "ssk-shrunk", DIAG_ERROR, "前の版にある使用中のコード {1} 件のうち {0} 件がこの全件ファイルにありません。途中で切れています",
	  "lacks {0} of the {1} codes in force in the edition: the file is cut");
DIAG_KIND(d_gap_code, "ssk-gap-code", DIAG_WARNING, "{1}のコード {0} が版にありません。間の差分が抜けているようです",
	  "code {0} of a {1} row is not in the edition: a difference in between seems to be missing");
DIAG_KIND(d_gap_new, "ssk-gap-new", DIAG_WARNING, "新規のコード {0} はすでに版にあります。置き換えます",
	  "code {0} of a 新規 row is in the edition already; it is replaced");
DIAG_KIND(d_gap_price, "ssk-gap-price", DIAG_WARNING, "旧金額が版の金額と {0} 行で違います。間の差分が抜けているようです",
	  "旧金額 differs from the edition in {0} rows: a difference in between seems to be missing");
DIAG_KIND(d_gap_april, "ssk-gap-april", DIAG_WARNING, "{0} の薬価改定をまたいでいます。改定は全件のファイルで出るため、全件を取り込み直してください",
	  "spans the price revision of {0}, which is published as a full file: import the full file");
DIAG_KIND(d_gap_days, "ssk-gap-days", DIAG_WARNING, "前のファイル({0})から {1} 日あいています。間の差分が抜けていないか確かめてください",
	  "{1} days after the last file ({0}); make sure that no difference is missing");

#define FULL_ROWS_AT_LEAST 10000                       /* full files since 2024 have 19,700 rows and more */
#define GAP_DAYS 100                                   /* the longest known interval between two files has 62 days */

struct yfile { struct official o; struct sheet s; struct ymd date; bool full; };

static bool is_change(const struct sheet_row *r, char c) { struct str v = yg_cell(r, 0); return v.n == 1 && v.p[0] == c; }

static void number(char out[24], size_t n) { snprintf(out, 24, "%zu", n); }

/* --- one file by itself ----------------------------------------------------------------- */

static struct str value(const struct field_map *m, const struct sheet_row *r, unsigned column) { return yg_cell(r, m->f[column].no - 1); }

static bool check_row(const struct yfile *y, const struct field_map *m, const struct sheet_row *r, size_t width)
{
	static const enum ssk_column must[] = { SSK_CHANGE, SSK_MASTER, SSK_RECEIPT, SSK_NAME, SSK_CHANGED_ON, SSK_ENDS_ON };
	static const enum ssk_column must_end[] = { SSK_CHANGE, SSK_MASTER, SSK_RECEIPT, SSK_ENDS_ON };
	static const enum ssk_column must_change[] = { SSK_CHANGE, SSK_MASTER, SSK_RECEIPT };
	bool good = true, whole = y->full || is_change(r, '3') || is_change(r, '0'), end = !whole && is_change(r, '9');
	const enum ssk_column *needed = whole ? must : end ? must_end : must_change;
	size_t nneeded = whole ? 6 : end ? 4 : 3;
	char got[24], want[24];
	if (r->n != width) {
		number(got, r->n);
		number(want, width);
		yg_official_fault(&y->o, &d_row_width, r->line, STR_NONE, yg_str(got), yg_str(want));
		return false;
	}
	for (size_t i = 0; i < m->n; i++)
		if (m->f[i].since <= width && !yg_field_good(&y->o, &m->f[i], r->line, value(m, r, (unsigned)i))) good = false;
	for (size_t i = 0; i < nneeded; i++)
		if (value(m, r, needed[i]).n == 0) {
			yg_field_fault(&y->o, &d_must, r->line, &m->f[needed[i]], STR_NONE, STR_NONE);
			good = false;
		}
	if (!yg_str_eqz(value(m, r, SSK_MASTER), "Y")) {
		yg_field_fault(&y->o, &d_kind, r->line, &m->f[SSK_MASTER], STR_NONE, STR_NONE);
		good = false;
	}
	return good;
}

static int check_rows(struct work *w, struct yfile *y, const struct field_map *m)
{
	size_t width = y->s.row[0].n;
	struct strmap seen;
	char text[24];
	bool good = true;
	number(text, width);
	if (width != 35 && width != 40 && width < 42) {
		yg_official_fault(&y->o, &d_width, y->s.row[0].line, STR_NONE, yg_str(text), STR_NONE);
		return YG_ESYNTAX;
	}
	if (width > 42) yg_official_fault(&y->o, &d_more, 0, STR_NONE, yg_str(text), STR_NONE);
	yg_strmap_init(&seen, w->arena);
	for (size_t i = 0; i < y->s.n; i++) {
		const struct sheet_row *r = &y->s.row[i];
		struct str code = value(m, r, SSK_RECEIPT);
		uint32_t first;
		if (!check_row(y, m, r, width)) good = false;
		if (code.n == 0) continue;
		first = yg_strmap_add(&seen, code, (uint32_t)i);
		if (first == STRMAP_NONE) return YG_ENOMEM;
		if (first != i) {
			number(text, y->s.row[first].line);
			yg_field_fault(&y->o, &d_twice, r->line, &m->f[SSK_RECEIPT], code, yg_str(text));
			good = false;
		}
		if (i % 2000 == 0) yg_work_progress(w, y->o.base.p, i, y->s.n);
	}
	yg_work_progress(w, y->o.base.p, y->s.n, y->s.n);
	return good ? YG_OK : YG_ESYNTAX;
}

/* The date of the name; without one, the newest 変更年月日. */
static int find_date(struct work *w, struct yfile *y, const struct field_map *m)
{
	char text[11];
	struct ymd d;
	y->date = y->o.date;
	if (yg_ymd_given(y->date)) return YG_OK;
	for (size_t i = 0; i < y->s.n; i++)
		if (yg_official_day(value(m, &y->s.row[i], SSK_CHANGED_ON), &d) && yg_ymd_cmp(d, y->date) > 0) y->date = d;
	yg_ymd_format(y->date, text);
	if (yg_ymd_given(y->date)) yg_official_fault(&y->o, &d_no_date, 0, STR_NONE, yg_arena_str(w->arena, yg_str(text)), STR_NONE);
	else yg_official_fault(&y->o, &d_undated, 0, STR_NONE, STR_NONE, STR_NONE);
	return yg_ymd_given(y->date) ? YG_OK : YG_ESYNTAX;
}

static int load(struct work *w, struct yfile *y, const struct field_map *m, const char *path, unsigned index)
{
	int err = yg_official_open(&y->o, path, index, w->arena, w->ds);
	if (!err && y->o.zip) {
		yg_official_fault(&y->o, &d_kind, 0, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err) err = yg_sheet_csv(&y->o, w->arena, &y->s);
	if (!err && !yg_str_eqz(value(m, &y->s.row[0], SSK_MASTER), "Y")) {
		yg_official_fault(&y->o, &d_kind, y->s.row[0].line, STR_NONE, STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (err) return err;
	y->full = yg_str_find(y->o.base, STR("ALL")) != (size_t)-1 || yg_str_find(y->o.base, STR("all")) != (size_t)-1;
	for (size_t i = 0; i < y->s.n && !y->full; i++) y->full = is_change(&y->s.row[i], '0');
	err = check_rows(w, y, m);
	return err ? err : find_date(w, y, m);
}

/* --- into the table ----------------------------------------------------------------------- */

/* Columns that describe the change, not the product: a full file resets them. */
static bool about_change(size_t c) { return c == SSK_CHANGE || c == SSK_NAME_CHANGED || c == SSK_KANA_CHANGED; }

static bool ended(const struct str *row)
{
	struct ymd d;
	return yg_official_day(row[SSK_ENDS_ON], &d) && yg_ymd_given(d);
}

static int index_table(struct work *w, struct strmap *by_code)
{
	const struct tab *t = &w->tab[TAB_SSK];
	yg_strmap_init(by_code, w->arena);
	for (size_t i = 0; i < t->n; i++)
		if (yg_strmap_add(by_code, t->row[i][SSK_RECEIPT], (uint32_t)i) == STRMAP_NONE) return YG_ENOMEM;
	return YG_OK;
}

static void copy_row(const struct field_map *m, const struct sheet_row *from, struct str *to)
{
	for (size_t i = 0; i < SSK_COLUMNS; i++) to[i] = m->f[i].since <= from->n ? value(m, from, (unsigned)i) : STR_NONE;
}

/* Counts what a row of a new full file did to the old row (NULL: there was none). */
static void count(struct work *w, const struct str *old, const struct str *new)
{
	bool same = old != NULL;
	for (size_t i = 0; i < SSK_COLUMNS && same; i++)
		if (!about_change(i) && !yg_str_eq(old[i], new[i])) same = false;
	if (!old) yg_named_add(&w->added, new[SSK_NAME]);
	else if (same) w->report->unchanged++;
	else if (ended(new) && !ended(old)) yg_named_add(&w->ended, new[SSK_NAME]);
	else yg_named_add(&w->changed, new[SSK_NAME]);
}

/* A full file replaces the table. Codes it no longer has stay findable: they keep their row, with the file's date as end
 * date when they had none. Many codes in force missing at once mean that the file is cut. */
static int apply_full(struct work *w, const struct yfile *y, const struct field_map *m, struct strmap *at)
{
	struct tab *t = &w->tab[TAB_SSK], old = *t;
	struct strmap was = *at;
	size_t in_force = 0, lost = 0;
	char a[24], b[24], day[9];
	yg_strmap_init(at, w->arena);
	t->row = NULL;
	t->n = 0;
	t->there = true;
	for (size_t i = 0; i < y->s.n; i++) {
		struct str *r = yg_tab_add(t, w->arena);
		uint32_t k;
		if (!r) return yg_arena_error(w->arena);
		copy_row(m, &y->s.row[i], r);
		k = yg_strmap_get(&was, r[SSK_RECEIPT]);
		count(w, k == STRMAP_NONE ? NULL : old.row[k], r);
		if (yg_strmap_add(at, r[SSK_RECEIPT], (uint32_t)i) == STRMAP_NONE) return YG_ENOMEM;
	}
	yg_ymd_format8(y->date, day);
	for (size_t i = 0; i < old.n; i++) {
		struct str *r;
		bool gone = yg_strmap_get(at, old.row[i][SSK_RECEIPT]) == STRMAP_NONE;
		in_force += !ended(old.row[i]);
		if (!gone) continue;
		r = yg_tab_add(t, w->arena);
		if (!r) return yg_arena_error(w->arena);
		memcpy(r, old.row[i], SSK_COLUMNS * sizeof *r);
		if (yg_strmap_add(at, r[SSK_RECEIPT], (uint32_t)(t->n - 1)) == STRMAP_NONE) return YG_ENOMEM;
		if (ended(r)) continue;
		lost++;
		r[SSK_CHANGE] = STR("9");
		r[SSK_ENDS_ON] = yg_arena_str(w->arena, yg_str(day));
		yg_named_add(&w->ended, r[SSK_NAME]);
	}
	number(a, lost);
	number(b, in_force);
	if (in_force >= 100 && lost > in_force / 5) {
		yg_official_fault(&y->o, &d_shrunk, 0, STR_NONE, yg_str(a), yg_str(b));
		return YG_ESYNTAX;
	}
	number(a, y->s.n);
	if (y->s.n < FULL_ROWS_AT_LEAST) yg_official_fault(&y->o, &d_small, 0, STR_NONE, yg_str(a), STR_NONE);
	w->edition.ssk_files = STR_NONE;
	return YG_OK;
}

/* 変更, 廃止, 抹消: only what is filled in changes. 抹消 (withdrawn) also keeps its row and ends on the day given. */
static void apply_fields(struct work *w, const struct yfile *y, const struct field_map *m, const struct sheet_row *from, struct str *to)
{
	bool was_ended = ended(to);
	for (size_t i = 0; i < SSK_COLUMNS; i++) {
		struct str v = m->f[i].since <= from->n ? value(m, from, (unsigned)i) : STR_NONE;
		if (v.n) to[i] = v;
	}
	if (is_change(from, '1') && !ended(to)) {
		char day[9];
		yg_ymd_format8(y->date, day);
		to[SSK_ENDS_ON] = value(m, from, SSK_CHANGED_ON).n ? value(m, from, SSK_CHANGED_ON) : yg_arena_str(w->arena, yg_str(day));
	}
	if (ended(to) && !was_ended) yg_named_add(&w->ended, to[SSK_NAME]);
	else yg_named_add(&w->changed, to[SSK_NAME]);
}

static int apply_diff(struct work *w, const struct yfile *y, const struct field_map *m, struct strmap *at)
{
	struct tab *t = &w->tab[TAB_SSK];
	size_t other_price = 0;
	char text[24];
	for (size_t i = 0; i < y->s.n; i++) {
		const struct sheet_row *from = &y->s.row[i];
		struct str code = value(m, from, SSK_RECEIPT), old_price = value(m, from, SSK_OLD_PRICE), *to;
		uint32_t k = yg_strmap_get(at, code);
		if (is_change(from, '3')) {
			if (k != STRMAP_NONE) yg_field_fault(&y->o, &d_gap_new, from->line, &m->f[SSK_RECEIPT], code, STR_NONE);
			to = k == STRMAP_NONE ? yg_tab_add(t, w->arena) : t->row[k];
			if (!to || yg_strmap_add(at, code, (uint32_t)(t->n - 1)) == STRMAP_NONE) return yg_arena_error(w->arena);
			copy_row(m, from, to);
			yg_named_add(k == STRMAP_NONE ? &w->added : &w->changed, to[SSK_NAME]);
			w->gap = w->gap || k != STRMAP_NONE;
			continue;
		}
		if (k == STRMAP_NONE) {                       /* nothing to change: the row is lost to us, so say it */
			yg_field_fault(&y->o, &d_gap_code, from->line, &m->f[SSK_RECEIPT], code,
				       is_change(from, '5') ? STR("変更") : is_change(from, '9') ? STR("廃止") : STR("抹消"));
			w->report->dropped++;
			w->gap = true;
			continue;
		}
		to = t->row[k];
		if (old_price.n && to[SSK_PRICE].n && !yg_str_eq(old_price, to[SSK_PRICE])) other_price++;
		apply_fields(w, y, m, from, to);
	}
	if (other_price) {
		number(text, other_price);
		yg_field_fault(&y->o, &d_gap_price, 0, &m->f[SSK_OLD_PRICE], yg_str(text), STR_NONE);
		w->gap = true;
	}
	return YG_OK;
}

/* The chain of differences: nothing older than what is there, and no price revision or long silence in between. */
static int check_chain(struct work *w, const struct yfile *y, struct ymd full)
{
	struct ymd last = w->edition.last_ssk, april = { y->date.y, 4, 1 };
	char a[11], b[11], days[24];
	struct str rest = w->edition.ssk_files;
	int32_t gap;
	yg_ymd_format(y->date, a);
	yg_ymd_format(last, b);
	if (yg_ymd_cmp(y->date, last) < 0) {
		yg_official_fault(&y->o, &d_older, 0, STR_NONE, yg_str(a), yg_str(b));
		return YG_EREFUSED;
	}
	while (!y->full && rest.n) {
		size_t k = yg_str_find(rest, STR(";"));
		if (yg_str_eq(yg_str_sub(rest, 0, k), y->o.base)) {
			yg_official_fault(&y->o, &d_again, 0, STR_NONE, STR_NONE, STR_NONE);
			return YG_EREFUSED;
		}
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
	}
	if (y->full || !yg_ymd_given(last)) return YG_OK;
	if (yg_ymd_cmp(y->date, april) < 0) april.y--;
	/* A full file of March holds the prices of April already. */
	if (yg_ymd_cmp(last, april) < 0 && (full.y < april.y || (full.y == april.y && full.m < 3))) {
		yg_ymd_format(april, a);
		yg_official_fault(&y->o, &d_gap_april, 0, STR_NONE, yg_str(a), STR_NONE);
		w->gap = true;
	}
	gap = yg_ymd_days(y->date) - yg_ymd_days(last);
	if (gap > GAP_DAYS) {
		snprintf(days, sizeof days, "%ld", (long)gap);
		yg_official_fault(&y->o, &d_gap_days, 0, STR_NONE, yg_str(b), yg_str(days));
		w->gap = true;
	}
	return YG_OK;
}

/* --- all files of one call ------------------------------------------------------------------- */

/* Full first, then by date, then as given. */
static bool before(const struct yfile *a, const struct yfile *b)
{
	if (a->full != b->full) return a->full;
	return yg_ymd_cmp(a->date, b->date) < 0;
}

static void sort(struct yfile *y, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && before(&y[k], &y[k - 1]); k--) {
			struct yfile t = y[k];
			y[k] = y[k - 1];
			y[k - 1] = t;
		}
}

/* Date of the full file the edition started from: its name comes first in the list. */
struct ymd yg_ssk_full_date(const struct work *w)
{
	struct str first = yg_str_sub(w->edition.ssk_files, 0, yg_str_find(w->edition.ssk_files, STR(";")));
	struct ymd d = yg_official_name_date(first);
	return yg_ymd_given(d) ? d : w->edition.last_ssk;
}

static int apply(struct work *w, const struct yfile *y, const struct field_map *m, struct strmap *at)
{
	char day[11], line[256];
	int err = check_chain(w, y, yg_ssk_full_date(w));
	if (!err) err = y->full ? apply_full(w, y, m, at) : apply_diff(w, y, m, at);
	if (err) return err;
	yg_work_source(w, &w->edition.ssk_files, y->o.base);
	w->edition.last_ssk = y->date;
	w->report->rows += y->s.n;
	yg_ymd_format(y->date, day);
	snprintf(line, sizeof line, w->lang == LANG_JA ? "・%.*s(%s、%s、%zu 行)\n" : "- %.*s (%s, %s, %zu rows)\n", (int)(y->o.base.n > 120 ? 120 : y->o.base.n),
		 y->o.base.p, day, y->full ? (w->lang == LANG_JA ? "全件" : "full") : (w->lang == LANG_JA ? "差分" : "difference"), y->s.n);
	yg_buf_z(&w->files, line);
	return YG_OK;
}

static int by_code(const void *a, const void *b)
{
	const struct str *const *x = a, *const *y = b;
	return yg_str_cmp((*x)[SSK_RECEIPT], (*y)[SSK_RECEIPT]);
}

int yg_import_ssk(struct work *w, const char *const *files, size_t n, bool diff_only)
{
	const struct tab *layout = &yg_tab_layout[TAB_SSK];
	struct tab *t = &w->tab[TAB_SSK];
	struct yfile *y = yg_arena_array(w->arena, n, sizeof *y);
	struct field_map map;
	struct strmap at;                                     /* code -> row, kept true through all files */
	size_t opened = 0, fulls = 0;
	int err, worst = YG_OK;
	if (!y) return YG_ENOMEM;
	err = yg_fields_load(diff_only ? w->dir : w->shipped, "ssk", layout->columns, layout->ncolumns, w->arena, &map, w->ds);
	if (err) return err;
	for (; opened < n; opened++) {                        /* read them all, so that every fault is told at once */
		err = load(w, &y[opened], &map, files[opened], (unsigned)opened);
		if (!err && y[opened].full && diff_only) {
			yg_official_fault(&y[opened].o, &d_full, 0, STR_NONE, STR_NONE, STR_NONE);
			err = YG_EREFUSED;
		}
		if (!err && y[opened].full && ++fulls > 1) {
			yg_official_fault(&y[opened].o, &d_two_full, 0, STR_NONE, STR_NONE, STR_NONE);
			err = YG_EARG;
		}
		if (err && !worst) worst = err;
	}
	if (!worst && !fulls && !t->there) {
		yg_official_fault(&y[0].o, &d_no_full, 0, STR_NONE, STR_NONE, STR_NONE);
		worst = YG_EREFUSED;
	}
	if (!worst) worst = index_table(w, &at);
	if (!worst) sort(y, n);
	for (size_t i = 0; i < n && !worst; i++) worst = apply(w, &y[i], &map, &at);
	for (size_t i = 0; i < opened; i++) yg_official_close(&y[i].o);
	if (worst) return worst;
	qsort(t->row, t->n, sizeof *t->row, by_code);
	return YG_OK;
}
