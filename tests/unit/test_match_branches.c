/* test_match_branches.c - the corners that examples do not reach: groups that let several run together, merging where something
 * is missing or differs, days and totals at their limits. Each case says what must come out. */
#include "match_world.h"
#include "base/ban.h"

static struct arena *a;

/* --- groups with more than one allowed ------------------------------------------------------------------------------- */

enum { FAKE_EF = FAKE_COUNT, FAKE_EG, FAKE_FG, FAKE_H1, FAKE_BARE_2 };
static void more_drugs(void)
{
#define L(...) (const int[]){ __VA_ARGS__, -1 }
	fake_reset();
	fake_drug("試験薬ＥＦ配合錠", ROUTE_SYSTEMIC, L(ING_E, ING_F), L(1));
	fake_drug("試験薬ＥＧ配合錠", ROUTE_SYSTEMIC, L(ING_E, ING_G), L(1));
	fake_drug("試験薬ＦＧ配合錠", ROUTE_SYSTEMIC, L(ING_F, ING_G), L(1));
	fake_drug("試験薬Ｈ錠", ROUTE_SYSTEMIC, L(ING_H), L(1));
	fake_drug("群二の成分不明錠", ROUTE_SYSTEMIC, NULL, L(1));
#undef L
}

struct taken { int drug; const char *on; int days; bool masked; };
/* Finding of group 2 over our one line of 14 days from DAY0 and these; how many history lines it names, masked ones apart. */
static size_t told(int ours, const struct taken *t, size_t n, size_t *masked)
{
	struct world w = w_new();
	size_t open = 0;
	*masked = 0;
	w_rx(&w, (struct say){ .drug = ours, .on = DAY0, .days = 14, .clinic = "い医院" });
	for (size_t i = 0; i < n; i++) w_hist(&w, (struct say){ .drug = t[i].drug, .on = t[i].on, .days = t[i].days, .clinic = "ろ医院", .masked = t[i].masked });
	w_match(&w);
	for (size_t i = 0; i < w.out.nfindings; i++) {
		const struct finding *f = &w.out.findings[i];
		if (f->masked) *masked += f->npartners;
		else if (f->kind == FIND_SAME_CLASS && yg_str_eqz(f->shared, "群2")) open += f->npartners;
	}
	w_free(&w);
	return open;
}

