/* cmd_decide.c - case.decide: what a person decided about one finding of the last report, with a reason of the edition, and what of it is
 * remembered for the next visit. The finding itself stays as it was reported. */
#include "desk/command.h"
#include "desk/history.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

static const char *const actions[] = { "dispense", "ask-doctor", "change", "withhold" };

struct decision {
	struct str finding, kind, key, action, reason, note;
	struct ymd on, until;
	bool masked;
};

/* The finding in the record of the last check, and its day. */
static int find(struct run *r, struct decision *d)
{
	struct json_object *o = NULL, *list, *hit = NULL, *m;
	size_t at;
	int err;
	if (!r->c->report.id.n) return run_refuse_as(r, YG_ESTATE, "state", "まだ確認していません", "not checked yet");
	if ((err = yg_json_parse(r->c->report_event, &o, &at)) != YG_OK) return err;
	list = yg_json_get(o, "findings");
	for (size_t i = 0; list && i < json_object_array_length(list) && !hit; i++)
		if (yg_str_eq(yg_json_str(json_object_array_get_idx(list, i), "id"), d->finding)) hit = json_object_array_get_idx(list, i);
	if (hit) {
		d->kind = yg_arena_str(r->arena, yg_json_str(hit, "kind"));
		d->key = yg_arena_str(r->arena, yg_json_str(hit, "key"));
		m = yg_json_get(hit, "masked");
		d->masked = m && json_object_get_boolean(m);
		if (yg_ymd_parse(yg_json_str(o, "as_of"), &d->on)) hit = NULL;
	}
	json_object_put(o);
	return hit ? yg_arena_error(r->arena) : run_refuse_as(r, YG_ENOTFOUND, "no-finding", "最後の確認にその所見はありません", "the last check has no such finding");
}

/* The words a masked finding stands for: more than one, because which it is may not be known. */
static uint32_t kinds_of(const struct decision *d)
{
	if (d->masked && yg_str_eqz(d->kind, "duplicate")) return FINDING_BIT(FIND_SAME_INGREDIENT) | FINDING_BIT(FIND_SAME_CLASS);
	if (d->masked) return FINDING_BIT(FIND_PAIR);
	return yg_finding_bit(d->kind);
}

static const struct reason *reason_of(const struct tables *t, struct str code)
{
	for (size_t i = 0; i < yg_reason_count(t); i++)
		if (yg_str_eq(yg_tables_text(t, yg_reason_at(t, i)->code), code)) return yg_reason_at(t, i);
	return NULL;
}

static int check_reason(struct run *r, const struct decision *d)
{
	const struct reason *reason;
	yagen *tables = NULL;
	int err = desk_tables(r, &tables);
	if (err != YG_OK) return err;
	reason = reason_of(tables->tables, d->reason);
	if (!reason)
		err = run_refuse(r, "reason", "この版にない理由コードです", "no such reason in this edition");
	else if (!(reason->kinds & kinds_of(d)))
		err = run_refuse(r, "reason-kind", "この種類の所見には使えない理由です", "this reason is not one for this kind of finding");
	yagen_free(tables);
	return err;
}

static int take(struct run *r, struct decision *d)
{
	bool known = false;
	int err;
	*d = (struct decision){ .finding = run_text(r, "finding"), .action = run_text(r, "action"), .reason = run_text(r, "reason"), .note = run_text(r, "note"),
		.until = run_day(r, "until") };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) known = known || yg_str_eqz(d->action, actions[i]);
	if (!known) return run_refuse_as(r, YG_EARG, "action", "action は dispense、ask-doctor、change、withhold のどれかです", "action is one of dispense, ask-doctor, change, withhold");
	if ((err = find(r, d)) != YG_OK) return err;
	if (yg_json_get(r->in, "until") && (!yg_ymd_valid(d->until) || yg_ymd_cmp(d->until, d->on) < 0))
		return run_refuse_as(r, YG_EARG, "until", "until は確認日以後の日付です", "until is a day, not before the day of the check");
	if (yg_str_eqz(d->action, "dispense") && !d->reason.n)
		return run_refuse(r, "no-reason", "調剤するには理由コードが必要です", "dispensing needs a coded reason");
	if (d->reason.n && (err = check_reason(r, d)) != YG_OK) return err;
	if (yg_str_eqz(d->action, "dispense") && !d->key.n && !d->note.n)
		return run_refuse(r, "note-needed", "この所見は記憶できないため、確認した内容の記入が必要です", "this finding cannot be remembered: write down what was confirmed");
	return YG_OK;
}

