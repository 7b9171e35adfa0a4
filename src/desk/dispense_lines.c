/* dispense_lines.c - what the command says of each line against what the prescription, the earlier hand-overs and the rules allow.
 * Every product is identified anew; nothing is filled in that the command or the prescription does not say. */
#include "desk/dispense.h"
#include "base/err.h"
#include "base/limits.h"
#include "tables/identify.h"
#include <stdio.h>
#include "base/ban.h"

static int refuse_at(struct dispense *d, const char *word, struct str line, const char *ja, const char *en)
{
	struct run *r = d->r;
	struct str text = yg_arena_printf(r->arena, "%.*s: %s", STR_ARG(line), r->lang == LANG_EN ? en : ja);
	struct buf b;                                /* the line as the command wrote it: any text */
	struct jw w;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_buf_z(&b, "\"line\":");
	jw_init(&w, &b, false);
	jw_str(&w, line);
	r->refusal_more = run_take(r, &b, &err);
	run_refuse(r, word, ja, en);
	if (text.n) r->refusal_text = text;
	return err ? err : YG_EREFUSED;
}

static int bad(struct dispense *d, struct str line, const char *ja, const char *en)
{
	int err = refuse_at(d, "line", line, ja, en);
	return err == YG_EREFUSED ? YG_EARG : err;
}

/* A whole number, or a decimal as text; anything else is refused by its callers. */
static struct dec decimal(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	struct dec x = DEC_NONE;
	if (!v) return x;
	if (json_object_is_type(v, json_type_int) && json_object_get_int64(v) >= 0) return yg_dec_int(json_object_get_int64(v));
	if (json_object_is_type(v, json_type_string) && yg_dec_parse(yg_json_str(o, key), &x) != YG_OK) return DEC_NONE;
	return x;
}

static bool yes(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_boolean) && json_object_get_boolean(v);
}

static struct json_object *entry(struct json_object *list, struct str ref, size_t *n)
{
	struct json_object *found = NULL;
	size_t count = list && json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		if (yg_str_eq(yg_json_str(o, "line"), ref) && (*n)++ == 0) found = o;
	}
	return found;
}

const struct desk_inquiry *dispense_inquiry(struct dispense *d, struct str id)
{
	for (size_t i = 0; id.n && i < d->r->c->ninquiries; i++)
		if (yg_str_eq(d->r->c->inquiries[i].id, id)) return &d->r->c->inquiries[i];
	return NULL;
}

/* An inquiry that ended in a change, of this line or of the prescription as a whole. */
static bool allowed_by_inquiry(struct dispense *d, const struct dispense_line *l)
{
	const struct desk_inquiry *q = dispense_inquiry(d, l->inquiry);
	return q && yg_str_eqz(q->outcome, "changed") && (!q->line.n || yg_str_eq(q->line, l->ref));
}

/* --- what is prescribed ------------------------------------------------------------------------------- */
static const struct drug *identified(struct dispense *d, const struct drug_item *i, const struct rx_line *l, const struct rx_group *g, struct ymd on,
				     struct identify_out *out)
{
	struct identify_in in = { .system = i->system, .code = i->code, .name = i->name, .unit = i->unit, .form = g->form, .factor = l ? l->factor : DEC_NONE,
		.potency = l && yg_str_eqz(l->potency, "2"), .info_class = l ? l->info_class : STR_NONE, .on = on };
	yg_identify(d->tables->tables, &in, out);
	return out->verdict == IDENT_OK ? out->drug : NULL;
}

static void start_line(struct dispense *d, size_t i)
{
	struct dispense_line *l = &d->line[i];
	struct handover_line *h = &d->h.line[i];
	struct identify_out found;
	l->rp = &d->rx->groups[h->group];
	l->l = &l->rp->lines[h->line];
	l->ref = yg_arena_printf(d->r->arena, "rx/%d/%d", l->rp->number, l->l->seq);
	l->prescribed = identified(d, &l->l->item, l->l, l->rp, d->rx->issued, &found);
	l->ordered = yg_supply_prescribed(l->rp, l->l);
	l->before = yg_dec_int(0);
	l->due = l->rest = l->ordered;
	l->now = yg_dec_int(0);
}

