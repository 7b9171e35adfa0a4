/* cli.c - what the verbs share: exit codes from one table, messages, files, the default folders, today.
 * The only place of the program that asks the clock and the environment. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/sjis.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"
#ifndef YAGEN_DATADIR
# define YAGEN_DATADIR "/usr/local/share/yagen"
#endif

/* --- exit codes ------------------------------------------------------------------- */

static const struct { int err, code; const char *ja; } exits[] = {
	{ YAGEN_OK, EXIT_CLEAR, "終わりました" },
	{ YAGEN_ESYNTAX, EXIT_REFUSED, "形式どおりではない入力です" },
	{ YAGEN_EENCODING, EXIT_REFUSED, "文字コードの正しくない入力です" },
	{ YAGEN_EMISSING, EXIT_REFUSED, "必須のものがありません" },
	{ YAGEN_ETOOBIG, EXIT_REFUSED, "大きさの上限を超えています" },
	{ YAGEN_ETABLE, EXIT_TABLES, "マスターまたはルールがないか、壊れています" },
	{ YAGEN_EEXPIRED, EXIT_TABLES, "マスターまたはルールの有効期限が切れています" },
	{ YAGEN_EARG, EXIT_USAGE, "使い方が正しくありません" },
	{ YAGEN_ESTATE, EXIT_INTERNAL, "内部エラー（呼び出し順）" },
	{ YAGEN_ENOMEM, EXIT_INTERNAL, "メモリが足りません" },
	{ YAGEN_EIO, EXIT_IO, "読み書きできません" },
	{ YAGEN_ENET, EXIT_UNAVAILABLE, "ネットワークが使えません" },
	{ YAGEN_ECARD, EXIT_UNAVAILABLE, "カードが使えません" },
	{ YAGEN_EPIN, EXIT_NOPERM, "暗証番号が受け付けられませんでした" },
	{ YAGEN_EREFUSED, EXIT_REFUSED, "受け付けられません" },
	{ YAGEN_ENOTFOUND, EXIT_NOINPUT, "見つかりません" },
	{ YAGEN_ESTALE, EXIT_REFUSED, "ほかの人が先に変更しました。読み直してください" },
	{ YAGEN_EEXISTS, EXIT_REFUSED, "すでにあります" },
	{ YAGEN_EBUSY, EXIT_UNAVAILABLE, "ほかの処理が保存先を使っています" },
	{ YAGEN_ENOSPACE, EXIT_IO, "ディスクの空きがありません" },
	{ YAGEN_EREADONLY, EXIT_IO, "書き込めない保存先です" },
	{ YAGEN_ESEAL, EXIT_NOPERM, "鍵が違うか、暗号化された内容が変わっています" },
};

int cli_exit(int err)
{
	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		if (exits[i].err == err) return exits[i].code;
	return EXIT_INTERNAL;
}

int cli_exit_verdict(yagen_verdict v)
{
	switch (v) {
	case YAGEN_CLEAR: return EXIT_CLEAR;
	case YAGEN_FINDINGS: return EXIT_FINDINGS;
	case YAGEN_INCOMPLETE: return EXIT_INCOMPLETE;
	case YAGEN_UNKNOWN: break;
	}
	return EXIT_INTERNAL;
}

/* --- messages --------------------------------------------------------------------- */

const char *cli_say(yagen_lang lang, const char *ja, const char *en) { return lang == YAGEN_EN ? en : ja; }

void cli_clean(struct buf *out, const char *z)
{
	const char *p = z ? z : "", *end = p + strlen(p);
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		/* C0, DEL, C1, and the marks that turn the reading direction round */
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
			yg_buf_char(out, '?');
		else
			yg_utf8_add(out, c);
	}
}

static void say(const char *what, const char *why)
{
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	yg_buf_z(&b, "yagen: ");
	cli_clean(&b, what);
	if (why) yg_buf_z(&b, ": ");
	cli_clean(&b, why);
	yg_buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
	yg_buf_free(&b);
}

int cli_fail(const struct options *o, const char *what, int err)
{
	const char *why = yagen_strerror(err);
	for (size_t i = 0; o->lang == YAGEN_JA && i < sizeof exits / sizeof *exits; i++)
		if (exits[i].err == err) why = exits[i].ja;
	say(what, why);
	return cli_exit(err);
}

int cli_usage(yagen_lang lang, const char *ja, const char *en, const char *arg)
{
	say(cli_say(lang, ja, en), arg);
	say(cli_say(lang, "yagen --help を見てください", "see yagen --help"), NULL);
	return EXIT_USAGE;
}

