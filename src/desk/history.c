/* history.c - what this pharmacy knows of a patient: visits it handed over, prescriptions that wait, remembered answers; each with the
 * versions of the patient between which it was known. Says what was known then; judges nothing. */
#include "desk/patient.h"
#include "desk/history.h"
#include "codec/history_from_rx.h"
#include "codec/neutral_json.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define STORE_ID 12u                                 /* hex digits of a dispensing's id in the name of its lines */
#define LONGEST_COURSE 400                           /* days: what was handed over before the look-back may last into it */

static bool known_at(const struct cell *since, const struct cell *until, int64_t version)
{
	return since->i <= version && (until->null || until->i > version);
}

/* --- own visits as a history ----------------------------------------------------------------------- */

struct visits { struct run *r; const struct desk_known *who; struct buf b; size_t n; };

static int one_visit(void *ctx, const struct cell *c)
{
	struct visits *v = ctx;
	if (!known_at(&c[DI_SINCE], &c[DI_UNTIL], v->who->version)) return 0;
	if (v->r->c && yg_str_eq(c[DI_CASE].s, v->r->c->id)) return 0;       /* of this very prescription */
	if (v->n++) yg_buf_char(&v->b, ',');
	yg_buf_str(&v->b, c[DI_VISIT].s);
	return v->b.err;
}

int desk_own_history(struct run *r, const struct desk_known *k, size_t n, struct ymd from, struct str *json)
{
	struct visits v = { .r = r };
	char day[11];
	int err = YG_OK;
	struct str first = STR_NONE;
	*json = STR_NONE;
	yg_buf_init(&v.b, YG_MAX_TEXT);
	yg_buf_z(&v.b, "{\"yagen\":\"history\",\"visits\":[");
	if (yg_ymd_valid(from)) {
		struct ymd early = yg_ymd_add(from, -LONGEST_COURSE);
		first = yg_arena_str(r->arena, (struct str){ day, yg_ymd_format(early, day) });
	}
	for (size_t i = 0; err == YG_OK && i < n; i++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(k[i].patient) }, begin = CELL_T(first);
		v.who = &k[i];
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_DISPENSING, 0, key, 2, first.n ? &begin : NULL, false, 0 }, one_visit, &v);
	}
	yg_buf_z(&v.b, "]}");
	if (err == YG_OK && v.n) *json = run_take(r, &v.b, &err);
	else yg_buf_free(&v.b);
	return err;
}

/* --- remembered answers ------------------------------------------------------------------------------- */

static int one_answer(void *ctx, const struct cell *c)
{
	struct visits *v = ctx;
	if (!known_at(&c[AN_SINCE], &c[AN_UNTIL], v->who->version)) return 0;
	if (v->n++) yg_buf_char(&v->b, ',');
	yg_buf_str(&v->b, c[AN_BODY].s);
	return v->b.err;
}

int desk_own_answers(struct run *r, const struct desk_known *k, size_t n, struct str *json)
{
	struct visits v = { .r = r };
	int err = YG_OK;
	*json = STR_NONE;
	yg_buf_init(&v.b, YG_MAX_TEXT);
	yg_buf_z(&v.b, "{\"yagen\":\"answers\",\"answers\":[");
	for (size_t i = 0; err == YG_OK && i < n; i++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(k[i].patient) };
		v.who = &k[i];
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_ANSWER, -1, key, 2, NULL, false, 0 }, one_answer, &v);
	}
	yg_buf_z(&v.b, "]}");
	if (err == YG_OK && v.n) *json = run_take(r, &v.b, &err);
	else yg_buf_free(&v.b);
	return err;
}

struct open_row { struct run *r; int columns, until; struct cell *row; };

