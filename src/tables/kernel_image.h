/* kernel_image.h - the rules as the matcher's inner loop reads them: one block of bytes without pointers, part of the
 * compiled image. Products fall into entities (no rule can tell them apart), the popular ones first; every entity has a
 * row with one bit for each entity it must be looked at with, and the rank of that bit leads to what the pair is about.
 * Built once from the tables; what the numbers mean to a person (texts, sources, dates) stays with the tables. */
#ifndef TABLES_KERNEL_IMAGE_H
#define TABLES_KERNEL_IMAGE_H
#include "base/arena.h"
#include "base/buf.h"
#include <stdbool.h>
#include <stdint.h>

enum kernel_kind { KERNEL_NONE, KERNEL_INGREDIENT, KERNEL_CLASS, KERNEL_PAIR, KERNEL_ALLERGY, KERNEL_LIMIT };
enum { KERNEL_ROUTES = 8,                             /* routes are bits of one byte */
       KERNEL_LINE_WORDS = 8, KERNEL_LINE_BITS = 448, /* a line of a row: one word of ranks, seven words of bits: 64 bytes */
       KERNEL_FIRST = 128,                            /* bits of the first line that hold the entity itself */
       KERNEL_ENTITIES_MAX = 57216,                   /* slots are 16 bits */
       KERNEL_TERM_CLASS = 0x8000 };                  /* a term: ingredient, or class with this bit */

/* Slot: place of an entity's bit in every row, the ranks counted as bits, so that finding the word is one shift. */
struct kernel_product { uint16_t slot, limit; };      /* limit: supply days; 0 none */
struct kernel_entity {                                /* stands in its row, behind the first word: no cache line of its own */
	uint64_t wash;                                /* the second row: pairs with a wash-out, slots modulo 64 */
	uint32_t terms;                               /* where its terms begin: ingredients, then classes */
	uint16_t washout;                             /* days, the longest of its pairs: how far a course of it reaches */
	uint8_t  ningredients, nclasses;
};
struct kernel_rule {                                  /* what a shared ingredient, a shared class or a row of pairs says */
	uint32_t ref;                                 /* ingredient, class or rule: the owner's own number */
	uint16_t washout[2];                          /* days: [0] after side A's last day, [1] after side B's */
	uint8_t  kind, severity;
	uint8_t  routes[2];                           /* masks of side A and side B */
};
/* What a pair is about: an item, or KERNEL_LIST and where its items begin; all but the last carry KERNEL_MORE. Item: rule * 8 (rule
 * 0 says nothing), KERNEL_BEYOND, and which of the two is side A: 1 the entity with the higher slot, 2 the lower, 3 both can be;
 * 0 the rule has no sides. */
#define KERNEL_LIST   0x80000000u
#define KERNEL_MORE   0x80000000u
#define KERNEL_BEYOND 4u                              /* tables.h, struct pair_hit */

struct kernel_rules {                                 /* a view on a block */
	uint64_t id;                                  /* of the contents; compiled histories carry it */
	const struct kernel_product *products;
	const uint64_t *rows;                         /* entities x lines x KERNEL_LINE_WORDS */
	const uint32_t *pairs, *lists; const struct kernel_rule *rules;
	uint8_t  mate[KERNEL_ROUTES];                 /* same ingredient, same class: routes that count as one kind of use */
	uint32_t lines;                               /* of a row */
	uint32_t longest;                             /* longest wash-out of all, days */
	const uint16_t *terms;
	uint32_t nproducts, nentities, npairs, nlists, nrules, nterms;
	const char *bytes; size_t nbytes;
};

/* Size, magic, layout, counts: nothing is read but the head. NULL when fine, else a word. bytes 8-aligned, better 64. */
const char *yg_kernel_open(const char *bytes, size_t n, struct kernel_rules *out);
/* Every number that is followed: products, terms, items, ranks. false: the block must not be used. */
bool yg_kernel_sound(const struct kernel_rules *k);
/* Are the contents what they were when it was built? */
bool yg_kernel_same(const struct kernel_rules *k);

