/* edition_check.c - `tables check` and `tables info`: what a drug master folder says about itself, and whether it is true.
 * Every fault is told at once, with file and line; nothing is repaired. */
#include "tables/compile.h"
#include "tables/edition.h"
#include "tables/folder.h"
#include "tables/identify.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/json.h"
#include "base/ban.h"

DIAG_KIND(d_no_edition, "check-no-edition", DIAG_ERROR, "このフォルダーに版(EDITION)がありません", "there is no edition (EDITION) in this folder");
DIAG_KIND(d_dates, "check-dates", DIAG_ERROR, "valid_until が valid_from より前です", "valid_until is before valid_from");
DIAG_KIND(d_shape, "check-shape", DIAG_ERROR, "{0} の形が正しくありません:「{1}」", "{0} has not the right shape: \"{1}\"");
DIAG_KIND(d_digit, "check-digit-row", DIAG_WARNING, "{0} の検査数字が合いません:{1}", "{0} fails its check digit: {1}");
DIAG_KIND(d_brand, "check-brand-of", DIAG_ERROR, "{0} の brand_of {1} の行がないか、薬価基準コードが違います",
	  "{0}: brand_of {1} has no row, or one of another price code");
DIAG_KIND(d_brand_out, "check-brand-of-absent", DIAG_NOTE, "{0} の brand_of {1} はこの版に入っていません", "{0}: brand_of {1} is not in this edition");
DIAG_KIND(d_twin, "check-twin", DIAG_ERROR, "{0} の twin {1} の行がないか、薬価基準コードが違います",
	  "{0}: twin {1} has no row, or one of another price code");
DIAG_KIND(d_twin_out, "check-twin-absent", DIAG_NOTE, "{0} の twin {1} はこの版に入っていません", "{0}: twin {1} is not in this edition");
DIAG_KIND(d_generic, "check-generic", DIAG_WARNING, "一般名コード {1} の先頭 {0} の薬価基準コードと合いません",
	  "generic code {1} does not fit price code {0} in its first eight characters");
DIAG_KIND(d_ended, "check-ended", DIAG_WARNING, "{0} の終了日 {1} が収載日より前です", "{0}: end date {1} before the date of listing");
DIAG_KIND(d_source, "check-source-row", DIAG_ERROR, "{0} に同じ医薬品コード {1} が 2 回あります", "{0} has code {1} twice");
DIAG_KIND(d_lost, "check-source-lost", DIAG_ERROR, "ssk.csv の医薬品コード {0} が products.csv にありません", "code {0} of ssk.csv is not in products.csv");

/* Column 23 and 41: the other row, with the same price code. A starter edition holds a choice of products, so there the
 * other row may be absent; an edition with ssk.csv holds all of them. */
static void reference(const struct tab *t, const struct strmap *rows, size_t i, unsigned column, const struct diag_kind *wrong,
		      const struct diag_kind *absent, struct diags *ds)
{
	const struct str *r = t->row[i];
	struct str to = r[column];
	uint32_t k;
	if (!to.n) return;
	k = yg_strmap_get(rows, to);
	if (k == STRMAP_NONE && absent) yg_diag(ds, absent, 0, (unsigned)i + 2, "products.csv", r[PROD_RECEIPT], to);
	else if (k == STRMAP_NONE || !yg_str_eq(t->row[k][PROD_PRICE_CODE], r[PROD_PRICE_CODE]))
		yg_diag(ds, wrong, 0, (unsigned)i + 2, "products.csv", r[PROD_RECEIPT], to);
}

static int check_products(const struct tab *t, bool whole, struct arena *a, struct strmap *rows, struct diags *ds)
{
	yg_strmap_init(rows, a);
	for (size_t i = 0; i < t->n; i++)
		if (t->row[i][PROD_RECEIPT].n) yg_strmap_add(rows, t->row[i][PROD_RECEIPT], (uint32_t)i);
	for (size_t i = 0; i < t->n && !yg_arena_error(a); i++) {
		const struct str *r = t->row[i];
		struct str g = r[PROD_GENERIC_CODE];
		struct ymd listed = YMD_NONE, ends = YMD_NONE;
		reference(t, rows, i, PROD_BRAND_OF, &d_brand, whole ? NULL : &d_brand_out, ds);
		reference(t, rows, i, PROD_TWIN, &d_twin, whole ? NULL : &d_twin_out, ds);
		/* Exception codes agree in the first eight characters (and not always: 128 of 138), others in nine. */
		if (g.n == 12 && r[PROD_PRICE_CODE].n == 12 && g.p[8] >= '0' && g.p[8] <= '9' &&
		    !yg_str_eq(yg_str_sub(g, 0, 8), yg_str_sub(r[PROD_PRICE_CODE], 0, 8)))
			yg_diag(ds, &d_generic, 0, (unsigned)i + 2, "products.csv", r[PROD_PRICE_CODE], g);
		if (yg_ymd_parse(r[PROD_LISTED_ON], &listed) == YG_OK && yg_ymd_parse(r[PROD_ENDS_ON], &ends) == YG_OK &&
		    yg_ymd_cmp(ends, listed) < 0)
			yg_diag(ds, &d_ended, 0, (unsigned)i + 2, "products.csv", r[PROD_RECEIPT], r[PROD_ENDS_ON]);
	}
	return yg_arena_error(a);
}

