/* terminal.c - yagen_terminal_*: the result folder of the 資格確認端末 and the desk brought together. Each whole file is matched to a case in
 * hand and taken into it by the commands anybody else would use; what belongs to nobody yet waits. */
#include "desk/desk.h"
#include "service/watch.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdlib.h>
#include "base/ban.h"

struct yagen_terminal {
	struct watch w;
	char *folder;
	const yagen_listener *listener;
};

int yagen_terminal_open(yagen_terminal **out, const char *folder, const yagen_listener *l)
{
	yagen_terminal *t;
	size_t n;
	if (!out || !folder || !*folder) return YAGEN_EARG;
	n = strlen(folder) + 1;
	if (!(t = calloc(1, sizeof *t)) || !(t->folder = malloc(n))) { free(t); return YAGEN_ENOMEM; }
	memcpy(t->folder, folder, n);
	t->listener = l;
	*out = t;
	return YAGEN_OK;
}

void yagen_terminal_close(yagen_terminal *t)
{
	if (!t) return;
	yg_watch_free(&t->w);
	free(t->folder);
	free(t);
}

struct looking {
	yagen_desk *d;
	const char *head;
	struct arena *a;
	void (*told)(void *payload, const yagen_terminal_file *f);
	void *payload;
};

/* One command with the caller's head and these members; *out is yours. */
static int command(struct looking *l, const char *name, const struct watch_file *f, const char *case_id, struct str bytes, struct json_object **out)
{
	const char *basis = f->kind == WATCH_HOME_VISIT ? "home-visit" : f->kind == WATCH_ONLINE ? "online" : "card";
	struct str label = yg_arena_str(l->a, f->name), request = yg_arena_printf(l->a, "terminal-%.40s", f->sha256);
	yagen_part part = { "terminal", label.n ? label.p : "", YAGEN_AUTO, bytes.p, bytes.n };
	struct json_object *o = NULL;
	yagen_sink *s = NULL;
	const char *p;
	size_t at, n;
	int err = yg_json_parse(yg_str(l->head), &o, &at);
	*out = NULL;
	if (err == YG_OK) {
		json_object_object_add(o, "request_id", json_object_new_string(request.n ? request.p : ""));
		json_object_object_add(o, "basis", json_object_new_string(basis));
		if (case_id) json_object_object_add(o, "case", json_object_new_string(case_id));
		err = yagen_sink_new(&s, 0);
	}
	if (err == YG_OK) err = yagen_desk_do(l->d, name, json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN), &part, 1, s);
	p = yagen_sink_data(s, &n);
	if (n && yg_json_parse((struct str){ p, n }, out, &at) != YG_OK) *out = NULL;
	yagen_sink_free(s);
	json_object_put(o);
	return err;
}

/* Our own store is busy or full: the file waits. What the file itself is refused for ends its way. */
static bool ours(int err)
{
	return err == YG_EBUSY || err == YG_ENOSPACE || err == YG_EREADONLY || err == YG_EIO || err == YG_ENOMEM || err == YG_ETABLE || err == YG_ESEAL || err == YG_ESTATE;
}

static struct str word_of(struct looking *l, struct json_object *o, const char *otherwise)
{
	struct str w = yg_json_str(o, "error");
	return w.n ? yg_arena_str(l->a, w) : yg_str(otherwise);
}

/* A refusal of the online service stands in the answer itself. */
static bool service_refused(struct looking *l, struct json_object *o, struct str *code)
{
	struct json_object *ds = yg_json_get(o, "diagnostics");
	for (size_t i = 0; ds && i < json_object_array_length(ds); i++) {
		struct str c = yg_json_str(json_object_array_get_idx(ds, i), "code");
		if (!yg_str_eqz(c, "eligibility-refused") && !yg_str_eqz(c, "oqs-no-data")) continue;
		*code = yg_arena_str(l->a, c);
		return true;
	}
	return false;
}

static int take(void *ctx, const struct watch_file *f, struct str bytes, struct str *reason, const char **hop)
{
	struct looking *l = ctx;
	struct json_object *o = NULL, *cases;
	struct str id = STR_NONE;
	size_t n;
	int err = command(l, "terminal.match", f, NULL, bytes, &o);
	cases = yg_json_get(yg_json_get(o, "result"), "cases");
	n = cases ? json_object_array_length(cases) : 0;
	if (n == 1) id = yg_arena_str(l->a, yg_str(json_object_get_string(json_object_array_get_idx(cases, 0))));
	if (err != YG_OK) {
		*reason = word_of(l, o, "unreadable");
		*hop = ours(err) ? "taker" : service_refused(l, o, reason) ? "service" : "file";
		json_object_put(o);
		return ours(err) ? YG_EBUSY : YG_EREFUSED;
	}
	json_object_put(o);
	if (n != 1) {                                /* a person decides, or the prescription is still to come */
		*reason = n ? STR("several-cases") : STR("no-case-yet");
		return YG_EBUSY;
	}
	err = command(l, "terminal.take", f, id.p, bytes, &o);
	if (err != YG_OK) {
		*reason = word_of(l, o, "refused");
		*hop = ours(err) ? "taker" : "file";
	} else if (service_refused(l, o, reason)) {
		*hop = "service";                    /* taken, and said: the case knows that the answer is a refusal */
	}
	json_object_put(o);
	return err == YG_OK ? YG_OK : ours(err) ? YG_EBUSY : YG_EREFUSED;
}

static void told(void *ctx, const struct watch_file *f)
{
	struct looking *l = ctx;
	yagen_terminal_file out = { 0 };
	if (!l->told) return;
	out.name = lib_zz(l->a, f->name);
	out.kind = yg_watch_word(f->kind);
	out.state = yg_watch_state_word(f->state);
	out.hop = f->hop;
	out.reason = lib_zz(l->a, f->reason);
	if (out.name && out.reason) l->told(l->payload, &out);
}

int yagen_terminal_look(yagen_terminal *t, yagen_desk *d, const char *head, void (*tell)(void *payload, const yagen_terminal_file *f), void *payload)
{
	struct looking l = { d, head, NULL, tell, payload };
	struct diags ds;
	int err;
	if (!t || !d || !head) return YAGEN_EARG;
	if (!(l.a = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, l.a);
	err = yg_watch_look(&t->w, t->folder, take, told, &l, l.a, &ds);
	lib_tell(t->listener, &ds);
	yg_arena_free(l.a);
	return err;
}
