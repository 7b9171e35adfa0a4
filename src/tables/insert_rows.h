/* insert_rows.h - private to tables/: statements of package inserts -> rows of pairs.csv and cautions.csv, and back to CSV. */
#ifndef TABLES_INSERT_ROWS_H
#define TABLES_INSERT_ROWS_H
#include "tables/rules_folder.h"
#include "tables/rules_work.h"
/* inserts.csv <-> facts. YG_ETABLE: not such a table. */
int  yg_insert_facts_read(struct rules_work *w, struct str text);
bool yg_insert_facts_format(const struct rules_work *w, struct str *out);
/* pairs.csv and cautions.csv of the folder: rows of earlier imports (PI-) go, one row for each pair of drugs comes. Both
 * sides that name each other are one row; a pair of 10.1 is no row of 10.2; what a row that is on says already of all these
 * products is left out and counted as covered. */
int  yg_insert_rows(struct rules_work *w, struct rules_folder *f);
#endif
