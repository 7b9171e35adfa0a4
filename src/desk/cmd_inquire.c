/* cmd_inquire.c - case.inquire: a question to the prescriber (疑義照会), its answer, who answered and when. Earlier words are never changed: each
 * call is an event of its own. What the answer changes is a correction or a line of the hand-over that refers to it. */
#include "desk/command.h"
#include "desk/consent.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define MAX_TEXT 4000u                               /* bytes of one question or answer */

struct asked { struct str id, finding, line, question, answer, answered_by, outcome; int64_t answered_at; };

/* The question when nobody typed one: what the finding says, in its own words. */
static int from_finding(struct run *r, struct asked *q)
{
	struct json_object *o = NULL, *list, *f = NULL;
	struct str report = STR_NONE, title, more;
	size_t at;
	const char *withheld = consent_lapsed(r, r->c->report_seq);
	int err = withheld ? run_refuse(r, "withheld", "この確認は、同意の撤回または期限切れにより表示できません。確認し直してください",
					"the consent of this check was taken back or has run out: check again") :
		  r->c->report.id.n ? run_load_document(r, r->c->report.id, &report) : YG_ENOTFOUND;
	if (!err) err = yg_json_parse(report, &o, &at);
	list = !err ? yg_json_get(o, "findings") : NULL;
	for (size_t i = 0; list && i < json_object_array_length(list) && !f; i++)
		if (yg_str_eq(yg_json_str(json_object_array_get_idx(list, i), "id"), q->finding)) f = json_object_array_get_idx(list, i);
	if (f) {
		struct json_object *lines = yg_json_get(f, "lines"), *first = lines ? json_object_array_get_idx(lines, 0) : NULL;
		title = yg_json_str(f, "title");
		more = yg_json_str(f, "arithmetic");
		if (!more.n) more = yg_json_str(f, "detail");
		if (!q->question.n) q->question = yg_arena_printf(r->arena, "%.*s%s%.*s", STR_ARG(title), more.n ? "。" : "", STR_ARG(more));
		if (!q->line.n && first && json_object_is_type(first, json_type_string))
			q->line = yg_arena_str(r->arena, yg_str(json_object_get_string(first)));
		if (!yg_str_starts(q->line, STR("rx/"))) q->line = STR_NONE;
	}
	json_object_put(o);
	if (err && err != YG_ENOTFOUND) return err;
	return f ? yg_arena_error(r->arena) : run_refuse_as(r, YG_ENOTFOUND, "no-finding", "最後の確認にその所見はありません", "the last check has no such finding");
}

static const struct desk_inquiry *before(struct run *r, struct str id)
{
	for (size_t i = 0; i < r->c->ninquiries; i++)
		if (yg_str_eq(r->c->inquiries[i].id, id)) return &r->c->inquiries[i];
	return NULL;
}

static int outcome_of(struct run *r, struct asked *q)
{
	static const char *const words[] = { "asked", "unchanged", "changed", "cancelled" };
	bool known = !q->outcome.n;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) known = known || yg_str_eqz(q->outcome, words[i]);
	if (!known) return run_refuse_as(r, YG_EARG, "outcome", "outcome は asked、unchanged、changed、cancelled のどれかです", "outcome is one of asked, unchanged, changed, cancelled");
	if (!q->outcome.n && !q->answer.n) q->outcome = STR("asked");
	if (yg_str_eqz(q->outcome, "asked") != !q->answer.n || !q->outcome.n)
		return run_refuse_as(r, YG_EARG, "answer", "回答と結果（outcome）は一緒に記録します", "an answer and its outcome are recorded together");
	if (q->answer.n && !q->answered_by.n)
		return run_refuse_as(r, YG_EMISSING, "answered-by", "回答した人（answered_by）が必要です", "who answered is needed: answered_by");
	return YG_OK;
}

static int take(struct run *r, struct asked *q)
{
	const struct desk_inquiry *old;
	struct str at = yg_json_str(r->in, "answered_at");
	int err = YG_OK;
	*q = (struct asked){ .id = run_text(r, "id"), .finding = run_text(r, "finding"), .line = run_text(r, "line"), .question = run_text(r, "question"),
		.answer = run_text(r, "answer"), .answered_by = run_text(r, "answered_by"), .outcome = run_text(r, "outcome") };
	if (q->question.n > MAX_TEXT || q->answer.n > MAX_TEXT || q->answered_by.n > MAX_TEXT)
		return run_refuse_as(r, YG_ETOOBIG, "text", "文が長すぎます", "the text is too long");
	if (at.n && !desk_time_read(at, &q->answered_at))
		return run_refuse_as(r, YG_EARG, "answered-at", "answered_at は UTC の時刻です", "answered_at is a time in UTC");
	if (q->answer.n && !at.n) q->answered_at = r->at;
	if (q->id.n) {
		if (!(old = before(r, q->id))) return run_refuse_as(r, YG_ENOTFOUND, "no-inquiry", "その疑義照会はありません", "there is no such inquiry");
		if (!yg_str_eqz(old->outcome, "asked") && !r->why.n)
			return run_refuse(r, "answered", "回答済みです。訂正するには理由が必要です", "it is answered: a reason is needed to put it right");
		if (!q->answer.n) return run_refuse_as(r, YG_EMISSING, "answer", "回答がありません", "there is no answer");
		if (!q->question.n) q->question = old->question;
		if (!q->line.n) q->line = old->line;
		if (!q->finding.n) q->finding = old->finding;
	} else {
		q->id = run_new_id(r);
		if (!q->id.n) return YG_EIO;
		if (q->finding.n) err = from_finding(r, q);
		if (!err && !q->question.n) err = run_refuse_as(r, YG_EMISSING, "question", "照会の内容が必要です", "a question is needed");
	}
	return err ? err : outcome_of(r, q);
}

static void write_body(struct run *r, struct jw *w, const struct asked *q, bool answer)
{
	jw_obj(w);
	jw_kstr(w, "id", q->id);
	jw_kstr_opt(w, "finding", q->finding);
	jw_kstr_opt(w, "line", q->line);
	jw_kstr(w, "question", q->question);
	jw_kstr_opt(w, "answer", q->answer);
	jw_kstr_opt(w, "answered_by", q->answered_by);
	if (q->answer.n && answer) jw_kstr(w, "answered_at", desk_time(r->arena, q->answered_at));
	else if (q->answer.n) jw_kint(w, "answered_at", (long long)q->answered_at);
	jw_kstr(w, "outcome", q->outcome);
	jw_obj_end(w);
}

/* A line must be one of the prescription that is checked; which ones there are stands in the report. */
static bool line_shape(struct str line)
{
	size_t slash = 0, digits = 0;
	if (!line.n) return true;
	if (!yg_str_starts(line, STR("rx/"))) return false;
	for (size_t i = 3; i < line.n; i++) {
		if (line.p[i] == '/') slash++;
		else if (line.p[i] >= '0' && line.p[i] <= '9') digits++;
		else return false;
	}
	return slash == 1 && digits >= 2 && line.n < 40;
}

int cmd_case_inquire(struct run *r)
{
	struct asked q;
	struct buf b;
	struct jw w;
	struct str body;
	int err = take(r, &q);
	if (err) return err;
	if (!line_shape(q.line)) return run_refuse_as(r, YG_EARG, "line", "line は rx/1/1 の形です", "line has the form rx/1/1");
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	write_body(r, &w, &q, false);
	body = run_take(r, &b, &err);
	if (!err) err = run_event(r, "inquired", body);
	if (err) return err;
	jw_init(&w, &r->answer, false);
	write_body(r, &w, &q, true);
	return YG_OK;
}
