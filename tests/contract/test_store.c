/* test_store.c - the contract of store.h, the same checks for every twin: memory and SQLite, with sealing and without. */
#include "contract/store_kit.h"

static struct variant { const char *name; bool file, sealed; } k_variants[] = {
	{ "memory", false, false }, { "memory sealed", false, true }, { "sqlite", true, false }, { "sqlite sealed", true, true },
};
static const struct variant *k_v;
static struct keyring *k_ring;
static struct store *k_s;

static struct store *open_again(unsigned busy_ms)
{
	struct store_options o = { .path = k_v->file ? k_path("s.db") : ":memory:", .create = true, .keys = k_v->sealed ? k_ring : NULL, .busy_ms = busy_ms };
	struct store *s = NULL;
	CHECK_INT(yg_store_open(&s, &o, &k_diags), YG_OK);
	return s;
}
static void fresh(void)
{
	yg_store_close(k_s);
	k_remove("s.db");
	k_reset();
	k_s = open_again(0);
}

/* every column of every table, filled with something of its own */
static struct cell *full_row(enum store_table t, unsigned salt, bool absent)
{
	const struct table_def *def = &yg_schema[t];
	struct cell *c = k_row(t);
	for (size_t i = 0; i < def->ncol; i++) {
		if (absent && (def->col[i].flags & COL_NULL)) continue;
		if (def->col[i].type == CELL_INT) c[i] = CELL_I((int64_t)i * 1000 + salt);
		else c[i] = CELL_T(yg_arena_printf(k_arena, "%s-%u-薬研", def->col[i].name, salt));
	}
	c[0] = CELL_T(STR("main"));
	if (def->patient_bound) c[1] = CELL_T(STR("p1"));
	if (t == T_PATIENT_INDEX) k_text(c, t, "patient", "p1");
	if (t == T_CASE) k_text(c, t, "id", "c1");
	for (size_t r = 0; r < def->nref; r++)
		if (def->ref[r].table == T_CASE) k_text(c, t, "case_id", "c1");
	return c;
}

static void round_trip(void)
{
	for (int t = 0; t < T_COUNT; t++) {
		struct cell *row = full_row((enum store_table)t, 1, false), out[STORE_MAX_COLUMNS];
		CHECK(yg_schema[t].ncol <= STORE_MAX_COLUMNS);
		CHECK_INT(k_put(k_s, (enum store_table)t, row), YG_OK);
		CHECK_INT(yg_store_get(k_s, (enum store_table)t, row, k_arena, out), YG_OK);
		CHECK(k_same((enum store_table)t, row, out));
		CHECK_INT(k_count(k_s, (enum store_table)t), 1);
		for (size_t i = 0; i < yg_schema[t].ncol; i++)
			if (yg_schema[t].col[i].flags & COL_SEALED) CHECK(yg_schema[t].col[i].type == CELL_BLOB);
	}
	for (int t = 0; t < T_COUNT; t++) {                  /* and changed, with absent values where they may be */
		struct cell *row = full_row((enum store_table)t, 1, false), *changed = full_row((enum store_table)t, 2, true), out[STORE_MAX_COLUMNS];
		struct write w;
		for (size_t i = 0; i < yg_schema[t].nkey; i++) changed[i] = row[i];
		w = k_write(W_UPDATE, (enum store_table)t, changed);
		CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_OK);
		CHECK_INT(yg_store_get(k_s, (enum store_table)t, row, k_arena, out), YG_OK);
		CHECK(k_same((enum store_table)t, changed, out));
	}
	for (int t = T_COUNT; t-- > 0;) {                    /* children before parents is not needed, but natural */
		struct cell *row = full_row((enum store_table)t, 1, false), out[STORE_MAX_COLUMNS];
		struct write w = k_write(W_DELETE, (enum store_table)t, row);
		CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_OK);
		CHECK_INT(yg_store_get(k_s, (enum store_table)t, row, k_arena, out), YG_ENOTFOUND);
		CHECK(yg_store_error(k_s)[0] != '\0');
		CHECK_INT(k_count(k_s, (enum store_table)t), 0);
	}
}

