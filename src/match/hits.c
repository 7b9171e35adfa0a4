/* hits.c - the working set of one match: lines as day numbers, products with their lines, which of them meet (kernel.c), the
 * growing list of hits. Holds no rule; only what the checks have in common. */
#include "match/hits.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

int32_t yg_day(struct ymd d, int32_t unknown) { return yg_ymd_valid(d) ? yg_ymd_days(d) : unknown; }

uint64_t yg_hash_str(uint64_t h, struct str s)
{
	h = yg_hash(h, s.n ? s.p : "", s.n);
	return yg_hash(h, "", 1);
}

uint64_t yg_hash_int(uint64_t h, int64_t v)
{
	unsigned char b[8];
	for (int i = 0; i < 8; i++) b[i] = (unsigned char)((uint64_t)v >> (8 * i));
	return yg_hash(h, b, sizeof b);
}

/* What is handed over, not where it stands: the same in any order of lines and sources. */
static uint64_t content_key(const struct exposure *e)
{
	const struct drug *d = e->item->drug;
	uint64_t h = YG_HASH_START;
	char amount[32];
	if (d) {
		h = yg_hash_int(h, d->receipt);
		h = yg_hash_str(h, yg_str(d->price_code));
		h = yg_hash_str(h, yg_str(d->yj));
		h = yg_hash_str(h, yg_str(d->generic_code));
	} else {
		h = yg_hash_int(h, e->item->system);
		h = yg_hash_str(h, e->item->code);
		h = yg_hash_str(h, e->item->name);
	}
	h = yg_hash_int(h, e->days);
	h = yg_hash_int(h, e->form);
	return yg_hash_str(h, (struct str){ amount, yg_dec_format(e->item->amount, amount) });
}

static uint64_t dated_key(uint64_t content, struct ymd on)
{
	return yg_hash_int(content, on.y * 10000 + on.m * 100 + on.d);
}

