/* cmd_correct.c - case.correct: a person puts a prescription right - members of one line or RP, or the whole. The original stays as it came; the
 * corrected one stands beside it, with what changed from what to what, who, when and why, and the next check uses it and says so. */
#include "desk/command.h"
#include "desk/patient.h"
#include "desk/receive.h"
#include "desk/typed.h"
#include "desk/worklist.h"
#include "codec/codec.h"
#include "base/err.h"
#include "base/limits.h"
#include <json-c/json_object_iterator.h>
#include "base/ban.h"

DIAG_KIND(d_corrected, "rx-corrected", DIAG_WARNING, "受け取ったままではなく、人が訂正した処方で確認しました", "checked as corrected by a person, not as received");
DIAG_KIND(d_entered, "rx-entered", DIAG_WARNING, "紙またはファクスから人が入力した処方で確認しました", "checked as typed by a person from paper or fax");

#define MAX_CHANGES 500u

void desk_say_source(struct run *r)
{
	const struct diag_kind *k = yg_str_eqz(r->c->rx.kind, "rx-corrected") ? &d_corrected : yg_str_eqz(r->c->rx.kind, "rx-entered") ? &d_entered : NULL;
	if (k) yg_diag(&r->diags, k, 0, 0, "", STR_NONE, STR_NONE);
}

/* --- what changed ------------------------------------------------------------------------------------------------------- */

struct changes { struct run *r; struct jw w; size_t n; };

static void value(struct jw *w, const char *key, struct json_object *o)
{
	jw_key(w, key);
	if (o) jw_raw(w, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	else jw_null(w);
}

static void compare(struct changes *c, struct json_object *a, struct json_object *b, struct str path);

static void compare_objects(struct changes *c, struct json_object *a, struct json_object *b, struct str path)
{
	struct json_object_iterator i = json_object_iter_begin(a), end = json_object_iter_end(a);
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *name = json_object_iter_peek_name(&i);
		compare(c, json_object_iter_peek_value(&i), yg_json_get(b, name), yg_arena_printf(c->r->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "", name));
	}
	i = json_object_iter_begin(b);
	end = json_object_iter_end(b);
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *name = json_object_iter_peek_name(&i);
		if (!yg_json_get(a, name))
			compare(c, NULL, json_object_iter_peek_value(&i), yg_arena_printf(c->r->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "", name));
	}
}

static void compare(struct changes *c, struct json_object *a, struct json_object *b, struct str path)
{
	if (a == b || (a && b && json_object_equal(a, b))) return;
	if (a && b && json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
		compare_objects(c, a, b, path);
		return;
	}
	if (a && b && json_object_is_type(a, json_type_array) && json_object_is_type(b, json_type_array)) {
		size_t n = json_object_array_length(a), m = json_object_array_length(b);
		for (size_t i = 0; i < n || i < m; i++)
			compare(c, i < n ? json_object_array_get_idx(a, i) : NULL, i < m ? json_object_array_get_idx(b, i) : NULL,
				yg_arena_printf(c->r->arena, "%.*s[%zu]", STR_ARG(path), i));
		return;
	}
	if (c->n++ >= MAX_CHANGES) return;           /* the documents themselves say the rest */
	jw_obj(&c->w);
	jw_kstr(&c->w, "field", path);
	value(&c->w, "before", a);
	value(&c->w, "after", b);
	jw_obj_end(&c->w);
}

static int changes_json(struct run *r, struct json_object *before, struct json_object *after, struct str *json, size_t *n)
{
	struct changes c = { .r = r };
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&c.w, &b, false);
	jw_arr(&c.w);
	compare(&c, before, after, STR_NONE);
	jw_arr_end(&c.w);
	*json = run_take(r, &b, &err);
	*n = c.n;
	return err;
}

/* --- the prescription as it stands, as JSON --------------------------------------------------------------------------------- */

