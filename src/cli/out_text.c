/* out_text.c - the answer as a pharmacist reads it at the counter: verdict, scope, findings worst first, what could not
 * be checked, coverage. Says what the library found, in plain words; judges nothing and leaves nothing out. */
#include "cli/out.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

#define DEFAULT_LOOKBACK 1096u

/* --- verdict and scope -------------------------------------------------------------- */

static void verdict(struct out *o, const yagen_case *c)
{
	size_t n[4] = { 0 }, stop = 0, open = 0, answered = 0;
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		if (f->answered) answered += f->severity > YAGEN_INFO;
		else n[f->severity]++;
		stop += f->interrupts != 0;
	}
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++)
		open += yagen_case_coverage(c, i)->verdict != YAGEN_LINE_CHECKED;
	switch (yagen_case_verdict(c)) {
	case YAGEN_CLEAR:
		out_paint(o, "1;32");
		out_say(o, "問題は見つかりませんでした（下の範囲で）。", "No problem was found, within the scope below.");
		break;
	case YAGEN_FINDINGS:
		out_paint(o, "1;31");
		if (!n[YAGEN_CRITICAL] && !n[YAGEN_WARNING])
			out_put(o, 0, cli_say(o->lang, "所見はどれも以前に回答済みです", "Every finding has been answered before"));
		else
			out_put(o, 0, cli_say(o->lang, "所見があります：", "Findings: "));
		if (n[YAGEN_CRITICAL]) out_number(o, 0, cli_say(o->lang, "重大 ", "critical "), n[YAGEN_CRITICAL], cli_say(o->lang, "件", ""));
		if (n[YAGEN_CRITICAL] && n[YAGEN_WARNING]) out_put(o, 0, cli_say(o->lang, "、", ", "));
		if (n[YAGEN_WARNING]) out_number(o, 0, cli_say(o->lang, "警告 ", "warning "), n[YAGEN_WARNING], cli_say(o->lang, "件", ""));
		out_put(o, 0, cli_say(o->lang, "。", "."));
		if (stop) out_number(o, 0, cli_say(o->lang, "調剤の前に判断が要るもの ", " To be decided before dispensing: "), stop,
				 cli_say(o->lang, "件。", "."));
		if (answered) out_number(o, 0, cli_say(o->lang, "以前に回答済み ", " Answered before: "), answered, cli_say(o->lang, "件。", "."));
		if (open) out_number(o, 0, cli_say(o->lang, "ほかに確認しきれない行が ", " Lines not fully checked: "), open,
				 cli_say(o->lang, "行あります。", "."));
		break;
	case YAGEN_INCOMPLETE:
		out_paint(o, "1;33");
		out_say(o, "確認しきれないものがあります。確認できた範囲では、警告以上の所見はありません。",
		    "Something could not be checked. Nothing at warning or above in what was checked.");
		break;
	case YAGEN_UNKNOWN:
		break;
	}
	out_paint(o, "0");
	out_end(o);
}

static void put_edition(struct out *o, const char *what, const yagen_edition *e)
{
	out_put(o, 6, what);
	out_put(o, 6, e->id);
	out_put(o, 6, cli_say(o->lang, "（", " ("));
	if (e->source_date.year) {
		out_put(o, 6, cli_say(o->lang, "資料 ", "data of "));
		out_day(o, 6, e->source_date);
		if (e->valid_until.year) out_put(o, 6, cli_say(o->lang, "、", ", "));
	}
	if (e->valid_until.year) {
		out_put(o, 6, cli_say(o->lang, "有効 ", "valid to "));
		out_day(o, 6, e->valid_until);
	}
	out_put(o, 6, cli_say(o->lang, "）", ")"));
}

