/* neutral_json.c - our own JSON: {"yagen": "prescription" | "history" | "patient", ...} and bare patient facts.
 * What the keys are stands in json_tables.c; here is what a whole document must be. */
#include "codec/neutral_json.h"
#include "codec/json_fields.h"
#include "codec/facts.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_syntax, "json-syntax", DIAG_ERROR, "JSON として読めません（{0} バイト目）", "not JSON (at byte {0})");
DIAG_KIND(d_encoding, "json-encoding", DIAG_ERROR, "UTF-8 として読めません", "not UTF-8");
DIAG_KIND(d_size, "json-too-big", DIAG_ERROR, "大きすぎるか、入れ子が深すぎます", "too big or nested too deep");
DIAG_KIND(d_kind, "json-kind", DIAG_ERROR, "\"yagen\" が prescription、history、patient のどれでもありません",
	  "\"yagen\" is none of prescription, history, patient");
DIAG_KIND(d_no_lines, "json-no-lines", DIAG_ERROR, "処方箋に薬品がありません", "the prescription has no drug line");
DIAG_KIND(d_no_visits, "json-no-visits", DIAG_WARNING, "\"visits\" がありません。「服用中の薬なし」とは扱いません",
	  "no \"visits\"; not taken as \"takes no drugs\"");
DIAG_KIND(d_partly, "json-partly-read", DIAG_WARNING, "読めない値があるため、この履歴は不完全として扱います",
	  "a value could not be used: this history counts as incomplete");
DIAG_KIND(d_rx_part, "json-unread-part", DIAG_ERROR, "知らないキーの中は読めません。処方箋の一部かもしれないため、確認は不完全とします",
	  "what stands under an unknown key is not read; it may be part of the prescription: the check counts as incomplete");
DIAG_KIND(d_withheld, "json-masked", DIAG_WARNING, "内容が伏せられた調剤があります。確認は不完全とします",
	  "a dispensing whose content is withheld: the check counts as incomplete");
DIAG_KIND(d_doctor, "json-doctor", DIAG_WARNING, "\"doctor\" の番号に当たる医師がありません",
	  "\"doctor\" points to no doctor of this visit");
DIAG_KIND(d_lines, "json-too-many-lines", DIAG_ERROR, "履歴の調剤または薬品が多すぎます", "too many dispensings or drug lines");
DIAG_KIND(d_not_said, "json-not-written", DIAG_WARNING, "同意のない調剤の内容は書きません",
	  "the content of dispensings without consent is not written");

static bool sniff(struct str b)
{
	struct str head = yg_str_trim(yg_str_sub(b, 0, 4096));
	return head.n && head.p[0] == '{' && yg_str_find(head, STR("\"resourceType\"")) == (size_t)-1;
}

/* --- prescription and history after reading ----------------------------------------- */

/* Line names are rx/<RP>/<line>: numbers nobody wrote are given in order. */
static size_t number_rx(struct rx *rx)
{
	size_t lines = 0;
	for (size_t i = 0; i < rx->ngroups; i++) {
		struct rx_group *g = &rx->groups[i];
		if (g->number == 0) g->number = (int)i + 1;
		for (size_t k = 0; k < g->nlines; k++) {
			struct rx_line *l = &g->lines[k];
			if (l->seq == 0) l->seq = (int)k + 1;
			if (l->item.system == 0) l->item.system = l->item.code.n ? CODE_UNKNOWN : CODE_NONE;
			lines++;
		}
	}
	return lines;
}

static void number_line(struct history *h, struct drug_item *item, unsigned *number)
{
	*number = ++h->ndruglines;
	if (item->origin.record == 0) item->origin.record = *number;
	if (item->system == 0) item->system = item->code.n ? CODE_UNKNOWN : CODE_NONE;
}

