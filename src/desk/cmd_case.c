/* cmd_case.c - case.new, case.history, case.patient, case.cancel, case.return: what comes in, and what is given back.
 * Stores the bytes as they came; reads them only to find the patient and to say at once what is wrong with them. */
#include "desk/command.h"
#include "desk/dispense.h"
#include "desk/outbox.h"
#include "desk/patient.h"
#include "desk/receive.h"
#include "desk/standing.h"
#include "desk/typed.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

/* --- parts ---------------------------------------------------------------------------------------- */

static const char *format_word(yagen_format f) { return f == YAGEN_AUTO ? "auto" : yagen_format_name(f); }

static const char *bytes_of(const yagen_part *p) { return p->data ? p->data : ""; }

/* Histories and facts of the command, read once to say what is wrong. A refused history is kept: the check says what it cost. */
static int try_parts(struct run *r, yagen_case *yc)
{
	const yagen_part *p;
	int err;
	for (size_t i = 0; (p = run_part(r, "history", i)) != NULL; i++) {
		err = yagen_case_read_history(yc, p->format, bytes_of(p), p->len, p->label ? p->label : "");
		if (err != YG_OK && !run_input_fault(err)) return err;
	}
	for (size_t i = 0; (p = run_part(r, "patient", i)) != NULL; i++) {
		err = yagen_case_read_patient(yc, p->format, bytes_of(p), p->len);
		if (err != YG_OK && run_input_fault(err)) return run_refuse_as(r, err, "patient-unreadable", "患者情報を読めません", "the patient facts cannot be read");
		if (err != YG_OK) return err;
	}
	if ((p = run_part(r, "overlay", 0)) != NULL) {
		err = yagen_case_read_overlay(yc, bytes_of(p), p->len, p->label ? p->label : "overlay.csv");
		if (err != YG_OK) return run_refuse_as(r, err, "overlay", "この薬局のルール設定に誤りがあります", "the site's own rules have mistakes");
	}
	return YG_OK;
}

static int keep_part(struct run *r, const char *name, const char *kind, struct jw *w)
{
	const yagen_part *p;
	struct doc_ref d;
	int err;
	for (size_t i = 0; (p = run_part(r, name, i)) != NULL; i++) {
		err = run_document(r, kind, format_word(p->format), p->label ? p->label : "", (struct str){ bytes_of(p), p->len }, &d);
		if (err != YG_OK) return err;
		run_doc_json(w, &d);
	}
	return YG_OK;
}

