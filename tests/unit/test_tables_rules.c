/* Rules against a master: which drugs a row touches, and lint: every kind of mistake with file and line. */
#include "tables_kit.h"
#include "tables/rules_lint.h"
#include "base/ban.h"

static struct arena *arena;
static struct diags ds;

static const struct drug *receipt(const struct tables *t, const char *code)
{
	const uint32_t *of;
	return yg_drug_by_receipt(t, yg_str(code), &of) ? yg_drug_at(t, of[0]) : NULL;
}

static const struct drug *generic(const struct tables *t, const char *code)
{
	const uint32_t *of;
	return yg_drug_by_generic(t, yg_str(code), &of) ? yg_drug_at(t, of[0]) : NULL;
}

#define FP "620005364"
#define LUVOX "610432019"
#define LOXO "620098801"
#define LOXO_TAPE "620007812"
#define MINIRIN25 "622688101"
#define MINIRIN120 "622134801"
#define NORVASC "612170710"
#define DEPAS "610463110"

static void pairs(void)
{
	struct kit k;
	struct tables *t = NULL;
	struct pair_hit h[4];
	const struct rule *r;
	kit_new(&k);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	if (!t) { kit_show(&ds); return; }
	/* both ways round, and the wash-out side known */
	CHECK_INT(yg_pair_rules(t, receipt(t, FP), receipt(t, LUVOX), h, 4), 1);
	CHECK(!h[0].swapped);
	r = yg_rule_at(t, h[0].rule);
	CHECK_STR(yg_tables_text(t, r->id), STR("D12-001"));
	CHECK_INT(r->washout_ab, 14);
	CHECK_STR(yg_ingredient_name(t, r->ingredient_a), STR("セレギリン"));
	CHECK_INT(yg_pair_rules(t, receipt(t, LUVOX), receipt(t, FP), h, 4), 1);
	CHECK(h[0].swapped);
	CHECK_INT(yg_pair_rules(t, receipt(t, LUVOX), receipt(t, LUVOX), h, 4), 0);
	CHECK_INT(yg_pair_rules(t, receipt(t, FP), receipt(t, NORVASC), h, 4), 0);
	/* a strength (nine characters) is on the side, another strength of the same YJ7 is not */
	CHECK_INT(yg_pair_rules(t, receipt(t, MINIRIN25), receipt(t, LOXO), h, 4), 1);
	CHECK_STR(yg_tables_text(t, yg_rule_at(t, h[0].rule)->condition_en), STR("for nocturia"));
	CHECK_INT(yg_pair_rules(t, receipt(t, MINIRIN120), receipt(t, LOXO), h, 4), 0);
	/* expand takes the ingredient in systemic products only */
	CHECK_INT(yg_pair_rules(t, receipt(t, MINIRIN25), receipt(t, LOXO_TAPE), h, 4), 0);
	/* an entry that joins both strengths is on the side, or the grave one would be missed */
	CHECK_INT(yg_pair_rules(t, generic(t, "2419001FAZZZ"), generic(t, "1149019F1ZZZ"), h, 4), 1);
	/* counting without room, and room for fewer */
	CHECK_INT(yg_pair_rules(t, receipt(t, FP), receipt(t, LUVOX), NULL, 0), 1);
	/* groups keep to their route */
	{
		const uint16_t *ids;
		CHECK_INT(yg_drug_groups(t, receipt(t, LOXO), &ids), 1);
		CHECK_STR(yg_tables_text(t, yg_group_at(t, ids[0])->code), STR("NSA"));
		CHECK_INT(yg_drug_groups(t, receipt(t, LOXO_TAPE), &ids), 0);
		CHECK_INT(yg_drug_groups(t, receipt(t, DEPAS), &ids), 1);
		CHECK_INT(yg_rule_at(t, yg_group_at(t, ids[0])->rule)->group, ids[0]);
	}
	CHECK_INT(yg_days_limit_rule(t, receipt(t, DEPAS))->limit_days, 30);
	CHECK(yg_days_limit_rule(t, receipt(t, NORVASC)) == NULL);
	CHECK_INT(yg_days_limit_rule(t, generic(t, "1179025F1ZZZ"))->limit_days, 30);
	/* same ingredient: the most specific row, either way round, any as the last */
	CHECK_STR(yg_tables_text(t, yg_same_ingredient_rule(t, ROUTE_SYSTEMIC, ROUTE_SYSTEMIC)->id), STR("SI-1"));
	CHECK_STR(yg_tables_text(t, yg_same_ingredient_rule(t, ROUTE_TOPICAL, ROUTE_SYSTEMIC)->id), STR("SI-2"));
	CHECK_STR(yg_tables_text(t, yg_same_ingredient_rule(t, ROUTE_UNKNOWN, ROUTE_TOPICAL)->id), STR("SI-2"));
	CHECK_STR(yg_tables_text(t, yg_same_ingredient_rule(t, ROUTE_EYE, ROUTE_EYE)->id), STR("SI-3"));
	CHECK(!yg_same_ingredient_rule(t, ROUTE_EYE, ROUTE_EYE)->enabled);
	CHECK(yg_rule_by_id(t, STR("D30-001")) != NULL && yg_rule_by_id(t, STR("D30-00")) == NULL);
	CHECK_STR(yg_message(t, LANG_JA, STR("a.b")), STR("成分 {0} が重複"));
	CHECK_STR(yg_message(t, LANG_EN, STR("c.d")), STR("action"));
	CHECK_STR(yg_message(t, LANG_EN, STR("c.e")), STR_NONE);
	yg_tables_drop(t);
	kit_free(&k);
}

