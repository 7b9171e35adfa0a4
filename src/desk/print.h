/* print.h - documents of a case for people: what stands in them is collected here, how it looks is src/print. */
#ifndef DESK_PRINT_H
#define DESK_PRINT_H
#include "desk/desk.h"
#include "print/record_pdf.h"
/* print_record.c. Everything a 調剤録 asks for, from the last hand-over, the prescription, the inquiries, the decisions and what the command says
 * under "guidance" (a text, or a list of {"what","text"}). handed_over false: the heads, the prescribed lines and the inquiries alone. Texts live in
 * the arena. YG_ENOTFOUND: nothing was handed over. */
int print_record(struct run *r, bool handed_over, struct dispensing_record *out);
#endif
