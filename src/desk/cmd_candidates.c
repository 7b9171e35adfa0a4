/* cmd_candidates.c - case.candidates: every product that may be handed over for a line, with the rule that allows it and what it costs, in a
 * stable order, for a person to choose from. Reads only; chooses nothing. */
#include "desk/command.h"
#include "desk/dispense.h"
#include "base/err.h"
#include <stdio.h>
#include "base/ban.h"

#define MAX_SHOWN 500u

static void one(struct run *r, struct jw *w, const struct tables *t, const struct subst_candidate *c)
{
	char receipt[16];
	snprintf(receipt, sizeof receipt, "%09lu", (unsigned long)c->drug->receipt);
	jw_obj(w);
	jw_kz(w, "system", "receipt");
	jw_kz(w, "code", receipt);
	jw_kstr(w, "name", yg_tables_text(t, c->drug->name_long ? c->drug->name_long : c->drug->name));
	jw_kz(w, "price_code", c->drug->price_code);
	jw_kbool(w, "generic", (c->drug->flags & DRUG_GENERIC_PRODUCT) != 0);
	jw_kdec(w, "amount", c->out.amount);
	jw_kstr(w, "unit", yg_tables_text(t, c->drug->unit));
	jw_kstr_opt(w, "unit_price", yg_tables_text(t, c->drug->price));
	jw_kz(w, "verdict", yg_subst_verdict_word(c->out.rule->verdict));
	jw_kz(w, "rule", c->out.rule->word);
	jw_kz(w, "text", r->lang == LANG_EN ? c->out.rule->en : c->out.rule->ja);
	jw_kz(w, "source", c->out.rule->source);
	jw_kz(w, "price", yg_subst_price_word(c->out.price));
	jw_kdec_opt(w, "price_before", c->out.before);
	jw_kdec_opt(w, "price_after", c->out.after);
	jw_obj_end(w);
}

static int answer(struct run *r, struct dispense *d, const struct subst_in *in)
{
	struct subst_candidate *list;
	size_t n;
	struct jw w;
	int err = yg_substitutes(in, run_flag(r, "with_inquiry"), r->arena, &list, &n);
	if (err) return err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kstr(&w, "line", run_text(r, "line"));
	jw_kymd(&w, "on", in->on);
	jw_kint(&w, "count", (long long)n);
	jw_key(&w, "candidates");
	jw_arr(&w);
	for (size_t i = 0; i < n && i < MAX_SHOWN; i++) one(r, &w, d->tables->tables, &list[i]);
	jw_arr_end(&w);
	jw_obj_end(&w);
	return YG_OK;
}

int cmd_case_candidates(struct run *r)
{
	struct dispense d = { .r = r };
	struct subst_in in;
	int err = desk_tables(r, &d.tables);
	d.h.on = yg_json_get(r->in, "on") ? run_day(r, "on") : desk_day(r->at);
	if (!err && !yg_ymd_valid(d.h.on)) err = run_refuse_as(r, YG_EARG, "on", "on が日付ではありません", "on is no day");
	if (!err) err = dispense_paper(&d);
	if (!err) err = dispense_prescribed(&d, run_text(r, "line"), &in);
	if (!err) err = answer(r, &d, &in);
	yagen_case_free(d.paper);
	yagen_free(d.tables);
	return err;
}
