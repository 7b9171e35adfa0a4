/* techo_records.c - reading: one record at a time into struct history. What has no place is kept and named,
 * never dropped; a drug or usage that cannot be used makes the history count as cut. */
#include "codec/techo_records.h"
#include "codec/clip.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_unknown, "hist-unknown-record", DIAG_WARNING, "未知のレコード番号 {0} です。内容は保持します",
	  "unknown record number {0}; kept as it is");
DIAG_KIND(d_orphan, "hist-orphan", DIAG_WARNING, "レコード {0} の属する先がありません。取り込まずに保持します",
	  "record {0} has nothing to belong to; kept aside");
DIAG_KIND(d_lost_drug, "hist-orphan-drug", DIAG_ERROR, "薬品または用法のレコード {0} の属する先がなく、確認対象に入れられません",
	  "record {0} (drug or usage) has nothing to belong to and cannot be checked");
DIAG_KIND(d_repeat, "hist-repeated-record", DIAG_WARNING, "レコード {0} が重複しています。先のものを使い、後のものは保持します",
	  "record {0} appears twice; the first is used, the other kept aside");
DIAG_KIND(d_rp, "hist-rp-number", DIAG_ERROR, "RP番号が 1～999 の数字ではありません。このレコードは確認対象に入りません",
	  "RP number is not 1..999; this record is not checked");
DIAG_KIND(d_order, "hist-order", DIAG_WARNING, "薬品補足のRP番号が直前の薬品と違います。そのRPの最後の薬品に付けました",
	  "RP number differs from the drug just before; attached to the last drug of that RP");
DIAG_KIND(d_restart, "hist-rp-restart", DIAG_WARNING, "用法 (301) の後に同じRP番号 {0} の薬品があります。新しいRPとして読みます",
	  "a drug follows the usage (301) of RP {0}; read as a new RP of the same number");
DIAG_KIND(d_missing, "hist-missing-item", DIAG_WARNING, "必須項目がありません", "mandatory item is empty");
DIAG_KIND(d_no_record, "hist-missing-record", DIAG_WARNING, "必須のレコード {0} がありません", "mandatory record {0} is absent");
DIAG_KIND(d_date, "hist-date", DIAG_WARNING, "日付として読めません", "not a date");
DIAG_KIND(d_day, "hist-visit-date", DIAG_ERROR, "調剤等年月日が読めません。この調剤の服用期間は計算できません",
	  "dispensing date cannot be read; the periods of this dispensing cannot be computed");
DIAG_KIND(d_number, "hist-number", DIAG_WARNING, "数値として読めません: {0}", "not a number: {0}");
DIAG_KIND(d_value, "hist-code-value", DIAG_WARNING, "コード表にない値です: {0}", "value not in the code table: {0}");
DIAG_KIND(d_length, "hist-too-long", DIAG_WARNING, "項目が {0} バイトの上限を超えています", "item is longer than {0} bytes");
DIAG_KIND(d_surplus, "hist-surplus-item", DIAG_WARNING, "レコード {0} に余分な項目があります", "record {0} has items beyond its layout");
DIAG_KIND(d_creator, "hist-creator-last", DIAG_NOTE, "レコード作成者を最後の項目から取りました", "record creator taken from the last item");
DIAG_KIND(d_no_code, "hist-code-missing", DIAG_WARNING, "コード種別 {0} にコードがありません", "code type {0} without a code");
DIAG_KIND(d_code_type1, "hist-code-type-none", DIAG_NOTE, "コード種別「なし」にコードがあります。コードは使いません",
	  "code type says none but a code is written; the code is not used");
DIAG_KIND(d_no_usage, "hist-rp-no-usage", DIAG_ERROR, "RP {0} に用法 (301) がありません。日数が分からず、確認は不完全です",
	  "RP {0} has no usage (301): its days are unknown, the check is incomplete");
DIAG_KIND(d_no_usage_m, "hist-rp-no-usage-patient", DIAG_WARNING, "RP {0} に用法 (301) がありません（患者等の記録）",
	  "RP {0} has no usage (301); patient's own record");
DIAG_KIND(d_no_drug, "hist-rp-no-drug", DIAG_ERROR, "RP {0} に薬品 (201) がありません。欠けている薬品は確認できません",
	  "RP {0} has usage but no drug (201): the missing drug cannot be checked");
