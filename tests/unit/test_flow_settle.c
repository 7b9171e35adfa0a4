/* test_flow_settle.c - what a person settled about an unknown code: used on exactly the same line, told every time, and never over
 * the head of the identity guard. With the shipped master; fictional people. */
#include "base/err.h"
#include "flow/settle.h"
#include "t.h"
#include "base/ban.h"

static struct tables *tables;
static const struct check_options on = { .as_of = { 2026, 6, 2 } };

#define RX(drug) "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n" \
	"51,20260601\n101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n" drug
#define HOUSE "201,1,1,1,2,699999901,プレドニン院内錠５,1,1,錠\n"
#define TAKEN(line) "CJ1,\n1,例示　花子,2,19680415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ\n5,20260520,\n11,架空薬局,13,4,1399856,,,\n15,調剤　四郎,,\n" \
	"51,架空病院,13,1,1399914,\n55,見本　次郎,内科,\n" line "301,1,１日１回朝食後　服用,21,日分,1,3,1011000400000000,\n"

static struct settlement house(void)
{
	return (struct settlement){ .system = STR("receipt"), .code = STR("699999901"), .name = STR("プレドニン院内錠５"), .unit = STR("錠"),
		.product_system = CODE_RECEIPT, .product_code = STR("612450118"), .product_name = STR("プレドニン錠５ｍｇ"), .by = STR("p-01"), .on = { 2026, 5, 1 } };
}

static struct yg_case *checked(const char *rx, const char *history, const struct settlement *s, size_t n)
{
	struct yg_case *c = NULL;
	CHECK_INT(yg_case_new(&c, tables), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_NONE, yg_str(rx)), YG_OK);
	if (history) CHECK_INT(yg_add_history(c, FORMAT_NONE, yg_str(history), STR("h")), YG_OK);
	CHECK_INT(yg_add_settlements(c, s, n), YG_OK);
	CHECK_INT(yg_check(c, &on), YG_OK);
	return c;
}

static const struct diag *said(const struct yg_case *c, const char *code)
{
	for (size_t i = 0; i < c->diags.n; i++)
		if (!strcmp(c->diags.d[i].kind->code, code)) return &c->diags.d[i];
	return NULL;
}

static bool reason(const struct yg_case *c, const char *word)
{
	for (size_t i = 0; i < c->coverage.lines[0].nreasons; i++)
		if (!strcmp(c->coverage.lines[0].reasons[i], word)) return true;
	return false;
}

static void used_and_told(void)
{
	struct settlement s = house();
	struct yg_case *c = checked(RX(HOUSE), TAKEN("201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,\n"), NULL, 0);
	CHECK_INT(c->identity[0].verdict, IDENT_UNKNOWN);
	CHECK_INT(c->coverage.lines[0].verdict, LINE_UNCHECKED);
	yg_case_free(c);
	c = checked(RX(HOUSE), TAKEN("201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,\n"), &s, 1);
	CHECK_INT(c->identity[0].verdict, IDENT_OK);
	CHECK_INT(c->coverage.lines[0].verdict, LINE_CHECKED);
	CHECK(reason(c, "settled-by:p-01"));
	CHECK(said(c, "line-settled") && yg_str_eqz(said(c, "line-settled")->arg[0], "rx/1/1"));
	CHECK(said(c, "line-settled") && yg_str_eqz(said(c, "line-settled")->arg[1], "receipt 612450118 (p-01, 2026-05-01)"));
	CHECK(c->settlements[0].used);
	CHECK(c->nfindings >= 1 && c->findings[0].kind == FIND_SAME_INGREDIENT);       /* now it is compared */
	yg_case_free(c);
}

static void history_lines_too(void)
{
	struct settlement s = house();
	struct yg_case *c = checked(RX("201,1,1,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠\n"), TAKEN("201,1,プレドニン院内錠５,1,錠,2,699999901,\n"), &s, 1);
	CHECK(c->nfindings >= 1 && c->findings[0].kind == FIND_SAME_INGREDIENT);
	CHECK(said(c, "history-line-settled") && !said(c, "history-not-identified"));
	CHECK(said(c, "history-line-settled") && said(c, "history-line-settled")->arg[1].n == 0);
	yg_case_free(c);
}

