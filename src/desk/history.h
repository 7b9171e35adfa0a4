/* history.h - own history and remembered answers as documents for a check; see desk.h for what is written. */
#ifndef DESK_HISTORY_H
#define DESK_HISTORY_H
#include "desk/desk.h"
/* Visits of these patients as known then, without those of r->c, as a neutral JSON history; empty: there are none. Ended long before
 * `from`: left out. */
int desk_own_history(struct run *r, const struct desk_known *k, size_t n, struct ymd from, struct str *json);
/* Remembered answers as an answers document (docs/api/answers.schema.json); empty: there are none. */
int desk_own_answers(struct run *r, const struct desk_known *k, size_t n, struct str *json);
/* Remembers the answer to a finding (one entry of that document) in the place of the one before; body empty: forgets it. */
int desk_answer_put(struct run *r, struct str key, struct str body);
/* The versions of the records joined with r->c's patient move with this commit: what is handed over was checked against them as well, so that
 * two hand-overs to one person never pass each other. */
int desk_joined_move(struct run *r);
#endif
