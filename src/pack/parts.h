/* parts.h - private to pack/: the container, the manifest and the signatures a pack is made of.
 * None of these functions looks at what the tables mean. */
#ifndef PACK_PARTS_H
#define PACK_PARTS_H
#include "pack/pack.h"

#define PACK_MAX          (256u << 20)               /* bytes of a pack; a full drug master has 17 million */
#define PACK_MAX_MEMBERS  64u                        /* files in it; the shipped rules have 16 */
#define PACK_MAX_MANIFEST (1u << 20)
#define PACK_MAX_SIGNERS  8u                         /* signatures of one manifest: an old and a new key, and some room */
#define PACK_PATH         4096

/* --- container.c: tar, in one spelling only ------------------------------------------------------------------------------ */
struct member { struct str name, bytes; };
struct container { struct member m[PACK_MAX_MEMBERS]; size_t n; };
/* "EDITION", "products.csv": letters, digits, . _ - + and not hidden. No folder can be named, so none can be left. */
bool yg_flat_name(struct str name);
/* A flat name, or one in the folder "fields", the only one an edition has. */
bool yg_member_name(struct str name);
/* Every header must be, byte for byte, the one that yg_container_write makes for this name and size: plain files only, no links,
 * no long names, no second spelling. Views into bytes. YG_ESYNTAX (in ds). */
int  yg_container_read(struct str bytes, struct container *out, unsigned input, struct diags *ds);
void yg_container_write(const struct container *c, struct buf *out);
const struct member *yg_container_get(const struct container *c, const char *name);

/* --- manifest.c ------------------------------------------------------------------------------------------------------------ */
struct manifest_file { struct str name, sha256; size_t rows, size; };
struct manifest {
	enum edition_kind kind;
	struct str id, checksum, needs, sources;
	struct ymd source_date, valid_from, valid_until;
	struct manifest_file *files; size_t nfiles;  /* EDITION first, then as EDITION lists them */
};
/* Of an edition folder. bytes (may be NULL): its files in the same order, read into the arena. */
int  yg_manifest_of(const char *dir, struct str needs, struct arena *a, struct manifest *out, struct container *files, struct diags *ds);
void yg_manifest_format(const struct manifest *m, struct buf *out);
/* YG_ESYNTAX: not a manifest this version understands. Texts in the arena. */
int  yg_manifest_read(struct str json, struct arena *a, struct manifest *out, unsigned input, struct diags *ds);
/* Do the members of the pack carry sizes and sums of the manifest, all of them and nothing else? YG_EREFUSED. */
int  yg_manifest_compare(const struct manifest *m, const struct container *c, unsigned input, struct diags *ds);

/* --- keys.c, known_keys.c --------------------------------------------------------------------------------------------------------- */
enum sig_state { SIG_NONE /* none, or of nobody we know */, SIG_BAD /* of a key we know, but not of these bytes */, SIG_RETIRED, SIG_GOOD };
struct sig_verdict { enum sig_state state; struct str key_id, key_name; };       /* borrowed from the keys */
/* manifest.sig: one `<key id> <128 hex digits>` a line. The best of what our keys say; one bad signature spoils all. */
void yg_signature_check(struct str manifest, struct str sig, const struct pack_key *keys, size_t n, struct sig_verdict *out);
/* sig with this key's line added or renewed. YG_ESYNTAX: sig is no signature file; YG_EIO. */
int  yg_signature_add(struct str manifest, struct str sig, const struct sign_key *key, struct buf *out);
bool yg_verify_hex(struct str public_hex, struct str bytes, struct str sig_hex);
int  yg_sign_hex(const struct sign_key *k, struct str bytes, char out[129]);
void yg_sign_key_id(const struct sign_key *k, char out[17]);
void yg_public_key_id(struct str public_hex, char out[17]);   /* "" when it is no key */

/* --- editions.c ----------------------------------------------------------------------------------------------------------------- */
struct current { unsigned serial, back; struct ymd since; struct str name[2]; };      /* folder names by kind */
int  yg_current_read(const char *editions_dir, const char *name /* "CURRENT", "history/12" */, struct arena *a, struct current *out, struct diags *ds);
int  yg_current_write(const char *editions_dir, const struct current *c);      /* history/<serial>, then CURRENT */
int  yg_place_read(const char *editions_dir, enum edition_kind k, struct str name, const struct pack_key *keys, size_t nkeys, struct arena *a,
		   struct edition_place *out, struct diags *ds);
int  yg_edition_sum(const char *dir, struct arena *a, struct edition_place *out, struct diags *ds);   /* id, dates, checksum */
struct str yg_edition_folder(struct arena *a, struct str id, struct str checksum);     /* "<id>-<sum8>" */
/* Takes the lock of the folder (made when absent): fd to close, or -1 with *err YG_EBUSY, YG_EIO. */
int  yg_editions_lock(const char *editions_dir, int *err);
bool yg_path(char out[PACK_PATH], const char *a, const char *b);
int  yg_dir_make(const char *path);
int  yg_dir_sync(const char *path);
int  yg_dir_remove(const char *path);                /* a folder of plain files, or none */
int  yg_os_error(void);                              /* errno as YG_ENOSPACE, YG_EREADONLY, YG_ENOTFOUND or YG_EIO */
#endif
