/* query.c - what a case looks like: case.show, case.list, case.events. Changes nothing; tells only what is stored. */
#include "desk/command.h"
#include "desk/consent.h"
#include "desk/patient.h"
#include "codec/neutral_json.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define MAX_PAGE 500u

/* --- case.events, and the timeline of case.show ------------------------------------------------------------ */

struct events { struct run *r; struct jw *w; bool whole; };

static void raw_member(struct jw *w, const char *key, struct json_object *o)
{
	if (!o) return;
	jw_key(w, key);
	jw_raw(w, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
}

static int one_event(void *ctx, const struct cell *c)
{
	struct events *e = ctx;
	struct json_object *body = NULL;
	size_t at;
	int err = yg_json_parse(c[EV_BODY].s, &body, &at);
	if (err != YG_OK) return err;
	jw_obj(e->w);
	jw_kint(e->w, "seq", (long long)c[EV_SEQ].i);
	jw_kstr(e->w, "kind", c[EV_KIND].s);
	jw_kstr(e->w, "at", desk_time(e->r->arena, c[EV_AT].i));
	raw_member(e->w, "by", yg_json_get(body, "by"));
	jw_kstr(e->w, "terminal", yg_json_str(body, "terminal"));
	jw_kstr_opt(e->w, "why", yg_json_str(body, "why"));
	if (e->whole) {
		jw_kint(e->w, "patient_version", (long long)c[EV_PATIENT_VERSION].i);
		jw_kstr(e->w, "request", c[EV_REQUEST].s);
		consent_strip(e->r, c[EV_KIND].s, (unsigned)c[EV_SEQ].i, yg_json_get(body, "what"));
		raw_member(e->w, "what", yg_json_get(body, "what"));
	}
	jw_obj_end(e->w);
	json_object_put(body);
	return yg_arena_error(e->r->arena);
}

static int events(struct run *r, struct jw *w, bool whole)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(r->c->id) };
	struct events e = { r, w, whole };
	int err;
	jw_key(w, whole ? "events" : "timeline");
	jw_arr(w);
	err = yg_store_scan(r->d->store, &(struct store_scan){ T_EVENT, -1, key, 3, NULL, false, 0 }, one_event, &e);
	jw_arr_end(w);
	return err;
}

int cmd_case_events(struct run *r)
{
	struct jw w;
	int err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	err = events(r, &w, true);
	jw_obj_end(&w);
	return err;
}

/* --- one row of cases ----------------------------------------------------------------------------------------- */

static void text_cell(struct jw *w, const char *key, const struct cell *c)
{
	jw_key(w, key);
	if (c->null) jw_null(w);
	else jw_str(w, c->s);
}

static void case_members(struct run *r, struct jw *w, const struct cell *c)
{
	jw_kstr(w, "case", yg_arena_printf(r->arena, "%.*s.%.*s", STR_ARG(c[CA_PATIENT].s), STR_ARG(c[CA_ID].s)));
	jw_kstr(w, "state", c[CA_STATE].s);
	jw_kint(w, "version", (long long)c[CA_VERSION].i);
	jw_kstr(w, "created_at", desk_time(r->arena, c[CA_CREATED_AT].i));
	jw_kstr(w, "updated_at", desk_time(r->arena, c[CA_UPDATED_AT].i));
	text_cell(w, "issued", &c[CA_ISSUED]);
	text_cell(w, "expires", &c[CA_EXPIRES]);
	text_cell(w, "verdict", &c[CA_VERDICT]);
	jw_key(w, "undecided");
	if (c[CA_INTERRUPTING].null) jw_null(w);
	else jw_int(w, (long long)c[CA_INTERRUPTING].i);
	text_cell(w, "master", &c[CA_MASTER]);
	text_cell(w, "rules", &c[CA_RULES]);
	jw_kint(w, "refill_use", (long long)c[CA_REFILL].i);
}

/* --- case.show --------------------------------------------------------------------------------------------------- */

static void documents(struct jw *w, const char *key, const struct doc_ref *d, size_t n)
{
	jw_key(w, key);
	jw_arr(w);
	for (size_t i = 0; i < n; i++) run_doc_json(w, &d[i]);
	jw_arr_end(w);
}

static void one_document(struct jw *w, const char *key, const struct doc_ref *d)
{
	jw_key(w, key);
	if (d->id.n) run_doc_json(w, d);
	else jw_null(w);
}

