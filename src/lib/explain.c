/* explain.c - for each of our lines, every rule that touches its drug and what became of it: fired, or why not.
 * Looks at what the matcher answered and at the same tables; it decides nothing, and lines without consent do not
 * exist for it. */
#include "lib/lib.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_PAIR_RULES 64                            /* between two drugs; the shipped rules have at most 3 */

/* From weakest to strongest: of several partners the strongest outcome is told. */
enum outcome { NO_PARTNER, OFF, NOT_VALID, WITHIN_LIMIT, NO_OVERLAP, NOT_RAISED, FIRED };
static const struct { const char *word, *ja, *en; } outcomes[] = {
	[NO_PARTNER]   = { "no-partner", "相手になる薬がない", "no partner" },
	[OFF]          = { "off", "この版では使わないルール", "the rule is off in this edition" },
	[NOT_VALID]    = { "not-valid", "ルールの有効期間の外", "outside the rule's period of validity" },
	[WITHIN_LIMIT] = { "within-limit", "上限の日数以内", "within the limit" },
	[NO_OVERLAP]   = { "no-overlap", "服用期間が重ならない", "the periods do not overlap" },
	[NOT_RAISED]   = { "not-raised", "重なるが、ルールの条件（数・間隔など）に当たらない", "overlaps, but the rule's conditions are not met" },
	[FIRED]        = { "fired", "所見あり", "raised a finding" },
};
struct entry { const struct rule *rule; const char *cause; enum outcome outcome; const struct exposure *partner; };
struct work {
	const struct yg_case *c;
	struct arena *a;
	enum lang lang;
	bool masked;                                 /* there are lines that may not be named */
	size_t line;                                 /* ours */
	struct entry *e; size_t n;                   /* of this line */
};

static void add(struct work *w, const struct rule *r, struct str cause, enum outcome o, const struct exposure *partner)
{
	const char *z = lib_zz(w->a, cause);
	struct entry *grown;
	if (!z) return;
	for (size_t i = 0; i < w->n; i++) {
		struct entry *e = &w->e[i];
		if (e->rule != r || strcmp(e->cause, z) != 0) continue;
		if (o > e->outcome) { e->outcome = o; e->partner = partner; }
		return;
	}
	grown = yg_arena_grow(w->a, w->e, w->n, sizeof *grown);
	if (!grown) return;
	w->e = grown;
	w->e[w->n++] = (struct entry){ r, z, o, partner };
}

static bool usable(const struct yg_case *c, size_t i)
{
	const struct exposure *e = &c->exposures[i];
	return e->item->drug && !e->masked && (i < c->nrx || e->merged_into == i - c->nrx);
}

/* A finding of this rule between these two lines, whichever of them it is filed under. */
static bool fired(const struct work *w, const struct rule *r, struct str shared, size_t other)
{
	for (size_t i = 0; i < w->c->nfindings; i++) {
		const struct finding *f = &w->c->findings[i];
		size_t want;
		if (f->masked || f->rule != r || (shared.n && !yg_str_eq(f->shared, shared))) continue;
		if (f->a != w->line && f->a != other) continue;
		want = f->a == w->line ? other : w->line;
		if (other == w->line && f->a == w->line) return true;
		for (size_t k = 0; k < f->npartners; k++)
			if (f->partners[k] == want) return true;
	}
	return false;
}

static bool overlap(const struct exposure *x, const struct exposure *y)
{
	bool before = yg_ymd_valid(x->taken.to) && yg_ymd_valid(y->taken.from) && yg_ymd_cmp(x->taken.to, y->taken.from) < 0;
	bool after = yg_ymd_valid(y->taken.to) && yg_ymd_valid(x->taken.from) && yg_ymd_cmp(y->taken.to, x->taken.from) < 0;
	return !before && !after;
}

static enum outcome judge(const struct work *w, const struct rule *r, struct str shared, size_t other)
{
	struct ymd day = w->c->opt.as_of;
	if (fired(w, r, shared, other)) return FIRED;
	if (!r->enabled) return OFF;
	if ((yg_ymd_valid(r->valid_from) && yg_ymd_cmp(day, r->valid_from) < 0) ||
	    (yg_ymd_valid(r->valid_to) && yg_ymd_cmp(day, r->valid_to) > 0)) return NOT_VALID;
	return overlap(&w->c->exposures[w->line], &w->c->exposures[other]) ? NOT_RAISED : NO_OVERLAP;
}

static bool has(const uint16_t *ids, size_t n, uint16_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id) return true;
	return false;
}

static void pairs(struct work *w, const struct drug *d, const uint16_t *ing, size_t ning)
{
	const struct tables *t = w->c->tables;
	struct pair_hit hits[MAX_PAIR_RULES];
	for (size_t i = 0; i < w->c->nexposures; i++) {
		size_t n;
		if (i == w->line || !usable(w->c, i)) continue;
		n = yg_pair_rules(t, d, w->c->exposures[i].item->drug, hits, MAX_PAIR_RULES);
		for (size_t k = 0; k < n && k < MAX_PAIR_RULES; k++) {
			const struct rule *r = yg_rule_at(t, hits[k].rule);
			add(w, r, STR_NONE, judge(w, r, STR_NONE, i), &w->c->exposures[i]);
		}
	}
	for (size_t i = 0; i < yg_rule_count(t); i++) {
		const struct rule *r = yg_rule_at(t, i);
		if (r->kind == RULE_PAIR && (has(ing, ning, r->ingredient_a) || has(ing, ning, r->ingredient_b)))
			add(w, r, STR_NONE, r->enabled ? NO_PARTNER : OFF, NULL);
	}
}

