/* content.c - header, character set and end of a scanned message, told without parsing records.
 * It changes nothing and never guesses a character: doubtful bytes are left to the codec. */
#include "scan/content.h"
#include "base/cursor.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_slip, "eps-slip", DIAG_ERROR,
	  "電子処方箋の控えの二次元コードです。処方内容は入っていません。引換番号で電子処方箋管理サービスから受け取ってください",
	  "QR code of an e-prescription slip: it holds no prescription; fetch it from the e-prescription service by its exchange number");

static size_t digits_at(struct str s, size_t from)
{
	size_t n = 0;

	while (from + n < s.n && s.p[from + n] >= '0' && s.p[from + n] <= '9')
		n++;
	return n;
}

enum scan_head yg_scan_head(struct str line)
{
	bool notebook = yg_str_starts(line, STR("JAHISTC"));
	size_t from = notebook ? 7 : 5, n;

	if (!yg_str_starts(line, STR("JAHIS")))
		return HEAD_NONE;
	n = digits_at(line, from);
	if (n < 1 || n > 2)
		return HEAD_NONE;
	if (from + n != line.n && line.p[from + n] != ',')
		return HEAD_NONE;
	return notebook ? HEAD_NOTEBOOK : HEAD_RX;
}

enum scan_head yg_scan_message_head(struct str bytes)
{
	struct cursor c = yg_cur(bytes);
	struct str line;
	bool ended;

	return yg_cur_line(&c, &line, &ended) ? yg_scan_head(line) : HEAD_NONE;
}

bool yg_scan_cp932_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i], t;

		if (b < 0x80 || (b >= 0xa1 && b <= 0xdf))
			continue;
		if (b == 0x80 || b == 0xa0 || b > 0xfc || ++i == s.n)
			return false;
		t = (unsigned char)s.p[i];
		if (t < 0x40 || t == 0x7f || t > 0xfc)
			return false;
	}
	return true;
}

enum scan_charset yg_scan_charset(struct str s)
{
	bool high = false, three = false, sjis;

	for (size_t i = 0; i < s.n; i++) {
		high = high || (unsigned char)s.p[i] >= 0x80;
		three = three || (unsigned char)s.p[i] >= 0xe0;
	}
	if (!high)
		return CHARSET_ASCII;
	sjis = yg_scan_cp932_valid(s);
	if (yg_utf8_valid(s) && (three || !sjis))
		return CHARSET_UTF8;
	return sjis ? CHARSET_CP932 : CHARSET_NEITHER;
}

bool yg_scan_is_slip(struct str bytes)
{
	struct str s = yg_str_trim(bytes), field, last = STR_NONE, birth = STR_NONE, rest;
	struct cursor c;
	unsigned n = 0;

	while (s.n && (s.p[s.n - 1] == 0x1a || s.p[s.n - 1] == 0))
		s = yg_str_trim((struct str){ s.p, s.n - 1 });
	if (s.n > 400 || yg_str_starts(s, STR("JAHIS")))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n')
			return false;
	c = yg_cur(s);
	while (yg_cur_until(&c, ',', &field)) {
		if (n == 0 && yg_str_trim(field).n && !yg_str_digits(yg_str_trim(field)))
			return false;                     /* 保険者番号 */
		if (++n == 5)
			birth = field;
	}
	rest = (struct str){ c.p, yg_cur_left(&c) };
	last = yg_str_trim(rest);
	return n == 5 && birth.n == 8 && yg_str_digits(birth) && last.n <= 16 && yg_str_digits(last);
}

void yg_scan_say_slip(struct diags *ds, unsigned input)
{
	yg_diag(ds, &d_slip, input, 0, "", STR_NONE, STR_NONE);
}

bool yg_scan_looks_mixed(struct str bytes)
{
	struct cursor c = yg_cur(bytes);
	struct str line;
	bool ended, first = true, eof = false;

	while (yg_cur_line(&c, &line, &ended)) {
		if (line.n && eof)
			return true;
		for (size_t i = 0; i < line.n; i++) {
			if (line.p[i] != 0x1a)
				continue;
			eof = true;
			for (size_t k = i + 1; k < line.n; k++)
				if (line.p[k] != 0x1a && line.p[k] != 0)
					return true;
		}
		if (!first && yg_scan_head(line) != HEAD_NONE)
			return true;
		first = false;
	}
	return false;
}
