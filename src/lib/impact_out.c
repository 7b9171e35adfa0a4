/* impact_out.c - the result of an impact run as text and as JSON (docs/api/impact.schema.json). Counts nothing. */
#include "lib/impact.h"
#include "text/json.h"
#include "base/ban.h"

static const char *word(yagen_lang lang, const char *ja, const char *en) { return lang == YAGEN_EN ? en : ja; }
static const char *day(yagen_date d, char out[11])
{
	return yg_ymd_format((struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }, out) ? out : "-";
}

/* Text from outside without what a terminal would obey. */
static void clean(struct buf *b, const char *z)
{
	for (const unsigned char *p = (const unsigned char *)(z ? z : ""); *p; p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
		bool turn = p[0] == 0xe2 && ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9));
		if (c1 || turn) { yg_buf_char(b, '?'); p += c1 ? 1 : 2; }
		else yg_buf_char(b, *p < 0x20 || *p == 0x7f ? '?' : (char)*p);
	}
}

/* --- text ----------------------------------------------------------------------------------------------------------- */

static void text_editions(const struct yagen_impact *i, yagen_lang l, struct buf *b)
{
	for (size_t k = 0; k < 2; k++) {
		const yagen_edition *e[2] = { &i->edition[0][k], &i->edition[1][k] };
		char from[2][11], to[2][11];
		yg_buf_printf(b, "%s: %s (%.12s, %s..%s) -> %s (%.12s, %s..%s)%s\n", k ? word(l, "ルール", "rules") : word(l, "医薬品マスター", "drug master"),
			e[0]->id, e[0]->checksum, day(e[0]->valid_from, from[0]), day(e[0]->valid_until, to[0]), e[1]->id, e[1]->checksum,
			day(e[1]->valid_from, from[1]), day(e[1]->valid_until, to[1]), strcmp(e[0]->checksum, e[1]->checksum) ? "" : word(l, " 同じ", " same"));
	}
}

static void text_example(const struct yagen_impact *i, yagen_lang l, const struct impact_change *c, struct buf *b)
{
	const struct side *s = c->side;
	yg_buf_z(b, "      ");
	clean(b, i->item[c->item].id);
	yg_buf_printf(b, ": %s", s[c->what == CHANGE_LOST ? 0 : 1].lines);
	if (c->facets & FACET_LINES) yg_buf_printf(b, " (%s %s)", word(l, "前:", "before:"), s[0].lines);
	if (c->facets & FACET_SEVERITY) yg_buf_printf(b, " %s->%s", impact_severity[s[0].severity], impact_severity[s[1].severity]);
	if (c->facets & FACET_INTERRUPTS) yg_buf_printf(b, " %s->%s", s[0].stop ? "stop" : "-", s[1].stop ? "stop" : "-");
	if (c->facets & FACET_TEXT) yg_buf_printf(b, " %s", word(l, "文", "text"));
	yg_buf_char(b, '\n');
}

static void text_rule(const struct yagen_impact *i, yagen_lang l, const struct impact_rule *r, struct buf *b)
{
	static const char *const ja[CHANGE_KINDS] = { "増える", "なくなる", "変わる" }, *const en[CHANGE_KINDS] = { "gained", "lost", "changed" };
	yg_buf_printf(b, "\n%s %s", r->rule ? r->rule : "-", r->kind);
	if (r->title) { yg_buf_z(b, "  "); clean(b, r->title); }
	yg_buf_printf(b, "\n  %s %zu -> %zu (%s -> %s / 1,000 %s)\n", word(l, "所見", "findings"), r->before, r->after, impact_rate(r->before, i->lines).z,
		impact_rate(r->after, i->lines).z, word(l, "行", "lines"));
	for (int k = 0; k < CHANGE_KINDS; k++) {
		unsigned shown = 0;
		if (!r->n[k]) continue;
		yg_buf_printf(b, "    %s %zu (%s / 1,000 %s)", word(l, ja[k], en[k]), r->n[k], impact_rate(r->n[k], i->lines).z, word(l, "行", "lines"));
		for (unsigned f = 0; k == CHANGE_CHANGED && f < FACETS; f++)
			if (r->facet[f]) yg_buf_printf(b, " %s %zu", impact_facet[f], r->facet[f]);
		yg_buf_char(b, '\n');
		for (const struct impact_change *c = r->first[k]; c && shown < i->examples; c = impact_next(i, c), shown++) text_example(i, l, c, b);
	}
}

