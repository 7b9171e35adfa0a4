/* dispense_check.c - the check of what is to be handed over, with the options of the last check, and the rule that nothing interruptive goes
 * out undecided. It is made at every hand-over, also when nothing differs: another prescription of the patient may have been handed over since. */
#include "desk/consent.h"
#include "desk/dispense.h"
#include "codec/neutral_json.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

/* As last asked, for the day of the hand-over. */
static int options_of(struct dispense *d, struct desk_check *o, struct doc_ref *overlay)
{
	struct run *r = d->r;
	struct json_object *last = NULL, *v;
	size_t at;
	int err = yg_json_parse(r->c->report_event, &last, &at);
	if (err) return err;
	v = yg_json_get(last, "lookback");
	*o = (struct desk_check){ .as_of = d->h.on, .lookback = v ? (unsigned)json_object_get_int64(v) : 0, .lang = r->lang, .explain = run_true(last, "explain"),
		.national = run_true(last, "national"), .refuse_expired = run_true(last, "refuse_expired"), .noted = run_true(last, "consent_noted"),
		.consents = consent_now(r) };
	if (!desk_consent(yg_json_str(last, "consent"), &o->consent)) err = YG_ESYNTAX;
	*overlay = (struct doc_ref){ .id = STR_NONE };
	v = yg_json_get(last, "overlay");
	if (!err && v && json_object_is_type(v, json_type_object)) {
		*overlay = run_doc_read(r, v);
		o->overlay_given = true;
		o->overlay_name = overlay->label;
		err = run_load_document(r, overlay->id, &o->overlay);
	}
	json_object_put(last);
	return err;
}

static struct str rx_json(struct dispense *d, int *err)
{
	struct document doc = { .format = FORMAT_JSON, .rx = &d->as };
	struct write_ctx wc = { d->r->arena, &d->r->diags, true, 0 };
	struct buf b;
	int wrote;
	struct str s;
	yg_buf_init(&b, YG_MAX_TEXT);
	wrote = yg_codec_json.write(&wc, &doc, &b);
	s = run_take(d->r, &b, err);
	if (wrote) *err = wrote;
	return s;
}

/* Does what is handed over differ from what was last checked? Then names such as masked-1 may mean something else. */
static bool differs(const struct dispense *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (!d->h.line[i].now || d->line[i].product_changed || d->line[i].amount_changed || d->line[i].earlier ||
		    !yg_dec_given(d->line[i].ordered) || yg_dec_cmp(d->line[i].now, d->line[i].ordered) != 0) return true;
	return false;
}

/* Was exactly this checked last, by a hand-over that was stopped? */
static bool checked_before(struct dispense *d, struct str rx)
{
	struct json_object *o = NULL;
	struct str bytes;
	struct doc_ref doc;
	size_t at;
	if (yg_json_parse(d->r->c->report_event, &o, &at) != YG_OK) return false;
	doc = run_doc_read(d->r, yg_json_get(o, "rx"));
	json_object_put(o);
	return yg_str_eqz(doc.kind, "rx-dispensed") && run_load_document(d->r, doc.id, &bytes) == YG_OK && yg_str_eq(bytes, rx);
}

/* A masked finding has a number for a name: it is the one decided on only when it still says the same of the same line. */
static bool same_masked(const struct desk_case *c, const yagen_finding *f)
{
	struct json_object *o = NULL, *list;
	bool same = false;
	size_t at;
	if (yg_json_parse(c->report_event, &o, &at) != YG_OK) return false;
	list = yg_json_get(o, "findings");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		if (!yg_str_eqz(yg_json_str(e, "id"), f->id)) continue;
		same = yg_str_eqz(yg_json_str(e, "kind"), f->kind) && f->nlines && yg_str_eqz(yg_json_str(e, "line"), f->lines[0]);
	}
	json_object_put(o);
	return same;
}

static const struct desk_decision *decision_on(const struct dispense *d, const yagen_finding *f, bool changed)
{
	const struct desk_case *c = d->r->c;
	const struct desk_decision *last = NULL;
	if (f->masked && (changed || !same_masked(c, f))) return NULL;
	for (size_t i = 0; i < c->ndecisions; i++)
		if (c->decisions[i].report_seq == c->report_seq && yg_str_eqz(c->decisions[i].finding, f->id)) last = &c->decisions[i];
	return last;
}

/* 使用期限: the prescription was accepted in time when its first part was handed over. */
static bool accepted_before(const struct dispense *d, const yagen_finding *f)
{
	return strcmp(f->kind, yg_finding_word(FIND_EXPIRED_RX)) == 0 && d->last != NULL;
}

