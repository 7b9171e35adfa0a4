/* yagen_sign.h - signatures on e-prescription documents, and the cards that make them. Conventions are those of yagen.h; may change in a minor
 * version. Times are UTC seconds since 1970, from the caller: no call reads the clock.
 *
 * A signature is valid, invalid, or cannot be established - three answers, each with every reason. The trust folder (anchors, revocation lists,
 * accepted policies and roles: docs/formats/signatures.md) is the administrator's; nothing in a document can add to it. */
#ifndef YAGEN_YAGEN_SIGN_H
#define YAGEN_YAGEN_SIGN_H
#include <yagen/yagen.h>
#ifdef __cplusplus
extern "C" {
#endif

/* --- verifying ---------------------------------------------------------------------------------------------------------------- */
typedef enum { YAGEN_SIG_VALID = 0, YAGEN_SIG_INDETERMINATE, YAGEN_SIG_INVALID } yagen_sig_verdict;
typedef struct {
	const char        *id, *path;        /* "DispensingSign", "/Document/DispensingSign"; "" when there is no such document */
	yagen_sig_verdict  verdict;
	const char        *level;            /* "ES-BES" "ES-T" "ES-XL" "ES-A"; "" */
	const char        *subject, *role;   /* name in the certificate, hcRole; NULL: none */
	yagen_time          signed_at, stamped_at;    /* 0: not given */
	const yagen_reason *reasons; size_t nreasons;        /* code and a sentence in the chosen language */
	const void        *content; size_t content_len;      /* the signed CSV, of a valid signature alone; else NULL */
} yagen_signature;                           /* append only */
typedef struct yagen_signatures yagen_signatures;
/* Every signature the document must have. What the document is never makes the call fail: the reasons say it. YAGEN_ENOTFOUND, YAGEN_ETABLE: the trust
 * folder (the listener hears every fault); YAGEN_ETOOBIG, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int    yagen_verify(yagen_signatures **out, const char *trust_dir, const void *xml, size_t len, yagen_time at, yagen_lang lang, const yagen_listener *l);
YAGEN_API size_t yagen_signatures_count(const yagen_signatures *s);
YAGEN_API const yagen_signature *yagen_signatures_at(const yagen_signatures *s, size_t i);
YAGEN_API void   yagen_signatures_free(yagen_signatures *s);
/* The report as JSON: {"signatures": [{"id", "verdict": "valid|indeterminate|invalid", "reasons": [{"code", "text"}], ...}]}. */
YAGEN_API int    yagen_signatures_write(const yagen_signatures *s, yagen_sink *out);

/* --- signing ------------------------------------------------------------------------------------------------------------------ */
/* signer: "pcsc:READER" or "pcsc:" (HPKI card), "pkcs11:MODULE?token=LABEL[&id=HEX]", "remote:URL", "file:KEY,CERTIFICATE" (allow_file alone). */
typedef struct {
	unsigned    version;
	const char *signer;
	int         allow_file;
	const char *trust_dir;               /* what was made is verified with it before it is handed out; required */
	int         prescription;            /* not 0: a prescription document; else a dispensing document */
	yagen_time   at;                      /* signing time; required */
	char       *pin; size_t pin_len;     /* wiped by the call, on every path; NULL: none (key file, remote) */
	int         last_try;                /* not 0: the person confirmed a second time that the last try may be used */
	const yagen_listener *listener;
} yagen_sign_options;
#define YAGEN_SIGN_OPTIONS_INIT { 1, NULL, 0, NULL, 0, 0, NULL, 0, 0, NULL }
/* The document with its signature, all other bytes as they were. YAGEN_EPIN: wrong PIN, or blocked; YAGEN_EREFUSED: the last try is not confirmed, or the
 * result does not verify; YAGEN_ECARD, YAGEN_ENET, YAGEN_ESYNTAX (not such a document, or signed already), YAGEN_ENOTFOUND, YAGEN_EARG. */
YAGEN_API int yagen_sign(const yagen_sign_options *o, const void *xml, size_t len, yagen_sink *out);
/* Tries the PIN has left; -1: the signer cannot tell. Sends no PIN. */
YAGEN_API int yagen_sign_tries(const char *signer, int allow_file, int *left, const yagen_listener *l);
/* RFC 3161 token (DER) over bytes of our own - 調剤録, audit seals - from an authority. Checked against tsa-anchors of the trust folder. */
YAGEN_API int yagen_timestamp(const char *url, const char *trust_dir, const void *data, size_t len, yagen_sink *out, yagen_time *at, const yagen_listener *l);

/* --- cards -------------------------------------------------------------------------------------------------------------------- */
typedef struct {
	const char *reader;
	int         present, in_use;
	int         hpki_sign, hpki_login, jpki, items;      /* applications found: 1 yes, 0 no; all 0 when the card was not looked at */
	int         tries_sign, tries_login, tries_jpki, tries_items;    /* of their PINs; -1: not told */
} yagen_card;                                /* append only */
typedef struct yagen_cards yagen_cards;
/* The readers; look: not 0 also selects the applications of each card and asks their counters. No PIN is ever sent. YAGEN_ECARD: no card service. */
YAGEN_API int    yagen_cards_list(yagen_cards **out, int look, const yagen_listener *l);
YAGEN_API size_t yagen_cards_count(const yagen_cards *c);
YAGEN_API const yagen_card *yagen_cards_at(const yagen_cards *c, size_t i);
YAGEN_API void   yagen_cards_free(yagen_cards *c);
#ifdef __cplusplus
}
#endif
#endif
