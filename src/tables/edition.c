/* edition.c - `tables import` and `tables apply-diff`: official files in, a whole drug master folder out, in one step.
 * The reading of each kind is done by import_*.c, the joining by merge.c, the writing by edition_change.c; here is the order. */
#include "tables/edition.h"
#include "tables/folder.h"
#include "tables/strmap.h"
#include "tables/table_file.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_foreign, "import-foreign-edition", DIAG_ERROR,
	  "このフォルダーの版は取り込みで作られたものではありません(元の表 ssk.csv も price.csv もない)。別のフォルダーを --out で指定してください",
	  "this folder holds an edition that was not made by import (neither ssk.csv nor price.csv): choose another --out");
DIAG_KIND(d_exists, "import-out-exists", DIAG_ERROR, "出力先にはすでに別の版があります", "the output folder already holds an edition");
DIAG_KIND(d_busy, "import-busy", DIAG_ERROR, "このフォルダーでは別の取り込みが動いています", "another import is running in this folder");
DIAG_KIND(d_write, "import-write", DIAG_ERROR, "フォルダーに書けません。前の版はそのままです", "the folder cannot be written; the edition before it stands");
DIAG_KIND(d_no_edition, "import-no-edition", DIAG_ERROR, "このフォルダーに版(EDITION)がありません", "there is no edition (EDITION) in this folder");
DIAG_KIND(d_no_ssk, "import-no-ssk", DIAG_ERROR, "この版には y ファイルの表(ssk.csv)がないため、差分を当てられません",
	  "this edition has no table of the y file (ssk.csv), so a difference cannot be applied");
DIAG_KIND(d_shipped, "import-no-shipped-table", DIAG_WARNING, "付属の表 {0} がありません。この版では照合できない製品があります",
	  "the shipped table {0} is missing: products of this edition cannot all be checked");
DIAG_KIND(d_old, "import-old-source", DIAG_WARNING, "最も新しい元ファイルが {0} のもので、{1} 日前です。新しいものを使ってください",
	  "the newest source is of {0}, {1} days ago: use a newer one");
DIAG_KIND(d_unresolved, "import-unresolved", DIAG_WARNING, "基礎成分が分からない成分名・YJ7 が {0} 件あります。その製品は照合できません",
	  "{0} ingredient names or YJ7 have no base ingredient: their products cannot be checked");
DIAG_KIND(d_memory, "import-too-big", DIAG_ERROR, "元ファイルが大きすぎて取り込めません", "the files are too large to be imported");

#define OLD_DAYS 400                                   /* prices are revised every April: a year and a month is too old */

static const char *const shipped_tables[] = { "ingredients.csv", "yj7.csv", "routes.csv", "classes.csv" };
static const char *const shipped_maps[] = { "fields/ssk.csv", "fields/price.csv", "fields/generic.csv", "fields/generic-exceptions.csv",
					    "fields/hot.csv" };

/* --- opening and checking ------------------------------------------------------------------ */

/* A starter edition has products that no source table stands behind: importing would lose them silently. */
static bool foreign(const struct edition_file *e)
{
	const struct edition_part *p = yg_edition_part(e, "products.csv");
	return p && p->rows > 0 && !yg_edition_part(e, "ssk.csv") && !yg_edition_part(e, "price.csv");
}

/* The edition in dir and its tables; an empty one when dir has none. */
static int open_folder(struct work *w)
{
	int err = yg_edition_file_read(w->dir, w->arena, &w->edition, w->ds);
	if (err == YG_ENOTFOUND) {
		w->edition = (struct edition_file){ .format = 1 };
		return YG_OK;
	}
	if (!err && foreign(&w->edition)) {
		yg_diag(w->ds, &d_foreign, 0, 0, "EDITION", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	for (size_t i = 0; i < TABS && !err; i++)
		if (i != TAB_PRODUCTS) err = yg_tab_load(&w->tab[i], w->dir, &w->edition, w->arena, w->ds);
	return err;
}

static struct ymd newest(struct ymd a, struct ymd b) { return yg_ymd_cmp(a, b) < 0 ? b : a; }

static struct ymd next_march_31(struct ymd d)
{
	struct ymd m = { d.y, 3, 31 };
	if (yg_ymd_cmp(d, m) > 0) m.y++;
	return m;
}

static void join_sources(struct work *w)
{
	struct edition_file *e = &w->edition;
	const struct str *lists[] = { &e->ssk_files, &e->price_files, &e->generic_files, &e->hot_files };
	e->sources = STR_NONE;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i]->n)
			e->sources = yg_arena_printf(w->arena, "%.*s%s%.*s", STR_ARG(e->sources), e->sources.n ? ";" : "", STR_ARG(*lists[i]));
}