static void groups_of_two(void)
{
	static const struct { int ours; struct taken t[6]; size_t n, open, masked; } rows[] = {
		{ FAKE_D1, { { FAKE_D2, DAY0, 14, false } }, 1, 0, 0 },
		{ FAKE_D1, { { FAKE_D2, DAY0, 14, false }, { FAKE_D3, DAY0, 14, false } }, 2, 2, 0 },
		{ FAKE_D1, { { FAKE_D2, DAY0, 3, false }, { FAKE_D3, "2026-11-04", 5, false } }, 2, 0, 0 },                /* one after the other */
		{ FAKE_D1, { { FAKE_D2, DAY0, 4, false }, { FAKE_D3, "2026-11-04", 5, false } }, 2, 2, 0 },                /* one day together */
		{ FAKE_D1, { { FAKE_D2, DAY0, 4, false }, { FAKE_D3, "2026-11-04", 5, false }, { FAKE_H1, "2026-11-14", 5, false } }, 3, 2, 0 },
		{ FAKE_D1, { { FAKE_D2, DAY0, 14, false }, { FAKE_D2, "2026-11-03", 14, false } }, 2, 0, 0 },              /* the same drug twice */
		{ FAKE_D1, { { FAKE_EF, DAY0, 14, false }, { FAKE_D2, DAY0, 14, false } }, 2, 0, 0 },                      /* ours is in the combination */
		{ FAKE_EF, { { FAKE_EG, DAY0, 14, false }, { FAKE_FG, DAY0, 14, false } }, 2, 2, 0 },                      /* shared parts, none nested */
		{ FAKE_H1, { { FAKE_D1, DAY0, 14, false }, { FAKE_EF, DAY0, 14, false } }, 2, 0, 0 },                      /* one nested in the other */
		{ FAKE_H1, { { FAKE_D1, DAY0, 14, false }, { FAKE_EF, DAY0, 14, false }, { FAKE_D3, DAY0, 14, false } }, 3, 3, 0 },
		{ FAKE_H1, { { FAKE_EF, DAY0, 14, false }, { FAKE_D1, DAY0, 14, false }, { FAKE_D2, DAY0, 14, false } }, 3, 2, 0 },   /* E and F differ, both are in EF */
		{ FAKE_H1, { { FAKE_D2, DAY0, 14, false }, { FAKE_EF, DAY0, 14, false }, { FAKE_D1, DAY0, 14, false } }, 3, 2, 0 },   /* in any order */
		{ FAKE_D1, { { FAKE_D2, DAY0, 14, false }, { FAKE_D3, DAY0, 14, true } }, 2, 0, 1 },                       /* the third is masked: only it is told */
		{ FAKE_D1, { { FAKE_D2, DAY0, 14, true }, { FAKE_D3, DAY0, 14, true } }, 2, 0, 2 },
		{ FAKE_D1, { { FAKE_D2, "", 14, false }, { FAKE_D3, "", 14, false } }, 2, 2, 0 },                          /* undated: on every day */
		{ FAKE_D1, { { FAKE_BARE_2, DAY0, 14, false }, { FAKE_D3, DAY0, 14, false } }, 2, 2, 0 },                  /* unknown ingredients count as another drug */
		{ FAKE_D1, { { FAKE_D2, "2026-10-01", 5, false }, { FAKE_D3, "2026-10-01", 5, false } }, 2, 0, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t masked, open = told(rows[i].ours, rows[i].t, rows[i].n, &masked);
		if (open != rows[i].open || masked != rows[i].masked) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(open, rows[i].open);
		CHECK_INT(masked, rows[i].masked);
	}
}

/* A group that is off counts what it would have said, once for each pair, and says nothing. */
static void group_switched_off(void)
{
	struct world w;
	more_drugs();
	for (size_t i = 0; i < fake.nrules; i++)
		if (fake.rules[i].kind == RULE_SAME_CLASS) fake.rules[i].enabled = 0;
	w = w_new();
	w_rx(&w, (struct say){ .drug = FAKE_C1, .on = DAY0, .days = 14 });
	w_hist(&w, (struct say){ .drug = FAKE_C2, .on = DAY0, .days = 14 });
	w_hist(&w, (struct say){ .drug = FAKE_C2, .on = DAY0, .days = 14, .masked = true });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_SAME_CLASS), 0);
	CHECK_INT(w.out.nfindings, 0);
	CHECK_INT(w.out.switched_off, 1);                     /* masked lines do not show in a count either */
	w_free(&w);
	more_drugs();
}

/* --- merging ------------------------------------------------------------------------------------------------------------ */

struct said { int drug, days; const char *on, *amount, *unit, *clinic, *pharmacy, *prescribed_on; enum history_kind kind; int source; enum form_class form; bool masked; };

static void put(struct exposure *e, const struct said *r, size_t at)
{
	struct drug_item *it = yg_arena_alloc(a, sizeof *it);
	if (!it) abort();
	*e = (struct exposure){ .item = it, .kind = r->kind, .source = r->source, .masked = r->masked, .merged_into = at };
	it->drug = r->drug >= 0 ? &fake.drugs[r->drug] : NULL;
	it->system = CODE_RECEIPT;
	it->code = r->drug >= 0 ? yg_arena_printf(a, "%d", 620000000 + r->drug) : r->drug == -2 ? STR("999999999") : STR_NONE;
	it->unit = yg_str(r->unit ? r->unit : "錠");
	it->amount = DEC_NONE;
	if (r->amount && yg_dec_parse(yg_str(r->amount), &it->amount)) abort();
	yg_period(e, r->form ? r->form : FORM_ORAL, it->amount, r->days ? yg_dec_int(r->days) : DEC_NONE, w_day(r->on));
	if (!r->form) e->form = FORM_ORAL;
	e->on = w_day(r->on);
	e->prescribed_on = w_day(r->prescribed_on);
	e->clinic_key.name = yg_str(r->clinic);
	e->pharmacy_key.name = yg_str(r->pharmacy);
}

#define MAX_RECORDS 8
/* Which records are kept: bits from the right. */
static unsigned kept(const struct said *r, size_t n)
{
	struct exposure e[MAX_RECORDS];
	unsigned bits = 0;
	for (size_t i = 0; i < n; i++) put(&e[i], &r[i], i);
	CHECK_INT(yg_history_merge(e, n, a), 0);
	for (size_t i = 0; i < n; i++) bits |= (unsigned)(e[i].merged_into == i) << i;
	return bits;
}

