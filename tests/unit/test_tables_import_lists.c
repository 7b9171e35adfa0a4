/* Price list, generic-name list and HOT written here: joins, refusals, xlsx and its traps, CSV like xlsx. */
#include <zip.h>
#include "t_import.h"
#include "tables/official.h"

#define N(a) (sizeof(a) / sizeof *(a))
#define PRICE_HEAD "区分,薬価基準収載医薬品コード,成分名,規格,日本薬局方,麻薬,業者名追記,品名,メーカー名,診療報酬において加算等の算定対象となる後発医薬品,先発医薬品," \
	"同一剤形・規格の後発医薬品がある先発医薬品,薬価,経過措置による使用期限,備考\n"
#define GENERIC_HEAD "区分,一般名コード,一般名処方の標準的な記載,成分名,規格,一般名処方加算対象,例外コード,同一剤形・規格内の最低薬価,備考\n"
#define EXCEPTION_HEAD "区分,一般名コード,一般名処方の標準的な記載,成分名,規格,薬価基準収載医薬品コード,品名,,,,メーカー名,,先発医薬品,,薬価,,備考\n"
#define HOT_HEAD "基準番号（ＨＯＴコード）,処方用番号（ＨＯＴ７）,会社識別用番号,調剤用番号,物流用番号,ＪＡＮコード,薬価基準収載医薬品コード,個別医薬品コード," \
	"レセプト電算処理システムコード（１）,レセプト電算処理システムコード（２）,告示名称,販売名,レセプト電算処理システム医薬品名,規格単位,包装形態,包装単位数," \
	"包装単位単位,包装総量数,包装総量単位,区分,製造会社,販売会社,更新区分,レコード更新年月日\n"

/* --- an xlsx written by us ---------------------------------------------------------------- */

struct xlsx { zip_t *z; struct buf part[8]; size_t n; };
static struct xlsx xlsx_new(const char *path)
{
	struct xlsx x = { .z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL) };
	if (!x.z) exit(99);
	return x;
}
static void xlsx_add(struct xlsx *x, const char *name, const char *text)
{
	struct buf *b = &x->part[x->n++];
	yg_buf_init(b, 256u << 20);
	yg_buf_z(b, text);
	zip_file_add(x->z, name, zip_source_buffer(x->z, b->p, b->n, 0), ZIP_FL_OVERWRITE);
}
static void xlsx_close(struct xlsx *x)
{
	if (zip_close(x->z) != 0) exit(99);
	for (size_t i = 0; i < x->n; i++) yg_buf_free(&x->part[i]);
}
#define BOOK "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" " \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"ＨＰ用\" sheetId=\"2\" r:id=\"rId7\"/></sheets></workbook>"

