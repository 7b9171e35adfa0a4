/* test_service_watch.c - the result folder of the terminal, and what it says of eligibility: whole and half-written files, both character codes,
 * errors, duplicates, a crash in the middle, folders that are not there. */
#include "t.h"
#include "base/err.h"
#include "base/limits.h"
#include "service/eligibility.h"
#include "service/watch.h"
#include <sys/stat.h>
#include <unistd.h>

static char dir[400];

#define BODY "<MessageBody><ProcessingResultStatus>1</ProcessingResultStatus><QualificationValidity>%s</QualificationValidity><PrescriptionIssueSelect>1</PrescriptionIssueSelect>" \
	"<ResultList><ResultOfQualificationConfirmation><InsuredCardClassification>01</InsuredCardClassification><InsurerNumber>06139992</InsurerNumber><InsuredCardSymbol>99-1</InsuredCardSymbol>" \
	"<InsuredIdentificationNumber>12345</InsuredIdentificationNumber><InsuredBranchNumber>00</InsuredBranchNumber><Name>例示　太郎</Name><NameKana>ﾚｲｼﾞ ﾀﾛｳ</NameKana><Sex1>1</Sex1>" \
	"<Birthdate>19580310</Birthdate><Address>架空市一丁目 123456789018</Address><InsuredPartialContributionRatio>030</InsuredPartialContributionRatio>" \
	"<LimitApplicationCertificateRelatedInfo><LimitApplicationCertificateClassification>01</LimitApplicationCertificateClassification><LimitApplicationCertificateClassificationFlag>B02" \
	"</LimitApplicationCertificateClassificationFlag><LimitApplicationCertificateValidStartDate>20260401</LimitApplicationCertificateValidStartDate></LimitApplicationCertificateRelatedInfo>" \
	"<SpecificDiseasesCertificateList><SpecificDiseasesCertificateInfo><SpecificDiseasesDiseaseCategory>1</SpecificDiseasesDiseaseCategory></SpecificDiseasesCertificateInfo>" \
	"</SpecificDiseasesCertificateList><PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg><PharmacistsInfoConsTime>20261120100000</PharmacistsInfoConsTime>" \
	"<PharmacistsInfoAvailableTime>20261121100000</PharmacistsInfoAvailableTime><DiagnosisInfoConsFlg>0</DiagnosisInfoConsFlg><OperationInfoConsFlg>9</OperationInfoConsFlg>" \
	"</ResultOfQualificationConfirmation></ResultList></MessageBody>"
#define FILE_OF(code) "<?xml version=\"1.0\" encoding=\"" code "\"?><XmlMsg><MessageHeader><ProcessExecutionTime>20261120100001</ProcessExecutionTime><MedicalInstitutionCode>1349999999</MedicalInstitutionCode>" \
	"<SegmentOfResult>1</SegmentOfResult><CharacterCodeIdentifier>1</CharacterCodeIdentifier><ReferenceClassification>1</ReferenceClassification></MessageHeader>" BODY "</XmlMsg>"

static const char *at(const char *name)
{
	static char path[8][600];
	static int turn;
	char *p = path[turn++ & 7];
	snprintf(p, sizeof path[0], "%s/%s", dir, name);
	return p;
}

static void put(const char *name, const char *text) { CHECK_INT(yg_file_write(at(name), yg_str(text)), 0); }
static bool there(const char *name) { struct stat st; return stat(at(name), &st) == 0; }

static void read_eligibility(void)
{
	static const char *const valid[] = { "1", "2", "3", "4", "5", "6", "7", "" };
	for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
		struct arena *a = yg_arena_new(YG_MAX_ARENA);
		struct eligibility e;
		struct diags ds;
		char text[6000];
		snprintf(text, sizeof text, FILE_OF("UTF-8"), valid[i]);
		yg_diags_init(&ds, a);
		CHECK_INT(yg_eligibility_read(yg_str(text), 0, a, &ds, &e), YG_OK);
		CHECK_INT(e.validity, i < 6 ? (int)i + 1 : 0);
		CHECK_INT(e.nresults, 1);
		CHECK(e.by_card && e.wants_electronic);
		CHECK_STR(e.results[0].patient.name, STR("例示　太郎"));
		CHECK_STR(e.results[0].address, STR("架空市一丁目 ************"));
		CHECK_INT(e.forbidden, 1);
		CHECK_INT(e.results[0].nlimits, 1);
		CHECK_STR(e.results[0].limits[0].flag, STR("B02"));
		CHECK_INT(e.results[0].ndiseases, 1);
		CHECK_INT(e.results[0].consent[ITEM_MEDICINES].flag, CONSENT_YES);
		CHECK_INT(e.results[0].consent[ITEM_MEDICINES].until - e.results[0].consent[ITEM_MEDICINES].since, 86400);
		CHECK_INT(e.results[0].consent[ITEM_TREATMENT].flag, CONSENT_NO);
		CHECK_INT(e.results[0].consent[ITEM_SURGERY].flag, CONSENT_NO);      /* an unknown value is a no, and told */
		CHECK_INT(e.results[0].consent[ITEM_CHECKUP].flag, CONSENT_NOT_SAID);
		CHECK(yg_consent_holds(&e.results[0].consent[ITEM_MEDICINES], e.results[0].consent[ITEM_MEDICINES].until));
		CHECK(!yg_consent_holds(&e.results[0].consent[ITEM_MEDICINES], e.results[0].consent[ITEM_MEDICINES].until + 1));
		/* every cut of it is refused or read, never half believed */
		for (size_t n = 0; n < strlen(text); n += 97) CHECK(yg_eligibility_read((struct str){ text, n }, 0, a, &ds, &e) != YG_OK);
		yg_arena_free(a);
	}
}

