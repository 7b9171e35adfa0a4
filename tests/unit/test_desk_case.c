/* test_desk_case.c - one case from reception to decided, on both twins of the store: what is asked, refused, remembered, repeated. */
#include "desk_rx.h"
#include <json-c/json_object_iterator.h>

static const struct person_of taro = TARO;

static void finding_id(struct json_object *o, const char *kind, char out[40])
{
	size_t n = td_count(o, "result/report/findings");
	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char path[80];
		snprintf(path, sizeof path, "result/report/findings/%zu/kind", i);
		if (strcmp(td_text(o, path), kind)) continue;
		snprintf(path, sizeof path, "result/report/findings/%zu/id", i);
		snprintf(out, 40, "%s", td_text(o, path));
	}
}

static void decide_all(yagen_desk *d, const char *id, struct json_object *checked, const char *reason, const char *more)
{
	size_t n = td_count(checked, "result/interrupting");
	for (size_t i = 0; i < n; i++) {
		char members[500], request[60], path[60];
		struct json_object *o;
		int err;
		snprintf(path, sizeof path, "result/interrupting/%zu", i);
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"%s\"%s", td_text(checked, path), reason, more);
		snprintf(request, sizeof request, "d-%.20s-%zu", td_text(checked, path), i);
		o = td_on(d, "case.decide", request, id, members, &err);
		CHECK_INT(err, 0);
		if (err) fprintf(stderr, "%s\n", json_object_to_json_string(o));
		CHECK_INT(td_int(o, "result/undecided"), (long long)(n - 1 - i));
		CHECK_STR(yg_str(td_text(o, "state")), i + 1 == n ? STR("decided") : STR("checked"));
		json_object_put(o);
	}
}

static void from_reception_to_decided(void)
{
	yagen_desk *d = td_new();
	struct json_object *o, *c;
	char id[100], si[40];
	char members[300];
	int err;
	o = td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err);
	CHECK_INT(err, 0);
	CHECK_INT(strlen(id), 65);
	CHECK_STR(yg_str(td_text(o, "state")), STR("received"));
	CHECK_INT(td_int(o, "version"), 1);
	CHECK_STR(yg_str(td_text(o, "result/new_patient")), STR("true"));
	CHECK_STR(yg_str(td_text(o, "result/expires")), STR("2026-11-23"));
	json_object_put(o);
	td_refused(d, "case.decide", "x0", id, "\"finding\":\"0\",\"action\":\"dispense\"", YG_ESTATE, "state");
	c = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(c, "state")), STR("checked"));
	CHECK_INT(td_int(c, "version"), 2);
	CHECK_STR(yg_str(td_text(c, "result/verdict")), STR("findings"));
	CHECK_STR(yg_str(td_text(c, "result/report/verdict")), STR("findings"));
	CHECK_INT(td_count(c, "result/interrupting"), 2);
	finding_id(c, "same-ingredient", si);
	/* what cannot be decided like this */
	td_refused(d, "case.decide", "x1", id, "\"finding\":\"0123456789abcdef\",\"action\":\"dispense\",\"reason\":\"switching\"", YG_ENOTFOUND, "no-finding");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"give\",\"reason\":\"switching\"", si);
	td_refused(d, "case.decide", "x2", id, members, YG_EARG, "action");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\"", si);
	td_refused(d, "case.decide", "x3", id, members, YG_EREFUSED, "no-reason");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"because\"", si);
	td_refused(d, "case.decide", "x4", id, members, YG_EREFUSED, "reason");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"long-supply\"", si);
	td_refused(d, "case.decide", "x5", id, members, YG_EREFUSED, "reason-kind");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"switching\",\"until\":\"2026-11-19\"", si);
	td_refused(d, "case.decide", "x6", id, members, YG_EARG, "until");
	/* asking is no decision */
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"ask-doctor\"", si);
	o = td_on(d, "case.decide", "r3", id, members, &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_int(o, "result/undecided"), 2);
	CHECK_STR(yg_str(td_text(o, "state")), STR("checked"));
	json_object_put(o);
	decide_all(d, id, c, "inquiry-intended", "");
	o = td_on(d, "case.show", NULL, id, "\"report\":true,\"prescription\":true", &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "result/state")), STR("decided"));
	CHECK_INT(td_count(o, "result/decisions"), 3);
	CHECK_INT(td_count(o, "result/timeline"), 5);
	CHECK_INT(td_int(o, "result/undecided"), 0);
	CHECK_STR(yg_str(td_text(o, "result/prescription/groups/0/lines/0/code")), STR("1149019F1560"));
	CHECK_STR(yg_str(td_text(o, "result/report/verdict")), STR("findings"));
	json_object_put(o);
	/* taking it back: the answer is forgotten, and the case is open again */
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"ask-doctor\",\"why\":\"again\"", si);
	o = td_on(d, "case.decide", "r4", id, members, &err);
	CHECK_STR(yg_str(td_text(o, "state")), STR("checked"));
	json_object_put(o);
	o = td_on(d, "case.check", "r5", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/interrupting"), 1);    /* the dose is answered, the duplicate is not */
	json_object_put(o);
	o = td_on(d, "case.replay", NULL, id, NULL, &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_count(o, "result/checks"), 2);
	CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
	json_object_put(o);
	json_object_put(c);
	yagen_desk_close(d);
}

