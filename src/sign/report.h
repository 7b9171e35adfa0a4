/* report.h - what a verification says: one verdict a signature, and every reason for it as a stable code with words in two languages. */
#ifndef SIGN_REPORT_H
#define SIGN_REPORT_H
#include "base/arena.h"
#include "base/diag.h"
#include <stdint.h>
enum sig_verdict { SIG_VALID, SIG_INDETERMINATE, SIG_INVALID };      /* in rising order: the worst reason decides */
enum sig_reason {
	/* the document */
	R_DOCTYPE, R_NOT_XML, R_NO_SIGNATURE, R_DUPLICATE_ID, R_STRAY_SIGNATURE,
	/* the structure of one signature */
	R_SIGNATURE_ID, R_SIGNED_PLACE, R_ALGORITHM, R_REFERENCES, R_REFERENCE_TARGET, R_TRANSFORM, R_NO_PROPERTIES, R_PROPERTIES, R_KEY_INFO, R_BASE64,
	/* the mathematics */
	R_CERTIFICATE, R_CERTIFICATE_DIGEST, R_WEAK_KEY, R_DIGEST, R_SIGNATURE_VALUE,
	/* who signed */
	R_UNTRUSTED, R_EXPIRED, R_NOT_YET_VALID, R_REVOKED, R_NO_CRL, R_OLD_CRL, R_POLICY, R_KEY_USAGE, R_NO_ROLE, R_UNKNOWN_ROLE, R_WRONG_ROLE, R_ROLE_CONFLICT,
	/* when */
	R_STAMP, R_STAMP_IMPRINT, R_STAMP_CHAIN, R_STAMP_USAGE, R_STAMP_ORDER, R_ARCHIVE_IMPRINT, R_VALUES, R_TIME, R_FUTURE,
	/* worth knowing, changes no verdict */
	R_TEST_PROFILE, R_NO_STAMP, R_COUNT
};
struct reason_kind { const char *code; enum sig_verdict effect; const char *ja, *en; };
extern const struct reason_kind yg_reason_kinds[R_COUNT];
struct sig_result {
	const char      *id;                         /* "PrescriptionSign", "DispensingSign" */
	const char      *path;                       /* where it stands: "/Document/DispensingSign" */
	enum sig_verdict verdict;
	unsigned char    seen[R_COUNT];              /* which reasons, shown in the order of the enum */
	struct str       subject, role;              /* of the certificate; empty: not known */
	int64_t          signed_at, stamped_at;      /* UTC seconds; 0 not given */
	const char      *level;                      /* "ES-BES" "ES-T" "ES-XL" "ES-A" */
	struct str       content;                    /* the signed CSV, decoded from the very node that was digested; only when the verdict is valid */
};
static inline void yg_because(struct sig_result *r, enum sig_reason why)
{
	r->seen[why] = 1;
	if (yg_reason_kinds[why].effect > r->verdict) r->verdict = yg_reason_kinds[why].effect;
}
#endif
