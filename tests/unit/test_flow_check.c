/* test_flow_check.c - from bytes to the answer, with the shipped master and rules: order of the steps, refused inputs,
 * one prescription against one dispensing result. Fictional people; real codes and names. */
#include "base/err.h"
#include "flow/case.h"
#include "t.h"
#include "base/ban.h"

static struct tables *tables;

#define RX(drug) "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n" \
	"51,20260601\n101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n" drug
#define PREDONINE "201,1,1,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠\n"
#define AMLODIPINE "201,1,1,1,2,620007836,アムロジピン錠２．５ｍｇ「サワイ」,1,1,錠\n"
#define ITRIZOLE "201,1,1,1,2,616290177,イトリゾールカプセル５０　５０ｍｇ,2,1,カプセル\n"
#define RECORD(clinic, drug) "CJ1,\n1,例示　花子,2,19680415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ\n5,20260520,\n6,1,06139992,９９－１,１２３４５,00\n" \
	"7,3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01,\n11,架空薬局　例示店,13,4,1399856,100-0000,東京都架空区例示町１丁目９番９号,03-0000-0099,\n" \
	"15,調剤　四郎,03-0000-0099,\n51," clinic "\n55,見本　次郎,内科,\n" drug \
	"301,1,１日１回朝食後　服用,21,日分,1,3,1011000400000000,\n"
#define OTHER_CLINIC "医療法人架空会　例示病院,13,1,1399914,"
#define SAME_CLINIC "架空内科クリニック,13,1,1399906,"
#define AMLODIPINE_TAKEN "201,1,アムロジピン錠２．５ｍｇ「サワイ」,1,錠,2,620007836,\n"

static struct yg_case *new_case(void)
{
	struct yg_case *c = NULL;
	CHECK_INT(yg_case_new(&c, tables), YG_OK);
	return c;
}
static const struct check_options on = { .as_of = { 2026, 6, 2 } };

static bool said(const struct yg_case *c, const char *code)
{
	for (size_t i = 0; i < c->diags.n; i++)
		if (!strcmp(c->diags.d[i].kind->code, code)) return true;
	return false;
}

static bool reason(const struct yg_case *c, size_t line, const char *word)
{
	const struct line_coverage *l = &c->coverage.lines[line];
	for (size_t i = 0; line < c->coverage.nlines && i < l->nreasons; i++)
		if (!strcmp(l->reasons[i], word)) return true;
	return false;
}

static void order_of_steps(void)
{
	struct yg_case *c = new_case();
	CHECK_INT(yg_check(c, &on), YG_ESTATE);
	CHECK_INT(yg_identify_case(c), YG_ESTATE);
	CHECK_INT(yg_receive(c, FORMAT_NONE, STR(RX(PREDONINE))), YG_OK);
	CHECK_INT(c->state, CASE_RECEIVED);
	CHECK_INT(yg_receive(c, FORMAT_NONE, STR(RX(PREDONINE))), YG_ESTATE);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = YMD_NONE }), YG_EARG);
	CHECK_INT(c->state, CASE_RECEIVED);
	CHECK_INT(yg_identify_case(c), YG_OK);
	CHECK_INT(yg_add_history(c, FORMAT_NONE, STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN)), STR("late")), YG_ESTATE);
	CHECK_INT(yg_check(c, &on), YG_OK);
	CHECK_INT(c->state, CASE_CHECKED);
	CHECK_INT(yg_add_history(c, FORMAT_NONE, STR("x"), STR("late")), YG_ESTATE);
	CHECK_INT(yg_add_facts(c, FORMAT_NONE, STR("{}")), YG_ESTATE);
	yg_case_free(c);
	yg_case_free(NULL);
	CHECK_INT(yg_case_new(NULL, tables), YG_EARG);
	CHECK_INT(yg_case_new(&c, NULL), YG_EARG);
}

