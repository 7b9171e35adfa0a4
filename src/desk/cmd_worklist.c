/* cmd_worklist.c - the worklist of unknown names and codes: filled by checks, settled once by a person, retired. It never guesses: a
 * settlement is a product code whose name the person confirmed, and it must itself pass the identity guard. */
#include "desk/command.h"
#include "desk/worklist.h"
#include "flow/settle.h"
#include "text/fold.h"
#include "text/mynumber.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_refused, "desk-settlement-refused", DIAG_ERROR,
	  "{0} は、この単位の製品として確かめられません ({1})", "{0} cannot be confirmed as a product in this unit ({1})");
DIAG_KIND(d_more, "desk-worklist-more", DIAG_WARNING, "特定できない行が多いため、作業一覧には一部だけを載せました",
	  "too many lines could not be identified: only some were put on the worklist");

DIAG_KIND(d_personal, "desk-worklist-personal", DIAG_WARNING, "患者の氏名または個人番号を含むかもしれない行は、作業一覧に載せません",
	  "a line that may hold the patient's name or an individual number is not put on the worklist");

#define MAX_SEEN 64u                                 /* different lines put on the list by one check */
#define MAX_TEXT 600u                                /* bytes of one line's four texts: longer is no name of a drug */

/* --- rows ------------------------------------------------------------------------------------------------------------ */

static struct str row_id(struct run *r, const struct str four[4])
{
	char sum[65];
	struct str all = yg_arena_printf(r->arena, "%zu:%.*s%zu:%.*s%zu:%.*s%zu:%.*s", four[0].n, STR_ARG(four[0]), four[1].n, STR_ARG(four[1]),
					 four[2].n, STR_ARG(four[2]), four[3].n, STR_ARG(four[3]));
	yg_sha256_hex(all, sum);
	return yg_arena_str(r->arena, (struct str){ sum, 32 });
}

static int get(struct run *r, struct str id, struct cell *row)
{
	struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(id) };
	return yg_store_get(r->d->store, T_WORKLIST, key, r->arena, row);
}

static int put(struct run *r, struct cell *row)
{
	int64_t was = row[WL_VERSION].i;
	row[WL_VERSION] = CELL_I(was + 1);
	return run_write(r, was ? (struct write){ W_UPDATE, T_WORKLIST, row, WL_VERSION, was } : (struct write){ W_INSERT, T_WORKLIST, row, -1, 0 });
}

static bool state_is(const struct cell *row, const char *state) { return yg_str_eqz(row[WL_STATE].s, state); }

/* "yj 2171022F3013 アムロジピン錠５ｍｇ": system, code and the name it was settled with. */
static bool product_of(struct str s, struct settlement *out)
{
	size_t a = yg_str_find(s, STR(" ")), b;
	struct str rest;
	if (a == (size_t)-1) return false;
	rest = yg_str_sub(s, a + 1, s.n);
	b = yg_str_find(rest, STR(" "));
	if (b == (size_t)-1) return false;
	out->product_system = yg_code_system(yg_str_sub(s, 0, a));
	out->product_code = yg_str_sub(rest, 0, b);
	out->product_name = yg_str_sub(rest, b + 1, rest.n);
	return true;
}

/* --- used by a check ------------------------------------------------------------------------------------------------- */

struct taken { struct run *r; struct settlement *s; size_t n; };

static int take(void *ctx, const struct cell *c)
{
	struct taken *t = ctx;
	struct arena *a = t->r->arena;
	struct settlement s = { .system = yg_arena_str(a, c[WL_SYSTEM].s), .code = yg_arena_str(a, c[WL_CODE].s), .name = yg_arena_str(a, c[WL_NAME].s),
		.unit = yg_arena_str(a, c[WL_UNIT].s), .by = yg_arena_str(a, c[WL_SETTLED_BY].s), .on = desk_day(c[WL_SETTLED_AT].i) };
	struct settlement *grown;
	if (!product_of(yg_arena_str(a, c[WL_SETTLED_CODE].s), &s)) return YG_OK;
	grown = yg_arena_grow(a, t->s, t->n, sizeof *grown);
	if (!grown) return yg_arena_error(a);
	t->s = grown;
	grown[t->n++] = s;
	return YG_OK;
}

