/* eps_xml.h - reading a Prescription element where another document carries one.
 * The dispensing document (ED.xsd) holds the received prescription inside ReferencePrescription with the same children. */
#ifndef CODEC_EPS_XML_H
#define CODEC_EPS_XML_H
#include "codec/codec.h"
#include "text/xml.h"
/* `parent` has the children PrescriptionManagement, PrescriptionDocument [AdditionalPrescriptionInformation
 * PrescriptionSign]: the element Prescription of EP.xsd or ReferencePrescription of ED.xsd. Fills *out (in rc->arena).
 * 0, or negative as for codec.read; every fault found is in rc->diags. Signatures are not judged. */
int yg_eps_xml_prescription(struct read_ctx *rc, xmlNodePtr parent, struct rx **out);
/* The bytes of PrescriptionDocument's CSV, decoded, in rc->arena. */
int yg_eps_xml_payload(struct read_ctx *rc, xmlNodePtr parent, struct str *csv);
#endif
