/* eps_csv.c - the prescription text of the electronic prescription service (記録条件仕様 処方編, header SJ1), both ways.
 * Strict about the bytes (UTF-8, LF, no mark), lenient about lengths and unknown records; the records are rx_records. */
#include "codec/rx_records.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include "text/xml.h"
#include "codec/eps_xml.h"
#include "base/ban.h"

DIAG_KIND(d_newline, "sj1-newline", DIAG_ERROR, "改行が LF ではありません(電子処方箋管理サービスでは EPSB0052E)",
	  "line ends are not LF alone (the service answers EPSB0052E)");
DIAG_KIND(d_bom, "sj1-bom", DIAG_ERROR, "先頭に BOM があります", "byte order mark at the start");
DIAG_KIND(d_eof, "sj1-eof", DIAG_ERROR, "終端文字(1Ah)があります", "end mark (1Ah) in the file");
DIAG_KIND(d_encoding, "sj1-encoding", DIAG_ERROR, "UTF-8 として正しくありません(途中で切れている可能性)",
	  "not valid UTF-8 (perhaps cut)");
DIAG_KIND(d_no_header, "sj1-no-header", DIAG_ERROR, "1行目が SJ1 ではありません", "the first line is not SJ1");
DIAG_KIND(d_version, "sj1-version-unknown", DIAG_WARNING, "未確認の版です: {0}", "unverified version {0}");
DIAG_KIND(d_header_form, "sj1-header-form", DIAG_WARNING, "1行目に余分な項目があります",
	  "surplus items in the first line");

static bool sniff(struct str b)
{
	if (yg_str_starts(b, STR("\xef\xbb\xbf"))) b = yg_str_sub(b, 3, b.n);
	return yg_str_starts(b, STR("SJ")) && b.n > 2 && b.p[2] >= '0' && b.p[2] <= '9';
}

struct bytes_state { struct read_ctx *rc; int err; };

static void refuse(struct bytes_state *s, const struct diag_kind *k, unsigned line, int err)
{
	yg_diag(s->rc->diags, k, s->rc->input, line, "", STR_NONE, STR_NONE);
	if (!s->err) s->err = err;
}

static unsigned line_at(struct str b, const char *p)
{
	unsigned n = 1;
	for (const char *q = b.p; q < p; q++) n += *q == '\n';
	return n;
}

static bool header(struct bytes_state *s, struct str line, struct rx *rx)
{
	struct str name = line, digits;
	while (name.n && name.p[name.n - 1] == ',') name.n--;
	digits = yg_str_sub(name, 2, name.n);
	if (!yg_str_starts(name, STR("SJ")) || digits.n > 2 || !yg_str_digits(digits)) {
		refuse(s, &d_no_header, 1, YG_ESYNTAX);
		return false;
	}
	if (name.n != line.n) yg_diag(s->rc->diags, &d_header_form, s->rc->input, 1, "", STR_NONE, STR_NONE);
	if (!yg_str_eqz(name, "SJ1")) yg_diag(s->rc->diags, &d_version, s->rc->input, 1, "", name, STR_NONE);
	rx->version = name;
	return true;
}

int yg_eps_csv_read(struct read_ctx *rc, struct str bytes, struct rx **out)
{
	struct bytes_state s = { rc, 0 };
	struct rx *rx = yg_arena_alloc(rc->arena, sizeof *rx);
	struct rx_text records = { .first_line = 2 };
	struct str line = STR_NONE;
	struct cursor c;
	const char *cr, *mark;
	bool ended;
	int err;
	if (!rx) return yg_arena_error(rc->arena);
	if (yg_str_starts(bytes, STR("\xef\xbb\xbf"))) {
		refuse(&s, &d_bom, 1, YG_EENCODING);
		bytes = yg_str_sub(bytes, 3, bytes.n);
	}
	cr = bytes.n ? memchr(bytes.p, '\r', bytes.n) : NULL;
	mark = bytes.n ? memchr(bytes.p, '\x1a', bytes.n) : NULL;
	if (cr) refuse(&s, &d_newline, line_at(bytes, cr), YG_ESYNTAX);
	if (mark) {
		refuse(&s, &d_eof, line_at(bytes, mark), YG_ESYNTAX);
		bytes.n = (size_t)(mark - bytes.p);
	}
	if (!yg_utf8_valid(bytes)) refuse(&s, &d_encoding, 0, YG_EENCODING);
	c = yg_cur(bytes);
	yg_cur_line(&c, &line, &ended);
	if (!header(&s, line, rx) || !yg_utf8_valid(bytes)) return s.err;
	records.text = (struct str){ c.p, yg_cur_left(&c) };
	err = yg_rx_read(rc, &yg_rx_sj1, &records, rx);
	if (s.err || err) return s.err ? s.err : err;
	*out = rx;
	return YG_OK;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	doc->format = FORMAT_EPS_CSV;
	doc->raw = bytes;
	return yg_eps_csv_read(rc, bytes, &doc->rx);
}

/* The signed bytes inside an envelope are what the doctor wrote: they are handed on as they are. */
static int unwrap(struct write_ctx *wc, const struct document *doc, struct str *csv)
{
	struct read_ctx rc = { .arena = wc->arena, .diags = wc->diags };
	xmlDocPtr xml;
	unsigned line;
	int err = yg_xml_parse(doc->raw, &xml, &line);
	if (err) return err;
	err = yg_eps_xml_payload(&rc, yg_xml_child(xmlDocGetRootElement(xml), "Prescription"), csv);
	xmlFreeDoc(xml);
	return err;
}

int yg_eps_csv_write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	return yg_rx_write(wc, &yg_rx_sj1, doc->rx, STR("SJ1"), "\n", out);
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	size_t start = out->n;
	struct str csv = STR_NONE;
	int err = yg_rx_write_begin(wc, doc, false);
	if (err) return err;
	if (doc->format == FORMAT_EPS_XML && doc->raw.n) {
		err = unwrap(wc, doc, &csv);
		yg_buf_str(out, csv);
	} else {
		err = yg_eps_csv_write(wc, doc, out);
	}
	return yg_rx_write_end(wc, err, out, start);
}

const struct codec yg_codec_eps_csv = { FORMAT_EPS_CSV, "電子処方箋 記録条件仕様 処方編 (SJ1)", sniff, read, write };
