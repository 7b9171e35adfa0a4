/* xml.c - libxml2 with everything dangerous off, and base64. Finding byte ranges is a scan of our own, because
 * signed parts must be copied as they are and libxml2's tree does not remember where it came from. */
#include "text/xml.h"
#include "text/sjis.h"
#include "base/err.h"
#include "base/limits.h"
#include <libxml/parser.h>
#include "base/ban.h"

static unsigned depth_of(xmlNodePtr n)
{
	unsigned deepest = 0, d = 1;
	while (n) {
		if (d > deepest) deepest = d;
		if (n->children && n->type == XML_ELEMENT_NODE) { n = n->children; d++; continue; }
		while (n && !n->next) { n = n->parent; d--; if (n && n->type == XML_DOCUMENT_NODE) n = NULL; }
		if (n) n = n->next;
	}
	return deepest;
}

int yg_xml_parse(struct str text, xmlDocPtr *out, unsigned *line)
{
	xmlParserCtxtPtr ctx;
	xmlDocPtr doc;
	int err = YG_OK;
	*line = 0;
	if (text.n > YG_MAX_TEXT) return YG_ETOOBIG;
	if (text.n == 0) return YG_ESYNTAX;
	if (yg_str_find(text, STR("<!DOCTYPE")) != (size_t)-1) return YG_EREFUSED;   /* before the parser sees a single entity */
	ctx = xmlNewParserCtxt();
	if (!ctx) return YG_ENOMEM;
	doc = xmlCtxtReadMemory(ctx, text.p, (int)text.n, NULL, NULL,
				XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (!doc || !ctx->wellFormed) {
		*line = ctx->lastError.line > 0 ? (unsigned)ctx->lastError.line : 1;
		err = ctx->lastError.code == XML_ERR_NO_MEMORY ? YG_ENOMEM : YG_ESYNTAX;
	} else if (doc->intSubset || doc->extSubset) {
		err = YG_EREFUSED;
	} else if (depth_of(xmlDocGetRootElement(doc)) > YG_MAX_XML_DEPTH) {
		err = YG_ETOOBIG;
	}
	xmlFreeParserCtxt(ctx);
	if (err) { xmlFreeDoc(doc); return err; }
	*out = doc;
	return YG_OK;
}

static bool named(xmlNodePtr n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && (!name || strcmp((const char *)n->name, name) == 0);
}

xmlNodePtr yg_xml_child(xmlNodePtr from, const char *name)
{
	xmlNodePtr n = from ? from->children : NULL;
	while (n && !named(n, name)) n = n->next;
	return n;
}

xmlNodePtr yg_xml_next(xmlNodePtr node, const char *name)
{
	xmlNodePtr n = node ? node->next : NULL;
	while (n && !named(n, name)) n = n->next;
	return n;
}

struct str yg_xml_text(xmlNodePtr node)
{
	xmlNodePtr t = node ? node->children : NULL;
	while (t && t->type == XML_COMMENT_NODE) t = t->next;
	return t && (t->type == XML_TEXT_NODE || t->type == XML_CDATA_SECTION_NODE) && !t->next ? yg_str((const char *)t->content) : STR_NONE;
}

struct str yg_xml_child_text(xmlNodePtr from, const char *name) { return yg_str_trim(yg_xml_text(yg_xml_child(from, name))); }

struct str yg_xml_attr(xmlNodePtr node, const char *name)
{
	for (xmlAttrPtr a = node && node->type == XML_ELEMENT_NODE ? node->properties : NULL; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return a->children && !a->children->next ? yg_str((const char *)a->children->content) : STR_NONE;
	return STR_NONE;
}

void yg_xml_escape(struct buf *out, struct str s)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	while (p < end) {
		const char *start = p;
		unsigned c = yg_utf8_next(&p, end);
		if (c == '&') yg_buf_z(out, "&amp;");
		else if (c == '<') yg_buf_z(out, "&lt;");
		else if (c == '>') yg_buf_z(out, "&gt;");
		else if (c == '"') yg_buf_z(out, "&quot;");
		else if (c == '\t' || c == '\n' || c == '\r') yg_buf_printf(out, "&#%u;", c);
		else if (c < 0x20 || c == 0xfffd || c == 0xfffe || c == 0xffff) yg_utf8_add(out, 0xfffd);
		else yg_buf_add(out, start, (size_t)(p - start));
	}
}

/* --- byte ranges ---------------------------------------------------------------- */

enum { TAG_OPEN, TAG_CLOSE, TAG_EMPTY };

/* The next tag at or after *at; comments, CDATA and processing instructions are stepped over. */
static bool next_tag(struct str t, size_t *at, size_t *start, int *kind, struct str *name)
{
	static const struct { struct str head, tail; } skipped[] = {
		{ { "<!--", 4 }, { "-->", 3 } }, { { "<![CDATA[", 9 }, { "]]>", 3 } }, { { "<?", 2 }, { "?>", 2 } } };
	size_t i = *at, k, from;
	char quote = 0;
again:
	while (i < t.n && t.p[i] != '<') i++;
	if (i >= t.n) return false;
	for (k = 0; k < 3; k++) {
		if (!yg_str_starts(yg_str_sub(t, i, t.n), skipped[k].head)) continue;
		from = yg_str_find(yg_str_sub(t, i, t.n), skipped[k].tail);
		if (from == (size_t)-1) return false;
		i += from + skipped[k].tail.n;
		goto again;
	}
	*start = i++;
	*kind = i < t.n && t.p[i] == '/' ? TAG_CLOSE : TAG_OPEN;
	if (*kind == TAG_CLOSE) i++;
	from = i;
	while (i < t.n && !strchr(" \t\r\n/>", t.p[i])) i++;
	*name = yg_str_sub(t, from, i - from);
	k = yg_str_find(*name, STR(":"));
	if (k != (size_t)-1) *name = yg_str_sub(*name, k + 1, name->n);
	for (; i < t.n && (quote || t.p[i] != '>'); i++) {
		if (quote) quote = t.p[i] == quote ? 0 : quote;
		else if (t.p[i] == '"' || t.p[i] == '\'') quote = t.p[i];
	}
	if (i >= t.n) return false;
	if (*kind == TAG_OPEN && t.p[i - 1] == '/') *kind = TAG_EMPTY;
	*at = i + 1;
	return true;
}

static struct str step(const char *path, size_t n)
{
	const char *e;
	while (n-- && path) path = strchr(path, '/') ? strchr(path, '/') + 1 : NULL;
	if (!path) return STR_NONE;
	e = strchr(path, '/');
	return e ? (struct str){ path, (size_t)(e - path) } : yg_str(path);
}

int yg_xml_span(struct str text, const char *path, struct str *out)
{
	size_t at = 0, start, from = 0, depth = 0, matched = 0, steps = 1;
	int kind;
	struct str name;
	for (const char *p = path; *p; p++) steps += *p == '/';
	while (next_tag(text, &at, &start, &kind, &name)) {
		if (kind == TAG_CLOSE) {
			if (depth == 0) break;
			depth--;
			if (matched == steps && depth + 1 == steps) {
				*out = yg_str_sub(text, from, at - from);
				return YG_OK;
			}
			if (matched > depth) matched = depth;
			continue;
		}
		if (matched == depth && matched < steps && yg_str_eq(name, step(path, matched))) {
			matched++;
			if (matched == steps) {
				from = start;
				if (kind == TAG_EMPTY) { *out = yg_str_sub(text, from, at - from); return YG_OK; }
			} else if (kind == TAG_EMPTY) {
				matched--;
			}
		}
		if (kind == TAG_OPEN) depth++;
	}
	return YG_EMISSING;
}

/* --- base64 ------------------------------------------------------------------------ */

static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int yg_base64_decode(struct str in, struct buf *out)
{
	unsigned acc = 0;
	if (in.n % 4) return YG_ESYNTAX;
	for (size_t i = 0; i < in.n; i++) {
		const char *q = in.p[i] ? strchr(b64, in.p[i]) : NULL;
		size_t pad = in.n - i;
		if (in.p[i] == '=' && pad <= 2 && (pad == 1 || in.p[i + 1] == '=')) {
			if (acc & (pad == 2 ? 15 : 3)) return YG_ESYNTAX; /* unused bits must be 0 */
			if (pad == 2) { yg_buf_char(out, (char)(acc >> 4)); return out->err; }
			yg_buf_char(out, (char)(acc >> 10));
			yg_buf_char(out, (char)(acc >> 2));
			return out->err;
		}
		if (!q) return YG_ESYNTAX;
		acc = acc << 6 | (unsigned)(q - b64);
		if (i % 4 == 3) {
			yg_buf_char(out, (char)(acc >> 16));
			yg_buf_char(out, (char)(acc >> 8));
			yg_buf_char(out, (char)acc);
			acc = 0;
		}
	}
	return out->err;
}

void yg_base64_encode(struct str in, struct buf *out)
{
	for (size_t i = 0; i < in.n; i += 3) {
		size_t k = in.n - i < 3 ? in.n - i : 3;
		unsigned v = (unsigned)(unsigned char)in.p[i] << 16;
		if (k > 1) v |= (unsigned)(unsigned char)in.p[i + 1] << 8;
		if (k > 2) v |= (unsigned char)in.p[i + 2];
		yg_buf_char(out, b64[v >> 18]);
		yg_buf_char(out, b64[v >> 12 & 63]);
		yg_buf_char(out, k > 1 ? b64[v >> 6 & 63] : '=');
		yg_buf_char(out, k > 2 ? b64[v & 63] : '=');
	}
}
