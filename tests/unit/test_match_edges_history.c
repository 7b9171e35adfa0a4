/* test_match_edges_history.c - documents and merging where something is missing, odd or too much: supplements, leftovers told twice,
 * an OTC drug that ends before it begins, kinds that are none, more lines than are read, and records that differ in one thing. */
#include "match_world.h"
#include "base/limits.h"
#include "base/ban.h"

static struct arena *a;

/* --- documents into lines --------------------------------------------------------------------------------------------------- */
static struct history *one_visit(struct hist_group *g, size_t n)
{
	struct history *h = yg_arena_alloc(a, sizeof *h);
	struct visit *v = yg_arena_alloc(a, sizeof *v);
	if (!h || !v) abort();
	*v = (struct visit){ .on = w_day("2026-10-01"), .kind = HIST_DISPENSED, .groups = g, .ngroups = n };
	h->visits = v;
	h->nvisits = 1;
	return h;
}

static struct exposure *lines_of(struct history *h, size_t *n)
{
	struct history_source s = { .h = h, .format = FORMAT_JSON, .usable = true };
	struct exposure *e = NULL;
	CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, n), 0);
	return e;
}

static void supplements(void)
{
	struct note every_other = { .text = STR("隔日") }, as_needed = { .text = STR("疼痛時") };
	struct hist_line l[2] = { { .number = 1, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } }, { .number = 2, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } } };
	struct hist_group g[2] = { { .form = FORM_ORAL, .quantity = yg_dec_int(7), .quantity_unit = STR("日分"), .lines = &l[0], .nlines = 1, .supplements = &every_other, .nsupplements = 1 },
				   { .form = FORM_ORAL, .quantity = yg_dec_int(9), .quantity_unit = STR("回分"), .lines = &l[1], .nlines = 1 } };
	struct exposure *e;
	size_t n;
	l[1].supplements = &as_needed;
	l[1].nsupplements = 1;
	e = lines_of(one_visit(g, 2), &n);
	CHECK(n == 2 && e[0].how == PERIOD_INTERVAL && e[0].taken.to.d == 14);
	CHECK(e[1].form == FORM_ORAL && e[1].how == PERIOD_DEFAULT_14);        /* 回分: as needed, whatever the form says */
	g[0] = (struct hist_group){ .form = FORM_EXTERNAL, .quantity = yg_dec_int(1), .lines = &l[0], .nlines = 1 };
	e = lines_of(one_visit(g, 1), &n);           /* no usage at all: nothing is known, not even nothing a day */
	CHECK(n == 1 && e[0].how == PERIOD_DEFAULT_14 && e[0].calc.why == WHY_NO_USE);
}

/* Lines of our own store carry its name for them, whatever else is read; a visit without one is numbered like any other. */
static void lines_of_our_store(void)
{
	struct hist_line l[2] = { { .number = 8, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } }, { .number = 9, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } } };
	struct hist_group g[2] = { { .form = FORM_ORAL, .quantity = yg_dec_int(7), .lines = &l[0], .nlines = 1 }, { .form = FORM_ORAL, .quantity = yg_dec_int(7), .lines = &l[1], .nlines = 1 } };
	struct history_source s = { .h = one_visit(g, 2), .format = FORMAT_JSON, .usable = true, .store = true };
	struct exposure *e;
	size_t n, refused = 0;
	CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, &n), 0);
	CHECK(n == 2 && !strcmp(e[0].ref, "hist/0/8") && !strcmp(e[1].ref, "hist/0/9"));
	s.h->visits->store_id = STR("v1");
	CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, &n), 0);
	CHECK(n == 2 && !strcmp(e[0].ref, "hist/store/v1.1") && !strcmp(e[1].ref, "hist/store/v1.2"));
	s.h->visits->store_id = STR("0123456789012345678901234567890123456789012345678901234567890123456789");
	CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, a, &e, &n), 0);
	CHECK(n == 2 && strlen(e[0].ref) == sizeof e[0].ref - 1);      /* as much as has room */
	for (size_t limit = 1; limit < 4096; limit += 8) {
		struct arena *small = yg_arena_new(limit);
		refused += yg_history_exposures(&s, 1, YMD_NONE, small, &e, &n) != 0;
		yg_arena_free(small);
	}
	CHECK(refused > 10);
}

