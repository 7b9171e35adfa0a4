/* eps_dispense_xml.c - the dispensing document (ED.xsd): takes the CJ1 text and the referenced prescription out of it,
 * and builds it around both. Signatures are neither made nor judged here, and no signed part is ever re-serialised. */
#include "codec/eps_dispense_xml.h"
#include "codec/clip.h"
#include "codec/eps_xml.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include "text/xml.h"
#include "base/ban.h"

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

DIAG_KIND(d_xml, "ed-xml", DIAG_ERROR, "XML として読めません。途中で切れているか、壊れています", "not well-formed XML: cut off or damaged");
DIAG_KIND(d_doctype, "ed-doctype", DIAG_ERROR, "DOCTYPE のある XML は受け付けません", "XML with a DOCTYPE is refused");
DIAG_KIND(d_size, "ed-too-big", DIAG_ERROR, "大きすぎるか、入れ子が深すぎます", "too big or nested too deep");
DIAG_KIND(d_root, "ed-not-dispensing", DIAG_ERROR, "調剤情報の文書 (ED.xsd) ではありません", "not a dispensing document (ED.xsd)");
DIAG_KIND(d_missing, "ed-missing", DIAG_ERROR, "必須の要素がありません", "mandatory element is absent");
DIAG_KIND(d_id, "ed-id", DIAG_WARNING, "id 属性が規定と違います", "the id attribute is not the one of the format");
DIAG_KIND(d_version, "ed-version", DIAG_WARNING, "知らない版 {0} です", "unknown version {0}");
DIAG_KIND(d_base64, "ed-base64", DIAG_ERROR, "base64 として読めません（改行も不可）", "not base64 without line breaks");
DIAG_KIND(d_uuid, "ed-uuid", DIAG_WARNING, "UUID の形ではありません", "not the form of a UUID");
DIAG_KIND(d_reference, "ed-reference", DIAG_ERROR, "参照する処方箋が読めません。調剤結果だけを使います",
	  "the referenced prescription cannot be read; only the dispensing result is used");
DIAG_KIND(d_other_id, "ed-prescription-id", DIAG_ERROR, "調剤結果の処方箋ID (7) と参照する処方箋のIDが違います",
	  "prescription id of the result (7) differs from that of the referenced prescription");
DIAG_KIND(d_line_no, "ed-csv-line", DIAG_WARNING, "CsvLineNo {0} は、示されたコードの薬品 (201) を指していません",
	  "CsvLineNo {0} does not point to a drug (201) with that code");
DIAG_KIND(d_received, "ed-received", DIAG_ERROR, "受け取った処方箋の文書 (EP.xsd) が読めません",
	  "the received prescription document (EP.xsd) cannot be read");
DIAG_KIND(d_scope, "ed-namespaces", DIAG_ERROR, "受け取った処方箋の名前空間または文字コードが違うため、署名を壊さずに組み込めません",
	  "namespaces or character code of the received prescription differ: it cannot be carried without breaking its signature");
DIAG_KIND(d_lost_reference, "ed-reference-lost", DIAG_WARNING, "参照する処方箋は受け取った文書からしか作れません。入れずに書きました",
	  "a referenced prescription can only come from the received document; written without it");

static bool sniff(struct str b)
{
	struct str head = yg_str_sub(b, 0, 1024);
	return yg_str_find(head, STR("<Document")) != (size_t)-1 &&
	       (yg_str_find(head, STR("ED.xsd")) != (size_t)-1 ||
		yg_str_find(head, STR("<DispensingManagement")) != (size_t)-1);
}

static void say(struct read_ctx *rc, const struct diag_kind *k, unsigned line, const char *field, struct str arg)
{
	yg_diag(rc->diags, k, rc->input, line, field, arg, STR_NONE);
}

static void check_id(struct read_ctx *rc, xmlNodePtr n, const char *id)
{
	if (n && !yg_str_eqz(yg_xml_attr(n, "id"), id)) say(rc, &d_id, 0, id, STR_NONE);
}

static bool is_uuid(struct str s)
{
	if (s.n != 36) return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s.p[i] != '-' : !s.p[i] || !strchr("0123456789abcdefABCDEF", s.p[i])) return false;
	}
	return true;
}

static int payload(struct read_ctx *rc, xmlNodePtr doc, struct str *csv)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_base64_decode(yg_xml_text(doc), &b);
	if (!err && b.n == 0) err = YG_ESYNTAX;
	if (err == YG_ESYNTAX) say(rc, &d_base64, 0, "DispensingDocument", STR_NONE);
	if (err == YG_ETOOBIG) say(rc, &d_size, 0, "DispensingDocument", STR_NONE);
	if (!err) {
		*csv = yg_arena_str(rc->arena, yg_buf_view(&b));
		if (!csv->p) err = yg_arena_error(rc->arena);
	}
	yg_buf_free(&b);
	return err;
}

