/* out_text.c - the answer as a pharmacist reads it at the counter: verdict, scope, findings worst first, what could not
 * be checked, coverage. Says what the library found, in plain words; judges nothing and leaves nothing out. */
#include "cli/cli.h"
#include "base/ymd.h"
#include "text/sjis.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

#define WIDTH 96                                     /* columns; a wide character takes two */
#define DEFAULT_LOOKBACK 1096u
#define MANY 4                                       /* partners of a finding shown in full; of more, only the latest */
#define FEW 3

struct out { struct buf *b; yagen_lang lang; bool colour; unsigned col; };

/* --- columns ---------------------------------------------------------------------- */

static unsigned columns(unsigned c)
{
	if (c < 0x300) return 1;
	if (c >= 0xff61 && c <= 0xffdc) return 1;    /* half-width kana */
	if (c >= 0x2010 && c <= 0x205f && c != 0x203b && c != 0x2026) return 1;
	return c >= 0x1100 ? 2 : 1;
}

static void line_end(struct out *o)
{
	while (o->b->n && o->b->p[o->b->n - 1] == ' ') o->b->n--;
	yg_buf_char(o->b, '\n');
	o->col = 0;
}

static void pad(struct out *o, unsigned to)
{
	while (o->col < to) { yg_buf_char(o->b, ' '); o->col++; }
}

/* A mark that must not begin a line, so it stays with what is before it. */
static bool sticks(unsigned c)
{
	static const unsigned marks[] = { 0x3001, 0x3002, 0xff09, 0x300d, 0x300f, 0x30fc, 0xff1a, ')', ',', '.', ']', ':', ';' };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i] == c) return true;
	return false;
}

/* Text from here on, broken at WIDTH: between wide characters, else at blanks; further lines begin at `indent`. */
static void put(struct out *o, unsigned indent, const char *z)
{
	struct buf clean;
	const char *p, *end, *look;
	bool first = true, stick = false;
	yg_buf_init(&clean, 1u << 20);
	cli_clean(&clean, z);
	if (!clean.n) return;
	p = look = clean.p;
	end = p + clean.n;
	stick = sticks(yg_utf8_next(&look, end));
	for (; p < end; first = false) {
		const char *word = p, *q = p;
		unsigned w = 0, c = yg_utf8_next(&q, end);
		bool wide = columns(c) == 2;
		/* one wide character, or a run of narrow ones up to and with the next blank */
		do {
			w += columns(c);
			p = q;
			if (c == ' ' || p >= end) break;
			c = yg_utf8_next(&q, end);
		} while (sticks(c) || (!wide && columns(c) == 1));
		if (o->col + w > WIDTH && o->col > indent && !(first && stick)) {
			line_end(o);
			pad(o, indent);
		}
		yg_buf_add(o->b, word, (size_t)(p - word));
		o->col += w;
	}
	yg_buf_free(&clean);
}

static void say(struct out *o, const char *ja, const char *en) { put(o, o->col, cli_say(o->lang, ja, en)); }

static void paint(struct out *o, const char *code) { if (o->colour) yg_buf_printf(o->b, "\033[%sm", code); }

static void number(struct out *o, unsigned indent, const char *before, size_t n, const char *after)
{
	char tmp[160];
	snprintf(tmp, sizeof tmp, "%s%zu%s", before, n, after);
	put(o, indent, tmp);
}

/* --- dates ------------------------------------------------------------------------ */

static void day(yagen_date d, char out[11])
{
	if (!yg_ymd_format((struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }, out)) memcpy(out, "----------", 11);
}

static void put_day(struct out *o, unsigned indent, yagen_date d)
{
	char tmp[11];
	day(d, tmp);
	put(o, indent, tmp);
}

