/* test_codec_eps_csv.c - SJ1: its bytes, what differs from the paper format, and the way between the two. */
#include "rx_kit.h"

static const char base[] =
	"SJ1\n"
	"1,1,1399906,13,架空内科クリニック\n"
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n"
	"11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n"
	"12,2\n"
	"13,19680415\n"
	"21,1\n"
	"22,06139992\n"
	"23,９９－１,１２３４５,1,00\n"
	"24,030,070\n"
	"51,20260601\n"
	"101,1,1,,28\n"
	"111,1,3,1011000400000000,１日１回朝食後　服用,1\n"
	"201,1,1,1,7,2171022F1ZZZ,【般】アムロジピン錠２．５ｍｇ,1,1,錠\n"
	"281,1,1,1,1,一包化,\n"
	"201,1,2,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠\n"
	"101,2,2,,10\n"
	"111,2,3,0X0XXXXXXXXX0000,頭痛時　服用,\n"
	"201,2,1,1,4,1149019F1560,ロキソニン錠６０ｍｇ,1,1,錠\n"
	"301,1,プレドニン錠５ｍｇ,増量\n"
	"302,1,体重　５２ｋｇ\n";

/* without the last line feed: the form the service writes */
static struct str chop(struct str s) { return yg_str_sub(s, 0, s.n - 1); }

static void reads_and_comes_back(void)
{
	struct document doc, again;
	struct buf out;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, yg_str(base), false, &doc), YG_OK);
	CHECK_INT(k_diags.n, 0);
	if (k_diags.n) k_show("base");
	CHECK_INT(doc.format, FORMAT_EPS_CSV);
	CHECK_STR(doc.rx->version, STR("SJ1"));
	CHECK_STR(doc.rx->groups[1].usage_code, STR("0X0XXXXXXXXX0000"));
	CHECK_INT(doc.rx->nnotes, 1);
	CHECK_STR(doc.rx->notes[0].drug, STR("プレドニン錠５ｍｇ"));
	CHECK_INT(doc.rx->nlabs, 1);
	CHECK_STR(doc.rx->labs[0].text, STR("体重　５２ｋｇ"));
	CHECK_INT(k_write_as(FORMAT_EPS_CSV, &doc, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), chop(yg_str(base)));
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&out), false, &again), YG_OK);
	CHECK(!k_diff(doc.rx, again.rx));
	yg_buf_free(&out);
}

static void bytes_are_strict(void)
{
	static const struct { const char *head, *tail, *code; int err; unsigned line; } t[] = {
		{ "\xef\xbb\xbf", "", "sj1-bom", YG_EENCODING, 1 },
		{ "", "\x1a", "sj1-eof", YG_ESYNTAX, 22 },
		{ "", "302,2,\xe4\xbd", "sj1-encoding", YG_EENCODING, 0 },
		{ "", "302,2,x\r\n", "sj1-newline", YG_ESYNTAX, 22 },
		{ "x", "", "sj1-no-header", YG_ESYNTAX, 1 },
	};
	struct document doc;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		k_reset();
		CHECK_INT(k_read_as(FORMAT_EPS_CSV, yg_arena_printf(k_arena, "%s%s%s", t[i].head, base, t[i].tail), false, &doc), t[i].err);
		CHECK_INT(k_count(t[i].code, DIAG_ERROR, t[i].line), 1);
		CHECK_INT(k_errors(), 1);
		CHECK(!doc.rx);
		if (k_errors() != 1) k_show(t[i].code);
	}
	k_reset();                                   /* CR LF throughout: one answer, not one a line */
	CHECK_INT(k_read_as(FORMAT_NONE, k_crlf(yg_str(base)), false, &doc), YG_ESYNTAX);
	CHECK_INT(k_count("sj1-newline", DIAG_ERROR, 1), 1);
	CHECK_INT(k_errors(), 1);
	k_reset();                                   /* CP932: not UTF-8 */
	CHECK_INT(k_read_as(FORMAT_NONE, k_cp932(yg_str(base)), false, &doc), YG_EENCODING);
	k_reset();                                   /* with and without the last line feed */
	CHECK_INT(k_read_as(FORMAT_NONE, chop(yg_str(base)), false, &doc), YG_OK);
	CHECK_INT(k_diags.n, 0);
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, k_edit(base, "SJ1", "SJ1,"), false, &doc), YG_OK);
	CHECK_INT(k_count("sj1-header-form", DIAG_WARNING, 1), 1);
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, k_edit(base, "SJ1", "SJ2"), false, &doc), YG_OK);
	CHECK_INT(k_count("sj1-version-unknown", DIAG_WARNING, 1), 1);
}