static void ingredients(struct work *w, const uint16_t *ing, size_t ning)
{
	const struct tables *t = w->c->tables;
	enum route mine = w->c->exposures[w->line].route;
	for (size_t k = 0; k < ning; k++) {
		struct str name = yg_ingredient_name(t, ing[k]);
		const struct rule *r;
		bool any = false;
		for (size_t i = 0; i < w->c->nexposures; i++) {
			const struct exposure *e = &w->c->exposures[i];
			const uint16_t *theirs;
			size_t n;
			if (i == w->line || !usable(w->c, i)) continue;
			n = yg_drug_ingredients(t, e->item->drug, &theirs);
			if (!has(theirs, n, ing[k]) || !(r = yg_same_ingredient_rule(t, mine, e->route))) continue;
			add(w, r, name, judge(w, r, name, i), e);
			any = true;
		}
		if (!any && (r = yg_same_ingredient_rule(t, mine, mine))) add(w, r, name, r->enabled ? NO_PARTNER : OFF, NULL);
	}
}

static void groups(struct work *w, const uint16_t *grp, size_t ngrp)
{
	const struct tables *t = w->c->tables;
	for (size_t k = 0; k < ngrp; k++) {
		const struct group *g = yg_group_at(t, grp[k]);
		const struct rule *r = g ? yg_rule_at(t, g->rule) : NULL;
		struct str label;
		if (!r || g->use != 0) continue;
		label = yg_tables_text(t, w->lang == LANG_EN && g->label_en ? g->label_en : g->label_ja);
		add(w, r, label, r->enabled ? NO_PARTNER : OFF, NULL);
		for (size_t i = 0; i < w->c->nexposures; i++) {
			const struct exposure *e = &w->c->exposures[i];
			const uint16_t *theirs;
			size_t n;
			if (i == w->line || !usable(w->c, i)) continue;
			n = yg_drug_groups(t, e->item->drug, &theirs);
			if (has(theirs, n, grp[k])) add(w, r, label, judge(w, r, STR_NONE, i), e);
		}
	}
}

static const char *sentence(struct work *w, const struct entry *e)
{
	bool en = w->lang == LANG_EN;
	const char *text = en ? outcomes[e->outcome].en : outcomes[e->outcome].ja;
	struct str title = yg_tables_text(w->c->tables, en && e->rule->title_en ? e->rule->title_en : e->rule->title_ja);
	const char *cause = e->cause, *name = "";
	struct str other = STR_NONE;
	if (e->outcome == NO_PARTNER && w->masked)
		text = en ? "no partner among the lines that may be named" : "表示できる行のなかに相手になる薬がない";
	if (e->partner) { other = e->partner->item->name; name = e->partner->ref; }
	return yg_arena_printf(w->a, "%.*s%s%s%s%s%s%s%.*s%s%s", STR_ARG(title), *cause ? (en ? " (" : "（") : "", cause,
			       *cause ? (en ? ")" : "）") : "", en ? ": " : "：", text, *name ? (en ? " - " : "　") : "", STR_ARG(other),
			       *name ? " " : "", name).p;
}

/* What fired first, then what came closest, then by rule id. */
static void flush(struct work *w, struct view *v)
{
	for (int o = FIRED; o >= 0; o--)
		for (size_t i = 0; i < w->n; i++) {
			const struct entry *e = &w->e[i];
			yagen_explain *grown;
			if (e->outcome != (enum outcome)o) continue;
			grown = yg_arena_grow(w->a, v->explain, v->nexplain, sizeof *grown);
			if (!grown) return;
			v->explain = grown;
			v->explain[v->nexplain++] = (yagen_explain){ w->c->exposures[w->line].ref,
				lib_zz(w->a, yg_tables_text(w->c->tables, e->rule->id)), e->partner ? e->partner->ref : NULL,
				outcomes[o].word, sentence(w, e) };
		}
	w->e = NULL;
	w->n = 0;
}

int yagen_case_explain(yagen_case *c)
{
	struct work w;
	if (!c) return YAGEN_EARG;
	if (c->view.verdict == YAGEN_UNKNOWN) return YAGEN_ESTATE;
	if (c->view.explained) return YAGEN_OK;
	w = (struct work){ .c = c->c, .a = c->c->arena, .lang = c->lang };
	for (size_t i = c->c->nrx; i < c->c->nexposures; i++) w.masked = w.masked || c->c->exposures[i].masked;
	for (w.line = 0; w.line < c->c->nrx; w.line++) {
		const struct drug *d = c->c->exposures[w.line].item->drug;
		const struct rule *limit;
		const uint16_t *ing, *grp;
		size_t ning, ngrp;
		if (!d) continue;
		ning = yg_drug_ingredients(w.c->tables, d, &ing);
		ngrp = yg_drug_groups(w.c->tables, d, &grp);
		ingredients(&w, ing, ning);
		groups(&w, grp, ngrp);
		pairs(&w, d, ing, ning);
		if ((limit = yg_days_limit_rule(w.c->tables, d)))
			add(&w, limit, STR_NONE, fired(&w, limit, STR_NONE, w.line) ? FIRED : !limit->enabled ? OFF : WITHIN_LIMIT, NULL);
		flush(&w, &c->view);
	}
	if (yg_arena_error(w.a)) return yg_arena_error(w.a);
	c->view.explained = true;
	return YAGEN_OK;
}
