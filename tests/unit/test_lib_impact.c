/* test_lib_impact.c - cases as folders and the impact of an edition through the public calls: arguments outside their range, what a failed
 * call leaves alone, progress, and the same bytes with any number of threads. What is found is tested through the command line. */
#include "t.h"
#include <sys/stat.h>
#include <unistd.h>
#include "lib/impact.h"

static yagen *yg;
static char scratch[64];

static const char *path(const char *rel)
{
	static char p[8][1200];
	static int turn;
	char *z = p[turn++ & 7];
	snprintf(z, 1200, "%s/%s", scratch, rel);
	return z;
}

struct heard { size_t n; char code[64]; unsigned record; };
static void hear(void *payload, const yagen_diag *d)
{
	struct heard *h = payload;
	h->n++;
	h->record = d->record;
	snprintf(h->code, sizeof h->code, "%s", d->code);
}

static void wrong_case(const char *text, int want, const char *code, unsigned record)
{
	struct heard h = { 0, "", 0 };
	yagen_listener l = YAGEN_LISTENER_INIT;
	yagen_fixture *f = NULL;
	l.diag = hear;
	l.payload = &h;
	CHECK_INT(yg_file_write(path("case/case.txt"), yg_str(text)), 0);
	CHECK_INT(yagen_fixture_open(&f, path("case"), &l), want);
	CHECK(f == NULL);
	CHECK_INT(h.n, 1);
	CHECK_STR(yg_str(h.code), yg_str(code));
	CHECK_INT(h.record, record);
}

static void cases_that_cannot_be_read(void)
{
	static const char good[] = "# a comment\n\ntitle: x\nrx: rx.csv\nas-of: 2026-11-20\n";
	yagen_fixture *f = NULL;
	mkdir(path("case"), 0700);
	CHECK_INT(yg_file_write(path("case/rx.csv"), STR("x")), 0);
	wrong_case("title: x\nrx: rx.csv\n", YAGEN_EMISSING, "fixture-missing", 0);
	wrong_case("title: x\nas-of: 2026-11-20\n", YAGEN_EMISSING, "fixture-missing", 0);
	wrong_case("rx: rx.csv\nas-of: 2026-11-20\n", YAGEN_EMISSING, "fixture-missing", 0);
	wrong_case("title: x\nrx: ../rx.csv\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nrx: .\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nrx: none.csv\n", YAGEN_ENOTFOUND, "fixture-file", 2);
	wrong_case("title: x\nas-of: 2026-02-30\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nas-of: 2026-11\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nlookback: 36501\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nconsent: perhaps\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nfrom: fax\n", YAGEN_ESYNTAX, "fixture-value", 2);
	wrong_case("title: x\nas_of: 2026-11-20\n", YAGEN_ESYNTAX, "fixture-line", 2);
	wrong_case("title: x\nrx\n", YAGEN_ESYNTAX, "fixture-line", 2);
	CHECK_INT(yg_file_write(path("case/case.txt"), yg_str(good)), 0);
	CHECK_INT(yagen_fixture_open(&f, path("case"), NULL), 0);
	CHECK_INT(yagen_fixture_accept(f, "why"), YAGEN_ESTATE);
	CHECK_INT(yagen_fixture_run(f, NULL), YAGEN_EARG);
	CHECK_INT(yagen_fixture_run(f, yg), 0);
	CHECK_INT(yagen_fixture_get(f)->exit, 65);           /* "x" is no prescription */
	CHECK_STR(yg_str(yagen_fixture_get(f)->got), STR("exit: 65\n"));
	CHECK_INT(yagen_fixture_get(f)->report_len, 0);
	CHECK(!yagen_fixture_get(f)->as_expected);
	CHECK_INT(yagen_fixture_accept(f, ""), YAGEN_EARG);
	CHECK_INT(yagen_fixture_accept(f, "two\nlines"), YAGEN_EARG);
	CHECK_INT(yagen_fixture_accept(f, "no prescription"), 0);
	CHECK(yagen_fixture_get(f)->as_expected);
	yagen_fixture_free(f);
	yagen_fixture_free(NULL);
	CHECK_INT(yagen_fixture_open(NULL, path("case"), NULL), YAGEN_EARG);
	CHECK_INT(yagen_fixture_open(&f, "", NULL), YAGEN_EARG);
	unlink(path("case/expect.txt"));
}

