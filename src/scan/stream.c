/* stream.c - what a scanner typed or sent, back into the message the clinic printed: hex dump, line ends, marks of the
 * end, character set, one suffix per symbol. It never guesses a character; what it cannot restore for certain it refuses. */
#include "scan/scan.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "scan/content.h"
#include "scan/shape.h"
#include "scan/symptom.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_too_big, "scan-stream-too-big", DIAG_ERROR, "入力が長すぎます", "the input is too long");
DIAG_KIND(d_empty, "scan-empty", DIAG_ERROR, "入力が空です", "the input is empty");
DIAG_KIND(d_hex_cut, "scan-hex-cut", DIAG_ERROR,
	  "16進出力が途中で切れています。もう一度読み取ってください", "the hex output ends in the middle of a byte; scan again");
DIAG_KIND(d_utf16, "scan-utf16", DIAG_ERROR,
	  "UTF-16 で保存されています。Shift_JIS か UTF-8 で受け取ってください", "stored as UTF-16; receive it as Shift_JIS or UTF-8");
DIAG_KIND(d_no_header, "scan-no-header", DIAG_ERROR,
	  "先頭が JAHIS のバージョン行ではありません。用紙を画像として読み取るか、すべてのコードを連結モードで読み取ってください",
	  "the first line is no JAHIS version record; scan the page as a picture or all symbols in joined mode");
DIAG_KIND(d_wrong_order, "scan-wrong-order", DIAG_ERROR,
	  "二次元コードが順番どおりに読まれていません（バージョン行が {0} 行目にあります）。連結モードにするか、用紙を画像として読み取ってください",
	  "the symbols were not scanned in order (the version record stands in line {0}); use joined mode or scan the page as a picture");
DIAG_KIND(d_suffix, "scan-symbol-suffix", DIAG_ERROR,
	  "レコードの途中で改行されています。スキャナが二次元コードごとに改行を付けています。すべてのコードを連結モードで読み取るか、用紙を画像として読み取ってください",
	  "a record is broken in two: the scanner adds a line end after every symbol; scan all symbols in joined mode or scan the page as a picture");
DIAG_KIND(d_suffix_removed, "scan-suffix-removed", DIAG_WARNING,
	  "スキャナが二次元コードごとに付けた改行を取り除きました（{0} 個）。原本と照合してください",
	  "the line ends the scanner added after each symbol were removed ({0}); compare with the paper");
DIAG_KIND(d_two, "scan-two-messages", DIAG_ERROR,
	  "複数の処方箋が続けて読み取られています。一枚ずつ読み取ってください", "several prescriptions were scanned one after the other; scan one at a time");
DIAG_KIND(d_twice, "scan-read-twice", DIAG_NOTE, "同じ内容が二度読み取られています", "the same content was scanned twice");
DIAG_KIND(d_utf8, "scan-stream-utf8", DIAG_NOTE,
	  "Shift_JIS ではなく UTF-8 で届いています（スキャナの設定）", "arrived as UTF-8 instead of Shift_JIS (scanner setting)");

/* The longest structured-append set: 16 symbols of version 40-L. */
#define MAX_SET_BYTES (16u * 2953u)

static int fail(struct diags *ds, unsigned input, const struct diag_kind *k, unsigned line)
{
	yg_diag(ds, k, input, line, "", STR_NONE, STR_NONE);
	return YG_ESYNTAX;
}

static int fail_number(struct diags *ds, unsigned input, const struct diag_kind *k, unsigned line, unsigned number)
{
	struct buf b;

	yg_buf_init(&b, 16);
	yg_buf_printf(&b, "%u", number);
	yg_diag(ds, k, input, line, "", yg_buf_view(&b), STR_NONE);
	yg_buf_free(&b);
	return YG_ESYNTAX;
}

/* --- hex dump ----------------------------------------------------------------------- */
static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c & 0xdf);
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum hex { HEX_NO, HEX_YES, HEX_CUT };

/* Pairs with blanks between are a dump whatever they say; pairs without blanks only when they spell a header. */
static enum hex unhex(struct str in, struct buf *out)
{
	bool blanks = false, odd = false;

	for (size_t i = 0; i < in.n; ) {
		int hi, lo;

		if (in.p[i] == ' ' || in.p[i] == '\t' || in.p[i] == '\r' || in.p[i] == '\n') {
			blanks = blanks || out->n == 1;
			i++;
			continue;
		}
		hi = hex_value(in.p[i]);
		if (hi < 0)
			return HEX_NO;
		lo = i + 1 < in.n ? hex_value(in.p[i + 1]) : -1;
		if (lo < 0) {
			if (i + 1 < in.n)
				return HEX_NO;
			odd = true;
			break;
		}
		yg_buf_char(out, (char)(hi << 4 | lo));
		i += 2;
	}
	if (out->n < 8 || (!blanks && yg_str_find(yg_str_sub(yg_buf_view(out), 0, 16), STR("JAHIS")) == (size_t)-1))
		return HEX_NO;
	return odd ? HEX_CUT : HEX_YES;
}

