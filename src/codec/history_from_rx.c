/* history_from_rx.c - maps a prescription to one visit of a notebook. Names every thing that is lost on the way. */
#include "codec/history_from_rx.h"
#include "codec/techo_records.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_as_issued, "techo-from-prescription", DIAG_WARNING,
	  "処方箋には調剤日と薬局がありません。交付年月日に処方どおり調剤したものとして書きました",
	  "a prescription has no dispensing day and no pharmacy: written as dispensed as prescribed on the day of issue");
DIAG_KIND(d_no_issue, "techo-no-issue-date", DIAG_ERROR, "交付年月日がないため、お薬手帳の調剤等年月日を書けません",
	  "no issue date: the notebook's dispensing date cannot be written");

/* How a form class of the prescription is told in the notebook. */
static const struct mapping { enum form_class rx; const char *unit; bool whole; } forms[] = {
	{ FORM_ORAL, "日分", false }, { FORM_DECOCTION, "日分", false }, { FORM_PRN, "回分", false },
	{ FORM_EXTERNAL, "調剤", true }, { FORM_ORAL_DROPS, "調剤", true }, { FORM_INJECTION, "調剤", true },
	{ FORM_MATERIAL, "調剤", true }, { FORM_UNKNOWN, "調剤", true },
};

static const struct mapping *mapping_of(enum form_class f)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (forms[i].rx == f) return &forms[i];
	return &forms[sizeof forms / sizeof *forms - 1];
}

static void add_note(struct arena *a, struct note **list, size_t *n, struct str text)
{
	struct note *p = yg_arena_grow(a, *list, *n, sizeof *p);
	if (!p) return;
	*list = p;
	p[(*n)++] = (struct note){ .text = text, .author = STR("1") };
}

static struct str uneven_text(struct arena *a, const struct rx_line *l)
{
	struct str s = STR("不均等");
	for (size_t i = 0; i < 5; i++) {
		char d[32];
		if (!yg_dec_given(l->uneven[i])) continue;
		s = yg_arena_printf(a, "%.*s%s%.*s", STR_ARG(s), i ? "・" : "：", (int)yg_dec_format(l->uneven[i], d), d);
	}
	return s;
}

static void supplement(struct write_ctx *wc, const struct supplement *s, struct note **list, size_t *n)
{
	add_note(wc->arena, list, n, s->text);
	if (s->usage_code.n || s->site_code.n) yg_rec_lost(wc, "補足用法コード・部位コード");
}

static void line(struct write_ctx *wc, const struct rx_group *g, const struct rx_line *l, bool whole, struct hist_line *out)
{
	out->item = l->item;
	out->item.drug = NULL;
	out->author = STR("1");
	if (whole && yg_dec_given(l->item.amount) &&
	    yg_dec_mul(l->item.amount, yg_dec_int(g->quantity), &out->item.amount) != YG_OK)
		yg_rec_lost(wc, "201-3 用量（総量が計算できません）");
	if (l->item.system == CODE_GENERIC) {        /* prescribed by generic name; which product was given is not known */
		out->generic_name = l->item.name;
		out->generic_type = STR("2");
		out->generic_code = l->item.code;
		out->item.system = CODE_NONE;
		out->item.code = STR_NONE;
	} else if (l->item.system == CODE_UNKNOWN || l->item.system == CODE_JAN) {
		yg_rec_lost(wc, "薬品コード");
		out->item.system = CODE_NONE;
		out->item.code = STR_NONE;
	}
	if (l->has_uneven) add_note(wc->arena, &out->supplements, &out->nsupplements, uneven_text(wc->arena, l));
	for (size_t i = 0; i < l->nsupplements; i++) supplement(wc, &l->supplements[i], &out->supplements, &out->nsupplements);
	if (yg_str_eqz(l->potency, "2")) yg_rec_lost(wc, "201-8 力価フラグ");
	if (yg_dec_given(l->factor) && l->factor.n) yg_rec_lost(wc, "211 単位変換係数");
	if (l->has_burden) yg_rec_lost(wc, "231 負担区分");
	if (l->per_dose.n) yg_rec_lost(wc, "241 1回服用量");
}

