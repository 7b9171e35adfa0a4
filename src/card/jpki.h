/* jpki.h - the two applications of a My Number card we may use: JPKI for authentication, and 券面事項入力補助 for the four items of the new-patient
 * form. The files with the 12-digit number (券面事項入力補助 0001, 0014; 券面事項確認) have no place here: no code path can name them. */
#ifndef CARD_JPKI_H
#define CARD_JPKI_H
#include "card/apdu.h"
/* Selects JPKI. YG_ENOTFOUND: not such a card. */
int yg_jpki_select(struct card *c);
bool yg_jpki_is_phone(struct card *c);               /* token name JPKIAPGPSETOKEN: a telephone */
int yg_jpki_auth_cert(struct card *c, struct buf *der);      /* 利用者証明用証明書; free on the card */
int yg_jpki_auth_tries(struct card *c, int *n);
/* PIN of exactly 4 digits (YG_EARG otherwise, nothing sent), then PKCS#1 signature over a DigestInfo of 51 bytes. */
int yg_jpki_auth_login(struct card *c, struct secret pin, bool confirmed, int *left);
int yg_jpki_auth_sign(struct card *c, const uint8_t *digest_info, size_t n, struct buf *signature);
/* 氏名 住所 生年月日 性別, as printed on the card, by the 4-digit PIN of 券面事項入力補助. Typed in by machine: the issuer's signature is not checked, and
 * whoever stores them must mark them so. Texts live in the arena. YG_EPIN, YG_EREFUSED as yg_pin_verify; YG_ESYNTAX: not the known layout. */
struct card_items { struct str name, address, birth, sex; };         /* birth YYYYMMDD; sex "1" 男 "2" 女 "3" その他 */
int yg_card_items(struct card *c, struct secret pin, bool confirmed, int *left, struct arena *a, struct card_items *out);
int yg_card_items_tries(struct card *c, int *n);
#endif
