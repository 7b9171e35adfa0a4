/* y files written here, good and bad: what each change class does to the table, what is refused and how it is said. */
#include "t_import.h"

#define N(a) (sizeof(a) / sizeof *(a))

/* Three products: own name, common name, a brand of the common name; and one row that is no drug. */
static size_t base_rows(struct y y[8])
{
	y[0] = t_y("0", "610000001", "あ錠５ｍｇ", "2171022F2025");
	y[1] = t_y("0", "610000002", "い錠", "1149019F1013");
	y[1].f[22] = "8";
	y[2] = t_y("0", "610000003", "う錠「山」", "1149019F1013");
	y[2].f[22] = "8";
	y[2].f[23] = "610000002";
	y[2].f[17] = "1";
	y[3] = t_y("0", "630010001", "減点", NULL);
	return 4;
}

static void make(const char *dir)
{
	struct y y[8];
	size_t n = base_rows(y);
	struct run x = t_import1(IMPORT_SSK, dir, t_y_file("y_ALL20250320.csv", y, n, 42));
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 4);
	CHECK_INT(x.r.dropped, 1);
	CHECK_DIAG(x, "ssk-small");
	t_free(&x);
}

static void columns_35_40_42_and_more(void)
{
	static const int width[] = { 35, 40, 42, 44 };
	struct y y[8];
	size_t n = base_rows(y);
	y[0].f[36] = "20250101";
	y[0].f[37] = "2171022F2ZZZ";
	y[0].f[41] = "610000002";
	for (size_t i = 0; i < N(width); i++) {
		struct run x = t_import1(IMPORT_SSK, t_path("w"), t_y_file("y_ALL20250320.csv", y, n, width[i]));
		struct table p;
		CHECK_OK(x);
		CHECK(!!t_diag(&x, "ssk-more-columns") == (width[i] > 42));
		t_free(&x);
		p = t_table(t_path("w"), "products.csv");
		CHECK_INT(p.n, 3);
		CHECK_STR(t_cell(&p, 0, "listed_on"), width[i] >= 40 ? STR("2025-01-01") : STR(""));
		CHECK_STR(t_cell(&p, 0, "generic_code"), width[i] >= 40 ? STR("2171022F2ZZZ") : STR(""));
		CHECK_STR(t_cell(&p, 0, "twin"), width[i] >= 42 ? STR("610000002") : STR(""));
		t_table_free(&p);
		t_remove(t_path("w"));
	}
	for (int w = 30; w < 46; w++) {
		struct run x;
		if (w == 35 || w == 40 || w >= 42) continue;
		x = t_import1(IMPORT_SSK, t_path("w"), t_y_file("y_ALL20250320.csv", y, n, w));
		CHECK_INT(x.err, YG_ESYNTAX);
		CHECK_DIAG(x, "ssk-columns");
		t_free(&x);
	}
}

static void products_of_a_full_file(void)
{
	struct table p;
	make(t_path("f"));
	p = t_table(t_path("f"), "products.csv");
	CHECK_INT(p.n, 3);
	CHECK_STR(t_cell(&p, 0, "yj"), STR("2171022F2025"));
	CHECK_STR(t_cell(&p, 1, "yj"), STR(""));
	CHECK_STR(t_cell(&p, 2, "yj"), STR(""));
	CHECK_STR(t_cell(&p, 1, "flags"), STR("u"));
	CHECK_STR(t_cell(&p, 2, "flags"), STR("gu"));
	CHECK_STR(t_cell(&p, 1, "brand_of"), STR(""));
	CHECK_STR(t_cell(&p, 2, "brand_of"), STR("610000002"));
	CHECK_STR(t_cell(&p, 0, "changed_on"), STR("2025-04-01"));
	CHECK_STR(t_cell(&p, 0, "ends_on"), STR(""));
	CHECK_STR(t_cell(&p, 0, "transition_until"), STR(""));
	CHECK_STR(t_cell(&p, 0, "price"), STR("10.10"));
	t_table_free(&p);
}

