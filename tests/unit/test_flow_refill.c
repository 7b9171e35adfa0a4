/* test_flow_refill.c - which use of a refill prescription this is, by what the histories show, and its window: every
 * boundary, and what must not be taken for an earlier use. With the shipped tables; invented people. */
#include "base/err.h"
#include "flow/case.h"
#include "t.h"
#include "base/ban.h"

static struct tables *tables;

#define RX(refill) "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n" \
	"51,20260601\n" refill "101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,620007836,アムロジピン錠２．５ｍｇ「サワイ」,1,1,錠\n"
#define SAME "架空内科クリニック,13,1,1399906,"
#define OTHER "医療法人架空会　例示病院,13,1,1399914,"
#define RECORD(day, clinic, days) "CJ1,\n1,例示　花子,2,19680415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ\n5," day ",\n6,1,06139992,９９－１,１２３４５,00\n" \
	"7,3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01,\n11,架空薬局　例示店,13,4,1399856,100-0000,東京都架空区例示町１丁目９番９号,03-0000-0099,\n" \
	"15,調剤　四郎,03-0000-0099,\n51," clinic "\n55,見本　次郎,内科,\n201,1,アムロジピン錠２．５ｍｇ「サワイ」,1,錠,2,620007836,\n" \
	"301,1,１日１回朝食後　服用," days ",日分,1,3,1011000400000000,\n"

struct answer { bool refill, expired; enum severity severity; struct str detail; };

static struct answer ask(const char *rx, const char *const *hist, size_t n, struct ymd as_of, struct yg_case **keep)
{
	struct yg_case *c = NULL;
	struct answer a = { .refill = false };
	CHECK_INT(yg_case_new(&c, tables), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_NONE, yg_str(rx)), YG_OK);
	for (size_t i = 0; i < n; i++) CHECK_INT(yg_add_history(c, FORMAT_NONE, yg_str(hist[i]), STR("h")), YG_OK);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = as_of }), YG_OK);
	for (size_t i = 0; i < c->nfindings; i++) {
		const struct finding *f = &c->findings[i];
		a.expired = a.expired || f->kind == FIND_EXPIRED_RX;
		if (f->kind != FIND_REFILL) continue;
		CHECK(!a.refill && f->interrupts && !f->masked && f->a == 0);
		CHECK_STR(yg_str(f->national), STR("not-applicable"));
		a.refill = true;
		a.severity = f->severity;
		a.detail = f->detail_ja;
	}
	*keep = c;
	return a;
}

/* First use on 1 June, 28 days: planned 29 June, window 22 June to 6 July. */
static void window(void)
{
	static const struct { struct ymd on; bool said; const char *word; } rows[] = {
		{ { 2026, 6, 2 }, true, "早すぎる" }, { { 2026, 6, 21 }, true, "早すぎる" }, { { 2026, 6, 22 }, false, "" }, { { 2026, 6, 29 }, false, "" },
		{ { 2026, 7, 6 }, false, "" }, { { 2026, 7, 7 }, true, "遅すぎる" }, { { 2026, 12, 1 }, true, "遅すぎる" } };
	const char *hist[] = { RECORD("20260601", SAME, "28") };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct yg_case *c;
		struct answer a = ask(RX("64,3\n"), hist, 1, rows[i].on, &c);
		if (a.refill != rows[i].said) fprintf(stderr, "row %zu\n", i);
		CHECK(a.refill == rows[i].said);
		CHECK(!a.expired);                   /* the first use's last day is past, and does not matter any more */
		if (a.refill) {
			CHECK(a.severity == SEV_WARNING);
			CHECK(yg_str_find(a.detail, yg_str(rows[i].word)) != (size_t)-1 && yg_str_find(a.detail, STR("2回目")) != (size_t)-1);
			CHECK(yg_str_find(a.detail, STR("予定日 2026-06-29、調剤できる期間 2026-06-22〜2026-07-06")) != (size_t)-1);
		}
		CHECK(!yg_ymd_cmp(c->exposures[0].taken.from, rows[i].on));          /* each use starts at its own date */
		yg_case_free(c);
	}
}