/* What this site changed of the edition: how many rules, and which. */
static void site_scope(struct out *o, const yagen_case *c)
{
	const yagen_overlay *v = yagen_case_overlay(c);
	static const struct { const char *ja, *en; } marks[] = { { "段階を変更", "other tier" }, { "表示しない", "not shown" } };
	if (!v) return;
	out_pad(o, 6);
	out_put(o, 6, cli_say(o->lang, "この薬局の設定 ", "this site's overlay "));
	out_put(o, 6, v->file);
	out_number(o, 6, cli_say(o->lang, "：表示しない ", ": not shown "), v->off, cli_say(o->lang, "件、段階を変更 ", ", other tier "));
	out_number(o, 6, "", v->changed, cli_say(o->lang, "件", ""));
	for (int off = 1; off >= 0; off--) {
		size_t k = 0;
		for (size_t i = 0; i < v->nrows; i++) {
			const yagen_overlay_row *r = &v->rows[i];
			if (!r->in_force || r->enabled == off || (!off && !r->severity)) continue;
			out_put(o, 6, k++ ? cli_say(o->lang, "、", ", ") : cli_say(o->lang, "；", "; "));
			if (k == 1) { out_put(o, 6, cli_say(o->lang, marks[off].ja, marks[off].en)); out_put(o, 6, " "); }
			out_put(o, 6, r->rule);
		}
	}
	out_end(o);
}

/* Editions in use although nobody trusted signed them. */
static void unsigned_scope(struct out *o, const yagen_case *c)
{
	for (size_t i = 0; i < yagen_case_diag_count(c); i++) {
		const yagen_diag *d = yagen_case_diag(c, i);
		if (strcmp(d->code, "edition-unsigned") != 0) continue;
		out_paint(o, "1;33");
		out_pad(o, 6);
		out_put(o, 6, d->text);
		out_paint(o, "0");
		out_end(o);
	}
}

static void scope(struct out *o, const yagen *yg, const yagen_case *c, const yagen_check_options *co, size_t hidden)
{
	size_t usable = 0, lines = 0;
	for (size_t i = 0; i < yagen_case_source_count(c); i++) {
		const yagen_source *s = yagen_case_source(c, i);
		if (s->usable) { usable++; lines += s->lines; }
	}
	out_number(o, 6, cli_say(o->lang, "範囲：処方 ", "Scope: prescription lines: "), yagen_case_coverage_count(c), cli_say(o->lang, "行", ""));
	out_number(o, 6, cli_say(o->lang, "、履歴 ", "; histories: "), usable, cli_say(o->lang, "件", ""));
	if (lines) out_number(o, 6, cli_say(o->lang, "（", " (lines: "), lines, cli_say(o->lang, "行）", ")"));
	if (hidden) out_number(o, 6, cli_say(o->lang, "、ほかに同意のない履歴 ", "; without consent: "), hidden, cli_say(o->lang, "件", ""));
	out_number(o, 6, cli_say(o->lang, "、さかのぼり ", "; look-back "), co->lookback_days ? co->lookback_days : DEFAULT_LOOKBACK,
	       cli_say(o->lang, "日、確認日 ", " days from "));
	out_day(o, 6, co->as_of);
	out_end(o);
	out_pad(o, 6);
	put_edition(o, cli_say(o->lang, "医薬品マスター ", "drug master "), yagen_drugmaster_edition(yg));
	out_end(o);
	out_pad(o, 6);
	put_edition(o, cli_say(o->lang, "ルール ", "rules "), yagen_rules_edition(yg));
	out_number(o, 6, cli_say(o->lang, "、使っているもの ", "; on: "), yagen_rules_edition(yg)->enabled, "");
	out_number(o, 6, cli_say(o->lang, " / ", " of "), yagen_rules_edition(yg)->rows, cli_say(o->lang, "件", ""));
	out_end(o);
	unsigned_scope(o, c);
	site_scope(o, c);
}

/* --- coverage -------------------------------------------------------------------------- */

static bool has_reason(const yagen_line_coverage *l, const char *word)
{
	for (size_t k = 0; l->verdict != YAGEN_LINE_CHECKED && k < l->nreasons; k++)
		if (strcmp(l->reasons[k].word, word) == 0) return true;
	return false;
}

