/* rule.h - one row of rules/: what was checked, who says so, since when. Part of a mapped image. */
#ifndef TABLES_RULE_H
#define TABLES_RULE_H
#include <stdint.h>
#include "base/ymd.h"
enum rule_kind { RULE_SAME_INGREDIENT = 1, RULE_SAME_CLASS, RULE_PAIR, RULE_DAYS_LIMIT,
		 /* patients.csv, doses.csv, totals.csv, forms.csv, allergies.csv */
		 RULE_ALLERGY, RULE_CONDITION, RULE_AGE, RULE_SEX, RULE_PREGNANCY, RULE_LACTATION, RULE_RENAL, RULE_HEPATIC,
		 RULE_DOSE, RULE_TOTAL, RULE_POLYPHARMACY, RULE_FORM };
struct rule {
	uint32_t id;                                 /* text offset: "D12-003", "G-BZD", "SI-systemic" */
	uint8_t  kind;                               /* enum rule_kind */
	uint8_t  severity;                           /* enum severity */
	uint8_t  enabled;                            /* 0: off in this edition (unsourced or unreviewed) */
	char     mark;                               /* 'S' sourced, 'I' inferred */
	uint16_t group;                              /* RULE_SAME_CLASS: index into groups */
	uint16_t allowed;                            /* how many of the group may run together before it is a finding (usually 1) */
	uint16_t ingredient_a, ingredient_b;         /* RULE_PAIR: base ingredients as named by the row; 0xffff none */
	int16_t  washout_ab;                         /* days that must pass after A's last day before B starts; 0 none */
	int16_t  washout_ba;                         /* the other way */
	uint16_t limit_days;                         /* RULE_DAYS_LIMIT */
	uint32_t title_ja, title_en;                 /* text offsets */
	uint32_t effect_ja, effect_en;               /* what can happen, our own words */
	uint32_t action_ja, action_en;               /* what to do */
	uint32_t condition_ja, condition_en;         /* "confirm" text; 0 = unconditional */
	uint32_t source;                             /* document, section, revision */
	uint32_t unknown_ja;                         /* what the row does not know; 0 none */
	struct ymd source_date, valid_from, valid_to;
	uint32_t file_line;                          /* line in its CSV, for rules show and lint */
	uint32_t file;                               /* text offset: "pairs.csv" */
	uint64_t row;                                /* hash of its record in the CSV: another one when any column changes */
};
#endif