static void every_change_class(void)
{
	struct y d[8];
	struct run x;
	struct table s, p;
	size_t i;
	d[0] = t_y_change("5", "610000001");
	d[0].f[12] = "9.90";
	d[0].f[25] = "10.10";
	d[0].f[30] = "20250501";
	d[1] = t_y_change("9", "610000003");
	d[1].f[31] = "20250430";
	d[2] = t_y("3", "610000004", "え錠", "2325003B2029");
	d[3] = t_y_change("1", "610000002");
	d[3].f[30] = "20250502";
	x = t_apply1(t_path("f"), t_y_file("y_20250428.csv", d, 4, 42));
	CHECK_OK(x);
	CHECK_INT(x.r.added, 1);
	CHECK_INT(x.r.changed, 1);
	CHECK_INT(x.r.ended, 2);
	CHECK(!t_diag(&x, "ssk-gap-price") && !t_diag(&x, "ssk-gap-april") && !t_diag(&x, "ssk-gap-days"));
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("・終了 2:う錠「山」、い錠")) != (size_t)-1);
	t_free(&x);
	s = t_table(t_path("f"), "ssk.csv");
	p = t_table(t_path("f"), "products.csv");
	CHECK_INT(s.n, 5);
	i = t_find(&s, "receipt", "610000001");
	CHECK_STR(t_cell(&s, i, "price"), STR("9.90"));
	CHECK_STR(t_cell(&s, i, "name"), STR("あ錠５ｍｇ"));           /* empty = unchanged */
	CHECK_STR(t_cell(&s, i, "ends_on"), STR("99999999"));
	i = t_find(&p, "receipt", "610000003");
	CHECK_STR(t_cell(&p, i, "ends_on"), STR("2025-04-30"));
	CHECK_STR(t_cell(&p, i, "name"), STR("う錠「山」"));           /* ended, still findable */
	i = t_find(&p, "receipt", "610000002");
	CHECK_STR(t_cell(&p, i, "ends_on"), STR("2025-05-02"));
	CHECK(t_find(&p, "receipt", "610000004") != (size_t)-1);
	t_table_free(&s);
	t_table_free(&p);
}

static void gaps_are_said(void)
{
	struct y d[4];
	struct run x;
	d[0] = t_y_change("5", "619999999");                             /* a code we never saw */
	d[0].f[12] = "1.00";
	x = t_apply1(t_path("f"), t_y_file("y_20250501.csv", d, 1, 42));
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-gap-code");
	CHECK(yg_str_eqz(t_diag(&x, "ssk-gap-code")->arg[0], "619999999"));
	CHECK_INT(t_diag(&x, "ssk-gap-code")->record, 1);
	t_free(&x);
	d[0] = t_y("3", "610000001", "あ錠５ｍｇ", "2171022F2025");        /* new, but we have it */
	x = t_apply1(t_path("f"), t_y_file("y_20250502.csv", d, 1, 42));
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-gap-new");
	t_free(&x);
	d[0] = t_y_change("5", "610000001");
	d[0].f[25] = "77.70";                                             /* 旧金額 is not what we have */
	d[0].f[12] = "70.00";
	x = t_apply1(t_path("f"), t_y_file("y_20250503.csv", d, 1, 42));
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-gap-price");
	t_free(&x);
	d[0].f[25] = NULL;
	x = t_apply1(t_path("f"), t_y_file("y_20250901.csv", d, 1, 42));
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-gap-days");
	CHECK(!t_diag(&x, "ssk-gap-april"));                              /* the full file of March holds April's prices */
	t_free(&x);
	x = t_apply1(t_path("f"), t_y_file("y_20260402.csv", d, 1, 42));
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-gap-april");
	t_free(&x);
}

static void older_and_repeated_files_are_refused(void)
{
	struct y d[2], y[8];
	size_t n = base_rows(y);
	const char *files[2];
	struct run x;
	d[0] = t_y_change("5", "610000001");
	d[0].f[12] = "1.00";
	x = t_apply1(t_path("f"), t_y_file("y_20250401.csv", d, 1, 42));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-older");
	t_free(&x);
	x = t_apply1(t_path("f"), t_y_file("y_20260402.csv", d, 1, 42));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-again");
	t_free(&x);
	files[0] = t_y_file("y_20260501.csv", d, 1, 42);                /* one good, one old: neither is applied */
	files[1] = t_y_file("y_20250331.csv", d, 1, 42);
	x = t_apply(t_path("f"), files, 2);
	CHECK_INT(x.err, YG_EREFUSED);
	t_free(&x);
	x = t_apply1(t_path("f"), t_y_file("y_ALL20260601.csv", y, n, 42));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-full");
	t_free(&x);
	x = t_apply1(t_path("nothing"), t_y_file("y_20260501.csv", d, 1, 42));
	CHECK_INT(x.err, YG_ENOTFOUND);
	CHECK_DIAG(x, "import-no-edition");
	CHECK(access(t_path("nothing"), F_OK) != 0);
	t_free(&x);
	x = t_import1(IMPORT_SSK, t_path("nothing"), t_y_file("y_20260501.csv", d, 1, 42));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "ssk-no-full");
	t_free(&x);
}

