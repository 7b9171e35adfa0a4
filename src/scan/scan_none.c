/* scan_none.c - the answer to pictures of a build without zbar: refused, with the reason. Scanner streams still work. */
#include "scan/scan.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_not_built, "scan-not-built", DIAG_ERROR,
	  "このプログラムは画像の読み取りなしで作られています（zbar がありません）。スキャナの文字列は読めます",
	  "this program was built without picture reading (no zbar); scanner text can be read");

int yg_scan_images(const struct str *images, size_t n, struct arena *a, struct scan_result *out, struct diags *ds)
{
	(void)images; (void)n; (void)a;
	*out = (struct scan_result){ NULL, 0, false };
	yg_diag(ds, &d_not_built, 0, 0, "", STR_NONE, STR_NONE);
	return YG_EREFUSED;
}
