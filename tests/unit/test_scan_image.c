/* test_scan_image.c - photographs and scans of QR symbols: file kinds, sets over several pictures in any order, missing
 * symbols, several sets at once, damaged files; the reference pictures when they are there. */
#include "t.h"
#include "base/err.h"
#include "base/limits.h"
#include "pictures.h"
#include "scan/image.h"
#include "scan/scan.h"
#include "base/ban.h"

static struct arena *arena;
static struct diags diags;
static struct scan_result res;

static int scan(const struct buf *files, size_t n)
{
	struct str s[64];

	for (size_t i = 0; i < n && i < 64; i++)
		s[i] = yg_buf_view(&files[i]);
	yg_arena_free(arena);
	arena = yg_arena_new(256u << 20);
	if (!arena)
		exit(99);
	yg_diags_init(&diags, arena);
	return yg_scan_images(s, n, arena, &res, &diags);
}

static bool said(const char *code)
{
	for (size_t i = 0; i < diags.n; i++)
		if (strcmp(diags.d[i].kind->code, code) == 0)
			return true;
	return false;
}

/* A prescription of about n bytes in CP932; `salt` makes it another one. All people are invented. */
static struct str rx(char *out, size_t n, unsigned salt)
{
	size_t len = 0;

	len += (size_t)snprintf(out, 4096, "JAHIS10\r\n1,1,%07u,13,\x89\xcb\x8b\xf3\r\n11,K%04u,\x8c\xa9\x96\x7b,\r\n", 1311111 + salt, salt);
	for (unsigned i = 1; len + 30 < n; i++)
		len += (size_t)snprintf(out + len, 64, "81,%u,,\x8c\xa9\x96\x7b%u\r\n", i, i * 7 + salt * 13);
	len += (size_t)snprintf(out + len, 64, "101,1,1,,%u\r\n\x1a", salt + 1);
	return (struct str){ out, len };
}

static unsigned char parity(struct str s)
{
	unsigned char p = 0;

	for (size_t i = 0; i < s.n; i++)
		p ^= (unsigned char)s.p[i];
	return p;
}

/* The symbols of a set as PNG files, one each. */
static unsigned set_files(struct str s, int version, struct buf *files)
{
	unsigned n, i = 0;
	QRcode_List *l = pic_set(s, version, &n);

	for (QRcode_List *e = l; e; e = e->next, i++) {
		struct pic p = pic_of(e->code, 3);

		files[i] = pic_png(&p, PNG_COLOR_TYPE_GRAY, 8, false);
		free(p.px);
	}
	QRcode_List_free(l);
	return n;
}

static unsigned set_pics(struct str s, int version, struct pic *pics)
{
	unsigned n, i = 0;
	QRcode_List *l = pic_set(s, version, &n);

	for (QRcode_List *e = l; e; e = e->next)
		pics[i++] = pic_of(e->code, 3);
	QRcode_List_free(l);
	return n;
}

static struct buf page(const struct pic *pics, unsigned n)
{
	const struct pic *p[64];
	struct pic all;
	struct buf b;

	for (unsigned i = 0; i < n; i++)
		p[i] = &pics[i];
	all = pic_beside(p, n);
	b = pic_png(&all, PNG_COLOR_TYPE_GRAY, 8, false);
	free(all.px);
	return b;
}

static void free_pics(struct pic *p, unsigned n) { while (n) free(p[--n].px); }
static void free_bufs(struct buf *b, unsigned n) { while (n) yg_buf_free(&b[--n]); }

