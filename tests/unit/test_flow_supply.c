/* 残薬調整, parts, 分割, リフィル and the hand-over told as prescription and as visit: the arithmetic and the windows. */
#include "t.h"
#include "base/err.h"
#include "flow/handover.h"
#include "flow/leftover_adjust.h"
#include "flow/supply.h"

static struct arena *a;

static struct dec dec(const char *s)
{
	struct dec d = DEC_NONE;
	if (*s) CHECK_INT(yg_dec_parse(yg_str(s), &d), 0);
	return d;
}

static const char *text(struct dec d)
{
	static char s[8][32]; static int turn;
	char *p = s[turn++ & 7];
	p[yg_dec_format(d, p)] = '\0';
	return p;
}

static struct ymd day(const char *s)
{
	struct ymd d = YMD_NONE;
	if (*s) CHECK_INT(yg_ymd_parse(yg_str(s), &d), 0);
	return d;
}

static void leftovers(void)
{
	struct leftover l;
	CHECK_INT(yg_leftover_days(28, 7, a, &l), 0);
	CHECK_STR(l.ja, STR("28日分 - 残薬 7日分 = 21日分"));
	CHECK_STR(yg_str(text(l.rest)), STR("21"));
	CHECK(!l.none);
	CHECK_INT(yg_leftover_days(28, 0, a, &l), 0);
	CHECK_STR(yg_str(text(l.rest)), STR("28"));
	CHECK_INT(yg_leftover_days(14, 14, a, &l), 0);
	CHECK(l.none && l.rest.n == 0);
	CHECK_INT(yg_leftover_days(14, 30, a, &l), 0);               /* never below 0 */
	CHECK(l.none && l.rest.n == 0 && l.days == 14);
	CHECK_STR(l.ja, STR("14日分 - 残薬 30日分 = 0日分"));
	CHECK_INT(yg_leftover_days(14, -1, a, &l), YG_EARG);
	CHECK_INT(yg_leftover_days(-1, 1, a, &l), YG_EARG);
	CHECK_INT(yg_leftover_count(28, dec("2"), dec("15"), STR("錠"), a, &l), 0);
	CHECK_STR(l.ja, STR("残薬 15錠 ÷ 1日2錠 = 7日分、余り 1錠。28日分 - 残薬 7日分 = 21日分"));
	CHECK_STR(yg_str(text(l.spare)), STR("1"));
	CHECK_INT(yg_leftover_count(28, dec("1.5"), dec("10.5"), STR("錠"), a, &l), 0);
	CHECK_STR(yg_str(text(l.rest)), STR("21"));
	CHECK(!yg_dec_given(l.spare));
	CHECK_INT(yg_leftover_count(7, dec("3"), dec("100"), STR("錠"), a, &l), 0);
	CHECK(l.none);
	CHECK_STR(yg_str(text(l.spare)), STR("79"));
	CHECK_INT(yg_leftover_count(7, dec("3"), dec("2"), STR("錠"), a, &l), 0);
	CHECK_STR(yg_str(text(l.rest)), STR("7"));
	CHECK_INT(yg_leftover_count(7, dec("0"), dec("2"), STR("錠"), a, &l), YG_EARG);
	CHECK_INT(yg_leftover_count(7, DEC_NONE, dec("2"), STR("錠"), a, &l), YG_EARG);
	CHECK_INT(yg_leftover_amount(dec("35"), dec("14"), STR("枚"), a, &l), 0);
	CHECK_STR(l.ja, STR("35枚 - 残薬 14枚 = 21枚"));
	CHECK_INT(yg_leftover_amount(dec("10.5"), dec("0.25"), STR("ｇ"), a, &l), 0);
	CHECK_STR(yg_str(text(l.rest)), STR("10.25"));
	CHECK_INT(yg_leftover_amount(dec("5"), dec("9"), STR("枚"), a, &l), 0);
	CHECK(l.none && l.rest.n == 0);
	CHECK_INT(yg_leftover_amount(DEC_NONE, dec("9"), STR("枚"), a, &l), YG_EARG);
}

