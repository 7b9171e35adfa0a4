/* test_service.c - messages by the table of names, what every answer is, the retry table row by row, circuits, the folder and its recorded twin.
 * The bytes on the wire are data: tests/service. */
#include "t.h"
#include "service/eps.h"
#include "service/transport.h"
#include "base/err.h"
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include <time.h>
#include "base/ban.h"

static struct arena *arena;
static struct diags ds;
static struct svc_messages names;
#define RX "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
#define DI "0f33b0e9-3c31-4c5c-87fd-33d381fa5a48"
#define EMPTY_ED "<Document id=\"Document\"/>"

static struct svc_request ask(enum svc_op op)
{
	struct svc_request q = { .op = op, .institution = STR("1341399914"), .id = STR("0123456789ab") };
	yg_svc_set(&q, SF_INSURER, STR("06139992"));
	yg_svc_set(&q, SF_SYMBOL, STR("９９－１"));
	yg_svc_set(&q, SF_NUMBER, STR("１２３４５"));
	yg_svc_set(&q, SF_BRANCH, STR("00"));
	yg_svc_set(&q, SF_ACCESS_CODE, STR("123456"));
	yg_svc_set(&q, SF_PRESCRIPTION_ID, STR(RX));
	yg_svc_set(&q, SF_DISPENSING_ID, STR(DI));
	yg_svc_set(&q, SF_ISSUE_TYPE, STR("1"));
	yg_svc_set(&q, SF_DOCUMENT, STR(EMPTY_ED));
	yg_svc_set(&q, SF_CANDIDATES, STR("CJ1,\n1,例示　花子,2,19680415"));
	yg_svc_set(&q, SF_FROM, op == SVC_FIND_DISPENSING ? STR("20261120") : op == SVC_HISTORY ? STR("202311") : STR("20261101"));
	yg_svc_set(&q, SF_TO, op == SVC_FIND_DISPENSING ? STR("20261120") : op == SVC_HISTORY ? STR("202611") : STR("20261130"));
	yg_svc_set(&q, SF_CARD_CONSENT, STR("1"));
	yg_svc_set(&q, SF_ORAL_CONSENT, STR("0"));
	yg_svc_set(&q, SF_OWN, STR("2"));
	yg_svc_set(&q, SF_CATEGORY, STR("2"));
	yg_svc_set(&q, SF_EPS_DATA, STR("1"));
	yg_svc_set(&q, SF_TREATMENT, STR("1"));
	return q;
}

/* Every operation, byte for byte, and what its answer gives. */
static void exchanges(void)
{
	static const struct { enum svc_op op; unsigned rows; enum svc_field f; unsigned row; const char *value; } all[] = {
		{ SVC_ACCEPT, 1, SF_DOCUMENT, 0, "<Document id=\"Document\"><Prescription/></Document>" }, { SVC_GIVE_BACK, 0, SF_NONE, 0, "" }, { SVC_TAKE_IN, 0, SF_NONE, 0, "" },
		{ SVC_TAKE_IN_UNDO, 0, SF_NONE, 0, "" }, { SVC_REGISTER, 1, SF_DISPENSING_ID, 0, DI }, { SVC_CANCEL, 0, SF_NONE, 0, "" }, { SVC_CHANGE, 1, SF_DOCUMENT, 0, EMPTY_ED },
		{ SVC_DISPENSED_LIST, 2, SF_DISPENSING_ID, 1, "0f33b0e9-3c31-4c5c-87fd-33d381fa5a49" }, { SVC_DISPENSED_FETCH, 1, SF_DOCUMENT, 0, EMPTY_ED }, { SVC_PREFETCH, 0, SF_NONE, 0, "" },
		{ SVC_PRECHECK, 1, SF_PAST_NAME, 0, "ノルバスク錠２．５ｍｇ" }, { SVC_FIND_PRESCRIPTION, 1, SF_ACCESS_CODE, 0, "123456" }, { SVC_FIND_DISPENSING, 1, SF_DISPENSING_ID, 0, DI },
		{ SVC_HISTORY, 1, SF_DOCUMENT, 0, NULL } };
	struct transport *t = NULL;
	CHECK_INT(yg_transport_replay(&t, t_src("tests/service/exchanges")), YG_OK);
	CHECK_INT(sizeof all / sizeof *all, SVC_OPS - 1);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct svc_request q = ask(all[i].op);
		struct svc_answer r;
		struct buf out, back;
		enum svc_outcome why;
		yg_buf_init(&out, 1u << 20);
		yg_buf_init(&back, 1u << 20);
		CHECK_INT(yg_svc_write(&names, &q, &out), YG_OK);
		CHECK_INT(t->ops->send(t, yg_svc_name(&names, q.op, SVC_MESSAGE, SF_API), q.id, yg_buf_view(&out), 0), YG_OK);
		CHECK_INT(t->ops->step(t, 0, &back, &why), ARRIVED_ANSWER);
		CHECK_INT(yg_svc_read(&names, &q, yg_buf_view(&back), arena, &r), YG_OK);
		CHECK_INT(r.outcome, OUT_DONE);
		CHECK_INT(r.rows, all[i].rows);
		if (all[i].f && all[i].value) CHECK_STR(yg_svc_get(&r, all[i].f, all[i].row), yg_str(all[i].value));
		if (all[i].f && !all[i].value) CHECK(yg_svc_get(&r, all[i].f, 0).n > 0);
		yg_buf_free(&out);
		yg_buf_free(&back);
	}
	/* another request than the recorded one is refused, an absent answer is none */
	CHECK_INT(t->ops->send(t, STR("EPS-IF-999"), STR("x"), STR("y"), 0), YG_OK);
	struct buf back;
	enum svc_outcome why = OUT_DONE;
	yg_buf_init(&back, 1024);
	CHECK_INT(t->ops->step(t, 0, &back, &why), ARRIVED_FAULT);
	CHECK_INT(why, OUT_NO_ANSWER);
	yg_transport_close(t);
	CHECK_INT(yg_transport_replay(&t, t_src("tests/service/exchanges")), YG_OK);
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("0123456789ab"), STR("<other/>"), 0), YG_ESTATE);
	yg_transport_close(t);
	yg_buf_free(&back);
}

