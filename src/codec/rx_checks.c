/* rx_checks.c - the checks of a prescription that look at more than one record and need no drug master
 * (jahis-rx-qr 8 nos. 10, 12 to 19, 21; eps 7 nos. 1 and 2). What needs a master or a clock is done elsewhere. */
#include "codec/rx_records.h"
#include "base/err.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_birth, "rx-birth-after-issue", DIAG_ERROR, "生年月日が交付年月日より後です", "birth date after the issue date");
DIAG_KIND(d_expiry, "rx-expiry-before-issue", DIAG_ERROR, "使用期限が交付年月日より前です",
	  "last valid day before the issue date");
DIAG_KIND(d_split_no_63, "rx-split-no-63", DIAG_WARNING, "分割指示(63)がないのに分割調剤数量(102)があります",
	  "record 102 without record 63");
DIAG_KIND(d_split_no_102, "rx-split-no-102", DIAG_WARNING, "分割指示(63)があるのに、このRPに分割調剤数量(102)がありません",
	  "record 63, but this RP has no record 102");
DIAG_KIND(d_split_total, "rx-split-total", DIAG_WARNING, "総調剤数量 {0} が調剤数量 {1} と一致しません",
	  "total quantity {0} of record 102 is not the quantity {1} of record 101");
DIAG_KIND(d_split_part, "rx-split-part", DIAG_WARNING, "分割回 {0} が分割回数 {1} の範囲にありません",
	  "part {0} is not one of {1} parts");
DIAG_KIND(d_split_refill, "rx-split-refill", DIAG_WARNING, "分割指示とリフィルが両方あります", "split and refill together");
DIAG_KIND(d_refill, "rx-refill-count", DIAG_WARNING, "リフィルの総使用回数が2または3ではありません", "refill count is not 2 or 3");
DIAG_KIND(d_uneven_sum, "rx-uneven-sum", DIAG_WARNING, "不均等服用量の合計 {0} が用量 {1} と一致しません",
	  "uneven doses add up to {0}, not to the amount {1}");
DIAG_KIND(d_uneven_count, "rx-uneven-count", DIAG_WARNING, "不均等服用量の個数 {0} が1日回数 {1} と一致しません",
	  "{0} uneven doses for {1} times a day");
DIAG_KIND(d_uneven_gap, "rx-uneven-gap", DIAG_WARNING, "不均等服用量の途中が空です",
	  "an uneven dose is left out in the middle");
DIAG_KIND(d_dose, "rx-dose-times", DIAG_WARNING, "1回服用量×回数が用量 {0} と一致しません",
	  "dose times times a day is not the amount {0}");
DIAG_KIND(d_dose_form, "rx-dose-form", DIAG_WARNING, "1回服用量が数値でも分数でもありません",
	  "dose is neither a number nor a fraction");
DIAG_KIND(d_burden_some, "rx-burden-some", DIAG_WARNING, "負担区分(231)が一部の薬品にしかありません",
	  "record 231 on some drugs only");
DIAG_KIND(d_burden_payer, "rx-burden-payer", DIAG_WARNING, "負担区分で示された公費の記録(27-30)がありません",
	  "record 231 names a public payer that has no record 27 to 30");
DIAG_KIND(d_code_empty, "rx-code-empty", DIAG_WARNING, "コード種別 {0} なのに薬品コードが空です",
	  "code type {0} but no drug code");
DIAG_KIND(d_code_form, "rx-code-form", DIAG_WARNING, "薬品コード {1} はコード種別 {0} の形ではありません",
	  "drug code {1} has not the form of code type {0}");
DIAG_KIND(d_dummy, "rx-dummy-code", DIAG_WARNING, "ダミーコード {0} です。薬品は名称でしか分かりません",
	  "dummy code {0}: only the name tells the drug");
DIAG_KIND(d_no_name, "rx-name-empty", DIAG_WARNING, "薬品名称が空です", "drug name is empty");
DIAG_KIND(d_nothing, "rx-drug-nothing", DIAG_ERROR, "薬品コードも薬品名称もありません", "neither drug code nor drug name");
DIAG_KIND(d_potency, "rx-potency", DIAG_WARNING, "用量は力価(成分量)です。製剤量は規格の確認なしに計算できません",
	  "the amount is of active ingredient: no amount of product without the strength");
DIAG_KIND(d_sequence, "rx-sequence", DIAG_WARNING, "連番 {0} の位置に {1} があります",
	  "number {1} where {0} is expected");
DIAG_KIND(d_supplement, "rx-supplement-code", DIAG_WARNING, "補足区分 {0} に必要なコードがありません",
	  "supplement class {0} demands a code");