static int rx_json(struct run *r, const struct rx *rx, struct json_object **out)
{
	struct write_ctx wc = { .arena = r->arena, .diags = &r->diags, .lossy = true };
	struct document doc = { .format = FORMAT_JSON, .rx = (struct rx *)(uintptr_t)rx };
	struct buf b;
	struct str text;
	size_t at;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_codec_json.write(&wc, &doc, &b);
	text = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	return err == YG_OK ? yg_json_parse(text, out, &at) : err;
}

static int stored_rx(struct run *r, yagen_case **yc, struct json_object **json)
{
	yagen *tables = NULL;
	int err = desk_tables_in_force(r, &tables);
	if (err != YG_OK) return err;
	err = yagen_case_new(yc, tables);
	yagen_free(tables);
	if (err != YG_OK) return err;
	err = yagen_case_set_lang(*yc, (yagen_lang)r->lang);
	if (err == YG_OK) err = desk_read_rx(r, *yc);
	return err == YG_OK ? rx_json(r, (*yc)->c->rx_doc.rx, json) : err;
}

/* --- members of one line or RP ----------------------------------------------------------------------------------------------- */

struct spot { int group, line; };                   /* indices; line -1: the RP itself */

/* "rx/2" or "rx/2/1" by the numbers of the prescription. */
static bool find_place(const struct rx *rx, struct str ref, struct spot *p)
{
	struct str rest = yg_str_sub(ref, 3, ref.n);
	size_t slash = yg_str_find(rest, STR("/"));
	unsigned long rp, seq = 0;
	bool has_line = slash != (size_t)-1;
	if (!yg_str_starts(ref, STR("rx/")) || !yg_str_uint(has_line ? yg_str_sub(rest, 0, slash) : rest, 999, &rp)) return false;
	if (has_line && !yg_str_uint(yg_str_sub(rest, slash + 1, rest.n), 99, &seq)) return false;
	for (size_t g = 0; g < rx->ngroups; g++) {
		if (rx->groups[g].number != (int)rp) continue;
		*p = (struct spot){ (int)g, -1 };
		if (!has_line) return true;
		for (size_t i = 0; i < rx->groups[g].nlines; i++)
			if (rx->groups[g].lines[i].seq == (int)seq) { p->line = (int)i; return true; }
	}
	return false;
}

/* Numbers and lists stay: a line keeps its name, and drugs are not moved by the way. */
static bool may_set(const char *key)
{
	static const char *const fixed[] = { "seq", "number", "record", "lines" };
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (!strcmp(key, fixed[i])) return false;
	return true;
}

static int set_members(struct run *r, struct json_object *rx, const struct spot *p, struct json_object *set)
{
	struct json_object *at = json_object_array_get_idx(yg_json_get(rx, "groups"), (size_t)p->group);
	struct json_object_iterator i = json_object_iter_begin(set), end = json_object_iter_end(set);
	if (p->line >= 0) at = json_object_array_get_idx(yg_json_get(at, "lines"), (size_t)p->line);
	if (!at) return YG_EARG;
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *key = json_object_iter_peek_name(&i);
		struct json_object *v = json_object_iter_peek_value(&i);
		if (!may_set(key)) return run_refuse_as(r, YG_EARG, "set", "番号・行の並びは変えられません。全体を rx で訂正してください",
							"numbers and lists of lines stay as they are: correct the whole with rx");
		if (v) json_object_object_add(at, key, json_object_get(v));
		else json_object_object_del(at, key);
	}
	return YG_OK;
}

/* --- the command ---------------------------------------------------------------------------------------------------------------- */

static bool same(struct str a, struct str b) { return yg_str_eq(yg_str_trim(a), yg_str_trim(b)); }

