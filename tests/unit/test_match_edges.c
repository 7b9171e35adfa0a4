/* test_match_edges.c - the matcher on lines at the ends of what a case can hold: numbers that do not fit, lines without day, place or
 * amount, many drugs of one group, groups of three, rows of history that contradict each other, and too little memory. */
#define FAKE_MAX 96
#include "match_world.h"
#include "match/hits.h"
#include "match/lines.h"
#include "match/national.h"
#include "base/ban.h"

static const struct facts no_facts;

/* Every piece of memory once the one that is not there: an error, never fewer findings. */
static void short_of_memory(const struct match_in *in, size_t step)
{
	size_t refused = 0, whole = 0;
	for (size_t limit = 64; !whole && limit < (8u << 20); limit += step) {
		struct arena *small = yg_arena_new(limit);
		struct match_out out = { 0 };
		if (!small) continue;
		if (yg_match(in, small, &out)) {
			refused++;
			CHECK(out.nfindings == 0 && out.ngaps == 0);
		} else {
			whole++;
		}
		yg_arena_free(small);
	}
	CHECK(refused > 3 && whole == 1);
}

static struct match_in asked(const struct world *w)
{
	return (struct match_in){ .tables = &fake, .as_of = w_day(DAY0), .rx = (struct exposure *)w->rx, .nrx = w->nrx, .hist = (struct exposure *)w->hist, .nhist = w->nhist,
				  .facts = &no_facts };
}

/* --- rules and codes --------------------------------------------------------------------------------------------- */
static void small_things(void)
{
	struct rule r = { .enabled = 1, .valid_from = { 2026, 1, 1 }, .valid_to = { 2026, 12, 31 } };
	struct drug d = { .price_code = "1111111F1010", .yj = "2222222F1010", .generic_code = "3333333F1ZZZ" };
	CHECK(yg_rule_on(&r, (struct ymd){ 2026, 12, 31 }) && yg_rule_on(&r, (struct ymd){ 2026, 1, 1 }) && yg_rule_on(&r, YMD_NONE));
	CHECK(!yg_rule_on(&r, (struct ymd){ 2027, 1, 1 }) && !yg_rule_on(&r, (struct ymd){ 2025, 12, 31 }));
	r.enabled = 0;
	CHECK(!yg_rule_on(&r, (struct ymd){ 2026, 6, 1 }));
	CHECK(!strcmp(yg_code_of(&d), d.price_code));
	d.price_code[0] = '\0';
	CHECK(!strcmp(yg_code_of(&d), d.yj));
	d.yj[0] = '\0';
	CHECK(!strcmp(yg_code_of(&d), d.generic_code));
	for (int bit = 0; bit < 64; bit++)           /* every bit of a number counts */
		CHECK(yg_hash_int(1, (int64_t)((uint64_t)1 << bit)) != yg_hash_int(1, 0));
	CHECK_INT(yg_reach(0), 0);
	CHECK_INT(yg_reach(0xffe), 0xffe);
	CHECK_INT(yg_reach(0xfff), 0xfff);
	CHECK_INT(yg_reach(1 << 20), 0xfff);
	CHECK(yg_interrupts((enum finding_kind)99, SEV_WARNING, CTX_NONE) && !yg_interrupts((enum finding_kind)99, SEV_INFO, CTX_NONE));
}

static void more_lines_than_can_be_counted(void)
{
	struct arena *a = yg_arena_new(1 << 20);
	struct match_out out = { 0 };
	struct match_in in = { .tables = &fake, .as_of = w_day(DAY0), .nrx = (size_t)UINT32_MAX / 2 + 1, .facts = &no_facts };
	CHECK_INT(yg_match(&in, a, &out), YG_ETOOBIG);
	yg_arena_free(a);
}

/* Days are 16 bits in the inner loop: more is told as more, fewer than none as none. */
static void odd_day_counts(void)
{
	static const struct { int days; bool over; } rows[] = { { -5, false }, { 0, false }, { 14, false }, { 15, true }, { 70000, true }, { 0x7fffffff, true } };
	fake_reset();
	fake.limit_drug = FAKE_A;
	fake.limit_rule = (int)fake.nrules;
	fake_rule("L", RULE_DAYS_LIMIT, SEV_WARNING, -1, -1)->limit_days = 14;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 5, "い医院", NULL, false, 0, 0 });
		w.rx[0].days = rows[i].days;
		w_match(&w);
		CHECK_INT(w_count(&w, FIND_DAYS_LIMIT), rows[i].over);
		w_free(&w);
	}
}

