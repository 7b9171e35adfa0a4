/* cmd_patient.c - who is who, settled by a person: patient.show, patient.doubtful, patient.join, patient.split. Joining moves nothing: a joined
 * record says where it belongs, what stands in it is read through that link, and splitting takes the link away. */
#include "desk/command.h"
#include "desk/patient.h"
#include "base/err.h"
#include "base/ban.h"

static int load(struct run *r)
{
	struct str patient = run_text(r, "patient");
	int err = desk_load_patient(r, patient, &r->patient_row);
	if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-patient", "この ID の患者はいません", "there is no such patient");
	if (err != YG_OK) return err;
	r->patient = patient;
	r->patient_version = r->patient_row[PA_VERSION].i;
	return YG_OK;
}

static int show(struct run *r)
{
	struct jw w;
	jw_init(&w, &r->answer, false);
	patient_json(r, &w, r->patient, r->patient_row);
	run_audit(r, r->cmd->pub.name, r->patient, r->why.n ? STR("text") : STR_NONE);
	return YG_OK;
}

int cmd_patient_show(struct run *r)
{
	int err = load(r);
	return err ? err : show(r);
}

/* --- patient.doubtful --------------------------------------------------------------------------------- */

#define MAX_DOUBTFUL 200u
struct doubtful { struct run *r; struct str p[MAX_DOUBTFUL]; size_t n, left_out; };

static int one_patient(void *ctx, const struct cell *c)
{
	struct doubtful *d = ctx;
	if (!yg_str_eqz(c[PA_STATE].s, "doubtful")) return 0;
	if (d->n < MAX_DOUBTFUL) d->p[d->n++] = yg_arena_str(d->r->arena, c[PA_PATIENT].s);
	else d->left_out++;
	return yg_arena_error(d->r->arena);
}

int cmd_patient_doubtful(struct run *r)
{
	struct doubtful *d = yg_arena_alloc(r->arena, sizeof *d);
	struct cell key[1] = { CELL_T(r->d->tenant) }, *row;
	struct jw w;
	int err;
	if (!d) return yg_arena_error(r->arena);
	d->r = r;
	err = yg_store_scan(r->d->store, &(struct store_scan){ T_PATIENT, -1, key, 1, NULL, false, 0 }, one_patient, d);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "patients");
	jw_arr(&w);
	for (size_t i = 0; err == YG_OK && i < d->n; i++)
		if ((err = desk_load_patient(r, d->p[i], &row)) == YG_OK) patient_json(r, &w, d->p[i], row);
	jw_arr_end(&w);
	jw_kint(&w, "left_out", (long long)d->left_out);
	jw_obj_end(&w);
	return err;
}

/* --- joining and splitting ------------------------------------------------------------------------------- */

static int set_joined(struct run *r, struct cell *row, struct str patient, bool in)
{
	struct json_object *o = NULL, *list, *kept;
	size_t at;
	int err = yg_json_parse(row[PA_DETAILS].s, &o, &at);
	if (err != YG_OK) return err;
	list = yg_json_get(o, "joined");
	kept = json_object_new_array();
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		const char *p = json_object_get_string(json_object_array_get_idx(list, i));
		if (!yg_str_eqz(patient, p)) json_object_array_add(kept, json_object_new_string(p));
	}
	if (in) json_object_array_add(kept, json_object_new_string_len(patient.p, (int)patient.n));
	json_object_object_add(o, "joined", kept);
	row[PA_DETAILS] = CELL_T(yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE))));
	json_object_put(o);
	return yg_arena_error(r->arena);
}

/* The other record of the two: its own version moves as well. */
static int write_other(struct run *r, struct cell *row)
{
	int64_t version = row[PA_VERSION].i;
	row[PA_VERSION] = CELL_I(version + 1);
	return run_write(r, (struct write){ W_UPDATE, T_PATIENT, row, PA_VERSION, version });
}

int cmd_patient_join(struct run *r)
{
	struct str into = run_text(r, "into");
	struct desk_known *group = NULL, *own = NULL;
	struct cell *other;
	size_t n = 0, m = 0;
	int err = load(r);
	if (err != YG_OK) return err;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	if (!r->patient_row[PA_MERGED_INTO].null) return run_refuse_as(r, YG_ESTATE, "joined", "すでに別の患者に統合されています", "it is joined with another patient already");
	err = desk_load_patient(r, into, &other);
	if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-patient", "統合先の患者がいません", "there is no such patient to join with");
	if (err == YG_OK) err = patient_group(r, into, &group, &n);
	for (size_t i = 0; err == YG_OK && i < n; i++)               /* itself, or one that is joined into it: a circle */
		if (yg_str_eq(group[i].patient, r->patient)) return run_refuse(r, "circle", "同じ患者です", "they are one patient already");
	if (err == YG_OK && !other[PA_MERGED_INTO].null) return run_refuse(r, "joined", "統合先は、さらに別の患者に統合されています", "the patient to join with is joined with another one");
	if (err == YG_OK) err = patient_group(r, r->patient, &own, &m);
	if (err == YG_OK && n + m > PATIENT_RECORDS)
		return run_refuse_as(r, YG_ETOOBIG, "too-many-records", "統合された患者の記録が多すぎます", "too many records are joined as one person");
	if (err == YG_OK) err = set_joined(r, other, r->patient, true);
	if (err == YG_OK) err = write_other(r, other);
	if (err != YG_OK) return err;
	r->patient_row[PA_STATE] = CELL_T(STR("merged"));
	r->patient_row[PA_MERGED_INTO] = CELL_T(into);
	err = show(r);
	r->naudit = 0;
	return err ? err : run_audit(r, "patient.join", into, STR("text"));
}

int cmd_patient_split(struct run *r)
{
	struct str from;
	struct cell *other;
	int err = load(r);
	if (err != YG_OK) return err;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	from = r->patient_row[PA_MERGED_INTO].null ? STR_NONE : r->patient_row[PA_MERGED_INTO].s;
	if (!from.n && !yg_str_eqz(r->patient_row[PA_STATE].s, "doubtful"))
		return run_refuse_as(r, YG_ESTATE, "not-joined", "統合も保留もされていません", "it is neither joined nor doubtful");
	if (from.n) {
		if ((err = desk_load_patient(r, from, &other)) == YG_OK) err = set_joined(r, other, r->patient, false);
		if (err == YG_OK) err = write_other(r, other);
		if (err != YG_OK) return err;
	}
	r->patient_row[PA_STATE] = CELL_T(STR("sure"));              /* somebody has looked: another person */
	r->patient_row[PA_MERGED_INTO] = CELL_NONE;
	err = show(r);
	r->naudit = 0;
	return err ? err : run_audit(r, "patient.split", from.n ? from : r->patient, STR("text"));
}
