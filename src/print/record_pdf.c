/* record_pdf.c - what stands on a 調剤録 and on a 疑義照会票, and in which order. Draws with page.h; looks nothing up. */
#include "print/record_pdf.h"
#include <stdio.h>
#include "base/err.h"
#include "print/record_parts.h"
#include "base/ban.h"

DIAG_KIND(d_missing, "record-missing", DIAG_WARNING, "調剤録の「{0}」が記載されていません", "the record lacks \"{0}\", which it should have");

#define NOT_GIVEN STR("（記載なし）")
#define BODY(s)  ((struct cell_text){ s, TEXT_BODY, ALIGN_LEFT })
#define RIGHT(s) ((struct cell_text){ s, TEXT_BODY, ALIGN_RIGHT })
#define LABEL(z) ((struct cell_text){ STR(z), TEXT_LABEL, ALIGN_LEFT })

struct str yg_record_day(struct ymd d, char out[RECORD_WORD])
{
	static const struct { struct ymd from; const char *era; } eras[] = {
		{ { 2019, 5, 1 }, "令和" }, { { 1989, 1, 8 }, "平成" }, { { 1926, 12, 25 }, "昭和" }, { { 1912, 7, 30 }, "大正" }, { { 1868, 1, 25 }, "明治" } };
	if (!yg_ymd_valid(d)) return (struct str){ out, yg_ymd_format(d, out) };
	for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
		int year = d.y - eras[i].from.y + 1, n;
		char number[8];
		if (yg_ymd_cmp(d, eras[i].from) < 0) continue;
		snprintf(number, sizeof number, "%d", year);
		n = snprintf(out, RECORD_WORD, "%d年%d月%d日（%s%s年）", d.y, d.m, d.d, eras[i].era, year == 1 ? "元" : number);
		return (struct str){ out, n > 0 && n < RECORD_WORD ? (size_t)n : 0 };
	}
	return (struct str){ out, yg_ymd_format(d, out) };
}

/* Texts put side by side, without those that are empty. */
void yg_record_join(struct buf *b, const char *between, const struct str *part, size_t n)
{
	bool first = true;
	for (size_t i = 0; i < n; i++) {
		if (!part[i].n) continue;
		if (!first) yg_buf_z(b, between);
		yg_buf_str(b, part[i]);
		first = false;
	}
}

/* --- heads ------------------------------------------------------------------------------------------------------------- */

static struct str given(struct str s) { return yg_str_trim(s).n ? s : NOT_GIVEN; }
static void need(struct diags *ds, bool there, const char *what)
{
	if (!there) yg_diag(ds, &d_missing, 0, 0, "", yg_str(what), STR_NONE);
}

static void two(struct page *p, const char *label_a, struct str a, const char *label_b, struct str b)
{
	unsigned w = page_width(p), widths[4] = { 78, w / 2 - 78, 78, w - w / 2 - 78 };
	page_row(p, widths, (struct cell_text[]){ { yg_str(label_a), TEXT_LABEL, ALIGN_LEFT }, BODY(a), { yg_str(label_b), TEXT_LABEL, ALIGN_LEFT }, BODY(b) }, 4);
}

static void one(struct page *p, const char *label, struct str s)
{
	page_row(p, (unsigned[]){ 78, page_width(p) - 78 }, (struct cell_text[]){ { yg_str(label), TEXT_LABEL, ALIGN_LEFT }, BODY(s) }, 2);
}

static void patient(struct page *p, const struct dispensing_record *r)
{
	char born[RECORD_WORD], age[24] = "";
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	if (r->age >= 0) snprintf(age, sizeof age, "%d 歳", r->age);
	yg_record_join(&b, "　", (struct str[]){ yg_record_day(r->born, born), yg_str(age) }, 2);
	page_section(p, "患者");
	page_row(p, (unsigned[]){ 78, page_width(p) - 78 }, (struct cell_text[]){ LABEL("氏名"), { given(r->patient), TEXT_HEAD, ALIGN_LEFT } }, 2);
	two(p, "フリガナ", r->kana, "性別", r->sex);
	one(p, "生年月日・年齢", given(yg_buf_view(&b)));
	if (r->insurance.n) one(p, "保険", r->insurance);
	if (r->public_payer.n) one(p, "公費", r->public_payer);
	yg_buf_free(&b);
}

static void prescription(struct page *p, const struct dispensing_record *r)
{
	char day[RECORD_WORD];
	page_section(p, "処方箋");
	two(p, "発行年月日", given(yg_record_day(r->issued, day)), "処方した医師", given(r->doctor));
	one(p, "医療機関の名称", given(r->institution));
	one(p, "所在地", given(r->institution_address));
	two(p, "診療科", r->department, "電話", r->institution_phone);
	if (r->prescription.n) one(p, "処方箋の番号", r->prescription);
}

