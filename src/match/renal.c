/* renal.c - kidney function from serum creatinine: the Japanese eGFR equation and Cockcroft-Gault.
 * Whole numbers only: logarithm and exponential in fixed point with 60 binary places, so that every machine gives the same tenth. */
#include "match/patient.h"
#include "base/ban.h"

__extension__ typedef __int128 wide;
#define ONE    ((int64_t)1 << 60)
#define LN2    799144290325165979                    /* ln 2 x 2^60, rounded; the others likewise */
#define LN10   2654699869899991814
#define LN194  6073426954802747294
#define LN0739 (-348709592303896477)

static int64_t mul(int64_t a, int64_t b) { return (int64_t)(((wide)a * b) >> 60); }

/* ln n for 1 <= n < 2^60: n = m 2^k with 1 <= m < 2, ln m = 2 artanh((m-1)/(m+1)); (m-1)/(m+1) < 1/3, so 24 terms are below 2^-76. */
static wide ln_int(int64_t n)
{
	int k = 0;
	int64_t m, z, z2, power, sum = 0;
	while ((n >> k) > 1) k++;
	m = n << (60 - k);
	z = (int64_t)((((wide)m - ONE) << 60) / ((wide)m + ONE));
	z2 = mul(z, z);
	power = z;
	for (int i = 0; i < 24; i++) {
		sum += power / (2 * i + 1);
		power = mul(power, z2);
	}
	return 2 * (wide)sum + (wide)k * LN2;
}

static wide ln_dec(struct dec d) { return ln_int(d.n) - (wide)d.scale * LN10; }

/* 10 e^y rounded to a whole number, for -40 < y < 40: e^y = 2^k e^r, 0 <= r < ln 2, Taylor in r. */
static int64_t ten_exp(wide y)
{
	int64_t k = (int64_t)(y / LN2), r, term = ONE, sum = ONE;
	wide v;
	if (y - (wide)k * LN2 < 0) k--;
	r = (int64_t)(y - (wide)k * LN2);
	for (int i = 1; i < 24; i++) {
		term = mul(term, r) / i;
		sum += term;
	}
	v = (wide)sum * 10;
	return (int64_t)(((k >= 0 ? v << k : v >> -k) + (ONE >> 1)) >> 60);
}

static bool within(struct dec d, struct dec low, struct dec high)
{
	return yg_dec_given(d) && yg_dec_cmp(d, low) >= 0 && yg_dec_cmp(d, high) <= 0;
}

static bool adult(struct dec creatinine, int age)
{
	return within(creatinine, (struct dec){ 1, 1 }, yg_dec_int(30)) && age >= 18 && age <= 120;
}

bool yg_egfr(struct dec creatinine, int age, enum sex sex, struct dec *out)
{
	wide y;
	if (!adult(creatinine, age) || sex == SEX_UNKNOWN) return false;
	y = LN194 - ln_dec(creatinine) * 1094 / 1000 - ln_int(age) * 287 / 1000;
	if (sex == SEX_FEMALE) y += LN0739;
	*out = (struct dec){ ten_exp(y), 1 };
	return true;
}

static wide pow10_of(int n)
{
	wide v = 1;
	while (n-- > 0) v *= 10;
	return v;
}

/* (140 - age) x kg / (72 x Cr), x 0.85 for women: a plain quotient in tenths. At most 4e26 on either side. */
bool yg_ccr(struct dec creatinine, int age, struct dec weight_kg, enum sex sex, struct dec *out)
{
	wide over, under;
	if (!adult(creatinine, age) || sex == SEX_UNKNOWN || !within(weight_kg, yg_dec_int(20), yg_dec_int(300))) return false;
	over = (wide)weight_kg.n * (140 - age) * (sex == SEX_FEMALE ? 85 : 100) * 10 * pow10_of(creatinine.scale);
	under = (wide)creatinine.n * 72 * pow10_of(weight_kg.scale + 2);
	*out = (struct dec){ (int64_t)((2 * over + under) / (2 * under)), 1 };
	return true;
}
