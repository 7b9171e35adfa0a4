/* eligibility.c - eligibility answers by a table of element names. A 12-digit number with a right check digit is never taken over, wherever it stands. */
#include "service/eligibility.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/mynumber.h"
#include "text/xml.h"
#include <stddef.h>
#include "base/ban.h"

DIAG_KIND(d_xml, "eligibility-xml", DIAG_ERROR, "XML として読めません。書き込み途中か、壊れています", "not well-formed XML: still being written, or damaged");
DIAG_KIND(d_other, "eligibility-other", DIAG_ERROR, "資格確認の回答ではありません", "not an eligibility answer");
DIAG_KIND(d_refused, "eligibility-refused", DIAG_WARNING, "端末の処理結果が正常ではありません（{0}）", "the terminal's processing did not succeed ({0})");
DIAG_KIND(d_validity, "eligibility-validity", DIAG_WARNING, "資格有効性の値が不明です。有効とは扱いません", "unknown validity: not taken as valid");
DIAG_KIND(d_date, "eligibility-date", DIAG_WARNING, "日付または時刻が読めません", "a date or time cannot be read");
DIAG_KIND(d_flag, "eligibility-consent", DIAG_WARNING, "同意フラグの値が不明です。同意なしとして扱います", "unknown consent flag: treated as no");
DIAG_KIND(d_number, "number-left-out", DIAG_WARNING, "12 桁の個人番号と思われる数字があったため、伏せました",
	  "digits that look like a 12-digit individual number were masked");

struct reading { struct arena *a; struct diags *ds; unsigned input; struct eligibility *e; };

static void say(struct reading *r, const struct diag_kind *k, xmlNodePtr n, const char *field, struct str arg)
{
	yg_diag(r->ds, k, r->input, n ? (unsigned)xmlGetLineNo(n) : 0, field, arg, STR_NONE);
}

static struct str text(struct reading *r, xmlNodePtr from, const char *name)
{
	struct str s = yg_xml_child_text(from, name);
	struct buf b;
	if (!s.n) return STR_NONE;
	if (yg_mynumber_find(s, 0, NULL)) {
		r->e->forbidden++;
		say(r, &d_number, yg_xml_child(from, name), name, STR_NONE);
		yg_buf_init(&b, s.n + 64);
		yg_mynumber_mask(s, &b);
		s = yg_arena_str(r->a, yg_buf_view(&b));
		yg_buf_free(&b);
		return s;
	}
	return yg_arena_str(r->a, s);
}

static struct ymd day(struct reading *r, xmlNodePtr from, const char *name)
{
	struct str s = yg_xml_child_text(from, name);
	struct ymd d = YMD_NONE;
	if (s.n && yg_ymd_parse(s, &d) != YG_OK) say(r, &d_date, yg_xml_child(from, name), name, STR_NONE);
	return d;
}

/* yyyyMMddHHmmss in Japan's civil time. */
static int64_t moment(struct reading *r, xmlNodePtr from, const char *name)
{
	struct str s = yg_xml_child_text(from, name);
	int64_t t;
	if (!s.n || yg_ymd_moment(s, &t) == YG_OK) return s.n ? t : 0;
	say(r, &d_date, yg_xml_child(from, name), name, STR_NONE);
	return 0;
}

