/* pack.c - making packs and signing them; the other direction is install.c. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/edition.h"
#include "tables/rules_lint.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_master, "pack-needs-master", DIAG_ERROR, "ルールの検査には、合わせて使う医薬品マスターのフォルダーが要ります", "rules are checked against a drug master: name its folder");
DIAG_KIND(d_no_manifest, "pack-no-manifest", DIAG_ERROR, "データパックに manifest.json がありません", "the pack has no manifest.json");

/* manifest.json, manifest.sig (when there is a key), then the files. */
static int put_together(const struct manifest *m, struct container *files, const struct sign_key *key, struct buf *out)
{
	struct container all = { .n = 0 };
	struct buf json, sig;
	int err;
	yg_buf_init(&json, PACK_MAX_MANIFEST);
	yg_buf_init(&sig, 4096);
	yg_manifest_format(m, &json);
	err = json.err;
	if (!err && key) err = yg_signature_add(yg_buf_view(&json), STR_NONE, key, &sig);
	if (!err && files->n + 2 > PACK_MAX_MEMBERS) err = YG_ETOOBIG;
	if (!err) {
		all.m[all.n++] = (struct member){ STR("manifest.json"), yg_buf_view(&json) };
		if (key) all.m[all.n++] = (struct member){ STR("manifest.sig"), yg_buf_view(&sig) };
		for (size_t i = 0; i < files->n; i++) all.m[all.n++] = files->m[i];
		yg_container_write(&all, out);
		err = out->err;
	}
	yg_buf_free(&json);
	yg_buf_free(&sig);
	return err;
}

static int check(enum edition_kind kind, const char *dir, const char *master_dir, struct diags *ds)
{
	if (kind == EDITION_MASTER) return yg_edition_check(dir, ds);
	if (master_dir) return yg_rules_lint(master_dir, dir, ds);
	yg_diag(ds, &d_master, 0, 0, "", STR_NONE, STR_NONE);
	return YG_EARG;
}

int yg_pack_make(const char *dir, const char *master_dir, const char *needs_version, const struct sign_key *key, struct buf *out, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct container files = { .n = 0 };
	struct manifest m;
	int err;
	if (!a) return YG_ENOMEM;
	err = yg_manifest_of(dir, yg_str(needs_version), a, &m, &files, ds);
	if (!err) err = check(m.kind, dir, master_dir, ds);
	if (!err) err = yg_manifest_compare(&m, &files, 0, ds);      /* the folder did not change while it was read */
	if (!err) err = put_together(&m, &files, key, out);
	yg_arena_free(a);
	return err;
}

int yg_pack_sign(struct str pack, const struct sign_key *key, struct buf *out, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct container c, all = { .n = 0 };
	const struct member *json, *sig;
	struct manifest m;
	struct buf lines;
	int err;
	if (!a) return YG_ENOMEM;
	err = yg_container_read(pack, &c, 0, ds);
	json = err ? NULL : yg_container_get(&c, "manifest.json");
	sig = err ? NULL : yg_container_get(&c, "manifest.sig");
	if (!err && !json) {
		yg_diag(ds, &d_no_manifest, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_ESYNTAX;
	}
	if (!err) err = yg_manifest_read(json->bytes, a, &m, 0, ds);
	if (!err) err = yg_manifest_compare(&m, &c, 0, ds);          /* nobody signs what does not fit its own manifest */
	yg_buf_init(&lines, 4096);
	if (!err) err = yg_signature_add(json->bytes, sig ? sig->bytes : STR_NONE, key, &lines);
	if (!err && c.n + !sig > PACK_MAX_MEMBERS) err = YG_ETOOBIG;
	if (!err) {
		all.m[all.n++] = *json;
		all.m[all.n++] = (struct member){ STR("manifest.sig"), yg_buf_view(&lines) };
		for (size_t i = 0; i < c.n; i++)
			if (&c.m[i] != json && &c.m[i] != sig) all.m[all.n++] = c.m[i];
		yg_container_write(&all, out);
		err = out->err;
	}
	yg_buf_free(&lines);
	yg_arena_free(a);
	return err;
}

static int write_in(const char *dir, const char *name, const struct buf *b)
{
	char path[PACK_PATH];
	if (b->err) return b->err;
	return yg_path(path, dir, name) ? yg_file_write(path, yg_buf_view(b)) : YG_EIO;
}

int yg_pack_sign_folder(const char *dir, const char *needs_version, const struct sign_key *key, struct diags *ds)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct manifest m;
	struct buf json, sig, old, old_sig;
	char path[PACK_PATH];
	int err;
	if (!a) return YG_ENOMEM;
	yg_buf_init(&json, PACK_MAX_MANIFEST);
	yg_buf_init(&sig, 4096);
	yg_buf_init(&old, PACK_MAX_MANIFEST);
	yg_buf_init(&old_sig, 4096);
	err = yg_manifest_of(dir, yg_str(needs_version), a, &m, NULL, ds);
	if (!err) yg_manifest_format(&m, &json);
	if (!err) err = json.err;
	/* signatures of the same manifest stay; of another one they would be false */
	if (!err && yg_path(path, dir, "manifest.json") && yg_file_read(path, PACK_MAX_MANIFEST, &old) == YG_OK &&
	    yg_str_eq(yg_buf_view(&old), yg_buf_view(&json)) && yg_path(path, dir, "manifest.sig")) (void)yg_file_read(path, 4096, &old_sig);
	if (!err) err = yg_signature_add(yg_buf_view(&json), yg_buf_view(&old_sig), key, &sig);
	if (!err) err = write_in(dir, "manifest.json", &json);
	if (!err) err = write_in(dir, "manifest.sig", &sig);
	yg_buf_free(&json);
	yg_buf_free(&sig);
	yg_buf_free(&old);
	yg_buf_free(&old_sig);
	yg_arena_free(a);
	return err;
}
