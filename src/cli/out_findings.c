/* out_findings.c - findings as a pharmacist reads them: what must be decided in full, worst first; what need not in two
 * lines; what was answered before; what this pharmacy does not want shown. Leaves nothing out, judges nothing. */
#include "cli/out.h"
#include <string.h>
#include "base/ban.h"

#define MANY 4                                       /* partners of a finding shown in full; of more, only the latest */
#define FEW 3

/* --- findings ------------------------------------------------------------------------ */

static void put_line(struct out *o, const yagen_line *l)
{
	bool ours = l->source < 0;
	out_pad(o, 2);
	out_put(o, 8, ours ? cli_say(o->lang, "今回", "now ") : cli_say(o->lang, "履歴", "past"));
	out_pad(o, 8);
	if (l->masked) {
		out_put(o, 8, cli_say(o->lang, "同意がないため、薬品名などは表示できません", "no consent: its name and origin cannot be shown"));
		out_put(o, 8, "  ");
		out_put(o, 8, l->ref);
		out_end(o);
		return;
	}
	out_put(o, 8, l->name ? l->name : l->code ? l->code : "-");
	if (o->col < 40) out_pad(o, 40);
	out_put(o, 8, "  ");
	if (l->how) out_span(o, 8, l->from, l->to);
	else out_day(o, 8, l->on);
	out_put(o, 8, "  ");
	out_put(o, 8, l->ref);
	if (l->how && strcmp(l->how, "days") != 0) {
		out_put(o, 8, cli_say(o->lang, "（", " ("));
		out_put(o, 8, l->period ? l->period : l->how);
		out_put(o, 8, cli_say(o->lang, "）", ")"));
	}
	out_end(o);
	if (ours && l->on_hand_days) {
		out_pad(o, 8);
		out_number(o, 8, cli_say(o->lang, "これまでの調剤分があと", "earlier dispensings should last "), (size_t)l->on_hand_days,
		       cli_say(o->lang, "日分残る計算（服用どおりの場合）", " more days, if taken as written"));
		out_end(o);
	}
	if (ours) return;
	out_pad(o, 8);
	out_put(o, 8, out_word(o, l->origin));
	out_put(o, 8, "  ");
	out_day(o, 8, l->on);
	if (strcmp(l->kind, "notebook") != 0) {
		out_put(o, 8, " ");
		out_put(o, 8, out_word(o, l->kind));
	}
	if (l->institution) { out_put(o, 8, "  "); out_put(o, 8, l->institution); }
	if (l->pharmacy) { out_put(o, 8, l->institution ? " / " : "  "); out_put(o, 8, l->pharmacy); }
	out_end(o);
}

static void bullet(struct out *o, const char *head, const char *text)
{
	if (!text) return;
	out_pad(o, 2);
	out_put(o, 4, cli_say(o->lang, "・", "- "));
	if (head) out_put(o, 4, head);
	out_put(o, 4, text);
	out_end(o);
}

static void detail(struct out *o, const char *head, const char *text)
{
	if (!text) return;
	out_pad(o, 4);
	out_put(o, 8, head);
	out_put(o, 8, text);
	out_end(o);
}

/* How long both are taken, or how short the wash-out was, and how that was computed. */
static void dates(struct out *o, const yagen_finding *f)
{
	if (!f->arithmetic && !f->overlap_days) return;
	out_pad(o, 4);
	if (f->overlap_days > 0) out_number(o, 8, cli_say(o->lang, "重なり ", "overlap "), (size_t)f->overlap_days, cli_say(o->lang, "日：", " days: "));
	else if (f->overlap_days < 0) out_put(o, 8, cli_say(o->lang, "重なり（終わり不明）：", "overlap (no known end): "));
	else if (f->gap_days >= 0) out_number(o, 8, cli_say(o->lang, "間隔 ", "gap "), (size_t)f->gap_days, cli_say(o->lang, "日：", " days: "));
	if (f->arithmetic) out_put(o, 8, f->arithmetic);
	else out_span(o, 8, f->overlap_from, f->overlap_to);
	out_end(o);
}

