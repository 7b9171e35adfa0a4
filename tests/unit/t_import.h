/* t_import.h - helpers of the test_tables_import_* programs: a scratch folder, synthetic official files, one import call. */
#ifndef TESTS_T_IMPORT_H
#define TESTS_T_IMPORT_H
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/limits.h"
#include "tables/edition.h"
#include "tables/edition_file.h"
#include "t.h"
#include "text/csv.h"
#include "text/sjis.h"

static char t_dir[64];                                 /* scratch folder under the working directory (the build) */

static inline void t_remove(const char *path)
{
	struct stat st;
	char sub[1024];
	DIR *d;
	if (lstat(path, &st) != 0) return;
	if (!S_ISDIR(st.st_mode)) { unlink(path); return; }
	d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
		if ((size_t)snprintf(sub, sizeof sub, "%s/%s", path, e->d_name) < sizeof sub) t_remove(sub);
	}
	if (d) closedir(d);
	rmdir(path);
}

static inline void t_done(void) { if (t_dir[0]) t_remove(t_dir); }
static inline void t_begin(void)
{
	snprintf(t_dir, sizeof t_dir, "t-import-XXXXXX");
	if (!mkdtemp(t_dir)) { perror("mkdtemp"); exit(99); }
	atexit(t_done);
}

/* Path inside the scratch folder; eight can be in use at once. */
static inline const char *t_path(const char *name)
{
	static char path[8][512];
	static int turn;
	char *p = path[turn++ & 7];
	snprintf(p, sizeof path[0], "%s/%s", t_dir, name);
	return p;
}

static inline const char *t_write(const char *name, struct str bytes)
{
	const char *p = t_path(name);
	if (yg_file_write(p, bytes) != 0) { fprintf(stderr, "cannot write %s\n", p); exit(99); }
	return p;
}

/* The result of one call, with its diagnostics. Free with t_free. */
struct run { struct arena *a; struct diags ds; struct buf text; struct import_report r; int err; };

static inline void t_start(struct run *x)
{
	memset(x, 0, sizeof *x);
	x->a = yg_arena_new(YG_MAX_ARENA);
	yg_diags_init(&x->ds, x->a);
	yg_buf_init(&x->text, YG_MAX_OUTPUT);
}
static inline void t_free(struct run *x) { yg_buf_free(&x->text); yg_arena_free(x->a); }

static const struct ymd t_today = { 2025, 8, 20 };

static inline struct run t_import(enum import_kind kind, const char *dir, const char *const *files, size_t n)
{
	struct run x;
	struct import_options o = { .kind = kind, .files = files, .nfiles = n, .out_dir = dir, .ingredients_dir = t_src("drugmaster"), .today = t_today };
	t_start(&x);
	x.err = yg_edition_import(&o, &x.r, &x.text, LANG_JA, &x.ds);
	return x;
}
static inline struct run t_import1(enum import_kind kind, const char *dir, const char *file) { return t_import(kind, dir, &file, 1); }
static inline struct run t_apply(const char *dir, const char *const *files, size_t n)
{
	struct run x;
	t_start(&x);
	x.err = yg_edition_apply_diff(dir, NULL, files, n, t_today, &x.r, &x.text, LANG_JA, &x.ds);
	return x;
}
static inline struct run t_apply1(const char *dir, const char *file) { return t_apply(dir, &file, 1); }

/* The first diagnostic of this code, or NULL. */
static inline const struct diag *t_diag(const struct run *x, const char *code)
{
	for (size_t i = 0; i < x->ds.n; i++)
		if (!strcmp(x->ds.d[i].kind->code, code)) return &x->ds.d[i];
	return NULL;
}
static inline size_t t_diag_count(const struct run *x, const char *code)
{
	size_t n = 0;
	for (size_t i = 0; i < x->ds.n; i++) n += !strcmp(x->ds.d[i].kind->code, code);
	return n;
}
static inline void t_show(const struct run *x)
{
	for (size_t i = 0; i < x->ds.n && i < 20; i++)
		fprintf(stderr, "  %s line %u %.*s\n", x->ds.d[i].kind->code, x->ds.d[i].record, STR_ARG(x->ds.d[i].field));
}
#define CHECK_OK(x) do { CHECK_INT((x).err, YG_OK); if ((x).err) t_show(&(x)); } while (0)
#define CHECK_DIAG(x, code) do { CHECK(t_diag(&(x), code)); if (!t_diag(&(x), code)) t_show(&(x)); } while (0)

