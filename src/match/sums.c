/* sums.c - what the lines of one finding add up to: rows, places, amounts, a day's amount, days on hand; and the cause
 * that an answer is given to, which no date changes. Only for open findings. */
#include "match/hits.h"
#include <stdlib.h>
#include "base/ban.h"

static int cmp_u64(uint64_t a, uint64_t b) { return a < b ? -1 : a > b; }
static int by_value(const void *pa, const void *pb) { return cmp_u64(*(const uint64_t *)pa, *(const uint64_t *)pb); }

static size_t distinct(uint64_t *v, size_t n)
{
	size_t k = 0;
	if (n) qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++)
		if (!i || v[i] != v[k - 1]) v[k++] = v[i];
	return k;
}

static uint64_t place_hash(const struct place *p) { return yg_hash_str(YG_HASH_START, p->code.n ? p->code : p->name); }
static bool place_known(const struct place *p) { return p->code.n || p->name.n; }

/* --- rows, places, amount --------------------------------------------------------------------- */

static void places(const struct mwork *w, struct finding *f, uint64_t *v)
{
	size_t k = 0;
	for (size_t i = 0; i < f->npartners; i++) {
		const struct place *p = &w->lines[f->partners[i]].e->clinic_key;
		if (place_known(p)) v[k++] = place_hash(p);
	}
	f->institutions = (unsigned)distinct(v, k);
	k = 0;
	for (size_t i = 0; i < f->npartners; i++) {
		const struct place *p = &w->lines[f->partners[i]].e->pharmacy_key;
		if (place_known(p)) v[k++] = place_hash(p);
	}
	f->pharmacies = (unsigned)distinct(v, k);
}

static void quantity(const struct mwork *w, struct finding *f)
{
	struct dec sum = yg_dec_int(0);
	f->quantity = DEC_NONE;
	f->unit = STR_NONE;                          /* a duplicate and a total have at least one partner */
	for (size_t i = 0; i < f->npartners; i++) {
		const struct exposure *e = w->lines[f->partners[i]].e;
		if (!yg_dec_given(e->total) || e->total.n <= 0 || !e->item->unit.n || yg_dec_add(sum, e->total, &sum)) return;
		if (!yg_str_eq(e->item->unit, w->lines[f->partners[0]].e->item->unit)) return;
	}
	f->quantity = sum;
	f->unit = w->lines[f->partners[0]].e->item->unit;
}

/* --- a day's amount ---------------------------------------------------------------------------- */

struct step { int32_t day; bool ends; struct dec amount; };

static int by_step(const void *pa, const void *pb)
{
	const struct step *a = pa, *b = pb;
	if (a->day != b->day) return a->day < b->day ? -1 : 1;
	return b->ends - a->ends;                    /* who stopped yesterday goes before who begins today */
}

/* The most that is taken on one day of our course, ours included. */
static void daily(struct mwork *w, struct finding *f)
{
	const struct mline *ours = &w->lines[f->a];
	struct step *v = yg_arena_array(w->a, 2 * (f->npartners + 1), sizeof *v);
	struct dec now = yg_dec_int(0), most = now;
	size_t n = 0;
	if (!v) return;
	for (size_t i = 0; i <= f->npartners; i++) {
		const struct mline *l = i ? &w->lines[f->partners[i - 1]] : ours;
		struct dec d = l->e->daily;
		if (!yg_dec_given(d) || d.n <= 0 || !l->e->item->unit.n || !yg_str_eq(l->e->item->unit, ours->e->item->unit)) return;
		if (l->to < ours->from || l->from > ours->to) continue;
		v[n++] = (struct step){ l->from > ours->from ? l->from : ours->from, false, d };
		if (l->to < ours->to) v[n++] = (struct step){ l->to + 1, true, d };
	}
	qsort(v, n, sizeof *v, by_step);
	for (size_t i = 0; i < n; i++) {
		if (v[i].ends ? yg_dec_sub(now, v[i].amount, &now) : yg_dec_add(now, v[i].amount, &now)) return;
		if (yg_dec_cmp(now, most) > 0) most = now;
	}
	f->daily = most;
}

