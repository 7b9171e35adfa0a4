/* The dispensing result: CJ1 text and its ED.xsd envelope, the referenced prescription carried byte for byte. */
#include "codec_t.h"
#include "codec/eps_dispense_xml.h"
#include "text/xml.h"

static const struct codec *const C = &yg_codec_eps_dispense_csv, *const X = &yg_codec_eps_dispense_xml;
#define ID "3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01"
#define CJ1 "CJ1,\n1,例示　花子,2,19680415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ\n5,20260602,\n6,1,06139992,９９－１,１２３４５,00\n7," ID ",\n" \
	"11,架空薬局　例示店,13,4,1399856,,,,\n15,調剤　四郎,,\n51,架空内科クリニック,13,1,1399906,\n55,架空　一郎,内科,\n" \
	"201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,\n301,1,１日１回朝食後　服用,21,日分,1,3,1011000400000000,\n511,1,減数（回答者：架空一郎医師）"
#define SJ1 "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,,\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n" \
	"11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n51,20260601\n" \
	"101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠"
#define XSI "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

static void b64(struct buf *out, struct str s) { yg_base64_encode(s, out); }

/* A received document; inner comes behind PrescriptionDocument. */
static struct buf ep(const char *root_attrs, const char *id, const char *inner)
{
	struct buf b;
	yg_buf_init(&b, 1 << 20);
	yg_buf_printf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document %s id=\"Document\" xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription>"
			  "<PrescriptionManagement id=\"PrescriptionManagement\"><Version Value=\"EPS1.0\"/>", root_attrs);
	if (id) yg_buf_printf(&b, "<PrescriptionId Value=\"%s\"/>", id);
	yg_buf_z(&b, "</PrescriptionManagement><PrescriptionDocument id=\"PrescriptionDocument\">");
	b64(&b, STR(SJ1));
	yg_buf_printf(&b, "</PrescriptionDocument>%s</Prescription></Document>", inner);
	return b;
}

static void csv_round_trip(void)
{
	struct ct t = ct_read(C, STR(CJ1));
	const struct history *h = t.doc.history;
	const char *why;
	struct buf out;
	CHECK_INT(t.err, 0);
	if (t.err) { ct_show(&t); return; }
	CHECK(ct_clean(&t));
	CHECK(!h->cut);
	CHECK(yg_codec_detect(STR(CJ1), &why) == C);
	CHECK_INT(h->visits[0].kind, HIST_DISPENSED);
	CHECK_STR(h->prescription_id, STR(ID));
	CHECK(h->has_insurance);
	CHECK_STR(h->insurance.branch, STR("00"));
	CHECK_INT(h->visits[0].ninquiries, 1);
	CHECK_STR(h->visits[0].inquiries[0].kind, STR("1"));
	CHECK_INT(h->visits[0].groups[0].lines[0].item.system, CODE_RECEIPT);
	CHECK_INT(h->visits[0].groups[0].lines[0].item.origin.record, 10);
	CHECK_STR(h->visits[0].groups[0].usage_type, STR("3"));
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), 0);
	CHECK_STR(yg_buf_view(&out), STR(CJ1));
	yg_buf_free(&out);
	ct_free(&t);
	t = ct_read(C, STR(CJ1 "\n"));                        /* a final LF is accepted */
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	ct_free(&t);
}

