/* codec.c - the table of formats: which codec is whose, and which one a heap of bytes asks for.
 * Recognises by content only, never by a file name; reads nothing itself. */
#include "codec/codec.h"
#include "codec/checkup_xml.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_empty, "input-empty", DIAG_ERROR, "入力が空です", "the input is empty");
DIAG_KIND(d_too_big, "input-too-big", DIAG_ERROR, "入力が大きすぎます", "the input is too big");
DIAG_KIND(d_unknown, "input-unknown-format", DIAG_ERROR, "どの形式でもありません", "not in any known format");
DIAG_KIND(d_slip, "input-slip", DIAG_ERROR, "電子処方箋の控えのQRです。処方内容は電子処方箋管理サービスから受け取ってください",
	  "QR of an e-prescription slip: the prescription itself comes from the e-prescription service");
DIAG_KIND(d_picture, "input-picture", DIAG_ERROR, "画像です。先に yagen scan で読み取ってください",
	  "a picture: read it with yagen scan first");
DIAG_KIND(d_utf16, "input-utf16", DIAG_ERROR, "UTF-16 のテキストです。UTF-8 または Shift_JIS で保存してください",
	  "UTF-16 text: save it as UTF-8 or Shift_JIS");
DIAG_KIND(d_zip, "input-archive", DIAG_ERROR, "圧縮ファイル(zip, xlsx)です", "an archive (zip, xlsx)");
DIAG_KIND(d_pdf, "input-pdf", DIAG_ERROR, "PDF です。控えは原本ではありません", "a PDF: a copy is not the original");
DIAG_KIND(d_fhir, "input-fhir", DIAG_ERROR, "FHIR JSON はまだ読めません", "FHIR JSON cannot be read");
DIAG_KIND(d_no_header, "input-no-header", DIAG_ERROR, "処方箋のレコードですが、先頭の版の行(JAHIS..)がありません。読み取りが途中からの可能性があります",
	  "prescription records without their version line (JAHIS..): perhaps the first symbol was not read");
DIAG_KIND(d_hex, "input-hex", DIAG_ERROR, "16進ダンプです。yagen scan で戻してください",
	  "a hex dump: turn it back with yagen scan");

/* JAHISTC before JAHIS, 特定健診 before 薬剤情報: they start alike. The generous one last. */
static const struct codec *const codecs[] = {
	&yg_codec_techo, &yg_codec_jahis_rx, &yg_codec_eps_csv, &yg_codec_eps_dispense_csv,
	&yg_codec_eps_xml, &yg_codec_eps_dispense_xml, &yg_codec_checkup_xml, &yg_codec_oqs_xml, &yg_codec_json,
};
#define NCODECS (sizeof codecs / sizeof *codecs)

const struct codec *yg_codec_get(enum format f)
{
	for (size_t i = 0; i < NCODECS; i++)
		if (codecs[i]->format == f) return codecs[i];
	return NULL;
}

/* --- what it is when no codec wants it: a hint for the user ------------------------------------ */

static bool is_picture(struct str b)
{
	return yg_str_starts(b, STR("\x89PNG")) || yg_str_starts(b, STR("\xff\xd8\xff")) || yg_str_starts(b, STR("GIF8")) ||
		yg_str_starts(b, STR("BM")) || yg_str_starts(b, STR("II*")) || yg_str_starts(b, STR("MM\0*"));
}

static bool is_utf16(struct str b) { return yg_str_starts(b, STR("\xff\xfe")) || yg_str_starts(b, STR("\xfe\xff")); }
static bool is_zip(struct str b) { return yg_str_starts(b, STR("PK\x03\x04")); }
static bool is_pdf(struct str b) { return yg_str_starts(b, STR("%PDF")); }

/* Insurer, 記号, 番号, 枝番, birth date, exchange number (6 to 16 digits) on one line. */
static bool is_slip(struct str b)
{
	struct cursor c = yg_cur(yg_str_trim(b));
	struct str item;
	unsigned n = 0;
	if (yg_cur_left(&c) > 256 || memchr(c.p ? c.p : "", '\n', yg_cur_left(&c))) return false;
	while (yg_cur_until(&c, ',', &item)) n++;
	item = (struct str){ c.p, yg_cur_left(&c) };
	return n == 5 && item.n >= 6 && item.n <= 16 && yg_str_digits(item);
}

/* "4A 41 48 49 53": JAHIS, or SJ1, or any text, typed as hex pairs. */
static bool is_hex(struct str b)
{
	size_t digits = 0;
	for (size_t i = 0; i < b.n && i < 64; i++) {
		char c = b.p[i];
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		if (!hex && c != ' ' && c != '\r' && c != '\n') return false;
		digits += hex;
	}
	return digits >= 10;
}

static bool is_headless(struct str b) { return yg_str_starts(b, STR("1,")); }

/* FHIR: an object that names its resource type. */
static bool is_fhir(struct str b)
{
	struct str head = yg_str_trim(yg_str_sub(b, 0, 65536));
	return yg_str_starts(head, STR("{")) && yg_str_find(head, STR("\"resourceType\"")) != (size_t)-1;
}

static const struct hint { bool (*is)(struct str); const char *why; const struct diag_kind *kind; } hints[] = {
	{ is_fhir, "FHIR JSON", &d_fhir }, { is_picture, "picture", &d_picture }, { is_utf16, "UTF-16 text", &d_utf16 },
	{ is_zip, "archive", &d_zip }, { is_pdf, "PDF", &d_pdf }, { is_slip, "e-prescription slip", &d_slip },
	{ is_hex, "hex dump", &d_hex }, { is_headless, "no version line", &d_no_header },
};

static const struct codec *detect(struct str bytes, const struct hint **hint)
{
	*hint = NULL;
	if (!is_fhir(bytes))
		for (size_t i = 0; i < NCODECS; i++)
			if (codecs[i]->sniff(bytes)) return codecs[i];
	for (size_t i = 0; i < sizeof hints / sizeof *hints && !*hint; i++)
		if (hints[i].is(bytes)) *hint = &hints[i];
	return NULL;
}

const struct codec *yg_codec_detect(struct str bytes, const char **why)
{
	const struct hint *hint;
	const struct codec *c = detect(bytes, &hint);
	if (why) *why = c ? NULL : hint ? hint->why : bytes.n ? "unknown" : "empty";
	return c;
}

int yg_codec_read(struct read_ctx *rc, enum format f, struct str bytes, struct document *doc)
{
	const struct hint *hint = NULL;
	const struct diag_kind *no = NULL;
	const struct codec *c;
	int err = YG_ESYNTAX;
	*doc = (struct document){ .format = f };
	c = f == FORMAT_NONE ? detect(bytes, &hint) : yg_codec_get(f);
	if (bytes.n == 0) no = &d_empty;
	else if (bytes.n > YG_MAX_TEXT) { no = is_picture(bytes) ? &d_picture : &d_too_big; err = YG_ETOOBIG; }
	else if (!c) { no = hint ? hint->kind : f == FORMAT_FHIR ? &d_fhir : &d_unknown; err = YG_EREFUSED; }
	if (no) {
		yg_diag(rc->diags, no, rc->input, 0, "", STR_NONE, STR_NONE);
		return err;
	}
	bytes = yg_arena_str(rc->arena, bytes);      /* the sender's bytes: ours to keep, nobody's to change */
	if (!bytes.p) return yg_arena_error(rc->arena);
	doc->format = c->format;
	doc->raw = bytes;
	err = c->read(rc, bytes, doc);
	if (!err) err = yg_arena_error(rc->arena);
	return err;
}
