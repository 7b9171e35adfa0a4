/* trust.h - whom we believe: anchors, revocation lists, policies and roles, from a folder of the administrator's. Never from a document.
 *
 *   profile            lines "name = value": test = yes|no, policy = OID (any number), role.prescription = TEXT, role.dispensing = TEXT (any number)
 *   anchors/           root certificates, PEM, of the real infrastructure
 *   test-anchors/      root certificates of a test infrastructure; used, and allowed, with "test = yes" alone
 *   tsa-anchors/       roots of time stamp authorities
 *   intermediates/     certificates that may stand between; crl/ revocation lists (PEM or DER)
 * A profile with test = yes and anything in anchors/ is refused: test roles and production anchors never meet. (docs/formats/signatures.md) */
#ifndef SIGN_TRUST_H
#define SIGN_TRUST_H
#include "base/arena.h"
#include "base/diag.h"
#include "sign/report.h"
#include <openssl/x509.h>
#include <stdint.h>
struct trust;
/* YG_ENOTFOUND, YG_ETABLE (every fault in ds, field: the file), YG_ENOMEM. */
int  yg_trust_open(struct trust **out, const char *dir, struct diags *ds);
void yg_trust_free(struct trust *t);
bool yg_trust_is_test(const struct trust *t);
X509_STORE *yg_trust_tsa_store(const struct trust *t);           /* borrowed */

enum signed_what { SIGNED_PRESCRIPTION, SIGNED_DISPENSING };
/* Adds every reason against this certificate at that time (UTC seconds) to r. extra, ecrls: certificates and lists that came with the
 * document: they may complete a chain, never anchor it. Sets r->subject, r->role. YG_ENOMEM. */
int yg_trust_check(const struct trust *t, X509 *cert, STACK_OF(X509) *extra, STACK_OF(X509_CRL) *ecrls, int64_t at, enum signed_what what,
		   struct arena *a, struct sig_result *r);
/* The hcRole text of a certificate. 1: one role; 0: none; -1: several that differ, or not as the profile says. */
int yg_cert_role(X509 *cert, struct arena *a, struct str *role);
#endif
