/* audit.c - the chains of the audit: entries appended, every chain walked, all of them sealed (docs/formats/audit.md). It does not say what
 * is worth an entry; the commands do.
 *
 * hash = SHA-256 of the previous hash (64 zeros before the first) and of tenant, chain, number, time and the words of the entry, each
 * written as "<length>:<bytes>,". mac = "<key id>:" HMAC-SHA-256 of tenant, chain, number and hash of the last entry, written alike. */
#include "store/audit.h"
#include "store/keyring.h"
#include "base/cursor.h"
#include "base/err.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

enum { A_TENANT, A_CHAIN, A_SEQ, A_AT, A_WHO, A_ROLE, A_TERMINAL, A_ACTION, A_TARGET, A_WHY, A_TIME_SOURCE, A_PREVIOUS, A_HASH, A_N };
enum { H_TENANT, H_CHAIN, H_SEQ, H_HASH, H_MAC, H_N };
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define CHAIN_MAX 64u                                /* an id has 32 digits; a longer one is no chain of ours */
#define PAGE 1000u                                   /* chains compared with their heads at a time */
#define MAC_MAX 82u                                  /* 16 + 1 + 64, NUL */
#define SEAL_LINES 500u                              /* chains in one row of a seal's list */
#define SEAL_ACTION "audit.seal"
#define TRIES 20u

DIAG_KIND(d_gap, "audit-removed", DIAG_ERROR, "監査記録の鎖 {0} の {1} 番がありません（削除）", "audit chain {0}: entry {1} is missing (removed)");
DIAG_KIND(d_first, "audit-order", DIAG_ERROR, "監査記録の鎖 {0} の {1} 番の番号が正しくありません", "audit chain {0}: entry {1} has a number it cannot have");
DIAG_KIND(d_changed, "audit-changed", DIAG_ERROR, "監査記録の鎖 {0} の {1} 番の内容が変わっています",
	  "audit chain {0}: entry {1} is not what was written (changed, or put in)");
DIAG_KIND(d_link, "audit-link", DIAG_ERROR, "監査記録の鎖 {0} の {1} 番が前の記録につながりません（差し替え・並べ替え）",
	  "audit chain {0}: entry {1} does not follow the one before it (replaced or reordered)");
DIAG_KIND(d_cut, "audit-cut", DIAG_ERROR, "監査記録の鎖 {0} が {1} 番で終わり、末尾の控えと合いません（切り取り・追加）",
	  "audit chain {0} ends with entry {1}, which is not what its head says (cut off, or put on)");
DIAG_KIND(d_no_head, "audit-no-head", DIAG_ERROR, "監査記録の鎖 {0}（{1} 番まで）に末尾の控えがありません", "audit chain {0} (to entry {1}) has no head");
DIAG_KIND(d_no_chain, "audit-no-entries", DIAG_ERROR, "監査記録の鎖 {0} の記録がすべてなく、{1} 番までの控えだけがあります",
	  "audit chain {0}: every entry is gone, its head tells of {1}");
DIAG_KIND(d_mac, "audit-head", DIAG_ERROR, "監査記録の鎖 {0} の末尾の控え（{1} 番）が鍵と合いません（偽造、または鍵が違います）",
	  "audit chain {0}: the head (entry {1}) does not carry our key's mark (forged, or another key file)");
DIAG_KIND(d_seal_chain, "audit-seal-chain", DIAG_ERROR, "監査記録の鎖 {0} の {1} 番が、封をしたときのものと違うか、ありません",
	  "audit chain {0}: entry {1}, which a seal covers, is gone or another");
DIAG_KIND(d_seal_list, "audit-seal-list", DIAG_ERROR, "監査記録の封（鎖 {0} の {1} 番）の一覧がないか、変わっています",
	  "the list of the seal (audit chain {0}, entry {1}) is missing or changed");

static void put(struct buf *b, struct str s)
{
	yg_buf_printf(b, "%zu:", s.n);
	yg_buf_str(b, s);
	yg_buf_char(b, ',');
}

static void put_int(struct buf *b, int64_t n)
{
	char t[24];
	snprintf(t, sizeof t, "%lld", (long long)n);
	put(b, yg_str(t));
}