static void dispensing(struct page *p, const struct dispensing_record *r)
{
	char day[RECORD_WORD];
	page_section(p, "調剤");
	two(p, "調剤年月日", given(yg_record_day(r->dispensed, day)), "区分", r->part.n ? r->part : STR("通常"));
	two(p, "調剤した薬剤師", given(r->pharmacist), "記名押印・署名", STR("\n"));
	two(p, "薬局", r->pharmacy, "電話", r->pharmacy_phone);
	one(p, "所在地", r->pharmacy_address);
}

/* --- drugs ------------------------------------------------------------------------------------------------------------- */

static void drug_row(struct page *p, const unsigned *widths, const struct record_rp *rp, const struct record_drug *d, bool first)
{
	char number[16] = "";
	struct buf name;
	yg_buf_init(&name, 1u << 20);
	if (first) snprintf(number, sizeof number, "%u", rp->number);
	yg_buf_str(&name, given(d->name));
	if (d->prescribed.n) {
		yg_buf_z(&name, "\n変更：処方は ");
		yg_buf_str(&name, d->prescribed);
	}
	if (d->note.n) {
		yg_buf_z(&name, "\n");
		yg_buf_str(&name, d->note);
	}
	page_row(p, widths, (struct cell_text[]){ { yg_str(number), TEXT_BODY, ALIGN_CENTRE }, BODY(yg_buf_view(&name)), RIGHT(given(d->amount)),
		 RIGHT(d->total.n ? d->total : given(rp->quantity)), { d->code, TEXT_SMALL, ALIGN_LEFT } }, 5);
	yg_buf_free(&name);
}

static void usage_row(struct page *p, const struct record_rp *rp)
{
	struct buf b;
	unsigned w = page_width(p);
	yg_buf_init(&b, 1u << 20);
	yg_record_join(&b, "　", (struct str[]){ rp->form.n ? rp->form : STR_NONE, rp->usage.n ? rp->usage : STR("（用法の記載なし）"), rp->quantity }, 3);
	if (rp->note.n) {
		yg_buf_z(&b, "\n");
		yg_buf_str(&b, rp->note);
	}
	page_row(p, (unsigned[]){ 78, w - 78 }, (struct cell_text[]){ LABEL("用法・調剤量"), BODY(yg_buf_view(&b)) }, 2);
	yg_buf_free(&b);
}

static void drugs(struct page *p, const struct dispensing_record *r)
{
	unsigned w = page_width(p), widths[5] = { 24, w - 24 - 62 - 66 - 92, 62, 66, 92 };
	page_section(p, "薬名・分量・調剤量");
	page_table_head(p, widths, (struct cell_text[]){ { STR("RP"), TEXT_LABEL, ALIGN_CENTRE }, LABEL("薬名（調剤したもの）"), LABEL("分量"), LABEL("調剤量"),
			LABEL("薬品コード") }, 5);
	for (size_t i = 0; i < r->nrps; i++) {
		/* Drugs and their usage stay on one page, unless the RP is longer than a third of it. */
		page_need(p, r->rps[i].ndrugs < 8 ? 18 + 32 * (unsigned)r->rps[i].ndrugs : 60);
		for (size_t k = 0; k < r->rps[i].ndrugs; k++) drug_row(p, widths, &r->rps[i], &r->rps[i].drugs[k], k == 0);
		usage_row(p, &r->rps[i]);
	}
	page_table_head(p, NULL, NULL, 0);
}

/* --- texts ------------------------------------------------------------------------------------------------------------- */

static void notes(struct page *p, const char *title, const char *none, const struct record_note *n, size_t count)
{
	unsigned w = page_width(p);
	page_section(p, title);
	if (!count) page_text(p, TEXT_BODY, ALIGN_LEFT, yg_str(none));
	for (size_t i = 0; i < count; i++) {
		struct buf b;
		yg_buf_init(&b, 1u << 20);
		yg_buf_str(&b, n[i].text);
		if (n[i].by.n) {
			yg_buf_z(&b, "（");
			yg_buf_str(&b, n[i].by);
			yg_buf_z(&b, "）");
		}
		if (n[i].what.n) page_row(p, (unsigned[]){ 118, w - 118 }, (struct cell_text[]){ { n[i].what, TEXT_LABEL, ALIGN_LEFT }, BODY(yg_buf_view(&b)) }, 2);
		else page_row(p, &w, (struct cell_text[]){ BODY(yg_buf_view(&b)) }, 1);
		yg_buf_free(&b);
	}
}

