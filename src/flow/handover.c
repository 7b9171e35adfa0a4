/* handover.c - the lines handed over, regrouped by quantity, as prescription and as visit. Chooses no product and judges nothing. */
#include "flow/handover.h"
#include "codec/history_from_rx.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdio.h>
#include "base/ban.h"

enum supply_measure yg_supply_measure(enum form_class form)
{
	return form == FORM_ORAL || form == FORM_DECOCTION ? SUPPLY_DAYS : form == FORM_PRN ? SUPPLY_DOSES : SUPPLY_AMOUNT;
}

static int prescribed_count(const struct rx_group *g) { return g->split_quantity > 0 ? g->split_quantity : g->quantity; }

struct dec yg_supply_prescribed(const struct rx_group *g, const struct rx_line *l)
{
	int count = prescribed_count(g);
	struct dec total;
	if (yg_supply_measure(g->form) != SUPPLY_AMOUNT) return count > 0 ? yg_dec_int(count) : DEC_NONE;
	if (!yg_dec_given(l->item.amount)) return DEC_NONE;
	return yg_dec_mul(l->item.amount, yg_dec_int(count > 0 ? count : 1), &total) == YG_OK ? total : DEC_NONE;
}

int yg_handover_lines(const struct rx *rx, struct arena *a, struct handover_line **out, size_t *n)
{
	size_t count = 0;
	for (size_t i = 0; i < rx->ngroups; i++) count += rx->groups[i].nlines;
	*out = yg_arena_array(a, count + 1, sizeof **out);
	if (!*out) return yg_arena_error(a);
	*n = 0;
	for (size_t i = 0; i < rx->ngroups; i++)
		for (size_t k = 0; k < rx->groups[i].nlines; k++)
			(*out)[(*n)++] = (struct handover_line){ .group = i, .line = k, .quantity = DEC_NONE };
	return YG_OK;
}

/* --- as a prescription ---------------------------------------------------------------------------------- */
/* How a line is written: the count of its RP, and its amount. */
static int count_of(const struct rx *rx, const struct handover_line *h, int *count, struct dec *amount)
{
	const struct rx_group *g = &rx->groups[h->group];
	const struct rx_line *l = &g->lines[h->line];
	struct dec total;
	int64_t n;
	*amount = h->changed ? h->given.amount : l->item.amount;
	if (!yg_dec_given(h->quantity) || h->quantity.n <= 0) return YG_EARG;
	if (yg_supply_measure(g->form) != SUPPLY_AMOUNT) {
		if (yg_dec_div_floor(h->quantity, yg_dec_int(1), &n) || yg_dec_cmp(yg_dec_int(n), h->quantity) != 0 || n < 1 || n > 999) return YG_EARG;
		*count = (int)n;
		return YG_OK;
	}
	*count = prescribed_count(g) > 0 ? prescribed_count(g) : 1;
	if (yg_dec_given(*amount) && yg_dec_mul(*amount, yg_dec_int(*count), &total) == YG_OK && yg_dec_cmp(total, h->quantity) == 0) return YG_OK;
	*count = 1;                                  /* a part of an amount: the whole of it, once */
	*amount = h->quantity;
	return YG_OK;
}

/* Uneven doses go with the amount when it was multiplied; what cannot be scaled is left to the 用量 alone. */
static void scale_uneven(struct rx_line *l, struct dec was)
{
	struct dec ratio, back;
	bool fine = yg_dec_given(was) && was.n > 0 && yg_dec_given(l->item.amount) && yg_dec_div(l->item.amount, was, 6, &ratio) == YG_OK &&
		    yg_dec_mul(ratio, was, &back) == YG_OK && yg_dec_cmp(back, l->item.amount) == 0;
	for (size_t i = 0; i < 5 && fine; i++)
		if (yg_dec_given(l->uneven[i]) && yg_dec_mul(l->uneven[i], ratio, &l->uneven[i]) != YG_OK) fine = false;
	if (!fine) l->has_uneven = false;
	l->per_dose = STR_NONE;
}

static void build_line(const struct rx *rx, const struct handover_line *h, struct dec amount, int seq, struct rx_line *out)
{
	const struct rx_line *l = &rx->groups[h->group].lines[h->line];
	*out = *l;
	if (h->changed) {
		out->item = h->given;
		out->potency = STR_NONE;
		out->factor = DEC_NONE;
		scale_uneven(out, l->item.amount);
	}
	out->item.origin = l->item.origin;
	out->item.amount = amount;
	out->seq = seq;
}

static int free_number(const struct rx *out, const struct rx *rx)
{
	int n = 0;
	for (size_t i = 0; i < rx->ngroups; i++) if (rx->groups[i].number > n) n = rx->groups[i].number;
	for (size_t i = 0; i < out->ngroups; i++) if (out->groups[i].number > n) n = out->groups[i].number;
	return n + 1;
}

static bool number_used(const struct rx *out, int number)
{
	for (size_t i = 0; i < out->ngroups; i++) if (out->groups[i].number == number) return true;
	return false;
}

