/* backup.c - a store as a stream of sealed chunks, and back (backup.h). Keeps no generations and checks no rows: that is the caller's.
 *
 * File: "YAGENBK1" | id of the backup key, 8 | salt, 32 | chunks. Chunk: type 'H' 'D' 'E' | length, 4, little-endian | ciphertext | tag, 16.
 * Its key is HMAC-SHA-256(backup key, "yagen backup" | salt), its nonce the chunk's number, its additional data beginning | number | type |
 * length; so no nonce is ever used twice with one key, and a chunk fits in one place of one file only. */
#include "store/backup.h"
#include "store/keyring.h"
#include "store/outfile.h"
#include "base/err.h"
#include "base/wipe.h"
#include "text/json.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define MAGIC "YAGENBK1"
#define MAGIC_N 8
#define SALT_N 32
#define CLEAR_N (MAGIC_N + KEY_ID_BYTES + SALT_N)
#define FRAME_N 5
#define TAG_N 16
#define CHUNK (1u << 20)
DIAG_KIND(d_not, "backup-not-one", DIAG_ERROR, "バックアップのファイルではありません", "this is not a backup");
DIAG_KIND(d_newer, "backup-newer", DIAG_ERROR, "新しい版で作られたバックアップです（{0}）", "the backup was made by a newer version ({0})");
DIAG_KIND(d_key, "backup-key", DIAG_ERROR, "バックアップの鍵 {0} が鍵ファイルにありません", "the key of the backup, {0}, is not in the key file");
DIAG_KIND(d_no_key, "backup-no-key", DIAG_ERROR, "鍵ファイルにバックアップの鍵がありません", "the key file has no key for backups");
DIAG_KIND(d_cut, "backup-cut", DIAG_ERROR, "バックアップが途中で切れています（{0} 番目の区画）", "the backup is cut off (in chunk {0})");
DIAG_KIND(d_changed, "backup-changed", DIAG_ERROR, "バックアップの {0} 番目の区画が変わっているか、順序が違います", "chunk {0} of the backup was changed, or is not in its place");
DIAG_KIND(d_tail, "backup-tail", DIAG_ERROR, "バックアップの終わりの後に余分なものがあります", "something stands behind the end of the backup");
DIAG_KIND(d_sum, "backup-sum", DIAG_ERROR, "復元した内容のサムが合いません", "what was restored does not have the sum it should have");
DIAG_KIND(d_busy, "backup-busy", DIAG_ERROR, "この保存先のバックアップが進行中です", "another backup of this store is being made");

/* --- bytes ---------------------------------------------------------------------------------------------------------- */

/* Up to n bytes, fewer only at the end of the file. */
static int take(int fd, void *p, size_t n, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t r = read(fd, (char *)p + *got, n - *got);
		if (r < 0 && errno == EINTR) continue;
		if (r < 0) return YG_EIO;
		if (r == 0) break;
		*got += (size_t)r;
	}
	return YG_OK;
}

static void le(unsigned char *p, uint64_t v, int n) { for (int i = 0; i < n; i++) p[i] = (unsigned char)(v >> 8 * i); }

static void tell(struct diags *ds, const struct diag_kind *kind, uint64_t n)
{
	char t[24];
	snprintf(t, sizeof t, "%llu", (unsigned long long)n);
	yg_diag(ds, kind, 0, 0, "", yg_str(t), STR_NONE);
}

/* --- chunks --------------------------------------------------------------------------------------------------------- */

struct stream {
	int             fd;
	EVP_CIPHER_CTX *c;
	unsigned char   clear[CLEAR_N];
	uint64_t        n;                           /* number of the next chunk */
	unsigned char  *in, *out;                    /* CHUNK and room for frame and tag */
};

