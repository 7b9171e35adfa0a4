/* report.c - the whole answer as one JSON object: keys and their order are a contract (docs/api/check.schema.json).
 * Writes what the view holds, so it cannot name what the view left out. */
#include "lib/lib.h"
#include "codec/neutral_json.h"
#include "text/json.h"
#include "base/ban.h"

static void kdate(struct jw *w, const char *key, yagen_date d)
{
	jw_kymd(w, key, (struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day });
}

static void edition(struct jw *w, const char *key, const struct edition *e, bool rules, const yagen_overlay *site)
{
	jw_key(w, key);
	jw_obj(w);
	jw_kstr(w, "id", e->id);
	jw_kymd(w, "source_date", e->source_date);
	jw_kymd(w, "valid_from", e->valid_from);
	jw_kymd(w, "valid_until", e->valid_until);
	jw_kstr(w, "sources", e->sources);
	jw_kstr(w, "checksum", e->checksum);
	jw_kint(w, "rows", (long long)e->rows);
	if (rules) {
		jw_kint(w, "enabled", (long long)e->enabled);
		jw_kint(w, "disabled", (long long)(e->rows - e->enabled));
		jw_kint(w, "off_by_site", site ? (long long)site->off : 0);
	}
	jw_obj_end(w);
}

static void period(struct jw *w, const yagen_line *l)
{
	jw_key(w, "period");
	if (l->how) {
		jw_obj(w);
		kdate(w, "from", l->from);
		kdate(w, "to", l->to);
		jw_kz(w, "how", l->how);
		jw_kz(w, "text", l->period);
		jw_obj_end(w);
	} else {
		jw_null(w);
	}
}

