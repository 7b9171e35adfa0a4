/* history_from_rx.h - a prescription told as a dispensing record: "dispensed as prescribed, on the day of issue".
 * Used when a prescription document is written as a notebook. What a dispensing record says and a prescription does
 * not know (day of dispensing, pharmacy, product chosen) is named as lost, never invented. */
#ifndef CODEC_HISTORY_FROM_RX_H
#define CODEC_HISTORY_FROM_RX_H
#include "codec/codec.h"
/* Mapping of jahis-techo section 7: 頓服 → 屯服, 外用・内服滴剤・注射・医療材料 → whole amount × 1 調剤, uneven doses → 281 text.
 * Fills *out in wc->arena (one visit). Losses are counted in wc->lost. 0, YG_EMISSING (no issue date), YG_ENOMEM, YG_ETOOBIG. */
int yg_history_from_rx(struct write_ctx *wc, const struct rx *rx, struct history *out);
#endif
