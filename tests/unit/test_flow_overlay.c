/* test_flow_overlay.c - a site's overlay: every mistake with its line and code, what a site may not do, the days on which a
 * row is in force, and that the answer still knows what was switched off. */
#include "base/err.h"
#include "fake_tables.h"
#include "flow/case.h"
#include "flow/overlay.h"
#include "base/ban.h"

#define HEAD "rule,enabled,severity,note,name,date\n"
#define WHO ",重なりは照会済みの運用,薬師 花子,2026-11-01\n"

static struct arena *room;
static struct diags ds;
static struct overlay o;

static int read_text(const char *text)
{
	yg_diags_init(&ds, room);
	o = (struct overlay){ .n = 0 };
	return yg_overlay_read(&fake, yg_str(text), STR("site.csv"), room, &ds, &o);
}

static bool only_fault(const char *text, const char *code, unsigned line)
{
	int err = read_text(text);
	if (err != YG_ETABLE || ds.n != 1 || strcmp(ds.d[0].kind->code, code) != 0 || ds.d[0].record != line) {
		fprintf(stderr, "%s", text);
		for (size_t i = 0; i < ds.n; i++) fprintf(stderr, "  %s at %u\n", ds.d[i].kind->code, ds.d[i].record);
		return false;
	}
	return yg_str_eqz(ds.d[0].field, "site.csv");
}

/* P-BC (critical, sourced in this test), SI-systemic (warning), P-off (off in the edition) */
static void good_rows(void)
{
	CHECK_INT(read_text(HEAD "SI-systemic,0," WHO "P-BC,1,warning" WHO "群1,1,info" WHO), YG_OK);
	CHECK(o.n == 3 && ds.n == 0 && strlen(o.checksum) == 64 && yg_str_eqz(o.file, "site.csv"));
	CHECK(o.n == 3 && o.row[0].off && !o.row[0].severity && !o.row[1].off && o.row[1].severity == SEV_WARNING && o.row[2].line == 4);
	CHECK(o.n == 3 && yg_str_eqz(o.row[0].name, "薬師 花子") && yg_str_eqz(o.row[0].note, "重なりは照会済みの運用") && o.row[0].date.y == 2026);
	CHECK_INT(read_text("rule,enabled,severity,note,name,date,valid_to\nSI-systemic,0,,a,b,2026-11-01,2026-11-30\n"), YG_OK);
	CHECK(o.n == 1 && o.row[0].valid_to.d == 30);
	CHECK_INT(read_text("confirm,date,name,note,severity,enabled,rule\nyes,2026-11-01,甲,乙,,0,P-BC\n"), YG_OK);
	CHECK_INT(o.n, 1);
	CHECK_INT(read_text("valid_to,date,name,note,severity,enabled,rule\n2026-11-30,2026-11-01,甲,乙,,0,SI-systemic\n"), YG_OK);
	CHECK(o.n == 1 && o.row[0].valid_to.m == 11);
	CHECK_INT(read_text(HEAD), YG_OK);
	CHECK_INT(o.n, 0);
}

static void every_mistake(void)
{
	CHECK(only_fault(HEAD "P-XX,0," WHO, "overlay-rule", 2));
	CHECK(only_fault(HEAD ",0," WHO, "overlay-rule", 2));
	CHECK(only_fault(HEAD "SI-systemic,0," WHO "SI-systemic,1,info" WHO, "overlay-twice", 3));
	CHECK(only_fault(HEAD "SI-systemic,0,,,b,2026-11-01\n", "overlay-empty", 2));
	CHECK(only_fault(HEAD "SI-systemic,0,, ,b,2026-11-01\n", "overlay-empty", 2));
	CHECK(only_fault(HEAD "SI-systemic,0,,a,,2026-11-01\n", "overlay-empty", 2));
	CHECK(only_fault(HEAD "SI-systemic,0,,a,b,\n", "overlay-empty", 2));
	CHECK(only_fault(HEAD "SI-systemic,0,,a,b,1 Nov\n", "table-date", 2));
	CHECK_INT(read_text(HEAD "SI-systemic,no," WHO), YG_ETABLE);
	CHECK(ds.n == 2 && !strcmp(ds.d[0].kind->code, "overlay-value") && !strcmp(ds.d[1].kind->code, "overlay-nothing"));
	CHECK(only_fault(HEAD "SI-systemic,0,silent" WHO, "overlay-value", 2));
	CHECK(only_fault("rule,enabled,severity,note,name,date,confirm\nSI-systemic,0,,a,b,2026-11-01,maybe\n", "overlay-value", 2));
	CHECK(only_fault("rule,enabled,severity,note,name,date,valid_to\nSI-systemic,0,,a,b,2026-11-02,2026-11-01\n", "overlay-dates", 2));
	CHECK(only_fault(HEAD "SI-systemic,0,,a,b\n", "table-row-width", 2));
	CHECK(only_fault("rule,enabled,severity,note,name\n", "table-column-missing", 1));
	CHECK(only_fault("rule,enabled,severity,note,name,date,reason\n", "table-column-unknown", 1));
	CHECK_INT(read_text(""), YG_ETABLE);
	CHECK_INT(read_text(HEAD "\"SI-systemic,0\n"), YG_ETABLE);
	CHECK_INT(read_text(HEAD "\xff\xfe,0," WHO), YG_ETABLE);
	CHECK_INT(read_text(HEAD "P-XX,0," WHO "P-YY,2,silent,,,\n"), YG_ETABLE);         /* all at once */
	CHECK(ds.n >= 6);
}

