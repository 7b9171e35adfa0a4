/* yagen.conf: every fault at once with its line, defaults, ranges, and the file that is written reads back as it was. */
#include "t.h"
#include "base/err.h"
#include "conf/conf.h"
#include "base/ban.h"

static struct arena *a;
static struct diags ds;
static struct conf c;

static int read(const char *text)
{
	yg_diags_init(&ds, a);
	return yg_conf_read(&c, yg_str(text), a, &ds);
}

static const char *code(size_t i) { return i < ds.n ? ds.d[i].kind->code : ""; }
static unsigned line(size_t i) { return i < ds.n ? ds.d[i].record : 0; }
static bool is(const char *key, const char *want) { return yg_str_eqz(yg_str(yg_conf_get(&c, key)), want); }

static void empty_gives_defaults(void)
{
	CHECK_INT(read(""), YG_OK);
	CHECK(is("unsigned", "refuse") && is("expired", "refuse") && is("tenant", "main") && is("log.level", "info"));
	CHECK_INT(yg_conf_number(&c, "backup.generations"), 3);
	CHECK_INT(yg_conf_number(&c, "retention.years"), 5);
	CHECK(yg_conf_get(&c, "store") == NULL && yg_conf_get(&c, "nothing") == NULL);
	CHECK(yg_conf_get(NULL, "tenant") != NULL);
	CHECK_INT(yg_conf_number(&c, "nothing"), 0);
	CHECK_INT(read("# only\n\n   # comments\r\n"), YG_OK);
}

static void values(void)
{
	CHECK_INT(read("store=/a/b c.db\r\n unsigned  =  mark \n[pharmacy]\nname = 例示薬局 本店\nprefecture=13\ncode = 1234567\n[ backup ]\ngenerations = 12"), YG_OK);
	CHECK(is("store", "/a/b c.db") && is("unsigned", "mark") && is("pharmacy.name", "例示薬局 本店"));
	CHECK(is("pharmacy.prefecture", "13") && is("pharmacy.code", "1234567"));
	CHECK_INT(yg_conf_number(&c, "backup.generations"), 12);
	CHECK_INT(read("pharmacy.name = x\n"), YG_OK);       /* the whole key before any section */
	CHECK(is("pharmacy.name", "x"));
}

static void all_faults_at_once(void)
{
	CHECK_INT(read("store = relative\nstore = /again\nnonsense\n= x\nstorre = /x\n[log]\nlevel = loud\n[nowhere]\nfile = /x\n[pharmacy]\ncode = 12a4567\n"
		       "[backup]\ngenerations = 2\n[retention]\nyears = 1\n"), YG_ESYNTAX);
	CHECK_INT(ds.n, 10);
	CHECK(!strcmp(code(0), "conf-value") && line(0) == 1);
	CHECK(!strcmp(code(1), "conf-twice") && line(1) == 2);
	CHECK(!strcmp(code(2), "conf-line") && line(2) == 3);
	CHECK(!strcmp(code(3), "conf-line") && line(3) == 4);
	CHECK(!strcmp(code(4), "conf-key") && line(4) == 5);
	CHECK(!strcmp(code(5), "conf-value") && line(5) == 7);
	CHECK(!strcmp(code(6), "conf-section") && line(6) == 8);
	CHECK(!strcmp(code(7), "conf-value") && line(7) == 11);
	CHECK(!strcmp(code(8), "conf-value") && line(8) == 13);      /* fewer than three generations */
	CHECK(!strcmp(code(9), "conf-value") && line(9) == 15);      /* shorter than the law */
	CHECK_INT(read("\xff\n"), YG_ESYNTAX);
	CHECK(!strcmp(code(0), "conf-encoding"));
	CHECK_INT(read("[pharmacy]\nname = a\tb\n"), YG_ESYNTAX);      /* no control character gets onto a document */
	CHECK_INT(read("[pharmacy]\nname = \n"), YG_ESYNTAX);
	CHECK_INT(read("[]\n"), YG_ESYNTAX);
	CHECK_INT(read("[pharmac]\nname = a\n"), YG_ESYNTAX);        /* the beginning of a section is not the section */
}