static void values(void)
{
	static const char odd[] = "a\0b\0\xff\xfe\0";
	struct cell *p = k_patient("p1"), out[STORE_MAX_COLUMNS];
	size_t big = 5u << 20;
	char *bytes = malloc(big);
	size_t details = k_col(T_PATIENT, "details"), kana = k_col(T_PATIENT, "kana");
	for (size_t i = 0; i < big; i++) bytes[i] = (char)k_random();
	p[details] = CELL_T(((struct str){ odd, sizeof odd - 1 }));
	p[kana] = CELL_T(((struct str){ "ヤゲン\0タロウ", 18 + 1 }));
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK(k_same(T_PATIENT, p, out));

	p = k_patient("p2");                                   /* empty is not absent */
	p[kana] = CELL_T(STR_NONE);
	p[details] = CELL_T(STR_NONE);
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK(!out[kana].null && out[kana].s.n == 0 && !out[details].null && out[details].s.n == 0 && out[k_col(T_PATIENT, "birth_date")].null);

	p = k_patient("p3");
	p[details] = CELL_T(((struct str){ bytes, big }));
	k_int(p, T_PATIENT, "version", INT64_MIN);
	k_int(p, T_PATIENT, "created_at", INT64_MAX);
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK(k_same(T_PATIENT, p, out));

	p = k_patient("𩸽😀が");                              /* four-byte characters, a combining mark, in a key */
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK(k_same(T_PATIENT, p, out));

	p = k_patient("p4");
	p[details] = CELL_T(((struct str){ bytes, STORE_MAX_VALUE + 1u }));
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_ETOOBIG);
	p[details] = CELL_NONE;
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_EARG);
	CHECK(strstr(yg_store_error(k_s), "patient.details") != NULL);
	p[0] = CELL_NONE;
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_EARG);
	CHECK_INT(k_count(k_s, T_PATIENT), 4);
	{	/* an arena that is too small says so and the store goes on */
		struct arena *small = yg_arena_new(1000);
		CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p3"), small, out), YG_ETOOBIG);
		yg_arena_free(small);
		CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p3"), k_arena, out), YG_OK);
	}
	free(bytes);
}

static void exists(void)
{
	struct write w[2];
	struct cell *c;
	size_t failed = 99;
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p1")), YG_OK);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p1")), YG_EEXISTS);
	CHECK_INT(k_put(k_s, T_CASE, k_case("p1", "c1")), YG_OK);
	c = k_case("p1", "c2");
	k_text(c, T_CASE, "prescription", "c1");               /* unique index: the same prescription twice */
	w[0] = k_write(W_INSERT, T_EVENT, k_event("p1", "c1", 1));
	w[1] = k_write(W_INSERT, T_CASE, c);
	CHECK_INT(yg_store_commit(k_s, w, 2, &failed), YG_EEXISTS);
	CHECK_INT(failed, 1);
	CHECK_INT(k_count(k_s, T_EVENT), 0);
	k_int(c, T_CASE, "refill", 1);                         /* its second use is another */
	CHECK_INT(k_put(k_s, T_CASE, c), YG_OK);
	k_int(c, T_CASE, "refill", 0);
	w[0] = k_write(W_UPDATE, T_CASE, c);                   /* and cannot become the first */
	CHECK_INT(yg_store_commit(k_s, w, 1, &failed), YG_EEXISTS);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p2")), YG_OK);
	c = k_case("p2", "c1");                                /* another patient: another row */
	CHECK_INT(k_put(k_s, T_CASE, c), YG_OK);
	CHECK_INT(k_put(k_s, T_CASE, c), YG_EEXISTS);
	k_text(c, T_CASE, "state", "checked");                 /* its own unique value is not in its own way */
	w[0] = k_write(W_UPDATE, T_CASE, c);
	CHECK_INT(yg_store_commit(k_s, w, 1, NULL), YG_OK);
}

static void stale(void)
{
	struct cell *p = k_patient("p1"), out[STORE_MAX_COLUMNS];
	int version = (int)k_col(T_PATIENT, "version");
	struct write w = { W_UPDATE, T_PATIENT, p, version, 0 };
	size_t failed = 99;
	CHECK_INT(yg_store_commit(k_s, &w, 1, &failed), YG_ENOTFOUND);
	CHECK_INT(failed, 0);
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	k_int(p, T_PATIENT, "version", 1);
	CHECK_INT(yg_store_commit(k_s, &w, 1, &failed), YG_OK);
	failed = 99;
	k_int(p, T_PATIENT, "version", 2);
	CHECK_INT(yg_store_commit(k_s, &w, 1, &failed), YG_ESTALE);
	CHECK_INT(failed, 0);
	CHECK(yg_store_error(k_s)[0] != '\0');
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK_INT(out[version].i, 1);
	CHECK(yg_store_error(k_s)[0] == '\0');
	w.op = W_DELETE;
	CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_ESTALE);
	w.check_value = 1;
	CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_OK);
	CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_ENOTFOUND);
	w.op = W_UPDATE;
	w.check_col = 1;                                       /* not a number */
	CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_EARG);
	w.check_col = 99;
	CHECK_INT(yg_store_commit(k_s, &w, 1, NULL), YG_EARG);
	CHECK_INT(yg_store_commit(k_s, NULL, 0, NULL), YG_OK);
}

