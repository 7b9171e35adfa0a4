/* Most of one ingredient a day and at a time: over several products, prescriptions and institutions; children by weight;
 * amounts that cannot be told; what does not count. */
#include "patient_kit.h"
#include "base/ban.h"

static struct pk kit;

static struct pk_world grown(const char *born)
{
	struct pk_world w = pk_world(kit.t);
	w.facts.born = pk_day(born);
	w.facts.sex = SEX_MALE;
	return w;
}

static void one_product(void)
{
	static const struct { const char *drug, *amount, *times; int hit; } rows[] = {
		{ CAL200, "20", "4", 0 }, { CAL200, "20.5", "5", 1 }, { CAL500, "8", "4", 0 }, { CAL500, "9", "9", 1 }, { CALFINE, "20", "4", 0 },
		{ CALFINE, "20.01", "5", 1 },
		{ CAL500, "4", "2", 0 }, { CAL500, "3", "1", 1 },     /* 1000 mg at a time, 1500 mg at a time */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = grown("1980-01-01");
		const struct finding *f;
		pk_rx(&w, (struct pk_line){ .drug = rows[i].drug, .amount = rows[i].amount, .days = 5, .times = rows[i].times });
		pk_match(&w);
		f = pk_one(&w, FIND_DOSE, "D-adult");
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK(pk_count(&w, FIND_DOSE) == (size_t)rows[i].hit && !pk_gap(&w, "amount", NULL) && !pk_gap(&w, "weight", NULL));
		if (f) CHECK(f->severity == SEV_WARNING && f->interrupts && f->a == 0 && !f->npartners && !f->rows);
		if (f) CHECK_STR(f->shared, STR("アセトアミノフェン"));
		pk_free(&w);
	}
}

static void added_up(void)
{
	struct pk_world w = grown("1980-01-01");
	const struct finding *f;
	struct exposure *other;
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 7, .times = "3", .clinic = "みなと内科" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE));
	pk_rx(&w, (struct pk_line){ .drug = CAL200, .amount = "6", .days = 5, .times = "3", .clinic = "みなと内科" });
	pk_match(&w);
	f = pk_one(&w, FIND_DOSE, "D-adult");
	CHECK(f && f->a == 0 && f->npartners == 1 && f->nown == 1);
	if (f) CHECK_STR(f->arithmetic_ja, STR("カロナール錠５００　５００ｍｇ 3000 mg + カロナール錠２００　２００ｍｇ 1200 mg = 1日4200 mg"));
	if (f) CHECK_STR(f->arithmetic_en, STR("カロナール錠５００　５００ｍｇ 3000 mg + カロナール錠２００　２００ｍｇ 1200 mg = 4200 mg a day"));
	if (f) CHECK_STR(f->detail_ja, STR("1日の上限 4000 mg。配合剤も合算"));
	if (f) CHECK_STR(f->detail_en, STR("maximum 4000 mg a day; combinations add up"));
	pk_free(&w);
	/* another institution's course that still runs; one day less and it does not */
	for (int days = 11; days <= 12; days++) {
		w = grown("1980-01-01");
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 7, .times = "3", .clinic = "みなと内科" });
		pk_hist(&w, (struct pk_line){ .drug = CAL200, .amount = "6", .days = days, .on = "2026-10-21", .clinic = "やま医院" });
		pk_match(&w);
		f = pk_one(&w, FIND_DOSE, "D-adult");
		CHECK_INT(f != NULL, days == 12);
		if (f) CHECK(f->npartners == 1 && f->partners[0] == 1 && f->nown == 0 && f->rows == 1);
		pk_free(&w);
	}
	/* the same institution's last course, fetched 7 days early, is not taken beside the next; 8 days early it may be */
	for (int left = 7; left <= 8; left++) {
		w = grown("1980-01-01");
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 28, .times = "3", .clinic = "みなと内科" });
		pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 21 + left, .on = "2026-10-11", .clinic = "みなと内科" });
		pk_match(&w);
		CHECK_INT(pk_count(&w, FIND_DOSE), left == 8);
		pk_free(&w);
	}
	/* masked, merged and eye-drop lines count nowhere */
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 7, .times = "3" });
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 30, .on = "2026-10-20" })->masked = true;
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 30, .on = "2026-10-20" })->merged_into = 0;
	other = pk_hist(&w, (struct pk_line){ .drug = EYE, .amount = "5", .days = 1, .on = "2026-10-31", .form = FORM_EXTERNAL });
	CHECK_INT(other->route, ROUTE_EYE);
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && !pk_gap(&w, "amount", NULL));
	pk_free(&w);
	/* the worst day decides: two courses of others, one after the other, are not added to each other */
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "4", .days = 20, .times = "4" });
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "4", .days = 5, .on = "2026-10-30", .clinic = "甲" });
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "4", .days = 5, .on = "2026-11-05", .clinic = "乙" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE));
	pk_hist(&w, (struct pk_line){ .drug = CAL200, .amount = "1", .days = 5, .on = "2026-11-09", .clinic = "丙" });
	pk_match(&w);
	f = pk_one(&w, FIND_DOSE, "D-adult");                 /* 11-09: ours, 乙 and 丙 */
	CHECK(f && f->npartners == 2 && f->partners[0] == 2 && f->partners[1] == 3);
	pk_free(&w);
}

