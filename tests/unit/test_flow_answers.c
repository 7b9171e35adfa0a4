/* test_flow_answers.c - earlier answers: what of a file is used, what is refused, and when an answer still holds: across
 * visits, until drug, dose, overlap, institution, patient, rule row, its own day or the reason's days change. */
#include "base/err.h"
#include "fake_tables.h"
#include "flow/answers.h"
#include "base/ban.h"

static struct arena *room;

/* One prescription of 試験薬Ａ against one dispensing of 別名Ａ. */
struct visit_of { const char *issued, *amount, *kana, *born, *dispensed, *hist_amount, *clinic; int days, drug, partner; };
static const struct visit_of usual = { "2026-11-01", "1", "ﾚｲｼﾞ ﾊﾅｺ", "19680415", "2026-10-28", "1", "1399914", 14, FAKE_A, FAKE_A_BRAND };

static const char *name_of(int drug) { return fake.text[fake.drugs[drug].name]; }

static struct str compact(const char *day) { return yg_arena_printf(room, "%.4s%.2s%.2s", day, day + 5, day + 8); }

static struct yg_case *visit(const struct visit_of *v, const char *answers, struct ymd as_of, int want)
{
	struct yg_case *c = NULL;
	struct str issued = compact(v->issued), dispensed = compact(v->dispensed), rx, hist;
	rx = yg_arena_printf(room, "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n"
		"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,%s\n12,2\n13,%s\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n51,%.*s\n"
		"101,1,1,,%d\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,%d,%s,%s,1,錠\n", v->kana, v->born, STR_ARG(issued), v->days,
		620000000 + v->drug, name_of(v->drug), v->amount);
	hist = yg_arena_printf(room, "CJ1,\n1,例示　花子,2,%s,,,,,,,%s\n5,%.*s,\n6,1,06139992,９９－１,１２３４５,00\n"
		"7,3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01,\n11,架空薬局　例示店,13,4,1399856,100-0000,東京都架空区例示町１丁目９番９号,03-0000-0099,\n"
		"15,調剤　四郎,03-0000-0099,\n51,例示病院,13,1,%s,\n55,見本　次郎,内科,\n201,1,%s,%s,錠,2,%d,\n301,1,１日１回朝食後　服用,14,日分,1,3,1011000400000000,\n",
		v->born, v->kana, STR_ARG(dispensed), v->clinic, name_of(v->partner), v->hist_amount, 620000000 + v->partner);
	CHECK_INT(yg_case_new(&c, &fake), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_EPS_CSV, rx), YG_OK);
	CHECK_INT(yg_add_history(c, FORMAT_EPS_DISPENSE_CSV, hist, STR("h")), YG_OK);
	if (answers) CHECK_INT(yg_add_answers(c, yg_str(answers)), want);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = as_of }), YG_OK);
	return c;
}

static struct finding duplicate(const struct yg_case *c)
{
	for (size_t i = 0; i < c->nfindings; i++)
		if (c->findings[i].kind == FIND_SAME_INGREDIENT) return c->findings[i];
	CHECK(!"a duplicate");
	return (struct finding){ .gap_days = -1 };
}

static void key_of(const struct visit_of *v, char key[17])
{
	struct yg_case *c = visit(v, NULL, (struct ymd){ 2026, 11, 1 }, 0);
	struct finding f = duplicate(c);
	yg_answer_key(c, &f, key);
	yg_case_free(c);
}

static const char *answer_with(const char *key, const char *reason, const char *on, const char *until)
{
	return yg_arena_printf(room, "{\"yagen\":\"answers\",\"answers\":[{\"finding_key\":\"%s\",\"reason\":\"%s\",\"by\":\"薬師 花子\",\"on\":\"%s\",\"until\":%s%s%s,"
			       "\"note\":\"照会済み\"}]}", key, reason, on, until ? "\"" : "", until ? until : "null", until ? "\"" : "").p;
}

/* Does an answer given at the usual visit hold at this one? */
static bool holds_on(const struct visit_of *v, const char *reason, const char *on, const char *until, struct ymd as_of)
{
	char key[17];
	struct yg_case *c;
	struct finding f;
	bool held;
	key_of(&usual, key);
	c = visit(v, answer_with(key, reason, on, until), as_of, YG_OK);
	f = duplicate(c);
	held = f.answered != NULL;
	CHECK(f.interrupts == !held);
	CHECK(f.severity >= SEV_WARNING && c->coverage.verdict == VERDICT_FINDINGS);  /* an answer hides nothing */
	yg_case_free(c);
	return held;
}
static bool holds(const struct visit_of *v)
{
	struct ymd day = YMD_NONE;
	CHECK_INT(yg_ymd_parse(yg_str(v->issued), &day), YG_OK);
	return holds_on(v, "intended", "2026-11-01", NULL, day);
}