DIAG_KIND(d_form_name, "rx-form-name", DIAG_WARNING, "剤形名称は剤形区分9のときだけ使います",
	  "a form name is for form class 9 only");
DIAG_KIND(d_usage_code, "rx-usage-code-empty", DIAG_WARNING, "用法コード種別 {0} なのに用法コードが空です",
	  "usage code type {0} but no usage code");
DIAG_KIND(d_department, "rx-department-name", DIAG_WARNING, "診療科名が空です", "department name is empty");
DIAG_KIND(d_material, "sj1-material", DIAG_WARNING, "剤形区分6(医療材料)と情報区分2が一致しません",
	  "form class 6 (material) and information class 2 do not agree");

struct check {
	struct read_ctx *rc; const struct rx_dialect *d; const struct rx *rx; const struct rx_where *where;
	int err;
};

static void say(struct check *c, const struct diag_kind *k, unsigned line, const char *field, struct str a, struct str b)
{
	yg_diag(c->rc->diags, k, c->rc->input, line, field, a, b);
	if (k->severity == DIAG_ERROR) c->err = YG_ESYNTAX;
}

static struct str num(struct check *c, long v) { return yg_arena_printf(c->rc->arena, "%ld", v); }
static struct str dec(struct check *c, struct dec d)
{
	char out[32];
	return yg_arena_str(c->rc->arena, (struct str){ out, yg_dec_format(d, out) });
}

/* A code of the input inside a diagnostic: as it is, unless it cannot be one. */
static struct str shown(struct str s) { return s.n <= 16 ? s : STR_NONE; }

/* --- in which line a record stood --------------------------------------------------------- */

static unsigned head_at(const struct check *c, unsigned no)
{
	return c->where ? c->where->head[yg_rx_row(c->d, no) - c->d->rows] : 0;
}

static unsigned group_at(const struct check *c, size_t g, unsigned no)
{
	unsigned at = c->where ? c->where->group[g][yg_rx_slot(c->d, yg_rx_row(c->d, no))] : 0;
	return at ? at : c->rx->groups[g].origin.record;
}

static unsigned line_at(const struct check *c, size_t g, size_t i, unsigned no)
{
	unsigned at = c->where ? c->where->line[g][i][yg_rx_slot(c->d, yg_rx_row(c->d, no))] : 0;
	return at ? at : c->rx->groups[g].lines[i].item.origin.record;
}

/* --- the header --------------------------------------------------------------------------- */

/* Compares as far as both are known: a birth date may be a year alone. */
static bool after(struct ymd a, struct ymd b)
{
	if (!yg_ymd_given(a) || !yg_ymd_given(b)) return false;
	if (a.y != b.y) return a.y > b.y;
	if (!a.m || !b.m || a.m != b.m) return a.m && b.m && a.m > b.m;
	return a.d && b.d && a.d > b.d;
}

static void check_head(struct check *c)
{
	const struct rx *rx = c->rx;
	bool split = rx->split_parts || rx->split_part, refill = rx->refill_total || head_at(c, 64);
	if (after(rx->born, rx->issued)) say(c, &d_birth, head_at(c, 13), "13-1 生年月日", STR_NONE, STR_NONE);
	if (after(rx->issued, rx->expires)) say(c, &d_expiry, head_at(c, 52), "52-1 使用期限年月日", STR_NONE, STR_NONE);
	if (split && (rx->split_part < 1 || rx->split_part > rx->split_parts))
		say(c, &d_split_part, head_at(c, 63), "63-2 分割回", num(c, rx->split_part), num(c, rx->split_parts));
	if (split && refill) say(c, &d_split_refill, head_at(c, 64), "64 リフィル", STR_NONE, STR_NONE);
	if (refill && rx->refill_total != 2 && rx->refill_total != 3)
		say(c, &d_refill, head_at(c, 64), "64-1 総使用回数", STR_NONE, STR_NONE);
	if (head_at(c, 4) && !rx->department.name.n && !yg_str_eqz(rx->department.code_type, "2"))
		say(c, &d_department, head_at(c, 4), "4-3 診療科名", STR_NONE, STR_NONE);
}

static void in_sequence(struct check *c, int got, size_t want, unsigned line, const char *field)
{
	if (got && (size_t)got != want) say(c, &d_sequence, line, field, num(c, (long)want), num(c, got));
}

static void check_lists(struct check *c)
{
	const struct rx *rx = c->rx;
	for (size_t i = 0; i < rx->nremarks; i++) in_sequence(c, rx->remarks[i].seq, i + 1, head_at(c, 81), "81-1 備考連番");
	if (!c->d->sj1) return;
	for (size_t i = 0; i < rx->nnotes; i++) in_sequence(c, rx->notes[i].seq, i + 1, head_at(c, 301), "301-1 連番");
	for (size_t i = 0; i < rx->nlabs; i++) in_sequence(c, rx->labs[i].seq, i + 1, head_at(c, 302), "302-1 連番");
}

