/* reseal.c - every sealed value brought under the current key, a few hundred rows a commit (retention.h). Opens and seals values itself, on a
 * store without keys: a whole row must be read and written back as it is, and only its envelope be another. */
#include "store/retention.h"
#include "store/keyring.h"
#include "base/err.h"
#include <stdio.h>
#include "base/ban.h"

#define BATCH 200u
#define BATCH_BYTES (8u << 20)
#define TRIES 20u
DIAG_KIND(d_value, "reseal-value", DIAG_ERROR, "表 {0} の値が復号できないため、そのまま残しました（{1} 件）", "values in table {0} do not open and were left as they are ({1})");

struct batch {
	const struct keyring *k;
	struct arena *a;
	enum store_table t;
	size_t        col;                           /* the sealed one */
	int           year;
	struct cell  *row[BATCH]; size_t n;
	char          patient[80];                   /* of the last row taken */
	bool          full;
	struct reseal_info *info;
	uint64_t      count;                         /* yg_sealed_count only */
	int           err;
};

static size_t sealed_column(enum store_table t)
{
	size_t i = 0;
	while (i < yg_schema[t].ncol && !(yg_schema[t].col[i].flags & COL_SEALED)) i++;
	return i;
}

static const struct key *key_of(const struct keyring *k, struct str sealed)
{
	unsigned char id[KEY_ID_BYTES];
	char hex[17];
	if (!yg_sealed_with(sealed, hex) || !yg_unhex(yg_str(hex), id, sizeof id)) return NULL;
	return yg_key_find(k, id);
}

static int take(void *ctx, const struct cell *c)
{
	struct batch *b = ctx;
	const struct table_def *def = &yg_schema[b->t];
	const struct key *key = c[b->col].null ? NULL : key_of(b->k, c[b->col].s);
	struct cell *row;
	if (c[b->col].null || (key && (key == yg_key_current(b->k, KEY_SEAL) || key->year > b->year))) return 0;
	if (key && key->shredded) return 0;
	if (b->n == BATCH || yg_arena_used(b->a) > BATCH_BYTES) { b->full = true; return 1; }
	if (!(row = yg_arena_array(b->a, def->ncol, sizeof *row))) return b->err = YG_ENOMEM;
	for (size_t i = 0; i < def->ncol; i++) {
		row[i] = c[i];
		if (!c[i].null && def->col[i].type != CELL_INT) row[i].s = yg_arena_str(b->a, c[i].s);
	}
	if (c[1].s.n >= sizeof b->patient) return b->err = YG_ETOOBIG;
	memcpy(b->patient, c[1].s.p, c[1].s.n);
	b->patient[c[1].s.n] = '\0';
	b->row[b->n++] = row;
	return 0;
}

static int reseal_row(struct batch *b, struct cell *row, bool *ok)
{
	struct buf aad, out;
	struct str plain;
	int err;
	yg_buf_init(&aad, 65536);
	yg_buf_init(&out, STORE_MAX_VALUE + 4096);
	yg_store_aad(b->t, b->col, row, &aad);
	err = aad.err ? aad.err : yg_unseal(b->k, yg_buf_view(&aad), row[b->col].s, b->a, &plain);
	*ok = err == YG_OK;
	if (*ok && (err = yg_seal(b->k, yg_buf_view(&aad), plain, &out)) == YG_OK) row[b->col].s = yg_arena_str(b->a, yg_buf_view(&out));
	yg_buf_free(&aad);
	yg_buf_free(&out);
	return err == YG_ESEAL || err == YG_ENOTFOUND ? YG_OK : err ? err : yg_arena_error(b->a);
}

/* A row that lives on under another writer's hands must not be written back over what he wrote: every change of a patient's rows counts the
 * patient's version, so the commit asks for the version that was read. Rows of the outbox count their own. */
static int write_batch(struct store *raw, struct batch *b)
{
	enum { PATIENT_VERSION = 2, OUTBOX_VERSION = 6 };
	struct write w[2 * BATCH];
	struct str last = STR_NONE;
	size_t nw = 0;
	uint64_t done = 0;
	int err = YG_OK;
	for (size_t i = 0; i < b->n && !err; i++) {
		struct cell *row = b->row[i], *patient;
		bool ok;
		if ((err = reseal_row(b, row, &ok)) != YG_OK) break;
		if (!ok) continue;
		done++;
		w[nw] = (struct write){ .op = W_UPDATE, .table = b->t, .cells = row, .check_col = -1 };
		if (b->t == T_PATIENT) w[nw].check_col = PATIENT_VERSION, w[nw].check_value = row[PATIENT_VERSION].i;
		if (b->t == T_OUTBOX) w[nw].check_col = OUTBOX_VERSION, w[nw].check_value = row[OUTBOX_VERSION].i;
		nw++;
		if (b->t == T_PATIENT || b->t == T_OUTBOX || (last.p && yg_str_eq(last, row[1].s))) continue;
		last = row[1].s;
		if (!(patient = yg_arena_array(b->a, yg_schema[T_PATIENT].ncol, sizeof *patient))) { err = YG_ENOMEM; break; }
		err = yg_store_get(raw, T_PATIENT, row, b->a, patient);
		if (err == YG_OK)
			w[nw++] = (struct write){ .op = W_UPDATE, .table = T_PATIENT, .cells = patient, .check_col = PATIENT_VERSION,
						  .check_value = patient[PATIENT_VERSION].i };
		if (err == YG_ENOTFOUND) err = YG_OK;        /* what belongs to no patient is never changed */
	}
	yg_store_end(raw);
	if (!err && nw) err = yg_store_commit(raw, w, nw, NULL);
	if (!err && nw) {
		b->info->resealed += done;
		b->info->commits++;
	}
	return err;
}

