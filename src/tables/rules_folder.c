/* rules_folder.c - takes a rules edition over, changes texts in it, lints it before anybody can see it, and puts it in place. */
#include "tables/rules_folder.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/rules_lint.h"
#include "text/csv.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_no_edition, "rules-import-no-base", DIAG_ERROR, "元にするルールの版がありません", "there is no rules edition to start from");
DIAG_KIND(d_foreign, "rules-import-foreign", DIAG_ERROR, "このフォルダーの版は取り込みで作られたものではありません。別のフォルダーを --out で指定してください",
	  "the edition in this folder was not made by an import: choose another --out");
DIAG_KIND(d_busy, "rules-import-busy", DIAG_ERROR, "このフォルダーでは別の取り込みが動いています", "another import is running in this folder");
DIAG_KIND(d_write, "rules-import-write", DIAG_ERROR, "フォルダーに書けません。前の版はそのままです", "the folder cannot be written; the edition before it stands");

int yg_rules_folder_open(struct rules_folder *f, const char *dir, const char *base, struct arena *a, struct diags *ds)
{
	const char *from = base;
	int err;
	*f = (struct rules_folder){ .arena = a, .ds = ds, .dir = dir };
	if (dir) {
		err = yg_edition_begin(&f->change, dir);
		if (err == YG_EREFUSED) yg_diag(ds, &d_busy, 0, 0, "", STR_NONE, STR_NONE);
		if (err == YG_EIO) yg_diag(ds, &d_write, 0, 0, "", STR_NONE, STR_NONE);
		if (err) return err;
		err = yg_edition_file_read(dir, a, &f->edition, ds);
		if (err && err != YG_ENOTFOUND) return err;
		if (!err) from = dir;
		if (!err && !memchr(f->edition.id.p, '+', f->edition.id.n)) {
			yg_diag(ds, &d_foreign, 0, 0, "EDITION", STR_NONE, STR_NONE);
			return YG_EREFUSED;
		}
	}
	if (from == base && (err = yg_edition_file_read(from, a, &f->edition, ds)) != YG_OK) {
		if (err == YG_ENOTFOUND) yg_diag(ds, &d_no_edition, 0, 0, "EDITION", STR_NONE, STR_NONE);
		return err == YG_ENOTFOUND ? YG_ETABLE : err;
	}
	f->part = yg_arena_array(a, 64, sizeof *f->part);
	if (!f->part) return yg_arena_error(a);
	for (size_t i = 0; i < f->edition.nparts && i < 60; i++) {
		char name[128];
		struct str text;
		snprintf(name, sizeof name, "%.*s", STR_ARG(f->edition.parts[i].name));
		if ((err = yg_edition_part_load(from, &f->edition, name, a, &text, ds)) != YG_OK) return err;
		f->part[f->nparts++] = (struct folder_part){ f->edition.parts[i].name, text, false };
	}
	return yg_arena_error(a);
}

void yg_rules_folder_close(struct rules_folder *f)
{
	yg_edition_end(f->change);
	f->change = NULL;
}

struct str yg_rules_folder_text(const struct rules_folder *f, const char *name)
{
	for (size_t i = 0; i < f->nparts; i++)
		if (yg_str_eqz(f->part[i].name, name)) return f->part[i].text;
	return STR_NONE;
}

bool yg_rules_folder_set(struct rules_folder *f, const char *name, struct str text)
{
	size_t i = 0;
	while (i < f->nparts && !yg_str_eqz(f->part[i].name, name)) i++;
	if (i == 64) return false;
	f->part[i] = (struct folder_part){ yg_arena_str(f->arena, yg_str(name)), text, true };
	f->nparts += i == f->nparts;
	return true;
}

/* --- rows ------------------------------------------------------------------------------------------------ */

int yg_rule_rows(struct str text, struct arena *a, struct rule_rows *out)
{
	struct csv_row row;
	struct csv csv;
	int got;
	*out = (struct rule_rows){ 0 };
	yg_csv_open(&csv, text, CSV_QUOTED, a);
	while ((got = yg_csv_next(&csv, &row)) == 1) {
		struct rule_row *r = yg_arena_grow(a, out->row, out->n, sizeof *r);
		if (!r) return yg_arena_error(a);
		if (row.raw.n == 0) continue;
		if (!out->n) out->columns = row.n;
		if (row.n != out->columns) return YG_ETABLE;
		out->row = r;
		r[out->n++] = (struct rule_row){ row.f, row.line };
	}
	return got == YG_ENOMEM ? got : got < 0 || !out->n ? YG_ETABLE : yg_arena_error(a);
}