/* One sheet whose cells are all inline texts. */
static const char *sheet_of(const char *csv, struct buf *out)
{
	struct arena *a = yg_arena_new(1 << 20);
	struct csv_row row;
	struct csv c;
	unsigned line = 0;
	yg_buf_init(out, 1 << 20);
	yg_buf_z(out, "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
	yg_csv_open(&c, yg_str(csv), CSV_QUOTED, a);
	while (yg_csv_next(&c, &row) == 1) {
		yg_buf_printf(out, "<row r=\"%u\">", ++line);
		for (size_t i = 0; i < row.n; i++)
			if (row.f[i].n) yg_buf_printf(out, "<c r=\"%c%u\" t=\"inlineStr\"><is><t>%.*s</t></is></c>", (char)('A' + i), line, STR_ARG(row.f[i]));
		yg_buf_z(out, "</row>");
	}
	yg_buf_z(out, "</sheetData></worksheet>");
	yg_buf_char(out, '\0');
	yg_arena_free(a);
	return out->p;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void numbers_as_the_sheet_shows_them(void)
{
	static const struct { const char *in, *out; } good[] = {
		{ "9.6999999999999993", "9.7" }, { "16.399999999999999", "16.4" }, { "8.3000000000000007", "8.3" }, { "296.10000000000002", "296.1" },
		{ "7.5", "7.5" }, { "351", "351" }, { "0", "0" }, { "0.50", "0.5" }, { "100", "100" }, { "1E3", "1000" }, { "1.5E-2", "0.015" },
		{ "-3.20", "-3.2" }, { "0.1", "0.1" }, { "999999999999999.9", "1000000000000000" }, { "99.999999999999999", "100" }, { "007", "7" },
		{ "615752", "615752" }, { "5.0999999999999996", "5.1" }, { "0.0", "0" }, { "1e+2", "100" } };
	static const char *const bad[] = { "", ".", "1.2.3", "1,0", "abc", "1E", "1E-", "1E400", "--1", "1 ", "E5", "1234567890123456789012345678901234567890" };
	char out[40];
	for (size_t i = 0; i < N(good); i++) {
		out[0] = '\0';
		CHECK(yg_xlsx_number(yg_str(good[i].in), out) || !fprintf(stderr, "%s\n", good[i].in));
		CHECK_STR(yg_str(out), yg_str(good[i].out));
	}
	for (size_t i = 0; i < N(bad); i++) CHECK(!yg_xlsx_number(yg_str(bad[i]), out));
}

/* --- price list ---------------------------------------------------------------------------------- */

static const char *const price_rows =
	"内用薬,2171022F2025,アムロジピンベシル酸塩,５ｍｇ１錠,,,,あ錠５ｍｇ,山製薬,,先発品,○,9.70,,\n"
	"内用薬,1149019F1013,ロキソプロフェンナトリウム水和物,６０ｍｇ１錠,局,,,い錠,,後発品,,,5.90,R8.3.31まで,\n"
	"外用薬,2649735S1010,ロキソプロフェンナトリウム水和物,１枚,,,,お貼付剤,川製薬,,,,20.1,,R7.4.16収載\n"
	"注射薬,8219502A1036,ペチジン,１ｍＬ１管,,麻,,か注,野製薬,,,,343,,\n"
	"歯科用薬剤,2712700Q1017,リドカイン,１ｍＬ,,,,き歯科,海製薬,,,,50,,\n";

static const char *price_file(const char *name, const char *rows)
{
	struct buf b;
	const char *p;
	yg_buf_init(&b, 1 << 20);
	yg_buf_z(&b, PRICE_HEAD);
	yg_buf_z(&b, rows);
	p = t_write(name, yg_buf_view(&b));
	yg_buf_free(&b);
	return p;
}

static void price_csv_and_xlsx_agree(void)
{
	struct run x = t_import1(IMPORT_MHLW_PRICE, t_path("pc"), price_file("price_20250716.csv", price_rows));
	struct table a, b;
	struct xlsx z;
	struct buf sheet, csv;
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 5);
	t_free(&x);
	yg_buf_init(&csv, 1 << 20);
	yg_buf_z(&csv, PRICE_HEAD);
	yg_buf_z(&csv, price_rows);
	yg_buf_char(&csv, '\0');
	z = xlsx_new(t_path("tp20250716-01_01.xlsx"));
	xlsx_add(&z, "xl/workbook.xml", BOOK);
	xlsx_add(&z, "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
	xlsx_add(&z, "xl/worksheets/sheet1.xml", sheet_of(csv.p, &sheet));
	xlsx_close(&z);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("px"), t_path("tp20250716-01_01.xlsx"));
	CHECK_OK(x);
	t_free(&x);
	rename(t_path("tp20250716-01_01.xlsx"), t_path("whole.xlsx"));
	a = t_table(t_path("pc"), "price.csv");
	b = t_table(t_path("px"), "price.csv");
	CHECK_STR(yg_buf_view(&a.b), yg_buf_view(&b.b));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "1149019F1013"), "until"), STR("2026-03-31"));
	t_table_free(&a);
	t_table_free(&b);
	a = t_table(t_path("pc"), "products.csv");
	CHECK_INT(a.n, 5);
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "8219502A1036"), "control"), STR("1"));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "8219502A1036"), "form_class"), STR("4"));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "2171022F2025"), "yj"), STR("2171022F2025"));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "1149019F1013"), "yj"), STR(""));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "1149019F1013"), "unit"), STR(""));
	CHECK_STR(t_cell(&a, t_find(&a, "price_code", "1149019F1013"), "flags"), STR("g"));
	t_table_free(&a);
	yg_buf_free(&sheet);
	yg_buf_free(&csv);
}

