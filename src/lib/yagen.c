/* yagen.c - the public calls that belong to no case: tables, formats, conversion, sinks, error texts; and the proof
 * that the public numbers are the internal ones. Holds no logic of its own. */
#include "lib/lib.h"
#include "flow/mynumber.h"
#include "base/err.h"
#include "base/limits.h"
#include "search/search.h"
#include <stdlib.h>
#include "base/ban.h"
#ifndef PACKAGE_VERSION
# define PACKAGE_VERSION "0.1.0"
#endif

#define SAME(pub, own) _Static_assert((int)(pub) == (int)(own), "public and internal number differ: " #pub)
SAME(YAGEN_OK, YG_OK);
SAME(YAGEN_ESYNTAX, YG_ESYNTAX); SAME(YAGEN_EENCODING, YG_EENCODING); SAME(YAGEN_EMISSING, YG_EMISSING);
SAME(YAGEN_ETOOBIG, YG_ETOOBIG); SAME(YAGEN_ETABLE, YG_ETABLE); SAME(YAGEN_EEXPIRED, YG_EEXPIRED);
SAME(YAGEN_EARG, YG_EARG); SAME(YAGEN_ESTATE, YG_ESTATE); SAME(YAGEN_ENOMEM, YG_ENOMEM); SAME(YAGEN_EIO, YG_EIO);
SAME(YAGEN_ENET, YG_ENET); SAME(YAGEN_ECARD, YG_ECARD); SAME(YAGEN_EPIN, YG_EPIN);
SAME(YAGEN_EREFUSED, YG_EREFUSED); SAME(YAGEN_ENOTFOUND, YG_ENOTFOUND); SAME(YAGEN_ESTALE, YG_ESTALE); SAME(YAGEN_EEXISTS, YG_EEXISTS);
SAME(YAGEN_EBUSY, YG_EBUSY); SAME(YAGEN_ENOSPACE, YG_ENOSPACE); SAME(YAGEN_EREADONLY, YG_EREADONLY); SAME(YAGEN_ESEAL, YG_ESEAL);
SAME(YAGEN_AUTO, FORMAT_NONE); SAME(YAGEN_JAHIS_RX, FORMAT_JAHIS_RX); SAME(YAGEN_TECHO, FORMAT_TECHO);
SAME(YAGEN_EPS_CSV, FORMAT_EPS_CSV); SAME(YAGEN_EPS_XML, FORMAT_EPS_XML);
SAME(YAGEN_EPS_DISPENSE_CSV, FORMAT_EPS_DISPENSE_CSV); SAME(YAGEN_EPS_DISPENSE_XML, FORMAT_EPS_DISPENSE_XML);
SAME(YAGEN_OQS_XML, FORMAT_OQS_XML); SAME(YAGEN_FHIR_JSON, FORMAT_FHIR); SAME(YAGEN_JSON, FORMAT_JSON);
SAME(YAGEN_CHECKUP_XML, FORMAT_CHECKUP_XML);
SAME(YAGEN_JA, LANG_JA); SAME(YAGEN_EN, LANG_EN);
SAME(YAGEN_INFO, SEV_INFO); SAME(YAGEN_WARNING, SEV_WARNING); SAME(YAGEN_CRITICAL, SEV_CRITICAL);
SAME(YAGEN_DIAG_NOTE, DIAG_NOTE); SAME(YAGEN_DIAG_WARNING, DIAG_WARNING); SAME(YAGEN_DIAG_ERROR, DIAG_ERROR);
SAME(YAGEN_BASIS_CALLER, BASIS_CALLER); SAME(YAGEN_BASIS_CARD, BASIS_CARD); SAME(YAGEN_BASIS_PAPER, BASIS_PAPER);
SAME(YAGEN_BASIS_ORAL, BASIS_ORAL); SAME(YAGEN_BASIS_HOME_VISIT, BASIS_HOME_VISIT);
SAME(YAGEN_BASIS_ONLINE, BASIS_ONLINE); SAME(YAGEN_BASIS_DISASTER, BASIS_DISASTER);
SAME(YAGEN_BASIS_EMERGENCY, BASIS_EMERGENCY); SAME(YAGEN_BASIS_NONE, BASIS_NONE);
SAME(YAGEN_CLEAR, VERDICT_CLEAR + 1); SAME(YAGEN_FINDINGS, VERDICT_FINDINGS + 1);
SAME(YAGEN_INCOMPLETE, VERDICT_INCOMPLETE + 1);
SAME(YAGEN_LINE_CHECKED, LINE_CHECKED); SAME(YAGEN_LINE_PARTIAL, LINE_PARTIAL);
SAME(YAGEN_LINE_UNCHECKED, LINE_UNCHECKED);

DIAG_KIND(d_left_out, "too-many-diagnostics", DIAG_WARNING,
	  "ほかに {0} 件の診断がありますが、省きました", "{0} more diagnostics were left out");

/* --- helpers -------------------------------------------------------------------- */

