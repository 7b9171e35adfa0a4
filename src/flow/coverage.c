/* coverage.c - what the silence of the findings is worth: a verdict per line with its reasons, a summary per source,
 * and one verdict for the answer. Everything that can be lost on the way has a reason word here; nothing defaults to
 * clear. The words are stable and listed in docs/matching.md. */
#include "flow/steps.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_REASONS 8                                /* as in struct line_coverage */
struct reasons { const char *word[MAX_REASONS]; size_t n; };

static void add(struct reasons *r, const char *word)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->word[i], word)) return;
	if (r->n < MAX_REASONS) r->word[r->n++] = word;
}

static void add_if(struct reasons *r, bool lost, const char *word)
{
	if (lost) add(r, word);
}

bool yg_edition_expired(const struct edition *e, struct ymd as_of)
{
	return yg_ymd_valid(e->valid_until) && yg_ymd_cmp(as_of, e->valid_until) > 0;
}

/* An unknown record where drugs stand may be a drug that we do not see. */
static bool drug_record_lost(const struct record *r, size_t n, int from, int to)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].no >= from && r[i].no <= to) return true;
	return false;
}

static void prescription_reasons(const struct yg_case *c, struct reasons *r)
{
	const struct rx *rx = c->rx_doc.rx;
	bool empty_rp = false;
	for (size_t g = 0; g < rx->ngroups; g++) empty_rp = empty_rp || !rx->groups[g].nlines;
	add_if(r, c->rx_faults > 0, "prescription-faults");
	add_if(r, drug_record_lost(rx->unknown, rx->nunknown, 100, 299), "unknown-record");
	add_if(r, empty_rp, "rp-without-drug");
	add_if(r, !yg_ymd_valid(rx->issued), "no-date");
}

static void edition_reasons(const struct yg_case *c, struct ymd as_of, struct reasons *r)
{
	add_if(r, yg_edition_expired(yg_tables_master(c->tables), as_of) || yg_edition_expired(yg_tables_rules(c->tables), as_of),
	       "expired-edition");
}

static bool withheld(const struct history_source *s)
{
	return s->h->consent == CONSENT_NO || s->h->consent == CONSENT_EXPIRED || s->h->consent == CONSENT_UNOBTAINABLE;
}

static size_t drug_lines(const struct history *h)
{
	size_t n = h->notc;
	for (size_t v = 0; v < h->nvisits; v++)
		for (size_t g = 0; g < h->visits[v].ngroups; g++) n += h->visits[v].groups[g].nlines;
	return n;
}

/* What was handed over; other prescriptions that wait at the counter are no history of what the patient takes. */
static bool any_dispensed(const struct history *h)
{
	for (size_t v = 0; v < h->nvisits; v++)
		if (h->visits[v].kind != HIST_PRESCRIBED) return true;
	return false;
}

/* One source: false when it gives nothing to compare with. */
static bool source_reasons(const struct yg_case *c, const struct history_source *s, struct reasons *r)
{
	size_t lines;
	if (!s->usable || !s->h) {
		add(r, s->why_not ? s->why_not : "source-refused");
		return false;
	}
	lines = drug_lines(s->h);
	add_if(r, s->h->cut, "source-cut");
	add_if(r, s->faults > 0, "source-faults");
	add_if(r, lines < s->h->ndruglines || drug_record_lost(s->h->unknown, s->h->nunknown, 200, 399), "source-lines-lost");
	add_if(r, yg_other_patient(c->rx_doc.rx, s->h), "other-patient");
	if (s->store && !any_dispensed(s->h)) return false;
	if (lines) return true;
	/* Nothing in it: withheld, or empty. Neither is "the patient takes nothing". */
	add(r, withheld(s) ? "withheld" : "source-empty");
	return false;
}

