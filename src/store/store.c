/* store.c - the front of every store: checks what it is asked for, seals and opens the sealed columns, and hands the rest to a backend.
 * It does not know where rows lie (store_sqlite.c, store_memory.c), nor what they mean (desk). */
#include "store/store.h"
#include "store/seal.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

#define SCRATCH_LIMIT ((size_t)STORE_MAX_VALUE * 4)  /* opened or sealed values of one row or commit that live at the same time */
#define SCRATCH_RENEW (256u << 10)                   /* a scan drops its opened values when they are this many bytes */
#define MAX_SEAL_FAULTS 20u                          /* diagnostics a table; more say nothing new */

DIAG_KIND(d_sealed, "store-sealed", DIAG_ERROR, "表 {0} の {1} 番目の行が復号できません(鍵が違うか、値が変えられています)",
	  "table {0}, row {1}: a sealed value does not open (wrong key, moved from another row, or changed bytes)");
DIAG_KIND(d_shredded, "store-shredded", DIAG_NOTE, "表 {0}: {1} 件の値は、鍵が廃棄されているため読めません", "table {0}: {1} values cannot be read, their key was destroyed");
DIAG_KIND(d_unread, "store-unread", DIAG_ERROR, "表 {0} を最後まで読めません: {1}", "table {0} cannot be read to its end: {1}");
DIAG_KIND(d_no_keys, "store-no-keys", DIAG_NOTE, "鍵が渡されていないため、暗号化された値は検査していません", "no keys were given: sealed values were not looked at");

int yg_store_fail(struct store *s, int err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(s->error, sizeof s->error, fmt, ap);
	va_end(ap);
	return err;
}

const char *yg_store_error(const struct store *s) { return s->error; }

int yg_store_open(struct store **out, const struct store_options *o, struct diags *ds)
{
	int err = yg_str_eqz(yg_str(o->path), ":memory:") ? yg_store_memory(out, o, ds) : yg_store_sqlite(out, o, ds);
	if (err) return err;
	(*out)->keys = o->keys;
	(*out)->read_only = o->read_only;
	return YG_OK;
}

void yg_store_close(struct store *s)
{
	if (s) s->ops->close(s);
}

/* --- sealing ------------------------------------------------------------------------------------------------------ */

static void add_u32(struct buf *out, size_t n)
{
	unsigned char b[4] = { (unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16), (unsigned char)(n >> 24) };
	yg_buf_add(out, b, sizeof b);
}

static void add_counted(struct buf *out, struct str s)
{
	add_u32(out, s.n);
	yg_buf_str(out, s);
}

void yg_store_aad(enum store_table t, size_t col, const struct cell *key, struct buf *out)
{
	const struct table_def *def = &yg_schema[t];
	add_counted(out, yg_str(def->name));
	add_counted(out, yg_str(def->col[col].name));
	for (size_t i = 0; i < def->nkey; i++) {
		uint64_t v = (uint64_t)key[i].i;
		if (def->col[i].type == CELL_INT) {
			yg_buf_char(out, 'I');
			add_u32(out, (size_t)(v & 0xffffffffu));
			add_u32(out, (size_t)(v >> 32));
		} else {
			yg_buf_char(out, 'S');
			add_counted(out, key[i].s);
		}
	}
}

static bool has_sealed(const struct store *s, const struct table_def *def)
{
	if (!s->keys) return false;
	for (size_t i = 0; i < def->ncol; i++)
		if (def->col[i].flags & COL_SEALED) return true;
	return false;
}

/* The sealed form of one row in out (ncol cells): values in the arena, the others borrowed. */
static int seal_row(struct store *s, enum store_table t, const struct cell *cells, struct arena *a, struct cell *out)
{
	const struct table_def *def = &yg_schema[t];
	struct buf aad, sealed;
	int err = YG_OK;
	yg_buf_init(&aad, 65536);
	yg_buf_init(&sealed, STORE_MAX_VALUE + 4096);
	for (size_t i = 0; !err && i < def->ncol; i++) {
		out[i] = cells[i];
		if (!(def->col[i].flags & COL_SEALED) || cells[i].null) continue;
		aad.n = sealed.n = 0;
		yg_store_aad(t, i, cells, &aad);
		err = aad.err ? aad.err : yg_seal(s->keys, yg_buf_view(&aad), cells[i].s, &sealed);
		if (!err) err = sealed.err;
		if (!err) out[i].s = yg_arena_str(a, yg_buf_view(&sealed));
		if (!err) err = yg_arena_error(a);
		if (err) yg_store_fail(s, err, "sealing %s.%s failed (%d)", def->name, def->col[i].name, err);
	}
	yg_buf_free(&aad);
	yg_buf_free(&sealed);
	return err;
}

