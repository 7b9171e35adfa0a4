/* identify.c - every drug line, ours and the history's, through the identity guard; and what must be told about
 * our own lines that did not pass. A line without a drug is compared with nothing. */
#include "flow/steps.h"
#include "flow/settle.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_hist_line, "history-not-identified", DIAG_WARNING,
	  "{0}: 薬剤を特定できないため照合できません ({1})", "{0}: the drug could not be identified, so it is not compared ({1})");

/* ref, input: how a diagnostic names the line; ref empty: not at all. */
static void identify(struct yg_case *c, const struct identify_in *in, struct drug_item *item, struct str ref, unsigned input, struct identify_out *out)
{
	const struct tables *t = c->tables;
	*out = (struct identify_out){ .verdict = IDENT_UNKNOWN };
	yg_identify(t, in, out);
	if (out->verdict == IDENT_UNKNOWN && c->nsettlements) yg_settled(c, in, item->system_raw, ref, input, item->origin.record, out);
	item->drug = out->verdict == IDENT_OK ? out->drug : NULL;
	item->why_not = item->drug ? NULL : out->reason ? out->reason : "unknown-code";
	if (!item->drug) return;
	item->product = yg_tables_text(t, item->drug->name);
	item->strength = yg_tables_text(t, item->drug->strength);
}

static void identify_rx(struct yg_case *c, struct identify_out *all)
{
	struct rx *rx = c->rx_doc.rx;
	size_t k = 0;
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; i < rx->groups[g].nlines; i++, k++) {
			struct rx_line *l = &rx->groups[g].lines[i];
			struct identify_in in = { .system = l->item.system, .code = l->item.code, .name = l->item.name, .unit = l->item.unit,
				.form = rx->groups[g].form, .factor = l->factor, .potency = yg_str_eqz(l->potency, "2"),
				.info_class = l->info_class, .on = rx->issued };
			if (l->factor.n <= 0) in.factor = DEC_NONE;
			identify(c, &in, &l->item, c->nsettlements ? yg_arena_printf(c->arena, "rx/%d/%d", rx->groups[g].number, l->seq) : STR_NONE, 0, &all[k]);
		}
}

static void not_identified(struct yg_case *c, size_t source, unsigned number, const struct drug_item *item, bool masked)
{
	yg_diag(&c->diags, &d_hist_line, c->sources[source].input, item->origin.record, "",
		yg_arena_printf(c->arena, "hist/%zu/%u", source, number), yg_str(masked ? "" : item->why_not));
}

static struct str line_ref(struct yg_case *c, size_t source, unsigned number)
{
	return c->nsettlements ? yg_arena_printf(c->arena, "hist/%zu/%u", source, number) : STR_NONE;
}

static void identify_history(struct yg_case *c, size_t source)
{
	struct history *h = c->source_docs[source].history;
	struct identify_out out;
	for (size_t i = 0; i < h->notc; i++) {
		struct drug_item *it = &h->otc[i].item;
		struct identify_in in = { .system = it->system, .code = it->code, .name = it->name, .unit = it->unit, .factor = DEC_NONE, .history = true };
		identify(c, &in, it, line_ref(c, source, h->otc[i].number), c->sources[source].input, &out);
		if (!it->drug && yg_otc_by_ingredient(c, &h->otc[i])) it->why_not = "by-ingredient";
		else if (!it->drug && out.verdict != IDENT_NOT_A_DRUG) not_identified(c, source, h->otc[i].number, it, false);
	}
	for (size_t v = 0; v < h->nvisits; v++)
		for (size_t g = 0; g < h->visits[v].ngroups; g++) {
			struct hist_group *rp = &h->visits[v].groups[g];
			for (size_t i = 0; i < rp->nlines; i++) {
				struct hist_line *l = &rp->lines[i];
				struct identify_in in = { .system = l->item.system, .code = l->item.code, .name = l->item.name, .unit = l->item.unit,
					.generic_code = l->generic_code, .form = rp->form, .factor = DEC_NONE,
					.on = h->visits[v].on, .history = true };
				identify(c, &in, &l->item, h->visits[v].masked ? STR_NONE : line_ref(c, source, l->number), c->sources[source].input, &out);
				if (!l->item.drug && out.verdict != IDENT_NOT_A_DRUG)
					not_identified(c, source, l->number, &l->item, h->visits[v].masked);
			}
		}
}

int yg_identify_case(struct yg_case *c)
{
	struct identify_out *all;
	size_t n = 0;
	if (c->state != CASE_RECEIVED) return YG_ESTATE;
	for (size_t g = 0; g < c->rx_doc.rx->ngroups; g++) n += c->rx_doc.rx->groups[g].nlines;
	all = yg_arena_array(c->arena, n ? n : 1, sizeof *all);
	if (!all) return yg_arena_error(c->arena);
	identify_rx(c, all);
	for (size_t i = 0; i < c->nsources; i++)
		if (c->sources[i].usable && c->source_docs[i].history) identify_history(c, i);
	if (yg_arena_error(c->arena)) return yg_arena_error(c->arena);
	c->identity = all;
	c->state = CASE_IDENTIFIED;
	return YG_OK;
}

/* --- findings about our own lines ----------------------------------------------------- */

