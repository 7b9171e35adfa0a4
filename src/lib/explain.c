/* explain.c - for each of our lines, every rule that touches its drug and what became of it: fired, or why not.
 * What fired is the matcher's own list of lines that hit; the rest is told from the same tables and dates. It decides
 * nothing, and lines without consent do not exist for it. */
#include "lib/lib.h"
#include "flow/answers.h"
#include "base/err.h"
#include "base/ban.h"

#define MAX_PAIR_RULES 64                            /* between two drugs; the shipped rules have at most 3 */

/* From weakest to strongest: of several partners the strongest outcome is told. {0}: days, or a date. */
enum outcome { NO_PARTNER, OFF, NOT_VALID, NOT_MET, WITHIN_LIMIT, OTHER_ROUTE, ENDED, LATER, NO_OVERLAP, WITHIN_ALLOWED, NOT_RAISED, FACT_UNKNOWN,
	       OFF_BY_SITE, ANSWERED, FIRED };
static const struct { const char *word, *ja, *en; } outcomes[] = {
	[NO_PARTNER]   = { "no-partner", "相手になる薬がない", "no partner" },
	[OFF]          = { "off", "この版では使わないルール", "the rule is off in this edition" },
	[NOT_VALID]    = { "not-valid", "ルールの有効期間の外", "outside the rule's period of validity" },
	[NOT_MET]      = { "not-met", "患者の情報・量が条件に当たらない", "what is known of the patient or the amount does not meet it" },
	[WITHIN_LIMIT] = { "within-limit", "上限以内", "within the limit" },
	[OTHER_ROUTE]  = { "other-route", "使い方の経路が違う", "used by another route" },
	[ENDED]        = { "no-overlap", "服用期間が重ならない（{0}日前に終わった）", "the periods do not overlap (it ended {0} days before)" },
	[LATER]        = { "no-overlap", "服用期間が重ならない（終わってから{0}日後に始まる）", "the periods do not overlap (it begins {0} days after ours ends)" },
	[NO_OVERLAP]   = { "no-overlap", "服用期間が重ならない", "the periods do not overlap" },
	[WITHIN_ALLOWED] = { "within-allowed", "同時に{0}剤まで認める群", "the group allows {0} at once" },
	[NOT_RAISED]   = { "not-raised", "重なるが、ルールの条件（数・間隔など）に当たらない", "overlaps, but the rule's conditions are not met" },
	[FACT_UNKNOWN] = { "fact-unknown", "患者の情報がなく判断できない", "cannot be judged: a fact about the patient is not known" },
	[OFF_BY_SITE]  = { "off-by-site", "該当するが、この薬局の設定で表示していない", "would have fired; switched off by this site" },
	[ANSWERED]     = { "answered", "所見あり（{0}まで回答済み）", "raised a finding (answered until {0})" },
	[FIRED]        = { "fired", "所見あり", "raised a finding" },
};
struct why { enum outcome outcome; struct str arg; };
struct entry { const struct rule *rule; const char *cause; struct why why; const struct exposure *partner; };
struct work {
	const struct yg_case *c;
	struct arena *a;
	enum lang lang;
	bool masked;                                 /* there are lines that may not be named */
	size_t line;                                 /* ours */
	struct entry *e; size_t n;                   /* of this line */
};

static void add(struct work *w, const struct rule *r, struct str cause, struct why why, const struct exposure *partner)
{
	const char *z = lib_zz(w->a, cause);
	struct entry *grown;
	if (!z) return;
	for (size_t i = 0; i < w->n; i++) {
		struct entry *e = &w->e[i];
		if (e->rule != r || strcmp(e->cause, z) != 0) continue;
		if (why.outcome > e->why.outcome) { e->why = why; e->partner = partner; }
		return;
	}
	grown = yg_arena_grow(w->a, w->e, w->n, sizeof *grown);
	if (!grown) return;
	w->e = grown;
	w->e[w->n++] = (struct entry){ r, z, why, partner };
}

static void add_plain(struct work *w, const struct rule *r, struct str cause, enum outcome o) { add(w, r, cause, (struct why){ o, STR_NONE }, NULL); }

static bool usable(const struct yg_case *c, size_t i)
{
	const struct exposure *e = &c->exposures[i];
	return e->item->drug && !e->masked && (i < c->nrx || e->merged_into == i - c->nrx);
}

static bool names_line(const struct finding *f, size_t line)
{
	for (size_t i = 0; i < f->npartners; i++)
		if (f->partners[i] == line) return true;
	return f->a == line;
}

