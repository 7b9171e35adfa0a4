/* rules_work.h - private to tables/: what the importers of rules hand to the frame (import_rules.c). */
#ifndef TABLES_RULES_WORK_H
#define TABLES_RULES_WORK_H
#include "tables/partner.h"
#include "tables/rules_import.h"

/* One statement of one document: this product and that drug, in this section. Kept in inserts.csv of the folder; the rows of
 * pairs.csv and cautions.csv that came from inserts are always made anew from all of them. */
enum insert_column { INS_DOCUMENT, INS_NUMBER, INS_REVISION, INS_VERSION, INS_SECTION, INS_SUBJECT, INS_SUBJECT_KEY, INS_SUBJECT_CODES,
		     INS_SUBJECT_EXPAND, INS_PARTNER, INS_PARTNER_KEY, INS_PARTNER_CODES, INS_PARTNER_EXPAND, INS_MARK, INS_NOTES, INS_COLUMNS };
struct insert_fact { struct str f[INS_COLUMNS]; };
struct insert_run { size_t first, n; };               /* the statements of one document stand together */
enum { FACTS_MAX = 500000 };                          /* statements of a folder; all inserts of Japan have about as many */
struct rules_work {
	struct arena        *arena;
	struct diags        *ds;
	struct rules_import_report *report;
	struct partner_dict  dict;
	struct worklist      list;
	struct insert_fact  *facts; size_t nfacts;   /* a statement without document was replaced */
	struct strmap        documents;              /* document -> run */
	struct insert_run   *runs; size_t nruns;
};
/* The statements of this document; NULL: none yet. */
static inline struct insert_run *yg_insert_run(struct rules_work *w, struct str document)
{
	uint32_t at = yg_strmap_get(&w->documents, document);
	return at == STRMAP_NONE ? NULL : &w->runs[at];
}
bool yg_insert_add(struct rules_work *w, struct insert_fact f);       /* insert_rows.c; false: no memory, or FACTS_MAX */
/* import_pmda.c. One document; `input` is its number in diagnostics. Its old statements and worklist items are replaced.
 * YG_OK, also when the document was refused (reported, counted); YG_ENOMEM, YG_ETOOBIG: stop. */
int yg_pmda_read(struct rules_work *w, const char *path, unsigned input);
#endif
