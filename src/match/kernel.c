/* kernel.c - the check itself: for each group of the history that can reach the prescription, one bit for each of our lines;
 * where it is set, its rank leads to what the pair is about, and dates and routes are looked at exactly.
 * The bits may say yes too often (a pair without a common day), never no. */
#include "match/kernel.h"
#include "base/ban.h"

_Static_assert(sizeof(struct kernel_line) == 16 && sizeof(struct kernel_hit) == 16 && sizeof(struct kernel_group) == 8 &&
	       sizeof(struct kernel_taken) == 12 && offsetof(struct kernel_block, groups) == 24, "the layout that was measured");
_Static_assert(KERNEL_ROUTES == 8, "three bits hold a route");

enum { AT_ONCE = 64 };                                /* lines of ours that are walked together */
struct side {                                         /* one of them, and the row of its entity: a cache line */
	const uint64_t *row;
	uint64_t bit, wash;                           /* of its slot in its word; the entity's second row */
	uint32_t word, slot;
	int32_t  from, to, washout;
	uint32_t p;
	uint8_t  route, mates;
};
struct run {
	const struct kernel_rules *k;
	struct kernel_hit *out; size_t n, max;
	const struct side *end;                       /* of the sides in use */
	int32_t  from;                                /* the first day of all of them */
	uint64_t wash;                                /* the second rows of all of them */
	struct side side[AT_ONCE];
};

/* An item as our line sees it from one side of the rule: the partner's routes, none when ours is not among its own. */
struct says { const struct kernel_rule *rule; unsigned swapped, routes; };
static inline struct says says(const struct kernel_rule *u, unsigned swapped, const struct side *p)
{
	unsigned mates = u->kind == KERNEL_PAIR ? 0xff : p->mates;
	return (struct says){ u, swapped, u->routes[swapped] >> p->route & 1 ? mates & u->routes[swapped ^ 1] : 0 };
}

/* Exact: the partner's route, and the days between against the wash-out of whoever came first. */
static inline bool fits(const struct says *s, const struct side *p, const struct kernel_taken *q)
{
	int32_t after_q = p->from - q->to, after_p = q->from - p->to;
	if (!(s->routes >> (q->at & 7) & 1)) return false;
	return after_q >= after_p ? after_q <= s->rule->washout[s->swapped ^ 1] : after_p <= s->rule->washout[s->swapped];
}

static inline void say(struct run *r, const struct side *p, const struct kernel_taken *q, const struct says *s, unsigned ours, unsigned beyond)
{
	if (r->n < r->max) {
		struct kernel_hit *h = &r->out[r->n];
		h->p = p->p;
		h->q = q->at >> 3;
		h->ref = s->rule->ref;
		h->kind = s->rule->kind;
		h->severity = s->rule->severity;
		h->ours = (uint8_t)ours;
		h->flags = (uint8_t)(s->swapped * KERNEL_HIT_SWAPPED + beyond);
	}
	r->n++;
}

/* Several things, or one that either of the two can be side A of: each rule says one thing, the first that fits. */
static void meet_many(struct run *r, const struct side *p, const uint32_t *item, unsigned lower, const struct kernel_taken *q,
		      const struct kernel_taken *end, unsigned ours)
{
	const int32_t latest = p->from - p->washout;
	for (; q < end && q->to >= latest; q++) {
		const struct kernel_rule *said = NULL;
		for (const uint32_t *it = item;; it++) {
			const struct kernel_rule *u = &r->k->rules[(*it & ~KERNEL_MORE) / 8];
			const unsigned way = *it & 3, first = way ? lower ^ (way & 2) / 2 : 0;
			struct says s = says(u, way == 3 ? 0 : first, p), t = says(u, 1, p);
			bool fit = fits(&s, p, q), other = !fit && way == 3 && fits(&t, p, q);
			if (u != said && (fit || other)) {
				say(r, p, q, fit ? &s : &t, ours, *it & KERNEL_BEYOND ? KERNEL_HIT_BEYOND : 0);
				said = u;
			}
			if (!(*it & KERNEL_MORE)) break;
		}
	}
}

/* Our line and an entity whose bit is set: its lines q..end, the last to end first. */
static void meet(struct run *r, const struct side *p, unsigned slot, const struct kernel_taken *q, const struct kernel_taken *end, unsigned ours)
{
	const struct kernel_rules *k = r->k;
	const unsigned lower = slot > p->slot;
	const uint32_t item = k->pairs[lower ? yg_kernel_rank(yg_kernel_row(k, yg_kernel_entity(slot)), p->word, p->bit)
					     : yg_kernel_rank(p->row, slot / 64, (uint64_t)1 << slot % 64)];
	const unsigned way = item & 3;
	if (item & KERNEL_LIST || way == 3) {
		meet_many(r, p, item & KERNEL_LIST ? k->lists + (item & ~KERNEL_LIST) : &item, lower, q, end, ours);
	} else {
		const struct says s = says(&k->rules[item / 8], way ? lower ^ way >> 1 : 0, p);
		const int32_t latest = p->from - p->washout;
		for (; q < end && q->to >= latest; q++)
			if (fits(&s, p, q)) say(r, p, q, &s, ours, item & KERNEL_BEYOND ? KERNEL_HIT_BEYOND : 0);
	}
}

