/* outbox_run.c - one pass over what is due: take, exchange, told. Each of the commits around an exchange is a command of its own (cmd_outbox.c), so this
 * may end anywhere. Decides nothing about what comes after an outcome. */
#include "desk/desk.h"
#include "yagen/yagen_service.h"
#include "service/eps.h"
#include "service/transport.h"
#include "text/xml.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/ban.h"

#define PAGE 200
#define POLL_MS 5
struct pass {
	yagen_desk *d;
	const yagen_outbox_options *o;
	struct arena *arena;                         /* of the pass */
	struct svc_messages names;
	struct transport *t;
	struct circuits circuits;
	yagen_count exchanges, registered, refused, unknown, taken;
};

static uint32_t dice(void)
{
	char hex[65];
	unsigned long n = 0;
	if (yg_random_hex(4, hex) != YG_OK) return 0;
	for (int i = 0; i < 8; i++) n = n * 16 + (unsigned long)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
	return (uint32_t)n;
}

/* --- commands -------------------------------------------------------------------------------------------------------------------- */
static void head(struct pass *p, struct jw *w, struct buf *b, struct arena *a, struct str kase, struct str item)
{
	char id[65];
	jw_init(w, b, false);
	jw_obj(w);
	jw_kz(w, "request_id", yg_random_hex(16, id) == YG_OK ? id : "");
	jw_kstr(w, "at", desk_time(a, p->o->now(p->o->payload)));
	jw_key(w, "by");
	jw_obj(w);
	jw_kz(w, "id", p->o->by);
	jw_kz(w, "name", p->o->by);
	jw_obj_end(w);
	jw_kz(w, "terminal", p->o->terminal);
	if (kase.n) jw_kstr(w, "case", kase);
	if (item.n) jw_kstr(w, "item", item);
}

/* *out: the answer, parsed; yours. */
static int carry(struct pass *p, const char *name, struct jw *w, struct buf *json, const yagen_part *parts, size_t n, struct json_object **out)
{
	const struct desk_command *c = yg_desk_commands;
	struct buf answer;
	size_t at;
	int err;
	jw_obj_end(w);
	yg_buf_char(json, '\0');
	if (json->err) return json->err;
	while (strcmp(c->pub.name, name) != 0) c++;
	yg_buf_init(&answer, YG_MAX_OUTPUT);
	err = desk_carry_out(p->d, c, json->p, parts, n, NULL, &answer);
	*out = NULL;
	if (answer.n && yg_json_parse(yg_buf_view(&answer), out, &at) != YG_OK) *out = NULL;
	yg_buf_free(&answer);
	return err;
}

/* --- one exchange ------------------------------------------------------------------------------------------------------------------ */
static int exchange(struct pass *p, struct svc_request *q, struct arena *a, struct svc_answer *out)
{
	struct str api = yg_svc_name(&p->names, q->op, SVC_MESSAGE, SF_API);
	struct buf bytes, back;
	enum svc_outcome why = OUT_NOT_SENT;
	enum arrived got = ARRIVED_NOT_YET;
	int err;
	*out = (struct svc_answer){ .outcome = OUT_NOT_SENT };
	yg_buf_init(&bytes, YG_MAX_TEXT);
	yg_buf_init(&back, YG_MAX_TEXT);
	err = yg_svc_write(&p->names, q, &bytes);
	if (!err && p->t->ops->send(p->t, api, q->id, yg_buf_view(&bytes), p->o->now_ms(p->o->payload)) == YG_OK) {
		while ((got = p->t->ops->step(p->t, p->o->now_ms(p->o->payload), &back, &why)) == ARRIVED_NOT_YET) p->o->wait(p->o->payload, POLL_MS);
		if (got == ARRIVED_ANSWER) err = back.err ? back.err : yg_svc_read(&p->names, q, yg_buf_view(&back), a, out);
		else out->outcome = why;
	}
	p->exchanges++;
	yg_circuit_told(&p->circuits, out->outcome, p->o->now(p->o->payload), dice());
	yg_buf_free(&bytes);
	yg_buf_free(&back);
	return err;
}