/* The y table behind products.csv: no code twice, none lost. */
static int check_ssk(const struct tab *t, const struct strmap *products, struct arena *a, struct diags *ds)
{
	struct strmap seen;
	yg_strmap_init(&seen, a);
	for (size_t i = 0; i < t->n && !yg_arena_error(a); i++) {
		const struct str *r = t->row[i];
		if (yg_strmap_add(&seen, r[SSK_RECEIPT], (uint32_t)i) != i)
			yg_diag(ds, &d_source, 0, (unsigned)i + 2, t->file, yg_str(t->file), r[SSK_RECEIPT]);
		if (r[SSK_PRICE_CODE].n && yg_strmap_get(products, r[SSK_RECEIPT]) == STRMAP_NONE)
			yg_diag(ds, &d_lost, 0, (unsigned)i + 2, t->file, r[SSK_RECEIPT], STR_NONE);
	}
	return yg_arena_error(a);
}

/* --- when the sums are wrong the loader refuses the folder, so the shapes of the rows are looked at here ------------- */

static const struct shape { enum tab_id tab; unsigned column; char kind; } shapes[] = {   /* p price code, r receipt code, d day, y YJ */
	{ TAB_PRODUCTS, PROD_RECEIPT, 'r' }, { TAB_PRODUCTS, PROD_PRICE_CODE, 'p' }, { TAB_PRODUCTS, PROD_YJ, 'p' },
	{ TAB_PRODUCTS, PROD_BRAND_OF, 'r' }, { TAB_PRODUCTS, PROD_TWIN, 'r' }, { TAB_PRODUCTS, PROD_LISTED_ON, 'd' },
	{ TAB_PRODUCTS, PROD_CHANGED_ON, 'd' }, { TAB_PRODUCTS, PROD_ENDS_ON, 'd' }, { TAB_PRODUCTS, PROD_TRANSITION_UNTIL, 'd' },
	{ TAB_SSK, SSK_RECEIPT, 'r' }, { TAB_SSK, SSK_PRICE_CODE, 'p' }, { TAB_PRICE, PRICE_CODE, 'p' }, { TAB_PRICE, PRICE_UNTIL, 'd' },
	{ TAB_HOT, HOT_RECEIPT, 'r' }, { TAB_HOT, HOT_PRICE_CODE, 'p' }, { TAB_HOT, HOT_YJ, 'p' },
};

static void check_shapes(const struct tab *tab, struct diags *ds)
{
	for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
		const struct tab *t = &tab[shapes[s].tab];
		for (size_t i = 0; i < t->n; i++) {
			struct str v = t->row[i][shapes[s].column];
			const struct diag_kind *fault = NULL;
			struct ymd d;
			if (!v.n) continue;
			if (shapes[s].kind == 'r' && (v.n != 9 || !yg_str_digits(v))) fault = &d_shape;
			if (shapes[s].kind == 'd' && (v.n != 10 || yg_ymd_parse(v, &d) != YG_OK)) fault = &d_shape;
			if (shapes[s].kind == 'p') fault = !yg_code_price_shape(v) ? &d_shape : !yg_code_price_check(v) ? &d_digit : NULL;
			if (fault) yg_diag(ds, fault, 0, (unsigned)i + 2, t->file, yg_str(t->columns[shapes[s].column]), v);
		}
	}
}

static int read_tab(struct tab *t, const char *dir, const struct edition_file *e, struct arena *a, struct diags *ds)
{
	struct str text;
	struct buf b;
	int err;
	if (!yg_edition_part(e, t->file)) return YG_OK;
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_edition_part_read(dir, t->file, YG_MAX_TABLE, &b);
	text = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err == YG_ENOTFOUND) return YG_OK;                /* told by the sums */
	return err ? err : yg_tab_parse(t, text, a, ds);
}

