/* national.c - what the published rule of the national check (eps 5.1) says of the lines of one finding: same ingredient
 * and same route, or a contraindicated pair; whole days for 内服, a flat 14 days for the rest; never inside one
 * prescription. A replica from public papers, not the service's own answer. */
#include "match/hits.h"
#include "base/ban.h"

#define FLAT_DAYS 14

static bool national_span(const struct exposure *e, int32_t *from, int32_t *to)
{
	if (!yg_ymd_valid(e->on)) return false;
	*from = yg_ymd_days(e->on);
	*to = *from + (e->form == FORM_ORAL && e->days > 0 ? e->days : FLAT_DAYS) - 1;
	return true;
}

static bool national_hit(const struct mline *x, const struct mline *y, bool same_route)
{
	int32_t xf, xt, yf, yt;
	/* claims, notebooks of the patient's own entries and OTC are not in its data */
	if (y->ours || y->e->kind == HIST_CLAIMS || y->e->kind == HIST_OTC) return false;
	if (same_route && x->e->route != y->e->route) return false;
	return national_span(x->e, &xf, &xt) && national_span(y->e, &yf, &yt) && xf <= yt && yf <= xt;
}

const char *yg_national(const struct mwork *w, const struct finding *f)
{
	if (f->masked || f->beyond || (f->kind != FIND_SAME_INGREDIENT && f->kind != FIND_PAIR)) return "not-applicable";
	if (f->kind == FIND_PAIR && f->severity != SEV_CRITICAL) return "no-hit";
	for (size_t i = 0; i < f->npartners; i++)
		if (national_hit(&w->lines[f->a], &w->lines[f->partners[i]], f->kind == FIND_SAME_INGREDIENT)) return "hit";
	return "no-hit";
}
