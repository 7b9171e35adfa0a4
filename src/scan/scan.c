/* scan.c - pictures in, messages out: decodes each picture, takes whole messages as they are and lets sets.c join what
 * is spread or printed more than once. It parses no record; what it cannot join for certain it refuses. */
#include "scan/scan.h"
#include <stdio.h>
#include "base/err.h"
#include "base/limits.h"
#include "scan/content.h"
#include "scan/sets.h"
#include "base/ban.h"

DIAG_KIND(d_too_many, "scan-too-many-images", DIAG_ERROR,
	  "画像が多すぎます（{0} 枚）。一度に {1} 枚までです", "too many pictures ({0}); at most {1} at once");
DIAG_KIND(d_too_many_symbols, "scan-too-many-symbols", DIAG_ERROR,
	  "二次元コードが多すぎます。処方箋ごとに分けて読み取ってください", "too many symbols; scan each prescription by itself");
DIAG_KIND(d_no_symbol, "scan-no-symbol", DIAG_WARNING,
	  "二次元コードが見つかりません。300 dpi 以上で、コード全体が入るように読み取ってください",
	  "no QR symbol found; scan at 300 dpi or more with the whole symbol in the picture");
DIAG_KIND(d_other, "scan-other-symbol", DIAG_NOTE,
	  "処方箋・お薬手帳ではない二次元コードがあります（読み飛ばしました）", "a QR symbol that is no prescription and no notebook was skipped");
DIAG_KIND(d_partial, "scan-partial", DIAG_ERROR,
	  "分割された二次元コードのうち {0} 個しか読めていません。残りも読み取ってください",
	  "only {0} symbol(s) of a split set were read; scan the others too");
DIAG_KIND(d_no_first, "scan-missing-first", DIAG_ERROR, "最初の二次元コードがありません", "the first symbol of the set is missing");
DIAG_KIND(d_no_middle, "scan-missing-middle", DIAG_ERROR,
	  "途中の二次元コードがありません（読めた {0} 番目の次）", "a symbol between is missing (after the one read as number {0})");
DIAG_KIND(d_no_last, "scan-missing-last", DIAG_ERROR, "最後の二次元コードがありません", "the last symbol of the set is missing");
DIAG_KIND(d_mixed, "scan-sets-mixed", DIAG_ERROR,
	  "別々の処方箋の二次元コードが混ざっていて、どれがどれか確かめられません。処方箋ごとに分けて読み取ってください",
	  "symbols of different prescriptions are together and cannot be told apart; scan each prescription by itself");
DIAG_KIND(d_unclear, "scan-symbol-unclear", DIAG_ERROR,
	  "二次元コードが不鮮明で、{0} 個を確かめられません。もう一度読み取ってください",
	  "{0} symbol(s) are not clear enough to be sure of; scan again");
DIAG_KIND(d_invalid, "scan-joined-invalid", DIAG_ERROR,
	  "つないだ内容が処方箋・お薬手帳の形になりません。処方箋ごとに分けて読み取り直してください",
	  "the joined content is no whole prescription or notebook; scan each prescription by itself");
DIAG_KIND(d_utf8, "scan-utf8", DIAG_WARNING,
	  "二次元コードの文字コードが Shift_JIS ではなく UTF-8 でした。原本と照合してください",
	  "the symbol's text came as UTF-8, not Shift_JIS; compare with the paper");

struct work {
	struct scan_result *out;
	struct tiles        tiles;
	struct arena       *a;
	struct diags       *ds;
	size_t              refused;                              /* results seen and not handed out */
};

static void say(struct work *w, const struct diag_kind *k, unsigned input, size_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", number);
	yg_diag(w->ds, k, input, 0, "", yg_str(text), STR_NONE);
}

/* A whole message. One that came from a set must look like one message, or the set was none. */
static int keep(struct work *w, struct str bytes, bool from_set, unsigned input)
{
	enum scan_charset cs = yg_scan_charset(bytes);
	struct scan_message *m;

	for (size_t i = 0; i < w->out->n; i++)
		if (yg_str_eq(w->out->m[i].bytes, bytes))
			return YG_OK;                             /* printed twice, or the same picture twice */
	if (yg_scan_is_slip(bytes)) {
		yg_scan_say_slip(w->ds, input);
		w->refused++;
		return YG_OK;
	}
	if (yg_scan_message_head(bytes) == HEAD_NONE && !from_set) {
		yg_diag(w->ds, &d_other, input, 0, "", STR_NONE, STR_NONE);
		return YG_OK;
	}
	if (from_set && (yg_scan_message_head(bytes) == HEAD_NONE || yg_scan_looks_mixed(bytes) || cs == CHARSET_NEITHER)) {
		yg_diag(w->ds, &d_invalid, input, 0, "", STR_NONE, STR_NONE);
		w->refused++;
		return YG_OK;
	}
	m = yg_arena_grow(w->a, w->out->m, w->out->n, sizeof *m);
	if (!m)
		return YG_ENOMEM;
	if (cs == CHARSET_UTF8)
		yg_diag(w->ds, &d_utf8, input, 0, "", STR_NONE, STR_NONE);
	w->out->m = m;
	m[w->out->n++] = (struct scan_message){ bytes, cs == CHARSET_UTF8 };
	return YG_OK;
}

