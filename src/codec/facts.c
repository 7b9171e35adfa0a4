/* facts.c - patient facts: out of a history, into one unit, together from several sources. What is measured, in which
 * units and within which bounds is one table; no rule is judged here. */
#include "codec/facts.h"
#include "base/err.h"
#include "text/fold.h"
#include "base/ban.h"

DIAG_KIND(d_range, "facts-implausible", DIAG_WARNING, "{0} の値が範囲（{1}）の外です。この値は使いません",
	  "{0} is outside {1}: the value is not used");
DIAG_KIND(d_unit, "facts-unit", DIAG_WARNING, "{0} の単位がないか、読めません（読める単位: {1}）。この値は使いません",
	  "{0} has no unit, or one that cannot be used (wanted: {1}): the value is not used");
DIAG_KIND(d_code, "facts-code-name", DIAG_WARNING, "検査の名称とコードが別のもの（{0}、{1}）を指します。この値は使いません",
	  "name and code of a value mean different things ({0}, {1}): it is not used");
DIAG_KIND(d_future, "facts-future", DIAG_WARNING, "{0} の日付が確認日より後です。この値は使いません",
	  "{0} is dated after the day of the check: the value is not used");
DIAG_KIND(d_two, "facts-two-values", DIAG_WARNING, "{0} に同じ日の異なる値があります。不利な方を使います",
	  "{0} has two values of the same day: the less favourable one is used");
DIAG_KIND(d_born, "facts-birth", DIAG_WARNING, "生年月日が確認日より後か、130歳を超えます。使いません",
	  "the birth date lies after the day of the check, or makes the patient older than 130: it is not used");
DIAG_KIND(d_born_two, "facts-birth-differs", DIAG_ERROR,
	  "生年月日が先の資料と違います。本人のものか確かめてください。この資料からは注意を増やす情報だけを使います",
	  "another birth date than the earlier sources give; confirm that it is the same person. Only what can add a warning is taken from it");
DIAG_KIND(d_sex_two, "facts-sex-differs", DIAG_ERROR,
	  "性別が先の資料と違います。本人のものか確かめてください。この資料からは注意を増やす情報だけを使います",
	  "another sex than the earlier sources give; confirm that it is the same person. Only what can add a warning is taken from it");
DIAG_KIND(d_tri, "facts-yes-and-no", DIAG_WARNING, "{0} が資料によって違います。「はい」として扱います", "the sources differ on {0}; taken as yes");
DIAG_KIND(d_weeks, "facts-gestation", DIAG_WARNING, "妊娠週数が 45 週を超えます。使いません", "more than 45 weeks of gestation: not used");
DIAG_KIND(d_male, "facts-male-pregnant", DIAG_WARNING, "男性ですが、妊娠中または授乳中とあります。確かめてください",
	  "male, and said to be pregnant or breastfeeding: please confirm");

/* --- out of a history --------------------------------------------------------------------------- */

static bool add(struct arena *a, struct coded **list, size_t *n, struct coded what)
{
	struct coded *p;
	if (what.text.n == 0 && what.code.n == 0) return true;
	for (size_t i = 0; i < *n; i++)
		if (yg_str_eq((*list)[i].text, what.text) && yg_str_eq((*list)[i].code, what.code) && yg_str_eq((*list)[i].system, what.system)) return true;
	p = yg_arena_grow(a, *list, *n, sizeof *p);
	if (!p) return false;
	*list = p;
	p[(*n)++] = what;
	return true;
}

int yg_facts_from_history(const struct history *h, struct arena *a, struct facts *out)
{
	bool ok = true;
	*out = FACTS_NONE;
	if (yg_ymd_valid(h->born)) out->born = h->born;
	out->sex = h->sex;
	if (yg_dec_parse(yg_str_trim(h->weight), &out->weight_kg) != YG_OK || out->weight_kg.n == 0) out->weight_kg = DEC_NONE;
	for (size_t i = 0; i < h->nremarks && ok; i++) {
		const struct note *r = &h->remarks[i];
		if (yg_str_eqz(r->kind, "1") || yg_str_eqz(r->kind, "2"))
			ok = add(a, &out->allergies, &out->nallergies, (struct coded){ .text = r->text });
		else if (yg_str_eqz(r->kind, "3"))
			ok = add(a, &out->conditions, &out->nconditions, (struct coded){ .text = r->text });
	}
	for (size_t i = 0; i < h->nvisits && ok; i++) {
		const struct visit *v = &h->visits[i];
		for (size_t k = 0; k < v->nprovided && ok && !v->masked; k++)
			if (yg_str_eqz(v->provided[k].kind, "30"))
				ok = add(a, &out->allergies, &out->nallergies, (struct coded){ .text = v->provided[k].text });
	}
	return ok ? YG_OK : yg_arena_error(a);
}

