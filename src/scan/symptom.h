/* symptom.h - wrong scanner and keyboard settings recognised by what they do to a JAHIS text. For scan/ only. */
#ifndef SCAN_SYMPTOM_H
#define SCAN_SYMPTOM_H
#include "base/diag.h"
/* Each says what to set on the scanner (one diagnostic) and answers true when the text is unusable because of it. */
bool yg_symptom_in_header(struct str text, unsigned input, struct diags *ds);   /* the first line is no header: why? */
bool yg_symptom_in_characters(struct str text, unsigned input, struct diags *ds); /* code page, lost bytes, seven bits */
bool yg_symptom_in_layout(struct str text, unsigned input, struct diags *ds);   /* US and JP keyboard taken for each other */
#endif
