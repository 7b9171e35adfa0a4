/* The tables about patient, amount and product: which rows concern which drug, what an allergy names, and every kind of
 * mistake with file and line. */
#include "patient_kit.h"
#include "tables/rules_lint.h"
#include "base/ban.h"

static struct arena *arena;
static struct diags ds;

/* "A-preg R-egfr ..." of a drug, in the order of the rows. */
static const char *rows_of(const struct tables *t, const struct drug *d)
{
	static char out[400];
	const uint16_t *rows;
	size_t n = yg_drug_about(t, d, &rows);
	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		struct str id = yg_tables_text(t, yg_rule_at(t, yg_about_at(t, rows[i])->rule)->id);
		size_t at = strlen(out);
		snprintf(out + at, sizeof out - at, "%s%.*s", i ? " " : "", STR_ARG(id));
	}
	return out;
}

static void which_drug(void)
{
	static const struct { const char *drug, *rows; } want[] = {
		{ METF, "A-hep A-lact A-preg R-egfr R-egfr2 F-split" }, { DABI, "R-ccr F-pack" }, { CAL200, "A-gest D-adult D-child" },
		{ CAL500, "A-gest D-adult D-child F-crush" }, { CALFINE, "A-gest D-adult D-child" },
		{ TRAMCET, "A-age A-gest D-adult D-child" },          /* a combination holds the ingredient */
		{ EYE, "" },                                          /* rows for systemic routes leave eye drops alone */
		{ DEPAS, "A-pim" },                                   /* by its group */
		{ MINIRIN, "L-NEW A-sex D-des" }, { "622134801", "D-des" }, /* nine characters tell strengths apart */
		{ AMOX, "AL-bl" }, { CEFA, "AL-bl" }, { AUG, "AL-bl AL-mix" }, { NEWDRUG, "L-NEW" }, { NEWEXEMPT, "" }, { NEWNAME, "" } /* the same strength was there */, { NEWSTRENGTH, "L-NEW" }, { NEWLIMITED, "L-NEW" },
		 { NEWGENERIC, "" },
		{ NORVASC, "A-cond A-off" }, { "620007812", "" },
	};
	struct pk k;
	pk_open(&k);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) CHECK_STR(yg_str(rows_of(k.t, pk_drug(k.t, want[i].drug))), yg_str(want[i].rows));
	CHECK_STR(yg_str(rows_of(k.t, NULL)), STR("PO-1"));
	/* an entry of 一般名処方マスタ stands for its products: the strength with nine characters is one of them */
	{
		const uint32_t *of;
		CHECK(yg_drug_by_generic(k.t, STR("2419001FAZZZ"), &of) > 0);
		CHECK_STR(yg_str(rows_of(k.t, yg_drug_at(k.t, of[0]))), STR("A-sex D-des"));
	}
	/* the caution pair stands beside the pairs */
	{
		struct pair_hit h[4];
		CHECK_INT(yg_pair_rules(k.t, pk_drug(k.t, NORVASC), pk_drug(k.t, METF), h, 4), 1);
		CHECK_STR(yg_tables_text(k.t, yg_rule_at(k.t, h[0].rule)->file), STR("cautions.csv"));
	}
	for (size_t i = 0; i < 7; i++)
		CHECK((yg_rules_lacks(k.t, i) != NULL) == (i == 2));          /* only totals.csv */
	CHECK_STR(yg_str(yg_rules_lacks(k.t, 2)), STR("totals.csv"));
	CHECK_STR(yg_str(yg_rules_lacks(k.t, 7)), STR(""));
	pk_close(&k);
}

