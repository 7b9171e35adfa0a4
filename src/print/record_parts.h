/* record_parts.h - what record_pdf.c and bag_pdf.c share. Private to print/. */
#ifndef PRINT_RECORD_PARTS_H
#define PRINT_RECORD_PARTS_H
#include "print/record_pdf.h"
#define RECORD_WORD 64
/* "2026年11月20日（令和8年）"; a partial day as it is, "" when not given. */
struct str yg_record_day(struct ymd d, char out[RECORD_WORD]);
/* Appends the texts that are not empty, with `between` between them. */
void yg_record_join(struct buf *b, const char *between, const struct str *part, size_t n);
int  yg_record_write(const struct dispensing_record *r, const char *name, bool with_day, page_draw *draw, struct buf *out, struct diags *ds);
#endif