const char *lib_zz(struct arena *a, struct str s) { return yg_arena_str(a, s).p; }
const char *lib_z(struct arena *a, struct str s) { return s.n ? lib_zz(a, s) : NULL; }
yagen_date lib_date(struct ymd d) { return (yagen_date){ d.y, d.m, d.d }; }
enum lang lib_lang(const yagen_listener *l) { return l && l->lang == YAGEN_EN ? LANG_EN : LANG_JA; }

struct ymd lib_ymd(yagen_date d)
{
	struct ymd out = YMD_NONE;
	if (d.year >= 1868 && d.year <= 2999 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31)
		out = (struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day };
	return yg_ymd_given(out) && yg_ymd_valid(out) ? out : YMD_NONE;
}

void lib_diag(struct arena *a, const struct diag *d, enum lang lang, bool hide, yagen_diag *out)
{
	struct diag shown = *d;
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	if (hide) shown.arg[0] = shown.arg[1] = lang == LANG_EN ? STR("-") : STR("―");
	yg_diag_text(&shown, lang, &b);
	*out = (yagen_diag){ d->kind->code, (yagen_diag_severity)d->kind->severity, d->input, d->record,
			     lib_zz(a, d->field), lib_zz(a, yg_buf_view(&b)) };
	yg_buf_free(&b);
}

void lib_left_out(struct arena *a, size_t n, enum lang lang, yagen_diag *out)
{
	struct diag d = { .kind = &d_left_out, .arg = { yg_arena_printf(a, "%zu", n), STR_NONE } };
	lib_diag(a, &d, lang, false, out);
}

void lib_tell(const yagen_listener *l, const struct diags *ds)
{
	struct arena *a;
	yagen_diag d;
	if (!l || !l->diag || !(a = yg_arena_new(YG_MAX_ARENA))) return;
	for (size_t i = 0; i < ds->n; i++) {
		lib_diag(a, &ds->d[i], lib_lang(l), false, &d);
		if (d.field && d.text) l->diag(l->payload, &d);
	}
	if (ds->left_out) {
		lib_left_out(a, ds->left_out, lib_lang(l), &d);
		if (d.field && d.text) l->diag(l->payload, &d);
	}
	yg_arena_free(a);
}

void lib_edition(struct arena *a, const struct edition *e, yagen_edition *out)
{
	*out = (yagen_edition){ lib_zz(a, e->id), lib_date(e->source_date), lib_date(e->valid_from), lib_date(e->valid_until),
				lib_zz(a, e->sources), lib_zz(a, e->checksum), e->rows, e->enabled };
}

const char *lib_message(struct arena *a, const struct tables *t, enum lang lang, const char *head, const char *key)
{
	struct str k = yg_arena_printf(a, "%s%s", head, key);
	return k.p ? lib_z(a, yg_message(t, lang, k)) : NULL;
}

/* --- tables --------------------------------------------------------------------- */

int yagen_open(yagen **out, const yagen_options *opts)
{
	struct tables_options o = { 0 };
	struct diags ds;
	yagen *yg;
	int err;
	if (!out || !opts || opts->version != 1 || !opts->drugmaster_dir || !opts->rules_dir) return YAGEN_EARG;
	if (!(yg = calloc(1, sizeof *yg))) return YAGEN_ENOMEM;
	if (!(yg->arena = yg_arena_new(YG_MAX_ARENA)) || pthread_mutex_init(&yg->looking, NULL) != 0) {
		yg_arena_free(yg->arena);
		free(yg);
		return YAGEN_ENOMEM;
	}
	o.master_dir = opts->drugmaster_dir;
	o.rules_dir = opts->rules_dir;
	o.cache_dir = opts->cache_dir;
	o.no_image = opts->no_image != 0;
	yg_diags_init(&ds, yg->arena);
	err = yg_tables_open(&yg->tables, &o, &ds);
	lib_tell(opts->listener, &ds);
	if (err == YG_OK) {
		lib_edition(yg->arena, yg_tables_master(yg->tables), &yg->drugmaster);
		lib_edition(yg->arena, yg_tables_rules(yg->tables), &yg->rules);
		err = yg_arena_error(yg->arena);
	}
	if (err != YG_OK) { yagen_free(yg); return err; }
	*out = yg;
	return YAGEN_OK;
}

void yagen_free(yagen *yg)
{
	if (!yg) return;
	yg_search_close(yg->search);
	pthread_mutex_destroy(&yg->looking);
	yg_tables_drop(yg->tables);
	yg_arena_free(yg->arena);
	free(yg);
}

const yagen_edition *yagen_drugmaster_edition(const yagen *yg) { return yg ? &yg->drugmaster : NULL; }
const yagen_edition *yagen_rules_edition(const yagen *yg) { return yg ? &yg->rules : NULL; }

/* --- formats -------------------------------------------------------------------- */

const char *yagen_format_name(yagen_format f)
{
	return f == YAGEN_REPORT_JSON ? "report" : yg_format_name((enum format)f);
}

