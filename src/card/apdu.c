/* apdu.c - commands and answers. The buffer that carried a PIN is wiped before anything else happens. */
#include "card/apdu.h"
#include "base/err.h"
#include "base/wipe.h"
#include "base/ban.h"

#define MAX_FETCHES 32u                              /* GET RESPONSE after one command; a certificate needs 8 */

int yg_apdu(struct card *c, const uint8_t *cmd, size_t n, struct buf *out, unsigned *sw)
{
	uint8_t answer[260], again[5], more[5] = { 0x00, 0xc0, 0x00, 0x00, 0x00 };
	size_t got;
	int err;
	for (unsigned i = 0; i < MAX_FETCHES; i++) {
		if ((err = c->ops->transmit(c, cmd, n, answer, sizeof answer, &got)) != YG_OK) return err;
		if (got < 2 || got > sizeof answer) return YG_ECARD;
		*sw = (unsigned)(answer[got - 2] << 8 | answer[got - 1]);
		if (out && got > 2) yg_buf_add(out, answer, got - 2);
		yg_wipe(answer, sizeof answer);
		if (out && out->err) return out->err;
		if (*sw >> 8 == 0x61) {
			more[0] = cmd == more ? more[0] : cmd[0] & 0x03;
			more[4] = (uint8_t)*sw;
			cmd = more;
			n = sizeof more;
		} else if (*sw >> 8 == 0x6c && n == sizeof again && cmd != more && cmd != again) {
			/* a command of five bytes ends with the length it expects; in any other the last byte is data - a PIN, say */
			memcpy(again, cmd, n);
			again[4] = (uint8_t)*sw;
			cmd = again;
		} else {
			return YG_OK;
		}
	}
	return YG_ECARD;
}

int yg_select_aid(struct card *c, const uint8_t *aid, size_t n, struct buf *out)
{
	uint8_t cmd[5 + 16] = { 0x00, 0xa4, 0x04, out ? 0x00 : 0x0c, (uint8_t)n };
	unsigned sw;
	int err;
	if (n < 1 || n > 16) return YG_EARG;
	memcpy(cmd + 5, aid, n);
	if ((err = yg_apdu(c, cmd, 5 + n, out, &sw)) != YG_OK) return err;
	return sw == SW_OK ? YG_OK : YG_ENOTFOUND;
}

int yg_select_file(struct card *c, unsigned id)
{
	uint8_t cmd[] = { 0x00, 0xa4, 0x02, 0x0c, 0x02, (uint8_t)(id >> 8), (uint8_t)id };
	unsigned sw;
	int err = yg_apdu(c, cmd, sizeof cmd, NULL, &sw);
	if (err != YG_OK) return err;
	return sw == SW_OK ? YG_OK : YG_ENOTFOUND;
}

int yg_read_file(struct card *c, size_t max, struct buf *out)
{
	size_t start = out->n, at;
	unsigned sw;
	int err;
	while ((at = out->n - start) < max && at < 0x8000) {
		size_t want = max - at < 256 ? max - at : 256;
		uint8_t cmd[] = { 0x00, 0xb0, (uint8_t)(at >> 8), (uint8_t)at, (uint8_t)want };
		if ((err = yg_apdu(c, cmd, sizeof cmd, out, &sw)) != YG_OK) return err;
		if (sw == SW_NEEDS_PIN) return YG_EPIN;
		if (sw != SW_OK && sw != 0x6282 && sw != 0x6b00) return YG_ECARD;
		if (sw != SW_OK || out->n - start == at) break;              /* the file ends here */
		if (out->n - start > max) return YG_ECARD;
	}
	return YG_OK;
}

int yg_read_der(struct card *c, struct buf *out)
{
	struct buf head;
	size_t n = 0;
	int err;
	yg_buf_init(&head, 4);
	err = yg_read_file(c, 4, &head);
	if (err == YG_OK && head.n == 4) {
		const unsigned char *p = (const unsigned char *)head.p;
		n = p[1] < 0x80 ? 2u + p[1] : p[1] == 0x81 ? 3u + p[2] : p[1] == 0x82 ? 4u + ((size_t)p[2] << 8 | p[3]) : 0;
	}
	yg_buf_free(&head);
	if (err != YG_OK) return err;
	if (n < 4) return YG_ECARD;
	if ((err = yg_read_file(c, n, out)) != YG_OK) return err;
	return out->n >= n ? YG_OK : YG_ECARD;
}

int yg_pin_tries(struct card *c, unsigned p2, int *n)
{
	uint8_t cmd[] = { 0x00, 0x20, 0x00, (uint8_t)p2 };
	unsigned sw;
	int err = yg_apdu(c, cmd, sizeof cmd, NULL, &sw);
	if (err != YG_OK) return err;
	*n = sw >> 4 == 0x63c ? (int)(sw & 15) : sw == SW_BLOCKED ? 0 : -1;
	return YG_OK;
}

int yg_pin_verify(struct card *c, unsigned p2, struct secret pin, bool confirmed, int *left)
{
	uint8_t cmd[5 + 16] = { 0x00, 0x20, 0x00, (uint8_t)p2 };
	unsigned sw = 0;
	int tries, err;
	if (pin.n < 1 || pin.n > 16) {
		yg_wipe(pin.p, pin.n);
		return YG_EARG;
	}
	err = yg_pin_tries(c, p2, &tries);
	if (err == YG_OK) {
		*left = tries;
		if (tries == 0) err = YG_EPIN;
		else if (tries <= 1 && !confirmed) err = YG_EREFUSED;        /* one, or not to be told */
	}
	if (err == YG_OK) {
		cmd[4] = (uint8_t)pin.n;
		memcpy(cmd + 5, pin.p, pin.n);
		err = yg_apdu(c, cmd, 5 + pin.n, NULL, &sw);
		yg_wipe(cmd, sizeof cmd);
	}
	yg_wipe(pin.p, pin.n);
	if (err != YG_OK) return err;
	if (sw == SW_OK) return YG_OK;
	if (sw >> 4 == 0x63c) *left = (int)(sw & 15);
	else if (sw == SW_BLOCKED) *left = 0;
	else return YG_ECARD;
	return YG_EPIN;
}