/* Why lines are not fully checked: each reason once, with the lines it concerns. */
static void not_checked(struct out *o, const yagen_case *c)
{
	size_t lines = yagen_case_coverage_count(c);
	bool head = false;
	for (size_t i = 0; i < lines; i++) {
		const yagen_line_coverage *l = yagen_case_coverage(c, i);
		if (l->verdict == YAGEN_LINE_CHECKED) continue;
		for (size_t k = 0; k < l->nreasons; k++) {
			size_t n = 0;
			bool seen = false;
			for (size_t j = 0; j < i && !seen; j++) seen = has_reason(yagen_case_coverage(c, j), l->reasons[k].word);
			if (seen) continue;
			if (!head) out_heading(o, "確認しきれなかったこと", "What could not be checked");
			head = true;
			for (size_t j = i; j < lines; j++) n += has_reason(yagen_case_coverage(c, j), l->reasons[k].word);
			out_pad(o, 2);
			out_put(o, 4, cli_say(o->lang, "・", "- "));
			out_put(o, 4, l->reasons[k].text);
			out_put(o, 4, cli_say(o->lang, "：", ": "));
			if (n == lines) out_put(o, 4, lines == 1 ? l->line->ref : cli_say(o->lang, "全行", "all lines"));
			for (size_t j = i, first = 1; n != lines && j < lines; j++) {
				if (!has_reason(yagen_case_coverage(c, j), l->reasons[k].word)) continue;
				if (!first) out_put(o, 4, cli_say(o->lang, "、", ", "));
				out_put(o, 4, yagen_case_coverage(c, j)->line->ref);
				first = 0;
			}
			out_end(o);
		}
	}
}

static void coverage(struct out *o, const yagen_case *c)
{
	static const struct { const char *ja, *en; } verdicts[] = {
		{ "確認済み", "checked  " }, { "一部のみ", "partly   " }, { "未確認　", "UNCHECKED" } };
	out_heading(o, "確認の範囲", "Coverage");
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++) {
		const yagen_line_coverage *l = yagen_case_coverage(c, i);
		out_pad(o, 2);
		out_put(o, 12, cli_say(o->lang, verdicts[l->verdict].ja, verdicts[l->verdict].en));
		out_put(o, 12, "  ");
		out_put(o, 12, l->line->ref);
		if (o->col < 22) out_pad(o, 22);
		out_put(o, 12, " ");
		out_put(o, 12, l->line->name ? l->line->name : l->line->code ? l->line->code : "-");
		/* a line that is checked may still have a remark (材料: nothing to compare) */
		for (size_t k = 0; l->verdict == YAGEN_LINE_CHECKED && k < l->nreasons; k++) {
			out_put(o, 24, cli_say(o->lang, k ? "、" : "：", k ? ", " : ": "));
			out_put(o, 24, l->reasons[k].text);
		}
		out_end(o);
	}
}

static void sources(struct out *o, const yagen_case *c, size_t hidden)
{
	if (hidden) {
		out_pad(o, 2);
		out_put(o, 4, cli_say(o->lang, "同意のない履歴がほかにあります。照合には使いましたが、内容は表示できません。",
				  "There is more history without consent: it was compared, but nothing of it can be shown."));
		out_end(o);
	}
	if (!yagen_case_source_count(c) && !hidden) {
		out_pad(o, 2);
		out_say(o, "履歴はありません（「履歴なし」と「服用なし」は違います）。", "No history was given; that is not the same as taking nothing.");
		out_end(o);
		return;
	}
	for (size_t i = 0; i < yagen_case_source_count(c); i++) {
		const yagen_source *s = yagen_case_source(c, i);
		out_pad(o, 2);
		out_put(o, 12, cli_say(o->lang, "履歴 ", "history "));
		out_number(o, 12, "", (size_t)s->number, "  ");
		out_put(o, 12, s->label);
		if (*s->format) {
			out_put(o, 12, cli_say(o->lang, "（", " ("));
			out_put(o, 12, out_word(o, s->format));
			out_put(o, 12, cli_say(o->lang, "）", ")"));
		}
		if (!s->usable) {
			out_put(o, 12, cli_say(o->lang, "：使えません：", ": cannot be used: "));
			out_put(o, 12, s->why_not.text ? s->why_not.text : "-");
			if (!s->lines) { out_end(o); continue; }
		}
		out_number(o, 12, cli_say(o->lang, "：", ": lines "), s->lines, cli_say(o->lang, "行、識別 ", ", identified "));
		out_number(o, 12, "", s->identified, cli_say(o->lang, "行", ""));
		if (s->from.year) { out_put(o, 12, cli_say(o->lang, "、", ", ")); out_span(o, 12, s->from, s->to); }
		if (s->age_days >= 0)
			out_number(o, 12, cli_say(o->lang, "、最新は ", ", latest "), (size_t)s->age_days, cli_say(o->lang, "日前", " days ago"));
		out_end(o);
	}
}

