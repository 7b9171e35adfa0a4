/* cmd_dispense.c - case.dispense and case.amend: something is handed over, or the record of it is put right. Puts the steps in order;
 * the lines are dispense_lines.c, the check is dispense_check.c, the documents results.c. */
#include "desk/command.h"
#include "desk/dispense.h"
#include "desk/history.h"
#include "desk/outbox.h"
#include "desk/results.h"
#include "codec/neutral_json.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_window, "refill-window-unknown", DIAG_WARNING, "前回の調剤日が分からないため、リフィルの調剤できる期間は判定していません",
	  "the day of the last dispensing is not known: the window of the refill was not judged");
DIAG_KIND(d_pharmacy, "pharmacy-not-told", DIAG_WARNING, "薬局の名称がないため、調剤結果は作れません", "the pharmacy's name is not told: no dispensing result can be made");

/* --- who and when ------------------------------------------------------------------------------------------ */
static void institution(struct run *r, struct json_object *o, struct institution *i)
{
	const struct { const char *key; struct str *to; } m[] = { { "kind", &i->kind }, { "code", &i->code }, { "prefecture", &i->prefecture }, { "name", &i->name },
		{ "postal", &i->postal }, { "address", &i->address }, { "phone", &i->phone } };
	for (size_t k = 0; k < sizeof m / sizeof *m; k++) *m[k].to = yg_arena_str(r->arena, yg_json_str(o, m[k].key));
	if (!i->kind.n && i->name.n) i->kind = STR("4");             /* 調剤 */
}

/* As the command says, else as the store was set up (setting "pharmacy", JSON). */
static int pharmacy_of(struct dispense *d)
{
	struct run *r = d->r;
	struct cell row[3], key[2] = { CELL_T(r->d->tenant), CELL_T(STR("pharmacy")) };
	struct json_object *o = yg_json_get(r->in, "pharmacy"), *kept = NULL;
	size_t at;
	int err;
	if (!o) {
		err = yg_store_get(r->d->store, T_SETTING, key, r->arena, row);
		if (err && err != YG_ENOTFOUND) return err;
		if (!err && (err = yg_json_parse(row[2].s, &kept, &at)) != YG_OK) return err;
		o = kept;
	}
	institution(r, o, &d->h.pharmacy);
	json_object_put(kept);
	return yg_arena_error(r->arena);
}

static int who_and_when(struct dispense *d)
{
	struct run *r = d->r;
	struct json_object *p = yg_json_get(r->in, "pharmacist");
	struct ymd before;
	d->h.on = run_day(r, "on");
	if (!yg_json_get(r->in, "on")) {
		d->h.on = desk_day(r->at);
		if (d->amend) yg_ymd_parse(yg_json_str(d->last, "on"), &d->h.on);
	}
	if (!yg_ymd_valid(d->h.on)) return run_refuse_as(r, YG_EARG, "on", "on が日付ではありません", "on is no day");
	if (yg_ymd_cmp(d->h.on, desk_day(r->at)) > 0)        /* by then everything the patient takes now would be over */
		return run_refuse_as(r, YG_EARG, "on", "調剤日がまだ来ていない日です", "the day has not come yet");
	if (yg_ymd_valid(d->rx->issued) && yg_ymd_cmp(d->h.on, d->rx->issued) < 0)
		return run_refuse_as(r, YG_EARG, "on", "調剤日が処方箋の交付日より前です", "the day is before the day of issue");
	if (d->last && !d->amend && !yg_ymd_parse(yg_json_str(d->last, "on"), &before) && yg_ymd_cmp(d->h.on, before) < 0)
		return run_refuse_as(r, YG_EARG, "on", "前回渡した日より前です", "the day is before the last hand-over");
	d->h.pharmacist = (struct person){ .id = yg_arena_str(r->arena, yg_json_str(p, "id")), .name = yg_arena_str(r->arena, yg_json_str(p, "name")),
		.kana = yg_arena_str(r->arena, yg_json_str(p, "kana")) };
	d->h.pharmacist_contact = yg_arena_str(r->arena, yg_json_str(p, "contact"));
	if (!p) d->h.pharmacist = (struct person){ .id = r->by_id, .name = r->by_name };
	return pharmacy_of(d);
}

