/* compile.h - private to tables/: what is collected from the two folders before it is laid out as one image.
 * Everything lives in one arena that goes when the image is made. */
#ifndef TABLES_COMPILE_H
#define TABLES_COMPILE_H
#include "tables/edition_file.h"
#include "tables/image.h"
#include "tables/strmap.h"
#include "tables/table_file.h"
#include "tables/tables.h"

struct link { uint64_t key; uint32_t rank, to; };     /* key -> to; sorted by key, rank, to */
struct links { struct link *v; size_t n; };
struct id_list { const uint16_t *v; size_t n; };      /* ascending, unique */
struct side { uint16_t ingredient; struct str codes; bool expand; };
struct pair_row { uint32_t rule; struct side side[2]; unsigned line; };
struct group_row { uint32_t rule; struct str members; uint8_t route; unsigned line; };
struct about_row;                                     /* patient_rules.h */
struct limit_row { uint32_t rule; struct str yj7; unsigned line; };

struct compile {
	struct arena *arena;
	struct diags *ds;
	bool          lint, lint_master;              /* report doubts about the rules, about the master; not only errors */
	const char   *master_dir, *rules_dir;

	struct buf    text; struct strmap texts;      /* the text section; offset 0 is the empty text */

	struct edition_file master_edition, rules_edition;
	struct drug  *drugs; size_t ndrugs;           /* real products first, entries of 一般名処方マスタ behind them */
	struct id_list *drug_ingredients;
	struct img_name *names;                       /* folded name hashes, one per drug */
	struct str   *ingredients; size_t ningredients;       /* by id, in byte order */
	struct strmap ingredient_ids;
	struct links  keys[KEY_KINDS];
	struct links  members;                        /* generic entry (drug index) -> products */
	struct img_class *classes; size_t nclasses;

	struct rule  *rules; size_t nrules; struct strmap rule_ids;
	struct pair_row *pairs; size_t npairs;
	struct group *groups; struct group_row *group_rows; size_t ngroups;
	struct limit_row *limits; size_t nlimits;
	struct img_same *same; size_t nsame;
	struct reason *reasons; size_t nreasons;
	struct img_message *messages[2]; size_t nmessages[2];

	struct about *about; struct about_row *about_rows; size_t nabout;
	uint32_t     *about_first;                    /* ndrugs + 2: where the rows of a drug begin; the last list is of no drug */
	uint16_t     *about_list; size_t nabout_list;
	uint32_t      rules_absent;                   /* bit i: EDITION does not list the i-th optional table */

	struct img_entity *entities; size_t nentities;
	uint16_t     *lists; size_t nlists;           /* ingredient and group ids of the entities */
	struct img_cell *cells; size_t ncells;
};

int yg_compile_short(const struct compile *c);                    /* why the arena refused: YG_ENOMEM or YG_ETOOBIG */
uint32_t yg_compile_text(struct compile *c, struct str s);        /* 0 for an empty text; the same offset for the same text */
struct str yg_compile_view(const struct compile *c, uint32_t text);
void yg_links_add(struct compile *c, struct links *l, uint64_t key, uint32_t rank, uint32_t to);
void yg_links_sort(struct links *l);                              /* and drop repeats */
const struct link *yg_links_find(const struct links *l, uint64_t key, size_t *n);
/* One file of a folder, its sum checked against EDITION; empty and *missing set when EDITION does not list it. */
int yg_compile_file(struct compile *c, const char *dir, const struct edition_file *e, const char *name, bool *missing, struct str *out);

int yg_compile_master(struct compile *c);                         /* master.c: drugs, ingredients, keys */
int yg_compile_rules(struct compile *c);                          /* rules.c: rule rows and messages */
int yg_compile_reasons(struct compile *c);                        /* reasons.c: what findings may be answered with */
int yg_compile_entities(struct compile *c);                       /* entity.c: memberships, entities, pairs */
enum { COMPILE_ARENA = 512 << 20 };                   /* bytes; a full master and its rules need about 80 million */
enum compile_lint { LINT_NONE = 0, LINT_RULES = 1, LINT_MASTER = 2 };
/* All of the above and the layout. Image bytes in *out (the caller's buffer; NULL: only check). rules_dir NULL: the master
 * alone. YG_ETABLE with every fault in ds. */
int yg_compile(const char *master_dir, const char *rules_dir, enum compile_lint lint, struct buf *out, struct diags *ds);
#endif
