/* xades_verify.h - which signatures a document has and what each is worth; order of work of cards-and-signing.md 4.1. */
#ifndef SIGN_XADES_VERIFY_H
#define SIGN_XADES_VERIFY_H
#include "sign/trust.h"
#define YG_MAX_SIGNATURES 2u                         /* a dispensing document holds the prescription's as well */
struct verify_report { struct sig_result sig[YG_MAX_SIGNATURES]; size_t n; };
/* at: time of verification, UTC seconds, for signatures without a time stamp. Never fails on what the document is: a document that is none
 * has one result with id "" and the reason. YG_ENOMEM, YG_ETOOBIG. */
int yg_xades_verify(struct str xml, const struct trust *t, int64_t at, struct arena *a, struct verify_report *out);
#endif