size_t yg_rule_column(const struct rule_rows *t, const char *name)
{
	size_t i = 0;
	while (i < t->columns && !yg_str_eqz(t->row[0].f[i], name)) i++;
	return i;
}

bool yg_rule_rows_format(const struct rule_rows *t, struct arena *a, struct str *out)
{
	struct buf b;
	bool ok;
	yg_buf_init(&b, YG_MAX_TABLE);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->columns; k++) yg_csv_put(&b, k == 0, t->row[i].f[k]);
		yg_buf_char(&b, '\n');
	}
	*out = yg_arena_str(a, yg_buf_view(&b));
	ok = !b.err && out->p;
	yg_buf_free(&b);
	return ok;
}

/* --- writing ----------------------------------------------------------------------------------------------- */

static int stage(struct rules_folder *f, char *path, size_t room)
{
	struct buf b;
	int err = YG_OK, n;
	for (size_t i = 0; i < f->nparts && !err; i++) {
		char name[128];
		snprintf(name, sizeof name, "%.*s", STR_ARG(f->part[i].name));
		err = yg_edition_put(f->change, &f->edition, f->arena, name, f->part[i].text);
	}
	n = snprintf(path, room, "%s/.incoming/EDITION", f->dir);
	if (err || n < 0 || (size_t)n >= room) return err ? err : YG_EIO;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_edition_file_format(&f->edition, &b);
	err = b.err ? b.err : yg_file_write(path, yg_buf_view(&b));
	yg_buf_free(&b);
	path[n - (int)strlen("/EDITION")] = '\0';
	return err;
}

int yg_rules_folder_check(struct rules_folder *f, const char *master_dir, const char *table, unsigned input)
{
	struct diags found;
	char path[4096];
	size_t errors = 0;
	int err = stage(f, path, sizeof path);
	if (err) {
		if (err == YG_EIO) yg_diag(f->ds, &d_write, 0, 0, "", STR_NONE, STR_NONE);
		return err;
	}
	yg_diags_init(&found, f->arena);
	err = yg_rules_lint(master_dir, path, &found);
	for (size_t i = 0; i < found.n; i++) {
		const struct diag *d = &found.d[i];
		bool ours = table && yg_str_eqz(d->field, table);
		if (!ours && d->kind->severity < DIAG_ERROR) continue;       /* doubts about rows that stood there before */
		errors += d->kind->severity == DIAG_ERROR;
		if (ours) yg_diag(f->ds, d->kind, input, d->record, "", d->arg[0], d->arg[1]);
		else yg_diag(f->ds, d->kind, 0, d->record, d->field.p ? d->field.p : "", d->arg[0], d->arg[1]);
	}
	if (err && err != YG_ETABLE) return err;
	return err || errors || found.left_out ? YG_ETABLE : YG_OK;
}

bool yg_rules_folder_note(struct rules_folder *f, struct str note, struct ymd today)
{
	struct str rest = f->edition.sources, out = STR_NONE, head = note, id = f->edition.id;
	const char *blank = memchr(note.p, ' ', note.n), *plus = id.n ? memchr(id.p, '+', id.n) : NULL;
	char day[11];
	if (blank) head = yg_str_sub(note, 0, (size_t)(blank - note.p) + 1);
	if (plus) id = yg_str_sub(id, 0, (size_t)(plus - id.p));
	yg_ymd_format(today, day);
	while (rest.n) {
		size_t k = yg_str_find(rest, STR(";"));
		struct str one = yg_str_sub(rest, 0, k);
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
		if (!yg_str_starts(one, head)) out = yg_arena_printf(f->arena, "%.*s%s%.*s", STR_ARG(out), out.n ? ";" : "", STR_ARG(one));
	}
	f->edition.sources = yg_arena_printf(f->arena, "%.*s%s%.*s", STR_ARG(out), out.n ? ";" : "", STR_ARG(note));
	f->edition.id = yg_arena_printf(f->arena, "%.*s+%s", STR_ARG(id), day);
	f->edition.source_date = today;
	return f->edition.id.p && f->edition.sources.p;
}

int yg_rules_folder_commit(struct rules_folder *f)
{
	char path[4096];
	int err = stage(f, path, sizeof path);
	if (!err) err = yg_edition_commit(f->change, &f->edition);
	if (err == YG_EIO) yg_diag(f->ds, &d_write, 0, 0, "", STR_NONE, STR_NONE);
	return err;
}
