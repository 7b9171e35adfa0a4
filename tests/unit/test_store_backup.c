/* test_store_backup.c - a backup reads back to the same bytes; cut anywhere, changed anywhere or put together from two it is refused, and
 * nothing is left lying about. */
#include "ops_kit.h"
#include "store/backup.h"
#include <dirent.h>
#include "base/ban.h"

static char dir[] = "/tmp/yagen-backup-XXXXXX", keys[128], other[128], store[128], out[128], back[128];
static struct keyring *ring;

static size_t files(void)
{
	DIR *d = opendir(dir);
	size_t n = 0;
	while (d && readdir(d)) n++;
	if (d) closedir(d);
	return n;
}

static struct backup_info info;
static char code[64];
static int restore(const char *from, const struct keyring *k, const char *to)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	err = yg_backup_read(from, k, to, NULL, NULL, &info, &ds);
	snprintf(code, sizeof code, "%s", ds.n ? ds.d[0].kind->code : "");
	yg_arena_free(a);
	return err;
}
static int save(const char *to)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	err = yg_backup_write(store, ring, 1795000000, to, NULL, NULL, &info, &ds);
	yg_arena_free(a);
	return err;
}
static void write_bytes(const char *path, struct str s)
{
	FILE *f = fopen(path, "wb");
	if (!f || (s.n && fwrite(s.p, 1, s.n, f) != s.n) || fclose(f)) exit(99);
}