static void values(void)
{
	struct pk k;
	pk_open(&k);
	for (size_t i = 0; i < yg_about_count(k.t); i++) {
		const struct about *a = yg_about_at(k.t, i);
		struct str id = yg_tables_text(k.t, yg_rule_at(k.t, a->rule)->id);
		if (yg_str_eqz(id, "A-hep")) CHECK(a->fact == FACT_CHILD_PUGH && yg_dec_cmp(a->from_value, yg_dec_int(7)) == 0 && !yg_dec_given(a->below));
		if (yg_str_eqz(id, "A-age")) CHECK(a->age_from == -1 && a->age_to == 11);
		if (yg_str_eqz(id, "D-des")) CHECK(a->measure == MEASURE_MG && a->per_day.n == 5 && a->per_day.scale == 2 && a->route == ROUTE_UNKNOWN);
		if (yg_str_eqz(id, "A-preg")) CHECK_INT(a->sex, SEX_FEMALE);
		if (yg_str_eqz(id, "A-cond")) {
			CHECK(yg_about_icd(k.t, a, STR("H40.2")) && yg_about_icd(k.t, a, STR("h402")) && yg_about_icd(k.t, a, STR("N183")));
			CHECK(!yg_about_icd(k.t, a, STR("H41")) && !yg_about_icd(k.t, a, STR("N18")) && !yg_about_icd(k.t, a, STR("N1834")) && !yg_about_icd(k.t, a, STR("")));
			CHECK(yg_about_says(k.t, a, STR("緑内障")) && yg_about_says(k.t, a, STR(" 閉塞隅角　緑内障")) && yg_about_says(k.t, a, STR("GLAUCOMA")));
			CHECK(!yg_about_says(k.t, a, STR("緑内障の疑い")) && !yg_about_says(k.t, a, STR("緑")) && !yg_about_says(k.t, a, STR("")));
		}
	}
	pk_close(&k);
}

static bool has(const struct tables *t, const struct allergen *a, const char *name)
{
	for (size_t i = 0; i < a->ningredients; i++)
		if (yg_str_eqz(yg_ingredient_name(t, a->ingredients[i]), name)) return true;
	return false;
}

static void allergens(void)
{
	struct pk k;
	struct allergen a;
	pk_open(&k);
	yg_allergen(k.t, STR("何でも"), STR("YCM6131001M1020"), &a);             /* the code decides, not the words */
	CHECK(a.known && a.ningredients == 1 && has(k.t, &a, "アモキシシリン") && a.ngroups == 1);
	CHECK_STR(yg_str(a.yj7), STR("6131001"));
	yg_allergen(k.t, STR_NONE, STR("6131001M9999"), &a);                      /* another product of the YJ7 */
	CHECK(a.known && has(k.t, &a, "アモキシシリン"));
	yg_allergen(k.t, STR_NONE, STR("9999999F1010"), &a);                      /* not in this master: still a drug with a YJ7 */
	CHECK(a.known && !a.ningredients && !a.ngroups);
	yg_allergen(k.t, STR("アモキシシリン"), STR_NONE, &a);
	CHECK(a.known && a.ningredients == 1 && a.ngroups == 1 && !a.yj7[0]);
	yg_allergen(k.t, STR("アモキシシリン水和物"), STR("J9FA11100000"), &a);  /* a food code is no drug: the words count */
	CHECK(a.known && has(k.t, &a, "アモキシシリン"));
	yg_allergen(k.t, STR("ｻﾜｼﾘﾝｶﾌﾟｾﾙ250"), STR_NONE, &a);                        /* a product name in another width */
	CHECK(a.known && has(k.t, &a, "アモキシシリン"));
	yg_allergen(k.t, STR("オーグ配合錠"), STR_NONE, &a);
	CHECK(a.known && a.ningredients == 2);
	yg_allergen(k.t, STR("ペニシリン系"), STR_NONE, &a);
	CHECK(a.known && !a.ningredients && a.ngroups == 1);
	yg_allergen(k.t, STR("ペニシリン系の薬で発疹"), STR_NONE, &a);            /* never a part of a text */
	CHECK(!a.known);
	yg_allergen(k.t, STR("アモキシ"), STR_NONE, &a);
	CHECK(!a.known);
	yg_allergen(k.t, STR(""), STR("YCM61310"), &a);
	CHECK(!a.known);
	yg_allergen(k.t, STR("トラマドール"), STR_NONE, &a);                      /* only in a combination */
	CHECK(a.known && a.ningredients == 1 && !a.ngroups);
	pk_close(&k);
}

