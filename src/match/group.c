/* group.c - hits into findings: one per our line and cause, partners in date order, with totals, ids and order.
 * Masked partners get findings of their own, from which everything about them is left out. */
#include "match/hits.h"
#include "match/history.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

/* --- order of hits ---------------------------------------------------------------- */

struct row { const struct hit *h; const struct mline *y; int32_t on; };

static int cmp_u64(uint64_t a, uint64_t b) { return a < b ? -1 : a > b; }

/* What makes one finding. Masked: only whether it duplicates or contradicts, so that the cause does not show. */
static int by_finding(const struct row *a, const struct row *b)
{
	int d;
	if ((d = a->h->masked - b->h->masked) != 0) return d;
	if ((d = cmp_u64(a->h->a, b->h->a)) != 0) return d;
	if (a->h->masked) return (a->h->kind == HIT_PAIR) - (b->h->kind == HIT_PAIR);
	if ((d = a->h->kind - b->h->kind) != 0) return d;
	if ((d = cmp_u64((uintptr_t)a->h->rule, (uintptr_t)b->h->rule)) != 0) return d;
	if ((d = a->h->cause - b->h->cause) != 0) return d;
	if ((d = a->h->beyond - b->h->beyond) != 0) return d;
	return b->h->severity - a->h->severity;
}

static int by_row(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;
	int d = by_finding(a, b);
	if (d) return d;
	if (a->h->masked) return cmp_u64(a->h->b, b->h->b);
	if (a->on != b->on) return a->on < b->on ? -1 : 1;
	if ((d = cmp_u64(a->y->key, b->y->key)) != 0) return d;
	return cmp_u64(a->h->b, b->h->b);
}

/* --- one finding --------------------------------------------------------------------- */

static int by_value(const void *pa, const void *pb) { return cmp_u64(*(const uint64_t *)pa, *(const uint64_t *)pb); }

static unsigned distinct(uint64_t *v, size_t n)
{
	unsigned k = 0;
	if (n) qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++) k += !i || v[i] != v[i - 1];
	return k;
}

static uint64_t place_hash(const struct place *p)
{
	struct str s = p->code.n ? p->code : p->name;
	return yg_hash_str(YG_HASH_START, s);
}

static void totals(struct mwork *w, struct finding *f, const struct row *r, size_t n)
{
	uint64_t *v = yg_arena_array(w->a, n ? n : 1, sizeof *v);
	bool sum = n && r[0].h->kind == HIT_INGREDIENT;
	size_t k;
	if (!v) return;
	f->rows = (unsigned)f->npartners;
	k = 0;
	for (size_t i = 0; i < n; i++)
		if (r[i].y->e->clinic_key.code.n || r[i].y->e->clinic_key.name.n) v[k++] = place_hash(&r[i].y->e->clinic_key);
	f->institutions = distinct(v, k);
	k = 0;
	for (size_t i = 0; i < n; i++)
		if (r[i].y->e->pharmacy_key.code.n || r[i].y->e->pharmacy_key.name.n) v[k++] = place_hash(&r[i].y->e->pharmacy_key);
	f->pharmacies = distinct(v, k);
	f->quantity = yg_dec_int(0);
	for (size_t i = 0; i < n && sum; i++) {
		const struct exposure *e = r[i].y->e;
		sum = yg_dec_given(e->total) && e->total.n > 0 && e->item->unit.n && yg_str_eq(e->item->unit, r[0].y->e->item->unit) &&
		      !yg_dec_add(f->quantity, e->total, &f->quantity);
	}
	f->unit = sum ? r[0].y->e->item->unit : STR_NONE;
	if (!sum) f->quantity = DEC_NONE;
}