static int take_told(struct run *r, struct str json, struct taken *t)
{
	struct json_object *list = NULL;
	size_t at;
	int err = yg_json_parse(json, &list, &at);
	for (size_t i = 0; err == YG_OK && json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i), *p = yg_json_get(o, "product");
		struct arena *a = r->arena;
		struct settlement *grown = yg_arena_grow(a, t->s, t->n, sizeof *grown);
		if (!grown) { err = yg_arena_error(a); break; }
		t->s = grown;
		grown[t->n] = (struct settlement){ .system = yg_arena_str(a, yg_json_str(o, "system")), .code = yg_arena_str(a, yg_json_str(o, "code")),
			.name = yg_arena_str(a, yg_json_str(o, "name")), .unit = yg_arena_str(a, yg_json_str(o, "unit")), .by = yg_arena_str(a, yg_json_str(o, "by")),
			.product_system = yg_code_system(yg_json_str(p, "system")), .product_code = yg_arena_str(a, yg_json_str(p, "code")),
			.product_name = yg_arena_str(a, yg_json_str(p, "name")) };
		if (yg_ymd_parse(yg_json_str(o, "on"), &grown[t->n].on)) grown[t->n].on = YMD_NONE;
		t->n++;
	}
	json_object_put(list);
	return err;
}

int desk_settlements(struct run *r, const struct desk_check *o, yagen_case *yc)
{
	struct cell prefix[2] = { CELL_T(r->d->tenant), CELL_T(STR("settled")) };
	struct taken t = { .r = r };
	int err;
	if (o->settlements_given) err = o->settlements.n ? take_told(r, o->settlements, &t) : YG_OK;
	else err = yg_store_scan(r->d->store, &(struct store_scan){ T_WORKLIST, 0, prefix, 2, NULL, false, YG_MAX_SETTLEMENTS }, take, &t);
	return err == YG_OK && t.n ? yg_add_settlements(yc->c, t.s, t.n) : err;
}

