/* test_data_patient_rules.c - the shipped rows about the patient, the amount, the form and caution pairs, through the loaded tables:
 * every row names its source and concerns a product of the starter (or says that there is none), and facts that must not be lost stand.
 * Whether a row fires is the matcher's; here only "which products does a row mean, and who says so". */
#include "t.h"
#include "tables/tables.h"

static struct arena *a;
static struct tables *t;
static const char no_product[] = "開始用マスターに製品がない"; /* unknown_ja of a row whose drug the starter does not hold */

static struct str text(uint32_t off) { return yg_tables_text(t, off); }
static bool says(uint32_t off, const char *part) { return yg_str_find(text(off), yg_str(part)) != (size_t)-1; }
static const struct rule *row(const char *id)
{
	const struct rule *r = yg_rule_by_id(t, yg_str(id));
	CHECK(r != NULL);
	return r;
}
static void complain(const struct rule *r, const char *what)
{
	t_failed++;
	fprintf(stderr, "%.*s: %s\n", STR_ARG(text(r->id)), what);
}

static bool ours(const struct rule *r)
{
	static const char *const files[] = { "patients.csv", "doses.csv", "totals.csv", "forms.csv", "allergies.csv", "cautions.csv",
		"polypharmacy.csv" };
	for (size_t i = 0; i < 7; i++)
		if (yg_str_eqz(text(r->file), files[i])) return true;
	return false;
}

static void every_row_says_who_says_so(void)
{
	size_t on = 0, sourced = 0, of[RULE_FORM + 1] = { 0 };
	for (size_t i = 0; i < yg_rule_count(t); i++) {
		const struct rule *r = yg_rule_at(t, i);
		if (!ours(r)) continue;
		if (!text(r->source).n || !yg_ymd_given(r->source_date)) complain(r, "no source or no date");
		if (!text(r->title_ja).n || !text(r->title_en).n || !text(r->effect_ja).n || !text(r->effect_en).n || !text(r->action_ja).n ||
		    !text(r->action_en).n) complain(r, "a text is missing in one language");
		if (r->enabled && r->mark != 'S') complain(r, "on, though no source was read");
		if (r->kind == RULE_PAIR && r->severity == SEV_CRITICAL) complain(r, "a caution pair is not critical");
		on += r->enabled;
		sourced += r->enabled && r->mark == 'S';
		of[r->kind] += r->enabled;
	}
	CHECK(sourced >= 150);
	CHECK_INT(sourced, on);
	CHECK(of[RULE_PAIR] >= 100);
	CHECK(of[RULE_CONDITION] >= 80);
	CHECK(of[RULE_AGE] >= 20);
	CHECK(of[RULE_PREGNANCY] >= 20);
	CHECK(of[RULE_LACTATION] >= 3);
	CHECK(of[RULE_RENAL] >= 25);
	CHECK(of[RULE_HEPATIC] >= 2);
	CHECK(of[RULE_SEX] >= 1);
	CHECK(of[RULE_DOSE] >= 25);
	CHECK(of[RULE_FORM] >= 20);
	CHECK(of[RULE_TOTAL] >= 5);
	CHECK(of[RULE_ALLERGY] >= 7);
	CHECK(of[RULE_POLYPHARMACY] == 1);
}

static bool concerns(const struct drug *d, const char *id)
{
	const uint16_t *rows;
	size_t n = yg_drug_about(t, d, &rows);
	for (size_t i = 0; i < n; i++)
		if (yg_str_eqz(text(yg_rule_at(t, yg_about_at(t, rows[i])->rule)->id), id)) return true;
	return false;
}

static void every_row_concerns_a_product(void)
{
	size_t n = yg_about_count(t);
	bool *seen = yg_arena_array(a, n, sizeof *seen);
	CHECK(n > 0 && seen);
	for (size_t i = 0; seen && i <= yg_drug_count(t); i++) {
		const uint16_t *rows;
		size_t k = yg_drug_about(t, i < yg_drug_count(t) ? yg_drug_at(t, i) : NULL, &rows);
		for (size_t j = 0; j < k; j++) seen[rows[j]] = true;
	}
	for (size_t i = 0; seen && i < n; i++) {
		const struct rule *r = yg_rule_at(t, yg_about_at(t, i)->rule);
		if (ours(r) && !seen[i] && !says(r->unknown_ja, no_product)) complain(r, "concerns no product, and does not say so");
	}
}

