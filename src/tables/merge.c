/* merge.c - products.csv from the y file, the price list, 一般名処方マスタ and HOT: one row per 9-digit code, then one per
 * line of the price list that no y row has. Joins by equal codes only; nothing is cut, guessed or taken from a neighbour. */
#include "tables/folder.h"
#include "tables/official.h"
#include "tables/identify.h"
#include "tables/strmap.h"
#include "base/err.h"
#include "text/fold.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_yj, "merge-yj", DIAG_WARNING, "医薬品コード {0} の YJ コードが HOT の表 {1} と薬価基準コードで違います。YJ コードは付けません",
	  "code {0}: HOT gives YJ {1}, the price code says another; no YJ code is given");

struct index { struct strmap first; uint32_t *next; };     /* rows with equal keys, in order of rows */
struct merge {
	struct work  *w;
	struct index  price, ssk_price, hot_receipt;
	struct strmap ssk, generic, exception, twin;  /* code -> row; exception: price code -> row of generic.csv */
};

/* Rows with an empty key are left out. */
static bool make_index(struct work *w, struct index *x, const struct tab *t, unsigned column)
{
	yg_strmap_init(&x->first, w->arena);
	x->next = yg_arena_array(w->arena, t->n + 1, sizeof *x->next);
	if (!x->next) return false;
	for (size_t k = t->n; k-- > 0;) x->next[k] = STRMAP_NONE;
	for (size_t i = 0; i < t->n; i++) {
		struct str key = t->row[i][column];
		uint32_t at;
		if (!key.n) continue;
		at = yg_strmap_add(&x->first, key, (uint32_t)i);
		if (at == STRMAP_NONE) return false;
		if (at == i) continue;
		while (x->next[at] != STRMAP_NONE) at = x->next[at];
		x->next[at] = (uint32_t)i;
	}
	return true;
}

static bool prepare(struct merge *m)
{
	struct work *w = m->w;
	const struct tab *g = &w->tab[TAB_GENERIC], *s = &w->tab[TAB_SSK];
	if (!make_index(w, &m->price, &w->tab[TAB_PRICE], PRICE_CODE) || !make_index(w, &m->ssk_price, s, SSK_PRICE_CODE) ||
	    !make_index(w, &m->hot_receipt, &w->tab[TAB_HOT], HOT_RECEIPT))
		return false;
	yg_strmap_init(&m->ssk, w->arena);
	yg_strmap_init(&m->generic, w->arena);
	yg_strmap_init(&m->exception, w->arena);
	yg_strmap_init(&m->twin, w->arena);
	for (size_t i = 0; i < s->n; i++) {
		yg_strmap_add(&m->ssk, s->row[i][SSK_RECEIPT], (uint32_t)i);
		if (s->row[i][SSK_TWIN].n == 9) yg_strmap_add(&m->twin, s->row[i][SSK_TWIN], (uint32_t)i);
	}
	for (size_t i = 0; i < g->n; i++) {
		struct str rest = g->row[i][GENERIC_PRODUCTS];
		yg_strmap_add(&m->generic, g->row[i][GENERIC_CODE], (uint32_t)i);
		while (rest.n) {
			size_t bar = yg_str_find(rest, STR("|"));
			yg_strmap_add(&m->exception, yg_str_sub(rest, 0, bar), (uint32_t)i);
			rest = bar == (size_t)-1 ? STR_NONE : yg_str_sub(rest, bar + 1, rest.n);
		}
	}
	return !yg_arena_error(w->arena);
}

static struct str day(struct work *w, struct ymd d)
{
	char text[11];
	yg_ymd_format(d, text);
	return yg_ymd_given(d) ? yg_arena_str(w->arena, yg_str(text)) : STR_NONE;
}

static struct str ssk_day(struct work *w, struct str v)
{
	struct ymd d;
	return yg_official_day(v, &d) ? day(w, d) : STR_NONE;
}

static struct str unless_zero(struct str v) { return yg_str_eqz(v, "0") ? STR_NONE : v; }

/* Brand number 01 stands for the common name: such a price code is shared by many companies. */
static bool common_name(struct str price_code) { return price_code.n == 12 && memcmp(price_code.p + 9, "01", 2) == 0; }

/* The one row of the price list with this code. Rows of the last list come before rows that have gone; two that count
 * alike are none when the column differs. */
static const struct str *price_row(const struct merge *m, struct str code, bool *several_names)
{
	const struct tab *t = &m->w->tab[TAB_PRICE];
	const struct str *best = NULL;
	*several_names = false;
	for (uint32_t k = code.n ? yg_strmap_get(&m->price.first, code) : STRMAP_NONE; k != STRMAP_NONE; k = m->price.next[k]) {
		const struct str *r = t->row[k];
		if (best && !best[PRICE_GONE].n && r[PRICE_GONE].n) continue;
		if (best && !best[PRICE_GONE].n == !r[PRICE_GONE].n && !yg_str_eq(best[PRICE_NAME], r[PRICE_NAME])) *several_names = true;
		if (!best || (best[PRICE_GONE].n && !r[PRICE_GONE].n)) {
			if (best) *several_names = false;
			best = r;
		}
	}
	return best;
}

