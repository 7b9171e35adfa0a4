/* duplicate.c - the same ingredient twice: every base ingredient the two products share, on days both are taken (kernel.c
 * found them). Which pair of routes matters, and how much, is said by rules/same-ingredient.csv, not here. */
#include "match/hits.h"
#include "base/ban.h"

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
	if (!r) return;
	if (!yg_rule_on(r, w->in->as_of)) {
		w->switched_off += !y->e->masked;
		return;
	}
	h.severity = r->severity;
	yg_hit_add(w, &h);
}

void yg_check_duplicates(struct mwork *w)
{
	for (size_t i = 0; i < w->nmet; i++)
		if (w->met[i].kind == KERNEL_INGREDIENT) hit_line(w, w->met[i].p, w->met[i].q, (uint16_t)w->met[i].ref);
}
