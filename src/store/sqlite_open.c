/* sqlite_open.c - opening the file of a store: who may read it, is it ours, which version, and how it must keep its promises.
 * Old stores are brought forward here (migrations.c); newer ones are refused, for nobody knows what they mean. */
#include "store/store_sqlite.h"
#include "base/err.h"
#include "base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define DEFAULT_BUSY_MS 10000u

DIAG_KIND(d_missing, "store-missing", DIAG_ERROR, "ストアがありません", "there is no store here");
DIAG_KIND(d_foreign, "store-not-a-store", DIAG_ERROR, "ストアではありません。またはファイルの先頭が壊れています ({0})",
	  "this is not a store, or the beginning of the file is damaged ({0})");
DIAG_KIND(d_newer, "store-newer", DIAG_ERROR, "新しい版で作られたストアです(形式 {0}、この版が扱えるのは {1} まで)",
	  "the store was made by a newer version (form {0}; this program knows forms up to {1})");
DIAG_KIND(d_older, "store-older", DIAG_ERROR, "古い形式のストアです(形式 {0})。読み取り専用では移行できません。一度、書き込みできる状態で開いてください",
	  "the store has an older form ({0}), which cannot be brought forward while it is opened for reading only: open it once for writing");
DIAG_KIND(d_read_only, "store-read-only", DIAG_ERROR, "ストアに書き込めません(読み取り専用です)", "the store cannot be written (read-only)");
DIAG_KIND(d_full, "store-full", DIAG_ERROR, "ディスクに空きがありません", "the disk is full");
DIAG_KIND(d_busy, "store-busy", DIAG_ERROR, "ほかのプログラムがストアを使用中です", "another program holds the store");
DIAG_KIND(d_beside, "store-beside", DIAG_ERROR, "読み取るだけでも、ストアと同じフォルダーに作業ファイル(-wal, -shm)を作る必要があります。書き込めるフォルダーに写してから開いてください",
	  "even for reading, files (-wal, -shm) must be made beside the store: copy it to a folder that can be written, and open the copy");
DIAG_KIND(d_readable, "store-readable", DIAG_WARNING, "ストアのファイルを、この機械のほかの利用者も読み書きできます(モード {0})。0600 にしてください",
	  "other users of this machine may read or write the file of the store (mode {0}): make it 0600");
DIAG_KIND(d_open, "store-open", DIAG_ERROR, "ストアを開けません: {0}", "the store cannot be opened: {0}");

static int refuse(struct diags *ds, int err, const struct sqlite_store *s)
{
	struct str why = s ? yg_str(s->base.error) : STR_NONE;
	if (err == YG_EIO && s && s->db) {
		int rc = sqlite3_errcode(s->db) & 0xff;
		bool medium = sqlite3_db_readonly(s->db, "main") == 1;
		if (rc == SQLITE_NOTADB) err = YG_EREFUSED;
		if (rc == SQLITE_CANTOPEN && medium && !s->base.read_only) err = YG_EREADONLY;
		if (rc == SQLITE_CANTOPEN && medium && s->base.read_only) {
			yg_diag(ds, &d_beside, 0, 0, "", STR_NONE, STR_NONE);
			return err;
		}
	}
	switch (err) {
	case YG_OK: case YG_ENOMEM: break;
	case YG_ENOTFOUND: yg_diag(ds, &d_missing, 0, 0, "", STR_NONE, STR_NONE); break;
	case YG_EREFUSED: yg_diag(ds, &d_foreign, 0, 0, "", why, STR_NONE); break;
	case YG_EREADONLY: yg_diag(ds, &d_read_only, 0, 0, "", STR_NONE, STR_NONE); break;
	case YG_ENOSPACE: yg_diag(ds, &d_full, 0, 0, "", STR_NONE, STR_NONE); break;
	case YG_EBUSY: yg_diag(ds, &d_busy, 0, 0, "", STR_NONE, STR_NONE); break;
	default: yg_diag(ds, &d_open, 0, 0, "", why, STR_NONE); break;
	}
	return err;
}