static void price_rows_that_go_stay_marked(void)
{
	struct run x = t_import1(IMPORT_MHLW_PRICE, t_path("pc"), price_file("price_20260401.csv",
		"内用薬,2171022F2025,アムロジピンベシル酸塩,５ｍｇ１錠,,,,あ錠５ｍｇ,山製薬,,先発品,○,8.80,,\n"));
	struct table t;
	CHECK_OK(x);
	CHECK_INT(x.r.changed, 1);
	CHECK_INT(x.r.ended, 1);
	CHECK_INT(t_diag_count(&x, "price-class-old"), 3);
	t_free(&x);
	t = t_table(t_path("pc"), "products.csv");
	CHECK_INT(t.n, 5);
	CHECK_STR(t_cell(&t, t_find(&t, "price_code", "1149019F1013"), "ends_on"), STR("2026-04-01"));
	CHECK_STR(t_cell(&t, t_find(&t, "price_code", "1149019F1013"), "listed_name"), STR("ロキソプロフェンナトリウム水和物"));
	CHECK_STR(t_cell(&t, t_find(&t, "price_code", "2649735S1010"), "ends_on"), STR(""));
	t_table_free(&t);
}

static void bad_price_lists(void)
{
	static const struct { const char *name, *rows, *code, *field; unsigned line; } bad[] = {
		{ "price_20250716.csv", "内用薬,2171022F202,a,b,,,,c,,,,,1,,\n", "official-price-code", "2 薬価基準収載医薬品コード", 2 },
		{ "price_20250716.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1x,,\n", "official-amount", "13 薬価", 2 },
		{ "price_20250716.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1,R8.2.30まで,\n", "official-date", "14 経過措置による使用期限", 2 },
		{ "price_20250716.csv", "内用薬,2171022F2025,,b,,,,c,,,,,1,,\n", "price-missing", "3 成分名", 2 },
		{ "price_20250716.csv", "内服,2171022F2025,a,b,,,,c,,,,,1,,\n", "price-class", "1 区分", 2 },
		{ "price_20250716.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1,\n", "price-columns", "", 2 },
		{ "price_20250716.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1,,\n内用薬,2171022F2025,a,b,,,,c,,,,,1,,\n", "price-duplicate",
		  "2 薬価基準収載医薬品コード", 3 },
		{ "price_20250716.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1,,", "official-no-line-end", "", 2 },
		{ "price_20250716.csv", "", "price-no-rows", "", 0 },
		{ "price.csv", "内用薬,2171022F2025,a,b,,,,c,,,,,1,,\n", "price-undated", "", 0 },
	};
	for (size_t i = 0; i < N(bad); i++) {
		struct run x = t_import1(IMPORT_MHLW_PRICE, t_path("bad"), price_file(bad[i].name, bad[i].rows));
		const struct diag *d = t_diag(&x, bad[i].code);
		char field[200];
		CHECK_INT(x.err, YG_ESYNTAX);
		CHECK_DIAG(x, bad[i].code);
		snprintf(field, sizeof field, "%s%s%s", bad[i].name, bad[i].field[0] ? ": " : "", bad[i].field);
		if (d) CHECK_STR(d->field, yg_str(field));
		if (d) CHECK_INT(d->record, bad[i].line);
		CHECK(access(t_path("bad"), F_OK) != 0);
		t_free(&x);
	}
}

/* --- traps of the xlsx -------------------------------------------------------------------------------- */

static void xlsx_trap(const char *code, const char *book, const char *rels, const char *strings, const char *sheet)
{
	struct xlsx z = xlsx_new(t_path("tp20250716-01_01.xlsx"));
	struct run x;
	xlsx_add(&z, "[Content_Types].xml", "<Types/>");
	if (book) xlsx_add(&z, "xl/workbook.xml", book);
	if (rels) xlsx_add(&z, "xl/_rels/workbook.xml.rels", rels);
	if (strings) xlsx_add(&z, "xl/sharedStrings.xml", strings);
	if (sheet) xlsx_add(&z, "xl/worksheets/sheet1.xml", sheet);
	xlsx_close(&z);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("trap"), t_path("tp20250716-01_01.xlsx"));
	CHECK(x.err == YG_ESYNTAX || x.err == YG_ETOOBIG);
	CHECK_DIAG(x, code);
	CHECK(access(t_path("trap"), F_OK) != 0);
	t_free(&x);
}

