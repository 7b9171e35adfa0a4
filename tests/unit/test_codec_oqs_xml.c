/* The terminal's 薬剤情報 XML: three families, consent, answers without data, damaged files. */
#include "codec_t.h"
#include "text/sjis.h"

static const struct codec *const C = &yg_codec_oqs_xml;
#define DECL "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define QUA "<QuaInf><Name>見本　太郎</Name><KanaName>ﾐﾎﾝ ﾀﾛｳ</KanaName><Birth>19500305</Birth><AdmGendCode>1</AdmGendCode></QuaInf>"
#define OPEN(header) DECL "<XmlMsg><MessageHeader>" header QUA "</MessageHeader><MessageBody>"
#define CLOSE "</MessageBody></XmlMsg>"
#define DRUG(p, code, name) "<" p "DrugInf><" p "DrugC>" code "</" p "DrugC><" p "DrugN>" name "</" p "DrugN><" p "IngreN>成分</" p "IngreN>" \
	"<" p "Qua1>1</" p "Qua1><" p "Unit>錠</" p "Unit><" p "Times>28</" p "Times><" p "UsageN>１日１回朝食後</" p "UsageN><" p "SpInst>粉砕</" p "SpInst></" p "DrugInf>"
#define CLAIMS(drugs) "<MeTrMonthInf><MeTrMonth>202609</MeTrMonth><MeTrDiHCd>1341399991</MeTrDiHCd><MeTrDiHNm>架空薬局</MeTrDiHNm>" \
	"<PrlsHCd>1311311111</PrlsHCd><PrlsHNm>架空診療所</PrlsHNm><DiOrg>2</DiOrg><PrIsOrg>2</PrIsOrg><InOut>2</InOut>" \
	"<DiDateInfs><DiDateInf><DiDate>20260922</DiDate><PrDate>20260921</PrDate><DrugInfs>" drugs "</DrugInfs>" \
	"<MeTrInfs><MeTrInf><SinInfN>調剤管理料</SinInfN></MeTrInf><MeTrInf/></MeTrInfs></DiDateInf></DiDateInfs></MeTrMonthInf>"
#define CLAIM_DRUG "<DrugInf><DrugC>620000033</DrugC><DrugN>カロナール錠３００</DrugN><IngreN>アセトアミノフェン</IngreN><Qua1>3</Qua1><Unit>錠</Unit>" \
	"<Times>5</Times><UsageN>１日３回毎食後</UsageN><MeTrIdCl>21</MeTrIdCl></DrugInf>"
#define DISPENSED "<CzDiInf><CzDiMonthInf><CzDiMonth>202610</CzDiMonth><CzMeTrDiHCd>1341399991</CzMeTrDiHCd><CzMeTrDiHNm>架空薬局</CzMeTrDiHNm>" \
	"<CzDiOrg>1</CzDiOrg><CzDiDateInfs><CzDiDateInf><CzDiDate>20261020</CzDiDate><CzPrDate>20261019</CzPrDate><CzDrugInfs>" \
	DRUG("Cz", "2171022F2025", "ノルバスク錠５ｍｇ") DRUG("Cz", "612450118", "プレドニン錠５ｍｇ") "</CzDrugInfs></CzDiDateInf></CzDiDateInfs></CzDiMonthInf></CzDiInf>"
#define PRESCRIBED "<ShPrInf><ShPrMonthInf><ShPrMonth>202611</ShPrMonth><ShPrHCd>1311311111</ShPrHCd><ShPrHNm>架空診療所</ShPrHNm>" \
	"<ShPrDateInfs><ShPrDateInf><ShPrDate>20261101</ShPrDate><ShDrugInfs>" DRUG("Sh", "612450118", "プレドニン錠５ｍｇ") \
	"</ShDrugInfs></ShPrDateInf></ShPrDateInfs></ShPrMonthInf></ShPrInf>"
#define FOUND "<ResultCode>1</ResultCode><PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg><StartDate>202609</StartDate><EndDate>202611</EndDate>"

