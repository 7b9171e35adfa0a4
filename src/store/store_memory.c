/* store_memory.c - the twin of the SQLite store that keeps rows in sorted arrays, for tests and for desks that keep nothing.
 * One handle, one store: nobody else writes, so begin and end have nothing to do, and what it loses at the end is everything. */
#include "store/store.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

#define MAX_ORDERS 4u                                /* sorted arrays of a table: its key and its indexes (the most is three) */
/* A row is one piece of memory: ncol cells and the bytes behind them. order[0]: by key; order[1 + i]: by index i, then key */
struct table { struct cell **order[MAX_ORDERS]; size_t n, cap; };
struct memory_store { struct store base; struct table t[T_COUNT]; };
struct undo { enum store_table table; struct cell *gone, *made; };  /* made took the place of gone; either may be NULL */

/* --- order -------------------------------------------------------------------------------------------------------- */

static int cell_cmp(const struct column *c, const struct cell *a, const struct cell *b)
{
	if (a->null || b->null) return (b->null ? 1 : 0) - (a->null ? 1 : 0);   /* absent sorts first, as in SQLite */
	if (c->type == CELL_INT) return a->i < b->i ? -1 : a->i > b->i;
	return yg_str_cmp(a->s, b->s);
}

/* The column at place i of this order: the index columns, then the key; (size_t)-1 behind the last. */
static size_t order_column(const struct table_def *def, size_t order, size_t i)
{
	size_t n = order ? def->index[order - 1].n : 0;
	if (i < n) return def->index[order - 1].col[i];
	return i - n < def->nkey ? i - n : (size_t)-1;
}

static int row_cmp(const struct table_def *def, size_t order, const struct cell *a, const struct cell *b)
{
	size_t c;
	for (size_t i = 0; (c = order_column(def, order, i)) != (size_t)-1; i++) {
		int d = cell_cmp(&def->col[c], &a[c], &b[c]);
		if (d) return d;
	}
	return 0;
}

/* First place whose row is not below cells. */
static size_t place_of(const struct table_def *def, const struct table *t, size_t order, const struct cell *cells)
{
	size_t lo = 0, hi = t->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (row_cmp(def, order, t->order[order][mid], cells) < 0) lo = mid + 1;
		else hi = mid;
	}
	return lo;
}

static struct cell *find(const struct table_def *def, const struct table *t, const struct cell *key)
{
	size_t at = place_of(def, t, 0, key);
	return at < t->n && row_cmp(def, 0, t->order[0][at], key) == 0 ? t->order[0][at] : NULL;
}

/* --- changing ----------------------------------------------------------------------------------------------------- */

static struct cell *copy_row(const struct table_def *def, const struct cell *cells)
{
	size_t bytes = def->ncol * sizeof(struct cell);
	struct cell *r;
	char *p;
	for (size_t i = 0; i < def->ncol; i++)
		if (def->col[i].type != CELL_INT && !cells[i].null) bytes += cells[i].s.n;
	r = malloc(bytes);
	if (!r) return NULL;
	p = (char *)(r + def->ncol);
	for (size_t i = 0; i < def->ncol; i++) {
		r[i] = (struct cell){ .null = cells[i].null };
		if (cells[i].null) continue;
		if (def->col[i].type == CELL_INT) { r[i].i = cells[i].i; continue; }
		r[i].s = (struct str){ p, cells[i].s.n };
		if (cells[i].s.n) memcpy(p, cells[i].s.p, cells[i].s.n);
		p += cells[i].s.n;
	}
	return r;
}

static int reserve(const struct table_def *def, struct table *t)
{
	size_t cap = t->cap ? t->cap * 2 : 16;
	if (t->n < t->cap) return YG_OK;
	for (size_t o = 0; o <= def->nindex; o++) {
		struct cell **p = realloc(t->order[o], cap * sizeof(struct cell *));
		if (!p) return YG_ENOMEM;
		t->order[o] = p;
	}
	t->cap = cap;
	return YG_OK;
}

static void put(const struct table_def *def, struct table *t, struct cell *r)   /* there is room: reserve() */
{
	for (size_t o = 0; o <= def->nindex; o++) {
		size_t at = place_of(def, t, o, r);
		memmove(t->order[o] + at + 1, t->order[o] + at, (t->n - at) * sizeof(struct cell *));
		t->order[o][at] = r;
	}
	t->n++;
}

static void take(const struct table_def *def, struct table *t, const struct cell *r)
{
	for (size_t o = 0; o <= def->nindex; o++) {
		size_t at = place_of(def, t, o, r);
		memmove(t->order[o] + at, t->order[o] + at + 1, (t->n - at - 1) * sizeof(struct cell *));
	}
	t->n--;
}

