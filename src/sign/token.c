/* token.c - judging an RFC 3161 token step by step, and asking an authority for one. */
#include "sign/token.h"
#include "base/err.h"
#include <curl/curl.h>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

DIAG_KIND(d_net, "tsa-unreachable", DIAG_ERROR, "時刻認証局につながりません（{0}）", "the time stamp authority cannot be reached ({0})");
DIAG_KIND(d_says_no, "tsa-refused", DIAG_ERROR, "時刻認証局が断りました（状態 {0}）", "the time stamp authority refuses (status {0})");
DIAG_KIND(d_answer, "tsa-answer", DIAG_ERROR, "時刻認証局の返事が要求と合いません", "the answer of the time stamp authority is not to this request");

#define MAX_ANSWER (64u << 10)                       /* bytes of a time stamp response; real ones have 2 to 8 kB */

int64_t yg_asn1_seconds(const ASN1_TIME *t)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, s = 0, ok = epoch && t && ASN1_TIME_diff(&days, &s, epoch, t);
	ASN1_TIME_free(epoch);
	return ok ? (int64_t)days * 86400 + s : INT64_MIN;
}

static bool imprint_matches(TS_TST_INFO *info, struct str covered)
{
	TS_MSG_IMPRINT *m = TS_TST_INFO_get_msg_imprint(info);
	const ASN1_OBJECT *alg;
	const ASN1_OCTET_STRING *want = TS_MSG_IMPRINT_get_msg(m);
	unsigned char got[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	int nid;
	X509_ALGOR_get0(&alg, NULL, NULL, TS_MSG_IMPRINT_get_algo(m));
	nid = OBJ_obj2nid(alg);
	if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) return false;
	if (EVP_Digest(covered.n ? covered.p : "", covered.n, got, &n, EVP_get_digestbynid(nid), NULL) != 1) return false;
	return (int)n == ASN1_STRING_length(want) && memcmp(got, ASN1_STRING_get0_data(want), n) == 0;
}

/* A copy of the anchors with its own time, so that the shared store stays as it is. */
static X509_STORE *store_at(X509_STORE *trusted, int64_t at)
{
	X509_STORE *s = X509_STORE_new();
	STACK_OF(X509) *all = s ? X509_STORE_get1_all_certs(trusted) : NULL;
	for (int i = 0; all && i < sk_X509_num(all); i++) X509_STORE_add_cert(s, sk_X509_value(all, i));
	sk_X509_pop_free(all, X509_free);
	if (s) X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(s), (time_t)at);
	return s;
}

static bool chain_holds(X509_STORE *store, X509 *signer, STACK_OF(X509) *between)
{
	X509_STORE_CTX *c = X509_STORE_CTX_new();
	bool ok = c && X509_STORE_CTX_init(c, store, signer, between) == 1 && X509_STORE_CTX_set_purpose(c, X509_PURPOSE_TIMESTAMP_SIGN) == 1 &&
		  X509_verify_cert(c) == 1;
	X509_STORE_CTX_free(c);
	return ok;
}

/* The whole rule of RFC 3161 once more by OpenSSL, which also compares the certificate with the one the token names (ESS). */
static bool token_holds(PKCS7 *p7, X509_STORE *store, STACK_OF(X509) *between)
{
	TS_VERIFY_CTX *v = TS_VERIFY_CTX_new();
	bool ok = false;
	if (v) {
		TS_VERIFY_CTX_set_flags(v, TS_VFY_VERSION | TS_VFY_SIGNATURE);
		X509_STORE_up_ref(store);
		TS_VERIFY_CTX_set_store(v, store);
		TS_VERIFY_CTX_set_certs(v, X509_chain_up_ref(between));
		ok = TS_RESP_verify_token(v, p7) == 1;
		TS_VERIFY_CTX_free(v);
	}
	return ok;
}

int yg_token_check(struct str der, struct str covered, X509_STORE *trusted, STACK_OF(X509) *extra, struct token_result *out)
{
	const unsigned char *p = (const unsigned char *)der.p;
	PKCS7 *p7 = der.n ? d2i_PKCS7(NULL, &p, (long)der.n) : NULL;
	TS_TST_INFO *info = p7 && PKCS7_type_is_signed(p7) ? PKCS7_to_TS_TST_INFO(p7) : NULL;
	STACK_OF(X509) *signers = NULL, *between = sk_X509_new_null();
	X509_STORE *store = NULL;
	BIO *content = NULL;
	int err = between ? YG_OK : YG_ENOMEM;
	*out = (struct token_result){ 0 };
	out->readable = info != NULL && err == YG_OK;
	if (out->readable) {
		STACK_OF(X509) *own = p7->d.sign->cert;
		for (int i = 0; own && i < sk_X509_num(own); i++) sk_X509_push(between, sk_X509_value(own, i));
		for (int i = 0; extra && i < sk_X509_num(extra); i++) sk_X509_push(between, sk_X509_value(extra, i));
		out->at = yg_asn1_seconds(TS_TST_INFO_get_time(info));
		out->imprint = imprint_matches(info, covered);
	}
	if (out->imprint) {
		content = BIO_new(BIO_s_mem());
		signers = PKCS7_get0_signers(p7, between, 0);
		out->signature = content && signers && sk_X509_num(signers) == 1 && PKCS7_verify(p7, between, NULL, NULL, content, PKCS7_NOVERIFY) == 1;
	}
	if (out->signature) out->usage = X509_check_purpose(sk_X509_value(signers, 0), X509_PURPOSE_TIMESTAMP_SIGN, 0) == 1;
	if (out->usage) {
		if (!(store = store_at(trusted, out->at))) err = YG_ENOMEM;
		else out->chain = chain_holds(store, sk_X509_value(signers, 0), between);
		if (out->chain && !token_holds(p7, store, between)) out->signature = false;
	}
	BIO_free(content);
	sk_X509_free(signers);
	sk_X509_free(between);
	X509_STORE_free(store);
	TS_TST_INFO_free(info);
	PKCS7_free(p7);
	ERR_clear_error();
	return err;
}