static void every_kind_of_png_and_jpeg(void)
{
	static const struct { int color, depth; } kinds[] = {
		{ PNG_COLOR_TYPE_GRAY, 1 }, { PNG_COLOR_TYPE_GRAY, 2 }, { PNG_COLOR_TYPE_GRAY, 4 }, { PNG_COLOR_TYPE_GRAY, 8 },
		{ PNG_COLOR_TYPE_GRAY, 16 }, { PNG_COLOR_TYPE_RGB, 8 }, { PNG_COLOR_TYPE_RGB, 16 }, { PNG_COLOR_TYPE_PALETTE, 1 },
		{ PNG_COLOR_TYPE_PALETTE, 4 }, { PNG_COLOR_TYPE_PALETTE, 8 }, { PNG_COLOR_TYPE_GRAY_ALPHA, 8 },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 16 }, { PNG_COLOR_TYPE_RGB_ALPHA, 8 }, { PNG_COLOR_TYPE_RGB_ALPHA, 16 },
	};
	char text[4096];
	struct str s = rx(text, 500, 1);
	QRcode *q = QRcode_encodeData((int)s.n, (const unsigned char *)s.p, 0, QR_ECLEVEL_L);
	struct pic p = pic_of(q, 3), t = pic_turned(&p);
	struct buf f;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		for (int interlaced = 0; interlaced < 2; interlaced++) {
			f = pic_png(&p, kinds[i].color, kinds[i].depth, interlaced);
			CHECK_INT(scan(&f, 1), YG_OK);
			CHECK_INT(res.n, 1);
			if (res.n)
				CHECK_STR(res.m[0].bytes, s);
			CHECK_INT(diags.n, 0);
			yg_buf_free(&f);
		}
	}
	for (int i = 0; i < 4; i++) {
		f = pic_jpeg(&p, 60, i & 1, i & 2);
		CHECK_INT(scan(&f, 1), YG_OK);
		CHECK_INT(res.n, 1);
		if (res.n)
			CHECK_STR(res.m[0].bytes, s);
		yg_buf_free(&f);
	}
	f = pic_png(&t, PNG_COLOR_TYPE_GRAY, 8, false);           /* a page put in sideways */
	CHECK_INT(scan(&f, 1), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	yg_buf_free(&f);
	free(t.px);
	free(p.px);
	QRcode_free(q);
}

static void one_symbol_per_picture_in_any_order(void)
{
	static const unsigned orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 } };
	char text[4096];
	struct str s = rx(text, 1400, 2);
	struct buf f[16], o[16];
	unsigned n = set_files(s, 15, f);

	CHECK_INT(n, 4);
	for (size_t k = 0; k < 4; k++) {
		for (unsigned i = 0; i < 4; i++)
			o[i] = f[orders[k][i]];
		CHECK_INT(scan(o, 4), YG_OK);
		CHECK_INT(res.n, 1);
		CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
		CHECK(!res.partial);
		CHECK_INT(diags.n, 0);
	}
	for (unsigned i = 0; i < 4; i++)
		o[i] = f[i];
	o[4] = f[2];                                              /* the same picture twice */
	CHECK_INT(scan(o, 5), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	CHECK_INT(diags.n, 0);
	free_bufs(f, n);
}

static void missing_symbols_are_told(void)
{
	char text[4096];
	struct str s = rx(text, 1400, 3);
	struct buf f[16], o[16];
	unsigned n = set_files(s, 15, f);

	for (unsigned gone = 0; gone < 4; gone++) {
		unsigned k = 0;

		for (unsigned i = 0; i < 4; i++)
			if (i != gone)
				o[k++] = f[i];
		CHECK_INT(scan(o, 3), YG_EMISSING);
		CHECK_INT(res.n, 0);
		CHECK(res.partial);
		CHECK(said("scan-partial"));
		CHECK_STR(diags.d[0].arg[0], STR("3"));
		CHECK(said("scan-missing-first") == (gone == 0));
		CHECK(said("scan-missing-middle") == (gone == 1 || gone == 2));
		CHECK(said("scan-missing-last") == (gone == 3));
		if (gone == 1 || gone == 2)
			CHECK_STR(diags.d[1].arg[0], gone == 1 ? STR("1") : STR("2"));
	}
	CHECK_INT(scan(&f[1], 1), YG_EMISSING);
	CHECK(said("scan-missing-first") && said("scan-missing-last") && !said("scan-missing-middle"));
	o[0] = f[0];
	o[1] = f[3];
	CHECK_INT(scan(o, 2), YG_EMISSING);
	CHECK(!said("scan-missing-first") && !said("scan-missing-last") && said("scan-missing-middle"));
	free_bufs(f, n);
}