static int stream_open(struct stream *s, const struct keyring *k, const struct key *key, bool seal)
{
	unsigned char text[12 + SALT_N], sub[KEY_BYTES];
	bool ok;
	memcpy(text, "yagen backup", 12);
	memcpy(text + 12, s->clear + MAGIC_N + KEY_ID_BYTES, SALT_N);
	if (yg_hmac(key->bytes, (struct str){ (const char *)text, sizeof text }, sub) != YG_OK) return YG_ENOMEM;
	s->c = EVP_CIPHER_CTX_new();
	s->in = malloc(CHUNK + FRAME_N + TAG_N);
	s->out = malloc(CHUNK + FRAME_N + TAG_N);
	ok = s->c && s->in && s->out && EVP_CipherInit_ex2(s->c, k->gcm, sub, NULL, seal, NULL) == 1;
	yg_wipe(sub, sizeof sub);
	return ok ? YG_OK : YG_ENOMEM;
}

static void stream_close(struct stream *s)
{
	EVP_CIPHER_CTX_free(s->c);
	free(s->in);
	free(s->out);
}

/* Nonce and additional data of the next chunk. */
static bool chunk_begin(struct stream *s, const unsigned char *frame)
{
	unsigned char nonce[12] = { 0 }, number[8];
	int n;
	le(nonce + 4, s->n, 8);
	le(number, s->n, 8);
	s->n++;
	return EVP_CipherInit_ex2(s->c, NULL, NULL, nonce, -1, NULL) == 1
	       && EVP_CipherUpdate(s->c, NULL, &n, s->clear, CLEAR_N) == 1
	       && EVP_CipherUpdate(s->c, NULL, &n, number, sizeof number) == 1
	       && EVP_CipherUpdate(s->c, NULL, &n, frame, FRAME_N) == 1;
}

static int chunk_put(struct stream *s, char type, const void *p, size_t n)
{
	int len = 0, tail = 0;
	s->out[0] = (unsigned char)type;
	le(s->out + 1, n, 4);
	if (!chunk_begin(s, s->out) || (n && EVP_CipherUpdate(s->c, s->out + FRAME_N, &len, p, (int)n) != 1)
	    || EVP_CipherFinal_ex(s->c, s->out + FRAME_N + len, &tail) != 1
	    || EVP_CIPHER_CTX_ctrl(s->c, EVP_CTRL_AEAD_GET_TAG, TAG_N, s->out + FRAME_N + n) != 1) return YG_ENOMEM;
	return yg_put(s->fd, s->out, FRAME_N + n + TAG_N);
}

/* The next chunk's plain bytes in s->out. YG_EREFUSED with its diagnostic. */
static int chunk_get(struct stream *s, char *type, size_t *n, struct diags *ds)
{
	unsigned char frame[FRAME_N];
	uint64_t number = s->n;
	size_t got;
	int len = 0, tail = 0, err = take(s->fd, frame, FRAME_N, &got);
	if (err) return err;
	if (got < FRAME_N) { tell(ds, &d_cut, number); return YG_EREFUSED; }
	*type = (char)frame[0];
	*n = frame[1] | (size_t)frame[2] << 8 | (size_t)frame[3] << 16 | (size_t)frame[4] << 24;
	if (*n > CHUNK) { tell(ds, &d_changed, number); return YG_EREFUSED; }
	if ((err = take(s->fd, s->in, *n + TAG_N, &got)) != YG_OK) return err;
	if (got < *n + TAG_N) { tell(ds, &d_cut, number); return YG_EREFUSED; }
	if (!chunk_begin(s, frame) || (*n && EVP_CipherUpdate(s->c, s->out, &len, s->in, (int)*n) != 1)
	    || EVP_CIPHER_CTX_ctrl(s->c, EVP_CTRL_AEAD_SET_TAG, TAG_N, s->in + *n) != 1) return YG_ENOMEM;
	if (EVP_CipherFinal_ex(s->c, s->out + len, &tail) == 1) return YG_OK;
	tell(ds, &d_changed, number);
	return YG_EREFUSED;
}

