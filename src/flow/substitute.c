/* substitute.c - the rules of 変更調剤 in the order they are asked, each answer a row of the table below with its sentence and
 * source. Exact decimals, no clock; what a master does not say is never taken as permission. */
#include "flow/substitute.h"
#include "flow/dose_form.h"
#include "base/err.h"
#include "text/fold.h"
#include <stdlib.h>
#include "base/ban.h"

#define NOTICE "保医発0305第12号 (2012-03-05)"
#define GENERIC_NAMES "一般名処方マスタ (厚生労働省)"
#define ACT "薬剤師法 第23条第2項"
#define OURS "yagen の取り決め: 資料にないものは疑義照会"

enum word {
	W_SAME, W_SAME_LISTING, W_PATIENT_CHOICE, W_NOT_A_PRODUCT, W_NOT_YET, W_ENDED, W_UNKNOWN_INGREDIENTS, W_OTHER_INGREDIENTS, W_OTHER_CLASS,
	W_BIOLOGIC, W_NARCOTIC, W_OTHER_TOTAL, W_TOTAL_UNKNOWN, W_NOT_WHOLE, W_GENERIC_NAME, W_NO_GENERIC, W_PATIENT_WISH, W_BRAND_TO_GENERIC,
	W_GENERIC_TO_GENERIC, W_GENERIC_TO_BRAND, W_BRAND_TO_BRAND, W_OTHER_COMPANY, W_INJECTION, W_FORM_UNKNOWN, W_RELEASE, W_NO_FORM, W_OTHER_FORM,
	W_NO_STRENGTH, W_PRICE, W_FORM, W_STRENGTH, W_BOTH, W_COUNT
};
static const struct subst_rule rules[W_COUNT] = {
	[W_SAME] = { "same", SUBST_SAME, "処方された製品です", "the product that was prescribed", ACT },
	[W_SAME_LISTING] = { "same-listing", SUBST_SAME, "処方は薬価基準の統一名で、その収載品目の製品です", "prescribed by the listed name; a product of that listing", "薬価基準収載品目リスト" },
	[W_PATIENT_CHOICE] = { "patient-choice-code", SUBST_SAME, "同じ製品の、選定療養の別コードです", "the same product under its other code (選定療養)", "支払基金 医薬品マスター 41・42" },
	[W_NOT_A_PRODUCT] = { "not-a-product", SUBST_NEVER, "一般名であり、渡せる製品ではありません", "a generic name, no product that can be handed over", GENERIC_NAMES },
	[W_NOT_YET] = { "not-yet-listed", SUBST_NEVER, "調剤日にはまだ収載されていません", "not yet listed on the day of dispensing", "医薬品マスター 収載年月日" },
	[W_ENDED] = { "ended", SUBST_NEVER, "調剤日には使えません（廃止または経過措置の終了）", "no longer in force on the day of dispensing", "医薬品マスター 廃止・経過措置年月日" },
	[W_UNKNOWN_INGREDIENTS] = { "ingredients-unknown", SUBST_INQUIRY, "有効成分がマスターで分からないため、同じとは言えません", "the master does not know the ingredients: not known to be the same", OURS },
	[W_OTHER_INGREDIENTS] = { "other-ingredients", SUBST_INQUIRY, "有効成分が違います。別の薬です", "other ingredients: another drug", ACT },
	[W_OTHER_CLASS] = { "other-class", SUBST_INQUIRY, "成分は同じでも薬効分類または投与経路が違います", "the same ingredient, but another class or route", OURS },
	[W_BIOLOGIC] = { "biologic", SUBST_INQUIRY, "生物学的製剤（バイオ後続品を含む）の変更です", "a biologic or biosimilar", OURS },
	[W_NARCOTIC] = { "narcotic", SUBST_INQUIRY, "麻薬の変更です", "a narcotic", OURS },
	[W_OTHER_TOTAL] = { "other-total", SUBST_INQUIRY, "有効成分の量が処方と違います", "another amount of active ingredient than prescribed", ACT },
	[W_TOTAL_UNKNOWN] = { "total-unknown", SUBST_INQUIRY, "有効成分の量が同じか計算できません（単位または規格）", "cannot be computed whether the amount is the same (unit or strength)", OURS },
	[W_NOT_WHOLE] = { "not-whole", SUBST_INQUIRY, "1回量が整数個になるか分かりません", "one dose would not surely be a whole number of units", OURS },
	[W_GENERIC_NAME] = { "generic-name", SUBST_ALLOWED, "一般名処方です。同じ一般名コードの製品を選べます", "prescribed by generic name: any product with that generic-name code", GENERIC_NAMES },
	[W_NO_GENERIC] = { "no-change", SUBST_INQUIRY, "「変更不可」の指示があります", "the prescriber does not allow a change (変更不可)", NOTICE },
	[W_PATIENT_WISH] = { "patient-wish", SUBST_CONSENT, "処方箋に患者が先発医薬品を希望すると記録されています。患者の同意が要ります", "the prescription records that the patient wants the brand: the patient must agree", "JAHIS 281 薬品補足区分 8" },
	[W_BRAND_TO_GENERIC] = { "brand-to-generic", SUBST_ALLOWED, "先発医薬品から同一剤形・同一規格の後発医薬品へ", "brand to a generic of the same form and strength", NOTICE },
	[W_GENERIC_TO_GENERIC] = { "generic-to-generic", SUBST_ALLOWED, "後発医薬品から同一剤形・同一規格の別の後発医薬品へ", "generic to another generic of the same form and strength", NOTICE },
	[W_GENERIC_TO_BRAND] = { "generic-to-brand", SUBST_INQUIRY, "後発医薬品から先発医薬品への変更はできません", "from a generic to a brand", NOTICE },
	[W_BRAND_TO_BRAND] = { "brand-to-brand", SUBST_INQUIRY, "変更後の製品が後発医薬品ではありません", "what would be given is not a generic", NOTICE },
	[W_OTHER_COMPANY] = { "same-listing-other-company", SUBST_INQUIRY, "同じ収載品目の他社品ですが、後発医薬品の印がありません", "another company's product of the listing, not marked as a generic", OURS },
	[W_INJECTION] = { "injection", SUBST_INQUIRY, "注射薬の規格・剤形の変更です", "another strength or form of an injection", OURS },
	[W_FORM_UNKNOWN] = { "form-unknown", SUBST_INQUIRY, "剤形がマスターで確かめられません", "the master does not tell the dose form", OURS },
	[W_RELEASE] = { "release-form", SUBST_INQUIRY, "徐放・腸溶の製剤です。規格や剤形を変えられません", "a sustained-release or enteric form", NOTICE },
	[W_NO_FORM] = { "no-form-change", SUBST_INQUIRY, "「剤形変更不可」の指示があります", "the prescriber does not allow another form (剤形変更不可)", NOTICE },
	[W_OTHER_FORM] = { "other-form", SUBST_INQUIRY, "類似する別剤形ではありません", "not a similar form", NOTICE },
	[W_NO_STRENGTH] = { "no-strength-change", SUBST_INQUIRY, "「含量規格変更不可」の指示があります", "the prescriber does not allow another strength (含量規格変更不可)", NOTICE },
	[W_PRICE] = { "price-above", SUBST_INQUIRY, "規格または剤形が違い、薬剤料が変更前を超えます", "another strength or form, and it would cost more", NOTICE },
	[W_FORM] = { "form-change", SUBST_ALLOWED, "類似する別剤形の後発医薬品へ", "to a generic of a similar form", NOTICE },
	[W_STRENGTH] = { "strength-change", SUBST_ALLOWED, "含量規格が異なる後発医薬品へ（有効成分の量は同じ）", "to a generic of another strength, the total being the same", NOTICE },
	[W_BOTH] = { "form-and-strength-change", SUBST_ALLOWED, "類似する別剤形で含量規格が異なる後発医薬品へ（有効成分の量は同じ）", "to a generic of a similar form and another strength, the total being the same", NOTICE },
};