static void inquiries(struct page *p, const struct dispensing_record *r, bool empty_lines)
{
	page_section(p, "疑義照会");
	if (!r->ninquiries) page_text(p, TEXT_BODY, ALIGN_LEFT, STR("なし"));
	for (size_t i = 0; i < r->ninquiries; i++) {
		const struct record_inquiry *q = &r->inquiries[i];
		struct buf b;
		yg_buf_init(&b, 1u << 20);
		page_need(p, 70);
		if (i) page_space(p, 4);
		if (q->about.n) one(p, "対象", q->about);
		one(p, "照会の内容", given(q->question));
		one(p, "回答", q->answer.n ? q->answer : empty_lines ? STR("\n\n\n") : STR("（回答待ち）"));
		yg_record_join(&b, "　", (struct str[]){ q->outcome, q->answered_by, q->answered_at }, 3);
		two(p, "照会日時", q->asked_at, "結果・回答者", yg_buf_view(&b));
		yg_buf_free(&b);
	}
}

/* --- the documents ------------------------------------------------------------------------------------------------------- */

static void title(struct page *p, const struct dispensing_record *r, const char *name)
{
	char day[RECORD_WORD];
	page_text(p, TEXT_TITLE, ALIGN_CENTRE, yg_str(name));
	page_space(p, 4);
	page_sides(p, (struct cell_text){ r->pharmacy, TEXT_BODY, ALIGN_LEFT }, (struct cell_text){ yg_record_day(r->dispensed, day), TEXT_BODY, ALIGN_RIGHT });
}

static void draw_record(struct page *p, const void *what)
{
	const struct dispensing_record *r = what;
	title(p, r, "調剤録");
	patient(p, r);
	prescription(p, r);
	dispensing(p, r);
	drugs(p, r);
	notes(p, "変更の内容", "なし", r->changes, r->nchanges);
	inquiries(p, r, false);
	if (r->nleftovers) notes(p, "残薬", "", r->leftovers, r->nleftovers);
	notes(p, "情報の提供と指導の内容の要点", "（記載なし）", r->guidance, r->nguidance);
	if (r->nchecks) notes(p, "確認した所見と判断", "", r->checks, r->nchecks);
	if (r->nremarks) notes(p, "備考", "", r->remarks, r->nremarks);
}

static void draw_inquiry(struct page *p, const void *what)
{
	const struct dispensing_record *r = what;
	title(p, r, "疑義照会票");
	prescription(p, r);
	patient(p, r);
	inquiries(p, r, true);
	page_section(p, "照会した薬局");
	two(p, "薬局", r->pharmacy, "薬剤師", r->pharmacist);
	two(p, "所在地", r->pharmacy_address, "電話", r->pharmacy_phone);
}

static void what_is_missing(const struct dispensing_record *r, struct diags *ds)
{
	need(ds, r->patient.n > 0, "患者の氏名");
	need(ds, r->age >= 0, "患者の年齢");
	need(ds, yg_ymd_valid(r->dispensed), "調剤年月日");
	need(ds, r->pharmacist.n > 0, "調剤した薬剤師の氏名");
	need(ds, r->nguidance > 0, "情報の提供と指導の内容の要点");
	need(ds, yg_ymd_valid(r->issued), "処方箋の発行年月日");
	need(ds, r->doctor.n > 0, "処方した医師の氏名");
	need(ds, r->institution.n > 0, "医療機関の名称");
	need(ds, r->institution_address.n > 0, "医療機関の所在地");
	need(ds, r->nrps > 0, "薬名と分量");
	for (size_t i = 0; i < r->nrps; i++) {
		if (!r->rps[i].ndrugs) need(ds, false, "薬名と分量");
		for (size_t k = 0; k < r->rps[i].ndrugs; k++) {
			const struct record_drug *d = &r->rps[i].drugs[k];
			if (!d->name.n || !d->amount.n || (!d->total.n && !r->rps[i].quantity.n)) need(ds, false, "薬名、分量または調剤量");
		}
	}
}

int yg_record_write(const struct dispensing_record *r, const char *name, bool with_day, page_draw *draw, struct buf *out, struct diags *ds)
{
	char day[RECORD_WORD];
	struct buf head, foot;
	struct page_setup s = { .title = name, .created = r->created };
	int err;
	yg_buf_init(&head, 1u << 20);
	yg_buf_init(&foot, 1u << 20);
	yg_record_join(&head, "　", (struct str[]){ yg_str(name), r->patient, with_day ? yg_record_day(r->dispensed, day) : STR_NONE }, 3);
	yg_record_join(&foot, "　", (struct str[]){ r->number, r->pharmacy }, 2);
	s.head = yg_buf_view(&head);
	s.foot = yg_buf_view(&foot);
	err = head.err ? head.err : foot.err ? foot.err : yg_page_pdf(&s, draw, r, out, ds);
	yg_buf_free(&head);
	yg_buf_free(&foot);
	return err;
}

int yg_record_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds)
{
	what_is_missing(r, ds);
	return yg_record_write(r, "調剤録", true, draw_record, out, ds);
}

int yg_inquiry_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds)
{
	return yg_record_write(r, "疑義照会票", false, draw_inquiry, out, ds);
}
