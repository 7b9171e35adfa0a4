/* jahis_rx.c - the text of the QR codes on a paper prescription (JAHIS 院外処方箋2次元シンボル記録条件規約), both ways.
 * Knows version line, character set, line ends and end mark; the records themselves are rx_records. The paper stays the
 * original: what is read here is a draft to compare with it. */
#include "codec/rx_records.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include "base/ban.h"

#define NEWEST 11                                    /* newest rule version whose layout is known */
#define OLDEST 7                                     /* below, the layouts are not public */
#define END_MARK '\x1a'

DIAG_KIND(d_no_header, "rx-no-header", DIAG_ERROR, "1行目が JAHIS と版番号ではありません",
	  "the first line is not JAHIS and a version number");
DIAG_KIND(d_notebook, "rx-is-notebook", DIAG_ERROR, "お薬手帳(JAHISTC)のデータです。処方箋ではありません",
	  "this is a medication notebook (JAHISTC), not a prescription");
DIAG_KIND(d_slip, "rx-is-slip", DIAG_ERROR, "電子処方箋の控えのQRです(引換番号だけで、処方内容はありません)",
	  "QR of an e-prescription slip: an exchange number, no prescription");
DIAG_KIND(d_version, "rx-version-unknown", DIAG_WARNING, "未確認の版です: {0}。紙と照合してください",
	  "unverified version {0}: compare with the paper");
DIAG_KIND(d_old, "rx-version-old", DIAG_WARNING, "古い版です: {0}。紙と照合してください",
	  "old version {0}: compare with the paper");
DIAG_KIND(d_no_eof, "rx-no-eof", DIAG_NOTE, "終端文字(1Ah)がありません", "no end mark (1Ah)");
DIAG_KIND(d_no_newline, "rx-no-newline", DIAG_NOTE, "終端文字の前に改行がありません", "no line end before the end mark");
DIAG_KIND(d_after_eof, "rx-after-eof", DIAG_ERROR, "終端文字(1Ah)の後にデータがあります", "data behind the end mark (1Ah)");
DIAG_KIND(d_bytes, "rx-bad-bytes", DIAG_ERROR, "文字コード(CP932)として読めないバイトがあります",
	  "bytes that are no CP932 characters");
DIAG_KIND(d_utf8_bytes, "rx-bad-utf8", DIAG_ERROR, "UTF-8 として読めないバイトがあります", "bytes that are not UTF-8");
DIAG_KIND(d_utf8, "rx-utf8", DIAG_WARNING, "Shift_JIS ではなく UTF-8 です。読取機の設定を確認してください",
	  "UTF-8, not Shift_JIS: check the settings of the scanner");

static bool sniff(struct str b)
{
	if (yg_str_starts(b, STR("\xef\xbb\xbf"))) b = yg_str_sub(b, 3, b.n);
	return yg_str_starts(b, STR("JAHIS")) && !yg_str_starts(b, STR("JAHISTC"));
}

/* --- bytes to text ------------------------------------------------------------------------ */

static unsigned line_of(struct str s, size_t at)
{
	unsigned n = 1;
	for (size_t i = 0; i < at && i < s.n; i++) n += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 >= s.n || s.p[i + 1] != '\n'));
	return n;
}

/* Valid UTF-8 that says something in Japanese. CP932 text cannot look so, unless it is an even run of half-width kana:
 * those would be Latin letters in UTF-8 and do not count here. */
static bool looks_utf8(struct str s)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	if (!yg_utf8_valid(s)) return false;
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		if ((c >= 0x3000 && c < 0xa000) || (c >= 0xff00 && c < 0xfff0)) return true;
	}
	return false;
}

static int decode(struct read_ctx *rc, struct str bytes, struct str *text)
{
	struct sjis_report report;
	struct buf out;
	int err;
	if (rc->utf8_carrier || looks_utf8(bytes)) {
		if (!rc->utf8_carrier) yg_diag(rc->diags, &d_utf8, rc->input, 0, "", STR_NONE, STR_NONE);
		*text = bytes;
		if (yg_utf8_valid(bytes)) return YG_OK;
		yg_diag(rc->diags, &d_utf8_bytes, rc->input, 0, "", STR_NONE, STR_NONE);
		return YG_EENCODING;
	}
	yg_buf_init(&out, 3u * YG_MAX_TEXT);
	err = yg_cp932_decode(bytes, &out, &report);
	if (!err) {
		*text = yg_arena_str(rc->arena, yg_buf_view(&out));
		if (!text->p && out.n) err = yg_arena_error(rc->arena);
	}
	yg_buf_free(&out);
	if (!err && report.bad) {
		yg_diag(rc->diags, &d_bytes, rc->input, line_of(bytes, report.bad_at), "", STR_NONE, STR_NONE);
		err = YG_EENCODING;
	}
	return err;
}

