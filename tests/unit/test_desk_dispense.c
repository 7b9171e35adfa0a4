/* test_desk_dispense.c - handing over at the counter, on both twins of the store: substitution, inquiry, leftovers, parts, refills, amending,
 * withdrawing, and the documents that come of it. Fictional people, real products. */
#include "desk.h"
#include "codec/codec.h"
#include "desk/desk.h"

#define HEAD "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n"
#define PHARMACY "\"pharmacy\":{\"name\":\"架空薬局　例示店\",\"prefecture\":\"13\",\"code\":\"1399856\",\"phone\":\"03-0000-0099\"}," \
	"\"pharmacist\":{\"name\":\"調剤　四郎\",\"contact\":\"03-0000-0099\"}"
#define ORAL(days) "101,1,1,," days "\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n"
#define NORVASC "201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠\n"
#define CRESTOR "201,1,2,1,2,620002478,クレストール錠５ｍｇ,1,1,錠\n"
#define KOVASIL "201,1,1,1,2,610421319,コバシル錠４ｍｇ,1,1,錠\n"

struct counter { yagen_desk *d; char id[100]; unsigned turn; struct json_object *o; int err; };

static void end(struct counter *p)
{
	json_object_put(p->o);
	yagen_desk_close(p->d);
}

static void do_at(struct counter *p, const char *command, const char *at, const char *members)
{
	char request[32], all[8000];
	json_object_put(p->o);
	snprintf(request, sizeof request, "q%u", ++p->turn);
	snprintf(all, sizeof all, "\"case\":\"%s\"%s%s", p->id, *members ? "," : "", members);
	p->o = td_do_at(p->d, command, request, at, all, NULL, 0, &p->err);
}

#define NOW "2026-11-20T01:00:00Z"
static void act(struct counter *p, const char *command, const char *members) { do_at(p, command, NOW, members); }

static void receive(struct counter *p, const char *rx, const char *hist)
{
	yagen_part parts[2] = { td_part("rx", "rx.csv", yg_str(rx)), td_part("history", "hist.json", yg_str(hist)) };
	char request[32];
	json_object_put(p->o);
	snprintf(request, sizeof request, "q%u", ++p->turn);
	p->o = td_do(p->d, "case.new", request, NULL, parts, hist ? 2 : 1, &p->err);
	CHECK_INT(p->err, 0);
	snprintf(p->id, sizeof p->id, "%s", td_text(p->o, "case"));
}

static struct counter opened(const char *rx, const char *hist)
{
	struct counter p = { .d = td_new() };
	receive(&p, rx, hist);
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK_INT(p.err, 0);
	return p;
}

#define HIST_NONE "{\"yagen\":\"history\",\"version\":\"JAHISTC08\",\"visits\":[]}"
#define HIST_BELSOMRA "{\"yagen\":\"history\",\"visits\":[{\"on\":\"2026-11-10\",\"kind\":\"dispensed\",\"clinic\":{\"name\":\"別の医院\"},\"groups\":[{\"form\":\"oral\"," \
	"\"quantity\":\"30\",\"quantity_unit\":\"日分\",\"lines\":[{\"system\":\"receipt\",\"code\":\"622374301\",\"name\":\"ベルソムラ錠２０ｍｇ\",\"amount\":\"1\",\"unit\":\"錠\"}]}]}]}"

static void want(struct counter *p, int err, const char *word)
{
	CHECK_INT(p->err, err);
	CHECK_STR(yg_str(td_text(p->o, "error")), yg_str(word));
	if (p->err != err || strcmp(td_text(p->o, "error"), word) != 0)
		fprintf(stderr, "  %s\n", p->o ? json_object_to_json_string(p->o) : "(no answer)");
}

static void handed(struct counter *p, const char *state)
{
	CHECK_INT(p->err, 0);
	CHECK_STR(yg_str(td_text(p->o, "state")), yg_str(state));
	CHECK_STR(yg_str(td_text(p->o, "result/handed_over")), STR("true"));
	if (p->err || strcmp(td_text(p->o, "result/handed_over"), "true") != 0) fprintf(stderr, "  %s\n", p->o ? json_object_to_json_string(p->o) : "(no answer)");
}

/* --- the whole of it --------------------------------------------------------------------------------------- */
static void as_prescribed(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC CRESTOR, HIST_NONE);
	act(&p, "case.dispense", "");
	want(&p, YAGEN_EREFUSED, "nothing");
	act(&p, "case.dispense", "\"lines\":[{\"line\":\"rx/1/1\"}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "rest");            /* the other line is not forgotten */
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/7/1\"}]," PHARMACY);
	want(&p, YAGEN_EARG, "line");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"on\":\"2026-11-18\"," PHARMACY);
	want(&p, YAGEN_EARG, "on");
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	CHECK_INT(td_count(p.o, "result/lines"), 2);
	CHECK_INT(td_count(p.o, "result/results"), 3);
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rule/word")), STR("same"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rest")), STR("0"));
	act(&p, "case.dispense", "\"as_prescribed\":true");
	want(&p, YAGEN_ESTATE, "state");
	end(&p);
}

static void not_checked(void)
{
	struct counter p = { .d = td_new() };
	receive(&p, HEAD "51,20261119\n" ORAL("28") NORVASC, NULL);
	act(&p, "case.dispense", "\"as_prescribed\":true");
	want(&p, YAGEN_ESTATE, "state");
	end(&p);
}

static void same_request_twice(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC, HIST_NONE);
	char first[100];
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	snprintf(first, sizeof first, "%s", td_text(p.o, "result/dispensing"));
	p.turn--;
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/dispensing")), yg_str(first));
	p.turn--;
	act(&p, "case.dispense", "\"as_prescribed\":true,\"on\":\"2026-11-20\"," PHARMACY);
	want(&p, YAGEN_EREFUSED, "request-reused");
	end(&p);
}

/* --- products ------------------------------------------------------------------------------------------------ */
static void generic_substitution(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC CRESTOR, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\",\"name\":\"ノルバスク錠２．５ｍｇ\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "not-identified");  /* code and name disagree */
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"699999999\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "not-identified");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"2171022F1010\"}}]," PHARMACY);
	want(&p, YAGEN_EARG, "line");                /* which code is it? */
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620005905\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "brand-to-brand");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\",\"amount\":\"2\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "other-total");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"622588901\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "other-ingredients");
	CHECK_STR(yg_str(td_text(p.o, "line")), STR("rx/1/1"));
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"},\"change\":\"generic\"}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rule/word")), STR("brand-to-generic"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rule/price")), STR("not-above"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/given/name")), STR("アムロジピン錠２．５ｍｇ「サワイ」"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/given/amount")), STR("1"));
	end(&p);
}

