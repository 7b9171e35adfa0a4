/* xades_build.h - the pharmacist's signature on a document, ES-BES of the national profile (eps.md 2.3): three references, exclusive C14N,
 * no transform on the first, RSA-SHA256, SigningCertificateV2. The document's bytes stay as they are: the signature is put in between. */
#ifndef SIGN_XADES_BUILD_H
#define SIGN_XADES_BUILD_H
#include "sign/signer.h"
#include "sign/trust.h"
/* xml: an unsigned document of that kind. at: signing time, UTC seconds. The signer must be logged in. out gets the whole signed
 * document. YG_ESYNTAX (not such a document, or signed already), YG_ESTATE (not logged in), YG_ECARD, YG_EPIN, YG_ENOMEM. */
int yg_xades_sign(struct str xml, enum signed_what what, struct signer *s, int64_t at, struct buf *out, struct diags *ds);
#endif