/* Without any of the tables everything loads as before, and says what is lacking. */
static void absent(void)
{
	struct kit k;
	struct tables *t = NULL;
	const uint16_t *rows;
	kit_new(&k);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, true, &t, &ds), YG_OK);
	if (!t) return;
	CHECK_INT(yg_about_count(t), 0);
	CHECK_INT(yg_drug_about(t, NULL, &rows), 0);
	for (size_t i = 0; i < 7; i++) CHECK(yg_rules_lacks(t, i) && *yg_rules_lacks(t, i));
	for (size_t i = 0; i < yg_drug_count(t); i++) CHECK_INT(yg_drug_about(t, yg_drug_at(t, i), &rows), 0);
	yg_tables_drop(t);
	/* a new table makes a kept image stale */
	kit_put(k.rules, "doses.csv", PK_DOSE_HEAD "D1,warning,1,S," KIT_TEXT ",アセトアミノフェン,systemic,,,,4000,,,mg,,\n");
	kit_seal(k.rules, true);
	t = NULL;
	CHECK_INT(kit_open(&k, true, &t, &ds), YG_OK);
	CHECK(t && !yg_tables_from_image(t) && yg_about_count(t) == 1);
	yg_tables_drop(t);
	t = NULL;
	CHECK_INT(kit_open(&k, true, &t, &ds), YG_OK);
	CHECK(t && yg_tables_from_image(t) && yg_about_count(t) == 1);
	yg_tables_drop(t);
	/* listed in EDITION and not there: damaged, not absent */
	{
		char path[600];
		snprintf(path, sizeof path, "%s/doses.csv", k.rules);
		CHECK_INT(unlink(path), 0);
		t = NULL;
		CHECK_INT(kit_open(&k, true, &t, &ds), YG_ETABLE);
	}
	kit_free(&k);
}

static void finds(const char *file, const char *text, const char *code, unsigned line, int want)
{
	struct kit k;
	bool found = false;
	kit_new(&k);
	kit_put(k.rules, file, text);
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	CHECK_INT(yg_rules_lint(k.master, k.rules, &ds), want);
	for (size_t i = 0; i < ds.n; i++)
		found = found || (!strcmp(ds.d[i].kind->code, code) && yg_str_eqz(ds.d[i].field, file) && ds.d[i].record == line);
	if (!found) { fprintf(stderr, "wanted %s:%u: %s, got:\n", file, line, code); kit_show(&ds); }
	CHECK(found);
	kit_free(&k);
}

