/* jpki.c - My Number card: authentication signature and the four items. Sequences: cards-and-signing.md 2.3, 2.4. */
#include "card/jpki.h"
#include "card/tlv.h"
#include "base/err.h"
#include "base/wipe.h"
#include "base/ban.h"

static const uint8_t aid_jpki[] = { 0xd3, 0x92, 0xf0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01 };
static const uint8_t aid_items[] = { 0xd3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08 };   /* 券面事項入力補助 */
enum { EF_TOKEN = 0x0006, EF_AUTH_CERT = 0x000a, EF_AUTH_KEY = 0x0017, EF_AUTH_PIN = 0x0018,
       EF_FOUR_ITEMS = 0x0002, EF_ITEMS_PIN = 0x0011 };
#define P2_CURRENT 0x80u                             /* the PIN of the selected file */
#define MAX_ITEMS 2048u                              /* bytes of the four items; names and addresses are short */

int yg_jpki_select(struct card *c) { return yg_select_aid(c, aid_jpki, sizeof aid_jpki, NULL); }

bool yg_jpki_is_phone(struct card *c)
{
	struct buf b;
	bool phone;
	yg_buf_init(&b, 64);
	phone = yg_select_file(c, EF_TOKEN) == YG_OK && yg_read_file(c, 32, &b) == YG_OK && yg_str_starts(yg_buf_view(&b), STR("JPKIAPGPSETOKEN"));
	yg_buf_free(&b);
	return phone;
}

int yg_jpki_auth_cert(struct card *c, struct buf *der)
{
	int err = yg_select_file(c, EF_AUTH_CERT);
	return err != YG_OK ? err : yg_read_der(c, der);
}

static int tries(struct card *c, unsigned file, int *n)
{
	int err = yg_select_file(c, file);
	return err != YG_OK ? err : yg_pin_tries(c, P2_CURRENT, n);
}

int yg_jpki_auth_tries(struct card *c, int *n) { return tries(c, EF_AUTH_PIN, n); }

/* Four digits, or it is never sent: a PIN of the wrong shape costs a try and can never be right. */
static int login(struct card *c, unsigned file, struct secret pin, bool confirmed, int *left)
{
	int err;
	if (pin.n != 4 || !yg_str_digits((struct str){ pin.p, pin.n })) err = YG_EARG;
	else err = yg_select_file(c, file);
	if (err == YG_OK) return yg_pin_verify(c, P2_CURRENT, pin, confirmed, left);
	yg_wipe(pin.p, pin.n);
	return err;
}

int yg_jpki_auth_login(struct card *c, struct secret pin, bool confirmed, int *left) { return login(c, EF_AUTH_PIN, pin, confirmed, left); }

int yg_jpki_auth_sign(struct card *c, const uint8_t *info, size_t n, struct buf *signature)
{
	uint8_t cmd[6 + 51] = { 0x80, 0x2a, 0x00, 0x80, 51 };
	unsigned sw;
	int err;
	if (n != 51) return YG_EARG;
	if ((err = yg_select_file(c, EF_AUTH_KEY)) != YG_OK) return err;
	memcpy(cmd + 5, info, n);
	if ((err = yg_apdu(c, cmd, sizeof cmd, signature, &sw)) != YG_OK) return err;
	return sw == SW_OK ? YG_OK : sw == SW_NEEDS_PIN ? YG_ESTATE : YG_ECARD;
}

int yg_card_items_tries(struct card *c, int *n)
{
	int err = yg_select_aid(c, aid_items, sizeof aid_items, NULL);
	return err != YG_OK ? err : tries(c, EF_ITEMS_PIN, n);
}

/* FF20 { DF21 header, DF22 name, DF23 address, DF24 birth date, DF25 sex }: this order and these tags, or refused. */
static int parse(struct str bytes, struct arena *a, struct card_items *out)
{
	static const uint16_t tags[5] = { 0xdf21, 0xdf22, 0xdf23, 0xdf24, 0xdf25 };
	struct str *to[5] = { NULL, &out->name, &out->address, &out->birth, &out->sex };
	struct tlv all, one;
	if (!yg_tlv_next(&bytes, &all) || all.tag != 0xff20) return YG_ESYNTAX;
	for (size_t i = 0; i < 5; i++) {
		if (!yg_tlv_next(&all.value, &one) || one.tag != tags[i]) return YG_ESYNTAX;
		if (to[i]) *to[i] = yg_arena_str(a, one.value);
	}
	if (out->birth.n != 8 || !yg_str_digits(out->birth) || out->sex.n != 1 || !yg_str_digits(out->sex)) return YG_ESYNTAX;
	return yg_arena_error(a);
}

int yg_card_items(struct card *c, struct secret pin, bool confirmed, int *left, struct arena *a, struct card_items *out)
{
	struct card_items got = { 0 };
	struct buf b;
	int err = yg_select_aid(c, aid_items, sizeof aid_items, NULL);
	if (err != YG_OK) {
		yg_wipe(pin.p, pin.n);
		return err;
	}
	if ((err = login(c, EF_ITEMS_PIN, pin, confirmed, left)) != YG_OK) return err;
	if ((err = yg_select_file(c, EF_FOUR_ITEMS)) != YG_OK) return err;
	yg_buf_init(&b, MAX_ITEMS);
	err = yg_read_file(c, MAX_ITEMS, &b);
	if (err == YG_OK) err = parse(yg_buf_view(&b), a, &got);
	yg_wipe(b.p, b.n);
	yg_buf_free(&b);
	if (err == YG_OK) *out = got;
	return err;
}
