/* Rows about the patient: what fires, what is silent, and what is listed because nobody told. Kidney formulas against
 * values from 40-digit decimal arithmetic. */
#include "patient_kit.h"
#include "match/patient.h"
#include "base/ban.h"

static struct pk kit;

static struct pk_world with(const char *drug, const char *born, enum sex sex)
{
	struct pk_world w = pk_world(kit.t);
	w.facts.born = pk_day(born);
	w.facts.sex = sex;
	pk_rx(&w, (struct pk_line){ .drug = drug, .amount = "2", .days = 14, .times = "2" });
	return w;
}

/* --- formulas --------------------------------------------------------------------------------------------- */
static const char *tenths(bool ok, struct dec v)
{
	static char out[32];
	if (!ok) return "?";
	yg_dec_format(v, out);
	return out;
}

static void egfr(void)
{
	/* the published equation (日本腎臓学会 2009) worked out elsewhere with 40 digits and rounded */
	static const struct { const char *cr; int age; enum sex sex; const char *want; } rows[] = {
		{ "0.6", 20, SEX_MALE, "143.6" }, { "0.6", 40, SEX_MALE, "117.7" }, { "1", 60, SEX_MALE, "59.9" }, { "1.2", 70, SEX_MALE, "46.9" },
		{ "2", 50, SEX_MALE, "29.6" }, { "4", 85, SEX_MALE, "11.9" }, { "0.6", 20, SEX_FEMALE, "106.1" }, { "0.8", 50, SEX_FEMALE, "59.5" },
		{ "1", 70, SEX_FEMALE, "42.4" }, { "2", 80, SEX_FEMALE, "19.1" },
		{ "0.1", 18, SEX_MALE, "1050.8" }, { "30", 120, SEX_FEMALE, "0.9" }, { "0.73", 33, SEX_FEMALE, "74.2" }, { "1.234567", 77, SEX_MALE, "44.3" },
	};
	struct dec v = DEC_NONE;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok = yg_egfr(pk_dec(rows[i].cr), rows[i].age, rows[i].sex, &v);
		CHECK_STR(yg_str(tenths(ok, v)), yg_str(rows[i].want));
	}
	CHECK(!yg_egfr(pk_dec("1"), 17, SEX_MALE, &v) && !yg_egfr(pk_dec("1"), 121, SEX_MALE, &v));
	CHECK(!yg_egfr(pk_dec("0.09"), 50, SEX_MALE, &v) && !yg_egfr(pk_dec("30.1"), 50, SEX_MALE, &v) && !yg_egfr(DEC_NONE, 50, SEX_MALE, &v));
	CHECK(!yg_egfr(pk_dec("1"), 50, SEX_UNKNOWN, &v));
	/* never rises with creatinine or age */
	for (int age = 18; age < 120; age++) {
		struct dec a, b;
		for (int64_t cr = 10; cr < 3000; cr += 7) {
			CHECK(yg_egfr((struct dec){ cr, 2 }, age, SEX_MALE, &a) && yg_egfr((struct dec){ cr + 7 > 3000 ? 3000 : cr + 7, 2 }, age, SEX_MALE, &b));
			if (a.n < b.n) CHECK(a.n >= b.n);
			if (!yg_egfr((struct dec){ cr, 2 }, age + 1, SEX_MALE, &b) || a.n < b.n) CHECK(a.n >= b.n);
		}
	}
}

static void ccr(void)
{
	static const struct { const char *cr; int age; const char *kg; enum sex sex; const char *want; } rows[] = {
		{ "1", 40, "72", SEX_MALE, "100" }, { "1", 40, "72", SEX_FEMALE, "85" }, { "1.2", 80, "45", SEX_FEMALE, "26.6" }, { "2", 70, "60", SEX_MALE, "29.2" },
		{ "0.95", 65, "58.5", SEX_MALE, "64.1" }, { "1.234567891", 65, "58.123456789", SEX_FEMALE, "41.7" }, { "30", 120, "20", SEX_FEMALE, "0.2" },
	};
	struct dec v = DEC_NONE;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok = yg_ccr(pk_dec(rows[i].cr), rows[i].age, pk_dec(rows[i].kg), rows[i].sex, &v);
		CHECK_STR(yg_str(tenths(ok, v)), yg_str(rows[i].want));
	}
	CHECK(!yg_ccr(pk_dec("1"), 40, DEC_NONE, SEX_MALE, &v) && !yg_ccr(pk_dec("1"), 40, pk_dec("19.9"), SEX_MALE, &v));
	CHECK(!yg_ccr(pk_dec("1"), 17, pk_dec("60"), SEX_MALE, &v) && !yg_ccr(pk_dec("1"), 40, pk_dec("60"), SEX_UNKNOWN, &v));
}

