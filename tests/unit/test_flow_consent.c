/* test_flow_consent.c - the decision about showing, row by row; the special ways in; the months of home visits; and individual numbers planted
 * in every text field of every format. */
#include "t.h"
#include "base/err.h"
#include "flow/case.h"
#include "flow/mynumber.h"
#include "text/mynumber.h"
#include "base/limits.h"
#include "yagen/yagen.h"

#define NOON ((int64_t)20777 * 86400 + 12 * 3600)    /* 2026-11-20, Japan */
#define DAY 86400

static struct consent_answer ask(const struct consent_record *r, size_t n, bool strict, struct consent_asked a)
{
	struct consents c = { r, n, NOON, strict };
	return yg_consent_decide(&c, &a);
}

static struct consent_asked terminal(enum consent_flag flag, int64_t until)
{
	return (struct consent_asked){ .origin = ORIGIN_TERMINAL, .item = ITEM_MEDICINES, .file = flag, .file_until = until, .basis = BASIS_CALLER };
}

static struct consent_asked other(enum consent_basis b) { return (struct consent_asked){ .origin = ORIGIN_OTHER, .item = ITEM_MEDICINES, .basis = b }; }

static struct consent_record record(enum consent_basis b, int64_t until)
{
	return (struct consent_record){ .basis = b, .item = ITEM_MEDICINES, .flag = CONSENT_YES, .since = NOON - 3600, .until = until, .confirmed = true };
}

static void the_file_speaks(void)
{
	static const struct { enum consent_flag flag; int64_t until; const char *word; enum consent_show show; } t[] = {
		{ CONSENT_YES, 0, "file", SHOW_ALL }, { CONSENT_YES, NOON, "file", SHOW_ALL }, { CONSENT_YES, NOON - 1, "expired", SHOW_NOTHING },
		{ CONSENT_NO, NOON + DAY, "no", SHOW_NOTHING }, { CONSENT_EXPIRED, 0, "expired", SHOW_NOTHING }, { CONSENT_UNOBTAINABLE, 0, "not-obtainable", SHOW_NOTHING },
		{ CONSENT_NOT_SAID, 0, "basis", SHOW_ALL } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct consent_answer a = ask(NULL, 0, true, terminal(t[i].flag, t[i].until));
		CHECK_STR(yg_str(a.word), yg_str(t[i].word));
		CHECK_INT(a.show, t[i].show);
	}
	/* nobody's card consent makes a no of the file a yes; the notebook and our own records need none */
	{
		struct consent_record r = record(BASIS_CARD, NOON + DAY);
		CHECK_INT(ask(&r, 1, true, terminal(CONSENT_NO, 0)).show, SHOW_NOTHING);
		CHECK_INT(ask(&r, 1, true, terminal(CONSENT_YES, NOON - 1)).show, SHOW_NOTHING);
		CHECK_INT(ask(NULL, 0, true, (struct consent_asked){ .origin = ORIGIN_NOTEBOOK, .basis = BASIS_NONE }).show, SHOW_ALL);
		CHECK_INT(ask(NULL, 0, true, (struct consent_asked){ .origin = ORIGIN_OWN, .basis = BASIS_NONE }).show, SHOW_ALL);
	}
}

static void the_basis_counts(void)
{
	static const struct { enum consent_basis b; bool noted; enum consent_show counter, alone; } t[] = {
		{ BASIS_CALLER, false, SHOW_ALL, SHOW_ALL }, { BASIS_CARD, false, SHOW_ALL, SHOW_ALL }, { BASIS_PAPER, false, SHOW_NOTHING, SHOW_ALL },
		{ BASIS_PAPER, true, SHOW_ALL, SHOW_ALL }, { BASIS_ORAL, false, SHOW_NOTHING, SHOW_HIT }, { BASIS_HOME_VISIT, false, SHOW_ALL, SHOW_ALL },
		{ BASIS_ONLINE, false, SHOW_ALL, SHOW_ALL }, { BASIS_DISASTER, false, SHOW_NOTHING, SHOW_ALL }, { BASIS_EMERGENCY, false, SHOW_NOTHING, SHOW_ALL },
		{ BASIS_NONE, false, SHOW_NOTHING, SHOW_NOTHING } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct consent_asked a = other(t[i].b);
		a.noted = t[i].noted;
		CHECK_INT(ask(NULL, 0, true, a).show, t[i].counter);
		CHECK_INT(ask(NULL, 0, false, a).show, t[i].alone);
	}
}