DIAG_KIND(d_no_drug_m, "hist-rp-no-drug-patient", DIAG_WARNING, "RP {0} に薬品 (201) がありません（患者等の記録）",
	  "RP {0} has usage but no drug (201); patient's own record");
DIAG_KIND(d_empty_visit, "hist-visit-empty", DIAG_ERROR, "調剤等年月日の後に薬品も記載もありません。途中で切れたおそれがあり、確認は不完全です",
	  "a visit without a drug or a note: it may be cut, the check is incomplete");
DIAG_KIND(d_form_unit, "hist-form-unit", DIAG_WARNING, "剤形コード {0} と調剤単位 {1} が合いません",
	  "form {0} does not go with the quantity unit {1}");
DIAG_KIND(d_many, "hist-too-many", DIAG_ERROR, "レコードが多すぎます", "too many records");

#define NONE ((size_t)-1)

void yg_rec_start(struct rec_reader *r, struct read_ctx *rc, struct history *h)
{
	*r = (struct rec_reader){ .arena = rc->arena, .diags = rc->diags, .input = rc->input, .h = h, .line_group = NONE };
}

static void say(struct rec_reader *r, const struct diag_kind *k, unsigned line, const char *field, struct str a, struct str b)
{
	yg_diag(r->diags, k, r->input, line, field, a, b);
}

/* Arguments are shown to people and kept in logs: short, and only from records without personal data. */
static struct str shown(const struct record_type *t, struct str v)
{
	return t->no >= 200 ? yg_clip(v, 24) : STR("…");
}

static struct str num(struct rec_reader *r, unsigned v) { return yg_arena_printf(r->arena, "%u", v); }

static void say_item(struct rec_reader *r, const struct diag_kind *k, unsigned line, const struct record_type *t, size_t i,
		     struct str a, struct str b)
{
	char field[96];
	snprintf(field, sizeof field, "%d-%zu %s", t->no, i + 1, t->items[i].name);
	say(r, k, line, field, a, b);
}

static bool has_word(const char *words, struct str v)
{
	struct str w = yg_str(words);
	char padded[16];
	if (v.n == 0 || v.n > 12 || memchr(v.p, ' ', v.n)) return false;
	padded[0] = ' ';
	memcpy(padded + 1, v.p, v.n);
	padded[v.n + 1] = ' ';
	return yg_str_find(w, (struct str){ padded, v.n + 2 }) != NONE;
}

static int push(struct rec_reader *r, struct record **list, size_t *n, const struct csv_row *row, int no)
{
	struct record *u = yg_arena_grow(r->arena, *list, *n, sizeof *u);
	if (!u) return yg_arena_error(r->arena);
	*list = u;
	u[(*n)++] = (struct record){ { (uint16_t)r->input, row->line }, no, row->raw };
	return YG_OK;
}

static int keep_aside(struct rec_reader *r, const struct csv_row *row, int no)
{
	return push(r, &r->h->unknown, &r->h->nunknown, row, no);
}

static int orphan(struct rec_reader *r, const struct csv_row *row, const struct record_type *t)
{
	bool drug = t->place == PL_LINE || t->place == PL_GROUP;
	if (drug) r->h->cut = true;
	say(r, drug ? &d_lost_drug : &d_orphan, row->line, t->title, num(r, (unsigned)t->no), STR_NONE);
	return keep_aside(r, row, t->no);
}

static int repeated(struct rec_reader *r, const struct csv_row *row, const struct record_type *t)
{
	say(r, &d_repeat, row->line, t->title, num(r, (unsigned)t->no), STR_NONE);
	return keep_aside(r, row, t->no);
}

/* --- items --------------------------------------------------------------------- */