const struct subst_rule *yg_subst_rule(size_t i) { return i < W_COUNT ? &rules[i] : NULL; }

const char *yg_subst_verdict_word(enum subst_verdict v)
{
	static const char *const words[] = { "same", "allowed", "consent", "inquiry", "never" };
	return words[v];
}

const char *yg_subst_price_word(enum subst_price p)
{
	static const char *const words[] = { "not-judged", "not-above", "above" };
	return words[p];
}

/* --- marks ---------------------------------------------------------------------------------------------- */
static unsigned marks_of_text(struct str s)
{
	bool form, strength;
	if (yg_str_find(s, STR("変更不可")) == (size_t)-1) return 0;
	form = yg_str_find(s, STR("剤形")) != (size_t)-1;
	strength = yg_str_find(s, STR("規格")) != (size_t)-1 || yg_str_find(s, STR("含量")) != (size_t)-1;
	return (form ? MARK_NO_FORM : 0u) | (strength ? MARK_NO_STRENGTH : 0u) | (form || strength ? 0u : MARK_NO_GENERIC);
}

unsigned yg_subst_marks(const struct rx *rx, const struct rx_line *line)
{
	static const unsigned by_kind[] = { [3] = MARK_NO_GENERIC, [4] = MARK_NO_FORM, [5] = MARK_NO_STRENGTH, [6] = MARK_NO_FORM | MARK_NO_STRENGTH,
					    [8] = MARK_PATIENT_WISH };
	unsigned marks = 0;
	for (size_t i = 0; i < line->nsupplements; i++) {
		unsigned long kind;
		if (yg_str_uint(yg_str_trim(line->supplements[i].kind), 8, &kind)) marks |= by_kind[kind];
		marks |= marks_of_text(line->supplements[i].text);
	}
	for (size_t i = 0; rx && i < rx->nremarks; i++) marks |= marks_of_text(rx->remarks[i].text);
	return marks;
}