/* --- one RP -------------------------------------------------------------------------------- */

static void check_group(struct check *c, size_t g)
{
	const struct rx_group *rp = &c->rx->groups[g];
	bool split = c->rx->split_parts > 0, has_102 = rp->split_quantity || rp->split_total;
	unsigned at_102 = has_102 ? group_at(c, g, 102) : rp->origin.record;
	if (has_102 && !split) say(c, &d_split_no_63, at_102, "102 分割指示調剤数量", STR_NONE, STR_NONE);
	if (split && !has_102) say(c, &d_split_no_102, at_102, "102 分割指示調剤数量", STR_NONE, STR_NONE);
	if (has_102 && (rp->split_total != rp->quantity || rp->split_quantity > rp->split_total))
		say(c, &d_split_total, at_102, "102-3 総調剤数量", num(c, rp->split_total), num(c, rp->quantity));
	if (rp->form_name.n && rp->form != FORM_UNKNOWN) say(c, &d_form_name, rp->origin.record, "101-3 剤形名称", STR_NONE, STR_NONE);
	if (!rp->usage_code.n && rp->usage_type.n && !yg_str_eqz(rp->usage_type, "1"))
		say(c, &d_usage_code, group_at(c, g, 111), "111-3 用法コード", shown(rp->usage_type), STR_NONE);
	for (size_t i = 0; i < rp->nsupplements; i++) {
		const struct supplement *s = &rp->supplements[i];
		in_sequence(c, s->seq, i + 1, group_at(c, g, 181), "181-2 RP補足連番");
		if ((yg_str_eqz(s->kind, "8") && !s->usage_code.n) || (yg_str_eqz(s->kind, "9") && !s->site_code.n))
			say(c, &d_supplement, group_at(c, g, 181), "181 用法補足", s->kind, STR_NONE);
	}
}

/* --- one drug ------------------------------------------------------------------------------ */

/* What a code of each type must look like. */
static const struct { enum code_system system; size_t min, max; bool digits; const char *ends; } code_forms[] = {
	{ CODE_RECEIPT, 9, 9, true, "" }, { CODE_MHLW, 12, 12, false, "" }, { CODE_YJ, 12, 12, false, "" },
	{ CODE_HOT, 7, 13, true, "" }, { CODE_GENERIC, 12, 12, false, "ZZZ" },
};

static bool code_fits(enum code_system system, struct str code)
{
	for (size_t i = 0; i < sizeof code_forms / sizeof *code_forms; i++) {
		size_t tail = strlen(code_forms[i].ends);
		if (code_forms[i].system != system) continue;
		return code.n >= code_forms[i].min && code.n <= code_forms[i].max && (!code_forms[i].digits || yg_str_digits(code)) &&
			yg_str_eqz(yg_str_sub(code, code.n - tail, tail), code_forms[i].ends);
	}
	return true;
}

static void check_code(struct check *c, const struct drug_item *item)
{
	unsigned at = item->origin.record;
	bool dummy = yg_rx_dummy_code(item->code);
	struct str type = item->system == CODE_UNKNOWN ? shown(item->system_raw) : num(c, item->system);
	if (!item->code.n && !item->name.n) say(c, &d_nothing, at, "201-6 薬品名称", STR_NONE, STR_NONE);
	else if (!item->name.n && (item->system != CODE_RECEIPT || dummy)) say(c, &d_no_name, at, "201-6 薬品名称", STR_NONE, STR_NONE);
	/* type 7 without a code still means "by generic name" */
	if (!item->code.n && item->system != CODE_NONE && item->system != CODE_GENERIC)
		say(c, &d_code_empty, at, "201-5 薬品コード", type, STR_NONE);
	if (dummy) say(c, &d_dummy, at, "201-5 薬品コード", item->code, STR_NONE);
	else if (item->code.n && !code_fits(item->system, item->code))
		say(c, &d_code_form, at, "201-5 薬品コード", type, shown(item->code));
}