static void across_visits(void)
{
	struct visit_of v = usual;
	CHECK(holds(&v));
	v.issued = "2026-11-29"; v.dispensed = "2026-11-25";         /* four weeks on, the same lines */
	CHECK(holds(&v));
	v = usual; v.dispensed = "2026-10-20";                       /* a shorter overlap */
	CHECK(holds(&v));
	v = usual; v.dispensed = "2026-10-29";                       /* one day more */
	CHECK(!holds(&v));
	v = usual; v.days = 28;                                      /* longer, but covered no further */
	CHECK(holds(&v));
	v = usual; v.amount = "2";
	CHECK(!holds(&v));
	v = usual; v.hist_amount = "2";
	CHECK(!holds(&v));
	v = usual; v.clinic = "1399922";
	CHECK(!holds(&v));
	v = usual; v.drug = FAKE_A_BRAND;
	CHECK(!holds(&v));
	v = usual; v.kana = "ﾐﾎﾝ ﾊﾅｺ";
	CHECK(!holds(&v));
	v = usual; v.kana = "レイジ　ハナコ";                          /* another spelling of the same name */
	CHECK(holds(&v));
	v = usual; v.born = "19680416";
	CHECK(!holds(&v));
}

static void rule_row(void)
{
	char key[17];
	struct yg_case *c;
	key_of(&usual, key);
	fake.rules[0].row++;
	c = visit(&usual, answer_with(key, "intended", "2026-11-01", NULL), (struct ymd){ 2026, 11, 1 }, YG_OK);
	CHECK(!duplicate(c).answered);
	yg_case_free(c);
	fake.rules[0].row--;
}

/* "intended" is good for 30 days, the day it was given included. */
static void days(void)
{
	struct visit_of v = usual;
	CHECK(holds_on(&v, "intended", "2026-11-01", NULL, (struct ymd){ 2026, 11, 30 }));
	CHECK(!holds_on(&v, "intended", "2026-11-01", NULL, (struct ymd){ 2026, 12, 1 }));
	CHECK(!holds_on(&v, "intended", "2026-11-02", NULL, (struct ymd){ 2026, 11, 1 }));   /* not yet given */
	CHECK(holds_on(&v, "intended", "2026-11-01", "2026-11-05", (struct ymd){ 2026, 11, 5 }));
	CHECK(!holds_on(&v, "intended", "2026-11-01", "2026-11-05", (struct ymd){ 2026, 11, 6 }));
	CHECK(holds_on(&v, "intended", "2026-11-01", "2027-11-01", (struct ymd){ 2026, 12, 20 }));    /* its own day may be later ... */
	fake.rules[0].severity = SEV_CRITICAL;                       /* ... but not for a critical finding */
	CHECK(holds_on(&v, "intended", "2026-11-01", "2027-11-01", (struct ymd){ 2026, 11, 30 }));
	CHECK(!holds_on(&v, "intended", "2026-11-01", "2027-11-01", (struct ymd){ 2026, 12, 1 }));
	CHECK(holds_on(&v, "intended", "2026-11-01", "2026-11-05", (struct ymd){ 2026, 11, 5 }));
	CHECK(!holds_on(&v, "intended", "2026-11-01", "2026-11-05", (struct ymd){ 2026, 11, 6 }));
	fake.rules[0].severity = SEV_WARNING;
	CHECK(!holds_on(&v, "pairs-only", "2026-11-01", NULL, (struct ymd){ 2026, 11, 1 }));  /* a reason for another kind */
}

static void the_best_answer(void)
{
	char key[17];
	struct yg_case *c;
	struct finding f;
	struct str two;
	key_of(&usual, key);
	two = yg_arena_printf(room, "{\"yagen\":\"answers\",\"answers\":[{\"finding_key\":\"%s\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"2026-10-15\"},"
		"{\"finding_key\":\"%s\",\"reason\":\"intended\",\"by\":\"乙\",\"on\":\"2026-10-25\"}]}", key, key);
	c = visit(&usual, two.p, (struct ymd){ 2026, 11, 1 }, YG_OK);
	f = duplicate(c);
	CHECK(f.answered && yg_str_eqz(f.answered->by, "乙") && !f.answered->note.n);
	CHECK(f.answered && yg_ymd_cmp(f.answered->last, (struct ymd){ 2026, 11, 23 }) == 0);
	CHECK_INT(yg_add_answers(c, two), YG_ESTATE);
	yg_case_free(c);
}

