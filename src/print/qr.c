/* qr.c - the border to libqrencode and libpng: bytes to modules, modules to a picture. Knows nothing of what the bytes say. */
#include "print/qr.h"
#include <png.h>
#include <qrencode.h>
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_bytes, "qr-too-long", DIAG_ERROR, "{0} バイトは QR コード 1 つに入りません", "{0} bytes do not fit one QR symbol");

int yg_qr_encode(struct str bytes, struct arena *a, struct qr_symbol *out, struct diags *ds)
{
	QRcode *q;
	int why;
	if (!bytes.n) return YG_EARG;
	if (bytes.n > QR_BYTES_MAX) {
		yg_diag(ds, &d_bytes, 0, 0, "", yg_arena_printf(a, "%zu", bytes.n), STR_NONE);
		return YG_ETOOBIG;
	}
	q = QRcode_encodeData((int)bytes.n, (const unsigned char *)bytes.p, 0, QR_ECLEVEL_M);
	why = errno;
	if (!q) return why == ENOMEM ? YG_ENOMEM : YG_ETOOBIG;
	*out = (struct qr_symbol){ .size = (unsigned)q->width, .version = (unsigned)q->version };
	out->dark = yg_arena_array(a, (size_t)q->width, (size_t)q->width);
	for (size_t i = 0; out->dark && i < (size_t)q->width * (size_t)q->width; i++) out->dark[i] = q->data[i] & 1;
	QRcode_free(q);
	return out->dark ? YG_OK : yg_arena_error(a);
}

static void png_to_buf(png_structp png, png_bytep p, size_t n) { yg_buf_add(png_get_io_ptr(png), p, n); }
static void png_flushed(png_structp png) { (void)png; }
static void png_quiet(png_structp png, png_const_charp text) { (void)png; (void)text; }
static void png_fail(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

/* One bit a pixel, 1 is white: a row of modules, quiet zone included. */
static void fill_row(const struct qr_symbol *q, unsigned module, unsigned scale, unsigned char *row, size_t stride)
{
	memset(row, 0xff, stride);
	if (module < QR_QUIET || module >= QR_QUIET + q->size) return;
	for (unsigned x = 0; x < q->size * scale; x++) {
		unsigned at = x + QR_QUIET * scale;
		if (q->dark[(size_t)(module - QR_QUIET) * q->size + x / scale]) row[at / 8] &= (unsigned char)~(0x80u >> at % 8);
	}
}

static int write_png(png_structp png, png_infop info, const struct qr_symbol *q, unsigned scale, unsigned char *row, size_t stride)
{
	unsigned side = (q->size + 2 * QR_QUIET) * scale;
	if (setjmp(png_jmpbuf(png))) return YG_ENOMEM;
	png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_filter(png, PNG_FILTER_TYPE_DEFAULT, PNG_FILTER_NONE);
	png_set_compression_level(png, 9);
	png_write_info(png, info);
	for (unsigned y = 0; y < side; y++) {
		fill_row(q, y / scale, scale, row, stride);
		png_write_row(png, row);
	}
	png_write_end(png, NULL);
	return YG_OK;
}

int yg_qr_png(const struct qr_symbol *q, unsigned scale, struct buf *out)
{
	png_structp png;
	png_infop info;
	unsigned char *row;
	size_t stride;
	int err = YG_ENOMEM;
	if (!q->size || scale < 1 || scale > 32) return YG_EARG;
	stride = ((q->size + 2 * QR_QUIET) * scale + 7) / 8;
	row = malloc(stride);
	png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, png_fail, png_quiet);
	info = png ? png_create_info_struct(png) : NULL;
	if (row && info) {
		png_set_write_fn(png, out, png_to_buf, png_flushed);
		err = write_png(png, info, q, scale, row, stride);
	}
	if (png) png_destroy_write_struct(&png, info ? &info : NULL);
	free(row);
	return err != YG_OK ? err : out->err;
}
