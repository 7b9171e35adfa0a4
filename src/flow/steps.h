/* steps.h - what the files of one check hand to each other. Private to flow/. */
#ifndef FLOW_STEPS_H
#define FLOW_STEPS_H
#include "flow/case.h"

/* identify.c: findings about our own lines that need no partner: identity disagreements, lines that could not be
 * checked, a prescription past its last day. Exposure i is our line i. YG_ENOMEM. */
int yg_own_findings(struct yg_case *c, const struct exposure *e, size_t nrx, struct ymd as_of, struct finding **out, size_t *n);
/* Is this own line one the matcher can say nothing about? *why: the word; a 医療材料 line is nothing to check. */
bool yg_line_unchecked(const struct yg_case *c, size_t i, const char **why);

/* history.c: decides per source what is masked, flattens, folds names of places, merges. */
int yg_collect_history(struct yg_case *c, const struct check_options *o, struct exposure *rx, size_t nrx,
		       struct exposure **out, size_t *n);
/* Is the patient of this history somebody else than the patient of the prescription? (birth date, sex, kana) */
bool yg_other_patient(const struct rx *rx, const struct history *h);

/* refill.c: a use outside its window, or more uses than allowed, when the histories show earlier ones; then the findings no
 * longer hold that the first use's last day has passed. hist: after merging. YG_ENOMEM. */
int yg_refill_findings(struct yg_case *c, const struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist, struct ymd as_of,
		       struct finding **f, size_t *n);

/* facts.c: what is known of the patient, into c->facts; after yg_collect_history, which decides what is masked. */
int yg_collect_facts(struct yg_case *c, const struct check_options *o);

/* coverage.c: what the silence of the findings is worth; and the verdict. hist: after merging. YG_ENOMEM. */
int yg_cover(const struct yg_case *c, const struct check_options *o, const struct exposure *rx, size_t nrx,
	     const struct exposure *hist, size_t nhist, const struct match_out *m, struct coverage *out);
bool yg_edition_expired(const struct edition *e, struct ymd as_of);
/* otc.c: looks the ingredients up, true when the master knows every one / lines by ingredient in place of such drugs. */
bool yg_otc_by_ingredient(struct yg_case *c, struct otc *o);
int  yg_expand_otc(struct yg_case *c, struct exposure **e, size_t *n);
#endif
