/* xades_stamp.c - what a service adds to a signature: time stamps (ES-T), certificates and revocation lists (ES-XL), archive time
 * stamps (ES-A). A time stamp is checked by its imprint, its mathematics, the usage of its certificate and its chain, in this order,
 * so that the reason names the first thing a person must look at. */
#include "sign/xades_parts.h"
#include "sign/c14n.h"
#include "sign/token.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/xml.h"
#include <openssl/err.h>
#include <string.h>
#include "base/ban.h"

#define TOLERANCE 300                                /* seconds a signer's clock may be ahead of the time stamp's */

static bool named(xmlNodePtr n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0 && n->ns && n->ns->href &&
	       (strcmp((const char *)n->ns->href, NS_XADES) == 0 || strcmp((const char *)n->ns->href, NS_XADES141) == 0);
}

/* --- embedded values -------------------------------------------------------------------------------------------------- */

static int value(xmlNodePtr n, struct buf *out)
{
	yg_buf_init(out, YG_MAX_TEXT);
	return yg_base64_loose(yg_xml_text(n), out);
}

static void add_cert(xmlNodePtr n, STACK_OF(X509) *extra, struct sig_result *r)
{
	struct buf b;
	const unsigned char *p;
	X509 *x = NULL;
	if (value(n, &b) == YG_OK && (p = (const unsigned char *)b.p)) x = d2i_X509(NULL, &p, (long)b.n);
	if (!x || sk_X509_push(extra, x) <= 0) { yg_because(r, R_VALUES); X509_free(x); }
	yg_buf_free(&b);
}

static void add_list(xmlNodePtr n, STACK_OF(X509_CRL) *lists, struct sig_result *r)
{
	struct buf b;
	const unsigned char *p;
	X509_CRL *x = NULL;
	if (value(n, &b) == YG_OK && (p = (const unsigned char *)b.p)) x = d2i_X509_CRL(NULL, &p, (long)b.n);
	if (!x || sk_X509_CRL_push(lists, x) <= 0) { yg_because(r, R_VALUES); X509_CRL_free(x); }
	yg_buf_free(&b);
}

/* CertificateValues and RevocationValues anywhere under `from`: directly, or inside TimeStampValidationData. */
static void values(xmlNodePtr from, STACK_OF(X509) *extra, STACK_OF(X509_CRL) *lists, bool *certs, bool *crls, struct sig_result *r)
{
	for (xmlNodePtr n = from->children; n; n = n->next) {
		if (named(n, "CertificateValues")) {
			*certs = true;
			for (xmlNodePtr c = n->children; c; c = c->next)
				if (named(c, "EncapsulatedX509Certificate")) add_cert(c, extra, r);
		} else if (named(n, "RevocationValues")) {
			*crls = true;
			for (xmlNodePtr c = yg_xml_child(n, "CRLValues") ? yg_xml_child(n, "CRLValues")->children : NULL; c; c = c->next)
				if (named(c, "EncapsulatedCRLValue")) add_list(c, lists, r);
		} else if (named(n, "TimeStampValidationData")) {
			bool ignored = false;
			values(n, extra, lists, &ignored, &ignored, r);
		}
	}
}

/* --- time stamps --------------------------------------------------------------------------------------------------------- */

static enum c14n_kind method(xmlNodePtr stamp, struct sig_result *r)
{
	xmlNodePtr m = yg_xml_child(stamp, "CanonicalizationMethod");
	enum c14n_kind kind = C14N_INCLUSIVE;        /* where none is named (cards-and-signing.md 4, ES-T) */
	if (m && !yg_c14n_by_uri(yg_xml_attr(m, "Algorithm"), &kind)) yg_because(r, R_ALGORITHM);
	return kind;
}

static void add_canonical(xmlNodePtr n, enum c14n_kind kind, struct buf *out)
{
	if (n && yg_c14n(n, kind, out) != YG_OK && !out->err) out->err = YG_ENOMEM;
}