struct ranked { uint64_t key; uint32_t line; };
static int by_key(const void *pa, const void *pb)
{
	const struct ranked *a = pa, *b = pb;
	if (a->key != b->key) return a->key < b->key ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static int set_lines(struct mwork *w)
{
	const struct match_in *in = w->in;
	struct ranked *r;
	w->nlines = in->nrx + in->nhist;
	if (w->nlines > UINT32_MAX / 2) return YG_ETOOBIG;
	w->lines = yg_arena_array(w->a, w->nlines + 1, sizeof *w->lines);
	r = yg_arena_array(w->a, in->nrx + 1, sizeof *r);
	if (!w->lines || !r) return yg_arena_error(w->a);
	for (size_t i = 0; i < w->nlines; i++) {
		struct mline *l = &w->lines[i];
		l->ours = i < in->nrx;
		l->e = l->ours ? &in->rx[i] : &in->hist[i - in->nrx];
		l->from = yg_day(l->e->taken.from, DAY_MIN);
		l->to = yg_day(l->e->taken.to, DAY_MAX);
		l->key = dated_key(content_key(l->e), l->e->on);
		l->drug = NO_DRUG;
		if (l->ours) r[i] = (struct ranked){ content_key(l->e), (uint32_t)i };
	}
	if (in->nrx) qsort(r, in->nrx, sizeof *r, by_key);
	for (size_t i = 0; i < in->nrx; i++) w->lines[r[i].line].rank = (uint32_t)i;
	return YG_OK;
}

/* A line that is merged away, or not identified, has nothing to be compared with. */
static bool comparable(const struct mwork *w, size_t i)
{
	const struct mline *l = &w->lines[i];
	if (!l->e->item->drug) return false;
	return l->ours || l->e->merged_into == i - w->in->nrx;
}

static int set_drugs(struct mwork *w)
{
	const struct tables *t = w->in->tables;
	struct ranked *r = yg_arena_array(w->a, w->nlines + 1, sizeof *r);
	size_t n = 0;
	w->by_drug = yg_arena_array(w->a, w->nlines + 1, sizeof *w->by_drug);
	w->drugs = yg_arena_array(w->a, w->nlines + 1, sizeof *w->drugs);
	if (!r || !w->by_drug || !w->drugs) return yg_arena_error(w->a);
	for (size_t i = 0; i < w->nlines; i++)
		if (comparable(w, i)) r[n++] = (struct ranked){ yg_drug_index(t, w->lines[i].e->item->drug), (uint32_t)i };
	if (n) qsort(r, n, sizeof *r, by_key);
	for (size_t i = 0; i < n; i++) {
		struct mdrug *d;
		if (!i || r[i].key != r[i - 1].key) {
			d = &w->drugs[w->ndrugs++];
			d->d = w->lines[r[i].line].e->item->drug;
			d->first = (uint32_t)i;
			d->ningredients = yg_drug_ingredients(t, d->d, &d->ingredients);
			d->ngroups = yg_drug_groups(t, d->d, &d->groups);
		}
		d = &w->drugs[w->ndrugs - 1];
		d->count++;
		d->ours += w->lines[r[i].line].ours;
		w->by_drug[i] = r[i].line;
		w->lines[r[i].line].drug = (uint32_t)(w->ndrugs - 1);
	}
	return YG_OK;
}

/* --- the inner loop ------------------------------------------------------------------------------------------------- */

static int32_t kernel_day(int32_t day) { return day < KERNEL_DAY_MIN ? KERNEL_DAY_MIN : day > KERNEL_DAY_MAX ? KERNEL_DAY_MAX : day; }

static struct kernel_line kernel_line(const struct mwork *w, const struct mline *l)
{
	int days = l->e->days < 0 ? 0 : l->e->days > UINT16_MAX ? UINT16_MAX : l->e->days;
	return (struct kernel_line){ (uint32_t)yg_drug_index(w->in->tables, l->e->item->drug), kernel_day(l->from), kernel_day(l->to),
				     (uint16_t)days, (uint8_t)l->e->route, 0 };
}

/* Our lines are handed over in the order of their rank, so that a pair inside the prescription is found from the line it
 * belongs to. */
static int meet(struct mwork *w)
{
	const struct kernel_rules *k = yg_tables_kernel(w->in->tables);
	struct kernel_line *lines = yg_arena_array(w->a, w->nlines + 1, sizeof *lines);
	uint32_t *index = yg_arena_array(w->a, w->nlines + 1, sizeof *index), *ranked = yg_arena_array(w->a, w->in->nrx + 1, sizeof *ranked);
	struct kernel_case c = { .rx = lines };
	size_t n = 0, max = w->nlines + 64;
	if (!lines || !index || !ranked) return yg_arena_error(w->a);
	for (uint32_t i = 0; i < w->in->nrx; i++) ranked[w->lines[i].rank] = i;
	for (uint32_t i = 0; i < w->nlines; i++) {
		uint32_t at = i < w->in->nrx ? ranked[i] : i;
		if (i == w->in->nrx) c.nrx = (uint32_t)n;
		if (w->lines[at].drug == NO_DRUG) continue;
		lines[n] = kernel_line(w, &w->lines[at]);
		index[n++] = at;
	}
	if (w->nlines == w->in->nrx) c.nrx = (uint32_t)n;
	c.history = lines + c.nrx;
	c.nhistory = (uint32_t)n - c.nrx;
	if (!(w->met = yg_arena_array(w->a, max, sizeof *w->met))) return yg_arena_error(w->a);
	w->nmet = yg_kernel_find(k, &c, w->met, max);
	if (w->nmet > max) {                          /* more than was thought: now it is known how many */
		if (!(w->met = yg_arena_array(w->a, w->nmet, sizeof *w->met))) return yg_arena_error(w->a);
		yg_kernel_find(k, &c, w->met, w->nmet);
	}
	for (size_t i = 0; i < w->nmet; i++) {
		struct kernel_hit *h = &w->met[i];
		h->q = index[h->kind == KERNEL_LIMIT ? h->p : h->ours ? h->q : c.nrx + h->q];
		h->p = index[h->p];
	}
	return YG_OK;
}

int yg_mwork_init(struct mwork *w, const struct match_in *in, struct arena *a)
{
	size_t ours = 0, open = 0;
	int err;
	*w = (struct mwork){ .in = in, .a = a };
	if ((err = set_lines(w)) != YG_OK || (err = set_drugs(w)) != YG_OK) return err;
	for (size_t i = 0; i < w->nlines; i++) {
		if (w->lines[i].drug == NO_DRUG) continue;
		if (w->lines[i].ours) ours++;
		else if (!w->lines[i].e->masked) open++;
	}
	w->compared = ours * open + (ours ? ours * (ours - 1) / 2 : 0);
	return meet(w);
}

void yg_hit_add(struct mwork *w, const struct hit *h)
{
	struct hit *grown = yg_arena_grow(w->a, w->hits, w->nhits, sizeof *grown);
	if (!grown) return;                          /* the arena remembers; match.c asks it */
	w->hits = grown;
	w->hits[w->nhits++] = *h;
}

bool yg_rule_on(const struct rule *r, struct ymd as_of)
{
	if (!r->enabled) return false;
	if (!yg_ymd_valid(as_of)) return true;
	if (yg_ymd_valid(r->valid_from) && yg_ymd_cmp(as_of, r->valid_from) < 0) return false;
	return !yg_ymd_valid(r->valid_to) || yg_ymd_cmp(as_of, r->valid_to) <= 0;
}

int yg_reach(int64_t n) { return n < REACH_MAX ? (int)n : REACH_MAX; }

const char *yg_code_of(const struct drug *d) { return d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code; }

bool yg_pair_owned(const struct mwork *w, uint32_t a, uint32_t b)
{
	return !w->lines[b].ours || w->lines[a].rank < w->lines[b].rank;
}

int32_t yg_overlap_days(const struct mline *x, const struct mline *y)
{
	int32_t from = x->from > y->from ? x->from : y->from, to = x->to < y->to ? x->to : y->to;
	if (from > to) return 0;
	return from == DAY_MIN || to == DAY_MAX ? DAY_MAX : to - from + 1;
}
