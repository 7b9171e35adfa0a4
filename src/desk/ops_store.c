/* ops_store.c - a store moved out and in, sealed anew, and rid of what need not be kept (store/port.c, store/reseal.c, store/retention.c). */
#include "desk/ops.h"
#include "base/err.h"
#include "store/port.h"
#include "store/retention.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define JST 32400
DIAG_KIND(d_there, "export-store-there", DIAG_ERROR, "保存先にすでにファイルがあります。上書きはしません", "there is a file where the store would go; it is not written over");
DIAG_KIND(d_readable, "export-readable", DIAG_WARNING, "書き出したファイルは暗号化されていません。患者の情報を読めます。使い終わったら消してください",
	  "the file is not encrypted: whoever has it can read everything about every patient. Remove it when it has served");
DIAG_KIND(d_backups, "retain-backups", DIAG_NOTE, "鍵を廃棄したため、これより前のバックアップの一部は読めません。新しいバックアップを作ってください",
	  "keys were destroyed, so older backups cannot be read in full any more: make a new one");

int yagen_ops_store_export(const yagen_ops *o, const char *to, yagen_sink *out)
{
	struct ops p;
	struct port_info i;
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err && !to) err = YG_EARG;
	if (!err) {
		ops_ms(&p);
		/* written down before it leaves; so the entry stands in the export too */
		err = ops_audit(&p, p.store, "store.export", STR("-"), STR_NONE);
		if (!err) err = yg_port_export(p.store, p.keys, o->at, to, ops_progress, &p, &i, &p.ds);
	}
	if (!err) {
		yg_diag(&p.ds, &d_readable, 0, 0, "", STR_NONE, STR_NONE);
		ops_text(&p, "file", "ファイル", "file", yg_str(to));
		ops_int(&p, "all", "行", "rows", i.all);
		ops_rows(&p, i.rows);
		ops_text(&p, "sha256", "SHA-256", "SHA-256", yg_str(i.sha256));
		ops_took(&p, "ms", "時間", "time");
	}
	return ops_end(&p, err, out);
}

static const char *const traces[] = { "", "-wal", "-shm", "-journal" };

/* Into a store beside its place, which gets its name when everything is in it. */
static int import_into(struct ops *p, const char *from, const char *tmp, struct port_info *i)
{
	struct store *s = NULL;
	uint64_t entries = 0;
	int err = ops_store(p, tmp, p->keys, true, &s);
	if (!err) err = yg_port_import(s, p->keys, from, ops_progress, p, i, &p->ds);
	if (!err) err = ops_verify(p, s, &entries);
	if (!err) err = ops_audit(p, s, "store.import", yg_str(i->sha256), STR_NONE);
	yg_store_close(s);
	if (!err && link(tmp, p->o->store) != 0) err = YG_EIO;
	for (size_t t = 0; t < sizeof traces / sizeof *traces; t++) {
		struct str one = yg_arena_printf(p->arena, "%s%s", tmp, traces[t]);
		if (one.p) (void)unlink(one.p);
	}
	return err;
}

int yagen_ops_store_import(const yagen_ops *o, const char *from, yagen_sink *out)
{
	struct ops p;
	struct port_info i;
	struct stat st;
	struct str tmp = STR_NONE;
	char id[17];
	bool keys_made = false;
	int err = ops_begin(&p, o, OPS_WRITES);
	if (!err && !from) err = YG_EARG;
	for (size_t t = 0; !err && t < sizeof traces / sizeof *traces; t++) {
		struct str one = yg_arena_printf(p.arena, "%s%s", o->store, traces[t]);
		if (!one.p) err = YG_ENOMEM;
		else if (lstat(one.p, &st) == 0) err = YG_EEXISTS;
	}
	if (err == YG_EEXISTS) yg_diag(&p.ds, &d_there, 0, 0, "", STR_NONE, STR_NONE);
	if (!err && lstat(p.keys_path, &st) != 0) {
		err = yg_port_keys(from, p.keys_path, yg_ymd_from_days((int32_t)((o->at + JST) / 86400)).y, &p.ds);
		keys_made = !err;
	}
	if (!err) err = yg_keyring_open(&p.keys, p.keys_path, &p.ds);
	if (!err) err = yg_random_hex(4, id);
	if (!err && !(tmp = yg_arena_printf(p.arena, "%s.%s", o->store, id)).p) err = YG_ENOMEM;
	if (!err) {
		ops_ms(&p);
		err = import_into(&p, from, tmp.p, &i);
		if (err && keys_made) (void)unlink(p.keys_path);
	}
	if (!err) {
		ops_text(&p, "store", "保存先", "store", yg_str(o->store));
		ops_int(&p, "all", "行", "rows", i.all);
		ops_rows(&p, i.rows);
		ops_text(&p, "sha256", "SHA-256", "SHA-256", yg_str(i.sha256));
		if (keys_made) ops_text(&p, "keys", "作った鍵ファイル", "key file made", yg_str(p.keys_path));
		ops_took(&p, "ms", "時間", "time");
	}
	return ops_end(&p, err, out);
}

