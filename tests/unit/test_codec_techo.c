/* The medication notebook: examples, bad examples, structure, checks, writing. */
#include "codec_t.h"
#include "codec/facts.h"
#include "text/sjis.h"

static const struct codec *const C = &yg_codec_techo;

/* Notebook text in UTF-8 with LF -> bytes as a pharmacy prints them. */
static struct buf cp932(const char *utf8)
{
	struct buf crlf, out;
	struct sjis_report rep;
	yg_buf_init(&crlf, 1u << 20);
	yg_buf_init(&out, 1u << 20);
	for (; *utf8; utf8++) {
		if (*utf8 == '\n') yg_buf_char(&crlf, '\r');
		yg_buf_char(&crlf, *utf8);
	}
	yg_cp932_encode(yg_buf_view(&crlf), &out, &rep);
	yg_buf_free(&crlf);
	return out;
}
static struct ct rd(const char *utf8)
{
	struct buf b = cp932(utf8);
	struct ct t = ct_read(C, (struct str){ b.p, b.n });
	yg_buf_free(&b);                             /* the reader keeps its own decoded copy */
	t.doc.raw = STR_NONE;
	return t;
}
#define HEAD  "JAHISTC08,1\n1,架空 一郎,1,19620418,,,,,,,\n"
#define VISIT "5,20261120,1\n11,架空薬局,13,4,1399991,,,,1\n"
#define DRUG1 "201,1,ノルバスク錠５ｍｇ,1,錠,4,2171022F2025,1,,,\n"
#define USE1  "301,1,１日１回朝食後服用,28,日分,1,1,,1\n"

static void example(const char *path, bool clean, bool same)
{
	struct buf b = t_read(t_shared(path)), out, d1, d2;
	struct ct t = ct_read(C, yg_buf_view(&b)), u;
	size_t lost = 0;
	CHECK_INT(t.err, 0);
	if (t.err) { ct_show(&t); goto out; }
	if (clean) CHECK(ct_clean(&t));
	CHECK(!t.doc.history->cut);
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, &lost), 0);
	CHECK_INT(lost, 0);
	if (same) CHECK_STR(yg_buf_view(&out), yg_buf_view(&b));
	u = ct_read(C, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	if (!same) u.doc.history->version = t.doc.history->version;
	d1 = ct_dump(&t.doc);
	d2 = ct_dump(&u.doc);
	CHECK_STR(yg_buf_view(&d2), yg_buf_view(&d1));
	yg_buf_free(&d1);
	yg_buf_free(&d2);
	yg_buf_free(&out);
	ct_free(&u);
out:
	ct_free(&t);
	yg_buf_free(&b);
}

static void examples(void)
{
	example("spec/examples/jahis/tc01_pharmacy_to_patient.csv", true, true);
	example("spec/examples/jahis/tc02_patient_to_provider_otc.csv", true, true);
	example("spec/examples/jahis/tc04_legacy_jahistc07.csv", true, false);       /* JAHISTC07 in, JAHISTC08 out */
	example("spec/examples/jahis/tc05_hospital_provided_info.csv", true, true);
}

