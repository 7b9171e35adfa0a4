/* run.c - what every command needs: its members and parts, the rows it leaves behind, the documents it reads.
 * Collects only; desk.c writes everything in one commit. */
#include "desk/desk.h"
#include "flow/mynumber.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

int run_refuse_as(struct run *r, int err, const char *word, const char *ja, const char *en)
{
	r->refusal = word;
	r->refusal_text = yg_str(r->lang == LANG_EN ? en : ja);
	return err;
}

int run_refuse(struct run *r, const char *word, const char *ja, const char *en) { return run_refuse_as(r, YG_EREFUSED, word, ja, en); }

/* --- what the command says ---------------------------------------------------------------- */

struct str run_text(struct run *r, const char *key)
{
	struct str s = yg_json_str(r->in, key);
	return s.n ? yg_arena_str(r->arena, s) : STR_NONE;
}

struct ymd run_day(struct run *r, const char *key)
{
	struct ymd d = YMD_NONE;
	struct str s = yg_json_str(r->in, key);
	if (s.n != 10 || yg_ymd_parse(s, &d) || !yg_ymd_valid(d)) return YMD_NONE;
	return d;
}

bool run_true(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_boolean) && json_object_get_boolean(v);
}

bool run_flag(struct run *r, const char *key) { return run_true(r->in, key); }

bool run_input_fault(int err)
{
	return err == YG_ESYNTAX || err == YG_EENCODING || err == YG_EMISSING || err == YG_ETOOBIG || err == YG_EREFUSED;
}

void run_day_cell(struct run *r, struct cell *c, struct ymd d)
{
	char t[11];
	*c = yg_ymd_valid(d) ? CELL_T(yg_arena_str(r->arena, (struct str){ t, yg_ymd_format(d, t) })) : CELL_NONE;
}

const yagen_part *run_part(const struct run *r, const char *name, size_t i)
{
	for (size_t k = 0; k < r->nparts; k++)
		if (strcmp(r->parts[k].name, name) == 0 && i-- == 0) return &r->parts[k];
	return NULL;
}

/* --- small things ---------------------------------------------------------------------------- */

struct str run_new_id(struct run *r)
{
	char id[65];
	return yg_random_hex(16, id) == YG_OK ? yg_arena_str(r->arena, yg_str(id)) : STR_NONE;
}

struct cell *run_cells(struct run *r, size_t n)
{
	struct cell *c = yg_arena_array(r->arena, n, sizeof *c);
	for (size_t i = 0; c && i < n; i++) c[i] = CELL_NONE;
	return c;
}

struct str run_take(struct run *r, struct buf *b, int *err)
{
	struct str s = b->err ? STR_NONE : yg_arena_str(r->arena, yg_buf_view(b));
	*err = b->err ? b->err : yg_arena_error(r->arena);
	yg_buf_free(b);
	return s;
}

int64_t run_patient_version(const struct run *r) { return (r->c ? r->c->patient_version : r->patient_version) + 1; }

struct str run_case_id(struct run *r) { return yg_arena_printf(r->arena, "%.*s.%.*s", STR_ARG(r->c->patient), STR_ARG(r->c->id)); }

struct str run_keyed(struct run *r, const char *what, struct str text)
{
	struct str all = yg_arena_printf(r->arena, "%s|%.*s|%.*s", what, STR_ARG(r->d->tenant), STR_ARG(text));
	char hash[65];
	yg_keyed_hash(r->d->keys, KEY_INDEX, all, hash);
	return yg_arena_str(r->arena, yg_str(hash));
}

/* --- what it leaves behind ---------------------------------------------------------------------- */

int run_write(struct run *r, struct write w)
{
	if (r->nw >= RUN_MAX_WRITES) return YG_ETOOBIG;
	if (!w.cells) return yg_arena_error(r->arena);
	r->w[r->nw++] = w;
	return YG_OK;
}

static struct str event_body(struct run *r, struct str what, int *err)
{
	struct buf b;
	struct jw w;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "by");
	jw_obj(&w);
	jw_kstr(&w, "id", r->by_id);
	jw_kstr(&w, "name", r->by_name);
	jw_kstr(&w, "role", r->by_role);
	jw_obj_end(&w);
	jw_kstr(&w, "terminal", r->terminal);
	jw_kstr_opt(&w, "why", r->why);
	jw_key(&w, "what");
	jw_raw(&w, what.n ? what : STR("{}"));
	jw_obj_end(&w);
	return run_take(r, &b, err);
}