static enum code_system code_system_of(struct str v)
{
	static const struct { const char *v; enum code_system s; } known[] = {
		{ "1", CODE_NONE }, { "2", CODE_RECEIPT }, { "3", CODE_MHLW }, { "4", CODE_YJ }, { "6", CODE_HOT } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (yg_str_eqz(v, known[i].v)) return known[i].s;
	return CODE_UNKNOWN;
}

static void take(struct rec_reader *r, unsigned line, const struct record_type *t, size_t i, char *target, struct str v)
{
	const struct item *it = &t->items[i];
	void *at = target + it->at, *at2 = target + it->at2;
	switch ((enum item_kind)it->kind) {
	case IT_KEY:
		return;
	case IT_TEXT:
		*(struct str *)at = v;
		break;
	case IT_DATE:
		*(struct str *)at2 = v;
		/* fall through */
	case IT_DATE_TEXT: {
		struct ymd d = YMD_NONE;
		if (v.n && yg_ymd_parse_techo(v, &d) != YG_OK)
			say_item(r, t->place == PL_VISIT ? &d_day : &d_date, line, t, i, STR_NONE, STR_NONE);
		if (it->kind == IT_DATE) *(struct ymd *)at = d;
		else *(struct str *)at = v;
		break;
	}
	case IT_AMOUNT: {
		struct dec d = DEC_NONE;
		if (v.n && yg_dec_parse(v, &d) != YG_OK) {
			*(struct str *)at2 = v;
			say_item(r, &d_number, line, t, i, shown(t, v), STR_NONE);
		}
		*(struct dec *)at = d;
		break;
	}
	case IT_SEX:
		*(struct str *)at2 = v;
		*(enum sex *)at = yg_str_eqz(v, "1") ? SEX_MALE : yg_str_eqz(v, "2") ? SEX_FEMALE : SEX_UNKNOWN;
		if (v.n && *(enum sex *)at == SEX_UNKNOWN) say_item(r, &d_value, line, t, i, shown(t, v), STR_NONE);
		break;
	case IT_SYSTEM:
		*(enum code_system *)at = v.n ? code_system_of(v) : CODE_NONE;
		if (v.n && *(enum code_system *)at == CODE_UNKNOWN) {
			*(struct str *)at2 = v;
			say_item(r, &d_value, line, t, i, shown(t, v), STR_NONE);
		}
		break;
	case IT_FORM:
		*(struct str *)at2 = v;
		*(enum form_class *)at = yg_techo_form(v);
		if (*(enum form_class *)at == FORM_UNKNOWN && !yg_str_eqz(v, "10"))
			say_item(r, &d_value, line, t, i, shown(t, v), STR_NONE);
		break;
	}
	if (!r->booklet) return;
	if (it->values && v.n && !has_word(it->values, v)) say_item(r, &d_value, line, t, i, shown(t, v), STR_NONE);
	if (yg_sjis_length(v) > it->bytes) say_item(r, &d_length, line, t, i, num(r, it->bytes), STR_NONE);
}

/* Which musts hold: those of the direction; those of both when the file does not say. */
static bool must(const struct rec_reader *r, unsigned bits)
{
	return r->booklet && (r->direction == 1 ? bits & MUST_P : r->direction == 2 ? bits & MUST_M : bits == MUST_BOTH);
}

static struct str item_value(const struct csv_row *row, const struct record_type *t, size_t i, size_t last)
{
	if (t->no == 411 && i == 2 && yg_csv_field(row, 3).n == 0 && last > 3) return row->f[last];
	return yg_csv_field(row, i + 1);
}

/* A code type that promises a code, and the code: items from 0. */
static const struct { short no; unsigned char type, code; } pairs[] = {
	{ 201, 4, 5 }, { 201, 8, 9 }, { 301, 5, 6 }, { 31, 2, 3 } };

static void items(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, void *target)
{
	size_t last = row->n ? row->n - 1 : 0;
	while (last > 0 && row->f[last].n == 0) last--;
	for (size_t i = 0; i < t->nitems; i++) {
		struct str v = item_value(row, t, i, last);
		if (v.n == 0 && must(r, t->items[i].must)) say_item(r, &d_missing, row->line, t, i, STR_NONE, STR_NONE);
		take(r, row->line, t, i, target, v);
	}
	if (last > t->nitems) {
		if (t->no == 411 && yg_csv_field(row, 3).n == 0) say_item(r, &d_creator, row->line, t, 2, STR_NONE, STR_NONE);
		else {
			say(r, &d_surplus, row->line, t->title, num(r, (unsigned)t->no), STR_NONE);
			push(r, &r->h->surplus, &r->h->nsurplus, row, t->no);        /* a refusal shows in yg_arena_error */
		}
	}
	for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
		struct str type, code;
		if (pairs[k].no != t->no) continue;
		type = yg_csv_field(row, pairs[k].type + 1u);
		code = yg_csv_field(row, pairs[k].code + 1u);
		if (type.n && !yg_str_eqz(type, "1") && code.n == 0)
			say_item(r, &d_no_code, row->line, t, pairs[k].code, shown(t, type), STR_NONE);
		if (yg_str_eqz(type, "1") && code.n)
			say_item(r, &d_code_type1, row->line, t, pairs[k].code, STR_NONE, STR_NONE);
	}
}

