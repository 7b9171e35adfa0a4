/* lines.h - what the files that build exposures share. Private to match/. */
#ifndef MATCH_LINES_H
#define MATCH_LINES_H
#include "base/arena.h"
#include "model/model.h"
void yg_place_of(struct place *p, const struct institution *i);      /* name as written; i may be NULL */
/* Route of an identified line, ROUTE_UNKNOWN otherwise. */
enum route yg_item_route(const struct drug_item *item);
void yg_exposure_ref(struct exposure *e, struct arena *a, const char *head, unsigned long x, unsigned long y);
#endif
