/* workload.h - private to lib/: an invented workload (CSV, docs/performance.md) in memory, for the bench of the matcher. */
#ifndef LIB_WORKLOAD_H
#define LIB_WORKLOAD_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "match/kernel.h"

struct span_of { uint32_t first, n; };
struct workload {
	struct arena *arena;
	struct diags  ds;
	char          dir[4096];
	struct kernel_line *lines; uint32_t *labels; size_t nlines;            /* histories, patient after patient; column `line` */
	struct span_of *patients; size_t npatients;                            /* by patient number */
	uint16_t     *allergies; uint32_t *allergy_labels; struct span_of *allergic; /* terms; column `idx`; by patient number */
	struct str   *allergy_terms; size_t nallergies;                        /* as written, until the classes are known */
	struct kernel_line *rx_lines; uint32_t *rx_labels; size_t nrx_lines;
	struct span_of *rx; uint32_t *rx_patient, *rx_number; size_t nrx;
	uint16_t     *classes; size_t nclasses;                                /* four-digit numbers, ascending */
	struct buf    image; struct kernel_rules rules; size_t nproducts;
	char         *pool; struct kernel_block **blocks; size_t npool;        /* compiled histories; NULL: lines as they come */
};
/* workload.c. Errors: YG_ESYNTAX and what reading a file may answer, told in ds; YG_ENOMEM. */
int workload_read(struct workload *w);               /* history.csv, allergy.csv, rx.csv */
int workload_rules(struct workload *w);              /* master.csv and rules.csv into an image */
void lib_large_pages(void *p, size_t n);             /* pages.c: a hint; p 2 MiB aligned */
#endif
