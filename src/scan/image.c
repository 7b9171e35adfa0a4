/* image.c - PNG (libpng) and JPEG (libjpeg) to 8-bit grey, row by row, refusing pictures over the limits before any
 * pixel is unpacked. Does not look for symbols, does not turn or sharpen the picture. */
#include "scan/image.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
#include <png.h>
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_format, "scan-image-format", DIAG_ERROR,
	  "PNG でも JPEG でもありません（{0}）。PNG か JPEG で保存し直してください",
	  "not a PNG or JPEG picture ({0}); save it as PNG or JPEG");
DIAG_KIND(d_damaged, "scan-image-damaged", DIAG_ERROR,
	  "画像ファイルが壊れています（{0}）。もう一度読み取ってください", "the picture file is damaged ({0}); scan it again");
DIAG_KIND(d_incomplete, "scan-image-incomplete", DIAG_WARNING,
	  "画像の一部が壊れています。読めた部分だけを調べました", "part of the picture is damaged; only the readable part was searched");
DIAG_KIND(d_toobig, "scan-image-too-big", DIAG_ERROR,
	  "画像が大きすぎます（{0}）。300〜600 dpi、A4 までにしてください", "the picture is too large ({0}); use 300 to 600 dpi, up to A4");

int yg_grey_new(struct grey *g, size_t w, size_t h)
{
	*g = (struct grey){ NULL, 0, 0 };
	if (w == 0 || h == 0 || w > YG_MAX_PIXELS || h > YG_MAX_PIXELS / w)
		return YG_ETOOBIG;
	g->px = malloc(w * h);
	if (!g->px)
		return YG_ENOMEM;
	memset(g->px, 0xff, w * h);
	g->w = (unsigned)w;
	g->h = (unsigned)h;
	return YG_OK;
}

void yg_grey_free(struct grey *g)
{
	free(g->px);
	*g = (struct grey){ NULL, 0, 0 };
}

static int refuse(struct diags *ds, unsigned input, const struct diag_kind *kind, int err, const char *arg)
{
	yg_diag(ds, kind, input, 0, "", yg_str(arg), STR_NONE);
	return err;
}

/* Both libraries leave by longjmp: everything they may leave behind stands in the job, reached by pointer, so that
 * no automatic variable is lost. */
struct job {
	struct str      left;                                     /* bytes not read yet */
	struct grey     grey;
	unsigned char  *rows;                                     /* unpacked rows before they become grey */
	char            why[JMSG_LENGTH_MAX];
	int             err;
	bool            warned;
	jmp_buf         escape;
};

static void keep_why(struct job *j, const char *text)
{
	if (!j->why[0])
		snprintf(j->why, sizeof j->why, "%s", text);
}

/* --- PNG ------------------------------------------------------------------------- */
static void png_need(png_structp png, png_bytep out, size_t n)
{
	struct job *j = png_get_io_ptr(png);

	if (n > j->left.n)
		png_error(png, "file ends early");
	memcpy(out, j->left.p, n);
	j->left.p += n;
	j->left.n -= n;
}

static void png_fail(png_structp png, png_const_charp text)
{
	struct job *j = png_get_error_ptr(png);

	keep_why(j, text);
	if (j->err == YG_OK)
		j->err = YG_ESYNTAX;
	longjmp(j->escape, 1);
}

static void png_note(png_structp png, png_const_charp text)
{
	(void)png; (void)text;                                    /* odd profiles and text chunks do not matter here */
}

/* One row of grey or grey+alpha over white. */
static void lay_over_white(unsigned char *out, const unsigned char *in, size_t w, unsigned channels)
{
	for (size_t x = 0; x < w; x++) {
		unsigned v = in[x * channels], a = channels == 2 ? in[x * 2 + 1] : 255;

		out[x] = (unsigned char)((v * a + 255 * (255 - a) + 127) / 255);
	}
}

static void png_body(struct job *j, png_structp png, png_infop info)
{
	png_uint_32 w, h;
	int depth, color, passes;
	unsigned channels;
	size_t stride;

	png_set_read_fn(png, j, png_need);
	png_set_user_limits(png, 0x7fffffff, 0x7fffffff);         /* ours is on the product, below */
	png_set_chunk_cache_max(png, 64);
	png_set_chunk_malloc_max(png, 4u << 20);
	png_read_info(png, info);
	png_get_IHDR(png, info, &w, &h, &depth, &color, NULL, NULL, NULL);
	j->err = yg_grey_new(&j->grey, w, h);
	if (j->err)
		png_error(png, "size");
	png_set_expand(png);                                      /* palette to RGB, 1-2-4 bit to 8, tRNS to alpha */
	png_set_scale_16(png);
	if (color & PNG_COLOR_MASK_COLOR)
		png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
	passes = png_set_interlace_handling(png);
	png_read_update_info(png, info);
	channels = png_get_channels(png, info);
	stride = png_get_rowbytes(png, info);
	if ((channels != 1 && channels != 2) || stride != (size_t)w * channels)
		png_error(png, "colour type");
	j->rows = calloc(passes > 1 ? h : 1, stride);             /* interlaced rows are completed pass by pass */
	if (!j->rows) {
		j->err = YG_ENOMEM;
		png_error(png, "memory");
	}
	for (int p = 0; p < passes; p++) {
		for (size_t y = 0; y < h; y++) {
			unsigned char *row = j->rows + (passes > 1 ? y * stride : 0);

			png_read_row(png, row, NULL);
			if (p == passes - 1)
				lay_over_white(j->grey.px + y * w, row, w, channels);
		}
	}
	png_read_end(png, NULL);
}

