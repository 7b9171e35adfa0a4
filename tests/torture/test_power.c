/* test_power.c - the power goes at a random write or sync of a burst of commands, including the making of the store, its checkpoints, its
 * closing and opening again. What was not synced is lost: all of it, or a random subset of sectors, some torn. Afterwards the store opens with
 * the plain VFS, passes its check and holds what was acknowledged, once, whole. With synchronous=OFF or NORMAL the same harness must find losses,
 * else it proves nothing. RUNS=n runs (120), SEED=n. */
#include "torture/vfs.h"
#include "torture/burst.h"
#include "store/store_sqlite.h"

static struct keyring *keys;
struct life { unsigned acked; unsigned long ops; int err; };

static struct store *open_on(const char *vfs, int *err)
{
	struct store_options o = { .path = k_path("s.db"), .create = true, .keys = keys, .vfs = vfs };
	struct store *s = NULL;
	*err = yg_store_open(&s, &o, &k_diags);
	return s;
}

/* Commands from `acked` on, `n` in each of two sittings with closing between them, until the power goes. */
static struct life live(unsigned acked, unsigned n, unsigned checkpoint, const char *pragma)
{
	struct life l = { acked, 0, 0 };
	for (int sitting = 0; sitting < 2 && !l.err; sitting++) {
		struct store *s = open_on("torture", &l.err);
		char text[64];
		snprintf(text, sizeof text, "PRAGMA wal_autocheckpoint = %u", checkpoint);
		if (s && checkpoint) (void)yg_sqlite_run((struct sqlite_store *)s, text);
		if (s && pragma) (void)yg_sqlite_run((struct sqlite_store *)s, pragma);
		for (unsigned i = 0; s && !l.err && i < n; i++) {
			l.err = burst_commit(s, 0, l.acked + 1);
			if (l.err == YG_EEXISTS && i == 0) l.err = YG_OK;      /* found after the last cut: carried out, now acknowledged */
			if (!l.err) l.acked++;
		}
		yg_store_close(s);
	}
	l.ops = v.ops;
	return l;
}

/* One life from store `acked`, cut at operation `cut_at`; answers how many commands are there afterwards, -1: not whole. *acked: how many must be. */
static int one_run(unsigned *acked, unsigned n, unsigned checkpoint, unsigned long cut_at, unsigned keep, const char *pragma)
{
	struct store *s;
	struct life l;
	int there = -1, err;
	vfs_forget();
	v.cut_at = cut_at;
	l = live(*acked, n, checkpoint, pragma);
	*acked = l.acked;
	if (l.err && !v.dead) fprintf(stderr, "%s: error %d before the power went\n", t_name, l.err);
	vfs_power_on(keep);
	vfs_to_disk();
	s = open_on(NULL, &err);
	if (!s) { if (!pragma) { fprintf(stderr, "%s: open %d\n", t_name, err); k_print_diags(); } return -1; }
	err = yg_store_check(s, &k_diags, NULL);
	if (!err) there = burst_verify(s, 0);
	else if (!pragma) k_print_diags();
	yg_store_close(s);
	return there;
}

static unsigned long all_ops(unsigned n, unsigned checkpoint)   /* of a life nobody cuts short */
{
	struct life l;
	k_remove("s.db");
	vfs_forget();
	l = live(0, n, checkpoint, NULL);
	CHECK_INT(l.err, YG_OK);
	CHECK_INT(l.acked, 2 * n);
	return l.ops;
}

static void nothing_is_lost(void)
{
	unsigned runs = burst_runs(120), extra = 0, acked_all = 0, checkpoint = 0, n = 1, acked = 0;
	unsigned long ops = 1;
	for (unsigned run = 0; run < runs && !t_failed; run++) {
		char name[32];
		unsigned keep = run % 3 == 0 ? 0 : run % 3 == 1 ? 16 : 1 + (unsigned)k_below(15), before;
		int there;
		snprintf(name, sizeof name, "run %u", run);
		t_name = name;
		k_reset();
		if (run % 8 == 0) {                             /* a new store, another length of burst, another size of WAL */
			n = 2 + (unsigned)k_below(24);
			checkpoint = run % 16 ? 10 + (unsigned)k_below(60) : 0;
			ops = all_ops(n, checkpoint);
			k_remove("s.db");
			acked = 0;
		}
		before = acked;
		there = one_run(&acked, n, checkpoint, 1 + k_below(ops + 5), keep, NULL);
		CHECK(there == (int)acked || there == (int)acked + 1);
		if (there < 0) break;
		acked_all += acked - before;
		extra += (unsigned)there - acked;
		/* the client repeats what was not acknowledged: live() begins with the same number and takes EEXISTS for an answer */
	}
	printf("%u power cuts, %u commands acknowledged, %u found that were not\n", runs, acked_all, extra);
	CHECK(acked_all > runs);
}

/* A harness that cannot find a loss is none: settings that acknowledge before the medium holds it must be found out. */
static void must_lose(const char *pragma)
{
	unsigned lost = 0, broken = 0, runs = 40;
	unsigned long ops = all_ops(8, 20);
	for (unsigned run = 0; run < runs; run++) {
		unsigned acked = 0;
		int there;
		k_reset();
		k_remove("s.db");
		there = one_run(&acked, 8, 20, ops / 4 + k_below(ops / 2), run % 2 ? 8 : 0, pragma);
		if (there < 0) broken++;
		else if ((unsigned)there < acked) lost++;
	}
	printf("%s: %u of %u cuts lost what was acknowledged, %u broke the store\n", pragma, lost, runs, broken);
	CHECK(lost + broken > runs / 4);
	CHECK(lost > 0);
}
static void off_loses(void) { must_lose("PRAGMA synchronous = OFF"); }
static void normal_loses(void) { must_lose("PRAGMA synchronous = NORMAL"); }

int main(void)
{
	k_start();
	burst_seed();
	vfs_register();
	keys = k_keys("keys");
	T_RUN(off_loses);
	T_RUN(normal_loses);
	T_RUN(nothing_is_lost);
	vfs_forget();
	yg_keyring_close(keys);
	k_end();
	return T_END();
}
