/* replay.c - case.replay: every check of a case once more, from what was stored and as it was known then, compared byte for byte with the
 * report that was given. Reads only. */
#include "desk/command.h"
#include "desk/consent.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define EXCERPT 80u                                  /* bytes shown of each side where they differ */

struct past { unsigned seq; int64_t at; struct str what; };
struct list { struct run *r; struct past *p; size_t n; };

static int one_event(void *ctx, const struct cell *c)
{
	struct list *l = ctx;
	struct json_object *body = NULL, *what;
	struct past *grown;
	size_t at;
	int err = yg_json_parse(c[EV_BODY].s, &body, &at);
	if (err != YG_OK) return err;
	what = yg_json_get(body, "what");
	if (!yg_str_eqz(c[EV_KIND].s, "checked")) what = yg_json_get(what, "check");
	if (what && json_object_is_type(what, json_type_object) && (grown = yg_arena_grow(l->r->arena, l->p, l->n, sizeof *grown)) != NULL) {
		l->p = grown;
		grown[l->n++] = (struct past){ (unsigned)c[EV_SEQ].i, c[EV_AT].i, yg_arena_str(l->r->arena, yg_str(json_object_to_json_string_ext(what, JSON_C_TO_STRING_PLAIN))) };
	}
	json_object_put(body);
	return yg_arena_error(l->r->arena);
}

static struct doc_ref *docs(struct run *r, struct json_object *o, const char *key, size_t *n)
{
	struct json_object *list = yg_json_get(o, key);
	struct doc_ref *d = yg_arena_array(r->arena, (list ? json_object_array_length(list) : 0) + 1, sizeof *d);
	*n = list && d ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < *n; i++) d[i] = run_doc_read(r, json_object_array_get_idx(list, i));
	return d;
}

static int options_of(struct run *r, struct json_object *o, struct desk_check *out)
{
	struct json_object *k = yg_json_get(o, "known"), *v = yg_json_get(o, "lookback"), *overlay = yg_json_get(o, "overlay");
	struct desk_known *known = yg_arena_array(r->arena, (k ? json_object_array_length(k) : 0) + 1, sizeof *known);
	struct doc_ref doc;
	if (!known) return yg_arena_error(r->arena);
	*out = (struct desk_check){ .lookback = v ? (unsigned)json_object_get_int64(v) : 0, .lang = yg_str_eqz(yg_json_str(o, "lang"), "en") ? LANG_EN : LANG_JA,
		.explain = run_true(o, "explain"), .national = run_true(o, "national"), .refuse_expired = run_true(o, "refuse_expired"), .known = known,
		.nknown = k ? json_object_array_length(k) : 0, .settlements_given = true,
		.noted = run_true(o, "consent_noted") };
	if ((v = yg_json_get(o, "consent_at")) != NULL) {
		struct consent_record *rec = NULL;
		size_t n = 0;
		consent_records_read(r, yg_json_get(o, "consents"), &rec, &n);
		out->consents = (struct consents){ rec, n, json_object_get_int64(v), true };
	}
	if ((v = yg_json_get(o, "settlements")) != NULL)
		out->settlements = yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN)));
	for (size_t i = 0; i < out->nknown; i++) {
		struct json_object *e = json_object_array_get_idx(k, i);
		known[i] = (struct desk_known){ yg_arena_str(r->arena, yg_json_str(e, "patient")), json_object_get_int64(yg_json_get(e, "version")) };
	}
	if (yg_ymd_parse(yg_json_str(o, "as_of"), &out->as_of) || !desk_consent(yg_json_str(o, "consent"), &out->consent)) return YG_ESYNTAX;
	if (!overlay) return YG_OK;
	doc = run_doc_read(r, overlay);
	out->overlay_given = true;
	out->overlay_name = doc.label;
	return run_load_document(r, doc.id, &out->overlay);
}

/* This check as it comes out now. */
static int again(struct run *r, struct json_object *o, bool as_of_now, struct desk_view *now)
{
	struct desk_case then = *r->c, *c = r->c;
	yagen_check_options co = YAGEN_CHECK_OPTIONS_INIT;
	struct desk_check opt;
	int err = options_of(r, o, &opt);
	if (as_of_now) opt.consents = consent_now(r);
	then.rx = run_doc_read(r, yg_json_get(o, "rx"));
	then.histories = docs(r, o, "histories", &then.nhistories);
	then.facts = docs(r, o, "facts", &then.nfacts);
	if (err == YG_OK)
		err = desk_tables_named(r, yg_arena_str(r->arena, yg_json_str(o, "master")), yg_arena_str(r->arena, yg_json_str(o, "rules")), &now->tables);
	r->c = &then;
	if (err == YG_OK) err = desk_check_run(r, now->tables, &opt, &now->yc);
	r->c = c;
	co.as_of = lib_date(opt.as_of);
	co.lookback_days = opt.lookback;
	co.consent = (yagen_consent)opt.consent;
	co.refuse_expired = opt.refuse_expired;
	now->opts = co;
	return err;
}