/* What a file withholds is shown in an emergency where the sender gave the names at all; a source that is masked as a whole stays so. */
static void lifted(void)
{
	static const struct { bool masked, lifted, named, mask, own; enum format format; bool want; } rows[] = {
		{ false, false, true, false, false, FORMAT_JSON, false }, { true, false, true, false, false, FORMAT_JSON, true }, { true, true, true, false, false, FORMAT_JSON, false },
		{ true, true, false, false, false, FORMAT_JSON, true }, { true, true, true, true, false, FORMAT_JSON, true }, { false, false, true, true, true, FORMAT_JSON, false },
		{ false, false, true, true, true, FORMAT_OQS_XML, true }, { false, false, true, true, false, FORMAT_OQS_XML, true } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hist_line l[2] = { { .number = 1 }, { .number = 2, .item = { .name = rows[i].named ? STR("例示錠") : STR_NONE } } };
		struct hist_group g[2] = { { .lines = l, .nlines = 1 }, { .lines = l, .nlines = 2 } };
		struct visit v = { .masked = rows[i].masked, .own = rows[i].own, .groups = g, .ngroups = 2 };
		struct history_source s = { .format = rows[i].format, .usable = true, .mask = rows[i].mask, .lifted = rows[i].lifted };
		if (yg_visit_masked(&s, &v) != rows[i].want) fprintf(stderr, "row %zu\n", i);
		CHECK(yg_visit_masked(&s, &v) == rows[i].want);
	}
}

/* Twenty usages, the first ones again: what was remembered, what was forgotten, all the same. */
static void many_usages(void)
{
	struct hist_line l[40];
	struct hist_group g[40];
	struct exposure *e;
	size_t n;
	for (size_t i = 0; i < 40; i++) {
		l[i] = (struct hist_line){ .number = (unsigned)i + 1, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } };
		g[i] = (struct hist_group){ .form = FORM_ORAL, .quantity = yg_dec_int(2), .quantity_unit = STR("日分"), .lines = &l[i], .nlines = 1,
					    .usage = yg_arena_printf(a, "%zu日毎", i % 20 + 1) };
	}
	e = lines_of(one_visit(g, 40), &n);
	CHECK_INT(n, 40);
	for (size_t i = 0; i < n; i++) CHECK_INT(yg_ymd_days(e[i].taken.to) - yg_ymd_days(e[i].taken.from) + 1, 2 * (long)(i % 20 + 1));
}

