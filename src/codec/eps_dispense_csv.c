/* eps_dispense_csv.c - the dispensing result of the national service (CJ1, 記録条件仕様 調剤編): header, UTF-8, LF.
 * The records are those of the notebook plus 6, 7 and 511; techo_records.c reads and writes them. Read leniently
 * (no must, no length is published), written with the items of the signed sample. */
#include "codec/codec.h"
#include "codec/techo_records.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_header, "cj1-no-header", DIAG_ERROR, "先頭が CJ1 ではありません", "does not begin with CJ1");
DIAG_KIND(d_header_item, "cj1-header-item", DIAG_WARNING, "ヘッダに未知の項目があります",
	  "the header line has an item no public document describes");
DIAG_KIND(d_utf8, "cj1-encoding", DIAG_ERROR, "UTF-8 として読めません", "not UTF-8");
DIAG_KIND(d_newline, "cj1-newline", DIAG_WARNING, "改行が LF ではありません", "lines do not end with LF alone");
DIAG_KIND(d_empty, "cj1-empty", DIAG_ERROR, "調剤等年月日 (5) がありません。調剤結果として使えません",
	  "no dispensing date (5): not usable as a dispensing result");
DIAG_KIND(d_cut, "cj1-cut", DIAG_WARNING, "最後のレコードの項目が足りません。途中で切れているおそれがあり、確認は不完全とします",
	  "the last record is short of items: it may be cut, the check counts as incomplete");
DIAG_KIND(d_size, "cj1-too-big", DIAG_ERROR, "大きすぎます", "too big");
DIAG_KIND(d_must, "cj1-write-missing", DIAG_ERROR, "調剤結果の必須項目がありません", "a dispensing result demands this item");
DIAG_KIND(d_from_rx, "cj1-from-prescription", DIAG_ERROR, "処方箋だけからは調剤結果を作れません（調剤日、薬局、渡した薬品がありません）",
	  "a prescription alone is no dispensing result: day, pharmacy and the products given are not known");

static bool sniff(struct str b)
{
	return yg_str_starts(b, STR("CJ1")) && (b.n == 3 || b.p[3] == ',' || b.p[3] == '\n' || b.p[3] == '\r');
}

static void say(struct read_ctx *rc, const struct diag_kind *k, unsigned line)
{
	yg_diag(rc->diags, k, rc->input, line, "", STR_NONE, STR_NONE);
}

static int header(struct read_ctx *rc, const struct csv_row *row, struct history *h)
{
	if (!yg_str_eqz(yg_csv_field(row, 0), "CJ1")) { say(rc, &d_header, row->line); return YG_ESYNTAX; }
	h->version = STR("CJ1");
	for (size_t i = 1; i < row->n; i++)
		if (row->f[i].n) { say(rc, &d_header_item, row->line); break; }
	return YG_OK;
}

/* No line end follows the last record, so only its items tell whether it is whole: empty ones are written too. */
static bool cut_off(const struct csv_row *row)
{
	unsigned long no;
	const struct record_type *t = yg_str_uint(yg_csv_field(row, 0), 999, &no) ? yg_record_type((int)no) : NULL;
	return !row->ended && (!t || row->n < t->ncj1 + 1u);
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct rec_reader *r = yg_arena_alloc(rc->arena, sizeof *r);
	struct history *h = yg_arena_alloc(rc->arena, sizeof *h);
	struct csv csv;
	struct csv_row row, last = { 0 };
	int got, err = YG_OK;
	if (!r || !h) return yg_arena_error(rc->arena);
	doc->format = FORMAT_EPS_DISPENSE_CSV;
	if (!sniff(bytes)) { say(rc, &d_header, 1); return YG_ESYNTAX; }
	if (bytes.n > YG_MAX_TEXT) { say(rc, &d_size, 0); return YG_ETOOBIG; }
	if (!yg_utf8_valid(bytes)) { say(rc, &d_utf8, 0); return YG_EENCODING; }
	if (memchr(bytes.p, '\r', bytes.n)) say(rc, &d_newline, 0);
	yg_rec_start(r, rc, h);
	r->kind = HIST_DISPENSED;
	r->direction = 1;
	yg_csv_open(&csv, bytes, CSV_PLAIN, rc->arena);
	while ((got = yg_csv_next(&csv, &row)) == 1 && !err) {
		err = h->version.n ? yg_rec_read(r, &row) : header(rc, &row, h);
		last = row;
	}
	if (got == YG_ETOOBIG) say(rc, &d_size, row.line);
	if (err || got < 0) return err ? err : got;
	if (h->nvisits == 0) { say(rc, &d_empty, 0); return YG_EMISSING; }
	yg_rec_finish(r);
	if (cut_off(&last)) {
		say(rc, &d_cut, last.line);
		h->cut = true;
	}
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	doc->history = h;
	return YG_OK;
}

static int missing(struct write_ctx *wc, const char *what)
{
	yg_diag(wc->diags, &d_must, 0, 0, what, STR_NONE, STR_NONE);
	return YG_EMISSING;
}

static int demanded(struct write_ctx *wc, const struct history *h)
{
	int err = YG_OK;
	size_t shown = 0;
	if (h->patient.name.n == 0) err = missing(wc, "1-1 氏名");
	for (size_t i = 0; i < h->nvisits; i++) {
		const struct visit *v = &h->visits[i];
		if (v->masked) continue;
		shown++;
		if (!yg_ymd_valid(v->on)) err = missing(wc, "5-1 調剤日");
		if (v->pharmacy.name.n == 0) err = missing(wc, "11-1 名称");
	}
	return shown ? err : missing(wc, "5 調剤等年月日");
}

static int write(struct write_ctx *wc, const struct document *doc, struct buf *out)
{
	const struct history *h = doc->history;
	struct buf text;
	struct rec_writer w = { .wc = wc, .out = &text, .booklet = false, .eol = "\n" };
	int err;
	if (!h) {
		yg_diag(wc->diags, &d_from_rx, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	err = demanded(wc, h);
	if (err) return err;
	if (h->nvisits > 1) yg_rec_lost(wc, "2回目以降の調剤等年月日 (5)");
	if (doc->rx) yg_rec_lost(wc, "処方箋（調剤結果に付属）");
	yg_buf_init(&text, YG_MAX_OUTPUT);
	yg_buf_z(&text, "CJ1,\n");
	err = yg_rec_write(&w, h);
	if (!err && wc->lost && !wc->lossy) err = YG_EREFUSED;
	if (!err) yg_buf_add(out, text.p, text.n - 1);             /* no LF after the last record */
	yg_buf_free(&text);
	return err ? err : out->err;
}

const struct codec yg_codec_eps_dispense_csv = { FORMAT_EPS_DISPENSE_CSV, "電子処方箋 調剤結果 CSV (CJ1)", sniff, read, write };