/* --- asking ---------------------------------------------------------------------------------------------------------------- */

static size_t receive(char *bytes, size_t size, size_t n, void *user)
{
	struct buf *b = user;
	yg_buf_add(b, bytes, size * n);
	return b->err ? 0 : size * n;
}

static TS_REQ *request(struct str covered)
{
	TS_REQ *q = TS_REQ_new();
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	ASN1_INTEGER *nonce = ASN1_INTEGER_new();
	unsigned char hash[32], r[8];
	unsigned n = 0;
	bool ok = q && m && alg && nonce && RAND_bytes(r, sizeof r) == 1 &&
		  EVP_Digest(covered.n ? covered.p : "", covered.n, hash, &n, EVP_sha256(), NULL) == 1;
	if (ok) {
		BIGNUM *bn;
		r[0] = (unsigned char)((r[0] & 0x7f) | 0x40);        /* positive, always eight bytes */
		bn = BN_bin2bn(r, sizeof r, NULL);
		ok = bn && BN_to_ASN1_INTEGER(bn, nonce);
		BN_free(bn);
	}
	ok = ok && X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) && TS_MSG_IMPRINT_set_algo(m, alg) && TS_MSG_IMPRINT_set_msg(m, hash, (int)n) &&
	     TS_REQ_set_version(q, 1) && TS_REQ_set_msg_imprint(q, m) && TS_REQ_set_nonce(q, nonce) && TS_REQ_set_cert_req(q, 1);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(m);
	ASN1_INTEGER_free(nonce);
	if (ok) return q;
	TS_REQ_free(q);
	return NULL;
}

static int post(const char *url, const unsigned char *body, long n, unsigned timeout, struct buf *answer, struct diags *ds)
{
	CURL *c = curl_easy_init();
	struct curl_slist *h = curl_slist_append(NULL, "Content-Type: application/timestamp-query");
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	long status = 0;
	if (c && h) {
		curl_easy_setopt(c, CURLOPT_URL, url);
		curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
		curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, n);
		curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
		curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
		curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)timeout);
		curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
		rc = curl_easy_perform(c);
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	}
	curl_slist_free_all(h);
	curl_easy_cleanup(c);
	if (rc == CURLE_OK && status == 200) return YG_OK;
	yg_diag(ds, &d_net, 0, 0, "", yg_str(answer->err ? "too big" : rc == CURLE_OK ? "HTTP" : curl_easy_strerror(rc)), STR_NONE);
	return YG_ENET;
}

/* Status, nonce and imprint of the answer; then its token. The chain is judged later, with everything else. */
static int take(TS_REQ *q, struct str answer, struct buf *out, struct diags *ds)
{
	const unsigned char *p = (const unsigned char *)answer.p;
	TS_RESP *resp = answer.n ? d2i_TS_RESP(NULL, &p, (long)answer.n) : NULL;
	TS_TST_INFO *info = resp ? TS_RESP_get_tst_info(resp) : NULL;
	unsigned char *der = NULL;
	char text[16];
	long status = resp ? ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp))) : -1;
	int n, err = YG_ESYNTAX;
	if (resp && status != 0 && status != 1) {
		snprintf(text, sizeof text, "%ld", status);
		yg_diag(ds, &d_says_no, 0, 0, "", yg_str(text), STR_NONE);
		err = YG_EREFUSED;
	} else if (info && TS_TST_INFO_get_nonce(info) && ASN1_INTEGER_cmp(TS_TST_INFO_get_nonce(info), TS_REQ_get_nonce(q)) == 0 &&
		   ASN1_OCTET_STRING_cmp(TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info)), TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(q))) == 0 &&
		   (n = i2d_PKCS7(TS_RESP_get_token(resp), &der)) > 0) {
		yg_buf_add(out, der, (size_t)n);
		OPENSSL_free(der);
		err = out->err;
	} else {
		yg_diag(ds, &d_answer, 0, 0, "", STR_NONE, STR_NONE);
	}
	TS_RESP_free(resp);
	return err;
}

int yg_token_ask(const char *url, struct str covered, unsigned timeout, struct buf *out, struct diags *ds)
{
	TS_REQ *q = request(covered);
	unsigned char *der = NULL;
	struct buf answer;
	int n = q ? i2d_TS_REQ(q, &der) : -1, err;
	yg_buf_init(&answer, MAX_ANSWER);
	err = n <= 0 ? YG_ENOMEM : post(url, der, n, timeout, &answer, ds);
	if (err == YG_OK) err = take(q, yg_buf_view(&answer), out, ds);
	yg_buf_free(&answer);
	OPENSSL_free(der);
	TS_REQ_free(q);
	ERR_clear_error();
	return err;
}