static const struct drug *one_of(uint16_t ingredient)       /* systemic, with this ingredient; alone if there is such a product */
{
	const struct drug *best = NULL;
	for (size_t i = 0; i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		const uint16_t *ids;
		size_t n = yg_drug_ingredients(t, d, &ids);
		if (d->route != ROUTE_SYSTEMIC) continue;
		for (size_t k = 0; k < n; k++)
			if (ids[k] == ingredient && (!best || n == 1)) best = d;
		if (best && n == 1 && ids[0] == ingredient) return best;
	}
	return best;
}

static void every_caution_pair_hits_both_ways(void)
{
	size_t pairs = 0;
	for (size_t i = 0; i < yg_rule_count(t); i++) {
		const struct rule *r = yg_rule_at(t, i);
		const struct drug *x, *y;
		struct pair_hit h[64];
		bool there = false, back = false;
		if (r->kind != RULE_PAIR || !yg_str_eqz(text(r->file), "cautions.csv")) continue;
		pairs++;
		x = one_of(r->ingredient_a);
		y = one_of(r->ingredient_b);
		if (!x || !y) {
			if (!says(r->unknown_ja, no_product)) complain(r, "one side has no systemic product");
			continue;
		}
		for (size_t k = 0, n = yg_pair_rules(t, x, y, h, 64); k < n && k < 64; k++) there |= h[k].rule == i;
		for (size_t k = 0, n = yg_pair_rules(t, y, x, h, 64); k < n && k < 64; k++) back |= h[k].rule == i;
		if (!there || !back) complain(r, "does not hit its own ingredients");
	}
	CHECK(pairs >= 100);
}

static const struct drug *priced(const char *code9)         /* any product of these nine characters */
{
	for (size_t i = 0; i < yg_drug_count(t); i++)
		if (!strncmp(yg_drug_at(t, i)->price_code, code9, 9)) return yg_drug_at(t, i);
	fprintf(stderr, "%s: not in the starter\n", code9);
	t_failed++;
	return NULL;
}

static bool of_kind(const struct drug *d, enum rule_kind kind)
{
	const uint16_t *rows;
	size_t n = d ? yg_drug_about(t, d, &rows) : 0;
	for (size_t i = 0; i < n; i++)
		if (yg_rule_at(t, yg_about_at(t, rows[i])->rule)->kind == kind) return true;
	return false;
}

static const struct about *about(const char *id)
{
	for (size_t i = 0; i < yg_about_count(t); i++)
		if (yg_str_eqz(text(yg_rule_at(t, yg_about_at(t, i)->rule)->id), id)) return yg_about_at(t, i);
	fprintf(stderr, "%s: no such row\n", id);
	exit(1);
}
static bool is(struct dec v, int64_t n, int scale) { return yg_dec_given(v) && yg_dec_cmp(v, (struct dec){ n, (int8_t)scale }) == 0; }

static void numbers_stand_as_read(void)
{
	const struct about *p = about("REN-001"), *q;
	CHECK(p->fact == FACT_EGFR && is(p->below, 30, 0) && !yg_dec_given(p->from_value));   /* metformin: below 30 */
	CHECK_INT(row("REN-001")->severity, SEV_CRITICAL);
	p = about("REN-002");
	CHECK(is(p->from_value, 30, 0) && is(p->below, 45, 0));
	p = about("REN-003");
	CHECK(is(p->from_value, 45, 0) && is(p->below, 60, 0));
	p = about("REN-004");
	CHECK(p->fact == FACT_CCR && is(p->below, 30, 0));            /* dabigatran: below 30; the other three: below 15 */
	CHECK(is(about("REN-006")->below, 15, 0) && is(about("REN-008")->below, 15, 0) && is(about("REN-009")->below, 15, 0));
	p = about("DOSE-001");                       /* paracetamol: 1 g and 4 g; children 15 and 60 mg/kg, never above 500 and 1,500 mg */
	CHECK(p->measure == MEASURE_MG && is(p->per_dose, 1000, 0) && is(p->per_day, 4000, 0));
	q = about("DOSE-002");
	CHECK(is(q->per_kg_dose, 15, 0) && is(q->per_kg_day, 60, 0) && is(q->per_dose, 500, 0) && is(q->per_day, 1500, 0));
	CHECK_INT(q->age_to + 1, p->age_from);
	CHECK(is(about("DOSE-003")->per_day, 10, 0));                 /* zolpidem */
	CHECK(is(about("DOSE-004")->per_day, 5, 1));                  /* triazolam 0.5 mg */
	for (const char *const *id = (const char *const[]){ "AGE-001", "AGE-002", "AGE-003", NULL }; *id; id++) /* codeine group, tramadol */
		CHECK(about(*id)->age_to == 11 && about(*id)->age_from < 0 && row(*id)->severity == SEV_CRITICAL);
	p = about("POLY-001");
	CHECK(p->count_from == 6 && p->age_from == 75);
	CHECK(about("PRG-009")->fact == FACT_GESTATION);              /* loxoprofen: late pregnancy only */
	for (size_t i = 0; i < yg_about_count(t); i++) {              /* drugs to think twice about in the old are never more than information */
		const struct rule *r = yg_rule_at(t, yg_about_at(t, i)->rule);
		if (text(r->id).n > 4 && yg_str_eqz(yg_str_sub(text(r->id), 0, 4), "PIM-")) CHECK_INT(r->severity, SEV_INFO);
	}
}