static void children(void)
{
	static const struct { const char *born, *kg, *amount, *times; int hit, gap; const char *ja; } rows[] = {
		{ "2020-01-01", "20", "6", "4", 0, 0, "" },                   /* 1200 mg a day, 300 at a time: exactly 60 and 15 mg/kg */
		{ "2020-01-01", "19.9", "6", "4", 1, 0, "1日の上限 1194 mg(60 mg/kg × 19.9 kg)、1回の上限 298.5 mg(15 mg/kg × 19.9 kg)" },
		{ "2020-01-01", "20", "6", "3", 1, 0, "1回の上限 300 mg(15 mg/kg × 20 kg)" },
		{ "2012-11-02", "50", "8", "4", 1, 0, "1日の上限 1500 mg" },  /* never above the absolute limit */
		{ "2012-11-02", "50", "7.5", "3", 0, 0, "" },
		{ "2020-01-01", "", "6", "4", 0, 1, "" },
		{ "2020-01-01", "", "8", "4", 1, 0, "1日の上限 1500 mg" },    /* above the absolute limit without knowing the weight */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = grown(rows[i].born);
		const struct finding *f;
		w.facts.weight_kg = pk_dec(rows[i].kg);
		pk_rx(&w, (struct pk_line){ .drug = CALFINE, .amount = rows[i].amount, .days = 5, .times = rows[i].times });
		/* 20 % powder: 1 g is 200 mg */
		pk_match(&w);
		f = pk_one(&w, FIND_DOSE, "D-child");
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK_INT(pk_gap(&w, "weight", "D-child") != NULL, rows[i].gap);
		CHECK(!pk_one(&w, FIND_DOSE, "D-adult"));
		if (f) CHECK_STR(f->detail_ja, yg_str(rows[i].ja));
		pk_free(&w);
	}
	{
		struct pk_world w = grown("");                /* no birth date: neither limit is judged */
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "20", .days = 5, .times = "4" });
		pk_match(&w);
		CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "birth-date", "D-adult") && pk_gap(&w, "birth-date", "D-child"));
		pk_free(&w);
	}
}

static void at_a_time(void)
{
	struct pk_world w = grown("1980-01-01");
	struct rx_line *l;
	const struct finding *f;
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "3", .days = 5, .form = FORM_PRN });    /* three tablets when needed */
	pk_match(&w);
	f = pk_one(&w, FIND_DOSE, "D-adult");
	CHECK(f != NULL);
	if (f) CHECK_STR(f->arithmetic_ja, STR("カロナール錠５００　５００ｍｇ 1回1500 mg"));
	pk_free(&w);
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "2", .days = 5, .form = FORM_PRN });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));          /* how often a day is not said */
	pk_free(&w);
	w = grown("1980-01-01");
	l = pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "4", .days = 5, .times = "2" });
	l->has_uneven = true;
	l->uneven[0] = pk_dec("3");
	l->uneven[1] = pk_dec("1");
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);                  /* 1500 mg in the morning */
	pk_free(&w);
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "4", .days = 5, .times = "2", .per_dose = "7/3" });   /* 241 */
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	pk_free(&w);
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "2", .days = 5 });     /* times not said: the day's amount is within a dose */
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && !pk_gap(&w, "amount", NULL));
	pk_free(&w);
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "3", .days = 5 });     /* here it is not */
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));
	pk_free(&w);
}