/* --- classes --------------------------------------------------------------------------------------------------------- */
static void groups_of_three(void)
{
	static const struct { int drug[4]; size_t n, named; } rows[] = {
		{ { 1, 2 }, 2, 0 }, { { 1, 2, 3 }, 3, 3 }, { { 1, 1, 2 }, 3, 0 }, { { 1, 4, 2 }, 3, 0 } /* 4 holds what 1 is: one drug */,
		{ { 1, 4, 2, 3 }, 4, 4 }, { { 4, 5, 1, 2 }, 4, 0 }, { { 0, 1, 2 }, 3, 0 } };
	int first;
	fake_reset();
	fake_group("群3", ROUTE_SYSTEMIC, 3);
	first = (int)fake.ndrugs;
	for (int i = 0; i < 4; i++) fake_drug("群三", ROUTE_SYSTEMIC, (const int[]){ ING_A + i, -1 }, (const int[]){ 2, -1 });
	fake_drug("群三配合", ROUTE_SYSTEMIC, (const int[]){ ING_B, ING_G, -1 }, (const int[]){ 2, -1 });
	fake_drug("群三配合二", ROUTE_SYSTEMIC, (const int[]){ ING_B, ING_C, ING_G, -1 }, (const int[]){ 2, -1 });
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		const struct finding *f;
		w_rx(&w, (struct say){ first, DAY0, 14, "い医院", NULL, false, 0, 0 });
		for (size_t k = 0; k < rows[i].n; k++) w_hist(&w, (struct say){ first + rows[i].drug[k], DAY0, 14, "ろ医院", NULL, false, 0, 0 });
		w_match(&w);
		f = w_one(&w, FIND_SAME_CLASS);
		if ((f ? f->npartners : 0) != rows[i].named) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(f ? f->npartners : 0, rows[i].named);
		w_free(&w);
	}
}

/* More products of a group on one day than are put beside each other: told, without counting them apart. */
static void very_many_of_a_group(void)
{
	struct world w;
	int first;
	fake_reset();
	first = (int)fake.ndrugs;
	for (int i = 0; i < 80; i++) fake_drug("成分不明の群", ROUTE_SYSTEMIC, NULL, (const int[]){ 1, -1 });
	w = w_new();
	w_rx(&w, (struct say){ first, DAY0, 14, "い医院", NULL, false, 0, 0 });
	for (int i = 1; i < 80; i++) w_hist(&w, (struct say){ first + i, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ first, DAY0, 14, "ろ医院", NULL, false, 0, 0 });       /* ours again: ingredients unknown, yet the same product */
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_SAME_CLASS), 1);
	CHECK_INT(w_one(&w, FIND_SAME_CLASS)->npartners, 79);
	w_free(&w);
}

/* Twenty lines of ours and twenty of the history, all of one drug: more hits than were thought, and room for them asked for anew. */
static void all_meet_all(void)
{
	struct world w;
	struct match_in in;
	fake_reset();
	w = w_new();
	for (int i = 0; i < 20; i++) w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	for (int i = 0; i < 20; i++) w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_match(&w);
	CHECK(w_one(&w, FIND_SAME_INGREDIENT) && w_one(&w, FIND_SAME_INGREDIENT)->npairs == 20 * 20 + 19 * 10);
	in = asked(&w);
	short_of_memory(&in, 512);
	w_free(&w);
}

/* --- findings of the same lines ------------------------------------------------------------------------------------- */
static void two_ingredients_at_once(void)
{
	struct world w;
	struct match_in in;
	fake_reset();
	w = w_new();
	w_rx(&w, (struct say){ FAKE_AB, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_AB, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_SAME_INGREDIENT), 2);             /* one rule, one line, two ingredients: in their order */
	CHECK_STR(w.out.findings[0].shared, STR("成分A"));
	CHECK_STR(w.out.findings[1].shared, STR("成分B"));
	in = asked(&w);
	short_of_memory(&in, 8);
	w_free(&w);
}

static struct about *total_row(int drug, const char *id, enum severity severity)
{
	struct about *t = fake_about(drug, fake_rule(id, RULE_TOTAL, severity, -1, -1));
	t->window_days = 60;
	t->rows_max = 0;
	t->quantity_unit = fake_text("錠");
	t->quantity_max = yg_dec_int(5);
	return t;
}

