/* handover.h - what is handed over of a prescription, told twice: as a prescription (so that it can be checked like one) and as one visit of
 * a history (so that it can be stored and written as CJ1 or notebook). Pure; the received prescription is not touched. */
#ifndef FLOW_HANDOVER_H
#define FLOW_HANDOVER_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"

/* What a line is counted in: 内服・浸煎 days, 頓服 doses, everything else its amount (amount x quantity of the RP). */
enum supply_measure { SUPPLY_DAYS, SUPPLY_DOSES, SUPPLY_AMOUNT };
enum supply_measure yg_supply_measure(enum form_class form);
/* Prescribed in that measure; of a split part (102) this part's. DEC_NONE: not written. */
struct dec yg_supply_prescribed(const struct rx_group *g, const struct rx_line *l);

struct handover_line {
	size_t group, line;                          /* place in rx->groups[].lines[] */
	bool   now;                                  /* handed over with this hand-over */
	bool   changed;                              /* another product or amount than prescribed: `given` counts */
	struct drug_item given;                      /* as handed over; amount in `unit` as 用量 (for SUPPLY_AMOUNT: of one of the RP's quantity) */
	struct dec quantity;                         /* of this hand-over, in the line's measure */
	char   ref[40];                              /* out: "rx/<RP>/<line>" in the prescription built; "" when not handed over */
};
struct handover {
	const struct rx *rx;
	struct handover_line *line; size_t n;        /* every drug line of rx, in its order */
	struct ymd on;
	struct institution pharmacy;
	struct person pharmacist; struct str pharmacist_contact;
	struct note *inquiries, *leftovers, *remarks, *provided, *instructions;       /* 511, 421, 501, 411, 401 */
	size_t ninquiries, nleftovers, nremarks, nprovided, ninstructions;
};
/* The lines of rx, nothing handed over yet. */
int yg_handover_lines(const struct rx *rx, struct arena *a, struct handover_line **out, size_t *n);
/* As a prescription: lines that are not handed over are left out; lines of one RP with different quantities become RPs of their own, with
 * numbers that rx does not use. YG_EMISSING: nothing is handed over; YG_EARG: days or doses that are no whole number of 1..999; YG_ENOMEM. */
int yg_handover_rx(struct handover *h, struct arena *a, struct rx *out);
/* As one visit (jahis-techo 7): `as` is what yg_handover_rx() built. Generic names of lines prescribed by one stay beside the product. YG_EMISSING (no
 * issue date), YG_ENOMEM, YG_ETOOBIG. */
int yg_handover_history(const struct handover *h, const struct rx *as, struct arena *a, struct diags *ds, struct history *out);
#endif
