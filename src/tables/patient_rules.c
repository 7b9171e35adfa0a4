/* patient_rules.c - the rule tables about the patient, the amount and the product, read strictly, and which of their rows
 * concern which drug. An edition may lack any of them; what they would hold is then not judged, and the answer says so. */
#include "tables/patient_rules.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

const char *const yg_about_files[ABOUT_TABLES] = { "patients.csv", "doses.csv", "totals.csv", "forms.csv", "allergies.csv", "cautions.csv",
	"polypharmacy.csv" };
enum { F_PATIENTS, F_DOSES, F_TOTALS, F_FORMS, F_ALLERGIES, F_CAUTIONS, F_POLYPHARMACY };

enum { PA_KIND = R_OWN, PA_DRUGS, PA_ROUTE, PA_AGE_FROM, PA_AGE_TO, PA_SEX, PA_FACT, PA_BELOW, PA_FROM, PA_UNIT, PA_CODES, PA_TEXT_JA,
       PA_TEXT_EN, PA_COLUMNS };
static const char *const patient_columns[PA_COLUMNS] = { RULE_COLUMNS, "kind", "drugs", "route", "age_from", "age_to", "sex", "fact",
	"below", "from_value", "unit", "codes", "text_ja", "text_en" };
enum { DO_INGREDIENT = R_OWN, DO_ROUTE, DO_AGE_FROM, DO_AGE_TO, DO_PER_DOSE, DO_PER_DAY, DO_KG_DOSE, DO_KG_DAY, DO_UNIT, DO_NOTE_JA,
       DO_NOTE_EN, DO_COLUMNS };
static const char *const dose_columns[DO_COLUMNS] = { RULE_COLUMNS, "ingredient", "route", "age_from", "age_to", "per_dose_max",
	"per_day_max", "per_kg_dose_max", "per_kg_day_max", "unit", "note_ja", "note_en" };
enum { TO_DRUGS = R_OWN, TO_WINDOW, TO_QUANTITY, TO_UNIT, TO_PHARMACIES, TO_INSTITUTIONS, TO_ROWS, TO_COLUMNS };
static const char *const total_columns[TO_COLUMNS] = { RULE_COLUMNS, "drugs", "window_days", "quantity_max", "quantity_unit",
	"pharmacies_max", "institutions_max", "rows_max" };
enum { FO_CODES = R_OWN, FO_WHAT, FO_COLUMNS };
static const char *const form_columns[FO_COLUMNS] = { RULE_COLUMNS, "codes", "what" };
enum { AL_GROUP = R_OWN, AL_MEMBERS, AL_SCOPE_JA, AL_SCOPE_EN, AL_COLUMNS };
static const char *const allergy_columns[AL_COLUMNS] = { RULE_COLUMNS, "group", "members", "scope_ja", "scope_en" };
enum { PO_COUNT = R_OWN, PO_AGE, PO_COLUMNS };
static const char *const poly_columns[PO_COLUMNS] = { RULE_COLUMNS, "count_from", "age_from" };

/* --- fields ---------------------------------------------------------------------------------------- */
static void bad(struct table_file *t, unsigned column)
{
	yg_rules_fault(t, FAULT_VALUE, yg_str(t->columns[column]), yg_table_get(t, column));
}

static void missing(struct table_file *t, unsigned column)
{
	yg_rules_fault(t, FAULT_EMPTY, yg_str(t->columns[column]), yg_table_get(t, R_ID));
}

/* Struct padding must be the same in every image: members are set one by one over zeroes. */
static void set_dec(struct dec *to, struct dec v)
{
	to->n = v.n;
	to->scale = v.scale;
}

static void take_dec(struct table_file *t, unsigned column, struct dec *out)
{
	struct str s = yg_table_get(t, column);
	struct dec v;
	if (!s.n) return;
	if (yg_dec_parse(s, &v) != YG_OK) bad(t, column);
	else set_dec(out, v);
}

