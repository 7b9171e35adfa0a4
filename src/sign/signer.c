/* signer.c - opens a signer by its profile: one row a kind. */
#include "sign/signer.h"
#include "sign/signers.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_profile, "signer-profile", DIAG_ERROR, "署名の設定 \"{0}\" は file: pkcs11: pcsc: remote: のどれでもありません",
	  "signer profile \"{0}\" is none of file: pkcs11: pcsc: remote:");
DIAG_KIND(d_file, "signer-file", DIAG_ERROR, "鍵ファイルによる署名は許されていません", "signing with a key file is not permitted");

int yg_signer_open(struct signer **out, const char *profile, bool allow_file, struct diags *ds)
{
	static const struct { const char *head; int (*open)(struct signer **, const char *, struct diags *); } kinds[] = {
		{ "file:", yg_signer_file }, { "pkcs11:", yg_signer_pkcs11 }, { "pcsc:", yg_signer_card }, { "remote:", yg_signer_remote } };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i].head);
		if (strncmp(profile, kinds[i].head, n) != 0) continue;
		if (i == 0 && !allow_file) {
			yg_diag(ds, &d_file, 0, 0, "", STR_NONE, STR_NONE);
			return YG_EREFUSED;
		}
		return kinds[i].open(out, profile + n, ds);
	}
	yg_diag(ds, &d_profile, 0, 0, "", yg_str(profile), STR_NONE);
	return YG_EARG;
}

void yg_signer_close(struct signer *s)
{
	if (s) s->ops->close(s);
}