/* A combination product holds both ingredients: expand finds it, and it stands on both sides against itself only once each way. */
static void combination(void)
{
	struct kit k;
	struct tables *t = NULL;
	struct pair_hit h[4];
	kit_new(&k);
	kit_put(k.rules, "pairs.csv", KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
		"D1-1,critical,1,S," KIT_TEXT ",D1,アトルバスタチン,フルボキサミン,,1179039,1,0,,,,\n"
		"D1-2,critical,1,S," KIT_TEXT ",D1,アトルバスタチン,アムロジピン,,,1,1,,,,\n");
	kit_put_products(k.master, "622000001,2190101F1025,,,配合錠,,,,錠,,1,0,,,,,アムロジピンベシル酸塩・アトルバスタチンカルシウム水和物,,,,,,,\n");
	kit_seal(k.master, false);
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	if (!t) { kit_show(&ds); return; }
	CHECK_INT(yg_pair_rules(t, receipt(t, "622000001"), receipt(t, LUVOX), h, 4), 1);
	CHECK_INT(yg_pair_rules(t, receipt(t, "622000001"), receipt(t, NORVASC), h, 4), 1);
	CHECK(!h[0].swapped);
	CHECK_INT(yg_pair_rules(t, receipt(t, NORVASC), receipt(t, "622000001"), h, 4), 1);
	CHECK(h[0].swapped);
	CHECK_INT(yg_pair_rules(t, receipt(t, "622000001"), receipt(t, "622000001"), h, 4), 2);
	CHECK(!h[0].swapped && h[1].swapped);
	yg_tables_drop(t);
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
	if (want == YG_ETABLE) {                      /* what lint refuses, opening refuses too */
		struct tables *t = NULL;
		CHECK_INT(kit_open(&k, true, &t, &ds), YG_ETABLE);
	}
	kit_free(&k);
}

#define PHEAD KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n"
#define GHEAD KIT_COMMON ",code,label_ja,label_en,members,route,use,allowed\n"
#define GOODP ",D,セレギリン,フルボキサミン,1169010,1179039,1,1,,,14,14\n"