int yg_edition_check(const char *dir, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	size_t before = ds->n, left = ds->left_out;
	struct edition_file e;
	struct tab tab[TABS];
	struct strmap products;
	int err, sums;
	if (!a) return YG_ENOMEM;
	err = yg_edition_file_read(dir, a, &e, ds);
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_no_edition, 0, 0, "EDITION", STR_NONE, STR_NONE);
	if (err == YG_OK && yg_ymd_cmp(e.valid_until, e.valid_from) < 0) yg_diag(ds, &d_dates, 0, 0, "EDITION", STR_NONE, STR_NONE);
	if (err && err != YG_ETABLE) {
		yg_arena_free(a);
		return err;
	}
	sums = err ? err : YG_OK;
	err = yg_edition_file_verify(dir, &e, ds);
	if (err) sums = err;
	if (err == YG_ETABLE) err = YG_OK;
	for (size_t i = 0; i < TABS && !err; i++) {
		tab[i] = yg_tab_layout[i];
		err = read_tab(&tab[i], dir, &e, a, ds);
		if (err == YG_ETABLE) { sums = err; err = YG_OK; }
	}
	if (!err && sums) check_shapes(tab, ds);
	else if (!err) err = yg_compile(dir, NULL, LINT_MASTER, NULL, ds);
	if (!err || err == YG_ETABLE) err = check_products(&tab[TAB_PRODUCTS], tab[TAB_SSK].there, a, &products, ds);
	if (!err) err = check_ssk(&tab[TAB_SSK], &products, a, ds);
	yg_arena_free(a);
	if (err) return err;
	return yg_diags_count(ds, before, DIAG_ERROR) || ds->left_out != left ? YG_ETABLE : YG_OK;
}

/* --- info -------------------------------------------------------------------------------------- */

static void info_json(const struct edition_file *e, struct buf *out)
{
	struct str rest = e->sources;
	struct jw w;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kstr(&w, "id", e->id);
	jw_kint(&w, "format", e->format);
	jw_kymd(&w, "source_date", e->source_date);
	jw_kymd(&w, "valid_from", e->valid_from);
	jw_kymd(&w, "valid_until", e->valid_until);
	jw_kbool(&w, "refuse_expired", e->refuse_expired);
	jw_key(&w, "last");
	jw_obj(&w);
	jw_kymd(&w, "ssk", e->last_ssk);
	jw_kymd(&w, "price", e->last_price);
	jw_kymd(&w, "generic", e->last_generic);
	jw_kymd(&w, "hot", e->last_hot);
	jw_obj_end(&w);
	jw_key(&w, "sources");
	jw_arr(&w);
	while (rest.n) {
		size_t k = yg_str_find(rest, STR(";"));
		jw_str(&w, yg_str_sub(rest, 0, k));
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
	}
	jw_arr_end(&w);
	jw_key(&w, "files");
	jw_arr(&w);
	for (size_t i = 0; i < e->nparts; i++) {
		jw_obj(&w);
		jw_kstr(&w, "name", e->parts[i].name);
		jw_kint(&w, "rows", (long long)e->parts[i].rows);
		jw_kstr(&w, "sha256", e->parts[i].sha256);
		jw_obj_end(&w);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

static void info_text(const struct edition_file *e, enum lang lang, struct buf *out)
{
	static const struct { const char *ja, *en; } kinds[] = { { "支払基金 医薬品マスター", "支払基金 y file" },
		{ "薬価基準収載品目リスト", "price list" }, { "一般名処方マスタ", "generic names" }, { "HOT コードマスター", "HOT" } };
	const struct ymd last[] = { e->last_ssk, e->last_price, e->last_generic, e->last_hot };
	bool ja = lang == LANG_JA;
	char a[11], b[11];
	yg_ymd_format(e->valid_from, a);
	yg_ymd_format(e->valid_until, b);
	yg_buf_printf(out, ja ? "医薬品マスターの版 %.*s\n・有効 %s から %s まで\n" : "drug master edition %.*s\n- valid from %s until %s\n", STR_ARG(e->id), a, b);
	if (e->refuse_expired) yg_buf_z(out, ja ? "・期限を過ぎたら使わない設定\n" : "- refused once expired\n");
	yg_buf_z(out, ja ? "元ファイルの日付\n" : "sources\n");
	for (size_t i = 0; i < 4; i++) {
		yg_ymd_format(last[i], a);
		yg_buf_printf(out, ja ? "・%s %s\n" : "- %s %s\n", ja ? kinds[i].ja : kinds[i].en, a[0] ? a : ja ? "なし" : "none");
	}
	yg_buf_z(out, ja ? "表(検査合計はすべて一致)\n" : "tables (all checksums agree)\n");
	for (size_t i = 0; i < e->nparts; i++)
		yg_buf_printf(out, ja ? "・%.*s %zu 行 %.16s\n" : "- %.*s %zu rows %.16s\n", STR_ARG(e->parts[i].name), e->parts[i].rows, e->parts[i].sha256.p);
}

int yg_edition_info(const char *dir, bool json, enum lang lang, struct buf *out, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct edition_file e;
	int err;
	if (!a) return YG_ENOMEM;
	err = yg_edition_file_read(dir, a, &e, ds);
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_no_edition, 0, 0, "EDITION", STR_NONE, STR_NONE);
	if (!err) err = yg_edition_file_verify(dir, &e, ds);
	if (!err && json) info_json(&e, out);
	else if (!err) info_text(&e, lang, out);
	yg_arena_free(a);
	return err ? err : out->err;
}
