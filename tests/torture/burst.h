/* burst.h - a pharmacist in a hurry: commits of the shape of a case command, one after the other, each derived from its number alone, so
 * that afterwards anybody can say of every number whether it is there, whole, once. Client i's command n makes patient.version n. */
#ifndef TESTS_BURST_H
#define TESTS_BURST_H
#include "contract/store_kit.h"

#define BURST_PER_CASE 4
#define BURST_MAX_BYTES 40000u

/* Bytes of the n-th document of this client: length and content follow from the two numbers. */
static inline struct str burst_bytes(unsigned client, unsigned n)
{
	uint64_t x = ((uint64_t)client << 32 | n) * 0x9e3779b97f4a7c15u + 1;
	size_t len = n % 5 == 0 ? 8000 + x % (BURST_MAX_BYTES - 8000) : x % 3000;
	char *p = yg_arena_alloc(k_arena, len + 8);
	for (size_t i = 0; i < len; i += 8) {
		x ^= x << 13; x ^= x >> 7; x ^= x << 17;
		memcpy(p + i, &x, 8);
	}
	return (struct str){ p, len };
}
static inline struct str burst_text(const char *what, unsigned client, unsigned n) { return yg_arena_printf(k_arena, "%s-%u-%u", what, client, n); }
struct burst_rows { struct cell *patient, *kase, *event, *document, *command, *audit, *head; };

static inline void burst_rows(struct burst_rows *r, unsigned client, unsigned n)
{
	struct cell who = CELL_T(burst_text("patient", client, 0)), kase = CELL_T(burst_text("case", client, (n - 1) / BURST_PER_CASE));
	r->patient = k_patient("");
	r->patient[1] = who;
	k_int(r->patient, T_PATIENT, "version", n);
	r->patient[k_col(T_PATIENT, "details")] = CELL_T(burst_text("{\"name\":\"架空\"}", client, n));
	r->kase = k_case("", "");
	r->kase[1] = who;
	r->kase[2] = r->kase[k_col(T_CASE, "prescription")] = kase;
	k_int(r->kase, T_CASE, "version", (n - 1) % BURST_PER_CASE + 1);
	k_int(r->kase, T_CASE, "updated_at", n);
	r->event = k_event("", "", (n - 1) % BURST_PER_CASE + 1);
	r->event[1] = who;
	r->event[2] = kase;
	k_int(r->event, T_EVENT, "patient_version", n);
	r->event[k_col(T_EVENT, "request")] = CELL_T(burst_text("request", client, n));
	r->event[k_col(T_EVENT, "body")] = CELL_T(burst_text("{\"did\":\"checked\"}", client, n));
	r->document = k_row(T_DOCUMENT);
	r->document[1] = who;
	r->document[2] = CELL_T(burst_text("document", client, n));
	r->document[k_col(T_DOCUMENT, "case_id")] = kase;
	r->document[k_col(T_DOCUMENT, "bytes")] = CELL_T(burst_bytes(client, n));
	r->command = k_row(T_COMMAND);
	r->command[1] = who;
	r->command[2] = CELL_T(burst_text("request", client, n));
	r->command[k_col(T_COMMAND, "case_id")] = kase;
	r->command[k_col(T_COMMAND, "answer")] = CELL_T(burst_text("answer", client, n));
	r->audit = k_row(T_AUDIT);
	r->audit[1] = who;
	k_int(r->audit, T_AUDIT, "seq", n);
	r->audit[k_col(T_AUDIT, "hash")] = CELL_T(burst_text("hash", client, n));
	r->head = k_row(T_AUDIT_HEAD);
	r->head[1] = who;
	k_int(r->head, T_AUDIT_HEAD, "seq", n);
}

