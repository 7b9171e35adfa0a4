/* entity.c - what rules see of a drug: drugs that no rule can tell apart share one entity, and pairs of entities carry the
 * pair rules. Codes are compared as whole keys (YJ7 or first nine characters), never by likeness. */
#include "tables/compile.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_many, "rules-too-many-pairs", DIAG_ERROR, "組の展開が大きすぎます", "the pair rules expand to too many combinations");

enum { CELLS_MAX = 8 << 20 };

/* A drug's memberships while they are collected; small lists, sorted and made unique at the end. */
struct member {
	uint32_t *sides; size_t nsides;               /* (pair row * 2 + side) * 2 + beyond */
	uint16_t *groups; size_t ngroups;
	uint32_t  limit;                              /* rule index or UINT32_MAX */
};
struct work {
	struct compile *c;
	struct links side_codes, side_ingredients, group_codes, limit_codes;
	struct member *of;                            /* per drug */
	struct links entity_sides;                    /* side -> entity * 2 + beyond */
};

static int by_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}
static int by_u16(const void *a, const void *b) { return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b; }

static void index_rules(struct work *w)
{
	struct compile *c = w->c;
	struct str rest, part;
	for (size_t i = 0; i < c->npairs; i++)
		for (uint32_t s = 0; s < 2; s++) {
			const struct side *side = &c->pairs[i].side[s];
			for (rest = side->codes; yg_list_next(&rest, &part);)
				yg_links_add(c, &w->side_codes, yg_key(part), 0, (uint32_t)i * 2 + s);
			if (side->expand && side->ingredient != 0xffff)
				yg_links_add(c, &w->side_ingredients, side->ingredient, 0, (uint32_t)i * 2 + s);
		}
	for (size_t i = 0; i < c->ngroups; i++)
		for (rest = c->group_rows[i].members; yg_list_next(&rest, &part);)
			yg_links_add(c, &w->group_codes, yg_key(part), 0, (uint32_t)i);
	for (size_t i = 0; i < c->nlimits; i++) yg_links_add(c, &w->limit_codes, yg_key(c->limits[i].yj7), 0, c->limits[i].rule);
	yg_links_sort(&w->side_codes);
	yg_links_sort(&w->side_ingredients);
	yg_links_sort(&w->group_codes);
	yg_links_sort(&w->limit_codes);
}

static bool add_sides(struct work *w, struct member *m, const struct links *from, uint64_t key, bool beyond)
{
	size_t n;
	const struct link *l = yg_links_find(from, key, &n);
	for (size_t i = 0; i < n; i++) {
		m->sides = yg_arena_grow(w->c->arena, m->sides, m->nsides, sizeof *m->sides);
		if (!m->sides) return false;
		m->sides[m->nsides++] = l[i].to * 2 + beyond;
	}
	return true;
}

/* A group takes a member only by its own route; a drug whose route is not known is kept rather than lost. */
static bool add_groups(struct work *w, struct member *m, uint64_t key, uint8_t route)
{
	size_t n;
	const struct link *l = yg_links_find(&w->group_codes, key, &n);
	for (size_t i = 0; i < n; i++) {
		uint8_t wanted = w->c->groups[l[i].to].route;
		if (wanted && route != ROUTE_UNKNOWN && wanted != route) continue;
		m->groups = yg_arena_grow(w->c->arena, m->groups, m->ngroups, sizeof *m->groups);
		if (!m->groups) return false;
		m->groups[m->ngroups++] = (uint16_t)l[i].to;
	}
	return true;
}