/* One table of one tenant. */
static int reseal_table(struct store *raw, struct batch *b, struct str tenant, retention_progress *progress, void *ctx)
{
	const struct cell prefix = CELL_T(tenant);
	unsigned tries = 0;
	char from[sizeof b->patient + 1] = "";
	int err;
	do {
		const struct cell first = CELL_T(yg_str(from));
		const struct store_scan q = { .table = b->t, .index = -1, .prefix = &prefix, .nprefix = 1, .from = *from ? &first : NULL };
		const uint64_t before = b->info->resealed;
		if (!(b->a = yg_arena_new(8 * (size_t)STORE_MAX_VALUE))) return YG_ENOMEM;
		b->n = 0;
		b->full = false;
		if ((err = yg_store_begin(raw)) == YG_OK) {
			if ((err = yg_store_scan(raw, &q, take, b)) >= 0) err = write_batch(raw, b);
			else yg_store_end(raw);
		}
		yg_arena_free(b->a);
		if (err == YG_ESTALE || err == YG_ENOTFOUND) {       /* another writer was faster: the same rows again */
			b->full = true;
			err = ++tries < TRIES ? YG_OK : YG_EBUSY;
			continue;
		}
		/* a batch of nothing but values that do not open would be met again for ever: go on behind its patient */
		snprintf(from, sizeof from, b->full && b->info->resealed == before ? "%s\001" : "%s", b->patient);
		tries = 0;
		if (progress) progress(ctx, "reseal", b->info->resealed, 0);
	} while (!err && b->full);
	return err;
}

/* What is left when a table was gone through. */
static int leftover(void *ctx, const struct cell *c)
{
	struct batch *b = ctx;
	const struct key *key = c[b->col].null ? NULL : key_of(b->k, c[b->col].s);
	if (c[b->col].null || (key && (key == yg_key_current(b->k, KEY_SEAL) || key->year > b->year))) return 0;
	if (key && key->shredded) b->info->shredded++;
	else b->info->unreadable++;
	return 0;
}

static int keep(void *ctx, const struct cell *c)
{
	struct batch *b = ctx;
	if (c[0].s.n >= sizeof b->patient - 1) return YG_ETOOBIG;
	memcpy(b->patient, c[0].s.p, c[0].s.n);
	b->patient[c[0].s.n] = '\0';
	return 1;
}

int yg_reseal(struct store *raw, const struct keyring *k, int year, retention_progress *progress, void *ctx, struct reseal_info *info, struct diags *ds)
{
	int err = YG_OK;
	*info = (struct reseal_info){ 0 };
	if (!yg_key_current(k, KEY_SEAL)) return YG_EREFUSED;
	for (int t = 0; t < T_COUNT && !err; t++) {
		struct batch b = { .k = k, .t = (enum store_table)t, .col = sealed_column((enum store_table)t), .year = year, .info = info };
		uint64_t unreadable = info->unreadable;
		char tenant[80] = "", n[24];
		if (b.col == yg_schema[t].ncol) continue;
		for (;;) {
			const struct cell first = CELL_T(yg_str(tenant));
			const struct store_scan q = { .table = b.t, .index = -1, .from = *tenant ? &first : NULL, .limit = 1 };
			if ((err = yg_store_scan(raw, &q, keep, &b)) <= 0) break;        /* no further tenant */
			err = YG_OK;
			memcpy(tenant, b.patient, sizeof tenant);
			if ((err = reseal_table(raw, &b, yg_str(tenant), progress, ctx)) != YG_OK) break;
			tenant[strlen(tenant) + 1] = '\0';
			tenant[strlen(tenant)] = '\001';                                 /* the smallest above it */
		}
		if (!err) err = yg_store_scan(raw, &(struct store_scan){ .table = b.t, .index = -1 }, leftover, &b);
		if (info->unreadable > unreadable) {
			snprintf(n, sizeof n, "%llu", (unsigned long long)(info->unreadable - unreadable));
			yg_diag(ds, &d_value, 0, 0, "", yg_str(yg_schema[t].name), yg_str(n));
		}
	}
	if (progress) progress(ctx, "reseal", info->resealed, info->resealed);
	return err ? err : info->unreadable ? YG_EIO : YG_OK;
}

static int tally(void *ctx, const struct cell *c)
{
	struct batch *b = ctx;
	const struct key *key = c[b->col].null ? NULL : key_of(b->k, c[b->col].s);
	b->count += key && !key->shredded && key->year <= b->year;
	return 0;
}

int yg_sealed_count(struct store *raw, const struct keyring *k, int year, uint64_t *n)
{
	struct batch b = { .k = k, .year = year };
	int err = YG_OK;
	for (int t = 0; t < T_COUNT && !err; t++) {
		const struct store_scan q = { .table = (enum store_table)t, .index = -1 };
		b.col = sealed_column(q.table);
		if (b.col < yg_schema[t].ncol) err = yg_store_scan(raw, &q, tally, &b);
	}
	*n = b.count;
	return err;
}