void desk_settlements_json(struct jw *w, const yagen_case *yc)
{
	jw_arr(w);
	for (size_t i = 0; i < yc->c->nsettlements; i++) {
		const struct settlement *s = &yc->c->settlements[i];
		if (!s->used) continue;
		jw_obj(w);
		jw_kstr(w, "system", s->system);
		jw_kstr(w, "code", s->code);
		jw_kstr(w, "name", s->name);
		jw_kstr(w, "unit", s->unit);
		jw_key(w, "product");
		jw_obj(w);
		jw_kstr(w, "system", yg_line_system(yc->c->arena, s->product_system, STR_NONE));
		jw_kstr(w, "code", s->product_code);
		jw_kstr(w, "name", s->product_name);
		jw_obj_end(w);
		jw_kstr(w, "by", s->by);
		jw_kymd(w, "on", s->on);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

/* --- filled by a check ------------------------------------------------------------------------------------------------- */

struct seen { struct str id; const char *why; struct str four[4]; int64_t count; };

static int see_row(struct run *r, const struct seen *s)
{
	struct cell *row = run_cells(r, WL_COLUMNS);
	int err;
	if (!row) return yg_arena_error(r->arena);
	err = get(r, s->id, row);
	if (err != YG_OK && err != YG_ENOTFOUND) return err;
	if (err == YG_ENOTFOUND) {
		row[WL_TENANT] = CELL_T(r->d->tenant);
		row[WL_ID] = CELL_T(s->id);
		for (int i = 0; i < 4; i++) row[WL_SYSTEM + i] = CELL_T(yg_arena_str(r->arena, s->four[i]));    /* the case is freed before the commit */
		row[WL_STATE] = CELL_T(STR("open"));
		row[WL_VERSION] = CELL_I(0);
		row[WL_SEEN] = CELL_I(0);
		row[WL_FIRST_AT] = CELL_I(r->at);
		for (int i = WL_SETTLED_CODE; i < WL_COLUMNS; i++) row[i] = CELL_NONE;
	}
	if (state_is(row, "retired")) row[WL_STATE] = CELL_T(STR("open"));      /* it is met again: somebody must look again */
	row[WL_WHY] = CELL_T(yg_arena_str(r->arena, yg_str(s->why)));
	row[WL_SEEN] = CELL_I(row[WL_SEEN].i + s->count);
	if (row[WL_LAST_AT].null || row[WL_LAST_AT].i < r->at) row[WL_LAST_AT] = CELL_I(r->at);
	return put(r, row);
}

static bool holds(struct run *r, struct str folded, struct str what, const char *after)
{
	struct buf b;
	struct str s;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_fold_search(what, &b);
	if (b.n) yg_buf_z(&b, after);
	s = run_take(r, &b, &err);
	return err != YG_OK || (s.n > 3 && yg_str_find(folded, s) != (size_t)-1);    /* one character is nobody's name */
}

/* The family name: what stands before the first blank. */
static struct str family(struct str name)
{
	size_t wide = yg_str_find(name, STR("　")), blank = yg_str_find(name, STR(" ")), n = wide < blank ? wide : blank;
	return n == (size_t)-1 ? STR_NONE : yg_str_sub(name, 0, n);
}

/* The worklist stands readable in the store: "院内軟膏（例示花子様）" must not get there. */
static bool personal(struct run *r, const struct rx *rx, const struct str four[4])
{
	struct str all = yg_arena_printf(r->arena, "%.*s|%.*s|%.*s|%.*s", STR_ARG(four[0]), STR_ARG(four[1]), STR_ARG(four[2]), STR_ARG(four[3])), folded;
	struct str name = yg_str_trim(rx->patient.name), kana = yg_str_trim(rx->patient.kana);
	struct buf b;
	int err;
	if (yg_mynumber_find(all, 0, NULL)) return true;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_fold_search(all, &b);
	folded = run_take(r, &b, &err);
	return err != YG_OK || holds(r, folded, name, "") || holds(r, folded, kana, "") || holds(r, folded, family(name), "様") || holds(r, folded, family(name), "殿") ||
	       holds(r, folded, family(kana), "様");
}

int desk_worklist_seen(struct run *r, const yagen_case *yc)
{
	const struct yg_case *c = yc->c;
	const struct rx *rx = c->rx_doc.rx;
	struct seen *s = yg_arena_array(r->arena, MAX_SEEN, sizeof *s);
	size_t n = 0, line = 0;
	int err = YG_OK;
	if (!s) return yg_arena_error(r->arena);
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; i < rx->groups[g].nlines; i++, line++) {
			const struct drug_item *it = &rx->groups[g].lines[i].item;
			struct seen one = { .four = { yg_line_system(r->arena, it->system, it->system_raw), it->code, it->name, it->unit }, .count = 1,
				.why = c->identity[line].reason ? c->identity[line].reason : "unknown-code" };
			size_t k = 0;
			if (c->identity[line].verdict != IDENT_UNKNOWN || it->code.n + it->name.n + it->unit.n > MAX_TEXT) continue;
			if (personal(r, rx, one.four)) {
				yg_diag(&r->diags, &d_personal, 0, 0, "", STR_NONE, STR_NONE);
				continue;
			}
			one.id = row_id(r, one.four);
			while (k < n && !yg_str_eq(s[k].id, one.id)) k++;
			if (k < n) s[k].count++;
			else if (n < MAX_SEEN) s[n++] = one;
			else if (n == MAX_SEEN) yg_diag(&r->diags, &d_more, 0, 0, "", STR_NONE, STR_NONE);
		}
	for (size_t k = 0; k < n && err == YG_OK; k++) err = see_row(r, &s[k]);
	return err != YG_OK ? err : yg_arena_error(r->arena);
}

/* --- the commands ---------------------------------------------------------------------------------------------------------- */

static void row_json(struct run *r, struct jw *w, const struct cell *c)
{
	struct settlement s = { .system = STR_NONE };
	jw_obj(w);
	jw_kstr(w, "id", c[WL_ID].s);
	jw_kstr(w, "state", c[WL_STATE].s);
	jw_kint(w, "version", (long long)c[WL_VERSION].i);
	jw_kstr(w, "system", c[WL_SYSTEM].s);
	jw_kstr(w, "code", c[WL_CODE].s);
	jw_kstr(w, "name", c[WL_NAME].s);
	jw_kstr(w, "unit", c[WL_UNIT].s);
	jw_kstr(w, "why", c[WL_WHY].s);
	jw_kint(w, "seen", (long long)c[WL_SEEN].i);
	jw_kstr(w, "first_at", desk_time(r->arena, c[WL_FIRST_AT].i));
	jw_kstr(w, "last_at", desk_time(r->arena, c[WL_LAST_AT].i));
	if (!c[WL_SETTLED_CODE].null && product_of(c[WL_SETTLED_CODE].s, &s)) {
		jw_key(w, "product");
		jw_obj(w);
		jw_kstr(w, "system", yg_line_system(r->arena, s.product_system, STR_NONE));
		jw_kstr(w, "code", s.product_code);
		jw_kstr(w, "name", s.product_name);
		jw_obj_end(w);
		jw_kstr(w, "settled_by", c[WL_SETTLED_BY].s);
		jw_kstr(w, "settled_at", desk_time(r->arena, c[WL_SETTLED_AT].i));
		if (!c[WL_NOTE].null) jw_kstr_opt(w, "note", c[WL_NOTE].s);
	}
	jw_obj_end(w);
}

struct listing { struct run *r; struct jw w; size_t left; };

static int list_row(void *ctx, const struct cell *c)
{
	struct listing *l = ctx;
	if (!l->left) return YG_OK;
	l->left--;
	row_json(l->r, &l->w, c);
	return l->r->answer.err;
}

int cmd_worklist_list(struct run *r)
{
	static const char *const states[] = { "open", "settled", "retired" };
	struct str want = run_text(r, "state");
	struct json_object *limit = yg_json_get(r->in, "limit");
	struct listing l = { .r = r, .left = 1000 };
	bool known = !want.n;
	int err = YG_OK;
	if (limit && json_object_is_type(limit, json_type_int) && json_object_get_int64(limit) > 0 && json_object_get_int64(limit) < 1000)
		l.left = (size_t)json_object_get_int64(limit);
	for (size_t i = 0; i < 3; i++) known = known || yg_str_eqz(want, states[i]);
	if (!known) return run_refuse_as(r, YG_EARG, "worklist-state", "state は open、settled、retired のどれかです", "state is one of open, settled, retired");
	jw_init(&l.w, &r->answer, false);
	jw_obj(&l.w);
	jw_key(&l.w, "items");
	jw_arr(&l.w);
	for (size_t i = 0; err == YG_OK && i < 3; i++) {
		struct cell prefix[2] = { CELL_T(r->d->tenant), CELL_T(yg_str(states[i])) };
		if (want.n && !yg_str_eqz(want, states[i])) continue;
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_WORKLIST, 0, prefix, 2, NULL, true, l.left ? l.left : 1 }, list_row, &l);
	}
	jw_arr_end(&l.w);
	jw_obj_end(&l.w);
	return err;
}

