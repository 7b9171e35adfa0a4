/* dose.c - rows of rules/doses.csv: the most of one ingredient a day and at a time, added up over every open product that
 * holds it, prescribed now or still running. Amounts that cannot be told are named, never taken for nothing.
 * The end of the last course of the same institution, fetched early, is not taken beside the next one. */
#include "match/patient.h"
#include "match/history.h"
#include "base/ban.h"

#define EARLY_REFILL_DAYS 7

static const char *const measures[] = { "", "mg", "IU", "mL" };

struct part { size_t line; bool known; struct dec daily; };   /* daily: active ingredient, in the row's measure */
struct work {
	struct mwork *w;
	const struct about *row;
	struct part *part; size_t n, nown;           /* ours first */
	bool unknown;                                /* an amount could not be told and mattered */
	struct dec weight;
	struct str over_ja, over_en;                 /* what was exceeded, in words */
	struct str sum_ja, sum_en;                   /* the arithmetic of the day */
	size_t *line, nline;                         /* of the finding: ours first */
	int reach;
};

/* --- amounts ------------------------------------------------------------------------------------------------ */
static bool active(const struct work *k, const struct exposure *e, struct dec amount, struct str unit, struct dec *out)
{
	struct product_amount p = { .amount = amount, .factor = DEC_NONE, .unit = unit };
	if (e->by_ingredient) return false;          /* stands for an ingredient; how much is not known */
	if (e->line) {
		if (e->line->factor.n > 0) p.factor = e->line->factor;
		p.potency = yg_str_eqz(e->line->potency, "2");
	}
	return yg_drug_active(k->w->in->tables, e->item->drug, &p, (enum measure)k->row->measure, out);
}

static bool daily_of(const struct work *k, const struct exposure *e, struct dec *out)
{
	const char *of_contents = e->calc.unit;      /* then the day's amount is counted in that unit */
	return active(k, e, e->daily, of_contents ? yg_str(of_contents) : e->item->unit, out);
}

static bool continues(const struct work *k, const struct mline *y)
{
	if (y->e->kind == HIST_OTC) return false;
	for (size_t i = 0; i < k->nown; i++) {
		const struct mline *x = &k->w->lines[k->part[i].line];
		if (x->from == DAY_MIN || y->from >= x->from || y->to == DAY_MAX || (int64_t)y->to - x->from + 1 > EARLY_REFILL_DAYS) continue;
		if (yg_place_same(&x->e->clinic_key, &y->e->clinic_key) == 1) return true;
	}
	return false;
}

static bool runs_beside(const struct work *k, const struct mline *y)
{
	for (size_t i = 0; i < k->nown; i++)
		if (yg_overlap_days(&k->w->lines[k->part[i].line], y)) return true;
	return false;
}

static bool collect(struct work *k, const size_t *line, size_t n)
{
	struct mwork *w = k->w;
	k->part = yg_arena_array(w->a, w->nlines + 1, sizeof *k->part);
	k->line = yg_arena_array(w->a, w->nlines + 1, sizeof *k->line);
	if (!k->part || !k->line) return false;
	for (size_t i = 0; i < n; i++) k->part[k->n++].line = line[i];
	k->nown = n;
	for (size_t i = w->in->nrx; i < w->nlines; i++)
		if (yg_about_touches(w, i, k->row) && runs_beside(k, &w->lines[i]) && !continues(k, &w->lines[i])) k->part[k->n++].line = i;
	for (size_t i = 0; i < k->n; i++) {
		struct part *p = &k->part[i];
		p->known = daily_of(k, w->lines[p->line].e, &p->daily);
	}
	return true;
}

/* --- a day ------------------------------------------------------------------------------------------------------- */
static bool on_day(const struct work *k, size_t i, int32_t day)
{
	const struct mline *l = &k->w->lines[k->part[i].line];
	return l->from <= day && l->to >= day;
}

