/* cmd_backup.c - `yagen backup` and `yagen restore`, with the drill that shows a backup is worth something. */
#include "cli/ops.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/ban.h"

int cmd_backup(const struct options *o)
{
	struct cli_ops c;
	const char *to = o->nargs ? o->args[0] : yagen_config_text(o->conf, "backup.folder");
	unsigned keep = o->generations ? o->generations : (unsigned)yagen_config_number(o->conf, "backup.generations");
	int code, err;
	if (!to || !*to) return cli_usage(o->lang, "書き込む先がありません", "nowhere to write it to", "OUT");
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	err = yagen_ops_backup(&c.o, to, keep, o->offline, c.out);
	if (err == YAGEN_EARG && o->offline) {
		yagen_sink_free(c.out);
		return cli_usage(o->lang, "--offline には既存のフォルダーを指定してください", "--offline needs an existing folder", to);
	}
	return cli_ops_end(&c, to, err);
}

/* Where a store may lie for the time of a drill: beside the real one, where the same protection holds; else in a folder for such things. */
static const char *scratch(const struct options *o, const char *store, char *room, size_t size)
{
	const char *slash = strrchr(store, '/'), *tmp = getenv("TMPDIR");
	if (o->scratch) return o->scratch;
	snprintf(room, size, "%.*s", slash ? (int)(slash - store + (slash == store)) : 1, slash ? store : ".");
	return cli_is_folder(room) ? room : tmp && *tmp ? tmp : "/var/tmp";
}

int cmd_restore(const struct options *o)
{
	struct cli_ops c;
	char room[4096];
	int code, err;
	if (!o->keys) return cli_usage(o->lang, "鍵ファイルがありません", "missing option", "--key-file FILE");
	if (!o->drill && !o->store)
		return cli_usage(o->lang, "復元先がありません（訓練は --drill）", "where to? (for a drill: --drill)", "--store PATH");
	if ((code = cli_ops_begin(&c, o, false)) != 0) return code;
	err = o->drill ? yagen_ops_drill(&c.o, o->args[0], scratch(o, c.store.path, room, sizeof room), c.out)
		       : yagen_ops_restore(&c.o, o->args[0], c.out);
	return cli_ops_end(&c, o->args[0], err);
}
