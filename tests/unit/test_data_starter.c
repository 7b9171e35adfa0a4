/* test_data_starter.c - every row of the shipped drug master against the official files, when the reference folder is there.
 * Does not test the importers: it joins the files itself, as drugmaster/README.md says, and compares cell by cell. */
#include "t.h"
#include "tables/identify.h"
#include "tables/official.h"
#include "tables/strmap.h"
#include "text/csv.h"
#include "text/fold.h"

enum { YCOLS = 42 };
struct yrow { struct str f[YCOLS]; };
struct price { struct str listed, strength, name, maker, until; };
static struct arena *a;
static struct diags ds;
static struct strmap y_at, price_at, names, generic_at;
static struct yrow *y; static size_t ny;
static struct price *price; static size_t nprice;
static struct sheet generic;

static const char *const y_files[] = { "y_ALL20240321.csv", "diff/y_20240417.csv", "diff/y_20240521.csv", "diff/y_20240531.csv",
	"diff/y_20240613.csv", "diff/y_20240628.csv", "diff/y_20240717.csv", "diff/y_20240731.csv", "diff/y_20240814.csv",
	"diff/y_20240906.csv", "diff/y_20240925.csv", "diff/y_20241018.csv", "diff/y_20241112.csv", "diff/y_20241119.csv",
	"diff/y_20241205.csv", "diff/y_20250115.csv", "diff/y_20250318.csv", "diff/y_20250415.csv", "diff/y_20250516.csv",
	"diff/y_20250520.csv", "diff/y_20250612.csv", "diff/y_20250630.csv", "diff/y_20250715.csv", "diff/y_20250813.csv" };

static struct sheet read_sheet(const char *rel, size_t index)
{
	struct official o;
	struct sheet s = { NULL, 0 };
	CHECK_INT(yg_official_open(&o, t_shared(rel), 0, a, &ds), 0);
	CHECK_INT(o.zip ? yg_sheet_xlsx(&o, NULL, index, a, &s) : yg_sheet_csv(&o, a, &s), 0);
	CHECK(s.n > 0);
	yg_official_close(&o);                        /* the cells live in the arena */
	return s;
}

/* 新規 and full rows are whole, 変更 changes what it names, 廃止 only sets dates. */
static void read_y(void)
{
	for (size_t i = 0; i < sizeof y_files / sizeof *y_files; i++) {
		struct str rel = yg_arena_printf(a, "data/ssk/%s", y_files[i]);
		struct sheet s = read_sheet(rel.p, 0);
		for (size_t k = 0; k < s.n; k++) {
			struct str code = yg_cell(&s.row[k], 2), change = yg_cell(&s.row[k], 0);
			uint32_t at = yg_strmap_get(&y_at, code);
			bool whole = at == STRMAP_NONE || yg_str_eqz(change, "0") || yg_str_eqz(change, "3");
			if (at == STRMAP_NONE) {
				y = yg_arena_grow(a, y, ny, sizeof *y);
				at = (uint32_t)ny++;
				yg_strmap_add(&y_at, code, at);
			}
			for (size_t c = 0; c < YCOLS; c++)
				if (whole || yg_cell(&s.row[k], c).n) y[at].f[c] = yg_cell(&s.row[k], c);
		}
	}
}

/* R8.3.31まで -> 2026-03-31 */
static struct str era_day(struct str s)
{
	unsigned v[3] = { 0, 0, 0 }, part = 0;
	for (size_t i = 0; i < s.n && part < 3; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		if (ch >= '0' && ch <= '9') v[part] = v[part] * 10 + (ch - '0');
		else if (ch == '.') part++;
		else if (ch != 'R') break;
	}
	return v[0] && v[1] && v[2] ? yg_arena_printf(a, "%04u-%02u-%02u", 2018 + v[0], v[1], v[2]) : STR_NONE;
}

