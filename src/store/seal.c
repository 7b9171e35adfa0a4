/* seal.c - one value in and out of its envelope (AES-256-GCM), keyed hashes and random ids. Knows keys, not files.
 *
 * Envelope: 0x01 | key id, 8 bytes | nonce, 12 | ciphertext | tag, 16. The first nine bytes are authenticated together with what the
 * caller names (table | column | row), so that nothing of it can be exchanged. */
#include "store/keyring.h"
#include "base/err.h"
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include "base/ban.h"

#define ENVELOPE 0x01
#define HEAD (1 + KEY_ID_BYTES)
#define NONCE 12
#define TAG 16
_Static_assert(HEAD + NONCE + TAG == YG_SEAL_OVERHEAD, "envelope");

void yg_hex(const unsigned char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		*out++ = "0123456789abcdef"[p[i] >> 4];
		*out++ = "0123456789abcdef"[p[i] & 15];
	}
	*out = '\0';
}

bool yg_unhex(struct str hex, unsigned char *out, size_t n)
{
	if (hex.n != 2 * n) return false;
	for (size_t i = 0; i < hex.n; i++) {
		char c = hex.p[i];
		int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (v < 0) return false;
		out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | v : v << 4);
	}
	return true;
}

static bool fits(struct str s) { return s.n <= (size_t)INT32_MAX; }

static bool gcm(const struct keyring *k, const struct key *key, bool seal, const unsigned char *head, const unsigned char *nonce, struct str aad,
		struct str in, unsigned char *out, unsigned char *tag)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n = 0, tail = 0;
	bool ok = c && EVP_CipherInit_ex2(c, k->gcm, key->bytes, nonce, seal, NULL) == 1
		&& EVP_CipherUpdate(c, NULL, &n, head, HEAD) == 1
		&& (aad.n == 0 || EVP_CipherUpdate(c, NULL, &n, (const unsigned char *)aad.p, (int)aad.n) == 1);
	n = 0;
	if (ok && in.n) ok = EVP_CipherUpdate(c, out, &n, (const unsigned char *)in.p, (int)in.n) == 1;
	if (ok && !seal) ok = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1;
	ok = ok && EVP_CipherFinal_ex(c, out + n, &tail) == 1;
	if (ok && seal) ok = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG, tag) == 1;
	EVP_CIPHER_CTX_free(c);
	return ok;
}

int yg_seal(const struct keyring *k, struct str aad, struct str plain, struct buf *out)
{
	const struct key *key = yg_key_current(k, KEY_SEAL);
	unsigned char head[HEAD + NONCE], tag[TAG], *to;
	size_t at = out->n;
	if (!key) return YG_EREFUSED;
	if (!fits(plain) || !fits(aad)) return YG_ETOOBIG;
	head[0] = ENVELOPE;
	memcpy(head + 1, key->id, KEY_ID_BYTES);
	if (RAND_bytes(head + HEAD, NONCE) != 1) return YG_EIO;
	yg_buf_add(out, head, sizeof head);
	yg_buf_str(out, plain);                              /* room for the ciphertext, which takes its place */
	yg_buf_add(out, tag, (memset(tag, 0, TAG), TAG));
	if (out->err) return out->err;
	to = (unsigned char *)out->p + at + sizeof head;
	if (!gcm(k, key, true, head, head + HEAD, aad, plain, to, tag)) {
		out->n = at;
		return YG_ENOMEM;
	}
	memcpy(to + plain.n, tag, TAG);
	return YG_OK;
}

bool yg_sealed_with(struct str sealed, char id[17])
{
	if (sealed.n < YG_SEAL_OVERHEAD || sealed.p[0] != ENVELOPE) return false;
	yg_hex((const unsigned char *)sealed.p + 1, KEY_ID_BYTES, id);
	return true;
}

int yg_unseal(const struct keyring *k, struct str aad, struct str sealed, struct arena *a, struct str *plain)
{
	const unsigned char *p = (const unsigned char *)sealed.p;
	const struct key *key;
	unsigned char tag[TAG], *to;
	struct str body;
	if (sealed.n < YG_SEAL_OVERHEAD || !fits(sealed) || !fits(aad) || p[0] != ENVELOPE) return YG_ESEAL;
	if (!(key = yg_key_find(k, p + 1)) || key->purpose != KEY_SEAL) return YG_ESEAL;
	if (key->shredded) return YG_ENOTFOUND;
	body = yg_str_sub(sealed, HEAD + NONCE, sealed.n - YG_SEAL_OVERHEAD);
	memcpy(tag, p + sealed.n - TAG, TAG);
	if (!(to = yg_arena_alloc(a, body.n + 1))) return yg_arena_error(a) ? yg_arena_error(a) : YG_ENOMEM;
	if (!gcm(k, key, false, p, p + HEAD, aad, body, to, tag)) {
		OPENSSL_cleanse(to, body.n);
		return YG_ESEAL;
	}
	*plain = (struct str){ (const char *)to, body.n };
	return YG_OK;
}

int yg_hmac(const unsigned char key[KEY_BYTES], struct str text, unsigned char out[32])
{
	unsigned n = 32;
	return HMAC(EVP_sha256(), key, KEY_BYTES, (const unsigned char *)(text.n ? text.p : ""), text.n, out, &n) ? YG_OK : YG_ENOMEM;
}

void yg_keyed_hash(const struct keyring *k, enum key_purpose p, struct str text, char out[65])
{
	const struct key *key = yg_key_current(k, p);
	unsigned char mac[32];
	out[0] = '\0';
	if (key && yg_hmac(key->bytes, text, mac) == YG_OK) yg_hex(mac, sizeof mac, out);
}

void yg_sha256_hex(struct str bytes, char out[65])
{
	unsigned char md[32];
	SHA256((const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n, md);
	yg_hex(md, sizeof md, out);
}

int yg_random_hex(size_t n, char *out)
{
	unsigned char r[32];
	out[0] = '\0';
	if (n > sizeof r) return YG_EARG;
	if (RAND_bytes(r, (int)n) != 1) return YG_EIO;
	yg_hex(r, n, out);
	return YG_OK;
}
