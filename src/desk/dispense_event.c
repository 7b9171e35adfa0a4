/* dispense_event.c - the hand-over in words and as JSON: notes of the visit (411 421 501 511), the body of its event, the answer. */
#include "desk/dispense.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

struct str dispense_text(struct arena *a, struct dec x)
{
	char s[32];
	return yg_arena_str(a, (struct str){ s, yg_dec_format(x, s) });
}

/* --- notes ---------------------------------------------------------------------------------------------- */
static void add(struct dispense *d, struct note **list, size_t *n, const char *kind, struct str text)
{
	struct note *p = yg_arena_grow(d->r->arena, *list, *n, sizeof *p);
	if (!p) return;
	*list = p;
	p[(*n)++] = (struct note){ .kind = yg_arena_str(d->r->arena, yg_str(kind)), .text = text, .author = *kind && kind[0] != '3' && kind[0] != '9' ? STR_NONE : STR("1") };
}

static struct str sentence(struct dispense *d, const struct desk_inquiry *q)
{
	const char *end = yg_str_eqz(q->outcome, "changed") ? "変更あり" : yg_str_eqz(q->outcome, "cancelled") ? "取消" : "変更なし";
	struct str s = yg_arena_printf(d->r->arena, "照会：%.*s 回答：%.*s（%s）", STR_ARG(q->question), STR_ARG(q->answer), end);
	return q->answered_by.n ? yg_arena_printf(d->r->arena, "%.*s回答者：%.*s", STR_ARG(s), STR_ARG(q->answered_by)) : s;
}

static void note_line(struct dispense *d, size_t i)
{
	struct dispense_line *l = &d->line[i];
	struct handover_line *h = &d->h.line[i];
	struct arena *a = d->r->arena;
	if (l->has_leftover) {
		struct str s = yg_arena_printf(a, "RP%d %.*s %.*s", l->rp->number, STR_ARG(l->l->item.name), STR_ARG(l->leftover.ja));
		add(d, &d->h.leftovers, &d->h.nleftovers, "", s);
		if (yg_str_eqz(d->rx->leftover, "2")) add(d, &d->h.provided, &d->h.nprovided, "99", s);
	}
	if (h->now && h->changed && l->product_changed && l->l->item.system != CODE_GENERIC)
		add(d, &d->h.remarks, &d->h.nremarks, "", yg_arena_printf(a, "RP%d 処方 %.*s → 調剤 %.*s（%s）", l->rp->number, STR_ARG(l->l->item.name),
									 STR_ARG(h->given.name), l->judged ? l->subst.rule->ja : "疑義照会による変更"));
	if (l->withheld)
		add(d, &d->h.remarks, &d->h.nremarks, "", yg_arena_printf(a, "RP%d %.*s は調剤しなかった", l->rp->number, STR_ARG(l->l->item.name)));
	else if (yg_dec_given(l->rest) && l->rest.n > 0 && !d->parts)
		add(d, &d->h.remarks, &d->h.nremarks, "", yg_arena_printf(a, "RP%d %.*s 残り %.*s（後日）", l->rp->number, STR_ARG(l->l->item.name),
									 STR_ARG(dispense_text(a, l->rest))));
}

int dispense_notes(struct dispense *d)
{
	const struct desk_case *c = d->r->c;
	unsigned n = 0;
	char number[16];
	for (size_t i = 0; i < d->n; i++) note_line(d, i);
	if (d->parts) add(d, &d->h.remarks, &d->h.nremarks, "", yg_arena_printf(d->r->arena, "分割調剤 %d回目 (全%d回)", d->part, d->parts));
	for (size_t i = 0; i < c->ninquiries; i++) {
		struct note *p;
		if (yg_str_eqz(c->inquiries[i].outcome, "asked") || n >= 999) continue;
		p = yg_arena_grow(d->r->arena, d->h.inquiries, d->h.ninquiries, sizeof *p);
		if (!p) break;
		snprintf(number, sizeof number, "%u", ++n);
		d->h.inquiries = p;
		p[d->h.ninquiries++] = (struct note){ .kind = yg_arena_str(d->r->arena, yg_str(number)), .text = sentence(d, &c->inquiries[i]) };
	}
	return yg_arena_error(d->r->arena);
}

/* --- JSON ------------------------------------------------------------------------------------------------------ */
static void drug(struct jw *w, const char *key, const struct drug_item *i)
{
	static const struct { enum code_system system; const char *word; } words[] = { { CODE_RECEIPT, "receipt" }, { CODE_MHLW, "mhlw" }, { CODE_YJ, "yj" },
		{ CODE_HOT, "hot" }, { CODE_GENERIC, "generic" }, { CODE_JAN, "jan" }, { CODE_NONE, "none" } };
	jw_key(w, key);
	jw_obj(w);
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (words[k].system == i->system) jw_kz(w, "system", words[k].word);
	jw_kstr(w, "code", i->code);
	jw_kstr(w, "name", i->name);
	jw_kdec(w, "amount", i->amount);
	jw_kstr(w, "unit", i->unit);
	jw_obj_end(w);
}

