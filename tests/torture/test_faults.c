/* test_faults.c - every operation of a burst fails once: the disk is full, an operation answers with an I/O error, the medium turned
 * read-only; for every n, once or from then on. Each failure is a clear error of its kind; when it is gone, the same handle goes on, the
 * repeated command is carried out or found carried out, and in the end everything is there once. Never a crash (run it with sanitizers).
 * RUNS=1: every place of every fault, with a full check after each; else of some faults every fifth place. */
#include "torture/vfs.h"
#include "torture/burst.h"
#include "store/store_sqlite.h"

#define COMMANDS 7u
static struct keyring *keys;
static bool every_place;

static struct store *open_store(int *err)
{
	struct store_options o = { .path = k_path("s.db"), .create = true, .keys = keys, .vfs = "torture" };
	struct store *s = NULL;
	*err = yg_store_open(&s, &o, &k_diags);
	if (s) (void)yg_sqlite_run((struct sqlite_store *)s, "PRAGMA wal_autocheckpoint = 6");
	return s;
}

struct fault { const char *name; unsigned ops; int rc, os; bool on; int want, or_want; unsigned stride; };
static const struct fault faults[] = {
	{ "disk full from then on", VFS_WRITE, SQLITE_FULL, ENOSPC, true, YG_ENOSPACE, YG_ENOSPACE, 1 },
	{ "disk full once", VFS_WRITE, SQLITE_FULL, ENOSPC, false, YG_ENOSPACE, YG_ENOSPACE, 5 },
	{ "quota reached", VFS_WRITE, SQLITE_IOERR_WRITE, EDQUOT, true, YG_ENOSPACE, YG_ENOSPACE, 5 },
	{ "write error once", VFS_WRITE, SQLITE_IOERR_WRITE, EIO, false, YG_EIO, YG_EIO, 1 },
	{ "write error from then on", VFS_WRITE, SQLITE_IOERR_WRITE, EIO, true, YG_EIO, YG_EIO, 5 },
	{ "sync error once", VFS_SYNC, SQLITE_IOERR_FSYNC, EIO, false, YG_EIO, YG_EIO, 1 },
	{ "sync error from then on", VFS_SYNC, SQLITE_IOERR_FSYNC, EIO, true, YG_EIO, YG_EIO, 1 },
	{ "read error once", VFS_READ, SQLITE_IOERR_READ, EIO, false, YG_EIO, YG_EREFUSED, 1 },
	{ "read error from then on", VFS_READ, SQLITE_IOERR_READ, EIO, true, YG_EIO, YG_EREFUSED, 1 },
	{ "truncate error", VFS_TRUNCATE, SQLITE_IOERR_TRUNCATE, EIO, true, YG_EIO, YG_EIO, 1 },
	{ "no shared memory", VFS_SHM, SQLITE_IOERR_SHMMAP, EIO, false, YG_EIO, YG_EIO, 1 },
	{ "cannot open", VFS_OPEN, SQLITE_CANTOPEN, EACCES, false, YG_EIO, YG_EIO, 1 },
	{ "cannot delete", VFS_DELETE, SQLITE_IOERR_DELETE, EIO, false, YG_EIO, YG_EIO, 1 },
	{ "no memory in the file system", VFS_READ | VFS_WRITE, SQLITE_IOERR_NOMEM, ENOMEM, false, YG_ENOMEM, YG_ENOMEM, 5 },
	{ "turned read-only", VFS_WRITE | VFS_SYNC, SQLITE_IOERR_WRITE, EROFS, true, YG_EREADONLY, YG_EREADONLY, 5 },
};

static void clear_error(const struct fault *f, struct store *s, int err, const char *doing)
{
	bool right = err == f->want || err == f->or_want;
	if (!right) { fprintf(stderr, "%s: %s: %d %s\n", t_name, doing, err, s ? yg_store_error(s) : ""); k_print_diags(); }
	CHECK(right);
	if (s) CHECK(yg_store_error(s)[0] != '\0');
	else CHECK(k_diags.worst == DIAG_ERROR || err == YG_ENOMEM);
}