/* --- parts and refills -------------------------------------------------------------------------------------- */
static int whole(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	int64_t n = v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : 0;
	return n > 0 && n < 100 ? (int)n : 0;
}

static int parts(struct dispense *d)
{
	struct run *r = d->r;
	struct json_object *p = yg_json_get(r->in, "part"), *last = yg_json_get(d->last, "part");
	int n = whole(p, "n"), of = whole(p, "of"), before = whole(last, "n");
	if (p && (!n || !of || n > of)) return run_refuse_as(r, YG_EARG, "part", "part には n と of が必要です", "part needs n and of");
	if (d->rx->split_parts > 0 && d->rx->split_part > 0) {
		if (p && (n != d->rx->split_part || of != d->rx->split_parts))
			return run_refuse(r, "part", "処方箋の分割の回数と違います", "not the part that the prescription says");
		d->part = d->rx->split_part;
		d->parts = d->rx->split_parts;
		return YG_OK;
	}
	if (d->amend && last && !p) { n = before; of = whole(last, "of"); }
	if (!n) return last && !d->amend ? run_refuse(r, "part", "分割調剤の途中です。part を指定してください", "dispensed in parts: say which part this is") : YG_OK;
	if (last && of != whole(last, "of")) return run_refuse(r, "part", "全体の回数が前回と違います", "another number of parts than before");
	if (d->rx->split_parts > 0 && of != d->rx->split_parts) return run_refuse(r, "part", "処方箋の分割の回数と違います", "not the number of parts of the prescription");
	if (n != (d->amend ? before : before + 1)) return run_refuse(r, "part-order", "前の回が済んでいないか、済んだ回です", "an earlier part is missing, or this one is done");
	d->part = n;
	d->parts = of;
	return YG_OK;
}

struct use { struct run *r; struct str id; struct ymd on; int days; };

static int one_case(void *ctx, const struct cell *c)
{
	struct use *u = ctx;
	u->id = yg_arena_str(u->r->arena, c[CA_ID].s);
	return yg_arena_error(u->r->arena);
}

/* The longest course of 内服 in a visit: what the next use is planned by. */
static int longest(struct run *r, struct str visit)
{
	struct json_object *o = NULL, *groups;
	unsigned long n, best = 0;
	size_t at;
	if (yg_json_parse(visit, &o, &at)) return 0;
	groups = yg_json_get(o, "groups");
	for (size_t i = 0; groups && i < json_object_array_length(groups); i++) {
		struct json_object *g = json_object_array_get_idx(groups, i);
		if (yg_str_eqz(yg_json_str(g, "quantity_unit"), "日分") && yg_str_uint(yg_json_str(g, "quantity"), 999, &n) && n > best) best = n;
	}
	(void)r;
	json_object_put(o);
	return (int)best;
}

static int one_visit(void *ctx, const struct cell *c)
{
	struct use *u = ctx;
	struct ymd on;
	if (!yg_str_eq(c[DI_CASE].s, u->id) || !yg_str_eqz(c[DI_KIND].s, "dispensed") || !c[DI_UNTIL].null || yg_ymd_parse(c[DI_ON].s, &on)) return 0;
	if (yg_ymd_given(u->on) && yg_ymd_cmp(on, u->on) < 0) return 0;
	u->on = on;
	u->days = longest(u->r, c[DI_VISIT].s);
	return 0;
}

/* The use before this one, when we handed it over ourselves. */
static int last_use(struct dispense *d, int use, struct use *u)
{
	struct run *r = d->r;
	struct cell by[4] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(r->c->row[CA_PRESCRIPTION].s), CELL_I(use - 1) };
	int err;
	*u = (struct use){ .r = r };
	err = yg_store_scan(r->d->store, &(struct store_scan){ T_CASE, 0, by, 4, NULL, false, 0 }, one_case, u);
	if (err || !u->id.n) return err;
	return yg_store_scan(r->d->store, &(struct store_scan){ T_DISPENSING, 0, by, 2, NULL, false, 0 }, one_visit, u);
}

static int longest_now(const struct dispense *d)
{
	int64_t n, best = 0;
	for (size_t i = 0; i < d->n; i++)
		if (d->h.line[i].now && yg_supply_measure(d->line[i].rp->form) == SUPPLY_DAYS && !yg_dec_div_floor(d->line[i].now, yg_dec_int(1), &n) && n > best) best = n;
	return (int)best;
}

