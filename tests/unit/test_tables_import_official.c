/* The official files themselves: counts and events that the drug master specification gives (its sections 1 and 3). */
#include "t_import.h"

static const char *const diffs[] = { "20240417", "20240521", "20240531", "20240613", "20240628", "20240717", "20240731", "20240814",
	"20240906", "20240925", "20241018", "20241112", "20241119", "20241205", "20250115", "20250318", "20250415", "20250516", "20250520",
	"20250612", "20250630", "20250715", "20250813" };
#define NDIFFS (sizeof diffs / sizeof *diffs)

static const char *diff_file(size_t i)
{
	char rel[64];
	snprintf(rel, sizeof rel, "data/ssk/diff/y_%s.csv", diffs[i]);
	return t_shared(rel);
}

static int by_bytes(const void *a, const void *b) { return yg_str_cmp(*(const struct str *)a, *(const struct str *)b); }
static size_t distinct(const struct table *t, const char *column)
{
	struct str *v = calloc(t->n + 1, sizeof *v);
	size_t n = 0, kinds = 0;
	for (size_t i = 0; i < t->n; i++)
		if (t_cell(t, i, column).n) v[n++] = t_cell(t, i, column);
	qsort(v, n, sizeof *v, by_bytes);
	for (size_t i = 0; i < n; i++) kinds += i == 0 || !yg_str_eq(v[i], v[i - 1]);
	free(v);
	return kinds;
}
static size_t count(const struct table *t, const char *column, const char *value)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n; i++) n += yg_str_eqz(t_cell(t, i, column), value);
	return n;
}

static void full_y_file(void)
{
	const char *dir = t_path("y");
	struct run x = t_import1(IMPORT_SSK, dir, t_shared("data/ssk/y_ALL20240321.csv"));
	struct table s, p;
	size_t i;
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 19686);
	CHECK_INT(x.r.added, 19686);
	CHECK_INT(x.r.dropped, 49);
	CHECK_DIAG(x, "import-old-source");
	t_free(&x);
	s = t_table(dir, "ssk.csv");
	CHECK_INT(s.n, 19686);
	CHECK_INT(distinct(&s, "price_code"), 12917);
	CHECK_INT(count(&s, "listing", "8"), 5536);
	CHECK_INT(s.n - count(&s, "brand_of", "0"), 6717);
	p = t_table(dir, "products.csv");
	CHECK_INT(p.n, 19637);
	i = t_find(&p, "receipt", "610406079");
	CHECK_STR(t_cell(&p, i, "name"), STR("ガスター散２％"));
	CHECK_STR(t_cell(&p, i, "kana"), STR("ｶﾞｽﾀｰｻﾝ2%"));
	CHECK_STR(t_cell(&p, i, "yj"), STR("2325003B2029"));
	CHECK_STR(t_cell(&p, i, "generic_code"), STR("2325003B2ZZZ"));
	CHECK_STR(t_cell(&p, i, "price"), STR("16.50"));
	CHECK_STR(t_cell(&p, i, "unit"), STR("ｇ"));
	CHECK_STR(t_cell(&p, i, "changed_on"), STR("2024-04-01"));
	CHECK_STR(t_cell(&p, i, "ends_on"), STR(""));
	for (size_t k = 0; k < p.n; k++)             /* a common-name price code proves no YJ code */
		if (yg_str_eqz(t_cell(&p, k, "listing"), "8") || memcmp(t_cell(&p, k, "price_code").p + 9, "01", 2) == 0)
			CHECK(t_cell(&p, k, "yj").n == 0);
		else CHECK_STR(t_cell(&p, k, "yj"), t_cell(&p, k, "price_code"));
	t_table_free(&s);
	t_table_free(&p);
	x = t_import1(IMPORT_SSK, dir, t_shared("data/ssk/y_ALL20240321.csv"));       /* again: nothing moves */
	CHECK_OK(x);
	CHECK_INT(x.r.unchanged, 19686);
	CHECK_INT(x.r.added + x.r.changed + x.r.ended, 0);
	t_free(&x);
}