/* --- the description ------------------------------------------------------------------------------------------------ */

static void describe(const struct backup_info *i, struct buf *out)
{
	struct jw w;
	jw_init(&w, out, false);
	jw_obj(&w);
	jw_kz(&w, "format", "yagen-backup");
	jw_kint(&w, "version", 1);
	jw_kint(&w, "at", i->at);
	jw_kint(&w, "schema", i->schema);
	jw_kint(&w, "bytes", (long long)i->bytes);
	jw_kz(&w, "sha256", i->sha256);
	jw_key(&w, "rows");
	jw_obj(&w);
	for (int t = 0; t < T_COUNT; t++) jw_kint(&w, yg_schema[t].name, (long long)i->rows[t]);
	jw_obj_end(&w);
	jw_obj_end(&w);
}

static int64_t number(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : -1;
}

static int understand(struct str text, struct backup_info *i, struct diags *ds)
{
	struct json_object *o = NULL, *rows;
	struct str sum;
	size_t at;
	int err = yg_json_parse(text, &o, &at);
	if (err) return err;
	sum = yg_json_str(o, "sha256");
	i->at = number(o, "at");
	i->schema = (int)number(o, "schema");
	i->bytes = (uint64_t)number(o, "bytes");
	rows = yg_json_get(o, "rows");
	for (int t = 0; t < T_COUNT; t++) {
		int64_t n = number(rows, yg_schema[t].name);
		i->rows[t] = n < 0 ? 0 : (uint64_t)n;
	}
	err = number(o, "version") == 1 && i->schema >= 1 && sum.n == 64 && number(o, "bytes") >= 0 ? YG_OK : YG_EREFUSED;
	if (!err) memcpy(i->sha256, sum.p, 64);
	i->sha256[64] = '\0';
	json_object_put(o);
	if (err || i->schema > YG_SCHEMA_VERSION) {
		tell(ds, &d_newer, err ? 0 : (uint64_t)i->schema);
		return YG_EREFUSED;
	}
	return YG_OK;
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

struct steps { backup_progress *progress; void *ctx; };
static void step(const struct steps *p, const char *what, uint64_t done, uint64_t all) { if (p->progress) p->progress(p->ctx, what, done, all); }
static void copied(void *ctx, uint64_t done, uint64_t all) { step(ctx, "copy", done, all); }
static int count(void *ctx, const struct cell *cells) { (void)cells; ++*(uint64_t *)ctx; return 0; }

/* Rows, bytes and sum of the copy. */
static int look(const char *copy, int fd, const struct steps *p, struct backup_info *i, unsigned char *room, struct diags *ds)
{
	const struct store_options o = { .path = copy, .read_only = true };
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sum[32];
	struct store *s = NULL;
	size_t n;
	int err = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 ? yg_store_open(&s, &o, ds) : YG_ENOMEM;
	for (int t = 0; t < T_COUNT && !err; t++) {
		const struct store_scan q = { .table = (enum store_table)t, .index = -1 };
		step(p, "count", (uint64_t)t, T_COUNT);
		i->rows[t] = 0;
		err = yg_store_scan(s, &q, count, &i->rows[t]);
	}
	yg_store_close(s);
	step(p, "count", T_COUNT, T_COUNT);
	i->bytes = 0;
	i->schema = YG_SCHEMA_VERSION;
	do {
		if (err || (err = take(fd, room, CHUNK, &n)) != YG_OK) break;
		if (EVP_DigestUpdate(md, room, n) != 1) err = YG_ENOMEM;
		i->bytes += n;
	} while (!err && n == CHUNK);
	if (!err && EVP_DigestFinal_ex(md, sum, NULL) != 1) err = YG_ENOMEM;
	if (!err) yg_hex(sum, sizeof sum, i->sha256);
	EVP_MD_CTX_free(md);
	return err;
}

static int write_chunks(struct stream *s, int from, const struct steps *p, struct backup_info *i)
{
	struct buf head;
	size_t n;
	uint64_t done = 0;
	int err;
	yg_buf_init(&head, CHUNK);
	describe(i, &head);
	err = head.err ? head.err : yg_put(s->fd, s->clear, CLEAR_N);
	if (!err) err = chunk_put(s, 'H', head.p, head.n);
	yg_buf_free(&head);
	if (!err && lseek(from, 0, SEEK_SET) != 0) err = YG_EIO;
	while (!err && done < i->bytes) {
		if ((err = take(from, s->in, CHUNK, &n)) != YG_OK) break;
		if (n == 0) return YG_EIO;
		err = chunk_put(s, 'D', s->in, n);
		done += n;
		step(p, "write", done, i->bytes);
	}
	i->chunks = s->n - 1;
	return err ? err : chunk_put(s, 'E', NULL, 0);
}

/* The finished stream under its name, which must be free. */
static int write_file(const struct keyring *k, int from, const char *out_path, const struct steps *p, struct backup_info *i)
{
	const struct key *key = yg_key_current(k, KEY_BACKUP);
	struct stream s = { .fd = -1 };
	struct outfile f;
	int err;
	memcpy(s.clear, MAGIC, MAGIC_N);
	memcpy(s.clear + MAGIC_N, key->id, KEY_ID_BYTES);
	err = RAND_bytes(s.clear + MAGIC_N + KEY_ID_BYTES, SALT_N) == 1 ? stream_open(&s, k, key, true) : YG_EIO;
	if (!err && (err = yg_out_open(&f, out_path)) == YG_OK) {
		s.fd = f.fd;
		err = yg_out_close(&f, write_chunks(&s, from, p, i), &i->size);
	}
	stream_close(&s);
	return err;
}

/* The plain copy lies beside the store, where the store's own protection covers it, and has no name any more while it is read. */
int yg_backup_write(const char *store_path, const struct keyring *k, int64_t at, const char *out_path, backup_progress *progress, void *ctx,
		    struct backup_info *info, struct diags *ds)
{
	static const char *const traces[] = { "", "-journal", "-wal", "-shm" };
	const struct store_options o = { .path = store_path };
	struct steps p = { progress, ctx };
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	size_t size = strlen(store_path) + 32;
	char *copy = malloc(size), *trace = malloc(size);
	unsigned char *room = malloc(CHUNK);
	struct store *s = NULL;
	int lock = -1, fd = -1, err = copy && trace && room ? YG_OK : YG_ENOMEM;
	*info = (struct backup_info){ .at = at };
	if (!err && !yg_key_current(k, KEY_BACKUP)) { tell(ds, &d_no_key, 0); err = YG_EREFUSED; }
	if (!err) err = yg_store_open(&s, &o, ds);           /* before anything is made beside a store that is not there */
	if (!err) {
		snprintf(copy, size, "%s.backup-lock", store_path);
		lock = open(copy, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (lock < 0) err = yg_io_error(errno);
		else if (fcntl(lock, F_SETLK, &l) != 0) { tell(ds, &d_busy, 0); err = YG_EBUSY; }
	}
	if (!err) {
		snprintf(copy, size, "%s.backup-copy", store_path);
		for (size_t i = 0; i < 4; i++) {
			snprintf(trace, size, "%s%s", copy, traces[i]);
			(void)unlink(trace);         /* of a run that was killed: we hold the lock */
		}
		err = yg_store_copy(s, copy, copied, &p);
		if (!err && (fd = open(copy, O_RDONLY | O_CLOEXEC)) < 0) err = YG_EIO;
		if (!err) err = look(copy, fd, &p, info, room, ds);
		for (size_t i = 0; i < 4; i++) {
			snprintf(trace, size, "%s%s", copy, traces[i]);
			(void)unlink(trace);
		}
		if (!err) err = write_file(k, fd, out_path, &p, info);
	}
	yg_store_close(s);
	if (fd >= 0) close(fd);
	if (lock >= 0) close(lock);
	free(copy);
	free(trace);
	free(room);
	return err;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static int read_clear(struct stream *s, const struct keyring *k, const struct key **key, struct diags *ds)
{
	char id[17];
	size_t n;
	int err = take(s->fd, s->clear, CLEAR_N, &n);
	if (err) return err;
	if (n < CLEAR_N || memcmp(s->clear, MAGIC, MAGIC_N) != 0) { tell(ds, &d_not, 0); return YG_EREFUSED; }
	*key = yg_key_find(k, s->clear + MAGIC_N);
	if (*key && (*key)->purpose == KEY_BACKUP) return YG_OK;
	yg_hex(s->clear + MAGIC_N, KEY_ID_BYTES, id);
	yg_diag(ds, &d_key, 0, 0, "", yg_str(id), STR_NONE);
	return YG_ESEAL;
}

static int read_chunks(struct stream *s, int to, const struct steps *p, struct backup_info *i, struct diags *ds)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char sum[32];
	char type = 0, hex[65], one;
	uint64_t done = 0;
	size_t n;
	int err = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 ? chunk_get(s, &type, &n, ds) : YG_ENOMEM;
	if (!err && type != 'H') { tell(ds, &d_changed, 0); err = YG_EREFUSED; }
	if (!err) err = understand((struct str){ (const char *)s->out, n }, i, ds);
	while (!err && (err = chunk_get(s, &type, &n, ds)) == YG_OK && type == 'D') {
		if (EVP_DigestUpdate(md, s->out, n) != 1) err = YG_ENOMEM;
		else if (to >= 0) err = yg_put(to, s->out, n);
		done += n;
		i->chunks++;
		step(p, "read", done, i->bytes);
	}
	if (!err && type != 'E') { tell(ds, &d_changed, s->n - 1); err = YG_EREFUSED; }
	if (!err && (err = take(s->fd, &one, 1, &n)) == YG_OK && n) { tell(ds, &d_tail, 0); err = YG_EREFUSED; }
	if (!err && EVP_DigestFinal_ex(md, sum, NULL) != 1) err = YG_ENOMEM;
	if (!err) {
		yg_hex(sum, sizeof sum, hex);
		if (done != i->bytes || strcmp(hex, i->sha256) != 0) { tell(ds, &d_sum, 0); err = YG_EREFUSED; }
	}
	EVP_MD_CTX_free(md);
	return err;
}

int yg_backup_read(const char *path, const struct keyring *k, const char *to_path, backup_progress *progress, void *ctx, struct backup_info *info,
		   struct diags *ds)
{
	struct steps p = { progress, ctx };
	struct stream s = { .fd = open(path, O_RDONLY | O_CLOEXEC) };
	const struct key *key = NULL;
	struct stat st;
	int to = -1, err = YG_OK;
	*info = (struct backup_info){ .at = 0 };
	if (s.fd < 0) return errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
	if (fstat(s.fd, &st) != 0 || S_ISDIR(st.st_mode)) err = YG_EIO;
	if (!err) err = read_clear(&s, k, &key, ds);
	if (!err) err = stream_open(&s, k, key, false);
	if (!err && to_path && (to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		err = errno == EEXIST ? YG_EEXISTS : errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : yg_io_error(errno);
	if (!err) err = read_chunks(&s, to, &p, info, ds);
	if (to >= 0) {
		if (!err && fsync(to) != 0) err = yg_io_error(errno);
		if (close(to) != 0 && !err) err = yg_io_error(errno);
		if (!err) err = yg_sync_folder(to_path);
		if (err) unlink(to_path);
	}
	info->size = (uint64_t)st.st_size;
	stream_close(&s);
	close(s.fd);
	return err;
}
