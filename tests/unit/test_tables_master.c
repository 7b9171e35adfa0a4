/* A drug master folder: what is read from it, how its parts are joined, and every kind of fault with file and line. */
#include "tables_kit.h"
#include "tables/rules_lint.h"
#include "base/ban.h"

static const struct drug *one(const struct tables *t, const char *receipt)
{
	const uint32_t *of;
	return yg_drug_by_receipt(t, yg_str(receipt), &of) == 1 ? yg_drug_at(t, of[0]) : NULL;
}

static void reading(void)
{
	struct kit k;
	struct arena *a = yg_arena_new(1 << 22);
	struct diags ds;
	struct tables *t = NULL;
	const struct drug *d;
	const uint32_t *of;
	const uint16_t *ids;
	kit_new(&k);
	yg_diags_init(&ds, a);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	kit_show(&ds);
	if (!t) return;
	CHECK_INT(ds.n, 0);
	CHECK_STR(yg_tables_master(t)->id, STR("2024-04-01"));
	CHECK_INT(yg_tables_master(t)->rows, 15);
	CHECK_INT(yg_tables_rules(t)->rows, 8);
	CHECK_INT(yg_tables_rules(t)->enabled, 7);
	CHECK_INT(yg_tables_master(t)->checksum.n, 64);
	d = one(t, "612170710");
	CHECK(d != NULL);
	CHECK_STR(yg_tables_text(t, d->name), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(yg_str(d->yj), STR("2171022F2025"));
	CHECK_INT(d->route, ROUTE_SYSTEMIC);
	CHECK_INT(yg_drug_ingredients(t, d, &ids), 1);
	CHECK_STR(yg_ingredient_name(t, ids[0]), STR("アムロジピン"));
	/* two companies under one price code; a generic entry first among its products */
	CHECK_INT(yg_drug_by_price(t, STR("2171022F2017"), &of), 2);
	CHECK_INT(yg_drug_by_generic(t, STR("2171022F2ZZZ"), &of), 4);
	CHECK(yg_drug_at(t, of[0])->flags & DRUG_GENERIC_NAME);
	CHECK(!(yg_drug_at(t, of[1])->flags & DRUG_GENERIC_NAME));
	CHECK_STR(yg_tables_text(t, yg_drug_at(t, of[0])->unit), STR("錠"));
	CHECK_INT(yg_drug_at(t, of[0])->form_class, 1);
	/* an entry without products in the master still has its ingredient */
	CHECK_INT(yg_drug_by_generic(t, STR("2325003F1ZZZ"), &of), 1);
	CHECK_INT(yg_drug_ingredients(t, yg_drug_at(t, of[0]), &ids), 1);
	CHECK_STR(yg_ingredient_name(t, ids[0]), STR("ファモチジン"));
	/* a code only products carry becomes an entry too */
	CHECK_INT(yg_drug_by_generic(t, STR("1179039F1ZZZ"), &of), 2);
	CHECK_STR(yg_tables_text(t, yg_drug_at(t, of[0])->name), STR("【般】フルボキサミンマレイン酸塩錠２５ｍｇ"));
	/* HOT: whole keys of 7, 9, 11 and 13 digits, and the YJ it proves */
	CHECK_INT(yg_drug_by_hot(t, STR("1117888"), &of), 1);
	CHECK_INT(yg_drug_by_hot(t, STR("111788801"), &of), 1);
	CHECK_INT(yg_drug_by_hot(t, STR("11178880101"), &of), 1);
	CHECK_INT(yg_drug_by_hot(t, STR("1117888010101"), &of), 1);
	CHECK_INT(yg_drug_by_hot(t, STR("11178880"), &of), 0);
	CHECK_INT(yg_drug_by_yj(t, STR("2171022F2130"), &of), 1);
	CHECK_INT(yg_drug_by_yj(t, STR("2171022F2017"), &of), 0);
	CHECK_INT(yg_drug_by_yj(t, STR("2171022F20"), &of), 0);
	/* routes and a row that only the price list has */
	CHECK_INT(one(t, "620007812")->route, ROUTE_TOPICAL);
	CHECK_INT(yg_drug_by_price(t, STR("2649719M1028"), &of), 1);
	CHECK(yg_drug_at(t, of[0])->flags & DRUG_NO_RECEIPT);
	/* nobody knows this one's ingredient */
	CHECK_INT(yg_drug_ingredients(t, one(t, "620003477"), &ids), 0);
	CHECK_STR(yg_class_name(t, STR("2171")), STR("冠血管拡張"));
	CHECK_STR(yg_class_name(t, STR("999")), STR_NONE);
	CHECK(yg_drug_at(t, yg_drug_count(t)) == NULL);
	yg_tables_drop(t);
	kit_free(&k);
	yg_arena_free(a);
}

static void fault(const char *file, const char *text, const char *code, unsigned line)
{
	struct kit k;
	struct arena *a = yg_arena_new(1 << 22);
	struct diags ds;
	struct tables *t = NULL;
	bool found = false;
	kit_new(&k);
	kit_put(k.master, file, text);
	kit_seal(k.master, false);
	yg_diags_init(&ds, a);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_ETABLE);
	for (size_t i = 0; i < ds.n; i++)
		found = found || (!strcmp(ds.d[i].kind->code, code) && yg_str_eqz(ds.d[i].field, file) && ds.d[i].record == line);
	if (!found) { fprintf(stderr, "wanted %s:%u: %s, got:\n", file, line, code); kit_show(&ds); }
	CHECK(found);
	kit_free(&k);
	yg_arena_free(a);
}

