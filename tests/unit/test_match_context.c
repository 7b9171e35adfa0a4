/* test_match_context.c - one cause, one finding; what the institution makes of an overlap; the tiers of docs/matching.md;
 * what an answer is given to; and that no order of lines or sources changes any of it. */
#include "match_world.h"
#include "match/hits.h"
#include "base/ban.h"

#define OURS "みなと内科"

static struct finding only(struct world *w, enum finding_kind kind)
{
	const struct finding *f = w_one(w, kind);
	CHECK(f != NULL);
	return f ? *f : (struct finding){ .gap_days = -2 };
}

/* Ours is 14 days from 11-01. Same institution: up to seven days go on, more is told; elsewhere every day is. */
static void institutions(void)
{
	static const struct { const char *clinic, *on; int days, severity; enum finding_context context; bool stop; } rows[] = {
		{ OURS, "2026-10-19", 14, SEV_INFO, CTX_CONTINUES, false },          /* 1 day left */
		{ OURS, "2026-10-25", 14, SEV_INFO, CTX_CONTINUES, false },          /* 7 */
		{ OURS, "2026-10-26", 14, SEV_WARNING, CTX_SAME_PLACE, true },       /* 8: more than half of either */
		{ OURS, "2026-10-12", 28, SEV_WARNING, CTX_SAME_PLACE, true },       /* 8 of our 14 */
		{ OURS, "2026-11-01", 14, SEV_WARNING, CTX_SAME_PLACE, true },       /* the whole course */
		{ OURS, "2026-11-05", 3, SEV_WARNING, CTX_SAME_PLACE, true },        /* begins within ours: follows nothing */
		{ "やま医院", "2026-10-19", 14, SEV_WARNING, CTX_OTHER_PLACE, true },
		{ "やま医院", "2026-11-01", 14, SEV_WARNING, CTX_OTHER_PLACE, true },
		{ NULL, "2026-10-19", 14, SEV_WARNING, CTX_UNKNOWN_PLACE, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		struct finding f;
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A_BRAND, rows[i].on, rows[i].days, rows[i].clinic, "例示薬局", false, 0, 0 });
		w_match(&w);
		f = only(&w, FIND_SAME_INGREDIENT);
		if ((int)f.severity != rows[i].severity) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(f.severity, rows[i].severity);
		CHECK_INT(f.context, rows[i].context);
		CHECK_INT(f.interrupts, rows[i].stop);
		CHECK((f.detail_ja.n > 0) == (rows[i].context == CTX_CONTINUES));
		w_free(&w);
	}
}