static void read_price(void)
{
	static const char *const files[] = { "data/mhlw/price_20250716.csv", "data/mhlw/tp20250814-01_01.xlsx",
		"data/mhlw/tp20250814-01_02.xlsx", "data/mhlw/tp20250814-01_03.xlsx" };
	for (size_t i = 0; i < 4; i++) {
		struct sheet s = read_sheet(files[i], 0);
		for (size_t k = 1; k < s.n; k++) {
			const struct sheet_row *r = &s.row[k];
			uint32_t at = yg_strmap_get(&price_at, yg_cell(r, 1));
			if (at == STRMAP_NONE) {
				price = yg_arena_grow(a, price, nprice, sizeof *price);
				at = (uint32_t)nprice++;
				yg_strmap_add(&price_at, yg_cell(r, 1), at);
			}
			price[at] = (struct price){ yg_cell(r, 2), yg_cell(r, 3), yg_cell(r, 7), yg_cell(r, 8), era_day(yg_cell(r, 13)) };
			yg_strmap_add(&names, yg_cell(r, 2), 0);
		}
	}
	generic = read_sheet("data/mhlw/ippanmeishohoumaster_250814.xlsx", 0);
	for (size_t k = 3; k < generic.n; k++) {
		if (!yg_cell(&generic.row[k], 1).n) continue;
		yg_strmap_add(&generic_at, yg_cell(&generic.row[k], 1), (uint32_t)k);
		yg_strmap_add(&names, yg_cell(&generic.row[k], 3), 0);
	}
}

struct own { struct csv csv; struct csv_row head, row; };
static void own_open(struct own *o, const char *name)
{
	struct buf b = t_read(t_src(name));
	yg_csv_open(&o->csv, yg_arena_str(a, yg_buf_view(&b)), CSV_QUOTED, a);
	yg_buf_free(&b);
	CHECK_INT(yg_csv_next(&o->csv, &o->head), 1);
}
static struct str own(const struct own *o, const char *column)
{
	int c = yg_csv_column(&o->head, column);
	CHECK(c >= 0);
	return yg_csv_field(&o->row, (size_t)c);
}

/* Tells the row when a cell differs, then counts as one check. */
static void same(const char *what, struct str code, struct str got, struct str want)
{
	t_checks++;
	if (yg_str_eq(got, want)) return;
	t_failed++;
	fprintf(stderr, "%s: %.*s %s is \"%.*s\", the files say \"%.*s\"\n", t_name, STR_ARG(code), what, STR_ARG(got), STR_ARG(want));
}
static struct str not_zero(struct str s) { return yg_str_eqz(s, "0") ? STR_NONE : s; }
static struct str day(struct str s)
{
	if (s.n != 8 || yg_str_eqz(s, "99999999") || yg_str_eqz(s, "00000000")) return STR_NONE;
	return yg_arena_printf(a, "%.4s-%.2s-%.2s", s.p, s.p + 4, s.p + 6);
}