/* --- days on hand ------------------------------------------------------------------------------ */

/* Lines that begin on one day. */
static bool side_by_side(const struct mline *x, const struct mline *y)
{
	const struct exposure *a = x->e, *b = y->e;
	return place_hash(&a->clinic_key) == place_hash(&b->clinic_key) &&
	       place_hash(&a->pharmacy_key) == place_hash(&b->pharmacy_key);
}

/* Taken one after the other, how many days of the partners would be left on our first day. Lines of one dispensing are
 * taken side by side: the longest counts. The partners of the history stand in date order. */
static void on_hand(const struct mwork *w, struct finding *f)
{
	int32_t ours = w->lines[f->a].from;
	int64_t end = DAY_MIN;
	for (size_t i = f->nown; i < f->npartners; i++) {
		const struct mline *l = &w->lines[f->partners[i]];
		int64_t days = (int64_t)l->to - l->from + 1, start = end + 1;
		bool counted = false;
		if (l->from == DAY_MIN || l->to == DAY_MAX) return;
		for (size_t k = i + 1; k < f->npartners && w->lines[f->partners[k]].from == l->from && !counted; k++)
			counted = side_by_side(&w->lines[f->partners[k]], l) && w->lines[f->partners[k]].to >= l->to;
		for (size_t k = i; k-- > f->nown && w->lines[f->partners[k]].from == l->from && !counted; )
			counted = side_by_side(&w->lines[f->partners[k]], l) && w->lines[f->partners[k]].to > l->to;
		if (counted) continue;
		if (start < l->from) start = l->from;
		end = start + days - 1;
	}
	if (ours == DAY_MIN || end < ours) return;
	f->days_on_hand = end - ours + 1 > INT32_MAX ? INT32_MAX : (int)(end - ours + 1);
}

void yg_sums(struct mwork *w, struct finding *f)
{
	uint64_t *v = yg_arena_array(w->a, f->npartners + 1, sizeof *v);
	if (!v) return;
	f->rows = (unsigned)f->npartners;
	places(w, f, v);
	if (f->kind != FIND_SAME_INGREDIENT && f->kind != FIND_TOTAL) return;
	quantity(w, f);
	if (f->kind == FIND_SAME_INGREDIENT) daily(w, f);
	on_hand(w, f);
}

/* --- what an answer is given to ----------------------------------------------------------------- */

/* Drug and strength without the maker, a day's amount, and whose it is: what must stay for an answer to stay. */
static uint64_t taken_hash(const struct mline *l)
{
	struct dec amount = yg_dec_given(l->e->daily) && l->e->daily.n > 0 ? l->e->daily : l->e->item->amount;
	char z[32];
	uint64_t h = yg_hash_int(YG_HASH_START, l->ours);
	h = yg_hash_str(h, yg_str_sub(yg_str(yg_code_of(l->e->item->drug)), 0, 9));      /* no line is found that is no drug */
	h = yg_hash_str(h, (struct str){ z, yg_dec_format(amount, z) });
	h = yg_hash_int(h, l->e->interval);
	return l->ours ? h : yg_hash_int(h, (int64_t)place_hash(&l->e->clinic_key));
}

void yg_cause(struct mwork *w, struct finding *f, const size_t *line, size_t n)
{
	uint64_t *v = yg_arena_array(w->a, n + 1, sizeof *v), h = YG_HASH_START;
	size_t k = 0;
	f->cause = 0;
	if (!v || f->masked || (FINDING_BIT(f->kind) & UNANSWERABLE)) return;
	for (size_t i = 0; i < n; i++) v[k++] = taken_hash(&w->lines[line[i]]);
	k = distinct(v, k);
	h = yg_hash_int(h, f->kind);
	if (f->rule) {
		h = yg_hash_str(h, yg_tables_text(w->in->tables, f->rule->id));
		h = yg_hash_int(h, (int64_t)f->rule->row);
	}
	h = yg_hash_int(h, f->severity);
	h = yg_hash_str(h, f->shared);
	for (size_t i = 0; i < k; i++) h = yg_hash_int(h, (int64_t)v[i]);
	f->cause = h | 1;                            /* 0 says that it cannot be answered */
}
