/* Package inserts -> rules: names found whole or left to a person, severity by section, revisions, both sides, damaged files.
 * The inserts are invented: fictional products of the kit, real ingredient names. */
#include "tables_kit.h"
#include "tables/rules_import.h"
#include "tables/tables.h"
#include "base/arena.h"
#include "base/limits.h"
#include "text/csv.h"
#include "base/ban.h"

#define NS "http://info.pmda.go.jp/namespace/prescription_drugs/package_insert/1.0"
#define HEAD(attr, number, month, yj) "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<PackIns version=\"1.0\" " attr "><PackageInsertNo>" number "</PackageInsertNo>" \
	"<DateOfPreparationOrRevision><PreparationOrRevision id=\"前回\"><YearMonth>2001-01</YearMonth></PreparationOrRevision>" \
	"<PreparationOrRevision id=\"今回\"><YearMonth>" month "</YearMonth><Version><Lang xml:lang=\"ja\">第3版</Lang></Version></PreparationOrRevision></DateOfPreparationOrRevision>" \
	"<ApprovalEtc><DetailBrandName><ApprovalBrandName><Lang xml:lang=\"ja\">架空錠</Lang></ApprovalBrandName><BrandCode><YJCode>" yj "</YJCode></BrandCode></DetailBrandName></ApprovalEtc>"
#define GOOD "xmlKind=\"Packins\" xmlns=\"" NS "\""
#define DRUG(name) "<Drug><DrugName><Detail><Lang xml:lang=\"ja\">" name "</Lang></Detail></DrugName><ClinSymptomsAndMeasures><Detail><Lang xml:lang=\"ja\">" \
	"企業の文章は取り込まない。</Lang></Detail></ClinSymptomsAndMeasures></Drug>"
#define S101(drugs) "<ContraIndicatedCombinations id=\"HDR_ContraIndicatedCombinations\" heading=\"fixing\"><ContraIndicatedCombination><ContraIndication>" drugs \
	"</ContraIndication></ContraIndicatedCombination></ContraIndicatedCombinations>"
#define S102(drugs) "<PrecautionsForCombinations id=\"HDR_PrecautionsForCombinations\" heading=\"fixing\"><PrecautionsForCombination><PrecautionsForCombi>" drugs \
	"</PrecautionsForCombi></PrecautionsForCombination></PrecautionsForCombinations>"
#define INTER(x) "<Interactions id=\"HDR_Interactions\" heading=\"fixing\">" x "</Interactions></PackIns>"
/* the subject of most: amlodipine 5 mg of the kit */
#define AML(x) HEAD(GOOD, "2171022F2_1_03", "2025-06", "2171022F2025") INTER(x)

struct imp { struct kit k; struct arena *a; struct diags ds; struct rules_import_report r; struct buf text; int err; char out[400], file[8][400], settled[400], list[400]; };

static void begin(struct imp *p)
{
	memset(p, 0, sizeof *p);
	kit_new(&p->k);
	kit_put_products(p->k.master, "622000001,2190101F1025,,,配合錠,,,,錠,,1,0,,,,,アムロジピンベシル酸塩・アトルバスタチンカルシウム水和物,,,,,,,\n");
	kit_put(p->k.master, "ingredients.csv", KIT_INGREDIENTS "ケトコナゾール,ケトコナゾール,rule\n");
	kit_seal(p->k.master, false);
	kit_put(p->k.rules, "classes-dictionary.csv", "word,selectors,source,source_date,note\nベンゾジアゼピン系薬剤,G:BZD,groups.csv,2026-11-20,\n"
		"グレープフルーツジュース,ignore,薬でない語,2026-11-20,\n別の群,G:NOWHERE,x,2026-11-20,\n");
	{
		static const char *const r[] = { "pairs.csv", "groups.csv", "same-ingredient.csv", "limits.csv", "messages.ja.csv", "messages.en.csv", "classes-dictionary.csv" };
		struct arena *a = yg_arena_new(1 << 20);
		struct edition_file e = { .format = 1, .id = STR("kit"), .source_date = { 2024, 4, 1 }, .valid_from = { 2024, 4, 1 }, .valid_until = { 2030, 3, 31 }, .sources = STR("test") };
		CHECK_INT(yg_edition_file_write(p->k.rules, &e, r, 7, a), 0);
		yg_arena_free(a);
	}
	snprintf(p->out, sizeof p->out, "%s/out", p->k.root);
	snprintf(p->settled, sizeof p->settled, "%s/settlements.csv", p->k.root);
	snprintf(p->list, sizeof p->list, "%s/out/worklist.csv", p->k.root);
	p->a = yg_arena_new(YG_MAX_ARENA);
	yg_diags_init(&p->ds, p->a);
}