/* The next visit with the same cause is silent; another dose, an earlier last day, are not. */
static void answers_are_remembered(void)
{
	static const struct { const char *until, *as_of; int amount; size_t open; } t[] = {
		{ "", "2026-11-21", 3, 0 }, { "", "2026-11-21", 2, 2 }, { ",\"until\":\"2026-11-20\"", "2026-11-21", 3, 2 }, { ",\"until\":\"2026-11-21\"", "2026-11-21", 3, 0 },
	};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		yagen_desk *d = td_new();
		struct rx_of next = LOXONIN;
		struct json_object *o;
		char first[100], second[100], members[100];
		int err;
		json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, first, &err));
		o = td_on(d, "case.check", "r2", first, "\"as_of\":\"2026-11-20\"", &err);
		decide_all(d, first, o, "inquiry-intended", t[i].until);
		json_object_put(o);
		json_object_put(td_on(d, "case.cancel", "r3", first, "\"why\":\"test\"", &err));
		CHECK_INT(err, 0);
		next.issued = "2026-11-21";
		next.amount = t[i].amount;
		json_object_put(td_receive(d, "r4", NULL, taro, next, NOTEBOOK, second, &err));
		CHECK_INT(err, 0);
		CHECK(!strncmp(first, second, 32));
		snprintf(members, sizeof members, "\"as_of\":\"%s\"", t[i].as_of);
		o = td_on(d, "case.check", "r5", second, members, &err);
		CHECK_INT(err, 0);
		CHECK_INT(td_count(o, "result/interrupting"), t[i].open);
		CHECK_STR(yg_str(td_text(o, "result/report/findings/0/answered/reason")), t[i].open ? STR_NONE : STR("inquiry-intended"));
		json_object_put(o);
		o = td_on(d, "case.replay", NULL, first, NULL, &err);        /* what was not known then stays unknown */
		CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
		json_object_put(o);
		yagen_desk_close(d);
	}
}

static void what_cannot_be_remembered(void)
{
	static const char *const fixture[] = { "013-masked-terminal-consent-expired", "050-identity-name" };
	static const char *const hist[] = { "hist.xml", NULL };
	for (int i = 0; i < 2; i++) {
		yagen_desk *d = td_new();
		char path[300], id[100], members[300];
		struct buf rx, h = { 0 };
		yagen_part parts[2];
		struct json_object *o;
		size_t n;
		int err;
		snprintf(path, sizeof path, "fixtures/cases/%s/rx.csv", fixture[i]);
		rx = t_read(t_src(path));
		parts[0] = td_part("rx", "rx.csv", yg_buf_view(&rx));
		if (hist[i]) {
			snprintf(path, sizeof path, "fixtures/cases/%s/%s", fixture[i], hist[i]);
			h = t_read(t_src(path));
			parts[1] = td_part("history", hist[i], yg_buf_view(&h));
		}
		o = td_do(d, "case.new", "r1", NULL, parts, hist[i] ? 2 : 1, &err);
		CHECK_INT(err, 0);
		snprintf(id, sizeof id, "%s", td_text(o, "case"));
		json_object_put(o);
		o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
		n = td_count(o, "result/interrupting");
		CHECK(n > 0);
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-intended\"", td_text(o, "result/interrupting/0"));
		td_refused(d, "case.decide", "x1", id, members, YG_EREFUSED, i == 0 ? "note-needed" : "reason-kind");
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"%s\",\"reason\":\"%s\",\"note\":\"照会済み\"", td_text(o, "result/interrupting/0"),
			 i == 0 ? "dispense" : "withhold", i == 0 ? "inquiry-intended" : "");
		json_object_put(o);
		o = td_on(d, "case.decide", "r3", id, members, &err);
		CHECK_INT(err, 0);
		CHECK_STR(yg_str(td_text(o, "result/remembered")), STR("false"));
		json_object_put(o);
		yagen_desk_close(d);
		yg_buf_free(&rx);
		if (hist[i]) yg_buf_free(&h);
	}
}