static bool ours_on_day(const struct work *k, int32_t day)
{
	for (size_t i = 0; i < k->nown; i++)
		if (on_day(k, i, day)) return true;
	return false;
}

/* Beyond counting, the larger of two is still below the sum, and far above any limit. */
static struct dec sum_on(const struct work *k, int32_t day)
{
	struct dec sum = yg_dec_int(0);
	for (size_t i = 0; i < k->n; i++) {
		if (!k->part[i].known || !on_day(k, i, day)) continue;
		if (yg_dec_add(sum, k->part[i].daily, &sum) != 0 && yg_dec_cmp(k->part[i].daily, sum) > 0) sum = k->part[i].daily;
	}
	return sum;
}

/* The day of our courses with the largest sum: one on which somebody begins. A line that began before ours counts on the
 * day ours begins. */
static struct dec worst_day(const struct work *k, int32_t *day)
{
	struct dec most = yg_dec_int(0);
	*day = DAY_MIN;
	for (size_t i = 0; i < k->n; i++) {
		int32_t from = k->w->lines[k->part[i].line].from;
		struct dec sum;
		if (!ours_on_day(k, from)) continue;
		sum = sum_on(k, from);
		if (yg_dec_cmp(sum, most) <= 0) continue;
		most = sum;
		*day = from;
	}
	return most;
}

static struct str name_of(const struct exposure *e) { return e->item->name.n ? e->item->name : e->item->code; }

/* "カロナール錠500 3000 mg + ... = 1日4200 mg" of the lines of one day. */
static void say_day(struct work *k, int32_t day, struct dec sum)
{
	struct mwork *w = k->w;
	const char *unit = measures[k->row->measure];
	struct str list = STR_NONE;
	char v[32];
	size_t unknown = 0;
	for (size_t i = 0; i < k->n; i++) {
		if (!on_day(k, i, day)) continue;
		if (!k->part[i].known) { unknown++; continue; }
		yg_dec_format(k->part[i].daily, v);
		list = yg_arena_printf(w->a, "%.*s%s%.*s %s %s", STR_ARG(list), list.n ? " + " : "", STR_ARG(name_of(w->lines[k->part[i].line].e)), v, unit);
	}
	yg_dec_format(sum, v);
	k->sum_ja = yg_arena_printf(w->a, "%.*s = 1日%s %s", STR_ARG(list), v, unit);
	k->sum_en = yg_arena_printf(w->a, "%.*s = %s %s a day", STR_ARG(list), v, unit);
	if (!unknown) return;
	k->sum_ja = yg_arena_printf(w->a, "%.*s (量の分からない%zu行を除く)", STR_ARG(k->sum_ja), unknown);
	k->sum_en = yg_arena_printf(w->a, "%.*s (without %zu lines of unknown amount)", STR_ARG(k->sum_en), unknown);
}

static void say_over(struct work *k, const char *what_ja, const char *what_en, struct dec most, struct dec per_kg)
{
	struct mwork *w = k->w;
	const char *unit = measures[k->row->measure];
	char m[32], kg[32], weight[32];
	struct str how_ja = STR_NONE, how_en = STR_NONE;
	yg_dec_format(most, m);
	if (yg_dec_given(per_kg)) {
		yg_dec_format(per_kg, kg);
		yg_dec_format(k->weight, weight);
		how_ja = yg_arena_printf(w->a, "(%s %s/kg × %s kg)", kg, unit, weight);
		how_en = yg_arena_printf(w->a, " (%s %s/kg x %s kg)", kg, unit, weight);
	}
	k->over_ja = yg_arena_printf(w->a, "%.*s%s%s上限 %s %s%.*s", STR_ARG(k->over_ja), k->over_ja.n ? "、" : "", what_ja, m, unit, STR_ARG(how_ja));
	k->over_en = yg_arena_printf(w->a, "%.*s%smaximum %s %s %s%.*s", STR_ARG(k->over_en), k->over_en.n ? "; " : "", m, unit, what_en, STR_ARG(how_en));
}