/* Over the cells up to and with "previous"; in the order hashed: previous first. */
static int entry_hash(const struct cell *c, struct buf *room, char out[65])
{
	room->n = 0;
	put(room, c[A_PREVIOUS].s);
	put(room, c[A_TENANT].s);
	put(room, c[A_CHAIN].s);
	put_int(room, c[A_SEQ].i);
	put_int(room, c[A_AT].i);
	for (int i = A_WHO; i <= A_TIME_SOURCE; i++) put(room, c[i].s);
	if (room->err) return room->err;
	yg_sha256_hex(yg_buf_view(room), out);
	return YG_OK;
}

static int head_mac(const struct key *key, struct str tenant, struct str chain, int64_t seq, struct str hash, struct buf *room, char out[MAC_MAX])
{
	unsigned char mac[32];
	room->n = 0;
	put(room, STR("audit-head"));
	put(room, tenant);
	put(room, chain);
	put_int(room, seq);
	put(room, hash);
	if (room->err) return room->err;
	if (yg_hmac(key->bytes, yg_buf_view(room), mac) != YG_OK) return YG_ENOMEM;
	yg_hex(key->id, KEY_ID_BYTES, out);
	out[16] = ':';
	yg_hex(mac, sizeof mac, out + 17);
	return YG_OK;
}

/* The head is ours: made with one of our audit keys. */
static bool head_sound(const struct keyring *k, const struct cell *h, struct buf *room)
{
	unsigned char id[KEY_ID_BYTES];
	const struct key *key;
	char want[MAC_MAX];
	if (!yg_unhex(yg_str_sub(h[H_MAC].s, 0, 16), id, KEY_ID_BYTES) || !(key = yg_key_find(k, id)) || key->purpose != KEY_AUDIT) return false;
	return head_mac(key, h[H_TENANT].s, h[H_CHAIN].s, h[H_SEQ].i, h[H_HASH].s, room, want) == YG_OK && yg_str_eqz(h[H_MAC].s, want);
}

/* --- appending ------------------------------------------------------------------------------------------------------ */

int yg_audit_append(struct store *s, const struct keyring *k, struct str tenant, struct str patient, const struct audit_entry *e, size_t n,
		    struct arena *a, struct write *w, size_t *nw)
{
	const struct cell key[] = { CELL_T(tenant), CELL_T(patient) };
	const struct key *mark = yg_key_current(k, KEY_AUDIT);
	struct cell *c, *h = yg_arena_array(a, H_N, sizeof *h);
	struct str last = STR(ZEROS);
	struct buf room;
	int64_t seq = 0, was = 0;
	char hash[65], mac[MAC_MAX];
	size_t at = *nw;
	int err, head;
	if (n == 0) return YG_OK;
	if (!mark) return YG_EREFUSED;
	if (!h) return YG_ENOMEM;
	if ((head = yg_store_get(s, T_AUDIT_HEAD, key, a, h)) != YG_OK && head != YG_ENOTFOUND) return head;
	yg_buf_init(&room, 1u << 20);
	err = YG_OK;
	if (head == YG_OK) {
		/* putting our mark on a head that somebody else wrote would cover it up */
		if (!head_sound(k, h, &room)) { err = YG_ESEAL; goto out; }
		was = seq = h[H_SEQ].i;
		last = h[H_HASH].s;
	}
	for (size_t i = 0; i < n; i++, e++) {
		if (!(c = yg_arena_array(a, A_N, sizeof *c))) { err = YG_ENOMEM; goto out; }
		c[A_TENANT] = key[0];
		c[A_CHAIN] = key[1];
		c[A_SEQ] = CELL_I(++seq);
		c[A_AT] = CELL_I(e->at);
		c[A_WHO] = CELL_T(e->who);
		c[A_ROLE] = CELL_T(e->role);
		c[A_TERMINAL] = CELL_T(e->terminal);
		c[A_ACTION] = CELL_T(e->action);
		c[A_TARGET] = CELL_T(e->target);
		c[A_WHY] = CELL_T(e->why);
		c[A_TIME_SOURCE] = CELL_T(e->time_source);
		c[A_PREVIOUS] = CELL_T(last);
		if ((err = entry_hash(c, &room, hash)) != YG_OK) goto out;
		last = yg_arena_str(a, yg_str(hash));
		c[A_HASH] = CELL_T(last);
		w[at++] = (struct write){ .op = W_INSERT, .table = T_AUDIT, .cells = c, .check_col = -1 };
	}
	if ((err = head_mac(mark, tenant, patient, seq, last, &room, mac)) != YG_OK) goto out;
	h[H_TENANT] = key[0];
	h[H_CHAIN] = key[1];
	h[H_SEQ] = CELL_I(seq);
	h[H_HASH] = CELL_T(last);
	h[H_MAC] = CELL_T(yg_arena_str(a, yg_str(mac)));
	w[at++] = head == YG_OK ? (struct write){ .op = W_UPDATE, .table = T_AUDIT_HEAD, .cells = h, .check_col = H_SEQ, .check_value = was }
				: (struct write){ .op = W_INSERT, .table = T_AUDIT_HEAD, .cells = h, .check_col = -1 };
	err = yg_arena_error(a);
	if (!err) *nw = at;
out:
	yg_buf_free(&room);
	return err;
}