/* The pair of lines that the finding is explained with: the longest overlap, else the shortest gap; the first of equals. */
static const struct hit *main_hit(const struct row *r, size_t n)
{
	const struct hit *best = r[0].h;
	for (size_t i = 1; i < n; i++) {
		const struct hit *h = r[i].h;
		if (h->overlap > best->overlap || (!h->overlap && !best->overlap && h->gap < best->gap)) best = h;
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
	if (h->kind == HIT_INGREDIENT && f->severity == SEV_INFO && h->rule->severity != SEV_INFO) {
		f->detail_ja = yg_arena_printf(w->a, "同じ医療機関の続き。前の分が%d日残る計算", (int)h->overlap);
		f->detail_en = yg_arena_printf(w->a, "continues a course of the same institution; %d days of it should be left", (int)h->overlap);
	}
}

/* Must be decided before dispensing: always for critical, never for info. A warning does when another place, or one
 * we cannot tell, is involved; a supply-day limit does; two lines of one prescription were written knowingly. */
static bool interrupts(const struct mwork *w, const struct finding *f)
{
	if (f->severity != SEV_WARNING) return f->severity == SEV_CRITICAL;
	if (f->masked || f->beyond || f->kind == FIND_DAYS_LIMIT) return true;
	if (f->kind != FIND_SAME_INGREDIENT && f->kind != FIND_SAME_CLASS) return false;
	for (size_t i = 0; i < f->npartners; i++) {
		const struct mline *y = &w->lines[f->partners[i]];
		if (!y->ours && yg_place_same(&w->lines[f->a].e->clinic_key, &y->e->clinic_key) != 1) return true;
	}
	return false;
}

static struct str cause_text(const struct mwork *w, const struct hit *h)
{
	const struct group *g;
	if (h->kind == HIT_INGREDIENT) return yg_ingredient_name(w->in->tables, h->cause);
	if (h->kind != HIT_CLASS || !(g = yg_group_at(w->in->tables, h->cause))) return STR_NONE;
	return yg_tables_text(w->in->tables, g->label_ja);
}

static void make(struct mwork *w, struct finding *f, const struct row *r, size_t n, uint64_t *id)
{
	static const enum finding_kind kinds[] = { FIND_SAME_INGREDIENT, FIND_SAME_CLASS, FIND_PAIR, FIND_DAYS_LIMIT };
	const struct hit *first = r[0].h;
	*f = (struct finding){ .kind = kinds[first->kind], .masked = first->masked, .a = first->a, .gap_days = -1, .quantity = DEC_NONE };
	f->partners = yg_arena_array(w->a, n, sizeof *f->partners);
	if (!f->partners) return;
	for (size_t i = 0; i < n && first->kind != HIT_LIMIT; i++) {
		if (!f->npartners || f->partners[f->npartners - 1] != r[i].h->b) f->partners[f->npartners++] = r[i].h->b;
		if (r[i].h->severity > f->severity) f->severity = (enum severity)r[i].h->severity;
	}
	f->beyond = first->beyond;
	if (first->kind == HIT_LIMIT) f->severity = (enum severity)first->severity;
	f->interrupts = interrupts(w, f);
	*id = 0;
	if (f->masked) {
		if (f->kind == FIND_SAME_CLASS) f->kind = FIND_SAME_INGREDIENT;      /* "duplicate" says all that may be said */
		return;
	}
	f->rule = first->rule;
	f->shared = cause_text(w, first);
	if (f->kind == FIND_DAYS_LIMIT) {
		int d = w->lines[f->a].e->days;
		f->detail_ja = yg_arena_printf(w->a, "%d日分、限度は%d日", d, (int)f->rule->limit_days);
		f->detail_en = yg_arena_printf(w->a, "%d days, the limit is %d", d, (int)f->rule->limit_days);
	} else {
		dates(w, f, main_hit(r, n));
		totals(w, f, r, n);
		if (f->beyond) {
			f->detail_ja = STR("根拠の資料が挙げる製品とは別の剤形。この組み合わせの添付文書を確かめる");
			f->detail_en = STR("another form than the products the source names; look the combination up in the package inserts");
		}
	}
	*id = yg_hash_int(YG_HASH_START, f->kind);
	*id = yg_hash_str(*id, yg_tables_text(w->in->tables, f->rule->id));
	*id = yg_hash_str(*id, f->shared);
	*id = yg_hash_int(*id, f->severity);
	*id = yg_hash_int(*id, (int64_t)w->lines[f->a].key);
	for (size_t i = 0; i < f->npartners; i++) *id = yg_hash_int(*id, (int64_t)w->lines[f->partners[i]].key);
}

/* A finding of an earlier step: it has no rule and no history partner. An expired prescription concerns no line more
 * than another, so its id comes from its text. */
static void take(struct mwork *w, struct finding *f, const struct finding *given, uint64_t *id)
{
	*f = *given;
	*id = yg_hash_int(YG_HASH_START, f->kind);
	*id = yg_hash_str(*id, f->detail_ja);
	if (f->kind != FIND_EXPIRED_RX && f->a < w->nlines) *id = yg_hash_int(*id, (int64_t)w->lines[f->a].key);
}

/* --- order and names of findings -------------------------------------------------------- */

struct named { struct finding f; uint64_t id; struct str rule; };

static int by_shown(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int d;
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

int yg_group(struct mwork *w, struct match_out *out)
{
	struct row *r = yg_arena_array(w->a, w->nhits + 1, sizeof *r);
	struct named *v;
	size_t n = 0, max = w->in->ngiven;
	if (!r) return yg_arena_error(w->a);
	for (size_t i = 0; i < w->nhits; i++) {
		const struct mline *y = &w->lines[w->hits[i].b];
		r[i] = (struct row){ &w->hits[i], y, y->from };
	}
	if (w->nhits) qsort(r, w->nhits, sizeof *r, by_row);
	for (size_t i = 0; i < w->nhits; i++) max += !i || by_finding(&r[i], &r[i - 1]);
	v = yg_arena_array(w->a, max + 1, sizeof *v);
	out->findings = yg_arena_array(w->a, max + 1, sizeof *out->findings);
	if (!v || !out->findings) return yg_arena_error(w->a);
	for (size_t i = 0; i < w->in->ngiven; i++, n++) take(w, &v[n].f, &w->in->given[i], &v[n].id);
	for (size_t i = 0, k; i < w->nhits; i = k) {
		for (k = i + 1; k < w->nhits && !by_finding(&r[i], &r[k]); k++) {}
		make(w, &v[n].f, r + i, k - i, &v[n].id);
		if (yg_arena_error(w->a)) return yg_arena_error(w->a);
		if (v[n].f.rule) v[n].rule = yg_tables_text(w->in->tables, v[n].f.rule->id);
		n++;
	}
	if (n) qsort(v, n, sizeof *v, by_shown);
	set_ids(w, v, n);
	for (size_t i = 0; i < n; i++) {
		v[i].f.national = yg_national(w, &v[i].f);
		out->findings[i] = v[i].f;
	}
	out->nfindings = n;
	return yg_arena_error(w->a);
}