bool yg_line_unchecked(const struct yg_case *c, size_t i, const char **why)
{
	const struct identify_out *id = &c->identity[i];
	const uint16_t *ids;
	*why = NULL;
	if (id->verdict == IDENT_NOT_A_DRUG) return false;
	if (id->verdict == IDENT_OK && id->drug) {
		if (yg_drug_ingredients(c->tables, id->drug, &ids)) return false;
		*why = "ingredient-unknown";
		return true;
	}
	*why = id->reason ? id->reason : "unknown-code";
	return true;
}

static struct str master_unit(const struct yg_case *c, const struct identify_out *id)
{
	return id->drug ? yg_tables_text(c->tables, id->drug->unit) : STR_NONE;
}

/* Both names, always: the pharmacist decides which one was meant. */
static void identity_detail(struct yg_case *c, const struct drug_item *it, const struct identify_out *id, struct finding *f)
{
	struct str unit = master_unit(c, id);
	bool units = id->reason && !strcmp(id->reason, "unit");
	f->detail_ja = yg_arena_printf(c->arena, "処方箋「%.*s」%s%.*s / マスター「%.*s」%s%.*s (コード %.*s)",
		STR_ARG(it->name), units ? " 単位 " : "", units ? (int)it->unit.n : 0, it->unit.n ? it->unit.p : "",
		STR_ARG(id->master_name), units ? " 単位 " : "", units ? (int)unit.n : 0, unit.n ? unit.p : "", STR_ARG(it->code));
	f->detail_en = yg_arena_printf(c->arena, "prescription \"%.*s\"%s%.*s / master \"%.*s\"%s%.*s (code %.*s)",
		STR_ARG(it->name), units ? " unit " : "", units ? (int)it->unit.n : 0, it->unit.n ? it->unit.p : "",
		STR_ARG(id->master_name), units ? " unit " : "", units ? (int)unit.n : 0, unit.n ? unit.p : "", STR_ARG(it->code));
}

static struct str reason_text(const struct yg_case *c, enum lang lang, const char *why)
{
	struct str s = yg_message(c->tables, lang, yg_arena_printf(c->arena, "reason.%s", why));
	return s.n ? s : yg_str(why);
}

static struct str join(struct yg_case *c, struct str a, struct str b)
{
	return yg_arena_printf(c->arena, "%.*s: %.*s", STR_ARG(a), STR_ARG(b));
}

static void line_finding(struct yg_case *c, const struct exposure *e, size_t i, const char *why, struct finding *f)
{
	const struct identify_out *id = &c->identity[i];
	*f = (struct finding){ .kind = FIND_UNCHECKED, .severity = SEV_INFO, .a = i, .gap_days = -1, .quantity = DEC_NONE };
	if (id->verdict == IDENT_DISAGREES) {
		f->kind = FIND_IDENTITY;
		f->severity = SEV_CRITICAL;
		f->interrupts = true;
		identity_detail(c, e[i].item, id, f);
	} else {
		f->detail_ja = f->detail_en = e[i].item->name.n ? e[i].item->name : e[i].item->code;
	}
	f->detail_ja = join(c, reason_text(c, LANG_JA, why), f->detail_ja);
	f->detail_en = join(c, reason_text(c, LANG_EN, why), f->detail_en);
}

/* Past its last day. Which use of a refill, or which part of a split prescription, this is cannot be seen from the
 * prescription, so there it is a warning to look at, not a stop. */
static bool expired_finding(struct yg_case *c, size_t nrx, struct ymd as_of, struct finding *f)
{
	const struct rx *rx = c->rx_doc.rx;
	struct ymd last = yg_rx_expiry(rx);
	bool later_use = rx->refill_total > 0 || rx->split_part > 1;
	char issued[11], until[11];
	if (!nrx || !yg_ymd_valid(last) || yg_ymd_cmp(as_of, last) <= 0) return false;
	*f = (struct finding){ .kind = FIND_EXPIRED_RX, .severity = later_use ? SEV_WARNING : SEV_CRITICAL, .interrupts = !later_use,
			       .gap_days = -1, .quantity = DEC_NONE };
	f->partners = yg_arena_array(c->arena, nrx, sizeof *f->partners);
	for (size_t i = 1; i < nrx && f->partners; i++) f->partners[f->npartners++] = i;
	yg_ymd_format(rx->issued, issued);
	yg_ymd_format(last, until);
	f->detail_ja = yg_arena_printf(c->arena, "交付 %s、使用期限 %s%s", issued, until,
				       later_use ? " (リフィル・分割の2回目以降なら、次回調剤予定日を確かめる)" : "");
	f->detail_en = yg_arena_printf(c->arena, "issued %s, valid until %s%s", issued, until,
				       later_use ? " (for a later refill or part, compare with the planned date)" : "");
	return true;
}

int yg_own_findings(struct yg_case *c, const struct exposure *e, size_t nrx, struct ymd as_of, struct finding **out, size_t *n)
{
	struct finding *f = yg_arena_array(c->arena, nrx + 1, sizeof *f);
	const char *why;
	size_t k = 0;
	if (!f) return yg_arena_error(c->arena);
	if (expired_finding(c, nrx, as_of, &f[k])) k++;
	for (size_t i = 0; i < nrx; i++)
		if (yg_line_unchecked(c, i, &why)) line_finding(c, e, i, why, &f[k++]);
	*out = f;
	*n = k;
	return yg_arena_error(c->arena);
}
