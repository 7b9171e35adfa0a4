/* test_desk_fixtures.c - every fixture case through a store: case.new and case.check give, byte for byte, the report of the library on the
 * same inputs, and replay gives it again. Each is a store of its own, so that no own history matters. */
#include "desk.h"
#include <dirent.h>

struct fixture { char dir[1500]; char rx[256], history[16][256], patient[8][256]; size_t nhistory, npatient; char as_of[16], consent[16], from[32]; unsigned lookback; bool usable; };

static void copy(char *to, size_t size, struct str s) { snprintf(to, size, "%.*s", STR_ARG(s)); }

static void read_fixture(struct fixture *f)
{
	char path[1800];
	struct buf b;
	struct str rest;
	snprintf(path, sizeof path, "%s/case.txt", f->dir);
	b = t_read(path);
	rest = yg_buf_view(&b);
	snprintf(f->consent, sizeof f->consent, "caller");
	while (rest.n) {
		size_t end = yg_str_find(rest, STR("\n"));
		struct str line = end == (size_t)-1 ? rest : yg_str_sub(rest, 0, end), value;
		size_t colon = yg_str_find(line, STR(":"));
		rest = end == (size_t)-1 ? STR_NONE : yg_str_sub(rest, end + 1, rest.n);
		if (colon == (size_t)-1) continue;
		value = yg_str_trim(yg_str_sub(line, colon + 1, line.n));
		line = yg_str_sub(line, 0, colon);
		if (yg_str_eqz(line, "rx")) copy(f->rx, sizeof f->rx, value);
		else if (yg_str_eqz(line, "history") && f->nhistory < 16) copy(f->history[f->nhistory++], 256, value);
		else if (yg_str_eqz(line, "patient") && f->npatient < 8) copy(f->patient[f->npatient++], 256, value);
		else if (yg_str_eqz(line, "as-of")) copy(f->as_of, sizeof f->as_of, value);
		else if (yg_str_eqz(line, "consent")) copy(f->consent, sizeof f->consent, value);
		else if (yg_str_eqz(line, "from")) copy(f->from, sizeof f->from, value);
		else if (yg_str_eqz(line, "lookback")) { unsigned long n = 0; yg_str_uint(value, 40000, &n); f->lookback = (unsigned)n; }
	}
	yg_buf_free(&b);
}

static struct buf input(const struct fixture *f, const char *name)
{
	char path[1800];
	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	return t_read(path);
}