static int refill(struct dispense *d)
{
	struct run *r = d->r;
	int told = whole(r->in, "refill_use"), use = (int)r->c->row[CA_REFILL].i, err;
	struct use before = { .r = r };
	struct refill_in in;
	struct ymd next = run_day(r, "next_planned");
	const struct desk_inquiry *q;
	if (d->rx->refill_total <= 1) return told ? run_refuse(r, "refill", "リフィル処方箋ではありません", "not a refill prescription") : YG_OK;
	if (told && use == 1 && told > use) {        /* earlier uses were made elsewhere: the next one counts on from here */
		if (told > d->rx->refill_total) return run_refuse(r, "refill-use", "使用回数が処方箋の回数を超えています", "more uses than the prescription allows");
		use = told;
		r->c->row[CA_REFILL] = CELL_I(use);
	}
	if (told && told != use) return run_refuse(r, "refill-use", "この受付の使用回数と違います", "not the use that this case is");
	if (!use) use = 1;
	if (use > 1 && (err = last_use(d, use, &before)) != YG_OK) return err;
	in = (struct refill_in){ .use = use, .total = d->rx->refill_total, .on = d->h.on, .expires = YMD_NONE, .last = before.on, .last_days = before.days,
		.planned = run_day(r, "planned"), .days = longest_now(d) };
	err = yg_refill(&in, r->arena, &d->refill);
	if (err == YG_EARG) return run_refuse(r, "refill-use", "使用回数が処方箋の回数を超えています", "more uses than the prescription allows");
	if (err) return err;
	if (yg_ymd_valid(next)) {
		d->refill.next_planned = next;
		d->refill.next_window = yg_refill_window(next);
	}
	d->has_refill = true;
	q = dispense_inquiry(d, run_text(r, "inquiry"));
	if ((d->refill.early || d->refill.late) && !(q && yg_str_eqz(q->outcome, "changed"))) {
		run_refuse(r, "refill-window", "リフィルの調剤できる期間の外です", "outside the window of the refill");
		r->refusal_text = r->lang == LANG_EN ? d->refill.en : d->refill.ja;
		return YG_EREFUSED;
	}
	if (use > 1 && !yg_ymd_given(d->refill.window.from)) yg_diag(&r->diags, &d_window, 0, 0, "", STR_NONE, STR_NONE);
	return YG_OK;
}

/* What is left must be meant to be left. */
static int whole_or_said(struct dispense *d)
{
	bool split_rx = d->rx->split_part > 0;       /* this paper is one part: its own quantity is all of it */
	if (d->parts && !split_rx) {
		if (d->part == d->parts && !d->complete) return run_refuse(d->r, "rest", "最後の回ですが、残りがあります", "the last part, but something is left");
		if (d->part < d->parts && d->complete) return run_refuse(d->r, "part", "最後の回ではないのに、残りがありません", "not the last part, but nothing is left");
		return YG_OK;
	}
	if (d->complete || run_flag(d->r, "partial")) return YG_OK;
	return run_refuse(d->r, "rest", "渡していない薬または日数が残ります。一部だけなら partial を指定してください", "something is left: say partial when only a part is handed over");
}

