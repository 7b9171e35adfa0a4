/* The EDITION file, changing a folder in one step (also across a crash), comparing and checking editions. */
#include <fcntl.h>
#include <json-c/json.h>
#include <sys/wait.h>
#include "t_import.h"

#define N(a) (sizeof(a) / sizeof *(a))

static const char *y_file(const char *name, const char *price, const char *extra_code)
{
	struct y y[4] = { t_y("0", "610000001", "あ錠５ｍｇ", "2171022F2025"), t_y("0", "610000002", "い錠", "1149019F1013"),
			  t_y("0", extra_code, "う錠「山」", "1149019F1013") };
	y[0].f[12] = price;
	y[1].f[22] = y[2].f[22] = "8";
	y[2].f[23] = "610000002";
	return t_y_file(name, y, 3, 42);
}

/* --- EDITION ---------------------------------------------------------------------------------- */

static struct edition_file read_edition(struct run *x, const char *dir)
{
	struct edition_file e;
	t_start(x);
	x->err = yg_edition_file_read(dir, x->a, &e, &x->ds);
	return e;
}

static void edition_round_trip(void)
{
	static const char text[] = "# a comment\nformat=1\nid=2025-08-14\nsource_date=2025-08-14\nvalid_from=2024-03-21\nvalid_until=2026-03-31\n"
				   "sources=a.csv;b.xlsx\nlast_ssk=2025-08-13\nrefuse_expired=1\n"
				   "file=products.csv 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
	struct edition_file e;
	struct run x, y;
	struct buf b;
	mkdir(t_path("e"), 0755);
	t_write("e/EDITION", STR(text));
	e = read_edition(&x, t_path("e"));
	CHECK_OK(x);
	CHECK_STR(e.id, STR("2025-08-14"));
	CHECK(e.refuse_expired);
	CHECK_INT(e.nparts, 1);
	CHECK_INT(e.parts[0].rows, 2);
	CHECK(yg_ymd_cmp(e.last_ssk, (struct ymd){ 2025, 8, 13 }) == 0 && !yg_ymd_given(e.last_hot));
	yg_buf_init(&b, 1 << 20);
	yg_edition_file_format(&e, &b);
	t_write("e/EDITION", yg_buf_view(&b));
	yg_buf_free(&b);
	e = read_edition(&y, t_path("e"));
	CHECK_OK(y);
	CHECK_STR(e.sources, STR("a.csv;b.xlsx"));
	t_free(&x);
	t_free(&y);
}