static void start(struct svc_request *q, enum svc_op op, struct json_object *what, struct str id)
{
	*q = (struct svc_request){ .op = op, .institution = yg_json_str(what, "institution"), .id = id };
}

static void insured(struct svc_request *q, struct json_object *what)
{
	yg_svc_set(q, SF_INSURER, yg_json_str(what, "insurer"));
	yg_svc_set(q, SF_SYMBOL, yg_json_str(what, "symbol"));
	yg_svc_set(q, SF_NUMBER, yg_json_str(what, "number"));
	yg_svc_set(q, SF_BRANCH, yg_json_str(what, "branch"));
}

/* The document of an item, as it was stored. */
static int stored(struct pass *p, struct str kase, struct str id, struct arena *a, struct str *bytes)
{
	struct cell row[DO_COLUMNS], key[3] = { CELL_T(p->d->tenant), CELL_T(yg_str_sub(kase, 0, 32)), CELL_T(id) };
	char sum[65];
	int err = yg_store_get(p->d->store, T_DOCUMENT, key, a, row);
	if (err) return err;
	yg_sha256_hex(row[DO_BYTES].s, sum);
	if (!yg_str_eqz(row[DO_SHA256].s, sum)) return YG_ESEAL;
	*bytes = row[DO_BYTES].s;
	return YG_OK;
}

/* The CJ1 inside: the one thing the service leaves as we sent it. */
static struct str payload(struct str doc)
{
	struct str span;
	size_t at, end;
	if (yg_xml_span(doc, "Document/Dispensing/DispensingDocument", &span) != YG_OK) return STR_NONE;
	at = yg_str_find(span, STR(">"));
	end = yg_str_find(span, STR("</"));
	return at == (size_t)-1 || end == (size_t)-1 || end < at ? STR_NONE : yg_str_trim(yg_str_sub(span, at + 1, end - at - 1));
}

static bool ours(struct str sent, struct str doc)
{
	struct str a = payload(sent), b = payload(doc);
	return a.n && yg_str_eq(a, b);
}

struct outcome { enum svc_outcome o; bool found; struct str id, receipt, code, text; };

static int send_result(struct pass *p, struct json_object *what, struct str doc, struct arena *a, struct outcome *r)
{
	struct svc_request q;
	struct svc_answer ans;
	int err;
	start(&q, SVC_REGISTER, what, yg_json_str(what, "id"));
	insured(&q, what);
	yg_svc_set(&q, SF_PRESCRIPTION_ID, yg_json_str(what, "prescription_id"));
	yg_svc_set(&q, SF_ISSUE_TYPE, yg_json_str(what, "issue_type"));
	yg_svc_set(&q, SF_DOCUMENT, doc);
	err = exchange(p, &q, a, &ans);
	*r = (struct outcome){ ans.outcome, ans.outcome == OUT_DONE, yg_svc_get(&ans, SF_DISPENSING_ID, 0), yg_svc_get(&ans, SF_DOCUMENT, 0), ans.code, ans.text };
	if (r->o == OUT_DONE && !r->id.n) r->o = OUT_TORN;
	if (r->o == OUT_DONE && r->receipt.n && !ours(doc, r->receipt)) r->o = OUT_FOREIGN;
	return err;
}

