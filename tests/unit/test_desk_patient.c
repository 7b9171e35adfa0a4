/* test_desk_patient.c - whose prescription it is: sure, doubtful, somebody else; chosen by a person, joined and split. */
#include "desk_rx.h"

/* The second person comes after the first: whose case is it? */
enum whose { SAME, OTHER, ASK };
static const struct { const char *what; struct person_of first, second; enum whose whose; } people[] = {
	{ "the same card", TARO, TARO, SAME },
	{ "half width, full width, blanks", TARO, { "例示太郎", "レイジタロウ", "1958-03-10", "male", "06139992", "99-1", "12345", "00", NULL, NULL }, SAME },
	{ "branch number not told", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "06139992", "９９－１", "12345", NULL, NULL, NULL }, SAME },
	{ "another branch number", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "06139992", "９９－１", "12345", "01", NULL, NULL }, ASK },
	{ "twins without a branch number", { "例示　一子", "ﾚｲｼﾞ ｲﾁｺ", "2020-01-02", "female", "06139992", "９９－１", "12345", NULL, NULL, NULL },
	  { "例示　二子", "ﾚｲｼﾞ ﾆｺ", "2020-01-02", "female", "06139992", "９９－１", "12345", NULL, NULL, NULL }, OTHER },
	{ "family on one card", TARO, { "例示　花子", "ﾚｲｼﾞ ﾊﾅｺ", "1960-05-05", "female", "06139992", "９９－１", "12345", "01", NULL, NULL }, OTHER },
	{ "same name, another day of birth", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-11", "male", "06139992", "９９－１", "12345", "00", NULL, NULL }, OTHER },
	{ "same name and day, another sex", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "female", "06139992", "９９－１", "12345", "00", NULL, NULL }, OTHER },
	{ "another insurance", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "01139999", "１", "777", "00", NULL, NULL }, ASK },
	{ "kana not told the second time", TARO, { "例示　太郎", NULL, "1958-03-10", "male", "06139992", "９９－１", "12345", "00", NULL, NULL }, SAME },
	{ "kana not told the first time", { "例示　太郎", NULL, "1958-03-10", "male", "06139992", "９９－１", "12345", "00", NULL, NULL }, TARO, SAME },
	{ "the same characters, read another way", TARO, { "例示　太郎", "ｱﾚｼﾞ ﾀﾛｳ", "1958-03-10", "male", "06139992", "９９－１", "12345", "00", NULL, NULL }, ASK },
	{ "pays for himself, twice", { "見本　三郎", "ﾐﾎﾝ ｻﾌﾞﾛｳ", "1970-07-07", "male", NULL, NULL, NULL, NULL, NULL, NULL },
	  { "見本　三郎", "ﾐﾎﾝ ｻﾌﾞﾛｳ", "1970-07-07", "male", NULL, NULL, NULL, NULL, NULL, NULL }, SAME },
	{ "pays for himself, name in kana only", { "見本　三郎", "ﾐﾎﾝ ｻﾌﾞﾛｳ", "1970-07-07", "male", NULL, NULL, NULL, NULL, NULL, NULL },
	  { NULL, "ﾐﾎﾝ ｻﾌﾞﾛｳ", "1970-07-07", "male", NULL, NULL, NULL, NULL, NULL, NULL }, ASK },
	{ "insured, then pays for himself", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", NULL, NULL, NULL, NULL, NULL, NULL }, ASK },
	{ "public assistance alone, twice", { "見本　四郎", "ﾐﾎﾝ ｼﾛｳ", "1971-08-08", "male", NULL, NULL, NULL, NULL, "12139992", "1234567" },
	  { "見本　四郎", "ﾐﾎﾝ ｼﾛｳ", "1971-08-08", "male", NULL, NULL, NULL, NULL, "12139992", "1234567" }, SAME },
	{ "public assistance, another number", { "見本　四郎", "ﾐﾎﾝ ｼﾛｳ", "1971-08-08", "male", NULL, NULL, NULL, NULL, "12139992", "1234567" },
	  { "見本　四郎", "ﾐﾎﾝ ｼﾛｳ", "1971-08-08", "male", NULL, NULL, NULL, NULL, "12139992", "7654321" }, ASK },
	{ "sex not told the second time", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", NULL, "06139992", "９９－１", "12345", "00", NULL, NULL }, ASK },
	{ "day of birth not told", TARO, { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", NULL, "male", "06139992", "９９－１", "12345", "00", NULL, NULL }, ASK },
};

static void who_is_it(void)
{
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		yagen_desk *d = td_new();
		struct rx_of x = LOXONIN;
		struct json_object *o;
		char a[100], b[100];
		int err, failed = t_failed;
		json_object_put(td_receive(d, "r1", NULL, people[i].first, x, NULL, a, &err));
		CHECK_INT(err, 0);
		x.number = "2";
		o = td_receive(d, "r2", NULL, people[i].second, x, NULL, b, &err);
		CHECK_INT(err, people[i].whose == ASK ? YG_EREFUSED : 0);
		if (people[i].whose == ASK) CHECK_STR(yg_str(td_text(o, "error")), STR("patient-doubtful"));
		else CHECK_INT(strncmp(a, b, 32) == 0, people[i].whose == SAME);
		if (t_failed > failed) fprintf(stderr, "  (%s) %s\n", people[i].what, json_object_to_json_string(o));
		json_object_put(o);
		yagen_desk_close(d);
	}
}

static const struct person_of taro = TARO;
static const struct person_of moved = { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "01139999", "１", "777", "00", NULL, NULL };

static void what_is_doubtful_a_person_decides(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	char a[100], b[100], members[300];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, a, &err));
	x.number = "2";
	o = td_receive(d, "r2", NULL, moved, x, NULL, b, &err);
	CHECK_INT(err, YG_EREFUSED);
	CHECK_INT(td_count(o, "candidates"), 1);
	CHECK(!strncmp(td_text(o, "candidates/0/patient"), a, 32));
	CHECK_STR(yg_str(td_text(o, "candidates/0/identities/0/number")), STR("12345"));
	json_object_put(o);
	json_object_put(td_receive(d, "r2", "\"patient_choice\":{\"patient\":\"new\"}", moved, x, NULL, b, &err));
	CHECK_INT(err, YG_EARG);                     /* without a reason */
	json_object_put(td_receive(d, "r2", "\"patient_choice\":{\"patient\":\"00000000000000000000000000000000\",\"why\":\"x\"}", moved, x, NULL, b, &err));
	CHECK_INT(err, YG_EREFUSED);                 /* not one of the candidates */
	snprintf(members, sizeof members, "\"patient_choice\":{\"patient\":\"%.32s\",\"why\":\"保険証が変わったと本人に確認\"}", a);
	o = td_receive(d, "r2", members, moved, x, NULL, b, &err);
	CHECK_INT(err, 0);
	CHECK(!strncmp(a, b, 32));
	CHECK_INT(td_count(o, "result/patient/identities"), 2);
	json_object_put(o);
	o = td_on(d, "case.events", NULL, b, NULL, &err);
	CHECK_STR(yg_str(td_text(o, "result/events/0/what/patient_choice/new")), STR("false"));
	CHECK_STR(yg_str(td_text(o, "result/events/0/what/patient_choice/why")), STR("保険証が変わったと本人に確認"));
	json_object_put(o);
	x.number = "3";                              /* from now on it is known */
	json_object_put(td_receive(d, "r3", NULL, moved, x, NULL, b, &err));
	CHECK_INT(err, 0);
	CHECK(!strncmp(a, b, 32));
	x.number = "4";
	json_object_put(td_receive(d, "r4", NULL, taro, x, NULL, b, &err));  /* the old card still is */
	CHECK_INT(err, 0);
	CHECK(!strncmp(a, b, 32));
	yagen_desk_close(d);
}