static const struct { const char *head, *line, *code; enum diag_severity sev; unsigned at; } edits[] = {
	{ "1,", "", "rx-record-missing", DIAG_ERROR, 0 }, { "5,", "", "rx-record-missing", DIAG_ERROR, 0 },
	{ "11,", "", "rx-record-missing", DIAG_ERROR, 0 }, { "13,", "", "rx-record-missing", DIAG_ERROR, 0 },
	{ "51,", "", "rx-record-missing", DIAG_ERROR, 0 }, { "12,", "", "rx-record-absent", DIAG_WARNING, 0 },
	{ "22,", "", "rx-record-absent", DIAG_WARNING, 0 }, { "23,", "", "rx-record-absent", DIAG_WARNING, 0 },
	{ "111,1", "", "rx-rp-incomplete", DIAG_ERROR, 12 }, { "201,2", "", "rx-rp-incomplete", DIAG_ERROR, 17 },
	{ "281,1", "281,4,1,1,1,一包化,", "rx-rp-unknown", DIAG_ERROR, 15 },
	{ "281,1", "281,1,3,1,1,一包化,", "rx-drug-unknown", DIAG_ERROR, 15 },
	{ "281,1", "231,1,1,0,0,0,0", "rx-burden-some", DIAG_WARNING, 16 },
	{ "281,1", "221,1,1,1,1,,,,,,,,", "rx-uneven-sum", DIAG_WARNING, 15 },
	{ "281,1", "241,1,1,2,1", "rx-dose-times", DIAG_WARNING, 15 },
	{ "101,2", "101,2,6,,10", "sj1-material", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,2,4,1149019F1560,ロキソニン錠６０ｍｇ,1,1,錠", "sj1-material", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,2,12345678,ロキソニン錠６０ｍｇ,1,1,錠", "rx-code-form", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,4,1149019F15600,ロキソニン錠６０ｍｇ,1,1,錠", "rx-code-form", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,7,1149019F1560,ロキソニン錠６０ｍｇ,1,1,錠", "rx-code-form", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,2,666660000,ロキソニン錠６０ｍｇ,1,1,錠", "rx-dummy-code", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,1,,ロキソニン錠６０ｍｇ,1,1,錠", "rx-value", DIAG_WARNING, 19 },
	{ "201,2", "201,2,1,1,3,1149019F1560,ロキソニン錠６０ｍｇ,1,1,錠", "rx-value", DIAG_WARNING, 19 },
	{ "111,1", "111,1,2,1011000400000000,１日１回朝食後　服用,1", "rx-value", DIAG_WARNING, 13 },
	{ "13,", "13,3430415", "sj1-date-form", DIAG_WARNING, 6 },
	{ "13,", "13,1968", "sj1-date-form", DIAG_WARNING, 6 },
	{ "51,", "51,5080601", "sj1-date-form", DIAG_WARNING, 11 },
	{ "302,1", "302,2,体重", "rx-sequence", DIAG_WARNING, 21 },
	{ "301,1", "301,1,プレドニン,", "rx-item-missing", DIAG_WARNING, 20 },
	{ "301,1", "303,1,x", "rx-unknown-record", DIAG_WARNING, 20 },
	{ "302,1", "302,1,x\n82,1,482913", "rx-order", DIAG_WARNING, 22 },
	{ "5,", "5,,,一二三四五六七八九十一二三四五六七八九十余", "rx-too-long", DIAG_WARNING, 3 },
	{ "51,", "51,20260601\nSJ1", "rx-second-header", DIAG_ERROR, 12 },
};

static void every_edit_gets_its_diagnostic(void)
{
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct document doc;
		int err;
		k_reset();
		err = k_read_as(FORMAT_NONE, k_edit(base, edits[i].head, edits[i].line), false, &doc);
		CHECK_INT(k_count(edits[i].code, edits[i].sev, edits[i].at) >= 1, 1);
		CHECK((edits[i].sev == DIAG_ERROR) == (err < 0 && !doc.rx));
		if (!k_count(edits[i].code, edits[i].sev, edits[i].at)) k_show(edits[i].line);
	}
}

static void both_numbers_of_the_narcotic_record(void)
{
	struct document doc;
	struct buf out;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, k_edit(base, "51,", "51,20260601\n60,N-1,東京都架空区,03-0000-0001"), false, &doc), YG_OK);
	CHECK_INT(k_diags.n, 0);
	CHECK(doc.rx->narcotic.given);
	CHECK_STR(doc.rx->narcotic.license, STR("N-1"));
	CHECK_INT(k_write_as(FORMAT_EPS_CSV, &doc, false, &out, NULL), YG_OK);
	CHECK(yg_str_find(yg_buf_view(&out), STR("\n61,N-1,")) != (size_t)-1);
	yg_buf_free(&out);
}

