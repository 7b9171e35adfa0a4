/* qr_split.c - cuts notebook data into parts that fit a symbol, between records only, and numbers them with record 911.
 * Never cuts a record and never leaves one out; the picture as SVG stands here too, because it needs no library. */
#include "print/qr.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_not_techo, "qr-not-techo", DIAG_ERROR, "お薬手帳のデータではありません（JAHISTC で始まりません）", "not notebook data: it does not begin with JAHISTC");
DIAG_KIND(d_split_already, "qr-split-already", DIAG_ERROR, "すでに分割されたデータです（911 があります）", "these data are split already (there is a 911)");
DIAG_KIND(d_record_long, "qr-record-long", DIAG_ERROR,
	  "{0} バイトのレコードは 1 つの QR コード（{1} バイトまで）に入りません", "a record of {0} bytes does not fit a symbol of at most {1} bytes");
DIAG_KIND(d_parts, "qr-parts", DIAG_ERROR, "分割数が 999 を超えます", "more than 999 parts");

#define MAX_PARTS 999u                               /* 分割数 has three digits */
#define TAIL (sizeof("911,00000000000000,999,999\r\n") - 1)

static struct str number(struct arena *a, size_t n) { return yg_arena_printf(a, "%zu", n); }

/* Record borders to parts, without head and tail: body texts, each at most `room` bytes. */
static int cut(struct str body, size_t room, size_t max, struct arena *a, struct str **out, size_t *nout, struct diags *ds)
{
	struct cursor c = yg_cur(body);
	struct str *part = NULL, line;
	size_t n = 0;
	const char *from = c.p, *start = c.p;
	unsigned record = 1;
	bool ended;
	while (start = c.p, yg_cur_line(&c, &line, &ended)) {
		size_t len = (size_t)(c.p - start);
		record++;
		if (len > room) {
			yg_diag(ds, &d_record_long, 0, record, "", number(a, len), number(a, max));
			return YG_ETOOBIG;
		}
		if ((size_t)(c.p - from) <= room) continue;
		if (!(part = yg_arena_grow(a, part, n, sizeof *part))) return yg_arena_error(a);
		part[n++] = (struct str){ from, (size_t)(start - from) };
		from = start;
		if (n >= MAX_PARTS) {
			yg_diag(ds, &d_parts, 0, 0, "911-2 分割数", STR_NONE, STR_NONE);
			return YG_ETOOBIG;
		}
	}
	if (!(part = yg_arena_grow(a, part, n, sizeof *part))) return yg_arena_error(a);
	part[n++] = (struct str){ from, (size_t)(c.end - from) };
	*out = part;
	*nout = n;
	return YG_OK;
}

/* Every record ends with CR LF here: what another program wrote with LF alone is put right, or parts could not be numbered. */
static struct str tidy(struct str techo, struct arena *a)
{
	struct buf b;
	struct cursor c;
	struct str line, out;
	bool ended;
	if (techo.n && techo.p[techo.n - 1] == 0x1a) techo.n--;
	yg_buf_init(&b, YG_MAX_TEXT);
	c = yg_cur(techo);
	while (yg_cur_line(&c, &line, &ended)) {
		yg_buf_str(&b, line);
		yg_buf_z(&b, "\r\n");
	}
	out = b.err ? STR_NONE : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

static bool has_911(struct str text)
{
	return yg_str_starts(text, STR("911,")) || yg_str_find(text, STR("\n911,")) != (size_t)-1;
}

int yg_techo_split(struct str techo, size_t max, struct arena *a, struct str **parts, size_t *n, struct diags *ds)
{
	struct str text, head, body, *p = NULL;
	uint64_t id;
	size_t k = 0;
	int err;
	if (!max) max = QR_BYTES;
	if (max < QR_BYTES_MIN || max > QR_BYTES_MAX) return YG_EARG;
	if (techo.n > YG_MAX_TEXT / 2) return YG_ETOOBIG;        /* room for line ends */
	text = tidy(techo, a);
	if (yg_arena_error(a)) return yg_arena_error(a);
	if (!yg_str_starts(text, STR("JAHISTC"))) {
		yg_diag(ds, &d_not_techo, 0, 1, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	if (has_911(text)) {
		yg_diag(ds, &d_split_already, 0, 0, "911", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	if (text.n <= max) {
		if (!(p = yg_arena_array(a, 1, sizeof *p))) return yg_arena_error(a);
		*p = text;
		*parts = p;
		*n = 1;
		return YG_OK;
	}
	head = yg_str_sub(text, 0, yg_str_find(text, STR("\n")) + 1);
	body = yg_str_sub(text, head.n, text.n);
	if (head.n + TAIL >= max) {
		yg_diag(ds, &d_record_long, 0, 1, "", number(a, head.n), number(a, max));
		return YG_ETOOBIG;
	}
	if ((err = cut(body, max - head.n - TAIL, max, a, &p, &k, ds)) != YG_OK) return err;
	id = yg_hash(YG_HASH_START, text.p, text.n) % UINT64_C(100000000000000);
	for (size_t i = 0; i < k; i++)
		p[i] = yg_arena_printf(a, "%.*s%.*s911,%014llu,%zu,%zu\r\n", STR_ARG(head), STR_ARG(p[i]), (unsigned long long)id, k, i + 1);
	if (yg_arena_error(a)) return yg_arena_error(a);
	*parts = p;
	*n = k;
	return YG_OK;
}

/* Runs of dark modules, each a rectangle of one path: small, and every viewer draws it without seams between rows. */
int yg_qr_svg(const struct qr_symbol *q, unsigned scale, struct buf *out)
{
	unsigned side;
	if (!q->size || scale < 1 || scale > 32) return YG_EARG;
	side = q->size + 2 * QR_QUIET;
	yg_buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%u.%umm\" height=\"%u.%umm\" viewBox=\"0 0 %u %u\" "
		      "shape-rendering=\"crispEdges\">\n<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n<path fill=\"#000000\" d=\"",
		      side * scale / 10, side * scale % 10, side * scale / 10, side * scale % 10, side, side, side, side);
	for (unsigned y = 0; y < q->size; y++)
		for (unsigned x = 0, run; x < q->size; x += run) {
			const unsigned char *row = q->dark + (size_t)y * q->size;
			for (run = 1; x + run < q->size && row[x + run] == row[x]; run++) continue;
			if (row[x]) yg_buf_printf(out, "M%u %uh%uv1h-%uz", x + QR_QUIET, y + QR_QUIET, run, run);
		}
	yg_buf_z(out, "\"/>\n</svg>\n");
	return out->err;
}
