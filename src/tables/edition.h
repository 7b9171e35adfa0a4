/* edition.h - a drug master as a folder: EDITION plus CSV tables with our own columns (drugmaster/README.md).
 * Making one from the official files, changing it by difference files, comparing two, checking one. */
#ifndef TABLES_EDITION_H
#define TABLES_EDITION_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ymd.h"
enum import_kind { IMPORT_SSK /* 支払基金 y file */, IMPORT_MHLW_PRICE /* 薬価基準収載品目リスト, xlsx or CSV */,
		   IMPORT_GENERIC_NAME /* 一般名処方マスタ, xlsx or CSV */, IMPORT_HOT /* MEDIS HOT */ };
struct import_options {
	enum import_kind kind;
	const char *const *files; size_t nfiles;
	const char *out_dir;                         /* made when absent; an edition there gains this kind */
	const char *ingredients_dir;                 /* where ingredients.csv and routes of the shipped master are (to resolve names) */
	struct ymd  today;                           /* the day of the import, from the caller: for valid_until and the log */
	struct ymd  valid_until;                     /* not given: the 31 March after `today` (prices are revised every April) */
	void (*progress)(void *arg, const char *what, size_t done, size_t total); void *progress_arg;
};
struct import_report { size_t rows, added, changed, ended, unchanged, dropped, unresolved_ingredients; };
int yg_edition_import(const struct import_options *o, struct import_report *r, struct buf *text, enum lang lang, struct diags *ds);
/* Differences in the order of their dates. An older one than the last applied: YG_EREFUSED. A suspected gap: warning.
 * out_dir NULL: in place, atomically. */
int yg_edition_apply_diff(const char *dir, const char *out_dir, const char *const *files, size_t n, struct ymd today,
			  struct import_report *r, struct buf *text, enum lang lang, struct diags *ds);
int yg_edition_diff(const char *dir_a, const char *dir_b, bool json, enum lang lang, struct buf *out, struct diags *ds);
int yg_edition_info(const char *dir, bool json, enum lang lang, struct buf *out, struct diags *ds);
/* Every row, every reference, every checksum. YG_ETABLE when something is wrong; all of it is in diags. */
int yg_edition_check(const char *dir, struct diags *ds);
#endif
