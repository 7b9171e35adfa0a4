/* import_rules.c - `yagen rules import`: opens the folder, lets the kind do its work, checks the whole, and says what came
 * of it. Nothing is visible in the folder before all of it was checked. */
#include "tables/insert_rows.h"
#include "tables/compile.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/table_file.h"
#include "text/sjis.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/ban.h"

DIAG_KIND(d_none, "rules-import-nothing", DIAG_ERROR, "使える文書が一つもありません", "not one document could be used");
DIAG_KIND(d_folder, "rules-import-folder", DIAG_ERROR, "フォルダーに XML がありません", "the folder holds no XML file");
DIAG_KIND(d_many, "rules-import-too-many", DIAG_ERROR, "行または文書が多すぎます", "too many rows or documents");
DIAG_KIND(d_table, "rules-import-table", DIAG_ERROR, "ファイル名が取り込める表（{0}）ではありません", "the file must be named like a table that can be imported ({0})");
DIAG_KIND(d_unreadable, "rules-import-unreadable", DIAG_ERROR, "ファイルが読めません", "the file cannot be read");
DIAG_KIND(d_csv, "rules-import-csv", DIAG_ERROR, "CSV として読めないか、UTF-8 ではないか、列の数が見出しと合いません",
	  "not a CSV in UTF-8 whose rows have as many fields as its header");
DIAG_KIND(d_no_source, "rules-import-source", DIAG_ERROR, "出典または出典日がありません", "no source or no source date");
DIAG_KIND(d_by, "rules-import-by", DIAG_ERROR, "責任者の名前が使えません（空、区切り文字「;」、改行）", "the name of who answers for the rows cannot be used (empty, \";\", a line end)");
DIAG_KIND(d_facts, "rules-import-inserts", DIAG_ERROR, "inserts.csv が壊れています", "inserts.csv is damaged");

static const char *const own_tables[] = { "pairs.csv", "cautions.csv", "patients.csv", "doses.csv", "totals.csv", "forms.csv", "allergies.csv",
	"polypharmacy.csv" };
#define NOWN (sizeof own_tables / sizeof *own_tables)
static const char own_list[] = "pairs cautions patients doses totals forms allergies polypharmacy .csv";

/* --- package inserts ------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* The *.xml of a folder in the order of their names, so that the same folder gives the same bytes anywhere. */
static int folder(struct rules_work *w, const char *path, unsigned input)
{
	const char **names = NULL;
	size_t n = 0;
	int err = YG_OK;
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		size_t len = strlen(e->d_name);
		const char **p;
		if (len < 5 || strcmp(e->d_name + len - 4, ".xml") != 0 || e->d_name[0] == '.') continue;
		if (n >= YG_MAX_RECORDS || !(p = yg_arena_grow(w->arena, names, n, sizeof *p))) { err = YG_ETOOBIG; break; }
		names = p;
		p[n++] = yg_arena_printf(w->arena, "%s/%s", path, e->d_name).p;
	}
	if (d) closedir(d);
	if (!n && !err) yg_diag(w->ds, &d_folder, input, 0, "", STR_NONE, STR_NONE);
	if (n) qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n && !err; i++) err = names[i] ? yg_pmda_read(w, names[i], input) : YG_ENOMEM;
	return err;
}

static int documents(struct rules_work *w, const struct rules_import_options *o)
{
	int err = YG_OK;
	for (size_t i = 0; i < o->nfiles && !err; i++) {
		struct stat st;
		if (stat(o->files[i], &st) == 0 && S_ISDIR(st.st_mode)) err = folder(w, o->files[i], (unsigned)i);
		else err = yg_pmda_read(w, o->files[i], (unsigned)i);
	}
	return err;
}

/* Names: the master's ingredients, the class words of the rules, what people settled. */
static int dictionary(struct rules_work *w, struct rules_folder *f, const struct tables *t, const struct rules_import_options *o)
{
	struct settlement *s = NULL;
	struct edition_file e;
	struct str ingredients;
	size_t n = 0;
	int err = yg_edition_file_read(o->master_dir, w->arena, &e, w->ds);
	if (!err) err = yg_edition_part_load(o->master_dir, &e, "ingredients.csv", w->arena, &ingredients, w->ds);
	if (!err && o->settlements) err = yg_settlements_read(o->settlements, w->arena, &s, &n, w->ds);
	if (err) return err;
	return yg_partner_dict(&w->dict, t, ingredients, yg_rules_folder_text(f, "classes-dictionary.csv"), s, n, w->arena, w->ds);
}

