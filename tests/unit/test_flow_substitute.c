/* 変更調剤 against the shipped drug master: every case is a real pair of products, with the rule that must answer. */
#include "t.h"
#include "base/err.h"
#include "flow/dose_form.h"
#include "flow/substitute.h"
#include "tables/tables.h"

static struct tables *t;
static struct arena *a;

static const struct drug *find(const char *code)
{
	const uint32_t *of;
	size_t n = strlen(code) == 9 ? yg_drug_by_receipt(t, yg_str(code), &of) : yg_drug_by_generic(t, yg_str(code), &of);
	if (!n) { fprintf(stderr, "no such product: %s\n", code); exit(99); }
	return yg_drug_at(t, of[0]);
}

static struct dec dec(const char *s)
{
	struct dec d = DEC_NONE;
	if (*s) CHECK_INT(yg_dec_parse(yg_str(s), &d), 0);
	return d;
}

#define ORAL FORM_ORAL
#define EXT FORM_EXTERNAL
#define PRN FORM_PRN
#define INJ FORM_INJECTION
#define NONE_ 0
#define DAY "2025-04-01"
static const struct row {
	const char *was, *was_amount, *was_unit, *is, *is_amount, *is_unit;    /* is_amount "": not told */
	enum form_class form; unsigned marks, times;
	const char *on, *word, *price, *amount;      /* price NULL: not looked at; amount: what it comes to, NULL not looked at */
} rows[] = {
	/* what was prescribed */
	{ "612170710", "1", "錠", "612170710", "1", "錠", ORAL, 0, 1, DAY, "same", "not-above", "1" },
	{ "612170710", "1", "錠", "612170710", "", "", ORAL, 0, 1, DAY, "same", NULL, "1" },
	{ "612170710", "1", "錠", "612170710", "2", "錠", ORAL, 0, 1, DAY, "other-total", NULL, NULL },
	{ "612170710", "1", "錠", "612170710", "1", "錠", ORAL, MARK_NO_GENERIC, 1, DAY, "same", NULL, NULL },
	{ "612170710", "1", "錠", "672170710", "1", "錠", ORAL, 0, 1, DAY, "patient-choice-code", NULL, "1" },
	{ "672170710", "1", "錠", "612170710", "1", "錠", ORAL, MARK_PATIENT_WISH, 1, DAY, "patient-choice-code", NULL, "1" },
	{ "612170710", "1", "錠", "672170710", "2", "錠", ORAL, 0, 1, DAY, "other-total", NULL, NULL },
	{ "612450051", "2", "錠", "620004387", "2", "錠", ORAL, 0, 1, DAY, "same-listing", NULL, "2" },
	{ "612450051", "2", "錠", "612450118", "2", "錠", ORAL, MARK_NO_GENERIC, 1, DAY, "same-listing", NULL, NULL },
	{ "622309600", "1", "錠", "620007836", "1", "錠", ORAL, 0, 1, DAY, "same-listing", NULL, NULL },
	/* the same form and strength */
	{ "612170709", "1", "錠", "620007836", "1", "錠", ORAL, 0, 1, DAY, "brand-to-generic", "not-above", "1" },
	{ "612170709", "1", "錠", "620007836", "", "", ORAL, 0, 1, DAY, "brand-to-generic", "not-above", "1" },
	{ "612170709", "1", "錠", "620007836", "2", "錠", ORAL, 0, 1, DAY, "other-total", NULL, NULL },
	{ "612170709", "1", "錠", "620007836", "1", "錠", ORAL, MARK_NO_GENERIC, 1, DAY, "no-change", NULL, NULL },
	{ "612170709", "1", "錠", "620007836", "1", "錠", ORAL, MARK_PATIENT_WISH, 1, DAY, "patient-wish", NULL, NULL },
	{ "612170709", "1", "錠", "620007836", "1", "錠", ORAL, MARK_NO_FORM | MARK_NO_STRENGTH, 1, DAY, "brand-to-generic", NULL, NULL },
	{ "612170709", "", "錠", "620007836", "1", "錠", ORAL, 0, 1, DAY, "total-unknown", NULL, NULL },
	{ "612170709", "1", "カプセル", "620007836", "1", "錠", ORAL, 0, 1, DAY, "total-unknown", NULL, NULL },
	{ "622588901", "1", "錠", "622590401", "1", "錠", ORAL, 0, 1, DAY, "generic-to-generic", "not-above", NULL },
	{ "622588901", "1", "錠", "622590401", "1", "錠", ORAL, MARK_NO_GENERIC, 1, DAY, "no-change", NULL, NULL },
	{ "622588901", "1", "錠", "622590401", "1", "錠", ORAL, MARK_PATIENT_WISH, 1, DAY, "generic-to-generic", NULL, NULL },
	{ "622588901", "1", "錠", "622590401", "1", "錠", ORAL, 0, 1, "2025-10-01", "ended", NULL, NULL },
	{ "622588901", "1", "錠", "622590401", "1", "錠", ORAL, 0, 1, "2025-09-30", "generic-to-generic", NULL, NULL },
	{ "610421318", "2", "錠", "620003262", "2", "錠", ORAL, 0, 1, DAY, "ended", NULL, NULL },
	{ "620000033", "3", "錠", "621683101", "3", "錠", PRN, 0, 1, DAY, "other-total", NULL, NULL },
	{ "620002023", "2", "錠", "621683101", "2", "錠", PRN, 0, 1, DAY, "generic-to-generic", "not-above", "2" },
	{ "621683101", "2", "錠", "620002023", "2", "錠", PRN, 0, 1, DAY, "generic-to-generic", "above", "2" },
	{ "613130553", "3", "錠", "613130595", "3", "錠", ORAL, 0, 3, DAY, "generic-to-generic", "above", NULL },
	{ "622588901", "1", "錠", "620002478", "1", "錠", ORAL, 0, 1, DAY, "generic-to-brand", "above", NULL },
	{ "612170710", "1", "錠", "620005905", "1", "錠", ORAL, 0, 1, DAY, "brand-to-brand", NULL, NULL },
	{ "620452801", "3", "錠", "620009465", "3", "錠", ORAL, 0, 3, DAY, "brand-to-brand", NULL, NULL },
	{ "612450118", "1", "錠", "620004387", "1", "錠", ORAL, 0, 1, DAY, "same-listing-other-company", NULL, NULL },
	{ "610421321", "1", "錠", "620004015", "1", "錠", ORAL, 0, 1, DAY, "brand-to-generic", "not-above", NULL },
	{ "620003140", "2.25", "ｇ", "620005539", "2.25", "ｇ", ORAL, 0, 2, DAY, "brand-to-generic", "not-above", "2.25" },
	{ "612220508", "10", "ｍＬ", "620384501", "10", "mL", ORAL, 0, 3, DAY, "brand-to-generic", "not-above", "10" },
	{ "620007812", "2", "枚", "622237201", "2", "枚", EXT, 0, 0, DAY, "brand-to-generic", "not-above", "2" },
	{ "622644001", "92", "ｇ", "621944702", "92", "ｇ", EXT, 0, 0, DAY, "brand-to-generic", "not-above", NULL },
	{ "640443023", "1", "管", "622848600", "1", "管", INJ, 0, 0, DAY, "brand-to-generic", "not-above", NULL },
	{ "610443018", "4", "カプセル", "622056201", "4", "カプセル", ORAL, 0, 2, DAY, "brand-to-generic", "not-above", "4" },
	{ "622450301", "2", "錠", "622988401", "2", "錠", ORAL, 0, 2, "2026-11-20", "brand-to-generic", "not-above", "2" },
	{ "620004625", "1", "錠", "620039501", "1", "錠", ORAL, 0, 1, DAY, "brand-to-generic", NULL, NULL },
	/* prescribed by generic name */
	{ "2171022F1ZZZ", "1", "錠", "620007836", "1", "錠", ORAL, 0, 1, DAY, "generic-name", "not-above", "1" },
	{ "2171022F1ZZZ", "1", "錠", "612170709", "1", "錠", ORAL, 0, 1, DAY, "generic-name", "not-above", "1" },
	{ "2171022F1ZZZ", "1", "錠", "612170709", "", "", ORAL, 0, 1, DAY, "generic-name", NULL, "1" },
	{ "2171022F1ZZZ", "1", "錠", "2171022F1ZZZ", "1", "錠", ORAL, 0, 1, DAY, "not-a-product", NULL, NULL },
	{ "2171022F2ZZZ", "1", "錠", "612170709", "2", "錠", ORAL, 0, 1, DAY, "brand-to-brand", NULL, NULL },
	{ "2171022F2ZZZ", "1", "錠", "620007836", "2", "錠", ORAL, 0, 1, DAY, "price-above", "above", "2" },
	{ "2171022F2ZZZ", "1", "錠", "620007836", "1", "錠", ORAL, 0, 1, DAY, "other-total", NULL, NULL },
	{ "2329023M1ZZZ", "1", "カプセル", "621919001", "1", "錠", ORAL, 0, 1, DAY, "form-change", "not-above", "1" },
	{ "2649735SAZZZ", "14", "枚", "622237201", "14", "枚", EXT, 0, 0, DAY, "generic-name", NULL, NULL },
	{ "2649735SAZZZ", "14", "枚", "622259301", "14", "枚", EXT, 0, 0, DAY, "brand-to-brand", NULL, NULL },
	{ "2171022F1ZZZ", "1", "錠", "622588901", "1", "錠", ORAL, 0, 1, DAY, "other-ingredients", NULL, NULL },
	/* another strength */
	{ "610421319", "1", "錠", "621682801", "2", "錠", ORAL, 0, 1, DAY, "strength-change", "not-above", "2" },
	{ "610421319", "1", "錠", "621682801", "", "", ORAL, 0, 1, DAY, "strength-change", "not-above", "2" },
	{ "610421319", "1", "錠", "621682801", "1", "錠", ORAL, 0, 1, DAY, "other-total", NULL, NULL },
	{ "610421319", "1", "錠", "621682801", "2", "錠", ORAL, MARK_NO_STRENGTH, 1, DAY, "no-strength-change", NULL, NULL },
	{ "610421319", "1", "錠", "621682801", "2", "錠", ORAL, MARK_NO_GENERIC, 1, DAY, "no-change", NULL, NULL },
	{ "610421319", "1", "錠", "621682801", "2", "錠", ORAL, MARK_PATIENT_WISH, 1, DAY, "patient-wish", NULL, NULL },
	{ "610421319", "1", "錠", "621682801", "2", "錠", ORAL, MARK_NO_FORM, 1, DAY, "strength-change", NULL, NULL },
	{ "612170710", "1", "錠", "620007836", "2", "錠", ORAL, 0, 1, DAY, "price-above", "above", "2" },
	{ "622597801", "1", "錠", "622597601", "4", "錠", ORAL, 0, 1, DAY, "price-above", "above", "4" },
	{ "622597601", "4", "錠", "622597801", "1", "錠", ORAL, 0, 1, DAY, "strength-change", "not-above", "1" },
	{ "622597601", "4", "錠", "622597801", "1", "錠", ORAL, 0, 2, DAY, "not-whole", NULL, NULL },
	{ "622597601", "4", "錠", "622597801", "1", "錠", ORAL, 0, 0, DAY, "not-whole", NULL, NULL },
	{ "622597601", "2", "錠", "622597801", "", "", ORAL, 0, 1, DAY, "not-whole", NULL, "0.5" },
	{ "612320350", "2", "錠", "610463166", "4", "錠", ORAL, 0, 2, DAY, "price-above", "above", NULL },
	{ "640443023", "4", "管", "622693400", "1", "管", INJ, 0, 0, DAY, "injection", NULL, NULL },
	{ "610463113", "2", "錠", "622052302", "4", "錠", ORAL, 0, 2, DAY, "brand-to-brand", NULL, NULL },
	{ "622450401", "2", "錠", "622988401", "2", "錠", ORAL, 0, 2, "2026-11-20", "total-unknown", NULL, NULL },
	{ "620007813", "7", "枚", "622237201", "14", "枚", EXT, 0, 0, DAY, "total-unknown", NULL, NULL },
	/* another form */
	{ "612320549", "1", "カプセル", "621919001", "1", "錠", ORAL, 0, 1, DAY, "form-change", "not-above", "1" },
	{ "612320549", "1", "カプセル", "621919001", "", "", ORAL, 0, 1, DAY, "form-change", "not-above", "1" },
	{ "612320549", "1", "カプセル", "621919001", "1", "錠", ORAL, MARK_NO_FORM, 1, DAY, "no-form-change", NULL, NULL },
	{ "610462011", "1", "錠", "622735500", "2", "カプセル", ORAL, 0, 1, DAY, "form-and-strength-change", "not-above", "2" },
	{ "610462011", "1", "錠", "622735500", "2", "カプセル", ORAL, MARK_NO_STRENGTH, 1, DAY, "no-strength-change", NULL, NULL },
	{ "610463223", "1", "錠", "620039501", "1", "錠", ORAL, 0, 1, DAY, "form-change", "not-above", NULL },
	{ "620003139", "4", "カプセル", "620005539", "4.5", "ｇ", ORAL, 0, 2, DAY, "other-form", NULL, NULL },
	{ "610409340", "2", "錠", "622692300", "0.2", "ｇ", ORAL, 0, 2, DAY, "other-form", NULL, NULL },
	{ "612220508", "10", "ｍＬ", "621989901", "1", "ｇ", ORAL, 0, 2, DAY, "brand-to-brand", NULL, NULL },
	{ "620009048", "25", "ｇ", "621944702", "25", "ｇ", EXT, 0, 0, DAY, "other-form", NULL, NULL },
	{ "612170264", "2", "カプセル", "620314801", "2", "錠", ORAL, 0, 2, DAY, "release-form", NULL, NULL },
	{ "620003619", "1", "カプセル", "620307006", "3", "錠", ORAL, 0, 3, DAY, "release-form", NULL, NULL },
	{ "610432016", "3", "カプセル", "622581501", "3", "錠", ORAL, 0, 0, DAY, "form-change", "not-above", "3" },
	{ "620006919", "3", "カプセル", "622111101", "6", "カプセル", ORAL, 0, 3, DAY, "brand-to-brand", NULL, NULL },
	{ "620006538", "7", "枚", "621414901", "7", "枚", EXT, 0, 0, DAY, "other-form", NULL, NULL },
	{ "620003975", "1", "錠", "620005364", "1", "錠", ORAL, 0, 1, DAY, "generic-to-brand", NULL, NULL },
	{ "620005364", "1", "錠", "620003975", "1", "錠", ORAL, 0, 1, DAY, "form-change", NULL, NULL },
	/* another drug */
	{ "612170710", "1", "錠", "622588901", "1", "錠", ORAL, 0, 1, DAY, "other-ingredients", NULL, NULL },
	{ "618110023", "2", "錠", "622842601", "2", "包", ORAL, 0, 2, DAY, "narcotic", NULL, NULL },
};