static void take_age(struct table_file *t, unsigned from, unsigned to, struct about *a)
{
	unsigned long v;
	if (yg_table_get(t, from).n && yg_table_uint(t, from, 150, &v)) a->age_from = (int16_t)v;
	if (to && yg_table_get(t, to).n && yg_table_uint(t, to, 150, &v)) a->age_to = (int16_t)v;
	if (to && a->age_from >= 0 && a->age_to >= 0 && a->age_to < a->age_from) bad(t, to);
}

static int32_t take_count(struct table_file *t, unsigned column)
{
	unsigned long v = 0;
	if (!yg_table_get(t, column).n || !yg_table_uint(t, column, 1000000, &v)) return -1;
	return (int32_t)v;
}

static bool is_group(const struct compile *c, struct str code)
{
	for (size_t i = 0; i < c->ngroups; i++)
		if (yg_str_eq(yg_compile_view(c, c->groups[i].code), code)) return true;
	return false;
}

/* I:<base ingredient>, G:<group>, C:<YJ7 or first nine>: every part known, none twice. */
static void lint_drugs(struct reading *r, struct table_file *t, unsigned column)
{
	struct str rest = yg_table_get(t, column), part, name = yg_str(t->columns[column]);
	struct strmap seen;
	if (!rest.n) missing(t, column);
	yg_strmap_init(&seen, r->c->arena);
	while (yg_list_next(&rest, &part)) {
		struct str what = yg_str_sub(part, 2, part.n);
		if (part.n < 3 || part.p[1] != ':') { yg_rules_fault(t, FAULT_VALUE, name, part); continue; }
		if (yg_strmap_get(&seen, part) != STRMAP_NONE) yg_rules_fault(t, FAULT_TWICE, name, part);
		yg_strmap_add(&seen, part, 0);
		if (part.p[0] == 'I') {
			if (r->c->ningredients && yg_strmap_get(&r->c->ingredient_ids, what) == STRMAP_NONE) yg_rules_fault(t, FAULT_INGREDIENT, name, what);
		} else if (part.p[0] == 'G') {
			if (!is_group(r->c, what)) yg_rules_fault(t, FAULT_GROUP, name, what);
		} else if (part.p[0] == 'C') {
			yg_rules_code(r, t, column, what, CODE_7_9, 0xffff);
		} else {
			yg_rules_fault(t, FAULT_VALUE, name, part);
		}
	}
}

/* A new row of struct about with its drugs still as texts. NULL: no memory. */
static struct about *new_about(struct reading *r, uint32_t rule, struct about_row row)
{
	struct compile *c = r->c;
	struct about *a = yg_arena_grow(c->arena, c->about, c->nabout, sizeof *a);
	struct about_row *p = yg_arena_grow(c->arena, c->about_rows, c->nabout, sizeof *p);
	if (!a || !p) return NULL;
	c->about = a;
	c->about_rows = p;
	p[c->nabout] = row;
	a += c->nabout++;
	memset(a, 0, sizeof *a);
	a->rule = rule;
	a->ingredient = 0xffff;
	a->age_from = a->age_to = -1;
	a->window_days = a->pharmacies_max = a->institutions_max = a->rows_max = a->count_from = -1;
	a->from_value.scale = a->below.scale = a->per_dose.scale = a->per_day.scale = a->per_kg_dose.scale = a->per_kg_day.scale =
		a->quantity_max.scale = -1;
	return a;
}

static struct about *add(struct reading *r, struct table_file *t, enum rule_kind kind, struct about_row row)
{
	if (!yg_rules_common(r, t, kind)) return NULL;
	if (r->c->nabout >= 0xfffe) {
		yg_rules_fault(t, FAULT_MANY, STR_NONE, STR_NONE);
		return NULL;
	}
	return new_about(r, (uint32_t)(r->c->nrules - 1), row);
}

bool yg_about_new_drugs(struct reading *r, uint32_t rule, struct str exempt)
{
	return new_about(r, rule, (struct about_row){ .exempt = exempt, .new_drugs = true }) != NULL;
}

