/* worklist.h - private to tables/: partner names of package inserts that the program does not know, as two CSV files.
 * worklist.csv is written by the program: document,yj,section,name,reason. settlements.csv is written by a person and never
 * by the program: name,selectors,who,date - selectors as in patients.csv (I:, G:, C: joined by |) or the word ignore. */
#ifndef TABLES_WORKLIST_H
#define TABLES_WORKLIST_H
#include "base/arena.h"
#include "base/diag.h"
#include "base/ymd.h"
#include "tables/strmap.h"

struct work_item { struct str document, yj, section, name, reason; };
struct worklist { struct arena *arena; struct work_item *v; size_t n; struct strmap documents; };
void yg_worklist_init(struct worklist *w, struct arena *a);
/* False: no memory. */
bool yg_worklist_add(struct worklist *w, struct work_item item);
/* Everything that was read about this document goes: it is read anew. */
void yg_worklist_forget(struct worklist *w, struct str document);
/* Reads path when it is there. YG_ETABLE: not such a file (reported); it is then not touched. YG_EIO, YG_ENOMEM, YG_ETOOBIG. */
int yg_worklist_read(struct worklist *w, const char *path, struct diags *ds);
int yg_worklist_write(const struct worklist *w, const char *path);

struct settlement { struct str name, selectors, who; struct ymd date; unsigned line; };
/* Every fault at once (field = file name, record = line): YG_ETABLE. A settlement needs all four; a name may stand once. */
int yg_settlements_read(const char *path, struct arena *a, struct settlement **out, size_t *n, struct diags *ds);
#endif