/* Ours is 28 days from 11-01: renewed early until half of the shorter course is left over. */
static void renewed_early(void)
{
	static const struct { const char *on; int days; enum finding_context context; bool stop; } rows[] = {
		{ "2026-10-11", 28, CTX_CONTINUES, false },  /* 7 left */
		{ "2026-10-12", 28, CTX_EARLY, false },      /* 8 */
		{ "2026-10-17", 28, CTX_EARLY, false },      /* 13 */
		{ "2026-10-18", 28, CTX_SAME_PLACE, true },  /* 14: half */
		{ "2026-09-01", 70, CTX_EARLY, false },      /* 9 left of 70: half of our 28 decides */
		{ "2026-09-05", 70, CTX_EARLY, false },      /* 13 */
		{ "2026-09-06", 70, CTX_SAME_PLACE, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		struct finding f;
		w_rx(&w, (struct say){ FAKE_A, DAY0, 28, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, rows[i].on, rows[i].days, OURS, NULL, false, 0, 0 });
		w_match(&w);
		f = only(&w, FIND_SAME_INGREDIENT);
		if (f.context != rows[i].context) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(f.context, rows[i].context);
		CHECK_INT(f.severity, rows[i].context == CTX_CONTINUES ? SEV_INFO : SEV_WARNING);
		CHECK_INT(f.interrupts, rows[i].stop);
		CHECK((f.detail_ja.n > 0) == (rows[i].context != CTX_SAME_PLACE));
		w_free(&w);
	}
}

/* Three courses, three days each: nine together are no continuation, and no early renewal of seven days either. */
static void they_add_up(void)
{
	static const char *const on[] = { "2026-10-21", "2026-10-22", "2026-10-23" };
	for (int n = 1; n <= 3; n++) {
		struct world w = w_new();
		struct finding f;
		w_rx(&w, (struct say){ FAKE_A, DAY0, 28, OURS, NULL, false, 0, 0 });
		for (int i = 0; i < n; i++) w_hist(&w, (struct say){ FAKE_A, on[i], 14 - i, OURS, NULL, false, 0, 0 });       /* each to 11-03 */
		w_match(&w);
		f = only(&w, FIND_SAME_INGREDIENT);
		CHECK_INT(f.context, n < 3 ? CTX_CONTINUES : CTX_SAME_PLACE);        /* 9 of the shortest, 12 */
		CHECK_INT(f.overlap_days, 3);
		CHECK_INT(f.reach, 0x400 + 3);
		w_free(&w);
	}
}

/* Lines of one dispensing, in any order of amounts: the longest counts, one of equals. */
static void side_by_side(void)
{
	static const int days[][3] = { { 14, 10, 10 }, { 10, 14, 10 }, { 10, 10, 14 }, { 14, 14, 10 }, { 10, 14, 14 }, { 14, 14, 14 } };
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		struct world w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
		for (int k = 0; k < 3; k++) w_hist(&w, (struct say){ k == 1 ? FAKE_A_BRAND : FAKE_A, "2026-10-25", days[i][k], "い医院", "甲薬局", false, 0, 0 });
		w_match(&w);
		CHECK_INT(only(&w, FIND_SAME_INGREDIENT).days_on_hand, 7);
		w_free(&w);
	}
	for (int other = 0; other < 2; other++) {    /* another pharmacy, or another institution: one after the other */
		struct world w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "い医院", "甲薬局", false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 10, other ? "い医院" : "ろ医院", other ? "乙薬局" : "甲薬局", false, 0, 0 });
		w_match(&w);
		CHECK_INT(only(&w, FIND_SAME_INGREDIENT).days_on_hand, 17);
		w_free(&w);
	}
}

static void stopped_is_silent(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-18", 14, OURS, NULL, false, 0, 0 });          /* last day 10-31 */
	w_hist(&w, (struct say){ FAKE_A, "2026-09-01", 30, "やま医院", NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w.out.nfindings, 0);
	w_free(&w);
}

/* A class: another drug of the group by the same institution continues too; within one prescription it is a warning that
 * was written knowingly; elsewhere it must be decided. */
static void class_switch(void)
{
	static const struct { const char *clinic, *on; int severity; bool stop; } rows[] = {
		{ OURS, "2026-10-25", SEV_INFO, false }, { OURS, "2026-10-28", SEV_WARNING, false }, { "やま医院", "2026-10-25", SEV_WARNING, true } };
	for (size_t i = 0; i < 3; i++) {
		struct world w = w_new();
		struct finding f;
		w_rx(&w, (struct say){ FAKE_C1, DAY0, 14, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_C2, rows[i].on, 14, rows[i].clinic, NULL, false, 0, 0 });
		w_match(&w);
		f = only(&w, FIND_SAME_CLASS);
		CHECK_INT(f.severity, rows[i].severity);
		CHECK_INT(f.interrupts, rows[i].stop);
		w_free(&w);
	}
}

/* Two lines of ours and three partners with one ingredient: one finding, ours first, then the history by date. */
static void one_cause_one_finding(void)
{
	struct world w = w_new();
	struct finding f;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A_BRAND, DAY0, 28, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-09", 14, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "ろ医院", "乙薬局", false, 1, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-20", 14, "い医院", "丙薬局", false, 0, 0 });        /* meets our second line only */
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK_INT(w.out.nfindings, 1);
	CHECK(f.a == 0 && f.nown == 1 && f.npartners == 4 && f.partners[0] == 2 && f.partners[1] == 4 && f.partners[2] == 3 && f.partners[3] == 5);
	CHECK_INT(f.npairs, 6);                      /* (1,3) (1,4) (2,3) (2,4) (2,5) and ours */
	for (size_t i = 0; i < f.npairs; i++) CHECK(!(f.pairs[i].a == 0 && f.pairs[i].b == 5));
	CHECK(f.rows == 4 && f.institutions == 3 && f.pharmacies == 3 && f.context == CTX_OTHER_PLACE && f.interrupts);
	w_free(&w);
}

