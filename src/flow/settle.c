/* settle.c - applies what people settled about names and codes the master does not know. Exact equality of all four, or nothing. */
#include "flow/settle.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_settled, "line-settled", DIAG_WARNING,
	  "{0}: マスターにない薬剤を、人の判断により照合しました: {1}", "{0}: not in the master; compared as a person settled it: {1}");
/* Of a history: without the product, because whether its lines may be named is decided later. */
DIAG_KIND(d_settled_hist, "history-line-settled", DIAG_WARNING,
	  "{0}: マスターにない薬剤を、人の判断により照合しました", "{0}: not in the master; compared as a person settled it");
DIAG_KIND(d_unfit, "line-settlement-unfit", DIAG_WARNING,
	  "{0}: 以前の判断 {1} は、いまのマスター・単位・剤形・日付に合わないため使いません",
	  "{0}: the earlier settlement {1} does not fit today's master, or the line's unit, form or day; it is not used");

static const struct { enum code_system system; const char *word; } systems[] = {
	{ CODE_NONE, "none" }, { CODE_RECEIPT, "receipt" }, { CODE_MHLW, "mhlw" }, { CODE_YJ, "yj" }, { CODE_HOT, "hot" },
	{ CODE_GENERIC, "generic" }, { CODE_JAN, "jan" } };

struct str yg_line_system(struct arena *a, enum code_system s, struct str raw)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		if (systems[i].system == s) return yg_str(systems[i].word);
	return yg_arena_printf(a, "unknown:%.*s", STR_ARG(raw));
}

enum code_system yg_code_system(struct str word)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		if (yg_str_eqz(word, systems[i].word)) return systems[i].system;
	return CODE_UNKNOWN;
}

int yg_add_settlements(struct yg_case *c, const struct settlement *s, size_t n)
{
	struct settlement *all;
	if (c->state != CASE_NEW && c->state != CASE_RECEIVED) return YG_ESTATE;
	if (!(all = yg_arena_array(c->arena, c->nsettlements + n + 1, sizeof *all))) return yg_arena_error(c->arena);
	if (c->nsettlements) memcpy(all, c->settlements, c->nsettlements * sizeof *all);
	for (size_t i = 0; i < n; i++) {
		struct settlement *t = &all[c->nsettlements + i];
		struct str *text[] = { &t->system, &t->code, &t->name, &t->unit, &t->product_code, &t->product_name, &t->by };
		*t = s[i];
		t->used = false;
		for (size_t k = 0; k < sizeof text / sizeof *text; k++) *text[k] = yg_arena_str(c->arena, *text[k]);
	}
	if (yg_arena_error(c->arena)) return yg_arena_error(c->arena);
	c->settlements = all;
	c->nsettlements += n;
	return YG_OK;
}

bool yg_settled(struct yg_case *c, const struct identify_in *in, struct str system_raw, struct str ref, unsigned input, unsigned record,
		struct identify_out *out)
{
	struct str system = c->nsettlements ? yg_line_system(c->arena, in->system, system_raw) : STR_NONE, what;
	struct identify_in product = *in;
	struct identify_out got;
	char day[11];
	for (size_t i = 0; i < c->nsettlements; i++) {
		struct settlement *s = &c->settlements[i];
		bool same = yg_str_eq(s->system, system) && yg_str_eq(s->code, in->code) && yg_str_eq(s->name, in->name) && yg_str_eq(s->unit, in->unit);
		if (!same || !yg_str_trim(s->name).n) continue;
		s->used = true;
		product.system = s->product_system;
		product.code = s->product_code;
		product.name = s->product_name;
		yg_identify(c->tables, &product, &got);
		yg_ymd_format(s->on, day);
		what = yg_arena_printf(c->arena, "%.*s %.*s (%.*s, %s)", STR_ARG(yg_line_system(c->arena, s->product_system, STR_NONE)),
				       STR_ARG(s->product_code), STR_ARG(s->by), day);
		if (got.verdict != IDENT_OK) {
			if (ref.n && input == 0) yg_diag(&c->diags, &d_unfit, input, record, "", ref, what);
			continue;
		}
		if (ref.n) yg_diag(&c->diags, input == 0 ? &d_settled : &d_settled_hist, input, record, "", ref, input == 0 ? what : STR_NONE);
		*out = got;
		out->reason = yg_arena_printf(c->arena, "settled-by:%.*s", STR_ARG(s->by)).p;
		if (!out->reason) out->reason = "settled-by";
		return true;
	}
	return false;
}
