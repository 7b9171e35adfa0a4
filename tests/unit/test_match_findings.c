/* test_match_findings.c - what becomes a finding and what does not: days, routes, combinations, wash-out, groups,
 * three-way duplicates, refills, masked partners, texts. */
#include "match_world.h"
#include "base/ban.h"

static const struct finding *two(struct world *w, struct say ours, struct say theirs, enum finding_kind kind)
{
	*w = w_new();
	w_rx(w, ours);
	w_hist(w, theirs);
	w_match(w);
	return w_one(w, kind);
}

static void same_ingredient(void)
{
	struct world w;
	const struct finding *f = two(&w, (struct say){ FAKE_A, "2026-11-10", 14, "みなと内科", NULL, false, 0, 0 },
		(struct say){ FAKE_A_BRAND, "2026-11-01", 14, "やま医院", "例示薬局", false, 0, 0 }, FIND_SAME_INGREDIENT);
	CHECK(f != NULL);
	if (!f) return;
	CHECK_INT(w.out.nfindings, 1);
	CHECK_INT(w.out.compared, 1);
	CHECK_INT(f->severity, SEV_WARNING);
	CHECK(f->interrupts && !f->masked);
	CHECK_STR(f->shared, STR("成分A"));
	CHECK_STR(f->arithmetic_ja, STR("例示薬局 2026-11-01から14日分 → 11-01〜11-14、今回 11-10〜11-23、重なり 11-10〜11-14 (5日)"));
	CHECK_STR(f->arithmetic_en, STR("例示薬局 from 2026-11-01 14 days -> 11-01 to 11-14; this prescription 11-10 to 11-23; overlap 11-10 to 11-14 (5 days)"));
	CHECK_INT(f->overlap_days, 5);
	CHECK_INT(f->gap_days, -1);
	CHECK_INT(f->rows, 1);
	CHECK_INT(f->institutions, 1);
	CHECK_INT(f->pharmacies, 1);
	CHECK_INT(f->quantity.n, 14);
	CHECK_STR(f->unit, STR("錠"));
	CHECK_STR(yg_str(f->national), STR("hit"));
	CHECK_INT(strlen(f->id), 16);
	w_free(&w);
}

/* last day of theirs, first day of ours: the day both are taken counts, the day after does not */
static void day_boundaries(void)
{
	static const struct { const char *theirs, *ours; int hit; } rows[] = {
		{ "2026-11-01", "2026-11-07", 1 }, { "2026-11-01", "2026-11-08", 0 }, { "2026-11-14", "2026-11-08", 1 },
		{ "2026-11-15", "2026-11-08", 0 }, { "2026-02-22", "2026-02-28", 1 }, { "2024-02-22", "2024-02-29", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		const struct finding *f = two(&w, (struct say){ FAKE_A, rows[i].ours, 7, NULL, NULL, false, 0, 0 },
			(struct say){ FAKE_A, rows[i].theirs, 7, NULL, NULL, false, 0, 0 }, FIND_SAME_INGREDIENT);
		CHECK_INT(f != NULL, rows[i].hit);
		if (f) CHECK_INT(f->overlap_days, 1);
		w_free(&w);
	}
}

static void combinations(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_AB, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_B, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_SAME_INGREDIENT), 2);     /* one for each shared ingredient */
	w_free(&w);
	two(&w, (struct say){ FAKE_AB, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_AB, DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_PAIR);
	CHECK_INT(w_count(&w, FIND_SAME_INGREDIENT), 2);
	w_free(&w);
}

