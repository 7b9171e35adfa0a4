/* mynumber.h - the 12-digit individual number (個人番号), which is never read, stored or shown: finding its digits in text in order to leave them out.
 * Twelve digits in a row, half or full width, with at most one blank or hyphen between groups of four, whose check digit is right (番号法施行令: 省令
 * 第五条). Applied to free text and to fields that name a person; typed codes, dates and names are exempt (issue of false hits: one in eleven). */
#ifndef TEXT_MYNUMBER_H
#define TEXT_MYNUMBER_H
#include "base/buf.h"
/* The next one at or after `from`: true, and *at its place and length in bytes (at may be NULL). Longer runs of digits are not looked into. */
struct mynumber_at { size_t from, n; };
bool yg_mynumber_find(struct str s, size_t from, struct mynumber_at *at);
/* s with every such number written as twelve asterisks; appended to out. */
void yg_mynumber_mask(struct str s, struct buf *out);
#endif