static void check_uneven(struct check *c, const struct rx_line *l, const struct rx_group *rp, unsigned at)
{
	struct dec sum = yg_dec_int(0);
	unsigned long times;
	long n = 0;
	bool gap = false, summed = true;
	for (size_t i = 0; i < 5; i++) {
		if (!yg_dec_given(l->uneven[i])) continue;
		gap |= (size_t)n < i;
		n++;
		summed &= yg_dec_add(sum, l->uneven[i], &sum) == YG_OK;
	}
	if (gap) say(c, &d_uneven_gap, at, "221 不均等", STR_NONE, STR_NONE);
	if (yg_dec_given(l->item.amount) && (!summed || yg_dec_cmp(sum, l->item.amount) != 0))
		say(c, &d_uneven_sum, at, "221 不均等", dec(c, sum), dec(c, l->item.amount));
	if (yg_str_uint(rp->times_per_day, 99, &times) && (long)times != n)
		say(c, &d_uneven_count, at, "221 不均等", num(c, n), num(c, (long)times));
}

/* 1回服用量: "2" or "2/3". */
static bool dose(struct str s, struct dec *top, struct dec *bottom)
{
	size_t slash = yg_str_find(s, STR("/"));
	*bottom = yg_dec_int(1);
	if (slash == (size_t)-1) return yg_dec_parse(s, top) == YG_OK;
	return yg_dec_parse(yg_str_sub(s, 0, slash), top) == YG_OK &&
		yg_dec_parse(yg_str_sub(s, slash + 1, s.n), bottom) == YG_OK && bottom->n;
}

/* Only where 用量 is the amount per day: elsewhere it may be the total. */
static void check_dose(struct check *c, const struct rx_line *l, const struct rx_group *rp, unsigned at)
{
	struct dec top, bottom, day, amount;
	unsigned long times;
	if (!dose(l->per_dose, &top, &bottom)) { say(c, &d_dose_form, at, "241-3 1回服用量", STR_NONE, STR_NONE); return; }
	if (l->has_uneven || rp->form != FORM_ORAL || !yg_dec_given(l->item.amount)) return;
	if (!yg_str_uint(l->per_day_times.n ? l->per_day_times : rp->times_per_day, 99, &times)) return;
	if (yg_dec_mul(top, yg_dec_int((int64_t)times), &day) != YG_OK || yg_dec_mul(l->item.amount, bottom, &amount) != YG_OK ||
	    yg_dec_cmp(day, amount) != 0)
		say(c, &d_dose, at, "241 1回服用量", dec(c, l->item.amount), STR_NONE);
}

static void check_line(struct check *c, size_t g, size_t i)
{
	const struct rx_group *rp = &c->rx->groups[g];
	const struct rx_line *l = &rp->lines[i];
	const struct insurance *ins = &c->rx->insurance;
	check_code(c, &l->item);
	if (yg_str_eqz(l->potency, "2")) say(c, &d_potency, l->item.origin.record, "201-8 力価フラグ", STR_NONE, STR_NONE);
	if (c->d->sj1 && l->info_class.n && (rp->form == FORM_MATERIAL) != yg_str_eqz(l->info_class, "2"))
		say(c, &d_material, l->item.origin.record, "201-3 情報区分", STR_NONE, STR_NONE);
	if (l->has_uneven) check_uneven(c, l, rp, line_at(c, g, i, 221));
	if (l->per_dose.n) check_dose(c, l, rp, line_at(c, g, i, 241));
	for (size_t k = 0; k < 4; k++)
		if (yg_str_eqz(l->burden[k], "1") && !(k < 3 ? ins->kohi[k].payer.n : ins->special.payer.n))
			say(c, &d_burden_payer, line_at(c, g, i, 231), "231 負担区分", STR_NONE, STR_NONE);
	for (size_t k = 0; k < l->nsupplements; k++) {
		in_sequence(c, l->supplements[k].seq, k + 1, line_at(c, g, i, 281), "281-3 薬品補足連番");
		if (yg_str_eqz(l->supplements[k].kind, "7") && !l->supplements[k].usage_code.n)
			say(c, &d_supplement, line_at(c, g, i, 281), "281 薬品補足", l->supplements[k].kind, STR_NONE);
	}
}

int yg_rx_check(struct read_ctx *rc, const struct rx_dialect *d, const struct rx *rx, const struct rx_where *where)
{
	struct check c = { rc, d, rx, where, 0 };
	size_t with = 0, without = 0;
	unsigned first_without = 0;
	check_head(&c);
	check_lists(&c);
	for (size_t g = 0; g < rx->ngroups; g++) {
		check_group(&c, g);
		for (size_t i = 0; i < rx->groups[g].nlines; i++) {
			const struct rx_line *l = &rx->groups[g].lines[i];
			check_line(&c, g, i);
			if (l->has_burden) with++;
			else if (without++ == 0) first_without = l->item.origin.record;
		}
	}
	if (with && without) say(&c, &d_burden_some, first_without, "231 負担区分", STR_NONE, STR_NONE);
	return c.err;
}
