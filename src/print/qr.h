/* qr.h - お薬手帳 data as QR symbols: cut at record borders (record 911) where one symbol is not enough, drawn as PNG or SVG.
 *
 * The notebook's specification leaves the symbols open (jahis-techo 7). Ours: byte mode, raw CP932, no ECI, error correction
 * M, the smallest version that holds the part; a part has at most QR_BYTES bytes, so that cheap printers and phones cope. */
#ifndef PRINT_QR_H
#define PRINT_QR_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

#define QR_BYTES     600u                            /* of one part, when the caller does not say */
#define QR_BYTES_MIN 100u                            /* version line, one short record and 911 */
#define QR_BYTES_MAX 2331u                           /* version 40, level M, byte mode */
#define QR_QUIET     4u                              /* modules of white around a symbol (JIS X 0510) */

/* The parts as they are printed, CR LF, in the arena. A text within max (0: QR_BYTES) is one part, as it is, without 911. Else
 * every part begins with the version record and ends with "911,ID,total,n"; the ID is made of the content (14 digits), so that
 * the same data printed twice fit together and other data never do. A 0x1A at the end is left out.
 * YG_ESYNTAX: no notebook, or already split; YG_ETOOBIG: a record that does not fit (the diagnostic says which), or more than 999
 * parts; YG_EARG: max out of range; YG_ENOMEM. */
int yg_techo_split(struct str techo, size_t max, struct arena *a, struct str **parts, size_t *n, struct diags *ds);

struct qr_symbol {
	unsigned       size;                         /* modules on a side, without the quiet zone */
	unsigned       version;                      /* 1..40 */
	unsigned char *dark;                         /* size * size, row by row: 1 dark, 0 light; in the arena */
};
/* One symbol. YG_ETOOBIG: more than QR_BYTES_MAX; YG_EARG: nothing to draw; YG_ENOMEM; YG_EREFUSED: built without libqrencode. */
int yg_qr_encode(struct str bytes, struct arena *a, struct qr_symbol *out, struct diags *ds);
/* Appends the picture, quiet zone included: PNG of one bit a pixel, `scale` (1..32) pixels a module; SVG in mm, `scale` tenths of
 * a mm a module. Same symbol, same bytes (the PNG: with the same zlib). YG_EARG, YG_ENOMEM, YG_ETOOBIG; yg_qr_png: YG_EREFUSED as above. */
int yg_qr_png(const struct qr_symbol *q, unsigned scale, struct buf *out);
int yg_qr_svg(const struct qr_symbol *q, unsigned scale, struct buf *out);
#endif