/* --- patients.csv ------------------------------------------------------------------------------------- */
/* Points of Child-Pugh: as a number, or the class that begins (A 5, B 7, C 10). */
static void take_points(struct table_file *t, unsigned column, struct dec *out)
{
	struct str s = yg_table_get(t, column);
	if (yg_str_eqz(s, "A")) set_dec(out, yg_dec_int(5));
	else if (yg_str_eqz(s, "B")) set_dec(out, yg_dec_int(7));
	else if (yg_str_eqz(s, "C")) set_dec(out, yg_dec_int(10));
	else take_dec(t, column, out);
}

/* ICD-10: a letter, two digits and more, or a prefix of that before `*`. */
static void lint_icd(struct table_file *t, unsigned column)
{
	struct str rest = yg_table_get(t, column), part;
	while (yg_list_next(&rest, &part)) {
		struct str s = part;
		bool fine = true;
		if (s.n && s.p[s.n - 1] == '*') s.n--;
		fine = s.n >= 1 && s.p[0] >= 'A' && s.p[0] <= 'Z' && (s.n >= 3 || s.n < part.n);
		for (size_t i = 1; i < s.n; i++) fine = fine && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || (i > 2 && s.p[i] >= 'A' && s.p[i] <= 'Z'));
		if (!fine) yg_rules_fault(t, FAULT_VALUE, yg_str(t->columns[column]), part);
	}
}

static bool named(const struct table_file *t) { return yg_table_get(t, PA_CODES).n || yg_table_get(t, PA_TEXT_JA).n; }

/* What a kind cannot do without. */
static void lint_kind(struct table_file *t, enum rule_kind kind, const struct about *a)
{
	bool bounded = yg_dec_given(a->below) || yg_dec_given(a->from_value);
	if (kind == RULE_AGE && a->age_from < 0 && a->age_to < 0) missing(t, PA_AGE_FROM);
	if (kind == RULE_SEX && !a->sex) missing(t, PA_SEX);
	if (kind == RULE_CONDITION && !named(t)) missing(t, PA_CODES);
	if (kind == RULE_RENAL && a->fact != FACT_EGFR && a->fact != FACT_CCR) bad(t, PA_FACT);
	if (kind == RULE_RENAL && !bounded) missing(t, PA_BELOW);
	if (kind == RULE_RENAL && !a->unit) missing(t, PA_UNIT);
	if (kind == RULE_HEPATIC && a->fact != FACT_CHILD_PUGH && !named(t)) bad(t, PA_FACT);
	if (kind == RULE_HEPATIC && a->fact == FACT_CHILD_PUGH && !bounded) missing(t, PA_FROM);
	if (kind == RULE_PREGNANCY && a->fact && (a->fact != FACT_GESTATION || !bounded)) bad(t, PA_FACT);
	if (kind != RULE_PREGNANCY && a->fact == FACT_GESTATION) bad(t, PA_FACT);
	if (kind != RULE_RENAL && (a->fact == FACT_EGFR || a->fact == FACT_CCR)) bad(t, PA_FACT);
	if (!a->fact && bounded) bad(t, yg_dec_given(a->below) ? PA_BELOW : PA_FROM);
	if (yg_dec_given(a->below) && yg_dec_given(a->from_value) && yg_dec_cmp(a->from_value, a->below) >= 0) bad(t, PA_FROM);
}

