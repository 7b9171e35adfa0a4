/* check.c - a stored case as the engine sees it: documents in the order they came, what our own store adds, and what the check was made
 * of, so that it can be made again. Judges nothing: that is yagen_case_check(). */
#include "desk/consent.h"
#include "desk/history.h"
#include "desk/patient.h"
#include "desk/worklist.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define LOOKBACK 1096                                /* days when nothing else was said; as yagen_check_options */

static yagen_format format_of(const struct doc_ref *d)
{
	char name[32] = "";
	if (d->format.n < sizeof name) memcpy(name, d->format.p ? d->format.p : "", d->format.n);
	return yagen_format_by_name(name);
}

/* NUL-ended: texts of the arena are. */
static const char *z(struct str s) { return s.n ? s.p : ""; }

static int rx_refusal(struct run *r, int err)
{
	if (err == YG_OK || !run_input_fault(err)) return err;
	return run_refuse_as(r, err, "rx-unreadable", "処方箋を読めません", "the prescription cannot be read");
}

int desk_read_rx(struct run *r, yagen_case *yc)
{
	struct str bytes;
	int err = run_load_document(r, r->c->rx.id, &bytes);
	return err ? err : rx_refusal(r, yagen_case_read_rx(yc, format_of(&r->c->rx), z(bytes), bytes.n));
}

static int read_documents(struct run *r, yagen_case *yc)
{
	struct str bytes;
	int err;
	for (size_t i = 0; i < r->c->nhistories; i++) {
		const struct doc_ref *d = &r->c->histories[i];
		if ((err = run_load_document(r, d->id, &bytes)) != YG_OK) return err;
		err = yagen_case_read_history(yc, format_of(d), z(bytes), bytes.n, z(d->label));
		if (err != YG_OK && !run_input_fault(err)) return err;   /* the coverage says what a refused source cost */
	}
	for (size_t i = 0; i < r->c->nfacts; i++) {
		const struct doc_ref *d = &r->c->facts[i];
		if ((err = run_load_document(r, d->id, &bytes)) != YG_OK) return err;
		err = yagen_case_read_patient(yc, format_of(d), z(bytes), bytes.n);
		if (err != YG_OK && run_input_fault(err)) return run_refuse_as(r, err, "patient-unreadable", "患者情報を読めません", "the patient facts cannot be read");
		if (err != YG_OK) return err;
	}
	return YG_OK;
}

static int known(struct run *r, const struct desk_check *o, const struct desk_known **k, size_t *n)
{
	struct desk_known *now = NULL;
	int err = YG_OK;
	*k = o->known;
	*n = o->nknown;
	if (!o->known) {
		err = patient_group(r, r->c->patient, &now, n);
		for (size_t i = 0; err == YG_OK && o->patient_version && i < *n; i++)
			if (yg_str_eq(now[i].patient, r->c->patient)) now[i].version = o->patient_version;
		*k = now;
	}
	return err;
}

static int read_own(struct run *r, const struct desk_check *o, yagen_case *yc)
{
	struct ymd from = yg_ymd_add(o->as_of, -(int32_t)(o->lookback ? o->lookback : LOOKBACK));
	const struct desk_known *k = NULL;
	struct str answers = STR_NONE, own = STR_NONE;
	size_t n = 0;
	int err = known(r, o, &k, &n);
	if (err == YG_OK) err = desk_own_answers(r, k, n, &answers);
	if (err == YG_OK && answers.n) err = yagen_case_read_answers(yc, answers.p, answers.n);
	if (err != YG_OK) return err;
	if (o->overlay_given) {
		err = yagen_case_read_overlay(yc, z(o->overlay), o->overlay.n, z(o->overlay_name));
		if (err == YG_ETABLE) return run_refuse_as(r, err, "overlay", "この薬局のルール設定に誤りがあります", "the site's own rules have mistakes");
		if (err != YG_OK) return err;
	}
	err = desk_own_history(r, k, n, from, &own);
	if (err != YG_OK || !own.n) return err;
	err = yagen_case_read_history(yc, YAGEN_JSON, own.p, own.n, "store");
	if (err == YG_OK) yc->c->sources[yc->c->nsources - 1].store = true;
	return err;
}

static int run_check(struct run *r, const struct desk_check *o, yagen_case *yc)
{
	yagen_check_options co = YAGEN_CHECK_OPTIONS_INIT;
	int err;
	co.as_of = lib_date(o->as_of);
	co.lookback_days = o->lookback;
	co.consent = (yagen_consent)o->consent;
	co.refuse_expired = o->refuse_expired;
	yc->consents = o->consents;
	yc->consent_noted = o->noted;
	err = yagen_case_check(yc, &co);
	if (err == YG_EEXPIRED) return run_refuse_as(r, err, "expired", "マスターまたはルールの有効期限が切れています", "drug master or rules are past their valid_until");
	if (err == YG_OK && o->explain) err = yagen_case_explain(yc);
	if (err == YG_OK && o->national) err = yagen_case_national(yc);
	return err;
}

