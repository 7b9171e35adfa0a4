/* test_damage.c - bytes of the store's file are overwritten: every page, many places, several patterns; cut files; a damaged WAL. Whatever
 * is done with it, the answer is an error that says so or what was stored: never a crash, never another sealed value, and never a change
 * to the file by looking at it. What lies on other pages can still be read. RUNS=n places (400), SEED=n. */
#include "torture/burst.h"
#include "store/store_sqlite.h"

#define COMMANDS 60u
static struct keyring *keys;
static struct buf whole, early, wal;                     /* the file as it was; and in the middle, with everything still in its WAL */
static unsigned undetected, refused, found, unread;

static int open_store(struct store **s, bool read_only)
{
	struct store_options o = { .path = k_path("s.db"), .keys = keys, .read_only = read_only, .busy_ms = 50 };
	return yg_store_open(s, &o, &k_diags);
}
static void put_file(const char *name, const struct buf *b, size_t n)
{
	FILE *f = fopen(k_path(name), "wb");
	if (!f || (n && fwrite(b->p, 1, n, f) != n) || fclose(f) != 0) exit(99);
}
static void make(void)
{
	struct store_options o = { .path = k_path("s.db"), .create = true, .keys = keys };
	struct store *s = NULL;
	CHECK_INT(yg_store_open(&s, &o, &k_diags), YG_OK);
	for (unsigned i = 1; i <= COMMANDS; i++) {
		CHECK_INT(burst_commit(s, 0, i), YG_OK);
		if (i == 40) early = t_read(k_path("s.db"));
		if (i == 40) wal = t_read(k_path("s.db-wal"));
	}
	yg_store_close(s);
	whole = t_read(k_path("s.db"));
}

/* Rows that can still be read are as they were written; answers how many of them, of COMMANDS. */
static unsigned readable(struct store *s)
{
	unsigned n = 0;
	for (unsigned i = 1; i <= COMMANDS; i++) {
		struct burst_rows r;
		struct cell got[STORE_MAX_COLUMNS];
		size_t bytes = k_col(T_DOCUMENT, "bytes");
		int err;
		burst_rows(&r, 0, i);
		err = yg_store_get(s, T_DOCUMENT, r.document, k_arena, got);
		if (err) CHECK(err == YG_EIO || err == YG_ESEAL || err == YG_ENOTFOUND);
		if (err) CHECK(yg_store_error(s)[0] != '\0');
		if (!err) CHECK_STR(got[bytes].s, r.document[bytes].s);
		if (!err && !k_same(T_DOCUMENT, got, r.document)) undetected++;      /* columns in the clear have no seal */
		n += !err;
	}
	return n;
}

static bool untouched(const char *name, const struct buf *b, size_t n)
{
	struct buf now = t_read(k_path(name));
	bool same = now.n == n && (n == 0 || memcmp(now.p, b->p, n) == 0);
	yg_buf_free(&now);
	return same;
}

/* The file is damaged as it stands in b: look at it in every way, then write to it. */
static void look(const struct buf *b, size_t n)
{
	struct store *s = NULL;
	int err;
	k_reset();
	k_remove("s.db");
	put_file("s.db", b, n);
	err = open_store(&s, true);
	if (err) {
		CHECK(err == YG_EIO || err == YG_EREFUSED);
		CHECK(k_diags.worst == DIAG_ERROR);
		refused++;
	} else {
		unsigned left = readable(s);
		struct cell got[STORE_MAX_COLUMNS];
		for (int t = 0; t < T_COUNT; t++) {
			for (int x = -1; x < (int)yg_schema[t].nindex; x++) {
				struct store_scan q = { .table = (enum store_table)t, .index = x, .descending = x == 0 };
				size_t rows = 0;
				int e = yg_store_scan(s, &q, k_count_each, &rows);
				CHECK(e == YG_OK || e == YG_EIO || e == YG_ESEAL);
			}
		}
		(void)yg_store_get(s, T_PATIENT, k_patient("nobody"), k_arena, got);
		err = yg_store_check(s, &k_diags, NULL);
		CHECK(err == YG_OK || err == YG_EIO);
		if (err) CHECK(k_diags.worst == DIAG_ERROR);
		if (left < COMMANDS) {                          /* what cannot be read is known to the check */
			unread++;
			CHECK_INT(err, YG_EIO);
		}
		if (err) found++;
		yg_store_close(s);
	}
	CHECK(untouched("s.db", b, n));
	if (open_store(&s, false) == YG_OK) {                   /* going on with it ends in an answer, too */
		for (unsigned i = 0; i < 3; i++) {
			err = burst_commit(s, 0, COMMANDS + 1 + i);
			CHECK(err == YG_OK || err == YG_EIO || err == YG_EEXISTS || err == YG_ESTALE || err == YG_ENOTFOUND || err == YG_ENOSPACE);
			if (err) CHECK(yg_store_error(s)[0] != '\0');
			if (err) break;
		}
		yg_store_close(s);
	}
}

