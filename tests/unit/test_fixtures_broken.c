/* test_fixtures_broken.c - every folder of fixtures/broken is read, and its outcome and diagnostics are compared word for
 * word with expect.txt (layout: fixtures/broken/README.md). A difference prints the command that would accept it. */
#define _XOPEN_SOURCE 700
#include "t.h"
#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/limits.h"
#include "codec/codec.h"
#include "scan/scan.h"
#include "tables/edition.h"
#include "tables/edition_file.h"
#include "tables/rules_lint.h"
#include "base/ban.h"

#define FORMATS_MIN 60                                            /* fewer folders than this: something was lost */

struct fixture {
	const char *dir;                                          /* fixtures/broken/<format>/NNN-what */
	struct str  input;
	struct str  as, outcome;                                  /* of expect.txt */
	struct arena *arena;
	struct diags  ds;
	int           err;
};
static unsigned run, different;

/* --- a folder to work in ----------------------------------------------------------- */
static char work[512];

static int drop(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st; (void)type; (void)f;
	return remove(path);
}

static const char *work_dir(const char *sub)
{
	static char path[1024];
	const char *tmp = getenv("TMPDIR");

	if (work[0])
		nftw(work, drop, 8, FTW_DEPTH | FTW_PHYS);
	snprintf(work, sizeof work, "%.400s/yagen-broken-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(work)) {
		fprintf(stderr, "cannot make a folder in %s\n", work);
		exit(99);
	}
	snprintf(path, sizeof path, "%s/%s", work, sub);
	if (mkdir(path, 0700) != 0)
		exit(99);
	return path;
}

static void put(const char *dir, const char *name, struct str bytes)
{
	char path[1400];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f || (bytes.n && fwrite(bytes.p, 1, bytes.n, f) != bytes.n) || fclose(f) != 0)
		exit(99);
}

/* --- tables ------------------------------------------------------------------------ */
/* A small sound folder from fixtures/broken/<kind>/sound, with one table exchanged and the sums of EDITION renewed
 * (unless EDITION itself is the broken one). */
static void build(const char *kind, const char *to, struct str table, struct str input, struct arena *a)
{
	static const char *const all[] = { "EDITION", "products.csv", "ingredients.csv", "yj7.csv", "routes.csv", "classes.csv",
		"generic.csv", "hot.csv", "pairs.csv", "groups.csv", "limits.csv", "same-ingredient.csv", "messages.ja.csv", "messages.en.csv" };
	const char *names[16];
	struct edition_file e;
	struct diags ds;
	size_t n = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char rel[256];
		struct buf b;

		snprintf(rel, sizeof rel, "fixtures/broken/%s/sound/%s", kind, all[i]);
		if (access(t_src(rel), R_OK) != 0)
			continue;
		b = t_read(t_src(rel));
		put(to, all[i], yg_str_eqz(table, all[i]) ? input : yg_buf_view(&b));
		yg_buf_free(&b);
		if (i > 0)
			names[n++] = all[i];
	}
	if (yg_str_eqz(table, "EDITION"))
		return;
	yg_diags_init(&ds, a);
	if (yg_edition_file_read(to, a, &e, &ds) != YG_OK || yg_edition_file_write(to, &e, names, n, a) != YG_OK) {
		fprintf(stderr, "cannot build a %s folder\n", kind);
		exit(99);
	}
}

static void read_master(struct fixture *f, struct str table)
{
	const char *dir = work_dir("master");

	build("master", dir, table, f->input, f->arena);
	f->err = yg_master_lint(dir, &f->ds);
}

static void read_rules(struct fixture *f, struct str table)
{
	char master[1024], rules[1024];

	snprintf(master, sizeof master, "%s", work_dir("master"));
	snprintf(rules, sizeof rules, "%s/rules", work);
	if (mkdir(rules, 0700) != 0)
		exit(99);
	build("master", master, STR_NONE, STR_NONE, f->arena);
	build("rules", rules, table, f->input, f->arena);
	f->err = yg_rules_lint(master, rules, &f->ds);
}

