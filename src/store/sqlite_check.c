/* sqlite_check.c - is the file of a store whole, and is it what schema.c says; and a consistent copy of it while others write.
 * Rows and sealed values are looked at by yg_store_check itself, the same for every backend. */
#include "store/store_sqlite.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "base/ban.h"

#define COPY_PAGES 1024                              /* a step: progress is told after each */

DIAG_KIND(d_damaged, "store-damaged", DIAG_ERROR, "ストアのファイルが壊れています: {0}", "the file of the store is damaged: {0}");
DIAG_KIND(d_reference, "store-reference", DIAG_ERROR, "表 {0} に、表 {1} にない行を指す行があります", "table {0} has a row that refers to no row of {1}");
DIAG_KIND(d_schema, "store-schema", DIAG_ERROR, "ストアの構造がこの版と異なります: {0} {1}", "the store is not built as this version expects: {0} {1}");
DIAG_KIND(d_migration, "store-migration", DIAG_ERROR, "移行 {0} の記録がこの版のものと異なります", "migration {0} is not the one this version knows");
DIAG_KIND(d_left, "store-unchecked", DIAG_ERROR, "検査を最後まで行えません: {0}", "the check could not be finished: {0}");

struct checking { struct sqlite_store *s; struct diags *ds; size_t faults; };

static void fault(struct checking *c, const struct diag_kind *kind, const char *a, const char *b)
{
	c->faults++;
	yg_diag(c->ds, kind, 0, 0, "", yg_str(a), yg_str(b));
}

static const char *text_at(sqlite3_stmt *st, int col)
{
	const unsigned char *p = sqlite3_column_text(st, col);
	return p ? (const char *)p : "";
}

/* Calls each row of sql; arg, when not NULL, is its parameter. */
static void each_row(struct checking *c, const char *sql, const char *arg, void (*row)(struct checking *c, sqlite3_stmt *st, void *ctx), void *ctx)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(c->s->db, sql, -1, &st, NULL);
	if (rc == SQLITE_OK && arg) rc = sqlite3_bind_text(st, 1, arg, -1, SQLITE_STATIC);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW) row(c, st, ctx);
	}
	if (rc != SQLITE_DONE) {
		yg_sqlite_fail(c->s, rc, "check");
		fault(c, &d_left, c->s->base.error, "");
	}
	sqlite3_finalize(st);
}

static void integrity_row(struct checking *c, sqlite3_stmt *st, void *ctx)
{
	(void)ctx;
	if (!yg_str_eqz(yg_str(text_at(st, 0)), "ok")) fault(c, &d_damaged, text_at(st, 0), "");
}

static void reference_row(struct checking *c, sqlite3_stmt *st, void *ctx)
{
	(void)ctx;
	fault(c, &d_reference, text_at(st, 0), text_at(st, 1));
}

/* --- schema ------------------------------------------------------------------------------------------------------- */

struct comparing { const struct table_def *def; const struct store_index *index; size_t seen; bool same; };

static void column_row(struct checking *c, sqlite3_stmt *st, void *ctx)   /* name, type, notnull, pk */
{
	static const char *const type[] = { [CELL_TEXT] = "TEXT", [CELL_INT] = "INTEGER", [CELL_BLOB] = "BLOB" };
	struct comparing *k = ctx;
	size_t i = k->seen++;
	const struct column *col = i < k->def->ncol ? &k->def->col[i] : NULL;
	int pk = i < k->def->nkey ? (int)i + 1 : 0;
	if (!col || !yg_str_eqz(yg_str(text_at(st, 0)), col->name) || !yg_str_eqz(yg_str(text_at(st, 1)), type[yg_store_type(col)]) ||
	    sqlite3_column_int(st, 2) != !(col->flags & COL_NULL) || sqlite3_column_int(st, 3) != pk)
		fault(c, &d_schema, k->def->name, text_at(st, 0));
}

static void index_row(struct checking *c, sqlite3_stmt *st, void *ctx)    /* seqno, cid */
{
	struct comparing *k = ctx;
	size_t i = k->seen++;
	(void)c;
	if (i >= k->index->n || sqlite3_column_int(st, 1) != k->index->col[i]) k->same = false;
}

static void unique_row(struct checking *c, sqlite3_stmt *st, void *ctx)   /* unique, partial */
{
	struct comparing *k = ctx;
	(void)c;
	if ((sqlite3_column_int(st, 0) != 0) != k->index->unique || sqlite3_column_int(st, 1)) k->same = false;
}

static void reference_column(struct checking *c, sqlite3_stmt *st, void *ctx)   /* seq, table, from, to; last made first */
{
	struct comparing *k = ctx;
	const struct store_ref *ref = &k->def->ref[0];
	int i = sqlite3_column_int(st, 0);
	(void)c;
	k->seen++;
	if (k->def->nref != 1 || i >= (int)ref->n || !yg_str_eqz(yg_str(text_at(st, 1)), yg_schema[ref->table].name) ||
	    !yg_str_eqz(yg_str(text_at(st, 2)), k->def->col[ref->col[i]].name) ||
	    !yg_str_eqz(yg_str(text_at(st, 3)), yg_schema[ref->table].col[i].name)) k->same = false;
}

