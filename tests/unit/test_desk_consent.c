/* test_desk_consent.c - consents at the counter: what they open, what closes when they end, the special ways in with everything they ask, and the
 * terminal's files on their way into a case. */
#include "desk_rx.h"

static const struct person_of taro = TARO, hanako = { "例示　花子", "ﾚｲｼﾞ ﾊﾅｺ", "1960-05-05", "female", "06139992", "９９－１", "777", "00", NULL, NULL };

#define MEDICINES(flag, until) "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><QuaInf><Name>例示　太郎</Name><KanaName>レイジ　タロウ</KanaName><Birth>19580310</Birth>" \
	"<AdmGendCode>1</AdmGendCode></QuaInf><PharmacistsInfoConsFlg>" flag "</PharmacistsInfoConsFlg>" until "</MessageHeader><MessageBody><ResultCode>1</ResultCode><CzDiInf><CzDiMonthInf>" \
	"<CzDiMonth>202611</CzDiMonth><CzMeTrDiHCd>1341399856</CzMeTrDiHCd><CzMeTrDiHNm>見本薬局</CzMeTrDiHNm><CzPrlsHCd>1311399914</CzPrlsHCd><CzPrlsHNm>見本整形外科</CzPrlsHNm><CzPrCl>1</CzPrCl>" \
	"<CzDiDateInfs><CzDiDateInf><CzDiDate>20261110</CzDiDate><CzPrDate>20261110</CzPrDate><CzDrugInfs><CzDrugInf><CzUsageN>１日３回毎食後　服用</CzUsageN><CzUsageCl>1</CzUsageCl><CzTimes>28" \
	"</CzTimes><CzDrugC>1149019F1560</CzDrugC><CzDrugN>ロキソニン錠６０ｍｇ</CzDrugN><CzQua1>3</CzQua1><CzUnit>錠</CzUnit></CzDrugInf></CzDrugInfs></CzDiDateInf></CzDiDateInfs></CzDiMonthInf>" \
	"</CzDiInf></MessageBody></XmlMsg>"
#define UNTIL(t) "<PharmacistsInfoAvailableTime>" t "</PharmacistsInfoAvailableTime>"
#define PLACE "見本整形外科"

static struct json_object *on(yagen_desk *d, const char *command, const char *request, const char *at, const char *id, const char *more, const yagen_part *part, int *err)
{
	char members[2000];
	snprintf(members, sizeof members, "\"case\":\"%s\"%s%s", id, *more ? "," : "", more);
	return td_do_at(d, command, request, at, members, part, part ? 1 : 0, err);
}

static bool shows(struct json_object *o) { return o && strstr(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE), PLACE) != NULL; }

#define T1 "2026-11-20T01:00:00Z"                    /* 10:00 in Japan */
#define T2 "2026-11-20T03:00:00Z"

static void a_file_runs_out(void)
{
	yagen_desk *d = td_new();
	yagen_part part = td_part("terminal", "m.xml", STR(MEDICINES("1", UNTIL("20261120110000"))));
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	json_object_put(on(d, "terminal.take", "r2", T1, id, "", &part, &err));
	CHECK_INT(err, 0);
	o = on(d, "case.check", "r3", T1, id, "", NULL, &err);
	CHECK(shows(o));
	json_object_put(o);
	o = on(d, "case.show", NULL, T1, id, "\"report\":true", NULL, &err);
	CHECK(shows(o));
	json_object_put(o);
	o = on(d, "case.show", NULL, T2, id, "\"report\":true", NULL, &err);       /* 11:00 has passed */
	CHECK(!shows(o));
	CHECK_STR(yg_str(td_text(o, "result/report_withheld")), STR("expired"));
	json_object_put(o);
	o = on(d, "case.check", "r3", T2, id, "", NULL, &err);         /* the same command said again */
	CHECK_INT(err, 0);
	CHECK(!shows(o));
	CHECK_STR(yg_str(td_text(o, "result/withheld")), STR("expired"));
	json_object_put(o);
	o = on(d, "case.check", "r4", T2, id, "", NULL, &err);
	CHECK(!shows(o));
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/id")), STR("masked-1"));
	json_object_put(o);
	o = on(d, "case.check", "r5", T1, id, "", NULL, &err);         /* a clock set back opens nothing */
	CHECK(!shows(o));
	json_object_put(o);
	o = on(d, "case.replay", NULL, T2, id, "", NULL, &err);
	CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
	CHECK(!shows(o));
	json_object_put(o);
	yagen_desk_close(d);
}