/* Every kind of answer there is: only one of them is "done". */
static void answers(void)
{
	static const struct { const char *file; enum svc_outcome want; } all[] = { { "done", OUT_DONE }, { "refused", OUT_REFUSED }, { "processing", OUT_PROCESSING },
		{ "abnormal", OUT_ABNORMAL }, { "newline", OUT_REFUSED }, { "maintenance", OUT_MAINTENANCE }, { "rate-limit", OUT_RATE_LIMIT }, { "overload", OUT_OVERLOAD },
		{ "other-id", OUT_FOREIGN }, { "other-pharmacy", OUT_FOREIGN }, { "no-id", OUT_FOREIGN }, { "no-status", OUT_TORN }, { "strange-segment", OUT_TORN },
		{ "strange-status", OUT_TORN }, { "no-header", OUT_TORN }, { "bad-base64", OUT_TORN }, { "half", OUT_TORN }, { "empty", OUT_TORN }, { "doctype", OUT_TORN },
		{ "not-xml", OUT_TORN }, { "other-root", OUT_TORN } };
	struct svc_request q = ask(SVC_REGISTER);
	char path[200];
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct svc_answer r;
		struct buf b;
		snprintf(path, sizeof path, "tests/service/answers/%s.xml", all[i].file);
		b = t_read(t_src(path));
		t_name = all[i].file;
		CHECK_INT(yg_svc_read(&names, &q, yg_buf_view(&b), arena, &r), YG_OK);
		CHECK_INT(r.outcome, all[i].want);
		yg_buf_free(&b);
	}
	/* somebody else's prescription */
	struct svc_answer r;
	struct buf b = t_read(t_src("tests/service/exchanges/001-EPS-IF-301.res"));
	q = ask(SVC_ACCEPT);
	q.id = STR("{id}");
	CHECK_INT(yg_svc_read(&names, &q, yg_buf_view(&b), arena, &r), YG_OK);
	CHECK_INT(r.outcome, OUT_DONE);
	for (size_t i = 0; i < q.nv; i++)
		if (q.v[i].field == SF_PRESCRIPTION_ID) q.v[i].s = STR("another");
	CHECK_INT(yg_svc_read(&names, &q, yg_buf_view(&b), arena, &r), YG_OK);
	CHECK_INT(r.outcome, OUT_FOREIGN);
	yg_buf_free(&b);
}

static void bad_requests(void)
{
	static const char *const ids[] = { "", "abc", "../../x", "a b", "0123456789012345678901234567890123" };
	struct svc_request q = ask(SVC_ACCEPT);
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		q.id = yg_str(ids[i]);
		CHECK_INT(yg_svc_write(&names, &q, &b), YG_EARG);
	}
	q = ask(SVC_ACCEPT);
	q.institution = STR("134139991");
	CHECK_INT(yg_svc_write(&names, &q, &b), YG_EARG);
	q = ask(SVC_ACCEPT);
	q.nv = 0;
	yg_svc_set(&q, SF_SYMBOL, STR("<&\">"));
	CHECK_INT(yg_svc_write(&names, &q, &b), YG_OK);
	CHECK(yg_str_find(yg_buf_view(&b), STR("&lt;&amp;&quot;&gt;")) != (size_t)-1);
	yg_buf_free(&b);
}