static void differences_in_order(void)
{
	/* What each file does; the three events are those of the specification. */
	static const struct { size_t added, changed, ended; } want[NDIFFS] = {
		{ 19, 101, 0 }, { 43, 0, 0 }, { 0, 37, 0 }, { 76, 4, 0 }, { 0, 583, 0 }, { 0, 6, 0 }, { 0, 0, 1 }, { 18, 16, 0 },
		{ 1095, 1095, 0 }, { 1, 1, 657 }, { 0, 8, 0 }, { 2, 0, 0 }, { 33, 254, 0 }, { 79, 13, 0 }, { 0, 23, 0 }, { 19, 0, 0 },
		{ 3, 0, 0 }, { 0, 1, 0 }, { 46, 0, 0 }, { 45, 5, 0 }, { 0, 510, 0 }, { 5, 34, 0 }, { 12, 74, 1 } };
	const char *dir = t_path("y");
	for (size_t i = 0; i < NDIFFS; i++) {
		struct run x = t_apply1(dir, diff_file(i));
		struct table s;
		size_t k;
		CHECK_OK(x);
		CHECK_INT(x.r.added, want[i].added);
		CHECK_INT(x.r.changed, want[i].changed);
		CHECK_INT(x.r.ended, want[i].ended);
		CHECK(!!t_diag(&x, "ssk-gap-april") == !strcmp(diffs[i], "20250415"));
		CHECK(!!t_diag(&x, "ssk-gap-price") == !strcmp(diffs[i], "20250715"));
		CHECK(!t_diag(&x, "ssk-gap-code") && !t_diag(&x, "ssk-gap-new") && !t_diag(&x, "ssk-gap-days"));
		t_free(&x);
		s = t_table(dir, "ssk.csv");
		if (i == 2) CHECK_INT(s.n, 19748);
		if (i == 4) CHECK_INT(s.n - count(&s, "transition_until", "0"), 402 + 101 + 583);
		if (i == 8) {
			CHECK_INT(count(&s, "twin_kind", "1"), 1095);
			CHECK_INT(count(&s, "twin_kind", "2"), 1095);
		}
		if (i == 9) {
			k = t_find(&s, "receipt", "610412126");
			CHECK_STR(t_cell(&s, k, "ends_on"), STR("20240930"));
			CHECK(t_cell(&s, k, "name").n > 0);      /* ended, still there */
		}
		if (i == NDIFFS - 1) CHECK_INT(s.n, 21182);
		t_table_free(&s);
	}
}

static void twins_point_both_ways(void)
{
	struct table p = t_table(t_path("y"), "products.csv");
	size_t twin = t_find(&p, "receipt", "670000063"), original = t_find(&p, "receipt", "620000063");
	CHECK_STR(t_cell(&p, twin, "twin"), STR("620000063"));
	CHECK_STR(t_cell(&p, original, "twin"), STR("670000063"));
	CHECK_STR(t_cell(&p, twin, "price_code"), t_cell(&p, original, "price_code"));
	t_table_free(&p);
}

static void an_older_difference_is_refused(void)
{
	const char *dir = t_path("y");
	struct buf before = t_read(t_path("y/EDITION")), after;
	struct run x = t_apply1(dir, diff_file(0));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-older");
	t_free(&x);
	x = t_apply1(dir, diff_file(NDIFFS - 1));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-again");
	t_free(&x);
	x = t_import1(IMPORT_SSK, dir, t_shared("data/ssk/y_ALL20240321.csv"));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-older");
	t_free(&x);
	after = t_read(t_path("y/EDITION"));
	CHECK_STR(yg_buf_view(&after), yg_buf_view(&before));
	yg_buf_free(&before);
	yg_buf_free(&after);
}

