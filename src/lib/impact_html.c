/* impact_html.c - the result of an impact run as one page for a meeting: no script, no picture, nothing fetched; reads well on paper.
 * Shows what impact_out.c shows. */
#include "lib/impact.h"
#include "base/ban.h"

static const char style[] =
	":root{color-scheme:light}"
	"body{font:15px/1.6 \"Hiragino Sans\",\"Noto Sans CJK JP\",\"Noto Sans JP\",\"Yu Gothic\",Meiryo,sans-serif;color:#1a1a1a;background:#fff;"
	"max-width:60rem;margin:2rem auto;padding:0 1rem}"
	"h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:2px solid #333}h3{font-size:1rem;margin:1.5rem 0 .25rem}"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}"
	"th{background:#f0f0f0;font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
	".sum{font-size:1.1rem}.lost{color:#8a1c00;font-weight:600}code{font:0.9em ui-monospace,Consolas,\"Noto Sans Mono CJK JP\",monospace;overflow-wrap:anywhere}"
	"ul{margin:.25rem 0;padding-left:1.4rem}.note{color:#444;font-size:.9rem}"
	"@media print{body{margin:0;max-width:none;font-size:10.5pt}h2,h3{break-after:avoid}tr,li{break-inside:avoid}thead{display:table-header-group}}";

struct page { const struct yagen_impact *i; bool en; struct buf *b; };

static void raw(struct page *p, const char *z) { yg_buf_z(p->b, z); }
static void say(struct page *p, const char *ja, const char *en) { raw(p, p->en ? en : ja); }