static inline unsigned yg_kernel_slot(unsigned entity)
{
	entity += KERNEL_FIRST;
	return entity / KERNEL_LINE_BITS * 512 + 64 + entity % KERNEL_LINE_BITS;
}
static inline unsigned yg_kernel_entity(unsigned slot) { return slot - 64 * (slot / 512 + 1) - KERNEL_FIRST; }
static inline const uint64_t *yg_kernel_row(const struct kernel_rules *k, unsigned entity)
{
	return k->rows + (size_t)entity * k->lines * KERNEL_LINE_WORDS;
}
static inline const struct kernel_entity *yg_kernel_entity_of(const uint64_t *row) { return (const void *)(row + 1); }
static inline unsigned yg_bits(uint64_t v)            /* the compiler's own needs a table or a newer processor */
{
	v -= v >> 1 & 0x5555555555555555u;
	v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
	return (unsigned)(((v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56);
}
/* How many bits stand before this one: in all earlier rows and in this one, each up to its own slot. First word of a line:
 * rank of the line; above it what the words 1-2, 1-4 and 1-6 hold, ten bits each. The slot is at most the row's own. */
static inline uint32_t yg_kernel_rank(const uint64_t *row, unsigned word, uint64_t bit)
{
	const unsigned i = (word - 1) % KERNEL_LINE_WORDS;
	const uint64_t head = row[word - i - 1];
	uint32_t rank = (uint32_t)head + (uint32_t)(head >> 32 << 10 >> i / 2 * 10 & 1023) + yg_bits(row[word] & (bit - 1));
	if (i & 1) rank += yg_bits(row[word - 1]);
	return rank;
}

/* --- building ----------------------------------------------------------------------------------------------------- */
struct kernel_set {                                   /* an entity: ids ascending, unique */
	const uint16_t *ingredients, *classes; uint16_t ningredients, nclasses;
	uint32_t weight;                              /* how often it is met; only speed depends on it */
};
struct kernel_cell { uint32_t a, b, rule; bool beyond; };     /* set a is on side A of pairs[rule], set b on side B */
struct kernel_source {
	const struct kernel_product *products; size_t nproducts;              /* slot: index into sets */
	const struct kernel_set *sets; size_t nsets;
	const struct kernel_rule *ingredients; size_t ningredients;           /* what sharing it says, by id */
	const struct kernel_rule *classes; size_t nclasses;                   /* the same; KERNEL_NONE: nothing */
	const struct kernel_rule *pairs; size_t npairs;
	const struct kernel_cell *cells; size_t ncells;                       /* in any order, repeats allowed */
	bool class_apart;                             /* a class is told when no ingredient is shared; else when neither set of
	                                                 ingredients holds the other, an empty one being held by none */
	uint8_t mate[KERNEL_ROUTES];
};
/* The same source gives the same bytes. YG_ETOOBIG: over a limit of this format; YG_ENOMEM. out: empty, its p 8-aligned. */
int yg_kernel_build(const struct kernel_source *s, struct arena *a, struct buf *out);

enum kernel_part { KERNEL_PRODUCTS, KERNEL_ROWS, KERNEL_PAIRS, KERNEL_LISTS, KERNEL_RULES, KERNEL_TERMS, KERNEL_PARTS };
struct kernel_head {                                  /* the parts follow in this order, each 64-aligned */
	char     magic[8];
	uint64_t layout, id, total;
	uint32_t n[KERNEL_PARTS];                     /* rows: entities */
	uint32_t lines, longest;
	uint8_t  mate[KERNEL_ROUTES];
};
uint64_t yg_kernel_layout(void);
size_t yg_kernel_places(const struct kernel_head *h, size_t place[KERNEL_PARTS]);     /* of each part; answers the total */

struct compile;
int yg_compile_kernel(struct compile *c, struct buf *out);    /* kernel_rules.c: from a compiled edition */
#endif