static void put_span(struct out *o, unsigned indent, yagen_date from, yagen_date to)
{
	char a[11], b[11], tmp[40];
	day(from, a);
	if (to.year) day(to, b);
	else b[0] = 0;
	if (strcmp(a, b) == 0) snprintf(tmp, sizeof tmp, "%s", a);
	else snprintf(tmp, sizeof tmp, "%s%s%s", a, cli_say(o->lang, "〜", " to "), b);
	put(o, indent, tmp);
}

/* --- verdict and scope -------------------------------------------------------------- */

static void verdict(struct out *o, const yagen_case *c)
{
	size_t n[4] = { 0 }, stop = 0, open = 0;
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		n[f->severity]++;
		stop += f->interrupts != 0;
	}
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++)
		open += yagen_case_coverage(c, i)->verdict != YAGEN_LINE_CHECKED;
	switch (yagen_case_verdict(c)) {
	case YAGEN_CLEAR:
		paint(o, "1;32");
		say(o, "問題は見つかりませんでした（下の範囲で）。", "No problem was found, within the scope below.");
		break;
	case YAGEN_FINDINGS:
		paint(o, "1;31");
		put(o, 0, cli_say(o->lang, "所見があります：", "Findings: "));
		if (n[YAGEN_CRITICAL]) number(o, 0, cli_say(o->lang, "重大 ", "critical "), n[YAGEN_CRITICAL], cli_say(o->lang, "件", ""));
		if (n[YAGEN_CRITICAL] && n[YAGEN_WARNING]) put(o, 0, cli_say(o->lang, "、", ", "));
		if (n[YAGEN_WARNING]) number(o, 0, cli_say(o->lang, "警告 ", "warning "), n[YAGEN_WARNING], cli_say(o->lang, "件", ""));
		put(o, 0, cli_say(o->lang, "。", "."));
		if (stop) number(o, 0, cli_say(o->lang, "調剤の前に判断が要るもの ", " To be decided before dispensing: "), stop,
				 cli_say(o->lang, "件。", "."));
		if (open) number(o, 0, cli_say(o->lang, "ほかに確認しきれない行が ", " Lines not fully checked: "), open,
				 cli_say(o->lang, "行あります。", "."));
		break;
	case YAGEN_INCOMPLETE:
		paint(o, "1;33");
		say(o, "確認しきれないものがあります。確認できた範囲では、警告以上の所見はありません。",
		    "Something could not be checked. Nothing at warning or above in what was checked.");
		break;
	case YAGEN_UNKNOWN:
		break;
	}
	paint(o, "0");
	line_end(o);
}

static void put_edition(struct out *o, const char *what, const yagen_edition *e)
{
	put(o, 6, what);
	put(o, 6, e->id);
	put(o, 6, cli_say(o->lang, "（", " ("));
	if (e->source_date.year) {
		put(o, 6, cli_say(o->lang, "資料 ", "data of "));
		put_day(o, 6, e->source_date);
		if (e->valid_until.year) put(o, 6, cli_say(o->lang, "、", ", "));
	}
	if (e->valid_until.year) {
		put(o, 6, cli_say(o->lang, "有効 ", "valid to "));
		put_day(o, 6, e->valid_until);
	}
	put(o, 6, cli_say(o->lang, "）", ")"));
}