/* --- exactly once ------------------------------------------------------------------------------------ */

static struct str raw(yagen_desk *d, const char *command, const char *json, const yagen_part *parts, size_t n, yagen_sink **s, int *err)
{
	size_t len;
	const char *p;
	if (yagen_sink_new(s, 0)) exit(99);
	*err = yagen_desk_do(d, command, json, parts, n, *s);
	p = yagen_sink_data(*s, &len);
	return (struct str){ p, len };
}

static void the_same_request_again(void)
{
	static const char head[] = "{\"request_id\":\"q-1\",\"at\":\"2026-11-20T01:00:0%dZ\",\"by\":{\"id\":\"p1\"},\"terminal\":\"t%d\"%s}";
	yagen_desk *d = td_new();
	struct buf b = rx_json(taro, (struct rx_of)LOXONIN), other;
	struct rx_of x = LOXONIN;
	yagen_part part = td_part("rx", "rx.json", yg_buf_view(&b));
	yagen_sink *s[3];
	struct str first, second;
	struct buf rows, again;
	char json[300];
	int err;
	snprintf(json, sizeof json, head, 1, 1, "");
	first = raw(d, "case.new", json, &part, 1, &s[0], &err);
	CHECK_INT(err, 0);
	rows = td_rows(d, true);
	snprintf(json, sizeof json, head, 9, 2, "");          /* later, at another terminal */
	second = raw(d, "case.new", json, &part, 1, &s[1], &err);
	CHECK_INT(err, 0);
	CHECK_STR(second, first);
	again = td_rows(d, true);
	CHECK(yg_str_eq(yg_buf_view(&rows), yg_buf_view(&again)));
	yg_buf_free(&again);
	yagen_sink_free(s[1]);
	x.amount = 2;
	other = rx_json(taro, x);
	part.data = other.p;
	part.len = other.n;
	second = raw(d, "case.new", json, &part, 1, &s[1], &err);
	CHECK_INT(err, YG_EREFUSED);
	CHECK(yg_str_find(second, STR("request-reused")) != (size_t)-1);
	snprintf(json, sizeof json, head, 9, 2, ",\"consent\":\"card\"");
	second = raw(d, "case.new", json, &part, 1, &s[2], &err);
	CHECK_INT(err, YG_EREFUSED);
	again = td_rows(d, true);
	CHECK(yg_str_eq(yg_buf_view(&rows), yg_buf_view(&again)));
	yg_buf_free(&again);
	yg_buf_free(&rows);
	yg_buf_free(&b);
	yg_buf_free(&other);
	for (int i = 0; i < 3; i++) yagen_sink_free(s[i]);
	yagen_desk_close(d);
}

static void the_same_prescription_again(void)
{
	yagen_desk *d = td_new();
	char id[100], other[100];
	struct rx_of x = LOXONIN;
	struct json_object *o;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, id, &err));
	o = td_receive(d, "r2", NULL, taro, x, NOTEBOOK, other, &err);
	CHECK_INT(err, YG_EEXISTS);
	CHECK_STR(yg_str(td_text(o, "error")), STR("exists"));
	CHECK_STR(yg_str(td_text(o, "case")), yg_str(id));
	json_object_put(o);
	json_object_put(td_on(d, "case.return", "r3", id, "\"why\":\"stock\"", &err));
	CHECK_INT(err, 0);
	json_object_put(td_receive(d, "r4", NULL, taro, x, NULL, other, &err));      /* and back again */
	CHECK_INT(err, 0);
	CHECK(strcmp(id, other) && !strncmp(id, other, 32));
	td_refused(d, "case.check", "r5", id, NULL, YG_ESTATE, "state");
	x.number = "2";                              /* another prescription of that day */
	json_object_put(td_receive(d, "r6", NULL, taro, x, NULL, id, &err));
	CHECK_INT(err, 0);
	x.number = "3";
	x.more = "\"refill_total\":2";
	json_object_put(td_receive(d, "r7", NULL, taro, x, NULL, id, &err));
	CHECK_INT(err, 0);
	o = td_receive(d, "r8", NULL, taro, x, NULL, other, &err);           /* its first use is still here */
	CHECK_INT(err, YG_EEXISTS);
	json_object_put(o);
	yagen_desk_close(d);
}