static void a_new_full_file_keeps_what_it_lost(void)
{
	struct y y[8];
	struct run x;
	struct table p;
	size_t n = base_rows(y), i;
	make(t_path("k"));
	y[2] = y[3];                                                     /* without 610000003 */
	y[0].f[12] = "8.00";
	x = t_import1(IMPORT_SSK, t_path("k"), t_y_file("y_ALL20250601.csv", y, n - 1, 42));
	CHECK_OK(x);
	CHECK_INT(x.r.changed, 1);
	CHECK_INT(x.r.ended, 1);
	CHECK_INT(x.r.unchanged, 2);
	t_free(&x);
	p = t_table(t_path("k"), "products.csv");
	i = t_find(&p, "receipt", "610000003");
	CHECK_STR(t_cell(&p, i, "ends_on"), STR("2025-06-01"));
	t_table_free(&p);
}

/* Each row breaks one thing in the third line of a full file. */
static void bad_rows_name_line_and_field(void)
{
	static const struct { int column; const char *value, *code, *field; int err; } bad[] = {
		{ 1, "7", "official-change", "1 変更区分", YG_ESYNTAX },
		{ 2, "Z", "ssk-not", "2 マスター種別", YG_ESYNTAX },
		{ 3, "61000000", "official-code9", "3 医薬品コード", YG_ESYNTAX },
		{ 3, "61000000a", "official-code9", "3 医薬品コード", YG_ESYNTAX },
		{ 3, "610000001", "ssk-duplicate", "3 医薬品コード", YG_ESYNTAX },
		{ 3, "", "ssk-missing", "3 医薬品コード", YG_ESYNTAX },
		{ 5, "", "ssk-missing", "5 漢字名称", YG_ESYNTAX },
		{ 12, "1,0", "official-amount", "12 新又は現金額", YG_ESYNTAX },
		{ 12, "-1", "official-amount", "12 新又は現金額", YG_ESYNTAX },
		{ 14, "x", "official-digits", "14 麻薬・毒薬・覚醒剤原料・向精神薬", YG_ESYNTAX },
		{ 30, "20250230", "official-date", "30 変更年月日", YG_ESYNTAX },
		{ 31, "2025040", "official-date", "31 廃止年月日", YG_ESYNTAX },
		{ 31, "", "ssk-missing", "31 廃止年月日", YG_ESYNTAX },
		{ 32, "1149019F101", "official-price-code", "32 薬価基準収載医薬品コード", YG_ESYNTAX },
		{ 32, "11490190F101", "official-price-code", "32 薬価基準収載医薬品コード", YG_ESYNTAX },
		{ 37, "1149019F1ZZ", "official-generic-code", "37 一般名コード", YG_ESYNTAX },
		{ 32, "1149019F1015", "official-check-digit", "32 薬価基準収載医薬品コード", YG_OK },   /* a warning; the row stays */
		{ 37, "1149019FAZZZ", NULL, NULL, YG_OK },                       /* an exception code has a letter in position 9 */
	};
	for (size_t i = 0; i < N(bad); i++) {
		struct y y[8];
		size_t n = base_rows(y);
		struct run x;
		char field[200];
		y[2].f[bad[i].column] = bad[i].value;
		x = t_import1(IMPORT_SSK, t_path("b"), t_y_file("y_ALL20250320.csv", y, n, 42));
		CHECK_INT(x.err, bad[i].err);
		if (bad[i].code) {
			const struct diag *d = t_diag(&x, bad[i].code);
			CHECK_DIAG(x, bad[i].code);
			snprintf(field, sizeof field, "y_ALL20250320.csv: %s", bad[i].field);
			if (d) CHECK_STR(d->field, yg_str(field));
			if (d) CHECK_INT(d->record, 3);
		}
		CHECK((access(t_path("b"), F_OK) == 0) == (bad[i].err == YG_OK));
		if (bad[i].err == YG_OK) {
			struct table p = t_table(t_path("b"), "products.csv");
			CHECK_INT(p.n, 3);
			t_table_free(&p);
		}
		t_free(&x);
		t_remove(t_path("b"));
	}
}

static void everything_wrong_is_said_at_once(void)
{
	struct y y[8];
	size_t n = base_rows(y);
	struct run x;
	y[0].f[12] = "x";
	y[1].f[30] = "2";
	y[2].f[3] = "1";
	x = t_import1(IMPORT_SSK, t_path("b"), t_y_file("y_ALL20250320.csv", y, n, 42));
	CHECK_INT(x.err, YG_ESYNTAX);
	CHECK_INT(yg_diags_count(&x.ds, 0, DIAG_ERROR), 3);
	t_free(&x);
}

