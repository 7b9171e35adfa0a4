/* unscan.c - lets a photograph of QR codes, or what a scanner typed, stand where a document is expected.
 * Takes part only when the format was not named; guesses nothing: several documents in one picture are refused. */
#include "lib/lib.h"
#include "base/err.h"
#include "scan/scan.h"
#include "base/ban.h"

DIAG_KIND(d_several, "scan-several-documents", DIAG_ERROR,
	  "一つの画像に {0} 通のデータがあります。yagen scan --out で分けてください",
	  "{0} documents in one picture; separate them with yagen scan --out");
DIAG_KIND(d_partial, "scan-incomplete-set", DIAG_ERROR,
	  "続きのあるQRコードの一部しか読めていません", "only a part of a set of QR codes could be read");

/* Diagnostics of a scan number pictures; here they belong to one input of the case. */
static void tell(struct yg_case *c, const struct diags *ds, unsigned input)
{
	for (size_t i = 0; i < ds->n; i++)
		yg_diag(&c->diags, ds->d[i].kind, input, ds->d[i].record, yg_arena_str(c->arena, ds->d[i].field).p,
			ds->d[i].arg[0], ds->d[i].arg[1]);
}

/* Text that shows no sign of a scanner at all: then the formats have the word, their answer says more. */
static bool no_sign(const struct diags *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		if (strcmp(ds->d[i].kind->code, "scan-no-header") != 0 && strcmp(ds->d[i].kind->code, "scan-empty") != 0) return false;
	return true;
}

int lib_unscan(struct yg_case *c, enum format f, struct str bytes, unsigned input, struct str *out)
{
	struct scan_result r = { 0 };
	struct diags ds;
	const char *why = NULL;
	bool picture = yagen_is_image(bytes.p, bytes.n) != 0;
	int err;
	*out = bytes;
	if (f != FORMAT_NONE || !bytes.n) return YG_OK;
	if (!picture && yg_codec_detect(bytes, &why)) return YG_OK;
	yg_diags_init(&ds, c->arena);
	err = picture ? yg_scan_images(&bytes, 1, c->arena, &r, &ds) : yg_scan_stream(bytes, input, c->arena, &r, &ds);
	if (err == YG_OK && r.n > 1) err = yg_scan_join_911(r.m, &r.n, c->arena, &ds);
	if (err == YG_ESYNTAX && !picture && no_sign(&ds)) return YG_OK;
	tell(c, &ds, input);
	if (err != YG_OK) return err;
	if (r.n > 1) {
		yg_diag(&c->diags, &d_several, input, 0, "", yg_arena_printf(c->arena, "%zu", r.n), STR_NONE);
		return YG_EREFUSED;
	}
	if (r.partial) {
		yg_diag(&c->diags, &d_partial, input, 0, "", STR_NONE, STR_NONE);
		return YG_EMISSING;
	}
	*out = r.m[0].bytes;
	return YG_OK;
}

bool lib_repair(struct yg_case *c, enum format f, struct str bytes, unsigned input, size_t since, struct str *out)
{
	struct scan_result r = { 0 };
	struct diags ds;
	if (f != FORMAT_NONE) return false;
	yg_diags_init(&ds, c->arena);
	if (yg_scan_stream(bytes, input, c->arena, &r, &ds) != YG_OK || r.n != 1 || r.partial) return false;
	if (yg_str_eq(r.m[0].bytes, bytes)) return false;
	c->diags.n = since;                          /* what was wrong with the unrepaired bytes */
	tell(c, &ds, input);
	*out = r.m[0].bytes;
	return true;
}