/* --- places --------------------------------------------------------------------- */

static struct visit *this_visit(struct rec_reader *r) { return r->h->nvisits ? &r->h->visits[r->h->nvisits - 1] : NULL; }

static struct hist_group *group_of(struct rec_reader *r, unsigned rp)
{
	struct visit *v = this_visit(r);
	return v && r->group_of[rp] ? &v->groups[r->group_of[rp] - 1] : NULL;
}

static struct hist_group *new_group(struct rec_reader *r, unsigned rp)
{
	struct visit *v = this_visit(r);
	struct hist_group *g = yg_arena_grow(r->arena, v->groups, v->ngroups, sizeof *g);
	if (!g) return NULL;
	v->groups = g;
	g += v->ngroups++;
	*g = (struct hist_group){ .number = (int)rp, .quantity = DEC_NONE, .doctor = v->ndoctors ? v->ndoctors - 1 : NONE };
	r->group_of[rp] = (uint32_t)v->ngroups;
	return g;
}

static struct note *new_note(struct rec_reader *r, void *parent, const struct record_type *t)
{
	struct note **list = (struct note **)(void *)((char *)parent + t->list);
	size_t *n = (size_t *)(void *)((char *)parent + t->count);
	struct note *p = yg_arena_grow(r->arena, *list, *n, sizeof *p);
	if (!p) return NULL;
	*list = p;
	return &p[(*n)++];
}

static struct otc *new_otc(struct rec_reader *r, unsigned line)
{
	struct history *h = r->h;
	struct otc *o = yg_arena_grow(r->arena, h->otc, h->notc, sizeof *o);
	if (!o) return NULL;
	h->otc = o;
	o += h->notc++;
	o->origin = o->item.origin = (struct origin){ (uint16_t)r->input, line };
	o->item.amount = DEC_NONE;
	o->number = ++h->ndruglines;
	return o;
}

static struct otc_ingredient *new_ingredient(struct rec_reader *r, struct str seq)
{
	struct history *h = r->h;
	for (size_t i = h->notc, tries = 0; i-- > 0 && tries < 1000; tries++) {      /* 通番 has three digits */
		struct otc *o = &h->otc[i];
		struct otc_ingredient *p;
		if (!yg_str_eq(o->seq, seq)) continue;
		p = yg_arena_grow(r->arena, o->ingredients, o->ningredients, sizeof *p);
		if (!p) return NULL;
		o->ingredients = p;
		return &p[o->ningredients++];
	}
	return NULL;
}

static int new_visit(struct rec_reader *r, const struct csv_row *row, const struct record_type *t)
{
	struct history *h = r->h;
	struct visit *v;
	if (h->nvisits >= YG_MAX_VISITS) return YG_ETOOBIG;
	v = yg_arena_grow(r->arena, h->visits, h->nvisits, sizeof *v);
	if (!v) return yg_arena_error(r->arena);
	h->visits = v;
	v += h->nvisits++;
	v->origin = (struct origin){ (uint16_t)r->input, row->line };
	v->kind = r->kind;
	memset(r->group_of, 0, sizeof r->group_of);
	r->line_group = NONE;
	r->met = 0;
	items(r, row, t, v);
	return YG_OK;
}

static int drug_line(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, unsigned rp)
{
	struct hist_group *g = group_of(r, rp);
	struct hist_line *l;
	if (r->h->ndruglines >= YG_MAX_HISTORY) return YG_ETOOBIG;
	if (g && g->has_usage) {
		say(r, &d_restart, row->line, "201-1 RP番号", num(r, rp), STR_NONE);
		g = NULL;
	}
	if (!g && !(g = new_group(r, rp))) return yg_arena_error(r->arena);
	l = yg_arena_grow(r->arena, g->lines, g->nlines, sizeof *l);
	if (!l) return yg_arena_error(r->arena);
	g->lines = l;
	l += g->nlines++;
	l->item.origin = (struct origin){ (uint16_t)r->input, row->line };
	l->number = ++r->h->ndruglines;
	r->line_group = r->group_of[rp] - 1;
	items(r, row, t, l);
	return YG_OK;
}

