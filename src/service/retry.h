/* retry.h - what comes after each outcome of an exchange with the service, as a table: whether it may be sent again, when, whether it must be looked
 * up first, and which hop was broken. Pure: time and random numbers are the caller's. */
#ifndef SERVICE_RETRY_H
#define SERVICE_RETRY_H
#include "base/str.h"
#include <stdint.h>
enum svc_outcome {
	OUT_DONE,                                    /* 処理結果 正常: carried out */
	OUT_REFUSED,                                 /* the service has read it and says no */
	OUT_MALFORMED,                               /* .err, HTTP 400 …: it cannot be read; sending the same again is no use */
	OUT_NOT_SENT,                                /* it never left us: folder missing or full, no connection */
	OUT_RATE_LIMIT, OUT_OVERLOAD, OUT_MAINTENANCE,       /* answered so, and not carried out */
	OUT_PROCESSING,                              /* still in work there */
	OUT_ABNORMAL,                                /* answered "abnormal" with a code nobody here knows */
	OUT_NO_ANSWER,                               /* sent, and nothing came in time */
	OUT_TORN,                                    /* an answer that cannot be read */
	OUT_FOREIGN,                                 /* an answer that is not to this request */
	OUT_INTERRUPTED,                             /* we ended between sending and writing down what came */
	OUT_COUNT
};
enum svc_hop { HOP_NONE, HOP_FOLDER /* 連携フォルダー */, HOP_TERMINAL /* 資格確認端末, or the gateway */, HOP_LINE /* 閉域網 */, HOP_SERVICE, HOP_COUNT };
enum retry_how { RETRY_NEVER, RETRY_EXPONENTIAL, RETRY_HOURLY };
struct retry_row {
	const char    *word;                         /* "no-answer": in the outbox, in code rows of the message table */
	enum retry_how how;
	unsigned       first, cap;                   /* seconds */
	unsigned       most;                         /* tries in a row until a person must look; 0: no limit */
	bool           unknown;                      /* it may have been carried out: look up before sending again */
	enum svc_hop   hop;                          /* that was broken; the hops before it have worked */
	const char    *ja, *en;                      /* what is wrong, for the pharmacist */
};
extern const struct retry_row yg_retry[OUT_COUNT];
extern const char *const yg_hop_word[HOP_COUNT];
enum svc_outcome yg_outcome(struct str word);        /* OUT_COUNT: no such word */
/* Seconds until the next try after `tries` such outcomes in a row (from 1), spread by `random` (any 32 bits from a cryptographic source) over the upper
 * half of the interval; -1: not by itself, a person must look. */
int64_t yg_retry_wait(enum svc_outcome o, unsigned tries, uint32_t random);
/* What an answer of HTTP means when there is no message in it: 400..499 refused as malformed, 408 and 5xx, 429, 503. */
enum svc_outcome yg_outcome_http(int status);

/* One circuit per hop. Open: nothing is sent through it until `until`, then one item tries. */
#define CIRCUIT_FAULTS 3u
struct circuit { unsigned faults; int64_t until; };
struct circuits { struct circuit hop[HOP_COUNT]; };
void yg_circuit_told(struct circuits *c, enum svc_outcome o, int64_t now, uint32_t random);
enum svc_hop yg_circuit_open(const struct circuits *c, int64_t now);    /* the first hop that is dead now; HOP_NONE: go on */
#endif
