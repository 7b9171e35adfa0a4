/* str.h - a view of bytes that somebody else owns. Never NUL-terminated by contract. */
#ifndef BASE_STR_H
#define BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
struct str { const char *p; size_t n; };              /* p may be NULL when n is 0 */
#define STR(lit)  ((struct str){ (lit), sizeof(lit) - 1 })
#define STR_NONE  ((struct str){ NULL, 0 })
#define STR_ARG(s) (int)(s).n, yg_str_chars(s)        /* for "%.*s" */

static inline const char *yg_str_chars(struct str s) { return s.n ? s.p : ""; }     /* never NULL; not ended by NUL */
static inline struct str yg_str(const char *z) { return (struct str){ z, z ? strlen(z) : 0 }; }
static inline bool yg_str_eq(struct str a, struct str b)
{ return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool yg_str_eqz(struct str a, const char *z) { return yg_str_eq(a, yg_str(z)); }
static inline bool yg_str_starts(struct str s, struct str head)
{ return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0); }
/* Byte order; a shorter string sorts before its extensions. */
int yg_str_cmp(struct str a, struct str b);
/* The part from byte `from`, at most n bytes; clipped, never out of range. */
struct str yg_str_sub(struct str s, size_t from, size_t n);
/* Without leading and trailing blanks: space, tab, CR, LF and the full-width U+3000. */
struct str yg_str_trim(struct str s);
/* First place of needle, or (size_t)-1. An empty needle is at 0. */
size_t yg_str_find(struct str s, struct str needle);
/* True when s is not empty and only ASCII digits. */
bool yg_str_digits(struct str s);
/* Digits -> number; false when empty, not digits, or above max. */
bool yg_str_uint(struct str s, unsigned long max, unsigned long *out);
#endif
