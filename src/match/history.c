/* history.c - history documents into one list of exposures, and the same dispensing seen twice marked.
 * Nothing is dropped except what ended before the look-back; merging never crosses from open to masked. */
#include "match/history.h"
#include "match/hits.h"
#include "match/lines.h"
#include "match/period.h"
#include "match/usage.h"
#include "tables/drug.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include <stdlib.h>
#include <string.h>
#include "base/ban.h"

/* --- flatten -------------------------------------------------------------------- */

#define MEMO 16u                                     /* usage texts of one patient repeat: a few of them are most */
struct memo { struct str text; struct usage usage; };
struct sink { struct exposure *e; size_t n; struct arena *a; struct ymd from; unsigned long source; const struct history_source *src;
	      struct memo memo[MEMO]; unsigned nmemo; };

/* "hist/store/<id>.<line of the visit>": the same name at every check, whatever else is compared. */
static void store_ref(struct sink *s, struct exposure *e, struct str id, unsigned line)
{
	struct str ref = yg_arena_printf(s->a, "hist/store/%.*s.%u", STR_ARG(id), line);
	size_t n = ref.n < sizeof e->ref - 1 ? ref.n : sizeof e->ref - 1;
	if (n) memcpy(e->ref, ref.p, n);
	e->ref[n] = '\0';
}

static void put(struct sink *s, struct exposure *e, unsigned number, struct str store_id, unsigned store_line)
{
	struct exposure *grown;
	if (yg_ymd_valid(e->taken.to) && yg_ymd_valid(s->from) && yg_ymd_cmp(e->taken.to, s->from) < 0) return;
	if (s->src->store && store_id.n) store_ref(s, e, store_id, store_line);
	else yg_exposure_ref(e, s->a, "hist", s->source, number);
	e->source = (int)s->source;
	e->merged_into = s->n;
	e->route = yg_item_route(e->item);
	yg_place_of(&e->clinic_key, e->clinic);
	yg_place_of(&e->pharmacy_key, e->pharmacy);
	grown = yg_arena_grow(s->a, s->e, s->n, sizeof *e);
	if (!grown) return;
	s->e = grown;
	s->e[s->n++] = *e;
}

/* Names that the sender left out stay unknown, whatever may be shown. */
static bool named(const struct visit *v)
{
	for (size_t g = 0; g < v->ngroups; g++)
		for (size_t i = 0; i < v->groups[g].nlines; i++)
			if (v->groups[g].lines[i].item.name.n) return true;
	return false;
}

bool yg_visit_masked(const struct history_source *s, const struct visit *v)
{
	return (v->masked && !(s->lifted && named(v))) || (s->mask && !(v->own && s->format != FORMAT_OQS_XML));
}

/* The service's own families, dispensing results and prescriptions as it keeps them. A visit of neutral JSON says its family. */
static bool registered(enum format f, const struct visit *v)
{
	if (v->family != FAM_NONE) return v->family == FAM_DISPENSED || v->family == FAM_PRESCRIBED;
	return f == FORMAT_EPS_CSV || f == FORMAT_EPS_XML || f == FORMAT_EPS_DISPENSE_CSV || f == FORMAT_EPS_DISPENSE_XML;
}

static void usage_text(struct sink *s, struct str text, struct usage *u)
{
	struct memo *m = NULL;
	for (unsigned i = 0; i < s->nmemo && i < MEMO && !m; i++)
		if (yg_str_eq(s->memo[i].text, text)) m = &s->memo[i];
	if (!m) {
		m = &s->memo[s->nmemo++ % MEMO];
		m->text = text;
		yg_usage_begin(&m->usage);
		yg_usage_text(&m->usage, text);
	}
	*u = m->usage;
}