/* --- heads, states, versions ------------------------------------------------------------------------------ */

static void heads(void)
{
	static const struct { const char *command, *json; int err; } t[] = {
		{ "case.check", "{", YG_ESYNTAX }, { "case.check", "[]", YG_ESYNTAX }, { "case.list", "{}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-11-20T01:00:00Z\",\"terminal\":\"t\"}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-11-20 01:00:00\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-02-30T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"}}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_OK },
		{ "case.list", "{\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\",\"time_source\":\"guess\"}", YG_EARG },
		{ "case.list", "{\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\",\"role\":\"a\\nb\"},\"terminal\":\"t\"}", YG_EARG },      /* it stands in the audit */
		{ "case.new", "{\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_EARG },
		{ "case.new", "{\"request_id\":\"a b\",\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_EARG },
		{ "case.new", "{\"request_id\":\"a\",\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_EMISSING },
		{ "case.nothing", "{}", YG_ENOTFOUND },
		{ "case.show", "{\"case\":\"x\",\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_ENOTFOUND },
		{ "case.show", "{\"case\":\"00000000000000000000000000000000.00000000000000000000000000000000\",\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", YG_ENOTFOUND },
	};
	yagen_desk *d = td_new();
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		yagen_sink *s;
		int err;
		raw(d, t[i].command, t[i].json, NULL, 0, &s, &err);
		CHECK_INT(err, t[i].err);
		yagen_sink_free(s);
	}
	yagen_desk_close(d);
}

static void every_state_of_the_table(void)
{
	yagen_desk *d = td_new();
	char id[100];
	int err;
	struct json_object *o;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)NORVASC, NOTEBOOK, id, &err));
	o = td_on(d, "case.show", NULL, id, NULL, &err);
	CHECK(td_count(o, "result/allowed") > 3);
	json_object_put(o);
	td_refused(d, "case.cancel", "r2", id, NULL, YG_EMISSING, "why");
	json_object_put(td_on(d, "case.cancel", "r3", id, "\"why\":\"test\"", &err));
	CHECK_INT(err, 0);
	for (size_t i = 0; yagen_desk_command_at(i); i++) {
		const yagen_desk_command *c = yagen_desk_command_at(i);
		char request[40];
		if (!c->changes || !*c->states || strstr(c->states, "cancelled")) continue;
		snprintf(request, sizeof request, "s%zu", i);
		td_refused(d, c->name, request, id, "\"why\":\"test\"", YG_ESTATE, "state");
	}
	CHECK(yagen_desk_command_at(10000) == NULL);
	yagen_desk_close(d);
}

static void stale_writes(void)
{
	yagen_desk *d = td_new();
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	td_refused(d, "case.check", "r2", id, "\"version\":2", YG_ESTALE, "stale");
	td_refused(d, "case.check", "r2", id, "\"version\":\"1\"", YG_ESTALE, "stale");
	o = td_on(d, "case.check", "r2", id, "\"version\":1", &err);
	CHECK_INT(err, 0);
	CHECK_INT(td_int(o, "version"), 2);
	json_object_put(o);
	td_refused(d, "case.check", "r3", id, "\"version\":1", YG_ESTALE, "stale");
	yagen_desk_close(d);
}

