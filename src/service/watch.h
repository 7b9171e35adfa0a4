/* watch.h - the result folder of the 資格確認端末: what lies there, when it is whole, and what becomes of it.
 *
 * One look at the folder: files that were the same in size and time at the look before, and are whole, are moved to work/ (one rename: nobody
 * else takes them), handed over, and moved to done/ or refused/ (with "<name>.reason.txt" beside). What is left in work/ after a crash is taken
 * up again. Bytes are never changed; a file that was taken before (SHA-256, done/taken.txt) is told and not handed over again.
 * No clock in here and nothing about patients: the caller says when to look, and what a file means.
 *
 * Every failure names the hop that is dead: "folder" the line between this computer and the terminal (folder missing, not readable);
 * "terminal" its .err file; "service" a refusal code of the online service; "file" a file that is damaged or something else; "taker" us. */
#ifndef SERVICE_WATCH_H
#define SERVICE_WATCH_H
#include "base/arena.h"
#include "base/diag.h"
#include "base/ymd.h"
#include "base/buf.h"

enum watch_kind {
	WATCH_OTHER,                                 /* not a result: left where it is */
	WATCH_ELIGIBILITY /* OQSsiquc01res_ */, WATCH_FACE /* OQSsiquc01res_face_ */, WATCH_BULK /* OQSmuquc02res */, WATCH_HOME_VISIT /* OQSmuhvq02res */,
	WATCH_ONLINE /* OQSmuonq02res */, WATCH_ASSISTANCE /* OQSmutic02res, 医療扶助 */, WATCH_MEDICINES /* YZK…res */, WATCH_CHECKUP /* TKK…res */,
	WATCH_CONTENT,                               /* another .xml: its content tells */
	WATCH_ERROR,                                 /* .err */
	WATCH_KINDS
};
enum watch_state { WATCH_WAITING /* still being written, or nobody to give it to yet: the next look */, WATCH_DONE, WATCH_DUPLICATE, WATCH_REFUSED };
struct watch_file {
	struct str       name;                       /* without folder */
	enum watch_kind  kind;
	enum watch_state state;
	const char      *hop;                        /* which is dead; "" none */
	struct str       reason;                     /* a word, or the terminal's code; no personal data */
	char             sha256[65];                 /* "" when it was not read */
};
/* What a file means. YG_OK: taken -> done/. YG_EBUSY: nobody to give it to yet, or our store is busy -> stays in work/. Any other error -> refused/.
 * *reason may get a word (in the arena); *hop one of the above. Called with the whole bytes. */
typedef int watch_take(void *ctx, const struct watch_file *f, struct str bytes, struct str *reason, const char **hop);
typedef void watch_told(void *ctx, const struct watch_file *f);

/* What the caller keeps between two looks. Starts zeroed. */
struct watch_seen { char name[256]; int64_t size, at, at_ns; };
struct watch { struct watch_seen *seen; size_t n; };
void yg_watch_free(struct watch *w);
/* One look. told (may be NULL) hears of every result file, in order of name. YG_OK; YG_ENOTFOUND, YG_EIO: the folder (a diagnostic says so);
 * YG_ETOOBIG: too many files; YG_ENOMEM. */
int  yg_watch_look(struct watch *w, const char *folder, watch_take *take, watch_told *told, void *ctx, struct arena *a, struct diags *ds);
enum watch_kind yg_watch_kind(struct str name);
const char *yg_watch_word(enum watch_kind k);
const char *yg_watch_state_word(enum watch_state s);

/* A batch question by insurance data (OQSsiquc01req_<id>.xml): one person, as the terminal expects it. UTF-8. insurer is padded with blanks to
 * eight. YG_EMISSING: the code of our institution (ten digits), insurer, number or birth date. */
struct inquiry_person { struct str insurer, symbol, number, branch; struct ymd born; struct str id; bool limit_certificate; };
int  yg_inquiry_write(struct str institution, struct ymd on, const struct inquiry_person *p, struct buf *out);
#endif
