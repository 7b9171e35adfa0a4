/* folder.h - the tables of an imported drug master in memory, while an edition is made or changed: rows of texts with
 * fixed columns, and the workspace that the importers of the official files share. Not used when an edition is loaded.
 *
 * ssk.csv, price.csv, generic.csv and hot.csv hold what the official files say; products.csv is always built anew from
 * them (merge.c), so that kinds can come in any order and a later difference is applied exactly. */
#ifndef TABLES_FOLDER_H
#define TABLES_FOLDER_H
#include "tables/edition.h"
#include "tables/edition_file.h"

/* ssk.csv: the 42 columns of the y file, values as published (days YYYYMMDD, 0 or 99999999). Order: drugmaster/fields/ssk.csv. */
enum ssk_column {
	SSK_CHANGE, SSK_MASTER, SSK_RECEIPT, SSK_NAME_LENGTH, SSK_NAME, SSK_KANA_LENGTH, SSK_KANA, SSK_UNIT_CODE, SSK_UNIT_LENGTH,
	SSK_UNIT, SSK_PRICE_KIND, SSK_PRICE, SSK_RESERVED_13, SSK_CONTROL, SSK_NERVE_BLOCK, SSK_BIOLOGIC, SSK_GENERIC_PRODUCT,
	SSK_RESERVED_18, SSK_DENTAL, SSK_CONTRAST, SSK_VOLUME, SSK_LISTING, SSK_BRAND_OF, SSK_OLD_PRICE_KIND, SSK_OLD_PRICE,
	SSK_NAME_CHANGED, SSK_KANA_CHANGED, SSK_FORM_CLASS, SSK_RESERVED_29, SSK_CHANGED_ON, SSK_ENDS_ON, SSK_PRICE_CODE,
	SSK_PUBLICATION_ORDER, SSK_TRANSITION_UNTIL, SSK_NAME_LONG, SSK_LISTED_ON, SSK_GENERIC_CODE, SSK_GENERIC_NAME,
	SSK_GENERIC_BONUS, SSK_HIV, SSK_TWIN, SSK_TWIN_KIND, SSK_COLUMNS
};
/* price.csv: the 15 columns of the price list (until as YYYY-MM-DD), then the date of the last list that has the row and,
 * for a row that a later list of the same 区分 no longer has, the date of that list. */
enum price_column {
	PRICE_CLASS, PRICE_CODE, PRICE_LISTED_NAME, PRICE_STRENGTH, PRICE_PHARMACOPOEIA, PRICE_NARCOTIC, PRICE_MAKER_ADDED, PRICE_NAME,
	PRICE_MAKER, PRICE_GENERIC_PRODUCT, PRICE_BRAND_PRODUCT, PRICE_HAS_GENERIC, PRICE_PRICE, PRICE_UNTIL, PRICE_NOTE,
	PRICE_SEEN, PRICE_GONE, PRICE_COLUMNS,
	PRICE_OFFICIAL = PRICE_SEEN                  /* columns of the official list */
};
enum generic_column { GENERIC_CODE, GENERIC_NAME, GENERIC_LISTED_NAME, GENERIC_STRENGTH, GENERIC_CLASS, GENERIC_EXCEPTION,
		      GENERIC_PRICE_MIN, GENERIC_PRODUCTS, GENERIC_COLUMNS };
enum hot_column { HOT_HOT13, HOT_HOT9, HOT_HOT7, HOT_RECEIPT, HOT_PRICE_CODE, HOT_YJ, HOT_NAME, HOT_MAKER, HOT_UPDATED, HOT_COLUMNS };
enum product_column {
	PROD_RECEIPT, PROD_PRICE_CODE, PROD_YJ, PROD_GENERIC_CODE, PROD_NAME, PROD_NAME_LONG, PROD_NAME_LIST, PROD_KANA, PROD_UNIT,
	PROD_STRENGTH, PROD_FORM_CLASS, PROD_CONTROL, PROD_FLAGS, PROD_LISTING, PROD_BRAND_OF, PROD_MAKER, PROD_LISTED_NAME,
	PROD_GENERIC_NAME, PROD_PRICE, PROD_LISTED_ON, PROD_CHANGED_ON, PROD_ENDS_ON, PROD_TRANSITION_UNTIL, PROD_TWIN, PROD_COLUMNS
};
enum tab_id { TAB_SSK, TAB_PRICE, TAB_GENERIC, TAB_HOT, TAB_PRODUCTS, TABS };

struct tab {
	const char *file;                            /* "ssk.csv" */
	const char *const *columns; size_t ncolumns;
	struct str **row; size_t n;
	bool there;                                  /* the folder has it, or will have it */
};
extern const struct tab yg_tab_layout[TABS];         /* file and columns of each, without rows */
/* A new empty row at the end; NULL: no memory. */
struct str *yg_tab_add(struct tab *t, struct arena *a);
/* Reads DIR/<file>, checked against e. Absent from e: no rows, there stays false. */
int  yg_tab_load(struct tab *t, const char *dir, const struct edition_file *e, struct arena *a, struct diags *ds);
/* The rows of a text in our layout; faults in ds with their line. The text must live as long as the table. */
int  yg_tab_parse(struct tab *t, struct str text, struct arena *a, struct diags *ds);
void yg_tab_format(const struct tab *t, struct buf *out);

struct named { size_t n; struct str name[5]; };     /* how many, and the first few by name */
struct work {
	struct arena         *arena;
	struct diags         *ds;
	struct import_report *report;
	const char           *dir, *shipped;         /* the folder; where the shipped master is */
	struct ymd            today;
	struct edition_file   edition;
	struct tab            tab[TABS];
	struct named          added, changed, ended, unresolved;
	struct buf            files;                 /* report line per file read, in `lang` */
	enum lang             lang;
	bool                  gap;                   /* a difference seems to be missing */
	void                (*progress)(void *, const char *, size_t, size_t);
	void                 *progress_arg;
};
void yg_named_add(struct named *n, struct str name);
void yg_work_progress(const struct work *w, const char *what, size_t done, size_t total);
/* Puts the base name of an official file into a `;` list unless it is there. */
void yg_work_source(struct work *w, struct str *list, struct str base);
/* The whole list anew, from paths. */
void yg_work_sources(struct work *w, struct str *list, const char *const *files, size_t n);

/* The importers: official files -> the tables of w. Errors are in ds; nothing of w is usable after one. */
int yg_import_ssk(struct work *w, const char *const *files, size_t n, bool diff_only);
/* Date of the full y file that the edition started from. */
struct ymd yg_ssk_full_date(const struct work *w);
int yg_import_price(struct work *w, const char *const *files, size_t n);
int yg_import_generic(struct work *w, const char *const *files, size_t n);
int yg_import_hot(struct work *w, const char *const *files, size_t n);
/* products.csv from the four others. */
int yg_merge_products(struct work *w);
/* Counts the ingredient names of the products that DIR-or-shipped ingredients.csv and yj7.csv do not resolve. */
int yg_count_unresolved(struct work *w, struct str ingredients, struct str yj7);
#endif