/* Text from outside: markup becomes text, control characters become '?'. */
static void text(struct page *p, const char *z)
{
	for (const char *c = z ? z : "-"; *c; c++)
		switch (*c) {
		case '&': raw(p, "&amp;"); break;
		case '<': raw(p, "&lt;"); break;
		case '>': raw(p, "&gt;"); break;
		case '"': raw(p, "&quot;"); break;
		default: yg_buf_char(p->b, (unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
		}
}

static void code(struct page *p, const char *z) { raw(p, "<code>"); text(p, z); raw(p, "</code>"); }
static void cell(struct page *p, size_t n) { yg_buf_printf(p->b, "<td class=\"n\">%zu</td>", n); }
static void rated(struct page *p, size_t n) { cell(p, n); yg_buf_printf(p->b, "<td class=\"n\">%s</td>", impact_rate(n, p->i->lines).z); }

static void head(struct page *p, const char *const *ja, const char *const *en)
{
	raw(p, "<table><thead><tr>");
	for (; *ja; ja++, en++) { raw(p, "<th scope=\"col\">"); say(p, *ja, *en); raw(p, "</th>"); }
	raw(p, "</tr></thead><tbody>\n");
}

static const char *const verdict_ja[VERDICT_WORDS] = { "所見なし", "所見あり", "確認不完全", "受け付けず" };
static const char *const cover_ja[3] = { "確認した", "一部のみ", "確認できない" };
static const char *const severity_ja[4] = { "-", "参考", "警告", "重大" };
static const char *const facet_ja[FACETS] = { "重要度", "判断の要否", "対象の行", "文" };

static const char *pick(const struct page *p, const char *const *ja, const char *const *en, size_t k) { return p->en ? en[k] : ja[k]; }
static const char *severity(const struct page *p, unsigned k) { return p->en ? impact_severity[k] : severity_ja[k]; }

static void editions(struct page *p)
{
	static const char *const ja[] = { "", "前の版", "後の版", NULL }, *const en[] = { "", "before", "after", NULL };
	head(p, ja, en);
	for (size_t k = 0; k < 2; k++) {
		raw(p, "<tr><th scope=\"row\">");
		say(p, k ? "ルール" : "医薬品マスター", k ? "Rules" : "Drug master");
		raw(p, "</th>");
		for (size_t s = 0; s < 2; s++) {
			const yagen_edition *e = &p->i->edition[s][k];
			yg_buf_z(p->b, "<td>");
			text(p, e->id);
			yg_buf_printf(p->b, " <code>%.12s</code><br>", e->checksum);
			yg_buf_printf(p->b, "%04d-%02d-%02d – %04d-%02d-%02d", e->valid_from.year, e->valid_from.month, e->valid_from.day, e->valid_until.year,
				e->valid_until.month, e->valid_until.day);
			yg_buf_printf(p->b, p->en ? "<br>%zu rows</td>" : "<br>%zu件</td>", e->rows);
		}
		raw(p, "</tr>\n");
	}
	raw(p, "</tbody></table>\n");
}

static void summary(struct page *p)
{
	static const char *const ja[] = { "", "前", "1,000行あたり", "後", "1,000行あたり", NULL };
	static const char *const en[] = { "", "before", "per 1,000 lines", "after", "per 1,000 lines", NULL };
	const struct yagen_impact *i = p->i;
	raw(p, "<p class=\"sum\">");
	if (p->en)
		yg_buf_printf(p->b, "%zu prescriptions, %zu drug lines. The answer changes for <strong>%zu</strong>.", i->n - i->unreadable, i->lines, i->changed);
	else
		yg_buf_printf(p->b, "処方箋 %zu枚、薬 %zu行。回答が変わる処方箋は <strong>%zu枚</strong>。", i->n - i->unreadable, i->lines, i->changed);
	raw(p, "</p>\n");
	if (i->unreadable) {
		yg_buf_printf(p->b, p->en ? "<p class=\"lost\">%zu could not be read and are in no number.</p>\n" : "<p class=\"lost\">%zu枚は読めなかったため、どの数にも入っていません。</p>\n",
			i->unreadable);
	}
	if (i->critical_lost)
		yg_buf_printf(p->b, p->en ? "<p class=\"lost\">Critical findings that go or become less: %zu</p>\n" : "<p class=\"lost\">重大な所見のうち、なくなるか軽くなるもの: %zu件</p>\n",
			i->critical_lost);
	head(p, ja, en);
	for (size_t k = 0; k < 2; k++) {
		const size_t *n = k ? i->all.stops : i->all.findings;
		raw(p, "<tr><th scope=\"row\">");
		say(p, k ? "調剤の前に判断が要る所見" : "所見", k ? "Findings to decide before dispensing" : "Findings");
		raw(p, "</th>");
		rated(p, n[0]);
		rated(p, n[1]);
		raw(p, "</tr>\n");
	}
	raw(p, "</tbody></table>\n");
}

static void verdicts(struct page *p)
{
	static const char *const ja[] = { "前", "後", "処方箋", "例", NULL }, *const en[] = { "before", "after", "prescriptions", "examples", NULL };
	const struct yagen_impact *i = p->i;
	raw(p, "<h2>"); say(p, "判定の変化", "Verdicts"); raw(p, "</h2>\n");
	head(p, ja, en);
	for (size_t x = 0; x < VERDICT_WORDS; x++)
		for (size_t y = 0; y < VERDICT_WORDS; y++) {
			unsigned shown = 0;
			if (!i->matrix[x][y]) continue;
			raw(p, "<tr><td>"); raw(p, pick(p, verdict_ja, impact_verdict, x));
			raw(p, "</td><td>"); raw(p, pick(p, verdict_ja, impact_verdict, y)); raw(p, "</td>");
			cell(p, i->matrix[x][y]);
			raw(p, "<td>");
			if (x == y) say(p, "変わらない", "unchanged");
			for (size_t k = 0; x != y && k < i->n && shown < i->examples; k++) {
				if (i->item[k].err || i->item[k].verdict[0] != x || i->item[k].verdict[1] != y) continue;
				if (shown++) raw(p, "<br>");
				code(p, i->item[k].id);
			}
			raw(p, "</td></tr>\n");
		}
	raw(p, "</tbody></table>\n");
}

static void coverage(struct page *p)
{
	static const char *const ja[] = { "確認範囲（薬の行）", "行", "1,000行あたり", NULL }, *const en[] = { "coverage (drug lines)", "lines", "per 1,000 lines", NULL };
	static const char *const xja[] = { "事例", "行", "書かれた薬", "前", "後", NULL }, *const xen[] = { "case", "line", "as written", "before", "after", NULL };
	const struct yagen_impact *i = p->i;
	unsigned shown = 0;
	if (!i->all.nlines && !i->all.nfacts) return;
	raw(p, "<h2>"); say(p, "確認範囲の変化", "Coverage"); raw(p, "</h2>\n");
	head(p, ja, en);
	for (int k = 0; k < 3; k++) {
		static const char *const wja[] = { "特定できなくなる", "特定できるようになる", "別の薬として特定される" };
		static const char *const wen[] = { "no longer identified", "now identified", "identified as another drug" };
		raw(p, k == 0 && i->lost_ids ? "<tr><td class=\"lost\">" : "<tr><td>"); say(p, wja[k], wen[k]); raw(p, "</td>");
		rated(p, k == 0 ? i->lost_ids : k == 1 ? i->new_ids : i->other_ids);
		raw(p, "</tr>\n");
	}
	for (size_t x = 0; x < 3; x++)
		for (size_t y = 0; y < 3; y++) {
			if (x == y || !i->cover[x][y]) continue;
			raw(p, "<tr><td>"); raw(p, pick(p, cover_ja, impact_cover, x)); raw(p, " → "); raw(p, pick(p, cover_ja, impact_cover, y)); raw(p, "</td>");
			rated(p, i->cover[x][y]);
			raw(p, "</tr>\n");
		}
	raw(p, "</tbody></table>\n");
	for (size_t k = 0; k < i->all.nlines && shown < i->examples; k++) {
		const struct impact_line *x = &i->all.line[k];
		if (!x->drug[0] || x->drug[1]) continue;
		if (!shown++) head(p, xja, xen);
		raw(p, "<tr><td>"); code(p, i->item[x->item].id); raw(p, "</td><td>"); code(p, x->ref); raw(p, "</td><td>"); text(p, x->name);
		raw(p, " "); code(p, x->code); raw(p, "</td><td>"); code(p, x->drug[0]); raw(p, "</td><td>"); text(p, x->reasons[1]); raw(p, "</td></tr>\n");
	}
	if (shown) raw(p, "</tbody></table>\n");
	if (!i->all.nfacts) return;
	raw(p, "<ul>\n");
	for (size_t k = 0, n; k < i->all.nfacts; k += n) {
		const struct impact_fact *f = &i->all.fact[k];
		for (n = 1; k + n < i->all.nfacts && f[n].gained == f->gained && !strcmp(f[n].fact, f->fact); n++);
		raw(p, "<li>");
		if (f->gained) say(p, "新たに確かめること: ", "newly to confirm: ");
		else say(p, "確かめなくてよくなること: ", "no longer to confirm: ");
		code(p, f->fact);
		yg_buf_printf(p->b, " %zu</li>\n", n);
	}
	raw(p, "</ul>\n");
}

static void example(struct page *p, const struct impact_change *c)
{
	const struct side *s = c->side;
	raw(p, "<li>"); code(p, p->i->item[c->item].id); raw(p, " "); code(p, s[c->what == CHANGE_LOST ? 0 : 1].lines);
	if (c->what != CHANGE_CHANGED) {
		const struct side *only = &s[c->what == CHANGE_LOST ? 0 : 1];
		raw(p, " "); raw(p, severity(p, only->severity));
		if (only->stop) say(p, "・判断が要る", ", to decide");
	}
	if (c->facets & FACET_LINES) { raw(p, " ("); say(p, "前 ", "before "); code(p, s[0].lines); raw(p, ")"); }
	if (c->facets & FACET_SEVERITY) { raw(p, " "); raw(p, severity(p, s[0].severity)); raw(p, " → "); raw(p, severity(p, s[1].severity)); }
	if (c->facets & FACET_INTERRUPTS) { raw(p, " "); if (s[1].stop) say(p, "判断が要るようになる", "now to decide"); else say(p, "判断が要らなくなる", "no longer to decide"); }
	if (c->facets & FACET_TEXT) { raw(p, " "); say(p, "文が変わる", "text"); }
	raw(p, "</li>\n");
}

static void rules(struct page *p)
{
	static const char *const ja[] = { "ルール", "前", "後", "増える", "1,000行あたり", "なくなる", "1,000行あたり", "変わる", "1,000行あたり", NULL };
	static const char *const en[] = { "rule", "before", "after", "gained", "per 1,000", "lost", "per 1,000", "changed", "per 1,000", NULL };
	static const char *const wja[CHANGE_KINDS] = { "増える所見", "なくなる所見", "変わる所見" }, *const wen[CHANGE_KINDS] = { "Gained", "Lost", "Changed" };
	const struct yagen_impact *i = p->i;
	if (!i->nrules) return;
	raw(p, "<h2>"); say(p, "ルールごとの変化", "By rule"); raw(p, "</h2>\n");
	head(p, ja, en);
	for (size_t k = 0; k < i->nrules; k++) {
		const struct impact_rule *r = &i->rule[k];
		raw(p, "<tr><td>"); code(p, r->rule ? r->rule : r->kind); raw(p, "<br>"); text(p, r->title ? r->title : r->kind); raw(p, "</td>");
		cell(p, r->before);
		cell(p, r->after);
		for (int c = 0; c < CHANGE_KINDS; c++) rated(p, r->n[c]);
		raw(p, "</tr>\n");
	}
	raw(p, "</tbody></table>\n<h2>"); say(p, "例", "Examples"); raw(p, "</h2>\n");
	for (size_t k = 0; k < i->nrules; k++) {
		const struct impact_rule *r = &i->rule[k];
		raw(p, "<h3>"); code(p, r->rule ? r->rule : r->kind); raw(p, " "); text(p, r->title ? r->title : r->kind); raw(p, "</h3>\n");
		for (int c = 0; c < CHANGE_KINDS; c++) {
			unsigned shown = 0;
			if (!r->n[c]) continue;
			raw(p, "<p>"); raw(p, p->en ? wen[c] : wja[c]); yg_buf_printf(p->b, " %zu", r->n[c]);
			for (unsigned f = 0; c == CHANGE_CHANGED && f < FACETS; f++)
				if (r->facet[f]) { raw(p, f && r->n[c] ? " · " : " "); raw(p, pick(p, facet_ja, impact_facet, f)); yg_buf_printf(p->b, " %zu", r->facet[f]); }
			raw(p, "</p>\n<ul>\n");
			for (const struct impact_change *x = r->first[c]; x && shown < i->examples; x = impact_next(i, x), shown++) example(p, x);
			raw(p, "</ul>\n");
		}
	}
}

int impact_html(const struct yagen_impact *i, yagen_lang lang, struct buf *out)
{
	struct page p = { i, lang == YAGEN_EN, out };
	raw(&p, p.en ? "<!DOCTYPE html>\n<html lang=\"en\">\n" : "<!DOCTYPE html>\n<html lang=\"ja\">\n");
	raw(&p, "<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	say(&p, "版を入れ替えると何が変わるか", "What another edition would change");
	yg_buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
	say(&p, "版を入れ替えると何が変わるか", "What another edition would change");
	raw(&p, "</h1>\n");
	editions(&p);
	summary(&p);
	if (!i->changed) { raw(&p, "<p class=\"sum\">"); say(&p, "変わるものはありません。", "Nothing changes."); raw(&p, "</p>\n"); }
	verdicts(&p);
	coverage(&p);
	rules(&p);
	raw(&p, "<p class=\"note\">");
	say(&p, "数はこの事例集についてのもので、ほかの処方箋については何も言っていません。「変わる」は、同じ行についての同じルールの所見の重要度・判断の要否・対象の行・文の違いです。",
	    "The numbers are about this corpus and say nothing of other prescriptions. \"Changed\" is a finding of the same rule about the same line with another severity, need to decide, lines or text.");
	yg_buf_printf(out, " yagen %s</p>\n</body>\n</html>\n", yagen_version());
	return out->err;
}