/* --- what two products have in common ----------------------------------------------------------------- */
static bool is_entry(const struct drug *d) { return (d->flags & DRUG_GENERIC_NAME) != 0; }
static bool is_generic(const struct drug *d) { return (d->flags & DRUG_GENERIC_PRODUCT) != 0; }
static struct str key_code(const struct drug *d) { return yg_str(d->price_code[0] ? d->price_code : d->generic_code); }
static bool same_head(const struct drug *a, const struct drug *b, size_t n)
{
	struct str x = key_code(a), y = key_code(b);
	return x.n >= n && y.n >= n && memcmp(x.p, y.p, n) == 0;
}

static int same_ingredients(const struct subst_in *in)     /* 1, 0, -1 not known */
{
	const uint16_t *a, *b;
	size_t na = yg_drug_ingredients(in->tables, in->prescribed, &a), nb = yg_drug_ingredients(in->tables, in->given, &b);
	if (!na || !nb) return -1;
	return na == nb && memcmp(a, b, na * sizeof *a) == 0;
}

/* The first nine characters: ingredient, route, form and strength (drugmaster 2). A generic name stands for the products that have its
 * code: an exception code joins several of them, so it is never cut. */
static bool same_form_and_strength(const struct subst_in *in)
{
	if (is_entry(in->prescribed)) return strcmp(in->prescribed->generic_code, in->given->generic_code) == 0;
	return same_head(in->prescribed, in->given, 9);
}

/* The entry of a common-name listing itself (統一名・局方品), not a company's product under it. */
static bool is_listing(const struct tables *t, const struct drug *d)
{
	struct str list = yg_tables_text(t, d->name_list);
	return strlen(d->price_code) == 12 && d->price_code[9] == '0' && d->price_code[10] == '1' && list.n &&
	       (yg_fold_eq(list, yg_tables_text(t, d->name_long)) || yg_fold_eq(list, yg_tables_text(t, d->name)));
}

/* --- amounts -------------------------------------------------------------------------------------------- */
static bool active(const struct subst_in *in, const struct drug *d, const struct subst_amount *a, enum measure m, struct dec *out)
{
	struct product_amount p = { a->amount, a->factor, a->unit, a->potency };
	return yg_drug_active(in->tables, d, &p, m, out);
}

static bool price_unit(const struct subst_in *in, const struct drug *d, const struct subst_amount *a, struct dec *out)
{
	if (!yg_dec_given(a->amount) || a->potency) return false;
	if (yg_dec_given(a->factor) && a->factor.n > 0) return yg_dec_mul(a->amount, a->factor, out) == YG_OK;
	*out = a->amount;
	return yg_fold_eq(a->unit, yg_tables_text(in->tables, d->unit));
}

/* Active ingredient of both, in one measure. */
static bool both_active(const struct subst_in *in, const struct subst_amount *is, struct dec *was_active, struct dec *is_active)
{
	for (enum measure m = MEASURE_MG; m <= MEASURE_IU; m++)
		if (active(in, in->prescribed, &in->was, m, was_active) && active(in, in->given, is, m, is_active)) return true;
	return false;
}