/* A repeated request finds the patient that it made itself, and one that a person chose. */
static void a_repeated_request_finds_its_patient(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	char a[100], b[100], again[100];
	static const char choice[] = "\"patient_choice\":{\"patient\":\"new\",\"why\":\"別人\"}";
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, a, &err));
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, again, &err));
	CHECK_STR(yg_str(again), yg_str(a));
	x.number = "2";
	json_object_put(td_receive(d, "r2", choice, moved, x, NULL, b, &err));
	CHECK_INT(err, 0);
	CHECK(strncmp(a, b, 32));
	json_object_put(td_receive(d, "r2", choice, moved, x, NULL, again, &err));
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(again), yg_str(b));
	yagen_desk_close(d);
}

static void patient_command(yagen_desk *d, const char *command, const char *request, const char *patient, const char *into, int want)
{
	char members[300];
	int err;
	struct json_object *o;
	snprintf(members, sizeof members, "\"why\":\"test\",\"patient\":\"%.32s\",\"into\":\"%.32s\"", patient, into);
	o = td_do(d, command, request, members, NULL, 0, &err);
	CHECK_INT(err, want);
	if (err != want) fprintf(stderr, "%s: %s\n", command, o ? json_object_to_json_string(o) : "");
	json_object_put(o);
}

/* Two records of one person: joined, each case is checked with what stands in both; split, it is as before, and what was answered then
 * comes out again. */