/* An official file under the name it is published with (the name holds its date). */
static void read_official(struct fixture *f, enum import_kind kind, struct str name)
{
	const char *dir = work_dir("official");
	char path[1400], out[1400], plain[128];
	const char *files[1] = { path };
	struct import_report report;
	struct import_options o = { .kind = kind, .files = files, .nfiles = 1, .out_dir = out, .today = { 2026, 11, 20 } };
	struct buf text;

	snprintf(plain, sizeof plain, "%.*s", STR_ARG(name));
	put(dir, plain, f->input);
	snprintf(path, sizeof path, "%s/%s", dir, plain);
	snprintf(out, sizeof out, "%s/out", dir);
	o.ingredients_dir = t_src("drugmaster");
	yg_buf_init(&text, YG_MAX_OUTPUT);
	f->err = yg_edition_import(&o, &report, &text, LANG_JA, &f->ds);
	yg_buf_free(&text);
}

/* --- documents --------------------------------------------------------------------- */
static void read_document(struct fixture *f)
{
	struct read_ctx rc = { .arena = f->arena, .diags = &f->ds };
	struct document doc = { 0 };
	enum format format = yg_str_eqz(f->as, "auto") ? FORMAT_NONE : yg_format_by_name(f->as);

	if (format == FORMAT_NONE && !yg_str_eqz(f->as, "auto")) {
		fprintf(stderr, "%s: no such format: %.*s\n", f->dir, STR_ARG(f->as));
		exit(99);
	}
	f->err = yg_codec_read(&rc, format, f->input, &doc);
	CHECK(f->err == YG_OK || f->ds.worst == DIAG_ERROR);      /* nothing is refused without saying why */
}

static void read_stream(struct fixture *f)
{
	struct scan_result r;

	f->err = yg_scan_stream(f->input, 0, f->arena, &r, &f->ds);
	CHECK((f->err == YG_OK) == (r.n == 1));
}

