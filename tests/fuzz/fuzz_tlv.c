/* fuzz_tlv.c - TLV of cards, and the role attribute of certificates. */
#include "base/err.h"
#include "card/tlv.h"
#include "sign/trust.h"
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>

static void walk(struct str in, unsigned depth)
{
	struct tlv t;
	uint32_t u;
	size_t n = in.n;
	while (depth && yg_tlv_next(&in, &t)) {
		if (in.n >= n) abort();
		n = in.n;
		yg_tlv_uint(t.value, &u);
		walk(t.value, depth - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = yg_arena_new(1u << 20);
	X509 *x = X509_new();
	ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.9", 1);
	ASN1_OCTET_STRING *v = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	struct str role = STR_NONE;
	walk((struct str){ (const char *)data, n }, 6);
	if (x && oid && v && n < 4096 && ASN1_OCTET_STRING_set(v, data, (int)n) && (e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, v)) && X509_add_ext(x, e, -1))
		if (yg_cert_role(x, a, &role) == 1 && !role.p) abort();
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(v);
	ASN1_OBJECT_free(oid);
	X509_free(x);
	yg_arena_free(a);
	ERR_clear_error();
	return 0;
}
