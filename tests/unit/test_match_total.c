/* test_match_total.c - accumulation: each limit of a row, the window to the day, what leads up to it, lines that may not be
 * counted, and that the duplicates of the same lines are part of it. */
#include "match_world.h"
#include "base/ban.h"

static struct about *row(enum severity severity)
{
	struct rule *r;
	fake_reset();
	r = fake_rule("T-1", RULE_TOTAL, severity, -1, -1);
	fake.drug_about[FAKE_A_BRAND][fake.ndrug_about[FAKE_A_BRAND]++] = (uint16_t)fake.nabout;
	return fake_about(FAKE_A, r);
}

static void many(struct world *w, int n, int days_apart, int days, int places)
{
	static char on[64][11], clinic[64][24], pharmacy[64][24];
	for (int i = 0; i < n; i++) {
		yg_ymd_format(yg_ymd_add(w_day(DAY0), -(n - i) * days_apart), on[i]);
		snprintf(clinic[i], sizeof clinic[i], "医院%d", i % places);
		snprintf(pharmacy[i], sizeof pharmacy[i], "薬局%d", i % places);
		w_hist(w, (struct say){ i % 2 ? FAKE_A : FAKE_A_BRAND, on[i], days, clinic[i], pharmacy[i], false, i % 3, 0 });
	}
}

static struct world ten(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	many(&w, 10, 5, 10, 4);                      /* 10 rows of 10 tablets, 4 places, from 50 days before us */
	return w;
}

static void each_limit(void)
{
	static const struct { int quantity, pharmacies, institutions, rows; bool fires; } rows[] = {
		{ -1, -1, -1, -1, false }, { 110, -1, -1, -1, false }, { 109, -1, -1, -1, true }, { -1, 4, -1, -1, false }, { -1, 3, -1, -1, true },
		{ -1, -1, 4, -1, false }, { -1, -1, 3, -1, true }, { -1, -1, -1, 10, false }, { -1, -1, -1, 9, true }, { 1000, 9, 9, 9, true },
		{ -1, -1, -1, 0, true } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct about *a = row(SEV_CRITICAL);
		struct world w = ten();
		const struct finding *f;
		a->window_days = 60;
		a->quantity_unit = fake_text("錠");
		if (rows[i].quantity >= 0) a->quantity_max = yg_dec_int(rows[i].quantity);
		a->pharmacies_max = rows[i].pharmacies;
		a->institutions_max = rows[i].institutions;
		a->rows_max = rows[i].rows;
		w_match(&w);
		f = w_one(&w, FIND_TOTAL);
		if ((f != NULL) != rows[i].fires) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(f != NULL, rows[i].fires);
		if (f) {
			CHECK(f->severity == SEV_CRITICAL && f->interrupts && f->rows == 10 && f->institutions == 4 && f->pharmacies == 4);
			CHECK(f->quantity.n == 100 && f->daily.n == 2 && f->daily.scale >= 0 && f->detail_ja.n && f->detail_en.n);
			CHECK_INT(w.out.nfindings, 1);               /* the duplicate of the same lines is in it */
			CHECK(f->nalso == 1 && f->also[0] == &fake.rules[0] && f->npairs > 0 && f->overlap_days > 0 && f->context == CTX_OTHER_PLACE);
			CHECK_INT(f->days_on_hand, 50);              /* 100 days of supply from 50 days before */
		}
		w_free(&w);
	}
}

/* 60 days: from 09-03 to 11-01. One row that day counts, one the day before does not. */
static void the_window_to_the_day(void)
{
	static const struct { const char *on; bool fires; } rows[] = { { "2026-09-03", true }, { "2026-09-02", false }, { "2026-11-01", true }, { "2026-11-02", false } };
	for (size_t i = 0; i < 4; i++) {
		struct about *a = row(SEV_WARNING);
		struct world w = w_new();
		a->window_days = 60;
		a->rows_max = 0;
		w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, rows[i].on, 3, NULL, NULL, false, 0, 0 });
		w_match(&w);
		CHECK_INT(w_count(&w, FIND_TOTAL), rows[i].fires);
		w_free(&w);
	}
}

/* The window decides, but everything that leads up to it without a longer break is shown. */
static void what_leads_up(void)
{
	struct about *a = row(SEV_CRITICAL);
	struct world w = w_new();
	const struct finding *f;
	a->window_days = 30;
	a->rows_max = 5;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-07-01", 3, NULL, NULL, false, 0, 0 });        /* 40 days before the first of the run */
	many(&w, 17, 5, 3, 2);                       /* from 85 days before us; 6 of them within 30 days (30 itself is outside) */
	w_match(&w);
	f = w_one(&w, FIND_TOTAL);
	CHECK(!f);                                   /* 5 in the window */
	a->rows_max = 4;
	w_match(&w);
	f = w_one(&w, FIND_TOTAL);
	CHECK(f && f->rows == 17 && f->npartners == 17);
	CHECK(f && yg_str_find(f->detail_ja, STR("直近30日間に5回")) == 0);
	CHECK(f && f->reach == 5);
	w_free(&w);
}

