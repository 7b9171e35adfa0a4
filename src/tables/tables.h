/* tables.h - the loaded drug master and rules: immutable, shared between threads, one counted hold per user.
 * Opened from two folders (CSV and EDITION files), through a compiled image that is checked before it is believed. */
#ifndef TABLES_TABLES_H
#define TABLES_TABLES_H
#include "base/arena.h"
#include "base/diag.h"
#include "tables/drug.h"
#include "tables/rule.h"

struct tables;
struct tables_options {
	const char *master_dir, *rules_dir;
	const char *cache_dir;                       /* where a compiled image may be kept when master_dir is read-only; NULL none */
	bool        no_image;                        /* always compile in memory, write nothing */
};
struct edition {                                     /* of the master or of the rules; borrowed from the tables */
	struct str id;                               /* "2025-08-14" or as EDITION says */
	struct ymd source_date, valid_from, valid_until;
	struct str sources;                          /* names of official files */
	struct str checksum;                         /* hex */
	size_t     rows, enabled;                    /* products; rules and how many are on */
	bool       refuse_expired;
};
/* YG_OK; YG_ETABLE (missing, damaged, checksum: every fault in diags with file and line), YG_EIO, YG_ENOMEM, YG_EARG (a folder is NULL).
 * Records in diags: file name in field, line in record. */
int  yg_tables_open(struct tables **out, const struct tables_options *o, struct diags *ds);
struct tables *yg_tables_hold(struct tables *t);     /* +1 */
void yg_tables_drop(struct tables *t);               /* -1, frees at 0; NULL is fine */
const struct edition *yg_tables_master(const struct tables *t);
const struct edition *yg_tables_rules(const struct tables *t);
struct str yg_tables_text(const struct tables *t, uint32_t off);  /* off 0: empty */
bool yg_tables_from_image(const struct tables *t);   /* loaded from a compiled image, not from CSV */

const char *yg_tables_kept_in(const struct tables *t); /* folder where the compiled image is kept; "" when nowhere */

/* --- products ------------------------------------------------------------------ */
size_t yg_drug_count(const struct tables *t);
const struct drug *yg_drug_at(const struct tables *t, size_t i);
size_t yg_drug_index(const struct tables *t, const struct drug *d);
/* All products with this exact code; *first is an array of indices into the products. 0: none. */
size_t yg_drug_by_receipt(const struct tables *t, struct str code, const uint32_t **first);
size_t yg_drug_by_price(const struct tables *t, struct str code, const uint32_t **first);
size_t yg_drug_by_yj(const struct tables *t, struct str code, const uint32_t **first);      /* yj column or HOT table only */
size_t yg_drug_by_generic(const struct tables *t, struct str code, const uint32_t **first); /* products; the DRUG_GENERIC_NAME entry is first */
size_t yg_drug_by_hot(const struct tables *t, struct str code, const uint32_t **first);     /* HOT7, 9, 11 or 13 exactly as in the HOT table */
/* Base ingredients (有効成分, salts and hydrates folded): ids ascending. 0: not known, so no rule can be judged. */
size_t yg_drug_ingredients(const struct tables *t, const struct drug *d, const uint16_t **ids);
/* A systemic product with exactly this one ingredient, for an ingredient given by name (OTC): the name equals its 成分名 or its
 * base ingredient as a whole after folding. NULL: none. Slow (walks the master); for the few lines that have no code. */
const struct drug *yg_drug_of_ingredient(const struct tables *t, struct str name);
size_t yg_ingredient_count(const struct tables *t);
struct str yg_ingredient_name(const struct tables *t, uint16_t id);
struct str yg_class_name(const struct tables *t, struct str key);  /* 薬効分類: three digits, or our label of four; empty: none */

/* The rules as the matcher's inner loop reads them (kernel_image.h): product numbers are those of yg_drug_index, references are
 * ingredients, groups and rules of these tables. */
struct kernel_rules;
const struct kernel_rules *yg_tables_kernel(const struct tables *t);

/* --- rules ---------------------------------------------------------------------- */
size_t yg_rule_count(const struct tables *t);
const struct rule *yg_rule_at(const struct tables *t, size_t i);
const struct rule *yg_rule_by_id(const struct tables *t, struct str id);
/* Therapeutic groups a drug belongs to (ids ascending), and a group's texts. */
size_t yg_drug_groups(const struct tables *t, const struct drug *d, const uint16_t **ids);
struct group { uint32_t code, label_ja, label_en; uint8_t route; /* enum route, 0 any */ uint8_t use; /* 0 same-class, 1 ingredient only */ uint32_t rule; };
const struct group *yg_group_at(const struct tables *t, uint16_t id);
/* Pair rules between two drugs, either way round: indices of rules; *swapped[i] set when a is the rule's side B. Enabled and
 * disabled ones alike: look at rule->enabled. At most max are written; the answer is how many there are. */
