/* store.h - where cases, patients and the audit live between two commands: rows in tables that are described as data.
 *
 * A store knows rows, keys and versions; it does not know what a prescription is. Everything one command changes goes into
 * one commit: all of it or nothing, and what was acknowledged survives a power cut. Twins (SQLite, memory) pass the same
 * contract tests (tests/contract). The tables stand in schema.c; the backends are made from that description.
 *
 * Keys.    Every table of a patient begins its key with tenant, patient, so that the same schema runs on one file or on
 *          many machines (docs/operations.md, "Growing"). Ids are random, never counted.
 * Sealed   columns are encrypted before a backend sees them and opened after (seal.h); the backends hold opaque bytes.
 * Threads. One handle, one thread; any number of handles on one store. */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include "base/arena.h"
#include "base/diag.h"
#include <stdint.h>

enum store_table {
	T_SETTING, T_PATIENT_INDEX, T_PATIENT, T_CASE, T_EVENT, T_DOCUMENT, T_COMMAND, T_DISPENSING, T_ANSWER, T_OUTBOX,
	T_WORKLIST, T_AUDIT, T_AUDIT_HEAD, T_COUNT
};
enum cell_type { CELL_TEXT, CELL_INT, CELL_BLOB };
enum { COL_NULL = 1 /* may be absent */, COL_SEALED = 2 /* AES-256-GCM; a CELL_BLOB in the backend */,
       COL_PERSONAL = 4 /* readable in the file because it must be searched; never in logs */ };
struct column { const char *name; enum cell_type type; unsigned flags; };
struct store_index { const char *name; uint8_t col[6]; size_t n; bool unique; };   /* rows with an absent value are unique among themselves */
/* These n columns name a row of `table` by its whole key; an absent value names none. Looked at when a commit ends, so the order of its
 * writes does not matter. Never leads to another patient: such a row may live on another machine. */
struct store_ref { enum store_table table; uint8_t col[4]; size_t n; };
struct table_def {
	const char *name;
	const struct column *col; size_t ncol;
	size_t nkey;                                 /* the first nkey columns are the primary key */
	const struct store_index *index; size_t nindex;
	bool patient_bound;                          /* key begins tenant, patient */
	const struct store_ref *ref; size_t nref;
};
extern const struct table_def yg_schema[T_COUNT];
#define STORE_MAX_COLUMNS 24u                        /* of one table: rows live on the stack; tests/contract asserts it */
#define STORE_MAX_VALUE (64u << 20)                  /* bytes of one value: YG_MAX_OUTPUT, the largest document we write */
#define YG_SCHEMA_VERSION 1                          /* the last migration; a store with a higher number is refused */

/* A value. null: absent (i and s mean nothing). CELL_INT uses i, the others s. */
struct cell { bool null; int64_t i; struct str s; };
#define CELL_T(str_) ((struct cell){ .s = (str_) })
#define CELL_I(n_)   ((struct cell){ .i = (n_) })
#define CELL_NONE    ((struct cell){ .null = true })

enum write_op {
	W_INSERT,                                    /* YG_EEXISTS when the key, or a unique index, is taken */
	W_UPDATE,                                    /* the whole row with this key; YG_ENOTFOUND when there is none */
	W_DELETE                                     /* only the key cells are read; YG_ENOTFOUND */
};
struct write {
	enum write_op op;
	enum store_table table;
	const struct cell *cells;                    /* ncol of them, in column order */
	int check_col;                               /* W_UPDATE, W_DELETE: CELL_INT column that must still hold check_value ... */
	int64_t check_value;                         /* ... else YG_ESTALE and nothing is written; check_col -1: no check */
};
struct store_scan {
	enum store_table table;
	int index;                                   /* into table_def.index; -1: the primary key */
	const struct cell *prefix; size_t nprefix;   /* the first columns of that key equal these; nprefix may be 0 */
	const struct cell *from;                     /* NULL, or lowest (descending: highest) value of the column behind the prefix, included;
						      * rows with an absent value there are left out */
	bool descending;
	size_t limit;                                /* 0: all */
};
/* Called for each row in key order (an index is followed by the primary key). cells live until it returns. Anything but 0
 * stops the scan and is what yg_store_scan answers. It must not use the store. */
typedef int store_each(void *ctx, const struct cell *cells);