static int load(struct run *r, struct cell **row)
{
	struct json_object *v = yg_json_get(r->in, "version");
	int err;
	if (!(*row = run_cells(r, WL_COLUMNS))) return yg_arena_error(r->arena);
	err = get(r, run_text(r, "id"), *row);
	if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-item", "作業一覧にその項目はありません", "there is no such item on the worklist");
	if (err == YG_OK && v && (!json_object_is_type(v, json_type_int) || json_object_get_int64(v) != (*row)[WL_VERSION].i))
		return run_refuse_as(r, YG_ESTALE, "stale", "ほかの人が先に変更しました。読み直してください", "somebody else changed it: read it again");
	return err;
}

static int answer_row(struct run *r, struct cell *row)
{
	struct jw w;
	int err = put(r, row);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "item");
	row_json(r, &w, row);
	jw_obj_end(&w);
	return err != YG_OK ? err : run_audit(r, r->cmd->pub.name, row[WL_ID].s, STR_NONE);
}

/* The product the person named, through the guard with the line's own unit, as of today. */
static int confirm(struct run *r, const struct cell *row, const struct settlement *s)
{
	struct identify_in in = { .system = s->product_system, .code = s->product_code, .name = s->product_name, .unit = row[WL_UNIT].s,
		.factor = DEC_NONE, .on = desk_day(r->at) };
	struct identify_out out;
	yagen *tables = NULL;
	int err = desk_tables_in_force(r, &tables);
	if (err != YG_OK) return err;
	yg_identify(tables->tables, &in, &out);
	if (out.verdict != IDENT_OK)
		yg_diag(&r->diags, &d_refused, 0, 0, "product", s->product_code, yg_str(out.reason ? out.reason : "unknown-code"));
	yagen_free(tables);
	if (out.verdict == IDENT_OK) return YG_OK;
	return run_refuse(r, "not-identified", "その製品のコード・名称・単位が医薬品マスターと一致しません", "code, name and unit of that product do not agree with the drug master");
}

