/* sqlite_sql.c - the SQL of the store, made from yg_schema, and the statements kept prepared for it.
 * It binds nothing and runs nothing (store_sqlite.c). */
#include "store/store_sqlite.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

size_t yg_sqlite_order(const struct table_def *def, int index, size_t out[12])
{
	size_t n = 0;
	if (index >= 0)
		for (size_t i = 0; i < def->index[index].n; i++) out[n++] = def->index[index].col[i];
	for (size_t i = 0; i < def->nkey; i++) out[n++] = i;
	return n;
}

/* "a" OP ? AND "b" OP ? ...: an absent value equals itself only with IS */
static void add_equal(struct buf *b, const struct table_def *def, const size_t *col, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &def->col[col ? col[i] : i];
		yg_buf_printf(b, "%s\"%s\" %s ?", i ? " AND " : "", c->name, c->flags & COL_NULL ? "IS" : "=");
	}
}

static void add_columns(struct buf *b, const struct table_def *def)
{
	for (size_t i = 0; i < def->ncol; i++) yg_buf_printf(b, "%s\"%s\"", i ? ", " : "", def->col[i].name);
}

static void add_scan(struct buf *b, const struct table_def *def, const struct shape *sh)
{
	size_t col[12], n = yg_sqlite_order(def, sh->index, col);
	if (sh->nprefix || sh->from) yg_buf_z(b, " WHERE ");
	add_equal(b, def, col, sh->nprefix);
	if (sh->from) yg_buf_printf(b, "%s\"%s\" %s ?", sh->nprefix ? " AND " : "", def->col[col[sh->nprefix]].name, sh->descending ? "<=" : ">=");
	yg_buf_z(b, " ORDER BY ");
	for (size_t i = 0; i < n; i++) yg_buf_printf(b, "%s\"%s\"%s", i ? ", " : "", def->col[col[i]].name, sh->descending ? " DESC" : "");
	yg_buf_z(b, " LIMIT ?");
}

static void make_sql(const struct shape *sh, struct buf *b)
{
	const struct table_def *def = &yg_schema[sh->table];
	switch (sh->op) {
	case SQL_NONE:
		break;
	case SQL_GET:
	case SQL_SCAN:
		yg_buf_z(b, "SELECT ");
		add_columns(b, def);
		yg_buf_printf(b, " FROM \"%s\"", def->name);
		if (sh->op == SQL_SCAN) { add_scan(b, def, sh); break; }
		yg_buf_z(b, " WHERE ");
		add_equal(b, def, NULL, def->nkey);
		break;
	case SQL_INSERT:
		yg_buf_printf(b, "INSERT INTO \"%s\" (", def->name);
		add_columns(b, def);
		yg_buf_z(b, ") VALUES (");
		for (size_t i = 0; i < def->ncol; i++) yg_buf_z(b, i ? ", ?" : "?");
		yg_buf_z(b, ")");
		break;
	case SQL_UPDATE:
	case SQL_DELETE:
		yg_buf_printf(b, sh->op == SQL_UPDATE ? "UPDATE \"%s\" SET " : "DELETE FROM \"%s\"", def->name);
		for (size_t i = def->nkey; sh->op == SQL_UPDATE && i < def->ncol; i++)
			yg_buf_printf(b, "%s\"%s\" = ?", i > def->nkey ? ", " : "", def->col[i].name);
		yg_buf_z(b, " WHERE ");
		add_equal(b, def, NULL, def->nkey);
		if (sh->check_col >= 0) yg_buf_printf(b, " AND \"%s\" = ?", def->col[sh->check_col].name);
		break;
	}
}

static bool same_shape(const struct shape *a, const struct shape *b)
{
	return a->op == b->op && a->table == b->table && a->index == b->index && a->check_col == b->check_col && a->nprefix == b->nprefix &&
	       a->from == b->from && a->descending == b->descending;
}

sqlite3_stmt *yg_sqlite_statement(struct sqlite_store *s, const struct shape *shape, int *err)
{
	sqlite3_stmt *st = NULL;
	struct buf sql;
	size_t at;
	int rc;
	*err = YG_OK;
	for (size_t i = 0; i < s->ncached; i++)
		if (same_shape(&s->cache[i].shape, shape)) return s->cache[i].st;
	yg_buf_init(&sql, 65536);
	make_sql(shape, &sql);
	if (sql.err) {
		*err = yg_store_fail(&s->base, sql.err, "no memory");
	} else if ((rc = sqlite3_prepare_v3(s->db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &st, NULL)) != SQLITE_OK) {
		*err = yg_sqlite_fail(s, rc, yg_schema[shape->table].name);
		st = NULL;
	}
	yg_buf_free(&sql);
	if (!st) return NULL;
	if (s->ncached < MAX_STATEMENTS) {
		at = s->ncached++;
	} else {
		at = s->oldest;
		s->oldest = (s->oldest + 1) % MAX_STATEMENTS;
		sqlite3_finalize(s->cache[at].st);
	}
	s->cache[at].shape = *shape;
	s->cache[at].st = st;
	return st;
}

void yg_sqlite_forget(struct sqlite_store *s)
{
	for (size_t i = 0; i < s->ncached; i++) sqlite3_finalize(s->cache[i].st);
	s->ncached = s->oldest = 0;
}
