/* cmd_outbox.c - outbox.list, .take, .told, .retry, .withdraw: what is about to be sent is written down before it goes, and what came of it after. The
 * exchange itself is outbox_run.c's; these are the commits around it, and the table of service/retry.h decides what comes next. */
#include "desk/command.h"
#include "desk/outbox.h"
#include "service/eps.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define LEASE 120                                    /* seconds one exchange may take; told by the caller otherwise */
const char *const yg_outbox_state_word[OX_STATES] = { "waiting", "sending", "unknown", "done", "refused", "stuck", "withdrawn" };

void outbox_set(struct outbox_item *i, const char *key, struct str v)
{
	if (v.n) json_object_object_add(i->body, key, json_object_new_string_len(v.p, (int)v.n));
	else json_object_object_del(i->body, key);
}

void outbox_set_int(struct outbox_item *i, const char *key, int64_t v) { json_object_object_add(i->body, key, json_object_new_int64(v)); }

static int64_t number(struct json_object *o, const char *key, int64_t otherwise)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : otherwise;
}

int outbox_put(struct run *r, struct outbox_item *i, bool add)
{
	int64_t version = i->row[OU_VERSION].i;
	i->row[OU_STATE] = CELL_T(yg_str(yg_outbox_state_word[i->state]));
	i->row[OU_BODY] = CELL_T(yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(i->body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE))));
	i->row[OU_VERSION] = CELL_I(version + 1);
	return run_write(r, add ? (struct write){ W_INSERT, T_OUTBOX, i->row, -1, 0 } : (struct write){ W_UPDATE, T_OUTBOX, i->row, OU_VERSION, version });
}

static enum outbox_state state_of(struct str word)
{
	for (int i = 0; i < OX_STATES; i++)
		if (yg_str_eqz(word, yg_outbox_state_word[i])) return (enum outbox_state)i;
	return OX_STUCK;                             /* of a newer version: nothing of ours is done with it */
}

int outbox_load(struct run *r, struct str id, struct outbox_item *i)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(id) };
	size_t at;
	int err;
	*i = (struct outbox_item){ .row = run_cells(r, OU_COLUMNS) };
	if (!i->row) return yg_arena_error(r->arena);
	err = yg_store_get(r->d->store, T_OUTBOX, key, r->arena, i->row);
	if (!err && !yg_str_eq(i->row[OU_CASE].s, r->c->id)) err = YG_ENOTFOUND;
	if (!err) err = yg_json_parse(i->row[OU_BODY].s, &i->body, &at);
	if (!err) i->state = state_of(i->row[OU_STATE].s);
	return err;
}

void outbox_drop(struct outbox_item *i)
{
	json_object_put(i->body);
	i->body = NULL;
}

struct count { int64_t ord; size_t open, all; };

static int one_before(void *ctx, const struct cell *c)
{
	struct count *n = ctx;
	enum outbox_state s = state_of(c[OU_STATE].s);
	n->all++;
	if (c[OU_ORD].i < n->ord && s != OX_DONE && s != OX_WITHDRAWN) n->open++;
	return 0;
}

int outbox_open_before(struct run *r, int64_t ord, size_t *n, size_t *all)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(r->c->id) };
	struct count c = { .ord = ord };
	int err = yg_store_scan(r->d->store, &(struct store_scan){ T_OUTBOX, 1, key, 3, NULL, false, 0 }, one_before, &c);
	*n = c.open;
	*all = c.all;
	return err;
}

int outbox_not_submitted(struct run *r)
{
	return run_refuse_as(r, YG_ESTATE, "submitted", "調剤結果は登録待ちまたは登録済みです", "the result is in the outbox, or registered");
}

/* --- outbox.list ---------------------------------------------------------------------------------------------------------------- */
struct listing { struct run *r; struct jw *w; bool due; int64_t limit, shown; };

