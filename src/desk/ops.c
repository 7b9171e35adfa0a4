/* ops.c - what the operations share, and those on keys and on a store as a whole. Rows are somebody else's business (src/store). */
#include "desk/ops.h"
#include "base/err.h"
#include "store/retention.h"
#include <stdio.h>
#include <sys/stat.h>
#include "base/ban.h"

DIAG_KIND(d_nothing, "ops-no-store", DIAG_ERROR, "保存先がありません", "there is no store");
DIAG_KIND(d_in_use, "keys-in-use", DIAG_ERROR, "{0} 件の値がこの鍵で暗号化されています。先に store reseal または store retain をしてください",
	  "{0} values are sealed with these keys: run store reseal or store retain first");
DIAG_KIND(d_current, "keys-current", DIAG_ERROR, "今使っている鍵は廃棄できません。先に keys rotate をしてください", "the key in use cannot be destroyed: run keys rotate first");
#define TRIES 20u
#define JST 32400
#define BIG (256u << 20)

/* --- begin and end ---------------------------------------------------------------------------------------------------- */

int ops_begin(struct ops *p, const yagen_ops *o, unsigned needs)
{
	struct str keys;
	int err = YG_OK;
	*p = (struct ops){ .o = o };
	if (!o || o->version != 1 || !o->store || !*o->store || strcmp(o->store, ":memory:") == 0) return YG_EARG;
	if ((needs & OPS_WRITES) && (!o->by || !*o->by || !o->terminal || o->at <= 0)) return YG_EARG;
	if (!(p->arena = yg_arena_new(BIG))) return YG_ENOMEM;
	yg_diags_init(&p->ds, p->arena);
	yg_buf_init(&p->out, 4u << 20);
	p->lang = lib_lang(o->listener);
	p->tenant = yg_str(o->tenant && *o->tenant ? o->tenant : "main");
	keys = o->keys ? yg_arena_str(p->arena, yg_str(o->keys)) : yg_arena_printf(p->arena, "%s.keys", o->store);
	if (!keys.p) return YG_ENOMEM;
	p->keys_path = keys.p;
	jw_init(&p->w, &p->out, false);
	if (o->json) jw_obj(&p->w);
	if (needs & OPS_KEYS) err = yg_keyring_open(&p->keys, p->keys_path, &p->ds);
	if (!err && (needs & OPS_STORE)) err = ops_store(p, o->store, p->keys, false, &p->store);
	return err;
}

int ops_store(struct ops *p, const char *path, struct keyring *keys, bool create, struct store **out)
{
	const struct store_options so = { .path = path, .create = create, .keys = keys };
	struct stat st;
	if (!create && stat(path, &st) != 0) {
		yg_diag(&p->ds, &d_nothing, 0, 0, "", STR_NONE, STR_NONE);
		return YG_ENOTFOUND;
	}
	return yg_store_open(out, &so, &p->ds);
}

int ops_end(struct ops *p, int err, yagen_sink *out)
{
	if (!p->arena) return err;
	if (p->o->json) {
		jw_obj_end(&p->w);
		yg_buf_char(&p->out, '\n');
	}
	lib_tell(p->o->listener, &p->ds);
	yg_store_close(p->store);
	yg_keyring_close(p->keys);
	if (!err) err = p->out.err;
	if (out && (!err || (err == YG_EREFUSED && p->out.n > 3))) {
		int added = lib_sink_add(out, yg_buf_view(&p->out));
		if (!err) err = added;
	}
	yg_buf_free(&p->out);
	yg_arena_free(p->arena);
	return err;
}

bool ops_faults(const struct ops *p) { return p->ds.worst == DIAG_ERROR; }

void ops_progress(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	struct ops *p = ctx;
	if (p->o->progress) p->o->progress(p->o->payload, what, done, all);
}

uint64_t ops_ms(struct ops *p) { return p->started = p->o->now_ms ? p->o->now_ms(p->o->payload) : 0; }

/* --- the report --------------------------------------------------------------------------------------------------------- */

static bool member(struct ops *p, const char *key, const char *ja, const char *en)
{
	if (p->o->json) jw_key(&p->w, key);
	else yg_buf_printf(&p->out, "%s: ", p->lang == LANG_EN ? en : ja);
	return p->o->json;
}

void ops_int(struct ops *p, const char *key, const char *ja, const char *en, uint64_t n)
{
	if (member(p, key, ja, en)) jw_int(&p->w, (long long)n);
	else yg_buf_printf(&p->out, "%llu\n", (unsigned long long)n);
}

