/* tools.c - yagen_ext.h: pictures and scanners, making and comparing drug master editions, checking rule tables.
 * Each call wraps one internal step: arena, diagnostics, answer. */
#include "lib/lib.h"
#include "flow/overlay.h"
#include "base/err.h"
#include "base/limits.h"
#include "scan/scan.h"
#include "tables/edition.h"
#include "tables/rules_import.h"
#include "tables/rules_lint.h"
#include <stdlib.h>
#include "base/ban.h"

#define SAME(pub, own) _Static_assert((int)(pub) == (int)(own), "public and internal number differ: " #pub)
SAME(YAGEN_IMPORT_SSK, IMPORT_SSK); SAME(YAGEN_IMPORT_MHLW_PRICE, IMPORT_MHLW_PRICE);
SAME(YAGEN_RULES_PMDA_XML, RULES_PMDA_XML); SAME(YAGEN_RULES_CSV, RULES_CSV);
SAME(YAGEN_IMPORT_GENERIC_NAME, IMPORT_GENERIC_NAME); SAME(YAGEN_IMPORT_HOT, IMPORT_HOT);

/* --- pictures and scanner streams ------------------------------------------------- */

struct yagen_scan { struct arena *arena; struct scan_result r; };

static int scan(yagen_scan **out, const struct str *images, size_t n, struct str stream, const yagen_listener *l)
{
	struct diags ds;
	yagen_scan *s = calloc(1, sizeof *s);
	int err;
	if (!s) return YAGEN_ENOMEM;
	if (!(s->arena = yg_arena_new(YG_MAX_ARENA))) { free(s); return YAGEN_ENOMEM; }
	yg_diags_init(&ds, s->arena);
	err = images ? yg_scan_images(images, n, s->arena, &s->r, &ds) : yg_scan_stream(stream, 0, s->arena, &s->r, &ds);
	if (err == YG_OK && s->r.n > 1) err = yg_scan_join_911(s->r.m, &s->r.n, s->arena, &ds);
	lib_tell(l, &ds);
	if (err != YG_OK) { yagen_scan_free(s); return err; }
	*out = s;
	return YAGEN_OK;
}

int yagen_scan_images(yagen_scan **out, const yagen_bytes *images, size_t n, const yagen_listener *l)
{
	struct str views[YG_MAX_IMAGES];
	if (!out || !images || n == 0) return YAGEN_EARG;
	if (n > YG_MAX_IMAGES) return YAGEN_ETOOBIG;
	for (size_t i = 0; i < n; i++) views[i] = (struct str){ images[i].data, images[i].len };
	return scan(out, views, n, STR_NONE, l);
}

int yagen_scan_stream(yagen_scan **out, const void *data, size_t len, const yagen_listener *l)
{
	if (!out || !data) return YAGEN_EARG;
	return scan(out, NULL, 0, (struct str){ data, len }, l);
}

size_t yagen_scan_count(const yagen_scan *s) { return s ? s->r.n : 0; }
int yagen_scan_partial(const yagen_scan *s) { return s && s->r.partial; }

const void *yagen_scan_message(const yagen_scan *s, size_t i, size_t *len)
{
	if (!s || i >= s->r.n) return NULL;
	if (len) *len = s->r.m[i].bytes.n;
	return s->r.m[i].bytes.p;
}

void yagen_scan_free(yagen_scan *s)
{
	if (!s) return;
	yg_arena_free(s->arena);
	free(s);
}

int yagen_is_image(const void *data, size_t len)
{
	struct str s = { data, len };
	return yg_str_starts(s, STR("\x89PNG\r\n\x1a\n")) || yg_str_starts(s, STR("\xff\xd8\xff"));
}

/* --- editions ----------------------------------------------------------------------- */