static void what_is_wrong(struct listing *l, struct json_object *last)
{
	enum svc_outcome o = yg_outcome(yg_json_str(last, "outcome"));
	if (o == OUT_COUNT) return;
	jw_key(l->w, "last");
	jw_obj(l->w);
	jw_kz(l->w, "outcome", yg_retry[o].word);
	jw_kz(l->w, "hop", yg_hop_word[yg_retry[o].hop]);
	jw_kz(l->w, "text", l->r->lang == LANG_EN ? yg_retry[o].en : yg_retry[o].ja);
	jw_kstr_opt(l->w, "code", yg_json_str(last, "code"));
	jw_kstr_opt(l->w, "message", yg_json_str(last, "message"));
	jw_obj_end(l->w);
}

static int one_item(void *ctx, const struct cell *c)
{
	struct listing *l = ctx;
	struct json_object *body = NULL;
	size_t at;
	int err;
	if (l->due && c[OU_NEXT_AT].i > l->r->at) return 1;  /* in order of next_at: the rest is later still */
	if (l->shown++ >= l->limit) return 1;
	if ((err = yg_json_parse(c[OU_BODY].s, &body, &at)) != YG_OK) return err;
	jw_obj(l->w);
	jw_kstr(l->w, "case", yg_arena_printf(l->r->arena, "%.*s.%.*s", STR_ARG(c[OU_PATIENT].s), STR_ARG(c[OU_CASE].s)));
	jw_kstr(l->w, "item", c[OU_ID].s);
	jw_kstr(l->w, "state", c[OU_STATE].s);
	jw_kstr(l->w, "next_at", desk_time(l->r->arena, c[OU_NEXT_AT].i));
	jw_kint(l->w, "tries", (long long)c[OU_TRIES].i);
	jw_kstr_opt(l->w, "dispensing_id", yg_json_str(body, "dispensing_id"));
	what_is_wrong(l, yg_json_get(body, "last"));
	jw_obj_end(l->w);
	json_object_put(body);
	return yg_arena_error(l->r->arena);
}

int cmd_outbox_list(struct run *r)
{
	static const enum outbox_state open[] = { OX_UNKNOWN, OX_SENDING, OX_WAITING, OX_STUCK, OX_REFUSED, OX_DONE, OX_WITHDRAWN };
	size_t n = run_flag(r, "all") ? 7 : 5;
	struct jw w;
	struct listing l = { .r = r, .w = &w, .due = run_flag(r, "due"), .limit = number(r->in, "limit", 500) };
	int err = YG_OK;
	if (l.due) n = 3;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "items");
	jw_arr(&w);
	for (size_t i = 0; !err && i < n; i++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(yg_str(yg_outbox_state_word[open[i]])) };
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_OUTBOX, 0, key, 2, NULL, false, 0 }, one_item, &l);
		if (err == 1) err = YG_OK;
	}
	jw_arr_end(&w);
	jw_kbool(&w, "more", l.shown > l.limit);
	jw_obj_end(&w);
	return err;
}

/* --- outbox.take ---------------------------------------------------------------------------------------------------------------- */
static int load(struct run *r, struct outbox_item *i)
{
	int err = outbox_load(r, run_text(r, "item"), i);
	return err == YG_ENOTFOUND ? run_refuse_as(r, err, "no-item", "この ID の登録待ちはありません", "there is no such item") : err;
}

static void copy(struct jw *w, struct json_object *body, const char *key) { jw_kstr_opt(w, key, yg_json_str(body, key)); }

