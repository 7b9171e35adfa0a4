/* fold.c - a case as its events tell it: one function per kind of event, in a table. Reads rows; decides nothing.
 * An event of a kind nobody here knows (written by a newer version) leaves the case as it was and stays in its list. */
#include "desk/consent.h"
#include "base/err.h"
#include "base/ban.h"

struct fold { struct run *r; struct desk_case *c; int err; };
struct happened { struct str kind; int64_t at; struct str by; struct json_object *what; struct str what_text; };

static void add_doc(struct fold *f, struct doc_ref **list, size_t *n, struct json_object *o)
{
	struct doc_ref *grown = yg_arena_grow(f->r->arena, *list, *n, sizeof *grown);
	if (!grown) return;
	*list = grown;
	grown[(*n)++] = run_doc_read(f->r, o);
}

static void add_docs(struct fold *f, struct json_object *what)
{
	struct json_object *list = yg_json_get(what, "histories"), *o;
	struct str consent = yg_arena_str(f->r->arena, yg_json_str(what, "consent")), *grown;
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		grown = yg_arena_grow(f->r->arena, f->c->consents, f->c->nhistories, sizeof *grown);
		if (!grown) return;
		f->c->consents = grown;
		grown[f->c->nhistories] = consent;
		if (!(grown = yg_arena_grow(f->r->arena, f->c->notes, f->c->nhistories, sizeof *grown))) return;
		f->c->notes = grown;
		grown[f->c->nhistories] = yg_arena_str(f->r->arena, yg_json_str(what, "consent_note"));
		add_doc(f, &f->c->histories, &f->c->nhistories, json_object_array_get_idx(list, i));
	}
	list = yg_json_get(what, "facts");
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		add_doc(f, &f->c->facts, &f->c->nfacts, json_object_array_get_idx(list, i));
	if ((o = yg_json_get(what, "overlay")) != NULL && json_object_is_type(o, json_type_object)) f->c->overlay = run_doc_read(f->r, o);
}

static void received(struct fold *f, const struct happened *e)
{
	struct json_object *rx = yg_json_get(e->what, "rx");
	if (rx) f->c->rx = f->c->rx_received = run_doc_read(f->r, rx);
	f->c->rx_seq = f->c->nevents;
	add_docs(f, e->what);
}

static void corrected(struct fold *f, const struct happened *e)
{
	struct json_object *rx = yg_json_get(e->what, "rx");
	if (rx) f->c->rx = run_doc_read(f->r, rx);
	f->c->rx_seq = f->c->nevents;
}

static void more(struct fold *f, const struct happened *e) { add_docs(f, e->what); }

static void checked(struct fold *f, const struct happened *e)
{
	struct json_object *o = yg_json_get(e->what, "report");
	if (o) f->c->report = run_doc_read(f->r, o);
	f->c->report_event = e->what_text;
	f->c->report_seq = f->c->nevents;
}

static void decided(struct fold *f, const struct happened *e)
{
	struct arena *a = f->r->arena;
	struct desk_decision *grown = yg_arena_grow(a, f->c->decisions, f->c->ndecisions, sizeof *grown);
	struct json_object *o = e->what;
	if (!grown) return;
	f->c->decisions = grown;
	grown[f->c->ndecisions++] = (struct desk_decision){ yg_arena_str(a, yg_json_str(o, "finding")), yg_arena_str(a, yg_json_str(o, "key")),
		yg_arena_str(a, yg_json_str(o, "action")), yg_arena_str(a, yg_json_str(o, "reason")), yg_arena_str(a, yg_json_str(o, "until")),
		yg_arena_str(a, yg_json_str(o, "note")), e->by, e->at, f->c->report_seq };
}

static int64_t number(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : 0;
}

/* The first one asks; later ones with its id add the answer. */
static void inquired(struct fold *f, const struct happened *e)
{
	struct arena *a = f->r->arena;
	struct str id = yg_json_str(e->what, "id");
	struct desk_inquiry *q = NULL;
	for (size_t i = 0; i < f->c->ninquiries && !q; i++)
		if (yg_str_eq(f->c->inquiries[i].id, id)) q = &f->c->inquiries[i];
	if (!q) {
		struct desk_inquiry *grown = yg_arena_grow(a, f->c->inquiries, f->c->ninquiries, sizeof *grown);
		if (!grown) return;
		f->c->inquiries = grown;
		q = &grown[f->c->ninquiries++];
		*q = (struct desk_inquiry){ .id = yg_arena_str(a, id), .asked_at = e->at };
	}
	const struct { const char *key; struct str *to; } members[] = { { "finding", &q->finding }, { "line", &q->line }, { "question", &q->question },
		{ "answer", &q->answer }, { "answered_by", &q->answered_by }, { "outcome", &q->outcome } };
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		struct str s = yg_json_str(e->what, members[i].key);
		if (s.n) *members[i].to = yg_arena_str(a, s);
	}
	q->seq = f->c->nevents;
	if (number(e->what, "answered_at")) q->answered_at = number(e->what, "answered_at");
}