static const struct { const char *name; size_t at; } texts[] = {
	{ "InsurerNumber", offsetof(struct eligibility_result, insurance.insurer) },
	{ "InsuredCardSymbol", offsetof(struct eligibility_result, insurance.symbol) },
	{ "InsuredIdentificationNumber", offsetof(struct eligibility_result, insurance.number) },
	{ "InsuredBranchNumber", offsetof(struct eligibility_result, insurance.branch) },
	{ "PersonalFamilyClassification", offsetof(struct eligibility_result, insurance.relation) },
	{ "InsuredCardClassification", offsetof(struct eligibility_result, card_class) },
	{ "InsurerName", offsetof(struct eligibility_result, insurer_name) },
	{ "InsuredPartialContributionRatio", offsetof(struct eligibility_result, ratio) },
	{ "ReasonOfLoss", offsetof(struct eligibility_result, loss_reason) },
	{ "ReferenceNumber", offsetof(struct eligibility_result, patient.id) },
	{ "Name", offsetof(struct eligibility_result, patient.name) },
	{ "NameKana", offsetof(struct eligibility_result, patient.kana) },
	{ "Address", offsetof(struct eligibility_result, address) },
	{ "PostNumber", offsetof(struct eligibility_result, postal) },
};
static const struct { const char *flag, *since, *until; } consents[CONSENT_ITEMS] = {
	[ITEM_MEDICINES] = { "PharmacistsInfoConsFlg", "PharmacistsInfoConsTime", "PharmacistsInfoAvailableTime" },
	[ITEM_TREATMENT] = { "DiagnosisInfoConsFlg", "DiagnosisInfoConsTime", "DiagnosisInfoAvailableTime" },
	[ITEM_SURGERY] = { "OperationInfoConsFlg", "OperationInfoConsTime", "OperationInfoAvailableTime" },
	[ITEM_CHECKUP] = { "SpecificHealthCheckupsInfoConsFlg", "SpecificHealthCheckupsInfoConsTime", "SpecificHealthCheckupsInfoAvailableTime" },
};

static void read_consents(struct reading *r, xmlNodePtr n, struct eligibility_result *out)
{
	static const enum consent_flag flags[4] = { CONSENT_NO, CONSENT_YES, CONSENT_EXPIRED, CONSENT_UNOBTAINABLE };
	for (size_t i = 0; i < CONSENT_ITEMS; i++) {
		struct str f = yg_xml_child_text(n, consents[i].flag);
		struct item_consent *c = &out->consent[i];
		if (!f.n) { c->flag = CONSENT_NOT_SAID; continue; }
		if (f.n == 1 && f.p[0] >= '0' && f.p[0] <= '3') c->flag = flags[f.p[0] - '0'];
		else { c->flag = CONSENT_NO; say(r, &d_flag, yg_xml_child(n, consents[i].flag), consents[i].flag, STR_NONE); }
		c->since = moment(r, n, consents[i].since);
		c->until = moment(r, n, consents[i].until);
	}
}

static void read_limits(struct reading *r, xmlNodePtr n, struct eligibility_result *out)
{
	xmlNodePtr list = yg_xml_child(n, "LimitApplicationCertificateRelatedInfo");
	for (; list; list = yg_xml_next(list, "LimitApplicationCertificateRelatedInfo")) {
		struct limit_certificate *g = yg_arena_grow(r->a, out->limits, out->nlimits, sizeof *g);
		if (!g) return;
		out->limits = g;
		g[out->nlimits++] = (struct limit_certificate){
			text(r, list, "LimitApplicationCertificateClassification"), text(r, list, "LimitApplicationCertificateClassificationFlag"),
			day(r, list, "LimitApplicationCertificateValidStartDate"), day(r, list, "LimitApplicationCertificateValidEndDate") };
	}
}

static void read_diseases(struct reading *r, xmlNodePtr n, struct eligibility_result *out)
{
	xmlNodePtr list = yg_xml_child(n, "SpecificDiseasesCertificateList"), one = list ? yg_xml_child(list, "SpecificDiseasesCertificateInfo") : NULL;
	for (; one; one = yg_xml_next(one, "SpecificDiseasesCertificateInfo")) {
		struct specific_disease *g = yg_arena_grow(r->a, out->diseases, out->ndiseases, sizeof *g);
		if (!g) return;
		out->diseases = g;
		g[out->ndiseases++] = (struct specific_disease){
			text(r, one, "SpecificDiseasesDiseaseCategory"), day(r, one, "SpecificDiseasesValidStartDate"), day(r, one, "SpecificDiseasesValidEndDate"),
			text(r, one, "SpecificDiseasesSelfPay") };
	}
}

