/* hits.h - between the checks and the findings: one hit is one pair of lines and one cause. Private to match/.
 * kernel.c finds which lines meet; duplicate.c, class.c and pair.c make hits of that; group.c turns them into findings; match.c runs them in order. */
#ifndef MATCH_HITS_H
#define MATCH_HITS_H
#include "base/hash.h"
#include "match/kernel.h"
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
	uint8_t  context;                            /* enum finding_context; set by context.c, which also sets the severity anew */
};
struct gap { uint8_t fact; const struct rule *rule; struct str said; };
struct mwork {
	const struct match_in *in;
	struct arena *a;
	struct mline *lines; size_t nlines;          /* our lines, then history */
	struct mdrug *drugs; size_t ndrugs;          /* in the order of the master */
	uint32_t *by_drug;                           /* line indices, by product, ascending */
	struct kernel_hit *met; size_t nmet;         /* which lines meet, and over what; p and q are exposure indices here */
	struct hit *hits; size_t nhits;
	size_t compared, switched_off;
	struct gap *gaps; size_t ngaps;              /* what could not be judged (patient.h), unordered */
	struct finding *found; size_t nfound;        /* findings that are no pair of lines (patient.c, dose.c, form.c, total.c) */
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

enum { REACH_OVERLAP = 0x400, REACH_MAX = 0xfff };   /* of struct finding, reach */
int yg_reach(int64_t n);                             /* n, at most REACH_MAX */
const char *yg_code_of(const struct drug *d);        /* price-list code, else YJ, else generic-name code: the first letters say the drug */

/* the checks */
void yg_check_duplicates(struct mwork *w);           /* duplicate.c */
void yg_check_classes(struct mwork *w);              /* class.c */
void yg_check_pairs(struct mwork *w);                /* pair.c */
void yg_check_limits(struct mwork *w);               /* pair.c */
/* context.c: sets context and severity of the hits of one own line and one cause, in the order of the partners' first days. */
void yg_context(const struct mwork *w, struct hit *const *h, size_t n);
/* Must it be decided before dispensing? The table of docs/matching.md, "Tiers". */
bool yg_interrupts(enum finding_kind kind, enum severity severity, enum finding_context context);
const struct site_rule *yg_site_rule(const struct match_in *in, const struct rule *r);      /* NULL: as the edition has it */
/* sums.c: rows, places, amount, a day's amount and days on hand of a finding with its partners in place. */
void yg_sums(struct mwork *w, struct finding *f);
/* sums.c: sets f->cause from kind, rule row, severity, what is shared, and these n lines (those that carry its severity). */
void yg_cause(struct mwork *w, struct finding *f, const size_t *line, size_t n);
/* group.c: one more of w->found, zeroed but for gap_days -1 and no quantity; severity, a, partners, rule and texts are the
 * caller's, interrupts and id are set by yg_group. NULL: no memory. */
struct finding *yg_found_add(struct mwork *w);
/* group.c: sorts lines as partners stand in a finding, each once; how many; 0: no memory. */
size_t yg_in_date_order(struct mwork *w, size_t *line, size_t n);
void yg_check_totals(struct mwork *w);               /* total.c */
/* group.c: hits and given findings -> findings with ids, in order */
int  yg_group(struct mwork *w, struct match_out *out);
/* arith.c: how the dates were computed, for our line and the partner that matters most */
void yg_arithmetic(const struct mwork *w, const struct hit *h, size_t others, struct str *ja, struct str *en);
/* national.c (more in match/national.h): the word of one finding */
const char *yg_national(const struct mwork *w, const struct finding *f);
#endif
