/* install.c - from packs to the editions in force, and back: everything is verified and prepared beside what is in use, and
 * then one rename of CURRENT makes it the answer. A crash at any point leaves the old pair or the new one. */
#include "pack/parts.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/edition.h"
#include "tables/edition_file.h"
#include "tables/rules_lint.h"
#include "tables/tables.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

DIAG_KIND(d_no_manifest, "pack-no-manifest", DIAG_ERROR, "データパックに manifest.json がありません", "the pack has no manifest.json");
DIAG_KIND(d_unsigned, "pack-unsigned", DIAG_ERROR, "署名のない、または信頼していない鍵で署名されたデータパックなので、導入しません",
	  "refused: the pack is not signed, or only by keys this site does not trust");
DIAG_KIND(d_unsigned_mark, "pack-unsigned-marked", DIAG_WARNING,
	  "署名を確かめられないデータパックを、設定 unsigned = mark により導入します。以後のすべての回答にその旨が付きます",
	  "taken although no trusted key signed it (unsigned = mark): every answer from now on says so");
DIAG_KIND(d_bad, "pack-signature", DIAG_ERROR, "データパックの署名が正しくありません(鍵 {0})。壊れているか、書き換えられています",
	  "the signature of the pack is not good (key {0}): damaged, or changed");
DIAG_KIND(d_retired, "pack-signed-by-retired", DIAG_ERROR, "失効した鍵 {0} で署名されたデータパックなので、導入しません", "refused: the pack is signed by the retired key {0} only");
DIAG_KIND(d_expired, "pack-expired", DIAG_ERROR, "期限の切れた版 {0} なので、導入しません(期限 {1})", "refused: edition {0} is past its valid_until, {1}");
DIAG_KIND(d_expired_mark, "pack-expired-marked", DIAG_WARNING, "期限の切れた版 {0} を、設定 expired = mark により導入します(期限 {1})",
	  "edition {0} is taken although past its valid_until, {1} (expired = mark)");
DIAG_KIND(d_early, "pack-not-yet-valid", DIAG_WARNING, "版 {0} の有効期間は {1} からです", "edition {0} is valid from {1} only");
DIAG_KIND(d_older, "pack-older", DIAG_WARNING, "版 {0} の資料は、今の版 {1} より古いものです", "the data of edition {0} is older than that of edition {1} in force");
DIAG_KIND(d_version, "pack-needs-version", DIAG_ERROR, "このデータパックには yagen {0} 以降が要ります", "the pack needs yagen {0} or later");
DIAG_KIND(d_same_kind, "pack-same-kind", DIAG_ERROR, "同じ種類のデータパックが 2 つあります", "two packs of one kind");
DIAG_KIND(d_both, "pack-needs-both", DIAG_ERROR, "最初の導入では、医薬品マスターとルールのデータパックを一緒に指定してください",
	  "the first installation needs a drug master and rules together");
DIAG_KIND(d_clash, "pack-clash", DIAG_ERROR, "別の内容の版 {0} がもう導入されています", "another edition {0} is installed already, with other contents");
DIAG_KIND(d_differs, "pack-edition-differs", DIAG_ERROR, "manifest.json と EDITION の {0} が合いません", "manifest.json and EDITION differ: {0}");
DIAG_KIND(d_first, "editions-no-way-back", DIAG_ERROR, "これより前の版はありません", "there is nothing before this");

struct incoming {                                     /* one pack on its way in */
	struct container c;
	struct manifest  m;
	struct str       folder;                      /* "<id>-<sum8>" */
	char             stage[PACK_PATH], final[PACK_PATH];
	bool             there;                       /* it is installed already, byte for byte */
};
struct job {
	const struct install_options *o;
	struct arena *a;
	struct diags *ds;
	struct pack_key *keys; size_t nkeys;
	struct current now; bool first;
	struct incoming *in[2];                       /* by kind; NULL: stays as it is */
	char dir[2][PACK_PATH];                       /* where the tables of the new pair lie while they are checked */
};

/* --- what the pack says of itself --------------------------------------------------------------------------------------- */