/* All 101, all 111, all 201 ...: joined by RP number and RP内連番. */
static void sorted_by_record_number(void)
{
	static const char sorted[] =
		"SJ1\n1,1,1399906,13,架空内科クリニック\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n"
		"22,06139992\n23,９９－１,１２３４５,1,00\n24,030,070\n51,20260601\n101,1,1,,28\n101,2,2,,10\n"
		"111,1,3,1011000400000000,１日１回朝食後　服用,1\n111,2,3,0X0XXXXXXXXX0000,頭痛時　服用,\n"
		"201,1,1,1,7,2171022F1ZZZ,【般】アムロジピン錠２．５ｍｇ,1,1,錠\n201,1,2,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠\n"
		"201,2,1,1,4,1149019F1560,ロキソニン錠６０ｍｇ,1,1,錠\n281,1,1,1,1,一包化,\n301,1,プレドニン錠５ｍｇ,増量\n302,1,体重　５２ｋｇ\n";
	struct document nested, doc;
	struct buf out;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, yg_str(base), false, &nested), YG_OK);
	CHECK_INT(k_read_as(FORMAT_NONE, yg_str(sorted), false, &doc), YG_OK);
	CHECK_INT(k_diags.n, 1);
	CHECK_INT(k_count("sj1-sorted", DIAG_NOTE, 0), 1);
	CHECK(doc.rx && !k_diff(nested.rx, doc.rx));
	CHECK_INT(k_write_as(FORMAT_EPS_CSV, &doc, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), chop(yg_str(base)));   /* written nested */
	yg_buf_free(&out);
}

/* --- between the dialects --------------------------------------------------------------------- */

static const char paper[] =
	"JAHIS11\n1,,1311111,13,架空みなと診療所\n5,,,見本 学\n11,,架空 一郎,\n12,1\n13,3370418\n22,06999991\n23,,1,1,\n24,30,70\n51,5081120\n"
	"101,1,1,,7\n111,1,1,,１日３回毎食後服用,3\n201,1,1,1,4,2454004F2090,リンデロン錠０．５ｍｇ,3,1,錠\n";

static int paper_to_sj1(const char *head, const char *line, bool lossy, struct buf *out, size_t *lost)
{
	struct document doc;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_JAHIS_RX, k_crlf(k_edit(paper, head, line)), true, &doc), YG_OK);
	return k_write_as(FORMAT_EPS_CSV, &doc, lossy, out, lost);
}

static void paper_becomes_sj1(void)
{
	struct document doc;
	struct buf out;
	size_t lost;
	CHECK_INT(paper_to_sj1("JAHIS11", "JAHIS11", false, &out, &lost), YG_OK);
	CHECK_STR(yg_buf_view(&out), STR("SJ1\n1,1,1311111,13,架空みなと診療所\n5,,,見本 学\n11,,架空 一郎,\n12,1\n13,19620418\n22,06999991\n23,,1,1,\n"
		"24,030,070\n51,20261120\n101,1,1,,7\n111,1,3,0X0XXXXXXXXX0000,１日３回毎食後服用,3\n"
		"201,1,1,1,4,2454004F2090,リンデロン錠０．５ｍｇ,3,1,錠"));
	CHECK_INT(k_count("rx-write-version", DIAG_NOTE, 0), 1);
	k_diags.n = 0;
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&out), false, &doc), YG_OK);
	CHECK_INT(k_diags.n, 0);
	yg_buf_free(&out);
}

static void what_sj1_cannot_hold(void)
{
	static const struct { const char *head, *line; size_t lost; } t[] = {
		{ "111,1", "111,1,2,1013044400000000,１日３回朝昼夕食後　服用,3", 1 },      /* JAMI code: not the service's master */
		{ "201,1", "201,1,1,1,3,2454004F2090,リンデロン錠０．５ｍｇ,3,1,錠", 1 },
		{ "201,1", "201,1,1,1,6,1234567890123,リンデロン錠０．５ｍｇ,3,1,錠", 1 },
		{ "201,1", "201,1,1,1,1,,リンデロン錠０．５ｍｇ,3,1,錠", 1 },
		{ "201,1", "201,1,1,1,7,,【般】ベタメタゾン錠０．５ｍｇ,3,1,錠", 1 },      /* no code to send */
		{ "201,1", "201,1,1,3,4,2454004F2090,リンデロン錠０．５ｍｇ,3,1,錠", 1 },  /* 非保険薬 */
		{ "51,", "51,5081120\n63,3,1", 1 },
		{ "13,", "13,337", 1 },
		{ "51,", "51,5081120\n65,1,将来", 1 },
	};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct document doc;
		struct buf out;
		size_t lost;
		CHECK_INT(paper_to_sj1(t[i].head, t[i].line, false, &out, &lost), YG_EREFUSED);
		CHECK_INT(lost, t[i].lost);
		CHECK_INT(out.n, 0);
		CHECK_INT(k_count("rx-write-lost", DIAG_WARNING, 0), t[i].lost);
		yg_buf_free(&out);
		CHECK_INT(paper_to_sj1(t[i].head, t[i].line, true, &out, &lost), YG_OK);
		CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&out), false, &doc), YG_OK);   /* what is written is still readable */
		CHECK(doc.rx && doc.rx->groups[0].lines[0].item.name.n);
		yg_buf_free(&out);
	}
}

