/* standing.c - what was told of a patient once and stays true: allergies and conditions. Told at one visit, they are facts of every later case,
 * until somebody withdraws them. Weight, pregnancy and measured values belong to their day and are asked again. */
#include "desk/standing.h"
#include "desk/patient.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/fold.h"
#include "base/ban.h"

#define MAX_STANDING 200u                            /* of one kind */
static const char *const kinds[2] = { "allergies", "conditions" };

static int details(const struct cell *row, struct json_object **o)
{
	size_t at;
	return yg_json_parse(row[PA_DETAILS].s, o, &at);
}

static int put_back(struct run *r, struct cell *row, struct json_object *o)
{
	row[PA_DETAILS] = CELL_T(yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE))));
	return yg_arena_error(r->arena);
}

/* One fact: the same code of the same system (told on both sides), or without a code the same words. */
static bool same(struct json_object *e, struct str text, struct str code, struct str system)
{
	struct str known = yg_json_str(e, "system");
	if (known.n && system.n && !yg_str_eq(known, system)) return false;
	return code.n || yg_json_str(e, "code").n ? yg_str_eq(yg_json_str(e, "code"), code) : yg_fold_eq(yg_json_str(e, "text"), text);
}

static void text_member(struct json_object *o, const char *key, struct str s)
{
	if (s.n) json_object_object_add(o, key, json_object_new_string_len(s.p, (int)s.n));
}

static struct json_object *list_of(struct json_object *o, const char *kind)
{
	struct json_object *standing = yg_json_get(o, "standing"), *list;
	if (!standing) json_object_object_add(o, "standing", standing = json_object_new_object());
	list = yg_json_get(standing, kind);
	if (!list) json_object_object_add(standing, kind, list = json_object_new_array());
	return list;
}

static int learn(struct run *r, struct json_object *list, const struct coded *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct json_object *e;
		bool known = false;
		for (size_t k = 0; k < json_object_array_length(list); k++) known = known || same(json_object_array_get_idx(list, k), c[i].text, c[i].code, c[i].system);
		if (known) continue;
		if (json_object_array_length(list) >= MAX_STANDING)  /* left out, it would be silent at every later visit */
			return run_refuse_as(r, YG_ETOOBIG, "too-many-facts", "記録できる数を超えています。当てはまらなくなったものを取り下げてください", "more than can be recorded: withdraw what no longer holds");
		e = json_object_new_object();
		text_member(e, "text", c[i].text);
		text_member(e, "code", c[i].code);
		text_member(e, "system", c[i].system);
		text_member(e, "since", desk_time(r->arena, r->at));
		text_member(e, "by", r->by_name.n ? r->by_name : r->by_id);
		json_object_array_add(list, e);
	}
	return YG_OK;
}

int standing_learn(struct run *r, const struct yg_case *told)
{
	struct json_object *o = NULL;
	int err;
	if (!told || !told->ngiven_facts) return YG_OK;
	if ((err = details(r->c->patient_row, &o)) != YG_OK) return err;
	for (size_t i = 0; err == YG_OK && i < told->ngiven_facts; i++) {
		const struct facts *f = &told->given_facts[i].facts;
		if (f->nallergies) err = learn(r, list_of(o, kinds[0]), f->allergies, f->nallergies);
		if (err == YG_OK && f->nconditions) err = learn(r, list_of(o, kinds[1]), f->conditions, f->nconditions);
	}
	if (err == YG_OK) err = put_back(r, r->c->patient_row, o);
	json_object_put(o);
	return err;
}

