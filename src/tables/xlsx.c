/* xlsx.c - one sheet of an xlsx as rows of texts: ZIP through libzip, XML through libxml2's pulling reader.
 * Reads values only (no styles, formulas or dates of the spreadsheet kind) and stops at every limit, so that a small
 * file cannot unfold into a large one. */
#include "tables/official.h"
#include "base/err.h"
#include "base/limits.h"
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <zip.h>
#include "base/ban.h"

#define MAX_ENTRIES 1000                               /* the ministry's files have 12 to 16 */
#define MAX_UNFOLDED (YG_MAX_TABLE)                    /* bytes of one part; the largest known sheet has 3.5 million */

DIAG_KIND(d_zip, "xlsx-damaged", DIAG_ERROR, "xlsx として開けません(途中で切れているか、壊れています)",
	  "cannot be opened as xlsx: cut or damaged");
DIAG_KIND(d_not_zip, "xlsx-not", DIAG_ERROR, "xlsx ではありません", "is not an xlsx");
DIAG_KIND(d_unfold, "xlsx-too-big", DIAG_ERROR, "xlsx の中身 {0} が大きすぎます。読みません", "part {0} of the xlsx is too large; not read");
DIAG_KIND(d_part, "xlsx-part", DIAG_ERROR, "xlsx の中に {0} がありません", "the xlsx has no {0}");
DIAG_KIND(d_sheet, "xlsx-sheet", DIAG_ERROR, "シート「{0}」がありません", "there is no sheet \"{0}\"");
DIAG_KIND(d_xml, "xlsx-xml", DIAG_ERROR, "xlsx の中身 {0} が XML として読めません", "part {0} of the xlsx is not readable XML");
DIAG_KIND(d_cell, "xlsx-cell", DIAG_ERROR, "セル {0} が読めません", "cell {0} cannot be read");

static void fault(const struct official *o, const struct diag_kind *k, unsigned line, struct str arg)
{
	yg_official_fault(o, k, line, STR_NONE, arg, STR_NONE);
}

/* --- the ZIP ---------------------------------------------------------------------------- */

static zip_t *open_zip(const struct official *o)
{
	zip_source_t *src;
	zip_t *z = NULL;
	zip_error_t ze;
	if (!o->zip) {
		fault(o, &d_not_zip, 0, STR_NONE);
		return NULL;
	}
	zip_error_init(&ze);
	src = zip_source_buffer_create(o->bytes.p, o->bytes.n, 0, &ze);
	if (src) z = zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &ze);
	if (src && !z) zip_source_free(src);
	zip_error_fini(&ze);
	if (z && zip_get_num_entries(z, 0) > MAX_ENTRIES) {
		zip_discard(z);
		z = NULL;
	}
	if (!z) fault(o, &d_zip, 0, STR_NONE);
	return z;
}

/* The declared size may lie, so what comes out is counted too. YG_ENOTFOUND is not reported. */
static int read_part(const struct official *o, zip_t *z, const char *name, struct buf *out)
{
	char chunk[65536];
	zip_int64_t at = zip_name_locate(z, name, 0), n = 0;
	zip_file_t *f;
	zip_stat_t st;
	yg_buf_init(out, MAX_UNFOLDED);
	if (at < 0) return YG_ENOTFOUND;
	if (zip_stat_index(z, (zip_uint64_t)at, 0, &st) == 0 && (st.valid & ZIP_STAT_SIZE) && st.size > MAX_UNFOLDED) {
		fault(o, &d_unfold, 0, yg_str(name));
		return YG_ETOOBIG;
	}
	f = zip_fopen_index(z, (zip_uint64_t)at, 0);
	while (f && !out->err && (n = zip_fread(f, chunk, sizeof chunk)) > 0) yg_buf_add(out, chunk, (size_t)n);
	if (f && zip_fclose(f) != 0) n = -1;
	if (out->err == YG_ETOOBIG) fault(o, &d_unfold, 0, yg_str(name));
	else if (!out->err && (!f || n < 0)) fault(o, &d_zip, 0, STR_NONE);
	return out->err ? out->err : !f || n < 0 ? YG_ESYNTAX : YG_OK;
}

/* --- the XML ------------------------------------------------------------------------------ */

struct part { const struct official *o; const char *name; xmlTextReaderPtr r; struct buf bytes; int got; };