/* Lines that nobody can compare or place in time. Exposures are already clipped to the look-back. */
static void line_reasons(const struct yg_case *c, const struct exposure *e, size_t n, struct reasons *r)
{
	const uint16_t *ids;
	bool unknown = false, bare = false, undated = false, no_days = false;
	for (size_t i = 0; i < n; i++) {
		const struct drug_item *it = e[i].item;
		if (!it->drug && it->why_not && !strcmp(it->why_not, "material")) continue;
		unknown = unknown || !it->drug;
		bare = bare || (it->drug && !yg_drug_ingredients(c->tables, it->drug, &ids));
		if (e[i].merged_into != i) continue; /* its place in time is that of the line kept */
		undated = undated || e[i].undated;
		no_days = no_days || e[i].no_days;
	}
	add_if(r, unknown, "history-not-identified");
	add_if(r, bare, "history-ingredient-unknown");
	add_if(r, undated, "undated");
	add_if(r, no_days, "history-no-days");
}

static void history_reasons(const struct yg_case *c, const struct exposure *hist, size_t nhist, struct reasons *r)
{
	bool any = false;
	struct reasons of = { .n = 0 };
	for (size_t i = 0; i < c->nsources; i++)
		if (source_reasons(c, &c->sources[i], &of)) any = true;
	add_if(r, !any, "no-history");
	for (size_t i = 0; i < of.n; i++) add(r, of.word[i]);
	add_if(r, c->sources_left_out > 0, "source-refused");
	line_reasons(c, hist, nhist, r);
}

/* --- lines -------------------------------------------------------------------------------- */

/* Words that stand beside a line without making it less checked: nothing to compare, or how it was identified. */
static size_t notes(const struct identify_out *id, struct reasons *r)
{
	if (id->verdict == IDENT_NOT_A_DRUG) add(r, "material");
	else if (id->verdict == IDENT_OK && id->reason) add(r, id->reason);
	return r->n;
}

static void cover_line(const struct yg_case *c, size_t i, const struct exposure *e, const struct reasons *all, struct line_coverage *l)
{
	const struct identify_out *id = &c->identity[i];
	struct reasons r = { .n = 0 };
	const char *why;
	bool unchecked = yg_line_unchecked(c, i, &why);
	size_t beside = 0;
	if (unchecked) {
		if (id->verdict == IDENT_DISAGREES) add(&r, "identity");
		add(&r, why);
	} else {
		beside = notes(id, &r);
		add_if(&r, e->no_days && id->verdict == IDENT_OK, "no-days");
	}
	for (size_t k = 0; k < all->n; k++) add(&r, all->word[k]);
	l->exposure = i;
	l->verdict = unchecked ? LINE_UNCHECKED : r.n > beside ? LINE_PARTIAL : LINE_CHECKED;
	memcpy(l->reasons, r.word, r.n * sizeof *r.word);
	l->nreasons = r.n;
}

/* --- sources --------------------------------------------------------------------------------- */

static void count_line(const struct drug_item *it, struct ymd on, bool masked, struct source_coverage *s)
{
	s->lines++;
	if (masked) {                                /* how many there are is all that may be known, and only inside */
		s->masked++;
		return;
	}
	s->identified += it->drug || (it->why_not && (!strcmp(it->why_not, "material") || !strcmp(it->why_not, "by-ingredient")));
	if (!yg_ymd_valid(on)) return;
	if (!yg_ymd_given(s->from) || yg_ymd_cmp(on, s->from) < 0) s->from = on;
	if (!yg_ymd_given(s->to) || yg_ymd_cmp(on, s->to) > 0) s->to = on;
}

