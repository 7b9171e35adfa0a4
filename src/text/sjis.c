/* sjis.c - CP932 through iconv, fault by fault. glibc's CP932 keeps ～ (U+FF5E) and － (U+FF0D) and knows 髙 﨑 ①;
 * SHIFT_JIS and IBM943 do not. User-defined characters arrive as U+E000.. and are counted, not refused. */
#include "text/sjis.h"
#include "base/err.h"
#include <errno.h>
#include <iconv.h>
#include "base/ban.h"


unsigned yg_utf8_next(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t left = (size_t)(end - *p), need = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 :
		s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;
	static const unsigned lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned cp;
	if (need == 0 || need > left) { (*p)++; return 0xfffd; }
	cp = need == 1 ? s[0] : s[0] & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((s[i] & 0xc0) != 0x80) { (*p)++; return 0xfffd; }
		cp = cp << 6 | (s[i] & 0x3f);
	}
	if (cp < lowest[need] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) { (*p)++; return 0xfffd; }
	*p += need;
	return cp;
}

void yg_utf8_add(struct buf *out, unsigned cp)
{
	char b[4];
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char head[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n; i-- > 1; cp >>= 6) b[i] = (char)(0x80 | (cp & 0x3f));
	b[0] = (char)(head[n] | cp);
	yg_buf_add(out, b, n);
}

bool yg_utf8_valid(struct str s)
{
	const char *p = s.p, *end = s.p + s.n;
	if (s.n == 0) return true;
	while (p < end) {
		const char *start = p;
		if (yg_utf8_next(&p, end) == 0xfffd && !(p - start == 3)) return false;
	}
	return true;
}

static void count(size_t *n, size_t *at, size_t where)
{
	if ((*n)++ == 0) *at = where;
}

static void count_gaiji(struct str utf8, size_t where, struct sjis_report *r)
{
	const char *p = utf8.p, *end = utf8.p + utf8.n;
	while (p < end) {
		unsigned cp = yg_utf8_next(&p, end);
		if (cp >= 0xe000 && cp <= 0xf8ff) count(&r->gaiji, &r->gaiji_at, where);
	}
}

/* Converts all of in; where iconv stops at a fault, `fault` decides what stands there instead. */
static int convert(const char *to, const char *from, struct str in, struct buf *out, struct sjis_report *r, bool decoding)
{
	iconv_t cd = iconv_open(to, from);
	char *src, tmp[4096];
	size_t left = in.n;
	union { const char *c; char *p; } u = { .c = in.p };
	if (cd == (iconv_t)-1) return YG_EIO;
	src = u.p;
	while (left && !out->err) {
		char *dst = tmp;
		size_t room = sizeof tmp, at = in.n - left, rc = iconv(cd, &src, &left, &dst, &room);
		struct str done = { tmp, sizeof tmp - room };
		yg_buf_str(out, done);
		if (decoding) count_gaiji(done, at, r);
		if (rc != (size_t)-1 || errno == E2BIG) continue;
		at = in.n - left;
		if (decoding) {                              /* one byte is no character, or is the cut half of one */
			count(&r->bad, &r->bad_at, at);
			yg_utf8_add(out, 0xfffd);
			src++;
			left--;
		} else {                                     /* one code point has no CP932 code */
			const char *p = src;
			count(&r->replaced, &r->replaced_at, at);
			yg_utf8_next(&p, src + left);
			left -= (size_t)(p - src);
			src += p - src;
			yg_buf_add(out, "\x81\xa1", 2);
		}
	}
	iconv_close(cd);
	return out->err;
}

int yg_cp932_decode(struct str in, struct buf *out, struct sjis_report *r)
{
	*r = (struct sjis_report){ 0 };
	return convert("UTF-8", "CP932", in, out, r, true);
}

int yg_cp932_encode(struct str utf8, struct buf *out, struct sjis_report *r)
{
	*r = (struct sjis_report){ 0 };
	return convert("CP932", "UTF-8", utf8, out, r, false);
}