static void names_are_data(void)
{
	struct svc_messages m;
	struct svc_request q = ask(SVC_GIVE_BACK);
	struct buf b;
	size_t before = ds.n;
	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_svc_messages(&m, STR("operation,part,field,name\n# a remark\ngive-back,body,prescription-id,RxId\ngive-back,message,api,EPSsiXXX01\n*,code,overload,EPSB9999E\n"), arena, &ds), YG_OK);
	CHECK_INT(yg_svc_write(&m, &q, &b), YG_OK);
	CHECK(yg_str_find(yg_buf_view(&b), STR("<RxId>" RX "</RxId>")) != (size_t)-1);
	CHECK_STR(yg_svc_name(&m, SVC_GIVE_BACK, SVC_MESSAGE, SF_API), STR("EPSsiXXX01"));
	CHECK_STR(yg_svc_code(&m, STR("EPSB9999E")), STR("overload"));
	CHECK_STR(yg_svc_code(&m, STR("")), STR_NONE);
	CHECK_INT(yg_svc_messages(&m, STR("give-back,message,api,\n"), arena, &ds), YG_OK);      /* taken away */
	CHECK_INT(yg_svc_write(&m, &q, &b), YG_EMISSING);
	CHECK_INT(ds.n, before);
	CHECK_INT(yg_svc_messages(&m, STR("nothing,body,number,X\n*,nowhere,number,X\n*,body,nobody,X\n*,body,number,<x>\n*,body,number,../x\n*,body,number\n"), arena, &ds), YG_ETABLE);
	CHECK_INT(ds.n - before, 6);
	yg_buf_free(&b);
}

/* --- what comes after what ---------------------------------------------------------------------------------------------------- */
static void retry_rows(void)
{
	static const struct { enum svc_outcome o; const char *word; bool unknown; enum svc_hop hop; int64_t low1, high1, low4, high4; unsigned most; } all[] = {
		{ OUT_DONE, "done", false, HOP_NONE, -1, -1, -1, -1, 0 }, { OUT_REFUSED, "refused", false, HOP_NONE, -1, -1, -1, -1, 0 },
		{ OUT_MALFORMED, "malformed", false, HOP_NONE, -1, -1, -1, -1, 0 }, { OUT_NOT_SENT, "not-sent", false, HOP_FOLDER, 3, 5, 20, 40, 0 },
		{ OUT_RATE_LIMIT, "rate-limit", false, HOP_NONE, 3600, 3899, 3600, 3899, 10 }, { OUT_OVERLOAD, "overload", false, HOP_SERVICE, 8, 15, 60, 120, 10 },
		{ OUT_MAINTENANCE, "maintenance", false, HOP_SERVICE, 150, 300, 1200, 2400, 0 }, { OUT_PROCESSING, "processing", true, HOP_NONE, 3, 5, 20, 40, 0 },
		{ OUT_ABNORMAL, "abnormal", true, HOP_SERVICE, 8, 15, 60, 120, 10 }, { OUT_NO_ANSWER, "no-answer", true, HOP_TERMINAL, 8, 15, 60, 120, 0 },
		{ OUT_TORN, "torn", true, HOP_TERMINAL, 8, 15, 60, 120, 10 }, { OUT_FOREIGN, "foreign", true, HOP_TERMINAL, 30, 60, 240, 480, 10 },
		{ OUT_INTERRUPTED, "interrupted", true, HOP_NONE, 3, 5, 20, 40, 0 } };
	CHECK_INT(sizeof all / sizeof *all, OUT_COUNT);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		int64_t low1 = INT64_MAX, high1 = -1, low4 = INT64_MAX, high4 = -1;
		t_name = all[i].word;
		CHECK(yg_outcome(yg_str(all[i].word)) == all[i].o);
		CHECK_INT(yg_retry[all[i].o].unknown, all[i].unknown);
		CHECK_INT(yg_retry[all[i].o].hop, all[i].hop);
		for (uint32_t k = 0; k < 4000; k++) {
			int64_t a = yg_retry_wait(all[i].o, 1, k), b = yg_retry_wait(all[i].o, 4, k);
			if (a < low1) low1 = a;
			if (a > high1) high1 = a;
			if (b < low4) low4 = b;
			if (b > high4) high4 = b;
		}
		CHECK_INT(low1, all[i].low1);
		CHECK_INT(high1, all[i].high1);
		CHECK_INT(low4, all[i].low4);
		CHECK_INT(high4, all[i].high4);
		if (all[i].most) CHECK(yg_retry_wait(all[i].o, all[i].most - 1, 0) > 0 && yg_retry_wait(all[i].o, all[i].most, 0) == -1);
		CHECK(yg_retry_wait(all[i].o, 4000000, UINT32_MAX) <= 3900);
	}
	CHECK(yg_outcome(STR("nonsense")) == OUT_COUNT);
}