static void candidates(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") KOVASIL CRESTOR, HIST_NONE);
	act(&p, "case.candidates", "\"line\":\"rx/9/9\"");
	want(&p, YAGEN_EARG, "line");
	act(&p, "case.candidates", "\"line\":\"rx/1/1\"");
	CHECK_INT(p.err, 0);
	CHECK(td_count(p.o, "result/candidates") >= 2);
	CHECK_STR(yg_str(td_text(p.o, "result/candidates/0/code")), STR("610421319"));
	CHECK_STR(yg_str(td_text(p.o, "result/candidates/1/rule")), STR("strength-change"));
	CHECK_STR(yg_str(td_text(p.o, "result/candidates/1/amount")), STR("2"));
	act(&p, "case.candidates", "\"line\":\"rx/1/1\",\"with_inquiry\":true");
	CHECK(td_int(p.o, "result/count") > 3);
	CHECK_STR(yg_str(td_text(p.o, "state")), STR("checked"));
	end(&p);
}

static void no_change_and_wish(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC "281,1,1,1,3,後発品変更不可,\n" CRESTOR "281,1,2,1,8,先発医薬品患者希望,\n", HIST_NONE);
	static const char *const change = "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}%s},"
		"{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"}%s}]," PHARMACY;
	char members[2000], id[64];
	snprintf(members, sizeof members, "%s", change);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "no-change");
	act(&p, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"後発品への変更は可能か\"");
	CHECK_INT(p.err, 0);
	snprintf(id, sizeof id, "%s", td_text(p.o, "result/id"));
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "inquiry-open");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"answer\":\"可\",\"outcome\":\"changed\"", id);
	act(&p, "case.inquire", members);
	want(&p, YAGEN_EMISSING, "answered-by");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"answer\":\"変更してよい\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"changed\"", id);
	act(&p, "case.inquire", members);
	CHECK_INT(p.err, 0);
	act(&p, "case.inquire", members);
	want(&p, YAGEN_EREFUSED, "answered");
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "inquiry-unfulfilled");             /* it was to be changed */
	snprintf(members, sizeof members, "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"},\"inquiry\":\"%s\"},"
		 "{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"}}]," PHARMACY, id);
	act(&p, "case.dispense", members);
	want(&p, YAGEN_EREFUSED, "patient-wish");
	snprintf(members, sizeof members, "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"},\"inquiry\":\"%s\"},"
		 "{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"},\"patient_agreed\":true}]," PHARMACY, id);
	act(&p, "case.dispense", members);
	handed(&p, "dispensed");
	end(&p);
}

static void by_generic_name(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") "201,1,1,1,7,2171022F1ZZZ,【般】アムロジピン錠２．５ｍｇ,1,1,錠\n", HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "not-a-product");
	act(&p, "case.dispense", "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rule/word")), STR("generic-name"));
	end(&p);
}

/* Another drug, as the prescriber said on the telephone, and a new contraindication with it: stopped, decided, handed over. */
static void new_contraindication_stops(void)
{
	struct counter p = opened(HEAD "51,20261119\n" "101,1,1,,5\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,620452801,ムコスタ錠１００ｍｇ,1,1,錠\n", HIST_BELSOMRA);
	char members[2000], id[64], finding[64];
	act(&p, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"抗菌薬の処方では\",\"answer\":\"クラリス錠に\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"changed\"");
	CHECK_INT(p.err, 0);
	snprintf(id, sizeof id, "%s", td_text(p.o, "result/id"));
	snprintf(members, sizeof members, "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"616140105\",\"amount\":\"2\"},\"inquiry\":\"%s\"}]," PHARMACY, id);
	act(&p, "case.dispense", members);
	CHECK_INT(p.err, 0);
	CHECK_STR(yg_str(td_text(p.o, "result/handed_over")), STR("false"));
	CHECK_STR(yg_str(td_text(p.o, "result/refused")), STR("undecided"));
	CHECK_STR(yg_str(td_text(p.o, "state")), STR("checked"));
	CHECK(td_count(p.o, "result/interrupting") >= 1);
	CHECK(td_count(p.o, "result/report/findings") >= 1);
	snprintf(finding, sizeof finding, "%s", td_text(p.o, "result/interrupting/0"));
	act(&p, "case.dispense", members);           /* nothing can skip it */
	want(&p, YAGEN_EREFUSED, "undecided");
	{
		char decide[400];
		snprintf(decide, sizeof decide, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\",\"note\":\"処方医に確認\"", finding);
		act(&p, "case.decide", decide);
		CHECK_INT(p.err, 0);
		if (p.err) fprintf(stderr, "%s\n", json_object_to_json_string(p.o));
		CHECK_STR(yg_str(td_text(p.o, "state")), STR("decided"));
	}
	act(&p, "case.dispense", members);
	handed(&p, "dispensed");
	act(&p, "case.replay", "");                  /* every check, those of the hand-over too */
	CHECK_INT(p.err, 0);
	CHECK(td_count(p.o, "result/checks") >= 3);
	CHECK_STR(yg_str(td_text(p.o, "result/equal")), STR("true"));
	end(&p);
}

static void undecided_is_refused(void)
{
	struct counter p = opened(HEAD "51,20261119\n" "101,1,1,,5\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,616140105,クラリス錠２００　２００ｍｇ,2,1,錠\n" CRESTOR, HIST_BELSOMRA);
	char members[400], finding[64];
	CHECK(td_count(p.o, "result/interrupting") >= 1);
	snprintf(finding, sizeof finding, "%s", td_text(p.o, "result/interrupting/0"));
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "undecided");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"question\":\"\"", finding);
	act(&p, "case.inquire", members);            /* the question is the finding's own text */
	CHECK_INT(p.err, 0);
	CHECK(strlen(td_text(p.o, "result/question")) > 10);
	CHECK_STR(yg_str(td_text(p.o, "result/line")), STR("rx/1/1"));
	snprintf(members, sizeof members, "\"id\":\"%s\",\"answer\":\"中止する\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"cancelled\"", td_text(p.o, "result/id"));
	act(&p, "case.inquire", members);
	CHECK_INT(p.err, 0);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"withhold\"", finding);
	act(&p, "case.decide", members);
	CHECK_INT(p.err, 0);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "cancelled-line");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/2\",\"withheld\":true}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "withhold-undecided");              /* the wrong line */
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"withheld\":true}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/complete")), STR("true"));
	end(&p);
}