static void join_and_split(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN, y = LOXONIN;
	struct json_object *o;
	char a[100], b[100], c[100], members[200];
	static const char choice[] = "\"patient_choice\":{\"patient\":\"new\",\"why\":\"別人と思った\"}";
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, a, &err));
	y.number = "2";
	y.clinic = "1399914";
	json_object_put(td_receive(d, "r2", choice, moved, y, NULL, b, &err));
	CHECK_INT(err, 0);
	o = td_do(d, "patient.doubtful", NULL, NULL, NULL, 0, &err);
	CHECK_INT(td_count(o, "result/patients"), 1);
	CHECK(!strncmp(td_text(o, "result/patients/0/patient"), b, 32));
	json_object_put(o);
	o = td_on(d, "case.check", "r3", a, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/report/coverage/history"), 0);
	json_object_put(o);
	patient_command(d, "patient.join", "j0", b, b, YG_EREFUSED);
	patient_command(d, "patient.join", "j1", b, "00000000000000000000000000000000", YG_ENOTFOUND);
	patient_command(d, "patient.split", "j2", a, "", YG_ESTATE);
	patient_command(d, "patient.join", "j3", b, a, 0);
	patient_command(d, "patient.join", "j3", b, a, 0);           /* the same request: the same answer */
	patient_command(d, "patient.join", "j4", a, b, YG_EREFUSED); /* a circle */
	for (int i = 0; i < 2; i++) {                /* either record sees the other one's prescription */
		o = td_on(d, "case.check", i ? "r4b" : "r4a", i ? b : a, "\"as_of\":\"2026-11-20\"", &err);
		CHECK_INT(err, 0);
		CHECK_STR(yg_str(td_text(o, "result/report/coverage/history/0/source")), STR("store"));
		CHECK_STR(yg_str(td_text(o, "result/report/findings/0/kind")), STR("same-ingredient"));
		json_object_put(o);
	}
	x.number = "5";
	json_object_put(td_receive(d, "r5", NULL, moved, x, NULL, c, &err));         /* goes to the record that was joined into */
	CHECK_INT(err, 0);
	CHECK(!strncmp(a, c, 32));
	snprintf(members, sizeof members, "\"patient\":\"%.32s\"", b);
	o = td_do(d, "case.list", NULL, members, NULL, 0, &err);
	CHECK_INT(td_count(o, "result/cases"), 3);
	json_object_put(o);
	patient_command(d, "patient.split", "j5", b, "", 0);
	o = td_on(d, "case.check", "r6", b, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/report/coverage/history"), 0);
	json_object_put(o);
	o = td_do(d, "patient.doubtful", NULL, NULL, NULL, 0, &err);
	CHECK_INT(td_count(o, "result/patients"), 0);
	json_object_put(o);
	for (int i = 0; i < 2; i++) {
		o = td_on(d, "case.replay", NULL, i ? b : a, NULL, &err);
		CHECK_INT(err, 0);
		CHECK_INT(td_count(o, "result/checks"), 2);
		CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
		json_object_put(o);
	}
	yagen_desk_close(d);
}

/* A decision on one record of a person takes back what was remembered in another of them: else it would stay silent for ever. */
static void an_answer_of_a_joined_record_is_taken_back(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	char a[100], b[100], finding[40], members[300];
	static const char choice[] = "\"patient_choice\":{\"patient\":\"new\",\"why\":\"別人と思った\"}";
	size_t open;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NOTEBOOK, a, &err));
	o = td_on(d, "case.check", "r2", a, "\"as_of\":\"2026-11-20\"", &err);
	open = td_count(o, "result/interrupting");
	CHECK(open > 0);
	snprintf(finding, sizeof finding, "%s", td_text(o, "result/report/findings/0/id"));
	json_object_put(o);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-intended\"", finding);
	json_object_put(td_on(d, "case.decide", "r3", a, members, &err));
	CHECK_INT(err, 0);
	json_object_put(td_on(d, "case.cancel", "r4", a, "\"why\":\"test\"", &err));
	x.number = "2";
	json_object_put(td_receive(d, "r5", choice, moved, x, NOTEBOOK, b, &err));
	CHECK_INT(err, 0);
	patient_command(d, "patient.join", "j1", b, a, 0);
	o = td_on(d, "case.check", "r6", b, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/interrupting"), open - 1);     /* silent, through the other record */
	snprintf(finding, sizeof finding, "%s", td_text(o, "result/report/findings/0/id"));
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/answered/reason")), STR("inquiry-intended"));
	json_object_put(o);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"ask-doctor\"", finding);
	json_object_put(td_on(d, "case.decide", "r7", b, members, &err));
	CHECK_INT(err, 0);
	o = td_on(d, "case.check", "r8", b, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/interrupting"), open);         /* taken back */
	json_object_put(o);
	for (int i = 0; i < 2; i++) {                /* and what was said before comes out as it was */
		o = td_on(d, "case.replay", NULL, i ? b : a, NULL, &err);
		CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
		json_object_put(o);
	}
	yagen_desk_close(d);
}