/* What the hand-overs before this one left of the line. */
static int earlier(struct dispense *d, struct dispense_line *l)
{
	size_t n;
	struct json_object *o = entry(yg_json_get(d->last, "lines"), l->ref, &n);
	struct dec ordered, now, done;
	int err;
	if (!o) return YG_OK;
	ordered = decimal(o, "ordered");
	l->before = decimal(o, "before");
	l->due = decimal(o, "due");
	now = decimal(o, "now");
	if (!yg_dec_given(l->before) || !yg_dec_given(now)) return YG_ESYNTAX;
	if (d->amend) return YG_OK;                  /* in its place: as it was before */
	l->earlier = now.n > 0 || l->before.n > 0;
	if ((err = yg_dec_add(l->before, now, &done)) != YG_OK) return err;
	l->before = done;
	l->due = decimal(o, "rest");
	if (!yg_dec_given(l->ordered) || !yg_dec_given(ordered) || yg_dec_cmp(ordered, l->ordered) == 0) return YG_OK;
	l->due = yg_dec_int(0);                      /* corrected since: what the new quantity leaves */
	return yg_dec_cmp(l->ordered, done) > 0 ? yg_dec_sub(l->ordered, done, &l->due) : YG_OK;
}

/* --- what is given -------------------------------------------------------------------------------------- */
static const struct { const char *word; enum code_system system; } systems[] = {
	{ "receipt", CODE_RECEIPT }, { "mhlw", CODE_MHLW }, { "yj", CODE_YJ }, { "hot", CODE_HOT }, { "generic", CODE_GENERIC }, { "jan", CODE_JAN } };

static enum code_system system_of(struct str word, struct str code)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		if (yg_str_eqz(word, systems[i].word)) return systems[i].system;
	return !word.n && code.n == 9 && yg_str_digits(code) ? CODE_RECEIPT : CODE_NONE;
}

static int read_given(struct dispense *d, struct dispense_line *l, struct handover_line *h, struct json_object *given)
{
	struct arena *a = d->r->arena;
	const struct tables *t = d->tables->tables;
	struct drug_item *i = &h->given;
	struct identify_out found;
	*i = (struct drug_item){ .code = yg_arena_str(a, yg_json_str(given, "code")), .name = yg_arena_str(a, yg_json_str(given, "name")),
		.unit = yg_arena_str(a, yg_json_str(given, "unit")), .amount = decimal(given, "amount") };
	i->system = system_of(yg_json_str(given, "system"), i->code);
	if (!json_object_is_type(given, json_type_object) || !i->code.n || i->system == CODE_NONE)
		return bad(d, l->ref, "given には code と system が必要です", "given needs code and system");
	if (yg_json_get(given, "amount") && (!yg_dec_given(i->amount) || i->amount.n <= 0))
		return bad(d, l->ref, "given.amount が正の数ではありません", "given.amount is no number above 0");
	l->given = identified(d, i, NULL, l->rp, d->h.on, &found);
	if (found.drug && found.verdict == IDENT_DISAGREES && !i->unit.n && found.reason && strcmp(found.reason, "unit") == 0) {
		i->unit = yg_tables_text(t, found.drug->unit);          /* no unit told: that of the product */
		l->given = identified(d, i, NULL, l->rp, d->h.on, &found);
	}
	if (!l->given) {
		d->r->refusal_more = STR_NONE;
		refuse_at(d, "not-identified", l->ref, "渡す製品を特定できません（コード・名称・単位・剤形・日付）", "the product to be given is not identified (code, name, unit, form, date)");
		d->r->refusal_more = yg_arena_printf(a, "\"line\":\"%.*s\",\"reason\":\"%s\"", STR_ARG(l->ref), found.reason ? found.reason : "");
		return YG_EREFUSED;
	}
	if (!i->name.n) i->name = yg_tables_text(t, l->given->name_long ? l->given->name_long : l->given->name);
	if (!i->unit.n) i->unit = yg_tables_text(t, l->given->unit);
	i->drug = l->given;
	l->product_changed = l->given != l->prescribed;
	return YG_OK;
}

static unsigned times_of(const struct dispense_line *l)
{
	unsigned long n;
	if (l->rp->form == FORM_PRN) return 1;
	if (l->l->has_uneven) return 0;
	return yg_str_uint(l->l->per_day_times.n ? l->l->per_day_times : l->rp->times_per_day, 24, &n) ? (unsigned)n : 0;
}

