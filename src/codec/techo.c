/* techo.c - the medication notebook (JAHIS 電子版お薬手帳, JAHISTC01 to 08): character code, version line, split sets,
 * end of file. The records themselves are read and written by techo_records.c. Joining the parts of a split set that
 * came as several symbols is done by scan; here an incomplete set is refused. */
#include "codec/codec.h"
#include "codec/history_from_rx.h"
#include "codec/techo_records.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_header, "techo-no-header", DIAG_ERROR,
	  "先頭が JAHISTCnn ではありません。お薬手帳の QR の一部だけの場合は、用紙のすべての QR を読み直してください",
	  "does not begin with JAHISTCnn; if this is one of several symbols, scan the whole sheet");
DIAG_KIND(d_version, "techo-version", DIAG_WARNING, "知らない版 {0} です。JAHISTC08 として読みます",
	  "unknown version {0}; read as JAHISTC08");
DIAG_KIND(d_direction, "techo-direction", DIAG_WARNING, "出力区分が 1 でも 2 でもありません", "direction (出力区分) is neither 1 nor 2");
DIAG_KIND(d_second, "techo-second-header", DIAG_ERROR, "途中に別の版レコードがあります。別の手帳が混ざっているため取り込みません",
	  "another version line in the middle: two notebooks in one file are refused");
DIAG_KIND(d_bad_bytes, "techo-encoding", DIAG_ERROR, "Shift_JIS (CP932) として読めない文字が {0} か所あります",
	  "{0} places are not Shift_JIS (CP932)");
DIAG_KIND(d_bad_utf8, "techo-encoding-utf8", DIAG_ERROR, "UTF-8 として読めません", "not UTF-8");
DIAG_KIND(d_utf8, "techo-utf8", DIAG_NOTE, "UTF-8 で書かれています（規定は Shift_JIS）", "written in UTF-8 (the format says Shift_JIS)");
DIAG_KIND(d_gaiji, "techo-gaiji", DIAG_WARNING, "外字が {0} 文字あります", "{0} user-defined characters (gaiji)");
DIAG_KIND(d_newline, "techo-newline", DIAG_NOTE, "改行が CR LF ではありません", "lines do not end with CR LF");
DIAG_KIND(d_cut, "techo-cut", DIAG_WARNING, "最後のレコードに改行がありません。途中で切れているおそれがあり、確認は不完全とします",
	  "the last record has no line end: it may be cut, the check counts as incomplete");
DIAG_KIND(d_after_end, "techo-after-end", DIAG_ERROR, "終端 (1Ah) の後のデータは読みません。確認は不完全とします",
	  "data behind the end mark (1Ah) is not read; the check counts as incomplete");
DIAG_KIND(d_empty, "techo-empty", DIAG_WARNING, "調剤も要指導・一般用医薬品もありません。「服用中の薬なし」とは扱いません",
	  "no dispensing and no OTC drug; not taken as \"takes no drugs\"");
DIAG_KIND(d_parts, "techo-split-missing", DIAG_ERROR, "分割データがそろっていません。{1} 個のうち {0} 番がありません",
	  "split set incomplete: part {0} of {1} missing");
DIAG_KIND(d_split, "techo-split", DIAG_ERROR, "分割制御 (911) が正しくありません", "split control (911) is inconsistent");
DIAG_KIND(d_unmapped, "techo-unmappable", DIAG_WARNING, "Shift_JIS にない文字 {0} 個を ■ にします",
	  "{0} characters have no Shift_JIS code and become ■");
DIAG_KIND(d_must, "techo-write-missing", DIAG_ERROR, "お薬手帳の必須項目がありません", "the notebook demands this item");
DIAG_KIND(d_size, "techo-too-big", DIAG_ERROR, "大きすぎます", "too big");

static bool sniff(struct str b)
{
	if (yg_str_starts(b, STR("\xef\xbb\xbf"))) b = yg_str_sub(b, 3, b.n);
	return yg_str_starts(b, STR("JAHISTC"));
}

static void say(struct read_ctx *rc, const struct diag_kind *k, unsigned line, const char *field, struct str a, struct str b)
{
	yg_diag(rc->diags, k, rc->input, line, field, a, b);
}

static struct str num(struct arena *a, size_t v) { return yg_arena_printf(a, "%zu", v); }

/* UTF-8 only where it cannot be Shift_JIS: kanji of level 1 and kana begin with bytes that no UTF-8 character begins with. */
static bool is_utf8(struct str s)
{
	bool wide = false;
	for (size_t i = 0; i < s.n && !wide; i++) wide = (unsigned char)s.p[i] >= 0xe3 && (unsigned char)s.p[i] <= 0xef;
	return wide && yg_utf8_valid(s);
}