struct heard { struct watch_file f[20]; char name[20][64], reason[20][32]; size_t n, taken; int answer; const char *hop, *why; };
static int take(void *ctx, const struct watch_file *f, struct str bytes, struct str *reason, const char **hop)
{
	struct heard *h = ctx;
	(void)f;
	CHECK(bytes.n > 0);
	h->taken++;
	if (h->why) *reason = yg_str(h->why);
	if (h->hop) *hop = h->hop;
	return h->answer;
}
static void told(void *ctx, const struct watch_file *f)
{
	struct heard *h = ctx;
	if (h->n >= 20) return;
	snprintf(h->name[h->n], 64, "%.*s", STR_ARG(f->name));
	snprintf(h->reason[h->n], 32, "%.*s", STR_ARG(f->reason));
	h->f[h->n++] = *f;
}
static int look(struct watch *w, struct heard *h)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	h->n = h->taken = 0;
	err = yg_watch_look(w, dir, take, told, h, a, &ds);
	CHECK((err == YG_OK) == (ds.n == 0));
	yg_arena_free(a);
	return err;
}

static void names(void)
{
	static const struct { const char *name; enum watch_kind kind; } t[] = {
		{ "OQSsiquc01res_face_1_20261120100000.xml", WATCH_FACE }, { "OQSsiquc01res_20261120.xml", WATCH_ELIGIBILITY }, { "OQSmuquc02res_1.xml", WATCH_BULK },
		{ "OQSmuhvq02res_1.xml", WATCH_HOME_VISIT }, { "OQSmuonq02res_1.xml", WATCH_ONLINE }, { "OQSmutic02res_1.xml", WATCH_ASSISTANCE },
		{ "YZKsiquc01res_0220.xml", WATCH_MEDICINES }, { "TKKsiquc01res_02.xml", WATCH_CHECKUP }, { "OQSsiquc01res_1.err", WATCH_ERROR },
		{ "OQSsiquc01req_1.xml", WATCH_OTHER }, { "YZKsiquc01req_1.xml", WATCH_OTHER }, { "YZKsiquc01res_1.pdf", WATCH_OTHER }, { "OQSxxx.xml", WATCH_OTHER },
		{ "another.xml", WATCH_CONTENT }, { ".xml", WATCH_OTHER }, { "", WATCH_OTHER } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) CHECK_INT(yg_watch_kind(yg_str(t[i].name)), t[i].kind);
}

