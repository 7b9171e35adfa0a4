/* arena.h - one pool per unit of work: many small pieces, one free.
 * Has a limit, so that a hostile input ends in YG_ETOOBIG and not in swap. After a refusal every
 * further call returns NULL, and yg_arena_error() says why: test once at the end of a step.
 * With YG_ARENA_MALLOC defined (sanitizer builds) each piece is a real malloc. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include "base/str.h"
struct arena;
struct arena *yg_arena_new(size_t limit);             /* NULL: no memory */
void  yg_arena_free(struct arena *a);                 /* NULL is fine */
void *yg_arena_alloc(struct arena *a, size_t n);      /* zeroed, aligned for any type; NULL on refusal */
void *yg_arena_array(struct arena *a, size_t count, size_t size); /* the same, overflow checked */
/* A copy of old's n items with room for one more; doubles when n is 0 or a power of two, so that
 * pushing N items costs O(N). Pattern: p = yg_arena_grow(a, p, n, sizeof *p); if (p) p[n++] = x; */
void *yg_arena_grow(struct arena *a, void *old, size_t n, size_t size);
struct str yg_arena_str(struct arena *a, struct str s);           /* copy; a NUL stands behind it */
struct str yg_arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
size_t yg_arena_used(const struct arena *a);
int   yg_arena_error(const struct arena *a);          /* 0, YG_ETOOBIG or YG_ENOMEM */
#endif