static int open_part(struct part *p, const struct official *o, zip_t *z, const char *name)
{
	int err;
	*p = (struct part){ .o = o, .name = name };
	err = read_part(o, z, name, &p->bytes);
	if (err) return err;
	if (p->bytes.n > INT32_MAX) return YG_ETOOBIG;
	p->r = xmlReaderForMemory(p->bytes.n ? p->bytes.p : "", (int)p->bytes.n, NULL, NULL,
				  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	return p->r ? YG_OK : YG_ENOMEM;
}

static void close_part(struct part *p)
{
	if (p->r) xmlFreeTextReader(p->r);
	yg_buf_free(&p->bytes);
}

/* The type of the next node; 0 at the end. A DOCTYPE, a deep tree or broken XML ends the reading: p->got is negative. */
static int step(struct part *p)
{
	int type;
	p->got = xmlTextReaderRead(p->r);
	if (p->got != 1) return 0;
	type = xmlTextReaderNodeType(p->r);
	if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE ||
	    xmlTextReaderDepth(p->r) > (int)YG_MAX_XML_DEPTH) {
		p->got = -1;
		return 0;
	}
	return type;
}

static int finish_part(const struct part *p)
{
	if (p->got >= 0) return YG_OK;
	fault(p->o, &d_xml, 0, yg_str(p->name));
	return YG_ESYNTAX;
}

static bool is(const struct part *p, const char *name)
{
	const xmlChar *n = xmlTextReaderConstLocalName(p->r);
	return n && strcmp((const char *)n, name) == 0;
}

static struct str attr(const struct part *p, const char *name, struct arena *a)
{
	xmlChar *v = xmlTextReaderGetAttribute(p->r, (const xmlChar *)name);
	struct str s = v ? yg_arena_str(a, yg_str((const char *)v)) : STR_NONE;
	xmlFree(v);
	return s;
}

static void add_text(const struct part *p, int type, struct buf *b)
{
	const xmlChar *v;
	if (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_CDATA && type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE) return;
	v = xmlTextReaderConstValue(p->r);
	if (v) yg_buf_z(b, (const char *)v);
}

/* --- which part is the sheet ---------------------------------------------------------------- */

/* r:id of the sheet in xl/workbook.xml. */
static int sheet_id(const struct official *o, zip_t *z, const char *name, size_t index, struct arena *a, struct str *id)
{
	struct part p;
	size_t k = 0;
	char at[24];
	int type, err = open_part(&p, o, z, "xl/workbook.xml");
	*id = STR_NONE;
	while (!err && !id->n && (type = step(&p)) != 0)
		if (type == XML_READER_TYPE_ELEMENT && is(&p, "sheet")) {
			bool wanted = name ? yg_str_eqz(yg_str_trim(attr(&p, "name", a)), name) : k == index;
			if (wanted) *id = attr(&p, "r:id", a);
			k++;
		}
	if (err == YG_ENOTFOUND) fault(o, &d_part, 0, STR("xl/workbook.xml"));
	if (!err) err = finish_part(&p);
	close_part(&p);
	if (!err && !id->n) {
		snprintf(at, sizeof at, "%zu", index + 1);
		fault(o, &d_sheet, 0, yg_str(name ? name : at));
		err = YG_ESYNTAX;
	}
	return err == YG_ENOTFOUND ? YG_ESYNTAX : err;
}

static int sheet_part(const struct official *o, zip_t *z, struct str id, struct arena *a, struct str *out)
{
	struct part p;
	int type, err = open_part(&p, o, z, "xl/_rels/workbook.xml.rels");
	*out = STR_NONE;
	while (!err && !out->n && (type = step(&p)) != 0)
		if (type == XML_READER_TYPE_ELEMENT && is(&p, "Relationship") && yg_str_eq(attr(&p, "Id", a), id)) {
			struct str t = attr(&p, "Target", a);
			if (t.n && t.p[0] == '/') *out = yg_arena_str(a, yg_str_sub(t, 1, t.n));
			else *out = yg_arena_printf(a, "xl/%.*s", STR_ARG(t));
		}
	if (!err) err = finish_part(&p);
	close_part(&p);
	if (err == YG_ENOTFOUND || (!err && !out->n)) {
		fault(o, &d_part, 0, id);
		err = YG_ESYNTAX;
	}
	return err;
}

/* --- texts and cells ---------------------------------------------------------------------------- */

struct strings { struct str *s; size_t n; };

