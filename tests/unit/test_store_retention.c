/* test_store_retention.c - sealing anew and deleting after the legal period: what is deleted is exactly what is closed and old, every deletion
 * stands in the audit, what stays can be read, and what went cannot be read even from a copy made before. */
#include "ops_kit.h"
#include "store/retention.h"
#include "base/ban.h"

static char dir[] = "/tmp/yagen-retention-XXXXXX", keys[128], path[128], copy[128];
static const struct audit_entry by = { { "p01", 3 }, { "operator", 8 }, { "t1", 2 }, { NULL, 0 }, { NULL, 0 }, { "5", 1 }, { "system", 6 }, 1900000000 };
static struct arena *arena;
static struct diags ds;

static struct store *raw_open(const char *p)
{
	const struct store_options o = { .path = p };
	struct store *s = NULL;
	CHECK_INT(yg_store_open(&s, &o, &ds), YG_OK);
	if (!s) exit(1);
	return s;
}
static int count_row(void *ctx, const struct cell *c) { (void)c; ++*(uint64_t *)ctx; return 0; }
static uint64_t rows(struct store *s, enum store_table t)
{
	const struct store_scan q = { .table = t, .index = -1 };
	uint64_t n = 0;
	CHECK_INT(yg_store_scan(s, &q, count_row, &n), 0);
	return n;
}
static void fresh(void)
{
	char trace[160];
	snprintf(trace, sizeof trace, "%s.lock", keys);
	(void)unlink(trace);
	(void)unlink(keys);
	(void)unlink(path);
	(void)unlink(copy);
	if (yg_keyring_create(keys, 2020)) exit(99);
}
/* 20 patients with 3 visits each, the last one in this state. */
static struct kit *world(int year, const char *state)
{
	struct kit *t;
	fresh();
	t = kit_open(path, keys);
	kit_rest(t);
	for (unsigned i = 0; i < 20; i++) {
		kit_patient(t, i, 3, 2, (struct ymd){ (int16_t)year, 1, 5 }, 28, state);
		kit_commit(t);
	}
	return t;
}
static int64_t noon(int y, int m, int d) { return (int64_t)yg_ymd_days((struct ymd){ (int16_t)y, (uint8_t)m, (uint8_t)d }) * 86400 + 3 * 3600; }
static void whole(struct kit *t)
{
	uint64_t n;
	CHECK_INT(yg_store_check(t->s, &ds, &n), YG_OK);
	CHECK_INT(yg_audit_verify(t->s, t->k, KIT_TENANT, &ds, &n), YG_OK);
}