/* The first day this edition can speak for: that of its full y file, or of its oldest list when it has none. */
static struct ymd first_day(const struct work *w)
{
	const struct ymd other[] = { w->edition.last_price, w->edition.last_generic, w->edition.last_hot };
	struct ymd d = yg_ssk_full_date(w);
	for (size_t i = 0; i < 3 && !w->tab[TAB_SSK].there; i++)
		if (yg_ymd_given(other[i]) && (!yg_ymd_given(d) || yg_ymd_cmp(other[i], d) < 0)) d = other[i];
	return d;
}

/* id, dates and sources of EDITION after the tables have changed. */
static void date_edition(struct work *w)
{
	struct edition_file *e = &w->edition;
	struct ymd d = newest(newest(e->last_ssk, e->last_price), newest(e->last_generic, e->last_hot));
	char text[11], days[24];
	yg_ymd_format(d, text);
	e->id = yg_arena_str(w->arena, yg_str(text));
	e->source_date = d;
	e->valid_from = first_day(w);
	join_sources(w);
	if (yg_ymd_valid(w->today) && yg_ymd_valid(d) && yg_ymd_days(w->today) - yg_ymd_days(d) > OLD_DAYS) {
		snprintf(days, sizeof days, "%ld", (long)(yg_ymd_days(w->today) - yg_ymd_days(d)));
		yg_diag(w->ds, &d_old, 0, 0, "EDITION", yg_str(text), yg_str(days));
	}
}

/* --- base ingredients: which products will be judged ------------------------------------------ */

static void keys_of(struct work *w, struct strmap *keys, struct str text)
{
	struct csv_row row;
	struct csv csv;
	yg_strmap_init(keys, w->arena);
	yg_csv_open(&csv, text, CSV_QUOTED, w->arena);
	while (yg_csv_next(&csv, &row) == 1) yg_strmap_add(keys, row.f[0], 1);
}

int yg_count_unresolved(struct work *w, struct str ingredients, struct str yj7)
{
	const struct tab *t = &w->tab[TAB_PRODUCTS];
	struct strmap by_name, by_yj7, told;
	char count[24];
	keys_of(w, &by_name, ingredients);
	keys_of(w, &by_yj7, yj7);
	yg_strmap_init(&told, w->arena);
	for (size_t i = 0; i < t->n; i++) {
		struct str name = t->row[i][PROD_LISTED_NAME], first7 = yg_str_sub(t->row[i][PROD_PRICE_CODE], 0, 7), key = name.n ? name : first7;
		if ((name.n && yg_strmap_get(&by_name, name) != STRMAP_NONE) || yg_strmap_get(&by_yj7, first7) != STRMAP_NONE) continue;
		if (yg_strmap_get(&told, key) != STRMAP_NONE) continue;
		yg_strmap_add(&told, key, 1);
		yg_named_add(&w->unresolved, key);
	}
	w->report->unresolved_ingredients = w->unresolved.n;
	if (w->unresolved.n) {
		snprintf(count, sizeof count, "%zu", w->unresolved.n);
		yg_diag(w->ds, &d_unresolved, 0, 0, "ingredients.csv", yg_str(count), STR_NONE);
	}
	return yg_arena_error(w->arena);
}

/* --- writing ------------------------------------------------------------------------------------ */

/* One table taken over as it is from the shipped master, or else from the folder itself. Absent from both: *text empty. */
static int copy_table(struct work *w, struct edition_change *c, const char *name, bool warn, struct str *text)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_edition_part_read(w->shipped, name, YG_MAX_TABLE, &b);
	if (err == YG_ENOTFOUND) err = yg_edition_part_read(w->dir, name, YG_MAX_TABLE, &b);
	if (err == YG_ENOTFOUND && warn) yg_diag(w->ds, &d_shipped, 0, 0, name, yg_str(name), STR_NONE);
	*text = yg_arena_str(w->arena, yg_buf_view(&b));
	if (!err) err = yg_edition_put(c, &w->edition, w->arena, name, yg_buf_view(&b));
	yg_buf_free(&b);
	return err == YG_ENOTFOUND ? YG_OK : err;
}

static int write_folder(struct work *w, struct edition_change *c)
{
	struct str text[4], map;
	struct buf b;
	int err = YG_OK;
	for (size_t i = 0; i < 4 && !err; i++) err = copy_table(w, c, shipped_tables[i], true, &text[i]);
	for (size_t i = 0; i < sizeof shipped_maps / sizeof *shipped_maps && !err; i++) err = copy_table(w, c, shipped_maps[i], false, &map);
	if (!err) err = yg_count_unresolved(w, text[0], text[1]);
	for (size_t i = 0; i < TABS && !err; i++) {
		struct tab *t = &w->tab[i];
		/* The loader wants these two even when nothing has been imported for them. */
		if (!t->there && i != TAB_GENERIC && i != TAB_HOT) continue;
		yg_work_progress(w, t->file, i, TABS);
		yg_buf_init(&b, YG_MAX_TABLE);
		yg_tab_format(t, &b);
		err = b.err ? b.err : yg_edition_put(c, &w->edition, w->arena, t->file, yg_buf_view(&b));
		yg_buf_free(&b);
	}
	yg_work_progress(w, "EDITION", TABS, TABS);
	return err ? err : yg_edition_commit(c, &w->edition);
}

