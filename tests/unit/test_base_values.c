/* test_base_values.c - str, dec, ymd, hash, cursor: exact values and their refusals. */
#include "t.h"
#include "base/cursor.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/ymd.h"

static void str_cuts_and_compares(void)
{
	unsigned long v = 7;
	CHECK(yg_str_cmp(STR("ab"), STR("abc")) < 0 && yg_str_cmp(STR("b"), STR("abc")) > 0 && yg_str_cmp(STR(""), STR("")) == 0);
	CHECK_STR(yg_str_sub(STR("abcdef"), 2, 3), STR("cde"));
	CHECK_STR(yg_str_sub(STR("abc"), 5, 1), STR(""));
	CHECK_STR(yg_str_trim(STR(" \t　あ い　\r\n")), STR("あ い"));
	CHECK_INT(yg_str_find(STR("aab"), STR("ab")), 1);
	CHECK_INT(yg_str_find(STR("aab"), STR("ba")), (size_t)-1);
	CHECK(yg_str_uint(STR("0042"), 42, &v) && v == 42);
	CHECK(!yg_str_uint(STR("43"), 42, &v) && v == 42);
	CHECK(!yg_str_uint(STR(""), 9, &v) && !yg_str_uint(STR("1a"), 99, &v) && !yg_str_uint(STR("99999999999999999999999"), 99, &v));
}

static struct dec d(const char *z) { struct dec r = DEC_NONE; CHECK_INT(yg_dec_parse(yg_str(z), &r), 0); return r; }
static void is(struct dec got, const char *want) { char o[32]; size_t n = yg_dec_format(got, o); CHECK_STR(((struct str){ o, n }), yg_str(want)); }

static void dec_is_exact(void)
{
	struct dec r;
	int64_t q;
	is(d("0.25"), "0.25"); is(d("100"), "100"); is(d("1.50"), "1.5"); is(d("007"), "7"); is(d("123456.78901"), "123456.78901"); is(DEC_NONE, "");
	CHECK_INT(yg_dec_cmp(d("1.50"), d("1.5")), 0);
	CHECK(yg_dec_cmp(d("0.1"), d("0.09")) > 0 && yg_dec_cmp(d("999999999999.999999"), d("0.000000001")) > 0);
	CHECK_INT(yg_dec_add(d("0.1"), d("0.2"), &r), 0); is(r, "0.3");
	CHECK_INT(yg_dec_sub(d("1"), d("0.75"), &r), 0); is(r, "0.25");
	CHECK_INT(yg_dec_sub(d("0.5"), d("2"), &r), 0); is(r, "-1.5");
	CHECK_INT(yg_dec_mul(d("2.5"), d("35"), &r), 0); is(r, "87.5");
	CHECK_INT(yg_dec_mul(d("0.00001"), d("0.00001"), &r), YG_ETOOBIG);
	CHECK_INT(yg_dec_mul(d("999999999999"), d("999999999999"), &r), YG_ETOOBIG);
	CHECK_INT(yg_dec_div_floor(d("7"), d("0.5"), &q), 0); CHECK_INT(q, 14);
	CHECK_INT(yg_dec_div_floor(d("20"), d("3"), &q), 0); CHECK_INT(q, 6);
	CHECK_INT(yg_dec_div_floor(d("1"), d("0"), &q), YG_EARG);
	CHECK_INT(yg_dec_div(d("1"), d("3"), 5, &r), 0); is(r, "0.33333");
	CHECK_INT(yg_dec_div(d("2"), d("3"), 2, &r), 0); is(r, "0.67");
	CHECK_INT(yg_dec_div(d("1"), d("0"), 2, &r), YG_EARG);
}