static void http(void)
{
	static const struct { int status; enum svc_outcome want; } all[] = { { 400, OUT_MALFORMED }, { 403, OUT_MALFORMED }, { 408, OUT_NO_ANSWER }, { 429, OUT_RATE_LIMIT },
		{ 500, OUT_ABNORMAL }, { 502, OUT_ABNORMAL }, { 503, OUT_OVERLOAD }, { 200, OUT_TORN }, { 0, OUT_TORN } };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) CHECK_INT(yg_outcome_http(all[i].status), all[i].want);
}

static void circuits(void)
{
	struct circuits c = { { { 0, 0 } } };
	yg_circuit_told(&c, OUT_NO_ANSWER, 100, 0);
	yg_circuit_told(&c, OUT_NO_ANSWER, 100, 0);
	CHECK_INT(yg_circuit_open(&c, 100), HOP_NONE);
	yg_circuit_told(&c, OUT_NO_ANSWER, 100, 0);
	CHECK_INT(yg_circuit_open(&c, 100), HOP_TERMINAL);
	CHECK_INT(yg_circuit_open(&c, 200), HOP_NONE);       /* one may try */
	yg_circuit_told(&c, OUT_NO_ANSWER, 200, 0);
	CHECK_INT(yg_circuit_open(&c, 200), HOP_TERMINAL);
	yg_circuit_told(&c, OUT_OVERLOAD, 300, 0);           /* answered: the terminal is alive, the service is not well */
	CHECK_INT(c.hop[HOP_TERMINAL].faults, 0);
	CHECK_INT(c.hop[HOP_SERVICE].faults, 1);
	yg_circuit_told(&c, OUT_NOT_SENT, 300, 0);           /* says nothing of what is behind it */
	CHECK_INT(c.hop[HOP_SERVICE].faults, 1);
	yg_circuit_told(&c, OUT_REFUSED, 300, 0);            /* a refusal is an answer */
	CHECK_INT(c.hop[HOP_SERVICE].faults + c.hop[HOP_FOLDER].faults, 0);
}

/* --- the folder ------------------------------------------------------------------------------------------------------------------ */
static char dir[64] = "t-service-XXXXXX";
static const char *in(const char *rel)
{
	static char path[4][200];
	static int turn;
	char *p = path[turn++ & 3];
	snprintf(p, sizeof path[0], "%s/%s", dir, rel);
	return p;
}

