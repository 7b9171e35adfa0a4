/* scan.h - pictures and scanner streams into the bytes of prescriptions and notebooks. */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
struct scan_message { struct str bytes; bool utf8; };                            /* one joined message; in the arena */
struct scan_result { struct scan_message *m; size_t n; bool partial; };         /* partial: symbols of an incomplete set were seen */
/* PNG or JPEG files in memory. Sets may be spread over images, in any order, seen twice; two sets are never mixed.
 * YG_OK: messages found; out->partial and diags tell of others that were not whole. YG_EMISSING: none, or only parts (diags say
 * which). YG_ESYNTAX: no picture, or symbols that cannot be told apart or mean something else (diags). YG_ETOOBIG, YG_ENOMEM.
 * Diagnostics carry the number of the image as input. Built without zbar: YG_EREFUSED with diagnostic "scan-not-built".
 * Messages are as printed: 911 parts of a notebook are not joined here, see below. */
int yg_scan_images(const struct str *images, size_t n, struct arena *a, struct scan_result *out, struct diags *ds);
/* What a scanner typed or sent: hex dump, doubled line ends, CR only, per-symbol suffix, UTF-8, wrong keyboard layout.
 * YG_OK: out->m holds one message as the clinic printed it (CR LF line ends, CP932 or UTF-8 as flagged).
 * YG_ESYNTAX: cannot be repaired without guessing; the diagnostic says what to set on the scanner. */
int yg_scan_stream(struct str typed, unsigned input, struct arena *a, struct scan_result *out, struct diags *ds);
/* 911 parts of a notebook (jahis-techo 5): joins messages that belong together; messages without 911 stay as they are. Parts that
 * cannot be joined leave m (*n shrinks) and are named in diags: YG_EMISSING (which numbers), YG_ESYNTAX (they contradict). */
int yg_scan_join_911(struct scan_message *m, size_t *n, struct arena *a, struct diags *ds);
#endif