static void end(struct imp *p)
{
	yg_buf_free(&p->text);
	kit_free(&p->k);
	yg_arena_free(p->a);
}

/* Up to four documents in one call. */
static void import4(struct imp *p, bool settled, const char *a, const char *b, const char *c, const char *d)
{
	const char *text[4] = { a, b, c, d }, *files[4];
	struct rules_import_options o = { .kind = RULES_PMDA_XML, .files = files, .master_dir = p->k.master, .rules_dir = p->k.rules, .out_dir = p->out,
		.settlements = settled ? p->settled : NULL, .today = { 2026, 6, 1 } };
	for (size_t i = 0; i < 4 && text[i]; i++) {
		char name[16];
		snprintf(name, sizeof name, "i%zu.xml", i);
		snprintf(p->file[i], sizeof p->file[i], "%s/%s", p->k.root, name);
		kit_put(p->k.root, name, text[i]);
		files[o.nfiles++] = p->file[i];
	}
	yg_buf_free(&p->text);
	yg_buf_init(&p->text, 1 << 20);
	yg_diags_init(&p->ds, p->a);
	p->err = yg_rules_import(&o, &p->r, &p->text, LANG_JA, &p->ds);
}
static void import(struct imp *p, const char *a) { import4(p, false, a, NULL, NULL, NULL); }