static struct subst_in asked(struct dispense *d, const struct dispense_line *l)
{
	return (struct subst_in){ .tables = d->tables->tables, .prescribed = l->prescribed, .given = l->given ? l->given : l->prescribed, .form = l->rp->form,
		.times = times_of(l), .marks = yg_subst_marks(d->rx, l->l), .on = d->h.on,
		.was = { l->l->item.amount, l->l->factor, l->l->item.unit, yg_str_eqz(l->l->potency, "2") } };
}

int dispense_prescribed(struct dispense *d, struct str line, struct subst_in *in)
{
	int err = yg_handover_lines(d->rx, d->r->arena, &d->h.line, &d->h.n);
	if (err) return err;
	d->n = d->h.n;
	d->line = yg_arena_array(d->r->arena, d->n + 1, sizeof *d->line);
	if (!d->line) return yg_arena_error(d->r->arena);
	for (size_t i = 0; i < d->n; i++) {
		start_line(d, i);
		if (!yg_str_eq(d->line[i].ref, line)) continue;
		if (!d->line[i].prescribed)
			return refuse_at(d, "not-identified", line, "処方の薬品を特定できないため、候補を示せません", "the prescribed line is not identified: there are no candidates");
		*in = asked(d, &d->line[i]);
		return YG_OK;
	}
	return bad(d, line, "処方箋にない行です", "no such line in the prescription");
}

/* Product and dose against the rules of substitution. */
static int judge(struct dispense *d, struct dispense_line *l, struct handover_line *h, struct json_object *o)
{
	struct subst_in in = asked(d, l);
	enum subst_verdict v;
	if (l->given) in.is = (struct subst_amount){ h->given.amount, DEC_NONE, h->given.unit, false };
	else in.is = in.was;
	if (!l->prescribed) {
		if (!l->given) return YG_OK;
		if (allowed_by_inquiry(d, l)) {      /* what is given is what goes on: to the check, the record, the notebook */
			if (!yg_dec_given(h->given.amount)) return bad(d, l->ref, "given.amount が必要です（計算できません）", "given.amount is needed: it cannot be computed");
			l->amount_changed = h->changed = true;
			return YG_OK;
		}
		return refuse_at(d, "inquiry-needed", l->ref, "処方の薬品を特定できないため、変更には疑義照会が必要です", "the prescribed line is not identified: a change needs an inquiry");
	}
	yg_substitute(&in, &l->subst);
	l->judged = true;
	v = l->subst.rule->verdict;
	if (l->given && !yg_dec_given(h->given.amount)) h->given.amount = l->subst.amount;
	if (v == SUBST_INQUIRY && !allowed_by_inquiry(d, l)) return refuse_at(d, l->subst.rule->word, l->ref, l->subst.rule->ja, l->subst.rule->en);
	if (v == SUBST_NEVER) return refuse_at(d, l->subst.rule->word, l->ref, l->subst.rule->ja, l->subst.rule->en);
	if (v == SUBST_CONSENT && !yes(o, "patient_agreed") && !allowed_by_inquiry(d, l))
		return refuse_at(d, l->subst.rule->word, l->ref, l->subst.rule->ja, l->subst.rule->en);
	if (!l->given) return YG_OK;
	if (!yg_dec_given(h->given.amount)) return bad(d, l->ref, "given.amount が必要です（計算できません）", "given.amount is needed: it cannot be computed");
	l->amount_changed = !yg_dec_given(l->l->item.amount) || yg_dec_cmp(h->given.amount, l->l->item.amount) != 0;
	h->changed = true;
	return YG_OK;
}

