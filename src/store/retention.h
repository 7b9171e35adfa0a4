/* retention.h - sealing anew with the current key, and deleting what need not be kept any longer (docs/operations.md).
 *
 * What the law asks for stands in yg_legal_periods; the store's setting "retention-years" says how long this pharmacy keeps cases (3 to 99,
 * default 5). A case goes when it is closed, nothing waits to be sent, and its last entry is older than that. The audit stays. Afterwards the
 * seal keys of the years that are over are destroyed, so that what was deleted cannot be read in a backup either; what is still needed was
 * sealed anew before. */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H
#include "store/audit.h"
#include "store/seal.h"
#include "store/store.h"
struct legal_period { const char *what, *ja, *en; int years; const char *source; };
extern const struct legal_period yg_legal_periods[]; /* ends with what NULL */
#define YG_RETENTION_YEARS 5
#define YG_RETENTION_SETTING "retention-years"
typedef void retention_progress(void *ctx, const char *what, uint64_t done, uint64_t all);

struct reseal_info { uint64_t resealed, shredded, unreadable, commits; };  /* shredded: their key is gone, nothing can be done */
/* Every value sealed with a key of `year` or earlier that is not the current one (9999: with any but the current one), in small commits; may be
 * stopped and begun again at any time. raw: opened without keys. YG_EIO: some values do not open (told, and left as they are). */
int yg_reseal(struct store *raw, const struct keyring *k, int year, retention_progress *progress, void *ctx, struct reseal_info *info, struct diags *ds);
/* How many values are sealed with a key of `year` or earlier that is not destroyed yet. */
int yg_sealed_count(struct store *raw, const struct keyring *k, int year, uint64_t *n);

struct retain_info {
	int      years;                              /* in: as the caller says, 0: as the store says, else 5; out: those that counted */
	int64_t  before;                             /* cases whose last entry is older than this (UTC seconds) */
	uint64_t cases, patients, rows[T_COUNT];     /* deleted, or (dry run) to be deleted */
	uint64_t waiting;                            /* old enough, but something is still to be sent */
	uint64_t open;                               /* old enough, but not closed: never deleted */
	int      shred_year;                         /* seal keys up to this year can be destroyed now */
};
/* Deletes in this tenant, one case a commit, each with its entry in the patient's audit chain. now: UTC seconds. raw: opened without keys, so
 * that what cannot be opened any more can be deleted all the same. A dry run counts no patients. */
int yg_retain(struct store *raw, const struct keyring *k, struct str tenant, int64_t now, bool dry_run, const struct audit_entry *by,
	      retention_progress *progress, void *ctx, struct retain_info *info, struct diags *ds);
#endif