static struct str file_of(struct imp *p, const char *name)
{
	char path[600];
	struct buf b;
	struct str s;
	snprintf(path, sizeof path, "%s/%s", p->out, name);
	yg_buf_init(&b, 1 << 22);
	if (yg_file_read(path, 1 << 22, &b) != 0) b.n = 0;
	s = yg_arena_str(p->a, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}
static bool holds(struct imp *p, const char *name, const char *what) { return yg_str_find(file_of(p, name), yg_str(what)) != (size_t)-1; }
static bool left(struct imp *p, const char *what) { return holds(p, "worklist.csv", what); }

/* Rows that an import made, of one table; *row gets the last whose title holds `title`. */
static size_t rows_of(struct imp *p, const char *file, const char *title, struct str row[32])
{
	struct str text = file_of(p, file);
	struct csv c;
	struct csv_row r;
	size_t n = 0;
	if (row) memset(row, 0, 32 * sizeof *row);
	if (!text.n) return 0;
	yg_csv_open(&c, text, CSV_QUOTED, p->a);
	while (yg_csv_next(&c, &r) == 1) {
		if (!yg_str_starts(r.f[0], STR("PI-"))) continue;
		n++;
		for (size_t i = 0; row && i < r.n && i < 32 && yg_str_find(r.f[4], yg_str(title)) != (size_t)-1; i++) row[i] = r.f[i];
	}
	return n;
}
enum { ID, SEVERITY, ENABLED, MARK, TITLE, SOURCE = 10, SOURCE_DATE, UNKNOWN = 14, ING_A = 16, ING_B, CODES_A, CODES_B, EXPAND_A, EXPAND_B, CONDITION };

static void a_document(void)
{
	struct imp p;
	struct str row[32];
	begin(&p);
	import(&p, AML(S101(DRUG("フルボキサミンマレイン酸塩<Sup>注1)</Sup><HeaderRef ref=\"HDR_X\">［2.参照］</HeaderRef><?enter?>（架空<Sup>®</Sup>、デプロ®）"))
		       S102(DRUG("<Italic>エチゾラム</Italic>、ロキソプロフェンナトリウム等"))));
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK(p.r.documents == 1 && p.r.names == 3 && p.r.resolved == 3 && p.r.unresolved == 0 && p.r.rows == 3);
	CHECK_INT(rows_of(&p, "pairs.csv", "フルボキサミン", row), 1);
	CHECK_STR(row[SEVERITY], STR("critical"));
	CHECK_STR(row[ENABLED], STR("1"));
	CHECK_STR(row[MARK], STR("S"));
	CHECK_STR(row[SOURCE], STR("電子添文 2171022F2_1_03 10.1 (改訂 2025-06 第3版)"));
	CHECK_STR(row[SOURCE_DATE], STR("2025-06-01"));
	CHECK_STR(row[ING_A], STR("アムロジピン"));
	CHECK_STR(row[ING_B], STR("フルボキサミン"));
	CHECK_STR(row[CODES_A], STR("2171022"));
	CHECK_STR(row[CODES_B], STR("1179039"));
	CHECK_STR(row[CONDITION], STR_NONE);
	CHECK_INT(rows_of(&p, "cautions.csv", "ロキソプロフェン", row), 2);
	CHECK_STR(row[SEVERITY], STR("warning"));
	CHECK_STR(row[CODES_B], STR("1149019"));           /* not the tape 2649735: it acts on the skin */
	CHECK(yg_str_find(row[UNKNOWN], STR("「等」")) != (size_t)-1);
	CHECK(!holds(&p, "pairs.csv", "企業の文章") && !holds(&p, "cautions.csv", "企業の文章") && !holds(&p, "inserts.csv", "企業の文章"));
	CHECK(holds(&p, "EDITION", "id=kit+2026-06-01") && holds(&p, "EDITION", "PMDA電子添文 1文書 (最新の改訂 2025-06) 3行"));
	/* the rules it started from stand there, and the folder is one a check can open */
	CHECK(holds(&p, "pairs.csv", "D12-001"));
	{
		struct tables_options o = { .master_dir = p.k.master, .rules_dir = p.out, .no_image = true };
		struct tables *t = NULL;
		struct pair_hit h[4];
		const uint32_t *a, *b;
		CHECK_INT(yg_tables_open(&t, &o, &p.ds), 0);
		CHECK(t && yg_drug_by_receipt(t, STR("612170710"), &a) && yg_drug_by_receipt(t, STR("610432019"), &b));
		if (t) CHECK_INT(yg_pair_rules(t, yg_drug_at(t, a[0]), yg_drug_at(t, b[0]), h, 4), 1);
		yg_tables_drop(t);
	}
	end(&p);
}

/* Names that are not in the dictionary as a whole are left to a person; nothing is matched by its beginning. */
static void names(void)
{
	static const struct { const char *text; size_t rows; const char *left; } cases[] = {
		{ "フルボキサミン", 1, NULL }, { "ﾌﾙﾎﾞｷｻﾐﾝ", 1, NULL }, { "フルボキサミンマレイン酸塩水和物", 1, NULL }, { "・フルボキサミン", 1, NULL },
		{ "フルボキサミン製剤", 1, NULL }, { "フルボ", 0, "フルボ,unknown-name" }, { "フルボキサミンX", 0, "フルボキサミンX,unknown-name" },
		{ "Xフルボキサミン", 0, "Xフルボキサミン,unknown-name" }, { "フルボキサミン塩", 0, "フルボキサミン塩,unknown-name" },
		{ "セレギリン、フルボキサミン", 2, NULL }, { "セレギリン&#10;フルボキサミン", 2, NULL }, { "セレギリン及びフルボキサミン", 2, NULL },
		{ "セレギリン・フルボキサミン", 2, NULL }, { "セレギリン・知らない成分", 0, "セレギリン・知らない成分,unknown-name" },
		{ "セレギリン、知らない成分", 1, "知らない成分,unknown-name" },
		{ "知らない群（セレギリン等）", 1, "知らない群（セレギリン等）,unknown-class" },
		{ "知らない群（セレギリン（架空®）、フルボキサミン（別名®）等）", 2, ",unknown-class" },
		{ "知らない群（セレギリン、謎の成分）", 1, "謎の成分,unknown-name" },
		{ "ベンゾジアゼピン系薬剤", 1, NULL }, { "別の群", 0, "別の群,unknown-name" }, { "グレープフルーツジュース", 0, NULL },
		{ "ケトコナゾール", 1, NULL } /* no product yet: the row waits for one */, { "アムロジピン", 0, NULL }, { "（架空®）", 0, NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct imp p;
		struct str row[32];
		char doc[4096];
		size_t got;
		begin(&p);
		snprintf(doc, sizeof doc, "%s%s%s", HEAD(GOOD, "2171022F2_1_03", "2025-06", "2171022F2025")
			"<Interactions><ContraIndicatedCombinations><Drug><DrugName><Detail><Lang>", cases[i].text,
			"</Lang></Detail></DrugName></Drug></ContraIndicatedCombinations></Interactions></PackIns>");
		import(&p, doc);
		CHECK_INT(p.err, 0);
		got = rows_of(&p, "pairs.csv", "", row);
		if (got != cases[i].rows) { fprintf(stderr, "%s: %zu rows\n", cases[i].text, got); kit_show(&p.ds); }
		CHECK_INT(got, cases[i].rows);
		CHECK(cases[i].left ? left(&p, cases[i].left) : p.r.unresolved == 0);
		if (cases[i].left && !left(&p, cases[i].left)) fprintf(stderr, "%s: %.*s\n", cases[i].text, STR_ARG(file_of(&p, "worklist.csv")));
		end(&p);
	}
}

static void qualified_class_and_combination(void)
{
	struct imp p;
	struct str row[32];
	begin(&p);
	import(&p, HEAD(GOOD, "1179025F1_1_01", "2025-06-15", "1179025F1026") INTER(S101(DRUG("フルボキサミン（経口剤を除く）") DRUG("アムロジピン・アトルバスタチン")
		DRUG("アトルバスタチン・アムロジピン")) S102(DRUG("ベンゾジアゼピン系薬剤") DRUG("アムロジピン"))));
	CHECK_INT(p.err, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "フルボキサミン", row), 2);
	CHECK(row[CONDITION].n > 0);                        /* a bracket that is no name: shown as to be confirmed, never a silent pass */
	CHECK_STR(row[SOURCE_DATE], STR("2025-06-15"));
	rows_of(&p, "pairs.csv", "アトルバスタチン", row);  /* a product of exactly these: it, not its parts; and a person may say otherwise */
	CHECK_STR(row[CODES_B], STR("2190101"));
	CHECK_STR(row[EXPAND_B], STR("0"));
	CHECK(left(&p, "アムロジピン・アトルバスタチン,list-or-combination"));
	CHECK_INT(rows_of(&p, "cautions.csv", "アムロジピン", row), 1);   /* the group's only other ingredient is the drug itself */
	CHECK_STR(row[CODES_B], STR("2171022"));
	CHECK_INT(p.r.self, 1);
	end(&p);
}

/* Severity comes from the section; the graver one stays; repeated partners and both sides give one row. */
static void one_row_for_one_pair(void)
{
	static const char twice[] = AML(S101(DRUG("フルボキサミン") DRUG("フルボキサミンマレイン酸塩、フルボキサミン")) S102(DRUG("フルボキサミン") DRUG("エチゾラム")));
	static const char back[] = HEAD(GOOD, "1179039F1_1_07", "2026-01", "1179039F1036") INTER(S101(DRUG("アムロジピン（経口剤）")));
	struct imp p;
	struct str row[32], pairs, cautions;
	char id[32];
	begin(&p);
	import4(&p, false, twice, back, NULL, NULL);
	CHECK_INT(p.err, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "フルボキサミン", row), 1);
	CHECK_INT(rows_of(&p, "cautions.csv", "", NULL), 1);
	CHECK_INT(p.r.covered, 1);
	CHECK(yg_str_find(row[SOURCE], STR("2171022F2_1_03")) != (size_t)-1 && yg_str_find(row[SOURCE], STR("1179039F1_1_07")) != (size_t)-1);
	CHECK_STR(row[SOURCE_DATE], STR("2026-01-01"));
	CHECK_STR(row[CONDITION], STR_NONE);                /* one side says it without condition: then it holds without */
	snprintf(id, sizeof id, "%.*s", STR_ARG(row[ID]));
	pairs = file_of(&p, "pairs.csv");
	cautions = file_of(&p, "cautions.csv");
	/* the other order, and again: same ids, same bytes but for the order of the sources */
	import4(&p, false, twice, back, NULL, NULL);
	CHECK_STR(file_of(&p, "pairs.csv"), pairs);
	CHECK_STR(file_of(&p, "cautions.csv"), cautions);
	end(&p);
	begin(&p);
	import4(&p, false, back, twice, NULL, NULL);
	rows_of(&p, "pairs.csv", "フルボキサミン", row);
	CHECK_STR(row[ID], yg_str(id));
	end(&p);
}

