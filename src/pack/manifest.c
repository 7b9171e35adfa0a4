/* manifest.c - manifest.json: what a pack holds, from when to when it is good, where it comes from, and the sum of every file.
 * Written from an edition folder; read strictly, since it is the only thing that is signed. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/limits.h"
#include "tables/edition_file.h"
#include "text/json.h"
#include <json-c/json_object.h>
#include <json-c/json_object_iterator.h>
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_json, "manifest-json", DIAG_ERROR, "manifest.json が JSON ではありません", "manifest.json is not JSON");
DIAG_KIND(d_member, "manifest-member", DIAG_ERROR, "manifest.json の {0} がないか、正しくありません", "manifest.json: {0} is missing or not valid");
DIAG_KIND(d_key, "manifest-key", DIAG_ERROR, "manifest.json に知らない項目 {0} があります", "manifest.json has an unknown key {0}");
DIAG_KIND(d_newer, "manifest-format", DIAG_ERROR, "このデータパックの形式 {0} は、この版のプログラムでは読めません", "this version of the program cannot read pack format {0}");
DIAG_KIND(d_kind, "pack-kind", DIAG_ERROR, "医薬品マスターでもルールでもないフォルダーです", "the folder is neither a drug master nor rules");
DIAG_KIND(d_part, "pack-part", DIAG_ERROR, "EDITION の表 {0} はデータパックに入れられない名前です", "EDITION lists {0}, a name a pack cannot hold");
DIAG_KIND(d_absent, "pack-file-missing", DIAG_ERROR, "manifest.json にある {0} がデータパックにありません", "{0} is in manifest.json but not in the pack");
DIAG_KIND(d_extra, "pack-file-extra", DIAG_ERROR, "manifest.json にない {0} がデータパックにあります", "{0} is in the pack but not in manifest.json");
DIAG_KIND(d_sum, "pack-checksum", DIAG_ERROR, "{0} の検査合計か大きさが manifest.json と違います。壊れているか、書き換えられています",
	  "{0} does not have the checksum or size of manifest.json: damaged, or changed");

static const char *const kind_words[] = { "master", "rules" };
const char *yg_edition_kind_word(enum edition_kind k) { return kind_words[k]; }

/* --- of a folder -------------------------------------------------------------------------------------------------- */

static bool kind_of(const struct edition_file *e, enum edition_kind *out)
{
	bool master = yg_edition_part(e, "products.csv") != NULL, rules = yg_edition_part(e, "same-ingredient.csv") != NULL;
	*out = master ? EDITION_MASTER : EDITION_RULES;
	return master != rules;
}

static int add_file(const char *dir, struct str name, size_t rows, struct arena *a, struct manifest *m, struct container *files)
{
	struct manifest_file *f = yg_arena_grow(a, m->files, m->nfiles, sizeof *f);
	char hex[65];
	struct str bytes;
	struct buf b;
	int err;
	if (!f) return yg_arena_error(a);
	yg_buf_init(&b, YG_MAX_TABLE);
	err = yg_edition_part_read(dir, yg_arena_str(a, name).p, YG_MAX_TABLE, &b);
	bytes = files ? yg_arena_str(a, yg_buf_view(&b)) : yg_buf_view(&b);
	if (!err) err = yg_arena_error(a);
	if (!err) err = yg_edition_sha256(bytes, hex);
	m->files = f;
	if (!err) f[m->nfiles++] = (struct manifest_file){ yg_arena_str(a, name), yg_arena_str(a, yg_str(hex)), rows, bytes.n };
	if (!err && files) {
		if (files->n == PACK_MAX_MEMBERS) err = YG_ETOOBIG;
		else files->m[files->n++] = (struct member){ f[m->nfiles - 1].name, bytes };
	}
	yg_buf_free(&b);
	return err ? err : yg_arena_error(a);
}

