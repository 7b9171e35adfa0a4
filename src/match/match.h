/* match.h - the heart: exposures in, findings and coverage out. Pure: no clock, no file, no locale, no global, no float.
 * The same input, tables and date give the same bytes on every machine. */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H
#include "base/arena.h"
#include "model/model.h"
#include "tables/tables.h"

/* A rule as the site wants it (flow/overlay.h): not shown, or with another severity. The edition is as it was. */
struct site_rule { const struct rule *rule; bool off; uint8_t severity; /* enum severity; 0: the rule's own */ };

struct match_in {
	const struct tables *tables;
	struct ymd           as_of;                  /* the day of the check */
	struct exposure     *rx;    size_t nrx;      /* our own lines */
	struct exposure     *hist;  size_t nhist;    /* merged history: lines with merged_into != own index are skipped */
	const struct facts  *facts;                  /* never NULL; unknown members are unknown */
	const struct rx      *paper;                 /* the prescription as a whole (remarks, 麻薬施用); NULL: not looked at */
	const struct finding *given; size_t ngiven;  /* findings of earlier steps (identity, unchecked, expired): put in order, given ids */
	const struct site_rule *site; size_t nsite;  /* at most one for a rule; lines without consent are not touched by it */
};
struct match_out {
	struct finding *findings; size_t nfindings;  /* in the order shown: severity, then our line, then kind, then rule id */
	struct judge_gap *gaps; size_t ngaps;        /* facts nobody told, each once, with the rules that ask for them */
	size_t compared;                             /* pairs compared (masked lines not counted) */
	size_t switched_off;                         /* times a rule that is off in this edition would have fired */
	struct finding *hidden; size_t nhidden;      /* what rules that the site switched off would have said; same order */
};
/* Exposure indices in findings: 0..nrx-1 our lines, nrx.. history. YG_ENOMEM, YG_ETOOBIG (arena limit). */
int yg_match(const struct match_in *in, struct arena *a, struct match_out *out);
#endif