static void every_row(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct subst_in in = { .tables = t, .prescribed = find(r->was), .given = find(r->is), .form = r->form, .times = r->times, .marks = r->marks,
			.was = { dec(r->was_amount), DEC_NONE, yg_str(r->was_unit), false }, .is = { dec(r->is_amount), DEC_NONE, yg_str(r->is_unit), false } };
		struct subst_out out;
		char amount[32];
		CHECK_INT(yg_ymd_parse(yg_str(r->on), &in.on), 0);
		yg_substitute(&in, &out);
		t_checks++;
		if (strcmp(out.rule->word, r->word) != 0 || (r->price && strcmp(yg_subst_price_word(out.price), r->price) != 0)) {
			t_failed++;
			fprintf(stderr, "row %zu %s -> %s: %s %s, not %s %s\n", i, r->was, r->is, out.rule->word, yg_subst_price_word(out.price), r->word,
				r->price ? r->price : "");
		}
		if (!r->amount) continue;
		CHECK_STR(((struct str){ amount, yg_dec_format(out.amount, amount) }), yg_str(r->amount));
	}
}

/* A rule nobody can reach is no rule; one without a sentence or a source is none either. */
static void every_rule_is_met(void)
{
	static const char *const elsewhere[] = { "biologic", "ingredients-unknown", "other-class", "not-yet-listed", "form-unknown" };    /* below, and the desk's */
	for (size_t i = 0; yg_subst_rule(i); i++) {
		const struct subst_rule *r = yg_subst_rule(i);
		bool met = false;
		CHECK(r->word && r->ja && r->en && r->source);
		for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) met = met || strcmp(rows[k].word, r->word) == 0;
		for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++) met = met || strcmp(elsewhere[k], r->word) == 0;
		if (!met) fprintf(stderr, "no case for rule %s\n", r->word);
		CHECK(met);
	}
	CHECK(sizeof rows / sizeof *rows >= 60);
}

