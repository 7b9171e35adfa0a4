/* cmd_keys.c - `yagen keys`: what is in the key file, a new key, and destroying those of past years. It never shows a key. */
#include "cli/ops.h"
#include "base/str.h"
#include "base/ban.h"

int cmd_keys_show(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, c.o.keys, yagen_ops_keys_show(&c.o, c.out));
}

int cmd_keys_rotate(const struct options *o)
{
	struct cli_ops c;
	const char *purpose = o->nargs ? o->args[0] : "seal";
	int code, err;
	if (strcmp(purpose, "seal") != 0 && strcmp(purpose, "audit") != 0 && strcmp(purpose, "backup") != 0)
		return cli_usage(o->lang, "用途は seal、audit、backup のどれかです", "a purpose is seal, audit or backup", purpose);
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	err = yagen_ops_keys_rotate(&c.o, purpose, c.out);
	return cli_ops_end(&c, NULL, err);
}

int cmd_keys_shred(const struct options *o)
{
	struct cli_ops c;
	unsigned long year;
	int code;
	if (!yg_str_uint(yg_str(o->args[0]), 2999, &year) || year < 2000)
		return cli_usage(o->lang, "年が正しくありません", "not a year", o->args[0]);
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	return cli_ops_end(&c, NULL, yagen_ops_keys_shred(&c.o, (int)year, o->force, c.out));
}