/* --- saying what happened ------------------------------------------------------------------------- */

static void say_names(struct buf *out, const char *what, const struct named *n, enum lang lang)
{
	size_t shown = n->n < sizeof n->name / sizeof *n->name ? n->n : sizeof n->name / sizeof *n->name;
	yg_buf_printf(out, lang == LANG_JA ? "・%s %zu" : "- %s %zu", what, n->n);
	for (size_t i = 0; i < shown; i++) {
		yg_buf_z(out, i == 0 ? (lang == LANG_JA ? ":" : ": ") : lang == LANG_JA ? "、" : ", ");
		yg_buf_str(out, n->name[i]);
	}
	yg_buf_z(out, shown < n->n ? (lang == LANG_JA ? " ほか\n" : " ...\n") : "\n");
}

static void say(const struct work *w, const char *title, struct buf *out)
{
	const struct edition_file *e = &w->edition;
	bool ja = w->lang == LANG_JA;
	char until[11];
	yg_ymd_format(e->valid_until, until);
	yg_buf_printf(out, "%s\n", title);
	yg_buf_str(out, yg_buf_view(&w->files));
	say_names(out, ja ? "新規" : "new", &w->added, w->lang);
	say_names(out, ja ? "変更" : "changed", &w->changed, w->lang);
	say_names(out, ja ? "終了" : "ended", &w->ended, w->lang);
	yg_buf_printf(out, ja ? "・変更なし %zu" : "- unchanged %zu", w->report->unchanged);
	if (w->report->dropped) yg_buf_printf(out, ja ? "、製品表に入れない行 %zu" : ", rows left out of the products %zu", w->report->dropped);
	yg_buf_z(out, "\n");
	if (w->unresolved.n) say_names(out, ja ? "基礎成分が分からない成分名・YJ7" : "ingredient names or YJ7 without base ingredient", &w->unresolved, w->lang);
	yg_buf_printf(out, ja ? "版 %.*s:製品 %zu 行、有効期限 %s\n" : "edition %.*s: %zu products, valid until %s\n", STR_ARG(e->id),
		      w->tab[TAB_PRODUCTS].n, until);
}

static void sum_up(struct work *w)
{
	w->report->added = w->added.n;
	w->report->changed = w->changed.n;
	w->report->ended = w->ended.n;
}

static size_t pseudo_rows(const struct work *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->tab[TAB_SSK].n; i++) n += w->tab[TAB_SSK].row[i][SSK_PRICE_CODE].n == 0;
	return n;
}

/* --- the two verbs ------------------------------------------------------------------------------------ */

static int start(struct work *w, struct import_report *r, enum lang lang, struct diags *ds)
{
	*w = (struct work){ .ds = ds, .report = r, .lang = lang, .arena = yg_arena_new(YG_MAX_ARENA) };
	*r = (struct import_report){ 0 };
	for (size_t i = 0; i < TABS; i++) w->tab[i] = yg_tab_layout[i];
	yg_buf_init(&w->files, YG_MAX_TEXT);
	return w->arena ? YG_OK : YG_ENOMEM;
}

static int stop(struct work *w, struct edition_change *c, int err)
{
	yg_edition_end(c);
	if (err == YG_ETOOBIG && yg_arena_error(w->arena) == YG_ETOOBIG) yg_diag(w->ds, &d_memory, 0, 0, "", STR_NONE, STR_NONE);
	yg_arena_free(w->arena);
	yg_buf_free(&w->files);
	return err;
}

static int begin(struct work *w, const char *dir, struct edition_change **c)
{
	int err = yg_edition_begin(c, dir);
	if (err == YG_EREFUSED) yg_diag(w->ds, &d_busy, 0, 0, "", STR_NONE, STR_NONE);
	if (err == YG_EIO) yg_diag(w->ds, &d_write, 0, 0, "", STR_NONE, STR_NONE);
	return err;
}

static int write_and_say(struct work *w, struct edition_change *c, const char *title, struct buf *text)
{
	int err = write_folder(w, c);
	if (err == YG_EIO) yg_diag(w->ds, &d_write, 0, 0, "", STR_NONE, STR_NONE);
	if (!err) say(w, title, text);
	return err ? err : text->err;
}

