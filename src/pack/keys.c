/* keys.c - Ed25519 (RFC 8032): making and opening private keys, signing, checking. Which keys count is known_keys.c's business. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/file.h"
#include "tables/edition_file.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

DIAG_KIND(d_mode, "sign-key-readable", DIAG_ERROR, "署名鍵のファイルをほかの利用者が読めます。chmod 0400 にしてください",
	  "others may read the signing key: make it chmod 0400");
DIAG_KIND(d_key, "sign-key-shape", DIAG_ERROR, "Ed25519 の秘密鍵(PEM)ではありません", "not an Ed25519 private key (PEM)");

struct sign_key { EVP_PKEY *key; char hex[65]; };

static void to_hex(const unsigned char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static bool from_hex(struct str s, unsigned char *out, size_t n)
{
	if (s.n != 2 * n) return false;
	for (size_t i = 0; i < s.n; i++) {
		int v = s.p[i] >= '0' && s.p[i] <= '9' ? s.p[i] - '0' : s.p[i] >= 'a' && s.p[i] <= 'f' ? s.p[i] - 'a' + 10 : -1;
		if (v < 0) return false;
		out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] << 4 | v : v);
	}
	return true;
}

void yg_public_key_id(struct str hex, char out[17])
{
	unsigned char raw[32];
	char sum[65];
	out[0] = '\0';
	if (from_hex(hex, raw, 32) && yg_edition_sha256((struct str){ (const char *)raw, 32 }, sum) == YG_OK) snprintf(out, 17, "%.16s", sum);
}

void yg_sign_key_id(const struct sign_key *k, char out[17]) { yg_public_key_id(yg_str(k->hex), out); }

static int adopt(struct sign_key **out, EVP_PKEY *pkey)
{
	unsigned char raw[32];
	size_t n = sizeof raw;
	struct sign_key *k;
	if (EVP_PKEY_get_id(pkey) != EVP_PKEY_ED25519 || EVP_PKEY_get_raw_public_key(pkey, raw, &n) != 1 || n != 32) return YG_EREFUSED;
	if (!(k = calloc(1, sizeof *k))) return YG_ENOMEM;
	k->key = pkey;
	to_hex(raw, 32, k->hex);
	*out = k;
	return YG_OK;
}

/* Never over an existing file; the mode is there before the first byte. */
static int write_new(const char *path, const char *p, size_t n, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode), err = YG_OK;
	if (fd < 0) return errno == EEXIST ? YG_EEXISTS : yg_os_error();
	while (n && !err) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR) continue;
		if (k <= 0) err = yg_os_error();
		else { p += k; n -= (size_t)k; }
	}
	if (!err && fsync(fd) != 0) err = yg_os_error();
	if (close(fd) != 0 && !err) err = YG_EIO;
	if (err) unlink(path);
	return err;
}

static int private_pem(EVP_PKEY *pkey, struct buf *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n = 0;
	if (bio && PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1) n = BIO_get_mem_data(bio, &p);
	if (n > 0) yg_buf_add(out, p, (size_t)n);
	if (n > 0) OPENSSL_cleanse(p, (size_t)n);
	BIO_free(bio);
	return n > 0 ? out->err : YG_EIO;
}

