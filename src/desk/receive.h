/* receive.h - a prescription becomes a case: the patient found, chosen or made, the same prescription recognised. Shared by
 * case.new (bytes) and case.enter (typed by a person). */
#ifndef DESK_RECEIVE_H
#define DESK_RECEIVE_H
#include "desk/desk.h"
struct received { const char *event, *doc_kind, *format, *label; struct str bytes; const struct yg_case *told; /* facts that came with it; NULL none */ };  /* "received" "rx"; "entered" "rx-entered" "json" */
/* All of it: patient, case, document, event, what waits, the answer. Histories and facts are the command's parts. YG_EEXISTS: there is a case of
 * this prescription; YG_EREFUSED "patient-doubtful": a person has to choose. */
int  desk_receive(struct run *r, const struct rx *rx, const struct received *in);
/* Histories, facts and overlay of the command, read into yc once to say what is wrong with them; facts typed by a person are refused when they
 * cannot be true. */
int  receive_try(struct run *r, yagen_case *yc);
/* What makes it this prescription, as a keyed hash: its id, else institution, number, day and lines. */
struct str desk_prescription_hash(struct run *r, const struct rx *rx);
/* steps of desk_receive (receive.c) */
int  receive_patient(struct run *r, const struct rx *rx, struct desk_case *c, struct str *choice);
int  receive_case(struct run *r, const struct rx *rx, struct desk_case *c);
void receive_answer(struct run *r, const struct rx *rx, struct str choice);
#endif