/* Shapes nobody should send: refused, nothing handed over. */
static void odd_shapes(void)
{
	static const char *const members[] = {
		"\"lines\":{}", "\"lines\":\"rx/1/1\"", "\"lines\":[1,2]", "\"lines\":[{}]", "\"lines\":[null]", "\"lines\":[[{\"line\":\"rx/1/1\"}]]",
		"\"lines\":[{\"line\":\"rx/1/1\"},{\"line\":\"rx/1/1\"}]", "\"lines\":[{\"line\":\"rx/1/1\",\"given\":\"620007836\"}]", "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{}}]",
		"\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":620007836}}]", "\"lines\":[{\"line\":\"rx/1/1\",\"given\":[]}]",
		"\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\",\"amount\":\"-1\"}}]", "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\",\"amount\":0}}]",
		"\"lines\":[{\"line\":\"rx/1/1\",\"days\":-3}]", "\"lines\":[{\"line\":\"rx/1/1\",\"days\":\"\"}]", "\"lines\":[{\"line\":\"rx/1/1\",\"days\":7,\"quantity\":7}]",
		"\"lines\":[{\"line\":\"rx/1/1\",\"quantity\":\"99999999999999999999\"}]", "\"lines\":[{\"line\":\"rx/1/1\",\"inquiry\":\"nobody\"}]", "\"lines\":[{\"line\":\"rx/1/1\",\"withheld\":true}]",
		"\"leftovers\":3", "\"leftovers\":[{\"line\":\"rx/1/1\"}]", "\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":\"x\"}]", "\"leftovers\":[{\"line\":\"rx/9/1\",\"days\":3}]",
		"\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":1},{\"line\":\"rx/1/1\",\"days\":2}]", "\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":\"1.5\"}]",
		"\"part\":1", "\"part\":{\"n\":1}", "\"part\":{\"n\":3,\"of\":2}", "\"part\":{\"n\":\"1\",\"of\":\"2\"}", "\"refill_use\":2", "\"on\":\"2026-02-30\"", "\"on\":20261120",
		"\"on\":\"\"" };
	struct counter p = opened(HEAD "51,20261119\n62,2\n" ORAL("28") NORVASC, HIST_NONE);
	char all[1000];
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		snprintf(all, sizeof all, "\"as_prescribed\":true,%s", members[i]);
		act(&p, "case.dispense", all);
		CHECK(p.err != 0 && *td_text(p.o, "error"));
		if (p.err == 0) fprintf(stderr, "  taken: %s\n", members[i]);
	}
	act(&p, "case.show", "");
	CHECK_STR(yg_str(td_text(p.o, "state")), STR("checked"));
	act(&p, "case.dispense", "\"as_prescribed\":true,\"pharmacy\":\"x\",\"pharmacist\":[1]");       /* who is not told that way is not known */
	handed(&p, "dispensed");
	CHECK_INT(td_count(p.o, "result/results"), 0);
	end(&p);
}

/* Findings without a name: a decision holds for the hand-over as it was checked, not for another one. */
static void masked_is_decided_again(void)
{
	static const char masked[] = "{\"yagen\":\"history\",\"visits\":[{\"masked\":true,\"on\":\"2026-11-10\",\"kind\":\"dispensed\",\"groups\":[{\"form\":\"oral\",\"quantity\":\"30\","
		"\"quantity_unit\":\"日分\",\"lines\":[{\"system\":\"receipt\",\"code\":\"622374301\",\"name\":\"ベルソムラ錠２０ｍｇ\",\"amount\":\"1\",\"unit\":\"錠\"}]}]}]}";
	struct counter p = opened(HEAD "51,20261119\n" ORAL("5") "201,1,1,1,2,616140105,クラリス錠２００　２００ｍｇ,2,1,錠\n" CRESTOR, masked);
	CHECK_INT(td_count(p.o, "result/interrupting"), 1);
	CHECK_STR(yg_str(td_text(p.o, "result/interrupting/0")), STR("masked-1"));
	act(&p, "case.decide", "\"finding\":\"masked-1\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\",\"note\":\"口頭で確認\"");
	CHECK_INT(p.err, 0);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"}}]," PHARMACY);
	CHECK_STR(yg_str(td_text(p.o, "result/refused")), STR("undecided"));
	CHECK(strstr(json_object_to_json_string(p.o), "ベルソムラ") == NULL);
	act(&p, "case.decide", "\"finding\":\"masked-1\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\",\"note\":\"口頭で確認\"");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"}}]," PHARMACY);
	handed(&p, "dispensed");                     /* decided for exactly this */
	end(&p);
}

/* --- how much ------------------------------------------------------------------------------------------------- */
static void partial_and_rest(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC CRESTOR, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":10}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "rest");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":29}],\"partial\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "too-much");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":10.5}],\"partial\":true," PHARMACY);
	want(&p, YAGEN_EARG, "line");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"partial\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":10}]," PHARMACY);
	handed(&p, "decided");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/rest")), STR("18"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/rest")), STR("0"));
	CHECK_STR(yg_str(td_text(p.o, "result/complete")), STR("false"));
	do_at(&p, "case.dispense", "2026-11-22T01:00:00Z", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/2\"}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "nothing-left");    /* that one was handed over whole */
	do_at(&p, "case.dispense", "2026-11-19T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EARG, "on");
	do_at(&p, "case.dispense", "2026-11-28T01:00:00Z", "\"as_prescribed\":true," PHARMACY);      /* past the last day: accepted in time */
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/now")), STR("18"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/before")), STR("10"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/now")), STR("0"));
	end(&p);
}

