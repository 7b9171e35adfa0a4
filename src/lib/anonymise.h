/* anonymise.h - private to lib/: replacing people, places and numbers in the model of one case. What happens to which field is one table
 * (anonymise_fields.c); a field without a row is dropped. */
#ifndef LIB_ANONYMISE_H
#define LIB_ANONYMISE_H
#include "lib/fixture.h"
#include "codec/json_fields.h"

/* Same in, same out, numbered in the order met; keys are compared byte by byte. */
enum name_list { NAMES_PERSON, NAMES_KANA, NAMES_PLACE, NAMES_PLACE_CODE, NAMES_AREA, NAMES_ID, NAMES_DRUG, NAMES_OTC, NAMES_INGREDIENT, NAMES_UNIT,
		 NAMES_TOLD, NAMES_BORN, NAMES_CODE, NAMES_LISTS };
struct mapped { struct str from, to; };
struct anon_row { const char *what; size_t replaced, dropped; };
struct anon {
	struct arena *arena;
	const struct tables *tables;
	struct yg_case *c;                           /* checked; what it derived stays as it was */
	struct ymd as_of, new_as_of;
	int32_t shift;                               /* days */
	uint64_t seed;
	struct { struct mapped *v; size_t n; } names[NAMES_LISTS];
	struct { struct str *v; size_t n; } drugs;   /* names of identified drugs, folded: words of a text */
	struct anon_row *row; size_t nrows;
};
void anon_count(struct anon *x, const char *what, bool dropped);

/* anonymise_text.c: one value each. */
struct str anon_name(struct anon *x, enum name_list l, struct str key, const char *form);        /* form: "架空　%zu" with the number */
struct str anon_place_code(struct anon *x, struct str code);
struct ymd anon_day(const struct anon *x, struct ymd d);
struct ymd anon_born(struct anon *x, struct ymd d);
struct str anon_words(struct anon *x, struct str text);              /* what is no word of the tables becomes 〓; a text of such words stays as written */
bool       anon_drug_name_known(const struct anon *x, struct str name);
bool       anon_unit_known(const struct anon *x, struct str unit);
bool       anon_condition_known(const struct anon *x, struct str text);
void       anon_item(struct anon *x, struct drug_item *item, const struct identify_in *in);      /* code, name, unit of one line */
bool       anon_add_drug_word(struct anon *x, struct str name);

/* anonymise_fields.c */
void anon_rx(struct anon *x, struct rx *rx);
void anon_history(struct anon *x, struct history *h);
void anon_facts(struct anon *x, struct facts *f);
size_t anon_undecided(const char **first);           /* fields of the model without a row: a test wants 0 */
#endif
