/* fixture.h - private to lib/: a case folder in memory, shared by replay, impact and anonymise. */
#ifndef LIB_FIXTURE_H
#define LIB_FIXTURE_H
#include "lib/lib.h"

struct fixture_input { const char *name; struct str bytes; yagen_format format; };
struct fixture_inputs { struct fixture_input *v; size_t n; };
struct yagen_fixture {
	struct arena *arena;
	const char   *dir, *title, *why;
	yagen_format  rx_format;
	struct fixture_inputs rx, history, patient, answers, overlay;  /* rx: one; overlay: at most one */
	yagen_check_options check;
	yagen_lang    lang;                          /* of the answer; expectations do not depend on it */
	struct buf    report;
	bool          ran;
	yagen_fixture_result result;
};
struct yagen_fixtures { struct arena *arena; const char **dirs; size_t n; };

bool lib_consent(struct str word, yagen_consent *out);           /* "card" ...; false: no such word */
/* Everything read and checked with these tables. *code: what `yagen check` ends with; *out NULL when it is refused (65, 78). */
int  lib_fixture_check(const struct yagen_fixture *f, yagen *yg, yagen_case **out, int *code);
/* fixture_lines.c: the lines of expect.txt from a report (fixtures/README.md); an empty report gives the exit line alone. */
int  lib_fixture_lines(struct str report, int exit_code, struct buf *out);
#endif