static void in_three_parts(void)
{
	struct counter p = opened(HEAD "51,20261119\n81,1,3,分割日数１４日、分割回数３回\n" ORAL("42") NORVASC, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"part\":{\"n\":2,\"of\":3},\"lines\":[{\"line\":\"rx/1/1\",\"days\":14}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "part-order");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"part\":{\"n\":1,\"of\":3}," PHARMACY);
	want(&p, YAGEN_EREFUSED, "part");            /* all of it at once is no part */
	act(&p, "case.dispense", "\"part\":{\"n\":1,\"of\":3},\"lines\":[{\"line\":\"rx/1/1\",\"days\":14}]," PHARMACY);
	handed(&p, "decided");
	CHECK_INT(td_int(p.o, "result/part/n"), 1);
	do_at(&p, "case.dispense", "2026-12-04T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "part");
	do_at(&p, "case.dispense", "2026-12-04T01:00:00Z", "\"part\":{\"n\":2,\"of\":4},\"lines\":[{\"line\":\"rx/1/1\",\"days\":14}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "part");
	do_at(&p, "case.dispense", "2026-12-04T01:00:00Z", "\"part\":{\"n\":2,\"of\":3},\"lines\":[{\"line\":\"rx/1/1\",\"days\":14}]," PHARMACY);
	handed(&p, "decided");
	do_at(&p, "case.dispense", "2026-12-18T01:00:00Z", "\"part\":{\"n\":3,\"of\":3},\"lines\":[{\"line\":\"rx/1/1\",\"days\":7}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "rest");
	do_at(&p, "case.dispense", "2026-12-18T01:00:00Z", "\"as_prescribed\":true,\"part\":{\"n\":3,\"of\":3}," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/before")), STR("28"));
	end(&p);
}

static void leftovers(void)
{
	struct counter p = opened(HEAD "51,20261119\n62,1\n" ORAL("28") NORVASC, HIST_NONE);
	char members[1000];
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "leftover-needs-inquiry");
	act(&p, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"残薬７日分。２１日分でよいか\",\"answer\":\"よい\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"changed\"");
	snprintf(members, sizeof members, "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"inquiry\":\"%s\"}],\"leftovers\":[{\"line\":\"rx/1/1\",\"count\":\"7.5\"}]," PHARMACY,
		 td_text(p.o, "result/id"));
	act(&p, "case.dispense", members);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/now")), STR("21"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/leftover")), STR("残薬 7.5錠 ÷ 1日1錠 = 7日分、余り 0.5錠。28日分 - 残薬 7日分 = 21日分"));
	end(&p);
	p = opened(HEAD "51,20261119\n62,2\n" ORAL("28") NORVASC CRESTOR, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7,\"count\":\"1\"}]," PHARMACY);
	want(&p, YAGEN_EARG, "line");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7},{\"line\":\"rx/1/2\",\"days\":40}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/now")), STR("0"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/leftover")), STR("28日分 - 残薬 40日分 = 0日分"));
	end(&p);
}

static void refill(void)
{
	static const char rx[] = HEAD "51,20260901\n52,20260904\n64,3\n" ORAL("30") NORVASC;
	struct counter p = { .d = td_new() };
	receive(&p, rx, HIST_NONE);
	do_at(&p, "case.check", "2026-09-02T01:00:00Z", "\"as_of\":\"2026-09-02\"");
	do_at(&p, "case.dispense", "2026-09-02T01:00:00Z", "\"as_prescribed\":true,\"refill_use\":2," PHARMACY);
	CHECK_INT(p.err, 0);                         /* a first use elsewhere; its day is not known, and that is said */
	CHECK_STR(yg_str(td_text(p.o, "diagnostics/0/code")), STR("refill-window-unknown"));
	receive(&p, rx, NULL);                       /* it counts: what comes next is the third, and the last */
	CHECK_INT(td_int(p.o, "result/refill_use"), 3);
	do_at(&p, "case.check", "2026-10-02T01:00:00Z", "\"as_of\":\"2026-10-02\"");
	do_at(&p, "case.dispense", "2026-10-02T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/refill/planned")), STR("2026-10-02"));
	{
		yagen_part part = td_part("rx", "rx.csv", yg_str(rx));
		json_object_put(p.o);
		p.o = td_do(p.d, "case.new", "once-more", NULL, &part, 1, &p.err);
		want(&p, YAGEN_EREFUSED, "refill-used-up");
	}
	end(&p);
	p = (struct counter){ .d = td_new() };
	receive(&p, rx, HIST_NONE);
	do_at(&p, "case.check", "2026-09-02T01:00:00Z", "\"as_of\":\"2026-09-02\"");
	do_at(&p, "case.dispense", "2026-09-02T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	CHECK_INT(td_int(p.o, "result/refill/use"), 1);
	CHECK_STR(yg_str(td_text(p.o, "result/refill/next_planned")), STR("2026-10-02"));
	CHECK_STR(yg_str(td_text(p.o, "result/refill/next_from")), STR("2026-09-25"));
	CHECK_STR(yg_str(td_text(p.o, "result/refill/next_to")), STR("2026-10-09"));
	receive(&p, rx, NULL);                       /* the same paper again: the second use */
	do_at(&p, "case.check", "2026-09-24T01:00:00Z", "\"as_of\":\"2026-09-24\"");
	CHECK_INT(p.err, 0);
	if (td_count(p.o, "result/interrupting") == 0) {
		do_at(&p, "case.dispense", "2026-09-24T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
		want(&p, YAGEN_EREFUSED, "refill-window");
	}
	do_at(&p, "case.check", "2026-10-09T01:00:00Z", "\"as_of\":\"2026-10-09\"");
	CHECK_INT(p.err, 0);
	CHECK_INT(td_count(p.o, "result/interrupting"), 0);
	do_at(&p, "case.dispense", "2026-09-24T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "refill-window");
	do_at(&p, "case.dispense", "2026-10-10T01:00:00Z", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "refill-window");
	do_at(&p, "case.dispense", "2026-10-09T01:00:00Z", "\"as_prescribed\":true,\"refill_use\":3," PHARMACY);
	want(&p, YAGEN_EREFUSED, "refill-use");
	do_at(&p, "case.dispense", "2026-10-09T01:00:00Z", "\"as_prescribed\":true,\"refill_use\":2," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/refill/planned")), STR("2026-10-02"));
	CHECK_STR(yg_str(td_text(p.o, "result/refill/next_planned")), STR("2026-11-08"));
	end(&p);
}

/* --- afterwards ------------------------------------------------------------------------------------------------- */
static void amend(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC CRESTOR, HIST_NONE);
	char first[100];
	act(&p, "case.amend", "\"why\":\"typed\"," PHARMACY);
	want(&p, YAGEN_ESTATE, "state");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}}]," PHARMACY);
	handed(&p, "dispensed");
	snprintf(first, sizeof first, "%s", td_text(p.o, "result/dispensing"));
	act(&p, "case.amend", PHARMACY);
	want(&p, YAGEN_EMISSING, "why");
	act(&p, "case.amend", "\"why\":\"製品の取り違え\",\"lines\":[{\"line\":\"rx/1/2\",\"given\":{\"code\":\"622588901\"}}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/dispensing")), yg_str(first));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/given/code")), STR("620007836"));      /* as told before */
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/given/code")), STR("622588901"));
	act(&p, "case.events", "");
	CHECK_INT(p.err, 0);
	{
		const char *all = json_object_to_json_string(p.o);
		CHECK(strstr(all, "\"dispensed\"") != NULL && strstr(all, "\"amended\"") != NULL);   /* both texts are there */
	}
	end(&p);
}

