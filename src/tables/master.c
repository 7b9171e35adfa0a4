/* master.c - a drug master folder, read strictly: products, generic-name entries, HOT relations, base ingredients, routes.
 * Does not interpret rules and does not lay out the image. (drugmaster/README.md describes the columns) */
#include "tables/compile.h"
#include "base/err.h"
#include "base/limits.h"
#include "tables/identify.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_code, "master-code", DIAG_ERROR, "コードの形が正しくありません: {0} = {1}", "malformed code: {0} = {1}");
DIAG_KIND(d_check, "master-check-digit", DIAG_WARNING, "検査数字が合いません: {0} = {1}", "check digit does not agree: {0} = {1}");
DIAG_KIND(d_value, "master-value", DIAG_ERROR, "値が正しくありません: {0} = {1}", "value not allowed: {0} = {1}");
DIAG_KIND(d_twice, "master-twice", DIAG_ERROR, "同じキーが二度あります: {0} = {1}", "key given twice: {0} = {1}");
DIAG_KIND(d_empty, "master-empty", DIAG_ERROR, "空にできない項目です: {0}", "must not be empty: {0}");
DIAG_KIND(d_missing, "master-file-missing", DIAG_ERROR, "マスターにこの表がありません", "the master lacks this table");
DIAG_KIND(d_nothing, "master-no-products", DIAG_ERROR, "製品が一つもありません", "holds no product");
DIAG_KIND(d_many, "master-too-many", DIAG_ERROR, "行または文字列が多すぎます", "too many rows or too much text");
DIAG_KIND(d_no_ingredient, "master-ingredient-unknown", DIAG_WARNING, "基礎成分が分かりません(照合できない製品になります): {0} {1}",
	  "base ingredients not known, so this product cannot be judged: {0} {1}");
DIAG_KIND(d_no_route, "master-route-unknown", DIAG_WARNING, "投与経路が分かりません: {0} {1}", "route not known: {0} {1}");

enum { P_RECEIPT, P_PRICE_CODE, P_YJ, P_GENERIC_CODE, P_NAME, P_NAME_LONG, P_NAME_LIST, P_KANA, P_UNIT, P_STRENGTH, P_FORM_CLASS,
       P_CONTROL, P_FLAGS, P_LISTING, P_BRAND_OF, P_MAKER, P_LISTED_NAME, P_GENERIC_NAME, P_PRICE, P_LISTED_ON, P_CHANGED_ON,
       P_ENDS_ON, P_TRANSITION, P_TWIN, P_COLUMNS };
static const char *const product_columns[P_COLUMNS] = { "receipt", "price_code", "yj", "generic_code", "name", "name_long", "name_list",
	"kana", "unit", "strength", "form_class", "control", "flags", "listing", "brand_of", "maker", "listed_name", "generic_name",
	"price", "listed_on", "changed_on", "ends_on", "transition_until", "twin" };
enum { G_CODE, G_NAME, G_LISTED_NAME, G_STRENGTH, G_CLASS, G_EXCEPTION, G_PRICE_MIN, G_PRODUCTS, G_COLUMNS };
static const char *const generic_columns[G_COLUMNS] = { "code", "name", "listed_name", "strength", "class", "exception", "price_min",
	"products" };
enum { H_HOT13, H_HOT9, H_HOT7, H_RECEIPT, H_PRICE_CODE, H_YJ, H_NAME, H_MAKER, H_UPDATED, H_COLUMNS };
static const char *const hot_columns[H_COLUMNS] = { "hot13", "hot9", "hot7", "receipt", "price_code", "yj", "name", "maker", "updated" };
static const char *const ingredient_columns[] = { "listed_name", "base", "how" };
static const char *const yj7_columns[] = { "yj7", "base" };
static const char *const route_columns[] = { "key", "route", "why" };
static const char *const class_columns[] = { "class", "name" };
static const char *const route_names[] = { "", "systemic", "topical", "eye", "nose-ear", "inhaled", "other" };