static void totals(struct out *o, const yagen_finding *f)
{
	out_pad(o, 2);
	out_number(o, 8, cli_say(o->lang, "まとめ  ", "in all  "), f->rows, cli_say(o->lang, "行", " lines"));
	if (f->institutions) out_number(o, 8, cli_say(o->lang, "、医療機関 ", ", institutions "), f->institutions, "");
	if (f->pharmacies) out_number(o, 8, cli_say(o->lang, "、薬局 ", ", pharmacies "), f->pharmacies, "");
	if (f->quantity) {
		out_put(o, 8, cli_say(o->lang, "、合計 ", ", "));
		out_put(o, 8, f->quantity);
		if (f->unit) { out_put(o, 8, cli_say(o->lang, "", " ")); out_put(o, 8, f->unit); }
	}
	if (f->daily) {
		out_put(o, 8, cli_say(o->lang, "、1日あたり ", ", a day "));
		out_put(o, 8, f->daily);
		if (f->unit) { out_put(o, 8, cli_say(o->lang, "", " ")); out_put(o, 8, f->unit); }
	}
	if (f->days_on_hand) out_number(o, 8, cli_say(o->lang, "、手元に残る計算 ", ", on hand "), (size_t)f->days_on_hand, cli_say(o->lang, "日分", " days"));
	out_end(o);
}

/* Ours, what the finding stands for, and the partners: all of a few, the latest of many. They come in date order. */
static void finding_lines(struct out *o, const yagen_case *c, const yagen_finding *f)
{
	size_t first = f->nlines > 1 + MANY ? f->nlines - FEW : 1, left_out = 0;
	for (size_t i = 0; i < f->nlines; i++) {
		const yagen_line *l = yagen_case_line_by_ref(c, f->lines[i]);
		if (l && (i == 0 || i >= first || l->source < 0)) put_line(o, l);
		else left_out++;
		if (i == 0 && f->rows > 1) totals(o, f);
	}
	if (!left_out) return;
	out_pad(o, 8);
	out_number(o, 8, cli_say(o->lang, "このほか、それより前の履歴が ", "and earlier lines, all in --format json: "), left_out,
	       cli_say(o->lang, "行あります（全件は --format json）", ""));
	out_end(o);
}

static void headline(struct out *o, const yagen_finding *f)
{
	static const struct { const char *ja, *en, *colour; } severity[] = {
		{ "", "", "0" }, { "【参考】", "[info] ", "1" }, { "【警告】", "[warning] ", "1;33" }, { "【重大】", "[CRITICAL] ", "1;31" } };
	out_paint(o, severity[f->severity].colour);
	out_put(o, 8, cli_say(o->lang, severity[f->severity].ja, severity[f->severity].en));
	if (strcmp(f->kind, "contraindicated-pair") == 0) out_put(o, 8, cli_say(o->lang, "併用禁忌：", "contraindicated together: "));
	if (strcmp(f->kind, "caution-pair") == 0) out_put(o, 8, cli_say(o->lang, "併用の確認：", "combination to look up: "));
	out_put(o, 8, f->title);
	if (f->shared && !strstr(f->title, f->shared)) {
		out_put(o, 8, cli_say(o->lang, "（", " ("));
		out_put(o, 8, f->shared);
		out_put(o, 8, cli_say(o->lang, "）", ")"));
	}
	out_paint(o, "0");
}

static void finding(struct out *o, const yagen_case *c, const yagen_finding *f, bool national)
{
	out_end(o);
	headline(o, f);
	out_end(o);
	finding_lines(o, c, f);
	bullet(o, NULL, f->effect);
	bullet(o, cli_say(o->lang, "条件を確かめる：", "confirm: "), f->condition);
	bullet(o, NULL, f->action);
	detail(o, "", f->detail);
	dates(o, f);
	if (f->source) {
		out_pad(o, 4);
		out_put(o, 8, cli_say(o->lang, "根拠：", "source: "));
		out_put(o, 8, f->source);
		out_put(o, 8, cli_say(o->lang, "（", " ("));
		out_put(o, 8, f->rule ? f->rule : "-");
		out_put(o, 8, cli_say(o->lang, "）", ")"));
		out_end(o);
	}
	if (national && !f->masked) detail(o, "", out_word(o, f->national));
}

/* --- findings that need no decision now ------------------------------------------------- */