/* One table of a folder, by column name. */
struct table { struct buf b; struct arena *a; struct csv_row head, *row; size_t n; };
static inline struct table t_table(const char *dir, const char *name)
{
	struct table t = { .a = yg_arena_new(YG_MAX_ARENA) };
	struct csv_row row;
	struct csv csv;
	yg_buf_init(&t.b, YG_MAX_TABLE);
	if (yg_edition_part_read(dir, name, YG_MAX_TABLE, &t.b) != 0) return t;
	yg_csv_open(&csv, yg_buf_view(&t.b), CSV_QUOTED, t.a);
	yg_csv_next(&csv, &t.head);
	while (yg_csv_next(&csv, &row) == 1) {
		t.row = yg_arena_grow(t.a, t.row, t.n, sizeof row);
		t.row[t.n++] = row;
	}
	return t;
}
static inline void t_table_free(struct table *t) { yg_buf_free(&t->b); yg_arena_free(t->a); }
static inline struct str t_cell(const struct table *t, size_t i, const char *column)
{
	int c = yg_csv_column(&t->head, column);
	if (c < 0) { fprintf(stderr, "no column %s\n", column); exit(99); }
	return i < t->n ? yg_csv_field(&t->row[i], (size_t)c) : STR_NONE;
}
static inline size_t t_find(const struct table *t, const char *column, const char *value)
{
	for (size_t i = 0; i < t->n; i++)
		if (yg_str_eqz(t_cell(t, i, column), value)) return i;
	return (size_t)-1;
}

/* --- a y file, written by us ------------------------------------------------------------------ */

struct y { const char *f[43]; };                      /* by official column number; NULL: empty */
static inline struct y t_y(const char *change, const char *code, const char *name, const char *price_code)
{
	struct y y = { { NULL } };
	static const char *const zero[] = { "0" };
	static const int zeros[] = { 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 26, 27, 34, 36, 39, 40, 41, 42 };
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) y.f[zeros[i]] = zero[0];
	y.f[1] = change; y.f[2] = "Y"; y.f[3] = code; y.f[4] = "5"; y.f[5] = name; y.f[6] = "5"; y.f[7] = "ﾃｽﾄ"; y.f[8] = "16"; y.f[9] = "1";
	y.f[10] = "錠"; y.f[11] = "1"; y.f[12] = "10.10"; y.f[24] = "1"; y.f[25] = "10.10"; y.f[28] = "1"; y.f[30] = "20250401";
	y.f[31] = "99999999"; y.f[32] = price_code; y.f[33] = "001"; y.f[35] = name;
	return y;
}
/* 変更 or 廃止: nothing but the first three columns. */
static inline struct y t_y_change(const char *change, const char *code)
{
	struct y y = { { NULL } };
	y.f[1] = change; y.f[2] = "Y"; y.f[3] = code;
	return y;
}
static inline void t_y_row(struct buf *b, const struct y *y, int columns)
{
	for (int i = 1; i <= columns; i++) yg_buf_printf(b, "%s\"%s\"", i > 1 ? "," : "", i <= 42 && y->f[i] ? y->f[i] : "");
	yg_buf_z(b, "\r\n");
}
static inline const char *t_y_file(const char *name, const struct y *rows, size_t n, int columns)
{
	struct sjis_report rep = { 0 };
	struct buf u, s;
	const char *p;
	yg_buf_init(&u, YG_MAX_TABLE);
	yg_buf_init(&s, YG_MAX_TABLE);
	for (size_t i = 0; i < n; i++) t_y_row(&u, &rows[i], columns);
	if (yg_cp932_encode(yg_buf_view(&u), &s, &rep) != 0) exit(99);
	p = t_write(name, yg_buf_view(&s));
	yg_buf_free(&u);
	yg_buf_free(&s);
	return p;
}
#endif
