/* store_sqlite.c - rows in one SQLite file: reading, scanning and the one durable commit of a command.
 * How the file is opened and brought forward stands in sqlite_open.c, how it is checked and copied in sqlite_check.c. */
#include "store/store_sqlite.h"
#include "base/err.h"
#include <errno.h>
#include <stdlib.h>
#include "base/ban.h"

/* --- errors ------------------------------------------------------------------------------------------------------- */

int yg_sqlite_code(int rc)
{
	switch (rc) {                                        /* extended codes that say more than their family */
	case SQLITE_CONSTRAINT_PRIMARYKEY: case SQLITE_CONSTRAINT_UNIQUE: case SQLITE_CONSTRAINT_ROWID: return YG_EEXISTS;
	case SQLITE_CONSTRAINT_FOREIGNKEY: return YG_ENOTFOUND;
	case SQLITE_IOERR_NOMEM: return YG_ENOMEM;
	}
	switch (rc & 0xff) {
	case SQLITE_OK: case SQLITE_ROW: case SQLITE_DONE: return YG_OK;
	case SQLITE_BUSY: case SQLITE_LOCKED: return YG_EBUSY;
	case SQLITE_FULL: return YG_ENOSPACE;
	case SQLITE_READONLY: return YG_EREADONLY;
	case SQLITE_NOMEM: return YG_ENOMEM;
	case SQLITE_TOOBIG: return YG_ETOOBIG;
	case SQLITE_CONSTRAINT: case SQLITE_MISMATCH: case SQLITE_RANGE: return YG_EARG;
	default: return YG_EIO;                              /* IOERR, CORRUPT, NOTADB, CANTOPEN, PROTOCOL, and SQL that does not fit the file */
	}
}

/* Is a quota reached, or did the kernel turn a failing disk read-only? SQLite calls both an I/O error, and a COMMIT that fails forgets the
 * system's number: the files still know it. */
static int code_of_io_error(struct sqlite_store *s)
{
	sqlite3_file *wal = NULL;
	int os[3] = { sqlite3_system_errno(s->db), 0, 0 };
	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_LAST_ERRNO, &os[1]);
	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
	if (wal && wal->pMethods) wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &os[2]);
	for (size_t i = 0; i < 3; i++) {
		if (os[i] == EDQUOT || os[i] == ENOSPC) return YG_ENOSPACE;
		if (os[i] == EROFS) return YG_EREADONLY;
	}
	return YG_EIO;
}

int yg_sqlite_fail(struct sqlite_store *s, int rc, const char *doing)
{
	int code = yg_sqlite_code(rc);
	if (code == YG_EIO && (rc & 0xff) == SQLITE_IOERR) code = code_of_io_error(s);
	return yg_store_fail(&s->base, code, "%s: %s (sqlite %d)", doing, sqlite3_errmsg(s->db), rc);
}

int yg_sqlite_run(struct sqlite_store *s, const char *sql)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? YG_OK : yg_sqlite_fail(s, rc, sql);
}

int yg_sqlite_number(struct sqlite_store *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL), err;
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) *out = sqlite3_column_int64(st, 0);
	err = rc == SQLITE_ROW ? YG_OK : yg_sqlite_fail(s, rc, sql);
	sqlite3_finalize(st);
	return err;
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