/* The lower of the two limits; per_kg stays given when it is the one. False: none that can be told. */
static bool limit_of(struct work *k, struct dec most, struct dec *per_kg, struct dec *limit)
{
	struct dec by_weight = DEC_NONE;
	if (yg_dec_given(*per_kg) && (!yg_dec_given(k->weight) || yg_dec_mul(*per_kg, k->weight, &by_weight) != 0)) by_weight = DEC_NONE;
	if (!yg_dec_given(by_weight) || (yg_dec_given(most) && yg_dec_cmp(most, by_weight) <= 0)) *per_kg = DEC_NONE;
	*limit = yg_dec_given(*per_kg) ? by_weight : most;
	return yg_dec_given(*limit);
}

static void add_line(struct work *k, size_t line)
{
	for (size_t i = 0; i < k->nline; i++)
		if (k->line[i] == line) return;
	k->line[k->nline++] = line;
}

static void per_day(struct work *k)
{
	struct dec per_kg = k->row->per_kg_day, limit, sum;
	int64_t percent = 0;
	int32_t day;
	if (!limit_of(k, k->row->per_day, &per_kg, &limit)) return;
	sum = worst_day(k, &day);
	if (yg_dec_cmp(sum, limit) <= 0) {
		for (size_t i = 0; i < k->n; i++) k->unknown |= !k->part[i].known;
		return;
	}
	for (size_t i = 0; i < k->n; i++)
		if (on_day(k, i, day)) add_line(k, k->part[i].line);
	say_day(k, day, sum);
	say_over(k, "1日の", "a day", limit, per_kg);
	(void)yg_dec_mul(sum, yg_dec_int(100), &sum);
	(void)yg_dec_div_floor(sum, limit, &percent);
	k->reach = yg_reach(percent);
}

/* --- a dose ------------------------------------------------------------------------------------------------------- */
/* What is taken at a time, as num / den of the line's unit. */
static bool dose_of(const struct exposure *e, struct dec *num, int64_t *den)
{
	const struct rx_line *l = e->line;
	unsigned long times = 0, parts = 0;
	struct str s;
	size_t slash;
	*den = 1;
	if (!l) return false;
	if (l->has_uneven) {
		*num = yg_dec_int(0);
		for (size_t i = 0; i < sizeof l->uneven / sizeof *l->uneven; i++)
			if (yg_dec_given(l->uneven[i]) && yg_dec_cmp(l->uneven[i], *num) > 0) *num = l->uneven[i];
		if (num->n > 0) return true;
	}
	s = yg_str_trim(l->per_dose);
	slash = yg_str_find(s, STR("/"));
	if (slash != (size_t)-1 && yg_str_uint(yg_str_sub(s, slash + 1, s.n), 99, &parts) && parts) *den = (int64_t)parts;
	if (yg_dec_parse(yg_str_sub(s, 0, slash), num) == 0) return slash == (size_t)-1 || parts > 0;
	*den = 1;
	*num = e->item->amount;
	if (e->form == FORM_PRN) return true;
	s = yg_str_trim(l->per_day_times.n ? l->per_day_times : e->rp->times_per_day);
	if (e->form != FORM_ORAL || !yg_str_uint(s, 99, &times) || !times) return false;
	*den = (int64_t)times;
	return true;
}

