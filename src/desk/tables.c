/* tables.c - the editions a case works with. A case keeps to those it was first checked with: an answer never mixes two, and a case in
 * flight is not judged by tables that came later. Looks tables up; never changes them. */
#include "desk/desk.h"
#include "pack/pack.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_needed, "desk-edition-needed", DIAG_ERROR, "この受付は {0} の版 {1} で始まりました。その版が必要です", "this case began with another edition of the {0}: {1} is needed");

struct str desk_edition(struct run *r, const yagen_edition *e) { return yg_arena_printf(r->arena, "%s %s", e->id, e->checksum); }

/* A second handle on the same tables. */
static int share(const yagen *of, yagen **out)
{
	yagen *yg = calloc(1, sizeof *yg);
	int err;
	if (!yg) return YG_ENOMEM;
	if (!(yg->arena = yg_arena_new(YG_MAX_ARENA))) { free(yg); return YG_ENOMEM; }
	yg->tables = yg_tables_hold(of->tables);
	yg->unsigned_master = of->unsigned_master;
	yg->unsigned_rules = of->unsigned_rules;
	lib_edition(yg->arena, yg_tables_master(yg->tables), &yg->drugmaster);
	lib_edition(yg->arena, yg_tables_rules(yg->tables), &yg->rules);
	err = yg_arena_error(yg->arena);
	if (err != YG_OK) yagen_free(yg);
	else *out = yg;
	return err;
}

static int open_pair(struct run *r, struct str master, struct str rules, yagen **out)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	int err;
	o.drugmaster_dir = master.p;
	o.rules_dir = rules.p;
	o.cache_dir = r->d->cache_dir.n ? r->d->cache_dir.p : NULL;
	o.listener = r->d->listener;
	err = yagen_open(out, &o);
	return err == YG_ENOTFOUND || err == YG_EARG ? YG_ETABLE : err;
}

/* Editions as installed: refused when unsigned, or marked in every answer (pack.h). */
static int open_installed(struct run *r, const struct edition_place *master, const struct edition_place *rules, yagen **out)
{
	return lib_open_places(out, master, rules, r->d->mark_unsigned, r->d->cache_dir.n ? r->d->cache_dir.p : NULL, r->d->listener);
}

static bool is(struct run *r, const yagen *yg, struct str master, struct str rules)
{
	return yg && yg_str_eq(desk_edition(r, &yg->drugmaster), master) && yg_str_eq(desk_edition(r, &yg->rules), rules);
}

static int no_tables(struct run *r, int err)
{
	if (err == YG_ENOMEM || err == YG_EIO) return err;
	return run_refuse_as(r, YG_ETABLE, "tables", "医薬品マスターまたはルールがないか、壊れています", "drug master or rules are missing or damaged");
}

int desk_tables_in_force(struct run *r, yagen **out)
{
	yagen_desk *d = r->d;
	struct str master = d->master_dir, rules = d->rules_dir;
	yagen *fresh = NULL;
	int err = YG_OK;
	if (!master.n && d->editions_dir.n) {        /* asked every time: an installation takes effect with the next case */
		struct editions e;
		err = yg_editions_current(d->editions_dir.p, r->arena, &e, &r->diags);
		if (err == YG_OK && d->tables && yg_str_eqz(e.master.checksum, d->tables->drugmaster.checksum) && yg_str_eqz(e.rules.checksum, d->tables->rules.checksum))
			return share(d->tables, out);
		if (err == YG_OK) err = open_installed(r, &e.master, &e.rules, &fresh);
	} else if (d->tables) {
		return share(d->tables, out);
	}
	if (err == YG_OK && !fresh) err = master.n ? open_pair(r, master, rules, &fresh) : YG_ETABLE;
	if (err != YG_OK) return no_tables(r, err);
	yagen_free(d->tables);
	d->tables = fresh;
	return share(d->tables, out);
}

int desk_tables_named(struct run *r, struct str master, struct str rules, yagen **out)
{
	struct edition_place m, u;
	yagen *now = NULL;
	int err;
	if (is(r, r->d->tables, master, rules)) return share(r->d->tables, out);
	err = desk_tables_in_force(r, &now);
	if (err == YG_OK && is(r, now, master, rules)) {
		*out = now;
		return YG_OK;
	}
	yagen_free(now);
	if (r->d->editions_dir.n) {
		err = yg_editions_find(r->d->editions_dir.p, EDITION_MASTER, master, r->arena, &m, &r->diags);
		if (err == YG_OK) err = yg_editions_find(r->d->editions_dir.p, EDITION_RULES, rules, r->arena, &u, &r->diags);
		if (err == YG_OK) err = open_installed(r, &m, &u, &now);
		if (err == YG_OK) {
			*out = now;
			return YG_OK;
		}
	}
	yg_diag(&r->diags, &d_needed, 0, 0, "", STR("drugmaster"), master);
	yg_diag(&r->diags, &d_needed, 0, 0, "", STR("rules"), rules);
	return run_refuse_as(r, YG_ETABLE, "edition-changed", "この受付が始まったときの版がありません", "the editions this case began with are not installed");
}

int desk_tables(struct run *r, yagen **out)
{
	if (!r->c || !r->c->master.n || !r->c->rules.n) return desk_tables_in_force(r, out);
	return desk_tables_named(r, r->c->master, r->c->rules, out);
}