/* The n-th command of this client. YG_EEXISTS: it was carried out before (its request id is taken). */
static inline int burst_commit(struct store *s, unsigned client, unsigned n)
{
	struct burst_rows r;
	enum write_op first = n == 1 ? W_INSERT : W_UPDATE, in_case = (n - 1) % BURST_PER_CASE ? W_UPDATE : W_INSERT;
	int version = (int)k_col(T_PATIENT, "version"), case_version = (int)k_col(T_CASE, "version"), seq = (int)k_col(T_AUDIT_HEAD, "seq");
	burst_rows(&r, client, n);
	struct write w[] = {
		{ W_INSERT, T_COMMAND, r.command, -1, 0 }, { W_INSERT, T_EVENT, r.event, -1, 0 }, { W_INSERT, T_DOCUMENT, r.document, -1, 0 },
		{ in_case, T_CASE, r.kase, in_case == W_UPDATE ? case_version : -1, (n - 1) % BURST_PER_CASE },
		{ first, T_PATIENT, r.patient, first == W_UPDATE ? version : -1, (int64_t)n - 1 },
		{ W_INSERT, T_AUDIT, r.audit, -1, 0 }, { first, T_AUDIT_HEAD, r.head, first == W_UPDATE ? seq : -1, (int64_t)n - 1 },
	};
	return yg_store_commit(s, w, sizeof w / sizeof *w, NULL);
}

static inline bool burst_row_is(struct store *s, enum store_table t, const struct cell *want)
{
	struct cell got[STORE_MAX_COLUMNS];
	int err = yg_store_get(s, t, want, k_arena, got);
	if (!err && k_same(t, want, got)) return true;
	fprintf(stderr, "%s: %s %d %s\n", t_name, yg_schema[t].name, err, yg_store_error(s));
	return false;
}
static inline size_t burst_count(struct store *s, enum store_table t, unsigned client)
{
	struct cell prefix[2] = { CELL_T(STR("main")), CELL_T(burst_text("patient", client, 0)) };
	struct store_scan q = { .table = t, .index = -1, .prefix = prefix, .nprefix = 2 };
	size_t n = 0;
	return yg_store_scan(s, &q, k_count_each, &n) == YG_OK ? n : (size_t)-1;
}
/* How many commands of this client are there; -1: they are not whole, each exactly once. */
static inline int burst_verify(struct store *s, unsigned client)
{
	static const enum store_table once[] = { T_EVENT, T_DOCUMENT, T_COMMAND, T_AUDIT };
	struct burst_rows r;
	struct cell got[STORE_MAX_COLUMNS];
	unsigned n;
	bool whole = true;
	int err;
	burst_rows(&r, client, 1);
	err = yg_store_get(s, T_PATIENT, r.patient, k_arena, got);
	if (err && err != YG_ENOTFOUND) return -1;
	n = err ? 0 : (unsigned)got[k_col(T_PATIENT, "version")].i;
	for (size_t i = 0; i < 4; i++) whole &= burst_count(s, once[i], client) == n;
	whole &= burst_count(s, T_CASE, client) == (n + BURST_PER_CASE - 1) / BURST_PER_CASE;
	whole &= burst_count(s, T_AUDIT_HEAD, client) == (n ? 1 : 0);
	for (unsigned i = 1; whole && i <= n; i++) {
		burst_rows(&r, client, i);
		whole &= burst_row_is(s, T_EVENT, r.event) && burst_row_is(s, T_DOCUMENT, r.document) && burst_row_is(s, T_COMMAND, r.command) &&
			 burst_row_is(s, T_AUDIT, r.audit);
		if (i == n || i % BURST_PER_CASE == 0) whole &= burst_row_is(s, T_CASE, r.kase);
		if (i == n) whole &= burst_row_is(s, T_PATIENT, r.patient) && burst_row_is(s, T_AUDIT_HEAD, r.head);
	}
	return whole ? (int)n : -1;
}
static inline unsigned burst_runs(unsigned usual)       /* RUNS=1000: the long tier */
{
	const char *runs = getenv("RUNS");
	unsigned long n;
	return runs && yg_str_uint(yg_str(runs), 1000000, &n) && n ? (unsigned)n : usual;
}
static inline void burst_seed(void)                     /* SEED=n: another, or a reported, sequence of runs */
{
	const char *seed = getenv("SEED");
	unsigned long n = 0;
	if (seed && yg_str_uint(yg_str(seed), 0xffffffffu, &n)) k_seed = (n + 1) * 0x9e3779b97f4a7c15u;
}
#endif
