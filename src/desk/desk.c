/* desk.c - the desk: opened, closed, and carrying out one command in one durable step or not at all.
 * Holds what is the same for every command; what a command means is in its cmd_ file. */
#include "desk/consent.h"
#include "desk/typed.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include <json-c/json_object_iterator.h>
#include <stdlib.h>
#include "base/ban.h"

#define MAX_TRIES 8u
#define AGAIN 1                                      /* of one try: somebody else was faster, nothing was done */

/* --- open, close ------------------------------------------------------------------------------ */

static struct str keep(struct arena *a, const char *z) { return z ? yg_arena_str(a, yg_str(z)) : STR_NONE; }

static int open_keys(yagen_desk *d, const yagen_desk_options *o, const char *path, bool store_there, struct diags *ds)
{
	int err = YG_OK;
	if (o->create && !store_there) err = yg_keyring_create(path, o->today.year);         /* never replaces one */
	if (err == YG_OK || err == YG_EEXISTS) err = yg_keyring_open(&d->keys, path, ds);
	return err;                                  /* YG_ENOTFOUND: a store that is there is not made readable by new keys */
}

static bool there(const char *path)
{
	struct buf b;
	int err;
	yg_buf_init(&b, 1);
	err = yg_file_read(path, 1, &b);
	yg_buf_free(&b);
	return err == YG_OK || err == YG_ETOOBIG;
}

static int open_all(yagen_desk *d, const yagen_desk_options *o, struct diags *ds)
{
	struct store_options so = { .path = o->store, .create = o->create != 0, .read_only = o->read_only != 0 };
	struct str keys = o->keys ? yg_str(o->keys) : yg_arena_printf(d->arena, "%s.keys", o->store);
	bool store_there = strcmp(o->store, ":memory:") != 0 && there(o->store);
	int err = keys.p ? YG_OK : YG_ENOMEM;
	if (err == YG_OK && !store_there && !o->create) err = YG_ENOTFOUND;
	if (err == YG_OK) err = open_keys(d, o, keys.p, store_there, ds);
	if (err != YG_OK) return err;
	so.keys = d->keys;
	return yg_store_open(&d->store, &so, ds);
}

int yagen_desk_open(yagen_desk **out, const yagen_desk_options *o)
{
	struct diags ds;
	yagen_desk *d;
	int err;
	if (!out || !o || o->version != 1 || !o->store || !*o->store || !o->drugmaster_dir != !o->rules_dir) return YAGEN_EARG;
	if (strcmp(o->store, ":memory:") == 0 && !o->keys) return YAGEN_EARG;      /* there is no place beside it */
	if (o->create && (o->read_only || !yg_ymd_given(lib_ymd(o->today)))) return YAGEN_EARG;
	if (!(d = calloc(1, sizeof *d))) return YAGEN_ENOMEM;
	if (!(d->arena = yg_arena_new(YG_MAX_ARENA))) { free(d); return YAGEN_ENOMEM; }
	yg_diags_init(&ds, d->arena);
	d->listener = o->listener;
	d->read_only = o->read_only != 0;
	d->mark_unsigned = o->mark_unsigned != 0;
	d->tenant = keep(d->arena, o->tenant && *o->tenant ? o->tenant : "main");
	d->master_dir = keep(d->arena, o->drugmaster_dir);
	d->rules_dir = keep(d->arena, o->rules_dir);
	d->editions_dir = keep(d->arena, o->editions);
	d->overlay_path = keep(d->arena, o->overlay);
	d->cache_dir = keep(d->arena, o->cache_dir);
	d->disaster_areas = keep(d->arena, o->disaster_areas);
	d->disaster_from = lib_ymd(o->disaster_from);
	d->disaster_until = lib_ymd(o->disaster_until);
	d->emergency_terminals = keep(d->arena, o->emergency_terminals);
	d->emergency_users = keep(d->arena, o->emergency_users);
	err = yg_arena_error(d->arena);
	if (err == YG_OK) err = open_all(d, o, &ds);
	lib_tell(o->listener, &ds);
	if (err != YG_OK) { yagen_desk_close(d); return err; }
	*out = d;
	return YAGEN_OK;
}

void yagen_desk_close(yagen_desk *d)
{
	if (!d) return;
	yagen_free(d->tables);
	yg_store_close(d->store);
	yg_keyring_close(d->keys);
	yg_arena_free(d->arena);
	free(d);
}

/* --- the head of a command ------------------------------------------------------------------------ */

static bool id_fine(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (!((ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '.' || ch == '_' || ch == '-')) return false;
	}
	return s.n >= 1 && s.n <= 64;
}

