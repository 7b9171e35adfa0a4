/* test_print_qr.c - notebook data as symbols: what our own reader takes from the pictures is what went in, byte for byte. */
#include "t.h"
#include "record_kit.h"
#include "base/err.h"
#include "print/qr.h"
#include "scan/scan.h"
#include "text/sjis.h"

static struct arena *a;
static struct diags ds;

static void fresh(void)
{
	yg_arena_free(a);
	a = yg_arena_new(64u << 20);
	yg_diags_init(&ds, a);
}

static bool has(const char *code)
{
	for (size_t i = 0; i < ds.n; i++)
		if (!strcmp(ds.d[i].kind->code, code)) return true;
	return false;
}

static struct str png_of(struct str part, unsigned scale)
{
	struct qr_symbol q;
	struct buf b;
	struct str out;
	yg_buf_init(&b, 16u << 20);
	CHECK_INT(yg_qr_encode(part, a, &q, &ds), YG_OK);
	CHECK_INT(yg_qr_png(&q, scale, &b), YG_OK);
	out = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

/* Through paper: split, drawn, read back from the pictures in this order, joined by 911. */
static void through_paper(struct str techo, size_t max, bool backwards, size_t want_parts)
{
	struct str *parts = NULL, images[16];
	struct scan_result r = { 0 };
	size_t n = 0;
	CHECK_INT(yg_techo_split(techo, max, a, &parts, &n, &ds), YG_OK);
	CHECK_INT(n, want_parts);
	CHECK(n <= 16);
	for (size_t i = 0; i < n && i < 16; i++) {
		CHECK(parts[i].n <= (max ? max : QR_BYTES));
		images[backwards ? n - 1 - i : i] = png_of(parts[i], 4);
	}
	CHECK_INT(yg_scan_images(images, n, a, &r, &ds), YG_OK);
	CHECK_INT(r.n, n);
	CHECK_INT(yg_scan_join_911(r.m, &r.n, a, &ds), YG_OK);
	CHECK_INT(r.n, 1);
	if (r.n == 1) CHECK_STR(r.m[0].bytes, techo);
	CHECK_INT(ds.n, 0);
}

/* A notebook of n drugs, CP932. */
static struct str notebook(unsigned n)
{
	struct buf u, s;
	struct sjis_report rep;
	struct str out;
	yg_buf_init(&u, 1u << 20);
	yg_buf_init(&s, 1u << 20);
	yg_buf_z(&u, "JAHISTC08,1\r\n1,髙﨑　架空,1,19610324,,,,,,,\r\n5,20261120,1\r\n11,架空薬局,13,4,1234567,,,,1\r\n");
	for (unsigned i = 1; i <= n; i++)
		yg_buf_printf(&u, "201,%u,アムロジピン錠５ｍｇ「架空」①,1,錠,4,2171022F3013,1,,,\r\n301,%u,分１　朝食後,28,日分,1,1,,1\r\n", i, i);
	CHECK_INT(yg_cp932_encode(yg_buf_view(&u), &s, &rep), YG_OK);
	CHECK_INT(rep.replaced, 0);
	out = yg_arena_str(a, yg_buf_view(&s));
	yg_buf_free(&u);
	yg_buf_free(&s);
	return out;
}

static void one_symbol(void)
{
	struct str *parts, t;
	size_t n;
	fresh();
	t = notebook(2);
	through_paper(t, 0, false, 1);
	CHECK_INT(yg_techo_split(t, 0, a, &parts, &n, &ds), YG_OK);
	CHECK_STR(parts[0], t);                      /* no 911 when nothing is split */
}

static void several_symbols(void)
{
	struct str t;
	fresh();
	t = notebook(16);
	through_paper(t, 0, false, 4);
	through_paper(t, 0, true, 4);
	through_paper(t, 300, true, 8);
	through_paper(t, QR_BYTES_MAX, false, 1);
	fresh();
	through_paper(notebook(40), 700, true, 7);
}

static void parts_say_what_they_are(void)
{
	struct str *p, *again, t;
	size_t n, m;
	fresh();
	t = notebook(16);
	CHECK_INT(yg_techo_split(t, 0, a, &p, &n, &ds), YG_OK);
	CHECK_INT(n, 4);
	for (size_t i = 0; i < n; i++) {
		struct str tail = yg_arena_printf(a, ",%zu,%zu\r\n", n, i + 1);
		CHECK(yg_str_starts(p[i], STR("JAHISTC08,1\r\n")));
		CHECK_STR(yg_str_sub(p[i], p[i].n - tail.n, tail.n), tail);
		CHECK_STR(yg_str_sub(p[i], p[i].n - tail.n - 18, 4), STR("911,"));
		CHECK(yg_str_digits(yg_str_sub(p[i], p[i].n - tail.n - 14, 14)));
	}
	CHECK_INT(yg_techo_split(t, 0, a, &again, &m, &ds), YG_OK);      /* printed again: the same parts */
	for (size_t i = 0; i < n; i++) CHECK_STR(again[i], p[i]);
	CHECK_INT(yg_techo_split(notebook(17), 0, a, &again, &m, &ds), YG_OK);
	CHECK(!yg_str_eq(yg_str_sub(p[0], p[0].n - 20, 14), yg_str_sub(again[0], again[0].n - 20, 14)));
}

/* Every size near the border: nothing lost, no part over the limit. */
static void every_limit(void)
{
	struct str t, *p;
	size_t n;
	fresh();
	t = notebook(12);
	for (size_t max = QR_BYTES_MIN + 20; max <= t.n + 1; max++) {
		struct buf b;
		yg_buf_init(&b, 1u << 20);
		CHECK_INT(yg_techo_split(t, max, a, &p, &n, &ds), YG_OK);
		CHECK_INT(n == 1, max >= t.n);
		for (size_t i = 0; i < n; i++) {
			size_t tail = n == 1 ? p[i].n : yg_str_find(p[i], STR("911,"));
			struct str body = yg_str_sub(p[i], 0, tail);
			CHECK(p[i].n <= max);
			yg_buf_str(&b, i ? yg_str_sub(body, 13, body.n) : body);
		}
		CHECK_STR(yg_buf_view(&b), t);
		yg_buf_free(&b);
	}
}

static void refused(void)
{
	struct str *p;
	size_t n;
	struct qr_symbol q;
	struct buf b;
	char big[3000];
	fresh();
	CHECK_INT(yg_techo_split(STR("JAHIS10\r\n1,1\r\n"), 0, a, &p, &n, &ds), YG_ESYNTAX);
	CHECK(has("qr-not-techo"));
	CHECK_INT(yg_techo_split(STR_NONE, 0, a, &p, &n, &ds), YG_ESYNTAX);
	CHECK_INT(yg_techo_split(STR("JAHISTC08,1\r\n911,1,1,1\r\n"), 0, a, &p, &n, &ds), YG_ESYNTAX);
	CHECK(has("qr-split-already"));
	CHECK_INT(yg_techo_split(notebook(1), QR_BYTES_MIN - 1, a, &p, &n, &ds), YG_EARG);
	CHECK_INT(yg_techo_split(notebook(1), QR_BYTES_MAX + 1, a, &p, &n, &ds), YG_EARG);
	memset(big, 'x', sizeof big);
	memcpy(big, "JAHISTC08,1\r\n4,", 15);
	fresh();
	CHECK_INT(yg_techo_split((struct str){ big, sizeof big }, 0, a, &p, &n, &ds), YG_ETOOBIG);
	CHECK(has("qr-record-long"));
	CHECK_INT(ds.d[0].record, 2);
	CHECK_INT(yg_qr_encode((struct str){ big, sizeof big }, a, &q, &ds), YG_ETOOBIG);
	CHECK(has("qr-too-long"));
	CHECK_INT(yg_qr_encode(STR_NONE, a, &q, &ds), YG_EARG);
	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_qr_encode(STR("x"), a, &q, &ds), YG_OK);
	CHECK_INT(yg_qr_png(&q, 0, &b), YG_EARG);
	CHECK_INT(yg_qr_png(&q, 33, &b), YG_EARG);
	CHECK_INT(yg_qr_svg(&q, 0, &b), YG_EARG);
	CHECK_INT(b.n, 0);
	yg_buf_free(&b);
	yg_buf_init(&b, 20);                         /* no room: said, not cut */
	CHECK_INT(yg_qr_png(&q, 4, &b), YG_ETOOBIG);
	yg_buf_free(&b);
}