/* Did these two lines hit by this rule? other == our line: a finding without partner. */
static bool hit(const struct work *w, const struct finding *f, const struct rule *r, struct str shared, size_t other)
{
	bool taken_in = false;                       /* said by another finding of the same lines */
	for (size_t i = 0; i < f->nalso; i++) taken_in = taken_in || f->also[i] == r;
	if (f->masked || (f->rule != r && !taken_in) || (shared.n && !taken_in && !yg_str_eq(f->shared, shared))) return false;
	if (other == w->line) return names_line(f, w->line);
	if (taken_in) return names_line(f, w->line) && names_line(f, other);
	for (size_t i = 0; i < f->npairs; i++)
		if ((f->pairs[i].a == w->line && f->pairs[i].b == other) || (f->pairs[i].a == other && f->pairs[i].b == w->line)) return true;
	return false;
}

static struct str day_text(struct work *w, struct ymd d)
{
	char z[11];
	return yg_arena_str(w->a, (struct str){ z, yg_ymd_format(d, z) });
}

/* What the matcher said of these lines and this rule; false: nothing. */
static bool fired(struct work *w, const struct rule *r, struct str shared, size_t other, struct why *why)
{
	const struct yg_case *c = w->c;
	for (size_t i = 0; i < c->nfindings; i++) {
		const struct answer *a = c->findings[i].answered;
		if (!hit(w, &c->findings[i], r, shared, other)) continue;
		*why = a ? (struct why){ ANSWERED, day_text(w, a->last) } : (struct why){ FIRED, STR_NONE };
		return true;
	}
	for (size_t i = 0; i < c->nhidden; i++) {
		if (!hit(w, &c->hidden[i], r, shared, other)) continue;
		*why = (struct why){ OFF_BY_SITE, STR_NONE };
		return true;
	}
	return false;
}

/* Off, or not in force; false: neither. */
static bool rests(const struct work *w, const struct rule *r, struct why *why)
{
	struct ymd day = w->c->opt.as_of;
	bool early = yg_ymd_valid(r->valid_from) && yg_ymd_cmp(day, r->valid_from) < 0;
	bool late = yg_ymd_valid(r->valid_to) && yg_ymd_cmp(day, r->valid_to) > 0;
	*why = (struct why){ !r->enabled ? OFF : NOT_VALID, STR_NONE };
	return !r->enabled || early || late;
}

/* Which of two courses came first, and how long before the other. */
static struct why apart(struct work *w, const struct exposure *x, const struct exposure *y)
{
	if (yg_ymd_valid(y->taken.to) && yg_ymd_valid(x->taken.from) && yg_ymd_cmp(y->taken.to, x->taken.from) < 0)
		return (struct why){ ENDED, yg_arena_printf(w->a, "%d", (int)(yg_ymd_days(x->taken.from) - yg_ymd_days(y->taken.to))) };
	if (yg_ymd_valid(x->taken.to) && yg_ymd_valid(y->taken.from) && yg_ymd_cmp(x->taken.to, y->taken.from) < 0)
		return (struct why){ LATER, yg_arena_printf(w->a, "%d", (int)(yg_ymd_days(y->taken.from) - yg_ymd_days(x->taken.to))) };
	return (struct why){ NOT_RAISED, STR_NONE };
}

static struct why judge(struct work *w, const struct rule *r, struct str shared, size_t other)
{
	struct why why;
	if (fired(w, r, shared, other, &why) || rests(w, r, &why)) return why;
	return apart(w, &w->c->exposures[w->line], &w->c->exposures[other]);
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
			add_plain(w, r, STR_NONE, r->enabled ? NO_PARTNER : OFF);
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
		if (!any && (r = yg_same_ingredient_rule(t, mine, mine))) add_plain(w, r, name, r->enabled ? NO_PARTNER : OFF);
	}
}

static bool route_fits(const struct group *g, const struct exposure *e)
{
	return g->route == ROUTE_UNKNOWN || e->route == ROUTE_UNKNOWN || (enum route)g->route == e->route;
}

static struct why judge_group(struct work *w, const struct group *g, const struct rule *r, struct str label, size_t other)
{
	struct why why = judge(w, r, label, other);
	if (why.outcome >= OFF_BY_SITE || why.outcome == OFF || why.outcome == NOT_VALID) return why;
	if (!route_fits(g, &w->c->exposures[w->line]) || !route_fits(g, &w->c->exposures[other])) return (struct why){ OTHER_ROUTE, STR_NONE };
	if (why.outcome == NOT_RAISED && r->allowed > 1) return (struct why){ WITHIN_ALLOWED, yg_arena_printf(w->a, "%d", (int)r->allowed) };
	return why;
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
		add_plain(w, r, label, r->enabled ? NO_PARTNER : OFF);
		for (size_t i = 0; i < w->c->nexposures; i++) {
			const struct exposure *e = &w->c->exposures[i];
			const uint16_t *theirs;
			size_t n;
			if (i == w->line || !usable(w->c, i)) continue;
			n = yg_drug_groups(t, e->item->drug, &theirs);
			if (has(theirs, n, grp[k])) add(w, r, label, judge_group(w, g, r, yg_tables_text(t, g->label_ja), i), e);
		}
	}
}

