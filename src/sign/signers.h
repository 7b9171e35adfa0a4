/* signers.h - the kinds of signers; private to sign/. Each takes what stands behind "kind:" in the profile (signer.h). */
#ifndef SIGN_SIGNERS_H
#define SIGN_SIGNERS_H
#include "sign/signer.h"
int yg_signer_file(struct signer **out, const char *what, struct diags *ds);     /* signer_file.c */
int yg_signer_pkcs11(struct signer **out, const char *what, struct diags *ds);   /* signer_pkcs11.c */
int yg_signer_card(struct signer **out, const char *what, struct diags *ds);     /* signer_card.c */
int yg_signer_remote(struct signer **out, const char *what, struct diags *ds);   /* signer_remote.c */
#endif