static void three_of_a_kind(void)
{
	struct world w = w_new();
	bool seen[3][3] = { { false } };
	for (int i = 0; i < 3; i++) w_rx(&w, (struct say){ i == 1 ? FAKE_A_BRAND : FAKE_A, DAY0, 7 + i, NULL, NULL, false, 0, 0 });
	w_match(&w);
	for (size_t i = 0; i < w.out.nfindings; i++) {
		const struct finding *f = &w.out.findings[i];
		CHECK_INT(f->kind, FIND_SAME_INGREDIENT);
		CHECK(!f->interrupts);               /* written knowingly, in one prescription */
		CHECK_STR(yg_str(f->national), STR("no-hit"));
		CHECK(f->a == 0 && f->npartners == 2 && f->nown == 2 && f->context == CTX_SAME_RX);
		for (size_t k = 0; k < f->npairs; k++) {
			size_t a = f->pairs[k].a, b = f->pairs[k].b;
			CHECK(a < 3 && b < 3 && a != b);
			CHECK(!seen[a][b] && !seen[b][a]);
			seen[a][b] = true;
		}
	}
	CHECK_INT(seen[0][1] + seen[1][0] + seen[0][2] + seen[2][0] + seen[1][2] + seen[2][1], 3);
	CHECK_INT(w.out.nfindings, 1);               /* one cause, one finding */
	w_free(&w);
}

static void routes(void)
{
	static const struct { int ours, theirs; int severity; } rows[] = {
		{ FAKE_A, FAKE_A_GEL, SEV_INFO }, { FAKE_A_GEL, FAKE_A, SEV_INFO }, { FAKE_A_GEL, FAKE_A_GEL, SEV_WARNING },
		{ FAKE_A_ODD, FAKE_A, SEV_WARNING }, { FAKE_A, FAKE_A_ODD, SEV_WARNING }, { FAKE_A_ODD, FAKE_A_ODD, SEV_WARNING },
		{ FAKE_A_ODD, FAKE_A_GEL, SEV_WARNING },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		const struct finding *f = two(&w, (struct say){ rows[i].ours, DAY0, 14, NULL, NULL, false, 0, 0 },
			(struct say){ rows[i].theirs, DAY0, 14, "他院", NULL, false, 0, 0 }, FIND_SAME_INGREDIENT);
		CHECK(f != NULL);
		if (f) {
			CHECK_INT(f->severity, rows[i].severity);
			CHECK(f->interrupts == (rows[i].severity == SEV_WARNING));
			CHECK_STR(yg_str(f->national), rows[i].ours == rows[i].theirs || rows[i].ours == FAKE_A_ODD || rows[i].theirs == FAKE_A_ODD ?
				  STR("hit") : STR("no-hit"));           /* a route nobody knows: a hit, as a guess */
		}
		w_free(&w);
	}
}

static void classes(void)
{
	struct world w;
	const struct finding *f = two(&w, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 },
		(struct say){ FAKE_C2, DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_SAME_CLASS);
	CHECK(f && f->interrupts && yg_str_eqz(f->shared, "群1"));
	CHECK(f && !strcmp(f->national, "not-applicable"));
	w_free(&w);
	f = two(&w, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_SAME_CLASS);
	CHECK(!f && w_one(&w, FIND_SAME_INGREDIENT));        /* said once, as the same ingredient */
	w_free(&w);
	f = two(&w, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_C2, "2026-11-15", 14, NULL, NULL, false, 0, 0 }, FIND_SAME_CLASS);
	CHECK(!f);
	w_free(&w);
}