int yg_manifest_of(const char *dir, struct str needs, struct arena *a, struct manifest *out, struct container *files, struct diags *ds)
{
	struct edition_file e;
	struct edition_place place;
	int err = yg_edition_file_read(dir, a, &e, ds);
	*out = (struct manifest){ .needs = needs };
	if (err) return err;
	if (!kind_of(&e, &out->kind)) {
		yg_diag(ds, &d_kind, 0, 0, "EDITION", STR_NONE, STR_NONE);
		return YG_ETABLE;
	}
	for (size_t i = 0; i < e.nparts; i++)
		if (!yg_member_name(e.parts[i].name)) {
			yg_diag(ds, &d_part, 0, 0, "EDITION", e.parts[i].name, STR_NONE);
			err = YG_ETABLE;
		}
	if (!yg_flat_name(e.id) || e.id.n > 60) {
		yg_diag(ds, &d_part, 0, 0, "EDITION", e.id, STR_NONE);
		err = YG_ETABLE;
	}
	if (!err) err = yg_edition_sum(dir, a, &place, ds);
	if (err) return err;
	out->id = e.id;
	out->checksum = place.checksum;
	out->sources = e.sources;
	out->source_date = e.source_date;
	out->valid_from = e.valid_from;
	out->valid_until = e.valid_until;
	err = add_file(dir, STR("EDITION"), 0, a, out, files);
	for (size_t i = 0; !err && i < e.nparts; i++) err = add_file(dir, e.parts[i].name, e.parts[i].rows, a, out, files);
	return err;
}

void yg_manifest_format(const struct manifest *m, struct buf *out)
{
	struct str rest = m->sources;
	struct jw w;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kint(&w, "yagen-pack", 1);
	jw_kz(&w, "kind", yg_edition_kind_word(m->kind));
	jw_kstr(&w, "id", m->id);
	jw_kstr(&w, "checksum", m->checksum);
	jw_kymd(&w, "source_date", m->source_date);
	jw_kymd(&w, "valid_from", m->valid_from);
	jw_kymd(&w, "valid_until", m->valid_until);
	jw_kstr(&w, "needs", m->needs);
	jw_key(&w, "sources");
	jw_arr(&w);
	while (rest.n) {
		size_t k = yg_str_find(rest, STR(";"));
		jw_str(&w, yg_str_sub(rest, 0, k));
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
	}
	jw_arr_end(&w);
	jw_key(&w, "files");
	jw_arr(&w);
	for (size_t i = 0; i < m->nfiles; i++) {
		jw_obj(&w);
		jw_kstr(&w, "name", m->files[i].name);
		jw_kint(&w, "rows", (long long)m->files[i].rows);
		jw_kint(&w, "size", (long long)m->files[i].size);
		jw_kstr(&w, "sha256", m->files[i].sha256);
		jw_obj_end(&w);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

struct reading { struct arena *a; unsigned input; struct diags *ds; bool ok; };

static void wrong(struct reading *r, const char *what)
{
	yg_diag(r->ds, &d_member, r->input, 0, "manifest.json", yg_str(what), STR_NONE);
	r->ok = false;
}

static void known_keys(struct reading *r, struct json_object *o, const char *const *keys)
{
	struct json_object_iterator it = json_object_iter_begin(o), end = json_object_iter_end(o);
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		const char *key = json_object_iter_peek_name(&it);
		size_t i = 0;
		while (keys[i] && strcmp(keys[i], key) != 0) i++;
		if (keys[i]) continue;
		yg_diag(r->ds, &d_key, r->input, 0, "manifest.json", yg_str(key), STR_NONE);
		r->ok = false;
	}
}

static struct str text(struct reading *r, struct json_object *o, const char *key, size_t max)
{
	struct str s = yg_str_trim(yg_json_str(o, key));
	if (s.n == 0 || s.n > max) wrong(r, key);
	return yg_arena_str(r->a, s);
}

static struct ymd day(struct reading *r, struct json_object *o, const char *key)
{
	struct ymd d = YMD_NONE;
	if (yg_ymd_parse(yg_json_str(o, key), &d) != YG_OK || !yg_ymd_valid(d)) wrong(r, key);
	return d;
}

static size_t number(struct reading *r, struct json_object *o, const char *key, size_t max)
{
	struct json_object *v = yg_json_get(o, key);
	int64_t n = v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : -1;
	if (n < 0 || (uint64_t)n > max) {
		wrong(r, key);
		return 0;
	}
	return (size_t)n;
}

static bool is_hex(struct str s, size_t n)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == n;
}

