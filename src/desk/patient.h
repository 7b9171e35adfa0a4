/* patient.h - who the patient of a prescription is. A patient is a random id, found by keyed hashes of insurance, birth date, sex and
 * name; the hashes find candidates, what is recorded of a candidate decides (docs/formats/case.md, "Who is it?").
 *
 * Sure: same name, birth date and sex, and the same insurance (or public payer, or both without any). Doubtful: the same name, birth
 * date and sex with another insurance, or something missing on one side. Anything else is somebody else: twins without a branch number
 * have other names. What is doubtful a person decides. */
#ifndef DESK_PATIENT_H
#define DESK_PATIENT_H
#include "desk/desk.h"
enum who { WHO_NEW, WHO_SURE, WHO_DOUBTFUL };
struct candidate { struct str patient; enum who who; struct cell *row; };
struct identified { enum who who; struct candidate *c; size_t n; size_t sure; /* index of the sure one */ };
/* Looks for the patient of rx. Reads only. */
int  patient_find(struct run *r, const struct rx *rx, struct identified *out);
/* Makes a patient for rx, or adds what rx says to a known one (row: its T_PATIENT row), with their index rows. doubtful: others look like it. */
int  patient_new(struct run *r, const struct rx *rx, bool doubtful, struct str *patient, struct cell **row);
int  patient_learn(struct run *r, const struct rx *rx, struct str patient, struct cell *row);
/* Index row of the request that this command is, so that its repetition finds the patient. */
int  patient_request(struct run *r, struct str patient);
#define PATIENT_RECORDS 50u                          /* joined as one person; more is YG_ETOOBIG: what a check left out would be silence */
/* The patients whose records belong to one person: this one and all that were joined with it. */
int  patient_group(struct run *r, struct str patient, struct desk_known **out, size_t *n);
/* What a person at the counter sees of a patient: {"patient","name","kana","birth_date","sex","state", ...}. */
void patient_json(struct run *r, struct jw *w, struct str patient, const struct cell *row);
/* Texts for a refusal: `"candidates":[...]`. */
struct str patient_candidates(struct run *r, const struct identified *id);
#endif
