/* group.c - hits into findings: one for each cause (ingredient, group or rule) over all our lines and the whole history,
 * with ids and order. Masked partners get findings of their own, from which everything about them is left out. */
#include "match/hits.h"
#include "match/history.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

/* --- order of hits ---------------------------------------------------------------- */

struct row { struct hit *h; const struct mline *x, *y; };

static int cmp_u64(uint64_t a, uint64_t b) { return a < b ? -1 : a > b; }

/* What makes one finding. Masked: our line and whether it duplicates or contradicts, so that the cause does not show. */
static int by_finding(const struct row *a, const struct row *b)
{
	int d;
	if ((d = a->h->masked - b->h->masked) != 0) return d;
	if (a->h->masked) {
		if ((d = cmp_u64(a->h->a, b->h->a)) != 0) return d;
		return (a->h->kind == HIT_PAIR) - (b->h->kind == HIT_PAIR);
	}
	if ((d = a->h->kind - b->h->kind) != 0) return d;
	if ((d = cmp_u64((uintptr_t)a->h->rule, (uintptr_t)b->h->rule)) != 0) return d;
	if ((d = a->h->cause - b->h->cause) != 0) return d;
	return a->h->beyond - b->h->beyond;
}

/* Within a finding: our lines by what they say, their partners by date; the place in the prescription comes last. */
static int by_row(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;
	int d = by_finding(a, b);
	if (d) return d;
	if (a->h->masked) return cmp_u64(a->h->b, b->h->b);
	if ((d = cmp_u64(a->x->key, b->x->key)) != 0) return d;
	if ((d = cmp_u64(a->h->a, b->h->a)) != 0) return d;
	if (a->y->from != b->y->from) return a->y->from < b->y->from ? -1 : 1;
	if ((d = cmp_u64(a->y->key, b->y->key)) != 0) return d;
	return cmp_u64(a->h->b, b->h->b);
}

/* --- the lines of a finding --------------------------------------------------------- */

struct place_in_time { size_t line; int32_t on; uint64_t key; };

static int by_date(const void *pa, const void *pb)
{
	const struct place_in_time *a = pa, *b = pb;
	int d;
	if (a->on != b->on) return a->on < b->on ? -1 : 1;
	if ((d = cmp_u64(a->key, b->key)) != 0) return d;
	return cmp_u64(a->line, b->line);
}

static int by_line(const void *pa, const void *pb)
{
	const struct place_in_time *a = pa, *b = pb;
	return cmp_u64(a->line, b->line);
}

static size_t once(struct place_in_time *v, size_t n, int (*cmp)(const void *, const void *))
{
	size_t k = 0;
	if (n) qsort(v, n, sizeof *v, cmp);
	for (size_t i = 0; i < n; i++)
		if (!i || v[i].line != v[k - 1].line) v[k++] = v[i];
	return k;
}

size_t yg_in_date_order(struct mwork *w, size_t *line, size_t n)
{
	struct place_in_time *v = yg_arena_array(w->a, n + 1, sizeof *v);
	if (!v) return 0;
	for (size_t i = 0; i < n; i++) v[i] = (struct place_in_time){ line[i], w->lines[line[i]].from, w->lines[line[i]].key };
	n = once(v, n, by_date);
	for (size_t i = 0; i < n; i++) line[i] = v[i].line;
	return n;
}

