/* tables_kit.h - a small drug master and rule set made on the spot, for tests of the tables. Facts about real products,
 * a handful of rows; every test may change a file and seal the folder again. */
#ifndef TESTS_TABLES_KIT_H
#define TESTS_TABLES_KIT_H
#include "t.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "tables/edition_file.h"
#include "tables/tables.h"

struct kit { char root[256], master[300], rules[300], cache[300]; };

#define KIT_PRODUCT_HEAD "receipt,price_code,yj,generic_code,name,name_long,name_list,kana,unit,strength,form_class,control,flags," \
	"listing,brand_of,maker,listed_name,generic_name,price,listed_on,changed_on,ends_on,transition_until,twin\n"
static const char *const kit_products[] = { KIT_PRODUCT_HEAD,
	"612170710,2171022F2025,2171022F2025,2171022F2ZZZ,ノルバスク錠５ｍｇ,ノルバスク錠５ｍｇ,ノルバスク錠５ｍｇ,ﾉﾙﾊﾞｽｸｼﾞｮｳ5MG,錠,５ｍｇ１錠,1,0,,1,,ヴィアトリス製薬,アムロジピンベシル酸塩,【般】アムロジピン錠５ｍｇ,15.80,,2024-04-01,,,\n",
	"620007853,2171022F2017,,2171022F2ZZZ,アムロジピン錠５ｍｇ「あすか」,アムロジピン錠５ｍｇ「あすか」,,ｱﾑﾛｼﾞﾋﾟﾝｼﾞｮｳ5MG,錠,５ｍｇ１錠,1,0,gu,8,,,アムロジピンベシル酸塩,【般】アムロジピン錠５ｍｇ,10.10,,2024-04-01,,,\n",
	"620007854,2171022F2017,,2171022F2ZZZ,アムロジピン錠５ｍｇ「アメル」,アムロジピン錠５ｍｇ「アメル」,,ｱﾑﾛｼﾞﾋﾟﾝｼﾞｮｳ5MG,錠,５ｍｇ１錠,1,0,gu,8,,,アムロジピンベシル酸塩,【般】アムロジピン錠５ｍｇ,10.10,,2024-04-01,,,\n",
	"620000033,1141007F2020,1141007F2020,1141007F2ZZZ,カロナール錠３００　３００ｍｇ,カロナール錠３００,カロナール錠３００,ｶﾛﾅｰﾙｼﾞｮｳ300,錠,３００ｍｇ１錠,1,0,,0,,,アセトアミノフェン,【般】アセトアミノフェン錠３００ｍｇ,8.00,,2024-04-01,,,\n",
	"620098801,1149019F1560,1149019F1560,1149019F1ZZZ,ロキソニン錠６０ｍｇ,ロキソニン錠６０ｍｇ,ロキソニン錠６０ｍｇ,ﾛｷｿﾆﾝｼﾞｮｳ60MG,錠,６０ｍｇ１錠,1,0,,1,,,ロキソプロフェンナトリウム水和物,【般】ロキソプロフェンＮａ錠６０ｍｇ,10.10,,2024-04-01,,,\n",
	"620007812,2649735S2024,2649735S2024,2649735S2ZZZ,ロキソニンテープ５０ｍｇ　７ｃｍ×１０ｃｍ,ロキソニンテープ５０ｍｇ,ロキソニンテープ５０ｍｇ,ﾛｷｿﾆﾝﾃｰﾌﾟ50MG,枚,７ｃｍ×１０ｃｍ１枚,6,0,,0,,,ロキソプロフェンナトリウム水和物,,12.10,,2024-04-01,,,\n",
	"620005364,1169010F2020,1169010F2020,1169010F2ZZZ,エフピーＯＤ錠２．５　２．５ｍｇ,エフピーＯＤ錠２．５,エフピーＯＤ錠２．５,ｴﾌﾋﾟｰODｼﾞｮｳ2.5,錠,２．５ｍｇ１錠,1,3,,0,,,セレギリン塩酸塩,【般】セレギリン口腔内崩壊錠２．５ｍｇ,195.70,,2024-04-01,,,\n",
	"610432019,1179039F1036,1179039F1036,1179039F1ZZZ,ルボックス錠２５　２５ｍｇ,ルボックス錠２５,ルボックス錠２５,ﾙﾎﾞｯｸｽｼﾞｮｳ25,錠,２５ｍｇ１錠,1,0,,0,,,フルボキサミンマレイン酸塩,【般】フルボキサミンマレイン酸塩錠２５ｍｇ,17.00,,2024-04-01,,,\n",
	"613250027,3259109S1025,3259109S1025,,エンシュア・リキッド,エンシュア・リキッド,エンシュア・リキッド,ｴﾝｼｭｱ･ﾘｷｯﾄﾞ,ｍＬ,１０ｍＬ,1,0,,0,,,経腸成分栄養剤（７）,,0.63,,2024-04-01,,,\n",
	"620007536,2492416G2024,2492416G2024,,ランタス注ソロスター　３００単位,ランタス注ソロスター,ランタス注ソロスター,ﾗﾝﾀｽﾁｭｳｿﾛｽﾀｰ,キット,３００単位１キット,4,0,b,1,,,インスリン　グラルギン（遺伝子組換え）,,1345.00,,2024-04-01,,,\n",
	"622688101,2419001F4022,2419001F4022,,ミニリンメルトＯＤ錠２５μｇ,ミニリンメルトＯＤ錠２５μｇ,ミニリンメルトＯＤ錠２５μｇ,ﾐﾆﾘﾝﾒﾙﾄOD25,錠,２５μｇ１錠,1,0,,0,,,デスモプレシン酢酸塩水和物,,147.50,2019-08-27,2024-04-01,,,\n",
	"622134801,2419001F1023,2419001F1023,,ミニリンメルトＯＤ錠１２０μｇ,ミニリンメルトＯＤ錠１２０μｇ,ミニリンメルトＯＤ錠１２０μｇ,ﾐﾆﾘﾝﾒﾙﾄOD120,錠,１２０μｇ１錠,1,0,,0,,,デスモプレシン酢酸塩水和物,,147.50,,2024-04-01,,,\n",
	"610463110,1179025F1026,1179025F1026,1179025F1ZZZ,デパス錠０．５ｍｇ,デパス錠０．５ｍｇ,デパス錠０．５ｍｇ,ﾃﾞﾊﾟｽｼﾞｮｳ0.5MG,錠,０．５ｍｇ１錠,1,5,,0,,,エチゾラム,【般】エチゾラム錠０．５ｍｇ,9.20,,2024-04-01,2024-09-30,,\n",
	",2649719M1028,2649719M1028,,,,リドメックスコーワ軟膏０．３％,,,０．３％１ｇ,6,0,,,,,プレドニゾロン吉草酸エステル酢酸エステル,,13.50,,,,,\n",
	"620003477,2649735S1028,2649735S1028,,ロキソニンパップ１００ｍｇ　１０ｃｍ×１４ｃｍ,ロキソニンパップ１００ｍｇ,ロキソニンパップ１００ｍｇ,,枚,１０ｃｍ×１４ｃｍ１枚,6,0,,0,,,知られていない成分,,17.10,,2024-04-01,,2024-10-31,\n",
};
#define KIT_GENERIC "code,name,listed_name,strength,class,exception,price_min,products\n" \
	"2171022F2ZZZ,【般】アムロジピン錠５ｍｇ,アムロジピンベシル酸塩,５ｍｇ１錠,内用薬,,10.10,\n" \
	"1149019F1ZZZ,【般】ロキソプロフェンＮａ錠６０ｍｇ,ロキソプロフェンナトリウム水和物,６０ｍｇ１錠,内用薬,,10.10,\n" \
	"2325003F1ZZZ,【般】ファモチジン錠１０ｍｇ,ファモチジン,１０ｍｇ１錠,内用薬,,10.10,\n" \
	"2419001FAZZZ,【般】デスモプレシン口腔内崩壊錠,デスモプレシン酢酸塩水和物,,内用薬,1,,2419001F4022|2419001F1023\n"
