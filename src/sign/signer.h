/* signer.h - who makes the pharmacist's signature: a card over PC/SC, a PKCS#11 module, a key file, a remote signer.
 *
 * Two shapes on purpose: card, module and key file sign the 51 bytes of a DigestInfo and we build the document around it; a remote signer
 * takes the document and hands back the finished one. What comes back is verified before it is used (xades_verify.h), whoever made it.
 * PINs are the person's: the counter is read first, nothing is tried by program, the buffer is wiped by whoever it is handed to. */
#ifndef SIGN_SIGNER_H
#define SIGN_SIGNER_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "card/apdu.h"                               /* struct secret */
#include <stdint.h>
struct signer;
struct signer_ops {
	const char *name;                            /* "card" "pkcs11" "file" "remote" */
	/* The signing certificate (DER) and the CA certificates that come with it; readable before any PIN. YG_ECARD, YG_EMISSING. */
	int  (*cert)(struct signer *s, struct arena *a, struct str *der, struct str **chain, size_t *nchain);
	int  (*tries_left)(struct signer *s, int *n);        /* -1: cannot be known */
	/* YG_EPIN: wrong (tries_left tells what remains); YG_EREFUSED: one try left and not confirmed twice, or a PIN of impossible length,
	 * which is never sent; YG_ECARD. last_try: the person confirmed the last try a second time. */
	int  (*login)(struct signer *s, struct secret pin, bool last_try);
	/* NULL in a signer of documents. digest_info: 51 bytes (SHA-256). YG_ESTATE: not logged in. */
	int  (*sign)(struct signer *s, const uint8_t *digest_info, size_t n, struct buf *signature);
	/* NULL in a signer of digests. The finished XML. YG_ENET, YG_EREFUSED. */
	int  (*sign_document)(struct signer *s, struct str xml, struct buf *out);
	void (*close)(struct signer *s);             /* logs out, resets the card */
};
struct signer { const struct signer_ops *ops; struct diags *diags; };
/* profile: "file:KEY.pem,CERT.pem[,CHAIN.pem]" (tests, and gateways that permit it: allow_file), "pkcs11:MODULE.so?token=LABEL[&id=HEX]",
 * "pcsc:READER NAME" or "pcsc:" (the only reader with a card), "remote:URL". YG_EARG, YG_ECARD, YG_ENET, YG_EREFUSED, YG_ENOTFOUND. */
int  yg_signer_open(struct signer **out, const char *profile, bool allow_file, struct diags *ds);
void yg_signer_close(struct signer *s);
#endif
