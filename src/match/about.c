/* about.c - the rows about the patient, the amount and the product that our lines touch, each judged once, and the facts
 * that were missing. Rows come from the drug's own short list, so a drug without rows costs nothing. */
#include "match/patient.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

static const char *const gap_words[GAP_FACTS] = {
	[GAP_BIRTH_DATE] = "birth-date", [GAP_SEX] = "sex", [GAP_WEIGHT] = "weight", [GAP_PREGNANCY] = "pregnancy",
	[GAP_GESTATION] = "gestation-weeks", [GAP_BREASTFEEDING] = "breastfeeding", [GAP_CREATININE] = "creatinine",
	[GAP_CONDITIONS] = "conditions", [GAP_CONDITION_TEXT] = "condition-text", [GAP_CHILD_PUGH] = "child-pugh",
	[GAP_ALLERGIES] = "allergies", [GAP_ALLERGY_TEXT] = "allergy-text", [GAP_AMOUNT] = "amount", [GAP_UNIT_FACTOR] = "unit-factor",
	[GAP_TABLES] = "tables",
};

/* --- findings and gaps ----------------------------------------------------------------------------------- */
struct finding *yg_plain_finding(struct mwork *w, enum finding_kind kind, enum severity severity, const size_t *line, size_t n)
{
	size_t *partners = yg_arena_array(w->a, n + 1, sizeof *partners);
	struct finding *f = partners ? yg_found_add(w) : NULL;
	if (!f) return NULL;
	f->kind = kind;
	f->severity = severity;
	f->a = line[0];
	f->partners = partners;
	for (size_t i = 1; i < n; i++) partners[f->npartners++] = line[i];
	f->nown = f->npartners;
	return f;
}

struct finding *yg_about_finding(struct mwork *w, const struct about *row, enum finding_kind kind, const size_t *line, size_t n)
{
	const struct rule *r = yg_rule_at(w->in->tables, row->rule);
	struct finding *f;
	if (!yg_rule_on(r, w->in->as_of)) {
		w->switched_off++;
		return NULL;
	}
	f = yg_plain_finding(w, kind, (enum severity)r->severity, line, n);
	if (f) f->rule = r;
	return f;
}

void yg_gap(struct mwork *w, enum gap_fact fact, const struct about *row, struct str said)
{
	const struct rule *r = row ? yg_rule_at(w->in->tables, row->rule) : NULL;
	struct gap *p;
	if (r && !yg_rule_on(r, w->in->as_of)) return;       /* a rule that is off judges nothing, so lacks nothing */
	if (!(p = yg_arena_grow(w->a, w->gaps, w->ngaps, sizeof *p))) return;
	w->gaps = p;
	p[w->ngaps++] = (struct gap){ (uint8_t)fact, r, said };
}

static int by_text(const void *a, const void *b) { return yg_str_cmp(*(const struct str *)a, *(const struct str *)b); }

static size_t sorted_once(struct str *v, size_t n)
{
	size_t k = 0;
	if (n) qsort(v, n, sizeof *v, by_text);
	for (size_t i = 0; i < n; i++)
		if (!i || !yg_str_eq(v[i], v[k - 1])) v[k++] = v[i];
	return k;
}

int yg_gaps(struct mwork *w, struct match_out *out)
{
	struct str *rules, *said;
	if (!w->ngaps) return YG_OK;
	out->gaps = yg_arena_array(w->a, GAP_FACTS, sizeof *out->gaps);
	rules = yg_arena_array(w->a, w->ngaps, sizeof *rules);       /* one after the other for all facts */
	said = yg_arena_array(w->a, w->ngaps, sizeof *said);
	if (!out->gaps || !rules || !said) return yg_arena_error(w->a);
	for (unsigned fact = 0; fact < GAP_FACTS; fact++) {
		struct judge_gap g = { .fact = yg_str(gap_words[fact]), .rules = rules };
		size_t n = 0, seen = 0;
		for (size_t i = 0; i < w->ngaps; i++) {
			if (w->gaps[i].fact != fact) continue;
			seen++;
			if (w->gaps[i].rule) g.rules[g.nrules++] = yg_tables_text(w->in->tables, w->gaps[i].rule->id);
			if (w->gaps[i].said.n) said[n++] = w->gaps[i].said;
		}
		if (!seen) continue;
		rules += g.nrules;
		g.nrules = sorted_once(g.rules, g.nrules);
		n = sorted_once(said, n);
		for (size_t i = 0; i < n; i++)
			g.said = i ? yg_arena_printf(w->a, "%.*s, %.*s", STR_ARG(g.said), STR_ARG(said[i])) : said[i];
		out->gaps[out->ngaps++] = g;
	}
	return yg_arena_error(w->a);
}

