/* test_fixtures_cases.c - runs every folder of fixtures/cases through the library and through the command line.
 * What is compared: expect.txt, written by hand from the documentation (fixtures/README.md), with the lines that yagen_fixture_run()
 * derives from the JSON report; and the bytes of both reports with each other. A difference prints the accept command. */
#include "t.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/fixture.h"

#define MAX_ARGS 160

/* --- the command line --------------------------------------------------------------- */

static int run_cli(const struct yagen_fixture *f, struct buf *out)
{
	static const char *const basis[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency", "none" };
	static char store[MAX_ARGS][700];
	char *argv[MAX_ARGS + 1];
	int n = 0, fds[2], status = -1;
	char chunk[65536];
	ssize_t got;
	pid_t pid;
#define ARG(...) (snprintf(store[n], sizeof store[n], __VA_ARGS__), argv[n] = store[n], n++)
#define FILES(option, in) for (size_t i = 0; i < (in).n; i++) { ARG(option); ARG("%s", (in).v[i].name); }
	ARG("%s", getenv("YAGEN"));
	ARG("check"); ARG("--format"); ARG("json");
	ARG("--as-of"); ARG("%04d-%02d-%02d", f->check.as_of.year, f->check.as_of.month, f->check.as_of.day);
	if (f->rx_format) { ARG("--from"); ARG("%s", yagen_format_name(f->rx_format)); }
	if (f->check.lookback_days) { ARG("--lookback"); ARG("%u", f->check.lookback_days); }
	if (f->check.consent) { ARG("--consent"); ARG("%s", basis[f->check.consent]); }
	FILES("--patient", f->patient)
	FILES("--history", f->history)
	FILES("--answers", f->answers)
	FILES("--overlay", f->overlay)
	ARG("%s", f->rx.v[0].name);
	argv[n] = NULL;
	if (pipe(fds) != 0 || (pid = fork()) < 0) exit(99);
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		if (chdir(f->dir) != 0) _exit(98);
		dup2(fds[1], 1);
		dup2(null, 2);
		close(fds[0]);
		execv(argv[0], argv);
		_exit(97);
	}
	close(fds[1]);
	while ((got = read(fds[0], chunk, sizeof chunk)) > 0) yg_buf_add(out, chunk, (size_t)got);
	close(fds[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --- one case --------------------------------------------------------------------------- */

static void one_case(yagen *yg, const char *dir)
{
	const yagen_fixture_result *r;
	yagen_fixture *f = NULL;
	struct buf cli;
	CHECK_INT(yagen_fixture_open(&f, dir, NULL), 0);
	if (!f) return;
	r = yagen_fixture_get(f);
	CHECK_INT(yagen_fixture_run(f, yg), 0);
	CHECK(r->has_expected);
	t_checks++;
	if (!r->as_expected) {
		t_failed++;
		fprintf(stderr, "%s: %s\n--- expected\n%s--- got\n%s", r->name, r->title, r->expected, r->got);
		fprintf(stderr, "accept it: yagen replay --accept \"why\" \"%s\"\n", dir);
	}
	yg_buf_init(&cli, 64u << 20);
	CHECK_INT(run_cli(f, &cli), r->exit);
	if (!yg_str_eq(yg_buf_view(&cli), (struct str){ r->report, r->report_len })) fprintf(stderr, "%s: library and command line differ\n", r->name);
	CHECK(yg_str_eq(yg_buf_view(&cli), (struct str){ r->report, r->report_len }));
	yg_buf_free(&cli);
	yagen_fixture_free(f);
}

int main(void)
{
	char master[512], rules[512];
	yagen_fixtures *list = NULL;
	yagen *yg = NULL;
	yagen_options o = YAGEN_OPTIONS_INIT;
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	o.cache_dir = getenv("YAGEN_CACHE");
	if (yagen_open(&yg, &o) != 0) { fprintf(stderr, "cannot open the shipped tables\n"); return 1; }
	CHECK_INT(yagen_fixture_list(&list, t_src("fixtures/cases")), 0);
	for (size_t i = 0; i < yagen_fixtures_count(list); i++) {
		t_name = yagen_fixtures_at(list, i);
		one_case(yg, yagen_fixtures_at(list, i));
	}
	t_name = "count";
	CHECK(yagen_fixtures_count(list) >= 350);
	fprintf(stderr, "%zu cases\n", yagen_fixtures_count(list));
	yagen_fixtures_free(list);
	yagen_free(yg);
	return T_END();
}