static void number_visit(struct read_ctx *rc, struct history *h, struct visit *v)
{
	for (size_t i = 0; i < v->ngroups; i++) {
		struct hist_group *g = &v->groups[i];
		if (g->number == 0) g->number = (int)i + 1;
		if (g->doctor != (size_t)-1 && g->doctor >= v->ndoctors) {
			yg_diag(rc->diags, &d_doctor, rc->input, v->origin.record, "doctor", STR_NONE, STR_NONE);
			g->doctor = (size_t)-1;
		}
		for (size_t k = 0; k < g->nlines; k++) number_line(h, &g->lines[k].item, &g->lines[k].number);
	}
	if (!v->masked || v->ngroups) return;
	yg_diag(rc->diags, &d_withheld, rc->input, v->origin.record, "visits", STR_NONE, STR_NONE);
	h->cut = true;
}

static void number_history(struct read_ctx *rc, struct history *h)
{
	for (size_t i = 0; i < h->notc; i++) {
		h->otc[i].item.amount = DEC_NONE;
		number_line(h, &h->otc[i].item, &h->otc[i].number);
		h->otc[i].item.origin = h->otc[i].origin.record ? h->otc[i].origin : h->otc[i].item.origin;
		h->otc[i].item.origin.input = h->otc[i].origin.input = (uint16_t)rc->input;
	}
	for (size_t i = 0; i < h->nvisits; i++) number_visit(rc, h, &h->visits[i]);
}

/* --- reading --------------------------------------------------------------------------- */

static const char *const own_keys[] = { "yagen", "$schema", "prescription", NULL };

