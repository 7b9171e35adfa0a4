/* pack.h - data packs: an edition (drug master or rules) as one signed file, and the folder of installed editions.
 *
 * A pack is a tar file of plain names, no folder but fields/: manifest.json, manifest.sig, EDITION and the tables EDITION lists (docs/formats/pack.md).
 * The manifest gives size, rows and SHA-256 of every file; the signature (Ed25519) covers the exact bytes of the manifest.
 *
 * Installed editions live in one folder:
 *   CURRENT                    names the master AND the rules in force; replaced in one step, so that nobody ever reads a mixture
 *   history/<serial>           what CURRENT said before; the way back
 *   master/<id>-<sum8>/        one edition each, never changed once it is there; old ones are kept for cases begun with them
 *   rules/<id>-<sum8>/
 *   trust/<key id>.key         whose signatures count
 * An edition's checksum is that of yg_tables_master()->checksum: SHA-256 over its EDITION in normal form; sum8 its first 8 digits.
 * Nothing here asks the clock: the day comes from the caller. */
#ifndef PACK_PACK_H
#define PACK_PACK_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ymd.h"

enum edition_kind { EDITION_MASTER, EDITION_RULES };
const char *yg_edition_kind_word(enum edition_kind k);        /* "master", "rules" */

/* --- what is installed ----------------------------------------------------------------------------------------------- */
struct edition_place {                               /* texts live in the arena of the call, each ended by NUL */
	struct str dir;                              /* the folder: what yg_tables_open() takes */
	struct str id, checksum;                     /* as the answers name them */
	struct ymd source_date, valid_from, valid_until;
	bool       is_signed;                        /* its manifest carries a good signature of a key in trust/ */
	bool       key_retired;                      /* by a key that has been retired since */
	struct str key_id, key_name;                 /* of that key; empty: none */
};
struct editions {
	unsigned   serial, back;                     /* of this state; the one `rollback` goes back to, 0 none */
	struct ymd since;                            /* the day it was installed */
	struct edition_place master, rules;
};
/* The pair in force. YG_ENOTFOUND: nothing is installed there; YG_ETABLE: CURRENT, or an edition it names, is missing or damaged
 * (in ds); YG_EIO, YG_ENOMEM. Reads CURRENT once: both editions are those of one state. */
int yg_editions_current(const char *editions_dir, struct arena *a, struct editions *out, struct diags *ds);
/* An installed edition by "<id> <checksum>", as a case records it. YG_ENOTFOUND: not installed (any more); the rest as above. */
int yg_editions_find(const char *editions_dir, enum edition_kind kind, struct str id_checksum, struct arena *a, struct edition_place *out,
		     struct diags *ds);
/* Everything installed of one kind, in byte order of the folder names. */
int yg_editions_list(const char *editions_dir, enum edition_kind kind, struct arena *a, struct edition_place **out, size_t *n, struct diags *ds);

/* --- installing and going back ----------------------------------------------------------------------------------------- */
struct pack_policy { bool mark_unsigned, mark_expired; };     /* false: such a pack is refused; true: it is taken, with a warning */
struct install_options {
	const char *editions_dir;                    /* made when absent */
	const struct str *packs; size_t npacks;      /* bytes; one of a kind at most; the first install needs one of each kind */
	struct ymd  today;
	struct pack_policy policy;
	const char *version;                         /* of this program: a pack may need a newer one */
};
/* All packs or none. Verifies container, signatures, every hash; checks the tables by themselves and the pair as a whole; compiles the
 * image; then one rename of CURRENT. *now: what is in force afterwards. YG_OK also when it was in force already (nothing is written).
 * YG_ESYNTAX: not a pack; YG_EREFUSED: signature, hash, dates, version, kind; YG_ETABLE: the tables are faulty; YG_EBUSY: another
 * installation is running; YG_EARG, YG_EIO, YG_ENOSPACE, YG_ENOMEM. Every reason is in ds (input = number of the pack). */
int yg_editions_install(const struct install_options *o, struct arena *a, struct editions *now, struct diags *ds);
/* Back to the pair before the last installation; kind: only this one, to the edition it had before. YG_ENOTFOUND: there is none before. */
enum rollback { ROLLBACK_BOTH, ROLLBACK_MASTER, ROLLBACK_RULES };
int yg_editions_rollback(const char *editions_dir, enum rollback what, struct ymd today, struct arena *a, struct editions *now, struct diags *ds);

/* --- packs --------------------------------------------------------------------------------------------------------------- */
struct sign_key;                                     /* a private key, keys.c */
/* A folder as a pack: checked first (YG_ETABLE), same folder same bytes. key NULL: unsigned. rules need master_dir to be checked against. */
int yg_pack_make(const char *dir, const char *master_dir, const char *needs_version, const struct sign_key *key, struct buf *out, struct diags *ds);
/* Adds a signature to a pack, or replaces this key's. */
int yg_pack_sign(struct str pack, const struct sign_key *key, struct buf *out, struct diags *ds);
/* Signs an edition folder in place: writes manifest.json and manifest.sig beside EDITION. */
int yg_pack_sign_folder(const char *dir, const char *needs_version, const struct sign_key *key, struct diags *ds);

/* --- keys ------------------------------------------------------------------------------------------------------------------ */
struct pack_key {
	struct str id;                               /* first 16 hex digits of SHA-256 over the public key */
	struct str name;                             /* A-Z a-z 0-9 . _ -, at most 64 */
	struct str hex;                              /* the public key, 64 hex digits */
	struct ymd added, retired;                   /* retired not given: counts */
	struct str added_by;                         /* key id that vouched for it; empty: by hand */
};
/* New private key (PEM, mode 0400, never replaces: YG_EEXISTS) and, beside it, PATH.pub. */
int  yg_key_make(const char *path, const char *name, struct ymd today);
/* YG_ENOTFOUND; YG_EREFUSED: others may read it, or it is no Ed25519 key; YG_EIO; YG_ENOMEM. */
int  yg_key_open(struct sign_key **out, const char *path, struct diags *ds);
void yg_key_close(struct sign_key *k);
/* trust/: all keys, by id. A folder without trust/ has none. */
int  yg_pack_key_list(const char *editions_dir, struct arena *a, struct pack_key **out, size_t *n, struct diags *ds);
/* A public key file comes in by one of two ways: signed by an already trusted, not retired key (yg_pack_key_vouch), or because the
 * administrator knows its key id from its owner and says it: key_id; NULL: only the first. YG_EREFUSED: neither holds (a key_id that
 * differs included); YG_EEXISTS: it is there already; YG_ESYNTAX: not a key file. */
int  yg_pack_key_add(const char *editions_dir, struct str key_file, const char *key_id, struct ymd today, struct arena *a, struct pack_key *added,
		  struct diags *ds);
int  yg_pack_key_retire(const char *editions_dir, struct str key_id, struct ymd today, struct diags *ds);
/* The public key file with this key's signature on it: how a new key is announced by an old one. */
int  yg_pack_key_vouch(struct str key_file, const struct sign_key *old, struct arena *a, struct buf *out, struct diags *ds);
#endif
