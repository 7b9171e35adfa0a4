/* patient.c - finding and making the patient of a prescription. Never guesses: what is not sure is handed to a person. */
#include "desk/patient.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/fold.h"
#include "base/ban.h"

#define MAX_CANDIDATES 50u
#define MAX_IDENTITIES 200u                          /* insurances of one person over the years */

/* One way a person was told to us, folded; empty: not told. */
enum { I_NAME, I_KANA, I_BORN, I_SEX, I_INSURER, I_SYMBOL, I_NUMBER, I_BRANCH, I_PAYER1, I_RECIPIENT1, I_PAYER2, I_RECIPIENT2, I_PAYER3, I_RECIPIENT3, I_COUNT };
static const char *const member[I_COUNT] = { "name", "kana", "birth_date", "sex", "insurer", "symbol", "number", "branch", "payer1", "recipient1",
	"payer2", "recipient2", "payer3", "recipient3" };
struct told { struct str v[I_COUNT]; };

static struct str folded(struct run *r, struct str s)
{
	struct buf b;
	int err;
	struct str out;
	if (!yg_str_trim(s).n) return STR_NONE;
	yg_buf_init(&b, s.n * 8 + 64);
	yg_fold_search(yg_str_trim(s), &b);
	out = run_take(r, &b, &err);
	return err ? STR_NONE : out;
}

static void identity_of(struct run *r, const struct rx *rx, struct told *id)
{
	const struct insurance *in = &rx->insurance;
	char born[11];
	*id = (struct told){ { STR_NONE } };
	id->v[I_NAME] = folded(r, rx->patient.name);
	id->v[I_KANA] = folded(r, rx->patient.kana);
	if (yg_ymd_valid(rx->born)) id->v[I_BORN] = yg_arena_str(r->arena, (struct str){ born, yg_ymd_format(rx->born, born) });
	id->v[I_SEX] = rx->sex == SEX_MALE ? STR("male") : rx->sex == SEX_FEMALE ? STR("female") : STR_NONE;
	if (in->insurer.n && in->number.n) {         /* a number without its insurer says nothing */
		id->v[I_INSURER] = folded(r, in->insurer);
		id->v[I_SYMBOL] = folded(r, in->symbol);
		id->v[I_NUMBER] = folded(r, in->number);
		id->v[I_BRANCH] = folded(r, in->branch);
	}
	for (size_t i = 0; i < 3; i++) {
		if (!in->kohi[i].payer.n || !in->kohi[i].recipient.n) continue;
		id->v[I_PAYER1 + 2 * i] = folded(r, in->kohi[i].payer);
		id->v[I_RECIPIENT1 + 2 * i] = folded(r, in->kohi[i].recipient);
	}
}

/* --- keyed hashes -------------------------------------------------------------------------------- */

struct hash { const char *kind; struct str hash; };
#define MAX_HASHES 32u
struct hashes { struct hash h[MAX_HASHES]; size_t n; };

static void add_hash(struct run *r, struct hashes *hs, const char *kind, struct str sex, struct str naming, const struct told *id, const struct str *what, size_t n)
{
	struct buf b;
	int err;
	struct str text;
	yg_buf_init(&b, 65536);
	yg_buf_printf(&b, "%zu:%.*s%.*s|%.*s", naming.n, STR_ARG(naming), STR_ARG(id->v[I_BORN]), STR_ARG(sex));
	for (size_t i = 0; i < n; i++) yg_buf_printf(&b, "|%zu:%.*s", what[i].n, STR_ARG(what[i]));
	text = run_take(r, &b, &err);
	if (err || hs->n >= MAX_HASHES) return;
	hs->h[hs->n++] = (struct hash){ kind, run_keyed(r, kind, text) };
}

/* Every way this person may be looked up by, with one of the namings and one sex. */
static void hashes_of(struct run *r, const struct told *id, struct str sex, struct hashes *hs)
{
	const struct str naming[2] = { id->v[I_KANA], id->v[I_NAME] };
	for (size_t k = 0; k < 2; k++) {
		if (!naming[k].n) continue;
		add_hash(r, hs, "person", sex, naming[k], id, NULL, 0);
		if (id->v[I_INSURER].n) add_hash(r, hs, "insured", sex, naming[k], id, &id->v[I_INSURER], 3);
		for (size_t i = I_PAYER1; i < I_COUNT; i += 2)
			if (id->v[i].n) add_hash(r, hs, "public", sex, naming[k], id, &id->v[i], 2);
	}
}

/* --- comparing ------------------------------------------------------------------------------------- */

