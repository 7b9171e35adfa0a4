/* symbols.h - the border to libzbar: QR symbols of one grey picture, bytes untouched. For scan/ only.
 * zbar joins a structured-append set inside one picture; it tells neither index, count nor parity of a symbol and does
 * not check the parity, so what it joined is not believed before sets.c has looked at it. */
#ifndef SCAN_SYMBOLS_H
#define SCAN_SYMBOLS_H
#include "base/arena.h"
#include "scan/image.h"
struct corner { int x, y; };
struct quad { struct corner c[4]; };                              /* outline of one printed symbol, in order around it */
struct symbol {                                                   /* one result of zbar */
	bool set;                                                 /* of a structured-append set, else a message of its own */
	bool complete;                                            /* every symbol of the set was there */
	bool no_first, no_last;                                   /* the set's first / last symbol is not in the picture */
	unsigned gaps;                                            /* bit k: symbols are missing after the k-th one present */
	struct str bytes;                                         /* joined; a gap is one NUL before the next piece present */
	struct quad *quads; size_t nquads;                        /* symbols present, in their order within the set */
};
/* YG_OK (perhaps none), YG_ENOMEM. Bytes and arrays in the arena. */
int yg_symbols_read(const struct grey *g, struct arena *a, struct symbol **out, size_t *n);
#endif