static void what_the_rules_say_already(void)
{
	struct imp p;
	begin(&p);                                          /* D12-001 of the kit: selegiline and fluvoxamine, on, both expanded */
	import(&p, HEAD(GOOD, "1169010F2_1_02", "2025-06", "1169010F2020") INTER(S101(DRUG("フルボキサミン"))));
	CHECK_INT(p.err, 0);
	CHECK_INT(p.r.covered, 1);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 0);
	end(&p);
	begin(&p);                                          /* off: then the insert is the better word */
	kit_put(p.k.rules, "pairs.csv", KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
		"D12-001,critical,0,I," KIT_TEXT ",D12,セレギリン,フルボキサミン,1169010,1179039,1,1,,,14,14\n");
	kit_seal(p.k.rules, true);
	import(&p, HEAD(GOOD, "1169010F2_1_02", "2025-06", "1169010F2020") INTER(S101(DRUG("フルボキサミン"))));
	CHECK_INT(p.r.covered, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 1);
	end(&p);
}

static void revisions(void)
{
	struct imp p;
	begin(&p);
	import(&p, AML(S101(DRUG("フルボキサミン") DRUG("謎の成分"))));
	CHECK(left(&p, "謎の成分"));
	/* the next revision drops the pair: so do we */
	import(&p, HEAD(GOOD, "2171022F2_1_04", "2025-09", "2171022F2025") INTER(S102(DRUG("エチゾラム"))));
	CHECK_INT(p.err, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 0);
	CHECK_INT(rows_of(&p, "cautions.csv", "", NULL), 1);
	CHECK(!left(&p, "謎の成分"));
	/* an older one is not taken */
	import(&p, AML(S101(DRUG("フルボキサミン"))));
	CHECK_INT(p.err, YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pmda-older"), 1);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 0);
	CHECK_INT(rows_of(&p, "cautions.csv", "", NULL), 1);
	end(&p);
}

static void settled_once(void)
{
	struct imp p;
	struct str row[32];
	begin(&p);
	import(&p, AML(S101(DRUG("謎の成分（通称）") DRUG("ある飲み物") DRUG("抗うつ薬の一種"))));
	CHECK_INT(p.r.unresolved, 3);
	kit_put(p.k.root, "settlements.csv", "name,selectors,who,date\n謎の成分（通称）,I:フルボキサミン,見本薬剤師,2026-05-01\nある飲み物,ignore,見本薬剤師,2026-05-01\n"
		"抗うつ薬の一種,C:1169010|G:NSA,見本薬剤師,2026-05-01\n");
	import4(&p, true, AML(S101(DRUG("謎の成分（通称）") DRUG("ある飲み物") DRUG("抗うつ薬の一種"))), NULL, NULL, NULL);
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK(p.r.unresolved == 0 && p.r.ignored == 1);
	CHECK_INT(rows_of(&p, "pairs.csv", "セレギリン", row), 3);
	CHECK_STR(row[CODES_B], STR("1169010"));
	CHECK_STR(row[EXPAND_B], STR("0"));
	CHECK(!left(&p, "謎の成分"));
	/* and again for another document, without anybody being asked */
	import4(&p, true, HEAD(GOOD, "1179025F1_1_01", "2025-06", "1179025F1026") INTER(S101(DRUG("謎の成分（通称）"))), NULL, NULL, NULL);
	CHECK_INT(p.r.unresolved, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 4);
	/* what a person wrote is checked, all of it at once, and nothing is imported with a fault in it */
	kit_put(p.k.root, "settlements.csv", "name,selectors,who,date\nA,I:知らない成分,x,2026-05-01\nB,フルボキサミン,x,2026-05-01\nC,ignore,,2026-05-01\n"
		"D,ignore,x,2026-13-01\nA,ignore,x,2026-05-01\n");
	import4(&p, true, AML(S101(DRUG("エチゾラム"))), NULL, NULL, NULL);
	CHECK_INT(p.err, YG_ETABLE);
	CHECK_INT(kit_count(&p.ds, "settlement-empty"), 1);
	CHECK_INT(kit_count(&p.ds, "table-date"), 1);
	CHECK_INT(kit_count(&p.ds, "settlement-twice"), 1);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 4);
	kit_put(p.k.root, "settlements.csv", "name,selectors,who,date\nA,I:知らない成分,x,2026-05-01\nB,フルボキサミン,x,2026-05-01\n");
	import4(&p, true, AML(S101(DRUG("エチゾラム"))), NULL, NULL, NULL);
	CHECK_INT(p.err, YG_ETABLE);
	CHECK_INT(kit_count(&p.ds, "partner-selector"), 2);
	end(&p);
}

