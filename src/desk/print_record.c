/* print_record.c - fills struct dispensing_record from what is stored of a case. Invents nothing: what is not known stays empty, and the page says so. */
#include "desk/consent.h"
#include "desk/print.h"
#include "desk/results.h"
#include "codec/neutral_json.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

#define A r->arena

static struct str join(struct run *r, const char *between, const struct str *part, size_t n)
{
	struct buf b;
	int err;
	bool first = true;
	yg_buf_init(&b, YG_MAX_TEXT);
	for (size_t i = 0; i < n; i++) {
		if (!yg_str_trim(part[i]).n) continue;
		if (!first) yg_buf_z(&b, between);
		yg_buf_str(&b, part[i]);
		first = false;
	}
	return run_take(r, &b, &err);
}
#define JOIN(between, ...) join(r, between, (struct str[]){ __VA_ARGS__ }, sizeof((struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

static struct str labelled(struct run *r, const char *label, struct str s)
{
	return s.n ? yg_arena_printf(A, "%s %.*s", label, STR_ARG(s)) : STR_NONE;
}

static struct str amount(struct run *r, struct dec n, struct str unit, struct str raw)
{
	char text[32];
	if (!yg_dec_given(n)) return raw.n ? JOIN(" ", raw, unit) : STR_NONE;
	return yg_arena_printf(A, "%.*s %.*s", (int)yg_dec_format(n, text), text, STR_ARG(unit));
}

static struct str code(struct run *r, const struct drug_item *it)
{
	static const char *const word[] = { [CODE_RECEIPT] = "レセ電", [CODE_MHLW] = "薬価", [CODE_YJ] = "YJ", [CODE_HOT] = "HOT", [CODE_GENERIC] = "一般名" };
	if (!it->code.n) return STR_NONE;
	if ((size_t)it->system >= sizeof word / sizeof *word || !word[it->system]) return it->code;
	return yg_arena_printf(A, "%s %.*s", word[it->system], STR_ARG(it->code));
}

static struct str form(enum form_class f)
{
	static const char *const word[] = { [FORM_ORAL] = "内服", [FORM_PRN] = "頓服", [FORM_EXTERNAL] = "外用", [FORM_ORAL_DROPS] = "内服滴剤",
		[FORM_INJECTION] = "注射", [FORM_MATERIAL] = "医療材料", [FORM_DECOCTION] = "浸煎・湯" };
	return (size_t)f < sizeof word / sizeof *word && word[f] ? yg_str(word[f]) : STR_NONE;
}

static struct str texts(struct run *r, const struct note *n, size_t count)
{
	struct str all = STR_NONE;
	for (size_t i = 0; i < count; i++) all = JOIN("\n", all, n[i].text);
	return all;
}

static struct str sex(enum sex s) { return s == SEX_MALE ? STR("男") : s == SEX_FEMALE ? STR("女") : STR_NONE; }

/* --- the prescription ----------------------------------------------------------------------------------------------------- */

static struct str insurance(struct run *r, const struct insurance *i)
{
	return JOIN("　", labelled(r, "保険者", i->insurer), labelled(r, "記号", i->symbol), labelled(r, "番号", i->number), labelled(r, "枝番", i->branch));
}