static void scope(struct out *o, const yagen *yg, const yagen_case *c, const yagen_check_options *co, size_t hidden)
{
	size_t usable = 0, lines = 0;
	for (size_t i = 0; i < yagen_case_source_count(c); i++) {
		const yagen_source *s = yagen_case_source(c, i);
		if (s->usable) { usable++; lines += s->lines; }
	}
	number(o, 6, cli_say(o->lang, "範囲：処方 ", "Scope: prescription lines: "), yagen_case_coverage_count(c), cli_say(o->lang, "行", ""));
	number(o, 6, cli_say(o->lang, "、履歴 ", "; histories: "), usable, cli_say(o->lang, "件", ""));
	if (lines) number(o, 6, cli_say(o->lang, "（", " (lines: "), lines, cli_say(o->lang, "行）", ")"));
	if (hidden) number(o, 6, cli_say(o->lang, "、ほかに同意のない履歴 ", "; without consent: "), hidden, cli_say(o->lang, "件", ""));
	number(o, 6, cli_say(o->lang, "、さかのぼり ", "; look-back "), co->lookback_days ? co->lookback_days : DEFAULT_LOOKBACK,
	       cli_say(o->lang, "日、確認日 ", " days from "));
	put_day(o, 6, co->as_of);
	line_end(o);
	pad(o, 6);
	put_edition(o, cli_say(o->lang, "医薬品マスター ", "drug master "), yagen_drugmaster_edition(yg));
	line_end(o);
	pad(o, 6);
	put_edition(o, cli_say(o->lang, "ルール ", "rules "), yagen_rules_edition(yg));
	number(o, 6, cli_say(o->lang, "、使っているもの ", "; on: "), yagen_rules_edition(yg)->enabled, "");
	number(o, 6, cli_say(o->lang, " / ", " of "), yagen_rules_edition(yg)->rows, cli_say(o->lang, "件", ""));
	line_end(o);
}

/* --- findings ------------------------------------------------------------------------ */

static const struct { const char *word, *ja, *en; } words[] = {
	{ "techo", "お薬手帳", "notebook" }, { "oqs-xml", "薬剤情報", "terminal" }, { "eps-csv", "電子処方箋", "e-prescription" },
	{ "eps-xml", "電子処方箋", "e-prescription" }, { "eps-dispense-csv", "調剤結果", "dispensing result" },
	{ "eps-dispense-xml", "調剤結果", "dispensing result" }, { "json", "当薬局の記録等", "own records" },
	{ "jahis-rx", "処方箋QR", "prescription QR" },
	{ "prescribed", "処方", "prescribed" }, { "dispensed", "調剤", "dispensed" }, { "notebook", "手帳", "notebook" },
	{ "otc", "市販薬", "over the counter" }, { "claims", "レセプト", "claims" },
	{ "days", "日数どおり", "days as written" }, { "quantity", "数量から計算", "computed from the quantity" },
	{ "stated", "記載の期間", "as stated" }, { "default-14", "計算できないため14日とみなす", "cannot be computed: taken as 14 days" },
	{ "split", "分割調剤", "split dispensing" }, { "open", "終わりの記載なし", "no end given" },
	{ "hit", "国のチェックでも該当の見込み", "the national check would say it too" },
	{ "no-hit", "国のチェックでは該当しない見込み", "the national check would not say it" },
	{ "not-applicable", "国のチェックの対象外", "the national check does not look at this" },
};

static const char *word(const struct out *o, const char *w)
{
	for (size_t i = 0; w && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, w) == 0) return cli_say(o->lang, words[i].ja, words[i].en);
	return w;
}

static void put_line(struct out *o, const yagen_line *l)
{
	bool ours = l->source < 0;
	pad(o, 2);
	put(o, 8, ours ? cli_say(o->lang, "今回", "now ") : cli_say(o->lang, "履歴", "past"));
	pad(o, 8);
	if (l->masked) {
		put(o, 8, cli_say(o->lang, "同意がないため、薬品名などは表示できません", "no consent: its name and origin cannot be shown"));
		put(o, 8, "  ");
		put(o, 8, l->ref);
		line_end(o);
		return;
	}
	put(o, 8, l->name ? l->name : l->code ? l->code : "-");
	if (o->col < 40) pad(o, 40);
	put(o, 8, "  ");
	if (l->how) put_span(o, 8, l->from, l->to);
	else put_day(o, 8, l->on);
	put(o, 8, "  ");
	put(o, 8, l->ref);
	if (l->how && strcmp(l->how, "days") != 0) {
		put(o, 8, cli_say(o->lang, "（", " ("));
		put(o, 8, word(o, l->how));
		put(o, 8, cli_say(o->lang, "）", ")"));
	}
	line_end(o);
	if (ours) return;
	pad(o, 8);
	put(o, 8, word(o, l->origin));
	put(o, 8, "  ");
	put_day(o, 8, l->on);
	if (strcmp(l->kind, "notebook") != 0) {
		put(o, 8, " ");
		put(o, 8, word(o, l->kind));
	}
	if (l->institution) { put(o, 8, "  "); put(o, 8, l->institution); }
	if (l->pharmacy) { put(o, 8, l->institution ? " / " : "  "); put(o, 8, l->pharmacy); }
	line_end(o);
}