/* Binds cells by borrowing their bytes: they live until the statement is reset. *at: the last parameter bound. */
static int bind(sqlite3_stmt *st, int *at, const struct column *c, const struct cell *v)
{
	const char *p = v->s.p ? v->s.p : "";
	++*at;
	if (v->null) return sqlite3_bind_null(st, *at);
	switch (yg_store_type(c)) {
	case CELL_INT: return sqlite3_bind_int64(st, *at, v->i);
	case CELL_TEXT: return sqlite3_bind_text64(st, *at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	default: return sqlite3_bind_blob64(st, *at, p, v->s.n, SQLITE_STATIC);
	}
}

/* The row the statement stands on; bytes live until its next step. A value of another type than its column can only come from damage. */
static int row_cells(struct sqlite_store *s, sqlite3_stmt *st, const struct table_def *def, struct cell *out)
{
	static const int type[] = { [CELL_TEXT] = SQLITE_TEXT, [CELL_INT] = SQLITE_INTEGER, [CELL_BLOB] = SQLITE_BLOB };
	for (size_t i = 0; i < def->ncol; i++) {
		const struct column *c = &def->col[i];
		int got = sqlite3_column_type(st, (int)i);
		out[i] = (struct cell){ .null = got == SQLITE_NULL };
		if (got == SQLITE_NULL ? !(c->flags & COL_NULL) : got != type[yg_store_type(c)])
			return yg_store_fail(&s->base, YG_EIO, "%s: damaged row, \"%s\" is not what it must be", def->name, c->name);
		if (got == SQLITE_INTEGER) {
			out[i].i = sqlite3_column_int64(st, (int)i);
		} else if (got != SQLITE_NULL) {
			const char *p = sqlite3_column_blob(st, (int)i);        /* of a TEXT: its UTF-8, also with NULs */
			int n = sqlite3_column_bytes(st, (int)i);
			if (!p && n == 0 && sqlite3_errcode(s->db) == SQLITE_NOMEM) return yg_sqlite_fail(s, SQLITE_NOMEM, def->name);
			out[i].s = (struct str){ p ? p : "", p ? (size_t)n : 0 };
		}
	}
	return YG_OK;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static int sqlite_begin(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int64_t n;
	int err = yg_sqlite_run(s, "BEGIN");
	if (!err && (err = yg_sqlite_number(s, "SELECT count(*) FROM sqlite_schema", &n)))   /* the snapshot is taken by the first read: now */
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

static void sqlite_end(struct store *base)
{
	sqlite3_exec(((struct sqlite_store *)base)->db, "COMMIT", NULL, NULL, NULL);   /* nothing was written: nothing can fail */
}

static int sqlite_get(struct store *base, enum store_table t, const struct cell *key, struct arena *a, struct cell *out)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	const struct table_def *def = &yg_schema[t];
	struct shape shape = { SQL_GET, t, -1, -1, 0, false, false };
	int err, rc = SQLITE_OK, at = 0;
	sqlite3_stmt *st = yg_sqlite_statement(s, &shape, &err);
	if (!st) return err;
	for (size_t i = 0; rc == SQLITE_OK && i < def->nkey; i++) rc = bind(st, &at, &def->col[i], &key[i]);
	if (rc == SQLITE_OK) rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		err = row_cells(s, st, def, out);
		for (size_t i = 0; !err && i < def->ncol; i++)
			if (def->col[i].type != CELL_INT && !out[i].null) out[i].s = yg_arena_str(a, out[i].s);
		if (!err && yg_arena_error(a)) err = yg_store_fail(base, yg_arena_error(a), "%s: no memory for the row", def->name);
	} else if (rc == SQLITE_DONE) {
		err = yg_store_fail(base, YG_ENOTFOUND, "%s: no row with this key", def->name);
	} else {
		err = yg_sqlite_fail(s, rc, def->name);
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return err;
}

static int sqlite_scan(struct store *base, const struct store_scan *q, store_each *each, void *ctx)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	const struct table_def *def = &yg_schema[q->table];
	struct shape shape = { SQL_SCAN, q->table, q->index, -1, q->nprefix, q->from != NULL, q->descending };
	struct cell row[STORE_MAX_COLUMNS];
	size_t col[12];
	int err, rc = SQLITE_OK, at = 0;
	sqlite3_stmt *st = yg_sqlite_statement(s, &shape, &err);
	if (!st) return err;
	yg_sqlite_order(def, q->index, col);
	for (size_t i = 0; rc == SQLITE_OK && i < q->nprefix; i++) rc = bind(st, &at, &def->col[col[i]], &q->prefix[i]);
	if (rc == SQLITE_OK && q->from) rc = bind(st, &at, &def->col[col[q->nprefix]], q->from);
	if (rc == SQLITE_OK) rc = sqlite3_bind_int64(st, at + 1, q->limit && q->limit < INT64_MAX ? (sqlite3_int64)q->limit : -1);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc != SQLITE_ROW) break;
		if ((err = row_cells(s, st, def, row)) || (err = each(ctx, row))) break;
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) err = yg_sqlite_fail(s, rc, def->name);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return err;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static int run_write(struct sqlite_store *s, const struct write *w, int check_col, int *changed)
{
	static const enum sql_op op[] = { [W_INSERT] = SQL_INSERT, [W_UPDATE] = SQL_UPDATE, [W_DELETE] = SQL_DELETE };
	const struct table_def *def = &yg_schema[w->table];
	struct shape shape = { op[w->op], w->table, -1, check_col, 0, false, false };
	int err, rc = SQLITE_OK, at = 0;
	sqlite3_stmt *st = yg_sqlite_statement(s, &shape, &err);
	if (!st) return err;
	if (w->op != W_DELETE)                               /* INSERT: all in order; UPDATE: values, then key */
		for (size_t i = w->op == W_UPDATE ? def->nkey : 0; rc == SQLITE_OK && i < def->ncol; i++) rc = bind(st, &at, &def->col[i], &w->cells[i]);
	if (w->op != W_INSERT)
		for (size_t i = 0; rc == SQLITE_OK && i < def->nkey; i++) rc = bind(st, &at, &def->col[i], &w->cells[i]);
	if (rc == SQLITE_OK && check_col >= 0) rc = sqlite3_bind_int64(st, at + 1, w->check_value);
	if (rc == SQLITE_OK) rc = sqlite3_step(st);
	*changed = sqlite3_changes(s->db);
	err = rc == SQLITE_DONE ? YG_OK : yg_sqlite_fail(s, rc, def->name);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return err;
}

