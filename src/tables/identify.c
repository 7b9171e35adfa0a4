/* identify.c - the identity guard: a line is identified only when code, name, unit, form and date agree (docs/formats/identity.md).
 * It never searches: no prefix, no nearest match, nothing by name alone. */
#include "tables/identify.h"
#include "tables/image.h"
#include "text/fold.h"
#include "base/ban.h"

/* --- what each part has to say ------------------------------------------------------------------ */
struct asked {                                        /* the line, with what is worked out once */
	const struct tables *t;
	const struct identify_in *in;
	struct str bare;                              /* the name without 【般】 */
	uint32_t   hash, bare_hash;
};

/* The hash only spares comparisons that must fail. */
static bool name_agrees(const struct asked *q, const struct drug *d)
{
	const struct tables *t = q->t;
	struct str name = q->in->name;
	if (!yg_drug_name_is(t, d, q->hash, q->bare_hash)) return false;
	if (d->flags & DRUG_GENERIC_NAME) return yg_fold_eq(q->bare, yg_generic_bare(yg_tables_text(t, d->generic_name)));
	return yg_fold_eq(name, yg_tables_text(t, d->name)) || yg_fold_eq(name, yg_tables_text(t, d->name_long)) ||
	       yg_fold_eq(name, yg_tables_text(t, d->name_list));
}

/* What 規格 is counted in: "５ｍｇ１錠" -> 錠, "１００ｍＬ１瓶（溶解液付）" -> 瓶. For entries that have no unit of their own. */
static bool strength_counts_in(struct str strength, struct str unit)
{
	struct buf b;
	size_t n, from;
	bool same;
	struct str tail;
	yg_buf_init(&b, 65536 * 4);
	yg_fold(strength, &b);
	n = b.err ? 0 : b.n;
	if (n && b.p[n - 1] == ')') {
		while (n && b.p[n - 1] != '(') n--;
		n -= n != 0;
	}
	for (from = n; from && !(b.p[from - 1] >= '0' && b.p[from - 1] <= '9'); from--) {}
	tail = (struct str){ b.p + from, n - from };
	same = from && tail.n && yg_fold_eq(tail, unit);
	yg_buf_free(&b);
	return same;
}

/* The two units of the y file that name two things at once (単位コード 21 and 58). */
static bool either_unit(struct str master, struct str unit)
{
	static const char *const both[][3] = { { "瓶（袋）", "瓶", "袋" }, { "ｍＬ（ｇ）", "ｍＬ", "ｇ" } };
	for (size_t i = 0; i < sizeof both / sizeof *both; i++)
		if (yg_fold_eq(master, yg_str(both[i][0])))
			return yg_fold_eq(unit, yg_str(both[i][1])) || yg_fold_eq(unit, yg_str(both[i][2]));
	return false;
}

static bool unit_is(const struct asked *q, const struct drug *d)
{
	struct str unit = yg_tables_text(q->t, d->unit);
	if (!unit.n) return strength_counts_in(yg_tables_text(q->t, d->strength), q->in->unit);
	return yg_fold_eq(unit, q->in->unit) || either_unit(unit, q->in->unit);
}

static bool unit_agrees(const struct asked *q, const struct drug *d)
{
	const struct identify_in *in = q->in;
	const uint32_t *of;
	size_t n;
	if (in->potency) return true;                 /* the amount is one of active ingredient */
	if (!in->unit.n) return in->history;          /* notebooks may leave it out; a prescription may not */
	if (unit_is(q, d)) return true;
	if (yg_dec_given(in->factor) && in->factor.n > 0) return true;     /* 211 says how it becomes the price unit */
	if (!(d->flags & DRUG_GENERIC_NAME)) return false;
	n = yg_drug_by_generic(q->t, yg_str(d->generic_code), &of);        /* of a product that the entry stands for */
	for (size_t i = 0; i < n; i++) {
		const struct drug *p = yg_drug_at(q->t, of[i]);
		if (!(p->flags & DRUG_GENERIC_NAME) && unit_is(q, p)) return true;
	}
	return false;
}

