/* match.c - the heart, top down: lines into a working set, the checks one after the other, hits into findings.
 * Every own line meets every other own line and every history line; coverage of what could not be compared is the
 * business of flow/coverage.c. */
#include "match/patient.h"
#include "base/err.h"
#include "base/ban.h"

int yg_match(const struct match_in *in, struct arena *a, struct match_out *out)
{
	struct mwork w;
	struct match_out result = { 0 };
	int err = yg_mwork_init(&w, in, a);
	if (err != YG_OK) return err;
	yg_check_duplicates(&w);
	yg_check_classes(&w);
	yg_check_pairs(&w);
	yg_check_limits(&w);
	yg_check_totals(&w);
	yg_check_about(&w);
	if (yg_arena_error(a)) return yg_arena_error(a);
	if ((err = yg_group(&w, &result)) != YG_OK) return err;
	if ((err = yg_gaps(&w, &result)) != YG_OK) return err;
	result.compared = w.compared;
	result.switched_off = w.switched_off;
	*out = result;
	return YG_OK;
}