/* --- polypharmacy ---------------------------------------------------------------------------------------------- */
static bool taken_on(const struct mline *l, int32_t day)
{
	return l->drug != NO_DRUG && !l->e->masked && (l->ours || (l->from <= day && l->to >= day));
}

static void polypharmacy(struct mwork *w, const struct about *row)
{
	int32_t day = yg_day(w->in->as_of, DAY_MAX);
	size_t *line, n = 0, ours = 0, count = 0;
	struct str *names = NULL, list = STR_NONE;
	unsigned lacks = 0;
	enum about_answer who = yg_judge_who(w, row, &lacks);
	struct finding *f;
	if (who == ABOUT_NO || !(line = yg_arena_array(w->a, w->nlines + 1, sizeof *line))) return;
	for (size_t i = 0; i < w->nlines; i++) {
		const struct mline *l = &w->lines[i];
		const uint16_t *ids;
		size_t ni;
		bool adds = false;
		if (!taken_on(l, day) || l->e->route != ROUTE_SYSTEMIC) continue;
		ni = yg_drug_ingredients(w->in->tables, l->e->item->drug, &ids);
		for (size_t k = 0; k < ni; k++) {
			struct str *grown, name = yg_ingredient_name(w->in->tables, ids[k]);
			bool known = false;
			for (size_t x = 0; x < count && !known; x++) known = yg_str_eq(names[x], name);
			if (known) continue;
			if (!(grown = yg_arena_grow(w->a, names, count, sizeof *grown))) return;
			names = grown;
			names[count++] = name;
			adds = true;
		}
		if (!l->ours && !adds) continue;     /* a history line that brings no other ingredient */
		line[n++] = i;
		ours += l->ours;
	}
	if (!ours || count < (size_t)row->count_from) return;        /* the loader takes no row below 2 */
	if (who == ABOUT_UNKNOWN) yg_gap(w, GAP_BIRTH_DATE, row, STR_NONE);
	if (who != ABOUT_YES || !(f = yg_about_finding(w, row, FIND_POLYPHARMACY, line, n))) return;
	f->nown = ours - 1;
	f->rows = (unsigned)(n - ours);
	f->reach = yg_reach((int64_t)count);
	count = sorted_once(names, count);
	for (size_t i = 0; i < count; i++) list = yg_arena_printf(w->a, "%.*s%s%.*s", STR_ARG(list), i ? "、" : "", STR_ARG(names[i]));
	f->detail_ja = yg_arena_printf(w->a, "全身に働く成分 %zu(目安 %d以上): %.*s", count, (int)row->count_from, STR_ARG(list));
	f->detail_en = yg_arena_printf(w->a, "%zu systemic ingredients (mark: %d): %.*s", count, (int)row->count_from, STR_ARG(list));
}

/* --- rows ----------------------------------------------------------------------------------------------------- */
bool yg_about_touches(const struct mwork *w, size_t line, const struct about *row)
{
	const struct mline *l = &w->lines[line];
	const uint16_t *rows;
	size_t n, at = (size_t)(row - yg_about_at(w->in->tables, 0));
	if (l->drug == NO_DRUG || l->e->masked) return false;
	n = yg_drug_about(w->in->tables, l->e->item->drug, &rows);
	for (size_t i = 0; i < n; i++)
		if (rows[i] == at) return true;
	return false;
}

