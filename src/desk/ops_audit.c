/* ops_audit.c - the audit for people: verified, sealed, and written out for an inspector or for one patient. */
#include "desk/ops.h"
#include "base/err.h"
#include "text/csv.h"
#include <stdio.h>
#include "base/ban.h"

enum { A_TENANT, A_CHAIN, A_SEQ, A_AT, A_WHO, A_ROLE, A_TERMINAL, A_ACTION, A_TARGET, A_WHY, A_TIME_SOURCE, A_PREVIOUS, A_HASH };
#define JST 32400

static bool has_entries(struct ops *p, struct store *s, struct str tenant)
{
	struct str t = STR_NONE;
	while (ops_tenant(s, T_AUDIT, t, p->arena, &t) == YG_OK)
		if (yg_str_eq(t, tenant)) return true;
	return false;
}

int ops_verify(struct ops *p, struct store *s, uint64_t *entries)
{
	static const enum store_table tables[] = { T_AUDIT, T_AUDIT_HEAD };
	int worst = YG_OK, err;
	*entries = 0;
	for (int pass = 0; pass < 2; pass++) {
		struct str tenant = STR_NONE;
		while ((err = ops_tenant(s, tables[pass], tenant, p->arena, &tenant)) == YG_OK) {
			uint64_t n = 0;
			if (pass && has_entries(p, s, tenant)) continue;     /* was looked at; one of whom only heads are left was not */
			err = yg_audit_verify(s, p->keys, tenant, &p->ds, &n);
			*entries += n;
			if (err && err != YG_EREFUSED) return err;
			if (err) worst = err;
			ops_progress(p, "audit", *entries, 0);
		}
		if (err != YG_ENOTFOUND) return err;
	}
	return worst;
}

struct last_seal { char hash[65]; int64_t at, seq; };
static int seal_entry(void *ctx, const struct cell *c)
{
	struct last_seal *l = ctx;
	if (!yg_str_eqz(c[A_ACTION].s, "audit.seal") || c[A_HASH].s.n != 64) return 0;
	memcpy(l->hash, c[A_HASH].s.p, 64);
	l->at = c[A_AT].i;
	l->seq = c[A_SEQ].i;
	return 1;
}

int yagen_ops_audit_verify(const yagen_ops *o, int seal, yagen_sink *out)
{
	struct ops p;
	struct last_seal l = { "", 0, 0 };
	char made[65];
	uint64_t n = 0;
	int err = ops_begin(&p, o, OPS_KEYS | OPS_STORE | (seal ? OPS_WRITES : 0)), found;
	if (!err) {
		const struct cell prefix[] = { CELL_T(p.tenant), CELL_T(STR("-")) };
		const struct store_scan q = { .table = T_AUDIT, .index = -1, .prefix = prefix, .nprefix = 2, .descending = true };
		const struct audit_entry by = ops_entry(&p, "", STR_NONE, STR_NONE);
		ops_ms(&p);
		err = ops_verify(&p, p.store, &n);
		if (!err && seal) err = yg_audit_seal(p.store, p.keys, p.tenant, &by, made);
		if (!err || err == YG_EREFUSED) {
			found = yg_store_scan(p.store, &q, seal_entry, &l);
			if (found < 0) err = found;
			ops_int(&p, "entries", "記録", "entries", n);
			ops_int(&p, "faults", "異常", "faults", yg_diags_count(&p.ds, 0, DIAG_ERROR));
			if (l.seq) {
				ops_text(&p, "seal", "封", "seal", yg_str(l.hash));
				ops_int(&p, "seal_number", "封の番号", "number of the seal", (uint64_t)l.seq);
				ops_time(&p, "sealed_at", "封をした時刻", "sealed at", l.at);
			}
			ops_took(&p, "ms", "時間", "time");
		}
	}
	return ops_end(&p, err, out);
}

/* --- export ------------------------------------------------------------------------------------------------------------- */

