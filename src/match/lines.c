/* lines.c - a prescription as exposures: our own lines, one per drug line, with period, route and place.
 * Reads no history (history.c) and judges nothing. */
#include "match/lines.h"
#include "match/history.h"
#include "match/period.h"
#include "match/usage.h"
#include "tables/drug.h"
#include "base/err.h"
#include "base/ban.h"

void yg_place_of(struct place *p, const struct institution *i)
{
	struct str code;
	*p = (struct place){ STR_NONE, STR_NONE, STR_NONE };
	if (!i) return;
	code = yg_str_trim(i->code);
	p->name = yg_str_trim(i->name);
	if (code.n == 10) p->area = yg_str_sub(code, 0, 2);          /* 都道府県 2 + 点数表 1 + code 7 */
	else if (i->prefecture.n == 2) p->area = i->prefecture;
	if (code.n >= 7) p->code = yg_str_sub(code, code.n - 7, 7);
}

int yg_place_same(const struct place *a, const struct place *b)
{
	if (a->code.n && b->code.n)
		return yg_str_eq(a->code, b->code) && (!a->area.n || !b->area.n || yg_str_eq(a->area, b->area));
	if (a->name.n && b->name.n) return yg_str_eq(a->name, b->name);
	return -1;
}

enum route yg_item_route(const struct drug_item *item)
{
	return item->drug ? (enum route)item->drug->route : ROUTE_UNKNOWN;
}

void yg_exposure_ref(struct exposure *e, struct arena *a, const char *head, unsigned long x, unsigned long y)
{
	struct str s = yg_arena_printf(a, "%s/%lu/%lu", head, x, y);
	size_t n = s.n < sizeof e->ref - 1 ? s.n : sizeof e->ref - 1;
	if (n) memcpy(e->ref, s.p, n);
	e->ref[n] = '\0';
}

/* All that the texts and codes of one line say about its use. */
static void usage_of(const struct rx_group *g, const struct rx_line *l, struct usage *u)
{
	yg_usage_begin(u);
	yg_usage_text(u, g->usage);
	for (size_t i = 0; i < g->nsupplements; i++) yg_usage_supplement(u, &g->supplements[i], false);
	for (size_t i = 0; i < l->nsupplements; i++) yg_usage_supplement(u, &l->supplements[i], true);
	yg_usage_code(u, g->usage_type, g->usage_code);
	yg_usage_end(u);
}

int yg_rx_exposures(struct rx *rx, struct ymd as_of, struct arena *a, struct exposure **out, struct rx_group ***group, size_t *n)
{
	struct ymd start = yg_ymd_valid(rx->issued) ? rx->issued : as_of;
	bool later = rx->refill_total > 0 || rx->split_part > 1;
	struct exposure *e;
	struct rx_group **of;
	size_t k = 0, total = 0;
	if (later && yg_ymd_valid(as_of) && yg_ymd_cmp(as_of, start) > 0) start = as_of;
	for (size_t g = 0; g < rx->ngroups; g++) total += rx->groups[g].nlines;
	e = yg_arena_array(a, total ? total : 1, sizeof *e);
	of = yg_arena_array(a, total ? total : 1, sizeof *of);
	if (!e || !of) return yg_arena_error(a);
	for (size_t g = 0; g < rx->ngroups; g++) {
		struct rx_group *rp = &rx->groups[g];
		for (size_t i = 0; i < rp->nlines; i++, k++) {
			const struct rx_line *l = &rp->lines[i];
			struct usage u;
			struct period_in in = { .form = rp->form, .amount = l->item.amount, .quantity = DEC_NONE, .split_quantity = rp->split_quantity,
				.times_per_day = l->per_day_times.n ? l->per_day_times : rp->times_per_day, .per_dose = l->per_dose, .start = start,
				.usage = &u, .unit = l->item.unit, .product = l->item.product.n ? l->item.product : l->item.name,
				.strength = l->item.strength, .leftover = DEC_NONE };
			usage_of(rp, l, &u);
			if (rp->quantity > 0) in.quantity = yg_dec_int(rp->quantity);
			yg_exposure_ref(&e[k], a, "rx", (unsigned long)(rp->number < 0 ? 0 : rp->number), (unsigned long)(l->seq < 0 ? 0 : l->seq));
			e[k].item = &l->item;
			e[k].line = l;
			e[k].rp = rp;
			e[k].kind = HIST_PRESCRIBED;
			e[k].route = yg_item_route(&l->item);
			yg_period_set(&e[k], &in);
			e[k].usage = rp->usage;
			e[k].clinic = &rx->institution;
			yg_place_of(&e[k].clinic_key, e[k].clinic);
			e[k].on = rx->issued;
			e[k].source = -1;
			e[k].merged_into = k;
			of[k] = rp;
		}
	}
	*out = e;
	*group = of;
	*n = k;
	return yg_arena_error(a);
}
