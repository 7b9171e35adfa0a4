/* The identity guard, rule by rule of docs/formats/identity.md, and every coded line of the reference examples. */
#include "tables_kit.h"
#include "tables/identify.h"
#include "base/ban.h"

static struct arena *arena;
static struct tables *t;
#define RX2024 { 2024, 6, 1 }

static struct identify_out ask(struct identify_in in)
{
	struct identify_out out;
	yg_identify(t, &in, &out);
	return out;
}

#define IN(sys, c, nm, un, fm) (struct identify_in){ .system = sys, .code = STR(c), .name = STR(nm), .unit = STR(un), .form = fm, \
	.factor = DEC_NONE, .info_class = STR("1"), .on = RX2024 }
#define IS(in_, verdict_, reason_) do { struct identify_out o_ = ask(in_); CHECK_INT(o_.verdict, verdict_); \
	CHECK_STR(yg_str(o_.reason), yg_str(reason_)); \
	CHECK((o_.drug != NULL) == (o_.verdict == IDENT_OK || o_.verdict == IDENT_DISAGREES)); } while (0)

static void agreement(void)
{
	IS(IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_MHLW, "2171022F2025", "ﾉﾙﾊﾞｽｸ錠5mg", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_RECEIPT, "612170710", "ノルバスク錠 5mg", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_RECEIPT, "620000033", "カロナール錠３００", "錠", FORM_PRN), IDENT_OK, NULL);               /* column 35 */
	IS(IN(CODE_RECEIPT, "620000033", "カロナール錠３００　３００ｍｇ", "錠", FORM_PRN), IDENT_OK, NULL);   /* column 5 */
	IS(IN(CODE_MHLW, "2649719M1028", "リドメックスコーワ軟膏０．３％", "ｇ", FORM_EXTERNAL), IDENT_OK, NULL); /* 品名; unit from 規格 */
	IS(IN(CODE_MHLW, "2649719M1028", "リドメックスコーワ軟膏０．３％", "本", FORM_EXTERNAL), IDENT_DISAGREES, "unit");
}

