/* cmd_outbox.c - `yagen case sign|submit` and `yagen outbox list|run|retry|withdraw`: commands of the library, and the clocks one pass needs. The document
 * is signed here, beside the person and the card; the case takes it only when it is the case's own and verifies. */
#include "cli/desk.h"
#include "yagen/yagen_service.h"
#include "base/err.h"
#include "base/ymd.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

/* --at, else now. "2026-11-20T09:30:00Z"; what is no time is refused by the command itself. */
static long long moment(const struct options *o)
{
	char digits[15];
	int64_t t;
	size_t n = 0;
	for (const char *p = o->at; p && *p && n < 14; p++)
		if (*p >= '0' && *p <= '9') digits[n++] = *p;
	digits[n] = '\0';
	return n == 14 && yg_ymd_moment(yg_str(digits), &t) == YG_OK ? (long long)t : (long long)time(NULL);
}

/* --- case sign, case submit ------------------------------------------------------------------------------------------------- */
/* The unsigned document, as the case made it. 0, or the exit code; *doc is the answer's own. */
static int document(struct cli_command *c, const struct options *o, yagen_desk *d, struct str *doc)
{
	struct options print = *o;
	size_t n = 0;
	int code;
	print.request_id = NULL;
	code = cli_command_begin(c, &print, d, o->args[0]);
	if (code == 0) {
		jw_kz(&c->w, "kind", "ed");
		code = cli_command_run(c, "case.print");
	}
	if (code == 0) {
		const char *p = yagen_sink_data(c->answer, &n);
		*doc = (struct str){ p, n };
	}
	c->o = o;
	return code;
}

static int sign_and_tell(const struct options *o, yagen_desk *d, yagen_sink *made)
{
	struct cli_command first, c;
	struct str doc = STR_NONE;
	size_t n = 0;
	int code = document(&first, o, d, &doc);
	if (code == 0) code = cli_sign(o, doc, o->args[0], moment(o), made);
	cli_command_end(&first);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		const char *p = yagen_sink_data(made, &n);
		jw_kz(&c.w, "trust", o->trust);
		yg_buf_init(&c.bytes[0], 8u << 20);
		yg_buf_add(&c.bytes[0], p, n);
		c.file[0] = "signed";
		c.part[c.nparts++] = (yagen_part){ "signed", "signed.xml", YAGEN_AUTO, c.bytes[0].p, c.bytes[0].n };
		code = cli_command_run(&c, "case.sign");
	}
	if (code == 0) {
		if (o->format == CLI_JSON) cli_command_print(&c);
		else printf("%s %s\n", cli_at(c.out, "case"), cli_at(c.out, "state"));
	}
	cli_command_end(&c);
	return code;
}

int verb_case_sign(const struct options *o)
{
	yagen_desk *d = NULL;
	yagen_sink *made = NULL;
	int code = 0;
	if (!o->trust) return cli_usage(o->lang, "信頼設定のフォルダーがありません", "missing option", "--trust DIR");
	if (!o->signer) return cli_usage(o->lang, "署名の方法がありません", "missing option", "--signer PROFILE");
	code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	if (yagen_sink_new(&made, 0) != YAGEN_OK) code = cli_fail(o, "yagen", YAGEN_ENOMEM);
	else code = sign_and_tell(o, d, made);
	yagen_sink_free(made);
	yagen_desk_close(d);
	return code;
}

