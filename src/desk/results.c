/* results.c - CJ1, the ED document and the notebook out of one stored visit, by the codecs that read them. What a format has no place for is
 * moved to the nearest record it has, or left out here on purpose, so that a refusal of the codec is a real loss. */
#include "desk/results.h"
#include "codec/eps_dispense_xml.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_result, "result-not-made", DIAG_WARNING, "{0} を作れませんでした。調剤の記録は保存しています", "{0} could not be made; the hand-over itself is recorded");

static struct visit *copy_of(struct run *r, const struct history *from, struct history *to)
{
	struct visit *v = yg_arena_alloc(r->arena, sizeof *v);
	*to = *from;
	if (!v || !from->nvisits) return NULL;
	*v = from->visits[0];
	v->prescribed_on = YMD_NONE;                 /* neither format has a place: the prescription itself says it */
	to->visits = v;
	to->nvisits = 1;
	to->dispensing_id = STR_NONE;
	return v;
}

/* Groups that may be changed. CJ1 has no place for generic names: the prescription it refers to says them. */
static int own_groups(struct run *r, struct visit *v, bool drop_generic_names)
{
	struct hist_group *g = yg_arena_array(r->arena, v->ngroups + 1, sizeof *g);
	for (size_t i = 0; g && i < v->ngroups; i++) {
		g[i] = v->groups[i];
		g[i].lines = yg_arena_array(r->arena, g[i].nlines + 1, sizeof *g[i].lines);
		for (size_t k = 0; g[i].lines && k < g[i].nlines; k++) {
			g[i].lines[k] = v->groups[i].lines[k];
			if (drop_generic_names) g[i].lines[k].generic_name = g[i].lines[k].generic_type = g[i].lines[k].generic_code = STR_NONE;
		}
		if (!g[i].lines) return yg_arena_error(r->arena);
	}
	if (!g) return yg_arena_error(r->arena);
	v->groups = g;
	return YG_OK;
}

static int with_note(struct run *r, struct visit *v, struct str text)
{
	struct note *n = yg_arena_array(r->arena, v->nremarks + 1, sizeof *n);
	if (!n) return yg_arena_error(r->arena);
	if (v->nremarks) memcpy(n, v->remarks, v->nremarks * sizeof *n);
	n[v->nremarks] = (struct note){ .text = text, .author = STR("1") };
	v->remarks = n;
	v->nremarks++;
	return YG_OK;
}

static int by_codec(struct run *r, const struct codec *codec, const struct history *h, struct buf *out)
{
	struct document doc = { .history = (struct history *)(uintptr_t)h };
	struct write_ctx wc = { r->arena, &r->diags, false, 0 };
	return codec->write(&wc, &doc, out);
}

int desk_result_cj1(struct run *r, const struct result_in *in, struct buf *out)
{
	struct history h;
	struct visit *v = copy_of(r, in->visit, &h);
	int err;
	if (!v) return YG_EMISSING;
	if ((err = own_groups(r, v, true)) != YG_OK) return err;
	for (size_t i = 0; i < v->nleftovers && !v->nprovided; i++)     /* 421 is no record of CJ1; asked to be told afterwards, it stands in 411 */
		if ((err = with_note(r, v, v->leftovers[i].text)) != YG_OK) return err;
	v->leftovers = NULL;
	v->nleftovers = 0;
	return by_codec(r, &yg_codec_eps_dispense_csv, &h, out);
}

int desk_result_ed(struct run *r, const struct result_in *in, struct buf *out)
{
	struct ed_parts parts = { .prescription = in->received, .dispensing_id = STR_NONE };
	struct buf csv;
	int err;
	yg_buf_init(&csv, YG_MAX_OUTPUT);
	err = desk_result_cj1(r, in, &csv);
	parts.cj1 = yg_buf_view(&csv);
	if (!err) err = yg_ed_build(&parts, &r->diags, out);
	yg_buf_free(&csv);
	return err;
}

int desk_result_techo(struct run *r, const struct result_in *in, struct buf *out)
{
	struct history h;
	struct visit *v = copy_of(r, in->visit, &h);
	int err = v ? YG_OK : YG_EMISSING;
	if (err) return err;
	if ((err = own_groups(r, v, false)) != YG_OK) return err;
	h.has_insurance = false;                     /* the patient's own booklet: no insurance, no id of the prescription, no talk with the prescriber */
	h.prescription_id = STR_NONE;
	v->inquiries = NULL;
	v->ninquiries = 0;
	v->kind = HIST_BOOKLET;
	for (size_t i = 0; i < v->ngroups; i++) {    /* the notebook knows JAMI's code (2) alone; another one would be read as that */
		if (yg_str_eqz(v->groups[i].usage_type, "1") || yg_str_eqz(v->groups[i].usage_type, "2")) continue;
		v->groups[i].usage_type = STR("1");
		v->groups[i].usage_code = STR_NONE;
	}
	if (in->refill.n) err = with_note(r, v, yg_arena_printf(r->arena, "リフィル処方箋 %.*s", STR_ARG(in->refill)));
	return err ? err : by_codec(r, &yg_codec_techo, &h, out);
}

void desk_result_failed(struct run *r, const char *what) { yg_diag(&r->diags, &d_result, 0, 0, "", yg_str(what), STR_NONE); }

/* --- from the store ----------------------------------------------------------------------------------------- */
int desk_result_received(struct run *r, struct str *bytes)
{
	const char *why;
	int err = run_load_document(r, r->c->rx_received.id, bytes);
	if (!err && yg_codec_detect(*bytes, &why) != &yg_codec_eps_xml) *bytes = STR_NONE;
	return err;
}

int desk_result_load(struct run *r, struct result_in *in)
{
	struct read_ctx rc = { r->arena, &r->diags, 0, false };
	struct document doc = { 0 };
	struct json_object *o = NULL;
	struct str bytes;
	size_t at;
	int err;
	*in = (struct result_in){ .visit = NULL };
	if (!r->c->dispensed.id.n) return YG_ENOTFOUND;
	err = run_load_document(r, r->c->dispensed.id, &bytes);
	if (!err) err = yg_codec_read(&rc, FORMAT_JSON, bytes, &doc);
	if (!err && (!doc.history || !doc.history->nvisits)) err = YG_ESYNTAX;
	if (!err) err = desk_result_received(r, &bytes);
	if (!err) err = yg_json_parse(r->c->dispensed_event, &o, &at);
	if (err) return err;
	in->visit = doc.history;
	in->refill = yg_arena_str(r->arena, yg_json_str(yg_json_get(o, "refill"), "text"));
	if (json_object_get_boolean(yg_json_get(o, "complete"))) in->received = bytes;
	json_object_put(o);
	return yg_arena_error(r->arena);
}