static void pages(void)
{
	unsigned runs = burst_runs(400), all;
	size_t npages = whole.n / 4096;
	struct buf b;
	CHECK(whole.n % 4096 == 0 && npages > 50);
	yg_buf_init(&b, 64u << 20);
	for (unsigned run = 0; run < runs && t_failed < 20; run++) {
		char name[64];
		size_t page = run < npages ? run : k_below(npages), at, n;
		unsigned how = (unsigned)k_below(5);
		b.n = 0;
		yg_buf_add(&b, whole.p, whole.n);
		n = how == 0 ? 4096 : how == 1 ? 512 : 1 + k_below(16);
		at = page * 4096 + (how == 0 ? 0 : k_below(4096 - n + 1));
		if (how == 4) at = page * 4096 + k_below(12);  /* the page's header */
		for (size_t i = 0; i < n && at + i < b.n; i++) b.p[at + i] = how == 1 ? '\0' : (char)k_random();
		snprintf(name, sizeof name, "run %u, page %zu, %zu bytes at %zu", run, page, n, at);
		t_name = name;
		look(&b, b.n);
	}
	all = refused + found;
	printf("%u places damaged: %u refused at opening, %u found by the check (%u with rows that cannot be read), %u rows changed unseen in columns without a seal\n",
	       runs, refused, found, unread, undetected);
	CHECK(all > runs / 3);
	yg_buf_free(&b);
}

static void cut(void)
{
	for (unsigned run = 0; run < 40 && t_failed < 20; run++) {
		size_t n = run < 8 ? run * 40 : k_below(whole.n);
		struct store *s = NULL;
		char name[64];
		snprintf(name, sizeof name, "cut to %zu bytes", n);
		t_name = name;
		look(&whole, n);
		k_remove("s.db");
		put_file("s.db", &whole, n);
		if (n && n / 4096 * 4096 < whole.n && open_store(&s, true) == YG_OK) {
			CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_EIO);
			yg_store_close(s);
		}
	}
}

/* A damaged WAL: its checksums end it where the damage begins. The store is then whole at an earlier moment (docs/formats/store.md says what
 * that means), never something in between. */
static void damaged_wal(void)
{
	struct buf b;
	unsigned before = 0, shorter = 0;
	yg_buf_init(&b, 64u << 20);
	for (unsigned run = 0; run < 60 && t_failed < 20; run++) {
		struct store *s = NULL;
		char name[32];
		int n;
		snprintf(name, sizeof name, "WAL, run %u", run);
		t_name = name;
		k_reset();
		k_remove("s.db");
		put_file("s.db", &early, early.n);
		b.n = 0;
		yg_buf_add(&b, wal.p, wal.n);
		if (run) b.p[k_below(b.n)] ^= (char)(1 + k_below(255));
		put_file("s.db-wal", &b, b.n);
		if (open_store(&s, false) != YG_OK) { CHECK(k_diags.worst == DIAG_ERROR); shorter++; continue; }
		n = burst_verify(s, 0);
		CHECK(n >= 0 && n <= 40);
		CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
		if (run == 0) CHECK_INT(before = (unsigned)n, 40);
		shorter += run && (unsigned)n < before;
		yg_store_close(s);
	}
	printf("WAL: %u commands undamaged, fewer or refused in %u of 59\n", before, shorter);
	yg_buf_free(&b);
}

int main(void)
{
	k_start();
	burst_seed();
	keys = k_keys("keys");
	T_RUN(make);
	T_RUN(pages);
	T_RUN(cut);
	T_RUN(damaged_wal);
	yg_buf_free(&whole);
	yg_buf_free(&early);
	yg_buf_free(&wal);
	yg_keyring_close(keys);
	k_end();
	return T_END();
}