/* The layout before 2019: headings in words, and a table whose first column names the drugs. [inferred] */
static void old_layout(void)
{
#define ROW(a, b) "<SimpTblRow><SimpTblCell>" a "</SimpTblCell><SimpTblCell><Detail><Lang>" b "</Lang></Detail></SimpTblCell></SimpTblRow>"
#define CELL(x) "<Detail><Lang xml:lang=\"ja\">" x "</Lang></Detail>"
#define TBL(rows) "<TblBlock><SimpleTable>" rows "</SimpleTable></TblBlock>"
	struct imp p;
	struct str row[32];
	begin(&p);
	import(&p, HEAD(GOOD, "2171022F2_1_03", "2015-06", "2171022F2025") "<OldPrecautions><Item><Header><Lang xml:lang=\"ja\">３．相互作用</Lang></Header>"
		"<OrderedList><Item><Header><Lang xml:lang=\"ja\">（１）併用禁忌（併用しないこと）</Lang></Header>" TBL(ROW(CELL("薬剤名等"), "臨床症状") ROW(CELL("フルボキサミン"), "x"))
		"</Item><Item><Header><Lang xml:lang=\"ja\">（２）併用注意（併用に注意すること）</Lang></Header>"
		TBL("<SimpTblRow><SimpTblCell rspan=\"2\">" CELL("エチゾラム") "</SimpTblCell><SimpTblCell/></SimpTblRow><SimpTblRow><SimpTblCell>" CELL("セレギリンで増強") "</SimpTblCell></SimpTblRow>"
		    ROW(CELL("ロキソプロフェンナトリウム水和物"), "y")) "</Item></OrderedList></Item></OldPrecautions></PackIns>");
	CHECK_INT(p.err, 0);
	if (p.err) kit_show(&p.ds);
	CHECK_INT(kit_count(&p.ds, "pmda-old-layout"), 2);
	CHECK_INT(rows_of(&p, "pairs.csv", "フルボキサミン", row), 1);
	CHECK(yg_str_find(row[UNKNOWN], STR("旧記載要領")) != (size_t)-1);
	CHECK_INT(rows_of(&p, "cautions.csv", "", NULL), 2);
	CHECK_INT(p.r.unresolved, 0);
	end(&p);
}