/* --- what is measured ---------------------------------------------------------------------------- */

enum { M_WEIGHT = 100, M_HEIGHT };                    /* beside enum lab_kind */
/* One row a quantity: whole names (folded) and whole JLAC10 codes, the unit of the model, bounds no living patient
 * leaves, and which direction is the less favourable one (0: neither). JLAC10: 17 characters, the method included, so that
 * creatinine in urine is not taken for serum. */
static const struct measure {
	int kind;
	const char *label, *names, *codes, *unit, *min, *max;
	int worse;
} measures[] = {
	{ M_WEIGHT, "体重", "体重|weight|bodyweight", "9N006000000000001", "kg", "0.3", "400", 0 },
	{ M_HEIGHT, "身長", "身長|height|bodyheight", "9N001000000000001", "cm", "20", "250", 0 },
	{ LAB_CREATININE, "血清クレアチニン", "クレアチニン|血清クレアチニン|血清クレアチニン(cre)|creatinine|serumcreatinine|cr|cre|crea|scr",
	  "3C015000002327101|3C015000002329101|3C015000002399901", "mg/dL", "0.1", "30", 1 },
	{ LAB_EGFR, "eGFR", "egfr|推算糸球体濾過量|推定糸球体濾過量|推算糸球体ろ過量|推定糸球体ろ過量", "8A065000002391901", "mL/min/1.73m2", "1", "250", -1 },
	{ LAB_CCR, "CCr", "ccr|クレアチニンクリアランス|creatinineclearance", "", "mL/min", "1", "300", -1 },
	{ LAB_AST, "AST", "ast|got|ast(got)|got(ast)", "3B035000002327201|3B035000002399901", "U/L", "1", "20000", 1 },
	{ LAB_ALT, "ALT", "alt|gpt|alt(gpt)|gpt(alt)", "3B045000002327201|3B045000002399901", "U/L", "1", "20000", 1 },
};
#define NMEASURES (sizeof measures / sizeof *measures)

/* A unit as written (folded) and the way to the unit of the model: times a factor, or over a divisor. 88.4 is the number
 * of µmol/L in one mg/dL of creatinine as laboratories use it. */
static const struct unit { int kind; const char *name, *times, *over; } units[] = {
	{ M_WEIGHT, "kg", NULL, NULL }, { M_WEIGHT, "g", "0.001", NULL },
	{ M_HEIGHT, "cm", NULL, NULL }, { M_HEIGHT, "m", "100", NULL }, { M_HEIGHT, "mm", "0.1", NULL },
	{ LAB_CREATININE, "mg/dl", NULL, NULL }, { LAB_CREATININE, "µmol/l", NULL, "88.4" }, { LAB_CREATININE, "umol/l", NULL, "88.4" },
	{ LAB_EGFR, "ml/min/1.73m2", NULL, NULL }, { LAB_EGFR, "ml/min/1.73m²", NULL, NULL }, { LAB_EGFR, "ml/分/1.73m2", NULL, NULL },
	{ LAB_EGFR, "ml/分/1.73m²", NULL, NULL }, { LAB_EGFR, "ml/min/1.73㎡", NULL, NULL }, { LAB_EGFR, "ml/分/1.73㎡", NULL, NULL },
	{ LAB_CCR, "ml/min", NULL, NULL }, { LAB_CCR, "ml/分", NULL, NULL },
	{ LAB_AST, "u/l", NULL, NULL }, { LAB_AST, "iu/l", NULL, NULL }, { LAB_ALT, "u/l", NULL, NULL }, { LAB_ALT, "iu/l", NULL, NULL },
};
#define NUNITS (sizeof units / sizeof *units)
enum { DECIMALS = 6 /* of a quotient; the only rounding there is */, JLAC10 = 17 /* characters */ };

struct adding { struct facts *all; struct ymd as_of; unsigned input; struct arena *a; struct diags *ds; };

static void say(const struct adding *x, const struct diag_kind *k, const char *field, const char *a, const char *b)
{
	yg_diag(x->ds, k, x->input, 0, field, yg_str(a), yg_str(b));
}