/* --- age, sex ------------------------------------------------------------------------------------------------ */
static void age(void)
{
	static const struct { const char *born; int hit; const char *ja; } rows[] = {
		{ "2014-11-02", 1, "11歳(対象 12歳未満)" }, { "2014-11-01", 0, "" }, { "2026-10-31", 1, "0歳(対象 12歳未満)" }, { "1990-01-01", 0, "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = with(TRAMCET, rows[i].born, SEX_MALE);
		const struct finding *f;
		pk_match(&w);
		f = pk_one(&w, FIND_AGE, "A-age");
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK(!pk_gap(&w, "birth-date", "A-age"));
		if (f) {
			CHECK(f->severity == SEV_CRITICAL && f->interrupts && f->npartners == 0 && f->a == 0 && strlen(f->id) == 16);
			CHECK_STR(yg_str(f->national), STR("not-applicable"));
		}
		pk_free(&w);
	}
	{
		struct pk_world w = with(TRAMCET, "", SEX_MALE);
		pk_match(&w);
		CHECK(!pk_one(&w, FIND_AGE, "") && pk_gap(&w, "birth-date", "A-age"));
		pk_free(&w);
		w = with(TRAMCET, "2027-01-01", SEX_MALE);            /* not born yet: not known */
		pk_match(&w);
		CHECK(!pk_one(&w, FIND_AGE, "") && pk_gap(&w, "birth-date", "A-age"));
		pk_free(&w);
	}
	for (int y = 1950; y <= 1953; y++) {                  /* 75 completed years on the day of the check */
		char born[24];
		struct pk_world w;
		snprintf(born, sizeof born, "%d-11-01", y);
		w = with(DEPAS, born, SEX_MALE);
		pk_match(&w);
		CHECK_INT(pk_one(&w, FIND_AGE, "A-pim") != NULL, y <= 1951);
		if (pk_one(&w, FIND_AGE, "A-pim")) CHECK(!pk_one(&w, FIND_AGE, "A-pim")->interrupts);
		pk_free(&w);
	}
}

static void sex(void)
{
	struct pk_world w = with(MINIRIN, "1950-01-01", SEX_FEMALE);
	pk_match(&w);
	CHECK(pk_one(&w, FIND_SEX, "A-sex") && !pk_gap(&w, "sex", NULL));
	pk_free(&w);
	w = with(MINIRIN, "1950-01-01", SEX_MALE);
	pk_match(&w);
	CHECK(!pk_one(&w, FIND_SEX, "") && !pk_gap(&w, "sex", NULL));
	pk_free(&w);
	w = with(MINIRIN, "1950-01-01", SEX_UNKNOWN);
	pk_match(&w);
	CHECK(!pk_one(&w, FIND_SEX, "") && pk_gap(&w, "sex", "A-sex"));
	pk_free(&w);
	w = with("622134801", "1950-01-01", SEX_FEMALE);      /* another strength: not the row's */
	pk_match(&w);
	CHECK(!pk_one(&w, FIND_SEX, ""));
	pk_free(&w);
}

/* --- pregnancy, lactation ----------------------------------------------------------------------------------------- */
static void pregnancy(void)
{
	static const struct { const char *born; enum sex sex; enum tri told; int hit, gap; } rows[] = {
		{ "1995-01-01", SEX_FEMALE, TRI_YES, 1, 0 }, { "1995-01-01", SEX_FEMALE, TRI_NO, 0, 0 }, { "1995-01-01", SEX_FEMALE, TRI_UNKNOWN, 0, 1 },
		{ "1995-01-01", SEX_MALE, TRI_UNKNOWN, 0, 0 }, { "1995-01-01", SEX_MALE, TRI_YES, 0, 0 }, { "1995-01-01", SEX_UNKNOWN, TRI_YES, 1, 0 },
		{ "1995-01-01", SEX_UNKNOWN, TRI_UNKNOWN, 0, 1 }, { "", SEX_FEMALE, TRI_UNKNOWN, 0, 1 }, { "", SEX_UNKNOWN, TRI_NO, 0, 0 },
		{ "1970-11-02", SEX_FEMALE, TRI_UNKNOWN, 0, 1 }, { "1970-11-01", SEX_FEMALE, TRI_UNKNOWN, 0, 0 },       /* 55, 56 */
		{ "2014-11-01", SEX_FEMALE, TRI_UNKNOWN, 0, 1 }, { "2014-11-02", SEX_FEMALE, TRI_UNKNOWN, 0, 0 },       /* 12, 11 */
		{ "1960-01-01", SEX_FEMALE, TRI_YES, 1, 0 },          /* told is told */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = with(METF, rows[i].born, rows[i].sex);
		w.facts.pregnant = rows[i].told;
		w.facts.breastfeeding = TRI_NO;
		pk_match(&w);
		CHECK_INT(pk_one(&w, FIND_PREGNANCY, "A-preg") != NULL, rows[i].hit);
		CHECK_INT(pk_gap(&w, "pregnancy", "A-preg") != NULL, rows[i].gap);
		pk_free(&w);
	}
	for (int weeks = -1; weeks <= 40; weeks++) {          /* from week 28 */
		struct pk_world w = with(CAL200, "1995-01-01", SEX_FEMALE);
		w.facts.pregnant = TRI_YES;
		w.facts.gestation_weeks = weeks;
		pk_match(&w);
		CHECK_INT(pk_one(&w, FIND_PREGNANCY, "A-gest") != NULL, weeks >= 28);
		CHECK_INT(pk_gap(&w, "gestation-weeks", "A-gest") != NULL, weeks <= 0);
		pk_free(&w);
	}
	for (int s = SEX_UNKNOWN; s <= SEX_FEMALE; s++) {     /* a row without a sex of its own */
		struct pk_world w = with(CAL200, "1995-01-01", (enum sex)s);
		w.facts.pregnant = TRI_YES;
		w.facts.gestation_weeks = 30;
		pk_match(&w);
		CHECK_INT(pk_count(&w, FIND_PREGNANCY), s != SEX_MALE);
		pk_free(&w);
	}
	{
		struct pk_world w = with(NORVASC, "1995-01-01", SEX_FEMALE);  /* a row that is off neither fires nor asks */
		w.facts.pregnant = TRI_YES;
		pk_match(&w);
		CHECK(!pk_one(&w, FIND_PREGNANCY, "") && w.out.switched_off == 1);
		pk_free(&w);
		w = with(NORVASC, "1995-01-01", SEX_FEMALE);
		pk_match(&w);
		CHECK(!pk_gap(&w, "pregnancy", NULL) && w.out.switched_off == 0);
		pk_free(&w);
	}
}

static void lactation(void)
{
	for (int told = TRI_UNKNOWN; told <= TRI_YES; told++)
		for (int s = SEX_UNKNOWN; s <= SEX_FEMALE; s++) {
			struct pk_world w = with(METF, "1995-01-01", (enum sex)s);
			const struct finding *f;
			w.facts.breastfeeding = (enum tri)told;
			pk_match(&w);
			f = pk_one(&w, FIND_LACTATION, "A-lact");
			CHECK_INT(f != NULL, told == TRI_YES && s != SEX_MALE);
			CHECK_INT(pk_gap(&w, "breastfeeding", "A-lact") != NULL, told == TRI_UNKNOWN && s != SEX_MALE);
			if (f) CHECK(f->severity == SEV_WARNING && !f->interrupts);
			pk_free(&w);
		}
}

/* --- kidneys, liver ------------------------------------------------------------------------------------------------- */
static void kidneys(void)
{
	struct pk_world w = with(METF, "1961-10-01", SEX_MALE);
	const struct finding *f;
	pk_match(&w);                                         /* nothing told */
	CHECK(pk_gap(&w, "creatinine", "R-egfr") && !pk_count(&w, FIND_RENAL));
	pk_free(&w);
	w = with(METF, "1961-10-01", SEX_MALE);
	pk_lab(&w, LAB_CREATININE, "2", "2026-10-20");
	pk_match(&w);
	f = pk_one(&w, FIND_RENAL, "R-egfr");
	CHECK(f && f->severity == SEV_CRITICAL && f->interrupts && pk_count(&w, FIND_RENAL) == 1 && !pk_gap(&w, "creatinine", NULL));
	if (f) CHECK_STR(f->detail_ja, STR("eGFR 27.4 mL/min/1.73m²(クレアチニン 2 mg/dL、2026-10-20、65歳男性から計算)。対象 30未満"));
	if (f) CHECK_STR(f->detail_en, STR("eGFR 27.4 mL/min/1.73m² (from creatinine 2 mg/dL, 2026-10-20, 65-year-old man); row: below 30"));
	pk_free(&w);
	w = with(METF, "1961-10-01", SEX_MALE);               /* an estimate of the laboratory goes before the formula; 104 days old */
	pk_lab(&w, LAB_CREATININE, "2", "2026-07-20");
	pk_lab(&w, LAB_EGFR, "30", "2026-07-20");
	pk_match(&w);
	f = pk_one(&w, FIND_RENAL, "R-egfr2");
	CHECK(f && f->severity == SEV_WARNING && f->interrupts && pk_count(&w, FIND_RENAL) == 1);
	if (f) CHECK_STR(f->detail_ja, STR("eGFR 30 mL/min/1.73m²(2026-07-20)。対象 30以上45未満。検査から104日たっている"));
	pk_free(&w);
	w = with(METF, "1961-10-01", SEX_MALE);               /* unless the creatinine is newer */
	pk_lab(&w, LAB_CREATININE, "2", "2026-10-20");
	pk_lab(&w, LAB_EGFR, "80", "2026-07-20");
	pk_match(&w);
	CHECK(pk_one(&w, FIND_RENAL, "R-egfr") != NULL);
	pk_free(&w);
	w = with(METF, "1961-10-01", SEX_MALE);
	pk_lab(&w, LAB_EGFR, "45", "");                       /* the upper bound is outside */
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_RENAL) && !pk_gap(&w, "creatinine", NULL));
	pk_free(&w);
	w = with(METF, "1961-10-01", SEX_UNKNOWN);
	pk_lab(&w, LAB_CREATININE, "2", "2026-10-20");
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_RENAL) && pk_gap(&w, "sex", "R-egfr") && !pk_gap(&w, "creatinine", NULL));
	pk_free(&w);
	w = with(METF, "2015-10-01", SEX_MALE);               /* the formula is for adults */
	pk_lab(&w, LAB_CREATININE, "2", "2026-10-20");
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_RENAL) && pk_gap(&w, "creatinine", "R-egfr"));
	pk_free(&w);
	w = with(DABI, "1946-01-01", SEX_FEMALE);             /* Cockcroft-Gault asks for the weight, eGFR does not help */
	pk_lab(&w, LAB_CREATININE, "1.2", "2026-10-20");
	pk_lab(&w, LAB_EGFR, "20", "2026-10-20");
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_RENAL) && pk_gap(&w, "weight", "R-ccr"));
	pk_free(&w);
	w = with(DABI, "1946-01-01", SEX_FEMALE);
	pk_lab(&w, LAB_CREATININE, "1.2", "2026-10-20");
	w.facts.weight_kg = pk_dec("45");
	pk_match(&w);
	f = pk_one(&w, FIND_RENAL, "R-ccr");
	CHECK(f && !pk_gap(&w, "weight", NULL));
	if (f) CHECK_STR(f->detail_ja, STR("CCr 26.6 mL/min(クレアチニン 1.2 mg/dL、2026-10-20、80歳女性、体重45 kgから計算)。対象 30未満"));
	pk_free(&w);
}