static void resealed(void)
{
	struct kit *t = world(2020, "dispensed");
	struct store *raw = raw_open(path);
	struct reseal_info i;
	uint64_t n;
	size_t gone;
	CHECK_INT(yg_sealed_count(raw, t->k, 2020, &n), YG_OK);
	CHECK_INT(n, 20 + 4 * 60 + 20);                      /* patient, event document command dispensing, answer */
	CHECK_INT(yg_keyring_rotate(t->k, KEY_SEAL, 2026), YG_OK);
	CHECK_INT(yg_reseal(raw, t->k, 2019, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.resealed, 0);                            /* none is that old */
	CHECK_INT(yg_reseal(raw, t->k, 9999, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.resealed, n);
	CHECK(i.commits >= 5);                               /* in small ones */
	CHECK_INT(yg_sealed_count(raw, t->k, 2020, &n), YG_OK);
	CHECK_INT(n, 0);
	CHECK_INT(yg_reseal(raw, t->k, 9999, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.resealed, 0);                            /* again: nothing to do */
	CHECK_INT(yg_keyring_shred(t->k, 2020, &gone), YG_OK);
	CHECK_INT(gone, 1);
	whole(t);
	yg_store_close(raw);
	kit_close(t);
}

/* Stopped in the middle, somebody writes meanwhile with the old key and the new one; a second run finishes it, and nothing is lost. */
static void resumed(void)
{
	struct kit *t = world(2020, "dispensed"), *other = kit_open(path, keys);
	struct store *raw = raw_open(path);
	struct reseal_info i;
	uint64_t n;
	CHECK_INT(yg_keyring_rotate(t->k, KEY_SEAL, 2026), YG_OK);
	CHECK_INT(yg_reseal(raw, t->k, 9999, NULL, NULL, &i, &ds), YG_OK);
	kit_patient(other, 100, 2, 2, (struct ymd){ 2020, 1, 5 }, 28, "dispensed");          /* does not know the new key yet */
	kit_commit(other);
	CHECK_INT(yg_sealed_count(raw, t->k, 2020, &n), YG_OK);
	CHECK_INT(n, 1 + 4 * 2 + 1);
	CHECK_INT(yg_reseal(raw, t->k, 9999, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.resealed, n);
	CHECK_INT(yg_keyring_refresh(other->k), YG_OK);
	whole(other);
	yg_store_close(raw);
	kit_close(other);
	kit_close(t);
}

/* A value that does not open is told and left; the rest is sealed anew. */
static void damaged(void)
{
	struct kit *t = world(2020, "dispensed");
	struct store *raw = raw_open(path);
	struct reseal_info i;
	struct cell row[9], key[2] = { CELL_T(KIT_TENANT), CELL_T(STR("00000003aaaabbbbccccdddd00000003")) };
	struct write w = { .op = W_UPDATE, .table = T_PATIENT, .cells = row, .check_col = -1 };
	struct buf b;
	size_t before = ds.n;
	CHECK_INT(yg_store_get(raw, T_PATIENT, key, arena, row), YG_OK);
	yg_buf_init(&b, 1u << 16);
	yg_buf_str(&b, row[8].s);
	b.p[b.n - 1] = (char)(b.p[b.n - 1] ^ 1);
	row[8] = CELL_T(yg_buf_view(&b));
	CHECK_INT(yg_store_commit(raw, &w, 1, NULL), YG_OK);
	CHECK_INT(yg_keyring_rotate(t->k, KEY_SEAL, 2026), YG_OK);
	CHECK_INT(yg_reseal(raw, t->k, 9999, NULL, NULL, &i, &ds), YG_EIO);
	CHECK_INT(i.resealed, 20 + 4 * 60 + 20 - 1);
	CHECK_INT(i.unreadable, 1);
	CHECK(ds.n == before + 1 && strcmp(ds.d[before].kind->code, "reseal-value") == 0);
	yg_buf_free(&b);
	yg_store_close(raw);
	kit_close(t);
}

/* Kept to the same day five years later, included. Visits on 5 January, 2 February and 1 March 2021. */
static void on_the_day(void)
{
	static const struct { int y, m, d; uint64_t cases; } when[] = { { 2026, 1, 5, 0 }, { 2026, 1, 6, 20 }, { 2026, 2, 2, 20 }, { 2026, 2, 3, 40 },
									{ 2026, 3, 2, 40 }, { 2026, 3, 3, 60 }, { 2030, 1, 1, 60 } };
	struct kit *t = world(2021, "dispensed");
	struct store *raw = raw_open(path);
	struct retain_info i = { 0 };
	for (size_t k = 0; k < sizeof when / sizeof *when; k++) {
		i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(when[k].y, when[k].m, when[k].d), true, &by, NULL, NULL, &i, &ds), YG_OK);
		CHECK_INT(i.years, 5);
		CHECK_INT(i.cases, when[k].cases);
		CHECK_INT(i.shred_year, when[k].y - 6);
		CHECK_INT(i.rows[T_EVENT], i.cases);
	}
	CHECK_INT(rows(t->s, T_CASE), 60);                   /* a dry run deletes nothing */
	CHECK_INT(rows(t->s, T_AUDIT), 60);
	yg_store_close(raw);
	kit_close(t);
}

static void deleted(void)
{
	struct kit *t = world(2021, "dispensed");
	struct store *raw = raw_open(path);
	struct retain_info i = { 0 };
	uint64_t audit;
	i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2026, 2, 15), false, &by, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.cases, 40);
	CHECK_INT(i.patients, 0);
	CHECK_INT(rows(t->s, T_CASE), 20);
	CHECK_INT(rows(t->s, T_EVENT), 20);
	CHECK_INT(rows(t->s, T_DOCUMENT), 20);
	CHECK_INT(rows(t->s, T_COMMAND), 20);
	CHECK_INT(rows(t->s, T_DISPENSING), 20);
	CHECK_INT(rows(t->s, T_PATIENT), 20);
	CHECK_INT(rows(t->s, T_AUDIT), 60 + 40);
	whole(t);
	i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2026, 4, 1), false, &by, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.cases, 20);
	CHECK_INT(i.patients, 20);
	for (int tab = T_PATIENT_INDEX; tab < T_OUTBOX; tab++) CHECK_INT(rows(t->s, (enum store_table)tab), 0);
	audit = rows(t->s, T_AUDIT);
	CHECK_INT(audit, 60 + 60 + 20);
	whole(t);
	i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2030, 4, 1), false, &by, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.cases, 0);
	CHECK_INT(rows(t->s, T_AUDIT), audit);
	yg_store_close(raw);
	kit_close(t);
}

static void never_open_ones(void)
{
	static const char *const open_[] = { "received", "checked", "decided" };
	for (size_t k = 0; k < 3; k++) {
		struct kit *t = world(2021, open_[k]);
		struct store *raw = raw_open(path);
		struct retain_info i = { 0 };
		i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2040, 1, 1), false, &by, NULL, NULL, &i, &ds), YG_OK);
		CHECK_INT(i.cases, 40);
		CHECK_INT(i.open, 20);
		CHECK_INT(i.patients, 0);
		CHECK_INT(rows(t->s, T_CASE), 20);
		whole(t);
		yg_store_close(raw);
		kit_close(t);
	}
}

