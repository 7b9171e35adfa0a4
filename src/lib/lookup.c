/* lookup.c - yagen_ext.h: drugs and rules shown to people, as strings with words instead of numbers.
 * Finds by exact code, or hands a list of candidates to a person; picks nothing. */
#include "lib/lib.h"
#include "base/err.h"
#include "base/limits.h"
#include "search/search.h"
#include <stdlib.h>
#include "base/ban.h"

#define SAME(pub, own) _Static_assert((int)(pub) == (int)(own), "public and internal number differ: " #pub)
SAME(YAGEN_DRUG_GENERIC_PRODUCT, DRUG_GENERIC_PRODUCT); SAME(YAGEN_DRUG_BIOLOGIC, DRUG_BIOLOGIC);
SAME(YAGEN_DRUG_UNIFIED_NAME, DRUG_UNIFIED_NAME); SAME(YAGEN_DRUG_GENERIC_NAME, DRUG_GENERIC_NAME);

#define SEARCH_DEFAULT 50u
#define SEARCH_MAX 1000u

struct yagen_drugs { struct arena *arena; yagen_drug *d; size_t n; };
struct yagen_rule_info { struct arena *arena; yagen_rule r; };

static const char *text(struct arena *a, const struct tables *t, uint32_t off) { return lib_z(a, yg_tables_text(t, off)); }
static const char *text2(struct arena *a, const struct tables *t, enum lang lang, uint32_t ja, uint32_t en)
{
	const char *z = lang == LANG_EN ? text(a, t, en) : NULL;
	return z ? z : text(a, t, ja);
}
static const char *code(const char *c) { return c[0] ? c : NULL; }

static const char *route_word(unsigned r)
{
	switch ((enum route)r) {
	case ROUTE_SYSTEMIC: return "systemic";
	case ROUTE_TOPICAL: return "topical";
	case ROUTE_EYE: return "eye";
	case ROUTE_NOSE_EAR: return "nose-ear";
	case ROUTE_INHALED: return "inhaled";
	case ROUTE_OTHER: return "other";
	case ROUTE_UNKNOWN: break;
	}
	return NULL;
}

