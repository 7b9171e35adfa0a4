/* test_print_record.c - the PDF documents as poppler reads them: every field is there, fonts are real, bytes repeat, nothing is
 * cut or boxed. */
#include "t.h"
#include "record_kit.h"
#include "base/err.h"

static struct arena *a;
static struct diags ds;

static void fresh(void)
{
	yg_arena_free(a);
	a = yg_arena_new(64u << 20);
	yg_diags_init(&ds, a);
}

static size_t count(const char *code)
{
	size_t n = 0;
	for (size_t i = 0; i < ds.n; i++) n += !strcmp(ds.d[i].kind->code, code);
	return n;
}

static bool told(const char *code, const char *arg)
{
	for (size_t i = 0; i < ds.n; i++)
		if (!strcmp(ds.d[i].kind->code, code) && yg_str_eqz(ds.d[i].arg[0], arg)) return true;
	return false;
}

/* Text of the pages without any blank or line end: how pdftotext lays it out does not matter. */
static struct buf squeezed(const struct buf *pdf)
{
	struct buf raw = kit_poppler("pdftotext", "-raw", pdf, true), out;
	yg_buf_init(&out, 64u << 20);
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == ' ' || raw.p[i] == '\n' || raw.p[i] == '\f' || raw.p[i] == '\r') continue;
		if (raw.n - i >= 3 && !memcmp(raw.p + i, "\xe3\x80\x80", 3)) { i += 2; continue; }
		yg_buf_char(&out, raw.p[i]);
	}
	yg_buf_free(&raw);
	return out;
}

static bool has(const struct buf *text, const char *z) { return yg_str_find(yg_buf_view(text), yg_str(z)) != (size_t)-1; }
#define HAS(text, z) do { t_checks++; if (!has(text, z)) { t_failed++; fprintf(stderr, "%s:%d: %s: \"%s\" is not on the page\n", __FILE__, __LINE__, t_name, z); } } while (0)

static struct buf pdf_of(const struct dispensing_record *r, int want)
{
	struct buf b;
	yg_buf_init(&b, 64u << 20);
	CHECK_INT(yg_record_pdf(r, &b, &ds), want);
	return b;
}

static void every_field(void)
{
	static const char *const want[] = { "調剤録", "髙﨑架空子", "タカサキカクコ", "女", "1961年3月24日（昭和36年）", "65歳", "保険者06139999", "番号12",
		"2026年11月19日（令和8年）", "架空一郎", "内科", "医療法人社団架空会見本内科クリニック", "東京都架空区見本町四丁目５番６号", "03-0000-0001", "引換番号123456",
		"2026年11月20日（令和8年）", "薬研花子", "架空薬局本店", "東京都架空区見本町一丁目２番３号", "アムロジピンＯＤ錠５ｍｇ「架空」", "1錠", "28錠",
		"YJ2171022F3013", "【般】アムロジピン口腔内崩壊錠５ｍｇ", "ロスバスタチン錠２．５ｍｇ「架空」", "内服分１朝食後28日分", "空腹時を避ける", "疼痛時", "10回分",
		"ケトプロフェンテープ４０ｍｇ「架空」", "14枚", "１４回分を１０回分へ", "他院のセレコキシブと重なります。継続しますか。", "頓服のみとし、１０回分へ減らす。",
		"架空一郎医師", "2026-11-2009:52", "変更あり", "アムロジピン7錠が手元にあり、次回に調整（本人の申告）", "グレープフルーツを避ける。",
		"薬剤情報提供書を渡した。", "9f2c1a", "1/1" };
	struct dispensing_record r = kit_record();
	struct buf pdf, text;
	fresh();
	pdf = pdf_of(&r, YG_OK);
	CHECK_INT(ds.n, 0);
	text = squeezed(&pdf);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) HAS(&text, want[i]);
	yg_buf_free(&text);
	yg_buf_free(&pdf);
}

static void same_bytes(void)
{
	struct dispensing_record r = kit_record();
	struct buf x, y;
	fresh();
	x = pdf_of(&r, YG_OK);
	y = pdf_of(&r, YG_OK);
	CHECK_STR(yg_buf_view(&x), yg_buf_view(&y));
	CHECK(yg_str_find(yg_buf_view(&x), STR("20261120010500Z")) != (size_t)-1);
	yg_buf_free(&y);
	r.created = "2027-01-01T00:00:00Z";
	y = pdf_of(&r, YG_OK);
	CHECK(!yg_str_eq(yg_buf_view(&x), yg_buf_view(&y)));
	yg_buf_free(&x);
	yg_buf_free(&y);
}