/* --- how much ----------------------------------------------------------------------------------------------- */
static int leftover(struct dispense *d, struct dispense_line *l, struct json_object *told)
{
	size_t n;
	struct json_object *o = entry(yg_json_get(d->r->in, "leftovers"), l->ref, &n);
	struct arena *a = d->r->arena;
	struct dec days, count;
	int64_t due, left;
	int err;
	l->due_whole = l->due;
	l->left_days = l->left_count = DEC_NONE;
	if (!o && !l->told) o = yg_json_get(told, "leftover");       /* amended, and not said anew */
	if (!o) return YG_OK;
	days = l->left_days = decimal(o, "days");
	count = l->left_count = decimal(o, "count");
	if (n > 1 || yg_dec_given(days) == yg_dec_given(count) || !yg_dec_given(l->due))
		return bad(d, l->ref, "leftovers には days か count のどちらか一つが必要です", "leftovers needs either days or count");
	switch (yg_supply_measure(l->rp->form)) {
	case SUPPLY_DAYS:
		if (yg_dec_div_floor(l->due, yg_dec_int(1), &due)) return YG_EARG;
		if (yg_dec_given(count)) err = yg_leftover_count((int)due, l->l->item.amount, count, l->l->item.unit, a, &l->leftover);
		else if (yg_dec_div_floor(days, yg_dec_int(1), &left) || yg_dec_cmp(yg_dec_int(left), days) != 0 || left > 999) err = YG_EARG;
		else err = yg_leftover_days((int)due, (int)left, a, &l->leftover);
		break;
	case SUPPLY_DOSES: err = yg_leftover_amount(l->due, days, STR("回分"), a, &l->leftover); break;
	case SUPPLY_AMOUNT: default: err = yg_leftover_amount(l->due, count, l->l->item.unit, a, &l->leftover); break;
	}
	if (err == YG_EARG) return bad(d, l->ref, "残薬の数が使えません", "the leftovers are no number that can be used");
	if (err) return err;
	if (!yg_str_eqz(d->rx->leftover, "2") && !allowed_by_inquiry(d, l))
		return refuse_at(d, "leftover-needs-inquiry", l->ref, "残薬による減量には疑義照会が必要です（処方箋に「情報提供」の指示がありません）",
				 "less because of leftovers needs an inquiry: the prescription does not ask to be told afterwards");
	l->has_leftover = true;
	l->due = l->leftover.rest;
	return YG_OK;
}

static int how_much(struct dispense *d, struct dispense_line *l, struct json_object *o)
{
	struct dec told = decimal(o, "days"), told_quantity = decimal(o, "quantity");
	int split = d->parts && !d->rx->split_part ? yg_split_quantity(l->rp, d->part, d->parts) : 0;
	int err;
	if ((yg_json_get(o, "days") || yg_json_get(o, "quantity")) && yg_dec_given(told) == yg_dec_given(told_quantity))
		return bad(d, l->ref, "days か quantity のどちらか一つを数で書いてください", "either days or quantity, as a number");
	if (!yg_dec_given(told)) told = told_quantity;
	if (!yg_dec_given(l->ordered) && !yg_dec_given(told)) return bad(d, l->ref, "数量が処方にないため、quantity が必要です", "the prescription gives no quantity: say quantity");
	if (l->earlier && yg_dec_given(l->due) && l->due.n == 0)
		return refuse_at(d, "nothing-left", l->ref, "この薬は全て渡しています", "everything of this line has been handed over");
	if (!yg_dec_given(l->due)) l->due = told;
	l->now = yg_dec_given(told) ? told : split && yg_supply_measure(l->rp->form) != SUPPLY_AMOUNT ? yg_dec_int(split) : l->due;
	if (yg_dec_cmp(l->now, l->due) != 0 && allowed_by_inquiry(d, l)) l->due = l->now;    /* the prescriber said how much */
	err = yg_supply_rest(l->due, yg_dec_int(0), l->now, &l->rest);
	if (err == YG_EREFUSED) return refuse_at(d, "too-much", l->ref, "処方の残りより多く渡そうとしています", "more than what is left of the prescription");
	return err;
}

/* In the line's measure for the prescription built: an amount follows the product's own units. */
static int measure(struct dispense *d, struct dispense_line *l, struct handover_line *h)
{
	struct dec x;
	h->now = l->now.n > 0;
	h->quantity = l->now;
	if (!h->changed || yg_supply_measure(l->rp->form) != SUPPLY_AMOUNT || !l->amount_changed || !yg_dec_given(l->l->item.amount)) return YG_OK;
	if (yg_dec_mul(l->now, h->given.amount, &x) || yg_dec_div(x, l->l->item.amount, 6, &h->quantity))
		return bad(d, l->ref, "数量を計算できません", "the quantity cannot be computed");
	return YG_OK;
}

