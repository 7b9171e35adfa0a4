/* impact_corpus.c - many prescriptions to try an edition on: case folders, and corpus.jsonl with one case a line (docs/fixtures.md).
 * The file is mapped, so that it may be larger than memory; a line is read when its turn comes. */
#include "lib/impact.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/json.h"
#include "text/xml.h"
#include <errno.h>
#include <fcntl.h>
#include <json-c/json_object_iterator.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

enum { CASES_MAX = 10000000 };

static int push(struct corpus *c, struct corpus_item it)
{
	struct corpus_item *p;
	if (c->n == CASES_MAX) return YAGEN_ETOOBIG;
	if (c->n == 0 || (c->n & (c->n - 1)) == 0) {
		if (!(p = realloc(c->item, (c->n ? c->n * 2 : 1) * sizeof *p))) return YAGEN_ENOMEM;
		c->item = p;
	}
	c->item[c->n++] = it;
	return YAGEN_OK;
}

static int index_lines(struct corpus *c)
{
	unsigned line = 0;
	int err = YAGEN_OK;
	for (size_t at = 0, n; at < c->size && !err; at += n + 1) {
		const char *end = memchr(c->map + at, '\n', c->size - at);
		n = end ? (size_t)(end - c->map) - at : c->size - at;
		line++;
		if (yg_str_trim((struct str){ c->map + at, n }).n) err = push(c, (struct corpus_item){ NULL, at, n, line });
	}
	return err;
}

static int map_file(struct corpus *c, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = YAGEN_OK;
	struct stat st;
	void *p;
	if (fd < 0) return errno == ENOENT ? YAGEN_ENOTFOUND : YAGEN_EIO;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0) err = YAGEN_EIO;
	else if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED) err = YAGEN_EIO;
		else { c->map = p; c->size = (size_t)st.st_size; }
	}
	close(fd);
	return err;
}

int corpus_open(struct corpus *c, const char *dir)
{
	struct str path;
	int err;
	*c = (struct corpus){ .arena = yg_arena_new(1u << 20) };
	if (!c->arena) return YAGEN_ENOMEM;
	err = yagen_fixture_list(&c->folders, dir);
	for (size_t i = 0; !err && i < yagen_fixtures_count(c->folders); i++)
		err = push(c, (struct corpus_item){ yagen_fixtures_at(c->folders, i), 0, 0, 0 });
	path = yg_arena_printf(c->arena, "%s/corpus.jsonl", dir);
	if (!err && !path.p) err = yg_arena_error(c->arena);
	if (!err) {
		err = map_file(c, path.p);
		if (err == YAGEN_ENOTFOUND) err = YAGEN_OK;
	}
	if (!err) err = index_lines(c);
	if (!err && c->n == 0) err = YAGEN_ENOTFOUND;
	if (err) corpus_close(c);
	return err;
}

void corpus_close(struct corpus *c)
{
	void *p;
	memcpy(&p, &c->map, sizeof p);
	if (p) munmap(p, c->size);
	free(c->item);
	yagen_fixtures_free(c->folders);
	yg_arena_free(c->arena);
	*c = (struct corpus){ NULL, NULL, NULL, 0, NULL, 0 };
}

/* --- one line ----------------------------------------------------------------------------------------------------------- */

/* {"format", "text" | "base64" | "json"}: the bytes as a sender would give them. */
static int document(struct yagen_fixture *f, struct json_object *o, struct fixture_input *in)
{
	struct json_object *json = yg_json_get(o, "json");
	struct str text = yg_json_str(o, "text"), packed = yg_json_str(o, "base64"), format = yg_json_str(o, "format"), label = yg_json_str(o, "label");
	struct buf b;
	size_t n;
	int err = YAGEN_OK;
	if (!json_object_is_type(o, json_type_object)) return YAGEN_ESYNTAX;
	in->name = lib_zz(f->arena, label);
	in->format = format.n ? (yagen_format)yg_format_by_name(format) : YAGEN_AUTO;
	if (format.n && in->format == YAGEN_AUTO) return YAGEN_ESYNTAX;
	if (json) {
		const char *z = json_object_to_json_string_length(json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);
		in->bytes = z ? yg_arena_str(f->arena, (struct str){ z, n }) : STR_NONE;
	} else if (packed.n) {
		yg_buf_init(&b, YG_MAX_INPUT);
		err = yg_base64_decode(packed, &b);
		if (!err) in->bytes = yg_arena_str(f->arena, yg_buf_view(&b));
		yg_buf_free(&b);
	} else {
		in->bytes = yg_arena_str(f->arena, text);
	}
	if (!err && in->bytes.n == 0) err = YAGEN_EMISSING;
	return err ? err : yg_arena_error(f->arena);
}