static void png_run(struct job *j)
{
	struct { png_structp png; png_infop info; } volatile v = { NULL, NULL };
	png_structp png;
	png_infop info;

	v.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, j, png_fail, png_note);
	if (v.png)
		v.info = png_create_info_struct(v.png);
	if (!v.info)
		j->err = YG_ENOMEM;
	else if (setjmp(j->escape) == 0)
		png_body(j, v.png, v.info);
	png = v.png;
	info = v.info;
	png_destroy_read_struct(&png, &info, NULL);
}

/* --- JPEG ------------------------------------------------------------------------ */
#define MAX_JPEG_SCANS 200                                        /* a progressive photograph has about 10 */

static void jpeg_fail(j_common_ptr c)
{
	struct job *j = c->client_data;
	char text[JMSG_LENGTH_MAX];

	c->err->format_message(c, text);
	keep_why(j, text);
	if (j->err == YG_OK)
		j->err = YG_ESYNTAX;
	longjmp(j->escape, 1);
}

static void jpeg_note(j_common_ptr c, int level)
{
	struct job *j = c->client_data;

	if (level < 0)
		j->warned = true;
}

static void jpeg_step(j_common_ptr c)
{
	struct job *j = c->client_data;

	if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > MAX_JPEG_SCANS) {
		keep_why(j, "too many scans");
		j->err = YG_ETOOBIG;
		longjmp(j->escape, 1);
	}
}

static void jpeg_body(struct job *j, struct jpeg_decompress_struct *c)
{
	jpeg_mem_src(c, (const unsigned char *)j->left.p, (unsigned long)j->left.n);
	jpeg_read_header(c, TRUE);
	j->err = yg_grey_new(&j->grey, c->image_width, c->image_height);
	if (j->err)
		longjmp(j->escape, 1);
	c->out_color_space = JCS_GRAYSCALE;
	c->dct_method = JDCT_ISLOW;
	jpeg_start_decompress(c);
	while (c->output_scanline < c->output_height) {
		JSAMPROW row = j->grey.px + (size_t)c->output_scanline * j->grey.w;

		jpeg_read_scanlines(c, &row, 1);
	}
	jpeg_finish_decompress(c);
}

static void jpeg_run(struct job *j)
{
	struct jpeg_decompress_struct c;
	struct jpeg_error_mgr err;
	struct jpeg_progress_mgr progress;

	memset(&c, 0, sizeof c);
	memset(&progress, 0, sizeof progress);
	c.err = jpeg_std_error(&err);
	err.error_exit = jpeg_fail;
	err.emit_message = jpeg_note;
	progress.progress_monitor = jpeg_step;
	c.client_data = j;
	if (setjmp(j->escape) == 0) {
		jpeg_create_decompress(&c);
		c.client_data = j;
		c.progress = &progress;
		jpeg_body(j, &c);
	}
	jpeg_destroy_decompress(&c);
}

/* --- which one --------------------------------------------------------------------- */
static const struct { const char *name; size_t at; struct str magic; } others[] = {
	{ "HEIC", 4, { "ftyphei", 7 } }, { "HEIF", 4, { "ftypmif", 7 } }, { "PDF", 0, { "%PDF", 4 } },
	{ "GIF", 0, { "GIF8", 4 } },     { "BMP", 0, { "BM", 2 } },       { "TIFF", 0, { "II*\0", 4 } },
	{ "TIFF", 0, { "MM\0*", 4 } },   { "WebP", 8, { "WEBP", 4 } },    { "PGM", 0, { "P5", 2 } },
};

int yg_image_decode(struct str file, unsigned input, struct grey *out, struct diags *ds)
{
	struct job *j;
	int err;

	*out = (struct grey){ NULL, 0, 0 };
	if (file.n > YG_MAX_INPUT)
		return refuse(ds, input, &d_toobig, YG_ETOOBIG, "file");
	j = calloc(1, sizeof *j);
	if (!j)
		return YG_ENOMEM;
	j->left = file;
	if (yg_str_starts(file, (struct str){ "\x89PNG\r\n\x1a\n", 8 })) {
		png_run(j);
	} else if (yg_str_starts(file, (struct str){ "\xff\xd8\xff", 3 })) {
		jpeg_run(j);
	} else {
		const char *name = file.n ? "?" : "0 byte";

		for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
			if (yg_str_starts(yg_str_sub(file, others[i].at, file.n), others[i].magic)) {
				name = others[i].name;
				break;
			}
		free(j);
		return refuse(ds, input, &d_format, YG_ESYNTAX, name);
	}
	err = j->err;
	if (err == YG_ETOOBIG)
		refuse(ds, input, &d_toobig, err, j->why[0] ? j->why : "pixels");
	else if (err == YG_ESYNTAX)
		refuse(ds, input, &d_damaged, err, j->why);
	else if (err == YG_OK && j->warned)
		yg_diag(ds, &d_incomplete, input, 0, "", STR_NONE, STR_NONE);
	if (err)
		yg_grey_free(&j->grey);
	else
		*out = j->grey;
	free(j->rows);
	free(j);
	return err;
}