static void management(struct read_ctx *rc, xmlNodePtr m, struct history *h)
{
	struct str version = yg_xml_attr(yg_xml_child(m, "Version"), "Value");
	struct str id = yg_xml_attr(yg_xml_child(m, "DispensingId"), "Value");
	check_id(rc, m, "DispensingManagement");
	if (!m) say(rc, &d_missing, 0, "DispensingManagement", STR_NONE);
	else if (!yg_str_eqz(version, "EPD1.0")) say(rc, &d_version, 0, "Version", yg_clip(version, 16));
	if (id.n && !is_uuid(id)) say(rc, &d_uuid, 0, "DispensingId", STR_NONE);
	h->dispensing_id = yg_arena_str(rc->arena, id);
}

static const struct hist_line *line_at(const struct history *h, unsigned long record)
{
	for (size_t i = 0; i < h->nvisits; i++)
		for (size_t k = 0; k < h->visits[i].ngroups; k++) {
			const struct hist_group *g = &h->visits[i].groups[k];
			for (size_t j = 0; j < g->nlines; j++)
				if (g->lines[j].item.origin.record == record) return &g->lines[j];
		}
	return NULL;
}

/* What the service added beside the CSV: it must point at our lines. The CSV stays the truth. */
static void conversions(struct read_ctx *rc, xmlNodePtr added, const struct history *h)
{
	static const char name[] = "ConversionPharmaceuticalCode";
	size_t limit = 1000;                         /* one a drug; a prescription has at most some dozens */
	for (xmlNodePtr c = yg_xml_child(added, name); c && limit; c = yg_xml_next(c, name), limit--) {
		struct str no = yg_xml_attr(c, "CsvLineNo"), code = yg_xml_attr(c, "DispensingDocumentCode");
		unsigned long n = 0;
		const struct hist_line *l = yg_str_uint(no, YG_MAX_RECORDS, &n) ? line_at(h, n) : NULL;
		if (!l || !yg_str_eq(l->item.code, code))
			say(rc, &d_line_no, 0, "CsvLineNo", yg_str_digits(no) ? yg_clip(no, 6) : STR("?"));
	}
}

static void reference(struct read_ctx *rc, xmlNodePtr ref, struct document *doc)
{
	struct str id;
	if (!ref) return;
	if (yg_eps_xml_prescription(rc, ref, &doc->rx) != YG_OK) {
		doc->rx = NULL;
		say(rc, &d_reference, 0, "ReferencePrescription", STR_NONE);
		return;
	}
	id = doc->rx->prescription_id;
	if (id.n && doc->history->prescription_id.n && !yg_str_eq(id, doc->history->prescription_id))
		say(rc, &d_other_id, 0, "7-1 処方箋ID", STR_NONE);
}

static int read_tree(struct read_ctx *rc, xmlNodePtr root, struct document *doc)
{
	xmlNodePtr dispensing = yg_xml_child(root, "Dispensing"), cj1 = yg_xml_child(dispensing, "DispensingDocument");
	struct str csv;
	int err;
	if (!root || strcmp((const char *)root->name, "Document") != 0 || !dispensing) {
		say(rc, &d_root, 0, "", STR_NONE);
		return YG_ESYNTAX;
	}
	check_id(rc, root, "Document");
	check_id(rc, dispensing, "Dispensing");
	check_id(rc, cj1, "DispensingDocument");
	if (!cj1) { say(rc, &d_missing, 0, "DispensingDocument", STR_NONE); return YG_EMISSING; }
	err = payload(rc, cj1, &csv);
	if (!err) err = yg_codec_eps_dispense_csv.read(rc, csv, doc);
	if (err) return err;
	management(rc, yg_xml_child(root, "DispensingManagement"), doc->history);
	conversions(rc, yg_xml_child(root, "AdditionalDispensedInformation"), doc->history);
	reference(rc, yg_xml_child(dispensing, "ReferencePrescription"), doc);
	return yg_arena_error(rc->arena);
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	xmlDocPtr xml = NULL;
	unsigned line = 0;
	int err = yg_xml_parse(bytes, &xml, &line);
	if (err) {
		say(rc, err == YG_EREFUSED ? &d_doctype : err == YG_ETOOBIG ? &d_size : &d_xml, line, "", STR_NONE);
		doc->format = FORMAT_EPS_DISPENSE_XML;
		return err;
	}
	err = read_tree(rc, xmlDocGetRootElement(xml), doc);
	xmlFreeDoc(xml);
	doc->format = FORMAT_EPS_DISPENSE_XML;
	if (err) { doc->history = NULL; doc->rx = NULL; }
	return err;
}

/* --- building -------------------------------------------------------------------------- */

/* The bytes between the start tag and the end tag of an element given with both. */
static struct str inside(struct str element)
{
	char quote = 0;
	size_t from = 0, to = element.n;
	for (; from < element.n && (quote || element.p[from] != '>'); from++) {
		if (quote) quote = element.p[from] == quote ? 0 : quote;
		else if (element.p[from] == '"' || element.p[from] == '\'') quote = element.p[from];
	}
	if (from && element.p[from - 1] == '/') return STR_NONE;  /* <Prescription/> */
	while (to > from && element.p[to - 1] != '<') to--;
	return to > from ? yg_str_sub(element, from + 1, to - 1 - (from + 1)) : STR_NONE;
}

