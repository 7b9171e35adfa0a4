/* cmd_case.c - `yagen case` and `yagen patient`: the counter from the command line, one command of the library each. */
#include "cli/desk.h"
#include "cli/out.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

/* On what ground, and for a generic reader the note of the written consent. */
static void consent(struct cli_command *c)
{
	jw_kz(&c->w, "consent", cli_consent(c->o->consent));
	if (c->o->note) jw_kz(&c->w, "consent_note", c->o->note);
}

/* --- case new ---------------------------------------------------------------------------------------- */

static void patient_choice(struct cli_command *c)
{
	if (!c->o->patient_choice) return;
	jw_key(&c->w, "patient_choice");
	jw_obj(&c->w);
	jw_kz(&c->w, "patient", c->o->patient_choice);
	jw_kz(&c->w, "why", c->o->why ? c->o->why : "");
	jw_obj_end(&c->w);
}

static int parts_of(struct cli_command *c)
{
	const struct options *o = c->o;
	int code = cli_command_part(c, "rx", o->args[0], o->from);
	for (size_t i = 0; code == 0 && i < o->nhistory; i++) code = cli_command_part(c, "history", o->history[i], YAGEN_AUTO);
	for (size_t i = 0; code == 0 && i < o->npatient; i++) code = cli_command_part(c, "patient", o->patient[i], YAGEN_AUTO);
	if (code == 0 && o->overlay) code = cli_command_part(c, "overlay", o->overlay, YAGEN_AUTO);
	return code;
}

