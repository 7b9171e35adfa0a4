/* cmd_tables.c - `yagen tables`: making, changing, comparing and checking drug master editions.
 * Files are named here and read by the library; progress is shown on a terminal only. */
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/ban.h"

/* What a call left in its sink, and the exit code of its answer. */
static int finish(const struct options *o, yagen_sink *text, const char *what, int err)
{
	size_t n;
	const char *p = yagen_sink_data(text, &n);
	int code = 0;
	if (err == YAGEN_OK) cli_write(p, n);
	else code = cli_fail(o, what, err);
	yagen_sink_free(text);
	return code;
}

static void progress(void *payload, const char *what, size_t done, size_t total)
{
	(void)payload;
	fprintf(stderr, "\r\033[K%s %zu/%zu", what, done, total);
	if (done >= total) fputs("\r\033[K", stderr);
}

int cmd_tables_import(const struct options *o)
{
	yagen_import_options io = YAGEN_IMPORT_OPTIONS_INIT;
	struct cli_listener cl;
	struct cli_folders f;
	yagen_sink *text = NULL;
	int err;
	if (!o->kind_given) return cli_usage(o->lang, "ファイルの種類がありません", "missing option", "--kind KIND");
	if (!o->out && !o->master) return cli_usage(o->lang, "書き込むフォルダーがありません", "missing option", "--out DIR");
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	cl.files = o->args;
	cl.nfiles = o->nargs;
	io.kind = o->kind;
	io.files = o->args;
	io.nfiles = o->nargs;
	io.out_dir = o->out ? o->out : o->master;
	io.base_dir = f.master;
	io.today = o->as_of.year ? o->as_of : cli_today();
	io.valid_until = o->valid_until;
	if (cli_is_terminal(STDERR_FILENO)) io.progress = progress;
	if ((err = yagen_sink_new(&text, 0)) != YAGEN_OK) return cli_fail(o, io.out_dir, err);
	return finish(o, text, io.out_dir, yagen_tables_import(&io, text, &cl.l));
}

int cmd_tables_apply_diff(const struct options *o)
{
	struct cli_listener cl;
	yagen_sink *text = NULL;
	int err;
	if (!o->master) return cli_usage(o->lang, "版のフォルダーがありません", "missing option", "--master DIR");
	cli_listener_init(&cl, o, NULL);
	cl.files = o->args;
	cl.nfiles = o->nargs;
	if ((err = yagen_sink_new(&text, 0)) != YAGEN_OK) return cli_fail(o, o->master, err);
	err = yagen_tables_apply_diff(o->master, o->out, o->args, o->nargs, o->as_of.year ? o->as_of : cli_today(), text, &cl.l);
	return finish(o, text, o->master, err);
}

int cmd_tables_diff(const struct options *o)
{
	struct cli_listener cl;
	yagen_sink *text = NULL;
	int err;
	cli_listener_init(&cl, o, NULL);
	if ((err = yagen_sink_new(&text, 0)) != YAGEN_OK) return cli_fail(o, o->args[0], err);
	err = yagen_tables_diff(o->args[0], o->args[1], o->format == CLI_JSON, text, &cl.l);
	return finish(o, text, o->args[0], err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}

int cmd_tables_info(const struct options *o)
{
	struct cli_listener cl;
	struct cli_folders f;
	yagen_sink *text = NULL;
	int err;
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	if ((err = yagen_sink_new(&text, 0)) != YAGEN_OK) return cli_fail(o, f.master, err);
	err = yagen_tables_info(f.master, o->format == CLI_JSON, text, &cl.l);
	return finish(o, text, f.master, err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}

int cmd_tables_check(const struct options *o)
{
	struct cli_listener cl;
	struct cli_folders f;
	int err;
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	err = yagen_tables_check(f.master, &cl.l);
	if (err == YAGEN_OK) return 0;
	return cli_fail(o, f.master, err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}