static void what_cannot_be_read_is_said(void)
{
	struct imp p;
	begin(&p);
	/* a section in prose, a cell without name, a picture: all of it in the worklist, beside what was read */
	import(&p, AML("<ContraIndicatedCombinations><ContraIndicatedCombination><Instructions><Detail><Lang>文章だけの節</Lang></Detail></Instructions>"
		"</ContraIndicatedCombination></ContraIndicatedCombinations>" S102("<Drug/>" "<Drug><DrugName><Graphic><GraphicBody gfname=\"a.gif\"/></Graphic></DrugName></Drug>"
		DRUG("エチゾラム") "<Drug><DrugName><Detail><Lang xml:lang=\"en\">fluvoxamine</Lang></Detail></DrugName></Drug>")));
	CHECK_INT(p.err, 0);
	CHECK_INT(kit_count(&p.ds, "pmda-section-unread"), 1);
	CHECK(left(&p, "10.1,-,no-table") && left(&p, "10.2,-,no-name") && left(&p, "10.2,-,picture"));
	CHECK_INT(rows_of(&p, "cautions.csv", "", NULL), 1);
	/* no interaction section at all is counted, and is no error */
	import(&p, HEAD(GOOD, "2171022F2_1_04", "2025-07", "2171022F2025") "</PackIns>");
	CHECK_INT(p.err, 0);
	CHECK_INT(p.r.without, 1);
	end(&p);
}