static void taken_back_and_given_again(void)
{
	yagen_desk *d = td_new();
	yagen_part part = td_part("terminal", "m.xml", STR(MEDICINES("1", UNTIL("20261121100000"))));
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	json_object_put(on(d, "terminal.take", "r2", T1, id, "", &part, &err));
	o = on(d, "case.check", "r3", T1, id, "", NULL, &err);
	CHECK(shows(o));
	json_object_put(o);
	o = on(d, "case.consent", "c1", T1, id, "\"action\":\"withdraw\",\"items\":[\"medicines\"]", NULL, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "state")), STR("received"));
	json_object_put(o);
	o = on(d, "case.events", NULL, T1, id, "", NULL, &err);
	CHECK(!shows(o));
	json_object_put(o);
	o = on(d, "case.check", "r4", T1, id, "", NULL, &err);
	CHECK(!shows(o));
	json_object_put(o);
	json_object_put(on(d, "case.consent", "c2", T1, id, "\"action\":\"give\",\"items\":[\"medicines\",\"checkup\"],\"basis\":\"card\",\"until\":\"2026-11-21T01:00:00Z\"", NULL, &err));
	CHECK_INT(err, 0);
	o = on(d, "case.check", "r5", T1, id, "", NULL, &err);
	CHECK(shows(o));
	json_object_put(o);
	o = on(d, "case.show", NULL, T1, id, "", NULL, &err);
	CHECK_INT(td_count(o, "result/consents"), 3);        /* the withdrawal, and two given */
	CHECK_STR(yg_str(td_text(o, "result/consents/1/holds")), STR("true"));
	CHECK_STR(yg_str(td_text(o, "result/consents/1/until")), STR("2026-11-21T01:00:00Z"));
	json_object_put(o);
	yagen_desk_close(d);
}

static void by_mouth_after_a_hit(void)
{
	yagen_desk *d = td_new();
	yagen_part part = td_part("terminal", "m.xml", STR(MEDICINES("0", "")));
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	json_object_put(on(d, "terminal.take", "r2", T1, id, "", &part, &err));
	o = on(d, "case.consent", "c1", T1, id, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"oral\"", NULL, &err);
	CHECK_INT(err, YG_EREFUSED);
	CHECK_STR(yg_str(td_text(o, "error")), STR("no-hit"));
	json_object_put(o);
	o = on(d, "case.check", "r3", T1, id, "", NULL, &err);
	CHECK(!shows(o));
	json_object_put(o);
	o = on(d, "case.consent", "c2", T1, id, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"oral\"", NULL, &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_int(o, "result/lines"), 1);
	json_object_put(o);
	o = on(d, "case.check", "r4", T1, id, "", NULL, &err);
	CHECK(shows(o));
	json_object_put(o);
	o = on(d, "case.check", "r5", "2026-11-20T16:00:00Z", id, "\"as_of\":\"2026-11-20\"", NULL, &err);     /* past midnight in Japan */
	CHECK(!shows(o));
	json_object_put(o);
	yagen_desk_close(d);
}

static void what_each_basis_needs(void)
{
	static const struct { const char *more, *word; int err; } t[] = {
		{ "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"paper\"", "written", YG_EMISSING },
		{ "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"caller\"", "basis", YG_EARG },
		{ "\"action\":\"give\",\"items\":[\"letters\"],\"basis\":\"card\"", "items", YG_EARG },
		{ "\"action\":\"take\",\"items\":[\"medicines\"]", "action", YG_EARG },
		{ "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"card\",\"until\":\"2026-11-19T00:00:00Z\"", "until", YG_EARG },
		{ "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"emergency\",\"confirmed\":true", "emergency", YG_EREFUSED },
		{ "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"disaster\"", "disaster", YG_EREFUSED } };
	yagen_desk *d = td_new();
	struct json_object *o;
	char id[100], request[20];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		snprintf(request, sizeof request, "c%zu", i);
		td_refused(d, "case.consent", request, id, t[i].more, t[i].err, t[i].word);
	}
	/* the special ways: only where and for whom they are open, and never without a trace */
	d->disaster_areas = STR("架空市");
	d->disaster_from = (struct ymd){ 2026, 11, 1 };
	d->disaster_until = (struct ymd){ 2026, 11, 30 };
	d->emergency_terminals = STR("t1");
	d->emergency_users = STR("p1");