static yagen_consent basis(const char *word)
{
	static const char *const words[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency", "none" };
	for (int i = 0; i < 9; i++)
		if (!strcmp(words[i], word)) return (yagen_consent)i;
	return YAGEN_BASIS_CALLER;
}

/* What the library says of the same inputs; false: it refuses them. */
static bool by_library(yagen *yg, const struct fixture *f, yagen_part *parts, size_t n, yagen_sink *out)
{
	yagen_check_options co = YAGEN_CHECK_OPTIONS_INIT;
	yagen_case *c = NULL;
	bool fine;
	int y = 0, m = 0, d = 0;
	unsigned long v;
	if (yg_str_uint(yg_str_sub(yg_str(f->as_of), 0, 4), 9999, &v)) y = (int)v;
	if (yg_str_uint(yg_str_sub(yg_str(f->as_of), 5, 2), 99, &v)) m = (int)v;
	if (yg_str_uint(yg_str_sub(yg_str(f->as_of), 8, 2), 99, &v)) d = (int)v;
	co.as_of = (yagen_date){ y, m, d };
	co.lookback_days = f->lookback;
	co.consent = basis(f->consent);
	if (yagen_case_new(&c, yg)) exit(99);
	fine = yagen_case_read_rx(c, parts[0].format, parts[0].data, parts[0].len) == 0;
	for (size_t i = 1; fine && i < n; i++) {
		if (!strcmp(parts[i].name, "history")) (void)yagen_case_read_history(c, YAGEN_AUTO, parts[i].data, parts[i].len, parts[i].label);
		else fine = yagen_case_read_patient(c, YAGEN_AUTO, parts[i].data, parts[i].len) == 0;
	}
	fine = fine && yagen_case_check(c, &co) == 0 && yagen_case_write(c, YAGEN_REPORT_JSON, out) == 0;
	yagen_case_free(c);
	return fine;
}

static size_t compared;

static void one(yagen *yg, const char *dir)
{
	struct fixture f = { .usable = true };
	struct buf bytes[32] = { { 0 } };
	yagen_part parts[32];
	yagen_sink *want = NULL, *got = NULL;
	struct json_object *o;
	char id[100], members[400];
	const char *w, *g;
	size_t n = 0, nw, ng;
	yagen_case *yc = NULL;
	yagen *tables = NULL;
	yagen_check_options opts = YAGEN_CHECK_OPTIONS_INIT;
	yagen_desk *d;
	int err;
	snprintf(f.dir, sizeof f.dir, "%s", dir);
	read_fixture(&f);
	bytes[n] = input(&f, f.rx);
	parts[n] = td_part("rx", f.rx, yg_buf_view(&bytes[n]));
	if (f.from[0]) parts[n].format = yagen_format_by_name(f.from);
	n++;
	for (size_t i = 0; i < f.nhistory; i++, n++) { bytes[n] = input(&f, f.history[i]); parts[n] = td_part("history", f.history[i], yg_buf_view(&bytes[n])); }
	for (size_t i = 0; i < f.npatient; i++, n++) { bytes[n] = input(&f, f.patient[i]); parts[n] = td_part("patient", f.patient[i], yg_buf_view(&bytes[n])); }
	if (yagen_sink_new(&want, 0) || yagen_sink_new(&got, 0)) exit(99);
	td_memory = true;
	d = td_new();
	o = td_do(d, "case.new", "r1", "\"patient_choice\":{\"patient\":\"new\",\"why\":\"test\"}", parts, n, &err);
	if (!by_library(yg, &f, parts, n, want)) {
		CHECK(err != 0);
		if (!err) fprintf(stderr, "%s: taken, though the library refuses it\n", dir);
	} else {
		CHECK_INT(err, 0);
		if (err) fprintf(stderr, "%s: %s\n", dir, o ? json_object_to_json_string(o) : "");
		snprintf(id, sizeof id, "%s", td_text(o, "case"));
		json_object_put(o);
		bool alone = !strcmp(f.consent, "oral") || !strcmp(f.consent, "disaster") || !strcmp(f.consent, "emergency");      /* here they need their record */
		snprintf(members, sizeof members, "\"case\":\"%s\",\"as_of\":\"%s\",\"consent\":\"%s\",\"lookback\":%u", id, f.as_of, f.consent, f.lookback);
		o = td_do(d, "case.check", "r2", members, NULL, 0, &err);
		CHECK_INT(err, 0);
		json_object_put(o);
		snprintf(members, sizeof members, "{\"case\":\"%s\",\"at\":\"2026-11-20T01:00:00Z\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", id);
		CHECK_INT(yagen_desk_view(d, members, &yc, &tables, &opts), 0);
		if (yc) CHECK_INT(yagen_case_write(yc, YAGEN_REPORT_JSON, got), 0);
		w = yagen_sink_data(want, &nw);
		g = yagen_sink_data(got, &ng);
		if (!alone && (nw != ng || memcmp(w, g, nw))) {
			size_t at = 0;
			while (at < nw && at < ng && w[at] == g[at]) at++;
			fprintf(stderr, "%s: differs at %zu:\n  library %.120s\n  desk    %.120s\n", dir, at, w + (at > 40 ? at - 40 : 0), g + (at > 40 ? at - 40 : 0));
		}
		CHECK(alone ? nw != ng || memcmp(w, g, nw) : nw == ng && !memcmp(w, g, nw));
		yagen_case_free(yc);
		yagen_free(tables);
		snprintf(members, sizeof members, "\"case\":\"%s\"", id);
		o = td_do(d, "case.replay", NULL, members, NULL, 0, &err);
		CHECK_INT(err, 0);
		CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
		CHECK_INT(td_count(o, "result/checks"), 1);
		compared++;
	}
	json_object_put(o);
	yagen_desk_close(d);
	yagen_sink_free(want);
	yagen_sink_free(got);
	for (size_t i = 0; i < n; i++) yg_buf_free(&bytes[i]);
}

int main(void)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	yagen *yg = NULL;
	char path[1000], master[900], rules[900];
	DIR *dir;
	struct dirent *e;
	td_begin();
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	if (yagen_open(&yg, &o)) exit(99);
	snprintf(path, sizeof path, "%s", t_src("fixtures/cases"));
	if (!(dir = opendir(path))) exit(99);
	t_name = "fixtures";
	while ((e = readdir(dir)) != NULL) {
		char one_dir[1400];
		if (e->d_name[0] == '.') continue;
		snprintf(one_dir, sizeof one_dir, "%s/%s", path, e->d_name);
		one(yg, one_dir);
	}
	closedir(dir);
	yagen_free(yg);
	td_end();
	fprintf(stderr, "%zu cases compared\n", compared);
	CHECK(compared > 300);
	return T_END();
}
