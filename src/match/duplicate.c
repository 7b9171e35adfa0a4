/* duplicate.c - the same ingredient twice: every base ingredient the two products share, on days both are taken.
 * Which pair of routes matters, and how much, is said by rules/same-ingredient.csv, not here. */
#include "match/hits.h"
#include "match/history.h"
#include "base/ban.h"

#define EARLY_REFILL_DAYS 7
#define MANY_PARTNERS     64                         /* nobody's early refill */

/* A route we do not know is taken to be the other line's, or systemic: the reading that warns. */
static const struct rule *route_rule(const struct tables *t, enum route a, enum route b)
{
	if (a == ROUTE_UNKNOWN) a = b;
	if (b == ROUTE_UNKNOWN) b = a;
	if (a == ROUTE_UNKNOWN) a = b = ROUTE_SYSTEMIC;
	return yg_same_ingredient_rule(t, a, b);
}

static void hit_line(struct mwork *w, uint32_t a, uint32_t b, uint16_t ingredient)
{
	const struct mline *x = &w->lines[a], *y = &w->lines[b];
	const struct rule *r = route_rule(w->in->tables, x->e->route, y->e->route);
	struct hit h = { .a = a, .b = b, .kind = HIT_INGREDIENT, .masked = y->e->masked, .cause = ingredient, .rule = r,
			 .overlap = yg_overlap_days(x, y), .gap = -1 };
	if (!r || !h.overlap) return;
	if (!yg_rule_on(r, w->in->as_of)) {
		w->switched_off += !y->e->masked;
		return;
	}
	h.severity = r->severity;
	yg_hit_add(w, &h);
}

static bool contains(const struct mdrug *d, uint16_t ingredient)
{
	for (size_t i = 0; i < d->ningredients; i++)
		if (d->ingredients[i] == ingredient) return true;
	return false;
}

/* The next course of the same institution, fetched a few days early: what remains is told, not warned of. Only when
 * all its courses together reach at most a week into ours, and never inside one prescription. */
static bool refill_partner(const struct mwork *w, const struct hit *h)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	return !h->masked && !y->ours && y->e->kind != HIST_OTC && y->from < x->from && y->from != DAY_MIN &&
	       yg_place_same(&x->e->clinic_key, &y->e->clinic_key) == 1;
}

static void soften_refills(const struct mwork *w, struct hit *h, size_t n)
{
	int64_t total = 0;
	if (n > MANY_PARTNERS) return;
	for (size_t i = 0; i < n; i++) {
		bool counted = false;                /* two lines of one dispensing run side by side: the longer one counts */
		if (!refill_partner(w, &h[i])) continue;
		for (size_t k = 0; k < n && !counted; k++)
			counted = k != i && refill_partner(w, &h[k]) && w->lines[h[k].b].from == w->lines[h[i].b].from &&
				  (h[k].overlap > h[i].overlap || (h[k].overlap == h[i].overlap && k < i));
		if (!counted) total += h[i].overlap;
	}
	if (total > EARLY_REFILL_DAYS) return;
	for (size_t i = 0; i < n; i++)
		if (refill_partner(w, &h[i])) h[i].severity = SEV_INFO;
}

/* One of our products and one of its ingredients: every line of every product that has it too. */
static void ingredient_hits(struct mwork *w, const struct mdrug *mine, uint16_t ingredient)
{
	size_t n = 0;
	for (size_t d = 0; d < w->ndrugs; d++)
		if (contains(&w->drugs[d], ingredient)) w->partners[n++] = (uint32_t)d;
	for (uint32_t i = 0; i < mine->ours; i++) {
		uint32_t a = w->by_drug[mine->first + i];
		size_t before = w->nhits;
		for (size_t d = 0; d < n; d++) {
			const struct mdrug *other = &w->drugs[w->partners[d]];
			for (uint32_t k = 0; k < other->count; k++) {
				uint32_t b = w->by_drug[other->first + k];
				if (yg_pair_owned(w, a, b)) hit_line(w, a, b, ingredient);
			}
		}
		if (w->nhits > before) soften_refills(w, w->hits + before, w->nhits - before);
	}
}

void yg_check_duplicates(struct mwork *w)
{
	for (size_t d = 0; d < w->ndrugs; d++)
		for (size_t i = 0; w->drugs[d].ours && i < w->drugs[d].ningredients; i++)
			ingredient_hits(w, &w->drugs[d], w->drugs[d].ingredients[i]);
}