/* An accumulation takes in both duplicates of a combination, the equal accumulation, and up to six rules in all. */
static void taken_in(void)
{
	static const char *const ids[] = { "T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7", "T-8" };
	for (size_t n = 1; n <= 8; n++) {
		struct world w;
		struct match_in in;
		size_t totals = 0;
		fake_reset();
		for (size_t i = 0; i < n; i++) total_row(FAKE_AB, ids[i], i == 1 ? SEV_CRITICAL : SEV_WARNING);
		w = w_new();
		w_rx(&w, (struct say){ FAKE_AB, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_AB, "2026-10-20", 14, "ろ医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_AB, "2026-10-25", 14, NULL, NULL, true, 0, 0 });       /* masked: stays apart */
		w_match(&w);
		for (size_t i = 0; i < w.out.nfindings; i++) {
			const struct finding *f = &w.out.findings[i];
			totals += f->kind == FIND_TOTAL;
			CHECK(f->nalso <= 6);
			if (f->masked) CHECK(!f->nalso && !f->rule);
		}
		if (n < 6) CHECK_INT(totals, 1);
		CHECK(totals >= 1 && w_count(&w, FIND_SAME_INGREDIENT) >= 1);      /* the masked one is told by itself */
		if (n == 1) CHECK(w_one(&w, FIND_TOTAL)->nalso == 2 && w_one(&w, FIND_TOTAL)->npairs == 2 && w_one(&w, FIND_TOTAL)->pairs[0].b == 1 && w_one(&w, FIND_TOTAL)->pairs[1].b == 1);
		if (n == 2) CHECK(w_one(&w, FIND_TOTAL)->severity == SEV_CRITICAL && w_one(&w, FIND_TOTAL)->nalso == 3 && w_one(&w, FIND_TOTAL)->npairs == 2 &&
			      !strcmp(w_one(&w, FIND_TOTAL)->national, "hit"));
		in = asked(&w);
		if (n < 3) short_of_memory(&in, 8);
		w_free(&w);
	}
}

/* What the steps before hand over may speak of no line at all. */
static void given_without_a_line(void)
{
	struct world w;
	struct match_in in;
	struct match_out out = { 0 };
	struct finding given[] = { { .kind = FIND_REFILL, .severity = SEV_WARNING, .a = 999, .gap_days = -1, .quantity = DEC_NONE },
				   { .kind = FIND_EXPIRED_RX, .severity = SEV_CRITICAL, .gap_days = -1, .quantity = DEC_NONE },
				   { .kind = FIND_REFILL, .severity = SEV_WARNING, .a = 999, .gap_days = -1, .quantity = DEC_NONE } };
	fake_reset();
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	in = asked(&w);
	in.given = given;
	in.ngiven = 3;
	CHECK_INT(yg_match(&in, w.a, &out), 0);
	CHECK_INT(out.nfindings, 3);
	CHECK(strcmp(out.findings[1].id, out.findings[2].id) != 0);   /* the same twice: told apart */
	CHECK(out.findings[0].kind == FIND_EXPIRED_RX && out.findings[1].kind == FIND_REFILL && strlen(out.findings[1].id) == 16);
	w_free(&w);
}

/* A dose summed over the same lines joins an accumulation that is at least as grave, holds its lines and has room for its rule; a
 * graver duplicate takes an accumulation in and keeps its own context. */
static void doses_and_totals(void)
{
	static const struct { enum severity severity; size_t partner; int rows; bool joins; } rows[] = { { SEV_WARNING, 1, 1, true }, { SEV_INFO, 1, 1, true }, { SEV_CRITICAL, 1, 1, false },
		{ SEV_WARNING, 2, 1, false }, { SEV_WARNING, 1, 7, true } };
	struct world w;
	struct match_in in;
	struct match_out out;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static const char *const ids[] = { "T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7" };
		size_t partner = rows[i].partner, doses = 0;
		struct finding given = { .kind = FIND_DOSE, .severity = rows[i].severity, .a = 0, .partners = &partner, .npartners = 1, .gap_days = -1, .quantity = DEC_NONE };
		fake_reset();
		for (int k = 0; k < rows[i].rows; k++) total_row(FAKE_UNRELATED, ids[k], SEV_WARNING);
		given.rule = fake_rule("D-1", RULE_DOSE, SEV_WARNING, -1, -1);
		w = w_new();
		w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_UNRELATED, "2026-10-20", 5, "ろ医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-20", 5, "ろ医院", NULL, false, 0, 0 });
		in = asked(&w);
		in.given = &given;
		in.ngiven = 1;
		out = (struct match_out){ 0 };
		CHECK_INT(yg_match(&in, w.a, &out), 0);
		for (size_t k = 0; k < out.nfindings; k++) doses += out.findings[k].kind == FIND_DOSE;
		if (doses != !rows[i].joins) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(doses, !rows[i].joins);
		w_free(&w);
	}
	size_t partner = 1;
	struct finding given = { .kind = FIND_TOTAL, .severity = SEV_INFO, .a = 0, .partners = &partner, .npartners = 1, .nown = 1, .gap_days = -1, .quantity = DEC_NONE, .context = CTX_OTHER_PLACE };
	fake_reset();
	given.rule = fake_rule("T-1", RULE_TOTAL, SEV_INFO, -1, -1);
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A_BRAND, DAY0, 14, "い医院", NULL, false, 0, 0 });
	in = asked(&w);
	in.given = &given;
	in.ngiven = 1;
	out = (struct match_out){ 0 };
	CHECK_INT(yg_match(&in, w.a, &out), 0);
	CHECK(out.nfindings == 1 && out.findings[0].kind == FIND_SAME_INGREDIENT && out.findings[0].context == CTX_SAME_RX && out.findings[0].nalso == 1);
	w_free(&w);
}