/* Is s one of the words joined by '|', whole, after folding? */
static bool one_of(struct str s, const char *words)
{
	for (const char *w = words; *w;) {
		const char *bar = strchr(w, '|');
		struct str word = { w, bar ? (size_t)(bar - w) : strlen(w) };
		if (yg_fold_eq(s, word)) return true;
		w += word.n + (bar != NULL);
	}
	return false;
}

/* Name and code of one quantity; NULL: none of ours. *clash when they say different things. */
static const struct measure *measure_of(const struct adding *x, const struct lab *l, bool *clash)
{
	const struct measure *by_name = NULL, *by_code = NULL;
	*clash = false;
	for (size_t i = 0; i < NMEASURES; i++) {
		if (l->name.n && one_of(l->name, measures[i].names)) by_name = &measures[i];
		if (l->code.n && one_of(l->code, measures[i].codes)) by_code = &measures[i];
	}
	if (by_name && by_code && by_name != by_code) {
		*clash = true;
		say(x, &d_code, "labs", by_name->label, by_code->label);
		return NULL;
	}
	if (l->code.n == JLAC10 && !by_code) return NULL;     /* another specimen or result of the same name */
	return by_code ? by_code : by_name;
}

static const struct unit *unit_of(const struct measure *m, struct str unit)
{
	for (size_t i = 0; i < NUNITS; i++)
		if (units[i].kind == m->kind && yg_fold_eq(unit, yg_str(units[i].name))) return &units[i];
	return NULL;
}

static const char *unit_list(const struct adding *x, const struct measure *m)
{
	struct str s = STR_NONE;
	for (size_t i = 0; i < NUNITS; i++)
		if (units[i].kind == m->kind) s = yg_arena_printf(x->a, "%.*s%s%s", STR_ARG(s), s.n ? ", " : "", units[i].name);
	return s.n ? s.p : "";
}

static struct dec bound(const char *z)
{
	struct dec d = DEC_NONE;
	(void)yg_dec_parse(yg_str(z), &d);
	return d;
}

static int convert(const struct unit *u, struct dec v, struct dec *out)
{
	*out = v;
	if (u->times) return yg_dec_mul(v, bound(u->times), out);
	return u->over ? yg_dec_div(v, bound(u->over), DECIMALS, out) : YG_OK;
}

/* Value, unit and day as the model has them; false: refused, and said so. */
static bool usable(const struct adding *x, const struct measure *m, struct lab *l)
{
	const struct unit *u = unit_of(m, l->unit);
	struct dec v;
	if (!u) {
		say(x, &d_unit, m->label, m->label, unit_list(x, m));
		return false;
	}
	if (convert(u, l->value, &v) != YG_OK || yg_dec_cmp(v, bound(m->min)) < 0 || yg_dec_cmp(v, bound(m->max)) > 0) {
		struct str range = yg_arena_printf(x->a, "%s-%s %s", m->min, m->max, m->unit);
		say(x, &d_range, m->label, m->label, range.n ? range.p : "");
		return false;
	}
	if (yg_ymd_given(l->on) && yg_ymd_cmp(l->on, x->as_of) > 0) {
		say(x, &d_future, m->label, m->label, "");
		return false;
	}
	l->value = v;
	l->unit = yg_str(m->unit);
	return true;
}

/* Does the new value take the place of the old one? */
static bool newer(const struct adding *x, const struct measure *m, struct dec old, struct ymd old_on, const struct lab *l)
{
	int c = yg_ymd_cmp(l->on, old_on), d = yg_dec_cmp(l->value, old);      /* a day not given sorts first */
	if (c || !d) return c > 0;
	say(x, &d_two, m->label, m->label, "");
	return m->worse * d > 0;
}

static bool put_lab(const struct adding *x, const struct lab *l)
{
	struct facts *all = x->all;
	struct lab *p = yg_arena_grow(x->a, all->labs, all->nlabs, sizeof *p);
	if (!p) return false;
	all->labs = p;
	p[all->nlabs++] = *l;
	return true;
}

static void put_size(const struct adding *x, const struct measure *m, struct dec *v, struct ymd *on, const struct lab *l)
{
	if (yg_dec_given(*v) && !newer(x, m, *v, *on, l)) return;
	*v = l->value;
	*on = l->on;
}