/* group 2 allows two at once: three are a finding, but only when there is a day with all three */
static void allowed_counts(void)
{
	static const struct { const char *second, *third; int hit; } rows[] = {
		{ "2026-11-01", "2026-11-01", 1 }, { "2026-11-01", "2026-11-08", 0 }, { "2026-11-01", "2026-11-07", 1 }, { "2026-11-01", "2026-12-01", 0 },
	};
	struct world w;
	CHECK(!two(&w, (struct say){ FAKE_D1, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_D2, DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_SAME_CLASS));
	w_free(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct finding *f;
		w = w_new();
		w_rx(&w, (struct say){ FAKE_D1, DAY0, 14, NULL, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_D2, rows[i].second, 7, NULL, NULL, false, 0, 0 });
		w_hist(&w, (struct say){ FAKE_D3, rows[i].third, 7, NULL, NULL, false, 0, 0 });
		w_match(&w);
		f = w_one(&w, FIND_SAME_CLASS);
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK_INT(f ? f->npartners : 2, 2);
		w_free(&w);
	}
	w = w_new();                                 /* the same drug twice beside ours is not a third drug */
	w_rx(&w, (struct say){ FAKE_D1, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_D2, DAY0, 7, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_D2, DAY0, 7, NULL, NULL, false, 0, 0 });
	w_match(&w);
	CHECK_INT(w_count(&w, FIND_SAME_CLASS), 0);
	w_free(&w);
	w = w_new();                                 /* a masked third one: only a masked finding, nothing about the open one */
	w_rx(&w, (struct say){ FAKE_D1, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_D2, DAY0, 7, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_D3, DAY0, 7, NULL, NULL, true, 0, 0 });
	w_match(&w);
	CHECK_INT(w.out.nfindings, 1);
	CHECK(w.out.nfindings == 1 && w.out.findings[0].masked && w.out.findings[0].npartners == 1 && w.out.findings[0].partners[0] == 2);
	w_free(&w);
}

static void pairs_both_ways(void)
{
	static const int sides[2][2] = { { FAKE_B, FAKE_C1 }, { FAKE_C1, FAKE_B } };
	for (int i = 0; i < 2; i++) {
		struct world w;
		const struct finding *f = two(&w, (struct say){ sides[i][0], DAY0, 14, NULL, NULL, false, 0, 0 },
			(struct say){ sides[i][1], DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_PAIR);
		CHECK(f && f->severity == SEV_CRITICAL && f->interrupts && f->gap_days == -1 && f->overlap_days == 14);
		CHECK(f && !strcmp(f->national, "hit"));
		w_free(&w);
		w = w_new();
		w_rx(&w, (struct say){ sides[i][0], DAY0, 14, NULL, NULL, false, 0, 0 });
		w_rx(&w, (struct say){ sides[i][1], DAY0, 14, NULL, NULL, false, 0, 0 });
		w_match(&w);
		CHECK_INT(w.out.nfindings, 1);       /* once, not from each side */
		CHECK(w_one(&w, FIND_PAIR) && w_one(&w, FIND_PAIR)->interrupts);
		w_free(&w);
	}
	for (int far = 0; far < 2; far++) {          /* no wash-out: the day after is free */
		struct world w;
		CHECK_INT(two(&w, (struct say){ FAKE_B, "2026-11-08", 7, NULL, NULL, false, 0, 0 },
			(struct say){ FAKE_C1, far ? "2026-11-01" : "2026-11-02", 7, NULL, NULL, false, 0, 0 }, FIND_PAIR) != NULL, !far);
		w_free(&w);
	}
}

/* A form the source does not name: a warning that must be decided, with the reason, and no claim about the service. */
static void pairs_beyond_the_source(void)
{
	struct world w;
	const struct finding *f;
	fake.beyond = true;
	f = two(&w, (struct say){ FAKE_B, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 }, FIND_PAIR);
	CHECK(f && f->severity == SEV_WARNING && f->interrupts && f->beyond && f->detail_ja.n && f->detail_en.n);
	CHECK(f && !strcmp(f->national, "not-applicable"));
	w_free(&w);
	fake.beyond = false;
}

/* P-CE: 14 days after C before E may start; the other way round nothing. C lasts 11-01..11-07. */
static void wash_out(void)
{
	static const struct { int ours, theirs; const char *our_day, *their_day; int hit, gap; } rows[] = {
		{ FAKE_D1, FAKE_C1, "2026-11-21", "2026-11-01", 1, 13 }, { FAKE_D1, FAKE_C1, "2026-11-22", "2026-11-01", 0, 0 },
		{ FAKE_D1, FAKE_C1, "2026-11-08", "2026-11-01", 1, 0 },
		{ FAKE_C1, FAKE_D1, "2026-11-21", "2026-11-01", 0, 0 }, { FAKE_C1, FAKE_D1, "2026-11-08", "2026-11-01", 0, 0 },
		{ FAKE_C1, FAKE_D1, "2026-11-01", "2026-11-21", 1, 13 }, { FAKE_C1, FAKE_D1, "2026-11-01", "2026-11-22", 0, 0 },
		{ FAKE_D1, FAKE_C1, "2026-11-01", "2026-11-08", 0, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		const struct finding *f = two(&w, (struct say){ rows[i].ours, rows[i].our_day, 7, NULL, NULL, false, 0, 0 },
			(struct say){ rows[i].theirs, rows[i].their_day, 7, NULL, NULL, false, 0, 0 }, FIND_PAIR);
		if ((f != NULL) != rows[i].hit) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(f != NULL, rows[i].hit);
		if (f) {
			CHECK_INT(f->gap_days, rows[i].gap);
			CHECK_INT(f->overlap_days, 0);
			CHECK(yg_str_find(f->arithmetic_ja, STR("あけるのは14日")) != (size_t)-1);
			CHECK_STR(yg_str(f->national), STR("no-hit"));       /* the national rule knows no wash-out */
		}
		w_free(&w);
	}
}

static void rules_off(void)
{
	struct world w;
	CHECK(!two(&w, (struct say){ FAKE_A, DAY0, 7, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_D1, DAY0, 7, NULL, NULL, false, 0, 0 }, FIND_PAIR));
	CHECK_INT(w.out.switched_off, 1);
	w_free(&w);
	fake.rules[fake.nrules - 1].valid_from = w_day("2026-11-02");        /* P-cond: not yet in force on DAY0 */
	CHECK(!two(&w, (struct say){ FAKE_C2, DAY0, 7, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_D3, DAY0, 7, NULL, NULL, false, 0, 0 }, FIND_PAIR));
	CHECK_INT(w.out.switched_off, 1);
	w_free(&w);
	fake.rules[fake.nrules - 1].valid_from = w_day(DAY0);
	CHECK(two(&w, (struct say){ FAKE_C2, DAY0, 7, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_D3, DAY0, 7, NULL, NULL, false, 0, 0 }, FIND_PAIR) != NULL);
	w_free(&w);
	fake_reset();
}

static void days_limit(void)
{
	struct world w;
	struct rule *r = fake_rule("L-1", RULE_DAYS_LIMIT, SEV_WARNING, -1, -1);
	r->limit_days = 30;
	fake.limit_drug = FAKE_UNRELATED;
	fake.limit_rule = (int)(r - fake.rules);
	for (int days = 30; days <= 31; days++) {
		const struct finding *f;
		w = w_new();
		w_rx(&w, (struct say){ FAKE_UNRELATED, DAY0, days, NULL, NULL, false, 0, 0 });
		w_match(&w);
		f = w_one(&w, FIND_DAYS_LIMIT);
		CHECK_INT(f != NULL, days == 31);
		if (f) CHECK(!f->npartners && f->interrupts && f->rows == 0 && yg_str_eqz(f->detail_ja, "31日分、限度は30日"));
		w_free(&w);
	}
	fake_reset();
}

/* Same institution: up to seven days of overlap continue the course; more, or another institution, do not. */
static void refills(void)
{
	static const struct { const char *clinic, *on; int severity; } rows[] = {
		{ "みなと内科", "2026-10-25", SEV_INFO /* 7 days left */ }, { "みなと内科", "2026-10-26", SEV_WARNING },
		{ "やま医院", "2026-10-25", SEV_WARNING }, { NULL, "2026-10-25", SEV_WARNING }, { "みなと内科", "2026-11-01", SEV_WARNING },
	};
	struct world w;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct finding *f = two(&w, (struct say){ FAKE_A, DAY0, 14, "みなと内科", NULL, false, 0, 0 },
			(struct say){ FAKE_A_BRAND, rows[i].on, 14, rows[i].clinic, NULL, false, 0, 0 }, FIND_SAME_INGREDIENT);
		CHECK(f && (int)f->severity == rows[i].severity);
		CHECK(f && f->interrupts == (i > 0));
		if (f && i == 0) CHECK(yg_str_find(f->detail_ja, STR("7日残る")) != (size_t)-1);
		w_free(&w);
	}
	w = w_new();                                 /* two early fetches pile up: not a continuation any more */
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-23", 14, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-22", 14, "みなと内科", NULL, false, 0, 0 });
	w_match(&w);
	CHECK(w_one(&w, FIND_SAME_INGREDIENT) && w_one(&w, FIND_SAME_INGREDIENT)->severity == SEV_WARNING);
	w_free(&w);
	w = w_new();                                 /* morning and evening lines of one dispensing count once */
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-23", 14, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-10-23", 14, "みなと内科", NULL, false, 0, 0 });
	w_match(&w);
	CHECK(w_one(&w, FIND_SAME_INGREDIENT) && w_one(&w, FIND_SAME_INGREDIENT)->severity == SEV_INFO);
	w_free(&w);
}