static void usage_of(struct sink *s, const struct hist_group *g, const struct hist_line *l, struct usage *u)
{
	usage_text(s, g->usage, u);
	for (size_t k = 0; k < g->nsupplements; k++) yg_usage_text(u, g->supplements[k].text);
	for (size_t k = 0; k < l->nsupplements; k++) yg_usage_text(u, l->supplements[k].text);
	yg_usage_code(u, g->usage_type, g->usage_code);
	yg_usage_end(u);
}

/* 421 of the visit: the largest plain amount said of this line; none: not given. */
static struct dec leftover_of(const struct visit *v, const struct hist_line *l, bool alone)
{
	struct dec n = DEC_NONE, most = DEC_NONE;
	for (size_t k = 0; k < v->nleftovers; k++)
		if (yg_usage_leftover(v->leftovers[k].text, &l->item, alone, &n) && (!yg_dec_given(most) || yg_dec_cmp(n, most) > 0)) most = n;
	return most;
}

static void put_visit(struct sink *s, const struct visit *v)
{
	struct ymd on = yg_ymd_given(v->on) ? v->on : v->prescribed_on;
	size_t drugs = 0;
	unsigned line = 0;
	for (size_t g = 0; g < v->ngroups; g++) drugs += v->groups[g].nlines;
	for (size_t g = 0; g < v->ngroups; g++) {
		const struct hist_group *rp = &v->groups[g];
		for (size_t i = 0; i < rp->nlines; i++) {
			const struct hist_line *l = &rp->lines[i];
			struct exposure e = { 0 };
			struct usage u;
			struct period_in in = { .form = rp->form, .amount = l->item.amount, .quantity = rp->quantity,
				.unit_days = yg_str_eqz(rp->quantity_unit, "日分"), .start = on, .usage = &u, .unit = l->item.unit,
				.product = l->item.product.n ? l->item.product : l->item.name, .strength = l->item.strength,
				.leftover = v->nleftovers ? leftover_of(v, l, drugs == 1) : DEC_NONE };
			usage_of(s, rp, l, &u);
			if (yg_str_eqz(rp->quantity_unit, "回分")) in.form = FORM_PRN;
			e.item = &l->item;
			e.kind = v->kind;
			yg_period_set(&e, &in);
			e.form = rp->form;
			e.usage = rp->usage;
			e.clinic = v->has_clinic ? &v->clinic : NULL;
			e.pharmacy = v->pharmacy.name.n || v->pharmacy.code.n ? &v->pharmacy : NULL;
			e.on = on;
			e.prescribed_on = v->prescribed_on;
			e.masked = yg_visit_masked(s->src, v);
			e.registered = registered(s->src->format, v);
			put(s, &e, l->number, v->store_id, ++line);
		}
	}
}

static void put_otc(struct sink *s, const struct otc *o)
{
	struct exposure e = { 0 };
	if (yg_ymd_parse_techo(yg_str_trim(o->from_raw), &e.taken.from)) e.taken.from = YMD_NONE;
	if (yg_ymd_parse_techo(yg_str_trim(o->to_raw), &e.taken.to)) e.taken.to = YMD_NONE;
	if (yg_ymd_valid(e.taken.from) && yg_ymd_valid(e.taken.to) && yg_ymd_cmp(e.taken.to, e.taken.from) < 0)
		e.taken.to = YMD_NONE;               /* an end before its start says nothing */
	e.how = yg_ymd_valid(e.taken.to) ? PERIOD_STATED : PERIOD_OPEN;
	e.undated = !yg_ymd_valid(e.taken.from) && !yg_ymd_valid(e.taken.to);
	e.item = &o->item;
	e.kind = HIST_OTC;
	e.form = FORM_UNKNOWN;
	e.interval = 1;
	e.daily = e.total = DEC_NONE;
	e.on = e.taken.from;
	e.masked = s->src->mask;
	put(s, &e, o->number, STR_NONE, 0);
}

