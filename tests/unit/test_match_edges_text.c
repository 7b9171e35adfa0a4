/* test_match_edges_text.c - usage texts, periods and their explanations at the ends of what can be written: numbers that no
 * longer fit, units nobody knows, texts that are too long, dates that are none. Each row says what must come out. */
#include "match/history.h"
#include "match/lines.h"
#include "match/period.h"
#include "match/usage.h"
#include "t.h"
#include "base/ban.h"

static struct dec decimal(const char *s)
{
	struct dec v = DEC_NONE;
	if (*s && yg_dec_parse(yg_str(s), &v)) abort();
	return v;
}

static struct usage read(const char *text)
{
	struct usage u;
	yg_usage_begin(&u);
	yg_usage_text(&u, yg_str(text));
	yg_usage_end(&u);
	return u;
}

/* --- usage ------------------------------------------------------------------------------------------------------ */
static void numbers_that_do_not_fit(void)
{
	CHECK(read("朝999999999999単位夕0.000000001単位").unread);              /* their sum has 21 digits */
	CHECK(!read("朝999999999999単位夕1単位").unread);
	CHECK(read("各鼻腔に5000000000.000000001噴霧").unread);                 /* twice that has 20 */
	CHECK(read("各鼻腔に0噴霧").unread);
	CHECK_INT(read("各鼻腔に２噴霧").num.n, 4);
	CHECK(read("1日2/3錠").unread && read("朝2/3錠夕1錠").unread && read("1日0錠").unread);
	CHECK(read("1000日毎").unread && read("2.5日毎").unread && read("1/2日毎").unread && read("0日毎").unread);
	CHECK_INT(read("999日毎").every, 999);
	CHECK(read("25時間毎").unread && read("7時間毎").unread && read("0時間毎").unread);
	CHECK_INT(read("48時間毎").every, 2);
	CHECK_INT(read("8時間毎").times, 3);
}

static void odd_characters(void)
{
	/* U+FF00 and U+FF5F are no full-width letters: they stay, and are not understood */
	CHECK(read("1日1回\xef\xbc\x80").unread && read("1日1回\xef\xbd\x9f").unread && read("1日1回\xef\xac\x80").unread);
	CHECK(!read("１日１回").unread && read("\xef\xbd\xb1").unread && read("1日1回\xe3").unread && read("1日1回\xf0\x9f").unread);
	CHECK_INT(read("1日1回(月水金)").weekdays, 1 << 1 | 1 << 3 | 1 << 5);
}

static void units(void)
{
	char longest[900] = "";
	for (size_t i = 0; i < 450; i++) longest[i] = 'x';
	CHECK_INT(yg_usage_unit(STR("ｍＬ")), UNIT_ML);
	CHECK_INT(yg_usage_unit(STR_NONE), UNIT_OTHER);
	CHECK_INT(yg_usage_unit(STR("錠錠")), UNIT_OTHER);
	CHECK_INT(yg_usage_unit(yg_str(longest)), UNIT_OTHER);
	CHECK(!strcmp(yg_usage_unit_name(UNIT_ML), "mL") && !strcmp(yg_usage_unit_name(UNIT_VIAL_ML), "mL") && !strcmp(yg_usage_unit_name(UNIT_TABLET), "錠"));
	CHECK(!*yg_usage_unit_name(UNIT_OTHER) && !*yg_usage_unit_name((enum usage_unit)999));
}

static void words_in_one_spelling(void)
{
	char room[USAGE_TEXT], longest[900] = "";
	static const struct { const char *text; size_t at, n; } rows[] = { { "１日３回毎食後", 0, 8 }, { "１日３回毎食後", 8, 9 }, { "謎", 0, 0 }, { "毎週月・木曜日", 0, 21 } };
	for (size_t i = 0; i < 450; i++) longest[i] = '1';
	CHECK_INT(yg_usage_fold(STR_NONE, room), 0);
	CHECK_INT(yg_usage_fold(STR("　"), room), 0);
	CHECK(yg_usage_fold(yg_str(longest), room) == (size_t)-1);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = yg_usage_fold(yg_str(rows[i].text), room);
		CHECK_INT(yg_usage_word((struct str){ room, n }, rows[i].at), rows[i].n);
	}
}

