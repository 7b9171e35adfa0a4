/* The product and what is to be done with it: crush, split, one-dose pack; new drugs; unit factors; narcotic paperwork. */
#include "patient_kit.h"
#include "base/ban.h"

static struct pk kit;

static struct supplement *say(struct pk_world *w, const char *kind, const char *text)
{
	struct supplement *s = yg_arena_alloc(w->a, sizeof *s);
	if (!s) abort();
	s->kind = yg_str(kind);
	s->text = yg_str(text);
	return s;
}

static void crush_and_pack(void)
{
	static const struct { const char *drug, *line, *rp, *remark, *text, *usage; const char *rule; } rows[] = {
		{ MSCON, "2", "", "", "", "", "F-crush" }, { MSCON, "", "4", "", "", "", "F-crush" }, { MSCON, "", "", "2", "", "", "F-crush" },
		{ MSCON, "", "", "", "粉砕してください", "", "F-crush" }, { MSCON, "", "", "", "", "分3 毎食後 粉砕", "F-crush" },
		{ MSCON, "", "", "", "粉砕不可", "", NULL }, { MSCON, "", "", "", "粉砕禁", "", NULL }, { MSCON, "", "", "", "粉砕せず", "", NULL },
		{ MSCON, "", "", "", "つぶして", "", "F-crush" }, { MSCON, "1", "", "", "", "", NULL }, { MSCON, "", "2", "1", "一包化", "", NULL },
		{ MSCON, "", "", "", "", "", NULL }, { CAL500, "2", "", "", "", "", "F-crush" }, { CAL200, "2", "", "", "", "", NULL },
		{ DABI, "1", "", "", "", "", "F-pack" }, { DABI, "", "2", "", "", "", "F-pack" }, { DABI, "", "", "1", "", "", "F-pack" },
		{ DABI, "", "", "", "一包化", "", "F-pack" }, { DABI, "2", "4", "2", "粉砕", "", NULL }, { DABI, "", "", "", "一包化しない", "", NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = pk_world(kit.t);
		struct rx_line *l = pk_rx(&w, (struct pk_line){ .drug = rows[i].drug, .amount = "2", .days = 5, .times = "2" });
		struct remark r = { .kind = yg_str(rows[i].remark) };
		const struct finding *f;
		l->supplements = say(&w, rows[i].line, rows[i].text);
		l->nsupplements = 1;
		pk_rp(&w, 0)->supplements = say(&w, rows[i].rp, "");
		pk_rp(&w, 0)->nsupplements = 1;
		pk_rp(&w, 0)->usage = yg_str(rows[i].usage);
		w.paper.remarks = &r;
		w.paper.nremarks = *rows[i].remark != '\0';
		pk_match(&w);
		f = pk_one(&w, FIND_FORM, "");
		CHECK_INT(f != NULL, rows[i].rule != NULL);
		if (f && rows[i].rule) CHECK_STR(yg_tables_text(kit.t, f->rule->id), yg_str(rows[i].rule));
		pk_free(&w);
	}
}

static void split(void)
{
	static const struct { const char *amount, *times, *per_dose, *unit; enum form_class form; int hit; } rows[] = {
		{ "2", "2", NULL, NULL, FORM_ORAL, 0 }, { "1", "2", NULL, NULL, FORM_ORAL, 1 }, { "1.5", "3", NULL, NULL, FORM_ORAL, 1 },
		{ "0.5", NULL, NULL, NULL, FORM_ORAL, 1 }, { "1", NULL, NULL, NULL, FORM_ORAL, 0 }, { "3", "2", NULL, NULL, FORM_ORAL, 1 },
		{ "2", "2", "1/2", NULL, FORM_ORAL, 1 }, { "2", "2", "4/2", NULL, FORM_ORAL, 0 }, { "2", "2", "0.5", NULL, FORM_ORAL, 1 },
		{ "1", "2", "1", NULL, FORM_ORAL, 0 }, { "0.5", NULL, NULL, NULL, FORM_PRN, 1 }, { "1", NULL, NULL, NULL, FORM_PRN, 0 },
		{ "0.5", NULL, NULL, "ｇ", FORM_ORAL, 0 },            /* powders have no halves */
		{ "1", "2", "1/0", NULL, FORM_ORAL, 0 }, { "1", "2", "1/x", NULL, FORM_ORAL, 0 }, { "1", "2", "x", NULL, FORM_ORAL, 0 },
		{ "1", "0", NULL, NULL, FORM_ORAL, 0 }, { "0.5", "2", NULL, NULL, FORM_ORAL_DROPS, 0 }, { "", "2", NULL, NULL, FORM_ORAL, 0 },
		{ "999999999999", "2", NULL, NULL, FORM_ORAL, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = pk_world(kit.t);
		pk_rx(&w, (struct pk_line){ .drug = METF, .amount = rows[i].amount, .days = 5, .times = rows[i].times, .per_dose = rows[i].per_dose,
			.unit = rows[i].unit, .form = rows[i].form });
		pk_match(&w);
		if ((pk_one(&w, FIND_FORM, "F-split") != NULL) != rows[i].hit) fprintf(stderr, "row %zu\n", i);
		CHECK_INT(pk_one(&w, FIND_FORM, "F-split") != NULL, rows[i].hit);
		pk_free(&w);
	}
	{
		struct pk_world w = pk_world(kit.t);
		struct rx_line *l = pk_rx(&w, (struct pk_line){ .drug = METF, .amount = "2", .days = 5, .times = "2" });
		l->has_uneven = true;
		l->uneven[0] = pk_dec("1.5");
		l->uneven[1] = pk_dec("0.5");
		pk_match(&w);
		CHECK(pk_one(&w, FIND_FORM, "F-split") != NULL);
		l->uneven[0] = l->uneven[1] = pk_dec("1");
		pk_match(&w);
		CHECK(!pk_count(&w, FIND_FORM));
		pk_free(&w);
	}
}

/* Listed 2024-03-15: limited until the end of the year that begins on 2024-04-01. */
static void new_drug(void)
{
	static const struct { const char *drug, *on; int days, hit; } rows[] = {
		{ NEWDRUG, "2024-03-15", 15, 1 }, { NEWDRUG, "2024-03-14", 15, 0 }, { NEWDRUG, "2025-03-31", 15, 1 }, { NEWDRUG, "2025-04-01", 15, 0 },
		{ NEWDRUG, "2024-06-01", 14, 0 }, { NEWDRUG, "2024-06-01", 30, 1 }, { NEWEXEMPT, "2024-06-01", 30, 0 }, { NEWGENERIC, "2024-06-01", 30, 0 },
		{ CAL200, "2024-06-01", 30, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = pk_world(kit.t);
		const struct finding *f;
		w.as_of = pk_day(rows[i].on);
		pk_rx(&w, (struct pk_line){ .drug = rows[i].drug, .amount = "1", .days = rows[i].days, .times = "1", .on = rows[i].on });
		pk_match(&w);
		f = pk_one(&w, FIND_DAYS_LIMIT, "L-NEW");
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK_INT(pk_count(&w, FIND_DAYS_LIMIT), rows[i].hit);
		if (f) CHECK(f->severity == SEV_WARNING && f->interrupts);
		if (f && i == 5) CHECK_STR(f->detail_ja, STR("30日分、限度は14日(収載 2024-03-15、2025-03-31まで)"));
		pk_free(&w);
	}
	{
		struct pk_world w = pk_world(kit.t);          /* two lines; no issue day: the day of the check */
		const struct finding *f;
		w.as_of = pk_day("2024-12-01");
		pk_rx(&w, (struct pk_line){ .drug = NEWDRUG, .amount = "1", .days = 20, .times = "1", .on = "" });
		pk_rx(&w, (struct pk_line){ .drug = NEWDRUG, .amount = "1", .days = 16, .times = "1", .on = "" });
		pk_match(&w);
		f = pk_one(&w, FIND_DAYS_LIMIT, "L-NEW");
		CHECK(f && f->npartners == 1);
		if (f) CHECK_STR(f->detail_en, STR("20 days, the limit is 14 (listed 2024-03-15, until 2025-03-31)"));
		pk_free(&w);
	}
	{
		struct pk_world w = pk_world(kit.t);          /* a new drug whose own row is as strict: told once */
		w.as_of = pk_day("2024-06-01");
		pk_rx(&w, (struct pk_line){ .drug = NEWLIMITED, .amount = "1", .days = 15, .times = "1", .on = "2024-06-01" });
		pk_match(&w);
		CHECK(pk_one(&w, FIND_DAYS_LIMIT, "L-1149096") && pk_count(&w, FIND_DAYS_LIMIT) == 1);
		pk_free(&w);
	}
	{
		struct pk_world w = pk_world(kit.t);          /* its own limit is another matter */
		pk_rx(&w, (struct pk_line){ .drug = DEPAS, .amount = "1", .days = 31, .times = "1" });
		pk_match(&w);
		CHECK(pk_one(&w, FIND_DAYS_LIMIT, "L-1179025") && pk_count(&w, FIND_DAYS_LIMIT) == 1);
		pk_free(&w);
	}
}

static void unit_factor(void)
{
	static const struct { const char *drug, *unit, *factor; int hit, gap; } rows[] = {
		{ CAL200, "ｍｇ", "0.005", 0, 0 }, { CAL200, "ｍｇ", "0.05", 1, 0 }, { CAL200, "錠", "1", 0, 0 }, { CAL200, "錠", "10", 1, 0 },
		{ TRAMCET, "ｍｇ", "1", 0, 1 }, { CAL200, "包", "1", 0, 1 }, { CAL200, "錠", "", 0, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pk_world w = pk_world(kit.t);
		const struct finding *f;
		pk_rx(&w, (struct pk_line){ .drug = rows[i].drug, .amount = "2", .days = 5, .times = "2", .unit = rows[i].unit })->factor = pk_dec(rows[i].factor);
		pk_match(&w);
		f = pk_one(&w, FIND_UNIT, NULL);
		CHECK_INT(f != NULL, rows[i].hit);
		CHECK_INT(pk_gap(&w, "unit-factor", NULL) != NULL, rows[i].gap);
		if (f) CHECK(f->severity == SEV_WARNING && f->interrupts);
		if (f && i == 1) CHECK_STR(f->detail_ja, STR("1 ｍｇ = 0.05 錠 と書かれているが、規格 ２００ｍｇ１錠 からは 0.005 錠"));
		pk_free(&w);
	}
}

static void narcotic(void)
{
	struct pk_world w = pk_world(kit.t);
	struct remark r = { .text = STR("麻薬施用者免許証番号 第0000号") };
	const struct finding *f;
	pk_rx(&w, (struct pk_line){ .drug = NORVASC, .amount = "1", .days = 5, .times = "1" });
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_NARCOTIC));
	pk_rx(&w, (struct pk_line){ .drug = MSCON, .amount = "2", .days = 5, .times = "2" });
	pk_match(&w);
	f = pk_one(&w, FIND_NARCOTIC, NULL);
	CHECK(f && f->severity == SEV_WARNING && f->interrupts && f->a == 1 && !f->npartners);
	w.paper.narcotic.given = true;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_NARCOTIC));
	w.paper.narcotic.given = false;
	w.paper.remarks = &r;
	w.paper.nremarks = 1;
	pk_match(&w);
	CHECK(!pk_count(&w, FIND_NARCOTIC));
	r.text = STR("一包化");
	pk_match(&w);
	CHECK(pk_count(&w, FIND_NARCOTIC) == 1);
	pk_free(&w);
}

int main(void)
{
	pk_open(&kit);
	T_RUN(crush_and_pack);
	T_RUN(split);
	T_RUN(new_drug);
	T_RUN(unit_factor);
	T_RUN(narcotic);
	pk_close(&kit);
	return T_END();
}