struct reading {                                      /* tables of the folder that only the reading needs */
	struct compile *c;
	struct strmap by_listed, by_yj7, routes;      /* -> index into bases / enum route */
	struct { struct str names; struct id_list ids; } *bases; size_t nbases;
};

static struct str code_of(const struct drug *d)       /* the code that tells ingredient and route */
{
	return yg_str(d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code);
}

/* --- ingredients, YJ7, routes, classes ------------------------------------------------- */
static bool base_rows(struct reading *r, const char *file, struct str text, const char *const *columns, size_t n, struct strmap *map)
{
	struct table_file t;
	yg_table_open(&t, file, text, columns, n, r->c->arena, r->c->ds);
	while (yg_table_next(&t)) {
		struct str key = yg_table_get(&t, 0);
		void *p;
		if (key.n == 0) { yg_table_fault(&t, &d_empty, yg_str(columns[0]), STR_NONE); continue; }
		if (n == 2 && (key.n != 7 || !yg_key(key))) { yg_table_fault(&t, &d_code, yg_str(columns[0]), key); continue; }
		if (yg_strmap_get(map, key) != STRMAP_NONE) { yg_table_fault(&t, &d_twice, yg_str(columns[0]), key); continue; }
		p = yg_arena_grow(r->c->arena, r->bases, r->nbases, sizeof *r->bases);
		if (!p || yg_strmap_add(map, key, (uint32_t)r->nbases) == STRMAP_NONE) return false;
		r->bases = p;
		r->bases[r->nbases].names = yg_table_get(&t, 1);
		r->bases[r->nbases++].ids = (struct id_list){ NULL, 0 };
	}
	return true;
}

static int by_text(const void *a, const void *b) { return yg_str_cmp(*(const struct str *)a, *(const struct str *)b); }
static int by_id(const void *a, const void *b) { return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b; }

/* Ids in byte order of the names, so that they do not depend on the order of the rows. */
static bool number_ingredients(struct reading *r)
{
	struct compile *c = r->c;
	struct strmap seen;
	yg_strmap_init(&seen, c->arena);
	yg_strmap_init(&c->ingredient_ids, c->arena);
	for (size_t i = 0; i < r->nbases; i++) {
		struct str rest = r->bases[i].names, name;
		while (yg_list_next(&rest, &name)) {
			struct str *p;
			if (name.n == 0 || yg_strmap_get(&seen, name) != STRMAP_NONE) continue;
			p = yg_arena_grow(c->arena, c->ingredients, c->ningredients, sizeof *p);
			if (!p || yg_strmap_add(&seen, name, 0) == STRMAP_NONE) return false;
			c->ingredients = p;
			p[c->ningredients++] = name;
		}
	}
	if (c->ningredients >= 0xffff) {
		yg_diag(c->ds, &d_many, 0, 0, "ingredients.csv", STR_NONE, STR_NONE);
		return true;
	}
	if (c->ningredients) qsort(c->ingredients, c->ningredients, sizeof *c->ingredients, by_text);
	for (size_t i = 0; i < c->ningredients; i++)
		if (yg_strmap_add(&c->ingredient_ids, c->ingredients[i], (uint32_t)i) == STRMAP_NONE) return false;
	for (size_t i = 0; i < r->nbases; i++) {
		struct str rest = r->bases[i].names, name;
		uint16_t *ids = NULL;
		size_t n = 0, kept = 0;
		while (yg_list_next(&rest, &name)) {
			uint32_t id = yg_strmap_get(&c->ingredient_ids, name);
			if (id == STRMAP_NONE) continue;
			ids = yg_arena_grow(c->arena, ids, n, sizeof *ids);
			if (!ids) return false;
			ids[n++] = (uint16_t)id;
		}
		if (n) qsort(ids, n, sizeof *ids, by_id);
		for (size_t k = 0; k < n; k++)
			if (k == 0 || ids[k] != ids[k - 1]) ids[kept++] = ids[k];
		r->bases[i].ids = (struct id_list){ ids, kept };
	}
	return true;
}

