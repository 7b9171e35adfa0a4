/* patient.c - rows of rules/patients.csv against what is known of the patient: yes, no, or which fact is missing.
 * A fact that nobody told never makes a finding; it is named once in could_not_judge. Looks at no line. */
#include "match/patient.h"
#include "base/ban.h"

#define OLD_LAB_DAYS 90                              /* the age of an older value is said */
#define FERTILE_FROM 12
#define FERTILE_TO   55

int yg_patient_age(const struct mwork *w)
{
	const struct facts *f = w->in->facts;
	int age;
	if (!yg_ymd_valid(f->born) || !yg_ymd_valid(w->in->as_of) || yg_ymd_cmp(f->born, w->in->as_of) > 0) return -1;
	age = yg_ymd_age(f->born, w->in->as_of);
	return age > 130 ? -1 : age;
}

/* Told, or told by implication. */
static enum sex patient_sex(const struct facts *f)
{
	if (f->sex == SEX_UNKNOWN && (f->pregnant == TRI_YES || f->breastfeeding == TRI_YES)) return SEX_FEMALE;
	return f->sex;
}

/* a: yes or unknown; a no was an answer before. */
static enum about_answer worse(enum about_answer a, enum about_answer b)
{
	if (b == ABOUT_NO) return ABOUT_NO;
	return a == ABOUT_UNKNOWN || b == ABOUT_UNKNOWN ? ABOUT_UNKNOWN : ABOUT_YES;
}

static enum about_answer lacking(unsigned *lacks, enum gap_fact fact)
{
	*lacks |= 1u << fact;
	return ABOUT_UNKNOWN;
}

enum about_answer yg_judge_who(const struct mwork *w, const struct about *row, unsigned *lacks)
{
	enum about_answer by_age = ABOUT_YES, by_sex = ABOUT_YES;
	enum sex sex = patient_sex(w->in->facts);
	int age = yg_patient_age(w);
	if (row->age_from >= 0 || row->age_to >= 0) {
		if (age < 0) by_age = ABOUT_UNKNOWN;
		else if ((row->age_from >= 0 && age < row->age_from) || (row->age_to >= 0 && age > row->age_to)) by_age = ABOUT_NO;
	}
	if (row->sex) by_sex = sex == SEX_UNKNOWN ? ABOUT_UNKNOWN : (enum sex)row->sex == sex ? ABOUT_YES : ABOUT_NO;
	if (by_age == ABOUT_NO || by_sex == ABOUT_NO) return ABOUT_NO;
	if (by_age == ABOUT_UNKNOWN) lacking(lacks, GAP_BIRTH_DATE);
	if (by_sex == ABOUT_UNKNOWN) lacking(lacks, GAP_SEX);
	return worse(by_age, by_sex);
}

static enum about_answer in_range(const struct about *row, struct dec v)
{
	if (yg_dec_given(row->from_value) && yg_dec_cmp(v, row->from_value) < 0) return ABOUT_NO;
	return yg_dec_given(row->below) && yg_dec_cmp(v, row->below) >= 0 ? ABOUT_NO : ABOUT_YES;
}

static struct str range_text(const struct mwork *w, struct dec from, struct dec below, enum lang lang)
{
	char a[32], b[32];
	yg_dec_format(from, a);
	yg_dec_format(below, b);
	if (lang == LANG_EN)
		return a[0] && b[0] ? yg_arena_printf(w->a, "%s to below %s", a, b) : a[0] ? yg_arena_printf(w->a, "%s and above", a) :
		       yg_arena_printf(w->a, "below %s", b);
	return a[0] && b[0] ? yg_arena_printf(w->a, "%s以上%s未満", a, b) : a[0] ? yg_arena_printf(w->a, "%s以上", a) : yg_arena_printf(w->a, "%s未満", b);
}

/* --- age, sex, pregnancy, lactation ----------------------------------------------------------------- */
static void age_text(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	int age = yg_patient_age(w), from = row->age_from, to = row->age_to;
	struct dec low = from >= 0 ? yg_dec_int(from) : DEC_NONE, high = to >= 0 ? yg_dec_int(to + 1) : DEC_NONE;
	struct str ja = range_text(w, low, high, LANG_JA), en = range_text(w, low, high, LANG_EN);
	out->detail_ja = yg_arena_printf(w->a, "%d歳(対象 %.*s)", age, STR_ARG(ja));
	out->detail_en = yg_arena_printf(w->a, "%d years old (row: %.*s)", age, STR_ARG(en));
}

