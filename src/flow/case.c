/* case.c - beginning and end of a case: one arena with a limit, one hold on the tables, nothing else to free. */
#include "flow/case.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

int yg_case_new(struct yg_case **out, struct tables *t)
{
	struct arena *a;
	struct yg_case *c;
	if (!out || !t) return YG_EARG;
	a = yg_arena_new(YG_MAX_ARENA);
	if (!a) return YG_ENOMEM;
	c = yg_arena_alloc(a, sizeof *c);
	if (!c) {
		yg_arena_free(a);
		return YG_ENOMEM;
	}
	c->arena = a;
	c->tables = yg_tables_hold(t);
	c->state = CASE_NEW;
	c->facts.weight_kg = c->facts.height_cm = DEC_NONE;
	c->facts.gestation_weeks = -1;
	c->ninputs = 1;
	yg_diags_init(&c->diags, a);
	*out = c;
	return YG_OK;
}

void yg_case_free(struct yg_case *c)
{
	if (!c) return;
	yg_tables_drop(c->tables);
	yg_arena_free(c->arena);                     /* c itself lives in it */
}