static void names(void)
{
	struct identify_out o = ask(IN(CODE_YJ, "2171022F2025", "ノルバスク錠２．５ｍｇ", "錠", FORM_ORAL));
	CHECK_INT(o.verdict, IDENT_DISAGREES);
	CHECK_STR(yg_str(o.reason), STR("name"));
	CHECK_STR(o.master_name, STR("ノルバスク錠５ｍｇ"));
	IS(IN(CODE_YJ, "2171022F2025", "ノルバスク", "錠", FORM_ORAL), IDENT_DISAGREES, "name");               /* no prefix */
	IS(IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ先発", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	IS(IN(CODE_YJ, "2171022F2025", "【般】アムロジピン錠５ｍｇ", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	IS(IN(CODE_YJ, "2171022F2025", "", "錠", FORM_ORAL), IDENT_UNKNOWN, "name-missing");
	IS(IN(CODE_RECEIPT, "620000033", "", "錠", FORM_ORAL), IDENT_OK, "name-missing");
	IS(IN(CODE_RECEIPT, "620000033", "　 ", "錠", FORM_ORAL), IDENT_OK, "name-missing");
	IS(IN(CODE_RECEIPT, "620000033", "", "ｍＬ", FORM_ORAL), IDENT_DISAGREES, "unit");
}

static void codes(void)
{
	IS(IN(CODE_NONE, "", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "no-code");               /* never by name */
	IS(IN(CODE_NONE, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "no-code");
	IS(IN(CODE_GENERIC, "", "ワルファリンカリウム", "ｍｇ", FORM_ORAL), IDENT_UNKNOWN, "no-code");
	IS(IN(CODE_YJ, "", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "no-code");
	IS(IN(CODE_RECEIPT, "666660000", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "dummy-code");
	IS(IN(CODE_RECEIPT, "777770000", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "dummy-code");
	IS(IN(CODE_YJ, "2000000X0000", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "dummy-code");
	IS(IN(CODE_RECEIPT, "000000000", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "dummy-code");
	IS(IN(CODE_RECEIPT, "61217071", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_RECEIPT, "6121707100", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_RECEIPT, "612170711", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
	IS(IN(CODE_YJ, "2171022F202", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_YJ, "2171022F2025 ", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_YJ, "2171022f2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_YJ, "2171022F2029", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "check-digit");
	IS(IN(CODE_MHLW, "2171022F3021", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
	IS(IN(CODE_GENERIC, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_JAN, "4900000000009", "架空かぜ薬ＥＸ", "", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
	IS(IN(CODE_UNKNOWN, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
	IS(IN(CODE_HOT, "11178880", "アムロジピン錠５ｍｇ「あすか」", "錠", FORM_ORAL), IDENT_UNKNOWN, "malformed-code");
	IS(IN(CODE_HOT, "1117888", "アムロジピン錠５ｍｇ「あすか」", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_HOT, "111788801", "アムロジピン錠５ｍｇ「あすか」", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_HOT, "1117889", "アムロジピン錠５ｍｇ「あすか」", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
}

static void one_code_many_products(void)
{
	struct identify_out o = ask(IN(CODE_MHLW, "2171022F2017", "アムロジピン錠５ｍｇ「アメル」", "錠", FORM_ORAL));
	CHECK_INT(o.verdict, IDENT_OK);
	CHECK_INT(o.drug->receipt, 620007854);
	IS(IN(CODE_MHLW, "2171022F2017", "アムロジピン錠５ｍｇ「ない社」", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	/* a proven YJ (HOT), then one that only the derived price code could explain: accepted by name alone of that code */
	IS(IN(CODE_YJ, "2171022F2130", "アムロジピン錠５ｍｇ「あすか」", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_YJ, "2171022F2130", "アムロジピン錠５ｍｇ「アメル」", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	IS(IN(CODE_YJ, "2171022F2149", "アムロジピン錠５ｍｇ「アメル」", "錠", FORM_ORAL), IDENT_OK, "derived-yj");
	IS(IN(CODE_YJ, "2171022F2149", "アムロジピン錠５ｍｇ「ない社」", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
	IS(IN(CODE_MHLW, "2171022F2149", "アムロジピン錠５ｍｇ「アメル」", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
}

static void generic_names(void)
{
	struct identify_out o = ask(IN(CODE_GENERIC, "2171022F2ZZZ", "【般】アムロジピン錠５ｍｇ", "錠", FORM_ORAL));
	const uint16_t *ids;
	CHECK_INT(o.verdict, IDENT_OK);
	CHECK(o.drug->flags & DRUG_GENERIC_NAME);
	CHECK_INT(yg_drug_ingredients(t, o.drug, &ids), 1);
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "アムロジピン錠５ｍｇ", "錠", FORM_ORAL), IDENT_OK, NULL);        /* mark left out */
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "【般】ｱﾑﾛｼﾞﾋﾟﾝ錠5mg", "錠", FORM_ORAL), IDENT_OK, NULL);
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "【般】アムロジピン錠２．５ｍｇ", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL), IDENT_DISAGREES, "name");
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "【般】アムロジピン錠５ｍｇ", "ｇ", FORM_ORAL), IDENT_DISAGREES, "unit");
	IS(IN(CODE_GENERIC, "2171022F2ZZZ", "【般】アムロジピン錠５ｍｇ", "錠", FORM_EXTERNAL), IDENT_DISAGREES, "form");
	IS(IN(CODE_GENERIC, "2325003F1ZZZ", "【般】ファモチジン錠１０ｍｇ", "錠", FORM_ORAL), IDENT_OK, NULL);  /* unit from 規格 alone */
	IS(IN(CODE_GENERIC, "2325003F1ZZZ", "【般】ファモチジン錠１０ｍｇ", "包", FORM_ORAL), IDENT_DISAGREES, "unit");
	IS(IN(CODE_GENERIC, "2325003F2ZZZ", "【般】ファモチジン錠２０ｍｇ", "錠", FORM_ORAL), IDENT_UNKNOWN, "unknown-code");
}

static void units(void)
{
	struct identify_in in = IN(CODE_YJ, "3259109S1025", "エンシュア・リキッド", "缶", FORM_ORAL);
	IS(in, IDENT_DISAGREES, "unit");
	in.factor = yg_dec_int(250);                  /* 211: 1 缶 = 250 ｍＬ */
	IS(in, IDENT_OK, NULL);
	in.factor = yg_dec_int(0);
	IS(in, IDENT_DISAGREES, "unit");
	IS(IN(CODE_YJ, "3259109S1025", "エンシュア・リキッド", "mL", FORM_ORAL), IDENT_OK, NULL);
	in = IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "ｍｇ", FORM_ORAL);
	IS(in, IDENT_DISAGREES, "unit");
	in.potency = true;                            /* 力価: amount of active ingredient */
	IS(in, IDENT_OK, NULL);
	in = IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "", FORM_ORAL);
	IS(in, IDENT_DISAGREES, "unit");
	in.history = true;                            /* notebooks may leave it out */
	IS(in, IDENT_OK, NULL);
}

static void forms(void)
{
	static const struct { enum form_class form; bool oral, injection, external; } table[] = {
		{ FORM_ORAL, true, false, false }, { FORM_ORAL_DROPS, true, false, false }, { FORM_DECOCTION, true, false, false },
		{ FORM_PRN, true, false, true }, { FORM_EXTERNAL, false, false, true }, { FORM_INJECTION, false, true, false },
		{ FORM_UNKNOWN, true, true, true }, { FORM_NONE, true, true, true }, { FORM_MATERIAL, false, false, false },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct identify_out o = ask(IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", table[i].form));
		CHECK_INT(o.verdict == IDENT_OK, table[i].oral);
		if (!table[i].oral) CHECK_STR(yg_str(o.reason), STR("form"));
		CHECK_INT(ask(IN(CODE_YJ, "2492416G2024", "ランタス注ソロスター", "キット", table[i].form)).verdict == IDENT_OK, table[i].injection);
		CHECK_INT(ask(IN(CODE_YJ, "2649735S2024", "ロキソニンテープ５０ｍｇ", "枚", table[i].form)).verdict == IDENT_OK, table[i].external);
	}
}

static void materials(void)
{
	struct identify_in in = IN(CODE_NONE, "", "注射針　３２Ｇ４ｍｍ（見本）", "本", FORM_MATERIAL);
	in.info_class = STR("2");
	IS(in, IDENT_NOT_A_DRUG, "material");
	in.info_class = STR_NONE;                     /* a notebook has no 情報区分 */
	IS(in, IDENT_NOT_A_DRUG, "material");
	in.info_class = STR("1");                     /* said to be a drug: then it is one we do not know */
	IS(in, IDENT_UNKNOWN, "no-code");
	in = IN(CODE_RECEIPT, "777770000", "材料", "本", FORM_ORAL);
	in.info_class = STR("2");
	IS(in, IDENT_NOT_A_DRUG, "material");
	in.code = STR("710010001");                   /* 特定器材 */
	IS(in, IDENT_NOT_A_DRUG, "material");
	in = IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL);
	in.info_class = STR("2");                     /* a drug's code under a material's flag hides nothing */
	IS(in, IDENT_DISAGREES, "form");
	in.info_class = STR("3");                     /* 非保険薬 is a drug */
	IS(in, IDENT_OK, NULL);
}

static void dates(void)
{
	struct identify_in in = IN(CODE_YJ, "1179025F1026", "デパス錠０．５ｍｇ", "錠", FORM_ORAL);        /* ends 2024-09-30 */
	struct identify_out o;
	in.on = (struct ymd){ 2024, 9, 30 };
	IS(in, IDENT_OK, NULL);
	in.on = (struct ymd){ 2024, 10, 1 };
	IS(in, IDENT_DISAGREES, "ended");
	o = ask(in);
	CHECK(!o.date_ok && o.drug != NULL);
	in.history = true;
	o = ask(in);
	CHECK_INT(o.verdict, IDENT_OK);               /* an ended drug stays readable for history */
	CHECK(!o.date_ok);
	in.on = YMD_NONE;
	o = ask(in);
	CHECK(o.date_ok && o.verdict == IDENT_OK);
	in = IN(CODE_YJ, "2419001F4022", "ミニリンメルトＯＤ錠２５μｇ", "錠", FORM_ORAL);                   /* listed 2019-08-27 */
	IS(in, IDENT_OK, NULL);
	in.on = (struct ymd){ 2019, 8, 27 };
	IS(in, IDENT_OK, NULL);
	in.on = (struct ymd){ 2019, 8, 26 };
	IS(in, IDENT_DISAGREES, "not-yet-listed");
	in = IN(CODE_RECEIPT, "620003477", "ロキソニンパップ１００ｍｇ", "枚", FORM_EXTERNAL);               /* 経過措置 to 2024-10-31 */
	in.on = (struct ymd){ 2024, 10, 31 };
	IS(in, IDENT_OK, NULL);
	in.on = (struct ymd){ 2024, 11, 1 };
	IS(in, IDENT_DISAGREES, "ended");
}

static void cross_check(void)
{
	struct identify_in in = IN(CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL);
	in.history = true;
	in.generic_code = STR("2171022F2ZZZ");
	IS(in, IDENT_OK, NULL);
	in.generic_code = STR("1149019F1ZZZ");
	IS(in, IDENT_DISAGREES, "generic-code");
	in.generic_code = STR("9999999F9ZZZ");        /* not known: checks nothing, contradicts nothing */
	IS(in, IDENT_OK, NULL);
}

/* One price code, one name, two products: taken only when it makes no difference which. */
static void ambiguity(void)
{
	struct kit k;
	struct tables *kit = t;
	struct diags ds;
	struct identify_in in = IN(CODE_MHLW, "2171022F2017", "同じ名前の錠", "錠", FORM_ORAL);
	struct identify_out o;
#define ROW(code, listed, ended) code ",2171022F2017,,,同じ名前の錠,,,,錠,,1,0,,,,," listed ",,,,," ended ",,\n"
	kit_new(&k);
	kit_put_products(k.master, ROW("620009001", "アムロジピンベシル酸塩", "") ROW("620009002", "アムロジピンベシル酸塩", ""));
	kit_seal(k.master, false);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	o = ask(in);
	CHECK_INT(o.verdict, IDENT_OK);               /* alike for every rule: the first in the order of the master */
	CHECK(o.drug && o.drug->receipt == 620009001);
	yg_tables_drop(t);
	kit_put_products(k.master, ROW("620009001", "アムロジピンベシル酸塩", "") ROW("620009002", "ファモチジン", ""));
	kit_seal(k.master, false);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	IS(in, IDENT_UNKNOWN, "ambiguous");
	yg_tables_drop(t);
	kit_put_products(k.master, ROW("620009001", "アムロジピンベシル酸塩", "2024-03-31") ROW("620009002", "ファモチジン", ""));
	kit_seal(k.master, false);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	o = ask(in);                                  /* the date decides: the first had ended */
	CHECK_INT(o.verdict, IDENT_OK);
	CHECK(o.drug && o.drug->receipt == 620009002);
	yg_tables_drop(t);
	kit_free(&k);
	t = kit;
}

/* Coded lines of the reference examples outside bad/: code type, code, name, unit, form of the RP, notebook or not. */
static const struct { enum code_system sys; const char *code, *name, *unit; enum form_class form; int factor; bool history; } examples[] = {
	{ CODE_YJ, "2171022F2025", "ノルバスク錠５ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "2329030F1020", "タケキャブ錠１０ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "3962002F2027", "メトグルコ錠２５０ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "1149019F1560", "ロキソニン錠６０ｍｇ", "錠", FORM_PRN, 0, false },
	{ CODE_YJ, "2649729S2169", "モーラステープ２０ｍｇ７ｃｍ×１０ｃｍ", "枚", FORM_EXTERNAL, 0, false },
	{ CODE_YJ, "2492416G2024", "ランタス注ソロスター　３００単位", "キット", FORM_INJECTION, 0, false },
	{ CODE_YJ, "2492415A2035", "ノボラピッド注　ペンフィル　３００単位", "筒", FORM_INJECTION, 0, false },
	{ CODE_YJ, "3969022F1029", "カナグル錠１００ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_GENERIC, "1149037F1ZZZ", "【般】セレコキシブ錠１００ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_GENERIC, "2399005F2ZZZ", "【般】ドンペリドン錠１０ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "2454004F2090", "リンデロン錠０．５ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "1319739Q1037", "キサラタン点眼液０．００５％", "ｍＬ", FORM_EXTERNAL, 0, false },
	{ CODE_GENERIC, "2325003F1ZZZ", "【般】ファモチジン錠１０ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_RECEIPT, "620000033", "", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "3339950M1137", "ヒルドイドソフト軟膏０．３％", "ｇ", FORM_EXTERNAL, 0, false },
	{ CODE_YJ, "8119002G6026", "オキシコンチンＴＲ錠１０ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "8119002B2023", "オキノーム散２．５ｍｇ", "包", FORM_PRN, 0, false },
	{ CODE_YJ, "8219701S1025", "フェントステープ１ｍｇ", "枚", FORM_EXTERNAL, 0, false },
	{ CODE_YJ, "2171022F1029", "ノルバスク錠２．５ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "2329021F1102", "ムコスタ錠１００ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_YJ, "3259109S1025", "エンシュア・リキッド", "缶", FORM_ORAL, 250, false },
	{ CODE_YJ, "5200067D1049", "ツムラ芍薬甘草湯エキス顆粒（医療用）", "ｇ", FORM_ORAL, 0, false },
	{ CODE_YJ, "1179025F1026", "デパス錠０．５ｍｇ", "錠", FORM_PRN, 0, false },
	{ CODE_YJ, "2492416G2024", "ランタス注ソロスター", "キット", FORM_INJECTION, 0, true },
	{ CODE_RECEIPT, "620000033", "カロナール錠３００ ３００ｍｇ", "錠", FORM_ORAL, 0, true },
	{ CODE_YJ, "2649729S3084", "モーラステープＬ４０ｍｇ", "枚", FORM_EXTERNAL, 0, true },
	{ CODE_YJ, "2171022F2025", "ﾉﾙﾊﾞｽｸ錠5mg", "錠", FORM_ORAL, 0, true },
	{ CODE_RECEIPT, "620000033", "カロナール錠３００", "錠", FORM_ORAL, 0, true },
	{ CODE_GENERIC, "2171022F1ZZZ", "【般】アムロジピン錠２．５ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_RECEIPT, "612450118", "プレドニン錠５ｍｇ", "錠", FORM_ORAL, 0, false },
	{ CODE_RECEIPT, "620000033", "カロナール錠３００　３００ｍｇ", "錠", FORM_PRN, 0, false },
	{ CODE_RECEIPT, "620007812", "ロキソニンテープ５０ｍｇ　７ｃｍ×１０ｃｍ", "枚", FORM_EXTERNAL, 0, false },
	{ CODE_RECEIPT, "620007836", "アムロジピン錠２．５ｍｇ「サワイ」", "錠", FORM_ORAL, 0, true },
};

static void examples_agree(void)   /* against the drug master of the tree */
{
	char master[1024];
	struct tables_options o = { .master_dir = master, .no_image = true };
	struct tables *kit = t;
	struct diags ds;
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	o.rules_dir = t_src("rules");
	yg_diags_init(&ds, arena);
	t = NULL;
	CHECK_INT(yg_tables_open(&t, &o, &ds), YG_OK);
	if (!t) kit_show(&ds);
	for (size_t i = 0; t && i < sizeof examples / sizeof *examples; i++) {
		struct identify_in in = { .system = examples[i].sys, .code = yg_str(examples[i].code), .name = yg_str(examples[i].name),
			.unit = yg_str(examples[i].unit), .form = examples[i].form, .factor = examples[i].factor ? yg_dec_int(examples[i].factor) : DEC_NONE,
			.on = { 2026, 6, 1 }, .history = examples[i].history };
		struct identify_out out = ask(in);
		if (out.verdict != IDENT_OK) fprintf(stderr, "%s %s: %s (%.*s)\n", examples[i].code, examples[i].name, out.reason, STR_ARG(out.master_name));
		CHECK_INT(out.verdict, IDENT_OK);
	}
	yg_tables_drop(t);
	t = kit;
}

int main(void)
{
	struct kit k;
	struct diags ds;
	arena = yg_arena_new(1 << 26);
	yg_diags_init(&ds, arena);
	kit_new(&k);
	if (kit_open(&k, false, &t, &ds) != YG_OK) { kit_show(&ds); return 1; }
	T_RUN(agreement);
	T_RUN(names);
	T_RUN(codes);
	T_RUN(one_code_many_products);
	T_RUN(generic_names);
	T_RUN(units);
	T_RUN(forms);
	T_RUN(materials);
	T_RUN(dates);
	T_RUN(cross_check);
	T_RUN(ambiguity);
	T_RUN(examples_agree);
	yg_tables_drop(t);
	kit_free(&k);
	yg_arena_free(arena);
	return T_END();
}