/* --- one suffix per symbol ------------------------------------------------------------ */
/* Symbols of one set hold equally many bytes, the last one at most as many. So if the scanner added a line end after each,
 * it stands after every `size` bytes: that is tried for each place of the first one, and only a text that is whole
 * afterwards counts. Answers how many ways there are (2 = more than one way). */
static bool join_pieces(struct str t, size_t size, struct buf *out, unsigned *removed)
{
	size_t pos = size, suffix = t.p[pos] == '\r' && pos + 1 < t.n && t.p[pos + 1] == '\n' ? 2 : 1;

	out->n = 0;
	*removed = 0;
	yg_buf_str(out, yg_str_sub(t, 0, size));
	while (pos < t.n) {
		struct str piece;

		if (pos + suffix > t.n || memcmp(t.p + pos, t.p + size, suffix) != 0 || ++*removed >= YG_MAX_SYMBOLS)
			return false;
		piece = yg_str_sub(t, pos + suffix, size);
		yg_buf_str(out, piece);
		pos += suffix + piece.n;
	}
	return !out->err && yg_shape_text(yg_buf_view(out)) && yg_scan_charset(yg_buf_view(out)) != CHARSET_NEITHER;
}

static unsigned remove_suffixes(struct str t, struct buf *best, unsigned *removed)
{
	unsigned ways = 0, k;
	struct buf trial;

	if (t.n > MAX_SET_BYTES)
		return 0;
	yg_buf_init(&trial, MAX_SET_BYTES);
	for (size_t at = 8; at < t.n && ways < 2; at++) {
		if ((t.p[at] != '\r' && t.p[at] != '\n') || !join_pieces(t, at, &trial, &k))
			continue;
		if (ways == 1 && yg_str_eq(yg_buf_view(&trial), yg_buf_view(best)))
			continue;
		ways++;
		*removed = k;
		best->n = 0;
		yg_buf_str(best, yg_buf_view(&trial));
	}
	yg_buf_free(&trial);
	return best->err ? 0 : ways;
}

/* --- line ends and several messages ------------------------------------------------------ */
struct tail { struct str text; bool ended, eof; };

/* Without 0x1A, NUL and blank lines at the end; whether a line end and an end mark were among them. */
static struct tail cut_tail(struct str s)
{
	struct tail t = { s, false, false };
	char first = 0;

	while (t.text.n) {
		char c = t.text.p[t.text.n - 1];

		if (c != '\r' && c != '\n' && c != 0x1a && c != 0)
			break;
		t.eof = t.eof || c == 0x1a;
		first = c;
		t.text.n--;
	}
	t.ended = first == '\r' || first == '\n';
	return t;
}

/* Lines with CR LF, blank ones left out. */
static struct str with_crlf(struct tail t, struct arena *a, struct buf *b)
{
	struct cursor c = yg_cur(t.text);
	struct str line;
	bool ended, first = true;

	b->n = 0;
	while (yg_cur_line(&c, &line, &ended)) {
		if (line.n == 0)
			continue;
		if (!first)
			yg_buf_z(b, "\r\n");
		yg_buf_str(b, line);
		first = false;
	}
	if (t.ended)
		yg_buf_z(b, "\r\n");
	if (t.eof)
		yg_buf_char(b, 0x1a);
	return b->err ? STR_NONE : yg_arena_str(a, yg_buf_view(b));
}

/* Where the next message begins, as an offset; text.n: it is the last one. 0x1A before a header belongs to the one before. */
static size_t next_header(struct str text)
{
	for (size_t i = 1; i < text.n; i++) {
		char before = text.p[i - 1];
		struct cursor c = yg_cur(yg_str_sub(text, i, text.n));
		struct str line;
		bool ended;

		if (text.p[i] != 'J' || (before != '\r' && before != '\n' && before != 0x1a && before != 0))
			continue;
		if (yg_cur_line(&c, &line, &ended) && yg_scan_head(line) != HEAD_NONE)
			return i;
	}
	return text.n;
}

static unsigned header_line(struct str text)
{
	struct cursor c = yg_cur(text);
	struct str line;
	unsigned at = 0;
	bool ended;

	while (yg_cur_line(&c, &line, &ended)) {
		at++;
		while (line.n && (line.p[0] == 0x1a || line.p[0] == 0))
			line = yg_str_sub(line, 1, line.n);
		if (yg_scan_head(line) != HEAD_NONE)
			return at;
	}
	return 0;
}

