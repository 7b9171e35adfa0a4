/* tlv.c - BER-TLV forward reading; knows no application. */
#include "card/tlv.h"
#include "base/ban.h"

static unsigned byte(struct str s, size_t i) { return (unsigned char)s.p[i]; }

bool yg_tlv_next(struct str *in, struct tlv *out)
{
	size_t i = 0, n, count;
	uint16_t tag;
	while (i < in->n && (byte(*in, i) == 0x00 || byte(*in, i) == 0xff) && !(byte(*in, i) == 0xff && i + 1 < in->n && byte(*in, i + 1) == 0x20)) i++;
	if (i == in->n) { in->n = 0; return false; }
	tag = (uint16_t)byte(*in, i++);
	if ((tag & 0x1f) == 0x1f) {
		if (i >= in->n || byte(*in, i) & 0x80) return false;         /* no tag here has three bytes */
		tag = (uint16_t)(tag << 8 | byte(*in, i++));
	}
	if (i >= in->n) return false;
	n = byte(*in, i++);
	if (n & 0x80) {
		count = n & 0x7f;
		if (count == 0 || count > 3 || in->n - i < count) return false;
		for (n = 0; count; count--) n = n << 8 | byte(*in, i++);
	}
	if (n > in->n - i) return false;
	*out = (struct tlv){ tag, yg_str_sub(*in, i, n) };
	*in = yg_str_sub(*in, i + n, in->n);
	return true;
}

bool yg_tlv_find(struct str in, uint16_t tag, struct tlv *out)
{
	while (yg_tlv_next(&in, out))
		if (out->tag == tag) return true;
	return false;
}

bool yg_tlv_uint(struct str v, uint32_t *out)
{
	uint32_t n = 0;
	if (v.n < 1 || v.n > 5 || byte(v, 0) & 0x80 || (v.n == 5 && byte(v, 0))) return false;
	for (size_t i = 0; i < v.n; i++) n = n << 8 | byte(v, i);
	*out = n;
	return true;
}