static bool read_routes(struct reading *r, struct str text)
{
	struct table_file t;
	yg_table_open(&t, "routes.csv", text, route_columns, 3, r->c->arena, r->c->ds);
	while (yg_table_next(&t)) {
		struct str key = yg_table_get(&t, 0), route = yg_table_get(&t, 1);
		uint32_t v = 1;
		while (v <= ROUTE_OTHER && !yg_str_eqz(route, route_names[v])) v++;
		if (v > ROUTE_OTHER) yg_table_fault(&t, &d_value, STR("route"), route);
		else if (!yg_key(key) || (key.n != 7 && key.n != 5 && key.n != 4 && key.n != 1)) yg_table_fault(&t, &d_code, STR("key"), key);
		else if (yg_strmap_get(&r->routes, key) != STRMAP_NONE) yg_table_fault(&t, &d_twice, STR("key"), key);
		else if (yg_strmap_add(&r->routes, key, v) == STRMAP_NONE) return false;
	}
	return true;
}

static bool read_classes(struct compile *c, struct str text)
{
	struct table_file t;
	struct strmap seen;
	yg_strmap_init(&seen, c->arena);
	yg_table_open(&t, "classes.csv", text, class_columns, 2, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct str key = yg_table_get(&t, 0);
		struct img_class *p;
		if (!yg_str_digits(key) || (key.n != 3 && key.n != 4)) { yg_table_fault(&t, &d_code, STR("class"), key); continue; }
		if (yg_strmap_get(&seen, key) != STRMAP_NONE) { yg_table_fault(&t, &d_twice, STR("class"), key); continue; }
		p = yg_arena_grow(c->arena, c->classes, c->nclasses, sizeof *p);
		if (!p || yg_strmap_add(&seen, key, 0) == STRMAP_NONE) return false;
		c->classes = p;
		memcpy(p[c->nclasses].key, key.p, key.n);
		p[c->nclasses++].name = yg_compile_text(c, yg_table_get(&t, 1));
	}
	return true;
}

/* 001-699 of positions 5-7 are oral and injection; above, the most specific row of routes.csv decides. */
static uint8_t route_of(const struct reading *r, const struct drug *d)
{
	struct str code = code_of(d), part;
	char form[5];
	uint32_t v;
	unsigned long number;
	if (code.n != 12) return d->form_class == 1 || d->form_class == 4 ? ROUTE_SYSTEMIC : ROUTE_UNKNOWN;
	if (!yg_str_uint(yg_str_sub(code, 4, 3), 999, &number)) return ROUTE_UNKNOWN;
	if (number < 700) return ROUTE_SYSTEMIC;
	memcpy(form, code.p, 4);
	form[4] = code.p[7];
	part = yg_str_sub(code, 0, 7);
	if ((v = yg_strmap_get(&r->routes, part)) != STRMAP_NONE) return (uint8_t)v;
	if ((v = yg_strmap_get(&r->routes, (struct str){ form, 5 })) != STRMAP_NONE) return (uint8_t)v;
	if ((v = yg_strmap_get(&r->routes, (struct str){ form, 4 })) != STRMAP_NONE) return (uint8_t)v;
	v = yg_strmap_get(&r->routes, (struct str){ form + 4, 1 });
	return v == STRMAP_NONE ? ROUTE_UNKNOWN : (uint8_t)v;
}

static struct id_list ingredients_of(const struct reading *r, struct str listed_name, struct str code)
{
	uint32_t at = STRMAP_NONE;
	if (listed_name.n) at = yg_strmap_get(&r->by_listed, listed_name);
	if (at == STRMAP_NONE && code.n == 12) at = yg_strmap_get(&r->by_yj7, yg_str_sub(code, 0, 7));
	return at == STRMAP_NONE ? (struct id_list){ NULL, 0 } : r->bases[at].ids;
}