struct pair_hit {
	uint32_t rule;
	bool swapped;
	bool beyond;                                 /* another form of the ingredient than the products the row's source names:
	                                                a doubt for a person, not the row's own severity */
};
size_t yg_pair_rules(const struct tables *t, const struct drug *a, const struct drug *b, struct pair_hit *hits, size_t max);
/* The built-in rule row for same ingredient on this route (rules/same-ingredient.csv). NULL: none in the edition. */
const struct rule *yg_same_ingredient_rule(const struct tables *t, enum route ra, enum route rb);
/* Supply-day limit of a drug, or NULL. */
const struct rule *yg_days_limit_rule(const struct tables *t, const struct drug *d);
/* --- rules about the patient, the amount and the product ------------------------------------------------------- */
/* One row of patients.csv, doses.csv, totals.csv, forms.csv, allergies.csv or polypharmacy.csv, or the new-drug row of
 * limits.csv; the kind of its struct rule says which. Members that its table does not have are 0, DEC_NONE or -1. */
enum patient_fact { FACT_NONE, FACT_EGFR, FACT_CCR, FACT_CHILD_PUGH, FACT_GESTATION };
enum measure { MEASURE_NONE, MEASURE_MG, MEASURE_IU, MEASURE_ML };
enum form_ban { BAN_NONE, BAN_CRUSH, BAN_SPLIT, BAN_PACK };
struct about {
	uint32_t rule;                               /* yg_rule_at() */
	int16_t  age_from, age_to;                   /* completed years, both included; -1 open */
	uint16_t ingredient;                         /* doses: base ingredient; 0xffff none */
	uint8_t  route;                              /* enum route; 0 any. Already looked at when the drugs were resolved */
	uint8_t  sex;                                /* enum sex; 0 both */
	uint8_t  fact;                               /* enum patient_fact */
	uint8_t  measure;                            /* doses: what the amounts below are in */
	uint8_t  ban;                                /* forms: enum form_ban */
	uint8_t  zero[5];
	struct dec from_value, below;                /* fires for from_value <= value < below */
	struct dec per_dose, per_day, per_kg_dose, per_kg_day;        /* doses: the most allowed */
	struct dec quantity_max;                     /* totals: the most in quantity_unit; the other maxima likewise: more fires */
	int32_t  window_days, pharmacies_max, institutions_max, rows_max;     /* totals; -1 not given */
	int32_t  count_from;                         /* polypharmacy: fires from this many ingredients */
	uint32_t quantity_unit, unit;                /* text offsets from here on */
	uint32_t codes;                              /* conditions: ICD-10 codes, `*` at the end of a prefix, joined by | */
	uint32_t text_ja, text_en;                   /* conditions: words joined by |; doses: note; allergies: scope */
	uint32_t group;                              /* allergies: names of the group joined by | */
};
size_t yg_about_count(const struct tables *t);
const struct about *yg_about_at(const struct tables *t, size_t i);
/* Rows that concern this drug (indices ascending); d NULL: rows that concern no particular drug (polypharmacy). */
size_t yg_drug_about(const struct tables *t, const struct drug *d, const uint16_t **rows);
/* The i-th table that an edition may lack ("patients.csv", ...) when this one does; NULL when it has it; "" behind the last. */
const char *yg_rules_lacks(const struct tables *t, size_t i);
/* Is the text, folded as a whole, one of the words of the row (text_ja, text_en; allergies: group)? */
bool yg_about_says(const struct tables *t, const struct about *row, struct str text);
/* Is the code an ICD-10 code of the row, or under one of its prefixes? */
bool yg_about_icd(const struct tables *t, const struct about *row, struct str code);
/* Folded as whole texts, are they one? Words joined by | on the right: is it one of them? */
bool yg_text_is(struct str text, struct str words);
/* What somebody is allergic to, as far as the tables know it. */
struct allergen {
	bool     known;                              /* it names a drug or one of our groups */
	char     yj7[8];                             /* told by code; else "" */
	uint16_t ingredients[16]; size_t ningredients;        /* base ingredients, ascending */
	uint16_t groups[32]; size_t ngroups;         /* rows of allergies.csv it is in, by the drugs or by its name */
};
/* code: YCM + YJ code (J-FAGY), or a YJ code; else by the whole text: a base ingredient, a product name, a group name. */
void yg_allergen(const struct tables *t, struct str text, struct str code, struct allergen *out);
/* Active ingredient in `amount` of `unit` of this product, in mg or IU, or its volume in mL. False: cannot be told (no
 * strength in the master, another unit, several ingredients). factor: 211, or DEC_NONE; potency: amount is of active ingredient. */
struct product_amount { struct dec amount, factor; struct str unit; bool potency; };
bool yg_drug_active(const struct tables *t, const struct drug *d, const struct product_amount *p, enum measure want, struct dec *out);
/* Does factor (211) turn `unit` into the price-list unit, by the strength? 1 yes (to 1 %), 0 no, -1 cannot be told. *expected: what
 * it should be, to four decimals, when it can be told. */
int  yg_drug_factor(const struct tables *t, const struct drug *d, struct str unit, struct dec factor, struct dec *expected);

/* A coded reason with which findings may be answered (rules/reasons.csv). Part of a mapped image. */
struct reason {
	uint32_t code, label_ja, label_en, source;   /* text offsets */
	uint32_t kinds;                              /* yg_finding_bit()s */
	uint32_t silence_days;                       /* an answer with it is good for so many days, the day it was given included */
	struct ymd source_date;
};
size_t yg_reason_count(const struct tables *t);
const struct reason *yg_reason_at(const struct tables *t, size_t i);
/* Text of rules/messages.<lang>.csv; empty when the key is missing (lint reports that). */
struct str yg_message(const struct tables *t, enum lang lang, struct str key);
#endif
