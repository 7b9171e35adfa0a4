/* eps_dispense_xml.h - building the dispensing document (ED.xsd) around a CJ1 text and a received prescription. */
#ifndef CODEC_EPS_DISPENSE_XML_H
#define CODEC_EPS_DISPENSE_XML_H
#include "codec/codec.h"
struct ed_parts {
	struct str cj1;                              /* CJ1 bytes; put in base64 as they are */
	struct str prescription;                     /* the received document (EP.xsd), bytes as received; empty: no reference
	                                                (paper original, or a part that does not yet finish the prescription) */
	struct str dispensing_id;                    /* 調剤結果ID; empty before the service gave one */
};
/* Appends the unsigned document. The children of the received Prescription element are copied byte for byte into
 * ReferencePrescription; nothing is re-serialised, and the copy is compared with the original before 0 is returned.
 * YG_ESYNTAX (received document is no EP document), YG_EREFUSED (its namespaces or character code would change the
 * signed bytes), YG_EMISSING (no CJ1), YG_ETOOBIG, YG_ENOMEM; diags say which. */
int yg_ed_build(const struct ed_parts *p, struct diags *ds, struct buf *out);
#endif
