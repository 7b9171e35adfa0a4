/* test_desk_hand.c - what people do by hand at the counter, on both twins of the store: entering, correcting, patient facts, the worklist.
 * Fictional people; real codes and names. */
#include "desk.h"

struct hand { yagen_desk *d; char id[100]; unsigned turn; struct json_object *o; int err; };

static void act_at(struct hand *h, const char *command, const char *at, const char *members)
{
	char request[32], all[16000];
	json_object_put(h->o);
	snprintf(request, sizeof request, "q%u", ++h->turn);
	snprintf(all, sizeof all, "%s%s%s%s%s", *h->id ? "\"case\":\"" : "", h->id, *h->id ? "\"" : "", *h->id && *members ? "," : "", members);
	h->o = td_do_at(h->d, command, request, at, all, NULL, 0, &h->err);
}
static void act(struct hand *h, const char *command, const char *members) { act_at(h, command, "2026-11-20T01:00:00Z", members); }

static void bare(struct hand *h, const char *command, const char *members)
{
	char id[100];
	memcpy(id, h->id, sizeof id);
	*h->id = 0;
	act(h, command, members);
	memcpy(h->id, id, sizeof id);
}

static void want(struct hand *h, int err, const char *word)
{
	CHECK_INT(h->err, err);
	if (word) CHECK_STR(yg_str(td_text(h->o, "error")), yg_str(word));
	if (h->err != err) fprintf(stderr, "  %s\n", h->o ? json_object_to_json_string(h->o) : "(nothing)");
}

static bool said_in(struct hand *h, const char *list, const char *code, const char *field)
{
	for (size_t i = 0; i < td_count(h->o, list); i++) {
		struct json_object *d = json_object_array_get_idx(td_at(h->o, list), i);
		if (!strcmp(td_text(d, "code"), code) && (!field || !strcmp(td_text(d, "field"), field))) return true;
	}
	return false;
}

static bool said(struct hand *h, const char *code, const char *field) { return said_in(h, "diagnostics", code, field); }

#define PERSON "\"patient\":{\"name\":\"例示　花子\",\"kana\":\"ﾚｲｼﾞ ﾊﾅｺ\"},\"sex\":\"female\",\"born\":\"1968-04-15\"," \
	"\"insurance\":{\"insurer\":\"06139992\",\"symbol\":\"９９－１\",\"number\":\"12345\",\"branch\":\"00\"}"
#define PAPER "\"institution\":{\"name\":\"架空内科クリニック\",\"address\":\"東京都架空区例示町１\"},\"doctor\":{\"name\":\"架空　一郎\"},\"issued\":\"2026-11-19\""
#define GROUP(lines) "\"groups\":[{\"number\":1,\"form\":\"oral\",\"quantity\":14,\"usage\":\"１日１回朝食後\",\"lines\":[" lines "]}]"
#define NORVASC "{\"seq\":1,\"system\":\"yj\",\"code\":\"2171022F2025\",\"name\":\"ノルバスク錠５ｍｇ\",\"amount\":\"1\",\"unit\":\"錠\"}"
#define HOUSE "{\"seq\":1,\"system\":\"receipt\",\"code\":\"699999901\",\"name\":\"プレドニン院内錠５\",\"amount\":\"1\",\"unit\":\"錠\"}"
#define RX(lines) "\"rx\":{" PERSON "," PAPER "," GROUP(lines) "}"

static struct hand entered(const char *members)
{
	struct hand h = { .d = td_new() };
	act(&h, "case.enter", members);
	want(&h, 0, NULL);
	snprintf(h.id, sizeof h.id, "%s", td_text(h.o, "case"));
	return h;
}
static void end(struct hand *h)
{
	json_object_put(h->o);
	yagen_desk_close(h->d);
}

/* --- entering ------------------------------------------------------------------------------------------------------------ */

