/* test_store_seal.c - values in and out of their envelope, every byte of it damaged; the key file: made, refused, rotated, shredded. */
#include "t.h"
#include "base/err.h"
#include "store/seal.h"
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

static char dir[] = "/tmp/yagen-seal-XXXXXX";
static char path[128], other[128];

static struct keyring *ring(const char *p)
{
	struct keyring *k = NULL;
	CHECK_INT(yg_keyring_open(&k, p, NULL), YG_OK);
	if (!k) exit(1);
	return k;
}

static struct buf sealed(const struct keyring *k, struct str aad, struct str plain)
{
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	CHECK_INT(yg_seal(k, aad, plain, &b), YG_OK);
	return b;
}

#define aad STR("patient|details|main|0123456789abcdef0123456789abcdef")
#define plain STR("{\"name\":\"薬研 花子\",\"sex\":\"female\"}")

static void round_trip(void)
{
	struct keyring *k = ring(path);
	struct arena *a = yg_arena_new(1u << 22);
	struct str back;
	char big[100000];
	memset(big, 'x', sizeof big);
	for (size_t n = 0; n <= sizeof big; n = n ? n * 3 + 1 : 1) {
		struct buf b = sealed(k, aad, (struct str){ big, n });
		CHECK_INT(b.n, n + YG_SEAL_OVERHEAD);
		CHECK_INT(yg_unseal(k, aad, yg_buf_view(&b), a, &back), YG_OK);
		CHECK_STR(back, ((struct str){ big, n }));
		yg_buf_free(&b);
	}
	yg_arena_free(a);
	yg_keyring_close(k);
}

/* Behind what is there already; the same text never twice the same. */
static void appended(void)
{
	struct keyring *k = ring(path);
	struct arena *a = yg_arena_new(1u << 20);
	struct buf b = sealed(k, aad, plain);
	size_t n = b.n;
	struct str back;
	CHECK_INT(yg_seal(k, aad, plain, &b), YG_OK);
	CHECK_INT(b.n, 2 * n);
	CHECK(memcmp(b.p, b.p + n, n) != 0);
	CHECK(memcmp(b.p + 9, b.p + n + 9, 12) != 0);
	CHECK(yg_str_find(yg_buf_view(&b), STR("花子")) == (size_t)-1);
	CHECK_INT(yg_unseal(k, aad, yg_str_sub(yg_buf_view(&b), n, n), a, &back), YG_OK);
	CHECK_STR(back, plain);
	yg_buf_free(&b);
	yg_arena_free(a);
	yg_keyring_close(k);
}

static void every_byte_damaged(void)
{
	struct keyring *k = ring(path);
	struct arena *a = yg_arena_new(1u << 22);
	struct buf b = sealed(k, aad, plain);
	struct str back;
	for (size_t i = 0; i < b.n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
			CHECK_INT(yg_unseal(k, aad, yg_buf_view(&b), a, &back), YG_ESEAL);
			b.p[i] = (char)(b.p[i] ^ 1 << bit);
		}
		CHECK_INT(yg_unseal(k, aad, yg_str_sub(yg_buf_view(&b), 0, i), a, &back), YG_ESEAL);
		CHECK(i == 0 || yg_unseal(k, aad, yg_str_sub(yg_buf_view(&b), i, b.n), a, &back) == YG_ESEAL);
	}
	yg_buf_char(&b, 'x');
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&b), a, &back), YG_ESEAL);
	b.n--;
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&b), a, &back), YG_OK);
	yg_buf_free(&b);
	yg_arena_free(a);
	yg_keyring_close(k);
}

static void moved_or_other_key(void)
{
	const struct str wrong[] = { STR("patient|details|main|1123456789abcdef0123456789abcdef"), STR("patient|detail|main|0123456789abcdef0123456789abcdef"),
					    STR("patient|details|main|"), STR("") };
	struct keyring *k = ring(path), *o = ring(other);
	struct arena *a = yg_arena_new(1u << 20);
	struct buf b = sealed(k, aad, plain);
	struct str back;
	char h1[65], h2[65], h3[65];
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) CHECK_INT(yg_unseal(k, wrong[i], yg_buf_view(&b), a, &back), YG_ESEAL);
	CHECK_INT(yg_unseal(o, aad, yg_buf_view(&b), a, &back), YG_ESEAL);
	yg_keyed_hash(k, KEY_INDEX, plain, h1);
	yg_keyed_hash(k, KEY_INDEX, plain, h2);
	CHECK(strlen(h1) == 64 && strcmp(h1, h2) == 0);
	yg_keyed_hash(o, KEY_INDEX, plain, h3);
	CHECK(strcmp(h1, h3) != 0);
	yg_keyed_hash(k, KEY_AUDIT, plain, h3);
	CHECK(strcmp(h1, h3) != 0);
	yg_buf_free(&b);
	yg_arena_free(a);
	yg_keyring_close(k);
	yg_keyring_close(o);
}