/* One picture. A single complete set in it is joined by zbar already; everything else of a set becomes tiles. */
static int read_picture(struct work *w, struct str file, unsigned input)
{
	struct grey g;
	struct symbol *s;
	size_t n, nsets = 0, lost = 0;
	int err = yg_image_decode(file, input, &g, w->ds);

	if (err)
		return err;
	err = yg_symbols_read(&g, w->a, &s, &n);
	if (err == YG_OK && n == 0)
		yg_diag(w->ds, &d_no_symbol, input, 0, "", STR_NONE, STR_NONE);
	for (size_t i = 0; i < n; i++)
		nsets += s[i].set;
	for (size_t i = 0; i < n && err == YG_OK; i++) {
		if (!s[i].set)
			err = keep(w, s[i].bytes, false, input);
		else if (nsets == 1 && s[i].complete)
			err = keep(w, s[i].bytes, true, input);
		else
			err = yg_tiles_cut(&w->tiles, &g, &s[i], input, &lost);
	}
	yg_grey_free(&g);
	if (lost) {
		say(w, &d_unclear, input, lost);
		w->refused++;
	}
	if (err == YG_ETOOBIG)
		yg_diag(w->ds, &d_too_many_symbols, input, 0, "", STR_NONE, STR_NONE);
	return err;
}

/* Every piece stands in a message that is whole already: a page and a close-up of one of its symbols. */
static bool already_read(const struct work *w, const struct joined *j)
{
	for (size_t m = 0; m < w->out->n; m++) {
		size_t t = 0;

		while (t < j->ntiles && yg_str_find(w->out->m[m].bytes, j->tiles[t]->piece) != (size_t)-1)
			t++;
		if (t == j->ntiles)
			return true;
	}
	return false;
}

static void say_what_is_missing(struct work *w, const struct symbol *s, unsigned input)
{
	say(w, &d_partial, input, s->nquads);
	if (s->no_first)
		yg_diag(w->ds, &d_no_first, input, 0, "", STR_NONE, STR_NONE);
	for (unsigned k = 1; k < YG_MAX_SYMBOLS; k++)
		if (s->gaps >> k & 1)
			say(w, &d_no_middle, input, k);
	if (s->no_last)
		yg_diag(w->ds, &d_no_last, input, 0, "", STR_NONE, STR_NONE);
	w->out->partial = true;
}

static int join_sets(struct work *w)
{
	struct joined *j;
	size_t n;
	int err = yg_tiles_join(&w->tiles, &j, &n);

	for (size_t i = 0; i < n && err == YG_OK; i++) {
		unsigned input = j[i].tiles[0]->input;

		if (j[i].ambiguous) {
			yg_diag(w->ds, &d_mixed, input, 0, "", STR_NONE, STR_NONE);
			w->refused++;
		} else if (j[i].unclear) {
			say(w, &d_unclear, input, j[i].ntiles);
			w->refused++;
		} else if (j[i].s.complete) {
			err = keep(w, j[i].s.bytes, true, input);
		}
	}
	for (size_t i = 0; i < n && err == YG_OK; i++)            /* after the whole ones: they may explain these */
		if (!j[i].ambiguous && !j[i].unclear && !j[i].s.complete && !already_read(w, &j[i]))
			say_what_is_missing(w, &j[i].s, j[i].tiles[0]->input);
	return err;
}

int yg_scan_images(const struct str *images, size_t n, struct arena *a, struct scan_result *out, struct diags *ds)
{
	struct work w = { .out = out, .tiles = { NULL, 0, a }, .a = a, .ds = ds };
	int err = YG_OK, picture_err = YG_OK;
	size_t good = 0;

	*out = (struct scan_result){ NULL, 0, false };
	if (n > YG_MAX_IMAGES) {
		char have[24], max[24];

		snprintf(have, sizeof have, "%zu", n);
		snprintf(max, sizeof max, "%u", YG_MAX_IMAGES);
		yg_diag(ds, &d_too_many, 0, 0, "", yg_str(have), yg_str(max));
		return YG_ETOOBIG;
	}
	for (size_t i = 0; i < n && err != YG_ENOMEM; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again || yg_str_eq(images[i], images[k]);
		if (again)
			continue;
		err = read_picture(&w, images[i], (unsigned)i);
		if (err)
			picture_err = err;
		else
			good++;
	}
	if (err != YG_ENOMEM)
		err = join_sets(&w);
	yg_tiles_free(&w.tiles);
	if (err)
		return err;
	if (out->n)
		return YG_OK;
	if (good == 0 && picture_err)
		return picture_err;
	return w.refused && !out->partial ? YG_ESYNTAX : YG_EMISSING;
}