static int keep_open(void *ctx, const struct cell *c)
{
	struct open_row *o = ctx;
	if (!c[o->until].null) return 0;
	if (!(o->row = run_cells(o->r, (size_t)o->columns))) return yg_arena_error(o->r->arena);
	for (int i = 0; i < o->columns; i++) {
		o->row[i] = c[i];
		o->row[i].s = c[i].null ? STR_NONE : yg_arena_str(o->r->arena, c[i].s);
	}
	return yg_arena_error(o->r->arena);
}

/* The row of this id that holds now; NULL in o->row: none. */
static int find_open(struct run *r, enum store_table t, struct str patient, struct str id, int columns, int until, struct open_row *o)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(patient), CELL_T(id) };
	*o = (struct open_row){ r, columns, until, NULL };
	return yg_store_scan(r->d->store, &(struct store_scan){ t, -1, key, 3, NULL, false, 0 }, keep_open, o);
}

static int end_row(struct run *r, enum store_table t, struct open_row *o, int since, int64_t version)
{
	int64_t was = o->row[since].i;
	o->row[o->until] = CELL_I(version);
	return run_write(r, (struct write){ W_UPDATE, t, o->row, since, was });
}

/* The version of another record of this person moves with this commit, and must not have moved meanwhile. */
static int move_on(struct run *r, const struct desk_known *k)
{
	struct cell *row;
	int err = desk_load_patient(r, k->patient, &row);
	if (err != YG_OK) return err;
	row[PA_VERSION] = CELL_I(k->version + 1);
	return run_write(r, (struct write){ W_UPDATE, T_PATIENT, row, PA_VERSION, k->version });
}

int desk_joined_move(struct run *r)
{
	struct desk_known *k = NULL;
	size_t n = 0;
	int err = patient_group(r, r->c->patient, &k, &n);
	for (size_t i = 0; err == YG_OK && i < n; i++)
		if (!yg_str_eq(k[i].patient, r->c->patient)) err = move_on(r, &k[i]);
	return err;
}

/* The same answer in a record joined with this one: a check reads both, so both end. */
static int end_joined(struct run *r, struct str id)
{
	struct desk_known *k = NULL;
	struct open_row o;
	size_t n = 0;
	int err = patient_group(r, r->c->patient, &k, &n);
	for (size_t i = 0; err == YG_OK && i < n; i++) {
		if (yg_str_eq(k[i].patient, r->c->patient)) continue;
		if ((err = find_open(r, T_ANSWER, k[i].patient, id, AN_COLUMNS, AN_UNTIL, &o)) != YG_OK || !o.row) continue;
		if ((err = end_row(r, T_ANSWER, &o, AN_SINCE, k[i].version + 1)) == YG_OK) err = move_on(r, &k[i]);
	}
	return err;
}

int desk_answer_put(struct run *r, struct str key, struct str body)
{
	struct str id = run_keyed(r, "answer", key);         /* the key itself could be made from a list of drugs; it stands sealed in the body */
	struct open_row o;
	struct cell *c;
	int err = id.n ? find_open(r, T_ANSWER, r->c->patient, id, AN_COLUMNS, AN_UNTIL, &o) : YG_ENOMEM;
	if (err == YG_OK && o.row) err = end_row(r, T_ANSWER, &o, AN_SINCE, run_patient_version(r));
	if (err == YG_OK) err = end_joined(r, id);
	if (err != YG_OK || !body.n) return err;
	if (!(c = run_cells(r, AN_COLUMNS))) return yg_arena_error(r->arena);
	c[AN_TENANT] = CELL_T(r->d->tenant);
	c[AN_PATIENT] = CELL_T(r->c->patient);
	c[AN_ID] = CELL_T(id);
	c[AN_SINCE] = CELL_I(run_patient_version(r));
	c[AN_KEY] = CELL_T(id);
	c[AN_BODY] = CELL_T(body);
	return run_write(r, (struct write){ W_INSERT, T_ANSWER, c, -1, 0 });
}

/* --- what is handed over, and what waits ----------------------------------------------------------------- */

