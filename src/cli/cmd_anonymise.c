/* cmd_anonymise.c - `yagen anonymise`: a case folder without the people in it, and what was replaced and dropped. The secret by which the
 * days are shifted comes from the system and is forgotten. Exit 0: the new case has the same findings; 1: it has not. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/wipe.h"
#include <stdio.h>
#include "base/ban.h"

static int random_secret(struct buf *b)
{
	FILE *f = fopen("/dev/urandom", "rb");
	char bytes[32];
	size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
	if (f) fclose(f);
	yg_buf_add(b, bytes, n);
	yg_wipe(bytes, sizeof bytes);
	return n == sizeof bytes ? b->err : YAGEN_EIO;
}

static void number(struct buf *b, const char *what, size_t n) { if (n) yg_buf_printf(b, " %s %zu", what, n); }

static void report(const struct options *o, const yagen_anonymised *a)
{
	struct buf b;
	yg_buf_init(&b, 16u << 20);
	for (size_t i = 0; i < yagen_anonymised_count(a); i++) {
		const yagen_anonymised_row *r = yagen_anonymised_at(a, i);
		yg_buf_printf(&b, "%s:", r->what);
		number(&b, cli_say(o->lang, "置換", "replaced"), r->replaced);
		number(&b, cli_say(o->lang, "削除", "dropped"), r->dropped);
		yg_buf_char(&b, '\n');
	}
	if (yagen_anonymised_masked(a))
		yg_buf_printf(&b, "%s %zu\n", cli_say(o->lang, "同意のない資料（薬の行は書きません）:", "sources without consent (their lines are never written):"), yagen_anonymised_masked(a));
	if (yagen_anonymised_same(a)) {
		yg_buf_printf(&b, "%s\n", cli_say(o->lang, "元と同じ所見が出ることを確かめました。人の目でも確かめてから渡してください",
						 "checked: the same findings as before. Look at it yourself before you hand it on"));
	} else {
		yg_buf_printf(&b, "%s\n%s--\n%s", cli_say(o->lang, "元と同じ所見になりません。前と後:", "not the same findings. Before and after:"),
			yagen_anonymised_before(a), yagen_anonymised_after(a));
	}
	cli_write(b.p, b.n);
	yg_buf_free(&b);
}

int cmd_anonymise(const struct options *o)
{
	yagen_anonymise_options ao = YAGEN_ANONYMISE_OPTIONS_INIT;
	struct cli_listener cl;
	yagen_anonymised *a = NULL;
	struct buf secret;
	yagen *yg = NULL;
	int code = 0, err;
	if (!o->out) return cli_usage(o->lang, "書き込むフォルダーがありません", "missing option", "--out DIR");
	if (o->secret) {
		if ((code = cli_read(o, o->secret, &secret)) != 0) return code;
		if (secret.n < 8) code = cli_usage(o->lang, "秘密が短すぎます（8バイト以上）", "the secret is too short (8 bytes or more)", o->secret);
	} else {
		yg_buf_init(&secret, 64);
		if ((err = random_secret(&secret)) != YAGEN_OK) code = cli_fail(o, "/dev/urandom", err);
	}
	if (!code) code = cli_open(o, &yg);
	if (!code) {
		cli_listener_init(&cl, o, o->args[0]);
		ao.yg = yg;
		ao.dir = o->args[0];
		ao.out_dir = o->out;
		ao.secret = secret.p;
		ao.secret_len = secret.n;
		ao.listener = &cl.l;
		err = yagen_anonymise(&a, &ao);
		if (err) code = cli_fail(o, err == YAGEN_EEXISTS ? o->out : o->args[0], err);
	}
	if (!code) {
		report(o, a);
		code = yagen_anonymised_same(a) ? 0 : 1;
	}
	yagen_anonymised_free(a);
	if (secret.n) yg_wipe(secret.p, secret.n);
	yg_buf_free(&secret);
	yagen_free(yg);
	return code;
}