/* Every font embedded, with a map back to text, and Japanese. */
static void fonts(void)
{
	struct dispensing_record r = kit_record();
	struct buf pdf, list;
	size_t lines = 0;
	char *p;
	fresh();
	pdf = pdf_of(&r, YG_OK);
	list = kit_poppler("pdffonts", "", &pdf, false);
	yg_buf_char(&list, 0);
	for (p = strchr(list.p, '\n'), p = p ? strchr(p + 1, '\n') : NULL; p && p[1]; p = strchr(p + 1, '\n'), lines++) {
		struct str line = { p + 1, strcspn(p + 1, "\n") };
		CHECK(yg_str_find(line, STR(" yes yes yes ")) != (size_t)-1);
		CHECK(yg_str_find(line, STR("IPA")) != (size_t)-1 || yg_str_find(line, STR("CJK")) != (size_t)-1);
		CHECK(yg_str_find(line, STR("Type 3")) == (size_t)-1);
	}
	CHECK(lines >= 2);
	yg_buf_free(&list);
	yg_buf_free(&pdf);
}

/* 40 drugs in 40 RPs: several pages, all of them there, the table's head on each, the patient on every page. */
static void forty_lines(void)
{
	struct dispensing_record r = kit_record();
	struct record_rp rps[40];
	struct record_drug d[40];
	struct buf pdf, text;
	size_t heads = 0, pages = 0;
	fresh();
	for (unsigned i = 0; i < 40; i++) {
		d[i] = kit_drugs[i % 4];
		d[i].name = yg_arena_printf(a, "見本錠%03u号「架空」", i * 7 + 100);
		rps[i] = kit_rps[i % 3];
		rps[i].number = i + 1;
		rps[i].drugs = &d[i];
		rps[i].ndrugs = 1;
	}
	r.rps = rps;
	r.nrps = 40;
	pdf = pdf_of(&r, YG_OK);
	text = squeezed(&pdf);
	for (unsigned i = 0; i < 40; i++) HAS(&text, yg_arena_printf(a, "見本錠%03u号「架空」", i * 7 + 100).p);
	HAS(&text, "薬剤情報提供書を渡した。");
	for (const char *p = text.p; (p = memchr(p, (unsigned char)"薬"[0], text.n - (size_t)(p - text.p))) != NULL; p++)
		heads += yg_str_starts((struct str){ p, text.n - (size_t)(p - text.p) }, STR("薬名（調剤したもの）"));
	for (size_t at = 0, hit; (hit = yg_str_find(yg_str_sub(yg_buf_view(&text), at, text.n), STR("髙﨑架空子"))) != (size_t)-1; at += hit + 1) pages++;
	CHECK(pages >= 3);
	HAS(&text, yg_arena_printf(a, "%zu/%zu", pages, pages).p);
	CHECK(heads >= 2);
	yg_buf_free(&text);
	yg_buf_free(&pdf);
}

/* A note longer than a page, a name of 600 characters: all of it, over several pages. */
static void long_texts(void)
{
	struct dispensing_record r = kit_record();
	struct record_note n = { .text = STR_NONE };
	struct buf b, pdf, text;
	fresh();
	yg_buf_init(&b, 1u << 20);
	for (unsigned i = 0; i < 900; i++) yg_buf_printf(&b, "要点%04uを説明。", i);
	n.text = yg_buf_view(&b);
	r.guidance = &n;
	r.nguidance = 1;
	r.patient = yg_arena_str(a, yg_str_sub(n.text, 0, 3000));
	pdf = pdf_of(&r, YG_OK);
	text = squeezed(&pdf);
	for (unsigned i = 0; i < 900; i++)
		if (!has(&text, yg_arena_printf(a, "%04u", i).p)) CHECK(false);
	HAS(&text, "要点0899を説明。");
	yg_buf_free(&text);
	yg_buf_free(&pdf);
	yg_buf_free(&b);
}

/* Control characters and turned directions are shown as "?", a line end breaks the line, broken UTF-8 and characters without a
 * font are named; nothing becomes a box. */
static void hostile_texts(void)
{
	struct dispensing_record r = kit_record();
	struct buf pdf, text;
	fresh();
	r.patient = STR("架空\x1b[2J\xe2\x80\xae" "太郎\xff");
	r.kana = STR("カクウ\r\nタロウ\tサン");
	r.doctor = STR("架空\xee\x80\x80太郎\xf0\xaf\xbf\xbf");        /* U+E000, U+2FFFF */
	r.institution = STR("﨑田医院 ㎎①髙㌢ (a) \\ 鷗");
	pdf = pdf_of(&r, YG_OK);
	text = squeezed(&pdf);
	HAS(&text, "架空?[2J?太郎?");
	HAS(&text, "カクウタロウサン");
	HAS(&text, "〓");
	HAS(&text, "﨑田医院");
	HAS(&text, "〓:U+E000U+2FFFF");
	HAS(&text, "(a)\\鷗");
	CHECK(!has(&text, "\x1b"));
	CHECK(told("print-no-glyph", "U+E000"));
	CHECK(told("print-no-glyph", "U+2FFFF"));
	CHECK_INT(count("print-no-glyph"), 2);
	yg_buf_free(&text);
	yg_buf_free(&pdf);
}

