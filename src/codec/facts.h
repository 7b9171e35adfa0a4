/* facts.h - what is known of the patient: taken out of history documents, brought to one unit, and put together from
 * several sources. Nothing is guessed: a value whose code, name and unit do not agree, or that no living patient has, is
 * refused with a diagnostic, and the rules that need it then say that they could not judge. */
#ifndef CODEC_FACTS_H
#define CODEC_FACTS_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
#define FACTS_NONE ((struct facts){ .weight_kg = DEC_NONE, .height_cm = DEC_NONE, .gestation_weeks = -1 })
/* From a notebook or CJ1: record 1 (生年月日, 性別, 体重), record 2 (1 アレルギー歴, 2 副作用歴 -> allergies; 3 既往歴 -> conditions)
 * and 411 type 30 (drug that caused a side effect in hospital -> allergies). The texts are the sender's, free text without
 * code: they may add hints, never prove an absence. Visits that are masked are left out. *out is overwritten; the texts
 * are borrowed from h. YG_ENOMEM, YG_ETOOBIG. */
int yg_facts_from_history(const struct history *h, struct arena *a, struct facts *out);

/* Adds what one more source says to *all (start: FACTS_NONE). as_of is the day of the check, valid; input is the source's
 * number in diagnostics; texts are borrowed from *more. In this order:
 *   born, sex       the first source named stays; another one that differs is an error, and is then doubted
 *   measured values weight, height and the kinds of enum lab_kind, by whole name or whole JLAC10 code: converted to the
 *                   unit of the model (µmol/L creatinine / 88.4, rounded at the sixth decimal; g, m, mm exactly), refused
 *                   outside the range of the table in facts.c, or dated after as_of. The newest by date stays; a value
 *                   without date only where none has one. Two values of one day: the less favourable one stays.
 *   yes and no      a yes stays
 *   allergies, conditions  all, each once
 * doubted: the source may speak of another person. Only what can add a warning is then taken. YG_ENOMEM, YG_ETOOBIG. */
int yg_facts_add(struct facts *all, const struct facts *more, bool doubted, struct ymd as_of, unsigned input, struct arena *a,
		 struct diags *ds);
#endif