static int read_rx(struct read_ctx *rc, struct json_object *o, struct rx **out)
{
	struct jf_in in = { rc->arena, rc->diags, rc->input, 0, false, 0 };
	struct rx *rx = yg_arena_alloc(rc->arena, sizeof *rx);
	if (!rx) return yg_arena_error(rc->arena);
	yg_jf_read(&in, o, yg_jf_rx, rx, NULL, own_keys);
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	if (in.too_big) return YG_ETOOBIG;
	if (in.faults) return YG_ESYNTAX;            /* a prescription is used whole or not at all */
	if (number_rx(rx) == 0) {
		yg_diag(rc->diags, &d_no_lines, rc->input, 0, "groups", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	if (in.unread) yg_diag(rc->diags, &d_rx_part, rc->input, 0, "", STR_NONE, STR_NONE);
	*out = rx;
	return YG_OK;
}

static int read_history(struct read_ctx *rc, struct json_object *o, struct document *doc)
{
	struct jf_in in = { rc->arena, rc->diags, rc->input, 0, false, 0 };
	struct history *h = yg_arena_alloc(rc->arena, sizeof *h);
	struct json_object *rx = yg_json_get(o, "prescription");
	int err = YG_OK;
	if (!h) return yg_arena_error(rc->arena);
	yg_jf_read(&in, o, yg_jf_history, h, NULL, own_keys);
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	number_history(rc, h);
	if (in.too_big) return YG_ETOOBIG;
	if (h->ndruglines > YG_MAX_HISTORY || h->nvisits > YG_MAX_VISITS) {
		yg_diag(rc->diags, &d_lines, rc->input, 0, "visits", STR_NONE, STR_NONE);
		return YG_ETOOBIG;
	}
	if (in.faults || in.unread) {
		yg_diag(rc->diags, &d_partly, rc->input, 0, "", STR_NONE, STR_NONE);
		h->cut = true;
	}
	if (!yg_json_get(o, "visits") && h->notc == 0) {
		yg_diag(rc->diags, &d_no_visits, rc->input, 0, "visits", STR_NONE, STR_NONE);
		h->cut = true;
	}
	if (rx) err = json_object_is_type(rx, json_type_object) ? read_rx(rc, rx, &doc->rx) : YG_ESYNTAX;
	if (!err) doc->history = h;
	return err;
}

int yg_json_read_facts(struct read_ctx *rc, struct json_object *o, struct facts *out)
{
	struct jf_in in = { rc->arena, rc->diags, rc->input, 0, false, 0 };
	*out = FACTS_NONE;
	if (!json_object_is_type(o, json_type_object)) return YG_ESYNTAX;
	yg_jf_read(&in, o, yg_jf_facts, out, NULL, own_keys);
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	return in.too_big ? YG_ETOOBIG : in.faults ? YG_ESYNTAX : YG_OK;
}

static bool looks_like_facts(struct json_object *o)
{
	for (const struct jf *f = yg_jf_facts; f->key; f++)
		if (json_object_object_get_ex(o, f->key, NULL)) return true;
	return json_object_object_length(o) == 0;    /* {}: nothing known of the patient */
}

static int read_kind(struct read_ctx *rc, struct json_object *o, struct document *doc)
{
	struct str kind = yg_json_str(o, "yagen");
	if (!json_object_is_type(o, json_type_object)) goto none;
	if (yg_str_eqz(kind, "prescription")) return read_rx(rc, o, &doc->rx);
	if (yg_str_eqz(kind, "history")) return read_history(rc, o, doc);
	if (yg_str_eqz(kind, "patient") || (!yg_json_get(o, "yagen") && looks_like_facts(o))) {
		struct facts *f = yg_arena_alloc(rc->arena, sizeof *f);
		int err = f ? yg_json_read_facts(rc, o, f) : yg_arena_error(rc->arena);
		if (!err) doc->facts = f;
		return err;
	}
none:
	yg_diag(rc->diags, &d_kind, rc->input, 0, "yagen", STR_NONE, STR_NONE);
	return YG_ESYNTAX;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct json_object *o = NULL;
	size_t at = 0;
	int err = yg_json_parse(bytes, &o, &at);
	doc->format = FORMAT_JSON;
	if (err) {
		const struct diag_kind *k = err == YG_EENCODING ? &d_encoding : err == YG_ETOOBIG ? &d_size : &d_syntax;
		yg_diag(rc->diags, k, rc->input, 0, "", yg_arena_printf(rc->arena, "%zu", at + 1), STR_NONE);
		return err;
	}
	err = read_kind(rc, o, doc);
	json_object_put(o);
	return err;
}

/* --- writing --------------------------------------------------------------------------------- */

void yg_json_write_rx(struct jw *w, const struct rx *rx)
{
	jw_obj(w);
	yg_jf_write(w, yg_jf_rx, rx);
	jw_obj_end(w);
}

void yg_json_write_history(struct jw *w, const struct history *h)
{
	jw_obj(w);
	yg_jf_write(w, yg_jf_history, h);
	jw_obj_end(w);
}

static void count_masked(struct write_ctx *wc, const struct history *h)
{
	for (size_t i = 0; i < h->nvisits; i++) {
		if (!h->visits[i].masked) continue;
		yg_diag(wc->diags, &d_not_said, 0, 0, "visits", STR_NONE, STR_NONE);
		wc->lost++;
		return;
	}
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	const char *kind = doc->history ? "history" : doc->rx ? "prescription" : doc->facts ? "patient" : NULL;
	struct jw w;
	if (!kind) return YG_EMISSING;
	if (doc->history) count_masked(wc, doc->history);
	if (wc->lost && !wc->lossy) return YG_EREFUSED;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kz(&w, "yagen", kind);
	if (doc->history) yg_jf_write(&w, yg_jf_history, doc->history);
	else if (doc->rx) yg_jf_write(&w, yg_jf_rx, doc->rx);
	else yg_jf_write(&w, yg_jf_facts, doc->facts);
	if (doc->history && doc->rx) {
		jw_key(&w, "prescription");
		yg_json_write_rx(&w, doc->rx);
	}
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
	return out->err;
}

const struct codec yg_codec_json = { FORMAT_JSON, "yagen JSON", sniff, read, write };