int yg_history_exposures(const struct history_source *src, size_t n, struct ymd from,
			 struct arena *a, struct exposure **out, size_t *nout)
{
	struct sink s = { .a = a, .from = from };
	for (size_t i = 0; i < n; i++) {
		const struct history *h = src[i].h;
		if (!src[i].usable || !h) continue;
		s.source = i;
		s.src = &src[i];
		for (size_t k = 0; k < h->notc; k++) put_otc(&s, &h->otc[k]);
		for (size_t k = 0; k < h->nvisits; k++) put_visit(&s, &h->visits[k]);
		if (s.n > YG_MAX_HISTORY) return YG_ETOOBIG;
	}
	*out = s.e;
	*nout = s.n;
	return yg_arena_error(a);
}

/* --- the same dispensing seen twice ------------------------------------------------ */

#define KINDS 5
struct seen { uint64_t by[KINDS]; };                 /* which source x kind a kept line has already taken in */

static bool taken_from(struct seen *s, const struct exposure *e, bool mark)
{
	uint64_t bit = (uint64_t)1 << ((unsigned)e->source & 63u);
	unsigned f = (unsigned)e->kind % KINDS;
	bool was = (s->by[f] & bit) != 0;
	if (mark) s->by[f] |= bit;
	return was;
}

static int rank_of(const struct exposure *e)
{
	static const int rank[] = { [HIST_PRESCRIBED] = 3, [HIST_DISPENSED] = 1, [HIST_BOOKLET] = 2, [HIST_OTC] = 4, [HIST_CLAIMS] = 0 };
	return (e->masked ? 10 : 0) + ((unsigned)e->kind < sizeof rank / sizeof *rank ? rank[e->kind] : 9);
}

static bool positive(struct dec d) { return yg_dec_given(d) && d.n > 0; }

/* A drug for every day and one as needed are two lines, whatever else agrees. */
static bool forms_agree(const struct exposure *a, const struct exposure *b)
{
	return (a->form == FORM_PRN) == (b->form == FORM_PRN) || a->form == FORM_NONE || b->form == FORM_NONE;
}

/* Nothing about the amount contradicts; what one of them leaves out does not. */
static bool amounts_agree(const struct exposure *a, const struct exposure *b)
{
	if (!forms_agree(a, b) || (a->days && b->days && a->days != b->days)) return false;
	if (a->item->unit.n && b->item->unit.n && !yg_str_eq(a->item->unit, b->item->unit)) return true;
	if (positive(a->total) && positive(b->total)) return !yg_dec_cmp(a->total, b->total);
	return !positive(a->item->amount) || !positive(b->item->amount) || !yg_dec_cmp(a->item->amount, b->item->amount);
}

static bool same_item(const struct drug_item *a, const struct drug_item *b)
{
	if (a->drug || b->drug) return a->drug == b->drug;
	return a->code.n && a->system == b->system && yg_str_eq(a->code, b->code);   /* unreachable: another code under one hash */
}

/* At least one place is known to be the same and none is known to differ. */
static bool same_place(const struct exposure *a, const struct exposure *b)
{
	int c = yg_place_same(&a->clinic_key, &b->clinic_key), p = yg_place_same(&a->pharmacy_key, &b->pharmacy_key);
	return c != 0 && p != 0 && (c == 1 || p == 1);
}

struct order { const struct exposure *e; uint64_t drug; int32_t day; int rank; size_t at; };

static struct order order_of(const struct exposure *e, size_t at)
{
	const struct drug_item *it = e->item;
	uint64_t drug = it->drug ? it->drug->entity : yg_hash(YG_HASH_START, it->code.p, it->code.n) | (uint64_t)1 << 63;
	return (struct order){ e, drug, yg_ymd_days(e->on), rank_of(e), at };
}

/* Whatever is given comes before what is not. */
static int by_amount(struct dec a, struct dec b)
{
	if (positive(a) && positive(b)) return yg_dec_cmp(a, b);
	return positive(b) - positive(a);
}