/* A finding in two lines: what and which lines; then what explains it. */
static void brief(struct out *o, const yagen_case *c, const yagen_finding *f)
{
	const yagen_line *l;
	out_pad(o, 2);
	headline(o, f);
	out_put(o, 8, "  ");
	for (size_t i = 0; i < f->nlines && i <= MANY; i++) {
		if (i) out_put(o, 8, " × ");
		l = yagen_case_line_by_ref(c, f->lines[i]);
		if (l && l->name) { out_put(o, 8, l->name); out_put(o, 8, " "); }
		out_put(o, 8, f->lines[i]);
	}
	if (f->nlines > MANY + 1) out_number(o, 8, cli_say(o->lang, " ほか", " and "), f->nlines - MANY - 1, cli_say(o->lang, "行", " more"));
	out_end(o);
	detail(o, "", f->detail);
	if (!f->detail) detail(o, "", f->arithmetic);
	if (f->condition) detail(o, cli_say(o->lang, "条件を確かめる：", "confirm: "), f->condition);
}

static size_t count_folded(const yagen_case *c)
{
	size_t n = 0;
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		n += !f->interrupts && !f->answered;
	}
	return n;
}

static void folded(struct out *o, const yagen_case *c)
{
	size_t n = count_folded(c);
	if (!n) return;
	out_end(o);
	out_paint(o, "1");
	out_number(o, 0, cli_say(o->lang, "ほか ", "For reference: "), n, cli_say(o->lang, " 件の参考（詳しくは --format json）", " more (in full with --format json)"));
	out_paint(o, "0");
	out_end(o);
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		if (!f->interrupts && !f->answered) brief(o, c, f);
	}
}

static void answered(struct out *o, const yagen_case *c)
{
	bool head = false;
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		const yagen_answer *a = f->answered;
		if (!a) continue;
		if (!head) out_heading(o, "以前に回答済み", "Answered before");
		head = true;
		brief(o, c, f);
		out_pad(o, 4);
		out_put(o, 8, cli_say(o->lang, "回答：", "answer: "));
		out_put(o, 8, a->label);
		out_put(o, 8, cli_say(o->lang, "（", " ("));
		out_day(o, 8, a->on);
		out_put(o, 8, " ");
		out_put(o, 8, a->by);
		out_put(o, 8, cli_say(o->lang, "、", "; until "));
		out_day(o, 8, a->until);
		out_put(o, 8, cli_say(o->lang, "まで）", ")"));
		if (a->note) { out_put(o, 8, " "); out_put(o, 8, a->note); }
		out_end(o);
	}
}

static void not_shown(struct out *o, const yagen_case *c)
{
	const yagen_overlay *v = yagen_case_overlay(c);
	size_t n = yagen_case_hidden_count(c);
	if (!n || !v) return;
	out_end(o);
	out_paint(o, "1");
	out_number(o, 0, cli_say(o->lang, "この薬局の設定で表示していない ", "Switched off by this site: "), n, cli_say(o->lang, "件", ""));
	out_paint(o, "0");
	out_end(o);
	for (size_t i = 0; i < n; i++) {
		const yagen_finding *f = yagen_case_hidden(c, i);
		out_pad(o, 2);
		out_put(o, 8, f->rule);
		out_put(o, 8, "  ");
		out_put(o, 8, f->title);
		out_put(o, 8, "  ");
		out_put(o, 8, f->lines[0]);
		for (size_t k = 0; k < v->nrows; k++) {
			if (strcmp(v->rows[k].rule, f->rule) != 0) continue;
			out_put(o, 8, cli_say(o->lang, "（", " ("));
			out_put(o, 8, v->rows[k].note);
			out_put(o, 8, cli_say(o->lang, "、", ", "));
			out_put(o, 8, v->rows[k].name);
			out_put(o, 8, " ");
			out_day(o, 8, v->rows[k].date);
			out_put(o, 8, cli_say(o->lang, "）", ")"));
		}
		out_end(o);
	}
}

void out_findings(struct out *o, const yagen_case *c, bool national)
{
	for (size_t i = 0; i < yagen_case_finding_count(c); i++)
		if (yagen_case_finding(c, i)->interrupts) finding(o, c, yagen_case_finding(c, i), national);
	folded(o, c);
	answered(o, c);
	not_shown(o, c);
}
