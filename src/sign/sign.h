/* sign.h - one document signed by whichever signer, and looked at again before it is used. */
#ifndef SIGN_SIGN_H
#define SIGN_SIGN_H
#include "sign/xades_build.h"
#include "sign/xades_verify.h"
/* Signs, then verifies what came back: it must be our document with one signature put in, and that signature not invalid under the trust folder.
 * report tells what the verification said. YG_EREFUSED: the result is not usable, whoever made it; else the errors of yg_xades_sign. */
int yg_sign(struct str xml, enum signed_what what, struct signer *s, const struct trust *t, int64_t at, struct arena *a, struct buf *out,
	    struct verify_report *report, struct diags *ds);
#endif
