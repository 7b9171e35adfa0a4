/* known_keys.c - the folder trust/: whose signatures count here, since when, until when, and who vouched for them.
 * One small text file a key, so that an administrator can read what the site believes in. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/ban.h"

DIAG_KIND(d_file, "pack-key-file", DIAG_ERROR, "公開鍵のファイル {0} の形が正しくありません", "{0} is not a public key file");
DIAG_KIND(d_unproven, "pack-key-unproven", DIAG_ERROR,
	  "この鍵を信頼する根拠がありません。信頼済みの鍵による署名を付けるか、配布元に確かめた鍵番号を --key-id で示してください(この鍵は {0})",
	  "nothing vouches for this key: have a trusted key sign it, or give --key-id with the id its owner told you (this one is {0})");
DIAG_KIND(d_other, "pack-key-other-key", DIAG_ERROR, "鍵番号が違います:示されたのは {1}、ファイルの鍵は {0}", "not that key: the file holds {0}, you gave {1}");
DIAG_KIND(d_forged, "pack-key-forged", DIAG_ERROR, "鍵 {0} による保証の署名が正しくありません", "the vouching signature of key {0} is not good");
DIAG_KIND(d_retired, "pack-key-vouched-by-retired", DIAG_ERROR, "保証した鍵 {0} は失効しています", "key {0}, which vouches for it, is retired");
DIAG_KIND(d_unknown, "pack-key-unknown", DIAG_ERROR, "鍵 {0} はありません", "there is no key {0}");
DIAG_KIND(d_again, "pack-key-again", DIAG_ERROR, "鍵 {0} はもうあります", "key {0} is there already");

enum { KEY_FILE = 4096, MAX_KEYS = 256 };
struct key_file { struct pack_key k; struct str vouched_by, vouched_sig; };

static bool is_hex(struct str s, size_t n)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == n;
}

/* What a vouching key signs: the name and the key, nothing that changes later. */
static struct str statement(struct arena *a, const struct pack_key *k)
{
	return yg_arena_printf(a, "yagen-key=1\nname=%.*s\npublic=%.*s\n", STR_ARG(k->name), STR_ARG(k->hex));
}

static bool parse_line(struct str key, struct str value, struct key_file *f)
{
	size_t gap;
	if (yg_str_eqz(key, "yagen-key")) return yg_str_eqz(value, "1");
	if (yg_str_eqz(key, "id")) { f->k.id = value; return is_hex(value, 16); }
	if (yg_str_eqz(key, "name")) { f->k.name = value; return yg_flat_name(value) && value.n <= 64; }
	if (yg_str_eqz(key, "public")) { f->k.hex = value; return is_hex(value, 64); }
	if (yg_str_eqz(key, "added")) return yg_ymd_parse(value, &f->k.added) == YG_OK;
	if (yg_str_eqz(key, "retired")) return yg_ymd_parse(value, &f->k.retired) == YG_OK && yg_ymd_given(f->k.retired);
	if (!yg_str_eqz(key, "vouched") || (gap = yg_str_find(value, STR(" "))) == (size_t)-1) return false;
	f->vouched_by = yg_str_sub(value, 0, gap);
	f->vouched_sig = yg_str_sub(value, gap + 1, value.n);
	f->k.added_by = f->vouched_by;
	return is_hex(f->vouched_by, 16) && is_hex(f->vouched_sig, 128);
}

/* Texts in the arena. */
static bool parse(struct str text, struct arena *a, struct key_file *f)
{
	struct str rest = yg_arena_str(a, text), line;
	char id[17];
	bool ok = text.n <= KEY_FILE && yg_str_starts(text, STR("yagen-key=1\n"));
	*f = (struct key_file){ .k = { .added = YMD_NONE } };
	while (ok && rest.n) {
		size_t end = yg_str_find(rest, STR("\n")), eq;
		line = yg_str_sub(rest, 0, end);
		rest = end == (size_t)-1 ? STR_NONE : yg_str_sub(rest, end + 1, rest.n);
		eq = yg_str_find(line, STR("="));
		ok = eq != (size_t)-1 && parse_line(yg_str_sub(line, 0, eq), yg_str_sub(line, eq + 1, line.n), f);
	}
	yg_public_key_id(f->k.hex, id);
	return ok && f->k.name.n && f->k.hex.n && yg_str_eqz(f->k.id, id) && id[0];
}

