/* cmd_audit.c - `yagen audit`: is it whole, and what does it say. */
#include "cli/ops.h"
#include <stdio.h>
#include "base/ban.h"

int cmd_audit_verify(const struct options *o)
{
	struct cli_ops c;
	int code = cli_ops_begin(&c, o, false);
	if (code != 0) return code;
	return cli_ops_end(&c, NULL, yagen_ops_audit_verify(&c.o, o->seal, c.out));
}

static int to_stdout(void *payload, const void *data, size_t len)
{
	(void)payload;
	return fwrite(data, 1, len, stdout) == len ? 0 : 1;
}

int cmd_audit_export(const struct options *o)
{
	struct cli_ops c;
	const char *id = o->of_patient;
	int code;
	if (id && *id == '\0') return cli_usage(o->lang, "値が正しくありません", "not a possible value", "--patient");
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	code = yagen_ops_audit_export(&c.o, id, o->day_from, o->day_to, to_stdout, NULL);
	return cli_ops_end(&c, code == YAGEN_ENOTFOUND && id ? id : NULL, code);
}
