/* view.c - the answer of a checked case as the caller may see it: public structs, words instead of numbers, texts in
 * one language. The one place where masked lines lose their names; it judges nothing and changes no finding. */
#include "lib/lib.h"
#include "flow/answers.h"
#include "flow/overlay.h"
#include "base/err.h"
#include "base/ban.h"

#define NO_LINE ((size_t)-1)

struct build {
	const struct yg_case *c;
	struct arena *a;
	enum lang lang;
	struct view *v;
	size_t *line_of;                             /* exposure index -> index into v->lines, or NO_LINE */
};

static const char *const history_word[] = {
	[HIST_PRESCRIBED] = "prescribed", [HIST_DISPENSED] = "dispensed", [HIST_BOOKLET] = "notebook",
	[HIST_OTC] = "otc", [HIST_CLAIMS] = "claims",
};

const char *view_finding_kind(const struct finding *f)
{
	if (f->masked) return f->kind == FIND_PAIR ? "contraindicated" : "duplicate";
	/* what the label says: a pair that the site lowered stays contraindicated */
	return f->kind == FIND_PAIR && (f->beyond || f->rule->severity < SEV_CRITICAL) ? "caution-pair" : yg_finding_word(f->kind);
}

const char *view_verdict_word(yagen_verdict v)
{
	static const char *const word[] = { NULL, "clear", "findings", "incomplete" };
	return word[v];
}

const yagen_line *view_line(const struct view *v, const char *ref)
{
	for (size_t i = 0; i < v->nlines; i++)
		if (strcmp(v->lines[i].ref, ref) == 0) return &v->lines[i];
	return NULL;
}

/* --- lines ---------------------------------------------------------------------- */

static void build_line(struct build *b, size_t exposure)
{
	const struct exposure *e = &b->c->exposures[exposure];
	const struct drug *d = e->item->drug;
	enum format f = e->source < 0 ? b->c->rx_doc.format : b->c->sources[e->source].format;
	yagen_line *l;
	if (b->line_of[exposure] != NO_LINE) return;
	for (size_t i = 0; e->by_ingredient && i < b->v->nlines; i++)       /* one line, however many ingredients it became */
		if (!strcmp(b->v->lines[i].ref, e->ref)) {
			b->line_of[exposure] = i;
			return;
		}
	b->line_of[exposure] = b->v->nlines;
	l = &b->v->lines[b->v->nlines++];
	l->ref = e->ref;
	l->source = e->source;
	l->masked = e->masked;
	l->origin = yg_format_name(f);
	if (e->masked) return;                       /* nothing else leaves */
	l->code = lib_z(b->a, e->item->code);
	l->name = lib_z(b->a, e->item->name);
	l->unit = lib_z(b->a, e->item->unit);
	if (d && !e->by_ingredient) {
		if (d->yj[0]) l->yj = d->yj;
		if (d->price_code[0]) l->price_code = d->price_code;
		l->master_name = lib_z(b->a, yg_tables_text(b->c->tables, d->name ? d->name : d->generic_name));
	}
	l->on = lib_date(e->on);
	if (e->clinic) l->institution = lib_z(b->a, e->clinic->name);
	if (e->pharmacy) l->pharmacy = lib_z(b->a, e->pharmacy->name);
	l->kind = history_word[e->kind];
	l->on_hand_days = e->on_hand;
	if (yg_ymd_given(e->taken.from)) {
		l->from = lib_date(e->taken.from);
		l->to = lib_date(e->taken.to);
		l->how = yg_period_word(e->how);
		l->period = lib_z(b->a, yg_period_text(e, b->lang, b->a));
	}
}

