/* retention.c - deleting closed cases whose time is over, and patients of whom nothing is left (retention.h). It never touches an open
 * case, nor the audit. */
#include "store/retention.h"
#include "base/err.h"
#include "base/ymd.h"
#include <stdio.h>
#include "base/ban.h"

const struct legal_period yg_legal_periods[] = {
	{ "prescription", "処方箋", "prescriptions", 3, "薬剤師法 第27条（調剤済みとなった日から）" },
	{ "dispensing-record", "調剤録", "dispensing records", 3, "薬剤師法 第28条第3項（最終の記入の日から）" },
	{ "insurance", "処方箋及び調剤録（保険）", "prescriptions and dispensing records under health insurance", 3,
	  "保険薬局及び保険薬剤師療養担当規則 第6条（完結の日から）" },
	{ NULL, NULL, NULL, 0, NULL }
};
/* Nothing more happens to a case in these states of its own accord (desk/event.h). */
static const char *const closed[] = { "dispensed", "signed", "registered", "cancelled", "returned" };
static const char *const open_[] = { "received", "checked", "decided" };
#define JST 32400                                    /* the days of the law are those of Japan */
#define MAX_YEARS 99u
#define MIN_YEARS 3u
#define TRIES 8u
#define BIG (512u << 20)
DIAG_KIND(d_setting, "retention-setting", DIAG_ERROR, "設定 retention-years は 3 から 99 の年数でなければなりません（{0}）",
	  "setting retention-years must be a number of years from 3 to 99 ({0})");
DIAG_KIND(d_case, "retention-case", DIAG_ERROR, "症例 {0} を削除できませんでした（{1}）", "case {0} could not be deleted ({1})");

enum { C_ID = 2, C_VERSION = 4, C_UPDATED = 6, P_VERSION = 2, P_MERGED = 5, O_STATE = 5 };

struct found { struct str patient, id; };
struct finding {
	struct arena *a;
	int64_t       before;
	struct found *f; size_t n;
	uint64_t      count;
	const struct str *id;                        /* collecting rows of a case: which column must equal it */
	size_t        col;
	enum store_table t;
	struct write *w; size_t nw;
	bool          waiting;
};

static int setting(struct store *s, struct str tenant, int *years, struct diags *ds)
{
	struct arena *a = yg_arena_new(1u << 20);
	const struct cell key[] = { CELL_T(tenant), CELL_T(STR(YG_RETENTION_SETTING)) };
	struct cell row[3];
	unsigned long n;
	int err = a ? yg_store_get(s, T_SETTING, key, a, row) : YG_ENOMEM;
	*years = YG_RETENTION_YEARS;
	if (err == YG_OK) {
		if (yg_str_uint(row[2].s, MAX_YEARS, &n) && n >= MIN_YEARS) *years = (int)n;
		else { yg_diag(ds, &d_setting, 0, 0, "", row[2].s, STR_NONE); err = YG_EREFUSED; }
	}
	yg_arena_free(a);
	return err == YG_ENOTFOUND ? YG_OK : err;
}

/* A case closed on day d is kept to the same day `years` later, included. */
static int64_t limit(int64_t now, int years)
{
	struct ymd d = yg_ymd_from_days((int32_t)((now + JST) / 86400));
	d.y = (int16_t)(d.y - years);
	if (!yg_ymd_valid(d)) d.d--;                         /* 29 February */
	return (int64_t)yg_ymd_days(d) * 86400 - JST;
}

/* --- collecting ----------------------------------------------------------------------------------------------------- */

static int old_case(void *ctx, const struct cell *c)
{
	struct finding *f = ctx;
	if (c[C_UPDATED].i >= f->before) return 1;
	f->count++;
	if (!f->a) return 0;
	if (!(f->f = yg_arena_grow(f->a, f->f, f->n, sizeof *f->f))) return YG_ENOMEM;
	f->f[f->n++] = (struct found){ yg_arena_str(f->a, c[1].s), yg_arena_str(f->a, c[C_ID].s) };
	return yg_arena_error(f->a);
}

static int scan_state(struct store *s, struct str tenant, const char *state, struct finding *f)
{
	const struct cell prefix[] = { CELL_T(tenant), CELL_T(yg_str(state)) };
	const struct store_scan q = { .table = T_CASE, .index = 1, .prefix = prefix, .nprefix = 2 };
	int err = yg_store_scan(s, &q, old_case, f);
	return err < 0 ? err : YG_OK;
}

static int doomed(void *ctx, const struct cell *c)
{
	struct finding *f = ctx;
	const struct table_def *def = &yg_schema[f->t];
	struct cell *key;
	if (f->id && (c[f->col].null || !yg_str_eq(c[f->col].s, *f->id))) return 0;
	if (f->t == T_OUTBOX && !yg_str_eqz(c[O_STATE].s, "done")) f->waiting = true;
	key = yg_arena_array(f->a, def->nkey, sizeof *key);
	f->w = yg_arena_grow(f->a, f->w, f->nw, sizeof *f->w);
	if (!key || !f->w) return YG_ENOMEM;
	for (size_t i = 0; i < def->nkey; i++) {
		key[i] = c[i];
		if (def->col[i].type != CELL_INT) key[i].s = yg_arena_str(f->a, c[i].s);
	}
	f->w[f->nw++] = (struct write){ .op = W_DELETE, .table = f->t, .cells = key, .check_col = -1 };
	return yg_arena_error(f->a);
}

