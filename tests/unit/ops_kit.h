/* ops_kit.h - a store with invented patients, for the tests of backup, export, retention and re-sealing, and for the generator of big ones
 * (tests/torture/make_store.c). Everything follows from the numbers given: the same store every time, but for nonces and keys. */
#ifndef OPS_KIT_H
#define OPS_KIT_H
#include "t.h"
#include "base/err.h"
#include "base/ymd.h"
#include "store/audit.h"
#include "store/seal.h"
#include "store/store.h"
#include <sys/stat.h>
#include <unistd.h>

#define KIT_TENANT STR("main")
struct kit { struct store *s; struct keyring *k; struct arena *a; struct write w[4096]; size_t nw; };

static inline void kit_write(struct kit *t, enum store_table table, const struct cell *cells, size_t n)
{
	struct cell *c = yg_arena_array(t->a, n, sizeof *c);
	if (!c || t->nw == sizeof t->w / sizeof *t->w) exit(99);
	memcpy(c, cells, n * sizeof *c);
	t->w[t->nw++] = (struct write){ .op = W_INSERT, .table = table, .cells = c, .check_col = -1 };
}
#define KIT_ROW(t, table, ...) kit_write(t, table, (const struct cell[]){ __VA_ARGS__ }, sizeof((const struct cell[]){ __VA_ARGS__ }) / sizeof(struct cell))

static inline void kit_commit(struct kit *t)
{
	int err = t->nw ? yg_store_commit(t->s, t->w, t->nw, NULL) : YG_OK;
	if (err) { fprintf(stderr, "ops_kit: commit %d: %s\n", err, yg_store_error(t->s)); exit(99); }
	t->nw = 0;
	yg_arena_free(t->a);
	if (!(t->a = yg_arena_new(256u << 20))) exit(99);
}

static inline struct cell kit_text(struct kit *t, const char *fmt, unsigned n, unsigned m)
{
	/* two numbers are all the texts here need */
	char b[512];
	size_t at = 0;
	for (; *fmt && at < sizeof b - 16; fmt++) {
		if (*fmt == '#') at += (size_t)snprintf(b + at, 16, "%08x", n);
		else if (*fmt == '$') at += (size_t)snprintf(b + at, 16, "%u", m);
		else b[at++] = *fmt;
	}
	return CELL_T(yg_arena_str(t->a, ((struct str){ b, at })));
}

/* What one visit with so many lines looks like in the history: neutral JSON, about 120 bytes a line. */
static inline struct cell kit_visit(struct kit *t, unsigned n, unsigned lines, const char *day)
{
	struct buf b;
	struct cell c;
	yg_buf_init(&b, 1u << 20);
	yg_buf_printf(&b, "{\"date\":\"%s\",\"pharmacy\":{\"name\":\"みほん薬局\"},\"institution\":{\"name\":\"みほん医院\"},\"rps\":[", day);
	for (unsigned i = 0; i < lines; i++)
		yg_buf_printf(&b, "%s{\"number\":%u,\"days\":%u,\"lines\":[{\"code\":\"6%08u\",\"system\":\"receipt\",\"name\":\"みほん錠%umg\",\"amount\":\"%u\",\"unit\":\"錠\"}]}",
			      i ? "," : "", i + 1, 7 + (n + i) % 28, (n * 7 + i) % 20000, 1 + i % 9, 1 + i % 3);
	yg_buf_z(&b, "]}");
	c = CELL_T(yg_arena_str(t->a, yg_buf_view(&b)));
	yg_buf_free(&b);
	return c;
}

