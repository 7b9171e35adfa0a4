/* test_desk_history.c - what this pharmacy handed over as a history of the next visit: named, merged, never masked, and known from the moment
 * it was stored and not before. */
#include "desk_rx.h"

static const struct person_of taro = TARO;
#define PHARMACY "\"pharmacy\":{\"name\":\"架空薬局　例示店\",\"prefecture\":\"13\",\"code\":\"1399856\",\"phone\":\"03-0000-0099\"},\"pharmacist\":{\"name\":\"調剤　四郎\"}"

static const char *const no_history = "{\"yagen\":\"history\",\"visits\":[]}";

/* Received, checked, everything interruptive decided, handed over on that day. */
static void hand_over(yagen_desk *d, const char *n, struct rx_of x, const char *at, char id[100])
{
	char request[40], members[600], day[16];
	struct json_object *o;
	int err;
	snprintf(request, sizeof request, "n%s", n);
	json_object_put(td_receive(d, request, NULL, taro, x, no_history, id, &err));
	CHECK_INT(err, 0);
	snprintf(request, sizeof request, "c%s", n);
	snprintf(day, sizeof day, "%.10s", at);
	snprintf(members, sizeof members, "\"as_of\":\"%s\"", day);
	o = td_on(d, "case.check", request, id, members, &err);
	CHECK_INT(td_count(o, "result/interrupting"), 0);
	json_object_put(o);
	snprintf(request, sizeof request, "d%s", n);
	snprintf(members, sizeof members, "\"case\":\"%s\",\"as_prescribed\":true,\"on\":\"%s\"," PHARMACY, id, day);
	o = td_do_at(d, "case.dispense", request, at, members, NULL, 0, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "state")), STR("dispensed"));
	if (err) fprintf(stderr, "%s\n", json_object_to_json_string(o));
	json_object_put(o);
}

static struct json_object *check(yagen_desk *d, const char *request, const char *id, const char *as_of, const char *more)
{
	char members[300];
	int err;
	struct json_object *o;
	snprintf(members, sizeof members, "\"as_of\":\"%s\"%s", as_of, more);
	o = td_on(d, "case.check", request, id, members, &err);
	CHECK_INT(err, 0);
	return o;
}

static void replays(yagen_desk *d, const char *id, size_t checks)
{
	int err;
	struct json_object *o = td_on(d, "case.replay", NULL, id, NULL, &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_count(o, "result/checks"), checks);
	CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
	if (err || strcmp(td_text(o, "result/equal"), "true")) fprintf(stderr, "%s\n", o ? json_object_to_json_string(o) : "");
	json_object_put(o);
}

static const struct rx_of first = NORVASC;
static const struct rx_of elsewhere = { "2026-11-25", "1399914", "9", "2171022F2025", "ノルバスク錠５ｍｇ", "錠", 1, 28, NULL };

static void what_was_handed_over_is_known_next_time(void)
{
	yagen_desk *d = td_new();
	struct json_object *o;
	char a[100], b[100], ref[60], path[100];
	int err;
	hand_over(d, "1", first, "2026-11-20T01:00:00Z", a);
	json_object_put(td_receive(d, "r2", NULL, taro, elsewhere, NULL, b, &err));
	o = check(d, "r3", b, "2026-11-25", "");
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("findings"));
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/kind")), STR("same-ingredient"));
	snprintf(ref, sizeof ref, "%s", td_text(o, "result/report/findings/0/lines/1"));
	CHECK(!strncmp(ref, "hist/store/", 11));
	CHECK_INT(strlen(ref), 11 + 12 + 2);
	CHECK(!strcmp(ref + 23, ".1"));
	CHECK_STR(yg_str(td_text(o, "result/report/coverage/history/0/source")), STR("store"));
	CHECK_INT(td_int(o, "result/report/coverage/history/0/lines"), 1);
	CHECK_INT(td_int(o, "result/report/coverage/history/0/age_days"), 5);
	CHECK_STR(yg_str(td_text(o, "result/report/coverage/lines/0/verdict")), STR("checked"));
	snprintf(path, sizeof path, "result/report/references");
	CHECK_STR(yg_str(td_text(td_at(o, path) ? yg_json_get(td_at(o, path), ref) : NULL, "pharmacy")), STR("架空薬局　例示店"));
	CHECK_STR(yg_str(td_text(yg_json_get(td_at(o, path), ref), "kind")), STR("dispensed"));
	json_object_put(o);
	o = check(d, "r4", b, "2026-11-25", ",\"consent\":\"none\"");          /* our own records are never masked */
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/lines/1")), yg_str(ref));
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/masked")), STR("false"));
	json_object_put(o);
	o = check(d, "r5", b, "2026-11-25", ",\"lookback\":2");                /* it reaches into the look-back */
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/lines/1")), yg_str(ref));
	json_object_put(o);
	replays(d, a, 2);                            /* its check, and that of the hand-over */
	replays(d, b, 3);
	yagen_desk_close(d);
}