static void enter(void)
{
	struct hand h = entered(RX(NORVASC));
	CHECK_STR(yg_str(td_text(h.o, "state")), STR("received"));
	CHECK_STR(yg_str(td_text(h.o, "result/identity/0/line")), STR("rx/1/1"));
	CHECK_STR(yg_str(td_text(h.o, "result/identity/0/verdict")), STR("ok"));
	CHECK_STR(yg_str(td_text(h.o, "result/entered_at")), STR("2026-11-20T01:00:00Z"));
	act(&h, "case.events", "");
	CHECK_STR(yg_str(td_text(h.o, "result/events/0/kind")), STR("entered"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/0/by/id")), STR("p1"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/0/what/rx/kind")), STR("rx-entered"));
	act(&h, "case.check", "");
	want(&h, 0, NULL);
	CHECK(said(&h, "rx-entered", NULL));         /* the answer says what it was made from */
	CHECK_STR(yg_str(td_text(h.o, "result/checked/kind")), STR("rx-entered"));
	CHECK_STR(yg_str(td_text(h.o, "result/report/coverage/lines/0/yj")), STR("2171022F2025"));
	act(&h, "case.replay", "");
	want(&h, 0, NULL);
	CHECK_STR(yg_str(td_text(h.o, "result/equal")), STR("true"));
	bare(&h, "case.enter", RX(NORVASC));         /* the same paper again */
	want(&h, YAGEN_EEXISTS, "exists");
	end(&h);
}

/* Every fault at once, each with its place; nothing is kept. */
static void every_fault(void)
{
	struct hand h = { .d = td_new() };
	static const char *const places[] = { "patient.name", "sex", "born", "institution.name", "doctor.name", "issued", "groups[0].form", "groups[0].usage",
		"groups[0].lines[0].name", "groups[0].lines[0].amount", "groups[0].lines[0].unit", "groups[0].lines[0].code" };
	act(&h, "case.enter", "\"rx\":{\"groups\":[{\"lines\":[{\"system\":\"yj\",\"code\":\"2171022F2026\"}]}]}");
	want(&h, YAGEN_EMISSING, "typed-faults");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		CHECK(said(&h, i == sizeof places / sizeof *places - 1 ? "typed-check-digit" : "typed-missing", places[i]));
		if (!said(&h, i == sizeof places / sizeof *places - 1 ? "typed-check-digit" : "typed-missing", places[i])) fprintf(stderr, "  %s\n", places[i]);
	}
	CHECK(td_count(h.o, "diagnostics") >= 12);
	bare(&h, "case.list", "");
	CHECK_INT(td_count(h.o, "result/cases"), 0);
	end(&h);
}

static void odd_values(void)
{
	static const struct { const char *rx; int err; const char *word, *code, *place; } bad[] = {
		{ "\"rx\":5", YAGEN_EMISSING, "no-rx", NULL, NULL },
		{ "\"rx\":{}", YAGEN_EMISSING, "typed-faults", "json-no-lines", NULL },
		{ "\"rx\":{" PERSON "," PAPER ",\"groups\":\"none\"}", YAGEN_ESYNTAX, "typed-faults", NULL, NULL },
		{ "\"rx\":{" PERSON ",\"issued\":\"2026-11-31\"," GROUP(NORVASC) "}", YAGEN_ESYNTAX, "typed-faults", NULL, NULL },
		{ "\"rx\":{" PERSON ",\"institution\":{\"name\":\"架空\"},\"doctor\":{\"name\":\"架空\"},\"issued\":\"2026-11-22\"," GROUP(NORVASC) "}", YAGEN_EMISSING,
		  "typed-faults", "typed-date", "issued" },
		{ RX("{\"seq\":1,\"name\":\"x\",\"system\":\"receipt\",\"code\":\"61240\",\"amount\":\"1\",\"unit\":\"錠\"}"), YAGEN_EMISSING, "typed-faults", "typed-code",
		  "groups[0].lines[0].code" },
		{ RX("{\"seq\":1,\"name\":\"x\",\"system\":\"yj\",\"amount\":\"1\",\"unit\":\"錠\"}"), YAGEN_EMISSING, "typed-faults", "typed-code-system",
		  "groups[0].lines[0].code" },
		{ RX("{\"seq\":1,\"name\":\"x\",\"amount\":\"0\",\"unit\":\"錠\"}"), YAGEN_EMISSING, "typed-faults", "typed-value", "groups[0].lines[0].amount" },
		{ RX(NORVASC "," NORVASC), YAGEN_EMISSING, "typed-faults", "typed-twice", "groups[0].lines[1].seq" },
		{ "\"rx\":{\"patient\":{\"name\":\"例示　花子\",\"id\":\"123456789018\"},\"sex\":\"female\",\"born\":\"1968-04-15\"," PAPER "," GROUP(NORVASC) "}", YAGEN_EREFUSED,
		  "my-number", "typed-my-number", "patient.id" },
	};
	struct hand h = { .d = td_new() };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		act(&h, "case.enter", bad[i].rx);
		want(&h, bad[i].err, bad[i].word);
		if (bad[i].code) CHECK(said(&h, bad[i].code, bad[i].place));
		if (bad[i].code && !said(&h, bad[i].code, bad[i].place)) fprintf(stderr, "  %zu %s\n", i, json_object_to_json_string(h.o));
		CHECK(!strstr(json_object_to_json_string(h.o), "123456789018"));
	}
	end(&h);
}

