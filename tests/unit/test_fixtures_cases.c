/* test_fixtures_cases.c - runs every folder of fixtures/cases through the library and through the command line.
 * What is compared: expect.txt, written by hand from the documentation (fixtures/README.md), with the lines derived
 * from the JSON report; and the bytes of both reports with each other. A difference prints the accept command. */
#include "t.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/cursor.h"
#include "text/json.h"
#include "yagen/yagen.h"

#define MAX_ARGS 64
struct fixture {
	char dir[600], name[200];
	struct str title, rx, rx_format, patient, as_of, lookback, consent;
	struct str history[16]; size_t nhistory;
};

static struct str value(struct str line, const char *key)
{
	struct str k = yg_str(key);
	if (!yg_str_starts(line, k) || line.n <= k.n || line.p[k.n] != ':') return STR_NONE;
	return yg_str_trim(yg_str_sub(line, k.n + 1, line.n));
}

static bool parse_case(struct fixture *f, struct str text)
{
	struct cursor c = yg_cur(text);
	struct str line, v;
	bool ended, ok = true;
	while (yg_cur_line(&c, &line, &ended)) {
		if (line.n == 0 || line.p[0] == '#') continue;
		if ((v = value(line, "title")).n) f->title = v;
		else if ((v = value(line, "rx")).n) f->rx = v;
		else if ((v = value(line, "from")).n) f->rx_format = v;
		else if ((v = value(line, "patient")).n) f->patient = v;
		else if ((v = value(line, "as-of")).n) f->as_of = v;
		else if ((v = value(line, "lookback")).n) f->lookback = v;
		else if ((v = value(line, "consent")).n) f->consent = v;
		else if ((v = value(line, "history")).n && f->nhistory < 16) f->history[f->nhistory++] = v;
		else if (!value(line, "why").n) { fprintf(stderr, "%s: case.txt: what is \"%.*s\"?\n", f->name, STR_ARG(line)); ok = false; }
	}
	return ok && f->title.n && f->rx.n && f->as_of.n;
}

static struct buf slurp(const struct fixture *f, struct str file)
{
	char path[1024];
	struct buf b;
	snprintf(path, sizeof path, "%s/%.*s", f->dir, STR_ARG(file));
	yg_buf_init(&b, 32u << 20);
	if (yg_file_read(path, 32u << 20, &b) != 0) { fprintf(stderr, "cannot read %s\n", path); exit(99); }
	return b;
}

/* --- the library ----------------------------------------------------------------- */

static const char *const bases[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency", "none" };

static int run_library(yagen *yg, const struct fixture *f, struct buf *json)
{
	yagen_case *c = NULL;
	yagen_sink *sink = NULL;
	yagen_check_options o = YAGEN_CHECK_OPTIONS_INIT;
	char z[64];
	const char *data;
	size_t len;
	struct ymd d = YMD_NONE;
	struct buf b = slurp(f, f->rx);
	int err, verdict = 65;
	unsigned long days = 0;
	CHECK_INT(yagen_case_new(&c, yg), 0);
	snprintf(z, sizeof z, "%.*s", STR_ARG(f->rx_format));
	err = yagen_case_read_rx(c, z[0] ? yagen_format_by_name(z) : YAGEN_AUTO, b.p, b.n);
	yg_buf_free(&b);
	if (!err) {
		for (size_t i = 0; i < f->nhistory; i++) {
			char label[300];
			snprintf(label, sizeof label, "%.*s", STR_ARG(f->history[i]));
			b = slurp(f, f->history[i]);
			yagen_case_read_history(c, YAGEN_AUTO, b.p, b.n, label);   /* a refused source shows in the coverage */
			yg_buf_free(&b);
		}
		if (f->patient.n) {
			b = slurp(f, f->patient);
			CHECK_INT(yagen_case_read_patient(c, YAGEN_AUTO, b.p, b.n), 0);
			yg_buf_free(&b);
		}
		CHECK_INT(yg_ymd_parse(f->as_of, &d), 0);
		o.as_of = (yagen_date){ d.y, d.m, d.d };
		yg_str_uint(f->lookback, 40000, &days);
		o.lookback_days = (unsigned)days;
		for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
			if (yg_str_eqz(f->consent, bases[i])) o.consent = (yagen_consent)i;
		CHECK_INT(yagen_case_check(c, &o), 0);
		CHECK_INT(yagen_sink_new(&sink, 0), 0);
		CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, sink), 0);
		data = yagen_sink_data(sink, &len);
		yg_buf_add(json, data, len);
		verdict = yagen_case_verdict(c) == YAGEN_CLEAR ? 0 : yagen_case_verdict(c) == YAGEN_FINDINGS ? 1 : 2;
	}
	yagen_sink_free(sink);
	yagen_case_free(c);
	return verdict;
}