static void faults(void)
{
#define TAIL ",錠,,1,0,,,,,,,,,,,,\n"
	fault("products.csv", KIT_PRODUCT_HEAD "61217071,,,,a,,," TAIL, "master-code", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,2171022F20,,,a,,," TAIL, "master-code", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,2171022f2025,,,a,,," TAIL, "master-code", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,," TAIL "612170710,,,,b,,," TAIL, "master-twice", 3);
	fault("products.csv", KIT_PRODUCT_HEAD ",,,,a,,," TAIL, "master-empty", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,,,," TAIL, "master-empty", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,,,錠,,7,0,,,,,,,,,,,,\n", "master-value", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,,,錠,,1,4,,,,,,,,,,,,\n", "master-value", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,,,錠,,1,0,z,,,,,,,,,,,\n", "master-value", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,,,錠,,1,0,,,,,,,,,,2024-02-30,,\n", "table-date", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,,,,a,,,,錠,,1,0,,,,,,,,,,20240228,,\n", "table-date", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,a\n", "table-row-width", 2);
	fault("products.csv", KIT_PRODUCT_HEAD "612170710,\"a\n", "table-syntax", 2);
	fault("products.csv", KIT_PRODUCT_HEAD, "master-no-products", 0);
	fault("products.csv", "receipt,nonsense\n", "table-column-unknown", 1);
	fault("products.csv", "receipt,receipt\n", "table-column-twice", 1);
	fault("products.csv", "receipt\n", "table-column-missing", 1);
	fault("products.csv", "", "table-no-header", 0);
	fault("products.csv", "receipt\xff\n", "table-encoding", 0);
	fault("ingredients.csv", "listed_name,base,how\nx,y,rule\nx,z,rule\n", "master-twice", 3);
	fault("routes.csv", "key,route,why\nQ,oral,\n", "master-value", 2);
	fault("routes.csv", "key,route,why\nQQQ,eye,\n", "master-code", 2);
	fault("generic.csv", "code,name,listed_name,strength,class,exception,price_min,products\n2171022F2025,x,,,,,,\n", "master-code", 2);
	fault("hot.csv", "hot13,hot9,hot7,receipt,price_code,yj,name,maker,updated\n12,,,,,,,,\n", "master-code", 2);
	fault("classes.csv", "class,name\n21,x\n", "master-code", 2);
	fault("yj7.csv", "yj7,base\n217102,x\n", "master-code", 2);
}

static void several_at_once(void)
{
	struct kit k;
	struct arena *a = yg_arena_new(1 << 22);
	struct diags ds;
	struct tables *t = NULL;
	kit_new(&k);
	kit_put(k.master, "products.csv", KIT_PRODUCT_HEAD "1,,,,,,," TAIL "2,,,,b,,," TAIL);
	kit_put(k.rules, "limits.csv", KIT_COMMON ",yj7,limit_days,control\nL-1,warning,1,S," KIT_TEXT ",1179025,x,c\n");
	kit_seal(k.master, false);
	kit_seal(k.rules, true);
	yg_diags_init(&ds, a);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_ETABLE);
	CHECK_INT(kit_count(&ds, "master-code"), 2);
	CHECK_INT(kit_count(&ds, "table-number"), 1);       /* the rules are read although the master is faulty */
	kit_free(&k);
	yg_arena_free(a);
}

static void sums(void)      /* a changed byte in a CSV is caught by EDITION, before anything is read from it */
{
	struct kit k;
	struct arena *a = yg_arena_new(1 << 22);
	struct diags ds;
	struct tables *t = NULL;
	kit_new(&k);
	kit_put(k.master, "ingredients.csv", "listed_name,base,how\nアムロジピンベシル酸塩,アムロジピン,rulf\n");
	yg_diags_init(&ds, a);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_ETABLE);
	CHECK(ds.n > 0 && t == NULL);
	kit_put(k.master, "ingredients.csv", KIT_INGREDIENTS);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	yg_tables_drop(t);
	t = NULL;
	{ char p[600]; snprintf(p, sizeof p, "%s/EDITION", k.rules); unlink(p); }
	yg_diags_init(&ds, a);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_ETABLE);
	CHECK_INT(kit_count(&ds, "edition-missing"), 1);
	kit_free(&k);
	yg_arena_free(a);
}

static void doubts(void)
{
	struct kit k;
	struct arena *a = yg_arena_new(1 << 22);
	struct diags ds;
	kit_new(&k);
	yg_diags_init(&ds, a);
	CHECK_INT(yg_master_lint(k.master, &ds), YG_OK);
	CHECK_INT(kit_count(&ds, "master-ingredient-unknown"), 1);
	kit_free(&k);
	yg_arena_free(a);
}

int main(void)
{
	T_RUN(reading);
	T_RUN(faults);
	T_RUN(several_at_once);
	T_RUN(sums);
	T_RUN(doubts);
	return T_END();
}
