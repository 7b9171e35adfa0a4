/* content.h - what can be told about a message without parsing it: whose header, which character set, how it ends.
 * For scan/ only. The codec remains the judge of records. */
#ifndef SCAN_CONTENT_H
#define SCAN_CONTENT_H
#include "base/diag.h"
enum scan_head { HEAD_NONE, HEAD_RX /* JAHISn, JAHISnn */, HEAD_NOTEBOOK /* JAHISTCnn */ };
/* Of one line without its end. Exact case, nothing in front. */
enum scan_head yg_scan_head(struct str line);
/* Of a whole message: the header of its first line. */
enum scan_head yg_scan_message_head(struct str bytes);

enum scan_charset { CHARSET_ASCII, CHARSET_CP932, CHARSET_UTF8, CHARSET_NEITHER };
/* Bytes valid in both sets (half-width kana pairs look like two-byte UTF-8) count as CP932 unless a three-byte UTF-8
 * sequence is among them: Japanese text in UTF-8 always has one (jahis-rx-qr 7). */
enum scan_charset yg_scan_charset(struct str bytes);
bool yg_scan_cp932_valid(struct str bytes);          /* bytes only: no pair is looked up in the table */

/* QR of an e-prescription slip (控え): one line, six values, the last one the 引換番号 (eps 4.4). */
bool yg_scan_is_slip(struct str bytes);
void yg_scan_say_slip(struct diags *ds, unsigned input);           /* diagnostic "eps-slip": where to get the prescription */
/* A second header behind the first line, or 0x1A before the end: two messages glued or mixed. */
bool yg_scan_looks_mixed(struct str bytes);
#endif