static void one_dose(struct work *k, size_t i, struct dec limit, struct dec per_kg, bool *said)
{
	struct mwork *w = k->w;
	const struct exposure *e = w->lines[k->part[i].line].e;
	struct dec num, all, shown = DEC_NONE;
	int64_t den;
	char v[32];
	if (!dose_of(e, &num, &den) || !active(k, e, num, e->item->unit, &num) || yg_dec_mul(limit, yg_dec_int(den), &all) != 0) {
		/* a whole day's amount within the limit needs no dividing */
		if (!k->part[i].known || yg_dec_cmp(k->part[i].daily, limit) > 0) k->unknown = true;
		return;
	}
	if (yg_dec_cmp(num, all) <= 0) return;
	add_line(k, k->part[i].line);
	(void)yg_dec_div(num, yg_dec_int(den), 3, &shown);
	yg_dec_format(shown, v);
	k->sum_ja = yg_arena_printf(w->a, "%.*s%s%.*s 1回%s %s", STR_ARG(k->sum_ja), k->sum_ja.n ? "、" : "", STR_ARG(name_of(e)), v, measures[k->row->measure]);
	k->sum_en = yg_arena_printf(w->a, "%.*s%s%.*s %s %s at a time", STR_ARG(k->sum_en), k->sum_en.n ? "; " : "", STR_ARG(name_of(e)), v,
				    measures[k->row->measure]);
	if (!*said) say_over(k, "1回の", "at a time", limit, per_kg);
	*said = true;
}

static void per_dose(struct work *k)
{
	struct dec per_kg = k->row->per_kg_dose, limit;
	bool said = false;
	if (!limit_of(k, k->row->per_dose, &per_kg, &limit)) return;
	for (size_t i = 0; i < k->nown; i++) one_dose(k, i, limit, per_kg, &said);
}

/* --- a row ------------------------------------------------------------------------------------------------------------ */
static void finding(struct work *k)
{
	struct mwork *w = k->w;
	struct str note_ja = yg_tables_text(w->in->tables, k->row->text_ja), note_en = yg_tables_text(w->in->tables, k->row->text_en);
	size_t nown = 0, npast;                      /* a day or a dose is only looked at for lines of ours: at least one */
	struct finding *f;
	for (size_t i = 0; i < k->nline; i++) nown += k->line[i] < w->in->nrx;
	npast = k->nline - nown;
	for (size_t i = 1; i < k->nline; i++)        /* ours first and ascending, the history by date behind them */
		for (size_t x = i; x && k->line[x - 1] > k->line[x]; x--) {
			size_t swap = k->line[x];
			k->line[x] = k->line[x - 1];
			k->line[x - 1] = swap;
		}
	if (npast && !yg_in_date_order(w, k->line + nown, npast)) return;
	if (!(f = yg_about_finding(w, k->row, FIND_DOSE, k->line, k->nline))) return;
	f->nown = nown - 1;
	f->rows = (unsigned)npast;
	f->reach = k->reach;
	f->shared = yg_ingredient_name(w->in->tables, k->row->ingredient);
	f->arithmetic_ja = k->sum_ja;
	f->arithmetic_en = k->sum_en;
	f->detail_ja = note_ja.n ? yg_arena_printf(w->a, "%.*s。%.*s", STR_ARG(k->over_ja), STR_ARG(note_ja)) : k->over_ja;
	f->detail_en = note_en.n ? yg_arena_printf(w->a, "%.*s; %.*s", STR_ARG(k->over_en), STR_ARG(note_en)) : k->over_en;
}

void yg_dose_row(struct mwork *w, const struct about *row, const size_t *line, size_t n)
{
	const struct facts *f = w->in->facts;
	struct work k = { .w = w, .row = row, .weight = DEC_NONE };
	unsigned lacks = 0;
	enum about_answer who = yg_judge_who(w, row, &lacks);
	bool per_kg = yg_dec_given(row->per_kg_dose) || yg_dec_given(row->per_kg_day);
	if (who == ABOUT_UNKNOWN) yg_gap(w, GAP_BIRTH_DATE, row, STR_NONE);
	if (who != ABOUT_YES || !collect(&k, line, n)) return;
	if (f->weight_kg.n > 0) k.weight = f->weight_kg;
	per_day(&k);
	per_dose(&k);
	if (k.nline) finding(&k);
	else if (per_kg && !yg_dec_given(k.weight)) yg_gap(w, GAP_WEIGHT, row, STR_NONE);
	if (k.unknown && !k.nline) yg_gap(w, GAP_AMOUNT, row, STR_NONE);
}