#define R(...) { FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 0, 0, false }, { __VA_ARGS__ }
static void merging(void)
{
	static const struct { struct said r[3]; size_t n; unsigned kept; const char *why; } rows[] = {
		{ { R(FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 1, "twin" },
		{ { R(FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, FORM_PRN, false) }, 2, 3, "as needed is another line" },
		{ { R(FAKE_A, 14, DAY0, "1", "包", "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 1, "amounts in other units do not contradict" },
		{ { R(FAKE_A, 14, DAY0, "2", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 3, "another amount" },
		{ { R(FAKE_A, 14, DAY0, NULL, NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 1, "no amount" },
		{ { R(FAKE_A, 0, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, FORM_NONE, false) }, 2, 1, "no days" },
		{ { R(FAKE_A, 14, DAY0, "1", NULL, NULL, "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 1, "institution not told" },
		{ { R(FAKE_A, 14, DAY0, "1", NULL, NULL, NULL, NULL, HIST_BOOKLET, 1, 0, false) }, 2, 3, "no place told" },
		{ { R(FAKE_A, 14, "", "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 3, "no day" },
		{ { R(FAKE_A_BRAND, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false) }, 2, 3, "another product" },
		{ { R(FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 1, 0, true) }, 2, 1, "open before masked" },
		{ { R(FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_OTC, 1, 0, false) }, 2, 3, "an OTC drug is no dispensing" },
		{ { R(FAKE_A, 14, "2026-10-29", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 1, "dispensed three days later" },
		{ { R(FAKE_A, 14, "2026-10-28", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 3, "four days later" },
		{ { R(FAKE_A, 14, "2026-11-02", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 3, "prescribed after it" },
		{ { R(FAKE_A, 7, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 3, "other days" },
		{ { R(FAKE_A, 14, "2026-10-31", "1", NULL, "ろ医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 3, "another institution" },
		{ { R(FAKE_A, 10, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, FORM_PRN, false) }, 2, 3, "as needed" },
		{ { R(FAKE_B, 14, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, false) }, 2, 3, "another drug" },
		{ { R(FAKE_A, 14, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 1, 0, true) }, 2, 1, "a masked prescription gives way as well" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned got = kept(rows[i].r, rows[i].n);
		if (got != rows[i].kept) fprintf(stderr, "%s\n", rows[i].why);
		CHECK_INT(got, rows[i].kept);
	}
}

/* Tablet and inhaler that no rule tells apart are still two drugs: one does not stand for the prescription of the other. */
static void tablet_and_inhaler(void)
{
	static const struct said r[] = { { FAKE_A, 14, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false },
					   { FAKE_A_GEL, 0, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 1, FORM_EXTERNAL, false } };
	uint32_t entity = fake.drugs[FAKE_A_GEL].entity;
	fake.drugs[FAKE_A_GEL].entity = fake.drugs[FAKE_A].entity;
	CHECK_INT(kept(r, 2), 3);
	fake.drugs[FAKE_A_GEL].entity = entity;
}

/* A line the guard did not pass: the same code is the same product, no code is none. */
static void unidentified_twins(void)
{
	struct said r[] = { { -2, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 0, 0, false },
			      { -2, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_BOOKLET, 1, 0, false } };
	CHECK_INT(kept(r, 2), 1);
	r[0].drug = r[1].drug = -1;
	CHECK_INT(kept(r, 2), 3);
}

/* What a twin of the service tells of a line that is kept from elsewhere. */
static void twins_of_the_service(void)
{
	static const struct said r[] = { { FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_CLAIMS, 0, 0, false },
					   { FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 1, 0, false },
					   { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 2, 0, false } };
	for (int order = 0; order < 2; order++) {
		struct exposure e[3];
		for (size_t i = 0; i < 3; i++) {
			put(&e[i], &r[order && i ? 3 - i : i], i);
			e[i].registered = i > 0;
		}
		CHECK_INT(yg_history_merge(e, 3, a), 0);
		CHECK(e[0].merged_into == 0 && e[1].merged_into == 0 && e[2].merged_into == 0);
		CHECK_INT(e[0].twin, order ? 3 : 2);              /* its dispensing before its prescription */
	}
}

/* Our own prescription as the service lists it. */
static void own_prescription(void)
{
	static const struct { struct said h; bool ours; const char *why; } rows[] = {
		{ { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, true, "itself" },
		{ { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, true }, true, "masked" },
		{ { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_DISPENSED, 0, 0, false }, false, "a dispensing" },
		{ { FAKE_A, 14, DAY0, "1", NULL, "ろ医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "another institution" },
		{ { FAKE_A, 14, DAY0, "1", NULL, NULL, NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "no institution" },
		{ { FAKE_A, 14, "2026-10-31", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "another day" },
		{ { FAKE_A, 14, "", "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "no day" },
		{ { FAKE_A, 13, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "other days" },
		{ { FAKE_A, 14, DAY0, "2", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "another amount" },
		{ { FAKE_A_BRAND, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, 0, false }, false, "another product" },
		{ { FAKE_A, 10, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, 0, FORM_PRN, false }, false, "as needed" },
	};
	static const struct said mine = { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, -1, 0, false };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure rx, h;
		put(&rx, &mine, 0);
		put(&h, &rows[i].h, 0);
		yg_history_own_rx(&rx, 1, &h, 1);
		if ((h.merged_into == MERGED_INTO_RX) != rows[i].ours) fprintf(stderr, "%s\n", rows[i].why);
		CHECK((h.merged_into == MERGED_INTO_RX) == rows[i].ours);
	}
}

/* Two sources list it, one of them twice: one is ours, the other is a second prescription. */
static void own_prescription_twice(void)
{
	static const struct said mine = { FAKE_A, 14, DAY0, "1", NULL, "い医院", NULL, NULL, HIST_PRESCRIBED, -1, 0, false };
	static const int sources[][3] = { { 0, 1, 1 }, { 1, 1, 0 }, { 1, 0, 1 }, { 0, 0, 1 } };
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct exposure rx, h[3];
		size_t left = 0;
		put(&rx, &mine, 0);
		for (size_t k = 0; k < 3; k++) {
			struct said r = mine;
			r.source = sources[i][k];
			put(&h[k], &r, k);
		}
		CHECK_INT(yg_history_merge(h, 3, a), 0);
		yg_history_own_rx(&rx, 1, h, 3);
		for (size_t k = 0; k < 3; k++) left += h[k].merged_into == k;
		CHECK_INT(left, 1);
	}
}

/* More lines of one drug on one day than anybody takes are counted one by one rather than compared for hours. */
static void too_many_to_merge(void)
{
	enum { N = 1002 };
	struct exposure *e = yg_arena_array(a, N, sizeof *e);
	const struct said r = { FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 0, 0, false };
	size_t left = 0;
	CHECK(e != NULL);
	for (size_t i = 0; e && i < N; i++) {
		put(&e[i], &r, i);
		e[i].source = (int)i;
	}
	if (!e) return;
	CHECK_INT(yg_history_merge(e, N, a), 0);
	for (size_t i = 0; i < N; i++) left += e[i].merged_into == i;
	CHECK_INT(left, N);
}

static void merging_without_memory(void)
{
	const struct said r = { FAKE_A, 14, DAY0, "1", NULL, "い医院", "甲薬局", NULL, HIST_DISPENSED, 0, 0, false };
	struct exposure e[2];
	size_t failed = 0;
	for (size_t limit = 16; limit < 2000; limit += 64) {
		struct arena *small = yg_arena_new(limit);
		if (!small) continue;
		put(&e[0], &r, 0);
		put(&e[1], &r, 1);
		failed += yg_history_merge(e, 2, small) != 0;
		yg_arena_free(small);
	}
	CHECK(failed > 0);
}

int main(void)
{
	more_drugs();
	a = yg_arena_new(64u << 20);
	if (!a) return 99;
	T_RUN(groups_of_two);
	T_RUN(group_switched_off);
	T_RUN(merging);
	T_RUN(tablet_and_inhaler);
	T_RUN(unidentified_twins);
	T_RUN(twins_of_the_service);
	T_RUN(own_prescription);
	T_RUN(own_prescription_twice);
	T_RUN(too_many_to_merge);
	T_RUN(merging_without_memory);
	yg_arena_free(a);
	return T_END();
}