static int one_command(const struct options *o, const char *command, const char *item, bool unsigned_layout)
{
	yagen_desk *d = NULL;
	struct cli_command c;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (item) jw_kz(&c.w, "item", item);
	if (unsigned_layout) jw_kbool(&c.w, "unsigned_layout", true);
	if (code == 0) code = cli_command_run(&c, command);
	if (code == 0) {
		if (o->format == CLI_JSON) cli_command_print(&c);
		else printf("%s %s %s\n", cli_at(c.out, "case"), cli_at(c.out, "state"), cli_at(c.out, "result/item"));
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_case_submit(const struct options *o) { return one_command(o, "case.submit", NULL, o->unsigned_layout); }
int verb_outbox_retry(const struct options *o) { return one_command(o, "outbox.retry", o->args[1], false); }
int verb_outbox_withdraw(const struct options *o) { return one_command(o, "outbox.withdraw", o->args[1], false); }

/* --- outbox list ------------------------------------------------------------------------------------------------------------------ */
static void show_item(struct json_object *e)
{
	static const char *const member[] = { "state", "case", "item", "next_at", "tries", "last/text", "last/hop", "last/code", "last/message", "dispensing_id" };
	struct buf b;
	yg_buf_init(&b, 1u << 16);
	for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
		const char *z = cli_at(e, member[i]);
		if (!*z) continue;
		if (i) yg_buf_z(&b, "  ");
		cli_clean(&b, z);
	}
	yg_buf_char(&b, '\n');
	if (!b.err) cli_write(b.p, b.n);
	yg_buf_free(&b);
}

int verb_outbox_list(const struct options *o)
{
	yagen_desk *d = NULL;
	struct cli_command c;
	struct json_object *list;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (o->all) jw_kbool(&c.w, "all", true);
	jw_kint(&c.w, "limit", 100000);              /* what fits into one answer */
	if (code == 0) code = cli_command_run(&c, "outbox.list");
	if (code == 0 && o->format == CLI_JSON) cli_command_print(&c);
	list = code == 0 && o->format == CLI_TEXT ? cli_member(c.out, "result/items") : NULL;
	for (size_t i = 0; list && i < json_object_array_length(list); i++) show_item(json_object_array_get_idx(list, i));
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- outbox run ------------------------------------------------------------------------------------------------------------------- */
struct clocks { const struct options *o; };
static long long clock_now(void *p) { return moment(((struct clocks *)p)->o); }

static yagen_count clock_ms(void *p)
{
	struct timespec t = { 0, 0 };
	(void)p;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (yagen_count)t.tv_sec * 1000 + (yagen_count)t.tv_nsec / 1000000;
}

static void clock_wait(void *p, unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)p;
	nanosleep(&t, NULL);
}

/* Everything a pass or a question needs, in one place that lives as long as it. */
struct line { yagen_outbox_options r; struct clocks clocks; struct cli_listener cl; char req[1024], res[1024], host[65]; };

/* 0, or the exit code (explained). */
static int line_of(struct line *l, const struct options *o)
{
	const char *name = getenv("LOGNAME");
	struct stat st;
	if (!o->folder || strlen(o->folder) > 1000) return cli_usage(o->lang, "連携フォルダーがありません", "missing option", "--folder DIR");
	*l = (struct line){ .r = YAGEN_OUTBOX_OPTIONS_INIT, .clocks = { o } };
	snprintf(l->req, sizeof l->req, "%s/req", o->folder);
	snprintf(l->res, sizeof l->res, "%s/res", o->folder);
	if (stat(l->req, &st) != 0 || !S_ISDIR(st.st_mode)) return cli_fail(o, l->req, YAGEN_ENET);
	if (stat(l->res, &st) != 0 || !S_ISDIR(st.st_mode)) return cli_fail(o, l->res, YAGEN_ENET);
	if (gethostname(l->host, sizeof l->host - 1) != 0 || !l->host[0]) snprintf(l->host, sizeof l->host, "-");
	cli_listener_init(&l->cl, o, NULL);
	l->r.request_dir = l->req;
	l->r.answer_dir = l->res;
	l->r.messages = o->names;
	l->r.by = o->by ? o->by : name && *name ? name : "-";
	l->r.terminal = o->terminal ? o->terminal : l->host;
	l->r.now = clock_now;
	l->r.now_ms = clock_ms;
	l->r.wait = clock_wait;
	l->r.payload = &l->clocks;
	l->r.timeout_ms = o->timeout * 1000;
	l->r.most = o->limit_given ? o->limit : 0;
	l->r.listener = &l->cl.l;
	return 0;
}

static int pass(const struct options *o, yagen_desk *d, struct line *l)
{
	yagen_sink *out = NULL;
	yagen_count removed = 0;
	const char *p;
	size_t n = 0;
	int err;
	if ((err = yagen_sink_new(&out, 0)) == YAGEN_OK) err = yagen_outbox_run(d, &l->r, out);
	if (err == YAGEN_OK && !o->at) yagen_outbox_sweep(&l->r, 86400, &removed);
	if (err == YAGEN_OK) {
		p = yagen_sink_data(out, &n);
		cli_write(p, n);
	}
	yagen_sink_free(out);
	return err == YAGEN_OK ? 0 : cli_fail(o, err == YAGEN_ETABLE || err == YAGEN_ENOTFOUND ? o->names : o->folder, err);
}

int verb_outbox_run(const struct options *o)
{
	yagen_desk *d = NULL;
	struct line l;
	int code = line_of(&l, o);
	if (code == 0) code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = pass(o, d, &l);
	yagen_desk_close(d);
	return code;
}

/* --- service: one operation by itself ------------------------------------------------------------------------------------------------ */
/* FIELD=VALUE arguments as JSON. 0, or the exit code (explained). */
static int fields(const struct options *o, struct buf *json)
{
	struct jw w;
	jw_init(&w, json, false);
	jw_obj(&w);
	for (size_t i = 1; i < o->nargs; i++) {
		const char *eq = strchr(o->args[i], '=');
		char key[64];
		if (!eq || eq == o->args[i] || (size_t)(eq - o->args[i]) >= sizeof key) return cli_usage(o->lang, "項目=値 の形です", "is FIELD=VALUE", o->args[i]);
		snprintf(key, sizeof key, "%.*s", (int)(eq - o->args[i]), o->args[i]);
		jw_kz(&w, key, eq + 1);
	}
	jw_obj_end(&w);
	yg_buf_char(json, '\0');
	return json->err ? cli_fail(o, "yagen", json->err) : 0;
}

/* The document goes to standard output and the rest to standard error when one came; else the answer is the output. */
static int show_answer(const struct options *o, yagen_sink *answer, yagen_sink *got)
{
	size_t n = 0, m = 0, at;
	const char *p = yagen_sink_data(answer, &n), *q = yagen_sink_data(got, &m);
	struct json_object *a = NULL;
	int code = 69;
	if (yg_json_parse((struct str){ p, n }, &a, &at) == YG_OK) {
		if (strcmp(cli_at(a, "outcome"), "done") == 0) code = 0;
		else if (strcmp(cli_at(a, "outcome"), "refused") == 0 || strcmp(cli_at(a, "outcome"), "malformed") == 0) code = 65;
	}
	json_object_put(a);
	if (m && o->format == CLI_TEXT) cli_write(q, m);
	if (m && o->format == CLI_TEXT) fwrite(p, 1, n, stderr);
	else cli_write(p, n);
	return code;
}

int verb_service(const struct options *o)
{
	yagen_sink *answer = NULL, *got = NULL;
	struct buf json, doc;
	struct line l;
	int err, code = line_of(&l, o);
	if (code != 0) return code;
	yg_buf_init(&json, 1u << 16);
	yg_buf_init(&doc, 8u << 20);
	code = fields(o, &json);
	if (code == 0 && o->document) code = cli_read(o, o->document, &doc);
	if (code == 0) {
		err = yagen_sink_new(&answer, 0);
		if (err == YAGEN_OK) err = yagen_sink_new(&got, 0);
		if (err == YAGEN_OK) err = yagen_service_ask(&l.r, o->args[0], json.p, doc.p, doc.n, answer, got);
		code = err == YAGEN_OK ? show_answer(o, answer, got) : cli_fail(o, o->args[0], err);
	}
	yagen_sink_free(answer);
	yagen_sink_free(got);
	yg_buf_free(&json);
	yg_buf_free(&doc);
	return code;
}
