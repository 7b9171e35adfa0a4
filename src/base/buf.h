/* buf.h - a growing byte buffer born with its limit. Failure is sticky: test buf.err once. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include "base/str.h"
#include <stdarg.h>
struct buf { char *p; size_t n, cap, max; int err; };  /* err: 0, YG_ETOOBIG, YG_ENOMEM */
void yg_buf_init(struct buf *b, size_t max);
void yg_buf_free(struct buf *b);                       /* free(NULL) style; b may be reused after init */
void yg_buf_add(struct buf *b, const void *p, size_t n);
void yg_buf_str(struct buf *b, struct str s);
void yg_buf_z(struct buf *b, const char *z);
void yg_buf_char(struct buf *b, char c);
void yg_buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline struct str yg_buf_view(const struct buf *b) { return (struct str){ b->p, b->n }; }
#endif
