/* test_match_period.c - days of a line from form, amount and quantity. */
#include "match/period.h"
#include "t.h"
#include "base/ban.h"

static struct dec d(const char *s)
{
	struct dec v = DEC_NONE;
	if (*s && yg_dec_parse(yg_str(s), &v)) abort();
	return v;
}
static struct ymd day(const char *s)
{
	struct ymd v = YMD_NONE;
	if (*s && yg_ymd_parse(yg_str(s), &v)) abort();
	return v;
}
static struct str text(struct ymd v)
{
	static char buf[8][11]; static int turn;
	char *p = buf[turn++ & 7];
	return (struct str){ p, yg_ymd_format(v, p) };
}

static void by_form(void)
{
	static const struct { enum form_class form; const char *amount, *quantity, *per_dose, *times; int split, interval; bool unit_days;
		const char *to, *how, *total, *daily; int days; } rows[] = {
		{ FORM_ORAL, "3", "14", "", "", 0, 1, false, "2026-11-14", "days", "42", "3", 14 },
		{ FORM_ORAL, "0.5", "1", "", "", 0, 1, false, "2026-11-01", "days", "0.5", "0.5", 1 },
		{ FORM_DECOCTION, "7.5", "28", "", "", 0, 1, false, "2026-11-28", "days", "210", "7.5", 28 },
		{ FORM_ORAL, "1", "42", "", "", 14, 1, false, "2026-11-14", "split", "14", "1", 42 },
		{ FORM_ORAL, "1", "4", "", "", 0, 7, false, "2026-11-28", "days", "4", "1", 4 },
		{ FORM_ORAL, "1", "7", "", "", 0, 2, false, "2026-11-14", "days", "7", "1", 7 },
		{ FORM_ORAL, "1", "", "", "", 0, 1, false, "2026-11-14", "default-14", "", "1", 0 },
		{ FORM_ORAL, "", "7", "", "", 0, 1, false, "2026-11-07", "days", "", "", 7 },
		{ FORM_PRN, "1", "10", "", "", 0, 1, false, "2026-11-14", "default-14", "10", "", 0 },
		{ FORM_PRN, "1", "10", "", "3", 0, 1, false, "2026-11-14", "default-14", "10", "3", 0 },
		{ FORM_PRN, "1", "60", "", "3", 0, 1, false, "2026-11-20", "quantity", "60", "3", 0 },
		{ FORM_PRN, "2", "61", "", "3", 0, 1, false, "2026-11-21", "quantity", "122", "6", 0 },
		{ FORM_EXTERNAL, "70", "1", "", "", 0, 1, false, "2026-11-14", "default-14", "70", "", 0 },
		{ FORM_EXTERNAL, "70", "1", "1", "2", 0, 1, false, "2026-12-05", "quantity", "70", "2", 0 },
		{ FORM_EXTERNAL, "7", "1", "1", "1", 0, 1, false, "2026-11-07", "quantity", "7", "1", 0 },
		{ FORM_EXTERNAL, "7", "1", "2/3", "1", 0, 1, false, "2026-11-11", "quantity", "7", "0.667", 0 },
		{ FORM_EXTERNAL, "7", "1", "1/0", "1", 0, 1, false, "2026-11-14", "default-14", "7", "", 0 },
		{ FORM_EXTERNAL, "1", "28", "", "", 0, 1, false, "2026-11-28", "quantity", "28", "", 0 },
		{ FORM_INJECTION, "2", "1", "", "", 0, 1, false, "2026-11-14", "default-14", "2", "", 0 },
		{ FORM_ORAL_DROPS, "10", "1", "0.5", "4", 0, 1, false, "2026-11-05", "quantity", "10", "2", 0 },
		{ FORM_NONE, "1", "21", "", "", 0, 1, true, "2026-11-21", "days", "21", "1", 21 },
		{ FORM_UNKNOWN, "", "", "", "", 0, 1, false, "2026-11-14", "default-14", "", "", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure e = { 0 };
		char buf[32];
		yg_period_set(&e, &(struct period_in){ rows[i].form, d(rows[i].amount), d(rows[i].quantity), rows[i].split, yg_str(rows[i].times),
			      yg_str(rows[i].per_dose), rows[i].unit_days, rows[i].interval, day("2026-11-01") });
		if (!yg_str_eqz(text(e.taken.to), rows[i].to)) fprintf(stderr, "row %zu\n", i);
		CHECK_STR(text(e.taken.from), STR("2026-11-01"));
		CHECK_STR(text(e.taken.to), yg_str(rows[i].to));
		CHECK_STR(yg_str(yg_period_word(e.how)), yg_str(rows[i].how));
		CHECK_STR(((struct str){ buf, yg_dec_format(e.total, buf) }), yg_str(rows[i].total));
		CHECK_STR(((struct str){ buf, yg_dec_format(e.daily, buf) }), yg_str(rows[i].daily));
		CHECK_INT(e.days, rows[i].days);
		CHECK(!e.undated);
		CHECK(e.no_days == (rows[i].form == FORM_ORAL && !rows[i].days));
	}
}

static void dates(void)
{
	struct exposure e = { 0 };
	yg_period(&e, FORM_ORAL, d("1"), d("7"), YMD_NONE);
	CHECK(e.undated && e.how == PERIOD_OPEN && !yg_ymd_given(e.taken.from) && !yg_ymd_given(e.taken.to));
	CHECK_INT(e.days, 7);
	yg_period(&e, FORM_ORAL, d("1"), d("7"), (struct ymd){ 2026, 2, 0 });   /* only the month: the longest it can be */
	CHECK(!e.undated);
	CHECK_STR(text(e.taken.from), STR("2026-02-01"));
	CHECK_STR(text(e.taken.to), STR("2026-03-06"));
	yg_period(&e, FORM_ORAL, d("1"), d("1"), (struct ymd){ 2026, 12, 0 });
	CHECK_STR(text(e.taken.to), STR("2026-12-31"));
	yg_period(&e, FORM_ORAL, d("1"), d("1"), (struct ymd){ 2026, 0, 0 });
	CHECK_STR(text(e.taken.from), STR("2026-01-01"));
	CHECK_STR(text(e.taken.to), STR("2026-12-31"));
	yg_period(&e, FORM_ORAL, d("1"), d("1"), day("2024-02-29"));
	CHECK_STR(text(e.taken.to), STR("2024-02-29"));
	yg_period(&e, FORM_ORAL, d("1"), d("2"), day("2024-02-29"));
	CHECK_STR(text(e.taken.to), STR("2024-03-01"));
	yg_period(&e, FORM_ORAL, d("999999999999"), d("999999999999"), day("2026-11-01"));   /* absurd: capped, no overflow */
	CHECK_INT(e.days, 9999);
	CHECK(yg_ymd_valid(e.taken.to));
	yg_period(&e, FORM_ORAL, (struct dec){ 0, 0 }, (struct dec){ 0, 0 }, day("2026-11-01"));
	CHECK(e.no_days && !yg_dec_given(e.total));
	yg_period(&e, FORM_ORAL, d("1"), d("9999"), (struct ymd){ 2999, 12, 31 });
	CHECK(!yg_ymd_given(e.taken.to));
}

static void intervals(void)
{
	CHECK_INT(yg_period_interval(STR("１日１回朝食後")), 1);
	CHECK_INT(yg_period_interval(STR("1日1回 隔日")), 2);
	CHECK_INT(yg_period_interval(STR("週１回 起床時")), 7);
	CHECK_INT(yg_period_interval(STR("1週間に1回")), 7);
	CHECK_INT(yg_period_interval(STR_NONE), 1);
}

int main(void)
{
	T_RUN(by_form);
	T_RUN(dates);
	T_RUN(intervals);
	return T_END();
}
