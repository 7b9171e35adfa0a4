/* ymd.h - calendar days, Gregorian, with the Japanese eras of the formats. No clock here. */
#ifndef BASE_YMD_H
#define BASE_YMD_H
#include "base/str.h"
#include <stdint.h>
struct ymd  { int16_t y; uint8_t m, d; };             /* y == 0: not given; d or m == 0: only year (and month) known */
struct span { struct ymd from, to; };                 /* both days included */
#define YMD_NONE ((struct ymd){ 0, 0, 0 })
static inline bool yg_ymd_given(struct ymd d) { return d.y != 0; }
bool yg_ymd_valid(struct ymd d);                      /* a full, existing day of 1868..2999 */
int32_t yg_ymd_days(struct ymd d);                    /* days since 1970-01-01; d valid */
struct ymd yg_ymd_from_days(int32_t days);
struct ymd yg_ymd_add(struct ymd d, int32_t days);
int  yg_ymd_cmp(struct ymd a, struct ymd b);          /* as written: missing parts sort first */
int  yg_ymd_age(struct ymd born, struct ymd on);      /* completed years; born and on valid */
/* YYYYMMDD or YYYY-MM-DD. All parsers: YG_ESYNTAX when malformed or no such day; *out untouched. */
int  yg_ymd_parse(struct str s, struct ymd *out);
/* Prescription form: YYYYMMDD or GYYMMDD with era digit 1 明治 2 大正 3 昭和 4 平成 5 令和; with
 * partial set also YYYYMM GYYMM YYYY GYY. The length alone tells the form (jahis-rx-qr 2). */
int  yg_ymd_parse_rx(struct str s, bool partial, struct ymd *out);
/* Notebook form: YYYYMMDD or GYYMMDD with era letter M T S H R (jahis-techo 2). */
int  yg_ymd_parse_techo(struct str s, struct ymd *out);
/* Price-list text: R8.3.31まで, 令和8年3月31日まで (full or half width digits). */
int  yg_ymd_parse_era_text(struct str s, struct ymd *out);
/* YYYYMMDDhhmmss of a civil time: seconds since 1970-01-01T00:00:00 of the same civil time. */
int  yg_ymd_moment(struct str s, int64_t *out);
size_t yg_ymd_format(struct ymd d, char out[11]);     /* YYYY-MM-DD, YYYY-MM, YYYY or ""; returns the length */
size_t yg_ymd_format8(struct ymd d, char out[9]);     /* YYYYMMDD or "" */
#endif
