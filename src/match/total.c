/* total.c - accumulation: how much of the drugs of one row of rules/totals.csv came together in its window of days, over
 * all pharmacies and institutions. The window decides; shown is everything that leads up to it without a longer break.
 * One finding for a row; group.c joins it with the duplicates of the same lines. Lines without consent are not counted:
 * a sum would tell them. */
#include "match/hits.h"
#include <stdlib.h>
#include "base/ban.h"

#define MOST 999999999999                            /* the largest amount that a table or an input can hold */
struct sum {
	const struct about *row;
	const struct rule *rule;
	size_t *ours, nours;
	size_t *past, npast;                         /* in date order; those before `first` are shown only */
	size_t first;
	int32_t to;                                  /* our first day: the last of the window */
	unsigned rows, institutions, pharmacies;     /* in the window */
	struct dec quantity, with_ours;              /* in the row's unit: of the history, and with our lines */
};

static bool concerns(const struct mwork *w, const struct mline *l, uint16_t row)
{
	const uint16_t *rows;
	size_t n = l->drug == NO_DRUG ? 0 : yg_drug_about(w->in->tables, l->e->item->drug, &rows);
	for (size_t i = 0; i < n; i++)
		if (rows[i] == row) return true;
	return false;
}

/* The day it was handed over, or written; of a line that has neither, the first day it is taken. */
static int32_t day_of(const struct mline *l)
{
	int32_t d = yg_day(l->e->on, DAY_MIN);
	return d == DAY_MIN ? l->from : d;
}

struct dated { size_t line; int32_t on; uint64_t key; };