/* a row of each kind is inserted, changed and deleted in one commit; whatever its last write fails of, nothing of it is there */
static void all_or_nothing(void)
{
	struct cell *p = k_patient("p1"), *changed = k_patient("p1"), out[STORE_MAX_COLUMNS];
	struct cell *absent = k_patient("p9"), *orphan = k_case("nobody", "c7");
	struct { struct write w; int err; size_t failed; } last[] = {
		{ k_write(W_INSERT, T_PATIENT, p), YG_EEXISTS, 6 },
		{ k_write(W_UPDATE, T_PATIENT, absent), YG_ENOTFOUND, 6 },
		{ k_write(W_DELETE, T_PATIENT, absent), YG_ENOTFOUND, 6 },
		{ { W_UPDATE, T_PATIENT, p, (int)k_col(T_PATIENT, "version"), 5 }, YG_ESTALE, 6 },
		{ k_write(W_INSERT, T_CASE, orphan), YG_ENOTFOUND, 7 },
	};
	struct write w[7];
	CHECK_INT(k_put(k_s, T_PATIENT, p), YG_OK);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p2")), YG_OK);
	CHECK_INT(k_put(k_s, T_CASE, k_case("p1", "c1")), YG_OK);
	CHECK_INT(k_put(k_s, T_EVENT, k_event("p1", "c1", 1)), YG_OK);
	k_text(changed, T_PATIENT, "kana", "カワッタ");
	w[0] = k_write(W_UPDATE, T_PATIENT, changed);
	w[1] = k_write(W_DELETE, T_PATIENT, k_patient("p2"));
	w[2] = k_write(W_INSERT, T_PATIENT, k_patient("p3"));
	w[3] = k_write(W_INSERT, T_EVENT, k_event("p1", "c1", 2));
	w[4] = k_write(W_DELETE, T_EVENT, k_event("p1", "c1", 1));
	w[5] = k_write(W_INSERT, T_EVENT, k_event("p1", "c1", 1));   /* again, in the same commit */
	for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
		size_t failed = 99;
		w[6] = last[i].w;
		CHECK_INT(yg_store_commit(k_s, w, 7, &failed), last[i].err);
		CHECK_INT(failed, last[i].failed);
		CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
		CHECK(k_same(T_PATIENT, p, out));
		CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p2"), k_arena, out), YG_OK);
		CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p3"), k_arena, out), YG_ENOTFOUND);
		CHECK_INT(k_count(k_s, T_EVENT), 1);
	}
	CHECK_INT(yg_store_commit(k_s, w, 6, NULL), YG_OK);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, p, k_arena, out), YG_OK);
	CHECK(k_same(T_PATIENT, changed, out));
	CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p2"), k_arena, out), YG_ENOTFOUND);
	CHECK_INT(k_count(k_s, T_EVENT), 2);
}

static void references(void)
{
	struct cell *command = k_row(T_COMMAND);
	struct write w[3];
	size_t failed = 99;
	k_text(command, T_COMMAND, "patient", "-");            /* a command of no case refers to nothing */
	k_text(command, T_COMMAND, "request", "r1");
	CHECK_INT(k_put(k_s, T_COMMAND, command), YG_OK);
	w[0] = k_write(W_INSERT, T_EVENT, k_event("p1", "c1", 1));
	w[1] = k_write(W_INSERT, T_CASE, k_case("p1", "c1"));
	w[2] = k_write(W_INSERT, T_PATIENT, k_patient("p1"));
	CHECK_INT(yg_store_commit(k_s, w, 2, &failed), YG_ENOTFOUND);
	CHECK_INT(failed, 2);
	CHECK_INT(yg_store_commit(k_s, w, 3, NULL), YG_OK);    /* any order within a commit */
	for (size_t i = 0; i < 3; i++) w[i].op = W_DELETE;
	CHECK_INT(yg_store_commit(k_s, w + 1, 1, &failed), YG_ENOTFOUND);
	CHECK_INT(yg_store_commit(k_s, w + 2, 1, &failed), YG_ENOTFOUND);
	CHECK_INT(failed, 1);
	CHECK_INT(k_count(k_s, T_CASE), 1);
	CHECK_INT(yg_store_commit(k_s, (struct write[]){ w[2], w[1], w[0] }, 3, NULL), YG_OK);
	CHECK_INT(k_count(k_s, T_PATIENT), 0);
}