int yg_audit_remark(const struct keyring *k, struct cell *h, struct arena *a)
{
	const struct key *mark = yg_key_current(k, KEY_AUDIT);
	unsigned char id[KEY_ID_BYTES];
	struct buf room;
	char mac[MAC_MAX];
	int err;
	if (yg_unhex(yg_str_sub(h[H_MAC].s, 0, 16), id, KEY_ID_BYTES) && yg_key_find(k, id)) return YG_OK;
	if (!mark) return YG_EREFUSED;
	yg_buf_init(&room, 1u << 16);
	if ((err = head_mac(mark, h[H_TENANT].s, h[H_CHAIN].s, h[H_SEQ].i, h[H_HASH].s, &room, mac)) == YG_OK)
		h[H_MAC] = CELL_T(yg_arena_str(a, yg_str(mac)));
	yg_buf_free(&room);
	return err ? err : yg_arena_error(a);
}

/* --- walking -------------------------------------------------------------------------------------------------------- */

struct end { char chain[CHAIN_MAX + 1], hash[65]; int64_t seq; };                         /* of one chain as its entries tell it */
struct walk {
	const struct keyring *k;
	struct diags *ds;
	struct buf    room;
	struct end   *end; size_t n, at;             /* a page of chains, and how far the heads were compared */
	size_t        faults;
	uint64_t      entries;
	char          last_seal[3][CHAIN_MAX + 1];   /* of "-": list id, digest, rows */
	int64_t       seal_seq;
	bool          full;
	int           err;
};
static void fault(struct walk *v, const struct diag_kind *kind, const char *chain, int64_t n)
{
	char t[24];
	snprintf(t, sizeof t, "%lld", (long long)n);
	yg_diag(v->ds, kind, 0, 0, "", yg_str(chain), yg_str(t));
	v->faults++;
}

static void copy(char *out, size_t size, struct str s)
{
	size_t n = s.n < size ? s.n : size - 1;
	if (n) memcpy(out, s.p, n);
	out[n] = '\0';
}

static void read_seal(struct walk *v, const struct cell *c)
{
	struct str t = c[A_TARGET].s;
	v->seal_seq = c[A_SEQ].i;
	for (int i = 0; i < 3; i++) {
		size_t sp = yg_str_find(t, STR(" "));
		copy(v->last_seal[i], sizeof v->last_seal[i], yg_str_sub(t, 0, sp));
		t = sp == (size_t)-1 ? STR_NONE : yg_str_sub(t, sp + 1, t.n);
	}
}

