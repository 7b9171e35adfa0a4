/* context.c - what a hit means where it stands: the next course of the same institution, the same institution twice, or
 * somebody else; and from kind, severity and that context, whether the pharmacist must decide before dispensing.
 * Finds nothing and drops nothing; the answer is the same in any order of lines and sources. */
#include "match/hits.h"
#include "match/history.h"
#include "base/ban.h"

#define EARLY_REFILL_DAYS 7                          /* all courses of the institution together reach at most this far into ours */

/* --- the site's own tiers --------------------------------------------------------------------- */

const struct site_rule *yg_site_rule(const struct match_in *in, const struct rule *r)
{
	for (size_t i = 0; i < in->nsite; i++)
		if (in->site[i].rule == r) return &in->site[i];
	return NULL;
}

/* A masked hit keeps the edition's tier: the site's would tell which rule it was. */
static uint8_t severity_of(const struct mwork *w, const struct hit *h)
{
	const struct site_rule *s = h->masked ? NULL : yg_site_rule(w->in, h->rule);
	uint8_t severity = s && s->severity ? s->severity : h->rule->severity;
	return h->beyond && severity > SEV_WARNING ? SEV_WARNING : severity;
}

/* --- context ---------------------------------------------------------------------------------- */

static enum finding_context place_context(const struct mwork *w, const struct hit *h)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	if (h->kind == HIT_LIMIT) return CTX_NONE;
	if (y->ours) return CTX_SAME_RX;
	if (y->e->kind == HIST_OTC) return CTX_OTHER_PLACE;
	switch (yg_place_same(&x->e->clinic_key, &y->e->clinic_key)) {
	case 1: return CTX_SAME_PLACE;
	case 0: return CTX_OTHER_PLACE;
	default: return CTX_UNKNOWN_PLACE;
	}
}

/* Could this be the course that ours follows? It began before ours, and when is known. */
static bool earlier_course(const struct mwork *w, const struct hit *h)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	return !h->masked && h->context == CTX_SAME_PLACE && y->from < x->from && y->from != DAY_MIN;
}

/* Lines of one dispensing run side by side: of those that begin on one day the longest counts. The hits stand in the
 * order of their first days. */
static int64_t days_left(const struct mwork *w, struct hit *const *h, size_t n)
{
	int64_t total = 0, longest = 0;
	int32_t day = DAY_MIN;
	for (size_t i = 0; i < n; i++) {
		if (!earlier_course(w, h[i])) continue;
		if (w->lines[h[i]->b].from != day) {
			total += longest;
			longest = 0;
			day = w->lines[h[i]->b].from;
		}
		if (h[i]->overlap > longest) longest = h[i]->overlap;
	}
	return total + longest;
}

/* Less than half of the shorter course is left over: renewed early, not given twice. */
static bool early(const struct mwork *w, const struct hit *h, int64_t left)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	int64_t ours = (int64_t)x->to - x->from + 1, theirs = (int64_t)y->to - y->from + 1;
	return 2 * left < (ours < theirs ? ours : theirs);
}

void yg_context(const struct mwork *w, struct hit *const *h, size_t n)
{
	int64_t left;
	for (size_t i = 0; i < n; i++) {
		h[i]->context = (uint8_t)place_context(w, h[i]);
		h[i]->severity = severity_of(w, h[i]);
	}
	if (h[0]->kind != HIT_INGREDIENT && h[0]->kind != HIT_CLASS) return;
	left = days_left(w, h, n);
	for (size_t i = 0; i < n; i++) {
		if (!earlier_course(w, h[i])) continue;
		if (left <= EARLY_REFILL_DAYS) {
			h[i]->context = CTX_CONTINUES;
			h[i]->severity = SEV_INFO;
		} else if (early(w, h[i], left)) {
			h[i]->context = CTX_EARLY;
		}
	}
}

/* --- tiers ------------------------------------------------------------------------------------ */

/* The table of docs/matching.md, "Tiers": contexts in which a WARNING of this kind must be decided before dispensing.
 * Critical always must, information never. */
#define IN(c) (1u << (c))
enum { NEVER = 0, ALWAYS = 0xff, ELSEWHERE = IN(CTX_UNKNOWN_PLACE) | IN(CTX_OTHER_PLACE), NOT_ONE_RX = ELSEWHERE | IN(CTX_SAME_PLACE) };
static const uint8_t tiers[] = {
	[FIND_IDENTITY] = ALWAYS,
	[FIND_SAME_INGREDIENT] = NOT_ONE_RX,
	[FIND_SAME_CLASS] = ELSEWHERE,
	[FIND_PAIR] = NEVER,                         /* a caution pair; one beyond its source: see below */
	[FIND_UNCHECKED] = NEVER,                    /* the coverage carries the verdict */
	[FIND_EXPIRED_RX] = NEVER,                   /* a refill or a later part: which one it is cannot be seen */
	[FIND_DAYS_LIMIT] = ALWAYS,
	[FIND_ALLERGY] = ALWAYS,
	[FIND_CONDITION] = NEVER,
	[FIND_AGE] = ALWAYS,
	[FIND_SEX] = ALWAYS,
	[FIND_PREGNANCY] = ALWAYS,
	[FIND_LACTATION] = NEVER,
	[FIND_RENAL] = ALWAYS,
	[FIND_HEPATIC] = ALWAYS,
	[FIND_DOSE] = ALWAYS,
	[FIND_TOTAL] = ALWAYS,
	[FIND_POLYPHARMACY] = NEVER,
	[FIND_UNIT] = ALWAYS,
	[FIND_FORM] = ALWAYS,
	[FIND_NARCOTIC] = ALWAYS,
	[FIND_REFILL] = ALWAYS,
};

bool yg_interrupts(enum finding_kind kind, enum severity severity, enum finding_context context)
{
	if (severity != SEV_WARNING) return severity == SEV_CRITICAL;
	return (size_t)kind >= sizeof tiers || (tiers[kind] & IN(context)) != 0;     /* a kind without a row: rather once too often */
}
