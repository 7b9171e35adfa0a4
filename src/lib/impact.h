/* impact.h - private to lib/: a corpus of prescriptions, and what differs between the answers of two editions. */
#ifndef LIB_IMPACT_H
#define LIB_IMPACT_H
#include "lib/fixture.h"

/* impact_corpus.c: case folders (by name), then the lines of corpus.jsonl (in order). Read only once it is open: any number of threads. */
struct corpus_item { const char *dir; size_t at, n; unsigned line; };    /* dir, or bytes of the mapped file and their line */
struct corpus {
	struct arena *arena;
	yagen_fixtures *folders;
	struct corpus_item *item; size_t n;
	const char *map; size_t size;
};
int  corpus_open(struct corpus *c, const char *dir);
void corpus_close(struct corpus *c);
/* The case of that number, with its id as result.name. Errors of yagen_fixture_open(). */
int  corpus_read(const struct corpus *c, size_t i, yagen_fixture **out);

/* --- what differs -------------------------------------------------------------------------------------------------- */
enum change { CHANGE_GAINED, CHANGE_LOST, CHANGE_CHANGED, CHANGE_KINDS };
enum { FACET_SEVERITY = 1, FACET_INTERRUPTS = 2, FACET_LINES = 4, FACET_TEXT = 8, FACETS = 4 };
enum { VERDICT_REFUSED = 3, VERDICT_WORDS = 4 };      /* 0 clear, 1 findings, 2 incomplete: exit codes of `yagen check` */
struct side { unsigned char severity; bool stop; const char *lines; };   /* lines: refs with blanks between */
struct impact_change { size_t item; unsigned seq; enum change what; unsigned facets; const char *rule /* NULL none */, *kind, *title; struct side side[2]; };
struct impact_line { size_t item; unsigned seq; const char *ref, *name, *code, *drug[2] /* identified as; NULL not */, *reasons[2]; unsigned char verdict[2]; };
struct impact_fact { size_t item; unsigned seq; const char *fact; bool gained; };
struct impact_count { const char *rule, *kind; size_t n[2]; };
struct impact_item { const char *id; int err; unsigned lines; unsigned char verdict[2]; bool changed; };

/* What one thread met; later all of them together. */
struct impact_part {
	struct arena *arena;
	struct impact_change *change; size_t nchanges;
	struct impact_line   *line;   size_t nlines;
	struct impact_fact   *fact;   size_t nfacts;
	struct impact_count  *count;  size_t ncounts;
	size_t findings[2], stops[2];
};
/* One row of the answer: a rule, or a kind of finding that has none. */
struct impact_rule { const char *rule, *kind, *title; size_t before, after, n[CHANGE_KINDS], facet[FACETS]; const struct impact_change *first[CHANGE_KINDS]; };
struct yagen_impact {
	struct arena *arena;
	struct impact_item *item; size_t n;
	size_t lines, changed, unreadable, critical_lost /* critical findings that go, or become less */, matrix[VERDICT_WORDS][VERDICT_WORDS];
	struct impact_part all;
	struct impact_rule *rule; size_t nrules;
	size_t cover[3][3], lost_ids, new_ids, other_ids;
	unsigned examples;
	yagen_edition edition[2][2];                 /* before, after; drug master, rules */
	struct impact_part *parts; size_t nparts;
};
extern const char *const impact_verdict[VERDICT_WORDS], *const impact_facet[FACETS], *const impact_cover[3], *const impact_severity[4];
int impact_collect(struct yagen_impact *i, const yagen *before, const yagen *after);     /* impact_collect.c */
/* n for 1,000 of `of`, two decimals. */
struct rate { char z[32]; };
struct rate impact_rate(size_t n, size_t of);
/* The next example of the same rule and change, or NULL. */
const struct impact_change *impact_next(const struct yagen_impact *i, const struct impact_change *c);
int impact_html(const struct yagen_impact *i, yagen_lang lang, struct buf *out);         /* impact_html.c */
#endif