static int build_lines(struct build *b)
{
	const struct yg_case *c = b->c;
	b->line_of = yg_arena_array(b->a, c->nexposures + 1, sizeof *b->line_of);
	b->v->lines = yg_arena_array(b->a, c->nexposures + 1, sizeof *b->v->lines);
	if (!b->line_of || !b->v->lines) return yg_arena_error(b->a);
	for (size_t i = 0; i < c->nexposures; i++) b->line_of[i] = NO_LINE;
	for (size_t i = 0; i < c->nrx; i++) build_line(b, i);
	for (size_t i = 0; i < c->nfindings; i++)
		for (size_t k = 0; k < c->findings[i].npartners; k++) build_line(b, c->findings[i].partners[k]);
	for (size_t i = 0; i < c->nhidden; i++)
		for (size_t k = 0; k < c->hidden[i].npartners; k++) build_line(b, c->hidden[i].partners[k]);
	return YG_OK;
}

/* --- findings ------------------------------------------------------------------- */

/* A text with {0} replaced. */
static const char *fill(struct build *b, const char *text, struct str arg)
{
	struct str t = yg_str(text), mark = STR("{0}");
	size_t at;
	if (!text || (at = yg_str_find(t, mark)) == (size_t)-1) return text;
	return yg_arena_printf(b->a, "%.*s%.*s%s", (int)at, text, STR_ARG(arg), text + at + mark.n).p;
}

/* A rule's text in the language asked for, else in Japanese: better another language than silence. */
static const char *rule_text(struct build *b, const struct finding *f, uint32_t ja, uint32_t en)
{
	struct str s = b->lang == LANG_EN ? yg_tables_text(b->c->tables, en) : STR_NONE;
	if (!s.n) s = yg_tables_text(b->c->tables, ja);
	return fill(b, lib_z(b->a, s), f->shared);
}

static const char *own_text(struct build *b, const struct finding *f, const char *what)
{
	struct str head = yg_arena_printf(b->a, "finding.%s.", view_finding_kind(f));
	return head.p ? fill(b, lib_message(b->a, b->c->tables, b->lang, head.p, what), f->shared) : NULL;
}

static const char *const context_word[] = {
	[CTX_NONE] = NULL, [CTX_SAME_RX] = "same-prescription", [CTX_CONTINUES] = "continuation", [CTX_EARLY] = "early-renewal", [CTX_SAME_PLACE] = "same-institution",
	[CTX_UNKNOWN_PLACE] = "unknown-institution", [CTX_OTHER_PLACE] = "other-institution",
};

static void answer(struct build *b, const struct finding *f, yagen_finding *o)
{
	const struct answer *a = f->answered;
	yagen_answer *out;
	char key[17];
	yg_answer_key(b->c, f, key);
	o->key = lib_z(b->a, yg_str(key));
	if (!a || !(out = yg_arena_alloc(b->a, sizeof *out))) return;
	out->key = a->key;
	out->reason = lib_zz(b->a, yg_tables_text(b->c->tables, a->reason->code));
	out->label = lib_zz(b->a, yg_tables_text(b->c->tables, b->lang == LANG_EN ? a->reason->label_en : a->reason->label_ja));
	out->by = lib_zz(b->a, a->by);
	out->note = lib_z(b->a, a->note);
	out->on = lib_date(a->on);
	out->until = lib_date(a->last);
	o->answered = out;
}

