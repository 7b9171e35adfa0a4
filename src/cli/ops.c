/* ops.c - what `yagen audit`, `backup`, `restore`, `store` and `keys` share. What they mean is in their cmd_ files. */
#include "cli/ops.h"
#include "base/ymd.h"
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

static void progress(void *payload, const char *what, unsigned long long done, unsigned long long total)
{
	(void)payload;
	if (total) fprintf(stderr, "\r\033[K%s %llu/%llu", what, done, total);
	else fprintf(stderr, "\r\033[K%s %llu", what, done);
	if (total && done >= total) fputs("\r\033[K", stderr);
}

static unsigned long long now_ms(void *payload)
{
	(void)payload;
	return (unsigned long long)cli_milliseconds();
}

static const char *setting(const struct options *o, const char *key)
{
	const char *v = yagen_config_text(o->conf, key);
	return v && *v ? v : NULL;
}

/* UTC, "2026-11-20T09:30:00Z". */
static bool moment(const char *z, long long *out)
{
	struct str s = yg_str(z);
	unsigned long h, m, sec;
	struct ymd d;
	if (s.n != 20 || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':' || s.p[19] != 'Z' || yg_ymd_parse(yg_str_sub(s, 0, 10), &d) != 0
	    || !yg_ymd_valid(d) || !yg_str_uint(yg_str_sub(s, 11, 2), 23, &h) || !yg_str_uint(yg_str_sub(s, 14, 2), 59, &m)
	    || !yg_str_uint(yg_str_sub(s, 17, 2), 59, &sec)) return false;
	*out = (long long)yg_ymd_days(d) * 86400 + (long long)(h * 3600 + m * 60 + sec);
	return true;
}

int cli_ops_begin(struct cli_ops *c, const struct options *o, bool make)
{
	const struct passwd *pw = getpwuid(geteuid());
	const char *login = getenv("LOGNAME");
	int code;
	*c = (struct cli_ops){ .o = YAGEN_OPS_INIT, .opts = o };
	if ((code = cli_store_path(o, make, &c->store)) != 0) return code;
	cli_listener_init(&c->cl, o, NULL);
	c->o.store = c->store.path;
	c->o.keys = o->keys ? o->keys : setting(o, "keys");
	c->o.tenant = setting(o, "tenant");
	c->o.by = o->by ? o->by : login && *login ? login : pw && pw->pw_name[0] ? pw->pw_name : NULL;
	if (!c->o.by) return cli_usage(o->lang, "操作者がわかりません", "nobody is named as doing this", "--by NAME");
	if (gethostname(c->terminal, sizeof c->terminal - 1) != 0 || !c->terminal[0]) snprintf(c->terminal, sizeof c->terminal, "-");
	c->o.terminal = o->terminal ? o->terminal : setting(o, "terminal") ? setting(o, "terminal") : c->terminal;
	c->o.at = (long long)time(NULL);
	if (o->at && !moment(o->at, &c->o.at)) return cli_usage(o->lang, "値が正しくありません", "not a possible value", "--at");
	c->o.json = o->format == CLI_JSON;
	if (cli_is_terminal(STDERR_FILENO)) c->o.progress = progress;
	c->o.now_ms = now_ms;
	c->o.listener = &c->cl.l;
	if (yagen_config_given(o->conf, "retention.years")) c->o.retention_years = (unsigned)yagen_config_number(o->conf, "retention.years");
	code = yagen_sink_new(&c->out, 0);
	return code == YAGEN_OK ? 0 : cli_fail(o, c->store.path, code);
}

int cli_ops_end(struct cli_ops *c, const char *what, int err)
{
	size_t n;
	const char *p = yagen_sink_data(c->out, &n);
	cli_write(p, n);
	yagen_sink_free(c->out);
	return err == YAGEN_OK ? 0 : cli_fail(c->opts, what ? what : c->store.path, err);
}