static int same(const struct told *a, const struct told *b, int i)           /* -1: not told on one side */
{
	return a->v[i].n && b->v[i].n ? yg_str_eq(a->v[i], b->v[i]) : -1;
}

static int same_payer(const struct told *a, const struct told *b)
{
	bool ga = false, gb = false;
	for (int i = I_PAYER1; i < I_COUNT; i += 2) {
		ga = ga || a->v[i].n;
		gb = gb || b->v[i].n;
		for (int k = I_PAYER1; k < I_COUNT; k += 2)
			if (a->v[i].n && yg_str_eq(a->v[i], b->v[k]) && yg_str_eq(a->v[i + 1], b->v[k + 1])) return 1;
	}
	return ga && gb ? 0 : ga || gb ? -1 : 2;      /* 2: neither has one */
}

static enum who compare(const struct told *a, const struct told *b)
{
	int kana = same(a, b, I_KANA), name = same(a, b, I_NAME), born = same(a, b, I_BORN), sex = same(a, b, I_SEX), payer = same_payer(a, b);
	bool insured;
	if (!born || !sex) return WHO_NEW;
	if (kana != 1 && name != 1) return WHO_NEW;
	if (kana == 0 || born < 0 || sex < 0) return WHO_DOUBTFUL;
	insured = a->v[I_INSURER].n && b->v[I_INSURER].n;
	if (insured && same(a, b, I_INSURER) == 1 && yg_str_eq(a->v[I_SYMBOL], b->v[I_SYMBOL]) && same(a, b, I_NUMBER) == 1)
		return same(a, b, I_BRANCH) ? WHO_SURE : WHO_DOUBTFUL;
	if (insured) return WHO_DOUBTFUL;
	if (payer == 1) return WHO_SURE;
	if (a->v[I_INSURER].n || b->v[I_INSURER].n || payer != 2) return WHO_DOUBTFUL;
	return kana == 1 && name == 1 ? WHO_SURE : WHO_DOUBTFUL;     /* both pay themselves: the whole name must agree */
}

static void identity_read(struct run *r, struct json_object *o, struct told *id)
{
	for (int i = 0; i < I_COUNT; i++) id->v[i] = yg_arena_str(r->arena, yg_json_str(o, member[i]));
}

static int details(const struct cell *row, struct json_object **o)
{
	size_t at;
	return yg_json_parse(row[PA_DETAILS].s, o, &at);
}

/* The strongest of all ways this candidate is known. */
static int judge(struct run *r, const struct told *id, struct candidate *c)
{
	struct json_object *o = NULL, *list;
	int err = details(c->row, &o);
	if (err != YG_OK) return err;
	list = yg_json_get(o, "identities");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct told known;
		enum who who;
		identity_read(r, json_object_array_get_idx(list, i), &known);
		who = compare(id, &known);
		if (who == WHO_SURE || (who == WHO_DOUBTFUL && c->who == WHO_NEW)) c->who = who;
	}
	json_object_put(o);
	return yg_arena_error(r->arena);
}

/* --- looking up ---------------------------------------------------------------------------------------- */

struct hits { struct run *r; struct str p[MAX_CANDIDATES]; size_t n; bool more; };

static int one_hit(void *ctx, const struct cell *c)
{
	struct hits *h = ctx;
	struct str p = c[PX_PATIENT].s;
	if (!c[PX_UNTIL].null || yg_str_eqz(c[PX_KIND].s, "guard")) return 0;
	for (size_t i = 0; i < h->n; i++)
		if (yg_str_eq(h->p[i], p)) return 0;
	if (h->n < MAX_CANDIDATES) h->p[h->n++] = yg_arena_str(h->r->arena, p);
	else h->more = true;
	return yg_arena_error(h->r->arena);
}

/* The row of a patient, or of the one it was joined into. */
static int root_of(struct run *r, struct str *patient, struct cell **row)
{
	int err = desk_load_patient(r, *patient, row);
	for (unsigned i = 0; err == YG_OK && !(*row)[PA_MERGED_INTO].null && i < 100; i++) {
		*patient = (*row)[PA_MERGED_INTO].s;
		err = desk_load_patient(r, *patient, row);
	}
	return err;
}

static int look_up(struct run *r, const struct told *id, struct hits *h)
{
	struct hashes *hs = yg_arena_alloc(r->arena, sizeof *hs);
	struct cell key[2];
	int err = YG_OK;
	if (!hs) return yg_arena_error(r->arena);
	hashes_of(r, id, STR_NONE, hs);              /* somebody whose sex was not told */
	if (id->v[I_SEX].n) hashes_of(r, id, id->v[I_SEX], hs);
	if (!id->v[I_SEX].n) {
		hashes_of(r, id, STR("male"), hs);
		hashes_of(r, id, STR("female"), hs);
	}
	key[0] = CELL_T(r->d->tenant);
	for (size_t i = 0; err == YG_OK && i < hs->n; i++) {
		key[1] = CELL_T(hs->h[i].hash);
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_PATIENT_INDEX, -1, key, 2, NULL, false, 0 }, one_hit, h);
	}
	return err;
}

