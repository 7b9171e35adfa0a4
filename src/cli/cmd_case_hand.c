/* cmd_case_hand.c - `yagen case enter|correct|print` and `yagen worklist`: what people do by hand at the counter, one command of the library
 * each. Reads files, prints answers; decides nothing. */
#include "cli/desk.h"
#include "cli/out.h"
#include "base/file.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

/* A JSON file as a member of the command. 0, or the exit code (explained). */
static int json_member(struct cli_command *c, const char *key, const char *path)
{
	struct json_object *o = NULL;
	struct buf b;
	size_t at = 0;
	int err, code = cli_read(c->o, path, &b);
	if (code != 0) return code;
	err = yg_json_parse(yg_buf_view(&b), &o, &at);
	if (err == YAGEN_OK) {
		jw_key(&c->w, key);
		jw_raw(&c->w, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	}
	json_object_put(o);
	yg_buf_free(&b);
	return err == YAGEN_OK ? 0 : cli_fail(c->o, path, err);
}

static void put(struct buf *b, const char *z)
{
	cli_clean(b, z);
}

static void flush(struct buf *b)
{
	yg_buf_char(b, '\n');
	if (!b->err) cli_write(b->p, b->n);
	b->n = 0;
}

/* What the master says of each line; what is not "ok" needs a person. */
static void identity(const struct cli_command *c)
{
	struct json_object *list = cli_member(c->out, "result/identity");
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *l = json_object_array_get_idx(list, i);
		put(&b, cli_at(l, "line"));
		yg_buf_z(&b, "  ");
		put(&b, cli_at(l, "verdict"));
		if (*cli_at(l, "reason")) {
			yg_buf_z(&b, "  ");
			put(&b, cli_at(l, "reason"));
		}
		if (*cli_at(l, "master_name")) {
			yg_buf_z(&b, "  ");
			put(&b, cli_at(l, "master_name"));
		}
		flush(&b);
	}
	yg_buf_free(&b);
}

