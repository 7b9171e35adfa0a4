/* strmap.h - texts to numbers, while tables are compiled. Lives in an arena; never freed by itself. */
#ifndef TABLES_STRMAP_H
#define TABLES_STRMAP_H
#include <stdint.h>
#include "base/arena.h"
#define STRMAP_NONE UINT32_MAX
struct strmap { struct arena *arena; struct strmap_slot *slots; size_t cap, n; };
void yg_strmap_init(struct strmap *m, struct arena *a);
/* The number of key, or STRMAP_NONE. */
uint32_t yg_strmap_get(const struct strmap *m, struct str key);
/* Sets key unless it is there; the answer is the number it has now (STRMAP_NONE: no memory). key is borrowed. */
uint32_t yg_strmap_add(struct strmap *m, struct str key, uint32_t value);
#endif