/* The patient's notebook says the same: one dispensing, however often it is told. */
static void the_notebook_tells_it_again(void)
{
	static const char same[] = "{\"yagen\":\"history\",\"visits\":[{\"on\":\"2026-11-20\",\"kind\":\"booklet\",\"pharmacy\":{\"kind\":\"4\",\"code\":\"1399856\",\"prefecture\":\"13\","
		"\"name\":\"架空薬局　例示店\"},\"clinic\":{\"kind\":\"1\",\"code\":\"1399906\",\"prefecture\":\"13\",\"name\":\"架空内科クリニック\"},\"groups\":[{\"number\":1,\"form\":\"oral\","
		"\"quantity\":\"28\",\"quantity_unit\":\"日分\",\"usage\":\"１日３回毎食後　服用\",\"lines\":[{\"system\":\"yj\",\"code\":\"2171022F2025\",\"name\":\"ノルバスク錠５ｍｇ\","
		"\"amount\":\"1\",\"unit\":\"錠\"}]}]}]}";
	yagen_desk *d = td_new();
	struct json_object *o;
	char a[100], b[100];
	int err;
	hand_over(d, "1", first, "2026-11-20T01:00:00Z", a);
	json_object_put(td_receive(d, "r2", NULL, taro, elsewhere, same, b, &err));
	o = check(d, "r3", b, "2026-11-25", "");
	CHECK_INT(td_count(o, "result/report/findings/0/lines"), 2);
	CHECK_INT(td_int(o, "result/report/findings/0/group/rows"), 1);
	CHECK(!strncmp(td_text(o, "result/report/findings/0/lines/1"), "hist/store/", 11));  /* the better record is kept */
	CHECK_INT(td_count(o, "result/report/coverage/history"), 2);
	json_object_put(o);
	yagen_desk_close(d);
}

static bool says(struct json_object *o, const char *word)
{
	for (size_t i = 0; i < td_count(o, "result/report/coverage/lines/0/reasons"); i++) {
		char path[80];
		snprintf(path, sizeof path, "result/report/coverage/lines/0/reasons/%zu", i);
		if (!strcmp(td_text(o, path), word)) return true;
	}
	return false;
}

/* Prescriptions of one visit are checked against each other; they are no history of what the patient takes. */
static void prescriptions_of_one_visit(void)
{
	yagen_desk *d = td_new();
	struct rx_of other = elsewhere;
	struct json_object *o;
	char a[100], b[100];
	int err;
	other.issued = "2026-11-20";
	json_object_put(td_receive(d, "r1", NULL, taro, first, NULL, a, &err));
	o = check(d, "r2", a, "2026-11-20", "");
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("incomplete"));  /* an empty store is no history */
	CHECK_INT(td_count(o, "result/report/coverage/history"), 0);
	CHECK(says(o, "no-history"));
	json_object_put(o);
	json_object_put(td_receive(d, "r3", NULL, taro, other, NULL, b, &err));
	o = check(d, "r4", b, "2026-11-20", "");
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/kind")), STR("same-ingredient"));
	CHECK(!strncmp(td_text(o, "result/report/findings/0/lines/1"), "hist/store/", 11));
	CHECK(says(o, "no-history"));
	json_object_put(o);
	o = check(d, "r5", a, "2026-11-20", "");     /* and the other way round */
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/kind")), STR("same-ingredient"));
	json_object_put(o);
	json_object_put(td_on(d, "case.return", "r6", b, "\"why\":\"test\"", &err));
	o = check(d, "r7", a, "2026-11-20", "");     /* given back: it waits no longer */
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("incomplete"));
	json_object_put(o);
	replays(d, a, 3);
	replays(d, b, 1);
	yagen_desk_close(d);
}

/* Every check comes out again as it was, whatever was stored since: handed over, added, taken back. */
static void as_known_then(void)
{
	yagen_desk *d = td_new();
	struct rx_of later = elsewhere;
	struct json_object *o;
	char a[100], b[100], c[100];
	int err;
	later.issued = "2026-11-20";
	json_object_put(td_receive(d, "r1", NULL, taro, later, NULL, b, &err));
	json_object_put(check(d, "r2", b, "2026-11-20", ""));
	json_object_put(td_on(d, "case.cancel", "r3", b, "\"why\":\"test\"", &err));
	hand_over(d, "4", first, "2026-11-20T01:00:00Z", a);
	later.number = "11";
	json_object_put(td_receive(d, "r5", NULL, taro, later, NULL, c, &err));
	CHECK_INT(err, 0);
	o = check(d, "r6", c, "2026-11-20", "");
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("findings"));
	json_object_put(o);
	o = td_on(d, "case.cancel", "r7", a, "\"why\":\"taken back\"", &err);        /* withdrawn after the hand-over */
	CHECK_INT(err, 0);
	json_object_put(o);
	o = check(d, "r8", c, "2026-11-20", "");
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("incomplete"));
	json_object_put(o);
	replays(d, a, 2);
	replays(d, b, 1);
	replays(d, c, 2);
	yagen_desk_close(d);
}

