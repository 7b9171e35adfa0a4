/* config.c - the public calls about yagen.conf and the log; the tables are in conf/. */
#include "lib/lib.h"
#include "conf/conf.h"
#include "conf/log.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdlib.h>
#include "base/ban.h"

struct yagen_config { struct arena *arena; struct conf c; };

int yagen_config_read(yagen_config **out, const void *text, size_t len, const yagen_listener *l)
{
	yagen_config *c;
	struct diags ds;
	int err;
	if (!out || (!text && len)) return YAGEN_EARG;
	if (!(c = calloc(1, sizeof *c))) return YAGEN_ENOMEM;
	if (!(c->arena = yg_arena_new(YG_MAX_TEXT))) { free(c); return YAGEN_ENOMEM; }
	yg_diags_init(&ds, c->arena);
	err = yg_conf_read(&c->c, (struct str){ text, len }, c->arena, &ds);
	lib_tell(l, &ds);
	if (err != YG_OK) { yagen_config_free(c); return err; }
	*out = c;
	return YAGEN_OK;
}

void yagen_config_free(yagen_config *c)
{
	if (!c) return;
	yg_arena_free(c->arena);
	free(c);
}

const char *yagen_config_text(const yagen_config *c, const char *key) { return key ? yg_conf_get(c ? &c->c : NULL, key) : NULL; }
long yagen_config_number(const yagen_config *c, const char *key) { return key ? yg_conf_number(c ? &c->c : NULL, key) : 0; }

int yagen_config_given(const yagen_config *c, const char *key) { return c && key && yg_conf_given(&c->c, key); }

int yagen_config_option_at(size_t i, yagen_config_option *out)
{
	static const char *const types[] = { "path", "text", "word", "number", "digits" };
	const struct conf_option *o = yg_conf_options;
	if (!out) return YAGEN_EARG;
	while (i && o->key) { i--; o++; }
	if (!o->key) return YAGEN_ENOTFOUND;
	*out = (yagen_config_option){ o->key, types[o->type], o->def, o->words, o->ja, o->en };
	return YAGEN_OK;
}

static int give(struct buf *b, yagen_sink *out)
{
	int err = b->err ? b->err : lib_sink_add(out, yg_buf_view(b));
	yg_buf_free(b);
	return err;
}

int yagen_config_write(const yagen_config *c, yagen_lang lang, yagen_sink *out)
{
	struct buf b;
	if (!c || !out) return YAGEN_EARG;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_conf_write(&c->c, lang == YAGEN_EN ? LANG_EN : LANG_JA, &b);
	return give(&b, out);
}

int yagen_config_manual(yagen_sink *out)
{
	struct buf b;
	if (!out) return YAGEN_EARG;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_conf_manual(&b);
	return give(&b, out);
}

/* What needs a person's attention is never below the level; what went as it should is. */
static enum log_level level_of(const yagen_log_entry *e)
{
	switch (e->result) {
	case YG_OK: return LOG_LEVEL_INFO;
	case YG_EIO: case YG_ENOMEM: case YG_ENOSPACE: case YG_EREADONLY: case YG_ESEAL: case YG_ETABLE: return LOG_LEVEL_ERROR;
	default: return LOG_LEVEL_WARNING;
	}
}

int yagen_log_write(const yagen_config *c, const yagen_log_entry *e)
{
	const char *path = yagen_config_text(c, "log.file");
	struct log_value v[8];
	struct buf b;
	size_t n = 0;
	int err;
	if (!e || e->version != 1) return YAGEN_EARG;
	if (!path || (int)level_of(e) > yg_log_level(yagen_config_text(c, "log.level"))) return YAGEN_OK;
	v[n++] = (struct log_value){ LOG_F_VERB, e->verb, 0 };
	v[n++] = (struct log_value){ LOG_F_SUB, e->sub, 0 };
	v[n++] = (struct log_value){ LOG_F_COMMAND, e->command, 0 };
	v[n++] = (struct log_value){ LOG_F_CASE, e->case_id, 0 };
	v[n++] = (struct log_value){ LOG_F_REQUEST, e->request, 0 };
	v[n++] = (struct log_value){ LOG_F_RESULT, NULL, e->result };
	if (e->exit_code >= 0) v[n++] = (struct log_value){ LOG_F_EXIT, NULL, e->exit_code };
	if (e->ms >= 0) v[n++] = (struct log_value){ LOG_F_MS, NULL, e->ms };
	yg_buf_init(&b, 65536);
	err = yg_log_line(&b, e->at, level_of(e), e->command ? LOG_COMMAND : LOG_VERB, v, n);
	if (!err) err = yg_log_append(path, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}