static void three_families(void)
{
	struct ct t = ct_read(C, STR(OPEN(FOUND) CLAIMS(CLAIM_DRUG) DISPENSED PRESCRIBED CLOSE));
	const struct history *h = t.doc.history;
	const struct visit *v;
	const char *why;
	CHECK_INT(t.err, 0);
	if (t.err) { ct_show(&t); return; }
	CHECK(ct_clean(&t));
	CHECK(!h->cut);
	CHECK_INT(h->consent, CONSENT_YES);
	CHECK_INT(h->nvisits, 3);
	CHECK_INT(h->ndruglines, 4);
	CHECK_STR(h->patient.name, STR("見本　太郎"));
	CHECK_STR(h->patient.kana, STR("ﾐﾎﾝ ﾀﾛｳ"));
	CHECK_INT(h->born.y, 1950);
	CHECK_INT(h->sex, SEX_MALE);
	CHECK_INT(h->covers_from.m, 9);
	CHECK_INT(h->covers_from.d, 1);
	CHECK_INT(h->covers_to.m, 11);
	CHECK_INT(h->covers_to.d, 30);
	v = &h->visits[0];
	CHECK_INT(v->family, FAM_CLAIMS);
	CHECK_INT(v->kind, HIST_CLAIMS);
	CHECK_INT(v->on.d, 22);
	CHECK_INT(v->prescribed_on.d, 21);
	CHECK_STR(v->pharmacy.prefecture, STR("13"));
	CHECK_STR(v->pharmacy.kind, STR("4"));
	CHECK_STR(v->pharmacy.code, STR("1399991"));
	CHECK_STR(v->clinic.code, STR("1311111"));
	CHECK_STR(v->in_out, STR("2"));
	CHECK(!v->own && !v->masked);
	CHECK_INT(v->groups[0].form, FORM_ORAL);
	CHECK_STR(v->groups[0].form_raw, STR("21"));
	CHECK_INT(v->groups[0].quantity.n, 5);
	CHECK_STR(v->groups[0].usage, STR("１日３回毎食後"));
	CHECK_INT(v->groups[0].lines[0].item.system, CODE_RECEIPT);
	CHECK_INT(v->groups[0].lines[0].item.amount.n, 3);
	CHECK_STR(v->groups[0].lines[0].generic_name, STR("アセトアミノフェン"));
	CHECK_INT(v->groups[0].lines[0].number, 1);
	v = &h->visits[1];
	CHECK_INT(v->family, FAM_DISPENSED);
	CHECK_INT(v->kind, HIST_DISPENSED);
	CHECK(v->own);
	CHECK_INT(v->ngroups, 2);
	CHECK_INT(v->groups[0].number, 1);
	CHECK_INT(v->groups[1].number, 2);
	CHECK_INT(v->groups[0].lines[0].item.system, CODE_YJ);
	CHECK_INT(v->groups[0].form, FORM_NONE);             /* no usage class: not guessed from the text */
	CHECK_STR(v->groups[0].supplements[0].text, STR("粉砕"));
	v = &h->visits[2];
	CHECK_INT(v->family, FAM_PRESCRIBED);
	CHECK_INT(v->kind, HIST_PRESCRIBED);
	CHECK_INT(v->on.d, 1);
	CHECK_INT(v->groups[0].lines[0].number, 4);
	CHECK_INT(ct_count(&t, "oqs-treatments"), 1);
	CHECK_STR(ct_arg(&t, "oqs-treatments"), STR("2"));
	CHECK(C->write == NULL);
	CHECK(yg_codec_detect(STR(OPEN(FOUND) CLOSE), &why) == C);
	ct_free(&t);
}

static void shift_jis(void)
{
	struct buf b;
	struct sjis_report rep;
	struct ct t;
	yg_buf_init(&b, 1 << 20);
	yg_cp932_encode(STR("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><XmlMsg><MessageHeader>" FOUND QUA "</MessageHeader><MessageBody>" CLAIMS(CLAIM_DRUG) CLOSE), &b, &rep);
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, 0);
	CHECK_STR(t.doc.history->visits[0].groups[0].lines[0].item.name, STR("カロナール錠３００"));
	ct_free(&t);
	yg_buf_free(&b);
}

