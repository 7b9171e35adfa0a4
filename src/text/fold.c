/* fold.c - one spelling for comparing names. A small part of NFKC, chosen for drug names and written as tables;
 * it never drops a character that could tell two drugs apart, only blanks. */
#include "text/fold.h"
#include "text/sjis.h"
#include <stdlib.h>
#include "base/ban.h"

/* Half-width katakana U+FF61..U+FF9F in order -> full width. */
static const unsigned short half_kana[] = {
	0x3002, 0x300c, 0x300d, 0x3001, 0x30fb, 0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30e3, 0x30e5, 0x30e7, 0x30c3, 0x30fc,
	0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa, 0x30ab, 0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5, 0x30b7, 0x30b9, 0x30bb, 0x30bd, 0x30bf,
	0x30c1, 0x30c4, 0x30c6, 0x30c8, 0x30ca, 0x30cb, 0x30cc, 0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5, 0x30d8, 0x30db, 0x30de, 0x30df,
	0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6, 0x30e8, 0x30e9, 0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3, 0x309b, 0x309c,
};
/* Squared units and signs spelled out. */
static const struct { unsigned cp; const char *z; } spelled[] = {
	{ 0x338e, "mg" }, { 0x338d, "µg" }, { 0x338f, "kg" }, { 0x3396, "ml" }, { 0x3397, "dl" }, { 0x2113, "l" }, { 0x33c4, "cc" },
	{ 0x339d, "cm" }, { 0x339c, "mm" }, { 0x00b5, "µ" }, { 0x03bc, "µ" }, { 0x2460, "1" }, { 0x2461, "2" }, { 0x2462, "3" },
};

static unsigned voiced(unsigned k)    /* カ..ト, ハ..ホ, ウ */
{
	if (k == 0x30a6) return 0x30f4;
	if ((k >= 0x30ab && k <= 0x30c1 && (k & 1)) || (k >= 0x30c4 && k <= 0x30c8 && !(k & 1))) return k + 1;
	return k >= 0x30cf && k <= 0x30db && (k - 0x30cf) % 3 == 0 ? k + 1 : 0;
}

static unsigned semivoiced(unsigned k) { return k >= 0x30cf && k <= 0x30db && (k - 0x30cf) % 3 == 0 ? k + 2 : 0; }

static bool is_dash(unsigned c)
{
	return c == '-' || c == 0x30fc || c == 0xff0d || c == 0x2212 || (c >= 0x2010 && c <= 0x2015) || c == 0x2500 || c == 0x00ad;
}

static unsigned one(unsigned c)
{
	if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;           /* full-width ASCII */
	if (c >= 0xff61 && c <= 0xff9f) c = half_kana[c - 0xff61];
	if (c >= 'A' && c <= 'Z') c += 32;
	if (is_dash(c)) c = '-';
	if (c == 0x301c || c == 0xff5e) c = '~';               /* two code points for one wave dash */
	return c;
}

static void fold(struct str s, struct buf *out, bool search)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	while (p < end) {
		unsigned raw = yg_utf8_next(&p, end), c = one(raw), v = 0;
		const char *q = p;
		size_t i = 0;
		if (c == ' ' || c == '\t' || c == 0x3000 || c == 0xa0) continue;
		if (search && c >= 0x3041 && c <= 0x3096) c += 0x60;       /* hiragana -> katakana */
		if (q < end && c >= 0x30a6 && c <= 0x30db) {                /* a voicing mark of its own joins its kana */
			unsigned m = yg_utf8_next(&q, end);
			v = m == 0xff9e || m == 0x3099 || m == 0x309b ? voiced(c) :
			    m == 0xff9f || m == 0x309a || m == 0x309c ? semivoiced(c) : 0;
		}
		if (v) { p = q; c = v; }
		while (i < sizeof spelled / sizeof *spelled && spelled[i].cp != c) i++;
		if (i < sizeof spelled / sizeof *spelled) yg_buf_z(out, spelled[i].z);
		else yg_utf8_add(out, c);
	}
}

void yg_fold(struct str s, struct buf *out) { fold(s, out, false); }
void yg_fold_search(struct str s, struct buf *out) { fold(s, out, true); }

bool yg_fold_eq(struct str a, struct str b)
{
	struct buf x, y;
	bool same;
	if (yg_str_eq(a, b)) return true;
	yg_buf_init(&x, 65536);
	yg_buf_init(&y, 65536);
	yg_fold(a, &x);
	yg_fold(b, &y);
	same = !x.err && !y.err && yg_str_eq(yg_buf_view(&x), yg_buf_view(&y));
	yg_buf_free(&x);
	yg_buf_free(&y);
	return same;
}
