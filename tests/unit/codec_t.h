/* codec_t.h - what the codec tests share: reading bytes through one codec, looking for a diagnostic, comparing models. */
#ifndef TESTS_CODEC_T_H
#define TESTS_CODEC_T_H
#include "t.h"
#include "base/err.h"
#include "base/limits.h"
#include "codec/codec.h"
#include "codec/neutral_json.h"

struct ct {                                          /* one reading */
	struct arena   *arena;
	struct diags    diags;
	struct document doc;
	int             err;
};

static inline struct ct ct_read_as(const struct codec *c, struct str bytes, bool utf8)
{
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) };
	struct read_ctx rc = { t.arena, &t.diags, 0, utf8 };
	yg_diags_init(&t.diags, t.arena);
	t.doc.raw = bytes;
	t.err = c->read(&rc, bytes, &t.doc);
	return t;
}
static inline struct ct ct_read(const struct codec *c, struct str bytes) { return ct_read_as(c, bytes, false); }
static inline void ct_free(struct ct *t) { yg_arena_free(t->arena); t->arena = NULL; }

static inline size_t ct_count(const struct ct *t, const char *code)
{
	size_t n = 0;
	for (size_t i = 0; i < t->diags.n; i++) n += strcmp(t->diags.d[i].kind->code, code) == 0;
	return n;
}
static inline bool ct_has(const struct ct *t, const char *code) { return ct_count(t, code) > 0; }
static inline struct str ct_arg(const struct ct *t, const char *code)
{
	for (size_t i = 0; i < t->diags.n; i++)
		if (strcmp(t->diags.d[i].kind->code, code) == 0) return t->diags.d[i].arg[0];
	return STR_NONE;
}
static inline void ct_show(const struct ct *t)
{
	for (size_t i = 0; i < t->diags.n; i++)
		fprintf(stderr, "  %s record %u %.*s [%.*s]\n", t->diags.d[i].kind->code, t->diags.d[i].record,
			STR_ARG(t->diags.d[i].field), STR_ARG(t->diags.d[i].arg[0]));
}
static inline bool ct_clean(const struct ct *t)              /* nothing at warning or above */
{
	bool ok = yg_diags_count(&t->diags, 0, DIAG_WARNING) == 0;
	if (!ok) ct_show(t);
	return ok;
}

/* Writes doc with c; *lost gets the count. out is the caller's to free. */
static inline int ct_write(struct ct *t, const struct codec *c, const struct document *doc, bool lossy, struct buf *out, size_t *lost)
{
	struct write_ctx wc = { t->arena, &t->diags, lossy, 0 };
	int err;
	yg_buf_init(out, YG_MAX_OUTPUT);
	err = c->write(&wc, doc, out);
	if (lost) *lost = wc.lost;
	return err;
}

/* The whole model as text: two models are equal when these are. */
static inline struct buf ct_dump(const struct document *doc)
{
	struct buf b;
	struct jw w;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	jw_init(&w, &b, true);
	jw_arr(&w);
	if (doc->history) yg_json_write_history(&w, doc->history);
	if (doc->rx) yg_json_write_rx(&w, doc->rx);
	jw_arr_end(&w);
	return b;
}
#endif
