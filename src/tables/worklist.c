/* worklist.c - reads and writes the list of unknown names, and reads what people decided about them. Does not decide. */
#include "tables/worklist.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/table_file.h"
#include "base/ban.h"

DIAG_KIND(d_not_ours, "worklist-not-ours", DIAG_ERROR, "作業表として読めないため、書き換えません", "not a worklist: it is left as it is");
DIAG_KIND(d_empty, "settlement-empty", DIAG_ERROR, "空にできない項目です: {0}", "must not be empty: {0}");
DIAG_KIND(d_twice, "settlement-twice", DIAG_ERROR, "同じ名称が二度あります", "the same name is settled twice");
DIAG_KIND(d_missing, "settlement-missing", DIAG_ERROR, "決定表（settlements）が読めません", "the settlements cannot be read");

static const char *const work_columns[] = { "document", "yj", "section", "name", "reason" };
enum { W_COLUMNS = 5 };
static const char *const settled_columns[] = { "name", "selectors", "who", "date" };
enum { S_NAME, S_SELECTORS, S_WHO, S_DATE, S_COLUMNS };

void yg_worklist_init(struct worklist *w, struct arena *a)
{
	*w = (struct worklist){ .arena = a };
	yg_strmap_init(&w->documents, a);
}

bool yg_worklist_add(struct worklist *w, struct work_item item)
{
	struct work_item *p = yg_arena_grow(w->arena, w->v, w->n, sizeof *p);
	if (!p || yg_strmap_add(&w->documents, item.document, 0) == STRMAP_NONE) return false;
	w->v = p;
	p[w->n++] = item;
	return true;
}

void yg_worklist_forget(struct worklist *w, struct str document)
{
	size_t n = 0;
	if (yg_strmap_get(&w->documents, document) == STRMAP_NONE) return;
	for (size_t i = 0; i < w->n; i++)
		if (!yg_str_eq(w->v[i].document, document)) w->v[n++] = w->v[i];
	w->n = n;
}

/* The text lives in the arena, since rows are views into it. */
static int load(const char *path, struct arena *a, struct str *out)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_file_read(path, YG_MAX_TABLE, &b);
	*out = err ? STR_NONE : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

int yg_worklist_read(struct worklist *w, const char *path, struct diags *ds)
{
	size_t before = ds->n;
	struct table_file t;
	struct str text;
	int err = load(path, w->arena, &text);
	if (err) return err == YG_ENOTFOUND ? YG_OK : err;
	yg_table_open(&t, path, text, work_columns, W_COLUMNS, w->arena, ds);
	while (yg_table_next(&t)) {
		struct work_item item = { yg_table_get(&t, 0), yg_table_get(&t, 1), yg_table_get(&t, 2), yg_table_get(&t, 3), yg_table_get(&t, 4) };
		if (!yg_worklist_add(w, item)) return yg_arena_error(w->arena);
	}
	if (!yg_diags_count(ds, before, DIAG_ERROR)) return yg_arena_error(w->arena);
	yg_diag(ds, &d_not_ours, 0, 0, path, STR_NONE, STR_NONE);
	return YG_ETABLE;
}

int yg_worklist_write(const struct worklist *w, const char *path)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TABLE);
	for (size_t i = 0; i < W_COLUMNS; i++) yg_csv_put(&b, i == 0, yg_str(work_columns[i]));
	yg_buf_char(&b, '\n');
	for (size_t i = 0; i < w->n; i++) {
		const struct str f[W_COLUMNS] = { w->v[i].document, w->v[i].yj, w->v[i].section, w->v[i].name, w->v[i].reason };
		for (size_t k = 0; k < W_COLUMNS; k++) yg_csv_put(&b, k == 0, f[k]);
		yg_buf_char(&b, '\n');
	}
	err = b.err ? b.err : yg_file_write(path, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}

int yg_settlements_read(const char *path, struct arena *a, struct settlement **out, size_t *n, struct diags *ds)
{
	size_t before = ds->n;
	struct table_file t;
	struct strmap seen;
	struct str text;
	int err = load(path, a, &text);
	*out = NULL;
	*n = 0;
	if (err == YG_ENOTFOUND || err == YG_EIO) yg_diag(ds, &d_missing, 0, 0, path, STR_NONE, STR_NONE);
	if (err) return err;
	yg_strmap_init(&seen, a);
	yg_table_open(&t, path, text, settled_columns, S_COLUMNS, a, ds);
	while (yg_table_next(&t)) {
		struct settlement s = { .name = yg_table_get(&t, S_NAME), .selectors = yg_table_get(&t, S_SELECTORS), .who = yg_table_get(&t, S_WHO),
					.line = t.row.line }, *p;
		yg_table_date(&t, S_DATE, &s.date);
		for (unsigned k = 0; k < S_COLUMNS; k++)
			if (!yg_table_get(&t, k).n) yg_table_fault(&t, &d_empty, yg_str(settled_columns[k]), STR_NONE);
		if (yg_strmap_get(&seen, s.name) != STRMAP_NONE) yg_table_fault(&t, &d_twice, STR_NONE, STR_NONE);
		p = yg_arena_grow(a, *out, *n, sizeof *p);
		if (!p || yg_strmap_add(&seen, s.name, 0) == STRMAP_NONE) return yg_arena_error(a);
		*out = p;
		p[(*n)++] = s;
	}
	return yg_diags_count(ds, before, DIAG_ERROR) ? YG_ETABLE : yg_arena_error(a);
}
