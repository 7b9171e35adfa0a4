/* symptom.c - tells from the damage which setting of scanner or keyboard caused it, so that the pharmacist is told what
 * to set. It repairs nothing: a text that was typed wrongly once may be wrong in places nobody can see. */
#include "scan/symptom.h"
#include "base/cursor.h"
#include "scan/content.h"
#include "scan/shape.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_caps, "scan-caps-lock", DIAG_ERROR,
	  "英字の大文字と小文字が逆です。Caps Lock を解除してから読み取ってください",
	  "capital and small letters are exchanged; turn Caps Lock off and scan again");
DIAG_KIND(d_kana, "scan-kana-mode", DIAG_ERROR,
	  "キーボードがかな入力になっています。かな入力を解除し、直接入力にしてから読み取ってください",
	  "the keyboard is in kana mode; switch it to direct input and scan again");
DIAG_KIND(d_ime, "scan-ime-on", DIAG_ERROR,
	  "日本語入力（IME）がオンになっています。オフ（直接入力）にしてから読み取ってください",
	  "the input method (IME) is on; switch it off (direct input) and scan again");
DIAG_KIND(d_layout, "scan-keyboard-layout", DIAG_ERROR,
	  "記号が別の文字に変わっています。スキャナのキーボード設定とパソコンの配列（日本語 JIS・英語 US）を合わせてください",
	  "symbols were typed as other characters; set scanner and computer to the same keyboard layout (Japanese or US)");
DIAG_KIND(d_prefix, "scan-prefix", DIAG_ERROR,
	  "先頭に余分な文字があります。スキャナのプリフィックス（AIM ID など）を付けない設定にしてください",
	  "characters stand before the data; turn off the scanner's prefix (AIM identifier and the like)");
DIAG_KIND(d_lost_bytes, "scan-high-bytes-lost", DIAG_ERROR,
	  "漢字・かなが失われています。スキャナの漢字（Shift_JIS）出力を有効にするか、16進出力またはシリアル接続にしてください",
	  "all Japanese characters are lost; enable the scanner's kanji (Shift_JIS) output, or use its hex output or a serial connection");
DIAG_KIND(d_seven_bits, "scan-seven-bits", DIAG_ERROR,
	  "7ビットで受信しています。シリアル接続を8ビット・パリティなしにしてください",
	  "received with seven bits; set the serial line to 8 bits, no parity");
DIAG_KIND(d_code_page, "scan-code-page", DIAG_ERROR,
	  "文字コードの設定が合っていません（Shift_JIS が別の文字コードとして扱われました）。スキャナと受け取り側を Shift_JIS（932）か UTF-8 にそろえてください",
	  "wrong code page: the text was taken for another character set; set scanner and receiver both to Shift_JIS (932) or both to UTF-8");
DIAG_KIND(d_lost_characters, "scan-lost-characters", DIAG_ERROR,
	  "読めなかった文字が置き換えられています（{0} 行目）。スキャナと受け取り側の文字コードをそろえてください",
	  "characters were replaced on the way (line {0}); set scanner and receiver to the same character set");

static bool say(struct diags *ds, unsigned input, const struct diag_kind *k, unsigned line)
{
	yg_diag(ds, k, input, line, "", STR_NONE, STR_NONE);
	return true;
}

static struct str first_line(struct str text)
{
	struct cursor c = yg_cur(text);
	struct str line;
	bool ended;

	return yg_cur_line(&c, &line, &ended) ? line : STR_NONE;
}

/* --- header ----------------------------------------------------------------------- */
/* What the keys J A H I S type when the keyboard is in another mode. */
static const struct { const char *utf8; const struct diag_kind *kind; } modes[] = {
	{ "ＪＡＨＩＳ", &d_ime }, { "ｊａｈｉｓ", &d_ime },      { "じゃひ", &d_ime },      { "ジャヒ", &d_ime },
	{ "まちくにと", &d_kana }, { "マチクニト", &d_kana }, { "ﾏﾁｸﾆﾄ", &d_kana },
	{ "JQHIS", &d_layout },  { "jqhis", &d_layout },
};

static bool same_letters(struct str s, const char *upper)
{
	size_t n = strlen(upper);

	for (size_t i = 0; i < n; i++)
		if (i >= s.n || (s.p[i] & 0xdf) != upper[i])
			return false;
	return true;
}

bool yg_symptom_in_header(struct str text, unsigned input, struct diags *ds)
{
	struct str line = first_line(text), utf8 = line;
	struct sjis_report r = { 0 };
	const struct diag_kind *found = NULL;
	struct buf b;
	size_t at;

	yg_buf_init(&b, 4096);
	if (line.n > 256)
		line.n = 256;
	if (!yg_utf8_valid(line) || yg_scan_charset(text) == CHARSET_CP932) {
		if (yg_cp932_decode(line, &b, &r) == 0)
			utf8 = yg_buf_view(&b);
	}
	for (size_t i = 0; i < sizeof modes / sizeof *modes && !found; i++)
		if (yg_str_starts(utf8, yg_str(modes[i].utf8)))
			found = modes[i].kind;
	yg_buf_free(&b);
	at = yg_str_find(line, STR("JAHIS"));
	if (!found && at == (size_t)-1 && same_letters(line, "JAHIS"))
		found = &d_caps;
	if (!found && at > 0 && at <= 8 && yg_scan_head(yg_str_sub(line, at, line.n)) != HEAD_NONE)
		found = &d_prefix;
	return found ? say(ds, input, found, 1) : false;
}