/* Our lines in the order of the prescription (the first is f->a), then the history in date order. */
static bool set_lines(struct mwork *w, struct finding *f, const struct row *r, size_t n)
{
	struct place_in_time *ours = yg_arena_array(w->a, 2 * n, sizeof *ours), *past = yg_arena_array(w->a, n, sizeof *past);
	size_t nours = 0, npast = 0;
	f->partners = yg_arena_array(w->a, 2 * n, sizeof *f->partners);
	f->pairs = f->masked ? NULL : yg_arena_array(w->a, n, sizeof *f->pairs);
	if (!ours || !past || !f->partners || (!f->masked && !f->pairs)) return false;
	for (size_t i = 0; i < n; i++) {
		const struct hit *h = r[i].h;
		ours[nours++].line = h->a;
		if (h->kind == HIT_LIMIT) continue;
		if (r[i].y->ours) ours[nours++].line = h->b;
		else past[npast++] = (struct place_in_time){ h->b, f->masked ? 0 : r[i].y->from, f->masked ? h->b : r[i].y->key };
		if (f->pairs) f->pairs[f->npairs++] = (struct finding_pair){ h->a, h->b };
	}
	nours = once(ours, nours, by_line);
	npast = once(past, npast, by_date);
	f->a = ours[0].line;
	for (size_t i = 1; i < nours; i++) f->partners[f->npartners++] = ours[i].line;
	f->nown = f->npartners;
	for (size_t i = 0; i < npast; i++) f->partners[f->npartners++] = past[i].line;
	return true;
}

/* --- one finding --------------------------------------------------------------------- */

/* The pair of lines that the finding is explained with, of those that carry its severity: the longest overlap, else the
 * shortest gap; the first of equals. */
static const struct hit *main_hit(const struct finding *f, const struct row *r, size_t n)
{
	const struct hit *best = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct hit *h = r[i].h;
		if (h->severity != f->severity) continue;
		if (!best || h->overlap > best->overlap || (!h->overlap && !best->overlap && h->gap < best->gap)) best = h;
	}
	return best;
}

static void dates(struct mwork *w, struct finding *f, const struct hit *h)
{
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	yg_arithmetic(w, h, f->npartners - 1, &f->arithmetic_ja, &f->arithmetic_en);
	if (!h->overlap) {
		f->gap_days = h->gap;
		return;
	}
	f->overlap.from = x->from > y->from ? x->e->taken.from : y->e->taken.from;
	f->overlap.to = x->to < y->to ? x->e->taken.to : y->e->taken.to;
	f->overlap_days = h->overlap;
	if (f->context == CTX_CONTINUES || f->context == CTX_EARLY) {
		f->detail_ja = yg_arena_printf(w->a, "同じ医療機関の続き。前の分が%d日残る計算", (int)h->overlap);
		f->detail_en = yg_arena_printf(w->a, "continues a course of the same institution; %d days of it should be left", (int)h->overlap);
	}
}

/* Days of one line of ours that its partners cover (rows in date order), or how deep it stands in a wash-out. */
static int reach_of(const struct finding *f, const struct row *r, size_t n)
{
	int64_t days = 0, end = DAY_MIN;
	int depth = 0;
	for (size_t i = 0; i < n; i++) {
		const struct hit *h = r[i].h;
		int64_t from = r[i].x->from > r[i].y->from ? r[i].x->from : r[i].y->from;
		int64_t to = r[i].x->to < r[i].y->to ? r[i].x->to : r[i].y->to;
		if (h->severity != f->severity) continue;
		if (h->kind == HIT_LIMIT) depth = r[i].x->e->days < REACH_OVERLAP ? r[i].x->e->days : REACH_OVERLAP - 1;
		if (h->kind == HIT_LIMIT) continue;
		if (!h->overlap && h->washout - h->gap > depth) depth = h->washout - h->gap < REACH_OVERLAP ? h->washout - h->gap : REACH_OVERLAP - 1;
		if (!h->overlap) continue;
		if (h->overlap == DAY_MAX) return REACH_MAX;
		if (from <= end) from = end + 1;
		if (to >= from) days += to - from + 1;
		if (to > end) end = to;
	}
	if (!days) return depth;
	return days < REACH_MAX - REACH_OVERLAP ? REACH_OVERLAP + (int)days : REACH_MAX - 1;
}