static void xlsx_traps(void)
{
	static const char rels[] = "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
	static const char far[] = "<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\" t=\"inlineStr\"><is><t>a</t></is></c></row></sheetData></worksheet>";
	static const char wrong[] = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>5</v></c></row></sheetData></worksheet>";
	static const char number[] = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>NaN</v></c></row></sheetData></worksheet>";
	static const char entity[] = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><worksheet><sheetData>&b;</sheetData></worksheet>";
	static const char other[] = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>別の表</t></is></c></row></sheetData></worksheet>";
	struct buf deep;
	xlsx_trap("xlsx-part", NULL, rels, NULL, other);
	xlsx_trap("xlsx-sheet", "<workbook><sheets/></workbook>", rels, NULL, other);
	xlsx_trap("xlsx-part", BOOK, NULL, NULL, other);
	xlsx_trap("xlsx-part", BOOK, "<Relationships/>", NULL, other);
	xlsx_trap("xlsx-part", BOOK, rels, NULL, NULL);
	xlsx_trap("xlsx-cell", BOOK, rels, NULL, far);
	xlsx_trap("xlsx-cell", BOOK, rels, "<sst><si><t>only one</t></si></sst>", wrong);
	xlsx_trap("xlsx-cell", BOOK, rels, NULL, number);
	xlsx_trap("xlsx-xml", BOOK, rels, NULL, entity);
	xlsx_trap("xlsx-xml", BOOK, rels, NULL, "<worksheet><sheetData><row>");
	xlsx_trap("xlsx-xml", "<workbook", rels, NULL, other);
	xlsx_trap("price-not", BOOK, rels, NULL, other);
	xlsx_trap("price-not", BOOK, rels, NULL, "<worksheet/>");
	yg_buf_init(&deep, 1 << 20);
	for (unsigned i = 0; i < 200; i++) yg_buf_z(&deep, "<a>");
	for (unsigned i = 0; i < 200; i++) yg_buf_z(&deep, "</a>");
	yg_buf_char(&deep, '\0');
	xlsx_trap("xlsx-xml", BOOK, rels, NULL, deep.p);
	yg_buf_free(&deep);
}

/* 80 MB of blanks in a file of 80 kB; and the same with a directory that claims ten bytes. */
static void zip_bomb(void)
{
	size_t n = (size_t)80 << 20;
	char *blanks = malloc(n + 1);
	struct buf b;
	struct run x;
	if (!blanks) exit(99);
	memset(blanks, ' ', n);
	blanks[n] = '\0';
	xlsx_trap("xlsx-too-big", BOOK, "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/></Relationships>", NULL, blanks);
	free(blanks);
	b = t_read(t_path("tp20250716-01_01.xlsx"));
	CHECK(b.n < 1 << 20);
	for (size_t i = 0; i + 46 < b.n; i++)                             /* uncompressed size in local and central headers */
		if (memcmp(b.p + i, "PK\001\002", 4) == 0) memcpy(b.p + i + 24, "\012\0\0\0", 4);
		else if (memcmp(b.p + i, "PK\003\004", 4) == 0) memcpy(b.p + i + 22, "\012\0\0\0", 4);
	x = t_import1(IMPORT_MHLW_PRICE, t_path("trap"), t_write("tp20250716-01_02.xlsx", yg_buf_view(&b)));
	CHECK(x.err == YG_ESYNTAX || x.err == YG_ETOOBIG);
	CHECK(yg_diags_count(&x.ds, 0, DIAG_ERROR) > 0);
	t_free(&x);
	yg_buf_free(&b);
}

/* Every 13th byte of an xlsx changed: a diagnostic, or a reading. The sum inside the ZIP catches what the tags do not. */
static void xlsx_changed_bytes(void)
{
	struct buf b = t_read(t_path("whole.xlsx"));
	for (size_t k = 0; k < b.n; k += 13) {
		struct run x;
		b.p[k] = (char)(b.p[k] ^ 0x55);
		x = t_import1(IMPORT_MHLW_PRICE, t_path("chg"), t_write("tp20250716-01_03.xlsx", yg_buf_view(&b)));
		b.p[k] = (char)(b.p[k] ^ 0x55);
		if (x.err) CHECK(yg_diags_count(&x.ds, 0, DIAG_ERROR) > 0);
		else CHECK_INT(x.r.rows, 5);
		t_free(&x);
		t_remove(t_path("chg"));
	}
	yg_buf_free(&b);
}

/* --- generic names ------------------------------------------------------------------------------------------ */

