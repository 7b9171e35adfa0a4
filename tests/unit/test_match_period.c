/* test_match_period.c - days of a line from form, amount and quantity. */
#include "match/period.h"
#include "match/usage.h"
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
		{ FORM_ORAL, "1", "4", "", "", 0, 7, false, "2026-11-28", "interval", "4", "1", 4 },
		{ FORM_ORAL, "1", "7", "", "", 0, 2, false, "2026-11-14", "interval", "7", "1", 7 },
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
		yg_period_set(&e, &(struct period_in){ .form = rows[i].form, .amount = d(rows[i].amount), .quantity = d(rows[i].quantity),
			      .split_quantity = rows[i].split, .times_per_day = yg_str(rows[i].times), .per_dose = yg_str(rows[i].per_dose),
			      .unit_days = rows[i].unit_days, .interval = rows[i].interval, .start = day("2026-11-01"), .leftover = DEC_NONE });
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

/* --- from the texts of a line to its days: every row of the period table of docs/matching.md ---------------- */

struct say {
	const char *name;                            /* as in docs/matching.md */
	enum form_class form; const char *amount, *unit, *quantity;
	const char *usage, *kind, *more;             /* 111 用法; one 181 (class, text; a code when it has 8 capital characters) */
	const char *strength, *product, *per_dose, *times;
	int split; const char *leftover;
	const char *to, *how, *text;
};
static const struct say table[] = {
	/* oral, counted in days */
	{ "oral-days", FORM_ORAL, "3", "錠", "14", "１日３回毎食後　服用", "", "", "", "", "", "3", 0, "", "2026-11-14", "days", "14日分" },
	{ "oral-days-one", FORM_ORAL, "3", "錠", "1", "１日３回毎食後", "", "", "", "", "", "3", 0, "", "2026-11-01", "days", "1日分" },
	{ "oral-days-unread", FORM_ORAL, "1", "錠", "7", "医師の指示通り", "", "", "", "", "", "", 0, "", "2026-11-07", "days", "7日分" },
	{ "oral-no-days", FORM_ORAL, "1", "錠", "", "１日１回朝食後", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：日数の記載がない" },
	{ "decoction-days", FORM_DECOCTION, "7.5", "ｇ", "28", "１日３回毎食前", "", "", "", "", "", "", 0, "", "2026-11-28", "days", "28日分" },
	{ "oral-uneven", FORM_ORAL, "3.5", "錠", "14", "１日３回朝昼夕食後", "5", "朝２錠昼１錠夕０．５錠", "", "", "", "3", 0, "", "2026-11-14", "days", "14日分" },
	{ "oral-taper", FORM_ORAL, "3.5", "錠", "7", "１日３回朝昼夕食後", "1", "漸減のため次回受診時に再評価", "", "", "", "3", 0, "", "2026-11-07", "days",
	  "7日分 (漸減)" },
	{ "split-part", FORM_ORAL, "1", "錠", "42", "１日１回朝食後", "", "", "", "", "", "1", 14, "", "2026-11-14", "split", "14日分 (分割)" },
	{ "split-part-weekly", FORM_ORAL, "1", "錠", "12", "週１回", "", "", "", "", "", "", 4, "", "2026-11-28", "split", "週1回4日分 (分割)" },
	{ "oral-leftover", FORM_ORAL, "2", "錠", "14", "１日２回朝夕食後", "", "", "", "", "", "2", 0, "5", "2026-11-17", "days", "14日分 + 残薬5錠(3日)" },
	/* oral, days of use spread over the calendar */
	{ "every-other-day", FORM_ORAL, "1", "錠", "14", "１日１回朝食後　隔日", "", "", "", "", "", "1", 0, "", "2026-11-28", "interval", "隔日14日分" },
	{ "every-other-day-class", FORM_ORAL, "1", "錠", "14", "１日１回朝食後", "3", "", "", "", "", "1", 0, "", "2026-11-28", "interval", "隔日14日分" },
	{ "every-other-day-code", FORM_ORAL, "1", "錠", "14", "１日１回朝食後", "8", "I1100000", "", "", "", "1", 0, "", "2026-11-28", "interval", "隔日14日分" },
	{ "every-other-day-unread", FORM_ORAL, "1", "錠", "7", "隔日（体調をみて）", "", "", "", "", "", "", 0, "", "2026-11-14", "interval", "隔日7日分" },
	{ "every-third-day", FORM_ORAL, "1", "錠", "5", "２日おきに服用", "", "", "", "", "", "", 0, "", "2026-11-15", "interval", "3日ごと5日分" },
	{ "weekly", FORM_ORAL, "1", "錠", "4", "週１回起床時", "", "", "", "", "", "", 0, "", "2026-11-28", "interval", "週1回4日分" },
	{ "weekly-code", FORM_ORAL, "1", "錠", "4", "１日１回起床時", "8", "CW100000", "", "", "", "1", 0, "", "2026-11-28", "interval", "週1回4日分" },
	{ "every-four-weeks", FORM_ORAL, "1", "錠", "1", "４週間に１回", "", "", "", "", "", "", 0, "", "2026-11-28", "interval", "28日ごと1日分" },
	{ "monthly", FORM_ORAL, "1", "錠", "1", "月１回起床時", "", "", "", "", "", "", 0, "", "2026-12-01", "interval", "31日ごと1日分" },
	{ "times-a-week", FORM_ORAL, "1", "錠", "6", "週３回", "", "", "", "", "", "", 0, "", "2026-11-14", "interval", "週3回6日分" },
	{ "times-a-week-rest", FORM_ORAL, "1", "錠", "7", "週３回", "", "", "", "", "", "", 0, "", "2026-11-17", "interval", "週3回7日分" },
	{ "weekdays", FORM_ORAL, "1", "錠", "4", "毎週月・木曜日", "", "", "", "", "", "", 0, "", "2026-11-15", "weekdays", "月木曜4日分" },
	{ "weekdays-code", FORM_ORAL, "1", "錠", "4", "１日１回朝食後", "8", "W0100100", "", "", "", "1", 0, "", "2026-11-15", "weekdays", "月木曜4日分" },
	{ "weekdays-one", FORM_ORAL, "1", "錠", "1", "毎週日曜日", "", "", "", "", "", "", 0, "", "2026-11-07", "weekdays", "日曜1日分" },
	{ "weekdays-first-later", FORM_ORAL, "1", "錠", "1", "土曜日", "", "", "", "", "", "", 0, "", "2026-11-13", "weekdays", "土曜1日分" },
	{ "cycle", FORM_ORAL, "1", "錠", "63", "１日１回２１日間服用し７日間休薬", "", "", "", "", "", "1", 0, "", "2027-01-16", "cycle", "21日服用7日休薬で63日分" },
	{ "cycle-one", FORM_ORAL, "1", "錠", "28", "１日２回２８日服用１４日休薬", "", "", "", "", "", "2", 0, "", "2026-11-28", "cycle", "28日服用14日休薬で28日分" },
	{ "cycle-weeks", FORM_ORAL, "1", "錠", "42", "３週投薬１週休薬", "", "", "", "", "", "", 0, "", "2026-12-19", "cycle", "21日服用7日休薬で42日分" },
	{ "cycle-half", FORM_ORAL, "1", "錠", "14", "７日間休薬", "", "", "", "", "", "", 0, "", "2026-11-14", "days", "14日分" },
	/* as needed */
	{ "prn-no-maximum", FORM_PRN, "1", "錠", "30", "疼痛時", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：頓用は短くても14日" },
	{ "prn-maximum", FORM_PRN, "1", "錠", "60", "疼痛時　１日３回まで", "", "", "", "", "", "", 0, "", "2026-11-20", "quantity", "60錠 ÷ 1日3錠 = 20日" },
	{ "prn-maximum-short", FORM_PRN, "1", "錠", "42", "疼痛時　１日３回まで", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：頓用は短くても14日" },
	{ "prn-maximum-just", FORM_PRN, "1", "錠", "43", "疼痛時　１日３回まで", "", "", "", "", "", "", 0, "", "2026-11-15", "quantity", "43錠 ÷ 1日3錠 = 15日" },
	{ "prn-unread", FORM_PRN, "1", "錠", "60", "疼痛時　１日３回まで　様子をみて", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：頓用は短くても14日" },
	/* patches */
	{ "patch-daily", FORM_EXTERNAL, "35", "枚", "1", "１日１回腰に貼付", "", "", "", "", "", "1", 0, "", "2026-12-05", "quantity", "35枚 ÷ 1日1枚 = 35日" },
	{ "patch-twice", FORM_EXTERNAL, "35", "枚", "1", "１日２回　患部に貼付", "", "", "", "", "", "", 0, "", "2026-11-18", "quantity", "35枚 ÷ 1日2枚 = 18日" },
	{ "patch-short", FORM_EXTERNAL, "7", "枚", "1", "１日１回貼付", "", "", "", "", "", "1", 0, "", "2026-11-07", "quantity", "7枚 ÷ 1日1枚 = 7日" },
	{ "patch-dose", FORM_EXTERNAL, "28", "枚", "1", "１日１回１回２枚貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "quantity", "28枚 ÷ 1日2枚 = 14日" },
	{ "patch-hours", FORM_EXTERNAL, "5", "枚", "1", "７２時間毎に貼り替え", "", "", "", "", "", "", 0, "", "2026-11-15", "quantity",
	  "5枚 ÷ 1日1枚 = 5日分、3日ごと15日" },
	{ "patch-a-day-each", FORM_EXTERNAL, "1", "枚", "7", "１日１回貼り替え", "6", "胸部又は上腕", "", "", "", "1", 0, "", "2026-11-07", "quantity", "7枚 ÷ 1日1枚 = 7日" },
	{ "patch-prn", FORM_EXTERNAL, "7", "枚", "1", "疼痛時１日１回貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：頓用は短くても14日" },
	{ "patch-unread", FORM_EXTERNAL, "35", "枚", "1", "１日数回貼付", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：用法の文を読み取れない" },
	{ "patch-conflict", FORM_EXTERNAL, "35", "枚", "1", "１日１回貼付", "5", "１日２回", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：用法の記載が食い違う" },
	{ "patch-leftover", FORM_EXTERNAL, "14", "枚", "1", "１日１回貼付", "", "", "", "", "", "1", 0, "6", "2026-11-20", "quantity", "(14枚 + 残薬6) ÷ 1日1枚 = 20日" },
	/* creams, drops */
	{ "cream", FORM_EXTERNAL, "50", "ｇ", "1", "１日２回　患部に塗布", "", "", "", "", "", "2", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1回量か1日の回数が分からない" },
	{ "gel-dose", FORM_EXTERNAL, "30", "ｇ", "1", "１日２回　１回０．５ｇ塗布", "", "", "", "", "", "2", 0, "", "2026-11-30", "quantity", "30ｇ ÷ 1日1ｇ = 30日" },
	{ "eye-drops", FORM_EXTERNAL, "5", "ｍＬ", "1", "１日４回　両眼に点眼", "7", "１回１滴", "", "", "", "4", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1滴の量の資料がない" },
	{ "oral-drops-ml", FORM_ORAL_DROPS, "10", "ｍＬ", "1", "１日４回　１回０．５ｍＬ", "", "", "", "", "", "", 0, "", "2026-11-05", "quantity", "10ｍＬ ÷ 1日2ｍＬ = 5日" },
	{ "suppository", FORM_EXTERNAL, "20", "個", "1", "１日１回就寝前　１回１個　挿肛", "", "", "", "", "", "", 0, "", "2026-11-20", "quantity", "20個 ÷ 1日1個 = 20日" },
	{ "suppository-no-dose", FORM_EXTERNAL, "20", "個", "1", "１日１回　挿肛", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1回量か1日の回数が分からない" },
	/* 241 and 111 */
	{ "dose-coded", FORM_EXTERNAL, "70", "枚", "1", "医師の指示通り", "", "", "", "", "1", "2", 0, "", "2026-12-05", "quantity", "70枚 ÷ 1日2枚 = 35日" },
	{ "dose-fraction", FORM_EXTERNAL, "7", "枚", "1", "", "", "", "", "", "2/3", "1", 0, "", "2026-11-11", "quantity", "7枚 ÷ 1日0.667枚 = 11日" },
	{ "dose-fraction-text", FORM_EXTERNAL, "7", "枚", "1", "１日１回１回２／３枚貼付", "", "", "", "", "", "", 0, "", "2026-11-11", "quantity",
	  "7枚 ÷ 1日0.667枚 = 11日" },
	{ "count-above-14", FORM_EXTERNAL, "1", "ｇ", "28", "患部に塗布", "", "", "", "", "", "", 0, "", "2026-11-28", "quantity", "数量より28日" },
	{ "count-14", FORM_EXTERNAL, "1", "ｇ", "14", "患部に塗布", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1回量か1日の回数が分からない" },
	/* what a package holds */
	{ "insulin-pen", FORM_INJECTION, "2", "キット", "1", "１日１回就寝前　皮下注射　１回８単位", "", "", "３００単位１キット", "", "", "1", 0, "", "2027-01-14", "contents",
	  "2キット × 300単位 ÷ 1日8単位 = 75日" },
	{ "insulin-by-time", FORM_INJECTION, "2", "筒", "1", "１日３回毎食直前　皮下注射", "5", "朝６単位　昼４単位　夕６単位", "３００単位１筒", "", "", "3", 0, "", "2026-12-08",
	  "contents", "2筒 × 300単位 ÷ 1日16単位 = 38日" },
	{ "insulin-vial", FORM_INJECTION, "10", "ｍＬＶ", "1", "１日１回１回２０単位", "", "", "１００単位１ｍＬバイアル", "", "", "", 0, "", "2026-12-20", "contents",
	  "10ｍＬＶ × 100単位 ÷ 1日20単位 = 50日" },
	{ "insulin-no-dose", FORM_INJECTION, "2", "キット", "1", "１日１回就寝前　皮下注射", "", "", "３００単位１キット", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1回量か1日の回数が分からない" },
	{ "insulin-no-content", FORM_INJECTION, "2", "キット", "1", "１日１回１回８単位", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：用量と数量の単位を換算できない" },
	{ "injection-weekly", FORM_INJECTION, "4", "キット", "1", "週１回　１回０．７５ｍｇ　皮下注射", "", "", "０．７５ｍｇ０．５ｍＬ１キット", "", "", "", 0, "", "2026-11-28",
	  "contents", "4キット × 0.75mg ÷ 1日0.75mg = 4日分、週1回28日" },
	{ "injection-pen-mg", FORM_INJECTION, "1", "キット", "1", "１日１回１回０．９ｍｇ", "", "", "１８ｍｇ３ｍＬ１キット", "", "", "", 0, "", "2026-11-20", "contents",
	  "1キット × 18mg ÷ 1日0.9mg = 20日" },
	{ "injection-units", FORM_INJECTION, "16", "単位", "28", "朝８単位　夕８単位", "", "", "", "", "", "", 0, "", "2026-11-28", "quantity", "448単位 ÷ 1日16単位 = 28日" },
	{ "inhaler", FORM_EXTERNAL, "1", "キット", "1", "１日２回　１回１吸入", "", "", "５０μｇ６０ブリスター１キット", "例示ディスカス　５０μｇ６０ブリスター", "", "2", 0, "",
	  "2026-11-30", "contents", "1キット × 60吸入 ÷ 1日2吸入 = 30日" },
	{ "inhaler-name", FORM_EXTERNAL, "1", "瓶", "1", "１日２回　１回２吸入", "", "", "１１．２ｍｇ１瓶（２００μｇ）", "例示タービュヘイラー１１２吸入　２２．４ｍｇ", "", "", 0, "",
	  "2026-11-28", "contents", "1瓶 × 112吸入 ÷ 1日4吸入 = 28日" },
	{ "inhaler-prn", FORM_EXTERNAL, "1", "キット", "1", "発作時　１回２吸入　１日４回まで", "", "", "", "例示エアー１０μｇ吸入１００回", "", "", 0, "", "2026-11-14",
	  "default-14", "日数を計算できないため14日とみなす：頓用は短くても14日" },
	{ "nasal-spray", FORM_EXTERNAL, "1", "瓶", "1", "１日１回各鼻腔に２噴霧ずつ", "", "", "", "例示点鼻液５０μｇ５６噴霧用", "", "1", 0, "", "2026-11-14", "contents",
	  "1瓶 × 56噴霧 ÷ 1日4噴霧 = 14日" },
	/* nothing to count with */
	{ "no-amount", FORM_EXTERNAL, "", "枚", "1", "１日１回貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：数量が使えない" },
	{ "zero-amount", FORM_EXTERNAL, "0", "枚", "1", "１日１回貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：数量が使えない" },
	{ "zero-dose", FORM_EXTERNAL, "14", "枚", "1", "１日１回１回０枚貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：用法の文を読み取れない" },
	{ "huge", FORM_EXTERNAL, "999999", "枚", "1", "１日１回貼付", "", "", "", "", "", "1", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：数量が使えない" },
	{ "material", FORM_MATERIAL, "120", "本", "1", "インスリン注射用", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：用法の文を読み取れない" },
	{ "unknown-form", FORM_UNKNOWN, "30", "ｇ", "1", "", "", "", "", "", "", "", 0, "", "2026-11-14", "default-14",
	  "日数を計算できないため14日とみなす：1回量か1日の回数が分からない" },
};

static void one(const struct say *r, struct exposure *e, struct drug_item *it, struct arena *a)
{
	struct usage u;
	struct supplement s = { .kind = yg_str(r->kind), .text = yg_str(r->more) };
	if (strlen(r->more) == 8) s = (struct supplement){ .kind = yg_str(r->kind), .usage_code = yg_str(r->more) };
	*it = (struct drug_item){ .unit = yg_str(r->unit), .amount = d(r->amount) };
	*e = (struct exposure){ .item = it };
	yg_usage_begin(&u);
	yg_usage_text(&u, yg_str(r->usage));
	if (*r->kind) yg_usage_supplement(&u, &s, false);
	yg_usage_end(&u);
	yg_period_set(e, &(struct period_in){ .form = r->form, .amount = d(r->amount), .quantity = d(r->quantity), .split_quantity = r->split,
		      .times_per_day = yg_str(r->times), .per_dose = yg_str(r->per_dose), .start = day("2026-11-01"), .usage = &u, .unit = yg_str(r->unit),
		      .product = yg_str(r->product), .strength = yg_str(r->strength), .leftover = d(r->leftover) });
	CHECK(yg_period_text(e, LANG_EN, a).n > 0);
}

static void rows_of_the_table(void)
{
	struct arena *a = yg_arena_new(4u << 20);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct say *r = &table[i];
		struct drug_item it;
		struct exposure e;
		int before = t_failed;
		one(r, &e, &it, a);
		CHECK_STR(text(e.taken.from), STR("2026-11-01"));
		CHECK_STR(text(e.taken.to), yg_str(r->to));
		CHECK_STR(yg_str(yg_period_word(e.how)), yg_str(r->how));
		CHECK_STR(yg_period_text(&e, LANG_JA, a), yg_str(r->text));
		CHECK((e.how == PERIOD_DEFAULT_14) == (e.calc.use_days == 0));
		if (t_failed != before) fprintf(stderr, "row %s\n", r->name);
	}
	yg_arena_free(a);
}

/* The document and the rows name each other. */
static void rows_are_documented(void)
{
	struct buf b = t_read(t_src("docs/matching.md"));
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char name[64];
		snprintf(name, sizeof name, "`%s`", table[i].name);
		if (yg_str_find(yg_buf_view(&b), yg_str(name)) == (size_t)-1) fprintf(stderr, "%s is not in docs/matching.md\n", name);
		CHECK(yg_str_find(yg_buf_view(&b), yg_str(name)) != (size_t)-1);
	}
	yg_buf_free(&b);
}

/* Weekdays against a calendar walked day by day, from every day of a week. */
static void weekdays(void)
{
	for (unsigned days = 1; days < 128; days++)
		for (int n = 1; n < 12; n++)
			for (int start = 0; start < 7; start++) {
				struct usage u;
				struct exposure e = { 0 };
				struct ymd from = yg_ymd_add(day("2026-11-01"), start), d0 = from;  /* a Sunday */
				int left = n, at = start;
				for (;; at++, d0 = yg_ymd_add(d0, 1)) {
					if (days >> at % 7 & 1u && !left--) break;
				}
				yg_usage_begin(&u);
				u.weekdays = days;
				yg_usage_end(&u);
				yg_period_set(&e, &(struct period_in){ .form = FORM_ORAL, .amount = yg_dec_int(1), .quantity = yg_dec_int(n), .start = from, .usage = &u,
					      .leftover = DEC_NONE });
				CHECK_STR(text(e.taken.to), text(yg_ymd_add(d0, -1)));
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
	T_RUN(rows_of_the_table);
	T_RUN(rows_are_documented);
	T_RUN(weekdays);
	T_RUN(dates);
	T_RUN(intervals);
	return T_END();
}