/* More records of one person than a check can read: refused, because what is left out would not be compared. */
static void too_many_records_are_refused(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	char root[100], id[100], number[8], request[20], members[300];
	static const char choice[] = "\"patient_choice\":{\"patient\":\"new\",\"why\":\"別人と思った\"}";
	struct json_object *o;
	int err = 0, joined = 0;
	for (int i = 0; i < 52; i++) {
		snprintf(number, sizeof number, "%d", i + 1);
		snprintf(request, sizeof request, "r%d", i);
		x.number = number;
		json_object_put(td_receive(d, request, i ? choice : NULL, taro, x, NULL, i ? id : root, &err));
		CHECK_INT(err, 0);
		if (!i) continue;
		snprintf(members, sizeof members, "\"why\":\"test\",\"patient\":\"%.32s\",\"into\":\"%.32s\"", id, root);
		snprintf(request, sizeof request, "j%d", i);
		o = td_do(d, "patient.join", request, members, NULL, 0, &err);
		if (err) CHECK_STR(yg_str(td_text(o, "error")), STR("too-many-records"));
		joined += err == 0;
		json_object_put(o);
	}
	CHECK_INT(joined, 49);
	o = td_on(d, "case.check", "c1", root, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	json_object_put(o);
	yagen_desk_close(d);
}

int main(void)
{
	td_begin();
	TD_BOTH(who_is_it);
	TD_BOTH(what_is_doubtful_a_person_decides);
	TD_BOTH(a_repeated_request_finds_its_patient);
	TD_BOTH(join_and_split);
	TD_BOTH(an_answer_of_a_joined_record_is_taken_back);
	TD_BOTH(too_many_records_are_refused);
	td_end();
	return T_END();
}