static void the_folder(void)
{
	struct watch w = { NULL, 0 };
	struct heard h = { .answer = YG_OK };
	char whole[6000];
	struct buf b;
	snprintf(whole, sizeof whole, FILE_OF("UTF-8"), "1");
	CHECK_INT(look(&w, &h), YG_ENOTFOUND);       /* the line to the terminal */
	CHECK_INT(mkdir(dir, 0700), 0);
	CHECK_INT(look(&w, &h), YG_OK);
	/* the first look only sees it */
	put("OQSsiquc01res_1.xml", whole);
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 0);
	CHECK_STR(yg_str(h.reason[0]), STR("being-written"));
	/* it grows: not yet; then at rest: taken, byte for byte */
	put("half.xml", "<?xml version=\"1.0\"?><XmlMsg><Message");
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 1);
	CHECK(there("done/OQSsiquc01res_1.xml") && !there("OQSsiquc01res_1.xml"));
	b = t_read(at("done/OQSsiquc01res_1.xml"));
	CHECK_STR(yg_buf_view(&b), yg_str(whole));
	yg_buf_free(&b);
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_STR(yg_str(h.reason[0]), STR("not-whole"));    /* at rest, but half: it may still come */
	CHECK(there("half.xml"));
	put("half.xml", whole);                      /* the same bytes as before: told, not taken twice */
	look(&w, &h);
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 0);
	CHECK_INT(h.f[0].state, WATCH_DUPLICATE);
	CHECK(there("done/half.xml"));
	/* the terminal's error file, and a refusal with its reason beside */
	put("OQSsiquc01res_2.err", "2026/11/20 EPSB1042W エラー");
	put("bad.xml", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"x\">]><x>&e;</x>");
	look(&w, &h);
	h.answer = YG_EREFUSED;
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 0);
	CHECK_INT(h.n, 2);
	CHECK_STR(yg_str(h.f[0].hop), STR("terminal"));
	CHECK_STR(yg_str(h.reason[0]), STR("EPSB1042W"));
	CHECK(there("refused/OQSsiquc01res_2.err") && there("refused/OQSsiquc01res_2.err.reason.txt"));
	CHECK_STR(yg_str(h.f[1].hop), STR("file"));
	CHECK(there("refused/bad.xml.reason.txt"));
	/* a service's no; the same name again is not written over */
	put("OQSsiquc01res_1.xml", "<?xml version=\"1.0\"?><XmlMsg>2</XmlMsg>");
	h.hop = "service";
	h.why = "other-patient";
	look(&w, &h);
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 1);
	CHECK_STR(yg_str(h.f[0].hop), STR("service"));
	CHECK(there("refused/OQSsiquc01res_1.xml"));
	h.answer = YG_OK;
	h.hop = h.why = NULL;
	put("OQSsiquc01res_1.xml", "<?xml version=\"1.0\"?><XmlMsg>3</XmlMsg>");
	look(&w, &h);
	look(&w, &h);
	CHECK(there("done/OQSsiquc01res_1.xml.2"));
	/* nobody to give it to: it waits in work/, also over a restart */
	put("OQSsiquc01res_face_3.xml", "<?xml version=\"1.0\"?><XmlMsg>4</XmlMsg>");
	h.answer = YG_EBUSY;
	look(&w, &h);
	look(&w, &h);
	CHECK_INT(h.f[0].state, WATCH_WAITING);
	CHECK(there("work/OQSsiquc01res_face_3.xml"));
	yg_watch_free(&w);
	h.answer = YG_OK;
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 1);
	CHECK(there("done/OQSsiquc01res_face_3.xml"));
	/* a crash between taking and moving: known as taken, moved, not handed over again */
	CHECK_INT(rename(at("done/OQSsiquc01res_face_3.xml"), at("work/OQSsiquc01res_face_3.xml")), 0);
	CHECK_INT(look(&w, &h), YG_OK);
	CHECK_INT(h.taken, 0);
	CHECK_INT(h.f[0].state, WATCH_DUPLICATE);
	/* what is no result is left alone */
	put("OQSsiquc01req_9.xml", "<a/>");
	put("readme.txt", "x");
	look(&w, &h);
	look(&w, &h);
	CHECK_INT(h.n, 0);
	CHECK(there("OQSsiquc01req_9.xml") && there("readme.txt"));
	yg_watch_free(&w);
}

static void asking(void)
{
	struct inquiry_person p = { .insurer = STR("139992"), .symbol = STR("９９－１"), .number = STR("12<345"), .branch = STR("00"), .born = { 1958, 3, 10 }, .id = STR("a1") };
	struct buf b;
	yg_buf_init(&b, 1u << 16);
	CHECK_INT(yg_inquiry_write(STR("1349999999"), (struct ymd){ 2026, 11, 20 }, &p, &b), YG_OK);
	CHECK(yg_str_find(yg_buf_view(&b), STR("<InsurerNumber>  139992</InsurerNumber>")) != (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&b), STR("12&lt;345")) != (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&b), STR("<Birthdate>19580310</Birthdate>")) != (size_t)-1);
	CHECK_INT(yg_inquiry_write(STR("134"), (struct ymd){ 2026, 11, 20 }, &p, &b), YG_EMISSING);
	p.insurer = STR("123456789");
	CHECK_INT(yg_inquiry_write(STR("1349999999"), (struct ymd){ 2026, 11, 20 }, &p, &b), YG_EMISSING);
	yg_buf_free(&b);
}

int main(void)
{
	const char *tmp = getenv("TMPDIR");
	char command[500];
	snprintf(dir, sizeof dir, "%s/yagen-watch-%ld", tmp && *tmp ? tmp : "/tmp", (long)getpid());
	T_RUN(names);
	T_RUN(read_eligibility);
	T_RUN(the_folder);
	T_RUN(asking);
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	if (system(command)) t_failed++;
	return T_END();
}