static void read_result(struct reading *r, xmlNodePtr n)
{
	struct eligibility_result *list = yg_arena_grow(r->a, r->e->results, r->e->nresults, sizeof *list), *out;
	struct str sex;
	xmlNodePtr old;
	if (!list) return;
	r->e->results = list;
	out = &list[r->e->nresults++];
	*out = (struct eligibility_result){ .origin = { (uint16_t)r->input, (uint32_t)xmlGetLineNo(n) } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *(struct str *)(void *)((char *)out + texts[i].at) = text(r, n, texts[i].name);
	sex = yg_xml_child_text(n, "Sex1");
	if (!sex.n) sex = yg_xml_child_text(n, "Sex2");
	out->sex = yg_str_eqz(sex, "1") ? SEX_MALE : yg_str_eqz(sex, "2") ? SEX_FEMALE : SEX_UNKNOWN;
	out->born = day(r, n, "Birthdate");
	out->valid_from = day(r, n, "QualificationDate");
	out->valid_to = day(r, n, "DisqualificationDate");
	if ((old = yg_xml_child(n, "ElderlyRecipientCertificateInfo"))) {
		out->elderly.from = day(r, old, "ElderlyRecipientValidStartDate");
		out->elderly.to = day(r, old, "ElderlyRecipientValidEndDate");
		out->elderly.ratio = text(r, old, "ElderlyRecipientContributionRatio");
	}
	read_limits(r, n, out);
	read_diseases(r, n, out);
	read_consents(r, n, out);
}

static void read_body(struct reading *r, xmlNodePtr body)
{
	struct str v = yg_xml_child_text(body, "QualificationValidity");
	xmlNodePtr list = yg_xml_child(body, "ResultList"), one;
	if (!r->e->status.n) {
		r->e->status = text(r, body, "ProcessingResultStatus");
		r->e->code = text(r, body, "ProcessingResultCode");
		r->e->message = text(r, body, "ProcessingResultMessage");
	}
	if (v.n == 1 && v.p[0] >= '1' && v.p[0] <= '6') r->e->validity = (enum validity)(v.p[0] - '0');
	else if (v.n) say(r, &d_validity, yg_xml_child(body, "QualificationValidity"), "QualificationValidity", STR_NONE);
	r->e->wants_electronic = yg_str_eqz(yg_xml_child_text(body, "PrescriptionIssueSelect"), "1");
	for (; list; list = yg_xml_next(list, "ResultList"))
		for (one = yg_xml_child(list, "ResultOfQualificationConfirmation"); one; one = yg_xml_next(one, "ResultOfQualificationConfirmation")) {
			if (r->e->nresults >= YG_MAX_VISITS) return;
			read_result(r, one);
		}
}

int yg_eligibility_read(struct str bytes, unsigned input, struct arena *a, struct diags *ds, struct eligibility *out)
{
	struct eligibility e = { 0 };
	struct reading r = { a, ds, input, &e };
	xmlNodePtr root, head, body;
	xmlDocPtr doc;
	unsigned line = 0;
	int err = yg_xml_parse(bytes, &doc, &line);
	if (err != YG_OK) {
		yg_diag(ds, err == YG_EREFUSED ? &d_other : &d_xml, input, line, "", STR_NONE, STR_NONE);
		return err;
	}
	root = xmlDocGetRootElement(doc);
	head = root ? yg_xml_child(root, "MessageHeader") : NULL;
	body = root ? yg_xml_child(root, "MessageBody") : NULL;
	if (!head || !body || !(yg_xml_child(body, "ResultList") || yg_xml_child(body, "QualificationValidity") || yg_xml_child(body, "ProcessingResultStatus"))) {
		yg_diag(ds, &d_other, input, 0, "", STR_NONE, STR_NONE);
		xmlFreeDoc(doc);
		return YG_EREFUSED;
	}
	e.processed_at = moment(&r, head, "ProcessExecutionTime");
	e.institution = text(&r, head, "MedicalInstitutionCode");
	e.file_id = text(&r, head, "ArbitraryFileIdentifier");
	e.by_card = yg_str_eqz(yg_xml_child_text(head, "ReferenceClassification"), "1");
	e.status = text(&r, head, "SegmentOfResult");
	read_body(&r, body);
	if (e.status.n && !yg_str_eqz(e.status, "1")) say(&r, &d_refused, NULL, "ProcessingResultStatus", e.code.n ? e.code : e.status);
	xmlFreeDoc(doc);
	if (yg_arena_error(a)) return yg_arena_error(a);
	*out = e;
	return YG_OK;
}

bool yg_consent_holds(const struct item_consent *c, int64_t now) { return c->flag == CONSENT_YES && c->until != 0 && now <= c->until; }
