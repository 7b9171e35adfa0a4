/* pdf_none.c - stands in for page.c in a build without cairo and pango: says so, and writes nothing. The documents above it
 * stay as they are; they draw through a page that never comes. */
#include "print/page.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_not_built, "pdf-not-built", DIAG_ERROR,
	  "この構成には PDF の作成が含まれていません（--without-pdf）", "this build cannot write PDF (--without-pdf)");

int yg_page_pdf(const struct page_setup *s, page_draw *draw, const void *what, struct buf *out, struct diags *ds)
{
	(void)s;
	(void)draw;
	(void)what;
	(void)out;
	yg_diag(ds, &d_not_built, 0, 0, "", STR_NONE, STR_NONE);
	return YG_EREFUSED;
}

unsigned page_width(const struct page *p) { (void)p; return 0; }
void page_text(struct page *p, enum page_style style, enum page_align align, struct str text) { (void)p; (void)style; (void)align; (void)text; }
void page_sides(struct page *p, struct cell_text left, struct cell_text right) { (void)p; (void)left; (void)right; }
void page_space(struct page *p, unsigned points) { (void)p; (void)points; }
void page_need(struct page *p, unsigned points) { (void)p; (void)points; }
void page_section(struct page *p, const char *name) { (void)p; (void)name; }
void page_row(struct page *p, const unsigned *w, const struct cell_text *c, size_t n) { (void)p; (void)w; (void)c; (void)n; }
void page_table_head(struct page *p, const unsigned *w, const struct cell_text *c, size_t n) { (void)p; (void)w; (void)c; (void)n; }
void page_qr(struct page *p, const struct qr_symbol *q, unsigned side, unsigned from_left) { (void)p; (void)q; (void)side; (void)from_left; }
void page_box(struct page *p, unsigned width, unsigned height, const char *label) { (void)p; (void)width; (void)height; (void)label; }