void cli_note(yagen_lang lang, const char *ja, const char *en, size_t n)
{
	struct str t = yg_str(cli_say(lang, ja, en));
	size_t at = yg_str_find(t, STR("{0}"));
	if (at == (size_t)-1) fprintf(stderr, "yagen: %.*s\n", STR_ARG(t));
	else fprintf(stderr, "yagen: %.*s%zu%.*s\n", (int)at, t.p, n, (int)(t.n - at - 3), t.p + at + 3);
}

void cli_diag(yagen_lang lang, const char *file, const yagen_diag *d)
{
	static const char *const severity[2][4] = { { "", "参考", "警告", "エラー" }, { "", "note", "warning", "error" } };
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	cli_clean(&b, file ? file : d->field[0] ? d->field : "yagen");
	if (d->record) yg_buf_printf(&b, ":%u", d->record);
	yg_buf_printf(&b, ": %s: ", severity[lang == YAGEN_EN][d->severity]);
	cli_clean(&b, d->text);
	yg_buf_printf(&b, " [%s]", d->code);
	if (file && d->field[0]) {
		yg_buf_z(&b, " (");
		cli_clean(&b, d->field);
		yg_buf_char(&b, ')');
	}
	yg_buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
	yg_buf_free(&b);
}

/* A fault of our own tables names the table as its field; any other is of the input with that number. */
static bool names_table(const char *field)
{
	size_t n = strlen(field);
	return strcmp(field, "EDITION") == 0 || (n > 4 && strcmp(field + n - 4, ".csv") == 0);
}

static void heard(void *payload, const yagen_diag *d)
{
	const struct cli_listener *cl = payload;
	const char *file = cl->files && d->input < cl->nfiles ? cl->files[d->input] : cl->file;
	cli_diag(cl->lang, names_table(d->field) ? NULL : file, d);
}

void cli_listener_init(struct cli_listener *cl, const struct options *o, const char *file)
{
	*cl = (struct cli_listener){ .l = YAGEN_LISTENER_INIT, .lang = o->lang, .file = file };
	cl->l.lang = o->lang;
	cl->l.diag = heard;
	cl->l.payload = cl;
}

/* --- files and folders -------------------------------------------------------------- */

int cli_read(const struct options *o, const char *path, struct buf *out)
{
	int err;
	yg_buf_init(out, YG_MAX_INPUT);
	err = yg_file_read(path, YG_MAX_INPUT, out);
	if (err == YG_OK) return 0;
	yg_buf_free(out);
	return cli_fail(o, strcmp(path, "-") == 0 ? cli_say(o->lang, "標準入力", "standard input") : path, err);
}

void cli_write(const char *p, size_t n)
{
	if (n) fwrite(p, 1, n, stdout);              /* failure shows in ferror(stdout) at the end */
}

/* <data folder>/<name>, or what the option says. */
static const char *folder(const char *given, const char *name, char *room, size_t size)
{
	const char *data = getenv("YAGEN_DATADIR");
	if (given) return given;
	snprintf(room, size, "%s/%s", data && *data ? data : YAGEN_DATADIR, name);
	return room;
}

/* Those of the installed editions; faults are told, and the folder named then is one that holds no tables. */
static bool installed(const struct options *o, struct cli_folders *f)
{
	const char *dir = o->master || o->rules ? NULL : cli_editions(o);
	yagen_sink *s[2] = { NULL, NULL };
	struct cli_listener cl;
	int err;
	if (!dir) return false;
	cli_listener_init(&cl, o, NULL);
	err = yagen_sink_new(&s[0], 0) || yagen_sink_new(&s[1], 0) ? YAGEN_ENOMEM : yagen_editions_folders(dir, s[0], s[1], &cl.l);
	for (int i = 0; i < 2; i++) {
		size_t n = 0;
		const char *p = err ? dir : yagen_sink_data(s[i], &n);
		snprintf(f->room[i], sizeof f->room[i], "%.*s", err ? (int)strlen(dir) : (int)n, p);
		yagen_sink_free(s[i]);
	}
	f->master = f->room[0];
	f->rules = f->room[1];
	return true;
}

void cli_shipped(const struct options *o, struct cli_folders *f)
{
	f->master = folder(o->master, "drugmaster", f->room[0], sizeof f->room[0]);
	f->rules = folder(o->rules, "rules", f->room[1], sizeof f->room[1]);
}