static int usage_line(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, unsigned rp)
{
	struct hist_group *g = group_of(r, rp);
	const struct visit *v = this_visit(r);
	if (g && g->has_usage) return repeated(r, row, t);
	if (!g && !(g = new_group(r, rp))) return yg_arena_error(r->arena);
	g->has_usage = true;
	g->usage_at = (struct origin){ (uint16_t)r->input, row->line };
	items(r, row, t, g);
	/* 用法名称 may be left out for materials and others, and by an institution that dispenses itself. */
	if (r->booklet && r->direction == 1 && g->usage.n == 0 && v->has_clinic &&
	    g->form != FORM_MATERIAL && g->form != FORM_UNKNOWN)
		say_item(r, &d_missing, row->line, t, 1, STR_NONE, STR_NONE);
	return YG_OK;
}

static int line_note(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, unsigned rp)
{
	struct visit *v = this_visit(r);
	struct hist_group *g = v && r->line_group != NONE ? &v->groups[r->line_group] : NULL;
	struct note *n;
	if (!g || g->number != (int)rp) {
		g = group_of(r, rp);
		if (!g || g->nlines == 0) return orphan(r, row, t);
		say(r, &d_order, row->line, t->title, STR_NONE, STR_NONE);
	}
	n = new_note(r, &g->lines[g->nlines - 1], t);
	if (!n) return yg_arena_error(r->arena);
	items(r, row, t, n);
	return YG_OK;
}

static int in_visit(struct rec_reader *r, const struct csv_row *row, const struct record_type *t)
{
	struct visit *v = this_visit(r);
	unsigned bit = t->no == 11 ? 1u : t->no == 15 ? 2u : 4u;
	if (r->met & bit) return repeated(r, row, t);
	r->met |= bit;
	if (t->no == 15) v->has_pharmacist = true;
	if (t->no == 51) v->has_clinic = true;
	items(r, row, t, v);
	return YG_OK;
}

static int once(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, bool *met)
{
	if (*met) return repeated(r, row, t);
	*met = true;
	if (t->no == 6) r->h->has_insurance = true;
	items(r, row, t, r->h);
	return YG_OK;
}

static int note(struct rec_reader *r, const struct csv_row *row, const struct record_type *t, void *parent)
{
	struct note *n = new_note(r, parent, t);
	if (!n) return yg_arena_error(r->arena);
	items(r, row, t, n);
	return YG_OK;
}

static int place(struct rec_reader *r, const struct csv_row *row, const struct record_type *t)
{
	struct visit *v = this_visit(r);
	struct history *h = r->h;
	struct hist_group *g;
	unsigned long rp = 0;
	if (t->place >= PL_IN_VISIT && t->place != PL_FAMILY && !v) return orphan(r, row, t);
	if (t->items[0].kind == IT_KEY && t->place != PL_INGREDIENT &&
	    (!yg_str_uint(yg_csv_field(row, 1), YG_MAX_RPS, &rp) || rp == 0)) {
		say_item(r, &d_rp, row->line, t, 0, STR_NONE, STR_NONE);
		if (t->place == PL_LINE || t->place == PL_GROUP) h->cut = true;
		return keep_aside(r, row, t->no);
	}
	switch ((enum rec_place)t->place) {
	case PL_HISTORY:
		return once(r, row, t, t->no == 1 ? &r->met_patient : t->no == 6 ? &r->met_insurance : &r->met_id);
	case PL_REMARK: case PL_MEMO:
		return note(r, row, t, h);
	case PL_OTC: {
		struct otc *o;
		if (h->ndruglines >= YG_MAX_HISTORY) return YG_ETOOBIG;
		o = new_otc(r, row->line);
		if (!o) return yg_arena_error(r->arena);
		items(r, row, t, o);
		o->item.system = o->item.code.n ? CODE_JAN : CODE_NONE;
		return YG_OK;
	}
	case PL_INGREDIENT: {
		struct otc_ingredient *i = new_ingredient(r, yg_csv_field(row, 1));
		if (!i) return yg_arena_error(r->arena) ? yg_arena_error(r->arena) : orphan(r, row, t);
		items(r, row, t, i);
		return YG_OK;
	}
	case PL_VISIT:
		return new_visit(r, row, t);
	case PL_IN_VISIT:
		return in_visit(r, row, t);
	case PL_DOCTOR: {
		struct visit_doctor *d = yg_arena_grow(r->arena, v->doctors, v->ndoctors, sizeof *d);
		if (!d) return yg_arena_error(r->arena);
		v->doctors = d;
		items(r, row, t, &d[v->ndoctors++]);
		return YG_OK;
	}
	case PL_LINE:
		return drug_line(r, row, t, (unsigned)rp);
	case PL_LINE_NOTE:
		return line_note(r, row, t, (unsigned)rp);
	case PL_GROUP:
		return usage_line(r, row, t, (unsigned)rp);
	case PL_GROUP_NOTE:
		g = group_of(r, (unsigned)rp);
		return g ? note(r, row, t, g) : orphan(r, row, t);
	case PL_VISIT_NOTE:
		return note(r, row, t, v);
	case PL_FAMILY: {
		struct family_pharmacist *f = yg_arena_grow(r->arena, h->family, h->nfamily, sizeof *f);
		if (!f) return yg_arena_error(r->arena);
		h->family = f;
		items(r, row, t, &f[h->nfamily++]);
		return YG_OK;
	}
	}
	return YG_OK;
}