/* Facts typed by a person: neutral JSON in the command itself. */
static int keep_typed(struct run *r, struct jw *w)
{
	struct json_object *facts = yg_json_get(r->in, "facts");
	struct doc_ref d;
	struct str json;
	int err;
	if (!facts) return YG_OK;
	json = yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(facts, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	err = run_document(r, "facts", "json", "typed", json, &d);
	if (err == YG_OK) run_doc_json(w, &d);
	return err;
}

static int try_typed(struct run *r, yagen_case *yc)
{
	struct json_object *facts = yg_json_get(r->in, "facts");
	const char *json = facts ? json_object_to_json_string_ext(facts, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;
	int err = json ? yagen_case_read_patient(yc, YAGEN_JSON, json, strlen(json)) : YG_OK;
	if (err != YG_OK) return run_refuse_as(r, err, "patient-unreadable", "患者情報を読めません", "the patient facts cannot be read");
	if (json && typed_my_number(r, facts)) return run_refuse(r, "my-number", "個人番号（マイナンバー）は入力できません", "an individual number (My Number) must not be entered");
	if (json && typed_facts(r, &yc->c->given_facts[yc->c->ngiven_facts - 1].facts))
		return run_refuse(r, "facts-refused", "ありえない値があります。入力を確かめてください", "a value cannot be true: look at it again");
	return YG_OK;
}

int receive_try(struct run *r, yagen_case *yc)
{
	int err = try_parts(r, yc);
	return err == YG_OK ? try_typed(r, yc) : err;
}

/* "consent", "histories", "facts", "overlay" of an event, and the rows of the documents. */
static int keep_parts(struct run *r, struct jw *w)
{
	const yagen_part *p = run_part(r, "overlay", 0);
	enum consent_basis basis;
	struct doc_ref d;
	int err;
	if (!desk_consent(run_text(r, "consent"), &basis)) return run_refuse_as(r, YG_EARG, "consent", "知らない同意の根拠です", "no such basis of consent");
	jw_kstr_opt(w, "consent", run_text(r, "consent"));
	jw_kstr_opt(w, "consent_note", run_text(r, "consent_note"));
	jw_key(w, "histories");
	jw_arr(w);
	err = keep_part(r, "history", "history", w);
	jw_arr_end(w);
	jw_key(w, "facts");
	jw_arr(w);
	if (err == YG_OK && !r->c->version && r->c->patient_version) err = standing_document(r, w);
	if (err == YG_OK) err = keep_part(r, "patient", "facts", w);
	if (err == YG_OK) err = keep_typed(r, w);
	jw_arr_end(w);
	if (err == YG_OK && p) {
		err = run_document(r, "overlay", "csv", p->label ? p->label : "overlay.csv", (struct str){ bytes_of(p), p->len }, &d);
		jw_key(w, "overlay");
		run_doc_json(w, &d);
	}
	return err;
}

/* --- case.new --------------------------------------------------------------------------------------- */

int desk_receive(struct run *r, const struct rx *rx, const struct received *in)
{
	struct desk_case *c = yg_arena_alloc(r->arena, sizeof *c);
	struct str choice = STR_NONE, body;
	struct doc_ref doc;
	struct buf b;
	struct jw w;
	int err;
	if (!c) return yg_arena_error(r->arena);
	if ((err = receive_patient(r, rx, c, &choice)) != YG_OK) return err;
	if ((err = receive_case(r, rx, c)) != YG_OK) return err;
	r->c = c;
	r->patient = c->patient;
	r->next = DS_RECEIVED;
	if ((err = patient_request(r, c->patient)) != YG_OK) return err;
	if ((err = run_document(r, in->doc_kind, in->format, in->label, in->bytes, &doc)) != YG_OK) return err;
	c->rx = c->rx_received = doc;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "rx");
	run_doc_json(&w, &doc);
	err = keep_parts(r, &w);
	if (choice.n) {
		jw_key(&w, "patient_choice");
		jw_raw(&w, choice);
	}
	jw_obj_end(&w);
	body = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	if (err == YG_OK) err = run_event(r, in->event, body);
	if (err == YG_OK) err = standing_learn(r, in->told);
	if (err == YG_OK) err = desk_prescribed_put(r, rx);
	if (err == YG_OK) receive_answer(r, rx, choice);
	return err;
}

int cmd_case_new(struct run *r)
{
	const yagen_part *p = run_part(r, "rx", 0);
	struct received in = { .event = "received", .doc_kind = "rx" };
	yagen *tables = NULL;
	yagen_case *yc = NULL;
	int err;
	if (!p || run_part(r, "rx", 1)) return run_refuse_as(r, YG_EMISSING, "no-rx", "処方箋が1つ必要です", "exactly one prescription is needed");
	if ((err = desk_tables_in_force(r, &tables)) != YG_OK) return err;
	err = yagen_case_new(&yc, tables);
	if (err == YG_OK) err = yagen_case_set_lang(yc, (yagen_lang)r->lang);
	if (err == YG_OK) {
		run_tell(r, yc);
		err = yagen_case_read_rx(yc, p->format, bytes_of(p), p->len);
		if (err != YG_OK && run_input_fault(err)) err = run_refuse_as(r, err, "rx-unreadable", "処方箋を読めません", "the prescription cannot be read");
	}
	if (err == YG_OK) err = receive_try(r, yc);
	in.format = format_word(p->format);
	in.label = p->label ? p->label : "";
	in.bytes = (struct str){ bytes_of(p), p->len };
	in.told = yc ? yc->c : NULL;
	if (err == YG_OK) err = desk_receive(r, yc->c->rx_doc.rx, &in);
	yagen_free(tables);
	return err;
}

/* --- more sources, more facts ------------------------------------------------------------------------------ */

static int more(struct run *r, const char *event, const char *needs)
{
	struct str body, withdrawn = STR_NONE;
	yagen *tables = NULL;
	yagen_case *yc = NULL;
	struct buf b;
	struct jw w;
	int err;
	if (!run_part(r, needs, 0) && !(strcmp(needs, "patient") == 0 && (yg_json_get(r->in, "facts") || yg_json_get(r->in, "withdraw"))))
		return run_refuse_as(r, YG_EMISSING, "no-part", "加えるものがありません", "there is nothing to add");
	if ((err = desk_tables_in_force(r, &tables)) != YG_OK) return err;
	err = yagen_case_new(&yc, tables);
	yagen_free(tables);
	if (err != YG_OK) return err;
	run_tell(r, yc);
	err = yagen_case_set_lang(yc, (yagen_lang)r->lang);
	if (err == YG_OK) err = receive_try(r, yc);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	err = standing_withdraw(r, &withdrawn);
	if (err == YG_OK) err = keep_parts(r, &w);
	if (withdrawn.n) {
		jw_key(&w, "withdrawn");
		jw_raw(&w, withdrawn);
	}
	jw_obj_end(&w);
	body = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	if (err == YG_OK) err = run_event(r, event, body);
	if (err == YG_OK) err = standing_learn(r, yc->c);
	if (err != YG_OK) return err;
	r->next = DS_RECEIVED;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kint(&w, "histories", (long long)r->c->nhistories);
	jw_kint(&w, "facts", (long long)r->c->nfacts);
	jw_obj_end(&w);
	return YG_OK;
}

int cmd_case_history(struct run *r) { return more(r, "history", "history"); }
int cmd_case_patient(struct run *r) { return more(r, "facts", "patient"); }

/* --- given back ---------------------------------------------------------------------------------------------- */

/* The prescription may be received again: its row no longer claims it. */
static int give_back(struct run *r, const char *event, enum desk_state state)
{
	struct cell *row = r->c->row;
	int err = YG_OK;
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	if (r->c->submitted) return outbox_not_submitted(r);
	row[CA_PRESCRIPTION] = CELL_T(yg_arena_printf(r->arena, "%.*s/%.*s", STR_ARG(row[CA_PRESCRIPTION].s), STR_ARG(r->c->id)));
	err = desk_dispensing_end(r, r->c->id);
	if (err == YG_ENOTFOUND) err = YG_OK;
	if (err == YG_OK) err = desk_withdraw(r);    /* what was handed over is taken back; its texts stay */
	if (err == YG_OK) err = run_event(r, event, STR("{}"));
	r->next = state;
	return err;
}

int cmd_case_cancel(struct run *r) { return give_back(r, "cancelled", DS_CANCELLED); }
int cmd_case_return(struct run *r) { return give_back(r, "returned", DS_RETURNED); }
