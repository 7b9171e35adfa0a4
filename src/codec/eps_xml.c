/* eps_xml.c - the document of the electronic prescription service (EP.xsd) around the SJ1 text, both ways.
 * Looks at structure and identifiers only: signatures are neither judged nor touched, and a document that was received
 * is handed on byte for byte, never serialised again. */
#include "codec/eps_xml.h"
#include "codec/rx_records.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_xml, "ep-xml", DIAG_ERROR, "XML として読めません", "not readable as XML");
DIAG_KIND(d_refused, "ep-doctype", DIAG_ERROR, "DOCTYPE を含む XML は受け付けません",
	  "XML with a DOCTYPE is not accepted");
DIAG_KIND(d_root, "ep-not-prescription", DIAG_ERROR, "電子処方箋ファイル(EP.xsd)ではありません",
	  "not a prescription document (EP.xsd)");
DIAG_KIND(d_missing, "ep-element-missing", DIAG_ERROR, "必須の要素がありません", "a mandatory element is missing");
DIAG_KIND(d_twice, "ep-element-twice", DIAG_ERROR, "1つだけの要素または id が2つあります(改ざんの疑い)",
	  "an element or id that must be unique is there twice (suspect tampering)");
DIAG_KIND(d_id, "ep-id", DIAG_ERROR, "id の値が規定と異なります", "the id value is not the one laid down");
DIAG_KIND(d_version, "ep-version-unknown", DIAG_WARNING, "未確認の版です", "unverified version");
DIAG_KIND(d_uuid, "ep-prescription-id", DIAG_ERROR, "処方箋ID が UUID の形ではありません",
	  "the prescription id is not a UUID");
DIAG_KIND(d_break, "ep-base64-break", DIAG_ERROR, "Base64 の中に改行または空白があります",
	  "line break or blank inside the base64 text");
DIAG_KIND(d_base64, "ep-base64", DIAG_ERROR, "Base64 として読めません", "not readable as base64");
DIAG_KIND(d_element, "ep-unknown-element", DIAG_WARNING, "未知の要素があります(原本に保持)",
	  "unknown element (kept in the document)");
DIAG_KIND(d_conversion, "ep-conversion", DIAG_WARNING, "付加情報の薬品変換コードに対応する薬品がありません",
	  "a conversion line of the service belongs to no drug of the prescription");
DIAG_KIND(d_signed, "ep-signed", DIAG_NOTE, "署名があります。署名はここでは検証していません",
	  "signed; the signature is not verified here");

/* --- recognising ----------------------------------------------------------------------------- */

/* The start tag of the root element, without reading XML. */
static struct str root_tag(struct str b)
{
	static const struct { struct str head, tail; } skipped[] = {
		{ { "<?", 2 }, { "?>", 2 } }, { { "<!--", 4 }, { "-->", 3 } } };
	if (yg_str_starts(b, STR("\xef\xbb\xbf"))) b = yg_str_sub(b, 3, b.n);
	b = yg_str_trim(b);
	for (size_t k = 0; k < 2; k++) {
		size_t end;
		if (!yg_str_starts(b, skipped[k].head)) continue;
		end = yg_str_find(b, skipped[k].tail);
		if (end == (size_t)-1) return STR_NONE;
		b = yg_str_trim(yg_str_sub(b, end + skipped[k].tail.n, b.n));
		k = (size_t)-1;
	}
	if (!yg_str_starts(b, STR("<"))) return STR_NONE;
	return yg_str_sub(b, 0, yg_str_find(b, STR(">")));
}

static bool sniff(struct str b)
{
	struct str tag = root_tag(b);
	return yg_str_starts(tag, STR("<Document")) && yg_str_find(tag, STR("EP.xsd")) != (size_t)-1;
}

/* --- structure ------------------------------------------------------------------------------- */

struct envelope { struct read_ctx *rc; int err; };

static void fault(struct envelope *e, const struct diag_kind *k, int err, unsigned line, const char *field)
{
	yg_diag(e->rc->diags, k, e->rc->input, line, field, STR_NONE, STR_NONE);
	if (k->severity == DIAG_ERROR && !e->err) e->err = err;
}

