/* cmd_consent.c - case.consent: consents given and taken back, item by item; the two special ways in (災害時, 救急時) with all they ask for; and
 * the list on which every emergency is looked at again. What a consent allows is decided elsewhere (flow/consent.c). */
#include "desk/consent.h"
#include "text/fold.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_special, "special-access", DIAG_WARNING, "特別な閲覧です。すべて記録され、後日確認されます",
	  "special access: all of it is logged, and will be looked at later");

struct giving {
	enum consent_basis basis;
	unsigned items;
	int64_t  since, until;
	struct str *lines; size_t nlines;
	bool     confirmed;
};

static int items_of(struct run *r, unsigned *items)
{
	struct json_object *list = yg_json_get(r->in, "items");
	enum consent_item item;
	*items = 0;
	for (size_t i = 0; list && json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
		if (!yg_consent_item(yg_str(json_object_get_string(json_object_array_get_idx(list, i))), &item)) { *items = 0; break; }
		*items |= 1u << item;
	}
	if (*items) return YG_OK;
	return run_refuse_as(r, YG_EARG, "items", "items に medicines、treatment、surgery、checkup から指定してください", "say which items: medicines, treatment, surgery, checkup");
}

/* --- oral: only after a hit, only what caused it --------------------------------------------------------- */

static int hit_lines(struct run *r, struct giving *g)
{
	struct json_object *o = NULL, *list;
	struct str report = STR_NONE;
	size_t at;
	int err = r->c->report.id.n ? run_load_document(r, r->c->report.id, &report) : YG_OK;
	if (err == YG_OK && report.n) err = yg_json_parse(report, &o, &at);
	if (err != YG_OK) return err;
	list = yg_json_get(o, "findings");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *f = json_object_array_get_idx(list, i), *lines = yg_json_get(f, "lines"), *masked = yg_json_get(f, "masked");
		if (!masked || !json_object_get_boolean(masked)) continue;
		for (size_t k = 0; lines && k < json_object_array_length(lines); k++) {
			struct str line = yg_str(json_object_get_string(json_object_array_get_idx(lines, k))), *grown;
			if (!yg_str_starts(line, STR("hist/"))) continue;
			if (!(grown = yg_arena_grow(r->arena, g->lines, g->nlines, sizeof *grown))) break;
			g->lines = grown;
			grown[g->nlines++] = yg_arena_str(r->arena, line);
		}
	}
	json_object_put(o);
	if (yg_arena_error(r->arena)) return yg_arena_error(r->arena);
	if (g->nlines) return YG_OK;
	return run_refuse(r, "no-hit", "口頭の同意は、伏せられた所見が出た後にだけ記録できます", "consent by word of mouth is recorded only after a masked finding");
}

/* --- the special ways ---------------------------------------------------------------------------------------- */

static struct str folded(struct run *r, struct str s)
{
	struct buf b;
	int err;
	yg_buf_init(&b, s.n * 8 + 64);
	yg_fold_search(yg_str_trim(s), &b);
	s = run_take(r, &b, &err);
	return err ? STR_NONE : s;
}

/* Does what was asked name the patient of this case? */
static bool same_person(struct run *r, const struct disaster_asked *a)
{
	struct json_object *o = NULL;
	struct str name = folded(r, a->name);
	bool same = false;
	size_t at;
	if (yg_json_parse(r->c->patient_row[PA_DETAILS].s, &o, &at) != YG_OK) return false;
	same = (yg_str_eq(name, folded(r, yg_json_str(o, "name"))) || yg_str_eq(name, folded(r, yg_json_str(o, "kana")))) &&
	       yg_str_eq(a->birth_date, yg_json_str(o, "birth_date")) && yg_str_eq(a->sex, yg_json_str(o, "sex"));
	json_object_put(o);
	return same;
}

static int disaster(struct run *r)
{
	struct json_object *o = yg_json_get(r->in, "disaster");
	struct disaster_asked a = { yg_json_str(o, "name"), yg_json_str(o, "birth_date"), yg_json_str(o, "sex"), yg_json_str(o, "insurer"), yg_json_str(o, "address"),
		yg_json_str(o, "area") };
	struct disaster_open open = { r->d->disaster_areas, r->d->disaster_from, r->d->disaster_until };
	const char *missing = yg_disaster_refusal(&a, &open, desk_day(r->at));
	if (missing) {
		r->refusal_more = yg_arena_printf(r->arena, "\"missing\":\"%s\"", missing);
		return run_refuse(r, "disaster", "災害時の閲覧には、対象の地域と期間であること、氏名・生年月日・性別・（保険者または住所の一部）のすべてが必要です",
				  "access in a disaster needs an area and a day it is open for, and name, birth date, sex and insurer or a part of the address, all of them");
	}
	if (!same_person(r, &a)) return run_refuse(r, "other-patient", "この受付の患者ではありません", "this is not the patient of this case");
	if (!run_flag(r, "understood"))
		return run_refuse(r, "warning", "災害時の特別な閲覧です。すべて記録されます。続けるには understood を true にしてください",
				  "special access in a disaster; all of it is logged. To go on, say understood: true");
	return run_audit(r, "disaster", r->c->id, STR("case-consent"));
}