/* 調剤結果ID検索, then each result found is fetched: ours is the one with our CJ1 in it. */
static int look_up(struct pass *p, struct json_object *what, struct str doc, struct arena *a, struct outcome *r)
{
	struct svc_request q;
	struct svc_answer list, one;
	struct str id = yg_json_str(what, "id");
	int err;
	if (yg_json_str(what, "before").n) p->t->ops->take_back(p->t, yg_svc_name(&p->names, SVC_REGISTER, SVC_MESSAGE, SF_API), yg_json_str(what, "before"));
	start(&q, SVC_FIND_DISPENSING, what, id);
	insured(&q, what);
	yg_svc_set(&q, SF_PRESCRIPTION_ID, yg_json_str(what, "prescription_id"));
	yg_svc_set(&q, SF_FROM, yg_json_str(what, "on"));
	yg_svc_set(&q, SF_TO, yg_json_str(what, "on"));
	err = exchange(p, &q, a, &list);
	*r = (struct outcome){ .o = list.outcome, .code = list.code, .text = list.text };
	for (unsigned i = 0; !err && r->o == OUT_DONE && !r->found && i < list.rows; i++) {
		struct str found = yg_svc_get(&list, SF_DISPENSING_ID, i);
		start(&q, SVC_DISPENSED_FETCH, what, yg_arena_printf(a, "%.*sF%u", STR_ARG(id), i));
		yg_svc_set(&q, SF_DISPENSING_ID, found);
		err = exchange(p, &q, a, &one);
		if (one.outcome != OUT_DONE) { r->o = one.outcome == OUT_REFUSED ? OUT_ABNORMAL : one.outcome; r->code = one.code; r->text = one.text; break; }
		if (!yg_svc_get(&one, SF_DOCUMENT, 0).n) { r->o = OUT_TORN; break; }
		if (!ours(doc, yg_svc_get(&one, SF_DOCUMENT, 0))) continue;
		r->found = true;
		r->id = found;
		r->receipt = yg_svc_get(&one, SF_DOCUMENT, 0);
	}
	return err;
}

/* --- one item ---------------------------------------------------------------------------------------------------------------------- */
static int tell(struct pass *p, struct str kase, struct str item, struct json_object *what, const struct outcome *r, struct arena *a)
{
	yagen_part part = { "receipt", "receipt", YAGEN_AUTO, yg_str_chars(r->receipt), r->receipt.n };
	struct json_object *out = NULL;
	struct buf b;
	struct jw w;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	head(p, &w, &b, a, kase, item);
	jw_kstr(&w, "id", yg_json_str(what, "id"));
	jw_kstr(&w, "operation", yg_json_str(what, "operation"));
	jw_kz(&w, "outcome", yg_retry[r->o].word);
	jw_kbool(&w, "found", r->found);
	jw_kstr_opt(&w, "dispensing_id", r->o == OUT_DONE ? r->id : STR_NONE);
	jw_kstr_opt(&w, "code", r->code);
	jw_kstr_opt(&w, "message", r->text);
	jw_kint(&w, "random", (long long)dice());
	jw_kint(&w, "settle", p->o->settle_s ? p->o->settle_s : 60);
	err = carry(p, "outbox.told", &w, &b, &part, r->o == OUT_DONE && r->receipt.n ? 1 : 0, &out);
	if (!err) {
		struct str state = yg_json_str(yg_json_get(out, "result"), "item_state");
		p->registered += yg_str_eqz(state, "done");
		p->refused += yg_str_eqz(state, "refused");
		p->unknown += yg_str_eqz(state, "unknown");
	}
	json_object_put(out);
	yg_buf_free(&b);
	return err == YG_ESTALE || err == YG_EREFUSED ? YG_OK : err;
}

static int one_item(struct pass *p, struct str kase, struct str item)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct json_object *out = NULL, *what;
	struct outcome r = { .o = OUT_NOT_SENT };
	struct str doc = STR_NONE;
	struct buf b;
	struct jw w;
	int err = a ? YG_OK : YG_ENOMEM;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (!err) {
		head(p, &w, &b, a, kase, item);
		jw_kint(&w, "lease", p->o->lease_s ? p->o->lease_s : 120);
		err = carry(p, "outbox.take", &w, &b, NULL, 0, &out);
	}
	what = yg_json_get(out, "result");
	if (!err && what) {
		p->taken++;
		err = stored(p, kase, yg_json_str(what, "document"), a, &doc);
		if (!err) err = yg_str_eqz(yg_json_str(what, "operation"), yg_svc_op_word[SVC_REGISTER]) ? send_result(p, what, doc, a, &r) : look_up(p, what, doc, a, &r);
		if (!err) err = tell(p, kase, item, what, &r, a);
	}
	if (err == YG_EREFUSED || err == YG_ESTALE) err = YG_OK;     /* not due after all, or somebody else's now */
	json_object_put(out);
	yg_buf_free(&b);
	yg_arena_free(a);
	return err;
}