/* Products changed by hand where the starter has none of the kind. */
static void kinds_the_starter_lacks(void)
{
	struct drug given = *find("620007836"), was = *find("612170709");
	struct subst_in in = { .tables = t, .prescribed = &was, .given = &given, .form = FORM_ORAL, .times = 1, .was = { yg_dec_int(1), DEC_NONE, STR("錠"), false },
		.is = { yg_dec_int(1), DEC_NONE, STR("錠"), false }, .on = { 2025, 4, 1 } };
	struct subst_out out;
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("brand-to-generic"));
	given.flags |= DRUG_BIOLOGIC;
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("biologic"));
	given.flags &= (uint16_t)~DRUG_BIOLOGIC;
	given.listed_on = (struct ymd){ 2025, 6, 1 };
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("not-yet-listed"));
	given.listed_on = YMD_NONE;
	memcpy(given.price_code, "2171999F1", 9);
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("other-class"));
	memcpy(given.price_code, "2171022F9", 9);
	given.generic_name = 0;                      /* only 錠 in a trade name: 徐放 or not is not said */
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("form-unknown"));
	given = *find("620007836");
	given.price = 0;
	memcpy(given.price_code, "2171022F9", 9);
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("strength-change"));
	CHECK_STR(yg_str(yg_subst_price_word(out.price)), STR("not-judged"));
	/* 単位変換係数 and 力価 */
	given = *find("620007836");
	in.was = (struct subst_amount){ { 25, 1 }, DEC_NONE, STR("ｍｇ"), true };
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("brand-to-generic"));
	in.was.amount = yg_dec_int(5);
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("other-total"));
	in.was = (struct subst_amount){ { 25, 1 }, { 4, 1 }, STR("ｍｇ"), false };
	yg_substitute(&in, &out);
	CHECK_STR(yg_str(out.rule->word), STR("brand-to-generic"));
}

