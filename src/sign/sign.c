/* sign.c - signing with a second look. A remote signer hands back a whole document: that it is ours, byte for byte around the signature, is
 * checked here. */
#include "sign/sign.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_other, "sign-other-document", DIAG_ERROR, "返された文書が渡したものと違います", "the document that came back is not the one that was given");
DIAG_KIND(d_invalid, "sign-not-valid", DIAG_ERROR, "できた署名が検証に通りません（{0}）", "the signature that was made does not verify ({0})");

/* signed = xml with bytes put in at one place. */
static bool same_around(struct str xml, struct str signed_xml)
{
	size_t head = 0, tail = 0;
	if (signed_xml.n <= xml.n) return false;
	while (head < xml.n && xml.p[head] == signed_xml.p[head]) head++;
	while (tail < xml.n - head && xml.p[xml.n - 1 - tail] == signed_xml.p[signed_xml.n - 1 - tail]) tail++;
	return head + tail == xml.n;
}

static const char *first_reason(const struct sig_result *r)
{
	for (size_t i = 0; i < R_COUNT; i++)
		if (r->seen[i] && yg_reason_kinds[i].effect == SIG_INVALID) return yg_reason_kinds[i].code;
	return "";
}

int yg_sign(struct str xml, enum signed_what what, struct signer *s, const struct trust *t, int64_t at, struct arena *a, struct buf *out,
	    struct verify_report *report, struct diags *ds)
{
	const char *want = what == SIGNED_DISPENSING ? "DispensingSign" : "PrescriptionSign";
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = s->ops->sign_document ? s->ops->sign_document(s, xml, &b) : yg_xades_sign(xml, what, s, at, &b, ds);
	if (err == YG_OK && !same_around(xml, yg_buf_view(&b))) {
		yg_diag(ds, &d_other, 0, 0, "", STR_NONE, STR_NONE);
		err = YG_EREFUSED;
	}
	if (err == YG_OK) err = yg_xades_verify(yg_buf_view(&b), t, at, a, report);
	if (err == YG_OK && (report->sig[0].verdict == SIG_INVALID || !yg_str_eqz(yg_str(want), report->sig[0].id))) {
		yg_diag(ds, &d_invalid, 0, 0, want, yg_str(first_reason(&report->sig[0])), STR_NONE);
		err = YG_EREFUSED;
	}
	if (err == YG_OK) {
		yg_buf_str(out, yg_buf_view(&b));
		err = out->err;
	}
	yg_buf_free(&b);
	return err;
}