static void jami_codes(void)
{
	static const struct { const char *type, *code; int times; bool prn; } rows[] = {
		{ "2", "1013000000000000", 3, false }, { "3", "2072000000000000", 2, false }, { "2", "1010000000000000", 0, false }, { "2", "1023000000000000", 0, false },
		{ "2", "101x000000000000", 0, false }, { "2", "101:000000000000", 0, false }, { "2", "1050000000000000", 0, true }, { "1", "1013000000000000", 0, false },
		{ "2", "1013", 0, false },
	};
	struct usage u;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		yg_usage_begin(&u);
		yg_usage_code(&u, yg_str(rows[i].type), yg_str(rows[i].code));
		yg_usage_end(&u);
		CHECK_INT(u.times, rows[i].times);
		CHECK_INT(u.prn, rows[i].prn);
	}
	yg_usage_begin(&u);
	yg_usage_text(&u, STR("1日2回"));
	yg_usage_code(&u, STR("2"), STR("1013000000000000"));   /* the text has said it already */
	yg_usage_end(&u);
	CHECK_INT(u.times, 2);
}

static void contents(void)
{
	static const struct { const char *name, *strength; enum usage_unit package, of; const char *want; } rows[] = {
		{ "", "300単位1キット", UNIT_KIT, UNIT_IU, "300" }, { "", "300単位1キット", UNIT_OTHER, UNIT_IU, "" }, { "", "300単位1キット", UNIT_KIT, UNIT_OTHER, "" },
		{ "", "300単位1キット", UNIT_KIT, UNIT_KIT, "" }, { "", "300単位1キット5mg", UNIT_KIT, UNIT_IU, "" }, { "", "5キット1キット", UNIT_KIT, UNIT_KIT, "" }, { "", "300単位2キット", UNIT_KIT, UNIT_IU, "" },
		{ "", "0単位1キット", UNIT_KIT, UNIT_IU, "" }, { "", "300単位300単位1キット", UNIT_KIT, UNIT_IU, "" }, { "", "", UNIT_KIT, UNIT_PUFF, "" },
		{ "例示吸入100回", "", UNIT_KIT, UNIT_PUFF, "100" }, { "例示吸入0回", "", UNIT_KIT, UNIT_PUFF, "" }, { "例示吸入100", "", UNIT_KIT, UNIT_PUFF, "" },
		{ "例示56噴霧用", "", UNIT_BOTTLE, UNIT_SPRAY, "56" }, { "例示0噴霧用", "", UNIT_BOTTLE, UNIT_SPRAY, "" }, { "例示56噴霧用28噴霧用", "", UNIT_BOTTLE, UNIT_SPRAY, "" },
		{ "例示56噴霧用", "", UNIT_SHEET, UNIT_SPRAY, "" }, { "例示56噴霧用", "", UNIT_PIECE, UNIT_SPRAY, "56" }, { "例示56噴霧用", "", UNIT_STICK, UNIT_IU, "" },
		{ "例示60ブリスター", "", UNIT_PIECE, UNIT_PUFF, "60" }, { "例示56mg", "", UNIT_PIECE, UNIT_PUFF, "" },
		{ "", "100単位1mLバイアル", UNIT_ML, UNIT_IU, "100" }, { "例示吸入100回", "x", UNIT_STICK, UNIT_PUFF, "100" },
	};
	char longest[900] = "";
	struct dec n = DEC_NONE;
	for (size_t i = 0; i < 450; i++) longest[i] = '1';
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok = yg_usage_content(yg_str(rows[i].name), yg_str(rows[i].strength), rows[i].package, rows[i].of, &n);
		if (ok != (rows[i].want[0] != 0)) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(ok, rows[i].want[0] != 0);
		if (ok && rows[i].want[0]) CHECK_INT(yg_dec_cmp(n, decimal(rows[i].want)), 0);
	}
	CHECK(!yg_usage_content(STR("例示"), yg_str(longest), UNIT_KIT, UNIT_IU, &n));      /* longer than is read: nothing is believed */
	CHECK(!yg_usage_content(yg_str(longest), STR_NONE, UNIT_KIT, UNIT_PUFF, &n) && !yg_usage_content(STR_NONE, STR_NONE, UNIT_KIT, UNIT_PUFF, &n));
}

