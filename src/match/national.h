/* national.h - a replica of the published rule of the national check (eps 5.1) with the choices of its section 8, rows 9
 * and 10. It runs beside our own checks and shares nothing with them but the tables; the service may answer otherwise. */
#ifndef MATCH_NATIONAL_H
#define MATCH_NATIONAL_H
#include "match/match.h"

/* Why the replica says no; in the order in which it looks, so that the last of several is the nearest to a hit. */
enum national_why {
	NAT_HIT, NAT_CHECK_IS_OURS /* not a thing it checks */, NAT_CLASS_IS_OURS, NAT_SAME_RX, NAT_OTC, NAT_NOTEBOOK, NAT_CLAIMS, NAT_NOT_REGISTERED,
	NAT_DISPENSED /* the prescription left the comparison */, NAT_UNDATED, NAT_NO_DRUG /* not identified, or ingredients unknown */,
	NAT_NOTHING_SHARED, NAT_OTHER_ROUTE, NAT_CAUTION_ONLY, NAT_OTHER_FORM /* another form than the label's source names */, NAT_WASHOUT_IS_OURS,
	NAT_PERIOD /* the days it counts do not meet; ours are computed */,
	/* the replica says yes and we say nothing */
	NAT_OURS_PERIOD /* the days we compute do not meet */, NAT_OURS_NOT_RAISED
};
const char *yg_national_word(enum national_why w);   /* "hit", "same-prescription", "period-computed", ... */

/* What it says of our line x and one history line y, as a duplicate or as a contraindicated pair. hist: all history lines,
 * for dispensings that stand for a prescription; as_of: the day of the check, when the new item starts. */
struct national_answer {
	enum national_why why;                       /* NAT_HIT: a hit */
	bool guess;                                  /* rests on a part of the rule that is not published */
	bool overlap_only;                           /* y starts after x: only the overlap rule (section 8 row 10) finds it */
};
struct national_answer yg_national_pair(const struct match_in *in, const struct exposure *x, const struct exposure *y, bool pair);

/* One finding of ours: "hit", "no-hit", "not-applicable". Masked findings: not applicable, nothing more is said of them. */
const char *yg_national_finding(const struct match_in *in, const struct finding *f, struct national_answer *out);

/* Its own pass over all lines, merged and masked ones included. One row for our line, event (merged_into) and sort. */
struct national_hit { size_t a, b; bool pair, masked; struct national_answer answer; };   /* exposure indices; b: the line of the history */
int yg_national_pass(const struct match_in *in, struct arena *a, struct national_hit **out, size_t *n);
#endif
