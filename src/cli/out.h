/* out.h - what the files that write the answer as text share. */
#ifndef CLI_OUT_H
#define CLI_OUT_H
#include "cli/cli.h"

struct out { struct buf *b; yagen_lang lang; bool colour; unsigned col; };
/* Text from here on, broken at the width; further lines begin at `indent`. Control characters become '?'. */
void out_put(struct out *o, unsigned indent, const char *z);
void out_say(struct out *o, const char *ja, const char *en);
void out_number(struct out *o, unsigned indent, const char *before, size_t n, const char *after);
void out_day(struct out *o, unsigned indent, yagen_date d);
void out_span(struct out *o, unsigned indent, yagen_date from, yagen_date to);
void out_pad(struct out *o, unsigned to);
void out_end(struct out *o);                         /* of the line, without blanks before it */
void out_paint(struct out *o, const char *code);
void out_heading(struct out *o, const char *ja, const char *en);
/* A word of the library ("techo", "days") as people say it; others are handed back. */
const char *out_word(const struct out *o, const char *w);

/* out_findings.c: those to be decided in full, the others folded, then what was answered and what the site switched off. */
void out_findings(struct out *o, const yagen_case *c, bool national);
#endif
