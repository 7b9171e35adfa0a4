/* cmd_pack.c - `yagen tables pack|sign|keys|install|rollback|editions`: files in and out; verifying is the library's business. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "base/ban.h"

#define PACK_MAX (256u << 20)

static yagen_date today(const struct options *o) { return o->as_of.year ? o->as_of : cli_today(); }

static int need(const struct options *o, const char *value, const char *what)
{
	return value ? 0 : cli_usage(o->lang, "必要なオプションがありません", "missing option", what);
}

static int read_pack(const struct options *o, const char *path, struct buf *out)
{
	int err;
	yg_buf_init(out, PACK_MAX);
	err = yg_file_read(path, PACK_MAX, out);
	if (err == YG_OK) return 0;
	yg_buf_free(out);
	return cli_fail(o, path, err);
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int write_sink(const struct options *o, const char *path, yagen_sink *s, int err)
{
	size_t n;
	const char *p = yagen_sink_data(s, &n);
	int code = 0;
	if (err == YAGEN_OK) err = yg_file_write(path, (struct str){ p, n });
	if (err != YAGEN_OK) code = cli_fail(o, path, err);
	yagen_sink_free(s);
	return code;
}

static int print_sink(const struct options *o, const char *what, yagen_sink *s, int err)
{
	size_t n;
	const char *p = yagen_sink_data(s, &n);
	int code = 0;
	if (err == YAGEN_OK) cli_write(p, n);
	else code = cli_fail(o, what, err);
	yagen_sink_free(s);
	return code;
}

int cmd_tables_pack(const struct options *o)
{
	struct cli_listener cl;
	struct cli_folders f;
	yagen_sink *s = NULL;
	int err = yagen_sink_new(&s, PACK_MAX);
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	if (err == YAGEN_OK) err = yagen_pack_make(o->args[0], f.master, o->sign_key, s, &cl.l);
	if (err == YAGEN_OK) return write_sink(o, o->args[1], s, err);
	yagen_sink_free(s);
	return cli_fail(o, o->args[0], err);
}

int cmd_tables_sign(const struct options *o)
{
	struct cli_listener cl;
	yagen_sink *s = NULL;
	struct buf b;
	int code = need(o, o->sign_key, "--key-file FILE"), err;
	if (code) return code;
	cli_listener_init(&cl, o, NULL);
	if (is_folder(o->args[0])) {
		err = yagen_pack_sign_folder(o->args[0], o->sign_key, &cl.l);
		return err == YAGEN_OK ? 0 : cli_fail(o, o->args[0], err);
	}
	if ((code = read_pack(o, o->args[0], &b)) != 0) return code;
	err = yagen_sink_new(&s, PACK_MAX);
	if (err == YAGEN_OK) err = yagen_pack_sign(b.p, b.n, o->sign_key, s, &cl.l);
	yg_buf_free(&b);
	if (err == YAGEN_OK) return write_sink(o, o->args[0], s, err);
	yagen_sink_free(s);
	return cli_fail(o, o->args[0], err);
}

/* --- keys ---------------------------------------------------------------------------------------------------------------- */

static int keys_make(const struct options *o, struct cli_listener *cl)
{
	int code = need(o, o->sign_key, "--key-file FILE"), err;
	(void)cl;
	if (!code) code = need(o, o->key_name, "--name NAME");
	if (code) return code;
	err = yagen_pack_key_make(o->sign_key, o->key_name, today(o));
	return err == YAGEN_OK ? 0 : cli_fail(o, o->sign_key, err);
}

static int keys_list(const struct options *o, struct cli_listener *cl)
{
	yagen_sink *s = NULL;
	int err = yagen_sink_new(&s, 0);
	if (err == YAGEN_OK) err = yagen_pack_key_list(cli_editions(o), o->format == CLI_JSON, s, &cl->l);
	return print_sink(o, cli_editions(o), s, err);
}

static int keys_add(const struct options *o, struct cli_listener *cl)
{
	struct buf b;
	int code = cli_read(o, o->args[1], &b), err;
	if (code) return code;
	err = yagen_pack_key_add(cli_editions(o), b.n ? b.p : "", b.n, o->key_id, today(o), &cl->l);
	yg_buf_free(&b);
	return err == YAGEN_OK ? 0 : cli_fail(o, o->args[1], err);
}