void cli_folders(const struct options *o, struct cli_folders *f)
{
	if (installed(o, f)) return;
	f->master = folder(o->master ? o->master : yagen_config_text(o->conf, "master"), "drugmaster", f->room[0], sizeof f->room[0]);
	f->rules = folder(o->rules ? o->rules : yagen_config_text(o->conf, "rules"), "rules", f->room[1], sizeof f->room[1]);
}

/* $YAGEN_CACHE, else $XDG_CACHE_HOME/yagen, else ~/.cache/yagen; made when absent; NULL when there is no such place. */
static const char *cache(char *room, size_t size)
{
	const char *own = getenv("YAGEN_CACHE"), *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat st;
	int n;
	if (own && *own) {
		(void)mkdir(own, 0700);
		return stat(own, &st) == 0 && S_ISDIR(st.st_mode) ? own : NULL;
	}
	if (base && base[0] == '/') n = snprintf(room, size, "%s", base);
	else if (home && home[0] == '/') n = snprintf(room, size, "%s/.cache", home);
	else return NULL;
	if (n < 0 || (size_t)n + sizeof "/yagen" > size) return NULL;
	(void)mkdir(room, 0700);
	snprintf(room + n, size - (size_t)n, "/yagen");
	(void)mkdir(room, 0700);
	return stat(room, &st) == 0 && S_ISDIR(st.st_mode) ? room : NULL;
}

int cli_store_path(const struct options *o, bool make, struct cli_store *s)
{
	const char *own = getenv("YAGEN_STORE"), *base = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int n = 0;
	s->path = o->store ? o->store : own && *own ? own : NULL;
	if (s->path) return 0;
	if (base && base[0] == '/') n = snprintf(s->room, sizeof s->room, "%s", base);
	else if (home && home[0] == '/') n = snprintf(s->room, sizeof s->room, "%s/.local/share", home);
	if (n <= 0 || (size_t)n + sizeof "/yagen/yagen.db" > sizeof s->room)
		return cli_usage(o->lang, "保存先が決まりません", "no place for the store", "--store PATH");
	if (make) {
		for (char *p = s->room + 1; (p = strchr(p, '/')) != NULL; p++) {     /* ~/.local/share may be new too */
			*p = '\0';
			(void)mkdir(s->room, 0700);
			*p = '/';
		}
		(void)mkdir(s->room, 0700);
	}
	snprintf(s->room + n, sizeof s->room - (size_t)n, "/yagen");
	if (make) (void)mkdir(s->room, 0700);
	snprintf(s->room + n, sizeof s->room - (size_t)n, "/yagen/yagen.db");
	s->path = s->room;
	return 0;
}

static int open_folders(const struct options *o, yagen **out)
{
	yagen_options yo = YAGEN_OPTIONS_INIT;
	struct cli_listener cl;
	struct cli_folders f;
	char room[4096];
	int err;
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	yo.drugmaster_dir = f.master;
	yo.rules_dir = f.rules;
	yo.cache_dir = cache(room, sizeof room);
	yo.listener = &cl.l;
	err = yagen_open(out, &yo);
	return err == YAGEN_OK ? 0 : cli_fail(o, f.master, err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}

static int open_installed(const struct options *o, const char *dir, yagen **out)
{
	yagen_editions_options eo = YAGEN_EDITIONS_OPTIONS_INIT;
	struct cli_listener cl;
	char room[4096];
	int err;
	cli_listener_init(&cl, o, NULL);
	eo.editions_dir = dir;
	eo.mark_unsigned = cli_mark_unsigned(o);
	eo.cache_dir = cache(room, sizeof room);
	eo.listener = &cl.l;
	err = yagen_editions_open(out, &eo);
	return err == YAGEN_OK ? 0 : cli_fail(o, dir, err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}

int cli_open(const struct options *o, yagen **out)
{
	if (!o->master && !o->rules && cli_editions(o)) return open_installed(o, cli_editions(o), out);
	return open_folders(o, out);
}

/* --- the outside -------------------------------------------------------------------- */

yagen_date cli_today(void)
{
	time_t now = time(NULL);
	struct tm tm;
	if (now == (time_t)-1 || !localtime_r(&now, &tm)) return (yagen_date){ 0, 0, 0 };
	return (yagen_date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
}

bool cli_is_terminal(int fd) { return isatty(fd) == 1; }

bool cli_is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool cli_colour(void)
{
	const char *no = getenv("NO_COLOR");
	return cli_is_terminal(STDOUT_FILENO) && !(no && *no);
}
