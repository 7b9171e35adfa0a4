/* techo_records.h - the records that the medication notebook (JAHISTC) and the dispensing result (CJ1) share.
 * Items are rows of a table: one loop reads them into struct history, one loop writes them. The carriers (character
 * code, line ends, header, split sets) are the business of techo.c and eps_dispense_csv.c.
 * Source of names, types, lengths, musts and values: JAHIS 電子版お薬手帳データフォーマット仕様書 Ver.2.6 and, for
 * records 6, 7 and 511 and the item counts of CJ1, a signed sample of the national service. */
#ifndef CODEC_TECHO_RECORDS_H
#define CODEC_TECHO_RECORDS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "codec/codec.h"
#include "model/model.h"
#include "text/csv.h"

enum item_kind {
	IT_TEXT,                                     /* struct str at `at` */
	IT_KEY,                                      /* RP番号, or 通番 of record 31: says where the record belongs, not kept here */
	IT_DATE,                                     /* struct ymd at `at`, as written at `at2` */
	IT_DATE_TEXT,                                /* struct str at `at`; checked, not converted */
	IT_AMOUNT,                                   /* struct dec at `at`; what is no number stays as text at `at2` */
	IT_SEX,                                      /* enum sex at `at`, as written at `at2` */
	IT_SYSTEM,                                   /* enum code_system at `at`; an unknown value as text at `at2` */
	IT_FORM                                      /* 剤形コード: enum form_class at `at`, as written at `at2` */
};
enum { MUST_P = 1, MUST_M = 2, MUST_BOTH = 3 };     /* provider to patient, patient to provider */
struct item {
	const char     *name;                        /* official name */
	unsigned char   kind, must;
	unsigned short  bytes;                       /* longest value, in Shift_JIS bytes */
	unsigned short  at, at2;                     /* offsets in the struct the place stands for */
	const char     *values;                      /* " 1 2 9 "; NULL: any */
};
enum rec_place {                                         /* which struct the items of a record go to */
	PL_HISTORY, PL_REMARK, PL_OTC, PL_INGREDIENT, PL_MEMO, PL_VISIT, PL_IN_VISIT, PL_DOCTOR, PL_LINE, PL_LINE_NOTE,
	PL_GROUP, PL_GROUP_NOTE, PL_VISIT_NOTE, PL_FAMILY
};
struct record_type {
	short              no;
	unsigned char      place;
	unsigned char      nitems;                   /* items known */
	unsigned char      nbooklet;                 /* items written in JAHISTC08; 0: not a record of the notebook */
	unsigned char      ncj1;                     /* items written in CJ1; 0: not written there (read if met) */
	const struct item *items;
	unsigned short     list, count;              /* places of notes: offsets of the array and its count in the parent */
	const char        *title;                    /* official name */
};
const struct record_type *yg_record_type(int no);   /* NULL: not of these formats */

/* 剤形コード of the notebook and of CJ1 (not the numbers of the prescription). FORM_NONE: empty; unknown value: FORM_UNKNOWN. */
enum form_class yg_techo_form(struct str code);
struct str      yg_techo_form_code(enum form_class form);
/* Length as the formats count it: one byte for ASCII and half-width katakana, two for the rest. s is UTF-8. */
size_t          yg_sjis_length(struct str s);

/* --- reading ------------------------------------------------------------------ */
struct rec_reader {
	struct arena     *arena;
	struct diags     *diags;
	unsigned          input;
	bool              booklet;                   /* the notebook's musts and lengths hold; CJ1 publishes neither */
	int               direction;                 /* 出力区分 1, 2; 0 not said: only what both demand */
	enum history_kind kind;                      /* of the visits read */
	struct history   *h;
	/* where we are; set by the reader */
	bool     met_patient, met_insurance, met_id;
	unsigned met;                                /* records 11 15 51 of this visit, as bits */
	size_t   line_group;                         /* group of the last 201; (size_t)-1 none in this visit */
	uint32_t group_of[1000];                     /* RP number -> index + 1 of its newest group in this visit */
	unsigned nrecords, ndiag0;
};
void yg_rec_start(struct rec_reader *r, struct read_ctx *rc, struct history *h);
/* One record. What cannot be placed is kept in h->unknown and named. YG_ETOOBIG, YG_ENOMEM. */
int  yg_rec_read(struct rec_reader *r, const struct csv_row *row);
/* What only the whole document shows: RPs without drug or usage, musts of a visit. Sets h->cut when something that
 * was there could not be used. */
void yg_rec_finish(struct rec_reader *r);

/* --- writing ------------------------------------------------------------------- */
struct rec_writer {
	struct write_ctx *wc;
	struct buf       *out;                       /* UTF-8 */
	bool              booklet;                   /* notebook items and records; else CJ1 */
	const char       *eol;                       /* "\r\n", "\n" */
};
/* All records behind the header, each followed by eol. What does not fit is counted in wc->lost and named; masked
 * visits are never written. 0, YG_ETOOBIG, YG_ENOMEM; the caller decides on wc->lost. */
int  yg_rec_write(struct rec_writer *w, const struct history *h);
/* Says that `what` cannot be written in this format. */
void yg_rec_lost(struct write_ctx *wc, const char *what);
#endif