#define KIT_HOT "hot13,hot9,hot7,receipt,price_code,yj,name,maker,updated\n" \
	"1117888010101,111788801,1117888,620007853,2171022F2017,2171022F2130,アムロジピン錠５ｍｇ「あすか」,あすか,2024-04-01\n"
#define KIT_INGREDIENTS "listed_name,base,how\n" \
	"アムロジピンベシル酸塩,アムロジピン,rule\nアセトアミノフェン,アセトアミノフェン,rule\n" \
	"ロキソプロフェンナトリウム水和物,ロキソプロフェン,rule\nセレギリン塩酸塩,セレギリン,rule\n" \
	"フルボキサミンマレイン酸塩,フルボキサミン,rule\nファモチジン,ファモチジン,rule\n" \
	"経腸成分栄養剤（７）,経腸成分栄養剤,reviewed\nインスリン　グラルギン（遺伝子組換え）,インスリングラルギン,rule\n" \
	"デスモプレシン酢酸塩水和物,デスモプレシン,rule\nエチゾラム,エチゾラム,rule\n" \
	"プレドニゾロン吉草酸エステル酢酸エステル,プレドニゾロン,rule\nアムロジピンベシル酸塩・アトルバスタチンカルシウム水和物,アムロジピン|アトルバスタチン,rule\n"
