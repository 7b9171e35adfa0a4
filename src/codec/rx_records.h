/* rx_records.h - the records of a prescription as data, one table per dialect (JAHIS QR text, SJ1), and the one loop
 * that reads and writes them. Layouts: JAHIS Ver.1.10/1.11 and 記録条件仕様 処方編 as far as public; see docs/formats.
 * Nothing here knows character sets, line ends or envelopes: the text is UTF-8 and starts behind the version line. */
#ifndef CODEC_RX_RECORDS_H
#define CODEC_RX_RECORDS_H
#include "codec/codec.h"

/* --- the tables -------------------------------------------------------------------- */
enum rx_kind {                                       /* how an item is kept in the model */
	RX_TEXT,                                     /* struct str, as written */
	RX_PAD2,                                     /* struct str, two digits; "1" is read as "01" (都道府県, 診療科) */
	RX_RATE,                                     /* struct str, percent; SJ1 writes three digits, JAHIS as many as needed */
	RX_INT,                                      /* int; 0 not given */
	RX_DEC,                                      /* struct dec, 0 or more */
	RX_AMOUNT,                                   /* struct dec, more than 0 */
	RX_DATE, RX_BIRTH,                           /* struct ymd; at2: struct str as written. RX_BIRTH may be partial */
	RX_SEX,                                      /* enum sex; at2: struct str as written */
	RX_FORM,                                     /* enum form_class; at2: struct str as written */
	RX_SYSTEM,                                   /* enum code_system; at2: struct str as written */
	RX_RP, RX_SEQ                                /* key only: RP番号 and RP内連番 of the owner */
};
enum rx_must {
	RX_MAY,                                      /* may be empty */
	RX_ANY,                                      /* ●: at least one of the ● items */
	RX_SHOULD,                                   /* ◎: empty is a warning */
	RX_MUST                                      /* ◎, and without it the record cannot be used: empty is an error */
};
struct rx_item {
	const char   *name;                          /* official name */
	char          type;                          /* 9 digits, X ASCII and half-width kana, N anything */
	unsigned char max;                           /* bytes in Shift_JIS; 0 not known */
	unsigned char must, kind;                    /* enum rx_must, enum rx_kind */
	unsigned      at, at2;                       /* offsets in the record's struct */
	const char   *values;                        /* one character per listed value; NULL: any */
};
enum rx_scope { RX_IN_RX, RX_IN_GROUP, RX_IN_LINE };   /* whose record it is */
struct rx_place {                                    /* one owner while reading or writing */
	struct rx *rx; struct rx_group *group; struct rx_line *line;
};
struct rx_record {
	unsigned      no;
	const char   *name;
	unsigned char scope;                         /* enum rx_scope */
	unsigned char must;                          /* of the record in its owner: RX_MAY, RX_SHOULD, RX_MUST */
	/* A record that repeats is an array in its owner: where the pointer and the count stand, size of one. 0: once. */
	unsigned      list, count, size;
	unsigned      given;                         /* offset of a bool in the owner set when the record was there; 0 none */
	const struct rx_item *items; unsigned nitems;
};
#define RX_MAX_ROWS 48u                              /* rows of one table */
#define RX_MAX_SLOTS 8u                              /* rows of one scope below RX_IN_RX */
struct rx_dialect {
	bool          sj1;
	const struct rx_record *rows; size_t nrows;  /* ascending numbers */
};
extern const struct rx_dialect yg_rx_jahis, yg_rx_sj1;

/* Row of a number (60 is 61); NULL when unknown. */
const struct rx_record *yg_rx_row(const struct rx_dialect *d, unsigned no);
/* Position of a row among the rows of its scope. */
unsigned yg_rx_slot(const struct rx_dialect *d, const struct rx_record *row);
enum rx_scope yg_rx_scope_of(unsigned no);           /* also for numbers no table lists */

/* --- reading ------------------------------------------------------------------------ */
struct rx_where {                                    /* in which line of the input a record stood; 0: it did not */
	unsigned   head[RX_MAX_ROWS];                /* by position of the row in the table; lists: the first */
	unsigned (*group)[RX_MAX_SLOTS];             /* [group] by slot */
	unsigned (**line)[RX_MAX_SLOTS];             /* [group][line] by slot */
};
struct rx_text {
	struct str text;                             /* UTF-8, records behind the version line; lives in the arena */
	unsigned   first_line;                       /* physical line of its first record */
	bool       cut_is_fault;                     /* the last record must have a line end */
};
/* Fills rx, raises every fault, runs yg_rx_check. 0, or negative when at least one was an error:
 * YG_ESYNTAX YG_EMISSING YG_ETOOBIG YG_ENOMEM (the first fault decides). */
int yg_rx_read(struct read_ctx *rc, const struct rx_dialect *d, const struct rx_text *in, struct rx *rx);
/* The checks that look at more than one record (rx_checks.c). where may be NULL: diagnostics then name no line.
 * 0, or YG_ESYNTAX when one of them was an error. */
int yg_rx_check(struct read_ctx *rc, const struct rx_dialect *d, const struct rx *rx, const struct rx_where *where);

/* --- writing ------------------------------------------------------------------------- */
/* Appends the version line and the records to out as UTF-8, `newline` before each record. What the dialect cannot hold is
 * named in wc->diags and counted in wc->lost; nothing is refused here. JAHIS: every character must exist in CP932.
 * 0, YG_EMISSING (something the format demands is not there: named), YG_ENOMEM, YG_ETOOBIG. */
int yg_rx_write(struct write_ctx *wc, const struct rx_dialect *d, const struct rx *rx, struct str version,
		const char *newline, struct buf *out);
/* What every prescription writer does first: an rx must be there, and what stands beside it would be lost.
 * envelope: this format carries the prescription id and the service's additions. */
int yg_rx_write_begin(struct write_ctx *wc, const struct document *doc, bool envelope);
/* ... and last: keeps what was appended to out since `start`, or takes it back. */
int yg_rx_write_end(struct write_ctx *wc, int err, struct buf *out, size_t start);

/* The SJ1 text of doc, for the envelope as well: bytes of the sender when doc was read as SJ1, else written. */
int yg_eps_csv_write(struct write_ctx *wc, const struct document *doc, struct buf *out);
/* Reads SJ1 bytes that live in the arena. */
int yg_eps_csv_read(struct read_ctx *rc, struct str bytes, struct rx **out);

#define RX_DUMMY_USAGE "0X0XXXXXXXXX0000"            /* 用法コード of EPS for free text */
bool yg_rx_dummy_code(struct str code);              /* 666660000 777770000 2000000X0000: no code at all */
/* Bytes the text would have in CP932 (one that has no code counts two). */
size_t yg_rx_sjis_len(struct str s);
#endif