/* Opens the sealed values of a row in place, plain bytes in the arena. */
static int open_row(struct store *s, enum store_table t, struct cell *cells, struct arena *a)
{
	const struct table_def *def = &yg_schema[t];
	struct buf aad;
	int err = YG_OK;
	yg_buf_init(&aad, 65536);
	for (size_t i = 0; !err && i < def->ncol; i++) {
		if (!(def->col[i].flags & COL_SEALED) || cells[i].null) continue;
		aad.n = 0;
		yg_store_aad(t, i, cells, &aad);
		err = aad.err ? aad.err : yg_unseal(s->keys, yg_buf_view(&aad), cells[i].s, a, &cells[i].s);
		if (err == YG_ENOTFOUND) err = yg_store_fail(s, YG_ESEAL, "the key of a value in %s.%s was destroyed", def->name, def->col[i].name);
		else if (err) yg_store_fail(s, err, "a value in %s.%s does not open (%d)", def->name, def->col[i].name, err);
	}
	yg_buf_free(&aad);
	return err;
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

static int usable(struct store *s)
{
	s->error[0] = '\0';
	return s->scanning ? yg_store_fail(s, YG_ESTATE, "the store was used from within a scan") : YG_OK;
}

int yg_store_begin(struct store *s)
{
	int err = usable(s);
	if (err) return err;
	if (s->reading) return yg_store_fail(s, YG_ESTATE, "begin inside begin");
	err = s->ops->begin(s);
	s->reading = !err;
	return err;
}

void yg_store_end(struct store *s)
{
	if (!s->reading) return;
	s->ops->end(s);
	s->reading = false;
}

int yg_store_get(struct store *s, enum store_table t, const struct cell *key, struct arena *a, struct cell *out)
{
	int err = usable(s);
	for (size_t i = 0; !err && i < yg_schema[t].nkey; i++)
		if (key[i].null) err = yg_store_fail(s, YG_EARG, "absent key cell: %s.%s", yg_schema[t].name, yg_schema[t].col[i].name);
	if (!err) err = s->ops->get(s, t, key, a, out);
	if (!err && has_sealed(s, &yg_schema[t])) err = open_row(s, t, out, a);
	return err;
}

struct opening { struct store *s; enum store_table t; store_each *each; void *ctx; struct arena *scratch; };

static int open_each(void *ctx, const struct cell *cells)
{
	struct opening *o = ctx;
	struct cell row[STORE_MAX_COLUMNS];
	int err;
	if (o->scratch && yg_arena_used(o->scratch) > SCRATCH_RENEW) {
		yg_arena_free(o->scratch);
		o->scratch = NULL;
	}
	if (!o->scratch && !(o->scratch = yg_arena_new(SCRATCH_LIMIT))) return yg_store_fail(o->s, YG_ENOMEM, "no memory");
	memcpy(row, cells, yg_schema[o->t].ncol * sizeof *row);
	err = open_row(o->s, o->t, row, o->scratch);
	return err ? err : o->each(o->ctx, row);
}

int yg_store_scan(struct store *s, const struct store_scan *q, store_each *each, void *ctx)
{
	const struct table_def *def = &yg_schema[q->table];
	size_t columns = q->index < 0 ? def->nkey : (size_t)q->index < def->nindex ? def->index[q->index].n : 0;
	struct opening o = { s, q->table, each, ctx, NULL };
	int err = usable(s);
	if (err) return err;
	if (q->nprefix + (q->from ? 1 : 0) > columns || (q->from && q->from->null))
		return yg_store_fail(s, YG_EARG, "scan of %s: prefix or start is not of this key", def->name);
	s->scanning = true;
	err = has_sealed(s, def) ? s->ops->scan(s, q, open_each, &o) : s->ops->scan(s, q, each, ctx);
	s->scanning = false;
	yg_arena_free(o.scratch);
	return err;
}

static int write_is_whole(struct store *s, const struct write *w)
{
	const struct table_def *def = &yg_schema[w->table];
	size_t n = w->op == W_DELETE ? def->nkey : def->ncol;
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &def->col[i];
		if (w->cells[i].null && !(c->flags & COL_NULL)) return yg_store_fail(s, YG_EARG, "absent value: %s.%s", def->name, c->name);
		if (!w->cells[i].null && c->type != CELL_INT && w->cells[i].s.n > STORE_MAX_VALUE)
			return yg_store_fail(s, YG_ETOOBIG, "value too big: %s.%s", def->name, c->name);
	}
	if (w->op != W_INSERT && w->check_col >= 0 && ((size_t)w->check_col >= def->ncol || def->col[w->check_col].type != CELL_INT))
		return yg_store_fail(s, YG_EARG, "%s has no number in column %d to check", def->name, w->check_col);
	return YG_OK;
}