static unsigned marks(const char *kind, const char *text, const char *remark)
{
	struct supplement s = { 1, yg_str(kind), yg_str(text), STR_NONE, STR_NONE };
	struct remark m = { 1, STR_NONE, yg_str(remark) };
	struct rx rx = { .remarks = &m, .nremarks = 1 };
	struct rx_line l = { .supplements = &s, .nsupplements = 1 };
	return yg_subst_marks(&rx, &l);
}

static void marks_are_read(void)
{
	CHECK_INT(marks("", "", ""), 0);
	CHECK_INT(marks("1", "一包化", ""), 0);
	CHECK_INT(marks("3", "", ""), MARK_NO_GENERIC);
	CHECK_INT(marks("03", "後発品変更不可", ""), MARK_NO_GENERIC);
	CHECK_INT(marks("4", "", ""), MARK_NO_FORM);
	CHECK_INT(marks("5", "", ""), MARK_NO_STRENGTH);
	CHECK_INT(marks("6", "", ""), MARK_NO_FORM | MARK_NO_STRENGTH);
	CHECK_INT(marks("7", "", ""), 0);
	CHECK_INT(marks("8", "", ""), MARK_PATIENT_WISH);
	CHECK_INT(marks("", "変更不可(医療上必要)", ""), MARK_NO_GENERIC);
	CHECK_INT(marks("", "含量規格変更不可", ""), MARK_NO_STRENGTH);
	CHECK_INT(marks("", "剤形及び含量規格変更不可", ""), MARK_NO_FORM | MARK_NO_STRENGTH);
	CHECK_INT(marks("99", "", "全て後発品への変更不可"), MARK_NO_GENERIC);
	CHECK_INT(marks("3x", "", ""), 0);
}

