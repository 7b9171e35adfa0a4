/* test_scan_stream.c - what scanners type and send, whole, mangled and cut; the reference streams when they are there. */
#include "t.h"
#include "base/err.h"
#include "scan/scan.h"
#include "text/sjis.h"
#include "base/ban.h"

static struct arena *arena;
static struct diags diags;
static struct scan_result res;

static int scan(struct str typed)
{
	yg_diags_init(&diags, arena);
	return yg_scan_stream(typed, 3, arena, &res, &diags);
}

static struct str cp932(const char *utf8)
{
	struct buf b;
	struct sjis_report r = { 0 };
	struct str s;

	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_cp932_encode(yg_str(utf8), &b, &r), 0);
	s = yg_arena_str(arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}

static const char *code(size_t i) { return i < diags.n ? diags.d[i].kind->code : ""; }

/* The first diagnostic and that nothing was handed out. */
#define REFUSED(typed, want) do { CHECK_INT(scan(typed), YG_ESYNTAX); CHECK_INT(res.n, 0); CHECK_STR(yg_str(code(0)), yg_str(want)); \
	CHECK(diags.n && diags.d[0].input == 3); } while (0)

static const char rx[] =
	"JAHIS10\r\n1,1,1311111,13,架空みなと診療所\r\n3,(03)0000-0001,,\r\n5,,,見本 学\r\n11,,架空 一郎,ｶｸｳ ｲﾁﾛｳ\r\n12,1\r\n13,19620418\r\n"
	"22,06999991\r\n23,,1,1,\r\n51,20261120\r\n81,1,,腎機能低下あり（検査値別紙）\r\n101,1,1,,7\r\n111,1,1,,１日１回朝食後服用,1\r\n"
	"201,1,1,1,4,2171022F2025,ノルバスク錠５ｍｇ,1,1,錠\r\n\x1a";

static struct str replaced(struct str s, const char *what, const char *with)
{
	struct buf b;
	struct str out;
	size_t at;