/* --- the command line --------------------------------------------------------------- */

static int run_cli(const struct fixture *f, struct buf *out)
{
	static char store[MAX_ARGS][700];
	char *argv[MAX_ARGS + 1];
	int n = 0, fds[2], status = -1;
	char chunk[65536];
	ssize_t got;
	pid_t pid;
#define ARG(...) (snprintf(store[n], sizeof store[n], __VA_ARGS__), argv[n] = store[n], n++)
	ARG("%s", getenv("YAGEN"));
	ARG("check"); ARG("--format"); ARG("json"); ARG("--as-of"); ARG("%.*s", STR_ARG(f->as_of));
	if (f->rx_format.n) { ARG("--from"); ARG("%.*s", STR_ARG(f->rx_format)); }
	if (f->lookback.n) { ARG("--lookback"); ARG("%.*s", STR_ARG(f->lookback)); }
	if (f->consent.n) { ARG("--consent"); ARG("%.*s", STR_ARG(f->consent)); }
	if (f->patient.n) { ARG("--patient"); ARG("%.*s", STR_ARG(f->patient)); }
	for (size_t i = 0; i < f->nhistory; i++) { ARG("--history"); ARG("%.*s", STR_ARG(f->history[i])); }
	ARG("%.*s", STR_ARG(f->rx));
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

/* --- the report as lines -------------------------------------------------------------- */

static const char *text(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v ? json_object_get_string(v) : "-";
}

static void each(struct json_object *o, const char *key, void (*fn)(struct json_object *, struct buf *), struct buf *out)
{
	struct json_object *a = yg_json_get(o, key);
	for (size_t i = 0; a && i < json_object_array_length(a); i++) fn(json_object_array_get_idx(a, i), out);
}

static void joined(struct json_object *o, const char *key, struct buf *out)
{
	struct json_object *a = yg_json_get(o, key);
	for (size_t i = 0; a && i < json_object_array_length(a); i++) {
		yg_buf_char(out, ' ');
		yg_buf_z(out, json_object_get_string(json_object_array_get_idx(a, i)));
	}
}

static void line_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "line: %s %s", text(o, "line"), text(o, "verdict"));
	joined(o, "reasons", out);
	yg_buf_char(out, '\n');
}

static void history_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "history: %s lines=%s identified=%s\n", text(o, "source"), text(o, "lines"), text(o, "identified"));
}

static void finding_row(struct json_object *o, struct buf *out)
{
	struct json_object *ov = yg_json_get(o, "overlap"), *rule = yg_json_get(o, "rule");
	yg_buf_printf(out, "finding: %s %s", text(o, "severity"), text(o, "kind"));
	joined(o, "lines", out);
	if (rule && json_object_is_type(rule, json_type_string)) yg_buf_printf(out, " rule=%s", json_object_get_string(rule));
	if (ov && json_object_is_type(ov, json_type_object) && json_object_get_int(yg_json_get(ov, "days")) > 0)
		yg_buf_printf(out, " overlap=%s..%s/%s", text(ov, "from"), text(ov, "to"), text(ov, "days"));
	if (yg_json_get(o, "gap_days")) yg_buf_printf(out, " gap=%s", text(o, "gap_days"));
	if (json_object_get_boolean(yg_json_get(o, "masked"))) yg_buf_printf(out, " masked=%s", text(o, "id"));
	if (json_object_get_boolean(yg_json_get(o, "interrupts"))) yg_buf_z(out, " stop");
	yg_buf_char(out, '\n');
}

static void confirm_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "confirm: %s", text(o, "fact"));
	joined(o, "rules", out);
	yg_buf_char(out, '\n');
}

static void diag_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "diag: %s %s %s\n", text(o, "code"), text(o, "input"), text(o, "record"));
}

