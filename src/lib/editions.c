/* editions.c - the public calls about data packs, trusted keys and installed editions. The work is done in pack/; here are
 * listings for people and programs, and opening what is installed. */
#include "lib/lib.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/json.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_unsigned, "edition-unsigned", DIAG_WARNING, "{0}の版 {1} は、信頼する鍵の署名を確かめられないまま使われています",
	  "edition {1} of the {0} is in use although no trusted key signed it");
DIAG_KIND(d_refused, "edition-unsigned-refused", DIAG_ERROR, "{0}の版 {1} は、信頼する鍵の署名がないため使いません",
	  "edition {1} of the {0} is not signed by a trusted key and is refused");
DIAG_KIND(d_nothing, "editions-none", DIAG_ERROR, "導入された版がありません(yagen tables install)", "no editions are installed (yagen tables install)");
DIAG_KIND(d_not_here, "editions-not-installed", DIAG_ERROR, "版 {0} は導入されていません", "edition {0} is not installed");

struct step { struct arena *arena; struct diags ds; struct buf text; };
static int begin(struct step *s)
{
	if (!(s->arena = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&s->ds, s->arena);
	yg_buf_init(&s->text, 512u << 20);
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

/* --- packs and keys -------------------------------------------------------------------------------------------------- */

int yagen_pack_make(const char *dir, const char *master_dir, const char *key_file, yagen_sink *out, const yagen_listener *l)
{
	struct sign_key *key = NULL;
	struct step s;
	int err;
	if (!dir || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	if (key_file) err = yg_key_open(&key, key_file, &s.ds);
	if (!err) err = yg_pack_make(dir, master_dir, yagen_version(), key, &s.text, &s.ds);
	yg_key_close(key);
	return end(&s, err, out, l);
}

int yagen_pack_sign(const void *pack, size_t len, const char *key_file, yagen_sink *out, const yagen_listener *l)
{
	struct sign_key *key = NULL;
	struct step s;
	int err;
	if (!pack || !key_file || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_key_open(&key, key_file, &s.ds);
	if (!err) err = yg_pack_sign((struct str){ pack, len }, key, &s.text, &s.ds);
	yg_key_close(key);
	return end(&s, err, out, l);
}

int yagen_pack_sign_folder(const char *dir, const char *key_file, const yagen_listener *l)
{
	struct sign_key *key = NULL;
	struct step s;
	int err;
	if (!dir || !key_file) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_key_open(&key, key_file, &s.ds);
	if (!err) err = yg_pack_sign_folder(dir, yagen_version(), key, &s.ds);
	yg_key_close(key);
	return end(&s, err, NULL, l);
}

int yagen_pack_key_make(const char *path, const char *name, yagen_date today)
{
	struct ymd day = lib_ymd(today);
	return path && name && yg_ymd_given(day) ? yg_key_make(path, name, day) : YAGEN_EARG;
}

int yagen_pack_key_add(const char *editions_dir, const void *key, size_t len, const char *key_id, yagen_date today, const yagen_listener *l)
{
	struct ymd day = lib_ymd(today);
	struct pack_key added;
	struct step s;
	int err;
	if (!editions_dir || !key || !yg_ymd_given(day)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_pack_key_add(editions_dir, (struct str){ key, len }, key_id, day, s.arena, &added, &s.ds), NULL, l);
}

int yagen_pack_key_retire(const char *editions_dir, const char *key_id, yagen_date today, const yagen_listener *l)
{
	struct ymd day = lib_ymd(today);
	struct step s;
	int err;
	if (!editions_dir || !key_id || !yg_ymd_given(day)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	return end(&s, yg_pack_key_retire(editions_dir, yg_str(key_id), day, &s.ds), NULL, l);
}

int yagen_pack_key_vouch(const void *key, size_t len, const char *key_file, yagen_sink *out, const yagen_listener *l)
{
	struct sign_key *old = NULL;
	struct step s;
	int err;
	if (!key || !key_file || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_key_open(&old, key_file, &s.ds);
	if (!err) err = yg_pack_key_vouch((struct str){ key, len }, old, s.arena, &s.text, &s.ds);
	yg_key_close(old);
	return end(&s, err, out, l);
}

int yagen_pack_key_list(const char *editions_dir, int json, yagen_sink *out, const yagen_listener *l)
{
	bool ja = lib_lang(l) == LANG_JA;
	struct pack_key *k;
	struct step s;
	struct jw w;
	size_t n;
	int err;
	if (!editions_dir || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_pack_key_list(editions_dir, s.arena, &k, &n, &s.ds);
	jw_init(&w, &s.text, true);
	if (json) jw_arr(&w);
	for (size_t i = 0; !err && i < n; i++) {
		char added[11], retired[11];
		yg_ymd_format(k[i].added, added);
		yg_ymd_format(k[i].retired, retired);
		if (!json) {
			yg_buf_printf(&s.text, ja ? "%.*s %.*s 追加 %s%s%s%s%.*s\n" : "%.*s %.*s added %s%s%s%s%.*s\n", STR_ARG(k[i].id), STR_ARG(k[i].name),
				      added, retired[0] ? ja ? " 失効 " : " retired " : "", retired, k[i].added_by.n ? ja ? " 保証 " : " vouched by " : "",
				      STR_ARG(k[i].added_by));
			continue;
		}
		jw_obj(&w);
		jw_kstr(&w, "id", k[i].id);
		jw_kstr(&w, "name", k[i].name);
		jw_kstr(&w, "public", k[i].hex);
		jw_kymd(&w, "added", k[i].added);
		jw_kymd(&w, "retired", k[i].retired);
		jw_kstr_opt(&w, "vouched_by", k[i].added_by);
		jw_obj_end(&w);
	}
	if (json) {
		jw_arr_end(&w);
		yg_buf_char(&s.text, '\n');
	}
	return end(&s, err, out, l);
}

/* --- what is installed ---------------------------------------------------------------------------------------------------- */

static void edition_text(struct buf *b, bool ja, enum edition_kind k, const struct edition_place *p, bool in_force)
{
	static const char *const names[2][2] = { { "drug master", "医薬品マスター" }, { "rules", "ルール" } };
	char from[11], until[11];
	yg_ymd_format(p->valid_from, from);
	yg_ymd_format(p->valid_until, until);
	yg_buf_printf(b, ja ? "%s %s %.*s %.8s 有効 %s から %s まで " : "%s %s %.*s %.8s valid from %s until %s, ", in_force ? "*" : " ", names[k][ja],
		      STR_ARG(p->id), p->checksum.p, from, until);
	if (!p->is_signed) yg_buf_z(b, ja ? "署名なし" : "unsigned");
	else yg_buf_printf(b, ja ? "署名 %.*s(%.*s)%s" : "signed by %.*s (%.*s)%s", STR_ARG(p->key_name), STR_ARG(p->key_id),
			   p->key_retired ? ja ? "、鍵は失効" : ", key retired" : "");
	yg_buf_char(b, '\n');
}

static void edition_json(struct jw *w, const struct edition_place *p, bool in_force)
{
	jw_obj(w);
	jw_kstr(w, "id", p->id);
	jw_kstr(w, "checksum", p->checksum);
	jw_kbool(w, "in_force", in_force);
	jw_kymd(w, "source_date", p->source_date);
	jw_kymd(w, "valid_from", p->valid_from);
	jw_kymd(w, "valid_until", p->valid_until);
	jw_kbool(w, "signed", p->is_signed);
	jw_kstr_opt(w, "key", p->key_id);
	jw_kstr_opt(w, "key_name", p->key_name);
	if (p->key_retired) jw_kbool(w, "key_retired", true);
	jw_obj_end(w);
}

/* now NULL: nothing is in force. */
static int write_list(struct step *s, const char *dir, bool json, bool ja, const struct editions *now)
{
	struct jw w;
	int err = YG_OK;
	jw_init(&w, &s->text, true);
	if (json) {
		jw_obj(&w);
		jw_kint(&w, "serial", now->serial);
		jw_kymd(&w, "since", now->since);
	}
	for (int k = 0; k < 2 && !err; k++) {
		const struct edition_place *in_force = k == EDITION_MASTER ? &now->master : &now->rules;
		struct edition_place *p;
		size_t n;
		err = yg_editions_list(dir, (enum edition_kind)k, s->arena, &p, &n, &s->ds);
		if (json) jw_key(&w, yg_edition_kind_word((enum edition_kind)k));
		if (json) jw_arr(&w);
		for (size_t i = 0; !err && i < n; i++) {
			bool is = yg_str_eq(p[i].dir, in_force->dir);
			if (json) edition_json(&w, &p[i], is);
			else edition_text(&s->text, ja, (enum edition_kind)k, &p[i], is);
		}
		if (json) jw_arr_end(&w);
	}
	if (json) {
		jw_obj_end(&w);
		yg_buf_char(&s->text, '\n');
	}
	return err;
}

static void write_now(struct step *s, bool ja, const struct editions *now)
{
	edition_text(&s->text, ja, EDITION_MASTER, &now->master, true);
	edition_text(&s->text, ja, EDITION_RULES, &now->rules, true);
}

int yagen_editions_install(const yagen_install_options *o, yagen_sink *text, const yagen_listener *l)
{
	struct install_options in = { .version = yagen_version() };
	struct str packs[2];
	struct editions now;
	struct step s;
	int err;
	if (!o || o->version != 1 || !o->editions_dir || !o->packs || !o->npacks || o->npacks > 2 || !text) return YAGEN_EARG;
	for (size_t i = 0; i < o->npacks; i++) packs[i] = (struct str){ o->packs[i].data, o->packs[i].len };
	in.editions_dir = o->editions_dir;
	in.packs = packs;
	in.npacks = o->npacks;
	in.today = lib_ymd(o->today);
	in.policy = (struct pack_policy){ o->mark_unsigned != 0, o->mark_expired != 0 };
	if (!yg_ymd_given(in.today)) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_editions_install(&in, s.arena, &now, &s.ds);
	if (!err) write_now(&s, lib_lang(l) == LANG_JA, &now);
	return end(&s, err, text, l);
}

int yagen_editions_rollback(const char *editions_dir, const char *kind, yagen_date today, yagen_sink *text, const yagen_listener *l)
{
	struct ymd day = lib_ymd(today);
	enum rollback what = ROLLBACK_BOTH;
	struct editions now;
	struct step s;
	int err;
	if (!editions_dir || !text || !yg_ymd_given(day)) return YAGEN_EARG;
	if (kind && strcmp(kind, "master") == 0) what = ROLLBACK_MASTER;
	else if (kind && strcmp(kind, "rules") == 0) what = ROLLBACK_RULES;
	else if (kind) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_editions_rollback(editions_dir, what, day, s.arena, &now, &s.ds);
	if (!err) write_now(&s, lib_lang(l) == LANG_JA, &now);
	return end(&s, err, text, l);
}

int yagen_editions_list(const char *editions_dir, int json, yagen_sink *out, const yagen_listener *l)
{
	struct editions now;
	struct step s;
	int err;
	if (!editions_dir || !out) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_editions_current(editions_dir, s.arena, &now, &s.ds);
	if (err == YG_ENOTFOUND) yg_diag(&s.ds, &d_nothing, 0, 0, "", STR_NONE, STR_NONE);
	if (!err) err = write_list(&s, editions_dir, json != 0, lib_lang(l) == LANG_JA, &now);
	return end(&s, err, out, l);
}

/* --- opening ----------------------------------------------------------------------------------------------------------------- */

void lib_mark_unsigned(const yagen *yg, struct diags *ds)
{
	if (yg->unsigned_master) yg_diag(ds, &d_unsigned, 0, 0, "signature", STR("drugmaster"), yg_str(yg->drugmaster.id));
	if (yg->unsigned_rules) yg_diag(ds, &d_unsigned, 0, 0, "signature", STR("rules"), yg_str(yg->rules.id));
}

static int refuse_unsigned(const struct edition_place *p, struct str what, const yagen_listener *l)
{
	struct step s;
	int err;
	if (p->is_signed) return YG_OK;
	if ((err = begin(&s)) != YG_OK) return err;
	yg_diag(&s.ds, &d_refused, 0, 0, "signature", what, p->id);
	return end(&s, YG_ETABLE, NULL, l);
}

int lib_open_places(yagen **out, const struct edition_place *master, const struct edition_place *rules, bool mark_unsigned,
		    const char *cache_dir, const yagen_listener *l)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	yagen *yg;
	int err = mark_unsigned ? YG_OK : refuse_unsigned(master, STR("drugmaster"), l);
	int also = mark_unsigned ? YG_OK : refuse_unsigned(rules, STR("rules"), l);
	if (err || also) return err ? err : also;
	o.drugmaster_dir = master->dir.p;
	o.rules_dir = rules->dir.p;
	o.cache_dir = cache_dir;
	o.listener = l;
	if ((err = yagen_open(&yg, &o)) != YAGEN_OK) return err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err;
	/* the folder's name and EDITION were compared before; the tables must be those */
	if (!yg_str_eqz(master->checksum, yg->drugmaster.checksum) || !yg_str_eqz(rules->checksum, yg->rules.checksum)) {
		yagen_free(yg);
		return YAGEN_ETABLE;
	}
	yg->unsigned_master = !master->is_signed;
	yg->unsigned_rules = !rules->is_signed;
	*out = yg;
	return YAGEN_OK;
}

static int place_of(struct step *s, const char *dir, enum edition_kind k, const char *wanted, struct edition_place *out)
{
	int err = wanted ? yg_editions_find(dir, k, yg_str(wanted), s->arena, out, &s->ds) : YG_OK;
	if (err == YG_ENOTFOUND) yg_diag(&s->ds, &d_not_here, 0, 0, "", yg_str(wanted), STR_NONE);
	return err;
}

int yagen_editions_open(yagen **out, const yagen_editions_options *o)
{
	struct editions now;
	struct step s;
	int err = YG_OK;
	if (!out || !o || o->version != 1 || !o->editions_dir) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	now = (struct editions){ .serial = 0 };
	if (!o->master || !o->rules) {
		err = yg_editions_current(o->editions_dir, s.arena, &now, &s.ds);
		if (err == YG_ENOTFOUND) yg_diag(&s.ds, &d_nothing, 0, 0, "", STR_NONE, STR_NONE);
	}
	if (!err) err = place_of(&s, o->editions_dir, EDITION_MASTER, o->master, &now.master);
	if (!err) err = place_of(&s, o->editions_dir, EDITION_RULES, o->rules, &now.rules);
	lib_tell(o->listener, &s.ds);
	if (!err) err = lib_open_places(out, &now.master, &now.rules, o->mark_unsigned != 0, o->cache_dir, o->listener);
	return end(&s, err, NULL, NULL);
}

int yagen_editions_folders(const char *editions_dir, yagen_sink *master, yagen_sink *rules, const yagen_listener *l)
{
	struct editions now;
	struct step s;
	int err;
	if (!editions_dir || !master || !rules) return YAGEN_EARG;
	if ((err = begin(&s)) != YG_OK) return err;
	err = yg_editions_current(editions_dir, s.arena, &now, &s.ds);
	if (err == YG_ENOTFOUND) yg_diag(&s.ds, &d_nothing, 0, 0, "", STR_NONE, STR_NONE);
	if (!err) err = lib_sink_add(master, now.master.dir);
	if (!err) err = lib_sink_add(rules, now.rules.dir);
	return end(&s, err, NULL, l);
}
