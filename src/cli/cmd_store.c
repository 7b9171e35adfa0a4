/* cmd_store.c - `yagen store`: looked at, moved out and in, sealed anew, rid of what is over. */
#include "cli/ops.h"
#include "base/ban.h"

int cmd_store_check(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, NULL, yagen_ops_store_check(&c.o, c.out));
}

int cmd_store_export(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, o->args[0], yagen_ops_store_export(&c.o, o->args[0], c.out));
}

int cmd_store_import(const struct options *o)
{
	struct cli_ops c;
	int code;
	if (!o->store) return cli_usage(o->lang, "取り込む先がありません", "missing option", "--store PATH");
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	return cli_ops_end(&c, o->args[0], yagen_ops_store_import(&c.o, o->args[0], c.out));
}

int cmd_store_reseal(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, NULL, yagen_ops_store_reseal(&c.o, c.out));
}

int cmd_store_retain(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, NULL, yagen_ops_store_retain(&c.o, o->dry_run, c.out));
}
