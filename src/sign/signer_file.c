/* signer_file.c - a private key in a PEM file: for tests, and for gateways whose policy permits it (the caller must say so). */
#include "sign/signers.h"
#include "base/err.h"
#include "base/file.h"
#include "base/wipe.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_args, "signer-file-args", DIAG_ERROR, "file: には「鍵,証明書」の二つのファイルが要ります", "file: needs two files, \"key,certificate\"");
DIAG_KIND(d_read, "signer-file-unreadable", DIAG_ERROR, "{0} が読めません", "{0} cannot be read");

struct file_signer { struct signer s; EVP_PKEY *key; X509 *cert; };

static int cert(struct signer *s, struct arena *a, struct str *der, struct str **chain, size_t *nchain)
{
	struct file_signer *f = (struct file_signer *)s;
	unsigned char *p = NULL;
	int n = i2d_X509(f->cert, &p);
	if (n <= 0) return YG_ENOMEM;
	*der = yg_arena_str(a, (struct str){ (const char *)p, (size_t)n });
	OPENSSL_free(p);
	*chain = NULL;
	*nchain = 0;
	return der->p ? YG_OK : YG_ENOMEM;
}

static int tries_left(struct signer *s, int *n)
{
	(void)s;
	*n = -1;
	return YG_OK;
}

static int login(struct signer *s, struct secret pin, bool last_try)
{
	(void)s, (void)last_try;
	yg_wipe(pin.p, pin.n);
	return YG_OK;
}

static int sign(struct signer *s, const uint8_t *info, size_t n, struct buf *out)
{
	struct file_signer *f = (struct file_signer *)s;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(f->key, NULL);
	unsigned char sig[1024];
	size_t len = sizeof sig;
	int ok = c && EVP_PKEY_sign_init(c) == 1 && EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1 && EVP_PKEY_sign(c, sig, &len, info, n) == 1;
	EVP_PKEY_CTX_free(c);
	if (!ok) return YG_ECARD;
	yg_buf_add(out, sig, len);
	return out->err;
}

static void close_file(struct signer *s)
{
	struct file_signer *f = (struct file_signer *)s;
	EVP_PKEY_free(f->key);
	X509_free(f->cert);
	free(f);
}

static const struct signer_ops ops = { "file", cert, tries_left, login, sign, NULL, close_file };

static int slurp(const char *path, struct buf *b, struct diags *ds)
{
	int err;
	yg_buf_init(b, 1u << 20);
	if ((err = yg_file_read(path, 1u << 20, b)) != YG_OK) yg_diag(ds, &d_read, 0, 0, "", yg_str(path), STR_NONE);
	return err;
}

int yg_signer_file(struct signer **out, const char *what, struct diags *ds)
{
	const char *comma = strchr(what, ',');
	char key_path[1024], cert_path[1024];
	struct file_signer *f;
	struct buf key, crt;
	BIO *kb = NULL, *cb = NULL;
	int err;
	if (!comma || (size_t)(comma - what) >= sizeof key_path || strlen(comma + 1) >= sizeof cert_path) {
		yg_diag(ds, &d_args, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EARG;
	}
	memcpy(key_path, what, (size_t)(comma - what));
	key_path[comma - what] = 0;
	memcpy(cert_path, comma + 1, strlen(comma + 1) + 1);
	if (!(f = calloc(1, sizeof *f))) return YG_ENOMEM;
	f->s = (struct signer){ &ops, ds };
	yg_buf_init(&crt, 0);
	err = slurp(key_path, &key, ds);
	if (err == YG_OK) err = slurp(cert_path, &crt, ds);
	if (err == YG_OK && (kb = BIO_new_mem_buf(key.p, (int)key.n)) && (cb = BIO_new_mem_buf(crt.p, (int)crt.n))) {
		f->key = PEM_read_bio_PrivateKey(kb, NULL, NULL, (void *)"");
		f->cert = PEM_read_bio_X509(cb, NULL, NULL, NULL);
		if (!f->key || !f->cert) {
			yg_diag(ds, &d_read, 0, 0, "", yg_str(f->key ? cert_path : key_path), STR_NONE);
			err = YG_ESYNTAX;
		}
	} else if (err == YG_OK) {
		err = YG_ENOMEM;
	}
	BIO_free(kb);
	BIO_free(cb);
	yg_wipe(key.p, key.n);
	yg_buf_free(&key);
	yg_buf_free(&crt);
	if (err != YG_OK) close_file(&f->s);
	else *out = &f->s;
	return err;
}