static void bullet(struct out *o, const char *head, const char *text)
{
	if (!text) return;
	pad(o, 2);
	put(o, 4, cli_say(o->lang, "・", "- "));
	if (head) put(o, 4, head);
	put(o, 4, text);
	line_end(o);
}

static void detail(struct out *o, const char *head, const char *text)
{
	if (!text) return;
	pad(o, 4);
	put(o, 8, head);
	put(o, 8, text);
	line_end(o);
}

/* How long both are taken, or how short the wash-out was, and how that was computed. */
static void dates(struct out *o, const yagen_finding *f)
{
	if (!f->arithmetic && !f->overlap_days) return;
	pad(o, 4);
	if (f->overlap_days > 0) number(o, 8, cli_say(o->lang, "重なり ", "overlap "), (size_t)f->overlap_days, cli_say(o->lang, "日：", " days: "));
	else if (f->overlap_days < 0) put(o, 8, cli_say(o->lang, "重なり（終わり不明）：", "overlap (no known end): "));
	else if (f->gap_days >= 0) number(o, 8, cli_say(o->lang, "間隔 ", "gap "), (size_t)f->gap_days, cli_say(o->lang, "日：", " days: "));
	if (f->arithmetic) put(o, 8, f->arithmetic);
	else put_span(o, 8, f->overlap_from, f->overlap_to);
	line_end(o);
}

static void totals(struct out *o, const yagen_finding *f)
{
	pad(o, 2);
	number(o, 8, cli_say(o->lang, "まとめ  ", "in all  "), f->rows, cli_say(o->lang, "行", " lines"));
	if (f->institutions) number(o, 8, cli_say(o->lang, "、医療機関 ", ", institutions "), f->institutions, "");
	if (f->pharmacies) number(o, 8, cli_say(o->lang, "、薬局 ", ", pharmacies "), f->pharmacies, "");
	if (f->quantity) {
		put(o, 8, cli_say(o->lang, "、合計 ", ", "));
		put(o, 8, f->quantity);
		if (f->unit) { put(o, 8, cli_say(o->lang, "", " ")); put(o, 8, f->unit); }
	}
	line_end(o);
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
	pad(o, 8);
	number(o, 8, cli_say(o->lang, "このほか、それより前の履歴が ", "and earlier lines, all in --format json: "), left_out,
	       cli_say(o->lang, "行あります（全件は --format json）", ""));
	line_end(o);
}