static void coverage(struct jw *w, const struct view *v)
{
	static const char *const word[] = { "checked", "partial", "unchecked" };
	jw_key(w, "coverage");
	jw_obj(w);
	jw_key(w, "lines");
	jw_arr(w);
	for (size_t i = 0; i < v->ncoverage; i++) {
		const yagen_line_coverage *c = &v->coverage[i];
		jw_obj(w);
		jw_kz(w, "line", c->line->ref);
		jw_kz(w, "code", c->line->code);
		jw_kz(w, "name", c->line->name);
		jw_kz(w, "yj", c->line->yj);
		jw_kz(w, "price_code", c->line->price_code);
		jw_kz(w, "verdict", word[c->verdict]);
		jw_key(w, "reasons");
		jw_arr(w);
		for (size_t k = 0; k < c->nreasons; k++) jw_z(w, c->reasons[k].word);
		jw_arr_end(w);
		period(w, c->line);
		jw_kint(w, "on_hand_days", c->line->on_hand_days);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_key(w, "history");
	jw_arr(w);
	for (size_t i = 0; i < v->nsources; i++) {
		const yagen_source *s = &v->sources[i];
		jw_obj(w);
		jw_kz(w, "source", s->label);
		jw_kint(w, "lines", (long long)s->lines);
		jw_kint(w, "identified", (long long)s->identified);
		kdate(w, "from", s->from);
		kdate(w, "to", s->to);
		jw_key(w, "age_days");
		if (s->age_days < 0) jw_null(w);
		else jw_int(w, s->age_days);
		jw_kint(w, "number", s->number);
		jw_kz(w, "format", s->format);
		jw_kbool(w, "usable", s->usable);
		jw_kz(w, "why_not", s->why_not.word);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_obj_end(w);
	jw_key(w, "could_not_judge");
	jw_arr(w);
	for (size_t i = 0; i < v->ngaps; i++) {
		jw_obj(w);
		jw_kz(w, "fact", v->gaps[i].fact.word);
		jw_kz(w, "text", v->gaps[i].fact.text);
		jw_key(w, "rules");
		jw_arr(w);
		for (size_t k = 0; k < v->gaps[i].nrules; k++) jw_z(w, v->gaps[i].rules[k]);
		jw_arr_end(w);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void answered(struct jw *w, const yagen_answer *a)
{
	jw_key(w, "answered");
	if (!a) {
		jw_null(w);
		return;
	}
	jw_obj(w);
	jw_kz(w, "key", a->key);
	jw_kz(w, "reason", a->reason);
	jw_kz(w, "label", a->label);
	jw_kz(w, "by", a->by);
	kdate(w, "on", a->on);
	kdate(w, "until", a->until);
	jw_kz(w, "note", a->note);
	jw_obj_end(w);
}

static void finding(struct jw *w, const yagen_finding *f)
{
	static const char *const severity[] = { "", "info", "warning", "critical" };
	jw_obj(w);
	jw_kz(w, "id", f->id);
	jw_kz(w, "kind", f->kind);
	jw_kz(w, "severity", severity[f->severity]);
	jw_kbool(w, "interrupts", f->interrupts);
	jw_kz(w, "rule", f->rule);
	jw_kz(w, "source", f->source);
	jw_kz(w, "title", f->title);
	jw_kz(w, "action", f->action);
	jw_key(w, "lines");
	jw_arr(w);
	for (size_t i = 0; i < f->nlines; i++) jw_z(w, f->lines[i]);
	jw_arr_end(w);
	jw_key(w, "overlap");
	if (f->overlap_days) {
		jw_obj(w);
		kdate(w, "from", f->overlap_from);
		kdate(w, "to", f->overlap_to);
		jw_key(w, "days");
		if (f->overlap_days < 0) jw_null(w);     /* both without a known end */
		else jw_int(w, f->overlap_days);
		jw_obj_end(w);
	} else {
		jw_null(w);
	}
	jw_kz(w, "arithmetic", f->arithmetic);
	jw_key(w, "group");
	if (f->rows) {
		jw_obj(w);
		jw_kint(w, "rows", f->rows);
		jw_kint(w, "institutions", f->institutions);
		jw_kint(w, "pharmacies", f->pharmacies);
		jw_kz(w, "quantity", f->quantity);
		jw_kz(w, "unit", f->unit);
		jw_kz(w, "daily", f->daily);
		jw_kint(w, "days_on_hand", f->days_on_hand);
		jw_obj_end(w);
	} else {
		jw_null(w);
	}
	jw_kz(w, "national", f->national);
	jw_kbool(w, "masked", f->masked);
	answered(w, f->answered);
	jw_kz(w, "effect", f->effect);
	jw_kz(w, "condition", f->condition);
	jw_kz(w, "detail", f->detail);
	jw_kz(w, "shared", f->shared);
	jw_key(w, "gap_days");
	if (f->gap_days < 0) jw_null(w);
	else jw_int(w, f->gap_days);
	jw_kz(w, "key", f->key);
	jw_kz(w, "context", f->context);
	jw_key(w, "also_rules");
	jw_arr(w);
	for (size_t i = 0; i < f->nalso; i++) jw_z(w, f->also[i]);
	jw_arr_end(w);
	jw_obj_end(w);
}

/* What the site changed, row by row: it stands in every answer. */
static void overlay(struct jw *w, const yagen_overlay *o)
{
	static const char *const severity[] = { NULL, "info", "warning", "critical" };
	jw_key(w, "overlay");
	if (!o) {
		jw_null(w);
		return;
	}
	jw_obj(w);
	jw_kz(w, "file", o->file);
	jw_kz(w, "checksum", o->checksum);
	jw_kint(w, "off", (long long)o->off);
	jw_kint(w, "changed", (long long)o->changed);
	jw_key(w, "rows");
	jw_arr(w);
	for (size_t i = 0; i < o->nrows; i++) {
		const yagen_overlay_row *r = &o->rows[i];
		jw_obj(w);
		jw_kz(w, "rule", r->rule);
		jw_kbool(w, "enabled", r->enabled);
		jw_kz(w, "severity", severity[r->severity]);
		jw_kz(w, "note", r->note);
		jw_kz(w, "name", r->name);
		kdate(w, "date", r->date);
		kdate(w, "valid_to", r->valid_to);
		jw_kbool(w, "in_force", r->in_force);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_obj_end(w);
}

static void reference(struct jw *w, const yagen_line *l)
{
	jw_key(w, l->ref);
	jw_obj(w);
	jw_kz(w, "code", l->code);
	jw_kz(w, "name", l->name);
	jw_kz(w, "yj", l->yj);
	jw_kz(w, "price_code", l->price_code);
	kdate(w, "date", l->on);
	jw_kz(w, "institution", l->institution);
	jw_kz(w, "pharmacy", l->pharmacy);
	jw_kz(w, "origin", l->origin);
	period(w, l);
	jw_kz(w, "kind", l->kind);
	jw_kbool(w, "masked", l->masked);
	jw_obj_end(w);
}

static void national(struct jw *w, const struct view *v)
{
	jw_key(w, "national");
	jw_arr(w);
	for (size_t i = 0; i < v->nnational; i++) {
		const yagen_national *n = &v->national[i];
		jw_obj(w);
		jw_kz(w, "finding", n->finding);
		jw_kz(w, "kind", n->kind);
		jw_kz(w, "line", n->line);
		jw_kz(w, "partner", n->partner);
		jw_kz(w, "partner_name", n->partner_name);
		kdate(w, "partner_date", n->partner_on);
		jw_kz(w, "national", n->national);
		jw_kz(w, "why", n->why);
		jw_kbool(w, "guess", n->guess);
		jw_kz(w, "text", n->text);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void diagnostics(struct jw *w, const struct yagen_case *yc)
{
	static const char *const severity[] = { "", "note", "warning", "error" };
	jw_key(w, "diagnostics");
	jw_arr(w);
	for (size_t i = 0; i < yc->ndiags; i++) {
		const yagen_diag *d = &yc->diags[i];
		jw_obj(w);
		jw_kz(w, "code", d->code);
		jw_kint(w, "input", d->input);
		jw_kint(w, "record", d->record);
		jw_kz(w, "field", d->field);
		jw_kz(w, "text", d->text);
		jw_kz(w, "severity", severity[d->severity]);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void explain(struct jw *w, const struct view *v)
{
	jw_key(w, "explain");
	jw_arr(w);
	for (size_t i = 0; i < v->nexplain; i++) {
		jw_obj(w);
		jw_kz(w, "line", v->explain[i].line);
		jw_kz(w, "rule", v->explain[i].rule);
		jw_kz(w, "partner", v->explain[i].partner);
		jw_kz(w, "outcome", v->explain[i].outcome);
		jw_kz(w, "text", v->explain[i].text);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

int report_write(const struct yagen_case *yc, struct buf *out)
{
	const struct view *v = &yc->view;
	struct jw w;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kz(&w, "yagen", yagen_version());
	jw_kymd(&w, "as_of", yc->c->opt.as_of);
	jw_key(&w, "editions");
	jw_obj(&w);
	edition(&w, "drugmaster", yg_tables_master(yc->c->tables), false, NULL);
	edition(&w, "rules", yg_tables_rules(yc->c->tables), true, v->overlay);
	overlay(&w, v->overlay);
	jw_obj_end(&w);
	jw_kz(&w, "verdict", view_verdict_word(v->verdict));
	jw_key(&w, "prescription");
	yg_json_write_rx(&w, yc->c->rx_doc.rx);
	coverage(&w, v);
	jw_key(&w, "findings");
	jw_arr(&w);
	for (size_t i = 0; i < v->nfindings; i++) finding(&w, &v->findings[i]);
	jw_arr_end(&w);
	jw_key(&w, "references");
	jw_obj(&w);
	for (size_t i = 0; i < v->nlines; i++)
		if (v->lines[i].source >= 0) reference(&w, &v->lines[i]);
	jw_obj_end(&w);
	diagnostics(&w, yc);
	jw_key(&w, "switched_off_by_site");
	jw_arr(&w);
	for (size_t i = 0; i < v->nhidden; i++) finding(&w, &v->hidden[i]);
	jw_arr_end(&w);
	if (v->explained) explain(&w, v);
	if (v->nationals) national(&w, v);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
	return out->err;
}