/* What an answer is given to: the lines that carry the severity, and how far the finding goes. */
static void answerable(struct mwork *w, struct finding *f, const struct row *r, size_t n)
{
	size_t *line = yg_arena_array(w->a, 2 * n, sizeof *line), k = 0;
	if (!line) return;
	for (size_t i = 0, m; i < n; i = m) {
		int reach;
		for (m = i; m < n && r[m].h->a == r[i].h->a; m++) {
			if (r[m].h->severity != f->severity) continue;
			line[k++] = r[m].h->a;
			if (r[m].h->kind != HIT_LIMIT) line[k++] = r[m].h->b;
		}
		reach = reach_of(f, r + i, m - i);
		if (reach > f->reach) f->reach = reach;
	}
	yg_cause(w, f, line, k);
}

static void limit_detail(struct mwork *w, struct finding *f)
{
	int d = w->lines[f->a].e->days;
	for (size_t i = 0; i < f->npartners; i++)
		if (w->lines[f->partners[i]].e->days > d) d = w->lines[f->partners[i]].e->days;
	f->detail_ja = yg_arena_printf(w->a, "%d日分、限度は%d日", d, (int)f->rule->limit_days);
	f->detail_en = yg_arena_printf(w->a, "%d days, the limit is %d", d, (int)f->rule->limit_days);
}

static struct str cause_text(const struct mwork *w, const struct hit *h)
{
	if (h->kind == HIT_INGREDIENT) return yg_ingredient_name(w->in->tables, h->cause);
	return h->kind == HIT_CLASS ? yg_tables_text(w->in->tables, yg_group_at(w->in->tables, h->cause)->label_ja) : STR_NONE;
}

/* Severity and tier: the highest of the hits, and whether one of them must be decided. */
static void weigh(struct finding *f, const struct row *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].h->severity > f->severity) f->severity = (enum severity)r[i].h->severity;
	for (size_t i = 0; i < n; i++) {
		const struct hit *h = r[i].h;
		if (h->severity != f->severity) continue;
		if (h->context > f->context) f->context = (enum finding_context)h->context;
		if (yg_interrupts(f->kind, f->severity, (enum finding_context)h->context)) f->interrupts = true;
	}
	/* nobody can look a masked partner up, a form beyond the source was judged by nobody, and a contraindicated pair that
	 * the site lowered is contraindicated all the same */
	if (f->severity == SEV_WARNING && (f->masked || f->beyond || (f->kind == FIND_PAIR && r[0].h->rule->severity == SEV_CRITICAL)))
		f->interrupts = true;
}

static void make(struct mwork *w, struct finding *f, const struct row *r, size_t n)
{
	static const enum finding_kind kinds[] = { FIND_SAME_INGREDIENT, FIND_SAME_CLASS, FIND_PAIR, FIND_DAYS_LIMIT };
	const struct hit *first = r[0].h;
	*f = (struct finding){ .kind = kinds[first->kind], .masked = first->masked, .beyond = first->beyond, .gap_days = -1, .quantity = DEC_NONE };
	if (f->masked && f->kind == FIND_SAME_CLASS) f->kind = FIND_SAME_INGREDIENT;        /* "duplicate" says all that may be said */
	if (!set_lines(w, f, r, n)) return;
	weigh(f, r, n);
	if (f->masked) {
		f->context = CTX_NONE;
		f->beyond = false;
		return;
	}
	f->rule = first->rule;
	f->shared = cause_text(w, first);
	if (f->kind == FIND_DAYS_LIMIT) {
		limit_detail(w, f);
	} else {
		dates(w, f, main_hit(f, r, n));
		yg_sums(w, f);
		if (f->beyond) {
			f->detail_ja = STR("根拠の資料が挙げる製品とは別の剤形。この組み合わせの添付文書を確かめる");
			f->detail_en = STR("another form than the products the source names; look the combination up in the package inserts");
		}
	}
	answerable(w, f, r, n);
}

