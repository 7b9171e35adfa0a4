/* A pharmacy's own rows -> a rules folder: every fault at once with its line, ids and sources that nobody can take for the
 * shipped ones, nothing written with a fault in it. */
#include "tables_kit.h"
#include "tables/rules_import.h"
#include "tables/rules_lint.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/ban.h"

#define PAIR_HEAD KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
#define TEXTS "題,title,効果,effect,対応,action"
#define ROW(id, severity, source, date, a, b) id "," severity ",1,S," TEXTS "," source "," date ",,,,OWN," a "," b ",,,1,1,,,,\n"

struct imp { struct kit k; struct arena *a; struct diags ds; struct rules_import_report r; struct buf text; int err; char out[400], in[400]; };

static void begin(struct imp *p)
{
	memset(p, 0, sizeof *p);
	kit_new(&p->k);
	snprintf(p->out, sizeof p->out, "%s/out", p->k.root);
	snprintf(p->in, sizeof p->in, "%s/in", p->k.root);
	if (mkdir(p->in, 0755)) exit(99);
	p->a = yg_arena_new(YG_MAX_ARENA);
}

static void end(struct imp *p)
{
	yg_buf_free(&p->text);
	kit_free(&p->k);
	yg_arena_free(p->a);
}

static void import2(struct imp *p, const char *name, const char *text, const char *name2, const char *text2, const char *by)
{
	char path[2][500];
	const char *files[2] = { path[0], path[1] };
	struct rules_import_options o = { .kind = RULES_CSV, .files = files, .nfiles = name2 ? 2 : 1, .master_dir = p->k.master, .rules_dir = p->k.rules,
		.out_dir = p->out, .by = by, .today = { 2026, 6, 1 } };
	kit_put(p->in, name, text);
	if (name2) kit_put(p->in, name2, text2);
	snprintf(path[0], sizeof path[0], "%s/%s", p->in, name);
	snprintf(path[1], sizeof path[1], "%s/%s", p->in, name2 ? name2 : "");
	yg_buf_free(&p->text);
	yg_buf_init(&p->text, 1 << 20);
	yg_diags_init(&p->ds, p->a);
	p->err = yg_rules_import(&o, &p->r, &p->text, LANG_EN, &p->ds);
}
static void import(struct imp *p, const char *name, const char *text) { import2(p, name, text, NULL, NULL, "見本薬剤師"); }