static void other_object(struct checking *c, sqlite3_stmt *st, void *ctx)   /* type, name, tbl_name */
{
	const char *name = text_at(st, 1);
	(void)ctx;
	if (yg_str_starts(yg_str(name), STR("sqlite_")) || yg_str_eqz(yg_str(name), "migration")) return;
	for (int t = 0; t < T_COUNT; t++) {
		if (yg_str_eqz(yg_str(name), yg_schema[t].name)) return;
		for (size_t i = 0; i < yg_schema[t].nindex; i++)
			if (yg_str_eqz(yg_str(name), yg_schema[t].index[i].name)) return;
	}
	fault(c, &d_schema, text_at(st, 0), name);
}

static void compare_schema(struct checking *c)
{
	for (int t = 0; t < T_COUNT; t++) {
		const struct table_def *def = &yg_schema[t];
		struct comparing k = { def, NULL, 0, true };
		size_t want = 0;
		each_row(c, "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid", def->name, column_row, &k);
		if (k.seen < def->ncol) fault(c, &d_schema, def->name, "");
		for (size_t i = 0; i < def->nindex; i++) {
			k = (struct comparing){ def, &def->index[i], 0, true };
			each_row(c, "SELECT seqno, cid FROM pragma_index_info(?) ORDER BY seqno", k.index->name, index_row, &k);
			each_row(c, "SELECT l.\"unique\", l.partial FROM sqlite_schema AS m, pragma_index_list(m.tbl_name) AS l "
				 "WHERE m.type = 'index' AND m.name = ?1 AND l.name = m.name", k.index->name, unique_row, &k);
			if (!k.same || k.seen != k.index->n) fault(c, &d_schema, def->name, k.index->name);
		}
		k = (struct comparing){ def, NULL, 0, true };
		each_row(c, "SELECT seq, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?)", def->name, reference_column, &k);
		for (size_t i = 0; i < def->nref; i++) want += def->ref[i].n;
		if (!k.same || k.seen != want) fault(c, &d_schema, def->name, "FOREIGN KEY");
	}
	each_row(c, "SELECT type, name, tbl_name FROM sqlite_schema", NULL, other_object, NULL);
}

static void migration_row(struct checking *c, sqlite3_stmt *st, void *ctx)  /* number, checksum */
{
	size_t *seen = ctx, i = (*seen)++;
	char checksum[17] = "";
	if (i < yg_nmigrations) yg_migration_checksum(&yg_migrations[i], checksum);
	if (i >= yg_nmigrations || sqlite3_column_int(st, 0) != yg_migrations[i].number || !yg_str_eqz(yg_str(text_at(st, 1)), checksum))
		fault(c, &d_migration, text_at(st, 0), "");
}

int yg_sqlite_check(struct store *base, struct diags *ds, uint64_t *rows)
{
	struct checking c = { (struct sqlite_store *)base, ds, 0 };
	size_t seen = 0;
	(void)rows;
	each_row(&c, "PRAGMA integrity_check", NULL, integrity_row, NULL);
	each_row(&c, "SELECT DISTINCT \"table\", parent FROM pragma_foreign_key_check", NULL, reference_row, NULL);
	compare_schema(&c);
	each_row(&c, "SELECT number, checksum FROM migration ORDER BY number", NULL, migration_row, &seen);
	if (seen < yg_nmigrations) fault(&c, &d_migration, "", "");
	return c.faults ? yg_store_fail(base, YG_EIO, "the check found %zu faults", c.faults) : YG_OK;
}

/* --- copy --------------------------------------------------------------------------------------------------------- */

static int copy_into(struct sqlite_store *s, sqlite3 *to, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", s->db, "main");
	int rc = SQLITE_OK, err;
	if (!b) return yg_store_fail(&s->base, yg_sqlite_code(sqlite3_errcode(to)), "copy: %s", sqlite3_errmsg(to));
	while (rc == SQLITE_OK) {
		rc = sqlite3_backup_step(b, COPY_PAGES);
		if (progress && (rc == SQLITE_OK || rc == SQLITE_DONE)) {
			uint64_t all = (uint64_t)sqlite3_backup_pagecount(b);
			progress(ctx, all - (uint64_t)sqlite3_backup_remaining(b), all);
		}
	}
	err = rc == SQLITE_DONE ? YG_OK : yg_store_fail(&s->base, yg_sqlite_code(rc), "copy: %s", sqlite3_errstr(rc));
	sqlite3_backup_finish(b);
	return err;
}

int yg_sqlite_copy(struct store *base, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3 *to = NULL;
	int rc, err, fd = open(to_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) return yg_store_fail(base, errno == EEXIST ? YG_EEXISTS : errno == ENOSPC ? YG_ENOSPACE : YG_EIO, "the copy cannot be made");
	close(fd);
	/* One read transaction around all steps: others write meanwhile, the copy shows the state at its beginning and never starts again. */
	if ((err = base->ops->begin(base))) { unlink(to_path); return err; }
	rc = sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK) rc = sqlite3_exec(to, "PRAGMA synchronous = EXTRA", NULL, NULL, NULL);
	err = rc == SQLITE_OK ? copy_into(s, to, progress, ctx) : yg_store_fail(base, yg_sqlite_code(rc), "copy: %s", sqlite3_errstr(rc));
	base->ops->end(base);
	sqlite3_close_v2(to);
	if (err) unlink(to_path);
	return err;
}