static void csv_faults(void)
{
	static const struct { const char *text, *code; int err; bool cut; } cases[] = {
		{ "CJ2,\n", "cj1-no-header", YG_ESYNTAX, false },
		{ "CJ1X,\n", "cj1-no-header", YG_ESYNTAX, false },
		{ "", "cj1-no-header", YG_ESYNTAX, false },
		{ "CJ1,\n", "cj1-empty", YG_EMISSING, false },
		{ "CJ1,\n1,\xff\n5,20260602,\n", "cj1-encoding", YG_EENCODING, false },
		{ "CJ1,9\n1,例示,2,19680415,,,,,,,\n5,20260602,\n", "cj1-header-item", 0, true },
		{ "CJ1,\r\n1,例示,2,19680415,,,,,,,\r\n5,20260602,\r\n", "cj1-newline", 0, true },
		{ "CJ1,\n1,例示,2,19680415,,,,,,,\n5,20260602,\n201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,", "hist-rp-no-usage", 0, true },
		{ "CJ1,\n1,例示,2,19680415,,,,,,,\n5,20260602,\n301,1,用法,1,日分,1,1,,\n", "hist-rp-no-drug", 0, true },
		{ "CJ1,\n1,例示,2,19680415,,,,,,,\n5,20260602,\n501,備", "cj1-cut", 0, true },
		{ "CJ1,\n1,例示,2,19680415,,,,,,,\n5,20260602,\n999,x,y\n", "hist-unknown-record", 0, true },
		{ "CJ1,\n1,例示,2,19680415,,,,,,,\n5,2026060,\n", "hist-visit-date", 0, true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = ct_read(C, yg_str(cases[i].text));
		CHECK_INT(t.err, cases[i].err);
		CHECK(ct_has(&t, cases[i].code));
		if (!ct_has(&t, cases[i].code)) { fprintf(stderr, "case %zu: %s\n", i, cases[i].code); ct_show(&t); }
		CHECK(t.err ? !t.doc.history : t.doc.history->cut == cases[i].cut);
		ct_free(&t);
	}
}

static void csv_writing(void)
{
	struct ct t = ct_read(C, STR(CJ1));
	struct rx rx = { .version = STR("SJ1") };
	struct document only_rx = { .format = FORMAT_EPS_CSV, .rx = &rx };
	struct note left = { .text = STR("６錠残") };
	struct history *h = t.doc.history;
	struct buf out;
	size_t lost;
	CHECK_INT(ct_write(&t, C, &only_rx, true, &out, NULL), YG_EMISSING);      /* a prescription is no dispensing result */
	CHECK(ct_has(&t, "cj1-from-prescription"));
	yg_buf_free(&out);
	h->visits[0].leftovers = &left;
	h->visits[0].nleftovers = 1;
	h->visits[0].groups[0].lines[0].generic_name = STR("一般名");
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, &lost), YG_EREFUSED);      /* 421 and 201-8: read, not written */
	CHECK_INT(lost, 2);
	yg_buf_free(&out);
	CHECK_INT(ct_write(&t, C, &t.doc, true, &out, NULL), 0);
	CHECK_STR(yg_buf_view(&out), STR(CJ1));
	yg_buf_free(&out);
	h->visits[0].pharmacy.name = STR_NONE;
	CHECK_INT(ct_write(&t, C, &t.doc, true, &out, NULL), YG_EMISSING);
	CHECK_INT(out.n, 0);
	yg_buf_free(&out);
	ct_free(&t);
}

static void to_notebook(void)
{
	struct ct t = ct_read(C, STR(CJ1)), u;
	struct buf out;
	size_t lost;
	CHECK_INT(ct_write(&t, &yg_codec_techo, &t.doc, false, &out, &lost), YG_EREFUSED);
	CHECK_INT(lost, 3);                                  /* 保険情報, 処方箋ID, 疑義照会 */
	yg_buf_free(&out);
	CHECK_INT(ct_write(&t, &yg_codec_techo, &t.doc, true, &out, NULL), 0);
	u = ct_read(&yg_codec_techo, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	CHECK_STR(u.doc.history->visits[0].groups[0].lines[0].item.code, STR("612450118"));
	yg_buf_free(&out);
	ct_free(&u);
	ct_free(&t);
}

static struct buf build(struct ct *t, struct str received, const char *id, int want)
{
	struct buf out;
	struct ed_parts p = { STR(CJ1), received, yg_str(id) };
	yg_buf_init(&out, 1 << 20);
	CHECK_INT(yg_ed_build(&p, &t->diags, &out), want);
	return out;
}

static void envelope(void)
{
	/* The received document is odd on purpose: comments, quotes, an empty-element form, a line break, a fake signature. */
	struct buf rx = ep(XSI, ID, "<AdditionalPrescriptionInformation  id='AdditionalPrescriptionInformation'><!-- > --><ConversionPharmaceuticalCode>"
			  "<ConversionREcode>201,1,1,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠</ConversionREcode></ConversionPharmaceuticalCode>\n</AdditionalPrescriptionInformation >"
			  "<PrescriptionSign><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"PrescriptionSign\"/></PrescriptionSign>");
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) }, u;
	struct str received, carried;
	const char *why;
	struct buf out, again;
	yg_diags_init(&t.diags, t.arena);
	out = build(&t, yg_buf_view(&rx), "11111111-2222-3333-4444-555555555555", 0);
	CHECK_INT(yg_xml_span(yg_buf_view(&rx), "Document/Prescription", &received), 0);
	CHECK_INT(yg_xml_span(yg_buf_view(&out), "Document/Dispensing/ReferencePrescription", &carried), 0);
	received = yg_str_sub(received, strlen("<Prescription>"), received.n - strlen("<Prescription></Prescription>"));
	carried = yg_str_sub(carried, strlen("<ReferencePrescription>"), carried.n - strlen("<ReferencePrescription></ReferencePrescription>"));
	CHECK_STR(carried, received);
	CHECK(yg_codec_detect(yg_buf_view(&out), &why) == X);
	u = ct_read(X, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	if (u.err) { ct_show(&u); return; }
	CHECK(!ct_has(&u, "ed-reference"));
	CHECK(u.diags.worst < DIAG_ERROR);
	CHECK(u.doc.rx && u.doc.history);
	CHECK_STR(u.doc.history->dispensing_id, STR("11111111-2222-3333-4444-555555555555"));
	CHECK_STR(u.doc.rx->prescription_id, STR(ID));
	CHECK_STR(u.doc.rx->groups[0].lines[0].item.code, STR("612450118"));
	CHECK_INT(u.doc.history->visits[0].groups[0].quantity.n, 21);
	CHECK_INT(ct_write(&u, X, &u.doc, false, &again, NULL), 0);  /* as received: the bytes themselves */
	CHECK_STR(yg_buf_view(&again), yg_buf_view(&out));
	yg_buf_free(&again);
	u.doc.raw = STR_NONE;
	CHECK_INT(ct_write(&u, X, &u.doc, false, &again, NULL), YG_EREFUSED);      /* the reference cannot be made anew */
	yg_buf_free(&again);
	CHECK_INT(ct_write(&u, X, &u.doc, true, &again, NULL), 0);
	CHECK(yg_str_find(yg_buf_view(&again), STR("<DispensingId Value=\"11111111-2222-3333-4444-555555555555\"/>")) != (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&again), STR("ReferencePrescription")) == (size_t)-1);
	yg_buf_free(&again);
	ct_free(&u);
	yg_buf_free(&out);
	yg_buf_free(&rx);
	ct_free(&t);
}

