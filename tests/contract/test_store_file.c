/* test_store_file.c - what only the SQLite file can get wrong: who may open it, its version and its way forward, what lies in it in the
 * clear, what `check` finds, copying while others write. */
#include "contract/store_kit.h"
#include "store/store_sqlite.h"

static struct keyring *k_ring;

static int open_with(struct store **s, const char *name, bool create, bool read_only, struct keyring *keys)
{
	struct store_options o = { .path = k_path(name), .create = create, .read_only = read_only, .keys = keys, .busy_ms = 100 };
	k_reset();
	return yg_store_open(s, &o, &k_diags);
}
static struct store *must_open(const char *name, struct keyring *keys)
{
	struct store *s = NULL;
	CHECK_INT(open_with(&s, name, true, false, keys), YG_OK);
	return s;
}
static void sql(const char *name, const char *text)      /* behind the store's back */
{
	sqlite3 *db = NULL;
	CHECK_INT(sqlite3_open(k_path(name), &db), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	if (sqlite3_errcode(db) != SQLITE_OK) fprintf(stderr, "%s: %s\n", text, sqlite3_errmsg(db));
	sqlite3_close(db);
}
static void write_file(const char *name, const char *text)
{
	CHECK_INT(yg_file_write(k_path(name), yg_str(text)), YG_OK);
}
static void some_rows(struct store *s)
{
	struct cell *p = k_patient("p1"), *e = k_event("p1", "c1", 1);
	k_text(p, T_PATIENT, "details", "{\"name\":\"架空 花子\"}");
	k_text(e, T_EVENT, "body", "{\"note\":\"ヒミツノシルシ\"}");
	CHECK_INT(k_put(s, T_PATIENT, p), YG_OK);
	CHECK_INT(k_put(s, T_CASE, k_case("p1", "c1")), YG_OK);
	CHECK_INT(k_put(s, T_EVENT, e), YG_OK);
	CHECK_INT(k_put(s, T_EVENT, k_event("p1", "c1", 2)), YG_OK);
}

static void opening(void)
{
	struct store *s = NULL;
	struct stat st;
	struct cell out[STORE_MAX_COLUMNS];
	CHECK_INT(open_with(&s, "none.db", false, false, NULL), YG_ENOTFOUND);
	CHECK(!s && k_said("store-missing"));
	CHECK_INT(open_with(&s, "none.db", true, true, NULL), YG_ENOTFOUND);       /* reading makes nothing */
	CHECK(access(k_path("none.db"), F_OK) != 0);
	CHECK_INT(open_with(&s, "no/such/folder.db", true, false, NULL), YG_ENOTFOUND);
	CHECK_INT(open_with(&s, "", false, false, NULL), YG_EREFUSED);             /* a folder */
	CHECK(k_said("store-not-a-store"));
	write_file("text.db", "this is a letter, not a store, and longer than a header of one hundred bytes would be, to be sure of it all.\n");
	CHECK_INT(open_with(&s, "text.db", true, false, NULL), YG_EREFUSED);
	CHECK(k_said("store-not-a-store"));
	write_file("empty.db", "");
	CHECK_INT(open_with(&s, "empty.db", false, false, NULL), YG_EREFUSED);
	sql("other.db", "CREATE TABLE t (x)");
	CHECK_INT(open_with(&s, "other.db", true, false, NULL), YG_EREFUSED);      /* somebody else's database is left alone */
	CHECK(k_said("store-not-a-store"));

	umask(0);
	s = must_open("s.db", NULL);
	CHECK(stat(k_path("s.db"), &st) == 0 && (st.st_mode & 0777) == 0600);
	some_rows(s);
	CHECK(stat(k_path("s.db-wal"), &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(stat(k_path("s.db-shm"), &st) == 0 && (st.st_mode & 0777) == 0600);
	yg_store_close(s);
	umask(022);
	CHECK_INT(open_with(&s, "s.db", false, true, NULL), YG_OK);
	CHECK_INT(yg_store_get(s, T_PATIENT, k_patient("p1"), k_arena, out), YG_OK);
	CHECK_INT(k_put(s, T_PATIENT, k_patient("p2")), YG_EREADONLY);
	CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
	yg_store_close(s);
	CHECK(!k_said("store-readable"));
	CHECK_INT(chmod(k_path("s.db"), 0644), 0);
	CHECK_INT(open_with(&s, "s.db", false, false, NULL), YG_OK);
	CHECK(k_said("store-readable") && k_diags.worst == DIAG_WARNING);
	yg_store_close(s);
	/* an empty file whose making was cut short becomes a store */
	s = must_open("empty.db", NULL);
	CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
	yg_store_close(s);
}

/* Every promise of the connection is really in force. */
static void settings(void)
{
	static const struct { const char *sql; int64_t value; } want[] = {
		{ "PRAGMA synchronous", 3 }, { "PRAGMA foreign_keys", 1 }, { "PRAGMA secure_delete", 1 }, { "PRAGMA temp_store", 2 },
		{ "PRAGMA cell_size_check", 1 }, { "PRAGMA application_id", STORE_APPLICATION_ID }, { "PRAGMA user_version", YG_SCHEMA_VERSION },
		{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 }, { "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict", T_COUNT + 1 },
		{ "PRAGMA busy_timeout", 100 }, { "PRAGMA mmap_size", 0 }, { "PRAGMA journal_size_limit", 64 << 20 },
	};
	struct store *s = must_open("set.db", NULL);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		int64_t got = -1;
		CHECK_INT(yg_sqlite_number((struct sqlite_store *)s, want[i].sql, &got), YG_OK);
		if (got != want[i].value) fprintf(stderr, "%s\n", want[i].sql);
		CHECK_INT(got, want[i].value);
	}
	yg_store_close(s);
}

static void versions(void)
{
	struct store *s = must_open("v.db", NULL);
	some_rows(s);
	yg_store_close(s);
	sql("v.db", "PRAGMA user_version = 99");
	for (int i = 0; i < 4; i++) {                          /* writing or reading, creating or not */
		CHECK_INT(open_with(&s, "v.db", i & 1, i & 2, NULL), YG_EREFUSED);
		CHECK(k_said("store-newer"));
	}
	sql("v.db", "PRAGMA user_version = 1");
	s = must_open("v.db", NULL);
	CHECK_INT(k_count(s, T_EVENT), 2);                     /* the refusals changed nothing */
	CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
	yg_store_close(s);
	CHECK_INT(yg_migrations[yg_nmigrations - 1].number, YG_SCHEMA_VERSION);
	for (size_t i = 0; i < yg_nmigrations; i++) CHECK_INT(yg_migrations[i].number, (int)i + 1);
}

/* An older store, made by steps that only this test knows, is brought forward with its rows; a step that fails leaves all as it was. */
static const char *const bad_sql[] = { "CREATE TABLE half (x INTEGER) STRICT", "INSERT INTO half VALUES ('not a number')", NULL };
static const char *const orphan_sql[] = { "DELETE FROM cases", NULL };
static const char *const column_sql[] = { "ALTER TABLE cases ADD COLUMN priority INTEGER NOT NULL DEFAULT 7", NULL };
static const char *const rebuild_sql[] = {               /* a table built anew while rows refer to it */
	"CREATE TABLE cases_new (tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, "
	"PRIMARY KEY (tenant, patient, id), FOREIGN KEY (tenant, patient) REFERENCES patient (tenant, patient)) STRICT",
	"INSERT INTO cases_new SELECT tenant, patient, id, state FROM cases", "DROP TABLE cases", "ALTER TABLE cases_new RENAME TO cases", NULL };

static void migrating(void)
{
	struct migration steps[] = { yg_migrations[0], { 2, bad_sql }, { 3, rebuild_sql } };
	struct store *s = must_open("m.db", NULL);
	struct sqlite_store *q = (struct sqlite_store *)s;
	int64_t n = 0;
	some_rows(s);
	CHECK_INT(yg_sqlite_migrate(q, steps, 2), YG_EARG);
	CHECK_INT(yg_sqlite_number(q, "PRAGMA user_version", &n), YG_OK);
	CHECK_INT(n, 1);
	CHECK_INT(yg_sqlite_number(q, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'", &n), YG_OK);
	CHECK_INT(n, 0);
	steps[1].sql = orphan_sql;                              /* leaves events without their case */
	CHECK_INT(yg_sqlite_migrate(q, steps, 2), YG_EIO);
	CHECK_INT(k_count(s, T_CASE), 1);
	CHECK_INT(yg_sqlite_number(q, "PRAGMA foreign_keys", &n), YG_OK);
	CHECK_INT(n, 1);
	CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
	steps[1].sql = column_sql;
	CHECK_INT(yg_sqlite_migrate(q, steps, 2), YG_OK);
	CHECK_INT(yg_sqlite_number(q, "SELECT priority FROM cases", &n), YG_OK);
	CHECK_INT(n, 7);
	CHECK_INT(yg_sqlite_migrate(q, steps, 3), YG_OK);
	CHECK_INT(yg_sqlite_migrate(q, steps, 3), YG_OK);       /* nothing is done twice */
	CHECK_INT(yg_sqlite_number(q, "PRAGMA user_version", &n), YG_OK);
	CHECK_INT(n, 3);
	CHECK_INT(yg_sqlite_number(q, "SELECT count(*) FROM migration", &n), YG_OK);
	CHECK_INT(n, 3);
	CHECK_INT(k_put(s, T_PATIENT, k_patient("p7")), YG_EREFUSED);              /* this program does not know that form */
	CHECK_INT(yg_sqlite_number(q, "SELECT count(*) FROM event JOIN cases USING (tenant, patient) WHERE cases.id = event.case_id", &n), YG_OK);
	CHECK_INT(n, 2);
	yg_store_close(s);
	CHECK_INT(open_with(&s, "m.db", false, false, NULL), YG_EREFUSED);        /* and no way back */
	CHECK(k_said("store-newer"));
}

/* There is only version 1 today, so nothing older can be opened; a file that claims to be is not believed. */
static void older(void)
{
	struct store *s = NULL;
	sql("old.db", "PRAGMA application_id = 2036426606");
	CHECK_INT(open_with(&s, "old.db", true, true, NULL), YG_EREFUSED);
	CHECK_INT(open_with(&s, "old.db", true, false, NULL), YG_EREFUSED);
}

static bool file_holds(const char *name, const char *text)
{
	struct buf b = t_read(k_path(name));
	bool found = yg_str_find(yg_buf_view(&b), yg_str(text)) != (size_t)-1;
	yg_buf_free(&b);
	return found;
}

static void sealing(void)
{
	struct store *s = must_open("sealed.db", k_ring);
	struct keyring *wrong = k_keys("wrong.keys");
	struct cell out[STORE_MAX_COLUMNS];
	struct store_scan q = { .table = T_EVENT, .index = -1 };
	size_t body = k_col(T_EVENT, "body"), n = 0;
	uint64_t rows;
	some_rows(s);
	CHECK(!file_holds("sealed.db-wal", "ヒミツノシルシ") && !file_holds("sealed.db-wal", "架空"));
	yg_store_close(s);
	CHECK(!file_holds("sealed.db", "ヒミツノシルシ") && !file_holds("sealed.db", "架空"));
	s = must_open("plain.db", NULL);                        /* the search itself can find it */
	some_rows(s);
	yg_store_close(s);
	CHECK(file_holds("plain.db", "ヒミツノシルシ") && file_holds("plain.db", "架空"));

	CHECK_INT(open_with(&s, "sealed.db", false, false, wrong), YG_OK);
	CHECK_INT(yg_store_get(s, T_EVENT, k_event("p1", "c1", 1), k_arena, out), YG_ESEAL);
	CHECK_INT(yg_store_scan(s, &q, k_count_each, &n), YG_ESEAL);
	CHECK_INT(n, 0);
	yg_store_close(s);
	CHECK_INT(open_with(&s, "sealed.db", false, false, NULL), YG_OK);         /* without keys: the bytes as they lie there */
	CHECK_INT(yg_store_get(s, T_EVENT, k_event("p1", "c1", 1), k_arena, out), YG_OK);
	CHECK(yg_str_find(out[body].s, STR("ヒミツ")) == (size_t)-1 && out[body].s.n > 20);
	yg_store_close(s);

	/* a value moved to another row, and one cut by a byte, do not open; the rest does */
	sql("sealed.db", "UPDATE event SET body = (SELECT body FROM event WHERE seq = 1) WHERE seq = 2");
	CHECK_INT(open_with(&s, "sealed.db", false, false, k_ring), YG_OK);
	CHECK_INT(yg_store_get(s, T_EVENT, k_event("p1", "c1", 2), k_arena, out), YG_ESEAL);
	CHECK(strstr(yg_store_error(s), "event.body") != NULL);
	CHECK_INT(yg_store_get(s, T_EVENT, k_event("p1", "c1", 1), k_arena, out), YG_OK);
	CHECK_STR(out[body].s, STR("{\"note\":\"ヒミツノシルシ\"}"));
	CHECK_INT(yg_store_check(s, &k_diags, &rows), YG_EIO);
	CHECK(k_said("store-sealed") && !k_said("store-damaged") && rows == 4);
	yg_store_close(s);
	sql("sealed.db", "DELETE FROM event WHERE seq = 2; UPDATE patient SET details = substr(details, 1, length(details) - 1)");
	CHECK_INT(open_with(&s, "sealed.db", false, false, k_ring), YG_OK);
	CHECK_INT(yg_store_get(s, T_PATIENT, k_patient("p1"), k_arena, out), YG_ESEAL);
	yg_store_close(s);
	yg_keyring_close(wrong);
}

/* Each kind of fault is found, and named. */
static void faults(void)
{
	static const struct { const char *sql, *code; } fault[] = {
		{ "ALTER TABLE cases ADD COLUMN extra TEXT", "store-schema" },
		{ "ALTER TABLE cases DROP COLUMN rules", "store-schema" },
		{ "ALTER TABLE event RENAME COLUMN kind TO sort", "store-schema" },
		{ "DROP INDEX case_state", "store-schema" },
		{ "DROP INDEX case_prescription; CREATE INDEX case_prescription ON cases (tenant, patient, prescription, refill)", "store-schema" },
		{ "DROP INDEX patient_kana; CREATE INDEX patient_kana ON patient (tenant, birth_date, kana)", "store-schema" },
		{ "DROP INDEX document_case; CREATE INDEX document_case ON document (tenant, patient, case_id) WHERE kind = 'rx'", "store-schema" },
		{ "CREATE TABLE surprise (x)", "store-schema" },
		{ "CREATE TRIGGER surprise AFTER INSERT ON event BEGIN DELETE FROM audit; END", "store-schema" },
		{ "DROP TABLE answer; CREATE TABLE answer (tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, "
		  "finding_key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tenant, patient, id, since)) STRICT", "store-schema" },
		{ "DROP TABLE outbox", "store-schema" },
		{ "DELETE FROM cases", "store-reference" },
		{ "UPDATE migration SET checksum = '0'", "store-migration" },
		{ "DELETE FROM migration", "store-migration" },
		{ "INSERT INTO migration VALUES (2, '')", "store-migration" },
	};
	for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
		struct store *s;
		k_remove("f.db");
		s = must_open("f.db", NULL);
		some_rows(s);
		CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
		yg_store_close(s);
		sql("f.db", fault[i].sql);
		CHECK_INT(open_with(&s, "f.db", false, false, NULL), YG_OK);
		CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_EIO);
		if (!k_said(fault[i].code)) { fprintf(stderr, "not found: %s\n", fault[i].sql); k_print_diags(); }
		CHECK(k_said(fault[i].code));
		yg_store_close(s);
	}
}

/* A trigger or a view somebody planted in the file does not run. */
static void planted(void)
{
	struct store *s = must_open("t.db", NULL);
	some_rows(s);
	yg_store_close(s);
	sql("t.db", "CREATE TRIGGER planted AFTER INSERT ON event BEGIN DELETE FROM event WHERE seq = 1; END");
	CHECK_INT(open_with(&s, "t.db", false, false, NULL), YG_OK);
	CHECK_INT(k_put(s, T_EVENT, k_event("p1", "c1", 3)), YG_OK);
	CHECK_INT(k_count(s, T_EVENT), 3);
	yg_store_close(s);
}

static void busy(void)
{
	struct store *s = must_open("b.db", NULL);
	sqlite3 *db = NULL;
	size_t failed = 99;
	struct write w = k_write(W_INSERT, T_PATIENT, k_patient("p1"));
	CHECK_INT(sqlite3_open(k_path("b.db"), &db), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	CHECK_INT(yg_store_commit(s, &w, 1, &failed), YG_EBUSY);
	CHECK_INT(failed, 1);
	CHECK_INT(k_count(s, T_PATIENT), 0);                    /* reading goes on */
	sqlite3_close(db);
	CHECK_INT(yg_store_commit(s, &w, 1, NULL), YG_OK);
	yg_store_close(s);
}

static struct store *p_other;
static unsigned p_calls;
static void while_copying(void *ctx, uint64_t done, uint64_t all)
{
	char id[16];
	(void)ctx;
	CHECK(done <= all && all > 0);
	snprintf(id, sizeof id, "new%u", p_calls++);
	CHECK_INT(k_put(p_other, T_PATIENT, k_patient(id)), YG_OK);
}
static void copying(void)
{
	struct store *s = must_open("c.db", k_ring), *copy = NULL;
	struct cell *d;
	struct stat st;
	char *big = calloc(1, 6u << 20);
	p_other = must_open("c.db", k_ring);
	d = k_row(T_DOCUMENT);
	some_rows(s);
	k_text(d, T_DOCUMENT, "patient", "p1");
	k_text(d, T_DOCUMENT, "case_id", "c1");
	d[k_col(T_DOCUMENT, "bytes")] = CELL_T(((struct str){ big, 6u << 20 }));
	CHECK_INT(k_put(s, T_DOCUMENT, d), YG_OK);
	CHECK_INT(yg_store_copy(s, k_path("copy.db"), while_copying, NULL), YG_OK);
	CHECK(p_calls >= 2);
	CHECK_INT(k_count(s, T_PATIENT), 1 + p_calls);
	CHECK(stat(k_path("copy.db"), &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(access(k_path("copy.db-wal"), F_OK) != 0);         /* one file, whole */
	CHECK_INT(open_with(&copy, "copy.db", false, false, k_ring), YG_OK);
	CHECK_INT(yg_store_check(copy, &k_diags, NULL), YG_OK);
	CHECK_INT(k_count(copy, T_PATIENT), 1);                  /* the state at its beginning */
	CHECK_INT(k_count(copy, T_DOCUMENT), 1);
	yg_store_close(copy);
	CHECK_INT(yg_store_copy(s, k_path("copy.db"), NULL, NULL), YG_EEXISTS);   /* a copy is never written over */
	CHECK_INT(yg_store_copy(s, k_path("no/folder.db"), NULL, NULL), YG_EIO);
	CHECK_INT(k_put(s, T_EVENT, k_event("p1", "c1", 9)), YG_OK);
	yg_store_close(p_other);
	yg_store_close(s);
	free(big);
}

/* Two programs open the same new file at once: one makes it, both find it made. */
static void made_at_once(void)
{
	for (int round = 0; round < 5; round++) {
		int status, good = 0;
		k_remove("race.db");
		for (int i = 0; i < 4; i++) {
			fflush(NULL);
			if (fork() == 0) {
				struct store_options o = { .path = k_path("race.db"), .create = true };
				struct store *s = NULL;
				char id[16];
				snprintf(id, sizeof id, "p%d", i);
				status = yg_store_open(&s, &o, &k_diags) || k_put(s, T_PATIENT, k_patient(id));
				if (status) { fprintf(stderr, "%s\n", s ? yg_store_error(s) : ""); k_print_diags(); }
				yg_store_close(s);
				_exit(status ? 1 : 0);
			}
		}
		while (wait(&status) > 0) good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		CHECK_INT(good, 4);
		{
			struct store *s = must_open("race.db", NULL);
			CHECK_INT(k_count(s, T_PATIENT), 4);
			CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
			yg_store_close(s);
		}
	}
}

int main(void)
{
	k_start();
	k_ring = k_keys("keys");
	T_RUN(opening);
	T_RUN(settings);
	T_RUN(versions);
	T_RUN(migrating);
	T_RUN(older);
	T_RUN(sealing);
	T_RUN(faults);
	T_RUN(planted);
	T_RUN(busy);
	T_RUN(copying);
	T_RUN(made_at_once);
	yg_keyring_close(k_ring);
	k_end();
	return T_END();
}