static void what_is_missing(void)
{
	struct dispensing_record r = { .created = "2026-11-20T01:05:00Z", .age = -1 };
	struct buf pdf, text;
	fresh();
	pdf = pdf_of(&r, YG_OK);
	text = squeezed(&pdf);
	HAS(&text, "（記載なし）");
	CHECK_INT(count("record-missing"), 10);
	CHECK(told("record-missing", "患者の氏名"));
	CHECK(told("record-missing", "情報の提供と指導の内容の要点"));
	yg_buf_free(&text);
	yg_buf_free(&pdf);
	fresh();
	r.created = NULL;
	pdf = pdf_of(&r, YG_EARG);
	CHECK_INT(pdf.n, 0);
	yg_buf_free(&pdf);
	fresh();
	r = kit_record();
	yg_buf_init(&pdf, 1000);                     /* no room: nothing left behind */
	CHECK_INT(yg_record_pdf(&r, &pdf, &ds), YG_ETOOBIG);
	CHECK_INT(pdf.n, 0);
	yg_buf_free(&pdf);
}

static void other_documents(void)
{
	struct dispensing_record r = kit_record();
	struct record_inquiry open = kit_inquiry;
	struct qr_symbol q[2];
	struct buf b, text;
	fresh();
	open.answer = STR_NONE;
	r.inquiries = &open;
	yg_buf_init(&b, 64u << 20);
	CHECK_INT(yg_inquiry_pdf(&r, &b, &ds), YG_OK);
	text = squeezed(&b);
	HAS(&text, "疑義照会票");
	HAS(&text, "他院のセレコキシブと重なります。継続しますか。");
	HAS(&text, "架空薬局本店");
	CHECK(!has(&text, "減らす"));
	yg_buf_free(&text);
	b.n = 0;
	CHECK_INT(yg_bag_pdf(&r, &b, &ds), YG_OK);
	text = squeezed(&b);
	HAS(&text, "髙﨑架空子様");
	HAS(&text, "分１朝食後");
	HAS(&text, "疼痛時");
	HAS(&text, "１日１回腰");
	HAS(&text, "薬剤師薬研花子");
	HAS(&text, "東京都架空区見本町一丁目２番３号");
	yg_buf_free(&text);
	b.n = 0;
	for (int i = 0; i < 2; i++) CHECK_INT(yg_qr_encode(STR("JAHISTC08,1\r\n"), a, &q[i], &ds), YG_OK);
	CHECK_INT(yg_sticker_pdf(&r, q, 2, &b, &ds), YG_OK);
	text = squeezed(&b);
	HAS(&text, "2個すべてを読み取ってください");
	HAS(&text, "ロスバスタチン錠２．５ｍｇ「架空」");
	yg_buf_free(&text);
	yg_buf_free(&b);
	CHECK_INT(ds.n, 0);
}

/* Without a Japanese font nothing is drawn. In a process of its own: fontconfig reads its file once. */
static void no_font(void)
{
	const char *tmp = getenv("TMPDIR");
	char conf[600];
	int fd, status = -1;
	pid_t pid;
	snprintf(conf, sizeof conf, "%s/yagen-fonts-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	fd = mkstemp(conf);
	if (fd < 0) exit(99);
	dprintf(fd, "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>/nonexistent</dir></fontconfig>\n");
	close(fd);
	fflush(NULL);
	if ((pid = fork()) == 0) {
		struct dispensing_record r = kit_record();
		struct buf b;
		setenv("FONTCONFIG_FILE", conf, 1);
		fresh();
		kit_needs_pdf();
		b = pdf_of(&r, YG_ETABLE);
		CHECK_INT(b.n, 0);
		CHECK_INT(count("print-no-font"), 1);
		_exit(t_failed != 0);
	}
	waitpid(pid, &status, 0);
	unlink(conf);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) exit(77);
	CHECK_INT(status, 0);
}

int main(void)
{
	T_RUN(no_font);                              /* first: before fontconfig has read anything */
	kit_needs_qr();
	T_RUN(every_field);
	T_RUN(same_bytes);
	T_RUN(fonts);
	T_RUN(forty_lines);
	T_RUN(long_texts);
	T_RUN(hostile_texts);
	T_RUN(what_is_missing);
	T_RUN(other_documents);
	yg_arena_free(a);
	return T_END();
}