/* --- characters ------------------------------------------------------------------- */
/* Windows-1252 above Latin-1: which byte a character stood for. 0: none. */
static unsigned latin_byte(unsigned cp)
{
	static const unsigned short c1[32] = {
		0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
		0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
	};

	if (cp < 0x100)
		return cp;
	for (unsigned i = 0; i < 32; i++)
		if (c1[i] == cp)
			return 0x80 + i;
	return 0;
}

static size_t kanji_pairs(struct str s)
{
	size_t n = 0;

	if (!yg_scan_cp932_valid(s))
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];

		if ((b >= 0x81 && b <= 0x9f) || b >= 0xe0) {
			n++;
			i++;
		}
	}
	return n;
}

/* CP932 bytes shown as Western European letters and then stored as UTF-8. */
static bool taken_for_latin(struct str text)
{
	const char *p = text.p, *end = text.p + text.n;
	struct buf b;
	bool all = true;
	size_t pairs = 0;

	yg_buf_init(&b, text.n + 1);
	while (p < end && all) {
		unsigned byte = latin_byte(yg_utf8_next(&p, end));

		all = byte != 0;
		yg_buf_char(&b, (char)byte);
	}
	if (all && !b.err)
		pairs = kanji_pairs(yg_buf_view(&b));
	yg_buf_free(&b);
	return pairs >= 4;
}

/* UTF-8 bytes shown as CP932 characters and then stored as UTF-8. */
static bool taken_for_cp932(struct str text)
{
	struct sjis_report r = { 0 };
	struct buf b;
	bool yes = false;

	yg_buf_init(&b, text.n * 2 + 16);
	if (yg_cp932_encode(text, &b, &r) == 0 && r.replaced == 0) {
		struct str s = yg_buf_view(&b);

		yes = yg_scan_charset(s) == CHARSET_UTF8;
	}
	yg_buf_free(&b);
	return yes;
}

static unsigned line_of_replacement(struct str text)
{
	struct cursor c = yg_cur(text);
	struct str line;
	unsigned at = 0;
	bool ended;

	while (yg_cur_line(&c, &line, &ended)) {
		at++;
		if (yg_str_find(line, STR("\xef\xbf\xbd")) != (size_t)-1)
			return at;
	}
	return 0;
}

/* A prescription or notebook always names people, usage and drugs in Japanese. */
static bool should_have_japanese(struct str text)
{
	struct cursor c = yg_cur(text);
	struct str line;
	bool ended;

	while (yg_cur_line(&c, &line, &ended)) {
		unsigned no = yg_shape_number(line);

		if (no == 11 || no == 111 || no == 201)
			return true;
	}
	return false;
}

bool yg_symptom_in_characters(struct str text, unsigned input, struct diags *ds)
{
	bool control = false;
	unsigned line;

	if (yg_scan_charset(text) == CHARSET_ASCII) {
		if (!should_have_japanese(text))
			return false;
		for (size_t i = 0; i < text.n; i++)
			control = control || ((unsigned char)text.p[i] < 0x20 && text.p[i] != '\r' && text.p[i] != '\n');
		return say(ds, input, control ? &d_seven_bits : &d_lost_bytes, 0);
	}
	if (!yg_utf8_valid(text))
		return false;
	line = line_of_replacement(text);
	if (line) {
		char number[12];
		struct buf b;

		yg_buf_init(&b, sizeof number);
		yg_buf_printf(&b, "%u", line);
		yg_diag(ds, &d_lost_characters, input, line, "", yg_buf_view(&b), STR_NONE);
		yg_buf_free(&b);
		return true;
	}
	if (taken_for_latin(text) || taken_for_cp932(text))
		return say(ds, input, &d_code_page, 0);
	return false;
}

/* --- layout ----------------------------------------------------------------------- */
/* Of the characters JAHIS data use, only ( and ) lie elsewhere on the other keyboard: US typed on JP gives ")" and nothing
 * or "~", JP typed on US gives "*" and "(". Telephone numbers are where they stand. */
static bool phone_is_odd(struct str s)
{
	int open = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] && strchr("*~\"'&=^", s.p[i]))
			return true;
		open += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
		if (open < 0)
			return true;
	}
	return open != 0;
}

static struct str item(struct str line, unsigned n)
{
	struct cursor c = yg_cur(line);
	struct str f = STR_NONE;

	for (unsigned i = 0; i < n; i++)
		if (!yg_cur_until(&c, ',', &f))
			return STR_NONE;
	return yg_cur_until(&c, ',', &f) ? f : (struct str){ c.p, yg_cur_left(&c) };
}

bool yg_symptom_in_layout(struct str text, unsigned input, struct diags *ds)
{
	static const struct { enum scan_head head; unsigned no, item; } phones[] = {
		{ HEAD_RX, 3, 1 }, { HEAD_RX, 3, 2 }, { HEAD_NOTEBOOK, 1, 6 }, { HEAD_NOTEBOOK, 11, 7 },
	};
	enum scan_head head = yg_scan_message_head(text);
	struct cursor c = yg_cur(text);
	struct str line;
	unsigned at = 0;
	bool ended;

	while (yg_cur_line(&c, &line, &ended)) {
		unsigned no = yg_shape_number(line);

		at++;
		for (size_t i = 0; i < sizeof phones / sizeof *phones; i++)
			if (phones[i].head == head && phones[i].no == no && phone_is_odd(item(line, phones[i].item)))
				return say(ds, input, &d_layout, at);
	}
	return false;
}
