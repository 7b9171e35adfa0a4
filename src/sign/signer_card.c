/* signer_card.c - the pharmacist's HPKI card as a signer. One exclusive transaction from the PIN to the signature, then the card is reset;
 * the card asks for the PIN before every signature, and it is never kept. */
#include "sign/signers.h"
#include "card/hpki.h"
#include "base/err.h"
#include "base/wipe.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_no_app, "card-no-hpki", DIAG_ERROR, "HPKI の署名用アプリケーションがないカードです", "the card has no HPKI signing application");

struct card_signer { struct signer s; struct card *card; struct hpki h; bool held; };

static int cert(struct signer *s, struct arena *a, struct str *der, struct str **chain, size_t *nchain)
{
	struct card_signer *c = (struct card_signer *)s;
	struct buf b;
	int err;
	yg_buf_init(&b, 16384);
	err = yg_hpki_cert(&c->h, &b);
	if (err == YG_OK) *der = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	*chain = NULL;
	*nchain = 0;
	return err == YG_ENOTFOUND ? YG_EMISSING : err != YG_OK ? err : yg_arena_error(a);
}

static int tries_left(struct signer *s, int *n) { return yg_hpki_tries(&((struct card_signer *)s)->h, n); }

static void release(struct card_signer *c)
{
	if (c->held) c->card->ops->end(c->card, true);
	c->held = false;
}

static int login(struct signer *s, struct secret pin, bool last_try)
{
	struct card_signer *c = (struct card_signer *)s;
	int left, err = c->held ? YG_OK : c->card->ops->begin(c->card);
	if (err != YG_OK) {
		yg_wipe(pin.p, pin.n);
		return err;
	}
	c->held = true;
	/* another program may have selected something since: begin from the application */
	err = yg_hpki_open(&c->h, c->card, HPKI_SIGN);
	if (err == YG_OK) err = yg_hpki_login(&c->h, pin, last_try, &left);
	else yg_wipe(pin.p, pin.n);
	if (err != YG_OK) release(c);
	return err;
}

static int sign(struct signer *s, const uint8_t *info, size_t n, struct buf *out)
{
	struct card_signer *c = (struct card_signer *)s;
	int err;
	if (!c->held) return YG_ESTATE;
	err = yg_hpki_sign(&c->h, info, n, out);
	release(c);
	return err;
}

static void close_card(struct signer *s)
{
	struct card_signer *c = (struct card_signer *)s;
	release(c);
	yg_card_close(c->card);
	free(c);
}

static const struct signer_ops ops = { "card", cert, tries_left, login, sign, NULL, close_card };

int yg_signer_card(struct signer **out, const char *what, struct diags *ds)
{
	struct card_signer *c = calloc(1, sizeof *c);
	int err;
	if (!c) return YG_ENOMEM;
	c->s = (struct signer){ &ops, ds };
	if ((err = yg_card_open(&c->card, yg_str(what), ds)) == YG_OK && (err = yg_hpki_open(&c->h, c->card, HPKI_SIGN)) == YG_ENOTFOUND) {
		yg_diag(ds, &d_no_app, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_ECARD;
	}
	if (err != YG_OK) {
		yg_card_close(c->card);
		free(c);
	} else {
		*out = &c->s;
	}
	return err;
}
