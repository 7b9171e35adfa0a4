/* desk.c - what the verbs of the counter share. Asks the clock and the environment for what a command must say; knows no command. */
#include "cli/desk.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ymd.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

static const char *setting(const struct options *o, const char *key)
{
	const char *v = o->conf ? yagen_config_text(o->conf, key) : NULL;
	return v && *v ? v : NULL;
}

static yagen_date day_of(const char *z)
{
	yagen_date d = { 0, 0, 0 };
	struct ymd v;
	if (z && yg_ymd_parse(yg_str(z), &v) == YG_OK) d = (yagen_date){ v.y, v.m, v.d };
	return d;
}

int cli_desk_open(const struct options *o, bool create, yagen_desk **out)
{
	yagen_desk_options d = YAGEN_DESK_OPTIONS_INIT;
	const char *editions = o->master || o->rules ? NULL : cli_editions(o);
	struct cli_folders f;
	static struct cli_listener cl;               /* the desk tells it things as long as it is open */
	struct cli_store s;
	int err, code = cli_store_path(o, create, &s);
	if (code != 0) return code;
	cli_listener_init(&cl, o, NULL);
	d.store = s.path;
	d.keys = o->keys ? o->keys : setting(o, "keys");
	d.tenant = setting(o, "tenant");
	d.overlay = setting(o, "overlay");
	d.disaster_areas = setting(o, "disaster.areas");
	d.disaster_from = day_of(setting(o, "disaster.from"));
	d.disaster_until = day_of(setting(o, "disaster.until"));
	d.emergency_terminals = setting(o, "emergency.terminals");
	d.emergency_users = setting(o, "emergency.users");
	d.editions = editions;
	d.mark_unsigned = cli_mark_unsigned(o);
	if (!editions) {
		cli_folders(o, &f);
		d.drugmaster_dir = f.master;
		d.rules_dir = f.rules;
	}
	d.create = create;
	if (create) d.today = cli_today();
	d.listener = &cl.l;
	err = yagen_desk_open(out, &d);
	return err == YAGEN_OK ? 0 : cli_fail(o, s.path, err);
}

bool cli_is_case_id(const char *z)
{
	size_t n = strlen(z);
	return n == 65 && strspn(z, "0123456789abcdef") == 32 && z[32] == '.' && strspn(z + 33, "0123456789abcdef") == 32;
}

/* --- the head ------------------------------------------------------------------------------------- */

static bool random_id(char out[33])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char b[16];
	FILE *f = fopen("/dev/urandom", "rb");
	bool fine = f && fread(b, 1, sizeof b, f) == sizeof b;
	if (f) fclose(f);
	for (size_t i = 0; fine && i < sizeof b; i++) {
		out[2 * i] = digit[b[i] >> 4];
		out[2 * i + 1] = digit[b[i] & 15];
	}
	out[32] = '\0';
	return fine;
}

static void now(char out[32])
{
	time_t t = time(NULL);
	struct tm tm;
	out[0] = '\0';
	if (t != (time_t)-1 && gmtime_r(&t, &tm)) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static const char *who(const struct options *o)
{
	const char *name = getenv("LOGNAME");
	if (o->by) return o->by;
	return name && *name ? name : "-";
}

static const char *where(const struct options *o, char room[65])
{
	const char *told = o->terminal ? o->terminal : setting(o, "terminal");
	if (told) return told;
	if (gethostname(room, 64) != 0 || !room[0]) return "-";
	room[64] = '\0';
	return room;
}

/* Who hands over, as yagen.conf says; without a name there nothing is said, and the store's own setting counts. */
static void pharmacy(struct cli_command *c)
{
	static const char *const keys[] = { "code", "prefecture", "name", "postal", "address", "phone" };
	char key[32];
	if (!setting(c->o, "pharmacy.name") || !(c->o->verb->bit & (V_CASE_DISPENSE | V_CASE_AMEND | V_CASE_PRINT | V_CASE_SIGN))) return;
	jw_key(&c->w, "pharmacy");
	jw_obj(&c->w);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		snprintf(key, sizeof key, "pharmacy.%s", keys[i]);
		if (setting(c->o, key)) jw_kz(&c->w, keys[i], setting(c->o, key));
	}
	jw_obj_end(&c->w);
}

static void head(struct cli_command *c, const char *request, const char *case_id)
{
	const struct options *o = c->o;
	char at[32], host[65];
	now(at);
	jw_kz(&c->w, "at", o->at ? o->at : at);
	jw_kz(&c->w, "time_source", o->at ? "told" : "system");
	jw_key(&c->w, "by");
	jw_obj(&c->w);
	jw_kz(&c->w, "id", who(o));
	jw_kz(&c->w, "name", who(o));
	jw_obj_end(&c->w);
	jw_kz(&c->w, "terminal", where(o, host));
	jw_kz(&c->w, "lang", o->lang == YAGEN_EN ? "en" : "ja");
	jw_kz(&c->w, "request_id", request);
	if (o->why) jw_kz(&c->w, "why", o->why);
	if (case_id) jw_kz(&c->w, "case", case_id);
	if (o->case_version) jw_kint(&c->w, "version", o->case_version);
	pharmacy(c);
}

int cli_command_begin(struct cli_command *c, const struct options *o, yagen_desk *d, const char *case_id)
{
	char id[33];
	memset(c, 0, sizeof *c);
	c->o = o;
	c->d = d;
	yg_buf_init(&c->json, YG_MAX_TEXT);
	jw_init(&c->w, &c->json, false);
	jw_obj(&c->w);
	if (!o->request_id && !random_id(id)) return cli_fail(o, "/dev/urandom", YAGEN_EIO);
	head(c, o->request_id ? o->request_id : id, case_id);
	return yagen_sink_new(&c->answer, 0) == YAGEN_OK ? 0 : cli_fail(o, "yagen", YAGEN_ENOMEM);
}

