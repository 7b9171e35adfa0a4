/* patient.h - what the checks about the patient, the amount and the product share. Private to match/.
 * about.c walks the rows that our lines touch and hands each to patient.c, allergy.c, dose.c or form.c. */
#ifndef MATCH_PATIENT_H
#define MATCH_PATIENT_H
#include "match/hits.h"

/* A fact that somebody would have to tell; the word of each is in about.c. Bit i of a mask is the fact i. */
enum gap_fact { GAP_BIRTH_DATE, GAP_SEX, GAP_WEIGHT, GAP_PREGNANCY, GAP_GESTATION, GAP_BREASTFEEDING, GAP_CREATININE, GAP_CONDITIONS,
		GAP_CONDITION_TEXT, GAP_CHILD_PUGH, GAP_ALLERGIES, GAP_ALLERGY_TEXT, GAP_AMOUNT, GAP_UNIT_FACTOR, GAP_TABLES, GAP_FACTS };
/* Notes that the row could not be judged (row NULL: no row in particular); said: what was told and not understood. */
void yg_gap(struct mwork *w, enum gap_fact fact, const struct about *row, struct str said);

enum about_answer { ABOUT_NO, ABOUT_YES, ABOUT_UNKNOWN };
struct about_judged {
	enum about_answer answer;
	unsigned   lacks;                            /* facts, when the answer is unknown */
	struct str said;                             /* with GAP_CONDITION_TEXT: the texts nobody could place */
	struct str shared;                           /* the condition that hit */
	struct str detail_ja, detail_en;             /* the values that decided */
	int        reach;                            /* struct finding */
};
/* patient.c: condition, age, sex, pregnancy, lactation, renal and hepatic rows. Needs no line. */
void yg_judge_about(const struct mwork *w, const struct about *row, struct about_judged *out);
/* Age and sex of a row against the patient: a part of the above, and all there is for doses. */
enum about_answer yg_judge_who(const struct mwork *w, const struct about *row, unsigned *lacks);
int  yg_patient_age(const struct mwork *w);          /* completed years on the day of the check; -1 not known */

/* renal.c: exact fixed-point arithmetic, the same on every machine; results in tenths, rounded half up. Relative error before
 * rounding below 2^-50. False: outside what the formula is for (adults of 18..120, 0.1..30 mg/dL, 20..300 kg). */
bool yg_egfr(struct dec creatinine, int age, enum sex sex, struct dec *out);   /* 194 x Cr^-1.094 x age^-0.287 (x 0.739 women), mL/min/1.73m2 */
bool yg_ccr(struct dec creatinine, int age, struct dec weight_kg, enum sex sex, struct dec *out); /* Cockcroft-Gault, mL/min */

/* One finding on n of our lines (ascending), severity and rule of the row; NULL: switched off (counted) or no memory. */
struct finding *yg_about_finding(struct mwork *w, const struct about *row, enum finding_kind kind, const size_t *line, size_t n);
struct finding *yg_plain_finding(struct mwork *w, enum finding_kind kind, enum severity severity, const size_t *line, size_t n);

bool yg_about_touches(const struct mwork *w, size_t line, const struct about *row);   /* an open, comparable line whose drug the row names */

void yg_check_allergies(struct mwork *w);            /* allergy.c: the patient's allergies against our lines */
void yg_dose_row(struct mwork *w, const struct about *row, const size_t *line, size_t n);     /* dose.c */
void yg_form_row(struct mwork *w, const struct about *row, const size_t *line, size_t n);     /* form.c */
void yg_new_drug_row(struct mwork *w, const struct about *row, const size_t *line, size_t n); /* form.c */
void yg_check_product(struct mwork *w);              /* form.c: unit factors, narcotic paperwork */
void yg_check_about(struct mwork *w);                /* about.c: all of the above */
/* about.c: the gaps as the answer lists them: one for a fact, rules in the order of their ids. */
int  yg_gaps(struct mwork *w, struct match_out *out);
#endif