static void finding(struct out *o, const yagen_case *c, const yagen_finding *f, bool national)
{
	static const struct { const char *ja, *en, *colour; } severity[] = {
		{ "", "", "0" }, { "【参考】", "[info] ", "1" }, { "【警告】", "[warning] ", "1;33" }, { "【重大】", "[CRITICAL] ", "1;31" } };
	line_end(o);
	paint(o, severity[f->severity].colour);
	put(o, 8, cli_say(o->lang, severity[f->severity].ja, severity[f->severity].en));
	if (strcmp(f->kind, "contraindicated-pair") == 0) put(o, 8, cli_say(o->lang, "併用禁忌：", "contraindicated together: "));
	if (strcmp(f->kind, "caution-pair") == 0) put(o, 8, cli_say(o->lang, "併用の確認：", "combination to look up: "));
	put(o, 8, f->title);
	if (f->shared && !strstr(f->title, f->shared)) {
		put(o, 8, cli_say(o->lang, "（", " ("));
		put(o, 8, f->shared);
		put(o, 8, cli_say(o->lang, "）", ")"));
	}
	paint(o, "0");
	line_end(o);
	finding_lines(o, c, f);
	bullet(o, NULL, f->effect);
	bullet(o, cli_say(o->lang, "条件を確かめる：", "confirm: "), f->condition);
	bullet(o, NULL, f->action);
	detail(o, "", f->detail);
	dates(o, f);
	if (f->source) {
		pad(o, 4);
		put(o, 8, cli_say(o->lang, "根拠：", "source: "));
		put(o, 8, f->source);
		put(o, 8, cli_say(o->lang, "（", " ("));
		put(o, 8, f->rule ? f->rule : "-");
		put(o, 8, cli_say(o->lang, "）", ")"));
		line_end(o);
	}
	if (national && !f->masked) detail(o, "", word(o, f->national));
}

/* --- coverage -------------------------------------------------------------------------- */

static void heading(struct out *o, const char *ja, const char *en)
{
	line_end(o);
	paint(o, "1");
	put(o, 0, cli_say(o->lang, ja, en));
	paint(o, "0");
	line_end(o);
}

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
			if (!head) heading(o, "確認しきれなかったこと", "What could not be checked");
			head = true;
			for (size_t j = i; j < lines; j++) n += has_reason(yagen_case_coverage(c, j), l->reasons[k].word);
			pad(o, 2);
			put(o, 4, cli_say(o->lang, "・", "- "));
			put(o, 4, l->reasons[k].text);
			put(o, 4, cli_say(o->lang, "：", ": "));
			if (n == lines) put(o, 4, lines == 1 ? l->line->ref : cli_say(o->lang, "全行", "all lines"));
			for (size_t j = i, first = 1; n != lines && j < lines; j++) {
				if (!has_reason(yagen_case_coverage(c, j), l->reasons[k].word)) continue;
				if (!first) put(o, 4, cli_say(o->lang, "、", ", "));
				put(o, 4, yagen_case_coverage(c, j)->line->ref);
				first = 0;
			}
			line_end(o);
		}
	}
}

static void coverage(struct out *o, const yagen_case *c)
{
	static const struct { const char *ja, *en; } verdicts[] = {
		{ "確認済み", "checked  " }, { "一部のみ", "partly   " }, { "未確認　", "UNCHECKED" } };
	heading(o, "確認の範囲", "Coverage");
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++) {
		const yagen_line_coverage *l = yagen_case_coverage(c, i);
		pad(o, 2);
		put(o, 12, cli_say(o->lang, verdicts[l->verdict].ja, verdicts[l->verdict].en));
		put(o, 12, "  ");
		put(o, 12, l->line->ref);
		if (o->col < 22) pad(o, 22);
		put(o, 12, " ");
		put(o, 12, l->line->name ? l->line->name : l->line->code ? l->line->code : "-");
		/* a line that is checked may still have a remark (材料: nothing to compare) */
		for (size_t k = 0; l->verdict == YAGEN_LINE_CHECKED && k < l->nreasons; k++) {
			put(o, 24, cli_say(o->lang, k ? "、" : "：", k ? ", " : ": "));
			put(o, 24, l->reasons[k].text);
		}
		line_end(o);
	}
}