static void refused(void)
{
	static const struct { const char *text, *code; } cases[] = {
		{ HEAD("xmlKind=\"Packins\" xmlns=\"http://example.org/other\"", "2171022F2_1_03", "2025-06", "2171022F2025") INTER(S101(DRUG("フルボキサミン"))), "pmda-not-insert" },
		{ HEAD("xmlKind=\"Packins\"", "2171022F2_1_03", "2025-06", "2171022F2025") INTER(S101(DRUG("フルボキサミン"))), "pmda-not-insert" },
		{ HEAD("xmlKind=\"ReferenceOfPrecautionsForUse\" xmlns=\"" NS "\"", "2171022F2_1_03", "2025-06", "2171022F2025") INTER(S101(DRUG("フルボキサミン"))), "pmda-other-kind" },
		{ "<?xml version=\"1.0\"?><Other xmlns=\"" NS "\"/>", "pmda-not-insert" },
		{ "<?xml version=\"1.0\"?><!DOCTYPE PackIns [<!ENTITY a \"b\">]>" "<PackIns xmlns=\"" NS "\"/>", "pmda-doctype" },
		{ "<!DOCTYPE PACKINS PUBLIC \"-//x//DTD y//JA\"><PACKINS></PACKINS>", "pmda-sgml" },
		{ HEAD(GOOD, "2171022F2_1_03", "2025-06", "2171022F2025") "<Interactions>", "pmda-xml" }, { "", "pmda-xml" }, { "not xml", "pmda-xml" },
		{ HEAD(GOOD, "", "2025-06", "2171022F2025") "</PackIns>", "pmda-no-number" },
		{ HEAD(GOOD, "2171022F2_1_03", "2025-13", "2171022F2025") "</PackIns>", "pmda-no-revision" },
		{ HEAD(GOOD, "2171022F2_1_03", "2025", "2171022F2025") "</PackIns>", "pmda-no-revision" },
		{ HEAD(GOOD, "2171022F2_1_03", "2025-06", "") "</PackIns>", "pmda-no-yj" },
		{ HEAD(GOOD, "9999999F2_1_03", "2025-06", "9999999F2025") INTER(S101(DRUG("フルボキサミン"))), "pmda-subject-unknown" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct imp p;
		begin(&p);
		import(&p, cases[i].text);
		CHECK_INT(p.err, YG_EREFUSED);
		CHECK_INT(kit_count(&p.ds, cases[i].code), 1);
		if (kit_count(&p.ds, cases[i].code) != 1) { fprintf(stderr, "want %s\n", cases[i].code); kit_show(&p.ds); }
		CHECK(!file_of(&p, "EDITION").n);               /* nothing was made */
		/* beside a good one it costs nothing but itself */
		import4(&p, false, cases[i].text, AML(S101(DRUG("フルボキサミン"))), NULL, NULL);
		CHECK(p.err == 0 && p.r.refused == 1 && p.r.documents == 1);
		CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 1);
		end(&p);
	}
}

static void too_much(void)
{
	struct imp p;
	struct buf b;
	begin(&p);
	yg_buf_init(&b, 64 << 20);
	yg_buf_z(&b, HEAD(GOOD, "2171022F2_1_03", "2025-06", "2171022F2025") "<Interactions><ContraIndicatedCombinations>");
	for (unsigned i = 0; i < 20000; i++) yg_buf_printf(&b, "<Drug><DrugName><Detail><Lang>フルボキサミン、謎の成分%u（エチゾラム等）</Lang></Detail></DrugName></Drug>", i % 50);
	yg_buf_z(&b, "</ContraIndicatedCombinations></Interactions></PackIns>");
	yg_buf_char(&b, '\0');
	import(&p, b.p);                                    /* 2 MB, 40,000 names: an answer */
	CHECK_INT(p.err, 0);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 2);
	b.n = 0;
	yg_buf_z(&b, "<?xml version=\"1.0\"?><PackIns xmlns=\"" NS "\">");
	while (b.n <= YG_MAX_TEXT) yg_buf_z(&b, "<!-- 大きすぎる文書。大きすぎる文書。大きすぎる文書。 -->");
	yg_buf_z(&b, "</PackIns>");
	yg_buf_char(&b, '\0');
	import(&p, b.p);
	CHECK(p.err == YG_EREFUSED && kit_count(&p.ds, "pmda-too-big") == 1);
	b.n = 0;
	yg_buf_z(&b, HEAD(GOOD, "2171022F2_1_04", "2025-07", "2171022F2025"));
	for (unsigned i = 0; i < 100; i++) yg_buf_z(&b, "<Item>");
	for (unsigned i = 0; i < 100; i++) yg_buf_z(&b, "</Item>");
	yg_buf_z(&b, "</PackIns>");
	yg_buf_char(&b, '\0');
	import(&p, b.p);
	CHECK(p.err == YG_EREFUSED && kit_count(&p.ds, "pmda-too-big") == 1);
	yg_buf_free(&b);
	end(&p);
}

