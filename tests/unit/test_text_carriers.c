/* test_text_carriers.c - CP932, folding, CSV, JSON, XML, base64: good bytes, and every kind of bad ones. */
#include "t.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/csv.h"
#include "text/fold.h"
#include "text/json.h"
#include "text/sjis.h"
#include "text/xml.h"
#include <libxml/parser.h>

static struct buf b, b2;
static struct str fresh(void) { yg_buf_free(&b); yg_buf_init(&b, 1 << 20); return STR_NONE; }

static void cp932_travels_both_ways(void)
{
	static const char utf8[] = "髙﨑①～－ｱｲﾞ例示　薬　＋㈱ 7mg\r\n";
	struct sjis_report r;
	fresh(); yg_buf_init(&b2, 1 << 20);
	CHECK_INT(yg_cp932_encode(yg_str(utf8), &b, &r), 0);
	CHECK_INT(r.replaced, 0);
	CHECK_INT(yg_cp932_decode(yg_buf_view(&b), &b2, &r), 0);
	CHECK(r.bad == 0 && r.gaiji == 0);
	CHECK_STR(yg_buf_view(&b2), yg_str(utf8));
	yg_buf_free(&b2);
}

static void cp932_places_every_fault(void)
{
	struct sjis_report r;
	fresh();
	CHECK_INT(yg_cp932_decode(STR("ab\xf0\x40" "c\x81"), &b, &r), 0);
	CHECK_INT(r.gaiji, 1); CHECK_INT(r.bad, 1); CHECK_INT(r.bad_at, 5);
	CHECK_STR(yg_buf_view(&b), STR("ab\xee\x80\x80" "c\xef\xbf\xbd"));
	fresh();
	CHECK_INT(yg_cp932_encode(STR("か𠮷é"), &b, &r), 0);
	CHECK_INT(r.replaced, 2); CHECK_INT(r.replaced_at, 3);
	CHECK_STR(yg_buf_view(&b), STR("\x82\xa9\x81\xa1\x81\xa1"));
	CHECK(yg_utf8_valid(STR("あa")) && !yg_utf8_valid(STR("\xc0\x80")) && !yg_utf8_valid(STR("\xe3\x81")) && !yg_utf8_valid(STR("\xed\xa0\x80")) && yg_utf8_valid(STR("\xef\xbf\xbd")));
}

static void folding_joins_spellings_and_nothing_else(void)
{
	CHECK(yg_fold_eq(STR("ノルバスク錠５ｍｇ"), STR("ﾉﾙﾊﾞｽｸ錠5mg")));
	CHECK(yg_fold_eq(STR("カロナール錠３００　３００ｍｇ"), STR("カロナール錠300 300㎎")));
	CHECK(yg_fold_eq(STR("ユーパン"), STR("ﾕ-ﾊﾟﾝ")) && yg_fold_eq(STR("５μｇ"), STR("5µg")) && yg_fold_eq(STR("ヴ"), STR("ｳﾞ")));
	CHECK(!yg_fold_eq(STR("アムロジピン錠５ｍｇ"), STR("アムロジピン錠２．５ｍｇ")) && !yg_fold_eq(STR("ハ"), STR("バ")) && !yg_fold_eq(STR("あ"), STR("ア")));
	fresh(); yg_fold_search(STR("のるばすく"), &b);
	CHECK_STR(yg_buf_view(&b), STR("ノルバスク"));
}

static void csv_reads_both_dialects(void)
{
	struct arena *a = yg_arena_new(1 << 20);
	struct csv c;
	struct csv_row r;
	yg_csv_open(&c, STR("a,\"b\",\r\n\n201,1"), CSV_PLAIN, a);
	CHECK_INT(yg_csv_next(&c, &r), 1); CHECK_INT(r.n, 3); CHECK_STR(r.f[1], STR("\"b\"")); CHECK(r.ended);
	CHECK_INT(yg_csv_next(&c, &r), 1); CHECK(r.n == 1 && r.f[0].n == 0 && r.line == 2);
	CHECK_INT(yg_csv_next(&c, &r), 1); CHECK(r.n == 2 && !r.ended && r.line == 3); CHECK_STR(r.raw, STR("201,1"));
	CHECK_INT(yg_csv_next(&c, &r), 0);
	yg_csv_open(&c, STR("\"x\"\"y\",\"1,\n2\",z\r\n,\n"), CSV_QUOTED, a);
	CHECK_INT(yg_csv_next(&c, &r), 1); CHECK_INT(r.n, 3); CHECK_STR(r.f[0], STR("x\"y")); CHECK_STR(r.f[1], STR("1,\n2"));
	CHECK_INT(yg_csv_next(&c, &r), 1); CHECK(r.n == 2 && r.line == 3 && yg_csv_field(&r, 9).n == 0);
	CHECK_INT(yg_csv_next(&c, &r), 0);
	yg_csv_open(&c, STR("\"open,1\n"), CSV_QUOTED, a); CHECK_INT(yg_csv_next(&c, &r), YG_ESYNTAX);
	yg_csv_open(&c, STR("\"a\"b,1\n"), CSV_QUOTED, a); CHECK_INT(yg_csv_next(&c, &r), YG_ESYNTAX);
	fresh();
	for (unsigned i = 0; i < YG_MAX_FIELDS; i++) yg_buf_char(&b, ',');
	yg_csv_open(&c, yg_buf_view(&b), CSV_PLAIN, a); CHECK_INT(yg_csv_next(&c, &r), YG_ETOOBIG);
	fresh(); yg_csv_put(&b, true, STR("a\"b")); yg_csv_put(&b, false, STR("c"));
	CHECK_STR(yg_buf_view(&b), STR("\"a\"\"b\",c"));
	yg_arena_free(a);
}