static void rows_mean_the_right_products(void)
{
	const struct drug *d = priced("3962002F2");                   /* metformin */
	CHECK(concerns(d, "REN-001") && concerns(d, "PIM-012") && !concerns(d, "REN-004"));
	CHECK(concerns(priced("3339001M1"), "REN-004"));
	d = priced("2171014G4");                                      /* nifedipine CR: the form, and no word about pregnancy since 2022 */
	CHECK(of_kind(d, RULE_FORM) && !of_kind(d, RULE_PREGNANCY));
	for (size_t i = 0; i < yg_drug_count(t); i++) {
		static const char *const relaxed[] = { "アムロジピン", "ニフェジピン", "カルベジロール", "ビソプロロール", "ドンペリドン" };
		const uint16_t *ids;
		const struct drug *x = yg_drug_at(t, i);
		size_t n = yg_drug_ingredients(t, x, &ids);
		for (size_t k = 0; n == 1 && k < 5; k++)
			if (yg_str_eqz(yg_ingredient_name(t, ids[0]), relaxed[k])) CHECK(!of_kind(x, RULE_PREGNANCY));
	}
	for (size_t i = 0; i < yg_drug_count(t); i++) {               /* patches and gels of NSAIDs are outside */
		const struct drug *x = yg_drug_at(t, i);
		if (!strncmp(x->price_code, "2649", 4) && x->route == ROUTE_TOPICAL) CHECK(!of_kind(x, RULE_PREGNANCY) && !of_kind(x, RULE_CONDITION));
	}
	CHECK(yg_about_icd(t, about("CON-001"), STR("K25.4")) && !yg_about_icd(t, about("CON-001"), STR("K29.1")));
	CHECK(yg_about_says(t, about("CON-001"), STR("胃潰瘍")) && !yg_about_says(t, about("CON-001"), STR("胃炎")));
	CHECK(yg_about_icd(t, about("CON-014"), STR("H40.2")) && !yg_about_icd(t, about("CON-014"), STR("H40.1")));
}

int main(void)
{
	struct diags ds;
	struct tables_options o = { .no_image = true };
	a = yg_arena_new(256u << 20);
	yg_diags_init(&ds, a);
	o.master_dir = yg_arena_str(a, yg_str(t_src("drugmaster"))).p;
	o.rules_dir = yg_arena_str(a, yg_str(t_src("rules"))).p;
	CHECK_INT(yg_tables_open(&t, &o, &ds), 0);
	for (size_t i = 0; i < ds.n; i++) {
		struct buf b;
		yg_buf_init(&b, 4096);
		yg_diag_text(&ds.d[i], LANG_EN, &b);
		fprintf(stderr, "%.*s:%u: %.*s\n", STR_ARG(ds.d[i].field), ds.d[i].record, STR_ARG(yg_buf_view(&b)));
		yg_buf_free(&b);
	}
	if (!t) return T_END();
	T_RUN(every_row_says_who_says_so);
	T_RUN(every_row_concerns_a_product);
	T_RUN(every_caution_pair_hits_both_ways);
	T_RUN(numbers_stand_as_read);
	T_RUN(rows_mean_the_right_products);
	yg_tables_drop(t);
	yg_arena_free(a);
	return T_END();
}