/* A correction does not move a case to somebody else: their prescription is entered again, and this one cancelled. */
static int same_patient(struct run *r, const struct rx *was, const struct rx *is)
{
	struct identified id;
	int err;
	if (same(was->patient.name, is->patient.name) && same(was->patient.kana, is->patient.kana) && was->sex == is->sex && yg_ymd_cmp(was->born, is->born) == 0)
		return YG_OK;
	if ((err = patient_find(r, is, &id)) != YG_OK) return err;
	for (size_t i = 0; i < id.n; i++)
		if (id.c[i].who == WHO_SURE && yg_str_eq(id.c[i].patient, r->c->patient)) return YG_OK;
	return run_refuse(r, "other-patient", "別の患者になります。この受付を取り消し、新しく入力してください",
			  "that would be another patient: cancel this case and enter the prescription anew");
}

static int keep(struct run *r, const struct rx *rx, struct str json, struct str line, struct str changes, struct str identity)
{
	struct doc_ref was = r->c->rx, doc;
	struct str body;
	struct buf b;
	struct jw w;
	int err = run_document(r, "rx-corrected", "json", "corrected", json, &doc);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "rx");
	run_doc_json(&w, &doc);
	jw_key(&w, "instead_of");
	run_doc_json(&w, &was);
	jw_kstr_opt(&w, "line", line);
	jw_key(&w, "changes");
	jw_raw(&w, changes);
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	if (err == YG_OK) err = run_event(r, "corrected", body);
	if (err == YG_OK) err = desk_prescribed_put(r, rx);
	run_day_cell(r, &r->c->row[CA_ISSUED], rx->issued);
	run_day_cell(r, &r->c->row[CA_EXPIRES], yg_rx_expiry(rx));
	r->c->rx = doc;
	r->next = DS_RECEIVED;
	yg_buf_printf(&r->answer, "{\"changes\":%.*s,\"identity\":%.*s}", STR_ARG(changes), STR_ARG(identity));
	return err;
}

int cmd_case_correct(struct run *r)
{
	struct json_object *whole = yg_json_get(r->in, "rx"), *set = yg_json_get(r->in, "set"), *before = NULL, *after = NULL;
	struct str line = run_text(r, "line"), json = STR_NONE, changes = STR_NONE, identity = STR_NONE;
	struct spot p = { -1, -1 };
	yagen_case *was = NULL, *is = NULL;
	size_t n = 0;
	int err;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	if (!whole == !set || (set && (!line.n || !json_object_is_type(set, json_type_object))))
		return run_refuse_as(r, YG_EARG, "correct", "line と set、または rx のどちらかが必要です", "either line and set, or rx is needed");
	err = stored_rx(r, &was, &before);
	if (err == YG_OK && set && !find_place(was->c->rx_doc.rx, line, &p))
		err = run_refuse_as(r, YG_ENOTFOUND, "no-line", "その行はありません", "there is no such line");
	if (err == YG_OK && set && (err = rx_json(r, was->c->rx_doc.rx, &after)) == YG_OK) err = set_members(r, after, &p, set);
	if (err == YG_OK) err = desk_read_typed(r, set ? after : whole, &is, &json);
	if (err == YG_OK && typed_rx(r, is->c->rx_doc.rx, p.group, p.line))
		err = run_refuse_as(r, YG_EMISSING, "typed-faults", "入力に誤りがあります", "what was entered has faults");
	if (err == YG_OK) err = same_patient(r, was->c->rx_doc.rx, is->c->rx_doc.rx);
	json_object_put(after);
	after = NULL;
	if (err == YG_OK) err = rx_json(r, is->c->rx_doc.rx, &after);    /* both as our writer has them: spelling alone is no change */
	if (err == YG_OK) err = changes_json(r, before, after, &changes, &n);
	if (err == YG_OK && !n) err = run_refuse(r, "nothing-changed", "変わるところがありません", "nothing would change");
	if (err == YG_OK) err = desk_identify_typed(r, is, &identity);
	if (err == YG_OK) err = desk_worklist_seen(r, is);
	if (err == YG_OK) err = keep(r, is->c->rx_doc.rx, json, line, changes, identity);
	json_object_put(before);
	json_object_put(after);
	yagen_case_free(was);
	return err;
}