static void older_spelling(void)
{
	struct ct t = ct_read(C, STR(DECL "<Message><MessageHeader><QualificationsInfo><Name>見本</Name><NameKana>ﾐﾎﾝ</NameKana><Birthdate>19500305</Birthdate></QualificationsInfo></MessageHeader>"
		"<MessageBody><MeTrMonthInf><MedicalInstitutionCode>1341399991</MedicalInstitutionCode><MedicalInstitutionName>架空薬局</MedicalInstitutionName>"
		"<DiDateInfs><DiDateInf><DiDate>20260922</DiDate><DrugInfs>" CLAIM_DRUG "</DrugInfs></DiDateInf></DiDateInfs></MeTrMonthInf></MessageBody></Message>"));
	CHECK_INT(t.err, 0);
	if (t.err) return;
	CHECK_STR(t.doc.history->patient.name, STR("見本"));
	CHECK_STR(t.doc.history->visits[0].pharmacy.name, STR("架空薬局"));
	CHECK_INT(t.doc.history->consent, CONSENT_NOT_SAID);
	CHECK(!t.doc.history->visits[0].masked);
	ct_free(&t);
}

static void consent(void)
{
	static const struct { const char *flag; enum consent_flag want; bool masked; } cases[] = {
		{ "0", CONSENT_NO, true }, { "1", CONSENT_YES, false }, { "2", CONSENT_EXPIRED, true }, { "3", CONSENT_UNOBTAINABLE, true },
		{ "7", CONSENT_NO, true }, { "", CONSENT_NO, true } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[8192];
		struct ct t;
		snprintf(text, sizeof text, OPEN("<ResultCode>1</ResultCode><PharmacistsInfoConsFlg>%s</PharmacistsInfoConsFlg>") "%s%s" CLOSE, cases[i].flag, CLAIMS(CLAIM_DRUG), DISPENSED);
		t = ct_read(C, yg_str(text));
		CHECK_INT(t.err, 0);
		CHECK_INT(t.doc.history->consent, cases[i].want);
		for (size_t k = 0; k < 2; k++) CHECK(t.doc.history->visits[k].masked == cases[i].masked);
		CHECK(yg_diags_count(&t.diags, 0, DIAG_WARNING) == (cases[i].masked ? 1 : 0));
		if (cases[i].masked) {                       /* what is masked leaves in no format */
			struct buf out;
			static const struct codec *const to[] = { &yg_codec_techo, &yg_codec_json };
			for (size_t k = 0; k < 2; k++) {
				CHECK_INT(ct_write(&t, to[k], &t.doc, false, &out, NULL), YG_EREFUSED);
				CHECK_INT(out.n, 0);
				yg_buf_free(&out);
				CHECK_INT(ct_write(&t, to[k], &t.doc, true, &out, NULL), 0);
				CHECK(yg_str_find(yg_buf_view(&out), STR("620000033")) == (size_t)-1);
				CHECK(yg_str_find(yg_buf_view(&out), STR("2026")) == (size_t)-1);
				CHECK(yg_str_find(yg_buf_view(&out), STR("1399991")) == (size_t)-1);
				yg_buf_free(&out);
			}
		}
		ct_free(&t);
	}
}

static void names_withheld(void)
{
	struct ct t = ct_read(C, STR(OPEN(FOUND) CLAIMS("<DrugInf><DrugC>620000033</DrugC><DrugN></DrugN><Qua1>3</Qua1><Times>5</Times><MeTrIdCl>21</MeTrIdCl></DrugInf>") DISPENSED CLOSE));
	CHECK_INT(t.err, 0);
	CHECK(t.doc.history->visits[0].masked);
	CHECK(!t.doc.history->visits[1].masked);
	CHECK(ct_has(&t, "oqs-withheld"));
	CHECK_STR(t.doc.history->visits[0].groups[0].lines[0].item.code, STR("620000033"));       /* may still trigger */
	ct_free(&t);
	t = ct_read(C, STR(OPEN(FOUND) CLAIMS(CLAIM_DRUG "<DrugInf><DrugC>620007836</DrugC></DrugInf>") CLOSE));
	CHECK(!t.doc.history->visits[0].masked);
	CHECK(ct_has(&t, "oqs-no-name"));
	ct_free(&t);
}