static void format(const struct key_file *f, struct buf *out)
{
	char added[11], retired[11];
	yg_ymd_format(f->k.added, added);
	yg_ymd_format(f->k.retired, retired);
	yg_buf_printf(out, "yagen-key=1\nid=%.*s\nname=%.*s\npublic=%.*s\nadded=%s\n", STR_ARG(f->k.id), STR_ARG(f->k.name), STR_ARG(f->k.hex), added);
	if (retired[0]) yg_buf_printf(out, "retired=%s\n", retired);
	if (f->vouched_by.n) yg_buf_printf(out, "vouched=%.*s %.*s\n", STR_ARG(f->vouched_by), STR_ARG(f->vouched_sig));
}

static bool key_path(char out[PACK_PATH], const char *editions_dir, struct str id)
{
	int n = snprintf(out, PACK_PATH, "%s/trust/%.*s.key", editions_dir, STR_ARG(id));
	return n > 0 && n < PACK_PATH;
}

static int read_key(const char *editions_dir, struct str id, struct arena *a, struct key_file *f, struct diags *ds)
{
	char path[PACK_PATH];
	struct buf b;
	bool ok;
	int err;
	if (!key_path(path, editions_dir, id)) return YG_EIO;
	yg_buf_init(&b, KEY_FILE);
	err = yg_file_read(path, KEY_FILE, &b);
	ok = !err && parse(yg_buf_view(&b), a, f) && yg_str_eq(f->k.id, id);
	yg_buf_free(&b);
	if (err == YG_ENOTFOUND || err == YG_ENOMEM) return err;
	if (!ok) yg_diag(ds, &d_file, 0, 0, "trust", id, STR_NONE);
	return ok ? YG_OK : err && err != YG_ETOOBIG ? err : YG_ETABLE;
}

static int by_id(const void *x, const void *y)
{
	const struct pack_key *a = x, *b = y;
	return yg_str_cmp(a->id, b->id);
}

int yg_pack_key_list(const char *editions_dir, struct arena *a, struct pack_key **out, size_t *n, struct diags *ds)
{
	char path[PACK_PATH];
	struct dirent *e;
	DIR *d;
	int err = YG_OK;
	*out = NULL;
	*n = 0;
	if (!yg_path(path, editions_dir, "trust")) return YG_EIO;
	if (!(d = opendir(path))) return errno == ENOENT ? YG_OK : YG_EIO;
	while (!err && (e = readdir(d)) != NULL) {
		struct str name = yg_str(e->d_name), id = yg_str_sub(name, 0, 16);
		struct pack_key *p;
		struct key_file f;
		if (name.n != 20 || !yg_str_eqz(yg_str_sub(name, 16, 4), ".key") || !is_hex(id, 16)) continue;      /* leftovers of a write */
		if (*n == MAX_KEYS) { err = YG_ETOOBIG; break; }
		err = read_key(editions_dir, id, a, &f, ds);
		if (err) break;
		p = yg_arena_grow(a, *out, *n, sizeof *p);
		if (!p) { err = yg_arena_error(a); break; }
		*out = p;
		p[(*n)++] = f.k;
	}
	closedir(d);
	if (!err && *n) qsort(*out, *n, sizeof **out, by_id);
	return err ? err : yg_arena_error(a);
}

