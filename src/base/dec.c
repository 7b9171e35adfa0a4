/* dec.c - exact decimals on 64-bit integers; every overflow is an error, never a wrap. */
#include "base/dec.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_SCALE 9
static const int64_t pow10s[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000 };

struct dec yg_dec_int(int64_t n) { return (struct dec){ n, 0 }; }

int yg_dec_parse(struct str s, struct dec *out)
{
	int64_t n = 0;
	size_t ints = 0, decs = 0;
	bool point = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '.' && !point && ints) { point = true; continue; }
		if (c < '0' || c > '9') return YG_ESYNTAX;
		if (point ? ++decs > MAX_SCALE : ++ints > 12) return YG_ETOOBIG;
		if (n > (INT64_MAX - (c - '0')) / 10) return YG_ETOOBIG;
		n = n * 10 + (c - '0');
	}
	if (ints == 0 || (point && decs == 0)) return YG_ESYNTAX;
	*out = (struct dec){ n, (int8_t)decs };
	return YG_OK;
}

bool yg_dec_canonical(struct str s)
{
	struct dec d;
	char out[32];
	return yg_dec_parse(s, &d) == YG_OK && yg_str_eq(s, (struct str){ out, yg_dec_format(d, out) });
}

static bool mul_ok(int64_t a, int64_t b, int64_t *out) { return !__builtin_mul_overflow(a, b, out); }

static struct dec shortest(struct dec d)
{
	while (d.scale > 0 && d.n % 10 == 0) { d.n /= 10; d.scale--; }
	return d;
}

int yg_dec_cmp(struct dec a, struct dec b)
{
	/* scales differ by at most 9, so 128 bits hold every product */
	__extension__ typedef __int128 wide;
	wide x = (wide)a.n * pow10s[MAX_SCALE - a.scale], y = (wide)b.n * pow10s[MAX_SCALE - b.scale];
	return x < y ? -1 : x > y;
}

static int align(struct dec *a, struct dec *b)
{
	*a = shortest(*a);
	*b = shortest(*b);
	if (a->scale < b->scale) {
		if (!mul_ok(a->n, pow10s[b->scale - a->scale], &a->n)) return YG_ETOOBIG;
		a->scale = b->scale;
	} else if (b->scale < a->scale) {
		if (!mul_ok(b->n, pow10s[a->scale - b->scale], &b->n)) return YG_ETOOBIG;
		b->scale = a->scale;
	}
	return YG_OK;
}

int yg_dec_add(struct dec a, struct dec b, struct dec *out)
{
	int64_t n;
	if (align(&a, &b) != YG_OK || __builtin_add_overflow(a.n, b.n, &n)) return YG_ETOOBIG;
	*out = shortest((struct dec){ n, a.scale });
	return YG_OK;
}

int yg_dec_sub(struct dec a, struct dec b, struct dec *out)
{
	b.n = -b.n;
	return yg_dec_add(a, b, out);
}

int yg_dec_mul(struct dec a, struct dec b, struct dec *out)
{
	struct dec r;
	a = shortest(a);
	b = shortest(b);
	if (!mul_ok(a.n, b.n, &r.n)) return YG_ETOOBIG;
	r.scale = (int8_t)(a.scale + b.scale);
	while (r.scale > 0 && r.n % 10 == 0) { r.n /= 10; r.scale--; }
	if (r.scale > MAX_SCALE) return YG_ETOOBIG;
	*out = r;
	return YG_OK;
}

int yg_dec_div_floor(struct dec a, struct dec b, int64_t *out)
{
	if (a.n < 0 || b.n <= 0) return YG_EARG;
	if (align(&a, &b) != YG_OK) return YG_ETOOBIG;
	*out = a.n / b.n;
	return YG_OK;
}

int yg_dec_div(struct dec a, struct dec b, int scale, struct dec *out)
{
	__extension__ typedef __int128 wide;
	wide x, y, q, r;
	bool neg = (a.n < 0) != (b.n < 0);
	if (b.n == 0 || scale < 0 || scale > MAX_SCALE) return YG_EARG;
	x = (wide)(a.n < 0 ? -(wide)a.n : a.n) * pow10s[b.scale] * pow10s[scale];
	y = (wide)(b.n < 0 ? -(wide)b.n : b.n) * pow10s[a.scale];
	q = x / y;
	r = x % y;
	if (r * 2 >= y) q++;
	if (q > INT64_MAX) return YG_ETOOBIG;
	*out = shortest((struct dec){ neg ? -(int64_t)q : (int64_t)q, (int8_t)scale });
	return YG_OK;
}

size_t yg_dec_format(struct dec d, char out[32])
{
	char tmp[32];
	size_t n = 0, k = 0;
	uint64_t v;
	int left;
	if (!yg_dec_given(d)) { out[0] = 0; return 0; }
	d = shortest(d);
	v = d.n < 0 ? 0 - (uint64_t)d.n : (uint64_t)d.n;
	left = d.scale;
	do {
		tmp[k++] = (char)('0' + v % 10);
		v /= 10;
		if (left && --left == 0) {
			tmp[k++] = '.';
			if (v == 0) tmp[k++] = '0';
		}
	} while (v || left);
	if (d.n < 0) out[n++] = '-';
	while (k) out[n++] = tmp[--k];
	out[n] = 0;
	return n;
}