static void wrong_kinds(void)
{
	struct yg_case *c = new_case();
	CHECK(yg_receive(c, FORMAT_NONE, STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN))) != YG_OK);
	CHECK(c->state == CASE_NEW && said(c, "not-a-prescription"));
	CHECK(yg_add_history(c, FORMAT_NONE, STR(RX(PREDONINE)), STR("a")) == YG_EREFUSED && said(c, "not-a-history"));
	CHECK(yg_add_history(c, FORMAT_NONE, STR("これは何でもない"), STR("b")) != YG_OK);
	CHECK(yg_add_facts(c, FORMAT_NONE, STR(RX(PREDONINE))) == YG_EREFUSED && said(c, "not-patient-facts"));
	CHECK_INT(c->nsources, 2);
	CHECK(!c->sources[0].usable && !c->sources[1].usable && c->sources[0].why_not && c->sources[1].why_not);
	CHECK_INT(yg_receive(c, FORMAT_NONE, STR(RX(PREDONINE))), YG_OK);
	CHECK_INT(yg_check(c, &on), YG_OK);
	CHECK_INT(c->coverage.verdict, VERDICT_INCOMPLETE);
	CHECK(reason(c, 0, "no-history") && reason(c, 0, "source-refused"));
	yg_case_free(c);
}

static const struct finding *answer(struct yg_case **c, struct str rx, struct str history, enum verdict verdict)
{
	*c = new_case();
	CHECK_INT(yg_add_history(*c, FORMAT_NONE, history, STR("調剤結果")), YG_OK);  /* before or after the prescription */
	CHECK_INT(yg_receive(*c, FORMAT_NONE, rx), YG_OK);
	CHECK_INT(yg_check(*c, &on), YG_OK);
	CHECK_INT((*c)->coverage.verdict, verdict);
	for (size_t i = 0; (*c)->coverage.verdict != verdict && i < (*c)->diags.n; i++)
		fprintf(stderr, "  %s record %u\n", (*c)->diags.d[i].kind->code, (*c)->diags.d[i].record);
	return (*c)->nfindings ? (*c)->findings : NULL;
}

static void clear(void)
{
	struct yg_case *c;
	answer(&c, STR(RX(PREDONINE)), STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN)), VERDICT_CLEAR);
	CHECK_INT(c->nfindings, 0);
	CHECK(c->coverage.nsources == 1 && c->coverage.sources[0].lines == 1 && c->coverage.sources[0].identified == 1);
	yg_case_free(c);
}

static void duplicate(void)
{
	struct yg_case *c;
	const struct finding *f = answer(&c, STR(RX(AMLODIPINE)), STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN)), VERDICT_FINDINGS);
	CHECK(f && f->kind == FIND_SAME_INGREDIENT && f->interrupts && f->overlap_days == 9 && yg_str_eqz(f->shared, "アムロジピン"));
	CHECK(f && yg_str_eqz(f->arithmetic_ja, "架空薬局　例示店 2026-05-20から21日分 → 05-20〜06-09、今回 06-01〜06-28、重なり 06-01〜06-09 (9日)"));
	yg_case_free(c);
	f = answer(&c, STR(RX(AMLODIPINE)), STR(RECORD(SAME_CLINIC, AMLODIPINE_TAKEN)), VERDICT_FINDINGS);
	CHECK(f && !f->interrupts);                  /* nine days left over at the same clinic: told, not a stop */
	yg_case_free(c);
}

static void contraindicated(void)
{
	struct yg_case *c;
	const struct finding *f = answer(&c, STR(RX(ITRIZOLE)),
		STR(RECORD(OTHER_CLINIC, "201,1,カルブロック錠８ｍｇ,1,錠,2,610470001,\n")), VERDICT_FINDINGS);
	CHECK(f && f->kind == FIND_PAIR && f->severity == SEV_CRITICAL && f->interrupts && f->rule);
	yg_case_free(c);
}