#define KIT_YJ7 "yj7,base\n1124001,エスタゾラム\n"
#define KIT_ROUTES "key,route,why\n2649,topical,外用消炎\n2649M,topical,軟膏\nQ,eye,点眼\n"
#define KIT_CLASSES "class,name\n217,血管拡張剤\n2171,冠血管拡張\n"

#define KIT_COMMON "id,severity,enabled,mark,title_ja,title_en,effect_ja,effect_en,action_ja,action_en,source,source_date,valid_from,valid_to,unknown_ja"
#define KIT_TEXT "題,title,効果,effect,対応,action,出典,2024-03-01,2024-03-01,,"
#define KIT_PAIRS KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n" \
	"D12-001,critical,1,S," KIT_TEXT ",D12,セレギリン,フルボキサミン,1169010,1179039,1,1,,,14,14\n" \
	"D30-001,critical,1,S," KIT_TEXT ",D30,デスモプレシン,ロキソプロフェン,2419001F4|2419001F5,1149019,0,1,夜間多尿のとき,for nocturia,,\n"
#define KIT_GROUPS KIT_COMMON ",code,label_ja,label_en,members,route,use,allowed\n" \
	"G-BZD,warning,1,S," KIT_TEXT ",BZD,ベンゾジアゼピン系,benzodiazepines,1124001|1179025,systemic,same-class,1\n" \
	"G-NSA,warning,1,S," KIT_TEXT ",NSA,NSAID,NSAIDs,1149019|2649735,systemic,same-class,1\n"
#define KIT_SAME KIT_COMMON ",route_a,route_b\n" \
	"SI-1,warning,1,S," KIT_TEXT ",systemic,systemic\nSI-2,info,1,S," KIT_TEXT ",systemic,topical\nSI-3,info,0,I," KIT_TEXT ",any,any\n"
#define KIT_LIMITS KIT_COMMON ",yj7,limit_days,control\nL-1179025,warning,1,S," KIT_TEXT ",1179025,30,向精神薬\n"
#define KIT_JA "key,text\na.b,成分 {0} が重複\nc.d,対応\n"
#define KIT_EN "key,text\na.b,{0} twice\nc.d,action\n"

static void kit_put(const char *dir, const char *name, const char *text)
{
	char path[600];
	FILE *f;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");                        /* not through base: a test need not wait for the disk */
	if (!f || fwrite(text, 1, strlen(text), f) != strlen(text) || fclose(f) != 0) { fprintf(stderr, "cannot write %s\n", path); exit(99); }
}

/* The standard products, with more rows behind them. */
static void kit_put_products(const char *dir, const char *more)
{
	struct buf b;
	yg_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < sizeof kit_products / sizeof *kit_products; i++) yg_buf_z(&b, kit_products[i]);
	yg_buf_z(&b, more);
	yg_buf_char(&b, '\0');
	kit_put(dir, "products.csv", b.p);
	yg_buf_free(&b);
}