static void grouped(void)
{
	struct world w = w_new();
	const struct finding *f;
	w_rx(&w, (struct say){ FAKE_A, "2026-11-10", 14, "みなと内科", NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-09", 14, "い医院", "甲薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-03", 28, "ろ医院", "乙薬局", false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, "2026-11-05", 14, "い医院", "甲薬局", false, 0, 0 });
	w_match(&w);
	f = w_one(&w, FIND_SAME_INGREDIENT);
	CHECK(f && f->npartners == 3 && f->partners[0] == 2 && f->partners[1] == 3 && f->partners[2] == 1);   /* in date order */
	CHECK(f && f->rows == 3 && f->institutions == 2 && f->pharmacies == 2 && f->quantity.n == 56);
	CHECK(f && f->overlap_days == 14);
	CHECK(f && yg_str_find(f->arithmetic_ja, STR("乙薬局 2026-11-03から28日分")) == 0 && yg_str_find(f->arithmetic_ja, STR("ほか2件")) != (size_t)-1);
	w_free(&w);
}

static void masked(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_B, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_C1, DAY0, 14, "秘密医院", "秘密薬局", true, 0, 0 });
	w_hist(&w, (struct say){ FAKE_AB, DAY0, 14, "秘密医院", "秘密薬局", true, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, "い医院", "甲薬局", false, 0, 0 });
	w_match(&w);
	CHECK_INT(w.out.nfindings, 4);               /* B x C contraindicated, B and A duplicated masked, A duplicated openly */
	for (size_t i = 0, n = 0; i < w.out.nfindings; i++) {
		const struct finding *f = &w.out.findings[i];
		if (!f->masked) {
			CHECK(f->kind == FIND_SAME_INGREDIENT && f->npartners == 1 && f->partners[0] == 4 && f->rows == 1);
			continue;
		}
		n++;
		CHECK(!f->rule && !f->shared.n && !f->arithmetic_ja.n && !f->arithmetic_en.n && !f->detail_ja.n && !f->detail_en.n);
		CHECK(!f->overlap_days && f->gap_days == -1 && !f->rows && !f->institutions && !f->pharmacies && !yg_dec_given(f->quantity) && !f->unit.n);
		CHECK(!yg_ymd_given(f->overlap.from) && !yg_ymd_given(f->overlap.to) && f->interrupts && f->npartners == 1);
		CHECK_STR(yg_str(f->national), STR("not-applicable"));
		CHECK(!strncmp(f->id, "masked-", 7));
		if (f->a == 0) CHECK_STR(yg_str(f->id), f->kind == FIND_PAIR ? STR("masked-2") : STR("masked-1"));
		else CHECK_STR(yg_str(f->id), STR("masked-3"));
		CHECK(n <= 3);
	}
	CHECK_INT(w.out.compared, 3);
	w_free(&w);
}