/* A source without data is never a patient without drugs: cut is set. */
static void without_data(void)
{
	static const struct { const char *xml, *code; } cases[] = {
		{ OPEN("<ResultCode>2</ResultCode><MessageContents>該当する情報がありません</MessageContents>") CLOSE, "oqs-no-data" },
		{ OPEN("<ResultCode></ResultCode>") CLOSE, "oqs-no-data" },
		{ OPEN("<SegmentOfResult>9</SegmentOfResult>") CLOSE, "oqs-no-data" },
		{ DECL "<XmlMsg><MessageHeader/><MessageBody><ProcessingResultStatus>2</ProcessingResultStatus></MessageBody></XmlMsg>", "oqs-no-data" },
		{ OPEN(FOUND) CLOSE, "oqs-empty" },
		{ DECL "<XmlMsg><MessageHeader>" QUA "</MessageHeader></XmlMsg>", "oqs-empty" },
		{ OPEN(FOUND) CLAIMS("") CLOSE, "oqs-empty" },
		{ OPEN(FOUND) CLAIMS(CLAIM_DRUG) "<NewInf><NewMonthInf><a/></NewMonthInf></NewInf>" CLOSE, "oqs-unknown-element" },
		{ OPEN(FOUND) CLAIMS(CLAIM_DRUG) "<CzDiInf><CzNewInf><a/></CzNewInf></CzDiInf>" CLOSE, "oqs-unknown-element" },
		{ OPEN("<ResultCode>9</ResultCode>") CLAIMS(CLAIM_DRUG) CLOSE, "oqs-no-data" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = ct_read(C, yg_str(cases[i].xml));
		CHECK_INT(t.err, 0);
		CHECK(ct_has(&t, cases[i].code));
		CHECK(t.doc.history && t.doc.history->cut);
		if (!ct_has(&t, cases[i].code)) { fprintf(stderr, "case %zu\n", i); ct_show(&t); }
		ct_free(&t);
	}
}

static void refused(void)
{
	static const struct { const char *xml, *code; int err; } cases[] = {
		{ "", "oqs-xml", YG_ESYNTAX },
		{ OPEN(FOUND) "<MeTrMonthInf>", "oqs-xml", YG_ESYNTAX },                       /* still being written */
		{ "E0001 エラー", "oqs-xml", YG_ESYNTAX },                                     /* what stands in an .err file */
		{ "<!DOCTYPE XmlMsg SYSTEM \"file:///etc/passwd\"><XmlMsg/>", "oqs-doctype", YG_EREFUSED },
		{ "<Other><MessageHeader/></Other>", "oqs-not-answer", YG_ESYNTAX },
		{ "<XmlMsg/>", "oqs-not-answer", YG_ESYNTAX },
		{ DECL "<XmlMsg><MessageHeader/><MessageBody><ResultList><ResultOfQualificationConfirmation><PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>"
		  "</ResultOfQualificationConfirmation></ResultList></MessageBody></XmlMsg>", "oqs-eligibility", YG_EREFUSED },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = ct_read(C, yg_str(cases[i].xml));
		CHECK_INT(t.err, cases[i].err);
		CHECK(ct_has(&t, cases[i].code));
		CHECK(!t.doc.history);
		ct_free(&t);
	}
}

static void values(void)
{
	static const struct { const char *xml, *code; } cases[] = {
		{ OPEN(FOUND) CLAIMS("<DrugInf><DrugN>薬</DrugN></DrugInf>") CLOSE, "oqs-no-code" },
		{ OPEN(FOUND) CLAIMS("<DrugInf><DrugC>12345</DrugC><DrugN>薬</DrugN></DrugInf>") CLOSE, "oqs-code" },
		{ OPEN(FOUND) CLAIMS("<DrugInf><DrugC>620000033</DrugC><DrugN>薬</DrugN><Qua1>三</Qua1></DrugInf>") CLOSE, "oqs-number" },
		{ OPEN(FOUND) "<MeTrMonthInf><MeTrDiHCd>123</MeTrDiHCd><DiDateInfs><DiDateInf><DiDate>20260922</DiDate><DrugInfs>" CLAIM_DRUG "</DrugInfs></DiDateInf></DiDateInfs></MeTrMonthInf>" CLOSE, "oqs-institution" },
		{ OPEN(FOUND) "<MeTrMonthInf><MeTrMonth>202609</MeTrMonth><DiDateInfs><DiDateInf><DrugInfs>" CLAIM_DRUG "</DrugInfs></DiDateInf></DiDateInfs></MeTrMonthInf>" CLOSE, "oqs-date" },
		{ OPEN(FOUND) "<MeTrMonthInf><DiDateInfs><DiDateInf><DiDate>20260931</DiDate><DrugInfs>" CLAIM_DRUG "</DrugInfs></DiDateInf></DiDateInfs></MeTrMonthInf>" CLOSE, "oqs-date" },
		{ OPEN(FOUND) "<MeTrMonthInf><DiDateInfs><DiDateInf><PrDate>20260922</PrDate><DrugInfs>" CLAIM_DRUG "</DrugInfs></DiDateInf></DiDateInfs></MeTrMonthInf>" CLOSE, "oqs-date-prescribed" },
	};
	static const struct { const char *cl; enum form_class f; } classes[] = { { "21", FORM_ORAL }, { "22", FORM_PRN }, { "23", FORM_EXTERNAL },
		{ "31", FORM_INJECTION }, { "33", FORM_INJECTION }, { "1", FORM_ORAL }, { "2", FORM_UNKNOWN }, { "99", FORM_UNKNOWN } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = ct_read(C, yg_str(cases[i].xml));
		CHECK_INT(t.err, 0);
		CHECK(ct_has(&t, cases[i].code));
		if (!ct_has(&t, cases[i].code)) { fprintf(stderr, "case %zu\n", i); ct_show(&t); }
		CHECK_INT(t.doc.history->ndruglines, 1);
		ct_free(&t);
	}
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		char text[4096];
		struct ct t;
		snprintf(text, sizeof text, OPEN(FOUND) CLAIMS("<DrugInf><DrugC>620000033</DrugC><DrugN>薬</DrugN><MeTrIdCl>%s</MeTrIdCl></DrugInf>") CLOSE, classes[i].cl);
		t = ct_read(C, yg_str(text));
		CHECK_INT(t.doc.history->visits[0].groups[0].form, classes[i].f);
		ct_free(&t);
	}
}

