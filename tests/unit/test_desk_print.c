/* test_desk_print.c - documents of a case, on both twins of the store: what was handed over is what stands on them. */
#include <stdio.h>
#include "desk.h"
#include "record_kit.h"
#include "base/err.h"
#include "scan/scan.h"

struct hand { yagen_desk *d; char id[100]; unsigned turn; struct json_object *o; int err; struct buf doc; };

#define RX "SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0000,東京都架空区例示町１丁目２番３号\n3,03-0000-0001,03-0000-0002,\n4,2,01,内科\n" \
	"5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n51,20261119\n" \
	"101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠\n201,1,2,1,2,620002478,クレストール錠５ｍｇ,1,1,錠\n"
#define PHARMACY "\"pharmacy\":{\"name\":\"架空薬局　例示店\",\"prefecture\":\"13\",\"code\":\"1399856\",\"phone\":\"03-0000-0099\",\"address\":\"東京都架空区見本町９\"}," \
	"\"pharmacist\":{\"name\":\"調剤　四郎\",\"contact\":\"03-0000-0099\"}"

static void act(struct hand *h, const char *command, const char *members)
{
	char request[32], all[6000];
	json_object_put(h->o);
	snprintf(request, sizeof request, "q%u", ++h->turn);
	snprintf(all, sizeof all, "\"case\":\"%s\"%s%s", h->id, *members ? "," : "", members);
	h->o = td_do(h->d, command, request, all, NULL, 0, &h->err);
}

/* A document: bytes instead of JSON. On refusal h->o holds it. */
static int print(struct hand *h, const char *at, const char *members)
{
	yagen_sink *s = NULL;
	struct buf b;
	const char *p;
	size_t n, pos;
	json_object_put(h->o);
	h->o = NULL;
	yg_buf_init(&b, 1u << 16);
	yg_buf_printf(&b, "{\"at\":\"%s\",\"by\":{\"id\":\"p1\",\"name\":\"薬師 花子\"},\"terminal\":\"t1\",\"request_id\":\"q%u\",\"case\":\"%s\",%s}%c", at, ++h->turn, h->id,
		      members, 0);
	if (yagen_sink_new(&s, 0)) exit(99);
	h->err = yagen_desk_do(h->d, "case.print", b.p, NULL, 0, s);
	p = yagen_sink_data(s, &n);
	h->doc.n = 0;
	if (h->err == 0) yg_buf_add(&h->doc, p, n);
	else if (n) yg_json_parse((struct str){ p, n }, &h->o, &pos);
	yagen_sink_free(s);
	yg_buf_free(&b);
	return h->err;
}
#define NOW "2026-11-20T01:00:00Z"

static struct hand checked(void)
{
	struct hand h = { .d = td_new() };
	yagen_part part[2] = { td_part("rx", "rx.csv", STR(RX)), td_part("history", "h.json", STR("{\"yagen\":\"history\",\"version\":\"JAHISTC08\",\"visits\":[]}")) };
	yg_buf_init(&h.doc, 64u << 20);
	h.o = td_do(h.d, "case.new", "n", NULL, part, 2, &h.err);
	CHECK_INT(h.err, 0);
	snprintf(h.id, sizeof h.id, "%s", td_text(h.o, "case"));
	act(&h, "case.check", "");
	CHECK_INT(h.err, 0);
	return h;
}

static struct hand handed_over(void)
{
	struct hand h = checked();
	act(&h, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"後発品への変更でよいか\",\"answer\":\"よい\",\"answered_by\":\"架空　一郎 医師\",\"outcome\":\"unchanged\"");
	CHECK_INT(h.err, 0);
	if (h.err) fprintf(stderr, "%s\n", json_object_to_json_string(h.o));
	act(&h, "case.dispense", "\"as_prescribed\":true,\"lines\":[{\"line\":\"rx/1/1\",\"given\":{\"system\":\"receipt\",\"code\":\"620007836\","
		"\"name\":\"アムロジピン錠２．５ｍｇ「サワイ」\"}}]," PHARMACY);
	CHECK_INT(h.err, 0);
	if (h.err) fprintf(stderr, "%s\n", json_object_to_json_string(h.o));
	return h;
}