int patient_find(struct run *r, const struct rx *rx, struct identified *out)
{
	struct hits h = { .r = r };
	struct told id;
	size_t sure = 0, doubtful = 0;
	int err;
	*out = (struct identified){ WHO_NEW, NULL, 0, 0 };
	identity_of(r, rx, &id);
	if ((err = look_up(r, &id, &h)) != YG_OK) return err;
	out->c = yg_arena_array(r->arena, h.n + 1, sizeof *out->c);
	if (!out->c) return yg_arena_error(r->arena);
	for (size_t i = 0; i < h.n; i++) {
		struct candidate *c = &out->c[out->n];
		bool seen = false;
		*c = (struct candidate){ h.p[i], WHO_NEW, NULL };
		/* judged by what stands in its own record, then taken for the one it was joined into */
		if ((err = desk_load_patient(r, c->patient, &c->row)) == YG_OK) err = judge(r, &id, c);
		if (err == YG_OK) err = root_of(r, &c->patient, &c->row);
		if (err == YG_ENOTFOUND) continue;   /* deleted since (retention) */
		if (err != YG_OK) return err;
		for (size_t k = 0; k < out->n; k++) {
			if (!yg_str_eq(out->c[k].patient, c->patient)) continue;
			seen = true;
			if (c->who == WHO_SURE) out->c[k].who = WHO_SURE;
		}
		if (!seen && c->who != WHO_NEW) out->n++;
	}
	for (size_t i = 0; i < out->n; i++) {
		if (out->c[i].who == WHO_SURE) { sure++; out->sure = i; }
		else doubtful++;
	}
	if (sure == 1 && !h.more) out->who = WHO_SURE;       /* one that was not looked at might be the one */
	else if (sure || doubtful || h.more || !id.v[I_BORN].n || (!id.v[I_KANA].n && !id.v[I_NAME].n)) out->who = WHO_DOUBTFUL;
	return yg_arena_error(r->arena);
}

/* --- making and learning --------------------------------------------------------------------------------- */

static int index_row(struct run *r, struct str hash, struct str patient, const char *kind, int64_t since)
{
	struct cell *c = run_cells(r, PX_COLUMNS);
	if (!c) return yg_arena_error(r->arena);
	c[PX_TENANT] = CELL_T(r->d->tenant);
	c[PX_HASH] = CELL_T(hash);
	c[PX_PATIENT] = CELL_T(patient);
	c[PX_KIND] = CELL_T(yg_str(kind));
	c[PX_SINCE] = CELL_I(since);
	return run_write(r, (struct write){ W_INSERT, T_PATIENT_INDEX, c, -1, 0 });
}

/* Two terminals that make the same person at the same moment: the second one's commit fails, and it looks again. `since` counts. */
static int guard(struct run *r, struct str hash)
{
	struct cell row[PX_COLUMNS], key[3] = { CELL_T(r->d->tenant), CELL_T(hash), CELL_T(STR("-")) }, *c;
	int err = yg_store_get(r->d->store, T_PATIENT_INDEX, key, r->arena, row);
	if (err == YG_ENOTFOUND) return index_row(r, hash, STR("-"), "guard", 1);
	if (err != YG_OK) return err;
	if (!(c = run_cells(r, PX_COLUMNS))) return yg_arena_error(r->arena);
	memcpy(c, row, sizeof row);
	c[PX_SINCE] = CELL_I(row[PX_SINCE].i + 1);
	return run_write(r, (struct write){ W_UPDATE, T_PATIENT_INDEX, c, PX_SINCE, row[PX_SINCE].i });
}

