/* hpki.h - the HPKI card (薬剤師資格証): signing and authentication, two applications with a PIN each. Where things lie is read from the card's own
 * ISO/IEC 7816-15 directory; where it has none, the layout that public clients saw is used (cards-and-signing.md 3.1). */
#ifndef CARD_HPKI_H
#define CARD_HPKI_H
#include "card/apdu.h"
enum hpki_use { HPKI_SIGN, HPKI_LOGIN };
struct hpki {
	struct card *card;
	enum hpki_use use;
	bool directory;                              /* the places below come from the card's directory */
	unsigned pin_file, pin_p2;                   /* pin_file 0: not selected before VERIFY */
	unsigned key_file, cert_file;
};
/* Selects the application and finds its files. YG_ENOTFOUND: no such application; YG_ECARD. */
int yg_hpki_open(struct hpki *h, struct card *c, enum hpki_use use);
int yg_hpki_cert(struct hpki *h, struct buf *der);           /* readable without PIN */
int yg_hpki_tries(struct hpki *h, int *n);
/* 4 to 16 characters, else YG_EARG and nothing is sent. */
int yg_hpki_login(struct hpki *h, struct secret pin, bool confirmed, int *left);
/* DigestInfo of 51 bytes. YG_ESTATE: the card wants the PIN (again). */
int yg_hpki_sign(struct hpki *h, const uint8_t *digest_info, size_t n, struct buf *signature);
#endif
