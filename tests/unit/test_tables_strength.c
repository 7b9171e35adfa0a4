/* 規格 texts: what they say, what they do not say, and amounts of a product from them. */
#include "patient_kit.h"
#include "tables/strength.h"
#include "base/ban.h"

static void texts(void)
{
	static const struct { const char *text; enum measure m; const char *active, *per, *unit, *volume, *volume_unit; } rows[] = {
		{ "５ｍｇ１錠", MEASURE_MG, "5", "1", "錠", "", "" },
		{ "２．５ｍｇ１錠", MEASURE_MG, "2.5", "1", "錠", "", "" },
		{ "２５μｇ１錠", MEASURE_MG, "0.025", "1", "錠", "", "" },
		{ "２５µｇ１カプセル", MEASURE_MG, "0.025", "1", "カプセル", "", "" },
		{ "１ｇ１錠", MEASURE_MG, "1000", "1", "錠", "", "" },
		{ "１０％１ｇ", MEASURE_MG, "100", "1", "g", "", "" },
		{ "０．１％１ｍＬ", MEASURE_MG, "1", "1", "ml", "", "" },
		{ "０．５％５ｍＬ１管", MEASURE_MG, "25", "1", "管", "5", "ml" },
		{ "５ｍｇ５ｍＬ", MEASURE_MG, "5", "5", "ml", "", "" },
		{ "５ｍｇ５ｍＬ１管", MEASURE_MG, "5", "1", "管", "5", "ml" },
		{ "５０ｍｇ１ｍＬバイアル", MEASURE_MG, "50", "1", "バイアル", "1", "ml" },
		{ "３００単位１キット", MEASURE_IU, "300", "1", "キット", "", "" },
		{ "１００単位１ｍＬ１バイアル", MEASURE_IU, "100", "1", "バイアル", "1", "ml" },
		{ "２万単位１瓶", MEASURE_IU, "20000", "1", "瓶", "", "" },
		{ "５０００国際単位１瓶（溶解液付）", MEASURE_IU, "5000", "1", "瓶", "", "" },
		{ "２５０ｍｇ１錠（レボフロキサシンとして）", MEASURE_MG, "250", "1", "錠", "", "" },
		{ "１０ｍＬ", MEASURE_NONE, "", "10", "ml", "", "" },
		{ "５ｍＬ１包", MEASURE_NONE, "", "1", "包", "5", "ml" },
		{ "０．１％５００ｍｇ１包", MEASURE_MG, "0.5", "1", "包", "", "" },
		{ "１０，０００単位１錠", MEASURE_IU, "10000", "1", "錠", "", "" },
		{ "１ｇ", MEASURE_NONE, "", "1", "g", "", "" },
	};
	static const char *const none[] = { "", "１錠", "７ｃｍ×１０ｃｍ１枚", "カリウム８ｍＥｑ１錠", "（１ｇ）１瓶", "０ｍｇ１錠", "ｍｇ１錠", "５ｍｇ", "５ｍｇ１錠２",
		"１錠（", "100MBq1瓶", "５．５．５ｍｇ１錠", "99999999999999ｍｇ１錠", "１０％１錠", "５ｍｇ１錠１ｍＬ１管１袋", "１回分", "１，００ｍｇ１錠", "，１００ｍｇ１錠" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct strength s;
		bool known = yg_strength_parse(yg_str(rows[i].text), &s);
		if (!known) fprintf(stderr, "not read: %s\n", rows[i].text);
		CHECK(known);
		CHECK_INT(s.measure, rows[i].m);
		CHECK(*rows[i].active ? yg_dec_given(s.active) && yg_dec_cmp(s.active, pk_dec(rows[i].active)) == 0 : !yg_dec_given(s.active));
		CHECK(yg_dec_cmp(s.per, pk_dec(rows[i].per)) == 0);
		CHECK_STR(yg_str(s.unit), yg_str(rows[i].unit));
		CHECK_STR(yg_str(s.volume_unit), yg_str(rows[i].volume_unit));
		if (*rows[i].volume) CHECK(yg_dec_cmp(s.volume, pk_dec(rows[i].volume)) == 0);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct strength s;
		bool known = yg_strength_parse(yg_str(none[i]), &s);
		if (known) fprintf(stderr, "read, but says no amount: %s\n", none[i]);
		CHECK(!known && s.measure == MEASURE_NONE && !s.unit[0]);
	}
}

static const char *amount(const struct tables *t, const char *drug, const char *n, const char *unit, bool potency, const char *factor, enum measure want)
{
	static char out[32];
	struct product_amount p = { pk_dec(n), pk_dec(factor), yg_str(unit), potency };
	struct dec v;
	if (!yg_drug_active(t, pk_drug(t, drug), &p, want, &v)) return "?";
	yg_dec_format(v, out);
	return out;
}

