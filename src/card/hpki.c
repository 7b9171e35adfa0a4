/* hpki.c - reading the directory of an HPKI application, and signing with what it says. */
#include "card/hpki.h"
#include "card/tlv.h"
#include "base/err.h"
#include "base/wipe.h"
#include "base/ban.h"

static const uint8_t aids[2][16] = {
	[HPKI_SIGN]  = { 0xe8, 0x28, 0xbd, 0x08, 0x0f, 0xa0, 0x00, 0x00, 0x03, 0x91, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01 },
	[HPKI_LOGIN] = { 0xe8, 0x28, 0xbd, 0x08, 0x0f, 0xa0, 0x00, 0x00, 0x03, 0x91, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02 },
};
enum { EF_OD = 0x5031 };
/* The card public clients saw: PIN EF 0002 with P2 88, key EF 000C, certificate EF 0016. */
static const struct hpki seen = { NULL, HPKI_SIGN, false, 0x0002, 0x88, 0x000c, 0x0016 };
#define MAX_DIRECTORY 4096u
#define SEQ 0x30
#define OCTETS 0x04

static bool read_ef(struct card *c, unsigned id, struct buf *out)
{
	out->n = 0;
	return yg_select_file(c, id) == YG_OK && yg_read_file(c, MAX_DIRECTORY, out) == YG_OK && !out->err && out->n;
}

/* The file id at the end of the path of { SEQ { OCTET STRING path ... } }; 0: none. */
static unsigned path_id(struct str in)
{
	struct tlv t;
	if (!yg_tlv_find(in, OCTETS, &t) || t.value.n < 2) return 0;
	return (unsigned)(unsigned char)t.value.p[t.value.n - 2] << 8 | (unsigned char)t.value.p[t.value.n - 1];
}

/* One object of PrKD, CD or AOD: common, class and type attributes. */
struct object { struct str common, class, type; };
static bool next_object(struct str *in, struct object *o)
{
	struct tlv t, part;
	struct str rest;
	if (!yg_tlv_next(in, &t) || t.tag != SEQ) return false;
	*o = (struct object){ STR_NONE, STR_NONE, STR_NONE };
	rest = t.value;
	if (yg_tlv_next(&rest, &part) && part.tag == SEQ) o->common = part.value;
	if (yg_tlv_next(&rest, &part) && part.tag == SEQ) o->class = part.value;
	while (yg_tlv_next(&rest, &part))
		if (part.tag == 0xa1 && yg_tlv_find(part.value, SEQ, &t)) o->type = t.value;
	return o->type.n != 0;
}

static struct str first_octets(struct str in)
{
	struct tlv t;
	return yg_tlv_find(in, OCTETS, &t) ? t.value : STR_NONE;
}

static unsigned object_path(const struct object *o)
{
	struct tlv t;
	return yg_tlv_find(o->type, SEQ, &t) ? path_id(t.value) : 0;
}

/* The directory file of one kind (A0 private keys, A4 certificates, A8 authentication) as the OD names it. */
static unsigned od_entry(struct str od, uint16_t tag)
{
	struct tlv t, seq;
	return yg_tlv_find(od, tag, &t) && yg_tlv_find(t.value, SEQ, &seq) ? path_id(seq.value) : 0;
}

static bool from_directory(struct hpki *h)
{
	struct buf od, key, cert, pin;
	struct object k, o;
	struct str left, id, auth;
	struct tlv t;
	uint32_t reference = 0;
	bool ok;
	yg_buf_init(&od, MAX_DIRECTORY); yg_buf_init(&key, MAX_DIRECTORY); yg_buf_init(&cert, MAX_DIRECTORY); yg_buf_init(&pin, MAX_DIRECTORY);
	ok = read_ef(h->card, EF_OD, &od) && read_ef(h->card, od_entry(yg_buf_view(&od), 0xa0), &key) &&
	     read_ef(h->card, od_entry(yg_buf_view(&od), 0xa4), &cert) && read_ef(h->card, od_entry(yg_buf_view(&od), 0xa8), &pin);
	left = yg_buf_view(&key);
	ok = ok && next_object(&left, &k) && (h->key_file = object_path(&k)) != 0;
	if (ok) {
		id = first_octets(k.class);
		auth = first_octets(k.common);
		h->cert_file = 0;
		for (left = yg_buf_view(&cert); next_object(&left, &o); )
			if (!h->cert_file && yg_str_eq(first_octets(o.class), id)) h->cert_file = object_path(&o);
		ok = false;
		for (left = yg_buf_view(&pin); next_object(&left, &o); ) {
			if (ok || (auth.n && !yg_str_eq(first_octets(o.class), auth))) continue;
			if (yg_tlv_find(o.type, 0x80, &t) && !yg_tlv_uint(t.value, &reference)) reference = t.value.n == 1 ? (unsigned char)t.value.p[0] : 0;
			h->pin_p2 = reference & 0xff;
			h->pin_file = object_path(&o);
			ok = true;
		}
		ok = ok && h->cert_file;
	}
	yg_buf_free(&od); yg_buf_free(&key); yg_buf_free(&cert); yg_buf_free(&pin);
	return ok;
}

