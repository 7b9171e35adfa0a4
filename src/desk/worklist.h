/* worklist.h - names and codes nobody could identify: collected when a case is checked, settled by a person, used at later checks.
 * The worklist holds no personal data; a row is one combination of code system, code, name and unit (docs/formats/case.md). */
#ifndef DESK_WORKLIST_H
#define DESK_WORKLIST_H
#include "desk/desk.h"
/* Before a check: hands the settlements in force to the case, or those that an earlier check was made with (o->settlements). */
int  desk_settlements(struct run *r, const struct desk_check *o, yagen_case *yc);
/* After a check: those that a line of the case met, as a JSON array; what desk_check.settlements takes for a replay. */
void desk_settlements_json(struct jw *w, const yagen_case *yc);
/* After a check: every line of the prescription that could not be identified is put on the worklist once, and counted. */
int  desk_worklist_seen(struct run *r, const yagen_case *yc);
#endif