static void gaps(struct out *o, const yagen_case *c)
{
	if (!yagen_case_gap_count(c)) return;
	out_heading(o, "患者の情報がなく判断できなかったもの", "Not judged, because nobody told");
	for (size_t i = 0; i < yagen_case_gap_count(c); i++) {
		const yagen_gap *g = yagen_case_gap(c, i);
		out_pad(o, 2);
		out_put(o, 4, g->fact.text);
		if (g->nrules) out_number(o, 4, cli_say(o->lang, "（ルール ", " (rules: "), g->nrules, cli_say(o->lang, "件）", ")"));
		out_end(o);
	}
}

static void explain(struct out *o, const yagen_case *c)
{
	const char *line = NULL;
	out_heading(o, "検討したルール", "Rules considered");
	if (!yagen_case_explain_count(c)) {
		out_pad(o, 2);
		out_say(o, "この処方の薬に関わるルールはありません。", "No rule touches these drugs.");
		out_end(o);
	}
	for (size_t i = 0; i < yagen_case_explain_count(c); i++) {
		const yagen_explain *e = yagen_case_explain_at(c, i);
		if (!line || strcmp(line, e->line) != 0) {
			const yagen_line *l = yagen_case_line_by_ref(c, e->line);
			out_pad(o, 2);
			out_put(o, 4, e->line);
			out_put(o, 4, "  ");
			out_put(o, 4, l && l->name ? l->name : "-");
			out_end(o);
			line = e->line;
		}
		out_pad(o, 4);
		out_put(o, 6, strcmp(e->outcome, "fired") == 0 ? "* " : "- ");
		out_put(o, 6, e->rule);
		out_put(o, 6, "  ");
		out_put(o, 6, e->text);
		out_end(o);
	}
}

/* Every difference from the national check with its reason; what both say is counted. */
static void national(struct out *o, const yagen_case *c)
{
	size_t both = 0, n = yagen_case_national_count(c);
	out_heading(o, "国の重複投薬等チェックとの違い", "Beside the national check");
	for (size_t i = 0; i < n; i++) {
		const yagen_national *d = yagen_case_national_at(c, i);
		if (!d->why && !d->guess) { both++; continue; }
		out_pad(o, 2);
		out_put(o, 4, d->finding ? strcmp(d->national, "hit") == 0 ? cli_say(o->lang, "両方", "both   ") : cli_say(o->lang, "当方", "ours   ")
				     : cli_say(o->lang, "国　", "theirs "));
		out_put(o, 12, "  ");
		out_put(o, 12, d->line);
		if (d->partner) { out_put(o, 12, " × "); out_put(o, 12, d->partner); }
		out_put(o, 12, "  ");
		out_put(o, 12, d->kind);
		out_put(o, 12, cli_say(o->lang, "：", ": "));
		out_put(o, 12, d->text);
		if (d->partner_name) {
			out_put(o, 12, cli_say(o->lang, "（", " ("));
			out_put(o, 12, d->partner_name);
			out_put(o, 12, " ");
			out_day(o, 12, d->partner_on);
			out_put(o, 12, cli_say(o->lang, "）", ")"));
		}
		out_end(o);
	}
	out_pad(o, 2);
	out_number(o, 4, cli_say(o->lang, "両方が指摘する見込み ", "both should say: "), both, cli_say(o->lang, "件。公表された規則の再現で、国の回答そのものではない。",
	       ". A replica of the published rule, not the service's own answer."));
	out_end(o);
}

void out_text(const struct options *opt, const yagen *yg, const yagen_case *c, const yagen_check_options *co, bool colour,
	      struct buf *out)
{
	struct out o = { .b = out, .lang = opt->lang, .colour = colour };
	/* a source that is masked as a whole does not appear among the sources */
	size_t shown = yagen_case_source_count(c), hidden = opt->nhistory > shown ? opt->nhistory - shown : 0;
	verdict(&o, c);
	scope(&o, yg, c, co, hidden);
	out_findings(&o, c, opt->national);
	not_checked(&o, c);
	gaps(&o, c);
	coverage(&o, c);
	sources(&o, c, hidden);
	if (opt->explain) explain(&o, c);
	if (opt->national) national(&o, c);
}
