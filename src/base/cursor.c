/* cursor.c - reading forward; nothing is consumed unless the whole step succeeds. */
#include "base/cursor.h"
#include "base/ban.h"

bool yg_cur_lit(struct cursor *c, struct str lit)
{
	if (yg_cur_left(c) < lit.n || (lit.n && memcmp(c->p, lit.p, lit.n) != 0)) return false;
	c->p += lit.n;
	return true;
}

bool yg_cur_until(struct cursor *c, char stop, struct str *out)
{
	const char *q = yg_cur_left(c) ? memchr(c->p, stop, yg_cur_left(c)) : NULL;
	if (!q) return false;
	*out = (struct str){ c->p, (size_t)(q - c->p) };
	c->p = q + 1;
	return true;
}

bool yg_cur_line(struct cursor *c, struct str *out, bool *ended)
{
	const char *q = c->p;
	if (yg_cur_left(c) == 0) return false;
	while (q < c->end && *q != '\r' && *q != '\n') q++;
	*out = (struct str){ c->p, (size_t)(q - c->p) };
	*ended = q < c->end;
	if (q < c->end) q += *q == '\r' && q + 1 < c->end && q[1] == '\n' ? 2 : 1;
	c->p = q;
	return true;
}

bool yg_cur_digits(struct cursor *c, size_t max, struct str *out)
{
	size_t n = 0;
	while (n < max && n < yg_cur_left(c) && c->p[n] >= '0' && c->p[n] <= '9') n++;
	if (n == 0) return false;
	*out = (struct str){ c->p, n };
	c->p += n;
	return true;
}
