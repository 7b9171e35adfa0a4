/* signer_remote.c - a remote signer behind a small adapter: the document goes to a gateway of the operator's over HTTPS (plain HTTP on this machine
 * alone) and comes back signed. The gateway's protocol is ours (docs/formats/signatures.md), because the operators' interface is not public:
 * POST URL/sign with the XML, answer 200 and the XML; GET URL/certificate, answer 200 and the certificate (DER). No PIN passes here. */
#include "sign/signers.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/wipe.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_url, "remote-url", DIAG_ERROR, "remote: には https の URL（この端末だけは http も可）が要ります", "remote: needs an https URL (http on this machine alone)");
DIAG_KIND(d_net, "remote-unreachable", DIAG_ERROR, "遠隔署名サービスにつながりません（{0}）", "the remote signer cannot be reached ({0})");
DIAG_KIND(d_no, "remote-refused", DIAG_ERROR, "遠隔署名サービスが断りました（HTTP {0}）", "the remote signer refuses (HTTP {0})");

#define TIMEOUT 60L                                  /* seconds: the person confirms on a telephone meanwhile */

struct remote { struct signer s; char url[512]; };

static size_t receive(char *bytes, size_t size, size_t n, void *user)
{
	struct buf *b = user;
	yg_buf_add(b, bytes, size * n);
	return b->err ? 0 : size * n;
}

static int call(struct remote *r, const char *what, const struct str *body, struct buf *answer)
{
	CURL *c = curl_easy_init();
	struct curl_slist *h = curl_slist_append(NULL, "Content-Type: application/xml");
	char url[640], text[16];
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	long status = 0;
	snprintf(url, sizeof url, "%s/%s", r->url, what);
	if (c && h) {
		curl_easy_setopt(c, CURLOPT_URL, url);
		curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
		curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
		if (body) {
			curl_easy_setopt(c, CURLOPT_POSTFIELDS, body->p);
			curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->n);
		}
		curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
		curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
		curl_easy_setopt(c, CURLOPT_TIMEOUT, TIMEOUT);
		curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
		rc = curl_easy_perform(c);
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	}
	curl_slist_free_all(h);
	curl_easy_cleanup(c);
	if (rc == CURLE_OK && status == 200) return YG_OK;
	if (rc != CURLE_OK) {
		yg_diag(r->s.diags, &d_net, 0, 0, "", yg_str(curl_easy_strerror(rc)), STR_NONE);
		return YG_ENET;
	}
	snprintf(text, sizeof text, "%ld", status);
	yg_diag(r->s.diags, &d_no, 0, 0, "", yg_str(text), STR_NONE);
	return YG_EREFUSED;
}

static int cert(struct signer *s, struct arena *a, struct str *der, struct str **chain, size_t *nchain)
{
	struct buf b;
	int err;
	yg_buf_init(&b, 16384);
	err = call((struct remote *)s, "certificate", NULL, &b);
	if (err == YG_OK) *der = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	*chain = NULL;
	*nchain = 0;
	return err != YG_OK ? err : yg_arena_error(a);
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

static int sign_document(struct signer *s, struct str xml, struct buf *out)
{
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = call((struct remote *)s, "sign", &xml, &b);
	if (err == YG_OK) yg_buf_str(out, yg_buf_view(&b));
	yg_buf_free(&b);
	return err != YG_OK ? err : out->err;
}

static void close_remote(struct signer *s) { free(s); }

static const struct signer_ops ops = { "remote", cert, tries_left, login, NULL, sign_document, close_remote };

int yg_signer_remote(struct signer **out, const char *what, struct diags *ds)
{
	struct str url = yg_str(what);
	bool local = yg_str_starts(url, STR("http://127.0.0.1:")) || yg_str_starts(url, STR("http://[::1]:"));
	struct remote *r;
	if ((!local && !yg_str_starts(url, STR("https://"))) || url.n >= sizeof r->url) {
		yg_diag(ds, &d_url, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EARG;
	}
	if (!(r = calloc(1, sizeof *r))) return YG_ENOMEM;
	r->s = (struct signer){ &ops, ds };
	memcpy(r->url, url.p, url.n);
	*out = &r->s;
	return YG_OK;
}