static bool read_patients(struct reading *r, struct str text)
{
	static const char *const kinds[] = { "condition", "age", "sex", "pregnancy", "lactation", "renal", "hepatic" };
	static const char *const facts[] = { "", "egfr", "ccr", "child-pugh", "gestation-weeks" };
	static const char *const sexes[] = { "", "male", "female" };
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_PATIENTS], text, patient_columns, PA_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		size_t k = yg_rules_word(kinds, 7, yg_table_get(&t, PA_KIND)), fact = yg_rules_word(facts, 5, yg_table_get(&t, PA_FACT));
		size_t sex = yg_rules_word(sexes, 3, yg_table_get(&t, PA_SEX));
		enum rule_kind kind = (enum rule_kind)((k < 7 ? k : 0) + RULE_CONDITION);
		struct about *a = add(r, &t, kind, (struct about_row){ .drugs = yg_table_get(&t, PA_DRUGS) });
		if (!a) return false;
		lint_drugs(r, &t, PA_DRUGS);
		yg_rules_route(&t, PA_ROUTE, true, &a->route);
		take_age(&t, PA_AGE_FROM, PA_AGE_TO, a);
		if (sex < 3) a->sex = (uint8_t)sex;
		else bad(&t, PA_SEX);
		if (fact < 5) a->fact = (uint8_t)fact;
		else bad(&t, PA_FACT);
		if (fact == FACT_CHILD_PUGH) {
			take_points(&t, PA_BELOW, &a->below);
			take_points(&t, PA_FROM, &a->from_value);
		} else {
			take_dec(&t, PA_BELOW, &a->below);
			take_dec(&t, PA_FROM, &a->from_value);
		}
		a->unit = yg_compile_text(r->c, yg_table_get(&t, PA_UNIT));
		lint_icd(&t, PA_CODES);
		a->codes = yg_compile_text(r->c, yg_table_get(&t, PA_CODES));
		a->text_ja = yg_compile_text(r->c, yg_table_get(&t, PA_TEXT_JA));
		a->text_en = yg_compile_text(r->c, yg_table_get(&t, PA_TEXT_EN));
		if (k == 7) bad(&t, PA_KIND);
		else if (fact < 5 && sex < 3) lint_kind(&t, kind, a);
	}
	return true;
}

/* --- doses.csv, totals.csv ------------------------------------------------------------------------------ */
static bool take_amount(struct table_file *t, unsigned column, struct dec scale, struct dec *out)
{
	struct dec v = DEC_NONE;
	take_dec(t, column, &v);
	if (!yg_dec_given(v)) return false;
	if (v.n <= 0 || yg_dec_mul(v, scale, &v) != YG_OK) bad(t, column);
	else set_dec(out, v);
	return true;
}

static bool read_doses(struct reading *r, struct str text)
{
	static const char *const units[] = { "mg", "µg", "μg", "g", "mL", "IU" };
	static const struct { uint8_t measure; struct dec scale; } of[] = { { MEASURE_MG, { 1, 0 } }, { MEASURE_MG, { 1, 3 } }, { MEASURE_MG, { 1, 3 } },
		{ MEASURE_MG, { 1000, 0 } }, { MEASURE_ML, { 1, 0 } }, { MEASURE_IU, { 1, 0 } }, { MEASURE_NONE, { 1, 0 } } };
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_DOSES], text, dose_columns, DO_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct str name = yg_table_get(&t, DO_INGREDIENT);
		size_t u = yg_rules_word(units, 6, yg_table_get(&t, DO_UNIT));
		uint32_t id = yg_strmap_get(&r->c->ingredient_ids, name);
		struct about *a = add(r, &t, RULE_DOSE, (struct about_row){ 0 });
		struct dec *into[4];
		bool any = false;
		if (!a) return false;
		into[0] = &a->per_dose;
		into[1] = &a->per_day;
		into[2] = &a->per_kg_dose;
		into[3] = &a->per_kg_day;
		if (id != STRMAP_NONE) a->ingredient = (uint16_t)id;
		else if (r->c->ningredients || !name.n) yg_rules_fault(&t, FAULT_INGREDIENT, STR("ingredient"), name);
		yg_rules_route(&t, DO_ROUTE, true, &a->route);
		take_age(&t, DO_AGE_FROM, DO_AGE_TO, a);
		if (u == 6) bad(&t, DO_UNIT);
		a->measure = of[u].measure;
		for (unsigned k = 0; k < 4; k++) any = take_amount(&t, DO_PER_DOSE + k, of[u].scale, into[k]) || any;
		if (!any) missing(&t, DO_PER_DAY);
		a->text_ja = yg_compile_text(r->c, yg_table_get(&t, DO_NOTE_JA));
		a->text_en = yg_compile_text(r->c, yg_table_get(&t, DO_NOTE_EN));
	}
	return true;
}