/* Makes an empty file that only its owner may read, before SQLite would make one that everybody may (-wal and -shm take over its mode). */
static int make_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) return close(fd) == 0 ? YG_OK : YG_EIO;
	switch (errno) {
	case EEXIST: return YG_OK;
	case ENOENT: case ENOTDIR: return YG_ENOTFOUND;          /* the folder */
	case EROFS: case EACCES: case EPERM: return YG_EREADONLY;
	case ENOSPC: case EDQUOT: return YG_ENOSPACE;
	default: return YG_EIO;
	}
}

/* --- migrations --------------------------------------------------------------------------------------------------- */

void yg_migration_checksum(const struct migration *m, char out[17])
{
	uint64_t h = YG_HASH_START;
	for (size_t i = 0; m->sql[i]; i++) h = yg_hash(h, m->sql[i], strlen(m->sql[i]) + 1);
	yg_hex64(h, out);
}

static int apply(struct sqlite_store *s, const struct migration *m)
{
	char text[160], checksum[17];
	int err = YG_OK;
	for (size_t i = 0; !err && m->sql[i]; i++) err = yg_sqlite_run(s, m->sql[i]);
	if (err) return err;
	yg_migration_checksum(m, checksum);
	snprintf(text, sizeof text, "INSERT INTO migration VALUES (%d, '%s'); PRAGMA user_version = %d; PRAGMA application_id = %d",
		 m->number, checksum, m->number, STORE_APPLICATION_ID);
	return yg_sqlite_run(s, text);
}

