/* facts.h - what a history document says of the patient: birth, sex, weight, allergies and side effects, illnesses. */
#ifndef CODEC_FACTS_H
#define CODEC_FACTS_H
#include "base/arena.h"
#include "model/model.h"
#define FACTS_NONE ((struct facts){ .weight_kg = DEC_NONE, .height_cm = DEC_NONE, .gestation_weeks = -1 })
/* From a notebook or CJ1: record 1 (生年月日, 性別, 体重), record 2 (1 アレルギー歴, 2 副作用歴 -> allergies; 3 既往歴 -> conditions)
 * and 411 type 30 (drug that caused a side effect in hospital -> allergies). The texts are the sender's, free text without
 * code: they may add hints, never prove an absence. Visits that are masked are left out. *out is overwritten; the texts
 * are borrowed from h. YG_ENOMEM, YG_ETOOBIG. */
int yg_facts_from_history(const struct history *h, struct arena *a, struct facts *out);
#endif
