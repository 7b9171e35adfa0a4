/* xades_parts.h - one signature taken apart; private to sign/. Everything is found by its place in the document, never by an id
 * (cards-and-signing.md 4.1), and every node belongs to the parsed document. */
#ifndef SIGN_XADES_PARTS_H
#define SIGN_XADES_PARTS_H
#include "sign/report.h"
#include "sign/trust.h"
#include <libxml/tree.h>
#define NS_DS "http://www.w3.org/2000/09/xmldsig#"
#define NS_XADES "http://uri.etsi.org/01903/v1.3.2#"
#define NS_XADES141 "http://uri.etsi.org/01903/v1.4.1#"
struct sig_parts {
	enum signed_what what;
	xmlNodePtr signature, info, value, key_info;         /* ds:Signature and its children */
	xmlNodePtr data;                             /* what reference 1 must cover */
	xmlNodePtr csv;                              /* element whose text is the signed CSV, inside data or data itself */
	xmlNodePtr qualifying, signed_properties, unsigned_properties;
	xmlNodePtr reference[3];                     /* of data, KeyInfo, SignedProperties */
};
struct ids;                                          /* every id of the document */
/* Registers all ids. *unique false: one occurs twice. NULL: no memory. Freed with the arena. */
struct ids *yg_ids(xmlDocPtr doc, struct arena *a, bool *unique);
/* Where signatures may stand in this document: 1 or 2 places; results get id and path. Signatures elsewhere: R_STRAY_SIGNATURE in all. */
size_t yg_sig_places(xmlDocPtr doc, struct sig_parts p[2], struct sig_result r[2]);
/* Takes it apart; every fault is a reason in r. True: complete enough to go on. */
bool yg_sig_structure(struct sig_parts *p, const struct ids *ids, struct sig_result *r);
/* Exactly one child element of this name and namespace; else NULL. */
xmlNodePtr yg_only(xmlNodePtr from, const char *name, const char *ns);
/* xades_stamp.c: time stamps and embedded values. Collects certificates and lists into extra and lists; sets r->stamped_at, r->level. YG_ENOMEM. */
int yg_sig_stamps(const struct sig_parts *p, const struct trust *t, STACK_OF(X509) *extra, STACK_OF(X509_CRL) *lists, struct sig_result *r);
/* "2026-11-20T09:30:00Z", with zone or fraction: UTC seconds. False: not such a time. */
bool yg_xml_time(struct str s, int64_t *out);
#endif
