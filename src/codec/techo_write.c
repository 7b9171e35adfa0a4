/* techo_write.c - struct history back into records of the notebook or of CJ1, through the same table that reads them.
 * Counts and names what the format has no place for; never writes a masked visit. */
#include "codec/techo_records.h"
#include "base/err.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_lost, "hist-not-written", DIAG_WARNING, "この形式では書けません", "this format has no place for it");
DIAG_KIND(d_long, "hist-write-too-long", DIAG_WARNING, "{0} バイトの上限を超えるため書けません（省略はしません）",
	  "longer than {0} bytes; nothing is cut");

void yg_rec_lost(struct write_ctx *wc, const char *what)
{
	wc->lost++;
	yg_diag(wc->diags, &d_lost, 0, 0, what, STR_NONE, STR_NONE);
}

/* Text as the formats allow it: no line ends, no half-width comma, no blanks at the ends. */
static void put_text(struct rec_writer *w, struct str v)
{
	v = yg_str_trim(v);
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		if (c == ',') yg_buf_z(w->out, "，");
		else if (c == '\r' || c == '\n' || c == '\t') yg_buf_char(w->out, ' ');
		else if (c >= 0x20 && c != 0x7f) yg_buf_char(w->out, v.p[i]);
	}
}

static struct str date8(struct ymd d, struct str raw, char tmp[9])
{
	return raw.n ? raw : (struct str){ tmp, yg_ymd_format8(d, tmp) };
}

static struct str item_text(const struct item *it, const char *from, struct str key, char tmp[32])
{
	const void *at = from + it->at, *at2 = from + it->at2;
	switch ((enum item_kind)it->kind) {
	case IT_KEY: return key;
	case IT_TEXT: case IT_DATE_TEXT: return *(const struct str *)at;
	case IT_DATE: return date8(*(const struct ymd *)at, *(const struct str *)at2, tmp);
	case IT_AMOUNT:
		if (!yg_dec_given(*(const struct dec *)at)) return *(const struct str *)at2;
		return (struct str){ tmp, yg_dec_format(*(const struct dec *)at, tmp) };
	case IT_SEX: {
		enum sex s = *(const enum sex *)at;
		return s == SEX_MALE ? STR("1") : s == SEX_FEMALE ? STR("2") : *(const struct str *)at2;
	}
	case IT_SYSTEM: {
		enum code_system s = *(const enum code_system *)at;
		if (s >= CODE_NONE && s <= CODE_HOT) return (struct str){ tmp, (size_t)snprintf(tmp, 32, "%d", (int)s) };
		return *(const struct str *)at2;
	}
	case IT_FORM: {
		enum form_class f = *(const enum form_class *)at;
		struct str raw = *(const struct str *)at2;
		/* As written, unless the value comes from another table (prescription, terminal file). */
		if (yg_techo_form(raw) == f && (f != FORM_UNKNOWN || yg_str_eqz(raw, "10"))) return raw;
		return yg_techo_form_code(f);
	}
	}
	return STR_NONE;
}

static void put(struct rec_writer *w, int no, const void *from, struct str key)
{
	const struct record_type *t = yg_record_type(no);
	size_t n = w->booklet ? t->nbooklet : t->ncj1;
	char tmp[32], field[96], max[8];
	if (n == 0) { yg_rec_lost(w->wc, t->title); return; }
	yg_buf_printf(w->out, "%d", no);
	for (size_t i = 0; i < n; i++) {
		struct str v;
		yg_buf_char(w->out, ',');
		if (i >= t->nitems) continue;
		v = yg_str_trim(item_text(&t->items[i], from, key, tmp));
		put_text(w, v);
		if (!w->booklet || yg_sjis_length(v) <= t->items[i].bytes) continue;
		snprintf(field, sizeof field, "%d-%zu %s", no, i + 1, t->items[i].name);
		snprintf(max, sizeof max, "%d", t->items[i].bytes);
		yg_diag(w->wc->diags, &d_long, 0, 0, field, yg_str(max), STR_NONE);
		w->wc->lost++;
	}
	yg_buf_z(w->out, w->eol);
}

static void put_notes(struct rec_writer *w, int no, const void *parent, struct str key)
{
	const struct record_type *t = yg_record_type(no);
	const struct note *list = *(struct note *const *)(const void *)((const char *)parent + t->list);
	size_t n = *(const size_t *)(const void *)((const char *)parent + t->count);
	for (size_t i = 0; i < n; i++) put(w, no, &list[i], key);
}

static bool any_institution(const struct institution *i)
{
	return i->name.n || i->code.n || i->prefecture.n || i->kind.n || i->postal.n || i->address.n || i->phone.n;
}

static void put_line(struct rec_writer *w, const struct hist_line *l, struct str rp)
{
	put(w, 201, l, rp);
	if (!w->booklet && (l->generic_name.n || l->generic_type.n || l->generic_code.n)) yg_rec_lost(w->wc, "201-8 一般名");
	if (l->item.system == CODE_GENERIC || l->item.system == CODE_JAN) yg_rec_lost(w->wc, "201-5 薬品コード種別");
	put_notes(w, 281, l, rp);
	put_notes(w, 291, l, rp);
}

static void put_group(struct rec_writer *w, const struct hist_group *g, size_t seq)
{
	char tmp[16];
	int number = g->number > 0 && g->number <= 999 ? g->number : (int)seq;
	struct str rp = { tmp, (size_t)snprintf(tmp, sizeof tmp, "%d", number) };
	for (size_t i = 0; i < g->nlines; i++) put_line(w, &g->lines[i], rp);
	if (g->has_usage) put(w, 301, g, rp);
	put_notes(w, 311, g, rp);
	put_notes(w, 391, g, rp);
}

