/* tlv.h - BER-TLV as cards write it: definite lengths, tags of one or two bytes, every length tested against what is there. */
#ifndef CARD_TLV_H
#define CARD_TLV_H
#include "base/str.h"
#include <stdint.h>
struct tlv { uint16_t tag; struct str value; };
/* Takes the next element off *in. False: nothing left (in->n is 0) or not a TLV (in is as before). 00 and FF fill bytes between elements are skipped. */
bool yg_tlv_next(struct str *in, struct tlv *out);
/* The first element with this tag among those of `in`; false: none. */
bool yg_tlv_find(struct str in, uint16_t tag, struct tlv *out);
/* An unsigned INTEGER of at most four bytes. */
bool yg_tlv_uint(struct str value, uint32_t *out);
#endif
