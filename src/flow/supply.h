/* supply.h - one prescription in several hand-overs: a part now and the rest later, 分割調剤 in numbered parts, リフィル uses with their
 * windows. Counters and days only; which hand-overs there were is told by the caller (the case), never guessed. */
#ifndef FLOW_SUPPLY_H
#define FLOW_SUPPLY_H
#include "base/arena.h"
#include "model/model.h"

/* --- リフィル (eps 4.5): planned = last dispensing + its days; from 7 days before to 7 days after, the planned day itself not counted. */
#define YG_REFILL_WINDOW 7
struct ymd  yg_refill_planned(struct ymd last, int days);    /* YMD_NONE when last is no day or days not above 0 */
struct span yg_refill_window(struct ymd planned);            /* both days included; YMD_NONE when planned is no day */
struct refill {
	int use, total;                              /* this is the use-th of total */
	struct ymd planned; struct span window;      /* of this use; not given for the first, which has the prescription's own validity */
	bool early, late;                            /* on lies outside the window (first use: late when past expires) */
	struct ymd next_planned; struct span next_window;    /* of the use after this one; not given when this is the last */
	struct str ja, en;                           /* "2回目 (全3回)。次回予定日 2026-12-18、調剤できる期間 2026-12-11〜2026-12-25" */
};
struct refill_in {
	int use, total;
	struct ymd on, expires;                      /* day of this hand-over; last day of the prescription (first use) */
	struct ymd last; int last_days;              /* the use before this one; not given: the window cannot be told and is not judged */
	struct ymd planned;                          /* told with the prescription instead: wins over last + days; not given: computed */
	int days;                                    /* of this hand-over: for the next date; 0: no next date */
};
/* YG_EARG: no day, a use below 1 or above total, or total outside 1..3 (総使用回数 is at most 3). YG_ENOMEM. */
int yg_refill(const struct refill_in *in, struct arena *a, struct refill *out);

/* --- parts --------------------------------------------------------------------------------------------------- */
/* What is still to be handed over of a line, in days (内服), doses (頓服) or amount. before: already handed over, may be DEC_NONE. YG_EREFUSED: now
 * is more than what is left; YG_EARG: now below 0 or not given; YG_ETOOBIG. */
int yg_supply_rest(struct dec prescribed, struct dec before, struct dec now, struct dec *rest);
/* 分割調剤: quantity of this part of an RP. 102 says it; without 102 it cannot be told: 0. part from 1. The last part gets what is left of the total. */
int yg_split_quantity(const struct rx_group *g, int part, int parts);
#endif