static int keep_report(struct dispense *d, const struct desk_check *o, yagen_case *yc, const struct doc_ref *overlay, struct str *text, struct str *body)
{
	struct run *r = d->r;
	struct doc_ref report;
	struct buf b;
	int wrote, err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	wrote = report_write(yc, &b);
	*text = run_take(r, &b, &err);
	if (wrote) err = wrote;
	if (!err) err = run_document(r, "report", "report", "", *text, &report);
	if (!err) err = desk_check_body(r, d->tables, o, yc, overlay, &report, body);
	return err;
}

/* A decision of before that still fits goes along with the new report, so that only what is new has to be decided. */
static int carry(struct run *r, const struct desk_decision *e)
{
	struct buf b;
	struct jw w;
	struct str body;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "finding", e->finding);
	jw_kstr_opt(&w, "key", e->key);
	jw_kstr(&w, "action", e->action);
	jw_kstr_opt(&w, "reason", e->reason);
	jw_kstr_opt(&w, "until", e->until);
	jw_kstr_opt(&w, "note", e->note);
	jw_kstr_opt(&w, "carried_from", e->by);
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	return err ? err : run_event(r, "decided", body);
}

static int stop(struct dispense *d, const yagen_case *yc, const char *const *undecided, size_t n, struct str report, struct str check)
{
	struct run *r = d->r;
	struct jw w;
	int err = run_event(r, "checked", check);
	for (size_t i = 0; !err && i < yc->view.nfindings; i++) {
		const yagen_finding *f = &yc->view.findings[i];
		const struct desk_decision *e = decision_on(d, f, true);
		if (e && (f->interrupts && !f->answered) != yg_str_eqz(e->action, "ask-doctor")) err = carry(r, e);
	}
	if (err) return err;
	r->next = DS_CHECKED;
	r->c->row[CA_VERDICT] = CELL_T(yg_str(view_verdict_word(yc->view.verdict)));
	r->c->row[CA_INTERRUPTING] = CELL_I((int64_t)n);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kbool(&w, "handed_over", false);
	jw_kz(&w, "refused", "undecided");
	jw_kz(&w, "text", r->lang == LANG_EN ? "what is to be handed over raises findings that nobody has decided; nothing was handed over"
					     : "渡そうとする内容に、判断されていない所見があります。まだ渡していません");
	jw_kz(&w, "verdict", view_verdict_word(yc->view.verdict));
	jw_key(&w, "interrupting");
	jw_arr(&w);
	for (size_t i = 0; i < n; i++) jw_z(&w, undecided[i]);
	jw_arr_end(&w);
	jw_key(&w, "report");
	jw_raw(&w, yg_str_trim(report));
	jw_obj_end(&w);
	return YG_OK;
}

static int judge(struct dispense *d, const struct desk_check *o, yagen_case *yc, const struct doc_ref *overlay, bool *go, struct str *check)
{
	struct run *r = d->r;
	bool changed = !checked_before(d, *o->rx_json) && differs(d);
	const char **undecided = yg_arena_array(r->arena, yc->view.nfindings + 1, sizeof *undecided);
	struct str report;
	size_t n = 0;
	int err;
	if (!undecided) return yg_arena_error(r->arena);
	for (size_t i = 0; i < yc->view.nfindings; i++) {
		const yagen_finding *f = &yc->view.findings[i];
		const struct desk_decision *e;
		if (accepted_before(d, f)) continue;
		e = decision_on(d, f, changed);      /* also of what nobody had to decide: who decided it is heard */
		if (e && yg_str_eqz(e->action, "withhold"))
			return run_refuse(r, "withheld", "渡さないと判断した薬が含まれています", "a drug that was to be withheld is among them");
		if (e && yg_str_eqz(e->action, "change"))
			return run_refuse(r, "not-changed", "変更すると判断した所見が残っています", "a finding that was to be met by a change is still there");
		if (e ? !yg_str_eqz(e->action, "dispense") : f->interrupts && !f->answered) undecided[n++] = f->id;
	}
	if ((err = keep_report(d, o, yc, overlay, &report, check)) != YG_OK) return err;
	*go = n == 0;
	if (n) return stop(d, yc, undecided, n, report, *check);
	r->c->row[CA_VERDICT] = CELL_T(yg_str(view_verdict_word(yc->view.verdict)));
	r->c->row[CA_INTERRUPTING] = CELL_I(0);
	return YG_OK;
}

int dispense_check(struct dispense *d, bool *go, struct str *check)
{
	struct run *r = d->r;
	struct doc_ref rx_doc, overlay;
	struct desk_check o;
	yagen_case *yc = NULL;
	struct str rx;
	int err = options_of(d, &o, &overlay);
	*go = false;
	if (err) return err;
	rx = rx_json(d, &err);
	if (!err) err = run_document(r, "rx-dispensed", "json", "", rx, &rx_doc);
	if (err) return err;
	o.rx_json = &rx;
	o.rx_doc = &rx_doc;
	err = desk_check_run(r, d->tables, &o, &yc);
	if (err) return err;
	err = judge(d, &o, yc, &overlay, go, check);
	run_tell(r, yc);
	return err;
}