static void generic_csv(void)
{
	const char *main_file = t_write("generic_20250814.csv", STR(GENERIC_HEAD
		"内用薬,2171022F2ZZZ,【般】アムロジピン錠５ｍｇ,アムロジピンベシル酸塩,５ｍｇ１錠,\"加算1,2\",,9.70,\n"
		"内用薬,1139004GAZZZ,【般】バルプロ酸Ｎａ徐放錠２００ｍｇ,バルプロ酸ナトリウム,２００ｍｇ１錠,加算1,例外コード,10.4,\n"));
	const char *exc = t_write("generic_exceptions_20250814.csv", STR(EXCEPTION_HEAD
		"内用薬,1139004GAZZZ,【般】バルプロ酸Ｎａ徐放錠２００ｍｇ,,,1139004G2012,a,,,,,,,,,,\n"
		",,,,,1139004G2063,b,,,,,,,,,,\n"));
	const char *files[2] = { exc, main_file };
	struct run x = t_import(IMPORT_GENERIC_NAME, t_path("g"), files, 2);
	struct table t;
	CHECK_OK(x);
	CHECK_INT(x.r.added, 2);
	t_free(&x);
	t = t_table(t_path("g"), "generic.csv");
	CHECK_STR(t_cell(&t, 0, "products"), STR("1139004G2012|1139004G2063"));
	CHECK_STR(t_cell(&t, 0, "exception"), STR("1"));
	CHECK_STR(t_cell(&t, 1, "class"), STR("加算1,2"));
	t_table_free(&t);
	x = t_import1(IMPORT_GENERIC_NAME, t_path("g"), exc);
	CHECK_INT(x.err, YG_ESYNTAX);
	CHECK_DIAG(x, "generic-no-main");
	t_free(&x);
	x = t_import1(IMPORT_GENERIC_NAME, t_path("g2"), t_write("generic_20250814.csv", STR(GENERIC_HEAD
		"内用薬,2171022F2ZZZ,a,b,c,,,,\n内用薬,2171022F2ZZZ,a,b,c,,,,\n内用薬,2171022F2ZZ,a,b,c,,,,\n")));
	CHECK_INT(x.err, YG_ESYNTAX);
	CHECK_DIAG(x, "generic-duplicate");
	CHECK_DIAG(x, "official-generic-code");
	t_free(&x);
	x = t_import1(IMPORT_GENERIC_NAME, t_path("g2"), t_write("generic_20250814.csv", STR(GENERIC_HEAD)));
	CHECK_INT(x.err, YG_ESYNTAX);
	CHECK_DIAG(x, "generic-no-rows");
	t_free(&x);
	x = t_import1(IMPORT_GENERIC_NAME, t_path("g"), t_write("generic_20240401.csv", STR(GENERIC_HEAD "内用薬,2171022F2ZZZ,a,b,c,,,,\n")));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "generic-older");
	t_free(&x);
}

/* --- HOT ------------------------------------------------------------------------------------------------------ */

static const char *hot_file(const char *name, const char *rows, bool cp932)
{
	struct sjis_report rep = { 0 };
	struct buf u, s;
	const char *p;
	yg_buf_init(&u, 1 << 20);
	yg_buf_init(&s, 1 << 20);
	yg_buf_z(&u, HOT_HEAD);
	yg_buf_z(&u, rows);
	if (cp932 && yg_cp932_encode(yg_buf_view(&u), &s, &rep) != 0) exit(99);
	p = t_write(name, yg_buf_view(cp932 ? &s : &u));
	yg_buf_free(&u);
	yg_buf_free(&s);
	return p;
}

static const char *const hot_rows =
	/* a common-name product of two companies, one with a second receipt code; an own-name product; a HOT9 row */
	"\"1000001010101\",\"1000001\",\"01\",\"01\",\"01\",\"\",\"1149019F1013\",\"1149019F1021\",\"610000003\",\"670000003\",\"\",\"う錠「山」\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"内\",\"山製薬\",\"\",\"1\",\"20250401\"\n"
	"\"1000001010102\",\"1000001\",\"01\",\"01\",\"02\",\"\",\"1149019F1013\",\"1149019F1021\",\"610000003\",\"\",\"\",\"う錠「山」\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"内\",\"山製薬\",\"\",\"1\",\"20250401\"\n"
	"\"100000202\",\"1000002\",\"02\",\"\",\"\",\"\",\"2171022F2025\",\"2171022F2025\",\"610000001\",\"\",\"\",\"あ錠５ｍｇ\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"内\",\"山製薬\",\"\",\"1\",\"20250402\"\n";