/* --- products ---------------------------------------------------------------------------- */
static struct drug *add_drug(struct compile *c)
{
	struct drug *p = yg_arena_grow(c->arena, c->drugs, c->ndrugs, sizeof *p);
	if (!p) return NULL;
	c->drugs = p;
	p += c->ndrugs++;
	memset(p, 0, sizeof *p);
	return p;
}

/* A 12-character code, or empty. shape: digits, a letter at 8, digits; else letters and digits anywhere. */
static void take_code(struct table_file *t, struct compile *c, unsigned column, bool strict, char out[13])
{
	struct str s = yg_table_get(t, column), name = yg_str(t->columns[column]);
	if (s.n == 0) return;
	if (s.n != 12 || !yg_key(s) || (strict && !yg_code_price_shape(s))) {
		yg_table_fault(t, &d_code, name, s);
		return;
	}
	if (c->lint_master && strict && !yg_code_price_check(s)) yg_table_fault(t, &d_check, name, s);
	memcpy(out, s.p, 12);
}

static bool receipt_code(struct table_file *t, unsigned column, uint32_t *out)
{
	struct str s = yg_table_get(t, column);
	unsigned long v = 0;
	if (s.n == 0 || yg_str_eqz(s, "0")) return true;
	if (s.n != 9 || !yg_str_uint(s, 999999999, &v) || v < 100000000) {
		yg_table_fault(t, &d_code, yg_str(t->columns[column]), s);
		return false;
	}
	*out = (uint32_t)v;
	return true;
}

static uint16_t product_flags(struct table_file *t)
{
	static const struct { char letter; uint16_t flag; } known[] = { { 'g', DRUG_GENERIC_PRODUCT }, { 'b', DRUG_BIOLOGIC },
		{ 'u', DRUG_UNIFIED_NAME }, { 'h', DRUG_HIV }, { 'c', DRUG_CONTRAST }, { 'n', 0 /* 神経破壊剤: no use for it yet */ } };
	struct str s = yg_table_get(t, P_FLAGS);
	uint16_t flags = 0;
	for (size_t i = 0; i < s.n; i++) {
		size_t k = 0;
		while (k < sizeof known / sizeof *known && known[k].letter != s.p[i]) k++;
		if (k == sizeof known / sizeof *known) yg_table_fault(t, &d_value, STR("flags"), s);
		else flags |= known[k].flag;
	}
	return flags;
}

static uint8_t small_value(struct table_file *t, unsigned column, const char *allowed)
{
	struct str s = yg_table_get(t, column);
	if (s.n == 0) return 0;
	if (s.n == 1 && strchr(allowed, s.p[0])) return (uint8_t)(s.p[0] - '0');
	yg_table_fault(t, &d_value, yg_str(t->columns[column]), s);
	return 0;
}

static uint8_t form_by_code(struct str code)
{
	unsigned long n;
	if (code.n != 12 || !yg_str_uint(yg_str_sub(code, 4, 3), 999, &n)) return 0;
	return n < 400 ? 1 : n < 700 ? 4 : 6;
}