static bool collect(struct work *w, size_t i)
{
	struct compile *c = w->c;
	const struct drug *d = &c->drugs[i];
	struct member *m = &w->of[i];
	struct str code = yg_str(d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code);
	uint64_t yj7 = yg_key(yg_str_sub(code, 0, 7)), yj9 = yg_key(yg_str_sub(code, 0, 9));
	struct id_list ids = c->drug_ingredients[i];
	size_t n;
	const struct link *l = yg_links_find(&w->limit_codes, yj7, &n);
	m->limit = n ? l[0].to : UINT32_MAX;
	if (!add_sides(w, m, &w->side_codes, yj7, false) || !add_sides(w, m, &w->side_codes, yj9, false)) return false;
	/* expand: a combination holds the ingredient, so the fact holds; another systemic form of the ingredient alone
	 * (a suppository beside the tablets the source names) is a doubt, told apart by `beyond`. */
	if (d->route == ROUTE_SYSTEMIC || d->route == ROUTE_UNKNOWN)
		for (size_t k = 0; k < ids.n; k++)
			if (!add_sides(w, m, &w->side_ingredients, ids.v[k], ids.n == 1)) return false;
	return add_groups(w, m, yj7, d->route);
}

/* An entry of 一般名処方マスタ may stand for several strengths: it is whatever one of its products is. */
static bool inherit(struct work *w, size_t entry)
{
	struct compile *c = w->c;
	struct member *m = &w->of[entry];
	size_t n;
	const struct link *l = yg_links_find(&c->members, entry, &n);
	for (size_t i = 0; i < n; i++) {
		const struct member *from = &w->of[l[i].to];
		for (size_t k = 0; k < from->nsides; k++) {
			m->sides = yg_arena_grow(c->arena, m->sides, m->nsides, sizeof *m->sides);
			if (!m->sides) return false;
			m->sides[m->nsides++] = from->sides[k];
		}
		for (size_t k = 0; k < from->ngroups; k++) {
			m->groups = yg_arena_grow(c->arena, m->groups, m->ngroups, sizeof *m->groups);
			if (!m->groups) return false;
			m->groups[m->ngroups++] = from->groups[k];
		}
		if (m->limit == UINT32_MAX) m->limit = from->limit;
	}
	return true;
}

static void settle(struct member *m)
{
	size_t n = 0;
	if (m->nsides) qsort(m->sides, m->nsides, sizeof *m->sides, by_u32);
	for (size_t i = 0; i < m->nsides; i++)
		if (n == 0 || m->sides[i] / 2 != m->sides[n - 1] / 2) m->sides[n++] = m->sides[i];   /* named sorts before beyond */
	m->nsides = n;
	n = 0;
	if (m->ngroups) qsort(m->groups, m->ngroups, sizeof *m->groups, by_u16);
	for (size_t i = 0; i < m->ngroups; i++)
		if (i == 0 || m->groups[i] != m->groups[i - 1]) m->groups[n++] = m->groups[i];
	m->ngroups = n;
}

static bool put_list(struct compile *c, const uint16_t *ids, size_t n, uint32_t *first)
{
	*first = (uint32_t)c->nlists;
	for (size_t i = 0; i < n; i++) {
		uint16_t *p = yg_arena_grow(c->arena, c->lists, c->nlists, sizeof *p);
		if (!p) return false;
		c->lists = p;
		p[c->nlists++] = ids[i];
	}
	return true;
}

static int make_entities(struct work *w)
{
	struct compile *c = w->c;
	struct strmap known;
	struct buf key;
	int err = YG_ENOMEM;
	yg_strmap_init(&known, c->arena);
	yg_buf_init(&key, 1u << 20);
	for (size_t i = 0; i < c->ndrugs; i++) {
		const struct member *m = &w->of[i];
		struct id_list ids = c->drug_ingredients[i];
		struct img_entity *e;
		uint32_t at;
		key.n = 0;
		yg_buf_add(&key, (const uint32_t[]){ (uint32_t)ids.n, (uint32_t)m->nsides, (uint32_t)m->ngroups, m->limit }, 16);
		yg_buf_add(&key, ids.v, ids.n * sizeof *ids.v);
		yg_buf_add(&key, m->sides, m->nsides * sizeof *m->sides);
		yg_buf_add(&key, m->groups, m->ngroups * sizeof *m->groups);
		if (key.err) goto out;
		at = yg_strmap_get(&known, yg_buf_view(&key));
		if (at == STRMAP_NONE) {
			e = yg_arena_grow(c->arena, c->entities, c->nentities, sizeof *e);
			at = (uint32_t)c->nentities;
			if (!e || yg_strmap_add(&known, yg_arena_str(c->arena, yg_buf_view(&key)), at) == STRMAP_NONE) goto out;
			c->entities = e;
			e += c->nentities++;
			memset(e, 0, sizeof *e);
			e->limit = m->limit;
			e->ningredients = (uint16_t)ids.n;
			e->ngroups = (uint16_t)m->ngroups;
			if (!put_list(c, ids.v, ids.n, &e->ingredients) || !put_list(c, m->groups, m->ngroups, &e->groups)) goto out;
			for (size_t k = 0; k < m->nsides; k++) yg_links_add(c, &w->entity_sides, m->sides[k] / 2, 0, at * 2 + m->sides[k] % 2);
		}
		c->drugs[i].entity = at;
	}
	err = yg_arena_error(c->arena);
out:
	yg_buf_free(&key);
	return err;
}