/* One of the four differs, down to a blank or a width: nothing happens, and nothing is said. */
static void all_four_or_nothing(void)
{
	static const char *const lines[] = {
		"201,1,1,1,2,699999902,プレドニン院内錠５,1,1,錠\n", "201,1,1,1,2,699999901,プレドニン院内錠5,1,1,錠\n",
		"201,1,1,1,2,699999901,プレドニン院内錠,1,1,錠\n", "201,1,1,1,2,699999901,プレドニン院内錠５,1,1,Ｔ\n",
		"201,1,1,1,1,,プレドニン院内錠５,1,1,錠\n", "201,1,1,1,6,699999901,プレドニン院内錠５,1,1,錠\n" };
	struct settlement s = house();
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct buf b;
		struct yg_case *c;
		yg_buf_init(&b, 1u << 16);
		yg_buf_printf(&b, "%s%s%c", RX(""), lines[i], 0);
		c = checked(b.p, NULL, &s, 1);
		CHECK(c->identity[0].verdict != IDENT_OK);
		CHECK_INT(c->coverage.lines[0].verdict, LINE_UNCHECKED);
		CHECK(!said(c, "line-settled") && !said(c, "line-settlement-unfit") && !c->settlements[0].used);
		yg_case_free(c);
		yg_buf_free(&b);
	}
}

/* The master knows the code, or contradicts the name: the settlement has no say. */
static void never_over_the_guard(void)
{
	struct settlement s = house();
	struct yg_case *c;
	s.code = STR("620007836");
	s.name = STR("アムロジピン錠２．５ｍｇ「サワイ」");
	c = checked(RX("201,1,1,1,2,620007836,アムロジピン錠２．５ｍｇ「サワイ」,1,1,錠\n"), NULL, &s, 1);
	CHECK_INT(c->identity[0].verdict, IDENT_OK);
	CHECK(!reason(c, "settled-by:p-01") && !said(c, "line-settled"));
	yg_case_free(c);
	s.name = STR("別の薬");
	c = checked(RX("201,1,1,1,2,620007836,別の薬,1,1,錠\n"), NULL, &s, 1);
	CHECK_INT(c->identity[0].verdict, IDENT_DISAGREES);
	CHECK(!said(c, "line-settled"));
	yg_case_free(c);
}

/* The product must itself pass with this line's unit, form and day. */
static void product_must_fit(void)
{
	struct settlement s = house(), twice[2];
	struct yg_case *c;
	s.product_name = STR("プレドニン錠９ｍｇ");
	c = checked(RX(HOUSE), NULL, &s, 1);
	CHECK_INT(c->coverage.lines[0].verdict, LINE_UNCHECKED);
	CHECK(said(c, "line-settlement-unfit") && !said(c, "line-settled"));
	yg_case_free(c);
	twice[0] = s;
	twice[1] = house();
	c = checked(RX(HOUSE), NULL, twice, 2);
	CHECK(c->coverage.lines[0].verdict != LINE_UNCHECKED && reason(c, "settled-by:p-01"));
	yg_case_free(c);
	s = house();
	s.unit = STR("ｇ");
	c = checked(RX("201,1,1,1,2,699999901,プレドニン院内錠５,1,1,ｇ\n"), NULL, &s, 1);
	CHECK_INT(c->coverage.lines[0].verdict, LINE_UNCHECKED);
	CHECK(said(c, "line-settlement-unfit"));
	CHECK_INT(yg_add_settlements(c, &s, 1), YG_ESTATE);
	yg_case_free(c);
	s = house();                                 /* a line without a name is settled by nobody */
	s.name = STR_NONE;
	c = checked(RX("201,1,1,1,2,699999901,,1,1,錠\n"), NULL, &s, 1);
	CHECK_INT(c->coverage.lines[0].verdict, LINE_UNCHECKED);
	yg_case_free(c);
}

static void words(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	static const enum code_system all[] = { CODE_NONE, CODE_RECEIPT, CODE_MHLW, CODE_YJ, CODE_HOT, CODE_GENERIC, CODE_JAN };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) CHECK_INT(yg_code_system(yg_line_system(a, all[i], STR_NONE)), all[i]);
	CHECK_STR(yg_line_system(a, CODE_UNKNOWN, STR("8")), STR("unknown:8"));
	CHECK_INT(yg_code_system(STR("unknown:8")), CODE_UNKNOWN);
	yg_arena_free(a);
}

int main(void)
{
	struct arena *a = yg_arena_new(64u << 20);
	struct diags ds;
	struct tables_options o = { .master_dir = t_src("drugmaster"), .rules_dir = t_src("rules"), .no_image = true };
	yg_diags_init(&ds, a);
	if (yg_tables_open(&tables, &o, &ds) != YG_OK) return 99;
	T_RUN(used_and_told);
	T_RUN(history_lines_too);
	T_RUN(all_four_or_nothing);
	T_RUN(never_over_the_guard);
	T_RUN(product_must_fit);
	T_RUN(words);
	yg_tables_drop(tables);
	yg_arena_free(a);
	return T_END();
}
