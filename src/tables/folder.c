/* folder.c - the columns of the tables an imported edition keeps, and reading and writing them whole.
 * What the values mean is decided by the importers and by merge.c. */
#include "tables/folder.h"
#include "base/err.h"
#include "tables/table_file.h"
#include "text/csv.h"
#include "base/ban.h"

static const char *const ssk[SSK_COLUMNS] = {
	"change", "master", "receipt", "name_length", "name", "kana_length", "kana", "unit_code", "unit_length", "unit", "price_kind",
	"price", "reserved_13", "control", "nerve_block", "biologic", "generic_product", "reserved_18", "dental", "contrast", "volume",
	"listing", "brand_of", "old_price_kind", "old_price", "name_changed", "kana_changed", "form_class", "reserved_29", "changed_on",
	"ends_on", "price_code", "publication_order", "transition_until", "name_long", "listed_on", "generic_code", "generic_name",
	"generic_bonus", "hiv", "twin", "twin_kind" };
static const char *const price[PRICE_COLUMNS] = {
	"class", "price_code", "listed_name", "strength", "pharmacopoeia", "narcotic", "maker_added", "name", "maker", "generic_product",
	"brand_product", "has_generic", "price", "until", "note", "seen", "gone" };
static const char *const generic[GENERIC_COLUMNS] = {
	"code", "name", "listed_name", "strength", "class", "exception", "price_min", "products" };
static const char *const hot[HOT_COLUMNS] = { "hot13", "hot9", "hot7", "receipt", "price_code", "yj", "name", "maker", "updated" };
static const char *const products[PROD_COLUMNS] = {
	"receipt", "price_code", "yj", "generic_code", "name", "name_long", "name_list", "kana", "unit", "strength", "form_class",
	"control", "flags", "listing", "brand_of", "maker", "listed_name", "generic_name", "price", "listed_on", "changed_on", "ends_on",
	"transition_until", "twin" };

const struct tab yg_tab_layout[TABS] = {
	[TAB_SSK] = { .file = "ssk.csv", .columns = ssk, .ncolumns = SSK_COLUMNS },
	[TAB_PRICE] = { .file = "price.csv", .columns = price, .ncolumns = PRICE_COLUMNS },
	[TAB_GENERIC] = { .file = "generic.csv", .columns = generic, .ncolumns = GENERIC_COLUMNS },
	[TAB_HOT] = { .file = "hot.csv", .columns = hot, .ncolumns = HOT_COLUMNS },
	[TAB_PRODUCTS] = { .file = "products.csv", .columns = products, .ncolumns = PROD_COLUMNS },
};

struct str *yg_tab_add(struct tab *t, struct arena *a)
{
	struct str **rows = yg_arena_grow(a, t->row, t->n, sizeof *rows);
	struct str *r = yg_arena_array(a, t->ncolumns, sizeof *r);
	if (!rows || !r) return NULL;
	t->row = rows;
	rows[t->n++] = r;
	return r;
}

int yg_tab_parse(struct tab *t, struct str text, struct arena *a, struct diags *ds)
{
	size_t before = ds->n, left = ds->left_out;
	struct table_file f;
	yg_table_open(&f, t->file, text, t->columns, t->ncolumns, a, ds);
	while (yg_table_next(&f)) {
		struct str *r = yg_tab_add(t, a);
		if (!r) break;
		for (unsigned i = 0; i < t->ncolumns; i++) r[i] = yg_table_get(&f, i);
	}
	t->there = true;
	if (yg_arena_error(a)) return yg_arena_error(a);
	return yg_diags_count(ds, before, DIAG_ERROR) || ds->left_out != left ? YG_ETABLE : YG_OK;
}

int yg_tab_load(struct tab *t, const char *dir, const struct edition_file *e, struct arena *a, struct diags *ds)
{
	struct str text;
	int err;
	if (!yg_edition_part(e, t->file)) return YG_OK;
	err = yg_edition_part_load(dir, e, t->file, a, &text, ds);
	return err ? err : yg_tab_parse(t, text, a, ds);
}

void yg_tab_format(const struct tab *t, struct buf *out)
{
	for (size_t i = 0; i < t->ncolumns; i++) yg_csv_put(out, i == 0, yg_str(t->columns[i]));
	yg_buf_char(out, '\n');
	for (size_t k = 0; k < t->n; k++) {
		for (size_t i = 0; i < t->ncolumns; i++) yg_csv_put(out, i == 0, t->row[k][i]);
		yg_buf_char(out, '\n');
	}
}

void yg_named_add(struct named *n, struct str name)
{
	if (n->n < sizeof n->name / sizeof *n->name) n->name[n->n] = name;
	n->n++;
}

void yg_work_progress(const struct work *w, const char *what, size_t done, size_t total)
{
	if (w->progress) w->progress(w->progress_arg, what, done, total);
}

void yg_work_source(struct work *w, struct str *list, struct str base)
{
	struct str rest = *list;
	while (rest.n) {
		size_t k = yg_str_find(rest, STR(";"));
		if (yg_str_eq(yg_str_sub(rest, 0, k), base)) return;
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
	}
	*list = yg_arena_printf(w->arena, "%.*s%s%.*s", STR_ARG(*list), list->n ? ";" : "", STR_ARG(base));
}

void yg_work_sources(struct work *w, struct str *list, const char *const *files, size_t n)
{
	*list = STR_NONE;
	for (size_t i = 0; i < n; i++) {
		const char *slash = strrchr(files[i], '/');
		yg_work_source(w, list, yg_str(slash ? slash + 1 : files[i]));
	}
}
