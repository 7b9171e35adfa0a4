/* xades_verify.c - the order of work: parse, ids, places, structure, mathematics, time stamps, certificate. The mathematics is checked twice,
 * by the XML signature library with everything off but the profile, and by our own digests; both must agree. */
#include "sign/xades_verify.h"
#include "sign/xades_parts.h"
#include "sign/c14n.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/xml.h"
#include <openssl/err.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <string.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include "base/ban.h"

#define TOLERANCE 300                                /* seconds two clocks may differ */

/* The library keeps tables of its own for the whole process: made once, never changed by us. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int library_ready;
static void quiet(const char *file, int line, const char *func, const char *object, const char *subject, int reason, const char *msg)
{
	(void)file, (void)line, (void)func, (void)object, (void)subject, (void)reason, (void)msg;
}
static void start_library(void)
{
	library_ready = xmlSecInit() >= 0 && xmlSecOpenSSLInit() >= 0;
	xmlSecErrorsSetCallback(quiet);
}

/* --- certificates ---------------------------------------------------------------------------------------------------------- */

/* The certificate of KeyInfo whose digest SigningCertificateV2 names; all others go to extra. NULL: a reason is in r. */
static X509 *signing_cert(const struct sig_parts *p, STACK_OF(X509) *extra, struct sig_result *r)
{
	xmlNodePtr v2 = yg_only(yg_only(p->signed_properties, "SignedSignatureProperties", NS_XADES), "SigningCertificateV2", NS_XADES);
	xmlNodePtr cert = v2 ? yg_xml_child(v2, "Cert") : NULL, digest = yg_only(cert, "CertDigest", NS_XADES);
	xmlNodePtr method = yg_only(digest, "DigestMethod", NS_DS);
	struct buf want, der;
	X509 *found = NULL;
	yg_buf_init(&want, 256);
	if (!method || !yg_str_eqz(yg_xml_attr(method, "Algorithm"), "http://www.w3.org/2001/04/xmlenc#sha256")) yg_because(r, R_ALGORITHM);
	if (!digest || yg_base64_loose(yg_xml_text(yg_only(digest, "DigestValue", NS_DS)), &want) != YG_OK) yg_because(r, R_BASE64);
	for (xmlNodePtr n = yg_only(p->key_info, "X509Data", NS_DS) ? yg_only(p->key_info, "X509Data", NS_DS)->children : NULL; n; n = n->next) {
		unsigned char h[32];
		const unsigned char *q;
		X509 *x;
		if (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, "X509Certificate") != 0) continue;
		yg_buf_init(&der, YG_MAX_TEXT);
		if (yg_base64_loose(yg_xml_text(n), &der) != YG_OK) {
			yg_because(r, R_BASE64);
		} else {
			q = (const unsigned char *)der.p;
			x = d2i_X509(NULL, &q, (long)der.n);
			SHA256((const unsigned char *)der.p, der.n, h);
			if (!x || q != (const unsigned char *)der.p + der.n) { yg_because(r, R_CERTIFICATE); X509_free(x); }
			else if (!found && want.n == 32 && memcmp(h, want.p, 32) == 0) found = x;
			else if (sk_X509_push(extra, x) <= 0) X509_free(x);
		}
		yg_buf_free(&der);
	}
	if (!found && !r->seen[R_CERTIFICATE] && !r->seen[R_BASE64]) yg_because(r, R_CERTIFICATE_DIGEST);
	yg_buf_free(&want);
	return found;
}

/* --- mathematics ------------------------------------------------------------------------------------------------------------ */

static int our_digests(const struct sig_parts *p, struct sig_result *r)
{
	xmlNodePtr data[3] = { p->data, p->key_info, p->signed_properties };
	for (size_t i = 0; i < 3; i++) {
		struct buf want;
		uint8_t h[32];
		int err = yg_c14n_sha256(data[i], i ? C14N_EXCLUSIVE : C14N_INCLUSIVE, h);
		if (err != YG_OK) return err;
		yg_buf_init(&want, 256);
		if (yg_base64_loose(yg_xml_text(yg_only(p->reference[i], "DigestValue", NS_DS)), &want) != YG_OK) yg_because(r, R_BASE64);
		else if (want.n != 32 || memcmp(h, want.p, 32) != 0) yg_because(r, R_DIGEST);
		yg_buf_free(&want);
	}
	return YG_OK;
}