static void read_it(struct fixture *f)
{
	static const struct { struct str word; enum import_kind kind; } kinds[] = {
		{ { "ssk ", 4 }, IMPORT_SSK }, { { "mhlw-price ", 11 }, IMPORT_MHLW_PRICE },
		{ { "generic-name ", 13 }, IMPORT_GENERIC_NAME }, { { "hot ", 4 }, IMPORT_HOT },
	};

	if (yg_str_eqz(f->as, "stream")) {
		read_stream(f);
		return;
	}
	if (yg_str_starts(f->as, STR("master "))) {
		read_master(f, yg_str_sub(f->as, 7, f->as.n));
		return;
	}
	if (yg_str_starts(f->as, STR("rules "))) {
		read_rules(f, yg_str_sub(f->as, 6, f->as.n));
		return;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (yg_str_starts(f->as, kinds[i].word)) {
			read_official(f, kinds[i].kind, yg_str_sub(f->as, kinds[i].word.n, f->as.n));
			return;
		}
	read_document(f);
}

/* --- expectation ------------------------------------------------------------------- */
/* Splits expect.txt into what is compared (outcome and diagnostics, into `want`) and what is kept (as, why, accepted). */
static void take_expectation(struct fixture *f, struct str text, struct buf *want, struct buf *tail)
{
	struct cursor { const char *p, *end; } c = { text.p, text.p + text.n };

	while (c.p < c.end) {
		const char *e = memchr(c.p, '\n', (size_t)(c.end - c.p));
		struct str line = { c.p, (size_t)((e ? e : c.end) - c.p) };

		c.p = e ? e + 1 : c.end;
		if (yg_str_starts(line, STR("as: "))) {
			f->as = yg_str_sub(line, 4, line.n);
		} else if (yg_str_starts(line, STR("why: ")) || yg_str_starts(line, STR("accepted: "))) {
			yg_buf_str(tail, line);
			yg_buf_char(tail, '\n');
		} else {
			yg_buf_str(want, line);
			yg_buf_char(want, '\n');
		}
	}
}

static void say_got(const struct fixture *f, struct buf *got)
{
	yg_buf_printf(got, "outcome: %s\n", f->err ? "refused" : "accepted");
	for (size_t i = 0; i < f->ds.n; i++) {
		const struct diag *d = &f->ds.d[i];
		struct buf t;

		yg_buf_printf(got, "%s %u %u %.*s\n", d->kind->code, d->input, d->record, STR_ARG(d->field.n ? d->field : STR("-")));
		for (int lang = LANG_JA; lang <= LANG_EN; lang++) {
			yg_buf_init(&t, 1u << 16);
			yg_diag_text(d, (enum lang)lang, &t);
			CHECK(t.n > 0 && yg_str_find(yg_buf_view(&t), STR("{")) == (size_t)-1);
			yg_buf_free(&t);
		}
	}
}

static void compare(struct fixture *f, const char *expect_path, struct str want, struct str got, struct str tail)
{
	t_checks++;
	if (yg_str_eq(want, got))
		return;
	t_failed++;
	different++;
	fprintf(stderr, "%s: (%.*s)\n--- expected\n%.*s--- got\n%.*s", f->dir, STR_ARG(f->as), STR_ARG(want), STR_ARG(got));
	fprintf(stderr, "to accept: cat > %s <<'END'\nas: %.*s\n%.*s%.*saccepted: <say why>\nEND\n\n", expect_path, STR_ARG(f->as),
		STR_ARG(got), STR_ARG(tail));
}

static void one(const char *dir, const char *input, const char *expect)
{
	struct buf in = t_read(input), exp = t_read(expect), want, got, tail;
	struct fixture f = { .dir = dir, .input = yg_buf_view(&in), .arena = yg_arena_new(YG_MAX_ARENA) };

	if (!f.arena)
		exit(99);
	yg_diags_init(&f.ds, f.arena);
	yg_buf_init(&want, 1u << 20);
	yg_buf_init(&got, 1u << 20);
	yg_buf_init(&tail, 1u << 20);
	take_expectation(&f, yg_buf_view(&exp), &want, &tail);
	CHECK(yg_str_find(yg_buf_view(&exp), STR("\nwhy: ")) != (size_t)-1);
	read_it(&f);
	say_got(&f, &got);
	compare(&f, expect, yg_buf_view(&want), yg_buf_view(&got), yg_buf_view(&tail));
	run++;
	yg_buf_free(&want);
	yg_buf_free(&got);
	yg_buf_free(&tail);
	yg_buf_free(&in);
	yg_buf_free(&exp);
	yg_arena_free(f.arena);
}

/* --- the walk ---------------------------------------------------------------------- */
static int numbered(const struct dirent *d) { return d->d_name[0] >= '0' && d->d_name[0] <= '9'; }
static int visible(const struct dirent *d) { return d->d_name[0] != '.'; }
static int is_input(const struct dirent *d) { return strncmp(d->d_name, "input.", 6) == 0 || strcmp(d->d_name, "input") == 0; }

static void every_broken_input(void)
{
	const char *only = getenv("BROKEN");                      /* a part of a path: run these alone */
	struct dirent **formats;
	char root[1024];
	int nf;

	snprintf(root, sizeof root, "%s", t_src("fixtures/broken"));
	nf = scandir(root, &formats, visible, alphasort);
	CHECK(nf > 0);
	for (int i = 0; i < nf; i++) {
		struct dirent **cases;
		char format[1400];
		int nc;

		snprintf(format, sizeof format, "%s/%s", root, formats[i]->d_name);
		nc = scandir(format, &cases, numbered, alphasort);
		for (int k = 0; k < nc; k++) {
			struct dirent **inputs;
			char dir[1800], input[2200], expect[2200];
			int ni;

			snprintf(dir, sizeof dir, "%s/%s", format, cases[k]->d_name);
			snprintf(expect, sizeof expect, "%s/expect.txt", dir);
			ni = scandir(dir, &inputs, is_input, alphasort);
			CHECK_INT(ni, 1);
			if (ni == 1 && (!only || strstr(dir, only))) {
				snprintf(input, sizeof input, "%s/%s", dir, inputs[0]->d_name);
				one(dir, input, expect);
			}
			for (int m = 0; m < ni; m++)
				free(inputs[m]);
			if (ni >= 0)
				free(inputs);
			free(cases[k]);
		}
		if (nc >= 0)
			free(cases);
		free(formats[i]);
	}
	if (nf >= 0)
		free(formats);
	if (!only)
		CHECK(run >= FORMATS_MIN);
	fprintf(stderr, "%u broken inputs, %u different\n", run, different);
}

int main(void)
{
	T_RUN(every_broken_input);
	if (work[0])
		nftw(work, drop, 8, FTW_DEPTH | FTW_PHYS);
	return T_END();
}