/* xl/sharedStrings.xml; a workbook without texts has none. Furigana (rPh) is not part of the text. */
static int shared_strings(const struct official *o, zip_t *z, struct arena *a, struct strings *out)
{
	struct buf text;
	struct part p;
	bool in_text = false, phonetic = false;
	int type, err = open_part(&p, o, z, "xl/sharedStrings.xml");
	if (err == YG_ENOTFOUND) { close_part(&p); return YG_OK; }
	yg_buf_init(&text, YG_MAX_TEXT);
	while (!err && (type = step(&p)) != 0) {
		bool start = type == XML_READER_TYPE_ELEMENT, end = type == XML_READER_TYPE_END_ELEMENT;
		bool empty = start && xmlTextReaderIsEmptyElement(p.r);
		if ((start || end) && is(&p, "rPh")) phonetic = start && !empty;
		else if ((start || end) && is(&p, "t")) in_text = start && !empty;
		else if (start && is(&p, "si")) text.n = 0;
		else if (in_text && !phonetic) add_text(&p, type, &text);
		if ((end || empty) && is(&p, "si")) {
			struct str *s = yg_arena_grow(a, out->s, out->n, sizeof *s);
			if (!s) break;
			out->s = s;
			s[out->n++] = yg_arena_str(a, yg_buf_view(&text));
			text.n = 0;
		}
	}
	if (!err) err = text.err ? text.err : yg_arena_error(a) ? yg_arena_error(a) : finish_part(&p);
	yg_buf_free(&text);
	close_part(&p);
	return err;
}

/* "AB12" -> column from 0, or false. Rows are counted by their own attribute. */
static bool column_of(struct str ref, size_t *out)
{
	size_t k = 0, v = 0;
	while (k < ref.n && ref.p[k] >= 'A' && ref.p[k] <= 'Z' && v <= YG_MAX_FIELDS) v = v * 26 + (size_t)(ref.p[k++] - 'A' + 1);
	*out = v - 1;
	return v > 0 && v <= YG_MAX_FIELDS && k < ref.n;
}

bool yg_xlsx_number(struct str s, char out[40])
{
	char digit[40];
	long point = 0, nd = 0, seen = 0, exp = 0, at = 0;
	size_t i = 0;
	bool dot = false, minus = s.n && s.p[0] == '-', exp_minus = false;
	if (minus) i = 1;
	for (; i < s.n && (s.p[i] == '.' || (s.p[i] >= '0' && s.p[i] <= '9')); i++) {
		if (s.p[i] == '.') {
			if (dot) return false;
			dot = true;
			continue;
		}
		seen++;
		if (nd == 0 && s.p[i] == '0') {           /* leading zeros carry no digit */
			if (dot) point--;
			continue;
		}
		if (nd >= 30) return false;
		digit[nd++] = s.p[i];
		if (!dot) point++;
	}
	if (!seen) return false;
	if (i < s.n && (s.p[i] == 'E' || s.p[i] == 'e')) {
		size_t from = ++i;
		if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) { exp_minus = s.p[i] == '-'; from = ++i; }
		for (; i < s.n && i - from < 3 && s.p[i] >= '0' && s.p[i] <= '9'; i++) exp = exp * 10 + (s.p[i] - '0');
		if (i == from) return false;
		point += exp_minus ? -exp : exp;
	}
	if (i != s.n || point > 15 || point < -9) return false;
	if (nd > 15) {                                     /* what lies beyond is the error of the binary number */
		bool up = digit[15] >= '5';
		nd = 15;
		for (at = 14; up && at >= 0; at--) {
			up = digit[at] == '9';
			digit[at] = (char)(up ? '0' : digit[at] + 1);
		}
		if (up) { memmove(digit + 1, digit, 14); digit[0] = '1'; point++; }
	}
	while (nd > 0 && digit[nd - 1] == '0') nd--;
	i = 0;
	if (minus && nd) out[i++] = '-';
	if (point <= 0 || nd == 0) out[i++] = '0';
	if (point <= 0 && nd > 0) out[i++] = '.';
	for (at = point; at < 0 && nd > 0; at++) out[i++] = '0';
	for (at = 0; nd > 0 && (at < nd || at < point); at++) {
		if (at == point && at > 0) out[i++] = '.';
		out[i++] = at < nd ? digit[at] : '0';
	}
	out[i] = '\0';
	return true;
}

/* --- the sheet ---------------------------------------------------------------------------------- */

struct grid {
	const struct official *o;
	struct arena          *a;
	struct strings         strings;
	struct sheet          *out;
	struct str             cell[YG_MAX_FIELDS];  /* of the row being read */
	size_t                 ncells, column;
	unsigned               line;
	struct str             ref;                  /* of the cell being read: "B12" */
	char                   type;                 /* n number, s shared, t text as it stands, x nothing to read */
	struct buf             text;
	bool                   bad;
};

static void bad_cell(struct grid *g)
{
	fault(g->o, &d_cell, g->line, g->ref);
	g->bad = true;
}