static bool read_products(struct reading *r, struct str text)
{
	struct compile *c = r->c;
	struct table_file t;
	yg_table_open(&t, "products.csv", text, product_columns, P_COLUMNS, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct drug *d = add_drug(c);
		if (!d) return false;
		receipt_code(&t, P_RECEIPT, &d->receipt);
		receipt_code(&t, P_TWIN, &d->twin);
		take_code(&t, c, P_PRICE_CODE, true, d->price_code);
		take_code(&t, c, P_YJ, false, d->yj);
		take_code(&t, c, P_GENERIC_CODE, false, d->generic_code);
		if (!d->receipt && !d->price_code[0]) yg_table_fault(&t, &d_empty, STR("receipt, price_code"), STR_NONE);
		d->form_class = small_value(&t, P_FORM_CLASS, "013468");
		if (!d->form_class) d->form_class = form_by_code(code_of(d));
		d->control = small_value(&t, P_CONTROL, "01235");
		d->flags = (uint16_t)(product_flags(&t) | (d->receipt ? 0 : DRUG_NO_RECEIPT));
		d->name = yg_compile_text(c, yg_table_get(&t, P_NAME));
		d->name_long = yg_compile_text(c, yg_table_get(&t, P_NAME_LONG));
		d->name_list = yg_compile_text(c, yg_table_get(&t, P_NAME_LIST));
		if (!d->name && !d->name_long && !d->name_list) yg_table_fault(&t, &d_empty, STR("name"), STR_NONE);
		d->kana = yg_compile_text(c, yg_table_get(&t, P_KANA));
		d->unit = yg_compile_text(c, yg_table_get(&t, P_UNIT));
		d->strength = yg_compile_text(c, yg_table_get(&t, P_STRENGTH));
		d->maker = yg_compile_text(c, yg_table_get(&t, P_MAKER));
		d->listed_name = yg_compile_text(c, yg_table_get(&t, P_LISTED_NAME));
		d->generic_name = yg_compile_text(c, yg_table_get(&t, P_GENERIC_NAME));
		d->price = yg_compile_text(c, yg_table_get(&t, P_PRICE));
		yg_table_date(&t, P_LISTED_ON, &d->listed_on);
		yg_table_date(&t, P_CHANGED_ON, &d->changed_on);
		yg_table_date(&t, P_ENDS_ON, &d->ends_on);
		yg_table_date(&t, P_TRANSITION, &d->transition_until);
		d->route = route_of(r, d);
	}
	if (!c->ndrugs) yg_diag(c->ds, &d_nothing, 0, 0, "products.csv", STR_NONE, STR_NONE);
	return true;
}

/* --- entries of 一般名処方マスタ ------------------------------------------------------------- */
static bool add_entry(struct reading *r, struct strmap *entries, struct str code, struct str name, struct str listed_name,
		      struct str strength, struct str price)
{
	struct compile *c = r->c;
	struct drug *d = add_drug(c);
	if (!d) return false;
	memcpy(d->generic_code, code.p, 12);
	d->name = d->generic_name = yg_compile_text(c, name);
	d->listed_name = yg_compile_text(c, listed_name);
	d->strength = yg_compile_text(c, strength);
	d->price = yg_compile_text(c, price);
	d->flags = DRUG_GENERIC_NAME | DRUG_NO_RECEIPT;
	d->form_class = form_by_code(code);
	d->route = route_of(r, d);
	return yg_strmap_add(entries, yg_arena_str(c->arena, code), (uint32_t)(c->ndrugs - 1)) != STRMAP_NONE;
}

static bool generic_shape(struct str s)
{
	return s.n == 12 && yg_str_digits(yg_str_sub(s, 0, 7)) && s.p[7] >= 'A' && s.p[7] <= 'Z' && yg_key(s) &&
	       yg_str_eqz(yg_str_sub(s, 9, 3), "ZZZ");
}