static void known_hashes(void)
{
	char h[65], r[65], q[65];
	yg_sha256_hex(STR("abc"), h);
	CHECK(strcmp(h, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0);
	yg_sha256_hex(STR_NONE, h);
	CHECK(strcmp(h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") == 0);
	CHECK_INT(yg_random_hex(32, r), YG_OK);
	CHECK_INT(yg_random_hex(32, q), YG_OK);
	CHECK(strlen(r) == 64 && strcmp(r, q) != 0);
	CHECK_INT(yg_random_hex(33, r), YG_EARG);
}

static void the_file(void)
{
	struct diags ds;
	struct arena *a = yg_arena_new(1u << 20);
	struct keyring *k = NULL;
	struct stat st;
	struct buf was = t_read(path), now;
	char h1[65], h2[65];
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0400);
	CHECK_INT(yg_keyring_create(path, 2027), YG_EEXISTS);
	now = t_read(path);
	CHECK_STR(yg_buf_view(&now), yg_buf_view(&was));
	yg_diags_init(&ds, a);
	CHECK_INT(yg_keyring_open(&k, "/nonexistent/keys", &ds), YG_ENOTFOUND);
	for (unsigned mode = 01; mode < 0100; mode <<= 1) {
		CHECK_INT(chmod(path, 0400 | mode), 0);
		CHECK_INT(yg_keyring_open(&k, path, &ds), YG_EREFUSED);
		CHECK(!k);
	}
	CHECK_INT(ds.n, 7);
	CHECK(strcmp(ds.d[1].kind->code, "keys-readable") == 0);
	CHECK_INT(chmod(path, 0600), 0);
	yg_keyring_close(ring(path));
	/* every digit of every key counts: a changed one is noticed, not taken for another key */
	for (size_t i = 0; i < was.n; i++) {
		FILE *f;
		char c = was.p[i];
		int err;
		if (c == ' ' || c == '\n') continue;
		was.p[i] = c == '7' ? '8' : c == '8' ? '9' : c >= '0' && c <= '9' ? '7' : c == 'a' ? 'b' : 'a';
		f = fopen(path, "wb");
		fwrite(was.p, 1, was.n, f);
		fclose(f);
		was.p[i] = c;
		/* an id or a year in itself may be anything */
		err = yg_keyring_open(&k, path, NULL);
		if (err == YG_OK) {
			struct key_info info;
			bool differs = false;
			struct keyring *first;
			f = fopen(path, "wb");
			fwrite(was.p, 1, was.n, f);
			fclose(f);
			first = ring(path);
			for (size_t j = 0; j < yg_keyring_count(k); j++) {
				struct key_info want;
				yg_keyring_info(k, j, &info);
				yg_keyring_info(first, j, &want);
				differs |= strcmp(info.id, want.id) != 0 || info.year != want.year;
			}
			CHECK(differs);
			yg_keyed_hash(k, KEY_INDEX, plain, h1);
			yg_keyed_hash(first, KEY_INDEX, plain, h2);
			CHECK(strcmp(h1, h2) == 0);
			yg_keyring_close(first);
		} else {
			CHECK_INT(err, YG_EREFUSED);
		}
		yg_keyring_close(k);
		k = NULL;
	}
	{
		FILE *f = fopen(path, "wb");
		fwrite(was.p, 1, was.n / 2, f);
		fclose(f);
		CHECK_INT(yg_keyring_open(&k, path, NULL), YG_EREFUSED);
		f = fopen(path, "wb");
		fclose(f);
		CHECK_INT(yg_keyring_open(&k, path, NULL), YG_EREFUSED);
		f = fopen(path, "wb");
		fwrite(was.p, 1, was.n, f);
		fclose(f);
	}
	CHECK_INT(yg_keyring_create("/nonexistent/dir/keys", 2026), YG_EIO);
	CHECK_INT(yg_keyring_create(path, 26), YG_EARG);
	yg_buf_free(&was);
	yg_buf_free(&now);
	yg_arena_free(a);
}

static void rotation_and_shredding(void)
{
	struct keyring *k, *second;
	struct arena *a = yg_arena_new(1u << 20);
	struct buf y26, y27, y28;
	struct str back;
	struct key_info info;
	char h1[65], h2[65], id[17];
	size_t n;
	unlink(path);
	CHECK_INT(yg_keyring_create(path, 2026), YG_OK);
	k = ring(path);
	second = ring(path);
	yg_keyed_hash(k, KEY_INDEX, plain, h1);
	y26 = sealed(k, aad, plain);
	CHECK_INT(yg_keyring_rotate(k, KEY_INDEX, 2027), YG_EREFUSED);
	CHECK_INT(yg_keyring_rotate(k, KEY_SEAL, 2027), YG_OK);
	y27 = sealed(k, aad, plain);
	CHECK(yg_sealed_with(yg_buf_view(&y27), id));
	yg_keyring_info(k, 4, &info);
	CHECK(strcmp(info.id, id) == 0 && info.current && info.year == 2027);
	/* another process knows the new key after a refresh, and does not lose it when it adds one itself */
	CHECK_INT(yg_unseal(second, aad, yg_buf_view(&y27), a, &back), YG_ESEAL);
	CHECK_INT(yg_keyring_rotate(second, KEY_SEAL, 2028), YG_OK);
	CHECK_INT(yg_unseal(second, aad, yg_buf_view(&y27), a, &back), YG_OK);
	CHECK_INT(yg_unseal(second, aad, yg_buf_view(&y26), a, &back), YG_OK);
	y28 = sealed(second, aad, plain);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y28), a, &back), YG_ESEAL);
	CHECK_INT(yg_keyring_refresh(k), YG_OK);
	CHECK_INT(yg_keyring_refresh(k), YG_OK);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y28), a, &back), YG_OK);
	CHECK_INT(yg_keyring_count(k), 6);
	/* a year gone */
	CHECK_INT(yg_keyring_shred(k, 2025, &n), YG_OK);
	CHECK_INT(n, 0);
	CHECK_INT(yg_keyring_shred(k, 2028, &n), YG_EREFUSED);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y26), a, &back), YG_OK);
	CHECK_INT(yg_keyring_shred(k, 2027, &n), YG_OK);
	CHECK_INT(n, 2);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y26), a, &back), YG_ENOTFOUND);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y27), a, &back), YG_ENOTFOUND);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y28), a, &back), YG_OK);
	yg_keyring_close(second);
	second = ring(path);
	CHECK_INT(yg_unseal(second, aad, yg_buf_view(&y26), a, &back), YG_ENOTFOUND);
	CHECK_INT(yg_unseal(second, aad, yg_buf_view(&y28), a, &back), YG_OK);
	yg_keyed_hash(second, KEY_INDEX, plain, h2);
	CHECK(strcmp(h1, h2) == 0);
	for (size_t i = 0; i < yg_keyring_count(second); i++) {
		yg_keyring_info(second, i, &info);
		CHECK(info.shredded == (info.purpose == KEY_SEAL && info.year <= 2027));
	}
	unlink(path);
	CHECK(yg_keyring_refresh(k) == YG_ENOTFOUND);
	CHECK_INT(yg_unseal(k, aad, yg_buf_view(&y28), a, &back), YG_OK);   /* as before */
	yg_buf_free(&y26);
	yg_buf_free(&y27);
	yg_buf_free(&y28);
	yg_keyring_close(k);
	yg_keyring_close(second);
	yg_arena_free(a);
}

int main(void)
{
	char cmd[160];
	if (!mkdtemp(dir)) return 99;
	snprintf(path, sizeof path, "%s/a.keys", dir);
	snprintf(other, sizeof other, "%s/b.keys", dir);
	CHECK_INT(yg_keyring_create(path, 2026), YG_OK);
	CHECK_INT(yg_keyring_create(other, 2026), YG_OK);
	T_RUN(round_trip);
	T_RUN(appended);
	T_RUN(every_byte_damaged);
	T_RUN(moved_or_other_key);
	T_RUN(known_hashes);
	T_RUN(the_file);
	T_RUN(rotation_and_shredding);
	snprintf(cmd, sizeof cmd, "%s.lock", path);
	unlink(cmd);
	unlink(path);
	unlink(other);
	CHECK_INT(rmdir(dir), 0);
	return T_END();
}