static void amounts(void)
{
	struct pk k;
	pk_open(&k);
	CHECK_STR(yg_str(amount(k.t, CAL200, "6", "錠", false, "", MEASURE_MG)), STR("1200"));
	CHECK_STR(yg_str(amount(k.t, CALFINE, "1.5", "ｇ", false, "", MEASURE_MG)), STR("300"));
	CHECK_STR(yg_str(amount(k.t, CALFINE, "1.5", "g", false, "", MEASURE_MG)), STR("300"));
	CHECK_STR(yg_str(amount(k.t, CALFINE, "300", "ｍｇ", true, "", MEASURE_MG)), STR("300"));      /* 力価 */
	CHECK_STR(yg_str(amount(k.t, CALFINE, "300", "ｍｇ", false, "", MEASURE_MG)), STR("?"));       /* mg of what? */
	CHECK_STR(yg_str(amount(k.t, CALFINE, "300", "ｍｇ", false, "0.005", MEASURE_MG)), STR("300")); /* 211: 1 mg = 0.005 g */
	CHECK_STR(yg_str(amount(k.t, CAL200, "2", "包", false, "", MEASURE_MG)), STR("?"));
	CHECK_STR(yg_str(amount(k.t, CAL200, "2", "", false, "", MEASURE_MG)), STR("?"));
	CHECK_STR(yg_str(amount(k.t, TRAMCET, "2", "錠", false, "", MEASURE_MG)), STR("?"));           /* a combination has no parts */
	CHECK_STR(yg_str(amount(k.t, CAL200, "2", "錠", false, "", MEASURE_IU)), STR("?"));
	CHECK_STR(yg_str(amount(k.t, "620007536", "2", "キット", false, "", MEASURE_IU)), STR("600"));
	CHECK_STR(yg_str(amount(k.t, "613250027", "250", "ｍＬ", false, "", MEASURE_ML)), STR("250"));
	CHECK_STR(yg_str(amount(k.t, MINIRIN, "2", "錠", false, "", MEASURE_MG)), STR("0.05"));
	CHECK_STR(yg_str(amount(k.t, CAL200, "", "錠", false, "", MEASURE_MG)), STR("?"));
	pk_close(&k);
}

static int factor(const struct tables *t, const char *drug, const char *unit, const char *f, const char *want)
{
	struct dec expected;
	char out[32];
	int fits = yg_drug_factor(t, pk_drug(t, drug), yg_str(unit), pk_dec(f), &expected);
	if (want) {
		yg_dec_format(expected, out);
		CHECK_STR(yg_str(out), yg_str(want));
	}
	return fits;
}

static void factors(void)
{
	struct pk k;
	pk_open(&k);
	CHECK_INT(factor(k.t, CAL200, "ｍｇ", "0.005", NULL), 1);        /* 200 mg are one tablet */
	CHECK_INT(factor(k.t, CAL200, "ｍｇ", "0.05", "0.005"), 0);
	CHECK_INT(factor(k.t, CAL200, "ｇ", "5", NULL), 1);
	CHECK_INT(factor(k.t, CALFINE, "ｍｇ", "0.005", NULL), 1);       /* of active ingredient */
	CHECK_INT(factor(k.t, CALFINE, "ｍｇ", "0.001", NULL), 1);       /* of powder */
	CHECK_INT(factor(k.t, CALFINE, "ｍｇ", "0.002", "0.005"), 0);
	CHECK_INT(factor(k.t, CAL200, "錠", "1", NULL), 1);
	CHECK_INT(factor(k.t, CAL200, "錠", "2", "1"), 0);
	CHECK_INT(factor(k.t, CAL200, "包", "2", ""), -1);
	CHECK_INT(factor(k.t, CAL200, "ｍＬ", "2", ""), -1);
	CHECK_INT(factor(k.t, TRAMCET, "ｍｇ", "2", ""), -1);
	CHECK_INT(factor(k.t, CAL200, "ｍｇ", "", ""), -1);
	CHECK_INT(factor(k.t, "620005364", "ｍｇ", "0.4", NULL), 1);     /* 2.5 mg tablets */
	CHECK_INT(factor(k.t, "620005364", "ｍｇ", "0.3999", NULL), 1);
	CHECK_INT(factor(k.t, "620005364", "ｍｇ", "0.39", "0.4"), 0);
	pk_close(&k);
}

/* The shipped master: most systemic products with one ingredient can be told, and nothing crashes. */
static void shipped(void)
{
	struct tables *t = NULL;
	struct arena *a = yg_arena_new(1 << 26);
	struct diags ds;
	struct tables_options o = { .no_image = true };
	char master[1024], rules[1024];
	size_t single = 0, known = 0;
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	o.master_dir = master;
	o.rules_dir = rules;
	yg_diags_init(&ds, a);
	CHECK_INT(yg_tables_open(&t, &o, &ds), YG_OK);
	for (size_t i = 0; t && i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		const uint16_t *ids;
		struct strength s;
		bool read = yg_strength_parse(yg_tables_text(t, d->strength), &s);
		if (d->route != ROUTE_SYSTEMIC || d->form_class != 1 || yg_drug_ingredients(t, d, &ids) != 1) continue;
		single++;
		known += read && s.measure != MEASURE_NONE;
	}
	CHECK(single > 500 && known * 100 >= single * 93);
	fprintf(stderr, "oral, one ingredient: %zu, strength known: %zu\n", single, known);
	yg_tables_drop(t);
	yg_arena_free(a);
}

int main(void)
{
	T_RUN(texts);
	T_RUN(amounts);
	T_RUN(factors);
	T_RUN(shipped);
	return T_END();
}
