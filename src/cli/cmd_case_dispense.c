/* cmd_case_dispense.c - `yagen case dispense`, `case amend`, `case inquire`: what is said of lines on the command line becomes the JSON of one
 * command; the answer is shown line by line. Decides nothing. */
#include "cli/desk.h"
#include "cli/out.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

/* LINE=VALUE. *value NULL: no "=". */
static struct str line_of(const char *arg, const char **value)
{
	const char *eq = strchr(arg, '=');
	*value = eq ? eq + 1 : NULL;
	return (struct str){ arg, eq ? (size_t)(eq - arg) : strlen(arg) };
}

struct said { const struct options *o; const char *const *list[5]; size_t n[5]; };
enum { GIVE, DAYS, ASKED, AGREED, WITHHELD };

static struct said said_of(const struct options *o)
{
	return (struct said){ o, { o->give, o->line_days, o->line_inquiry, o->agreed, o->withhold },
			      { o->ngive, o->nline_days, o->nline_inquiry, o->nagreed, o->nwithhold } };
}

/* Was this line named before place (k, i)? */
static bool named_before(const struct said *s, size_t k, size_t i, struct str line)
{
	const char *v;
	for (size_t a = 0; a <= k; a++)
		for (size_t b = 0; b < (a == k ? i : s->n[a]); b++)
			if (yg_str_eq(line_of(s->list[a][b], &v), line)) return true;
	return false;
}

/* Everything that was said of one line. A value that is missing goes out as it is, and is refused there with its reason. */
static void one_line(struct cli_command *c, const struct said *s, struct str line)
{
	const char *v;
	jw_obj(&c->w);
	jw_kstr(&c->w, "line", line);
	for (size_t k = 0; k < 5; k++)
		for (size_t i = 0; i < s->n[k]; i++) {
			if (!yg_str_eq(line_of(s->list[k][i], &v), line)) continue;
			if (k == GIVE) {
				jw_key(&c->w, "given");
				jw_obj(&c->w);
				jw_kz(&c->w, "code", v ? v : "");
				jw_obj_end(&c->w);
			}
			if (k == DAYS) jw_kz(&c->w, "quantity", v ? v : "");
			if (k == ASKED) jw_kz(&c->w, "inquiry", v ? v : "");
			if (k == AGREED) jw_kbool(&c->w, "patient_agreed", true);
			if (k == WITHHELD) jw_kbool(&c->w, "withheld", true);
		}
	jw_obj_end(&c->w);
}

static void lines(struct cli_command *c)
{
	struct said s = said_of(c->o);
	const char *v;
	if (s.n[0] + s.n[1] + s.n[2] + s.n[3] + s.n[4] == 0) return;
	jw_key(&c->w, "lines");
	jw_arr(&c->w);
	for (size_t k = 0; k < 5; k++)
		for (size_t i = 0; i < s.n[k]; i++) {
			struct str line = line_of(s.list[k][i], &v);
			if (!named_before(&s, k, i, line)) one_line(c, &s, line);
		}
	jw_arr_end(&c->w);
}

static void leftovers(struct cli_command *c)
{
	const struct options *o = c->o;
	unsigned long days;
	const char *v;
	if (!o->nleftover) return;
	jw_key(&c->w, "leftovers");
	jw_arr(&c->w);
	for (size_t i = 0; i < o->nleftover; i++) {
		jw_obj(&c->w);
		jw_kstr(&c->w, "line", line_of(o->leftover[i], &v));
		if (yg_str_uint(yg_str(v ? v : ""), 999, &days)) jw_kint(&c->w, "days", (long long)days);
		else jw_kz(&c->w, "days", v ? v : "");
		jw_obj_end(&c->w);
	}
	jw_arr_end(&c->w);
}

static void day(struct jw *w, const char *key, yagen_date d)
{
	char t[16];
	snprintf(t, sizeof t, "%04d-%02d-%02d", d.year, d.month, d.day);
	jw_kz(w, key, t);
}

/* "2/3" */
static int part(struct cli_command *c)
{
	const char *slash = c->o->part ? strchr(c->o->part, '/') : NULL;
	unsigned long n, of;
	if (!c->o->part) return 0;
	if (!slash || !yg_str_uint((struct str){ c->o->part, (size_t)(slash - c->o->part) }, 99, &n) || !yg_str_uint(yg_str(slash + 1), 99, &of))
		return cli_usage(c->o->lang, "回/全体 の形です（2/3）", "is part/parts, as in 2/3", c->o->part);
	jw_key(&c->w, "part");
	jw_obj(&c->w);
	jw_kint(&c->w, "n", (long long)n);
	jw_kint(&c->w, "of", (long long)of);
	jw_obj_end(&c->w);
	return 0;
}

static int members(struct cli_command *c)
{
	const struct options *o = c->o;
	int code = part(c);
	if (o->as_prescribed) jw_kbool(&c->w, "as_prescribed", true);
	if (o->partial) jw_kbool(&c->w, "partial", true);
	if (o->on.year) day(&c->w, "on", o->on);
	if (o->refill_use) jw_kint(&c->w, "refill_use", (long long)o->refill_use);
	if (o->planned.year) day(&c->w, "planned", o->planned);
	lines(c);
	leftovers(c);
	return code;
}

