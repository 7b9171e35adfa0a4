/* partner.h - private to tables/: the free text of "薬剤名等" in a package insert -> ingredients, by whole names only.
 * Dictionary: ingredients.csv of the master (listed and base names), classes-dictionary.csv (class words -> selectors), and
 * what a person settled. Nothing is matched by its beginning or by likeness; what is not found is handed back as it is. */
#ifndef TABLES_PARTNER_H
#define TABLES_PARTNER_H
#include "tables/strmap.h"
#include "tables/tables.h"
#include "tables/worklist.h"

struct partner {
	struct str base;                             /* base ingredient; for a combination the first of them */
	struct str key;                              /* "+"-joined base names: what makes two partners the same */
	struct str codes;                            /* YJ7 (or what a selector named) joined by | */
	bool       expand;                           /* also other systemic products that contain base */
	char       mark;                             /* 'S' named by the document, 'I' member of a class by our dictionary */
};
struct mention {                                     /* one name in the text */
	struct str      name;                        /* as written */
	struct partner *p; size_t n;
	const char     *reason;                      /* not resolved: "unknown-name", "unknown-class", "not-in-master"; to be confirmed:
	                                                "list-or-combination"; else NULL */
	bool            ignored;                     /* settled as no drug, or as covered otherwise */
	bool            qualified;                   /* a bracket says something that is no name: form, route, use */
	bool            open;                        /* 等: the document's list is not closed */
};
struct dict_entry { struct str selectors; char mark; bool ignore; };
struct partner_dict {
	struct arena        *arena;
	const struct tables *tables;
	struct strmap        names;                  /* folded name -> entry */
	struct dict_entry   *v; size_t n;
	struct strmap        ids;                    /* base name -> ingredient id */
	struct str          *codes;                  /* by ingredient: YJ7 of systemic products of it alone, once asked for */
	bool                *asked;
};
/* ingredients: text of ingredients.csv; classes: of classes-dictionary.csv (empty: none). Faults of the tables: YG_ETABLE. */
int yg_partner_dict(struct partner_dict *d, const struct tables *t, struct str ingredients, struct str classes,
		    const struct settlement *s, size_t n, struct arena *a, struct diags *ds);
/* All names of one cell. YG_ENOMEM, YG_ETOOBIG. */
int yg_partner_names(struct partner_dict *d, struct str text, struct arena *a, struct mention **out, size_t *n);
/* A partner as a row of a rule has it, for a whole product key (YJ7): false when this master has no such product or does not
 * know its ingredients. expand: one systemic ingredient. */
bool yg_partner_subject(struct partner_dict *d, struct str yj7, struct partner *out);
#endif