static unsigned line_of(xmlNodePtr n)
{
	long line = n ? xmlGetLineNo(n) : 0;
	return line > 0 ? (unsigned)line : 0;
}

/* The one child of this name; absent or repeated is said. */
static xmlNodePtr only(struct envelope *e, xmlNodePtr parent, const char *name, bool must)
{
	xmlNodePtr n = yg_xml_child(parent, name);
	if (!n && must) fault(e, &d_missing, YG_EMISSING, line_of(parent), name);
	if (n && yg_xml_next(n, name)) fault(e, &d_twice, YG_ESYNTAX, line_of(yg_xml_next(n, name)), name);
	return n;
}

static void check_id(struct envelope *e, xmlNodePtr n, const char *attr, const char *want)
{
	if (n && !yg_str_eqz(yg_xml_attr(n, attr), want)) fault(e, &d_id, YG_ESYNTAX, line_of(n), want);
}

/* A second element, or a second id, of a signed name anywhere in the document is how a signed part is swapped. */
static void check_unique(struct envelope *e, xmlNodePtr root)
{
	static const char *const names[] = { "PrescriptionManagement", "PrescriptionDocument", "PrescriptionSign" };
	unsigned elements[3] = { 0 }, ids[3] = { 0 };
	xmlNodePtr n = root;
	while (n) {
		if (n->type == XML_ELEMENT_NODE) {
			for (size_t k = 0; k < 3; k++) {
				bool id = yg_str_eqz(yg_xml_attr(n, "id"), names[k]) || yg_str_eqz(yg_xml_attr(n, "Id"), names[k]) ||
					yg_str_eqz(yg_xml_attr(n, "ID"), names[k]);
				if (strcmp((const char *)n->name, names[k]) == 0 && ++elements[k] == 2)
					fault(e, &d_twice, YG_ESYNTAX, line_of(n), names[k]);
				if (id && ++ids[k] == 2) fault(e, &d_twice, YG_ESYNTAX, line_of(n), names[k]);
			}
		}
		if (n->type == XML_ELEMENT_NODE && n->children) { n = n->children; continue; }
		while (n && n != root && !n->next) n = n->parent;
		n = n && n != root ? n->next : NULL;
	}
}

static void check_children(struct envelope *e, xmlNodePtr parent)
{
	static const char *const known[] = {
		"PrescriptionManagement", "PrescriptionDocument", "AdditionalPrescriptionInformation", "PrescriptionSign" };
	for (xmlNodePtr n = yg_xml_child(parent, NULL); n; n = yg_xml_next(n, NULL)) {
		bool found = false;
		for (size_t k = 0; k < 4 && !found; k++) found = strcmp((const char *)n->name, known[k]) == 0;
		if (!found) fault(e, &d_element, 0, line_of(n), "Prescription");
	}
}

static bool is_uuid(struct str s)
{
	if (s.n != 36) return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !hex) return false;
	}
	return true;
}

/* --- contents ---------------------------------------------------------------------------------- */

int yg_eps_xml_payload(struct read_ctx *rc, xmlNodePtr parent, struct str *csv)
{
	struct envelope e = { rc, 0 };
	xmlNodePtr n = yg_xml_child(parent, "PrescriptionDocument");
	struct str text = yg_xml_text(n);
	struct buf out;
	int err;
	if (!text.n) {
		fault(&e, n ? &d_base64 : &d_missing, YG_EMISSING, line_of(n), "PrescriptionDocument");
		return e.err;
	}
	for (size_t i = 0; i < text.n; i++)
		if (strchr(" \t\r\n", text.p[i])) {
			fault(&e, &d_break, YG_ESYNTAX, line_of(n), "PrescriptionDocument");
			return e.err;
		}
	yg_buf_init(&out, YG_MAX_TEXT);
	err = yg_base64_decode(text, &out);
	if (!err) {
		*csv = yg_arena_str(rc->arena, yg_buf_view(&out));
		if (!csv->p && out.n) err = yg_arena_error(rc->arena);
	} else if (err == YG_ESYNTAX) {
		fault(&e, &d_base64, YG_ESYNTAX, line_of(n), "PrescriptionDocument");
	}
	yg_buf_free(&out);
	return err;
}