/* The course of our own institution goes on and another institution gives the same: the other one is what is told. */
static void the_graver_is_told(void)
{
	struct world w = w_new(), v = w_new();
	struct finding f, g;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-24", 14, OURS, "甲薬局", false, 0, 0 });           /* 6 days left */
	w_hist(&w, (struct say){ FAKE_A, "2026-10-21", 14, "やま医院", "乙薬局", false, 0, 0 });      /* 3 days */
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.severity == SEV_WARNING && f.context == CTX_OTHER_PLACE && f.npartners == 2);
	CHECK_INT(f.overlap_days, 3);
	CHECK_INT(yg_str_find(f.arithmetic_ja, STR("乙薬局")), 0);
	w_rx(&v, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&v, (struct say){ FAKE_A, "2026-10-21", 14, "やま医院", "乙薬局", false, 0, 0 });
	w_match(&v);
	g = only(&v, FIND_SAME_INGREDIENT);
	CHECK(f.cause == g.cause && f.reach == g.reach);     /* whether the own course reaches over is no new question */
	w_free(&w);
	w_free(&v);
}

static void amounts(void)
{
	struct world w = w_new();
	struct finding f;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "い医院", "甲薬局", false, 0, 0 });        /* to 11-07 */
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 10, "い医院", "甲薬局", false, 0, 0 });        /* the same dispensing: side by side */
	w_hist(&w, (struct say){ FAKE_A, "2026-10-29", 14, "ろ医院", "乙薬局", false, 0, 0 });        /* to 11-11 */
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.daily.n == 4 && f.daily.scale == 0);         /* all four run on 11-01 */
	CHECK_INT(f.days_on_hand, 21);                       /* 14 from 10-25, then 14: to 11-21 */
	CHECK(f.quantity.n == 38 && yg_str_eqz(f.unit, "錠"));
	CHECK_INT(f.reach, 0x400 + 11);                      /* 11-01 to 11-11 are covered, once each */
	w_free(&w);
}

/* Amounts that cannot be told are left out; courses without an end cover everything. */
static void odd_amounts(void)
{
	struct world w = w_new();
	struct finding f;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-28", 14, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-29", 14, "い医院", "甲薬局", false, 0, 0 });
	w.hist[1].daily = DEC_NONE;
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.daily.n == 0 && f.quantity.n == 28 && f.days_on_hand == 24 && f.cause != 0);
	w.hist[1].total = DEC_NONE;
	w_match(&w);
	CHECK(!yg_dec_given(only(&w, FIND_SAME_INGREDIENT).quantity));
	w.hist[1].taken.to = YMD_NONE;
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.days_on_hand == 0 && f.reach == 0x400 + 14);         /* no end: all of ours */
	w.rx[0].taken.to = YMD_NONE;
	w_match(&w);
	CHECK_INT(only(&w, FIND_SAME_INGREDIENT).reach, 0xfff);
	w_free(&w);
	w = w_new();                                 /* longer than three digits can say */
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w.rx[0].taken.to = w.hist[0].taken.to = (struct ymd){ 2046, 11, 1 };
	w_match(&w);
	CHECK_INT(only(&w, FIND_SAME_INGREDIENT).reach, 0xffe);
	w_free(&w);
	w = w_new();                                 /* another unit; a line of ours that begins after the first has ended */
	w_rx(&w, (struct say){ FAKE_A, DAY0, 7, OURS, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A, "2026-11-10", 7, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-05", 14, "い医院", NULL, false, 0, 0 });
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.daily.n == 2 && f.nown == 1);
	((struct drug_item *)(uintptr_t)w.hist[0].item)->unit = STR("包");
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	CHECK(f.daily.n == 0 && !yg_dec_given(f.quantity));
	w_free(&w);
	w = w_new();                                 /* over the counter: somebody else's, whatever the place */
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, OURS, NULL, false, 0, 0 });
	w.hist[0].kind = HIST_OTC;
	w_match(&w);
	CHECK(only(&w, FIND_SAME_INGREDIENT).context == CTX_OTHER_PLACE && only(&w, FIND_SAME_INGREDIENT).interrupts);
	w_free(&w);
}

