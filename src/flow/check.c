/* check.c - the one question of the program: identify, collect the history, match, and say what the answer is worth.
 * Holds the order of the steps; the knowledge is in match/ and coverage.c. */
#include "flow/steps.h"
#include "flow/answers.h"
#include "flow/overlay.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_future, "issued-in-future", DIAG_WARNING,
	  "交付年月日 {0} が確認日 {1} より後です", "issue day {0} is after the day of the check, {1}");
DIAG_KIND(d_expired, "expired-edition", DIAG_WARNING,
	  "{0}の版 {1} は有効期限を過ぎています", "edition {1} of the {0} is past its valid_until");
DIAG_KIND(d_refused, "expired-edition-refused", DIAG_ERROR,
	  "{0}の版 {1} は有効期限を過ぎているため使いません", "edition {1} of the {0} is past its valid_until and is refused");
DIAG_KIND(d_patient, "other-patient", DIAG_ERROR,
	  "履歴の患者(生年月日・性別・カナ)が処方箋と一致しません。本人のものか確かめてください",
	  "the patient of this history (birth date, sex or kana) differs from the prescription; confirm that it is the same person");

static void edition_diag(struct yg_case *c, const struct diag_kind *kind, const char *what, const struct edition *e)
{
	yg_diag(&c->diags, kind, 0, 0, "valid_until", yg_str(what), e->id);
}

static int check_editions(struct yg_case *c, const struct check_options *o)
{
	const struct edition *e[2] = { yg_tables_master(c->tables), yg_tables_rules(c->tables) };
	static const char *const what[2] = { "drugmaster", "rules" };
	int err = YG_OK;
	for (size_t i = 0; i < 2; i++) {
		if (!yg_edition_expired(e[i], o->as_of)) continue;
		if (!o->refuse_expired && !e[i]->refuse_expired) {
			edition_diag(c, &d_expired, what[i], e[i]);
			continue;
		}
		edition_diag(c, &d_refused, what[i], e[i]);
		err = YG_EEXPIRED;
	}
	return err;
}

static void tell(struct yg_case *c, struct ymd as_of)
{
	const struct rx *rx = c->rx_doc.rx;
	char issued[11], today[11];
	if (yg_ymd_valid(rx->issued) && yg_ymd_cmp(rx->issued, as_of) > 0) {
		yg_ymd_format(rx->issued, issued);
		yg_ymd_format(as_of, today);
		yg_diag(&c->diags, &d_future, 0, 0, "51 交付年月日", yg_str(issued), yg_str(today));
	}
	for (size_t i = 0; i < c->nsources; i++)
		if (c->sources[i].usable && c->sources[i].h && yg_other_patient(rx, c->sources[i].h))
			yg_diag(&c->diags, &d_patient, c->sources[i].input, 0, "", STR_NONE, STR_NONE);
}

/* Our lines first, then the history, in one array: what the indices in findings mean. */
static struct exposure *join(struct arena *a, const struct exposure *rx, size_t nrx, const struct exposure *hist, size_t nhist)
{
	struct exposure *all = yg_arena_array(a, nrx + nhist + 1, sizeof *all);
	if (!all) return NULL;
	if (nrx) memcpy(all, rx, nrx * sizeof *all);
	if (nhist) memcpy(all + nrx, hist, nhist * sizeof *all);
	return all;
}

/* Faults of the overlay carry its file and line; here they join the inputs of the case. */
int yg_add_overlay(struct yg_case *c, struct str csv, struct str name)
{
	struct diags ds;
	struct overlay *o = yg_arena_alloc(c->arena, sizeof *o);
	unsigned input = c->ninputs++;
	struct str text = yg_arena_str(c->arena, csv);
	int err;
	if (c->state == CASE_CHECKED || c->overlay) return YG_ESTATE;
	if (yg_arena_error(c->arena)) return yg_arena_error(c->arena);
	yg_diags_init(&ds, c->arena);
	err = yg_overlay_read(c->tables, text, name, c->arena, &ds, o);
	for (size_t i = 0; i < ds.n; i++) yg_diag(&c->diags, ds.d[i].kind, input, ds.d[i].record, "", ds.d[i].arg[0], ds.d[i].arg[1]);
	if (err == YG_OK) c->overlay = o;
	return err;
}

