/* cmd_check.c - case.check: the question asked of a stored case, and the answer kept byte for byte. */
#include "desk/command.h"
#include "desk/consent.h"
#include "desk/worklist.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/ban.h"

#define MAX_LOOKBACK 36500

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The site's rules: those that came with the case, else the desk's file as it is now, kept with the case when it is another one than last time. */
static int overlay_of(struct run *r, struct desk_check *o, struct doc_ref *doc)
{
	struct buf b;
	int err;
	*doc = r->c->overlay;
	if (doc->id.n) {
		o->overlay_given = true;
		o->overlay_name = doc->label;
		return run_load_document(r, doc->id, &o->overlay);
	}
	if (!r->d->overlay_path.n) return YG_OK;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_file_read(r->d->overlay_path.p, YG_MAX_TEXT, &b);
	if (err != YG_OK) {
		yg_buf_free(&b);
		return run_refuse_as(r, err == YG_ENOTFOUND ? YG_ETABLE : err, "overlay", "この薬局のルール設定を読めません", "the site's own rules cannot be read");
	}
	o->overlay_given = true;
	o->overlay_name = yg_str(base_name(r->d->overlay_path.p));
	o->overlay = run_take(r, &b, &err);
	return err ? err : run_document(r, "overlay", "csv", o->overlay_name.p, o->overlay, doc);
}

/* What was said with the command, else what was said with the histories: one source without consent makes it so for all. */
static bool consent_of(struct run *r, enum consent_basis *out, bool *noted)
{
	struct str said = run_text(r, "consent");
	*noted = !said.n || run_text(r, "consent_note").n > 0;
	if (said.n) return desk_consent(said, out);
	*out = BASIS_CALLER;
	for (size_t i = 0; i < r->c->nhistories; i++) {
		enum consent_basis b;
		if (!r->c->consents[i].n || !desk_consent(r->c->consents[i], &b)) continue;
		if (*out != BASIS_NONE) *out = b;
		if (b == BASIS_PAPER && !r->c->notes[i].n) *noted = false;
	}
	return true;
}

static int options_of(struct run *r, struct desk_check *o)
{
	struct json_object *n = yg_json_get(r->in, "lookback");
	*o = (struct desk_check){ .lang = r->lang, .as_of = run_day(r, "as_of"), .explain = run_flag(r, "explain"), .national = run_flag(r, "national"),
		.refuse_expired = run_flag(r, "refuse_expired") };
	if (!yg_json_get(r->in, "as_of")) o->as_of = desk_day(r->at);
	if (!yg_ymd_valid(o->as_of)) return run_refuse_as(r, YG_EARG, "as-of", "as_of が日付ではありません", "as_of is no day");
	if (n && (!json_object_is_type(n, json_type_int) || json_object_get_int64(n) < 0 || json_object_get_int64(n) > MAX_LOOKBACK))
		return run_refuse_as(r, YG_EARG, "lookback", "lookback は 0〜36500 の日数です", "lookback is a number of days, 0 to 36500");
	if (n) o->lookback = (unsigned)json_object_get_int64(n);
	if (!consent_of(r, &o->consent, &o->noted)) return run_refuse_as(r, YG_EARG, "consent", "知らない同意の根拠です", "no such basis of consent");
	o->consents = consent_now(r);
	return YG_OK;
}

static void answer(struct run *r, const yagen_case *yc, struct str report)
{
	struct jw w;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "verdict", view_verdict_word(yc->view.verdict));
	jw_key(&w, "checked");                       /* as received, or as corrected or typed by a person */
	run_doc_json(&w, &r->c->rx);
	jw_key(&w, "interrupting");
	jw_arr(&w);
	for (size_t i = 0; i < yc->view.nfindings; i++)
		if (yc->view.findings[i].interrupts && !yc->view.findings[i].answered) jw_z(&w, yc->view.findings[i].id);
	jw_arr_end(&w);
	jw_key(&w, "report");
	jw_raw(&w, yg_str_trim(report));
	jw_obj_end(&w);
}

static int keep(struct run *r, yagen *tables, const struct desk_check *o, yagen_case *yc, const struct doc_ref *overlay)
{
	struct doc_ref report;
	struct str text, body;
	struct buf b;
	int64_t open = 0;
	int err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = report_write(yc, &b);
	text = run_take(r, &b, &err);
	if (err == YG_OK) err = run_document(r, "report", "report", "", text, &report);
	if (err == YG_OK) err = desk_check_body(r, tables, o, yc, overlay, &report, &body);
	if (err == YG_OK) err = run_event(r, "checked", body);
	if (err == YG_OK) err = desk_worklist_seen(r, yc);
	if (err != YG_OK) return err;
	for (size_t i = 0; i < yc->view.nfindings; i++) open += yc->view.findings[i].interrupts && !yc->view.findings[i].answered;
	r->c->row[CA_VERDICT] = CELL_T(yg_str(view_verdict_word(yc->view.verdict)));
	r->c->row[CA_INTERRUPTING] = CELL_I(open);
	r->c->row[CA_MASTER] = CELL_T(desk_edition(r, &tables->drugmaster));
	r->c->row[CA_RULES] = CELL_T(desk_edition(r, &tables->rules));
	r->next = DS_CHECKED;
	desk_say_source(r);
	answer(r, yc, text);
	return YG_OK;
}

int cmd_case_check(struct run *r)
{
	struct desk_check o;
	struct doc_ref overlay = { .id = STR_NONE };
	yagen *tables = NULL;
	yagen_case *yc = NULL;
	int err = options_of(r, &o);
	if (err == YG_OK) err = overlay_of(r, &o, &overlay);
	if (err == YG_OK) err = desk_tables(r, &tables);
	if (err == YG_OK) err = desk_check_run(r, tables, &o, &yc);
	if (err == YG_OK) err = keep(r, tables, &o, yc, &overlay);
	yagen_case_free(yc);
	yagen_free(tables);
	return err;
}