int desk_dispensing_end(struct run *r, struct str id)
{
	struct open_row o;
	int err;
	if (!r->c->patient_version) return YG_ENOTFOUND;
	err = find_open(r, T_DISPENSING, r->c->patient, id, DI_COLUMNS, DI_UNTIL, &o);
	if (err != YG_OK) return err;
	return o.row ? end_row(r, T_DISPENSING, &o, DI_SINCE, run_patient_version(r)) : YG_ENOTFOUND;
}

/* The visit as it stands in the history: ours, of this kind, named by the first digits of its id. */
static struct str marked(struct run *r, struct str visit, struct str id, const char *kind, int *err)
{
	struct json_object *o = NULL;
	struct str out = STR_NONE;
	size_t at;
	*err = yg_json_parse(visit, &o, &at);
	if (*err == YG_OK && !json_object_is_type(o, json_type_object)) *err = YG_ESYNTAX;
	if (*err == YG_OK) {
		json_object_object_add(o, "kind", json_object_new_string(kind));
		json_object_object_add(o, "own", json_object_new_boolean(true));
		json_object_object_add(o, "store_id", json_object_new_string_len(id.p, (int)(id.n < STORE_ID ? id.n : STORE_ID)));
		json_object_object_del(o, "masked");
		out = yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
		*err = yg_arena_error(r->arena);
	}
	json_object_put(o);
	return out;
}

int desk_dispensing_put(struct run *r, struct str id, const char *kind, struct ymd on, size_t lines, struct str visit)
{
	struct cell *c = run_cells(r, DI_COLUMNS);
	char day[11];
	struct str json;
	int err = desk_dispensing_end(r, id);
	if (err != YG_OK && err != YG_ENOTFOUND) return err;
	json = marked(r, visit, id, kind, &err);
	if (err != YG_OK || !c) return err ? err : yg_arena_error(r->arena);
	c[DI_TENANT] = CELL_T(r->d->tenant);
	c[DI_PATIENT] = CELL_T(r->c->patient);
	c[DI_ID] = CELL_T(id);
	c[DI_SINCE] = CELL_I(run_patient_version(r));
	c[DI_CASE] = CELL_T(r->c->id);
	c[DI_ON] = CELL_T(yg_arena_str(r->arena, (struct str){ day, yg_ymd_format(on, day) }));
	c[DI_KIND] = CELL_T(yg_str(kind));
	c[DI_LINES] = CELL_I((int64_t)lines);
	c[DI_VISIT] = CELL_T(json);
	return run_write(r, (struct write){ W_INSERT, T_DISPENSING, c, -1, 0 });
}

/* Told as a record of one visit; what a prescription says and a visit cannot is of no use to a comparison. */
int desk_prescribed_put(struct run *r, const struct rx *rx)
{
	struct rx dated = *rx;
	struct history h = { 0 };
	struct diags ds;
	struct write_ctx wc = { .arena = r->arena, .diags = &ds, .lossy = true };
	struct json_object *o = NULL, *visit;
	struct buf b;
	struct jw w;
	size_t at;
	struct str json;
	int err;
	yg_diags_init(&ds, r->arena);
	if (!yg_ymd_valid(dated.issued)) dated.issued = desk_day(r->at);
	if ((err = yg_history_from_rx(&wc, &dated, &h)) != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	yg_json_write_history(&w, &h);
	json = run_take(r, &b, &err);
	if (err == YG_OK) err = yg_json_parse(json, &o, &at);
	visit = err == YG_OK ? yg_json_get(o, "visits") : NULL;
	visit = visit ? json_object_array_get_idx(visit, 0) : NULL;
	if (err == YG_OK)
		err = desk_dispensing_put(r, r->c->id, "prescribed", dated.issued, h.ndruglines,
					  yg_arena_str(r->arena, yg_str(visit ? json_object_to_json_string_ext(visit, JSON_C_TO_STRING_PLAIN) : "{}")));
	json_object_put(o);
	return err;
}