static void a_page_with_the_set_printed_twice(void)
{
	char text[4096];
	struct str s = rx(text, 900, 4);
	struct pic p[32];
	unsigned n = set_pics(s, 10, p);
	struct buf f;

	for (unsigned i = 0; i < n; i++)
		p[n + i] = p[i];
	f = page(p, 2 * n);
	CHECK_INT(scan(&f, 1), YG_OK);
	CHECK_INT(res.n, 1);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	yg_buf_free(&f);
	f = page(p + 1, 2 * n - 2);                               /* each copy lacks one, together they are whole */
	CHECK_INT(scan(&f, 1), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	yg_buf_free(&f);
	free_pics(p, n);
}

static void two_sets_on_one_page_and_over_pictures(void)
{
	char t1[4096], t2[4096];
	struct str a = rx(t1, 800, 5), b = rx(t2, 800, 6);
	struct pic p[32];
	struct buf f[32], pg;
	unsigned na, nb, i;

	CHECK(parity(a) != parity(b));
	na = set_pics(a, 10, p);
	nb = set_pics(b, 10, p + na);
	pg = page(p, na + nb);
	CHECK_INT(scan(&pg, 1), YG_OK);
	CHECK_INT(res.n, 2);
	if (res.n == 2)
		CHECK((yg_str_eq(res.m[0].bytes, a) && yg_str_eq(res.m[1].bytes, b))
		      || (yg_str_eq(res.m[0].bytes, b) && yg_str_eq(res.m[1].bytes, a)));
	yg_buf_free(&pg);
	pg = page(p, na + nb - 1);                                /* the second one lacks its end: only the first is given */
	CHECK_INT(scan(&pg, 1), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, a));
	CHECK(res.partial && said("scan-missing-last"));
	yg_buf_free(&pg);
	free_pics(p, na + nb);

	na = set_files(a, 10, f);                                 /* alternating pictures of both */
	nb = set_files(b, 10, f + na);
	{
		struct buf o[32];

		for (i = 0; i < na + nb; i++)
			o[i] = f[(i & 1 ? na : 0) + i / 2];
		CHECK_INT(na, nb);
		CHECK_INT(scan(o, na + nb), YG_OK);
		CHECK_INT(res.n, 2);
		CHECK(res.n == 2 && yg_str_eq(res.m[0].bytes, a) && yg_str_eq(res.m[1].bytes, b));
		CHECK(!res.partial);
		CHECK_INT(scan(o, na + nb - 1), YG_OK);           /* the last picture forgotten */
		CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, a));
		CHECK(res.partial);
	}
	free_bufs(f, na + nb);
}