void ops_text(struct ops *p, const char *key, const char *ja, const char *en, struct str s)
{
	if (member(p, key, ja, en)) jw_str(&p->w, s);
	else yg_buf_printf(&p->out, "%.*s\n", STR_ARG(s));
}

struct str ops_clock(char room[26], int64_t at)
{
	int64_t t = at + JST, of_day = (t % 86400 + 86400) % 86400;
	char day[11];
	yg_ymd_format(yg_ymd_from_days((int32_t)((t - of_day) / 86400)), day);
	snprintf(room, 26, "%sT%02d:%02d:%02d+09:00", day, (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60));
	return yg_str(room);
}

void ops_time(struct ops *p, const char *key, const char *ja, const char *en, int64_t at)
{
	char room[26];
	ops_text(p, key, ja, en, ops_clock(room, at));
}

void ops_took(struct ops *p, const char *key, const char *ja, const char *en)
{
	uint64_t from = p->started, ms;
	if (!p->o->now_ms) return;
	ms = ops_ms(p) - from;
	if (member(p, key, ja, en)) jw_int(&p->w, (long long)ms);
	else yg_buf_printf(&p->out, "%llu.%03u s\n", (unsigned long long)(ms / 1000), (unsigned)(ms % 1000));
}

void ops_rows(struct ops *p, const uint64_t rows[T_COUNT])
{
	if (p->o->json) {
		jw_key(&p->w, "rows");
		jw_obj(&p->w);
	}
	for (int t = 0; t < T_COUNT; t++) {
		if (p->o->json) jw_kint(&p->w, yg_schema[t].name, (long long)rows[t]);
		else if (rows[t]) yg_buf_printf(&p->out, "  %s %llu\n", yg_schema[t].name, (unsigned long long)rows[t]);
	}
	if (p->o->json) jw_obj_end(&p->w);
}

/* --- the audit ------------------------------------------------------------------------------------------------------------ */

struct audit_entry ops_entry(const struct ops *p, const char *action, struct str target, struct str why)
{
	return (struct audit_entry){ yg_str(p->o->by), yg_str(p->o->role ? p->o->role : "operator"), yg_str(p->o->terminal), yg_str(action), target, why,
				     STR("system"), p->o->at };
}

int ops_audit(struct ops *p, struct store *s, const char *action, struct str target, struct str why)
{
	const struct audit_entry e = ops_entry(p, action, target, why);
	int err = YG_ESTALE;
	for (unsigned try = 0; try < TRIES && (err == YG_ESTALE || err == YG_EEXISTS); try++) {
		struct write w[3];
		size_t nw = 0;
		err = yg_audit_append(s, p->keys, p->tenant, STR("-"), &e, 1, p->arena, w, &nw);
		if (!err) err = yg_store_commit(s, w, nw, NULL);
	}
	return err;
}

struct first { struct arena *a; struct str s; };
static int keep_first(void *ctx, const struct cell *c)
{
	struct first *f = ctx;
	f->s = yg_arena_str(f->a, c[0].s);
	return 1;
}