static bool read_totals(struct reading *r, struct str text)
{
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_TOTALS], text, total_columns, TO_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct about *a = add(r, &t, RULE_TOTAL, (struct about_row){ .drugs = yg_table_get(&t, TO_DRUGS) });
		if (!a) return false;
		lint_drugs(r, &t, TO_DRUGS);
		a->window_days = take_count(&t, TO_WINDOW);
		if (a->window_days <= 0) bad(&t, TO_WINDOW);
		take_dec(&t, TO_QUANTITY, &a->quantity_max);
		a->quantity_unit = yg_compile_text(r->c, yg_table_get(&t, TO_UNIT));
		if (yg_dec_given(a->quantity_max) != (a->quantity_unit != 0)) missing(&t, a->quantity_unit ? TO_QUANTITY : TO_UNIT);
		a->pharmacies_max = take_count(&t, TO_PHARMACIES);
		a->institutions_max = take_count(&t, TO_INSTITUTIONS);
		a->rows_max = take_count(&t, TO_ROWS);
		if (!yg_dec_given(a->quantity_max) && a->pharmacies_max < 0 && a->institutions_max < 0 && a->rows_max < 0) missing(&t, TO_QUANTITY);
	}
	return true;
}

/* --- forms.csv, allergies.csv, polypharmacy.csv ------------------------------------------------------------ */
static bool read_forms(struct reading *r, struct str text)
{
	static const char *const bans[] = { "", "no-crush", "no-split", "no-one-dose-pack" };
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_FORMS], text, form_columns, FO_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		size_t ban = yg_rules_word(bans, 4, yg_table_get(&t, FO_WHAT));
		struct about *a = add(r, &t, RULE_FORM, (struct about_row){ .codes = yg_table_get(&t, FO_CODES) });
		if (!a) return false;
		if (!yg_table_get(&t, FO_CODES).n) missing(&t, FO_CODES);
		yg_rules_codes(r, &t, FO_CODES, CODE_ANY, 0xffff);
		if (ban == 0 || ban == 4) bad(&t, FO_WHAT);
		else a->ban = (uint8_t)ban;
	}
	return true;
}

static bool read_allergies(struct reading *r, struct str text)
{
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_ALLERGIES], text, allergy_columns, AL_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct about *a = add(r, &t, RULE_ALLERGY, (struct about_row){ .drugs = yg_table_get(&t, AL_MEMBERS) });
		if (!a) return false;
		lint_drugs(r, &t, AL_MEMBERS);
		for (unsigned k = AL_GROUP; k < AL_COLUMNS; k++)
			if (k != AL_MEMBERS && !yg_table_get(&t, k).n) missing(&t, k);
		a->group = yg_compile_text(r->c, yg_table_get(&t, AL_GROUP));
		a->text_ja = yg_compile_text(r->c, yg_table_get(&t, AL_SCOPE_JA));
		a->text_en = yg_compile_text(r->c, yg_table_get(&t, AL_SCOPE_EN));
	}
	return true;
}

static bool read_polypharmacy(struct reading *r, struct str text)
{
	struct table_file t;
	yg_table_open(&t, yg_about_files[F_POLYPHARMACY], text, poly_columns, PO_COLUMNS, r->c->arena, r->c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct about *a = add(r, &t, RULE_POLYPHARMACY, (struct about_row){ .general = true });
		if (!a) return false;
		a->count_from = take_count(&t, PO_COUNT);
		if (a->count_from <= 1) bad(&t, PO_COUNT);
		take_age(&t, PO_AGE, 0, a);
	}
	return true;
}

int yg_compile_about(struct reading *r)
{
	static bool (*const read[ABOUT_TABLES])(struct reading *, struct str) = { read_patients, read_doses, read_totals, read_forms,
		read_allergies, yg_compile_cautions, read_polypharmacy };
	struct compile *c = r->c;
	int worst = YG_OK;
	for (size_t i = 0; i < ABOUT_TABLES; i++) {
		struct str text;
		bool absent;
		int err = yg_compile_file(c, c->rules_dir, &c->rules_edition, yg_about_files[i], &absent, &text);
		if (!err && absent) c->rules_absent |= 1u << i;
		else if (!err && !read[i](r, text) && yg_arena_error(c->arena)) return yg_compile_short(c);
		if (err && !worst) worst = err;
	}
	return worst ? worst : yg_arena_error(c->arena);
}

