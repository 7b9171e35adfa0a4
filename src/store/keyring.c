/* keyring.c - the key file: made, read, added to, and emptied of a year (docs/formats/keys.md). Always replaced in one step, never
 * written to; whatever held a key is wiped. It seals nothing itself (seal.c).
 *
 * The file is JSON, but read here and not by the library the rest uses: that one would leave the keys behind in freed memory. */
#include "store/keyring.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/file.h"
#include "base/wipe.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define MAX_FILE (1u << 20)
#define LINE_MAX_ 256u                               /* one key as written */
static const char *const purpose_word[KEY_PURPOSES] = { "seal", "index", "audit", "backup" };
DIAG_KIND(d_none, "keys-missing", DIAG_ERROR, "鍵ファイルがありません", "there is no key file");
DIAG_KIND(d_readable, "keys-readable", DIAG_ERROR, "鍵ファイルを所有者以外が読めます。chmod 600 をしてください",
	  "others than its owner may read the key file: chmod 600 it");
DIAG_KIND(d_format, "keys-format", DIAG_ERROR, "鍵ファイルの形式が正しくありません（{0}）", "the key file is not as it must be ({0})");
DIAG_KIND(d_io, "keys-io", DIAG_ERROR, "鍵ファイルが読めません", "the key file cannot be read");

static void wipe_list(struct key_list *l)
{
	if (l->k) yg_wipe(l->k, l->n * sizeof *l->k);
	free(l->k);
	*l = (struct key_list){ NULL, 0 };
}

/* One more, in new memory: realloc() would leave the old keys lying about. */
static int push(struct key_list *l, const struct key *k)
{
	struct key *more;
	if (l->n == YG_MAX_KEYS) return YG_ETOOBIG;
	if (!(more = calloc(l->n + 1, sizeof *more))) return YG_ENOMEM;
	if (l->n) {
		memcpy(more, l->k, l->n * sizeof *more);
		yg_wipe(l->k, l->n * sizeof *l->k);
	}
	free(l->k);
	more[l->n++] = *k;
	l->k = more;
	return YG_OK;
}