/* An allergy told once is a fact of every later case, until it is withdrawn; a weight is asked again. */
static void what_was_told_of_the_patient(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	char a[100], b[100], c[100], members[300];
	int err;
	json_object_put(td_receive(d, "r1", "\"facts\":{\"weight_kg\":\"60\",\"allergies\":[{\"text\":\"ロキソプロフェン\"}]}", taro, first, NULL, a, &err));
	CHECK_INT(err, 0);
	x.number = "2";
	json_object_put(td_receive(d, "r2", NULL, taro, x, NULL, b, &err));
	o = check(d, "r3", b, "2026-11-20", "");
	CHECK_STR(yg_str(td_text(o, "result/report/findings/0/kind")), STR("allergy"));
	json_object_put(o);
	o = td_on(d, "case.show", NULL, b, NULL, &err);
	CHECK_INT(td_count(o, "result/facts"), 1);
	CHECK_STR(yg_str(td_text(o, "result/facts/0/label")), STR("store"));
	CHECK_STR(yg_str(td_text(o, "result/patient/standing/allergies/0/by")), STR("薬師 花子"));
	json_object_put(o);
	snprintf(members, sizeof members, "\"withdraw\":[{\"kind\":\"allergies\",\"text\":\"ロキソプロフェン\"}]");
	td_refused(d, "case.patient", "r4", b, members, YG_EMISSING, "why");
	td_refused(d, "case.patient", "r4", b, "\"why\":\"x\",\"withdraw\":[{\"kind\":\"allergies\",\"text\":\"ほか\"}]", YG_ENOTFOUND, "withdraw");
	snprintf(members, sizeof members, "\"why\":\"本人に確認\",\"withdraw\":[{\"kind\":\"allergies\",\"text\":\"ロキソプロフェン\"}]");
	json_object_put(td_on(d, "case.patient", "r4", b, members, &err));
	CHECK_INT(err, 0);
	x.number = "3";
	json_object_put(td_receive(d, "r5", NULL, taro, x, NULL, c, &err));
	o = td_on(d, "case.show", NULL, c, NULL, &err);
	CHECK_INT(td_count(o, "result/facts"), 0);
	json_object_put(o);
	replays(d, b, 1);
	yagen_desk_close(d);
}

/* The same digits in two code systems are two allergies; what no longer fits the record is refused, never left out. */
static void every_allergy_stands(void)
{
	yagen_desk *d = td_new();
	char a[100], all[40000];
	struct json_object *o;
	size_t n;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, a, &err));
	json_object_put(td_on(d, "case.patient", "r2", a, "\"facts\":{\"allergies\":[{\"text\":\"ペニシリン\",\"code\":\"11\",\"system\":\"S1\"},{\"text\":\"卵\",\"code\":\"11\",\"system\":\"S2\"}]}", &err));
	CHECK_INT(err, 0);
	snprintf(all, sizeof all, "\"patient\":\"%.32s\"", a);
	o = td_do(d, "patient.show", NULL, all, NULL, 0, &err);
	CHECK_INT(td_count(o, "result/standing/allergies"), 2);
	json_object_put(o);
	n = (size_t)snprintf(all, sizeof all, "\"case\":\"%s\",\"facts\":{\"allergies\":[{\"text\":\"食物0\"}", a);
	for (int i = 1; i < 200; i++) n += (size_t)snprintf(all + n, sizeof all - n, ",{\"text\":\"食物%d\"}", i);
	snprintf(all + n, sizeof all - n, "]}");
	o = td_do(d, "case.patient", "r3", all, NULL, 0, &err);
	CHECK_INT(err, YG_ETOOBIG);
	CHECK_STR(yg_str(td_text(o, "error")), STR("too-many-facts"));
	json_object_put(o);
	yagen_desk_close(d);
}

int main(void)
{
	td_begin();
	TD_BOTH(what_was_handed_over_is_known_next_time);
	TD_BOTH(the_notebook_tells_it_again);
	TD_BOTH(prescriptions_of_one_visit);
	TD_BOTH(as_known_then);
	TD_BOTH(what_was_told_of_the_patient);
	TD_BOTH(every_allergy_stands);
	td_end();
	return T_END();
}