static bool read_generic(struct reading *r, struct str text, struct strmap *entries)
{
	struct compile *c = r->c;
	struct table_file t;
	yg_table_open(&t, "generic.csv", text, generic_columns, G_COLUMNS, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct str code = yg_table_get(&t, G_CODE), rest = yg_table_get(&t, G_PRODUCTS), part;
		if (!generic_shape(code)) { yg_table_fault(&t, &d_code, STR("code"), code); continue; }
		if (yg_strmap_get(entries, code) != STRMAP_NONE) { yg_table_fault(&t, &d_twice, STR("code"), code); continue; }
		if (!yg_table_get(&t, G_NAME).n) yg_table_fault(&t, &d_empty, STR("name"), STR_NONE);
		if (!add_entry(r, entries, code, yg_table_get(&t, G_NAME), yg_table_get(&t, G_LISTED_NAME),
			       yg_table_get(&t, G_STRENGTH), yg_table_get(&t, G_PRICE_MIN)))
			return false;
		while (yg_list_next(&rest, &part)) {
			size_t n;
			const struct link *l = yg_links_find(&c->keys[KEY_PRICE], yg_key(part), &n);
			if (!yg_code_price_shape(part)) yg_table_fault(&t, &d_code, STR("products"), part);
			for (size_t i = 0; i < n; i++) yg_links_add(c, &c->members, c->ndrugs - 1, 0, l[i].to);
		}
	}
	return true;
}

/* A code that products carry but the list at hand does not have (any more) still names ingredient, form and strength. */
static bool entries_of_products(struct reading *r, struct strmap *entries, size_t nproducts)
{
	struct compile *c = r->c;
	for (size_t i = 0; i < nproducts; i++) {
		struct str code = yg_str(c->drugs[i].generic_code);
		uint32_t e;
		if (!generic_shape(code)) continue;
		if (yg_strmap_get(entries, code) == STRMAP_NONE) {
			char copy[12];
			struct drug from = c->drugs[i];       /* by value: adding one moves the array */
			if (!from.generic_name) continue;
			memcpy(copy, code.p, 12);
			if (!add_entry(r, entries, (struct str){ copy, 12 }, yg_compile_view(c, from.generic_name),
				       yg_compile_view(c, from.listed_name), STR_NONE, STR_NONE))
				return false;
		}
		e = yg_strmap_get(entries, yg_str(c->drugs[i].generic_code));
		yg_links_add(c, &c->members, e, 0, (uint32_t)i);
	}
	yg_links_sort(&c->members);
	return true;
}

/* What an entry takes from its products: unit and form where they are unanimous, the strictest control. */
static void complete_entry(struct compile *c, size_t entry)
{
	struct drug *e = &c->drugs[entry];
	size_t n;
	const struct link *m = yg_links_find(&c->members, entry, &n);
	for (size_t i = 0; i < n; i++) {
		const struct drug *d = &c->drugs[m[i].to];
		if (i == 0) { e->unit = d->unit; e->form_class = d->form_class; }
		if (d->unit != e->unit) e->unit = 0;
		if (!e->control) e->control = d->control;
		if (e->route == ROUTE_UNKNOWN) e->route = d->route;
	}
}

/* --- base ingredients of every drug -------------------------------------------------------- */
static bool same_ids(struct id_list a, struct id_list b) { return a.n == b.n && (!a.n || !memcmp(a.v, b.v, a.n * sizeof *a.v)); }

static bool resolve_ingredients(struct reading *r, size_t nproducts)
{
	struct compile *c = r->c;
	c->drug_ingredients = yg_arena_array(c->arena, c->ndrugs ? c->ndrugs : 1, sizeof *c->drug_ingredients);
	if (!c->drug_ingredients) return false;
	for (size_t i = 0; i < c->ndrugs; i++) {
		struct drug *d = &c->drugs[i];
		struct id_list ids = ingredients_of(r, yg_compile_view(c, d->listed_name), code_of(d));
		if (!ids.n && i >= nproducts) {       /* only when all products that are known agree */
			size_t n;
			const struct link *m = yg_links_find(&c->members, i, &n);
			for (size_t k = 0; k < n; k++) {
				struct id_list of = c->drug_ingredients[m[k].to];
				if (!ids.n) ids = of;
				else if (of.n && !same_ids(ids, of)) { ids.n = 0; break; }
			}
		}
		c->drug_ingredients[i] = ids;
		if (!c->lint_master) continue;
		if (!ids.n) yg_diag(c->ds, &d_no_ingredient, 0, 0, "products.csv", code_of(d), yg_compile_view(c, d->name));
		if (d->route == ROUTE_UNKNOWN) yg_diag(c->ds, &d_no_route, 0, 0, "routes.csv", code_of(d), yg_compile_view(c, d->name));
	}
	return true;
}