static bool same_in_index(const struct table_def *def, const struct store_index *index, const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < index->n; i++) {
		uint8_t c = index->col[i];
		if (a[c].null || cell_cmp(&def->col[c], &a[c], &b[c]) != 0) return false;
	}
	return true;
}

/* Is a unique index already taken by another row than mine? Rows with the same values stand beside each other, and there is at most one. */
static bool taken(const struct table_def *def, const struct table *t, const struct cell *cells, const struct cell *mine)
{
	for (size_t x = 0; x < def->nindex; x++) {
		size_t at = place_of(def, t, x + 1, cells);
		if (!def->index[x].unique) continue;
		for (size_t i = at ? at - 1 : 0; i <= at && i < t->n; i++) {
			const struct cell *other = t->order[x + 1][i];
			if (other != mine && same_in_index(def, &def->index[x], cells, other)) return true;
		}
	}
	return false;
}

static int write_one(struct memory_store *m, const struct write *w, struct undo *u)
{
	const struct table_def *def = &yg_schema[w->table];
	struct table *t = &m->t[w->table];
	struct cell *old = find(def, t, w->cells), *made = NULL;
	u->table = w->table;
	if (w->op == W_INSERT && old) return yg_store_fail(&m->base, YG_EEXISTS, "%s: there is a row with this key", def->name);
	if (w->op != W_INSERT && !old) return yg_store_fail(&m->base, YG_ENOTFOUND, "%s: no row with this key", def->name);
	if (w->op != W_INSERT && w->check_col >= 0) {
		const struct cell *c = &old[w->check_col];
		if (c->null || c->i != w->check_value) return yg_store_fail(&m->base, YG_ESTALE, "%s: the row has moved on", def->name);
	}
	if (w->op != W_DELETE) {
		if (taken(def, t, w->cells, old)) return yg_store_fail(&m->base, YG_EEXISTS, "%s: a unique value is taken", def->name);
		if (!(made = copy_row(def, w->cells)) || reserve(def, t)) {
			free(made);
			return yg_store_fail(&m->base, YG_ENOMEM, "no memory");
		}
	}
	if (old) take(def, t, old);
	if (made) put(def, t, made);
	u->gone = old;
	u->made = made;
	return YG_OK;
}

/* --- references --------------------------------------------------------------------------------------------------- */

static bool refers(const struct store_ref *ref, const struct cell *cells, struct cell *key)
{
	for (size_t i = 0; i < ref->n; i++) {
		key[i] = cells[ref->col[i]];
		if (key[i].null) return false;
	}
	return true;
}

static bool refers_well(const struct memory_store *m, enum store_table table, const struct cell *r)
{
	const struct table_def *def = &yg_schema[table];
	struct cell key[4];
	for (size_t i = 0; i < def->nref; i++) {
		enum store_table to = def->ref[i].table;
		if (refers(&def->ref[i], r, key) && !find(&yg_schema[to], &m->t[to], key)) return false;
	}
	return true;
}

/* After the writes: what was made refers to rows that are there, and nothing refers to what is gone. */
static int references_hold(struct memory_store *m, const struct undo *u, size_t n)
{
	bool gone[T_COUNT] = { false };
	for (size_t i = 0; i < n; i++) {
		bool there = u[i].made && find(&yg_schema[u[i].table], &m->t[u[i].table], u[i].made) == u[i].made;
		if (there && !refers_well(m, u[i].table, u[i].made))
			return yg_store_fail(&m->base, YG_ENOTFOUND, "%s: refers to a row that is not there", yg_schema[u[i].table].name);
		if (!u[i].made) gone[u[i].table] = true;
	}
	for (int t = 0; t < T_COUNT; t++)
		for (size_t f = 0; f < yg_schema[t].nref; f++)
			for (size_t i = 0; gone[yg_schema[t].ref[f].table] && i < m->t[t].n; i++)
				if (!refers_well(m, (enum store_table)t, m->t[t].order[0][i]))
					return yg_store_fail(&m->base, YG_ENOTFOUND, "%s: a row refers to one that is to go", yg_schema[t].name);
	return YG_OK;
}