int cli_command_part(struct cli_command *c, const char *name, const char *path, yagen_format format)
{
	const char *slash = strrchr(path, '/');
	struct buf *b = &c->bytes[c->nparts];
	int code;
	if (c->nparts >= CLI_MAX_PARTS) return cli_fail(c->o, path, YAGEN_ETOOBIG);
	if ((code = cli_read(c->o, path, b)) != 0) return code;
	c->file[c->nparts] = path;
	c->part[c->nparts++] = (yagen_part){ name, slash ? slash + 1 : path, format, b->p ? b->p : "", b->n };
	return 0;
}

/* --- carrying it out ------------------------------------------------------------------------------------ */

struct json_object *cli_member(struct json_object *o, const char *path)
{
	char key[64];
	while (o && *path) {
		size_t n = strcspn(path, "/");
		snprintf(key, sizeof key, "%.*s", (int)n, path);
		o = yg_json_get(o, key);
		path += n + (path[n] == '/');
	}
	return o;
}

const char *cli_at(struct json_object *o, const char *path)
{
	struct json_object *v = cli_member(o, path);
	return v && !json_object_is_type(v, json_type_null) ? json_object_get_string(v) : "";
}

static yagen_diag_severity severity(const char *word)
{
	return strcmp(word, "error") == 0 ? YAGEN_DIAG_ERROR : strcmp(word, "warning") == 0 ? YAGEN_DIAG_WARNING : YAGEN_DIAG_NOTE;
}

static void tell(const struct cli_command *c)
{
	struct json_object *list = cli_member(c->out, "diagnostics"), *e;
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		yagen_diag d = { .code = "" };
		e = json_object_array_get_idx(list, i);
		d.code = cli_at(e, "code");
		d.severity = severity(cli_at(e, "severity"));
		d.input = (unsigned)strtoul(cli_at(e, "input"), NULL, 10);
		d.record = (unsigned)strtoul(cli_at(e, "record"), NULL, 10);
		d.field = cli_at(e, "field");
		d.text = cli_at(e, "text");
		cli_diag(c->o->lang, d.input < c->nparts ? c->file[d.input] : NULL, &d);
	}
}

static void line(const char *const *text, size_t n)
{
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	yg_buf_z(&b, "yagen: ");
	for (size_t i = 0; i < n; i++) cli_clean(&b, text[i]);
	yg_buf_char(&b, '\n');
	if (!b.err) fwrite(b.p, 1, b.n, stderr);
	yg_buf_free(&b);
}

/* What else a refusal shows: the case that is there, the patients it may be. */
static void refusal(const struct cli_command *c)
{
	struct json_object *list = cli_member(c->out, "candidates");
	line((const char *const[]){ cli_at(c->out, "text"), " [", cli_at(c->out, "error"), "]" }, 4);
	if (*cli_at(c->out, "case")) line((const char *const[]){ cli_at(c->out, "case") }, 1);
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *p = json_object_array_get_idx(list, i);
		line((const char *const[]){ "  ", cli_at(p, "patient"), "  ", cli_at(p, "kana"), " ", cli_at(p, "name"), " ", cli_at(p, "birth_date") }, 8);
	}
}

int cli_command_run(struct cli_command *c, const char *command)
{
	size_t n, at;
	const char *p;
	jw_obj_end(&c->w);
	yg_buf_char(&c->json, '\0');
	if (c->json.err) return cli_fail(c->o, command, c->json.err);
	c->err = yagen_desk_do(c->d, command, c->json.p, c->part, c->nparts, c->answer);
	p = yagen_sink_data(c->answer, &n);
	if (n && (n < 2 || yg_json_parse((struct str){ p, n }, &c->out, &at) != YG_OK)) c->out = NULL;      /* a document: case.print */
	if (c->out) tell(c);
	if (c->err == YAGEN_OK) return 0;
	if (!c->out) return cli_fail(c->o, command, c->err);
	refusal(c);
	return c->err == YAGEN_ESTATE ? EXIT_REFUSED : cli_exit(c->err);     /* not our mistake: this case is elsewhere */
}

void cli_command_end(struct cli_command *c)
{
	json_object_put(c->out);
	yagen_sink_free(c->answer);
	for (size_t i = 0; i < c->nparts; i++) yg_buf_free(&c->bytes[i]);
	yg_buf_free(&c->json);
}

void cli_command_print(const struct cli_command *c)
{
	size_t n;
	const char *p = yagen_sink_data(c->answer, &n);
	cli_write(p, n);
}

const char *cli_consent(yagen_consent basis)
{
	static const char *const word[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency", "none" };
	return word[basis];
}

int cli_case_simple(const struct options *o, const char *command)
{
	yagen_desk *d = NULL;
	struct cli_command c;
	int code = cli_desk_open(o, false, &d);
	if (code != 0) return code;
	code = cli_command_begin(&c, o, d, o->args[0]);
	if (code == 0) code = cli_command_run(&c, command);
	if (code == 0) {
		if (o->format == CLI_JSON) cli_command_print(&c);
		else printf("%s %s\n", cli_at(c.out, "case"), cli_at(c.out, "state"));
	}
	cli_command_end(&c);
	yagen_desk_close(d);
	return code;
}