static void kit_seal(const char *dir, bool rules)
{
	static const char *const m[] = { "products.csv", "generic.csv", "hot.csv", "ingredients.csv", "yj7.csv", "routes.csv", "classes.csv" };
	static const char *const r[] = { "pairs.csv", "groups.csv", "same-ingredient.csv", "limits.csv", "messages.ja.csv", "messages.en.csv" };
	static const char *const optional[] = { "patients.csv", "doses.csv", "totals.csv", "forms.csv", "allergies.csv", "cautions.csv", "polypharmacy.csv", "reasons.csv" };
	const char *names[16];
	size_t n = 0;
	struct arena *a = yg_arena_new(1 << 20);
	struct edition_file e = { .format = 1, .id = STR("2024-04-01"), .source_date = { 2024, 4, 1 }, .valid_from = { 2024, 4, 1 },
				  .valid_until = { 2025, 3, 31 }, .sources = STR("test") };
	for (size_t i = 0; i < (rules ? 6u : 7u); i++) names[n++] = rules ? r[i] : m[i];
	for (size_t i = 0; rules && i < sizeof optional / sizeof *optional; i++) {
		char path[600];
		snprintf(path, sizeof path, "%s/%s", dir, optional[i]);
		if (access(path, R_OK) == 0) names[n++] = optional[i];
	}
	if (yg_edition_file_write(dir, &e, names, n, a) != YG_OK) { fprintf(stderr, "cannot seal %s\n", dir); exit(99); }
	yg_arena_free(a);
}

static void kit_new(struct kit *k)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(k->root, sizeof k->root, "%s/yagen-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(k->root)) { perror("mkdtemp"); exit(99); }
	snprintf(k->master, sizeof k->master, "%s/master", k->root);
	snprintf(k->rules, sizeof k->rules, "%s/rules", k->root);
	snprintf(k->cache, sizeof k->cache, "%s/cache", k->root);
	if (mkdir(k->master, 0755) || mkdir(k->rules, 0755) || mkdir(k->cache, 0755)) { perror("mkdir"); exit(99); }
	kit_put_products(k->master, "");
	kit_put(k->master, "generic.csv", KIT_GENERIC);
	kit_put(k->master, "hot.csv", KIT_HOT);
	kit_put(k->master, "ingredients.csv", KIT_INGREDIENTS);
	kit_put(k->master, "yj7.csv", KIT_YJ7);
	kit_put(k->master, "routes.csv", KIT_ROUTES);
	kit_put(k->master, "classes.csv", KIT_CLASSES);
	kit_seal(k->master, false);
	kit_put(k->rules, "pairs.csv", KIT_PAIRS);
	kit_put(k->rules, "groups.csv", KIT_GROUPS);
	kit_put(k->rules, "same-ingredient.csv", KIT_SAME);
	kit_put(k->rules, "limits.csv", KIT_LIMITS);
	kit_put(k->rules, "messages.ja.csv", KIT_JA);
	kit_put(k->rules, "messages.en.csv", KIT_EN);
	kit_seal(k->rules, true);
}

static void kit_empty_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char path[1024];
	while (d && (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (unlink(path) != 0) { kit_empty_dir(path); rmdir(path); }
	}
	if (d) closedir(d);
}

static void kit_free(struct kit *k)
{
	chmod(k->master, 0755);
	kit_empty_dir(k->root);
	rmdir(k->root);
}

/* Opens without an image. Diagnostics go to stderr when show is set. */
static inline int kit_open(const struct kit *k, bool image, struct tables **t, struct diags *ds)
{
	struct tables_options o = { .master_dir = k->master, .rules_dir = k->rules, .cache_dir = k->cache, .no_image = !image };
	return yg_tables_open(t, &o, ds);
}

static inline void kit_show(const struct diags *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		struct buf b;
		yg_buf_init(&b, 4096);
		yg_diag_text(&ds->d[i], LANG_EN, &b);
		fprintf(stderr, "%.*s:%u: %s: %.*s\n", STR_ARG(ds->d[i].field), ds->d[i].record, ds->d[i].kind->code, STR_ARG(yg_buf_view(&b)));
		yg_buf_free(&b);
	}
}

static inline size_t kit_count(const struct diags *ds, const char *code)
{
	size_t n = 0;
	for (size_t i = 0; i < ds->n; i++) n += strcmp(ds->d[i].kind->code, code) == 0;
	return n;
}
#endif