static int group(struct write_ctx *wc, const struct rx_group *g, struct hist_group *out)
{
	const struct mapping *m = mapping_of(g->form);
	int days = g->split_quantity ? g->split_quantity : g->quantity;
	struct rx_group part = *g;
	part.quantity = days;
	*out = (struct hist_group){ .number = g->number, .form = m->rx, .usage_type = g->usage_type, .usage_code = g->usage_code,
		.usage = g->usage, .quantity = yg_dec_int(m->whole ? 1 : days), .quantity_unit = yg_str(m->unit), .author = STR("1"),
		.has_usage = true, .doctor = 0 };
	if (out->usage_type.n == 0) out->usage_type = STR("1");
	if (g->split_quantity) yg_rec_lost(wc, "102 分割調剤数量");
	for (size_t i = 0; i < g->nsupplements; i++) supplement(wc, &g->supplements[i], &out->supplements, &out->nsupplements);
	out->lines = yg_arena_array(wc->arena, g->nlines, sizeof *out->lines);
	if (!out->lines) return yg_arena_error(wc->arena);
	out->nlines = g->nlines;
	for (size_t i = 0; i < g->nlines; i++) line(wc, &part, &g->lines[i], m->whole, &out->lines[i]);
	return YG_OK;
}

static void count_lost(struct write_ctx *wc, const struct rx *rx)
{
	const struct { bool there; const char *what; } lost[] = {
		{ true, "5 調剤等年月日（交付年月日で代用）" }, { true, "11 調剤−医療機関等" },
		{ rx->patient.id.n > 0, "11 患者コード" }, { rx->doctor.id.n > 0 || rx->doctor.kana.n > 0, "5 医師コード・カナ" },
		{ rx->insurance.insurer.n > 0 || rx->insurance.number.n > 0 || rx->insurance.kohi[0].payer.n > 0, "21～31 保険・公費" },
		{ rx->copay_class.n > 0, "14 一部負担区分" }, { yg_ymd_given(rx->expires), "52 使用期限" }, { rx->narcotic.given, "61 麻薬施用" },
		{ rx->leftover.n > 0, "62 残薬確認欄" }, { rx->split_parts > 0, "63 分割指示" }, { rx->refill_total > 0, "64 リフィル" },
		{ rx->nremarks > 0, "81 備考" }, { rx->number.n > 0, "82 処方箋番号" }, { rx->prescription_id.n > 0, "処方箋ID" },
		{ rx->nnotes > 0, "301 提供診療情報" }, { rx->nlabs > 0, "302 検査値" }, { rx->nunknown > 0, "未知のレコード" },
	};
	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
		if (lost[i].there) yg_rec_lost(wc, lost[i].what);
}

int yg_history_from_rx(struct write_ctx *wc, const struct rx *rx, struct history *out)
{
	struct visit *v = yg_arena_alloc(wc->arena, sizeof *v);
	int err = YG_OK;
	if (!v) return yg_arena_error(wc->arena);
	if (!yg_ymd_valid(rx->issued)) {
		yg_diag(wc->diags, &d_no_issue, 0, 0, "51 処方箋交付年月日", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	yg_diag(wc->diags, &d_as_issued, 0, 0, "5 調剤等年月日", STR_NONE, STR_NONE);
	count_lost(wc, rx);
	*out = (struct history){ .version = STR("JAHISTC08"), .direction = STR("1"),
		.patient = { STR_NONE, rx->patient.name, rx->patient.kana },
		.sex = rx->sex, .sex_raw = rx->sex_raw, .born = rx->born, .visits = v, .nvisits = 1 };
	v->on = rx->issued;
	v->kind = HIST_BOOKLET;
	v->author = v->clinic_author = STR("1");
	v->clinic = rx->institution;
	v->has_clinic = true;
	v->doctors = yg_arena_alloc(wc->arena, sizeof *v->doctors);
	v->groups = yg_arena_array(wc->arena, rx->ngroups, sizeof *v->groups);
	if (!v->doctors || !v->groups) return yg_arena_error(wc->arena);
	v->ndoctors = 1;
	v->doctors[0] = (struct visit_doctor){ rx->doctor.name.n ? rx->doctor.name : rx->doctor.kana, rx->department.name, STR("1") };
	for (size_t i = 0; i < rx->ngroups && !err; i++) err = group(wc, &rx->groups[i], &v->groups[v->ngroups++]);
	for (size_t i = 0; i < v->ngroups; i++)
		for (size_t k = 0; k < v->groups[i].nlines; k++) v->groups[i].lines[k].number = ++out->ndruglines;
	return err ? err : yg_arena_error(wc->arena);
}
