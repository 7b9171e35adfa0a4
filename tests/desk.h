/* desk.h - what the tests of the counter share: a desk in a scratch place, commands with a head, answers as JSON.
 * Every test runs on both twins of the store: a file, and memory. */
#ifndef TESTS_DESK_H
#define TESTS_DESK_H
#include "t.h"
#include "base/err.h"
#include "yagen/yagen_desk.h"
#include "text/json.h"
#include "store/seal.h"
#include <sys/stat.h>
#include <unistd.h>

static char td_dir[512];                             /* scratch folder of this test program */
static unsigned td_turn;
static bool td_memory;                               /* which twin */

static inline void td_begin(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(td_dir, sizeof td_dir, "%s/yagen-test-%ld", tmp && *tmp ? tmp : "/tmp", (long)getpid());
	if (mkdir(td_dir, 0700) != 0) { fprintf(stderr, "cannot make %s\n", td_dir); exit(99); }
}
static inline void td_remove(const char *name)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".keys" };
	char path[700];
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s/%s%s", td_dir, name, ends[i]);
		unlink(path);
	}
}
static inline void td_end(void)
{
	char name[32];
	for (unsigned i = 0; i <= td_turn; i++) {
		snprintf(name, sizeof name, "%u.db", i);
		td_remove(name);
	}
	rmdir(td_dir);
}
static inline const char *td_path(void)              /* of the newest store */
{
	static char path[700];
	snprintf(path, sizeof path, "%s/%u.db", td_dir, td_turn);
	return path;
}
/* Another handle on the newest store. */
static inline yagen_desk *td_handle(int create)
{
	static char keys[720], master[1200], rules[1200];
	yagen_desk_options o = YAGEN_DESK_OPTIONS_INIT;
	yagen_desk *d = NULL;
	int err;
	snprintf(keys, sizeof keys, "%s.keys", td_path());
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	o.store = td_memory ? ":memory:" : td_path();
	o.keys = keys;
	o.drugmaster_dir = getenv("YAGEN_TEST_MASTER") ? getenv("YAGEN_TEST_MASTER") : master;
	o.rules_dir = rules;
	o.create = create;
	o.today = (yagen_date){ 2026, 11, 20 };
	err = yagen_desk_open(&d, &o);
	if (err) { fprintf(stderr, "desk does not open: %d (%s)\n", err, o.store); exit(99); }
	return d;
}
static inline yagen_desk *td_new(void)
{
	td_turn++;
	return td_handle(1);
}

/* A command with a head around `members` ("\"finding\":\"...\""); the answer, parsed, is yours (json_object_put); *err its code. */
static inline struct json_object *td_do_at(yagen_desk *d, const char *command, const char *request, const char *at, const char *members, const yagen_part *parts,
					    size_t nparts, int *err)
{
	struct json_object *o = NULL;
	yagen_sink *s = NULL;
	struct buf b;
	size_t n, pos;
	const char *p;
	yg_buf_init(&b, 32u << 20);
	yg_buf_printf(&b, "{\"at\":\"%s\",\"by\":{\"id\":\"p1\",\"name\":\"薬師 花子\",\"role\":\"pharmacist\"},\"terminal\":\"t1\"", at);
	if (request) yg_buf_printf(&b, ",\"request_id\":\"%s\"", request);
	if (members && *members) { yg_buf_char(&b, ','); yg_buf_z(&b, members); }
	yg_buf_z(&b, "}");
	yg_buf_char(&b, '\0');
	if (yagen_sink_new(&s, 0)) exit(99);
	*err = yagen_desk_do(d, command, b.p, parts, nparts, s);
	p = yagen_sink_data(s, &n);
	if (n && yg_json_parse((struct str){ p, n }, &o, &pos)) { fprintf(stderr, "%s: no JSON: %s\n", command, p); t_failed++; }
	yagen_sink_free(s);
	yg_buf_free(&b);
	return o;
}
static inline struct json_object *td_do(yagen_desk *d, const char *command, const char *request, const char *members, const yagen_part *parts, size_t nparts, int *err)
{
	return td_do_at(d, command, request, "2026-11-20T01:00:00Z", members, parts, nparts, err);
}
/* A member by a path "result/patient/state" or "error"; the text is copied. */
static inline struct json_object *td_at(struct json_object *o, const char *path)
{
	char key[64];
	while (o && *path) {
		size_t n = strcspn(path, "/");
		snprintf(key, sizeof key, "%.*s", (int)n, path);
		if (json_object_is_type(o, json_type_array)) o = json_object_array_get_idx(o, (size_t)strtoul(key, NULL, 10));
		else o = yg_json_get(o, key);
		path += n + (path[n] == '/');
	}
	return o;
}
static inline const char *td_text(struct json_object *o, const char *path)
{
	static char room[8][256];
	static int turn;
	char *z = room[turn++ & 7];
	struct json_object *v = td_at(o, path);
	snprintf(z, sizeof room[0], "%s", v ? json_object_get_string(v) : "");
	return z;
}
static inline long long td_int(struct json_object *o, const char *path)
{
	struct json_object *v = td_at(o, path);
	return v ? (long long)json_object_get_int64(v) : -1;
}
static inline size_t td_count(struct json_object *o, const char *path)
{
	struct json_object *v = td_at(o, path);
	return v && json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 0;
}
static inline yagen_part td_part(const char *name, const char *label, struct str bytes)
{
	return (yagen_part){ name, label, YAGEN_AUTO, bytes.p, bytes.n };
}
/* Runs a test on each twin. */
#define TD_BOTH(fn) do { for (int memory_ = 0; memory_ < 2; memory_++) { td_memory = memory_; T_RUN(fn); } } while (0)
#endif
