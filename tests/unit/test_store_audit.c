/* test_store_audit.c - chains that are whole, and every way to spoil one: each must be found and named. */
#include "t.h"
#include "base/err.h"
#include "store/audit.h"
#include <unistd.h>
#include "base/ban.h"

#define TENANT STR("main")
static char dir[] = "/tmp/yagen-audit-XXXXXX", path[128], other[128];
static struct keyring *keys;
static int64_t tick = 1795000000;
static const char *const patients[] = { "11111111111111111111111111111111", "22222222222222222222222222222222", "33333333333333333333333333333333" };
enum { SEQ = 2, AT, WHO, ACTION = 7, PREVIOUS = 11, HASH, NA };

static struct audit_entry entry(const char *action, int64_t at)
{
	return (struct audit_entry){ STR("p01"), STR("pharmacist"), STR("t1"), yg_str(action), STR("case"), STR(""), STR("system"), at };
}

static int append(struct store *s, const char *chain, size_t n)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct audit_entry e[8];
	struct write w[10];
	size_t nw = 0;
	int err;
	for (size_t i = 0; i < n; i++) e[i] = entry(i % 2 ? "case.decide" : "case.check", tick++);
	err = yg_audit_append(s, keys, TENANT, yg_str(chain), e, n, a, w, &nw);
	if (!err) {
		CHECK_INT(nw, n + 1);
		err = yg_store_commit(s, w, nw, NULL);
	}
	yg_arena_free(a);
	return err;
}

/* Three patients with 5, 4 and 3 entries, appended in turn, and one in "-". */
static struct store *world(void)
{
	const struct store_options o = { .path = ":memory:", .create = true, .keys = keys };
	struct store *s = NULL;
	CHECK_INT(yg_store_open(&s, &o, NULL), YG_OK);
	if (!s) exit(1);
	for (int round = 0; round < 3; round++)
		for (int p = 0; p < 3; p++) CHECK_INT(append(s, patients[p], 1), YG_OK);
	CHECK_INT(append(s, patients[0], 2), YG_OK);
	CHECK_INT(append(s, patients[1], 1), YG_OK);
	CHECK_INT(append(s, "-", 1), YG_OK);
	return s;
}

/* Verifies; want NULL: no fault, else one with this code, chain and number must be among them. */
static void expect_with(struct store *s, const struct keyring *k, const char *want, const char *chain, const char *number, uint64_t entries)
{
	struct arena *a = yg_arena_new(1u << 22);
	struct diags ds;
	uint64_t n = 0;
	bool found = false;
	yg_diags_init(&ds, a);
	CHECK_INT(yg_audit_verify(s, k, TENANT, &ds, &n), want ? YG_EREFUSED : YG_OK);
	if (entries) CHECK_INT(n, entries);
	for (size_t i = 0; i < ds.n; i++) {
		struct buf b;
		yg_buf_init(&b, 4096);
		yg_diag_text(&ds.d[i], LANG_EN, &b);
		if (want && strcmp(ds.d[i].kind->code, want) == 0 && yg_str_eqz(ds.d[i].arg[0], chain) && yg_str_eqz(ds.d[i].arg[1], number)) {
			found = true;
			CHECK(yg_str_find(yg_buf_view(&b), yg_str(chain)) != (size_t)-1);
		}
		if (!want) fprintf(stderr, "%.*s\n", STR_ARG(yg_buf_view(&b)));
		yg_buf_free(&b);
	}
	if (want && !found) {
		fprintf(stderr, "%s: no %s for %s %s, but %zu others, first %s %.*s\n", t_name, want, chain, number, ds.n,
			ds.n ? ds.d[0].kind->code : "", STR_ARG(ds.n ? ds.d[0].arg[1] : STR_NONE));
	}
	CHECK(!want || found);
	yg_arena_free(a);
}
#define expect(s, want, chain, number) expect_with(s, keys, want, chain, number, 0)