static int inputs(struct yagen_fixture *f, struct json_object *a, struct fixture_inputs *in)
{
	size_t n = a ? json_object_array_length(a) : 0;
	int err = YAGEN_OK;
	if (n > YG_MAX_SOURCES) return YAGEN_ETOOBIG;
	in->v = yg_arena_array(f->arena, n + 1, sizeof *in->v);
	if (!in->v) return yg_arena_error(f->arena);
	while (!err && in->n < n) {
		err = document(f, json_object_array_get_idx(a, in->n), &in->v[in->n]);
		if (!err && !in->v[in->n].name[0]) in->v[in->n].name = lib_zz(f->arena, yg_arena_printf(f->arena, "history-%zu", in->n + 1));
		if (!err) in->n++;
	}
	return err;
}

static int facts(struct yagen_fixture *f, struct json_object *o)
{
	size_t n = 0;
	const char *z = json_object_to_json_string_length(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);
	f->patient.v = yg_arena_alloc(f->arena, sizeof *f->patient.v);
	if (!z || !f->patient.v) return YAGEN_ENOMEM;
	f->patient.v[0] = (struct fixture_input){ "patient", yg_arena_str(f->arena, (struct str){ z, n }), YAGEN_JSON };
	f->patient.n = 1;
	return yg_arena_error(f->arena);
}

static int members(struct yagen_fixture *f, struct json_object *o, unsigned line)
{
	static const char *const known[] = { "id", "as_of", "consent", "lookback", "rx", "history", "patient" };
	struct json_object *days = yg_json_get(o, "lookback"), *h = yg_json_get(o, "history"), *p = yg_json_get(o, "patient");
	struct str id = yg_json_str(o, "id"), consent = yg_json_str(o, "consent");
	struct json_object_iterator at, end;
	struct ymd as_of;
	int err;
	if (!json_object_is_type(o, json_type_object)) return YAGEN_ESYNTAX;
	for (at = json_object_iter_begin(o), end = json_object_iter_end(o); !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		size_t k = 0;
		while (k < sizeof known / sizeof *known && strcmp(known[k], json_object_iter_peek_name(&at))) k++;
		if (k == sizeof known / sizeof *known) return YAGEN_ESYNTAX;         /* a slip in a key must not change what is checked */
	}
	f->result.name = id.n ? lib_zz(f->arena, id) : lib_zz(f->arena, yg_arena_printf(f->arena, "line-%u", line));
	if (yg_ymd_parse(yg_json_str(o, "as_of"), &as_of) != YG_OK || !yg_ymd_valid(as_of)) return YAGEN_EMISSING;
	f->check.as_of = lib_date(as_of);
	if (consent.n && !lib_consent(consent, &f->check.consent)) return YAGEN_ESYNTAX;
	if (days) {
		int64_t n = json_object_get_int64(days);
		if (!json_object_is_type(days, json_type_int) || n < 1 || n > 36500) return YAGEN_ESYNTAX;
		f->check.lookback_days = (unsigned)n;
	}
	if ((h && !json_object_is_type(h, json_type_array)) || (p && !json_object_is_type(p, json_type_object))) return YAGEN_ESYNTAX;
	f->rx.v = yg_arena_alloc(f->arena, sizeof *f->rx.v);
	if (!f->rx.v) return yg_arena_error(f->arena);
	if ((err = document(f, yg_json_get(o, "rx"), &f->rx.v[0])) != YAGEN_OK) return err;
	f->rx.n = 1;
	f->rx_format = f->rx.v[0].format;
	if ((err = inputs(f, h, &f->history)) != YAGEN_OK) return err;
	return p ? facts(f, p) : YAGEN_OK;
}

int corpus_read(const struct corpus *c, size_t i, yagen_fixture **out)
{
	const struct corpus_item *it = &c->item[i];
	struct json_object *o = NULL;
	struct yagen_fixture *f;
	size_t at;
	int err;
	if (it->dir) return yagen_fixture_open(out, it->dir, NULL);
	if (!(f = calloc(1, sizeof *f)) || !(f->arena = yg_arena_new(YG_MAX_ARENA))) { free(f); return YAGEN_ENOMEM; }
	f->check = (yagen_check_options)YAGEN_CHECK_OPTIONS_INIT;
	yg_buf_init(&f->report, YG_MAX_OUTPUT);
	err = yg_json_parse(yg_str_trim((struct str){ c->map + it->at, it->n }), &o, &at);
	if (!err) err = members(f, o, it->line);
	json_object_put(o);
	if (!err) err = yg_arena_error(f->arena);
	if (err) { yagen_fixture_free(f); return err; }
	*out = f;
	return YAGEN_OK;
}