/* A cut of a full file but one behind a whole record is refused; a cut there cannot be seen, but few rows are said. */
static void every_cut_is_refused(void)
{
	struct y y[8];
	size_t n = base_rows(y);
	struct buf b = t_read(t_y_file("y_ALL20250320.csv", y, n, 42));
	for (size_t k = 0; k < b.n; k += k + 170 < b.n ? 5 : 1) {   /* every byte of the last record, each fifth before */
		struct run x = t_import1(IMPORT_SSK, t_path("cut"), t_write("y_ALL20250321.csv", (struct str){ b.p, k }));
		bool whole = k > 0 && (b.p[k - 1] == '\n' || b.p[k - 1] == '\r');
		if ((x.err == YG_OK) != whole) fprintf(stderr, "cut at %zu\n", k);
		CHECK((x.err == YG_OK) == whole);
		CHECK(yg_diags_count(&x.ds, 0, whole ? DIAG_WARNING : DIAG_ERROR) > 0);
		t_free(&x);
		t_remove(t_path("cut"));
	}
	yg_buf_free(&b);
}

/* A changed byte gives a diagnostic or a reading with all its rows; never a crash, never a row less without a word. */
static void changed_bytes(void)
{
	static const char to[] = { '"', ',', '\n', '\0', '\xff', 'Z', '9' };
	struct y y[8];
	size_t n = base_rows(y), turn = 0;
	struct buf b = t_read(t_y_file("y_ALL20250320.csv", y, n, 42));
	for (size_t k = 0; k < b.n; k += 7, turn++) {
		char keep = b.p[k];
		struct run x;
		b.p[k] = to[turn % sizeof to];
		x = t_import1(IMPORT_SSK, t_path("chg"), t_write("y_ALL20250321.csv", yg_buf_view(&b)));
		b.p[k] = keep;
		if (x.err) CHECK(yg_diags_count(&x.ds, 0, DIAG_ERROR) > 0);
		else CHECK_INT(x.r.rows, 4);
		t_free(&x);
		t_remove(t_path("chg"));
	}
	yg_buf_free(&b);
}

static void other_kinds_are_refused(void)
{
	struct run g;
	struct y y[8];
	size_t rows = base_rows(y);
	static const char *const text[] = { "", "\r\n", "a,b,c\r\n", "区分,薬価基準収載医薬品コード\n内用薬,1121001X1018\n", "PK\003\004rubbish", "\"unclosed\n",
		"\xff\xfe\"5\",\"Y\"\r\n", "{\"a\":1}\n" };
	for (size_t i = 0; i < N(text); i++) {
		struct run x = t_import1(IMPORT_SSK, t_path("o"), t_write("y_ALL20250320.csv", yg_str(text[i])));
		CHECK_INT(x.err, YG_ESYNTAX);
		CHECK(yg_diags_count(&x.ds, 0, DIAG_ERROR) > 0);
		CHECK(access(t_path("o"), F_OK) != 0);
		t_free(&x);
	}
	y[0].f[5] = "あ\xee\x80\x80錠";                        /* U+E000: a user-defined character */
	g = t_import1(IMPORT_SSK, t_path("o"), t_y_file("y_ALL20250320.csv", y, rows, 42));
	CHECK_OK(g);
	CHECK_DIAG(g, "official-gaiji");
	t_free(&g);
}

static void a_name_without_date_takes_the_rows(void)
{
	struct y y[8];
	size_t n = base_rows(y);
	struct run x = t_import1(IMPORT_SSK, t_path("n"), t_y_file("ALL.csv", y, n, 42));
	struct edition_file e;
	CHECK_OK(x);
	CHECK_DIAG(x, "ssk-no-date");
	CHECK_INT(yg_edition_file_read(t_path("n"), x.a, &e, &x.ds), YG_OK);
	CHECK(yg_ymd_cmp(e.last_ssk, (struct ymd){ 2025, 4, 1 }) == 0);
	CHECK(yg_ymd_cmp(e.valid_until, (struct ymd){ 2026, 3, 31 }) == 0);
	t_free(&x);
}

int main(void)
{
	t_begin();
	T_RUN(columns_35_40_42_and_more);
	T_RUN(products_of_a_full_file);
	T_RUN(every_change_class);
	T_RUN(gaps_are_said);
	T_RUN(older_and_repeated_files_are_refused);
	T_RUN(a_new_full_file_keeps_what_it_lost);
	T_RUN(bad_rows_name_line_and_field);
	T_RUN(everything_wrong_is_said_at_once);
	T_RUN(every_cut_is_refused);
	T_RUN(changed_bytes);
	T_RUN(other_kinds_are_refused);
	T_RUN(a_name_without_date_takes_the_rows);
	return T_END();
}