static int store(const char *editions_dir, const struct key_file *f)
{
	char path[PACK_PATH];
	struct buf b;
	int err = yg_path(path, editions_dir, "trust") ? yg_dir_make(editions_dir) : YG_EIO;
	if (!err) err = yg_dir_make(path);
	if (!err && !key_path(path, editions_dir, f->k.id)) err = YG_EIO;
	if (err) return err;
	yg_buf_init(&b, KEY_FILE);
	format(f, &b);
	err = b.err ? b.err : yg_file_write(path, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}

/* YG_OK: the file carries a good signature of a key that counts here. */
static int vouched(const char *editions_dir, const struct key_file *f, struct arena *a, struct diags *ds)
{
	struct key_file old;
	int err = f->vouched_by.n ? read_key(editions_dir, f->vouched_by, a, &old, ds) : YG_ENOTFOUND;
	if (err == YG_ENOTFOUND) {
		yg_diag(ds, &d_unproven, 0, 0, "", f->k.id, STR_NONE);
		return YG_EREFUSED;
	}
	if (err) return err;
	if (yg_ymd_given(old.k.retired)) {
		yg_diag(ds, &d_retired, 0, 0, "", old.k.id, STR_NONE);
		return YG_EREFUSED;
	}
	if (yg_verify_hex(old.k.hex, statement(a, &f->k), f->vouched_sig)) return YG_OK;
	yg_diag(ds, &d_forged, 0, 0, "", old.k.id, STR_NONE);
	return YG_EREFUSED;
}

int yg_pack_key_add(const char *editions_dir, struct str text, const char *key_id, struct ymd today, struct arena *a, struct pack_key *added,
		 struct diags *ds)
{
	struct key_file f, there;
	int err;
	if (!yg_ymd_given(today)) return YG_EARG;
	if (!parse(text, a, &f)) {
		if (yg_arena_error(a)) return yg_arena_error(a);
		yg_diag(ds, &d_file, 0, 0, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	err = read_key(editions_dir, f.k.id, a, &there, ds);
	if (err != YG_ENOTFOUND) {
		if (!err) yg_diag(ds, &d_again, 0, 0, "", f.k.id, STR_NONE);
		return err ? err : YG_EEXISTS;
	}
	if (key_id && !yg_str_eqz(f.k.id, key_id)) {
		yg_diag(ds, &d_other, 0, 0, "", f.k.id, yg_str(key_id));
		return YG_EREFUSED;
	}
	if (!key_id && (err = vouched(editions_dir, &f, a, ds)) != YG_OK) return err;
	if (key_id) f.vouched_by = f.vouched_sig = f.k.added_by = STR_NONE;      /* what was not checked is not kept */
	f.k.added = today;
	f.k.retired = YMD_NONE;
	err = store(editions_dir, &f);
	*added = f.k;
	return err;
}

int yg_pack_key_retire(const char *editions_dir, struct str key_id, struct ymd today, struct diags *ds)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct key_file f;
	int err;
	if (!a) return YG_ENOMEM;
	err = is_hex(key_id, 16) && yg_ymd_given(today) ? read_key(editions_dir, key_id, a, &f, ds) : YG_ENOTFOUND;
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_unknown, 0, 0, "", key_id, STR_NONE);
	if (!err && !yg_ymd_given(f.k.retired)) {      /* the first day counts */
		f.k.retired = today;
		err = store(editions_dir, &f);
	}
	yg_arena_free(a);
	return err;
}

int yg_pack_key_vouch(struct str text, const struct sign_key *old, struct arena *a, struct buf *out, struct diags *ds)
{
	char id[17], sig[129];
	struct key_file f;
	int err;
	if (!parse(text, a, &f)) {
		yg_diag(ds, &d_file, 0, 0, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	yg_sign_key_id(old, id);
	if ((err = yg_sign_hex(old, statement(a, &f.k), sig)) != YG_OK) return err;
	f.vouched_by = yg_str(id);
	f.vouched_sig = yg_str(sig);
	format(&f, out);
	return out->err;
}
