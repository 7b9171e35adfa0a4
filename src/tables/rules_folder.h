/* rules_folder.h - private to tables/: a rules folder as texts, while rows are put into it. What the columns mean is not known
 * here, except id. */
#ifndef TABLES_RULES_FOLDER_H
#define TABLES_RULES_FOLDER_H
#include "tables/edition_file.h"

struct folder_part { struct str name, text; bool changed; };
struct rules_folder {
	struct arena *arena;
	struct diags *ds;
	const char   *dir;                            /* where it goes; NULL: nowhere */
	struct edition_file edition;
	struct folder_part *part; size_t nparts;
	struct edition_change *change;                /* NULL when dir is NULL */
};
/* Takes over the edition in dir when there is one (it must be one that an import made: YG_EREFUSED), else the one in base.
 * Every part is read and checked. Close always. */
int  yg_rules_folder_open(struct rules_folder *f, const char *dir, const char *base, struct arena *a, struct diags *ds);
void yg_rules_folder_close(struct rules_folder *f);
struct str yg_rules_folder_text(const struct rules_folder *f, const char *name);   /* empty: no such part */
bool yg_rules_folder_set(struct rules_folder *f, const char *name, struct str text);
/* A table of the folder as rows: the header in row 0. Columns in the order of the header. YG_ETABLE: not readable. */
struct rule_row { struct str *f; unsigned line; };
struct rule_rows { struct rule_row *row; size_t n, columns; };
int  yg_rule_rows(struct str text, struct arena *a, struct rule_rows *out);
size_t yg_rule_column(const struct rule_rows *t, const char *name);               /* columns: none */
bool yg_rule_rows_format(const struct rule_rows *t, struct arena *a, struct str *out);
/* Stages all parts, lints the whole against the master, and tells what was found about `table` (NULL: every error): its
 * records under input, the others by their file name. YG_ETABLE when there was an error. Nothing is visible yet. */
int  yg_rules_folder_check(struct rules_folder *f, const char *master_dir, const char *table, unsigned input);
/* Names the edition anew: id gains "+<today>", sources gain `note` in place of the one with the same head (up to its blank). */
bool yg_rules_folder_note(struct rules_folder *f, struct str note, struct ymd today);
int  yg_rules_folder_commit(struct rules_folder *f);
#endif