/* --- correcting ----------------------------------------------------------------------------------------------------------- */

static void correct_a_line(void)
{
	struct hand h = entered(RX(NORVASC));
	char first[64];
	act(&h, "case.check", "");
	act(&h, "case.correct", "\"line\":\"rx/1/1\",\"set\":{\"amount\":\"2\"}");
	want(&h, YAGEN_EMISSING, "why");
	act(&h, "case.correct", "\"why\":\"写し間違い\",\"line\":\"rx/1/1\",\"set\":{\"amount\":\"2\"}");
	want(&h, 0, NULL);
	CHECK_STR(yg_str(td_text(h.o, "state")), STR("received"));
	CHECK_INT(td_count(h.o, "result/changes"), 1);
	CHECK_STR(yg_str(td_text(h.o, "result/changes/0/field")), STR("groups[0].lines[0].amount"));
	CHECK_STR(yg_str(td_text(h.o, "result/changes/0/before")), STR("1"));
	CHECK_STR(yg_str(td_text(h.o, "result/changes/0/after")), STR("2"));
	act(&h, "case.check", "");
	want(&h, 0, NULL);
	CHECK(said(&h, "rx-corrected", NULL));
	CHECK_STR(yg_str(td_text(h.o, "result/report/prescription/groups/0/lines/0/amount")), STR("2"));
	act(&h, "case.events", "");
	snprintf(first, sizeof first, "%s", td_text(h.o, "result/events/0/what/rx/id"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/2/kind")), STR("corrected"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/2/why")), STR("写し間違い"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/2/by/id")), STR("p1"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/2/what/instead_of/id")), yg_str(first));
	CHECK_STR(yg_str(td_text(h.o, "result/events/2/what/rx/kind")), STR("rx-corrected"));
	act(&h, "case.correct", "\"why\":\"用法\",\"line\":\"rx/1\",\"set\":{\"usage\":\"１日１回夕食後\",\"quantity\":7}");
	want(&h, 0, NULL);
	CHECK_INT(td_count(h.o, "result/changes"), 2);
	act(&h, "case.check", "");
	CHECK_STR(yg_str(td_text(h.o, "result/report/prescription/groups/0/lines/0/amount")), STR("2"));     /* on top of the one before */
	CHECK_STR(yg_str(td_text(h.o, "result/report/prescription/groups/0/quantity")), STR("7"));
	act(&h, "case.replay", "");                  /* each check with the prescription of its time */
	CHECK_STR(yg_str(td_text(h.o, "result/equal")), STR("true"));
	CHECK_INT(td_count(h.o, "result/checks"), 3);
	end(&h);
}