static void hot_joins_the_codes(void)
{
	struct y y[3] = { t_y("0", "610000001", "あ錠５ｍｇ", "2171022F2025"), t_y("0", "610000002", "い錠", "1149019F1013"),
			  t_y("0", "610000003", "う錠「山」", "1149019F1013") };
	struct table t, u;
	struct run x;
	y[1].f[22] = y[2].f[22] = "8";
	y[2].f[23] = "610000002";
	x = t_import1(IMPORT_HOT, t_path("h"), hot_file("MEDIS20250630.TXT", hot_rows, true));
	CHECK_OK(x);
	CHECK_INT(x.r.rows, 3);
	CHECK_INT(x.r.added, 4);
	t_free(&x);
	x = t_import1(IMPORT_HOT, t_path("h8"), hot_file("MEDIS20250630.TXT", hot_rows, false));
	CHECK_OK(x);
	t_free(&x);
	t = t_table(t_path("h"), "hot.csv");
	u = t_table(t_path("h8"), "hot.csv");
	CHECK_STR(yg_buf_view(&t.b), yg_buf_view(&u.b));
	CHECK_INT(t.n, 4);
	CHECK_INT(t_find(&t, "receipt", "670000003") != (size_t)-1, 1);
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000001"), "hot13"), STR(""));
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000001"), "hot9"), STR("100000202"));
	t_table_free(&t);
	t_table_free(&u);
	x = t_import1(IMPORT_SSK, t_path("h"), t_y_file("y_ALL20250320.csv", y, 3, 42));
	CHECK_OK(x);
	t_free(&x);
	t = t_table(t_path("h"), "products.csv");
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000003"), "yj"), STR("1149019F1021"));
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000003"), "maker"), STR("山製薬"));
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000002"), "yj"), STR(""));
	CHECK_STR(t_cell(&t, t_find(&t, "receipt", "610000001"), "yj"), STR("2171022F2025"));
	t_table_free(&t);
}

static void bad_hot_rows(void)
{
	static const struct { const char *row, *code; int err; } bad[] = {
		{ "1000001010101,1000009,01,01,01,,,,,,,a,,,,,,,,,,,,20250401\n", "hot-code", YG_OK },
		{ "100000101,1000001,02,,,,,,,,,a,,,,,,,,,,,,20250401\n", "hot-code", YG_OK },
		{ "10000010101,1000001,01,,,,,,,,,a,,,,,,,,,,,,20250401\n", "hot-code", YG_OK },
		{ "100000101,1000001,01,,,,1149019F101,,,,,a,,,,,,,,,,,,20250401\n", "hot-other-code", YG_OK },
		{ "100000101,1000001,01,,,,,,61000,,,a,,,,,,,,,,,,20250401\n", "hot-other-code", YG_OK },
		{ "100000101,1000001,01,,,,2171022F2025,1149019F1021,,,,a,,,,,,,,,,,,20250401\n", "hot-pair", YG_OK },
		{ "100000101,1000001,01,,,,1149019F1013,1149019F1022,,,,a,,,,,,,,,,,,20250401\n", "hot-check-digit", YG_OK },
		{ "100000101,1000001,01,,,,,,,,,a,,,,,,,,,,,,2025\n", "hot-date", YG_OK },
		{ "100000101,1000001,01,,,,,,,,,a,,,,,,,,,,,\n", "hot-columns", YG_ESYNTAX },
	};
	for (size_t i = 0; i < N(bad); i++) {
		struct run x = t_import1(IMPORT_HOT, t_path("hb"), hot_file("MEDIS20250630.TXT", bad[i].row, true));
		CHECK_INT(x.err, bad[i].err);
		CHECK_DIAG(x, bad[i].code);
		if (t_diag(&x, bad[i].code)) CHECK_INT(t_diag(&x, bad[i].code)->record, 2);
		t_free(&x);
		t_remove(t_path("hb"));
	}
	{
		struct run x = t_import1(IMPORT_HOT, t_path("hb"), price_file("MEDIS20250630.TXT", price_rows));
		CHECK_INT(x.err, YG_ESYNTAX);
		CHECK_DIAG(x, "hot-not");
		t_free(&x);
	}
}

int main(void)
{
	t_begin();
	T_RUN(numbers_as_the_sheet_shows_them);
	T_RUN(price_csv_and_xlsx_agree);
	T_RUN(price_rows_that_go_stay_marked);
	T_RUN(bad_price_lists);
	T_RUN(xlsx_traps);
	T_RUN(zip_bomb);
	T_RUN(xlsx_changed_bytes);
	T_RUN(generic_csv);
	T_RUN(hot_joins_the_codes);
	T_RUN(bad_hot_rows);
	return T_END();
}