static void each_product_row_is_a_fact_of_the_files(void)
{
	static const struct { const char *name; unsigned no; } text[] = { { "price_code", 32 }, { "generic_code", 37 }, { "name", 5 },
		{ "name_long", 35 }, { "kana", 7 }, { "unit", 10 }, { "form_class", 28 }, { "control", 14 }, { "listing", 22 },
		{ "generic_name", 38 }, { "price", 12 } };
	static const struct { char letter; unsigned no; const char *values; } flag[] = { { 'g', 17, "1" }, { 'b', 16, "1" }, { 'u', 22, "8" },
		{ 'h', 40, "1" }, { 'c', 20, "12" }, { 'n', 15, "1" } };
	struct strmap seen, twins;                    /* twins: original -> its patient-choice row, when the starter has it */
	struct own o;
	size_t rows = 0, in_force = 0, with_twin = 0;
	yg_strmap_init(&seen, a);
	yg_strmap_init(&twins, a);
	own_open(&o, "drugmaster/products.csv");
	while (yg_csv_next(&o.csv, &o.row) == 1) {
		uint32_t at = yg_strmap_get(&y_at, own(&o, "receipt"));
		if (at != STRMAP_NONE && not_zero(y[at].f[40]).n) yg_strmap_add(&twins, y[at].f[40], at);
	}
	own_open(&o, "drugmaster/products.csv");
	while (yg_csv_next(&o.csv, &o.row) == 1) {
		struct str code = own(&o, "receipt"), pc = own(&o, "price_code"), flags = STR_NONE, until;
		uint32_t at = yg_strmap_get(&y_at, code), pat = yg_strmap_get(&price_at, pc);
		struct price none = { STR_NONE, STR_NONE, STR_NONE, STR_NONE, STR_NONE }, *p = pat == STRMAP_NONE ? &none : &price[pat];
		const struct str *f;
		uint32_t back, entry;
		bool brand, common;
		rows++;
		CHECK(yg_strmap_get(&seen, code) == STRMAP_NONE);
		yg_strmap_add(&seen, code, 0);
		if (at == STRMAP_NONE) { same("receipt", code, code, STR_NONE); continue; }
		f = y[at].f;
		for (size_t i = 0; i < sizeof text / sizeof *text; i++) same(text[i].name, code, own(&o, text[i].name), f[text[i].no - 1]);
		same("brand_of", code, own(&o, "brand_of"), not_zero(f[22]));
		back = yg_strmap_get(&twins, code);
		same("twin", code, own(&o, "twin"), not_zero(f[40]).n ? f[40] : back != STRMAP_NONE ? y[back].f[2] : STR_NONE);
		same("listed_on", code, own(&o, "listed_on"), day(f[35]));
		same("changed_on", code, own(&o, "changed_on"), day(f[29]));
		same("ends_on", code, own(&o, "ends_on"), day(f[30]));
		until = day(f[33]).n ? day(f[33]) : p->until;
		same("transition_until", code, own(&o, "transition_until"), until);
		for (size_t i = 0; i < sizeof flag / sizeof *flag; i++) {
			struct str v = f[flag[i].no - 1];
			if (v.n == 1 && strchr(flag[i].values, v.p[0])) flags = yg_arena_printf(a, "%.*s%c", STR_ARG(flags), flag[i].letter);
		}
		same("flags", code, own(&o, "flags"), flags);
		same("strength", code, own(&o, "strength"), p->strength);
		same("listed_name", code, own(&o, "listed_name"), p->listed);
		same("maker", code, own(&o, "maker"), p->maker);
		entry = yg_strmap_get(&y_at, f[22]);
		common = entry != STRMAP_NONE && (yg_fold_eq(p->name, y[entry].f[4]) || yg_fold_eq(p->name, y[entry].f[34]));
		same("name_list", code, own(&o, "name_list"), !not_zero(f[22]).n || common ? p->name : STR_NONE);
		brand = !yg_str_eqz(f[21], "8") && !yg_str_eqz(yg_str_sub(pc, 9, 2), "01");
		same("yj", code, own(&o, "yj"), brand ? pc : STR_NONE);
		CHECK(yg_code_price_check(pc));
		in_force += pat != STRMAP_NONE && !day(f[30]).n && !until.n;
		with_twin += own(&o, "twin").n != 0;
	}
	CHECK(rows >= 1800 && rows <= 2200);
	CHECK(in_force >= 1700 && rows - in_force >= 20 && with_twin >= 5);
}

static void each_generic_name_row_too(void)
{
	static const char *const column[] = { "code", "name", "listed_name", "strength", "class" };
	struct own o;
	own_open(&o, "drugmaster/generic.csv");
	while (yg_csv_next(&o.csv, &o.row) == 1) {
		struct str code = own(&o, "code");
		uint32_t at = yg_strmap_get(&generic_at, code);
		CHECK(at != STRMAP_NONE);
		for (size_t i = 0; at != STRMAP_NONE && i < 5; i++) {
			struct str want = yg_arena_str(a, yg_cell(&generic.row[at], i + 1));
			for (size_t k = 0; k < want.n; k++)
				if (want.p[k] == '\n') want = yg_arena_printf(a, "%.*s|%.*s", (int)k, want.p, (int)(want.n - k - 1), want.p + k + 1);
			same(column[i], code, own(&o, column[i]), want);
		}
		CHECK(at == STRMAP_NONE || (yg_cell(&generic.row[at], 6).n == 0) == (own(&o, "exception").n == 0));
	}
}