/* --- which rows concern which drug ------------------------------------------------------------------------- */
struct selecting {
	struct compile *c;
	struct links by_code, by_ingredient, by_group, exempt;        /* key -> row */
	struct links groups;                          /* YJ7 -> group */
	struct links alike;                           /* first nine -> drug; only when there is a new-drug row */
	struct rows { uint16_t *v; size_t n; } *of;   /* per drug, and one more for none */
	const struct about_row *new_row; size_t new_at;
};

static void index_rows(struct selecting *s)
{
	struct compile *c = s->c;
	struct str rest, part;
	for (uint32_t i = 0; i < c->nabout; i++) {
		const struct about_row *row = &c->about_rows[i];
		for (rest = row->drugs; yg_list_next(&rest, &part);) {
			struct str what = yg_str_sub(part, 2, part.n);
			if (part.p[0] == 'I') yg_links_add(c, &s->by_ingredient, yg_strmap_get(&c->ingredient_ids, what), 0, i);
			else if (part.p[0] == 'C') yg_links_add(c, &s->by_code, yg_key(what), 0, i);
			else for (uint32_t g = 0; g < c->ngroups; g++)
				if (yg_str_eq(yg_compile_view(c, c->groups[g].code), what)) yg_links_add(c, &s->by_group, g, 0, i);
		}
		for (rest = row->codes; yg_list_next(&rest, &part);) yg_links_add(c, &s->by_code, yg_key(part), 0, i);
		for (rest = row->exempt; yg_list_next(&rest, &part);) yg_links_add(c, &s->exempt, yg_key(part), 0, i);
		if (c->about[i].ingredient != 0xffff) yg_links_add(c, &s->by_ingredient, c->about[i].ingredient, 0, i);
		if (row->new_drugs) {
			s->new_row = row;
			s->new_at = i;
		}
	}
	for (uint32_t g = 0; g < c->ngroups; g++)
		for (rest = c->group_rows[g].members; yg_list_next(&rest, &part);) yg_links_add(c, &s->groups, yg_key(part), 0, g);
	for (uint32_t i = 0; s->new_row && i < c->ndrugs; i++)
		if (c->drugs[i].price_code[0]) yg_links_add(c, &s->alike, yg_key(yg_str_sub(yg_str(c->drugs[i].price_code), 0, 9)), 0, i);
	yg_links_sort(&s->alike);
	yg_links_sort(&s->by_code);
	yg_links_sort(&s->by_ingredient);
	yg_links_sort(&s->by_group);
	yg_links_sort(&s->exempt);
	yg_links_sort(&s->groups);
}

/* A drug whose route is not known is kept rather than lost. */
static bool route_fits(uint8_t wanted, uint8_t has) { return !wanted || has == ROUTE_UNKNOWN || wanted == has; }

static void push(struct selecting *s, size_t drug, uint16_t row)
{
	struct rows *r = &s->of[drug];
	uint16_t *p;
	if (drug < s->c->ndrugs && !route_fits(s->c->about[row].route, s->c->drugs[drug].route)) return;
	p = yg_arena_grow(s->c->arena, r->v, r->n, sizeof *p);
	if (!p) return;
	r->v = p;
	p[r->n++] = row;
}

static void push_all(struct selecting *s, size_t drug, const struct links *from, uint64_t key)
{
	size_t n;
	const struct link *l = yg_links_find(from, key, &n);
	for (size_t i = 0; i < n; i++) push(s, drug, (uint16_t)l[i].to);
}

/* 7, 9 and 12 characters of the price code; the YJ code may differ from it in the last ones. */
static size_t code_keys(const struct drug *d, uint64_t key[4])
{
	struct str code = yg_str(d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code);
	key[0] = yg_key(yg_str_sub(code, 0, 7));
	key[1] = yg_key(yg_str_sub(code, 0, 9));
	key[2] = yg_key(code);
	key[3] = d->yj[0] ? yg_key(yg_str(d->yj)) : 0;
	return key[3] && key[3] != key[2] ? 4 : 3;
}

static bool exempt(const struct selecting *s, const struct drug *d)
{
	uint64_t key[4];
	size_t n = code_keys(d, key), found;
	for (size_t k = 0; k < n; k++) {
		yg_links_find(&s->exempt, key[k], &found);
		if (found) return true;
	}
	return false;
}