/* What to send, and under which identifier. Unknown: the look-up goes, never the result again. */
static int take(struct run *r, struct outbox_item *i)
{
	static const char *const keys[] = { "institution", "issue_type", "on", "insurer", "symbol", "number", "branch", "prescription_id" };
	bool look = i->state != OX_WAITING;
	struct str id = yg_str_sub(run_new_id(r), 0, 12), before = yg_arena_str(r->arena, yg_json_str(i->body, "attempt"));
	size_t open, all;
	struct jw w;
	int err;
	if (i->state != OX_WAITING && i->state != OX_SENDING && i->state != OX_UNKNOWN) return run_refuse(r, "not-due", "送る状態ではありません", "not to be sent");
	if (i->row[OU_NEXT_AT].i > r->at) return run_refuse(r, "not-due", "まだ送る時刻ではありません", "not due yet");
	if ((err = outbox_open_before(r, i->row[OU_ORD].i, &open, &all)) != YG_OK) return err;
	if (open) return run_refuse(r, "not-due", "この処方箋の前の登録が終わっていません", "an earlier item of this prescription is not done");
	if (!id.n) return YG_EIO;
	i->state = look ? OX_UNKNOWN : OX_SENDING;
	outbox_set(i, look ? "look_up" : "attempt", id);
	if (look) outbox_set(i, "unknown", STR("yes"));
	if (!look) outbox_set_int(i, "sent_at", r->at);
	i->row[OU_NEXT_AT] = CELL_I(r->at + number(r->in, "lease", LEASE));
	if ((err = outbox_put(r, i, false)) != YG_OK) return err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "operation", look ? yg_svc_op_word[SVC_FIND_DISPENSING] : yg_svc_op_word[SVC_REGISTER]);
	jw_kstr(&w, "id", id);
	jw_kstr_opt(&w, "before", look ? before : STR_NONE);
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) copy(&w, i->body, keys[k]);
	jw_kstr(&w, "document", i->row[OU_DOCUMENT].s);      /* its id: the bytes need not be kept once more in the answer */
	jw_obj_end(&w);
	return YG_OK;
}

int cmd_outbox_take(struct run *r)
{
	struct outbox_item i = { .row = NULL };
	int err = load(r, &i);
	if (!err) err = take(r, &i);
	outbox_drop(&i);
	return err;
}

/* --- outbox.told ---------------------------------------------------------------------------------------------------------------- */
static int done(struct run *r, struct outbox_item *i)
{
	const yagen_part *p = run_part(r, "receipt", 0);
	struct str id = run_text(r, "dispensing_id");
	struct doc_ref doc = { STR_NONE, STR_NONE, STR_NONE, STR_NONE };
	struct buf b;
	struct jw w;
	int err = YG_OK;
	if (!id.n) return run_refuse_as(r, YG_EMISSING, "dispensing-id", "調剤結果IDがありません", "the dispensing id is missing");
	if (p && p->len && (err = run_document(r, "receipt", "eps-dispense-xml", "", (struct str){ p->data, p->len }, &doc)) != YG_OK) return err;
	outbox_set(i, "dispensing_id", id);
	outbox_set(i, "receipt", doc.id);
	outbox_set(i, "unknown", STR("no"));
	i->state = OX_DONE;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "item", i->row[OU_ID].s);
	jw_kstr(&w, "dispensing_id", id);
	if (doc.id.n) {
		jw_key(&w, "receipt");
		run_doc_json(&w, &doc);
	}
	jw_obj_end(&w);
	err = run_event(r, "registered", yg_buf_view(&b));
	yg_buf_free(&b);
	r->next = DS_REGISTERED;
	return err;
}

static void remember(struct run *r, struct outbox_item *i, enum svc_outcome o)
{
	struct json_object *last = json_object_new_object();
	struct outbox_item l = { .body = last };
	if (!last) return;
	outbox_set(&l, "outcome", yg_str(yg_retry[o].word));
	outbox_set(&l, "code", run_text(r, "code"));
	outbox_set(&l, "message", run_text(r, "message"));
	outbox_set_int(&l, "at", r->at);
	json_object_object_add(i->body, "last", last);
}

/* Not done, or not known: when, and whether it must be looked up first. A look-up in doubt changes nothing of what is known. */
static void again(struct run *r, struct outbox_item *i, enum svc_outcome o, bool look)
{
	unsigned tries = (unsigned)i->row[OU_TRIES].i + 1;
	int64_t wait = yg_retry_wait(o, tries, (uint32_t)number(r->in, "random", 0)), settled = number(i->body, "sent_at", r->at) + number(r->in, "settle", 60);
	bool unknown = look || yg_retry[o].unknown;
	i->row[OU_TRIES] = CELL_I(tries);
	outbox_set(i, "unknown", unknown ? STR("yes") : STR("no"));
	i->state = wait < 0 ? (unknown || yg_retry[o].how != RETRY_NEVER ? OX_STUCK : OX_REFUSED) : unknown ? OX_UNKNOWN : OX_WAITING;
	i->row[OU_NEXT_AT] = CELL_I(r->at + (wait < 0 ? 0 : wait));
	if (unknown && i->row[OU_NEXT_AT].i < settled) i->row[OU_NEXT_AT] = CELL_I(settled);
}

