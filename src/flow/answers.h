/* answers.h - decisions that were made before: read from a neutral JSON file, and laid beside the same finding at the next
 * visit. An answer is given to a cause (drugs, doses, institutions, rule row, patient), never to dates.
 *
 * The answer key of a finding has 16 hexadecimal digits: 13 of the cause, 3 of its reach. An answer holds for a finding
 * with the same cause and no greater reach. (docs/matching.md, "Answers") */
#ifndef FLOW_ANSWERS_H
#define FLOW_ANSWERS_H
#include "flow/case.h"
struct answer {
	char key[17];                                /* of the finding it was given to */
	const struct reason *reason;                 /* row of rules/reasons.csv */
	struct str by, note;
	struct ymd on, until;                        /* the day it was given; its own last day, or not given */
	struct ymd last;                             /* the last day on which it holds; set for the finding it lies beside */
};
/* Adds the answers of a file to c->answers. YG_OK: entries that cannot be used are warnings, with their number from 1 in
 * record; YG_ESYNTAX: not an answers document; YG_ETOOBIG, YG_ENOMEM. */
int  yg_answers_read(struct yg_case *c, struct str json, unsigned input);
/* Key of a finding; "" when it cannot be answered (masked; identity, unchecked, expired). */
void yg_answer_key(const struct yg_case *c, const struct finding *f, char out[17]);
/* Sets answered of every finding that has a good answer on the day, and takes its interruption back. YG_ENOMEM. */
int  yg_answers_apply(struct yg_case *c, struct ymd as_of, struct finding *f, size_t n);
#endif
