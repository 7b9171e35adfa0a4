/* rx_write.c - the model back into records, driven by the same tables as the reading loop.
 * Says everything the dialect cannot hold; translates no code into another and shortens no text. */
#include "codec/rx_records.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/sjis.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_no_rx, "rx-write-no-prescription", DIAG_ERROR, "処方箋がないため、この形式では書けません",
	  "no prescription: cannot be written in this format");
DIAG_KIND(d_missing, "rx-write-missing", DIAG_ERROR, "この形式の必須項目がありません ({0})",
	  "the format demands something that is not given ({0})");
DIAG_KIND(d_beside, "rx-write-beside", DIAG_WARNING, "処方箋以外の内容(調剤結果・患者情報)はこの形式に書けません",
	  "what stands beside the prescription (dispensing, patient facts) cannot be said in this format");
DIAG_KIND(d_envelope, "rx-write-envelope", DIAG_NOTE, "処方箋ID・署名・付加情報はこの形式に含まれません",
	  "prescription id, signature and additional information are not part of this format");
DIAG_KIND(d_version, "rx-write-version", DIAG_NOTE, "{0} を {1} として書きました", "{0} written as {1}");
DIAG_KIND(d_lost, "rx-write-lost", DIAG_WARNING, "この形式では表せません ({0})", "cannot be said in this format ({0})");
DIAG_KIND(d_comma, "rx-write-comma", DIAG_NOTE, "半角コンマを全角に置き換えました ({0})",
	  "comma replaced by a full-width one ({0})");
DIAG_KIND(d_control, "rx-write-control", DIAG_WARNING, "改行などの制御文字は書けません ({0})",
	  "control characters cannot be written ({0})");
DIAG_KIND(d_long, "rx-write-long", DIAG_WARNING, "項目の長さが規約を超えます ({0})",
	  "text longer than the format allows ({0})");
DIAG_KIND(d_unmappable, "rx-write-unmappable", DIAG_WARNING, "CP932 にない文字があります ({0})",
	  "a character has no CP932 code ({0})");

/* An unknown record and the place it is written back to. */
struct key { int scope, rp, seq, no; size_t i; };
struct writer {
	struct write_ctx *wc;
	const struct rx_dialect *d;
	const struct rx *rx;
	const char      *newline;
	struct buf      *out;
	struct key      *keys; size_t nkeys;
	bool             missing;
};

/* --- saying what is lost -------------------------------------------------------------------- */

/* "rx/1/2": the line meant; empty for the header. */
static struct str place_name(struct writer *w, const struct rx_place *at)
{
	if (at->line) return yg_arena_printf(w->wc->arena, "rx/%d/%d", at->group->number, at->line->seq);
	return at->group ? yg_arena_printf(w->wc->arena, "rx/%d", at->group->number) : STR_NONE;
}

static void say(struct writer *w, const struct diag_kind *k, const char *field, const struct rx_place *at)
{
	yg_diag(w->wc->diags, k, 0, 0, field, place_name(w, at), STR_NONE);
	if (k->severity == DIAG_WARNING) w->wc->lost++;
	if (k == &d_missing) w->missing = true;
}

