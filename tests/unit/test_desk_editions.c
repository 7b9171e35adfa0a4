/* test_desk_editions.c - a case keeps to the editions it began with, and what may not be named is named nowhere. */
#include "desk_rx.h"
#include <dirent.h>

static const struct person_of taro = TARO;
static char other_rules[900];

/* The shipped rules under another id: another edition, with the same rows. */
static void make_other_rules(void)
{
	char from[1400], to[1400];
	struct dirent *e;
	DIR *dir;
	snprintf(other_rules, sizeof other_rules, "%s/rules", td_dir);
	if (mkdir(other_rules, 0700) != 0 || !(dir = opendir(t_src("rules")))) exit(99);
	while ((e = readdir(dir)) != NULL) {
		size_t n = strlen(e->d_name);
		struct buf b;
		if (strcmp(e->d_name, "EDITION") != 0 && (n < 5 || strcmp(e->d_name + n - 4, ".csv") != 0)) continue;
		snprintf(from, sizeof from, "%s/%s", t_src("rules"), e->d_name);
		snprintf(to, sizeof to, "%s/%s", other_rules, e->d_name);
		b = t_read(from);
		if (!strcmp(e->d_name, "EDITION")) {
			struct str text = yg_buf_view(&b);
			size_t at = yg_str_find(text, STR("id=rules-"));
			if (at == (size_t)-1) exit(99);
			memcpy(b.p + at, "id=other", 8);
		}
		if (yg_file_write(to, yg_buf_view(&b)) != 0) exit(99);
		yg_buf_free(&b);
	}
	closedir(dir);
}

static void remove_other_rules(void)
{
	char path[1400];
	struct dirent *e;
	DIR *dir = opendir(other_rules);
	while (dir && (e = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", other_rules, e->d_name);
		if (e->d_name[0] != '.') unlink(path);
	}
	if (dir) closedir(dir);
	rmdir(other_rules);
}

static yagen_desk *with_rules(const char *rules)
{
	yagen_desk_options o = YAGEN_DESK_OPTIONS_INIT;
	yagen_desk *d = NULL;
	o.store = td_path();
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = rules;
	CHECK_INT(yagen_desk_open(&d, &o), 0);
	return d;
}

static void a_case_keeps_to_its_editions(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	char a[100], b[100], was[300];
	struct buf before, after;
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NOTEBOOK, a, &err));
	o = td_on(d, "case.check", "r2", a, "\"as_of\":\"2026-11-20\"", &err);
	json_object_put(o);
	o = td_on(d, "case.show", NULL, a, NULL, &err);
	snprintf(was, sizeof was, "%s", td_text(o, "result/rules"));
	CHECK(!strncmp(was, "rules-2026-11 ", 14));
	json_object_put(o);
	x.number = "2";
	json_object_put(td_receive(d, "r3", NULL, taro, x, NOTEBOOK, b, &err));
	yagen_desk_close(d);

	d = with_rules(other_rules);                 /* another edition is in force now */
	before = td_rows(d, true);
	o = td_on(d, "case.check", "r4", a, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, YG_ETABLE);
	CHECK_STR(yg_str(td_text(o, "error")), STR("edition-changed"));
	CHECK(strstr(td_text(o, "diagnostics/1/text"), was) != NULL);        /* which one is needed */
	json_object_put(o);
	o = td_on(d, "case.replay", NULL, a, NULL, &err);
	CHECK_INT(err, YG_ETABLE);
	json_object_put(o);
	after = td_rows(d, true);
	CHECK(yg_str_eq(yg_buf_view(&before), yg_buf_view(&after)));
	yg_buf_free(&before);
	yg_buf_free(&after);
	o = td_on(d, "case.check", "r5", b, "\"as_of\":\"2026-11-20\"", &err);        /* a case that had not begun takes the new one */
	CHECK_INT(err, 0);
	CHECK(!strncmp(td_text(o, "result/report/editions/rules/id"), "other", 5));
	json_object_put(o);
	yagen_desk_close(d);

	d = with_rules(t_src("rules"));
	o = td_on(d, "case.check", "r6", a, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	json_object_put(o);
	o = td_on(d, "case.replay", NULL, a, NULL, &err);
	CHECK_STR(yg_str(td_text(o, "result/equal")), STR("true"));
	json_object_put(o);
	yagen_desk_close(d);
}

