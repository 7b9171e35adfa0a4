/* Codes as such: shapes, check digits, dummies, the derived price code. Examples and limits from spec drugmaster 2. */
#include "t.h"
#include "tables/identify.h"
#include "tables/image.h"
#include "base/ban.h"

static void shapes(void)
{
	CHECK(yg_code_price_shape(STR("2171022F2025")));
	CHECK(!yg_code_price_shape(STR("2171022F202")));
	CHECK(!yg_code_price_shape(STR("2171022F20255")));
	CHECK(!yg_code_price_shape(STR("2171022f2025")));
	CHECK(!yg_code_price_shape(STR("217102AF2025")));
	CHECK(!yg_code_price_shape(STR("2171022F2ZZZ")));
	CHECK(!yg_code_price_shape(STR_NONE));
}

static void check_digits(void)
{
	CHECK_INT(yg_code_check_digit(STR("2171022F202")), 5);
	CHECK_INT(yg_code_check_digit(STR("2171022F2025")), 5);
	CHECK(yg_code_price_check(STR("2171022F2025")));
	CHECK(yg_code_price_check(STR("2171022F1029")));
	CHECK(yg_code_price_check(STR("2325003B2029")));
	CHECK(!yg_code_price_check(STR("2171022F2029")));     /* the often-seen wrong sample */
	CHECK(!yg_code_price_check(STR("1149003D1073")));     /* old issue error */
	CHECK_INT(yg_code_check_digit(STR("2171022F20")), -1);
	CHECK_INT(yg_code_check_digit(STR("2171022-202")), -1);
	/* every change of one digit gives another check digit, or one of the two remainders that share 0 */
	for (size_t i = 0; i < 11; i++) {
		char c[12] = "2171022F202";
		if (i == 7) continue;
		for (char d = '0'; d <= '9'; d++) {
			c[i] = d;
			if (d != "2171022F202"[i]) CHECK(yg_code_check_digit((struct str){ c, 11 }) != 5);
		}
	}
}

static void letters(void)   /* EBCDIC low bits: A J = 1, B K S = 2, ... I R Z = 9 */
{
	static const char *const same[] = { "AJ", "BKS", "CLT", "DMU", "ENV", "FOW", "GPX", "HQY", "IRZ" };
	for (size_t g = 0; g < 9; g++) {
		int want = -1;
		for (const char *p = same[g]; *p; p++) {
			char c[12] = "2171022F202";
			int got;
			c[7] = *p;
			got = yg_code_check_digit((struct str){ c, 11 });
			if (want < 0) want = got;
			CHECK_INT(got, want);
		}
	}
}

static void dummies(void)
{
	CHECK(yg_code_is_dummy(CODE_RECEIPT, STR("666660000")));
	CHECK(yg_code_is_dummy(CODE_RECEIPT, STR("777770000")));
	CHECK(yg_code_is_dummy(CODE_YJ, STR("2000000X0000")));
	CHECK(yg_code_is_dummy(CODE_RECEIPT, STR("000000000")));
	CHECK(yg_code_is_dummy(CODE_RECEIPT, STR("999999999")));
	CHECK(yg_code_is_dummy(CODE_YJ, STR("            ")));
	CHECK(yg_code_is_dummy(CODE_YJ, STR("　")));
	CHECK(yg_code_is_dummy(CODE_NONE, STR("2171022F2025")));
	CHECK(!yg_code_is_dummy(CODE_RECEIPT, STR("620000033")));
	CHECK(!yg_code_is_dummy(CODE_YJ, STR("2171022F2025")));
}

static void unified(void)
{
	char out[13];
	CHECK(yg_code_yj_to_unified(STR("2171022F2130"), out));
	CHECK_STR(yg_str(out), STR("2171022F2017"));
	CHECK(yg_code_price_check(yg_str(out)));
	CHECK(!yg_code_yj_to_unified(STR("2171022F2ZZZ"), out));
	CHECK(!yg_code_yj_to_unified(STR_NONE, out));
}

static void keys(void)      /* exact: different codes, different numbers; anything else none */
{
	static const char *const codes[] = { "1", "01", "11", "2171022", "2171022F2", "2171022F2025", "2171022F2ZZZ", "000000000", "0000000",
		"1117888", "111788801", "11178880101", "1117888010101", "1117888010102", "0117888010101", "ZZZZZZZZZZZZ" };
	size_t n = sizeof codes / sizeof *codes;
	for (size_t i = 0; i < n; i++) {
		CHECK(yg_key(yg_str(codes[i])) != 0);
		for (size_t k = 0; k < i; k++) CHECK(yg_key(yg_str(codes[i])) != yg_key(yg_str(codes[k])));
	}
	CHECK_INT(yg_key(STR_NONE), 0);
	CHECK_INT(yg_key(STR("2171022f2025")), 0);
	CHECK_INT(yg_key(STR("2171022F2025 ")), 0);
	CHECK_INT(yg_key(STR("１")), 0);
	CHECK_INT(yg_key(STR("12345678901234")), 0);
	CHECK_INT(yg_key(STR("12345678901AB")), 0);
}

int main(void)
{
	T_RUN(shapes);
	T_RUN(check_digits);
	T_RUN(letters);
	T_RUN(dummies);
	T_RUN(unified);
	T_RUN(keys);
	return T_END();
}
