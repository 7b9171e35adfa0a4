/* supply.c - counters and windows of refills and parts. The same window as the check's (refill.c calls it from here). */
#include "flow/supply.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_USES 3                                   /* 総使用回数 (64) is 2 or 3; 1: no refill */

struct ymd yg_refill_planned(struct ymd last, int days)
{
	return yg_ymd_valid(last) && days > 0 ? yg_ymd_add(last, days) : YMD_NONE;
}

struct span yg_refill_window(struct ymd planned)
{
	if (!yg_ymd_valid(planned)) return (struct span){ YMD_NONE, YMD_NONE };
	return (struct span){ yg_ymd_add(planned, -YG_REFILL_WINDOW), yg_ymd_add(planned, YG_REFILL_WINDOW) };
}

static void say(struct arena *a, struct refill *r)
{
	char planned[11], from[11], to[11];
	r->ja = yg_arena_printf(a, "%d回目 (全%d回)", r->use, r->total);
	r->en = yg_arena_printf(a, "use %d of %d", r->use, r->total);
	if (yg_ymd_given(r->window.from)) {
		yg_ymd_format(r->planned, planned);
		yg_ymd_format(r->window.from, from);
		yg_ymd_format(r->window.to, to);
		r->ja = yg_arena_printf(a, "%.*s。予定日 %s、調剤できる期間 %s〜%s%s", STR_ARG(r->ja), planned, from, to,
					r->early ? "。早すぎます" : r->late ? "。遅すぎます" : "");
		r->en = yg_arena_printf(a, "%.*s; planned %s, window %s to %s%s", STR_ARG(r->en), planned, from, to, r->early ? "; too early" : r->late ? "; too late" : "");
	}
	if (!yg_ymd_given(r->next_planned)) return;
	yg_ymd_format(r->next_planned, planned);
	yg_ymd_format(r->next_window.from, from);
	yg_ymd_format(r->next_window.to, to);
	r->ja = yg_arena_printf(a, "%.*s。次回予定日 %s、調剤できる期間 %s〜%s", STR_ARG(r->ja), planned, from, to);
	r->en = yg_arena_printf(a, "%.*s; next planned %s, window %s to %s", STR_ARG(r->en), planned, from, to);
}

int yg_refill(const struct refill_in *in, struct arena *a, struct refill *out)
{
	if (!yg_ymd_valid(in->on) || in->total < 1 || in->total > MAX_USES || in->use < 1 || in->use > in->total) return YG_EARG;
	*out = (struct refill){ .use = in->use, .total = in->total };
	if (in->use == 1) {
		out->late = yg_ymd_valid(in->expires) && yg_ymd_cmp(in->on, in->expires) > 0;
	} else {
		out->planned = yg_ymd_valid(in->planned) ? in->planned : yg_refill_planned(in->last, in->last_days);
		out->window = yg_refill_window(out->planned);
		out->early = yg_ymd_given(out->window.from) && yg_ymd_cmp(in->on, out->window.from) < 0;
		out->late = yg_ymd_given(out->window.to) && yg_ymd_cmp(in->on, out->window.to) > 0;
	}
	if (in->use < in->total) {
		out->next_planned = yg_refill_planned(in->on, in->days);
		out->next_window = yg_refill_window(out->next_planned);
	}
	say(a, out);
	return out->ja.p && out->en.p ? YG_OK : YG_ENOMEM;
}

int yg_supply_rest(struct dec prescribed, struct dec before, struct dec now, struct dec *rest)
{
	struct dec left = prescribed;
	int err = YG_OK;
	if (!yg_dec_given(prescribed) || !yg_dec_given(now) || now.n < 0) return YG_EARG;
	if (yg_dec_given(before)) {
		if (yg_dec_cmp(before, prescribed) > 0) return YG_EREFUSED;
		err = yg_dec_sub(prescribed, before, &left);
	}
	if (err) return err;
	return yg_dec_cmp(now, left) > 0 ? YG_EREFUSED : yg_dec_sub(left, now, rest);
}

int yg_split_quantity(const struct rx_group *g, int part, int parts)
{
	int total = g->split_total > 0 ? g->split_total : g->quantity, before;
	if (g->split_quantity <= 0 || part < 1 || part > parts) return 0;
	before = g->split_quantity * (part - 1);
	if (before >= total) return 0;
	return part == parts || total - before < g->split_quantity ? total - before : g->split_quantity;
}
