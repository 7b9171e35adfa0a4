/* store_sqlite.h - what the files of the SQLite backend share: the handle, its cached statements, and how SQLite's errors become ours.
 * Nobody else includes it but tests that look behind the contract. */
#ifndef STORE_STORE_SQLITE_H
#define STORE_STORE_SQLITE_H
#include "store/migrations.h"
#include "store/store.h"
#include <sqlite3.h>

#define STORE_APPLICATION_ID 0x7961676e              /* "yagn", at byte 68 of the file */
#define MAX_STATEMENTS 96u                           /* more shapes than the desk asks for; the oldest makes room */

/* What SQL depends on; equal shapes share a statement. */
enum sql_op { SQL_NONE, SQL_GET, SQL_INSERT, SQL_UPDATE, SQL_DELETE, SQL_SCAN };
struct shape { enum sql_op op; enum store_table table; int index, check_col; size_t nprefix; bool from, descending; };
struct sqlite_store {
	struct store base;
	sqlite3 *db;
	struct { struct shape shape; sqlite3_stmt *st; } cache[MAX_STATEMENTS]; size_t ncached, oldest;
};

extern const struct store_ops yg_sqlite_ops;           /* store_sqlite.c */
/* Our code for SQLite's result (extended) */
int  yg_sqlite_code(int rc);
/* The same for what just failed on this handle, with `doing` and SQLite's words kept for yg_store_error. */
int  yg_sqlite_fail(struct sqlite_store *s, int rc, const char *doing);
/* Statements without parameters or rows. Our code. */
int  yg_sqlite_run(struct sqlite_store *s, const char *sql);
/* First column of the first row. Our code. */
int  yg_sqlite_number(struct sqlite_store *s, const char *sql, int64_t *out);

/* sqlite_sql.c. The cached statement of this shape, reset; NULL with *err. */
sqlite3_stmt *yg_sqlite_statement(struct sqlite_store *s, const struct shape *shape, int *err);
void yg_sqlite_forget(struct sqlite_store *s);       /* finalises all */
/* Column numbers of an order: index columns (index >= 0) followed by the key; how many. out has room for 12. */
size_t yg_sqlite_order(const struct table_def *def, int index, size_t out[12]);

/* sqlite_open.c. Applies the migrations above the store's version, all in one transaction. YG_OK or our code; the store is as before then. */
int  yg_sqlite_migrate(struct sqlite_store *s, const struct migration *m, size_t n);
void yg_migration_checksum(const struct migration *m, char out[17]);
/* sqlite_check.c */
int  yg_sqlite_check(struct store *s, struct diags *ds, uint64_t *rows);
int  yg_sqlite_copy(struct store *s, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx);
#endif
