/* edition_file.h - the EDITION file of a table folder (drug master or rules), and changing such a folder in one step.
 * Knows names, dates, row counts and SHA-256 sums; knows nothing of what the tables mean.
 *
 * EDITION is UTF-8, one `key=value` per line, `#` starts a comment line. Keys: the members of struct edition_file, and
 * one `file=<name> <data rows> <sha256 hex>` per CSV of the folder. Unknown keys are a warning, a missing format, id or
 * date is an error. `<name>` is a plain name or one folder deep ("fields/ssk.csv"), never a path out of the folder.
 *
 * A folder is changed like this: new files are written and synced under DIR/.incoming, which is then renamed to
 * DIR/.committed (that is the one step), and the files are moved from there to their places, EDITION last. A file in
 * .committed counts before the one of the same name in DIR, so a crash leaves either the old or the new edition, never
 * a mixture; whoever reads must therefore read through yg_edition_part_read(). The next writer finishes the moves. */
#ifndef TABLES_EDITION_FILE_H
#define TABLES_EDITION_FILE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ymd.h"

struct edition_part { struct str name; size_t rows; struct str sha256; };   /* rows without the header; hex, 64 */
struct edition_file {
	int        format;                           /* 1 */
	struct str id;                               /* "2025-08-14" */
	struct ymd source_date, valid_from, valid_until;
	struct str sources;                          /* names of official files, `;` between */
	struct ymd last_ssk, last_price, last_generic, last_hot;   /* date of the last official file of each kind */
	struct str ssk_files, price_files, generic_files, hot_files;  /* the part of `sources` that each kind gave */
	bool       refuse_expired;
	struct edition_part *parts; size_t nparts;
};

/* DIR/EDITION; texts and parts live in a. YG_ENOTFOUND: no such file (no diagnostic: the caller knows whether that is
 * an error); YG_ETABLE: faulty, every fault in ds with its line; YG_EIO, YG_ENOMEM. */
int yg_edition_file_read(const char *dir, struct arena *a, struct edition_file *out, struct diags *ds);
void yg_edition_file_format(const struct edition_file *e, struct buf *out);

/* Bytes of one file of the folder, as the last committed change left it. YG_ENOTFOUND, YG_EIO, YG_ETOOBIG, YG_ENOMEM. */
int yg_edition_part_read(const char *dir, const char *name, size_t max, struct buf *out);
const struct edition_part *yg_edition_part(const struct edition_file *e, const char *name);   /* NULL: not listed */
/* Do these bytes carry the sum and row count that EDITION gives? YG_ETABLE (reported in ds) when not, or not listed. */
int yg_edition_part_check(const struct edition_file *e, const char *name, struct str bytes, struct diags *ds);
/* Reads a part that e lists into a and checks it. Missing, damaged: reported, YG_ETABLE. YG_ETOOBIG, YG_EIO, YG_ENOMEM. */
int yg_edition_part_load(const char *dir, const struct edition_file *e, const char *name, struct arena *a, struct str *out, struct diags *ds);
/* Every part of e: present, sum, rows. Reports all faults; YG_ETABLE when there was one. */
int yg_edition_file_verify(const char *dir, const struct edition_file *e, struct diags *ds);
/* Sets the file= line of one part to these bytes, or adds it. YG_EARG: not a part name; YG_ENOMEM, YG_EIO. */
int yg_edition_part_set(struct edition_file *e, struct arena *a, const char *name, struct str bytes);
/* Recomputes the file= lines of e from the files `names` in dir (a name that does not exist is YG_ENOTFOUND) and
 * replaces DIR/EDITION. For folders whose CSVs are edited by hand. */
int yg_edition_file_write(const char *dir, struct edition_file *e, const char *const *names, size_t n, struct arena *a);

/* A change of the folder in one step. begin makes dir when it is absent, takes its lock (YG_EREFUSED: another change is
 * running), finishes an interrupted commit and clears an abandoned one. put writes one file and sets its file= line in e.
 * commit writes EDITION and makes everything visible. end releases, and throws away what was not committed; NULL is fine. */
struct edition_change;
int  yg_edition_begin(struct edition_change **out, const char *dir);
int  yg_edition_put(struct edition_change *c, struct edition_file *e, struct arena *a, const char *name, struct str bytes);
int  yg_edition_commit(struct edition_change *c, const struct edition_file *e);
void yg_edition_end(struct edition_change *c);

/* SHA-256 as 64 hex digits and a NUL. YG_EIO when the library refuses. */
int yg_edition_sha256(struct str bytes, char out[65]);
/* Records of a CSV text (RFC 4180) without its header line; 0 for an empty text. */
size_t yg_csv_data_rows(struct str text);
#endif
