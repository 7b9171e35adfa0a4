/* cmd_impact.c - `yagen impact`: a corpus under two editions; what differs, as text, JSON or a page. Exit 0 nothing changes, 1 something does,
 * 65 a prescription of the corpus cannot be read. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/file.h"
#include <string.h>
#include <unistd.h>
#include "base/ban.h"

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > 8 ? 8 : (unsigned)n;
}

/* The same verb opens two editions: each with the folder named for it, else with the default ones. */
static int open_edition(const struct options *o, size_t which, yagen **out)
{
	struct options one = *o;
	one.master = o->nmasters ? o->masters[which < o->nmasters ? which : 0] : NULL;
	one.rules = o->nrules_two ? o->rules_two[which < o->nrules_two ? which : 0] : NULL;
	return cli_open(&one, out);
}

static int page(const struct options *o, const yagen_impact *i)
{
	yagen_sink *s = NULL;
	const char *p;
	size_t n;
	int err = yagen_sink_new(&s, 0);
	if (!err) err = yagen_impact_write(i, YAGEN_IMPACT_HTML, o->lang, s);
	if (!err) {
		p = yagen_sink_data(s, &n);
		err = yg_file_write(o->html, (struct str){ p, n });
	}
	yagen_sink_free(s);
	return err ? cli_fail(o, o->html, err) : 0;
}

int cmd_impact(const struct options *o)
{
	yagen_impact_options io = YAGEN_IMPACT_OPTIONS_INIT;
	struct cli_listener cl;
	yagen_impact *i = NULL;
	yagen_sink *s = NULL;
	yagen *before = NULL, *after = NULL;
	const char *p;
	size_t n;
	int code, err;
	if (o->nmasters < 2 && o->nrules_two < 2)
		return cli_usage(o->lang, "比べる二つの版がありません", "two editions to compare are missing", "--master DIR_A --master DIR_B");
	code = open_edition(o, 0, &before);
	if (!code) code = open_edition(o, 1, &after);
	if (!code) {
		cli_listener_init(&cl, o, o->args[0]);
		io.before = before;
		io.after = after;
		io.dir = o->args[0];
		io.threads = o->threads ? o->threads : processors();
		io.listener = &cl.l;
		io.lang = o->lang;
		err = yagen_impact_run(&i, &io);
		if (!err) err = yagen_sink_new(&s, 0);
		if (!err) err = yagen_impact_write(i, o->format == CLI_JSON ? YAGEN_IMPACT_JSON : YAGEN_IMPACT_TEXT, o->lang, s);
		if (err) code = cli_fail(o, o->args[0], err);
	}
	if (!code && o->html) code = page(o, i);
	if (!code) {
		p = yagen_sink_data(s, &n);
		cli_write(p, n);
		code = yagen_impact_unreadable(i) ? EXIT_REFUSED : yagen_impact_changed(i) ? 1 : 0;
	}
	yagen_sink_free(s);
	yagen_impact_free(i);
	yagen_free(after);
	yagen_free(before);
	return code;
}