static void lint(void)
{
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリソ,フルボキサミン,1169010,1179039,1,1,,,,\n", "rules-ingredient", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,1169099,1179039,1,1,,,,\n", "rules-code-absent", 2, YG_OK);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,2171022,1179039,1,1,,,,\n", "rules-code-ingredient", 2, YG_OK);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,11690,1179039,1,1,,,,\n", "rules-code", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,1169010|1169010,1179039,1,1,,,,\n", "rules-twice", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,,1179039,0,1,,,,\n", "rules-side-empty", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT GOODP "A,critical,1,S," KIT_TEXT GOODP, "rules-id-twice", 3, YG_ETABLE);
	finds("same-ingredient.csv", KIT_COMMON ",route_a,route_b\nD12-001,info,1,S," KIT_TEXT ",any,any\n", "rules-id-twice", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A10,critical,1,S," KIT_TEXT GOODP "A9,critical,1,S," KIT_TEXT GOODP, "rules-id-order", 3, YG_OK);
	finds("pairs.csv", PHEAD "A,grave,1,S," KIT_TEXT GOODP, "rules-value", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,yes,S," KIT_TEXT GOODP, "rules-value", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,X," KIT_TEXT GOODP, "rules-value", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S,題,title,効果,effect,対応,action,,2024-03-01,,," GOODP, "rules-source", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,I,題,title,効果,effect,対応,action,出典,,,," GOODP, "rules-source", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,0,I,題,title,効果,effect,対応,action,,,,," GOODP, "rules-source-off", 2, YG_OK);
	finds("pairs.csv", PHEAD "A,critical,1,S,題,,効果,effect,対応,action,出典,2024-03-01,,," GOODP, "rules-empty", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S,題,t,効果,effect,対応,action,出典,2024-13-01,,," GOODP, "table-date", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S,題,t,効果,effect,対応,action,出典,2024-03-01,2024-03-02,2024-03-01," GOODP, "rules-dates", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,1169010,1179039,1,1,,,two weeks,\n", "table-number", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT ",D,セレギリン,フルボキサミン,1169010,1179039,1,1,条件,,,\n", "rules-empty", 2, YG_ETABLE);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT GOODP "B,critical,1,S," KIT_TEXT ",D,フルボキサミン,セレギリン,1179039,1169010,1,1,,,7,14\n",
	      "rules-pair-twice", 3, YG_OK);
	finds("pairs.csv", PHEAD "A,critical,1,S," KIT_TEXT GOODP "B,critical,1,S," KIT_TEXT ",D,フルボキサミン,セレギリン,1179039,1169010,1,1,,,14,14\n",
	      "rules-pair-repeated", 3, YG_OK);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019,skin,same-class,1\n", "rules-value", 2, YG_ETABLE);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019,any,never,1\n", "rules-value", 2, YG_ETABLE);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019,any,same-class,0\n", "rules-value", 2, YG_ETABLE);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019F1,any,same-class,1\n", "rules-code", 2, YG_ETABLE);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019,any,same-class,1\n", "rules-group-small", 2, YG_OK);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,,any,same-class,1\n", "rules-empty", 2, YG_ETABLE);
	finds("groups.csv", GHEAD "G,warning,1,S," KIT_TEXT ",X,x,x,1149019,any,same-class,1\nH,warning,1,S," KIT_TEXT ",X,x,x,1149019,any,same-class,1\n",
	      "rules-twice", 3, YG_ETABLE);
	finds("same-ingredient.csv", KIT_COMMON ",route_a,route_b\nA,info,1,S," KIT_TEXT ",eye,topical\nB,info,1,S," KIT_TEXT ",topical,eye\n", "rules-twice", 3, YG_ETABLE);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control\nL,warning,1,S," KIT_TEXT ",1179025,0,x\n", "rules-value", 2, YG_ETABLE);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control\nL,warning,1,S," KIT_TEXT ",1179025,30,x\nM,warning,1,S," KIT_TEXT ",1179025,14,x\n", "rules-twice", 3, YG_ETABLE);
	finds("limits.csv", KIT_COMMON ",yj7,limit_days,control,colour\nL,warning,1,S," KIT_TEXT ",1179025,30,x,red\n", "table-column-unknown", 1, YG_ETABLE);
	finds("messages.en.csv", "key,text\na.b,{0} twice\nc.d,\n", "rules-empty", 3, YG_ETABLE);
	finds("messages.en.csv", "key,text\na.b,{0} twice\nc.d,x\nc.d,y\n", "rules-twice", 4, YG_ETABLE);
}

static void messages(void)
{
	struct kit k;
	kit_new(&k);
	kit_put(k.rules, "messages.en.csv", "key,text\na.b,twice\nz.z,extra\n");
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	CHECK_INT(yg_rules_lint(k.master, k.rules, &ds), YG_ETABLE);
	CHECK_INT(kit_count(&ds, "rules-message-missing"), 2);       /* c.d in en, z.z in ja */
	CHECK_INT(kit_count(&ds, "rules-message-places"), 1);
	CHECK(kit_count(&ds, "rules-message-needed") > 20);          /* the kit has none of the program's own */
	kit_free(&k);
}

static void all_at_once(void)
{
	struct kit k;
	kit_new(&k);
	kit_put(k.rules, "pairs.csv", PHEAD "A,grave,1,S," KIT_TEXT GOODP "A,critical,1,S," KIT_TEXT ",D,x,y,1,2,1,1,,,a,b\n");
	kit_put(k.rules, "limits.csv", KIT_COMMON ",yj7,limit_days,control\nL,warning,1,S," KIT_TEXT ",1179025,-1,x\n");
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	CHECK_INT(yg_rules_lint(k.master, k.rules, &ds), YG_ETABLE);
	CHECK_INT(kit_count(&ds, "rules-value"), 1);
	CHECK_INT(kit_count(&ds, "rules-id-twice"), 1);
	CHECK_INT(kit_count(&ds, "rules-ingredient"), 2);
	CHECK_INT(kit_count(&ds, "rules-code"), 2);
	CHECK_INT(kit_count(&ds, "table-number"), 3);
	kit_free(&k);
}

static void shipped(void)   /* the rules of the tree have no error against the master of the tree */
{
	char master[1024];
	FILE *f = fopen(t_src("drugmaster/EDITION"), "rb"), *g = fopen(t_src("rules/EDITION"), "rb");
	CHECK(f != NULL && g != NULL);
	if (f) fclose(f);
	if (g) fclose(g);
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	yg_diags_init(&ds, arena);
	CHECK_INT(yg_rules_lint(master, t_src("rules"), &ds), YG_OK);
	CHECK_INT(kit_count(&ds, "rules-message-needed"), 0);
	if (yg_diags_count(&ds, 0, DIAG_ERROR)) kit_show(&ds);
}

int main(void)
{
	arena = yg_arena_new(1 << 26);
	T_RUN(pairs);
	T_RUN(combination);
	T_RUN(lint);
	T_RUN(messages);
	T_RUN(all_at_once);
	T_RUN(shipped);
	yg_arena_free(arena);
	return T_END();
}