static void about_patient(struct mwork *w, const struct about *row, enum rule_kind kind, const size_t *line, size_t n)
{
	static const enum finding_kind kinds[] = { [RULE_CONDITION] = FIND_CONDITION, [RULE_AGE] = FIND_AGE, [RULE_SEX] = FIND_SEX,
		[RULE_PREGNANCY] = FIND_PREGNANCY, [RULE_LACTATION] = FIND_LACTATION, [RULE_RENAL] = FIND_RENAL, [RULE_HEPATIC] = FIND_HEPATIC };
	struct about_judged j;
	struct finding *f;
	yg_judge_about(w, row, &j);
	if (j.answer == ABOUT_UNKNOWN)
		for (unsigned fact = 0; fact < GAP_FACTS; fact++)
			if (j.lacks & 1u << fact) yg_gap(w, (enum gap_fact)fact, row, fact == GAP_CONDITION_TEXT ? j.said : STR_NONE);
	if (j.answer != ABOUT_YES || !(f = yg_about_finding(w, row, kinds[kind], line, n))) return;
	f->shared = j.shared;
	f->detail_ja = j.detail_ja;
	f->detail_en = j.detail_en;
	f->reach = j.reach;
}

static void one_row(struct mwork *w, const struct about *row, const size_t *line, size_t n)
{
	enum rule_kind kind = (enum rule_kind)yg_rule_at(w->in->tables, row->rule)->kind;
	switch (kind) {
	case RULE_CONDITION: case RULE_AGE: case RULE_SEX: case RULE_PREGNANCY: case RULE_LACTATION: case RULE_RENAL: case RULE_HEPATIC:
		about_patient(w, row, kind, line, n);
		break;
	case RULE_ALLERGY:
		if (!w->in->facts->nallergies) yg_gap(w, GAP_ALLERGIES, row, STR_NONE);
		break;
	case RULE_DOSE: yg_dose_row(w, row, line, n); break;
	case RULE_FORM: yg_form_row(w, row, line, n); break;
	case RULE_DAYS_LIMIT: yg_new_drug_row(w, row, line, n); break;
	default: break;                              /* totals: total.c */
	}
}

struct touch { uint16_t row; uint32_t line; };
static int by_touch(const void *pa, const void *pb)
{
	const struct touch *a = pa, *b = pb;
	if (a->row != b->row) return a->row < b->row ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Every row that one of our lines touches, with all of those lines. */
static void our_rows(struct mwork *w)
{
	struct touch *v = NULL;
	size_t n = 0, *line = yg_arena_array(w->a, w->in->nrx + 1, sizeof *line);
	for (uint32_t i = 0; line && i < w->in->nrx; i++) {
		const uint16_t *rows;
		size_t k = w->lines[i].drug == NO_DRUG ? 0 : yg_drug_about(w->in->tables, w->lines[i].e->item->drug, &rows);
		for (size_t x = 0; x < k; x++) {
			struct touch *p = yg_arena_grow(w->a, v, n, sizeof *p);
			if (!p) return;
			v = p;
			v[n++] = (struct touch){ rows[x], i };
		}
	}
	if (n) qsort(v, n, sizeof *v, by_touch);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && v[k].row == v[i].row; k++) line[k - i] = v[k].line;
		one_row(w, yg_about_at(w->in->tables, v[i].row), line, k - i);
	}
}

void yg_check_about(struct mwork *w)
{
	const struct tables *t = w->in->tables;
	const uint16_t *rows;
	const char *lacks;
	size_t n = yg_drug_about(t, NULL, &rows), drugs = 0;
	our_rows(w);
	for (size_t i = 0; i < n; i++) polypharmacy(w, yg_about_at(t, rows[i]));     /* the only rows about no particular drug */
	for (size_t i = 0; i < w->in->nrx; i++) drugs += w->lines[i].drug != NO_DRUG;
	if (!drugs) return;
	yg_check_allergies(w);
	yg_check_product(w);
	for (size_t i = 0; !(lacks = yg_rules_lacks(t, i)) || *lacks; i++)
		if (lacks) yg_gap(w, GAP_TABLES, NULL, yg_str(lacks));
}