/* {"allergies": [{"text","code","system"}], ...}; empty: nothing stands. */
static struct str facts_json(struct run *r, struct json_object *standing, int *err)
{
	struct buf b;
	struct jw w;
	size_t n = 0;
	struct str json;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	for (int k = 0; k < 2; k++) {
		struct json_object *list = yg_json_get(standing, kinds[k]);
		if (!list || !json_object_array_length(list)) continue;
		jw_key(&w, kinds[k]);
		jw_arr(&w);
		for (size_t i = 0; i < json_object_array_length(list); i++, n++) {
			struct json_object *e = json_object_array_get_idx(list, i);
			jw_obj(&w);
			jw_kstr_opt(&w, "text", yg_json_str(e, "text"));
			jw_kstr_opt(&w, "code", yg_json_str(e, "code"));
			jw_kstr_opt(&w, "system", yg_json_str(e, "system"));
			jw_obj_end(&w);
		}
		jw_arr_end(&w);
	}
	jw_obj_end(&w);
	json = run_take(r, &b, err);
	return n ? json : STR_NONE;
}

/* What stands in one record, each once, behind what stands in `all`. */
static int collect(struct json_object *all, const struct cell *row)
{
	struct json_object *o = NULL;
	int err = details(row, &o);
	for (int k = 0; err == YG_OK && k < 2; k++) {
		struct json_object *from = yg_json_get(yg_json_get(o, "standing"), kinds[k]), *to = from ? list_of(all, kinds[k]) : NULL;
		for (size_t i = 0; from && i < json_object_array_length(from); i++) {
			struct json_object *e = json_object_array_get_idx(from, i);
			bool known = false;
			for (size_t j = 0; j < json_object_array_length(to); j++) known = known || same(json_object_array_get_idx(to, j), yg_json_str(e, "text"), yg_json_str(e, "code"), yg_json_str(e, "system"));
			if (!known) json_object_array_add(to, json_object_get(e));
		}
	}
	json_object_put(o);
	return err;
}

int standing_document(struct run *r, struct jw *w)
{
	struct json_object *all = json_object_new_object();
	struct desk_known *group = NULL;
	struct doc_ref d;
	struct str json = STR_NONE;
	struct cell *row;
	size_t n = 0;
	int err = patient_group(r, r->c->patient, &group, &n);
	for (size_t i = 0; err == YG_OK && i < n; i++)
		if ((err = desk_load_patient(r, group[i].patient, &row)) == YG_OK) err = collect(all, row);
	if (err == YG_OK) json = facts_json(r, yg_json_get(all, "standing"), &err);
	if (err == YG_OK && json.n) err = run_document(r, "facts", "json", "store", json, &d);
	if (err == YG_OK && json.n) run_doc_json(w, &d);
	json_object_put(all);
	return err;
}

/* "withdraw": [{"kind": "allergies"|"conditions", "text", "code"?}] of the command. */
int standing_withdraw(struct run *r, struct str *done)
{
	struct json_object *list = yg_json_get(r->in, "withdraw"), *o = NULL;
	int err;
	*done = STR_NONE;
	if (!list) return YG_OK;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	if (!json_object_is_type(list, json_type_array)) return run_refuse_as(r, YG_EARG, "withdraw", "withdraw は一覧です", "withdraw is a list");
	if ((err = details(r->c->patient_row, &o)) != YG_OK) return err;
	for (size_t i = 0; err == YG_OK && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i), *from = NULL;
		bool found = false;
		for (int k = 0; k < 2; k++)
			if (yg_str_eqz(yg_json_str(e, "kind"), kinds[k])) from = list_of(o, kinds[k]);
		for (size_t k = 0; from && !found && k < json_object_array_length(from); k++) {
			if (!same(json_object_array_get_idx(from, k), yg_json_str(e, "text"), yg_json_str(e, "code"), yg_json_str(e, "system"))) continue;
			json_object_array_del_idx(from, k, 1);
			found = true;
		}
		if (!found) err = run_refuse_as(r, YG_ENOTFOUND, "withdraw", "取り下げる項目がありません", "there is no such fact to withdraw");
	}
	if (err == YG_OK) err = put_back(r, r->c->patient_row, o);
	if (err == YG_OK) *done = yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	json_object_put(o);
	return err;
}
