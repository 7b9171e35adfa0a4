/* rules_lint.h - every mistake of a rules folder or a drug master at once, against one drug master, with file (field) and line (record). */
#ifndef TABLES_RULES_LINT_H
#define TABLES_RULES_LINT_H
#include "base/diag.h"
/* YG_OK: no error (there may be warnings); YG_ETABLE: errors; YG_EIO, YG_ENOMEM. Reads the CSVs, never a compiled image.
 * Faults of the master itself are reported as well, since a rule is judged against it. */
int yg_rules_lint(const char *master_dir, const char *rules_dir, struct diags *ds);
/* The same for a drug master alone: faults of its tables (errors), check digits, and products whose base ingredients or
 * route are not known (warnings). Sums and row counts against EDITION included. */
int yg_master_lint(const char *master_dir, struct diags *ds);
#endif