static void liver(void)
{
	static const struct { const char *text; int hit; } rows[] = { { "Child-Pugh A", 0 }, { "Child-Pugh B", 1 }, { "ｃｈｉｌｄ－ｐｕｇｈ分類Ｃ", 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = with(METF, "1961-10-01", SEX_MALE);
		pk_condition(&w, rows[i].text, "");
		pk_match(&w);
		CHECK_INT(pk_one(&w, FIND_HEPATIC, "A-hep") != NULL, rows[i].hit);
		CHECK(!pk_gap(&w, "child-pugh", NULL));
		pk_free(&w);
	}
	{
		struct pk_world w = with(METF, "1961-10-01", SEX_MALE);
		pk_condition(&w, "肝硬変", "K74.6");
		pk_match(&w);
		CHECK(!pk_count(&w, FIND_HEPATIC) && pk_gap(&w, "child-pugh", "A-hep"));
		pk_free(&w);
		for (int points = 4; points <= 16; points++) {
			char v[16];
			snprintf(v, sizeof v, "%d", points);
			w = with(METF, "1961-10-01", SEX_MALE);
			pk_lab(&w, LAB_OTHER, v, "2026-10-20");
			w.facts.labs[0].name = STR("Child-Pugh");
			pk_match(&w);
			CHECK_INT(pk_count(&w, FIND_HEPATIC) == 1, points >= 7 && points <= 15);
			CHECK_INT(pk_gap(&w, "child-pugh", "A-hep") != NULL, points < 5 || points > 15);
			pk_free(&w);
		}
	}
}

/* --- conditions -------------------------------------------------------------------------------------------------------- */
static void conditions(void)
{
	static const struct { const char *text, *code; int hit, gap; } rows[] = {
		{ "閉塞隅角緑内障", "H40.2", 1, 0 }, { "何か", "h402", 1, 0 }, { "緑内障", "", 1, 0 }, { "Glaucoma", "", 1, 0 }, { "緑内障", "E11", 1, 0 },
		{ "高血圧症", "I10", 0, 0 }, { "緑内障疑い", "", 0, 1 }, { "腎不全", "8842121", 0, 1 }, { "", "N18.3", 1, 0 }, { "", "N18", 0, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = with(NORVASC, "1961-10-01", SEX_MALE);
		const struct judge_gap *g;
		pk_condition(&w, rows[i].text, rows[i].code);
		pk_match(&w);
		CHECK_INT(pk_one(&w, FIND_CONDITION, "A-cond") != NULL, rows[i].hit);
		g = pk_gap(&w, "condition-text", "A-cond");
		CHECK_INT(g != NULL, rows[i].gap);
		if (g) CHECK_STR(g->said, yg_str(rows[i].text));
		CHECK(!pk_gap(&w, "conditions", NULL));
		pk_free(&w);
	}
	{
		struct pk_world w = with(NORVASC, "1961-10-01", SEX_MALE);
		pk_match(&w);
		CHECK(!pk_count(&w, FIND_CONDITION) && pk_gap(&w, "conditions", "A-cond"));
		pk_free(&w);
	}
}

/* --- allergies ------------------------------------------------------------------------------------------------------------ */
static void allergies(void)
{
	struct pk_world w = with(AMOX, "1961-10-01", SEX_MALE);
	const struct finding *f;
	pk_rx(&w, (struct pk_line){ .drug = CEFA, .amount = "3", .days = 5, .times = "3" });
	pk_rx(&w, (struct pk_line){ .drug = NORVASC, .amount = "1", .days = 5, .times = "1" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_ALLERGY) && pk_gap(&w, "allergies", "AL-bl"));
	pk_allergy(&w, "サワシリンで発疹", "YCM6131001M1020");
	pk_match(&w);
	f = pk_one(&w, FIND_ALLERGY, NULL);
	CHECK(f && f->severity == SEV_CRITICAL && f->interrupts && f->a == 0 && !f->npartners);
	if (f) CHECK_STR(f->detail_ja, STR("申告「サワシリンで発疹」と同じ成分"));
	f = pk_one(&w, FIND_ALLERGY, "AL-bl");                /* the cephem by the group, and only it */
	CHECK(f && f->severity == SEV_WARNING && f->interrupts && f->a == 1 && !f->npartners);
	if (f) CHECK_STR(f->detail_ja, STR("申告「サワシリンで発疹」。交差反応の範囲: 同系の既往"));
	CHECK(!pk_gap(&w, "allergies", NULL) && !pk_gap(&w, "allergy-text", NULL));
	pk_allergy(&w, "アモキシシリン", "");                 /* the same again, in words: told once more as words, but the group once */
	pk_allergy(&w, "ペニシリンっぽい薬", "");
	pk_allergy(&w, "あの薬", "");
	pk_allergy(&w, "あの薬", "");
	pk_match(&w);
	CHECK(pk_gap(&w, "allergy-text", NULL) != NULL && pk_one(&w, FIND_ALLERGY, NULL) && pk_one(&w, FIND_ALLERGY, "AL-bl"));
	if (pk_gap(&w, "allergy-text", NULL)) CHECK_STR(pk_gap(&w, "allergy-text", NULL)->said, STR("あの薬, ペニシリンっぽい薬"));
	pk_free(&w);
	w = with(AUG, "1961-10-01", SEX_MALE);                /* a combination holds what was told */
	pk_allergy(&w, "アモキシシリン", "");
	pk_match(&w);
	f = pk_one(&w, FIND_ALLERGY, NULL);
	CHECK(f && f->severity == SEV_CRITICAL && pk_count(&w, FIND_ALLERGY) == 1);
	pk_free(&w);
	w = with(AMOX, "1961-10-01", SEX_MALE);               /* the combination was told: one of its parts is here */
	pk_allergy(&w, "オーグ配合錠", "");
	pk_match(&w);
	f = pk_one(&w, FIND_ALLERGY, NULL);
	CHECK(f && f->severity == SEV_WARNING && f->interrupts);
	pk_free(&w);
	w = with(NORVASC, "1961-10-01", SEX_MALE);
	pk_allergy(&w, "卵", "J9FA12110000");
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_ALLERGY) && pk_gap(&w, "allergy-text", NULL) && !pk_gap(&w, "allergies", NULL));
	pk_free(&w);
	w = with(CEFA, "1961-10-01", SEX_MALE);               /* a group by its own name */
	pk_allergy(&w, "ペニシリン系", "");
	pk_match(&w);
	CHECK(pk_one(&w, FIND_ALLERGY, "AL-bl") && pk_count(&w, FIND_ALLERGY) == 1);
	pk_free(&w);
}