int yg_rx_write_begin(struct write_ctx *wc, const struct document *doc, bool envelope)
{
	if (!doc->rx) {
		yg_diag(wc->diags, &d_no_rx, 0, 0, "", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	if (doc->history || doc->facts) {
		yg_diag(wc->diags, &d_beside, 0, 0, "", STR_NONE, STR_NONE);
		wc->lost++;
	}
	if (!envelope && (doc->rx->prescription_id.n || doc->rx->nconversions || (doc->format == FORMAT_EPS_XML && doc->raw.n)))
		yg_diag(wc->diags, &d_envelope, 0, 0, "", STR_NONE, STR_NONE);
	return YG_OK;
}

int yg_rx_write_end(struct write_ctx *wc, int err, struct buf *out, size_t start)
{
	if (!err) err = out->err;
	if (!err && wc->lost && !wc->lossy) err = YG_EREFUSED;
	if (err) out->n = start;
	return err;
}

/* --- what the dialect cannot hold: a copy that it can ----------------------------------------- */

static bool is_family(struct str version, bool sj1) { return yg_str_starts(version, sj1 ? STR("SJ") : STR("JAHIS")); }

/* Usage codes: SJ1 has only its own master (3), JAHIS only JAMI's (2) and none (1). The text says it all in either. */
static void adapt_usage(struct writer *w, struct rx_group *g)
{
	bool none = !g->usage_type.n || yg_str_eqz(g->usage_type, "1"), free_text = yg_str_eqz(g->usage_code, RX_DUMMY_USAGE);
	struct rx_place at = { NULL, g, NULL };
	if (w->d->sj1) {
		if (yg_str_eqz(g->usage_type, "3")) return;
		if (!none) say(w, &d_lost, "111-3 用法コード", &at);
		g->usage_type = STR("3");
		g->usage_code = STR(RX_DUMMY_USAGE);
	} else if (yg_str_eqz(g->usage_type, "3")) {
		if (!free_text) say(w, &d_lost, "111-3 用法コード", &at);
		g->usage_type = STR("1");
		g->usage_code = STR_NONE;
	}
}

static void adapt_line(struct writer *w, struct rx_group *g, struct rx_line *l)
{
	enum code_system s = l->item.system;
	struct rx_place at = { NULL, g, l };
	bool ok = s == CODE_RECEIPT || s == CODE_YJ || (s == CODE_GENERIC && l->item.code.n);
	if (w->d->sj1 ? !ok : s == CODE_JAN) say(w, &d_lost, "201-4 薬品コード種別", &at);
	if (s == CODE_JAN) { l->item.system = CODE_NONE; l->item.code = STR_NONE; }
	if (w->d->sj1 && yg_str_eqz(l->info_class, "3")) say(w, &d_lost, "201-3 情報区分", &at);
}

static int adapt(struct writer *w, const struct rx *from, struct rx *to)
{
	struct arena *a = w->wc->arena;
	struct rx_place at = { NULL, NULL, NULL };
	bool split = from->split_parts || from->split_part;
	*to = *from;
	to->groups = yg_arena_array(a, from->ngroups + 1, sizeof *to->groups);
	if (!to->groups) return yg_arena_error(a);
	for (size_t g = 0; g < from->ngroups; g++) {
		struct rx_group *rp = &to->groups[g];
		*rp = from->groups[g];
		rp->lines = yg_arena_array(a, rp->nlines + 1, sizeof *rp->lines);
		if (!rp->lines) return yg_arena_error(a);
		adapt_usage(w, rp);
		for (size_t i = 0; i < rp->nlines; i++) {
			rp->lines[i] = from->groups[g].lines[i];
			adapt_line(w, rp, &rp->lines[i]);
		}
		split |= rp->split_quantity || rp->split_total;
		if (w->d->sj1) rp->split_quantity = rp->split_total = 0;
	}
	if (w->d->sj1) {
		/* whether the service knows 63 and 102 is not public: eps 8 no. 3 */
		if (split) say(w, &d_lost, "63 分割指示", &at);
		to->split_parts = to->split_part = 0;
		if (yg_ymd_given(to->born) && !yg_ymd_valid(to->born)) say(w, &d_lost, "13-1 生年月日", &at);
		if (!to->institution.kind.n) to->institution.kind = STR("1");
	} else {
		for (size_t i = 0; i < to->nnotes; i++) say(w, &d_lost, "301 提供診療情報", &at);
		for (size_t i = 0; i < to->nlabs; i++) say(w, &d_lost, "302 検査値データ等", &at);
	}
	for (size_t i = 0; i < to->nsurplus; i++) {
		char field[24];
		snprintf(field, sizeof field, "%d", to->surplus[i].no);
		say(w, &d_lost, field, &at);
	}
	if (!is_family(to->version, w->d->sj1)) {
		for (size_t i = 0; i < to->nunknown; i++) {
			char field[24];
			snprintf(field, sizeof field, "%d", to->unknown[i].no);
			say(w, &d_lost, field, &at);
		}
		to->nunknown = 0;
	}
	return YG_OK;
}

/* --- one item ------------------------------------------------------------------------------- */

static struct str form_digit(enum form_class f, struct str raw)
{
	static const char digits[] = "123456";
	if (f >= FORM_ORAL && f <= FORM_MATERIAL) return (struct str){ &digits[f - 1], 1 };
	return raw.n && !(raw.n == 1 && raw.p[0] && strchr(digits, raw.p[0])) ? raw : STR("9");
}

static struct str system_digit(enum code_system s, struct str raw)
{
	static const char digits[] = "1234567";
	if (s == CODE_UNKNOWN) return raw;
	return s >= CODE_NONE && s <= CODE_GENERIC ? (struct str){ &digits[s - 1], 1 } : STR("1");
}

static struct str date(struct writer *w, struct ymd d, struct str raw)
{
	char dashed[11], plain[11];
	struct ymd same;
	size_t n = 0;
	if (!yg_ymd_given(d)) return raw;
	if (!w->d->sj1 && yg_ymd_parse_rx(raw, true, &same) == YG_OK && yg_ymd_cmp(same, d) == 0) return raw;
	yg_ymd_format(d, dashed);
	for (const char *p = dashed; *p; p++)
		if (*p != '-') plain[n++] = *p;
	return yg_arena_str(w->wc->arena, (struct str){ plain, n });
}

static struct str rate(struct writer *w, struct str s)
{
	unsigned long v;
	return yg_str_uint(s, 999, &v) ? yg_arena_printf(w->wc->arena, w->d->sj1 ? "%03lu" : "%lu", v) : s;
}

static struct str value(struct writer *w, const struct rx_item *it, const char *base, const struct rx_place *at)
{
	const void *p = base + it->at;
	const struct str *raw = (const struct str *)(const void *)(base + it->at2);
	char num[32];
	int n = 0;
	switch ((enum rx_kind)it->kind) {
	case RX_TEXT: case RX_PAD2: return *(const struct str *)p;
	case RX_RATE: return rate(w, *(const struct str *)p);
	case RX_RP: n = at->group->number; break;
	case RX_SEQ: n = at->line->seq; break;
	case RX_INT: n = *(const int *)p; break;
	case RX_DEC: case RX_AMOUNT:
		return yg_arena_str(w->wc->arena, (struct str){ num, yg_dec_format(*(const struct dec *)p, num) });
	case RX_DATE: case RX_BIRTH: return date(w, *(const struct ymd *)p, *raw);
	case RX_SEX: return *(const enum sex *)p == SEX_MALE ? STR("1") : *(const enum sex *)p == SEX_FEMALE ? STR("2") : *raw;
	case RX_FORM: return form_digit(*(const enum form_class *)p, *raw);
	case RX_SYSTEM: return system_digit(*(const enum code_system *)p, *raw);
	}
	return n > 0 ? yg_arena_printf(w->wc->arena, "%d", n) : STR_NONE;
}

static void put_text(struct writer *w, struct str s, unsigned max, bool commas_stay, const char *field, const struct rx_place *at)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	bool comma = false, control = false;
	while (p < end) {
		const char *start = p;
		unsigned c = yg_utf8_next(&p, end);
		if (c == ',' && !commas_stay) { yg_buf_z(w->out, "，"); comma = true; }
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) { yg_buf_z(w->out, "　"); control = true; }
		else yg_buf_add(w->out, start, (size_t)(p - start));
	}
	if (comma) say(w, &d_comma, field, at);
	if (control) say(w, &d_control, field, at);
	if (max && yg_rx_sjis_len(s) > max) say(w, &d_long, field, at);
	if (!w->d->sj1 && s.n) {
		struct buf scratch;
		struct sjis_report report = { 0 };
		yg_buf_init(&scratch, YG_MAX_TEXT);
		if (yg_cp932_encode(s, &scratch, &report) == YG_OK && report.replaced) say(w, &d_unmappable, field, at);
		yg_buf_free(&scratch);
	}
}