static bool library_agrees(const struct sig_parts *p, X509 *cert)
{
	xmlSecDSigCtxPtr c;
	unsigned char *der = NULL;
	int n = i2d_X509(cert, &der);
	bool ok = false;
	if (n <= 0 || !(c = xmlSecDSigCtxCreate(NULL))) { OPENSSL_free(der); return false; }
	c->signKey = xmlSecOpenSSLAppKeyLoadMemory(der, (xmlSecSize)n, xmlSecKeyDataFormatCertDer, NULL, NULL, NULL);
	c->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
	if (c->signKey && xmlSecDSigCtxEnableSignatureTransform(c, xmlSecTransformExclC14NId) == 0 &&
	    xmlSecDSigCtxEnableSignatureTransform(c, xmlSecOpenSSLTransformRsaSha256Id) == 0 &&
	    xmlSecDSigCtxEnableReferenceTransform(c, xmlSecTransformExclC14NId) == 0 &&
	    xmlSecDSigCtxEnableReferenceTransform(c, xmlSecTransformInclC14NId) == 0 &&
	    xmlSecDSigCtxEnableReferenceTransform(c, xmlSecOpenSSLTransformSha256Id) == 0)
		ok = xmlSecDSigCtxVerify(c, p->signature) == 0 && c->status == xmlSecDSigStatusSucceeded;
	xmlSecDSigCtxDestroy(c);
	OPENSSL_free(der);
	ERR_clear_error();
	return ok;
}

/* --- one signature ------------------------------------------------------------------------------------------------------------ */

static int content_of(const struct sig_parts *p, struct arena *a, struct sig_result *r)
{
	struct buf b;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (yg_base64_loose(yg_xml_text(p->csv), &b) != YG_OK) yg_because(r, R_BASE64);
	else r->content = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return yg_arena_error(a);
}

static int one(struct sig_parts *p, const struct ids *ids, const struct trust *t, int64_t at, struct arena *a, struct sig_result *r)
{
	STACK_OF(X509) *extra = sk_X509_new_null();
	STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
	X509 *cert = NULL;
	int err = extra && lists ? YG_OK : YG_ENOMEM;
	r->level = "ES-BES";
	if (err == YG_OK && yg_sig_structure(p, ids, r)) {
		cert = signing_cert(p, extra, r);
		err = our_digests(p, r);
		/* only what passed every rule so far is given to the library: it follows references where they lead */
		if (err == YG_OK && cert && r->verdict != SIG_INVALID && !library_agrees(p, cert)) yg_because(r, R_SIGNATURE_VALUE);
		if (err == YG_OK) err = yg_sig_stamps(p, t, extra, lists, r);
		if (err == YG_OK && r->signed_at > at + TOLERANCE) yg_because(r, R_FUTURE);
		if (err == YG_OK && cert) err = yg_trust_check(t, cert, extra, lists, r->stamped_at ? r->stamped_at : at, p->what, a, r);
		if (err == YG_OK && r->verdict == SIG_VALID) err = content_of(p, a, r);
	}
	X509_free(cert);
	sk_X509_pop_free(extra, X509_free);
	sk_X509_CRL_pop_free(lists, X509_CRL_free);
	return err;
}

static int no_document(struct verify_report *out, enum sig_reason why)
{
	out->n = 1;
	out->sig[0].id = out->sig[0].path = "";
	out->sig[0].level = "";
	yg_because(&out->sig[0], why);
	return YG_OK;
}

int yg_xades_verify(struct str xml, const struct trust *t, int64_t at, struct arena *a, struct verify_report *out)
{
	struct sig_parts parts[YG_MAX_SIGNATURES] = { 0 };
	struct ids *ids;
	xmlDocPtr doc;
	unsigned line;
	bool unique;
	int err;
	memset(out, 0, sizeof *out);
	pthread_once(&once, start_library);
	if (!library_ready) return YG_ENOMEM;
	err = yg_xml_parse(xml, &doc, &line);
	if (err == YG_EREFUSED) return no_document(out, R_DOCTYPE);
	if (err == YG_ENOMEM || err == YG_ETOOBIG) return err;
	if (err != YG_OK) return no_document(out, R_NOT_XML);
	ids = yg_ids(doc, a, &unique);
	out->n = yg_sig_places(doc, parts, out->sig);
	if (!ids) err = YG_ENOMEM;
	else if (!out->n) err = no_document(out, R_NO_SIGNATURE);
	else
		for (size_t i = 0; i < out->n && err == YG_OK; i++) {
			if (!unique) yg_because(&out->sig[i], R_DUPLICATE_ID);
			err = one(&parts[i], ids, t, at, a, &out->sig[i]);
		}
	xmlFreeDoc(doc);
	return err;
}