/* --- what it leaves behind --------------------------------------------------------------------------------- */
static int visit_json(struct dispense *d, struct str *whole_history, struct str *visit)
{
	struct document doc = { .format = FORMAT_JSON, .history = &d->visit };
	struct write_ctx wc = { d->r->arena, &d->r->diags, true, 0 };
	struct json_object *o = NULL, *list;
	struct buf b;
	size_t at;
	int wrote, err;
	yg_buf_init(&b, YG_MAX_TEXT);
	wrote = yg_codec_json.write(&wc, &doc, &b);
	*whole_history = run_take(d->r, &b, &err);
	if (wrote) err = wrote;
	if (!err) err = yg_json_parse(*whole_history, &o, &at);
	if (err) return err;
	list = yg_json_get(o, "visits");
	*visit = yg_arena_str(d->r->arena, yg_str(json_object_to_json_string_ext(json_object_array_get_idx(list, 0), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	json_object_put(o);
	return yg_arena_error(d->r->arena);
}

/* Made at once and kept: what went out is what stands here. A format that cannot hold it is said, and the hand-over stays. */
static int results(struct dispense *d, struct doc_ref *made, size_t *n)
{
	static const struct { const char *kind, *format, *name; int (*make)(struct run *r, const struct result_in *in, struct buf *out); } kinds[] = {
		{ "result-csv", "eps-dispense-csv", "CJ1", desk_result_cj1 }, { "result-xml", "eps-dispense-xml", "ED", desk_result_ed },
		{ "techo", "techo", "JAHISTC08", desk_result_techo } };
	struct result_in in = { .visit = &d->visit, .refill = d->has_refill ? d->refill.ja : STR_NONE };
	struct run *r = d->r;
	struct str bytes;
	int err;
	*n = 0;
	if (!d->h.pharmacy.name.n) {
		yg_diag(&r->diags, &d_pharmacy, 0, 0, "11-1 名称", STR_NONE, STR_NONE);
		return YG_OK;
	}
	if (d->complete && (err = desk_result_received(r, &in.received)) != YG_OK) return err;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct buf b;
		int wrote;
		yg_buf_init(&b, YG_MAX_OUTPUT);
		wrote = kinds[i].make(r, &in, &b);
		bytes = run_take(r, &b, &err);
		if (wrote == YG_ENOMEM || err) return err ? err : wrote;
		if (wrote) { desk_result_failed(r, kinds[i].name); continue; }
		if ((err = run_document(r, kinds[i].kind, kinds[i].format, "", bytes, &made[*n])) != YG_OK) return err;
		(*n)++;
	}
	return YG_OK;
}

/* What waits: nothing any more, or what is left of it. */
static int waiting(struct dispense *d)
{
	struct handover rest = d->h;
	struct rx left;
	int err;
	if (d->complete) {
		err = desk_dispensing_end(d->r, d->r->c->id);
		return err == YG_ENOTFOUND ? YG_OK : err;
	}
	rest.line = yg_arena_array(d->r->arena, d->n + 1, sizeof *rest.line);
	if (!rest.line) return yg_arena_error(d->r->arena);
	for (size_t i = 0; i < d->n; i++) {
		rest.line[i] = (struct handover_line){ .group = d->h.line[i].group, .line = d->h.line[i].line, .quantity = d->line[i].rest,
			.now = yg_dec_given(d->line[i].rest) && d->line[i].rest.n > 0 };
	}
	err = yg_handover_rx(&rest, d->r->arena, &left);
	return err ? err : desk_prescribed_put(d->r, &left);
}

static int record(struct dispense *d, struct str check)
{
	struct run *r = d->r;
	struct doc_ref doc, made[3];
	struct str history, visit, body;
	size_t n = 0;
	int err = visit_json(d, &history, &visit);
	if (!err) err = run_document(r, "dispensed", "json", "", history, &doc);
	if (!err) err = desk_dispensing_put(r, d->id, "dispensed", d->h.on, d->visit.ndruglines, visit);
	if (!err) err = waiting(d);
	if (!err) err = desk_joined_move(r);
	if (!err) err = results(d, made, &n);
	if (!err) err = dispense_body(d, &doc, made, n, check, &body);
	if (!err) err = run_event(r, d->amend ? "amended" : d->complete ? "dispensed" : "partial", body);
	if (err) return err;
	r->next = d->complete ? DS_DISPENSED : DS_DECIDED;
	return YG_OK;
}

/* --- the steps ------------------------------------------------------------------------------------------------ */
int dispense_paper(struct dispense *d)
{
	struct run *r = d->r;
	char name[32] = "";
	struct str bytes;
	int err = run_load_document(r, r->c->rx.id, &bytes);
	if (!err) err = yagen_case_new(&d->paper, d->tables);
	if (!err) err = yagen_case_set_lang(d->paper, (yagen_lang)r->lang);
	if (err) return err;
	if (r->c->rx.format.n < sizeof name && r->c->rx.format.n) memcpy(name, r->c->rx.format.p, r->c->rx.format.n);
	err = yagen_case_read_rx(d->paper, yagen_format_by_name(name), bytes.p ? bytes.p : "", bytes.n);
	if (!err) d->rx = d->paper->c->rx_doc.rx;
	return err;
}

static int steps(struct dispense *d)
{
	struct run *r = d->r;
	struct str check = STR_NONE;
	bool go = false;
	int err = desk_tables(r, &d->tables);
	if (!err) err = dispense_paper(d);
	if (!err) err = who_and_when(d);
	if (!err) err = parts(d);
	if (!err) err = dispense_lines(d);
	if (!err) err = dispense_inquiries(d);
	if (!err) err = refill(d);
	if (!err) err = whole_or_said(d);
	if (err) return err;
	err = yg_handover_rx(&d->h, r->arena, &d->as);
	if (err == YG_EARG) return run_refuse_as(r, YG_EARG, "quantity", "日数・回数は 1〜999 の整数です", "days and doses are whole numbers of 1 to 999");
	if (err) return err;
	if (d->last && !d->amend) { d->as.split_parts = d->parts ? d->parts : 2; d->as.split_part = d->part ? d->part : 2; }    /* a later part: begins today */
	if ((err = dispense_check(d, &go, &check)) != YG_OK || !go) return err;
	if ((err = dispense_notes(d)) != YG_OK) return err;
	d->as.split_parts = d->as.split_part = 0;
	err = yg_handover_history(&d->h, &d->as, r->arena, &r->diags, &d->visit);
	if (err == YG_EMISSING) return run_refuse_as(r, err, "no-issue-date", "交付年月日がありません。処方を訂正してください", "no day of issue: correct the prescription");
	return err ? err : record(d, check);
}

static int run_all(struct run *r, bool amend)
{
	struct dispense d = { .r = r, .amend = amend };
	size_t at;
	int err = YG_OK;
	if (r->c->dispensed.id.n) err = yg_json_parse(r->c->dispensed_event, &d.last, &at);
	if (!err) d.id = amend ? yg_arena_str(r->arena, yg_json_str(d.last, "dispensing")) : run_new_id(r);
	if (!err && !d.id.n) err = YG_EIO;
	if (!err) err = steps(&d);
	yagen_case_free(d.paper);
	yagen_free(d.tables);
	json_object_put(d.last);
	return err;
}

int cmd_case_dispense(struct run *r)
{
	struct str first = STR_NONE;
	if (desk_undecided(r, &first)) {
		r->refusal_more = yg_arena_printf(r->arena, "\"finding\":\"%.*s\"", STR_ARG(first));
		return run_refuse(r, "undecided", "判断されていない所見があります", "a finding has not been decided");
	}
	return run_all(r, false);
}

int cmd_case_amend(struct run *r)
{
	if (r->c->submitted) return outbox_not_submitted(r);
	if (!r->why.n) return run_refuse_as(r, YG_EMISSING, "why", "理由が必要です", "a reason is needed");
	if (!r->c->dispensed.id.n) return run_refuse_as(r, YG_ESTATE, "state", "まだ何も渡していません", "nothing was handed over yet");
	return run_all(r, true);
}

/* --- withdrawal --------------------------------------------------------------------------------------------------- */
struct ours { struct run *r; struct str *id; size_t n; };

static int one_of_ours(void *ctx, const struct cell *c)
{
	struct ours *o = ctx;
	struct str *grown;
	if (!yg_str_eq(c[DI_CASE].s, o->r->c->id) || !c[DI_UNTIL].null || !yg_str_eqz(c[DI_KIND].s, "dispensed")) return 0;
	grown = yg_arena_grow(o->r->arena, o->id, o->n, sizeof *grown);
	if (!grown) return yg_arena_error(o->r->arena);
	o->id = grown;
	grown[o->n++] = yg_arena_str(o->r->arena, c[DI_ID].s);
	return yg_arena_error(o->r->arena);
}

int desk_withdraw(struct run *r)
{
	struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(r->c->patient) };
	struct ours o = { .r = r };
	int err = yg_store_scan(r->d->store, &(struct store_scan){ T_DISPENSING, 0, key, 2, NULL, false, 0 }, one_of_ours, &o);
	for (size_t i = 0; !err && i < o.n; i++) err = desk_dispensing_end(r, o.id[i]);
	return err;
}