static void bad_input_is_refused_whole(void)
{
	yagen_desk *d = td_new();
	struct buf before = td_rows(d, true), after;
	yagen_part rx = td_part("rx", "rx.csv", STR("JAHIS10\r\n1,1,13"));
	struct json_object *o;
	char id[100];
	int err;
	o = td_do(d, "case.new", "r1", NULL, &rx, 1, &err);
	CHECK(err == YG_ESYNTAX || err == YG_EMISSING);
	CHECK_STR(yg_str(td_text(o, "error")), STR("rx-unreadable"));
	CHECK(td_count(o, "diagnostics") > 0);
	json_object_put(o);
	after = td_rows(d, true);
	CHECK(yg_str_eq(yg_buf_view(&before), yg_buf_view(&after)));
	yg_buf_free(&before);
	yg_buf_free(&after);
	/* a history that cannot be read is kept: the coverage says so */
	json_object_put(td_receive(d, "r2", NULL, taro, (struct rx_of)LOXONIN, "this is no history", id, &err));
	CHECK_INT(err, 0);
	o = td_on(d, "case.check", "r3", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("incomplete"));
	CHECK_STR(yg_str(td_text(o, "result/report/coverage/history/0/usable")), STR("false"));
	json_object_put(o);
	td_refused(d, "case.check", "r4", id, "\"as_of\":\"2026-02-30\"", YG_EARG, "as-of");
	td_refused(d, "case.check", "r4", id, "\"consent\":\"maybe\"", YG_EARG, "consent");
	td_refused(d, "case.check", "r4", id, "\"lookback\":-1", YG_EARG, "lookback");
	td_refused(d, "case.history", "r4", id, NULL, YG_EMISSING, "no-part");
	yagen_desk_close(d);
}

static void more_sources_open_the_case_again(void)
{
	yagen_desk *d = td_new();
	yagen_part h = td_part("history", "notebook.json", STR(NOTEBOOK)), facts = td_part("patient", "p.json", STR("{\"allergies\":[{\"text\":\"ロキソプロフェン\"}]}"));
	struct json_object *o;
	char id[100], members[200];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &err));
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("incomplete"));
	json_object_put(o);
	snprintf(members, sizeof members, "\"case\":\"%s\"", id);
	o = td_do(d, "case.history", "r3", members, &h, 1, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "state")), STR("received"));
	json_object_put(o);
	o = td_do(d, "case.patient", "r4", members, &facts, 1, &err);
	CHECK_INT(err, 0);
	json_object_put(o);
	o = td_on(d, "case.check", "r5", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_STR(yg_str(td_text(o, "result/verdict")), STR("findings"));
	CHECK_INT(td_count(o, "result/interrupting"), 3);    /* allergy, duplicate, dose */
	json_object_put(o);
	o = td_on(d, "case.events", NULL, id, NULL, &err);
	CHECK_INT(td_count(o, "result/events"), 5);
	CHECK_STR(yg_str(td_text(o, "result/events/2/kind")), STR("history"));
	CHECK_STR(yg_str(td_text(o, "result/events/4/what/histories/0/label")), STR("notebook.json"));
	json_object_put(o);
	o = td_on(d, "case.replay", NULL, id, NULL, &err);   /* the first check without what came later */
	CHECK_INT(td_count(o, "result/checks"), 2);
	CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
	json_object_put(o);
	yagen_desk_close(d);
}

