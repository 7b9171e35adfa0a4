/* str.c - comparing and cutting views. Allocates nothing. */
#include "base/str.h"
#include "base/ban.h"

int yg_str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	if (c) return c < 0 ? -1 : 1;
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

struct str yg_str_sub(struct str s, size_t from, size_t n)
{
	if (from >= s.n) return STR_NONE;
	if (n > s.n - from) n = s.n - from;
	return (struct str){ s.p + from, n };
}

static size_t blank_at_start(struct str s)
{
	if (s.n == 0) return 0;
	if (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n') return 1;
	return s.n >= 3 && memcmp(s.p, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static size_t blank_at_end(struct str s)
{
	char c;
	if (s.n == 0) return 0;
	c = s.p[s.n - 1];
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return 1;
	return s.n >= 3 && memcmp(s.p + s.n - 3, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

struct str yg_str_trim(struct str s)
{
	size_t k;
	while ((k = blank_at_start(s)) != 0) { s.p += k; s.n -= k; }
	while ((k = blank_at_end(s)) != 0) s.n -= k;
	return s;
}

size_t yg_str_find(struct str s, struct str needle)
{
	if (needle.n == 0) return 0;
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (s.p[i] == needle.p[0] && memcmp(s.p + i, needle.p, needle.n) == 0) return i;
	return (size_t)-1;
}

bool yg_str_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9') return false;
	return s.n > 0;
}

bool yg_str_uint(struct str s, unsigned long max, unsigned long *out)
{
	unsigned long v = 0;
	if (!yg_str_digits(s)) return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned long d = (unsigned long)(s.p[i] - '0');
		if (d > max || v > (max - d) / 10) return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}