/* 新医薬品: listed, and not another name for what was there before. A product of the same ingredient, form and strength
 * listed earlier (or at a day nobody recorded) says that it is a generic or a new name; another strength or form may be new. */
static bool newly_listed(const struct selecting *s, const struct drug *d)
{
	size_t n;
	const struct link *l = yg_links_find(&s->alike, yg_key(yg_str_sub(yg_str(d->price_code), 0, 9)), &n);
	if (!yg_ymd_given(d->listed_on) || d->flags & (DRUG_GENERIC_PRODUCT | DRUG_GENERIC_NAME | DRUG_UNIFIED_NAME) || exempt(s, d)) return false;
	for (size_t k = 0; k < n; k++) {
		const struct drug *o = &s->c->drugs[l[k].to];
		if (strcmp(o->price_code, d->price_code) != 0 && (!yg_ymd_given(o->listed_on) || yg_ymd_cmp(o->listed_on, d->listed_on) < 0)) return false;
	}
	return true;
}

static void select_rows(struct selecting *s, size_t i)
{
	struct compile *c = s->c;
	const struct drug *d = &c->drugs[i];
	struct id_list ids = c->drug_ingredients[i];
	uint64_t key[4];
	size_t nkeys = code_keys(d, key), n;
	const struct link *g = yg_links_find(&s->groups, key[0], &n);
	for (size_t k = 0; k < nkeys; k++) push_all(s, i, &s->by_code, key[k]);
	for (size_t k = 0; k < ids.n; k++) push_all(s, i, &s->by_ingredient, ids.v[k]);
	for (size_t k = 0; k < n; k++)
		if (route_fits(c->groups[g[k].to].route, d->route)) push_all(s, i, &s->by_group, g[k].to);
	if (s->new_row && newly_listed(s, d)) push(s, i, (uint16_t)s->new_at);
}

static int by_row(const void *a, const void *b) { return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b; }

static bool settle(struct selecting *s)
{
	struct compile *c = s->c;
	size_t total = 0;
	c->about_first = yg_arena_array(c->arena, c->ndrugs + 2, sizeof *c->about_first);
	for (size_t i = 0; i <= c->ndrugs; i++) total += s->of[i].n;
	c->about_list = yg_arena_array(c->arena, total ? total : 1, sizeof *c->about_list);
	if (!c->about_first || !c->about_list) return false;
	for (size_t i = 0; i <= c->ndrugs; i++) {
		struct rows *r = &s->of[i];
		if (r->n) qsort(r->v, r->n, sizeof *r->v, by_row);
		for (size_t k = 0; k < r->n; k++)
			if (!k || r->v[k] != r->v[k - 1]) c->about_list[c->nabout_list++] = r->v[k];
		c->about_first[i + 1] = (uint32_t)c->nabout_list;
	}
	return true;
}

int yg_compile_about_drugs(struct compile *c)
{
	struct selecting s = { .c = c };
	size_t n;
	s.of = yg_arena_array(c->arena, c->ndrugs + 1, sizeof *s.of);
	if (!s.of) return yg_arena_error(c->arena);
	index_rows(&s);
	for (size_t i = 0; i < c->ndrugs; i++) select_rows(&s, i);
	for (size_t i = 0; i < c->ndrugs; i++) {      /* an entry of 一般名処方マスタ is whatever one of its products is */
		const struct link *l;
		if (!(c->drugs[i].flags & DRUG_GENERIC_NAME)) continue;
		l = yg_links_find(&c->members, i, &n);
		for (size_t k = 0; k < n; k++)
			for (size_t x = 0; x < s.of[l[k].to].n; x++)
				if (!c->about_rows[s.of[l[k].to].v[x]].new_drugs) push(&s, i, s.of[l[k].to].v[x]);
	}
	for (size_t i = 0; i < c->nabout; i++)
		if (c->about_rows[i].general) push(&s, c->ndrugs, (uint16_t)i);
	return settle(&s) ? yg_arena_error(c->arena) : yg_compile_short(c);
}
