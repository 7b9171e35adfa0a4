/* ops_backup.c - backups as an operator sees them: generations in a folder, a store brought back, and the drill that proves it can be.
 * The encrypted stream itself is store/backup.c. */
#include "desk/ops.h"
#include "base/err.h"
#include "base/file.h"
#include "base/wipe.h"
#include "store/backup.h"
#include "store/outfile.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define GENERATIONS 3u
#define HEAD "yagen-"
#define TAIL ".ygbackup"
#define OFFLINE "-offline.ygbackup"
#define STAMP_N 16                                   /* 20261120T093000Z */
DIAG_KIND(d_there, "restore-store-there", DIAG_ERROR, "保存先にすでにファイルがあります。上書きはしません: {0}", "there is a file already, which is not written over: {0}");
DIAG_KIND(d_counts, "restore-counts", DIAG_ERROR, "表 {0} の行数がバックアップの記録と違います（{1}）", "table {0} has not the rows the backup says it has ({1})");
DIAG_KIND(d_left, "drill-left", DIAG_WARNING, "訓練用のフォルダーを消せませんでした。手で消してください: {0}", "the folder of the drill could not be removed, remove it by hand: {0}");
DIAG_KIND(d_prune, "backup-old", DIAG_WARNING, "古いバックアップを消せませんでした: {0}", "an old backup could not be removed: {0}");
static const char *const traces[] = { "", "-wal", "-shm", "-journal" };      /* the files a store consists of */

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* --- generations -------------------------------------------------------------------------------------------------------- */

static struct str stamp(char room[STAMP_N + 1], int64_t at)
{
	int64_t of_day = (at % 86400 + 86400) % 86400;
	char day[9];
	yg_ymd_format8(yg_ymd_from_days((int32_t)((at - of_day) / 86400)), day);
	snprintf(room, STAMP_N + 1, "%.8sT%02d%02d%02dZ", day, (int)(of_day / 3600 % 24), (int)(of_day / 60 % 60), (int)(of_day % 60));
	return yg_str(room);
}

/* A file that rotation made and may take away. Others in the folder, and those marked offline, are not ours to touch. */
static bool rotates(const char *name)
{
	struct str s = yg_str(name), t = yg_str_sub(s, sizeof HEAD - 1, STAMP_N);
	return s.n == sizeof HEAD - 1 + STAMP_N + sizeof TAIL - 1 && yg_str_starts(s, STR(HEAD)) && yg_str_digits(yg_str_sub(t, 0, 8)) && t.p[8] == 'T'
	       && yg_str_digits(yg_str_sub(t, 9, 6)) && t.p[15] == 'Z' && yg_str_eq(yg_str_sub(s, sizeof HEAD - 1 + STAMP_N, s.n), STR(TAIL));
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Takes away the oldest until `keep` are left. Failing to is no reason to call the backup bad: told. */
static int prune(struct ops *p, const char *folder, unsigned keep, uint64_t *kept, uint64_t *gone)
{
	DIR *d = opendir(folder);
	const char **names = NULL;
	size_t n = 0;
	struct dirent *e;
	*kept = *gone = 0;
	if (!d) return YG_EIO;
	while ((e = readdir(d)) != NULL) {
		if (!rotates(e->d_name)) continue;
		if (!(names = yg_arena_grow(p->arena, names, n, sizeof *names))) break;
		names[n++] = yg_arena_str(p->arena, yg_str(e->d_name)).p;
	}
	closedir(d);
	if (yg_arena_error(p->arena)) return yg_arena_error(p->arena);
	if (n) qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i + keep < n; i++) {
		struct str path = yg_arena_printf(p->arena, "%s/%s", folder, names[i]);
		if (path.p && unlink(path.p) == 0) ++*gone;
		else yg_diag(&p->ds, &d_prune, 0, 0, "", yg_str(names[i]), STR_NONE);
	}
	*kept = n - *gone;
	return YG_OK;
}