/* A look-up that found nothing frees it to be sent, once no message of the earlier try can be on its way any more. */
static void not_found(struct run *r, struct outbox_item *i)
{
	int64_t settled = number(i->body, "sent_at", r->at) + number(r->in, "settle", 60);
	outbox_set(i, "unknown", r->at < settled ? STR("yes") : STR("no"));
	i->state = r->at < settled ? OX_UNKNOWN : OX_WAITING;
	i->row[OU_NEXT_AT] = CELL_I(r->at < settled ? settled : r->at);
}

static int told(struct run *r, struct outbox_item *i)
{
	struct str id = run_text(r, "id"), operation = run_text(r, "operation");
	bool look = yg_str_eqz(operation, yg_svc_op_word[SVC_FIND_DISPENSING]);
	enum svc_outcome o = yg_outcome(run_text(r, "outcome"));
	struct jw w;
	int err = YG_OK;
	if (o == OUT_COUNT) return run_refuse_as(r, YG_EARG, "outcome", "結果の語が違います", "no such outcome");
	if (!id.n || !yg_str_eq(id, yg_json_str(i->body, look ? "look_up" : "attempt")) || i->state != (look ? OX_UNKNOWN : OX_SENDING))
		return run_refuse_as(r, YG_ESTALE, "stale", "別の送信が始まっています", "another exchange has begun meanwhile");
	remember(r, i, o);
	if (o == OUT_DONE && look && !run_flag(r, "found")) not_found(r, i);
	else if (o == OUT_DONE) err = done(r, i);
	else again(r, i, o, look);
	if (!err) err = outbox_put(r, i, false);
	if (err) return err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "item_state", yg_outbox_state_word[i->state]);
	jw_kstr(&w, "next_at", desk_time(r->arena, i->row[OU_NEXT_AT].i));
	jw_obj_end(&w);
	return YG_OK;
}

int cmd_outbox_told(struct run *r)
{
	struct outbox_item i = { .row = NULL };
	int err = load(r, &i);
	if (!err) err = told(r, &i);
	outbox_drop(&i);
	return err;
}

/* --- by a person ------------------------------------------------------------------------------------------------------------------ */
int cmd_outbox_retry(struct run *r)
{
	struct outbox_item i = { .row = NULL };
	int err = load(r, &i);
	if (!err && (i.state == OX_DONE || i.state == OX_WITHDRAWN || i.state == OX_SENDING)) err = run_refuse(r, "not-stopped", "止まっていません", "it has not stopped");
	if (!err) {
		i.state = yg_str_eqz(yg_json_str(i.body, "unknown"), "yes") ? OX_UNKNOWN : OX_WAITING;
		i.row[OU_TRIES] = CELL_I(0);
		i.row[OU_NEXT_AT] = CELL_I(r->at);
		err = outbox_put(r, &i, false);
	}
	if (!err) err = run_event(r, "retried", STR_NONE);
	outbox_drop(&i);
	return err;
}

int cmd_outbox_withdraw(struct run *r)
{
	struct outbox_item i = { .row = NULL };
	int err;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	err = load(r, &i);
	if (!err && (i.state == OX_DONE || i.state == OX_WITHDRAWN || i.state == OX_SENDING || yg_str_eqz(yg_json_str(i.body, "unknown"), "yes")))
		err = run_refuse(r, "may-be-registered", "登録された可能性があるため取り下げられません", "it is registered, or may be: it cannot be taken back");
	if (!err) {
		i.state = OX_WITHDRAWN;
		err = outbox_put(r, &i, false);
	}
	if (!err) err = run_event(r, "withdrawn", STR_NONE);
	outbox_drop(&i);
	return err;
}
