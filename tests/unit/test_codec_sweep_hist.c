/* Any history document cut at any byte, or with any byte replaced, ends in a refusal with a diagnostic or in a document:
 * no crash, no leak, no hang (run with sanitizers). What was read is also written in every format and dumped, so that
 * no reading leaves something behind that a writer stumbles over. */
#include "codec_t.h"
#include "codec/facts.h"
#include "text/sjis.h"
#include "text/xml.h"

static const char bytes_tried[] = { 0x00, (char)0xff, ',', '\n', '<' };

struct input { const struct codec *c; struct str bytes; };
static size_t readings, refusals;

static void use(struct ct *t)
{
	static const struct codec *const to[] = { &yg_codec_techo, &yg_codec_eps_dispense_csv, &yg_codec_eps_dispense_xml, &yg_codec_json };
	struct facts f;
	for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
		struct buf out;
		int err = ct_write(t, to[i], &t->doc, true, &out, NULL);
		if (err == 0 ? out.n == 0 : out.n != 0) {
			fprintf(stderr, "%s: err %d with %zu bytes\n", yg_format_name(to[i]->format), err, out.n);
			CHECK(false);
		}
		yg_buf_free(&out);
	}
	if (t->doc.history && yg_facts_from_history(t->doc.history, t->arena, &f) != 0) CHECK(false);
}

/* Line numbers must be those of the file: every drug line once, from 1. */
static bool numbered(const struct history *h)
{
	unsigned sum = 0, n = 0;
	for (size_t i = 0; i < h->notc; i++) { sum += h->otc[i].number; n++; }
	for (size_t i = 0; i < h->nvisits; i++)
		for (size_t k = 0; k < h->visits[i].ngroups; k++)
			for (size_t j = 0; j < h->visits[i].groups[k].nlines; j++) { sum += h->visits[i].groups[k].lines[j].number; n++; }
	return n == h->ndruglines && sum == n * (n + 1) / 2;
}

/* A cut is never silent: XML and JSON are refused; a notebook cut inside a record counts as cut. (At a record border
 * nothing shows, unless an RP or a split set is left open; of CJ1, which ends without a line end, only a short record tells.) */
static bool cut_told(const struct input *in, const struct ct *t, struct str cut)
{
	if (in->c == &yg_codec_eps_dispense_csv) return true;
	if (in->c != &yg_codec_techo) return t->err < 0;
	return t->err < 0 || t->doc.history->cut || (cut.n && (cut.p[cut.n - 1] == '\n' || cut.p[cut.n - 1] == '\r' || cut.p[cut.n - 1] == 0x1a));
}

static void one(const struct input *in, struct str bytes, bool write)
{
	struct ct t = ct_read(in->c, bytes);
	bool refused = t.err < 0 && !t.doc.history && !t.doc.rx && !t.doc.facts && t.diags.worst == DIAG_ERROR;
	bool read = t.err == 0 && (t.doc.history || t.doc.rx || t.doc.facts);
	bool ok = (refused || read) && (!t.doc.history || numbered(t.doc.history));
	if (!ok) { fprintf(stderr, "%s: err %d\n", in->c->title, t.err); ct_show(&t); }
	CHECK(ok);
	if (ok && bytes.n < in->bytes.n) {
		CHECK(cut_told(in, &t, bytes));
		if (!cut_told(in, &t, bytes)) fprintf(stderr, "%s: cut at %zu of %zu\n", in->c->title, bytes.n, in->bytes.n);
	}
	if (read && write) use(&t);
	if (t.err) refusals++;
	else readings++;
	ct_free(&t);
}

static void sweep(const struct input *in)
{
	char *copy = malloc(in->bytes.n ? in->bytes.n : 1);
	if (!copy) exit(99);
	for (size_t i = 0; i <= in->bytes.n; i++) {          /* its own block each time, so that tools see one byte too far */
		char *cut = malloc(i ? i : 1);
		if (!cut) exit(99);
		if (i) memcpy(cut, in->bytes.p, i);
		one(in, (struct str){ cut, i }, i % 16 == 0);
		free(cut);
	}
	memcpy(copy, in->bytes.p, in->bytes.n);
	for (size_t i = 0; i < in->bytes.n; i++) {
		for (size_t k = 0; k < sizeof bytes_tried; k++) {
			copy[i] = bytes_tried[k];
			one(in, (struct str){ copy, in->bytes.n }, (i + k) % 16 == 0);
		}
		copy[i] = in->bytes.p[i];
	}
	free(copy);
}