yagen_format yagen_format_by_name(const char *name)
{
	return name ? (yagen_format)yg_format_by_name(yg_str(name)) : YAGEN_AUTO;
}

yagen_format yagen_detect(const void *data, size_t len, const char **hint)
{
	const char *why = NULL;
	const struct codec *c = data ? yg_codec_detect((struct str){ data, len }, &why) : NULL;
	if (hint) *hint = why;
	return c ? (yagen_format)c->format : YAGEN_AUTO;
}

int yagen_convert(const yagen_convert_options *opts, const void *data, size_t len, yagen_sink *out, size_t *lost)
{
	struct read_ctx rc = { 0 };
	struct write_ctx wc = { 0 };
	struct document doc = { 0 };
	const struct codec *to;
	struct diags ds;
	struct buf b;
	int err;
	if (!opts || opts->version != 1 || (!data && len) || !out) return YAGEN_EARG;
	to = yg_codec_get((enum format)opts->to);
	if (!to || !to->write || (opts->from != YAGEN_AUTO && !yg_codec_get((enum format)opts->from))) return YAGEN_EARG;
	if (!(rc.arena = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, rc.arena);
	rc.diags = &ds;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = yg_codec_read(&rc, (enum format)opts->from, (struct str){ data, len }, &doc);
	yg_leave_numbers_out(rc.arena, &ds, 0, 0, &doc);
	if (err == YG_OK) {
		wc = (struct write_ctx){ .arena = rc.arena, .diags = &ds, .lossy = opts->lossy != 0 };
		err = to->write(&wc, &doc, &b);
		if (err == YG_OK) err = b.err;
	}
	lib_tell(opts->listener, &ds);
	if (lost) *lost = wc.lost;
	if (err == YG_OK) err = lib_sink_add(out, yg_buf_view(&b));
	yg_buf_free(&b);
	yg_arena_free(rc.arena);
	return err;
}

/* --- sinks, texts --------------------------------------------------------------- */

int yagen_sink_new(yagen_sink **out, size_t limit)
{
	yagen_sink *s;
	if (!out) return YAGEN_EARG;
	if (!(s = calloc(1, sizeof *s))) return YAGEN_ENOMEM;
	yg_buf_init(&s->b, limit ? limit : YG_MAX_OUTPUT);
	*out = s;
	return YAGEN_OK;
}

void yagen_sink_free(yagen_sink *s)
{
	if (!s) return;
	yg_buf_free(&s->b);
	free(s);
}

/* All of it or nothing; a NUL stands behind, so that the bytes can be used as a string. */
int lib_sink_add(yagen_sink *s, struct str bytes)
{
	size_t before = s->b.n;
	int err;
	yg_buf_str(&s->b, bytes);
	yg_buf_char(&s->b, '\0');
	err = s->b.err;
	s->b.n = err ? before : s->b.n - 1;
	s->b.err = 0;
	if (err && s->b.p && s->b.cap > before) s->b.p[before] = '\0';
	return err;
}

const char *yagen_sink_data(const yagen_sink *s, size_t *len)
{
	if (len) *len = s ? s->b.n : 0;
	return s && s->b.p ? s->b.p : "";
}

void yagen_sink_clear(yagen_sink *s)
{
	if (s) { s->b.n = 0; if (s->b.p) s->b.p[0] = '\0'; }
}

const char *yagen_strerror(int code)
{
	static const struct { int code; const char *text; } t[] = {
		{ YAGEN_OK, "done" },
		{ YAGEN_ESYNTAX, "input is not what its format says" },
		{ YAGEN_EENCODING, "input is not text in its character set" },
		{ YAGEN_EMISSING, "something mandatory is missing" },
		{ YAGEN_ETOOBIG, "input or output over a limit" },
		{ YAGEN_ETABLE, "tables missing or damaged" },
		{ YAGEN_EEXPIRED, "tables expired" },
		{ YAGEN_EARG, "argument out of range" },
		{ YAGEN_ESTATE, "call out of order" },
		{ YAGEN_ENOMEM, "out of memory" },
		{ YAGEN_EIO, "file cannot be read or written" },
		{ YAGEN_ENET, "network not available" },
		{ YAGEN_ECARD, "card not available" },
		{ YAGEN_EPIN, "PIN refused" },
		{ YAGEN_EREFUSED, "refused" },
		{ YAGEN_ENOTFOUND, "not found" },
		{ YAGEN_ESTALE, "changed by somebody else meanwhile" },
		{ YAGEN_EEXISTS, "exists already" },
		{ YAGEN_EBUSY, "busy: another writer holds it" },
		{ YAGEN_ENOSPACE, "disk full" },
		{ YAGEN_EREADONLY, "cannot be written" },
		{ YAGEN_ESEAL, "encrypted bytes do not open: wrong key, or changed" },
	};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (t[i].code == code) return t[i].text;
	return "unknown error code";
}

const char *yagen_version(void) { return PACKAGE_VERSION; }
