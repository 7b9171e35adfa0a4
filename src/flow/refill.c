/* refill.c - リフィル: which use of the prescription this is, as far as the histories show it, and whether today lies in its
 * window (eps 4.5): planned date = last dispensing + days, from 7 days before to 7 days after it. Where no earlier use is
 * seen it says nothing: the paper knows, the data do not. Masked lines are not looked at. */
#include "flow/steps.h"
#include "flow/supply.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_USES    8                                /* 総使用回数 is at most 3 */

struct uses { struct ymd on[MAX_USES]; size_t n; struct ymd last; int days; };

/* A dispensing of one of our lines, on this prescription or, where the source does not say on which, after its issue. */
static bool is_use(const struct exposure *ours, const struct exposure *h, struct ymd as_of)
{
	if (h->masked || (h->kind != HIST_DISPENSED && h->kind != HIST_BOOKLET && h->kind != HIST_CLAIMS)) return false;
	if (!ours->item->drug || !h->item->drug || ours->item->drug->entity != h->item->drug->entity) return false;
	if (!ours->days || ours->days != h->days || yg_place_same(&ours->clinic_key, &h->clinic_key) != 1) return false;
	if (!yg_ymd_valid(ours->on) || !yg_ymd_valid(h->on) || yg_ymd_cmp(h->on, ours->on) < 0 || yg_ymd_cmp(h->on, as_of) >= 0) return false;
	return !yg_ymd_valid(h->prescribed_on) || !yg_ymd_cmp(h->prescribed_on, ours->on);
}

static void count_uses(const struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist, struct ymd as_of, struct uses *u)
{
	*u = (struct uses){ .n = 0 };
	for (size_t k = 0; k < nhist; k++)
		for (size_t i = 0; i < nrx && hist[k].merged_into == k; i++) {
			bool seen = false;
			if (!is_use(&rx[i], &hist[k], as_of)) continue;
			for (size_t d = 0; d < u->n; d++) seen = seen || !yg_ymd_cmp(u->on[d], hist[k].on);
			if (!seen && u->n < MAX_USES) u->on[u->n++] = hist[k].on;
			if (!yg_ymd_given(u->last) || yg_ymd_cmp(hist[k].on, u->last) > 0) {
				u->last = hist[k].on;
				u->days = hist[k].days;
			}
			break;
		}
}

static bool refill_finding(struct yg_case *c, const struct uses *u, size_t nrx, struct ymd as_of, struct finding *f)
{
	struct ymd planned = yg_refill_planned(u->last, u->days), from = yg_refill_window(planned).from, to = yg_refill_window(planned).to;
	int total = c->rx_doc.rx->refill_total;
	bool all = u->n >= (size_t)total, early = !all && yg_ymd_cmp(as_of, from) < 0, late = !all && yg_ymd_cmp(as_of, to) > 0;
	char last[11], plan[11], first[11], until[11];
	if (!all && !early && !late) return false;
	*f = (struct finding){ .kind = FIND_REFILL, .severity = all ? SEV_CRITICAL : SEV_WARNING, .interrupts = true, .gap_days = -1, .quantity = DEC_NONE };
	f->partners = yg_arena_array(c->arena, nrx, sizeof *f->partners);
	for (size_t i = 1; i < nrx && f->partners; i++) f->partners[f->npartners++] = i;
	f->nown = f->npartners;
	yg_ymd_format(u->last, last);
	yg_ymd_format(planned, plan);
	yg_ymd_format(from, first);
	yg_ymd_format(to, until);
	if (all) {
		f->detail_ja = yg_arena_printf(c->arena, "総使用回数%d回。履歴では%zu回調剤済み、最後は %s", total, u->n, last);
		f->detail_en = yg_arena_printf(c->arena, "%d uses in all; the history shows %zu, the last on %s", total, u->n, last);
	} else {
		f->detail_ja = yg_arena_printf(c->arena, "%zu回目。前回 %s + %d日 = 予定日 %s、調剤できる期間 %s〜%s。今日は%s", u->n + 1, last, u->days, plan, first,
					       until, early ? "早すぎる" : "遅すぎる");
		f->detail_en = yg_arena_printf(c->arena, "use %zu; last %s + %d days = planned %s, window %s to %s; today is too %s", u->n + 1, last, u->days, plan,
					       first, until, early ? "early" : "late");
	}
	return true;
}

int yg_refill_findings(struct yg_case *c, const struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist, struct ymd as_of,
		       struct finding **f, size_t *n)
{
	struct finding *out;
	struct uses u;
	size_t k = 0;
	if (c->rx_doc.rx->refill_total <= 0 || !nrx) return YG_OK;
	count_uses(rx, nrx, hist, nhist, as_of, &u);
	if (!u.n) return YG_OK;
	out = yg_arena_array(c->arena, *n + 1, sizeof *out);
	if (!out) return yg_arena_error(c->arena);
	if (refill_finding(c, &u, nrx, as_of, &out[k])) k++;
	for (size_t i = 0; i < *n; i++)              /* a later use has a window instead of the first one's last day */
		if ((*f)[i].kind != FIND_EXPIRED_RX) out[k++] = (*f)[i];
	*f = out;
	*n = k;
	return yg_arena_error(c->arena);
}
