/* port.h - a whole store as readable JSON lines, and a new store from them (docs/formats/export.md): for moving in and out. */
#ifndef STORE_PORT_H
#define STORE_PORT_H
#include "store/seal.h"
#include "store/store.h"
struct port_info { int64_t at; int schema; uint64_t rows[T_COUNT], all; char sha256[65]; };   /* sha256: of every line but the last */
typedef void port_progress(void *ctx, const char *what, uint64_t done, uint64_t all);         /* all 0: not known */
/* Every row of every tenant, sealed columns opened, into a new file (0600). s was opened with k. YG_EEXISTS, YG_ESEAL (a value does not open:
 * nothing is written), YG_ENOTFOUND (folder), YG_ENOSPACE, YG_EIO, YG_ENOMEM. */
int yg_port_export(struct store *s, const struct keyring *k, int64_t at, const char *path, port_progress *progress, void *ctx, struct port_info *info,
		   struct diags *ds);
/* The key that finds patients stands in the first line, because without it nobody in the new store would be found: makes a key file with it
 * and fresh keys for the rest. YG_EEXISTS: there is one; errors of reading. */
int yg_port_keys(const char *path, const char *key_path, int year, struct diags *ds);
/* All rows into an empty store that was opened with k; k must find patients by the same key (YG_ESEAL). A file that is cut, changed or no
 * export: YG_EREFUSED, every fault with its line; what was written until then stays, so give it a store nobody uses. Heads of the audit that
 * were marked with a key k does not have are marked anew. */
int yg_port_import(struct store *s, const struct keyring *k, const char *path, port_progress *progress, void *ctx, struct port_info *info,
		   struct diags *ds);
#endif
