/* mynumber.c - see mynumber.h. Reads digits only to decide whether they must be left out; keeps none. */
#include "text/mynumber.h"
#include "base/ban.h"

/* A digit at i: its value and width in bytes; -1 none. Full-width ０-９ are EF BC 90 .. 99. */
static int digit(struct str s, size_t i, size_t *width)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	*width = 1;
	if (i < s.n && p[0] >= '0' && p[0] <= '9') return p[0] - '0';
	*width = 3;
	if (i + 2 < s.n && p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x90 && p[2] <= 0x99) return p[2] - 0x90;
	return -1;
}

/* What people put between the groups: a blank, a hyphen, in either width. 0: nothing of the kind. */
static size_t gap(struct str s, size_t i)
{
	static const char *const gaps[] = { " ", "-", "\xe3\x80\x80", "\xef\xbc\x8d", "\xe2\x80\x90", "\xe2\x88\x92", "\xe3\x83\xbc" };
	for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++)
		if (yg_str_starts(yg_str_sub(s, i, s.n), yg_str(gaps[k]))) return yg_str(gaps[k]).n;
	return 0;
}

static bool check(const int d[12])
{
	int sum = 0, rest;
	for (int n = 1; n <= 11; n++) sum += d[11 - n] * (n <= 6 ? n + 1 : n - 5);       /* weights 2..7 then 2..6 from the right */
	rest = sum % 11;
	return d[11] == (rest <= 1 ? 0 : 11 - rest);
}

/* Twelve digits from i on, groups of four may be parted; 0: not so, or a digit follows. */
static size_t number_at(struct str s, size_t i)
{
	int d[12], v;
	size_t at = i, w, g;
	for (int k = 0; k < 12; k++) {
		if (k == 4 || k == 8) {
			g = gap(s, at);
			if (g && digit(s, at + g, &w) >= 0) at += g;
		}
		if ((v = digit(s, at, &w)) < 0) return 0;
		d[k] = v;
		at += w;
	}
	if (digit(s, at, &w) >= 0) return 0;
	return check(d) ? at - i : 0;
}

bool yg_mynumber_find(struct str s, size_t from, struct mynumber_at *at)
{
	size_t i = from, w;
	while (i < s.n) {
		size_t n;
		if (digit(s, i, &w) < 0) { i++; continue; }
		if ((n = number_at(s, i))) {
			if (at) *at = (struct mynumber_at){ i, n };
			return true;
		}
		while (digit(s, i, &w) >= 0) i += w;         /* a run is looked at from its beginning alone */
	}
	return false;
}

void yg_mynumber_mask(struct str s, struct buf *out)
{
	struct mynumber_at at;
	size_t done = 0;
	while (yg_mynumber_find(s, done, &at)) {
		yg_buf_str(out, yg_str_sub(s, done, at.from - done));
		yg_buf_z(out, "************");
		done = at.from + at.n;
	}
	yg_buf_str(out, yg_str_sub(s, done, s.n));
}