/* "201,<RP>,<seq>,..." of the service for one drug. */
static bool conversion_key(struct str line, int *rp, int *seq)
{
	struct cursor c = yg_cur(line);
	struct str a, b;
	unsigned long x, y;
	if (!yg_cur_lit(&c, STR("201,")) || !yg_cur_until(&c, ',', &a) || !yg_cur_until(&c, ',', &b)) return false;
	if (!yg_str_uint(a, YG_MAX_RPS, &x) || !yg_str_uint(b, YG_MAX_LINES, &y)) return false;
	*rp = (int)x;
	*seq = (int)y;
	return true;
}

static bool has_drug(const struct rx *rx, int rp, int seq)
{
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; rx->groups[g].number == rp && i < rx->groups[g].nlines; i++)
			if (rx->groups[g].lines[i].seq == seq) return true;
	return false;
}

static int read_conversions(struct envelope *e, xmlNodePtr info, struct rx *rx)
{
	static const char name[] = "ConversionPharmaceuticalCode";
	struct arena *a = e->rc->arena;
	for (xmlNodePtr n = yg_xml_child(info, name); n; n = yg_xml_next(n, name)) {
		struct rx_conversion c = { 0 }, *list;
		struct str re = yg_xml_child_text(n, "ConversionREcode"), yj = yg_xml_child_text(n, "ConversionYJcode");
		if ((!conversion_key(re, &c.rp, &c.seq) && !conversion_key(yj, &c.rp, &c.seq)) || !has_drug(rx, c.rp, c.seq))
			fault(e, &d_conversion, 0, line_of(n), name);
		c.receipt_line = yg_arena_str(a, re);
		c.yj_line = yg_arena_str(a, yj);
		list = yg_arena_grow(a, rx->conversions, rx->nconversions, sizeof *list);
		if (!list || rx->nconversions >= YG_MAX_RECORDS) return list ? YG_ETOOBIG : yg_arena_error(a);
		list[rx->nconversions++] = c;
		rx->conversions = list;
	}
	return YG_OK;
}

int yg_eps_xml_prescription(struct read_ctx *rc, xmlNodePtr parent, struct rx **out)
{
	struct envelope e = { rc, 0 };
	xmlNodePtr management, info, sign, version, id;
	struct str csv = STR_NONE, uuid;
	struct rx *rx = NULL;
	int err;
	check_unique(&e, xmlDocGetRootElement(parent->doc));
	check_children(&e, parent);
	management = only(&e, parent, "PrescriptionManagement", true);
	check_id(&e, management, "id", "PrescriptionManagement");
	check_id(&e, only(&e, parent, "PrescriptionDocument", false), "id", "PrescriptionDocument");
	info = only(&e, parent, "AdditionalPrescriptionInformation", false);
	check_id(&e, info, "id", "AdditionalPrescriptionInformation");
	sign = only(&e, parent, "PrescriptionSign", false);
	check_id(&e, yg_xml_child(sign, "Signature"), "Id", "PrescriptionSign");
	if (sign) fault(&e, &d_signed, 0, line_of(sign), "PrescriptionSign");
	version = management ? only(&e, management, "Version", true) : NULL;
	if (version && !yg_str_eqz(yg_xml_attr(version, "Value"), "EPS1.0")) fault(&e, &d_version, 0, line_of(version), "Version");
	id = management ? only(&e, management, "PrescriptionId", false) : NULL;
	uuid = yg_xml_attr(id, "Value");
	if (id && !is_uuid(uuid)) fault(&e, &d_uuid, YG_ESYNTAX, line_of(id), "PrescriptionId");
	err = yg_eps_xml_payload(rc, parent, &csv);
	if (!err) err = yg_eps_csv_read(rc, csv, &rx);
	if (e.err || err) return e.err ? e.err : err;
	rx->prescription_id = yg_arena_str(rc->arena, uuid);
	err = read_conversions(&e, info, rx);
	if (!err) err = yg_arena_error(rc->arena);
	if (!err) *out = rx;
	return err;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct envelope e = { rc, 0 };
	xmlNodePtr root, prescription;
	xmlDocPtr xml;
	unsigned line;
	int err = yg_xml_parse(bytes, &xml, &line);
	doc->format = FORMAT_EPS_XML;
	doc->raw = bytes;
	if (err) {
		fault(&e, err == YG_EREFUSED ? &d_refused : &d_xml, err, line, "");
		return err;
	}
	root = xmlDocGetRootElement(xml);
	if (strcmp((const char *)root->name, "Document") != 0 ||
	    !yg_str_eqz(yg_xml_attr(root, "noNamespaceSchemaLocation"), "EP.xsd")) {
		fault(&e, &d_root, YG_ESYNTAX, line_of(root), "");
	} else {
		check_id(&e, root, "id", "Document");
		prescription = only(&e, root, "Prescription", true);
		err = prescription ? yg_eps_xml_prescription(rc, prescription, &doc->rx) : 0;
	}
	xmlFreeDoc(xml);
	if (e.err || err) doc->rx = NULL;
	return e.err ? e.err : err;
}