struct finding *yg_found_add(struct mwork *w)
{
	struct finding *grown = yg_arena_grow(w->a, w->found, w->nfound, sizeof *grown);
	if (!grown) return NULL;                     /* the arena remembers; match.c asks it */
	w->found = grown;
	w->found[w->nfound] = (struct finding){ .gap_days = -1, .quantity = DEC_NONE };
	return &w->found[w->nfound++];
}

/* A finding that is no pair of lines: its tier, and what an answer to it is about. */
static void finish(struct mwork *w, struct finding *f)
{
	const struct site_rule *s = f->rule ? yg_site_rule(w->in, f->rule) : NULL;
	size_t *line = yg_arena_array(w->a, f->npartners + 1, sizeof *line), n = 0;
	if (!line) return;
	if (s && s->severity) f->severity = (enum severity)s->severity;
	f->interrupts = yg_interrupts(f->kind, f->severity, f->context);
	line[n++] = f->a;
	for (size_t i = 0; i < f->npartners; i++) line[n++] = f->partners[i];
	if (f->rows && !f->institutions && !f->pharmacies) yg_sums(w, f);
	yg_cause(w, f, line, n);
}

/* --- accumulation takes the duplicates in --------------------------------------------- */

struct named { struct finding f; uint64_t id; struct str rule; bool hidden, gone; };

static bool has_line(const struct finding *f, size_t line)
{
	if (f->a == line) return true;
	for (size_t i = 0; i < f->npartners; i++)
		if (f->partners[i] == line) return true;
	return false;
}

static bool holds(const struct finding *f, const struct finding *other)
{
	if (!has_line(f, other->a)) return false;
	for (size_t i = 0; i < other->npartners; i++)
		if (!has_line(f, other->partners[i])) return false;
	return true;
}

/* An accumulation (one of the two is) and a duplicate, or another accumulation, of the same lines are one cause. The graver
 * one stays; of equals the accumulation. It also says all that a day's dose summed over the same lines could say. */
static bool may_absorb(const struct finding *f, const struct finding *other)
{
	bool total = f->kind == FIND_TOTAL, other_total = other->kind == FIND_TOTAL;
	if (f == other || f->masked || other->masked || f->nalso == sizeof f->also / sizeof *f->also) return false;
	if (!total && f->kind != FIND_SAME_INGREDIENT && f->kind != FIND_SAME_CLASS) return false;
	if (other->kind == FIND_DOSE) return other->severity <= f->severity && holds(f, other);
	if (!other_total && other->kind != FIND_SAME_INGREDIENT && other->kind != FIND_SAME_CLASS) return false;
	if (other->severity > f->severity || (other->severity == f->severity && !total)) return false;
	return holds(f, other);
}

static bool absorb(struct mwork *w, struct finding *f, const struct finding *other)
{
	struct finding_pair *pairs;
	if (other->npairs && other->kind != FIND_SAME_CLASS) {         /* the national rule looks at these */
		if (!(pairs = yg_arena_array(w->a, f->npairs + other->npairs + 1, sizeof *pairs))) return false;
		if (f->npairs) memcpy(pairs, f->pairs, f->npairs * sizeof *pairs);
		memcpy(pairs + f->npairs, other->pairs, other->npairs * sizeof *pairs);
		f->pairs = pairs;
		f->npairs += other->npairs;
	}
	f->also[f->nalso++] = other->rule;
	for (size_t i = 0; i < other->nalso && f->nalso < sizeof f->also / sizeof *f->also; i++) f->also[f->nalso++] = other->also[i];
	if (other->context > f->context && f->kind == FIND_TOTAL) f->context = other->context;
	if (other->kind == FIND_TOTAL && f->kind != FIND_TOTAL) {
		f->detail_ja = other->detail_ja;
		f->detail_en = other->detail_en;
	}
	if (other->overlap_days > f->overlap_days) {
		f->overlap = other->overlap;
		f->overlap_days = other->overlap_days;
		f->arithmetic_ja = other->arithmetic_ja;
		f->arithmetic_en = other->arithmetic_en;
	}
	return true;
}