#define P(row) PK_PATIENT_HEAD "A,warning,1,S," KIT_TEXT "," row "\n"
#define D(row) PK_DOSE_HEAD "A,warning,1,S," KIT_TEXT "," row "\n"
static void lint(void)
{
	finds("patients.csv", P("age,I:アムロジピン,systemic,,11,,,,,,,,") "A2,warning,1,S," KIT_TEXT ",age,I:アムロジピソ,systemic,,11,,,,,,,,\n", "rules-ingredient", 3, YG_ETABLE);
	finds("patients.csv", P("age,アムロジピン,systemic,,11,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,X:アムロジピン,systemic,,11,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,G:XXX,systemic,,11,,,,,,,,"), "rules-group", 2, YG_ETABLE);
	finds("patients.csv", P("age,C:217,systemic,,11,,,,,,,,"), "rules-code", 2, YG_ETABLE);
	finds("patients.csv", P("age,C:9999999,systemic,,11,,,,,,,,"), "rules-code-absent", 2, YG_OK);
	finds("patients.csv", P("age,I:アムロジピン|I:アムロジピン,systemic,,11,,,,,,,,"), "rules-twice", 2, YG_ETABLE);
	finds("patients.csv", P("age,,systemic,,11,,,,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,skin,,11,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,,,,,,,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,,20,11,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,,x,11,,,,,,,,"), "table-number", 2, YG_ETABLE);
	finds("patients.csv", P("mood,I:アムロジピン,,,11,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("sex,I:アムロジピン,,,,,,,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("sex,I:アムロジピン,,,,woman,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("condition,I:アムロジピン,,,,,,,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("condition,I:アムロジピン,,,,,,,,,glaucoma,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("condition,I:アムロジピン,,,,,,,,,*,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("renal,I:アムロジピン,,,,,gfr,30,,mL/min,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("renal,I:アムロジピン,,,,,egfr,,,mL/min,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("renal,I:アムロジピン,,,,,egfr,30,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("renal,I:アムロジピン,,,,,egfr,30,30,mL/min,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("renal,I:アムロジピン,,,,,egfr,thirty,,mL/min,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("hepatic,I:アムロジピン,,,,,child-pugh,,,,,,"), "rules-empty", 2, YG_ETABLE);
	finds("patients.csv", P("hepatic,I:アムロジピン,,,,,,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("pregnancy,I:アムロジピン,,,,,gestation-weeks,,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,,,11,,egfr,30,,x,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", P("age,I:アムロジピン,,,11,,,30,,,,,"), "rules-value", 2, YG_ETABLE);
	finds("patients.csv", PK_PATIENT_HEAD "A,warning,1,S,題,title,効果,effect,対応,action,,,,,,age,I:アムロジピン,,,11,,,,,,,,\n", "rules-source", 2, YG_ETABLE);
	finds("patients.csv", PK_PATIENT_HEAD "D12-001,warning,1,S," KIT_TEXT ",age,I:アムロジピン,,,11,,,,,,,,\n", "rules-id-twice", 2, YG_ETABLE);
	finds("patients.csv", KIT_COMMON ",kind\n", "table-column-missing", 1, YG_ETABLE);
	finds("doses.csv", D("アセトアミノフェソ,,,,,4000,,,mg,,"), "rules-ingredient", 2, YG_ETABLE);
	finds("doses.csv", D("アセトアミノフェン,,,,,,,,mg,,"), "rules-empty", 2, YG_ETABLE);
	finds("doses.csv", D("アセトアミノフェン,,,,,0,,,mg,,"), "rules-value", 2, YG_ETABLE);
	finds("doses.csv", D("アセトアミノフェン,,,,,-4,,,mg,,"), "rules-value", 2, YG_ETABLE);
	finds("doses.csv", D("アセトアミノフェン,,,,,4000,,,pill,,"), "rules-value", 2, YG_ETABLE);
	finds("totals.csv", KIT_COMMON ",drugs,window_days,quantity_max,quantity_unit,pharmacies_max,institutions_max,rows_max\nA,warning,1,S," KIT_TEXT
	      ",I:エチゾラム,0,100,錠,,,\n", "rules-value", 2, YG_ETABLE);
	finds("totals.csv", KIT_COMMON ",drugs,window_days,quantity_max,quantity_unit,pharmacies_max,institutions_max,rows_max\nA,warning,1,S," KIT_TEXT
	      ",I:エチゾラム,90,100,,,,\n", "rules-empty", 2, YG_ETABLE);
	finds("totals.csv", KIT_COMMON ",drugs,window_days,quantity_max,quantity_unit,pharmacies_max,institutions_max,rows_max\nA,warning,1,S," KIT_TEXT
	      ",I:エチゾラム,90,,,,,\n", "rules-empty", 2, YG_ETABLE);
	finds("forms.csv", KIT_COMMON ",codes,what\nA,warning,1,S," KIT_TEXT ",1179025,no-lick\n", "rules-value", 2, YG_ETABLE);
	finds("forms.csv", KIT_COMMON ",codes,what\nA,warning,1,S," KIT_TEXT ",,no-crush\n", "rules-empty", 2, YG_ETABLE);
	finds("forms.csv", KIT_COMMON ",codes,what\nA,warning,1,S," KIT_TEXT ",1179025F10,no-crush\n", "rules-code", 2, YG_ETABLE);
	finds("allergies.csv", KIT_COMMON ",group,members,scope_ja,scope_en\nA,warning,1,S," KIT_TEXT ",x,I:エチゾラム,,x\n", "rules-empty", 2, YG_ETABLE);
	finds("polypharmacy.csv", KIT_COMMON ",count_from,age_from\nA,info,1,S," KIT_TEXT ",1,75\n", "rules-value", 2, YG_ETABLE);
	finds("cautions.csv", KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
	      "A,critical,1,S," KIT_TEXT ",C,アムロジピン,エチゾラム,2171022,1179025,1,1,,,,\n", "rules-caution-severity", 2, YG_ETABLE);
	finds("cautions.csv", KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
	      "A,warning,1,S," KIT_TEXT ",C,セレギリン,フルボキサミン,1169010,1179039,1,1,,,,\n", "rules-pair-twice", 2, YG_OK);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control,exempt\nA,warning,1,S," KIT_TEXT ",new,14,x,11790\n", "rules-code", 2, YG_ETABLE);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control,exempt\nA,warning,1,S," KIT_TEXT ",new,14,x,\nB,warning,1,S," KIT_TEXT ",new,14,x,\n", "rules-twice", 3, YG_ETABLE);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control\nA,warning,1,S," KIT_TEXT ",new,14,x\n", "rules-code", 2, YG_ETABLE);
}

int main(void)
{
	arena = yg_arena_new(1 << 27);
	T_RUN(which_drug);
	T_RUN(values);
	T_RUN(allergens);
	T_RUN(absent);
	T_RUN(lint);
	yg_arena_free(arena);
	return T_END();
}