static void example_contents(void)
{
	struct buf b = t_read(t_shared("spec/examples/jahis/tc02_patient_to_provider_otc.csv"));
	struct ct t = ct_read(C, yg_buf_view(&b));
	const struct history *h = t.doc.history;
	struct facts f;
	CHECK_INT(t.err, 0);
	if (t.err) return;
	CHECK_INT(h->notc, 2);
	CHECK_INT(h->otc[0].ningredients, 3);
	CHECK_INT(h->otc[1].ningredients, 0);
	CHECK_INT(h->otc[0].item.system, CODE_JAN);
	CHECK_INT(h->otc[0].number, 1);
	CHECK_INT(h->otc[1].number, 2);
	CHECK_INT(h->nvisits, 2);
	CHECK_INT(h->ndruglines, 7);
	CHECK_INT(h->visits[0].groups[0].lines[0].number, 3);
	CHECK_INT(h->visits[1].groups[1].lines[0].number, 7);
	CHECK_INT(h->visits[0].on.y, 2026);
	CHECK_INT(h->visits[0].on.m, 11);
	CHECK_STR(h->visits[0].on_raw, STR("R081105"));
	CHECK(h->visits[0].has_clinic && !h->visits[0].has_pharmacist);
	CHECK_INT(h->visits[0].groups[0].doctor == (size_t)-1, 1);
	CHECK_INT(h->visits[1].ndoctors, 2);
	CHECK_INT(h->visits[1].groups[0].doctor, 0);
	CHECK_INT(h->visits[1].groups[1].doctor, 1);
	CHECK_INT(h->visits[1].groups[0].nlines, 2);
	CHECK_INT(h->visits[1].groups[0].lines[0].nsupplements, 1);      /* 281 belongs to the 201 just before it */
	CHECK_INT(h->visits[1].groups[0].lines[1].nsupplements, 0);
	CHECK_INT(h->visits[1].groups[1].form, FORM_EXTERNAL);
	CHECK_INT(h->visits[1].nleftovers, 1);
	CHECK_INT(h->visits[0].npatient_notes, 1);
	CHECK_INT(h->nfamily, 1);
	CHECK_INT(yg_facts_from_history(h, t.arena, &f), 0);
	CHECK_INT(f.born.y, 1951);
	CHECK_INT(f.sex, SEX_MALE);
	CHECK_INT(f.weight_kg.n, 635);
	CHECK_INT(f.nallergies, 2);
	CHECK_INT(f.nconditions, 1);
	CHECK_INT(f.gestation_weeks, -1);
	ct_free(&t);
	yg_buf_free(&b);
}

static void forms(void)
{
	static const struct { const char *code; enum form_class f; } want[] = { { "1", FORM_ORAL }, { "2", FORM_ORAL_DROPS }, { "3", FORM_PRN },
		{ "4", FORM_INJECTION }, { "5", FORM_EXTERNAL }, { "6", FORM_DECOCTION }, { "7", FORM_DECOCTION }, { "9", FORM_MATERIAL }, { "10", FORM_UNKNOWN } };
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		char text[512];
		struct ct t;
		snprintf(text, sizeof text, HEAD VISIT DRUG1 "301,1,用法,1,%s,%s,1,,1\n",
			 want[i].f == FORM_ORAL || want[i].f == FORM_DECOCTION ? "日分" : want[i].f == FORM_PRN ? "回分" : "調剤", want[i].code);
		t = rd(text);
		CHECK_INT(t.err, 0);
		CHECK_INT(t.doc.history->visits[0].groups[0].form, want[i].f);
		CHECK_STR(t.doc.history->visits[0].groups[0].form_raw, yg_str(want[i].code));
		CHECK(ct_clean(&t));
		ct_free(&t);
	}
}