/* Sensitivity is not bought back with silence: a critical rule with a source needs two slips to disappear. */
static void what_a_site_may_not(void)
{
	CHECK(only_fault(HEAD "P-BC,0," WHO, "overlay-critical", 2));
	CHECK(only_fault("rule,enabled,severity,note,name,date,confirm\nP-BC,0,,a,b,2026-11-01,no\n", "overlay-critical", 2));
	CHECK(only_fault("rule,enabled,severity,note,name,date,confirm\nP-BC,0,,,b,2026-11-01,yes\n", "overlay-empty", 2));
	CHECK(only_fault(HEAD "P-BC,1,info" WHO, "overlay-lower", 2));
	CHECK(only_fault("rule,enabled,severity,note,name,date,confirm\nP-BC,1,info,a,b,2026-11-01,yes\n", "overlay-lower", 2));
	CHECK(only_fault(HEAD "P-off,1," WHO, "overlay-not-on", 2));
	CHECK(only_fault(HEAD "P-off,1,warning" WHO, "overlay-not-on", 2));
	CHECK_INT(read_text(HEAD "P-CE,0," WHO), YG_OK);             /* critical, but inferred: the note is enough */
	CHECK_INT(read_text(HEAD "P-off,0," WHO), YG_OK);
	CHECK(ds.n == 1 && !strcmp(ds.d[0].kind->code, "overlay-nothing"));
	CHECK_INT(read_text(HEAD "SI-systemic,1,warning" WHO), YG_OK);
	CHECK(ds.n == 1 && !strcmp(ds.d[0].kind->code, "overlay-nothing"));
}

static size_t in_force(const char *row, struct ymd day)
{
	struct site_rule *s = NULL;
	size_t n = 99;
	CHECK_INT(read_text(yg_arena_printf(room, "rule,enabled,severity,note,name,date,valid_to\n%s\n", row).p), YG_OK);
	CHECK_INT(yg_overlay_rules(&o, day, room, &s, &n), YG_OK);
	CHECK(n > 1 || o.row[0].in_force == (n == 1));
	return n;
}

static void days(void)
{
	const char *row = "SI-systemic,0,,a,b,2026-11-02,2026-11-04";
	for (unsigned day = 1; day <= 5; day++) CHECK_INT(in_force(row, (struct ymd){ 2026, 11, (uint8_t)day }), day >= 2 && day <= 4);
	CHECK_INT(in_force("SI-systemic,0,,a,b,2026-11-02,", (struct ymd){ 2126, 11, 1 }), 1);
}

#define RX "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n51,20261101\n" \
	"101,1,1,,14\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,620000000,試験薬Ａ錠,1,1,錠\n201,1,2,1,2,620000001,別名Ａ錠,1,1,錠\n"

static void in_a_case(void)
{
	struct yg_case *c = NULL;
	CHECK_INT(yg_case_new(&c, &fake), YG_OK);
	CHECK_INT(yg_receive(c, FORMAT_EPS_CSV, STR(RX)), YG_OK);
	CHECK_INT(yg_add_overlay(c, STR(HEAD "P-XX,0," WHO), STR("bad.csv")), YG_ETABLE);
	CHECK(!c->overlay && c->diags.n && !strcmp(c->diags.d[c->diags.n - 1].kind->code, "overlay-rule") && c->diags.d[c->diags.n - 1].input == 1 &&
	      c->diags.d[c->diags.n - 1].record == 2);
	CHECK_INT(yg_add_overlay(c, STR(HEAD "SI-systemic,0," WHO), STR("site.csv")), YG_OK);
	CHECK_INT(yg_add_overlay(c, STR(HEAD "SI-systemic,0," WHO), STR("again.csv")), YG_ESTATE);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = { 2026, 11, 1 } }), YG_OK);
	CHECK(c->nfindings == 0 && c->nhidden == 1 && c->hidden[0].kind == FIND_SAME_INGREDIENT && c->hidden[0].id[0]);
	CHECK_INT(yg_add_overlay(c, STR(HEAD), STR("late.csv")), YG_ESTATE);
	yg_case_free(c);
	CHECK_INT(yg_case_new(&c, &fake), YG_OK);            /* before the day it was decided */
	CHECK_INT(yg_receive(c, FORMAT_EPS_CSV, STR(RX)), YG_OK);
	CHECK_INT(yg_add_overlay(c, STR(HEAD "SI-systemic,0,,a,b,2026-11-02\n"), STR("site.csv")), YG_OK);
	CHECK_INT(yg_check(c, &(struct check_options){ .as_of = { 2026, 11, 1 } }), YG_OK);
	CHECK(c->nfindings == 1 && c->nhidden == 0);
	yg_case_free(c);
}

int main(void)
{
	room = yg_arena_new(64u << 20);
	fake_reset();
	for (size_t i = 0; i < fake.nrules; i++) fake.rules[i].mark = 'I';
	for (size_t i = 0; i < fake.nrules; i++)
		if (yg_str_eqz(yg_tables_text(&fake, fake.rules[i].id), "P-BC")) fake.rules[i].mark = 'S';
	T_RUN(good_rows);
	T_RUN(every_mistake);
	T_RUN(what_a_site_may_not);
	T_RUN(days);
	T_RUN(in_a_case);
	yg_arena_free(room);
	return T_END();
}
