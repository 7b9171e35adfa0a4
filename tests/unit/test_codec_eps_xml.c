/* test_codec_eps_xml.c - the envelope: structure, identifiers, base64; received bytes come out as they went in. */
#include "rx_kit.h"
#include "text/xml.h"

static const char csv[] =
	"SJ1\n1,1,1399906,13,架空内科クリニック\n5,,,架空　一郎\n11,,例示　花子,\n12,2\n13,19680415\n22,06139992\n23,,1,1,\n51,20260601\n"
	"101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,7,2171022F1ZZZ,【般】アムロジピン錠２．５ｍｇ,1,1,錠";
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"Document\" " \
	"xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription>"
#define MANAGEMENT "<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"/></PrescriptionManagement>"
#define REGISTERED "<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"/>" \
	"<PrescriptionId Value=\"3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01\"/></PrescriptionManagement>"
#define ADDED "<AdditionalPrescriptionInformation id=\"AdditionalPrescriptionInformation\"><ConversionPharmaceuticalCode>" \
	"<ConversionREcode>201,1,1,1,2,621234567,アムロジピン錠２．５ｍｇ,1,1,錠</ConversionREcode>" \
	"<ConversionYJcode>201,1,1,1,4,2171022F1029,アムロジピン錠２．５ｍｇ,1,1,錠</ConversionYJcode>" \
	"</ConversionPharmaceuticalCode></AdditionalPrescriptionInformation>"
#define SIGN "<PrescriptionSign><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"PrescriptionSign\"/></PrescriptionSign>"
#define TAIL "</Prescription></Document>"

static struct str base64(const char *text)
{
	struct buf b;
	struct str s;
	yg_buf_init(&b, 1u << 20);
	yg_base64_encode(yg_str(text), &b);
	s = yg_arena_str(k_arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}
static struct str document(const char *before, const char *attr, struct str payload, const char *behind)
{
	return yg_arena_printf(k_arena, HEAD "%s<PrescriptionDocument%s>%.*s</PrescriptionDocument>%s" TAIL, before, attr, STR_ARG(payload), behind);
}
#define ID " id=\"PrescriptionDocument\""

static void reads_the_whole_envelope(void)
{
	struct document doc;
	struct str s;
	k_reset();
	s = document(REGISTERED, ID, base64(csv), ADDED SIGN);
	CHECK_INT(k_read_as(FORMAT_NONE, s, false, &doc), YG_OK);
	CHECK_INT(doc.format, FORMAT_EPS_XML);
	CHECK_STR(doc.raw, s);
	CHECK_STR(doc.rx->prescription_id, STR("3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01"));
	CHECK_STR(doc.rx->patient.name, STR("例示　花子"));
	CHECK_INT(doc.rx->nconversions, 1);
	CHECK_INT(doc.rx->conversions[0].rp, 1);
	CHECK_INT(doc.rx->conversions[0].seq, 1);
	CHECK_STR(doc.rx->conversions[0].yj_line, STR("201,1,1,1,4,2171022F1029,アムロジピン錠２．５ｍｇ,1,1,錠"));
	CHECK_STR(doc.rx->groups[0].lines[0].item.code, STR("2171022F1ZZZ"));   /* the CSV is the truth */
	CHECK_INT(k_diags.n, 1);
	CHECK_INT(k_count("ep-signed", DIAG_NOTE, 0), 1);
}

static void received_bytes_are_handed_on_untouched(void)
{
	struct document doc;
	struct buf out;
	struct str s;
	size_t lost;
	k_reset();
	/* odd but legal spelling that no serialiser would reproduce */
	s = yg_arena_printf(k_arena, "<?xml version='1.0'?>\n<!-- x --><Document  id='Document'\n xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xsi:noNamespaceSchemaLocation=\"EP.xsd\" ><Prescription>" MANAGEMENT "<PrescriptionDocument id='PrescriptionDocument'>%.*s"
		"</PrescriptionDocument ></Prescription></Document>\n\n", STR_ARG(base64(csv)));
	CHECK_INT(k_read_as(FORMAT_NONE, s, false, &doc), YG_OK);
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &doc, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), s);
	yg_buf_free(&out);
	CHECK_INT(k_write_as(FORMAT_EPS_CSV, &doc, false, &out, &lost), YG_OK);   /* the doctor's CSV, byte for byte */
	CHECK_STR(yg_buf_view(&out), yg_str(csv));
	CHECK_INT(k_count("rx-write-envelope", DIAG_NOTE, 0), 1);
	yg_buf_free(&out);
}

