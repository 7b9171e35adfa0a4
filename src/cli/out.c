/* out.c - text for a terminal, one column at a time: wide characters take two, lines break at WIDTH, dates and words are
 * written one way. Knows nothing of findings. */
#include "cli/out.h"
#include "base/ymd.h"
#include "text/sjis.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

#define WIDTH 96                                     /* columns; a wide character takes two */

/* --- columns ---------------------------------------------------------------------- */

static unsigned columns(unsigned c)
{
	if (c < 0x300) return 1;
	if (c >= 0xff61 && c <= 0xffdc) return 1;    /* half-width kana */
	if (c >= 0x2010 && c <= 0x205f && c != 0x203b && c != 0x2026) return 1;
	return c >= 0x1100 ? 2 : 1;
}

void out_end(struct out *o)
{
	while (o->b->n && o->b->p[o->b->n - 1] == ' ') o->b->n--;
	yg_buf_char(o->b, '\n');
	o->col = 0;
}

void out_pad(struct out *o, unsigned to)
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
void out_put(struct out *o, unsigned indent, const char *z)
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
			out_end(o);
			out_pad(o, indent);
		}
		yg_buf_add(o->b, word, (size_t)(p - word));
		o->col += w;
	}
	yg_buf_free(&clean);
}

void out_say(struct out *o, const char *ja, const char *en) { out_put(o, o->col, cli_say(o->lang, ja, en)); }

void out_paint(struct out *o, const char *code) { if (o->colour) yg_buf_printf(o->b, "\033[%sm", code); }

void out_number(struct out *o, unsigned indent, const char *before, size_t n, const char *after)
{
	char tmp[160];
	snprintf(tmp, sizeof tmp, "%s%zu%s", before, n, after);
	out_put(o, indent, tmp);
}

/* --- dates ------------------------------------------------------------------------ */

static void day(yagen_date d, char out[11])
{
	if (!yg_ymd_format((struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }, out)) memcpy(out, "----------", 11);
}

void out_day(struct out *o, unsigned indent, yagen_date d)
{
	char tmp[11];
	day(d, tmp);
	out_put(o, indent, tmp);
}

void out_span(struct out *o, unsigned indent, yagen_date from, yagen_date to)
{
	char a[11], b[11], tmp[40];
	day(from, a);
	if (to.year) day(to, b);
	else b[0] = 0;
	if (strcmp(a, b) == 0) snprintf(tmp, sizeof tmp, "%s", a);
	else snprintf(tmp, sizeof tmp, "%s%s%s", a, cli_say(o->lang, "〜", " to "), b);
	out_put(o, indent, tmp);
}

/* --- words ------------------------------------------------------------------------- */

void out_heading(struct out *o, const char *ja, const char *en)
{
	out_end(o);
	out_paint(o, "1");
	out_put(o, 0, cli_say(o->lang, ja, en));
	out_paint(o, "0");
	out_end(o);
}

static const struct { const char *word, *ja, *en; } words[] = {
	{ "techo", "お薬手帳", "notebook" }, { "oqs-xml", "薬剤情報", "terminal" }, { "eps-csv", "電子処方箋", "e-prescription" },
	{ "eps-xml", "電子処方箋", "e-prescription" }, { "eps-dispense-csv", "調剤結果", "dispensing result" },
	{ "eps-dispense-xml", "調剤結果", "dispensing result" }, { "json", "当薬局の記録等", "own records" },
	{ "jahis-rx", "処方箋QR", "prescription QR" },
	{ "prescribed", "処方", "prescribed" }, { "dispensed", "調剤", "dispensed" }, { "notebook", "手帳", "notebook" },
	{ "otc", "市販薬", "over the counter" }, { "claims", "レセプト", "claims" },
	{ "hit", "国のチェックでも該当の見込み", "the national check would say it too" },
	{ "no-hit", "国のチェックでは該当しない見込み", "the national check would not say it" },
	{ "not-applicable", "国のチェックの対象外", "the national check does not look at this" },
};

const char *out_word(const struct out *o, const char *w)
{
	for (size_t i = 0; w && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, w) == 0) return cli_say(o->lang, words[i].ja, words[i].en);
	return w;
}