#define DISASTER(born, area, more) "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"disaster\",\"disaster\":{\"name\":\"例示　太郎\",\"birth_date\":\"" born \
	"\",\"sex\":\"male\",\"address\":\"架空市一丁目\",\"area\":\"" area "\"}" more
	td_refused(d, "case.consent", "d1", id, DISASTER("1958-03-10", "別市", ",\"understood\":true"), YG_EREFUSED, "disaster");
	td_refused(d, "case.consent", "d2", id, DISASTER("1958-03-11", "架空市", ",\"understood\":true"), YG_EREFUSED, "other-patient");
	td_refused(d, "case.consent", "d3", id, DISASTER("1958-03-10", "架空市", ""), YG_EREFUSED, "warning");
	json_object_put(td_on(d, "case.consent", "d4", id, DISASTER("1958-03-10", "架空市", ",\"understood\":true"), &err));
	CHECK_INT(err, 0);
	td_refused(d, "case.consent", "e1", id, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"emergency\",\"why\":\"unconscious\"", YG_EREFUSED, "emergency");
	td_refused(d, "case.consent", "e2", id, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"emergency\",\"confirmed\":true", YG_EMISSING, "why");
	json_object_put(td_on(d, "case.consent", "e3", id, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"emergency\",\"confirmed\":true,\"why\":\"unconscious\"", &err));
	CHECK_INT(err, 0);
	{
		struct buf rows = td_rows(d, true);
		CHECK(yg_str_find(yg_buf_view(&rows), STR("|emergency|")) != (size_t)-1);    /* audit action */
		CHECK(yg_str_find(yg_buf_view(&rows), STR("|disaster|")) != (size_t)-1);
		yg_buf_free(&rows);
	}
	o = td_do(d, "emergency.list", NULL, "", NULL, 0, &err);
	CHECK_INT(td_count(o, "result/emergencies"), 1);
	CHECK_STR(yg_str(td_text(o, "result/emergencies/0/case")), yg_str(id));
	{
		char members[400];
		struct json_object *x;
		snprintf(members, sizeof members, "\"id\":\"%s\",\"why\":\"looked-at\"", td_text(o, "result/emergencies/0/id"));
		json_object_put(td_do(d, "emergency.review", "v1", members, NULL, 0, &err));
		CHECK_INT(err, 0);
		json_object_put(td_do(d, "emergency.review", "v2", members, NULL, 0, &err));
		CHECK_INT(err, YG_ESTATE);
		x = td_do(d, "emergency.list", NULL, "", NULL, 0, &err);
		CHECK_INT(td_count(x, "result/emergencies"), 0);
		json_object_put(x);
		x = td_do(d, "emergency.list", NULL, "\"all\":true", NULL, 0, &err);
		CHECK_INT(td_count(x, "result/emergencies"), 1);
		json_object_put(x);
	}
	json_object_put(o);
	yagen_desk_close(d);
}

/* The text with `from` replaced by `to`, everywhere. */
static struct buf replaced(struct str s, const char *from, const char *to)
{
	struct buf b;
	size_t at;
	yg_buf_init(&b, 1u << 20);
	while ((at = yg_str_find(s, yg_str(from))) != (size_t)-1) {
		yg_buf_str(&b, yg_str_sub(s, 0, at));
		yg_buf_z(&b, to);
		s = yg_str_sub(s, at + strlen(from), s.n);
	}
	yg_buf_str(&b, s);
	return b;
}

/* Places, days, amounts and further lines of a masked file change not one byte of the report. */
static void a_masked_file_is_one_like_another(void)
{
	static const char *const change[][2] = { { "見本整形外科", "架空皮膚科" }, { "見本薬局", "別の薬局" }, { "1341399856", "2741300001" }, { "1311399914", "2711300002" },
		{ "20261110", "20261105" }, { "<CzTimes>28", "<CzTimes>90" }, { "<CzQua1>3", "<CzQua1>2" }, { "１日３回毎食後　服用", "１日２回朝夕食後　服用" },
		{ "</CzDrugInfs>", "<CzDrugInf><CzUsageCl>1</CzUsageCl><CzTimes>5</CzTimes><CzDrugC>2171022F2025</CzDrugC><CzDrugN>ノルバスク錠５ｍｇ</CzDrugN><CzQua1>1</CzQua1><CzUnit>錠</CzUnit></CzDrugInf></CzDrugInfs>" } };
	char want[200000] = "";
	for (size_t i = 0; i <= sizeof change / sizeof *change; i++) {
		yagen_desk *d = td_new();
		struct buf b = i ? replaced(STR(MEDICINES("0", "")), change[i - 1][0], change[i - 1][1]) : replaced(STR(MEDICINES("0", "")), "none", "none");
		yagen_part part = td_part("terminal", "m.xml", yg_buf_view(&b));
		struct json_object *o;
		const char *got;
		char id[100];
		int err;
		json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
		json_object_put(on(d, "terminal.take", "r2", T1, id, "", &part, &err));
		CHECK_INT(err, 0);
		o = on(d, "case.check", "r3", T1, id, "\"explain\":true,\"national\":true", NULL, &err);
		got = json_object_to_json_string(td_at(o, "result/report"));
		CHECK(strstr(got, "masked-1") != NULL);
		if (!i) snprintf(want, sizeof want, "%s", got);
		else CHECK_STR(yg_str(got), yg_str(want));
		json_object_put(o);
		yg_buf_free(&b);
		yagen_desk_close(d);
	}
}

