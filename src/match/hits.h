/* hits.h - between the checks and the findings: one hit is one pair of lines and one cause. Private to match/.
 * duplicate.c, class.c and pair.c add hits; group.c turns them into findings; match.c runs them in order. */
#ifndef MATCH_HITS_H
#define MATCH_HITS_H
#include "base/hash.h"
#include "match/match.h"

#define DAY_MIN INT32_MIN                            /* no beginning known */
#define DAY_MAX INT32_MAX                            /* no end known */

struct mline {                                       /* one exposure as the checks see it; same index as in findings */
	const struct exposure *e;
	int32_t  from, to;                           /* days since 1970, or DAY_MIN, DAY_MAX */
	uint32_t drug;                               /* index into drugs; NO_DRUG: cannot be compared */
	uint32_t rank;                               /* our lines: a pair inside the prescription belongs to the lower rank */
	bool     ours;
	uint64_t key;                                /* hash of what the line says, without its place: code, day, days */
};
#define NO_DRUG UINT32_MAX
struct mdrug {                                       /* one product, and the lines that name it */
	const struct drug *d;
	const uint16_t *ingredients, *groups;
	size_t   ningredients, ngroups;
	uint32_t first, count, ours;                 /* into by_drug: where, how many lines, how many of them (the first) ours */
};
enum hit_kind { HIT_INGREDIENT, HIT_CLASS, HIT_PAIR, HIT_LIMIT /* b is a: no partner */ };
struct hit {
	uint32_t a, b;                               /* our line, partner: exposure indices */
	uint8_t  kind, severity;
	bool     masked;
	bool     beyond;                             /* pair: another form than the rule's source names (tables.h) */
	uint16_t cause;                              /* ingredient or group id; 0 for a pair */
	const struct rule *rule;
	int32_t  overlap;                            /* days both are taken; 0 none; DAY_MAX without end */
	int32_t  gap;                                /* whole days between, when only the wash-out makes it a hit; else -1 */
	int16_t  washout;                            /* the days that were asked for */
};
struct mwork {
	const struct match_in *in;
	struct arena *a;
	struct mline *lines; size_t nlines;          /* our lines, then history */
	struct mdrug *drugs; size_t ndrugs;          /* in the order of the master */
	uint32_t *by_drug;                           /* line indices, by product, ascending */
	uint32_t *partners;                          /* room for one list of products */
	struct hit *hits; size_t nhits;
	size_t compared, switched_off;
};

/* hits.c */
int  yg_mwork_init(struct mwork *w, const struct match_in *in, struct arena *a);
void yg_hit_add(struct mwork *w, const struct hit *h);
bool yg_rule_on(const struct rule *r, struct ymd as_of);            /* enabled and in force that day */
/* Does the pair (our line a, line b) belong to a? Every pair inside the prescription belongs to one of the two. */
bool yg_pair_owned(const struct mwork *w, uint32_t a, uint32_t b);
int32_t yg_overlap_days(const struct mline *x, const struct mline *y);
int32_t yg_day(struct ymd d, int32_t unknown);
uint64_t yg_hash_str(uint64_t h, struct str s);
uint64_t yg_hash_int(uint64_t h, int64_t v);

/* the checks */
void yg_check_duplicates(struct mwork *w);           /* duplicate.c */
void yg_check_classes(struct mwork *w);              /* class.c */
void yg_check_pairs(struct mwork *w);                /* pair.c */
void yg_check_limits(struct mwork *w);               /* pair.c */
/* group.c: hits and given findings -> findings with ids, in order */
int  yg_group(struct mwork *w, struct match_out *out);
/* arith.c: how the dates were computed, for our line and the partner that matters most */
void yg_arithmetic(const struct mwork *w, const struct hit *h, size_t others, struct str *ja, struct str *en);
/* national.c */
const char *yg_national(const struct mwork *w, const struct finding *f);
#endif
