/* xades_build.c - puts a signature between the bytes of a document. Everything is text until the end: the parts of the signature are
 * written once, digested through a parse of the whole document as it will be, and filled in; nothing is ever re-serialised.
 * The result goes through the verifier's structure and digests before it is handed out (flow's business: signer.h). */
#include "sign/xades_build.h"
#include "sign/c14n.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ymd.h"
#include "text/xml.h"
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include "base/ban.h"

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define XADES "http://uri.etsi.org/01903/v1.3.2#"
#define SHA256_URI "http://www.w3.org/2001/04/xmlenc#sha256"
#define RSA_SHA256 "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

DIAG_KIND(d_not_document, "sign-not-a-document", DIAG_ERROR,
	  "署名できる文書ではありません（{0} が必要です）", "not a document that can be signed ({0} is needed)");
DIAG_KIND(d_signed, "sign-signed-already", DIAG_ERROR, "すでに署名があります", "it is signed already");

/* Where the signature goes, and what it covers. */
static const struct place {
	const char *parent;                          /* path of the element whose last child the signature becomes */
	const char *sign;                            /* the element around it, and its Id */
	const char *target, *target_path;            /* what reference 1 names */
} places[] = {
	[SIGNED_PRESCRIPTION] = { "Document/Prescription", "PrescriptionSign", "PrescriptionDocument", "Document/Prescription/PrescriptionDocument" },
	[SIGNED_DISPENSING] = { "Document", "DispensingSign", "Dispensing", "Document/Dispensing" },
};

struct parts {                                       /* base64 or text, in the arena of nobody: fixed sizes */
	char digest[3][48];                          /* data, KeyInfo, SignedProperties */
	char key_id[44], properties_id[44], value_id[44];
	char time[40];
	char cert_digest[48];
	struct buf cert, value;
};

static void put64(const uint8_t *p, size_t n, char *out, size_t cap)
{
	struct buf b;
	yg_buf_init(&b, cap);
	yg_base64_encode((struct str){ (const char *)p, n }, &b);
	if (!b.err && b.n < cap) { memcpy(out, b.p, b.n); out[b.n] = 0; }
	yg_buf_free(&b);
}

static int random_id(const char *head, char *out, size_t cap)
{
	uint8_t r[16];
	size_t n = strlen(head);
	if (RAND_bytes(r, sizeof r) != 1 || n + 33 > cap) return YG_EIO;
	memcpy(out, head, n);
	for (size_t i = 0; i < sizeof r; i++) {
		out[n++] = "0123456789abcdef"[r[i] >> 4];
		out[n++] = "0123456789abcdef"[r[i] & 15];
	}
	out[n] = 0;
	return YG_OK;
}