int yg_handover_rx(struct handover *h, struct arena *a, struct rx *out)
{
	const struct rx *rx = h->rx;
	size_t *from = yg_arena_array(a, h->n + 1, sizeof *from);      /* RP of rx that a new RP comes from */
	*out = *rx;
	out->groups = yg_arena_array(a, h->n + 1, sizeof *out->groups);
	if (!out->groups || !from) return yg_arena_error(a);
	out->ngroups = 0;
	out->conversions = NULL;                     /* the service's words about the prescribed lines */
	out->nconversions = 0;
	out->split_parts = out->split_part = 0;      /* the quantities below are those of this part */
	for (size_t i = 0; i < h->n; i++) {
		struct handover_line *line = &h->line[i];
		const struct rx_group *g = &rx->groups[line->group];
		struct rx_group *to = NULL;
		struct dec amount;
		int count, err;
		line->ref[0] = '\0';
		if (!line->now) continue;
		if ((err = count_of(rx, line, &count, &amount)) != YG_OK) return err;
		for (size_t k = 0; k < out->ngroups && !to; k++)
			if (from[k] == line->group && out->groups[k].quantity == count) to = &out->groups[k];
		if (!to) {
			int number = number_used(out, g->number) ? free_number(out, rx) : g->number;
			from[out->ngroups] = line->group;
			to = &out->groups[out->ngroups++];
			*to = *g;
			to->number = number;
			to->quantity = count;
			to->split_quantity = to->split_total = 0;
			to->lines = yg_arena_array(a, g->nlines, sizeof *to->lines);
			to->nlines = 0;
			if (!to->lines) return yg_arena_error(a);
		}
		build_line(rx, line, amount, (int)to->nlines + 1, &to->lines[to->nlines]);
		to->nlines++;
		snprintf(line->ref, sizeof line->ref, "rx/%d/%zu", to->number, to->nlines);
	}
	return out->ngroups ? YG_OK : YG_EMISSING;
}

/* --- as a visit ------------------------------------------------------------------------------------------- */
/* Prescribed by generic name: the name stays beside the product (201-8 to 10 of the notebook). */
static void keep_generic_name(const struct handover *h, struct visit *v)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct rx_line *l = &h->rx->groups[h->line[i].group].lines[h->line[i].line];
		char ref[40];
		if (!h->line[i].now || !h->line[i].changed || l->item.system != CODE_GENERIC) continue;
		for (size_t g = 0; g < v->ngroups; g++)
			for (size_t k = 0; k < v->groups[g].nlines; k++) {
				struct hist_line *to = &v->groups[g].lines[k];
				snprintf(ref, sizeof ref, "rx/%d/%zu", v->groups[g].number, k + 1);
				if (strcmp(ref, h->line[i].ref) != 0) continue;
				to->generic_name = l->item.name;
				to->generic_type = l->item.code.n ? STR("2") : STR("1");
				to->generic_code = l->item.code;
			}
	}
}

int yg_handover_history(const struct handover *h, const struct rx *as, struct arena *a, struct diags *ds, struct history *out)
{
	struct diags aside;                          /* what a notebook cannot say of a prescription is no fault of a dispensing */
	struct write_ctx wc = { a, &aside, true, 0 };
	struct visit *v;
	int err;
	yg_diags_init(&aside, a);
	err = yg_history_from_rx(&wc, as, out);
	if (err) {
		for (size_t i = 0; ds && i < aside.n; i++)
			if (aside.d[i].kind->severity == DIAG_ERROR) yg_diag(ds, aside.d[i].kind, 0, 0, "51 処方箋交付年月日", STR_NONE, STR_NONE);
		return err;
	}
	v = &out->visits[0];
	v->on = h->on;
	v->prescribed_on = as->issued;
	v->kind = HIST_DISPENSED;
	v->own = true;
	v->pharmacy = h->pharmacy;
	v->pharmacy_author = h->pharmacy.name.n || h->pharmacy.code.n ? STR("1") : STR_NONE;
	v->pharmacist = h->pharmacist;
	v->pharmacist_contact = h->pharmacist_contact;
	v->has_pharmacist = h->pharmacist.name.n > 0;
	v->pharmacist_author = v->has_pharmacist ? STR("1") : STR_NONE;
	v->inquiries = h->inquiries;       v->ninquiries = h->ninquiries;
	v->leftovers = h->leftovers;       v->nleftovers = h->nleftovers;
	v->remarks = h->remarks;           v->nremarks = h->nremarks;
	v->provided = h->provided;         v->nprovided = h->nprovided;
	v->instructions = h->instructions; v->ninstructions = h->ninstructions;
	out->prescription_id = as->prescription_id;
	out->insurance = (struct insurance){ .kind = as->insurance.kind, .insurer = as->insurance.insurer, .symbol = as->insurance.symbol,
		.number = as->insurance.number, .branch = as->insurance.branch };
	out->has_insurance = as->insurance.insurer.n || as->insurance.number.n;
	keep_generic_name(h, v);
	return yg_arena_error(a);
}