static bool divide(struct dec a, struct dec b, struct dec *out)    /* exactly */
{
	struct dec back;
	return b.n > 0 && yg_dec_div(a, b, 6, out) == YG_OK && yg_dec_mul(*out, b, &back) == YG_OK && yg_dec_cmp(a, back) == 0;
}

static bool whole(struct dec d)
{
	int64_t n;
	return yg_dec_div_floor(d, yg_dec_int(1), &n) == YG_OK && yg_dec_cmp(yg_dec_int(n), d) == 0;
}

static bool counted(struct str unit) { return !yg_fold_eq(unit, STR("g")) && !yg_fold_eq(unit, STR("ml")); }

/* Is a dose a whole number of units afterwards, as it was before? A multiple of the amount before always is. */
static bool doses_whole(const struct subst_in *in, struct dec amount)
{
	struct dec ratio, dose;
	if (!counted(yg_tables_text(in->tables, in->given->unit))) return true;
	if (yg_dec_given(in->was.amount) && divide(amount, in->was.amount, &ratio) && whole(ratio)) return true;
	return in->times && divide(amount, yg_dec_int(in->times), &dose) && whole(dose);
}

/* The total of active ingredient must stay; sets out->amount. W_COUNT: it does. same: form and strength are, so plain counting will do. */
static enum word total(const struct subst_in *in, bool same, struct subst_out *out)
{
	struct subst_amount is = in->is;
	struct dec before, after, x;
	out->amount = DEC_NONE;
	if (!yg_dec_given(in->was.amount)) return W_TOTAL_UNKNOWN;
	if (!yg_dec_given(is.amount)) {              /* a candidate: how much would it be? */
		if (same && (is_entry(in->prescribed) || yg_fold_eq(in->was.unit, yg_tables_text(in->tables, in->given->unit)) ||
			     yg_dec_given(in->was.factor)) && !in->was.potency) {
			if (price_unit(in, in->given, &in->was, &out->amount)) return W_COUNT;
		}
		is = (struct subst_amount){ yg_dec_int(1), DEC_NONE, yg_tables_text(in->tables, in->given->unit), false };
		if (!both_active(in, &is, &before, &after) || !divide(before, after, &x)) return W_TOTAL_UNKNOWN;
		out->amount = x;
		return same || doses_whole(in, x) ? W_COUNT : W_NOT_WHOLE;
	}
	if (!price_unit(in, in->given, &is, &out->amount)) out->amount = DEC_NONE;
	if (same && is.potency == in->was.potency && yg_fold_eq(is.unit, in->was.unit) && yg_dec_given(is.factor) == yg_dec_given(in->was.factor) &&
	    (!yg_dec_given(is.factor) || yg_dec_cmp(is.factor, in->was.factor) == 0))
		return yg_dec_cmp(is.amount, in->was.amount) == 0 ? W_COUNT : W_OTHER_TOTAL;
	if (!both_active(in, &is, &before, &after)) return W_TOTAL_UNKNOWN;
	if (yg_dec_cmp(before, after) != 0) return W_OTHER_TOTAL;
	return same || !yg_dec_given(out->amount) || doses_whole(in, out->amount) ? W_COUNT : W_NOT_WHOLE;
}

/* --- price ---------------------------------------------------------------------------------------------- */
static bool unit_price(const struct tables *t, const struct drug *d, struct dec *out)
{
	return yg_dec_parse(yg_tables_text(t, d->price), out) == YG_OK && out->n > 0;
}

static bool in_force(const struct drug *d, struct ymd on, enum word *why)
{
	bool early = yg_ymd_given(on) && yg_ymd_given(d->listed_on) && yg_ymd_cmp(on, d->listed_on) < 0;
	bool late = yg_ymd_given(on) && ((yg_ymd_given(d->ends_on) && yg_ymd_cmp(on, d->ends_on) > 0) ||
					 (yg_ymd_given(d->transition_until) && yg_ymd_cmp(on, d->transition_until) > 0));
	if (why) *why = early ? W_NOT_YET : W_ENDED;
	return !early && !late;
}

/* 選定療養: the code for the patient's own choice has a lower amount, which is no price of the product. */
static bool patient_choice(const struct tables *t, const struct drug *d)
{
	return d->twin && yg_str_find(yg_tables_text(t, d->name), STR("（選）")) != (size_t)-1;
}