/* Two lines over one supply limit are one finding, with the longer of both. */
static void limits_together(void)
{
	struct world w = w_new();
	struct rule *r = fake_rule("L-1", RULE_DAYS_LIMIT, SEV_WARNING, -1, -1);
	struct finding f;
	r->limit_days = 14;
	fake.limit_drug = FAKE_UNRELATED;
	fake.limit_rule = (int)(r - fake.rules);
	w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 28, OURS, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_UNRELATED, "2026-12-30", 30, OURS, NULL, false, 0, 0 });
	w_match(&w);
	f = only(&w, FIND_DAYS_LIMIT);
	CHECK(f.a == 0 && f.npartners == 1 && f.partners[0] == 1 && f.npairs == 0 && f.reach == 30 && f.interrupts);
	CHECK_STR(f.detail_ja, STR("30日分、限度は14日"));
	w_free(&w);
	fake_reset();
}

/* --- what an answer is given to --------------------------------------------------------- */

static struct finding asked(int drug, int partner, const char *on, int days, const char *partner_on, const char *clinic, int amount)
{
	struct world w = w_new();
	struct finding f;
	w_rx(&w, (struct say){ drug, on, days, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ partner, partner_on, days, clinic, "甲薬局", false, 0, 0 });
	w.hist[0].daily = yg_dec_int(amount);
	w_match(&w);
	f = only(&w, FIND_SAME_INGREDIENT);
	w_free(&w);
	return f;
}

static void causes(void)
{
	struct finding f = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "やま医院", 1), g;
	CHECK(f.cause != 0);
	g = asked(FAKE_A, FAKE_A_BRAND, "2027-02-14", 14, "2027-02-10", "やま医院", 1);
	CHECK(g.cause == f.cause && g.reach == f.reach);     /* another visit */
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-30", "やま医院", 1);
	CHECK(g.cause == f.cause && g.reach == f.reach + 2); /* two days more of overlap */
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "やま医院", 2);
	CHECK(g.cause != f.cause);                           /* another dose */
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "たに医院", 1);
	CHECK(g.cause != f.cause);                           /* another institution */
	g = asked(FAKE_A, FAKE_A, DAY0, 14, "2026-10-28", "やま医院", 1);
	CHECK(g.cause != f.cause);                           /* another drug */
	g = asked(FAKE_A, FAKE_AB, DAY0, 14, "2026-10-28", "やま医院", 1);
	CHECK(g.cause != f.cause);
	fake.rules[0].row++;
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "やま医院", 1);
	CHECK(g.cause != f.cause);                           /* the rule's row was edited */
	fake.rules[0].row--;
	snprintf(fake.drugs[FAKE_A_BRAND].price_code, 13, "%07dF1999", FAKE_A_BRAND);
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "やま医院", 1);
	CHECK(g.cause == f.cause);                           /* another maker of the same strength */
	snprintf(fake.drugs[FAKE_A_BRAND].price_code, 13, "%07dF2019", FAKE_A_BRAND);
	g = asked(FAKE_A, FAKE_A_BRAND, DAY0, 14, "2026-10-28", "やま医院", 1);
	CHECK(g.cause != f.cause);                           /* another strength */
	fake_reset();
}

/* Wash-out: the nearer, the further it reaches. Masked findings and those about this prescription alone have no cause. */
static void reach_of_a_gap(void)
{
	int last = 0;
	for (int day = 21; day >= 8; day--) {
		struct world w = w_new();
		char on[24];
		struct finding f;
		snprintf(on, sizeof on, "2026-11-%02d", day);
		w_rx(&w, (struct say){ FAKE_D1, on, 7, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_C1, "2026-11-01", 7, OURS, NULL, false, 0, 0 });
		w_match(&w);
		f = only(&w, FIND_PAIR);
		CHECK(f.cause != 0 && f.reach > last && f.reach < 0x400);
		last = f.reach;
		w_free(&w);
	}
	{
		struct world w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 7, OURS, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, DAY0, 7, "やま医院", NULL, true, 0, 0 });
		w_match(&w);
		CHECK(w.out.nfindings == 1 && w.out.findings[0].masked && !w.out.findings[0].cause && w.out.findings[0].context == CTX_NONE);
		w_free(&w);
	}
}

/* --- the site's tiers ---------------------------------------------------------------------- */