/* --- sums ---------------------------------------------------------------------------------------------------------- */
/* What a duplicate says of amounts when a line has none, another unit, or more than can be added. */
static void amounts(void)
{
	static const struct { const char *total, *daily, *unit; bool quantity, a_day; } rows[] = {
		{ "14", "1", "錠", true, true }, { "", "1", "錠", false, true }, { "0", "1", "錠", false, true }, { "14", "", "錠", true, false }, { "14", "0", "錠", true, false },
		{ "14", "1", "", false, false }, { "14", "1", "包", true, false }, { "9000000000.000000001", "9000000000.000000001", "錠", true, true },
		{ "999999999999", "999999999999", "錠", true, true } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int two = 0; two < 2; two++) {
			struct world w;
			const struct finding *f;
			bool overflow = i == 7 && two;
			fake_reset();
			w = w_new();
			w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
			for (int k = 0; k <= two; k++) {
				struct exposure *e = &w.hist[k];
				w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
				e->total = e->daily = DEC_NONE;
				if (*rows[i].total && yg_dec_parse(yg_str(rows[i].total), &e->total)) abort();
				if (*rows[i].daily && yg_dec_parse(yg_str(rows[i].daily), &e->daily)) abort();
				((struct drug_item *)(uintptr_t)e->item)->unit = yg_str(rows[i].unit);
			}
			w_match(&w);
			f = w_one(&w, FIND_SAME_INGREDIENT);
			CHECK(f != NULL);
			if (f && yg_dec_given(f->quantity) != (rows[i].quantity && !overflow)) fprintf(stderr, "row %zu, %d\n", i, two);
			if (f) CHECK_INT(yg_dec_given(f->quantity), rows[i].quantity && !overflow);
			if (f) CHECK_INT(f->daily.n > 0, rows[i].a_day && !overflow);
			if (f) CHECK(f->cause != 0);
			w_free(&w);
		}
}

