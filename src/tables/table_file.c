/* table_file.c - strict reading of our own CSV tables. Does not know what any column means. */
#include "tables/table_file.h"
#include "base/err.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_unreadable, "table-syntax", DIAG_ERROR, "CSVとして読めません(引用符が閉じていない等)", "not readable as CSV (an open quote, or text behind one)");
DIAG_KIND(d_encoding, "table-encoding", DIAG_ERROR, "UTF-8ではありません", "is not UTF-8");
DIAG_KIND(d_header, "table-no-header", DIAG_ERROR, "見出し行がありません", "has no header line");
DIAG_KIND(d_unknown, "table-column-unknown", DIAG_ERROR, "知らない列です: {0}", "unknown column: {0}");
DIAG_KIND(d_missing, "table-column-missing", DIAG_ERROR, "列がありません: {0}", "column missing: {0}");
DIAG_KIND(d_twice, "table-column-twice", DIAG_ERROR, "同じ列が二つあります: {0}", "column named twice: {0}");
DIAG_KIND(d_width, "table-row-width", DIAG_ERROR, "列の数が見出しと合いません", "the number of fields is not that of the header");
DIAG_KIND(d_date, "table-date", DIAG_ERROR, "日付として読めません: {0} = {1}", "not a date: {0} = {1}");
DIAG_KIND(d_number, "table-number", DIAG_ERROR, "数として読めないか大きすぎます: {0} = {1}", "not a number, or too large: {0} = {1}");

void yg_table_fault(struct table_file *t, const struct diag_kind *kind, struct str arg0, struct str arg1)
{
	yg_diag(t->ds, kind, 0, t->row.line, t->file, arg0, arg1);
}

static size_t column_of(const struct table_file *t, struct str name)
{
	size_t i = 0;
	while (i < t->ncolumns && !yg_str_eqz(name, t->columns[i])) i++;
	return i;
}

void yg_table_open(struct table_file *t, const char *file, struct str text, const char *const *columns, size_t n,
		   struct arena *a, struct diags *ds)
{
	*t = (struct table_file){ .file = file, .columns = columns, .ncolumns = n, .ds = ds, .readable = true };
	for (size_t i = 0; i < n; i++) t->at[i] = -1;
	if (!yg_utf8_valid(text)) {
		yg_diag(ds, &d_encoding, 0, 0, file, STR_NONE, STR_NONE);
		t->readable = false;
		return;
	}
	yg_csv_open(&t->csv, text, CSV_QUOTED, a);
	if (yg_csv_next(&t->csv, &t->row) != 1) {
		yg_diag(ds, &d_header, 0, 0, file, STR_NONE, STR_NONE);
		t->readable = false;
		return;
	}
	t->width = t->row.n;
	for (size_t i = 0; i < t->row.n; i++) {
		size_t c = column_of(t, t->row.f[i]);
		if (c == n) yg_table_fault(t, &d_unknown, t->row.f[i], STR_NONE);
		else if (t->at[c] >= 0) yg_table_fault(t, &d_twice, t->row.f[i], STR_NONE);
		else t->at[c] = (int)i;
	}
	for (size_t i = 0; i < n; i++) {
		if (t->at[i] >= 0) continue;
		yg_table_fault(t, &d_missing, yg_str(columns[i]), STR_NONE);
		t->readable = false;
	}
}

bool yg_table_next(struct table_file *t)
{
	while (t->readable) {
		int got = yg_csv_next(&t->csv, &t->row);
		if (got == 0) return false;
		if (got < 0) {                        /* the reader cannot find the next record after an open quote */
			yg_table_fault(t, &d_unreadable, STR_NONE, STR_NONE);
			t->readable = false;
			return false;
		}
		if (t->row.raw.n == 0) continue;      /* an empty line */
		t->rows++;
		if (t->row.n == t->width) return true;
		yg_table_fault(t, &d_width, STR_NONE, STR_NONE);
	}
	return false;
}

struct str yg_table_get(const struct table_file *t, unsigned column)
{
	return yg_csv_field(&t->row, (size_t)t->at[column]);
}

bool yg_table_date(struct table_file *t, unsigned column, struct ymd *out)
{
	struct str s = yg_table_get(t, column);
	if (s.n == 0) return true;
	if (s.n == 10 && yg_ymd_parse(s, out) == YG_OK) return true;
	yg_table_fault(t, &d_date, yg_str(t->columns[column]), s);
	return false;
}

bool yg_table_uint(struct table_file *t, unsigned column, unsigned long max, unsigned long *out)
{
	struct str s = yg_table_get(t, column);
	if (s.n == 0 || yg_str_uint(s, max, out)) return true;
	yg_table_fault(t, &d_number, yg_str(t->columns[column]), s);
	return false;
}

bool yg_list_next(struct str *rest, struct str *part)
{
	const char *bar;
	if (rest->n == 0) return false;
	bar = memchr(rest->p, '|', rest->n);
	*part = (struct str){ rest->p, bar ? (size_t)(bar - rest->p) : rest->n };
	if (bar) *rest = yg_str_sub(*rest, part->n + 1, rest->n);
	else *rest = STR_NONE;
	return true;
}