struct step { struct arena *arena; struct diags ds; struct buf text; };
static int begin(struct step *s)
{
	if (!(s->arena = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&s->ds, s->arena);
	yg_buf_init(&s->text, YG_MAX_OUTPUT);
	return YAGEN_OK;
}
static int end(struct step *s, int err, yagen_sink *out, const yagen_listener *l)
{
	lib_tell(l, &s->ds);
	if (err == YG_OK) err = s->text.err;
	if (err == YG_OK && out) err = lib_sink_add(out, yg_buf_view(&s->text));
	yg_buf_free(&s->text);
	yg_arena_free(s->arena);
	return err;
}

int yagen_tables_import(const yagen_import_options *o, yagen_sink *text, const yagen_listener *l)
{
	struct import_options in = { 0 };
	struct import_report r = { 0 };
	struct step s;
	int err;
	if (!o || o->version != 1 || !o->files || !o->nfiles || !o->out_dir || !text) return YAGEN_EARG;
	if ((int)o->kind < 0 || (int)o->kind > (int)YAGEN_IMPORT_HOT) return YAGEN_EARG;
	in.kind = (enum import_kind)o->kind;
	in.files = o->files;
	in.nfiles = o->nfiles;
	in.out_dir = o->out_dir;
	in.ingredients_dir = o->base_dir;
	in.today = lib_ymd(o->today);
	in.valid_until = lib_ymd(o->valid_until);
	in.progress = o->progress;
	in.progress_arg = o->payload;
	if (!yg_ymd_given(in.today)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_edition_import(&in, &r, &s.text, lib_lang(l), &s.ds), text, l);
}

int yagen_tables_apply_diff(const char *dir, const char *out_dir, const char *const *files, size_t n, yagen_date today,
			    yagen_sink *text, const yagen_listener *l)
{
	struct import_report r = { 0 };
	struct ymd day = lib_ymd(today);
	struct step s;
	int err;
	if (!dir || !files || !n || !text || !yg_ymd_given(day)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_edition_apply_diff(dir, out_dir, files, n, day, &r, &s.text, lib_lang(l), &s.ds), text, l);
}

int yagen_tables_diff(const char *dir_a, const char *dir_b, int json, yagen_sink *out, const yagen_listener *l)
{
	struct step s;
	int err;
	if (!dir_a || !dir_b || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_edition_diff(dir_a, dir_b, json != 0, lib_lang(l), &s.text, &s.ds), out, l);
}

int yagen_tables_info(const char *dir, int json, yagen_sink *out, const yagen_listener *l)
{
	struct step s;
	int err;
	if (!dir || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_edition_info(dir, json != 0, lib_lang(l), &s.text, &s.ds), out, l);
}

int yagen_tables_check(const char *dir, const yagen_listener *l)
{
	struct step s;
	int err;
	if (!dir) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_edition_check(dir, &s.ds), NULL, l);
}

int yagen_rules_lint(const char *drugmaster_dir, const char *rules_dir, const yagen_listener *l)
{
	struct step s;
	int err;
	if (!drugmaster_dir || !rules_dir) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_rules_lint(drugmaster_dir, rules_dir, &s.ds), NULL, l);
}

int yagen_overlay_lint(const yagen *yg, const void *data, size_t len, const char *name, const yagen_listener *l)
{
	struct overlay o;
	struct step s;
	int err;
	if (!yg || (!data && len)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_overlay_read(yg->tables, (struct str){ data, len }, yg_str(name), s.arena, &s.ds, &o), NULL, l);
}

int yagen_rules_import(const yagen_rules_import_options *o, yagen_sink *text, const yagen_listener *l)
{
	struct rules_import_options in = { 0 };
	struct rules_import_report r;
	struct step s;
	int err;
	if (!o || o->version != 1 || !o->files || !o->nfiles || !o->drugmaster_dir || !o->rules_dir || !text) return YAGEN_EARG;
	if ((int)o->kind < 0 || (int)o->kind > (int)YAGEN_RULES_CSV) return YAGEN_EARG;
	in.kind = (enum rules_import_kind)o->kind;
	in.files = o->files;
	in.nfiles = o->nfiles;
	in.master_dir = o->drugmaster_dir;
	in.rules_dir = o->rules_dir;
	in.out_dir = o->out_dir;
	in.worklist = o->worklist;
	in.settlements = o->settlements;
	in.by = o->by;
	in.today = lib_ymd(o->today);
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_rules_import(&in, &r, &s.text, lib_lang(l), &s.ds), text, l);
}
