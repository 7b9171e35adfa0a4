/* fuzz_apdu.c - a card that answers anything: every driver must end, and never send a PIN after the counter said it is the last try. */
#include "base/err.h"
#include "card/hpki.h"
#include "card/jpki.h"
#include <stdlib.h>

struct liar { struct card c; const uint8_t *p; size_t n; unsigned verifies; };
static int transmit(struct card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got)
{
	struct liar *l = (struct liar *)c;
	size_t k;
	if (n > 5 && cmd[1] == 0x20 && ++l->verifies > 3) abort();       /* one at most for each of the three log-ins below */
	if (!l->n) return YG_ECARD;
	k = l->p[0];
	l->p++, l->n--;
	if (k > l->n) k = l->n;
	if (k > cap) k = cap;
	memcpy(answer, l->p, k);
	l->p += k, l->n -= k;
	*got = k;
	return YG_OK;
}
static int begin(struct card *c) { (void)c; return YG_OK; }
static void end(struct card *c, bool reset) { (void)c, (void)reset; }
static void nothing(struct card *c) { (void)c; }
static const struct card_ops ops = { "liar", transmit, begin, end, nothing };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct liar l = { { &ops }, data, n, 0 };
	struct arena *a = yg_arena_new(1u << 20);
	struct card_items items = { 0 };
	char pin[] = "1234", pin2[] = "1234", pin3[] = "1234";
	uint8_t info[51] = { 0 };
	struct hpki h;
	struct buf b;
	int left;
	yg_buf_init(&b, 1u << 16);
	if (yg_hpki_open(&h, &l.c, HPKI_SIGN) == YG_OK) {
		yg_hpki_cert(&h, &b);
		if (yg_hpki_login(&h, (struct secret){ pin, 4 }, false, &left) == YG_OK) yg_hpki_sign(&h, info, 51, &b);
	}
	if (yg_jpki_select(&l.c) == YG_OK) {
		yg_jpki_is_phone(&l.c);
		yg_jpki_auth_cert(&l.c, &b);
		if (yg_jpki_auth_login(&l.c, (struct secret){ pin2, 4 }, false, &left) == YG_OK) yg_jpki_auth_sign(&l.c, info, 51, &b);
	}
	yg_card_items(&l.c, (struct secret){ pin3, 4 }, false, &left, a, &items);
	yg_buf_free(&b);
	yg_arena_free(a);
	return 0;
}