/* --- scans against a plain answer: all rows, sorted by hand, filtered ------------------------------------------------ */
#define MANY 120u
static struct { enum store_table t; int index; struct cell *rows[MANY]; size_t n; } all;

static int by_hand(const struct cell *a, const struct cell *b, size_t c)
{
	if (a[c].null || b[c].null) return (int)b[c].null - (int)a[c].null;
	if (yg_schema[all.t].col[c].type == CELL_INT) return (a[c].i > b[c].i) - (a[c].i < b[c].i);
	return yg_str_cmp(a[c].s, b[c].s);
}
static size_t nth_column(size_t i)
{
	size_t n = all.index < 0 ? 0 : yg_schema[all.t].index[all.index].n;
	return i < n ? yg_schema[all.t].index[all.index].col[i] : i - n;
}
static int sort_rows(const void *x, const void *y)
{
	const struct cell *a = *(struct cell *const *)x, *b = *(struct cell *const *)y;
	size_t n = (all.index < 0 ? 0 : yg_schema[all.t].index[all.index].n) + yg_schema[all.t].nkey;
	for (size_t i = 0; i < n; i++) {
		int d = by_hand(a, b, nth_column(i));
		if (d) return d;
	}
	return 0;
}
struct expected { struct cell *row[MANY]; size_t n, at, wrong, stop; };
static int compare_each(void *ctx, const struct cell *cells)
{
	struct expected *e = ctx;
	if (e->at >= e->n || !k_same(all.t, e->row[e->at], cells)) e->wrong++;
	e->at++;
	return e->stop && e->at == e->stop ? 4711 : 0;
}

static void query_at_random(void)
{
	size_t nkey = all.index < 0 ? yg_schema[all.t].nkey : yg_schema[all.t].index[all.index].n;
	const struct cell *like = all.rows[k_below(all.n)];
	struct cell prefix[6], from;
	struct store_scan q = { .table = all.t, .index = all.index, .prefix = prefix };
	struct expected e = { .stop = 0 };
	q.nprefix = k_below(nkey + 1);
	q.descending = k_below(2) == 1;
	if (!k_below(3)) q.limit = 1 + k_below(9);
	for (size_t i = 0; i < q.nprefix; i++) prefix[i] = like[nth_column(i)];
	if (q.nprefix < nkey && k_below(2) && !like[nth_column(q.nprefix)].null) {
		from = all.rows[k_below(all.n)][nth_column(q.nprefix)];
		if (from.null) from = like[nth_column(q.nprefix)];
		q.from = &from;
	}
	qsort(all.rows, all.n, sizeof *all.rows, sort_rows);
	for (size_t i = 0; i < all.n; i++) {
		struct cell *r = all.rows[q.descending ? all.n - 1 - i : i];
		bool take = true;
		for (size_t k = 0; k < q.nprefix; k++) take &= by_hand(r, like, nth_column(k)) == 0;
		if (take && q.from) {
			struct cell bound[STORE_MAX_COLUMNS];
			size_t c = nth_column(q.nprefix);
			int d;
			bound[c] = from;
			d = by_hand(r, bound, c);
			take = !r[c].null && (q.descending ? d <= 0 : d >= 0);
		}
		if (take && (!q.limit || e.n < q.limit)) e.row[e.n++] = r;
	}
	CHECK_INT(yg_store_scan(k_s, &q, compare_each, &e), YG_OK);
	CHECK_INT(e.at, e.n);
	CHECK_INT(e.wrong, 0);
	if (e.n > 1) {                                          /* stopped by its reader; its answer is the scan's */
		e.at = 0;
		e.stop = 1 + k_below(e.n);
		CHECK_INT(yg_store_scan(k_s, &q, compare_each, &e), 4711);
		CHECK_INT(e.at, e.stop);
	}
}

