/* fake_tables.h - test helper: a drug master and rules of a few invented rows, held in memory, behind the functions
 * of tables/tables.h, so that the matcher and the flow can be tested without files. Codes: the product's number. */
#ifndef TESTS_FAKE_TABLES_H
#define TESTS_FAKE_TABLES_H
#include "base/err.h"
#include "tables/identify.h"
#include "tables/kernel_image.h"
#include "tables/tables.h"
#include "t.h"

#ifndef FAKE_MAX
#define FAKE_MAX 64
#endif
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
	struct about about[16]; size_t nabout;       /* fake_about() */
	uint16_t drug_about[FAKE_MAX][8]; size_t ndrug_about[FAKE_MAX];
	struct reason reason[4]; size_t nreason;     /* fake_reason() */
	bool beyond;                                 /* every pair hit is of a form the source does not name */
	size_t beyond_rule;                          /* those of this rule are; 0: none */
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

/* A row about the patient or the amount for one product; the members that its kind needs are set by the test. */
static inline struct about *fake_about(int drug, const struct rule *rule)
{
	struct about *a = &fake.about[fake.nabout];
	*a = (struct about){ .rule = (uint32_t)(rule - fake.rules), .age_from = -1, .age_to = -1, .ingredient = 0xffff, .from_value = DEC_NONE,
			     .below = DEC_NONE, .per_dose = DEC_NONE, .per_day = DEC_NONE, .per_kg_dose = DEC_NONE, .per_kg_day = DEC_NONE,
			     .quantity_max = DEC_NONE, .pharmacies_max = -1, .institutions_max = -1, .rows_max = -1 };
	if (drug >= 0) fake.drug_about[drug][fake.ndrug_about[drug]++] = (uint16_t)fake.nabout;
	fake.nabout++;
	return a;
}

static inline void fake_reason(const char *code, uint32_t kinds, unsigned days)
{
	fake.reason[fake.nreason++] = (struct reason){ .code = fake_text(code), .label_ja = fake_text(code), .label_en = fake_text(code), .kinds = kinds,
						       .silence_days = days };
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
const struct rule *yg_rule_by_id(const struct tables *t, struct str id)
{
	for (size_t i = 0; i < t->nrules; i++)
		if (yg_str_eqz(id, t->text[t->rules[i].id])) return &t->rules[i];
	return NULL;
}
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
			if (n < max) hits[n] = (struct pair_hit){ .rule = (uint32_t)i, .swapped = swapped != 0, .beyond = t->beyond || (i && i == t->beyond_rule) };
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
size_t yg_reason_count(const struct tables *t) { return t->nreason; }
const struct reason *yg_reason_at(const struct tables *t, size_t i) { return &t->reason[i]; }
size_t yg_about_count(const struct tables *t) { return t->nabout; }
const struct about *yg_about_at(const struct tables *t, size_t i) { return &t->about[i]; }
size_t yg_drug_about(const struct tables *t, const struct drug *d, const uint16_t **rows)
{
	*rows = d ? t->drug_about[d - t->drugs] : NULL;
	return d ? t->ndrug_about[d - t->drugs] : 0;
}
const char *yg_rules_lacks(const struct tables *t, size_t i) { (void)t; (void)i; return ""; }
bool yg_text_is(struct str text, struct str words) { return text.n && yg_str_eq(text, words); }
bool yg_about_says(const struct tables *t, const struct about *row, struct str text) { return yg_text_is(text, yg_tables_text(t, row->text_ja)); }
bool yg_about_icd(const struct tables *t, const struct about *row, struct str code) { return yg_text_is(code, yg_tables_text(t, row->codes)); }
/* Words are ingredients, nothing else; strengths are not known. */
void yg_allergen(const struct tables *t, struct str text, struct str code, struct allergen *out)
{
	(void)t;
	(void)code;
	memset(out, 0, sizeof *out);
	for (uint16_t i = 0; i < sizeof fake_ingredient_names / sizeof *fake_ingredient_names; i++)
		if (yg_str_eqz(text, fake_ingredient_names[i])) {
			out->known = true;
			out->ingredients[out->ningredients++] = i;
		}
}
bool yg_drug_active(const struct tables *t, const struct drug *d, const struct product_amount *p, enum measure want, struct dec *out)
{
	(void)t; (void)d; (void)p; (void)want; (void)out;
	return false;
}
int yg_drug_factor(const struct tables *t, const struct drug *d, struct str unit, struct dec factor, struct dec *expected)
{
	(void)t; (void)d; (void)unit; (void)factor;
	*expected = DEC_NONE;
	return -1;
}
/* What kernel_rules.c does for real tables; anew at each call, because tests change the rows. */
static void fake_kernel_cells(const struct tables *t, struct kernel_source *s, struct kernel_cell *cells)
{
	for (uint32_t x = 0; x < t->ndrugs; x++)
		for (uint32_t y = 0; y < t->ndrugs; y++) {
			struct pair_hit h[2 * FAKE_MAX];
			size_t n = yg_pair_rules(t, &t->drugs[x], &t->drugs[y], h, 2 * FAKE_MAX);
			for (size_t i = 0; i < n; i++)
				if (!h[i].swapped) cells[s->ncells++] = (struct kernel_cell){ x, y, h[i].rule, h[i].beyond };
		}
}
const struct kernel_rules *yg_tables_kernel(const struct tables *t)
{
	static struct kernel_rules k;
	static struct buf image;
	static struct kernel_product products[FAKE_MAX];
	static struct kernel_set sets[FAKE_MAX];
	static struct kernel_rule ingredients[8], classes[8], pairs[FAKE_MAX];
	static struct kernel_cell cells[FAKE_MAX * FAKE_MAX];
	struct arena *a = yg_arena_new(64u << 20);
	struct kernel_source s = { products, t->ndrugs, sets, t->ndrugs, ingredients, 8, classes, t->ngroup, pairs, t->nrules, cells, 0, false,
				   { 255, 255, 255, 255, 255, 255, 255, 255 } };
	yg_buf_free(&image);
	yg_buf_init(&image, 64u << 20);
	for (size_t i = 0; i < t->ndrugs; i++) {
		const struct rule *limit = yg_days_limit_rule(t, &t->drugs[i]);
		products[i] = (struct kernel_product){ (uint16_t)i, limit ? limit->limit_days : 0 };
		sets[i] = (struct kernel_set){ t->ingredients[i], t->groups[i], (uint16_t)t->ningredients[i], (uint16_t)t->ngroups[i], 1 };
	}
	for (uint32_t i = 0; i < 8; i++) ingredients[i] = (struct kernel_rule){ i, { 0, 0 }, KERNEL_INGREDIENT, 0, { 255, 255 } };
	for (uint32_t i = 0; i < t->ngroup; i++) {
		uint8_t routes = (uint8_t)(t->group[i].route ? 1u << t->group[i].route | 1u : 255u);
		classes[i] = (struct kernel_rule){ i, { 0, 0 }, KERNEL_CLASS, 0, { routes, routes } };
	}
	for (uint32_t i = 0; i < t->nrules; i++)
		pairs[i] = (struct kernel_rule){ i, { (uint16_t)t->rules[i].washout_ab, (uint16_t)t->rules[i].washout_ba }, KERNEL_PAIR, 0, { 255, 255 } };
	fake_kernel_cells(t, &s, cells);
	if (!a || yg_kernel_build(&s, a, &image) != YG_OK || yg_kernel_open(image.p, image.n, &k) || !yg_kernel_sound(&k)) abort();
	yg_arena_free(a);
	return &k;
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