static void no_tables_at_all(void)
{
	yagen_desk *d = td_new();
	struct json_object *o;
	char a[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, a, &err));
	yagen_desk_close(d);
	d = with_rules("/nonexistent");
	o = td_on(d, "case.check", "r2", a, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, YG_ETABLE);
	CHECK_STR(yg_str(td_text(o, "error")), STR("tables"));
	json_object_put(o);
	o = td_on(d, "case.show", NULL, a, NULL, &err);
	CHECK_INT(err, 0);                           /* looking needs none */
	json_object_put(o);
	yagen_desk_close(d);
}

/* Each institution, pharmacy and drug that the file names, and the prescription does not. */
static void names_none(struct str hist, struct str rx, struct str answer, const char *what)
{
	static const char *const tags[] = { "HNm>", "DrugN>" };
	size_t looked = 0;
	for (size_t t = 0; t < 2; t++) {
		struct str rest = hist;
		for (;;) {
			size_t at = yg_str_find(rest, yg_str(tags[t])), end;
			struct str name;
			if (at == (size_t)-1) break;
			rest = yg_str_sub(rest, at + strlen(tags[t]), rest.n);
			end = yg_str_find(rest, STR("<"));
			name = yg_str_sub(rest, 0, end);
			if (end == (size_t)-1 || !end || yg_str_find(rx, name) != (size_t)-1) continue;
			looked++;
			CHECK(yg_str_find(answer, name) == (size_t)-1);
			if (yg_str_find(answer, name) != (size_t)-1) fprintf(stderr, "  %.*s in the answer to %s\n", STR_ARG(name), what);
		}
	}
	CHECK(looked > 0);
}

static struct str text_of(struct json_object *o)
{
	return yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* What a masked history holds: in no answer, and in no event. */
static void masked_lines_are_named_nowhere(void)
{
	static const char *const cases[] = { "012-masked-terminal-consent-no", "013-masked-terminal-consent-expired", "015-masked-contraindicated", "016-masked-both-kinds-on-two-lines" };
	static const char *const commands[] = { "case.check", "case.show", "case.events", "case.replay" };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		yagen_desk *d = td_new();
		char path[300], id[100];
		struct buf rx, h;
		yagen_part parts[2];
		struct json_object *o, *shown;
		struct str own;
		int err;
		snprintf(path, sizeof path, "fixtures/cases/%s/rx.csv", cases[i]);
		rx = t_read(t_src(path));
		snprintf(path, sizeof path, "fixtures/cases/%s/hist.xml", cases[i]);
		h = t_read(t_src(path));
		parts[0] = td_part("rx", "rx.csv", yg_buf_view(&rx));
		parts[1] = td_part("history", "hist.xml", yg_buf_view(&h));
		o = td_do(d, "case.new", "r1", NULL, parts, 2, &err);
		CHECK_INT(err, 0);
		snprintf(id, sizeof id, "%s", td_text(o, "case"));
		shown = td_on(d, "case.show", NULL, id, "\"prescription\":true", &err);
		own = text_of(td_at(shown, "result/prescription"));
		names_none(yg_buf_view(&h), own, text_of(o), "case.new");
		json_object_put(o);
		for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
			o = td_on(d, commands[c], "r2", id, c == 0 ? "\"as_of\":\"2026-11-20\",\"explain\":true,\"national\":true" : "\"report\":true", &err);
			CHECK_INT(err, 0);
			names_none(yg_buf_view(&h), own, text_of(o), commands[c]);
			json_object_put(o);
		}
		json_object_put(shown);
		yg_buf_free(&rx);
		yg_buf_free(&h);
		yagen_desk_close(d);
	}
}

int main(void)
{
	td_begin();
	make_other_rules();
	td_memory = false;                           /* a memory store is gone when its desk is closed */
	T_RUN(a_case_keeps_to_its_editions);
	T_RUN(no_tables_at_all);
	TD_BOTH(masked_lines_are_named_nowhere);
	remove_other_rules();
	td_end();
	return T_END();
}