/* 品名 of the list for a y row. A brand that is billed under a common name gets it only when it is that common name, the name
 * of the listed entry the brand belongs to: never the name of another company's product. */
static struct str list_name(const struct merge *m, const struct str *y, const struct str *p, bool several)
{
	const struct str *entry;
	uint32_t k;
	if (!p || several) return STR_NONE;
	if (!unless_zero(y[SSK_BRAND_OF]).n) return p[PRICE_NAME];
	k = yg_strmap_get(&m->ssk, y[SSK_BRAND_OF]);
	if (k == STRMAP_NONE) return STR_NONE;
	entry = m->w->tab[TAB_SSK].row[k];
	return yg_fold_eq(p[PRICE_NAME], entry[SSK_NAME]) || yg_fold_eq(p[PRICE_NAME], entry[SSK_NAME_LONG]) ? p[PRICE_NAME] : STR_NONE;
}

/* The value all HOT rows of this receipt code and price code agree on, else empty. */
static struct str hot_value(const struct merge *m, struct str receipt, struct str price_code, unsigned column)
{
	const struct tab *t = &m->w->tab[TAB_HOT];
	struct str got = STR_NONE;
	for (uint32_t k = yg_strmap_get(&m->hot_receipt.first, receipt); k != STRMAP_NONE; k = m->hot_receipt.next[k]) {
		const struct str *r = t->row[k];
		if (!yg_str_eq(r[HOT_PRICE_CODE], price_code) || !r[column].n) continue;
		if (got.n && !yg_str_eq(got, r[column])) return STR_NONE;
		got = r[column];
	}
	return got;
}

/* Proven only: HOT names it, or the product is listed under its own name, and then the price code is the YJ code. */
static struct str yj_of(const struct merge *m, const struct str *y)
{
	struct str code = y[SSK_PRICE_CODE], hot = hot_value(m, y[SSK_RECEIPT], code, HOT_YJ);
	bool own_name = !yg_str_eqz(y[SSK_LISTING], "8") && y[SSK_LISTING].n && !common_name(code);
	if (!own_name) return hot;
	if (!hot.n || yg_str_eq(hot, code)) return code;
	yg_diag(m->w->ds, &d_yj, 0, 0, "products.csv", y[SSK_RECEIPT], hot);
	return STR_NONE;
}

static struct str flags_of(struct work *w, const struct str *y)
{
	static const struct { enum ssk_column column; char letter; } set[] = { { SSK_GENERIC_PRODUCT, 'g' }, { SSK_BIOLOGIC, 'b' },
		{ SSK_HIV, 'h' }, { SSK_CONTRAST, 'c' }, { SSK_NERVE_BLOCK, 'n' } };
	char text[8];
	size_t n = 0;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
		if (unless_zero(y[set[i].column]).n) text[n++] = set[i].letter;
		if (i == 1 && yg_str_eqz(y[SSK_LISTING], "8")) text[n++] = 'u';
	}
	return yg_arena_str(w->arena, (struct str){ text, n });
}

static void generic_of(const struct merge *m, struct str code, struct str name, struct str price_code, struct str *out)
{
	const struct tab *g = &m->w->tab[TAB_GENERIC];
	uint32_t k;
	if (!code.n && price_code.n && (k = yg_strmap_get(&m->exception, price_code)) != STRMAP_NONE) code = g->row[k][GENERIC_CODE];
	if (code.n && !name.n && (k = yg_strmap_get(&m->generic, code)) != STRMAP_NONE) name = g->row[k][GENERIC_NAME];
	out[PROD_GENERIC_CODE] = code;
	out[PROD_GENERIC_NAME] = name;
}

/* Column 41 stands on the patient-choice code only; the original gets the way back. */
static struct str twin_of(const struct merge *m, const struct str *y)
{
	uint32_t k;
	if (y[SSK_TWIN].n == 9) return y[SSK_TWIN];
	k = yg_strmap_get(&m->twin, y[SSK_RECEIPT]);
	return k == STRMAP_NONE ? STR_NONE : m->w->tab[TAB_SSK].row[k][SSK_RECEIPT];
}

