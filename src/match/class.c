/* class.c - two drugs of one therapeutic group on the same days, when the group allows fewer (rules/groups.csv).
 * What duplicate.c already reports is not reported again: a partner whose ingredients all are ours, or the reverse. */
#include "match/hits.h"
#include "base/ban.h"

static bool member(const struct mdrug *d, uint16_t group)
{
	for (size_t i = 0; i < d->ngroups; i++)
		if (d->groups[i] == group) return true;
	return false;
}

static bool subset(const struct mdrug *x, const struct mdrug *y)
{
	size_t j = 0;
	for (size_t i = 0; i < x->ningredients; i++) {
		while (j < y->ningredients && y->ingredients[j] < x->ingredients[i]) j++;
		if (j == y->ningredients || y->ingredients[j] != x->ingredients[i]) return false;
	}
	return true;
}

/* Ingredients unknown on one side: not the same as far as we know, so the class is told. */
static bool same_drug(const struct mdrug *x, const struct mdrug *y)
{
	if (!x->ningredients || !y->ningredients) return x == y;
	return subset(x, y) || subset(y, x);
}

static bool route_fits(const struct group *g, const struct mline *l)
{
	return g->route == ROUTE_UNKNOWN || l->e->route == ROUTE_UNKNOWN || (enum route)g->route == l->e->route;
}

/* How many different drugs of the group run beside ours on the worst day. Hits n, all of one line and group. */
static size_t most_at_once(const struct mwork *w, const struct hit *h, size_t n)
{
	size_t worst = 0;
	for (size_t i = 0; i < n; i++) {             /* the worst day is one on which somebody starts, or our first day */
		const struct mline *ours = &w->lines[h[i].a];
		int32_t day = w->lines[h[i].b].from > ours->from ? w->lines[h[i].b].from : ours->from;
		size_t count = 0;
		for (size_t k = 0; k < n; k++) {
			const struct mline *y = &w->lines[h[k].b];
			bool again = false;
			if (y->from > day || y->to < day) continue;
			for (size_t m = 0; m < k && !again; m++) {
				const struct mline *z = &w->lines[h[m].b];
				again = z->from <= day && z->to >= day && same_drug(&w->drugs[z->drug], &w->drugs[y->drug]);
			}
			count += !again;
		}
		if (count > worst) worst = count;
	}
	return worst;
}

#define MANY_PARTNERS 64                             /* more than any group allows: no need to count them day by day */
static bool exceeds(const struct mwork *w, const struct hit *h, size_t n, unsigned allowed)
{
	return n && (allowed <= 1 || n > MANY_PARTNERS || most_at_once(w, h, n) >= allowed);
}

/* Keeps the hits that are findings, at the front; how many. The open lines are judged without the masked ones, so
 * that nothing masked shows in an open finding. */
static size_t too_many(const struct mwork *w, struct hit *h, size_t n, unsigned allowed)
{
	size_t open = 0;
	for (size_t i = 0; i < n; i++)
		if (!h[i].masked) {
			struct hit swap = h[open];
			h[open++] = h[i];
			h[i] = swap;
		}
	if (!exceeds(w, h, n, allowed)) return 0;
	if (exceeds(w, h, open, allowed)) return n;
	memmove(h, h + open, (n - open) * sizeof *h);
	return n - open;
}

static void line_hits(struct mwork *w, uint32_t a, uint16_t group, const struct group *g, const struct rule *r, size_t npartners)
{
	size_t before = w->nhits, kept = before;
	if (!route_fits(g, &w->lines[a])) return;
	for (size_t d = 0; d < npartners; d++) {
		const struct mdrug *other = &w->drugs[w->partners[d]];
		for (uint32_t k = 0; k < other->count; k++) {
			uint32_t b = w->by_drug[other->first + k];
			const struct mline *y = &w->lines[b];
			struct hit h = { .a = a, .b = b, .kind = HIT_CLASS, .severity = r->severity, .masked = y->e->masked, .cause = group,
					 .rule = r, .overlap = yg_overlap_days(&w->lines[a], y), .gap = -1 };
			if (h.overlap && route_fits(g, y)) yg_hit_add(w, &h);
		}
	}
	if (w->nhits == before) return;
	w->nhits = before + too_many(w, w->hits + before, w->nhits - before, r->allowed);
	for (size_t i = before; i < w->nhits; i++)   /* counted with all lines, reported once for each pair of ours */
		if (yg_pair_owned(w, a, w->hits[i].b)) w->hits[kept++] = w->hits[i];
	w->nhits = kept;
	if (yg_rule_on(r, w->in->as_of)) return;
	for (size_t i = before; i < w->nhits; i++) w->switched_off += !w->hits[i].masked;
	w->nhits = before;
}

static void group_hits(struct mwork *w, const struct mdrug *mine, uint16_t group)
{
	const struct group *g = yg_group_at(w->in->tables, group);
	const struct rule *r = g ? yg_rule_at(w->in->tables, g->rule) : NULL;
	size_t n = 0;
	if (!r || g->use != 0) return;
	for (size_t d = 0; d < w->ndrugs; d++)
		if (member(&w->drugs[d], group) && !same_drug(mine, &w->drugs[d])) w->partners[n++] = (uint32_t)d;
	for (uint32_t i = 0; n && i < mine->ours; i++) line_hits(w, w->by_drug[mine->first + i], group, g, r, n);
}

void yg_check_classes(struct mwork *w)
{
	for (size_t d = 0; d < w->ndrugs; d++)
		for (size_t g = 0; w->drugs[d].ours && g < w->drugs[d].ngroups; g++)
			group_hits(w, &w->drugs[d], w->drugs[d].groups[g]);
}