static void records_come_and_go(void)
{
	static const enum consent_basis full[] = { BASIS_CARD, BASIS_PAPER, BASIS_HOME_VISIT, BASIS_ONLINE, BASIS_DISASTER, BASIS_EMERGENCY };
	struct str line = STR("hist/0/1");
	for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
		struct consent_record r = record(full[i], NOON);
		CHECK_INT(ask(&r, 1, true, other(BASIS_NONE)).show, SHOW_ALL);
		r.until = NOON - 1;
		CHECK_STR(yg_str(ask(&r, 1, true, other(BASIS_CALLER)).word), STR("expired"));
		r.until = NOON + DAY;
		r.withdrawn = NOON + 5;              /* recorded is recorded, whatever the clock says */
		CHECK_STR(yg_str(ask(&r, 1, true, other(BASIS_CALLER)).word), STR("withdrawn"));
		CHECK_STR(yg_str(ask(&r, 1, true, terminal(CONSENT_YES, 0)).word), STR("withdrawn"));
		r = record(full[i], 0);              /* no end: that day */
		CHECK_INT(ask(&r, 1, true, other(BASIS_NONE)).show, SHOW_ALL);
		r.since -= DAY;
		CHECK_INT(ask(&r, 1, true, other(BASIS_NONE)).show, SHOW_NOTHING);
		r = record(full[i], NOON + DAY);
		r.item = ITEM_CHECKUP;               /* another item says nothing of this one */
		CHECK_INT(ask(&r, 1, true, other(BASIS_NONE)).show, SHOW_NOTHING);
		r = record(full[i], NOON + DAY);
		r.flag = CONSENT_NO;
		CHECK_STR(yg_str(ask(&r, 1, true, terminal(CONSENT_YES, 0)).word), STR("refused"));
		CHECK_STR(yg_str(ask(&r, 1, true, other(BASIS_CALLER)).word), STR("basis"));
		r.flag = CONSENT_YES;
		r.confirmed = false;
		CHECK_INT(ask(&r, 1, true, other(BASIS_NONE)).show, full[i] == BASIS_CARD || full[i] == BASIS_HOME_VISIT || full[i] == BASIS_ONLINE ? SHOW_ALL : SHOW_NOTHING);
	}
	{       /* taken back, and given again */
		struct consent_record r[2] = { record(BASIS_CARD, NOON + DAY), record(BASIS_CARD, NOON + DAY) };
		r[0].withdrawn = NOON - 100;
		CHECK_INT(ask(r, 2, true, other(BASIS_NONE)).show, SHOW_ALL);
		r[0].withdrawn = 0;
		r[1].withdrawn = NOON - 100;
		CHECK_INT(ask(r, 2, true, other(BASIS_NONE)).show, SHOW_NOTHING);
	}
	{       /* by word of mouth: the lines it names */
		struct consent_record r = record(BASIS_ORAL, NOON + DAY);
		struct consent_answer a;
		CHECK_INT(ask(&r, 1, true, terminal(CONSENT_NO, 0)).show, SHOW_NOTHING);     /* it names none */
		r.lines = &line;
		r.nlines = 1;
		a = ask(&r, 1, true, terminal(CONSENT_NO, 0));
		CHECK_INT(a.show, SHOW_HIT);
		CHECK(yg_consent_line(&a, STR("hist/0/1")));
		CHECK(!yg_consent_line(&a, STR("hist/0/2")));
	}
	{       /* 救急時 opens what nobody could agree to, and no refusal */
		struct consent_record r = record(BASIS_EMERGENCY, NOON + DAY);
		CHECK_INT(ask(&r, 1, true, terminal(CONSENT_UNOBTAINABLE, 0)).show, SHOW_ALL);
		CHECK_INT(ask(&r, 1, true, terminal(CONSENT_NO, 0)).show, SHOW_NOTHING);
	}
}