static struct match_out with_site(struct world *w, const struct site_rule *site, size_t n)
{
	static const struct facts facts;
	struct match_in in = { .tables = &fake, .as_of = w_day(DAY0), .rx = w->rx, .nrx = w->nrx, .hist = w->hist, .nhist = w->nhist,
			       .facts = &facts, .site = site, .nsite = n };
	if (yg_match(&in, w->a, &w->out) != 0) abort();
	return w->out;
}

static void site(void)
{
	struct world w = w_new();
	struct match_out m;
	struct site_rule off = { &fake.rules[0], true, 0 }, graver = { &fake.rules[0], false, SEV_CRITICAL }, lesser = { &fake.rules[0], false, SEV_INFO };
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "やま医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ひみつ医院", NULL, true, 0, 0 });
	m = with_site(&w, &off, 1);
	CHECK(m.nhidden == 1 && m.hidden[0].rule == &fake.rules[0] && !m.hidden[0].masked && m.hidden[0].npartners == 1);
	CHECK(m.nfindings == 1 && m.findings[0].masked);     /* what may not be named may not be told by silence either */
	m = with_site(&w, &graver, 1);
	CHECK(m.nhidden == 0 && m.nfindings == 2 && m.findings[0].severity == SEV_CRITICAL && m.findings[0].interrupts && !m.findings[0].masked);
	CHECK_INT(m.findings[1].severity, SEV_WARNING);      /* masked: the edition's */
	m = with_site(&w, &lesser, 1);
	CHECK(m.nfindings == 2 && !m.findings[1].masked && m.findings[1].severity == SEV_INFO && !m.findings[1].interrupts);
	m = with_site(&w, NULL, 0);
	CHECK(m.nhidden == 0 && m.nfindings == 2);
	w_free(&w);
	w = w_new();                                 /* a contraindicated pair made a warning is still to be decided */
	w_rx(&w, (struct say){ FAKE_B, DAY0, 14, OURS, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_C1, DAY0, 14, OURS, NULL, false, 0, 0 });
	lesser = (struct site_rule){ &fake.rules[5], false, SEV_WARNING };
	m = with_site(&w, &lesser, 1);
	CHECK(m.nfindings == 1 && m.findings[0].kind == FIND_PAIR && m.findings[0].severity == SEV_WARNING && m.findings[0].interrupts);
	w_free(&w);
}

/* --- tiers as printed ------------------------------------------------------------------------ */

/* Rows of the table "Tiers" of the page: the kind, then yes, no or - in the order of `column`. */
static void tiers_of_the_page(void)
{
	static const enum finding_context column[] = { CTX_SAME_RX, CTX_EARLY, CTX_SAME_PLACE, CTX_UNKNOWN_PLACE, CTX_OTHER_PLACE, CTX_NONE };
	struct buf b = t_read(t_src("docs/matching.md"));
	struct str page = yg_buf_view(&b), head = STR("| a warning of this kind |");
	size_t at = yg_str_find(page, head), rows = 0;
	uint32_t seen = 0;
	CHECK(at != (size_t)-1);
	for (const char *p = page.p + at; at != (size_t)-1 && p < page.p + page.n && *p == '|'; ) {
		const char *end = memchr(p, '\n', (size_t)(page.p + page.n - p));
		struct str row = { p, (size_t)(end - p) }, cell;
		const char *q = p + 1, *bar;
		uint32_t bit;
		bar = memchr(q, '|', (size_t)(end - q));
		cell = yg_str_trim((struct str){ q, (size_t)(bar - q) });
		p = end + 1;
		if (yg_str_find(cell, STR("lowered by the site")) != (size_t)-1) continue;       /* looked at in site() */
		if (cell.n < 3 || cell.p[0] != '`' || !row.n) continue;
		bit = yg_finding_bit((struct str){ cell.p + 1, cell.n - 2 });
		CHECK(bit != 0 && !(seen & bit));
		seen |= bit;
		rows++;
		for (size_t i = 0; i < 6; i++) {
			enum finding_kind kind = bit == FINDING_CAUTION ? FIND_PAIR : FIND_IDENTITY;
			q = bar + 1;
			bar = memchr(q, '|', (size_t)(end - q));
			cell = yg_str_trim((struct str){ q, (size_t)(bar - q) });
			while (bit != FINDING_CAUTION && FINDING_BIT(kind) != bit) kind = (enum finding_kind)(kind + 1);
			if (yg_str_eqz(cell, "-")) continue;
			CHECK(yg_str_eqz(cell, "yes") || yg_str_eqz(cell, "no"));
			if (yg_interrupts(kind, SEV_WARNING, column[i]) != yg_str_eqz(cell, "yes")) fprintf(stderr, "%.*s\n", STR_ARG(row));
			CHECK_INT(yg_interrupts(kind, SEV_WARNING, column[i]), yg_str_eqz(cell, "yes"));
			CHECK(yg_interrupts(kind, SEV_CRITICAL, column[i]) && !yg_interrupts(kind, SEV_INFO, column[i]));
		}
	}
	CHECK(rows >= 20);
	yg_buf_free(&b);
}

