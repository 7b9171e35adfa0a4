/* test_match_history.c - documents into exposures: references, periods, look-back, masks; the same dispensing seen
 * twice; a prescription and its dispensing; our own prescription as the service lists it. */
#include "fake_tables.h"
#include "match/history.h"
#include "match/period.h"
#include "base/ban.h"

static struct arena *a;
static struct ymd day(const char *s)
{
	struct ymd v = YMD_NONE;
	if (s && *s && yg_ymd_parse(yg_str(s), &v)) abort();
	return v;
}

struct v { enum history_kind kind; const char *on, *clinic, *clinic_code, *pharmacy, *pharmacy_code; int drug, days; const char *amount; const char *prescribed_on; bool masked; };

/* A document with one visit of one line for each row. */
static struct history *doc(const struct v *v, size_t n)
{
	struct history *h = yg_arena_alloc(a, sizeof *h);
	h->visits = yg_arena_array(a, n, sizeof *h->visits);
	for (size_t i = 0; i < n; i++) {
		struct visit *x = &h->visits[h->nvisits++];
		struct hist_group *g = yg_arena_alloc(a, sizeof *g);
		struct hist_line *l = yg_arena_alloc(a, sizeof *l);
		x->on = day(v[i].on);
		x->prescribed_on = day(v[i].prescribed_on);
		x->kind = v[i].kind;
		x->masked = v[i].masked;
		x->has_clinic = v[i].clinic || v[i].clinic_code;
		x->clinic.name = yg_str(v[i].clinic);
		x->clinic.code = yg_str(v[i].clinic_code);
		x->pharmacy.name = yg_str(v[i].pharmacy);
		x->pharmacy.code = yg_str(v[i].pharmacy_code);
		x->groups = g;
		x->ngroups = 1;
		g->form = FORM_ORAL;
		g->quantity = v[i].days ? yg_dec_int(v[i].days) : DEC_NONE;
		g->quantity_unit = STR("日分");
		g->lines = l;
		g->nlines = 1;
		l->number = ++h->ndruglines;
		l->item.system = CODE_RECEIPT;
		l->item.code = yg_arena_printf(a, "%d", 620000000 + v[i].drug);
		l->item.drug = &fake.drugs[v[i].drug];
		l->item.unit = STR("錠");
		l->item.amount = DEC_NONE;
		if (v[i].amount && yg_dec_parse(yg_str(v[i].amount), &l->item.amount)) abort();
	}
	return h;
}

static struct exposure *merged(struct history *const *h, size_t n, size_t *count)
{
	struct history_source *s = yg_arena_array(a, n, sizeof *s);
	struct exposure *e = NULL;
	for (size_t i = 0; i < n; i++) s[i] = (struct history_source){ .h = h[i], .format = FORMAT_JSON, .usable = true };
	CHECK_INT(yg_history_exposures(s, n, day("2023-11-01"), a, &e, count), 0);
	CHECK_INT(yg_history_merge(e, *count, a), 0);
	return e;
}

static size_t kept(const struct exposure *e, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) k += e[i].merged_into == i;
	return k;
}