/* A line of ours that ends before the partner, one that begins behind it, one without a day: what is taken on one day. */
static void a_day_of_ours(void)
{
	struct world w;
	const struct finding *f;
	fake_reset();
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", "甲薬局", false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A, "2026-12-24", 14, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 5, "ろ医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 5, "ろ医院", "乙薬局", false, 0, 0 });       /* another pharmacy: not side by side */
	w_hist(&w, (struct say){ FAKE_A, "2026-11-03", 99, "ろ医院", "甲薬局", false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_SAME_INGREDIENT);
	CHECK(f && f->daily.n == 4 && f->days_on_hand == 109 && f->rows == 4 && f->pharmacies == 2);
	w_free(&w);
	w = w_new();                                  /* the first of ours begins when the partner of the second has ended; two clinics on one day */
	w_rx(&w, (struct say){ FAKE_A, "2026-12-24", 14, "い医院", NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 5, "ろ医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 5, "は医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-12-24", 5, "に医院", "甲薬局", false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_SAME_INGREDIENT);
	CHECK(f && f->daily.n == 2 && f->institutions == 4 && f->days_on_hand == 5);
	w_free(&w);
}

/* No end, no beginning: on hand is not counted with them. */
static void open_ended(void)
{
	struct world w;
	const struct finding *f;
	for (int way = 0; way < 3; way++) {
		fake_reset();
		w = w_new();
		w_rx(&w, (struct say){ FAKE_A, way == 2 ? "" : DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-01", 99, "ろ医院", NULL, false, 0, 0 });
		if (way == 0) w.hist[0].taken.to = YMD_NONE;
		if (way == 1) w.hist[0].taken = (struct span){ YMD_NONE, YMD_NONE };
		w_match(&w);
		f = w_one(&w, FIND_SAME_INGREDIENT);
		CHECK(f && f->days_on_hand == 0);
		w_free(&w);
	}
}

/* More days on hand than a number holds: as many as it holds. */
static void very_long_on_hand(void)
{
	struct arena *a = yg_arena_new(1 << 20);
	struct drug_item item = { .unit = STR("錠") };
	struct exposure e = { .item = &item, .total = DEC_NONE, .daily = DEC_NONE };
	struct mline l[3] = { { .e = &e, .from = 0, .to = 13, .ours = true }, { .e = &e, .from = -(1 << 30), .to = 1 << 30 }, { .e = &e, .from = 1 - (1 << 30), .to = 1 << 30 } };
	struct mwork w = { .a = a, .lines = l, .nlines = 3 };
	size_t partners[] = { 1, 2 };
	struct finding f = { .kind = FIND_TOTAL, .partners = partners, .npartners = 2 };
	yg_sums(&w, &f);
	CHECK_INT(f.days_on_hand, INT32_MAX);
	CHECK(!yg_dec_given(f.quantity) && f.rows == 2);
	l[0].from = l[1].from = -1000;                /* just too many, and ours begins long ago */
	l[1].to = 0;
	l[2].from = -999;
	l[2].to = INT32_MAX - 1499;
	yg_sums(&w, &f);
	CHECK_INT(f.days_on_hand, INT32_MAX);
	yg_arena_free(a);
}

/* No row of the edition for this route: nothing is said of it. */
static void no_row_for_the_route(void)
{
	struct world w;
	fake_reset();
	fake.rules[0].kind = fake.rules[2].kind = RULE_FORM;
	w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w.out.nfindings, 0);
	w_free(&w);
}

/* Totals of lines without an amount, of ours without a day, and of a row without a window. */
static void totals_of_little(void)
{
	for (int way = 0; way < 4; way++) {
		struct world w;
		struct about *t;
		const struct finding *f;
		fake_reset();
		t = total_row(FAKE_A, "T-1", SEV_WARNING);
		if (way == 3) t->window_days = 0;
		w = w_new();
		w_rx(&w, (struct say){ FAKE_A, way == 2 ? "" : DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-20", 14, "ろ医院", NULL, false, 0, 0 });
		if (way == 0) w.hist[0].total = DEC_NONE;
		if (way == 1) w.hist[0].total = yg_dec_int(0);
		w_match(&w);
		f = w_one(&w, FIND_TOTAL);
		CHECK_INT(f != NULL, way < 2);
		if (f) CHECK(f->rows == 1 && !yg_dec_given(f->quantity) && yg_str_find(f->detail_en, STR("0 錠 (with ours 14 錠")) != (size_t)-1);
		w_free(&w);
	}
}

/* --- in words ---------------------------------------------------------------------------------------------------------- */
static void where_it_came_from(void)
{
	static const struct { enum history_kind kind; const char *clinic, *pharmacy, *want; } rows[] = {
		{ HIST_DISPENSED, "ろ医院", "甲薬局", "甲薬局" }, { HIST_PRESCRIBED, "ろ医院", "甲薬局", "ろ医院" }, { HIST_PRESCRIBED, NULL, "甲薬局", "甲薬局" },
		{ HIST_PRESCRIBED, "", "甲薬局", "甲薬局" }, { HIST_PRESCRIBED, "", "", "history" }, { HIST_DISPENSED, "ろ医院", "", "ろ医院" }, { HIST_DISPENSED, NULL, NULL, "history" },
		{ HIST_OTC, NULL, NULL, "OTC" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		const struct finding *f;
		fake_reset();
		w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, DAY0, 14, rows[i].clinic, rows[i].pharmacy, false, 0, 0 });
		w.hist[0].kind = rows[i].kind;
		w_match(&w);
		f = w_one(&w, FIND_SAME_INGREDIENT);
		CHECK(f && yg_str_starts(f->arithmetic_en, yg_str(rows[i].want)));
		w_free(&w);
	}
}

static void how_long_in_words(void)
{
	static const struct { enum period_how how; bool from, to; const char *want; } rows[] = {
		{ PERIOD_STATED, true, true, "stated period" }, { PERIOD_OPEN, true, false, "from 2026-11-01 (no end given)" }, { PERIOD_OPEN, false, false, "no date (taken as current)" },
		{ PERIOD_STATED, false, true, "stated period" }, { PERIOD_DAYS, true, true, "from 2026-11-01 0 days" }, { PERIOD_QUANTITY, true, true, "from 2026-11-01, 14 days by quantity" },
		{ PERIOD_CONTENTS, true, true, "from 2026-11-01, 14 days by quantity" }, { PERIOD_QUANTITY, true, true, "from 2026-11-01 every other day, 0 days by quantity" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		const struct finding *f;
		fake_reset();
		w = w_new();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
		w.hist[0].how = rows[i].how;
		if (i == 7) w.hist[0].calc.every = 2;
		w.hist[0].total = DEC_NONE;
		w.hist[0].calc.use_days = 0;
		if (!rows[i].from) w.hist[0].taken.from = YMD_NONE;
		if (!rows[i].to) w.hist[0].taken.to = YMD_NONE;
		w_match(&w);
		f = w_one(&w, FIND_SAME_INGREDIENT);
		if (f && yg_str_find(f->arithmetic_en, yg_str(rows[i].want)) == (size_t)-1) fprintf(stderr, "row %zu: %.*s\n", i, STR_ARG(f->arithmetic_en));
		CHECK(f && yg_str_find(f->arithmetic_en, yg_str(rows[i].want)) != (size_t)-1);
		w_free(&w);
	}
}

/* --- on hand ----------------------------------------------------------------------------------------------------------- */
static void not_on_hand(void)
{
	for (int way = 0; way < 11; way++) {
		struct world w = w_new();
		struct exposure *e = &w.hist[0];
		int want = 0;
		fake_reset();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", "甲薬局", false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "い医院", "甲薬局", false, 0, 0 });
		switch (way) {
		case 0: want = 7; break;
		case 1: e->kind = HIST_OTC; break;
		case 2: e->kind = HIST_PRESCRIBED; break;
		case 3: e->how = PERIOD_DEFAULT_14; break;
		case 4: e->how = PERIOD_OPEN; break;
		case 5: e->how = PERIOD_STATED; break;
		case 6: e->taken.from = YMD_NONE; break;
		case 7: e->taken.to = YMD_NONE; break;
		case 8: e->masked = true; break;
		case 9:                                              /* evening line of the same dispensing, shorter and longer */
			w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 20, "い医院", "甲薬局", false, 0, 0 });
			w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 9, "い医院", "甲薬局", false, 0, 0 });
			want = 13;
			break;
		default:                                             /* the same day elsewhere: one after the other */
			w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "ろ医院", "甲薬局", false, 0, 0 });
			w_hist(&w, (struct say){ FAKE_A, "2026-10-25", 14, "ろ医院", "乙薬局", false, 0, 0 });
			want = 35;
		}
		CHECK_INT(yg_on_hand(w.rx, w.nrx, w.hist, w.nhist, w.a), 0);
		if (w.rx[0].on_hand != want) fprintf(stderr, "way %d\n", way);
		CHECK_INT(w.rx[0].on_hand, want);
		if (!way) {
			struct arena *none = yg_arena_new(8);
			CHECK_INT(yg_on_hand(w.rx, w.nrx, w.hist, w.nhist, none), YG_ETOOBIG);
			yg_arena_free(none);
		}
		w_free(&w);
	}
}