#define ELIGIBLE(valid, name, kana, born, sex, number) "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><ProcessExecutionTime>20261120095900</ProcessExecutionTime>" \
	"<SegmentOfResult>1</SegmentOfResult><ReferenceClassification>1</ReferenceClassification></MessageHeader><MessageBody><QualificationValidity>" valid "</QualificationValidity><ResultList>" \
	"<ResultOfQualificationConfirmation><InsurerNumber>06139992</InsurerNumber><InsuredCardSymbol>９９－１</InsuredCardSymbol><InsuredIdentificationNumber>" number "</InsuredIdentificationNumber>" \
	"<InsuredBranchNumber>00</InsuredBranchNumber><Name>" name "</Name><NameKana>" kana "</NameKana><Sex1>" sex "</Sex1><Birthdate>" born "</Birthdate>" \
	"<SpecificDiseasesCertificateList><SpecificDiseasesCertificateInfo><SpecificDiseasesDiseaseCategory>1</SpecificDiseasesDiseaseCategory></SpecificDiseasesCertificateInfo></SpecificDiseasesCertificateList>" \
	"<PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg><PharmacistsInfoConsTime>20261120095900</PharmacistsInfoConsTime><PharmacistsInfoAvailableTime>20261121095900</PharmacistsInfoAvailableTime>" \
	"</ResultOfQualificationConfirmation></ResultList></MessageBody></XmlMsg>"
#define TARO_IS(valid) ELIGIBLE(valid, "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "19580310", "1", "12345")
#define HANAKO_IS ELIGIBLE("1", "例示　花子", "ﾚｲｼﾞ ﾊﾅｺ", "19600505", "2", "777")

static void files_of_the_terminal(void)
{
	yagen_desk *d = td_new();
	yagen_part mine = td_part("terminal", "OQSsiquc01res_face_1.xml", STR(TARO_IS("1"))), hers = td_part("terminal", "OQSsiquc01res_face_2.xml", STR(HANAKO_IS)),
		   newer = td_part("terminal", "OQSsiquc01res_3.xml", STR(TARO_IS("3"))), junk = td_part("terminal", "x.xml", STR("<x/>")), half = td_part("terminal", "h.xml", STR("<XmlMsg><Mess")),
		   drugs = td_part("terminal", "YZK.xml", STR(MEDICINES("1", "")));
	const yagen_part *bad[] = { &junk, &half };
	struct json_object *o;
	char id[100], other[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	json_object_put(td_receive(d, "r2", NULL, hanako, (struct rx_of)NORVASC, NULL, other, &err));
	CHECK_INT(err, 0);
	o = td_do(d, "terminal.match", NULL, "", &mine, 1, &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_count(o, "result/cases"), 1);
	CHECK_STR(yg_str(td_text(o, "result/cases/0")), yg_str(id));
	json_object_put(o);
	o = td_do(d, "terminal.match", NULL, "", &drugs, 1, &err);
	CHECK_STR(yg_str(td_text(o, "result/kind")), STR("medicines"));
	CHECK_STR(yg_str(td_text(o, "result/cases/0")), yg_str(id));
	json_object_put(o);
	/* somebody else's: refused, and nothing is another */
	{
		struct buf before = td_rows(d, true), after;
		o = on(d, "terminal.take", "t1", T1, id, "", &hers, &err);
		CHECK_INT(err, YG_EREFUSED);
		CHECK_STR(yg_str(td_text(o, "error")), STR("other-patient"));
		json_object_put(o);
		o = on(d, "terminal.take", "t2", T1, other, "", &drugs, &err);
		CHECK_STR(yg_str(td_text(o, "error")), STR("other-patient"));
		json_object_put(o);
		for (size_t i = 0; i < 2; i++) {
			o = on(d, "terminal.take", "t3", T1, id, "", bad[i], &err);
			CHECK(err != 0);
			CHECK_STR(yg_str(td_text(o, "error")), STR("terminal-unreadable"));
			json_object_put(o);
		}
		after = td_rows(d, true);
		CHECK(yg_str_eq(yg_buf_view(&before), yg_buf_view(&after)));
		yg_buf_free(&before);
		yg_buf_free(&after);
	}
	o = on(d, "terminal.take", "t4", T1, id, "", &mine, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "result/validity")), STR("valid"));
	CHECK_INT(td_count(o, "diagnostics"), 0);
	json_object_put(o);
	o = on(d, "case.show", NULL, T1, id, "", NULL, &err);
	CHECK_STR(yg_str(td_text(o, "result/eligibility/insurer")), STR("06139992"));
	CHECK_STR(yg_str(td_text(o, "result/eligibility/specific_diseases/0/text")), STR("人工透析"));
	CHECK_STR(yg_str(td_text(o, "result/consents/0/by")), STR("terminal"));
	CHECK_STR(yg_str(td_text(o, "result/consents/0/until")), STR("2026-11-21T00:59:00Z"));
	CHECK_STR(yg_str(td_text(o, "result/consents/0/holds")), STR("true"));
	json_object_put(o);
	o = on(d, "terminal.take", "t5", T1, id, "", &newer, &err);     /* taken, with a warning */
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "diagnostics/0/code")), STR("eligibility-not-valid"));
	json_object_put(o);
	yagen_desk_close(d);
}