static int walk_entry(void *ctx, const struct cell *c)
{
	struct walk *v = ctx;
	struct end *e = v->n ? &v->end[v->n - 1] : NULL;
	char hash[65];
	if (c[A_CHAIN].s.n > CHAIN_MAX) { fault(v, &d_changed, "?", c[A_SEQ].i); return 0; }
	if (!e || !yg_str_eqz(c[A_CHAIN].s, e->chain)) {
		if (v->n == PAGE) { v->full = true; return 1; }
		e = &v->end[v->n++];
		copy(e->chain, sizeof e->chain, c[A_CHAIN].s);
		memcpy(e->hash, ZEROS, sizeof e->hash);
		e->seq = 0;
	}
	v->entries++;
	if (c[A_SEQ].i <= e->seq) fault(v, &d_first, e->chain, c[A_SEQ].i);
	else if (c[A_SEQ].i > e->seq + 1) fault(v, &d_gap, e->chain, e->seq + 1);
	if (entry_hash(c, &v->room, hash) != YG_OK) return v->err = YG_ENOMEM;
	if (!yg_str_eqz(c[A_HASH].s, hash)) fault(v, &d_changed, e->chain, c[A_SEQ].i);
	if (!yg_str_eqz(c[A_PREVIOUS].s, e->hash) && c[A_SEQ].i == e->seq + 1) fault(v, &d_link, e->chain, c[A_SEQ].i);
	e->seq = c[A_SEQ].i;
	copy(e->hash, sizeof e->hash, c[A_HASH].s);
	if (yg_str_eqz(c[A_CHAIN].s, "-") && yg_str_eqz(c[A_ACTION].s, SEAL_ACTION)) read_seal(v, c);
	return 0;
}

static int walk_head(void *ctx, const struct cell *c)
{
	struct walk *v = ctx;
	char chain[CHAIN_MAX + 1];
	if (c[H_CHAIN].s.n > CHAIN_MAX) { fault(v, &d_mac, "?", c[H_SEQ].i); return 0; }
	copy(chain, sizeof chain, c[H_CHAIN].s);
	while (v->at < v->n && strcmp(v->end[v->at].chain, chain) < 0) {
		fault(v, &d_no_head, v->end[v->at].chain, v->end[v->at].seq);
		v->at++;
	}
	if (v->at == v->n && v->full) return 1;              /* of the next page */
	if (!head_sound(v->k, c, &v->room)) fault(v, &d_mac, chain, c[H_SEQ].i);
	if (v->at == v->n || strcmp(v->end[v->at].chain, chain) != 0) {
		fault(v, &d_no_chain, chain, c[H_SEQ].i);
		return 0;
	}
	if (v->end[v->at].seq != c[H_SEQ].i || !yg_str_eqz(c[H_HASH].s, v->end[v->at].hash)) fault(v, &d_cut, chain, v->end[v->at].seq);
	v->at++;
	return 0;
}

/* One page: entries, then their heads. from: first chain not looked at yet. */
static int walk_page(struct store *s, struct walk *v, struct str tenant, char from[CHAIN_MAX + 2])
{
	const struct cell prefix = CELL_T(tenant), first = CELL_T(yg_str(from));
	struct store_scan q = { .table = T_AUDIT, .index = -1, .prefix = &prefix, .nprefix = 1, .from = *from ? &first : NULL };
	int err;
	v->n = v->at = 0;
	v->full = false;
	if ((err = yg_store_scan(s, &q, walk_entry, v)) < 0) return err;
	q.table = T_AUDIT_HEAD;
	if ((err = yg_store_scan(s, &q, walk_head, v)) < 0) return err;
	for (; v->at < v->n; v->at++) fault(v, &d_no_head, v->end[v->at].chain, v->end[v->at].seq);
	/* the smallest chain above the last one */
	if (v->n) snprintf(from, CHAIN_MAX + 2, "%s\001", v->end[v->n - 1].chain);
	return v->err;
}

static struct str line(struct cursor *c)
{
	struct str t;
	bool ended;
	return yg_cur_line(c, &t, &ended) ? t : STR_NONE;
}

static struct str list_name(struct arena *a, const char *id, size_t chunk) { return yg_arena_printf(a, "audit.seal.%s.%06zu", id, chunk); }