/* One below, the two ends, one above. */
static void ranges(void)
{
	static const struct { const char *key; int min, max; } numbers[] = { { "backup.generations", 3, 400 }, { "retention.years", 3, 30 } };
	char text[80];
	for (size_t i = 0; i < 2; i++) {
		const int v[4] = { numbers[i].min - 1, numbers[i].min, numbers[i].max, numbers[i].max + 1 };
		for (int k = 0; k < 4; k++) {
			snprintf(text, sizeof text, "%s = %d\n", numbers[i].key, v[k]);
			CHECK_INT(read(text), k == 1 || k == 2 ? YG_OK : YG_ESYNTAX);
		}
	}
	CHECK_INT(read("retention.years = 5.0\n"), YG_ESYNTAX);
	CHECK_INT(read("retention.years = -5\n"), YG_ESYNTAX);
	CHECK_INT(read("pharmacy.prefecture = １３\n"), YG_ESYNTAX);
	CHECK_INT(read("pharmacy.prefecture = 131\n"), YG_ESYNTAX);
}

static void written_reads_back(void)
{
	struct buf b;
	struct conf first;
	for (int lang = 0; lang < 2; lang++) {
		yg_buf_init(&b, 1 << 20);
		CHECK_INT(read("store = /s\nunsigned = mark\nlog.file = /l\npharmacy.name = 例示薬局\nretention.years = 10\n"), YG_OK);
		first = c;
		yg_conf_write(&first, (enum lang)lang, &b);
		yg_buf_char(&b, '\0');
		CHECK_INT(read(b.p), YG_OK);
		for (size_t i = 0; yg_conf_options[i].key; i++) {
			CHECK(!first.value[i] == !c.value[i] && (!c.value[i] || strcmp(first.value[i], c.value[i]) == 0));
			CHECK(yg_str_find(yg_str(b.p), yg_str(lang ? yg_conf_options[i].en : yg_conf_options[i].ja)) != (size_t)-1);
		}
		yg_buf_free(&b);
	}
}

static void the_table_is_sound(void)
{
	for (size_t i = 0; yg_conf_options[i].key; i++) {
		const struct conf_option *o = &yg_conf_options[i];
		char text[200];
		CHECK(o->ja && o->en && *o->ja && *o->en);
		CHECK((o->type == CONF_WORD) == (o->words != NULL));
		for (size_t k = 0; k < i; k++) CHECK(strcmp(yg_conf_options[k].key, o->key) != 0);
		if (!o->def) continue;
		snprintf(text, sizeof text, "%s = %s\n", o->key, o->def);      /* a default is a possible value */
		CHECK_INT(read(text), YG_OK);
	}
}

/* docs/man/yagen.conf.5 holds the table word for word; `test_conf --print` writes that part anew. */
static void the_manual_page_is_the_table(void)
{
	struct buf b, page = t_read(t_src("docs/man/yagen.conf.5"));
	yg_buf_init(&b, 1 << 20);
	yg_conf_manual(&b);
	CHECK(b.n > 1000 && yg_str_find(yg_buf_view(&page), yg_buf_view(&b)) != (size_t)-1);
	yg_buf_free(&b);
	yg_buf_free(&page);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--print") == 0) {
		struct buf b;
		yg_buf_init(&b, 1 << 20);
		yg_conf_manual(&b);
		fwrite(b.p, 1, b.n, stdout);
		yg_buf_free(&b);
		return 0;
	}
	a = yg_arena_new(8u << 20);
	T_RUN(empty_gives_defaults);
	T_RUN(values);
	T_RUN(all_faults_at_once);
	T_RUN(ranges);
	T_RUN(written_reads_back);
	T_RUN(the_table_is_sound);
	T_RUN(the_manual_page_is_the_table);
	yg_arena_free(a);
	return T_END();
}
