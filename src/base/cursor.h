/* cursor.h - reading forward through bytes with an end, not a NUL.
 * Every function advances only when it succeeds. */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H
#include "base/str.h"
struct cursor { const char *p, *end; };
static inline struct cursor yg_cur(struct str s) { return (struct cursor){ s.p, s.p ? s.p + s.n : s.p }; }
static inline size_t yg_cur_left(const struct cursor *c) { return (size_t)(c->end - c->p); }
bool yg_cur_lit(struct cursor *c, struct str lit);                  /* exactly these bytes */
/* Up to the first byte equal to stop, which is consumed but not returned; false: stop not found. */
bool yg_cur_until(struct cursor *c, char stop, struct str *out);
/* One line without its end (CR LF, LF or CR); false at the end of input. *ended: a line end was there. */
bool yg_cur_line(struct cursor *c, struct str *out, bool *ended);
/* 1 to max digits. */
bool yg_cur_digits(struct cursor *c, size_t max, struct str *out);
#endif