static void the_table_is_told(void)
{
	struct consent_row row;
	struct buf doc = t_read(t_src("docs/consent.md"));
	size_t n = 0;
	for (; yg_consent_row(n, &row); n++) {
		char cell[64];
		snprintf(cell, sizeof cell, "`%s`", row.word);
		CHECK(yg_str_find(yg_buf_view(&doc), yg_str(cell)) != (size_t)-1);
	}
	CHECK(n == 18);
	CHECK_STR(yg_str(row.show), STR("nothing"));         /* whatever no row is about */
	CHECK_STR(yg_str(row.origin), STR("any"));
	yg_buf_free(&doc);
}

static void special_ways(void)
{
	struct disaster_open open = { STR("架空市, 131016"), { 2026, 11, 1 }, { 2026, 11, 30 } }, closed = { STR_NONE, { 2026, 11, 1 }, { 2026, 11, 30 } };
	struct disaster_asked all = { STR("例示 太郎"), STR("1958-03-10"), STR("male"), STR("06139992"), STR_NONE, STR("131016") }, a;
	struct ymd day = { 2026, 11, 20 }, late = { 2026, 12, 1 };
	CHECK(yg_disaster_refusal(&all, &open, day) == NULL);
	CHECK_STR(yg_str(yg_disaster_refusal(&all, &closed, day)), STR("closed"));
	CHECK_STR(yg_str(yg_disaster_refusal(&all, &open, late)), STR("period"));
	a = all; a.area = STR("131017"); CHECK_STR(yg_str(yg_disaster_refusal(&a, &open, day)), STR("area"));
	a = all; a.name = STR(" "); CHECK_STR(yg_str(yg_disaster_refusal(&a, &open, day)), STR("name"));
	a = all; a.birth_date = STR("1958-02-30"); CHECK_STR(yg_str(yg_disaster_refusal(&a, &open, day)), STR("birth_date"));
	a = all; a.sex = STR_NONE; CHECK_STR(yg_str(yg_disaster_refusal(&a, &open, day)), STR("sex"));
	a = all; a.insurer = STR_NONE; CHECK_STR(yg_str(yg_disaster_refusal(&a, &open, day)), STR("insurer-or-address"));
	a.address = STR("架空市"); CHECK(yg_disaster_refusal(&a, &open, day) == NULL);
	CHECK(yg_emergency_refusal(STR("t1"), STR("p1"), true, STR("t0,t1"), STR("p1")) == NULL);
	CHECK_STR(yg_str(yg_emergency_refusal(STR("t2"), STR("p1"), true, STR("t0,t1"), STR("p1"))), STR("terminal"));
	CHECK_STR(yg_str(yg_emergency_refusal(STR("t1"), STR("p"), true, STR("t0,t1"), STR("p1"))), STR("user"));
	CHECK_STR(yg_str(yg_emergency_refusal(STR("t1"), STR("p1"), false, STR("t0,t1"), STR("p1"))), STR("confirm"));
	CHECK_STR(yg_str(yg_emergency_refusal(STR("t1"), STR("p1"), true, STR_NONE, STR_NONE)), STR("terminal"));
	CHECK(!yg_home_visit_due(YMD_NONE, 0, day, NOON, false));
	CHECK(yg_home_visit_due(YMD_NONE, 0, day, NOON, true));
	CHECK(!yg_home_visit_due((struct ymd){ 2026, 11, 1 }, NOON + DAY, day, NOON, true));
	CHECK(yg_home_visit_due((struct ymd){ 2026, 11, 1 }, NOON - 1, day, NOON, true));
	CHECK(yg_home_visit_due((struct ymd){ 2026, 10, 31 }, NOON + DAY, day, NOON, true));
	CHECK(yg_home_visit_due((struct ymd){ 2025, 11, 20 }, NOON + DAY, day, NOON, true));
}

