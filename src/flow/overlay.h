/* overlay.h - the site's own file about rules: which it does not want shown and which in another tier, each with a note, a
 * name and a date. The edition stays as it is; every answer says what was changed. (docs/rules.md, "Site overlay") */
#ifndef FLOW_OVERLAY_H
#define FLOW_OVERLAY_H
#include "base/diag.h"
#include "match/match.h"
struct overlay_row {
	const struct rule *rule;
	bool       off, in_force;                    /* in_force: from its date to its last day, on the day of the check */
	uint8_t    severity;                         /* enum severity; 0: the rule's own */
	struct str note, name;
	struct ymd date, valid_to;                   /* valid_to not given: no end */
	unsigned   line;
};
struct overlay {
	struct str file;                             /* its name, as told */
	char       checksum[65];                     /* SHA-256, hex */
	struct overlay_row *row; size_t n;
};
/* Reads it strictly against the rules in use. YG_OK; YG_ETABLE: every fault is in ds with its line (field: the file);
 * YG_ENOMEM. Nothing of *out is to be used after a fault. */
int yg_overlay_read(const struct tables *t, struct str text, struct str file, struct arena *a, struct diags *ds, struct overlay *out);
/* The rows in force that day as the matcher wants them; sets in_force. YG_ENOMEM. */
int yg_overlay_rules(struct overlay *o, struct ymd as_of, struct arena *a, struct site_rule **out, size_t *n);
#endif