static void sweep_text(const struct codec *c, const char *text) { sweep(&(struct input){ c, yg_str(text) }); }

#define CJ1 "CJ1,\n1,例示,2,19680415,,,,,,,ﾚｲ\n2,1,卵,\n5,20260602,\n6,1,06139992,９,１,00\n7,3f0a6c1e-5b7d-4e52-9a41-0c2d8e7f1a01,\n" \
	"11,架空薬局,13,4,1399856,,,,\n51,架空内科,13,1,1399906,\n55,架空,内科,\n201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,\n281,1,補足,\n301,1,朝食後,21,日分,1,3,1011000400000000,\n511,1,減数"

static void notebook(void)
{
	struct buf b;
	struct sjis_report rep;
	yg_buf_init(&b, 1 << 16);
	yg_cp932_encode(STR("JAHISTC08,2\r\n1,架空,1,S260111,,,,,,63.5,\r\n2,1,そば,2\r\n3,かぜ薬,R081112,,2,1,49\r\n31,1,イブ,1,,2\r\n5,R081105,1\r\n11,架空薬局,,,,,,,1\r\n55,医師,,1\r\n"
			    "201,1,ノルバスク錠５ｍｇ,1,錠,4,2171022F2025,1,,,\r\n291,1,注意,1\r\n301,1,朝食後,14,日分,1,1,,1\r\n391,1,注,1\r\n411,情報,30,1\r\n601,記入,\r\n777,x\r\n701,氏,局,,,,1\r\n911,20261119103000,1,1\r\n"), &b, &rep);
	sweep(&(struct input){ &yg_codec_techo, yg_buf_view(&b) });
	yg_buf_free(&b);
}

static void dispensing(void) { sweep_text(&yg_codec_eps_dispense_csv, CJ1); }

static void envelope(void)
{
	static const char sj1[] = "SJ1\n1,1,1399906,13,架空\n5,,ｶ,架\n11,,例,ﾚ\n12,2\n13,19680415\n22,06139992\n23,,１,1,\n51,20260601\n101,1,1,,28\n111,1,1,,朝,\n201,1,1,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠";
	struct buf b;
	yg_buf_init(&b, 1 << 16);
	yg_buf_z(&b, "<Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"Document\"><DispensingManagement id=\"DispensingManagement\">"
		     "<Version Value=\"EPD1.0\"/></DispensingManagement><Dispensing id=\"Dispensing\"><ReferencePrescription><PrescriptionManagement id=\"PrescriptionManagement\">"
		     "<Version Value=\"EPS1.0\"/></PrescriptionManagement><PrescriptionDocument id=\"PrescriptionDocument\">");
	yg_base64_encode(STR(sj1), &b);
	yg_buf_z(&b, "</PrescriptionDocument></ReferencePrescription><DispensingDocument id=\"DispensingDocument\">");
	yg_base64_encode(STR(CJ1), &b);
	yg_buf_z(&b, "</DispensingDocument></Dispensing><AdditionalDispensedInformation><ConversionPharmaceuticalCode CsvLineNo=\"10\" DispensingDocumentCode=\"612450118\"/>"
		     "</AdditionalDispensedInformation></Document>");
	sweep(&(struct input){ &yg_codec_eps_dispense_xml, yg_buf_view(&b) });
	yg_buf_free(&b);
}