static void scans(void)
{
	static const char *const words[] = { "", "a", "aa", "ab", "B", "ア", "アイ", "ｱ", "-", "z\x7f" };
	static const enum store_table tables[] = { T_PATIENT, T_CASE, T_EVENT, T_DISPENSING, T_OUTBOX, T_WORKLIST, T_AUDIT, T_PATIENT_INDEX };
	for (size_t ti = 0; ti < sizeof tables / sizeof *tables; ti++) {
		const struct table_def *def = &yg_schema[tables[ti]];
		struct write w[MANY + 20];
		size_t n = 0;
		all.n = 0;
		all.t = tables[ti];
		all.index = -1;
		for (size_t i = 0; def->nref && i < 10; i++) {   /* parents for every patient that may come */
			w[n++] = k_write(W_INSERT, T_PATIENT, k_patient(words[i]));
			if (all.t != T_CASE) w[n++] = k_write(W_INSERT, T_CASE, k_case(words[i], "x"));
		}
		while (all.n < MANY) {
			struct cell *c = k_row(all.t);
			bool fresh_key = true;
			for (size_t i = 1; i < def->ncol; i++) {
				if ((def->col[i].flags & COL_NULL) && !k_below(3)) { c[i] = CELL_NONE; continue; }
				c[i] = def->col[i].type == CELL_INT ? CELL_I((int64_t)k_below(7) - 3) : CELL_T(yg_str(words[k_below(10)]));
			}
			if (def->col[def->nkey - 1].type == CELL_INT) c[def->nkey - 1] = CELL_I((int64_t)k_below(300) - 150);
			else c[def->nkey - 1] = CELL_T(yg_arena_printf(k_arena, "%s%zu", words[k_below(10)], k_below(500)));
			if (all.t == T_CASE) c[k_col(T_CASE, "prescription")] = c[2];
			if (def->nref && all.t != T_CASE) k_text(c, all.t, "case_id", "x");
			for (size_t i = 0; i < all.n; i++) fresh_key &= sort_rows(&c, &all.rows[i]) != 0;
			if (!fresh_key) continue;
			w[n++] = k_write(W_INSERT, all.t, c);
			all.rows[all.n++] = c;
		}
		CHECK_INT(yg_store_commit(k_s, w, n, NULL), YG_OK);
		for (all.index = -1; all.index < (int)def->nindex; all.index++)
			for (int i = 0; i < 40; i++) query_at_random();
		fresh();
		all.n = 0;
	}
}

static int use_inside(void *ctx, const struct cell *cells)
{
	struct cell out[STORE_MAX_COLUMNS];
	(void)ctx;
	CHECK_INT(yg_store_get(k_s, T_PATIENT, cells, k_arena, out), YG_ESTATE);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p2")), YG_ESTATE);
	CHECK_INT(yg_store_begin(k_s), YG_ESTATE);
	return 7;
}

static void misuse(void)
{
	struct cell four[4] = { CELL_T(STR("main")), CELL_T(STR("p1")), CELL_T(STR("x")), CELL_NONE };
	struct store_scan q = { .table = T_PATIENT, .index = -1 };
	size_t n = 0;
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p1")), YG_OK);
	CHECK_INT(yg_store_scan(k_s, &q, use_inside, NULL), 7);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p2")), YG_OK);
	CHECK_INT(yg_store_begin(k_s), YG_OK);
	CHECK_INT(yg_store_begin(k_s), YG_ESTATE);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p3")), YG_ESTATE);
	CHECK_INT(k_count(k_s, T_PATIENT), 2);
	yg_store_end(k_s);
	yg_store_end(k_s);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p3")), YG_OK);
	q.prefix = four;
	q.nprefix = 3;
	CHECK_INT(yg_store_scan(k_s, &q, k_count_each, &n), YG_EARG);
	q.nprefix = 2;
	q.from = &four[2];
	CHECK_INT(yg_store_scan(k_s, &q, k_count_each, &n), YG_EARG);
	q.nprefix = 1;
	q.from = &four[3];
	CHECK_INT(yg_store_scan(k_s, &q, k_count_each, &n), YG_EARG);
	q.index = 5;
	q.from = NULL;
	CHECK_INT(yg_store_scan(k_s, &q, k_count_each, &n), YG_EARG);
	yg_store_close(NULL);
	{	/* opened for reading, nothing is written; there need not be anything */
		struct store_options o = { .path = k_v->file ? k_path("s.db") : ":memory:", .read_only = true };
		struct store *s = NULL;
		CHECK_INT(yg_store_open(&s, &o, &k_diags), YG_OK);
		CHECK_INT(k_put(s, T_PATIENT, k_patient("p4")), YG_EREADONLY);
		CHECK_INT(k_count(s, T_PATIENT), k_v->file ? 3 : 0);
		yg_store_close(s);
	}
}