/* --- keys ------------------------------------------------------------------------------------ */
static void product_keys(struct compile *c)
{
	struct strmap seen;
	yg_strmap_init(&seen, c->arena);
	for (size_t i = 0; i < c->ndrugs; i++) {
		const struct drug *d = &c->drugs[i];
		if (d->receipt) {
			struct str s = yg_arena_printf(c->arena, "%09lu", (unsigned long)d->receipt);
			yg_links_add(c, &c->keys[KEY_RECEIPT], yg_key(s), 0, (uint32_t)i);
			if (yg_strmap_get(&seen, s) != STRMAP_NONE)
				yg_diag(c->ds, &d_twice, 0, (unsigned)i + 2, "products.csv", STR("receipt"), s);
			else if (yg_strmap_add(&seen, s, 0) == STRMAP_NONE) return;
		}
		if (d->price_code[0]) yg_links_add(c, &c->keys[KEY_PRICE], yg_key(yg_str(d->price_code)), 0, (uint32_t)i);
		if (d->yj[0]) yg_links_add(c, &c->keys[KEY_YJ], yg_key(yg_str(d->yj)), 0, (uint32_t)i);
	}
	yg_links_sort(&c->keys[KEY_RECEIPT]);
	yg_links_sort(&c->keys[KEY_PRICE]);
}

static void hot_row(struct compile *c, struct table_file *t, uint32_t drug)
{
	struct str hot13 = yg_table_get(t, H_HOT13), yj = yg_table_get(t, H_YJ);
	const struct str hot[] = { hot13, yg_str_sub(hot13, 0, 11), yg_table_get(t, H_HOT9), yg_table_get(t, H_HOT7) };
	for (size_t i = 0; i < sizeof hot / sizeof *hot; i++)
		if (hot[i].n) yg_links_add(c, &c->keys[KEY_HOT], yg_key(hot[i]), 0, drug);
	if (yj.n == 12 && yg_key(yj)) yg_links_add(c, &c->keys[KEY_YJ], yg_key(yj), 0, drug);
}

static void read_hot(struct compile *c, struct str text)
{
	static const struct { unsigned column; size_t n; } length[] = { { H_HOT13, 13 }, { H_HOT9, 9 }, { H_HOT7, 7 }, { H_YJ, 12 } };
	struct table_file t;
	yg_table_open(&t, "hot.csv", text, hot_columns, H_COLUMNS, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct str rest = yg_table_get(&t, H_RECEIPT), price = yg_table_get(&t, H_PRICE_CODE), part;
		bool ok = true;
		size_t n = 0;
		const struct link *l = NULL;
		for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
			struct str s = yg_table_get(&t, length[i].column);
			if (!s.n || (s.n == length[i].n && (length[i].column == H_YJ ? yg_key(s) != 0 : yg_str_digits(s)))) continue;
			yg_table_fault(&t, &d_code, yg_str(hot_columns[length[i].column]), s);
			ok = false;
		}
		if (!ok) continue;
		if (!rest.n) l = yg_links_find(&c->keys[KEY_PRICE], yg_key(price), &n);
		for (size_t i = 0; i < n; i++) hot_row(c, &t, l[i].to);
		while (yg_list_next(&rest, &part)) {
			l = yg_links_find(&c->keys[KEY_RECEIPT], yg_key(part), &n);
			for (size_t i = 0; i < n; i++) hot_row(c, &t, l[i].to);
		}
	}
}