static void decisions(struct run *r, struct jw *w)
{
	const char *withheld = consent_lapsed(r, 0); /* ids, keys and reasons tell what they are about */
	jw_key(w, "decisions");
	jw_arr(w);
	for (size_t i = 0; i < r->c->ndecisions; i++) {
		const struct desk_decision *d = &r->c->decisions[i];
		jw_obj(w);
		if (withheld) {
			jw_kz(w, "withheld", withheld);
		} else {
			jw_kstr(w, "finding", d->finding);
			jw_kstr_opt(w, "key", d->key);
		}
		jw_kstr(w, "action", d->action);
		if (!withheld) jw_kstr_opt(w, "reason", d->reason);
		jw_kstr_opt(w, "until", d->until);
		jw_kstr_opt(w, "note", d->note);
		jw_kstr(w, "by", d->by);
		jw_kstr(w, "at", desk_time(r->arena, d->at));
		jw_kbool(w, "of_last_check", d->report_seq == r->c->report_seq);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void inquiries(struct run *r, struct jw *w)
{
	const char *withheld = consent_lapsed(r, 0);
	jw_key(w, "inquiries");
	jw_arr(w);
	for (size_t i = 0; i < r->c->ninquiries; i++) {
		const struct desk_inquiry *q = &r->c->inquiries[i];
		jw_obj(w);
		jw_kstr(w, "id", q->id);
		if (!withheld) jw_kstr_opt(w, "finding", q->finding);
		jw_kstr_opt(w, "line", q->line);
		jw_kstr_opt(w, "question", q->question);
		jw_kstr_opt(w, "answer", q->answer);
		jw_kstr_opt(w, "answered_by", q->answered_by);
		jw_kstr_opt(w, "outcome", q->outcome);
		jw_kstr(w, "asked_at", desk_time(r->arena, q->asked_at));
		if (q->answered_at) jw_kstr(w, "answered_at", desk_time(r->arena, q->answered_at));
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void allowed(struct run *r, struct jw *w)
{
	jw_key(w, "allowed");
	jw_arr(w);
	for (const struct desk_command *c = yg_desk_commands; c->pub.name; c++)
		if (c->pub.changes && (c->states & IN(r->c->state))) jw_z(w, c->pub.name);
	jw_arr_end(w);
}

/* The prescription as it is checked, in neutral JSON. */
static int prescription(struct run *r, struct jw *w)
{
	yagen *tables = NULL;
	yagen_case *yc = NULL;
	int err = desk_tables_in_force(r, &tables);
	if (err == YG_OK) err = yagen_case_new(&yc, tables);
	if (err == YG_OK) err = desk_read_rx(r, yc);
	if (err == YG_OK) {
		jw_key(w, "prescription");
		yg_json_write_rx(w, yc->c->rx_doc.rx);
	}
	yagen_case_free(yc);
	yagen_free(tables);
	return err;
}

static int report(struct run *r, struct jw *w)
{
	struct str bytes;
	int err;
	const char *withheld = consent_lapsed(r, r->c->report_seq);
	if (!r->c->report.id.n) return YG_OK;
	if (withheld) {                              /* made under a consent that no longer holds: check again */
		jw_key(w, "report");
		jw_null(w);
		jw_kz(w, "report_withheld", withheld);
		return YG_OK;
	}
	if ((err = run_load_document(r, r->c->report.id, &bytes)) != YG_OK) return err;
	jw_key(w, "report");
	jw_raw(w, yg_str_trim(bytes));
	return YG_OK;
}

int cmd_case_show(struct run *r)
{
	struct desk_case *c = r->c;
	struct jw w;
	int err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	case_members(r, &w, c->row);
	jw_key(&w, "patient");
	patient_json(r, &w, c->patient, c->patient_row);
	one_document(&w, "rx", &c->rx);
	one_document(&w, "rx_received", &c->rx_received);
	documents(&w, "histories", c->histories, c->nhistories);
	documents(&w, "facts", c->facts, c->nfacts);
	one_document(&w, "last_report", &c->report);
	one_document(&w, "dispensed", &c->dispensed);
	consent_show(r, &w);
	decisions(r, &w);
	inquiries(r, &w);
	allowed(r, &w);
	err = events(r, &w, false);
	if (err == YG_OK && run_flag(r, "prescription")) err = prescription(r, &w);
	if (err == YG_OK && run_flag(r, "report")) err = report(r, &w);
	jw_obj_end(&w);
	return err;
}

/* --- case.list ------------------------------------------------------------------------------------------------------ */

struct page { struct run *r; struct cell **row; size_t n, max; struct str after; bool skipping; };

static struct str cursor_of(struct run *r, const struct cell *c)
{
	return yg_arena_printf(r->arena, "%.*s:%lld:%.*s.%.*s", STR_ARG(c[CA_STATE].s), (long long)c[CA_UPDATED_AT].i, STR_ARG(c[CA_PATIENT].s), STR_ARG(c[CA_ID].s));
}

#define FULL 1
static int one_case(void *ctx, const struct cell *c)
{
	struct page *p = ctx;
	struct cell **grown, *row;
	if (p->skipping) {                           /* up to and with the last one of the page before */
		if (yg_str_eq(cursor_of(p->r, c), p->after)) p->skipping = false;
		return yg_arena_error(p->r->arena);
	}
	if (p->n >= p->max) return FULL;
	row = run_cells(p->r, CA_COLUMNS);
	grown = yg_arena_grow(p->r->arena, p->row, p->n, sizeof *grown);
	if (!row || !grown) return yg_arena_error(p->r->arena);
	for (int i = 0; i < CA_COLUMNS; i++) {
		row[i] = c[i];
		row[i].s = c[i].null ? STR_NONE : yg_arena_str(p->r->arena, c[i].s);
	}
	p->row = grown;
	grown[p->n++] = row;
	return yg_arena_error(p->r->arena);
}

/* "state:updated:patient.case" of the last row seen. */
static bool cursor_read(struct str s, enum desk_state *state, int64_t *updated)
{
	size_t a = yg_str_find(s, STR(":")), b;
	unsigned long n;
	struct str rest;
	if (a == (size_t)-1) return false;
	*state = yg_desk_state(yg_str_sub(s, 0, a));
	rest = yg_str_sub(s, a + 1, s.n);
	b = yg_str_find(rest, STR(":"));
	if (*state == DS_NONE || b == (size_t)-1 || !yg_str_uint(yg_str_sub(rest, 0, b), 0xfffffffffful, &n)) return false;
	*updated = (int64_t)n;
	return true;
}

static int by_state(struct run *r, struct page *p, unsigned states)
{
	enum desk_state from = DS_RECEIVED;
	int64_t updated = 0;
	int err = YG_OK;
	if (p->after.n && !cursor_read(p->after, &from, &updated)) return run_refuse_as(r, YG_EARG, "after", "after が正しくありません", "after is not one of our marks");
	for (int s = (int)from; err == YG_OK && s < DS_COUNT; s++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(yg_str(yg_desk_state_word[s])) }, begin = CELL_I(updated);
		bool resume = p->after.n && s == (int)from;
		if (!(states & IN((unsigned)s))) continue;
		p->skipping = resume;
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_CASE, 1, key, 2, resume ? &begin : NULL, true, 0 }, one_case, p);
	}
	return err;
}

static int by_patient(struct run *r, struct page *p, struct str patient)
{
	struct desk_known *group = NULL;
	size_t n = 0;
	int err = patient_group(r, patient, &group, &n);
	if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-patient", "この ID の患者はいません", "there is no such patient");
	if (err == YG_OK) r->patient = patient;      /* whose chain of the audit it goes to */
	for (size_t i = 0; err == YG_OK && i < n; i++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(group[i].patient) };
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_CASE, -1, key, 2, NULL, false, 0 }, one_case, p);
	}
	return err;
}

