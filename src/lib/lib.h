/* lib.h - what stands behind the opaque types of yagen.h, and the few helpers the files of this folder share.
 * Not installed. */
#ifndef LIB_LIB_H
#define LIB_LIB_H
#include "yagen/yagen.h"
#include "yagen/yagen_ext.h"
#include "flow/case.h"
#include "match/period.h"
#include "base/buf.h"
#include <pthread.h>
#include "pack/pack.h"

struct yagen {
	struct tables *tables;                       /* one hold */
	bool           unsigned_master, unsigned_rules; /* used although unsigned: every answer says so */
	struct arena  *arena;                        /* the two editions as strings */
	yagen_edition  drugmaster, rules;
	pthread_mutex_t looking;                     /* one look-up at a time: */
	struct search  *search;                      /* opened by the first, kept until the end; NULL before */
};
struct yagen_sink { struct buf b; };

/* The answer as the caller sees it. Masked lines are stripped when it is built and nowhere else: what is not in
 * here cannot be written by mistake. All of it lives in the arena of the case. */
struct view {
	yagen_verdict        verdict;
	yagen_line          *lines;    size_t nlines;
	yagen_finding       *findings; size_t nfindings;
	yagen_finding       *hidden;   size_t nhidden;
	yagen_overlay       *overlay;
	yagen_line_coverage *coverage; size_t ncoverage;
	yagen_source        *sources;  size_t nsources;
	yagen_gap           *gaps;     size_t ngaps;
	yagen_explain       *explain;  size_t nexplain; bool explained;
	yagen_national      *national; size_t nnational; bool nationals;
};
struct yagen_case {
	struct yg_case *c;
	enum lang       lang;
	bool            started;                     /* something was read: the language is fixed */
	struct consents consents;                    /* set by the counter before the check; else the caller's basis is all there is */
	bool            consent_noted;
	struct view     view;
	yagen_diag     *diags; size_t ndiags;
};

/* Copies, ended by NUL. lib_z: an empty text becomes NULL; lib_zz: it becomes "". NULL too when there is no memory:
 * yg_arena_error() tells at the end. */
const char *lib_z(struct arena *a, struct str s);
const char *lib_zz(struct arena *a, struct str s);
yagen_date  lib_date(struct ymd d);
struct ymd  lib_ymd(yagen_date d);                   /* out-of-range members give YMD_NONE */
/* One diagnostic in words. hide: its arguments may name a line without consent and are left out. */
void lib_diag(struct arena *a, const struct diag *d, enum lang lang, bool hide, yagen_diag *out);
void lib_left_out(struct arena *a, size_t n, enum lang lang, yagen_diag *out); /* "n more were left out" */
/* Tells l everything in ds (and how many were left out); l may be NULL. */
void lib_tell(const yagen_listener *l, const struct diags *ds);
enum lang lib_lang(const yagen_listener *l);
void lib_edition(struct arena *a, const struct edition *e, yagen_edition *out);

/* editions.c: opens two installed editions (yg_editions_current, yg_editions_find). An unsigned one: YG_ETABLE, or with mark_unsigned
 * every case of it carries the diagnostic "edition-unsigned". listener as in yagen_open(). */
int lib_open_places(yagen **out, const struct edition_place *master, const struct edition_place *rules, bool mark_unsigned,
		    const char *cache_dir, const yagen_listener *l);

void lib_mark_unsigned(const yagen *yg, struct diags *ds);

int lib_sink_add(yagen_sink *s, struct str bytes);   /* YG_ETOOBIG, YG_ENOMEM: the sink is as before */

/* A text of rules/messages.*: NULL when there is none. */
const char *lib_message(struct arena *a, const struct tables *t, enum lang lang, const char *head, const char *key);

int  view_build(struct yagen_case *yc);              /* view.c: after the check */
const yagen_line *view_line(const struct view *v, const char *ref);
const char *view_finding_kind(const struct finding *f);
const char *view_verdict_word(yagen_verdict v);
/* unscan.c: a picture or a scanner's output -> the one document in it; other bytes are handed back as they are.
 * Diagnostics go to the case under this input number. YG_OK; errors of scan.h; YG_EREFUSED: several documents. */
int  lib_unscan(struct yg_case *c, enum format f, struct str bytes, unsigned input, struct str *out);
/* After bytes were refused: true when a scanner's known habit explains it and could be undone; then the diagnostics since
 * `since` are replaced by what was done. */
bool lib_repair(struct yg_case *c, enum format f, struct str bytes, unsigned input, size_t since, struct str *out);
int  report_write(const struct yagen_case *yc, struct buf *out);      /* report.c */
#endif