static void leftovers(void)
{
	static const struct { const char *name, *text; bool alone; const char *want; } rows[] = {
		{ "例示錠25", "例示錠25錠残薬", true, "" }, { "例示錠5mg", "例示錠5mg,6錠残薬", false, "6" }, { "例示錠5mg", "例示錠5mg:残薬6錠", false, "6" },
		{ "例示錠5mg", "例示錠5mgは6錠残薬、", false, "6" }, { "例示錠5mg", "例示錠5mgが6錠残薬。。", false, "6" }, { "例示錠2", "例示錠2", true, "" }, { "例示錠2", "例示錠23錠残薬", true, "" },
		{ "例示錠", "例示錠3錠残薬", false, "3" }, { "例示錠", "残薬3錠", true, "3" }, { "例示錠", "3錠残薬", false, "" }, { "", "3錠残薬", true, "3" }, { "例示錠", "例示錠", false, "" },
		{ "例示錠", "残薬1/2錠", true, "" }, { "例示錠", "残薬0錠", true, "" }, { "例示錠", "残薬3包", true, "" }, { "例示錠", "残薬3謎", true, "" }, { "例示錠", "残薬", true, "" },
		{ "例示錠", "残薬3", true, "" }, { "例示錠", ",", true, "" }, { "例示錠", "", true, "" }, { "例示錠", "3錠", true, "" }, { "例示錠", "残薬3錠あり?", true, "" },
		{ "例示錠-", "例示錠-3錠残薬", true, "3" },
	};
	char longest[900] = "";
	struct drug_item item = { .unit = STR("錠") };
	struct dec n = DEC_NONE;
	for (size_t i = 0; i < 450; i++) longest[i] = '1';
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok;
		item.name = yg_str(rows[i].name);
		ok = yg_usage_leftover(yg_str(rows[i].text), &item, rows[i].alone, &n);
		if (ok != (rows[i].want[0] != 0)) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(ok, rows[i].want[0] != 0);
		if (ok && rows[i].want[0]) CHECK_INT(yg_dec_cmp(n, decimal(rows[i].want)), 0);
	}
	item.name = STR("例示錠");
	CHECK(!yg_usage_leftover(yg_str(longest), &item, true, &n));
	item.name = yg_str(longest);
	CHECK(!yg_usage_leftover(STR("3錠残薬"), &item, true, &n));
	item = (struct drug_item){ .name = STR("例示"), .unit = STR("謎") };
	CHECK(!yg_usage_leftover(STR("3錠残薬"), &item, true, &n));
}