static void folder(void)
{
	struct folder_options o = { in("req"), in("res"), 1000, 200 };
	char req[200], res[200];
	struct transport *t = NULL;
	struct buf b;
	enum svc_outcome why = OUT_DONE;
	snprintf(req, sizeof req, "%s", o.req);
	snprintf(res, sizeof res, "%s", o.res);
	o.req = req;
	o.res = res;
	CHECK(mkdtemp(dir) != NULL);
	snprintf(req, sizeof req, "%s/req", dir);
	snprintf(res, sizeof res, "%s/res", dir);
	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_transport_folder(&t, &o), YG_OK);
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id01"), STR("<a/>"), 0), YG_ENET);       /* no such folder */
	CHECK(mkdir(req, 0700) == 0 && mkdir(res, 0700) == 0);
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id01"), STR("<a/>"), 0), YG_OK);
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id02"), STR("<a/>"), 0), YG_ESTATE);
	CHECK(access(in("req/EPS-IF-301req_id01.xml"), R_OK) == 0);
	CHECK_INT(t->ops->step(t, 10, &b, &why), ARRIVED_NOT_YET);
	CHECK_INT(yg_file_write(in("res/EPS-IF-301res_id01.xml"), STR("<XmlMsg><Mess")), YG_OK);     /* half of it */
	CHECK_INT(t->ops->step(t, 20, &b, &why), ARRIVED_NOT_YET);
	CHECK_INT(t->ops->step(t, 100, &b, &why), ARRIVED_NOT_YET);
	CHECK_INT(yg_file_write(in("res/EPS-IF-301res_id01.xml"), STR("<XmlMsg/>")), YG_OK);
	CHECK_INT(t->ops->step(t, 110, &b, &why), ARRIVED_ANSWER);
	CHECK_STR(yg_buf_view(&b), STR("<XmlMsg/>"));
	CHECK(access(in("res/EPS-IF-301res_id01.xml"), F_OK) != 0);
	b.n = 0;
	/* half for too long */
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id03"), STR("<a/>"), 1000), YG_OK);
	CHECK_INT(yg_file_write(in("res/EPS-IF-301res_id03.xml"), STR("<XmlMsg><Mess")), YG_OK);
	CHECK_INT(t->ops->step(t, 1000, &b, &why), ARRIVED_NOT_YET);
	CHECK_INT(t->ops->step(t, 1200, &b, &why), ARRIVED_FAULT);
	CHECK_INT(why, OUT_TORN);
	/* .err, and nothing at all: then the request is taken back */
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id04"), STR("<a/>"), 2000), YG_OK);
	CHECK_INT(yg_file_write(in("res/EPS-IF-301res_id04.err"), STR("x")), YG_OK);
	CHECK_INT(t->ops->step(t, 2000, &b, &why), ARRIVED_FAULT);
	CHECK_INT(why, OUT_MALFORMED);
	CHECK_INT(t->ops->send(t, STR("EPS-IF-301"), STR("id05"), STR("<a/>"), 3000), YG_OK);
	CHECK_INT(t->ops->step(t, 3999, &b, &why), ARRIVED_NOT_YET);
	CHECK_INT(t->ops->step(t, 4000, &b, &why), ARRIVED_FAULT);
	CHECK_INT(why, OUT_NO_ANSWER);
	CHECK(access(in("req/EPS-IF-301req_id05.xml"), F_OK) != 0);
	CHECK_INT(t->ops->step(t, 4001, &b, &why), ARRIVED_FAULT);     /* nothing under way */
	/* an earlier life's request */
	CHECK_INT(yg_file_write(in("req/EPS-IF-307req_id06.xml"), STR("<a/>")), YG_OK);
	CHECK_INT(t->ops->take_back(t, STR("EPS-IF-307"), STR("id06")), YG_OK);
	CHECK_INT(t->ops->take_back(t, STR("EPS-IF-307"), STR("id06")), YG_ENOTFOUND);
	CHECK_INT(t->ops->take_back(t, STR("EPS-IF-307"), STR("../x")), YG_EARG);
	yg_transport_close(t);
	/* sweeping: what is old and of ours */
	struct utimbuf old = { time(NULL) - 5000, time(NULL) - 5000 };
	CHECK_INT(yg_file_write(in("res/EPS-IF-301res_old.xml"), STR("x")), YG_OK);
	CHECK_INT(yg_file_write(in("res/OQSsiquc01res_face_1.xml"), STR("x")), YG_OK);
	CHECK_INT(yg_file_write(in("req/EPS-IF-301req_new.xml"), STR("x")), YG_OK);
	CHECK(utime(in("res/EPS-IF-301res_old.xml"), &old) == 0 && utime(in("res/OQSsiquc01res_face_1.xml"), &old) == 0);
	CHECK_INT(yg_folder_sweep(&o, time(NULL), 3600), 3 - 2);
	CHECK(access(in("res/OQSsiquc01res_face_1.xml"), F_OK) == 0 && access(in("req/EPS-IF-301req_new.xml"), F_OK) == 0);
	CHECK(unlink(in("res/OQSsiquc01res_face_1.xml")) == 0 && unlink(in("req/EPS-IF-301req_new.xml")) == 0);
	CHECK(rmdir(req) == 0 && rmdir(res) == 0 && rmdir(dir) == 0);
	CHECK_INT(yg_folder_sweep(&o, time(NULL), 3600), -1);
	yg_buf_free(&b);
}

int main(void)
{
	arena = yg_arena_new(64u << 20);
	yg_diags_init(&ds, arena);
	if (!arena || yg_svc_messages(&names, STR_NONE, arena, &ds) != YG_OK) return 99;
	T_RUN(exchanges);
	T_RUN(answers);
	T_RUN(bad_requests);
	T_RUN(names_are_data);
	T_RUN(retry_rows);
	T_RUN(http);
	T_RUN(circuits);
	T_RUN(folder);
	yg_arena_free(arena);
	return T_END();
}