static void not_told(void)
{
	struct pk_world w = grown("1980-01-01");
	struct rx_line *l;
	const struct finding *f;
	pk_rx(&w, (struct pk_line){ .drug = TRAMCET, .amount = "4", .days = 5, .times = "4" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));          /* a combination has no listed parts */
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "9", .days = 5, .times = "9" });
	pk_match(&w);
	f = pk_one(&w, FIND_DOSE, "D-adult");                 /* what is known is enough: the rest is said */
	CHECK(f && f->npartners == 1 && !pk_gap(&w, "amount", NULL));
	if (f) CHECK_STR(f->arithmetic_ja, STR("カロナール錠５００　５００ｍｇ 4500 mg = 1日4500 mg (量の分からない1行を除く)"));
	pk_free(&w);
	w = grown("1980-01-01");
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "2", .days = 5, .times = "2", .unit = "包" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));
	pk_free(&w);
	w = grown("1980-01-01");
	l = pk_rx(&w, (struct pk_line){ .drug = CALFINE, .amount = "4500", .days = 5, .times = "5", .unit = "ｍｇ" });
	l->potency = STR("2");                                /* 4500 mg of active ingredient */
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	l->potency = STR_NONE;
	l->factor = pk_dec("0.001");                          /* 4500 mg of powder */
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && !pk_gap(&w, "amount", NULL));
	pk_free(&w);
	w = grown("1980-01-01");                              /* an OTC ingredient without its amount */
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "2", .days = 5, .times = "2" });
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "9", .days = 5, .on = "2026-10-31" })->by_ingredient = true;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));
	pk_free(&w);
	w = grown("1980-01-01");                              /* µg */
	pk_rx(&w, (struct pk_line){ .drug = MINIRIN, .amount = "2", .days = 5, .times = "1" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE));
	pk_rx(&w, (struct pk_line){ .drug = MINIRIN, .amount = "1", .days = 5, .times = "1" });
	pk_match(&w);
	f = pk_one(&w, FIND_DOSE, "D-des");
	CHECK(f && f->npartners == 1);
	if (f) CHECK_STR(f->detail_ja, STR("1日の上限 0.05 mg"));
	pk_free(&w);
}

/* Amounts that nobody can add or divide are not silence. */
static void odd_amounts(void)
{
	static const struct { const char *per_dose; int hit, gap; } rows[] = {
		{ "x", 1, 0 }, { "3", 1, 0 }, { "2", 0, 0 }, { "9/3", 1, 0 }, { "4/2", 0, 0 }, { "3/0", 0, 1 }, { "x/2", 1, 0 }, { "3/x", 0, 1 },
	};
	struct pk_world w = grown("1980-01-01");
	struct rx_line *l;
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "999999999999", .days = 5, .times = "3" });
	pk_rx(&w, (struct pk_line){ .drug = CALFINE, .amount = "0.000000001", .days = 5, .times = "3" });
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	pk_free(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {            /* six tablets a day, at two times when 241 says nothing */
		w = grown("1980-01-01");
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 5, .times = "2", .per_dose = rows[i].per_dose });
		pk_match(&w);
		CHECK_INT(pk_count(&w, FIND_DOSE), rows[i].hit);
		CHECK_INT(pk_gap(&w, "amount", "D-adult") != NULL, rows[i].gap);
		pk_free(&w);
	}
	w = grown("1980-01-01");                              /* 241 says how often, too */
	l = pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 5, .times = "3" });
	l->per_day_times = STR("2");
	l->item.name = STR_NONE;
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	if (pk_one(&w, FIND_DOSE, "D-adult")) CHECK_STR(pk_one(&w, FIND_DOSE, "D-adult")->arithmetic_ja, STR(CAL500 " 1回1500 mg"));
	l->has_uneven = true;                                 /* an empty 221 */
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	pk_free(&w);
	w = grown("1980-01-01");                              /* neither oral nor as needed: a time is not said */
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "3", .days = 5, .times = "2", .form = FORM_ORAL_DROPS });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));
	pk_free(&w);
	w = grown("1980-01-01");                              /* not a line of a prescription: nothing is known of a time */
	pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "3", .days = 5, .times = "1" });
	w.rx[0].line = NULL;
	w.rx[0].rp = NULL;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_DOSE) && pk_gap(&w, "amount", "D-adult"));
	pk_free(&w);
	w = grown("1980-01-01");                              /* a day's amount counted in another unit than the line's */
	pk_rx(&w, (struct pk_line){ .drug = CALFINE, .amount = "2", .days = 5, .times = "4", .unit = "瓶" });
	w.rx[0].calc.content = pk_dec("100");
	w.rx[0].calc.unit = "g";
	w.rx[0].daily = pk_dec("25");
	pk_match(&w);
	CHECK(pk_count(&w, FIND_DOSE) == 1);
	pk_free(&w);
}