static void not_comparable(void)
{
	struct world w = w_new();
	w_rx(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_rx(&w, (struct say){ -1, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 0, 0 });
	w_hist(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 1, 0 });
	w_hist(&w, (struct say){ -1, DAY0, 14, NULL, NULL, false, 0, 0 });
	w.hist[1].merged_into = 0;
	w_match(&w);
	CHECK(w.out.nfindings == 1 && w.out.findings[0].npartners == 1 && w.out.findings[0].partners[0] == 2);
	CHECK_INT(w.out.compared, 1);
	w.hist[0].merged_into = MERGED_INTO_RX;
	w_match(&w);
	CHECK_INT(w.out.nfindings, 0);
	w_free(&w);
	w = w_new();                                 /* nothing at all */
	w_match(&w);
	CHECK_INT(w.out.nfindings, 0);
	w_free(&w);
}

static void undated_is_current(void)
{
	struct world w;
	const struct finding *f = two(&w, (struct say){ FAKE_A, DAY0, 14, NULL, NULL, false, 0, 0 },
		(struct say){ FAKE_A, "", 7, "他院", NULL, false, 0, 0 }, FIND_SAME_INGREDIENT);
	CHECK(f && f->overlap_days == 14);
	CHECK(f && yg_str_find(f->arithmetic_ja, STR("日付なし(服用中とみなす)")) != (size_t)-1);
	w_free(&w);
	f = two(&w, (struct say){ FAKE_D1, DAY0, 14, NULL, NULL, false, 0, 0 }, (struct say){ FAKE_C1, "", 7, NULL, NULL, false, 0, 0 }, FIND_PAIR);
	CHECK(f && f->severity == SEV_CRITICAL);
	w_free(&w);
}

