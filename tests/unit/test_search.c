/* Looking a drug up: what is found by which spelling, in which order, and that short queries are not silently empty. */
#include "tables_kit.h"
#include "search/search.h"
#include "base/ban.h"

static struct arena *arena;
static struct tables *t;
static struct search *s;
static uint32_t *hit;
static size_t nhits;

static int look(const char *query, size_t max)
{
	hit = NULL;
	nhits = 0;
	return yg_search(s, yg_str(query), max, arena, &hit, &nhits);
}

static struct str first(const char *query)
{
	if (look(query, 20) != YG_OK || nhits == 0) return STR("(nothing)");
	return yg_tables_text(t, yg_drug_at(t, hit[0])->name ? yg_drug_at(t, hit[0])->name : yg_drug_at(t, hit[0])->name_list);
}

static void spellings(void)
{
	CHECK_STR(first("ノルバスク"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("ﾉﾙﾊﾞｽｸ"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("のるばすく"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("ノルバスク錠5mg"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("ルバス"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("リドメックス"), STR("リドメックスコーワ軟膏０．３％"));
	CHECK_STR(first("エンシュア・リキッド"), STR("エンシュア・リキッド"));
	CHECK_STR(first("ENSURE"), STR("(nothing)"));
	CHECK_INT(look("セレギリン", 20), YG_OK);              /* by ingredient: a brand that does not name it */
	CHECK_INT(nhits, 2);
}

static void short_queries(void)   /* one and two characters, kanji and kana */
{
	CHECK_INT(look("錠", 100), YG_OK);
	CHECK(nhits >= 10);
	CHECK_INT(look("ﾛ", 100), YG_OK);
	CHECK(nhits >= 3);
	CHECK_STR(first("のる"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("軟膏"), STR("リドメックスコーワ軟膏０．３％"));
	CHECK_INT(look("錠", 3), YG_OK);
	CHECK_INT(nhits, 3);
	CHECK_INT(look("鑞", 100), YG_OK);
	CHECK_INT(nhits, 0);
}

static void codes(void)
{
	CHECK_STR(first("612170710"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("２１７１０２２Ｆ２０２５"), STR("ノルバスク錠５ｍｇ"));
	CHECK_STR(first("2171022f2025"), STR("ノルバスク錠５ｍｇ"));
	CHECK_INT(look("2171022F2017", 20), YG_OK);
	CHECK_INT(nhits, 2);
	CHECK_INT(look("2171022F2130", 20), YG_OK);
	CHECK_INT(nhits, 1);
	CHECK_INT(look("111788801", 20), YG_OK);
	CHECK_INT(nhits, 1);
	CHECK_INT(look("2171022F2ZZZ", 20), YG_OK);
	CHECK(nhits == 4 && (yg_drug_at(t, hit[0])->flags & DRUG_GENERIC_NAME));
	CHECK_INT(look("2171022F20", 20), YG_OK);              /* no part of a code */
	CHECK_INT(nhits, 0);
}

static void order(void)
{
	CHECK_INT(look("アムロジピン", 20), YG_OK);
	CHECK(nhits == 4);
	CHECK(nhits && !(yg_drug_at(t, hit[0])->flags & DRUG_GENERIC_NAME));    /* a name that begins with it first */
	CHECK_STR(nhits == 4 ? yg_tables_text(t, yg_drug_at(t, hit[3])->name) : STR_NONE, STR("ノルバスク錠５ｍｇ")); /* then ingredient only */
	CHECK_INT(look("アムロジピン アメル", 20), YG_OK);     /* both words */
	CHECK_INT(nhits, 1);
	CHECK_INT(look("アメル　アムロジピン", 20), YG_OK);
	CHECK_INT(nhits, 1);
	CHECK_INT(look("アムロジピン ロキソニン", 20), YG_OK);
	CHECK_INT(nhits, 0);
}

static void bad(void)
{
	char longer[600];
	CHECK_INT(look("", 20), YG_EARG);
	CHECK_INT(look(" 　\t", 20), YG_EARG);
	memset(longer, 'a', sizeof longer - 1);
	longer[599] = 0;
	CHECK_INT(look(longer, 20), YG_EARG);
	CHECK_INT(look("\"", 20), YG_OK);
	CHECK_INT(look("\"\"\"\" OR gram:*", 20), YG_OK);
	CHECK_INT(nhits, 0);
	CHECK_INT(look("AND NOT (", 20), YG_OK);
	CHECK_INT(look("%_%", 20), YG_OK);
	CHECK_INT(nhits, 0);
	CHECK_INT(look("\xff\xfe\xfd", 20), YG_OK);
	CHECK_INT(look("a\nb", 20), YG_OK);
	CHECK_INT(look("ノルバスク", 0), YG_OK);
	CHECK_INT(nhits, 0);
}

static void kept(struct kit *k)
{
	char path[400];
	struct search *mine = NULL;
	struct buf b;
	struct stat st;
	ino_t made;
	snprintf(path, sizeof path, "%s/search.db", k->cache);
	CHECK_INT(yg_search_open(&mine, t, path), YG_OK);
	yg_search_close(mine);
	CHECK_INT(stat(path, &st), 0);
	made = st.st_ino;
	CHECK_INT(yg_search_open(&mine, t, path), YG_OK);        /* used again */
	CHECK(stat(path, &st) == 0 && st.st_ino == made);
	{ struct search *old = s; s = mine; CHECK_STR(first("ノルバスク"), STR("ノルバスク錠５ｍｇ")); s = old; }
	yg_search_close(mine);
	CHECK_INT(yg_file_write(path, STR("no database")), YG_OK); /* damaged: made anew */
	CHECK_INT(yg_search_open(&mine, t, path), YG_OK);
	{ struct search *old = s; s = mine; CHECK_STR(first("軟膏"), STR("リドメックスコーワ軟膏０．３％")); s = old; }
	yg_search_close(mine);
	b = t_read(path);
	CHECK(b.n > 4096);
	yg_buf_free(&b);
	CHECK_INT(yg_search_open(&mine, t, "/nonexistent/folder/search.db"), YG_OK);   /* cannot be kept: in memory */
	yg_search_close(mine);
	yg_search_close(NULL);
	{                                             /* tables with an image: the index is kept beside it without being told */
		struct tables *kept_tables = NULL;
		struct diags ds;
		char beside[400 + 32];
		yg_diags_init(&ds, arena);
		CHECK_INT(kit_open(k, true, &kept_tables, &ds), YG_OK);
		CHECK_STR(yg_str(yg_tables_kept_in(kept_tables)), yg_str(k->master));
		CHECK_STR(yg_str(yg_tables_kept_in(t)), STR(""));
		CHECK_INT(yg_search_open(&mine, kept_tables, NULL), YG_OK);
		snprintf(beside, sizeof beside, "%s/.yagen-search.img", k->master);
		CHECK_INT(stat(beside, &st), 0);
		yg_search_close(mine);
		yg_tables_drop(kept_tables);
	}
}

int main(void)
{
	struct kit k;
	struct diags ds;
	arena = yg_arena_new(1 << 26);
	yg_diags_init(&ds, arena);
	kit_new(&k);
	if (kit_open(&k, false, &t, &ds) != YG_OK || yg_search_open(&s, t, NULL) != YG_OK) { kit_show(&ds); return 1; }
	T_RUN(spellings);
	T_RUN(short_queries);
	T_RUN(codes);
	T_RUN(order);
	T_RUN(bad);
	t_name = "kept";
	kept(&k);
	yg_search_close(s);
	yg_tables_drop(t);
	kit_free(&k);
	yg_arena_free(arena);
	return T_END();
}
