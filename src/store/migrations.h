/* migrations.h - how the file of a store came to its present form: numbered steps, only ever forwards. A step that was released is
 * never changed (its checksum stands in every store); whatever is wrong with it is put right by the next one. */
#ifndef STORE_MIGRATIONS_H
#define STORE_MIGRATIONS_H
#include <stddef.h>
struct migration { int number; const char *const *sql; };   /* numbers 1, 2, ... without a gap; statements in order, NULL at the end */
extern const struct migration yg_migrations[];
extern const size_t yg_nmigrations;
#endif
