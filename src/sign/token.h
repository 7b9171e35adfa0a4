/* token.h - RFC 3161: asking a time stamp authority, and judging a token. */
#ifndef SIGN_TOKEN_H
#define SIGN_TOKEN_H
#include "base/buf.h"
#include "base/diag.h"
#include <openssl/x509.h>
#include <stdint.h>
/* UTC seconds of an ASN.1 time; INT64_MIN: none. */
int64_t yg_asn1_seconds(const ASN1_TIME *t);
struct token_result {
	bool readable, imprint, signature, usage, chain;     /* each only looked at when those before it hold */
	int64_t at;                                  /* genTime, UTC seconds */
};
/* Is this token (DER) about these bytes, and from an authority of the store at its own time? extra: certificates that may stand between. YG_ENOMEM. */
int yg_token_check(struct str der, struct str covered, X509_STORE *trusted, STACK_OF(X509) *extra, struct token_result *out);
/* Asks `url` (RFC 3161 over HTTP) for a token about these bytes, SHA-256, with a nonce, and checks that the answer is to this request. The token (DER)
 * goes into out; it is judged by yg_token_check. seconds: time-out. YG_ENET; YG_EREFUSED: the authority says no; YG_ESYNTAX: not an answer to it. */
int yg_token_ask(const char *url, struct str covered, unsigned seconds, struct buf *out, struct diags *ds);
#endif