/* --- one record ------------------------------------------------------------------------------ */

static bool is_key(const struct rx_item *it) { return it->kind == RX_RP || it->kind == RX_SEQ; }

static bool has_something(struct writer *w, const struct rx_record *def, const char *base, const struct rx_place *at)
{
	for (unsigned i = 0; i < def->nitems; i++)
		if (!is_key(&def->items[i]) && value(w, &def->items[i], base, at).n) return true;
	return false;
}

static void put_record(struct writer *w, const struct rx_record *def, const char *base, const struct rx_place *at)
{
	bool any_wanted = false, any = false;
	char field[80];
	yg_buf_z(w->out, w->newline);
	yg_buf_printf(w->out, "%u", def->no);
	for (unsigned i = 0; i < def->nitems; i++) {
		const struct rx_item *it = &def->items[i];
		struct str v = value(w, it, base, at);
		snprintf(field, sizeof field, "%u-%u %s", def->no, i + 1, it->name);
		yg_buf_char(w->out, ',');
		put_text(w, v, it->max, false, field, at);
		if (it->must == RX_MUST && !v.n) say(w, &d_missing, field, at);
		if (it->must == RX_ANY) { any_wanted = true; any |= v.n > 0; }
	}
	snprintf(field, sizeof field, "%u %s", def->no, def->name);
	if (def->must == RX_MUST && ((any_wanted && !any) || !has_something(w, def, base, at))) say(w, &d_missing, field, at);
}

