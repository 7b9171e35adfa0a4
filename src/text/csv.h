/* csv.h - comma separated records, one at a time, fields as views.
 * Two dialects: CSV_PLAIN (JAHIS, SJ1, CJ1: no quoting, a quote is a character) and CSV_QUOTED
 * (official files and our own tables: RFC 4180, a quoted field may hold comma, quote and line end). */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"
enum csv_dialect { CSV_PLAIN, CSV_QUOTED };
struct csv {
	struct cursor    in;
	enum csv_dialect dialect;
	struct arena    *arena;                       /* unescaped fields and field arrays */
	unsigned         line;                        /* physical line of the record just read, from 1 */
	unsigned         next_line;
};
struct csv_row {
	struct str *f; size_t n;                      /* fields; a record "a,b," has three */
	struct str  raw;                              /* the record as written, without its line end */
	unsigned    line;
	bool        ended;                            /* a line end followed */
};
void yg_csv_open(struct csv *c, struct str text, enum csv_dialect dialect, struct arena *a);
/* 1: a record; 0: end; YG_ESYNTAX: quote never closed or text behind it (row->line tells);
 * YG_ETOOBIG: over YG_MAX_FIELDS; YG_ENOMEM. Lines end with CR LF, LF or CR. */
int  yg_csv_next(struct csv *c, struct csv_row *row);
static inline struct str yg_csv_field(const struct csv_row *r, size_t i) { return i < r->n ? r->f[i] : STR_NONE; }
/* A table with a header line: which column has this name; -1: none. */
int  yg_csv_column(const struct csv_row *header, const char *name);
/* Writing: adds one field (quoted when it must be) and, before it, a comma unless it is the first. */
void yg_csv_put(struct buf *out, bool first, struct str field);
#endif
