/* bag_pdf.c - what goes out with the medicine: the label of a 薬袋 (薬剤師法第25条: 患者の氏名, 用法, 用量, 調剤年月日, 薬剤師, 薬局)
 * and a sticker for the paper notebook with the symbols of the electronic one. Draws with page.h; looks nothing up. */
#include "print/record_pdf.h"
#include <stdio.h>
#include "base/err.h"
#include "print/record_parts.h"
#include "base/ban.h"

#define SMALL(s) ((struct cell_text){ s, TEXT_SMALL, ALIGN_LEFT })
#define BODY(s)  ((struct cell_text){ s, TEXT_BODY, ALIGN_LEFT })
#define NEW_PAGE 10000u                              /* more room than any page has */

static struct str joined(struct buf *b, const char *between, const struct str *part, size_t n)
{
	b->n = 0;
	yg_record_join(b, between, part, n);
	return yg_buf_view(b);
}

static void drug_lines(struct page *p, const struct record_rp *rp)
{
	unsigned w = page_width(p);
	for (size_t i = 0; i < rp->ndrugs; i++) {
		const struct record_drug *d = &rp->drugs[i];
		struct buf b;
		yg_buf_init(&b, 1u << 20);
		yg_record_join(&b, "\n", (struct str[]){ d->name, d->note }, 2);
		page_row(p, (unsigned[]){ w - 62, 62 }, (struct cell_text[]){ BODY(yg_buf_view(&b)), { d->amount, TEXT_BODY, ALIGN_RIGHT } }, 2);
		yg_buf_free(&b);
	}
}

static void maker(struct page *p, const struct dispensing_record *r, struct buf *b)
{
	char day[RECORD_WORD];
	page_text(p, TEXT_SMALL, ALIGN_LEFT, joined(b, "　", (struct str[]){ STR("調剤日"), yg_record_day(r->dispensed, day), STR("薬剤師"), r->pharmacist }, 4));
	page_text(p, TEXT_BODY, ALIGN_LEFT, r->pharmacy);
	page_text(p, TEXT_SMALL, ALIGN_LEFT, joined(b, "　", (struct str[]){ r->pharmacy_address, r->pharmacy_phone }, 2));
}

static void draw_bags(struct page *p, const void *what)
{
	const struct dispensing_record *r = what;
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < r->nrps; i++) {
		const struct record_rp *rp = &r->rps[i];
		page_need(p, NEW_PAGE);
		page_sides(p, (struct cell_text){ rp->form.n ? rp->form : STR("くすり"), TEXT_TITLE, ALIGN_LEFT },
			   (struct cell_text){ rp->quantity, TEXT_BODY, ALIGN_RIGHT });
		page_space(p, 4);
		page_text(p, TEXT_NAME, ALIGN_LEFT, joined(&b, "　", (struct str[]){ r->patient, STR("様") }, 2));
		page_space(p, 6);
		page_text(p, TEXT_TITLE, ALIGN_LEFT, rp->usage.n ? rp->usage : STR("用法は薬剤師にお尋ねください"));
		if (rp->note.n) page_text(p, TEXT_BODY, ALIGN_LEFT, rp->note);
		page_space(p, 6);
		drug_lines(p, rp);
		page_space(p, 8);
		maker(p, r, &b);
	}
	yg_buf_free(&b);
}

int yg_bag_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds)
{
	struct page_setup s = { .width = 258, .height = 363, .margin = 14, .title = "薬袋", .created = r->created, .plain = true };
	if (!r->nrps) return YG_EARG;
	return yg_page_pdf(&s, draw_bags, r, out, ds);
}

/* --- the notebook ---------------------------------------------------------------------------------------------------------- */

struct sticker { const struct dispensing_record *r; const struct qr_symbol *q; size_t nq; };

static void draw_symbols(struct page *p, const struct sticker *k)
{
	unsigned w = page_width(p), side = 126, across = w / side, at = 0;
	char word[128];
	for (size_t i = 0; i < k->nq; i++, at++) {
		if (at % across == 0) {
			if (i) page_space(p, side);
			page_need(p, side + 12);
			snprintf(word, sizeof word, k->nq > 1 ? "お薬手帳 QR コード　%zu 個すべてを読み取ってください" : "お薬手帳 QR コード", k->nq);
			page_text(p, TEXT_SMALL, ALIGN_LEFT, yg_str(word));
		}
		page_qr(p, &k->q[i], side, at % across * side);
	}
	page_space(p, side);
}

static void draw_sticker(struct page *p, const void *what)
{
	const struct sticker *k = what;
	const struct dispensing_record *r = k->r;
	char day[RECORD_WORD];
	unsigned w = page_width(p);
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	page_sides(p, (struct cell_text){ yg_record_day(r->dispensed, day), TEXT_HEAD, ALIGN_LEFT }, (struct cell_text){ STR("お薬手帳"), TEXT_SMALL, ALIGN_RIGHT });
	page_text(p, TEXT_BODY, ALIGN_LEFT, joined(&b, "　", (struct str[]){ r->patient, STR("様") }, 2));
	page_text(p, TEXT_SMALL, ALIGN_LEFT, joined(&b, "　", (struct str[]){ r->institution, r->department, r->doctor }, 3));
	page_space(p, 4);
	for (size_t i = 0; i < r->nrps; i++) {
		drug_lines(p, &r->rps[i]);
		page_row(p, &w, (struct cell_text[]){ SMALL(joined(&b, "　", (struct str[]){ r->rps[i].form, r->rps[i].usage, r->rps[i].quantity, r->rps[i].note }, 4)) }, 1);
	}
	page_space(p, 4);
	maker(p, r, &b);
	page_space(p, 4);
	draw_symbols(p, k);
	yg_buf_free(&b);
}

int yg_sticker_pdf(const struct dispensing_record *r, const struct qr_symbol *q, size_t nq, struct buf *out, struct diags *ds)
{
	struct sticker k = { r, q, nq };
	struct page_setup s = { .head = r->patient, .width = 298, .height = 420, .margin = 16, .title = "お薬手帳", .created = r->created };
	return yg_page_pdf(&s, draw_sticker, &k, out, ds);
}
