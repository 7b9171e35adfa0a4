/* page.h - pages of a document for people: Japanese text in columns and tables, broken over pages, as PDF.
 *
 * A document is a function that draws; it is called twice - once to count the pages, once to draw them - so that every page
 * can say "2 / 3". Units are points (1/72 inch), from the top left corner; widths and heights include nothing outside.
 * Fonts: IPA first, then Noto; without a Japanese font nothing is drawn (YG_ETABLE, diagnostic "print-no-font"). A character no
 * installed font has becomes 〓 and is named in a warning with its code point; what cannot be seen (control characters,
 * direction marks) becomes "?". Same calls, same fonts and same cairo give the same bytes: no clock, no locale. */
#ifndef PRINT_PAGE_H
#define PRINT_PAGE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

struct page;
/* Texts are UTF-8; nothing is shown of the metadata. */
struct page_setup {
	unsigned   width, height;                    /* points; 0: A4 upright, 595 x 842 */
	unsigned   margin;                           /* on all sides; 0: 40 (14 mm) */
	const char *title;                           /* PDF title; no personal data */
	const char *created;                         /* "2026-11-20T09:30:00Z", from the caller; required */
	struct str head;                             /* repeated at the top of every page but the first; may be empty */
	struct str foot;                             /* at the left of every page's foot; may be empty; page numbers stand at the right */
	bool       plain;                            /* a label: no head, foot and numbers */
};
typedef void page_draw(struct page *p, const void *what);
/* YG_OK; YG_ETABLE: no Japanese font; YG_EARG; YG_ETOOBIG: more than PAGE_MAX pages, or out is full; YG_ENOMEM; YG_EREFUSED: built
 * without cairo and pango. On failure out is as before. */
#define PAGE_MAX 200u
int yg_page_pdf(const struct page_setup *s, page_draw *draw, const void *what, struct buf *out, struct diags *ds);

/* --- for the drawing function ------------------------------------------------------------------------------------- */
enum page_style { TEXT_BODY, TEXT_SMALL, TEXT_LABEL /* small, grey */, TEXT_HEAD /* of a section */, TEXT_TITLE, TEXT_NAME /* large: a person */, TEXT_HUGE,
		  TEXT_STYLES };
enum page_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };
struct cell_text { struct str text; enum page_style style; enum page_align align; };
unsigned page_width(const struct page *p);           /* between the margins */
/* Texts broken to the width and over pages; the next thing stands below. */
void page_text(struct page *p, enum page_style style, enum page_align align, struct str text);
/* A line of text left and one right, on the same height. */
void page_sides(struct page *p, struct cell_text left, struct cell_text right);
void page_space(struct page *p, unsigned points);
/* A new page unless this much room is left. */
void page_need(struct page *p, unsigned points);
/* A section: bar with its name, kept with what follows. */
void page_section(struct page *p, const char *name);
/* A table row: n cells of these widths (points), ruled; a cell that does not fit goes on on the next page. Labels get a tint. */
#define PAGE_MAX_CELLS 8u
void page_row(struct page *p, const unsigned *widths, const struct cell_text *cells, size_t n);
/* The row that is repeated when a table goes on on a new page; n 0: none any more. Copied, texts borrowed. */
void page_table_head(struct page *p, const unsigned *widths, const struct cell_text *cells, size_t n);
/* A QR symbol (qr.h) `side` points wide, quiet zone included, at the left or right margin; the text runs on below it. */
struct qr_symbol;
void page_qr(struct page *p, const struct qr_symbol *q, unsigned side, unsigned from_left);
/* A box of this size with a small label in its corner (for a seal or signature), at the right margin. */
void page_box(struct page *p, unsigned width, unsigned height, const char *label);
#endif