int yg_edition_import(const struct import_options *o, struct import_report *r, struct buf *text, enum lang lang, struct diags *ds)
{
	static const char *const titles[][2] = {
		{ "取り込み:支払基金 医薬品マスター", "import: 支払基金 医薬品マスター (y file)" },
		{ "取り込み:薬価基準収載品目リスト", "import: 薬価基準収載品目リスト (price list)" },
		{ "取り込み:一般名処方マスタ", "import: 一般名処方マスタ (generic names)" },
		{ "取り込み:HOT コードマスター", "import: HOT コードマスター" } };
	struct edition_change *c = NULL;
	struct work w;
	int err;
	if (!o->nfiles || !o->out_dir || !yg_ymd_valid(o->today) || (unsigned)o->kind > IMPORT_HOT) return YG_EARG;
	err = start(&w, r, lang, ds);
	if (err) return err;
	w.dir = o->out_dir;
	w.shipped = o->ingredients_dir ? o->ingredients_dir : o->out_dir;
	w.today = o->today;
	w.progress = o->progress;
	w.progress_arg = o->progress_arg;
	err = begin(&w, o->out_dir, &c);
	if (!err) err = open_folder(&w);
	if (err) return stop(&w, c, err);
	switch (o->kind) {
	case IMPORT_SSK: err = yg_import_ssk(&w, o->files, o->nfiles, false); break;
	case IMPORT_MHLW_PRICE: err = yg_import_price(&w, o->files, o->nfiles); break;
	case IMPORT_GENERIC_NAME: err = yg_import_generic(&w, o->files, o->nfiles); break;
	case IMPORT_HOT: err = yg_import_hot(&w, o->files, o->nfiles); break;
	}
	if (!err) err = yg_merge_products(&w);
	if (err) return stop(&w, c, err);
	if (o->kind == IMPORT_SSK) r->dropped += pseudo_rows(&w);
	date_edition(&w);
	w.edition.valid_until = yg_ymd_given(o->valid_until) ? o->valid_until : next_march_31(o->today);
	sum_up(&w);
	return stop(&w, c, write_and_say(&w, c, titles[o->kind][lang == LANG_EN], text));
}

/* A difference does not carry a price revision: it extends the edition no further than its full file reaches, unless
 * whoever imported it said a later day; a suspected gap extends nothing. */
static void extend(struct work *w, struct ymd full)
{
	struct ymd reach = { (int16_t)(full.m >= 3 ? full.y + 1 : full.y), 3, 31 }, until = next_march_31(w->today);
	if (w->gap || !yg_ymd_given(full)) return;
	if (yg_ymd_cmp(until, reach) > 0) until = reach;
	if (yg_ymd_cmp(until, w->edition.valid_until) > 0) w->edition.valid_until = until;
}

int yg_edition_apply_diff(const char *dir, const char *out_dir, const char *const *files, size_t n, struct ymd today,
			  struct import_report *r, struct buf *text, enum lang lang, struct diags *ds)
{
	const char *to = out_dir ? out_dir : dir;
	struct edition_change *c = NULL;
	struct edition_file other;
	struct buf edition;
	struct work w;
	int err;
	if (!n || !dir || !yg_ymd_valid(today)) return YG_EARG;
	err = start(&w, r, lang, ds);
	if (err) return err;
	w.dir = w.shipped = dir;
	w.today = today;
	if (out_dir && strcmp(out_dir, dir) != 0 && yg_edition_file_read(out_dir, w.arena, &other, ds) != YG_ENOTFOUND) {
		yg_diag(ds, &d_exists, 0, 0, "EDITION", STR_NONE, STR_NONE);
		return stop(&w, NULL, YG_EREFUSED);
	}
	yg_buf_init(&edition, YG_MAX_TEXT);                   /* looked for before the folder is touched */
	err = yg_edition_part_read(dir, "EDITION", YG_MAX_TEXT, &edition);
	yg_buf_free(&edition);
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_no_edition, 0, 0, "EDITION", STR_NONE, STR_NONE);
	if (!err) err = begin(&w, to, &c);
	if (!err) err = open_folder(&w);
	if (!err && !w.tab[TAB_SSK].there) {
		yg_diag(ds, &d_no_ssk, 0, 0, "ssk.csv", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	if (!err) err = yg_import_ssk(&w, files, n, true);
	if (!err) err = yg_merge_products(&w);
	if (err) return stop(&w, c, err);
	r->dropped += pseudo_rows(&w);
	date_edition(&w);
	extend(&w, yg_ssk_full_date(&w));
	sum_up(&w);
	return stop(&w, c, write_and_say(&w, c, lang == LANG_JA ? "差分の適用:支払基金 医薬品マスター" : "differences applied: 支払基金 医薬品マスター", text));
}
