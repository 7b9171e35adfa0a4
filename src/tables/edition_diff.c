/* edition_diff.c - what changed between two drug masters, product by product: `tables diff A B`.
 * Compares products.csv by 9-digit code (by price code for lines that have none); prices only when the units agree. */
#include "tables/edition.h"
#include "tables/folder.h"
#include "tables/strmap.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/json.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_no_edition, "diff-no-edition", DIAG_ERROR, "フォルダー {0} に版(EDITION)がありません", "there is no edition (EDITION) in folder {0}");
DIAG_KIND(d_no_products, "diff-no-products", DIAG_ERROR, "フォルダー {0} に製品表がありません", "folder {0} has no product table");

enum what { ADDED, REMOVED, RENAMED, UNIT, PRICE, ENDED, TRANSITION, INGREDIENT, CODE, WHATS };
static const struct { const char *key, *ja, *en; } words[WHATS] = {
	[ADDED] = { "added", "新しい製品", "added" }, [REMOVED] = { "removed", "なくなった製品", "removed" },
	[RENAMED] = { "renamed", "名称の変更", "renamed" }, [UNIT] = { "unit", "単位の変更(金額は比べません)", "unit changed (price not compared)" },
	[PRICE] = { "price", "薬価の変更", "price changed" }, [ENDED] = { "ended", "終了", "ended" },
	[TRANSITION] = { "transition", "使用期限の設定・変更", "transition date set or changed" },
	[INGREDIENT] = { "ingredient", "成分名の変更・喪失", "ingredient name changed or lost" }, [CODE] = { "price_code", "薬価基準コードの変更", "price code changed" },
};
#define TEXT_ITEMS 20                                  /* of each kind in the text form; JSON has all */

struct item { struct str code, name, from, to; };
struct items { struct item *v; size_t n; };
struct side { const char *dir; struct edition_file edition; struct tab products; struct strmap by_key, by_price; };

static struct str key_of(struct arena *a, const struct str *r)
{
	return r[PROD_RECEIPT].n ? r[PROD_RECEIPT] : yg_arena_printf(a, "%.*s %.*s", STR_ARG(r[PROD_PRICE_CODE]), STR_ARG(r[PROD_NAME]));
}

static int open_side(struct side *s, const char *dir, struct arena *a, struct diags *ds)
{
	int err = yg_edition_file_read(dir, a, &s->edition, ds);
	s->dir = dir;
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_no_edition, 0, 0, "EDITION", yg_str(dir), STR_NONE);
	if (err) return err;
	s->products = yg_tab_layout[TAB_PRODUCTS];
	err = yg_tab_load(&s->products, dir, &s->edition, a, ds);
	if (!err && !s->products.there) {
		yg_diag(ds, &d_no_products, 0, 0, "products.csv", yg_str(dir), STR_NONE);
		err = YG_ETABLE;
	}
	if (err) return err;
	yg_strmap_init(&s->by_key, a);
	yg_strmap_init(&s->by_price, a);
	for (size_t i = 0; i < s->products.n; i++) {
		const struct str *r = s->products.row[i];
		yg_strmap_add(&s->by_key, key_of(a, r), (uint32_t)i);
		yg_strmap_add(&s->by_price, r[PROD_PRICE_CODE], (uint32_t)i);
	}
	return yg_arena_error(a);
}

static void add(struct items *list, struct arena *a, const struct str *r, struct str from, struct str to)
{
	struct item *v = yg_arena_grow(a, list->v, list->n, sizeof *v);
	if (!v) return;
	list->v = v;
	v[list->n++] = (struct item){ r[PROD_RECEIPT].n ? r[PROD_RECEIPT] : r[PROD_PRICE_CODE], r[PROD_NAME], from, to };
}

static void compare(struct items *out, struct arena *a, const struct str *x, const struct str *y)
{
	static const struct { enum what what; enum product_column column; } plain[] = { { RENAMED, PROD_NAME }, { CODE, PROD_PRICE_CODE },
		{ TRANSITION, PROD_TRANSITION_UNTIL }, { INGREDIENT, PROD_LISTED_NAME } };
	bool same_unit = yg_str_eq(x[PROD_UNIT], y[PROD_UNIT]);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (!yg_str_eq(x[plain[i].column], y[plain[i].column]) && (plain[i].what != INGREDIENT || x[PROD_LISTED_NAME].n))
			add(&out[plain[i].what], a, y, x[plain[i].column], y[plain[i].column]);
	if (!yg_str_eq(x[PROD_ENDS_ON], y[PROD_ENDS_ON])) add(&out[ENDED], a, y, x[PROD_ENDS_ON], y[PROD_ENDS_ON]);
	if (!same_unit) add(&out[UNIT], a, y, x[PROD_UNIT], y[PROD_UNIT]);
	/* Without a unit (a line of the price list) the price is for 規格, which must then be the same. */
	else if ((x[PROD_UNIT].n || yg_str_eq(x[PROD_STRENGTH], y[PROD_STRENGTH])) && !yg_str_eq(x[PROD_PRICE], y[PROD_PRICE]))
		add(&out[PRICE], a, y, x[PROD_PRICE], y[PROD_PRICE]);
}