static void report_lines(struct str json, int exit_code, struct buf *out)
{
	struct json_object *o = NULL;
	size_t at;
	yg_buf_printf(out, "exit: %d\n", exit_code);
	if (json.n == 0 || yg_json_parse(json, &o, &at) != 0) return;
	yg_buf_printf(out, "verdict: %s\n", text(o, "verdict"));
	each(yg_json_get(o, "coverage"), "lines", line_row, out);
	each(yg_json_get(o, "coverage"), "history", history_row, out);
	each(o, "findings", finding_row, out);
	each(o, "could_not_judge", confirm_row, out);
	each(o, "diagnostics", diag_row, out);
	json_object_put(o);
}

/* expect.txt without comments, blank lines and the `accepted:` lines that justify a change. */
static void expected_lines(struct str s, struct buf *out)
{
	struct cursor c = yg_cur(s);
	struct str line;
	bool ended;
	while (yg_cur_line(&c, &line, &ended)) {
		line = yg_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || yg_str_starts(line, STR("accepted:"))) continue;
		yg_buf_str(out, line);
		yg_buf_char(out, '\n');
	}
}

static void one_case(yagen *yg, const char *root, const char *name)
{
	struct fixture f = { .nhistory = 0 };
	struct buf text_, lib, cli, got, want, expect;
	int code;
	snprintf(f.dir, sizeof f.dir, "%s/%s", root, name);
	snprintf(f.name, sizeof f.name, "%s", name);
	text_ = slurp(&f, STR("case.txt"));
	CHECK(parse_case(&f, yg_buf_view(&text_)));
	yg_buf_init(&lib, 64u << 20); yg_buf_init(&cli, 64u << 20); yg_buf_init(&got, 1u << 20); yg_buf_init(&want, 1u << 20);
	code = run_library(yg, &f, &lib);
	report_lines(yg_buf_view(&lib), code, &got);
	expect = slurp(&f, STR("expect.txt"));
	expected_lines(yg_buf_view(&expect), &want);
	t_checks++;
	if (!yg_str_eq(yg_buf_view(&got), yg_buf_view(&want))) {
		char path[700];
		t_failed++;
		fprintf(stderr, "%s: %.*s\n--- expected\n%.*s--- got\n%.*s", name, STR_ARG(f.title), STR_ARG(yg_buf_view(&want)), STR_ARG(yg_buf_view(&got)));
		snprintf(path, sizeof path, "%s.expect.txt", name);
		if (yg_file_write(path, yg_buf_view(&got)) == 0)
			fprintf(stderr, "accept with a line `accepted: why` added: cp \"%s\" \"%s/expect.txt\"\n", path, f.dir);
	}
	CHECK_INT(run_cli(&f, &cli), code);
	if (cli.n && cli.p[cli.n - 1] == '\n' && cli.n == lib.n + 1) cli.n--;      /* the command line ends its line */
	if (!yg_str_eq(yg_buf_view(&cli), yg_buf_view(&lib))) fprintf(stderr, "%s: library and command line differ\n", name);
	CHECK(yg_str_eq(yg_buf_view(&cli), yg_buf_view(&lib)));
	yg_buf_free(&text_); yg_buf_free(&lib); yg_buf_free(&cli); yg_buf_free(&got); yg_buf_free(&want); yg_buf_free(&expect);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(void)
{
	char root[512], master[512], rules[512], *names[1000];
	const char *cache = getenv("YAGEN_CACHE");
	size_t n = 0;
	yagen *yg = NULL;
	yagen_options o = YAGEN_OPTIONS_INIT;
	DIR *dir;
	struct dirent *e;
	snprintf(root, sizeof root, "%s", t_src("fixtures/cases"));
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	o.cache_dir = cache;
	if (yagen_open(&yg, &o) != 0) { fprintf(stderr, "cannot open the shipped tables\n"); return 1; }
	dir = opendir(root);
	if (!dir) return 1;
	while ((e = readdir(dir)) && n < 1000)
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9') names[n++] = strdup(e->d_name);
	closedir(dir);
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++) {
		t_name = names[i];
		one_case(yg, root, names[i]);
	}
	t_name = "count";
	CHECK(n >= 80);
	for (size_t i = 0; i < n; i++) free(names[i]);
	yagen_free(yg);
	fprintf(stderr, "%zu cases\n", n);
	return T_END();
}
