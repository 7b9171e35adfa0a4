/* class.c - two drugs of one therapeutic group on the same days, when the group allows fewer (rules/groups.csv).
 * What duplicate.c already reports is not reported again: a partner whose ingredients all are ours, or the reverse. */
#include "match/hits.h"
#include <stdlib.h>
#include "base/ban.h"

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

/* One of our lines beside another drug of the group, on common days. */
struct beside { uint32_t a, b, drug; uint16_t group; };

static int by_line_and_group(const void *px, const void *py)
{
	const struct beside *x = px, *y = py;
	if (x->a != y->a) return x->a < y->a ? -1 : 1;
	if (x->group != y->group) return x->group < y->group ? -1 : 1;
	if (x->drug != y->drug) return x->drug < y->drug ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

#define MANY_DRUGS 64                                /* different products beside ours on one day: more than any group allows */
/* Are there `need` drugs in the list no two of which are the same? */
static bool that_many(const struct mwork *w, const uint32_t *drugs, size_t n, unsigned need)
{
	uint32_t rest[MANY_DRUGS];
	if (!need) return true;
	for (size_t i = 0; i + need <= n; i++) {
		size_t m = 0;
		for (size_t k = i + 1; k < n; k++)
			if (!same_drug(&w->drugs[drugs[i]], &w->drugs[drugs[k]])) rest[m++] = drugs[k];
		if (that_many(w, rest, m, need - 1)) return true;
	}
	return false;
}

/* With ours and the partner v[i], are there more different drugs of the group than allowed on this day? None of the partners
 * is the same as ours. An open partner is judged without the masked ones, so that nothing masked shows in an open finding. */
static bool crowded_on(const struct mwork *w, const struct beside *v, size_t n, size_t i, int32_t day, unsigned allowed)
{
	uint32_t others[MANY_DRUGS];
	size_t m = 0;
	for (size_t k = 0; k < n; k++) {
		const struct mline *y = &w->lines[v[k].b];
		if (y->from > day || y->to < day || (y->e->masked && !w->lines[v[i].b].e->masked)) continue;
		if (same_drug(&w->drugs[v[k].drug], &w->drugs[v[i].drug]) || (m && others[m - 1] == v[k].drug)) continue;   /* v is sorted by drug */
		if (m == MANY_DRUGS) return true;
		others[m++] = v[k].drug;
	}
	return that_many(w, others, m, allowed - 1);
}

/* Some day on which ours and the partner are both taken, and more drugs of the group than allowed, no two of them the same. */
static bool crowded(const struct mwork *w, const struct beside *v, size_t n, size_t i, unsigned allowed)
{
	const struct mline *x = &w->lines[v[i].a], *y = &w->lines[v[i].b];
	int32_t from = x->from > y->from ? x->from : y->from, to = x->to < y->to ? x->to : y->to;
	if (allowed <= 1 || crowded_on(w, v, n, i, from, allowed)) return true;
	for (size_t k = 0; k < n; k++) {             /* the worst day is one on which somebody starts */
		int32_t day = w->lines[v[k].b].from;
		if (day > from && day <= to && crowded_on(w, v, n, i, day, allowed)) return true;
	}
	return false;
}

/* All that stands beside one of our lines in one group: counted with all lines, told once for each pair of ours. */
static void line_hits(struct mwork *w, const struct beside *v, size_t n, const struct rule *r)
{
	bool on = yg_rule_on(r, w->in->as_of);
	for (size_t i = 0; i < n; i++) {
		const struct mline *x = &w->lines[v[i].a], *y = &w->lines[v[i].b];
		struct hit h = { .a = v[i].a, .b = v[i].b, .kind = HIT_CLASS, .severity = r->severity, .masked = y->e->masked,
				 .cause = v[i].group, .rule = r, .overlap = yg_overlap_days(x, y), .gap = -1 };
		if (!yg_pair_owned(w, v[i].a, v[i].b) || !crowded(w, v, n, i, r->allowed)) continue;
		if (on) yg_hit_add(w, &h);
		else w->switched_off += !h.masked;
	}
}

static void put_beside(const struct mwork *w, struct beside *v, uint32_t a, uint32_t b, uint32_t group)
{
	*v = (struct beside){ a, b, w->lines[b].drug, (uint16_t)group };
}

void yg_check_classes(struct mwork *w)
{
	struct beside *v;
	size_t n = 0, k;
	for (size_t i = 0; i < w->nmet; i++) n += w->met[i].kind == KERNEL_CLASS ? 2 : 0;
	if (!(v = yg_arena_array(w->a, n + 1, sizeof *v))) return;
	n = 0;
	for (size_t i = 0; i < w->nmet; i++) {
		const struct kernel_hit *m = &w->met[i];
		if (m->kind != KERNEL_CLASS || same_drug(&w->drugs[w->lines[m->p].drug], &w->drugs[w->lines[m->q].drug])) continue;
		put_beside(w, &v[n++], m->p, m->q, m->ref);
		if (m->ours) put_beside(w, &v[n++], m->q, m->p, m->ref);     /* each counts for the other */
	}
	if (n) qsort(v, n, sizeof *v, by_line_and_group);
	for (size_t i = 0; i < n; i = k) {
		const struct group *g = yg_group_at(w->in->tables, v[i].group);
		for (k = i + 1; k < n && v[k].a == v[i].a && v[k].group == v[i].group; k++) {}
		line_hits(w, v + i, k - i, yg_rule_at(w->in->tables, g->rule));
	}
}