static size_t take_in(struct mwork *w, struct named *v, size_t n)
{
	size_t k = 0;
	for (size_t t = 0; t < n; t++)
		for (size_t i = 0; i < n && !v[t].hidden && !v[t].gone; i++)
			if (!v[i].gone && !v[i].hidden && (v[t].f.kind == FIND_TOTAL || v[i].f.kind == FIND_TOTAL) && may_absorb(&v[t].f, &v[i].f))
				v[i].gone = absorb(w, &v[t].f, &v[i].f);
	for (size_t i = 0; i < n; i++)
		if (!v[i].gone) v[k++] = v[i];
	return k;
}

/* --- order and names of findings -------------------------------------------------------- */

static int by_shown(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int d;
	if (a->hidden != b->hidden) return a->hidden - b->hidden;
	if (a->f.severity != b->f.severity) return (int)b->f.severity - (int)a->f.severity;
	if ((d = cmp_u64(a->f.a, b->f.a)) != 0) return d;
	if (a->f.masked != b->f.masked) return a->f.masked - b->f.masked;
	if (a->f.kind != b->f.kind) return (int)a->f.kind - (int)b->f.kind;
	if ((d = yg_str_cmp(a->rule, b->rule)) != 0) return d;
	if ((d = yg_str_cmp(a->f.shared, b->f.shared)) != 0) return d;
	return cmp_u64(a->id, b->id);
}

static int by_id(const void *pa, const void *pb)
{
	const struct named *a = *(struct named *const *)pa, *b = *(struct named *const *)pb;
	int d = cmp_u64(a->id, b->id);
	return d ? d : by_shown(a, b);
}

static int by_own_line(const void *pa, const void *pb)
{
	const struct named *a = *(struct named *const *)pa, *b = *(struct named *const *)pb;
	int d = cmp_u64(a->f.a, b->f.a);
	return d ? d : (a->f.kind == FIND_PAIR) - (b->f.kind == FIND_PAIR);
}

static int by_value(const void *pa, const void *pb) { return cmp_u64(*(const uint64_t *)pa, *(const uint64_t *)pb); }

/* What it says and of which lines, in no order. An expired prescription concerns no line more than another, so its id
 * comes from its text. */
static uint64_t id_of(struct mwork *w, const struct named *n)
{
	const struct finding *f = &n->f;
	uint64_t h = yg_hash_int(YG_HASH_START, f->kind), *v = yg_arena_array(w->a, f->npartners + 1, sizeof *v);
	size_t k = 0;
	if (!v) return 0;
	h = yg_hash_str(h, n->rule);
	h = yg_hash_str(h, f->shared);
	h = yg_hash_int(h, f->severity);
	if (!f->rule) h = yg_hash_str(h, f->detail_ja);
	if (f->kind == FIND_EXPIRED_RX || f->a >= w->nlines) return h;
	v[k++] = w->lines[f->a].key;
	for (size_t i = 0; i < f->npartners; i++) v[k++] = w->lines[f->partners[i]].key;
	qsort(v, k, sizeof *v, by_value);
	for (size_t i = 0; i < k; i++) h = yg_hash_int(h, (int64_t)v[i]);
	return h;
}

/* Open findings: the hash in hex; equal ones are told apart by a count. Masked ones: numbered along our lines. */
static void set_ids(struct mwork *w, struct named *v, size_t n)
{
	struct named **p = yg_arena_array(w->a, n ? n : 1, sizeof *p);
	size_t open = 0, masked = n;
	int64_t again = 0;
	if (!p) return;
	for (size_t i = 0; i < n; i++)
		p[v[i].f.masked ? --masked : open++] = &v[i];
	if (open) qsort(p, open, sizeof *p, by_id);
	for (size_t i = 0; i < open; i++) {
		again = i && p[i]->id == p[i - 1]->id ? again + 1 : 0;
		yg_hex64(again ? yg_hash_int(p[i]->id, again) : p[i]->id, p[i]->f.id);
	}
	if (n > open) qsort(p + open, n - open, sizeof *p, by_own_line);
	for (size_t i = open; i < n; i++) {
		struct str s = yg_arena_printf(w->a, "masked-%zu", i - open + 1);
		size_t len = s.n < sizeof p[i]->f.id - 1 ? s.n : sizeof p[i]->f.id - 1;
		if (len) memcpy(p[i]->f.id, s.p, len);
	}
}