static int by_place(const struct place *a, const struct place *b)
{
	int d = yg_str_cmp(b->code, a->code);
	if (!d) d = yg_str_cmp(b->area, a->area);
	return d ? d : yg_str_cmp(b->name, a->name);
}

/* By kind of drug and day, then the better record, then content, so that the order of the sources decides only ties. */
static int by_drug_day(const void *pa, const void *pb)
{
	const struct order *a = pa, *b = pb;
	int d;
	if (a->drug != b->drug) return a->drug < b->drug ? -1 : 1;
	if (a->day != b->day) return a->day < b->day ? -1 : 1;
	if (a->rank != b->rank) return a->rank - b->rank;
	if (a->e->days != b->e->days) return b->e->days - a->e->days;
	if ((d = by_amount(a->e->item->amount, b->e->item->amount)) != 0) return d;
	if (a->e->item->system != b->e->item->system) return a->e->item->system < b->e->item->system ? -1 : 1;
	if ((d = yg_str_cmp(a->e->item->code, b->e->item->code)) != 0) return d;
	if ((d = by_place(&a->e->clinic_key, &b->e->clinic_key)) != 0) return d;
	if ((d = by_place(&a->e->pharmacy_key, &b->e->pharmacy_key)) != 0) return d;
	if ((d = yg_ymd_cmp(b->e->prescribed_on, a->e->prescribed_on)) != 0) return d;
	return (a->at > b->at) - (a->at < b->at);
}

#define MANY_A_DAY 1000                              /* of one kind of drug: no history; rather counted twice than compared for hours */
static void merge_day(const struct order *o, size_t n, struct exposure *e, struct seen *seen, bool masked)
{
	if (n > MANY_A_DAY) return;
	for (size_t j = 0; j < n; j++) {
		struct exposure *b = &e[o[j].at];
		if (b->masked != masked) continue;
		for (size_t i = 0; i < j; i++) {
			size_t k = o[i].at;
			if (e[k].merged_into != k || taken_from(&seen[k], b, false)) continue;
			if (!same_item(e[k].item, b->item) || !amounts_agree(&e[k], b) || !same_place(&e[k], b)) continue;
			if (b->kind == HIST_OTC || e[k].kind == HIST_OTC) continue;
			b->merged_into = k;
			taken_from(&seen[k], b, true);
			break;
		}
		if (b->merged_into == o[j].at) taken_from(&seen[o[j].at], b, true);
	}
}

/* What a dispensing may put in the place of what was prescribed: another product of the same YJ7. Tablet and inhaler of one
 * ingredient are two drugs. */
static bool same_kind(const struct exposure *p, const struct exposure *d)
{
	const struct drug *x = p->item->drug, *y = d->item->drug;
	if (!x) return false;                        /* then neither is: the two stand under one key, which is the entity or the code */
	if (strncmp(yg_code_of(x), yg_code_of(y), 7)) return false;
	return forms_agree(p, d);
}

/* A prescription and the dispensing that followed it: same clinic, same kind of drug, on its day or within its validity. */
static bool dispensed_as(const struct exposure *p, const struct exposure *d)
{
	if (d->kind == HIST_PRESCRIBED || d->kind == HIST_OTC || (d->masked && !p->masked)) return false;
	if (!same_kind(p, d)) return false;
	if (yg_ymd_valid(d->prescribed_on) && yg_ymd_cmp(d->prescribed_on, p->on)) return false;
	if (p->days && d->days && p->days != d->days) return false;
	return yg_place_same(&p->clinic_key, &d->clinic_key) == 1;
}