static void text_verdicts(const struct yagen_impact *i, yagen_lang l, struct buf *b)
{
	yg_buf_printf(b, "\n%s\n", word(l, "判定の変化（処方箋の数）", "verdicts that change (prescriptions)"));
	for (size_t x = 0; x < VERDICT_WORDS; x++)
		for (size_t y = 0; y < VERDICT_WORDS; y++) {
			unsigned shown = 0;
			if (x == y || !i->matrix[x][y]) continue;
			yg_buf_printf(b, "  %s -> %s %zu:", impact_verdict[x], impact_verdict[y], i->matrix[x][y]);
			for (size_t k = 0; k < i->n && shown < i->examples; k++) {
				if (i->item[k].err || i->item[k].verdict[0] != x || i->item[k].verdict[1] != y) continue;
				yg_buf_char(b, ' ');
				clean(b, i->item[k].id);
				shown++;
			}
			yg_buf_char(b, '\n');
		}
}

static void text_lines(const struct yagen_impact *i, yagen_lang l, struct buf *b)
{
	unsigned shown = 0;
	yg_buf_printf(b, "\n%s\n", word(l, "確認範囲の変化（薬の行）", "coverage that changes (drug lines)"));
	yg_buf_printf(b, "  %s %zu (%s / 1,000)  %s %zu  %s %zu\n", word(l, "特定できなくなる", "no longer identified"), i->lost_ids, impact_rate(i->lost_ids, i->lines).z,
		word(l, "特定できるようになる", "now identified"), i->new_ids, word(l, "別の薬になる", "another drug"), i->other_ids);
	for (size_t x = 0; x < 3; x++)
		for (size_t y = 0; y < 3; y++)
			if (x != y && i->cover[x][y]) yg_buf_printf(b, "  %s -> %s %zu\n", impact_cover[x], impact_cover[y], i->cover[x][y]);
	for (size_t k = 0; k < i->all.nlines && shown < i->examples; k++) {
		const struct impact_line *x = &i->all.line[k];
		if (!x->drug[0] || x->drug[1]) continue;
		yg_buf_z(b, "    ");
		clean(b, i->item[x->item].id);
		yg_buf_printf(b, ": %s %s ", x->ref, x->code ? x->code : "-");
		clean(b, x->name);
		yg_buf_printf(b, " [%s]\n", x->reasons[1]);
		shown++;
	}
	for (size_t k = 0, n; k < i->all.nfacts; k += n) {
		const struct impact_fact *f = &i->all.fact[k];
		for (n = 1; k + n < i->all.nfacts && f[n].gained == f->gained && !strcmp(f[n].fact, f->fact); n++);
		yg_buf_printf(b, "  %s %s %zu\n", f->gained ? word(l, "新たに確かめること:", "newly to confirm:") : word(l, "確かめなくてよくなること:", "no longer to confirm:"), f->fact, n);
	}
}

