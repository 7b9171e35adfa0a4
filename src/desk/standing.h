/* standing.h - allergies and conditions of a patient, kept from case to case in its sealed details:
 * "standing": {"allergies": [{"text","code","system","since","by"}], "conditions": [...]}. */
#ifndef DESK_STANDING_H
#define DESK_STANDING_H
#include "desk/desk.h"
/* What the facts read into `told` say of r->c's patient stays known (NULL: nothing was told). */
int  standing_learn(struct run *r, const struct yg_case *told);
/* What stands, as a facts document labelled "store" of a new case, written into the list of an event; nothing when nothing stands. */
int  standing_document(struct run *r, struct jw *w);
/* Takes back what the command's "withdraw" names; *done: that list as JSON, empty when there is none. Holds from the next case on: what this
 * one was told stays with it. YG_ENOTFOUND, YG_EMISSING (no reason), YG_EARG with the refusal. */
int  standing_withdraw(struct run *r, struct str *done);
#endif