static void correct_refused(void)
{
	static const struct { const char *members; int err; const char *word; } bad[] = {
		{ "\"line\":\"rx/1/1\"", YAGEN_EARG, "correct" },
		{ "\"set\":{\"amount\":\"2\"}", YAGEN_EARG, "correct" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"amount\":\"2\"}," RX(NORVASC), YAGEN_EARG, "correct" },
		{ "\"line\":\"rx/1/2\",\"set\":{\"amount\":\"2\"}", YAGEN_ENOTFOUND, "no-line" },
		{ "\"line\":\"rx/2\",\"set\":{\"quantity\":7}", YAGEN_ENOTFOUND, "no-line" },
		{ "\"line\":\"1\",\"set\":{\"amount\":\"2\"}", YAGEN_ENOTFOUND, "no-line" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"amount\":\"1\"}", YAGEN_EREFUSED, "nothing-changed" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"amount\":\"x\"}", YAGEN_ESYNTAX, "typed-faults" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"amount\":null}", YAGEN_EMISSING, "typed-faults" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"code\":\"2171022F2026\"}", YAGEN_EMISSING, "typed-faults" },
		{ "\"line\":\"rx/1/1\",\"set\":{\"seq\":2}", YAGEN_EARG, "set" },
		{ "\"line\":\"rx/1\",\"set\":{\"lines\":[]}", YAGEN_EARG, "set" },
		{ "\"rx\":{\"patient\":{\"name\":\"別人　次郎\",\"kana\":\"ﾍﾞﾂｼﾞﾝ ｼﾞﾛｳ\"},\"sex\":\"male\",\"born\":\"1950-01-01\"," PAPER "," GROUP(NORVASC) "}", YAGEN_EREFUSED,
		  "other-patient" },
	};
	struct hand h = entered(RX(NORVASC));
	long long version;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char all[4000];
		snprintf(all, sizeof all, "\"why\":\"x\",%s", bad[i].members);
		act(&h, "case.correct", all);
		want(&h, bad[i].err, bad[i].word);
	}
	act(&h, "case.show", "");
	version = td_int(h.o, "version");
	CHECK_INT(version, 1);                       /* nothing of it left a trace */
	act(&h, "case.cancel", "\"why\":\"x\"");
	act(&h, "case.correct", "\"why\":\"x\",\"line\":\"rx/1/1\",\"set\":{\"amount\":\"2\"}");
	want(&h, YAGEN_ESTATE, "state");
	end(&h);
}

/* A prescription that came as bytes: the bytes stay, the whole is put right. */
static void correct_the_whole(void)
{
	static const char rx[] = "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,,\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n"
		"11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,12345,1,00\n51,20261119\n101,1,1,,14\n"
		"111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,612170709,ノルバスク錠５ｍｇ,1,1,錠\n";
	struct hand h = { .d = td_new() };
	yagen_part part = td_part("rx", "rx.csv", yg_str(rx));
	h.o = td_do(h.d, "case.new", "n1", NULL, &part, 1, &h.err);
	want(&h, 0, NULL);
	snprintf(h.id, sizeof h.id, "%s", td_text(h.o, "case"));
	act(&h, "case.check", "");
	CHECK(!said(&h, "rx-corrected", NULL));
	CHECK_STR(yg_str(td_text(h.o, "result/checked/kind")), STR("rx"));
	act(&h, "case.correct", "\"why\":\"規格の照会\",\"line\":\"rx/1/1\",\"set\":{\"name\":\"ノルバスク錠２．５ｍｇ\"}");
	want(&h, 0, NULL);
	CHECK_STR(yg_str(td_text(h.o, "result/identity/0/verdict")), STR("ok"));
	act(&h, "case.correct", "\"why\":\"書き直し\"," RX(NORVASC));
	want(&h, 0, NULL);
	CHECK(td_count(h.o, "result/changes") > 3);
	act(&h, "case.check", "");
	CHECK_STR(yg_str(td_text(h.o, "result/report/coverage/lines/0/yj")), STR("2171022F2025"));
	act(&h, "case.replay", "");
	CHECK_STR(yg_str(td_text(h.o, "result/equal")), STR("true"));
	bare(&h, "case.list", "");
	h.err = 0;
	json_object_put(h.o);                        /* the same bytes are the same prescription still */
	h.o = td_do(h.d, "case.new", "n2", NULL, &part, 1, &h.err);
	want(&h, YAGEN_EEXISTS, "exists");
	end(&h);
}

/* --- facts ------------------------------------------------------------------------------------------------------------------ */