/* Equal lines that nobody identified: the ids of what is said of them still differ. */
static void ids_are_unique(void)
{
	struct world w = w_new();
	struct finding given[3];
	static const struct facts facts;
	for (size_t i = 0; i < 3; i++) {
		w_rx(&w, (struct say){ FAKE_C1, DAY0, 14, NULL, NULL, false, 0, 0 });
		given[i] = (struct finding){ .kind = FIND_UNCHECKED, .severity = SEV_INFO, .a = i, .gap_days = -1, .quantity = DEC_NONE };
	}
	w_hist(&w, (struct say){ FAKE_C2, DAY0, 14, NULL, NULL, false, 0, 0 });
	CHECK_INT(yg_match(&(struct match_in){ .tables = &fake, .as_of = w_day(DAY0), .rx = w.rx, .nrx = w.nrx, .hist = w.hist, .nhist = w.nhist,
			   .facts = &facts, .given = given, .ngiven = 3 }, w.a, &w.out), 0);
	CHECK_INT(w.out.nfindings, 5);
	for (size_t i = 0; i < w.out.nfindings; i++)
		for (size_t k = 0; k < i; k++) CHECK(strcmp(w.out.findings[i].id, w.out.findings[k].id) != 0);
	w_free(&w);
}

int main(void)
{
	fake_reset();
	T_RUN(same_ingredient);
	T_RUN(day_boundaries);
	T_RUN(combinations);
	T_RUN(three_of_a_kind);
	T_RUN(routes);
	T_RUN(classes);
	T_RUN(allowed_counts);
	T_RUN(pairs_both_ways);
	T_RUN(pairs_beyond_the_source);
	T_RUN(wash_out);
	T_RUN(rules_off);
	T_RUN(days_limit);
	T_RUN(refills);
	T_RUN(grouped);
	T_RUN(masked);
	T_RUN(not_comparable);
	T_RUN(undated_is_current);
	T_RUN(ids_are_unique);
	return T_END();
}