static int by_code(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = yg_str_cmp(x->code, y->code);
	return c ? c : yg_str_cmp(x->name, y->name);
}

static void collect(struct items *out, struct arena *a, const struct side *x, const struct side *y)
{
	for (size_t i = 0; i < y->products.n; i++) {
		const struct str *r = y->products.row[i];
		uint32_t k = yg_strmap_get(&x->by_key, key_of(a, r));
		if (k != STRMAP_NONE) compare(out, a, x->products.row[k], r);
		else if (r[PROD_RECEIPT].n || yg_strmap_get(&x->by_price, r[PROD_PRICE_CODE]) == STRMAP_NONE) add(&out[ADDED], a, r, STR_NONE, STR_NONE);
	}
	for (size_t i = 0; i < x->products.n; i++) {
		const struct str *r = x->products.row[i];
		if (yg_strmap_get(&y->by_key, key_of(a, r)) != STRMAP_NONE) continue;
		/* A line of the price list that has got its 9-digit code is not gone. */
		if (!r[PROD_RECEIPT].n && yg_strmap_get(&y->by_price, r[PROD_PRICE_CODE]) != STRMAP_NONE) continue;
		add(&out[REMOVED], a, r, STR_NONE, STR_NONE);
	}
	for (size_t i = 0; i < WHATS; i++)
		if (out[i].n) qsort(out[i].v, out[i].n, sizeof *out[i].v, by_code);
}

static void text_form(const struct items *list, const struct side *x, const struct side *y, enum lang lang, struct buf *out)
{
	bool ja = lang == LANG_JA;
	size_t total = 0;
	yg_buf_printf(out, ja ? "版 %.*s → %.*s\n" : "edition %.*s -> %.*s\n", STR_ARG(x->edition.id), STR_ARG(y->edition.id));
	for (size_t i = 0; i < WHATS; i++) {
		if (!list[i].n) continue;
		total += list[i].n;
		yg_buf_printf(out, "%s %zu\n", ja ? words[i].ja : words[i].en, list[i].n);
		for (size_t k = 0; k < list[i].n && k < TEXT_ITEMS; k++) {
			const struct item *t = &list[i].v[k];
			yg_buf_printf(out, "%s%.*s %.*s", ja ? "・" : "- ", STR_ARG(t->code), STR_ARG(t->name));
			if (t->from.n || t->to.n)
				yg_buf_printf(out, "%s%.*s → %.*s", ja ? ":" : ": ", t->from.n ? (int)t->from.n : 1, t->from.n ? t->from.p : "-",
					      t->to.n ? (int)t->to.n : 1, t->to.n ? t->to.p : "-");
			yg_buf_z(out, "\n");
		}
		if (list[i].n > TEXT_ITEMS) yg_buf_printf(out, ja ? "・ほか %zu\n" : "- and %zu more\n", list[i].n - TEXT_ITEMS);
	}
	if (!total) yg_buf_z(out, ja ? "・違いはありません\n" : "- no differences\n");
}

static void json_form(const struct items *list, const struct side *x, const struct side *y, struct buf *out)
{
	struct jw w;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kstr(&w, "from", x->edition.id);
	jw_kstr(&w, "to", y->edition.id);
	jw_key(&w, "counts");
	jw_obj(&w);
	for (size_t i = 0; i < WHATS; i++) jw_kint(&w, words[i].key, (long long)list[i].n);
	jw_obj_end(&w);
	for (size_t i = 0; i < WHATS; i++) {
		jw_key(&w, words[i].key);
		jw_arr(&w);
		for (size_t k = 0; k < list[i].n; k++) {
			const struct item *t = &list[i].v[k];
			jw_obj(&w);
			jw_kstr(&w, "code", t->code);
			jw_kstr(&w, "name", t->name);
			if (i != ADDED && i != REMOVED) {
				jw_kstr(&w, "from", t->from);
				jw_kstr(&w, "to", t->to);
			}
			jw_obj_end(&w);
		}
		jw_arr_end(&w);
	}
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

int yg_edition_diff(const char *dir_a, const char *dir_b, bool json, enum lang lang, struct buf *out, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct items list[WHATS] = { { NULL, 0 } };
	struct side x, y;
	int err;
	if (!a) return YG_ENOMEM;
	err = open_side(&x, dir_a, a, ds);
	if (!err) err = open_side(&y, dir_b, a, ds);
	if (!err) collect(list, a, &x, &y);
	if (!err) err = yg_arena_error(a);
	if (!err && json) json_form(list, &x, &y, out);
	else if (!err) text_form(list, &x, &y, lang, out);
	yg_arena_free(a);
	return err ? err : out->err;
}