static void split_sets(void)
{
	struct buf a = t_read(t_shared("spec/examples/jahis/tc03_split_part1.csv")), b = t_read(t_shared("spec/examples/jahis/tc03_split_part2.csv"));
	struct buf both, whole;
	struct ct t;
	struct str body = yg_str_sub(yg_buf_view(&b), yg_str_find(yg_buf_view(&b), STR("301,2")), b.n);
	size_t cut;
	t = ct_read(C, yg_buf_view(&a));
	CHECK_INT(t.err, YG_EMISSING);
	CHECK(ct_has(&t, "techo-split-missing"));
	CHECK_STR(ct_arg(&t, "techo-split-missing"), STR("2"));
	ct_free(&t);
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, YG_EMISSING);
	CHECK_STR(ct_arg(&t, "techo-split-missing"), STR("1"));
	ct_free(&t);
	/* both parts behind each other, with their headers and 911 */
	yg_buf_init(&both, 1 << 16);
	yg_buf_str(&both, yg_buf_view(&a));
	yg_buf_str(&both, yg_buf_view(&b));
	t = ct_read(C, yg_buf_view(&both));
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	CHECK_INT(t.doc.history ? (int)t.doc.history->ndruglines : -1, 3);
	ct_free(&t);
	/* joined as the scanner side does it: no 911, one header */
	cut = yg_str_find(yg_buf_view(&a), STR("911,"));
	yg_buf_init(&whole, 1 << 16);
	yg_buf_add(&whole, a.p, cut);
	yg_buf_str(&whole, yg_str_sub(body, 0, yg_str_find(body, STR("911,"))));
	t = ct_read(C, yg_buf_view(&whole));
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	if (!t.err) {
		struct buf out;
		CHECK_INT(t.doc.history->visits[0].ngroups, 3);
		CHECK_INT(t.doc.history->visits[0].groups[1].form, FORM_PRN);
		CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), 0);
		CHECK_STR(yg_buf_view(&out), yg_buf_view(&whole));
		yg_buf_free(&out);
	}
	ct_free(&t);
	/* wrong order */
	both.n = 0;
	yg_buf_str(&both, yg_buf_view(&b));
	yg_buf_str(&both, yg_buf_view(&a));
	t = ct_read(C, yg_buf_view(&both));
	CHECK_INT(t.err, YG_EMISSING);
	CHECK(ct_has(&t, "techo-split"));
	ct_free(&t);
	yg_buf_free(&a); yg_buf_free(&b); yg_buf_free(&both); yg_buf_free(&whole);
	t = rd(HEAD VISIT DRUG1 USE1 "911,20261119103000,1,1\n");
	CHECK_INT(t.err, 0);
	ct_free(&t);
	t = rd(HEAD VISIT DRUG1 USE1 "911,20261119103000,0,1\n");
	CHECK_INT(t.err, YG_EMISSING);
	CHECK(ct_has(&t, "techo-split"));
	ct_free(&t);
	t = rd(HEAD VISIT DRUG1 USE1 HEAD VISIT DRUG1 USE1);
	CHECK_INT(t.err, YG_EREFUSED);
	CHECK(ct_has(&t, "techo-second-header"));
	ct_free(&t);
}

static void bad_examples(void)
{
	struct buf b = t_read(t_shared("spec/examples/jahis/bad/bad11_tc_split_wrong_total.csv"));
	struct ct t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, YG_EMISSING);
	CHECK_STR(ct_arg(&t, "techo-split-missing"), STR("1, 3"));
	ct_free(&t);
	yg_buf_free(&b);
	b = t_read(t_shared("spec/examples/jahis/bad/bad12_tc_301_without_201.csv"));
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, 0);
	CHECK_INT(ct_count(&t, "hist-rp-no-drug"), 1);
	CHECK_INT(t.diags.worst, DIAG_ERROR);
	CHECK(t.doc.history && t.doc.history->cut);
	ct_free(&t);
	yg_buf_free(&b);
	b = t_read(t_shared("spec/examples/jahis/bad/bad13_tc_411_extra_fields.csv"));
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, 0);
	CHECK_INT(t.diags.worst, DIAG_NOTE);
	CHECK(ct_has(&t, "hist-creator-last"));
	CHECK_STR(t.doc.history->visits[0].provided[0].author, STR("1"));
	CHECK_STR(t.doc.history->visits[0].provided[0].kind, STR("31"));
	ct_free(&t);
	yg_buf_free(&b);
}