/* --- unknown records go back where they stood -------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int d[] = { x->scope - y->scope, x->rp - y->rp, x->seq - y->seq, x->no - y->no };
	for (size_t i = 0; i < 4; i++)
		if (d[i]) return d[i];
	return x->i < y->i ? -1 : x->i > y->i;
}

static bool next_field(struct cursor *c, struct str *out)
{
	if (yg_cur_until(c, ',', out)) return true;
	*out = (struct str){ c->p, yg_cur_left(c) };
	c->p = c->end;
	return out->n > 0;
}

static int place_unknown(struct writer *w)
{
	const struct rx *rx = w->rx;
	short group_of[YG_MAX_RPS + 1];
	memset(group_of, -1, sizeof group_of);
	for (size_t g = rx->ngroups; g-- > 0; )
		if (rx->groups[g].number > 0 && rx->groups[g].number <= (int)YG_MAX_RPS && g <= YG_MAX_RPS)
			group_of[rx->groups[g].number] = (short)g;
	w->keys = yg_arena_array(w->wc->arena, rx->nunknown + 1, sizeof *w->keys);
	if (!w->keys) return yg_arena_error(w->wc->arena);
	for (size_t i = 0; i < rx->nunknown; i++) {
		const struct record *u = &rx->unknown[i];
		struct key k = { RX_IN_RX, 0, 0, u->no, i };
		struct cursor c = yg_cur(u->text);
		struct str f = STR_NONE;
		unsigned long rp = 0, seq = 0;
		bool line = false;
		next_field(&c, &f);
		if (next_field(&c, &f)) yg_str_uint(f, YG_MAX_RPS, &rp);
		if (next_field(&c, &f)) yg_str_uint(f, YG_MAX_LINES, &seq);
		if (u->no > 101 && u->no < 300 && rp && group_of[rp] >= 0) {
			const struct rx_group *g = &rx->groups[group_of[rp]];
			for (size_t n = 0; n < g->nlines && !line; n++) line = g->lines[n].seq == (int)seq;
			if (yg_rx_scope_of((unsigned)u->no) == RX_IN_GROUP) k = (struct key){ RX_IN_GROUP, (int)rp, 0, u->no, i };
			else if (line) k = (struct key){ RX_IN_LINE, (int)rp, (int)seq, u->no, i };
		}
		w->keys[w->nkeys++] = k;
	}
	qsort(w->keys, w->nkeys, sizeof *w->keys, by_place);
	return YG_OK;
}

/* Those of this owner with from <= number < below. */
static void put_unknown(struct writer *w, enum rx_scope scope, const struct rx_place *at, int from, int below)
{
	struct key want = { (int)scope, at->group ? at->group->number : 0, at->line ? at->line->seq : 0, from, 0 };
	size_t lo = 0, hi = w->nkeys;
	char field[24];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (by_place(&w->keys[mid], &want) < 0) lo = mid + 1;
		else hi = mid;
	}
	for (; lo < w->nkeys; lo++) {
		const struct key *k = &w->keys[lo];
		if (k->scope != want.scope || k->rp != want.rp || k->seq != want.seq || k->no >= below) break;
		snprintf(field, sizeof field, "%d", k->no);
		yg_buf_z(w->out, w->newline);
		put_text(w, w->rx->unknown[k->i].text, 0, true, field, at);
	}
}