static void read_files(struct reading *r, struct json_object *arr, struct manifest *m)
{
	static const char *const keys[] = { "name", "rows", "size", "sha256", NULL };
	size_t n = arr && json_object_is_type(arr, json_type_array) ? json_object_array_length(arr) : 0;
	if (n < 2 || n > PACK_MAX_MEMBERS - 2) {
		wrong(r, "files");
		return;
	}
	if (!(m->files = yg_arena_array(r->a, n, sizeof *m->files))) return;
	for (size_t i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(arr, i);
		struct manifest_file *f = &m->files[m->nfiles++];
		if (!json_object_is_type(o, json_type_object)) {
			wrong(r, "files");
			return;
		}
		known_keys(r, o, keys);
		f->name = text(r, o, "name", 99);
		f->rows = number(r, o, "rows", YG_MAX_RECORDS);
		f->size = number(r, o, "size", YG_MAX_TABLE);
		f->sha256 = text(r, o, "sha256", 64);
		if (!yg_member_name(f->name) || yg_str_starts(f->name, STR("manifest.")) || !is_hex(f->sha256, 64)) wrong(r, "files");
		for (size_t k = 0; k < i; k++)
			if (yg_str_eq(m->files[k].name, f->name)) wrong(r, "files");
	}
	if (!yg_str_eqz(m->files[0].name, "EDITION")) wrong(r, "files");
}

int yg_manifest_read(struct str json, struct arena *a, struct manifest *out, unsigned input, struct diags *ds)
{
	static const char *const keys[] = { "yagen-pack", "kind", "id", "checksum", "source_date", "valid_from", "valid_until", "needs", "sources",
					    "files", NULL };
	struct reading r = { a, input, ds, true };
	struct json_object *o = NULL, *list;
	struct str kind;
	char format[24];
	size_t at, n;
	*out = (struct manifest){ .kind = EDITION_MASTER };
	if (json.n > PACK_MAX_MANIFEST || yg_json_parse(json, &o, &at) != YG_OK || !json_object_is_type(o, json_type_object)) {
		yg_diag(ds, &d_json, input, 0, "manifest.json", STR_NONE, STR_NONE);
		json_object_put(o);
		return YG_ESYNTAX;
	}
	n = number(&r, o, "yagen-pack", 1000);
	if (r.ok && n != 1) {
		snprintf(format, sizeof format, "%zu", n);
		yg_diag(ds, &d_newer, input, 0, "manifest.json", yg_str(format), STR_NONE);
		json_object_put(o);
		return YG_ESYNTAX;
	}
	known_keys(&r, o, keys);
	kind = text(&r, o, "kind", 20);
	if (yg_str_eqz(kind, "rules")) out->kind = EDITION_RULES;
	else if (!yg_str_eqz(kind, "master")) wrong(&r, "kind");
	out->id = text(&r, o, "id", 60);
	if (!yg_flat_name(out->id)) wrong(&r, "id");
	out->checksum = text(&r, o, "checksum", 64);
	if (!is_hex(out->checksum, 64)) wrong(&r, "checksum");
	out->source_date = day(&r, o, "source_date");
	out->valid_from = day(&r, o, "valid_from");
	out->valid_until = day(&r, o, "valid_until");
	out->needs = text(&r, o, "needs", 20);
	list = yg_json_get(o, "sources");
	if (!list || !json_object_is_type(list, json_type_array)) wrong(&r, "sources");
	read_files(&r, yg_json_get(o, "files"), out);
	json_object_put(o);
	if (yg_arena_error(a)) return yg_arena_error(a);
	return r.ok ? YG_OK : YG_ESYNTAX;
}

int yg_manifest_compare(const struct manifest *m, const struct container *c, unsigned input, struct diags *ds)
{
	int err = YG_OK;
	for (size_t i = 0; i < c->n; i++) {
		const struct str name = c->m[i].name;
		bool listed = yg_str_eqz(name, "manifest.json") || yg_str_eqz(name, "manifest.sig");
		for (size_t k = 0; !listed && k < m->nfiles; k++) listed = yg_str_eq(name, m->files[k].name);
		if (listed) continue;
		yg_diag(ds, &d_extra, input, 0, "", name, STR_NONE);
		err = YG_EREFUSED;
	}
	for (size_t i = 0; i < m->nfiles; i++) {
		const struct member *f = yg_container_get(c, m->files[i].name.p);
		char hex[65] = "";
		if (!f) {
			yg_diag(ds, &d_absent, input, 0, "", m->files[i].name, STR_NONE);
			err = YG_EREFUSED;
		} else if (f->bytes.n != m->files[i].size || yg_edition_sha256(f->bytes, hex) != YG_OK || !yg_str_eqz(m->files[i].sha256, hex)) {
			yg_diag(ds, &d_sum, input, 0, "", m->files[i].name, STR_NONE);
			err = YG_EREFUSED;
		}
	}
	return err;
}