static struct str file_of(struct imp *p, const char *dir, const char *name)
{
	char path[600];
	struct buf b;
	struct str s;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	yg_buf_init(&b, 1 << 22);
	if (yg_file_read(path, 1 << 22, &b) != 0) b.n = 0;
	s = yg_arena_str(p->a, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}
static bool holds(struct imp *p, const char *name, const char *what) { return yg_str_find(file_of(p, p->out, name), yg_str(what)) != (size_t)-1; }

static bool said(const struct imp *p, const char *code, unsigned input, unsigned line)
{
	for (size_t i = 0; i < p->ds.n; i++)
		if (!strcmp(p->ds.d[i].kind->code, code) && p->ds.d[i].input == input && p->ds.d[i].record == line) return true;
	return false;
}

static void own_rows(struct imp *p)
{
	import(p, "pairs.csv", PAIR_HEAD ROW("7", "critical", "院内取り決め", "2026-05-01", "アムロジピン", "エチゾラム") ROW("8", "critical", "院内取り決め", "2026-05-01", "アムロジピン", "ファモチジン"));
}

static void a_table(void)
{
	struct imp p;
	struct tables *t = NULL;
	begin(&p);
	own_rows(&p);
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK(p.r.added == 2 && p.r.changed == 0 && p.r.unchanged == 0);
	CHECK(holds(&p, "pairs.csv", "\nX-7,critical,1,S,"));
	CHECK(holds(&p, "pairs.csv", "院内取り決め（見本薬剤師）"));
	CHECK(holds(&p, "pairs.csv", "\nD12-001,"));                /* the edition it starts from is whole */
	CHECK(holds(&p, "EDITION", "id=2024-04-01+2026-06-01") && holds(&p, "EDITION", "薬局の規則:pairs.csv 2行 (見本薬剤師, 2026-06-01)"));
	CHECK(!holds(&p, "EDITION", "inserts"));
	{
		struct tables_options o = { .master_dir = p.k.master, .rules_dir = p.out, .no_image = true };
		CHECK_INT(yg_tables_open(&t, &o, &p.ds), 0);
		CHECK(t && yg_rule_by_id(t, STR("X-7")) && yg_rule_by_id(t, STR("D12-001")));
		CHECK(t && yg_str_eqz(yg_tables_rules(t)->id, "2024-04-01+2026-06-01"));      /* so every answer shows it */
		CHECK_STR(t ? yg_tables_text(t, yg_rule_by_id(t, STR("X-7"))->source) : STR_NONE, STR("院内取り決め（見本薬剤師）"));
		yg_tables_drop(t);
	}
	/* the shipped folder is as it was */
	CHECK(yg_str_find(file_of(&p, p.k.rules, "pairs.csv"), STR("X-7")) == (size_t)-1);
	end(&p);
}

static void again(void)
{
	struct imp p;
	struct str before;
	begin(&p);
	own_rows(&p);
	before = file_of(&p, p.out, "pairs.csv");
	own_rows(&p);
	CHECK(p.err == 0 && p.r.unchanged == 2 && p.r.added == 0 && p.r.changed == 0);
	CHECK_STR(file_of(&p, p.out, "pairs.csv"), before);
	import(&p, "pairs.csv", PAIR_HEAD ROW("X-8", "critical", "院内取り決め 第2版", "2026-06-01", "アムロジピン", "ファモチジン") ROW("9", "critical", "会議", "2026-06-01", "エチゾラム", "ファモチジン"));
	CHECK(p.err == 0 && p.r.added == 1 && p.r.changed == 1);
	CHECK(holds(&p, "pairs.csv", "\nX-7,") && holds(&p, "pairs.csv", "第2版") && holds(&p, "pairs.csv", "\nX-9,") && !holds(&p, "pairs.csv", "X-X-"));
	CHECK(holds(&p, "EDITION", "薬局の規則:pairs.csv 2行 (見本薬剤師, 2026-06-01)"));
	end(&p);
}

static void every_fault_with_its_line(void)
{
	struct imp p;
	begin(&p);
	import(&p, "pairs.csv", PAIR_HEAD ROW("1", "catastrophic", "x", "2026-05-01", "アムロジピン", "エチゾラム") "\n" ROW("2", "critical", "", "2026-05-01", "アムロジピン", "エチゾラム")
		ROW("3", "critical", "x", "", "アムロジピン", "エチゾラム") ROW("4", "critical", "x", "2026-13-01", "アムロジピン", "エチゾラム")
		ROW("5", "critical", "x", "2026-05-01", "アムロ", "エチゾラム") ROW("5", "critical", "x", "2026-05-01", "アムロジピン", "ファモチジン")
		ROW("", "critical", "x", "2026-05-01", "アムロジピン", "セレギリン") "10,critical,1\n");
	CHECK_INT(p.err, YG_ETABLE);
	CHECK(said(&p, "rules-import-csv", 0, 0));                  /* a row that is too short: then the rest cannot be trusted */
	import(&p, "pairs.csv", PAIR_HEAD ROW("1", "catastrophic", "x", "2026-05-01", "アムロジピン", "エチゾラム") "\n" ROW("2", "critical", "", "2026-05-01", "アムロジピン", "エチゾラム")
		ROW("3", "critical", "x", "", "アムロジピン", "エチゾラム") ROW("4", "critical", "x", "2026-13-01", "アムロジピン", "エチゾラム")
		ROW("5", "critical", "x", "2026-05-01", "アムロ", "エチゾラム") ROW("5", "critical", "x", "2026-05-01", "アムロジピン", "ファモチジン")
		ROW("", "critical", "x", "2026-05-01", "アムロジピン", "セレギリン"));
	CHECK_INT(p.err, YG_ETABLE);
	CHECK(said(&p, "rules-value", 0, 2));
	CHECK(said(&p, "rules-import-source", 0, 4));               /* an empty line stands between */
	CHECK(said(&p, "rules-import-source", 0, 5));
	CHECK(said(&p, "table-date", 0, 6));
	CHECK(said(&p, "rules-ingredient", 0, 7));
	CHECK(said(&p, "rules-id", 0, 8) || said(&p, "rules-id-twice", 0, 8));
	CHECK(said(&p, "rules-empty", 0, 9));
	CHECK(!file_of(&p, p.out, "EDITION").n && !file_of(&p, p.out, "pairs.csv").n);
	end(&p);
}

/* A row that is off needs its source as well: who switches it on later must find one. */
static void off_rows_have_a_source(void)
{
	struct imp p;
	begin(&p);
	import(&p, "pairs.csv", PAIR_HEAD "1,critical,0,S," TEXTS ",,,,,,OWN,アムロジピン,エチゾラム,,,1,1,,,,\n");
	CHECK(p.err == YG_ETABLE && said(&p, "rules-import-source", 0, 2));
	end(&p);
}

static void several_files(void)
{
	static const char good[] = PAIR_HEAD ROW("1", "critical", "x", "2026-05-01", "アムロジピン", "エチゾラム");
	static const char bad[] = PAIR_HEAD ROW("2", "critical", "x", "2026-05-01", "アムロジピン", "ない成分") ROW("3", "warning", "x", "2026-05-01", "アムロジピン", "エチゾラム");
	struct imp p;
	begin(&p);
	import2(&p, "pairs.csv", good, "cautions.csv", bad, "見本薬剤師");
	CHECK_INT(p.err, YG_ETABLE);
	CHECK(said(&p, "rules-ingredient", 1, 2) && said(&p, "rules-caution-severity", 1, 2));   /* critical is not for cautions.csv */
	CHECK(!said(&p, "rules-ingredient", 0, 2));
	CHECK(!file_of(&p, p.out, "pairs.csv").n);                  /* all or nothing */
	/* a table that the edition did not have */
	import2(&p, "pairs.csv", good, "cautions.csv", PAIR_HEAD ROW("3", "warning", "x", "2026-05-01", "アムロジピン", "ファモチジン"), "見本薬剤師");
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK(holds(&p, "pairs.csv", "\nX-1,") && holds(&p, "cautions.csv", "\nX-3,warning"));
	/* one id in two tables is one id too many */
	import2(&p, "pairs.csv", good, "cautions.csv", PAIR_HEAD ROW("1", "warning", "x", "2026-05-01", "アムロジピン", "ファモチジン"), "見本薬剤師");
	CHECK_INT(p.err, YG_ETABLE);
	CHECK(holds(&p, "cautions.csv", "\nX-3,warning") && !holds(&p, "cautions.csv", "\nX-1,"));
	end(&p);
}

static void patients(void)
{
#define PATIENT_HEAD KIT_COMMON ",kind,drugs,route,age_from,age_to,sex,fact,below,from_value,unit,codes,text_ja,text_en\n"
	struct imp p;
	begin(&p);
	import(&p, "patients.csv", PATIENT_HEAD "1,warning,1,S," TEXTS ",取り決め,2026-05-01,,,,age,I:エチゾラム,any,80,,,,,,,,,\n");
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK(holds(&p, "patients.csv", "\nX-1,warning"));
	import(&p, "patients.csv", PATIENT_HEAD "1,warning,1,S," TEXTS ",取り決め,2026-05-01,,,,age,I:ない成分,any,80,,,,,,,,,\n");
	CHECK_INT(p.err, YG_ETABLE);
	CHECK(said(&p, "rules-ingredient", 0, 2));
	end(&p);
}

static void what_is_refused(void)
{
	static const struct { const char *name, *text, *code; } cases[] = {
		{ "rows.csv", PAIR_HEAD, "rules-import-table" }, { "groups.csv", PAIR_HEAD, "rules-import-table" }, { "pairs.csv", "", "rules-import-csv" },
		{ "pairs.csv", "id\xff\n", "rules-import-csv" }, { "pairs.csv", PAIR_HEAD "\"open", "rules-import-csv" },
	};
	struct imp p;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(&p);
		import(&p, cases[i].name, cases[i].text);
		CHECK(p.err == YG_ETABLE && said(&p, cases[i].code, 0, 0));
		CHECK(!file_of(&p, p.out, "EDITION").n);
		end(&p);
	}
	begin(&p);
	import(&p, "pairs.csv", "id,severity\n1,critical\n");
	CHECK(p.err == YG_ETABLE && said(&p, "table-column-missing", 0, 1));
	import2(&p, "pairs.csv", PAIR_HEAD, NULL, NULL, " ");
	CHECK(p.err == YG_EARG && said(&p, "rules-import-by", 0, 0));
	import2(&p, "pairs.csv", PAIR_HEAD, NULL, NULL, "甲;乙");
	CHECK_INT(p.err, YG_EARG);
	import2(&p, "pairs.csv", PAIR_HEAD, NULL, NULL, NULL);
	CHECK_INT(p.err, YG_EARG);
	end(&p);
}

int main(void)
{
	T_RUN(a_table);
	T_RUN(again);
	T_RUN(every_fault_with_its_line);
	T_RUN(off_rows_have_a_source);
	T_RUN(several_files);
	T_RUN(patients);
	T_RUN(what_is_refused);
	return T_END();
}