/* One patient with `visits` cases of `lines` lines each, all handed over from `first` on, every `step` days. state: of the last case. */
static inline void kit_patient(struct kit *t, unsigned n, unsigned visits, unsigned lines, struct ymd first, int step, const char *state)
{
	const struct cell patient = kit_text(t, "#aaaabbbbccccdddd#", n, 0), tenant = CELL_T(KIT_TENANT);
	struct audit_entry e[512];
	char day[11];
	KIT_ROW(t, T_PATIENT_INDEX, tenant, kit_text(t, "hash-#", n, 0), patient, CELL_T(STR("insured")), CELL_I(1), CELL_NONE);
	KIT_ROW(t, T_PATIENT, tenant, patient, CELL_I(visits), CELL_I(1700000000), CELL_T(STR("sure")), CELL_NONE, CELL_T(STR("1960-04-01")),
		kit_text(t, "ミホン カンジャ$", n, n), kit_text(t, "{\"name\":\"見本 患者$\",\"sex\":\"female\"}", n, n));
	for (unsigned v = 0; v < visits; v++) {
		const struct cell id = kit_text(t, "#000011112222$", n, 1000 + v), doc = kit_text(t, "#ddddeeee#", n * 977u + v, 0);
		struct ymd d = yg_ymd_add(first, (int32_t)v * step);
		const int64_t at = (int64_t)yg_ymd_days(d) * 86400 + 3600;
		struct cell seen;
		yg_ymd_format(d, day);
		seen = CELL_T(yg_arena_str(t->a, yg_str(day)));
		KIT_ROW(t, T_CASE, tenant, patient, id, CELL_T(yg_str(v + 1 == visits ? state : "dispensed")), CELL_I(3), CELL_I(at), CELL_I(at),
			kit_text(t, "rx-#-$", n, v), seen, CELL_NONE, CELL_T(STR("clear")), CELL_I(0), CELL_NONE, CELL_NONE, CELL_I(0));
		KIT_ROW(t, T_EVENT, tenant, patient, id, CELL_I(1), CELL_T(STR("received")), CELL_I(at), CELL_I(v + 1), kit_text(t, "req-#-$", n, v),
			CELL_T(STR("{\"by\":{\"id\":\"p01\"},\"terminal\":\"t1\"}")));
		KIT_ROW(t, T_DOCUMENT, tenant, patient, doc, id, CELL_T(STR("rx")), CELL_T(STR("jahis-rx")), CELL_I(at), CELL_T(STR("00")),
			CELL_T(STR("JAHIS10\r\n1,1,1234567,13,\x93\xe0\x89\xc8\r\n")));
		KIT_ROW(t, T_COMMAND, tenant, patient, kit_text(t, "req-#-$", n, v), CELL_T(STR("case.new")), id, CELL_I(at), kit_text(t, "in-#-$", n, v),
			CELL_T(STR("{\"case\":\"...\"}")));
		KIT_ROW(t, T_DISPENSING, tenant, patient, kit_text(t, "#eeeeffff$", n, v), CELL_I(v + 1), CELL_NONE, id, seen, CELL_T(STR("dispensed")),
			CELL_I(lines), kit_visit(t, n + v, lines, day));
		if (v < 512) e[v] = (struct audit_entry){ STR("p01"), STR("pharmacist"), STR("t1"), STR("case.dispense"), id.s, STR(""), STR("system"), at };
	}
	KIT_ROW(t, T_ANSWER, tenant, patient, kit_text(t, "#99998888", n, 0), CELL_I(1), CELL_NONE, kit_text(t, "key-#", n, 0), CELL_T(STR("{\"reason\":\"known\"}")));
	if (yg_audit_append(t->s, t->k, KIT_TENANT, patient.s, e, visits < 512 ? visits : 512, t->a, t->w, &t->nw)) exit(99);
}

/* What belongs to no patient. */
static inline void kit_rest(struct kit *t)
{
	const struct cell tenant = CELL_T(KIT_TENANT);
	KIT_ROW(t, T_SETTING, tenant, CELL_T(STR("note")), CELL_T(STR("line one\nline \"two\"\t\\end")));
	KIT_ROW(t, T_WORKLIST, tenant, CELL_T(STR("w1")), CELL_T(STR("open")), CELL_I(1), CELL_T(STR("receipt")), CELL_T(STR("699999999")),
		CELL_T(STR("みほん散")), CELL_T(STR("g")), CELL_T(STR("unknown-code")), CELL_I(2), CELL_I(1795000000), CELL_I(1795000001), CELL_NONE, CELL_NONE,
		CELL_NONE, CELL_NONE);
}

static inline struct kit *kit_open(const char *path, const char *keys)
{
	struct kit *t = calloc(1, sizeof *t);
	struct store_options o = { .path = path, .create = true };
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	yg_diags_init(&ds, a);
	if (!t || yg_keyring_open(&t->k, keys, &ds)) exit(99);
	o.keys = t->k;
	if (yg_store_open(&t->s, &o, &ds) || !(t->a = yg_arena_new(256u << 20))) { fprintf(stderr, "ops_kit: cannot open %s\n", path); exit(99); }
	yg_arena_free(a);
	return t;
}

static inline void kit_close(struct kit *t)
{
	yg_store_close(t->s);
	yg_keyring_close(t->k);
	yg_arena_free(t->a);
	free(t);
}
#endif
