/* consent.h - consents of a case: recorded as events, folded to records, asked whenever something could be named (flow/consent.h).
 * A report made under a consent is no longer shown as text when that consent has run out or was taken back. */
#ifndef DESK_CONSENT_H
#define DESK_CONSENT_H
#include "desk/desk.h"
/* fold.c: what an event says of consents, into c. seq: its number. */
void consent_fold(struct run *r, struct desk_case *c, struct str kind, struct json_object *what, unsigned seq);
/* What is recorded, as of now: the command's time, and never earlier than what the case has seen. */
struct consents consent_now(struct run *r);
int64_t consent_japan(int64_t utc);                  /* Japan's civil time of a point in time */
/* "consents": [...] of an event; back again. */
void consent_records_json(struct run *r, struct jw *w, const struct consent_record *rec, size_t n);
void consent_records_read(struct run *r, struct json_object *list, struct consent_record **rec, size_t *n);
/* "shown": [...]: what a check could show only because of a consent. */
void consent_shown_json(struct jw *w, const struct yg_case *c);
/* The word why what the check of event `seq` showed (0: any check of the case) may not be shown any more; NULL: it may. */
const char *consent_lapsed(struct run *r, unsigned seq);
/* Members of case.show: "consents", "eligibility". */
void consent_show(struct run *r, struct jw *w);
/* A stored event without what may not be shown any more; changes `what`. */
void consent_strip(struct run *r, struct str kind, unsigned seq, struct json_object *what);
/* What was asked about findings of such a check, taken out of r->c: right after it was loaded. */
void consent_hide(struct run *r);
/* query.c, print_record.c: in place of a report's words. */
struct str consent_withheld_text(struct run *r);
/* desk.c: what a repeated command gets instead of its stored answer, when that could name what is withheld now; false: it may have it. */
bool consent_repeated(struct run *r, struct str case_id, struct buf *answer);
int  cmd_case_consent(struct run *r);
int  cmd_emergency_list(struct run *r);
int  cmd_emergency_review(struct run *r);
int  cmd_terminal_match(struct run *r);
int  cmd_terminal_take(struct run *r);
#endif