int yagen_ops_backup(const yagen_ops *o, const char *to, unsigned generations, int offline, yagen_sink *out)
{
	struct ops p;
	struct backup_info i, again;
	struct str path;
	char room[STAMP_N + 1];
	uint64_t kept = 0, gone = 0;
	bool folder = to && is_folder(to);
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err && (!to || !*to || (offline && !folder))) err = YG_EARG;
	if (!err) {
		path = folder ? yg_arena_printf(p.arena, "%s/" HEAD "%s%s", to, stamp(room, o->at).p, offline ? OFFLINE : TAIL)
			      : yg_arena_str(p.arena, yg_str(to));
		ops_ms(&p);
		err = path.p ? yg_backup_write(o->store, p.keys, o->at, path.p, ops_progress, &p, &i, &p.ds) : YG_ENOMEM;
		if (err == YG_EEXISTS) yg_diag(&p.ds, &d_there, 0, 0, "", path, STR_NONE);
		/* older ones are taken away only for one that was read back from end to end */
		if (!err) err = yg_backup_read(path.p, p.keys, NULL, ops_progress, &p, &again, &p.ds);
		if (!err) err = ops_audit(&p, p.store, "backup", yg_str(i.sha256), offline ? STR("offline") : STR_NONE);
		if (!err && folder) err = prune(&p, to, generations ? generations : GENERATIONS, &kept, &gone);
		if (!err) {
			ops_text(&p, "file", "ファイル", "file", path);
			ops_int(&p, "size", "大きさ（バイト）", "size in bytes", i.size);
			ops_int(&p, "store_size", "保存先の大きさ（バイト）", "size of the store in bytes", i.bytes);
			ops_text(&p, "sha256", "SHA-256", "SHA-256", yg_str(i.sha256));
			if (folder) ops_int(&p, "generations", "世代", "generations", kept);
			if (folder) ops_int(&p, "removed", "消した古い世代", "old ones removed", gone);
			ops_took(&p, "ms", "時間", "time");
		}
	}
	return ops_end(&p, err, out);
}

/* --- back again --------------------------------------------------------------------------------------------------------- */

static int count_row(void *ctx, const struct cell *c) { (void)c; ++*(uint64_t *)ctx; return 0; }
static int same_count(struct ops *p, struct store *s, enum store_table t, uint64_t want)
{
	const struct store_scan q = { .table = t, .index = -1 };
	uint64_t n = 0;
	char both[64];
	int err = yg_store_scan(s, &q, count_row, &n);
	if (err == YG_ESEAL) return YG_OK;                   /* told by the check, and counted no further */
	if (err || n == want) return err;
	snprintf(both, sizeof both, "%llu/%llu", (unsigned long long)n, (unsigned long long)want);
	yg_diag(&p->ds, &d_counts, 0, 0, "", yg_str(yg_schema[t].name), yg_str(both));
	return YG_OK;
}

/* Check, audit and counts of a restored store: everything wrong is told. */
static int inspect(struct ops *p, const char *path, const struct backup_info *i, bool report)
{
	struct store *s = NULL;
	uint64_t rows = 0, entries = 0;
	int check, audit, err = ops_store(p, path, p->keys, false, &s);
	if (err) return err;
	check = yg_store_check(s, &p->ds, &rows);
	if (report) {
		ops_int(p, "rows_checked", "検査した行", "rows looked at", rows);
		ops_took(p, "check_ms", "検査", "check");
	}
	audit = ops_verify(p, s, &entries);
	if (report) {
		ops_int(p, "entries", "監査記録", "audit entries", entries);
		ops_took(p, "audit_ms", "監査記録の検証", "audit verification");
	}
	for (int t = 0; t < T_COUNT && !err; t++) err = same_count(p, s, (enum store_table)t, i->rows[t]);
	if (report) ops_took(p, "count_ms", "行数の照合", "counting");
	yg_store_close(s);
	if (err) return err;
	if (check && check != YG_EIO) return check;
	if (audit && audit != YG_EREFUSED) return audit;
	return check || audit || ops_faults(p) ? YG_EREFUSED : YG_OK;
}

static int link_in(const char *from, const char *to)
{
	int err = link(from, to) == 0 ? YG_OK : errno == EEXIST ? YG_EEXISTS : yg_io_error(errno);
	unlink(from);
	return err ? err : yg_sync_folder(to);
}

/* The keys beside the store, where every other call looks for them. */
static int put_keys(struct ops *p, bool *put)
{
	struct str path = yg_arena_printf(p->arena, "%s.keys", p->o->store);
	struct buf b;
	int err;
	*put = false;
	if (!path.p) return YG_ENOMEM;
	if (strcmp(path.p, p->keys_path) == 0 || access(path.p, F_OK) == 0) return YG_OK;
	yg_buf_init(&b, 1u << 20);
	err = yg_file_read(p->keys_path, 1u << 20, &b);
	if (!err) err = yg_file_create(path.p, yg_buf_view(&b), 0400);
	*put = !err;
	if (b.p) yg_wipe(b.p, b.cap);
	yg_buf_free(&b);
	return err;
}