/* A row that waits to be looked at later; it holds ids only. */
static int for_review(struct run *r)
{
	struct cell *c = run_cells(r, 3);
	if (!c) return yg_arena_error(r->arena);
	c[0] = CELL_T(r->d->tenant);
	c[1] = CELL_T(yg_arena_printf(r->arena, "emergency/%.*s/%.*s", STR_ARG(run_case_id(r)), STR_ARG(r->request)));
	c[2] = CELL_T(yg_arena_printf(r->arena, "open %.*s", STR_ARG(desk_time(r->arena, r->at))));
	return run_write(r, (struct write){ W_INSERT, T_SETTING, c, -1, 0 });
}

static int emergency(struct run *r)
{
	const char *missing = yg_emergency_refusal(r->terminal, r->by_id, run_flag(r, "confirmed"), r->d->emergency_terminals, r->d->emergency_users);
	int err;
	if (missing) {
		r->refusal_more = yg_arena_printf(r->arena, "\"missing\":\"%s\"", missing);
		return run_refuse(r, "emergency", "救急時の閲覧は、登録された端末と利用者が、もう一度確認した場合（confirmed）にだけできます",
				  "emergency access is for the named terminals and users, and only when confirmed a second time");
	}
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	err = run_audit(r, "emergency", r->c->id, STR("case-consent"));
	return err ? err : for_review(r);
}

/* --- give, withdraw -------------------------------------------------------------------------------------------- */

static int giving(struct run *r, struct giving *g)
{
	struct str until = run_text(r, "until"), written = run_text(r, "written");
	int err = items_of(r, &g->items);
	if (err != YG_OK) return err;
	g->since = consent_japan(r->at);
	if (until.n) {
		if (!desk_time_read(until, &g->until) || g->until <= r->at)
			return run_refuse_as(r, YG_EARG, "until", "until は今より後の UTC の時刻です", "until is a UTC moment that is still to come");
		g->until = consent_japan(g->until);
	}
	if (!yg_consent_basis(run_text(r, "basis"), &g->basis) || g->basis == BASIS_CALLER || g->basis == BASIS_NONE)
		return run_refuse_as(r, YG_EARG, "basis", "basis は card、paper、oral、home-visit、online、disaster、emergency のどれかです",
				     "basis is one of card, paper, oral, home-visit, online, disaster, emergency");
	g->confirmed = true;
	switch (g->basis) {
	case BASIS_PAPER:
		if (!yg_str_trim(written).n)
			return run_refuse_as(r, YG_EMISSING, "written", "書面の同意の記録（written）が必要です", "the note of the written consent is needed: written");
		return YG_OK;
	case BASIS_ORAL:
		if (g->items != 1u << ITEM_MEDICINES) return run_refuse_as(r, YG_EARG, "items", "口頭の同意は薬剤情報だけです", "consent by word of mouth is for medicines alone");
		return hit_lines(r, g);
	case BASIS_DISASTER: return disaster(r);
	case BASIS_EMERGENCY: return emergency(r);
	case BASIS_CALLER: case BASIS_CARD: case BASIS_HOME_VISIT: case BASIS_ONLINE: case BASIS_NONE: break;
	}
	return YG_OK;
}

static int records(struct run *r, const struct giving *g, struct consent_record *rec, size_t *n)
{
	*n = 0;
	for (int i = 0; i < CONSENT_ITEMS; i++)
		if (g->items & 1u << i)
			rec[(*n)++] = (struct consent_record){ .basis = g->basis, .item = (enum consent_item)i, .flag = CONSENT_YES, .since = g->since, .until = g->until,
				.by = r->by_id, .confirmed = g->confirmed, .lines = g->lines, .nlines = g->nlines };
	return YG_OK;
}

static void item_words(struct jw *w, unsigned items)
{
	jw_arr(w);
	for (int i = 0; i < CONSENT_ITEMS; i++)
		if (items & 1u << i) jw_z(w, yg_consent_item_word((enum consent_item)i));
	jw_arr_end(w);
}

