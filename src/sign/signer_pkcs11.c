/* signer_pkcs11.c - a PKCS#11 module used directly: token by label, key and certificate by CKA_ID, CKM_RSA_PKCS over our DigestInfo (the common
 * denominator of cards, modules and SoftHSM). Keys that want the PIN before each signature get it through a context-specific login. */
#include "sign/signers.h"
#include "base/err.h"
#include "base/wipe.h"
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_args, "pkcs11-args", DIAG_ERROR, "pkcs11: は「モジュール?token=ラベル[&id=16進]」の形です", "pkcs11: is written MODULE?token=LABEL[&id=HEX]");
DIAG_KIND(d_module, "pkcs11-module", DIAG_ERROR, "PKCS#11 モジュール {0} が使えません", "PKCS#11 module {0} cannot be used");
DIAG_KIND(d_token, "pkcs11-token", DIAG_ERROR, "トークン {0} がありません", "no token {0}");
DIAG_KIND(d_object, "pkcs11-object", DIAG_ERROR, "トークンに署名用の証明書がありません", "no certificate for signing on the token");

#define MAX_SLOTS 64u
#define MAX_CERT 16384u

struct p11 {
	struct signer s;
	void *module;
	CK_FUNCTION_LIST_PTR f;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	bool started, open, in;
	unsigned char id[64]; CK_ULONG nid;          /* CKA_ID of key and certificate */
	struct buf cert;
};

static struct str trimmed(const unsigned char *p, size_t n)
{
	struct str s = { (const char *)p, n };
	return yg_str_trim(s);
}

static int find_token(struct p11 *p, struct str label, struct diags *ds)
{
	CK_SLOT_ID slots[MAX_SLOTS];
	CK_ULONG n = MAX_SLOTS;
	if (p->f->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK) n = 0;
	for (CK_ULONG i = 0; i < n; i++) {
		CK_TOKEN_INFO info;
		if (p->f->C_GetTokenInfo(slots[i], &info) != CKR_OK || !yg_str_eq(trimmed(info.label, sizeof info.label), label)) continue;
		p->slot = slots[i];
		if (p->f->C_OpenSession(p->slot, CKF_SERIAL_SESSION, NULL, NULL, &p->session) != CKR_OK) break;
		p->open = true;
		return YG_OK;
	}
	yg_diag(ds, &d_token, 0, 0, "", label, STR_NONE);
	return YG_ENOTFOUND;
}

static CK_OBJECT_HANDLE find(struct p11 *p, CK_OBJECT_CLASS class)
{
	CK_ATTRIBUTE want[2] = { { CKA_CLASS, &class, sizeof class }, { CKA_ID, p->id, p->nid } };
	CK_OBJECT_HANDLE o = CK_INVALID_HANDLE;
	CK_ULONG n = 0;
	if (p->f->C_FindObjectsInit(p->session, want, p->nid ? 2 : 1) != CKR_OK) return CK_INVALID_HANDLE;
	if (p->f->C_FindObjects(p->session, &o, 1, &n) != CKR_OK || n != 1) o = CK_INVALID_HANDLE;
	p->f->C_FindObjectsFinal(p->session);
	return o;
}