/* 剤形区分 of the RP against 剤形 of the master: 1 内用 3 その他 4 注射 6 外用 8 歯科用. */
static bool form_agrees(const struct asked *q, const struct drug *d)
{
	static const struct { enum form_class form; const char *takes; } table[] = {
		{ FORM_NONE, "0134568" }, { FORM_UNKNOWN, "0134568" },         /* nothing said, nothing to contradict */
		{ FORM_ORAL, "01" }, { FORM_ORAL_DROPS, "01" }, { FORM_DECOCTION, "01" },
		{ FORM_PRN, "01368" },                                          /* a suppository or an inhaler when needed */
		{ FORM_EXTERNAL, "0368" }, { FORM_INJECTION, "04" }, { FORM_MATERIAL, "" },
	};
	if (yg_str_eqz(q->in->info_class, "2")) return false;                  /* called a material, coded as a drug */
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].form == q->in->form) return strchr(table[i].takes, '0' + d->form_class) != NULL;
	return false;
}

static const char *date_says(const struct asked *q, const struct drug *d)
{
	struct ymd on = q->in->on;
	if (!yg_ymd_given(on)) return NULL;
	if (yg_ymd_given(d->listed_on) && yg_ymd_cmp(on, d->listed_on) < 0) return "not-yet-listed";
	if (yg_ymd_given(d->ends_on) && yg_ymd_cmp(on, d->ends_on) > 0) return "ended";
	if (yg_ymd_given(d->transition_until) && yg_ymd_cmp(on, d->transition_until) > 0) return "ended";
	return NULL;
}

/* --- which products does the code name ----------------------------------------------------------- */
static size_t by_code(const struct asked *q, const uint32_t **first, const char **reason, bool *derived)
{
	const struct identify_in *in = q->in;
	struct str code = in->code;
	bool twelve = in->system == CODE_MHLW || in->system == CODE_YJ;
	char unified[13];
	size_t n = 0;
	*derived = false;
	*reason = "unknown-code";
	if (in->system == CODE_NONE || (in->system == CODE_GENERIC && !code.n)) { *reason = "no-code"; return 0; }
	if (!code.n) { *reason = "no-code"; return 0; }
	if (yg_code_is_dummy(in->system, code)) { *reason = "dummy-code"; return 0; }
	switch (in->system) {
	case CODE_RECEIPT:
		if (code.n != 9 || !yg_str_digits(code)) *reason = "malformed-code";
		else n = yg_drug_by_receipt(q->t, code, first);
		return n;
	case CODE_HOT:
		if (!yg_str_digits(code) || (code.n != 7 && code.n != 9 && code.n != 11 && code.n != 13)) *reason = "malformed-code";
		else n = yg_drug_by_hot(q->t, code, first);
		return n;
	case CODE_GENERIC:
		n = yg_drug_by_generic(q->t, code, first);
		if (n) n = 1;                         /* the entry itself; its products are not what was prescribed */
		else if (code.n != 12 || !yg_str_eqz(yg_str_sub(code, 9, 3), "ZZZ")) *reason = "malformed-code";
		return n;
	case CODE_MHLW: case CODE_YJ:
		n = in->system == CODE_YJ ? yg_drug_by_yj(q->t, code, first) : yg_drug_by_price(q->t, code, first);
		if (!n) n = in->system == CODE_YJ ? yg_drug_by_price(q->t, code, first) : yg_drug_by_yj(q->t, code, first);
		break;
	case CODE_NONE: case CODE_JAN: case CODE_UNKNOWN: default:
		return 0;
	}
	if (n || !twelve) return n;
	if (!yg_code_price_shape(code)) { *reason = "malformed-code"; return 0; }
	if (!yg_code_price_check(code)) { *reason = "check-digit"; return 0; }
	if (in->system == CODE_YJ && yg_code_yj_to_unified(code, unified)) {
		n = yg_drug_by_price(q->t, yg_str(unified), first);
		*derived = n != 0;
	}
	return n;
}

/* --- one of several ---------------------------------------------------------------------------------- */
static bool same_for_rules(const struct tables *t, const struct drug *a, const struct drug *b)
{
	return a->entity == b->entity && yg_fold_eq(yg_tables_text(t, a->unit), yg_tables_text(t, b->unit));
}

/* Agreeing with more counts first; then the first in the order of the master. */
static int merit(const struct asked *q, const struct drug *d)
{
	return (unit_agrees(q, d) ? 4 : 0) + (form_agrees(q, d) ? 2 : 0) + (date_says(q, d) ? 0 : 1);
}

