/* compile.c - two folders of CSV -> one image: the order of the steps, and the small tools they share. */
#include "tables/patient_rules.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include "text/fold.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_no_edition, "edition-missing", DIAG_ERROR, "EDITIONファイルがありません: {0}", "no EDITION file: {0}");
DIAG_KIND(d_unread, "table-unreadable", DIAG_ERROR, "読み込めません", "cannot be read");
DIAG_KIND(d_large, "table-too-large", DIAG_ERROR, "表が大きすぎます", "the tables are too large");
DIAG_KIND(d_long, "table-text-too-long", DIAG_ERROR, "文字列が長すぎます: {0}…", "text too long: {0}...");

int yg_compile_short(const struct compile *c)
{
	int err = yg_arena_error(c->arena);
	return err ? err : YG_ENOMEM;
}

/* --- texts: u16 length and bytes, each distinct text once ------------------------------------- */
uint32_t yg_compile_text(struct compile *c, struct str s)
{
	uint32_t at;
	uint16_t n = (uint16_t)s.n;
	if (s.n == 0) return 0;
	if (s.n > 0xffff) {
		yg_diag(c->ds, &d_long, 0, 0, "", yg_str_sub(s, 0, 60), STR_NONE);
		return 0;
	}
	at = yg_strmap_get(&c->texts, s);
	if (at != STRMAP_NONE) return at;
	at = (uint32_t)c->text.n;
	yg_buf_add(&c->text, &n, sizeof n);
	yg_buf_str(&c->text, s);
	return yg_strmap_add(&c->texts, s, at) == STRMAP_NONE ? 0 : at;   /* the arena error is looked at after each step */
}

struct str yg_compile_view(const struct compile *c, uint32_t text)
{
	uint16_t n;
	if (text == 0 || c->text.err) return STR_NONE;
	memcpy(&n, c->text.p + text, sizeof n);
	return (struct str){ c->text.p + text + sizeof n, n };
}

/* --- links ------------------------------------------------------------------------------------- */
void yg_links_add(struct compile *c, struct links *l, uint64_t key, uint32_t rank, uint32_t to)
{
	struct link *p = yg_arena_grow(c->arena, l->v, l->n, sizeof *p);
	if (!p) return;
	l->v = p;
	p[l->n++] = (struct link){ key, rank, to };
}

static int by_link(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	if (a->key != b->key) return a->key < b->key ? -1 : 1;
	if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

void yg_links_sort(struct links *l)
{
	size_t n = 0;
	if (!l->n) return;
	qsort(l->v, l->n, sizeof *l->v, by_link);
	for (size_t i = 0; i < l->n; i++)
		if (n == 0 || by_link(&l->v[n - 1], &l->v[i]) != 0) l->v[n++] = l->v[i];
	l->n = n;
}

const struct link *yg_links_find(const struct links *l, uint64_t key, size_t *n)
{
	size_t lo = 0, hi = l->n, end;
	*n = 0;
	if (!l->n) return NULL;                      /* no row of this kind: v is NULL, and NULL + 0 is not C */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (l->v[mid].key < key) lo = mid + 1;
		else hi = mid;
	}
	for (end = lo; end < l->n && l->v[end].key == key; end++) {}
	*n = end - lo;
	return l->v + lo;
}

/* --- keys and names ------------------------------------------------------------------------------ */
uint64_t yg_key(struct str code)
{
	uint64_t v = 0;
	if (code.n == 0 || code.n > 13) return 0;
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') + 1 : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A') + 11 : 0;
		if (!digit || (code.n == 13 && digit > 10)) return 0;
		v = code.n == 13 ? v * 10 + digit - 1 : v * 37 + digit;   /* 37^12 < 2^63: no code of another length is equal */
	}
	return code.n == 13 ? v | 1ull << 63 : v;
}