static void all_at_once_is_the_same(void)
{
	static char name[NDIFFS + 1][1024];
	const char *files[NDIFFS + 1];
	struct table one = t_table(t_path("y"), "products.csv"), all;
	struct run x;
	for (size_t i = 0; i <= NDIFFS; i++) {
		snprintf(name[i], sizeof name[i], "%s", i < NDIFFS ? diff_file(NDIFFS - 1 - i) : t_shared("data/ssk/y_ALL20240321.csv"));
		files[i] = name[i];
	}
	x = t_import(IMPORT_SSK, t_path("all"), files, NDIFFS + 1);      /* given in the wrong order */
	CHECK_OK(x);
	t_free(&x);
	all = t_table(t_path("all"), "products.csv");
	CHECK_STR(yg_buf_view(&all.b), yg_buf_view(&one.b));
	t_table_free(&one);
	t_table_free(&all);
}

static void price_lists(void)
{
	static const char *const official[] = { "class", "price_code", "listed_name", "strength", "pharmacopoeia", "narcotic", "maker_added",
		"name", "maker", "generic_product", "brand_product", "has_generic", "price", "until", "note" };
	static const size_t rows[] = { 6944, 3493, 1980 };
	char rel[64], xlsx[3][1024];
	const char *files[3], *csv;
	struct table a, b;
	struct run x;
	size_t both = 0, differ[15] = { 0 };
	for (size_t i = 0; i < 3; i++) {
		snprintf(rel, sizeof rel, "data/mhlw/tp20250814-01_0%zu.xlsx", i + 1);
		snprintf(xlsx[i], sizeof xlsx[i], "%s", t_shared(rel));
		files[i] = xlsx[i];
		x = t_import1(IMPORT_MHLW_PRICE, t_path("p1"), files[i]);
		CHECK_OK(x);
		CHECK_INT(x.r.rows, rows[i]);
		CHECK(t_diag_count(&x, "price-class-none") == 3 - i);
		t_free(&x);
	}
	x = t_import(IMPORT_MHLW_PRICE, t_path("p3"), files, 3);         /* one by one or together: the same */
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 12417);
	t_free(&x);
	a = t_table(t_path("p1"), "price.csv");
	b = t_table(t_path("p3"), "price.csv");
	CHECK_STR(yg_buf_view(&a.b), yg_buf_view(&b.b));
	CHECK_INT(distinct(&a, "price_code"), 12417);
	t_table_free(&a);
	csv = t_shared("data/mhlw/price_20250716.csv");
	x = t_import1(IMPORT_MHLW_PRICE, t_path("p2"), csv);
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 12434);
	CHECK(t_diag_count(&x, "price-class-none") == 0);
	t_free(&x);
	a = t_table(t_path("p2"), "price.csv");
	CHECK_INT(distinct(&a, "price_code"), 12434);
	for (size_t i = 0, k = 0; i < a.n; i++) {               /* both sorted by price code: the readers agree where both have a row */
		while (k < b.n && yg_str_cmp(t_cell(&b, k, "price_code"), t_cell(&a, i, "price_code")) < 0) k++;
		if (!yg_str_eq(t_cell(&b, k, "price_code"), t_cell(&a, i, "price_code"))) continue;
		both++;
		if (!yg_str_eq(t_cell(&a, i, "price"), t_cell(&b, k, "price")))
			CHECK(yg_str_find(t_cell(&b, k, "note"), STR("新薬価適用")) != (size_t)-1);
		for (size_t c = 0; c < 15; c++) differ[c] += !yg_str_eq(t_cell(&a, i, official[c]), t_cell(&b, k, official[c]));
	}
	CHECK_INT(both, 12406);
	for (size_t c = 0; c < 15; c++)                          /* four weeks lie between the lists: 21 prices were new on 1 August, as their note says */
		CHECK_INT(differ[c], !strcmp(official[c], "maker") ? 10 : !strcmp(official[c], "until") ? 2 :
			  !strcmp(official[c], "price") || !strcmp(official[c], "note") ? 21 : 0);
	t_table_free(&a);
	t_table_free(&b);
	x = t_import(IMPORT_MHLW_PRICE, t_path("p2"), files, 3);         /* the newer list on top of the older one */
	CHECK_OK(x);
	CHECK_DIAG(x, "price-class-old");                                /* 歯科用薬剤 is still of July */
	t_free(&x);
	a = t_table(t_path("p2"), "price.csv");
	CHECK_INT(count(&a, "class", "歯科用薬剤"), 28);
	t_table_free(&a);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("p2"), csv);
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "price-older");
	t_free(&x);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("p2"), t_shared("data/mhlw/ge_20250716.csv"));
	CHECK(x.err != YG_OK);                                           /* the companion list is another kind */
	t_free(&x);
}

