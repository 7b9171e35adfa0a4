/* pair.c - contraindicated and caution pairs (rules/pairs.csv), either way round, on common days or within the
 * wash-out; and supply-day limits (rules/limits.csv) of our own lines, which need no partner.
 * A condition of a rule is not judged here: the finding stands and shows it. A form of the drug that the rule's source
 * does not name is told as a warning that somebody must look up, never as the rule's own severity and never dropped. */
#include "match/hits.h"
#include "base/ban.h"

/* Start of the later course minus last day of the earlier one, or 0 when they share a day. The rule's wash-out counts
 * from the drug that came first. */
static bool in_reach(const struct mwork *w, struct hit *h, bool swapped)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	bool ours_first = x->to < y->from;
	int64_t distance;
	h->overlap = yg_overlap_days(x, y);
	h->gap = -1;
	h->washout = 0;
	if (h->overlap) return true;
	distance = ours_first ? (int64_t)y->from - x->to : (int64_t)x->from - y->to;
	h->washout = ours_first != swapped ? h->rule->washout_ab : h->rule->washout_ba;
	if (h->washout <= 0 || distance > h->washout) return false;
	h->gap = (int32_t)(distance - 1);
	return true;
}

static void pair_lines(struct mwork *w, uint32_t a, uint32_t b, const struct pair_hit *p, size_t n)
{
	const struct tables *t = w->in->tables;
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = yg_rule_at(t, p[i].rule);
		struct hit h = { .a = a, .b = b, .kind = HIT_PAIR, .masked = w->lines[b].e->masked, .beyond = p[i].beyond, .rule = r, .gap = -1 };
		bool again = false;
		if (!r || !in_reach(w, &h, p[i].swapped)) continue;
		for (size_t k = 0; k < i && !again; k++) {           /* a drug that stands on both sides of the rule */
			struct hit other = h;
			again = p[k].rule == p[i].rule && in_reach(w, &other, p[k].swapped);
		}
		if (again) continue;
		if (!yg_rule_on(r, w->in->as_of)) {
			w->switched_off += !h.masked;
			continue;
		}
		h.severity = h.beyond && r->severity > SEV_WARNING ? SEV_WARNING : r->severity;
		yg_hit_add(w, &h);
	}
}

static void drug_hits(struct mwork *w, const struct mdrug *mine, const struct mdrug *other)
{
	struct pair_hit few[64], *p = few;
	const size_t room = sizeof few / sizeof *few;
	size_t n = yg_pair_rules(w->in->tables, mine->d, other->d, p, room);
	if (n > room) {
		if (!(p = yg_arena_array(w->a, n, sizeof *p))) return;
		n = yg_pair_rules(w->in->tables, mine->d, other->d, p, n);
	}
	for (uint32_t i = 0; n && i < mine->ours; i++)
		for (uint32_t k = 0; k < other->count; k++) {
			uint32_t a = w->by_drug[mine->first + i], b = w->by_drug[other->first + k];
			if (yg_pair_owned(w, a, b)) pair_lines(w, a, b, p, n);
		}
}

void yg_check_pairs(struct mwork *w)
{
	for (size_t x = 0; x < w->ndrugs; x++)
		for (size_t y = 0; w->drugs[x].ours && y < w->ndrugs; y++)
			drug_hits(w, &w->drugs[x], &w->drugs[y]);
}

void yg_check_limits(struct mwork *w)
{
	for (uint32_t a = 0; a < w->in->nrx; a++) {
		const struct mline *x = &w->lines[a];
		const struct rule *r = x->drug == NO_DRUG ? NULL : yg_days_limit_rule(w->in->tables, x->e->item->drug);
		struct hit h = { .a = a, .b = a, .kind = HIT_LIMIT, .rule = r, .gap = -1 };
		if (!r || !r->limit_days || x->e->days <= r->limit_days) continue;
		if (!yg_rule_on(r, w->in->as_of)) {
			w->switched_off++;
			continue;
		}
		h.severity = r->severity;
		yg_hit_add(w, &h);
	}
}
