/* scan_zbar.c - libzbar in binary mode: symbols of a grey picture with their bytes as printed and their outlines.
 * Sees one picture at a time and joins nothing itself; built when configure found zbar (else scan_none.c answers). */
#include "scan/symbols.h"
#include <zbar.h>
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define MAX_RESULTS 256u                                          /* of one picture */

static bool outline(const zbar_symbol_t *s, struct quad *q)
{
	if (zbar_symbol_get_loc_size(s) != 4)
		return false;
	for (unsigned i = 0; i < 4; i++)
		q->c[i] = (struct corner){ zbar_symbol_get_loc_x(s, i), zbar_symbol_get_loc_y(s, i) };
	return true;
}

static int take(const zbar_symbol_t *s, struct arena *a, struct symbol *out)
{
	const zbar_symbol_set_t *parts = zbar_symbol_get_components(s);
	const zbar_symbol_t *p;
	bool last_present = true;
	unsigned present = 0;

	out->set = parts != NULL;
	out->complete = zbar_symbol_get_type(s) == ZBAR_QRCODE;
	out->bytes = yg_arena_str(a, (struct str){ zbar_symbol_get_data(s), zbar_symbol_get_data_length(s) });
	out->quads = yg_arena_array(a, YG_MAX_SYMBOLS, sizeof *out->quads);
	if (!out->quads || (!out->bytes.p && zbar_symbol_get_data_length(s)))
		return YG_ENOMEM;
	if (!parts) {
		out->nquads = outline(s, &out->quads[0]) ? 1 : 0;
		return YG_OK;
	}
	for (p = zbar_symbol_set_first_symbol(parts); p; p = zbar_symbol_next(p)) {
		bool was = last_present;

		last_present = zbar_symbol_get_type(p) == ZBAR_QRCODE;
		if (!last_present)
			continue;
		if (!was && present == 0)
			out->no_first = true;
		else if (!was && present < YG_MAX_SYMBOLS)
			out->gaps |= 1u << present;
		present++;
		if (out->nquads < YG_MAX_SYMBOLS && outline(p, &out->quads[out->nquads]))
			out->nquads++;
	}
	out->no_last = !last_present;
	return YG_OK;
}

int yg_symbols_read(const struct grey *g, struct arena *a, struct symbol **out, size_t *n)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	const zbar_symbol_t *s;
	int err = YG_ENOMEM;

	*out = NULL;
	*n = 0;
	if (!scanner || !image)
		goto out;
	if (zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
	    || zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1)
	    || zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1))
		goto out;                                         /* without binary mode the bytes would be guessed at */
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, g->w, g->h);
	zbar_image_set_data(image, g->px, (unsigned long)g->w * g->h, NULL);
	err = YG_OK;
	if (zbar_scan_image(scanner, image) <= 0)
		goto out;
	for (s = zbar_image_first_symbol(image); s && *n < MAX_RESULTS; s = zbar_symbol_next(s)) {
		zbar_symbol_type_t type = zbar_symbol_get_type(s);

		if (type != ZBAR_QRCODE && type != ZBAR_PARTIAL)
			continue;
		*out = yg_arena_grow(a, *out, *n, sizeof **out);
		err = *out ? take(s, a, &(*out)[(*n)++]) : YG_ENOMEM;
		if (err)
			break;
	}
out:
	if (image)
		zbar_image_destroy(image);
	if (scanner)
		zbar_image_scanner_destroy(scanner);
	return err;
}
