/* trust.c - the trust folder, read once. What is wrong in it is said file by file; a folder with a fault is not used. */
#include "sign/trust_set.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/file.h"
#include <dirent.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_missing, "trust-missing", DIAG_ERROR, "信頼設定のフォルダーまたは profile がありません", "no trust folder, or no profile in it");
DIAG_KIND(d_line, "trust-line", DIAG_ERROR, "読めない行です: {0}", "a line that is not understood: {0}");
DIAG_KIND(d_cert, "trust-certificate", DIAG_ERROR, "証明書として読めません", "not a certificate");
DIAG_KIND(d_crl, "trust-crl", DIAG_ERROR, "失効リストとして読めません", "not a revocation list");
DIAG_KIND(d_mixed, "trust-mixed", DIAG_ERROR, "テスト用の設定と本番の信頼点を一緒には使えません",
	  "a test profile and production anchors may not stand together");
DIAG_KIND(d_no_anchor, "trust-no-anchor", DIAG_ERROR, "信頼点がありません", "no anchor at all");
DIAG_KIND(d_no_policy, "trust-no-policy", DIAG_ERROR, "policy の行がありません", "no line \"policy\"");

static bool ends(const char *z, const char *tail)
{
	size_t n = strlen(z), m = strlen(tail);
	return n >= m && strcmp(z + n - m, tail) == 0;
}

/* Every certificate (PEM) or list (PEM or DER) of one file. *n counts them. */
static void read_file(const char *path, bool crls, STACK_OF(X509) *certs, STACK_OF(X509_CRL) *lists, size_t *n)
{
	struct buf b;
	BIO *bio;
	yg_buf_init(&b, 8u << 20);
	if (yg_file_read(path, 8u << 20, &b) == YG_OK && (bio = BIO_new_mem_buf(b.p, (int)b.n))) {
		if (crls) {
			X509_CRL *c;
			while ((c = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)) && sk_X509_CRL_push(lists, c) > 0) ++*n;
			if (!*n && b.n) {
				const unsigned char *p = (const unsigned char *)b.p;
				if ((c = d2i_X509_CRL(NULL, &p, (long)b.n)) && sk_X509_CRL_push(lists, c) > 0) ++*n;
			}
		} else {
			X509 *x;
			while ((x = PEM_read_bio_X509(bio, NULL, NULL, NULL)) && sk_X509_push(certs, x) > 0) ++*n;
		}
		BIO_free(bio);
		ERR_clear_error();                   /* the end of a PEM file is an error to OpenSSL */
	}
	yg_buf_free(&b);
}

/* All files of a folder; a folder that is not there is empty. */
static void read_folder(const char *dir, const char *sub, bool crls, STACK_OF(X509) *certs, STACK_OF(X509_CRL) *lists, struct diags *ds)
{
	char path[4096];
	struct dirent *e;
	DIR *d;
	snprintf(path, sizeof path, "%s/%s", dir, sub);
	if (!(d = opendir(path))) return;
	while ((e = readdir(d))) {
		size_t n = 0;
		if (e->d_name[0] == '.' || !(ends(e->d_name, ".pem") || ends(e->d_name, ".crt") || ends(e->d_name, ".crl") || ends(e->d_name, ".der"))) continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s/%s", dir, sub, e->d_name) >= sizeof path) continue;
		read_file(path, crls, certs, lists, &n);
		if (!n) yg_diag(ds, crls ? &d_crl : &d_cert, 0, 0, e->d_name, STR_NONE, STR_NONE);
	}
	closedir(d);
}

static void push(struct arena *a, struct str **list, size_t *n, struct str value)
{
	struct str *grown = yg_arena_grow(a, *list, *n, sizeof value);
	if (!grown) return;
	*list = grown;
	grown[(*n)++] = yg_arena_str(a, value);
}

