/* receive.c - whose prescription it is, and whether it is here already. Makes the rows of a new case; reads no bytes. */
#include "desk/receive.h"
#include "desk/patient.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/fold.h"
#include "base/ban.h"

/* --- the patient -------------------------------------------------------------------------------------- */

/* What a person decided, as it is recorded: who it is, out of which. */
static struct str choice_json(struct run *r, struct str patient, bool fresh, struct str why, const struct identified *id)
{
	struct buf b;
	struct jw w;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "patient", patient);
	jw_kbool(&w, "new", fresh);
	jw_kstr(&w, "why", why);
	jw_key(&w, "candidates");
	jw_arr(&w);
	for (size_t i = 0; i < id->n; i++) jw_str(&w, id->c[i].patient);
	jw_arr_end(&w);
	jw_obj_end(&w);
	return run_take(r, &b, &err);
}

static int existing(struct run *r, const struct rx *rx, struct desk_case *c, const struct candidate *who)
{
	c->patient = who->patient;
	c->patient_row = who->row;
	c->patient_version = who->row[PA_VERSION].i;
	return patient_learn(r, rx, c->patient, c->patient_row);
}

static int fresh_patient(struct run *r, const struct rx *rx, struct desk_case *c, bool doubtful)
{
	c->patient_version = 0;
	return patient_new(r, rx, doubtful, &c->patient, &c->patient_row);
}

int receive_patient(struct run *r, const struct rx *rx, struct desk_case *c, struct str *choice)
{
	struct json_object *said = yg_json_get(r->in, "patient_choice");
	struct str who = yg_arena_str(r->arena, yg_json_str(said, "patient")), why = yg_arena_str(r->arena, yg_json_str(said, "why"));
	struct identified id;
	int err = patient_find(r, rx, &id);
	if (err != YG_OK) return err;
	if (!said) {
		if (id.who == WHO_SURE) return existing(r, rx, c, &id.c[id.sure]);
		if (id.who == WHO_NEW) return fresh_patient(r, rx, c, false);
		r->refusal_more = patient_candidates(r, &id);
		return run_refuse(r, "patient-doubtful", "患者を特定できません。候補から選ぶか、新しい患者としてください",
				  "it is not sure who the patient is: choose one of the candidates, or a new patient");
	}
	if (!who.n || !why.n)
		return run_refuse_as(r, YG_EARG, "patient-choice", "patient_choice には patient と why が必要です", "patient_choice needs patient and why");
	if (yg_str_eqz(who, "new")) {
		err = fresh_patient(r, rx, c, id.n > 0);
		if (err == YG_OK) *choice = choice_json(r, c->patient, true, why, &id);
		return err;
	}
	for (size_t i = 0; i < id.n; i++) {
		if (!yg_str_eq(id.c[i].patient, who)) continue;
		*choice = choice_json(r, who, false, why, &id);
		return existing(r, rx, c, &id.c[i]);
	}
	r->refusal_more = patient_candidates(r, &id);
	return run_refuse(r, "not-a-candidate", "選ばれた患者は候補にありません", "the patient chosen is not one of the candidates");
}

/* --- the prescription -------------------------------------------------------------------------------------- */

static void add(struct buf *b, struct str s)
{
	s = yg_str_trim(s);
	yg_buf_printf(b, "%zu:", s.n);
	yg_buf_str(b, s);
}

static void add_dec(struct buf *b, struct dec d)
{
	char t[32];
	add(b, yg_dec_given(d) ? (struct str){ t, yg_dec_format(d, t) } : STR_NONE);
}

static void add_lines(struct buf *b, const struct rx *rx)
{
	for (size_t g = 0; g < rx->ngroups; g++) {
		const struct rx_group *rp = &rx->groups[g];
		yg_buf_printf(b, "|%d,%d,%d,%d|", rp->number, (int)rp->form, rp->quantity, rp->split_quantity);
		add(b, rp->usage_code);
		add(b, rp->usage);
		for (size_t i = 0; i < rp->nlines; i++) {
			yg_buf_printf(b, "%d,%d,", rp->lines[i].seq, (int)rp->lines[i].item.system);
			add(b, rp->lines[i].item.code);
			add(b, rp->lines[i].item.name);
			add_dec(b, rp->lines[i].item.amount);
			add(b, rp->lines[i].item.unit);
		}
	}
}

struct str desk_prescription_hash(struct run *r, const struct rx *rx)
{
	char issued[11];
	struct buf b;
	struct str text;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (rx->prescription_id.n) {
		yg_buf_z(&b, "id|");
		yg_fold(rx->prescription_id, &b);    /* a UUID: capital and small letters are one */
	} else {
		yg_buf_z(&b, "lines|");
		add(&b, rx->institution.code);
		add(&b, rx->institution.name);
		add(&b, rx->number);
		add(&b, (struct str){ issued, yg_ymd_format(rx->issued, issued) });
		add_lines(&b, rx);
	}
	yg_buf_printf(&b, "|part %d", rx->split_part);
	text = run_take(r, &b, &err);
	return err ? STR_NONE : run_keyed(r, "prescription", text);
}