static void refills(void)
{
	static const struct { int use; const char *on, *expires, *last; int last_days; const char *planned; bool early, late; } rows[] = {
		{ 1, "2026-06-01", "2026-06-04", "", 0, "", false, false }, { 1, "2026-06-05", "2026-06-04", "", 0, "", false, true },
		{ 1, "2026-06-05", "", "", 0, "", false, false },
		/* planned 13 June: 6 to 20 June (eps 4.5) */
		{ 2, "2026-06-05", "", "2026-05-14", 30, "", true, false }, { 2, "2026-06-06", "", "2026-05-14", 30, "", false, false },
		{ 2, "2026-06-13", "", "2026-05-14", 30, "", false, false }, { 2, "2026-06-20", "", "2026-05-14", 30, "", false, false },
		{ 2, "2026-06-21", "", "2026-05-14", 30, "", false, true }, { 3, "2026-06-21", "", "2026-05-14", 30, "2026-06-14", false, false },
		{ 2, "2026-06-21", "2026-01-01", "", 0, "", false, false } };
	struct refill r;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct refill_in in = { .use = rows[i].use, .total = 3, .on = day(rows[i].on), .expires = day(rows[i].expires), .last = day(rows[i].last),
			.last_days = rows[i].last_days, .planned = day(rows[i].planned), .days = 30 };
		CHECK_INT(yg_refill(&in, a, &r), 0);
		CHECK_INT(r.early, rows[i].early);
		CHECK_INT(r.late, rows[i].late);
		CHECK_INT(yg_ymd_given(r.next_planned), rows[i].use < 3);
	}
	{
		struct refill_in in = { .use = 2, .total = 3, .on = day("2026-06-13"), .last = day("2026-05-14"), .last_days = 30, .days = 28 };
		CHECK_INT(yg_refill(&in, a, &r), 0);
		CHECK_STR(r.ja, STR("2回目 (全3回)。予定日 2026-06-13、調剤できる期間 2026-06-06〜2026-06-20。次回予定日 2026-07-11、調剤できる期間 2026-07-04〜2026-07-18"));
		in.use = 4;
		CHECK_INT(yg_refill(&in, a, &r), YG_EARG);
		in.use = 0;
		CHECK_INT(yg_refill(&in, a, &r), YG_EARG);
		in = (struct refill_in){ .use = 1, .total = 9, .on = day("2026-06-13") };
		CHECK_INT(yg_refill(&in, a, &r), YG_EARG);
		in = (struct refill_in){ .use = 1, .total = 2 };
		CHECK_INT(yg_refill(&in, a, &r), YG_EARG);
	}
	CHECK(!yg_ymd_given(yg_refill_planned(day("2026-06-13"), 0)));
	CHECK(!yg_ymd_given(yg_refill_window(YMD_NONE).from));
}

static void parts(void)
{
	struct dec rest;
	struct rx_group g = { .quantity = 42, .split_quantity = 14, .split_total = 42 };
	CHECK_INT(yg_supply_rest(dec("28"), DEC_NONE, dec("10"), &rest), 0);
	CHECK_STR(yg_str(text(rest)), STR("18"));
	CHECK_INT(yg_supply_rest(dec("28"), dec("10"), dec("18"), &rest), 0);
	CHECK_INT(rest.n, 0);
	CHECK_INT(yg_supply_rest(dec("28"), dec("10"), dec("18.5"), &rest), YG_EREFUSED);
	CHECK_INT(yg_supply_rest(dec("28"), dec("29"), dec("0"), &rest), YG_EREFUSED);
	CHECK_INT(yg_supply_rest(DEC_NONE, DEC_NONE, dec("1"), &rest), YG_EARG);
	CHECK_INT(yg_supply_rest(dec("1"), DEC_NONE, DEC_NONE, &rest), YG_EARG);
	CHECK_INT(yg_split_quantity(&g, 1, 3), 14);
	CHECK_INT(yg_split_quantity(&g, 3, 3), 14);
	CHECK_INT(yg_split_quantity(&g, 4, 3), 0);
	CHECK_INT(yg_split_quantity(&g, 0, 3), 0);
	g.split_quantity = 15;
	CHECK_INT(yg_split_quantity(&g, 3, 3), 12);  /* the rest */
	g.split_quantity = 0;
	CHECK_INT(yg_split_quantity(&g, 1, 3), 0);   /* not said */
}

static struct rx_line tablet(const char *name, const char *amount)
{
	return (struct rx_line){ .item = { .system = CODE_RECEIPT, .code = STR("620000001"), .name = yg_str(name), .unit = STR("錠"), .amount = dec(amount) }, .seq = 1 };
}