int yg_store_commit(struct store *s, const struct write *w, size_t n, size_t *failed)
{
	struct write *sealed = NULL;
	struct arena *a = NULL;
	size_t at = n;
	int err = usable(s);
	if (!err && s->reading) err = yg_store_fail(s, YG_ESTATE, "commit between begin and end");
	if (!err && s->read_only) err = yg_store_fail(s, YG_EREADONLY, "the store was opened for reading");
	for (size_t i = 0; !err && i < n; i++)
		if ((err = write_is_whole(s, &w[i]))) at = i;
	if (!err && s->keys && n) {
		a = yg_arena_new(SCRATCH_LIMIT);
		sealed = a ? yg_arena_array(a, n, sizeof *sealed) : NULL;
		if (!sealed) err = yg_store_fail(s, YG_ENOMEM, "no memory");
	}
	for (size_t i = 0; sealed && !err && i < n; i++) {
		const struct table_def *def = &yg_schema[w[i].table];
		struct cell *cells;
		sealed[i] = w[i];
		if (w[i].op == W_DELETE || !has_sealed(s, def)) continue;
		cells = yg_arena_array(a, def->ncol, sizeof *cells);
		err = cells ? seal_row(s, w[i].table, w[i].cells, a, cells) : yg_store_fail(s, yg_arena_error(a), "no memory");
		sealed[i].cells = cells;
		if (err) at = i;
	}
	if (!err && n) err = s->ops->commit(s, sealed ? sealed : w, n, &at);
	if (failed && err) *failed = at;
	yg_arena_free(a);
	return err;
}

int yg_store_copy(struct store *s, const char *to_path, void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx)
{
	int err = usable(s);
	if (!err && s->reading) err = yg_store_fail(s, YG_ESTATE, "copy between begin and end");
	return err ? err : s->ops->copy(s, to_path, progress, ctx);
}

/* --- check -------------------------------------------------------------------------------------------------------- */

struct looking { struct store *s; enum store_table t; struct diags *ds; struct arena *scratch; uint64_t rows, shredded; size_t faults; };

static int look_at_row(void *ctx, const struct cell *cells)
{
	struct looking *l = ctx;
	const struct table_def *def = &yg_schema[l->t];
	struct buf aad;
	l->rows++;
	if (!has_sealed(l->s, def)) return 0;
	if (l->scratch && yg_arena_used(l->scratch) > SCRATCH_RENEW) {
		yg_arena_free(l->scratch);
		l->scratch = NULL;
	}
	if (!l->scratch && !(l->scratch = yg_arena_new(SCRATCH_LIMIT))) return YG_ENOMEM;
	yg_buf_init(&aad, 65536);
	for (size_t i = 0; i < def->ncol; i++) {
		struct str plain;
		char number[24];
		int err;
		if (!(def->col[i].flags & COL_SEALED) || cells[i].null) continue;
		aad.n = 0;
		yg_store_aad(l->t, i, cells, &aad);
		err = aad.err ? aad.err : yg_unseal(l->s->keys, yg_buf_view(&aad), cells[i].s, l->scratch, &plain);
		if (err == YG_ENOTFOUND) l->shredded++;
		else if (err && l->faults++ < MAX_SEAL_FAULTS) {
			snprintf(number, sizeof number, "%llu", (unsigned long long)l->rows);
			yg_diag(l->ds, &d_sealed, 0, 0, "", yg_str(def->name), yg_str(number));
		}
	}
	yg_buf_free(&aad);
	return 0;
}

int yg_store_check(struct store *s, struct diags *ds, uint64_t *rows)
{
	uint64_t all = 0;
	int err = usable(s), worst;
	if (err) return err;
	worst = s->ops->check(s, ds, rows);
	if (worst == YG_ENOMEM || worst == YG_EBUSY) return worst;
	for (int t = 0; t < T_COUNT; t++) {
		struct looking l = { .s = s, .t = (enum store_table)t, .ds = ds };
		struct store_scan q = { .table = l.t, .index = -1 };
		char number[24];
		s->error[0] = '\0';
		err = s->ops->scan(s, &q, look_at_row, &l);
		if (err) yg_diag(ds, &d_unread, 0, 0, "", yg_str(yg_schema[t].name), yg_str(s->error));
		if (l.shredded) {
			snprintf(number, sizeof number, "%llu", (unsigned long long)l.shredded);
			yg_diag(ds, &d_shredded, 0, 0, "", yg_str(yg_schema[t].name), yg_str(number));
		}
		if (err || l.faults) worst = yg_store_fail(s, YG_EIO, "table %s does not pass the check", yg_schema[t].name);
		all += l.rows;
		yg_arena_free(l.scratch);
	}
	if (!s->keys) yg_diag(ds, &d_no_keys, 0, 0, "", STR_NONE, STR_NONE);
	if (rows) *rows = all;
	return worst;
}
