/* allergy.c - what the patient does not tolerate against our lines: the same drug (code or whole name), a shared ingredient,
 * and the cross-reaction groups of rules/allergies.csv. A text that names nothing we know is listed, never ignored. */
#include "match/patient.h"
#include "base/ban.h"

enum { ALLERGENS_MAX = 200 };                        /* of one patient; more are listed as not judged */

static bool holds(const uint16_t *v, size_t n, uint16_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == id) return true;
	return false;
}

enum relation { REL_NONE, REL_PART /* a combination shares an ingredient with a combination */, REL_SAME };

static enum relation relate(const struct tables *t, const struct allergen *a, const struct drug *d)
{
	const uint16_t *ids;
	size_t n = yg_drug_ingredients(t, d, &ids), shared = 0;
	if (a->yj7[0] && strncmp(yg_code_of(d), a->yj7, 7) == 0) return REL_SAME;
	for (size_t i = 0; i < n; i++) shared += holds(a->ingredients, a->ningredients, ids[i]);
	if (!shared) return REL_NONE;
	return shared == a->ningredients ? REL_SAME : REL_PART;
}

static struct str told(const struct coded *c) { return c->text.n ? c->text : c->code; }

/* Told by code and again in words is told once. Unused places are zero in both (tables.h). */
static bool same_allergen(const struct allergen *a, const struct allergen *b)
{
	return (a->ningredients || strncmp(a->yj7, b->yj7, 7) == 0) && memcmp(a->ingredients, b->ingredients, sizeof a->ingredients) == 0 &&
	       a->ngroups == b->ngroups && memcmp(a->groups, b->groups, sizeof a->groups) == 0;
}

/* Our lines that the allergen itself is in; *worst: the strongest relation. */
static size_t direct(struct mwork *w, const struct allergen *a, size_t *line, enum relation *worst)
{
	size_t n = 0;
	*worst = REL_NONE;
	for (size_t i = 0; i < w->in->nrx; i++) {
		const struct drug *d = w->lines[i].drug == NO_DRUG ? NULL : w->lines[i].e->item->drug;
		enum relation r = d ? relate(w->in->tables, a, d) : REL_NONE;
		if (r == REL_NONE) continue;
		if (r > *worst) *worst = r;
		line[n++] = i;
	}
	return n;
}

static bool in_group(const struct mwork *w, size_t i, uint16_t group)
{
	const uint16_t *rows;
	size_t n = w->lines[i].drug == NO_DRUG ? 0 : yg_drug_about(w->in->tables, w->lines[i].e->item->drug, &rows);
	return n && holds(rows, n, group);
}

static void by_group(struct mwork *w, const struct coded *c, uint16_t group, const size_t *told_already, size_t ntold)
{
	const struct tables *t = w->in->tables;
	const struct about *row = yg_about_at(t, group);
	size_t *line = yg_arena_array(w->a, w->in->nrx + 1, sizeof *line), n = 0;
	struct finding *f;
	if (!line) return;
	for (size_t i = 0; i < w->in->nrx; i++) {
		bool known = false;
		for (size_t k = 0; k < ntold; k++) known = known || told_already[k] == i;
		if (!known && in_group(w, i, group)) line[n++] = i;
	}
	if (!n || !(f = yg_about_finding(w, row, FIND_ALLERGY, line, n))) return;
	f->shared = told(c);
	f->detail_ja = yg_arena_printf(w->a, "申告「%.*s」。交差反応の範囲: %.*s", STR_ARG(f->shared), STR_ARG(yg_tables_text(t, row->text_ja)));
	f->detail_en = yg_arena_printf(w->a, "told: \"%.*s\"; scope of the group: %.*s", STR_ARG(f->shared), STR_ARG(yg_tables_text(t, row->text_en)));
}

static void one(struct mwork *w, const struct coded *c, const struct allergen *a)
{
	size_t *line = yg_arena_array(w->a, w->in->nrx + 1, sizeof *line), n;
	enum relation worst;
	struct finding *f;
	if (!line) return;
	n = direct(w, a, line, &worst);
	if (n && (f = yg_plain_finding(w, FIND_ALLERGY, worst == REL_SAME ? SEV_CRITICAL : SEV_WARNING, line, n))) {
		f->shared = told(c);
		f->detail_ja = yg_arena_printf(w->a, worst == REL_SAME ? "申告「%.*s」と同じ成分" : "申告「%.*s」の成分の一つが共通", STR_ARG(f->shared));
		f->detail_en = yg_arena_printf(w->a, worst == REL_SAME ? "the ingredient of what was told: \"%.*s\"" : "shares one ingredient of what was told: \"%.*s\"",
					       STR_ARG(f->shared));
	}
	for (size_t g = 0; g < a->ngroups; g++) by_group(w, c, a->groups[g], line, n);
}

void yg_check_allergies(struct mwork *w)
{
	const struct facts *f = w->in->facts;
	struct allergen *a;
	size_t n = f->nallergies < ALLERGENS_MAX ? f->nallergies : ALLERGENS_MAX;
	if (!n || !(a = yg_arena_array(w->a, n, sizeof *a))) return;
	for (size_t i = 0; i < f->nallergies; i++) {
		bool again = false;
		if (i < n) yg_allergen(w->in->tables, f->allergies[i].text, f->allergies[i].code, &a[i]);
		if (i >= n || !a[i].known) {
			yg_gap(w, GAP_ALLERGY_TEXT, NULL, told(&f->allergies[i]));
			continue;
		}
		for (size_t k = 0; k < i && !again; k++) again = a[k].known && same_allergen(&a[k], &a[i]);
		if (!again) one(w, &f->allergies[i], &a[i]);
	}
}