static struct str day(struct run *r, struct ymd d)
{
	char t[11];
	return yg_arena_str(r->arena, (struct str){ t, yg_ymd_format(d, t) });
}

/* One entry of an answers document. */
static struct str answer_json(struct run *r, const struct decision *d, int *err)
{
	struct buf b;
	struct jw w;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "finding_key", d->key);
	jw_kstr(&w, "reason", d->reason);
	jw_kstr(&w, "by", r->by_name.n ? r->by_name : r->by_id);
	jw_kymd(&w, "on", d->on);
	jw_kymd_opt(&w, "until", d->until);
	jw_kstr_opt(&w, "note", d->note);
	jw_obj_end(&w);
	return run_take(r, &b, err);
}

static struct str event_json(struct run *r, const struct decision *d, bool remembered, int *err)
{
	struct buf b;
	struct jw w;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "finding", d->finding);
	jw_kstr(&w, "kind", d->kind);
	jw_kstr_opt(&w, "key", d->key);
	jw_kstr(&w, "action", d->action);
	jw_kstr_opt(&w, "reason", d->reason);
	jw_kymd(&w, "on", d->on);
	jw_kymd_opt(&w, "until", d->until);
	jw_kstr_opt(&w, "note", d->note);
	jw_kbool(&w, "remembered", remembered);
	jw_obj_end(&w);
	return run_take(r, &b, err);
}

static int remember(struct run *r, const struct decision *d, bool *remembered)
{
	struct str body = STR_NONE;
	int err = YG_OK;
	*remembered = false;
	if (!d->key.n) return YG_OK;
	if (yg_str_eqz(d->action, "dispense")) {
		body = answer_json(r, d, &err);
		*remembered = true;
	}
	return err ? err : desk_answer_put(r, d->key, body);         /* another action takes an earlier answer back */
}

int cmd_case_decide(struct run *r)
{
	struct desk_decision *grown;
	struct decision d;
	struct str body;
	bool remembered;
	size_t open;
	struct jw w;
	int err = take(r, &d);
	if (err == YG_OK) err = remember(r, &d, &remembered);
	if (err != YG_OK) return err;
	body = event_json(r, &d, remembered, &err);
	if (err == YG_OK) err = run_event(r, "decided", body);
	if (err != YG_OK) return err;
	if (!(grown = yg_arena_grow(r->arena, r->c->decisions, r->c->ndecisions, sizeof *grown))) return yg_arena_error(r->arena);
	r->c->decisions = grown;
	grown[r->c->ndecisions++] = (struct desk_decision){ .finding = d.finding, .action = d.action, .report_seq = r->c->report_seq };
	open = desk_undecided(r, NULL);
	r->c->row[CA_INTERRUPTING] = CELL_I((int64_t)open);
	r->next = open ? DS_CHECKED : DS_DECIDED;
	run_audit(r, "case.decide", r->c->id, d.reason.n ? d.reason : d.action);     /* which finding stands sealed in the event */
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kstr(&w, "finding", d.finding);
	jw_kstr(&w, "action", d.action);
	jw_kstr(&w, "reason", d.reason);
	jw_kstr(&w, "until", day(r, d.until));
	jw_kbool(&w, "remembered", remembered);
	jw_kint(&w, "undecided", (long long)open);
	jw_obj_end(&w);
	return YG_OK;
}
