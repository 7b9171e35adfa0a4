/* kernel.h - the inner loop: which lines of a prescription meet which lines of a history, and over what. One function for
 * everybody: yg_match (match.c) and the bench. What a hit means (route rows, allowed counts, refills, consent, totals) is not
 * known here. Pure, no allocation, bounds are the caller's: products below rules->nproducts, routes below KERNEL_ROUTES. */
#ifndef MATCH_KERNEL_H
#define MATCH_KERNEL_H
#include "tables/kernel_image.h"

enum { KERNEL_DAY_MIN = -(1 << 29), KERNEL_DAY_MAX = 1 << 29 };       /* "no beginning known", "no end known"; all days lie between */
struct kernel_line {                                  /* a drug line, ours or of the history */
	uint32_t product;
	int32_t  from, to;                            /* first and last day */
	uint16_t days;                                /* as prescribed, for the supply limit; 0xffff: that or more */
	uint8_t  route, zero;
};
struct kernel_hit {
	uint32_t p, q;                                /* line of ours; partner: history line, own line, or place in the allergies */
	uint32_t ref;                                 /* ingredient, class, rule (kernel_rule.ref); allergy: term; limit: days allowed */
	uint8_t  kind, severity;                      /* enum kernel_kind; of the kernel_rule, 0 for allergy and limit */
	uint8_t  ours;                                /* q is a line of ours, behind p */
	uint8_t  flags;
};
enum { KERNEL_HIT_SWAPPED = 1 /* pair: p is on side B */, KERNEL_HIT_BEYOND = 2 };

/* A history compiled for one set of rules; 64-aligned. Groups in the order of how far they reach, the farthest first, then one
 * that reaches nowhere. Days count from base, cut off at both ends: too large a reach only costs a look. */
struct kernel_group { uint16_t slot, reach, end, first; };
struct kernel_taken { int32_t from, to; uint32_t at; };       /* at: line * 8 + route */
struct kernel_block {
	uint64_t id;                                  /* of the rules: reach is made of them */
	int32_t  base;
	uint32_t lines_at;                            /* bytes from the beginning; the lines of group i are first[i] .. first[i + 1] - 1 */
	uint32_t bytes;                               /* of the whole block, a multiple of 64 */
	uint16_t ngroups, nallergies;
	struct kernel_group groups[];                 /* ngroups + 1; then the allergies (terms), then the lines, last day descending */
};

struct kernel_case {
	const struct kernel_line *rx; uint32_t nrx;
	const struct kernel_block *block;             /* a compiled history, or NULL and ... */
	const struct kernel_line *history; uint32_t nhistory;         /* ... its lines as they come, ... */
	const uint16_t *allergies; uint32_t nallergies;               /* ... and terms */
};
#define KERNEL_STALE SIZE_MAX
/* Every pair (line of ours, later line of ours or history line) that shares an ingredient or a class on a common day, or stands in
 * a pair row within its wash-out; every term of an allergy; every supply limit exceeded. One hit for each (p, q, cause).
 * Writes the first max; answers how many there are. KERNEL_STALE: the block was compiled for other rules. */
size_t yg_kernel_find(const struct kernel_rules *k, const struct kernel_case *c, struct kernel_hit *out, size_t max);

/* kernel_history.c: n lines into a block. room: yg_kernel_block_room(n, nallergies) bytes, 64-aligned; work: n of it.
 * Answers the bytes used; 0: more lines than a block can hold (65,535), to be handed over as they are. */
struct kernel_sort { int64_t reach; int32_t to; uint32_t line; uint16_t slot; };
size_t yg_kernel_block_room(size_t n, size_t nallergies);
size_t yg_kernel_compile(const struct kernel_rules *k, const struct kernel_line *lines, size_t n, const uint16_t *allergies,
			 size_t nallergies, struct kernel_sort *work, struct kernel_block *room);
#endif