static void flatten(void)
{
	struct history *h = doc((struct v[]){
		{ HIST_BOOKLET, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		{ HIST_BOOKLET, "2020-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		{ HIST_BOOKLET, "", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		{ HIST_BOOKLET, "2023-10-18", NULL, NULL, NULL, NULL, FAKE_A_GEL, 14, "3", NULL, true },
		{ HIST_BOOKLET, "2023-10-19", NULL, NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false } }, 5);
	struct otc otc[3] = { { .item = { .name = STR("市販薬") }, .number = 6, .from_raw = STR("20261001") },
			      { .number = 7, .from_raw = STR("R081001"), .to_raw = STR("20261005") }, { .number = 8 } };
	struct history_source s = { .h = h, .format = FORMAT_TECHO, .usable = true }, gone = { .h = NULL, .usable = false };
	struct history_source all[2] = { gone, s };
	struct exposure *e;
	size_t n;
	h->otc = otc;
	h->notc = 3;
	CHECK_INT(yg_history_exposures(all, 2, day("2023-11-01"), a, &e, &n), 0);
	CHECK_INT(n, 6);                             /* 2020 and the course that ended 2023-10-31 are out */
	CHECK_STR(yg_str(e[0].ref), STR("hist/1/6"));
	CHECK(e[0].how == PERIOD_OPEN && !yg_ymd_given(e[0].taken.to) && e[0].taken.from.m == 10 && !e[0].undated);
	CHECK(e[1].how == PERIOD_STATED && e[1].taken.to.d == 5 && e[1].taken.from.y == 2026);
	CHECK(e[2].undated && e[2].how == PERIOD_OPEN);
	CHECK_STR(yg_str(e[3].ref), STR("hist/1/1"));
	CHECK(e[3].pharmacy && e[3].clinic && e[3].kind == HIST_BOOKLET && e[3].source == 1 && e[3].route == ROUTE_SYSTEMIC);
	CHECK(e[3].total.n == 42 && e[3].days == 14 && e[3].taken.to.d == 14);
	CHECK_STR(yg_str(e[4].ref), STR("hist/1/3"));
	CHECK(e[4].undated && !e[4].pharmacy);
	CHECK_STR(yg_str(e[5].ref), STR("hist/1/5"));        /* its last day is the first day of the look-back: it stays */
	for (size_t i = 0; i < n; i++) CHECK_INT(e[i].merged_into, i);
	h->visits[4].masked = true;
	CHECK_INT(yg_history_exposures(all, 2, YMD_NONE, a, &e, &n), 0);
	CHECK_INT(n, 8);
	CHECK(e[6].masked && e[7].masked && !e[5].masked);
}

/* What the national service knows, by family of the terminal's file and by format. */
static void registered(void)
{
	static const struct { enum format f; enum source_family family; bool known; } rows[] = {
		{ FORMAT_OQS_XML, FAM_CLAIMS, false }, { FORMAT_OQS_XML, FAM_DISPENSED, true }, { FORMAT_OQS_XML, FAM_PRESCRIBED, true },
		{ FORMAT_TECHO, FAM_NONE, false }, { FORMAT_JAHIS_RX, FAM_NONE, false }, { FORMAT_EPS_CSV, FAM_NONE, true }, { FORMAT_EPS_XML, FAM_NONE, true },
		{ FORMAT_EPS_DISPENSE_CSV, FAM_NONE, true }, { FORMAT_EPS_DISPENSE_XML, FAM_NONE, true }, { FORMAT_JSON, FAM_NONE, false },
		{ FORMAT_JSON, FAM_DISPENSED, true }, { FORMAT_JSON, FAM_PRESCRIBED, true }, { FORMAT_JSON, FAM_CLAIMS, false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct history *h = doc((struct v[]){ { HIST_DISPENSED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false } }, 1);
		struct history_source s = { .h = h, .format = rows[i].f, .usable = true };
		struct exposure *e;
		size_t n;
		h->visits[0].family = rows[i].family;
		CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, &n), 0);
		CHECK_INT(n, 1);
		CHECK(e[0].registered == rows[i].known);
	}
}

/* 421 of the visit lengthens the line that it names, and no other one. */
static void leftover_note(void)
{
	static const struct { const char *note; int to; } rows[] = { { "", 14 }, { "２０錠残薬", 14 + 7 }, { "試験薬６錠残薬", 14 }, { "残薬なし", 14 }, { "2包残薬", 14 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct history *h = doc((struct v[]){ { HIST_BOOKLET, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false } }, 1);
		struct history_source s = { .h = h, .format = FORMAT_TECHO, .usable = true };
		struct note note = { .text = yg_str(rows[i].note) };
		struct exposure *e;
		size_t n;
		h->visits[0].leftovers = &note;
		h->visits[0].nleftovers = 1;
		CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, &n), 0);
		CHECK_INT(e[0].taken.to.d, rows[i].to);
	}
}