static bool put_measure(const struct adding *x, const struct measure *m, struct lab l)
{
	if (!usable(x, m, &l)) return true;
	if (m->kind == M_WEIGHT) { put_size(x, m, &x->all->weight_kg, &x->all->weight_on, &l); return true; }
	if (m->kind == M_HEIGHT) { put_size(x, m, &x->all->height_cm, &x->all->height_on, &l); return true; }
	l.kind = (enum lab_kind)m->kind;
	for (size_t i = 0; i < x->all->nlabs; i++) {
		struct lab *old = &x->all->labs[i];
		if (old->kind != l.kind) continue;
		if (newer(x, m, old->value, old->on, &l)) *old = l;
		return true;
	}
	return put_lab(x, &l);
}

static bool put_size_fact(const struct adding *x, int kind, struct dec v, const char *unit, struct ymd on)
{
	const struct measure *m = measures;
	if (!yg_dec_given(v)) return true;
	while (m->kind != kind) m++;
	return put_measure(x, m, (struct lab){ .value = v, .unit = yg_str(unit), .on = on });
}

static bool put_labs(const struct adding *x, const struct facts *more)
{
	bool ok = true;
	for (size_t i = 0; i < more->nlabs && ok; i++) {
		struct lab l = more->labs[i];
		bool clash;
		const struct measure *m = measure_of(x, &l, &clash);
		l.kind = LAB_OTHER;
		if (m && yg_dec_given(l.value)) ok = put_measure(x, m, l);
		else if (!m && !clash) ok = put_lab(x, &l);
	}
	return ok;
}

/* --- together -------------------------------------------------------------------------------------- */

static void put_tri(const struct adding *x, enum tri *all, enum tri more, bool doubted, const char *what)
{
	if (more == TRI_UNKNOWN || (doubted && more == TRI_NO) || *all == more) return;
	if (*all != TRI_UNKNOWN) say(x, &d_tri, what, what, "");
	if (*all != TRI_YES) *all = more;
}

/* Who it is. false: a source that speaks of somebody else. */
static bool put_person(const struct adding *x, const struct facts *more)
{
	struct facts *all = x->all;
	bool same = true;
	if (yg_ymd_valid(more->born) && (yg_ymd_cmp(more->born, x->as_of) > 0 || yg_ymd_age(more->born, x->as_of) > 130)) {
		say(x, &d_born, "birth_date", "", "");
	} else if (yg_ymd_valid(more->born)) {
		if (!yg_ymd_valid(all->born)) all->born = more->born;
		else if (yg_ymd_cmp(all->born, more->born)) { say(x, &d_born_two, "birth_date", "", ""); same = false; }
	}
	if (more->sex != SEX_UNKNOWN) {
		if (all->sex == SEX_UNKNOWN) all->sex = more->sex;
		else if (all->sex != more->sex) { say(x, &d_sex_two, "sex", "", ""); same = false; }
	}
	return same;
}

int yg_facts_add(struct facts *all, const struct facts *more, bool doubted, struct ymd as_of, unsigned input, struct arena *a,
		 struct diags *ds)
{
	const struct adding x = { all, as_of, input, a, ds };
	bool ok = true;
	if (!doubted && !put_person(&x, more)) doubted = true;
	put_tri(&x, &all->pregnant, more->pregnant, doubted, "pregnant");
	put_tri(&x, &all->breastfeeding, more->breastfeeding, doubted, "breastfeeding");
	if (all->sex == SEX_MALE && (more->pregnant == TRI_YES || more->breastfeeding == TRI_YES)) say(&x, &d_male, "sex", "", "");
	for (size_t i = 0; i < more->nallergies && ok; i++) ok = add(a, &all->allergies, &all->nallergies, more->allergies[i]);
	for (size_t i = 0; i < more->nconditions && ok; i++) ok = add(a, &all->conditions, &all->nconditions, more->conditions[i]);
	if (doubted || !ok) return ok ? YG_OK : yg_arena_error(a);
	if (more->gestation_weeks > 45) say(&x, &d_weeks, "gestation_weeks", "", "");
	else if (more->gestation_weeks >= 0) all->gestation_weeks = more->gestation_weeks;
	ok = put_size_fact(&x, M_WEIGHT, more->weight_kg, "kg", more->weight_on) &&
	     put_size_fact(&x, M_HEIGHT, more->height_cm, "cm", more->height_on) && put_labs(&x, more);
	return ok ? YG_OK : yg_arena_error(a);
}