static void sources(struct out *o, const yagen_case *c, size_t hidden)
{
	if (hidden) {
		pad(o, 2);
		put(o, 4, cli_say(o->lang, "同意のない履歴がほかにあります。照合には使いましたが、内容は表示できません。",
				  "There is more history without consent: it was compared, but nothing of it can be shown."));
		line_end(o);
	}
	if (!yagen_case_source_count(c) && !hidden) {
		pad(o, 2);
		say(o, "履歴はありません（「履歴なし」と「服用なし」は違います）。", "No history was given; that is not the same as taking nothing.");
		line_end(o);
		return;
	}
	for (size_t i = 0; i < yagen_case_source_count(c); i++) {
		const yagen_source *s = yagen_case_source(c, i);
		pad(o, 2);
		put(o, 12, cli_say(o->lang, "履歴 ", "history "));
		number(o, 12, "", (size_t)s->number, "  ");
		put(o, 12, s->label);
		if (*s->format) {
			put(o, 12, cli_say(o->lang, "（", " ("));
			put(o, 12, word(o, s->format));
			put(o, 12, cli_say(o->lang, "）", ")"));
		}
		if (!s->usable) {
			put(o, 12, cli_say(o->lang, "：使えません：", ": cannot be used: "));
			put(o, 12, s->why_not.text ? s->why_not.text : "-");
			if (!s->lines) { line_end(o); continue; }
		}
		number(o, 12, cli_say(o->lang, "：", ": lines "), s->lines, cli_say(o->lang, "行、識別 ", ", identified "));
		number(o, 12, "", s->identified, cli_say(o->lang, "行", ""));
		if (s->from.year) { put(o, 12, cli_say(o->lang, "、", ", ")); put_span(o, 12, s->from, s->to); }
		if (s->age_days >= 0)
			number(o, 12, cli_say(o->lang, "、最新は ", ", latest "), (size_t)s->age_days, cli_say(o->lang, "日前", " days ago"));
		line_end(o);
	}
}

static void gaps(struct out *o, const yagen_case *c)
{
	if (!yagen_case_gap_count(c)) return;
	heading(o, "患者の情報がなく判断できなかったもの", "Not judged, because nobody told");
	for (size_t i = 0; i < yagen_case_gap_count(c); i++) {
		const yagen_gap *g = yagen_case_gap(c, i);
		pad(o, 2);
		put(o, 4, g->fact.text);
		number(o, 4, cli_say(o->lang, "（ルール ", " (rules: "), g->nrules, cli_say(o->lang, "件）", ")"));
		line_end(o);
	}
}

static void explain(struct out *o, const yagen_case *c)
{
	const char *line = NULL;
	heading(o, "検討したルール", "Rules considered");
	if (!yagen_case_explain_count(c)) {
		pad(o, 2);
		say(o, "この処方の薬に関わるルールはありません。", "No rule touches these drugs.");
		line_end(o);
	}
	for (size_t i = 0; i < yagen_case_explain_count(c); i++) {
		const yagen_explain *e = yagen_case_explain_at(c, i);
		if (!line || strcmp(line, e->line) != 0) {
			const yagen_line *l = yagen_case_line_by_ref(c, e->line);
			pad(o, 2);
			put(o, 4, e->line);
			put(o, 4, "  ");
			put(o, 4, l && l->name ? l->name : "-");
			line_end(o);
			line = e->line;
		}
		pad(o, 4);
		put(o, 6, strcmp(e->outcome, "fired") == 0 ? "* " : "- ");
		put(o, 6, e->rule);
		put(o, 6, "  ");
		put(o, 6, e->text);
		line_end(o);
	}
}

void out_text(const struct options *opt, const yagen *yg, const yagen_case *c, const yagen_check_options *co, bool colour,
	      struct buf *out)
{
	struct out o = { .b = out, .lang = opt->lang, .colour = colour };
	/* a source that is masked as a whole does not appear among the sources */
	size_t shown = yagen_case_source_count(c), hidden = opt->nhistory > shown ? opt->nhistory - shown : 0;
	verdict(&o, c);
	scope(&o, yg, c, co, hidden);
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) finding(&o, c, yagen_case_finding(c, i), opt->national);
	not_checked(&o, c);
	gaps(&o, c);
	coverage(&o, c);
	sources(&o, c, hidden);
	if (opt->explain) explain(&o, c);
}