/* What a generic-name prescription costs before a change: the cheapest brand with that code, the strictest reading. */
static const struct drug *price_reference(const struct subst_in *in)
{
	const struct drug *best = NULL;
	struct dec p, best_price = DEC_NONE;
	const uint32_t *of;
	size_t n;
	if (!is_entry(in->prescribed)) return in->prescribed;
	n = yg_drug_by_generic(in->tables, yg_str(in->prescribed->generic_code), &of);
	for (size_t i = 0; i < n; i++) {
		const struct drug *d = yg_drug_at(in->tables, of[i]);
		if (is_entry(d) || is_generic(d) || patient_choice(in->tables, d) || !in_force(d, in->on, NULL) || !unit_price(in->tables, d, &p)) continue;
		if (best && yg_dec_cmp(p, best_price) >= 0) continue;
		best = d;
		best_price = p;
	}
	return best;
}

static void judge_price(const struct subst_in *in, struct subst_out *out)
{
	const struct drug *ref = price_reference(in);
	struct dec was, a, b;
	out->before = out->after = DEC_NONE;
	out->price = PRICE_NOT_JUDGED;
	if (!ref || !price_unit(in, ref, &in->was, &was) || !yg_dec_given(out->amount) || !unit_price(in->tables, ref, &a) ||
	    !unit_price(in->tables, in->given, &b) || yg_dec_mul(was, a, &out->before) != YG_OK || yg_dec_mul(out->amount, b, &out->after) != YG_OK) {
		out->before = out->after = DEC_NONE;
		return;
	}
	out->price = yg_dec_cmp(out->after, out->before) <= 0 ? PRICE_NOT_ABOVE : PRICE_ABOVE;
}

/* --- the rules, in order ------------------------------------------------------------------------------ */
static enum word to_same(const struct subst_in *in, struct subst_out *out)
{
	bool by_name = is_entry(in->prescribed), was = is_generic(in->prescribed), is = is_generic(in->given);
	bool listing = !by_name && strcmp(in->prescribed->price_code, in->given->price_code) == 0;
	enum word w = total(in, true, out);
	if (w != W_COUNT) return w;
	if (by_name) return W_GENERIC_NAME;
	if (listing && is_listing(in->tables, in->prescribed)) return W_SAME_LISTING;
	if (!is) return was ? W_GENERIC_TO_BRAND : listing ? W_OTHER_COMPANY : W_BRAND_TO_BRAND;
	if (in->marks & MARK_NO_GENERIC) return W_NO_GENERIC;
	if (!was && (in->marks & MARK_PATIENT_WISH)) return W_PATIENT_WISH;
	return was ? W_GENERIC_TO_GENERIC : W_BRAND_TO_GENERIC;
}

static bool similar(const struct subst_in *in, const struct dose_form *a, const struct dose_form *b)
{
	enum form_group ga = yg_form_group(a, in->was.unit);
	return in->form != FORM_EXTERNAL && in->given->form_class == 1 && ga != GROUP_NONE &&
	       ga == yg_form_group(b, yg_tables_text(in->tables, in->given->unit));
}

static enum word to_other(const struct subst_in *in, struct subst_out *out)
{
	const struct dose_form *a = yg_dose_form(in->tables, in->prescribed), *b = yg_dose_form(in->tables, in->given);
	struct str unit = yg_tables_text(in->tables, in->given->unit);
	struct subst_in one = *in;
	struct subst_amount each = { yg_dec_int(1), DEC_NONE, unit, false };
	struct dec x, y;
	enum word w;
	if (!is_generic(in->given)) return !is_entry(in->prescribed) && is_generic(in->prescribed) ? W_GENERIC_TO_BRAND : W_BRAND_TO_BRAND;
	if (in->marks & MARK_NO_GENERIC) return W_NO_GENERIC;
	if (in->form == FORM_INJECTION || in->given->form_class == 4) return W_INJECTION;
	if (!a || !b) return W_FORM_UNKNOWN;
	if (a->release || b->release) return W_RELEASE;
	out->form_changed = a != b;
	if (out->form_changed && (in->marks & MARK_NO_FORM)) return W_NO_FORM;
	if (out->form_changed && !similar(in, a, b)) return W_OTHER_FORM;
	one.was = (struct subst_amount){ yg_dec_int(1), DEC_NONE, in->was.unit, false };
	out->strength_changed = !both_active(&one, &each, &x, &y) || yg_dec_cmp(x, y) != 0;
	if (!out->form_changed) out->strength_changed = true;        /* another code of the same form: a strength, or not known to be the same */
	if (out->strength_changed && (in->marks & MARK_NO_STRENGTH)) return W_NO_STRENGTH;
	w = total(in, false, out);
	if (w != W_COUNT) return w;
	judge_price(in, out);
	if (out->price == PRICE_ABOVE) return W_PRICE;
	if (!is_generic(in->prescribed) && (in->marks & MARK_PATIENT_WISH)) return W_PATIENT_WISH;
	return !out->form_changed ? W_STRENGTH : out->strength_changed ? W_BOTH : W_FORM;
}