/* Of somebody who is not told to be a man: not excluded by age. */
static bool may_be(const struct mwork *w)
{
	int age = yg_patient_age(w);
	return age < 0 || (age >= FERTILE_FROM && age <= FERTILE_TO);
}

static enum about_answer pregnancy(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	const struct facts *f = w->in->facts;
	enum about_answer answer = ABOUT_YES;
	struct str ja, en;
	if (f->sex == SEX_MALE || f->pregnant == TRI_NO) return ABOUT_NO;
	if (f->pregnant == TRI_UNKNOWN) return may_be(w) ? lacking(&out->lacks, GAP_PREGNANCY) : ABOUT_NO;
	out->detail_ja = STR("妊娠中");
	out->detail_en = STR("pregnant");
	if (f->gestation_weeks > 0) {
		out->detail_ja = yg_arena_printf(w->a, "妊娠%d週", f->gestation_weeks);
		out->detail_en = yg_arena_printf(w->a, "week %d of pregnancy", f->gestation_weeks);
	}
	if (row->fact != FACT_GESTATION) return ABOUT_YES;
	if (f->gestation_weeks <= 0) return lacking(&out->lacks, GAP_GESTATION);
	answer = in_range(row, yg_dec_int(f->gestation_weeks));
	ja = range_text(w, row->from_value, row->below, LANG_JA);
	en = range_text(w, row->from_value, row->below, LANG_EN);
	out->detail_ja = yg_arena_printf(w->a, "%.*s(対象 %.*s)", STR_ARG(out->detail_ja), STR_ARG(ja));
	out->detail_en = yg_arena_printf(w->a, "%.*s (row: %.*s)", STR_ARG(out->detail_en), STR_ARG(en));
	return answer;
}

static enum about_answer lactation(const struct mwork *w, struct about_judged *out)
{
	const struct facts *f = w->in->facts;
	if (f->sex == SEX_MALE || f->breastfeeding == TRI_NO) return ABOUT_NO;
	if (f->breastfeeding == TRI_UNKNOWN) return may_be(w) ? lacking(&out->lacks, GAP_BREASTFEEDING) : ABOUT_NO;
	out->detail_ja = STR("授乳中");
	out->detail_en = STR("breastfeeding");
	return ABOUT_YES;
}

/* --- kidneys --------------------------------------------------------------------------------------------- */
/* The laboratory's own estimate unless a newer creatinine says more. */
static const struct lab *measured(const struct facts *f, enum lab_kind kind, const struct lab *creatinine)
{
	const struct lab *l = yg_lab(f, kind);
	return l && creatinine && yg_ymd_cmp(creatinine->on, l->on) > 0 ? NULL : l;
}

static void say_kidney(const struct mwork *w, const struct about *row, const struct lab *l, bool computed, struct dec v, struct about_judged *out)
{
	static const char *const name[] = { [FACT_EGFR] = "eGFR", [FACT_CCR] = "CCr" };
	static const char *const unit[] = { [FACT_EGFR] = "mL/min/1.73m²", [FACT_CCR] = "mL/min" };
	const struct facts *f = w->in->facts;
	char value[32], from[32], kg[32], on[11];
	struct str ja, en, rja = range_text(w, row->from_value, row->below, LANG_JA), ren = range_text(w, row->from_value, row->below, LANG_EN);
	bool dated = yg_ymd_format(l->on, on) > 0;
	int days = yg_ymd_valid(l->on) ? (int)(yg_ymd_days(w->in->as_of) - yg_ymd_days(l->on)) : 0;
	const char *dja = dated ? on : "検査日不明", *den = dated ? on : "date not known";
	yg_dec_format(v, value);
	yg_dec_format(l->value, from);
	yg_dec_format(f->weight_kg, kg);
	if (computed) {
		bool ccr = row->fact == FACT_CCR;
		ja = yg_arena_printf(w->a, "クレアチニン %s mg/dL、%s、%d歳%s%s%sから計算", from, dja, yg_patient_age(w),
				     patient_sex(f) == SEX_FEMALE ? "女性" : "男性", ccr ? "、体重" : "", ccr ? yg_arena_printf(w->a, "%s kg", kg).p : "");
		en = yg_arena_printf(w->a, "from creatinine %s mg/dL, %s, %d-year-old %s%s%s", from, den, yg_patient_age(w),
				     patient_sex(f) == SEX_FEMALE ? "woman" : "man", ccr ? ", " : "", ccr ? yg_arena_printf(w->a, "%s kg", kg).p : "");
	} else {
		ja = yg_str(dja);
		en = yg_str(den);
	}
	out->detail_ja = yg_arena_printf(w->a, "%s %s %s(%.*s)。対象 %.*s", name[row->fact], value, unit[row->fact], STR_ARG(ja), STR_ARG(rja));
	out->detail_en = yg_arena_printf(w->a, "%s %s %s (%.*s); row: %.*s", name[row->fact], value, unit[row->fact], STR_ARG(en), STR_ARG(ren));
	if (days <= OLD_LAB_DAYS) return;
	out->detail_ja = yg_arena_printf(w->a, "%.*s。検査から%d日たっている", STR_ARG(out->detail_ja), days);
	out->detail_en = yg_arena_printf(w->a, "%.*s; the value is %d days old", STR_ARG(out->detail_en), days);
}