static void prescription(struct run *r, const struct rx *rx, struct dispensing_record *out)
{
	out->patient = rx->patient.name.n ? rx->patient.name : rx->patient.kana;
	out->kana = rx->patient.kana;
	out->sex = sex(rx->sex);
	out->born = rx->born;
	out->insurance = insurance(r, &rx->insurance);
	for (size_t i = 0; i < 3; i++)
		out->public_payer = JOIN("　", out->public_payer, labelled(r, "負担者", rx->insurance.kohi[i].payer), labelled(r, "受給者", rx->insurance.kohi[i].recipient));
	out->issued = rx->issued;
	out->doctor = rx->doctor.name.n ? rx->doctor.name : rx->doctor.kana;
	out->department = rx->department.name;
	out->institution = rx->institution.name;
	out->institution_address = rx->institution.address;
	out->institution_phone = rx->institution.phone;
	out->prescription = JOIN("　", labelled(r, yg_str_eqz(rx->number_type, "1") ? "引換番号" : "番号", rx->number), labelled(r, "処方箋ID", rx->prescription_id));
	if (rx->split_parts > 0) out->part = yg_arena_printf(A, "分割 %d / %d", rx->split_part, rx->split_parts);
	if (rx->refill_total > 0 && r->c->row) out->part = yg_arena_printf(A, "リフィル %lld / %d 回目", (long long)r->c->row[CA_REFILL].i, rx->refill_total);
}

static int prescribed_lines(struct run *r, const struct rx *rx, struct dispensing_record *out)
{
	if (!(out->rps = yg_arena_array(A, rx->ngroups + 1, sizeof *out->rps))) return yg_arena_error(A);
	for (size_t g = 0; g < rx->ngroups; g++) {
		const struct rx_group *from = &rx->groups[g];
		struct record_rp *rp = &out->rps[out->nrps++];
		*rp = (struct record_rp){ .number = (unsigned)from->number, .form = form(from->form), .usage = from->usage };
		if (!(rp->drugs = yg_arena_array(A, from->nlines + 1, sizeof *rp->drugs))) return yg_arena_error(A);
		for (size_t i = 0; i < from->nlines; i++)
			rp->drugs[rp->ndrugs++] = (struct record_drug){ .name = from->lines[i].item.name, .code = code(r, &from->lines[i].item),
				.amount = amount(r, from->lines[i].item.amount, from->lines[i].item.unit, STR_NONE) };
	}
	return YG_OK;
}

/* --- what was handed over ------------------------------------------------------------------------------------------------- */

/* What was prescribed in place of a line handed over, and what the change rests on: an inquiry, or the rule that needs none. */
static struct str instead_of(struct run *r, struct json_object *event, const struct drug_item *it, struct str *basis)
{
	struct json_object *lines = yg_json_get(event, "lines");
	for (size_t i = 0; lines && i < json_object_array_length(lines); i++) {
		struct json_object *l = json_object_array_get_idx(lines, i), *given = yg_json_get(l, "given"), *was = yg_json_get(l, "prescribed");
		struct str unit = yg_json_str(was, "unit"), n = yg_json_str(was, "amount");
		if (!given || !yg_str_eq(yg_json_str(given, "name"), it->name) || !yg_str_eq(yg_json_str(given, "code"), it->code)) continue;
		if (yg_str_eq(yg_json_str(given, "name"), yg_json_str(was, "name")) && yg_str_eq(yg_json_str(given, "code"), yg_json_str(was, "code")) &&
		    yg_str_eq(yg_json_str(given, "amount"), n))
			return STR_NONE;
		*basis = yg_json_str(l, "inquiry").n ? STR("疑義照会による医師の同意") : yg_arena_str(A, yg_json_str(yg_json_get(l, "rule"), "text"));
		return yg_arena_printf(A, "%.*s %.*s %.*s", STR_ARG(yg_json_str(was, "name")), STR_ARG(n), STR_ARG(unit));
	}
	return STR_NONE;
}

static void add(struct run *r, struct record_note **list, size_t *n, struct str what, struct str text, struct str by)
{
	struct record_note *grown = yg_arena_grow(A, *list, *n, sizeof *grown);
	if (!grown || !yg_str_trim(text).n) return;
	*list = grown;
	grown[(*n)++] = (struct record_note){ what, text, by };
}

static void add_all(struct run *r, struct record_note **list, size_t *n, const struct note *from, size_t count)
{
	for (size_t i = 0; i < count; i++) add(r, list, n, STR_NONE, from[i].text, STR_NONE);
}

