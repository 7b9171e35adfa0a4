/* period.c - from which day to which day one line is taken: exact whole numbers, longest reading when in doubt.
 * Knows the meaning of 用量 and 調剤数量 by form; does not know drugs, places or the day of the check. */
#include "match/period.h"
#include "match/usage.h"
#include "base/ban.h"

#define FLAT_DAYS 14                                 /* what the national check takes when it cannot compute */
#define MAX_DAYS  9999

static bool positive(struct dec d) { return yg_dec_given(d) && d.n > 0; }

/* floor(d), 1..MAX_DAYS; 0: not usable as a count. */
static int count_of(struct dec d)
{
	int64_t v = 0;
	if (!positive(d)) return 0;
	(void)yg_dec_div_floor(d, yg_dec_int(1), &v);        /* of a positive one by 1 it cannot fail */
	return v < 1 ? 0 : v > MAX_DAYS ? MAX_DAYS : (int)v;
}

/* Smallest whole number of days that total lasts at num/den a time, times times a day (den, times: at least 1); 0: cannot be told. */
static int days_of(struct dec total, struct dec num, struct dec den, int times)
{
	struct dec all, daily;
	int64_t v;
	if (!positive(total) || !positive(num)) return 0;
	if (yg_dec_mul(total, den, &all) || yg_dec_mul(num, yg_dec_int(times), &daily)) return 0;
	if (yg_dec_div_floor(all, daily, &v) || v > MAX_DAYS) return 0;
	(void)yg_dec_mul(daily, yg_dec_int(v), &daily);      /* no more than all, which fits */
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

/* --- days of use in the calendar -------------------------------------------------------- */

/* Days from the first one until n marked weekdays (at least one of the seven) have passed and the next one would come. */
static int weekday_days(int n, unsigned weekdays, struct ymd start)
{
	struct ymd first, last;
	int at = 0, days = 0, per_week = 0;
	for (int d = 0; d < 7; d++) per_week += (int)(weekdays >> d & 1u);
	if (!days_of_date(start, &first, &last)) return (n + per_week - 1) / per_week * 7 + 6;
	at = (int)(((yg_ymd_days(first) + 4) % 7 + 7) % 7);  /* 1970-01-01 was a Thursday */
	days = (n - 1) / per_week * 7;                /* whole weeks hold the same number wherever they begin */
	for (int left = (n - 1) % per_week + 1; left; days++) left -= (int)(weekdays >> (at + days) % 7 & 1u);
	while (!(weekdays >> (at + days) % 7 & 1u)) days++;
	return days;
}

/* The calendar days that n days of use take: the longest of what the texts say. *how: what made it longer. */
static int spread(const struct period_calc *c, int n, struct ymd start, enum period_how *how)
{
	struct { int days; enum period_how how; } ways[] = {
		{ c->every > 1 ? n * c->every : 0, PERIOD_INTERVAL },
		{ c->per_week ? (n * 7 + c->per_week - 1) / c->per_week : 0, PERIOD_INTERVAL },
		{ c->weekdays ? weekday_days(n, c->weekdays, start) : 0, PERIOD_WEEKDAYS },
		{ c->on ? n + (n - 1) / c->on * c->off : 0, PERIOD_CYCLE },
	};
	int most = n;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (ways[i].days >= most) {            /* most is at least 1; 0 days: that way says nothing */
			most = ways[i].days;
			*how = ways[i].how;
		}
	return most;
}

/* --- rules ------------------------------------------------------------------------------------ */

static void flat(struct exposure *e, const struct period_in *in, enum period_why why)
{
	e->how = PERIOD_DEFAULT_14;
	e->calc.why = why;
	e->calc.use_days = 0;
	set_span(e, in->start, FLAT_DAYS);
}

static void use(struct exposure *e, const struct period_in *in, int n, enum period_how how)
{
	enum period_how longer = how;
	int days = spread(&e->calc, n > MAX_DAYS ? MAX_DAYS : n, in->start, &longer);
	e->calc.use_days = n > MAX_DAYS ? MAX_DAYS : n;
	e->how = how == PERIOD_DAYS ? longer : how;
	set_span(e, in->start, days);
}

static void by_days(struct exposure *e, const struct period_in *in)
{
	int n = count_of(in->quantity);
	e->days = n;
	if (positive(in->amount)) e->daily = in->amount;
	if (in->split_quantity > 0) n = in->split_quantity > MAX_DAYS ? MAX_DAYS : in->split_quantity;
	e->part_days = n;
	if (!n) {
		e->no_days = true;
		flat(e, in, WHY_NO_DAYS);
		return;
	}
	if (positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int(n), &e->total)) e->total = DEC_NONE;
	if (positive(in->leftover)) {
		e->calc.leftover = in->leftover;
		e->calc.leftover_days = days_of(in->leftover, in->amount, yg_dec_int(1), 1);
	}
	use(e, in, n + e->calc.leftover_days, in->split_quantity > 0 ? PERIOD_SPLIT : PERIOD_DAYS);
}