static void masks(void)
{
	struct visit own = { .own = true }, other = { .own = false }, marked = { .own = true, .masked = true };
	struct history_source json = { .format = FORMAT_JSON, .mask = true }, terminal = { .format = FORMAT_OQS_XML, .mask = true }, open = { .format = FORMAT_JSON };
	CHECK(!yg_visit_masked(&json, &own) && yg_visit_masked(&json, &other) && yg_visit_masked(&json, &marked));
	CHECK(yg_visit_masked(&terminal, &own) && yg_visit_masked(&terminal, &other));
	CHECK(!yg_visit_masked(&open, &other) && yg_visit_masked(&open, &marked));
}

static void seen_twice(void)
{
	static const struct { struct v x, y; size_t kept; size_t winner; } rows[] = {
		/* the same dispensing from claims and notebook, by code, by name */
		{ { HIST_BOOKLET, "2026-10-01", "い医院", NULL, "甲薬局", "1234567", FAKE_A, 14, "3", NULL, false },
		  { HIST_CLAIMS, "2026-10-01", "い医院", NULL, NULL, "1341234567", FAKE_A, 14, "3", NULL, false }, 1, 1 },
		{ { HIST_DISPENSED, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 0, NULL, NULL, false }, 1, 0 },
		/* something differs: day, drug, days, amount, pharmacy, clinic */
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-02", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A_BRAND, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 28, "3", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "2", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", "い医院", NULL, "乙薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", "ろ医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		/* nobody says where: cannot be told, so both stay */
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_CLAIMS, "", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_BOOKLET, "", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		/* 1.50 is 1.5; other units do not contradict */
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "1.50", NULL, false },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "1.5", NULL, false }, 1, 0 },
		/* masked gives way to open, never the reverse, whatever the kind */
		{ { HIST_CLAIMS, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, true },
		  { HIST_BOOKLET, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 1, 1 },
		/* a prescription gives way to its dispensing: same clinic, within its validity */
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-04", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 1, 1 },
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-05", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-02", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", "2026-10-02", false }, 2, 0 },
		{ { HIST_PRESCRIBED, "2026-10-02", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-02", "ろ医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-02", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, 2, 0 },
		{ { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false },
		  { HIST_DISPENSED, "2026-10-02", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, true }, 2, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int turned = 0; turned < 2; turned++) {         /* the order of the sources decides nothing */
			struct history *h[2] = { doc(turned ? &rows[i].y : &rows[i].x, 1), doc(turned ? &rows[i].x : &rows[i].y, 1) };
			size_t n, win = turned ? !rows[i].winner : rows[i].winner;
			struct exposure *e = merged(h, 2, &n);
			if (kept(e, n) != rows[i].kept) fprintf(stderr, "row %zu turned %d\n", i, turned);
			CHECK_INT(kept(e, n), rows[i].kept);
			if (rows[i].kept == 1) CHECK(e[win].merged_into == win && e[!win].merged_into == win);
		}
}

/* Morning and evening lines of one dispensing are two lines, also when two sources tell of them. */
static void lines_of_one_source_stay(void)
{
	static const struct v one = { HIST_DISPENSED, "2026-10-01", NULL, NULL, "甲薬局", NULL, FAKE_A, 14, "1", NULL, false };
	struct v two[2] = { one, one }, three[3];
	struct history *h[3];
	struct exposure *e;
	size_t n;
	h[0] = doc(two, 2);
	e = merged(h, 1, &n);
	CHECK_INT(kept(e, n), 2);
	two[0].kind = two[1].kind = HIST_CLAIMS;
	h[1] = doc(two, 2);
	e = merged(h, 2, &n);
	CHECK_INT(kept(e, n), 2);
	CHECK_INT(n, 4);
	for (int i = 0; i < 3; i++) three[i] = one;
	h[2] = doc(three, 3);
	e = merged(h, 3, &n);
	CHECK_INT(kept(e, n), 3);     /* the third of source 2 is in no other source */
}

static void chains_end_at_the_line_kept(void)
{
	struct v p = { HIST_PRESCRIBED, "2026-10-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false };
	struct v d = { HIST_DISPENSED, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", "2026-10-01", false };
	struct v c = { HIST_CLAIMS, "2026-10-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", "2026-10-01", false };
	struct history *h[1];
	struct v all[3] = { p, d, c };
	struct exposure *e;
	size_t n;
	h[0] = doc(all, 3);                          /* a terminal's file with its three families */
	e = merged(h, 1, &n);
	CHECK_INT(n, 3);
	CHECK(e[0].merged_into == 2 && e[1].merged_into == 2 && e[2].merged_into == 2);
}

static void own_prescription(void)
{
	static const struct { struct v v; bool own; } rows[] = {
		{ { HIST_PRESCRIBED, "2026-11-01", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false }, true },
		{ { HIST_PRESCRIBED, "2026-11-01", "ろ医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false }, false },
		{ { HIST_PRESCRIBED, "2026-11-01", NULL, NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false }, false },
		{ { HIST_PRESCRIBED, "2026-10-31", "い医院", NULL, NULL, NULL, FAKE_A, 14, "3", NULL, false }, false },
		{ { HIST_PRESCRIBED, "2026-11-01", "い医院", NULL, NULL, NULL, FAKE_A, 28, "3", NULL, false }, false },
		{ { HIST_PRESCRIBED, "2026-11-01", "い医院", NULL, NULL, NULL, FAKE_A_BRAND, 14, "3", NULL, false }, false },
		{ { HIST_DISPENSED, "2026-11-01", "い医院", NULL, "甲薬局", NULL, FAKE_A, 14, "3", NULL, false }, false },
	};
	struct rx_line l = { .seq = 1 };
	struct rx_group g = { .number = 1, .form = FORM_ORAL, .quantity = 14, .lines = &l, .nlines = 1 };
	struct rx rx = { .issued = day("2026-11-01"), .institution = { .name = STR("い医院") }, .groups = &g, .ngroups = 1 };
	struct rx_group **of;
	struct exposure *own, *e;
	size_t nrx, n;
	l.item = (struct drug_item){ .system = CODE_RECEIPT, .drug = &fake.drugs[FAKE_A], .amount = yg_dec_int(3), .unit = STR("錠") };
	CHECK_INT(yg_rx_exposures(&rx, day("2026-11-01"), a, &own, &of, &nrx), 0);
	CHECK(nrx == 1 && of[0] == &g && own[0].source == -1);
	CHECK_STR(yg_str(own[0].ref), STR("rx/1/1"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct v two[2] = { rows[i].v, rows[i].v };
		struct history *h[1];
		h[0] = doc(two, 2);
		e = merged(h, 1, &n);
		yg_history_own_rx(own, nrx, e, n);
		CHECK((e[0].merged_into == MERGED_INTO_RX) == rows[i].own);
		CHECK_INT(e[1].merged_into, 1);      /* listed twice is two prescriptions */
	}
}

static void our_periods(void)
{
	struct rx_line l[2] = { { .seq = 1, .per_dose = STR("1"), .per_day_times = STR("2"), .item = { .amount = yg_dec_int(28), .unit = STR("枚") } }, { .seq = 2 } };
	struct supplement every_other = { .kind = STR("3"), .text = STR("隔日") };
	struct rx_group g[2] = { { .number = 2, .form = FORM_EXTERNAL, .quantity = 1, .lines = &l[0], .nlines = 1 },
				 { .number = 3, .form = FORM_ORAL, .quantity = 7, .supplements = &every_other, .nsupplements = 1, .lines = &l[1], .nlines = 1 } };
	struct rx rx = { .issued = day("2026-11-01"), .groups = g, .ngroups = 2 };
	struct exposure *e;
	struct rx_group **of;
	size_t n;
	CHECK_INT(yg_rx_exposures(&rx, day("2026-11-03"), a, &e, &of, &n), 0);
	CHECK(n == 2 && e[0].how == PERIOD_QUANTITY && e[0].taken.from.d == 1 && e[0].taken.to.d == 14);
	CHECK(e[1].taken.to.d == 14 && e[1].days == 7 && of[1] == &g[1]);
	CHECK_STR(yg_str(e[1].ref), STR("rx/3/2"));
	rx.refill_total = 3;                         /* which use this is we cannot see: it starts today */
	CHECK_INT(yg_rx_exposures(&rx, day("2026-12-03"), a, &e, &of, &n), 0);
	CHECK(e[1].taken.from.m == 12 && e[1].taken.from.d == 3 && e[1].on.m == 11);
	rx.issued = YMD_NONE;
	CHECK_INT(yg_rx_exposures(&rx, day("2026-12-03"), a, &e, &of, &n), 0);
	CHECK(e[1].taken.from.m == 12 && !e[1].undated);
}

/* --- laws of merging, over many small histories that collide often ------------------------ */

static uint32_t seed = 4711;
static unsigned pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static struct v some_line(void)
{
	static const char *const days[] = { "2026-10-01", "2026-10-02", "2026-10-04" }, *const clinics[] = { NULL, "い医院", "ろ医院" },
		*const pharmacies[] = { NULL, "甲薬局", "乙薬局" }, *const amounts[] = { NULL, "1", "2" };
	static const enum history_kind kinds[] = { HIST_PRESCRIBED, HIST_DISPENSED, HIST_BOOKLET, HIST_CLAIMS };
	return (struct v){ kinds[pick(4)], days[pick(3)], clinics[pick(3)], NULL, pharmacies[pick(3)], NULL, pick(3) ? FAKE_A : FAKE_A_BRAND,
			   pick(4) ? 14 : 7 * (int)pick(2), amounts[pick(3)], pick(4) ? NULL : "2026-10-01", pick(4) == 0 };
}

/* What the masked lines are decides nothing about the open ones; nothing open hides behind something masked. */
static void masked_lines_decide_nothing(void)
{
	for (int round = 0; round < 3000; round++) {
		struct v v[3][6], open[3][6];
		struct history *h[3], *g[3];
		struct exposure *x, *y;
		size_t n, m, k = 0, lines = 0, opened = 0;
		for (int s = 0; s < 3; s++) {
			size_t count = 1 + pick(6), kept_open = 0;
			for (size_t i = 0; i < count; i++) {
				v[s][i] = some_line();
				if (!v[s][i].masked) open[s][kept_open++] = v[s][i];
			}
			h[s] = doc(v[s], count);
			g[s] = doc(open[s], kept_open ? kept_open : 1);
			if (!kept_open) g[s]->nvisits = 0;
			lines += count;
			opened += kept_open;
		}
		x = merged(h, 3, &n);
		y = merged(g, 3, &m);
		CHECK(n == lines && m == opened);
		for (size_t i = 0; i < n; i++) {
			if (x[i].masked) continue;
			CHECK(!x[x[i].merged_into].masked && (x[i].merged_into == i) == (y[k].merged_into == k));
			k++;
		}
		for (size_t i = 0; i < n; i++) CHECK(x[x[i].merged_into].merged_into == x[i].merged_into);
	}
}

static void order_of_sources_decides_nothing(void)
{
	size_t merged_away = 0, differ = 0;
	for (int round = 0; round < 3000; round++) {
		struct v v[3][4];
		size_t count[3], n, m;
		struct history *h[3], *g[3];
		struct exposure *x, *y;
		for (int s = 0; s < 3; s++) {
			count[s] = 1 + pick(4);
			for (size_t i = 0; i < count[s]; i++) v[s][i] = some_line();
		}
		for (int s = 0; s < 3; s++) {
			h[s] = doc(v[s], count[s]);
			g[s] = doc(v[2 - s], count[2 - s]);
		}
		x = merged(h, 3, &n);
		y = merged(g, 3, &m);
		CHECK_INT(n, m);
		merged_away += n - kept(x, n);
		differ += kept(x, n) != kept(y, m);
	}
	CHECK(merged_away > 500);
	CHECK_INT(differ, 0);
}

int main(void)
{
	a = yg_arena_new(512u << 20);
	fake_reset();
	T_RUN(flatten);
	T_RUN(registered);
	T_RUN(leftover_note);
	T_RUN(masks);
	T_RUN(seen_twice);
	T_RUN(lines_of_one_source_stay);
	T_RUN(chains_end_at_the_line_kept);
	T_RUN(own_prescription);
	T_RUN(our_periods);
	T_RUN(masked_lines_decide_nothing);
	T_RUN(order_of_sources_decides_nothing);
	yg_arena_free(a);
	return T_END();
}
