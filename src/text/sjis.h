/* sjis.h - CP932 (Windows-31J) to UTF-8 and back, through iconv, with every fault placed.
 * CP932 and not strict Shift_JIS: names use the NEC/IBM extensions (髙 﨑 ①), and ～ － must not move. */
#ifndef TEXT_SJIS_H
#define TEXT_SJIS_H
#include "base/buf.h"
struct sjis_report {
	size_t bad;                                   /* bytes that are no character; each became U+FFFD */
	size_t bad_at;                                /* offset in the source of the first one */
	size_t gaiji;                                 /* user-defined characters (U+E000..F8FF), kept */
	size_t gaiji_at;
	size_t replaced, replaced_at;                 /* encoding only: characters without code, became ■ */
};
/* Both append to out. YG_ETOOBIG/YG_ENOMEM from out; YG_EIO when this system has no CP932 table.
 * Faults in the text are not errors here: read the report. */
int yg_cp932_decode(struct str in, struct buf *out, struct sjis_report *r);
int yg_cp932_encode(struct str utf8, struct buf *out, struct sjis_report *r);
bool yg_utf8_valid(struct str s);
/* Next code point; advances *p. Malformed: U+FFFD, one byte consumed. Call only while *p < end. */
unsigned yg_utf8_next(const char **p, const char *end);
void yg_utf8_add(struct buf *out, unsigned cp);
#endif