/* What is used up in a day, in which unit, and whether a text said it. */
struct dose { struct dec num, den; int times; enum usage_unit unit; bool told, from_text, given; };

static struct dose dose_of(const struct period_in *in)
{
	const struct usage *u = in->usage;
	struct dose d = { .num = DEC_NONE, .den = yg_dec_int(1), .unit = yg_usage_unit(in->unit) };
	unsigned long times = 0;
	if (yg_str_uint(yg_str_trim(in->times_per_day), 99, &times) && times) d.times = (int)times;
	else if (u && u->times) { d.times = u->times; d.from_text = true; }
	d.given = d.told = fraction(in->per_dose, &d.num, &d.den);
	if (d.given || !u) return d;
	d.from_text = true;
	d.den = yg_dec_int(1);
	if (yg_dec_given(u->day)) {
		d.num = u->day;
		d.times = 1;
		d.unit = u->unit;
		d.given = d.told = true;
	} else if (yg_dec_given(u->num)) {
		d.num = u->num;
		d.den = u->den;
		d.unit = u->unit;
		d.given = d.told = true;
	} else if (d.unit == UNIT_SHEET) {           /* no fewer than one can be stuck on: the longest it can last */
		d.num = yg_dec_int(1);
		d.given = true;
	}
	return d;
}

/* Days that the quantity lasts; 0: not computable, and *why. */
static int days_by_dose(struct exposure *e, const struct period_in *in, const struct dose *d, enum period_why *why)
{
	enum usage_unit have = yg_usage_unit(in->unit);
	struct dec supply = e->total, content = DEC_NONE;
	const struct usage *u = in->usage;
	int days;
	if (u && d->from_text) {
		*why = u->conflict ? WHY_CONFLICT : u->unread ? WHY_UNREAD : u->taper ? WHY_TAPER : WHY_NONE;
		if (*why != WHY_NONE) return 0;
	}
	*why = WHY_NO_USE;
	if (d->unit == UNIT_DROP && have != UNIT_DROP) *why = WHY_DROPS;
	if (!d->given || !d->times) return 0;
	*why = WHY_NO_QUANTITY;
	if (!positive(supply)) return 0;
	if (d->from_text && d->told && (d->unit != have || have == UNIT_OTHER)) {
		*why = d->unit == UNIT_DROP ? WHY_DROPS : WHY_UNIT;
		if (!yg_usage_content(in->product, in->strength, have, d->unit, &content)) return 0;
		if (yg_dec_mul(supply, content, &supply)) return 0;
	} else if (positive(in->leftover) && !yg_dec_add(supply, in->leftover, &supply)) {
		e->calc.leftover = in->leftover;
	}
	*why = WHY_NO_QUANTITY;
	days = days_of(supply, d->num, d->den, d->times);
	if (!days) return 0;
	e->calc.content = content;
	e->calc.unit = yg_dec_given(content) ? yg_usage_unit_name(d->unit) : NULL;
	(void)yg_dec_mul(d->num, yg_dec_int(d->times), &supply);       /* it fitted in days_of; were it not so, none would be told */
	(void)yg_dec_div(supply, d->den, 3, &e->calc.daily);
	if (d->told && !yg_dec_given(content)) e->daily = e->calc.daily;
	return days;
}

