/* otc.c - OTC drugs whose ingredients the notebook names (record 31): each ingredient becomes a line of its own that the
 * matcher can compare. Names are compared whole, after folding, with the 成分名 and base ingredients of the master; an
 * ingredient that is not among them leaves the drug unidentified, and the answer incomplete. */
#include "flow/steps.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

bool yg_otc_by_ingredient(struct yg_case *c, struct otc *o)
{
	size_t known = 0;
	for (size_t i = 0; i < o->ningredients && c->otc_names < YG_MAX_OTC_NAMES; i++, c->otc_names++) {
		o->ingredients[i].drug = yg_drug_of_ingredient(c->tables, o->ingredients[i].name);
		known += o->ingredients[i].drug != NULL;
	}
	return o->ningredients && known == o->ningredients;
}

static const struct otc *otc_of(const struct yg_case *c, const struct exposure *e)
{
	const struct history *h = c->sources[e->source].h;
	for (size_t i = 0; i < h->notc; i++)
		if (&h->otc[i].item == e->item) return &h->otc[i];
	return NULL;
}

static struct exposure *push(struct yg_case *c, struct exposure *all, size_t *n, const struct exposure *e)
{
	struct exposure *p = yg_arena_grow(c->arena, all, *n, sizeof *p);
	if (!p) return all;
	p[*n] = *e;
	p[*n].merged_into = *n;
	++*n;
	return p;
}

int yg_expand_otc(struct yg_case *c, struct exposure **e, size_t *n)
{
	struct exposure *all = NULL;
	size_t k = 0, otc = 0;
	for (size_t i = 0; i < *n; i++) otc += (*e)[i].kind == HIST_OTC && !(*e)[i].item->drug;
	if (!otc) return YG_OK;
	for (size_t i = 0; i < *n; i++) {
		const struct exposure *from = &(*e)[i];
		const struct otc *o = from->kind == HIST_OTC && !from->item->drug ? otc_of(c, from) : NULL;
		bool known = from->item->why_not && !strcmp(from->item->why_not, "by-ingredient");
		if (!known) all = push(c, all, &k, from);            /* stays unidentified; what is known of it is added below */
		for (size_t g = 0; o && g < o->ningredients; g++) {
			const struct drug *d = o->ingredients[g].drug;
			struct drug_item *it = d ? yg_arena_alloc(c->arena, sizeof *it) : NULL;
			struct exposure part = *from;
			if (!it) continue;
			*it = *from->item;
			it->drug = d;
			it->why_not = NULL;
			part.item = it;
			part.by_ingredient = true;
			part.route = ROUTE_SYSTEMIC;                 /* the graver reading: the notebook does not say how it is used */
			all = push(c, all, &k, &part);
		}
		if (k > YG_MAX_HISTORY) return YG_ETOOBIG;
	}
	*e = all;
	*n = k;
	return yg_arena_error(c->arena);
}
