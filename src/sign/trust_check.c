/* trust_check.c - one certificate at one time: chain, validity, policy, revocation, key usage, role. Every reason is collected, so that
 * a person sees all of what is wrong at once. Revocation is judged here and not by OpenSSL's time rules: a list younger than the time
 * in question is good evidence, an older one is none. */
#include "sign/token.h"
#include "sign/trust_set.h"
#include "base/err.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include "base/ban.h"

/* --- hcRole (2.5.29.9): SEQ{ SEQ{ OID, SET{ SET{ SEQ{ [0]{ SET{ [0]{OID scheme}, [2]{UTF8} } } } } } } } --------------- */

struct der { const unsigned char *p, *end; };
/* The next element of c: its tag and class, its contents. */
static bool next(struct der *c, int tag, int class, struct der *inside)
{
	const unsigned char *p = c->p;
	long len;
	int t, x;
	if (p >= c->end || (ASN1_get_object(&p, &len, &t, &x, c->end - p) & 0x80) || t != tag || x != class || len > c->end - p) return false;
	*inside = (struct der){ p, p + len };
	c->p = p + len;
	return true;
}

static bool is_oid(struct der d, const char *hex, size_t n) { return (size_t)(d.end - d.p) == n && memcmp(d.p, hex, n) == 0; }

static bool one_role(struct der coded, struct str *out)
{
	struct der scheme, oid, text, utf8;
	if (!next(&coded, 0, V_ASN1_CONTEXT_SPECIFIC, &scheme) || !next(&scheme, V_ASN1_OBJECT, V_ASN1_UNIVERSAL, &oid) ||
	    !is_oid(oid, "\x2a\x83\x08\x86\x91\x0f\x01\x06\x01\x01", 10)) return false;      /* 1.2.392.100495.1.6.1.1 */
	if (!next(&coded, 2, V_ASN1_CONTEXT_SPECIFIC, &text) || !next(&text, V_ASN1_UTF8STRING, V_ASN1_UNIVERSAL, &utf8)) return false;
	*out = (struct str){ (const char *)utf8.p, (size_t)(utf8.end - utf8.p) };
	return true;
}

/* Roles of one attribute value; false: not as the profile says. */
static bool actors(struct der actor_set, struct str *role, int *count)
{
	struct der actor, wrapped, coded;
	while (actor_set.p < actor_set.end) {
		struct str text;
		if (!next(&actor_set, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, &actor) || !next(&actor, 0, V_ASN1_CONTEXT_SPECIFIC, &wrapped) ||
		    !next(&wrapped, V_ASN1_SET, V_ASN1_UNIVERSAL, &coded) || !one_role(coded, &text)) return false;
		if (*count && !yg_str_eq(*role, text)) *count = 2;
		else *count = *count ? *count : 1;
		*role = text;
	}
	return true;
}

int yg_cert_role(X509 *cert, struct arena *a, struct str *role)
{
	ASN1_OBJECT *sda = OBJ_txt2obj("2.5.29.9", 1);
	int at = sda ? X509_get_ext_by_OBJ(cert, sda, -1) : -1, count = 0;
	const ASN1_OCTET_STRING *v;
	struct der all, list, attribute, oid, values, set;
	struct str found = STR_NONE;
	ASN1_OBJECT_free(sda);
	if (at < 0) return 0;
	v = X509_EXTENSION_get_data(X509_get_ext(cert, at));
	all = (struct der){ ASN1_STRING_get0_data(v), ASN1_STRING_get0_data(v) + ASN1_STRING_length(v) };
	if (!next(&all, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, &list)) return -1;
	while (list.p < list.end) {
		if (!next(&list, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, &attribute) || !next(&attribute, V_ASN1_OBJECT, V_ASN1_UNIVERSAL, &oid)) return -1;
		if (!is_oid(oid, "\x28\x81\x85\x42\x00\x01", 6)) continue;       /* 1.0.17090.0.1 hcRole */
		if (!next(&attribute, V_ASN1_SET, V_ASN1_UNIVERSAL, &values)) return -1;
		while (values.p < values.end)
			if (!next(&values, V_ASN1_SET, V_ASN1_UNIVERSAL, &set) || !actors(set, &found, &count)) return -1;
	}
	*role = yg_arena_str(a, found);
	return count == 0 ? 0 : count == 1 ? 1 : -1;
}

static void judge_role(const struct trust *t, X509 *cert, enum signed_what what, struct arena *a, struct sig_result *r)
{
	enum signed_what other = what == SIGNED_DISPENSING ? SIGNED_PRESCRIPTION : SIGNED_DISPENSING;
	int n = yg_cert_role(cert, a, &r->role);
	if (n <= 0) {
		yg_because(r, n < 0 ? R_ROLE_CONFLICT : R_NO_ROLE);
		return;
	}
	for (size_t i = 0; i < t->nrole[what]; i++)
		if (yg_str_eq(t->role[what][i], r->role)) return;
	for (size_t i = 0; i < t->nrole[other]; i++)
		if (yg_str_eq(t->role[other][i], r->role)) { yg_because(r, R_WRONG_ROLE); return; }
	yg_because(r, R_UNKNOWN_ROLE);
}

/* --- revocation ---------------------------------------------------------------------------------------------------- */