static int decode(struct read_ctx *rc, struct str b, struct str *out)
{
	struct sjis_report rep;
	struct buf t;
	int err;
	if (yg_str_starts(b, STR("\xef\xbb\xbf"))) b = yg_str_sub(b, 3, b.n);
	if (rc->utf8_carrier || is_utf8(b)) {
		if (!yg_utf8_valid(b)) { say(rc, &d_bad_utf8, 0, "", STR_NONE, STR_NONE); return YG_EENCODING; }
		if (!rc->utf8_carrier) say(rc, &d_utf8, 0, "", STR_NONE, STR_NONE);
		*out = b;
		return YG_OK;
	}
	yg_buf_init(&t, 3u * YG_MAX_TEXT);
	err = yg_cp932_decode(b, &t, &rep);
	if (!err) {
		*out = yg_arena_str(rc->arena, yg_buf_view(&t));
		if (!out->p) err = yg_arena_error(rc->arena);
	}
	yg_buf_free(&t);
	if (!err && rep.bad) say(rc, &d_bad_bytes, 0, "", num(rc->arena, rep.bad), STR_NONE);
	if (!err && rep.gaiji) say(rc, &d_gaiji, 0, "", num(rc->arena, rep.gaiji), STR_NONE);
	return err;
}

/* --- 911 -------------------------------------------------------------------------- */

struct split { struct str id; unsigned long total, last; bool met, bad, seen[1000]; };

static void split_record(struct split *s, const struct csv_row *row)
{
	struct str id = yg_csv_field(row, 1);
	unsigned long total = 0, n = 0;
	bool ok = yg_str_uint(yg_csv_field(row, 2), 999, &total) && yg_str_uint(yg_csv_field(row, 3), 999, &n) &&
		  n > 0 && n <= total;
	/* Parts written one behind the other must stand in order: the records simply continue. */
	if (!ok || (s->met && (!yg_str_eq(s->id, id) || s->total != total || n <= s->last))) s->bad = true;
	s->met = true;
	s->id = id;
	s->total = total;
	s->last = n;
	s->seen[n] = true;
}

static int split_verdict(struct read_ctx *rc, const struct split *s)
{
	struct buf missing;
	unsigned long count = 0;
	if (s->bad) { say(rc, &d_split, 0, "911 分割制御", STR_NONE, STR_NONE); return YG_EMISSING; }
	yg_buf_init(&missing, 4096);
	for (unsigned long i = 1; i <= s->total; i++) {
		if (s->seen[i] || ++count > 21) continue;
		if (count > 20) yg_buf_z(&missing, ", …");
		else yg_buf_printf(&missing, "%s%lu", count > 1 ? ", " : "", i);
	}
	if (count) say(rc, &d_parts, 0, "911 分割制御", yg_buf_view(&missing), num(rc->arena, s->total));
	yg_buf_free(&missing);
	return count ? YG_EMISSING : YG_OK;
}

/* --- reading ------------------------------------------------------------------------ */