/* A person's id is whatever the pharmacy calls them; it stands in every audit entry. */
static bool who_fine(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
	return s.n >= 1 && s.n <= 64;
}

static int read_head(struct run *r)
{
	struct json_object *by = yg_json_get(r->in, "by");
	struct str at = yg_json_str(r->in, "at");
	r->request = run_text(r, "request_id");
	r->terminal = run_text(r, "terminal");
	r->why = run_text(r, "why");
	r->time_source = run_text(r, "time_source");
	if (!r->time_source.n) r->time_source = STR("told");
	r->by_id = yg_arena_str(r->arena, yg_json_str(by, "id"));
	r->by_name = yg_arena_str(r->arena, yg_json_str(by, "name"));
	r->by_role = yg_arena_str(r->arena, yg_json_str(by, "role"));
	if (r->cmd->pub.changes && !id_fine(r->request))
		return run_refuse_as(r, YG_EARG, "head", "request_id がないか、使えない文字があります", "request_id is missing or has characters it may not have");
	if (!desk_time_read(at, &r->at))
		return run_refuse_as(r, YG_EARG, "head", "at（UTC の時刻）が必要です", "at is needed: UTC, \"2026-11-20T09:30:00Z\"");
	if (!who_fine(r->by_id))
		return run_refuse_as(r, YG_EARG, "head", "by.id（操作者）が必要です", "by.id is needed: who is asking");
	if (r->by_role.n && !who_fine(r->by_role))
		return run_refuse_as(r, YG_EARG, "head", "by.role が長すぎるか、使えない文字があります", "by.role is too long or has characters it may not have");
	if (!who_fine(r->terminal))
		return run_refuse_as(r, YG_EARG, "head", "terminal（端末）が必要です", "terminal is needed");
	if (!yg_str_eqz(r->time_source, "system") && !yg_str_eqz(r->time_source, "ntp") && !yg_str_eqz(r->time_source, "told"))
		return run_refuse_as(r, YG_EARG, "head", "time_source は system、ntp、told のどれかです", "time_source is one of system, ntp, told");
	return YG_OK;
}

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static void add_counted(struct buf *b, struct str s)
{
	yg_buf_printf(b, "%zu:", s.n);
	yg_buf_str(b, s);
}

/* What the same request must say again: everything but the time, the place and the language it is said in. */
static struct str input_hash(struct run *r)
{
	static const char *const aside[] = { "at", "terminal", "lang", "time_source" };
	struct json_object_iterator i = json_object_iter_begin(r->in), end = json_object_iter_end(r->in);
	size_t n = 0, max = (size_t)json_object_object_length(r->in);
	const char **name = yg_arena_array(r->arena, max + 1, sizeof *name);
	struct buf b;
	struct str hash = STR_NONE;
	if (!name) return hash;
	for (; !json_object_iter_equal(&i, &end) && n < max; json_object_iter_next(&i)) {
		const char *key = json_object_iter_peek_name(&i);
		bool skip = false;
		for (size_t k = 0; k < sizeof aside / sizeof *aside; k++) skip = skip || strcmp(aside[k], key) == 0;
		if (!skip) name[n++] = key;
	}
	qsort(name, n, sizeof *name, by_name);
	yg_buf_init(&b, YG_MAX_ARENA);
	add_counted(&b, yg_str(r->cmd->pub.name));
	for (size_t k = 0; k < n; k++) {
		add_counted(&b, yg_str(name[k]));
		add_counted(&b, yg_str(json_object_to_json_string_ext(yg_json_get(r->in, name[k]), JSON_C_TO_STRING_PLAIN)));
	}
	for (size_t k = 0; k < r->nparts; k++) {
		add_counted(&b, yg_str(r->parts[k].name));
		add_counted(&b, yg_str(r->parts[k].label));
		yg_buf_printf(&b, "%d:", (int)r->parts[k].format);
		add_counted(&b, (struct str){ r->parts[k].data, r->parts[k].len });
	}
	if (!b.err) hash = run_keyed(r, "input", yg_buf_view(&b));
	yg_buf_free(&b);
	return hash;
}

/* --- repeated commands ---------------------------------------------------------------------------------- */

struct found { struct run *r; struct str patient; };

static int one_request(void *ctx, const struct cell *c)
{
	struct found *f = ctx;
	if (yg_str_eqz(c[PX_KIND].s, "request")) f->patient = yg_arena_str(f->r->arena, c[PX_PATIENT].s);
	return yg_arena_error(f->r->arena);
}