static int keys_retire(const struct options *o, struct cli_listener *cl)
{
	int err = yagen_pack_key_retire(cli_editions(o), o->args[1], today(o), &cl->l);
	return err == YAGEN_OK ? 0 : cli_fail(o, o->args[1], err);
}

/* The announcement goes into the file itself, which is what is handed on. */
static int keys_vouch(const struct options *o, struct cli_listener *cl)
{
	yagen_sink *s = NULL;
	struct buf b;
	int code = need(o, o->sign_key, "--key-file FILE"), err;
	if (!code) code = cli_read(o, o->args[1], &b);
	if (code) return code;
	err = yagen_sink_new(&s, 0);
	if (err == YAGEN_OK) err = yagen_pack_key_vouch(b.n ? b.p : "", b.n, o->sign_key, s, &cl->l);
	yg_buf_free(&b);
	if (err == YAGEN_OK) return write_sink(o, o->args[1], s, err);
	yagen_sink_free(s);
	return cli_fail(o, o->args[1], err);
}

int cmd_tables_keys(const struct options *o)
{
	static const struct { const char *word; size_t nargs; bool folder; int (*run)(const struct options *o, struct cli_listener *cl); } t[] = {
		{ "make", 1, false, keys_make }, { "list", 1, true, keys_list }, { "add", 2, true, keys_add },
		{ "retire", 2, true, keys_retire }, { "vouch", 2, false, keys_vouch } };
	struct cli_listener cl;
	cli_listener_init(&cl, o, NULL);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		if (strcmp(t[i].word, o->args[0]) != 0) continue;
		if (t[i].nargs != o->nargs) return cli_usage(o->lang, "引数の数が違います", "wrong number of arguments", o->args[0]);
		if (t[i].folder && !cli_editions(o)) return need(o, NULL, "--editions DIR");
		return t[i].run(o, &cl);
	}
	return cli_usage(o->lang, "この動詞はありません", "no such verb", o->args[0]);
}

/* --- installing ------------------------------------------------------------------------------------------------------------ */

int cmd_tables_install(const struct options *o)
{
	yagen_install_options io = YAGEN_INSTALL_OPTIONS_INIT;
	struct buf b[2];
	yagen_bytes packs[2];
	struct cli_listener cl;
	yagen_sink *s = NULL;
	int code = need(o, cli_editions(o), "--editions DIR"), err;
	size_t n = 0;
	for (; !code && n < o->nargs; n++) {
		if ((code = read_pack(o, o->args[n], &b[n])) != 0) break;
		packs[n] = (yagen_bytes){ b[n].p, b[n].n };
	}
	if (code == 0) {
		cli_listener_init(&cl, o, NULL);
		cl.files = o->args;
		cl.nfiles = o->nargs;
		io.editions_dir = cli_editions(o);
		io.packs = packs;
		io.npacks = n;
		io.today = today(o);
		io.mark_unsigned = cli_mark_unsigned(o);
		io.mark_expired = strcmp(yagen_config_text(o->conf, "expired"), "mark") == 0;
		err = yagen_sink_new(&s, 0);
		if (err == YAGEN_OK) err = yagen_editions_install(&io, s, &cl.l);
		code = print_sink(o, o->args[0], s, err);
	}
	while (n) yg_buf_free(&b[--n]);
	return code;
}

int cmd_tables_rollback(const struct options *o)
{
	static const char *const kinds[] = { NULL, "master", "rules" };
	struct cli_listener cl;
	yagen_sink *s = NULL;
	int code = need(o, cli_editions(o), "--editions DIR"), err;
	if (code) return code;
	cli_listener_init(&cl, o, NULL);
	err = yagen_sink_new(&s, 0);
	if (err == YAGEN_OK) err = yagen_editions_rollback(cli_editions(o), kinds[o->rollback], today(o), s, &cl.l);
	return print_sink(o, cli_editions(o), s, err);
}

int cmd_tables_editions(const struct options *o)
{
	struct cli_listener cl;
	yagen_sink *s = NULL;
	int code = need(o, cli_editions(o), "--editions DIR"), err;
	if (code) return code;
	cli_listener_init(&cl, o, NULL);
	err = yagen_sink_new(&s, 0);
	if (err == YAGEN_OK) err = yagen_editions_list(cli_editions(o), o->format == CLI_JSON, s, &cl.l);
	return print_sink(o, cli_editions(o), s, err);
}
