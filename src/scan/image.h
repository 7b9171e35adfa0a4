/* image.h - a PNG or JPEG file in memory to 8-bit grey, inside limits. For scan/ only. */
#ifndef SCAN_IMAGE_H
#define SCAN_IMAGE_H
#include "base/diag.h"
/* Pixels come from malloc, not from the arena: one photograph is as large as everything else of a case together,
 * and is given back before the next one is opened. px[y * w + x], 0 black. */
struct grey { unsigned char *px; unsigned w, h; };
/* YG_OK; YG_ESYNTAX (not a picture, or damaged), YG_ETOOBIG (over YG_MAX_INPUT or YG_MAX_PIXELS), YG_ENOMEM.
 * Every refusal has its diagnostic for this input. Transparent parts are laid over white. */
int  yg_image_decode(struct str file, unsigned input, struct grey *out, struct diags *ds);
int  yg_grey_new(struct grey *g, size_t w, size_t h);             /* white; YG_ETOOBIG, YG_ENOMEM */
void yg_grey_free(struct grey *g);                                /* may be empty */
#endif