/* RPs stand behind their doctor: first those of nobody, then doctor by doctor; the order of a doctor's RPs is kept. */
static void put_groups(struct rec_writer *w, const struct visit *v)
{
	size_t *first = yg_arena_array(w->wc->arena, v->ndoctors + 1, sizeof *first);  /* RP + 1 by doctor; last: of nobody */
	size_t *next = yg_arena_array(w->wc->arena, v->ngroups, sizeof *next);
	if (!first || !next) { w->out->err = yg_arena_error(w->wc->arena); return; }
	for (size_t i = v->ngroups; i-- > 0;) {
		size_t d = v->groups[i].doctor < v->ndoctors ? v->groups[i].doctor : v->ndoctors;
		next[i] = first[d];
		first[d] = i + 1;
	}
	for (size_t i = first[v->ndoctors]; i; i = next[i - 1]) put_group(w, &v->groups[i - 1], i);
	for (size_t d = 0; d < v->ndoctors; d++) {
		put(w, 55, &v->doctors[d], STR_NONE);
		for (size_t i = first[d]; i; i = next[i - 1]) put_group(w, &v->groups[i - 1], i);
	}
}

/* Records we do not know go back behind the dispensing they stood in; records kept aside because they had no place
 * are not put where they would mean something else. */
static void put_unknown(struct rec_writer *w, const struct history *h, size_t *next, uint32_t before)
{
	for (; *next < h->nunknown && h->unknown[*next].at.record < before; (*next)++) {
		const struct record *u = &h->unknown[*next];
		const struct record_type *t = yg_record_type(u->no);
		if (t || u->no <= 0) { yg_rec_lost(w->wc, t ? t->title : "記録番号のない行"); continue; }
		for (size_t i = 0; i < u->text.n; i++)
			if (u->text.p[i] != '\r' && u->text.p[i] != '\n') yg_buf_char(w->out, u->text.p[i]);
		yg_buf_z(w->out, w->eol);
	}
}

static void put_visit(struct rec_writer *w, const struct history *h, const struct visit *v, bool first)
{
	static const int notes[] = { 401, 411, 421, 501, 511, 601 };
	put(w, 5, v, STR_NONE);
	if (!w->booklet && first && h->has_insurance) put(w, 6, h, STR_NONE);
	if (!w->booklet && first && h->prescription_id.n) put(w, 7, h, STR_NONE);
	if (any_institution(&v->pharmacy) || v->pharmacy_author.n) put(w, 11, v, STR_NONE);
	if (v->has_pharmacist) put(w, 15, v, STR_NONE);
	if (v->has_clinic) put(w, 51, v, STR_NONE);
	put_groups(w, v);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) put_notes(w, notes[i], v, STR_NONE);
}

/* What a history may hold that neither format says. */
static void count_lost(struct rec_writer *w, const struct history *h)
{
	size_t masked = 0, dates = 0, origin = 0, classes = 0;
	if (w->booklet && h->has_insurance) yg_rec_lost(w->wc, "保険情報");
	if (w->booklet && h->prescription_id.n) yg_rec_lost(w->wc, "処方箋ID");
	if (h->dispensing_id.n) yg_rec_lost(w->wc, "調剤結果ID");
	if (h->nsurplus) yg_rec_lost(w->wc, "レイアウトにない項目");
	if (h->cut) yg_rec_lost(w->wc, "履歴が途中で切れていること");
	if (h->consent != CONSENT_NOT_SAID) yg_rec_lost(w->wc, "同意の有無");
	if (yg_ymd_given(h->covers_from) || yg_ymd_given(h->covers_to)) yg_rec_lost(w->wc, "照会期間");
	for (size_t i = 0; i < h->nvisits; i++) {
		const struct visit *v = &h->visits[i];
		masked += v->masked;
		dates += !v->masked && yg_ymd_given(v->prescribed_on) && yg_ymd_cmp(v->prescribed_on, v->on) != 0;
		origin += v->family != FAM_NONE || v->kind == HIST_CLAIMS || v->kind == HIST_PRESCRIBED;
		classes += v->in_out.n > 0;
	}
	if (masked) yg_rec_lost(w->wc, "同意のない調剤（名称を出せません）");
	if (dates) yg_rec_lost(w->wc, "処方年月日");
	if (origin) yg_rec_lost(w->wc, "情報の出所（レセプト、調剤情報、処方情報）");
	if (classes) yg_rec_lost(w->wc, "入外等区分");
}

int yg_rec_write(struct rec_writer *w, const struct history *h)
{
	size_t next = 0;
	bool first = true;
	count_lost(w, h);
	put(w, 1, h, STR_NONE);
	put_notes(w, 2, h, STR_NONE);
	for (size_t i = 0; i < h->notc; i++) {
		const struct otc *o = &h->otc[i];
		put(w, 3, o, STR_NONE);
		for (size_t k = 0; w->booklet && k < o->ningredients; k++) put(w, 31, &o->ingredients[k], o->seq);
	}
	put_notes(w, 4, h, STR_NONE);
	for (size_t i = 0; i < h->nvisits; i++) {
		const struct visit *v = &h->visits[i];
		if (v->masked) continue;
		if (v->origin.record) put_unknown(w, h, &next, v->origin.record);
		put_visit(w, h, v, first);
		first = false;
	}
	put_unknown(w, h, &next, UINT32_MAX);
	for (size_t i = 0; i < h->nfamily; i++) put(w, 701, &h->family[i], STR_NONE);
	return w->out->err;
}