/* --- order ------------------------------------------------------------------------------------ */

static uint32_t seed = 20261120;
static unsigned pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static bool same_finding(const struct finding *x, const struct finding *y)
{
	return !strcmp(x->id, y->id) && x->severity == y->severity && x->interrupts == y->interrupts && x->context == y->context &&
	       x->cause == y->cause && x->reach == y->reach && x->rows == y->rows && x->days_on_hand == y->days_on_hand &&
	       x->daily.n == y->daily.n && x->overlap_days == y->overlap_days && yg_str_eq(x->detail_ja, y->detail_ja) && x->npairs == y->npairs;
}

static void no_order_matters(void)
{
	static const char *const places[] = { OURS, "い医院", "ろ医院", NULL };
	static const char *const days[] = { "2026-10-10", "2026-10-20", "2026-10-25", "2026-10-30", "2026-11-01", "2026-11-05" };
	size_t compared = 0;
	for (int round = 0; round < 1500; round++) {
		struct say rx[4], hist[12];
		size_t nrx = 1 + pick(4), nhist = pick(12);
		struct world a = w_new(), b = w_new();
		for (size_t i = 0; i < nrx; i++) rx[i] = (struct say){ (int)pick(5), DAY0, 7 + (int)pick(3) * 7, OURS, NULL, false, 0, 0 };
		for (size_t i = 0; i < nhist; i++)
			hist[i] = (struct say){ (int)pick(6), days[pick(6)], 7 + (int)pick(3) * 7, places[pick(4)], places[pick(4)], pick(8) == 0, (int)pick(3), 0 };
		for (size_t i = 0; i < nrx; i++) w_rx(&a, rx[i]);
		for (size_t i = 0; i < nhist; i++) w_hist(&a, hist[i]);
		for (size_t i = nrx; i-- > 0; ) w_rx(&b, rx[i]);
		for (size_t i = nhist; i > 1; i--) {
			size_t k = pick((unsigned)i);
			struct say t = hist[i - 1];
			hist[i - 1] = hist[k];
			hist[k] = t;
			hist[i - 1].source = (int)pick(4);
		}
		for (size_t i = 0; i < nhist; i++) w_hist(&b, hist[i]);
		w_match(&a);
		w_match(&b);
		CHECK_INT(a.out.nfindings, b.out.nfindings);
		for (size_t i = 0; i < a.out.nfindings; i++) {
			size_t k = 0;
			if (a.out.findings[i].masked) continue;      /* numbered along our lines */
			while (k < b.out.nfindings && !same_finding(&a.out.findings[i], &b.out.findings[k])) k++;
			CHECK(k < b.out.nfindings);
			compared++;
		}
		w_free(&a);
		w_free(&b);
	}
	CHECK(compared > 1000);
}

int main(void)
{
	fake_reset();
	T_RUN(institutions);
	T_RUN(renewed_early);
	T_RUN(they_add_up);
	T_RUN(side_by_side);
	T_RUN(stopped_is_silent);
	T_RUN(class_switch);
	T_RUN(one_cause_one_finding);
	T_RUN(the_graver_is_told);
	T_RUN(amounts);
	T_RUN(odd_amounts);
	T_RUN(limits_together);
	T_RUN(causes);
	T_RUN(reach_of_a_gap);
	T_RUN(site);
	T_RUN(tiers_of_the_page);
	T_RUN(no_order_matters);
	return T_END();
}
