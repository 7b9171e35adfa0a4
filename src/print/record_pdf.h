/* record_pdf.h - the documents a pharmacy keeps or hands out, as PDF: 調剤録, 疑義照会票, 薬袋, and a page of stickers for the お薬手帳.
 *
 * Input is plain text the caller put together; print knows no store, no codec and no drug. Contents of a 調剤録: 薬剤師法施行規則
 * 第16条; what it demands and the caller does not have is printed as （記載なし） and named in a warning ("record-missing"),
 * never left out in silence. Texts are borrowed, UTF-8, shown whole: nothing is shortened. All answer as yg_page_pdf(). */
#ifndef PRINT_RECORD_PDF_H
#define PRINT_RECORD_PDF_H
#include "base/ymd.h"
#include "print/page.h"
#include "print/qr.h"

struct record_drug {
	struct str name;                             /* 薬名: as handed over */
	struct str amount;                           /* 分量: "3 錠" */
	struct str total;                            /* 調剤量: "42 錠"; empty: the RP's quantity says it */
	struct str code;                             /* "YJ 2171022F3013"; may be empty */
	struct str prescribed;                       /* 変更の内容: what was prescribed instead; empty: as prescribed */
	struct str note;                             /* 補足, 注意; may be empty */
};
struct record_rp {
	unsigned   number;
	struct str form;                             /* 内服, 頓服, ... */
	struct str usage;                            /* 用法 */
	struct str quantity;                         /* 調剤数量: "14 日分" */
	struct str note;
	struct record_drug *drugs; size_t ndrugs;
};
struct record_inquiry { struct str about, question, answer, answered_by, asked_at, answered_at, outcome; };      /* 疑義照会 */
struct record_note { struct str what, text, by; };

struct dispensing_record {
	struct str number;                           /* 調剤録番号: what it is filed under */
	const char *created;                         /* "2026-11-20T09:30:00Z" */
	/* 患者 */
	struct str patient, kana, sex;               /* 男, 女 */
	struct ymd born; int age;                    /* on the day of dispensing; -1 not known */
	struct str insurance;                        /* one line; may be empty */
	struct str public_payer;                     /* 公費; may be empty */
	/* 調剤 */
	struct ymd dispensed;                        /* 調剤年月日, and of the information and guidance */
	struct str pharmacist;                       /* 調剤した薬剤師, and who gave the guidance */
	struct str pharmacy, pharmacy_address, pharmacy_phone;
	struct str part;                             /* "リフィル 2 / 3 回目", "分割 1 / 2"; may be empty */
	/* 処方箋 */
	struct ymd issued;                           /* 発行年月日 */
	struct str doctor, department, institution, institution_address, institution_phone;
	struct str prescription;                     /* 処方箋ID, 引換番号; may be empty */
	struct record_rp *rps; size_t nrps;
	struct record_inquiry *inquiries; size_t ninquiries;
	struct record_note *changes;   size_t nchanges;               /* 変更の内容; by: what it rests on (疑義照会, a rule) */
	struct record_note *leftovers; size_t nleftovers;             /* 残薬 */
	struct record_note *guidance;  size_t nguidance;              /* 情報の提供と指導の内容の要点 */
	struct record_note *checks;    size_t nchecks;                /* findings and how they were decided */
	struct record_note *remarks;   size_t nremarks;               /* 備考 */
};
int yg_record_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds);

/* 疑義照会票: what to ask the prescriber, with room for the answer. Uses the heads of r and r->inquiries. */
int yg_inquiry_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds);

/* 薬袋: one label a RP, 91 x 128 mm, to be put on the bag: patient, 用法, 用量, pharmacist, pharmacy. */
int yg_bag_pdf(const struct dispensing_record *r, struct buf *out, struct diags *ds);

/* A sticker for the paper notebook, A6: drugs and usage, with the symbols of the electronic one below. */
int yg_sticker_pdf(const struct dispensing_record *r, const struct qr_symbol *q, size_t nq, struct buf *out, struct diags *ds);
#endif