/* --- a line ----------------------------------------------------------------------------------------------------- */
static bool decided_to_withhold(struct dispense *d, const struct dispense_line *l)
{
	const struct desk_case *c = d->r->c;
	struct json_object *o = NULL, *list;
	const struct desk_inquiry *q = dispense_inquiry(d, l->inquiry);
	bool found = false, last;
	size_t at;
	if (q && !yg_str_eqz(q->outcome, "asked") && !yg_str_eqz(q->outcome, "unchanged") && (!q->line.n || yg_str_eq(q->line, l->ref))) return true;
	if (yg_json_parse(c->report_event, &o, &at) != YG_OK) return false;
	list = yg_json_get(o, "findings");
	for (size_t i = 0; list && !found && i < json_object_array_length(list); i++) {
		struct json_object *f = json_object_array_get_idx(list, i);
		last = false;                        /* the last word on this report counts */
		for (size_t k = 0; k < c->ndecisions && yg_str_eq(yg_json_str(f, "line"), l->ref); k++)
			if (c->decisions[k].report_seq == c->report_seq && yg_str_eq(c->decisions[k].finding, yg_json_str(f, "id")))
				last = yg_str_eqz(c->decisions[k].action, "withhold");
		found = last;
	}
	json_object_put(o);
	return found;
}

static int withhold(struct dispense *d, struct dispense_line *l)
{
	if (!decided_to_withhold(d, l))
		return refuse_at(d, "withhold-undecided", l->ref, "渡さないという判断（withhold）または疑義照会がありません", "there is no decision (withhold) or inquiry for not giving it");
	l->withheld = true;
	l->now = l->rest = yg_dec_int(0);
	return YG_OK;
}

/* A line the command does not name, of a hand-over that is being amended: as it was told then. */
static struct json_object *as_told(struct dispense *d, const struct dispense_line *l)
{
	size_t n;
	struct json_object *o = d->amend ? entry(yg_json_get(d->last, "lines"), l->ref, &n) : NULL;
	return o ? yg_json_get(o, "told") : NULL;
}

static int one_line(struct dispense *d, size_t i, bool as_prescribed)
{
	struct dispense_line *l = &d->line[i];
	struct handover_line *h = &d->h.line[i];
	struct json_object *o, *given;
	size_t n;
	int err;
	start_line(d, i);
	if (d->last && (err = earlier(d, l)) != YG_OK) return err;
	l->rest = l->due_whole = l->due;
	o = entry(yg_json_get(d->r->in, "lines"), l->ref, &n);
	if (n > 1) return bad(d, l->ref, "同じ行が二度あります", "the same line twice");
	l->told = o != NULL;
	if (!o) o = as_told(d, l);
	if (!o && !as_prescribed) return YG_OK;      /* not handed over now */
	if (!l->told && l->earlier && yg_dec_given(l->due) && l->due.n == 0) return YG_OK;   /* handed over before, whole */
	l->inquiry = yg_arena_str(d->r->arena, yg_json_str(o, "inquiry"));
	l->change = yg_arena_str(d->r->arena, yg_json_str(o, "change"));
	if (l->inquiry.n && !dispense_inquiry(d, l->inquiry)) return refuse_at(d, "no-inquiry", l->ref, "その疑義照会はありません", "there is no such inquiry");
	if (yes(o, "withheld")) return withhold(d, l);
	given = yg_json_get(o, "given");
	if (given && (err = read_given(d, l, h, given)) != YG_OK) return err;
	if ((err = judge(d, l, h, o)) != YG_OK) return err;
	if ((err = leftover(d, l, o)) != YG_OK) return err;
	if (l->has_leftover && l->leftover.none) {
		l->now = l->rest = yg_dec_int(0);
		return YG_OK;
	}
	if ((err = how_much(d, l, o)) != YG_OK) return err;
	return measure(d, l, h);
}

/* Every line that is named must be one of the prescription: a slip of the pen must not hand over something else. */
static int known_lines(struct dispense *d, const char *key)
{
	for (size_t i = 0; i < d->n; i++)            /* a reader keeps such lines; a command could mean either */
		for (size_t k = 0; k < i; k++)
			if (yg_str_eq(d->line[i].ref, d->line[k].ref))
				return bad(d, d->line[i].ref, "処方箋に同じ番号の行が二つあります。処方を訂正してください", "two lines of the prescription have this number: correct it");
	struct json_object *list = yg_json_get(d->r->in, key);
	if (list && !json_object_is_type(list, json_type_array)) return bad(d, yg_str(key), "一覧ではありません", "is no list");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct str ref = yg_json_str(json_object_array_get_idx(list, i), "line");
		bool found = false;
		for (size_t k = 0; k < d->n; k++) found = found || yg_str_eq(d->line[k].ref, ref);
		if (!found) return bad(d, yg_arena_str(d->r->arena, ref), "処方箋にない行です", "no such line in the prescription");
	}
	return YG_OK;
}