static const char *form_word(unsigned f)
{
	static const struct { unsigned f; const char *word; } t[] = {
		{ 1, "oral" }, { 3, "other" }, { 4, "injection" }, { 6, "external" }, { 8, "dental" } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (t[i].f == f) return t[i].word;
	return NULL;
}

static const char *control_word(unsigned c)
{
	switch ((enum drug_control)c) {
	case CONTROL_NARCOTIC: return "narcotic";
	case CONTROL_POISON: return "poison";
	case CONTROL_STIMULANT: return "stimulant-precursor";
	case CONTROL_PSYCHOTROPIC: return "psychotropic";
	case CONTROL_NONE: break;
	}
	return NULL;
}

/* --- drugs ------------------------------------------------------------------------ */

static void fill_drug(struct arena *a, const struct tables *t, const struct drug *d, enum lang lang, yagen_drug *o)
{
	const uint16_t *ids;
	const struct rule *limit = yg_days_limit_rule(t, d);
	const char **list;
	size_t n;
	if (d->receipt) o->receipt = yg_arena_printf(a, "%09u", (unsigned)d->receipt).p;
	o->price_code = code(d->price_code);
	o->yj = code(d->yj);
	o->generic_code = code(d->generic_code);
	o->name = text(a, t, d->name);
	o->name_long = text(a, t, d->name_long);
	o->name_list = text(a, t, d->name_list);
	o->kana = text(a, t, d->kana);
	o->unit = text(a, t, d->unit);
	o->strength = text(a, t, d->strength);
	o->maker = text(a, t, d->maker);
	o->listed_name = text(a, t, d->listed_name);
	o->generic_name = text(a, t, d->generic_name);
	o->price = text(a, t, d->price);
	o->route = route_word(d->route);
	o->form = form_word(d->form_class);
	o->control = control_word(d->control);
	o->flags = d->flags & (DRUG_GENERIC_PRODUCT | DRUG_BIOLOGIC | DRUG_UNIFIED_NAME | DRUG_GENERIC_NAME);
	o->listed_on = lib_date(d->listed_on);
	o->changed_on = lib_date(d->changed_on);
	o->ends_on = lib_date(d->ends_on);
	o->transition_until = lib_date(d->transition_until);
	n = yg_drug_ingredients(t, d, &ids);
	if ((list = yg_arena_array(a, n + 1, sizeof *list)))
		for (; o->ningredients < n; o->ningredients++)
			list[o->ningredients] = lib_zz(a, yg_ingredient_name(t, ids[o->ningredients]));
	o->ingredients = list;
	n = yg_drug_groups(t, d, &ids);
	if ((list = yg_arena_array(a, n + 1, sizeof *list)))
		for (; o->ngroups < n; o->ngroups++) {
			const struct group *g = yg_group_at(t, ids[o->ngroups]);
			list[o->ngroups] = text2(a, t, lang, g->label_ja, g->label_en);
		}
	o->groups = list;
	if (limit) o->days_limit = text(a, t, limit->id);
}

static int drugs_new(yagen_drugs **out)
{
	yagen_drugs *d = calloc(1, sizeof *d);
	if (!d) return YAGEN_ENOMEM;
	if (!(d->arena = yg_arena_new(YG_MAX_ARENA))) { free(d); return YAGEN_ENOMEM; }
	*out = d;
	return YAGEN_OK;
}

static int drugs_fill(yagen_drugs *d, const struct tables *t, const uint32_t *index, size_t n, enum lang lang)
{
	d->d = yg_arena_array(d->arena, n + 1, sizeof *d->d);
	for (; d->d && d->n < n; d->n++) fill_drug(d->arena, t, yg_drug_at(t, index[d->n]), lang, &d->d[d->n]);
	return yg_arena_error(d->arena);
}

int yagen_drug_search(yagen_drugs **out, yagen *yg, const char *query, size_t max, yagen_lang lang)
{
	yagen_drugs *d;
	uint32_t *hits = NULL;
	size_t n = 0;
	int err;
	if (!out || !yg || !query || max > SEARCH_MAX) return YAGEN_EARG;
	if ((err = drugs_new(&d)) != YG_OK) return err;
	pthread_mutex_lock(&yg->looking);
	if (!yg->search) err = yg_search_open(&yg->search, yg->tables, NULL);
	if (err == YG_OK) err = yg_search(yg->search, yg_str(query), max ? max : SEARCH_DEFAULT, d->arena, &hits, &n);
	pthread_mutex_unlock(&yg->looking);
	if (err == YG_OK) err = drugs_fill(d, yg->tables, hits, n, lang == YAGEN_EN ? LANG_EN : LANG_JA);
	if (err != YG_OK) { yagen_drugs_free(d); return err; }
	*out = d;
	return YAGEN_OK;
}

int yagen_drug_show(yagen_drugs **out, yagen *yg, const char *wanted, yagen_lang lang)
{
	static size_t (*const by[])(const struct tables *, struct str, const uint32_t **) = {
		yg_drug_by_receipt, yg_drug_by_yj, yg_drug_by_price, yg_drug_by_generic, yg_drug_by_hot };
	struct str c = yg_str_trim(yg_str(wanted));
	const uint32_t *index = NULL;
	yagen_drugs *d;
	size_t n = 0;
	int err;
	if (!out || !yg || !wanted) return YAGEN_EARG;
	for (size_t i = 0; n == 0 && i < sizeof by / sizeof *by; i++) n = by[i](yg->tables, c, &index);
	if (n == 0) return YAGEN_ENOTFOUND;
	if ((err = drugs_new(&d)) != YG_OK) return err;
	err = drugs_fill(d, yg->tables, index, n, lang == YAGEN_EN ? LANG_EN : LANG_JA);
	if (err != YG_OK) { yagen_drugs_free(d); return err; }
	*out = d;
	return YAGEN_OK;
}

size_t yagen_drugs_count(const yagen_drugs *d) { return d ? d->n : 0; }
const yagen_drug *yagen_drugs_at(const yagen_drugs *d, size_t i) { return d && i < d->n ? &d->d[i] : NULL; }
void yagen_drugs_free(yagen_drugs *d)
{
	if (!d) return;
	yg_arena_free(d->arena);
	free(d);
}

/* --- rules ------------------------------------------------------------------------ */

static void fill_rule(struct arena *a, const struct tables *t, const struct rule *r, enum lang lang, yagen_rule *o)
{
	static const char *const kind[] = { "", "same-ingredient", "same-class", "contraindicated-pair", "days-limit", "allergy", "condition",
		"age", "sex", "pregnancy", "lactation", "renal", "hepatic", "dose", "total-quantity", "polypharmacy", "form" };
	o->id = text(a, t, r->id);
	o->kind = r->kind == RULE_PAIR && r->severity < SEV_CRITICAL ? "caution-pair" : kind[r->kind];
	o->severity = (yagen_severity)r->severity;
	o->enabled = r->enabled;
	o->mark = r->mark;
	o->title = text2(a, t, lang, r->title_ja, r->title_en);
	o->effect = text2(a, t, lang, r->effect_ja, r->effect_en);
	o->condition = text2(a, t, lang, r->condition_ja, r->condition_en);
	o->action = text2(a, t, lang, r->action_ja, r->action_en);
	o->unknown = text(a, t, r->unknown_ja);
	if (r->kind == RULE_PAIR) {
		if (r->ingredient_a < yg_ingredient_count(t)) o->side_a = lib_z(a, yg_ingredient_name(t, r->ingredient_a));
		if (r->ingredient_b < yg_ingredient_count(t)) o->side_b = lib_z(a, yg_ingredient_name(t, r->ingredient_b));
	}
	if (r->kind == RULE_SAME_CLASS) {
		const struct group *g = yg_group_at(t, r->group);
		if (g) o->group = text2(a, t, lang, g->label_ja, g->label_en);
	}
	o->washout_ab = r->washout_ab;
	o->washout_ba = r->washout_ba;
	o->limit_days = r->limit_days;
	o->allowed = r->allowed;
	o->source = text(a, t, r->source);
	o->source_date = lib_date(r->source_date);
	o->valid_from = lib_date(r->valid_from);
	o->valid_to = lib_date(r->valid_to);
	o->file = text(a, t, r->file);
	o->line = r->file_line;
}

int yagen_rule_show(yagen_rule_info **out, yagen *yg, const char *id, yagen_lang lang)
{
	const struct rule *r;
	yagen_rule_info *i;
	if (!out || !yg || !id) return YAGEN_EARG;
	if (!(r = yg_rule_by_id(yg->tables, yg_str(id)))) return YAGEN_ENOTFOUND;
	if (!(i = calloc(1, sizeof *i))) return YAGEN_ENOMEM;
	if (!(i->arena = yg_arena_new(YG_MAX_ARENA))) { free(i); return YAGEN_ENOMEM; }
	fill_rule(i->arena, yg->tables, r, lang == YAGEN_EN ? LANG_EN : LANG_JA, &i->r);
	if (yg_arena_error(i->arena)) { yagen_rule_free(i); return YAGEN_ENOMEM; }
	*out = i;
	return YAGEN_OK;
}

const yagen_rule *yagen_rule_get(const yagen_rule_info *r) { return r ? &r->r : NULL; }
void yagen_rule_free(yagen_rule_info *r)
{
	if (!r) return;
	yg_arena_free(r->arena);
	free(r);
}