int run_event(struct run *r, const char *kind, struct str body_json)
{
	struct cell *c = run_cells(r, EV_COLUMNS);
	int err = YG_OK;
	struct str body = event_body(r, body_json, &err);
	if (err != YG_OK || !c) return err ? err : yg_arena_error(r->arena);
	r->nevents++;
	c[EV_TENANT] = CELL_T(r->d->tenant);
	c[EV_PATIENT] = CELL_T(r->c->patient);
	c[EV_CASE] = CELL_T(r->c->id);
	c[EV_SEQ] = CELL_I((int64_t)r->c->nevents + r->nevents);
	c[EV_KIND] = CELL_T(yg_str(kind));
	c[EV_AT] = CELL_I(r->at);
	c[EV_PATIENT_VERSION] = CELL_I(run_patient_version(r));
	c[EV_REQUEST] = CELL_T(r->request);
	c[EV_BODY] = CELL_T(body);
	return run_write(r, (struct write){ W_INSERT, T_EVENT, c, -1, 0 });
}

int run_document(struct run *r, const char *kind, const char *format, const char *label, struct str bytes, struct doc_ref *out)
{
	struct cell *c = run_cells(r, DO_COLUMNS);
	struct doc_ref d = { run_new_id(r), yg_str(kind), yg_arena_str(r->arena, yg_str(format)), yg_text_without_number(r->arena, yg_arena_str(r->arena, yg_str(label))) };
	char sum[65];
	if (!c) return yg_arena_error(r->arena);
	if (!d.id.n) return YG_EIO;
	yg_sha256_hex(bytes, sum);
	c[DO_TENANT] = CELL_T(r->d->tenant);
	c[DO_PATIENT] = CELL_T(r->c->patient);
	c[DO_ID] = CELL_T(d.id);
	c[DO_CASE] = CELL_T(r->c->id);
	c[DO_KIND] = CELL_T(d.kind);
	c[DO_FORMAT] = CELL_T(d.format);
	c[DO_AT] = CELL_I(r->at);
	c[DO_SHA256] = CELL_T(yg_arena_str(r->arena, yg_str(sum)));
	c[DO_BYTES] = CELL_T(yg_arena_str(r->arena, bytes));
	if (yg_arena_error(r->arena)) return yg_arena_error(r->arena);
	*out = d;
	return run_write(r, (struct write){ W_INSERT, T_DOCUMENT, c, -1, 0 });
}

int run_audit(struct run *r, const char *action, struct str target, struct str why)
{
	if (r->naudit >= sizeof r->audit / sizeof *r->audit) return YG_ETOOBIG;
	r->audit[r->naudit++] = (struct audit_entry){ .who = r->by_id, .role = r->by_role, .terminal = r->terminal, .action = yg_str(action),
		.target = target, .why = why, .time_source = r->time_source, .at = r->at };
	return YG_OK;
}

void run_tell(struct run *r, yagen_case *yc)
{
	if (!yc) return;
	if (r->ntold < sizeof r->told / sizeof *r->told) r->told[r->ntold++] = yc;
	else yagen_case_free(yc);
}

/* --- documents ------------------------------------------------------------------------------------- */

int run_load_document(struct run *r, struct str id, struct str *bytes)
{
	struct cell row[DO_COLUMNS], key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(id) };
	char sum[65];
	int err = yg_store_get(r->d->store, T_DOCUMENT, key, r->arena, row);
	if (err != YG_OK) return err;
	yg_sha256_hex(row[DO_BYTES].s, sum);
	if (!yg_str_eqz(row[DO_SHA256].s, sum)) return YG_ESEAL;     /* not the bytes that came */
	*bytes = row[DO_BYTES].s;
	return YG_OK;
}

void run_doc_json(struct jw *w, const struct doc_ref *d)
{
	jw_obj(w);
	jw_kstr(w, "id", d->id);
	jw_kstr(w, "kind", d->kind);
	jw_kstr(w, "format", d->format);
	jw_kstr(w, "label", d->label);
	jw_obj_end(w);
}

struct doc_ref run_doc_read(struct run *r, struct json_object *o)
{
	struct arena *a = r->arena;
	return (struct doc_ref){ yg_arena_str(a, yg_json_str(o, "id")), yg_arena_str(a, yg_json_str(o, "kind")),
		yg_arena_str(a, yg_json_str(o, "format")), yg_arena_str(a, yg_json_str(o, "label")) };
}