static void faulty_editions(void)
{
#define HEAD "format=1\nid=a\nsource_date=2025-08-14\nvalid_from=2024-03-21\n"
	static const struct { const char *text, *code; unsigned line; } bad[] = {
		{ HEAD, "edition-key-missing", 0 },
		{ HEAD "valid_until=2026-03-32\n", "edition-value", 5 },
		{ HEAD "valid_until=2026-03-31\nvalid_until=2026-03-31\n", "edition-key-twice", 6 },
		{ HEAD "valid_until=2026-03-31\nnonsense\n", "edition-line", 6 },
		{ HEAD "valid_until=2026-03-31\nrefuse_expired=yes\n", "edition-value", 6 },
		{ HEAD "valid_until=2026-03-31\nfile=../x.csv 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "edition-value", 6 },
		{ HEAD "valid_until=2026-03-31\nfile=/x.csv 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "edition-value", 6 },
		{ HEAD "valid_until=2026-03-31\nfile=.x 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "edition-value", 6 },
		{ HEAD "valid_until=2026-03-31\nfile=x.csv 1 0123\n", "edition-value", 6 },
		{ HEAD "valid_until=2026-03-31\nfile=x.csv -1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "edition-value", 6 },
		{ "format=2\nid=a\nsource_date=2025-08-14\nvalid_from=2024-03-21\nvalid_until=2026-03-31\n", "edition-value", 1 },
		{ HEAD "valid_until=2026-03-31\nsources=\xff\n", "edition-encoding", 0 },
		{ "", "edition-key-missing", 0 },
	};
	struct run x;
	mkdir(t_path("e"), 0755);
	for (size_t i = 0; i < N(bad); i++) {
		t_write("e/EDITION", yg_str(bad[i].text));
		read_edition(&x, t_path("e"));
		CHECK_INT(x.err, YG_ETABLE);
		CHECK_DIAG(x, bad[i].code);
		if (t_diag(&x, bad[i].code)) CHECK_INT(t_diag(&x, bad[i].code)->record, bad[i].line);
		t_free(&x);
	}
	t_write("e/EDITION", STR(HEAD "valid_until=2026-03-31\nfuture=1\n"));
	read_edition(&x, t_path("e"));
	CHECK_OK(x);
	CHECK_DIAG(x, "edition-key");                            /* only a warning: a later version may say more */
	t_free(&x);
	read_edition(&x, t_path("no such folder"));
	CHECK_INT(x.err, YG_ENOTFOUND);
	t_free(&x);
}

static void sums_and_rows(void)
{
	char hex[65];
	CHECK_INT(yg_edition_sha256(STR("abc"), hex), YG_OK);
	CHECK_STR(yg_str(hex), STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	CHECK_INT(yg_csv_data_rows(STR("")), 0);
	CHECK_INT(yg_csv_data_rows(STR("a,b\n")), 0);
	CHECK_INT(yg_csv_data_rows(STR("a,b\n1,2\n3,4\n")), 2);
	CHECK_INT(yg_csv_data_rows(STR("a,b\n1,2\n3,4")), 2);
	CHECK_INT(yg_csv_data_rows(STR("a,b\n1,\"x\ny\"\n3,4\n")), 2);
}

static void damage_is_found(void)
{
	static const char *const how[] = { "byte", "cut", "gone", "row" };
	for (size_t i = 0; i < N(how); i++) {
		struct run x = t_import1(IMPORT_SSK, t_path("d"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
		struct buf b;
		CHECK_OK(x);
		t_free(&x);
		b = t_read(t_path("d/products.csv"));
		if (i == 0) b.p[b.n / 2] ^= 1;
		if (i == 1) b.n -= 10;
		if (i == 3) yg_buf_z(&b, ",,,,,,,,,,,,,,,,,,,,,,,\n");
		t_write("d/products.csv", yg_buf_view(&b));
		if (i == 2) unlink(t_path("d/products.csv"));
		yg_buf_free(&b);
		t_start(&x);
		x.err = yg_edition_check(t_path("d"), &x.ds);
		CHECK_INT(x.err, YG_ETABLE);
		CHECK_DIAG(x, i == 2 ? "edition-file-missing" : "edition-checksum");
		if (i == 3) CHECK_DIAG(x, "edition-rows");
		t_free(&x);
		t_start(&x);
		x.err = yg_edition_info(t_path("d"), false, LANG_JA, &x.text, &x.ds);
		CHECK_INT(x.err, YG_ETABLE);
		t_free(&x);
		t_remove(t_path("d"));
	}
}

static void damaged_sources_are_not_built_upon(void)
{
	struct run x = t_import1(IMPORT_SSK, t_path("d"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	struct y d = t_y_change("5", "610000001");
	struct buf b = t_read(t_path("d/ssk.csv"));
	CHECK_OK(x);
	t_free(&x);
	b.p[b.n - 5] ^= 1;
	t_write("d/ssk.csv", yg_buf_view(&b));
	yg_buf_free(&b);
	d.f[12] = "1.00";
	x = t_apply1(t_path("d"), t_y_file("y_20250401.csv", &d, 1, 42));
	CHECK_INT(x.err, YG_ETABLE);
	CHECK_DIAG(x, "edition-checksum");
	t_free(&x);
	t_remove(t_path("d"));
}

/* --- one step ----------------------------------------------------------------------------------------- */

/* A crash at any point between the files of a change: what is read is wholly the old or wholly the new edition. */
static void a_crash_leaves_one_edition(void)
{
	static const char *const files[] = { "EDITION", "products.csv", "ssk.csv", "generic.csv", "hot.csv", "ingredients.csv", "yj7.csv",
		"routes.csv", "classes.csv", "fields/ssk.csv", "fields/price.csv" };
	struct run x = t_import1(IMPORT_SSK, t_path("new"), y_file("y_ALL20250520.csv", "8.80", "610000004"));
	CHECK_OK(x);
	t_free(&x);
	for (size_t moved = 0; moved <= N(files) + 1; moved++) {
		struct table p;
		bool committed = moved > 0;
		x = t_import1(IMPORT_SSK, t_path("old"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
		CHECK_OK(x);
		t_free(&x);
		/* The state after the rename of the staging folder and `moved` - 1 file moves, EDITION last. */
		mkdir(t_path(committed ? "old/.committed" : "old/.incoming"), 0755);
		mkdir(t_path(committed ? "old/.committed/fields" : "old/.incoming/fields"), 0755);
		for (size_t i = 0; i < N(files); i++) {
			struct buf b;
			char from[256], to[256];
			bool there = committed && (i == 0 ? moved > N(files) : i < moved);
			snprintf(from, sizeof from, "new/%s", files[i]);
			snprintf(to, sizeof to, there ? "old/%s" : committed ? "old/.committed/%s" : "old/.incoming/%s", files[i]);
			b = t_read(t_path(from));
			t_write(to, yg_buf_view(&b));
			yg_buf_free(&b);
		}
		t_start(&x);
		x.err = yg_edition_check(t_path("old"), &x.ds);
		CHECK_OK(x);
		t_free(&x);
		p = t_table(t_path("old"), "products.csv");
		CHECK_STR(t_cell(&p, 0, "price"), committed ? STR("8.80") : STR("10.10"));
		t_table_free(&p);
		/* The next change finishes or clears what the crash left. */
		x = t_import1(IMPORT_SSK, t_path("old"), y_file("y_ALL20250601.csv", "7.70", "610000004"));
		CHECK_OK(x);
		CHECK_INT(x.r.added, committed ? 0 : 1);
		t_free(&x);
		CHECK(access(t_path("old/.committed"), F_OK) != 0 && access(t_path("old/.incoming"), F_OK) != 0);
		p = t_table(t_path("old"), "products.csv");
		CHECK_STR(t_cell(&p, 0, "price"), STR("7.70"));
		t_table_free(&p);
		t_remove(t_path("old"));
	}
	t_remove(t_path("new"));
}

static void two_imports_do_not_mix(void)
{
	struct edition_change *c = NULL;
	int status = 0;
	pid_t child;
	CHECK_INT(yg_edition_begin(&c, t_path("lock")), YG_OK);
	child = fork();
	if (child == 0) {                                        /* the lock is per process */
		struct run x = t_import1(IMPORT_SSK, t_path("lock"), t_path("y_ALL20250320.csv"));
		int ok = x.err == YG_EREFUSED && t_diag(&x, "import-busy");
		t_free(&x);
		_exit(ok ? 0 : 1);
	}
	waitpid(child, &status, 0);
	CHECK_INT(status, 0);
	yg_edition_end(c);
	CHECK(access(t_path("lock"), F_OK) != 0);                /* nothing committed into a new folder: nothing left */
}

static void a_folder_that_cannot_be_written(void)
{
	struct run x = t_import1(IMPORT_SSK, t_path("no/such/parent"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	CHECK_INT(x.err, YG_EIO);
	CHECK_DIAG(x, "import-write");
	t_free(&x);
	t_write("a-file", STR("x"));
	x = t_import1(IMPORT_SSK, t_path("a-file"), t_path("y_ALL20250320.csv"));
	CHECK_INT(x.err, YG_EIO);
	t_free(&x);
}

/* --- the verbs -------------------------------------------------------------------------------------------- */

static void a_starter_is_not_imported_into(void)
{
	struct run x;
	struct buf b = t_read(t_src("drugmaster/EDITION"));
	mkdir(t_path("starter"), 0755);
	t_write("starter/EDITION", yg_buf_view(&b));
	yg_buf_free(&b);
	x = t_import1(IMPORT_SSK, t_path("starter"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "import-foreign-edition");
	t_free(&x);
}

static size_t steps;
static void count_steps(void *arg, const char *what, size_t done, size_t total)
{
	CHECK(arg == &steps && what && what[0] && done <= total);
	steps++;
}

static void dates_and_progress(void)
{
	const char *file = y_file("y_ALL20240320.csv", "10.10", "610000003");
	struct import_options o = { .kind = IMPORT_SSK, .files = &file, .nfiles = 1, .out_dir = t_path("v"), .ingredients_dir = t_src("drugmaster"),
				    .today = { 2025, 3, 31 }, .progress = count_steps, .progress_arg = &steps };
	static const struct { struct ymd today, until, want; } days[] = {
		{ { 2025, 3, 31 }, { 0, 0, 0 }, { 2025, 3, 31 } }, { { 2025, 4, 1 }, { 0, 0, 0 }, { 2026, 3, 31 } },
		{ { 2024, 12, 31 }, { 0, 0, 0 }, { 2025, 3, 31 } }, { { 2024, 4, 1 }, { 2024, 6, 30 }, { 2024, 6, 30 } } };
	for (size_t i = 0; i < N(days); i++) {
		struct edition_file e;
		struct run x;
		o.today = days[i].today;
		o.valid_until = days[i].until;
		t_start(&x);
		x.err = yg_edition_import(&o, &x.r, &x.text, LANG_EN, &x.ds);
		CHECK_OK(x);
		CHECK(!!t_diag(&x, "import-old-source") == (yg_ymd_days(days[i].today) - yg_ymd_days((struct ymd){ 2024, 3, 20 }) > 400));
		CHECK_INT(yg_edition_file_read(t_path("v"), x.a, &e, &x.ds), YG_OK);
		CHECK(yg_ymd_cmp(e.valid_until, days[i].want) == 0);
		CHECK(yg_str_find(yg_buf_view(&x.text), STR("edition 2024-03-20: 3 products")) != (size_t)-1);
		t_free(&x);
	}
	CHECK(steps > 4);
}

/* A difference says nothing about a price revision: it does not carry an edition over an April its full file has not seen. */
static void a_difference_extends_only_so_far(void)
{
	static const struct { const char *file; struct ymd today, want; } steps_of[] = {
		{ "y_20240610.csv", { 2024, 6, 11 }, { 2025, 3, 31 } },
		{ "y_20240910.csv", { 2025, 4, 2 }, { 2025, 3, 31 } },           /* the full file of March 2024 knows no April 2025 */
		{ "y_20250420.csv", { 2025, 10, 2 }, { 2025, 3, 31 } } };
	struct y d = t_y_change("5", "610000001");
	d.f[12] = "1.00";
	for (size_t i = 0; i < N(steps_of); i++) {
		const char *file = t_y_file(steps_of[i].file, &d, 1, 42);
		struct edition_file e;
		struct run x;
		t_start(&x);
		x.err = yg_edition_apply_diff(t_path("v"), NULL, &file, 1, steps_of[i].today, &x.r, &x.text, LANG_JA, &x.ds);
		CHECK_OK(x);
		CHECK_INT(yg_edition_file_read(t_path("v"), x.a, &e, &x.ds), YG_OK);
		CHECK(yg_ymd_cmp(e.valid_until, steps_of[i].want) == 0);
		t_free(&x);
	}
}

static void a_difference_into_another_folder(void)
{
	struct y d = t_y_change("9", "610000001");
	const char *file;
	struct table a, b;
	struct run x = t_import1(IMPORT_SSK, t_path("a"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	CHECK_OK(x);
	t_free(&x);
	d.f[31] = "20250331";
	file = t_y_file("y_20250325.csv", &d, 1, 42);
	t_start(&x);
	x.err = yg_edition_apply_diff(t_path("a"), t_path("b"), &file, 1, t_today, &x.r, &x.text, LANG_JA, &x.ds);
	CHECK_OK(x);
	t_free(&x);
	a = t_table(t_path("a"), "products.csv");
	b = t_table(t_path("b"), "products.csv");
	CHECK_STR(t_cell(&a, 0, "ends_on"), STR(""));
	CHECK_STR(t_cell(&b, 0, "ends_on"), STR("2025-03-31"));
	t_table_free(&a);
	t_table_free(&b);
	t_start(&x);
	x.err = yg_edition_check(t_path("b"), &x.ds);
	CHECK_OK(x);
	t_free(&x);
	t_start(&x);
	x.err = yg_edition_apply_diff(t_path("a"), t_path("b"), &file, 1, t_today, &x.r, &x.text, LANG_JA, &x.ds);
	CHECK_INT(x.err, YG_EREFUSED);
	CHECK_DIAG(x, "import-out-exists");
	t_free(&x);
}

static long long json_count(struct json_object *o, const char *kind)
{
	struct json_object *counts = NULL, *n = NULL, *list = NULL;
	json_object_object_get_ex(o, "counts", &counts);
	json_object_object_get_ex(counts, kind, &n);
	json_object_object_get_ex(o, kind, &list);
	CHECK_INT(json_object_array_length(list), json_object_get_int64(n));
	return json_object_get_int64(n);
}

static void comparing_editions(void)
{
	static const struct { const char *kind; long long n; } want[] = { { "added", 1 }, { "removed", 0 }, { "renamed", 1 }, { "unit", 1 },
		{ "price", 1 }, { "ended", 1 }, { "transition", 1 }, { "price_code", 1 }, { "ingredient", 0 } };
	struct y y[5] = { t_y("0", "610000001", "あ錠５ｍｇ", "2171022F2025"), t_y("0", "610000002", "い錠１０ｍｇ", "1149019F1013"),
			  t_y("0", "610000003", "う錠「山」", "1149019F1021"), t_y("0", "610000005", "お錠", "2325003B2029") };
	struct json_object *o;
	struct run x;
	y[0].f[12] = "9.90";
	y[1].f[10] = "包";
	y[1].f[12] = "99.90";                                            /* another unit: no price comparison */
	y[2].f[34] = "20260331";
	x = t_import1(IMPORT_SSK, t_path("a2"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	t_free(&x);
	x = t_import1(IMPORT_SSK, t_path("b2"), y_file("y_ALL20250320.csv", "10.10", "610000003"));
	t_free(&x);
	y[3].f[31] = "99999999";
	x = t_import1(IMPORT_SSK, t_path("b2"), t_y_file("y_ALL20250620.csv", y, 4, 42));
	CHECK_OK(x);
	t_free(&x);
	{
		struct y d = t_y_change("9", "610000002");
		d.f[31] = "20250701";
		x = t_apply1(t_path("b2"), t_y_file("y_20250625.csv", &d, 1, 42));
		CHECK_OK(x);
		t_free(&x);
	}
	t_start(&x);
	x.err = yg_edition_diff(t_path("a2"), t_path("b2"), true, LANG_JA, &x.text, &x.ds);
	CHECK_OK(x);
	yg_buf_char(&x.text, '\0');
	o = json_tokener_parse(x.text.p);
	CHECK(o != NULL);
	for (size_t i = 0; o && i < N(want); i++) {
		long long n = json_count(o, want[i].kind);
		if (n != want[i].n) fprintf(stderr, "%s\n", want[i].kind);
		CHECK_INT(n, want[i].n);
	}
	json_object_put(o);
	t_free(&x);
	t_start(&x);
	x.err = yg_edition_diff(t_path("a2"), t_path("b2"), false, LANG_JA, &x.text, &x.ds);
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("・610000001 あ錠５ｍｇ:10.10 → 9.90\n")) != (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("・610000002 い錠１０ｍｇ:- → 2025-07-01\n")) != (size_t)-1);
	t_free(&x);
	t_start(&x);
	x.err = yg_edition_diff(t_path("a2"), t_path("a2"), false, LANG_EN, &x.text, &x.ds);
	CHECK(yg_str_find(yg_buf_view(&x.text), STR("- no differences\n")) != (size_t)-1);
	t_free(&x);
	t_start(&x);
	x.err = yg_edition_diff(t_path("a2"), t_path("nothing"), false, LANG_EN, &x.text, &x.ds);
	CHECK_INT(x.err, YG_ENOTFOUND);
	CHECK_DIAG(x, "diff-no-edition");
	t_free(&x);
}

/* Rows broken by hand, with the sums renewed or not: all of them are named, with file and line. */
static void checking_rows(void)
{
	static const char head[] = "receipt,price_code,yj,generic_code,name,name_long,name_list,kana,unit,strength,form_class,control,flags,listing,brand_of,"
		"maker,listed_name,generic_name,price,listed_on,changed_on,ends_on,transition_until,twin\n";
	static const char rows[] = "610000001,2171022F2025,,,あ,,,,錠,,1,0,,0,610000009,,,,1,,,,,\n"      /* brand_of of another price code */
		"61000000x,2171022F2025,,,い,,,,錠,,1,0,,0,,,,,1,,,,,\n"
		"610000003,2171022F202,,,う,,,,錠,,1,0,,0,,,,,1,,,,,\n"
		"610000004,2171022F2029,,,え,,,,錠,,1,0,,0,,,,,1,,,,,\n"                                  /* check digit */
		"610000005,2171022F2025,,,お,,,,錠,,1,0,,0,,,,,1,2025-02-30,,,,\n"
		"610000009,1149019F1013,,,か,,,,錠,,1,0,,0,,,,,1,,,,,610000001\n";
	struct buf b = t_read(t_path("a2/EDITION"));
	struct run x;
	t_path("a2");
	(void)b;
	yg_buf_free(&b);
	yg_buf_init(&b, 1 << 20);
	yg_buf_z(&b, head);
	yg_buf_z(&b, rows);
	t_write("a2/products.csv", yg_buf_view(&b));
	yg_buf_free(&b);
	for (int renewed = 0; renewed < 2; renewed++) {
		if (renewed) {
			static const char *const names[] = { "products.csv", "ingredients.csv", "yj7.csv", "routes.csv", "classes.csv", "generic.csv", "hot.csv" };
			struct edition_file e = read_edition(&x, t_path("a2"));
			CHECK_INT(yg_edition_file_write(t_path("a2"), &e, names, N(names), x.a), YG_OK);
			CHECK(!yg_edition_part(&e, "ssk.csv"));
			t_free(&x);
		}
		t_start(&x);
		x.err = yg_edition_check(t_path("a2"), &x.ds);
		CHECK_INT(x.err, YG_ETABLE);
		CHECK(!!t_diag(&x, "edition-checksum") == !renewed);
		CHECK_INT(t_diag_count(&x, renewed ? "master-code" : "check-shape"), renewed ? 2 : 3);
		CHECK_INT(t_diag_count(&x, renewed ? "master-check-digit" : "check-digit-row"), 1);
		CHECK_INT(t_diag_count(&x, "check-brand-of"), 1);
		CHECK_INT(t_diag_count(&x, "check-twin"), 1);
		if (t_diag(&x, "check-brand-of")) CHECK_INT(t_diag(&x, "check-brand-of")->record, 2);
		if (t_diag(&x, "check-twin")) CHECK_INT(t_diag(&x, "check-twin")->record, 7);
		t_free(&x);
	}
	t_start(&x);
	x.err = yg_edition_check(t_path("nothing"), &x.ds);
	CHECK_INT(x.err, YG_ENOTFOUND);
	t_free(&x);
}

static void info_says_what_it_is(void)
{
	struct json_object *o, *v = NULL;
	struct run x;
	t_start(&x);
	x.err = yg_edition_info(t_path("b2"), true, LANG_JA, &x.text, &x.ds);
	CHECK_OK(x);
	yg_buf_char(&x.text, '\0');
	o = json_tokener_parse(x.text.p);
	CHECK(o && json_object_object_get_ex(o, "id", &v) && !strcmp(json_object_get_string(v), "2025-06-25"));
	CHECK(o && json_object_object_get_ex(o, "sources", &v) && json_object_array_length(v) == 2);
	json_object_put(o);
	t_free(&x);
}

int main(void)
{
	t_begin();
	T_RUN(edition_round_trip);
	T_RUN(faulty_editions);
	T_RUN(sums_and_rows);
	T_RUN(damage_is_found);
	T_RUN(damaged_sources_are_not_built_upon);
	T_RUN(a_crash_leaves_one_edition);
	T_RUN(two_imports_do_not_mix);
	T_RUN(a_folder_that_cannot_be_written);
	T_RUN(a_starter_is_not_imported_into);
	T_RUN(dates_and_progress);
	T_RUN(a_difference_extends_only_so_far);
	T_RUN(a_difference_into_another_folder);
	T_RUN(comparing_editions);
	T_RUN(checking_rows);
	T_RUN(info_says_what_it_is);
	return T_END();
}
