/* impact_collect.c - what the threads of an impact run met, in one order that does not depend on them, and added up: rules, verdicts,
 * coverage. Checks nothing. */
#include "lib/impact.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

const char *const impact_verdict[VERDICT_WORDS] = { "clear", "findings", "incomplete", "refused" };
const char *const impact_facet[FACETS] = { "severity", "interrupts", "lines", "text" };
const char *const impact_cover[3] = { "checked", "partial", "unchecked" };
const char *const impact_severity[4] = { NULL, "info", "warning", "critical" };

struct rate impact_rate(size_t n, size_t of)
{
	struct rate r;
	unsigned long long x = of ? ((unsigned long long)n * 200000u + of) / (2ull * of) : 0;      /* hundredths, rounded half up */
	snprintf(r.z, sizeof r.z, "%llu.%02llu", x / 100, x % 100);
	return r;
}

/* --- order ------------------------------------------------------------------------------------------------------------ */

/* Names in byte order; none stands behind all. */
static int by_z(const char *a, const char *b) { return a && b ? strcmp(a, b) : !a - !b; }
static int by_n(size_t a, size_t b) { return a < b ? -1 : a > b; }
/* A rule is one row, whatever kind its findings are called: a contraindicated pair that is lowered becomes a caution. */
static int by_rule(const char *ra, const char *ka, const char *rb, const char *kb) { int d = by_z(ra, rb); return d || ra ? d : by_z(ka, kb); }

static int change_order(const void *pa, const void *pb)
{
	const struct impact_change *a = pa, *b = pb;
	int d = by_rule(a->rule, a->kind, b->rule, b->kind);
	if (!d) d = (int)a->what - (int)b->what;
	if (!d) d = by_n(a->item, b->item);
	return d ? d : by_n(a->seq, b->seq);
}

static int line_order(const void *pa, const void *pb)
{
	const struct impact_line *a = pa, *b = pb;
	int d = by_n(a->item, b->item);
	return d ? d : by_n(a->seq, b->seq);
}

static int fact_order(const void *pa, const void *pb)
{
	const struct impact_fact *a = pa, *b = pb;
	int d = by_z(a->fact, b->fact);
	if (!d) d = (int)b->gained - (int)a->gained;
	if (!d) d = by_n(a->item, b->item);
	return d ? d : by_n(a->seq, b->seq);
}

static int count_order(const void *pa, const void *pb)
{
	const struct impact_count *a = pa, *b = pb;
	return by_rule(a->rule, a->kind, b->rule, b->kind);
}

static size_t total(const struct impact_rule *r) { return r->n[0] + r->n[1] + r->n[2]; }

static int rule_order(const void *pa, const void *pb)
{
	const struct impact_rule *a = pa, *b = pb;
	int d = by_n(total(b), total(a));
	return d ? d : by_rule(a->rule, a->kind, b->rule, b->kind);
}

/* --- together ---------------------------------------------------------------------------------------------------------- */

#define JOIN(member, count) do { \
	size_t n_ = 0; \
	for (size_t k_ = 0; k_ < i->nparts; k_++) n_ += i->parts[k_].count; \
	if (!(i->all.member = yg_arena_array(i->arena, n_ + 1, sizeof *i->all.member))) return yg_arena_error(i->arena); \
	for (size_t k_ = 0; k_ < i->nparts; k_++) { \
		if (i->parts[k_].count) \
			memcpy(i->all.member + i->all.count, i->parts[k_].member, i->parts[k_].count * sizeof *i->all.member); \
		i->all.count += i->parts[k_].count; \
	} } while (0)

static int join(struct yagen_impact *i)
{
	JOIN(change, nchanges);
	JOIN(line, nlines);
	JOIN(fact, nfacts);
	JOIN(count, ncounts);
	for (size_t k = 0; k < i->nparts; k++)
		for (size_t s = 0; s < 2; s++) {
			i->all.findings[s] += i->parts[k].findings[s];
			i->all.stops[s] += i->parts[k].stops[s];
		}
	qsort(i->all.change, i->all.nchanges, sizeof *i->all.change, change_order);
	qsort(i->all.line, i->all.nlines, sizeof *i->all.line, line_order);
	qsort(i->all.fact, i->all.nfacts, sizeof *i->all.fact, fact_order);
	qsort(i->all.count, i->all.ncounts, sizeof *i->all.count, count_order);
	return YAGEN_OK;
}

