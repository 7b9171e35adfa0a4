/* case.h - one prescription at the counter, from paper or wire to registered.
 * The only place where the modules meet; the steps hold no logic except order. */
#ifndef FLOW_CASE_H
#define FLOW_CASE_H
#include "codec/codec.h"
#include "match/history.h"
#include "match/match.h"
#include "tables/identify.h"
#include "tables/tables.h"
#include "flow/consent.h"

enum case_state { CASE_NEW, CASE_RECEIVED, CASE_IDENTIFIED, CASE_CHECKED };
struct check_options {
	struct ymd as_of;                            /* required */
	unsigned lookback_days;                      /* 0: 1096, three years */
	enum consent_basis consent;
	bool refuse_expired;
	struct consents consents;                    /* what was recorded of consents; now 0: the beginning of as_of */
	bool consent_noted;                          /* basis paper: the written consent was noted */
};
struct given_facts { struct facts facts; unsigned input; bool checkup; /* a 特定健診 file */ };
struct yg_case {
	struct arena        *arena;                  /* everything below lives here */
	struct tables       *tables;                 /* one edition, held until the case ends */
	enum case_state      state;
	struct document      rx_doc;                 /* rx_doc.rx is the prescription */
	struct history_source *sources; size_t nsources; struct document *source_docs;
	struct facts         facts;                  /* all that is known, put together by the check (facts.c) */
	struct given_facts  *given_facts; size_t ngiven_facts;         /* as handed over */
	struct check_options opt;
	struct exposure     *exposures; size_t nexposures, nrx;       /* our lines first, then history */
	struct rx_group    **exposure_group;         /* RP of our own lines, by exposure index */
	struct finding      *findings;  size_t nfindings;
	struct finding      *hidden;    size_t nhidden;               /* of rules that the site switched off */
	struct answer       *answers;   size_t nanswers;              /* earlier decisions (answers.h) */
	struct overlay      *overlay;                /* the site's file (overlay.h); NULL none */
	struct settlement   *settlements; size_t nsettlements;        /* what people settled about unknown names and codes (settle.h) */
	struct coverage      coverage;
	struct diags         diags;
	unsigned             otc_names;              /* OTC ingredient names looked up so far */
	unsigned             ninputs;                /* number of the next history or facts input in diagnostics; 0 is the prescription's */
	size_t               sources_left_out;       /* history inputs beyond the limit: not even kept as unusable */
	size_t               rx_faults;              /* error diagnostics met while reading the prescription */
	struct identify_out *identity;               /* of our own lines, in their order (exposure index) */
};
int  yg_case_new(struct yg_case **out, struct tables *t);
void yg_case_free(struct yg_case *c);
/* Steps. Each tests the state, works in the arena; a failed step changes nothing but diags. */
int  yg_receive(struct yg_case *c, enum format f, struct str bytes);             /* -> RECEIVED */
int  yg_add_history(struct yg_case *c, enum format f, struct str bytes, struct str label); /* may be called before or after receive; a refused
                                                        source is kept as unusable, so that coverage says so, and its error returned */
int  yg_add_facts(struct yg_case *c, enum format f, struct str bytes);            /* any number, up to YG_MAX_SOURCES */
int  yg_add_answers(struct yg_case *c, struct str json);          /* any number; YG_ESYNTAX: not an answers document */
int  yg_add_overlay(struct yg_case *c, struct str csv, struct str name);         /* one; YG_ETABLE: every fault is a diagnostic */
int  yg_identify_case(struct yg_case *c);            /* flow/identify.c */
int  yg_check(struct yg_case *c, const struct check_options *o);                 /* identify, merge, match, coverage -> CHECKED */
/* What the consents decide about, for one source and for the check as a whole (now filled in). */
struct consent_asked yg_source_asked(const struct history_source *s, const struct check_options *o);
struct consents yg_check_consents(const struct check_options *o);
/* What a 特定健診 file among the given facts asks. */
struct consent_asked yg_facts_asked(const struct facts *f, const struct check_options *o);
#endif