/* --- everything --------------------------------------------------------------------------------- */

static void put_scope(struct writer *w, enum rx_scope scope, const struct rx_place *at)
{
	const char *owner = at->line ? (const char *)at->line : at->group ? (const char *)at->group : (const char *)at->rx;
	int from = 0;
	for (size_t r = 0; r < w->d->nrows; r++) {
		const struct rx_record *def = &w->d->rows[r];
		const char *list = NULL;
		size_t n = 0;
		char field[64];
		if (def->scope != scope) continue;
		put_unknown(w, scope, at, from, (int)def->no);
		from = (int)def->no;
		if (!def->size) {
			bool given = def->given && *(const bool *)(owner + def->given);
			if (given || def->must != RX_MAY || has_something(w, def, owner, at)) put_record(w, def, owner, at);
			continue;
		}
		memcpy(&list, owner + def->list, sizeof list);
		memcpy(&n, owner + def->count, sizeof n);
		snprintf(field, sizeof field, "%u %s", def->no, def->name);
		if (n == 0 && def->must == RX_MUST) say(w, &d_missing, field, at);
		for (size_t i = 0; i < n; i++) {
			struct rx_place below = *at;
			if (def->no == 101) below.group = &w->rx->groups[i];
			if (def->no == 201) below.line = &at->group->lines[i];
			put_record(w, def, list + i * def->size, &below);
			if (def->no == 101) put_scope(w, RX_IN_GROUP, &below);
			if (def->no == 201) put_scope(w, RX_IN_LINE, &below);
		}
	}
	put_unknown(w, scope, at, from, 1000);
}

int yg_rx_write(struct write_ctx *wc, const struct rx_dialect *d, const struct rx *rx, struct str version,
		const char *newline, struct buf *out)
{
	struct rx copy;
	struct writer w = { .wc = wc, .d = d, .rx = &copy, .newline = newline, .out = out };
	struct rx_place at = { .rx = &copy };
	int err = adapt(&w, rx, &copy);
	if (!err) err = place_unknown(&w);
	if (err) return err;
	if (rx->version.n && !yg_str_eq(rx->version, version))
		yg_diag(wc->diags, &d_version, 0, 0, "", rx->version.n <= 16 ? rx->version : STR_NONE, version);
	yg_buf_str(out, version);
	put_scope(&w, RX_IN_RX, &at);
	if (yg_arena_error(wc->arena)) return yg_arena_error(wc->arena);
	return w.missing ? YG_EMISSING : out->err;
}