/* Whose earlier course goes on: same institution, dated, begun before, at most seven days left; an OTC drug never. */
static void what_continues(void)
{
	static const struct { const char *on; int days; const char *clinic; enum history_kind kind; int hit; } rows[] = {
		{ "2026-10-11", 28, "甲", HIST_DISPENSED, 0 }, { "2026-10-11", 28, "乙", HIST_DISPENSED, 1 }, { "2026-10-11", 28, NULL, HIST_DISPENSED, 1 },
		{ "2026-10-11", 28, "甲", HIST_OTC, 1 }, { "2026-11-01", 7, "甲", HIST_DISPENSED, 1 }, { "", 7, "甲", HIST_DISPENSED, 1 },
		{ "2026-11-05", 3, "甲", HIST_DISPENSED, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = grown("1980-01-01");
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 28, .times = "3", .clinic = "甲" });
		pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = rows[i].days, .on = rows[i].on, .clinic = rows[i].clinic })->kind = rows[i].kind;
		pk_match(&w);
		if ((pk_count(&w, FIND_DOSE) == 1) != rows[i].hit) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(pk_count(&w, FIND_DOSE), rows[i].hit);
		pk_free(&w);
	}
	{
		struct pk_world w = grown("1980-01-01");      /* our own line without a day runs at any time */
		pk_rx(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 28, .times = "3", .clinic = "甲", .on = "" });
		pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "6", .days = 28, .on = "2026-10-11", .clinic = "甲" });
		pk_match(&w);
		CHECK_INT(pk_count(&w, FIND_DOSE), 1);
		pk_free(&w);
	}
}

/* The order of lines and of history changes no id and no sum; a stranger changes nothing. */
static void laws(void)
{
	static const struct pk_line lines[] = {
		{ .drug = CAL500, .amount = "4", .days = 10, .times = "4", .clinic = "甲" }, { .drug = CAL200, .amount = "6", .days = 10, .times = "3", .clinic = "甲" },
		{ .drug = CALFINE, .amount = "4", .days = 10, .times = "4", .clinic = "甲" } };
	static const struct pk_line past[] = { { .drug = CAL200, .amount = "3", .days = 10, .on = "2026-10-28", .clinic = "乙" },
		{ .drug = CAL500, .amount = "2", .days = 20, .on = "2026-10-25", .clinic = "丙" } };
	char id[17] = "";
	for (int turn = 0; turn < 12; turn++) {
		struct pk_world w = grown("1980-01-01");
		const struct finding *f;
		for (int i = 0; i < 3; i++) pk_rx(&w, lines[(i * (turn & 1 ? 2 : 1) + turn / 2) % 3]);
		for (int i = 0; i < 2; i++) pk_hist(&w, past[(i + turn) % 2]);
		if (turn & 4) pk_rx(&w, (struct pk_line){ .drug = NORVASC, .amount = "1", .days = 10, .times = "1", .clinic = "甲" });
		pk_match(&w);
		f = pk_one(&w, FIND_DOSE, "D-adult");
		CHECK(f && f->npartners == 4 && f->nown == 2 && f->a == 0);
		if (f && turn) CHECK_STR(yg_str(f->id), yg_str(id));
		if (f && !turn) memcpy(id, f->id, sizeof id);
		pk_free(&w);
	}
}

int main(void)
{
	pk_open(&kit);
	T_RUN(one_product);
	T_RUN(added_up);
	T_RUN(children);
	T_RUN(at_a_time);
	T_RUN(not_told);
	T_RUN(odd_amounts);
	T_RUN(what_continues);
	T_RUN(laws);
	pk_close(&kit);
	return T_END();
}
