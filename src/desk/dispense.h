/* dispense.h - one hand-over being prepared: what the command says of each line, what the rules of substitution and supply say to it, and
 * what is left. Shared by case.dispense, case.amend and the documents made of them. */
#ifndef DESK_DISPENSE_H
#define DESK_DISPENSE_H
#include "desk/desk.h"
#include "flow/handover.h"
#include "flow/leftover_adjust.h"
#include "flow/substitute.h"
#include "flow/supply.h"

struct dispense_line {
	struct str ref;                              /* "rx/1/2" of the prescription */
	const struct rx_group *rp; const struct rx_line *l;
	const struct drug *prescribed, *given;       /* identified; NULL: not known (given: as prescribed) */
	struct subst_out subst; bool judged;         /* the rules' word on what is given; false: the prescribed line is not identified */
	bool product_changed, amount_changed, withheld, earlier;      /* earlier: a hand-over of this line went before */
	bool told;                                   /* the command names this line */
	struct leftover leftover; bool has_leftover;
	struct dec left_days, left_count;            /* as told; DEC_NONE the one that was not */
	struct dec due_whole;                        /* due before leftovers were taken off */
	struct str inquiry, change;                  /* id of the inquiry it rests on; the person's own word */
	struct dec ordered, due, before, now, rest;  /* in the line's measure: prescribed; still to come before this; handed before; now; after */
};
struct dispense {
	struct run *r;
	yagen *tables;
	yagen_case *paper;                           /* owns rx and its arena */
	const struct rx *rx;
	bool amend;
	struct json_object *last;                    /* what the last hand-over said; NULL: none */
	struct handover h;
	struct dispense_line *line; size_t n;        /* as h.line */
	int part, parts;                             /* 0: no parts */
	bool has_refill; struct refill refill;
	bool complete;                               /* nothing is left to come */
	struct str id;                               /* of its row in T_DISPENSING */
	struct rx as;                                /* what is handed over, as a prescription */
	struct history visit;                        /* and as a visit */
};
/* dispense_lines.c: fills line, h and the counters from the command. YG_EREFUSED, YG_EARG with the refusal's word. */
int  dispense_lines(struct dispense *d);
int  dispense_prescribed(struct dispense *d, struct str line, struct subst_in *in);       /* one line as the rules of substitution ask for it */
int  dispense_inquiries(struct dispense *d);         /* open, unfulfilled and cancelled ones refuse */
const struct desk_inquiry *dispense_inquiry(struct dispense *d, struct str id);
/* dispense_check.c: checks d->as. *go: everything interruptive is decided; else the new report is stored, the state is CHECKED and the answer
 * written. check: what it was made of, for the event. */
int  dispense_check(struct dispense *d, bool *go, struct str *check);
/* dispense_event.c: the body of the event, and the answer */
int  dispense_body(struct dispense *d, const struct doc_ref *doc, const struct doc_ref *results, size_t nresults, struct str check, struct str *json);
int  dispense_notes(struct dispense *d);             /* 411 421 501 511 of the visit */
struct str dispense_text(struct arena *a, struct dec x);     /* "21" */
/* cmd_dispense.c: reads the prescription into paper and rx */
int  dispense_paper(struct dispense *d);
/* every hand-over of r->c ends (withdrawal); their texts stay. Used by case.cancel and case.return. */
int  desk_withdraw(struct run *r);
#endif