/* Every chain that the last seal covers is still there, and had then the entry it has now. */
static int check_seal(struct store *s, struct walk *v, struct str tenant)
{
	unsigned long rows = 0;
	struct buf digests;
	char sum[65];
	int err = YG_OK;
	if (!v->seal_seq) return YG_OK;
	if (!yg_str_uint(yg_str(v->last_seal[2]), 10000000, &rows)) { fault(v, &d_seal_list, "-", v->seal_seq); return YG_OK; }
	yg_buf_init(&digests, 1u << 30);
	for (size_t i = 0; i < rows && !err; i++) {
		struct arena *a = yg_arena_new(8u << 20);
		struct cell row[3], was[A_N], key[3] = { CELL_T(tenant) };
		struct cursor c;
		struct str l;
		unsigned long seq;
		if (!a) { err = YG_ENOMEM; break; }
		key[1] = CELL_T(list_name(a, v->last_seal[0], i));
		if ((err = yg_store_get(s, T_SETTING, key, a, row)) == YG_OK) {
			yg_sha256_hex(row[2].s, sum);
			yg_buf_z(&digests, sum);
			c = yg_cur(row[2].s);
			while ((l = line(&c)).n && !err) {
				size_t one = yg_str_find(l, STR(" ")), two = yg_str_find(yg_str_sub(l, one + 1, l.n), STR(" "));
				if (one == (size_t)-1 || two == (size_t)-1 || !yg_str_uint(yg_str_sub(l, one + 1, two), 2000000000, &seq)) continue;
				key[1] = CELL_T(yg_str_sub(l, 0, one));
				key[2] = CELL_I((int64_t)seq);
				err = yg_store_get(s, T_AUDIT, key, a, was);
				if (err == YG_ENOTFOUND || (err == YG_OK && !yg_str_eq(was[A_HASH].s, yg_str_sub(l, one + 2 + two, l.n)))) {
					char chain[CHAIN_MAX + 1];
					copy(chain, sizeof chain, key[1].s);
					fault(v, &d_seal_chain, chain, (int64_t)seq);
					err = YG_OK;
				}
			}
		}
		yg_arena_free(a);
		if (err == YG_ENOTFOUND) { err = YG_OK; break; }     /* shows in the digest */
	}
	yg_sha256_hex(yg_buf_view(&digests), sum);
	if (!err) err = digests.err;
	if (!err && strcmp(sum, v->last_seal[1]) != 0) fault(v, &d_seal_list, "-", v->seal_seq);
	yg_buf_free(&digests);
	return err;
}

int yg_audit_verify(struct store *s, const struct keyring *k, struct str tenant, struct diags *ds, uint64_t *entries)
{
	struct walk v = { .k = k, .ds = ds, .end = calloc(PAGE, sizeof *v.end) };
	char from[CHAIN_MAX + 2] = "";
	int err;
	*entries = 0;
	if (!v.end) return YG_ENOMEM;
	yg_buf_init(&v.room, 1u << 20);
	if ((err = yg_store_begin(s)) == YG_OK) {
		do err = walk_page(s, &v, tenant, from); while (!err && v.full);
		if (!err) err = check_seal(s, &v, tenant);
		yg_store_end(s);
	}
	*entries = v.entries;
	yg_buf_free(&v.room);
	free(v.end);
	return err ? err : v.faults ? YG_EREFUSED : YG_OK;
}

/* --- sealing -------------------------------------------------------------------------------------------------------- */

struct listing { struct buf text; size_t lines; char last[CHAIN_MAX + 2]; };
static int list_head(void *ctx, const struct cell *c)
{
	struct listing *l = ctx;
	if (l->lines == SEAL_LINES) return 1;
	l->lines++;
	yg_buf_printf(&l->text, "%.*s %lld %.*s\n", STR_ARG(c[H_CHAIN].s), (long long)c[H_SEQ].i, STR_ARG(c[H_HASH].s));
	copy(l->last, CHAIN_MAX + 1, c[H_CHAIN].s);
	return l->text.err;
}

struct names { struct arena *a; struct str *n; size_t count; const char *keep; };
static int old_list(void *ctx, const struct cell *c)
{
	struct names *n = ctx;
	if (!yg_str_starts(c[1].s, STR("audit.seal."))) return 1;
	if (yg_str_starts(yg_str_sub(c[1].s, 11, c[1].s.n), yg_str(n->keep))) return 0;
	if (!(n->n = yg_arena_grow(n->a, n->n, n->count, sizeof *n->n))) return YG_ENOMEM;
	n->n[n->count++] = yg_arena_str(n->a, c[1].s);
	return n->count == 200;
}

