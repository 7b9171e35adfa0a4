/* cmd_convert.c - `yagen convert`: one document in another format on stdout; nothing is written when something would be
 * lost, unless --lossy says so. */
#include "cli/cli.h"
#include "base/ban.h"

int cmd_convert(const struct options *o)
{
	yagen_convert_options co = YAGEN_CONVERT_OPTIONS_INIT;
	struct cli_listener cl;
	yagen_sink *out = NULL;
	struct buf in;
	size_t n, lost = 0;
	const char *p;
	int code, err;
	if (o->to == YAGEN_AUTO) return cli_usage(o->lang, "出力の形式がありません", "missing option", "--to FORMAT");
	if (o->to == YAGEN_OQS_XML || o->to == YAGEN_CHECKUP_XML)
		return cli_usage(o->lang, "この形式は読み取り専用です", "this format is read only", yagen_format_name(o->to));
	if ((code = cli_read(o, o->args[0], &in)) != 0) return code;
	cli_listener_init(&cl, o, o->args[0]);
	co.from = o->from;
	co.to = o->to;
	co.lossy = o->lossy;
	co.listener = &cl.l;
	err = yagen_sink_new(&out, 0);
	if (err == YAGEN_OK) err = yagen_convert(&co, in.p ? in.p : "", in.n, out, &lost);
	if (err == YAGEN_OK) {
		p = yagen_sink_data(out, &n);
		cli_write(p, n);
	} else {
		code = cli_fail(o, o->args[0], err);
		if (err == YAGEN_EREFUSED && lost)
			cli_note(o->lang, "{0} 件が失われるため書きませんでした（--lossy で書けます）",
				 "{0} things would be lost; --lossy writes it all the same", lost);
	}
	yagen_sink_free(out);
	yg_buf_free(&in);
	return code;
}
