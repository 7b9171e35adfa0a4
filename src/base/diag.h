/* diag.h - the list of everything that was wrong with the inputs, in the order it was met.
 * A kind of diagnostic is a constant beside the code that raises it:
 *
 *   DIAG_KIND(d_newline, "sj1-newline", DIAG_ERROR,
 *             "改行が LF ではありません", "record ends with CR, not LF");
 *   yg_diag(ds, &d_newline, input, record, "", STR_NONE, STR_NONE);
 *
 * {0} and {1} in the texts are replaced by the two arguments. Arguments never hold a patient's name
 * or number. Codes are stable, listed in docs/diagnostics.md (tests/diagnostics.sh compares). */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H
#include "base/arena.h"
#include "base/buf.h"
enum diag_severity { DIAG_NOTE = 1, DIAG_WARNING, DIAG_ERROR };  /* N, W, E of the format documents */
enum lang { LANG_JA, LANG_EN };
struct diag_kind { const char *code; enum diag_severity severity; const char *ja, *en; };
#define DIAG_KIND(name, code, severity, ja, en) \
	static const struct diag_kind name = { code, severity, ja, en }
struct diag {
	const struct diag_kind *kind;
	unsigned   input;                             /* which input, from 0: 0 prescription, 1.. histories */
	unsigned   record;                            /* line or element in it, from 1; 0: the whole input */
	struct str field;                             /* official field name, "201-7 用量"; may be empty */
	struct str arg[2];
};
struct diags {
	struct arena *arena;                          /* texts live here; not owned */
	struct diag  *d; size_t n;
	size_t        left_out;                       /* beyond YG_MAX_DIAGS */
	enum diag_severity worst;                     /* 0: none */
};
void yg_diags_init(struct diags *ds, struct arena *a);
/* field and args are copied. Never fails loudly: without memory the count left_out grows. */
void yg_diag(struct diags *ds, const struct diag_kind *kind, unsigned input, unsigned record,
	     const char *field, struct str arg0, struct str arg1);
void yg_diag_text(const struct diag *d, enum lang lang, struct buf *out);
/* How many of severity >= at_least were added since index `since`. */
size_t yg_diags_count(const struct diags *ds, size_t since, enum diag_severity at_least);
#endif