static void cover_source(const struct history_source *src, struct ymd as_of, struct source_coverage *s)
{
	*s = (struct source_coverage){ .label = src->label, .format = src->format, .usable = src->usable, .why_not = src->why_not, .age_days = -1 };
	if (!src->usable || !src->h) return;
	if (!drug_lines(src->h)) s->why_not = withheld(src) ? "withheld" : "source-empty";
	if (src->h->cut) s->why_not = "source-cut";
	for (size_t i = 0; i < src->h->notc; i++) {
		struct ymd on = YMD_NONE;
		if (yg_ymd_parse_techo(yg_str_trim(src->h->otc[i].from_raw), &on)) on = YMD_NONE;
		count_line(&src->h->otc[i].item, on, src->mask, s);
	}
	for (size_t v = 0; v < src->h->nvisits; v++) {
		const struct visit *vi = &src->h->visits[v];
		struct ymd on = yg_ymd_given(vi->on) ? vi->on : vi->prescribed_on;
		for (size_t g = 0; g < vi->ngroups; g++)
			for (size_t i = 0; i < vi->groups[g].nlines; i++)
				count_line(&vi->groups[g].lines[i].item, on, yg_visit_masked(src, vi), s);
	}
	if (!yg_ymd_given(s->to)) return;
	s->age_days = (int)(yg_ymd_days(as_of) - yg_ymd_days(s->to));
	if (s->age_days < 0) s->age_days = 0;        /* dated after the day of the check */
}

/* --- facts nobody told us ---------------------------------------------------------------------- */

/* Facts that the matcher missed (match/about.c), and before them the conditions of pair rules, which nobody judges. */
static bool judge_gaps(const struct yg_case *c, const struct match_out *m, struct coverage *out)
{
	struct str *rules = yg_arena_array(c->arena, m->nfindings + 1, sizeof *rules);
	size_t n = 0;
	if (!rules) return false;
	for (size_t i = 0; i < m->nfindings; i++) {
		const struct rule *r = m->findings[i].rule;
		struct str id;
		bool known = false;
		if (!r || (!r->condition_ja && !r->condition_en)) continue;
		id = yg_tables_text(c->tables, r->id);
		for (size_t k = 0; k < n && !known; k++) known = yg_str_eq(rules[k], id);
		if (!known) rules[n++] = id;
	}
	out->gaps = yg_arena_array(c->arena, m->ngaps + 1, sizeof *out->gaps);
	if (!out->gaps) return false;
	if (n) out->gaps[out->ngaps++] = (struct judge_gap){ STR("condition"), rules, n, STR_NONE };
	for (size_t i = 0; i < m->ngaps; i++) out->gaps[out->ngaps++] = m->gaps[i];
	return true;
}

/* --- the answer ---------------------------------------------------------------------------------- */

static enum verdict verdict_of(const struct coverage *v, const struct match_out *m)
{
	for (size_t i = 0; i < m->nfindings; i++)
		if (m->findings[i].severity >= SEV_WARNING) return VERDICT_FINDINGS;
	if (!v->nlines) return VERDICT_INCOMPLETE;
	for (size_t i = 0; i < v->nlines; i++)
		if (v->lines[i].verdict != LINE_CHECKED) return VERDICT_INCOMPLETE;
	return VERDICT_CLEAR;
}

int yg_cover(const struct yg_case *c, const struct check_options *o, const struct exposure *rx, size_t nrx,
	     const struct exposure *hist, size_t nhist, const struct match_out *m, struct coverage *out)
{
	struct coverage v = { 0 };
	struct reasons all = { .n = 0 };
	v.lines = yg_arena_array(c->arena, nrx ? nrx : 1, sizeof *v.lines);
	v.sources = yg_arena_array(c->arena, c->nsources ? c->nsources : 1, sizeof *v.sources);
	if (!v.lines || !v.sources || !judge_gaps(c, m, &v)) return yg_arena_error(c->arena);
	edition_reasons(c, o->as_of, &all);
	prescription_reasons(c, &all);
	history_reasons(c, hist, nhist, &all);
	for (size_t i = 0; i < nrx; i++) {
		cover_line(c, i, &rx[i], &all, &v.lines[i]);
		v.identified += c->identity[i].verdict == IDENT_OK || c->identity[i].verdict == IDENT_NOT_A_DRUG;
	}
	v.nlines = nrx;
	v.nsources = c->nsources;
	for (size_t i = 0; i < c->nsources; i++) cover_source(&c->sources[i], o->as_of, &v.sources[i]);
	v.compared = m->compared;
	v.switched_off = m->switched_off;
	v.verdict = verdict_of(&v, m);
	*out = v;
	return YG_OK;
}
