/* codec.h - bytes to model and back; one row per format in codec.c, one file per format.
 * A codec never looks up a drug and never repairs: what is wrong is said in a diagnostic with record and field,
 * what is unknown is kept. */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "model/model.h"

struct read_ctx {
	struct arena *arena;                         /* everything read lives here */
	struct diags *diags;
	unsigned      input;                         /* number of this input in diagnostics */
	bool          utf8_carrier;                  /* a Shift_JIS format arrived as UTF-8 (keyboard wedge): do not decode CP932 */
};
struct write_ctx {
	struct arena *arena;
	struct diags *diags;
	bool          lossy;                         /* write although something cannot be said in this format */
	size_t        lost;                          /* how many things were lost (or would be: then YG_EREFUSED) */
};
struct codec {
	enum format format;
	const char *title;                           /* official name */
	/* Does this look like mine? Only the first bytes count; no allocation. */
	bool (*sniff)(struct str bytes);
	/* Fills doc (raw, format, rx / history / facts). 0: usable, perhaps with warnings (and with errors about parts
	 * that were kept aside); negative: refused as a whole, every fault found is in diags.
	 * YG_ESYNTAX YG_EENCODING YG_EMISSING YG_ETOOBIG YG_EREFUSED YG_ENOMEM. */
	int  (*read)(struct read_ctx *rc, struct str bytes, struct document *doc);
	/* NULL: read only. Writes doc in this format; what the format cannot hold is named in diags (field = what) and
	 * counted in wc->lost; without lossy that is YG_EREFUSED and out is left empty. YG_EMISSING: the format demands
	 * something the document does not have. */
	int  (*write)(struct write_ctx *wc, const struct document *doc, struct buf *out);
};
const struct codec *yg_codec_get(enum format f);     /* NULL: none */
/* By content; NULL: nothing known. *why may get a hint for the user ("e-prescription slip", ...). */
const struct codec *yg_codec_detect(struct str bytes, const char **why);
/* Detects when f is FORMAT_NONE, reads, keeps a copy of the bytes in the arena. */
int yg_codec_read(struct read_ctx *rc, enum format f, struct str bytes, struct document *doc);

/* one per file */
extern const struct codec yg_codec_jahis_rx, yg_codec_eps_csv, yg_codec_eps_xml;
extern const struct codec yg_codec_techo, yg_codec_eps_dispense_csv, yg_codec_eps_dispense_xml;
extern const struct codec yg_codec_oqs_xml, yg_codec_json;
#endif