/* The leftovers stay in an amended record, and an amendment that raises something new waits for its decision. */
static void amend_keeps_and_checks(void)
{
	struct counter p = opened(HEAD "51,20261119\n62,2\n" ORAL("28") NORVASC "201,1,2,1,2,620452801,ムコスタ錠１００ｍｇ,1,1,錠\n", HIST_BELSOMRA);
	char members[1000], finding[64], q[64];
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7}]," PHARMACY);
	handed(&p, "dispensed");
	act(&p, "case.amend", "\"why\":\"製品の取り違え\",\"lines\":[{\"line\":\"rx/1/2\",\"given\":{\"code\":\"616140105\",\"amount\":\"2\"}}]," PHARMACY);
	want(&p, YAGEN_EREFUSED, "other-ingredients");
	do_at(&p, "case.inquire", NOW, "\"line\":\"rx/1/2\",\"question\":\"q\",\"answer\":\"a\",\"answered_by\":\"d\",\"outcome\":\"changed\"");
	CHECK_INT(p.err, 0);
	snprintf(q, sizeof q, "%s", td_text(p.o, "result/id"));
	snprintf(members, sizeof members, "\"why\":\"実際に渡したもの\",\"lines\":[{\"line\":\"rx/1/2\",\"given\":{\"code\":\"616140105\",\"amount\":\"2\"},\"inquiry\":\"%s\"}]," PHARMACY, q);
	act(&p, "case.amend", members);
	CHECK_INT(p.err, 0);
	CHECK_STR(yg_str(td_text(p.o, "result/refused")), STR("undecided"));
	CHECK_STR(yg_str(td_text(p.o, "state")), STR("checked"));
	snprintf(finding, sizeof finding, "%s", td_text(p.o, "result/interrupting/0"));
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "undecided");
	{
		char decide[400];
		snprintf(decide, sizeof decide, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\"", finding);
		act(&p, "case.decide", decide);
		CHECK_INT(p.err, 0);
	}
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "nothing");         /* everything was handed over: only its record is open */
	act(&p, "case.amend", members);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/leftover")), STR("28日分 - 残薬 7日分 = 21日分"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/now")), STR("21"));
	end(&p);
}

/* A prescription that is itself one part (63, 102): its own part is all of it. */
static void a_part_on_paper(void)
{
	struct counter p = opened(HEAD "51,20261119\n63,3,2\n101,1,1,,42\n102,1,14,42\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n" NORVASC, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"part\":{\"n\":3,\"of\":3}," PHARMACY);
	want(&p, YAGEN_EREFUSED, "part");
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/now")), STR("14"));
	CHECK_INT(td_int(p.o, "result/part/n"), 2);
	end(&p);
}

/* 頓服 in doses, 外用 in amount; another strength of a drug in a unit of its own; a code of another system. */
static void other_measures(void)
{
	struct counter p = opened(HEAD "51,20261119\n62,2\n101,1,2,,10\n111,1,3,1050120000000000,頭痛時　服用,\n201,1,1,1,2,620002023,カロナール錠２００　２００ｍｇ,2,1,錠\n"
		"101,2,3,,14\n111,2,1,,１日１回貼付,\n201,2,1,1,2,620007812,ロキソニンテープ５０ｍｇ　７ｃｍ×１０ｃｍ,2,1,枚\n" "101,3,1,,28\n111,3,3,1011000400000000,１日１回朝食後　服用,1\n"
		"201,3,1,1,2,610421319,コバシル錠４ｍｇ,1,1,錠\n", HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"count\":\"2\"}]," PHARMACY);
	want(&p, YAGEN_EARG, "line");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":3},{\"line\":\"rx/2/1\",\"count\":\"7\"}],\"lines\":["
	    "{\"line\":\"rx/2/1\",\"given\":{\"code\":\"622237201\"}},{\"line\":\"rx/3/1\",\"given\":{\"system\":\"mhlw\",\"code\":\"2144012F1010\",\"name\":\"ペリンドプリルエルブミン錠２ｍｇ「サワイ」\"}}]," PHARMACY);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/leftover")), STR("10回分 - 残薬 3回分 = 7回分"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/leftover")), STR("28枚 - 残薬 7枚 = 21枚"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/1/now")), STR("21"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/2/rule/word")), STR("strength-change"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/2/given/amount")), STR("2"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/2/rule/price_after")), STR("34.6"));
	end(&p);
}

/* What is handed over is history for the next prescription; withdrawn, it is none. */
static void cancel_after_dispensing(void)
{
	struct counter p = opened(HEAD "51,20261119\n82,1,111111\n" ORAL("28") NORVASC, HIST_NONE);
	char first[100];
	snprintf(first, sizeof first, "%s", p.id);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	receive(&p, HEAD "51,20261120\n82,1,222222\n" ORAL("28") NORVASC, HIST_NONE);
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK(td_count(p.o, "result/report/findings") >= 1);
	{
		char second[100];
		snprintf(second, sizeof second, "%s", p.id);
		snprintf(p.id, sizeof p.id, "%s", first);
		act(&p, "case.cancel", "");
		want(&p, YAGEN_EMISSING, "why");
		act(&p, "case.cancel", "\"why\":\"wrong-patient\"");
		CHECK_INT(p.err, 0);
		CHECK_STR(yg_str(td_text(p.o, "state")), STR("cancelled"));
		snprintf(p.id, sizeof p.id, "%s", second);
	}
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK_INT(p.err, 0);
	CHECK_INT(td_count(p.o, "result/interrupting"), 0);
	for (size_t i = 0; i < td_count(p.o, "result/report/findings"); i++) {
		char path[64];
		snprintf(path, sizeof path, "result/report/findings/%zu/kind", i);
		CHECK(strcmp(td_text(p.o, path), "same-ingredient") != 0);
	}
	end(&p);
}

/* Two prescriptions of one visit: the second is checked against what was just handed over, also when its own check was made before. */
static void two_of_one_visit(void)
{
	struct counter p = opened(HEAD "51,20261119\n82,1,111111\n" ORAL("5") "201,1,1,1,2,616140105,クラリス錠２００　２００ｍｇ,2,1,錠\n", HIST_NONE);
	char first[100], second[100];
	snprintf(first, sizeof first, "%s", p.id);
	receive(&p, "SJ1\n1,1,1399914,13,架空眼科\n4,2,27,眼科\n5,,ｶｸｳ ｼﾞﾛｳ,架空　二郎\n11,9,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n"
		    "51,20261119\n82,1,333333\n" "101,1,1,,14\n111,1,3,1011000400000000,１日１回就寝前　服用,1\n201,1,1,1,2,622374301,ベルソムラ錠２０ｍｇ,1,1,錠\n", HIST_NONE);
	snprintf(second, sizeof second, "%s", p.id);
	CHECK(strncmp(first, second, 32) == 0);      /* one patient */
	act(&p, "case.cancel", "\"why\":\"test\"");
	snprintf(p.id, sizeof p.id, "%s", first);
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK_INT(td_count(p.o, "result/interrupting"), 0);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	handed(&p, "dispensed");
	receive(&p, "SJ1\n1,1,1399914,13,架空眼科\n4,2,27,眼科\n5,,ｶｸｳ ｼﾞﾛｳ,架空　二郎\n11,9,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n"
		    "51,20261119\n82,1,333333\n" "101,1,1,,14\n111,1,3,1011000400000000,１日１回就寝前　服用,1\n201,1,1,1,2,622374301,ベルソムラ錠２０ｍｇ,1,1,錠\n", HIST_NONE);
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK(td_count(p.o, "result/interrupting") >= 1);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "undecided");
	end(&p);
}