static void generic_names(void)
{
	const char *file = t_shared("data/mhlw/ippanmeishohoumaster_250814.xlsx");
	struct run x = t_import1(IMPORT_GENERIC_NAME, t_path("g"), file);
	struct table g;
	size_t products = 0, with = 0, i;
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 1368 + 82);
	CHECK_INT(x.r.added, 1368);
	t_free(&x);
	g = t_table(t_path("g"), "generic.csv");
	CHECK_INT(g.n, 1368);
	CHECK_INT(count(&g, "exception", "1"), 20);
	for (i = 0; i < g.n; i++) {
		struct str v = t_cell(&g, i, "products");
		with += v.n > 0;
		products += v.n > 0;
		for (size_t k = 0; k < v.n; k++) products += v.p[k] == '|';
	}
	CHECK_INT(with, 20);
	CHECK_INT(products, 82);
	i = t_find(&g, "code", "1139004GAZZZ");
	CHECK_STR(t_cell(&g, i, "products"), STR("1139004G2012|1139004G2063"));
	CHECK_STR(t_cell(&g, i, "price_min"), STR("10.4"));
	t_table_free(&g);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("g2"), file);
	CHECK(x.err != YG_OK);
	CHECK_DIAG(x, "price-not");
	t_free(&x);
	x = t_import1(IMPORT_GENERIC_NAME, t_path("g2"), t_shared("data/mhlw/tp20250814-01_03.xlsx"));
	CHECK(x.err != YG_OK);
	CHECK_DIAG(x, "generic-not");
	t_free(&x);
	x = t_import1(IMPORT_SSK, t_path("g2"), file);
	CHECK(x.err != YG_OK);
	CHECK_DIAG(x, "ssk-not");
	t_free(&x);
	CHECK(access(t_path("g2"), F_OK) != 0);                          /* a refused first import leaves nothing behind */
}

