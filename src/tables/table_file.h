/* table_file.h - one CSV table of ours, read strictly: every column named, none unknown, every fault with file and line.
 * Used for the folders of a drug master and of rules; the official files have their own readers. */
#ifndef TABLES_TABLE_FILE_H
#define TABLES_TABLE_FILE_H
#include "base/diag.h"
#include "base/ymd.h"
#include "text/csv.h"
enum { TABLE_COLUMNS_MAX = 64 };
struct table_file {
	const char        *file;                      /* "products.csv" */
	const char *const *columns; size_t ncolumns;
	int                at[TABLE_COLUMNS_MAX];     /* field index of each column; -1 missing */
	struct csv         csv;
	struct csv_row     row;
	size_t             width, rows;
	struct diags      *ds;
	bool               readable;                  /* the header is usable */
};
/* Reports unknown, missing and repeated columns. YG_OK even then: yg_table_next answers false when the header is unusable. */
void yg_table_open(struct table_file *t, const char *file, struct str text, const char *const *columns, size_t n,
		   struct arena *a, struct diags *ds);
bool yg_table_next(struct table_file *t);          /* next good record; bad ones are reported and skipped */
struct str yg_table_get(const struct table_file *t, unsigned column);
void yg_table_fault(struct table_file *t, const struct diag_kind *kind, struct str arg0, struct str arg1);
/* Empty is fine and leaves *out alone; anything malformed is reported with the column's name. */
bool yg_table_date(struct table_file *t, unsigned column, struct ymd *out);
bool yg_table_uint(struct table_file *t, unsigned column, unsigned long max, unsigned long *out);
/* Walks a list joined by '|': the next part in *part, false at the end. Start with *rest = the field. */
bool yg_list_next(struct str *rest, struct str *part);
#endif