static enum about_answer kidneys(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	const struct facts *f = w->in->facts;
	const struct lab *cr = yg_lab(f, LAB_CREATININE), *l = measured(f, row->fact == FACT_CCR ? LAB_CCR : LAB_EGFR, cr);
	bool computed = !l, weighed = f->weight_kg.n > 0;
	struct dec v = l ? l->value : DEC_NONE;
	int64_t steps = 0;
	if (computed) {
		int age = yg_patient_age(w);
		enum sex sex = patient_sex(f);
		if (!cr) lacking(&out->lacks, GAP_CREATININE);
		if (age < 0) lacking(&out->lacks, GAP_BIRTH_DATE);
		if (sex == SEX_UNKNOWN) lacking(&out->lacks, GAP_SEX);
		if (row->fact == FACT_CCR && !weighed) lacking(&out->lacks, GAP_WEIGHT);
		if (!cr || age < 0 || sex == SEX_UNKNOWN || (row->fact == FACT_CCR && !weighed)) return ABOUT_UNKNOWN;
		if (!(row->fact == FACT_CCR ? yg_ccr(cr->value, age, f->weight_kg, sex, &v) : yg_egfr(cr->value, age, sex, &v)))
			return lacking(&out->lacks, GAP_CREATININE);         /* a child, or a value the formula is not for */
		l = cr;
	}
	if (in_range(row, v) == ABOUT_NO) return ABOUT_NO;
	say_kidney(w, row, l, computed, v, out);
	(void)yg_dec_div_floor(v, yg_dec_int(5), &steps);
	out->reach = steps < 100 ? (int)(100 - steps) : 0;           /* a worse step asks again */
	return ABOUT_YES;
}

/* --- conditions, liver --------------------------------------------------------------------------------------- */
/* A letter and two digits: an ICD-10 code, so a row that lists codes can say no. */
static bool icd_shape(const struct coded *c)
{
	struct str s = yg_str_trim(c->code);
	return s.n >= 3 && ((s.p[0] >= 'A' && s.p[0] <= 'Z') || (s.p[0] >= 'a' && s.p[0] <= 'z')) && yg_str_digits(yg_str_sub(s, 1, 2));
}

static enum about_answer condition(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	const struct facts *f = w->in->facts;
	bool open = false;
	if (!f->nconditions) return lacking(&out->lacks, GAP_CONDITIONS);
	for (size_t i = 0; i < f->nconditions; i++) {
		const struct coded *c = &f->conditions[i];
		bool coded = icd_shape(c) && row->codes;
		if ((coded && yg_about_icd(w->in->tables, row, c->code)) || yg_about_says(w->in->tables, row, c->text)) {
			out->shared = c->text.n ? c->text : c->code;
			out->detail_ja = yg_arena_printf(w->a, "「%.*s」%s%.*s", STR_ARG(out->shared), icd_shape(c) ? " " : "", icd_shape(c) ? (int)c->code.n : 0,
							 c->code.n ? c->code.p : "");
			out->detail_en = yg_arena_printf(w->a, "\"%.*s\"%s%.*s", STR_ARG(out->shared), icd_shape(c) ? " " : "", icd_shape(c) ? (int)c->code.n : 0,
							 c->code.n ? c->code.p : "");
			return ABOUT_YES;
		}
		if (coded) continue;
		open = true;
		if (c->text.n) out->said = out->said.n ? yg_arena_printf(w->a, "%.*s、%.*s", STR_ARG(out->said), STR_ARG(c->text)) : c->text;
	}
	return open ? lacking(&out->lacks, GAP_CONDITION_TEXT) : ABOUT_NO;
}

