/* neutral_json.h - our own JSON for prescriptions, histories and patient facts (schemas in docs/api).
 * Also used by the check report for its "prescription" member. */
#ifndef CODEC_NEUTRAL_JSON_H
#define CODEC_NEUTRAL_JSON_H
#include "codec/codec.h"
#include "text/json.h"
void yg_json_write_rx(struct jw *w, const struct rx *rx);          /* one JSON object */
void yg_json_write_history(struct jw *w, const struct history *h);
int  yg_json_read_facts(struct read_ctx *rc, struct json_object *o, struct facts *out); /* unknown keys: d_json_unknown_key */
#endif
