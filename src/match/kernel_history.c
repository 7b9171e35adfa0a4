/* kernel_history.c - the lines of one patient as the inner loop walks them: by entity, the farthest reaching first.
 * Done once for a history and a set of rules; who changes either does it again. */
#include "match/kernel.h"
#include <stdlib.h>
#include "base/ban.h"

enum { LINES_MAX = 65535 };                           /* group.first has 16 bits */

size_t yg_kernel_block_room(size_t n, size_t nallergies)
{
	size_t bytes = offsetof(struct kernel_block, groups) + (n + 1) * sizeof(struct kernel_group) + (nallergies + 1) * sizeof(uint16_t);
	return (bytes + n * sizeof(struct kernel_taken) + 3 + 63) / 64 * 64;
}

static int by_entity(const void *px, const void *py)
{
	const struct kernel_sort *x = px, *y = py;
	if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
	if (x->to != y->to) return x->to > y->to ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static int by_reach(const void *px, const void *py)
{
	const struct kernel_sort *x = px, *y = py;
	if (x->reach != y->reach) return x->reach > y->reach ? -1 : 1;
	return by_entity(px, py);
}

static uint16_t narrow(int32_t base, int64_t day)
{
	int64_t n = day - base + 1;
	return n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

size_t yg_kernel_compile(const struct kernel_rules *k, const struct kernel_line *lines, size_t n, const uint16_t *allergies,
			 size_t nallergies, struct kernel_sort *work, struct kernel_block *b)
{
	struct kernel_group *g = b->groups;
	struct kernel_taken *taken;
	int32_t base = n ? lines[0].to : 0;
	size_t at;
	if (n > LINES_MAX || nallergies > UINT16_MAX) return 0;
	for (size_t i = 0; i < n; i++) {
		work[i] = (struct kernel_sort){ .to = lines[i].to, .line = (uint32_t)i, .slot = k->products[lines[i].product].slot };
		if (lines[i].to < base) base = lines[i].to;
	}
	if (n) qsort(work, n, sizeof *work, by_entity);
	for (size_t i = 0; i < n; i++) {
		bool same = i && work[i].slot == work[i - 1].slot;
		work[i].reach = same ? work[i - 1].reach : (int64_t)work[i].to + yg_kernel_entity_of(yg_kernel_row(k, yg_kernel_entity(work[i].slot)))->washout;
	}
	if (n) qsort(work, n, sizeof *work, by_reach);
	for (size_t i = 0; i < n; i++) {
		if (i && work[i].slot == work[i - 1].slot) continue;
		*g++ = (struct kernel_group){ work[i].slot, narrow(base, work[i].reach), narrow(base, work[i].to), (uint16_t)i };
	}
	*g = (struct kernel_group){ 0, 0, 0, (uint16_t)n };
	*b = (struct kernel_block){ .id = k->id, .base = base, .ngroups = (uint16_t)(g - b->groups), .nallergies = (uint16_t)nallergies };
	if (nallergies) memcpy(g + 1, allergies, nallergies * sizeof *allergies);
	at = (offsetof(struct kernel_block, groups) + ((size_t)b->ngroups + 1) * sizeof *g + nallergies * sizeof *allergies + 3) / 4 * 4;
	b->lines_at = (uint32_t)at;
	taken = (void *)((char *)b + at);
	for (size_t i = 0; i < n; i++) {
		const struct kernel_line *l = &lines[work[i].line];
		taken[i] = (struct kernel_taken){ l->from, l->to, work[i].line * 8 + l->route };
	}
	b->bytes = (uint32_t)((at + n * sizeof *taken + 63) / 64 * 64);
	return b->bytes;
}