static void facts(void)
{
	struct hand h = entered(RX(NORVASC));
	act(&h, "case.patient", "\"facts\":{\"weight_kg\":\"52\",\"weight_date\":\"2026-11-01\",\"pregnant\":true,\"allergies\":[{\"text\":\"ペニシリン\"}],"
		"\"labs\":[{\"name\":\"血清クレアチニン\",\"value\":\"1.2\",\"unit\":\"mg/dL\",\"date\":\"2026-11-01\"}]}");
	want(&h, 0, NULL);
	act(&h, "case.events", "");
	CHECK_STR(yg_str(td_text(h.o, "result/events/1/kind")), STR("facts"));
	CHECK_STR(yg_str(td_text(h.o, "result/events/1/by/id")), STR("p1"));
	act(&h, "case.patient", "\"facts\":{\"weight_kg\":\"5200\"}");
	want(&h, YAGEN_EREFUSED, "facts-refused");
	CHECK(said(&h, "facts-implausible", NULL));
	act(&h, "case.patient", "\"facts\":{\"labs\":[{\"name\":\"血清クレアチニン\",\"value\":\"120\",\"unit\":\"mg/dL\",\"date\":\"2026-11-01\"}]}");
	want(&h, YAGEN_EREFUSED, "facts-refused");
	act(&h, "case.patient", "\"facts\":{\"labs\":[{\"name\":\"血清クレアチニン\",\"value\":\"1.2\",\"date\":\"2026-11-01\"}]}");
	want(&h, YAGEN_EREFUSED, "facts-refused");
	CHECK(said(&h, "facts-unit", NULL));
	act(&h, "case.patient", "\"facts\":{\"labs\":[{\"name\":\"血清クレアチニン\",\"value\":\"1.2\",\"unit\":\"mg/dL\",\"date\":\"2027-11-01\"}]}");
	want(&h, YAGEN_EREFUSED, "facts-refused");
	act(&h, "case.patient", "\"facts\":{\"conditions\":[{\"text\":\"123456789018\"}]}");
	want(&h, YAGEN_EREFUSED, "my-number");
	act(&h, "case.patient", "\"facts\":{\"conditions\":[{\"text\":\"番号は１２３４-５６７８-９０１８です\"}]}");
	want(&h, YAGEN_EREFUSED, "my-number");
	act(&h, "case.check", "");
	want(&h, 0, NULL);
	end(&h);
}

/* --- the worklist ------------------------------------------------------------------------------------------------------------ */

static void item_id(struct hand *h, const char *state, char id[64])
{
	char members[64];
	snprintf(members, sizeof members, "\"state\":\"%s\"", state);
	bare(h, "worklist.list", members);
	want(h, 0, NULL);
	snprintf(id, 64, "%s", td_text(h->o, "result/items/0/id"));
}

#define PREDONINE "\"product\":{\"system\":\"receipt\",\"code\":\"612450118\",\"name\":\"プレドニン錠５ｍｇ\"}"