/* One fault each: the code it must raise, and whether the history then counts as cut. */
static void faults(void)
{
	static const struct { const char *text, *code; bool cut; } cases[] = {
		{ HEAD VISIT DRUG1, "hist-rp-no-usage", true },
		{ "JAHISTC08,2\n1,架空 一郎,1,19620418\n" VISIT DRUG1, "hist-rp-no-usage-patient", false },
		{ "JAHISTC08,2\n1,架空 一郎,1,19620418\n" VISIT USE1, "hist-rp-no-drug-patient", true },
		{ HEAD DRUG1 VISIT DRUG1 USE1, "hist-orphan-drug", true },
		{ HEAD "401,注意,1\n" VISIT DRUG1 USE1, "hist-orphan", false },
		{ HEAD VISIT "281,1,補足,1\n" DRUG1 USE1, "hist-orphan", false },
		{ HEAD VISIT DRUG1 USE1 "311,2,補足,1\n", "hist-orphan", false },
		{ HEAD "31,1,イブプロフェン,1,,1\n" VISIT DRUG1 USE1, "hist-orphan", false },
		{ HEAD HEAD VISIT DRUG1 USE1, "techo-second-header", true },
		{ HEAD "1,架空 二郎,1,19620418,,,,,,,\n" VISIT DRUG1 USE1, "hist-repeated-record", false },
		{ HEAD VISIT "11,別の薬局,13,4,1399992,,,,1\n" DRUG1 USE1, "hist-repeated-record", false },
		{ HEAD VISIT DRUG1 USE1 USE1, "hist-repeated-record", false },
		{ HEAD VISIT "201,0,ノルバスク錠５ｍｇ,1,錠,4,2171022F2025,1\n", "hist-rp-number", true },
		{ HEAD VISIT "201,x,ノルバスク錠５ｍｇ,1,錠,4,2171022F2025,1\n", "hist-rp-number", true },
		{ HEAD VISIT DRUG1 USE1 DRUG1 USE1, "hist-rp-restart", false },
		{ HEAD VISIT DRUG1 "201,2,メトグルコ錠２５０ｍｇ,4,錠,4,3962002F2027,1\n281,1,補足,1\n" USE1 "301,2,用法,1,日分,1,1,,1\n", "hist-order", false },
		{ HEAD VISIT DRUG1 "301,1,,28,日分,1,1,,1\n", NULL, false },                  /* no 51: an institution may leave it out */
		{ HEAD VISIT "51,架空診療所,13,1,1311111,1\n" DRUG1 "301,1,,28,日分,1,1,,1\n", "hist-missing-item", false },
		{ HEAD VISIT "51,架空診療所,13,1,1311111,1\n" DRUG1 "301,1,,1,調剤,9,1,,1\n", NULL, false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,,錠,4,2171022F2025,1\n" USE1, "hist-missing-item", false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,１,錠,4,2171022F2025,1\n" USE1, "hist-number", false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,1,錠,4,,1\n" USE1, "hist-code-missing", false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,1,錠,5,2171022F2025,1\n" USE1, "hist-code-value", false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,1,錠,1,2171022F2025,1\n" USE1, "hist-code-type-none", false },
		{ HEAD VISIT DRUG1 "301,1,用法,28,回分,1,1,,1\n", "hist-form-unit", false },
		{ HEAD VISIT DRUG1 "301,1,用法,28,日分,8,1,,1\n", "hist-code-value", false },
		{ HEAD "5,20261131,1\n11,架空薬局,13,4,1399991,,,,1\n" DRUG1 USE1, "hist-visit-date", false },
		{ HEAD "3,かぜ薬,20261301,,1\n" VISIT DRUG1 USE1, "hist-date", false },
		{ HEAD "5,20261120,1\n" DRUG1 USE1, "hist-missing-record", false },
		{ HEAD VISIT DRUG1 USE1 "5,20261121,1\n11,架空薬局,13,4,1399991,,,,1\n", "hist-visit-empty", true },
		{ "JAHISTC08,1\n" VISIT DRUG1 USE1, "hist-missing-record", false },
		{ HEAD VISIT DRUG1 USE1 "555,新しい,レコード\n", "hist-unknown-record", false },
		{ HEAD VISIT DRUG1 USE1 "6,1,06139992,,,\n", "hist-unknown-record", false },  /* CJ1 only */
		{ HEAD VISIT DRUG1 USE1 "501,備考,1,余分\n", "hist-surplus-item", false },
		{ HEAD VISIT "201,1,ノルバスク錠５ｍｇ,1,とても長い単位の名称,4,2171022F2025,1\n" USE1, "hist-too-long", false },
		{ "JAHISTC09,1\n1,架空 一郎,1,19620418\n" VISIT DRUG1 USE1, "techo-version", false },
		{ "JAHISTC08,3\n1,架空 一郎,1,19620418\n" VISIT DRUG1 USE1, "techo-direction", false },
		{ HEAD, "techo-empty", true },
		{ HEAD VISIT DRUG1 "301,1,用法,28,日分,1,1,,1", "techo-cut", true },
		{ HEAD VISIT DRUG1 "301,1,用法,28,日分,1,1,,1\x1a", NULL, false },
		{ HEAD VISIT DRUG1 USE1 "\x1a" HEAD, "techo-after-end", true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = rd(cases[i].text);
		bool ok = cases[i].code ? ct_has(&t, cases[i].code) : yg_diags_count(&t.diags, 0, DIAG_WARNING) == 0;
		CHECK(ok);
		if (!ok) { fprintf(stderr, "case %zu: wanted %s\n", i, cases[i].code ? cases[i].code : "nothing"); ct_show(&t); }
		if (t.err == 0) {
			CHECK(t.doc.history->cut == cases[i].cut);
			if (t.doc.history->cut != cases[i].cut) fprintf(stderr, "case %zu (%s): cut is %d\n", i, cases[i].code, t.doc.history->cut);
		}
		ct_free(&t);
	}
}

static void no_personal_data_in_diagnostics(void)
{
	struct ct t = rd("JAHISTC08,1\n1,架空 一郎,3,架空生年,,,03-1111-2222-3333-4444,,,,\n架空 一郎,住所\n" VISIT DRUG1 USE1);
	CHECK_INT(t.err, 0);
	CHECK(t.diags.n >= 4);
	for (size_t i = 0; i < t.diags.n; i++)
		for (int k = 0; k < 2; k++) {
			CHECK(yg_str_find(t.diags.d[i].arg[k], STR("架空")) == (size_t)-1);
			CHECK(yg_str_find(t.diags.d[i].arg[k], STR("1111")) == (size_t)-1);
		}
	ct_free(&t);
}

static void headers(void)
{
	static const char *const bad[] = { "", "JAHIS10\n1,1,1399906,13,x\n", "JAHISTC8,1\n", "JAHISTCxx,1\n", "301,2,痛むとき服用,10,回分,3,1,,1\n", "JAHISTC081\n", "{}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct ct t = rd(bad[i]);
		CHECK_INT(t.err, YG_ESYNTAX);
		CHECK(ct_has(&t, "techo-no-header"));
		CHECK(!t.doc.history);
		ct_free(&t);
	}
	for (int v = 1; v <= 8; v++) {
		char text[256];
		struct ct t;
		snprintf(text, sizeof text, "JAHISTC%02d,1\n1,架空 一郎,1,19620418\n" VISIT DRUG1 USE1, v);
		t = rd(text);
		CHECK_INT(t.err, 0);
		CHECK(ct_clean(&t));
		ct_free(&t);
	}
}

static void characters(void)
{
	static const char text[] = "JAHISTC08,1\r\n1,架空 髙﨑,1,19620418\r\n5,20261120,1\r\n11,架空薬局①号店,13,4,1399991,,,,1\r\n201,1,ﾉﾙﾊﾞｽｸ錠5mg,1,錠,4,2171022F2025,1\r\n301,1,用法～,1,日分,1,1,,1\r\n";
	struct buf b = cp932("JAHISTC08,1\n1,架空 髙﨑,1,19620418\n5,20261120,1\n11,架空薬局①号店,13,4,1399991,,,,1\n201,1,ﾉﾙﾊﾞｽｸ錠5mg,1,錠,4,2171022F2025,1\n301,1,用法～,1,日分,1,1,,1\n"), bad;
	struct ct t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	CHECK_STR(t.doc.history->patient.name, STR("架空 髙﨑"));
	CHECK_STR(t.doc.history->visits[0].pharmacy.name, STR("架空薬局①号店"));
	CHECK_STR(t.doc.history->visits[0].groups[0].lines[0].item.name, STR("ﾉﾙﾊﾞｽｸ錠5mg"));
	ct_free(&t);
	yg_buf_free(&b);
	t = ct_read(C, STR(text));                           /* UTF-8 without being told */
	CHECK_INT(t.err, 0);
	CHECK(ct_has(&t, "techo-utf8"));
	CHECK_STR(t.doc.history->patient.name, STR("架空 髙﨑"));
	ct_free(&t);
	t = ct_read_as(C, STR(text), true);
	CHECK_INT(t.err, 0);
	CHECK(!ct_has(&t, "techo-utf8"));
	ct_free(&t);
	b = cp932(HEAD VISIT DRUG1 USE1);
	t = ct_read_as(C, yg_buf_view(&b), true);            /* told UTF-8, is not */
	CHECK_INT(t.err, YG_EENCODING);
	CHECK(ct_has(&t, "techo-encoding-utf8"));
	ct_free(&t);
	yg_buf_init(&bad, 4096);
	yg_buf_str(&bad, yg_buf_view(&b));
	bad.p[yg_str_find(yg_buf_view(&bad), STR("201,1,")) + 6] = (char)0xff;
	t = ct_read(C, yg_buf_view(&bad));
	CHECK(ct_has(&t, "techo-encoding"));
	ct_free(&t);
	memcpy(bad.p + yg_str_find(yg_buf_view(&bad), STR("201,1,")) + 6, "\xf0\x40", 2);
	t = ct_read(C, yg_buf_view(&bad));
	CHECK(ct_has(&t, "techo-gaiji"));
	ct_free(&t);
	yg_buf_free(&bad);
	yg_buf_free(&b);
}

static void writing_limits(void)
{
	struct ct t = rd(HEAD VISIT DRUG1 USE1);
	struct history *h = t.doc.history;
	struct buf out;
	size_t lost;
	h->visits[0].groups[0].lines[0].item.name = STR("かな,カンマ 𠮷");
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, &lost), YG_EREFUSED);      /* 𠮷 has no Shift_JIS code */
	CHECK_INT(out.n, 0);
	CHECK_INT(lost, 1);
	CHECK(ct_has(&t, "techo-unmappable"));
	yg_buf_free(&out);
	CHECK_INT(ct_write(&t, C, &t.doc, true, &out, &lost), 0);
	CHECK(yg_str_find(yg_buf_view(&out), STR("\x81\x43")) != (size_t)-1);     /* full-width comma */
	CHECK(yg_str_find(yg_buf_view(&out), STR("\x81\xa1")) != (size_t)-1);     /* ■ */
	yg_buf_free(&out);
	h->visits[0].groups[0].lines[0].item.name = STR("ノルバスク錠５ｍｇ");
	h->visits[0].groups[0].lines[0].item.unit = STR("とても長い単位の名称");
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), YG_EREFUSED);
	CHECK(ct_has(&t, "hist-write-too-long"));
	yg_buf_free(&out);
	h->visits[0].groups[0].lines[0].item.unit = STR("錠");
	h->visits[0].masked = true;
	CHECK_INT(ct_write(&t, C, &t.doc, true, &out, &lost), 0);
	CHECK_INT(lost, 1);
	CHECK(yg_str_find(yg_buf_view(&out), STR("2171022F2025")) == (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&out), STR("20261120")) == (size_t)-1);
	yg_buf_free(&out);
	h->visits[0].masked = false;
	h->patient.name = STR_NONE;
	CHECK_INT(ct_write(&t, C, &t.doc, true, &out, NULL), YG_EMISSING);
	yg_buf_free(&out);
	ct_free(&t);
}