/* One fault each. */
static void every_fault_is_named(void)
{
	struct str p, broken, spaced, bad64, cut;
	struct document doc;
	struct { struct str xml; const char *code; int err; } t[20];
	size_t n = 0;
	k_reset();
	p = base64(csv);
	broken = yg_arena_printf(k_arena, "%.76s\n%s", p.p, p.p + 76);
	spaced = yg_arena_printf(k_arena, " %s", p.p);
	bad64 = yg_arena_printf(k_arena, "%.8s*%s", p.p, p.p + 9);
	cut = yg_str_sub(p, 0, p.n - 3);
#define BAD(x, c, e) (t[n].xml = (x), t[n].code = (c), t[n].err = (e), n++)
	BAD(document(MANAGEMENT, ID, broken, ""), "ep-base64-break", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, spaced, ""), "ep-base64-break", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, bad64, ""), "ep-base64", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, cut, ""), "ep-base64", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, STR_NONE, ""), "ep-base64", YG_EMISSING);
	BAD(document(MANAGEMENT, "", p, ""), "ep-id", YG_ESYNTAX);
	BAD(document(MANAGEMENT, " id=\"prescriptiondocument\"", p, ""), "ep-id", YG_ESYNTAX);
	BAD(document("<PrescriptionManagement id=\"X\"><Version Value=\"EPS1.0\"/></PrescriptionManagement>", ID, p, ""), "ep-id", YG_ESYNTAX);
	BAD(document("", ID, p, ""), "ep-element-missing", YG_EMISSING);
	BAD(document("<PrescriptionManagement id=\"PrescriptionManagement\"/>", ID, p, ""), "ep-element-missing", YG_EMISSING);
	BAD(document(MANAGEMENT MANAGEMENT, ID, p, ""), "ep-element-twice", YG_ESYNTAX);
	BAD(document(MANAGEMENT "<PrescriptionDocument id=\"PrescriptionDocument\">U0ox</PrescriptionDocument>", ID, p, ""), "ep-element-twice", YG_ESYNTAX);
	/* the same id on another element: the way a signed part is swapped */
	BAD(document(MANAGEMENT, ID, p, "<AdditionalPrescriptionInformation id=\"AdditionalPrescriptionInformation\"><x Id=\"PrescriptionDocument\"/></AdditionalPrescriptionInformation>"),
	    "ep-element-twice", YG_ESYNTAX);
	BAD(document("<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"/><PrescriptionId Value=\"3f0a6c1e5b7d4e529a410c2d8e7f1a01\"/></PrescriptionManagement>",
		     ID, p, ""), "ep-prescription-id", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, p, "<PrescriptionSign><Signature Id=\"Other\"/></PrescriptionSign>"), "ep-id", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, base64("SJ1\r\n1,1\r\n"), ""), "sj1-newline", YG_ESYNTAX);
	BAD(document(MANAGEMENT, ID, base64("CJ1,\n"), ""), "sj1-no-header", YG_ESYNTAX);
	BAD(STR("<!DOCTYPE x><Document xsi:noNamespaceSchemaLocation=\"EP.xsd\"/>"), "ep-doctype", YG_EREFUSED);
	BAD(STR("<Document xsi:noNamespaceSchemaLocation=\"EP.xsd\">"), "ep-xml", YG_ESYNTAX);
	BAD(STR("<Document id=\"Document\"/>"), "ep-not-prescription", YG_ESYNTAX);
	for (size_t i = 0; i < n; i++) {
		k_diags.n = 0;
		CHECK_INT(k_read_as(FORMAT_EPS_XML, t[i].xml, false, &doc), t[i].err);
		CHECK(k_count(t[i].code, DIAG_ERROR, 0) >= 1);
		CHECK(!doc.rx);
		CHECK_STR(doc.raw, t[i].xml);
		if (!k_count(t[i].code, DIAG_ERROR, 0)) k_show(t[i].code);
	}
}