/* --- individual numbers ------------------------------------------------------------------------------------- */

#define NUMBER "123456789018"                        /* invented; its check digit is right */
static size_t count(struct str s, const char *what)
{
	size_t n = 0, at;
	while ((at = yg_str_find(s, yg_str(what))) != (size_t)-1) { n++; s = yg_str_sub(s, at + 1, s.n); }
	return n;
}

static void numbers_are_found(void)
{
	static const char *const yes[] = { NUMBER, "番号 1234-5678-9018 です", "１２３４５６７８９０１８", "1234 5678 9018", "a123456789018b" };
	static const char *const no[] = { "123456789012", "1234567890180", "0123456789018", "1149019F1560", "12345678901", "03-1234-5678" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) CHECK(yg_mynumber_find(yg_str(yes[i]), 0, NULL));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++) CHECK(!yg_mynumber_find(yg_str(no[i]), 0, NULL));
}

/* One field at a time: the number takes the place of its text. Answers how many texts there were. */
static size_t planted(const char *file, enum format f, bool rx)
{
	struct buf b = t_read(file);
	size_t fields = 0;
	for (size_t i = 0; i < b.n; i++) {
		struct buf x;
		yagen_sink *s = NULL;
		yagen_convert_options co = { 1, (yagen_format)f, YAGEN_JSON, 1, NULL };
		size_t from = i, n, len;
		bool text = rx || f == FORMAT_TECHO ? b.p[i] == ',' : b.p[i] == '>';
		if (!text) continue;
		len = strcspn(b.p + i + 1, rx || f == FORMAT_TECHO ? ",\r\n" : "<\r\n");
		if (i + 1 + len > b.n) break;
		if (!len && !(rx || f == FORMAT_TECHO)) continue;
		yg_buf_init(&x, 1u << 22);
		yg_buf_str(&x, (struct str){ b.p, from + 1 });
		yg_buf_z(&x, NUMBER);
		yg_buf_str(&x, (struct str){ b.p + from + 1 + len, b.n - from - 1 - len });
		yagen_sink_new(&s, 0);
		if (yagen_convert(&co, x.p, x.n, s, NULL) == 0) {
			struct str out = { yagen_sink_data(s, &n), 0 };
			out.n = n;
			/* where it stays it is a typed code, a date or the name of a drug */
			if (count(out, NUMBER)) {
				size_t at = yg_str_find(out, STR(NUMBER)), key = at;
				static const char *const exempt[] = { "\"code\"", "\"insurer\"", "\"symbol\"", "\"number\"", "\"branch\"", "\"payer\"", "\"recipient\"", "\"usage_code\"", "\"kind\"",
					"\"relation\"", "\"prefecture\"", "\"license\"", "\"number_type\"", "\"receipt_type\"", "\"patient_rate\"", "\"benefit_rate\"", "\"copay_class\"", "\"name\"",
					"\"potency\"", "\"info_class\"", "\"burden\"", "\"usage_type\"", "\"times_per_day\"", "\"version\"", "\"site_code\"", "\"leftover\"", "\"system\"", "\"code_type\"",
					"\"prescription_id\"", "\"dispensing_id\"", "\"generic_name\"", "\"generic_code\"", "\"generic_type\"", "\"author\"", "\"direction\"", "\"relation\"", "\"form_raw\"",
					"\"drug\"", "\"uneven_code\"", "\"quantity\"", "\"amount\"", "\"split", "\"refill", "\"factor\"", "\"system_raw\"", "\"line\"", "\"receipt_line\"", "\"yj_line\"" };
				bool ok = false;
				while (key && out.p[key] != '\n' && out.p[key] != '{' && out.p[key] != ',') key--;
				for (size_t k = 0; k < sizeof exempt / sizeof *exempt; k++) ok = ok || yg_str_find(yg_str_sub(out, key, at - key), yg_str(exempt[k])) != (size_t)-1;
				CHECK(ok);
				if (!ok) fprintf(stderr, "%s at %zu: %.*s\n", file, i, (int)(at - key + 14), out.p + key);
			}
			fields += count(out, "************") > 0;
		}
		yagen_sink_free(s);
		yg_buf_free(&x);
	}
	yg_buf_free(&b);
	return fields;
}

