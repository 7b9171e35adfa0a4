/* c14n.h - canonical XML of one element, and digests of it. Thin over libxml2; the profile is eps.md 2.3. */
#ifndef SIGN_C14N_H
#define SIGN_C14N_H
#include "base/buf.h"
#include <libxml/tree.h>
#include <stdint.h>
enum c14n_kind { C14N_INCLUSIVE, C14N_EXCLUSIVE };
#define C14N_URI_INCLUSIVE "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
#define C14N_URI_EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"
/* The canonical bytes of node and everything in it, without comments, appended to out. YG_ENOMEM, YG_ETOOBIG. */
int yg_c14n(xmlNodePtr node, enum c14n_kind kind, struct buf *out);
int yg_c14n_sha256(xmlNodePtr node, enum c14n_kind kind, uint8_t out[32]);
/* 1 and *kind: the URI names one of the two; 0: neither. */
int yg_c14n_by_uri(struct str uri, enum c14n_kind *kind);
/* Text of base64 with any XML white space in it. YG_ESYNTAX. */
int yg_base64_loose(struct str in, struct buf *out);
#endif
