/* results.h - documents made from a hand-over: CJ1 (調剤結果 CSV), the unsigned ED document around it, the notebook (JAHISTC08) for the patient. */
#ifndef DESK_RESULTS_H
#define DESK_RESULTS_H
#include "desk/desk.h"
struct result_in {
	const struct history *visit;                 /* one visit, as stored */
	struct str received;                         /* the received EP document, byte for byte; empty: paper original, or not yet finished */
	struct str refill;                           /* sentence about the next use, for the notebook; or empty */
};
/* YG_EMISSING: the format demands something the visit does not have (r->diags says what); YG_EREFUSED: the notebook cannot hold it. */
int desk_result_cj1(struct run *r, const struct result_in *in, struct buf *out);
int desk_result_ed(struct run *r, const struct result_in *in, struct buf *out);
int desk_result_techo(struct run *r, const struct result_in *in, struct buf *out);
/* The last hand-over of r->c from the store, for case.print. YG_ENOTFOUND: nothing was handed over. The answer lives in the arena. */
int desk_result_load(struct run *r, struct result_in *in);
/* The bytes of the prescription as it came, when they are an EP document; else empty. */
int desk_result_received(struct run *r, struct str *bytes);
void desk_result_failed(struct run *r, const char *what);      /* the diagnostic that it could not be made */
#endif