/* LF alone and a trailing 0x1A are put right; every byte value survives. */
static void odd_bytes(void)
{
	struct str *p, t;
	struct scan_result r = { 0 };
	struct str image;
	size_t n;
	fresh();
	CHECK_INT(yg_techo_split(STR("JAHISTC08,1\n1,a\n\x1a"), 0, a, &p, &n, &ds), YG_OK);
	CHECK_STR(p[0], STR("JAHISTC08,1\r\n1,a\r\n"));
	t = STR("JAHISTC08,1\r\n4,\x8a\xbf\x8e\x9a\x81\x5c\x83\x5c,20260101,1\r\n");       /* 0x5c as second byte */
	image = png_of(t, 3);
	CHECK_INT(yg_scan_images(&image, 1, a, &r, &ds), YG_OK);
	CHECK_INT(r.n, 1);
	if (r.n == 1) CHECK_STR(r.m[0].bytes, t);
}

static void same_bytes(void)
{
	struct str t, x, y;
	fresh();
	t = notebook(3);
	x = png_of(t, 4);
	y = png_of(t, 4);
	CHECK_STR(x, y);
	CHECK(yg_str_starts(x, STR("\x89PNG")));
}

/* The SVG has the same modules as the picture: its rectangles are painted and compared. */
static void svg(void)
{
	struct qr_symbol q;
	struct buf b;
	unsigned char *px;
	size_t dark = 0, painted = 0;
	const char *s;
	fresh();
	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_qr_encode(notebook(2), a, &q, &ds), YG_OK);
	CHECK_INT(yg_qr_svg(&q, 4, &b), YG_OK);
	yg_buf_char(&b, 0);
	CHECK(strstr(b.p, "<svg xmlns=") && strstr(b.p, "</svg>"));
	px = calloc(q.size + 8, q.size + 8);
	for (s = strstr(b.p, " d=\""); px && s && (s = strchr(s, 'M')); s++) {
		char *end;
		unsigned long x = strtoul(s + 1, &end, 10), y = strtoul(end, &end, 10), w = strtoul(end + 1, &end, 10);
		CHECK(x >= 4 && y >= 4 && x + w <= q.size + 4 && y < q.size + 4);
		for (unsigned long i = 0; i < w; i++) px[y * (q.size + 8) + x + i]++;
		painted += w;
	}
	for (unsigned y = 0; px && y < q.size; y++)
		for (unsigned x = 0; x < q.size; x++) {
			dark += q.dark[y * q.size + x];
			if (px[(y + 4) * (q.size + 8) + x + 4] != q.dark[y * q.size + x]) CHECK(false);
		}
	CHECK_INT(painted, dark);
	CHECK(dark > 100);
	free(px);
	yg_buf_free(&b);
}

int main(void)
{
	kit_needs_qr();
	T_RUN(one_symbol);
	T_RUN(several_symbols);
	T_RUN(parts_say_what_they_are);
	T_RUN(every_limit);
	T_RUN(refused);
	T_RUN(odd_bytes);
	T_RUN(same_bytes);
	T_RUN(svg);
	yg_arena_free(a);
	return T_END();
}
