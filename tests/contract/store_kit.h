/* store_kit.h - what the tests of the store share: a scratch folder, keys, rows with every column filled, random numbers with a seed. */
#ifndef TESTS_STORE_KIT_H
#define TESTS_STORE_KIT_H
#include "t.h"
#include "base/err.h"
#include "base/limits.h"
#include "store/seal.h"
#include "store/store.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char k_dir[512];
static struct arena *k_arena;
static struct diags k_diags;

static inline void k_reset(void)
{
	yg_arena_free(k_arena);
	k_arena = yg_arena_new(YG_MAX_ARENA);
	yg_diags_init(&k_diags, k_arena);
}
static inline const char *k_path(const char *name)
{
	static char path[8][1024]; static int turn;
	char *p = path[turn++ & 7];
	snprintf(p, sizeof path[0], "%s/%s", k_dir, name);
	return p;
}
static inline void k_start(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(k_dir, sizeof k_dir, "%s/yagen-store-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(k_dir)) { perror(k_dir); exit(99); }
	k_reset();
}
static inline void k_end(void)                        /* the folder has no folders in it */
{
	DIR *d = opendir(k_dir);
	for (struct dirent *e; d && (e = readdir(d));) unlink(k_path(e->d_name));
	if (d) closedir(d);
	rmdir(k_dir);
	yg_arena_free(k_arena);
	k_arena = NULL;
}
static inline void k_remove(const char *name)          /* a store with everything SQLite puts beside it */
{
	static const char *const tail[] = { "", "-wal", "-shm", "-journal" };
	char path[1100];
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", k_path(name), tail[i]);
		unlink(path);
	}
}
static inline struct keyring *k_keys(const char *name)
{
	struct keyring *k = NULL;
	if (access(k_path(name), F_OK) != 0) CHECK_INT(yg_keyring_create(k_path(name), 2026), YG_OK);
	CHECK_INT(yg_keyring_open(&k, k_path(name), &k_diags), YG_OK);
	return k;
}
static inline bool k_said(const char *code)
{
	for (size_t i = 0; i < k_diags.n; i++)
		if (yg_str_eqz(yg_str(k_diags.d[i].kind->code), code)) return true;
	return false;
}
static inline void k_print_diags(void)
{
	for (size_t i = 0; i < k_diags.n; i++) {
		struct buf b;
		yg_buf_init(&b, 65536);
		yg_diag_text(&k_diags.d[i], LANG_EN, &b);
		fprintf(stderr, "  %s: %.*s\n", k_diags.d[i].kind->code, (int)b.n, b.p);
		yg_buf_free(&b);
	}
}

static uint64_t k_seed = 88172645463325252u;
static inline uint64_t k_random(void)                  /* xorshift64: the same numbers on every machine */
{
	k_seed ^= k_seed << 13; k_seed ^= k_seed >> 7; k_seed ^= k_seed << 17;
	return k_seed;
}
static inline size_t k_below(size_t n) { return (size_t)(k_random() % n); }

/* --- rows: cells start as absent where that is allowed, else empty or 0; tenant "main" -------------------------------- */
static inline struct cell *k_row(enum store_table t)
{
	const struct table_def *def = &yg_schema[t];
	struct cell *c = yg_arena_array(k_arena, STORE_MAX_COLUMNS, sizeof *c);
	for (size_t i = 0; i < def->ncol; i++)
		c[i] = def->col[i].flags & COL_NULL ? CELL_NONE : def->col[i].type == CELL_INT ? CELL_I(0) : CELL_T(STR(""));
	c[0] = CELL_T(STR("main"));
	return c;
}
static inline size_t k_col(enum store_table t, const char *name)
{
	for (size_t i = 0; i < yg_schema[t].ncol; i++)
		if (yg_str_eqz(yg_str(yg_schema[t].col[i].name), name)) return i;
	fprintf(stderr, "no column %s\n", name);
	exit(99);
}
static inline void k_text(struct cell *c, enum store_table t, const char *name, const char *text) { c[k_col(t, name)] = CELL_T(yg_arena_str(k_arena, yg_str(text))); }
static inline void k_int(struct cell *c, enum store_table t, const char *name, int64_t i) { c[k_col(t, name)] = CELL_I(i); }
static inline struct write k_write(enum write_op op, enum store_table t, const struct cell *c) { return (struct write){ op, t, c, -1, 0 }; }
static inline struct cell *k_patient(const char *patient)
{
	struct cell *c = k_row(T_PATIENT);
	k_text(c, T_PATIENT, "patient", patient);
	k_text(c, T_PATIENT, "state", "sure");
	return c;
}
static inline struct cell *k_case(const char *patient, const char *id)
{
	struct cell *c = k_row(T_CASE);
	k_text(c, T_CASE, "patient", patient);
	k_text(c, T_CASE, "id", id);
	k_text(c, T_CASE, "state", "received");
	k_text(c, T_CASE, "prescription", id);
	return c;
}
static inline struct cell *k_event(const char *patient, const char *id, int64_t seq)
{
	struct cell *c = k_row(T_EVENT);
	k_text(c, T_EVENT, "patient", patient);
	k_text(c, T_EVENT, "case_id", id);
	k_int(c, T_EVENT, "seq", seq);
	return c;
}
static inline int k_put(struct store *s, enum store_table t, const struct cell *c)
{
	struct write w = k_write(W_INSERT, t, c);
	return yg_store_commit(s, &w, 1, NULL);
}
static inline bool k_same(enum store_table t, const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < yg_schema[t].ncol; i++) {
		if (a[i].null != b[i].null) return false;
		if (a[i].null) continue;
		if (yg_schema[t].col[i].type == CELL_INT ? a[i].i != b[i].i : !yg_str_eq(a[i].s, b[i].s)) return false;
	}
	return true;
}
static inline int k_count_each(void *ctx, const struct cell *cells) { (void)cells; ++*(size_t *)ctx; return 0; }
static inline size_t k_count(struct store *s, enum store_table t)
{
	struct store_scan q = { .table = t, .index = -1 };
	size_t n = 0;
	return yg_store_scan(s, &q, k_count_each, &n) == YG_OK ? n : (size_t)-1;
}
#endif