/* Shapes of what is told that no form would refuse. */
static void odd_allergies(void)
{
	struct pk_world w = with(NORVASC, "1961-10-01", SEX_MALE);
	pk_rx(&w, (struct pk_line){ .drug = AMOX, .amount = "3", .days = 5, .times = "3" });
	pk_rx(&w, (struct pk_line){ .drug = CEFA, .amount = "3", .days = 5, .times = "3" });
	pk_allergy(&w, "", "YCM6131001M1020");                /* only a code: it names itself */
	pk_allergy(&w, "", "YCM9999999F1010");                /* a drug of another edition */
	pk_allergy(&w, "セファクロル", "");
	for (int i = 0; i < 300; i++) pk_allergy(&w, "知られていない薬", "");
	((struct drug_item *)(uintptr_t)w.rx[0].item)->drug = NULL;      /* a line that was not identified is compared with nothing */
	pk_match(&w);
	CHECK_INT(pk_count(&w, FIND_ALLERGY), 4);             /* each directly, and each by the group of the other */
	CHECK(pk_gap(&w, "allergy-text", NULL) != NULL);
	if (pk_gap(&w, "allergy-text", NULL)) CHECK_STR(pk_gap(&w, "allergy-text", NULL)->said, STR("知られていない薬"));
	pk_free(&w);
	w = with(NORVASC, "1961-10-01", SEX_MALE);
	((struct drug_item *)(uintptr_t)w.rx[0].item)->drug = NULL;
	pk_match(&w);
	CHECK(!w.out.ngaps && !w.out.nfindings);
	pk_free(&w);
}