/* The text up to the end mark. Blanks behind it are what scanners add. */
static struct str up_to_mark(struct read_ctx *rc, struct str b, bool *marked, bool *more)
{
	const char *mark = b.n ? memchr(b.p, END_MARK, b.n) : NULL;
	struct str text = b;
	*marked = mark != NULL;
	*more = false;
	if (!mark) return b;
	text.n = (size_t)(mark - b.p);
	for (size_t i = text.n; i < b.n && !*more; i++) *more = b.p[i] != END_MARK && !memchr(" \t\r\n", b.p[i], 5);  /* and NUL */
	if (*more) yg_diag(rc->diags, &d_after_eof, rc->input, line_of(b, text.n), "", STR_NONE, STR_NONE);
	return text;
}

/* --- the version line ---------------------------------------------------------------------- */

/* e-prescription slip: insurer, 記号, 番号, 枝番, birth date, exchange number, on one line. */
static bool is_slip(struct str line)
{
	struct cursor c = yg_cur(yg_str_trim(line));
	struct str item;
	unsigned n = 0;
	while (yg_cur_until(&c, ',', &item)) n++;
	item = (struct str){ c.p, yg_cur_left(&c) };
	return n == 5 && item.n >= 6 && item.n <= 16 && yg_str_digits(item);
}

static int header(struct read_ctx *rc, struct cursor *c, struct rx *rx)
{
	struct str line = STR_NONE, digits;
	unsigned long v = 0;
	bool ended;
	const struct diag_kind *why = &d_no_header;
	yg_cur_line(c, &line, &ended);
	digits = yg_str_sub(line, 5, line.n);
	if (yg_str_starts(line, STR("JAHIS")) && digits.n <= 2 && yg_str_uint(digits, 99, &v)) {
		rx->version = line;
		if (v > NEWEST || v == 0) yg_diag(rc->diags, &d_version, rc->input, 1, "", line, STR_NONE);
		else if (v < OLDEST) yg_diag(rc->diags, &d_old, rc->input, 1, "", line, STR_NONE);
		return YG_OK;
	}
	if (yg_str_starts(line, STR("JAHISTC"))) why = &d_notebook;
	else if (is_slip(line)) why = &d_slip;
	yg_diag(rc->diags, why, rc->input, 1, "", STR_NONE, STR_NONE);
	return YG_ESYNTAX;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct rx *rx = yg_arena_alloc(rc->arena, sizeof *rx);
	struct str text;
	struct cursor c;
	struct rx_text records = { .first_line = 2 };
	bool marked, more;
	int bad, err;
	if (!rx) return yg_arena_error(rc->arena);
	doc->format = FORMAT_JAHIS_RX;
	doc->raw = bytes;
	if (yg_str_starts(bytes, STR("\xef\xbb\xbf"))) bytes = yg_str_sub(bytes, 3, bytes.n);
	bytes = up_to_mark(rc, bytes, &marked, &more);
	bad = decode(rc, bytes, &text);
	if (bad && bad != YG_EENCODING) return bad;
	c = yg_cur(text);
	if ((err = header(rc, &c, rx)) != YG_OK) return err;
	if (!marked) yg_diag(rc->diags, &d_no_eof, rc->input, 0, "", STR_NONE, STR_NONE);
	else if (text.n && text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r')
		yg_diag(rc->diags, &d_no_newline, rc->input, 0, "", STR_NONE, STR_NONE);
	if (bad && !yg_utf8_valid(text)) return bad; /* no text to look at */
	records.text = (struct str){ c.p, yg_cur_left(&c) };
	records.cut_is_fault = !marked;
	err = yg_rx_read(rc, &yg_rx_jahis, &records, rx);
	if (bad) return bad;
	if (err || more) return err ? err : YG_ESYNTAX;
	doc->rx = rx;
	return YG_OK;
}

/* --- writing --------------------------------------------------------------------------------- */

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	size_t start = out->n;
	struct sjis_report report;
	struct str version;
	struct buf text;
	int err = yg_rx_write_begin(wc, doc, false);
	if (err) return err;
	/* the two versions whose layout is stated; what an older sheet said fits into the newest */
	version = yg_str_eqz(doc->rx->version, "JAHIS10") ? doc->rx->version : STR("JAHIS11");
	yg_buf_init(&text, YG_MAX_TEXT);
	err = yg_rx_write(wc, &yg_rx_jahis, doc->rx, version, "\r\n", &text);
	yg_buf_z(&text, "\r\n\x1a");
	if (!err) err = text.err;
	if (!err) err = yg_cp932_encode(yg_buf_view(&text), out, &report);
	yg_buf_free(&text);
	return yg_rx_write_end(wc, err, out, start);
}

const struct codec yg_codec_jahis_rx = { FORMAT_JAHIS_RX, "JAHIS 院外処方箋2次元シンボル", sniff, read, write };