/* A mistyped or damaged key must not pass for another one: eight bytes of a hash of it stand beside it. */
static int check_word(const struct key *k, char out[17])
{
	unsigned char mac[32];
	int err = yg_hmac(k->bytes, STR("yagen key check"), mac);
	if (!err) yg_hex(mac, 8, out);
	return err;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static void blanks(struct cursor *c) { while (c->p < c->end && strchr(" \t\r\n", *c->p) && *c->p) c->p++; }
static bool mark(struct cursor *c, char m)
{
	blanks(c);
	if (c->p >= c->end || *c->p != m) return false;
	c->p++;
	return true;
}
static bool word(struct cursor *c, struct str *out)
{
	return mark(c, '"') && yg_cur_until(c, '"', out) && (out->n == 0 || !memchr(out->p, '\\', out->n));
}
static bool name(struct cursor *c, struct str *out) { return word(c, out) && mark(c, ':'); }
static bool number(struct cursor *c, int *out)
{
	struct str d;
	unsigned long n;
	blanks(c);
	if (!yg_cur_digits(c, 9, &d) || !yg_str_uint(d, 999999999, &n)) return false;
	*out = (int)n;
	return true;
}

static bool read_key(struct cursor *c, struct key *k)
{
	struct str m, v, id = STR_NONE, purpose = STR_NONE, bytes = STR_NONE, check = STR_NONE;
	char want[17];
	*k = (struct key){ .year = -1 };
	if (!mark(c, '{')) return false;
	do {
		if (!name(c, &m)) return false;
		if (yg_str_eqz(m, "year")) { if (!number(c, &k->year)) return false; continue; }
		if (yg_str_eqz(m, "shredded")) { blanks(c); if (!yg_cur_lit(c, STR("true"))) return false; k->shredded = true; continue; }
		if (!word(c, &v)) return false;
		if (yg_str_eqz(m, "id")) id = v;
		else if (yg_str_eqz(m, "purpose")) purpose = v;
		else if (yg_str_eqz(m, "key")) bytes = v;
		else if (yg_str_eqz(m, "check")) check = v;
		else return false;
	} while (mark(c, ','));
	if (!mark(c, '}') || k->year < 0 || !yg_unhex(id, k->id, KEY_ID_BYTES)) return false;
	while ((size_t)k->purpose < KEY_PURPOSES && !yg_str_eqz(purpose, purpose_word[k->purpose])) k->purpose++;
	if ((size_t)k->purpose == KEY_PURPOSES) return false;
	if (k->shredded) return bytes.n == 0;
	return yg_unhex(bytes, k->bytes, KEY_BYTES) && check_word(k, want) == YG_OK && yg_str_eqz(check, want);
}

/* NULL, or what is wrong with it. */
static const char *read_list(struct str text, struct key_list *out)
{
	struct cursor c = yg_cur(text);
	const char *wrong = NULL;
	struct str m, v;
	struct key k;
	int version;
	if (!mark(&c, '{') || !name(&c, &m) || !yg_str_eqz(m, "format") || !word(&c, &v) || !yg_str_eqz(v, "yagen-keys")) return "format";
	if (!mark(&c, ',') || !name(&c, &m) || !yg_str_eqz(m, "version") || !number(&c, &version) || version != 1) return "version";
	if (!mark(&c, ',') || !name(&c, &m) || !yg_str_eqz(m, "keys") || !mark(&c, '[')) return "keys";
	do {
		if (!read_key(&c, &k)) { wrong = "key"; break; }
		for (size_t i = 0; i < out->n; i++)
			if (memcmp(out->k[i].id, k.id, KEY_ID_BYTES) == 0) wrong = "id";
		if (!wrong && push(out, &k) != YG_OK) wrong = "size";
	} while (!wrong && mark(&c, ','));
	yg_wipe(&k, sizeof k);
	if (wrong) return wrong;
	if (!mark(&c, ']') || !mark(&c, '}')) return "end";
	blanks(&c);
	return c.p == c.end ? NULL : "end";
}

static void tell(struct diags *ds, const struct diag_kind *kind, const char *arg)
{
	if (ds) yg_diag(ds, kind, 0, 0, "", yg_str(arg), STR_NONE);
}

static int load(const char *path, struct key_list *out, struct stat *st, struct diags *ds)
{
	char *text = NULL;
	const char *wrong;
	size_t n = 0, size;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = YG_EIO;
	*out = (struct key_list){ NULL, 0 };
	if (fd < 0) {
		err = errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
		tell(ds, err == YG_EIO ? &d_io : &d_none, NULL);
		return err;
	}
	if (fstat(fd, st) != 0) goto out;
	if (!S_ISREG(st->st_mode) || st->st_size <= 0 || st->st_size > (off_t)MAX_FILE) {
		err = YG_EREFUSED;
		tell(ds, &d_format, "size");
		goto out;
	}
	if (st->st_mode & 077) {
		err = YG_EREFUSED;
		tell(ds, &d_readable, NULL);
		goto out;
	}
	size = (size_t)st->st_size;
	if (!(text = malloc(size))) { err = YG_ENOMEM; goto out; }
	while (n < size && ((got = read(fd, text + n, size - n)) > 0 || (got < 0 && errno == EINTR))) n += got > 0 ? (size_t)got : 0;
	if (n == size) {
		wrong = read_list((struct str){ text, n }, out);
		err = wrong ? YG_EREFUSED : YG_OK;
		if (wrong) tell(ds, &d_format, wrong);
	}
	yg_wipe(text, size);
out:
	if (err == YG_EIO) tell(ds, &d_io, NULL);
	if (err) wipe_list(out);
	free(text);
	close(fd);
	return err;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static int save(const char *path, const struct key_list *l, bool fresh)
{
	size_t size = (l->n + 1) * LINE_MAX_, n;
	char *text = calloc(1, size), id[17], hex[2 * KEY_BYTES + 1], check[17];
	int err = text ? YG_OK : YG_ENOMEM;
	if (!text) return err;
	n = (size_t)snprintf(text, size, "{\"format\": \"yagen-keys\", \"version\": 1, \"keys\": [");
	for (size_t i = 0; i < l->n && !err; i++) {
		const struct key *k = &l->k[i];
		yg_hex(k->id, KEY_ID_BYTES, id);
		n += (size_t)snprintf(text + n, size - n, "%s\n{\"id\": \"%s\", \"purpose\": \"%s\", \"year\": %d, ", i ? "," : "", id,
				      purpose_word[k->purpose], k->year);
		if (k->shredded) {
			n += (size_t)snprintf(text + n, size - n, "\"shredded\": true}");
			continue;
		}
		if ((err = check_word(k, check)) != YG_OK) break;
		yg_hex(k->bytes, KEY_BYTES, hex);
		n += (size_t)snprintf(text + n, size - n, "\"key\": \"%s\", \"check\": \"%s\"}", hex, check);
	}
	n += (size_t)snprintf(text + n, size - n, "\n]}\n");
	if (!err) err = (fresh ? yg_file_create : yg_file_write_mode)(path, (struct str){ text, n }, 0400);
	yg_wipe(hex, sizeof hex);
	yg_wipe(text, size);
	free(text);
	return err;
}

static int new_key(struct key_list *l, enum key_purpose p, int year)
{
	struct key k = { .purpose = p, .year = year };
	int err = RAND_bytes(k.id, KEY_ID_BYTES) == 1 && RAND_priv_bytes(k.bytes, KEY_BYTES) == 1 ? push(l, &k) : YG_EIO;
	yg_wipe(&k, sizeof k);
	return err;
}

int yg_keyring_create(const char *path, int year) { return yg_keyring_create_with(path, year, NULL); }

int yg_keyring_create_with(const char *path, int year, const unsigned char *index)
{
	struct key_list l = { NULL, 0 };
	struct stat st;
	int err = YG_OK;
	if (year < 2000 || year > 2999) return YG_EARG;
	if (lstat(path, &st) == 0) return YG_EEXISTS;
	for (int p = 0; p < (int)KEY_PURPOSES && !err; p++) err = new_key(&l, (enum key_purpose)p, year);
	for (size_t i = 0; i < l.n && index; i++)
		if (l.k[i].purpose == KEY_INDEX) memcpy(l.k[i].bytes, index, KEY_BYTES);
	if (!err) err = save(path, &l, true);
	wipe_list(&l);
	return err;
}

/* --- the keyring --------------------------------------------------------------------------------------------------- */

int yg_keyring_open(struct keyring **out, const char *path, struct diags *ds)
{
	struct keyring *k = calloc(1, sizeof *k);
	struct stat st;
	int err;
	*out = NULL;
	if (!k) return YG_ENOMEM;
	if ((err = load(path, &k->keys, &st, ds)) == YG_OK) {
		k->path = malloc(strlen(path) + 1);
		k->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
		if (!k->path || !k->gcm) err = YG_ENOMEM;
	}
	if (err) {
		yg_keyring_close(k);
		return err;
	}
	memcpy(k->path, path, strlen(path) + 1);
	k->dev = st.st_dev;
	k->ino = st.st_ino;
	*out = k;
	return YG_OK;
}

void yg_keyring_close(struct keyring *k)
{
	if (!k) return;
	wipe_list(&k->keys);
	EVP_CIPHER_free(k->gcm);
	free(k->path);
	free(k);
}

static void take(struct keyring *k, struct key_list *l, const struct stat *st)
{
	wipe_list(&k->keys);
	k->keys = *l;
	k->dev = st->st_dev;
	k->ino = st->st_ino;
}

int yg_keyring_refresh(struct keyring *k)
{
	struct key_list l;
	struct stat st;
	int err;
	if (stat(k->path, &st) == 0 && st.st_dev == k->dev && st.st_ino == k->ino) return YG_OK;
	if ((err = load(k->path, &l, &st, NULL)) == YG_OK) take(k, &l, &st);
	return err;
}

const struct key *yg_key_current(const struct keyring *k, enum key_purpose p)
{
	for (size_t i = k ? k->keys.n : 0; i-- > 0; )
		if (k->keys.k[i].purpose == p && !k->keys.k[i].shredded) return &k->keys.k[i];
	return NULL;
}

const struct key *yg_key_find(const struct keyring *k, const unsigned char id[KEY_ID_BYTES])
{
	for (size_t i = k ? k->keys.n : 0; i-- > 0; )
		if (memcmp(k->keys.k[i].id, id, KEY_ID_BYTES) == 0) return &k->keys.k[i];
	return NULL;
}

size_t yg_keyring_count(const struct keyring *k) { return k->keys.n; }

void yg_keyring_info(const struct keyring *k, size_t i, struct key_info *out)
{
	const struct key *e = &k->keys.k[i];
	*out = (struct key_info){ .purpose = e->purpose, .year = e->year, .shredded = e->shredded, .current = yg_key_current(k, e->purpose) == e };
	yg_hex(e->id, KEY_ID_BYTES, out->id);
}

/* Two processes must not each add a key to what they read and so lose the other's: whoever changes the file holds the lock beside it. */
static int lock(const char *path)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *name_ = malloc(strlen(path) + sizeof ".lock");
	int fd;
	if (!name_) return -1;
	snprintf(name_, strlen(path) + sizeof ".lock", "%s.lock", path);
	fd = open(name_, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(name_);
	while (fd >= 0 && fcntl(fd, F_SETLKW, &l) != 0)
		if (errno != EINTR) { close(fd); fd = -1; }
	return fd;
}

static int commit(struct keyring *k, struct key_list *l)
{
	struct key_list back;
	struct stat st;
	int err = save(k->path, l, false);
	if (!err && (err = load(k->path, &back, &st, NULL)) == YG_OK) take(k, &back, &st);   /* what counts is what stands there */
	return err;
}

int yg_keyring_rotate(struct keyring *k, enum key_purpose p, int year)
{
	struct key_list l = { NULL, 0 };
	struct stat st;
	int fd, err;
	if (p == KEY_INDEX) return YG_EREFUSED;
	if ((size_t)p >= KEY_PURPOSES || year < 2000 || year > 2999) return YG_EARG;
	if ((fd = lock(k->path)) < 0) return YG_EIO;
	if ((err = load(k->path, &l, &st, NULL)) == YG_OK && (err = new_key(&l, p, year)) == YG_OK) err = commit(k, &l);
	wipe_list(&l);
	close(fd);
	return err;
}

int yg_keyring_shred(struct keyring *k, int year, size_t *n)
{
	struct key_list l = { NULL, 0 };
	struct stat st;
	size_t current = 0;
	int fd, err;
	*n = 0;
	if ((fd = lock(k->path)) < 0) return YG_EIO;
	if ((err = load(k->path, &l, &st, NULL)) == YG_OK) {
		for (size_t i = 0; i < l.n; i++)
			if (l.k[i].purpose == KEY_SEAL && !l.k[i].shredded) current = i;
		for (size_t i = 0; i < l.n && !err; i++) {
			if (l.k[i].purpose != KEY_SEAL || l.k[i].shredded || l.k[i].year > year) continue;
			if (i == current) err = YG_EREFUSED;
			yg_wipe(l.k[i].bytes, KEY_BYTES);
			l.k[i].shredded = true;
			++*n;
		}
		if (!err && *n) err = commit(k, &l);
	}
	if (err) *n = 0;
	wipe_list(&l);
	close(fd);
	return err;
}