/* One entity of the history: on common days the row decides; before our first day only lines with a wash-out are asked. */
static inline void met(struct run *r, unsigned slot, bool ended, const struct kernel_taken *q, const struct kernel_taken *end)
{
	const uint64_t bit = (uint64_t)1 << slot % 64;
	const unsigned word = slot / 64;
	if (!ended) {
		for (const struct side *p = r->side; p < r->end; p++)
			if (p->row[word] & bit) meet(r, p, slot, q, end, 0);
	} else if (r->wash & bit) {
		for (const struct side *p = r->side; p < r->end; p++)
			if (p->wash & bit && p->row[word] & bit) meet(r, p, slot, q, end, 0);
	}
}

static uint32_t count_from(int32_t base, int64_t day)  /* a day of a block: 1 is its base, 0 before all days */
{
	int64_t n = day - base + 1;
	return n < 1 ? 1 : n > UINT16_MAX ? UINT16_MAX : (uint32_t)n;
}

static void walk_block(struct run *r, const struct kernel_block *b)
{
	const struct kernel_taken *lines = (const void *)((const char *)b + b->lines_at);
	uint32_t from = count_from(b->base, r->from);
	for (const struct kernel_group *g = b->groups; g->reach >= from; g++)
		met(r, g->slot, g->end < from, lines + g->first, lines + g[1].first);
}

static void walk_lines(struct run *r, const struct kernel_line *h, uint32_t n)
{
	const struct kernel_rules *k = r->k;
	int32_t soonest = r->from - (int32_t)k->longest;
	for (uint32_t i = 0; i < n; i++) {
		unsigned slot;
		struct kernel_taken q;
		if (h[i].to < soonest) continue;
		slot = k->products[h[i].product].slot;
		q = (struct kernel_taken){ h[i].from, h[i].to, i * 8 + h[i].route };
		met(r, slot, h[i].to < r->from, &q, &q + 1);
	}
}

/* Our own lines among each other: each with all behind it. */
static void meet_own(struct run *r, const struct side *p, unsigned slot, const struct kernel_case *c, uint32_t q)
{
	const struct kernel_line *l = &c->rx[q];
	const struct kernel_taken t = { l->from, l->to, q * 8 + l->route };
	meet(r, p, slot, &t, &t + 1, 1);
}

static void walk_own(struct run *r, const struct kernel_case *c, uint32_t behind)
{
	const struct side *end = r->end;
	for (const struct side *p = r->side; p < end; p++) {
		const uint64_t *row = p->row;
		for (const struct side *q = p + 1; q < end; q++)
			if (row[q->word] & q->bit) meet_own(r, p, q->slot, c, q->p);
		for (uint32_t q = behind; q < c->nrx; q++) {          /* more lines than are walked together */
			unsigned slot = r->k->products[c->rx[q].product].slot;
			if (row[slot / 64] >> slot % 64 & 1) meet_own(r, p, slot, c, q);
		}
	}
}

static void say_alone(struct run *r, uint32_t p, uint32_t q, uint32_t ref, enum kernel_kind kind)
{
	if (r->n < r->max) r->out[r->n] = (struct kernel_hit){ p, q, ref, (uint8_t)kind, 0, 0, 0 };
	r->n++;
}

static void allergic(struct run *r, uint32_t p, const struct kernel_entity *e, const uint16_t *allergies, uint32_t n)
{
	const uint16_t *terms = r->k->terms + e->terms;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t t = 0; t < (uint32_t)e->ningredients + e->nclasses; t++)
			if (terms[t] == allergies[i]) say_alone(r, p, i, allergies[i], KERNEL_ALLERGY);
}

static void take(struct run *r, const struct kernel_case *c, uint32_t first, uint32_t end, const uint16_t *allergies, uint32_t nallergies)
{
	const struct kernel_rules *k = r->k;
	struct side *s = r->side;
	r->wash = 0;
	r->from = c->rx[first].from;
	for (uint32_t p = first; p < end; p++, s++) {
		const struct kernel_line *l = &c->rx[p];
		const struct kernel_product *d = &k->products[l->product];
		const unsigned slot = d->slot;
		const uint64_t *row = yg_kernel_row(k, yg_kernel_entity(slot));
		const struct kernel_entity *e = yg_kernel_entity_of(row);
		s->row = row;
		s->bit = (uint64_t)1 << slot % 64;
		s->wash = e->wash;
		s->word = slot / 64;
		s->slot = slot;
		s->from = l->from;
		s->to = l->to;
		s->washout = e->washout;
		s->p = p;
		s->route = l->route;
		s->mates = k->mate[l->route];
		r->wash |= e->wash;
		if (l->from < r->from) r->from = l->from;
		if (d->limit && l->days > d->limit) say_alone(r, p, 0, d->limit, KERNEL_LIMIT);
		if (nallergies) allergic(r, p, e, allergies, nallergies);
	}
	r->end = s;
}

size_t yg_kernel_find(const struct kernel_rules *k, const struct kernel_case *c, struct kernel_hit *out, size_t max)
{
	const struct kernel_block *b = c->block;
	const uint16_t *allergies = b ? (const void *)(b->groups + b->ngroups + 1) : c->allergies;
	const uint32_t nallergies = b ? b->nallergies : c->nallergies;
	struct run r;
	if (b && b->id != k->id) return KERNEL_STALE;
	r.k = k;
	r.out = out;
	r.n = 0;
	r.max = max;
	for (uint32_t first = 0, end; first < c->nrx; first = end) {
		end = c->nrx - first < AT_ONCE ? c->nrx : first + AT_ONCE;
		take(&r, c, first, end, allergies, nallergies);
		if (b) walk_block(&r, b);
		else walk_lines(&r, c->history, c->nhistory);
		walk_own(&r, c, end);
	}
	return r.n;
}