/* 頓服: doses over the most a day, if that is said. */
static int days_prn(struct exposure *e, const struct period_in *in, int n, const struct dose *d, enum period_why *why)
{
	const struct usage *u = in->usage;
	*why = n ? WHY_PRN : WHY_NO_QUANTITY;
	if (!d->times || (u && !yg_str_trim(in->times_per_day).n && (u->unread || u->conflict))) return 0;
	if (positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int(d->times), &e->daily)) e->daily = DEC_NONE;
	e->calc.daily = e->daily;
	return days_of(yg_dec_int(n), yg_dec_int(1), yg_dec_int(1), d->times);
}

/* 頓服, 外用, 内服滴剤, 注射, others: from the amount where the daily use is written, else the flat period. An as-needed
 * drug may be used more slowly than it is allowed to: for it (and for a count that may be days or times) the flat
 * period is the least. */
static void by_quantity(struct exposure *e, const struct period_in *in)
{
	const struct usage *u = in->usage;
	struct dose d = dose_of(in);
	enum period_why why = WHY_NONE;
	int n = in->split_quantity > 0 ? in->split_quantity : count_of(in->quantity), days;
	bool least = in->form == FORM_PRN || (u && (u->prn || u->most));
	if (n > MAX_DAYS) n = MAX_DAYS;
	if (n && positive(in->amount) && yg_dec_mul(in->amount, yg_dec_int(n), &e->total)) e->total = DEC_NONE;
	days = in->form == FORM_PRN ? days_prn(e, in, n, &d, &why) : days_by_dose(e, in, &d, &why);
	if (!days && in->form != FORM_PRN && n) {
		days = n;
		least = true;
	} else if (least) {
		why = WHY_PRN;
	}
	if (!days || (least && days <= FLAT_DAYS)) flat(e, in, why);
	else use(e, in, days, yg_dec_given(e->calc.content) ? PERIOD_CONTENTS : PERIOD_QUANTITY);
}

void yg_period_set(struct exposure *e, const struct period_in *in)
{
	const struct usage *u = in->usage;
	e->form = in->form;
	e->days = e->part_days = 0;
	e->daily = e->total = DEC_NONE;
	e->no_days = false;
	e->calc = (struct period_calc){ .every = in->interval, .content = DEC_NONE, .daily = DEC_NONE, .leftover = DEC_NONE };
	if (u) {
		if (u->every > e->calc.every) e->calc.every = u->every;
		e->calc.per_week = u->per_week;
		e->calc.weekdays = u->weekdays;
		e->calc.on = u->on;
		e->calc.off = u->off;
		e->calc.taper = u->taper;
	}
	if (e->calc.every < 1) e->calc.every = 1;
	e->interval = e->calc.every;
	if (in->form == FORM_ORAL || in->form == FORM_DECOCTION || in->unit_days) by_days(e, in);
	else by_quantity(e, in);
}

void yg_period(struct exposure *e, enum form_class form, struct dec amount, struct dec quantity, struct ymd start)
{
	yg_period_set(e, &(struct period_in){ .form = form, .amount = amount, .quantity = quantity, .leftover = DEC_NONE, .start = start });
}

int yg_period_interval(struct str usage)
{
	struct usage u;
	yg_usage_begin(&u);
	yg_usage_text(&u, usage);
	yg_usage_end(&u);
	return u.every;
}