int desk_check_run(struct run *r, yagen *tables, const struct desk_check *o, yagen_case **out)
{
	yagen_case *yc = NULL;
	int err = yagen_case_new(&yc, tables);
	if (err != YG_OK) return err;
	err = yagen_case_set_lang(yc, (yagen_lang)o->lang);
	if (err == YG_OK) err = o->rx_json ? rx_refusal(r, yagen_case_read_rx(yc, YAGEN_JSON, o->rx_json->p, o->rx_json->n)) : desk_read_rx(r, yc);
	if (err == YG_OK) err = read_documents(r, yc);
	if (err == YG_OK) err = read_own(r, o, yc);
	if (err == YG_OK) err = desk_settlements(r, o, yc);
	if (err == YG_OK) err = run_check(r, o, yc);
	if (err != YG_OK) run_tell(r, yc);
	else *out = yc;
	return err;
}

/* --- what it was made of ------------------------------------------------------------------------------ */

static void made_of(struct run *r, struct jw *w, const struct desk_check *o, const struct desk_known *k, size_t n)
{
	jw_kz(w, "program", yagen_version());
	jw_kymd(w, "as_of", o->as_of);
	jw_kint(w, "lookback", o->lookback);
	jw_kz(w, "consent", desk_consent_word(o->consent));
	jw_kz(w, "lang", o->lang == LANG_EN ? "en" : "ja");
	jw_kbool(w, "explain", o->explain);
	jw_kbool(w, "national", o->national);
	jw_kbool(w, "refuse_expired", o->refuse_expired);
	jw_kint(w, "consent_at", (long long)o->consents.now);
	jw_kbool(w, "consent_noted", o->noted);
	jw_key(w, "consents");
	consent_records_json(r, w, o->consents.r, o->consents.n);
	jw_key(w, "rx");
	run_doc_json(w, o->rx_doc ? o->rx_doc : &r->c->rx);
	jw_key(w, "histories");
	jw_arr(w);
	for (size_t i = 0; i < r->c->nhistories; i++) run_doc_json(w, &r->c->histories[i]);
	jw_arr_end(w);
	jw_key(w, "facts");
	jw_arr(w);
	for (size_t i = 0; i < r->c->nfacts; i++) run_doc_json(w, &r->c->facts[i]);
	jw_arr_end(w);
	jw_key(w, "known");
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		jw_obj(w);
		jw_kstr(w, "patient", k[i].patient);
		jw_kint(w, "version", (long long)k[i].version);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void came_of(struct jw *w, const yagen_case *yc)
{
	jw_kz(w, "verdict", view_verdict_word(yc->view.verdict));
	jw_key(w, "findings");
	jw_arr(w);
	for (size_t i = 0; i < yc->view.nfindings; i++) {
		const yagen_finding *f = &yc->view.findings[i];
		jw_obj(w);
		jw_kz(w, "id", f->id);
		jw_kz(w, "kind", f->kind);
		jw_kbool(w, "interrupts", f->interrupts && !f->answered);
		jw_kbool(w, "answered", f->answered != NULL);
		jw_kbool(w, "masked", f->masked);
		jw_kz(w, "key", f->key);
		jw_kz(w, "line", f->nlines ? f->lines[0] : NULL);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

int desk_check_body(struct run *r, yagen *tables, const struct desk_check *o, yagen_case *yc, const struct doc_ref *overlay, const struct doc_ref *report,
		    struct str *json)
{
	const struct desk_known *k = NULL;
	size_t n = 0;
	struct buf b;
	struct jw w;
	int err = known(r, o, &k, &n);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	made_of(r, &w, o, k, n);
	jw_key(&w, "settlements");
	desk_settlements_json(&w, yc);
	jw_kstr(&w, "master", desk_edition(r, &tables->drugmaster));
	jw_kstr(&w, "rules", desk_edition(r, &tables->rules));
	if (overlay && overlay->id.n) {
		jw_key(&w, "overlay");
		run_doc_json(&w, overlay);
	}
	came_of(&w, yc);
	jw_key(&w, "shown");
	consent_shown_json(&w, yc->c);
	jw_key(&w, "report");
	run_doc_json(&w, report);
	jw_obj_end(&w);
	*json = run_take(r, &b, &err);
	return err;
}

/* --- what is still to be decided ---------------------------------------------------------------------------- */

/* Nobody has decided what must be decided, or somebody wanted to ask first, whatever it is about. The last word on this report counts. */
static bool waits(const struct desk_case *c, struct str finding, bool interrupts)
{
	bool yes = interrupts;
	for (size_t i = 0; i < c->ndecisions; i++)
		if (c->decisions[i].report_seq == c->report_seq && yg_str_eq(c->decisions[i].finding, finding))
			yes = yg_str_eqz(c->decisions[i].action, "ask-doctor");
	return yes;
}

size_t desk_undecided(struct run *r, struct str *first)
{
	struct json_object *o = NULL, *list, *yes;
	size_t at, n = 0;
	if (!r->c->report.id.n || yg_json_parse(r->c->report_event, &o, &at) != YG_OK) return 1;     /* not checked: nothing is decided */
	list = yg_json_get(o, "findings");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *f = json_object_array_get_idx(list, i);
		struct str id = yg_json_str(f, "id");
		yes = yg_json_get(f, "interrupts");
		if (!waits(r->c, id, yes && json_object_get_boolean(yes))) continue;
		if (n++ == 0 && first) *first = yg_arena_str(r->arena, id);
	}
	json_object_put(o);
	return n;
}