#define RX_VALID_DAYS 3                              /* issue day + 3, unless the prescription says another day */
static void merge_prescribed(const struct order *o, size_t n, struct exposure *e, struct seen *seen, bool masked)
{
	for (size_t j = 0; j < n; j++) {
		struct exposure *p = &e[o[j].at];
		size_t i = j, tried = 0;
		if (p->kind != HIST_PRESCRIBED || p->masked != masked || p->merged_into != o[j].at) continue;
		while (i > 0 && j - i < MANY_A_DAY && o[i - 1].drug == o[j].drug && o[i - 1].day == o[j].day) i--;
		for (; i < n && o[i].drug == o[j].drug && o[i].day <= o[j].day + RX_VALID_DAYS && tried < 2 * MANY_A_DAY; i++, tried++) {
			size_t k = o[i].at;
			if (e[k].merged_into != k || !dispensed_as(p, &e[k]) || taken_from(&seen[k], p, false)) continue;
			p->merged_into = k;
			taken_from(&seen[k], p, true);
			break;
		}
	}
}

/* What the national service knows of a line that is kept from elsewhere: its dispensing before its prescription. An open
 * line never learns anything from a masked one. */
static void mark_twins(struct exposure *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = e[i].merged_into;
		if (k == i || !e[i].registered || (e[i].masked && !e[k].masked)) continue;
		if (!e[k].twin || (e[i].kind == HIST_DISPENSED && e[e[k].twin - 1].kind != HIST_DISPENSED)) e[k].twin = i + 1;
	}
}

int yg_history_merge(struct exposure *e, size_t n, struct arena *a)
{
	struct order *o = yg_arena_array(a, n ? n : 1, sizeof *o);
	struct seen *seen = yg_arena_array(a, n ? n : 1, sizeof *seen);
	size_t m = 0;
	if (!o || !seen) return yg_arena_error(a);
	for (size_t i = 0; i < n; i++) {
		e[i].merged_into = i;
		if (yg_ymd_valid(e[i].on)) o[m++] = order_of(&e[i], i);
	}
	if (m) qsort(o, m, sizeof *o, by_drug_day);
	for (int masked = 0; masked < 2; masked++) { /* the open ones first: what is masked must not take their place */
		for (size_t i = 0, j; i < m; i = j) {
			for (j = i; j < m && o[j].drug == o[i].drug && o[j].day == o[i].day; j++) {}
			merge_day(o + i, j - i, e, seen, masked);
		}
		merge_prescribed(o, m, e, seen, masked);
	}
	for (size_t i = 0; i < n; i++)               /* a chain ends at the line that is kept */
		while (e[e[i].merged_into].merged_into != e[i].merged_into)
			e[i].merged_into = e[e[i].merged_into].merged_into;
	mark_twins(e, n);
	return YG_OK;
}

static bool own_rx(const struct exposure *ours, const struct exposure *h)
{
	return ours->item->drug && yg_ymd_valid(h->on) && !yg_ymd_cmp(h->on, ours->on) && same_item(h->item, ours->item) &&
	       h->days == ours->days && amounts_agree(h, ours) && yg_place_same(&h->clinic_key, &ours->clinic_key) == 1;
}

/* One record for each of our lines: those that several sources list are one already (yg_history_merge), so a second one is a
 * second prescription, whichever source it stands in. */
static bool mark_own(const struct exposure *ours, struct exposure *hist, size_t nhist, bool masked)
{
	for (size_t k = 0; k < nhist; k++) {
		struct exposure *h = &hist[k];
		if (h->kind != HIST_PRESCRIBED || h->masked != masked || h->merged_into != k || !own_rx(ours, h)) continue;
		h->merged_into = MERGED_INTO_RX;
		return true;
	}
	return false;
}

void yg_history_own_rx(const struct exposure *rx, size_t nrx, struct exposure *hist, size_t nhist)
{
	size_t prescribed = 0;
	for (size_t k = 0; k < nhist; k++) prescribed += hist[k].kind == HIST_PRESCRIBED;
	for (size_t i = 0; prescribed && i < nrx && i < MANY_A_DAY; i++)
		if (!mark_own(&rx[i], hist, nhist, false)) mark_own(&rx[i], hist, nhist, true);
}