/* --- many ---------------------------------------------------------------------------------------------------------------- */
static void polypharmacy(void)
{
	struct pk_world w = with(METF, "1950-01-01", SEX_MALE);
	const struct finding *f;
	pk_rx(&w, (struct pk_line){ .drug = EYE, .amount = "5", .days = 1, .form = FORM_EXTERNAL });
	pk_hist(&w, (struct pk_line){ .drug = NORVASC, .amount = "1", .days = 30, .on = "2026-10-20" });
	pk_hist(&w, (struct pk_line){ .drug = DEPAS, .amount = "1", .days = 5, .on = "2026-10-20" });       /* ended */
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_POLYPHARMACY));              /* metformin and amlodipine: two; eye drops and ended ones do not count */
	pk_hist(&w, (struct pk_line){ .drug = DABI, .amount = "2", .days = 30, .on = "2026-10-20" })->masked = true;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_POLYPHARMACY));              /* nor lines without consent */
	pk_hist(&w, (struct pk_line){ .drug = CAL200, .amount = "3", .days = 30, .on = "2026-10-20" });
	pk_hist(&w, (struct pk_line){ .drug = CAL500, .amount = "3", .days = 30, .on = "2026-10-20" });     /* the same ingredient again */
	pk_match(&w);
	f = pk_one(&w, FIND_POLYPHARMACY, "PO-1");
	CHECK(f && f->severity == SEV_INFO && !f->interrupts && f->a == 0 && f->npartners == 2);
	if (f) CHECK_STR(f->detail_ja, STR("全身に働く成分 3(目安 3以上): アセトアミノフェン、アムロジピン、メトホルミン"));
	w.facts.born = pk_day("1980-01-01");
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_POLYPHARMACY) && !pk_gap(&w, "birth-date", "PO-1"));
	w.facts.born = YMD_NONE;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_POLYPHARMACY) && pk_gap(&w, "birth-date", "PO-1"));
	pk_free(&w);
}

