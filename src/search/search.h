/* search.h - looking a drug up by kanji, kana, ingredient or any code, for a person to choose from; never for the program to decide.
 * SQLite FTS5 (trigram, and a pre-split bigram column for one and two characters). */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H
#include "base/arena.h"
#include "tables/tables.h"
struct search;
/* Kept at path, made anew when it belongs to another edition or cannot be read. path NULL: beside the compiled image when
 * the tables have one in a folder, else in memory. YG_EIO, YG_ENOMEM. */
int  yg_search_open(struct search **out, const struct tables *t, const char *path);
void yg_search_close(struct search *s);
/* Drug indices, best first: exact code, name prefix, name, kana, ingredient. At most max. YG_EARG: empty query, over 512 bytes or over
 * 8 words. Words between blanks must all be found. */
int  yg_search(struct search *s, struct str query, size_t max, struct arena *a, uint32_t **out, size_t *n);
#endif
