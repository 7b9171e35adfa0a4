/* backup.h - a whole store as one encrypted file, and back (docs/formats/backup.md).
 *
 * The file shows nothing but that it is a backup and which key opens it: a fixed beginning, then chunks of at most 1 MiB, each sealed with
 * AES-256-GCM under its own number, the first one the description below, the last one an end mark. Nothing can be cut, changed, repeated or
 * put into another order unseen. Memory does not grow with the store. Values that are sealed in the store are so in the backup too. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H
#include "store/seal.h"
#include "store/store.h"
struct backup_info {
	int64_t  at;                                 /* UTC seconds, as told by who made it */
	int      schema;                             /* YG_SCHEMA_VERSION of the store */
	uint64_t bytes;                              /* of the store's file */
	char     sha256[65];                         /* of the same */
	uint64_t rows[T_COUNT];
	uint64_t chunks, size;                       /* of the backup: data chunks, bytes */
};
typedef void backup_progress(void *ctx, const char *what, uint64_t done, uint64_t all);  /* what: "copy" "count" "write" "read" */
/* Copies the store at store_path while others may write to it, and writes out_path in one step (0600). The copy lies beside the store for
 * that long. YG_EEXISTS: out_path is there; YG_EBUSY: another backup of this store is being made; YG_EREFUSED: no backup key, or not a
 * store; YG_ENOTFOUND, YG_ENOSPACE, YG_EIO, YG_ENOMEM. */
int yg_backup_write(const char *store_path, const struct keyring *k, int64_t at, const char *out_path, backup_progress *progress, void *ctx,
		    struct backup_info *info, struct diags *ds);
/* Reads a backup to its end and compares the sum; to_path not NULL: writes the store's file there (0600, a name that must be free; on
 * failure nothing is left). YG_ENOTFOUND; YG_ESEAL: its key is not in k; YG_EREFUSED: not a backup, cut, changed, reordered, or made by a
 * newer version; YG_EEXISTS, YG_ENOSPACE, YG_EIO, YG_ENOMEM. */
int yg_backup_read(const char *path, const struct keyring *k, const char *to_path, backup_progress *progress, void *ctx, struct backup_info *info,
		   struct diags *ds);
#endif
