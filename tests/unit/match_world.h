/* match_world.h - test helper: prescription and history lines in one line each, and the matcher run on them. */
#ifndef TESTS_MATCH_WORLD_H
#define TESTS_MATCH_WORLD_H
#include "fake_tables.h"
#include "match/history.h"
#include "match/match.h"
#include "match/period.h"

struct say { int drug; const char *on; int days; const char *clinic, *pharmacy; bool masked; int source; enum form_class form; };
struct world {
	struct arena *a;
	struct exposure rx[64], hist[256]; size_t nrx, nhist;
	struct match_out out;
	struct ymd as_of;                            /* not given: DAY0 */
};
#define DAY0 "2026-11-01"

static struct ymd w_day(const char *s)
{
	struct ymd v = YMD_NONE;
	if (s && *s && yg_ymd_parse(yg_str(s), &v)) abort();
	return v;
}

static void w_exposure(struct world *w, struct exposure *e, const struct say *s, size_t number)
{
	struct drug_item *it = yg_arena_alloc(w->a, sizeof *it);
	struct institution *clinic = yg_arena_alloc(w->a, sizeof *clinic), *pharmacy = yg_arena_alloc(w->a, sizeof *pharmacy);
	if (!it || !clinic || !pharmacy) abort();
	*e = (struct exposure){ 0 };
	it->system = CODE_RECEIPT;
	it->code = yg_arena_printf(w->a, "%d", 620000000 + s->drug);
	it->drug = s->drug >= 0 ? &fake.drugs[s->drug] : NULL;
	it->unit = STR("錠");
	it->amount = yg_dec_int(1);
	e->item = it;
	e->route = it->drug ? (enum route)it->drug->route : ROUTE_UNKNOWN;
	yg_period(e, s->form ? s->form : FORM_ORAL, it->amount, yg_dec_int(s->days), w_day(s->on));
	e->on = w_day(s->on);
	e->masked = s->masked;
	e->source = s->source;
	e->merged_into = number;
	if (s->clinic) {
		clinic->name = e->clinic_key.name = yg_str(s->clinic);
		e->clinic = clinic;
	}
	if (s->pharmacy) {
		pharmacy->name = e->pharmacy_key.name = yg_str(s->pharmacy);
		e->pharmacy = pharmacy;
	}
	e->kind = s->source < 0 ? HIST_PRESCRIBED : HIST_DISPENSED;
	e->registered = true;
	snprintf(e->ref, sizeof e->ref, s->source < 0 ? "rx/1/%zu" : "hist/0/%zu", number + 1);
}

static inline struct world w_new(void) { return (struct world){ .a = yg_arena_new(64u << 20) }; }
static inline void w_rx(struct world *w, struct say s)
{
	s.source = -1;
	w_exposure(w, &w->rx[w->nrx], &s, w->nrx);
	w->nrx++;
}
static inline void w_hist(struct world *w, struct say s)
{
	w_exposure(w, &w->hist[w->nhist], &s, w->nhist);
	w->nhist++;
}
static inline void w_match(struct world *w)
{
	static const struct facts facts;
	struct match_in in = { .tables = &fake, .as_of = yg_ymd_given(w->as_of) ? w->as_of : w_day(DAY0), .rx = w->rx, .nrx = w->nrx, .hist = w->hist, .nhist = w->nhist, .facts = &facts };
	if (yg_match(&in, w->a, &w->out) != 0) abort();
}
static inline void w_free(struct world *w) { yg_arena_free(w->a); }
/* The only finding of this kind, or NULL. */
static inline const struct finding *w_one(const struct world *w, enum finding_kind kind)
{
	const struct finding *f = NULL;
	for (size_t i = 0; i < w->out.nfindings; i++)
		if (w->out.findings[i].kind == kind) {
			if (f) return NULL;
			f = &w->out.findings[i];
		}
	return f;
}
static inline size_t w_count(const struct world *w, enum finding_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < w->out.nfindings; i++) n += w->out.findings[i].kind == kind;
	return n;
}
#endif