static void worklist(void)
{
	struct hand h = entered(RX(HOUSE));
	char id[64], members[600];
	CHECK_STR(yg_str(td_text(h.o, "result/identity/0/verdict")), STR("unknown"));
	act(&h, "case.check", "");
	CHECK_STR(yg_str(td_text(h.o, "result/report/coverage/lines/0/verdict")), STR("unchecked"));
	item_id(&h, "open", id);
	CHECK_INT(td_count(h.o, "result/items"), 1);         /* once, however often it was met */
	CHECK_INT(td_int(h.o, "result/items/0/seen"), 2);
	CHECK_STR(yg_str(td_text(h.o, "result/items/0/name")), STR("プレドニン院内錠５"));
	CHECK_STR(yg_str(td_text(h.o, "result/items/0/code")), STR("699999901"));
	CHECK(!strstr(json_object_to_json_string(h.o), "例示"));      /* nothing of the patient */
	snprintf(members, sizeof members, "\"id\":\"%s\",\"product\":{\"system\":\"receipt\",\"code\":\"612450118\",\"name\":\"アムロジピン錠\"}", id);
	bare(&h, "worklist.settle", members);
	want(&h, YAGEN_EREFUSED, "not-identified");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"product\":{\"system\":\"receipt\",\"code\":\"699999901\",\"name\":\"プレドニン院内錠５\"}", id);
	bare(&h, "worklist.settle", members);
	want(&h, YAGEN_EREFUSED, "not-identified");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"product\":{\"code\":\"612450118\"}", id);
	bare(&h, "worklist.settle", members);
	want(&h, YAGEN_EARG, "product");
	bare(&h, "worklist.settle", "\"id\":\"00\"," PREDONINE);
	want(&h, YAGEN_ENOTFOUND, "no-item");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"version\":1," PREDONINE, id);
	bare(&h, "worklist.settle", members);
	want(&h, YAGEN_ESTALE, "stale");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"note\":\"院内コード表で確認\"," PREDONINE, id);
	bare(&h, "worklist.settle", members);
	want(&h, 0, NULL);
	CHECK_STR(yg_str(td_text(h.o, "result/item/state")), STR("settled"));
	CHECK_STR(yg_str(td_text(h.o, "result/item/settled_by")), STR("p1"));
	bare(&h, "worklist.settle", members);
	want(&h, YAGEN_ESTATE, "state");
	/* the next check uses it, and says so */
	act(&h, "case.check", "");
	want(&h, 0, NULL);
	CHECK(said_in(&h, "result/report/diagnostics", "line-settled", NULL));
	CHECK(strcmp(td_text(h.o, "result/report/coverage/lines/0/verdict"), "unchecked") != 0);
	CHECK(strstr(json_object_to_json_string(h.o), "settled-by:p1") != NULL);
	/* taken back: stops at once; what was answered meanwhile still comes out the same */
	snprintf(members, sizeof members, "\"id\":\"%s\"", id);
	bare(&h, "worklist.retire", members);
	want(&h, YAGEN_EARG, "why");
	snprintf(members, sizeof members, "\"id\":\"%s\",\"why\":\"別の製品と分かった\"", id);
	bare(&h, "worklist.retire", members);
	want(&h, 0, NULL);
	act(&h, "case.replay", "");
	want(&h, 0, NULL);
	CHECK_STR(yg_str(td_text(h.o, "result/equal")), STR("true"));
	CHECK_INT(td_count(h.o, "result/checks"), 2);
	act(&h, "case.check", "");
	CHECK(!said_in(&h, "result/report/diagnostics", "line-settled", NULL));
	CHECK_STR(yg_str(td_text(h.o, "result/report/coverage/lines/0/verdict")), STR("unchecked"));
	item_id(&h, "open", id);                     /* met again: open again, with what it was settled to before */
	CHECK_INT(td_int(h.o, "result/items/0/seen"), 3);
	CHECK_STR(yg_str(td_text(h.o, "result/items/0/product/code")), STR("612450118"));
	bare(&h, "worklist.list", "\"state\":\"done\"");
	want(&h, YAGEN_EARG, "worklist-state");
	end(&h);
}

/* Only part of the four agrees: another row, and no settlement. */
static void part_of_the_four(void)
{
	struct hand h = entered(RX(HOUSE)), two;
	char id[64], members[400];
	item_id(&h, "open", id);
	snprintf(members, sizeof members, "\"id\":\"%s\"," PREDONINE, id);
	bare(&h, "worklist.settle", members);
	want(&h, 0, NULL);
	two = h;
	*two.id = 0;
	two.o = NULL;
	act(&two, "case.enter", RX("{\"seq\":1,\"system\":\"receipt\",\"code\":\"699999901\",\"name\":\"プレドニン院内錠５ｍｇ\",\"amount\":\"1\",\"unit\":\"錠\"},"
		"{\"seq\":2,\"system\":\"receipt\",\"code\":\"699999902\",\"name\":\"プレドニン院内錠５\",\"amount\":\"1\",\"unit\":\"錠\"},"
		"{\"seq\":3,\"name\":\"プレドニン院内錠５\",\"amount\":\"1\",\"unit\":\"錠\"},"
		"{\"seq\":4,\"system\":\"receipt\",\"code\":\"699999901\",\"name\":\"プレドニン院内錠５\",\"amount\":\"1\",\"unit\":\"錠\"}"));
	want(&two, 0, NULL);
	for (int i = 0; i < 4; i++) {
		char path[64];
		snprintf(path, sizeof path, "result/identity/%d/verdict", i);
		CHECK_STR(yg_str(td_text(two.o, path)), i == 3 ? STR("ok") : STR("unknown"));
	}
	json_object_put(two.o);
	bare(&h, "worklist.list", "\"state\":\"open\"");
	CHECK_INT(td_count(h.o, "result/items"), 3);
	end(&h);
}