/* Rows of this table under this prefix (of its key, or of an index), of this case when id is given. */
static int doom(struct store *s, struct finding *f, enum store_table t, int index, const struct cell *prefix, size_t nprefix, const struct str *id, size_t col)
{
	const struct store_scan q = { .table = t, .index = index, .prefix = prefix, .nprefix = nprefix };
	f->t = t;
	f->id = id;
	f->col = col;
	return yg_store_scan(s, &q, doomed, f);
}

static void tally(struct retain_info *info, const struct write *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w[i].op == W_DELETE) info->rows[w[i].table]++;
}

/* --- deleting ------------------------------------------------------------------------------------------------------- */

struct job { struct store *s; const struct keyring *k; struct str tenant; bool dry; const struct audit_entry *by; struct retain_info *info; };

/* Everything of one case, in one commit with the patient's version and the entry that says so. */
static int drop_case(struct job *j, const struct found *c)
{
	struct finding f = { .a = yg_arena_new(BIG) };
	const struct cell key[] = { CELL_T(j->tenant), CELL_T(c->patient), CELL_T(c->id) };
	struct cell *row, *patient;
	struct audit_entry e = *j->by;
	struct write *w;
	size_t n;
	int err;
	if (!f.a) return YG_ENOMEM;
	row = yg_arena_array(f.a, yg_schema[T_CASE].ncol, sizeof *row);
	patient = yg_arena_array(f.a, yg_schema[T_PATIENT].ncol, sizeof *patient);
	err = row && patient ? yg_store_get(j->s, T_CASE, key, f.a, row) : YG_ENOMEM;
	if (!err && row[C_UPDATED].i >= j->info->before) err = YG_ESTALE;        /* somebody opened it again meanwhile */
	if (!err) err = doom(j->s, &f, T_EVENT, -1, key, 3, NULL, 0);
	if (!err) err = doom(j->s, &f, T_DOCUMENT, 0, key, 3, NULL, 0);
	if (!err) err = doom(j->s, &f, T_COMMAND, -1, key, 2, &c->id, 4);
	if (!err) err = doom(j->s, &f, T_DISPENSING, -1, key, 2, &c->id, 5);
	if (!err) err = doom(j->s, &f, T_OUTBOX, 1, key, 3, NULL, 0);
	if (!err && f.waiting) {
		j->info->waiting++;
		yg_arena_free(f.a);
		return YG_OK;
	}
	if (!err && !(w = yg_arena_array(f.a, f.nw + 6, sizeof *w))) err = YG_ENOMEM;
	if (!err) {
		if (f.nw) memcpy(w, f.w, f.nw * sizeof *w);
		n = f.nw;
		w[n++] = (struct write){ .op = W_DELETE, .table = T_CASE, .cells = key, .check_col = C_VERSION, .check_value = row[C_VERSION].i };
		if (!j->dry) {
			e.action = STR("retain.case");
			e.target = c->id;
			err = yg_store_get(j->s, T_PATIENT, key, f.a, patient);
			if (!err) {
				patient[P_VERSION].i++;
				w[n++] = (struct write){ .op = W_UPDATE, .table = T_PATIENT, .cells = patient, .check_col = P_VERSION,
							 .check_value = patient[P_VERSION].i - 1 };
				err = yg_audit_append(j->s, j->k, j->tenant, c->patient, &e, 1, f.a, w, &n);
			}
			if (!err) err = yg_store_commit(j->s, w, n, NULL);
		}
		if (!err) {
			j->info->cases++;
			tally(j->info, w, n);
		}
	}
	yg_arena_free(f.a);
	return err;
}

static int any(void *ctx, const struct cell *c) { (void)c; ++*(uint64_t *)ctx; return 1; }