int ops_tenant(struct store *s, enum store_table t, struct str after, struct arena *a, struct str *out)
{
	const struct cell from = CELL_T(yg_arena_printf(a, "%.*s\001", STR_ARG(after)));      /* the smallest above it */
	const struct store_scan q = { .table = t, .index = -1, .from = after.n ? &from : NULL, .limit = 1 };
	struct first f = { a, STR_NONE };
	int err = yg_store_scan(s, &q, keep_first, &f);
	*out = f.s;
	return err < 0 ? err : err == 1 ? yg_arena_error(a) : YG_ENOTFOUND;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

static const char *const purpose_word[] = { "seal", "index", "audit", "backup" };
static const char *const purpose_ja[] = { "保存内容", "患者の照合", "監査記録", "バックアップ" };

int yagen_ops_keys_show(const yagen_ops *o, yagen_sink *out)
{
	struct ops p;
	struct key_info k;
	int err = ops_begin(&p, o, OPS_KEYS);
	if (!err && o->json) {
		jw_key(&p.w, "keys");
		jw_arr(&p.w);
	}
	for (size_t i = 0; !err && i < yg_keyring_count(p.keys); i++) {
		yg_keyring_info(p.keys, i, &k);
		if (o->json) {
			jw_obj(&p.w);
			jw_kz(&p.w, "id", k.id);
			jw_kz(&p.w, "purpose", purpose_word[k.purpose]);
			jw_kint(&p.w, "year", k.year);
			jw_kz(&p.w, "state", k.shredded ? "destroyed" : k.current ? "current" : "old");
			jw_obj_end(&p.w);
		} else {
			bool en = p.lang == LANG_EN;
			yg_buf_printf(&p.out, "%s  %-6s  %d  %s%s%s%s\n", k.id, purpose_word[k.purpose], k.year, en ? "" : purpose_ja[k.purpose], en ? "" : " ",
				      k.shredded ? (en ? "destroyed" : "廃棄済み") : k.current ? (en ? "current" : "使用中") : (en ? "old" : "以前の鍵"), "");
		}
	}
	if (!err && o->json) jw_arr_end(&p.w);
	return ops_end(&p, err, out);
}

static int year_of(int64_t at) { return yg_ymd_from_days((int32_t)((at + JST) / 86400)).y; }

static struct str newest(const struct ops *p, enum key_purpose purpose, struct key_info *k)
{
	for (size_t i = 0; i < yg_keyring_count(p->keys); i++) {
		struct key_info one;
		yg_keyring_info(p->keys, i, &one);
		if (one.purpose == purpose && one.current) *k = one;
	}
	return yg_str(k->id);
}

int yagen_ops_keys_rotate(const yagen_ops *o, const char *purpose, yagen_sink *out)
{
	struct ops p;
	struct key_info k = { .year = 0 };
	int n = 0, err;
	while (n < 4 && (!purpose || strcmp(purpose, purpose_word[n]) != 0)) n++;
	if (n == 4) return YAGEN_EARG;
	err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err) err = yg_keyring_rotate(p.keys, (enum key_purpose)n, year_of(o->at));
	if (!err) {
		struct str id = newest(&p, (enum key_purpose)n, &k);
		err = ops_audit(&p, p.store, "keys.rotate", id, yg_str(purpose));
		ops_text(&p, "id", "新しい鍵", "new key", id);
		ops_text(&p, "purpose", "用途", "purpose", yg_str(purpose));
		ops_int(&p, "year", "年", "year", (uint64_t)k.year);
	}
	return ops_end(&p, err, out);
}

int yagen_ops_keys_shred(const yagen_ops *o, int year, int force, yagen_sink *out)
{
	struct ops p;
	struct store *raw = NULL;
	char t[24];
	uint64_t used = 0;
	size_t n = 0;
	struct key_info k = { .year = 0 };
	int err = ops_begin(&p, o, OPS_WRITES | OPS_KEYS | OPS_STORE);
	if (!err && newest(&p, KEY_SEAL, &k).n && k.year <= year) {
		yg_diag(&p.ds, &d_current, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	if (!err) err = ops_store(&p, o->store, NULL, false, &raw);
	if (!err) err = yg_sealed_count(raw, p.keys, year, &used);
	yg_store_close(raw);
	if (!err && used && !force) {
		snprintf(t, sizeof t, "%llu", (unsigned long long)used);
		yg_diag(&p.ds, &d_in_use, 0, 0, "", yg_str(t), STR_NONE);
		err = YG_EREFUSED;
	}
	if (!err) err = yg_keyring_shred(p.keys, year, &n);
	if (!err) {
		snprintf(t, sizeof t, "%d", year);
		if (n) err = ops_audit(&p, p.store, "keys.shred", yg_str(t), force ? STR("force") : STR_NONE);
		ops_int(&p, "destroyed", "廃棄した鍵", "keys destroyed", n);
		ops_int(&p, "unreadable", "読めなくなった値", "values that became unreadable", used);
	}
	return ops_end(&p, err, out);
}

/* --- the store as a whole ------------------------------------------------------------------------------------------------- */

int yagen_ops_store_check(const yagen_ops *o, yagen_sink *out)
{
	struct ops p;
	uint64_t rows = 0;
	int err = ops_begin(&p, o, OPS_KEYS | OPS_STORE);
	if (!err) {
		ops_ms(&p);
		err = yg_store_check(p.store, &p.ds, &rows);
		if (err == YG_EIO && ops_faults(&p)) err = YG_EREFUSED;
		if (!err || err == YG_EREFUSED) {
			ops_int(&p, "rows", "検査した行", "rows looked at", rows);
			ops_int(&p, "faults", "異常", "faults", yg_diags_count(&p.ds, 0, DIAG_ERROR));
			ops_took(&p, "ms", "時間", "time");
		}
	}
	return ops_end(&p, err, out);
}