/* One message of the stream, repaired when the scanner broke its records. */
static int one_message(struct str raw, unsigned input, struct arena *a, struct scan_message *m, struct buf *b, struct diags *ds)
{
	struct tail t = cut_tail(raw);
	unsigned fault = yg_shape_first_fault(t.text), removed = 0;

	if (fault) {
		bool utf8 = yg_scan_charset(t.text) == CHARSET_UTF8;

		b->n = 0;
		if (utf8 || remove_suffixes(t.text, b, &removed) != 1)
			return fail(ds, input, &d_suffix, fault);
		fail_number(ds, input, &d_suffix_removed, 0, removed);
		t.text = yg_arena_str(a, yg_buf_view(b));
	}
	if (yg_symptom_in_characters(t.text, input, ds) || yg_symptom_in_layout(t.text, input, ds))
		return YG_ESYNTAX;
	m->utf8 = yg_scan_charset(t.text) == CHARSET_UTF8;
	m->bytes = with_crlf(t, a, b);
	return m->bytes.n ? YG_OK : YG_ENOMEM;
}

static int all_messages(struct str text, unsigned input, struct arena *a, struct scan_result *out, struct buf *b, struct diags *ds)
{
	enum scan_head head = yg_scan_message_head(text);

	while (text.n) {
		size_t end = next_header(text);
		struct str raw = yg_str_sub(text, 0, end);
		struct scan_message m;
		int err = one_message(raw, input, a, &m, b, ds);

		if (err)
			return err;
		text = yg_str_sub(text, end, text.n);
		if (out->n && yg_str_eq(cut_tail(out->m[0].bytes).text, cut_tail(m.bytes).text)) {
			yg_diag(ds, &d_twice, input, 0, "", STR_NONE, STR_NONE);
			continue;
		}
		if (out->n && head != HEAD_NOTEBOOK)
			return fail(ds, input, &d_two, 0);
		out->m = yg_arena_grow(a, out->m, out->n, sizeof *out->m);
		if (!out->m)
			return YG_ENOMEM;
		out->m[out->n++] = m;
	}
	if (out->n > 1) {
		int err = yg_scan_join_911(out->m, &out->n, a, ds);

		if (err)
			return err;
		if (out->n > 1)
			return fail(ds, input, &d_two, 0);
	}
	return out->n ? YG_OK : YG_ENOMEM;
}

int yg_scan_stream(struct str typed, unsigned input, struct arena *a, struct scan_result *out, struct diags *ds)
{
	struct buf hex, b;
	struct str text = typed;
	enum hex dump;
	int err;

	*out = (struct scan_result){ NULL, 0, false };
	if (typed.n > YG_MAX_TEXT) {
		fail(ds, input, &d_too_big, 0);
		return YG_ETOOBIG;
	}
	yg_buf_init(&hex, YG_MAX_TEXT);
	yg_buf_init(&b, 2 * YG_MAX_TEXT);
	dump = unhex(typed, &hex);
	if (dump == HEX_YES)
		text = yg_buf_view(&hex);
	if (yg_str_starts(text, STR("\xef\xbb\xbf")))
		text = yg_str_sub(text, 3, text.n);
	while (text.n && (text.p[0] == '\r' || text.p[0] == '\n' || text.p[0] == 0x1a || text.p[0] == 0))
		text = yg_str_sub(text, 1, text.n);
	if (dump == HEX_CUT)
		err = fail(ds, input, &d_hex_cut, 0);
	else if (text.n == 0)
		err = fail(ds, input, &d_empty, 0);
	else if (yg_str_starts(typed, STR("\xff\xfe")) || yg_str_starts(typed, STR("\xfe\xff")))
		err = fail(ds, input, &d_utf16, 0);
	else if (yg_scan_is_slip(text)) {
		yg_scan_say_slip(ds, input);
		err = YG_ESYNTAX;
	} else if (yg_scan_message_head(text) != HEAD_NONE) {
		err = all_messages(text, input, a, out, &b, ds);
	} else if (yg_symptom_in_header(text, input, ds)) {
		err = YG_ESYNTAX;
	} else {
		unsigned line = header_line(text);

		err = line ? fail_number(ds, input, &d_wrong_order, line, line) : fail(ds, input, &d_no_header, 1);
	}
	yg_buf_free(&hex);
	yg_buf_free(&b);
	if (err)
		out->n = 0;
	if (err == YG_OK && out->m[0].utf8)
		yg_diag(ds, &d_utf8, input, 0, "", STR_NONE, STR_NONE);
	return err;
}
