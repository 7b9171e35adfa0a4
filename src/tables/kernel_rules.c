/* kernel_rules.c - a compiled edition as the matcher's block of rules: which entities share an ingredient or a group that is
 * told, and which pair rows stand between them. Rules that are off are in it too: what they would have said is counted. */
#include "tables/compile.h"
#include "tables/kernel_image.h"
#include "base/ban.h"

enum { ALL_ROUTES = 0xff };

static uint16_t days(int16_t washout) { return washout > 0 ? (uint16_t)washout : 0; }

static struct kernel_rule class_rule(const struct group *g, size_t id)
{
	uint8_t routes = (uint8_t)(g->route ? 1u << g->route | 1u << ROUTE_UNKNOWN : ALL_ROUTES);
	return (struct kernel_rule){ .ref = (uint32_t)id, .kind = g->use ? KERNEL_NONE : KERNEL_CLASS, .routes = { routes, routes } };
}

/* Each cell stands under both ends; the end on side A says it. */
static size_t put_cells(const struct compile *c, struct kernel_cell *cells)
{
	size_t n = 0;
	for (size_t e = 0; e < c->nentities; e++)
		for (size_t i = 0; i < c->entities[e].ncells; i++) {
			const struct img_cell *cell = &c->cells[c->entities[e].cells + i];
			if (!(cell->rule & 1)) cells[n++] = (struct kernel_cell){ (uint32_t)e, cell->partner, cell->rule / 4, (cell->rule & 2) != 0 };
		}
	return n;
}

int yg_compile_kernel(struct compile *c, struct buf *out)
{
	struct arena *a = c->arena;
	struct kernel_product *products = yg_arena_array(a, c->ndrugs + 1, sizeof *products);
	struct kernel_set *sets = yg_arena_array(a, c->nentities + 1, sizeof *sets);
	struct kernel_rule *ingredients = yg_arena_array(a, c->ningredients + 1, sizeof *ingredients);
	struct kernel_rule *classes = yg_arena_array(a, c->ngroups + 1, sizeof *classes);
	struct kernel_rule *pairs = yg_arena_array(a, c->nrules + 1, sizeof *pairs);
	struct kernel_cell *cells = yg_arena_array(a, c->ncells + 1, sizeof *cells);
	struct kernel_source s = { products, c->ndrugs, sets, c->nentities, ingredients, c->ningredients, classes, c->ngroups, pairs, c->nrules,
				   cells, 0, false, { 0 } };
	if (!products || !sets || !ingredients || !classes || !pairs || !cells) return yg_arena_error(a);
	memset(s.mate, ALL_ROUTES, sizeof s.mate);   /* which routes count is in same-ingredient.csv and on the groups */
	for (size_t i = 0; i < c->nentities; i++) {
		const struct img_entity *e = &c->entities[i];
		sets[i] = (struct kernel_set){ c->lists + e->ingredients, c->lists + e->groups, e->ningredients, e->ngroups, 0 };
	}
	for (size_t i = 0; i < c->ndrugs; i++) {
		uint32_t limit = c->entities[c->drugs[i].entity].limit;
		products[i] = (struct kernel_product){ (uint16_t)c->drugs[i].entity, limit == UINT32_MAX ? 0 : c->rules[limit].limit_days };
		sets[c->drugs[i].entity].weight++;
	}
	for (size_t i = 0; i < c->ningredients; i++)
		ingredients[i] = (struct kernel_rule){ .ref = (uint32_t)i, .kind = KERNEL_INGREDIENT, .routes = { ALL_ROUTES, ALL_ROUTES } };
	for (size_t i = 0; i < c->ngroups; i++) classes[i] = class_rule(&c->groups[i], i);
	for (size_t i = 0; i < c->nrules; i++)
		pairs[i] = (struct kernel_rule){ .ref = (uint32_t)i, .kind = KERNEL_PAIR, .severity = c->rules[i].severity,
			.washout = { days(c->rules[i].washout_ab), days(c->rules[i].washout_ba) }, .routes = { ALL_ROUTES, ALL_ROUTES } };
	s.ncells = put_cells(c, cells);
	return yg_kernel_build(&s, a, out);
}