/* --- documents ---------------------------------------------------------------------------------------------------- */
static struct arena *arena;
struct sought { struct str id, bytes; const char *kind; int64_t at; };

static int one_document(void *ctx, const struct cell *c)
{
	struct sought *s = ctx;
	if (!yg_str_eqz(c[DO_KIND].s, s->kind)) return 0;
	s->bytes = yg_arena_str(arena, c[DO_BYTES].s);
	return 0;
}

/* The one document of that kind of the case. */
static struct str document(struct counter *p, const char *kind)
{
	struct cell key[2] = { CELL_T(STR("main")), CELL_T(yg_str_sub(yg_str(p->id), 0, 32)) };
	struct sought s = { .kind = kind };
	CHECK_INT(yg_store_scan(p->d->store, &(struct store_scan){ T_DOCUMENT, -1, key, 2, NULL, false, 0 }, one_document, &s), 0);
	if (!s.bytes.n) fprintf(stderr, "%s: no document %s\n", t_name, kind);
	CHECK(s.bytes.n > 0);
	return s.bytes;
}

/* What is written reads back without a complaint, and writes the same bytes again. */
static const struct history *round_trip(enum format f, struct str bytes)
{
	static struct document doc;
	struct diags ds;
	struct read_ctx rc = { arena, &ds, 0, false };
	struct write_ctx wc = { arena, &ds, false, 0 };
	struct buf b;
	doc = (struct document){ 0 };
	yg_diags_init(&ds, arena);
	CHECK_INT(yg_codec_read(&rc, f, bytes, &doc), 0);
	CHECK_INT(ds.n, 0);
	for (size_t i = 0; i < ds.n; i++) fprintf(stderr, "  %s: %s %.*s\n", t_name, ds.d[i].kind->code, STR_ARG(ds.d[i].field));
	CHECK(doc.history && doc.history->nvisits == 1);
	yg_buf_init(&b, 8u << 20);
	doc.raw = STR_NONE;
	if (f != FORMAT_EPS_DISPENSE_XML) {
		CHECK_INT(yg_codec_get(f)->write(&wc, &doc, &b), 0);
		CHECK_STR(yg_buf_view(&b), bytes);
	}
	yg_buf_free(&b);
	return doc.history;
}

static bool has(struct str bytes, const char *what)
{
	bool found = yg_str_find(bytes, yg_str(what)) != (size_t)-1;
	if (!found) fprintf(stderr, "%s: not there: %s\n", t_name, what);
	return found;
}

/* The example of the reference folder told by hand: generic name to product, leftovers after an inquiry, a note to the patient's booklet. */
static void documents_of_a_hand_over(void)
{
	struct counter p = opened(HEAD "51,20261119\n52,20261122\n62,1\n81,1,1,一包化\n" ORAL("28") "181,1,1,2,一包化,,\n"
		"201,1,1,1,7,2171022F1ZZZ,【般】アムロジピン錠２．５ｍｇ,1,1,錠\n201,1,2,1,2,612450118,プレドニン錠５ｍｇ,1,1,錠\n281,1,2,1,3,後発品変更不可,\n"
		"101,2,2,,10\n111,2,3,1050120000000000,頭痛時　服用,\n201,2,1,1,2,620000033,カロナール錠３００　３００ｍｇ,1,1,錠\n", HIST_NONE);
	char members[2000], q[64];
	struct str cj1, ed, techo;
	const struct history *h;
	act(&p, "case.inquire", "\"question\":\"朝食後の薬に残薬７日分\",\"answer\":\"２１日分へ\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"changed\"");
	snprintf(q, sizeof q, "%s", td_text(p.o, "result/id"));
	snprintf(members, sizeof members, "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"},\"inquiry\":\"%s\"},{\"line\":\"rx/1/2\",\"inquiry\":\"%s\"},"
		 "{\"line\":\"rx/2/1\",\"given\":{\"code\":\"621683101\",\"amount\":\"1.5\"}}],"
		 "\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7},{\"line\":\"rx/1/2\",\"days\":7}]," PHARMACY, q, q);
	act(&p, "case.dispense", members);
	want(&p, YAGEN_EREFUSED, "not-whole");       /* one and a half tablets of 200 mg: the same total, but half a tablet */
	snprintf(members, sizeof members, "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"},\"inquiry\":\"%s\"},{\"line\":\"rx/1/2\",\"inquiry\":\"%s\"}],"
		 "\"leftovers\":[{\"line\":\"rx/1/1\",\"days\":7},{\"line\":\"rx/1/2\",\"days\":7}]," PHARMACY, q, q);
	act(&p, "case.dispense", members);
	handed(&p, "dispensed");
	cj1 = document(&p, "result-csv");
	CHECK(yg_str_starts(cj1, STR("CJ1,\n1,例示　花子,2,19680415,")));
	CHECK(has(cj1, "\n5,20261120,"));
	CHECK(has(cj1, "\n6,1,06139992,９９－１,１２３４５,00\n"));
	CHECK(has(cj1, "\n11,架空薬局　例示店,13,4,1399856,"));
	CHECK(has(cj1, "\n15,調剤　四郎,03-0000-0099,"));
	CHECK(has(cj1, "\n51,架空内科クリニック,13,1,1399906,"));
	CHECK(has(cj1, "\n201,1,アムロジピン錠２．５ｍｇ「サワイ」,1,錠,2,620007836,"));
	CHECK(has(cj1, "\n201,1,プレドニン錠５ｍｇ,1,錠,2,612450118,"));
	CHECK(has(cj1, "\n301,1,１日１回朝食後　服用,21,日分,1,3,1011000400000000,"));
	CHECK(has(cj1, "\n301,2,頭痛時　服用,10,回分,3,3,1050120000000000,"));
	CHECK(has(cj1, "\n511,1,照会：朝食後の薬に残薬７日分 回答：２１日分へ（変更あり）回答者：架空一郎医師"));
	CHECK(has(cj1, "28日分 - 残薬 7日分 = 21日分"));
	CHECK(yg_str_find(cj1, STR("\n421,")) == (size_t)-1);
	h = round_trip(FORMAT_EPS_DISPENSE_CSV, cj1);
	CHECK_INT(h->ndruglines, 3);
	CHECK_INT(h->visits[0].ninquiries, 1);
	ed = document(&p, "result-xml");
	CHECK(yg_str_find(ed, STR("ReferencePrescription")) == (size_t)-1);     /* a CSV is no EP document: nothing to refer to */
	h = round_trip(FORMAT_EPS_DISPENSE_XML, ed);
	CHECK_INT(h->ndruglines, 3);
	techo = document(&p, "techo");
	h = round_trip(FORMAT_TECHO, techo);
	CHECK_STR(h->visits[0].groups[0].lines[0].generic_code, STR("2171022F1ZZZ"));
	CHECK_STR(h->visits[0].groups[0].lines[0].item.code, STR("620007836"));
	CHECK_INT(h->visits[0].nleftovers, 2);
	CHECK_INT(h->visits[0].ninquiries, 0);
	end(&p);
}

