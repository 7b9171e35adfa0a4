/* qr_none.c - stands in for qr.c in a build without libqrencode: says so, and draws nothing. */
#include "print/qr.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_not_built, "qr-not-built", DIAG_ERROR,
	  "この構成には QR コードの作成が含まれていません（--without-qrencode）", "this build cannot draw QR symbols (--without-qrencode)");

int yg_qr_encode(struct str bytes, struct arena *a, struct qr_symbol *out, struct diags *ds)
{
	(void)bytes;
	(void)a;
	*out = (struct qr_symbol){ 0 };
	yg_diag(ds, &d_not_built, 0, 0, "", STR_NONE, STR_NONE);
	return YG_EREFUSED;
}

int yg_qr_png(const struct qr_symbol *q, unsigned scale, struct buf *out)
{
	(void)q;
	(void)scale;
	(void)out;
	return YG_EREFUSED;
}