/* The certificate, and by it the id of the key: readable before any PIN. */
static int read_cert(struct p11 *p, struct diags *ds)
{
	CK_OBJECT_HANDLE o = find(p, CKO_CERTIFICATE);
	unsigned char value[MAX_CERT];
	CK_ATTRIBUTE got[2] = { { CKA_VALUE, value, sizeof value }, { CKA_ID, p->id, sizeof p->id } };
	if (o == CK_INVALID_HANDLE || p->f->C_GetAttributeValue(p->session, o, got, 2) != CKR_OK || got[0].ulValueLen > sizeof value || !got[1].ulValueLen) {
		yg_diag(ds, &d_object, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	p->nid = got[1].ulValueLen;
	yg_buf_add(&p->cert, value, got[0].ulValueLen);
	return p->cert.err;
}

static int cert(struct signer *s, struct arena *a, struct str *der, struct str **chain, size_t *nchain)
{
	struct p11 *p = (struct p11 *)s;
	*der = yg_arena_str(a, yg_buf_view(&p->cert));
	*chain = NULL;
	*nchain = 0;
	return yg_arena_error(a);
}

/* A module tells no counter, only that few or one are left. */
static int tries_left(struct signer *s, int *n)
{
	struct p11 *p = (struct p11 *)s;
	CK_TOKEN_INFO info;
	if (p->f->C_GetTokenInfo(p->slot, &info) != CKR_OK) return YG_ECARD;
	*n = info.flags & CKF_USER_PIN_LOCKED ? 0 : info.flags & CKF_USER_PIN_FINAL_TRY ? 1 : -1;
	return YG_OK;
}

static int answer_of(CK_RV rv)
{
	return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? YG_OK :
	       rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LOCKED || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_INVALID ? YG_EPIN : YG_ECARD;
}

static int login(struct signer *s, struct secret pin, bool last_try)
{
	struct p11 *p = (struct p11 *)s;
	CK_OBJECT_HANDLE key;
	CK_BBOOL always = CK_FALSE;
	CK_ATTRIBUTE want = { CKA_ALWAYS_AUTHENTICATE, &always, sizeof always };
	CK_MECHANISM rsa = { CKM_RSA_PKCS, NULL, 0 };
	int left, err = tries_left(s, &left);
	if (err == YG_OK && left == 0) err = YG_EPIN;
	if (err == YG_OK && left == 1 && !last_try) err = YG_EREFUSED;
	if (err == YG_OK && (pin.n < 4 || pin.n > 16)) err = YG_EARG;
	if (err == YG_OK) err = answer_of(p->f->C_Login(p->session, CKU_USER, (CK_UTF8CHAR_PTR)pin.p, pin.n));
	if (err == YG_OK) {
		key = find(p, CKO_PRIVATE_KEY);
		if (key == CK_INVALID_HANDLE || p->f->C_SignInit(p->session, &rsa, key) != CKR_OK) err = YG_ECARD;
		/* a key that wants the PIN for every signature gets it now, for the one that is being prepared */
		else if (p->f->C_GetAttributeValue(p->session, key, &want, 1) == CKR_OK && always)
			err = answer_of(p->f->C_Login(p->session, CKU_CONTEXT_SPECIFIC, (CK_UTF8CHAR_PTR)pin.p, pin.n));
	}
	yg_wipe(pin.p, pin.n);
	p->in = err == YG_OK;
	return err;
}

static int sign(struct signer *s, const uint8_t *info, size_t n, struct buf *out)
{
	struct p11 *p = (struct p11 *)s;
	unsigned char sig[1024];
	CK_ULONG len = sizeof sig;
	CK_RV rv;
	if (!p->in) return YG_ESTATE;
	rv = p->f->C_Sign(p->session, (CK_BYTE_PTR)(uintptr_t)info, n, sig, &len);
	p->f->C_Logout(p->session);
	p->in = false;
	if (rv != CKR_OK) return rv == CKR_USER_NOT_LOGGED_IN ? YG_ESTATE : YG_ECARD;
	yg_buf_add(out, sig, len);
	return out->err;
}

static void close_p11(struct signer *s)
{
	struct p11 *p = (struct p11 *)s;
	if (p->in) p->f->C_Logout(p->session);
	if (p->open) p->f->C_CloseSession(p->session);
	if (p->started) p->f->C_Finalize(NULL);
	if (p->module) dlclose(p->module);
	yg_buf_free(&p->cert);
	free(p);
}

static const struct signer_ops ops = { "pkcs11", cert, tries_left, login, sign, NULL, close_p11 };

static int load(struct p11 *p, const char *path, struct diags *ds)
{
	CK_RV (*list)(CK_FUNCTION_LIST_PTR_PTR) = NULL;
	void *symbol;
	if ((p->module = dlopen(path, RTLD_NOW | RTLD_LOCAL)) && (symbol = dlsym(p->module, "C_GetFunctionList"))) {
		CK_RV rv;
		memcpy(&list, &symbol, sizeof list);         /* ISO C has no cast from object to function pointer */
		if (list(&p->f) == CKR_OK && ((rv = p->f->C_Initialize(NULL)) == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
			p->started = rv == CKR_OK;
			return YG_OK;
		}
	}
	yg_diag(ds, &d_module, 0, 0, "", yg_str(path), STR_NONE);
	return YG_ENOTFOUND;
}

static int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static bool read_id(struct p11 *p, struct str hex)
{
	if (hex.n % 2 || hex.n / 2 > sizeof p->id) return false;
	for (size_t i = 0; i < hex.n; i += 2) {
		int a = digit(hex.p[i]), b = digit(hex.p[i + 1]);
		if (a < 0 || b < 0) return false;
		p->id[p->nid++] = (unsigned char)(a << 4 | b);
	}
	return true;
}

int yg_signer_pkcs11(struct signer **out, const char *what, struct diags *ds)
{
	struct p11 *p = calloc(1, sizeof *p);
	struct str all = yg_str(what), token, id;
	size_t q = yg_str_find(all, STR("?token=")), amp;
	char path[1024];
	int err = YG_EARG;
	if (!p) return YG_ENOMEM;
	p->s = (struct signer){ &ops, ds };
	yg_buf_init(&p->cert, MAX_CERT);
	if (q != (size_t)-1 && q < sizeof path) {
		memcpy(path, what, q);
		path[q] = 0;
		token = yg_str_sub(all, q + 7, all.n);
		amp = yg_str_find(token, STR("&id="));
		id = amp == (size_t)-1 ? STR_NONE : yg_str_sub(token, amp + 4, token.n);
		token = amp == (size_t)-1 ? token : yg_str_sub(token, 0, amp);
		if (token.n && read_id(p, id)) {
			err = load(p, path, ds);
			if (err == YG_OK) err = find_token(p, token, ds);
			if (err == YG_OK) err = read_cert(p, ds);
		}
	}
	if (err == YG_EARG) yg_diag(ds, &d_args, 0, 0, "", STR_NONE, STR_NONE);
	if (err != YG_OK) close_p11(&p->s);
	else *out = &p->s;
	return err;
}