/* The received EP document stands inside the ED document byte for byte, and only when the prescription is finished. */
static void the_received_document(void)
{
	struct buf ep = t_read(t_shared("spec/examples/eps/rx1_envelope_unsigned.xml"));
	struct str inner = yg_buf_view(&ep), ed;
	struct counter p = { .d = td_new() };
	yagen_part part = td_part("rx", "rx.xml", inner);
	size_t from = yg_str_find(inner, STR("<PrescriptionManagement")), to = yg_str_find(inner, STR("</Prescription>"));
	p.o = td_do_at(p.d, "case.new", "n1", "2026-06-02T01:00:00Z", NULL, &part, 1, &p.err);
	CHECK_INT(p.err, 0);
	snprintf(p.id, sizeof p.id, "%s", td_text(p.o, "case"));
	do_at(&p, "case.check", "2026-06-02T01:00:00Z", "\"as_of\":\"2026-06-02\"");
	CHECK_INT(td_count(p.o, "result/interrupting"), 0);
	do_at(&p, "case.dispense", "2026-06-02T01:00:00Z", "\"partial\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}}]," PHARMACY);
	handed(&p, "decided");
	ed = document(&p, "result-xml");
	CHECK(yg_str_find(ed, STR("ReferencePrescription")) == (size_t)-1);
	end(&p);
	p = (struct counter){ .d = td_new() };
	p.o = td_do_at(p.d, "case.new", "n1", "2026-06-02T01:00:00Z", NULL, &part, 1, &p.err);
	snprintf(p.id, sizeof p.id, "%s", td_text(p.o, "case"));
	do_at(&p, "case.check", "2026-06-02T01:00:00Z", "\"as_of\":\"2026-06-02\"");
	do_at(&p, "case.dispense", "2026-06-02T01:00:00Z", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"620007836\"}}]," PHARMACY);
	handed(&p, "dispensed");
	ed = document(&p, "result-xml");
	CHECK(from != (size_t)-1 && to != (size_t)-1);
	CHECK(yg_str_find(ed, yg_str_sub(inner, from, to - from)) != (size_t)-1);
	round_trip(FORMAT_EPS_DISPENSE_XML, ed);
	yg_buf_free(&ep);
	end(&p);
}

/* A line nobody could identify, changed on the telephone: what is given is what is checked and recorded, not the unknown line. */
static void a_change_of_an_unknown_line_is_checked(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("5") "201,1,1,1,2,699999999,架空錠１ｍｇ,1,1,錠\n", HIST_BELSOMRA);
	char members[2000], q[64];
	act(&p, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"どの薬か\",\"answer\":\"クラリス錠\",\"answered_by\":\"架空一郎医師\",\"outcome\":\"changed\"");
	snprintf(q, sizeof q, "%s", td_text(p.o, "result/id"));
	snprintf(members, sizeof members, "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"616140105\"},\"inquiry\":\"%s\"}]," PHARMACY, q);
	act(&p, "case.dispense", members);
	want(&p, YAGEN_EARG, "line");                /* how much of it: nothing to compute it from */
	snprintf(members, sizeof members, "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"616140105\",\"amount\":\"2\"},\"inquiry\":\"%s\"}]," PHARMACY, q);
	act(&p, "case.dispense", members);
	CHECK_INT(p.err, 0);
	CHECK_STR(yg_str(td_text(p.o, "result/handed_over")), STR("false"));        /* contraindicated with what the patient takes */
	for (size_t i = 0; i < td_count(p.o, "result/interrupting"); i++) {
		struct json_object *stopped = json_object_get(p.o);
		char path[64];
		snprintf(path, sizeof path, "result/interrupting/%zu", i);
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\"", td_text(stopped, path));
		act(&p, "case.decide", members);
		CHECK_INT(p.err, 0);
		json_object_put(p.o);
		p.o = stopped;
	}
	snprintf(members, sizeof members, "\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"code\":\"616140105\",\"amount\":\"2\"},\"inquiry\":\"%s\"}]," PHARMACY, q);
	act(&p, "case.dispense", members);
	handed(&p, "dispensed");
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/given/code")), STR("616140105"));
	CHECK_STR(yg_str(td_text(p.o, "result/lines/0/given/amount")), STR("2"));
	end(&p);
}

/* Whoever decides on a finding that nobody had to decide on is heard as well. */
static void withheld_though_nobody_asked(void)
{
	static const char hist[] = "{\"yagen\":\"history\",\"visits\":[{\"on\":\"2026-10-25\",\"kind\":\"dispensed\",\"clinic\":{\"kind\":\"1\",\"code\":\"1399906\",\"prefecture\":\"13\","
		"\"name\":\"架空内科クリニック\"},\"groups\":[{\"form\":\"oral\",\"quantity\":\"30\",\"quantity_unit\":\"日分\",\"lines\":[{\"system\":\"receipt\",\"code\":\"620007836\","
		"\"name\":\"アムロジピン錠２．５ｍｇ「サワイ」\",\"amount\":\"1\",\"unit\":\"錠\"}]}]}]}";
	static const char *const action[] = { "withhold", "change", "ask-doctor" }, *const word[] = { "withheld", "not-changed", "undecided" };
	for (size_t i = 0; i < 3; i++) {
		struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC CRESTOR, hist);
		char members[300];
		CHECK_INT(td_count(p.o, "result/interrupting"), 0);
		CHECK_STR(yg_str(td_text(p.o, "result/report/findings/0/interrupts")), STR("false"));
		snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"%s\"", td_text(p.o, "result/report/findings/0/id"), action[i]);
		act(&p, "case.decide", members);
		CHECK_INT(p.err, 0);
		CHECK_STR(yg_str(td_text(p.o, "state")), i == 2 ? STR("checked") : STR("decided"));
		act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);
		want(&p, YAGEN_EREFUSED, word[i]);
		end(&p);
	}
}