static int by_day(const void *pa, const void *pb)
{
	const struct dated *a = pa, *b = pb;
	if (a->on != b->on) return a->on < b->on ? -1 : 1;
	if (a->key != b->key) return a->key < b->key ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static size_t in_day_order(struct mwork *w, size_t *line, size_t n)
{
	struct dated *v = yg_arena_array(w->a, n + 1, sizeof *v);
	if (!v) return 0;
	for (size_t i = 0; i < n; i++) v[i] = (struct dated){ line[i], day_of(&w->lines[line[i]]), w->lines[line[i]].key };
	if (n) qsort(v, n, sizeof *v, by_day);
	for (size_t i = 0; i < n; i++) line[i] = v[i].line;
	return n;
}

static void add(const struct mwork *w, const struct sum *s, const struct exposure *e, struct dec *to)
{
	if (!yg_dec_given(s->row->quantity_max) || !yg_dec_given(e->total) || e->total.n <= 0) return;
	if (!yg_str_eq(e->item->unit, yg_tables_text(w->in->tables, s->row->quantity_unit))) return;
	if (yg_dec_add(*to, e->total, to) != 0) *to = yg_dec_int(MOST);    /* beyond counting, and so beyond any limit */
}

static bool collect(struct mwork *w, struct sum *s, uint16_t row)
{
	s->ours = yg_arena_array(w->a, w->in->nrx + 1, sizeof *s->ours);
	s->past = yg_arena_array(w->a, w->nlines + 1, sizeof *s->past);
	if (!s->ours || !s->past) return false;
	s->to = DAY_MIN;
	for (size_t i = 0; i < w->in->nrx; i++) {
		if (!concerns(w, &w->lines[i], row)) continue;
		s->ours[s->nours++] = i;
		if (w->lines[i].from > s->to) s->to = w->lines[i].from;
	}
	if (s->to == DAY_MIN || s->row->window_days <= 0) return false;
	for (size_t i = w->in->nrx; i < w->nlines; i++) {
		const struct mline *l = &w->lines[i];
		int32_t day = day_of(l);
		if (!l->e->masked && day != DAY_MIN && day <= s->to && concerns(w, l, row)) s->past[s->npast++] = i;
	}
	s->npast = in_day_order(w, s->past, s->npast);
	return s->npast > 0;
}

/* What leads up to the window without a break as long as it; then what the window itself holds. */
static bool cut(struct mwork *w, struct sum *s)
{
	int32_t from = s->to - s->row->window_days + 1, next = s->to;
	struct finding f = { .kind = FIND_TOTAL };
	size_t keep = s->npast;
	while (keep > 0 && next - day_of(&w->lines[s->past[keep - 1]]) < s->row->window_days) next = day_of(&w->lines[s->past[--keep]]);
	s->past += keep;
	s->npast -= keep;
	while (s->first < s->npast && day_of(&w->lines[s->past[s->first]]) < from) s->first++;
	f.partners = s->past + s->first;
	f.npartners = s->npast - s->first;
	if (!f.npartners) return false;
	yg_sums(w, &f);
	s->rows = f.rows;
	s->institutions = f.institutions;
	s->pharmacies = f.pharmacies;
	s->quantity = yg_dec_int(0);
	for (size_t i = 0; i < f.npartners; i++) add(w, s, w->lines[f.partners[i]].e, &s->quantity);
	s->with_ours = s->quantity;
	for (size_t i = 0; i < s->nours; i++) add(w, s, w->lines[s->ours[i]].e, &s->with_ours);
	return true;
}

static struct str window_text(struct mwork *w, const struct sum *s, enum lang lang)
{
	bool ja = lang == LANG_JA;
	struct str unit = yg_tables_text(w->in->tables, s->row->quantity_unit), t;
	char past[32], all[32], most[32];
	t = yg_arena_printf(w->a, ja ? "直近%d日間に%u回、医療機関%u、薬局%u" : "in the last %d days: rows %u, institutions %u, pharmacies %u",
			    (int)s->row->window_days, s->rows, s->institutions, s->pharmacies);
	if (!yg_dec_given(s->row->quantity_max)) return t;
	yg_dec_format(s->quantity, past);
	yg_dec_format(s->with_ours, all);
	yg_dec_format(s->row->quantity_max, most);
	return yg_arena_printf(w->a, ja ? "%.*s、%s%.*s(今回を加えて%s%.*s、目安%s%.*s)" : "%.*s, %s %.*s (with ours %s %.*s; the mark is %s %.*s)",
			       STR_ARG(t), past, STR_ARG(unit), all, STR_ARG(unit), most, STR_ARG(unit));
}

static bool above(unsigned n, int32_t max) { return max >= 0 && n > (unsigned)max; }

static bool fires(const struct sum *s)
{
	const struct about *row = s->row;
	return above(s->rows, row->rows_max) || above(s->institutions, row->institutions_max) || above(s->pharmacies, row->pharmacies_max) ||
	       (yg_dec_given(row->quantity_max) && yg_dec_cmp(s->with_ours, row->quantity_max) > 0);
}

static void tell(struct mwork *w, const struct sum *s)
{
	struct finding t = { .kind = FIND_TOTAL, .severity = (enum severity)s->rule->severity, .gap_days = -1, .quantity = DEC_NONE,
			     .rule = s->rule, .a = s->ours[0] }, *f;
	int32_t span = s->to - day_of(&w->lines[s->past[0]]);
	t.partners = yg_arena_array(w->a, s->nours + s->npast, sizeof *t.partners);
	if (!t.partners) return;
	memcpy(t.partners, s->past, s->npast * sizeof *t.partners);
	t.npartners = s->npast;
	t.npartners = yg_in_date_order(w, t.partners, t.npartners);
	yg_sums(w, &t);                              /* of the history; our other lines join the list below */
	if (span > 0 && yg_dec_given(t.quantity)) (void)yg_dec_div(t.quantity, yg_dec_int(span), 2, &t.daily);     /* else 0: not told */
	t.detail_ja = window_text(w, s, LANG_JA);
	t.detail_en = window_text(w, s, LANG_EN);
	t.reach = yg_reach(s->rows);
	memmove(t.partners + s->nours - 1, t.partners, t.npartners * sizeof *t.partners);
	for (size_t i = 1; i < s->nours; i++) t.partners[i - 1] = s->ours[i];
	t.npartners += s->nours - 1;
	t.nown = s->nours - 1;
	if ((f = yg_found_add(w))) *f = t;
}

static void check_row(struct mwork *w, uint16_t row)
{
	struct sum s = { .row = yg_about_at(w->in->tables, row) };
	s.rule = yg_rule_at(w->in->tables, s.row->rule);
	if (!collect(w, &s, row) || !cut(w, &s) || !fires(&s)) return;
	if (yg_rule_on(s.rule, w->in->as_of)) tell(w, &s);
	else w->switched_off++;
}

/* Every row that a line of ours touches, once. */
void yg_check_totals(struct mwork *w)
{
	const struct tables *t = w->in->tables;
	for (size_t i = 0; i < w->in->nrx; i++) {
		const uint16_t *rows;
		size_t n = w->lines[i].drug == NO_DRUG ? 0 : yg_drug_about(t, w->lines[i].e->item->drug, &rows);
		for (size_t k = 0; k < n; k++) {
			const struct rule *r = yg_rule_at(t, yg_about_at(t, rows[k])->rule);
			bool before = false;
			if (r->kind != RULE_TOTAL) continue;
			for (size_t m = 0; m < i && !before; m++) before = concerns(w, &w->lines[m], rows[k]);
			if (!before) check_row(w, rows[k]);
		}
	}
}