static void what_is_only_warned_about(void)
{
	struct document doc;
	struct str p;
	k_reset();
	p = base64(csv);
	CHECK_INT(k_read_as(FORMAT_NONE, document("<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.1\"/></PrescriptionManagement>", ID, p, ""), false, &doc), YG_OK);
	CHECK_INT(k_count("ep-version-unknown", DIAG_WARNING, 0), 1);
	k_diags.n = 0;
	CHECK_INT(k_read_as(FORMAT_NONE, document(MANAGEMENT, ID, p, "<NewPart/>"), false, &doc), YG_OK);
	CHECK_INT(k_count("ep-unknown-element", DIAG_WARNING, 0), 1);
	k_diags.n = 0;
	CHECK_INT(k_read_as(FORMAT_NONE, document(MANAGEMENT, ID, p, "<AdditionalPrescriptionInformation id=\"AdditionalPrescriptionInformation\">"
		"<ConversionPharmaceuticalCode><ConversionREcode>201,7,1,1,2,x,y,1,1,z</ConversionREcode></ConversionPharmaceuticalCode>"
		"</AdditionalPrescriptionInformation>"), false, &doc), YG_OK);
	CHECK_INT(k_count("ep-conversion", DIAG_WARNING, 0), 1);
	CHECK_INT(doc.rx->nconversions, 1);          /* kept all the same */
}

static void writes_an_unsigned_document(void)
{
	struct document doc, again;
	struct buf out;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, yg_str(csv), false, &doc), YG_OK);
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &doc, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), document(MANAGEMENT, ID, base64(csv), ""));
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&out), false, &again), YG_OK);
	CHECK(!k_diff(doc.rx, again.rx));
	yg_buf_free(&out);
	/* from the model alone, with what the service added */
	CHECK_INT(k_read_as(FORMAT_NONE, document(REGISTERED, ID, base64(csv), ADDED), false, &doc), YG_OK);
	doc.raw = STR_NONE;
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &doc, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), document(REGISTERED, ID, base64(csv), ADDED));
	yg_buf_free(&out);
	doc.rx->prescription_id = STR("not a uuid");
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &doc, true, &out, NULL), YG_ESYNTAX);
	CHECK_INT(out.n, 0);
}

static void the_reference_envelope(void)
{
	struct buf x = t_read(t_shared("spec/examples/eps/rx1_envelope_unsigned.xml"));
	struct buf c = t_read(t_shared("spec/examples/eps/rx1_generic_ippoka_tonpuku.csv")), out;
	struct document xml, plain;
	k_reset();
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&x), false, &xml), YG_OK);
	CHECK_INT(k_diags.n, 0);
	CHECK_INT(k_read_as(FORMAT_NONE, yg_buf_view(&c), false, &plain), YG_OK);
	CHECK(xml.rx && plain.rx && !k_diff(xml.rx, plain.rx));
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &plain, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), yg_str_trim(yg_buf_view(&x)));
	yg_buf_free(&out);
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &xml, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), yg_buf_view(&x));
	yg_buf_free(&out);
	CHECK_INT(k_write_as(FORMAT_EPS_CSV, &xml, false, &out, NULL), YG_OK);
	CHECK_STR(yg_buf_view(&out), yg_buf_view(&c));
	yg_buf_free(&out);
	yg_buf_free(&x);
	yg_buf_free(&c);
}

int main(void)
{
	T_RUN(reads_the_whole_envelope);
	T_RUN(received_bytes_are_handed_on_untouched);
	T_RUN(every_fault_is_named);
	T_RUN(what_is_only_warned_about);
	T_RUN(writes_an_unsigned_document);
	if (t_failed) return 1;
	T_RUN(the_reference_envelope);
	yg_arena_free(k_arena);
	return T_END();
}
