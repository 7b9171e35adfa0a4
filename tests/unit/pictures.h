/* pictures.h - test helper: QR symbols drawn into grey pictures, and these written as PNG and JPEG of every kind. */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <png.h>
#include <qrencode.h>
#include "base/buf.h"

struct pic { unsigned char *px; unsigned w, h; };

static inline struct pic pic_new(unsigned w, unsigned h)
{
	struct pic p = { malloc((size_t)w * h), w, h };

	if (!p.px) { fprintf(stderr, "no memory\n"); exit(99); }
	memset(p.px, 0xff, (size_t)w * h);
	return p;
}

static inline void pic_draw(struct pic *p, const QRcode *q, unsigned x0, unsigned y0, unsigned scale)
{
	for (unsigned y = 0; y < (unsigned)q->width * scale; y++)
		for (unsigned x = 0; x < (unsigned)q->width * scale; x++)
			if (x0 + x < p->w && y0 + y < p->h)
				p->px[(size_t)(y0 + y) * p->w + x0 + x] =
					q->data[(y / scale) * (unsigned)q->width + x / scale] & 1 ? 0 : 0xff;
}

/* Symbols of a set; *n of them. Size in version, level M. */
static inline QRcode_List *pic_set(struct str s, int version, unsigned *n)
{
	QRcode_List *l = QRcode_encodeDataStructured((int)s.n, (const unsigned char *)s.p, version, QR_ECLEVEL_M);

	if (!l) { fprintf(stderr, "cannot encode\n"); exit(99); }
	*n = (unsigned)QRcode_List_size(l);
	return l;
}

static inline struct pic pic_of(const QRcode *q, unsigned scale)
{
	struct pic p = pic_new(((unsigned)q->width + 8) * scale, ((unsigned)q->width + 8) * scale);

	pic_draw(&p, q, 4 * scale, 4 * scale, scale);
	return p;
}

/* Turned by 90 degrees. */
static inline struct pic pic_turned(const struct pic *p)
{
	struct pic t = pic_new(p->h, p->w);

	for (unsigned y = 0; y < p->h; y++)
		for (unsigned x = 0; x < p->w; x++)
			t.px[(size_t)x * t.w + (p->h - 1 - y)] = p->px[(size_t)y * p->w + x];
	return t;
}

static inline struct pic pic_beside(const struct pic *const *p, unsigned n)
{
	unsigned w = 0, h = 0, x = 0;
	struct pic all;

	for (unsigned i = 0; i < n; i++) {
		w += p[i]->w;
		h = p[i]->h > h ? p[i]->h : h;
	}
	all = pic_new(w, h);
	for (unsigned i = 0; i < n; x += p[i++]->w)
		for (unsigned y = 0; y < p[i]->h; y++)
			memcpy(all.px + (size_t)y * w + x, p[i]->px + (size_t)y * p[i]->w, p[i]->w);
	return all;
}

/* --- PNG --------------------------------------------------------------------------- */
static inline void pic_png_write(png_structp png, png_bytep p, size_t n) { yg_buf_add(png_get_io_ptr(png), p, n); }
static inline void pic_png_flush(png_structp png) { (void)png; }

/* color: PNG_COLOR_TYPE_*; depth 1..16. Alpha kinds hold black everywhere and the picture in the alpha channel. */
static inline struct buf pic_png(const struct pic *p, int color, int depth, bool interlaced)
{
	struct buf b;
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	unsigned channels = color == PNG_COLOR_TYPE_RGB ? 3 : color == PNG_COLOR_TYPE_RGB_ALPHA ? 4 : color == PNG_COLOR_TYPE_GRAY_ALPHA ? 2 : 1;
	size_t stride = ((size_t)p->w * channels * (unsigned)depth + 7) / 8;
	unsigned char *rows = calloc(p->h, stride);
	png_bytep *ptrs = calloc(p->h, sizeof *ptrs);
	png_color palette[2] = { { 0, 0, 64 }, { 255, 255, 240 } };

	yg_buf_init(&b, 64u << 20);
	if (!info || !rows || !ptrs || setjmp(png_jmpbuf(png)))
		exit(99);
	for (unsigned y = 0; y < p->h; y++) {
		unsigned char *row = ptrs[y] = rows + y * stride;

		for (unsigned x = 0; x < p->w; x++) {
			unsigned v = p->px[(size_t)y * p->w + x];

			for (unsigned c = 0; c < channels; c++) {
				bool alpha = (color & PNG_COLOR_MASK_ALPHA) && c == channels - 1;
				unsigned s = (color & PNG_COLOR_MASK_ALPHA) ? (alpha ? 255 - v : 0) : v;

				if (depth == 16)
					row[(x * channels + c) * 2] = row[(x * channels + c) * 2 + 1] = (unsigned char)s;
				else if (depth == 8)
					row[x * channels + c] = (unsigned char)(color == PNG_COLOR_TYPE_PALETTE ? s >> 7 : s);
				else {
					unsigned top = color == PNG_COLOR_TYPE_PALETTE ? s >> 7 : s >> (8 - depth);
					unsigned bit = x * (unsigned)depth;

					row[bit / 8] |= (unsigned char)(top << (8 - (unsigned)depth - bit % 8));
				}
			}
		}
	}
	png_set_write_fn(png, &b, pic_png_write, pic_png_flush);
	png_set_IHDR(png, info, p->w, p->h, depth, color, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (color == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 2);
	png_write_info(png, info);
	png_write_image(png, ptrs);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	free(rows);
	free(ptrs);
	return b;
}

/* --- JPEG -------------------------------------------------------------------------- */
static inline struct buf pic_jpeg(const struct pic *p, int quality, bool colour, bool progressive)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr err;
	unsigned char *mem = NULL, *row = malloc((size_t)p->w * 3);
	unsigned long n = 0;
	struct buf b;

	if (!row)
		exit(99);
	c.err = jpeg_std_error(&err);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &mem, &n);
	c.image_width = p->w;
	c.image_height = p->h;
	c.input_components = colour ? 3 : 1;
	c.in_color_space = colour ? JCS_RGB : JCS_GRAYSCALE;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	if (progressive)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		const unsigned char *in = p->px + (size_t)c.next_scanline * p->w;
		JSAMPROW r = row;

		for (unsigned x = 0; x < p->w; x++)
			for (unsigned k = 0; k < (colour ? 3u : 1u); k++)
				row[colour ? x * 3 + k : x] = (unsigned char)(in[x] ? in[x] : k == 2 ? 90 : 0);
		jpeg_write_scanlines(&c, &r, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	yg_buf_init(&b, 64u << 20);
	yg_buf_add(&b, mem, n);
	free(mem);
	free(row);
	return b;
}
#endif