static void lists(void)
{
	yagen_fixtures *l = NULL;
	CHECK_INT(yagen_fixture_list(&l, path("case")), 0);
	CHECK_INT(yagen_fixtures_count(l), 1);
	yagen_fixtures_free(l);
	l = NULL;
	CHECK_INT(yagen_fixture_list(&l, scratch), 0);
	CHECK_INT(yagen_fixtures_count(l), 1);
	CHECK(yagen_fixtures_at(l, 1) == NULL);
	yagen_fixtures_free(l);
	l = NULL;
	CHECK_INT(yagen_fixture_list(&l, path("none")), YAGEN_ENOTFOUND);
	CHECK(l == NULL);
	CHECK_INT(yagen_fixtures_count(NULL), 0);
}

static size_t last_done, calls, total_seen;
static void progress(void *payload, size_t done, size_t total)
{
	(void)payload;
	CHECK_INT(done, last_done + 1);                      /* one at a time, whatever the threads */
	last_done = done;
	total_seen = total;
	calls++;
}

static void impact_of_nothing(void)
{
	static const unsigned threads[] = { 0, 1, 2, 5 };
	yagen_impact_options o = YAGEN_IMPACT_OPTIONS_INIT;
	yagen_impact *i = NULL;
	yagen_sink *s[4] = { NULL, NULL, NULL, NULL };
	struct str got, want;
	o.before = o.after = yg;
	CHECK_INT(yagen_impact_run(&i, &o), YAGEN_EARG);
	o.dir = path("none");
	CHECK_INT(yagen_impact_run(&i, &o), YAGEN_ENOTFOUND);
	o.dir = t_src("fixtures/cases");
	o.threads = 257;
	CHECK_INT(yagen_impact_run(&i, &o), YAGEN_EARG);
	o.after = NULL;
	o.threads = 1;
	CHECK_INT(yagen_impact_run(&i, &o), YAGEN_EARG);
	CHECK(i == NULL);
	o.after = yg;
	o.progress = progress;
	for (size_t k = 0; k < 4; k++) {
		o.threads = threads[k];
		last_done = calls = 0;
		CHECK_INT(yagen_impact_run(&i, &o), 0);
		CHECK(calls >= 350);
		CHECK_INT(calls, total_seen);
		CHECK_INT(yagen_impact_changed(i), 0);
		CHECK_INT(yagen_impact_unreadable(i), 0);
		CHECK_INT(yagen_sink_new(&s[k], 0), 0);
		CHECK_INT(yagen_impact_write(i, YAGEN_IMPACT_TEXT, YAGEN_JA, s[k]), 0);
		CHECK_INT(yagen_impact_write(i, YAGEN_IMPACT_JSON, YAGEN_JA, s[k]), 0);
		CHECK_INT(yagen_impact_write(i, YAGEN_IMPACT_HTML, YAGEN_EN, s[k]), 0);
		CHECK_INT(yagen_impact_write(i, (yagen_impact_format)9, YAGEN_EN, s[k]), YAGEN_EARG);
		yagen_impact_free(i);
		i = NULL;
		got.p = yagen_sink_data(s[k], &got.n);
		want.p = yagen_sink_data(s[0], &want.n);
		CHECK(yg_str_eq(got, want));
	}
	for (size_t k = 0; k < 4; k++) yagen_sink_free(s[k]);
	yagen_impact_free(NULL);
}

static void rates(void)
{
	CHECK_STR(yg_str(impact_rate(0, 10).z), STR("0.00"));
	CHECK_STR(yg_str(impact_rate(1, 3).z), STR("333.33"));
	CHECK_STR(yg_str(impact_rate(2, 3).z), STR("666.67"));
	CHECK_STR(yg_str(impact_rate(1, 200000).z), STR("0.01"));    /* 0.005, half up */
	CHECK_STR(yg_str(impact_rate(5, 0).z), STR("0.00"));
}

int main(void)
{
	char master[512], rules[512];
	yagen_options o = YAGEN_OPTIONS_INIT;
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	snprintf(scratch, sizeof scratch, "/tmp/yagen-test-XXXXXX");
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	o.cache_dir = getenv("YAGEN_CACHE");
	if (yagen_open(&yg, &o) != 0 || !mkdtemp(scratch)) { fprintf(stderr, "cannot begin\n"); return 1; }
	T_RUN(cases_that_cannot_be_read);
	T_RUN(lists);
	T_RUN(impact_of_nothing);
	T_RUN(rates);
	unlink(path("case/rx.csv"));
	unlink(path("case/case.txt"));
	rmdir(path("case"));
	rmdir(scratch);
	yagen_free(yg);
	return T_END();
}