int verb_case_new(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, true, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (code == 0) code = parts_of(&c);
	if (code == 0) {
		if (o->consent_given) consent(&c);
		patient_choice(&c);
		code = cli_command_run(&c, "case.new");
	}
	if (code == 0) {                             /* the id alone on the first line, whatever the format */
		printf("%s\n", cli_at(c.out, "case"));
		if (o->format == CLI_JSON) cli_command_print(&c);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- more sources, more facts -------------------------------------------------------------------------------- */

static int more(const struct options *o, const char *command, const char *part)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0 && o->consent_given) consent(&c);
	for (size_t i = 1; code == 0 && i < o->nargs; i++) code = cli_command_part(&c, part, o->args[i], YAGEN_AUTO);
	if (code == 0) code = cli_command_run(&c, command);
	if (code == 0) {
		if (o->format == CLI_JSON) cli_command_print(&c);
		else printf("%s %s\n", cli_at(c.out, "case"), cli_at(c.out, "state"));
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_case_history(const struct options *o) { return more(o, "case.history", "history"); }
int verb_case_patient(const struct options *o) { return more(o, "case.patient", "patient"); }
int verb_case_cancel(const struct options *o) { return cli_case_simple(o, "case.cancel"); }
int verb_case_return(const struct options *o) { return cli_case_simple(o, "case.return"); }

/* --- case check: the same answer as `yagen check`, and the same exit codes ------------------------------------ */

/* The answer as an object once more, to print it like any other. */
static int show_check(const struct options *o, yagen_desk *d)
{
	yagen_check_options opts = YAGEN_CHECK_OPTIONS_INIT;
	struct cli_command c;
	yagen_sink *s = NULL;
	yagen_case *yc = NULL;
	yagen *yg = NULL;
	const char *p;
	size_t n;
	int err, code = cli_command_begin(&c, o, d, o->args[0]);
	if (code != 0) return code;
	jw_obj_end(&c.w);
	yg_buf_char(&c.json, '\0');
	err = c.json.err ? c.json.err : yagen_desk_view(d, c.json.p, &yc, &yg, &opts);
	if (err == YAGEN_OK && o->format == CLI_JSON) {
		if ((err = yagen_sink_new(&s, 0)) == YAGEN_OK) err = yagen_case_write(yc, YAGEN_REPORT_JSON, s);
		p = yagen_sink_data(s, &n);
		if (err == YAGEN_OK) cli_write(p, n);
	} else if (err == YAGEN_OK) {
		struct buf out;
		yg_buf_init(&out, 64u << 20);
		out_text(o, yg, yc, &opts, cli_colour(), &out);
		err = out.err;
		cli_write(out.p, err ? 0 : out.n);
		yg_buf_free(&out);
	}
	for (size_t i = 0; i < yagen_case_diag_count(yc); i++) cli_diag(o->lang, o->args[0], yagen_case_diag(yc, i));
	code = err == YAGEN_OK ? cli_exit_verdict(yagen_case_verdict(yc)) : cli_fail(o, o->args[0], err);
	yagen_sink_free(s);
	yagen_case_free(yc);
	yagen_free(yg);
	cli_command_end(&c);
	return code;
}

static void day(struct jw *w, const char *key, yagen_date d)
{
	char t[16];
	snprintf(t, sizeof t, "%04d-%02d-%02d", d.year, d.month, d.day);
	jw_kz(w, key, t);
}

int verb_case_check(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		day(&c.w, "as_of", o->as_of.year ? o->as_of : cli_today());
		jw_kint(&c.w, "lookback", o->lookback);
		if (o->consent_given) consent(&c);
		jw_kbool(&c.w, "explain", o->explain);
		jw_kbool(&c.w, "national", o->national);
		jw_kbool(&c.w, "refuse_expired", o->refuse_expired);
		code = cli_command_run(&c, "case.check");
	}
	cli_command_end(&c);
	if (code == 0) code = show_check(o, d);
	yagen_desk_close(d);
	return code;
}

/* --- case decide ---------------------------------------------------------------------------------------------- */

int verb_case_decide(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code;
	if (!o->finding || !o->action) return cli_usage(o->lang, "--finding と --action が必要です", "needed", "--finding ID --action ACTION");
	if ((code = cli_desk_open(o, false, &d)) != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		jw_kz(&c.w, "finding", o->finding);
		jw_kz(&c.w, "action", o->action);
		if (o->reason) jw_kz(&c.w, "reason", o->reason);
		if (o->note) jw_kz(&c.w, "note", o->note);
		if (o->until.year) day(&c.w, "until", o->until);
		code = cli_command_run(&c, "case.decide");
	}
	if (code == 0) {
		if (o->format == CLI_JSON) cli_command_print(&c);
		else printf("%s %s %s%s\n", cli_at(c.out, "case"), cli_at(c.out, "state"), cli_say(o->lang, "残り", "undecided "), cli_at(c.out, "result/undecided"));
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- looking ---------------------------------------------------------------------------------------------------- */

static void put(struct buf *b, const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++) cli_clean(b, text[i]);
	yg_buf_char(b, '\n');
}
#define PUT(b, ...) put(b, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static void one_case(struct buf *b, const struct options *o, struct json_object *r)
{
	PUT(b, cli_at(r, "case"), "  ", cli_at(r, "state"), "  ", cli_at(r, "verdict"), *cli_at(r, "undecided") ? cli_say(o->lang, "  未決定 ", "  undecided ") : "",
	    cli_at(r, "undecided"), "  ", cli_at(r, "updated_at"));
	PUT(b, "  ", cli_at(r, "patient/kana"), " ", cli_at(r, "patient/name"), "  ", cli_at(r, "patient/birth_date"), "  ", cli_say(o->lang, "交付 ", "issued "),
	    cli_at(r, "issued"), cli_say(o->lang, "  期限 ", "  until "), cli_at(r, "expires"));
}

static void text_show(struct buf *b, const struct options *o, struct json_object *r)
{
	struct json_object *list = cli_member(r, "decisions"), *e;
	one_case(b, o, r);
	PUT(b, cli_say(o->lang, "  版 ", "  editions "), cli_at(r, "master"), " / ", cli_at(r, "rules"));
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		e = json_object_array_get_idx(list, i);
		PUT(b, cli_say(o->lang, "  判断 ", "  decision "), cli_at(e, "finding"), " ", cli_at(e, "action"), " ", cli_at(e, "reason"), " ", cli_at(e, "by"), " ", cli_at(e, "note"));
	}
	list = cli_member(r, "inquiries");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		e = json_object_array_get_idx(list, i);
		PUT(b, cli_say(o->lang, "  照会 ", "  inquiry "), cli_at(e, "id"), " ", cli_at(e, "outcome"), " ", cli_at(e, "question"), " → ", cli_at(e, "answer"));
	}
	list = cli_member(r, "timeline");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		e = json_object_array_get_idx(list, i);
		PUT(b, "  ", cli_at(e, "seq"), "  ", cli_at(e, "at"), "  ", cli_at(e, "kind"), "  ", cli_at(e, "by/name"), "  ", cli_at(e, "terminal"), "  ", cli_at(e, "why"));
	}
}