static int version_line(struct read_ctx *rc, const struct csv_row *row, struct rec_reader *r)
{
	struct str v = yg_csv_field(row, 0), d = yg_csv_field(row, 1);
	unsigned long no = 0;
	if (v.n != 9 || !yg_str_starts(v, STR("JAHISTC")) || !yg_str_uint(yg_str_sub(v, 7, 2), 99, &no)) {
		say(rc, &d_header, row->line, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	if (no < 1 || no > 8) say(rc, &d_version, row->line, "バージョン情報", v, STR_NONE);
	r->direction = yg_str_eqz(d, "1") ? 1 : yg_str_eqz(d, "2") ? 2 : 0;
	if (r->direction == 0) say(rc, &d_direction, row->line, "出力区分", STR_NONE, STR_NONE);
	r->h->version = v;
	r->h->direction = d;
	return YG_OK;
}

static int rows(struct read_ctx *rc, struct str text, struct rec_reader *r, bool *ended)
{
	struct csv csv;
	struct csv_row row;
	struct split split = { 0 };
	struct str header = STR_NONE;
	bool after_911 = false;
	int got, err = YG_OK;
	yg_csv_open(&csv, text, CSV_PLAIN, rc->arena);
	while ((got = yg_csv_next(&csv, &row)) == 1 && !err) {
		struct str head = yg_csv_field(&row, 0);
		*ended = row.ended;
		if (!header.n) {
			if (yg_str_trim(row.raw).n == 0) continue;
			header = row.raw;
			err = version_line(rc, &row, r);
		} else if (yg_str_starts(head, STR("JAHISTC"))) {
			if (after_911 && yg_str_eq(row.raw, header)) continue;
			say(rc, &d_second, row.line, "バージョン情報", STR_NONE, STR_NONE);
			err = YG_EREFUSED;
		} else if (yg_str_eqz(head, "911")) {
			split_record(&split, &row);
			after_911 = true;
		} else {
			err = yg_rec_read(r, &row);
		}
	}
	if (got == YG_ETOOBIG) say(rc, &d_size, row.line, "", STR_NONE, STR_NONE);
	if (err || got < 0) return err ? err : got;
	if (!header.n) { say(rc, &d_header, 0, "", STR_NONE, STR_NONE); return YG_ESYNTAX; }
	return split_verdict(rc, &split);
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct rec_reader *r = yg_arena_alloc(rc->arena, sizeof *r);
	struct history *h = yg_arena_alloc(rc->arena, sizeof *h);
	const char *end;
	struct str text;
	bool ended = true, eof;
	int err;
	if (!r || !h) return yg_arena_error(rc->arena);
	doc->format = FORMAT_TECHO;
	if (!sniff(bytes)) { say(rc, &d_header, 1, "", STR_NONE, STR_NONE); return YG_ESYNTAX; }
	if (bytes.n > YG_MAX_TEXT) { say(rc, &d_size, 0, "", STR_NONE, STR_NONE); return YG_ETOOBIG; }
	err = decode(rc, bytes, &text);
	if (err) return err;
	end = text.n ? memchr(text.p, 0x1a, text.n) : NULL;
	eof = end != NULL;
	if (end && yg_str_trim(yg_str_sub(text, (size_t)(end - text.p) + 1, text.n)).n) {
		say(rc, &d_after_end, 0, "", STR_NONE, STR_NONE);
		h->cut = true;
	}
	if (end) text.n = (size_t)(end - text.p);
	yg_rec_start(r, rc, h);
	r->booklet = true;
	r->kind = HIST_BOOKLET;
	err = rows(rc, text, r, &ended);
	if (err) return err;
	yg_rec_finish(r);
	if (!ended && !eof) {
		say(rc, &d_cut, 0, "", STR_NONE, STR_NONE);
		h->cut = true;
	}
	if (yg_str_find(text, STR("\r\n")) == (size_t)-1) say(rc, &d_newline, 0, "", STR_NONE, STR_NONE);
	if (h->nvisits == 0 && h->notc == 0) {
		say(rc, &d_empty, 0, "", STR_NONE, STR_NONE);
		h->cut = true;
	}
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	doc->history = h;
	return YG_OK;
}

/* --- writing ------------------------------------------------------------------------- */

static int missing(struct write_ctx *wc, const char *what)
{
	yg_diag(wc->diags, &d_must, 0, 0, what, STR_NONE, STR_NONE);
	return YG_EMISSING;
}

static int demanded(struct write_ctx *wc, const struct history *h)
{
	int err = YG_OK;
	if (h->patient.name.n == 0) err = missing(wc, "1-1 氏名");
	if (h->sex == SEX_UNKNOWN && h->sex_raw.n == 0) err = missing(wc, "1-2 性別");
	if (!yg_ymd_valid(h->born) && h->born_raw.n == 0) err = missing(wc, "1-3 生年月日");
	for (size_t i = 0; i < h->nvisits; i++) {
		const struct visit *v = &h->visits[i];
		if (!v->masked && !yg_ymd_valid(v->on) && v->on_raw.n == 0) err = missing(wc, "5-1 調剤等年月日");
	}
	return err;
}

static int write_text(struct write_ctx *wc, const struct history *h, struct buf *text)
{
	struct rec_writer w = { .wc = wc, .out = text, .booklet = true, .eol = "\r\n" };
	yg_buf_printf(text, "JAHISTC08,%s\r\n", yg_str_eqz(h->direction, "2") ? "2" : "1");
	return yg_rec_write(&w, h);
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	struct history mapped;
	const struct history *h = doc->history;
	struct sjis_report rep = { 0 };
	struct buf text, sjis;
	int err = YG_OK;
	if (!h && !doc->rx) return missing(wc, "調剤の記録");
	if (!h) {
		err = yg_history_from_rx(wc, doc->rx, &mapped);
		h = &mapped;
	} else if (doc->rx) {
		yg_rec_lost(wc, "処方箋（調剤結果に付属）");
	}
	if (!err) err = demanded(wc, h);
	if (err) return err;
	yg_buf_init(&text, YG_MAX_OUTPUT);
	yg_buf_init(&sjis, YG_MAX_OUTPUT);
	err = write_text(wc, h, &text);
	if (!err) err = yg_cp932_encode(yg_buf_view(&text), &sjis, &rep);
	if (!err && rep.replaced) {
		yg_diag(wc->diags, &d_unmapped, 0, 0, "", num(wc->arena, rep.replaced), STR_NONE);
		wc->lost += rep.replaced;
	}
	if (!err && wc->lost && !wc->lossy) err = YG_EREFUSED;
	if (!err) yg_buf_str(out, yg_buf_view(&sjis));
	yg_buf_free(&text);
	yg_buf_free(&sjis);
	return err ? err : out->err;
}

const struct codec yg_codec_techo = { FORMAT_TECHO, "JAHIS 電子版お薬手帳データフォーマット (JAHISTC01-08)", sniff, read, write };
