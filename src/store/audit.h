/* audit.h - who did what, why, when, at which terminal: entries chained by hashes, one chain a patient and one ("-") for all else.
 *
 * hash = SHA-256 over the previous hash and the fields, each with its length. The head of a chain carries an HMAC with a key outside
 * the database, so that cutting off the end is seen as well; a seal over all heads, written to the "-" chain and printed, shows the
 * removal of whole chains later. Entries hold ids, codes and the words of the command table, never a patient's name or a drug. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H
#include "store/seal.h"
#include "store/store.h"
struct audit_entry { struct str who, role, terminal, action, target, why, time_source; int64_t at; };   /* time_source: "system", "ntp", "told" */
/* The rows that append entries to the chain of this patient, to be put into the same commit as what they are about: reads the head, adds
 * n audit rows and the head row (2 slots more than n at most) to w[*nw...]. The head is checked for staleness. Cells live in the arena. */
int  yg_audit_append(struct store *s, const struct keyring *k, struct str tenant, struct str patient, const struct audit_entry *e, size_t n,
		     struct arena *a, struct write *w, size_t *nw);
/* Walks every chain: removed, changed, reordered, added or cut entries, each a diagnostic with chain and number. YG_OK, YG_EREFUSED (faults),
 * YG_EIO. *entries: how many were looked at. */
int  yg_audit_verify(struct store *s, const struct keyring *k, struct str tenant, struct diags *ds, uint64_t *entries);
/* A head row that comes from elsewhere (import): its mark is kept when k has the key, else made with ours. cells in the arena. */
int  yg_audit_remark(const struct keyring *k, struct cell *head, struct arena *a);
/* Writes the seal over all heads as an entry of the "-" chain; out gets its 64 hex digits. Verify first: a seal covers what it finds. */
int  yg_audit_seal(struct store *s, const struct keyring *k, struct str tenant, const struct audit_entry *by, char out[65]);
#endif