int verb_case_enter(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, true, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (code == 0) code = json_member(&c, "rx", o->args[0]);
	if (code == 0 && o->patient_choice) {
		jw_key(&c.w, "patient_choice");
		jw_obj(&c.w);
		jw_kz(&c.w, "patient", o->patient_choice);
		jw_kz(&c.w, "why", o->why ? o->why : "");
		jw_obj_end(&c.w);
	}
	if (code == 0) code = cli_command_run(&c, "case.enter");
	if (code == 0) {
		printf("%s\n", cli_at(c.out, "case"));
		if (o->format == CLI_JSON) cli_command_print(&c);
		else identity(&c);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --set KEY=VALUE: a count is a number, everything else text; KEY= takes the member away. */
static int set_member(struct cli_command *c, const char *arg)
{
	static const char *const numbers[] = { "quantity", "split_quantity", "split_total" };
	const char *eq = strchr(arg, '=');
	struct str key = { arg, eq ? (size_t)(eq - arg) : 0 };
	char name[64];
	unsigned long n;
	if (!key.n || key.n >= sizeof name) return cli_usage(c->o->lang, "--set は 名前=値 です", "--set takes NAME=VALUE", arg);
	memcpy(name, key.p, key.n);
	name[key.n] = '\0';
	if (!eq[1]) {
		jw_key(&c->w, name);
		jw_null(&c->w);
		return 0;
	}
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(name, numbers[i]) == 0 && yg_str_uint(yg_str(eq + 1), 999999, &n)) {
			jw_kint(&c->w, name, (long long)n);
			return 0;
		}
	jw_kz(&c->w, name, eq + 1);
	return 0;
}

static int correction(struct cli_command *c)
{
	const struct options *o = c->o;
	int code = 0;
	if (o->nargs == 2) return json_member(c, "rx", o->args[1]);
	if (!o->line || !o->nsets) return cli_usage(o->lang, "--line と --set、または処方の JSON が必要です", "give --line and --set, or the prescription as JSON", NULL);
	jw_kz(&c->w, "line", o->line);
	jw_key(&c->w, "set");
	jw_obj(&c->w);
	for (size_t i = 0; i < o->nsets && code == 0; i++) code = set_member(c, o->sets[i]);
	jw_obj_end(&c->w);
	return code;
}

static void changes(const struct cli_command *c)
{
	struct json_object *list = cli_member(c->out, "result/changes");
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *l = json_object_array_get_idx(list, i), *was = cli_member(l, "before"), *is = cli_member(l, "after");
		put(&b, cli_at(l, "field"));
		yg_buf_z(&b, ": ");
		put(&b, was ? json_object_to_json_string_ext(was, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : "-");
		yg_buf_z(&b, " -> ");
		put(&b, is ? json_object_to_json_string_ext(is, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : "-");
		flush(&b);
	}
	yg_buf_free(&b);
}

int verb_case_correct(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) code = correction(&c);
	if (code == 0) code = cli_command_run(&c, "case.correct");
	if (code == 0 && o->format == CLI_JSON) cli_command_print(&c);
	else if (code == 0) {
		printf("%s %s\n", cli_at(c.out, "case"), cli_at(c.out, "state"));
		changes(&c);
		identity(&c);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- documents ------------------------------------------------------------------------------------------------ */

static int hand_out(const struct cli_command *c)
{
	size_t n;
	const char *p = yagen_sink_data(c->answer, &n);
	int err;
	if (!c->o->out || strcmp(c->o->out, "-") == 0) {
		cli_write(p, n);
		return 0;
	}
	err = yg_file_write(c->o->out, (struct str){ p, n });
	return err == 0 ? 0 : cli_fail(c->o, c->o->out, err);
}

int verb_case_print(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code;
	if (!o->document) return cli_usage(o->lang, "書類の種類がありません", "which document is missing", "--kind KIND");
	if ((code = cli_desk_open(o, false, &d)) != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		jw_kz(&c.w, "kind", o->document);
		if (o->symbol) jw_kint(&c.w, "symbol", o->symbol);
		if (o->svg) jw_kz(&c.w, "format", "svg");
		if (o->guidance) jw_kz(&c.w, "guidance", o->guidance);
		code = cli_command_run(&c, "case.print");
	}
	if (code == 0) code = hand_out(&c);
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- the worklist ----------------------------------------------------------------------------------------------- */

static void item(const struct cli_command *c, struct json_object *l)
{
	static const char *const shown[] = { "id", "state", "seen", "system", "code", "unit", "why", "name" };
	struct buf b;
	(void)c;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		if (i) yg_buf_z(&b, "  ");
		put(&b, *cli_at(l, shown[i]) ? cli_at(l, shown[i]) : "-");
	}
	if (*cli_at(l, "product/code")) {
		static const char *const product[] = { "product/system", "product/code", "product/name", "settled_by", "settled_at" };
		yg_buf_z(&b, "  =");
		for (size_t i = 0; i < sizeof product / sizeof *product; i++) {
			yg_buf_z(&b, "  ");
			put(&b, cli_at(l, product[i]));
		}
	}
	flush(&b);
	yg_buf_free(&b);
}

/* Begins, adds what `members` adds, runs, shows the items. */
static int worklist(const struct options *o, const char *command, void (*members)(struct cli_command *c))
{
	struct json_object *list;
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (code == 0) {
		members(&c);
		code = cli_command_run(&c, command);
	}
	if (code == 0 && o->format == CLI_JSON) cli_command_print(&c);
	else if (code == 0) {
		list = cli_member(c.out, "result/items");
		for (size_t i = 0; list && i < json_object_array_length(list); i++) item(&c, json_object_array_get_idx(list, i));
		if (cli_member(c.out, "result/item")) item(&c, cli_member(c.out, "result/item"));
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

static void list_members(struct cli_command *c)
{
	if (!c->o->case_state) jw_kz(&c->w, "state", "open");
	else if (strcmp(c->o->case_state, "all") != 0) jw_kz(&c->w, "state", c->o->case_state);
	if (c->o->limit_given) jw_kint(&c->w, "limit", (long long)c->o->limit);
}

static void settle_members(struct cli_command *c)
{
	const struct options *o = c->o;
	jw_kz(&c->w, "id", o->args[0]);
	jw_key(&c->w, "product");
	jw_obj(&c->w);
	jw_kz(&c->w, "system", o->args[1]);
	jw_kz(&c->w, "code", o->args[2]);
	jw_kz(&c->w, "name", o->args[3]);
	jw_obj_end(&c->w);
	if (o->note) jw_kz(&c->w, "note", o->note);
}

static void retire_members(struct cli_command *c) { jw_kz(&c->w, "id", c->o->args[0]); }

int verb_worklist_list(const struct options *o) { return worklist(o, "worklist.list", list_members); }
int verb_worklist_settle(const struct options *o) { return worklist(o, "worklist.settle", settle_members); }
int verb_worklist_retire(const struct options *o) { return worklist(o, "worklist.retire", retire_members); }
