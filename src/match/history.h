/* history.h - any number of history documents into one list of exposures: origin kept, the same dispensing
 * seen twice dropped, clipped to the look-back. "No data" is never "no history". */
#ifndef MATCH_HISTORY_H
#define MATCH_HISTORY_H
#include "base/arena.h"
#include "model/model.h"
struct history_source {
	const struct history *h; enum format format; struct str label; bool usable; const char *why_not; bool mask;
	unsigned input;                              /* its number in diagnostics */
	size_t faults;                               /* error diagnostics met while reading it */
	bool lifted;                                 /* what the file itself withholds for want of consent may be shown all the same (emergency) */
	bool store;                                  /* our own store: lines are named by visit.store_id */
};
/* Lines of all sources in the order given; e->item points into the documents. e->ref is "hist/<source>/<number>".
 * Lines that ended before `from` are left out (they still count in source_coverage). Names of places are as written:
 * the flow folds them before merging. YG_ENOMEM, YG_ETOOBIG. */
int yg_history_exposures(const struct history_source *src, size_t n, struct ymd from,
			 struct arena *a, struct exposure **out, size_t *nout);
/* No consent for this visit: its lines may trigger, and are never named. */
bool yg_visit_masked(const struct history_source *s, const struct visit *v);
/* Our own lines: e->ref is "rx/<RP>/<line>", group[i] the RP of line i. Starts on the issue day; a refill, or a later
 * part of a split prescription, on as_of. */
int yg_rx_exposures(struct rx *rx, struct ymd as_of, struct arena *a, struct exposure **out, struct rx_group ***group, size_t *n);
/* Marks lines that are the same dispensing as another one (merged_into), across sources and families, never inside one.
 * Kept: claims before dispensing results before notebook before prescription; never a masked line instead of an open
 * one. A prescription gives way to its dispensing. Identification must be done before. YG_ENOMEM. */
int yg_history_merge(struct exposure *e, size_t n, struct arena *a);
/* Marks prescribed lines of the history that are this very prescription (MERGED_INTO_RX). After yg_history_merge. */
void yg_history_own_rx(const struct exposure *rx, size_t nrx, struct exposure *hist, size_t nhist);
/* Sets on_hand of our own lines: days that earlier dispensings of the same product still last (leftover.c). YG_ENOMEM. */
int yg_on_hand(struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist, struct arena *a);
/* 1 the same place, 0 another one, -1 cannot be told. */
int yg_place_same(const struct place *a, const struct place *b);
#endif