struct wide_cell { uint32_t entity; struct img_cell cell; };
static int by_cell(const void *a, const void *b)
{
	const struct wide_cell *x = a, *y = b;
	if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
	if (x->cell.partner != y->cell.partner) return x->cell.partner < y->cell.partner ? -1 : 1;
	return x->cell.rule < y->cell.rule ? -1 : x->cell.rule > y->cell.rule;
}

/* Every pair row as entity x entity, written under both ends, so that one short row answers a question. */
static int make_cells(struct work *w)
{
	struct compile *c = w->c;
	struct wide_cell *wide;
	size_t total = 0, n = 0;
	yg_links_sort(&w->entity_sides);
	for (size_t i = 0; i < c->npairs; i++) {
		size_t na, nb;
		yg_links_find(&w->entity_sides, i * 2, &na);
		yg_links_find(&w->entity_sides, i * 2 + 1, &nb);
		total += na * nb * 2;
		if (total > CELLS_MAX) {
			yg_diag(c->ds, &d_many, 0, c->pairs[i].line, "pairs.csv", STR_NONE, STR_NONE);
			return YG_ETABLE;
		}
	}
	wide = yg_arena_array(c->arena, total ? total : 1, sizeof *wide);
	c->cells = yg_arena_array(c->arena, total ? total : 1, sizeof *c->cells);
	if (!wide || !c->cells) return yg_arena_error(c->arena);
	for (size_t i = 0; i < c->npairs; i++) {
		size_t na, nb;
		const struct link *a = yg_links_find(&w->entity_sides, i * 2, &na), *b = yg_links_find(&w->entity_sides, i * 2 + 1, &nb);
		for (size_t x = 0; x < na; x++)
			for (size_t y = 0; y < nb; y++) {
				uint32_t beyond = (a[x].to | b[y].to) & 1, rule = c->pairs[i].rule * 4 + beyond * 2;
				wide[n++] = (struct wide_cell){ a[x].to / 2, { b[y].to / 2, rule } };
				wide[n++] = (struct wide_cell){ b[y].to / 2, { a[x].to / 2, rule + 1 } };
			}
	}
	if (n) qsort(wide, n, sizeof *wide, by_cell);
	for (size_t i = 0; i < n; i++) {
		struct img_entity *e = &c->entities[wide[i].entity];
		if (i == 0 || wide[i].entity != wide[i - 1].entity) e->cells = (uint32_t)i;
		e->ncells++;
		c->cells[i] = wide[i].cell;
	}
	c->ncells = n;
	return YG_OK;
}

int yg_compile_entities(struct compile *c)
{
	struct work w = { .c = c };
	int err;
	w.of = yg_arena_array(c->arena, c->ndrugs ? c->ndrugs : 1, sizeof *w.of);
	if (!w.of) return yg_arena_error(c->arena);
	index_rules(&w);
	for (size_t i = 0; i < c->ndrugs; i++)
		if (!collect(&w, i)) return yg_arena_error(c->arena);
	for (size_t i = 0; i < c->ndrugs; i++)
		if (c->drugs[i].flags & DRUG_GENERIC_NAME && !inherit(&w, i)) return yg_arena_error(c->arena);
	for (size_t i = 0; i < c->ndrugs; i++) settle(&w.of[i]);
	err = make_entities(&w);
	return err ? err : make_cells(&w);
}