static size_t said(const struct yg_case *c, const char *code)
{
	size_t n = 0;
	for (size_t i = 0; i < c->diags.n; i++) n += !strcmp(c->diags.d[i].kind->code, code);
	return n;
}

static void bad_input(void)
{
	static const char *const refused[] = { "", "[]", "{}", "{\"answers\":[]}", "{\"yagen\":\"answers\"}", "{\"yagen\":\"patient\",\"answers\":[]}",
		"{\"yagen\":\"answers\",\"answers\":{}}", "{\"yagen\":\"answers\",\"answers\":[", "SJ1\n" };
	static const char *const entry[] = { "1", "null", "\"x\"", "{}", "{\"finding_key\":\"123\"}", "{\"finding_key\":\"0123456789ABCDEF\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"2026-11-01\"}",
		"{\"finding_key\":\"0123456789abcdef\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"20261101\"}",
		"{\"finding_key\":\"0123456789abcdef\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"2026-02-30\"}",
		"{\"finding_key\":\"0123456789abcdef\",\"reason\":\"intended\",\"by\":\"\",\"on\":\"2026-11-01\"}",
		"{\"finding_key\":\"0123456789abcdef\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"2026-11-01\",\"until\":\"never\"}",
		"{\"finding_key\":\"0123456789abcdef\",\"reason\":\"intended\",\"by\":\"甲\",\"on\":\"2026-11-01\",\"until\":7}" };
	struct yg_case *c;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		c = visit(&usual, refused[i], (struct ymd){ 2026, 11, 1 }, YG_ESYNTAX);
		CHECK(said(c, "answers-not") == 1 && c->nanswers == 0 && !duplicate(c).answered);
		yg_case_free(c);
	}
	for (size_t i = 0; i < sizeof entry / sizeof *entry; i++) {
		struct str s = yg_arena_printf(room, "{\"yagen\":\"answers\",\"answers\":[%s]}", entry[i]);
		c = visit(&usual, s.p, (struct ymd){ 2026, 11, 1 }, YG_OK);
		if (said(c, "answers-entry") != 1) fprintf(stderr, "%s\n", entry[i]);
		CHECK(said(c, "answers-entry") == 1 && c->nanswers == 0);
		yg_case_free(c);
	}
	c = visit(&usual, "{\"yagen\":\"answers\",\"x\":1,\"answers\":[{\"finding_key\":\"0123456789abcdef\",\"reason\":\"because\",\"by\":\"甲\",\"on\":\"2026-11-01\",\"why\":2}]}",
		  (struct ymd){ 2026, 11, 1 }, YG_OK);
	CHECK(said(c, "answers-reason") == 1 && said(c, "answers-unknown-key") == 2 && c->nanswers == 0);
	yg_case_free(c);
	c = visit(&usual, "{\"yagen\":\"answers\",\"answers\":[]}", (struct ymd){ 2026, 11, 1 }, YG_OK);
	CHECK(c->diags.n == 0 || !said(c, "answers-not"));
	yg_case_free(c);
}

static void cannot_be_answered(void)
{
	struct yg_case *c = visit(&usual, NULL, (struct ymd){ 2026, 11, 1 }, 0);
	struct finding f = duplicate(c);
	char key[17];
	yg_answer_key(c, &f, key);
	CHECK_INT(strlen(key), 16);
	f.masked = true;
	yg_answer_key(c, &f, key);
	CHECK_INT(strlen(key), 0);
	f.masked = false;
	f.cause = 0;
	yg_answer_key(c, &f, key);
	CHECK_INT(strlen(key), 0);
	yg_case_free(c);
}

int main(void)
{
	room = yg_arena_new(64u << 20);
	fake_reset();
	fake_reason("intended", FINDING_BIT(FIND_SAME_INGREDIENT) | FINDING_BIT(FIND_SAME_CLASS), 30);
	fake_reason("pairs-only", FINDING_BIT(FIND_PAIR) | FINDING_CAUTION, 30);
	T_RUN(across_visits);
	T_RUN(rule_row);
	T_RUN(days);
	T_RUN(the_best_answer);
	T_RUN(bad_input);
	T_RUN(cannot_be_answered);
	yg_arena_free(room);
	return T_END();
}
