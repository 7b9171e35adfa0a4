/* conf.h - yagen.conf: every option in one table, read strictly, all faults told at once with their line.
 *
 * `key = value`, one a line; `[section]` puts "section." before the keys that follow; `#` begins a comment line. Values are what stands
 * between the blanks around them, UTF-8, no quotes. The file holds settings only: no password, no key, nothing about a patient. */
#ifndef CONF_CONF_H
#define CONF_CONF_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

enum conf_type { CONF_PATH /* absolute */, CONF_TEXT, CONF_WORD, CONF_NUMBER, CONF_DIGITS };
struct conf_option {
	const char *key;                             /* "store", "backup.generations" */
	enum conf_type type;
	const char *def;                             /* NULL: none */
	const char *words;                           /* CONF_WORD: "refuse mark" */
	long        min, max;                        /* CONF_NUMBER: range; CONF_TEXT, CONF_DIGITS: length in characters */
	const char *ja, *en;                         /* one sentence: what it is for */
};
extern const struct conf_option yg_conf_options[];   /* ends with key NULL; sections stand together */

struct conf { const char *value[48]; unsigned line[48]; };    /* by row of the table; value NULL: not given */
/* Reads text; values live in the arena. YG_ESYNTAX: every fault is in ds (line in record). What was read before stays. */
int  yg_conf_read(struct conf *c, struct str text, struct arena *a, struct diags *ds);
/* Given, else the default, else NULL. NULL too for an unknown key. */
const char *yg_conf_get(const struct conf *c, const char *key);
bool yg_conf_given(const struct conf *c, const char *key);
long yg_conf_number(const struct conf *c, const char *key);   /* 0 when there is none */
/* A commented yagen.conf with these values, the others as comments. */
void yg_conf_write(const struct conf *c, enum lang lang, struct buf *out);
/* The OPTIONS part of yagen.conf.5, as roff. */
void yg_conf_manual(struct buf *out);
#endif