/* --- our own lines, documents ------------------------------------------------------------------------------------------ */
static void prescription_into_lines(void)
{
	struct supplement every_other = { .kind = STR("9"), .text = STR("隔日") };
	struct rx_line line = { .seq = 1, .item = { .name = STR("例示錠"), .unit = STR("錠"), .amount = yg_dec_int(1) }, .supplements = &every_other, .nsupplements = 1 };
	struct rx_group group = { .number = 1, .form = FORM_ORAL, .quantity = 7, .split_quantity = 0, .lines = &line, .nlines = 1 };
	struct rx rx = { .issued = { 2026, 11, 1 }, .groups = &group, .ngroups = 1, .institution = { .name = STR("い医院"), .prefecture = STR("13"), .code = STR("99914") } };
	static const struct { int refill, part; struct ymd as_of; int day; } rows[] = {
		{ 0, 0, { 2026, 11, 20 }, 1 }, { 3, 0, { 2026, 11, 20 }, 20 }, { 0, 2, { 2026, 11, 20 }, 20 }, { 0, 1, { 2026, 11, 20 }, 1 }, { 3, 0, { 2026, 10, 1 }, 1 },
		{ 3, 0, { 0, 0, 0 }, 1 } };
	struct exposure *e;
	struct rx_group **of;
	size_t n, refused = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = yg_arena_new(1 << 20);
		rx.refill_total = rows[i].refill;
		rx.split_part = rows[i].part;
		CHECK_INT(yg_rx_exposures(&rx, rows[i].as_of, a, &e, &of, &n), 0);
		CHECK(n == 1 && e[0].taken.from.d == rows[i].day && of[0] == &group && !strcmp(e[0].ref, "rx/1/1"));
		CHECK_STR(e[0].clinic_key.area, STR("13"));
		CHECK_INT(e[0].clinic_key.code.n, 0);        /* five digits are no code */
		yg_arena_free(a);
	}
	rx.issued = YMD_NONE;
	for (size_t limit = 1; limit < 4096; limit++) {
		struct arena *a = yg_arena_new(limit);
		int err = yg_rx_exposures(&rx, (struct ymd){ 2026, 11, 1 }, a, &e, &of, &n);
		refused += err != 0;
		CHECK(!err || err == YG_ETOOBIG);
		yg_arena_free(a);
	}
	CHECK(refused > 100 && refused < 4095);
}

static void places_of_documents(void)
{
	struct place p;
	yg_place_of(&p, NULL);
	CHECK(!p.code.n && !p.area.n && !p.name.n);
	yg_place_of(&p, &(struct institution){ .code = STR("1311399914"), .prefecture = STR("27"), .name = STR(" い医院 ") });
	CHECK(yg_str_eqz(p.code, "1399914") && yg_str_eqz(p.area, "13") && yg_str_eqz(p.name, "い医院"));
	yg_place_of(&p, &(struct institution){ .code = STR("1399914"), .prefecture = STR("27") });
	CHECK(yg_str_eqz(p.code, "1399914") && yg_str_eqz(p.area, "27"));
	yg_place_of(&p, &(struct institution){ .code = STR("1399914"), .prefecture = STR("027") });
	CHECK(!p.area.n);
}