/* A repeated request is answered, not done again. */
static void once(void)
{
	struct hand h = entered(RX(HOUSE));
	struct json_object *a, *b;
	char id[64], members[400];
	int err;
	item_id(&h, "open", id);
	snprintf(members, sizeof members, "\"id\":\"%s\"," PREDONINE, id);
	a = td_do(h.d, "worklist.settle", "same", members, NULL, 0, &err);
	CHECK_INT(err, 0);
	b = td_do(h.d, "worklist.settle", "same", members, NULL, 0, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(json_object_to_json_string(a)), yg_str(json_object_to_json_string(b)));
	json_object_put(a);
	json_object_put(b);
	a = td_do(h.d, "case.enter", "typed-twice", RX(NORVASC), NULL, 0, &err);
	CHECK_INT(err, 0);
	b = td_do(h.d, "case.enter", "typed-twice", RX(NORVASC), NULL, 0, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(a, "case")), yg_str(td_text(b, "case")));
	json_object_put(a);
	json_object_put(b);
	end(&h);
}

/* The worklist stands readable in the file: a line that names its patient, or holds an individual number, does not get there. */
static void nobody_is_named_on_the_worklist(void)
{
	static const struct { const char *name; size_t items; } t[] = { { "プレドニン院内錠５", 1 }, { "例示花子様用　院内軟膏", 0 }, { "院内軟膏（レイジ　ハナコ）", 0 }, { "例示様　院内軟膏", 0 },
		{ "院内軟膏 1234-5678-9018", 0 }, { "例示軟膏", 1 } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char members[2000];
		struct hand h = { .d = td_new() };
		snprintf(members, sizeof members, "{\"yagen\":\"prescription\"," PERSON "," PAPER ",\"groups\":[{\"number\":1,\"form\":\"oral\",\"quantity\":14,\"usage\":\"１日１回朝食後\",\"lines\":[{\"seq\":1,"
			 "\"system\":\"receipt\",\"code\":\"699999901\",\"name\":\"%s\",\"amount\":\"1\",\"unit\":\"錠\"}]}]}", t[i].name);
		{
			yagen_part part = td_part("rx", "rx.json", yg_str(members));
			h.o = td_do(h.d, "case.new", "r1", NULL, &part, 1, &h.err);
			want(&h, 0, NULL);
			snprintf(h.id, sizeof h.id, "%s", td_text(h.o, "case"));
		}
		act(&h, "case.check", "");
		want(&h, 0, NULL);
		CHECK_STR(yg_str(td_text(h.o, "result/report/coverage/lines/0/verdict")), STR("unchecked"));
		if (!t[i].items) CHECK(said(&h, "desk-worklist-personal", NULL));
		bare(&h, "worklist.list", "\"state\":\"open\"");
		CHECK_INT(td_count(h.o, "result/items"), t[i].items);
		if (td_count(h.o, "result/items") != t[i].items) fprintf(stderr, "  %s\n", t[i].name);
		end(&h);
	}
}

int main(void)
{
	td_begin();
	TD_BOTH(enter);
	TD_BOTH(every_fault);
	TD_BOTH(odd_values);
	TD_BOTH(correct_a_line);
	TD_BOTH(correct_refused);
	TD_BOTH(correct_the_whole);
	TD_BOTH(facts);
	TD_BOTH(worklist);
	TD_BOTH(part_of_the_four);
	TD_BOTH(once);
	TD_BOTH(nobody_is_named_on_the_worklist);
	td_end();
	return T_END();
}