/* 30 days: the one of 10-03 is in the window, the one of 10-02 leads up to it and counts for nothing. */
static void the_edge_within_a_run(void)
{
	struct about *a = row(SEV_WARNING);
	struct world w = w_new();
	const struct finding *f;
	a->window_days = 30;
	a->rows_max = 1;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-02", 3, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-03", 3, "ろ医院", "乙薬局", false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	a->rows_max = 0;
	w_match(&w);
	f = w_one(&w, FIND_TOTAL);
	CHECK(f && f->rows == 2 && f->institutions == 2 && f->reach == 1 && f->quantity.n == 6);
	CHECK(f && yg_str_eqz(f->detail_ja, "直近30日間に1回、医療機関1、薬局1"));
	w_free(&w);
}

static void not_counted(void)
{
	struct about *a = row(SEV_CRITICAL);
	struct world w = ten();
	a->window_days = 60;
	a->rows_max = 9;
	for (size_t i = 0; i < 5; i++) w.hist[i].masked = true;
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);               /* a sum would tell what is masked */
	for (size_t i = 0; i < 5; i++) { w.hist[i].masked = false; w.hist[i].merged_into = 9; }
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);               /* the same dispensing seen twice */
	for (size_t i = 0; i < 5; i++) w.hist[i].merged_into = i;
	w.rx[0].item = w.hist[0].item;
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 1);
	w_free(&w);
	w = w_new();                                         /* nothing of ours: nothing to decide */
	w_rx(&w, (struct say){ FAKE_B, DAY0, 10, NULL, NULL, false, 0, 0 });
	many(&w, 10, 5, 10, 4);
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	w_free(&w);
	w = w_new();                                         /* no history at all */
	a->rows_max = 0;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w.out.nfindings, 0);
	w_free(&w);
}

static void off_and_units(void)
{
	struct about *a = row(SEV_CRITICAL);
	struct world w = ten();
	a->window_days = 60;
	a->quantity_max = yg_dec_int(5);
	a->quantity_unit = fake_text("包");                   /* nothing came in this unit */
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	a->quantity_unit = fake_text("錠");
	fake.rules[a->rule].enabled = 0;
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	CHECK_INT(w.out.switched_off, 1);
	fake.rules[a->rule].enabled = 1;
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 1);
	w_free(&w);
}

/* Information about the same lines joins the warning, not the other way round; two lines of ours stand in it. */
static void the_lesser_joins(void)
{
	struct about *a = row(SEV_INFO);
	struct world w = w_new();
	const struct finding *f;
	a->window_days = 60;
	a->rows_max = 1;
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A_BRAND, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 30, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-20", 30, "ろ医院", "乙薬局", false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_SAME_INGREDIENT);
	CHECK_INT(w.out.nfindings, 1);
	CHECK(f && f->severity == SEV_WARNING && f->nalso == 1 && f->also[0] == &fake.rules[a->rule] && yg_str_find(f->detail_ja, STR("直近60日間に2回")) == 0);
	w_free(&w);
	a = row(SEV_CRITICAL);
	a->window_days = 60;
	a->rows_max = 1;
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A_BRAND, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 30, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-20", 30, "ろ医院", "乙薬局", false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_TOTAL);
	CHECK_INT(w.out.nfindings, 1);
	CHECK(f && f->a == 0 && f->nown == 1 && f->npartners == 3 && f->partners[0] == 1 && f->partners[1] == 3 && f->partners[2] == 2);
	CHECK(f && f->rows == 2);                    /* of the history */
	w_free(&w);
}

/* A warning of the same lines is taken in, one of a line more is not; what the site switched off takes nothing in. */
static void what_is_taken_in(void)
{
	static const struct facts facts;
	struct about *a = row(SEV_WARNING);
	struct world w = w_new();
	struct site_rule off;
	struct match_in in;
	fake.drug_about[FAKE_C1][fake.ndrug_about[FAKE_C1]++] = 0;           /* two drugs of one group, in one row */
	fake.drug_about[FAKE_C2][fake.ndrug_about[FAKE_C2]++] = 0;
	a->window_days = 60;
	a->rows_max = 0;
	w_rx(&w, (struct say){ FAKE_C1, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_C2, "2026-10-25", 30, "い医院", "甲薬局", false, 0, 0 });
	w_match(&w);
	CHECK(w.out.nfindings == 1 && w.out.findings[0].kind == FIND_TOTAL && w.out.findings[0].nalso == 1);
	CHECK(w.out.nfindings == 1 && w.out.findings[0].npairs == 0 && !strcmp(w.out.findings[0].national, "not-applicable"));
	w_rx(&w, (struct say){ FAKE_B, DAY0, 10, "みなと内科", NULL, false, 0, 0 });          /* a pair with C: another cause */
	w_match(&w);
	CHECK(w.out.nfindings == 2 && w_one(&w, FIND_PAIR) && w_one(&w, FIND_TOTAL));
	w_hist(&w, (struct say){ FAKE_C2, "2026-08-01", 120, "ろ医院", "甲薬局", false, 0, 0 });      /* before the window, and still taken */
	w_match(&w);
	CHECK(w_one(&w, FIND_TOTAL) && w_one(&w, FIND_SAME_CLASS) && w_one(&w, FIND_SAME_CLASS)->npartners == 2);
	off = (struct site_rule){ &fake.rules[a->rule], true, 0 };
	in = (struct match_in){ .tables = &fake, .as_of = w_day(DAY0), .rx = w.rx, .nrx = w.nrx, .hist = w.hist, .nhist = 1, .facts = &facts, .site = &off, .nsite = 1 };
	CHECK_INT(yg_match(&in, w.a, &w.out), 0);
	CHECK(w.out.nhidden == 1 && w.out.hidden[0].kind == FIND_TOTAL && w_one(&w, FIND_SAME_CLASS));
	off = (struct site_rule){ &fake.rules[a->rule], false, SEV_CRITICAL };
	CHECK_INT(yg_match(&in, w.a, &w.out), 0);
	CHECK(w_one(&w, FIND_TOTAL) && w_one(&w, FIND_TOTAL)->severity == SEV_CRITICAL && w_one(&w, FIND_TOTAL)->interrupts);
	w_free(&w);
}