static enum word decide(const struct subst_in *in, struct subst_out *out)
{
	enum word why;
	int same;
	if (is_entry(in->given)) return W_NOT_A_PRODUCT;
	if (!in_force(in->given, in->on, &why)) return why;
	if (in->given == in->prescribed) {
		why = total(in, true, out);
		return why == W_OTHER_TOTAL ? why : W_SAME;
	}
	same = same_ingredients(in);
	if (same < 0) return W_UNKNOWN_INGREDIENTS;
	if (!same) return W_OTHER_INGREDIENTS;
	if (!same_head(in->prescribed, in->given, 7)) return W_OTHER_CLASS;
	if (in->given->receipt && in->given->receipt == in->prescribed->twin) {
		why = total(in, true, out);
		return why == W_OTHER_TOTAL ? why : W_PATIENT_CHOICE;
	}
	if ((in->given->flags | in->prescribed->flags) & DRUG_BIOLOGIC) return W_BIOLOGIC;
	if (in->given->control == CONTROL_NARCOTIC || in->prescribed->control == CONTROL_NARCOTIC) return W_NARCOTIC;
	return same_form_and_strength(in) ? to_same(in, out) : to_other(in, out);
}

void yg_substitute(const struct subst_in *in, struct subst_out *out)
{
	*out = (struct subst_out){ .amount = DEC_NONE, .before = DEC_NONE, .after = DEC_NONE };
	out->rule = &rules[decide(in, out)];
	judge_price(in, out);
}

/* --- candidates ------------------------------------------------------------------------------------------ */
static int by_choice(const void *x, const void *y)
{
	const struct subst_candidate *a = x, *b = y;
	int va = (int)a->out.rule->verdict, vb = (int)b->out.rule->verdict;
	int ca = a->out.form_changed + a->out.strength_changed, cb = b->out.form_changed + b->out.strength_changed;
	bool pa = yg_dec_given(a->out.after), pb = yg_dec_given(b->out.after);
	int c;
	if (va != vb) return va < vb ? -1 : 1;
	if (ca != cb) return ca < cb ? -1 : 1;
	if (pa != pb) return pa ? -1 : 1;
	c = pa ? yg_dec_cmp(a->out.after, b->out.after) : 0;
	if (c) return c;
	return a->drug->receipt < b->drug->receipt ? -1 : a->drug->receipt > b->drug->receipt;
}

int yg_substitutes(const struct subst_in *in, bool with_inquiry, struct arena *a, struct subst_candidate **out, size_t *n)
{
	struct subst_in q = *in;
	struct subst_candidate *list = NULL, c;
	size_t count = 0, all = yg_drug_count(in->tables);
	q.is = (struct subst_amount){ DEC_NONE, DEC_NONE, STR_NONE, false };
	for (size_t i = 0; i < all; i++) {
		struct subst_candidate *more;
		c.drug = q.given = yg_drug_at(in->tables, i);
		if (!c.drug->receipt || !same_head(in->prescribed, c.drug, 7)) continue;
		yg_substitute(&q, &c.out);
		if (c.out.rule->verdict == SUBST_NEVER || (c.out.rule->verdict == SUBST_INQUIRY && !with_inquiry)) continue;
		more = yg_arena_grow(a, list, count, sizeof *list);
		if (!more) return yg_arena_error(a);
		list = more;
		list[count++] = c;
	}
	if (count) qsort(list, count, sizeof *list, by_choice);
	*out = list;
	*n = count;
	return YG_OK;
}
