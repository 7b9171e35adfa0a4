/* test_match_usage.c - usage texts: what is read, what is left unread, what contradicts; package contents; 残薬 texts. */
#include "match/usage.h"
#include "t.h"
#include "base/ban.h"

static struct str text(struct dec v)
{
	static char buf[4][32]; static int turn;
	char *p = buf[turn++ & 3];
	return (struct str){ p, yg_dec_format(v, p) };
}

static struct usage read_one(const char *z)
{
	struct usage u;
	yg_usage_begin(&u);
	yg_usage_text(&u, yg_str(z));
	yg_usage_end(&u);
	return u;
}

static void texts(void)
{
	static const struct { const char *say; int times, every, per_week; unsigned weekdays; int on, off; const char *dose, *day, *flags; } rows[] = {
		{ "", 0, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日３回毎食後　服用", 3, 1, 0, 0, 0, 0, "", "", "" },
		{ "1日3回毎食後服用", 3, 1, 0, 0, 0, 0, "", "", "" },
		{ "一日一回朝食後", 1, 1, 0, 0, 0, 0, "", "", "" },
		{ "毎食後服用", 3, 1, 0, 0, 0, 0, "", "", "" },
		{ "朝夕食後", 2, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日２回朝食後と就寝前", 2, 1, 0, 0, 0, 0, "", "", "" },
		{ "内服・経口・１日４回朝昼夕食後と就寝前", 4, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日２回１２時間毎　服用", 2, 1, 0, 0, 0, 0, "", "", "" },
		{ "８時間毎", 3, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日３回朝夕食後", 3, 1, 0, 0, 0, 0, "", "", "c" },
		{ "１日２回８時間毎", 2, 1, 0, 0, 0, 0, "", "", "c" },
		{ "５時間毎", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "疼痛時　服用", 0, 1, 0, 0, 0, 0, "", "", "p" },
		{ "発熱時　１日３回まで", 3, 1, 0, 0, 0, 0, "", "", "pm" },
		{ "１日数回患部に塗布", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "医師の指示通り", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "１回１錠　１日３回まで", 3, 1, 0, 0, 0, 0, "1/1", "", "m" },
		{ "１回２／３包　１日３回毎食前", 3, 1, 0, 0, 0, 0, "2/3", "", "" },
		{ "１回１～２吸入　１日２回", 2, 1, 0, 0, 0, 0, "", "", "u" },   /* a range is not a dose */
		{ "１日２回朝夕　２錠ずつ", 2, 1, 0, 0, 0, 0, "2/1", "", "" },
		{ "１日２回朝夕食後２錠", 2, 1, 0, 0, 0, 0, "", "", "u" },      /* each, or in all? */
		{ "１日３回４単位", 3, 1, 0, 0, 0, 0, "", "", "u" },
		{ "毎食直前４単位", 3, 1, 0, 0, 0, 0, "", "", "u" },
		{ "１日１回就寝前８単位皮下注射", 1, 1, 0, 0, 0, 0, "", "8", "" },
		{ "１日１回８単位", 1, 1, 0, 0, 0, 0, "8/1", "", "" },
		{ "朝６単位　昼４単位　夕６単位", 3, 1, 0, 0, 0, 0, "", "16", "" },
		{ "朝６単位　昼４単位　夕", 3, 1, 0, 0, 0, 0, "", "", "u" },
		{ "１日６錠", 0, 1, 0, 0, 0, 0, "", "6", "" },
		{ "１日１枚貼付", 0, 1, 0, 0, 0, 0, "", "1", "" },
		{ "１回１錠　１回２錠", 0, 1, 0, 0, 0, 0, "2/1", "", "c" },
		{ "各鼻腔に２噴霧ずつ１日１回", 1, 1, 0, 0, 0, 0, "4/1", "", "" },
		{ "隔日", 1, 2, 0, 0, 0, 0, "", "", "" }, { "１日おき", 1, 2, 0, 0, 0, 0, "", "", "" }, { "２日おき", 1, 3, 0, 0, 0, 0, "", "", "" },
		{ "１１日おき", 1, 12, 0, 0, 0, 0, "", "", "" },               /* not 1日おき */
		{ "３日毎に貼り替え", 1, 3, 0, 0, 0, 0, "", "", "" }, { "７２時間ごと", 1, 3, 0, 0, 0, 0, "", "", "" }, { "１日に２回", 2, 1, 0, 0, 0, 0, "", "", "" },
		{ "隔日　１日２回", 2, 2, 0, 0, 0, 0, "", "", "" },
		{ "週１回", 1, 7, 0, 0, 0, 0, "", "", "" }, { "１週間に１回", 1, 7, 0, 0, 0, 0, "", "", "" }, { "週３回", 1, 1, 3, 0, 0, 0, "", "", "" },
		{ "週７回", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "週０回", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "隔週", 1, 14, 0, 0, 0, 0, "", "", "" }, { "４週に１回", 1, 28, 0, 0, 0, 0, "", "", "" }, { "月１回", 1, 31, 0, 0, 0, 0, "", "", "" },
		{ "毎日１日１回", 1, 1, 0, 0, 0, 0, "", "", "" },
		{ "毎週月曜日", 1, 1, 0, 0x02, 0, 0, "", "", "" }, { "月・木曜日", 1, 1, 0, 0x12, 0, 0, "", "", "" },
		{ "（月・水・金）", 1, 1, 0, 0x2a, 0, 0, "", "", "" }, { "火木土", 1, 1, 0, 0x54, 0, 0, "", "", "" }, { "日曜", 1, 1, 0, 0x01, 0, 0, "", "", "" },
		{ "月", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "（日）", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "毎月１０日", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "２１日間服用し７日間休薬", 0, 1, 0, 0, 21, 7, "", "", "" }, { "４日服用、３日休薬", 0, 1, 0, 0, 4, 3, "", "", "" },
		{ "２８日服用後１４日休薬", 0, 1, 0, 0, 28, 14, "", "", "" }, { "３週投薬１週休薬", 0, 1, 0, 0, 21, 7, "", "", "" },
		{ "７日間休薬", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "７日間服用", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "漸減のため次回受診時に再評価", 0, 1, 0, 0, 0, 0, "", "", "tu" },
		{ "服用間隔は６時間以上あける", 0, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日１回　右膝と左肩に貼付", 1, 1, 0, 0, 0, 0, "", "", "" },
		{ "１日１回　妙なところに貼付", 1, 1, 0, 0, 0, 0, "", "", "u" },
		{ "１日０回", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "１日１．５回", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "１回０錠", 0, 1, 0, 0, 0, 0, "", "", "u" },
		{ "１回１／０錠", 0, 1, 0, 0, 0, 0, "", "", "u" }, { "１日９９９９９９９９９９９９９９９回", 0, 1, 0, 0, 0, 0, "", "", "u" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct usage u = read_one(rows[i].say);
		char dose[80] = "", flags[8];
		int before = t_failed;
		struct str num = text(u.num), den = text(u.den);
		if (num.n) snprintf(dose, sizeof dose, "%.*s/%.*s", STR_ARG(num), STR_ARG(den));
		snprintf(flags, sizeof flags, "%s%s%s%s%s", u.conflict ? "c" : "", u.prn ? "p" : "", u.most ? "m" : "", u.taper ? "t" : "", u.unread ? "u" : "");
		CHECK_INT(u.times, rows[i].times);
		CHECK_INT(u.every, rows[i].every);
		CHECK_INT(u.per_week, rows[i].per_week);
		CHECK_INT(u.weekdays, rows[i].weekdays);
		CHECK_INT(u.on, rows[i].on);
		CHECK_INT(u.off, rows[i].off);
		CHECK_STR(yg_str(dose), yg_str(rows[i].dose));
		CHECK_STR(text(u.day), yg_str(rows[i].day));
		CHECK_STR(yg_str(flags), yg_str(rows[i].flags));
		if (t_failed != before) fprintf(stderr, "row %s\n", rows[i].say);
	}
}

/* Two texts of one line: they add up, or they disagree. */
static void several(void)
{
	static const struct { const char *a, *b; bool conflict; int every; } rows[] = {
		{ "１日１回朝食後", "隔日", false, 2 }, { "１日１回", "１日２回", true, 1 }, { "隔日", "隔日", false, 2 }, { "隔日", "週１回", true, 7 },
		{ "毎週月曜日", "毎週火曜日", true, 1 }, { "１回１錠", "１回１錠", false, 1 }, { "１回１錠", "１回１包", true, 1 },
		{ "２１日間服用", "７日間休薬", false, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct usage u;
		yg_usage_begin(&u);
		yg_usage_text(&u, yg_str(rows[i].a));
		yg_usage_text(&u, yg_str(rows[i].b));
		yg_usage_end(&u);
		CHECK_INT(u.conflict, rows[i].conflict);
		CHECK_INT(u.every, rows[i].every);
	}
}

static void codes(void)
{
	static const struct { const char *type, *code; int times; bool prn; } usage_codes[] = {
		{ "2", "1013044400000000", 3, false }, { "3", "1011000400000000", 1, false }, { "1", "1013044400000000", 0, false },
		{ "2", "1050110000000000", 0, true }, { "2", "0X0XXXXXXXXX0000", 0, false }, { "2", "101", 0, false }, { "2", "1022000000000000", 0, false },
	};
	static const struct { const char *code; int every; unsigned weekdays; bool unread; } more[] = {
		{ "I1100000", 2, 0, false }, { "CW100000", 7, 0, false }, { "W0100100", 1, 0x12, false }, { "V12NNNNN", 1, 0, false }, { "", 1, 0, false },
		{ "D0AK0000", 1, 0, true }, { "W0000000", 1, 0, true }, { "W01X0100", 1, 0, true }, { "W010010", 1, 0, true }, { "I2200000", 1, 0, true },
	};
	for (size_t i = 0; i < sizeof usage_codes / sizeof *usage_codes; i++) {
		struct usage u;
		yg_usage_begin(&u);
		yg_usage_code(&u, yg_str(usage_codes[i].type), yg_str(usage_codes[i].code));
		yg_usage_end(&u);
		CHECK_INT(u.times, usage_codes[i].times);
		CHECK_INT(u.prn, usage_codes[i].prn);
	}
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		struct usage u;
		yg_usage_begin(&u);
		yg_usage_supplement_code(&u, yg_str(more[i].code));
		yg_usage_end(&u);
		CHECK_INT(u.every, more[i].every);
		CHECK_INT(u.weekdays, more[i].weekdays);
		CHECK_INT(u.unread, more[i].unread);
	}
}

/* Classes of 181 and 281 that say nothing about use are not read; the others are. */
static void supplements(void)
{
	static const struct { const char *kind, *text; bool drug; int every, times; bool taper, unread; } rows[] = {
		{ "1", "漸減", false, 1, 0, true, false }, { "2", "一包化", false, 1, 0, false, false }, { "3", "", false, 2, 1, false, false },
		{ "4", "粉砕", false, 1, 0, false, false }, { "6", "どこか", false, 1, 0, false, false }, { "5", "１日２回", false, 1, 2, false, false },
		{ "", "１日２回", false, 1, 2, false, false }, { "9", "左耳", false, 1, 0, false, false }, { "10", "妙な指示", false, 1, 0, false, true },
		{ "1", "一包化", true, 1, 0, false, false }, { "3", "後発品変更不可", true, 1, 0, false, false }, { "8", "先発医薬品患者希望", true, 1, 0, false, false },
		{ "", "朝夕に分けて服用", true, 1, 2, false, true }, { "7", "隔日", true, 2, 1, false, false }, { "", "隔日", true, 2, 1, false, false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct usage u;
		struct supplement s = { .kind = yg_str(rows[i].kind), .text = yg_str(rows[i].text) };
		int before = t_failed;
		yg_usage_begin(&u);
		yg_usage_supplement(&u, &s, rows[i].drug);
		yg_usage_end(&u);
		CHECK_INT(u.every, rows[i].every);
		CHECK_INT(u.times, rows[i].times);
		CHECK_INT(u.taper, rows[i].taper);
		CHECK_INT(u.unread, rows[i].unread);
		if (t_failed != before) fprintf(stderr, "row %zu\n", i);
	}
}

static void contents(void)
{
	static const struct { const char *name, *strength; enum usage_unit package, of; const char *n; } rows[] = {
		{ "", "３００単位１キット", UNIT_KIT, UNIT_IU, "300" }, { "", "３００単位１筒", UNIT_SYRINGE, UNIT_IU, "300" },
		{ "", "３００単位１筒", UNIT_KIT, UNIT_IU, "" }, { "", "１００単位１ｍＬバイアル", UNIT_VIAL_ML, UNIT_IU, "100" },
		{ "", "１００単位１ｍＬバイアル", UNIT_ML, UNIT_IU, "100" }, { "", "１８ｍｇ３ｍＬ１キット", UNIT_KIT, UNIT_MG, "18" },
		{ "", "１８ｍｇ３ｍＬ１キット", UNIT_KIT, UNIT_ML, "3" }, { "", "５０μｇ６０ブリスター１キット", UNIT_KIT, UNIT_PUFF, "60" },
		{ "", "１１．２ｍｇ１瓶（２００μｇ）", UNIT_BOTTLE, UNIT_MG, "" }, { "", "５％５０ｍＬ１瓶", UNIT_BOTTLE, UNIT_ML, "" },
		{ "", "３００単位２キット", UNIT_KIT, UNIT_IU, "" }, { "", "", UNIT_KIT, UNIT_IU, "" }, { "", "１ｍｇ１ｍｇ１キット", UNIT_KIT, UNIT_MG, "" },
		{ "例示インヘラー１１２吸入用　５．６ｍｇ６．６ｇ", "５．６ｍｇ６．６ｇ１キット", UNIT_KIT, UNIT_PUFF, "112" },
		{ "例示エアー１０μｇ吸入１００回", "", UNIT_KIT, UNIT_PUFF, "100" }, { "例示吸入液０．２５ｍｇ", "", UNIT_AMPOULE, UNIT_PUFF, "" },
		{ "例示３０吸入６０吸入", "", UNIT_KIT, UNIT_PUFF, "" }, { "例示点鼻液５６噴霧用", "", UNIT_BOTTLE, UNIT_SPRAY, "56" },
		{ "例示点鼻液５６噴霧用", "", UNIT_ML, UNIT_SPRAY, "" }, { "例示点鼻液５６噴霧用", "", UNIT_BOTTLE, UNIT_PUFF, "" },
		{ "例示点鼻液５６噴霧用", "", UNIT_OTHER, UNIT_SPRAY, "" }, { "注３００単位", "", UNIT_KIT, UNIT_IU, "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct dec n = DEC_NONE;
		bool got = yg_usage_content(yg_str(rows[i].name), yg_str(rows[i].strength), rows[i].package, rows[i].of, &n);
		if (got != (*rows[i].n != 0)) fprintf(stderr, "row %zu\n", i);
		CHECK(got == (*rows[i].n != 0));
		if (got) CHECK_STR(text(n), yg_str(rows[i].n));
	}
	CHECK_INT(yg_usage_unit(STR("ｍＬ")), UNIT_ML);
	CHECK_INT(yg_usage_unit(STR("ＭＬＶ")), UNIT_VIAL_ML);
	CHECK_INT(yg_usage_unit(STR("カプセル")), UNIT_CAPSULE);
	CHECK_INT(yg_usage_unit(STR("錠剤")), UNIT_OTHER);
	CHECK_INT(yg_usage_unit(STR_NONE), UNIT_OTHER);
}

static void leftovers(void)
{
	static const struct { const char *text, *name, *unit; bool alone; const char *n; } rows[] = {
		{ "ノルバスク錠５ｍｇが６錠残っていることを確認", "ノルバスク錠５ｍｇ", "錠", false, "6" }, { "ノルバスク錠5mg：残薬6錠", "ノルバスク錠５ｍｇ", "錠", false, "6" },
		{ "ノルバスク錠５ｍｇ　６錠残薬あり", "ノルバスク錠５ｍｇ", "錠", false, "6" }, { "２０錠残薬", "ノルバスク錠５ｍｇ", "錠", true, "20" },
		{ "残薬２０錠", "ノルバスク錠５ｍｇ", "錠", true, "20" }, { "残薬２０錠。", "ノルバスク錠５ｍｇ", "錠", true, "20" },
		{ "２０錠残薬", "ノルバスク錠５ｍｇ", "錠", false, "" },           /* of which drug? */
		{ "２０包残薬", "ノルバスク錠５ｍｇ", "錠", true, "" }, { "２０残薬", "ノルバスク錠５ｍｇ", "錠", true, "" }, { "残薬あり", "ノルバスク錠５ｍｇ", "錠", true, "" },
		{ "残薬なし", "ノルバスク錠５ｍｇ", "錠", true, "" }, { "約２０錠残薬", "ノルバスク錠５ｍｇ", "錠", true, "" }, { "２０錠", "ノルバスク錠５ｍｇ", "錠", true, "" },
		{ "２０錠残薬、次回調整", "ノルバスク錠５ｍｇ", "錠", true, "" }, { "０錠残薬", "ノルバスク錠５ｍｇ", "錠", true, "" },
		{ "ノルバスク錠５ｍｇが６錠残っていることを確認", "ノルバスク錠５", "錠", false, "" },
		{ "例示錠２５錠残薬", "例示錠２", "錠", false, "" }, { "例示ＯＤ錠５錠残薬", "例示", "錠", false, "" }, { "１／２錠残薬", "例示", "錠", true, "" },
		{ "", "", "", true, "" }, { "６錠残薬", "", "錠", true, "6" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct drug_item it = { .name = yg_str(rows[i].name), .unit = yg_str(rows[i].unit) };
		struct dec n = DEC_NONE;
		bool got = yg_usage_leftover(yg_str(rows[i].text), &it, rows[i].alone, &n);
		if (got != (*rows[i].n != 0)) fprintf(stderr, "row %zu: %s\n", i, rows[i].text);
		CHECK(got == (*rows[i].n != 0));
		if (got) CHECK_STR(text(n), yg_str(rows[i].n));
	}
}

/* Anything may stand in a text: it is read to its end, and what is set stays in its range. */
static void rubbish(void)
{
	static const char *const bits[] = { "1日", "回", "１", "2/3", "9999999999999", "隔日", "週", "月", "(", ")", "錠", "吸入", "\xe3", "\xff", "\xef\xbc", "残薬", "おき", ".",
					    "/", "朝", "毎食", "休薬", "服用", "時間毎", "曜日", "・", " ", "　", "ml" };
	uint32_t seed = 1;
	for (int i = 0; i < 20000; i++) {
		char z[300];
		size_t n = 0;
		struct usage u;
		struct drug_item it = { .unit = STR("錠") };
		struct dec v;
		for (int k = 0; k < 12; k++) {
			const char *b = bits[(seed = seed * 1664525u + 1013904223u) >> 8 & 0xffff ? (seed >> 8) % (sizeof bits / sizeof *bits) : 0];
			memcpy(z + n, b, strlen(b));
			n += strlen(b);
		}
		yg_usage_begin(&u);
		yg_usage_text(&u, (struct str){ z, n });
		yg_usage_end(&u);
		CHECK(u.times >= 0 && u.times <= 999 && u.every >= 1 && u.every <= 1000 && u.per_week >= 0 && u.per_week < 7 && u.weekdays < 128);
		CHECK((u.on > 0) == (u.off > 0) && u.on <= 7000 && u.off <= 7000);
		(void)yg_usage_leftover((struct str){ z, n }, &it, true, &v);
		(void)yg_usage_content((struct str){ z, n }, (struct str){ z, n }, UNIT_KIT, UNIT_PUFF, &v);
		(void)yg_usage_unit((struct str){ z, n });
	}
	{
		static char big[5000];
		struct usage u;
		memset(big, '1', sizeof big);
		yg_usage_begin(&u);
		yg_usage_text(&u, (struct str){ big, sizeof big });
		yg_usage_end(&u);
		CHECK(u.unread);
	}
}

int main(void)
{
	T_RUN(texts);
	T_RUN(several);
	T_RUN(codes);
	T_RUN(supplements);
	T_RUN(contents);
	T_RUN(leftovers);
	T_RUN(rubbish);
	return T_END();
}
