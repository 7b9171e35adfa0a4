/* settle.h - names and codes nobody could identify, settled once by a person: "this is that product". Handed to a case before it
 * is checked; used where the identity guard knew no answer, and told every time.
 *
 * A settlement holds for a line with exactly the same code system, code, name and unit, byte for byte; when one of the four
 * differs it says nothing. It never overrules the guard: a line that the master identifies, or contradicts, is not looked at. The
 * settled product must itself pass the guard with the line's unit, form and day. */
#ifndef FLOW_SETTLE_H
#define FLOW_SETTLE_H
#include "flow/case.h"
struct settlement {
	struct str system, code, name, unit;         /* the line as written; system: yg_line_system() */
	enum code_system product_system;             /* what it was settled to ... */
	struct str product_code, product_name;       /* ... with the name that the master gives this code */
	struct str by;                               /* who said so, and when */
	struct ymd on;
	bool       used;                             /* set when a line of the case met it */
};
/* "receipt" "mhlw" "yj" "hot" "generic" "jan" "none", as in the neutral JSON; "unknown:<as written>" */
struct str yg_line_system(struct arena *a, enum code_system s, struct str raw);
enum code_system yg_code_system(struct str word);    /* CODE_UNKNOWN when it is none of them */
/* Adds n settlements (copied). YG_ESTATE after identification, YG_ENOMEM. */
int yg_add_settlements(struct yg_case *c, const struct settlement *s, size_t n);
/* For flow/identify.c: a line that the guard did not know. True when a settlement identified it; *out is then as if the guard had,
 * with reason "settled-by:<who>". ref names the line in the diagnostic; empty: say nothing of it (a line without consent). input 0:
 * our own line; of a history the diagnostic does not name the product, because who may see it is decided later. */
bool yg_settled(struct yg_case *c, const struct identify_in *in, struct str system_raw, struct str ref, unsigned input, unsigned record,
		struct identify_out *out);
#endif
