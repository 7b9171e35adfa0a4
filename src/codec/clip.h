/* clip.h - the beginning of a text for a diagnostic: at most n bytes, never half a character. */
#ifndef CODEC_CLIP_H
#define CODEC_CLIP_H
#include "base/str.h"
static inline struct str yg_clip(struct str s, size_t n)
{
	if (s.n <= n) return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) n--;
	return (struct str){ s.p, n };
}
#endif