static void terminal(void)
{
	sweep_text(&yg_codec_oqs_xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><ResultCode>1</ResultCode><PharmacistsInfoConsFlg>0</PharmacistsInfoConsFlg>"
		"<StartDate>202609</StartDate><QuaInf><Name>見本</Name><Birth>19500305</Birth><AdmGendCode>1</AdmGendCode></QuaInf></MessageHeader><MessageBody>"
		"<MeTrMonthInf><MeTrMonth>202609</MeTrMonth><MeTrDiHCd>1341399991</MeTrDiHCd><MeTrDiHNm>局</MeTrDiHNm><DiDateInfs><DiDateInf><DiDate>20260922</DiDate>"
		"<DrugInfs><DrugInf><DrugC>620000033</DrugC><DrugN>カ</DrugN><Qua1>3</Qua1><Times>5</Times><MeTrIdCl>21</MeTrIdCl></DrugInf></DrugInfs><MeTrInfs><MeTrInf/></MeTrInfs>"
		"</DiDateInf></DiDateInfs></MeTrMonthInf><ShPrInf><ShPrMonthInf><ShPrDateInfs><ShPrDateInf><ShPrDate>20261101</ShPrDate><ShDrugInfs><ShDrugInf><ShDrugC>2171022F2025</ShDrugC>"
		"</ShDrugInf></ShDrugInfs></ShPrDateInf></ShPrDateInfs></ShPrMonthInf></ShPrInf></MessageBody></XmlMsg>");
}

static void json(void)
{
	sweep_text(&yg_codec_json, "{\"yagen\":\"history\",\"born\":\"1950-03\",\"otc\":[{\"name\":\"か\",\"code\":\"49\",\"ingredients\":[{\"name\":\"イ\"}]}],\"visits\":[{\"on\":\"2026-10-01\",\"kind\":\"claims\","
		"\"doctors\":[{\"name\":\"x\"}],\"groups\":[{\"number\":1,\"form\":\"oral\",\"quantity\":\"28\",\"doctor\":0,\"has_usage\":false,\"lines\":[{\"system\":\"yj\",\"code\":\"2171022F2025\",\"amount\":\"0.5\"}]}]},{\"masked\":true}]}");
	sweep_text(&yg_codec_json, "{\"yagen\":\"prescription\",\"narcotic\":{\"license\":\"1\"},\"groups\":[{\"quantity\":28,\"lines\":[{\"amount\":\"1\",\"uneven\":[\"1\",null],\"burden\":[\"1\"]}]}]}");
	sweep_text(&yg_codec_json, "{\"birth_date\":\"1950-03-05\",\"weight_kg\":63.5,\"pregnant\":false,\"gestation_weeks\":12,\"labs\":[{\"name\":\"eGFR\",\"value\":\"45.2\",\"date\":\"2026-10-01\"}]}");
}

static void examples(void)
{
	static const struct { const struct codec *c; const char *path; } files[] = {
		{ &yg_codec_techo, "spec/examples/jahis/tc02_patient_to_provider_otc.csv" }, { &yg_codec_techo, "spec/examples/jahis/tc03_split_part1.csv" },
		{ &yg_codec_techo, "spec/examples/jahis/tc03_split_part2.csv" }, { &yg_codec_techo, "spec/examples/jahis/tc04_legacy_jahistc07.csv" },
		{ &yg_codec_techo, "spec/examples/jahis/tc05_hospital_provided_info.csv" }, { &yg_codec_techo, "spec/examples/jahis/tc01_pharmacy_to_patient.csv" },
		{ &yg_codec_techo, "spec/examples/jahis/bad/bad12_tc_301_without_201.csv" }, { &yg_codec_eps_dispense_csv, "spec/examples/eps/disp1_for_rx1.csv" } };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct buf b = t_read(t_shared(files[i].path));
		sweep(&(struct input){ files[i].c, yg_buf_view(&b) });
		yg_buf_free(&b);
	}
}

int main(void)
{
	T_RUN(notebook);
	T_RUN(dispensing);
	T_RUN(envelope);
	T_RUN(terminal);
	T_RUN(json);
	CHECK(readings > 1000 && refusals > 1000);           /* the sweep met both ends */
	if (t_failed) return T_END();
	T_RUN(examples);
	fprintf(stderr, "%zu readings, %zu refusals\n", readings, refusals);
	return T_END();
}