/* --- periods ---------------------------------------------------------------------------------------------------- */
/* Amounts whose products do not fit 18 digits: the days cannot be told, and the flat 14 stand. */
static void beyond_counting(void)
{
	static const struct { enum form_class form; const char *amount, *quantity, *per_dose, *times, *leftover; int split; enum period_how how; int days; } rows[] = {
		{ FORM_ORAL, "999999999999", "9999", "", "3", "", 0, PERIOD_DAYS, 9999 },
		{ FORM_ORAL, "5000000000.000000001", "9999", "", "3", "", 0, PERIOD_DAYS, 9999 },        /* the total does not fit; the days stand */
		{ FORM_ORAL, "1", "14", "", "3", "999999999999", 0, PERIOD_DAYS, 14 },                     /* more days left than are counted */
		{ FORM_ORAL, "0", "14", "", "3", "10", 0, PERIOD_DAYS, 14 },
		{ FORM_ORAL, "1", "14", "", "3", "", 20000, PERIOD_SPLIT, 9999 },
		{ FORM_EXTERNAL, "999999999999", "3", "1/999999999999", "3", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "999999999999", "3", "5000000000.000000001", "99", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "999999999999", "3", "0.000000001", "1", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "9000000000", "3", "9000000000.000000001", "1", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "5000000000.000000001", "3", "1", "1", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "7", "3", "1/x", "1", "", 0, PERIOD_DEFAULT_14, 14 }, { FORM_EXTERNAL, "7", "3", "0/3", "1", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "7", "3", "1/0", "1", "", 0, PERIOD_DEFAULT_14, 14 }, { FORM_EXTERNAL, "30", "1", "1", "1", "5", 0, PERIOD_QUANTITY, 35 },
		{ FORM_EXTERNAL, "30", "1", "1", "1", "5000000000.000000001", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "5000000000", "1", "1", "1", "5000000000.000000001", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_EXTERNAL, "30", "1", "1", "1", "", 12000, PERIOD_QUANTITY, 9999 },
		{ FORM_PRN, "5000000000.000000001", "30", "", "9", "", 0, PERIOD_DEFAULT_14, 14 }, { FORM_PRN, "1", "", "", "3", "", 0, PERIOD_DEFAULT_14, 14 },
		{ FORM_PRN, "1", "90", "", "3", "", 0, PERIOD_QUANTITY, 30 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure e = { 0 };
		struct period_in in = { .form = rows[i].form, .amount = decimal(rows[i].amount), .quantity = decimal(rows[i].quantity), .per_dose = yg_str(rows[i].per_dose),
			.times_per_day = yg_str(rows[i].times), .leftover = decimal(rows[i].leftover), .split_quantity = rows[i].split, .unit = STR("錠"),
			.start = { 2026, 1, 1 } };
		long days;
		yg_period_set(&e, &in);
		days = yg_ymd_valid(e.taken.to) ? yg_ymd_days(e.taken.to) - yg_ymd_days(e.taken.from) + 1 : -1;
		if (e.how != rows[i].how || days != rows[i].days) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(e.how, rows[i].how);
		CHECK_INT(days, rows[i].days);
	}
}

static void reasons(void)
{
	static const struct { const char *usage, *unit; enum period_why why; } rows[] = {
		{ "1回1滴 1日2回", "滴", WHY_NONE }, { "1回1滴 1日2回", "mL", WHY_DROPS }, { "漸減 1回1錠 1日2回", "錠", WHY_UNREAD }, { "1日2回 謎", "錠", WHY_UNREAD },
		{ "1日2回 1日3回", "錠", WHY_CONFLICT }, { "1回1錠 1日2回", "謎", WHY_UNIT }, { "1回1錠", "錠", WHY_NO_USE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure e = { 0 };
		struct usage u = read(rows[i].usage);
		struct period_in in = { .form = FORM_EXTERNAL, .amount = decimal("10"), .quantity = decimal("6"), .usage = &u, .unit = yg_str(rows[i].unit),
			.leftover = DEC_NONE, .start = { 2026, 1, 1 } };
		yg_period_set(&e, &in);
		if (rows[i].why == WHY_NONE) { CHECK_INT(e.how, PERIOD_QUANTITY); continue; }
		CHECK_INT(e.how, PERIOD_DEFAULT_14);
		if (e.calc.why != rows[i].why) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(e.calc.why, rows[i].why);
	}
}

/* The dose by its field, how often by a text: what else the text says and nobody understands counts. */
static void times_from_a_text(void)
{
	struct exposure e = { 0 };
	struct usage u = read("1日2回 謎");
	struct period_in in = { .form = FORM_EXTERNAL, .amount = decimal("10"), .quantity = decimal("6"), .per_dose = STR("1"), .usage = &u, .unit = STR("錠"),
		.leftover = DEC_NONE, .start = { 2026, 1, 1 } };
	yg_period_set(&e, &in);
	CHECK(e.how == PERIOD_DEFAULT_14 && e.calc.why == WHY_UNREAD);
	in.times_per_day = STR("2");                  /* both by fields: the text decides nothing */
	yg_period_set(&e, &in);
	CHECK(e.how == PERIOD_QUANTITY && e.calc.use_days == 30);
}

/* Tapering told by its class (用法補足区分 1): the amount of one day says nothing of the next. */
static void tapering(void)
{
	struct exposure e = { 0 };
	struct usage u;
	struct period_in in = { .form = FORM_EXTERNAL, .amount = decimal("10"), .quantity = decimal("6"), .usage = &u, .unit = STR("錠"),
		.leftover = DEC_NONE, .start = { 2026, 1, 1 } };
	yg_usage_begin(&u);
	yg_usage_text(&u, STR("1回1錠 1日2回"));
	yg_usage_supplement(&u, &(struct supplement){ .kind = STR("1") }, false);
	yg_usage_end(&u);
	yg_period_set(&e, &in);
	CHECK_INT(e.how, PERIOD_DEFAULT_14);
	CHECK_INT(e.calc.why, WHY_TAPER);
}

/* So many packages that their contents do not fit: as if nothing were known of them. */
static void contents_that_do_not_fit(void)
{
	struct exposure e = { 0 };
	struct usage u = read("1回1単位 1日1回");
	struct period_in in = { .form = FORM_EXTERNAL, .amount = decimal("5000000000.000000001"), .quantity = decimal("1"), .usage = &u, .unit = STR("キット"),
		.strength = STR("300単位1キット"), .leftover = DEC_NONE, .start = { 2026, 1, 1 } };
	yg_period_set(&e, &in);
	CHECK_INT(e.how, PERIOD_DEFAULT_14);
	in.amount = decimal("1");
	yg_period_set(&e, &in);
	CHECK(e.how == PERIOD_CONTENTS && e.calc.use_days == 300);
}

static void dates_that_are_none(void)
{
	static const struct { struct ymd start; bool undated; struct ymd to; } rows[] = {
		{ { 2026, 2, 31 }, true, { 0, 0, 0 } }, { { 1000, 0, 0 }, true, { 0, 0, 0 } }, { { 2026, 13, 0 }, true, { 0, 0, 0 } },
		{ { 2026, 12, 0 }, false, { 2027, 1, 13 } }, { { 2026, 0, 0 }, false, { 2027, 1, 13 } }, { { 2026, 3, 0 }, false, { 2026, 4, 13 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure e = { 0 };
		yg_period(&e, FORM_ORAL, yg_dec_int(1), yg_dec_int(14), rows[i].start);
		CHECK_INT(e.undated, rows[i].undated);
		CHECK_INT(e.how, rows[i].undated ? PERIOD_OPEN : PERIOD_DAYS);
		CHECK(!yg_ymd_cmp(e.taken.to, rows[i].to));
	}
	/* the last year that is counted has no year behind it */
	struct exposure e = { 0 };
	yg_period(&e, FORM_ORAL, yg_dec_int(1), yg_dec_int(14), (struct ymd){ 2999, 0, 0 });
	CHECK(e.undated || !yg_ymd_valid(e.taken.to) || e.taken.to.y >= 2999);
}

static void explained(void)
{
	struct arena *a = yg_arena_new(1 << 20);
	struct drug_item item = { .unit = STR("錠") };
	struct exposure e = { .item = &item, .how = PERIOD_STATED, .daily = DEC_NONE, .total = DEC_NONE,
			      .calc = { .content = DEC_NONE, .daily = DEC_NONE, .leftover = DEC_NONE, .every = 1 } };
	CHECK_STR(yg_period_text(&e, LANG_JA, a), STR("記載の期間"));
	CHECK_STR(yg_period_text(&e, LANG_EN, a), STR("stated period"));
	e.how = PERIOD_OPEN;
	CHECK_STR(yg_period_text(&e, LANG_JA, a), STR("日付なし(服用中とみなす)"));
	e.taken.from = (struct ymd){ 2026, 1, 1 };
	CHECK_STR(yg_period_text(&e, LANG_JA, a), STR("終わりの記載なし"));
	CHECK_STR(yg_period_text(&e, LANG_EN, a), STR("no end given"));
	e.how = PERIOD_DEFAULT_14;
	e.calc.why = WHY_NO_DAYS;
	CHECK(yg_str_find(yg_period_text(&e, LANG_EN, a), STR("taken as 0 days")) != (size_t)-1);      /* no end that could be written */
	e.how = PERIOD_QUANTITY;
	CHECK(yg_str_find(yg_period_text(&e, LANG_EN, a), STR("0 days by quantity")) != (size_t)-1);
	e.taken.to = (struct ymd){ 2026, 1, 10 };
	CHECK(yg_str_find(yg_period_text(&e, LANG_EN, a), STR("10 days by quantity")) != (size_t)-1);
	e.taken.from = YMD_NONE;
	CHECK(yg_str_find(yg_period_text(&e, LANG_EN, a), STR("0 days by quantity")) != (size_t)-1);
	e.how = PERIOD_DEFAULT_14;
	CHECK(yg_str_find(yg_period_text(&e, LANG_EN, a), STR("taken as 0 days")) != (size_t)-1);
	e.how = (enum period_how)99;
	CHECK_INT(yg_period_text(&e, LANG_EN, a).n, 0);
	CHECK(!*yg_period_word((enum period_how)99) && !strcmp(yg_period_word(PERIOD_DAYS), "days"));
	yg_arena_free(a);
}

/* --- places, leftovers of a product ------------------------------------------------------------------------------- */
static void places(void)
{
	const struct { struct place a, b; int want; } rows[] = {
		{ { STR("1399914"), STR("13"), STR("い") }, { STR("1399914"), STR("13"), STR("ろ") }, 1 }, { { STR("1399914"), STR("13"), STR("い") }, { STR("1399914"), STR("14"), STR("い") }, 0 },
		{ { STR("1399914"), STR(""), STR("い") }, { STR("1399914"), STR("14"), STR("い") }, 1 }, { { STR("1399914"), STR("13"), STR("い") }, { STR("1399914"), STR(""), STR("い") }, 1 },
		{ { STR("1399914"), STR("13"), STR("い") }, { STR("1399915"), STR("13"), STR("い") }, 0 }, { { STR("1399914"), STR("13"), STR("い") }, { STR(""), STR(""), STR("い") }, 1 },
		{ { STR("1399914"), STR("13"), STR("い") }, { STR(""), STR(""), STR("") }, -1 }, { { STR(""), STR(""), STR("い") }, { STR(""), STR(""), STR("ろ") }, 0 },
		{ { STR(""), STR(""), STR("") }, { STR("1"), STR(""), STR("い") }, -1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct place a = { rows[i].a.code, rows[i].a.area, rows[i].a.name }, b = { rows[i].b.code, rows[i].b.area, rows[i].b.name };
		CHECK_INT(yg_place_same(&a, &b), rows[i].want);
		CHECK_INT(yg_place_same(&b, &a), rows[i].want);
	}
}

int main(void)
{
	T_RUN(numbers_that_do_not_fit);
	T_RUN(odd_characters);
	T_RUN(units);
	T_RUN(words_in_one_spelling);
	T_RUN(jami_codes);
	T_RUN(contents);
	T_RUN(leftovers);
	T_RUN(beyond_counting);
	T_RUN(reasons);
	T_RUN(times_from_a_text);
	T_RUN(tapering);
	T_RUN(contents_that_do_not_fit);
	T_RUN(dates_that_are_none);
	T_RUN(explained);
	T_RUN(places);
	return T_END();
}