static void dispensed(struct fold *f, const struct happened *e)
{
	struct json_object *o = yg_json_get(e->what, "document");
	if (o) f->c->dispensed = run_doc_read(f->r, o);
	f->c->dispensed_event = e->what_text;
}

static void signed_by(struct fold *f, const struct happened *e)
{
	struct json_object *o = yg_json_get(e->what, "document");
	if (o) f->c->signed_doc = run_doc_read(f->r, o);
}

static void submitted(struct fold *f, const struct happened *e)
{
	(void)e;
	f->c->submitted = true;
}

static void withdrawn(struct fold *f, const struct happened *e)
{
	(void)e;
	f->c->submitted = false;
}

static const struct { const char *kind; void (*fold)(struct fold *f, const struct happened *e); } kinds[] = {
	{ "received", received }, { "entered", received }, { "history", more }, { "facts", more }, { "corrected", corrected }, { "checked", checked },
	{ "decided", decided }, { "inquired", inquired }, { "dispensed", dispensed }, { "partial", dispensed }, { "amended", dispensed },
	{ "signed", signed_by }, { "submitted", submitted }, { "withdrawn", withdrawn },
};

static int one_event(void *ctx, const struct cell *c)
{
	struct fold *f = ctx;
	struct arena *a = f->r->arena;
	struct happened e = { .kind = c[EV_KIND].s, .at = c[EV_AT].i };
	struct json_object *body = NULL;
	size_t at;
	int err = yg_json_parse(c[EV_BODY].s, &body, &at);
	if (err != YG_OK) return err;
	e.what = yg_json_get(body, "what");
	e.by = yg_arena_str(a, yg_json_str(yg_json_get(body, "by"), "name"));
	e.what_text = yg_arena_str(a, yg_str(e.what ? json_object_to_json_string_ext(e.what, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : "{}"));
	f->c->nevents = (unsigned)c[EV_SEQ].i;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (yg_str_eqz(e.kind, kinds[i].kind)) kinds[i].fold(f, &e);
	consent_fold(f->r, f->c, e.kind, e.what, f->c->nevents);
	json_object_put(body);
	return yg_arena_error(a);
}

static bool hex32(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == 32;
}

int desk_load_patient(struct run *r, struct str patient, struct cell **row)
{
	struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(patient) };
	*row = run_cells(r, PA_COLUMNS);
	if (!*row) return yg_arena_error(r->arena);
	return hex32(patient) ? yg_store_get(r->d->store, T_PATIENT, key, r->arena, *row) : YG_ENOTFOUND;
}

int desk_load(struct run *r, struct str id, struct desk_case **out)
{
	struct desk_case *c = yg_arena_alloc(r->arena, sizeof *c);
	struct str patient = yg_arena_str(r->arena, yg_str_sub(id, 0, 32)), own = yg_arena_str(r->arena, yg_str_sub(id, 33, 32));
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(patient), CELL_T(own) };
	struct fold f = { r, c, YG_OK };
	int err;
	if (id.n != 65 || id.p[32] != '.' || !hex32(patient) || !hex32(own)) return YG_ENOTFOUND;
	if (!c || !(c->row = run_cells(r, CA_COLUMNS))) return yg_arena_error(r->arena);
	if ((err = yg_store_get(r->d->store, T_CASE, key, r->arena, c->row)) != YG_OK) return err;
	if ((err = desk_load_patient(r, patient, &c->patient_row)) != YG_OK) return err;
	c->id = own;
	c->patient = patient;
	c->state = yg_desk_state(c->row[CA_STATE].s);
	c->version = c->row[CA_VERSION].i;
	c->patient_version = c->patient_row[PA_VERSION].i;
	if (!c->row[CA_MASTER].null) c->master = c->row[CA_MASTER].s;
	if (!c->row[CA_RULES].null) c->rules = c->row[CA_RULES].s;
	err = yg_store_scan(r->d->store, &(struct store_scan){ T_EVENT, -1, key, 3, NULL, false, 0 }, one_event, &f);
	if (err != YG_OK) return err;
	*out = c;
	return yg_arena_error(r->arena);
}
