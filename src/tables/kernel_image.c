/* kernel_image.c - opening the matcher's block of rules, and finding out whether every number in it can be followed.
 * Does not make one: kernel_build.c. */
#include "tables/kernel_image.h"
#include "base/hash.h"
#include "base/ban.h"

#define MAGIC "YAGENKRN"
enum { KERNEL_VERSION = 2 };
_Static_assert(sizeof(struct kernel_product) == 4 && sizeof(struct kernel_entity) == 16 && sizeof(struct kernel_rule) == 12,
	       "padding in the block");
_Static_assert((KERNEL_ENTITIES_MAX + KERNEL_FIRST) / KERNEL_LINE_BITS * 512 <= 65536 && (KERNEL_ENTITIES_MAX + KERNEL_FIRST) % KERNEL_LINE_BITS == 0,
	       "the last slot does not fit into 16 bits");
_Static_assert(KERNEL_FIRST == 8 * sizeof(struct kernel_entity) && _Alignof(struct kernel_entity) == 8, "an entity is two words of its row");
_Static_assert(KERNEL_LINE_BITS == (KERNEL_LINE_WORDS - 1) * 64, "a line is one word of ranks and seven of bits");

static const size_t part_size[KERNEL_PARTS] = { sizeof(struct kernel_product),
	KERNEL_LINE_WORDS * sizeof(uint64_t), 4, 4, sizeof(struct kernel_rule), 2 };

uint64_t yg_kernel_layout(void)
{
	uint64_t v[KERNEL_PARTS + 3] = { KERNEL_VERSION, 0x0102030405060708u, sizeof(struct kernel_head) };
	for (size_t i = 0; i < KERNEL_PARTS; i++) v[i + 3] = part_size[i];
	return yg_hash(YG_HASH_START, v, sizeof v);
}

size_t yg_kernel_places(const struct kernel_head *h, size_t place[KERNEL_PARTS])
{
	size_t at = sizeof *h;
	for (size_t i = 0; i < KERNEL_PARTS; i++) {
		size_t n = i == KERNEL_ROWS ? (size_t)h->n[i] * h->lines : h->n[i];
		place[i] = at = (at + 63) & ~(size_t)63;
		at += n * part_size[i];
	}
	return at;
}

const char *yg_kernel_open(const char *bytes, size_t n, struct kernel_rules *out)
{
	struct kernel_head h;
	size_t at[KERNEL_PARTS];
	const void *p[KERNEL_PARTS];
	if (n < sizeof h) return "size";
	memcpy(&h, bytes, sizeof h);
	if (memcmp(h.magic, MAGIC, sizeof h.magic) != 0) return "magic";
	if (h.layout != yg_kernel_layout()) return "layout";
	if (h.n[KERNEL_ROWS] > KERNEL_ENTITIES_MAX || h.lines > (KERNEL_ENTITIES_MAX + KERNEL_FIRST) / KERNEL_LINE_BITS) return "section";
	if (h.lines * (uint32_t)KERNEL_LINE_BITS < h.n[KERNEL_ROWS] + KERNEL_FIRST) return "section";
	if (h.total != n || yg_kernel_places(&h, at) != n) return "size";
	for (size_t i = 0; i < KERNEL_PARTS; i++) p[i] = bytes + at[i];
	*out = (struct kernel_rules){ .id = h.id, .bytes = bytes, .nbytes = n, .products = p[KERNEL_PRODUCTS],
		.rows = p[KERNEL_ROWS], .pairs = p[KERNEL_PAIRS], .lists = p[KERNEL_LISTS], .rules = p[KERNEL_RULES], .terms = p[KERNEL_TERMS],
		.nproducts = h.n[KERNEL_PRODUCTS], .nentities = h.n[KERNEL_ROWS], .lines = h.lines, .npairs = h.n[KERNEL_PAIRS],
		.nlists = h.n[KERNEL_LISTS], .nrules = h.n[KERNEL_RULES], .nterms = h.n[KERNEL_TERMS], .longest = h.longest };
	memcpy(out->mate, h.mate, sizeof out->mate);
	return NULL;
}

static bool item_sound(const struct kernel_rules *k, uint32_t item) { return (item & ~KERNEL_MORE) / 8 < k->nrules; }

/* Ranks never grow beyond the pairs: each line begins where the bits before it end. */
static bool rows_sound(const struct kernel_rules *k)
{
	uint32_t rank = 0;
	for (uint32_t e = 0; e < k->nentities; e++) {
		const uint64_t *row = yg_kernel_row(k, e);
		unsigned own = yg_kernel_slot(e);
		for (unsigned line = 0; line <= own / 512; line++) {
			const uint64_t *w = row + (size_t)line * KERNEL_LINE_WORDS;
			unsigned n[KERNEL_LINE_WORDS] = { 0 };
			if ((uint32_t)w[0] != rank) return false;
			for (unsigned i = 1; i < KERNEL_LINE_WORDS; i++) {
				unsigned at = line * 512 + i * 64;
				uint64_t v = at > own ? 0 : own - at < 63 ? w[i] & (((uint64_t)2 << (own - at)) - 1) : w[i];
				n[i] = at < 64 + KERNEL_FIRST ? 0 : n[i - 1] + yg_bits(v);
			}
			if (w[0] >> 32 != (n[2] | n[4] << 10 | n[6] << 20)) return false;
			rank += n[7];
		}
	}
	return rank == k->npairs - 1 && k->pairs[rank] == 0;      /* the last one answers for a bit that has no mirror image */
}

bool yg_kernel_sound(const struct kernel_rules *k)
{
	unsigned bad = 0;
	for (uint32_t i = 0; i < k->nproducts; i++) {
		unsigned slot = k->products[i].slot;
		bad |= (slot % 512 < 64) | (slot < 64 + KERNEL_FIRST) | (yg_kernel_entity(slot) >= k->nentities);
	}
	for (uint32_t i = 0; i < k->nentities; i++) {
		const struct kernel_entity *e = yg_kernel_entity_of(yg_kernel_row(k, i));
		bad |= e->terms > k->nterms || (uint32_t)e->ningredients + e->nclasses > k->nterms - e->terms;
	}
	for (uint32_t i = 0; i < k->npairs; i++) {
		uint32_t v = k->pairs[i];
		bad |= v & KERNEL_LIST ? (v & ~KERNEL_LIST) >= k->nlists : v && !item_sound(k, v);
	}
	for (uint32_t i = 0; i < k->nlists; i++) bad |= !item_sound(k, k->lists[i]);
	for (uint32_t i = 0; i < k->nrules; i++) bad |= k->rules[i].kind > KERNEL_LIMIT;
	return !bad && k->npairs && (k->nlists == 0 || !(k->lists[k->nlists - 1] & KERNEL_MORE)) && k->longest <= UINT16_MAX && rows_sound(k);
}

bool yg_kernel_same(const struct kernel_rules *k)
{
	size_t from = offsetof(struct kernel_head, total);
	return yg_checksum(k->bytes + from, k->nbytes - from) == k->id;
}