static void round_trip(void)
{
	struct stat st;
	struct buf b, r;
	struct kit *t;
	uint64_t rows = 0, entries = 0;
	struct diags ds;
	struct arena *a = yg_arena_new(1u << 20);
	CHECK_INT(save(out), YG_OK);
	CHECK_INT(stat(out, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(info.size, st.st_size);
	CHECK_INT(info.rows[T_PATIENT], 40);
	CHECK_INT(info.rows[T_DISPENSING], 40 * 30);
	CHECK(info.chunks >= 2);                             /* else the tests below say little */
	b = t_read(out);
	CHECK(yg_str_find(yg_buf_view(&b), STR("SQLite")) == (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&b), STR("ミホン")) == (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&b), STR("patient")) == (size_t)-1);
	CHECK_INT(restore(out, ring, NULL), YG_OK);
	CHECK_INT(info.at, 1795000000);
	CHECK_INT(restore(out, ring, back), YG_OK);
	CHECK_INT(info.rows[T_CASE], 40 * 30);
	r = t_read(back);
	CHECK_INT(r.n, info.bytes);
	CHECK_INT(stat(back, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(restore(out, ring, back), YG_EEXISTS);
	yg_diags_init(&ds, a);
	t = kit_open(back, keys);
	CHECK_INT(yg_store_check(t->s, &ds, &rows), YG_OK);
	CHECK_INT(yg_audit_verify(t->s, t->k, KIT_TENANT, &ds, &entries), YG_OK);
	CHECK_INT(entries, 40 * 30);
	kit_close(t);
	CHECK_INT(save(out), YG_EEXISTS);
	yg_buf_free(&b);
	yg_buf_free(&r);
	yg_arena_free(a);
	unlink(back);
}

/* Every byte of the beginning and of the frames, and one in 4099 of the rest. */
static void changed(void)
{
	struct buf b = t_read(out);
	for (size_t i = 0; i < b.n; i += i < 700 || i + 64 > b.n ? 1 : 16411) {
		char bad[160];
		int err;
		snprintf(bad, sizeof bad, "%s.bad", out);
		b.p[i] = (char)(b.p[i] ^ 0x20);
		write_bytes(bad, yg_buf_view(&b));
		b.p[i] = (char)(b.p[i] ^ 0x20);
		err = restore(bad, ring, back);
		CHECK(err == (i >= 8 && i < 16 ? YG_ESEAL : YG_EREFUSED));
		CHECK(code[0]);
		CHECK(access(back, F_OK) != 0);
		unlink(bad);
	}
	yg_buf_free(&b);
}

static void cut(void)
{
	struct buf b = t_read(out);
	char bad[160];
	size_t frame = 48, n, at[64], nat = 0;
	snprintf(bad, sizeof bad, "%s.bad", out);
	/* at the end of every chunk, where nothing but the missing end mark tells */
	while (frame < b.n && nat < 63) {
		const unsigned char *p = (const unsigned char *)b.p + frame;
		n = p[1] | (size_t)p[2] << 8 | (size_t)p[3] << 16;
		at[nat++] = frame;
		frame += 5 + n + 16;
	}
	CHECK_INT(frame, b.n);
	for (size_t i = 0; i < nat; i++) {
		write_bytes(bad, yg_str_sub(yg_buf_view(&b), 0, at[i]));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-cut") == 0);
		write_bytes(bad, yg_str_sub(yg_buf_view(&b), 0, at[i] + 3));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-cut") == 0);
	}
	for (size_t i = 0; i < 48; i++) {
		write_bytes(bad, yg_str_sub(yg_buf_view(&b), 0, i));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-not-one") == 0);
	}
	/* one left out; two exchanged; one twice; something behind */
	for (size_t i = 1; i + 2 < nat; i++) {
		struct buf c;
		yg_buf_init(&c, 64u << 20);
		yg_buf_add(&c, b.p, at[i]);
		yg_buf_add(&c, b.p + at[i + 1], b.n - at[i + 1]);
		write_bytes(bad, yg_buf_view(&c));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-changed") == 0);
		c.n = 0;
		yg_buf_add(&c, b.p, at[i]);
		yg_buf_add(&c, b.p + at[i + 1], at[i + 2] - at[i + 1]);
		yg_buf_add(&c, b.p + at[i], at[i + 1] - at[i]);
		yg_buf_add(&c, b.p + at[i + 2], b.n - at[i + 2]);
		write_bytes(bad, yg_buf_view(&c));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-changed") == 0);
		c.n = 0;
		yg_buf_add(&c, b.p, at[i + 1]);
		yg_buf_add(&c, b.p + at[i], b.n - at[i]);
		write_bytes(bad, yg_buf_view(&c));
		CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
		CHECK(strcmp(code, "backup-changed") == 0);
		yg_buf_free(&c);
	}
	yg_buf_char(&b, 'x');
	write_bytes(bad, yg_buf_view(&b));
	CHECK_INT(restore(bad, ring, back), YG_EREFUSED);
	CHECK(strcmp(code, "backup-tail") == 0);
	CHECK(access(back, F_OK) != 0);
	yg_buf_free(&b);
	unlink(bad);
}

/* A chunk of another backup of the same store, in the same place. */
static void mixed(void)
{
	struct buf one = t_read(out), two, c;
	char second[160];
	size_t n;
	snprintf(second, sizeof second, "%s.2", out);
	CHECK_INT(save(second), YG_OK);
	two = t_read(second);
	n = 48 + 5 + 16 + ((unsigned char)one.p[49] | (size_t)(unsigned char)one.p[50] << 8);
	CHECK_INT(memcmp(one.p + 48, two.p + 48, 5), 0);
	CHECK(memcmp(one.p + 53, two.p + 53, n - 53) != 0);
	yg_buf_init(&c, 64u << 20);
	yg_buf_add(&c, one.p, n);
	yg_buf_add(&c, two.p + n, two.n - n);
	write_bytes(second, yg_buf_view(&c));
	CHECK_INT(restore(second, ring, back), YG_EREFUSED);
	CHECK(strcmp(code, "backup-changed") == 0);
	yg_buf_free(&one);
	yg_buf_free(&two);
	yg_buf_free(&c);
	unlink(second);
}

static void keys_and_places(void)
{
	struct keyring *o = NULL;
	char deep[160];
	size_t before = files();
	CHECK_INT(yg_keyring_open(&o, other, NULL), YG_OK);
	CHECK_INT(restore(out, o, back), YG_ESEAL);
	CHECK(strcmp(code, "backup-key") == 0);
	yg_keyring_close(o);
	CHECK_INT(restore("/nonexistent/file", ring, back), YG_ENOTFOUND);
	CHECK_INT(restore(dir, ring, back), YG_EIO);
	CHECK_INT(restore(store, ring, back), YG_EREFUSED);
	CHECK(strcmp(code, "backup-not-one") == 0);
	snprintf(deep, sizeof deep, "%s/none/there", dir);
	CHECK_INT(restore(out, ring, deep), YG_ENOTFOUND);
	CHECK_INT(save(deep), YG_ENOTFOUND);
	/* an old backup opens after the key for backups was changed */
	CHECK_INT(yg_keyring_rotate(ring, KEY_BACKUP, 2027), YG_OK);
	CHECK_INT(restore(out, ring, NULL), YG_OK);
	CHECK_INT(files(), before + 1);                      /* the lock beside the key file */
	if (access("/dev/full", W_OK) == 0) {
		struct kit *t = kit_open(store, keys);       /* somebody works while a backup is made */
		snprintf(deep, sizeof deep, "%s.3", out);
		CHECK_INT(save(deep), YG_OK);
		CHECK_INT(restore(deep, ring, NULL), YG_OK);
		unlink(deep);
		kit_close(t);
	}
	unlink(out);
}

int main(void)
{
	struct kit *t;
	char extra[160];
	if (!mkdtemp(dir)) return 99;
	snprintf(keys, sizeof keys, "%s/keys", dir);
	snprintf(other, sizeof other, "%s/other", dir);
	snprintf(store, sizeof store, "%s/store.db", dir);
	snprintf(out, sizeof out, "%s/backup", dir);
	snprintf(back, sizeof back, "%s/back.db", dir);
	if (yg_keyring_create(keys, 2026) || yg_keyring_create(other, 2026) || yg_keyring_open(&ring, keys, NULL)) return 99;
	t = kit_open(store, keys);
	kit_rest(t);
	for (unsigned i = 0; i < 40; i++) {
		kit_patient(t, i, 30, 5, (struct ymd){ 2024, 1, 5 }, 28, "dispensed");
		kit_commit(t);
	}
	kit_close(t);
	T_RUN(round_trip);
	T_RUN(changed);
	T_RUN(cut);
	T_RUN(mixed);
	T_RUN(keys_and_places);
	yg_keyring_close(ring);
	{
		static const char *const names[] = { "keys", "keys.lock", "other", "store.db", "store.db.backup-lock", "store.db-wal", "store.db-shm" };
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			snprintf(extra, sizeof extra, "%s/%s", dir, names[i]);
			(void)unlink(extra);
		}
	}
	CHECK_INT(rmdir(dir), 0);                            /* nothing else was left */
	return T_END();
}
