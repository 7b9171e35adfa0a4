/* rules_import.h - rules that come from outside: package inserts (PMDA XML) and a pharmacy's own tables. The result is a rules
 * folder of its own: a copy of the edition it starts from, and the new rows beside the old ones (docs/formats/pmda-xml.md). */
#ifndef TABLES_RULES_IMPORT_H
#define TABLES_RULES_IMPORT_H
#include "base/buf.h"
#include "base/diag.h"
#include "base/ymd.h"
enum rules_import_kind { RULES_PMDA_XML, RULES_CSV };
struct rules_import_options {
	enum rules_import_kind kind;
	const char *const *files; size_t nfiles;     /* PMDA: files, or folders whose *.xml are read in the order of their names */
	const char *master_dir;                      /* names, codes and routes are those of this drug master */
	const char *rules_dir;                       /* where a new folder starts from; class words come from its classes-dictionary.csv */
	const char *out_dir;                         /* gains the rows; NULL: look only, write nothing but the worklist */
	const char *worklist;                        /* PMDA: names that nobody could resolve; NULL: <out_dir>/worklist.csv */
	const char *settlements;                     /* PMDA: what a person decided about such names; NULL: none */
	const char *by;                              /* CSV: who answers for the rows; required there */
	struct ymd  today;
};
struct rules_import_report {
	size_t documents, refused;                   /* read; could not be read, or nothing in them can be used */
	size_t without;                              /* documents without an interaction section */
	size_t names, resolved, ignored, unresolved; /* partner names */
	size_t rows, covered, self;                  /* rows in the folder from imports; left out: said already by a row there; the drug itself */
	size_t added, changed, unchanged;            /* CSV rows */
};
/* YG_OK: written (or looked at), perhaps with some documents refused; the text says how many. YG_ETABLE: the master, the rules
 * or (CSV) a row is faulty: nothing is written and every fault is in ds, input = file from 0, record = line.
 * YG_EREFUSED: no document could be used. YG_ENOTFOUND, YG_EIO, YG_ENOMEM, YG_ETOOBIG, YG_EARG. */
int yg_rules_import(const struct rules_import_options *o, struct rules_import_report *r, struct buf *text, enum lang lang, struct diags *ds);
#endif