static void text(const struct yagen_impact *i, yagen_lang l, struct buf *b)
{
	text_editions(i, l, b);
	if (l == YAGEN_EN)
		yg_buf_printf(b, "%zu prescriptions, %zu lines; the answer changes for %zu; %zu could not be read\n", i->n - i->unreadable, i->lines, i->changed, i->unreadable);
	else
		yg_buf_printf(b, "処方箋 %zu枚、薬 %zu行。回答が変わるもの %zu枚。読めなかったもの %zu枚\n", i->n - i->unreadable, i->lines, i->changed, i->unreadable);
	yg_buf_printf(b, "%s %zu -> %zu (%s -> %s / 1,000 %s)  %s %zu -> %zu (%s -> %s)\n", word(l, "所見", "findings"), i->all.findings[0], i->all.findings[1],
		impact_rate(i->all.findings[0], i->lines).z, impact_rate(i->all.findings[1], i->lines).z, word(l, "行", "lines"),
		word(l, "調剤の前に判断が要るもの", "to decide before dispensing"), i->all.stops[0], i->all.stops[1], impact_rate(i->all.stops[0], i->lines).z,
		impact_rate(i->all.stops[1], i->lines).z);
	if (i->matrix[VERDICT_REFUSED][VERDICT_REFUSED])
		yg_buf_printf(b, "%s %zu\n", word(l, "うち、どちらの版でも受け付けない処方箋（確認していません）:", "of these, refused with either edition (not checked):"),
			i->matrix[VERDICT_REFUSED][VERDICT_REFUSED]);
	if (i->critical_lost)
		yg_buf_printf(b, "%s %zu\n", word(l, "重大な所見のうち、なくなるか軽くなるもの:", "critical findings that go or become less:"), i->critical_lost);
	if (!i->changed) {
		yg_buf_printf(b, "%s\n", word(l, "変わるものはありません", "nothing changes"));
		return;
	}
	text_verdicts(i, l, b);
	text_lines(i, l, b);
	for (size_t k = 0; k < i->nrules; k++) text_rule(i, l, &i->rule[k], b);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------ */

static void kday(struct jw *w, const char *key, yagen_date d) { jw_kymd(w, key, (struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }); }

static void json_edition(struct jw *w, const char *key, const yagen_edition *e)
{
	jw_key(w, key);
	jw_obj(w);
	jw_kz(w, "id", e->id);
	jw_kz(w, "checksum", e->checksum);
	kday(w, "source_date", e->source_date);
	kday(w, "valid_from", e->valid_from);
	kday(w, "valid_until", e->valid_until);
	jw_kint(w, "rows", (long long)e->rows);
	jw_obj_end(w);
}

static void json_refs(struct jw *w, const char *key, const char *z)
{
	struct str s = yg_str(z);
	jw_key(w, key);
	jw_arr(w);
	for (size_t at = 0, n; at < s.n; at += n + 1) {
		const char *end = memchr(s.p + at, ' ', s.n - at);
		n = end ? (size_t)(end - s.p) - at : s.n - at;
		jw_str(w, yg_str_sub(s, at, n));
	}
	jw_arr_end(w);
}

static void json_side(struct jw *w, const char *key, const struct side *s)
{
	jw_key(w, key);
	if (!s->lines) { jw_null(w); return; }
	jw_obj(w);
	jw_kz(w, "severity", impact_severity[s->severity]);
	jw_kbool(w, "interrupts", s->stop);
	json_refs(w, "lines", s->lines);
	jw_obj_end(w);
}

static void json_count(struct jw *w, const struct yagen_impact *i, const char *key, size_t n)
{
	jw_key(w, key);
	jw_obj(w);
	jw_kint(w, "count", (long long)n);
	jw_kz(w, "per_1000_lines", impact_rate(n, i->lines).z);
	jw_obj_end(w);
}

static void json_rule(struct jw *w, const struct yagen_impact *i, const struct impact_rule *r)
{
	static const char *const what[CHANGE_KINDS] = { "gained", "lost", "changed" };
	jw_obj(w);
	jw_kz(w, "rule", r->rule);
	jw_kz(w, "kind", r->kind);
	jw_kz(w, "title", r->title);
	json_count(w, i, "before", r->before);
	json_count(w, i, "after", r->after);
	for (int k = 0; k < CHANGE_KINDS; k++) json_count(w, i, what[k], r->n[k]);
	jw_key(w, "changed_in");
	jw_obj(w);
	for (unsigned f = 0; f < FACETS; f++) jw_kint(w, impact_facet[f], (long long)r->facet[f]);
	jw_obj_end(w);
	jw_key(w, "examples");
	jw_arr(w);
	for (int k = 0; k < CHANGE_KINDS; k++) {
		unsigned shown = 0;
		for (const struct impact_change *c = r->first[k]; c && shown < i->examples; c = impact_next(i, c), shown++) {
			jw_obj(w);
			jw_kz(w, "change", what[k]);
			jw_kz(w, "case", i->item[c->item].id);
			jw_key(w, "changed_in");
			jw_arr(w);
			for (unsigned f = 0; f < FACETS; f++)
				if (c->facets >> f & 1) jw_z(w, impact_facet[f]);
			jw_arr_end(w);
			json_side(w, "before", &c->side[0]);
			json_side(w, "after", &c->side[1]);
			jw_obj_end(w);
		}
	}
	jw_arr_end(w);
	jw_obj_end(w);
}

static void json_verdicts(struct jw *w, const struct yagen_impact *i)
{
	jw_key(w, "verdicts");
	jw_arr(w);
	for (size_t x = 0; x < VERDICT_WORDS; x++)
		for (size_t y = 0; y < VERDICT_WORDS; y++) {
			unsigned shown = 0;
			if (!i->matrix[x][y]) continue;
			jw_obj(w);
			jw_kz(w, "before", impact_verdict[x]);
			jw_kz(w, "after", impact_verdict[y]);
			jw_kint(w, "count", (long long)i->matrix[x][y]);
			jw_key(w, "examples");
			jw_arr(w);
			for (size_t k = 0; x != y && k < i->n && shown < i->examples; k++) {
				if (i->item[k].err || i->item[k].verdict[0] != x || i->item[k].verdict[1] != y) continue;
				jw_z(w, i->item[k].id);
				shown++;
			}
			jw_arr_end(w);
			jw_obj_end(w);
		}
	jw_arr_end(w);
}

static void json_lines(struct jw *w, const struct yagen_impact *i)
{
	unsigned shown = 0;
	jw_key(w, "coverage");
	jw_obj(w);
	json_count(w, i, "no_longer_identified", i->lost_ids);
	json_count(w, i, "now_identified", i->new_ids);
	json_count(w, i, "another_drug", i->other_ids);
	jw_key(w, "lines");
	jw_arr(w);
	for (size_t x = 0; x < 3; x++)
		for (size_t y = 0; y < 3; y++) {
			if (!i->cover[x][y]) continue;
			jw_obj(w);
			jw_kz(w, "before", impact_cover[x]);
			jw_kz(w, "after", impact_cover[y]);
			jw_kint(w, "count", (long long)i->cover[x][y]);
			jw_obj_end(w);
		}
	jw_arr_end(w);
	jw_key(w, "examples");
	jw_arr(w);
	for (int pass = 0; pass < 2; pass++)         /* what is lost first */
		for (size_t k = 0; k < i->all.nlines && shown < i->examples; k++) {
			const struct impact_line *x = &i->all.line[k];
			if ((x->drug[0] && !x->drug[1]) != (pass == 0)) continue;
			jw_obj(w);
			jw_kz(w, "case", i->item[x->item].id);
			jw_kz(w, "line", x->ref);
			jw_kz(w, "code", x->code);
			jw_kz(w, "name", x->name);
			for (size_t s = 0; s < 2; s++) {
				jw_key(w, s ? "after" : "before");
				jw_obj(w);
				jw_kz(w, "verdict", impact_cover[x->verdict[s]]);
				jw_kz(w, "drug", x->drug[s]);
				json_refs(w, "reasons", x->reasons[s]);
				jw_obj_end(w);
			}
			jw_obj_end(w);
			shown++;
		}
	jw_arr_end(w);
	jw_key(w, "facts");
	jw_arr(w);
	for (size_t k = 0, n; k < i->all.nfacts; k += n) {
		const struct impact_fact *f = &i->all.fact[k];
		for (n = 1; k + n < i->all.nfacts && f[n].gained == f->gained && !strcmp(f[n].fact, f->fact); n++);
		jw_obj(w);
		jw_kz(w, "fact", f->fact);
		jw_kz(w, "change", f->gained ? "gained" : "lost");
		jw_kint(w, "count", (long long)n);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_obj_end(w);
}

static void json(const struct yagen_impact *i, struct buf *b)
{
	struct jw w;
	jw_init(&w, b, true);
	jw_obj(&w);
	jw_kz(&w, "yagen", yagen_version());
	for (size_t s = 0; s < 2; s++) {
		jw_key(&w, s ? "after" : "before");
		jw_obj(&w);
		json_edition(&w, "drugmaster", &i->edition[s][0]);
		json_edition(&w, "rules", &i->edition[s][1]);
		json_count(&w, i, "findings", i->all.findings[s]);
		json_count(&w, i, "interrupting", i->all.stops[s]);
		jw_obj_end(&w);
	}
	jw_kint(&w, "prescriptions", (long long)(i->n - i->unreadable));
	jw_kint(&w, "lines", (long long)i->lines);
	jw_kint(&w, "changed", (long long)i->changed);
	jw_kint(&w, "unreadable", (long long)i->unreadable);
	jw_kint(&w, "critical_lost", (long long)i->critical_lost);
	json_verdicts(&w, i);
	json_lines(&w, i);
	jw_key(&w, "rules");
	jw_arr(&w);
	for (size_t k = 0; k < i->nrules; k++) json_rule(&w, i, &i->rule[k]);
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
}

int yagen_impact_write(const yagen_impact *i, yagen_impact_format f, yagen_lang lang, yagen_sink *out)
{
	struct buf b;
	int err;
	if (!i || !out || (lang != YAGEN_JA && lang != YAGEN_EN)) return YAGEN_EARG;
	yg_buf_init(&b, 64u << 20);
	switch (f) {
	case YAGEN_IMPACT_TEXT: text(i, lang, &b); break;
	case YAGEN_IMPACT_JSON: json(i, &b); break;
	case YAGEN_IMPACT_HTML: (void)impact_html(i, lang, &b); break;
	default: yg_buf_free(&b); return YAGEN_EARG;
	}
	err = b.err ? b.err : lib_sink_add(out, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}
