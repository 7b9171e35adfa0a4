/* transport_replay.c - the recorded twin: exchanges from files, in order, for tests and for showing a fault again. */
#include "service/transport.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/ban.h"

struct replay { struct transport t; char dir[900]; unsigned n; bool under_way; char api[64], id[64]; };

static void name(const struct replay *r, const char *end, char path[1100]) { snprintf(path, 1100, "%s/%03u-%s.%s", r->dir, r->n, r->api, end); }

/* The file with {id} filled in. */
static int load(const struct replay *r, const char *end, struct buf *out)
{
	char path[1100];
	struct buf b;
	struct str rest;
	size_t at;
	int err;
	name(r, end, path);
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_file_read(path, YG_MAX_TEXT, &b);
	rest = yg_buf_view(&b);
	while (!err && (at = yg_str_find(rest, STR("{id}"))) != (size_t)-1) {
		yg_buf_str(out, yg_str_sub(rest, 0, at));
		yg_buf_z(out, r->id);
		rest = yg_str_sub(rest, at + 4, rest.n);
	}
	if (!err) yg_buf_str(out, rest);
	yg_buf_free(&b);
	return err ? err : out->err;
}

static int replay_send(struct transport *t, struct str api, struct str id, struct str bytes, int64_t now_ms)
{
	struct replay *r = (struct replay *)t;
	struct buf want;
	bool same = true;
	(void)now_ms;
	if (r->under_way || api.n >= sizeof r->api || id.n >= sizeof r->id) return YG_ESTATE;
	r->n++;
	snprintf(r->api, sizeof r->api, "%.*s", STR_ARG(api));
	snprintf(r->id, sizeof r->id, "%.*s", STR_ARG(id));
	yg_buf_init(&want, YG_MAX_TEXT);
	if (load(r, "req", &want) == YG_OK) same = yg_str_eq(yg_buf_view(&want), bytes);
	yg_buf_free(&want);
	if (!same) return YG_ESTATE;
	r->under_way = true;
	return YG_OK;
}

static enum arrived replay_step(struct transport *t, int64_t now_ms, struct buf *out, enum svc_outcome *why)
{
	struct replay *r = (struct replay *)t;
	char path[1100];
	(void)now_ms;
	*why = OUT_NO_ANSWER;
	if (!r->under_way) return ARRIVED_FAULT;
	r->under_way = false;
	if (load(r, "res", out) == YG_OK) return ARRIVED_ANSWER;
	name(r, "err", path);
	if (access(path, F_OK) == 0) *why = OUT_MALFORMED;
	return ARRIVED_FAULT;
}

static int replay_take_back(struct transport *t, struct str api, struct str id)
{
	(void)t;
	(void)api;
	(void)id;
	return YG_ESTATE;
}

static void replay_close(struct transport *t) { free(t); }

static const struct transport_ops replay_ops = { "replay", replay_send, replay_step, replay_take_back, replay_close };

int yg_transport_replay(struct transport **out, const char *dir)
{
	struct replay *r;
	if (!dir || strlen(dir) >= sizeof r->dir) return YG_EARG;
	if (!(r = calloc(1, sizeof *r))) return YG_ENOMEM;
	r->t.ops = &replay_ops;
	snprintf(r->dir, sizeof r->dir, "%s", dir);
	*out = &r->t;
	return YG_OK;
}