static void leftovers_told_twice(void)
{
	static const struct { const char *notes[3]; int days; } rows[] = { { { "5錠残薬" }, 19 }, { { "5錠残薬", "7錠残薬" }, 21 }, { { "7錠残薬", "5錠残薬" }, 21 },
		{ { "残薬なし", "5錠残薬", "謎" }, 19 }, { { "謎" }, 14 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hist_line l = { .number = 1, .item = { .name = STR("例示錠"), .amount = yg_dec_int(1), .unit = STR("錠") } };
		struct hist_group g = { .form = FORM_ORAL, .quantity = yg_dec_int(14), .quantity_unit = STR("日分"), .lines = &l, .nlines = 1 };
		struct history *h = one_visit(&g, 1);
		struct note notes[3];
		struct exposure *e;
		size_t n;
		memset(notes, 0, sizeof notes);
		h->visits[0].leftovers = notes;
		for (; h->visits[0].nleftovers < 3 && rows[i].notes[h->visits[0].nleftovers]; h->visits[0].nleftovers++)
			notes[h->visits[0].nleftovers].text = yg_str(rows[i].notes[h->visits[0].nleftovers]);
		e = lines_of(h, &n);
		CHECK_INT(yg_ymd_days(e[0].taken.to) - yg_ymd_days(e[0].taken.from) + 1, rows[i].days);
	}
}

static void otc_dates(void)
{
	static const struct { const char *from, *to; bool undated, from_known, to_known; enum period_how how; } rows[] = {
		{ "20261001", "20261005", false, true, true, PERIOD_STATED }, { "20261005", "20261001", false, true, false, PERIOD_OPEN }, { "", "20261005", false, false, true, PERIOD_STATED },
		{ "20261005", "", false, true, false, PERIOD_OPEN }, { "", "", true, false, false, PERIOD_OPEN }, { "x", "20261340", true, false, false, PERIOD_OPEN } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct otc o = { .item = { .name = STR("市販薬") }, .number = 1, .from_raw = yg_str(rows[i].from), .to_raw = yg_str(rows[i].to) };
		struct history h = { .otc = &o, .notc = 1 };
		size_t n;
		struct exposure *e = lines_of(&h, &n);
		CHECK(n == 1 && e[0].undated == rows[i].undated && e[0].how == rows[i].how && yg_ymd_valid(e[0].taken.from) == rows[i].from_known &&
		      yg_ymd_valid(e[0].taken.to) == rows[i].to_known);
	}
}

static void sources_that_are_none(void)
{
	struct history_source s[2] = { { .h = NULL, .usable = true }, { .h = NULL, .usable = false } };
	struct exposure *e = (void *)&s;
	size_t n = 7;
	CHECK_INT(yg_history_exposures(s, 2, YMD_NONE, a, &e, &n), 0);
	CHECK(n == 0 && e == NULL);
}

static void too_much(void)
{
	struct hist_line l = { .number = 1, .item = { .amount = yg_dec_int(1), .unit = STR("錠") } };
	struct hist_group *g = calloc(YG_MAX_HISTORY + 1, sizeof *g);
	struct history_source s = { .format = FORMAT_JSON, .usable = true };
	struct arena *big = yg_arena_new(400u << 20);
	struct exposure *e;
	size_t n = 7;
	int err = 0;
	if (!g || !big) abort();
	for (size_t i = 0; i <= YG_MAX_HISTORY; i++) g[i] = (struct hist_group){ .form = FORM_ORAL, .quantity = yg_dec_int(7), .lines = &l, .nlines = 1 };
	s.h = one_visit(g, YG_MAX_HISTORY + 1);
	CHECK_INT(yg_history_exposures(&s, 1, YMD_NONE, big, &e, &n), YG_ETOOBIG);
	CHECK_INT(n, 7);
	yg_arena_free(big);
	s.h = one_visit(g, 3);
	for (size_t limit = 16, refused = 0; limit < 65536; limit += 16) {
		struct arena *small = yg_arena_new(limit);
		err = yg_history_exposures(&s, 1, YMD_NONE, small, &e, &n);
		refused += err != 0;
		CHECK(err ? err == YG_ETOOBIG : n == 3 && refused > 20);
		yg_arena_free(small);
	}
	CHECK_INT(err, 0);
	free(g);
}

/* --- the same dispensing -------------------------------------------------------------------------------------------------------- */
struct rec { int drug; const char *code; enum code_system system; enum history_kind kind; int source, days; const char *amount, *unit, *clinic, *area, *clinic_name; enum form_class form;
	     bool masked, registered; };
static const struct rec base = { FAKE_A, "620000000", CODE_RECEIPT, HIST_DISPENSED, 0, 14, "1", "錠", "1399914", "13", "い医院", FORM_ORAL, false, false };

static void fill(struct exposure *e, const struct rec *r, size_t at)
{
	struct drug_item *it = yg_arena_alloc(a, sizeof *it);
	if (!it) abort();
	*e = (struct exposure){ .item = it, .kind = r->kind, .source = r->source, .merged_into = at, .masked = r->masked, .registered = r->registered };
	it->drug = r->drug >= 0 ? &fake.drugs[r->drug] : NULL;
	it->system = r->system;
	it->code = yg_str(r->code);
	it->unit = yg_str(r->unit);
	it->amount = DEC_NONE;
	if (*r->amount && yg_dec_parse(yg_str(r->amount), &it->amount)) abort();
	yg_period(e, r->form ? r->form : FORM_ORAL, it->amount, r->days ? yg_dec_int(r->days) : DEC_NONE, w_day(DAY0));
	e->form = r->form;
	e->on = w_day(DAY0);
	e->clinic_key = (struct place){ yg_str(r->clinic), yg_str(r->area), yg_str(r->clinic_name) };
}

/* Two records in both orders: is the second the first once more? */
static bool once(struct rec x, struct rec y)
{
	bool same[2];
	for (int way = 0; way < 2; way++) {
		struct exposure e[2];
		fill(&e[0], way ? &y : &x, 0);
		fill(&e[1], way ? &x : &y, 1);
		CHECK_INT(yg_history_merge(e, 2, a), 0);
		same[way] = e[0].merged_into != 0 || e[1].merged_into != 1;
	}
	CHECK(same[0] == same[1]);
	return same[0];
}
#define WITH(...) once(base, other((struct rec){ FAKE_A, "620000000", CODE_RECEIPT, HIST_BOOKLET, 1, 14, "1", "錠", "1399914", "13", "い医院", FORM_ORAL, false, false }, __VA_ARGS__))
enum field { F_NONE, F_DRUG, F_CODE, F_SYSTEM, F_KIND, F_DAYS, F_AMOUNT, F_UNIT, F_FORM, F_AREA };
static struct rec other(struct rec r, enum field f, int n, const char *text)
{
	switch (f) {
	case F_DRUG: r.drug = n; break;
	case F_CODE: r.code = text; break;
	case F_SYSTEM: r.system = (enum code_system)n; break;
	case F_KIND: r.kind = (enum history_kind)n; break;
	case F_DAYS: r.days = n; break;
	case F_AMOUNT: r.amount = text; break;
	case F_UNIT: r.unit = text; break;
	case F_FORM: r.form = (enum form_class)n; break;
	case F_AREA: r.area = text; break;
	case F_NONE: break;
	}
	return r;
}

static void differ_in_one_thing(void)
{
	struct rec unknown = base, again;
	fake_reset();
	CHECK(WITH(F_NONE, 0, NULL));
	CHECK(!WITH(F_DRUG, FAKE_A_BRAND, NULL) && !WITH(F_DRUG, -1, NULL));
	CHECK(WITH(F_CODE, 0, "620000001") && WITH(F_SYSTEM, CODE_YJ, NULL));      /* one product under two codes */
	CHECK(WITH(F_DAYS, 0, NULL) && !WITH(F_DAYS, 7, NULL));
	CHECK(WITH(F_AMOUNT, 0, "") && !WITH(F_AMOUNT, 0, "2") && WITH(F_AMOUNT, 0, "0"));
	CHECK(WITH(F_UNIT, 0, "包") && WITH(F_UNIT, 0, ""));
	CHECK(WITH(F_FORM, FORM_NONE, NULL) && !WITH(F_FORM, FORM_PRN, NULL));
	CHECK(!WITH(F_KIND, HIST_OTC, NULL) && WITH(F_KIND, HIST_CLAIMS, NULL) && WITH(F_KIND, 9, NULL));
	CHECK(WITH(F_AREA, 0, "") && !WITH(F_AREA, 0, "14"));
	unknown.drug = -1;
	again = unknown;
	again.source = 1;
	CHECK(once(unknown, again));
	again.system = CODE_YJ;
	CHECK(!once(unknown, again));
	unknown.code = again.code = "";
	again.system = unknown.system;
	CHECK(!once(unknown, again));
	again = unknown = base;                      /* no unit on the side that is kept; an open OTC drug beside a masked dispensing */
	again.source = 1;
	unknown.unit = "";
	CHECK(once(unknown, again));
	again.masked = true;
	unknown.kind = HIST_OTC;
	CHECK(!once(unknown, again));
	again = base;                                /* an as-needed line, twice; with a record of no form */
	again.source = 1;
	again.form = FORM_NONE;
	unknown = base;
	unknown.form = FORM_PRN;
	CHECK(once(unknown, again));
	unknown.kind = HIST_CLAIMS;                  /* kept first, as needed, though it has no days */
	CHECK(once(unknown, again));
}

/* In one day's order: by institution, area and name, by code system and code. */
static void order_of_equals(void)
{
	static const struct { const char *clinic, *area, *name, *code; enum code_system system; } rows[] = {
		{ "1399914", "13", "い", "1", CODE_RECEIPT }, { "1399915", "13", "い", "1", CODE_RECEIPT }, { "1399914", "14", "い", "1", CODE_RECEIPT }, { "1399914", "13", "ろ", "1", CODE_RECEIPT },
		{ "1399914", "13", "い", "2", CODE_RECEIPT }, { "1399914", "13", "い", "1", CODE_YJ }, { "1399914", "13", "い", "1", CODE_NONE } };
	enum { N = sizeof rows / sizeof *rows };
	struct exposure e[2 * N];
	for (size_t i = 0; i < 2 * N; i++) {
		struct rec r = base;
		size_t k = i < N ? i : 2 * N - 1 - i;
		r.clinic = rows[k].clinic;
		r.area = rows[k].area;
		r.clinic_name = rows[k].name;
		r.code = rows[k].code;
		r.system = rows[k].system;
		r.source = i < N ? 0 : 1;
		fill(&e[i], &r, i);
	}
	CHECK_INT(yg_history_merge(e, 2 * N, a), 0);
	for (size_t i = 0, kept = 0; i < 2 * N; i++) {
		kept += e[i].merged_into == i;
		if (i + 1 == 2 * N) CHECK_INT(kept, N);       /* each once, with the like of the other source */
	}
}

/* --- prescribed, then dispensed ------------------------------------------------------------------------------------------------- */
static void prescribed_then_dispensed(void)
{
	static const struct { int drug_p, drug_d, days; enum history_kind kind; bool masked_p, masked_d, merged; } rows[] = {
		{ FAKE_A, FAKE_A, 14, HIST_DISPENSED, false, false, true }, { FAKE_A, FAKE_A, 14, HIST_BOOKLET, false, false, true }, { FAKE_A, FAKE_A, 14, HIST_CLAIMS, false, false, true },
		{ FAKE_A, FAKE_A, 14, HIST_PRESCRIBED, false, false, true } /* the same record in two sources */, { FAKE_A, FAKE_A, 14, HIST_OTC, false, false, false },
		{ FAKE_A, FAKE_A, 14, HIST_DISPENSED, false, true, true } /* under the open one */, { FAKE_A, FAKE_A, 14, HIST_DISPENSED, true, true, true }, { FAKE_A, FAKE_A, 14, HIST_DISPENSED, true, false, true },
		{ FAKE_A, FAKE_A, 7, HIST_DISPENSED, false, false, false }, { FAKE_A, FAKE_A, 0, HIST_DISPENSED, false, false, true }, { -1, -1, 7, HIST_DISPENSED, false, false, false },
		{ FAKE_A, FAKE_COUNT, 14, HIST_DISPENSED, false, false, true }, { FAKE_A, FAKE_COUNT + 1, 14, HIST_DISPENSED, false, false, false } };
	fake_reset();
	for (int i = 0; i < 2; i++) {                 /* of the same entity: another maker, and another YJ7 */
		fake_drug("試験薬Ａ別", ROUTE_SYSTEMIC, (const int[]){ ING_A, -1 }, NULL);
		fake.drugs[FAKE_COUNT + i].entity = fake.drugs[FAKE_A].entity;
		if (!i) memcpy(fake.drugs[FAKE_COUNT].price_code, fake.drugs[FAKE_A].price_code, 7);
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rec p = base, d = base;
		p.kind = HIST_PRESCRIBED;
		p.drug = rows[i].drug_p;
		p.masked = rows[i].masked_p;
		d.drug = rows[i].drug_d;
		d.kind = rows[i].kind;
		d.days = rows[i].days;
		d.masked = rows[i].masked_d;
		d.source = 1;
		if (once(p, d) != rows[i].merged) fprintf(stderr, "row %zu\n", i);
		CHECK(once(p, d) == rows[i].merged);
	}
	fake_reset();
}

/* What the service knows of a line that is kept from elsewhere. */
static void twins(void)
{
	static const struct { enum history_kind kind[3]; bool registered[3], masked[3]; size_t twin; } rows[] = {      /* [0] is kept */
		{ { HIST_CLAIMS, HIST_DISPENSED, HIST_BOOKLET }, { false, true, false }, { false, false, false }, 2 }, { { HIST_CLAIMS, HIST_DISPENSED, HIST_BOOKLET }, { false, false, false }, { false, false, false }, 0 },
		{ { HIST_CLAIMS, HIST_BOOKLET, HIST_DISPENSED }, { false, true, true }, { false, false, false }, 3 }, { { HIST_CLAIMS, HIST_DISPENSED, HIST_BOOKLET }, { false, true, true }, { false, false, false }, 2 },
		{ { HIST_CLAIMS, HIST_DISPENSED, HIST_DISPENSED }, { false, true, true }, { false, false, false }, 2 }, { { HIST_CLAIMS, HIST_DISPENSED, HIST_BOOKLET }, { false, true, false }, { false, true, false }, 0 },
		{ { HIST_CLAIMS, HIST_DISPENSED, HIST_BOOKLET }, { false, true, false }, { true, true, true }, 2 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure e[3];
		for (size_t k = 0; k < 3; k++) {
			struct rec r = base;
			r.kind = rows[i].kind[k];
			r.registered = rows[i].registered[k];
			r.masked = rows[i].masked[k];
			r.source = (int)k;
			fill(&e[k], &r, k);
		}
		CHECK_INT(yg_history_merge(e, 3, a), 0);
		if (e[0].twin != rows[i].twin) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(e[0].twin, rows[i].twin);
	}
}

/* Very many lines of one drug on one day are no history: the rest of the day is looked at no further. */
static void very_many_of_one_day(void)
{
	enum { N = 2600 };
	struct exposure *e = calloc(N, sizeof *e), *rx = calloc(1100, sizeof *rx);
	size_t merged = 0;
	struct rec r = base;
	if (!e || !rx) abort();
	for (size_t i = 0; i < N; i++) {
		r.kind = i < 2 || i == N - 1 ? HIST_PRESCRIBED : HIST_DISPENSED;
		r.days = i == N - 1 ? 21 : 14;
		r.clinic = i == 1 ? "1399999" : "1399914";
		r.source = (int)(i % 64);
		fill(&e[i], &r, i);
	}
	CHECK_INT(yg_history_merge(e, N, a), 0);
	for (size_t i = 0; i < N; i++) merged += e[i].merged_into != i;
	CHECK(merged <= 1);
	for (size_t i = 0; i < N; i++) {              /* one prescription, and the next day more than are looked at; the last one would be its own */
		r = base;
		r.kind = i ? HIST_DISPENSED : HIST_PRESCRIBED;
		if (i && i < N - 1) r.clinic = "1399999";
		r.source = (int)(i % 64);
		fill(&e[i], &r, i);
		if (i) e[i].on = w_day("2026-11-02");
	}
	CHECK_INT(yg_history_merge(e, N, a), 0);
	CHECK(e[0].merged_into == 0 || e[0].merged_into == N - 1);
	r = base;
	r.kind = HIST_PRESCRIBED;
	r.source = -1;
	for (size_t i = 0; i < 1100; i++) fill(&rx[i], &r, i);
	for (size_t i = 0; i < N; i++) {
		r = base;
		r.kind = HIST_PRESCRIBED;
		fill(&e[i], &r, i);
	}
	yg_history_own_rx(rx, 1100, e, N);
	merged = 0;
	for (size_t i = 0; i < N; i++) merged += e[i].merged_into == MERGED_INTO_RX;
	CHECK_INT(merged, 1000);
	free(rx);
	free(e);
}

/* Our own prescription as the service lists it: every part must agree. */
static void our_own(void)
{
	static const struct { enum field f; int n; const char *text; bool own; } rows[] = { { F_NONE, 0, NULL, true }, { F_DRUG, FAKE_A_BRAND, NULL, false }, { F_DRUG, -1, NULL, false }, { F_DAYS, 7, NULL, false },
		{ F_AMOUNT, 0, "2", false }, { F_AREA, 0, "14", false }, { F_KIND, HIST_DISPENSED, NULL, false }, { F_FORM, FORM_PRN, NULL, false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exposure rx, e;
		struct rec r = base;
		fill(&rx, &base, 0);
		r.kind = HIST_PRESCRIBED;
		r = other(r, rows[i].f, rows[i].n, rows[i].text);
		fill(&e, &r, 0);
		yg_history_own_rx(&rx, 1, &e, 1);
		if ((e.merged_into == MERGED_INTO_RX) != rows[i].own) fprintf(stderr, "row %zu\n", i);
		CHECK((e.merged_into == MERGED_INTO_RX) == rows[i].own);
		e.merged_into = 0;
		e.on = w_day("2026-11-02");
		yg_history_own_rx(&rx, 1, &e, 1);
		CHECK(e.merged_into == 0);
		e.on = YMD_NONE;
		yg_history_own_rx(&rx, 1, &e, 1);
		CHECK(e.merged_into == 0);
	}
}

int main(void)
{
	a = yg_arena_new(512u << 20);
	fake_reset();
	T_RUN(supplements);
	T_RUN(lines_of_our_store);
	T_RUN(lifted);
	T_RUN(many_usages);
	T_RUN(leftovers_told_twice);
	T_RUN(otc_dates);
	T_RUN(sources_that_are_none);
	T_RUN(too_much);
	T_RUN(differ_in_one_thing);
	T_RUN(order_of_equals);
	T_RUN(prescribed_then_dispensed);
	T_RUN(twins);
	T_RUN(very_many_of_one_day);
	T_RUN(our_own);
	yg_arena_free(a);
	return T_END();
}