/* Equal size and equal parity: zbar would mix these without a word. */
static void two_sets_nobody_can_tell_apart_are_refused(void)
{
	char t1[4096], t2[4096];
	struct str a = rx(t1, 800, 7), b;
	struct pic p[32];
	struct buf f[32], pg;
	unsigned na, nb;
	char swap;

	memcpy(t2, t1, a.n);
	b = (struct str){ t2, a.n };
	swap = t2[40];
	for (size_t i = 41; i < b.n; i++)                         /* exchange two characters in different symbols */
		if (t2[i] != swap && t2[i] >= '0' && t2[i] <= '9' && i > 400) {
			t2[40] = t2[i];
			t2[i] = swap;
			break;
		}
	CHECK(!yg_str_eq(a, b));
	CHECK_INT(parity(a), parity(b));
	na = set_pics(a, 10, p);
	nb = set_pics(b, 10, p + na);
	pg = page(p, na + nb);
	CHECK_INT(scan(&pg, 1), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	CHECK(said("scan-sets-mixed"));
	yg_buf_free(&pg);
	free_pics(p, na + nb);
	na = set_files(a, 10, f);
	nb = set_files(b, 10, f + na);
	CHECK_INT(scan(f, na + nb), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	CHECK(said("scan-sets-mixed"));
	CHECK_INT(scan(f, na + 1), YG_ESYNTAX);                   /* one foreign symbol is enough */
	CHECK_INT(res.n, 0);
	CHECK(said("scan-sets-mixed"));
	free_bufs(f, na + nb);
}

static void a_page_and_a_close_up_of_one_symbol(void)
{
	char text[4096];
	struct str s = rx(text, 800, 8);
	struct pic p[16];
	struct buf f[17];
	unsigned n = set_pics(s, 10, p);

	f[0] = page(p, n);
	f[1] = page(p + 1, 1);
	CHECK_INT(scan(f, 2), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	CHECK(!res.partial);
	free_bufs(f, 2);
	free_pics(p, n);
}

static void other_symbols_on_the_page(void)
{
	static const char url[] = "https://pharmacy.example/", slip[] = "06999991,77,888,01,19780808,123456";
	char text[4096];
	struct str s = rx(text, 500, 9);
	QRcode *q[3] = { QRcode_encodeData(sizeof url - 1, (const unsigned char *)url, 0, QR_ECLEVEL_M),
			 QRcode_encodeData((int)s.n, (const unsigned char *)s.p, 0, QR_ECLEVEL_M),
			 QRcode_encodeData(sizeof slip - 1, (const unsigned char *)slip, 0, QR_ECLEVEL_M) };
	struct pic p[3];
	struct buf f;

	for (int i = 0; i < 3; i++)
		p[i] = pic_of(q[i], 3);
	f = page(p, 2);
	CHECK_INT(scan(&f, 1), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	CHECK(said("scan-other-symbol"));
	yg_buf_free(&f);
	f = page(p + 2, 1);
	CHECK_INT(scan(&f, 1), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	CHECK(said("eps-slip"));
	yg_buf_free(&f);
	f = page(p, 1);
	CHECK_INT(scan(&f, 1), YG_EMISSING);
	yg_buf_free(&f);
	free_pics(p, 3);
	for (int i = 0; i < 3; i++)
		QRcode_free(q[i]);
}

static void a_set_that_is_no_prescription(void)
{
	struct buf f[16];
	char text[1200];
	unsigned n;

	memset(text, 'x', sizeof text);
	n = set_files((struct str){ text, sizeof text }, 15, f);
	CHECK_INT(scan(f, n), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	CHECK(said("scan-joined-invalid"));
	free_bufs(f, n);
}

static void utf8_is_flagged(void)
{
	static const char text[] = "JAHIS10\r\n5,,,見本 学\r\n11,,架空 一郎,\r\n";
	QRcode *q = QRcode_encodeData(sizeof text - 1, (const unsigned char *)text, 0, QR_ECLEVEL_M);
	struct pic p = pic_of(q, 3);
	struct buf f = page(&p, 1);

	CHECK_INT(scan(&f, 1), YG_OK);
	CHECK(res.n == 1 && res.m[0].utf8 && yg_str_eqz(res.m[0].bytes, text));
	CHECK(said("scan-utf8"));
	yg_buf_free(&f);
	free(p.px);
	QRcode_free(q);
}

static void pictures_that_are_none(void)
{
	static const struct { const char *bytes; size_t n; const char *code; } bad[] = {
		{ "", 0, "scan-image-format" }, { "%PDF-1.7", 8, "scan-image-format" }, { "JAHIS10\r\n", 9, "scan-image-format" },
		{ "\0\0\0\x18" "ftypheic", 12, "scan-image-format" }, { "\x89PNG\r\n\x1a\n", 8, "scan-image-damaged" },
		{ "\xff\xd8\xff\xe0", 4, "scan-image-damaged" }, { "\xff\xd8\xff\xd9", 4, "scan-image-damaged" },
	};
	char text[4096];
	struct str s = rx(text, 500, 10);
	struct pic p;
	struct buf f[2];
	QRcode *q = QRcode_encodeData((int)s.n, (const unsigned char *)s.p, 0, QR_ECLEVEL_M);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		yg_buf_init(&f[0], 64);
		yg_buf_add(&f[0], bad[i].bytes, bad[i].n);
		CHECK_INT(scan(f, 1), YG_ESYNTAX);
		CHECK_INT(res.n, 0);
		CHECK(diags.n >= 1 && strcmp(diags.d[0].kind->code, bad[i].code) == 0);
		yg_buf_free(&f[0]);
	}
	p = pic_new(200, 200);
	f[0] = page(&p, 1);
	CHECK_INT(scan(f, 1), YG_EMISSING);
	CHECK(said("scan-no-symbol"));
	free(p.px);
	p = pic_of(q, 3);                                         /* a bad file beside a good one */
	f[1] = page(&p, 1);
	f[0].n = 30;
	CHECK_INT(scan(f, 2), YG_OK);
	CHECK(res.n == 1 && yg_str_eq(res.m[0].bytes, s));
	CHECK(said("scan-image-damaged") && diags.d[0].input == 0);
	free_bufs(f, 2);
	free(p.px);
	QRcode_free(q);
}

static void put32(char *p, unsigned v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (char)(v & 0xff);
}

static void limits_are_kept(void)
{
	struct pic p = pic_new(16, 16);
	struct buf f = pic_png(&p, PNG_COLOR_TYPE_GRAY, 1, false), many[YG_MAX_IMAGES + 1];
	char crc_of[17];
	unsigned long crc = 0xffffffff;

	put32(f.p + 16, 100000);                                  /* a bomb: 10^10 pixels announced in a hundred bytes */
	put32(f.p + 20, 100000);
	memcpy(crc_of, f.p + 12, 17);
	for (int i = 0; i < 17; i++) {
		crc ^= (unsigned char)crc_of[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
	}
	put32(f.p + 29, (unsigned)(crc ^ 0xffffffff));
	CHECK_INT(scan(&f, 1), YG_ETOOBIG);
	CHECK(said("scan-image-too-big"));
	yg_buf_free(&f);
	f = pic_jpeg(&p, 50, false, false);
	for (size_t i = 0; i + 9 < f.n; i++)
		if (memcmp(f.p + i, "\xff\xc0", 2) == 0)
			memset(f.p + i + 5, 0xff, 4);             /* 65535 x 65535 */
	CHECK(scan(&f, 1) == YG_ETOOBIG || said("scan-image-damaged"));
	CHECK_INT(res.n, 0);
	for (size_t i = 0; i <= YG_MAX_IMAGES; i++)
		many[i] = f;
	CHECK_INT(scan(many, YG_MAX_IMAGES + 1), YG_ETOOBIG);
	CHECK(said("scan-too-many-images"));
	yg_buf_free(&f);
	free(p.px);
}

/* A seeded sample of cuts and changed bytes: a correct reading or a diagnostic, never something else. */
static void damaged_files_are_survived(void)
{
	char text[4096];
	struct str s = rx(text, 400, 11);
	QRcode *q = QRcode_encodeData((int)s.n, (const unsigned char *)s.p, 0, QR_ECLEVEL_L);
	struct pic p = pic_of(q, 2);
	struct buf whole[2] = { pic_png(&p, PNG_COLOR_TYPE_GRAY, 8, false), pic_jpeg(&p, 80, true, true) };
	unsigned seed = 20261120;

	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < 60; i++) {
			struct buf f;
			int err;

			yg_buf_init(&f, 1u << 20);
			yg_buf_str(&f, yg_buf_view(&whole[k]));
			seed = seed * 1664525u + 1013904223u;
			if (i & 1)
				f.n = (seed >> 8) % f.n;
			else
				f.p[(seed >> 8) % f.n] ^= (char)(1u << (seed & 7));
			err = scan(&f, 1);
			CHECK(err == YG_OK ? res.n == 1 && yg_str_eq(res.m[0].bytes, s) : res.n == 0 && diags.n > 0);
			f.n = 0;
			yg_buf_free(&f);
		}
		yg_buf_free(&whole[k]);
	}
	free(p.px);
	QRcode_free(q);
}

/* --- reference pictures ------------------------------------------------------------- */
static struct buf example(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "spec/examples/jahis/%s", name);
	return t_read(t_shared(path));
}

static void reference_pictures(void)
{
	static const struct { const char *png[4], *want[2]; } cases[] = {
		{ { "png/rx03_single.png" }, { "rx03_generic_name_uneven.csv" } },
		{ { "png/rx07_page.png" }, { "rx07_long_multisymbol.csv" } },
		{ { "png/rx07_page_scanlike.png" }, { "rx07_long_multisymbol.csv" } },
		{ { "png/rx07-01_of_04.png", "png/rx07-02_of_04.png", "png/rx07-03_of_04.png", "png/rx07-04_of_04.png" }, { "rx07_long_multisymbol.csv" } },
		{ { "png/rx07-03_of_04.png", "png/rx07-01_of_04.png", "png/rx07-04_of_04.png", "png/rx07-02_of_04.png" }, { "rx07_long_multisymbol.csv" } },
		{ { "png/tc02_single.png" }, { "tc02_patient_to_provider_otc.csv" } },
		{ { "png/tc03_part1.png" }, { "tc03_split_part1.csv" } },
		{ { "png/tc03_part2.png" }, { "tc03_split_part2.csv" } },
		{ { "png/tc03_page.png" }, { "tc03_split_part1.csv", "tc03_split_part2.csv" } },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf f[4];
		size_t n = 0, found = 0, want = 0;

		while (n < 4 && cases[i].png[n]) {
			f[n] = example(cases[i].png[n]);
			n++;
		}
		CHECK_INT(scan(f, n), YG_OK);
		for (; want < 2 && cases[i].want[want]; want++) {
			struct buf w = example(cases[i].want[want]);

			for (size_t k = 0; k < res.n; k++)
				found += yg_str_eq(res.m[k].bytes, yg_buf_view(&w));
			yg_buf_free(&w);
		}
		CHECK_INT(found, want);
		CHECK_INT(res.n, want);
		CHECK_INT(diags.n, 0);
		if (want == 2)
			CHECK_INT(yg_scan_join_911(res.m, &res.n, arena, &diags), YG_OK);
		while (n)
			yg_buf_free(&f[--n]);
	}
}

int main(void)
{
	const char *root = getenv("YAGEN_SHARED");
	bool there = root && *root;

	T_RUN(every_kind_of_png_and_jpeg);
	T_RUN(one_symbol_per_picture_in_any_order);
	T_RUN(missing_symbols_are_told);
	T_RUN(a_page_with_the_set_printed_twice);
	T_RUN(two_sets_on_one_page_and_over_pictures);
	T_RUN(two_sets_nobody_can_tell_apart_are_refused);
	T_RUN(a_page_and_a_close_up_of_one_symbol);
	T_RUN(other_symbols_on_the_page);
	T_RUN(a_set_that_is_no_prescription);
	T_RUN(utf8_is_flagged);
	T_RUN(pictures_that_are_none);
	T_RUN(limits_are_kept);
	T_RUN(damaged_files_are_survived);
	if (there)
		T_RUN(reference_pictures);
	yg_arena_free(arena);
	if (t_failed == 0 && !there) {
		printf("SKIP: reference pictures; set YAGEN_SHARED to the reference folder\n");
		return 77;
	}
	return T_END();
}