/* One row touched by two of our lines is one finding; the order of the lines changes no id. */
static void one_cause(void)
{
	char id[2][17];
	for (int turn = 0; turn < 2; turn++) {
		struct pk_world w = pk_world(kit.t);
		const struct finding *f;
		w.facts.pregnant = TRI_YES;
		w.facts.gestation_weeks = 30;
		pk_rx(&w, (struct pk_line){ .drug = turn ? CAL500 : CAL200, .amount = "3", .days = 5, .times = "3" });
		pk_rx(&w, (struct pk_line){ .drug = turn ? CAL200 : CAL500, .amount = "3", .days = 5, .times = "3" });
		pk_match(&w);
		f = pk_one(&w, FIND_PREGNANCY, "A-gest");
		CHECK(f && f->a == 0 && f->npartners == 1 && f->partners[0] == 1 && f->nown == 1);
		if (f) memcpy(id[turn], f->id, sizeof id[turn]);
		pk_free(&w);
	}
	CHECK_STR(yg_str(id[0]), yg_str(id[1]));
}

/* Facts that are missing are listed once each, rules in order; nothing told never makes a finding about the patient. */
static void nothing_told(void)
{
	static const char *const drugs[] = { METF, DABI, NORVASC, TRAMCET, CAL200, MINIRIN, DEPAS, AMOX };
	struct pk_world w = pk_world(kit.t);
	for (size_t i = 0; i < sizeof drugs / sizeof *drugs; i++) pk_rx(&w, (struct pk_line){ .drug = drugs[i], .amount = "1", .days = 5, .times = "1" });
	pk_match(&w);
	for (enum finding_kind k = FIND_ALLERGY; k <= FIND_DOSE; k++) CHECK_INT(pk_count(&w, k), 0);
	for (size_t i = 0; i < w.out.ngaps; i++) {
		for (size_t k = 0; k < i; k++) CHECK(!yg_str_eq(w.out.gaps[i].fact, w.out.gaps[k].fact));
		for (size_t k = 1; k < w.out.gaps[i].nrules; k++) CHECK(yg_str_cmp(w.out.gaps[i].rules[k - 1], w.out.gaps[i].rules[k]) < 0);
	}
	CHECK(pk_gap(&w, "birth-date", "A-age") && pk_gap(&w, "birth-date", "D-adult") && pk_gap(&w, "sex", "A-sex") && pk_gap(&w, "sex", "R-egfr"));
	CHECK(pk_gap(&w, "creatinine", "R-ccr") && pk_gap(&w, "weight", "R-ccr") && pk_gap(&w, "pregnancy", "A-preg") && pk_gap(&w, "breastfeeding", "A-lact"));
	CHECK(pk_gap(&w, "conditions", "A-cond") && pk_gap(&w, "allergies", "AL-bl") && pk_gap(&w, "child-pugh", "A-hep"));
	CHECK(pk_gap(&w, "tables", NULL) != NULL);
	if (pk_gap(&w, "tables", NULL)) CHECK_STR(pk_gap(&w, "tables", NULL)->said, STR("totals.csv"));
	pk_free(&w);
	w = pk_world(kit.t);                                  /* no drug, nothing to lack */
	pk_match(&w);
	CHECK(!w.out.ngaps && !w.out.nfindings);
	pk_free(&w);
}

