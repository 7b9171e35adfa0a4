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
/* Text of rules/messages.<lang>.csv; empty when the key is missing (lint reports that). */
struct str yg_message(const struct tables *t, enum lang lang, struct str key);
#endif