	yg_buf_init(&b, 1u << 20);
	while ((at = yg_str_find(s, yg_str(what))) != (size_t)-1) {
		yg_buf_str(&b, yg_str_sub(s, 0, at));
		yg_buf_z(&b, with);
		s = yg_str_sub(s, at + strlen(what), s.n);
	}
	yg_buf_str(&b, s);
	out = yg_arena_str(arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

static void raw_bytes_stay_as_they_are(void)
{
	struct str s = cp932(rx);

	CHECK_INT(scan(s), YG_OK);
	CHECK_INT(res.n, 1);
	CHECK_STR(res.m[0].bytes, s);
	CHECK(!res.m[0].utf8);
	CHECK_INT(diags.n, 0);
}

static void line_ends_of_any_kind(void)
{
	static const char *const ends[] = { "\n", "\r", "\n\n", "\r\r", "\r\n\r\n", "\r\n\n" };
	struct str whole = cp932(rx), s;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		s = replaced(whole, "\r\n", ends[i]);
		CHECK_INT(scan(s), YG_OK);
		CHECK_STR(res.m[0].bytes, whole);
	}
	s = whole;
	s.n--;                                                    /* no 0x1A: none is made up */
	CHECK_INT(scan(s), YG_OK);
	CHECK_STR(res.m[0].bytes, s);
	s.n -= 3;                                                 /* cut inside the last record: left for the codec to see */
	CHECK_INT(scan(s), YG_OK);
	CHECK_STR(res.m[0].bytes, s);
}

static void utf8_is_told(void)
{
	struct str s = replaced(yg_str(rx), "\x1a", "");
	struct buf b;

	CHECK_INT(scan(s), YG_OK);
	CHECK(res.m[0].utf8);
	CHECK_STR(res.m[0].bytes, s);
	CHECK_STR(yg_str(code(0)), STR("scan-stream-utf8"));
	yg_buf_init(&b, 1u << 20);
	yg_buf_z(&b, "\xef\xbb\xbf");
	yg_buf_str(&b, s);
	CHECK_INT(scan(yg_buf_view(&b)), YG_OK);
	CHECK_STR(res.m[0].bytes, s);
	yg_buf_free(&b);
}

static struct str hex_of(struct str s, const char *between)
{
	struct buf b;
	struct str out;

	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < s.n; i++)
		yg_buf_printf(&b, "%s%02X", i ? between : "", (unsigned char)s.p[i]);
	out = yg_arena_str(arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

static void hex_dumps(void)
{
	struct str s = cp932(rx), h = hex_of(s, " ");

	CHECK_INT(scan(h), YG_OK);
	CHECK_STR(res.m[0].bytes, s);
	CHECK_INT(scan(hex_of(s, "")), YG_OK);
	CHECK_STR(res.m[0].bytes, s);
	h.n--;
	REFUSED(h, "scan-hex-cut");
	REFUSED(STR("123456789012345678"), "scan-no-header");     /* a bar code number is no dump */
}

/* The stream of a scanner that sends `suffix` after every `size` bytes. */
static struct str pieces(struct str s, size_t size, const char *suffix)
{
	struct buf b;
	struct str out;

	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < s.n; i += size) {
		yg_buf_str(&b, yg_str_sub(s, i, size));
		yg_buf_z(&b, suffix);
	}
	out = yg_arena_str(arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

static void suffix_of_each_symbol(void)
{
	struct str s = cp932(rx);
	unsigned restored = 0, refused = 0, wrong = 0;

	for (size_t size = 40; size < s.n; size++) {
		static const char *const suffixes[] = { "\r\n", "\r", "\n" };

		for (size_t k = 0; k < 3; k++) {
			int err;

			if ((s.n + size - 1) / size > 16)
				continue;
			err = scan(pieces(s, size, suffixes[k]));
			if (err)
				refused++;
			else if (yg_str_eq(res.m[0].bytes, s))
				restored++;
			else
				wrong++;
		}
	}
	CHECK_INT(wrong, 0);                                      /* never a broken record */
	CHECK(restored > 9 * refused);
	fprintf(stderr, "suffix: %u restored, %u refused\n", restored, refused);
	CHECK_INT(scan(pieces(s, 60, "\r\n")), YG_OK);
	CHECK_STR(yg_str(code(0)), STR("scan-suffix-removed"));
}

static void suffix_that_cannot_be_removed(void)
{
	struct str s = cp932(rx);

	/* one break only, not where the pieces would be equal */
	REFUSED(replaced(s, "1311111,13", "13111\r\n11,13"), "scan-symbol-suffix");
	/* as UTF-8 the sizes of the pieces are gone */
	REFUSED(replaced(yg_str(rx), "１回朝食後", "１\r\n回朝食後"), "scan-symbol-suffix");
}

static void a_missing_piece_is_not_closed_over(void)
{
	struct str s = cp932(rx), p = pieces(s, 60, "\r\n");

	for (size_t i = 1; (i + 1) * 62 < p.n; i++) {             /* piece i left out */
		struct buf b;

		yg_buf_init(&b, 1u << 20);
		yg_buf_str(&b, yg_str_sub(p, 0, i * 62));
		yg_buf_str(&b, yg_str_sub(p, (i + 1) * 62, p.n));
		CHECK(scan(yg_buf_view(&b)) != YG_OK || !yg_str_eq(res.m[0].bytes, s));
		yg_buf_free(&b);
	}
}

static void order_and_number_of_messages(void)
{
	struct str s = cp932(rx);
	struct buf b;

	yg_buf_init(&b, 1u << 20);
	yg_buf_str(&b, yg_str_sub(s, 60, s.n));
	yg_buf_str(&b, yg_str_sub(s, 0, 60));
	REFUSED(yg_buf_view(&b), "scan-wrong-order");
	REFUSED(yg_str_sub(s, 60, s.n), "scan-no-header");
	b.n = 0;
	yg_buf_str(&b, s);
	yg_buf_str(&b, s);
	CHECK_INT(scan(yg_buf_view(&b)), YG_OK);
	CHECK_INT(res.n, 1);
	CHECK_STR(res.m[0].bytes, s);
	CHECK_STR(yg_str(code(0)), STR("scan-read-twice"));
	b.n = 0;
	yg_buf_str(&b, s);
	yg_buf_str(&b, replaced(s, "101,1,1,,7", "101,1,1,,8"));
	REFUSED(yg_buf_view(&b), "scan-two-messages");
	yg_buf_free(&b);
}

static void notebook_parts_in_one_stream(void)
{
	struct str one = cp932("JAHISTC08,1\r\n1,架空 一郎,1,19620418,,,,,,,\r\n5,20261120,1\r\n201,1,見本錠,1,錠,1,,1\r\n911,20261119103000,2,1\r\n");
	struct str two = cp932("JAHISTC08,1\r\n301,1,朝食後,7,日分,1,1,,1\r\n911,20261119103000,2,2\r\n");
	struct str whole = cp932("JAHISTC08,1\r\n1,架空 一郎,1,19620418,,,,,,,\r\n5,20261120,1\r\n201,1,見本錠,1,錠,1,,1\r\n301,1,朝食後,7,日分,1,1,,1\r\n");
	struct buf b;

	yg_buf_init(&b, 1u << 20);
	yg_buf_str(&b, two);
	yg_buf_str(&b, one);
	CHECK_INT(scan(yg_buf_view(&b)), YG_OK);
	CHECK_INT(res.n, 1);
	CHECK_STR(res.m[0].bytes, whole);
	yg_buf_free(&b);
}

static void slip_of_an_e_prescription(void)
{
	REFUSED(STR("06999991,７７,８８８,01,19780808,9999000011112222\r\n"), "eps-slip");
	REFUSED(STR("06999991,７７,８８８,,19780808,123456"), "eps-slip");
	REFUSED(STR("06999991,７７,８８８,01,19780808,99990000111122223"), "scan-no-header");   /* 17 digits */
	REFUSED(STR("06999991,７７,８８８,01,1978080,123456"), "scan-no-header");
}

static void keyboard_settings(void)
{
	struct str s = cp932(rx), utf8 = replaced(yg_str(rx), "\x1a", "");

	REFUSED(replaced(s, "JAHIS10", "jahis10"), "scan-caps-lock");
	REFUSED(replaced(utf8, "JAHIS10", "ＪＡＨＩＳ１０"), "scan-ime-on");
	REFUSED(replaced(s, "JAHIS10", cp932("ＪＡＨＩＳ１０").p), "scan-ime-on");
	REFUSED(replaced(utf8, "JAHIS10", "じゃひs１０"), "scan-ime-on");
	REFUSED(replaced(utf8, "JAHIS10", "まちくにとぬわ"), "scan-kana-mode");
	REFUSED(replaced(s, "JAHIS10", cp932("ﾏﾁｸﾆﾄﾇﾜ").p), "scan-kana-mode");
	REFUSED(replaced(s, "JAHIS10", "]Q1JAHIS10"), "scan-prefix");
	REFUSED(replaced(s, "(03)0000", "*03(0000"), "scan-keyboard-layout");
	REFUSED(replaced(s, "(03)0000", ")03~0000"), "scan-keyboard-layout");
	REFUSED(replaced(s, "(03)0000", ")030000"), "scan-keyboard-layout");
	CHECK_INT(diags.d[0].record, 3);
}

static void lost_bytes(void)
{
	struct str s = cp932(rx);
	struct buf b;

	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x80)
			yg_buf_char(&b, s.p[i]);
	CHECK_INT(scan(yg_buf_view(&b)), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	CHECK_STR(yg_str(code(0)), STR("scan-high-bytes-lost"));
	b.n = 0;
	for (size_t i = 0; i < s.n; i++)
		yg_buf_char(&b, (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?');
	CHECK_INT(scan(yg_buf_view(&b)), YG_ESYNTAX);
	b.n = 0;
	for (size_t i = 0; i < s.n; i++)
		yg_buf_char(&b, s.p[i] & 0x7f);
	CHECK_INT(scan(yg_buf_view(&b)), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	yg_buf_free(&b);
	REFUSED(replaced(replaced(yg_str(rx), "見本", "\xef\xbf\xbd"), "\x1a", ""), "scan-lost-characters");
	CHECK_INT(diags.d[0].record, 4);
}

static void wrong_code_pages(void)
{
	struct str s = cp932(replaced(yg_str(rx), "\x1a", "").p), utf8 = replaced(yg_str(rx), "\x1a", "");
	struct sjis_report r = { 0 };
	struct buf b;

	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < s.n; i++)                          /* Latin-1 letters for the bytes */
		yg_utf8_add(&b, (unsigned char)s.p[i]);
	REFUSED(yg_buf_view(&b), "scan-code-page");
	b.n = 0;
	CHECK_INT(yg_cp932_decode(replaced(utf8, "見本 学", "架空"), &b, &r), 0);   /* UTF-8 read as CP932 */
	CHECK_INT(scan(yg_buf_view(&b)), YG_ESYNTAX);
	CHECK_INT(res.n, 0);
	yg_buf_free(&b);
	REFUSED(STR("\xff\xfeJ\0A\0H\0I\0S\0" "1\0"), "scan-utf16");
	REFUSED(STR("\r\n\r\n\x1a"), "scan-empty");
	REFUSED(STR(""), "scan-empty");
}

static void any_cut_and_any_byte_is_survived(void)
{
	struct str s = cp932(rx), p = pieces(s, 60, "\r\n");

	for (size_t i = 0; i <= p.n; i++)
		CHECK(scan(yg_str_sub(p, 0, i)) == YG_OK || res.n == 0);
	for (size_t i = 0; i < s.n; i++) {
		char *m = yg_arena_alloc(arena, s.n);

		memcpy(m, s.p, s.n);
		m[i] = (char)(m[i] ^ 0x55);
		CHECK(scan((struct str){ m, s.n }) == YG_OK || res.n == 0);
	}
}

/* --- the reference streams -------------------------------------------------------- */
static bool shared_there(void)
{
	const char *root = getenv("YAGEN_SHARED");

	return root && *root;
}

static struct buf example(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "spec/examples/jahis/%s", name);
	return t_read(t_shared(path));
}

static void reference_streams(void)
{
	static const struct { const char *stream, *want, *code; } cases[] = {
		{ "scanner/s01_serial_raw_rx01.bin", "rx01_oral_prn_topical.csv", "" },
		{ "scanner/s02_wedge_utf8_lf_rx01.txt", "rx01_oral_prn_topical.csv", "scan-stream-utf8" },
		{ "scanner/s03_wedge_utf8_doubled_newlines_rx01.txt", "rx01_oral_prn_topical.csv", "scan-stream-utf8" },
		{ "scanner/s04_serial_per_symbol_crlf_suffix_rx07.bin", "rx07_long_multisymbol.csv", "scan-suffix-removed" },
		{ "scanner/s05_hexdump_rx01.txt", "rx01_oral_prn_topical.csv", "" },
		{ "scanner/s06_serial_out_of_order_rx07.bin", NULL, "scan-wrong-order" },
		{ "scanner/s07_not_jahis_eprescription_slip.txt", NULL, "eps-slip" },
		{ "scanner/s08_wedge_cr_only_rx01.bin", "rx01_oral_prn_topical.csv", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf in = example(cases[i].stream);
		int err = scan(yg_buf_view(&in));

		CHECK_STR(yg_str(code(0)), yg_str(cases[i].code));
		CHECK_INT(err, cases[i].want ? YG_OK : YG_ESYNTAX);
		if (cases[i].want && err == YG_OK) {
			struct buf want = example(cases[i].want);
			struct str w = yg_buf_view(&want), got = res.m[0].bytes;
			struct buf b;
			struct sjis_report r = { 0 };

			yg_buf_init(&b, 1u << 20);
			if (res.m[0].utf8) {
				yg_cp932_encode(got, &b, &r);
				got = yg_buf_view(&b);
			}
			if (got.n + 1 == w.n)                     /* the stream had no 0x1A */
				w.n--;
			CHECK_STR(got, w);
			yg_buf_free(&b);
			yg_buf_free(&want);
		}
		yg_buf_free(&in);
	}
}

int main(void)
{
	arena = yg_arena_new(512u << 20);
	if (!arena)
		return 99;
	T_RUN(raw_bytes_stay_as_they_are);
	T_RUN(line_ends_of_any_kind);
	T_RUN(utf8_is_told);
	T_RUN(hex_dumps);
	T_RUN(suffix_of_each_symbol);
	T_RUN(suffix_that_cannot_be_removed);
	T_RUN(a_missing_piece_is_not_closed_over);
	T_RUN(order_and_number_of_messages);
	T_RUN(notebook_parts_in_one_stream);
	T_RUN(slip_of_an_e_prescription);
	T_RUN(keyboard_settings);
	T_RUN(lost_bytes);
	T_RUN(wrong_code_pages);
	T_RUN(any_cut_and_any_byte_is_survived);
	if (shared_there())
		T_RUN(reference_streams);
	yg_arena_free(arena);
	if (t_failed == 0 && !shared_there()) {
		printf("SKIP: reference streams; set YAGEN_SHARED to the reference folder\n");
		return 77;
	}
	return T_END();
}