static int name_is_free(struct ops *p)
{
	for (size_t i = 0; i < sizeof traces / sizeof *traces; i++) {
		struct str path = yg_arena_printf(p->arena, "%s%s", p->o->store, traces[i]);
		struct stat st;
		if (!path.p) return YG_ENOMEM;
		if (lstat(path.p, &st) != 0) continue;
		yg_diag(&p->ds, &d_there, 0, 0, "", path, STR_NONE);
		return YG_EEXISTS;
	}
	return YG_OK;
}

int yagen_ops_restore(const yagen_ops *o, const char *from, yagen_sink *out)
{
	struct ops p;
	struct backup_info i;
	struct str tmp = STR_NONE;
	char id[17];
	bool put = false;
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS), faults;
	if (!err && !from) err = YG_EARG;
	if (!err) err = name_is_free(&p);
	if (!err) err = yg_random_hex(4, id);
	if (!err && !(tmp = yg_arena_printf(p.arena, "%s.%s", o->store, id)).p) err = YG_ENOMEM;
	if (!err) {
		ops_ms(&p);
		err = yg_backup_read(from, p.keys, tmp.p, ops_progress, &p, &i, &p.ds);
	}
	if (!err) err = link_in(tmp.p, o->store);
	if (!err) err = put_keys(&p, &put);
	if (!err) {
		ops_text(&p, "store", "保存先", "store", yg_str(o->store));
		ops_time(&p, "made_at", "バックアップの時刻", "backup made at", i.at);
		ops_took(&p, "restore_ms", "復元", "restore");
		/* the store is there whatever comes now: it is what was saved */
		faults = inspect(&p, o->store, &i, true);
		if (put) ops_text(&p, "keys", "鍵ファイルの写し", "copy of the key file", yg_arena_printf(p.arena, "%s.keys", o->store));
		ops_int(&p, "faults", "異常", "faults", yg_diags_count(&p.ds, 0, DIAG_ERROR));
		err = faults;
		if (!err && (err = ops_store(&p, o->store, p.keys, false, &p.store)) == YG_OK) err = ops_audit(&p, p.store, "restore", yg_str(i.sha256), STR_NONE);
	}
	return ops_end(&p, err, out);
}

int yagen_ops_drill(const yagen_ops *o, const char *from, const char *scratch, yagen_sink *out)
{
	struct ops p;
	struct backup_info i;
	struct str dir = STR_NONE, path = STR_NONE;
	bool made = false;
	int err = ops_begin(&p, o, OPS_KEYS);
	if (!err && (!from || !scratch)) err = YG_EARG;
	if (!err) {
		char *room;
		dir = yg_arena_printf(p.arena, "%s/yagen-drill-XXXXXX", scratch);
		if (!dir.p || !(room = yg_arena_alloc(p.arena, dir.n + 1))) err = YG_ENOMEM;
		else {
			memcpy(room, dir.p, dir.n + 1);
			dir.p = room;
			made = mkdtemp(room) != NULL;                /* 0700 */
			err = made ? YG_OK : errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : yg_io_error(errno);
			path = yg_arena_printf(p.arena, "%s/store.db", room);
			if (!path.p) err = YG_ENOMEM;
		}
	}
	if (!err) {
		uint64_t all = ops_ms(&p);
		bool read;
		err = yg_backup_read(from, p.keys, path.p, ops_progress, &p, &i, &p.ds);
		read = !err;
		if (!err) {
			ops_time(&p, "made_at", "バックアップの時刻", "backup made at", i.at);
			ops_int(&p, "size", "大きさ（バイト）", "size in bytes", i.size);
			ops_int(&p, "store_size", "保存先の大きさ（バイト）", "size of the store in bytes", i.bytes);
			ops_took(&p, "restore_ms", "復元", "restore");
			err = inspect(&p, path.p, &i, true);
		}
		if (read && (!err || err == YG_EREFUSED)) {
			ops_rows(&p, i.rows);
			ops_int(&p, "faults", "異常", "faults", yg_diags_count(&p.ds, 0, DIAG_ERROR));
			p.started = all;
			ops_took(&p, "ms", "合計", "all together");
		}
	}
	for (size_t t = 0; made && t < sizeof traces / sizeof *traces; t++) {
		struct str one = yg_arena_printf(p.arena, "%s%s", path.p ? path.p : "", traces[t]);
		if (one.p) (void)unlink(one.p);
	}
	if (made && rmdir(dir.p) != 0) yg_diag(&p.ds, &d_left, 0, 0, "", dir, STR_NONE);
	return ops_end(&p, err, out);
}