/* --- rules about the patient, the amount and the product -------------------------------------- */

static bool in_gaps(const struct work *w, const struct rule *r)
{
	struct str id = yg_tables_text(w->c->tables, r->id);
	for (size_t i = 0; i < w->c->coverage.ngaps; i++)
		for (size_t k = 0; k < w->c->coverage.gaps[i].nrules; k++)
			if (yg_str_eq(w->c->coverage.gaps[i].rules[k], id)) return true;
	return false;
}

/* Is the patient known to be younger or older than the row is for? */
static bool other_age(const struct work *w, const struct about *row)
{
	struct ymd born = w->c->facts.born, day = w->c->opt.as_of;
	int age;
	if (!yg_ymd_valid(born) || yg_ymd_cmp(born, day) > 0) return false;
	age = yg_ymd_age(born, day);
	return (row->age_from >= 0 && age < row->age_from) || (row->age_to >= 0 && age > row->age_to);
}

static void about(struct work *w, const struct drug *d)
{
	const struct tables *t = w->c->tables;
	const uint16_t *rows;
	size_t n = yg_drug_about(t, d, &rows);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = yg_rule_at(t, yg_about_at(t, rows[i])->rule);
		struct why why;
		if (!r) continue;
		if (!fired(w, r, STR_NONE, w->line, &why) && !rests(w, r, &why)) {
			bool limit = (r->kind == RULE_DOSE && !other_age(w, yg_about_at(t, rows[i]))) || r->kind == RULE_TOTAL || r->kind == RULE_DAYS_LIMIT;
			why = (struct why){ in_gaps(w, r) ? FACT_UNKNOWN : limit ? WITHIN_LIMIT : NOT_MET, STR_NONE };
		}
		add(w, r, STR_NONE, why, NULL);
	}
}

/* --- the list ---------------------------------------------------------------------------------- */

static const char *filled(struct work *w, const char *text, struct str arg)
{
	const char *at = strstr(text, "{0}");
	return at ? yg_arena_printf(w->a, "%.*s%.*s%s", (int)(at - text), text, STR_ARG(arg), at + 3).p : text;
}

static const char *sentence(struct work *w, const struct entry *e)
{
	bool en = w->lang == LANG_EN;
	enum outcome o = e->why.outcome;
	const char *text = filled(w, en ? outcomes[o].en : outcomes[o].ja, e->why.arg);
	struct str title = yg_tables_text(w->c->tables, en && e->rule->title_en ? e->rule->title_en : e->rule->title_ja);
	const char *cause = e->cause, *name = "";
	struct str other = STR_NONE;
	if (o == NO_PARTNER && w->masked)
		text = en ? "no partner among the lines that may be named" : "表示できる行のなかに相手になる薬がない";
	if (e->partner) { other = e->partner->item->name; name = e->partner->ref; }
	return yg_arena_printf(w->a, "%.*s%s%s%s%s%s%s%.*s%s%s", STR_ARG(title), *cause ? (en ? " (" : "（") : "", cause,
			       *cause ? (en ? ")" : "）") : "", en ? ": " : "：", text ? text : "", *name ? (en ? " - " : "　") : "", STR_ARG(other),
			       *name ? " " : "", name).p;
}

/* What fired first, then what came closest, then by rule id. */
static void flush(struct work *w, struct view *v)
{
	for (int o = FIRED; o >= 0; o--)
		for (size_t i = 0; i < w->n; i++) {
			const struct entry *e = &w->e[i];
			yagen_explain *grown;
			if (e->why.outcome != (enum outcome)o) continue;
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
		if ((limit = yg_days_limit_rule(w.c->tables, d))) {
			struct why why;
			if (!fired(&w, limit, STR_NONE, w.line, &why) && !rests(&w, limit, &why)) why = (struct why){ WITHIN_LIMIT, STR_NONE };
			add(&w, limit, STR_NONE, why, NULL);
		}
		about(&w, d);
		flush(&w, &c->view);
	}
	if (yg_arena_error(w.a)) return yg_arena_error(w.a);
	c->view.explained = true;
	return YAGEN_OK;
}