static void build_finding(struct build *b, const struct finding *f, yagen_finding *o)
{
	const struct rule *r = f->masked ? NULL : f->rule;
	const char **lines = yg_arena_array(b->a, f->npartners + 1, sizeof *lines);
	const char **also;
	bool en = b->lang == LANG_EN;
	char tmp[32];
	o->id = f->id;
	o->kind = view_finding_kind(f);
	o->severity = (yagen_severity)f->severity;
	o->interrupts = f->interrupts;
	o->masked = f->masked;
	o->gap_days = -1;
	o->national = f->national ? f->national : "not-applicable";
	if (lines) {
		lines[o->nlines++] = b->v->lines[b->line_of[f->a]].ref;
		for (size_t i = 0; i < f->npartners; i++) {
			const char *ref = b->v->lines[b->line_of[f->partners[i]]].ref;
			if (ref != lines[o->nlines - 1]) lines[o->nlines++] = ref;     /* a line of several ingredients stands here once */
		}
		o->lines = lines;
	}
	if (r) {
		const struct tables *t = b->c->tables;
		o->rule = lib_z(b->a, yg_tables_text(t, r->id));
		o->source = lib_z(b->a, yg_tables_text(t, r->source));
		o->title = rule_text(b, f, r->title_ja, r->title_en);
		o->effect = rule_text(b, f, r->effect_ja, r->effect_en);
		o->condition = rule_text(b, f, r->condition_ja, r->condition_en);
		o->action = rule_text(b, f, r->action_ja, r->action_en);
	}
	if (!o->title) o->title = own_text(b, f, "title");
	if (!o->title) o->title = o->kind;
	if (!o->effect) o->effect = own_text(b, f, "effect");
	if (!o->action) o->action = own_text(b, f, "action");
	if (f->masked) return;                       /* rule, dates and numbers would tell what it is */
	o->detail = lib_z(b->a, en && f->detail_en.n ? f->detail_en : f->detail_ja);
	o->shared = lib_z(b->a, f->shared);
	o->arithmetic = lib_z(b->a, en && f->arithmetic_en.n ? f->arithmetic_en : f->arithmetic_ja);
	o->overlap_days = f->overlap_days == INT32_MAX ? -1 : f->overlap_days;
	o->gap_days = f->gap_days;
	if (o->overlap_days) {
		o->overlap_from = lib_date(f->overlap.from);
		o->overlap_to = lib_date(f->overlap.to);
	}
	answer(b, f, o);
	if (f->days_on_hand) o->days_on_hand = f->days_on_hand;
	if (f->daily.n > 0) o->daily = lib_z(b->a, (struct str){ tmp, yg_dec_format(f->daily, tmp) });
	o->context = context_word[f->context];
	if (f->nalso && (also = yg_arena_array(b->a, f->nalso, sizeof *also))) {
		for (; o->nalso < f->nalso; o->nalso++) also[o->nalso] = lib_zz(b->a, yg_tables_text(b->c->tables, f->also[o->nalso]->id));
		o->also = also;
	}
	o->rows = f->rows;
	o->institutions = f->institutions;
	o->pharmacies = f->pharmacies;
	if (yg_dec_given(f->quantity)) {
		o->quantity = lib_z(b->a, (struct str){ tmp, yg_dec_format(f->quantity, tmp) });
		o->unit = lib_z(b->a, f->unit);
	}
}

static int build_findings(struct build *b)
{
	struct view *v = b->v;
	v->findings = yg_arena_array(b->a, b->c->nfindings + 1, sizeof *v->findings);
	v->hidden = yg_arena_array(b->a, b->c->nhidden + 1, sizeof *v->hidden);
	if (!v->findings || !v->hidden) return yg_arena_error(b->a);
	for (; v->nfindings < b->c->nfindings; v->nfindings++)
		build_finding(b, &b->c->findings[v->nfindings], &v->findings[v->nfindings]);
	for (; v->nhidden < b->c->nhidden; v->nhidden++)
		build_finding(b, &b->c->hidden[v->nhidden], &v->hidden[v->nhidden]);
	return yg_arena_error(b->a);
}

static int build_overlay(struct build *b)
{
	const struct overlay *in = b->c->overlay;
	yagen_overlay_row *row;
	yagen_overlay *o;
	if (!in) return YG_OK;
	o = yg_arena_alloc(b->a, sizeof *o);
	row = yg_arena_array(b->a, in->n + 1, sizeof *row);
	if (!o || !row) return yg_arena_error(b->a);
	o->file = lib_zz(b->a, in->file);
	o->checksum = in->checksum;
	o->rows = row;
	for (size_t i = 0; i < in->n; i++) {
		const struct overlay_row *r = &in->row[i];
		row[o->nrows++] = (yagen_overlay_row){ lib_zz(b->a, yg_tables_text(b->c->tables, r->rule->id)), !r->off, (yagen_severity)r->severity,
			lib_zz(b->a, r->note), lib_zz(b->a, r->name), lib_date(r->date), lib_date(r->valid_to), r->in_force };
		o->off += r->in_force && r->off;
		o->changed += r->in_force && !r->off && r->severity;
	}
	b->v->overlay = o;
	return yg_arena_error(b->a);
}