struct uses { struct run *r; struct str hash, open; int64_t last; struct str last_case; };

static int one_use(void *ctx, const struct cell *c)
{
	struct uses *u = ctx;
	enum desk_state s = yg_desk_state(c[CA_STATE].s);
	struct str id = yg_arena_printf(u->r->arena, "%.*s.%.*s", STR_ARG(c[CA_PATIENT].s), STR_ARG(c[CA_ID].s));
	if (c[CA_REFILL].i >= u->last) {
		u->last = c[CA_REFILL].i;
		u->last_case = id;
	}
	if (s == DS_RECEIVED || s == DS_CHECKED || s == DS_DECIDED) u->open = id;
	return yg_arena_error(u->r->arena);
}

static int exists(struct run *r, struct str id)
{
	r->refusal_more = yg_arena_printf(r->arena, "\"case\":\"%.*s\"", STR_ARG(id));
	return run_refuse_as(r, YG_EEXISTS, "exists", "この処方箋はすでに受け付けています", "this prescription is here already");
}

/* Which use of it this is: a refill may come again when the one before was handed over. */
static int which_use(struct run *r, const struct rx *rx, struct desk_case *c, struct str hash, int64_t *use)
{
	struct uses u = { .r = r, .hash = hash, .last = -1 };
	struct desk_known *group = NULL;
	size_t n = 0;
	int err = c->patient_version ? patient_group(r, c->patient, &group, &n) : YG_OK;
	for (size_t i = 0; err == YG_OK && i < n; i++) {
		struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(group[i].patient), CELL_T(hash) };
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_CASE, 0, key, 3, NULL, false, 0 }, one_use, &u);
	}
	if (err != YG_OK) return err;
	*use = rx->refill_total > 0 ? 1 : 0;
	if (!u.last_case.n) return YG_OK;
	if (u.open.n || rx->refill_total <= 0) return exists(r, u.open.n ? u.open : u.last_case);
	*use = u.last + 1;
	if (*use > rx->refill_total) {
		r->refusal_more = yg_arena_printf(r->arena, "\"case\":\"%.*s\"", STR_ARG(u.last_case));
		return run_refuse(r, "refill-used-up", "リフィル処方箋の使用回数を超えています", "every use of this refill prescription has been made");
	}
	return YG_OK;
}

int receive_case(struct run *r, const struct rx *rx, struct desk_case *c)
{
	struct str hash = desk_prescription_hash(r, rx);
	struct cell *row = run_cells(r, CA_COLUMNS);
	int64_t use = 0;
	int err = hash.n && row ? which_use(r, rx, c, hash, &use) : YG_ENOMEM;
	if (err != YG_OK) return err;
	c->id = run_new_id(r);
	if (!c->id.n) return YG_EIO;
	row[CA_TENANT] = CELL_T(r->d->tenant);
	row[CA_PATIENT] = CELL_T(c->patient);
	row[CA_ID] = CELL_T(c->id);
	row[CA_STATE] = CELL_T(yg_str(yg_desk_state_word[DS_RECEIVED]));
	row[CA_VERSION] = CELL_I(0);
	row[CA_CREATED_AT] = row[CA_UPDATED_AT] = CELL_I(r->at);
	row[CA_PRESCRIPTION] = CELL_T(hash);
	run_day_cell(r, &row[CA_ISSUED], rx->issued);
	run_day_cell(r, &row[CA_EXPIRES], yg_rx_expiry(rx));
	row[CA_REFILL] = CELL_I(use);
	c->row = row;
	c->state = DS_RECEIVED;
	return YG_OK;
}

void receive_answer(struct run *r, const struct rx *rx, struct str choice)
{
	size_t lines = 0;
	struct jw w;
	for (size_t g = 0; g < rx->ngroups; g++) lines += rx->groups[g].nlines;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "patient");
	patient_json(r, &w, r->c->patient, r->c->patient_row);
	jw_kbool(&w, "new_patient", r->c->patient_version == 0);
	if (choice.n) {
		jw_key(&w, "patient_choice");
		jw_raw(&w, choice);
	}
	jw_kymd(&w, "issued", rx->issued);
	jw_kymd(&w, "expires", yg_rx_expiry(rx));
	jw_kint(&w, "refill_use", (long long)r->c->row[CA_REFILL].i);
	jw_kint(&w, "lines", (long long)lines);
	jw_obj_end(&w);
}