static void candidates(void)
{
	struct subst_in in = { .tables = t, .prescribed = find("610421319"), .form = FORM_ORAL, .times = 1, .was = { yg_dec_int(1), DEC_NONE, STR("錠"), false },
		.on = { 2025, 4, 1 } };
	struct subst_candidate *c, *again;
	size_t n, m;
	CHECK_INT(yg_substitutes(&in, false, a, &c, &n), 0);
	CHECK(n >= 3);
	CHECK_INT(c[0].drug->receipt, 610421319);    /* what was prescribed is the first */
	for (size_t i = 0; i < n; i++) {
		CHECK(c[i].out.rule->verdict <= SUBST_CONSENT);
		CHECK(c[i].drug->receipt != 620003262);  /* ended */
		CHECK(i == 0 || c[i - 1].out.rule->verdict <= c[i].out.rule->verdict);
	}
	CHECK_INT(yg_substitutes(&in, true, a, &again, &m), 0);
	CHECK(m > n);
	CHECK_INT(again[0].drug->receipt, c[0].drug->receipt);
	in.marks = MARK_NO_GENERIC;
	CHECK_INT(yg_substitutes(&in, false, a, &c, &n), 0);
	CHECK_INT(n, 1);
	in = (struct subst_in){ .tables = t, .prescribed = find("2189017F2ZZZ"), .form = FORM_ORAL, .times = 1, .was = { yg_dec_int(1), DEC_NONE, STR("錠"), false },
		.on = { 2025, 4, 1 } };
	CHECK_INT(yg_substitutes(&in, false, a, &c, &n), 0);
	CHECK_INT(n, 4);                             /* three generics at 10.10 by code, then the brand */
	CHECK_INT(c[0].drug->receipt, 622588901);
	CHECK_INT(c[3].drug->receipt, 620002478);
}