static void to_notebook(void)
{
	struct ct t = ct_read(C, STR(OPEN("<ResultCode>1</ResultCode>") CLAIMS(CLAIM_DRUG) CLOSE)), u;
	struct buf out;
	size_t lost;
	CHECK_INT(ct_write(&t, &yg_codec_techo, &t.doc, false, &out, &lost), YG_EREFUSED);
	CHECK_INT(lost, 3);                                  /* 処方年月日, 出所, 入外等区分 */
	yg_buf_free(&out);
	CHECK_INT(ct_write(&t, &yg_codec_techo, &t.doc, true, &out, NULL), 0);
	u = ct_read(&yg_codec_techo, yg_buf_view(&out));
	CHECK_INT(u.err, 0);
	CHECK_STR(u.doc.history->visits[0].groups[0].form_raw, STR("1"));    /* 21 is no 剤形コード */
	CHECK_STR(u.doc.history->visits[0].groups[0].lines[0].item.code, STR("620000033"));
	yg_buf_free(&out);
	ct_free(&u);
	ct_free(&t);
}

int main(void)
{
	T_RUN(three_families);
	T_RUN(shift_jis);
	T_RUN(older_spelling);
	T_RUN(consent);
	T_RUN(names_withheld);
	T_RUN(without_data);
	T_RUN(refused);
	T_RUN(values);
	T_RUN(to_notebook);
	return T_END();
}