static int handed_lines(struct run *r, const struct visit *v, struct json_object *event, struct dispensing_record *out)
{
	if (!(out->rps = yg_arena_array(A, v->ngroups + 1, sizeof *out->rps))) return yg_arena_error(A);
	for (size_t g = 0; g < v->ngroups; g++) {
		const struct hist_group *from = &v->groups[g];
		struct record_rp *rp = &out->rps[out->nrps++];
		*rp = (struct record_rp){ .number = (unsigned)from->number, .form = form(from->form), .usage = from->usage,
			.quantity = amount(r, from->quantity, from->quantity_unit, from->quantity_raw),
			.note = JOIN("\n", texts(r, from->supplements, from->nsupplements), texts(r, from->cautions, from->ncautions)) };
		if (!(rp->drugs = yg_arena_array(A, from->nlines + 1, sizeof *rp->drugs))) return yg_arena_error(A);
		for (size_t i = 0; i < from->nlines; i++) {
			const struct hist_line *l = &from->lines[i];
			struct dec total = DEC_NONE;
			struct str basis = STR_NONE, was = instead_of(r, event, &l->item, &basis);
			if (yg_dec_given(l->item.amount) && yg_dec_given(from->quantity) && yg_dec_mul(l->item.amount, from->quantity, &total)) total = DEC_NONE;
			rp->drugs[rp->ndrugs++] = (struct record_drug){ .name = l->item.name, .code = code(r, &l->item),
				.amount = amount(r, l->item.amount, l->item.unit, l->amount_raw), .total = amount(r, total, l->item.unit, STR_NONE),
				.prescribed = was,
				.note = JOIN("\n", texts(r, l->supplements, l->nsupplements), texts(r, l->cautions, l->ncautions)) };
			if (was.n)
				add(r, &out->changes, &out->nchanges, yg_arena_printf(A, "RP %u", rp->number),
				    yg_arena_printf(A, "処方 %.*s → 調剤 %.*s %.*s", STR_ARG(was), STR_ARG(l->item.name), STR_ARG(rp->drugs[rp->ndrugs - 1].amount)), basis);
		}
	}
	return YG_OK;
}

static int handed_over(struct run *r, struct dispensing_record *out)
{
	struct result_in in;
	struct json_object *event = NULL;
	const struct visit *v;
	size_t at;
	int err = desk_result_load(r, &in);
	if (err == YG_OK) err = yg_json_parse(r->c->dispensed_event, &event, &at);
	if (err != YG_OK) return err;
	v = &in.visit->visits[0];
	out->dispensed = v->on;
	out->pharmacist = v->pharmacist.name;
	out->pharmacy = v->pharmacy.name;
	out->pharmacy_address = v->pharmacy.address;
	out->pharmacy_phone = v->pharmacy.phone;
	err = handed_lines(r, v, event, out);
	add_all(r, &out->leftovers, &out->nleftovers, v->leftovers, v->nleftovers);
	add_all(r, &out->guidance, &out->nguidance, v->instructions, v->ninstructions);
	add_all(r, &out->remarks, &out->nremarks, v->remarks, v->nremarks);
	add_all(r, &out->remarks, &out->nremarks, v->provided, v->nprovided);
	json_object_put(event);
	return err;
}

/* --- what was asked and decided -------------------------------------------------------------------------------------------- */

static struct str minute(struct run *r, int64_t at)
{
	struct str s = at ? desk_time(A, at + 9 * 3600) : STR_NONE;
	if (s.n != 20) return STR_NONE;
	return yg_arena_printf(A, "%.*s %.*s", STR_ARG(yg_str_sub(s, 0, 10)), STR_ARG(yg_str_sub(s, 11, 5)));
}

static struct str word_of(const char *const (*words)[2], struct str w)
{
	for (; (*words)[0]; words++)
		if (yg_str_eqz(w, (*words)[0])) return yg_str((*words)[1]);
	return w;
}

