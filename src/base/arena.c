/* arena.c - the pool behind a case: a chain of blocks, one free. Knows nothing of what it holds. */
#include "base/arena.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

#define BLOCK 65536u
#define ALIGN 16u

struct block { struct block *next; size_t used, cap; };
#define HEAD ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)
struct arena { struct block *blocks; size_t limit, used; int err; };

struct arena *yg_arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);
	if (a) a->limit = limit;
	return a;
}

void yg_arena_free(struct arena *a)
{
	if (!a) return;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

static void *refuse(struct arena *a, int err)
{
	if (!a->err) a->err = err;
	return NULL;
}

void *yg_arena_alloc(struct arena *a, size_t n)
{
	struct block *b = a->blocks;
	size_t want, cap;
	if (a->err) return NULL;
	if (n > a->limit || a->used > a->limit - n) return refuse(a, YG_ETOOBIG);
	want = (n ? n + ALIGN - 1 : ALIGN) / ALIGN * ALIGN;
#ifdef YG_ARENA_MALLOC
	cap = want = n ? n : 1;       /* each piece its own malloc, so that tools see one byte too far */
	b = NULL;
#else
	cap = want > BLOCK / 4 ? want : BLOCK;
#endif
	if (!b || b->cap - b->used < want) {
		b = calloc(1, HEAD + cap);
		if (!b) return refuse(a, YG_ENOMEM);
		b->cap = cap;
		if (cap != BLOCK && a->blocks) {      /* a big piece goes behind the block still being filled */
			b->next = a->blocks->next;
			a->blocks->next = b;
		} else {
			b->next = a->blocks;
			a->blocks = b;
		}
	}
	b->used += want;
	a->used += n;
	return (char *)b + HEAD + b->used - want;
}

void *yg_arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) return refuse(a, YG_ETOOBIG);
	return yg_arena_alloc(a, count * size);
}

void *yg_arena_grow(struct arena *a, void *old, size_t n, size_t size)
{
	void *p;
	if (n && (n & (n - 1))) return old;           /* room is left up to the next power of two */
	if (n > SIZE_MAX / 2) return refuse(a, YG_ETOOBIG);
	p = yg_arena_array(a, n ? n * 2 : 1, size);
	if (p && n) memcpy(p, old, n * size);
	return p;
}

struct str yg_arena_str(struct arena *a, struct str s)
{
	char *p;
	if (s.n == SIZE_MAX) return STR_NONE;
	p = yg_arena_alloc(a, s.n + 1);
	if (!p) return STR_NONE;
	if (s.n) memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str yg_arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *p;
	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !(p = yg_arena_alloc(a, (size_t)n + 1))) return STR_NONE;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}

size_t yg_arena_used(const struct arena *a) { return a->used; }
int yg_arena_error(const struct arena *a) { return a->err; }