/* Class or points of Child-Pugh as a condition or a lab value tells them: low..high points. */
static bool child_pugh(const struct mwork *w, int *low, int *high, struct str *said)
{
	static const struct { const char *words; int low, high; } classes[] = {
		{ "Child-Pugh A|Child-Pugh分類A|Child-PughクラスA|Child-Pugh class A|チャイルド・ピュー分類A|チャイルド・ピューA", 5, 6 },
		{ "Child-Pugh B|Child-Pugh分類B|Child-PughクラスB|Child-Pugh class B|チャイルド・ピュー分類B|チャイルド・ピューB", 7, 9 },
		{ "Child-Pugh C|Child-Pugh分類C|Child-PughクラスC|Child-Pugh class C|チャイルド・ピュー分類C|チャイルド・ピューC", 10, 15 },
	};
	const struct facts *f = w->in->facts;
	bool known = false;
	for (size_t i = 0; i < f->nlabs; i++) {
		int64_t v;
		if (!yg_text_is(f->labs[i].name, STR("Child-Pugh|Child-Pughスコア|Child-Pugh score|チャイルド・ピュースコア"))) continue;
		if (yg_dec_div_floor(f->labs[i].value, yg_dec_int(1), &v) != 0 || v < 5 || v > 15) continue;
		if (known && v <= *low) continue;    /* of several the graver */
		*low = *high = (int)v;
		*said = yg_arena_printf(w->a, "Child-Pugh %d", (int)v);
		known = true;
	}
	for (size_t i = 0; i < f->nconditions; i++)
		for (size_t k = 0; k < sizeof classes / sizeof *classes; k++) {
			if (!yg_text_is(f->conditions[i].text, yg_str(classes[k].words)) || (known && classes[k].low <= *low)) continue;
			*low = classes[k].low;
			*high = classes[k].high;
			*said = f->conditions[i].text;
			known = true;
		}
	return known;
}

static enum about_answer liver(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	enum about_answer named = ABOUT_NO;
	int low = 0, high = 0;
	if (row->codes || row->text_ja) named = condition(w, row, out);
	if (named == ABOUT_YES || row->fact != FACT_CHILD_PUGH) return named;
	if (!child_pugh(w, &low, &high, &out->shared)) return lacking(&out->lacks, GAP_CHILD_PUGH);
	out->detail_ja = out->detail_en = out->shared;
	if ((yg_dec_given(row->from_value) && yg_dec_cmp(yg_dec_int(high), row->from_value) < 0) ||
	    (yg_dec_given(row->below) && yg_dec_cmp(yg_dec_int(low), row->below) >= 0)) return named;
	return ABOUT_YES;
}

void yg_judge_about(const struct mwork *w, const struct about *row, struct about_judged *out)
{
	unsigned who_lacks = 0;
	enum about_answer who, answer = ABOUT_YES;
	memset(out, 0, sizeof *out);
	out->answer = who = yg_judge_who(w, row, &who_lacks);
	if (who == ABOUT_NO) return;
	switch ((enum rule_kind)yg_rule_at(w->in->tables, row->rule)->kind) {
	case RULE_AGE: if (who == ABOUT_YES) age_text(w, row, out); break;
	case RULE_SEX:
		out->detail_ja = row->sex == SEX_FEMALE ? STR("女性") : STR("男性");
		out->detail_en = row->sex == SEX_FEMALE ? STR("female") : STR("male");
		break;
	case RULE_PREGNANCY: answer = pregnancy(w, row, out); break;
	case RULE_LACTATION: answer = lactation(w, out); break;
	case RULE_RENAL: answer = kidneys(w, row, out); break;
	case RULE_HEPATIC: answer = liver(w, row, out); break;
	case RULE_CONDITION: answer = condition(w, row, out); break;
	default: answer = ABOUT_NO; break;           /* not about the patient */
	}
	out->answer = worse(who, answer);
	out->lacks |= who_lacks;
}