/* Index rows of this identity that the patient does not have yet. */
static int index_identity(struct run *r, const struct told *id, struct str patient, int64_t since, bool fresh)
{
	struct hashes *hs = yg_arena_alloc(r->arena, sizeof *hs);
	int err = YG_OK;
	if (!hs) return yg_arena_error(r->arena);
	hashes_of(r, id, id->v[I_SEX], hs);
	for (size_t i = 0; err == YG_OK && i < hs->n; i++) {
		struct cell row[PX_COLUMNS], key[3] = { CELL_T(r->d->tenant), CELL_T(hs->h[i].hash), CELL_T(patient) };
		bool twice = false;
		for (size_t k = 0; k < i; k++) twice = twice || yg_str_eq(hs->h[k].hash, hs->h[i].hash);
		if (twice) continue;
		if (fresh && (err = guard(r, hs->h[i].hash)) != YG_OK) return err;
		err = fresh ? YG_ENOTFOUND : yg_store_get(r->d->store, T_PATIENT_INDEX, key, r->arena, row);
		if (err == YG_ENOTFOUND) err = index_row(r, hs->h[i].hash, patient, hs->h[i].kind, since);
		else if (err == YG_OK && !row[PX_UNTIL].null) {      /* it was taken back once, and is said again */
			struct cell *c = run_cells(r, PX_COLUMNS);
			if (!c) return yg_arena_error(r->arena);
			memcpy(c, row, sizeof row);
			c[PX_SINCE] = CELL_I(since);
			c[PX_UNTIL] = CELL_NONE;
			err = run_write(r, (struct write){ W_UPDATE, T_PATIENT_INDEX, c, PX_SINCE, row[PX_SINCE].i });
		}
	}
	return err;
}

static void text_member(struct json_object *o, const char *key, struct str s)
{
	if (s.n) json_object_object_add(o, key, json_object_new_string_len(s.p, (int)s.n));
}

static struct json_object *identity_json(const struct told *id, struct str since)
{
	struct json_object *o = json_object_new_object();
	for (int i = 0; i < I_COUNT; i++) text_member(o, member[i], id->v[i]);
	text_member(o, "since", since);
	return o;
}

static bool recorded(struct run *r, struct json_object *list, const struct told *id)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct told known;
		bool equal = true;
		identity_read(r, json_object_array_get_idx(list, i), &known);
		for (int k = 0; k < I_COUNT; k++) equal = equal && yg_str_eq(known.v[k], id->v[k]);
		if (equal) return true;
	}
	return false;
}

static void set_details(struct run *r, struct cell *row, struct json_object *o)
{
	row[PA_DETAILS] = CELL_T(yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE))));
}

int patient_new(struct run *r, const struct rx *rx, bool doubtful, struct str *patient, struct cell **row)
{
	struct json_object *o, *list;
	struct told id;
	struct cell *c = run_cells(r, PA_COLUMNS);
	struct str p = run_new_id(r);
	if (!c || !p.n) return c ? YG_EIO : yg_arena_error(r->arena);
	identity_of(r, rx, &id);
	c[PA_TENANT] = CELL_T(r->d->tenant);
	c[PA_PATIENT] = CELL_T(p);
	c[PA_VERSION] = CELL_I(0);
	c[PA_CREATED_AT] = CELL_I(r->at);
	c[PA_STATE] = CELL_T(doubtful ? STR("doubtful") : STR("sure"));
	if (id.v[I_BORN].n) c[PA_BIRTH_DATE] = CELL_T(id.v[I_BORN]);
	if (id.v[I_KANA].n) c[PA_KANA] = CELL_T(id.v[I_KANA]);
	o = json_object_new_object();
	text_member(o, "name", rx->patient.name);
	text_member(o, "kana", rx->patient.kana);
	text_member(o, "sex", id.v[I_SEX]);
	text_member(o, "birth_date", id.v[I_BORN]);
	list = json_object_new_array();
	json_object_array_add(list, identity_json(&id, desk_time(r->arena, r->at)));
	json_object_object_add(o, "identities", list);
	set_details(r, c, o);
	json_object_put(o);
	*patient = p;
	*row = c;
	return index_identity(r, &id, p, 1, true);
}

int patient_learn(struct run *r, const struct rx *rx, struct str patient, struct cell *row)
{
	struct json_object *o = NULL, *list;
	struct told id;
	int err = details(row, &o);
	if (err != YG_OK) return err;
	identity_of(r, rx, &id);
	list = yg_json_get(o, "identities");
	if (!list) json_object_object_add(o, "identities", list = json_object_new_array());
	if (!recorded(r, list, &id)) {
		if (json_object_array_length(list) >= MAX_IDENTITIES) json_object_array_del_idx(list, 0, 1);
		json_object_array_add(list, identity_json(&id, desk_time(r->arena, r->at)));
		if (!yg_json_str(o, "name").n) text_member(o, "name", rx->patient.name);
		if (!yg_json_str(o, "kana").n) text_member(o, "kana", rx->patient.kana);
		if (row[PA_KANA].null && id.v[I_KANA].n) row[PA_KANA] = CELL_T(id.v[I_KANA]);
		set_details(r, row, o);
		err = index_identity(r, &id, patient, row[PA_VERSION].i + 1, false);
	}
	json_object_put(o);
	return err;
}