/* --- the national rule ---------------------------------------------------------------------------------------------------- */
static void national_corners(void)
{
	struct world w = w_new();
	struct match_in in;
	struct national_hit *hits = NULL;
	size_t n = 0, refused = 0;
	fake_reset();
	w_rx(&w, (struct say){ FAKE_B, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_C1, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_B, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_B, DAY0, 14, "ろ医院", NULL, true, 1, 0 });       /* the same event, once more and masked */
	w.hist[2].merged_into = 1;
	w_hist(&w, (struct say){ FAKE_B, DAY0, 7, "ろ医院", NULL, false, 2, 0 });       /* and another event */
	in = asked(&w);
	CHECK_INT(yg_national_pass(&in, w.a, &hits, &n), 0);
	CHECK_INT(n, 3);
	for (size_t limit = 1; limit < 2048; limit++) {
		struct arena *a = yg_arena_new(limit);
		struct national_hit *h = NULL;
		size_t k = 0;
		int err = yg_national_pass(&in, a, &h, &k);
		refused += err != 0;
		CHECK(err ? err == YG_ETOOBIG : k == 3);
		yg_arena_free(a);
	}
	CHECK(refused > 10 && refused < 2047);
	w_rx(&w, (struct say){ FAKE_B, DAY0, 7, "い医院", NULL, false, 0, 0 });         /* another line of ours: its own hits */
	in = asked(&w);
	CHECK_INT(yg_national_pass(&in, w.a, &hits, &n), 0);
	CHECK_INT(n, 6);
	w.nrx = 1;
	in = asked(&w);
	fake.drugs[FAKE_B].form_class = 1;           /* tablets both; one of them of no class */
	CHECK(!yg_national_pair(&in, &w.rx[0], &w.hist[1], false).guess);
	w.hist[1].item = &(struct drug_item){ .name = STR("ＡＢ"), .drug = &fake.drugs[FAKE_AB] };
	CHECK(yg_national_pair(&in, &w.rx[0], &w.hist[1], false).guess);
	in.as_of = YMD_NONE;                         /* no day of the check, no day of the prescription */
	w.rx[0].on = YMD_NONE;
	CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_UNDATED);
	in.as_of = w_day(DAY0);
	CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_HIT);
	w.hist[0].form = FORM_NONE;
	CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_HIT);
	w.hist[0].item = &(struct drug_item){ .name = STR("?") };
	CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_NO_DRUG);
	CHECK(!*yg_national_word((enum national_why)99) && !strcmp(yg_national_word(NAT_OTC), "otc"));
	w_free(&w);
}

/* Several rows between two drugs: the gravest that counts decides; firm when one of them has no condition. */
static void national_rows(void)
{
	struct { enum severity severity; bool condition, off; } all[][3] = {
		{ { SEV_CRITICAL, true, false }, { SEV_CRITICAL, true, false } }, { { SEV_CRITICAL, true, false }, { SEV_CRITICAL, false, false } },
		{ { SEV_CRITICAL, false, false }, { SEV_WARNING, false, false } }, { { SEV_WARNING, false, false }, { SEV_WARNING, false, false } },
		{ { SEV_CRITICAL, false, false }, { SEV_CRITICAL, true, false } }, { { SEV_WARNING, false, false }, { SEV_CRITICAL, false, true } }, { { SEV_WARNING, false, false }, { SEV_CRITICAL, false, false } } };
	static const struct { enum national_why why; bool guess; } want[] = {
		{ NAT_HIT, true }, { NAT_HIT, false }, { NAT_HIT, false }, { NAT_CAUTION_ONLY, false }, { NAT_HIT, false }, { NAT_CAUTION_ONLY, false }, { NAT_HIT, false } };
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		for (int beyond = 0; beyond < 4; beyond++) {   /* 2, 3: the condition in Japanese */
			struct world w = w_new();
			struct match_in in;
			struct national_answer a;
			bool critical = false;
			fake_reset();
			for (size_t k = 0; k < 3 && all[i][k].severity; k++) {
				struct rule *r = fake_rule("N", RULE_PAIR, all[i][k].severity, ING_H, ING_F);
				r->enabled = !all[i][k].off;
				*(beyond > 1 ? &r->condition_ja : &r->condition_en) = all[i][k].condition ? fake_text("when") : 0;
				critical = critical || (all[i][k].severity == SEV_CRITICAL && !all[i][k].off);
			}
			fake.beyond = beyond & 1;
			w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, "い医院", NULL, false, 0, 0 });
			w_hist(&w, (struct say){ FAKE_D2, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
			in = asked(&w);
			a = yg_national_pair(&in, &w.rx[0], &w.hist[0], true);
			CHECK_INT(a.why, fake.beyond && critical ? NAT_OTHER_FORM : want[i].why);
			if (!fake.beyond) CHECK_INT(a.guess, want[i].guess);
			w_free(&w);
		}
	fake.beyond = false;
}

/* One form is named by the source and another row names another: the one that counts decides, in either order. */
static void national_one_beyond(void)
{
	for (size_t k = 0; k < 2; k++) {
		struct world w = w_new();
		struct match_in in;
		fake_reset();
		fake.beyond_rule = fake.nrules + k;
		fake_rule("N-1", RULE_PAIR, SEV_CRITICAL, ING_H, ING_F);
		fake_rule("N-2", RULE_PAIR, SEV_CRITICAL, ING_H, ING_F);
		w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_D2, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
		in = asked(&w);
		CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_HIT);
		w_free(&w);
	}
}

/* More rows than are looked at: as many as fit count. */
static void national_very_many_rows(void)
{
	struct world w = w_new();
	struct match_in in;
	fake_reset();
	while (fake.nrules < 90) fake_rule("N", RULE_PAIR, SEV_WARNING, ING_H, ING_F);
	w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_D2, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
	in = asked(&w);
	CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], true).why, NAT_CAUTION_ONLY);
	w_free(&w);
}