int yg_rec_read(struct rec_reader *r, const struct csv_row *row)
{
	struct str head = yg_csv_field(row, 0);
	const struct record_type *t;
	unsigned long no = 0;
	int err;
	if (yg_str_trim(row->raw).n == 0) return YG_OK;
	if (++r->nrecords > YG_MAX_RECORDS) err = YG_ETOOBIG;
	else {
		if (!yg_str_uint(head, 999, &no)) no = 0;
		t = yg_record_type((int)no);
		if (!t || (r->booklet && !t->nbooklet)) {
			/* A first item that is no number may be any text, a name too: not shown. */
			say(r, &d_unknown, row->line, "", no ? head : STR("?"), STR_NONE);
			err = keep_aside(r, row, (int)no);
		} else {
			err = place(r, row, t);
		}
	}
	if (err == YG_ETOOBIG) say(r, &d_many, row->line, "", STR_NONE, STR_NONE);
	return err;
}

/* --- the whole ------------------------------------------------------------------- */

static void check_unit(struct rec_reader *r, const struct hist_group *g)
{
	const char *unit = g->form == FORM_ORAL || g->form == FORM_DECOCTION ? "日分" : g->form == FORM_PRN ? "回分" : "調剤";
	if (g->form == FORM_NONE || g->quantity_unit.n == 0 || yg_str_eqz(g->quantity_unit, unit)) return;
	say(r, &d_form_unit, g->usage_at.record, "301-4 調剤単位", shown(yg_record_type(301), g->form_raw),
	    shown(yg_record_type(301), g->quantity_unit));
}

static void check_group(struct rec_reader *r, const struct hist_group *g)
{
	bool own = r->direction == 2;                /* written by the patient: gaps are usual */
	unsigned line = g->nlines ? g->lines[0].item.origin.record : g->usage_at.record;
	struct str rp = num(r, (unsigned)g->number);
	if (g->nlines && !g->has_usage) {
		say(r, own ? &d_no_usage_m : &d_no_usage, line, "301 用法", rp, STR_NONE);
		if (!own) r->h->cut = true;
	}
	if (!g->nlines) {                            /* a drug was there and is gone, whoever wrote the record */
		say(r, own ? &d_no_drug_m : &d_no_drug, line, "201 薬品", rp, STR_NONE);
		r->h->cut = true;
	}
	if (g->has_usage) check_unit(r, g);
}

/* Nothing but who and where: the drugs come first after that, so this is what a cut leaves of a visit. */
static bool empty(const struct visit *v)
{
	return v->ngroups + v->ninstructions + v->nprovided + v->nleftovers + v->nremarks + v->ninquiries + v->npatient_notes == 0;
}

void yg_rec_finish(struct rec_reader *r)
{
	struct history *h = r->h;
	if (!r->met_patient) say(r, &d_no_record, 0, "1 患者情報", STR("1"), STR_NONE);
	for (size_t i = 0; i < h->nvisits; i++) {
		const struct visit *v = &h->visits[i];
		if (must(r, MUST_P) && v->pharmacy.name.n == 0 && v->pharmacy.code.n == 0)
			say(r, &d_no_record, v->origin.record, "11 調剤−医療機関等", STR("11"), STR_NONE);
		if (empty(v)) {
			say(r, &d_empty_visit, v->origin.record, "201 薬品", STR_NONE, STR_NONE);
			h->cut = true;
		}
		for (size_t k = 0; k < v->ngroups; k++) check_group(r, &v->groups[k]);
	}
}
