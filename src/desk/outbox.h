/* outbox.h - what waits to be registered: one row of T_OUTBOX per result, written in the commit of case.submit.
 *
 *   waiting -> sending -> done        sending, or anything whose outcome is not known, becomes "unknown" and is looked up (調剤結果ID検索) before it
 *      ^          |                   is ever sent again; refused, stuck: a person must look (outbox.retry, outbox.withdraw)
 *      `----- unknown                 Exactly once: what goes out is written down before it goes, and only a look-up that finds nothing frees it again. */
#ifndef DESK_OUTBOX_H
#define DESK_OUTBOX_H
#include "desk/desk.h"
enum outbox_state { OX_WAITING, OX_SENDING, OX_UNKNOWN, OX_DONE, OX_REFUSED, OX_STUCK, OX_WITHDRAWN, OX_STATES };
extern const char *const yg_outbox_state_word[OX_STATES];
struct outbox_item {
	struct cell *row;
	enum outbox_state state;
	struct json_object *body;                    /* docs/formats/service.md, "The outbox"; yours: outbox_drop() */
};
int  outbox_put(struct run *r, struct outbox_item *i, bool add);             /* the row, with its body, into this commit */
int  outbox_load(struct run *r, struct str id, struct outbox_item *i);       /* of r->c. YG_ENOTFOUND */
void outbox_drop(struct outbox_item *i);
/* Items of r->c that are neither done nor withdrawn, before place `ord`. */
int  outbox_open_before(struct run *r, int64_t ord, size_t *n, size_t *all);
void outbox_set(struct outbox_item *i, const char *key, struct str v);
void outbox_set_int(struct outbox_item *i, const char *key, int64_t v);
/* Refuses what must not happen while a result of this case is on its way (cmd_case.c, cmd_dispense.c). */
int  outbox_not_submitted(struct run *r);
#endif