static int write_inserts(struct rules_work *w, struct rules_folder *f, const struct rules_import_options *o)
{
	struct str text, newest = STR_NONE, last = STR_NONE, note;
	size_t documents_in = 0;
	int err = yg_insert_rows(w, f);
	if (err) return err;
	for (size_t i = 0; i < w->nfacts; i++) {
		if (!w->facts[i].f[INS_DOCUMENT].n) continue;
		documents_in += !yg_str_eq(w->facts[i].f[INS_DOCUMENT], last);
		last = w->facts[i].f[INS_DOCUMENT];
		if (yg_str_cmp(w->facts[i].f[INS_REVISION], newest) > 0) newest = w->facts[i].f[INS_REVISION];
	}
	note = yg_arena_printf(w->arena, "PMDA電子添文 %zu文書 (最新の改訂 %.*s) %zu行", documents_in, STR_ARG(yg_str_sub(newest, 0, 7)), w->report->rows);
	if (!yg_insert_facts_format(w, &text) || !yg_rules_folder_set(f, "inserts.csv", text) || !yg_rules_folder_note(f, note, o->today))
		return yg_arena_error(w->arena) ? yg_arena_error(w->arena) : YG_ENOMEM;
	err = yg_rules_folder_check(f, o->master_dir, NULL, 0);
	return err ? err : yg_rules_folder_commit(f);
}

