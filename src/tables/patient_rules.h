/* patient_rules.h - private to tables/: what the readers of rule tables share (rules.c), and the tables about the patient,
 * the amount and the product (patient_rules.c), which an edition may lack. */
#ifndef TABLES_PATIENT_RULES_H
#define TABLES_PATIENT_RULES_H
#include "tables/compile.h"

#define RULE_COLUMNS "id", "severity", "enabled", "mark", "title_ja", "title_en", "effect_ja", "effect_en", "action_ja", "action_en", \
	"source", "source_date", "valid_from", "valid_to", "unknown_ja"
enum { R_ID, R_SEVERITY, R_ENABLED, R_MARK, R_TITLE_JA, R_TITLE_EN, R_EFFECT_JA, R_EFFECT_EN, R_ACTION_JA, R_ACTION_EN, R_SOURCE,
       R_SOURCE_DATE, R_VALID_FROM, R_VALID_TO, R_UNKNOWN_JA, R_OWN };
enum rules_fault { FAULT_VALUE, FAULT_EMPTY, FAULT_INGREDIENT, FAULT_CODE, FAULT_TWICE, FAULT_GROUP, FAULT_CODE_ABSENT, FAULT_MANY };

struct reading {
	struct compile *c;
	struct links prefix;                          /* lint: YJ7, YJ9 and whole codes of this master -> a drug that has it */
	struct str   last_id;                         /* of the table being read */
};
/* rules.c. The 15 columns that every rule has, as a new row of c->rules; NULL: no memory. */
struct rule *yg_rules_common(struct reading *r, struct table_file *t, unsigned kind);
bool yg_rules_route(struct table_file *t, unsigned column, bool empty_is_any, uint8_t *out);
void yg_rules_fault(struct table_file *t, enum rules_fault fault, struct str arg0, struct str arg1);
enum code_lengths { CODE_7, CODE_7_9, CODE_ANY /* and whole codes of 12 */ };
void yg_rules_codes(struct reading *r, struct table_file *t, unsigned column, enum code_lengths may, uint16_t ingredient);
/* One of them. */
void yg_rules_code(struct reading *r, struct table_file *t, unsigned column, struct str code, enum code_lengths may, uint16_t ingredient);
size_t yg_rules_word(const char *const *words, size_t n, struct str s);       /* n: none of them */

/* A row whose drugs are still to be found. */
struct about_row {
	struct str drugs;                             /* I:, G:, C: joined by | */
	struct str codes;                             /* YJ7, first nine, or twelve characters joined by | */
	struct str exempt;                            /* new drugs: the codes that are taken out */
	bool       general, new_drugs;                /* concerns no drug; all drugs listed lately */
};
enum { ABOUT_TABLES = 7 };                            /* tables that an edition may lack */
extern const char *const yg_about_files[ABOUT_TABLES];
/* Reads those that EDITION lists. YG_OK; YG_ETABLE and the others of yg_compile_file; faults of rows are in the diagnostics. */
int yg_compile_about(struct reading *r);
/* The row of limits.csv for new drugs becomes a row of struct about. False: no memory. */
bool yg_about_new_drugs(struct reading *r, uint32_t rule, struct str exempt);
/* A row of cautions.csv is one of pairs.csv with a lesser severity: read by rules.c. */
bool yg_compile_cautions(struct reading *r, struct str text);
/* After the drugs, groups and all rules are known: which rows concern which drug. */
int yg_compile_about_drugs(struct compile *c);
#endif