/* --- writing ------------------------------------------------------------------------------------ */

static void put_element(struct buf *out, const char *name, struct str text)
{
	if (!text.n) return;
	yg_buf_printf(out, "<%s>", name);
	yg_xml_escape(out, text);
	yg_buf_printf(out, "</%s>", name);
}

static void put_envelope(const struct rx *rx, struct str csv, struct buf *out)
{
	yg_buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		 "id=\"Document\" xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription><PrescriptionManagement id=\"PrescriptionManagement\">"
		 "<Version Value=\"EPS1.0\"/>");
	if (rx->prescription_id.n) {
		yg_buf_z(out, "<PrescriptionId Value=\"");
		yg_xml_escape(out, rx->prescription_id);
		yg_buf_z(out, "\"/>");
	}
	yg_buf_z(out, "</PrescriptionManagement><PrescriptionDocument id=\"PrescriptionDocument\">");
	yg_base64_encode(csv, out);
	yg_buf_z(out, "</PrescriptionDocument>");
	if (rx->nconversions) yg_buf_z(out, "<AdditionalPrescriptionInformation id=\"AdditionalPrescriptionInformation\">");
	for (size_t i = 0; i < rx->nconversions; i++) {
		const struct rx_conversion *c = &rx->conversions[i];
		yg_buf_z(out, "<ConversionPharmaceuticalCode>");
		put_element(out, "ConversionREcode", c->receipt_line);
		put_element(out, "ConversionYJcode", c->yj_line);
		yg_buf_z(out, "</ConversionPharmaceuticalCode>");
	}
	if (rx->nconversions) yg_buf_z(out, "</AdditionalPrescriptionInformation>");
	yg_buf_z(out, "</Prescription></Document>");
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	size_t start = out->n;
	struct buf csv;
	int err = yg_rx_write_begin(wc, doc, true);
	if (err) return err;
	if (doc->format == FORMAT_EPS_XML && doc->raw.n) {   /* received: the bytes are the document */
		yg_buf_str(out, doc->raw);
		return yg_rx_write_end(wc, 0, out, start);
	}
	if (doc->rx->prescription_id.n && !is_uuid(doc->rx->prescription_id)) {
		yg_diag(wc->diags, &d_uuid, 0, 0, "PrescriptionId", STR_NONE, STR_NONE);
		return yg_rx_write_end(wc, YG_ESYNTAX, out, start);
	}
	yg_buf_init(&csv, YG_MAX_TEXT);
	if (doc->format == FORMAT_EPS_CSV && doc->raw.n) yg_buf_str(&csv, doc->raw);
	else err = yg_eps_csv_write(wc, doc, &csv);
	if (!err) err = csv.err;
	if (!err) put_envelope(doc->rx, yg_buf_view(&csv), out);
	yg_buf_free(&csv);
	return yg_rx_write_end(wc, err, out, start);
}

const struct codec yg_codec_eps_xml = { FORMAT_EPS_XML, "電子処方箋ファイル・処方箋情報提供ファイル (EP.xsd)", sniff, read, write };