static void numbers_of_people(void)
{
	yagen_desk *d = td_new();
	yagen_part rx;
	struct person_of p = TARO;
	struct rx_of x = LOXONIN;
	struct json_object *o;
	struct buf b, rows;
	char id[100];
	int err;
	p.name = "例示　太郎 123456789018";
	x.more = "\"remarks\":[{\"seq\":1,\"kind\":\"1\",\"text\":\"番号 1234-5678-9018\"}]";
	b = rx_json(p, x);
	rx = td_part("rx", "rx 123456789018.json", yg_buf_view(&b));
	o = td_do(d, "case.new", "r1", "", &rx, 1, &err);
	CHECK_INT(err, 0);
	snprintf(id, sizeof id, "%s", td_text(o, "case"));
	CHECK(strstr(json_object_to_json_string(o), "number-left-out") != NULL);
	CHECK(strstr(json_object_to_json_string(o), "123456789018") == NULL);
	json_object_put(o);
	o = td_on(d, "case.show", NULL, id, "\"prescription\":true", &err);
	CHECK(strstr(json_object_to_json_string(o), "123456789018") == NULL && strstr(json_object_to_json_string(o), "1234-5678") == NULL);
	CHECK(strstr(json_object_to_json_string(o), "************") != NULL);
	json_object_put(o);
	json_object_put(td_on(d, "case.check", "r2", id, "", &err));
	CHECK_INT(err, 0);
	td_refused(d, "case.cancel", "r3", id, "\"why\":\"1234-5678-9018\"", YG_EREFUSED, "my-number");
	rows = td_rows(d, true);                     /* opened: only the sender's own bytes hold it */
	for (size_t i = 0, at; (at = yg_str_find(yg_str_sub(yg_buf_view(&rows), i, rows.n), STR("123456789018"))) != (size_t)-1; i += at + 1) {
		size_t line = i + at;
		while (line && rows.p[line - 1] != '\n') line--;
		CHECK(yg_str_starts(yg_str_sub(yg_buf_view(&rows), line, 9), STR("document:")));
	}
	if (!td_memory) {
		struct buf file = t_read(td_path());
		CHECK(yg_str_find(yg_buf_view(&file), STR("123456789018")) == (size_t)-1);
		yg_buf_free(&file);
	}
	yg_buf_free(&rows);
	yg_buf_free(&b);
	yagen_desk_close(d);
}

int main(void)
{
	td_begin();
	TD_BOTH(a_file_runs_out);
	TD_BOTH(taken_back_and_given_again);
	TD_BOTH(by_mouth_after_a_hit);
	TD_BOTH(what_each_basis_needs);
	TD_BOTH(a_masked_file_is_one_like_another);
	TD_BOTH(files_of_the_terminal);
	TD_BOTH(numbers_of_people);
	td_end();
	return T_END();
}