static void end(struct hand *h)
{
	json_object_put(h->o);
	yg_buf_free(&h->doc);
	yagen_desk_close(h->d);
}

static bool on_page(const struct buf *pdf, const char *const *want, size_t n)
{
	struct buf raw = kit_poppler("pdftotext", "-raw", pdf, true), text;
	bool all = true;
	yg_buf_init(&text, 1u << 20);
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == ' ' || raw.p[i] == '\n' || raw.p[i] == '\f') continue;
		if (raw.n - i >= 3 && !memcmp(raw.p + i, "\xe3\x80\x80", 3)) { i += 2; continue; }
		yg_buf_char(&text, raw.p[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (yg_str_find(yg_buf_view(&text), yg_str(want[i])) == (size_t)-1) { fprintf(stderr, "  not on the page: %s\n", want[i]); all = false; }
	if (!all) fprintf(stderr, "%.*s\n", (int)text.n, text.p);
	yg_buf_free(&raw);
	yg_buf_free(&text);
	return all;
}

static void record(void)
{
	static const char *const want[] = { "例示花子", "1968年4月15日", "58歳", "保険者06139992", "2026年11月19日", "架空一郎", "架空内科クリニック",
		"東京都架空区例示町１丁目２番３号", "2026年11月20日", "調剤四郎", "架空薬局例示店", "東京都架空区見本町９", "アムロジピン錠２．５ｍｇ「サワイ」", "ノルバスク錠２．５ｍｇ",
		"1錠", "28錠", "28日分", "クレストール錠５ｍｇ", "後発品への変更でよいか", "よい", "架空一郎医師", "変更なし", "ふらつきに注意", "薬師花子" };
	struct hand h = handed_over();
	struct buf first;
	CHECK_INT(print(&h, NOW, "\"kind\":\"record\",\"guidance\":[{\"what\":\"服薬指導\",\"text\":\"ふらつきに注意\"}]"), 0);
	CHECK(on_page(&h.doc, want, sizeof want / sizeof *want));
	if (getenv("YAGEN_TEST_KEEP")) yg_file_write(getenv("YAGEN_TEST_KEEP"), yg_buf_view(&h.doc));      /* to look at */
	yg_buf_init(&first, 64u << 20);
	yg_buf_str(&first, yg_buf_view(&h.doc));
	CHECK_INT(print(&h, "2026-12-24T01:00:00Z", "\"kind\":\"record\""), 0);      /* printed again, later: the same record */
	CHECK_STR(yg_buf_view(&h.doc), yg_buf_view(&first));
	yg_buf_free(&first);
	act(&h, "case.events", "");
	{
		size_t n = td_count(h.o, "result/events");
		struct json_object *e = json_object_array_get_idx(td_at(h.o, "result/events"), n - 1);
		CHECK_STR(yg_str(td_text(e, "kind")), STR("printed"));
		CHECK_STR(yg_str(td_text(e, "what/kind")), STR("record"));
		CHECK_INT(strlen(td_text(e, "what/sha256")), 64);
		CHECK_STR(yg_str(td_text(e, "by/id")), STR("p1"));
	}
	act(&h, "case.show", "");
	CHECK_STR(yg_str(td_text(h.o, "state")), STR("dispensed"));
	end(&h);
}

static void notebook(void)
{
	struct hand h = handed_over();
	struct arena *a = yg_arena_new(64u << 20);
	struct scan_result r = { 0 };
	struct diags ds;
	struct str image, techo;
	yg_diags_init(&ds, a);
	CHECK_INT(print(&h, NOW, "\"kind\":\"techo\""), 0);
	techo = yg_arena_str(a, yg_buf_view(&h.doc));
	CHECK(yg_str_starts(techo, STR("JAHISTC08,1\r\n")));
	CHECK_INT(print(&h, NOW, "\"kind\":\"techo-qr\""), 0);
	image = yg_arena_str(a, yg_buf_view(&h.doc));
	CHECK_INT(yg_scan_images(&image, 1, a, &r, &ds), 0);
	CHECK_INT(r.n, 1);
	if (r.n == 1) CHECK_STR(r.m[0].bytes, techo);
	CHECK_INT(print(&h, NOW, "\"kind\":\"techo-qr\",\"symbol\":1,\"format\":\"svg\""), 0);
	CHECK(yg_str_find(yg_buf_view(&h.doc), STR("</svg>")) != (size_t)-1);
	CHECK_INT(print(&h, NOW, "\"kind\":\"techo-qr\",\"symbol\":2"), YAGEN_EARG);
	CHECK_INT(td_int(h.o, "symbols"), 1);
	CHECK_INT(print(&h, NOW, "\"kind\":\"techo-qr\",\"format\":\"gif\""), YAGEN_EARG);
	CHECK_INT(print(&h, NOW, "\"kind\":\"cj1\""), 0);
	CHECK(yg_str_starts(yg_buf_view(&h.doc), STR("CJ1,")));
	CHECK_INT(print(&h, NOW, "\"kind\":\"ed\""), 0);
	CHECK(yg_str_find(yg_buf_view(&h.doc), STR("<?xml")) != (size_t)-1);
	yg_arena_free(a);
	end(&h);
}

static void other_documents(void)
{
	static const char *const bag[] = { "例示花子様", "１日１回朝食後服用", "アムロジピン錠２．５ｍｇ「サワイ」", "調剤四郎" };
	static const char *const sheet[] = { "疑義照会票", "この量でよいか", "架空内科クリニック", "薬師花子", "見本薬局", "ノルバスク錠２．５ｍｇ" };
	struct hand h = handed_over();
	CHECK_INT(print(&h, NOW, "\"kind\":\"label\""), 0);
	CHECK(on_page(&h.doc, bag, sizeof bag / sizeof *bag));
	CHECK_INT(print(&h, NOW, "\"kind\":\"sticker\""), 0);
	CHECK(on_page(&h.doc, bag, 1));
	end(&h);
	h = checked();
	CHECK_INT(print(&h, NOW, "\"kind\":\"inquiry-sheet\""), YAGEN_ESTATE);
	CHECK_STR(yg_str(td_text(h.o, "error")), STR("no-inquiry"));
	act(&h, "case.inquire", "\"line\":\"rx/1/1\",\"question\":\"この量でよいか\"");
	CHECK_INT(h.err, 0);
	CHECK_INT(print(&h, NOW, "\"kind\":\"inquiry-sheet\",\"pharmacy\":{\"name\":\"見本薬局\"}"), 0);
	CHECK(on_page(&h.doc, sheet, sizeof sheet / sizeof *sheet));
	end(&h);
}

static void refused(void)
{
	struct hand h = checked();
	CHECK_INT(print(&h, NOW, "\"kind\":\"record\""), YAGEN_ESTATE);
	CHECK_STR(yg_str(td_text(h.o, "error")), STR("not-dispensed"));
	CHECK_INT(print(&h, NOW, "\"kind\":\"poem\""), YAGEN_EARG);
	CHECK_STR(yg_str(td_text(h.o, "error")), STR("kind"));
	CHECK_INT(print(&h, NOW, "\"symbol\":1"), YAGEN_EARG);
	end(&h);
}

int main(void)
{
	kit_needs_pdf();
	kit_needs_qr();
	td_begin();
	TD_BOTH(record);
	TD_BOTH(notebook);
	TD_BOTH(other_documents);
	TD_BOTH(refused);
	td_end();
	return T_END();
}