/* PrescriptionDocument is signed without transforms, so the namespaces in scope are part of its digest: they must be
 * those of the new root, xmlns:xsi and nothing else. */
static bool same_scope(xmlDocPtr xml)
{
	xmlNodePtr root = xmlDocGetRootElement(xml), p = yg_xml_child(root, "Prescription");
	xmlNsPtr ns = root->nsDef;
	return p && !p->nsDef && ns && !ns->next && ns->prefix && strcmp((const char *)ns->prefix, "xsi") == 0 &&
	       strcmp((const char *)ns->href, XSI) == 0 &&
	       (!xml->encoding || xmlStrcasecmp(xml->encoding, (const xmlChar *)"UTF-8") == 0);
}

static int received(struct str ep, struct diags *ds, struct str *children)
{
	xmlDocPtr xml = NULL;
	unsigned line = 0;
	struct str element;
	int err = yg_xml_parse(ep, &xml, &line);
	if (err || yg_xml_span(ep, "Document/Prescription", &element) != YG_OK) {
		yg_diag(ds, &d_received, 0, line, "", STR_NONE, STR_NONE);
		xmlFreeDoc(xml);
		return err ? err : YG_ESYNTAX;
	}
	err = same_scope(xml) && yg_utf8_valid(ep) ? YG_OK : YG_EREFUSED;
	xmlFreeDoc(xml);
	if (err) yg_diag(ds, &d_scope, 0, 0, "ReferencePrescription", STR_NONE, STR_NONE);
	*children = inside(element);
	return err;
}

int yg_ed_build(const struct ed_parts *p, struct diags *ds, struct buf *out)
{
	struct str children = STR_NONE, copy, original, mine;
	size_t start = out->n;
	int err;
	if (p->cj1.n == 0) { yg_diag(ds, &d_missing, 0, 0, "DispensingDocument", STR_NONE, STR_NONE); return YG_EMISSING; }
	if (p->prescription.n) {
		err = received(p->prescription, ds, &children);
		if (err) return err;
	}
	yg_buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns:xsi=\"" XSI "\" id=\"Document\""
		      " xsi:noNamespaceSchemaLocation=\"ED.xsd\"><DispensingManagement id=\"DispensingManagement\"><Version Value=\"EPD1.0\"/>");
	if (p->dispensing_id.n) {
		yg_buf_z(out, "<DispensingId Value=\"");
		yg_xml_escape(out, p->dispensing_id);
		yg_buf_z(out, "\"/>");
	}
	yg_buf_z(out, "</DispensingManagement><Dispensing id=\"Dispensing\">");
	if (p->prescription.n) {
		yg_buf_z(out, "<ReferencePrescription>");
		yg_buf_str(out, children);
		yg_buf_z(out, "</ReferencePrescription>");
	}
	yg_buf_z(out, "<DispensingDocument id=\"DispensingDocument\">");
	yg_base64_encode(p->cj1, out);
	yg_buf_z(out, "</DispensingDocument></Dispensing></Document>");
	if (out->err || !p->prescription.n) return out->err;
	mine = (struct str){ out->p + start, out->n - start };
	if (yg_xml_span(mine, "Document/Dispensing/ReferencePrescription/PrescriptionDocument", &copy) != YG_OK ||
	    yg_xml_span(p->prescription, "Document/Prescription/PrescriptionDocument", &original) != YG_OK ||
	    !yg_str_eq(copy, original)) {
		yg_diag(ds, &d_received, 0, 0, "PrescriptionDocument", STR_NONE, STR_NONE);
		out->n = start;
		return YG_ESYNTAX;
	}
	return YG_OK;
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	struct document plain = *doc;
	struct history h;
	struct buf csv;
	int err;
	/* A received document goes out as it came: it may be signed. */
	if (doc->format == FORMAT_EPS_DISPENSE_XML && doc->raw.n) {
		yg_buf_str(out, doc->raw);
		return out->err;
	}
	if (doc->history) {
		h = *doc->history;
		h.dispensing_id = STR_NONE;          /* has its place in the envelope */
		plain.history = &h;
	}
	if (doc->history && doc->rx) {
		yg_diag(wc->diags, &d_lost_reference, 0, 0, "ReferencePrescription", STR_NONE, STR_NONE);
		wc->lost++;
		plain.rx = NULL;
	}
	yg_buf_init(&csv, YG_MAX_OUTPUT);
	err = yg_codec_eps_dispense_csv.write(wc, &plain, &csv);
	if (!err) {
		struct ed_parts parts = { .cj1 = yg_buf_view(&csv), .dispensing_id = doc->history->dispensing_id };
		err = yg_ed_build(&parts, wc->diags, out);
	}
	yg_buf_free(&csv);
	return err;
}

const struct codec yg_codec_eps_dispense_xml = { FORMAT_EPS_DISPENSE_XML, "電子処方箋 調剤情報提供ファイル (ED.xsd)", sniff, read, write };