/* What the command said of the line, in full: an amendment that does not name the line takes it from here. */
static void told(struct jw *w, const struct dispense_line *l, const struct handover_line *h)
{
	jw_key(w, "told");
	jw_obj(w);
	if (h->changed) drug(w, "given", &h->given);
	if (h->now) jw_kdec(w, "quantity", l->now);
	if (l->withheld) jw_kbool(w, "withheld", true);
	if (l->judged && l->subst.rule->verdict == SUBST_CONSENT) jw_kbool(w, "patient_agreed", true);
	if (l->has_leftover) {
		jw_key(w, "leftover");
		jw_obj(w);
		jw_kdec_opt(w, "days", l->left_days);
		jw_kdec_opt(w, "count", l->left_count);
		jw_obj_end(w);
	}
	jw_kstr_opt(w, "inquiry", l->inquiry);
	jw_kstr_opt(w, "change", l->change);
	jw_obj_end(w);
}

static void line_json(struct dispense *d, struct jw *w, size_t i, bool answer)
{
	static const char *const measures[] = { "days", "doses", "amount" };
	const struct dispense_line *l = &d->line[i];
	const struct handover_line *h = &d->h.line[i];
	jw_obj(w);
	jw_kstr(w, "line", l->ref);
	jw_kz(w, "measure", measures[yg_supply_measure(l->rp->form)]);
	jw_kdec(w, "ordered", l->ordered);
	jw_kdec(w, "before", l->before);
	jw_kdec(w, "due", l->due_whole);
	jw_kdec(w, "now", l->now);
	jw_kdec(w, "rest", l->rest);
	drug(w, "prescribed", &l->l->item);
	if (h->now) drug(w, "given", h->changed ? &h->given : &l->l->item);
	if (l->judged && h->now) {
		jw_key(w, "rule");
		jw_obj(w);
		jw_kz(w, "word", l->subst.rule->word);
		jw_kz(w, "verdict", yg_subst_verdict_word(l->subst.rule->verdict));
		jw_kz(w, "text", d->r->lang == LANG_EN ? l->subst.rule->en : l->subst.rule->ja);
		jw_kz(w, "source", l->subst.rule->source);
		jw_kz(w, "price", yg_subst_price_word(l->subst.price));
		jw_kdec_opt(w, "price_before", l->subst.before);
		jw_kdec_opt(w, "price_after", l->subst.after);
		jw_obj_end(w);
	}
	if (l->has_leftover) jw_kstr(w, "leftover", d->r->lang == LANG_EN && answer ? l->leftover.en : l->leftover.ja);
	if (l->withheld) jw_kbool(w, "withheld", true);
	jw_kstr_opt(w, "inquiry", l->inquiry);
	jw_kstr_opt(w, "change", l->change);
	if (!answer) told(w, l, h);
	jw_obj_end(w);
}

static void common(struct dispense *d, struct jw *w, bool answer)
{
	jw_kstr(w, "dispensing", d->id);
	jw_kymd(w, "on", d->h.on);
	jw_kbool(w, "complete", d->complete);
	if (d->parts) {
		jw_key(w, "part");
		jw_obj(w);
		jw_kint(w, "n", d->part);
		jw_kint(w, "of", d->parts);
		jw_obj_end(w);
	}
	if (d->has_refill) {
		jw_key(w, "refill");
		jw_obj(w);
		jw_kint(w, "use", d->refill.use);
		jw_kint(w, "total", d->refill.total);
		jw_kymd_opt(w, "planned", d->refill.planned);
		jw_kymd_opt(w, "next_planned", d->refill.next_planned);
		jw_kymd_opt(w, "next_from", d->refill.next_window.from);
		jw_kymd_opt(w, "next_to", d->refill.next_window.to);
		jw_kstr(w, "text", d->r->lang == LANG_EN && answer ? d->refill.en : d->refill.ja);
		jw_obj_end(w);
	}
	jw_key(w, "lines");
	jw_arr(w);
	for (size_t i = 0; i < d->n; i++) line_json(d, w, i, answer);
	jw_arr_end(w);
}

int dispense_body(struct dispense *d, const struct doc_ref *doc, const struct doc_ref *results, size_t nresults, struct str check, struct str *json)
{
	static const char *const not_judged[] = { "indications", "additives", "shortage" };
	struct buf b;
	struct jw w;
	int err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "document");
	run_doc_json(&w, doc);
	common(d, &w, false);
	jw_key(&w, "results");
	jw_arr(&w);
	for (size_t i = 0; i < nresults; i++) run_doc_json(&w, &results[i]);
	jw_arr_end(&w);
	jw_key(&w, "check");
	jw_raw(&w, check);
	jw_obj_end(&w);
	*json = run_take(d->r, &b, &err);
	if (err) return err;
	jw_init(&w, &d->r->answer, false);
	jw_obj(&w);
	jw_kbool(&w, "handed_over", true);
	common(d, &w, true);
	jw_key(&w, "document");
	run_doc_json(&w, doc);
	jw_key(&w, "results");
	jw_arr(&w);
	for (size_t i = 0; i < nresults; i++) run_doc_json(&w, &results[i]);
	jw_arr_end(&w);
	jw_key(&w, "not_judged");
	jw_arr(&w);
	for (size_t i = 0; i < sizeof not_judged / sizeof *not_judged; i++) jw_z(&w, not_judged[i]);
	jw_arr_end(&w);
	jw_obj_end(&w);
	return YG_OK;
}