/* One page of what is due. */
static int round_of(struct pass *p)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct json_object *out = NULL, *list, *e;
	struct buf b;
	struct jw w;
	int err = a ? YG_OK : YG_ENOMEM;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (!err) {
		head(p, &w, &b, a, STR_NONE, STR_NONE);
		jw_kbool(&w, "due", true);
		jw_kint(&w, "limit", PAGE);
		err = carry(p, "outbox.list", &w, &b, NULL, 0, &out);
	}
	list = yg_json_get(yg_json_get(out, "result"), "items");
	for (size_t i = 0; !err && list && i < json_object_array_length(list); i++) {
		e = json_object_array_get_idx(list, i);
		if ((p->o->most && p->exchanges >= p->o->most) || yg_circuit_open(&p->circuits, p->o->now(p->o->payload)) != HOP_NONE) break;
		err = one_item(p, yg_json_str(e, "case"), yg_json_str(e, "item"));
	}
	json_object_put(out);
	yg_buf_free(&b);
	yg_arena_free(a);
	return err;
}

static int open_pass(struct pass *p, struct diags *ds)
{
	struct folder_options f = { p->o->request_dir, p->o->answer_dir, p->o->timeout_ms, 0 };
	struct buf csv;
	int err = YG_OK;
	yg_buf_init(&csv, 1u << 20);
	if (p->o->messages) err = yg_file_read(p->o->messages, 1u << 20, &csv);
	if (!err) err = yg_svc_messages(&p->names, csv.n ? yg_arena_str(p->arena, yg_buf_view(&csv)) : STR_NONE, p->arena, ds);
	if (!err) err = yg_transport_folder(&p->t, &f);
	yg_buf_free(&csv);
	return err;
}

static bool told_all(const yagen_desk *d, const yagen_outbox_options *o)
{
	return d && o && o->request_dir && o->answer_dir && o->by && o->terminal && o->now && o->now_ms && o->wait;
}

int yagen_outbox_run(yagen_desk *d, const yagen_outbox_options *o, yagen_sink *out)
{
	struct pass p = { .d = d, .o = o };
	struct diags ds;
	struct buf b;
	struct jw w;
	yagen_count before;
	int err;
	if (!told_all(d, o) || !out) return YAGEN_EARG;
	if (!(p.arena = yg_arena_new(YG_MAX_TEXT * 2))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, p.arena);
	err = open_pass(&p, &ds);
	if (o->listener) lib_tell(o->listener, &ds);
	do {
		before = p.taken;
		if (!err) err = round_of(&p);
	} while (!err && p.taken > before && (!o->most || p.exchanges < o->most) && yg_circuit_open(&p.circuits, o->now(o->payload)) == HOP_NONE);
	yg_buf_init(&b, 4096);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kint(&w, "exchanges", (long long)p.exchanges);
	jw_kint(&w, "registered", (long long)p.registered);
	jw_kint(&w, "refused", (long long)p.refused);
	jw_kint(&w, "unknown", (long long)p.unknown);
	jw_kz(&w, "hop", yg_hop_word[yg_circuit_open(&p.circuits, o->now(o->payload))]);
	jw_obj_end(&w);
	yg_buf_char(&b, '\n');
	if (!err) err = b.err ? b.err : lib_sink_add(out, yg_buf_view(&b));
	yg_buf_free(&b);
	yg_transport_close(p.t);
	yg_arena_free(p.arena);
	return err;
}

int yagen_outbox_sweep(const yagen_outbox_options *o, yagen_time max_age_s, yagen_count *removed)
{
	struct folder_options f = { o ? o->request_dir : NULL, o ? o->answer_dir : NULL, 0, 0 };
	int n;
	if (!f.req || !f.res || !o->now || !removed || max_age_s < 60) return YAGEN_EARG;
	n = yg_folder_sweep(&f, o->now(o->payload), max_age_s);
	if (n < 0) return YAGEN_ENET;
	*removed = (yagen_count)n;
	return YAGEN_OK;
}
