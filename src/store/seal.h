/* seal.h - encryption of single values, keyed hashes, and the file that holds the keys outside the database.
 *
 * Key file (0400, JSON, docs/formats/keys.md): any number of keys, each with id, purpose and the year it was made for. A sealed
 * value names its key, so that rotation needs no big bang; deleting the key of a year makes everything sealed with it unreadable
 * in the store and in every backup (retention.h). Envelope of one value: version byte, key id, 96-bit random nonce, ciphertext,
 * 128-bit tag; the additional data is table | column | key of the row, so that a value cannot be moved to another row. */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include <stdint.h>
enum key_purpose { KEY_SEAL /* values in the store, one a year and after each rotation */, KEY_INDEX /* HMAC of identifiers */, KEY_AUDIT /* HMAC of the
		   heads of the audit chains */, KEY_BACKUP /* backups */ };
struct keyring;
/* Makes a new key file: one key of each purpose, from the system's random source. YG_EEXISTS: there is one; never replaced. YG_EIO. */
int  yg_keyring_create(const char *path, int year);
/* YG_ENOTFOUND; YG_EREFUSED: others may read it (mode beyond 0600), or not a key file; YG_EIO; YG_ENOMEM. */
int  yg_keyring_open(struct keyring **out, const char *path, struct diags *ds);
void yg_keyring_close(struct keyring *k);            /* wipes; NULL is fine */
/* Adds a key of this purpose and makes it the one new values are sealed with (the file is replaced in one step; a key that another process
 * added meanwhile is kept). KEY_INDEX: YG_EREFUSED, because what was hashed with it could no longer be found. YG_EIO, YG_ENOMEM. */
int  yg_keyring_rotate(struct keyring *k, enum key_purpose p, int year);
/* Removes every seal key made for `year` or earlier: crypto-shredding. *n: how many. The current key is never removed: YG_EREFUSED. */
int  yg_keyring_shred(struct keyring *k, int year, size_t *n);
/* Reads the file again when another process changed it (one stat() when not): before a command, and once after YG_ESEAL. The errors of open;
 * on failure the keys are as before. */
int  yg_keyring_refresh(struct keyring *k);
/* What is in the file, oldest first, without the keys themselves. shredded: only its id is left. current: new values get it. */
struct key_info { char id[17]; enum key_purpose purpose; int year; bool shredded, current; };
size_t yg_keyring_count(const struct keyring *k);
void yg_keyring_info(const struct keyring *k, size_t i, struct key_info *out);
/* Id (16 hex digits and a NUL) of the key a value was sealed with; false: not a sealed value. */
bool yg_sealed_with(struct str sealed, char id[17]);
#define YG_SEAL_OVERHEAD 37u                         /* bytes a sealed value is longer than the plain one */
/* Appends the sealed value to out. YG_ENOMEM. */
int  yg_seal(const struct keyring *k, struct str aad, struct str plain, struct buf *out);
/* The plain bytes in the arena. YG_ESEAL: wrong key, other row, or changed bytes; YG_ENOTFOUND: its key was shredded; YG_ENOMEM. */
int  yg_unseal(const struct keyring *k, struct str aad, struct str sealed, struct arena *a, struct str *plain);
/* HMAC-SHA-256 with the key of this purpose (KEY_INDEX, KEY_AUDIT), 64 lower-case hex digits and a NUL;
 * "" when there is no such key (or no memory): never use that as a hash. */
void yg_keyed_hash(const struct keyring *k, enum key_purpose p, struct str text, char out[65]);
void yg_sha256_hex(struct str bytes, char out[65]);
/* Random bytes of the system (RAND_bytes) as lower-case hex: 2*n digits and a NUL, n <= 32. YG_EIO when there are none. */
int  yg_random_hex(size_t n, char *out);
#endif