static void what_waits(void)
{
	struct kit *t = world(2021, "dispensed");
	struct store *raw = raw_open(path);
	struct retain_info i = { 0 };
	const struct cell patient = kit_text(t, "#aaaabbbbccccdddd#", 5, 0), id = kit_text(t, "#000011112222$", 5, 1000);
	KIT_ROW(t, T_OUTBOX, CELL_T(KIT_TENANT), patient, CELL_T(STR("o1")), id, CELL_I(1), CELL_T(STR("waiting")), CELL_I(0), CELL_I(0), CELL_I(1), CELL_NONE,
		CELL_T(STR("{}")));
	kit_commit(t);
	i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2040, 1, 1), false, &by, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.cases, 59);
	CHECK_INT(i.waiting, 1);
	CHECK_INT(i.patients, 19);
	CHECK_INT(rows(t->s, T_OUTBOX), 1);
	whole(t);
	yg_store_close(raw);
	kit_close(t);
}

static void configured(void)
{
	struct kit *t = world(2021, "dispensed");
	struct store *raw = raw_open(path);
	struct retain_info i = { 0 };
	struct write w = { .op = W_INSERT, .table = T_SETTING, .check_col = -1 };
	static const struct { const char *value; int err, years; } cases[] = { { "3", YG_OK, 3 }, { "5", YG_OK, 5 }, { "20", YG_OK, 20 }, { "2", YG_EREFUSED, 0 },
		{ "0", YG_EREFUSED, 0 }, { "", YG_EREFUSED, 0 }, { "five", YG_EREFUSED, 0 }, { "100", YG_EREFUSED, 0 }, { "-5", YG_EREFUSED, 0 } };
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		const struct cell row[] = { CELL_T(KIT_TENANT), CELL_T(STR(YG_RETENTION_SETTING)), CELL_T(yg_str(cases[k].value)) };
		w.cells = row;
		CHECK_INT(yg_store_commit(raw, &w, 1, NULL), YG_OK);
		w.op = W_UPDATE;
		i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2025, 1, 1), true, &by, NULL, NULL, &i, &ds), cases[k].err);
		if (!cases[k].err) CHECK_INT(i.years, cases[k].years);
		if (!cases[k].err) CHECK_INT(i.cases, cases[k].years == 3 ? 60 : 0);
	}
	for (const struct legal_period *l = yg_legal_periods; l->what; l++) CHECK(l->years >= 3 && l->source && *l->source);
	yg_store_close(raw);
	kit_close(t);
}

/* What was deleted cannot be read from a copy made before, once the keys of its years are gone; what stayed can be read in the store. */
static void gone_from_copies(void)
{
	struct kit *t = world(2020, "dispensed"), *old;
	struct store *raw = raw_open(path);
	struct retain_info i = { 0 };
	struct reseal_info r;
	struct cell row[10];
	const struct cell key[] = { CELL_T(KIT_TENANT), CELL_T(STR("00000003aaaabbbbccccdddd00000003")) };
	size_t gone;
	CHECK_INT(yg_store_copy(t->s, copy, NULL, NULL), YG_OK);
	CHECK_INT(yg_keyring_rotate(t->k, KEY_SEAL, 2025), YG_OK);
	kit_patient(t, 300, 2, 2, (struct ymd){ 2025, 1, 5 }, 28, "dispensed");
	kit_commit(t);
	i.years = 0;
	CHECK_INT(yg_retain(raw, t->k, KIT_TENANT, noon(2026, 5, 1), false, &by, NULL, NULL, &i, &ds), YG_OK);
	CHECK_INT(i.shred_year, 2020);
	CHECK_INT(yg_reseal(raw, t->k, i.shred_year, NULL, NULL, &r, &ds), YG_OK);
	CHECK_INT(yg_keyring_shred(t->k, i.shred_year, &gone), YG_OK);
	CHECK_INT(gone, 1);
	whole(t);
	CHECK_INT(rows(t->s, T_PATIENT), 1);
	old = kit_open(copy, keys);
	CHECK_INT(yg_store_get(old->s, T_PATIENT, key, arena, row), YG_ESEAL);
	kit_close(old);
	yg_store_close(raw);
	kit_close(t);
}

int main(void)
{
	if (!mkdtemp(dir) || !(arena = yg_arena_new(64u << 20))) return 99;
	yg_diags_init(&ds, arena);
	snprintf(keys, sizeof keys, "%s/keys", dir);
	snprintf(path, sizeof path, "%s/s.db", dir);
	snprintf(copy, sizeof copy, "%s/copy.db", dir);
	T_RUN(resealed);
	T_RUN(resumed);
	T_RUN(damaged);
	T_RUN(on_the_day);
	T_RUN(deleted);
	T_RUN(never_open_ones);
	T_RUN(what_waits);
	T_RUN(configured);
	T_RUN(gone_from_copies);
	fresh();
	unlink(keys);
	CHECK_INT(rmdir(dir), 0);
	yg_arena_free(arena);
	return T_END();
}