static void unknown_records_come_back(void)
{
	struct ct t = rd(HEAD "777,先,頭\n" VISIT DRUG1 USE1 "555,新しい,レコード\n5,20261019,1\n11,架空薬局,13,4,1399991,,,,1\n" DRUG1 USE1), u;
	struct buf out;
	struct ct w;
	CHECK_INT(t.err, 0);
	CHECK_INT(t.doc.history->nunknown, 2);
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), 0);
	u = ct_read(C, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	CHECK_INT(u.doc.history->nunknown, 2);
	CHECK_INT(u.doc.history->unknown[1].at.record, t.doc.history->unknown[1].at.record);
	CHECK_STR(u.doc.history->unknown[1].text, STR("555,新しい,レコード"));
	yg_buf_free(&out);
	ct_free(&u);
	ct_free(&t);
	w = rd(HEAD VISIT "281,1,補足,1\n" DRUG1 USE1);          /* kept aside: would mean something else when written */
	CHECK_INT(ct_write(&w, C, &w.doc, false, &out, NULL), YG_EREFUSED);
	yg_buf_free(&out);
	ct_free(&w);
}

static void from_prescription(void)
{
	struct dec one = { 1, 0 }, two = { 2, 0 };
	struct rx_line oral = { .item = { .system = CODE_GENERIC, .code = STR("2171022F2ZZZ"), .name = STR("【般】アムロジピン錠５ｍｇ"), .unit = STR("錠"), .amount = { 1, 0 } },
		.factor = DEC_NONE, .uneven = { one, two, DEC_NONE, DEC_NONE, DEC_NONE }, .has_uneven = true };
	struct rx_line tape = { .item = { .system = CODE_YJ, .code = STR("2649729S2169"), .name = STR("モーラステープ２０ｍｇ"), .unit = STR("枚"), .amount = { 7, 0 } }, .factor = DEC_NONE };
	struct rx_group g[2] = {
		{ .number = 1, .form = FORM_ORAL, .quantity = 28, .usage = STR("１日１回朝食後"), .lines = &oral, .nlines = 1 },
		{ .number = 2, .form = FORM_EXTERNAL, .quantity = 2, .usage = STR("１日１回貼付"), .lines = &tape, .nlines = 1 } };
	struct rx rx = { .patient = { .name = STR("例示 花子") }, .sex = SEX_FEMALE, .born = { 1968, 4, 15 }, .issued = { 2026, 6, 1 },
		.institution = { .kind = STR("1"), .code = STR("1399906"), .prefecture = STR("13"), .name = STR("架空内科クリニック") },
		.doctor = { .name = STR("架空 一郎") }, .department = { .name = STR("内科") }, .groups = g, .ngroups = 2 };
	struct document doc = { .format = FORMAT_EPS_CSV, .rx = &rx };
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) }, u;
	struct buf out;
	size_t lost;
	yg_diags_init(&t.diags, t.arena);
	CHECK_INT(ct_write(&t, C, &doc, false, &out, &lost), YG_EREFUSED);
	CHECK_INT(lost, 2);                                      /* day of dispensing, pharmacy */
	yg_buf_free(&out);
	CHECK_INT(ct_write(&t, C, &doc, true, &out, NULL), 0);
	u = ct_read(C, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	if (!u.err) {
		const struct visit *v = &u.doc.history->visits[0];
		CHECK_INT(v->on.d, 1);
		CHECK_STR(v->clinic.name, STR("架空内科クリニック"));
		CHECK_INT(v->groups[0].form, FORM_ORAL);
		CHECK_STR(v->groups[0].quantity_unit, STR("日分"));
		CHECK_STR(v->groups[0].lines[0].generic_code, STR("2171022F2ZZZ"));
		CHECK_INT(v->groups[0].lines[0].item.system, CODE_NONE);
		CHECK_STR(v->groups[0].lines[0].supplements[0].text, STR("不均等：1・2"));
		CHECK_INT(v->groups[1].form, FORM_EXTERNAL);
		CHECK_INT(v->groups[1].quantity.n, 1);
		CHECK_INT(v->groups[1].lines[0].item.amount.n, 14);
		CHECK(ct_has(&u, "hist-missing-record"));        /* the pharmacy is not invented */
	}
	yg_buf_free(&out);
	rx.issued = YMD_NONE;
	CHECK_INT(ct_write(&t, C, &doc, true, &out, NULL), YG_EMISSING);
	yg_buf_free(&out);
	ct_free(&u);
	ct_free(&t);
}

static void no_memory(void)
{
	struct buf b = cp932(HEAD VISIT DRUG1 USE1);
	for (size_t limit = 0; limit < 20000; limit += 97) {     /* the arena refuses at every step in turn */
		struct ct t = { .arena = yg_arena_new(limit) };
		struct read_ctx rc = { t.arena, &t.diags, 0, false };
		yg_diags_init(&t.diags, t.arena);
		t.err = C->read(&rc, yg_buf_view(&b), &t.doc);
		CHECK(t.err == 0 ? t.doc.history != NULL : t.err < 0);
		ct_free(&t);
	}
	yg_buf_free(&b);
}

int main(void)
{
	T_RUN(forms);
	T_RUN(faults);
	T_RUN(no_personal_data_in_diagnostics);
	T_RUN(headers);
	T_RUN(characters);
	T_RUN(writing_limits);
	T_RUN(unknown_records_come_back);
	T_RUN(from_prescription);
	T_RUN(no_memory);
	if (t_failed) return T_END();
	T_RUN(examples);
	T_RUN(example_contents);
	T_RUN(split_sets);
	T_RUN(bad_examples);
	return T_END();
}