/* "0.10.2" after "0.9"? Anything that is no such number counts as later: a pack we do not understand. */
static bool later(struct str needs, struct str have)
{
	for (int part = 0; part < 3; part++) {
		struct str n = yg_str_sub(needs, 0, yg_str_find(needs, STR("."))), h = yg_str_sub(have, 0, yg_str_find(have, STR(".")));
		unsigned long x = 0, y = 0;
		if (n.n && !yg_str_uint(n, 1000000, &x)) return true;
		if (h.n && !yg_str_uint(h, 1000000, &y)) return true;
		if (x != y) return x > y;
		needs = n.n < needs.n ? yg_str_sub(needs, n.n + 1, needs.n) : STR_NONE;
		have = h.n < have.n ? yg_str_sub(have, h.n + 1, have.n) : STR_NONE;
	}
	return needs.n != 0;
}

static int refuse(struct job *j, const struct diag_kind *k, unsigned input, struct str a0, struct str a1)
{
	yg_diag(j->ds, k, input, 0, "", a0, a1);
	return YG_EREFUSED;
}

static int check_signature(struct job *j, const struct incoming *p, unsigned input)
{
	const struct member *sig = yg_container_get(&p->c, "manifest.sig");
	struct sig_verdict v;
	yg_signature_check(yg_container_get(&p->c, "manifest.json")->bytes, sig ? sig->bytes : STR_NONE, j->keys, j->nkeys, &v);
	if (v.state == SIG_BAD) return refuse(j, &d_bad, input, v.key_id, STR_NONE);
	if (v.state == SIG_GOOD) return YG_OK;
	if (!j->o->policy.mark_unsigned) return refuse(j, v.state == SIG_RETIRED ? &d_retired : &d_unsigned, input, v.key_id, STR_NONE);
	yg_diag(j->ds, &d_unsigned_mark, input, 0, "", STR_NONE, STR_NONE);
	return YG_OK;
}

static int check_dates(struct job *j, const struct incoming *p, unsigned input)
{
	char day[11];
	if (yg_ymd_cmp(j->o->today, p->m.valid_until) > 0) {
		yg_ymd_format(p->m.valid_until, day);
		if (!j->o->policy.mark_expired) return refuse(j, &d_expired, input, p->m.id, yg_str(day));
		yg_diag(j->ds, &d_expired_mark, input, 0, "", p->m.id, yg_str(day));
	}
	if (yg_ymd_cmp(j->o->today, p->m.valid_from) < 0) {
		yg_ymd_format(p->m.valid_from, day);
		yg_diag(j->ds, &d_early, input, 0, "", p->m.id, yg_str(day));
	}
	return YG_OK;
}

