/* yagen_service.h - sending what waits in the outbox to 電子処方箋管理サービス. Conventions are those of yagen.h; may change in a minor version.
 *
 * One call is one pass: every item that is due is written down as about to be sent, sent, and its outcome written down (docs/formats/service.md). It may
 * be killed at any point: what was under way then is looked up by the next pass before it is sent again, so that a result is registered exactly once. */
#ifndef YAGEN_YAGEN_SERVICE_H
#define YAGEN_YAGEN_SERVICE_H
#include <yagen/yagen_desk.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct {
	unsigned    version;
	const char *request_dir, *answer_dir;        /* folders of the terminal's 連携アプリケーション; both required */
	const char *messages;                        /* a site's names of messages and elements (CSV file); NULL: those built in */
	const char *by, *terminal;                   /* who does it, for events and audit; required */
	yagen_time  (*now)(void *payload);           /* UTC seconds; required: no call reads the clock */
	yagen_count (*now_ms)(void *payload);        /* a clock that only goes forward; required */
	void       (*wait)(void *payload, unsigned ms);      /* lets time pass while an answer is awaited; required */
	void       *payload;
	unsigned    timeout_ms;                      /* of one exchange; 0: 30000 */
	unsigned    lease_s, settle_s;               /* after these no message of an earlier try can be on its way: 0: 120, 60 */
	yagen_count most;                            /* exchanges in this pass; 0: no limit */
	const yagen_listener *listener;
} yagen_outbox_options;
#define YAGEN_OUTBOX_OPTIONS_INIT { 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL }
/* Appends {"exchanges","registered","refused","unknown","hop"} to the sink; hop: the one that is dead, "" none. YAGEN_ENOTFOUND: the table of names;
 * YAGEN_ETABLE: it has faults (the listener hears them); YAGEN_ENET: a folder is missing; the errors of yagen_desk_do(). */
YAGEN_API int yagen_outbox_run(yagen_desk *d, const yagen_outbox_options *o, yagen_sink *out);
/* Removes requests nobody took and answers nobody waits for, of ours alone, older than max_age_s. *removed: how many. */
YAGEN_API int yagen_outbox_sweep(const yagen_outbox_options *o, yagen_time max_age_s, yagen_count *removed);
/* One operation, asked once and not written down: "accept" "give-back" "take-in" "take-in-undo" "cancel" "change" "dispensed-list" "dispensed-fetch" "prefetch"
 * "precheck" "find-prescription" "find-dispensing" "history" (docs/formats/service.md). json: {"institution": "1341399914", "insurer": ..., fields by their
 * neutral names}; document: the bytes of "document" or "candidates", or NULL. Appends {"outcome","code","message","text","rows":[{field: value}]} to `answer`
 * and the document that came, if any, to `got` (may be NULL). YAGEN_OK also when the service says no: read the outcome. "register" is YAGEN_EARG: results
 * go through the outbox. YAGEN_ESYNTAX, YAGEN_EARG (the JSON; institution), YAGEN_ENOTFOUND, YAGEN_ETABLE, YAGEN_ENOMEM. */
YAGEN_API int yagen_service_ask(const yagen_outbox_options *o, const char *operation, const char *json, const void *document, size_t len, yagen_sink *answer,
				yagen_sink *got);
#ifdef __cplusplus
}
#endif
#endif