/* An UPDATE or DELETE that met no row: is there none, or has it moved on? */
static int why_nothing(struct sqlite_store *s, const struct write *w)
{
	const struct table_def *def = &yg_schema[w->table];
	struct shape shape = { SQL_GET, w->table, -1, -1, 0, false, false };
	int err, rc = SQLITE_OK, at = 0;
	sqlite3_stmt *st = yg_sqlite_statement(s, &shape, &err);
	if (!st) return err;
	for (size_t i = 0; rc == SQLITE_OK && i < def->nkey; i++) rc = bind(st, &at, &def->col[i], &w->cells[i]);
	if (rc == SQLITE_OK) rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) err = yg_store_fail(&s->base, YG_ESTALE, "%s: the row has moved on", def->name);
	else if (rc == SQLITE_DONE) err = yg_store_fail(&s->base, YG_ENOTFOUND, "%s: no row with this key", def->name);
	else err = yg_sqlite_fail(s, rc, def->name);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return err;
}

/* A newer program may have brought the store forward while this one had it open: what we would write now, it would misread. */
static int still_our_version(struct sqlite_store *s)
{
	int64_t version = 0;
	int err = yg_sqlite_number(s, "PRAGMA user_version", &version);
	if (err || version == YG_SCHEMA_VERSION) return err;
	return yg_store_fail(&s->base, YG_EREFUSED, "the store has form %lld since a newer program opened it", (long long)version);
}

static int sqlite_commit(struct store *base, const struct write *w, size_t n, size_t *failed)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int err = yg_sqlite_run(s, "BEGIN IMMEDIATE");       /* waits for other writers here, and never later */
	*failed = n;
	if (!err) err = still_our_version(s);
	for (size_t i = 0; !err && i < n; i++) {
		int changed = 0;
		err = run_write(s, &w[i], w[i].op == W_INSERT ? -1 : w[i].check_col, &changed);
		if (!err && !changed) err = why_nothing(s, &w[i]);
		if (err) *failed = i;
	}
	if (!err) err = yg_sqlite_run(s, "COMMIT");          /* synchronous: when this answers, it is on the medium */
	if (err && !sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

static void sqlite_close(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	yg_sqlite_forget(s);
	sqlite3_close_v2(s->db);
	free(s);
}

const struct store_ops yg_sqlite_ops = {
	"sqlite", sqlite_close, sqlite_begin, sqlite_end, sqlite_get, sqlite_scan, sqlite_commit, yg_sqlite_check, yg_sqlite_copy
};
