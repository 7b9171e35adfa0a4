/* page.c - the border to cairo and pango: texts, tables and page breaks onto PDF pages. Knows no document; what is written
 * stands in record_pdf.c and its neighbours. */
#include "print/page.h"
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include "base/err.h"
#include "print/qr.h"
#include "text/sjis.h"
#undef alloca                                        /* glib brings the macro; ban.h forbids the call */
#include "base/ban.h"

DIAG_KIND(d_no_font, "print-no-font", DIAG_ERROR,
	  "日本語の書体がありません。fonts-ipafont-gothic と fonts-ipafont-mincho（または fonts-noto-cjk）を入れてください",
	  "no Japanese font: install fonts-ipafont-gothic and fonts-ipafont-mincho (or fonts-noto-cjk)");
DIAG_KIND(d_no_glyph, "print-no-glyph", DIAG_WARNING, "{0} はどの書体にもないため 〓 と印字しました", "no installed font has {0}; printed as 〓");
DIAG_KIND(d_pages, "print-pages", DIAG_ERROR, "{0} ページを超えます", "more than {0} pages");

/* In order of preference; fixed width first, so that full-width digits and points of a strength look as they were written. One list
 * stands in for the other. */
static const char *const gothic[] = { "IPAGothic", "IPAexGothic", "IPAPGothic", "Noto Sans CJK JP", "Noto Sans JP", NULL };
static const char *const mincho[] = { "IPAMincho", "IPAexMincho", "IPAPMincho", "Noto Serif CJK JP", "Noto Serif JP", NULL };
static const struct style { bool mincho; double size, leading, grey; } styles[TEXT_STYLES] = {
	[TEXT_BODY]  = { false, 9.5, 13, 0 },
	[TEXT_SMALL] = { false, 8, 11, 0.2 },
	[TEXT_LABEL] = { false, 8, 13, 0.3 },
	[TEXT_HEAD]  = { false, 10.5, 15, 0 },
	[TEXT_TITLE] = { true, 18, 24, 0 },
	[TEXT_NAME]  = { true, 15, 20, 0 },
	[TEXT_HUGE]  = { true, 24, 32, 0 },
};
#define PAD_X 4.0
#define PAD_Y 1.5
#define RULE 0.5
#define MAX_UNKNOWN 64u                              /* different characters without a font, in one text */

struct unknown { unsigned cp[MAX_UNKNOWN]; size_t n; };
struct head_row { unsigned widths[PAGE_MAX_CELLS]; struct cell_text cells[PAGE_MAX_CELLS]; size_t n; };
struct page {
	const struct page_setup *s;
	cairo_surface_t *surface;
	cairo_t         *cr;
	PangoContext    *ctx;
	PangoFontDescription *font[TEXT_STYLES];
	double           left, right, top, bottom, y;
	unsigned         number, total;              /* total 0: the pass that counts */
	bool             fresh;                      /* nothing on this page yet */
	struct head_row  head;
	struct unknown  *marked;                     /* what 〓 stands for; found in the first pass, told at the foot in the second */
	struct diags    *ds;
	int              err;
};

/* --- fonts ------------------------------------------------------------------------------------------------------------ */

static const char *first_of(PangoFontFamily **f, int n, const char *const *wanted)
{
	for (; *wanted; wanted++)
		for (int i = 0; i < n; i++)
			if (!strcmp(pango_font_family_get_name(f[i]), *wanted)) return *wanted;
	return NULL;
}

static int choose_fonts(PangoFontMap *map, PangoFontDescription **font, struct diags *ds)
{
	PangoFontFamily **families = NULL;
	const char *g, *m;
	int n = 0;
	pango_font_map_list_families(map, &families, &n);
	g = first_of(families, n, gothic);
	m = first_of(families, n, mincho);
	if (!g) g = m;
	if (!m) m = g;
	g_free(families);
	if (!g) {
		yg_diag(ds, &d_no_font, 0, 0, "", STR_NONE, STR_NONE);
		return YG_ETABLE;
	}
	for (size_t i = 0; i < TEXT_STYLES; i++) {
		if (!(font[i] = pango_font_description_new())) return YG_ENOMEM;
		pango_font_description_set_family_static(font[i], styles[i].mincho ? m : g);
		pango_font_description_set_absolute_size(font[i], styles[i].size * PANGO_SCALE);
	}
	return YG_OK;
}