static void handed_over(void)
{
	struct rx_line oral[2] = { tablet("甲", "3"), tablet("乙", "1") }, ext[1] = { tablet("丙", "2") };
	struct rx_group groups[2] = { { .number = 1, .form = FORM_ORAL, .quantity = 28, .usage = STR("朝食後"), .lines = oral, .nlines = 2 },
				      { .number = 2, .form = FORM_EXTERNAL, .quantity = 14, .usage = STR("貼付"), .lines = ext, .nlines = 1 } };
	struct rx rx = { .issued = { 2026, 6, 1 }, .patient = { STR_NONE, STR("試験　花子"), STR("ｼｹﾝ ﾊﾅｺ") }, .groups = groups, .ngroups = 2 }, as;
	struct handover h = { .rx = &rx, .on = { 2026, 6, 2 }, .pharmacy = { .name = STR("試験薬局") }, .pharmacist = { STR_NONE, STR("薬　太郎"), STR_NONE } };
	struct history out;
	struct diags ds;
	yg_diags_init(&ds, a);
	oral[0].has_uneven = true;
	for (size_t i = 0; i < 5; i++) oral[0].uneven[i] = i < 2 ? dec(i ? "1" : "2") : DEC_NONE;
	CHECK_INT(yg_handover_lines(&rx, a, &h.line, &h.n), 0);
	CHECK_INT(h.n, 3);
	CHECK_INT(yg_handover_rx(&h, a, &as), YG_EMISSING);
	for (size_t i = 0; i < 3; i++) {
		h.line[i].now = true;
		h.line[i].quantity = yg_supply_prescribed(&groups[h.line[i].group], &groups[h.line[i].group].lines[h.line[i].line]);
	}
	CHECK_STR(yg_str(text(h.line[2].quantity)), STR("28"));      /* 2 x 14 */
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK_INT(as.ngroups, 2);
	CHECK_INT(as.groups[1].quantity, 14);
	CHECK_STR(yg_str(h.line[1].ref), STR("rx/1/2"));
	/* one line of the RP for fewer days: an RP of its own, and only part of the patches */
	h.line[1].quantity = dec("21");
	h.line[2].quantity = dec("10");
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK_INT(as.ngroups, 3);
	CHECK_INT(as.groups[1].number, 3);
	CHECK_INT(as.groups[1].quantity, 21);
	CHECK_STR(yg_str(h.line[1].ref), STR("rx/3/1"));
	CHECK_INT(as.groups[2].quantity, 1);
	CHECK_STR(yg_str(text(as.groups[2].lines[0].item.amount)), STR("10"));
	/* half the strength, twice the number: uneven doses go along */
	h.line[0].changed = true;
	h.line[0].given = oral[0].item;
	h.line[0].given.amount = dec("6");
	h.line[0].given.name = STR("甲の半分");
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK(as.groups[0].lines[0].has_uneven);
	CHECK_STR(yg_str(text(as.groups[0].lines[0].uneven[0])), STR("4"));
	h.line[0].given.amount = dec("7");
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK(!as.groups[0].lines[0].has_uneven);    /* 7/3 is no decimal */
	CHECK_INT(yg_handover_history(&h, &as, a, &ds, &out), 0);
	CHECK_INT(out.nvisits, 1);
	CHECK_INT(out.visits[0].ngroups, 3);
	CHECK_INT(out.visits[0].kind, HIST_DISPENSED);
	CHECK_STR(out.visits[0].groups[0].lines[0].item.name, STR("甲の半分"));
	CHECK_STR(yg_str(text(out.visits[0].groups[0].quantity)), STR("28"));
	CHECK_STR(out.visits[0].groups[0].quantity_unit, STR("日分"));
	CHECK_STR(out.visits[0].groups[2].quantity_unit, STR("調剤"));
	CHECK_STR(yg_str(text(out.visits[0].groups[2].lines[0].item.amount)), STR("10"));
	CHECK_INT(yg_ymd_cmp(out.visits[0].on, h.on), 0);
	CHECK_INT(yg_ymd_cmp(out.visits[0].prescribed_on, rx.issued), 0);
	CHECK_INT(oral[0].item.amount.n, 3);         /* the prescription is as it was */
	h.line[1].quantity = dec("21.5");
	CHECK_INT(yg_handover_rx(&h, a, &as), YG_EARG);
	h.line[1].quantity = dec("0");
	CHECK_INT(yg_handover_rx(&h, a, &as), YG_EARG);
	h.line[1].quantity = dec("1000");
	CHECK_INT(yg_handover_rx(&h, a, &as), YG_EARG);
	/* by generic name: the name stays beside the product */
	oral[0].item.system = CODE_GENERIC;
	oral[0].item.code = STR("1124001F2ZZZ");
	oral[0].item.name = STR("【般】甲");
	h.line[1].now = false;
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK_INT(yg_handover_history(&h, &as, a, &ds, &out), 0);
	CHECK_STR(out.visits[0].groups[0].lines[0].generic_name, STR("【般】甲"));
	CHECK_STR(out.visits[0].groups[0].lines[0].generic_code, STR("1124001F2ZZZ"));
	CHECK_INT(out.visits[0].ngroups, 2);
	rx.issued = YMD_NONE;
	CHECK_INT(yg_handover_rx(&h, a, &as), 0);
	CHECK_INT(yg_handover_history(&h, &as, a, &ds, &out), YG_EMISSING);
	CHECK(ds.n > 0);
}

int main(void)
{
	a = yg_arena_new(8u << 20);
	T_RUN(leftovers);
	T_RUN(refills);
	T_RUN(parts);
	T_RUN(handed_over);
	yg_arena_free(a);
	return T_END();
}
