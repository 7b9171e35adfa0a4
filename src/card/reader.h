/* reader.h - a card in a reader, as a channel of APDUs. Two kinds: PC/SC (reader_pcsc.c) and a recorded conversation (reader_replay.c,
 * also the twin for tests and fuzzing). Knows no card application; never logs what a command carries (apdu.h masks). */
#ifndef CARD_READER_H
#define CARD_READER_H
#include "base/arena.h"
#include "base/diag.h"
#include <stdint.h>
struct card;
struct card_ops {
	const char *name;
	/* One command, one answer with its two status bytes. YG_ECARD: reader, card or service gone. */
	int  (*transmit)(struct card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got);
	int  (*begin)(struct card *c);               /* exclusive until end; YG_ECARD: another program holds it */
	void (*end)(struct card *c, bool reset);     /* reset: no verified PIN stays on the card */
	void (*close)(struct card *c);
};
struct card { const struct card_ops *ops; };
struct reader_state { struct str name; bool present, in_use; struct str atr; };  /* atr: hex */
/* The readers of this machine. YG_ECARD: no PC/SC service (the diagnostic says so). */
int  yg_readers(struct arena *a, struct reader_state **out, size_t *n, struct diags *ds);
/* Opens the card in this reader; name empty: the only reader that has one. YG_ENOTFOUND, YG_ECARD, YG_EARG (several). */
int  yg_card_open(struct card **out, struct str reader, struct diags *ds);
/* Waits until something changes among readers and cards, at most `ms`; 1 changed, 0 not, or an error. */
int  yg_readers_wait(const struct reader_state *before, size_t n, unsigned ms);
/* A conversation from a text file: lines "> hex", "< hex", "! gone", "! busy", "~ ms", "# comment". YG_ESYNTAX with its line. */
int  yg_card_replay(struct card **out, struct str script, struct diags *ds);
void yg_card_close(struct card *c);
#endif