/* --- the answer --------------------------------------------------------------------------------------------- */
static void put(struct buf *b, const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++) cli_clean(b, text[i]);
	yg_buf_char(b, '\n');
}
#define PUT(b, ...) put(b, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static const char *measure(const struct options *o, struct json_object *line)
{
	const char *m = cli_at(line, "measure");
	if (strcmp(m, "days") == 0) return cli_say(o->lang, "日分", " days");
	return strcmp(m, "doses") == 0 ? cli_say(o->lang, "回分", " doses") : cli_at(line, "prescribed/unit");
}

static void text_line(struct buf *b, const struct options *o, struct json_object *l)
{
	bool now = cli_member(l, "given") != NULL;
	PUT(b, "  ", cli_at(l, "line"), "  ", cli_at(l, now ? "given/name" : "prescribed/name"), "  ", now ? cli_at(l, "given/amount") : "", now ? cli_at(l, "given/unit") : "",
	    now ? "  " : "", cli_at(l, "now"), measure(o, l), strcmp(cli_at(l, "rest"), "0") ? cli_say(o->lang, "  残り ", "  left ") : "",
	    strcmp(cli_at(l, "rest"), "0") ? cli_at(l, "rest") : "");
	if (*cli_at(l, "rule/word") && strcmp(cli_at(l, "rule/word"), "same") != 0)
		PUT(b, "    ", cli_at(l, "rule/text"), cli_say(o->lang, "  薬剤料 ", "  price "), cli_at(l, "rule/price"));
	if (*cli_at(l, "leftover")) PUT(b, "    ", cli_at(l, "leftover"));
}

static int answer(struct cli_command *c)
{
	struct json_object *r = cli_member(c->out, "result"), *list = cli_member(r, "lines");
	bool done = strcmp(cli_at(r, "handed_over"), "true") == 0;
	struct buf b;
	int code = done ? 0 : EXIT_FINDINGS;
	if (c->o->format == CLI_JSON) {
		cli_command_print(c);
		return code;
	}
	yg_buf_init(&b, 16u << 20);
	PUT(&b, cli_at(c->out, "case"), " ", cli_at(c->out, "state"), "  ", cli_at(r, "on"));
	if (!done) PUT(&b, "  ", cli_at(r, "text"));
	for (size_t i = 0; list && i < json_object_array_length(list); i++) text_line(&b, c->o, json_object_array_get_idx(list, i));
	list = cli_member(r, "interrupting");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) PUT(&b, "  ", json_object_get_string(json_object_array_get_idx(list, i)));
	if (*cli_at(r, "refill/text")) PUT(&b, "  ", cli_at(r, "refill/text"));
	if (b.err) code = cli_fail(c->o, "yagen", b.err);
	else cli_write(b.p, b.n);
	yg_buf_free(&b);
	return code;
}

static int hand_over(const struct options *o, const char *command)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) code = members(&c);
	if (code == 0) code = cli_command_run(&c, command);
	if (code == 0) code = answer(&c);
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_case_dispense(const struct options *o) { return hand_over(o, "case.dispense"); }
int verb_case_amend(const struct options *o) { return hand_over(o, "case.amend"); }

int verb_case_candidates(const struct options *o)
{
	struct json_object *list;
	struct cli_command c;
	yagen_desk *d = NULL;
	struct buf b;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		jw_kz(&c.w, "line", o->args[1]);
		jw_kbool(&c.w, "with_inquiry", o->with_inquiry);
		if (o->on.year) day(&c.w, "on", o->on);
		code = cli_command_run(&c, "case.candidates");
	}
	list = code == 0 ? cli_member(c.out, "result/candidates") : NULL;
	if (code == 0 && o->format == CLI_JSON) cli_command_print(&c);
	yg_buf_init(&b, 16u << 20);
	for (size_t i = 0; o->format != CLI_JSON && list && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		PUT(&b, cli_at(e, "code"), "  ", cli_at(e, "name"), "  ", cli_at(e, "amount"), cli_at(e, "unit"), "  ", cli_at(e, "unit_price"), cli_say(o->lang, "円  ", " yen  "),
		    cli_at(e, "verdict"), "  ", cli_at(e, "text"));
	}
	if (code == 0 && b.err) code = cli_fail(o, "yagen", b.err);
	if (code == 0) cli_write(b.p, b.n);
	yg_buf_free(&b);
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_case_inquire(const struct options *o)
{
	const struct { const char *key, *value; } m[] = { { "id", o->inquiry }, { "finding", o->finding }, { "line", o->line }, { "question", o->question },
		{ "answer", o->answer }, { "answered_by", o->answered_by }, { "outcome", o->outcome } };
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		for (size_t i = 0; i < sizeof m / sizeof *m; i++)
			if (m[i].value) jw_kz(&c.w, m[i].key, m[i].value);
		code = cli_command_run(&c, "case.inquire");
	}
	if (code == 0) {                             /* the id alone on the first line: the answer and the hand-over name it */
		struct buf b;
		yg_buf_init(&b, 1u << 20);
		PUT(&b, cli_at(c.out, "result/id"));
		if (o->format == CLI_JSON) cli_command_print(&c);
		else {
			PUT(&b, cli_at(c.out, "result/outcome"), "  ", cli_at(c.out, "result/question"), *cli_at(c.out, "result/answer") ? " → " : "", cli_at(c.out, "result/answer"));
			cli_write(b.p, b.err ? 0 : b.n);
		}
		yg_buf_free(&b);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}
