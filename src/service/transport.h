/* transport.h - one message there and its answer back. Nothing here sleeps, asks the clock or knows what a message says: the caller steps it and
 * tells the time (milliseconds of a clock that only goes forward). One exchange at a time in one transport. */
#ifndef SERVICE_TRANSPORT_H
#define SERVICE_TRANSPORT_H
#include "base/buf.h"
#include "service/retry.h"
struct transport;
enum arrived { ARRIVED_NOT_YET, ARRIVED_ANSWER, ARRIVED_FAULT };
struct transport_ops {
	const char *name;                            /* "folder" "replay" */
	/* api, id: name the exchange. YG_OK; YG_ENET, YG_ENOSPACE, YG_EIO: it did not go out (OUT_NOT_SENT), nobody has seen it; YG_ESTATE: one is under way. */
	int  (*send)(struct transport *t, struct str api, struct str id, struct str bytes, int64_t now_ms);
	/* ARRIVED_ANSWER: its bytes are appended to out; ARRIVED_FAULT: *why is OUT_MALFORMED, OUT_NO_ANSWER, OUT_TORN ... Either ends the exchange. */
	enum arrived (*step)(struct transport *t, int64_t now_ms, struct buf *out, enum svc_outcome *why);
	/* The request of an earlier life, when it still lies there unread: YG_OK, nobody has seen it and nobody will; YG_ENOTFOUND: it was taken, or never
	 * there; YG_ESTATE: this transport cannot know. */
	int  (*take_back)(struct transport *t, struct str api, struct str id);
	void (*close)(struct transport *t);
};
struct transport { const struct transport_ops *ops; };
static inline void yg_transport_close(struct transport *t) { if (t) t->ops->close(t); }

/* 連携アプリケーション of the 資格確認端末: <req>/<api>req_<id>.xml is written beside its place and renamed into it; <res>/<api>res_<id>.xml or .err is the
 * answer and is removed when read. An answer must be whole XML; one that is not is looked at again until the time is out. On time-out the request is
 * taken back when it still lies there. */
struct folder_options {
	const char *req, *res;                       /* both must exist */
	unsigned timeout_ms;                         /* 0: 30000 */
	unsigned settle_ms;                          /* how long half an answer may stay half; 0: 5000 */
};
int yg_transport_folder(struct transport **out, const struct folder_options *o);
/* Removes files of ours older than max_age seconds (by `now`, UTC): requests nobody took, answers nobody waits for. Answers how many; -1: no folder. */
int yg_folder_sweep(const struct folder_options *o, int64_t now, int64_t max_age);
/* The recorded twin: DIR/NNN-<api>.req (compared when there), DIR/NNN-<api>.res, .err or .lost, in order of NNN from 001. A request that differs from
 * the recorded one is YG_ESTATE. {id} in a recorded file stands for the identifier of the exchange. */
int yg_transport_replay(struct transport **out, const char *dir);
#endif