static void identity(void)
{
	struct yg_case *c;
	const struct finding *f = answer(&c, STR(RX("201,1,1,1,2,612450118,アムロジピン錠２．５ｍｇ「サワイ」,1,1,錠\n")),
		STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN)), VERDICT_FINDINGS);
	CHECK(f && c->nfindings == 1 && f->kind == FIND_IDENTITY && f->severity == SEV_CRITICAL);
	CHECK(f && yg_str_find(f->detail_ja, STR("プレドニン錠５ｍｇ")) != (size_t)-1 && yg_str_find(f->detail_ja, STR("サワイ")) != (size_t)-1);
	CHECK(reason(c, 0, "identity") && reason(c, 0, "name"));
	yg_case_free(c);
}

static void without_consent(void)
{
	struct yg_case *c = new_case();
	CHECK_INT(yg_add_history(c, FORMAT_NONE, STR(RECORD(OTHER_CLINIC, AMLODIPINE_TAKEN)), STR("調剤結果")), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_NONE, STR(RX(AMLODIPINE))), YG_OK);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = on.as_of, .consent = BASIS_NONE }), YG_OK);
	CHECK(c->nfindings == 1 && c->findings[0].masked && !c->findings[0].rule && c->coverage.verdict == VERDICT_FINDINGS);
	yg_case_free(c);
}

/* Each text of the findings and reasons that only this code names stands in both languages. */
static void messages(void)
{
	static const char *const keys[] = { "finding.identity.title", "finding.unchecked.title", "finding.expired-prescription.title",
		"finding.duplicate.title", "finding.contraindicated.title", "finding.identity.action", "finding.unchecked.action",
		"finding.expired-prescription.action", "finding.duplicate.action", "finding.contraindicated.action",
		"reason.identity", "reason.name", "reason.unit", "reason.form", "reason.generic-code", "reason.not-yet-listed", "reason.ended",
		"reason.unknown-code", "reason.dummy-code", "reason.no-code", "reason.check-digit", "reason.malformed-code", "reason.ambiguous",
		"reason.name-missing", "reason.derived-yj", "reason.material", "reason.ingredient-unknown", "reason.no-date", "reason.no-days",
		"reason.prescription-faults", "reason.unknown-record", "reason.rp-without-drug", "reason.expired-edition", "reason.no-history",
		"reason.source-refused", "reason.source-unreadable", "reason.source-cut", "reason.source-faults", "reason.source-lines-lost",
		"reason.source-empty", "reason.withheld", "reason.other-patient", "reason.history-not-identified",
		"reason.history-ingredient-unknown", "reason.history-no-days", "reason.undated", "fact.condition" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!yg_message(tables, LANG_JA, yg_str(keys[i])).n || !yg_message(tables, LANG_EN, yg_str(keys[i])).n) fprintf(stderr, "%s\n", keys[i]);
		CHECK(yg_message(tables, LANG_JA, yg_str(keys[i])).n && yg_message(tables, LANG_EN, yg_str(keys[i])).n);
	}
}

int main(void)
{
	struct arena *a = yg_arena_new(64u << 20);
	struct diags ds;
	struct tables_options o = { .master_dir = t_src("drugmaster"), .rules_dir = t_src("rules"), .no_image = true };
	yg_diags_init(&ds, a);
	if (yg_tables_open(&tables, &o, &ds) != YG_OK) {
		for (size_t i = 0; i < ds.n; i++) fprintf(stderr, "%s %.*s:%u\n", ds.d[i].kind->code, STR_ARG(ds.d[i].field), ds.d[i].record);
		return 99;
	}
	T_RUN(order_of_steps);
	T_RUN(wrong_kinds);
	T_RUN(clear);
	T_RUN(duplicate);
	T_RUN(contraindicated);
	T_RUN(identity);
	T_RUN(without_consent);
	T_RUN(messages);
	yg_tables_drop(tables);
	yg_arena_free(a);
	return T_END();
}
