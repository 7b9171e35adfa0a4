/* cmd_terminal.c - `yagen terminal scan`, `yagen card consent`: the 資格確認端末 and the consents of a case, from the command line. */
#include "cli/desk.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "base/ban.h"

struct scanning { const struct options *o; bool last; size_t refused, files; };

static void one_file(void *payload, const yagen_terminal_file *f)
{
	struct scanning *s = payload;
	struct buf b;
	struct jw w;
	if (!s->last && strcmp(f->state, "waiting") == 0) return;       /* the second look says what became of it */
	s->files++;
	s->refused += strcmp(f->state, "refused") == 0;
	yg_buf_init(&b, 1u << 16);
	if (s->o->format == CLI_JSON) {
		jw_init(&w, &b, false);
		jw_obj(&w);
		jw_kz(&w, "file", f->name);
		jw_kz(&w, "kind", f->kind);
		jw_kz(&w, "state", f->state);
		jw_kz(&w, "hop", f->hop);
		jw_kz(&w, "reason", f->reason);
		jw_obj_end(&w);
	} else {
		cli_clean(&b, f->state);
		yg_buf_char(&b, '\t');
		cli_clean(&b, f->kind);
		yg_buf_char(&b, '\t');
		cli_clean(&b, f->name);
		if (*f->hop || *f->reason) {
			yg_buf_char(&b, '\t');
			cli_clean(&b, f->hop);
			if (*f->hop && *f->reason) yg_buf_z(&b, ": ");
			cli_clean(&b, f->reason);
		}
	}
	yg_buf_char(&b, '\n');
	if (!b.err) cli_write(b.p, b.n);
	yg_buf_free(&b);
}

int verb_terminal_scan(const struct options *o)
{
	static const struct timespec pause = { 0, 300000000 };       /* between the two looks at files that may still be written */
	struct scanning s = { o, false, 0, 0 };
	struct cli_listener l;
	struct cli_command c;
	yagen_terminal *t = NULL;
	yagen_desk *d = NULL;
	int err, code;
	if (!o->folder) return cli_fail(o, "--folder", YAGEN_EARG);
	if ((code = cli_desk_open(o, true, &d)) != 0) return code;
	code = cli_command_begin(&c, o, d, NULL);
	cli_listener_init(&l, o, o->folder);
	if (code == 0) {
		jw_obj_end(&c.w);
		yg_buf_char(&c.json, '\0');
		err = c.json.err ? c.json.err : yagen_terminal_open(&t, o->folder, &l.l);
		if (err == YAGEN_OK) err = yagen_terminal_look(t, d, c.json.p, one_file, &s);
		if (err == YAGEN_OK) {
			nanosleep(&pause, NULL);
			s.last = true;
			err = yagen_terminal_look(t, d, c.json.p, one_file, &s);
		}
		if (err == YAGEN_ENOTFOUND || err == YAGEN_EIO) code = EXIT_UNAVAILABLE;
		else if (err != YAGEN_OK) code = cli_fail(o, o->folder, err);
		else code = s.refused ? EXIT_REFUSED : 0;
		yagen_terminal_close(t);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}

int verb_card_consent(const struct options *o)
{
	struct json_object *list, *e;
	struct cli_command c;
	yagen_desk *d = NULL;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) code = cli_command_run(&c, "case.show");
	list = code == 0 ? cli_member(c.out, "result/consents") : NULL;
	if (list && o->format == CLI_JSON) {
		const char *z = json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
		cli_write(z, strlen(z));
		cli_write("\n", 1);
	}
	for (size_t i = 0; list && o->format != CLI_JSON && i < json_object_array_length(list); i++) {
		struct buf b;
		e = json_object_array_get_idx(list, i);
		yg_buf_init(&b, 1u << 16);
		cli_clean(&b, cli_at(e, "item"));
		yg_buf_char(&b, '\t');
		cli_clean(&b, cli_at(e, "basis"));
		yg_buf_char(&b, '\t');
		cli_clean(&b, strcmp(cli_at(e, "holds"), "true") == 0 ? "holds" : cli_at(e, "now"));
		yg_buf_printf(&b, "\t%s\t%s\t%s\t", cli_at(e, "since"), *cli_at(e, "until") ? cli_at(e, "until") : "-", *cli_at(e, "withdrawn") ? cli_at(e, "withdrawn") : "-");
		cli_clean(&b, cli_at(e, "by"));
		yg_buf_char(&b, '\n');
		if (!b.err) cli_write(b.p, b.n);
		yg_buf_free(&b);
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}
