/* card.c - what all kinds of cards share. */
#include "card/reader.h"
#include "base/ban.h"

void yg_card_close(struct card *c)
{
	if (c) c->ops->close(c);
}
