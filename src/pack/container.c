/* container.c - the one file a pack is: a tar archive in exactly one spelling.
 * Any tar program can list and unpack it; this reader takes only what this writer makes, so there is nothing to be clever about. */
#include "pack/parts.h"
#include "base/err.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_shape, "pack-shape", DIAG_ERROR, "データパックではないか、途中で切れています(位置 {0})", "not a data pack, or cut short (at byte {0})");
DIAG_KIND(d_name, "pack-name", DIAG_ERROR, "データパックに許されない名前があります:{0}", "the pack holds a name that is not allowed: {0}");
DIAG_KIND(d_twice, "pack-name-twice", DIAG_ERROR, "データパックに {0} が 2 つあります", "the pack holds {0} twice");

enum { BLOCK = 512, NAME = 100, SIZE_AT = 124, SUM_AT = 148 };

bool yg_flat_name(struct str s)
{
	if (s.n == 0 || s.n >= NAME || s.p[0] == '.' || s.p[0] == '-') return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+'))
			return false;
	}
	return true;
}

bool yg_member_name(struct str s)
{
	return yg_str_starts(s, STR("fields/")) ? s.n < NAME && yg_flat_name(yg_str_sub(s, 7, s.n)) : yg_flat_name(s);
}

static void put(char *head, size_t at, const char *text, size_t n) { memcpy(head + at, text, n); }

/* A ustar header: plain file, mode 0444, owner 0, time 0. Field names: POSIX.1-2008, pax, "ustar Interchange Format". */
static void header(char head[BLOCK], struct str name, size_t size)
{
	char text[16];
	unsigned sum = 0;
	memset(head, 0, BLOCK);
	put(head, 0, name.p, name.n);
	put(head, 100, "0000444", 8);                 /* mode */
	put(head, 108, "0000000", 8);                 /* uid */
	put(head, 116, "0000000", 8);                 /* gid */
	snprintf(text, sizeof text, "%011zo", size);
	put(head, SIZE_AT, text, 12);
	put(head, 136, "00000000000", 12);            /* mtime */
	put(head, SUM_AT, "        ", 8);
	head[156] = '0';                              /* typeflag: regular file */
	put(head, 257, "ustar", 6);
	put(head, 263, "00", 2);
	for (size_t i = 0; i < BLOCK; i++) sum += (unsigned char)head[i];
	snprintf(text, sizeof text, "%06o", sum);
	put(head, SUM_AT, text, 7);
	head[SUM_AT + 7] = ' ';
}

void yg_container_write(const struct container *c, struct buf *out)
{
	static const char zero[BLOCK];
	char head[BLOCK];
	for (size_t i = 0; i < c->n; i++) {
		size_t rest = c->m[i].bytes.n % BLOCK;
		header(head, c->m[i].name, c->m[i].bytes.n);
		yg_buf_add(out, head, BLOCK);
		yg_buf_str(out, c->m[i].bytes);
		if (rest) yg_buf_add(out, zero, BLOCK - rest);
	}
	yg_buf_add(out, zero, BLOCK);
	yg_buf_add(out, zero, BLOCK);
}

static bool all_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i]) return false;
	return true;
}

static bool octal(const char *p, size_t n, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '7') return false;
		*out = *out * 8 + (size_t)(p[i] - '0');      /* 11 digits: 33 bits */
	}
	return true;
}

static int broken(struct diags *ds, unsigned input, size_t at)
{
	char text[24];
	snprintf(text, sizeof text, "%zu", at);
	yg_diag(ds, &d_shape, input, 0, "", yg_str(text), STR_NONE);
	return YG_ESYNTAX;
}

/* One member at `at`; *next behind it. */
static int read_member(struct str b, size_t at, struct container *out, size_t *next, unsigned input, struct diags *ds)
{
	char want[BLOCK];
	struct member m;
	size_t size, padded;
	if (b.n - at < BLOCK) return broken(ds, input, at);
	m.name = (struct str){ b.p + at, 0 };
	while (m.name.n < NAME && m.name.p[m.name.n]) m.name.n++;
	if (memcmp(b.p + at + 257, "ustar", 6) != 0) return broken(ds, input, at);
	if (!yg_member_name(m.name)) {
		yg_diag(ds, &d_name, input, 0, "", m.name, STR_NONE);
		return YG_ESYNTAX;
	}
	if (!octal(b.p + at + SIZE_AT, 11, &size)) return broken(ds, input, at);
	header(want, m.name, size);
	if (memcmp(want, b.p + at, BLOCK) != 0) return broken(ds, input, at);
	at += BLOCK;
	padded = size + (BLOCK - size % BLOCK) % BLOCK;
	if (size > b.n - at || padded > b.n - at || !all_zero(b.p + at + size, padded - size)) return broken(ds, input, at);
	m.bytes = (struct str){ b.p + at, size };
	for (size_t i = 0; i < out->n; i++)
		if (yg_str_eq(out->m[i].name, m.name)) {
			yg_diag(ds, &d_twice, input, 0, "", m.name, STR_NONE);
			return YG_ESYNTAX;
		}
	if (out->n == PACK_MAX_MEMBERS) return broken(ds, input, at);
	out->m[out->n++] = m;
	*next = at + padded;
	return YG_OK;
}

int yg_container_read(struct str b, struct container *out, unsigned input, struct diags *ds)
{
	size_t at = 0;
	out->n = 0;
	while (at < b.n && !(b.n - at >= BLOCK && all_zero(b.p + at, BLOCK))) {
		int err = read_member(b, at, out, &at, input, ds);
		if (err) return err;
	}
	if (out->n == 0 || b.n - at != 2 * BLOCK || !all_zero(b.p + at, 2 * BLOCK)) return broken(ds, input, at);
	return YG_OK;
}

const struct member *yg_container_get(const struct container *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (yg_str_eqz(c->m[i].name, name)) return &c->m[i];
	return NULL;
}