static int read_pack(struct job *j, struct incoming *p, unsigned input)
{
	const struct member *json;
	int err = yg_container_read(j->o->packs[input], &p->c, input, j->ds);
	if (err) return err;
	if (!(json = yg_container_get(&p->c, "manifest.json"))) {
		yg_diag(j->ds, &d_no_manifest, input, 0, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	err = yg_manifest_read(json->bytes, j->a, &p->m, input, j->ds);
	/* the signature before everything else that the pack claims */
	if (!err) err = check_signature(j, p, input);
	if (!err) err = yg_manifest_compare(&p->m, &p->c, input, j->ds);
	if (!err && later(p->m.needs, yg_str(j->o->version))) err = refuse(j, &d_version, input, p->m.needs, STR_NONE);
	if (!err) err = check_dates(j, p, input);
	if (err) return err;
	if (j->in[p->m.kind]) {
		yg_diag(j->ds, &d_same_kind, input, 0, "", STR_NONE, STR_NONE);
		return YG_EARG;
	}
	j->in[p->m.kind] = p;
	p->folder = yg_edition_folder(j->a, p->m.id, p->m.checksum);
	return yg_arena_error(j->a);
}

/* --- onto the disk, beside what is in use --------------------------------------------------------------------------------- */

static bool same_bytes(const char *dir, const struct member *m)
{
	char path[PACK_PATH];
	struct buf b;
	bool same;
	if (!yg_path(path, dir, m->name.p)) return false;
	yg_buf_init(&b, YG_MAX_TABLE);
	same = yg_file_read(path, YG_MAX_TABLE, &b) == YG_OK && yg_str_eq(yg_buf_view(&b), m->bytes);
	yg_buf_free(&b);
	return same;
}

/* Installed before, and still exactly what the pack holds? Signatures may have been added since: the pack's count then. */
static int look_for(struct job *j, struct incoming *p)
{
	const struct member *sig = yg_container_get(&p->c, "manifest.sig");
	char path[PACK_PATH];
	struct buf json;
	struct stat st;
	bool same;
	int n = snprintf(p->final, PACK_PATH, "%s/%s/%.*s", j->o->editions_dir, yg_edition_kind_word(p->m.kind), STR_ARG(p->folder)), err;
	if (n < 0 || n >= PACK_PATH || !yg_path(path, p->final, "manifest.json")) return YG_EIO;
	if (stat(p->final, &st) != 0) return YG_OK;
	yg_buf_init(&json, PACK_MAX_MANIFEST);
	err = yg_file_read(path, PACK_MAX_MANIFEST, &json);
	same = !err && yg_str_eq(yg_buf_view(&json), yg_container_get(&p->c, "manifest.json")->bytes);
	yg_buf_free(&json);
	if (!err && !same) {
		yg_diag(j->ds, &d_clash, 0, 0, "", p->folder, STR_NONE);
		return YG_EEXISTS;
	}
	for (size_t i = 0; same && i < p->m.nfiles; i++) same = same_bytes(p->final, yg_container_get(&p->c, p->m.files[i].name.p));
	p->there = same;
	if (!same || !sig || same_bytes(p->final, sig)) return YG_OK;
	return yg_path(path, p->final, "manifest.sig") ? yg_file_write(path, sig->bytes) : YG_EIO;
}

static int write_members(const struct incoming *p)
{
	char path[PACK_PATH];
	int err = YG_OK;
	for (size_t i = 0; !err && i < p->c.n; i++) {
		if (yg_str_starts(p->c.m[i].name, STR("fields/")))
			err = yg_path(path, p->stage, "fields") ? yg_dir_make(path) : YG_EIO;
		if (!err) err = yg_path(path, p->stage, p->c.m[i].name.p) ? yg_file_write(path, p->c.m[i].bytes) : YG_EIO;
		if (err == YG_EIO) err = yg_os_error();
	}
	return err;
}

/* Unpacks, and compares what now lies on the disk with the manifest once more, through EDITION. */
static int stage(struct job *j, struct incoming *p)
{
	struct edition_file e;
	struct edition_place place;
	const char *what = NULL;
	int n = snprintf(p->stage, PACK_PATH, "%s/.incoming-%s", j->o->editions_dir, yg_edition_kind_word(p->m.kind)), err;
	if (n < 0 || n >= PACK_PATH) return YG_EIO;
	err = yg_dir_remove(p->stage);
	if (!err) err = yg_dir_make(p->stage);
	if (!err) err = write_members(p);
	if (!err) err = yg_dir_sync(p->stage);
	if (!err) err = yg_edition_file_read(p->stage, j->a, &e, j->ds);
	if (!err) err = yg_edition_sum(p->stage, j->a, &place, j->ds);
	if (err) return err;
	if (!yg_str_eq(e.id, p->m.id)) what = "id";
	else if (!yg_str_eq(place.checksum, p->m.checksum)) what = "checksum";
	else if (yg_ymd_cmp(e.valid_until, p->m.valid_until) || yg_ymd_cmp(e.valid_from, p->m.valid_from) ||
		 yg_ymd_cmp(e.source_date, p->m.source_date)) what = "dates";
	else if (e.nparts + 1 != p->m.nfiles) what = "files";
	for (size_t i = 0; !what && i < e.nparts; i++)
		if (!yg_str_eq(e.parts[i].name, p->m.files[i + 1].name) || !yg_str_eq(e.parts[i].sha256, p->m.files[i + 1].sha256) ||
		    e.parts[i].rows != p->m.files[i + 1].rows) what = "files";
	if (!what) return YG_OK;
	yg_diag(j->ds, &d_differs, 0, 0, "EDITION", yg_str(what), STR_NONE);
	return YG_EREFUSED;
}

/* --- is the new pair fit for use? ------------------------------------------------------------------------------------------- */

static int place_pair(struct job *j)
{
	for (int k = 0; k < 2; k++) {
		int n;
		if (j->in[k]) n = snprintf(j->dir[k], PACK_PATH, "%s", j->in[k]->there ? j->in[k]->final : j->in[k]->stage);
		else n = snprintf(j->dir[k], PACK_PATH, "%s/%s/%.*s", j->o->editions_dir, yg_edition_kind_word(k), STR_ARG(j->now.name[k]));
		if (n < 0 || n >= PACK_PATH) return YG_EIO;
	}
	return YG_OK;
}

static void tell_older(struct job *j)
{
	for (int k = 0; k < 2; k++) {
		struct edition_place p;
		char old[PACK_PATH];
		int n = snprintf(old, sizeof old, "%s/%s/%.*s", j->o->editions_dir, yg_edition_kind_word(k), STR_ARG(j->now.name[k]));
		size_t before = j->ds->n;
		if (!j->in[k] || j->first || n < 0 || n >= PACK_PATH) continue;
		if (yg_edition_sum(old, j->a, &p, j->ds) != YG_OK) j->ds->n = before;      /* what is being replaced may well be damaged */
		else if (yg_ymd_cmp(j->in[k]->m.source_date, p.source_date) < 0) yg_diag(j->ds, &d_older, 0, 0, "", j->in[k]->m.id, p.id);
	}
}

/* Errors refuse; doubts (warnings) about the rows are for whoever makes editions, not for every installation. */
static int only_errors(struct diags *ds, size_t since, int err)
{
	size_t k = since;
	for (size_t i = since; i < ds->n; i++)
		if (ds->d[i].kind->severity == DIAG_ERROR) ds->d[k++] = ds->d[i];
	ds->n = k;
	return err;
}

/* Opening the pair compiles it, or believes an image that passed every check; either way the next user finds the image. */
static int check_pair(struct job *j)
{
	struct tables_options to = { .master_dir = j->dir[EDITION_MASTER], .rules_dir = j->dir[EDITION_RULES] };
	struct tables *t = NULL;
	size_t since = j->ds->n;
	int err = YG_OK;
	if (j->in[EDITION_MASTER] && !j->in[EDITION_MASTER]->there) err = only_errors(j->ds, since, yg_edition_check(to.master_dir, j->ds));
	/* seen together before, and nothing new: the image knows */
	if (!err && (!j->in[EDITION_RULES] || !j->in[EDITION_RULES]->there || !j->in[EDITION_MASTER] || !j->in[EDITION_MASTER]->there)) {
		since = j->ds->n;
		err = only_errors(j->ds, since, yg_rules_lint(to.master_dir, to.rules_dir, j->ds));
	}
	if (!err) err = yg_tables_open(&t, &to, j->ds);
	yg_tables_drop(t);
	return err;
}

/* --- the step ------------------------------------------------------------------------------------------------------------------ */

/* A damaged folder of the same edition makes room; nobody can be using it with success. */
static int move_in(struct job *j, struct incoming *p)
{
	char parent[PACK_PATH], aside[PACK_PATH];
	int err = yg_path(parent, j->o->editions_dir, yg_edition_kind_word(p->m.kind)) ? yg_dir_make(parent) : YG_EIO;
	if (err || p->there) return err;
	if (rename(p->stage, p->final) != 0) {
		if (errno != ENOTEMPTY && errno != EEXIST) return yg_os_error();
		if (!yg_path(aside, j->o->editions_dir, ".replaced")) return YG_EIO;
		err = yg_dir_remove(aside);
		if (!err && (rename(p->final, aside) != 0 || rename(p->stage, p->final) != 0)) err = yg_os_error();
		if (!err) err = yg_dir_remove(aside);
	}
	return err ? err : yg_dir_sync(parent);
}

static int switch_to(struct job *j)
{
	struct current c = { j->now.serial + 1, j->now.serial, j->o->today, { j->now.name[0], j->now.name[1] } };
	int err = YG_OK;
	for (int k = 0; k < 2 && !err; k++) {
		if (!j->in[k]) continue;
		err = move_in(j, j->in[k]);
		c.name[k] = j->in[k]->folder;
	}
	if (err) return err;
	if (!j->first && yg_str_eq(c.name[0], j->now.name[0]) && yg_str_eq(c.name[1], j->now.name[1])) return YG_OK;
	return yg_current_write(j->o->editions_dir, &c);
}

static int run(struct job *j, struct incoming *room)
{
	int err = yg_pack_key_list(j->o->editions_dir, j->a, &j->keys, &j->nkeys, j->ds);
	for (size_t i = 0; i < j->o->npacks && !err; i++) err = read_pack(j, &room[i], (unsigned)i);
	if (!err) err = yg_current_read(j->o->editions_dir, "CURRENT", j->a, &j->now, j->ds);
	if (err == YG_ENOTFOUND && !j->now.serial) {
		j->first = true;
		err = YG_OK;
	}
	if (!err && j->first && (!j->in[0] || !j->in[1])) {
		yg_diag(j->ds, &d_both, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	for (int k = 0; k < 2 && !err; k++) {
		if (!j->in[k]) continue;
		err = look_for(j, j->in[k]);
		if (!err && !j->in[k]->there) err = stage(j, j->in[k]);
	}
	if (!err) err = place_pair(j);
	if (!err) tell_older(j);
	if (!err) err = check_pair(j);
	if (!err) err = switch_to(j);
	for (int k = 0; k < 2; k++)
		if (j->in[k] && j->in[k]->stage[0]) (void)yg_dir_remove(j->in[k]->stage);
	return err;
}

int yg_editions_install(const struct install_options *o, struct arena *a, struct editions *now, struct diags *ds)
{
	struct job *j;
	struct incoming *room;
	int fd, err;
	if (!o->editions_dir || !o->npacks || o->npacks > 2 || !yg_ymd_valid(o->today) || !o->version) return YG_EARG;
	j = yg_arena_alloc(a, sizeof *j);
	room = yg_arena_array(a, 2, sizeof *room);
	if (!j || !room) return yg_arena_error(a);
	j->o = o;
	j->a = a;
	j->ds = ds;
	if ((fd = yg_editions_lock(o->editions_dir, &err)) < 0) return err;
	err = run(j, room);
	if (!err) err = yg_editions_current(o->editions_dir, a, now, ds);
	close(fd);
	return err;
}

/* --- going back ------------------------------------------------------------------------------------------------------------------ */

/* The state that `c` goes back to; YG_ENOTFOUND at the first one. */
static int before(const char *editions_dir, const struct current *c, struct arena *a, struct current *out, struct diags *ds)
{
	char name[32];
	if (!c->back) return YG_ENOTFOUND;
	snprintf(name, sizeof name, "history/%u", c->back);
	return yg_current_read(editions_dir, name, a, out, ds);
}

static int go_back(const char *dir, enum rollback what, struct ymd today, struct arena *a, struct diags *ds)
{
	struct current now, was;
	struct editions e;
	struct tables_options to = { .no_image = false };
	struct pack_key *keys;
	struct tables *t = NULL;
	size_t nkeys;
	unsigned found;
	int err = yg_current_read(dir, "CURRENT", a, &now, ds);
	if (!err) err = before(dir, &now, a, &was, ds);
	/* one kind only: past the states in which it was not this kind that changed */
	while (!err && what != ROLLBACK_BOTH && yg_str_eq(was.name[what - 1], now.name[what - 1])) {
		struct current c = was;
		err = before(dir, &c, a, &was, ds);
	}
	if (err == YG_ENOTFOUND) yg_diag(ds, &d_first, 0, 0, "", STR_NONE, STR_NONE);
	if (err) return err;
	/* one kind: the pair is new, and the state it came from is the next one back, for the other kind has yet to go there */
	found = was.serial;
	for (int k = 0; k < 2; k++) {
		if (what == ROLLBACK_BOTH || k == (int)what - 1 || yg_str_eq(was.name[k], now.name[k])) continue;
		was.name[k] = now.name[k];
		was.back = found;
	}
	was.serial = now.serial + 1;
	was.since = today;
	err = yg_pack_key_list(dir, a, &keys, &nkeys, ds);
	if (!err) err = yg_place_read(dir, EDITION_MASTER, was.name[EDITION_MASTER], keys, nkeys, a, &e.master, ds);
	if (!err) err = yg_place_read(dir, EDITION_RULES, was.name[EDITION_RULES], keys, nkeys, a, &e.rules, ds);
	if (err) return err;
	to.master_dir = e.master.dir.p;
	to.rules_dir = e.rules.dir.p;
	err = yg_tables_open(&t, &to, ds);
	yg_tables_drop(t);
	return err ? err : yg_current_write(dir, &was);
}

int yg_editions_rollback(const char *editions_dir, enum rollback what, struct ymd today, struct arena *a, struct editions *now, struct diags *ds)
{
	char path[PACK_PATH];
	struct stat st;
	int fd, err;
	if (!yg_ymd_valid(today)) return YG_EARG;
	if (!yg_path(path, editions_dir, "CURRENT") || stat(path, &st) != 0) return YG_ENOTFOUND;      /* make nothing where nothing is */
	if ((fd = yg_editions_lock(editions_dir, &err)) < 0) return err;
	err = go_back(editions_dir, what, today, a, ds);
	if (!err) err = yg_editions_current(editions_dir, a, now, ds);
	close(fd);
	return err;
}