/* Too small an arena is an error, never half an answer. */
static void short_of_memory(void)
{
	static const char *const drugs[] = { METF, DABI, NORVASC, TRAMCET, CAL500, MSCON, AMOX, CEFA, NEWDRUG };
	struct pk_world w = pk_world(kit.t);
	struct match_out full = { 0 };
	bool done = false;
	for (size_t i = 0; i < sizeof drugs / sizeof *drugs; i++) {
		struct rx_line *l = pk_rx(&w, (struct pk_line){ .drug = drugs[i], .amount = "9", .days = 20, .times = "9", .clinic = "甲" });
		if (i == 4) l->factor = pk_dec("3");
	}
	for (int i = 0; i < 6; i++) pk_hist(&w, (struct pk_line){ .drug = i & 1 ? CAL500 : CAL200, .amount = "9", .days = 20, .on = "2026-10-25", .clinic = "乙" });
	w.facts.born = pk_day("1950-01-01");
	w.facts.sex = SEX_FEMALE;
	w.facts.pregnant = TRI_YES;
	pk_lab(&w, LAB_CREATININE, "3", "2026-01-01");
	pk_condition(&w, "緑内障", "");
	pk_condition(&w, "何か", "");
	pk_allergy(&w, "ペニシリン系", "");
	pk_allergy(&w, "アモキシシリン", "");
	pk_allergy(&w, "何か", "");
	pk_match(&w);
	full = w.out;
	CHECK(full.nfindings > 10 && full.ngaps > 4);
	for (size_t limit = 4096; limit < (16u << 20) && !done; limit += limit / 16) {
		struct arena *a = yg_arena_new(limit);
		struct match_in in = { .tables = w.t, .as_of = w.as_of, .rx = w.rx, .nrx = w.nrx, .hist = w.hist, .nhist = w.nhist, .facts = &w.facts,
				       .paper = &w.paper };
		struct match_out out = { 0 };
		int err = yg_match(&in, a, &out);
		CHECK(err == 0 || err == YG_ETOOBIG);
		if (err) CHECK(!out.nfindings && !out.findings);
		done = err == 0;
		if (done) {
			CHECK(out.nfindings == full.nfindings && out.ngaps == full.ngaps);
			for (size_t i = 0; i < out.nfindings; i++) CHECK_STR(yg_str(out.findings[i].id), yg_str(full.findings[i].id));
		}
		yg_arena_free(a);
	}
	CHECK(done);
	pk_free(&w);
}

int main(void)
{
	pk_open(&kit);
	T_RUN(egfr);
	T_RUN(ccr);
	T_RUN(age);
	T_RUN(sex);
	T_RUN(pregnancy);
	T_RUN(lactation);
	T_RUN(kidneys);
	T_RUN(liver);
	T_RUN(conditions);
	T_RUN(allergies);
	T_RUN(odd_allergies);
	T_RUN(polypharmacy);
	T_RUN(one_cause);
	T_RUN(nothing_told);
	T_RUN(short_of_memory);
	pk_close(&kit);
	return T_END();
}