static void envelope_without_reference(void)
{
	struct ct t = ct_read(C, STR(CJ1)), u;
	struct buf out, csv;
	CHECK_INT(ct_write(&t, X, &t.doc, false, &out, NULL), 0);
	u = ct_read(X, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	CHECK(ct_clean(&u));
	CHECK(!u.doc.rx);
	CHECK_INT(ct_write(&u, C, &u.doc, false, &csv, NULL), 0);
	CHECK_STR(yg_buf_view(&csv), STR(CJ1));
	yg_buf_free(&csv);
	yg_buf_free(&out);
	ct_free(&u);
	ct_free(&t);
}

static void refused_to_build(void)
{
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) };
	struct buf rx, out;
	struct ed_parts none = { .cj1 = STR_NONE };
	yg_diags_init(&t.diags, t.arena);
	rx = ep(XSI " xmlns:x=\"urn:x\"", ID, "");           /* one namespace more in scope: the digest would change */
	out = build(&t, yg_buf_view(&rx), NULL, YG_EREFUSED);
	CHECK(ct_has(&t, "ed-namespaces"));
	CHECK_INT(out.n, 0);
	yg_buf_free(&out);
	yg_buf_free(&rx);
	out = build(&t, STR("<Document><Prescription>"), NULL, YG_ESYNTAX);
	yg_buf_free(&out);
	out = build(&t, STR("<Document " XSI "><Other/></Document>"), NULL, YG_ESYNTAX);
	yg_buf_free(&out);
	out = build(&t, STR("<Document " XSI "><Prescription/></Document>"), NULL, YG_ESYNTAX);
	CHECK_INT(out.n, 0);
	yg_buf_free(&out);
	yg_buf_init(&out, 1000);
	CHECK_INT(yg_ed_build(&none, &t.diags, &out), YG_EMISSING);
	yg_buf_free(&out);
	ct_free(&t);
}

#define ED_HEAD "<Document " XSI " id=\"Document\"><DispensingManagement id=\"DispensingManagement\"><Version Value=\"EPD1.0\"/></DispensingManagement>" \
	"<Dispensing id=\"Dispensing\">"
static struct ct ed(const char *before, const char *after)
{
	struct buf b;
	struct ct t;
	yg_buf_init(&b, 1 << 20);
	yg_buf_printf(&b, "%s<DispensingDocument id=\"DispensingDocument\">", before);
	b64(&b, STR(CJ1));
	yg_buf_printf(&b, "</DispensingDocument></Dispensing>%s</Document>", after);
	t = ct_read(X, yg_buf_view(&b));
	yg_buf_free(&b);
	t.doc.raw = STR_NONE;
	return t;
}