static bool add_y(const struct merge *m, const struct str *y)
{
	struct work *w = m->w;
	struct str code = y[SSK_PRICE_CODE], *out = yg_tab_add(&w->tab[TAB_PRODUCTS], w->arena), maker;
	const struct str *p;
	bool several;
	if (!out) return false;
	p = price_row(m, code, &several);
	out[PROD_RECEIPT] = y[SSK_RECEIPT];
	out[PROD_PRICE_CODE] = code;
	out[PROD_YJ] = yj_of(m, y);
	out[PROD_NAME] = y[SSK_NAME];
	out[PROD_NAME_LONG] = y[SSK_NAME_LONG];
	out[PROD_NAME_LIST] = list_name(m, y, p, several);
	out[PROD_KANA] = y[SSK_KANA];
	out[PROD_UNIT] = y[SSK_UNIT];
	out[PROD_FORM_CLASS] = y[SSK_FORM_CLASS];
	out[PROD_CONTROL] = y[SSK_CONTROL];
	out[PROD_FLAGS] = flags_of(w, y);
	out[PROD_LISTING] = y[SSK_LISTING];
	out[PROD_BRAND_OF] = unless_zero(y[SSK_BRAND_OF]);
	if (p) {
		out[PROD_STRENGTH] = p[PRICE_STRENGTH];
		out[PROD_LISTED_NAME] = p[PRICE_LISTED_NAME];
	}
	maker = hot_value(m, y[SSK_RECEIPT], code, HOT_MAKER);
	out[PROD_MAKER] = maker.n ? maker : p && !several && !common_name(code) ? p[PRICE_MAKER] : STR_NONE;
	generic_of(m, y[SSK_GENERIC_CODE], y[SSK_GENERIC_NAME], code, out);
	out[PROD_PRICE] = y[SSK_PRICE];
	out[PROD_LISTED_ON] = ssk_day(w, y[SSK_LISTED_ON]);
	out[PROD_CHANGED_ON] = ssk_day(w, y[SSK_CHANGED_ON]);
	out[PROD_ENDS_ON] = ssk_day(w, y[SSK_ENDS_ON]);
	out[PROD_TRANSITION_UNTIL] = ssk_day(w, y[SSK_TRANSITION_UNTIL]);
	if (!out[PROD_TRANSITION_UNTIL].n && p) out[PROD_TRANSITION_UNTIL] = p[PRICE_UNTIL];      /* the list may be the newer one */
	out[PROD_TWIN] = twin_of(m, y);
	return true;
}

static struct str form_of_class(struct str c)
{
	static const struct { const char *class, *form; } forms[] = {
		{ "内用薬", "1" }, { "注射薬", "4" }, { "外用薬", "6" }, { "歯科用薬剤", "8" } };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (yg_str_eqz(c, forms[i].class)) return yg_str(forms[i].form);
	return STR_NONE;
}

/* A line of the list without a y row. Its price is for 規格, so no unit is claimed. */
static bool add_listed(const struct merge *m, const struct str *p)
{
	struct work *w = m->w;
	struct str *out = yg_tab_add(&w->tab[TAB_PRODUCTS], w->arena);
	if (!out) return false;
	out[PROD_PRICE_CODE] = p[PRICE_CODE];
	out[PROD_YJ] = common_name(p[PRICE_CODE]) ? STR_NONE : p[PRICE_CODE];
	out[PROD_NAME] = out[PROD_NAME_LIST] = p[PRICE_NAME];
	out[PROD_STRENGTH] = p[PRICE_STRENGTH];
	out[PROD_FORM_CLASS] = form_of_class(p[PRICE_CLASS]);
	out[PROD_CONTROL] = p[PRICE_NARCOTIC].n ? STR("1") : STR_NONE;
	out[PROD_FLAGS] = yg_str_eqz(p[PRICE_GENERIC_PRODUCT], "後発品") || yg_str_eqz(p[PRICE_GENERIC_PRODUCT], "★") ? STR("g") : STR_NONE;
	out[PROD_MAKER] = p[PRICE_MAKER];
	out[PROD_LISTED_NAME] = p[PRICE_LISTED_NAME];
	generic_of(m, STR_NONE, STR_NONE, p[PRICE_CODE], out);
	out[PROD_PRICE] = p[PRICE_PRICE];
	out[PROD_TRANSITION_UNTIL] = p[PRICE_UNTIL];
	out[PROD_ENDS_ON] = p[PRICE_GONE];
	return true;
}

int yg_merge_products(struct work *w)
{
	struct merge m = { .w = w };
	const struct tab *s = &w->tab[TAB_SSK], *p = &w->tab[TAB_PRICE];
	w->tab[TAB_PRODUCTS] = yg_tab_layout[TAB_PRODUCTS];
	w->tab[TAB_PRODUCTS].there = true;
	if (!prepare(&m)) return yg_arena_error(w->arena);
	for (size_t i = 0; i < s->n; i++) {
		if (!s->row[i][SSK_PRICE_CODE].n) continue;   /* 減点 and the like: no drugs; counted by the caller */
		if (!add_y(&m, s->row[i])) return yg_arena_error(w->arena);
	}
	for (size_t i = 0; i < p->n; i++)
		if (yg_strmap_get(&m.ssk_price.first, p->row[i][PRICE_CODE]) == STRMAP_NONE && !add_listed(&m, p->row[i]))
			return yg_arena_error(w->arena);
	return yg_arena_error(w->arena);
}
