/* apdu.h - the few commands every card application here is made of. Long answers (61xx, 6Cxx) are fetched; a PIN is sent by yg_pin_verify
 * alone, which asks for the counter first. Nothing here remembers or prints what a command carried. */
#ifndef CARD_APDU_H
#define CARD_APDU_H
#include "base/buf.h"
#include "card/reader.h"
#define SW_OK 0x9000u
#define SW_NOT_FOUND 0x6a82u
#define SW_NEEDS_PIN 0x6982u
#define SW_BLOCKED 0x6983u
struct secret { char *p; size_t n; };                /* fixed buffer outside every arena; wiped by the callee on every path */
/* One command; data without the status goes into out (may be NULL), *sw the status. YG_ECARD: no answer, or one that is none. */
int yg_apdu(struct card *c, const uint8_t *cmd, size_t n, struct buf *out, unsigned *sw);
/* SELECT by AID. YG_OK; YG_ENOTFOUND: the card has no such application; YG_ECARD. out (may be NULL): its template. */
int yg_select_aid(struct card *c, const uint8_t *aid, size_t n, struct buf *out);
int yg_select_file(struct card *c, unsigned id);     /* SELECT by file id, under the application. YG_ENOTFOUND, YG_ECARD */
/* READ BINARY from the selected file, at most max bytes; ends where the card says so. YG_EPIN: a PIN is needed; YG_ECARD. */
int yg_read_file(struct card *c, size_t max, struct buf *out);
int yg_read_der(struct card *c, struct buf *out);    /* the one DER element the selected file begins with */
/* Tries left of the PIN with this P2. *n: -1 cannot be told (an already verified PIN answers 9000), 0 blocked. */
int yg_pin_tries(struct card *c, unsigned p2, int *n);
/* Counter first. YG_EPIN: wrong, or blocked (*left tells, -1 unknown); YG_EREFUSED: the counter is one or unknown and confirmed is false - nothing
 * was sent; YG_ECARD. One VERIFY at most. The pin is wiped. */
int yg_pin_verify(struct card *c, unsigned p2, struct secret pin, bool confirmed, int *left);
#endif