static void items(struct yagen_impact *i)
{
	for (size_t k = 0; k < i->n; k++) {
		const struct impact_item *it = &i->item[k];
		if (it->err) { i->unreadable++; continue; }
		i->lines += it->lines;
		i->changed += it->changed;
		i->matrix[it->verdict[0]][it->verdict[1]]++;
	}
	for (size_t k = 0; k < i->all.nlines; k++) {
		const struct impact_line *l = &i->all.line[k];
		i->cover[l->verdict[0]][l->verdict[1]]++;
		if (l->drug[0] && !l->drug[1]) i->lost_ids++;
		else if (!l->drug[0] && l->drug[1]) i->new_ids++;
		else if (l->drug[0] && strcmp(l->drug[0], l->drug[1])) i->other_ids++;
	}
}

static void before_and_after(const struct yagen_impact *i, struct impact_rule *r)
{
	for (size_t k = 0; k < i->all.ncounts; k++) {
		const struct impact_count *c = &i->all.count[k];
		if (by_rule(c->rule, c->kind, r->rule, r->kind)) continue;
		r->before += c->n[0];
		r->after += c->n[1];
	}
}

static int rules(struct yagen_impact *i)
{
	struct impact_rule *r = NULL;
	i->rule = yg_arena_array(i->arena, i->all.nchanges + 1, sizeof *i->rule);
	if (!i->rule) return yg_arena_error(i->arena);
	for (size_t k = 0; k < i->all.nchanges; k++) {
		const struct impact_change *c = &i->all.change[k];
		if (!r || by_rule(c->rule, c->kind, r->rule, r->kind)) {
			r = &i->rule[i->nrules++];
			r->rule = c->rule;
			r->kind = c->kind;
		}
		if (c->what != CHANGE_LOST) r->kind = c->kind;       /* as it is called afterwards */
		if (c->title && (c->what != CHANGE_LOST || !r->title)) r->title = c->title;
		i->critical_lost += c->side[0].severity == YAGEN_CRITICAL && (c->what == CHANGE_LOST || c->side[1].severity < YAGEN_CRITICAL) && c->what != CHANGE_GAINED;
		if (!r->n[c->what]++) r->first[c->what] = c;
		for (unsigned f = 0; f < FACETS; f++) r->facet[f] += c->facets >> f & 1;
	}
	for (size_t k = 0; k < i->nrules; k++) before_and_after(i, &i->rule[k]);
	qsort(i->rule, i->nrules, sizeof *i->rule, rule_order);
	return YAGEN_OK;
}

static void edition(struct arena *a, const yagen_edition *e, yagen_edition *out)
{
	*out = *e;
	out->id = lib_zz(a, yg_str(e->id));
	out->sources = lib_zz(a, yg_str(e->sources));
	out->checksum = lib_zz(a, yg_str(e->checksum));
}

int impact_collect(struct yagen_impact *i, const yagen *before, const yagen *after)
{
	int err = join(i);
	if (err) return err;
	items(i);
	if ((err = rules(i)) != YAGEN_OK) return err;
	edition(i->arena, yagen_drugmaster_edition(before), &i->edition[0][0]);
	edition(i->arena, yagen_rules_edition(before), &i->edition[0][1]);
	edition(i->arena, yagen_drugmaster_edition(after), &i->edition[1][0]);
	edition(i->arena, yagen_rules_edition(after), &i->edition[1][1]);
	return yg_arena_error(i->arena);
}

const struct impact_change *impact_next(const struct yagen_impact *i, const struct impact_change *c)
{
	const struct impact_change *n = c + 1;
	if (n >= i->all.change + i->all.nchanges || n->what != c->what || by_rule(n->rule, n->kind, c->rule, c->kind)) return NULL;
	return n;
}