int yg_hpki_open(struct hpki *h, struct card *c, enum hpki_use use)
{
	struct hpki found = { c, use, false, 0, 0, 0, 0 };
	int err = yg_select_aid(c, aids[use], sizeof aids[use], NULL);
	if (err != YG_OK) return err;
	found.directory = from_directory(&found);
	if (!found.directory) {
		found = seen;
		found.card = c;
		found.use = use;
	}
	*h = found;
	return YG_OK;
}

int yg_hpki_cert(struct hpki *h, struct buf *der)
{
	int err = yg_select_file(h->card, h->cert_file);
	return err != YG_OK ? err : yg_read_der(h->card, der);
}

static int select_pin(struct hpki *h) { return h->pin_file ? yg_select_file(h->card, h->pin_file) : YG_OK; }

int yg_hpki_tries(struct hpki *h, int *n)
{
	int err = select_pin(h);
	return err != YG_OK ? err : yg_pin_tries(h->card, h->pin_p2, n);
}

int yg_hpki_login(struct hpki *h, struct secret pin, bool confirmed, int *left)
{
	int err = pin.n < 4 || pin.n > 16 ? YG_EARG : select_pin(h);
	if (err == YG_OK) return yg_pin_verify(h->card, h->pin_p2, pin, confirmed, left);
	yg_wipe(pin.p, pin.n);
	return err;
}

/* As seen on cards: the key file selected, the card pads. */
static int sign_seen(struct hpki *h, const uint8_t *info, size_t n, struct buf *out, unsigned *sw)
{
	uint8_t cmd[6 + 51] = { 0x80, 0x2a, 0x00, 0x80, 51 };
	int err = yg_select_file(h->card, h->key_file);
	if (err != YG_OK) return err;
	memcpy(cmd + 5, info, n);
	return yg_apdu(h->card, cmd, sizeof cmd, out, sw);
}

/* As the guideline's example: key named by MSE, the padded block signed. Extended length: 256 bytes of data. */
static int sign_guideline(struct hpki *h, const uint8_t *info, size_t n, struct buf *out, unsigned *sw)
{
	uint8_t mse[] = { 0x00, 0x22, 0x41, 0xb6, 0x04, 0x81, 0x02, (uint8_t)(h->key_file >> 8), (uint8_t)h->key_file };
	uint8_t cmd[7 + 256 + 2] = { 0x00, 0x2a, 0x9e, 0x9a, 0x00, 0x01, 0x00, 0x00, 0x01 };
	int err = yg_apdu(h->card, mse, sizeof mse, NULL, sw);
	if (err != YG_OK || *sw != SW_OK) return err;
	memset(cmd + 9, 0xff, 256 - 2 - n - 1);
	cmd[7 + 256 - n - 1] = 0x00;
	memcpy(cmd + 7 + 256 - n, info, n);
	return yg_apdu(h->card, cmd, sizeof cmd, out, sw);
}

int yg_hpki_sign(struct hpki *h, const uint8_t *info, size_t n, struct buf *out)
{
	size_t before = out->n;
	unsigned sw;
	int err;
	if (n != 51) return YG_EARG;
	err = sign_seen(h, info, n, out, &sw);
	/* 6D00, 6E00, 6A81: this card does not know the command; nothing happened, the other one is tried under the same PIN */
	if (err == YG_OK && (sw == 0x6d00 || sw == 0x6e00 || sw == 0x6a81)) err = sign_guideline(h, info, n, out, &sw);
	if (err != YG_OK) return err;
	if (sw == SW_OK && out->n > before) return YG_OK;
	out->n = before;
	return sw == SW_NEEDS_PIN ? YG_ESTATE : YG_ECARD;
}