/* --- texts -------------------------------------------------------------------------------------------------------------- */

/* Not to be seen, or turns the reading direction: a name must look like what it is. */
static bool invisible(unsigned cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c || (cp >= 0x200b && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xfff9 && cp <= 0xfffd) || cp >= 0x110000;
}

static void tame(struct str s, struct buf *out)
{
	const char *c = s.p, *end = s.p ? s.p + s.n : s.p;
	while (c < end) {
		unsigned cp = yg_utf8_next(&c, end);
		if (cp == '\r') {
			if (c < end && *c == '\n') continue;
			cp = '\n';
		}
		if (cp == '\t') cp = ' ';
		yg_utf8_add(out, cp == '\n' ? cp : invisible(cp) ? '?' : cp);
	}
}

static bool is_unknown(const struct unknown *u, unsigned cp)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->cp[i] == cp) return true;
	return false;
}

static void find_unknown(PangoLayout *l, struct unknown *u)
{
	for (int i = 0; i < pango_layout_get_line_count(l); i++)
		for (GSList *r = pango_layout_get_line_readonly(l, i)->runs; r; r = r->next) {
			const PangoGlyphString *g = ((PangoLayoutRun *)r->data)->glyphs;
			for (int k = 0; k < g->num_glyphs; k++) {
				unsigned v = g->glyphs[k].glyph;
				if (v == PANGO_GLYPH_EMPTY || !(v & PANGO_GLYPH_UNKNOWN_FLAG)) continue;
				v &= ~(unsigned)PANGO_GLYPH_UNKNOWN_FLAG;
				if (u->n < MAX_UNKNOWN && !is_unknown(u, v)) u->cp[u->n++] = v;
			}
		}
}

static void tell_unknown(struct page *p, unsigned cp)
{
	char word[16];
	if (p->total || is_unknown(p->marked, cp)) return;
	if (p->marked->n < MAX_UNKNOWN) p->marked->cp[p->marked->n++] = cp;
	snprintf(word, sizeof word, "U+%04X", cp);
	yg_diag(p->ds, &d_no_glyph, 0, 0, "", yg_str(word), STR_NONE);
}

static void set_text(PangoLayout *l, const struct buf *b)
{
	if (b->err || b->n > 1u << 24) return;
	pango_layout_set_text(l, b->p ? b->p : "", (int)b->n);
}

/* Boxes are never drawn: what no font has is replaced by the printers' mark for a missing type. */
static void replace_unknown(struct page *p, PangoLayout *l, const struct buf *text)
{
	struct unknown u = { .n = 0 };
	struct buf b;
	const char *c = text->p, *end = text->p + text->n;
	find_unknown(l, &u);
	yg_buf_init(&b, text->max * 2);
	while (c < end) {
		unsigned cp = yg_utf8_next(&c, end);
		yg_utf8_add(&b, is_unknown(&u, cp) ? 0x3013 : cp);
	}
	for (size_t i = 0; i < u.n; i++) tell_unknown(p, u.cp[i]);
	set_text(l, &b);
	if (b.err) p->err = b.err;
	yg_buf_free(&b);
}