static void get(struct store *s, struct arena *a, enum store_table t, const char *chain, int64_t seq, struct cell *out)
{
	const struct cell key[] = { CELL_T(TENANT), CELL_T(yg_str(chain)), CELL_I(seq) };
	CHECK_INT(yg_store_get(s, t, key, a, out), YG_OK);
}
static void change(struct store *s, enum write_op op, enum store_table t, const struct cell *cells)
{
	const struct write w = { .op = op, .table = t, .cells = cells, .check_col = -1 };
	CHECK_INT(yg_store_commit(s, &w, 1, NULL), YG_OK);
}
static void drop(struct store *s, const char *chain, int64_t from, int64_t to)
{
	for (int64_t i = from; i <= to; i++) {
		const struct cell key[] = { CELL_T(TENANT), CELL_T(yg_str(chain)), CELL_I(i) };
		change(s, W_DELETE, T_AUDIT, key);
	}
}

static void whole(void)
{
	struct store *s = world();
	expect_with(s, keys, NULL, "", "", 13);
	yg_store_close(s);
}

static void removed(void)
{
	for (int64_t i = 1; i <= 4; i++) {
		struct store *s = world();
		char n[8];
		drop(s, patients[0], i, i);
		snprintf(n, sizeof n, "%d", (int)i);
		expect(s, "audit-removed", patients[0], n);
		yg_store_close(s);
	}
}

static void changed(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	for (int col = AT; col <= HASH; col++) {
		struct store *s = world();
		struct cell row[NA];
		get(s, a, T_AUDIT, patients[1], 2, row);
		if (col == AT) row[col].i++;
		else row[col] = CELL_T(STR("x"));
		change(s, W_UPDATE, T_AUDIT, row);
		expect(s, "audit-changed", patients[1], "2");
		yg_store_close(s);
	}
	yg_arena_free(a);
}

/* Somebody who knows the recipe makes the entry's own hash anew: the next one does not follow any more. */
static void changed_with_new_hash(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	struct cell one[NA], two[NA];
	get(s, a, T_AUDIT, patients[0], 2, one);
	get(s, a, T_AUDIT, patients[1], 2, two);
	one[HASH] = two[HASH];
	change(s, W_UPDATE, T_AUDIT, one);
	expect(s, "audit-link", patients[0], "3");
	yg_store_close(s);
	yg_arena_free(a);
}

static void reordered(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	struct cell two[NA], three[NA];
	get(s, a, T_AUDIT, patients[0], 2, two);
	get(s, a, T_AUDIT, patients[0], 3, three);
	two[SEQ] = CELL_I(3);
	three[SEQ] = CELL_I(2);
	change(s, W_UPDATE, T_AUDIT, two);
	change(s, W_UPDATE, T_AUDIT, three);
	expect(s, "audit-link", patients[0], "2");
	yg_store_close(s);
	yg_arena_free(a);
}

static void inserted(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	struct cell row[NA];
	/* between 2 and 3, the rest moved up */
	for (int64_t i = 5; i >= 3; i--) {
		get(s, a, T_AUDIT, patients[0], i, row);
		row[SEQ] = CELL_I(i + 1);
		change(s, i == 5 ? W_INSERT : W_UPDATE, T_AUDIT, row);
	}
	expect(s, "audit-changed", patients[0], "4");
	expect(s, "audit-cut", patients[0], "6");
	yg_store_close(s);
	/* before the first */
	s = world();
	get(s, a, T_AUDIT, patients[0], 1, row);
	row[SEQ] = CELL_I(0);
	change(s, W_INSERT, T_AUDIT, row);
	expect(s, "audit-order", patients[0], "0");
	yg_store_close(s);
	/* a whole chain that nobody made */
	s = world();
	row[SEQ] = CELL_I(1);
	row[1] = CELL_T(STR("44444444444444444444444444444444"));
	change(s, W_INSERT, T_AUDIT, row);
	expect(s, "audit-no-head", "44444444444444444444444444444444", "1");
	yg_store_close(s);
	yg_arena_free(a);
}

static void end_cut_off(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	struct cell head[5], row[NA];
	drop(s, patients[2], 3, 3);
	expect(s, "audit-cut", patients[2], "2");
	/* and the head made to fit, without the key */
	get(s, a, T_AUDIT, patients[2], 2, row);
	get(s, a, T_AUDIT_HEAD, patients[2], 0, head);
	head[2] = CELL_I(2);
	head[3] = row[HASH];
	change(s, W_UPDATE, T_AUDIT_HEAD, head);
	expect(s, "audit-head", patients[2], "2");
	CHECK_INT(append(s, patients[2], 1), YG_ESEAL);      /* our mark does not cover it up */
	yg_store_close(s);
	s = world();
	drop(s, patients[2], 1, 3);
	expect(s, "audit-no-entries", patients[2], "3");
	yg_store_close(s);
	yg_arena_free(a);
}