static void numbers_planted_everywhere(void)
{
	size_t rx = planted(t_src("fixtures/cases/300-a-history-in-every-format/rx.csv"), FORMAT_NONE, true);
	size_t techo = planted(t_src("fixtures/cases/300-a-history-in-every-format/hist1.csv"), FORMAT_TECHO, false);
	size_t oqs = planted(t_src("fixtures/cases/300-a-history-in-every-format/hist4.xml"), FORMAT_OQS_XML, false);
	fprintf(stderr, "fields masked: prescription %zu, notebook %zu, terminal %zu\n", rx, techo, oqs);
	CHECK(rx > 5);
	CHECK(techo > 5);
	CHECK(oqs > 2);
}

/* Every str of the model at once, whatever the formats can carry: a document filled with numbers. */
static void model_filled(void)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct diags ds;
	struct note notes[2] = { { .text = STR(NUMBER), .name = STR(NUMBER) }, { .text = STR("x " NUMBER " y") } };
	struct hist_line line = { .item = { .code = STR("1149019F1560"), .name = STR("ロキソニン錠６０ｍｇ") }, .supplements = notes, .nsupplements = 2, .cautions = notes, .ncautions = 2 };
	struct hist_group rp = { .usage = STR(NUMBER), .lines = &line, .nlines = 1 };
	struct visit visit = { .groups = &rp, .ngroups = 1, .pharmacy = { .name = STR(NUMBER), .code = STR("9018123") }, .remarks = notes, .nremarks = 2, .store_id = STR(NUMBER) };
	struct history h = { .patient = { STR(NUMBER), STR("太郎 " NUMBER), STR(NUMBER) }, .address = STR(NUMBER), .visits = &visit, .nvisits = 1, .insurance = { .number = STR(NUMBER) } };
	struct coded allergy = { .text = STR(NUMBER), .code = STR(NUMBER) };
	struct facts f = { .allergies = &allergy, .nallergies = 1 };
	struct document doc = { .raw = STR(NUMBER), .history = &h, .facts = &f };
	yg_diags_init(&ds, a);
	yg_leave_numbers_out(a, &ds, 0, 0, &doc);
	CHECK_STR(h.patient.id, STR("************"));
	CHECK_STR(h.patient.name, STR("太郎 ************"));
	CHECK_STR(h.address, STR("************"));
	CHECK_STR(notes[1].text, STR("x ************ y"));
	CHECK_STR(rp.usage, STR("************"));
	CHECK_STR(visit.pharmacy.name, STR("************"));
	CHECK_STR(allergy.text, STR("************"));
	/* typed codes, our own names and the sender's bytes are not touched */
	CHECK_STR(line.item.code, STR("1149019F1560"));
	CHECK_STR(h.insurance.number, STR(NUMBER));
	CHECK_STR(allergy.code, STR(NUMBER));
	CHECK_STR(visit.store_id, STR(NUMBER));
	CHECK_STR(doc.raw, STR(NUMBER));
	CHECK(ds.n > 5);
	for (size_t i = 0; i < ds.n; i++) CHECK_STR(yg_str(ds.d[i].kind->code), STR("number-left-out"));
	yg_arena_free(a);
}

int main(void)
{
	T_RUN(the_file_speaks);
	T_RUN(the_basis_counts);
	T_RUN(records_come_and_go);
	T_RUN(the_table_is_told);
	T_RUN(special_ways);
	T_RUN(numbers_are_found);
	T_RUN(model_filled);
	T_RUN(numbers_planted_everywhere);
	return T_END();
}