uint32_t yg_name_hash(struct str name)
{
	struct buf b;
	uint64_t h;
	uint32_t v;
	if (name.n == 0) return 0;
	yg_buf_init(&b, 65536 * 4);
	yg_fold(name, &b);
	h = yg_hash(YG_HASH_START, b.p, b.n);
	v = b.n == 0 || b.err ? 0 : (uint32_t)(h ^ h >> 32);
	v = b.n && !b.err && v == 0 ? 1 : v;
	yg_buf_free(&b);
	return v;
}

struct str yg_generic_bare(struct str name)
{
	struct str mark = STR("【般】"), s = yg_str_trim(name);
	return yg_str_starts(s, mark) ? yg_str_trim(yg_str_sub(s, mark.n, s.n)) : s;
}

/* --- files ---------------------------------------------------------------------------------------- */
int yg_compile_file(struct compile *c, const char *dir, const struct edition_file *e, const char *name, bool *missing, struct str *out)
{
	struct buf b;
	int err;
	*out = STR_NONE;
	*missing = yg_edition_part(e, name) == NULL;
	if (*missing) return YG_OK;
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_edition_part_read(dir, name, YG_MAX_TABLE, &b);
	if (err) {
		if (err != YG_ENOMEM) yg_diag(c->ds, &d_unread, 0, 0, name, STR_NONE, STR_NONE);
		err = err == YG_ENOTFOUND || err == YG_ETOOBIG ? YG_ETABLE : err;
	} else {
		err = yg_edition_part_check(e, name, yg_buf_view(&b), c->ds);
	}
	if (!err) {
		*out = yg_arena_str(c->arena, yg_buf_view(&b));
		err = yg_arena_error(c->arena);
	}
	yg_buf_free(&b);
	return err;
}

static int read_edition(struct compile *c, const char *dir, struct edition_file *e)
{
	int err = yg_edition_file_read(dir, c->arena, e, c->ds);
	if (err == YG_ENOTFOUND) {
		yg_diag(c->ds, &d_no_edition, 0, 0, "EDITION", yg_str(dir), STR_NONE);
		return YG_ETABLE;
	}
	return err;
}

static int run(struct compile *c, struct buf *out)
{
	size_t before = c->ds->n;
	int e1 = read_edition(c, c->master_dir, &c->master_edition);
	int e2 = c->rules_dir ? read_edition(c, c->rules_dir, &c->rules_edition) : YG_OK;
	int err = e1 ? e1 : yg_compile_master(c);
	if (err && err != YG_ETABLE) return err;
	if (!c->rules_dir) return err ? err : yg_diags_count(c->ds, before, DIAG_ERROR) ? YG_ETABLE : YG_OK;
	if (!e2) {                                     /* with a faulty master, the rules are read all the same: all faults at once */
		e2 = yg_compile_rules(c);
		if (e2 && e2 != YG_ETABLE) return e2;
	}
	if (err || e2 || c->ds->left_out || yg_diags_count(c->ds, before, DIAG_ERROR)) return YG_ETABLE;
	err = yg_compile_entities(c);
	if (!err) err = yg_compile_about_drugs(c);
	if (!err) err = c->text.err ? c->text.err : yg_arena_error(c->arena);
	if (!err && out) err = yg_image_layout(c, out);
	return err;
}

int yg_compile(const char *master_dir, const char *rules_dir, enum compile_lint lint, struct buf *out, struct diags *ds)
{
	struct compile c = { .lint_master = (lint & LINT_MASTER) != 0, .lint = (lint & LINT_RULES) != 0, .ds = ds,
			     .master_dir = master_dir, .rules_dir = rules_dir };
	int err;
	c.arena = yg_arena_new(COMPILE_ARENA);
	if (!c.arena) return YG_ENOMEM;
	yg_buf_init(&c.text, 64u << 20);
	yg_buf_add(&c.text, "\0\0", 2);               /* offset 0: the empty text */
	yg_strmap_init(&c.texts, c.arena);
	err = run(&c, out);
	if (err == YG_ETOOBIG) {
		yg_diag(ds, &d_large, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_ETABLE;
	}
	yg_buf_free(&c.text);
	yg_arena_free(c.arena);
	return err;
}