/* "rx/1/2" with the drug's name beside it. */
static struct str about(struct run *r, const struct rx *rx, struct str ref)
{
	char own[32];
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; i < rx->groups[g].nlines; i++) {
			snprintf(own, sizeof own, "rx/%d/%d", rx->groups[g].number, rx->groups[g].lines[i].seq);
			if (yg_str_eqz(ref, own)) return yg_arena_printf(A, "RP %d　%.*s", rx->groups[g].number, STR_ARG(rx->groups[g].lines[i].item.name));
		}
	return ref;
}

static int inquiries(struct run *r, const struct rx *rx, struct dispensing_record *out)
{
	static const char *const outcome[][2] = { { "asked", "回答待ち" }, { "unchanged", "変更なし" }, { "changed", "変更あり" }, { "cancelled", "削除" }, { NULL, NULL } };
	if (!(out->inquiries = yg_arena_array(A, r->c->ninquiries + 1, sizeof *out->inquiries))) return yg_arena_error(A);
	for (size_t i = 0; i < r->c->ninquiries; i++) {
		const struct desk_inquiry *q = &r->c->inquiries[i];
		out->inquiries[out->ninquiries++] = (struct record_inquiry){ .about = about(r, rx, q->line), .question = q->question, .answer = q->answer,
			.answered_by = q->answered_by, .asked_at = minute(r, q->asked_at), .answered_at = minute(r, q->answered_at), .outcome = word_of(outcome, q->outcome) };
	}
	return YG_OK;
}

/* The finding's own words out of the report that was given: of one without consent they name nothing. */
static struct str title(struct run *r, struct json_object *report, struct str finding)
{
	struct json_object *list = yg_json_get(report, "findings");
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		if (yg_str_eq(yg_json_str(json_object_array_get_idx(list, i), "id"), finding))
			return yg_arena_str(A, yg_json_str(json_object_array_get_idx(list, i), "title"));
	return finding;
}

static int decisions(struct run *r, struct dispensing_record *out)
{
	static const char *const action[][2] = { { "dispense", "調剤する" }, { "ask-doctor", "疑義照会する" }, { "change", "変更する" }, { "withhold", "調剤しない" },
		{ NULL, NULL } };
	const char *withheld = consent_lapsed(r, r->c->report_seq);
	struct json_object *report = NULL;
	struct str bytes = STR_NONE;
	size_t at;
	int err = YG_OK;
	if (!r->c->ndecisions || !r->c->report.id.n) return YG_OK;
	if ((err = run_load_document(r, r->c->report.id, &bytes)) != YG_OK || (err = yg_json_parse(bytes, &report, &at)) != YG_OK) return err;
	for (size_t i = 0; i < r->c->ndecisions; i++) {
		const struct desk_decision *d = &r->c->decisions[i];
		if (d->report_seq != r->c->report_seq) continue;
		add(r, &out->checks, &out->nchecks, withheld ? consent_withheld_text(r) : title(r, report, d->finding),
		    JOIN("　", word_of(action, d->action), withheld ? STR_NONE : labelled(r, "理由", d->reason), d->note), d->by);
	}
	json_object_put(report);
	return yg_arena_error(A);
}

/* One entry a text: a document printed again tells what was told with an earlier print, once. */
static void one_guidance(struct run *r, struct dispensing_record *out, struct str what, struct str text, struct str by)
{
	for (size_t i = 0; i < out->nguidance; i++)
		if (yg_str_eq(out->guidance[i].what, what) && yg_str_eq(out->guidance[i].text, text)) return;
	add(r, &out->guidance, &out->nguidance, yg_arena_str(A, what), yg_arena_str(A, text), yg_arena_str(A, by));
}