/* A line of which something went out, and that a correction has taken away or numbered anew: nobody could say any more what is left of it. */
static int gone(struct dispense *d)
{
	struct json_object *list = yg_json_get(d->last, "lines");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		struct str ref = yg_json_str(o, "line");
		struct dec before = decimal(o, "before"), now = decimal(o, "now");
		bool found = (!yg_dec_given(before) || before.n <= 0) && (!yg_dec_given(now) || now.n <= 0);
		for (size_t k = 0; k < d->n; k++) found = found || yg_str_eq(d->line[k].ref, ref);
		if (!found)
			return refuse_at(d, "line-gone", yg_arena_str(d->r->arena, ref), "この行の薬は渡していますが、いまの処方にこの番号の行がありません。番号を変えずに訂正してください",
					 "something of this line was handed over, but the prescription has no such line now: correct it without changing numbers");
	}
	return YG_OK;
}

int dispense_lines(struct dispense *d)
{
	struct arena *a = d->r->arena;
	bool as_prescribed = run_flag(d->r, "as_prescribed"), any = false;
	int err = yg_handover_lines(d->rx, a, &d->h.line, &d->h.n);
	if (err) return err;
	d->n = d->h.n;
	d->line = yg_arena_array(a, d->n + 1, sizeof *d->line);
	if (!d->line) return yg_arena_error(a);
	d->h.rx = d->rx;
	for (size_t i = 0; i < d->n; i++)
		if ((err = one_line(d, i, as_prescribed)) != YG_OK) return err;
	if ((err = gone(d)) != YG_OK) return err;
	if ((err = known_lines(d, "lines")) != YG_OK || (err = known_lines(d, "leftovers")) != YG_OK) return err;
	d->complete = true;
	for (size_t i = 0; i < d->n; i++) {
		any = any || d->h.line[i].now;
		if (!d->line[i].withheld && (!yg_dec_given(d->line[i].rest) || d->line[i].rest.n > 0)) d->complete = false;
	}
	if (any) return yg_arena_error(a);
	return run_refuse(d->r, "nothing", "渡すものがありません。as_prescribed か lines を指定してください", "nothing to hand over: say as_prescribed or lines");
}

/* --- inquiries ------------------------------------------------------------------------------------------------------ */
static bool referred_to(struct dispense *d, struct str id)
{
	struct json_object *list = yg_json_get(d->last, "lines");
	for (size_t i = 0; i < d->n; i++)
		if (yg_str_eq(d->line[i].inquiry, id)) return true;
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		if (yg_str_eq(yg_json_str(json_object_array_get_idx(list, i), "inquiry"), id)) return true;
	return false;
}

int dispense_inquiries(struct dispense *d)
{
	const struct desk_case *c = d->r->c;
	for (size_t i = 0; i < c->ninquiries; i++) {
		const struct desk_inquiry *q = &c->inquiries[i];
		bool ours = !q->line.n;
		for (size_t k = 0; k < d->n; k++) ours = ours || (d->h.line[k].now && yg_str_eq(d->line[k].ref, q->line));
		if (ours && yg_str_eqz(q->outcome, "asked")) return run_refuse(d->r, "inquiry-open", "回答のない疑義照会があります", "an inquiry has not been answered");
		if (ours && yg_str_eqz(q->outcome, "cancelled") && q->seq > c->rx_seq)
			return run_refuse(d->r, "cancelled-line", "疑義照会で取消になった薬です", "the prescriber cancelled it");
		if (yg_str_eqz(q->outcome, "changed") && q->seq > c->rx_seq && !referred_to(d, q->id))
			return run_refuse(d->r, "inquiry-unfulfilled", "変更になった疑義照会が、処方の訂正にも渡す薬にも反映されていません",
					  "an inquiry ended in a change that neither a correction nor a line refers to");
	}
	return YG_OK;
}
