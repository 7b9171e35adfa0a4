/* ops.h - what the operations share: a store opened with its keys, a report in two forms, an entry in the audit. */
#ifndef DESK_OPS_H
#define DESK_OPS_H
#include "desk/desk.h"
#include "yagen/yagen_desk.h"

struct ops {
	const yagen_ops *o;
	struct arena    *arena;
	struct diags     ds;
	struct str       tenant;
	const char      *keys_path;
	struct keyring  *keys;
	struct store    *store;                      /* NULL until ops_store() */
	enum lang        lang;
	struct buf       out;                        /* the report */
	struct jw        w;
	uint64_t         started;                    /* of the step being timed */
};
enum { OPS_WRITES = 1 /* needs by, terminal, at */, OPS_KEYS = 2 /* open the key file */, OPS_STORE = 4 /* open the store, with the keys */ };
/* Opens what is asked for. Whatever it answers, ops_end() must follow: it tells the listener, closes, and answers err. */
int  ops_begin(struct ops *p, const yagen_ops *o, unsigned needs);
int  ops_store(struct ops *p, const char *path, struct keyring *keys, bool create, struct store **out);
int  ops_end(struct ops *p, int err, yagen_sink *out);
bool ops_faults(const struct ops *p);                /* an error was told */
void ops_progress(void *ctx, const char *what, uint64_t done, uint64_t all);     /* ctx: struct ops */
uint64_t ops_ms(struct ops *p);                      /* 0 without a clock */

/* The report: one line, or one member, each. */
void ops_int(struct ops *p, const char *key, const char *ja, const char *en, uint64_t n);
void ops_text(struct ops *p, const char *key, const char *ja, const char *en, struct str s);
void ops_time(struct ops *p, const char *key, const char *ja, const char *en, int64_t at);   /* in Japan, "2026-11-20T18:30:00+09:00" */
void ops_took(struct ops *p, const char *key, const char *ja, const char *en);               /* since the last ops_ms(); nothing without a clock */
void ops_rows(struct ops *p, const uint64_t rows[T_COUNT]);
struct str ops_clock(char room[26], int64_t at);

/* One entry in the "-" chain. */
int  ops_audit(struct ops *p, struct store *s, const char *action, struct str target, struct str why);
struct audit_entry ops_entry(const struct ops *p, const char *action, struct str target, struct str why);
/* Tenants one after the other: the first one above `after` ("": the first) that has rows in t. YG_ENOTFOUND: none. */
int  ops_tenant(struct store *s, enum store_table t, struct str after, struct arena *a, struct str *out);
/* ops_audit.c: all chains of all tenants. YG_EREFUSED: faults, told. */
int  ops_verify(struct ops *p, struct store *s, uint64_t *entries);
#endif