/* Consent by word of mouth, as the caller says it was given (no record names lines): what raised a finding may be shown. */
static bool open_hits(const struct yg_case *c, const struct check_options *o, struct exposure *all, const struct match_out *m)
{
	struct consents cs = yg_check_consents(o);
	bool any = false;
	for (size_t i = 0; i < m->nfindings; i++) {
		for (size_t k = 0; m->findings[i].masked && k < m->findings[i].npartners; k++) {
			struct exposure *e = &all[m->findings[i].partners[k]];
			struct consent_asked a;
			struct consent_answer said;
			if (e->source < 0 || !e->masked || !e->item->name.n) continue;
			a = yg_source_asked(&c->sources[e->source], o);
			said = yg_consent_decide(&cs, &a);
			if (said.show != SHOW_HIT || said.by) continue;
			e->masked = false;
			any = true;
		}
	}
	return any;
}

int yg_check(struct yg_case *c, const struct check_options *o)
{
	struct site_rule *site = NULL;
	size_t nsite = 0;
	struct exposure *rx, *hist, *all;
	struct rx_group **group;
	struct finding *given;
	struct match_out m = { 0 };
	struct match_in in;
	struct coverage coverage;
	size_t nrx, nhist, ngiven;
	int err;
	if (!yg_ymd_valid(o->as_of)) return YG_EARG;
	if (c->state != CASE_RECEIVED && c->state != CASE_IDENTIFIED) return YG_ESTATE;
	if ((err = check_editions(c, o)) != YG_OK) return err;
	if (c->state == CASE_RECEIVED && (err = yg_identify_case(c)) != YG_OK) return err;
	if ((err = yg_rx_exposures(c->rx_doc.rx, o->as_of, c->arena, &rx, &group, &nrx)) != YG_OK) return err;
	if ((err = yg_collect_history(c, o, rx, nrx, &hist, &nhist)) != YG_OK) return err;
	if ((err = yg_collect_facts(c, o)) != YG_OK) return err;
	if ((err = yg_on_hand(rx, nrx, hist, nhist, c->arena)) != YG_OK) return err;
	if ((err = yg_own_findings(c, rx, nrx, o->as_of, &given, &ngiven)) != YG_OK) return err;
	if ((err = yg_refill_findings(c, rx, nrx, hist, nhist, o->as_of, &given, &ngiven)) != YG_OK) return err;
	if (!(all = join(c->arena, rx, nrx, hist, nhist))) return yg_arena_error(c->arena);
	if (c->overlay && (err = yg_overlay_rules(c->overlay, o->as_of, c->arena, &site, &nsite)) != YG_OK) return err;
	in = (struct match_in){ .site = site, .nsite = nsite, .tables = c->tables, .as_of = o->as_of, .rx = all, .nrx = nrx, .hist = all + nrx, .nhist = nhist,
		.facts = &c->facts, .paper = c->rx_doc.rx, .given = given, .ngiven = ngiven };
	err = yg_match(&in, c->arena, &m);
	if (err == YG_OK && open_hits(c, o, all, &m)) err = yg_match(&in, c->arena, &m);
	if (err != YG_OK) return err;
	if ((err = yg_answers_apply(c, o->as_of, m.findings, m.nfindings)) != YG_OK) return err;
	if ((err = yg_cover(c, o, all, nrx, all + nrx, nhist, &m, &coverage)) != YG_OK) return err;
	tell(c, o->as_of);
	if (yg_arena_error(c->arena)) return yg_arena_error(c->arena);
	c->opt = *o;
	c->exposures = all;
	c->nexposures = nrx + nhist;
	c->nrx = nrx;
	c->exposure_group = group;
	c->findings = m.findings;
	c->nfindings = m.nfindings;
	c->hidden = m.hidden;
	c->nhidden = m.nhidden;
	c->coverage = coverage;
	c->state = CASE_CHECKED;
	return YG_OK;
}
