/* pair.c - contraindicated and caution pairs (rules/pairs.csv), either way round, on common days or within the
 * wash-out; and supply-day limits (rules/limits.csv) of our own lines, which need no partner.
 * A condition of a rule is not judged here: the finding stands and shows it. A form of the drug that the rule's source
 * does not name is told as a warning that somebody must look up, never as the rule's own severity and never dropped. */
#include "match/hits.h"
#include "base/ban.h"

/* Days on which both are taken, else the whole days between and the wash-out that was asked for: the number for the drug
 * that came first. */
static void measure(const struct mwork *w, struct hit *h, bool swapped)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	bool ours_first = x->to < y->from;
	h->overlap = yg_overlap_days(x, y);
	h->gap = -1;
	if (h->overlap) return;
	h->washout = ours_first != swapped ? h->rule->washout_ab : h->rule->washout_ba;
	h->gap = (ours_first ? y->from - x->to : x->from - y->to) - 1;
}

void yg_check_pairs(struct mwork *w)
{
	for (size_t i = 0; i < w->nmet; i++) {
		const struct kernel_hit *m = &w->met[i];
		const struct rule *r = m->kind == KERNEL_PAIR ? yg_rule_at(w->in->tables, m->ref) : NULL;
		struct hit h = { .a = m->p, .b = m->q, .kind = HIT_PAIR, .beyond = m->flags & KERNEL_HIT_BEYOND, .rule = r };
		if (!r) continue;
		h.masked = w->lines[m->q].e->masked;
		if (!yg_rule_on(r, w->in->as_of)) {
			w->switched_off += !h.masked;
			continue;
		}
		measure(w, &h, m->flags & KERNEL_HIT_SWAPPED);
		h.severity = h.beyond && r->severity > SEV_WARNING ? SEV_WARNING : r->severity;
		yg_hit_add(w, &h);
	}
}

void yg_check_limits(struct mwork *w)
{
	for (size_t i = 0; i < w->nmet; i++) {
		const struct kernel_hit *m = &w->met[i];
		const struct rule *r = m->kind == KERNEL_LIMIT ? yg_days_limit_rule(w->in->tables, w->lines[m->p].e->item->drug) : NULL;
		struct hit h = { .a = m->p, .b = m->p, .kind = HIT_LIMIT, .rule = r, .gap = -1 };
		if (!r) continue;
		if (!yg_rule_on(r, w->in->as_of)) {
			w->switched_off++;
			continue;
		}
		h.severity = r->severity;
		yg_hit_add(w, &h);
	}
}