static int memory_commit(struct store *s, const struct write *w, size_t n, size_t *failed)
{
	struct memory_store *m = (struct memory_store *)s;
	struct undo *u = calloc(n, sizeof *u);
	size_t done = 0;
	int err = YG_OK;
	if (!u) return yg_store_fail(s, YG_ENOMEM, "no memory");
	while (done < n && !(err = write_one(m, &w[done], &u[done]))) done++;
	*failed = done;
	if (!err) err = references_hold(m, u, n);
	for (size_t i = done; i-- > 0;) {
		const struct table_def *def = &yg_schema[u[i].table];
		if (err) {                                   /* backwards: each step finds the rows as it left them */
			if (u[i].made) take(def, &m->t[u[i].table], u[i].made);
			if (u[i].gone) put(def, &m->t[u[i].table], u[i].gone);
			free(u[i].made);
		} else {
			free(u[i].gone);
		}
	}
	free(u);
	return err;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static int memory_get(struct store *s, enum store_table table, const struct cell *key, struct arena *a, struct cell *out)
{
	struct memory_store *m = (struct memory_store *)s;
	const struct table_def *def = &yg_schema[table];
	const struct cell *r = find(def, &m->t[table], key);
	if (!r) return yg_store_fail(s, YG_ENOTFOUND, "%s: no row with this key", def->name);
	for (size_t i = 0; i < def->ncol; i++) {
		out[i] = r[i];
		if (def->col[i].type != CELL_INT && !out[i].null) out[i].s = yg_arena_str(a, r[i].s);
	}
	return yg_arena_error(a) ? yg_store_fail(s, yg_arena_error(a), "no memory") : YG_OK;
}

/* -1, 0, 1: the row lies before, in, or behind the rows with this prefix. */
static int prefix_cmp(const struct table_def *def, const struct store_scan *q, size_t order, const struct cell *cells)
{
	for (size_t i = 0; i < q->nprefix; i++) {
		size_t c = order_column(def, order, i);
		int d = cell_cmp(&def->col[c], &cells[c], &q->prefix[i]);
		if (d) return d;
	}
	return 0;
}

/* First place whose row is not before (behind: but behind) the prefix. */
static size_t edge(const struct table_def *def, const struct table *t, const struct store_scan *q, size_t order, bool behind)
{
	size_t lo = 0, hi = t->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (prefix_cmp(def, q, order, t->order[order][mid]) < (behind ? 1 : 0)) lo = mid + 1;
		else hi = mid;
	}
	return lo;
}

static bool left_out(const struct table_def *def, const struct store_scan *q, size_t order, const struct cell *cells)
{
	size_t c = order_column(def, order, q->nprefix);
	int d;
	if (!q->from) return false;
	d = cell_cmp(&def->col[c], &cells[c], q->from);
	return cells[c].null || (q->descending ? d > 0 : d < 0);
}

static int memory_scan(struct store *s, const struct store_scan *q, store_each *each, void *ctx)
{
	struct memory_store *m = (struct memory_store *)s;
	const struct table_def *def = &yg_schema[q->table];
	const struct table *t = &m->t[q->table];
	size_t order = (size_t)(q->index + 1), left = q->limit ? q->limit : (size_t)-1;
	size_t first = edge(def, t, q, order, false), end = edge(def, t, q, order, true);
	for (size_t i = 0; i < end - first && left; i++) {
		const struct cell *r = t->order[order][q->descending ? end - 1 - i : first + i];
		int err;
		if (left_out(def, q, order, r)) continue;
		if ((err = each(ctx, r))) return err;
		left--;
	}
	return YG_OK;
}

/* --- the rest ----------------------------------------------------------------------------------------------------- */

static int memory_begin(struct store *s) { (void)s; return YG_OK; }
static void memory_end(struct store *s) { (void)s; }
static int memory_check(struct store *s, struct diags *ds, uint64_t *rows) { (void)s; (void)ds; (void)rows; return YG_OK; }

static int memory_copy(struct store *s, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx)
{
	(void)to_path; (void)progress; (void)ctx;
	return yg_store_fail(s, YG_EARG, "a store in memory has no file to copy");
}

static void memory_close(struct store *s)
{
	struct memory_store *m = (struct memory_store *)s;
	for (int t = 0; t < T_COUNT; t++) {
		for (size_t i = 0; i < m->t[t].n; i++) free(m->t[t].order[0][i]);
		for (size_t o = 0; o < MAX_ORDERS; o++) free(m->t[t].order[o]);
	}
	free(m);
}

static const struct store_ops memory_ops = {
	"memory", memory_close, memory_begin, memory_end, memory_get, memory_scan, memory_commit, memory_check, memory_copy
};

int yg_store_memory(struct store **out, const struct store_options *o, struct diags *ds)
{
	struct memory_store *m = calloc(1, sizeof *m);
	(void)o; (void)ds;
	if (!m) return YG_ENOMEM;
	m->base.ops = &memory_ops;
	*out = &m->base;
	return YG_OK;
}