/* A prescription that gave way to a record of elsewhere: it has left when that, or what the service knows of it, is a dispensing. */
static void national_replaced(void)
{
	static const struct { enum history_kind kept; bool registered; enum history_kind twin; bool has_twin, left; } rows[] = {
		{ HIST_DISPENSED, true, 0, false, true }, { HIST_DISPENSED, false, 0, false, false }, { HIST_BOOKLET, true, 0, false, false }, { HIST_CLAIMS, false, HIST_DISPENSED, true, true },
		{ HIST_CLAIMS, false, HIST_PRESCRIBED, true, false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		struct match_in in;
		fake_reset();
		w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", NULL, false, 0, 0 });
		for (int k = 0; k < 3; k++) w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "ろ医院", NULL, false, k, 0 });
		w.hist[0].kind = HIST_PRESCRIBED;
		w.hist[0].merged_into = 1;
		w.hist[1].kind = rows[i].kept;
		w.hist[1].registered = rows[i].registered;
		w.hist[2].kind = rows[i].twin;
		w.hist[2].merged_into = 1;
		if (rows[i].has_twin) w.hist[1].twin = 3;
		in = asked(&w);
		CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], false).why, rows[i].left ? NAT_DISPENSED : NAT_HIT);
		w.hist[0].merged_into = 0;                   /* the one that is kept itself */
		CHECK_INT(yg_national_pair(&in, &w.rx[0], &w.hist[0], false).why, NAT_HIT);
		w.hist[2].masked = true;                     /* a masked twin teaches a finding nothing */
		w_match(&w);
		w_free(&w);
	}
}

/* A pair that the site lowered is still what the label says: the replica judges it by the rule's own severity. */
static void national_and_the_site(void)
{
	static const struct { enum severity own, site; const char *word; enum national_why why; } rows[] = {
		{ SEV_CRITICAL, 0, "hit", NAT_HIT }, { SEV_CRITICAL, SEV_INFO, "hit", NAT_HIT }, { SEV_CRITICAL, SEV_WARNING, "hit", NAT_HIT },
		{ SEV_WARNING, 0, "no-hit", NAT_CAUTION_ONLY }, { SEV_WARNING, SEV_CRITICAL, "no-hit", NAT_CAUTION_ONLY } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = w_new();
		struct match_in in;
		struct match_out out = { 0 };
		struct national_answer answer;
		struct site_rule site;
		fake_reset();
		site = (struct site_rule){ fake_rule("S", RULE_PAIR, rows[i].own, ING_H, ING_F), false, (uint8_t)rows[i].site };
		w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, 14, "い医院", NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_D2, DAY0, 14, "ろ医院", NULL, false, 0, 0 });
		in = asked(&w);
		in.site = &site;
		in.nsite = 1;
		CHECK_INT(yg_match(&in, w.a, &out), 0);
		CHECK_INT(out.nfindings, 1);
		if (out.nfindings) {
			CHECK_INT(out.findings[0].severity, rows[i].site ? rows[i].site : rows[i].own);
			CHECK_STR(yg_str(out.findings[0].national), yg_str(rows[i].word));
			yg_national_finding(&in, &out.findings[0], &answer);
			CHECK_INT(answer.why, rows[i].why);
		}
		w_free(&w);
	}
}

/* A wash-out that is missed by no day at all: the next course begins the day after. */
static void national_washout_of_no_days(void)
{
	struct world w = w_new();
	const struct finding *f;
	struct match_in in;
	struct national_answer answer;
	fake_reset();
	w_rx(&w, (struct say){ FAKE_D1, DAY0, 14, "い医院", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_C1, "2026-10-25", 7, "ろ医院", NULL, false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_PAIR);
	CHECK(f && f->gap_days == 0);
	in = asked(&w);
	if (f) CHECK_STR(yg_str(yg_national_finding(&in, f, &answer)), STR("no-hit"));
	if (f) CHECK_INT(answer.why, NAT_WASHOUT_IS_OURS);
	w_free(&w);
}

int main(void)
{
	fake_reset();
	T_RUN(small_things);
	T_RUN(more_lines_than_can_be_counted);
	T_RUN(odd_day_counts);
	T_RUN(groups_of_three);
	T_RUN(very_many_of_a_group);
	T_RUN(all_meet_all);
	T_RUN(two_ingredients_at_once);
	T_RUN(taken_in);
	T_RUN(given_without_a_line);
	T_RUN(doses_and_totals);
	T_RUN(amounts);
	T_RUN(a_day_of_ours);
	T_RUN(open_ended);
	T_RUN(very_long_on_hand);
	T_RUN(no_row_for_the_route);
	T_RUN(totals_of_little);
	T_RUN(where_it_came_from);
	T_RUN(how_long_in_words);
	T_RUN(not_on_hand);
	T_RUN(prescription_into_lines);
	T_RUN(places_of_documents);
	T_RUN(national_corners);
	T_RUN(national_rows);
	T_RUN(national_one_beyond);
	T_RUN(national_very_many_rows);
	T_RUN(national_replaced);
	T_RUN(national_and_the_site);
	T_RUN(national_washout_of_no_days);
	return T_END();
}