/* Whose command it is, as far as that is known before it runs. */
static int find_patient(struct run *r)
{
	struct str id = yg_json_str(r->in, "case"), patient = run_text(r, "patient");
	struct found f = { r, STR_NONE };
	struct cell key[2];
	int err = YG_OK;
	r->patient = STR("-");
	if (r->cmd->states && id.n > 32) {
		r->patient = yg_arena_str(r->arena, yg_str_sub(id, 0, 32));
	} else if (yg_str_starts(yg_str(r->cmd->pub.name), STR("patient.")) && patient.n) {
		r->patient = patient;
	} else if (r->request.n) {                   /* case.new: the patient it found or made the first time */
		key[0] = CELL_T(r->d->tenant);
		key[1] = CELL_T(run_keyed(r, "request", r->request));
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_PATIENT_INDEX, -1, key, 2, NULL, false, 0 }, one_request, &f);
		if (f.patient.n) r->patient = f.patient;
	}
	return err;
}

/* *done: there is a stored answer, and it is in `answer`. */
static int look_up(struct run *r, struct str input, struct buf *answer, bool *done)
{
	struct cell row[CO_COLUMNS], key[3] = { CELL_T(r->d->tenant), CELL_T(r->patient), CELL_T(r->request) };
	int err = yg_store_get(r->d->store, T_COMMAND, key, r->arena, row);
	*done = false;
	if (err == YG_ENOTFOUND) return YG_OK;
	if (err != YG_OK) return err;
	if (!yg_str_eqz(row[CO_NAME].s, r->cmd->pub.name) || !yg_str_eq(row[CO_INPUT].s, input))
		return run_refuse(r, "request-reused", "この request_id は、別の内容の操作に使われています", "this request_id was used for another input");
	if (row[CO_CASE].null || !consent_repeated(r, yg_arena_printf(r->arena, "%.*s.%.*s", STR_ARG(r->patient), STR_ARG(row[CO_CASE].s)), answer))
		yg_buf_str(answer, row[CO_ANSWER].s);
	*done = true;
	return answer->err;
}

/* --- answers --------------------------------------------------------------------------------------------- */

static void one_diag(struct jw *w, const yagen_diag *d)
{
	static const char *const severity[] = { "", "note", "warning", "error" };
	jw_obj(w);
	jw_kz(w, "code", d->code);
	jw_kint(w, "input", d->input);
	jw_kint(w, "record", d->record);
	jw_kz(w, "field", d->field);
	jw_kz(w, "text", d->text);
	jw_kz(w, "severity", severity[d->severity]);
	jw_obj_end(w);
}

static void diagnostics(struct run *r, struct jw *w)
{
	yagen_diag d;
	jw_key(w, "diagnostics");
	jw_arr(w);
	for (size_t i = 0; i < r->ntold; i++)
		for (size_t k = 0; k < yagen_case_diag_count(r->told[i]); k++) one_diag(w, yagen_case_diag(r->told[i], k));
	for (size_t i = 0; i < r->diags.n; i++) {
		lib_diag(r->arena, &r->diags.d[i], r->lang, false, &d);
		if (d.field && d.text) one_diag(w, &d);
	}
	jw_arr_end(w);
}