int cmd_worklist_settle(struct run *r)
{
	struct json_object *p = yg_json_get(r->in, "product");
	struct settlement s = { .product_system = yg_code_system(yg_json_str(p, "system")), .product_code = yg_arena_str(r->arena, yg_json_str(p, "code")),
		.product_name = yg_arena_str(r->arena, yg_str_trim(yg_json_str(p, "name"))) };
	struct str note = run_text(r, "note");
	struct cell *row;
	int err = load(r, &row);
	if (err != YG_OK) return err;
	if (!s.product_code.n || !s.product_name.n || yg_str_find(s.product_code, STR(" ")) != (size_t)-1)
		return run_refuse_as(r, YG_EARG, "product", "product に system、code、name が必要です", "product needs system, code and name");
	if (!yg_str_trim(row[WL_NAME].s).n)
		return run_refuse(r, "no-name", "名称のない行は決められません。処方箋を直してください", "a line without a name cannot be settled: correct the prescription");
	if (state_is(row, "settled"))
		return run_refuse_as(r, YG_ESTATE, "state", "すでに決まっています。変えるには先に取り下げてください", "settled already: retire it first");
	if ((err = confirm(r, row, &s)) != YG_OK) return err;
	row[WL_STATE] = CELL_T(STR("settled"));
	row[WL_SETTLED_CODE] = CELL_T(yg_arena_printf(r->arena, "%.*s %.*s %.*s", STR_ARG(yg_line_system(r->arena, s.product_system, STR_NONE)),
						      STR_ARG(s.product_code), STR_ARG(s.product_name)));
	row[WL_SETTLED_BY] = CELL_T(r->by_id);
	row[WL_SETTLED_AT] = CELL_I(r->at);
	row[WL_NOTE] = note.n ? CELL_T(note) : CELL_NONE;
	return answer_row(r, row);
}

int cmd_worklist_retire(struct run *r)
{
	struct cell *row;
	int err = load(r, &row);
	if (err != YG_OK) return err;
	if (state_is(row, "retired")) return run_refuse_as(r, YG_ESTATE, "state", "すでに取り下げられています", "retired already");
	if (!r->why.n) return run_refuse_as(r, YG_EARG, "why", "why（理由）が必要です", "why is needed");
	row[WL_STATE] = CELL_T(STR("retired"));
	return answer_row(r, row);
}
