/* fake_tables.h - test helper: a drug master and rules of a few invented rows, held in memory, behind the functions
 * of tables/tables.h, so that the matcher and the flow can be tested without files. Codes: the product's number. */
#ifndef TESTS_FAKE_TABLES_H
#define TESTS_FAKE_TABLES_H
#include "tables/identify.h"
#include "tables/tables.h"
#include "t.h"

#define FAKE_MAX 64
struct fake_pair { int a, b; };                      /* ingredients of a pair rule */
struct tables {
	const char *text[256]; size_t ntext;
	struct drug drugs[FAKE_MAX]; size_t ndrugs;
	uint16_t ingredients[FAKE_MAX][4], groups[FAKE_MAX][4]; size_t ningredients[FAKE_MAX], ngroups[FAKE_MAX];
	struct group group[8]; size_t ngroup;
	struct rule rules[FAKE_MAX]; struct fake_pair pair[FAKE_MAX]; size_t nrules;
	int limit_drug, limit_rule;                  /* one product with a supply-day limit; -1 none */
	struct edition master, ruleset;
	int holds;
	bool beyond;                                 /* every pair hit is of a form the source does not name */
};
static struct tables fake;

static uint32_t fake_text(const char *s)
{
	fake.text[++fake.ntext] = s;
	return (uint32_t)fake.ntext;
}

static const char *const fake_ingredient_names[] = { "成分A", "成分B", "成分C", "成分D", "成分E", "成分F", "成分G", "成分H" };

/* Product number n (its receipt code is 620000000 + n) with ingredients and groups, each ended by -1. */
static const struct drug *fake_drug(const char *name, enum route route, const int *ingredients, const int *groups)
{
	size_t i = fake.ndrugs++;
	struct drug *d = &fake.drugs[i];
	memset(d, 0, sizeof *d);
	d->receipt = (uint32_t)(620000000 + i);
	snprintf(d->price_code, sizeof d->price_code, "%07zuF1019", i);
	d->route = (uint8_t)route;
	d->entity = (uint32_t)i;
	d->name = fake_text(name);
	d->unit = fake_text("錠");
	for (; ingredients && *ingredients >= 0; ingredients++) fake.ingredients[i][fake.ningredients[i]++] = (uint16_t)*ingredients;
	for (; groups && *groups >= 0; groups++) fake.groups[i][fake.ngroups[i]++] = (uint16_t)*groups;
	return d;
}

static struct rule *fake_rule(const char *id, enum rule_kind kind, enum severity severity, int a, int b)
{
	size_t i = fake.nrules++;
	struct rule *r = &fake.rules[i];
	memset(r, 0, sizeof *r);
	r->id = fake_text(id);
	r->kind = (uint8_t)kind;
	r->severity = (uint8_t)severity;
	r->enabled = 1;
	r->allowed = 1;
	fake.pair[i] = (struct fake_pair){ a, b };
	return r;
}

static void fake_group(const char *label, enum route route, unsigned allowed)
{
	struct rule *r = fake_rule(label, RULE_SAME_CLASS, SEV_WARNING, -1, -1);
	r->allowed = (uint16_t)allowed;
	fake.group[fake.ngroup++] = (struct group){ fake_text(label), fake_text(label), fake_text(label), (uint8_t)route, 0, (uint32_t)(r - fake.rules) };
}

/* The rows every test begins with; drug numbers are the FAKE_ names. */
enum { FAKE_A, FAKE_A_BRAND, FAKE_B, FAKE_AB, FAKE_A_GEL, FAKE_C1, FAKE_C2, FAKE_D1, FAKE_D2, FAKE_D3, FAKE_BARE, FAKE_UNRELATED, FAKE_A_ODD,
       FAKE_COUNT };
enum { ING_A, ING_B, ING_C, ING_D, ING_E, ING_F, ING_G, ING_H };
static void fake_reset(void)
{
#define L(...) (const int[]){ __VA_ARGS__, -1 }
	memset(&fake, 0, sizeof fake);
	fake.limit_drug = fake.limit_rule = -1;
	fake.master.id = STR("fake-master");
	fake.ruleset.id = STR("fake-rules");
	fake_drug("試験薬Ａ錠", ROUTE_SYSTEMIC, L(ING_A), NULL);
	fake_drug("別名Ａ錠", ROUTE_SYSTEMIC, L(ING_A), NULL);
	fake_drug("試験薬Ｂ錠", ROUTE_SYSTEMIC, L(ING_B), NULL);
	fake_drug("試験薬ＡＢ配合錠", ROUTE_SYSTEMIC, L(ING_A, ING_B), NULL);
	fake_drug("試験薬Ａゲル", ROUTE_TOPICAL, L(ING_A), NULL);
	fake_drug("試験薬Ｃ錠", ROUTE_SYSTEMIC, L(ING_C), L(0));
	fake_drug("試験薬Ｄ錠", ROUTE_SYSTEMIC, L(ING_D), L(0));
	fake_drug("試験薬Ｅ錠", ROUTE_SYSTEMIC, L(ING_E), L(1));
	fake_drug("試験薬Ｆ錠", ROUTE_SYSTEMIC, L(ING_F), L(1));
	fake_drug("試験薬Ｇ錠", ROUTE_SYSTEMIC, L(ING_G), L(1));
	fake_drug("成分不明錠", ROUTE_SYSTEMIC, NULL, NULL);
	fake_drug("無関係錠", ROUTE_SYSTEMIC, L(ING_H), NULL);
	fake_drug("試験薬Ａ経路不明", ROUTE_UNKNOWN, L(ING_A), NULL);
	fake_rule("SI-systemic", RULE_SAME_INGREDIENT, SEV_WARNING, ROUTE_SYSTEMIC, ROUTE_SYSTEMIC);
	fake_rule("SI-topical", RULE_SAME_INGREDIENT, SEV_WARNING, ROUTE_TOPICAL, ROUTE_TOPICAL);
	fake_rule("SI-any", RULE_SAME_INGREDIENT, SEV_INFO, ROUTE_UNKNOWN, ROUTE_UNKNOWN);
	fake_group("群1", ROUTE_SYSTEMIC, 1);
	fake_group("群2", ROUTE_SYSTEMIC, 2);
	fake_rule("P-BC", RULE_PAIR, SEV_CRITICAL, ING_B, ING_C);
	fake_rule("P-CE", RULE_PAIR, SEV_CRITICAL, ING_C, ING_E)->washout_ab = 14;
	fake_rule("P-off", RULE_PAIR, SEV_CRITICAL, ING_A, ING_E)->enabled = 0;
	fake_rule("P-cond", RULE_PAIR, SEV_CRITICAL, ING_D, ING_G)->condition_ja = fake_text("腎障害のあるとき");
	(void)fake_ingredient_names;
#undef L
}