static void checks_clean(void)
{
	uint64_t rows = 0;
	for (int t = 0; t < T_COUNT; t++) CHECK_INT(k_put(k_s, (enum store_table)t, full_row((enum store_table)t, 3, true)), YG_OK);
	CHECK_INT(yg_store_check(k_s, &k_diags, &rows), YG_OK);
	CHECK_INT(rows, T_COUNT);
	CHECK(k_said("store-no-keys") == !k_v->sealed);
	CHECK_INT(k_diags.worst > DIAG_NOTE, 0);
}

/* --- several handles (a file only) ---------------------------------------------------------------------------------- */

static void snapshots(void)
{
	struct store *other;
	struct cell out[STORE_MAX_COLUMNS];
	if (!k_v->file) return;
	other = open_again(0);
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p1")), YG_OK);
	CHECK_INT(yg_store_begin(k_s), YG_OK);
	CHECK_INT(k_put(other, T_PATIENT, k_patient("p2")), YG_OK);    /* reading keeps nobody from writing */
	CHECK_INT(k_count(k_s, T_PATIENT), 1);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p2"), k_arena, out), YG_ENOTFOUND);
	CHECK_INT(k_count(other, T_PATIENT), 2);
	yg_store_end(k_s);
	CHECK_INT(k_count(k_s, T_PATIENT), 2);
	yg_store_close(other);
}

/* Two processes add one to the same version, start again when the other was faster, and lose nothing. */
#define ROUNDS 60
static int add_one_many_times(struct store *s)
{
	int version = (int)k_col(T_PATIENT, "version");
	struct cell out[STORE_MAX_COLUMNS];
	for (int done = 0; done < ROUNDS;) {
		struct write w = { W_UPDATE, T_PATIENT, out, version, 0 };
		int err = yg_store_get(s, T_PATIENT, k_patient("p1"), k_arena, out);
		if (err) return 1;
		w.check_value = out[version].i++;
		err = yg_store_commit(s, &w, 1, NULL);
		if (err && err != YG_ESTALE) return 2;
		done += !err;
	}
	return 0;
}
static void two_writers(void)
{
	struct cell out[STORE_MAX_COLUMNS];
	int left = 2, status;
	if (!k_v->file) return;
	CHECK_INT(k_put(k_s, T_PATIENT, k_patient("p1")), YG_OK);
	yg_store_close(k_s);                                   /* no handle goes through fork */
	k_s = NULL;
	for (int i = 0; i < 2; i++) {
		fflush(NULL);
		if (fork() == 0) {
			struct store *s = open_again(0);
			status = s ? add_one_many_times(s) : 3;
			yg_store_close(s);
			_exit(status);
		}
	}
	while (left-- && wait(&status) > 0) CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	k_s = open_again(0);
	CHECK_INT(yg_store_get(k_s, T_PATIENT, k_patient("p1"), k_arena, out), YG_OK);
	CHECK_INT(out[k_col(T_PATIENT, "version")].i, 2 * ROUNDS);
}

int main(void)
{
	k_start();
	k_ring = k_keys("keys");
	for (size_t i = 0; i < sizeof k_variants / sizeof *k_variants; i++) {
		static void (*const tests[])(void) = { round_trip, values, exists, stale, all_or_nothing, references, scans, misuse, checks_clean, snapshots, two_writers };
		static const char *const names[] = { "round_trip", "values", "exists", "stale", "all_or_nothing", "references", "scans", "misuse", "checks_clean",
						     "snapshots", "two_writers" };
		char name[64];
		k_v = &k_variants[i];
		for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
			snprintf(name, sizeof name, "%s: %s", k_v->name, names[k]);
			t_name = name;
			fresh();
			tests[k]();
		}
		yg_store_close(k_s);
		k_s = NULL;
	}
	yg_keyring_close(k_ring);
	k_end();
	return T_END();
}