/* A day that has not come: everything the patient takes now would have ended, and nothing would be found. */
static void a_day_to_come_is_refused(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"partial\":true,\"on\":\"2026-11-21\",\"lines\":[{\"line\":\"rx/1/1\",\"days\":10}]," PHARMACY);
	want(&p, YAGEN_EARG, "on");
	act(&p, "case.dispense", "\"as_prescribed\":true,\"partial\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":10}]," PHARMACY);
	handed(&p, "decided");
	act(&p, "case.amend", "\"why\":\"日の訂正\",\"partial\":true,\"on\":\"2027-11-20\"," PHARMACY);
	want(&p, YAGEN_EARG, "on");
	do_at(&p, "case.dispense", "2026-11-20T15:30:00Z", "\"as_prescribed\":true,\"on\":\"2026-11-21\"," PHARMACY);      /* after midnight in Japan */
	handed(&p, "dispensed");
	end(&p);
}

/* To withhold a line needs the decision that stands: not one that was replaced, nor one on an earlier report. */
static void a_replaced_decision_withholds_nothing(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("5") "201,1,1,1,2,616140105,クラリス錠２００　２００ｍｇ,2,1,錠\n" CRESTOR, HIST_BELSOMRA);
	static const char give[] = "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"withheld\":true}]," PHARMACY;
	char members[400], finding[64];
	CHECK_INT(td_count(p.o, "result/interrupting"), 1);
	snprintf(finding, sizeof finding, "%s", td_text(p.o, "result/interrupting/0"));
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"withhold\"", finding);
	act(&p, "case.decide", members);
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\"", finding);
	act(&p, "case.decide", members);
	CHECK_INT(p.err, 0);
	act(&p, "case.dispense", give);
	want(&p, YAGEN_EREFUSED, "withhold-undecided");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"withhold\"", finding);
	act(&p, "case.decide", members);
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");           /* a new report: what was decided on the one before is no decision on it */
	act(&p, "case.decide", "\"finding\":\"x\",\"action\":\"withhold\"");
	snprintf(members, sizeof members, "\"finding\":\"%s\",\"action\":\"dispense\",\"reason\":\"inquiry-accepted-risk\"", finding);
	act(&p, "case.decide", members);
	act(&p, "case.dispense", give);
	want(&p, YAGEN_EREFUSED, "withhold-undecided");
	end(&p);
}

/* A line of which something was handed over cannot disappear in a correction: what went out would be given twice, or forgotten. */
static void a_line_that_went_out_does_not_disappear(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC, HIST_NONE);
	char all[9000], *at;
	struct json_object *rx;
	act(&p, "case.dispense", "\"partial\":true,\"lines\":[{\"line\":\"rx/1/1\",\"days\":14}]," PHARMACY);
	handed(&p, "decided");
	act(&p, "case.show", "\"prescription\":true");
	rx = td_at(p.o, "result/prescription");
	snprintf(all, sizeof all, "\"why\":\"番号の訂正\",\"rx\":%s", json_object_to_json_string(rx));
	at = strstr(all, "\"groups\":");
	at = at ? strstr(at, "\"number\":") : NULL;
	CHECK(at != NULL);
	if (at) at[strcspn(at, "1")] = '2';
	act(&p, "case.correct", all);
	CHECK_INT(p.err, 0);
	if (p.err) fprintf(stderr, "%s\n", json_object_to_json_string(p.o));
	act(&p, "case.check", "\"as_of\":\"2026-11-20\"");
	CHECK_INT(p.err, 0);
	act(&p, "case.dispense", "\"as_prescribed\":true," PHARMACY);        /* 28 days more: 42 in all */
	want(&p, YAGEN_EREFUSED, "line-gone");
	CHECK_STR(yg_str(td_text(p.o, "line")), STR("rx/1/1"));
	act(&p, "case.amend", "\"why\":\"test\",\"as_prescribed\":true," PHARMACY);
	want(&p, YAGEN_EREFUSED, "line-gone");
	end(&p);
}

/* What a command says comes back in a refusal as text, whatever it holds. */
static void a_refusal_is_always_json(void)
{
	struct counter p = opened(HEAD "51,20261119\n" ORAL("28") NORVASC, HIST_NONE);
	act(&p, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\\\",\\\"error\\\":\\\"exists\\\\\"}]," PHARMACY);
	want(&p, YAGEN_EARG, "line");
	CHECK_STR(yg_str(td_text(p.o, "line")), STR("rx/1/1\",\"error\":\"exists\\"));
	end(&p);
}

int main(void)
{
	td_begin();
	arena = yg_arena_new(64u << 20);
	TD_BOTH(as_prescribed);
	TD_BOTH(not_checked);
	TD_BOTH(same_request_twice);
	TD_BOTH(generic_substitution);
	TD_BOTH(candidates);
	TD_BOTH(no_change_and_wish);
	TD_BOTH(by_generic_name);
	TD_BOTH(new_contraindication_stops);
	TD_BOTH(undecided_is_refused);
	TD_BOTH(odd_shapes);
	TD_BOTH(masked_is_decided_again);
	TD_BOTH(partial_and_rest);
	TD_BOTH(in_three_parts);
	TD_BOTH(leftovers);
	TD_BOTH(refill);
	TD_BOTH(amend);
	TD_BOTH(amend_keeps_and_checks);
	TD_BOTH(a_part_on_paper);
	TD_BOTH(other_measures);
	TD_BOTH(cancel_after_dispensing);
	TD_BOTH(two_of_one_visit);
	TD_BOTH(documents_of_a_hand_over);
	TD_BOTH(the_received_document);
	TD_BOTH(a_change_of_an_unknown_line_is_checked);
	TD_BOTH(withheld_though_nobody_asked);
	TD_BOTH(a_day_to_come_is_refused);
	TD_BOTH(a_replaced_decision_withholds_nothing);
	TD_BOTH(a_line_that_went_out_does_not_disappear);
	TD_BOTH(a_refusal_is_always_json);
	yg_arena_free(arena);
	td_end();
	return T_END();
}