/* Cut or changed anywhere: refused, or an edition that lints without error. Never a row whose drugs are others. */
static void any_damage(void)
{
	static const char text[] = AML(S101(DRUG("フルボキサミン（架空®）")) S102(DRUG("エチゾラム、セレギリン等")));
	static const char tried[] = { '<', '&', ' ', (char)0xff, '>' };
	char copy[sizeof text];
	struct imp p;
	begin(&p);
	for (size_t i = 7; i < sizeof text - 1; i += 97) {
		memcpy(copy, text, sizeof text);
		copy[i] = tried[i / 97 % sizeof tried];
		import(&p, copy);
		CHECK(p.err == 0 || (p.err == YG_EREFUSED && p.ds.worst >= DIAG_WARNING));
		copy[i] = '\0';
		import(&p, copy);
		CHECK(p.err == YG_EREFUSED);
	}
	end(&p);
}

static void the_folder(void)
{
	struct imp p;
	struct rules_import_options o = { .kind = RULES_PMDA_XML, .today = { 2026, 6, 1 } };
	const char *files[1];
	begin(&p);
	/* an edition that no import made is not touched */
	snprintf(p.out, sizeof p.out, "%s", p.k.rules);
	import(&p, AML(S101(DRUG("フルボキサミン"))));
	CHECK(p.err == YG_EREFUSED && kit_count(&p.ds, "rules-import-foreign") == 1);
	CHECK_INT(rows_of(&p, "pairs.csv", "", NULL), 0);
	/* without a folder: looked at, nothing written */
	files[0] = p.file[0];
	o.files = files;
	o.nfiles = 1;
	o.master_dir = p.k.master;
	o.rules_dir = p.k.rules;
	yg_diags_init(&p.ds, p.a);
	CHECK_INT(yg_rules_import(&o, &p.r, &p.text, LANG_EN, &p.ds), 0);
	CHECK_INT(p.r.resolved, 1);
	/* a folder of documents, and one without any */
	files[0] = p.k.root;
	CHECK_INT(yg_rules_import(&o, &p.r, &p.text, LANG_EN, &p.ds), 0);
	CHECK_INT(p.r.documents, 1);
	files[0] = p.k.cache;
	CHECK_INT(yg_rules_import(&o, &p.r, &p.text, LANG_EN, &p.ds), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "rules-import-folder"), 1);
	files[0] = "/nonexistent/x.xml";
	CHECK_INT(yg_rules_import(&o, &p.r, &p.text, LANG_EN, &p.ds), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pmda-unreadable"), 1);
	/* a worklist that is none is left as it is */
	snprintf(p.out, sizeof p.out, "%s/out", p.k.root);
	kit_put(p.k.root, "mine.csv", "my,notes\n1,2\n");
	snprintf(p.list, sizeof p.list, "%s/mine.csv", p.k.root);
	files[0] = p.file[0];
	o.out_dir = p.out;
	o.worklist = p.list;
	CHECK_INT(yg_rules_import(&o, &p.r, &p.text, LANG_EN, &p.ds), YG_ETABLE);
	CHECK_INT(kit_count(&p.ds, "worklist-not-ours"), 1);
	{
		struct buf b = t_read(p.list);
		CHECK_STR(yg_buf_view(&b), STR("my,notes\n1,2\n"));
		yg_buf_free(&b);
	}
	end(&p);
}

int main(void)
{
	T_RUN(a_document);
	T_RUN(names);
	T_RUN(qualified_class_and_combination);
	T_RUN(one_row_for_one_pair);
	T_RUN(what_the_rules_say_already);
	T_RUN(revisions);
	T_RUN(settled_once);
	T_RUN(old_layout);
	T_RUN(what_cannot_be_read_is_said);
	T_RUN(refused);
	T_RUN(too_much);
	T_RUN(any_damage);
	T_RUN(the_folder);
	return T_END();
}