static void lists_and_pages(void)
{
	yagen_desk *d = td_new();
	char id[100], request[20], seen[9][100], after[200] = "", members[300];
	struct rx_of x = LOXONIN;
	struct json_object *o;
	size_t got = 0;
	int err;
	for (int i = 0; i < 9; i++) {
		char number[20];
		snprintf(number, sizeof number, "%d", i);
		snprintf(request, sizeof request, "r%d", i);
		x.number = number;
		json_object_put(td_receive(d, request, NULL, taro, x, NULL, id, &err));
		if (i % 3 == 0) json_object_put(td_on(d, "case.check", i == 0 ? "c0" : i == 3 ? "c3" : "c6", id, "\"as_of\":\"2026-11-20\"", &err));
		if (i == 8) json_object_put(td_on(d, "case.cancel", "x8", id, "\"why\":\"test\"", &err));
	}
	for (int page = 0; page < 10; page++) {
		snprintf(members, sizeof members, "\"limit\":3%s%s%s", after[0] ? ",\"after\":\"" : "", after, after[0] ? "\"" : "");
		o = td_do(d, "case.list", NULL, members, NULL, 0, &err);
		CHECK_INT(err, 0);
		for (size_t i = 0; i < td_count(o, "result/cases") && got < 9; i++) {
			char path[60];
			snprintf(path, sizeof path, "result/cases/%zu/case", i);
			snprintf(seen[got], 100, "%s", td_text(o, path));
			for (size_t k = 0; k < got; k++) CHECK(strcmp(seen[k], seen[got]));
			got++;
		}
		snprintf(after, sizeof after, "%s", td_text(o, "result/after"));
		json_object_put(o);
		if (!after[0]) break;
	}
	CHECK_INT(got, 8);                           /* the cancelled one is not in hand */
	o = td_do(d, "case.list", NULL, "\"state\":\"cancelled\"", NULL, 0, &err);
	CHECK_INT(td_count(o, "result/cases"), 1);
	json_object_put(o);
	o = td_do(d, "case.list", NULL, "\"state\":\"all\"", NULL, 0, &err);
	CHECK_INT(td_count(o, "result/cases"), 9);
	json_object_put(o);
	snprintf(members, sizeof members, "\"patient\":\"%.32s\"", id);
	o = td_do(d, "case.list", NULL, members, NULL, 0, &err);
	CHECK_INT(td_count(o, "result/cases"), 9);
	json_object_put(o);
	json_object_put(td_do(d, "case.list", NULL, "\"state\":\"gone\"", NULL, 0, &err));
	CHECK_INT(err, YG_EARG);
	json_object_put(td_do(d, "case.list", NULL, "\"after\":\"x\"", NULL, 0, &err));
	CHECK_INT(err, YG_EARG);
	yagen_desk_close(d);
}

/* docs/api/desk.schema.json lists the commands there are, and an answer has no member that it does not know. */
static void known_members(struct json_object *schema, struct json_object *value, const char *what)
{
	struct json_object *p = yg_json_get(schema, "properties");
	if (!p || !value || !json_object_is_type(value, json_type_object)) return;
	struct json_object_iterator i = json_object_iter_begin(value), end = json_object_iter_end(value);
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *key = json_object_iter_peek_name(&i);
		CHECK(yg_json_get(p, key) != NULL);
		if (!yg_json_get(p, key)) fprintf(stderr, "  %s: %s is not in the schema\n", what, key);
	}
}

static void the_schema_knows_the_commands(void)
{
	static const char *const shown[] = { "case.show", "case.events", "case.list", "case.replay" };
	struct buf b = t_read(t_src("docs/api/desk.schema.json"));
	struct json_object *schema = NULL, *commands, *o;
	yagen_desk *d = td_new();
	size_t at, n = 0;
	char id[100], path[100];
	int err;
	CHECK_INT(yg_json_parse(yg_buf_view(&b), &schema, &at), 0);
	commands = yg_json_get(schema, "commands");
	for (; yagen_desk_command_at(n); n++) {
		CHECK(yg_json_get(commands, yagen_desk_command_at(n)->name) != NULL);
		if (!yg_json_get(commands, yagen_desk_command_at(n)->name)) fprintf(stderr, "  %s\n", yagen_desk_command_at(n)->name);
	}
	CHECK_INT(json_object_object_length(commands), n);
	o = td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err);
	known_members(td_at(schema, "$defs/answer"), o, "case.new");
	known_members(yg_json_get(yg_json_get(commands, "case.new"), "result"), td_at(o, "result"), "case.new");
	known_members(td_at(schema, "$defs/patient"), td_at(o, "result/patient"), "patient");
	json_object_put(o);
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	known_members(yg_json_get(yg_json_get(commands, "case.check"), "result"), td_at(o, "result"), "case.check");
	json_object_put(o);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		o = td_on(d, shown[i], NULL, id, "\"report\":true,\"prescription\":true", &err);
		known_members(yg_json_get(yg_json_get(commands, shown[i]), "result"), td_at(o, "result"), shown[i]);
		json_object_put(o);
	}
	snprintf(path, sizeof path, "\"patient\":\"%.32s\"", id);
	o = td_do(d, "patient.show", NULL, path, NULL, 0, &err);
	known_members(td_at(schema, "$defs/patient"), td_at(o, "result"), "patient.show");
	json_object_put(o);
	json_object_put(schema);
	yg_buf_free(&b);
	yagen_desk_close(d);
}

