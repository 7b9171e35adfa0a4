/* sets.h - printed symbols cut out of pictures and sorted into the sets they belong to. For scan/ only.
 *
 * Why not paste the pictures and let zbar join: it puts two sets of equal size and parity together without a word.
 * So every symbol becomes a tile of its own, and two tiles belong to one set only if zbar joins exactly these two (equal
 * count and parity, different index). Two tiles of one set that do not join have the same index: the same print twice
 * when their bytes are equal, else two sets nobody can tell apart, and these are refused. */
#ifndef SCAN_SETS_H
#define SCAN_SETS_H
#include "scan/symbols.h"
#define YG_MAX_TILES 96u                                          /* six full sets; sorting them costs n*n small pictures */
struct tile {
	struct grey g;                                            /* the symbol alone on white */
	struct str  piece;                                        /* its bytes */
	unsigned    input;                                        /* picture it was cut from */
	unsigned    set;                                          /* tiles with the same number belong together */
};
struct tiles { struct tile *t; size_t n; struct arena *arena; };
struct joined {                                                   /* what came of one set */
	bool       ambiguous;                                     /* two sets of equal count and parity: not joined */
	bool       unclear;                                       /* symbols that read alone did not read together */
	struct symbol s;                                          /* else the joined symbol, complete or not */
	struct tile **tiles; size_t ntiles;                       /* its tiles, doubles included */
};
/* Cuts the symbols of one result out of a picture. YG_OK, YG_ETOOBIG (over YG_MAX_TILES), YG_ENOMEM.
 * *lost counts symbols that could not be read again alone. */
int  yg_tiles_cut(struct tiles *ts, const struct grey *g, const struct symbol *s, unsigned input, size_t *lost);
int  yg_tiles_join(struct tiles *ts, struct joined **out, size_t *n);
void yg_tiles_free(struct tiles *ts);
#endif