static void forms(void)
{
	static const struct { const char *code, *word; enum form_group group; } want[] = {
		{ "612170710", "錠", GROUP_SOLID }, { "620003887", "口腔内崩壊錠", GROUP_SOLID }, { "612320549", "カプセル", GROUP_SOLID },
		{ "610421321", "徐放錠", GROUP_NONE }, { "620003140", "シロップ用", GROUP_POWDER }, { "612220508", "シロップ", GROUP_LIQUID },
		{ "620007812", "テープ", GROUP_NONE }, { "620003477", "パップ", GROUP_NONE }, { "620009046", "クリーム", GROUP_NONE } };
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		const struct drug *d = find(want[i].code);
		const struct dose_form *f = yg_dose_form(t, d);
		CHECK(f != NULL);
		if (!f) continue;
		CHECK_STR(yg_str(f->word), yg_str(want[i].word));
		CHECK_INT(yg_form_group(f, yg_tables_text(t, d->unit)), want[i].group);
	}
	CHECK(yg_dose_form(t, find("610463112")) == NULL);           /* テオドール錠５０: no official wording, 徐放 all the same */
	CHECK(yg_dose_form(t, find("616130132")) == NULL);
	CHECK_INT(yg_form_group(yg_dose_form(t, find("620003140")), STR("ｍＬ")), GROUP_LIQUID);
	CHECK_INT(yg_form_group(yg_dose_form(t, find("620003140")), STR("包")), GROUP_NONE);
}

int main(void)
{
	struct tables_options o = { .master_dir = t_src("drugmaster"), .rules_dir = t_src("rules"), .no_image = true };
	struct diags ds;
	a = yg_arena_new(64u << 20);
	yg_diags_init(&ds, a);
	if (yg_tables_open(&t, &o, &ds) != 0) { fprintf(stderr, "the shipped tables do not open\n"); return 99; }
	T_RUN(every_row);
	T_RUN(every_rule_is_met);
	T_RUN(kinds_the_starter_lacks);
	T_RUN(marks_are_read);
	T_RUN(candidates);
	T_RUN(forms);
	yg_tables_drop(t);
	yg_arena_free(a);
	return T_END();
}