/* Whole characters around a byte. */
static struct str excerpt(struct str s, size_t at)
{
	size_t from = at < EXCERPT / 2 ? 0 : at - EXCERPT / 2, to = from + EXCERPT < s.n ? from + EXCERPT : s.n;
	while (from < s.n && ((unsigned char)s.p[from] & 0xc0) == 0x80) from++;
	while (to > from && to < s.n && ((unsigned char)s.p[to] & 0xc0) == 0x80) to--;
	return yg_str_sub(s, from, to - from);
}

static bool compare(struct jw *w, struct str stored, struct str now, const char *withheld)
{
	size_t i = 0, line = 1;
	bool equal = yg_str_eq(stored, now);
	jw_kbool(w, "equal", equal);
	if (equal) return true;
	for (; i < stored.n && i < now.n && stored.p[i] == now.p[i]; i++) line += stored.p[i] == '\n';
	jw_key(w, "difference");
	jw_obj(w);
	if (withheld) {                              /* where it differs may tell what it says */
		jw_kz(w, "withheld", withheld);
		jw_obj_end(w);
		return false;
	}
	jw_kint(w, "byte", (long long)i);
	jw_kint(w, "line", (long long)line);
	jw_kstr(w, "stored", excerpt(stored, i));
	jw_kstr(w, "now", excerpt(now, i));
	jw_obj_end(w);
	return false;
}

static int replay_one(struct run *r, const struct past *p, struct jw *w, bool *equal)
{
	struct json_object *o = NULL;
	struct desk_view v = { NULL, NULL, YAGEN_CHECK_OPTIONS_INIT };
	struct str stored, now;
	struct buf b;
	size_t at;
	int err = yg_json_parse(p->what, &o, &at);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = run_load_document(r, run_doc_read(r, yg_json_get(o, "report")).id, &stored);
	if (err == YG_OK) err = again(r, o, false, &v);
	if (err == YG_OK) err = report_write(v.yc, &b);
	yagen_case_free(v.yc);
	yagen_free(v.tables);
	now = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	if (err == YG_OK) {
		jw_obj(w);
		jw_kint(w, "seq", p->seq);
		jw_kstr(w, "at", desk_time(r->arena, p->at));
		jw_kstr(w, "as_of", yg_json_str(o, "as_of"));
		jw_kstr(w, "program", yg_json_str(o, "program"));
		jw_kstr(w, "master", yg_json_str(o, "master"));
		jw_kstr(w, "rules", yg_json_str(o, "rules"));
		*equal = compare(w, stored, now, consent_lapsed(r, (unsigned)p->seq)) && *equal;
		jw_obj_end(w);
	}
	json_object_put(o);
	return err;
}

int cmd_case_replay(struct run *r)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(r->c->id) };
	struct list l = { .r = r };
	bool equal = true;
	struct jw w;
	int err = yg_store_scan(r->d->store, &(struct store_scan){ T_EVENT, -1, key, 3, NULL, false, 0 }, one_event, &l);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "program", yagen_version());
	jw_key(&w, "checks");
	jw_arr(&w);
	for (size_t i = 0; err == YG_OK && i < l.n; i++) err = replay_one(r, &l.p[i], &w, &equal);
	jw_arr_end(&w);
	jw_kbool(&w, "equal", equal);
	jw_obj_end(&w);
	return err;
}

/* --- the last check, to look at -------------------------------------------------------------------------- */

static int view(struct run *r)
{
	struct json_object *o = NULL;
	size_t at;
	int err;
	if (!r->c->report.id.n) return run_refuse_as(r, YG_ESTATE, "state", "まだ確認していません", "not checked yet");
	if ((err = yg_json_parse(r->c->report_event, &o, &at)) != YG_OK) return err;
	err = again(r, o, true, r->view);
	json_object_put(o);
	return err;
}

int yagen_desk_view(yagen_desk *d, const char *json, yagen_case **out, yagen **yg, yagen_check_options *opts)
{
	static const struct desk_command looking = { { "case.view", "read", 0, "", "最後の確認を見る", "look at the last check" }, ~0u, view };
	struct desk_view v = { NULL, NULL, YAGEN_CHECK_OPTIONS_INIT };
	struct buf b;
	int err;
	if (!d || !json || !out || !yg || !opts) return YAGEN_EARG;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = desk_carry_out(d, &looking, json, NULL, 0, &v, &b);
	yg_buf_free(&b);
	if (err != YG_OK) return err;
	*out = v.yc;
	*yg = v.tables;
	*opts = v.opts;
	return YAGEN_OK;
}