int patient_request(struct run *r, struct str patient)
{
	struct str hash = run_keyed(r, "request", r->request);
	int err = guard(r, hash);
	return err ? err : index_row(r, hash, patient, "request", run_patient_version(r));
}

/* --- one person, several records ------------------------------------------------------------------------------ */

static bool listed(const struct desk_known *k, size_t n, struct str patient)
{
	for (size_t i = 0; i < n; i++)
		if (yg_str_eq(k[i].patient, patient)) return true;
	return false;
}

int patient_group(struct run *r, struct str patient, struct desk_known **out, size_t *n)
{
	struct desk_known *k = yg_arena_array(r->arena, PATIENT_RECORDS + 1, sizeof *k);
	struct cell *row;
	size_t m = 0;
	int err = k ? root_of(r, &patient, &row) : yg_arena_error(r->arena);
	if (err != YG_OK) return err;
	k[m++] = (struct desk_known){ patient, row[PA_VERSION].i };
	for (size_t i = 0; i < m; i++) {             /* each brings those joined into it */
		struct json_object *o = NULL, *list;
		if (i && (err = desk_load_patient(r, k[i].patient, &row)) == YG_OK) k[i].version = row[PA_VERSION].i;
		if (i && err == YG_ENOTFOUND) {      /* deleted since (retention) */
			k[i--] = k[--m];
			err = YG_OK;
			continue;
		}
		if (err == YG_OK) err = details(row, &o);
		if (err != YG_OK) return err;
		list = yg_json_get(o, "joined");
		for (size_t j = 0; list && j < json_object_array_length(list) && m <= PATIENT_RECORDS; j++) {
			struct str p = yg_str(json_object_get_string(json_object_array_get_idx(list, j)));
			if (!listed(k, m, p)) k[m++] = (struct desk_known){ yg_arena_str(r->arena, p), 0 };
		}
		json_object_put(o);
	}
	if (m > PATIENT_RECORDS)                      /* what is left out would not be compared */
		return run_refuse_as(r, YG_ETOOBIG, "too-many-records", "統合された患者の記録が多すぎます", "too many records are joined as one person");
	*out = k;
	*n = m;
	return yg_arena_error(r->arena);
}

/* --- shown ---------------------------------------------------------------------------------------------------- */

static void members(struct jw *w, struct json_object *o, const char *const *key)
{
	for (; *key; key++) jw_kstr_opt(w, *key, yg_json_str(o, *key));
}

void patient_json(struct run *r, struct jw *w, struct str patient, const struct cell *row)
{
	static const char *const own[] = { "name", "kana", "birth_date", "sex", NULL };
	static const char *const insurance[] = { "since", "insurer", "symbol", "number", "branch", "payer1", "recipient1", "payer2", "recipient2", "payer3",
		"recipient3", NULL };
	struct json_object *o = NULL, *list;
	jw_obj(w);
	jw_kstr(w, "patient", patient);
	jw_kstr(w, "state", row[PA_STATE].s);
	if (!row[PA_MERGED_INTO].null) jw_kstr(w, "merged_into", row[PA_MERGED_INTO].s);
	if (row[PA_DETAILS].s.n && details(row, &o) == YG_OK) {
		members(w, o, own);
		list = yg_json_get(o, "identities");
		jw_key(w, "identities");
		jw_arr(w);
		for (size_t i = 0; list && i < json_object_array_length(list); i++) {
			jw_obj(w);
			members(w, json_object_array_get_idx(list, i), insurance);
			jw_obj_end(w);
		}
		jw_arr_end(w);
		list = yg_json_get(o, "standing");
		if (list) {
			jw_key(w, "standing");
			jw_raw(w, yg_str(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
		}
		list = yg_json_get(o, "joined");
		if (list && json_object_array_length(list)) {
			jw_key(w, "joined");
			jw_arr(w);
			for (size_t i = 0; i < json_object_array_length(list); i++) jw_z(w, json_object_get_string(json_object_array_get_idx(list, i)));
			jw_arr_end(w);
		}
		json_object_put(o);
	}
	jw_kstr(w, "created_at", desk_time(r->arena, row[PA_CREATED_AT].i));
	jw_obj_end(w);
}

struct str patient_candidates(struct run *r, const struct identified *id)
{
	struct buf b;
	struct jw w;
	int err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	yg_buf_z(&b, "\"candidates\":");
	jw_init(&w, &b, false);
	jw_arr(&w);
	for (size_t i = 0; i < id->n; i++) patient_json(r, &w, id->c[i].patient, id->c[i].row);
	jw_arr_end(&w);
	return run_take(r, &b, &err);
}
