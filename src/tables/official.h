/* official.h - one official file as it was handed over: its bytes, its date, its rows, and the column map that says what
 * stands where (drugmaster/fields). Knows nothing of editions. */
#ifndef TABLES_OFFICIAL_H
#define TABLES_OFFICIAL_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ymd.h"

struct official {
	unsigned    index;                           /* place on the command line, from 0: `input` of its diagnostics */
	const char *path;
	struct str  base;                            /* file name without folders */
	struct ymd  date;                            /* YYYYMMDD or YYMMDD in the name; not given: none there */
	struct buf  bytes;
	bool        zip;                             /* starts like a ZIP: an xlsx */
	struct diags *ds;
};
/* YG_ENOTFOUND, YG_EIO, YG_ETOOBIG (over YG_MAX_TABLE), YG_ENOMEM, YG_ESYNTAX (empty); reported. Always close. */
int  yg_official_open(struct official *o, const char *path, unsigned index, struct arena *a, struct diags *ds);
void yg_official_close(struct official *o);
/* The day in a file name: the first run of exactly 8 or 6 digits that is one. */
struct ymd yg_official_name_date(struct str base);
/* One diagnostic of this file: field is "<file>: <column>". */
void yg_official_fault(const struct official *o, const struct diag_kind *kind, unsigned line, struct str column, struct str arg0,
		       struct str arg1);

struct sheet_row { unsigned line; struct str *f; size_t n; };
struct sheet { struct sheet_row *row; size_t n; };
static inline struct str yg_cell(const struct sheet_row *r, size_t i) { return i < r->n ? r->f[i] : STR_NONE; }
bool yg_row_blank(const struct sheet_row *r);       /* nothing but blanks in any cell */
/* CSV, RFC 4180, UTF-8 or CP932 (whichever the bytes are). Unclosed quotes, characters that do not decode, more than
 * YG_MAX_RECORDS rows, a last line without an end: reported, YG_ESYNTAX or YG_ETOOBIG. */
int yg_sheet_csv(const struct official *o, struct arena *a, struct sheet *out);
/* A sheet of an xlsx by its name, or (name NULL) by its place from 0. Numbers are rounded to the 15 digits that
 * spreadsheets show. Damaged, too large, or without that sheet: reported, YG_ESYNTAX or YG_ETOOBIG. */
int yg_sheet_xlsx(const struct official *o, const char *name, size_t index, struct arena *a, struct sheet *out);
/* A decimal as a spreadsheet stores it (17 digits, maybe an exponent) -> 15 significant digits, shortest. False: not one. */
bool yg_xlsx_number(struct str s, char out[40]);

enum field_kind { FIELD_TEXT, FIELD_DIGITS, FIELD_CODE9, FIELD_PRICE_CODE, FIELD_GENERIC_CODE, FIELD_DAY, FIELD_ERA_DAY,
		  FIELD_AMOUNT, FIELD_CHANGE };
struct field {
	unsigned        no;                          /* column, from 1; 0: this column is not read */
	struct str      names;                       /* headings that are accepted, `|` between; an empty one: no heading */
	enum field_kind kind;
	unsigned        since;                       /* the file has it from this number of columns on */
};
struct field_map { const char *name; struct field *f; size_t n, width; /* highest column */ };
/* DIR/fields/NAME.csv. out->f[i] belongs to keys[i]. YG_ETABLE when a key is missing, twice or unknown; reported. */
int yg_fields_load(const char *dir, const char *name, const char *const *keys, size_t n, struct arena *a, struct field_map *out,
		   struct diags *ds);
/* Is this row the header of the map? Every named column must say its name. */
bool yg_fields_header(const struct field_map *m, const struct sheet_row *r);
/* The row of the header within the first ten rows, or (size_t)-1. */
size_t yg_fields_find(const struct field_map *m, const struct sheet *s);
/* One value against its kind; an empty one is always fine. Reports; false only for an error (a wrong check digit is a warning). */
bool yg_field_good(const struct official *o, const struct field *f, unsigned line, struct str value);
/* A day of the y file: YYYYMMDD; empty, 0 and 99999999 are "none". False: malformed. */
bool yg_official_day(struct str s, struct ymd *out);
/* A diagnostic about one column, named as the specification does: "31 廃止年月日". */
void yg_field_fault(const struct official *o, const struct diag_kind *kind, unsigned line, const struct field *f, struct str arg0,
		    struct str arg1);
#endif
