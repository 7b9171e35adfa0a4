/* period.c - from which day to which day one line is taken: exact whole numbers, longest reading when in doubt.
 * Knows the meaning of 用量 and 調剤数量 by form; does not know drugs, places or the day of the check. */
#include "match/period.h"
#include "base/ban.h"

#define FLAT_DAYS 14                                 /* what the national check takes when it cannot compute */
#define MAX_DAYS  9999

static bool positive(struct dec d) { return yg_dec_given(d) && d.n > 0; }

/* floor(d), 1..MAX_DAYS; 0: not usable as a count. */
static int count_of(struct dec d)
{
	int64_t v;
	if (!positive(d) || yg_dec_div_floor(d, yg_dec_int(1), &v)) return 0;
	return v < 1 ? 0 : v > MAX_DAYS ? MAX_DAYS : (int)v;
}

/* Smallest whole number of days that total lasts at num/den a time, times times a day; 0: cannot be told. */
static int days_of(struct dec total, struct dec num, struct dec den, int times)
{
	struct dec all, daily;
	int64_t v;
	if (!positive(total) || !positive(num) || !positive(den) || times < 1) return 0;
	if (yg_dec_mul(total, den, &all) || yg_dec_mul(num, yg_dec_int(times), &daily)) return 0;
	if (yg_dec_div_floor(all, daily, &v) || v > MAX_DAYS) return 0;
	if (yg_dec_mul(daily, yg_dec_int(v), &daily)) return 0;
	return (int)v + (yg_dec_cmp(daily, all) < 0);
}

/* "2", "0.5", "2/3" -> num / den */
static bool fraction(struct str s, struct dec *num, struct dec *den)
{
	size_t slash;
	s = yg_str_trim(s);
	slash = yg_str_find(s, STR("/"));
	*den = yg_dec_int(1);
	if (!s.n) return false;
	if (slash == (size_t)-1) return yg_dec_parse(s, num) == 0 && positive(*num);
	return yg_dec_parse(yg_str_sub(s, 0, slash), num) == 0 && positive(*num) &&
	       yg_dec_parse(yg_str_sub(s, slash + 1, s.n), den) == 0 && positive(*den);
}

/* First and last day that a date with missing parts can mean. */
static bool days_of_date(struct ymd d, struct ymd *first, struct ymd *last)
{
	struct ymd next;
	if (yg_ymd_valid(d)) {
		*first = *last = d;
		return true;
	}
	if (!yg_ymd_given(d) || d.d) return false;
	*first = (struct ymd){ d.y, d.m ? d.m : 1, 1 };
	next = d.m && d.m < 12 ? (struct ymd){ d.y, (uint8_t)(d.m + 1), 1 } : (struct ymd){ (int16_t)(d.y + 1), 1, 1 };
	if (!yg_ymd_valid(*first) || !yg_ymd_valid(next)) return false;
	*last = yg_ymd_add(next, -1);
	return true;
}

static void set_span(struct exposure *e, struct ymd start, int days)
{
	struct ymd first, last;
	e->undated = !days_of_date(start, &first, &last);
	if (e->undated) {                            /* counts as current, for as long as we know */
		e->taken = (struct span){ YMD_NONE, YMD_NONE };
		e->how = PERIOD_OPEN;
		return;
	}
	e->taken.from = first;
	e->taken.to = yg_ymd_add(last, days - 1);
	if (!yg_ymd_valid(e->taken.to)) e->taken.to = YMD_NONE;
}

/* A count of 隔日 or 週1回 doses covers more days than it has doses. */
static int spread(int days, int interval) { return interval > 1 ? days * interval : days; }

static void by_days(struct exposure *e, const struct period_in *in)
{
	int n = count_of(in->quantity);
	e->days = n;
	if (positive(in->amount)) e->daily = in->amount;
	e->how = PERIOD_DAYS;
	if (in->split_quantity > 0) {
		n = in->split_quantity > MAX_DAYS ? MAX_DAYS : in->split_quantity;
		e->how = PERIOD_SPLIT;
	}
	if (!n) {
		e->how = PERIOD_DEFAULT_14;
		e->no_days = true;
		set_span(e, in->start, FLAT_DAYS);
		return;
	}
	if (positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int(n), &e->total)) e->total = DEC_NONE;
	set_span(e, in->start, spread(n, in->interval));
}

/* 頓服, 外用, 内服滴剤, 注射, others: from the amount where the daily use is written, else the flat period. An as-needed
 * drug may be used more slowly than it is allowed to: for it (and for a count that may be days or times) the flat
 * period is the least. */
static void by_quantity(struct exposure *e, const struct period_in *in)
{
	struct dec num = DEC_NONE, den = DEC_NONE;
	unsigned long times = 0;
	int n = in->split_quantity > 0 ? in->split_quantity : count_of(in->quantity), days = 0;
	bool least = true;
	if (n && positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int(n), &e->total)) e->total = DEC_NONE;
	if (!yg_str_uint(yg_str_trim(in->times_per_day), 99, &times)) times = 0;
	if (in->form == FORM_PRN) {
		days = days_of(yg_dec_int(n), yg_dec_int(1), yg_dec_int(1), (int)times);
		if (days && positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int((int64_t)times), &e->daily)) e->daily = DEC_NONE;
	} else if (fraction(in->per_dose, &num, &den) && (days = days_of(e->total, num, den, (int)times)) > 0) {
		least = false;
		if (yg_dec_mul(num, yg_dec_int((int64_t)times), &num) || yg_dec_div(num, den, 3, &e->daily)) e->daily = DEC_NONE;
	} else {
		days = n;
	}
	e->how = PERIOD_QUANTITY;
	if (!days || (least && days <= FLAT_DAYS)) {
		days = FLAT_DAYS;
		e->how = PERIOD_DEFAULT_14;
	}
	set_span(e, in->start, spread(days, e->how == PERIOD_QUANTITY ? in->interval : 1));
}

void yg_period_set(struct exposure *e, const struct period_in *in)
{
	e->form = in->form;
	e->days = 0;
	e->daily = e->total = DEC_NONE;
	e->no_days = false;
	e->interval = in->interval > 1 ? in->interval : 1;
	if (in->form == FORM_ORAL || in->form == FORM_DECOCTION || in->unit_days) by_days(e, in);
	else by_quantity(e, in);
}

void yg_period(struct exposure *e, enum form_class form, struct dec amount, struct dec quantity, struct ymd start)
{
	struct period_in in = { form, amount, quantity, 0, STR_NONE, STR_NONE, false, 1, start };
	yg_period_set(e, &in);
}

int yg_period_interval(struct str usage)
{
	static const struct { const char *text; int every; } words[] = {
		{ "週1回", 7 }, { "週１回", 7 }, { "週に1回", 7 }, { "週に１回", 7 }, { "1週間に1回", 7 }, { "１週間に１回", 7 },
		{ "隔日", 2 }, { "1日おき", 2 }, { "１日おき", 2 }, { "一日おき", 2 },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (yg_str_find(usage, yg_str(words[i].text)) != (size_t)-1) return words[i].every;
	return 1;
}

const char *yg_period_word(enum period_how how)
{
	switch (how) {
	case PERIOD_DAYS: return "days";
	case PERIOD_QUANTITY: return "quantity";
	case PERIOD_STATED: return "stated";
	case PERIOD_DEFAULT_14: return "default-14";
	case PERIOD_SPLIT: return "split";
	case PERIOD_OPEN: return "open";
	}
	return "";
}