/* What one list says of a certificate of this issuer at that time. */
enum said { SAID_NOTHING, SAID_OLD, SAID_GOOD, SAID_REVOKED };
static enum said ask(X509_CRL *crl, X509 *cert, X509 *issuer, int64_t at)
{
	X509_REVOKED *entry = NULL;
	const ASN1_TIME *until = X509_CRL_get0_nextUpdate(crl);
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	int found;
	if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) || !key || X509_CRL_verify(crl, key) != 1) return SAID_NOTHING;
	found = X509_CRL_get0_by_cert(crl, &entry, cert);
	if (found == 1 && yg_asn1_seconds(X509_REVOKED_get0_revocationDate(entry)) <= at) return SAID_REVOKED;
	return until && yg_asn1_seconds(until) < at ? SAID_OLD : SAID_GOOD;
}

static void judge_revocation(STACK_OF(X509) *chain, STACK_OF(X509_CRL) *ours, STACK_OF(X509_CRL) *theirs, int64_t at, struct sig_result *r)
{
	for (int i = 0; i + 1 < sk_X509_num(chain); i++) {       /* the anchor is believed, not looked up */
		enum said best = SAID_NOTHING;
		for (int which = 0; which < 2; which++) {
			STACK_OF(X509_CRL) *lists = which ? theirs : ours;
			for (int k = 0; lists && k < sk_X509_CRL_num(lists); k++) {
				enum said s = ask(sk_X509_CRL_value(lists, k), sk_X509_value(chain, i), sk_X509_value(chain, i + 1), at);
				if (s > best) best = s;
			}
		}
		if (best == SAID_REVOKED) yg_because(r, R_REVOKED);
		else if (best == SAID_OLD) yg_because(r, R_OLD_CRL);
		else if (best == SAID_NOTHING) yg_because(r, R_NO_CRL);
	}
	ERR_clear_error();
}

/* --- chain --------------------------------------------------------------------------------------------------------- */

/* Builds and verifies the chain, with or without the policy rule; time is judged apart. 1, 0, or -1 without memory. */
static int chain_ok(const struct trust *t, X509 *cert, STACK_OF(X509) *between, bool policy, STACK_OF(X509) **chain)
{
	X509_STORE_CTX *c = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *p;
	int ok;
	if (!c || X509_STORE_CTX_init(c, t->anchors, cert, between) != 1) { X509_STORE_CTX_free(c); return -1; }
	p = X509_STORE_CTX_get0_param(c);
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_NO_CHECK_TIME);
	if (policy) {
		X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_EXPLICIT_POLICY);
		for (size_t i = 0; i < t->npolicy; i++) {
			ASN1_OBJECT *o = OBJ_txt2obj(t->policy[i].p, 1);
			if (o && !X509_VERIFY_PARAM_add0_policy(p, o)) ASN1_OBJECT_free(o);
		}
	}
	ok = X509_verify_cert(c) == 1;
	if (chain && ok) *chain = X509_STORE_CTX_get1_chain(c);
	X509_STORE_CTX_free(c);
	ERR_clear_error();
	return ok;
}

static void judge_time(STACK_OF(X509) *chain, int64_t at, struct sig_result *r)
{
	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *x = sk_X509_value(chain, i);
		if (yg_asn1_seconds(X509_get0_notAfter(x)) < at) yg_because(r, R_EXPIRED);
		if (yg_asn1_seconds(X509_get0_notBefore(x)) > at) yg_because(r, R_NOT_YET_VALID);
	}
}

static struct str common_name(X509 *cert, struct arena *a)
{
	X509_NAME *n = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(n, NID_commonName, -1), len;
	unsigned char *p = NULL;
	struct str out = STR_NONE;
	if (at < 0 || (len = ASN1_STRING_to_UTF8(&p, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(n, at)))) < 0) return out;
	out = yg_arena_str(a, (struct str){ (const char *)p, (size_t)len });
	OPENSSL_free(p);
	return out;
}

int yg_trust_check(const struct trust *t, X509 *cert, STACK_OF(X509) *extra, STACK_OF(X509_CRL) *ecrls, int64_t at, enum signed_what what,
		   struct arena *a, struct sig_result *r)
{
	STACK_OF(X509) *between = sk_X509_dup(t->between), *chain = NULL;
	EVP_PKEY *key = X509_get0_pubkey(cert);
	int ok = -1;
	if (between) {
		for (int i = 0; extra && i < sk_X509_num(extra); i++) sk_X509_push(between, sk_X509_value(extra, i));
		ok = chain_ok(t, cert, between, false, &chain);
	}
	r->subject = common_name(cert, a);
	if (t->test) yg_because(r, R_TEST_PROFILE);
	if (ok == 0) {
		yg_because(r, R_UNTRUSTED);
	} else if (ok == 1) {
		if (chain_ok(t, cert, between, true, NULL) != 1) yg_because(r, R_POLICY);
		judge_time(chain, at, r);
		judge_revocation(chain, t->crls, ecrls, at, r);
	}
	if (!(X509_get_extension_flags(cert) & EXFLAG_KUSAGE) || !(X509_get_key_usage(cert) & KU_NON_REPUDIATION)) yg_because(r, R_KEY_USAGE);
	if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < 2048) yg_because(r, R_WEAK_KEY);
	judge_role(t, cert, what, a, r);
	sk_X509_pop_free(chain, X509_free);
	sk_X509_free(between);
	return ok < 0 ? YG_ENOMEM : YG_OK;
}