/* One burst with the n-th operation failing; false: there is no n-th. */
static bool one_fault(const struct fault *f, unsigned long n)
{
	struct store *s;
	unsigned done = 0, failed = 0;
	int err;
	bool met;
	k_reset();
	k_remove("s.db");
	vfs_forget();
	v.fail_at = n;
	v.fail_ops = f->ops;
	v.fail_rc = f->rc;
	v.fail_errno = f->os;
	v.fail_on = f->on;
	s = open_store(&err);
	if (!s) {
		clear_error(f, NULL, err, "open");
		v.fail_at = 0;
		s = open_store(&err);
		CHECK_INT(err, YG_OK);
		if (!s) return true;
	}
	while (done < COMMANDS) {
		err = burst_commit(s, 0, done + 1);
		if (err == YG_EEXISTS && failed) err = YG_OK;     /* carried out although it could not be acknowledged */
		if (!err) { done++; continue; }
		clear_error(f, s, err, "commit");
		if (++failed > 1) v.fail_at = 0;                  /* twice in vain; then somebody makes room or changes the cable */
		if (failed > 4) break;
	}
	CHECK_INT(done, COMMANDS);
	err = burst_verify(s, 0);
	if (err != (int)COMMANDS && v.fail_at) {                  /* a read failed: again, once all is well */
		v.fail_at = 0;
		err = burst_verify(s, 0);
	}
	CHECK_INT(err, COMMANDS);
	yg_store_close(s);
	met = v.failed;
	v.fail_at = 0;
	vfs_power_on(0);                                          /* and then the power goes: all of it was on the platters */
	s = open_store(&err);
	CHECK_INT(err, YG_OK);
	if (s) {
		if (every_place || n % 4 == 0) CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
		CHECK_INT(burst_verify(s, 0), COMMANDS);
		yg_store_close(s);
	}
	return met;
}

static void every_operation(void)
{
	unsigned long all = 0;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		unsigned long n = 1, stride = every_place ? 1 : faults[i].stride, places = 0;
		char name[80];
		for (bool met = true; met && n < 5000 && t_failed < 20; n += stride) {
			snprintf(name, sizeof name, "%s, at %lu", faults[i].name, n);
			t_name = name;
			met = one_fault(&faults[i], n);
			places += met;
		}
		printf("%s: %lu places\n", faults[i].name, places);
		CHECK(places > 1);
		all += places;
	}
	printf("%lu places in all\n", all);
}

static void read_only_medium(void)
{
	struct store *s;
	struct store_options o = { .path = k_path("s.db"), .read_only = true, .keys = keys, .vfs = "torture" };
	int err;
	k_reset();
	k_remove("s.db");
	vfs_forget();
	s = open_store(&err);
	for (unsigned i = 1; i <= COMMANDS; i++) CHECK_INT(burst_commit(s, 0, i), YG_OK);
	v.read_only = true;                                       /* the kernel does this when a disk begins to fail */
	CHECK_INT(burst_commit(s, 0, COMMANDS + 1), YG_EREADONLY);
	CHECK_INT(burst_verify(s, 0), COMMANDS);                  /* reading goes on */
	yg_store_close(s);
	s = open_store(&err);
	CHECK_INT(err, YG_EREADONLY);
	CHECK(!s && k_said("store-read-only"));
	k_reset();
	CHECK_INT(yg_store_open(&s, &o, &k_diags), YG_OK);
	CHECK_INT(burst_verify(s, 0), COMMANDS);
	CHECK_INT(burst_commit(s, 0, COMMANDS + 1), YG_EREADONLY);
	yg_store_close(s);
	v.read_only = false;
	s = open_store(&err);
	CHECK_INT(burst_commit(s, 0, COMMANDS + 1), YG_OK);
	CHECK_INT(burst_verify(s, 0), COMMANDS + 1);
	yg_store_close(s);
	v.read_only = true;                                       /* closed in peace and put on a read-only medium: no -wal is there, none can be made */
	k_reset();
	CHECK_INT(yg_store_open(&s, &o, &k_diags), YG_EIO);
	CHECK(!s && k_said("store-beside"));
	s = open_store(&err);
	CHECK_INT(err, YG_EREADONLY);
}

int main(void)
{
	k_start();
	burst_seed();
	every_place = burst_runs(0) > 0;
	vfs_register();
	keys = k_keys("keys");
	T_RUN(every_operation);
	T_RUN(read_only_medium);
	vfs_forget();
	yg_keyring_close(keys);
	k_end();
	return T_END();
}
