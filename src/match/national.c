/* national.c - the replica of the national check: same ingredient and same route, or 併用禁忌; whole days for 内服, a flat
 * 14 days for the rest; only what the service has; a dispensing replaces its prescription; nothing inside one
 * prescription; no wash-out. From public papers: every part that is not published is marked as a guess. */
#include "match/hits.h"
#include "match/national.h"
#include "base/err.h"
#include "base/ban.h"

#define FLAT_DAYS 14
#define MAX_PAIR_RULES 64                            /* between two drugs; the shipped rules have at most 3 */

const char *yg_national_word(enum national_why w)
{
	static const char *const words[] = {
		[NAT_HIT] = "hit", [NAT_CHECK_IS_OURS] = "check-is-ours", [NAT_CLASS_IS_OURS] = "class-check-is-ours",
		[NAT_SAME_RX] = "same-prescription", [NAT_OTC] = "otc", [NAT_NOTEBOOK] = "notebook", [NAT_CLAIMS] = "claims-data",
		[NAT_NOT_REGISTERED] = "not-registered", [NAT_DISPENSED] = "already-dispensed", [NAT_UNDATED] = "undated",
		[NAT_NO_DRUG] = "not-identified", [NAT_NOTHING_SHARED] = "nothing-shared", [NAT_OTHER_ROUTE] = "other-route",
		[NAT_CAUTION_ONLY] = "caution-only", [NAT_OTHER_FORM] = "other-form", [NAT_WASHOUT_IS_OURS] = "washout-is-ours",
		[NAT_PERIOD] = "period-computed", [NAT_OURS_PERIOD] = "period-computed", [NAT_OURS_NOT_RAISED] = "not-raised" };
	return (size_t)w < sizeof words / sizeof *words ? words[w] : "";
}

/* --- what it has ---------------------------------------------------------------------------- */

/* A dispensing of this prescription is registered too: the prescription has left. */
static bool replaced(const struct match_in *in, const struct exposure *p)
{
	const struct exposure *kept;
	if (p->kind != HIST_PRESCRIBED) return false;        /* merged into ours: asked before */
	kept = &in->hist[p->merged_into];
	if (kept == p) return false;
	if (kept->registered && kept->kind == HIST_DISPENSED) return true;
	return kept->twin && in->hist[kept->twin - 1].kind == HIST_DISPENSED;
}

static enum national_why absent(const struct match_in *in, const struct exposure *y)
{
	if (y->source < 0 || y->merged_into == MERGED_INTO_RX) return NAT_SAME_RX;
	if (y->kind == HIST_OTC) return NAT_OTC;
	if (y->kind == HIST_BOOKLET) return NAT_NOTEBOOK;
	if (y->kind == HIST_CLAIMS) return NAT_CLAIMS;
	if (!y->registered) return NAT_NOT_REGISTERED;
	if (replaced(in, y)) return NAT_DISPENSED;
	return yg_ymd_valid(y->on) ? NAT_HIT : NAT_UNDATED;
}

/* --- how long --------------------------------------------------------------------------------- */

/* 内服 with days: those. 外用, 頓服: 14. The papers do not name injections, drops taken by mouth, decoctions and devices. */
static int length(const struct exposure *e, bool *guess)
{
	bool oral = e->form == FORM_ORAL;
	if (e->form == FORM_EXTERNAL || e->form == FORM_PRN) return FLAT_DAYS;
	if (!oral || !e->part_days) *guess = true;
	return (oral || e->form == FORM_DECOCTION || e->form == FORM_NONE) && e->part_days ? e->part_days : FLAT_DAYS;
}

static enum national_why in_time(const struct match_in *in, const struct exposure *x, const struct exposure *y, struct national_answer *out)
{
	struct ymd start = yg_ymd_valid(x->on) && yg_ymd_cmp(x->on, in->as_of) > 0 ? x->on : in->as_of;
	int32_t xf, xt, yf, yt;
	bool guess = false;
	if (!yg_ymd_valid(start)) return NAT_UNDATED;        /* that of y was looked at before */
	xf = yg_ymd_days(start);
	yf = yg_ymd_days(y->on);
	yt = yf + length(y, &guess) - 1;
	out->overlap_only = yf > xf;
	xt = xf + length(x, out->overlap_only ? &guess : &(bool){ false }) - 1;
	if (xf > yt || yf > xt) return NAT_PERIOD;
	out->guess = out->guess || guess || out->overlap_only;
	return NAT_HIT;
}

/* --- what it compares ---------------------------------------------------------------------------- */

/* Any base ingredient in both (section 8 row 9); how the service treats combinations is not published. */
static enum national_why duplicate(const struct match_in *in, const struct exposure *x, const struct exposure *y, struct national_answer *out)
{
	const uint16_t *p, *q;
	size_t np = yg_drug_ingredients(in->tables, x->item->drug, &p), nq = yg_drug_ingredients(in->tables, y->item->drug, &q), both = 0;
	for (size_t i = 0; i < np; i++)
		for (size_t k = 0; k < nq; k++) both += p[i] == q[k];
	if (!np || !nq) return NAT_NO_DRUG;
	if (!both) return NAT_NOTHING_SHARED;
	if (both < np || both < nq) out->guess = true;
	if (x->route == ROUTE_UNKNOWN || y->route == ROUTE_UNKNOWN) out->guess = true;
	else if (x->route != y->route) return NAT_OTHER_ROUTE;
	/* tablet and injection are one route to us (systemic); its classes are not published */
	if (x->item->drug->form_class && y->item->drug->form_class && x->item->drug->form_class != y->item->drug->form_class) out->guess = true;
	return NAT_HIT;
}

