/* image.h - private to tables/: the compiled tables as one block of bytes, and the checks before it is believed.
 * Native byte order and struct layout; a reader with another layout refuses it (docs/formats/image.md). */
#ifndef TABLES_IMAGE_H
#define TABLES_IMAGE_H
#include "base/buf.h"
#include "tables/drug.h"
#include "tables/kernel_image.h"
#include "tables/rule.h"
#include "tables/tables.h"

enum key_kind { KEY_RECEIPT, KEY_PRICE, KEY_YJ, KEY_GENERIC, KEY_HOT, KEY_KINDS };
enum section {
	SEC_TEXT,                                     /* u16 length and bytes of each text; offset 0 is empty */
	SEC_DRUG, SEC_NAME, SEC_RULE, SEC_RULE_BY_ID, SEC_GROUP, SEC_SAME, SEC_ENTITY, SEC_LIST, SEC_CELL, SEC_INGREDIENT, SEC_CLASS,
	SEC_MESSAGE_JA, SEC_MESSAGE_EN, SEC_REASON, SEC_EDITION,
	SEC_KERNEL,                                   /* the matcher's block: kernel_image.h */
	SEC_INGREDIENT_NAME,                          /* hash of the folded name of each ingredient */
	SEC_ABOUT, SEC_ABOUT_FIRST, SEC_ABOUT_LIST,   /* rows about patient, amount, product; for each drug, and for none: which */
	SEC_KEY,                                      /* KEY_KINDS times: packed keys ascending */
	SEC_FIRST = SEC_KEY + KEY_KINDS,              /* KEY_KINDS times: one more than keys; where the values of a key begin */
	SEC_VALUE = SEC_FIRST + KEY_KINDS,            /* KEY_KINDS times: drug indices */
	SEC_COUNT = SEC_VALUE + KEY_KINDS
};
struct img_name    { uint32_t name, name_long, name_list, generic, listed; };     /* hash of the folded name; 0: no such name */
struct img_same    { uint32_t rule; uint8_t a, b; uint8_t zero[2]; };     /* enum route; 0 any */
struct img_entity  { uint32_t ingredients, groups, cells, ncells, limit; uint16_t ningredients, ngroups; }; /* limit: rule, or UINT32_MAX */
struct img_cell    { uint32_t partner; uint32_t rule; };                  /* rule index * 4 + beyond * 2 + swapped */
struct img_class   { char key[8]; uint32_t name; };
struct img_message { uint32_t key, text; };                               /* in byte order of the keys */
struct img_edition { uint32_t id, sources, checksum, rows, enabled, refuse_expired, absent; struct ymd source_date, valid_from, valid_until; };
struct img_section { uint64_t offset, bytes; };
struct img_head {
	char     magic[8];
	uint64_t checksum;                            /* of everything behind it */
	uint64_t total;                               /* bytes of the file */
	uint64_t layout;                              /* hash of struct sizes, byte order and the folding in use */
	uint64_t stamp;                               /* of the source files: names, sizes, times */
	struct img_section sec[SEC_COUNT];
};
struct compile;
struct image {                                        /* a checked block, ready to use */
	const char *base; size_t bytes;
	size_t n[SEC_COUNT];                          /* items of each section */
	const void *sec[SEC_COUNT];
	struct kernel_rules kernel;
};
/* Lays a compile out; stamp and checksum are set by yg_image_seal. */
int  yg_image_layout(struct compile *c, struct buf *out);
void yg_image_seal(char *bytes, size_t n, uint64_t stamp);
/* Believes nothing: magic, layout, size, checksum, section bounds, every index. NULL when fine, else a word: "magic",
 * "layout", "size", "checksum", "section", "index", "kernel". bytes must be 8-aligned. */
const char *yg_image_check(const char *bytes, size_t n, struct image *out);
uint64_t yg_image_stamp(const char *bytes);          /* of a checked block */
/* Stamp of the files of two folders as they are now. */
uint64_t yg_image_stamp_of(const char *master_dir, const char *rules_dir);
/* Maps a file read-only. YG_ENOTFOUND, YG_EIO, YG_ENOMEM. Unmapped by yg_image_unmap. */
int  yg_image_map(const char *path, const char **bytes, size_t *n);
void yg_image_unmap(const char *bytes, size_t n);

/* Tables from a copy of an image in memory, checked like a file; *why is the word of yg_image_check on YG_ETABLE. */
int  yg_tables_of_bytes(struct tables **out, const char *bytes, size_t n, const char **why);

/* A code of up to 12 letters and digits, or 13 digits, as one number; 0 when it is none. Exact: no two codes share one. */
uint64_t yg_key(struct str code);
uint32_t yg_name_hash(struct str name);              /* of the folded name; never 0 for a name that folds to something */
/* Could this be the drug's name? hash of the whole name, and of the name without 【般】 for a generic entry. Equal hashes
 * still have to be compared. */
bool yg_drug_name_is(const struct tables *t, const struct drug *d, uint32_t hash, uint32_t bare_hash);
/* 【般】 and what follows -> what follows. */
struct str yg_generic_bare(struct str name);
#endif