static void refusal(struct run *r, struct buf *out)
{
	struct jw w;
	jw_init(&w, out, false);
	jw_obj(&w);
	jw_kz(&w, "error", r->refusal);
	jw_kstr(&w, "text", r->refusal_text);
	if (r->refusal_more.n) {
		yg_buf_char(out, ',');
		yg_buf_str(out, r->refusal_more);
	}
	diagnostics(r, &w);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

static void compose(struct run *r, struct buf *out)
{
	enum desk_state state = !r->c ? DS_NONE : r->next != DS_NONE ? r->next : r->c->state;
	struct jw w;
	if (r->raw.n) {
		yg_buf_str(out, yg_buf_view(&r->raw));
		return;
	}
	jw_init(&w, out, false);
	jw_obj(&w);
	if (r->request.n) jw_kstr(&w, "request_id", r->request);
	jw_kz(&w, "command", r->cmd->pub.name);
	if (r->c) {
		jw_kstr(&w, "case", run_case_id(r));
		jw_kz(&w, "state", yg_desk_state_word[state]);
		jw_kint(&w, "version", (long long)(r->c->version + (r->cmd->pub.changes ? 1 : 0)));
	}
	jw_key(&w, "result");
	jw_raw(&w, r->answer.n ? yg_buf_view(&r->answer) : STR("{}"));
	diagnostics(r, &w);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

/* --- one commit ---------------------------------------------------------------------------------------------- */

#define OWN_WRITES 32u
struct all { struct write w[RUN_MAX_WRITES + OWN_WRITES]; size_t n; };

static void add(struct all *a, struct write w) { a->w[a->n++] = w; }

static void add_patient(struct run *r, struct all *a)
{
	struct cell *row = r->c ? r->c->patient_row : r->patient_row;
	int64_t version = r->c ? r->c->patient_version : r->patient_version;
	if (!row) return;
	row[PA_VERSION] = CELL_I(version + 1);
	add(a, version ? (struct write){ W_UPDATE, T_PATIENT, row, PA_VERSION, version } : (struct write){ W_INSERT, T_PATIENT, row, -1, 0 });
}

static void add_case(struct run *r, struct all *a)
{
	struct cell *row = r->c ? r->c->row : NULL;
	if (!row) return;
	if (r->next != DS_NONE) row[CA_STATE] = CELL_T(yg_str(yg_desk_state_word[r->next]));
	row[CA_UPDATED_AT] = CELL_I(r->at);
	row[CA_VERSION] = CELL_I(r->c->version + 1);
	add(a, r->c->version ? (struct write){ W_UPDATE, T_CASE, row, CA_VERSION, r->c->version } : (struct write){ W_INSERT, T_CASE, row, -1, 0 });
}

static int add_command(struct run *r, struct all *a, struct str input, struct str answer)
{
	struct cell *c = run_cells(r, CO_COLUMNS);
	if (!c) return yg_arena_error(r->arena);
	c[CO_TENANT] = CELL_T(r->d->tenant);
	c[CO_PATIENT] = CELL_T(r->patient);
	c[CO_REQUEST] = CELL_T(r->request);
	c[CO_NAME] = CELL_T(yg_str(r->cmd->pub.name));
	if (r->c) c[CO_CASE] = CELL_T(r->c->id);
	c[CO_AT] = CELL_I(r->at);
	c[CO_INPUT] = CELL_T(input);
	c[CO_ANSWER] = CELL_T(answer);
	add(a, (struct write){ W_INSERT, T_COMMAND, c, -1, 0 });
	return YG_OK;
}

/* Only a code word may stand in the audit; what a person wrote stands sealed in the event. */
static struct str audit_why(struct run *r)
{
	for (size_t i = 0; i < r->why.n; i++)
		if (!((r->why.p[i] >= 'a' && r->why.p[i] <= 'z') || (r->why.p[i] >= '0' && r->why.p[i] <= '9') || r->why.p[i] == '-')) return STR("text");
	return r->why.n > 40 ? STR("text") : r->why;
}

static int commit(struct run *r, struct str input, struct buf *answer)
{
	struct all *a = yg_arena_alloc(r->arena, sizeof *a);
	int err = YG_OK;
	if (!a) return yg_arena_error(r->arena);
	if (r->cmd->pub.changes) {
		add_patient(r, a);
		add_case(r, a);
		for (size_t i = 0; i < r->nw; i++) add(a, r->w[i]);
		err = add_command(r, a, input, yg_buf_view(answer));
	}
	if (!r->naudit) run_audit(r, r->cmd->pub.name, r->c ? r->c->id : STR("-"), audit_why(r));
	if (err == YG_OK && (r->cmd->pub.changes || !r->d->read_only))
		err = yg_audit_append(r->d->store, r->d->keys, r->d->tenant, r->patient, r->audit, r->naudit, r->arena, a->w, &a->n);
	if (err == YG_OK && a->n) err = yg_store_commit(r->d->store, a->w, a->n, NULL);
	return err == YG_ESTALE || err == YG_EEXISTS ? AGAIN : err;
}

/* --- one try ---------------------------------------------------------------------------------------------------- */

static bool version_fits(struct run *r)
{
	struct json_object *v = yg_json_get(r->in, "version");
	return !v || (json_object_is_type(v, json_type_int) && json_object_get_int64(v) == r->c->version);
}

static int carry_out(struct run *r)
{
	struct str id = yg_json_str(r->in, "case");
	int err;
	if (r->cmd->states) {                        /* it belongs to a case */
		err = desk_load(r, id, &r->c);
		if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-case", "この ID の受付はありません", "there is no such case");
		if (err != YG_OK) return err;
		r->patient = r->c->patient;
		consent_hide(r);
		if (!version_fits(r)) return run_refuse_as(r, YG_ESTALE, "stale", "ほかの人が先に変更しました。読み直してください", "somebody else changed the case: read it again");
		if (!(r->cmd->states & IN(r->c->state))) return run_refuse_as(r, YG_ESTATE, "state", "いまの状態ではできません", "not in this state of the case");
	}
	return r->cmd->run(r);
}

static int attempt(struct run *r, struct buf *answer)
{
	struct str input = STR_NONE;
	bool done = false;
	int err = read_head(r);
	if (err == YG_OK && r->cmd->pub.changes && typed_number_in_texts(r, r->in))
		err = run_refuse(r, "my-number", "個人番号（マイナンバー）は入力できません", "an individual number (My Number) must not be entered");
	if (err == YG_OK && r->cmd->pub.changes && r->d->read_only) err = YG_EREADONLY;
	if (err == YG_OK) err = yg_store_begin(r->d->store);
	if (err != YG_OK) return err;
	err = find_patient(r);
	if (err == YG_OK && r->cmd->pub.changes) {
		input = input_hash(r);
		err = input.n ? look_up(r, input, answer, &done) : YG_ENOMEM;
	}
	if (err == YG_OK && !done) err = carry_out(r);
	yg_store_end(r->d->store);
	if (err != YG_OK || done) return err;
	if (r->answer.err || r->raw.err) return r->answer.err ? r->answer.err : r->raw.err;
	compose(r, answer);
	if (answer->err) return answer->err;
	return yg_arena_error(r->arena) ? yg_arena_error(r->arena) : commit(r, input, answer);
}

static int one_try(yagen_desk *d, const struct desk_command *cmd, const char *json, const yagen_part *parts, size_t nparts, struct desk_view *view,
		   struct buf *answer)
{
	struct run *r = calloc(1, sizeof *r);
	size_t at = 0;
	int err = r && (r->arena = yg_arena_new(YG_MAX_ARENA)) ? YG_OK : YG_ENOMEM;
	if (err == YG_OK) {
		r->d = d;
		r->cmd = cmd;
		r->parts = parts;
		r->nparts = nparts;
		r->view = view;
		yg_diags_init(&r->diags, r->arena);
		yg_buf_init(&r->answer, YG_MAX_OUTPUT);
		yg_buf_init(&r->raw, YG_MAX_OUTPUT);
		err = yg_json_parse(yg_str(json), &r->in, &at);
		if (err == YG_OK && !json_object_is_type(r->in, json_type_object)) err = YG_ESYNTAX;
		r->lang = yg_str_eqz(yg_json_str(r->in, "lang"), "en") ? LANG_EN : LANG_JA;
		if (err != YG_OK) run_refuse_as(r, err, "json", "命令の JSON を読めません", "the JSON of the command cannot be read");
		else err = attempt(r, answer);
		if (err < 0) {
			answer->n = 0;
			if (r->refusal) refusal(r, answer);
		}
		for (size_t i = 0; i < r->ntold; i++) yagen_case_free(r->told[i]);
		json_object_put(r->in);
		yg_buf_free(&r->answer);
		yg_buf_free(&r->raw);
	}
	if (r) yg_arena_free(r->arena);
	free(r);
	return err;
}

static void drop_view(struct desk_view *v)
{
	if (!v) return;
	yagen_case_free(v->yc);
	yagen_free(v->tables);
	v->yc = NULL;
	v->tables = NULL;
}

int desk_carry_out(yagen_desk *d, const struct desk_command *cmd, const char *json, const yagen_part *parts, size_t nparts, struct desk_view *view,
		   struct buf *answer)
{
	size_t before = answer->n;
	int err = AGAIN;
	for (unsigned i = 0; err == AGAIN && i < MAX_TRIES; i++) {
		answer->n = before;
		drop_view(view);
		err = one_try(d, cmd, json && *json ? json : "{}", parts, nparts, view, answer);
	}
	if (err == AGAIN) {
		answer->n = before;
		err = YG_EBUSY;
	}
	if (err != YG_OK) drop_view(view);
	return err;
}

int yagen_desk_do(yagen_desk *d, const char *command, const char *json, const yagen_part *parts, size_t nparts, yagen_sink *answer)
{
	const struct desk_command *cmd = yg_desk_commands;
	struct buf b;
	int err, added;
	if (!d || !command || !answer || (nparts && !parts)) return YAGEN_EARG;
	for (size_t i = 0; i < nparts; i++)
		if (!parts[i].name || (!parts[i].data && parts[i].len)) return YAGEN_EARG;
	while (cmd->pub.name && strcmp(cmd->pub.name, command) != 0) cmd++;
	if (!cmd->pub.name) return YAGEN_ENOTFOUND;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	(void)yg_keyring_refresh(d->keys);           /* a key that was added meanwhile; when that fails, those we have go on serving */
	err = desk_carry_out(d, cmd, json, parts, nparts, NULL, &b);
	added = b.n ? lib_sink_add(answer, yg_buf_view(&b)) : YG_OK;
	yg_buf_free(&b);
	return err == YG_OK ? added : err;
}
