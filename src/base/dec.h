/* dec.h - exact decimals. Amounts, factors and prices are never floats. */
#ifndef BASE_DEC_H
#define BASE_DEC_H
#include "base/str.h"
#include <stdint.h>
struct dec { int64_t n; int8_t scale; };              /* n / 10^scale, scale 0..9; scale -1: not given */
#define DEC_NONE ((struct dec){ 0, -1 })
static inline bool yg_dec_given(struct dec d) { return d.scale >= 0; }
struct dec yg_dec_int(int64_t n);
/* Digits with at most one point; no sign, blank or exponent. Up to 12 digits before and 9 after the
 * point. YG_ESYNTAX, or YG_ETOOBIG for more digits. *out untouched on failure. */
int yg_dec_parse(struct str s, struct dec *out);
/* True when s is written as the formats demand: no leading zeros, no trailing zeros, no bare point. */
bool yg_dec_canonical(struct str s);
int  yg_dec_cmp(struct dec a, struct dec b);          /* by value: 1.50 equals 1.5; both given */
/* Exact; YG_ETOOBIG on overflow or when more than 9 decimals would be needed. */
int  yg_dec_add(struct dec a, struct dec b, struct dec *out);
int  yg_dec_sub(struct dec a, struct dec b, struct dec *out);
int  yg_dec_mul(struct dec a, struct dec b, struct dec *out);
/* floor(a / b) for a >= 0, b > 0; YG_EARG otherwise. */
int  yg_dec_div_floor(struct dec a, struct dec b, int64_t *out);
/* a / b rounded half away from zero to `scale` decimals; YG_EARG when b is 0. */
int  yg_dec_div(struct dec a, struct dec b, int scale, struct dec *out);
/* Shortest form, "0.25", "100"; "" when not given. Returns the length. */
size_t yg_dec_format(struct dec d, char out[32]);
#endif