static int write_rows(struct run *r, const struct page *p, struct jw *w)
{
	int err = YG_OK;
	jw_key(w, "cases");
	jw_arr(w);
	for (size_t i = 0; err == YG_OK && i < p->n; i++) {
		struct cell *row = NULL;
		err = desk_load_patient(r, p->row[i][CA_PATIENT].s, &row);
		jw_obj(w);
		case_members(r, w, p->row[i]);
		if (err == YG_OK) {
			jw_key(w, "patient");
			patient_json(r, w, p->row[i][CA_PATIENT].s, row);
		}
		jw_obj_end(w);
	}
	jw_arr_end(w);
	return err;
}

int cmd_case_list(struct run *r)
{
	struct json_object *limit = yg_json_get(r->in, "limit");
	struct str state = run_text(r, "state"), patient = run_text(r, "patient");
	struct page p = { .r = r, .max = 50, .after = run_text(r, "after") };
	unsigned states = IN(DS_RECEIVED) | IN(DS_CHECKED) | IN(DS_DECIDED);         /* those in hand */
	struct jw w;
	bool full;
	int err;
	if (limit) p.max = (size_t)json_object_get_int64(limit);
	if (p.max < 1 || p.max > MAX_PAGE) return run_refuse_as(r, YG_EARG, "limit", "limit は 1〜500 です", "limit is 1 to 500");
	if (yg_str_eqz(state, "all")) states = ~0u;
	else if (state.n) states = IN(yg_desk_state(state));
	if (state.n && states == IN(DS_NONE)) return run_refuse_as(r, YG_EARG, "state-word", "そのような状態はありません", "there is no such state");
	err = patient.n ? by_patient(r, &p, patient) : by_state(r, &p, states);
	if (err != YG_OK && err != FULL) return err;
	full = err == FULL && p.n;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "after");                         /* more of them: ask again with it */
	if (full) jw_str(&w, cursor_of(r, p.row[p.n - 1]));
	else jw_null(&w);
	err = write_rows(r, &p, &w);
	jw_obj_end(&w);
	return err;
}
