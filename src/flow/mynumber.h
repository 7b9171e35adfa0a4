/* mynumber.h - individual numbers (個人番号) left out of everything that is shown, logged or indexed (text/mynumber.h finds them). */
#ifndef FLOW_MYNUMBER_H
#define FLOW_MYNUMBER_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
/* After a document was read: the free texts and the fields that name a person have asterisks in place of such numbers, each field told by
 * the diagnostic "number-left-out" with its name; diagnostics from `since` on no longer quote them. doc->raw stays as it came.
 * Exempt: typed codes (drug, institution, insurance, prescription numbers), dates, amounts, names of drugs. */
void yg_leave_numbers_out(struct arena *a, struct diags *ds, unsigned input, size_t since, struct document *doc);
/* The same for one text: itself when there is none in it. */
struct str yg_text_without_number(struct arena *a, struct str s);
#endif