static void heads_swapped(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	struct cell one[5], two[5], t;
	get(s, a, T_AUDIT_HEAD, patients[0], 0, one);
	get(s, a, T_AUDIT_HEAD, patients[1], 0, two);
	t = one[1];
	one[1] = two[1];
	two[1] = t;
	change(s, W_UPDATE, T_AUDIT_HEAD, one);
	change(s, W_UPDATE, T_AUDIT_HEAD, two);
	expect(s, "audit-head", patients[0], "4");
	expect(s, "audit-head", patients[1], "5");
	yg_store_close(s);
	s = world();
	{
		const struct cell key[] = { CELL_T(TENANT), CELL_T(yg_str(patients[1])) };
		change(s, W_DELETE, T_AUDIT_HEAD, key);
	}
	expect(s, "audit-no-head", patients[1], "4");
	CHECK(append(s, patients[1], 1) == YG_EEXISTS);      /* no second beginning */
	yg_store_close(s);
	yg_arena_free(a);
}

static void other_key(void)
{
	struct keyring *o = NULL;
	struct store *s = world();
	CHECK_INT(yg_keyring_open(&o, other, NULL), YG_OK);
	expect_with(s, o, "audit-head", patients[0], "5", 13);
	yg_keyring_close(o);
	/* a head made before the audit key was rotated stays good; the next one gets the new key */
	CHECK_INT(yg_keyring_rotate(keys, KEY_AUDIT, 2027), YG_OK);
	expect(s, NULL, "", "");
	CHECK_INT(append(s, patients[0], 2), YG_OK);
	expect_with(s, keys, NULL, "", "", 15);
	yg_store_close(s);
}

static void chain_removed_after_a_seal(void)
{
	const struct audit_entry by = entry("", 1795100000);
	struct arena *a = yg_arena_new(1u << 20);
	struct store *s = world();
	const struct cell key[] = { CELL_T(TENANT), CELL_T(yg_str(patients[1])) };
	struct cell old[5], row[NA];
	char seal[65], again[65];
	get(s, a, T_AUDIT_HEAD, patients[0], 0, old);
	get(s, a, T_AUDIT, patients[0], 5, row);
	CHECK_INT(append(s, patients[0], 1), YG_OK);
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	CHECK_INT(strlen(seal), 64);
	get(s, a, T_AUDIT, "-", 2, row);
	CHECK_STR(row[HASH].s, yg_str(seal));
	expect_with(s, keys, NULL, "", "", 15);
	/* life goes on */
	CHECK_INT(append(s, patients[2], 2), YG_OK);
	expect(s, NULL, "", "");
	/* an old head with its good mark, and the end cut off to fit */
	drop(s, patients[0], 6, 6);
	change(s, W_UPDATE, T_AUDIT_HEAD, old);
	expect(s, "audit-seal-chain", patients[0], "6");
	CHECK_INT(append(s, patients[0], 1), YG_OK);
	expect(s, "audit-seal-chain", patients[0], "6");     /* another entry in its place */
	/* entries and head, as if the patient had never been there */
	drop(s, patients[1], 1, 4);
	change(s, W_DELETE, T_AUDIT_HEAD, key);
	expect(s, "audit-seal-chain", patients[1], "4");
	yg_store_close(s);
	/* a second seal takes the place of the first one's list */
	s = world();
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, again), YG_OK);
	CHECK(strcmp(seal, again) != 0);
	expect_with(s, keys, NULL, "", "", 15);
	yg_store_close(s);
	yg_arena_free(a);
}

struct found { struct arena *a; struct cell c[3]; size_t n; };
static int lists(void *ctx, const struct cell *c)
{
	struct found *f = ctx;
	if (!yg_str_starts(c[1].s, STR("audit.seal."))) return 0;
	for (int i = 0; i < 3; i++) f->c[i].s = yg_arena_str(f->a, c[i].s);
	f->n++;
	return 0;
}