static bool fake_has(size_t drug, int ingredient)
{
	for (size_t i = 0; i < fake.ningredients[drug]; i++)
		if (fake.ingredients[drug][i] == ingredient) return true;
	return false;
}

/* --- tables.h --------------------------------------------------------------------- */
struct tables *yg_tables_hold(struct tables *t) { t->holds++; return t; }
void yg_tables_drop(struct tables *t) { if (t) t->holds--; }
const struct edition *yg_tables_master(const struct tables *t) { return &t->master; }
const struct edition *yg_tables_rules(const struct tables *t) { return &t->ruleset; }
struct str yg_tables_text(const struct tables *t, uint32_t off) { return off ? yg_str(t->text[off]) : STR_NONE; }
size_t yg_drug_count(const struct tables *t) { return t->ndrugs; }
const struct drug *yg_drug_at(const struct tables *t, size_t i) { return &t->drugs[i]; }
size_t yg_drug_index(const struct tables *t, const struct drug *d) { return (size_t)(d - t->drugs); }
size_t yg_drug_ingredients(const struct tables *t, const struct drug *d, const uint16_t **ids)
{
	*ids = t->ingredients[d - t->drugs];
	return t->ningredients[d - t->drugs];
}
const struct drug *yg_drug_of_ingredient(const struct tables *t, struct str name) { (void)t; (void)name; return NULL; }
struct str yg_ingredient_name(const struct tables *t, uint16_t id) { (void)t; return yg_str(fake_ingredient_names[id]); }
size_t yg_rule_count(const struct tables *t) { return t->nrules; }
const struct rule *yg_rule_at(const struct tables *t, size_t i) { return &t->rules[i]; }
size_t yg_drug_groups(const struct tables *t, const struct drug *d, const uint16_t **ids)
{
	*ids = t->groups[d - t->drugs];
	return t->ngroups[d - t->drugs];
}
const struct group *yg_group_at(const struct tables *t, uint16_t id) { return &t->group[id]; }
size_t yg_pair_rules(const struct tables *t, const struct drug *a, const struct drug *b, struct pair_hit *hits, size_t max)
{
	size_t n = 0, x = (size_t)(a - t->drugs), y = (size_t)(b - t->drugs);
	for (size_t i = 0; i < t->nrules; i++) {
		if (t->rules[i].kind != RULE_PAIR) continue;
		for (int swapped = 0; swapped < 2; swapped++) {
			size_t left = swapped ? y : x, right = swapped ? x : y;
			if (!fake_has(left, t->pair[i].a) || !fake_has(right, t->pair[i].b)) continue;
			if (n < max) hits[n] = (struct pair_hit){ .rule = (uint32_t)i, .swapped = swapped != 0, .beyond = t->beyond };
			n++;
		}
	}
	return n;
}
const struct rule *yg_same_ingredient_rule(const struct tables *t, enum route ra, enum route rb)
{
	for (size_t i = 0; i < t->nrules; i++) {
		const struct fake_pair *p = &t->pair[i];
		if (t->rules[i].kind != RULE_SAME_INGREDIENT) continue;
		if ((p->a == (int)ra && p->b == (int)rb) || p->a == ROUTE_UNKNOWN) return &t->rules[i];
	}
	return NULL;
}
const struct rule *yg_days_limit_rule(const struct tables *t, const struct drug *d)
{
	return t->limit_drug >= 0 && d - t->drugs == t->limit_drug ? &t->rules[t->limit_rule] : NULL;
}
struct str yg_message(const struct tables *t, enum lang lang, struct str key) { (void)t; (void)lang; (void)key; return STR_NONE; }
/* Nine digits and the very name, else nothing: enough of a guard for what is tested here. */
void yg_identify(const struct tables *t, const struct identify_in *in, struct identify_out *out)
{
	unsigned long code;
	*out = (struct identify_out){ .verdict = IDENT_UNKNOWN, .reason = "unknown-code", .date_ok = true };
	if (yg_str_eqz(in->info_class, "2")) { out->verdict = IDENT_NOT_A_DRUG; out->reason = "material"; return; }
	if (!in->code.n) { out->reason = "no-code"; return; }
	if (yg_str_eqz(in->code, "666660000")) { out->reason = "dummy-code"; return; }
	if (in->system != CODE_RECEIPT || !yg_str_uint(in->code, 999999999, &code) || code < 620000000 || code >= 620000000 + t->ndrugs) return;
	out->drug = &t->drugs[code - 620000000];
	out->master_name = yg_str(t->text[out->drug->name]);
	out->verdict = yg_str_eq(in->name, out->master_name) ? IDENT_OK : IDENT_DISAGREES;
	out->reason = out->verdict == IDENT_OK ? NULL : "name";
}
#endif