static bool name_hashes(struct compile *c)
{
	c->names = yg_arena_array(c->arena, c->ndrugs ? c->ndrugs : 1, sizeof *c->names);
	if (!c->names) return false;
	for (size_t i = 0; i < c->ndrugs; i++) {
		const struct drug *d = &c->drugs[i];
		c->names[i].name = yg_name_hash(yg_compile_view(c, d->name));
		c->names[i].name_long = yg_name_hash(yg_compile_view(c, d->name_long));
		c->names[i].name_list = yg_name_hash(yg_compile_view(c, d->name_list));
		c->names[i].listed = yg_name_hash(yg_compile_view(c, d->listed_name));
		c->names[i].generic = yg_name_hash(yg_generic_bare(yg_compile_view(c, d->generic_name)));
	}
	return true;
}

int yg_compile_master(struct compile *c)
{
	enum { F_PRODUCTS, F_INGREDIENTS, F_ROUTES, F_GENERIC, F_YJ7, F_CLASSES, F_HOT, F_COUNT };
	static const struct { const char *name; bool must; } file[F_COUNT] = { { "products.csv", true }, { "ingredients.csv", true },
		{ "routes.csv", true }, { "generic.csv", false }, { "yj7.csv", false }, { "classes.csv", false }, { "hot.csv", false } };
	struct str text[F_COUNT];
	bool missing[F_COUNT];
	struct reading r = { .c = c };
	struct strmap entries;
	size_t nproducts;
	int worst = YG_OK;
	for (size_t i = 0; i < F_COUNT; i++) {        /* all of them, so that every damaged file is named at once */
		int err = yg_compile_file(c, c->master_dir, &c->master_edition, file[i].name, &missing[i], &text[i]);
		if (!err && missing[i] && file[i].must) {
			yg_diag(c->ds, &d_missing, 0, 0, file[i].name, STR_NONE, STR_NONE);
			err = YG_ETABLE;
		}
		if (err && !worst) worst = err;
	}
	if (worst) return worst;
	yg_strmap_init(&r.by_listed, c->arena);
	yg_strmap_init(&r.by_yj7, c->arena);
	yg_strmap_init(&r.routes, c->arena);
	yg_strmap_init(&entries, c->arena);
	if (!base_rows(&r, "ingredients.csv", text[F_INGREDIENTS], ingredient_columns, 3, &r.by_listed)) return yg_compile_short(c);
	if (!missing[F_YJ7] && !base_rows(&r, "yj7.csv", text[F_YJ7], yj7_columns, 2, &r.by_yj7)) return yg_compile_short(c);
	if (!number_ingredients(&r) || !read_routes(&r, text[F_ROUTES])) return yg_compile_short(c);
	if (!missing[F_CLASSES] && !read_classes(c, text[F_CLASSES])) return yg_compile_short(c);
	if (!read_products(&r, text[F_PRODUCTS])) return yg_compile_short(c);
	nproducts = c->ndrugs;
	product_keys(c);
	if (!missing[F_GENERIC] && !read_generic(&r, text[F_GENERIC], &entries)) return yg_compile_short(c);
	if (!entries_of_products(&r, &entries, nproducts)) return yg_compile_short(c);
	if (!missing[F_HOT]) read_hot(c, text[F_HOT]);
	for (size_t i = nproducts; i < c->ndrugs; i++) {
		size_t n;
		const struct link *m = yg_links_find(&c->members, i, &n);
		complete_entry(c, i);
		yg_links_add(c, &c->keys[KEY_GENERIC], yg_key(yg_str(c->drugs[i].generic_code)), 0, (uint32_t)i);
		for (size_t k = 0; k < n; k++)
			yg_links_add(c, &c->keys[KEY_GENERIC], yg_key(yg_str(c->drugs[i].generic_code)), 1, m[k].to);
	}
	for (size_t k = 0; k < KEY_KINDS; k++) yg_links_sort(&c->keys[k]);
	if (!resolve_ingredients(&r, nproducts) || !name_hashes(c)) return yg_compile_short(c);
	return yg_arena_error(c->arena);
}
