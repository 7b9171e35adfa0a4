/* codes.c - what a code says by itself: shape, check digit, dummies. Needs no table and knows no drug.
 * (spec: drugmaster 2; jahis-rx-qr 4 for the dummy codes) */
#include "tables/identify.h"
#include "base/ban.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool upper(char c) { return c >= 'A' && c <= 'Z'; }

bool yg_code_price_shape(struct str code)
{
	if (code.n != 12) return false;
	for (size_t i = 0; i < 12; i++)
		if (i == 7 ? !upper(code.p[i]) : !digit(code.p[i])) return false;
	return true;
}

/* Low four bits of EBCDIC: A-I and J-R are 1-9, S-Z are 2-9. */
static int value(char c)
{
	if (digit(c)) return c - '0';
	if (!upper(c)) return -1;
	return c <= 'I' ? c - 'A' + 1 : c <= 'R' ? c - 'J' + 1 : c - 'S' + 2;
}

int yg_code_check_digit(struct str code11)
{
	static const int weight[11] = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	int s = 0, k;
	if (code11.n < 11) return -1;
	for (size_t i = 0; i < 11; i++) {
		int v = value(code11.p[i]);
		if (v < 0) return -1;
		s += v * weight[i];
	}
	k = 11 - s % 11;
	return k >= 10 ? 0 : k;
}

bool yg_code_price_check(struct str code)
{
	return yg_code_price_shape(code) && yg_code_check_digit(code) == code.p[11] - '0';
}

bool yg_code_is_dummy(enum code_system sys, struct str code)
{
	static const char *const known[] = {
		"666660000",                          /* drug without a code */
		"777770000",                          /* material without a code */
		"2000000X0000",                       /* YJ place holder */
	};
	bool same = true;
	if (sys == CODE_NONE || yg_str_trim(code).n == 0) return true;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (yg_str_eqz(code, known[i])) return true;
	for (size_t i = 1; i < code.n; i++) same = same && code.p[i] == code.p[0];
	return same;
}

bool yg_code_yj_to_unified(struct str yj, char out[13])
{
	if (!yg_code_price_shape(yj)) return false;
	memcpy(out, yj.p, 9);
	memcpy(out + 9, "01", 2);
	out[11] = (char)('0' + yg_code_check_digit((struct str){ out, 11 }));
	out[12] = '\0';
	return true;
}