/* Kinds in either order give the same bytes, and the joins are those of the specification. */
static void whole_edition(void)
{
	const char *y = t_shared("data/ssk/y_ALL20240321.csv"), *csv = t_shared("data/mhlw/price_20250716.csv");
	const char *g = t_shared("data/mhlw/ippanmeishohoumaster_250814.xlsx");
	const struct { enum import_kind kind; const char *file; } order[2][3] = {
		{ { IMPORT_SSK, y }, { IMPORT_MHLW_PRICE, csv }, { IMPORT_GENERIC_NAME, g } },
		{ { IMPORT_GENERIC_NAME, g }, { IMPORT_MHLW_PRICE, csv }, { IMPORT_SSK, y } } };
	struct table a, b;
	struct run x;
	size_t only = 0, brand_name = 0, i;
	for (size_t o = 0; o < 2; o++)
		for (size_t k = 0; k < 3; k++) {
			x = t_import1(order[o][k].kind, t_path(o ? "w2" : "w1"), order[o][k].file);
			CHECK_OK(x);
			t_free(&x);
		}
	a = t_table(t_path("w1"), "products.csv");
	b = t_table(t_path("w2"), "products.csv");
	CHECK_STR(yg_buf_view(&a.b), yg_buf_view(&b.b));
	for (i = 0; i < a.n; i++) {
		only += t_cell(&a, i, "receipt").n == 0;
		if (t_cell(&a, i, "receipt").n == 0) CHECK(t_cell(&a, i, "unit").n == 0);       /* its price is for 規格 */
		brand_name += t_cell(&a, i, "brand_of").n > 0 && t_cell(&a, i, "name_list").n > 0;
	}
	CHECK_INT(a.n, 19637 + only);
	CHECK_INT(only, 529);                                    /* listed after 2024-03-21 */
	CHECK_INT(brand_name, 6455);                             /* only where 品名 is the common name of the listed entry */
	i = t_find(&a, "receipt", "610406079");
	CHECK_STR(t_cell(&a, i, "listed_name"), STR("ファモチジン"));
	CHECK_STR(t_cell(&a, i, "strength"), STR("２％１ｇ"));
	CHECK_STR(t_cell(&a, i, "name_list"), STR("ガスター散２％"));
	CHECK_STR(t_cell(&a, i, "price"), STR("16.50"));       /* of the y file, per its unit */
	t_table_free(&a);
	t_table_free(&b);
	t_start(&x);
	x.err = yg_edition_check(t_path("w1"), &x.ds);
	CHECK_OK(x);
	t_free(&x);
	t_start(&x);
	x.err = yg_edition_diff(t_path("y"), t_path("w1"), false, LANG_JA, &x.text, &x.ds);
	CHECK_OK(x);
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("なくなった製品 1496\n")) != (size_t)-1);       /* what the differences had added */
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("終了 659\n")) != (size_t)-1);
	t_free(&x);
}

/* One in some dozens of all cut places, and the places near the end: refused, and nothing written. */
static void cut_files(void)
{
	struct buf y = t_read(t_shared("data/ssk/diff/y_20240417.csv")), z = t_read(t_shared("data/mhlw/tp20250814-01_03.xlsx"));
	struct run x = t_import1(IMPORT_SSK, t_path("c"), t_shared("data/ssk/y_ALL20240321.csv"));
	CHECK_OK(x);
	t_free(&x);
	for (size_t n = 1; n < y.n; n += n + 3100 < y.n ? 3011 : n + 12 < y.n ? y.n - n - 12 : 1) {
		bool at_record_end = y.p[n - 1] == '\n' || y.p[n - 1] == '\r';
		if (at_record_end) continue;             /* a whole number of records: nothing in the bytes tells */
		x = t_apply1(t_path("c"), t_write("y_20240417.csv", (struct str){ y.p, n }));
		if (x.err == YG_OK) fprintf(stderr, "cut at %zu of %zu\n", n, y.n);
		CHECK(x.err != YG_OK);
		CHECK(yg_diags_count(&x.ds, 0, DIAG_ERROR) > 0);
		t_free(&x);
	}
	for (size_t n = 4; n < z.n; n += z.n / 23) {
		x = t_import1(IMPORT_MHLW_PRICE, t_path("cx"), t_write("tp20250814-01_03.xlsx", (struct str){ z.p, n }));
		CHECK_INT(x.err, YG_ESYNTAX);
		CHECK_DIAG(x, "xlsx-damaged");
		t_free(&x);
	}
	CHECK(access(t_path("cx"), F_OK) != 0);
	yg_buf_free(&y);
	yg_buf_free(&z);
	t_start(&x);
	x.err = yg_edition_check(t_path("c"), &x.ds);
	CHECK_OK(x);
	t_free(&x);
}

int main(void)
{
	t_shared("data/ssk/y_ALL20240321.csv");
	t_begin();
	T_RUN(full_y_file);
	T_RUN(differences_in_order);
	T_RUN(twins_point_both_ways);
	T_RUN(an_older_difference_is_refused);
	T_RUN(all_at_once_is_the_same);
	T_RUN(price_lists);
	T_RUN(generic_names);
	T_RUN(whole_edition);
	T_RUN(cut_files);
	return T_END();
}
