/* buf.c - a byte buffer that grows up to the limit it was born with. */
#include "base/buf.h"
#include "base/err.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

void yg_buf_init(struct buf *b, size_t max) { *b = (struct buf){ .max = max }; }

void yg_buf_free(struct buf *b)
{
	if (!b) return;
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

static bool room(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;
	char *p;
	if (b->err) return false;
	if (n > b->max || b->n > b->max - n) { b->err = YG_ETOOBIG; return false; }
	if (b->cap - b->n >= n) return true;
	while (cap - b->n < n) cap = cap > b->max / 2 ? b->max : cap * 2;
	p = realloc(b->p, cap);
	if (!p) { b->err = YG_ENOMEM; return false; }
	b->p = p;
	b->cap = cap;
	return true;
}

void yg_buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !room(b, n)) return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void yg_buf_str(struct buf *b, struct str s) { yg_buf_add(b, s.p, s.n); }
void yg_buf_z(struct buf *b, const char *z) { yg_buf_add(b, z, strlen(z)); }
void yg_buf_char(struct buf *b, char c) { yg_buf_add(b, &c, 1); }

void yg_buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;
	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) { b->err = YG_EARG; return; }
	if (!room(b, (size_t)n + 1)) {        /* the NUL needs room only for a moment */
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}
