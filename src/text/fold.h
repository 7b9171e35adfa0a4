/* fold.h - one spelling for comparing names: width, kana kind of width, voicing marks, hyphens, µ, case, blanks.
 * For equality of whole names (identity) and for search; never for partial matching of codes. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H
#include "base/buf.h"
/* Full-width ASCII -> half width, half-width kana -> full width with ﾞﾟ joined, ー－‐−–—―ｰ-> '-' (a long
 * vowel mark is written as a dash by some senders: both fold alike), μ->µ, a-z lower case, ㎎-like squared
 * units spelled out, blanks removed (space, U+3000, tab). Appends to out. */
void yg_fold(struct str s, struct buf *out);
/* The same for search: also hiragana -> katakana. */
void yg_fold_search(struct str s, struct buf *out);
bool yg_fold_eq(struct str a, struct str b);
#endif