int cmd_case_consent(struct run *r)
{
	struct consent_record rec[CONSENT_ITEMS];
	struct str action = run_text(r, "action"), body;
	bool give = yg_str_eqz(action, "give");
	struct giving g = { 0 };
	struct buf b;
	struct jw w;
	size_t n = 0;
	int err;
	if (!give && !yg_str_eqz(action, "withdraw")) return run_refuse_as(r, YG_EARG, "action", "action は give か withdraw です", "action is give or withdraw");
	err = give ? giving(r, &g) : items_of(r, &g.items);
	if (err != YG_OK) return err;
	if (give) records(r, &g, rec, &n);
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kstr(&w, "action", action);
	jw_key(&w, "items");
	item_words(&w, g.items);
	jw_kint(&w, "at", (long long)consent_japan(r->at));
	jw_kstr(&w, "by", r->by_id);
	jw_kstr_opt(&w, "written", run_text(r, "written"));
	if (give && g.basis == BASIS_DISASTER) {
		jw_key(&w, "disaster");
		jw_raw(&w, yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(yg_json_get(r->in, "disaster"), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE))));
	}
	jw_key(&w, "consents");
	consent_records_json(r, &w, rec, n);
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	if (err == YG_OK) err = run_event(r, "consent", body);
	if (err == YG_OK && !r->naudit) err = run_audit(r, "case.consent", r->c->id, action);
	if (err != YG_OK) return err;
	if (r->c->state == DS_CHECKED || r->c->state == DS_DECIDED) r->next = DS_RECEIVED;   /* what was shown is looked at anew */
	if (g.basis == BASIS_DISASTER || g.basis == BASIS_EMERGENCY) yg_diag(&r->diags, &d_special, 0, 0, "", STR_NONE, STR_NONE);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kstr(&w, "action", action);
	jw_key(&w, "items");
	item_words(&w, g.items);
	jw_key(&w, "until");
	if (g.until) jw_str(&w, run_text(r, "until"));
	else jw_null(&w);
	if (g.nlines) jw_kint(&w, "lines", (long long)g.nlines);
	jw_obj_end(&w);
	return YG_OK;
}

/* --- looked at again later --------------------------------------------------------------------------------------- */

struct review { struct run *r; struct jw *w; bool all; };
#define NO_MORE 1

static int one(void *ctx, const struct cell *c)
{
	struct review *v = ctx;
	size_t slash;
	struct str rest;
	if (!yg_str_starts(c[1].s, STR("emergency/"))) return NO_MORE;
	if (!v->all && !yg_str_starts(c[2].s, STR("open "))) return 0;
	rest = yg_str_sub(c[1].s, 10, c[1].s.n);
	slash = yg_str_find(rest, STR("/"));
	jw_obj(v->w);
	jw_kstr(v->w, "id", c[1].s);
	jw_kstr(v->w, "case", yg_str_sub(rest, 0, slash));
	jw_kstr(v->w, "state", c[2].s);
	jw_obj_end(v->w);
	return yg_arena_error(v->r->arena);
}

int cmd_emergency_list(struct run *r)
{
	struct cell key[1] = { CELL_T(r->d->tenant) }, from = CELL_T(STR("emergency/"));
	struct jw w;
	struct review v = { r, &w, run_flag(r, "all") };
	int err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_key(&w, "emergencies");
	jw_arr(&w);
	err = yg_store_scan(r->d->store, &(struct store_scan){ T_SETTING, -1, key, 1, &from, false, 0 }, one, &v);
	jw_arr_end(&w);
	jw_obj_end(&w);
	return err == NO_MORE ? YG_OK : err;
}

int cmd_emergency_review(struct run *r)
{
	struct str id = run_text(r, "id");
	struct cell *c = run_cells(r, 3), key[2] = { CELL_T(r->d->tenant), CELL_T(id) };
	int err;
	if (!c) return yg_arena_error(r->arena);
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "確認した内容（why）が必要です", "say what was found: why");
	err = yg_str_starts(id, STR("emergency/")) ? yg_store_get(r->d->store, T_SETTING, key, r->arena, c) : YG_ENOTFOUND;
	if (err == YG_ENOTFOUND) return run_refuse_as(r, err, "no-item", "一覧にその項目はありません", "there is no such item on the list");
	if (err == YG_OK && !yg_str_starts(c[2].s, STR("open "))) return run_refuse_as(r, YG_ESTATE, "state", "確認済みです", "looked at already");
	if (err != YG_OK) return err;
	c[2] = CELL_T(yg_arena_printf(r->arena, "reviewed %.*s %.*s", STR_ARG(desk_time(r->arena, r->at)), STR_ARG(r->by_id)));
	err = run_write(r, (struct write){ W_UPDATE, T_SETTING, c, -1, 0 });
	return err ? err : run_audit(r, "emergency.review", id.n > 75 ? yg_str_sub(id, 43, 32) : STR("-"), STR_NONE);
}