/* The best candidate among those whose name agrees (or all, with any set). *alike: it makes no difference to rules which. */
static const struct drug *choose(const struct asked *q, const uint32_t *of, size_t n, bool any, bool *alike)
{
	const struct drug *best = NULL;
	int best_merit = -1;
	for (size_t i = 0; i < n; i++) {
		const struct drug *d = yg_drug_at(q->t, of[i]);
		int m;
		if (!any && !name_agrees(q, d)) continue;
		m = merit(q, d);
		if (m > best_merit) {
			best = d;
			best_merit = m;
		}
	}
	*alike = true;
	for (size_t i = 0; i < n && best; i++) {
		const struct drug *d = yg_drug_at(q->t, of[i]);
		if ((any || name_agrees(q, d)) && merit(q, d) == best_merit && !same_for_rules(q->t, best, d)) *alike = false;
	}
	return best;
}

/* The second code of a notebook line is a cross-check: another ingredient there means one of the two is wrong. */
static bool generic_contradicts(const struct asked *q, const struct drug *d)
{
	const uint32_t *of;
	const uint16_t *x, *y;
	size_t nx, ny;
	struct str code = q->in->generic_code;
	if (!code.n || yg_code_is_dummy(CODE_GENERIC, code) || !yg_drug_by_generic(q->t, code, &of)) return false;
	nx = yg_drug_ingredients(q->t, d, &x);
	ny = yg_drug_ingredients(q->t, yg_drug_at(q->t, of[0]), &y);
	return nx && ny && (nx != ny || memcmp(x, y, nx * sizeof *x) != 0);
}

/* 医療材料: no drug, unless the code says otherwise. 特定器材 codes begin with 7. */
static bool is_material(const struct identify_in *in)
{
	bool said = yg_str_eqz(in->info_class, "2") || (in->form == FORM_MATERIAL && !in->info_class.n);
	bool coded = in->code.n && in->system != CODE_NONE && in->system != CODE_JAN && in->system != CODE_UNKNOWN &&
		     !yg_code_is_dummy(in->system, in->code);
	return said && (!coded || (in->system == CODE_RECEIPT && in->code.p[0] == '7'));
}

static void settle(struct identify_out *out, enum identity verdict, const struct drug *d, const char *reason)
{
	out->verdict = verdict;
	out->drug = verdict == IDENT_OK || verdict == IDENT_DISAGREES ? d : NULL;
	out->reason = reason;
}

void yg_identify(const struct tables *t, const struct identify_in *in, struct identify_out *out)
{
	struct asked q = { .t = t, .in = in };
	const uint32_t *of = NULL;
	const struct drug *d;
	const char *reason, *date;
	bool derived, alike, nameless;
	size_t n;
	*out = (struct identify_out){ .verdict = IDENT_UNKNOWN, .date_ok = true };
	if (is_material(in)) {
		settle(out, IDENT_NOT_A_DRUG, NULL, "material");
		return;
	}
	n = by_code(&q, &of, &reason, &derived);
	if (!n) {
		settle(out, IDENT_UNKNOWN, NULL, reason);
		return;
	}
	q.bare = yg_generic_bare(in->name);
	q.hash = yg_name_hash(in->name);
	q.bare_hash = yg_name_hash(q.bare);
	nameless = yg_str_trim(in->name).n == 0;
	if (nameless && in->system != CODE_RECEIPT) { /* only the receipt code may stand alone (jahis-rx-qr 4, 201-6) */
		settle(out, IDENT_UNKNOWN, NULL, "name-missing");
		return;
	}
	d = choose(&q, of, n, nameless, &alike);
	if (!d && derived) {                          /* a derivation proves nothing, so its failure contradicts nothing */
		settle(out, IDENT_UNKNOWN, NULL, "unknown-code");
		return;
	}
	if (!d) {
		d = choose(&q, of, n, true, &alike);
		out->master_name = yg_tables_text(t, d->name ? d->name : d->name_long ? d->name_long : d->name_list);
		settle(out, IDENT_DISAGREES, d, "name");
		return;
	}
	out->master_name = yg_tables_text(t, d->name ? d->name : d->name_long ? d->name_long : d->name_list);
	date = date_says(&q, d);
	out->date_ok = date == NULL;
	if (!unit_agrees(&q, d)) settle(out, IDENT_DISAGREES, d, "unit");
	else if (!form_agrees(&q, d)) settle(out, IDENT_DISAGREES, d, "form");
	else if (generic_contradicts(&q, d)) settle(out, IDENT_DISAGREES, d, "generic-code");
	else if (date && !in->history) settle(out, IDENT_DISAGREES, d, date);
	else if (!alike) settle(out, IDENT_UNKNOWN, NULL, "ambiguous");
	else settle(out, IDENT_OK, d, nameless ? "name-missing" : derived ? "derived-yj" : NULL);
}