/* Everything an archive time stamp covers (XAdES 1.4.1, 8.2.1): the referenced data, SignedInfo, SignatureValue, KeyInfo, and the unsigned
 * properties before it. */
static void archived(const struct sig_parts *p, xmlNodePtr stamp, enum c14n_kind kind, struct buf *out)
{
	xmlNodePtr data[3] = { p->data, p->key_info, p->signed_properties };
	for (xmlNodePtr ref = p->info->children; ref; ref = ref->next)
		for (size_t i = 0; i < 3; i++)
			if (ref == p->reference[i]) add_canonical(data[i], i ? C14N_EXCLUSIVE : kind, out);
	add_canonical(p->info, kind, out);
	add_canonical(p->value, kind, out);
	add_canonical(p->key_info, kind, out);
	for (xmlNodePtr n = p->unsigned_properties->children; n && n != stamp; n = n->next)
		if (n->type == XML_ELEMENT_NODE) add_canonical(n, kind, out);
}

/* One token. *at gets its time when all is well. */
static int token(const struct sig_parts *p, xmlNodePtr stamp, bool archive, const struct trust *t, STACK_OF(X509) *extra, struct sig_result *r, int64_t *at)
{
	struct buf der, covered;
	struct token_result result = { 0 };
	enum c14n_kind kind = method(stamp, r);
	xmlNodePtr holder = yg_xml_child(stamp, "EncapsulatedTimeStamp");
	int err;
	yg_buf_init(&covered, YG_MAX_OUTPUT);
	if (!holder || value(holder, &der) != YG_OK) {
		yg_because(r, R_BASE64);
		if (holder) yg_buf_free(&der);
		return YG_OK;
	}
	if (archive) archived(p, stamp, kind, &covered);
	else add_canonical(p->value, kind, &covered);
	err = covered.err;
	if (err == YG_OK) err = yg_token_check(yg_buf_view(&der), yg_buf_view(&covered), yg_trust_tsa_store(t), extra, &result);
	yg_buf_free(&der);
	yg_buf_free(&covered);
	if (err != YG_OK) return err;
	if (!result.readable) yg_because(r, R_STAMP);
	else if (!result.imprint) yg_because(r, archive ? R_ARCHIVE_IMPRINT : R_STAMP_IMPRINT);
	else if (!result.signature) yg_because(r, R_STAMP);
	else if (!result.usage) yg_because(r, R_STAMP_USAGE);
	else if (!result.chain) yg_because(r, R_STAMP_CHAIN);
	else *at = result.at;
	return YG_OK;
}

int yg_sig_stamps(const struct sig_parts *p, const struct trust *t, STACK_OF(X509) *extra, STACK_OF(X509_CRL) *lists, struct sig_result *r)
{
	bool certs = false, crls = false, stamped = false, archive = false;
	int64_t last = r->signed_at ? r->signed_at - TOLERANCE : INT64_MIN;
	int err = YG_OK;
	r->level = "ES-BES";
	if (!p->unsigned_properties) { yg_because(r, R_NO_STAMP); return YG_OK; }
	values(p->unsigned_properties, extra, lists, &certs, &crls, r);
	for (xmlNodePtr n = p->unsigned_properties->children; n && err == YG_OK; n = n->next) {
		bool is_archive = n->type == XML_ELEMENT_NODE && named(n, "ArchiveTimeStamp");
		int64_t at = INT64_MIN;
		if (!is_archive && !(n->type == XML_ELEMENT_NODE && named(n, "SignatureTimeStamp"))) continue;
		stamped |= !is_archive;
		archive |= is_archive;
		if ((err = token(p, n, is_archive, t, extra, r, &at)) != YG_OK || at == INT64_MIN) continue;
		if (at < last) yg_because(r, R_STAMP_ORDER);
		else last = at;
		if (!is_archive && !r->stamped_at) r->stamped_at = at;
	}
	if (!stamped) yg_because(r, R_NO_STAMP);
	r->level = archive ? "ES-A" : stamped && certs && crls ? "ES-XL" : stamped ? "ES-T" : "ES-BES";
	ERR_clear_error();
	return err;
}