static int answer(struct cli_command *c, int code, void (*text)(struct buf *b, const struct options *o, struct json_object *r))
{
	struct buf b;
	if (code == 0 && c->o->format == CLI_JSON) {
		cli_command_print(c);
	} else if (code == 0) {
		yg_buf_init(&b, 64u << 20);
		text(&b, c->o, cli_member(c->out, "result"));
		if (b.err) code = cli_fail(c->o, "yagen", b.err);
		else cli_write(b.p, b.n);
		yg_buf_free(&b);
	}
	return code;
}

int verb_case_show(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		jw_kbool(&c.w, "report", o->report);
		code = answer(&c, cli_command_run(&c, "case.show"), text_show);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

static void text_list(struct buf *b, const struct options *o, struct json_object *r)
{
	struct json_object *list = cli_member(r, "cases");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) one_case(b, o, json_object_array_get_idx(list, i));
	if (*cli_at(r, "after")) PUT(b, cli_say(o->lang, "続き: --after ", "more: --after "), cli_at(r, "after"));
}

int verb_case_list(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (code == 0) {
		if (o->case_state) jw_kz(&c.w, "state", o->case_state);
		if (o->after) jw_kz(&c.w, "after", o->after);
		if (o->of_patient) jw_kz(&c.w, "patient", o->of_patient);
		if (o->limit_given) jw_kint(&c.w, "limit", (long long)o->limit);
		code = answer(&c, cli_command_run(&c, "case.list"), text_list);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

/* --- who is who ---------------------------------------------------------------------------------------------------- */

static void text_patient(struct buf *b, const struct options *o, struct json_object *r)
{
	struct json_object *list = cli_member(r, "identities");
	PUT(b, cli_at(r, "patient"), "  ", cli_at(r, "state"), "  ", cli_at(r, "kana"), " ", cli_at(r, "name"), "  ", cli_at(r, "birth_date"), "  ", cli_at(r, "sex"));
	if (*cli_at(r, "merged_into")) PUT(b, cli_say(o->lang, "  統合先 ", "  joined with "), cli_at(r, "merged_into"));
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		PUT(b, "  ", cli_at(e, "since"), "  ", cli_at(e, "insurer"), " ", cli_at(e, "symbol"), " ", cli_at(e, "number"), " ", cli_at(e, "branch"), "  ",
		    cli_at(e, "payer1"), " ", cli_at(e, "recipient1"));
	}
}

static void text_patients(struct buf *b, const struct options *o, struct json_object *r)
{
	struct json_object *list = cli_member(r, "patients");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) text_patient(b, o, json_object_array_get_idx(list, i));
}

static int patient(const struct options *o, const char *command, void (*text)(struct buf *b, const struct options *o, struct json_object *r))
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	if (code == 0) {
		if (o->nargs) jw_kz(&c.w, "patient", o->args[0]);
		if (o->nargs > 1) jw_kz(&c.w, "into", o->args[1]);
		code = answer(&c, cli_command_run(&c, command), text);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_patient_show(const struct options *o) { return patient(o, "patient.show", text_patient); }
int verb_patient_doubtful(const struct options *o) { return patient(o, "patient.doubtful", text_patients); }
int verb_patient_join(const struct options *o) { return patient(o, "patient.join", text_patient); }
int verb_patient_split(const struct options *o) { return patient(o, "patient.split", text_patient); }

/* --- replay of a stored case ------------------------------------------------------------------------------------------ */

static void text_replay(struct buf *b, const struct options *o, struct json_object *r)
{
	struct json_object *list = cli_member(r, "checks");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		bool equal = strcmp(cli_at(e, "equal"), "true") == 0;
		PUT(b, equal ? cli_say(o->lang, "一致  ", "equal    ") : cli_say(o->lang, "相違  ", "differs  "), cli_at(e, "seq"), "  ", cli_at(e, "at"), "  yagen ",
		    cli_at(e, "program"), "  ", cli_at(e, "master"), " / ", cli_at(e, "rules"));
		if (equal) continue;
		PUT(b, cli_say(o->lang, "  行 ", "  line "), cli_at(e, "difference/line"), "  - ", cli_at(e, "difference/stored"));
		PUT(b, cli_say(o->lang, "  行 ", "  line "), cli_at(e, "difference/line"), "  + ", cli_at(e, "difference/now"));
	}
}

/* 0 every check came out as it was stored, 1 one did not. */
int verb_replay_case(const struct options *o)
{
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) {
		code = answer(&c, cli_command_run(&c, "case.replay"), text_replay);
		if (code == 0 && strcmp(cli_at(c.out, "result/equal"), "true") != 0) code = EXIT_FINDINGS;
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}