static void odd_lines(void)
{
	struct about *a = row(SEV_WARNING);
	struct world w = w_new();
	a->window_days = 60;
	a->quantity_max = yg_dec_int(5);
	a->quantity_unit = fake_text("錠");
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ -1, DAY0, 10, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "", 10, NULL, NULL, false, 0, 0 });         /* no day at all: in no window */
	w_hist(&w, (struct say){ -1, "2026-10-30", 10, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	w_hist(&w, (struct say){ FAKE_A, "2026-10-30", 1, NULL, NULL, false, 0, 0 });
	w.hist[2].total = DEC_NONE;                          /* nobody knows how much: only ours counts */
	w_match(&w);
	CHECK(w_one(&w, FIND_TOTAL) && !yg_dec_given(w_one(&w, FIND_TOTAL)->quantity) && w_one(&w, FIND_TOTAL)->daily.n <= 0);
	w.hist[2].total = yg_dec_int(999999999999);
	w.rx[0].total = (struct dec){ INT64_MAX, 9 };
	w_match(&w);
	CHECK(w_one(&w, FIND_TOTAL) != NULL);                /* too much to add is too much */
	w.hist[2].on = YMD_NONE;                             /* no day of dispensing: the first day it is taken */
	w.rx[0].total = w.hist[2].total = yg_dec_int(3);
	w_match(&w);
	CHECK(w_one(&w, FIND_TOTAL) && w_one(&w, FIND_TOTAL)->quantity.n == 3);
	a->window_days = 0;
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	w_free(&w);
	w = w_new();                                         /* equal lines, and ours without a day */
	a->window_days = 60;
	w_rx(&w, (struct say){ FAKE_A, "", 10, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-30", 10, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_TOTAL), 0);
	w_free(&w);
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 10, NULL, NULL, false, 0, 0 });
	for (int i = 0; i < 3; i++) w_hist(&w, (struct say){ FAKE_A, DAY0, 10 + i / 2, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK(w_one(&w, FIND_TOTAL) && w_one(&w, FIND_TOTAL)->rows == 3 && w_one(&w, FIND_TOTAL)->daily.n <= 0);   /* no days between: no daily amount */
	w_free(&w);
}

/* Every size of arena: an error, or the whole answer. */
static void no_memory(void)
{
	static const struct facts facts;
	struct about *a = row(SEV_CRITICAL);
	struct world w = ten();
	struct match_in in;
	size_t whole, short_of = 0;
	a->window_days = 60;
	a->rows_max = 1;
	w_rx(&w, (struct say){ FAKE_A_BRAND, DAY0, 10, "みなと内科", NULL, false, 0, 0 });
	w_match(&w);
	whole = w.out.nfindings;
	in = (struct match_in){ .tables = &fake, .as_of = w_day(DAY0), .rx = w.rx, .nrx = w.nrx, .hist = w.hist, .nhist = w.nhist, .facts = &facts };
	for (size_t limit = 64; limit < 400000; limit += limit < 60000 ? 40 : 4096) {
		struct arena *room = yg_arena_new(limit);
		struct match_out out = { 0 };
		int err;
		if (!room) continue;
		err = yg_match(&in, room, &out);
		CHECK(err ? out.nfindings == 0 : out.nfindings == whole);
		short_of += err != 0;
		yg_arena_free(room);
	}
	CHECK(short_of > 50);
	w_free(&w);
}

int main(void)
{
	fake_reset();
	T_RUN(each_limit);
	T_RUN(the_window_to_the_day);
	T_RUN(what_leads_up);
	T_RUN(the_edge_within_a_run);
	T_RUN(not_counted);
	T_RUN(off_and_units);
	T_RUN(the_lesser_joins);
	T_RUN(what_is_taken_in);
	T_RUN(odd_lines);
	T_RUN(no_memory);
	return T_END();
}