int yg_key_make(const char *path, const char *name, struct ymd today)
{
	EVP_PKEY *pkey;
	struct sign_key *k = NULL;
	struct buf pem, pub;
	char pub_path[PACK_PATH], id[17], day[11];
	int err, n = snprintf(pub_path, sizeof pub_path, "%s.pub", path);
	if (n < 0 || n >= PACK_PATH || !yg_flat_name(yg_str(name)) || strlen(name) > 64 || !yg_ymd_given(today)) return YG_EARG;
	if (!(pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"))) return YG_EIO;
	if ((err = adopt(&k, pkey)) != YG_OK) {
		EVP_PKEY_free(pkey);
		return err;
	}
	yg_buf_init(&pem, 65536);
	yg_buf_init(&pub, 65536);
	yg_sign_key_id(k, id);
	yg_ymd_format(today, day);
	yg_buf_printf(&pub, "yagen-key=1\nid=%s\nname=%s\npublic=%s\nadded=%s\n", id, name, k->hex, day);
	err = pub.err ? pub.err : private_pem(pkey, &pem);
	if (!err) err = write_new(path, pem.p, pem.n, 0400);
	if (!err && (err = write_new(pub_path, pub.p, pub.n, 0644)) != YG_OK) unlink(path);
	if (pem.p) OPENSSL_cleanse(pem.p, pem.n);
	yg_buf_free(&pem);
	yg_buf_free(&pub);
	yg_key_close(k);
	return err;
}

int yg_key_open(struct sign_key **out, const char *path, struct diags *ds)
{
	struct stat st;
	EVP_PKEY *pkey;
	struct buf b;
	BIO *bio;
	int err;
	if (stat(path, &st) != 0) return yg_os_error();
	if (st.st_mode & 077) {
		yg_diag(ds, &d_mode, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EREFUSED;
	}
	yg_buf_init(&b, 65536);
	err = yg_file_read(path, 65536, &b);
	bio = err ? NULL : BIO_new_mem_buf(b.p, (int)b.n);
	pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t)"") : NULL;      /* "": never asks for a passphrase */
	BIO_free(bio);
	if (b.p) OPENSSL_cleanse(b.p, b.n);
	yg_buf_free(&b);
	if (err) return err;
	err = pkey ? adopt(out, pkey) : YG_EREFUSED;
	if (err == YG_EREFUSED) yg_diag(ds, &d_key, 0, 0, "", STR_NONE, STR_NONE);
	if (err) EVP_PKEY_free(pkey);
	return err;
}

void yg_key_close(struct sign_key *k)
{
	if (!k) return;
	EVP_PKEY_free(k->key);
	free(k);
}

int yg_sign_hex(const struct sign_key *k, struct str bytes, char out[129])
{
	unsigned char sig[64];
	size_t n = sizeof sig;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = c && EVP_DigestSignInit(c, NULL, NULL, NULL, k->key) == 1 &&
		 EVP_DigestSign(c, sig, &n, (const unsigned char *)bytes.p, bytes.n) == 1 && n == 64;
	EVP_MD_CTX_free(c);
	if (!ok) return YG_EIO;
	to_hex(sig, 64, out);
	return YG_OK;
}

bool yg_verify_hex(struct str public_hex, struct str bytes, struct str sig_hex)
{
	unsigned char raw[32], sig[64];
	EVP_PKEY *pkey;
	EVP_MD_CTX *c;
	int ok;
	if (!from_hex(public_hex, raw, 32) || !from_hex(sig_hex, sig, 64)) return false;
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, 32);
	c = EVP_MD_CTX_new();
	ok = pkey && c && EVP_DigestVerifyInit(c, NULL, NULL, NULL, pkey) == 1 &&
	     EVP_DigestVerify(c, sig, 64, (const unsigned char *)bytes.p, bytes.n) == 1;
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(pkey);
	return ok;
}

/* --- manifest.sig ------------------------------------------------------------------------------------------------------ */

/* `<16 hex> <128 hex>`; false: not such a line. */
static bool sig_line(struct str line, struct str *id, struct str *sig)
{
	if (line.n != 16 + 1 + 128 || line.p[16] != ' ') return false;
	*id = yg_str_sub(line, 0, 16);
	*sig = yg_str_sub(line, 17, 128);
	return true;
}

static bool next_line(struct str *rest, struct str *line)
{
	size_t k = yg_str_find(*rest, STR("\n"));
	if (rest->n == 0) return false;
	*line = yg_str_sub(*rest, 0, k);
	*rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(*rest, k + 1, rest->n);
	return true;
}

void yg_signature_check(struct str manifest, struct str sig, const struct pack_key *keys, size_t n, struct sig_verdict *out)
{
	struct str rest = sig, line, id, hex;
	size_t lines = 0;
	*out = (struct sig_verdict){ SIG_NONE, STR_NONE, STR_NONE };
	while (next_line(&rest, &line)) {
		if (++lines > PACK_MAX_SIGNERS || !sig_line(line, &id, &hex)) {
			*out = (struct sig_verdict){ SIG_BAD, STR_NONE, STR_NONE };
			return;
		}
		for (size_t i = 0; i < n; i++) {
			enum sig_state s = yg_ymd_given(keys[i].retired) ? SIG_RETIRED : SIG_GOOD;
			if (!yg_str_eq(keys[i].id, id)) continue;
			if (!yg_verify_hex(keys[i].hex, manifest, hex)) {
				*out = (struct sig_verdict){ SIG_BAD, keys[i].id, keys[i].name };
				return;
			}
			if (s > out->state) *out = (struct sig_verdict){ s, keys[i].id, keys[i].name };
		}
	}
}

int yg_signature_add(struct str manifest, struct str sig, const struct sign_key *key, struct buf *out)
{
	struct str rest = sig, line, id, hex;
	char own[17], own_sig[129];
	int err;
	yg_sign_key_id(key, own);
	while (next_line(&rest, &line)) {
		if (!sig_line(line, &id, &hex)) return YG_ESYNTAX;
		if (!yg_str_eqz(id, own)) yg_buf_printf(out, "%.*s\n", STR_ARG(line));
	}
	if ((err = yg_sign_hex(key, manifest, own_sig)) != YG_OK) return err;
	yg_buf_printf(out, "%s %s\n", own, own_sig);
	return out->err;
}