static int pmda(struct rules_work *w, struct rules_folder *f, const struct rules_import_options *o)
{
	struct tables *t = NULL;
	struct tables_options to = { .master_dir = o->master_dir, .rules_dir = o->rules_dir, .no_image = true };
	struct str path = STR_NONE;
	int err;
	yg_worklist_init(&w->list, w->arena);
	yg_strmap_init(&w->documents, w->arena);
	err = yg_tables_open(&t, &to, w->ds);
	if (!err && yg_insert_facts_read(w, yg_rules_folder_text(f, "inserts.csv")) != YG_OK) {
		yg_diag(w->ds, &d_facts, 0, 0, "inserts.csv", STR_NONE, STR_NONE);
		err = YG_ETABLE;
	}
	if (!err) err = dictionary(w, f, t, o);
	if (o->worklist) path = yg_str(o->worklist);
	else if (o->out_dir) path = yg_arena_printf(w->arena, "%s/worklist.csv", o->out_dir);
	if (!err && path.n) err = yg_worklist_read(&w->list, path.p, w->ds);
	if (!err) err = documents(w, o);
	if (!err && !w->report->documents) {
		yg_diag(w->ds, &d_none, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	if (!err && o->out_dir) err = write_inserts(w, f, o);
	if (!err && path.n) err = yg_worklist_write(&w->list, path.p);
	yg_tables_drop(t);
	return err;
}

/* --- a pharmacy's own rows ---------------------------------------------------------------------------------- */

static const char *table_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	for (size_t i = 0; i < NOWN; i++)
		if (strcmp(name, own_tables[i]) == 0) return own_tables[i];
	return NULL;
}

struct own { const char *table; struct rule_rows rows; size_t id, source, date; };

static int read_own(struct rules_work *w, const char *path, unsigned input, struct own *o)
{
	struct buf b;
	struct str text;
	int err;
	o->table = table_of(path);
	if (!o->table) {
		yg_diag(w->ds, &d_table, input, 0, "", yg_str(own_list), STR_NONE);
		return YG_ETABLE;
	}
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_file_read(path, YG_MAX_TABLE, &b);
	text = err ? STR_NONE : yg_arena_str(w->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err) {
		yg_diag(w->ds, &d_unreadable, input, 0, "", STR_NONE, STR_NONE);
		return err;
	}
	err = yg_utf8_valid(text) ? yg_rule_rows(text, w->arena, &o->rows) : YG_ETABLE;
	if (err == YG_ETABLE) yg_diag(w->ds, &d_csv, input, 0, "", STR_NONE, STR_NONE);
	o->id = err ? 0 : yg_rule_column(&o->rows, "id");
	o->source = err ? 0 : yg_rule_column(&o->rows, "source");
	o->date = err ? 0 : yg_rule_column(&o->rows, "source_date");
	return err;
}

/* Ids get the prefix X- and sources the name of who answers for the row, so that no answer can take it for a shipped one.
 * The copy keeps the line numbers of the file. */
static struct str prefixed(struct rules_work *w, struct own *o, struct str by, unsigned input)
{
	struct arena *a = w->arena;
	struct buf b;
	struct str out;
	unsigned line = 1;
	yg_buf_init(&b, YG_MAX_TABLE);
	for (size_t i = 0; i < o->rows.n; i++) {
		struct rule_row *r = &o->rows.row[i];
		if (i && o->id < o->rows.columns && r->f[o->id].n && !yg_str_starts(r->f[o->id], STR("X-")))
			r->f[o->id] = yg_arena_printf(a, "X-%.*s", STR_ARG(r->f[o->id]));
		if (i && o->source < o->rows.columns && o->date < o->rows.columns && (!r->f[o->source].n || !r->f[o->date].n))
			yg_diag(w->ds, &d_no_source, input, r->line, "", STR_NONE, STR_NONE);
		else if (i && o->source < o->rows.columns)
			r->f[o->source] = yg_arena_printf(a, "%.*s（%.*s）", STR_ARG(r->f[o->source]), STR_ARG(by));
		for (; line < r->line; line++) yg_buf_char(&b, '\n');
		for (size_t k = 0; k < o->rows.columns; k++) yg_csv_put(&b, k == 0, r->f[k]);
		yg_buf_char(&b, '\n');
		line++;
	}
	out = b.err ? STR_NONE : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

static bool same_row(const struct str *a, const struct str *b, size_t n)
{
	for (size_t i = 0; i < n; i++) if (!yg_str_eq(a[i], b[i])) return false;
	return true;
}

/* The rows of the file into the table of the folder: an id that is there is replaced, the others stay. */
static bool merge(struct rules_work *w, struct rules_folder *f, const struct own *o, struct str before)
{
	struct rule_rows t, out;
	struct strmap at;
	size_t id;
	struct str text;
	if (yg_rule_rows(before.n ? before : STR("id\n"), w->arena, &t) != YG_OK) return false;
	if (!before.n) t = (struct rule_rows){ o->rows.row, 1, o->rows.columns };
	id = yg_rule_column(&t, "id");
	out = (struct rule_rows){ .columns = t.columns, .n = t.n };
	out.row = yg_arena_array(w->arena, t.n + o->rows.n, sizeof *out.row);
	if (!out.row || id == t.columns) return false;
	memcpy(out.row, t.row, t.n * sizeof *t.row);
	yg_strmap_init(&at, w->arena);
	for (size_t i = 1; i < t.n; i++)
		if (yg_strmap_add(&at, t.row[i].f[id], (uint32_t)i) == STRMAP_NONE) return false;
	for (size_t i = 1; i < o->rows.n; i++) {
		struct str *r = yg_arena_array(w->arena, t.columns, sizeof *r);
		uint32_t old;
		if (!r) return false;
		for (size_t k = 0; k < t.columns; k++) {
			const char *name = yg_arena_str(w->arena, t.row[0].f[k]).p;
			size_t from = name ? yg_rule_column(&o->rows, name) : o->rows.columns;
			r[k] = from < o->rows.columns ? o->rows.row[i].f[from] : STR_NONE;
		}
		old = yg_strmap_get(&at, r[id]);
		if (old == STRMAP_NONE) w->report->added++;
		else if (same_row(t.row[old].f, r, t.columns)) w->report->unchanged++;
		else w->report->changed++;
		out.row[old == STRMAP_NONE ? out.n++ : old].f = r;
	}
	w->report->rows += o->rows.n - 1;
	return yg_rule_rows_format(&out, w->arena, &text) && yg_rules_folder_set(f, o->table, text);
}

static int own_file(struct rules_work *w, struct rules_folder *f, const struct rules_import_options *o, struct str by, unsigned i)
{
	size_t before_diags = w->ds->n;
	struct own own = { 0 };
	struct str before, text, note;
	char day[11];
	int err = read_own(w, o->files[i], i, &own);
	if (err) return err;
	before = yg_rules_folder_text(f, own.table);
	text = prefixed(w, &own, by, i);
	if (!text.p || !yg_rules_folder_set(f, own.table, text)) return YG_ENOMEM;
	err = yg_rules_folder_check(f, o->master_dir, own.table, i);
	if (!err && yg_diags_count(w->ds, before_diags, DIAG_ERROR)) err = YG_ETABLE;
	yg_ymd_format(o->today, day);
	note = yg_arena_printf(w->arena, "薬局の規則:%s %zu行 (%.*s, %s)", own.table, own.rows.n - 1, STR_ARG(by), day);
	if (!err && (!merge(w, f, &own, before) || !yg_rules_folder_note(f, note, o->today))) err = YG_ENOMEM;
	if (err) {                                    /* the next file is judged without this one */
		own.rows.n = 1;
		if (!before.n && !yg_rule_rows_format(&own.rows, w->arena, &before)) return YG_ENOMEM;
		(void)yg_rules_folder_set(f, own.table, before);
	}
	return err;
}

static int own(struct rules_work *w, struct rules_folder *f, const struct rules_import_options *o)
{
	struct str by = yg_str_trim(yg_str(o->by));
	int worst = YG_OK, err;
	if (!by.n || memchr(by.p, ';', by.n) || memchr(by.p, '\n', by.n)) {
		yg_diag(w->ds, &d_by, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EARG;
	}
	for (size_t i = 0; i < o->nfiles; i++) {
		err = own_file(w, f, o, by, (unsigned)i);
		if (err && !worst) worst = err;
		if (err && err != YG_ETABLE) return err;
	}
	if (worst) return worst;
	err = yg_rules_folder_check(f, o->master_dir, NULL, 0);
	return err ? err : yg_rules_folder_commit(f);
}

/* --- saying what happened --------------------------------------------------------------------------------------- */

static void line(struct buf *out, enum lang lang, const char *ja, const char *en, size_t n)
{
	yg_buf_printf(out, lang == LANG_JA ? "・%s %zu\n" : "- %s %zu\n", lang == LANG_JA ? ja : en, n);
}

static void say(const struct rules_import_options *o, const struct rules_import_report *r, const struct rules_folder *f, struct buf *out, enum lang lang)
{
	bool ja = lang == LANG_JA;
	if (o->kind == RULES_PMDA_XML) {
		yg_buf_z(out, ja ? "取り込み:電子添文 (PMDA XML)\n" : "import: package inserts (PMDA XML)\n");
		line(out, lang, "文書", "documents", r->documents);
		line(out, lang, "使えなかった文書", "documents that could not be used", r->refused);
		line(out, lang, "相互作用の項がない文書", "documents without an interaction section", r->without);
		line(out, lang, "相手の名称", "partner names", r->names);
		line(out, lang, "解決した名称", "resolved", r->resolved);
		line(out, lang, "薬でないと決めた名称", "settled as no drug", r->ignored);
		line(out, lang, "作業表に載せた名称・箇所（人が決める）", "names and places left to a person (worklist)", r->unresolved);
		line(out, lang, "自分自身を指す組（行にしない）", "pairs of a drug with itself, left out", r->self);
		line(out, lang, "既存の行が同じことを述べる組（行にしない）", "pairs that a row there already says, left out", r->covered);
		line(out, lang, "電子添文からの行", "rows from package inserts", r->rows);
	} else {
		yg_buf_z(out, ja ? "取り込み:薬局の規則 (CSV)\n" : "import: own rules (CSV)\n");
		line(out, lang, "新規", "new", r->added);
		line(out, lang, "変更", "changed", r->changed);
		line(out, lang, "変更なし", "unchanged", r->unchanged);
	}
	if (o->out_dir) yg_buf_printf(out, ja ? "版 %.*s\n" : "edition %.*s\n", STR_ARG(f->edition.id));
	else yg_buf_z(out, ja ? "書き込みなし (--out がない)\n" : "nothing written (no --out)\n");
}

int yg_rules_import(const struct rules_import_options *o, struct rules_import_report *r, struct buf *text, enum lang lang, struct diags *ds)
{
	struct rules_work w = { .ds = ds, .report = r };
	struct rules_folder f = { 0 };
	int err;
	*r = (struct rules_import_report){ 0 };
	if (!o->nfiles || !o->master_dir || !o->rules_dir || !yg_ymd_valid(o->today) || (o->kind == RULES_CSV && (!o->out_dir || !o->by))) return YG_EARG;
	w.arena = yg_arena_new(COMPILE_ARENA);
	if (!w.arena) return YG_ENOMEM;
	err = yg_rules_folder_open(&f, o->out_dir, o->rules_dir, w.arena, ds);
	if (!err) err = o->kind == RULES_CSV ? own(&w, &f, o) : pmda(&w, &f, o);
	if (!err) say(o, r, &f, text, lang);
	if (err == YG_ETOOBIG) yg_diag(ds, &d_many, 0, 0, "", STR_NONE, STR_NONE);
	yg_rules_folder_close(&f);
	yg_arena_free(w.arena);
	return err ? err : text->err;
}