static void what_paper_cannot_hold(void)
{
	struct document doc, again;
	struct buf out;
	size_t lost;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, yg_str(base), false, &doc), YG_OK);
	CHECK_INT(k_write_as(FORMAT_JAHIS_RX, &doc, false, &out, &lost), YG_EREFUSED);
	CHECK_INT(lost, 3);                          /* one usage code of the EPS master, 301, 302; free text costs nothing */
	CHECK_INT(k_write_as(FORMAT_JAHIS_RX, &doc, true, &out, &lost), YG_OK);
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&out), false, &again), YG_OK);
	CHECK_STR(again.rx->groups[0].usage_type, STR("1"));
	CHECK_STR(again.rx->groups[0].usage_code, STR_NONE);
	CHECK_STR(again.rx->groups[0].usage, doc.rx->groups[0].usage);
	CHECK_STR(again.rx->insurance.patient_rate, STR("30"));
	CHECK_INT(again.rx->nnotes, 0);
	yg_buf_free(&out);
}

/* ED documents and neutral JSON may hold more than a prescription: none of the three formats does. */
static void what_stands_beside_is_not_dropped_silently(void)
{
	static const enum format to[] = { FORMAT_EPS_CSV, FORMAT_EPS_XML, FORMAT_JAHIS_RX };
	struct history history = { 0 };
	struct facts facts = { 0 };
	for (size_t i = 0; i < 6; i++) {
		struct document doc;
		struct buf out;
		size_t lost;
		k_reset();
		CHECK_INT(k_read_as(FORMAT_JAHIS_RX, k_crlf(yg_str(paper)), true, &doc), YG_OK);
		if (i < 3) doc.history = &history;
		else doc.facts = &facts;
		CHECK_INT(k_write_as(to[i % 3], &doc, false, &out, &lost), YG_EREFUSED);
		CHECK_INT(k_count("rx-write-beside", DIAG_WARNING, 0), 1);
		CHECK_INT(k_write_as(to[i % 3], &doc, true, &out, &lost), YG_OK);
		yg_buf_free(&out);
	}
}

/* --- the reference examples --------------------------------------------------------------------- */

static void valid_examples_read_and_come_back(void)
{
	static const struct { const char *file; size_t rps, drugs; } t[] = {
		{ "rx1_generic_ippoka_tonpuku.csv", 2, 3 }, { "rx2_refill_elderly.csv", 2, 2 }, { "rx3_kouhi_uneven_external.csv", 3, 3 } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct document doc;
		char rel[100];
		struct buf b, out;
		size_t drugs = 0;
		snprintf(rel, sizeof rel, "spec/examples/eps/%s", t[i].file);
		b = t_read(t_shared(rel));
		k_reset();
		CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&b), false, &doc), YG_OK);
		CHECK_INT(k_diags.n, 0);
		if (k_diags.n) k_show(t[i].file);
		CHECK_INT(doc.rx->ngroups, t[i].rps);
		for (size_t g = 0; g < doc.rx->ngroups; g++) drugs += doc.rx->groups[g].nlines;
		CHECK_INT(drugs, t[i].drugs);
		CHECK_INT(k_write_as(FORMAT_EPS_CSV, &doc, false, &out, NULL), YG_OK);
		CHECK_STR(yg_buf_view(&out), yg_buf_view(&b));
		yg_buf_free(&out);
		yg_buf_free(&b);
	}
}

int main(void)
{
	T_RUN(reads_and_comes_back);
	T_RUN(bytes_are_strict);
	T_RUN(every_edit_gets_its_diagnostic);
	T_RUN(both_numbers_of_the_narcotic_record);
	T_RUN(sorted_by_record_number);
	T_RUN(paper_becomes_sj1);
	T_RUN(what_sj1_cannot_hold);
	T_RUN(what_paper_cannot_hold);
	T_RUN(what_stands_beside_is_not_dropped_silently);
	if (t_failed) return 1;
	T_RUN(valid_examples_read_and_come_back);
	yg_arena_free(k_arena);
	return T_END();
}