static void list_of_a_seal(void)
{
	const struct audit_entry by = entry("", 1795100000);
	const struct store_scan q = { .table = T_SETTING, .index = -1 };
	struct found f = { .a = yg_arena_new(1u << 20) };
	struct store *s = world();
	char seal[65];
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	CHECK_INT(yg_store_scan(s, &q, lists, &f), 0);
	CHECK_INT(f.n, 1);                                   /* the old list is gone */
	CHECK(yg_str_starts(f.c[2].s, STR("- 2 ")));
	f.c[2].s = yg_str_sub(f.c[2].s, yg_str_find(f.c[2].s, STR("\n")) + 1, f.c[2].s.n);
	change(s, W_UPDATE, T_SETTING, f.c);
	expect(s, "audit-seal-list", "-", "3");
	change(s, W_DELETE, T_SETTING, f.c);
	expect(s, "audit-seal-list", "-", "3");
	yg_store_close(s);
	yg_arena_free(f.a);
}

/* More chains than one page and one row of a seal's list. */
static void many(void)
{
	const struct audit_entry by = entry("", 1795100000);
	const struct store_options o = { .path = ":memory:", .create = true, .keys = keys };
	struct store *s = NULL;
	char chain[40], seal[65];
	CHECK_INT(yg_store_open(&s, &o, NULL), YG_OK);
	for (int i = 0; i < 3001; i++) {
		snprintf(chain, sizeof chain, "%032d", i);
		CHECK_INT(append(s, chain, 2), YG_OK);
	}
	expect_with(s, keys, NULL, "", "", 6002);
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	CHECK_INT(yg_audit_seal(s, keys, TENANT, &by, seal), YG_OK);
	expect_with(s, keys, NULL, "", "", 6004);
	for (int i = 0; i < 3001; i += 500) {
		const struct cell key[] = { CELL_T(TENANT), CELL_T(yg_str(chain)) };
		snprintf(chain, sizeof chain, "%032d", i);
		drop(s, chain, 1, 2);
		expect(s, "audit-no-entries", chain, "2");
		change(s, W_DELETE, T_AUDIT_HEAD, key);
		expect(s, "audit-seal-chain", chain, "2");
	}
	yg_store_close(s);
}

/* Two writers at one head: the second is told, nothing is written twice. */
static void stale(void)
{
	struct store *s = world();
	struct arena *a = yg_arena_new(1u << 20);
	const struct audit_entry e = entry("case.check", 1795000000);
	struct write one[3], two[3];
	size_t n1 = 0, n2 = 0;
	CHECK_INT(yg_audit_append(s, keys, TENANT, yg_str(patients[0]), &e, 1, a, one, &n1), YG_OK);
	CHECK_INT(yg_audit_append(s, keys, TENANT, yg_str(patients[0]), &e, 1, a, two, &n2), YG_OK);
	CHECK_INT(yg_store_commit(s, one, n1, NULL), YG_OK);
	CHECK(yg_store_commit(s, two, n2, NULL) != YG_OK);
	expect_with(s, keys, NULL, "", "", 14);
	n1 = 7;
	CHECK_INT(yg_audit_append(s, keys, TENANT, yg_str(patients[0]), &e, 0, a, one, &n1), YG_OK);
	CHECK_INT(n1, 7);
	yg_arena_free(a);
	yg_store_close(s);
}

int main(void)
{
	char lock[160];
	if (!mkdtemp(dir)) return 99;
	snprintf(path, sizeof path, "%s/a.keys", dir);
	snprintf(other, sizeof other, "%s/b.keys", dir);
	if (yg_keyring_create(path, 2026) || yg_keyring_create(other, 2026) || yg_keyring_open(&keys, path, NULL)) return 99;
	T_RUN(whole);
	T_RUN(removed);
	T_RUN(changed);
	T_RUN(changed_with_new_hash);
	T_RUN(reordered);
	T_RUN(inserted);
	T_RUN(end_cut_off);
	T_RUN(heads_swapped);
	T_RUN(chain_removed_after_a_seal);
	T_RUN(list_of_a_seal);
	T_RUN(many);
	T_RUN(stale);
	T_RUN(other_key);
	yg_keyring_close(keys);
	snprintf(lock, sizeof lock, "%s.lock", path);
	unlink(lock);
	unlink(path);
	unlink(other);
	CHECK_INT(rmdir(dir), 0);
	return T_END();
}