/* The columns of a row that stand readable in the file. */
struct td_sealed { struct buf *b; const struct table_def *t; };
static int td_unsealed_row(void *ctx, const struct cell *c)
{
	struct td_sealed *x = ctx;
	for (size_t i = 0; i < x->t->ncol; i++)
		if (!(x->t->col[i].flags & COL_SEALED) && x->t->col[i].type == CELL_TEXT && !c[i].null) yg_buf_printf(x->b, "%.*s|", STR_ARG(c[i].s));
	return 0;
}

/* A report that something was added to afterwards is no longer one to decide on: the case must be checked again. */
static void a_stale_report_is_not_decided(void)
{
	yagen_desk *d = td_new();
	char id[100], members[300];
	yagen_part part = td_part("history", "more.json", STR("{\"yagen\":\"history\",\"visits\":[]}"));
	struct json_object *o, *c;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	c = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(c, "result/interrupting"), 2);
	snprintf(members, sizeof members, "\"case\":\"%s\"", id);
	o = td_do(d, "case.history", "r3", members, &part, 1, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(o, "state")), STR("received"));
	json_object_put(o);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"withhold\"", td_text(c, "result/interrupting/0"));
	td_refused(d, "case.decide", "x1", id, members, YG_ESTATE, "state");
	td_refused(d, "case.dispense", "x2", id, "\"as_prescribed\":true", YG_ESTATE, "state");
	json_object_put(c);
	yagen_desk_close(d);
}

/* A last day in a shape we cannot read is refused: without it the finding would be silent for longer than the person said. */
static void an_odd_last_day_is_refused(void)
{
	static const char *const odd[] = { "20261121", "\"\"", "null", "[\"2026-11-21\"]", "true" };
	yagen_desk *d = td_new();
	char id[100], members[300], request[20];
	struct json_object *c;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	c = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		if (strcmp(odd[i], "null") == 0) continue;   /* JSON's way of not saying it */
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-intended\",\"until\":%s", td_text(c, "result/interrupting/0"), odd[i]);
		snprintf(request, sizeof request, "x%zu", i);
		td_refused(d, "case.decide", request, id, members, YG_EARG, "until");
	}
	json_object_put(c);
	yagen_desk_close(d);
}

/* What the audit and the keys of the remembered answers show is no hash that anybody could make from a list of drugs. */
static void decisions_leave_no_readable_key(void)
{
	yagen_desk *d = td_new();
	char id[100], key[40], finding[40], members[300];
	struct json_object *o;
	struct buf b;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	snprintf(key, sizeof key, "%s", td_text(o, "result/report/findings/0/key"));
	snprintf(finding, sizeof finding, "%s", td_text(o, "result/report/findings/0/id"));
	CHECK_INT(strlen(key), 16);
	json_object_put(o);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-intended\"", finding);
	json_object_put(td_on(d, "case.decide", "r3", id, members, &err));
	CHECK_INT(err, 0);
	yg_buf_init(&b, 64u << 20);
	for (int t = T_ANSWER; t <= T_AUDIT; t += T_AUDIT - T_ANSWER) {
		struct td_sealed x = { &b, &yg_schema[t] };
		CHECK_INT(yg_store_scan(d->store, &(struct store_scan){ (enum store_table)t, -1, NULL, 0, NULL, false, 0 }, td_unsealed_row, &x), 0);
	}
	CHECK(b.n > 0 && yg_str_find(yg_buf_view(&b), yg_str(key)) == (size_t)-1 && yg_str_find(yg_buf_view(&b), yg_str(finding)) == (size_t)-1);
	yg_buf_free(&b);
	yagen_desk_close(d);
}

int main(void)
{
	td_begin();
	TD_BOTH(the_schema_knows_the_commands);
	TD_BOTH(from_reception_to_decided);
	TD_BOTH(answers_are_remembered);
	TD_BOTH(what_cannot_be_remembered);
	TD_BOTH(the_same_request_again);
	TD_BOTH(the_same_prescription_again);
	TD_BOTH(heads);
	TD_BOTH(every_state_of_the_table);
	TD_BOTH(stale_writes);
	TD_BOTH(bad_input_is_refused_whole);
	TD_BOTH(more_sources_open_the_case_again);
	TD_BOTH(lists_and_pages);
	TD_BOTH(a_stale_report_is_not_decided);
	TD_BOTH(an_odd_last_day_is_refused);
	TD_BOTH(decisions_leave_no_readable_key);
	td_end();
	return T_END();
}