struct sending {
	const yagen_ops *o;
	int64_t     from, to;                        /* UTC seconds, to excluded */
	bool        by_time, first;
	struct buf  b;
	int       (*write)(void *payload, const void *data, size_t len);
	void       *payload;
	uint64_t    n;
};
#define COLUMNS 11
static const char *const column[COLUMNS] = { "at", "chain", "number", "who", "role", "terminal", "action", "target", "why", "time_source", "hash" };

static int send(struct sending *x)
{
	int err = x->b.err ? x->b.err : x->b.n && x->write(x->payload, x->b.p, x->b.n) ? YG_EIO : YG_OK;
	x->b.n = 0;
	return err;
}

static int send_entry(void *ctx, const struct cell *c)
{
	struct sending *x = ctx;
	char at[26], number[24];
	struct str v[COLUMNS];
	struct jw w;
	if (c[A_AT].i >= x->to) return x->by_time;           /* a chain is in the order of its numbers, whatever the clock said */
	if (c[A_AT].i < x->from) return 0;
	snprintf(number, sizeof number, "%lld", (long long)c[A_SEQ].i);
	v[0] = ops_clock(at, c[A_AT].i);
	v[1] = c[A_CHAIN].s;
	v[2] = yg_str(number);
	for (int i = 3; i < 10; i++) v[i] = c[A_WHO + i - 3].s;
	v[10] = c[A_HASH].s;
	if (x->o->json) {
		yg_buf_z(&x->b, x->first ? "" : ",\n");
		jw_init(&w, &x->b, false);
		jw_obj(&w);
		for (int i = 0; i < COLUMNS; i++) {
			if (i == 2) jw_kint(&w, column[i], c[A_SEQ].i);
			else jw_kstr(&w, column[i], v[i]);
		}
		jw_obj_end(&w);
	} else {
		for (int i = 0; i < COLUMNS; i++) yg_csv_put(&x->b, i == 0, v[i]);
		yg_buf_z(&x->b, "\r\n");
	}
	x->first = false;
	x->n++;
	return x->b.n > 65536 ? send(x) : x->b.err;
}

int yagen_ops_audit_export(const yagen_ops *o, const char *patient, yagen_date from, yagen_date to,
			   int (*write)(void *payload, const void *data, size_t len), void *payload)
{
	struct ops p;
	struct ymd first = lib_ymd(from), last = lib_ymd(to);
	struct sending x = { .o = o, .to = INT64_MAX, .first = true, .write = write, .payload = payload };
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err && !write) err = YG_EARG;
	if (!err) {
		const struct cell prefix[] = { CELL_T(p.tenant), CELL_T(yg_str(patient)) };
		struct cell start = CELL_I(0);
		struct store_scan q = { .table = T_AUDIT, .index = patient ? -1 : 0, .prefix = prefix, .nprefix = patient ? 2 : 1 };
		if (yg_ymd_given(first)) x.from = start.i = (int64_t)yg_ymd_days(first) * 86400 - JST;
		if (yg_ymd_given(last)) x.to = (int64_t)(yg_ymd_days(last) + 1) * 86400 - JST;
		if (!patient && x.from) q.from = &start;
		x.by_time = !patient;
		/* first who lets it out is written down, then it goes out; so it may stand in there itself */
		err = ops_audit(&p, p.store, "audit.export", yg_str(patient ? patient : "-"), STR_NONE);
		yg_buf_init(&x.b, 1u << 20);
		if (o->json) yg_buf_z(&x.b, "[");
		else {
			for (int i = 0; i < COLUMNS; i++) yg_csv_put(&x.b, i == 0, yg_str(column[i]));
			yg_buf_z(&x.b, "\r\n");
		}
		if (!err) err = yg_store_scan(p.store, &q, send_entry, &x);
		if (err == 1) err = YG_OK;
		if (o->json) yg_buf_z(&x.b, "]\n");
		if (!err) err = send(&x);
		yg_buf_free(&x.b);
		if (!err && patient && x.n == 0) err = YG_ENOTFOUND;
	}
	return ops_end(&p, err, NULL);
}
