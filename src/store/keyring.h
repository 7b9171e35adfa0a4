/* keyring.h - what the key file holds, for the files of this room that need a key itself. Everybody else uses seal.h. */
#ifndef STORE_KEYRING_H
#define STORE_KEYRING_H
#include "store/seal.h"
#include <openssl/evp.h>
#include <sys/types.h>

#define KEY_BYTES 32u
#define KEY_ID_BYTES 8u
#define KEY_PURPOSES 4u
#define YG_MAX_KEYS 4096u                            /* in one file: one of each purpose a week for 20 years */
struct key { unsigned char id[KEY_ID_BYTES], bytes[KEY_BYTES]; enum key_purpose purpose; int year; bool shredded; };
struct key_list { struct key *k; size_t n; };        /* oldest first; the last one of a purpose is its current one */
struct keyring {
	char           *path;
	struct key_list keys;
	EVP_CIPHER     *gcm;                         /* fetched once: half of the cost of a small value */
	dev_t dev; ino_t ino;                        /* of the file that was read: it is replaced, never written to */
};
const struct key *yg_key_current(const struct keyring *k, enum key_purpose p);           /* NULL: none */
const struct key *yg_key_find(const struct keyring *k, const unsigned char id[KEY_ID_BYTES]); /* shredded ones too; NULL */
/* As yg_keyring_create, with this key for finding patients (import); NULL: a fresh one. */
int  yg_keyring_create_with(const char *path, int year, const unsigned char *index);
/* HMAC-SHA-256, 32 bytes. YG_ENOMEM. */
int  yg_hmac(const unsigned char key[KEY_BYTES], struct str text, unsigned char out[32]);
void yg_hex(const unsigned char *p, size_t n, char *out);                                /* 2*n digits and a NUL */
bool yg_unhex(struct str hex, unsigned char *out, size_t n);                             /* exactly 2*n digits */
#endif