static void envelope_faults(void)
{
	static const struct { const char *xml, *code; int err; } cases[] = {
		{ "", "ed-xml", YG_ESYNTAX }, { "<Document", "ed-xml", YG_ESYNTAX },
		{ "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document/>", "ed-doctype", YG_EREFUSED },
		{ "<Other/>", "ed-not-dispensing", YG_ESYNTAX }, { "<Document id=\"Document\"/>", "ed-not-dispensing", YG_ESYNTAX },
		{ ED_HEAD "</Dispensing></Document>", "ed-missing", YG_EMISSING },
		{ ED_HEAD "<DispensingDocument id=\"DispensingDocument\">Q0ox\nLAo=</DispensingDocument></Dispensing></Document>", "ed-base64", YG_ESYNTAX },
		{ ED_HEAD "<DispensingDocument id=\"DispensingDocument\"></DispensingDocument></Dispensing></Document>", "ed-base64", YG_ESYNTAX },
		{ ED_HEAD "<DispensingDocument id=\"DispensingDocument\">U0oxCg==</DispensingDocument></Dispensing></Document>", "cj1-no-header", YG_ESYNTAX },
	};
	struct ct t;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		t = ct_read(X, yg_str(cases[i].xml));
		CHECK_INT(t.err, cases[i].err);
		CHECK(ct_has(&t, cases[i].code));
		CHECK(!t.doc.history && !t.doc.rx);
		ct_free(&t);
	}
	t = ed(ED_HEAD, "");
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	ct_free(&t);
	t = ed("<Document><Dispensing>", "");
	CHECK_INT(t.err, 0);
	CHECK_INT(ct_count(&t, "ed-id"), 2);
	CHECK(ct_has(&t, "ed-missing"));                     /* DispensingManagement */
	ct_free(&t);
	t = ed(ED_HEAD "<ReferencePrescription><PrescriptionDocument id=\"PrescriptionDocument\">!</PrescriptionDocument></ReferencePrescription>", "");
	CHECK_INT(t.err, 0);                                 /* the result itself stays usable */
	CHECK(ct_has(&t, "ed-reference"));
	CHECK(t.doc.history && !t.doc.rx);
	ct_free(&t);
	t = ed(ED_HEAD, "<AdditionalDispensedInformation><ConversionPharmaceuticalCode CsvLineNo=\"10\" DispensingDocumentCode=\"612450118\"/></AdditionalDispensedInformation>");
	CHECK(!ct_has(&t, "ed-csv-line"));
	ct_free(&t);
	t = ed(ED_HEAD, "<AdditionalDispensedInformation><ConversionPharmaceuticalCode CsvLineNo=\"9\" DispensingDocumentCode=\"612450118\"/></AdditionalDispensedInformation>");
	CHECK(ct_has(&t, "ed-csv-line"));
	ct_free(&t);
}

static void other_prescription(void)
{
	struct buf rx = ep(XSI, "00000000-5b7d-4e52-9a41-0c2d8e7f1a01", "");
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) }, u;
	struct buf out;
	yg_diags_init(&t.diags, t.arena);
	out = build(&t, yg_buf_view(&rx), NULL, 0);
	u = ct_read(X, yg_buf_view(&out));
	CHECK(ct_has(&u, "ed-prescription-id"));
	ct_free(&u);
	yg_buf_free(&out);
	yg_buf_free(&rx);
	ct_free(&t);
}

static void examples(void)
{
	struct buf csv = t_read(t_shared("spec/examples/eps/disp1_for_rx1.csv")), rx = t_read(t_shared("spec/examples/eps/rx1_envelope_unsigned.xml")), out;
	struct ct t = ct_read(C, yg_buf_view(&csv)), u;
	struct ed_parts p = { yg_buf_view(&csv), yg_buf_view(&rx), STR_NONE };
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	CHECK_INT(t.doc.history->ndruglines, 3);
	CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), 0);
	CHECK_STR(yg_buf_view(&out), yg_buf_view(&csv));
	yg_buf_free(&out);
	yg_buf_init(&out, 1 << 20);
	CHECK_INT(yg_ed_build(&p, &t.diags, &out), 0);
	u = ct_read(X, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	CHECK(u.doc.rx && u.doc.rx->ngroups == 2);
	yg_buf_free(&out);
	yg_buf_free(&csv);
	yg_buf_free(&rx);
	ct_free(&u);
	ct_free(&t);
}

int main(void)
{
	T_RUN(csv_round_trip);
	T_RUN(csv_faults);
	T_RUN(csv_writing);
	T_RUN(to_notebook);
	T_RUN(envelope);
	T_RUN(envelope_without_reference);
	T_RUN(refused_to_build);
	T_RUN(envelope_faults);
	T_RUN(other_prescription);
	if (t_failed) return T_END();
	T_RUN(examples);
	return T_END();
}