static void json_is_strict_and_ordered(void)
{
	static const char *const bad[] = { "", "{", "{'a':1}", "{\"a\":1,}", "{\"a\":1} x", "nul", "[1 2]", "{\"a\":\"\x01\"}" };
	struct json_object *o = NULL;
	size_t at;
	struct jw w;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK_INT(yg_json_parse(yg_str(bad[i]), &o, &at), YG_ESYNTAX);
	CHECK_INT(yg_json_parse(STR("\"\xff\""), &o, &at), YG_EENCODING);
	fresh();
	for (int i = 0; i < 40; i++) yg_buf_char(&b, '[');
	for (int i = 0; i < 40; i++) yg_buf_char(&b, ']');
	CHECK_INT(yg_json_parse(yg_buf_view(&b), &o, &at), YG_ETOOBIG);
	CHECK_INT(yg_json_parse(STR(" {\"k\":\"値\",\"n\":3} \n"), &o, &at), 0);
	CHECK_STR(yg_json_str(o, "k"), STR("値")); CHECK(yg_json_str(o, "n").n == 0 && !yg_json_get(o, "x"));
	json_object_put(o);
	fresh(); jw_init(&w, &b, false);
	jw_obj(&w); jw_kstr(&w, "z", STR("\"\\\n\x01あ")); jw_key(&w, "a"); jw_arr(&w); jw_int(&w, -1); jw_null(&w); jw_obj(&w); jw_obj_end(&w); jw_arr_end(&w);
	jw_kdec(&w, "d", (struct dec){ 15, 1 }); jw_kymd_opt(&w, "no", YMD_NONE); jw_kbool(&w, "t", true); jw_obj_end(&w);
	CHECK_STR(yg_buf_view(&b), STR("{\"z\":\"\\\"\\\\\\n\\u0001あ\",\"a\":[-1,null,{}],\"d\":\"1.5\",\"t\":true}"));
}

static void xml_refuses_what_is_dangerous(void)
{
	xmlDocPtr doc = NULL;
	unsigned line;
	struct str span;
	static const char good[] = "<?xml version=\"1.0\"?><D a=\"x>y\"><!-- <P> --><P><Q id='1'> t </Q><Q/></P><P>2</P></D>";
	CHECK_INT(yg_xml_parse(STR("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"), &doc, &line), YG_EREFUSED);
	CHECK_INT(yg_xml_parse(STR("<a>\n<b></a>"), &doc, &line), YG_ESYNTAX); CHECK_INT(line, 2);
	CHECK_INT(yg_xml_parse(STR(""), &doc, &line), YG_ESYNTAX);
	CHECK_INT(yg_xml_parse(STR("<a>&undefined;</a>"), &doc, &line), YG_ESYNTAX);
	fresh();
	for (int i = 0; i < 80; i++) yg_buf_z(&b, "<a>");
	for (int i = 0; i < 80; i++) yg_buf_z(&b, "</a>");
	CHECK_INT(yg_xml_parse(yg_buf_view(&b), &doc, &line), YG_ETOOBIG);
	CHECK_INT(yg_xml_parse(yg_str(good), &doc, &line), 0);
	CHECK_STR(yg_xml_child_text(yg_xml_child(xmlDocGetRootElement(doc), "P"), "Q"), STR("t"));
	CHECK_STR(yg_xml_attr(yg_xml_child(yg_xml_child(xmlDocGetRootElement(doc), "P"), "Q"), "id"), STR("1"));
	CHECK(!yg_xml_child(NULL, "x") && yg_xml_text(NULL).n == 0);
	xmlFreeDoc(doc);
	CHECK_INT(yg_xml_span(yg_str(good), "D/P/Q", &span), 0); CHECK_STR(span, STR("<Q id='1'> t </Q>"));
	CHECK_INT(yg_xml_span(yg_str(good), "D/P", &span), 0); CHECK_STR(span, STR("<P><Q id='1'> t </Q><Q/></P>"));
	CHECK_INT(yg_xml_span(yg_str(good), "D/R", &span), YG_EMISSING);
	CHECK_INT(yg_xml_span(yg_str(good), "P", &span), YG_EMISSING);
	fresh(); yg_xml_escape(&b, STR("<a&\"\x02\n"));
	CHECK_STR(yg_buf_view(&b), STR("&lt;a&amp;&quot;\xef\xbf\xbd&#10;"));
	xmlCleanupParser();
}

static void base64_is_exact(void)
{
	static const char *const bad[] = { "QQ=", "Q===", "QR==", "QUF=", "QU E=", "QUJD\n", "====", "Q=Q=", "QU*D" };
	fresh();
	for (size_t n = 0; n < 6; n++) {
		struct str s = yg_str_sub(STR("\x00\xff\x7f" "ab"), 0, n);
		fresh(); yg_buf_init(&b2, 1000);
		yg_base64_encode(s, &b);
		CHECK_INT(yg_base64_decode(yg_buf_view(&b), &b2), 0);
		CHECK_STR(yg_buf_view(&b2), s);
		yg_buf_free(&b2);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) { fresh(); CHECK_INT(yg_base64_decode(yg_str(bad[i]), &b), YG_ESYNTAX); }
}

int main(void)
{
	T_RUN(cp932_travels_both_ways); T_RUN(cp932_places_every_fault); T_RUN(folding_joins_spellings_and_nothing_else);
	T_RUN(csv_reads_both_dialects); T_RUN(json_is_strict_and_ordered); T_RUN(xml_refuses_what_is_dangerous); T_RUN(base64_is_exact);
	yg_buf_free(&b);
	return T_END();
}