static void later_uses(void)
{
	const char *two[] = { RECORD("20260627", SAME, "28"), RECORD("20260601", SAME, "28") };
	const char *three[] = { RECORD("20260601", SAME, "28"), RECORD("20260627", SAME, "28"), RECORD("20260725", SAME, "28") };
	struct yg_case *c;
	struct answer a = ask(RX("64,3\n"), two, 2, (struct ymd){ 2026, 7, 25 }, &c);   /* planned 25 July by the later one */
	CHECK(!a.refill && !a.expired);
	yg_case_free(c);
	a = ask(RX("64,3\n"), two, 2, (struct ymd){ 2026, 7, 17 }, &c);
	CHECK(a.refill && yg_str_find(a.detail, STR("3回目")) != (size_t)-1);
	yg_case_free(c);
	a = ask(RX("64,2\n"), two, 2, (struct ymd){ 2026, 7, 25 }, &c);
	CHECK(a.refill && a.severity == SEV_CRITICAL && yg_str_find(a.detail, STR("総使用回数2回")) != (size_t)-1);
	yg_case_free(c);
	a = ask(RX("64,3\n"), three, 3, (struct ymd){ 2026, 8, 22 }, &c);
	CHECK(a.refill && a.severity == SEV_CRITICAL);
	yg_case_free(c);
}

/* Nothing that shows an earlier use: nothing said of the window; past its last day the old warning stands. */
static void no_use_seen(void)
{
	static const char *const none[] = { RECORD("20260601", OTHER, "28"), RECORD("20260601", SAME, "14"), RECORD("20260531", SAME, "28"),
					    RECORD("20260720", SAME, "28") };
	struct yg_case *c;
	struct answer a;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {            /* elsewhere; other days; before its issue; not before today */
		a = ask(RX("64,3\n"), &none[i], 1, (struct ymd){ 2026, 7, 20 }, &c);
		CHECK(!a.refill && a.expired);
		yg_case_free(c);
	}
	a = ask(RX("64,3\n"), NULL, 0, (struct ymd){ 2026, 6, 2 }, &c);
	CHECK(!a.refill && !a.expired);
	yg_case_free(c);
	a = ask(RX(""), none + 3, 1, (struct ymd){ 2026, 6, 2 }, &c);        /* no refill prescription at all */
	CHECK(!a.refill && !a.expired);
	yg_case_free(c);
	{
		const char *past[] = { RECORD("20260601", SAME, "28") };
		a = ask(RX(""), past, 1, (struct ymd){ 2026, 7, 20 }, &c);
		CHECK(!a.refill && a.expired);
		yg_case_free(c);
	}
}

static void masked_uses_say_nothing(void)
{
	const char *hist[] = { RECORD("20260601", SAME, "28") };
	struct yg_case *c = NULL;
	CHECK_INT(yg_case_new(&c, tables), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_NONE, STR(RX("64,3\n"))), YG_OK);
	CHECK_INT(yg_add_history(c, FORMAT_NONE, yg_str(hist[0]), STR("h")), YG_OK);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = { 2026, 6, 10 }, .consent = BASIS_NONE }), YG_OK);
	for (size_t i = 0; i < c->nfindings; i++) CHECK(c->findings[i].kind != FIND_REFILL);
	yg_case_free(c);
}

int main(void)
{
	struct arena *a = yg_arena_new(16u << 20);
	struct diags ds;
	struct tables_options o = { .master_dir = t_src("drugmaster"), .rules_dir = t_src("rules"), .no_image = true };
	yg_diags_init(&ds, a);
	if (yg_tables_open(&tables, &o, &ds) != YG_OK) { fprintf(stderr, "the shipped tables do not load\n"); return 99; }
	T_RUN(window);
	T_RUN(later_uses);
	T_RUN(no_use_seen);
	T_RUN(masked_uses_say_nothing);
	yg_tables_drop(tables);
	yg_arena_free(a);
	return T_END();
}