struct store;
struct keyring;                                      /* seal.h */
struct store_options {
	const char *path;                            /* of the SQLite file; ":memory:" the memory twin (lives as long as its handles) */
	bool create;                                 /* make it when absent (with its migrations); else YG_ENOTFOUND */
	bool read_only;
	struct keyring *keys;                        /* seals and opens; borrowed; NULL: sealed columns are handed through as bytes (backup, tools) */
	unsigned busy_ms;                            /* how long to wait for another writer; 0: 10 s */
	const char *vfs;                             /* SQLite VFS by name (tests); NULL: the default */
};
/* YG_ENOTFOUND; YG_EREFUSED: made by a newer version, by an older one and read_only, or not a store; YG_EIO; YG_EREADONLY; YG_ENOSPACE;
 * YG_EBUSY; YG_ENOMEM.
 * Every fault is in ds. A store of an older version is migrated, a new one is readable by its owner alone (0600). */
int  yg_store_open(struct store **out, const struct store_options *o, struct diags *ds);
void yg_store_close(struct store *s);                /* NULL is fine */

/* Reads between begin and end see one state. Without them each call sees the newest. Not nested; no commit in between. */
int  yg_store_begin(struct store *s);
void yg_store_end(struct store *s);
/* One row by its whole key, cells in the arena. YG_ENOTFOUND, YG_EIO, YG_ESEAL (a sealed column cannot be opened: wrong key or
 * changed bytes), YG_ENOMEM. */
int  yg_store_get(struct store *s, enum store_table t, const struct cell *key, struct arena *a, struct cell *out);
int  yg_store_scan(struct store *s, const struct store_scan *q, store_each *each, void *ctx);
/* All of it, durably, or none. YG_EEXISTS, YG_ENOTFOUND, YG_ESTALE (*failed, may be NULL: which write), YG_EIO, YG_EBUSY (waited busy_ms
 * in vain), YG_ENOSPACE (disk full), YG_EREADONLY, YG_ENOMEM; YG_EARG: an absent value where COL_NULL does not stand; YG_ETOOBIG: a value
 * above STORE_MAX_VALUE; YG_ESTATE: between begin and end, or in a scan; YG_EREFUSED: a newer program has brought the store forward
 * meanwhile. *failed == n: the commit as a whole; with YG_ENOTFOUND a row refers to one that is not there. After YG_EIO the commit may
 * nevertheless be found when the store is opened again (the disk failed while it was being made durable): the client repeats the command
 * with the same id and learns which. */
int  yg_store_commit(struct store *s, const struct write *w, size_t n, size_t *failed);
/* Damaged pages, broken foreign keys, schema that differs from yg_schema, sealed columns that do not open; every fault in ds.
 * YG_OK, YG_EIO (faults found). rows gets how many were looked at. */
int  yg_store_check(struct store *s, struct diags *ds, uint64_t *rows);
/* A consistent copy into a new file while others write. Memory twin: YG_EARG. YG_EIO, YG_ENOSPACE. */
int  yg_store_copy(struct store *s, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx);
const char *yg_store_error(const struct store *s);   /* of the last failed call, for the log; no personal data; "" none */

/* --- what a backend is: eight functions and a contract test -------------------------------------------------------- */
struct store_ops {
	const char *name;
	void (*close)(struct store *s);
	int  (*begin)(struct store *s);
	void (*end)(struct store *s);
	int  (*get)(struct store *s, enum store_table t, const struct cell *key, struct arena *a, struct cell *out);
	int  (*scan)(struct store *s, const struct store_scan *q, store_each *each, void *ctx);
	int  (*commit)(struct store *s, const struct write *w, size_t n, size_t *failed);
	int  (*check)(struct store *s, struct diags *ds, uint64_t *rows);
	int  (*copy)(struct store *s, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx);
};
struct store {                                       /* a backend's struct begins with it */
	const struct store_ops *ops;
	struct keyring *keys;
	bool read_only, reading, scanning;           /* between begin and end; in a scan: store.c refuses what must not happen there */
	char error[256];
};
/* What a sealed value is bound to, appended to out: table and column name, then the key cells of its row, each with its length (docs/formats/store.md) */
void yg_store_aad(enum store_table t, size_t col, const struct cell *key, struct buf *out);
/* Keeps the text for yg_store_error and answers err: return yg_store_fail(s, YG_EIO, "..."). Texts name tables and codes, never values. */
int  yg_store_fail(struct store *s, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* How a column lies in a backend: sealed ones are blobs */
static inline enum cell_type yg_store_type(const struct column *c) { return c->flags & COL_SEALED ? CELL_BLOB : c->type; }
int  yg_store_sqlite(struct store **out, const struct store_options *o, struct diags *ds);
int  yg_store_memory(struct store **out, const struct store_options *o, struct diags *ds);
#endif