int yg_sqlite_migrate(struct sqlite_store *s, const struct migration *m, size_t n)
{
	int64_t version = 0, faults = 0;
	/* A step may build a table anew, which breaks references for a moment; they are looked at before the commit. */
	int err = yg_sqlite_run(s, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
	if (!err) err = yg_sqlite_number(s, "PRAGMA user_version", &version);       /* another program may have been faster */
	for (size_t i = 0; !err && i < n; i++)
		if (m[i].number > version) err = apply(s, &m[i]);
	if (!err) err = yg_sqlite_number(s, "SELECT count(*) FROM pragma_foreign_key_check", &faults);
	if (!err && faults) err = yg_store_fail(&s->base, YG_EIO, "migration leaves %lld broken references", (long long)faults);
	if (!err) err = yg_sqlite_run(s, "COMMIT");
	if (err && !sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_exec(s->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	return err;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

/* What a connection must be told each time. EXTRA is FULL (each commit is on the medium before it is acknowledged) and also makes the
 * removal of the journal durable while the store is made, before it turns to WAL. Temporary data stays in memory: it would be readable.
 * No mmap: a page that cannot be read is an error, not a signal. */
static int set_connection(struct sqlite_store *s, const struct store_options *o)
{
	static const struct { int option, on; } config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
	};
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, (int)(o->busy_ms ? o->busy_ms : DEFAULT_BUSY_MS));
	for (size_t i = 0; i < sizeof config / sizeof *config; i++) sqlite3_db_config(s->db, config[i].option, config[i].on, NULL);
	return yg_sqlite_run(s, "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; "
			     "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA journal_size_limit = 67108864; "
			     "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
}

/* Turning to WAL needs the file alone for a moment, and does not wait by itself. */
static int set_wal(struct sqlite_store *s, const struct store_options *o)
{
	unsigned waited = 0, limit = o->busy_ms ? o->busy_ms : DEFAULT_BUSY_MS;
	sqlite3_stmt *st;
	int rc, err;
	for (;; waited += 10) {
		bool wal = false;
		st = NULL;
		rc = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode = WAL", -1, &st, NULL);
		if (rc == SQLITE_OK) rc = sqlite3_step(st);
		if (rc == SQLITE_ROW) wal = yg_str_eqz(yg_str((const char *)sqlite3_column_text(st, 0)), "wal");
		err = rc != SQLITE_ROW ? yg_sqlite_fail(s, rc, "journal_mode") : wal ? YG_OK : yg_store_fail(&s->base, YG_EIO, "the file system cannot hold a WAL");
		sqlite3_finalize(st);
		if (err != YG_EBUSY || waited >= limit) return err;
		sqlite3_sleep(10);
	}
}

static int set_version(struct sqlite_store *s, const struct store_options *o, struct diags *ds)
{
	int64_t id = 0, version = 0, objects = 0;
	char have[24], known[24];
	int err = yg_sqlite_run(s, "BEGIN");                 /* the three belong together: another program may be making the store */
	if (!err) err = yg_sqlite_number(s, "PRAGMA application_id", &id);
	if (!err) err = yg_sqlite_number(s, "PRAGMA user_version", &version);
	if (!err) err = yg_sqlite_number(s, "SELECT count(*) FROM sqlite_schema", &objects);
	if (!err) err = yg_sqlite_run(s, "COMMIT");
	if (err) return refuse(ds, err, s);
	snprintf(have, sizeof have, "%lld", (long long)version);
	snprintf(known, sizeof known, "%d", YG_SCHEMA_VERSION);
	if (id == 0 && version == 0 && objects == 0) {           /* new, or its making was cut short */
		if (!o->create || o->read_only) return refuse(ds, yg_store_fail(&s->base, YG_EREFUSED, "empty"), s);
	} else if (id != STORE_APPLICATION_ID || version < 1) {
		return refuse(ds, yg_store_fail(&s->base, YG_EREFUSED, "application id %llx", (unsigned long long)id), s);
	}
	if (version > YG_SCHEMA_VERSION) {
		yg_diag(ds, &d_newer, 0, 0, "", yg_str(have), yg_str(known));
		return YG_EREFUSED;
	}
	if (o->read_only && version < YG_SCHEMA_VERSION) {
		yg_diag(ds, &d_older, 0, 0, "", yg_str(have), STR_NONE);
		return YG_EREFUSED;
	}
	if (o->read_only) return YG_OK;
	if (sqlite3_db_readonly(s->db, "main") == 1) return refuse(ds, YG_EREADONLY, s);
	err = set_wal(s, o);
	if (!err && version < YG_SCHEMA_VERSION) err = yg_sqlite_migrate(s, yg_migrations, yg_nmigrations);
	return refuse(ds, err, s);
}

int yg_store_sqlite(struct store **out, const struct store_options *o, struct diags *ds)
{
	struct sqlite_store *s;
	struct stat st;
	int rc, err = o->create && !o->read_only ? make_file(o->path) : YG_OK;
	*out = NULL;
	if (err) return refuse(ds, err, NULL);
	if (stat(o->path, &st) != 0) return refuse(ds, errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO, NULL);
	if (st.st_mode & (S_IROTH | S_IWOTH)) {
		char mode[16];
		snprintf(mode, sizeof mode, "%04o", (unsigned)st.st_mode & 07777u);
		yg_diag(ds, &d_readable, 0, 0, "", yg_str(mode), STR_NONE);
	}
	if (!(s = calloc(1, sizeof *s))) return YG_ENOMEM;
	s->base.ops = &yg_sqlite_ops;
	s->base.read_only = o->read_only;
	if (!S_ISREG(st.st_mode)) {
		err = refuse(ds, yg_store_fail(&s->base, YG_EREFUSED, "not a file"), s);
	} else {
		rc = sqlite3_open_v2(o->path, &s->db, (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX, o->vfs);
		if (rc != SQLITE_OK) err = s->db ? refuse(ds, yg_sqlite_fail(s, rc, "open"), s) : YG_ENOMEM;
		else if ((err = set_connection(s, o))) err = refuse(ds, err, s);
		else err = set_version(s, o, ds);
	}
	if (err) s->base.ops->close(&s->base);
	else *out = &s->base;
	return err;
}