static void start_row(struct grid *g, const struct part *p)
{
	struct str r = attr(p, "r", g->a);
	unsigned long n = g->line + 1;
	if (r.n && !yg_str_uint(r, 1048576, &n)) g->bad = true;
	g->line = (unsigned)n;
	g->ncells = 0;
	g->column = 0;
}

static void end_row(struct grid *g)
{
	struct sheet_row *r;
	struct str *f;
	if (g->out->n >= YG_MAX_RECORDS) { g->bad = true; return; }
	r = yg_arena_grow(g->a, g->out->row, g->out->n, sizeof *r);
	f = yg_arena_array(g->a, g->ncells, sizeof *f);
	if (!r || !f) return;
	if (g->ncells) memcpy(f, g->cell, g->ncells * sizeof *f);
	g->out->row = r;
	r[g->out->n++] = (struct sheet_row){ g->line, f, g->ncells };
}

static void start_cell(struct grid *g, const struct part *p)
{
	struct str type = attr(p, "t", g->a);
	g->ref = attr(p, "r", g->a);
	if (g->ref.n && !column_of(g->ref, &g->column)) g->column = YG_MAX_FIELDS;
	g->type = yg_str_eqz(type, "s") ? 's' : type.n == 0 || yg_str_eqz(type, "n") ? 'n' :
		  yg_str_eqz(type, "inlineStr") || yg_str_eqz(type, "str") ? 't' : 'x';
	g->text.n = 0;
	if (g->column >= YG_MAX_FIELDS) bad_cell(g);
}

static void end_cell(struct grid *g)
{
	struct str v = yg_buf_view(&g->text), *to;
	unsigned long k;
	char number[40];
	if (g->bad || g->column >= YG_MAX_FIELDS) return;
	while (g->ncells <= g->column) g->cell[g->ncells++] = STR_NONE;
	to = &g->cell[g->column++];
	if (v.n == 0) return;
	if (g->type == 't') *to = yg_arena_str(g->a, v);
	else if (g->type == 's' && yg_str_uint(v, UINT32_MAX, &k) && k < g->strings.n) *to = g->strings.s[k];
	else if (g->type == 'n' && yg_xlsx_number(v, number)) *to = yg_arena_str(g->a, yg_str(number));
	else bad_cell(g);
}

static int read_sheet(struct grid *g, zip_t *z, const char *name)
{
	bool value = false, phonetic = false;
	struct part p;
	int type, err = open_part(&p, g->o, z, name);
	if (err == YG_ENOTFOUND) {
		fault(g->o, &d_part, 0, yg_str(name));
		close_part(&p);
		return YG_ESYNTAX;
	}
	while (!err && !g->bad && !yg_arena_error(g->a) && (type = step(&p)) != 0) {
		bool start = type == XML_READER_TYPE_ELEMENT, end = type == XML_READER_TYPE_END_ELEMENT;
		bool empty = start && xmlTextReaderIsEmptyElement(p.r);
		if (value && !phonetic) add_text(&p, type, &g->text);
		if (!start && !end) continue;
		if (is(&p, "v") || is(&p, "t")) value = start && !empty;
		else if (is(&p, "rPh")) phonetic = start && !empty;
		else if (is(&p, "c")) {
			if (start) start_cell(g, &p);
			if (end || empty) end_cell(g);
		} else if (is(&p, "row")) {
			if (start) start_row(g, &p);
			if (end || empty) end_row(g);
		}
	}
	if (!err) err = g->text.err ? g->text.err : yg_arena_error(g->a) ? yg_arena_error(g->a) : finish_part(&p);
	if (!err && g->bad) err = YG_ESYNTAX;
	close_part(&p);
	return err;
}

int yg_sheet_xlsx(const struct official *o, const char *name, size_t index, struct arena *a, struct sheet *out)
{
	struct grid *g = yg_arena_alloc(a, sizeof *g);
	struct str id, part;
	zip_t *z;
	int err;
	*out = (struct sheet){ NULL, 0 };
	if (!g) return yg_arena_error(a);
	z = open_zip(o);
	if (!z) return YG_ESYNTAX;
	g->o = o;
	g->a = a;
	g->out = out;
	yg_buf_init(&g->text, YG_MAX_TEXT);
	err = sheet_id(o, z, name, index, a, &id);
	if (!err) err = sheet_part(o, z, id, a, &part);
	if (!err) err = shared_strings(o, z, a, &g->strings);
	if (!err) err = read_sheet(g, z, part.p);
	yg_buf_free(&g->text);
	zip_discard(z);
	return err;
}