static void read_profile(struct trust *t, struct str text, struct diags *ds)
{
	struct cursor c = yg_cur(text);
	struct str line;
	unsigned no = 0;
	bool ended;
	while (yg_cur_line(&c, &line, &ended)) {
		struct str l = yg_str_trim(line), name, value;
		size_t eq = yg_str_find(l, STR("="));
		no++;
		if (!l.n || l.p[0] == '#') continue;
		name = eq == (size_t)-1 ? l : yg_str_trim(yg_str_sub(l, 0, eq));
		value = eq == (size_t)-1 ? STR_NONE : yg_str_trim(yg_str_sub(l, eq + 1, l.n));
		if (yg_str_eqz(name, "test") && (yg_str_eqz(value, "yes") || yg_str_eqz(value, "no"))) t->test = value.n == 3;
		else if (yg_str_eqz(name, "policy") && value.n) push(t->arena, &t->policy, &t->npolicy, value);
		else if (yg_str_eqz(name, "role.prescription") && value.n) push(t->arena, &t->role[SIGNED_PRESCRIPTION], &t->nrole[SIGNED_PRESCRIPTION], value);
		else if (yg_str_eqz(name, "role.dispensing") && value.n) push(t->arena, &t->role[SIGNED_DISPENSING], &t->nrole[SIGNED_DISPENSING], value);
		else yg_diag(ds, &d_line, 0, no, "profile", name, STR_NONE);
	}
}

static int load(struct trust *t, const char *dir, struct diags *ds)
{
	STACK_OF(X509) *real = sk_X509_new_null(), *test = sk_X509_new_null(), *tsa = sk_X509_new_null();
	size_t since = ds->n;
	char path[4096];
	struct buf b;
	int err;
	snprintf(path, sizeof path, "%s/profile", dir);
	yg_buf_init(&b, 1u << 20);
	if ((err = yg_file_read(path, 1u << 20, &b)) != YG_OK) {
		yg_diag(ds, &d_missing, 0, 0, "profile", STR_NONE, STR_NONE);
	} else {
		read_profile(t, yg_buf_view(&b), ds);
		read_folder(dir, "anchors", false, real, NULL, ds);
		read_folder(dir, "test-anchors", false, test, NULL, ds);
		read_folder(dir, "tsa-anchors", false, tsa, NULL, ds);
		read_folder(dir, "intermediates", false, t->between, NULL, ds);
		read_folder(dir, "crl", true, NULL, t->crls, ds);
		if (t->test ? sk_X509_num(real) > 0 : sk_X509_num(test) > 0) yg_diag(ds, &d_mixed, 0, 0, t->test ? "anchors" : "test-anchors", STR_NONE, STR_NONE);
		if (sk_X509_num(t->test ? test : real) == 0) yg_diag(ds, &d_no_anchor, 0, 0, t->test ? "test-anchors" : "anchors", STR_NONE, STR_NONE);
		if (!t->npolicy) yg_diag(ds, &d_no_policy, 0, 0, "profile", STR_NONE, STR_NONE);
		for (int i = 0; i < sk_X509_num(t->test ? test : real); i++) X509_STORE_add_cert(t->anchors, sk_X509_value(t->test ? test : real, i));
		for (int i = 0; i < sk_X509_num(tsa); i++) X509_STORE_add_cert(t->tsa, sk_X509_value(tsa, i));
		err = yg_diags_count(ds, since, DIAG_ERROR) ? YG_ETABLE : yg_arena_error(t->arena);
	}
	yg_buf_free(&b);
	sk_X509_pop_free(real, X509_free);
	sk_X509_pop_free(test, X509_free);
	sk_X509_pop_free(tsa, X509_free);
	return err;
}

int yg_trust_open(struct trust **out, const char *dir, struct diags *ds)
{
	struct trust *t = calloc(1, sizeof *t);
	int err;
	if (!t) return YG_ENOMEM;
	t->arena = yg_arena_new(1u << 20);
	t->anchors = X509_STORE_new();
	t->tsa = X509_STORE_new();
	t->between = sk_X509_new_null();
	t->crls = sk_X509_CRL_new_null();
	err = t->arena && t->anchors && t->tsa && t->between && t->crls ? load(t, dir, ds) : YG_ENOMEM;
	if (err != YG_OK) yg_trust_free(t);
	else *out = t;
	return err;
}

void yg_trust_free(struct trust *t)
{
	if (!t) return;
	X509_STORE_free(t->anchors);
	X509_STORE_free(t->tsa);
	sk_X509_pop_free(t->between, X509_free);
	sk_X509_CRL_pop_free(t->crls, X509_CRL_free);
	yg_arena_free(t->arena);
	free(t);
}

bool yg_trust_is_test(const struct trust *t) { return t->test; }
X509_STORE *yg_trust_tsa_store(const struct trust *t) { return t->tsa; }