static enum national_why contraindicated(const struct match_in *in, const struct exposure *x, const struct exposure *y, struct national_answer *out)
{
	struct pair_hit hits[MAX_PAIR_RULES];
	size_t n = yg_pair_rules(in->tables, x->item->drug, y->item->drug, hits, MAX_PAIR_RULES);
	enum national_why why = NAT_NOTHING_SHARED;
	bool conditional = true;
	for (size_t i = 0; i < n && i < MAX_PAIR_RULES; i++) {
		const struct rule *r = yg_rule_at(in->tables, hits[i].rule);
		if (!yg_rule_on(r, in->as_of)) continue;
		if (r->severity != SEV_CRITICAL) {
			if (why < NAT_CAUTION_ONLY && why != NAT_HIT) why = NAT_CAUTION_ONLY;
		} else if (hits[i].beyond) {
			if (why != NAT_HIT) why = NAT_OTHER_FORM;
		} else {
			why = NAT_HIT;
			conditional = conditional && (r->condition_ja || r->condition_en);
		}
	}
	if (why == NAT_HIT && conditional) out->guess = true;
	return why;
}

struct national_answer yg_national_pair(const struct match_in *in, const struct exposure *x, const struct exposure *y, bool pair)
{
	struct national_answer out = { .why = absent(in, y) };
	if (out.why != NAT_HIT) return out;
	if (!x->item->drug || !y->item->drug) out.why = NAT_NO_DRUG;
	else out.why = pair ? contraindicated(in, x, y, &out) : duplicate(in, x, y, &out);
	if (out.why == NAT_HIT) out.why = in_time(in, x, y, &out);
	if (out.why != NAT_HIT) out.guess = out.overlap_only = false;
	return out;
}

/* --- beside a finding of ours -------------------------------------------------------------------------- */

static const struct exposure *line(const struct match_in *in, size_t i) { return i < in->nrx ? &in->rx[i] : &in->hist[i - in->nrx]; }

/* The best of several: a hit, a firm one first; else the nearest to one. */
static void better(struct national_answer *best, struct national_answer a)
{
	if (a.why == NAT_HIT ? best->why != NAT_HIT || (best->guess && !a.guess) : best->why != NAT_HIT && a.why > best->why) *best = a;
}

const char *yg_national_finding(const struct match_in *in, const struct finding *f, struct national_answer *out)
{
	bool duplicates = f->kind == FIND_SAME_INGREDIENT || (f->kind == FIND_TOTAL && f->npairs);    /* total: took a duplicate in */
	struct national_answer best = { .why = f->kind == FIND_SAME_CLASS ? NAT_CLASS_IS_OURS : NAT_CHECK_IS_OURS };
	*out = best;
	if (f->masked || (!duplicates && f->kind != FIND_PAIR)) return "not-applicable";
	if (f->beyond || (f->kind == FIND_PAIR && f->rule->severity != SEV_CRITICAL)) {        /* the rule's own, not the site's */
		out->why = f->beyond ? NAT_OTHER_FORM : NAT_CAUTION_ONLY;
		return f->beyond ? "not-applicable" : "no-hit";
	}
	for (size_t i = 0; i < f->npairs; i++) {
		const struct exposure *x = line(in, f->pairs[i].a), *y = line(in, f->pairs[i].b);
		better(&best, yg_national_pair(in, x, y, f->kind == FIND_PAIR));
		if (!y->registered && y->twin && !in->hist[y->twin - 1].masked)        /* a line of ours has no twin */
			better(&best, yg_national_pair(in, x, &in->hist[y->twin - 1], f->kind == FIND_PAIR));
	}
	if (best.why == NAT_PERIOD && f->gap_days >= 0) best.why = NAT_WASHOUT_IS_OURS;
	*out = best;
	return best.why == NAT_HIT ? "hit" : "no-hit";
}

const char *yg_national(const struct mwork *w, const struct finding *f)
{
	struct national_answer a;
	return yg_national_finding(w->in, f, &a);
}

/* --- beside all of ours ------------------------------------------------------------------------------------ */

/* One event of the history counts once, for each of our lines and each sort. */
static bool known(const struct national_hit *h, size_t n, const struct match_in *in, size_t a, size_t event, bool pair)
{
	for (size_t i = n; i-- > 0 && h[i].a == a;)
		if (h[i].pair == pair && in->hist[h[i].b - in->nrx].merged_into == event) return true;
	return false;
}

int yg_national_pass(const struct match_in *in, struct arena *a, struct national_hit **out, size_t *n)
{
	struct national_hit *h = NULL;
	size_t k = 0;
	for (size_t i = 0; i < in->nrx; i++)
		for (size_t j = 0; j < in->nhist; j++)
			for (int pair = 0; pair < 2; pair++) {
				struct national_answer v = yg_national_pair(in, &in->rx[i], &in->hist[j], pair != 0);
				struct national_hit *grown;
				if (v.why != NAT_HIT || known(h, k, in, i, in->hist[j].merged_into, pair != 0)) continue;
				if (!(grown = yg_arena_grow(a, h, k, sizeof *h))) return yg_arena_error(a);
				h = grown;
				h[k++] = (struct national_hit){ i, in->nrx + j, pair != 0, in->hist[j].masked, v };
			}
	*out = h;
	*n = k;
	return YG_OK;
}