static bool switched_off(const struct mwork *w, const struct finding *f)
{
	const struct site_rule *s = f->rule ? yg_site_rule(w->in, f->rule) : NULL;   /* a masked finding has none */
	return s && s->off;
}

/* Every finding, unordered, into v; how many. 0 with an arena error: no memory. */
static size_t collect(struct mwork *w, struct row *r, struct named *v)
{
	size_t n = 0;
	for (size_t i = 0; i < w->in->ngiven; i++) v[n++].f = w->in->given[i];
	for (size_t i = 0; i < w->nfound; i++) {
		v[n].f = w->found[i];
		finish(w, &v[n++].f);
	}
	for (size_t i = 0, k; i < w->nhits; i = k) {
		for (k = i + 1; k < w->nhits && !by_finding(&r[i], &r[k]); k++) {}
		make(w, &v[n++].f, r + i, k - i);
	}
	for (size_t i = 0; i < n; i++) {
		if (v[i].f.rule) v[i].rule = yg_tables_text(w->in->tables, v[i].f.rule->id);
		v[i].hidden = switched_off(w, &v[i].f);
	}
	return take_in(w, v, n);
}

/* The hits of one own line and one cause at a time; masked ones one by one. */
static void set_context(struct mwork *w, struct row *r)
{
	struct hit **h = yg_arena_array(w->a, w->nhits + 1, sizeof *h);
	if (!h) return;
	for (size_t i = 0, k; i < w->nhits; i = k) {
		size_t n = 0;
		for (k = i; k < w->nhits && !by_finding(&r[i], &r[k]) && r[k].h->a == r[i].h->a && (k == i || !r[k].h->masked); k++) h[n++] = r[k].h;
		yg_context(w, h, n);
	}
}

int yg_group(struct mwork *w, struct match_out *out)
{
	struct row *r = yg_arena_array(w->a, w->nhits + 1, sizeof *r);
	size_t n, max = w->in->ngiven + w->nfound;
	struct named *v;
	if (!r) return yg_arena_error(w->a);
	for (size_t i = 0; i < w->nhits; i++) r[i] = (struct row){ &w->hits[i], &w->lines[w->hits[i].a], &w->lines[w->hits[i].b] };
	if (w->nhits) qsort(r, w->nhits, sizeof *r, by_row);
	for (size_t i = 0; i < w->nhits; i++) max += !i || by_finding(&r[i], &r[i - 1]);
	set_context(w, r);
	v = yg_arena_array(w->a, max + 1, sizeof *v);
	out->findings = yg_arena_array(w->a, max + 1, sizeof *out->findings);
	out->hidden = yg_arena_array(w->a, max + 1, sizeof *out->hidden);
	if (!v || !out->findings || !out->hidden) return yg_arena_error(w->a);
	n = collect(w, r, v);
	for (size_t i = 0; i < n; i++) v[i].id = v[i].f.masked ? 0 : id_of(w, &v[i]);
	if (yg_arena_error(w->a)) return yg_arena_error(w->a);
	if (n) qsort(v, n, sizeof *v, by_shown);
	set_ids(w, v, n);
	for (size_t i = 0; i < n; i++) {
		v[i].f.national = yg_national(w, &v[i].f);
		if (v[i].hidden) out->hidden[out->nhidden++] = v[i].f;
		else out->findings[out->nfindings++] = v[i].f;
	}
	return yg_arena_error(w->a);
}
