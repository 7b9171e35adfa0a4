/* config.c - yagen.conf and the environment behind the command line: what was not said there is looked up here, in this order:
 * option, environment, file, built-in default. And the one log line of a run, which knows the verb but nothing of its inputs. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "base/ban.h"

#define DEFAULT_FILE "/etc/yagen/yagen.conf"

static const char *env(const char *name)
{
	const char *v = getenv(name);
	return v && *v ? v : NULL;
}

/* The overlay is used by checks only when none was named: it changes what is shown, so the answer says so. */
static void fill(struct options *o)
{
	if (!o->store && !env("YAGEN_STORE")) o->store = yagen_config_text(o->conf, "store");
	if (!o->overlay && o->verb->bit & V_CHECK) o->overlay = yagen_config_text(o->conf, "overlay");
}

int cli_config(struct options *o)
{
	const char *path = o->config ? o->config : env("YAGEN_CONFIG");
	bool asked = path != NULL;
	struct cli_listener cl;
	struct stat st;
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (o->verb->bit & V_SETUP) path = NULL;     /* which may be about to write it */
	else if (!path && stat(DEFAULT_FILE, &st) == 0) path = DEFAULT_FILE;
	err = path ? yg_file_read(path, YG_MAX_TEXT, &b) : YG_OK;
	if (err == YG_OK) {
		cli_listener_init(&cl, o, path);
		err = yagen_config_read(&o->conf, b.n ? b.p : "", b.n, &cl.l);
	}
	yg_buf_free(&b);
	if (err == YG_OK) fill(o);
	else if (err == YG_EIO && !asked) return cli_fail(o, path, YAGEN_EREFUSED);
	return err == YG_OK ? 0 : cli_fail(o, path ? path : "yagen.conf", err);
}

/* Folders named in the file stand against installed editions of the file only; what was said nearer counts more. */
const char *cli_editions(const struct options *o)
{
	if (o->editions) return o->editions;
	if (env("YAGEN_EDITIONS")) return env("YAGEN_EDITIONS");
	return yagen_config_text(o->conf, "master") && yagen_config_text(o->conf, "rules") ? NULL : yagen_config_text(o->conf, "editions");
}

bool cli_mark_unsigned(const struct options *o) { return strcmp(yagen_config_text(o->conf, "unsigned"), "mark") == 0; }

long long cli_milliseconds(void)
{
	struct timespec t;
	return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000 : 0;
}

static int result_of(int code)
{
	static const struct { int code, err; } t[] = {
		{ EXIT_USAGE, YAGEN_EARG }, { EXIT_REFUSED, YAGEN_EREFUSED }, { EXIT_NOINPUT, YAGEN_ENOTFOUND }, { EXIT_UNAVAILABLE, YAGEN_EBUSY },
		{ EXIT_INTERNAL, YAGEN_ESTATE }, { EXIT_IO, YAGEN_EIO }, { EXIT_NOPERM, YAGEN_ESEAL }, { EXIT_TABLES, YAGEN_ETABLE } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (t[i].code == code) return t[i].err;
	return YAGEN_OK;
}

void cli_log(const struct options *o, int code, long long ms)
{
	yagen_log_entry e = YAGEN_LOG_ENTRY_INIT;
	if (!(o->verb->bit & (V_STORE | V_INSTALL | V_ROLLBACK))) return;
	e.at = (long long)time(NULL);
	e.verb = o->verb->name;
	e.sub = o->verb->sub;
	/* a case id begins with 32 hex digits and a dot; anything else there is a file name, which may name a person */
	if (o->verb->bit & V_CASE && o->nargs && strlen(o->args[0]) == 65 && o->args[0][32] == '.') e.case_id = o->args[0];
	e.result = result_of(code);
	e.exit_code = code;
	e.ms = ms;
	if (yagen_log_write(o->conf, &e) != YAGEN_OK)
		cli_fail(o, cli_say(o->lang, "動作記録", "log"), YAGEN_EIO);      /* said, but what was done stays done */
}