static void take_guidance(struct run *r, struct dispensing_record *out, struct json_object *g, struct str by)
{
	if (g && json_object_is_type(g, json_type_string)) one_guidance(r, out, STR_NONE, yg_str(json_object_get_string(g)), by);
	if (!g || !json_object_is_type(g, json_type_array)) return;
	for (size_t i = 0; i < json_object_array_length(g) && i < YG_MAX_FIELDS; i++) {
		struct json_object *o = json_object_array_get_idx(g, i);
		one_guidance(r, out, yg_json_str(o, "what"), yg_json_str(o, "text"), by);
	}
}

struct earlier { struct run *r; struct dispensing_record *out; };

static int one_event(void *ctx, const struct cell *c)
{
	struct earlier *e = ctx;
	struct json_object *body = NULL;
	size_t at;
	int err = yg_json_parse(c[EV_BODY].s, &body, &at);
	if (err != YG_OK) return err;
	take_guidance(e->r, e->out, yg_json_get(yg_json_get(body, "what"), "guidance"), yg_json_str(yg_json_get(body, "by"), "name"));
	json_object_put(body);
	return yg_arena_error(e->r->arena);
}

static int guidance(struct run *r, struct dispensing_record *out)
{
	struct cell key[3] = { CELL_T(r->d->tenant), CELL_T(r->c->patient), CELL_T(r->c->id) };
	struct earlier e = { r, out };
	int err = yg_store_scan(r->d->store, &(struct store_scan){ T_EVENT, -1, key, 3, NULL, false, 0 }, one_event, &e);
	take_guidance(r, out, yg_json_get(r->in, "guidance"), r->by_name);
	return err;
}

/* --- all of it ---------------------------------------------------------------------------------------------------------------- */

static int read_rx(struct run *r, const struct rx **out)
{
	struct read_ctx rc = { A, &r->diags, 0, false };
	struct document *doc = yg_arena_alloc(A, sizeof *doc);
	struct str bytes, clean = STR_NONE;
	yagen_case *yc = NULL;
	yagen *tables = NULL;
	struct buf b;
	struct jw w;
	int err = doc ? desk_tables_in_force(r, &tables) : YG_ENOMEM;
	if (err == YG_OK) err = yagen_case_new(&yc, tables);
	yagen_free(tables);
	if (err == YG_OK) err = desk_read_rx(r, yc);         /* pictures and scanner output too */
	if (err == YG_OK) {
		yg_buf_init(&b, YG_MAX_OUTPUT);
		jw_init(&w, &b, false);
		yg_json_write_rx(&w, yc->c->rx_doc.rx);
		bytes = run_take(r, &b, &err);
		clean = yg_arena_printf(A, "{\"yagen\":\"prescription\",%.*s", STR_ARG(yg_str_sub(bytes, 1, bytes.n)));
	}
	yagen_case_free(yc);
	if (err == YG_OK) err = yg_codec_read(&rc, FORMAT_JSON, clean, doc);
	if (err == YG_OK) *out = doc->rx;
	return err;
}

int print_record(struct run *r, bool over, struct dispensing_record *out)
{
	const struct rx *rx = NULL;
	char day[11];
	int err = read_rx(r, &rx);
	*out = (struct dispensing_record){ .number = r->c->id, .age = -1 };
	if (err != YG_OK) return err;
	prescription(r, rx, out);
	err = over ? handed_over(r, out) : prescribed_lines(r, rx, out);
	if (err == YG_OK) err = inquiries(r, rx, out);
	if (err == YG_OK && over) err = decisions(r, out);
	if (err == YG_OK && over) err = guidance(r, out);
	if (yg_ymd_valid(out->born) && yg_ymd_valid(out->dispensed)) out->age = yg_ymd_age(out->born, out->dispensed);
	/* The day of the hand-over, not of the print: the same record gives the same bytes. */
	yg_ymd_format(yg_ymd_valid(out->dispensed) ? out->dispensed : desk_day(r->at), day);
	out->created = yg_arena_printf(A, "%sT00:00:00Z", day).p;
	return err != YG_OK ? err : yg_arena_error(A);
}
