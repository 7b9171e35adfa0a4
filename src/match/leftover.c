/* leftover.c - 残薬: how many days of a product the patient should still have on the first day of our line, when every
 * earlier dispensing of that product was taken one after the other as written. Arithmetic to show; no period changes by it. */
#include "match/history.h"
#include "base/err.h"
#include "tables/drug.h"
#include <stdlib.h>
#include "base/ban.h"

struct course { int32_t from, to; const struct exposure *e; };

/* A guess of 14 days or an open end is nothing to count with; a masked line is not counted at all. */
static bool countable(const struct exposure *e)
{
	return !e->masked && e->kind != HIST_OTC && e->kind != HIST_PRESCRIBED && e->how != PERIOD_DEFAULT_14 && e->how != PERIOD_OPEN &&
	       e->how != PERIOD_STATED && yg_ymd_valid(e->taken.from) && yg_ymd_valid(e->taken.to);
}

static int by_day(const void *pa, const void *pb)
{
	const struct course *a = pa, *b = pb;
	if (a->from != b->from) return a->from < b->from ? -1 : 1;
	return a->to > b->to ? -1 : a->to < b->to;
}

/* Morning and evening lines of one dispensing are used side by side. */
static bool one_dispensing(const struct course *a, const struct course *b)
{
	return a->from == b->from && yg_place_same(&a->e->clinic_key, &b->e->clinic_key) != 0 &&
	       yg_place_same(&a->e->pharmacy_key, &b->e->pharmacy_key) != 0;
}

static int days_left(const struct course *c, size_t n, int32_t start)
{
	int64_t end = INT32_MIN;
	for (size_t i = 0; i < n; i++) {
		int64_t first = end + 1 > c[i].from ? end + 1 : c[i].from;
		if (i && one_dispensing(&c[i], &c[i - 1])) continue;
		end = first + (c[i].to - c[i].from);
	}
	return end < start ? 0 : end - start + 1 > 9999 ? 9999 : (int)(end - start + 1);
}

int yg_on_hand(struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist, struct arena *a)
{
	struct course *c = yg_arena_array(a, nhist ? nhist : 1, sizeof *c);
	if (!c) return yg_arena_error(a);
	for (size_t i = 0; i < nrx; i++) {
		struct exposure *ours = &rx[i];
		size_t n = 0;
		ours->on_hand = 0;
		if (!ours->item->drug || !yg_ymd_valid(ours->taken.from)) continue;
		for (size_t k = 0; k < nhist; k++) {
			const struct exposure *e = &hist[k];
			if (e->merged_into != k || e->item->drug != ours->item->drug || !countable(e)) continue;
			if (yg_ymd_cmp(e->taken.from, ours->taken.from) >= 0) continue;
			c[n++] = (struct course){ yg_ymd_days(e->taken.from), yg_ymd_days(e->taken.to), e };
		}
		if (n) qsort(c, n, sizeof *c, by_day);
		ours->on_hand = days_left(c, n, yg_ymd_days(ours->taken.from));
	}
	return YG_OK;
}