static void put_time(int64_t at, char out[40])
{
	int64_t days = at >= 0 ? at / 86400 : -((-at + 86399) / 86400), s = at - days * 86400;
	struct ymd d = yg_ymd_from_days((int32_t)days);
	snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.y % 10000, d.m, d.d, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

static void reference(struct buf *b, const char *type, const char *uri, bool exclusive, const char *digest)
{
	yg_buf_z(b, "<ds:Reference");
	if (type) yg_buf_printf(b, " Type=\"%s\"", type);
	yg_buf_printf(b, " URI=\"#%s\">", uri);
	if (exclusive) yg_buf_z(b, "<ds:Transforms><ds:Transform Algorithm=\"" C14N_URI_EXCLUSIVE "\"></ds:Transform></ds:Transforms>");
	yg_buf_printf(b, "<ds:DigestMethod Algorithm=\"" SHA256_URI "\"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue></ds:Reference>", digest);
}

static void signature(struct buf *b, const struct place *pl, const struct parts *p)
{
	yg_buf_printf(b, "<%s><ds:Signature xmlns:ds=\"" DS "\" Id=\"%s\"><ds:SignedInfo>"
		      "<ds:CanonicalizationMethod Algorithm=\"" C14N_URI_EXCLUSIVE "\"></ds:CanonicalizationMethod>"
		      "<ds:SignatureMethod Algorithm=\"" RSA_SHA256 "\"></ds:SignatureMethod>", pl->sign, pl->sign);
	reference(b, NULL, pl->target, false, p->digest[0]);
	reference(b, NULL, p->key_id, true, p->digest[1]);
	reference(b, "http://uri.etsi.org/01903#SignedProperties", p->properties_id, true, p->digest[2]);
	yg_buf_printf(b, "</ds:SignedInfo><ds:SignatureValue Id=\"%s\">", p->value_id);
	yg_buf_str(b, yg_buf_view(&p->value));
	yg_buf_printf(b, "</ds:SignatureValue><ds:KeyInfo Id=\"%s\"><ds:X509Data><ds:X509Certificate>", p->key_id);
	yg_buf_str(b, yg_buf_view(&p->cert));
	yg_buf_printf(b, "</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>"
		      "<xades:QualifyingProperties xmlns:xades=\"" XADES "\" Target=\"#%s\"><xades:SignedProperties Id=\"%s\">"
		      "<xades:SignedSignatureProperties><xades:SigningTime>%s</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>"
		      "<xades:CertDigest><ds:DigestMethod Algorithm=\"" SHA256_URI "\"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue></xades:CertDigest>"
		      "</xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
		      "</xades:QualifyingProperties></ds:Object></ds:Signature></%s>",
		      pl->sign, p->properties_id, p->time, p->cert_digest, pl->sign);
}

/* head + signature + tail; the parsed tree. */
static int assemble(struct str head, struct str tail, const struct place *pl, const struct parts *p, struct buf *whole, xmlDocPtr *doc)
{
	unsigned line;
	whole->n = 0;
	yg_buf_str(whole, head);
	signature(whole, pl, p);
	yg_buf_str(whole, tail);
	if (whole->err) return whole->err;
	return yg_xml_parse(yg_buf_view(whole), doc, &line);
}

static xmlNodePtr walk(xmlDocPtr doc, const char *path)
{
	struct str left = yg_str(path);
	xmlNodePtr n = (xmlNodePtr)doc;
	while (n && left.n) {
		size_t slash = yg_str_find(left, STR("/"));
		struct str name = yg_str_sub(left, 0, slash == (size_t)-1 ? left.n : slash);
		char z[64];
		if (name.n >= sizeof z) return NULL;
		memcpy(z, name.p, name.n);
		z[name.n] = 0;
		n = yg_xml_child(n, z);
		left = slash == (size_t)-1 ? STR_NONE : yg_str_sub(left, slash + 1, left.n);
	}
	return n;
}

static int digests(xmlDocPtr doc, const struct place *pl, struct parts *p)
{
	xmlNodePtr sig = yg_xml_child(yg_xml_child(walk(doc, pl->parent), pl->sign), "Signature");
	xmlNodePtr of[3] = { walk(doc, pl->target_path), yg_xml_child(sig, "KeyInfo"),
			     yg_xml_child(yg_xml_child(yg_xml_child(sig, "Object"), "QualifyingProperties"), "SignedProperties") };
	for (size_t i = 0; i < 3; i++) {
		uint8_t h[32];
		int err;
		if (!of[i]) return YG_ESYNTAX;
		if ((err = yg_c14n_sha256(of[i], i ? C14N_EXCLUSIVE : C14N_INCLUSIVE, h)) != YG_OK) return err;
		put64(h, sizeof h, p->digest[i], sizeof p->digest[i]);
	}
	return YG_OK;
}

/* DigestInfo of SHA-256 (PKCS#1) over the canonical SignedInfo: the 51 bytes a card is given. */
static int digest_info(xmlDocPtr doc, const struct place *pl, uint8_t out[51])
{
	static const uint8_t head[19] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
	xmlNodePtr info = yg_xml_child(yg_xml_child(yg_xml_child(walk(doc, pl->parent), pl->sign), "Signature"), "SignedInfo");
	if (!info) return YG_ESYNTAX;
	memcpy(out, head, sizeof head);
	return yg_c14n_sha256(info, C14N_EXCLUSIVE, out + sizeof head);
}

static int build(struct str head, struct str tail, const struct place *pl, struct parts *p, struct signer *s, struct buf *whole)
{
	struct buf raw;
	uint8_t info[51];
	xmlDocPtr doc = NULL;
	int err = assemble(head, tail, pl, p, whole, &doc);
	if (err != YG_OK) return err;
	err = digests(doc, pl, p);
	xmlFreeDoc(doc);
	doc = NULL;
	if (err != YG_OK || (err = assemble(head, tail, pl, p, whole, &doc)) != YG_OK) return err;
	err = digest_info(doc, pl, info);
	xmlFreeDoc(doc);
	if (err != YG_OK) return err;
	yg_buf_init(&raw, 4096);
	err = s->ops->sign(s, info, sizeof info, &raw);
	if (err == YG_OK) yg_base64_encode(yg_buf_view(&raw), &p->value);
	if (err == YG_OK) err = raw.err ? raw.err : p->value.err;
	yg_buf_free(&raw);
	if (err != YG_OK) return err;
	if ((err = assemble(head, tail, pl, p, whole, &doc)) == YG_OK) xmlFreeDoc(doc);
	return err;
}

/* The document must be of the kind, unsigned; *at: where the end tag of the parent begins. */
static int place_in(struct str xml, const struct place *pl, size_t *at, struct diags *ds)
{
	char sign_path[96];
	struct str parent, found;
	size_t end;
	snprintf(sign_path, sizeof sign_path, "%s/%s", pl->parent, pl->sign);
	if (yg_xml_span(xml, pl->target_path, &found) != YG_OK || yg_xml_span(xml, pl->parent, &parent) != YG_OK) {
		yg_diag(ds, &d_not_document, 0, 0, pl->target, yg_str(pl->target_path), STR_NONE);
		return YG_ESYNTAX;
	}
	if (yg_xml_span(xml, sign_path, &found) == YG_OK) {
		yg_diag(ds, &d_signed, 0, 0, pl->sign, STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	for (end = parent.n; end > 1 && !(parent.p[end - 2] == '<' && parent.p[end - 1] == '/'); end--) ;
	if (end < 2) return YG_ESYNTAX;
	*at = (size_t)(parent.p - xml.p) + end - 2;
	return YG_OK;
}

int yg_xades_sign(struct str xml, enum signed_what what, struct signer *s, int64_t at, struct buf *out, struct diags *ds)
{
	const struct place *pl = &places[what];
	struct parts p = { 0 };
	struct str der, *chain;
	struct buf whole;
	struct arena *a;
	xmlDocPtr doc;
	unsigned line;
	uint8_t h[32];
	size_t cut, nchain;
	int err;
	if (!s->ops->sign) return YG_EARG;
	if ((err = yg_xml_parse(xml, &doc, &line)) != YG_OK) {
		yg_diag(ds, &d_not_document, 0, line, pl->target, yg_str(pl->target_path), STR_NONE);
		return err;
	}
	xmlFreeDoc(doc);
	if ((err = place_in(xml, pl, &cut, ds)) != YG_OK) return err;
	if (!(a = yg_arena_new(YG_MAX_TEXT))) return YG_ENOMEM;
	yg_buf_init(&p.cert, YG_MAX_TEXT);
	yg_buf_init(&p.value, 4096);
	yg_buf_init(&whole, YG_MAX_TEXT);
	if ((err = s->ops->cert(s, a, &der, &chain, &nchain)) == YG_OK) {
		SHA256((const unsigned char *)der.p, der.n, h);
		put64(h, sizeof h, p.cert_digest, sizeof p.cert_digest);
		yg_base64_encode(der, &p.cert);
		put_time(at, p.time);
		err = p.cert.err;
	}
	if (err == YG_OK) err = random_id("key-", p.key_id, sizeof p.key_id);
	if (err == YG_OK) err = random_id("properties-", p.properties_id, sizeof p.properties_id);
	if (err == YG_OK) err = random_id("value-", p.value_id, sizeof p.value_id);
	if (err == YG_OK) err = build(yg_str_sub(xml, 0, cut), yg_str_sub(xml, cut, xml.n), pl, &p, s, &whole);
	if (err == YG_OK) {
		yg_buf_str(out, yg_buf_view(&whole));
		err = out->err;
	}
	yg_buf_free(&p.cert);
	yg_buf_free(&p.value);
	yg_buf_free(&whole);
	yg_arena_free(a);
	return err;
}
