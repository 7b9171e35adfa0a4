/* hash.c - FNV-1a for ids, a four-lane mix for whole images. Byte order is fixed, so values travel. */
#include "base/hash.h"
#include "base/ban.h"

uint64_t yg_hash(uint64_t h, const void *p, size_t n)
{
	const unsigned char *b = p;
	for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 0x100000001b3u;
	return h;
}

static uint64_t le64(const unsigned char *b)
{
	/* written out so that compilers see one load */
	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

uint64_t yg_checksum(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint64_t lane[4] = { 1, 2, 3, 4 }, h = n;
	size_t i = 0;
	for (; n - i >= 32; i += 32)
		for (int k = 0; k < 4; k++) lane[k] = mix(lane[k], le64(b + i + 8 * k));
	for (int k = 0; k < 4; k++) h = mix(h, lane[k]);
	for (; i < n; i++) h = mix(h, b[i]);
	return h;
}

void yg_hex64(uint64_t h, char out[17])
{
	for (int i = 15; i >= 0; i--, h >>= 4) out[i] = "0123456789abcdef"[h & 15];
	out[16] = 0;
}
