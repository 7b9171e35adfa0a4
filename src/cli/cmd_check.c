/* cmd_check.c - `yagen check`: files in, the answer out, the verdict as exit code.
 * A refused prescription ends the run; a refused history does not: the coverage says what it cost. */
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

#define MAX_INPUTS (3 * CLI_MAX_FILES + 2)
struct run {
	const struct options *o;
	const char *file[MAX_INPUTS]; size_t nfiles; /* by input number */
	struct buf rx, patient[CLI_MAX_FILES], history[CLI_MAX_FILES], answers[CLI_MAX_FILES], overlay;
	yagen *yg;
	yagen_case *c;
	yagen_sink *sink;
};

static bool one_stdin(const struct options *o)
{
	size_t n = strcmp(o->args[0], "-") == 0;
	for (size_t i = 0; i < o->npatient; i++) n += strcmp(o->patient[i], "-") == 0;
	for (size_t i = 0; i < o->nanswers; i++) n += strcmp(o->answers[i], "-") == 0;
	if (o->overlay) n += strcmp(o->overlay, "-") == 0;
	for (size_t i = 0; i < o->nhistory; i++) n += strcmp(o->history[i], "-") == 0;
	return n <= 1;
}

/* Every file before anything else: a wrong name should not wait for the tables. */
static int read_all(struct run *r)
{
	const struct options *o = r->o;
	int code = cli_read(o, o->args[0], &r->rx);
	for (size_t i = 0; code == 0 && i < o->nhistory; i++) code = cli_read(o, o->history[i], &r->history[i]);
	for (size_t i = 0; code == 0 && i < o->npatient; i++) code = cli_read(o, o->patient[i], &r->patient[i]);
	for (size_t i = 0; code == 0 && i < o->nanswers; i++) code = cli_read(o, o->answers[i], &r->answers[i]);
	if (code == 0 && o->overlay) code = cli_read(o, o->overlay, &r->overlay);
	return code;
}

static void named(struct run *r, const char *file, const char *name) { r->file[r->nfiles++] = strcmp(file, "-") == 0 ? name : file; }

/* What stands in the answer: where a file lies is nobody's business. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool input_fault(int err)
{
	return err == YAGEN_ESYNTAX || err == YAGEN_EENCODING || err == YAGEN_EMISSING || err == YAGEN_ETOOBIG || err == YAGEN_EREFUSED;
}

static int feed(struct run *r)
{
	const struct options *o = r->o;
	const char *in = cli_say(o->lang, "標準入力", "standard input");
	int err;
	named(r, o->args[0], in);
	err = yagen_case_read_rx(r->c, o->from, r->rx.p ? r->rx.p : "", r->rx.n);
	if (err != YAGEN_OK) return cli_fail(o, r->file[0], err);
	for (size_t i = 0; i < o->nhistory; i++) {
		const char *path = o->history[i];
		named(r, path, in);
		err = yagen_case_read_history(r->c, YAGEN_AUTO, r->history[i].p ? r->history[i].p : "", r->history[i].n,
					      base_name(path));
		if (err != YAGEN_OK && !input_fault(err)) return cli_fail(o, path, err);
	}
	for (size_t i = 0; i < o->npatient; i++) {
		named(r, o->patient[i], in);
		err = yagen_case_read_patient(r->c, YAGEN_AUTO, r->patient[i].p ? r->patient[i].p : "", r->patient[i].n);
		if (err != YAGEN_OK) return cli_fail(o, o->patient[i], err);
	}
	for (size_t i = 0; i < o->nanswers; i++) {
		named(r, o->answers[i], in);
		err = yagen_case_read_answers(r->c, r->answers[i].p ? r->answers[i].p : "", r->answers[i].n);
		if (err != YAGEN_OK) return cli_fail(o, o->answers[i], err);
	}
	if (o->overlay) {
		named(r, o->overlay, in);
		err = yagen_case_read_overlay(r->c, r->overlay.p ? r->overlay.p : "", r->overlay.n, base_name(o->overlay));
		if (err != YAGEN_OK) return cli_fail(o, o->overlay, err);
	}
	return 0;
}

static int answer(struct run *r)
{
	const struct options *o = r->o;
	yagen_check_options co = YAGEN_CHECK_OPTIONS_INIT;
	const char *p;
	size_t n;
	int err;
	co.as_of = o->as_of.year ? o->as_of : cli_today();
	co.lookback_days = o->lookback;
	co.consent = o->consent;
	co.refuse_expired = o->refuse_expired;
	err = yagen_case_check(r->c, &co);
	if (err == YAGEN_OK && o->explain) err = yagen_case_explain(r->c);
	if (err == YAGEN_OK && o->national) err = yagen_case_national(r->c);
	if (err == YAGEN_EEXPIRED) {
		struct cli_folders f;
		cli_folders(o, &f);
		return cli_fail(o, f.master, err);
	}
	if (err != YAGEN_OK) return cli_fail(o, r->file[0], err);
	if (o->format == CLI_JSON) {
		if ((err = yagen_sink_new(&r->sink, 0)) == YAGEN_OK) err = yagen_case_write(r->c, YAGEN_REPORT_JSON, r->sink);
		if (err != YAGEN_OK) return cli_fail(o, r->file[0], err);
		p = yagen_sink_data(r->sink, &n);
		cli_write(p, n);
	} else {
		struct buf out;
		yg_buf_init(&out, 64u << 20);
		out_text(o, r->yg, r->c, &co, cli_colour(), &out);
		err = out.err;
		cli_write(out.p, err ? 0 : out.n);
		yg_buf_free(&out);
		if (err) return cli_fail(o, r->file[0], err);
	}
	return cli_exit_verdict(yagen_case_verdict(r->c));
}

int cmd_check(const struct options *o)
{
	struct run r = { .o = o };
	int code, err;
	if (!one_stdin(o)) return cli_usage(o->lang, "標準入力は一度しか使えません", "standard input can be used once only", NULL);
	code = read_all(&r);
	if (code == 0) code = cli_open(o, &r.yg);
	if (code == 0) {
		err = yagen_case_new(&r.c, r.yg);
		if (err == YAGEN_OK) err = yagen_case_set_lang(r.c, o->lang);
		if (err != YAGEN_OK) code = cli_fail(o, o->args[0], err);
	}
	if (code == 0 && (code = feed(&r)) == 0) code = answer(&r);
	for (size_t i = 0; i < yagen_case_diag_count(r.c); i++) {
		const yagen_diag *d = yagen_case_diag(r.c, i);
		cli_diag(o->lang, d->input < r.nfiles ? r.file[d->input] : o->args[0], d);
	}
	yagen_sink_free(r.sink);
	yagen_case_free(r.c);
	yagen_free(r.yg);
	yg_buf_free(&r.rx);
	for (size_t i = 0; i < o->npatient; i++) yg_buf_free(&r.patient[i]);
	for (size_t i = 0; i < o->nanswers; i++) yg_buf_free(&r.answers[i]);
	yg_buf_free(&r.overlay);
	for (size_t i = 0; i < o->nhistory; i++) yg_buf_free(&r.history[i]);
	return code;
}