int yagen_ops_store_reseal(const yagen_ops *o, yagen_sink *out)
{
	struct ops p;
	struct store *raw = NULL;
	struct reseal_info i;
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err) err = ops_store(&p, o->store, NULL, false, &raw);
	if (!err) {
		ops_ms(&p);
		err = yg_reseal(raw, p.keys, 9999, ops_progress, &p, &i, &p.ds);
		if (err == YG_EIO && ops_faults(&p)) err = YG_EREFUSED;
		if (i.resealed) {
			int noted = ops_audit(&p, p.store, "store.reseal", STR("-"), STR_NONE);
			if (!err) err = noted;
		}
		if (!err || err == YG_EREFUSED) {
			ops_int(&p, "resealed", "暗号化し直した値", "values sealed anew", i.resealed);
			ops_int(&p, "unreadable", "復号できない値", "values that do not open", i.unreadable);
			ops_int(&p, "destroyed", "鍵が廃棄された値", "values whose key was destroyed", i.shredded);
			ops_took(&p, "ms", "時間", "time");
		}
	}
	yg_store_close(raw);
	return ops_end(&p, err, out);
}

/* The keys of the years that are over: what is still sealed with them is sealed anew, then they go. */
static int end_years(struct ops *p, struct store *raw, int year, struct reseal_info *r, size_t *gone)
{
	struct key_info k;
	bool rotate = false, old = false;
	int err = YG_OK;
	*gone = 0;
	*r = (struct reseal_info){ 0 };
	for (size_t i = 0; i < yg_keyring_count(p->keys); i++) {
		yg_keyring_info(p->keys, i, &k);
		if (k.purpose != KEY_SEAL || k.shredded || k.year > year) continue;
		old = true;
		rotate |= k.current;
	}
	if (!old) return YG_OK;
	if (rotate) err = yg_keyring_rotate(p->keys, KEY_SEAL, yg_ymd_from_days((int32_t)((p->o->at + JST) / 86400)).y);
	if (!err) err = yg_reseal(raw, p->keys, year, ops_progress, p, r, &p->ds);
	if (!err) err = yg_keyring_shred(p->keys, year, gone);
	if (!err && *gone) yg_diag(&p->ds, &d_backups, 0, 0, "", STR_NONE, STR_NONE);
	return err == YG_EIO && r->unreadable ? YG_EREFUSED : err;
}

int yagen_ops_store_retain(const yagen_ops *o, int dry_run, yagen_sink *out)
{
	struct ops p;
	struct store *raw = NULL;
	struct retain_info i = { .years = (int)(o ? o->retention_years : 0) };
	struct reseal_info r = { .resealed = 0 };
	size_t gone = 0;
	char why[16], year[16];
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err) err = ops_store(&p, o->store, NULL, false, &raw);
	if (!err) {
		struct audit_entry by = ops_entry(&p, "", STR_NONE, STR_NONE);
		const struct cell key[] = { CELL_T(p.tenant), CELL_T(STR(YG_RETENTION_SETTING)) };
		struct cell row[3];
		bool set = yg_store_get(raw, T_SETTING, key, p.arena, row) == YG_OK;
		if (i.years) snprintf(why, sizeof why, "%d", i.years);
		else snprintf(why, sizeof why, "%.*s", set && row[2].s.n < 8 ? (int)row[2].s.n : 1, set && row[2].s.n && row[2].s.n < 8 ? row[2].s.p : "5");
		by.why = yg_str(why);
		ops_ms(&p);
		err = yg_retain(raw, p.keys, p.tenant, o->at, dry_run != 0, &by, ops_progress, &p, &i, &p.ds);
		if (!err && !dry_run) err = end_years(&p, raw, i.shred_year, &r, &gone);
		snprintf(year, sizeof year, "%d", i.shred_year);
		if (!err && !dry_run) err = ops_audit(&p, p.store, "store.retain", gone ? yg_str(year) : STR("-"), by.why);
		if (!err && ops_faults(&p)) err = YG_EREFUSED;
	}
	if (!err || (err == YG_EREFUSED && i.years)) {
		ops_int(&p, "years", "保存年数", "years kept", (uint64_t)i.years);
		ops_time(&p, "before", "最終記入がこれより前のもの", "last entry before", i.before);
		ops_int(&p, "cases", dry_run ? "削除する症例" : "削除した症例", dry_run ? "cases to delete" : "cases deleted", i.cases);
		if (!dry_run) ops_int(&p, "patients", "削除した患者", "patients deleted", i.patients);
		ops_rows(&p, i.rows);
		ops_int(&p, "open", "未完了のため残した症例", "kept because still open", i.open);
		ops_int(&p, "waiting", "未送信のため残した症例", "kept because something waits to be sent", i.waiting);
		if (!dry_run) ops_int(&p, "resealed", "暗号化し直した値", "values sealed anew", r.resealed);
		if (!dry_run) ops_int(&p, "keys_destroyed", "廃棄した鍵", "keys destroyed", gone);
		ops_took(&p, "ms", "時間", "time");
	}
	yg_store_close(raw);
	return ops_end(&p, err, out);
}