/* The lists of earlier seals: what they covered, this one covers. */
static int drop_old(struct store *s, struct str tenant, const char *keep)
{
	const struct cell prefix = CELL_T(tenant), from = CELL_T(STR("audit.seal."));
	const struct store_scan q = { .table = T_SETTING, .index = -1, .prefix = &prefix, .nprefix = 1, .from = &from };
	int err;
	for (;;) {
		struct names n = { .a = yg_arena_new(1u << 20), .keep = keep };
		struct write w[200];
		struct cell cells[200][2];
		if (!n.a) return YG_ENOMEM;
		err = yg_store_scan(s, &q, old_list, &n);
		for (size_t i = 0; i < n.count; i++) {
			cells[i][0] = prefix;
			cells[i][1] = CELL_T(n.n[i]);
			w[i] = (struct write){ .op = W_DELETE, .table = T_SETTING, .cells = cells[i], .check_col = -1 };
		}
		if (err >= 0) err = n.count ? yg_store_commit(s, w, n.count, NULL) : YG_OK;
		yg_arena_free(n.a);
		if (err || !n.count) return err;
	}
}

/* Writes the list of heads in rows under a fresh name. */
static int write_list(struct store *s, struct str tenant, const char *id, char digest[65], size_t *rows)
{
	const struct cell prefix = CELL_T(tenant);
	struct listing l = { .lines = 0 };
	struct buf digests;
	int err;
	*rows = 0;
	yg_buf_init(&digests, 1u << 30);
	yg_buf_init(&l.text, 1u << 20);
	do {
		const struct cell first = CELL_T(yg_str(l.last));
		const struct store_scan q = { .table = T_AUDIT_HEAD, .index = -1, .prefix = &prefix, .nprefix = 1, .from = *l.last ? &first : NULL };
		struct arena *a = yg_arena_new(1u << 20);
		struct cell row[3] = { prefix };
		struct write w = { .op = W_INSERT, .table = T_SETTING, .cells = row, .check_col = -1 };
		char sum[65];
		l.lines = l.text.n = 0;
		err = a ? yg_store_scan(s, &q, list_head, &l) : YG_ENOMEM;
		if (err >= 0 && l.lines) {
			row[1] = CELL_T(list_name(a, id, *rows));
			row[2] = CELL_T(yg_buf_view(&l.text));
			yg_sha256_hex(row[2].s, sum);
			yg_buf_z(&digests, sum);
			err = yg_store_commit(s, &w, 1, NULL);
			++*rows;
			l.last[strlen(l.last) + 1] = '\0';
			l.last[strlen(l.last)] = '\001';             /* the smallest chain above it */
		}
		yg_arena_free(a);
	} while (err >= 0 && l.lines == SEAL_LINES);
	if (err > 0) err = YG_OK;
	if (!err) err = digests.err;
	yg_sha256_hex(yg_buf_view(&digests), digest);
	yg_buf_free(&digests);
	yg_buf_free(&l.text);
	return err;
}

int yg_audit_seal(struct store *s, const struct keyring *k, struct str tenant, const struct audit_entry *by, char out[65])
{
	struct audit_entry e = *by;
	char id[17], digest[65];
	size_t rows;
	int err = yg_random_hex(8, id);
	out[0] = '\0';
	if (!err) err = write_list(s, tenant, id, digest, &rows);
	for (unsigned try = 0; !err && try < TRIES; try++) {
		struct arena *a = yg_arena_new(4u << 20);
		struct write w[3];
		size_t nw = 0;
		if (!a) return YG_ENOMEM;
		e.action = STR(SEAL_ACTION);
		e.target = yg_arena_printf(a, "%s %s %zu", id, digest, rows);
		if ((err = yg_audit_append(s, k, tenant, STR("-"), &e, 1, a, w, &nw)) == YG_OK
		    && (err = yg_store_commit(s, w, nw, NULL)) == YG_OK) {
			memcpy(out, w[0].cells[A_HASH].s.p, 64);
			out[64] = '\0';
			yg_arena_free(a);
			return drop_old(s, tenant, id);
		}
		yg_arena_free(a);
		if ((err == YG_ESTALE || err == YG_EEXISTS) && try + 1 < TRIES) err = YG_OK;   /* somebody was faster */
	}
	return err;
}