static void dec_refuses(void)
{
	static const char *const bad[] = { "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "１", "0x1", "1.2.3" };
	static const char *const untidy[] = { "01", "1.0", "00", "1.50" };
	struct dec r = { 5, 1 };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK_INT(yg_dec_parse(yg_str(bad[i]), &r), YG_ESYNTAX);
	CHECK_INT(yg_dec_parse(STR("1234567890123"), &r), YG_ETOOBIG);
	CHECK_INT(yg_dec_parse(STR("0.1234567890"), &r), YG_ETOOBIG);
	CHECK(r.n == 5 && r.scale == 1);
	for (size_t i = 0; i < sizeof untidy / sizeof *untidy; i++) CHECK(!yg_dec_canonical(yg_str(untidy[i])));
	CHECK(yg_dec_canonical(STR("0.25")) && yg_dec_canonical(STR("100")) && yg_dec_canonical(STR("0")));
}

static void ymd_counts_days(void)
{
	struct ymd prev = { 1868, 1, 1 };
	CHECK_INT(yg_ymd_days((struct ymd){ 1970, 1, 1 }), 0);
	CHECK_INT(yg_ymd_days((struct ymd){ 2000, 3, 1 }), 11017);
	for (int32_t k = yg_ymd_days(prev) + 1; k < 376200; k++) {
		struct ymd t = yg_ymd_from_days(k);
		if (yg_ymd_days(t) != k || !yg_ymd_valid(t) || yg_ymd_cmp(prev, t) >= 0) { CHECK_INT(k, -1); break; }
		prev = t;
	}
	CHECK_INT(prev.y, 2999);
	CHECK(yg_ymd_cmp(yg_ymd_add((struct ymd){ 2024, 2, 28 }, 1), (struct ymd){ 2024, 2, 29 }) == 0);
	CHECK(!yg_ymd_valid((struct ymd){ 2023, 2, 29 }) && !yg_ymd_valid((struct ymd){ 1900, 2, 29 }) && !yg_ymd_valid((struct ymd){ 2024, 13, 1 }));
	CHECK_INT(yg_ymd_age((struct ymd){ 1960, 11, 21 }, (struct ymd){ 2026, 11, 20 }), 65);
	CHECK_INT(yg_ymd_age((struct ymd){ 1960, 11, 20 }, (struct ymd){ 2026, 11, 20 }), 66);
}

static void day(int err, struct ymd got, const char *want)
{
	char o[11];
	CHECK_INT(err, want ? 0 : YG_ESYNTAX);
	if (want && !err) { size_t n = yg_ymd_format(got, o); CHECK_STR(((struct str){ o, n }), yg_str(want)); }
}

static void ymd_reads_every_form(void)
{
	static const struct { const char *z; int form; const char *want; } rows[] = {
		{ "20261120", 0, "2026-11-20" }, { "2026-11-20", 0, "2026-11-20" }, { "20260230", 0, NULL }, { "2026112", 0, NULL }, { "2026/11/20", 0, NULL },
		{ "5081120", 1, "2026-11-20" }, { "3450815", 1, "1970-08-15" }, { "20260601", 1, "2026-06-01" }, { "6010101", 1, NULL }, { "5000101", 1, NULL },
		{ "196804", 1, NULL }, { "196804", 2, "1968-04" }, { "34308", 2, "1968-08" }, { "1968", 2, "1968" }, { "343", 2, "1968" }, { "196800", 2, NULL }, { "19681301", 2, NULL },
		{ "R081112", 3, "2026-11-12" }, { "S260111", 3, "1951-01-11" }, { "H310501", 3, "2019-05-01" }, { "X010101", 3, NULL }, { "r081112", 3, NULL }, { "5081120", 3, NULL },
		{ "R8.3.31まで", 4, "2026-03-31" }, { "Ｒ８．３．３１まで", 4, "2026-03-31" }, { "令和8年3月31日まで", 4, "2026-03-31" }, { "令和元年5月1日", 4, "2019-05-01" }, { "R8.3", 4, NULL }, { "R8.2.30", 4, NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ymd o = YMD_NONE;
		struct str s = yg_str(rows[i].z);
		int e = rows[i].form == 0 ? yg_ymd_parse(s, &o) : rows[i].form == 1 ? yg_ymd_parse_rx(s, false, &o) :
			rows[i].form == 2 ? yg_ymd_parse_rx(s, true, &o) : rows[i].form == 3 ? yg_ymd_parse_techo(s, &o) : yg_ymd_parse_era_text(s, &o);
		day(e, o, rows[i].want);
		if (!rows[i].want) CHECK(!yg_ymd_given(o));
	}
}

static void cursor_never_passes_the_end(void)
{
	struct cursor c = yg_cur(STR("12,ab\r\n\rx"));
	struct str s;
	bool ended;
	CHECK(yg_cur_digits(&c, 9, &s)); CHECK_STR(s, STR("12"));
	CHECK(!yg_cur_digits(&c, 9, &s) && yg_cur_lit(&c, STR(",")) && !yg_cur_lit(&c, STR("abcdefghijkl")));
	CHECK(yg_cur_line(&c, &s, &ended) && ended); CHECK_STR(s, STR("ab"));
	CHECK(yg_cur_line(&c, &s, &ended) && ended && s.n == 0);
	CHECK(!yg_cur_until(&c, ';', &s));
	CHECK(yg_cur_line(&c, &s, &ended) && !ended); CHECK_STR(s, STR("x"));
	CHECK(!yg_cur_line(&c, &s, &ended));
}

static void hash_is_fixed(void)
{
	char h[17], data[100];
	uint64_t first;
	yg_hex64(yg_hash(YG_HASH_START, "a", 1), h);
	CHECK_STR(yg_str(h), STR("af63dc4c8601ec8c"));       /* published FNV-1a value */
	for (int i = 0; i < 100; i++) data[i] = (char)i;
	first = yg_checksum(data, 100);
	for (int i = 0; i < 100; i++) {
		data[i] ^= 1;
		CHECK(yg_checksum(data, 100) != first);
		data[i] ^= 1;
	}
	CHECK(yg_checksum(data, 99) != first);
}

int main(void)
{
	T_RUN(str_cuts_and_compares); T_RUN(dec_is_exact); T_RUN(dec_refuses); T_RUN(ymd_counts_days); T_RUN(ymd_reads_every_form);
	T_RUN(cursor_never_passes_the_end); T_RUN(hash_is_fixed);
	return T_END();
}
