/* fake_card.h - a card for tests: JPKI, 券面事項入力補助 and HPKI applications in one, with retry counters that survive, and scripted faults.
 * Used by the IFD handler (a card in a real pcscd) and in the process (every fault at every command). Never part of the product.
 *
 * Its folder holds: kind ("seen" or "guideline": the HPKI layout), sign.key sign.der login.key login.der jpki.key jpki.der (PEM, DER),
 * pin.sign pin.login pin.jpki pin.items (text), tries.* (decimal; written back), items.bin; faults (lines "N gone", "N sw 6F00",
 * "N slow MS", N counting commands from 1); commands.log is written: INS P1 P2 -> status, never data. */
#ifndef TESTS_CARD_FAKE_CARD_H
#define TESTS_CARD_FAKE_CARD_H
#include <stddef.h>
#include <stdint.h>
struct fake_card;
struct fake_card *fake_card_new(const char *folder);
void fake_card_free(struct fake_card *c);
void fake_card_reset(struct fake_card *c);
/* 0, or -1: the card is gone. */
int  fake_card_apdu(struct fake_card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got);
unsigned fake_card_commands(const struct fake_card *c);      /* since it was made */
int  fake_card_tries(struct fake_card *c, const char *pin);  /* "sign" "login" "jpki" "items" */
#endif
