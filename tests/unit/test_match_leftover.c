/* test_match_leftover.c - days on hand from earlier dispensings of the same product: the arithmetic, its boundaries, and
 * what must not be counted. */
#include "match_world.h"
#include "base/ban.h"

static int on_hand(struct world *w)
{
	CHECK_INT(yg_on_hand(w->rx, w->nrx, w->hist, w->nhist, w->a), 0);
	return w->rx[0].on_hand;
}

#define PAST(drug, on, days) ((struct say){ drug, on, days, "例示診療所", "例示薬局", false, 0, 0 })

static struct world today(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "例示診療所", NULL, false, 0, 0 });
	return w;
}

static void one_course(void)
{
	static const struct { const char *on; int days, left; } rows[] = {
		{ "2026-10-18", 14, 0 }, { "2026-10-18", 15, 1 }, { "2026-10-19", 14, 1 }, { "2026-10-04", 28, 0 }, { "2026-10-05", 28, 1 }, { "2026-10-31", 14, 13 },
		{ "2026-11-01", 14, 0 }, { "2026-11-02", 14, 0 }, { "2026-10-01", 1, 0 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w = today();
		w_hist(&w, PAST(FAKE_A, rows[i].on, rows[i].days));
		if (on_hand(&w) != rows[i].left) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(w.rx[0].on_hand, rows[i].left);
		w_free(&w);
	}
}

/* Three times five days early: fifteen days, although only the last course reaches into ours by itself. */
static void one_after_the_other(void)
{
	struct world w = today();
	w_hist(&w, PAST(FAKE_A, "2026-10-23", 14));
	w_hist(&w, PAST(FAKE_A, "2026-10-05", 14));
	w_hist(&w, PAST(FAKE_A, "2026-10-14", 14));
	CHECK_INT(on_hand(&w), 15);
	w_free(&w);
	w = today();                                 /* a gap: nothing is carried over it */
	w_hist(&w, PAST(FAKE_A, "2026-06-01", 90));
	w_hist(&w, PAST(FAKE_A, "2026-10-20", 14));
	CHECK_INT(on_hand(&w), 2);
	w_free(&w);
	w = today();                                 /* morning and evening lines of one dispensing run side by side */
	w_hist(&w, PAST(FAKE_A, "2026-10-20", 14));
	w_hist(&w, PAST(FAKE_A, "2026-10-20", 14));
	CHECK_INT(on_hand(&w), 2);
	w_free(&w);
	w = today();                                 /* the same day at another pharmacy is another supply */
	w_hist(&w, PAST(FAKE_A, "2026-10-20", 14));
	w_hist(&w, (struct say){ FAKE_A, "2026-10-20", 14, "他院", "他薬局", false, 0, 0 });
	CHECK_INT(on_hand(&w), 16);
	w_free(&w);
}

static void not_counted(void)
{
	for (int i = 0; i < 8; i++) {
		struct world w = today();
		w_hist(&w, PAST(i == 0 ? FAKE_A_BRAND : FAKE_A, i == 7 ? "" : "2026-10-25", 14));
		if (i == 1) w.hist[0].masked = true;
		if (i == 2) w.hist[0].kind = HIST_PRESCRIBED;
		if (i == 3) w.hist[0].kind = HIST_OTC;
		if (i == 4) w.hist[0].how = PERIOD_DEFAULT_14;
		if (i == 5) w.hist[0].merged_into = MERGED_INTO_RX;
		if (i == 6) w.rx[0].taken.from = YMD_NONE;
		CHECK_INT(on_hand(&w), 0);
		w_free(&w);
	}
}

static void degenerate(void)
{
	struct world w = today();
	CHECK_INT(on_hand(&w), 0);
	for (int i = 0; i < 200; i++) w_hist(&w, PAST(FAKE_A, "2026-10-25", 9999));
	for (size_t i = 0; i < w.nhist; i++) w.hist[i].taken.from = yg_ymd_add(w_day("2026-10-25"), -(int)i), w.hist[i].merged_into = i;
	CHECK_INT(on_hand(&w), 9999);                /* capped, no overflow */
	w_free(&w);
}

int main(void)
{
	fake_reset();
	T_RUN(one_course);
	T_RUN(one_after_the_other);
	T_RUN(not_counted);
	T_RUN(degenerate);
	return T_END();
}