/* Broken to the width; g_object_unref() when done. NULL with p->err set. */
static PangoLayout *layout(struct page *p, enum page_style style, double width, struct str text)
{
	PangoLayout *l;
	struct buf b;
	if (p->err) return NULL;
	if (!(l = pango_layout_new(p->ctx))) {
		p->err = YG_ENOMEM;
		return NULL;
	}
	yg_buf_init(&b, 4u << 20);
	tame(text, &b);
	pango_layout_set_font_description(l, p->font[style]);
	pango_layout_set_width(l, (int)floor(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_auto_dir(l, FALSE);
	set_text(l, &b);
	for (int i = 0; b.n && i < 4 && pango_layout_get_unknown_glyphs_count(l) > 0; i++) replace_unknown(p, l, &b);
	if (b.err) p->err = b.err;
	yg_buf_free(&b);
	return l;
}

/* Line i of the layout into a column; y is the top of the line's leading. */
static void show_line(struct page *p, PangoLayout *l, int i, enum page_style style, enum page_align align, double x, double width, double y)
{
	const struct style *s = &styles[style];
	PangoLayoutLine *line = pango_layout_get_line_readonly(l, i);
	PangoRectangle box;
	double room;
	if (!p->total || !line) return;
	pango_layout_line_get_extents(line, NULL, &box);
	room = width - (double)box.width / PANGO_SCALE;
	if (align == ALIGN_RIGHT) x += room;
	else if (align == ALIGN_CENTRE) x += room / 2;
	cairo_set_source_rgb(p->cr, s->grey, s->grey, s->grey);
	cairo_move_to(p->cr, x, y + (s->leading + s->size * 0.76) / 2);      /* IPA and Noto: 0.88 above, 0.12 below the line */
	pango_cairo_show_layout_line(p->cr, line);
}

static void one_line(struct page *p, struct cell_text t, double x, double width, double y)
{
	PangoLayout *l = layout(p, t.style, -1, t.text);
	if (!l) return;
	pango_layout_set_width(l, -1);
	pango_layout_set_single_paragraph_mode(l, TRUE);
	show_line(p, l, 0, t.style, t.align, x, width, y);
	g_object_unref(l);
}

/* --- pages -------------------------------------------------------------------------------------------------------------- */

static void rule(struct page *p, double x0, double y0, double x1, double y1, double width, double grey)
{
	if (!p->total) return;
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, x0, y0);
	cairo_line_to(p->cr, x1, y1);
	cairo_stroke(p->cr);
}

static void foot(struct page *p)
{
	char word[96];
	int n = 0;
	double y = p->bottom + 8;
	if (p->s->plain) return;
	rule(p, p->left, y - 2, p->right, y - 2, RULE, 0.6);
	one_line(p, (struct cell_text){ p->s->foot, TEXT_SMALL, ALIGN_LEFT }, p->left, p->right - p->left, y);
	for (size_t i = 0; i < p->marked->n && n >= 0 && n < 48; i++)
		n += snprintf(word + n, sizeof word - (size_t)n, "%sU+%04X", i ? " " : "〓: ", p->marked->cp[i]);
	if (n > 0) one_line(p, (struct cell_text){ yg_str(word), TEXT_SMALL, ALIGN_CENTRE }, p->left, p->right - p->left, y);
	snprintf(word, sizeof word, "%u / %u", p->number, p->total);
	one_line(p, (struct cell_text){ yg_str(word), TEXT_SMALL, ALIGN_RIGHT }, p->left, p->right - p->left, y);
}

static void start_page(struct page *p)
{
	if (++p->number > PAGE_MAX) {
		char word[16];
		snprintf(word, sizeof word, "%u", PAGE_MAX);
		yg_diag(p->ds, &d_pages, 0, 0, "", yg_str(word), STR_NONE);
		p->err = YG_ETOOBIG;
		return;
	}
	p->y = p->top;
	if (p->number > 1 && !p->s->plain && p->s->head.n) {
		one_line(p, (struct cell_text){ p->s->head, TEXT_SMALL, ALIGN_LEFT }, p->left, p->right - p->left, p->y);
		rule(p, p->left, p->y + 12, p->right, p->y + 12, RULE, 0.6);
		p->y += 20;
	}
	p->fresh = true;
}

static void end_page(struct page *p)
{
	foot(p);
	cairo_show_page(p->cr);
}

static void next_page(struct page *p)
{
	struct head_row h = p->head;
	if (p->err) return;
	end_page(p);
	start_page(p);
	if (!h.n || p->err) return;
	p->head.n = 0;
	page_row(p, h.widths, h.cells, h.n);
	p->head = h;
	p->fresh = true;
}

unsigned page_width(const struct page *p) { return (unsigned)(p->right - p->left); }

void page_space(struct page *p, unsigned points)
{
	if (!p->fresh) p->y += points;
}

void page_need(struct page *p, unsigned points)
{
	if (!p->fresh && p->y + points > p->bottom) next_page(p);
}

void page_text(struct page *p, enum page_style style, enum page_align align, struct str text)
{
	double width = p->right - p->left, leading = styles[style].leading;
	PangoLayout *l = layout(p, style, width, text);
	if (!l) return;
	for (int i = 0; i < pango_layout_get_line_count(l) && !p->err; i++) {
		if (p->y + leading > p->bottom && !p->fresh) next_page(p);
		show_line(p, l, i, style, align, p->left, width, p->y);
		p->y += leading;
		p->fresh = false;
	}
	g_object_unref(l);
}

void page_sides(struct page *p, struct cell_text left, struct cell_text right)
{
	double leading = styles[left.style].leading > styles[right.style].leading ? styles[left.style].leading : styles[right.style].leading;
	page_need(p, (unsigned)ceil(leading));
	if (p->err) return;
	one_line(p, left, p->left, p->right - p->left, p->y + leading - styles[left.style].leading);
	right.align = ALIGN_RIGHT;
	one_line(p, right, p->left, p->right - p->left, p->y + leading - styles[right.style].leading);
	p->y += leading;
	p->fresh = false;
}

void page_section(struct page *p, const char *name)
{
	page_space(p, 6);
	page_need(p, 40);
	if (p->err) return;
	if (p->total) {
		cairo_set_source_rgb(p->cr, 0.25, 0.25, 0.25);
		cairo_rectangle(p->cr, p->left, p->y + 2, 3, 11);
		cairo_fill(p->cr);
	}
	one_line(p, (struct cell_text){ yg_str(name), TEXT_HEAD, ALIGN_LEFT }, p->left + 8, p->right - p->left, p->y);
	p->y += 17;
	p->fresh = false;
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

struct cell { PangoLayout *l; const struct cell_text *t; double x, width, leading; int lines, at; };

static double height_of(const struct cell *c, size_t n)
{
	double h = 0;
	for (size_t i = 0; i < n; i++) {
		double own = (c[i].lines - c[i].at) * c[i].leading;
		if (own > h) h = own;
	}
	return h;
}

/* As many lines of every cell as fit into room; answers the height used. */
static double show_slice(struct page *p, struct cell *c, size_t n, double room)
{
	double used = 0;
	int take[PAGE_MAX_CELLS];
	for (size_t i = 0; i < n; i++) {
		take[i] = (int)floor(room / c[i].leading + 1e-6);
		if (take[i] > c[i].lines - c[i].at) take[i] = c[i].lines - c[i].at;
		if (take[i] * c[i].leading > used) used = take[i] * c[i].leading;
	}
	for (size_t i = 0; i < n && used > 0; i++) {
		if (p->total && c[i].t->style == TEXT_LABEL) {
			cairo_set_source_rgb(p->cr, 0.94, 0.94, 0.94);
			cairo_rectangle(p->cr, c[i].x, p->y, c[i].width, used + 2 * PAD_Y);
			cairo_fill(p->cr);
		}
		for (int k = 0; k < take[i]; k++)
			show_line(p, c[i].l, c[i].at + k, c[i].t->style, c[i].t->align, c[i].x + PAD_X, c[i].width - 2 * PAD_X,
				  p->y + PAD_Y + k * c[i].leading);
		c[i].at += take[i];
	}
	return used;
}

static void grid(struct page *p, const struct cell *c, size_t n, double height)
{
	for (size_t i = 0; i < n; i++) {
		rule(p, c[i].x, p->y, c[i].x, p->y + height, RULE, 0.55);
		rule(p, c[i].x, p->y, c[i].x + c[i].width, p->y, RULE, 0.55);
		rule(p, c[i].x, p->y + height, c[i].x + c[i].width, p->y + height, RULE, 0.55);
	}
	rule(p, c[n - 1].x + c[n - 1].width, p->y, c[n - 1].x + c[n - 1].width, p->y + height, RULE, 0.55);
}

/* A row that fits on a page is kept whole unless it would leave much of this one empty. */
static void draw_row(struct page *p, struct cell *c, size_t n)
{
	double h = height_of(c, n) + 2 * PAD_Y, room = p->bottom - p->y;
	if (h > room && !p->fresh && (h < (p->bottom - p->top) / 3 || room < 50)) next_page(p);
	while (!p->err) {
		double used = show_slice(p, c, n, p->bottom - p->y - 2 * PAD_Y);
		if (used <= 0) {
			if (p->fresh) { p->err = YG_EARG; break; }       /* a line higher than the page */
			next_page(p);
			continue;
		}
		grid(p, c, n, used + 2 * PAD_Y);
		p->y += used + 2 * PAD_Y;
		p->fresh = false;
		if (height_of(c, n) <= 0) break;
		next_page(p);
	}
}

void page_row(struct page *p, const unsigned *widths, const struct cell_text *cells, size_t n)
{
	struct cell c[PAGE_MAX_CELLS] = { { 0 } };
	double x = p->left;
	if (p->err || !n) return;
	if (n > PAGE_MAX_CELLS) {
		p->err = YG_EARG;
		return;
	}
	for (size_t i = 0; i < n && !p->err; i++) {
		c[i] = (struct cell){ .t = &cells[i], .x = x, .width = widths[i], .leading = styles[cells[i].style].leading };
		x += widths[i];
		if ((c[i].l = layout(p, cells[i].style, widths[i] - 2 * PAD_X, cells[i].text))) c[i].lines = pango_layout_get_line_count(c[i].l);
	}
	if (!p->err) draw_row(p, c, n);
	for (size_t i = 0; i < n; i++)
		if (c[i].l) g_object_unref(c[i].l);
}

void page_table_head(struct page *p, const unsigned *widths, const struct cell_text *cells, size_t n)
{
	p->head.n = 0;
	if (!n || n > PAGE_MAX_CELLS) return;
	page_need(p, 60);
	page_row(p, widths, cells, n);
	memcpy(p->head.widths, widths, n * sizeof *widths);
	memcpy(p->head.cells, cells, n * sizeof *cells);
	p->head.n = n;
}

/* --- pictures ------------------------------------------------------------------------------------------------------------ */

void page_qr(struct page *p, const struct qr_symbol *q, unsigned side, unsigned from_left)
{
	double m = (double)side / (q->size + 2 * QR_QUIET), x0 = p->left + from_left + m * QR_QUIET, y0 = p->y + m * QR_QUIET;
	if (p->err || !p->total) return;
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	for (unsigned y = 0; y < q->size; y++)
		for (unsigned x = 0, run; x < q->size; x += run) {
			const unsigned char *row = q->dark + (size_t)y * q->size;
			for (run = 1; x + run < q->size && row[x + run] == row[x]; run++) continue;
			if (row[x]) cairo_rectangle(p->cr, x0 + m * x, y0 + m * y, m * run, m);
		}
	cairo_fill(p->cr);
}

void page_box(struct page *p, unsigned width, unsigned height, const char *label)
{
	page_need(p, height);
	if (p->err) return;
	if (p->total) {
		cairo_set_source_rgb(p->cr, 0.55, 0.55, 0.55);
		cairo_set_line_width(p->cr, RULE);
		cairo_rectangle(p->cr, p->right - width, p->y, width, height);
		cairo_stroke(p->cr);
	}
	one_line(p, (struct cell_text){ yg_str(label), TEXT_LABEL, ALIGN_LEFT }, p->right - width + PAD_X, width, p->y + 1);
	p->y += height;
	p->fresh = false;
}

/* --- the document --------------------------------------------------------------------------------------------------------- */

static cairo_status_t to_buf(void *out, const unsigned char *p, unsigned n)
{
	yg_buf_add(out, p, n);
	return ((struct buf *)out)->err ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void set_up(struct page *p, const struct page_setup *s, unsigned total, struct diags *ds)
{
	double margin = s->margin ? s->margin : 40;
	*p = (struct page){ .s = s, .total = total, .ds = ds };
	p->left = p->top = margin;
	p->right = (s->width ? s->width : 595) - margin;
	p->bottom = (s->height ? s->height : 842) - margin - (s->plain ? 0 : 14);
}

/* One pass over the document. *pages: how many there were. */
static int pass(PangoFontMap *map, const struct page_setup *s, page_draw *draw, const void *what, unsigned total, struct buf *out,
		unsigned *pages, struct unknown *marked, struct diags *ds)
{
	struct page p;
	cairo_font_options_t *how = cairo_font_options_create();
	int err;
	set_up(&p, s, total, ds);
	p.marked = marked;
	p.surface = cairo_pdf_surface_create_for_stream(total ? to_buf : NULL, out, s->width ? s->width : 595, s->height ? s->height : 842);
	cairo_pdf_surface_set_metadata(p.surface, CAIRO_PDF_METADATA_TITLE, s->title);
	cairo_pdf_surface_set_metadata(p.surface, CAIRO_PDF_METADATA_CREATOR, "yagen");
	cairo_pdf_surface_set_metadata(p.surface, CAIRO_PDF_METADATA_CREATE_DATE, s->created);
	p.cr = cairo_create(p.surface);
	p.ctx = pango_font_map_create_context(map);
	cairo_font_options_set_hint_style(how, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(how, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(how, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(p.ctx, how);
	pango_cairo_context_set_resolution(p.ctx, 72);
	pango_context_set_language(p.ctx, pango_language_from_string("ja"));
	pango_context_set_base_dir(p.ctx, PANGO_DIRECTION_LTR);
	if ((p.err = choose_fonts(map, p.font, ds)) == YG_OK) {
		start_page(&p);
		draw(&p, what);
		if (!p.err) end_page(&p);
	}
	cairo_surface_finish(p.surface);
	err = p.err;
	if (!err && total && out->err) err = out->err;
	if (!err && (cairo_status(p.cr) != CAIRO_STATUS_SUCCESS || cairo_surface_status(p.surface) != CAIRO_STATUS_SUCCESS)) err = YG_ENOMEM;
	for (size_t i = 0; i < TEXT_STYLES; i++) pango_font_description_free(p.font[i]);
	g_object_unref(p.ctx);
	cairo_destroy(p.cr);
	cairo_surface_destroy(p.surface);
	cairo_font_options_destroy(how);
	*pages = p.number;
	return err;
}

int yg_page_pdf(const struct page_setup *s, page_draw *draw, const void *what, struct buf *out, struct diags *ds)
{
	PangoFontMap *map;
	struct unknown marked = { .n = 0 };
	size_t before = out->n;
	unsigned pages = 0, again = 0;
	int err;
	if (!s->created || !s->title) return YG_EARG;
	if (!(map = pango_cairo_font_map_new())) return YG_ENOMEM;
	err = pass(map, s, draw, what, 0, out, &pages, &marked, ds);
	if (err == YG_OK) err = pass(map, s, draw, what, pages, out, &again, &marked, ds);
	g_object_unref(map);
	if (err == YG_OK && again != pages) err = YG_EARG;       /* the function did not draw the same thing twice */
	if (err != YG_OK) out->n = before;
	return err;
}