/* One row per 成分名 of the files, no more and no less; and what drugmaster.md tells about base ingredients holds. */
static void ingredients_cover_every_listed_name(void)
{
	static const struct { const char *name, *base; } known[] = {
		{ "ロキソプロフェンナトリウム水和物", "ロキソプロフェン" }, { "コデインリン酸塩水和物", "コデイン" }, { "炭酸リチウム", "炭酸リチウム" },
		{ "プレドニゾロン酢酸エステル", "プレドニゾロン" }, { "ベタメタゾン酪酸エステルプロピオン酸エステル", "ベタメタゾン" },
		{ "クエン酸第一鉄ナトリウム", "クエン酸第一鉄ナトリウム" }, { "バルガンシクロビル塩酸塩", "バルガンシクロビル" },
		{ "アスパラギン酸カリウム・マグネシウム", "L-アスパラギン酸カリウム|L-アスパラギン酸マグネシウム" },
		{ "リドカイン塩酸塩・アドレナリン", "リドカイン|アドレナリン" }, { "リドカイン塩酸塩", "リドカイン" },
		{ "インスリンアスパルト（遺伝子組換え）［インスリンアスパルト後続１］", "インスリンアスパルト" },
		{ "インスリン　デグルデク（遺伝子組換え）・インスリン　アスパルト（遺伝子組換え）", "インスリンデグルデク|インスリンアスパルト" },
		{ "テガフール・ギメラシル・オテラシルカリウム配合剤", "テガフール|ギメラシル|オテラシル" }, { "小柴胡湯エキス", "小柴胡湯" },
		{ "塩化カリウム", "塩化カリウム" }, { "酸化マグネシウム", "酸化マグネシウム" }, { "チキジウム臭化物", "チキジウム" },
		{ "テノホビル　アラフェナミドフマル酸塩", "テノホビル アラフェナミド" }, { "沈降炭酸カルシウム", "炭酸カルシウム" } };
	struct strmap bases;
	struct own o;
	size_t rows = 0;
	yg_strmap_init(&bases, a);
	own_open(&o, "drugmaster/ingredients.csv");
	while (yg_csv_next(&o.csv, &o.row) == 1) {
		struct str name = own(&o, "listed_name");
		CHECK(yg_strmap_get(&names, name) != STRMAP_NONE);
		CHECK(own(&o, "base").n && (yg_str_eqz(own(&o, "how"), "rule") || yg_str_eqz(own(&o, "how"), "reviewed")));
		CHECK(yg_strmap_add(&bases, name, (uint32_t)rows) == rows);   /* no name twice */
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (yg_str_eqz(name, known[i].name)) same("base", name, own(&o, "base"), yg_str(known[i].base));
		rows++;
	}
	CHECK_INT(rows, names.n);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) CHECK(yg_strmap_get(&bases, yg_str(known[i].name)) != STRMAP_NONE);
	for (size_t i = 0; i < nprice; i++) CHECK(yg_strmap_get(&bases, price[i].listed) != STRMAP_NONE);
}

/* Codes of external use have a route; the letters of routes.csv are for listings to come. */
static void every_external_class_has_a_route(void)
{
	struct strmap keys;
	struct own o;
	yg_strmap_init(&keys, a);
	own_open(&o, "drugmaster/routes.csv");
	while (yg_csv_next(&o.csv, &o.row) == 1) yg_strmap_add(&keys, own(&o, "key"), 0);
	CHECK(keys.n > 100);
	for (size_t i = 0; i < ny; i++) {
		struct str code = y[i].f[31];
		unsigned long n;
		if (code.n != 12 || !yg_str_uint(yg_str_sub(code, 4, 3), 999, &n) || n < 700) continue;
		if (yg_strmap_get(&keys, yg_str_sub(code, 0, 7)) == STRMAP_NONE && yg_strmap_get(&keys, yg_str_sub(code, 0, 4)) == STRMAP_NONE)
			same("route", code, STR("none"), STR("a class or YJ7 of routes.csv"));
	}
}

int main(void)
{
	a = yg_arena_new(1u << 30);
	yg_diags_init(&ds, a);
	yg_strmap_init(&y_at, a);
	yg_strmap_init(&price_at, a);
	yg_strmap_init(&names, a);
	yg_strmap_init(&generic_at, a);
	T_RUN(read_y);
	T_RUN(read_price);
	T_RUN(each_product_row_is_a_fact_of_the_files);
	T_RUN(each_generic_name_row_too);
	T_RUN(ingredients_cover_every_listed_name);
	T_RUN(every_external_class_has_a_route);
	yg_arena_free(a);
	return T_END();
}
