/* fixture.c - one prescription at the counter as a folder (fixtures/README.md): read, run with any tables, derive the lines of
 * expect.txt from the report, compare. Knows no clock, changes nothing but expect.txt, and that only on demand. */
#include "lib/fixture.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/json.h"
#include <dirent.h>
#include <stdlib.h>
#include "base/ban.h"

enum { CASES_MAX = 100000, LINE_MAX_BYTES = 4096 };

DIAG_KIND(d_line, "fixture-line", DIAG_ERROR, "case.txt のこの行は分かりません: {0}", "what is this line of case.txt: {0}");
DIAG_KIND(d_missing, "fixture-missing", DIAG_ERROR, "case.txt に {0} がありません", "case.txt has no {0}");
DIAG_KIND(d_value, "fixture-value", DIAG_ERROR, "case.txt の {0} の値を読めません", "cannot use the value of {0} in case.txt");
DIAG_KIND(d_file, "fixture-file", DIAG_ERROR, "事例のファイルを読めません: {0}", "a file of the case cannot be read: {0}");

static const char *const bases[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency", "none" };

bool lib_consent(struct str word, yagen_consent *out)
{
	for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
		if (yg_str_eqz(word, bases[i])) { *out = (yagen_consent)i; return true; }
	return false;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

struct reader { struct yagen_fixture *f; struct diags ds; unsigned line; };

static int say(struct reader *r, const struct diag_kind *k, struct str arg, int err)
{
	yg_diag(&r->ds, k, 0, r->line, "case.txt", arg, STR_NONE);
	return err;
}

static int load(struct reader *r, struct str file, struct str *out)
{
	struct str path = yg_arena_printf(r->f->arena, "%s/%.*s", r->f->dir, STR_ARG(file));
	struct buf b;
	int err;
	if (!path.p) return yg_arena_error(r->f->arena);
	yg_buf_init(&b, YG_MAX_INPUT);
	err = yg_file_read(path.p, YG_MAX_INPUT, &b);
	if (!err) {
		*out = yg_arena_str(r->f->arena, yg_buf_view(&b));
		err = yg_arena_error(r->f->arena);
	}
	yg_buf_free(&b);
	return err;
}

/* A plain name: a case never reaches out of its folder. */
static int input(struct reader *r, struct fixture_inputs *in, struct str file)
{
	struct fixture_input *p;
	int err;
	if (memchr(file.p, '/', file.n) || file.p[0] == '.' || in->n >= YG_MAX_SOURCES) return say(r, &d_value, file, YAGEN_ESYNTAX);
	p = yg_arena_grow(r->f->arena, in->v, in->n, sizeof *p);
	if (!p) return yg_arena_error(r->f->arena);
	in->v = p;
	p[in->n].name = lib_zz(r->f->arena, file);
	if ((err = load(r, file, &p[in->n].bytes)) != YG_OK) return say(r, &d_file, file, err);
	in->n++;
	return YG_OK;
}

static struct str value(struct str line, const char *key)
{
	struct str k = yg_str(key);
	if (!yg_str_starts(line, k) || line.n <= k.n || line.p[k.n] != ':') return STR_NONE;
	return yg_str_trim(yg_str_sub(line, k.n + 1, line.n));
}

static int one_line(struct reader *r, struct str line)
{
	struct yagen_fixture *f = r->f;
	struct ymd day;
	unsigned long days;
	struct str v;
	if ((v = value(line, "title")).n) { f->title = lib_zz(f->arena, v); return YG_OK; }
	if ((v = value(line, "why")).n) { f->why = lib_zz(f->arena, v); return YG_OK; }
	if ((v = value(line, "rx")).n) { f->rx.n = 0; return input(r, &f->rx, v); }
	if ((v = value(line, "history")).n) return input(r, &f->history, v);
	if ((v = value(line, "patient")).n) return input(r, &f->patient, v);
	if ((v = value(line, "answers")).n) return input(r, &f->answers, v);
	if ((v = value(line, "overlay")).n) { f->overlay.n = 0; return input(r, &f->overlay, v); }
	if ((v = value(line, "from")).n) {
		f->rx_format = (yagen_format)yg_format_by_name(v);
		return f->rx_format == YAGEN_AUTO ? say(r, &d_value, STR("from"), YAGEN_ESYNTAX) : YG_OK;
	}
	if ((v = value(line, "as-of")).n) {
		if (yg_ymd_parse(v, &day) != YG_OK || !yg_ymd_valid(day)) return say(r, &d_value, STR("as-of"), YAGEN_ESYNTAX);
		f->check.as_of = lib_date(day);
		return YG_OK;
	}
	if ((v = value(line, "lookback")).n) {
		if (!yg_str_uint(v, 36500, &days)) return say(r, &d_value, STR("lookback"), YAGEN_ESYNTAX);
		f->check.lookback_days = (unsigned)days;
		return YG_OK;
	}
	if ((v = value(line, "consent")).n) return lib_consent(v, &f->check.consent) ? YG_OK : say(r, &d_value, STR("consent"), YAGEN_ESYNTAX);
	return say(r, &d_line, line, YAGEN_ESYNTAX);
}

/* expect.txt without comments, blank lines and the `accepted:` lines that justify a change. */
static int expected(struct yagen_fixture *f, struct str s)
{
	struct buf out;
	struct cursor c = yg_cur(s);
	struct str line;
	bool ended;
	int err;
	yg_buf_init(&out, YG_MAX_INPUT);
	while (yg_cur_line(&c, &line, &ended)) {
		line = yg_str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || yg_str_starts(line, STR("accepted:"))) continue;
		yg_buf_str(&out, line);
		yg_buf_char(&out, '\n');
	}
	f->result.expected = lib_zz(f->arena, yg_buf_view(&out));
	err = out.err ? out.err : yg_arena_error(f->arena);
	yg_buf_free(&out);
	return err;
}

static int read_case(struct reader *r)
{
	struct yagen_fixture *f = r->f;
	struct str text, line;
	struct cursor c;
	bool ended;
	int err = load(r, STR("case.txt"), &text);
	if (err) return say(r, &d_file, STR("case.txt"), err);
	for (c = yg_cur(text); yg_cur_line(&c, &line, &ended);) {
		r->line++;
		line = yg_str_trim(line);
		if (line.n == 0 || line.p[0] == '#') continue;
		if (line.n > LINE_MAX_BYTES) return say(r, &d_line, yg_str_sub(line, 0, 60), YAGEN_ESYNTAX);
		if ((err = one_line(r, line)) != YG_OK) return err;
	}
	r->line = 0;
	if (!f->title) return say(r, &d_missing, STR("title"), YAGEN_EMISSING);
	if (!f->rx.n) return say(r, &d_missing, STR("rx"), YAGEN_EMISSING);
	if (!f->check.as_of.year) return say(r, &d_missing, STR("as-of"), YAGEN_EMISSING);
	err = load(r, STR("expect.txt"), &text);
	f->result.has_expected = err == YG_OK;
	if (err == YG_ENOTFOUND) text = STR_NONE;
	else if (err) return say(r, &d_file, STR("expect.txt"), err);
	return expected(f, text);
}

static const char *base_name(struct arena *a, const char *dir)
{
	size_t n = strlen(dir), from;
	while (n > 1 && dir[n - 1] == '/') n--;
	for (from = n; from > 0 && dir[from - 1] != '/'; from--);
	return lib_zz(a, (struct str){ dir + from, n - from });
}

int yagen_fixture_open(yagen_fixture **out, const char *dir, const yagen_listener *l)
{
	struct reader r = { .line = 0 };
	int err;
	if (!out || !dir || !*dir) return YAGEN_EARG;
	if (!(r.f = calloc(1, sizeof *r.f))) return YAGEN_ENOMEM;
	if (!(r.f->arena = yg_arena_new(YG_MAX_ARENA))) { free(r.f); return YAGEN_ENOMEM; }
	r.f->check = (yagen_check_options)YAGEN_CHECK_OPTIONS_INIT;
	r.f->dir = lib_zz(r.f->arena, yg_str(dir));
	r.f->result.name = base_name(r.f->arena, dir);
	yg_diags_init(&r.ds, r.f->arena);
	yg_buf_init(&r.f->report, YG_MAX_OUTPUT);
	err = read_case(&r);
	if (!err) err = yg_arena_error(r.f->arena);
	lib_tell(l, &r.ds);
	if (err) { yagen_fixture_free(r.f); return err; }
	r.f->result.title = r.f->title;
	r.f->result.got = r.f->result.report = "";
	*out = r.f;
	return YAGEN_OK;
}

void yagen_fixture_free(yagen_fixture *f)
{
	if (!f) return;
	yg_buf_free(&f->report);
	yg_arena_free(f->arena);
	free(f);
}

/* --- running ----------------------------------------------------------------------------------------------------- */

static bool refused(int err)
{
	return err == YAGEN_ESYNTAX || err == YAGEN_EENCODING || err == YAGEN_EMISSING || err == YAGEN_ETOOBIG || err == YAGEN_EREFUSED;
}

/* Reads everything and checks. *code: what `yagen check` would end with. An error is one of the machine, not of the inputs. */
int lib_fixture_check(const struct yagen_fixture *f, yagen *yg, yagen_case **out, int *code)
{
	yagen_case *c = NULL;
	int err = yagen_case_new(&c, yg);
	if (err) return err;
	(void)yagen_case_set_lang(c, f->lang);
	err = yagen_case_read_rx(c, f->rx_format, f->rx.v[0].bytes.p, f->rx.v[0].bytes.n);
	for (size_t i = 0; i < f->history.n && !err; i++) {
		err = yagen_case_read_history(c, f->history.v[i].format, f->history.v[i].bytes.p, f->history.v[i].bytes.n, f->history.v[i].name);
		if (refused(err)) err = YAGEN_OK;    /* a refused source shows in the coverage */
	}
	for (size_t i = 0; i < f->patient.n && !err; i++) err = yagen_case_read_patient(c, f->patient.v[i].format, f->patient.v[i].bytes.p, f->patient.v[i].bytes.n);
	for (size_t i = 0; i < f->answers.n && !err; i++) err = yagen_case_read_answers(c, f->answers.v[i].bytes.p, f->answers.v[i].bytes.n);
	if (f->overlay.n && !err) {
		err = yagen_case_read_overlay(c, f->overlay.v[0].bytes.p, f->overlay.v[0].bytes.n, f->overlay.v[0].name);
		if (err == YAGEN_ETABLE) { *code = 78; yagen_case_free(c); *out = NULL; return YAGEN_OK; }
	}
	if (!err) err = yagen_case_check(c, &f->check);
	if (err) {
		yagen_case_free(c);
		*out = NULL;
		*code = 65;
		return refused(err) ? YAGEN_OK : err;
	}
	*code = c->view.verdict == YAGEN_CLEAR ? 0 : c->view.verdict == YAGEN_FINDINGS ? 1 : 2;
	*out = c;
	return YAGEN_OK;
}

int yagen_fixture_run(yagen_fixture *f, yagen *yg)
{
	yagen_case *c = NULL;
	struct buf lines;
	int err;
	if (!f || !yg) return YAGEN_EARG;
	f->report.n = 0;
	f->report.err = 0;
	if ((err = lib_fixture_check(f, yg, &c, &f->result.exit)) != YAGEN_OK) return err;
	if (c) err = report_write(c, &f->report);
	yagen_case_free(c);
	yg_buf_char(&f->report, '\0');
	if (!err) err = f->report.err;
	if (err) return err;
	f->report.n--;
	f->result.report = f->report.p;
	f->result.report_len = f->report.n;
	yg_buf_init(&lines, YG_MAX_OUTPUT);
	err = lib_fixture_lines(yg_buf_view(&f->report), f->result.exit, &lines);
	if (!err) f->result.got = lib_zz(f->arena, yg_buf_view(&lines));
	if (!err) err = yg_arena_error(f->arena);
	f->result.as_expected = !err && f->result.has_expected && strcmp(f->result.got, f->result.expected) == 0;
	f->ran = !err;
	yg_buf_free(&lines);
	return err;
}

const yagen_fixture_result *yagen_fixture_get(const yagen_fixture *f) { return f ? &f->result : NULL; }

int yagen_fixture_accept(yagen_fixture *f, const char *why)
{
	struct str path, reason = yg_str_trim(yg_str(why));
	struct buf b;
	int err;
	if (!f || !reason.n || memchr(reason.p, '\n', reason.n) || memchr(reason.p, '\r', reason.n)) return YAGEN_EARG;
	if (!f->ran) return YAGEN_ESTATE;
	path = yg_arena_printf(f->arena, "%s/expect.txt", f->dir);
	yg_buf_init(&b, YG_MAX_OUTPUT);
	yg_buf_printf(&b, "accepted: %.*s\n%s", STR_ARG(reason), f->result.got);
	err = !path.p ? yg_arena_error(f->arena) : b.err ? b.err : yg_file_write(path.p, yg_buf_view(&b));
	yg_buf_free(&b);
	if (err) return err;
	f->result.expected = f->result.got;
	f->result.has_expected = f->result.as_expected = 1;
	return YAGEN_OK;
}

/* --- folders of cases ------------------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool holds_case(const char *dir)
{
	struct buf path;
	DIR *d;
	bool yes = false;
	yg_buf_init(&path, 65536);
	yg_buf_printf(&path, "%s/case.txt", dir);
	yg_buf_char(&path, '\0');
	if (!path.err && (d = opendir(dir))) {
		struct dirent *e;
		while (!yes && (e = readdir(d))) yes = strcmp(e->d_name, "case.txt") == 0;
		closedir(d);
	}
	yg_buf_free(&path);
	return yes;
}

int yagen_fixture_list(yagen_fixtures **out, const char *dir)
{
	struct yagen_fixtures *l;
	struct dirent *e;
	DIR *d;
	int err = YAGEN_OK;
	if (!out || !dir || !*dir) return YAGEN_EARG;
	if (!(d = opendir(dir))) return YAGEN_ENOTFOUND;
	if (!(l = calloc(1, sizeof *l)) || !(l->arena = yg_arena_new(YG_MAX_ARENA))) { free(l); closedir(d); return YAGEN_ENOMEM; }
	if (holds_case(dir)) {
		l->dirs = yg_arena_grow(l->arena, l->dirs, 0, sizeof *l->dirs);
		if (l->dirs) l->dirs[l->n++] = lib_zz(l->arena, yg_str(dir));
	} else {
		while (!err && (e = readdir(d))) {
			struct str sub = yg_arena_printf(l->arena, "%s/%s", dir, e->d_name);
			const char **p;
			if (e->d_name[0] == '.' || !sub.p || !holds_case(sub.p)) continue;
			if (l->n == CASES_MAX) err = YAGEN_ETOOBIG;
			else if ((p = yg_arena_grow(l->arena, l->dirs, l->n, sizeof *p))) { l->dirs = p; p[l->n++] = sub.p; }
		}
		if (l->n) qsort(l->dirs, l->n, sizeof *l->dirs, by_name);
	}
	closedir(d);
	if (!err) err = yg_arena_error(l->arena);
	if (err) { yagen_fixtures_free(l); return err; }
	*out = l;
	return YAGEN_OK;
}

size_t yagen_fixtures_count(const yagen_fixtures *l) { return l ? l->n : 0; }
const char *yagen_fixtures_at(const yagen_fixtures *l, size_t i) { return l && i < l->n ? l->dirs[i] : NULL; }
void yagen_fixtures_free(yagen_fixtures *l)
{
	if (!l) return;
	yg_arena_free(l->arena);
	free(l);
}