/* --- coverage ------------------------------------------------------------------- */

static yagen_reason reason(struct build *b, const char *head, const char *word)
{
	yagen_reason r = { word, NULL };
	if (word) r.text = lib_message(b->a, b->c->tables, b->lang, head, word);
	if (!r.text) r.text = word;
	return r;
}

static int build_coverage(struct build *b)
{
	const struct coverage *cov = &b->c->coverage;
	struct view *v = b->v;
	v->coverage = yg_arena_array(b->a, cov->nlines + 1, sizeof *v->coverage);
	v->sources = yg_arena_array(b->a, cov->nsources + 1, sizeof *v->sources);
	v->gaps = yg_arena_array(b->a, cov->ngaps + 1, sizeof *v->gaps);
	if (!v->coverage || !v->sources || !v->gaps) return yg_arena_error(b->a);
	for (size_t i = 0; i < cov->nlines; i++) {
		const struct line_coverage *in = &cov->lines[i];
		yagen_line_coverage *o = &v->coverage[v->ncoverage++];
		yagen_reason *r = yg_arena_array(b->a, in->nreasons + 1, sizeof *r);
		o->line = &v->lines[b->line_of[in->exposure]];
		o->verdict = (yagen_line_verdict)in->verdict;
		for (size_t k = 0; r && k < in->nreasons; k++) r[o->nreasons++] = reason(b, "reason.", in->reasons[k]);
		o->reasons = r;
	}
	for (size_t i = 0; i < cov->nsources; i++) {
		const struct source_coverage *in = &cov->sources[i];
		yagen_source *o;
		if (in->masked && in->masked == in->lines) continue;      /* masked as a whole: its very size would tell something */
		o = &v->sources[v->nsources++];
		o->number = (int)i;
		o->label = lib_zz(b->a, in->label);
		o->format = yg_format_name(in->format);
		o->lines = in->lines - in->masked;
		o->identified = in->identified;
		o->from = lib_date(in->from);
		o->to = lib_date(in->to);
		o->age_days = in->age_days;
		o->usable = in->usable;
		o->why_not = reason(b, "reason.", in->why_not);
	}
	for (size_t i = 0; i < cov->ngaps; i++) {
		const struct judge_gap *in = &cov->gaps[i];
		yagen_gap *o = &v->gaps[v->ngaps++];
		const char **rules = yg_arena_array(b->a, in->nrules + 1, sizeof *rules);
		const char *fact = lib_zz(b->a, in->fact);
		o->fact = reason(b, "fact.", fact);
		if (in->said.n && o->fact.text)      /* what was told and could not be placed stands behind it */
			o->fact.text = yg_arena_printf(b->a, "%s: %.*s", o->fact.text, STR_ARG(in->said)).p;
		for (size_t k = 0; rules && k < in->nrules; k++) rules[o->nrules++] = lib_zz(b->a, in->rules[k]);
		o->rules = rules;
	}
	return yg_arena_error(b->a);
}

int view_build(struct yagen_case *yc)
{
	struct build b = { .c = yc->c, .a = yc->c->arena, .lang = yc->lang, .v = &yc->view };
	int err = build_lines(&b);
	if (err == YG_OK) err = build_findings(&b);
	if (err == YG_OK) err = build_overlay(&b);
	if (err == YG_OK) err = build_coverage(&b);
	if (err == YG_OK) err = yg_arena_error(b.a);
	if (err == YG_OK) yc->view.verdict = (yagen_verdict)(yc->c->coverage.verdict + 1);
	return err;
}