/* A patient of whom no case and no dispensing is left. */
static int drop_patient(struct job *j, struct str patient)
{
	static const enum store_table rest[] = { T_ANSWER, T_COMMAND };
	const struct cell key[] = { CELL_T(j->tenant), CELL_T(patient) };
	static const enum store_table keeps[] = { T_CASE, T_DISPENSING, T_EVENT, T_DOCUMENT, T_OUTBOX };
	struct finding f = { .a = yg_arena_new(BIG) };
	struct audit_entry e = *j->by;
	struct cell *row;
	struct write *w;
	uint64_t left = 0;
	size_t n;
	int err = f.a ? YG_OK : YG_ENOMEM;
	for (size_t i = 0; i < sizeof keeps / sizeof *keeps && err >= 0 && !left; i++) {
		const struct store_scan q = { .table = keeps[i], .index = -1, .prefix = key, .nprefix = 2, .limit = 1 };
		err = yg_store_scan(j->s, &q, any, &left);
	}
	if (err < 0 || left) {
		yg_arena_free(f.a);
		return err < 0 ? err : YG_OK;
	}
	row = yg_arena_array(f.a, yg_schema[T_PATIENT].ncol, sizeof *row);
	err = row ? yg_store_get(j->s, T_PATIENT, key, f.a, row) : YG_ENOMEM;
	for (size_t i = 0; i < 2 && !err; i++) err = doom(j->s, &f, rest[i], -1, key, 2, NULL, 0);
	if (!err) err = doom(j->s, &f, T_PATIENT_INDEX, 0, key, 2, NULL, 0);
	if (!err && !(w = yg_arena_array(f.a, f.nw + 5, sizeof *w))) err = YG_ENOMEM;
	if (!err) {
		if (f.nw) memcpy(w, f.w, f.nw * sizeof *w);
		n = f.nw;
		w[n++] = (struct write){ .op = W_DELETE, .table = T_PATIENT, .cells = key, .check_col = P_VERSION, .check_value = row[P_VERSION].i };
		e.action = STR("retain.patient");
		e.target = patient;
		if (!j->dry) err = yg_audit_append(j->s, j->k, j->tenant, patient, &e, 1, f.a, w, &n);
		if (!err && !j->dry) err = yg_store_commit(j->s, w, n, NULL);
		if (!err) {
			j->info->patients++;
			tally(j->info, w, n);
		}
	}
	yg_arena_free(f.a);
	return err;
}

/* Patients that others were joined into are kept with them. */
struct merged { struct arena *a; struct str *into; size_t n; };
static int merged_row(void *ctx, const struct cell *c)
{
	struct merged *m = ctx;
	if (c[P_MERGED].null) return 0;
	if (!(m->into = yg_arena_grow(m->a, m->into, m->n, sizeof *m->into))) return YG_ENOMEM;
	m->into[m->n++] = yg_arena_str(m->a, c[P_MERGED].s);
	return 0;
}

static bool is_target(const struct merged *m, struct str patient)
{
	for (size_t i = 0; i < m->n; i++)
		if (yg_str_eq(m->into[i], patient)) return true;
	return false;
}

static int again(int (*drop)(struct job *, const void *), struct job *j, const void *what)
{
	int err = YG_ESTALE;
	for (unsigned try = 0; try < TRIES && (err == YG_ESTALE || err == YG_EEXISTS); try++) err = drop(j, what);
	return err;
}
static int drop_case_(struct job *j, const void *c) { return drop_case(j, c); }
static int drop_patient_(struct job *j, const void *p) { return drop_patient(j, *(const struct str *)p); }

int yg_retain(struct store *raw, const struct keyring *k, struct str tenant, int64_t now, bool dry_run, const struct audit_entry *by,
	      retention_progress *progress, void *ctx, struct retain_info *info, struct diags *ds)
{
	struct job j = { raw, k, tenant, dry_run, by, info };
	struct finding f = { .a = NULL };
	struct arena *a = yg_arena_new(BIG);
	struct merged m = { .a = a };
	const struct cell prefix = CELL_T(tenant);
	const struct store_scan q = { .table = T_PATIENT, .index = -1, .prefix = &prefix, .nprefix = 1 };
	char number[24];
	int err = a ? YG_OK : YG_ENOMEM;
	*info = (struct retain_info){ .years = info->years };
	if (!err && !info->years) err = setting(raw, tenant, &info->years, ds);
	if (!err && (info->years < (int)MIN_YEARS || info->years > (int)MAX_YEARS)) err = YG_EARG;
	f.before = info->before = limit(now, info->years);
	info->shred_year = yg_ymd_from_days((int32_t)((now + JST) / 86400)).y - info->years - 1;
	for (size_t i = 0; i < sizeof open_ / sizeof *open_ && !err; i++) err = scan_state(raw, tenant, open_[i], &f);
	info->open = f.count;
	f.a = a;
	for (size_t i = 0; i < sizeof closed / sizeof *closed && !err; i++) err = scan_state(raw, tenant, closed[i], &f);
	if (!err && f.n) err = yg_store_scan(raw, &q, merged_row, &m);
	for (size_t i = 0; i < f.n && !err; i++) {
		int one = again(drop_case_, &j, &f.f[i]);
		if (one == YG_ESTALE || one == YG_ENOTFOUND || one == YG_ESEAL) {
			snprintf(number, sizeof number, "%d", one);
			yg_diag(ds, &d_case, 0, 0, "", f.f[i].id, yg_str(number));
			one = YG_OK;
		}
		err = one;
		if (progress) progress(ctx, "retain", i + 1, f.n);
	}
	for (size_t i = 0; i < f.n && !err && !dry_run; i++) {
		if (is_target(&m, f.f[i].patient)) continue;
		err = again(drop_patient_, &j, &f.f[i].patient);
		if (err == YG_ENOTFOUND) err = YG_OK;        /* two cases of one patient: gone already */
	}
	yg_arena_free(a);
	return err;
}
