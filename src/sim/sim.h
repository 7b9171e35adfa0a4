/* sim.h - yagensim: 資格確認端末 and 電子処方箋管理サービス in one small program, for vendors and tests (docs/simulator.md).
 * Independent on purpose: it shares base, text and sign with yagen and nothing else, so that a mistake about a message cannot hide on both sides. */
#ifndef SIM_SIM_H
#define SIM_SIM_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/ymd.h"
#include "sign/trust.h"
#include "text/xml.h"
#include <stdint.h>
#include <stdio.h>

struct insured { struct str insurer, symbol, number; };
enum rx_state { RX_WAITING /* 薬局未受付 */, RX_HERE /* 調剤中 */, RX_DONE /* 調剤済 */, RX_TAKEN /* 回収済 */ };
struct sim_rx {
	struct str code, id, document, csv;          /* 引換番号, 処方箋ID, EP document with the id in it, SJ1 */
	struct insured who;
	struct ymd issued, expires, planned;         /* planned: of the next use of a refill */
	int        total, use;                       /* 総使用回数 (0: no refill), uses registered */
	enum rx_state state;
	struct str pharmacy;                         /* that has it in hand */
};
struct sim_result {
	struct str id, rx, pharmacy, csv, sum;       /* 調剤結果ID, 処方箋ID or empty, institution, CJ1, SHA-256 of it */
	struct insured who;
	struct ymd on;
	bool cancelled;
};
struct sim_person { struct insured who; bool consent; struct str history; };
struct sim_drug { struct str code, ingredient, route; };
struct sim_pair { struct str a, b; };
enum fault { F_NONE, F_SLOW, F_HALF, F_TORN, F_DUPLICATED, F_LOST, F_LOST_AFTER_COMMIT, F_ERROR_AFTER_COMMIT, F_REORDERED, F_WRONG_PATIENT, F_WRONG_CODE,
	     F_MAINTENANCE, F_RATE_LIMIT, F_OVERLOAD, F_ERR, F_PROCESSING, F_COUNT };
struct rule { char when[12]; unsigned long n; struct str op; enum fault fault; unsigned long arg; };
struct pending { uint64_t due; char path[1200]; struct str bytes; bool done; };
struct sim {
	struct arena *arena;
	const char   *folder;
	char          data[1000];                    /* <folder>/sim */
	uint64_t      seed, step, messages;          /* messages: handled in all lives of this folder */
	int64_t       now;                           /* when it was started: signatures are verified as of then, a minute on; nothing else looks at it */
	struct trust *trust;                         /* NULL: signatures are not looked at */
	struct sim_rx     *rx;     size_t nrx;
	struct sim_result *result; size_t nresults;
	struct sim_person *person; size_t npeople;
	struct sim_drug   *drug;   size_t ndrugs;
	struct sim_pair   *pair;   size_t npairs;
	struct rule       *rule;   size_t nrules;
	struct pending    *out;    size_t nout;
	FILE         *ledger;
};
/* One message as it came, and what is answered. */
struct message {
	struct sim *s;
	const struct sim_op *op;
	struct str  api, id, institution;
	xmlNodePtr  header, body;
	enum fault  fault;
	struct buf  payload;                         /* elements of the answer's body */
	const char *code, *text;                     /* of a refusal */
	struct str  file;                            /* an answer that is no envelope */
};
struct sim_op { const char *api, *word; bool (*run)(struct message *m); };       /* false: refused (code, text) */
extern const struct sim_op sim_ops[];                /* ends with api NULL */

/* world.c */
int  sim_load(struct sim *s);                        /* prescriptions, people, tables, and what the ledger says happened. 0, or -1 (said) */
void sim_note(struct sim *s, const char *kind, const char *a, struct str b, struct str c, struct str d);    /* one line of the ledger, on the disk when it returns */
struct sim_rx *sim_rx_by_id(struct sim *s, struct str id);
struct sim_result *sim_result_by_id(struct sim *s, struct str id);
bool sim_same_person(const struct insured *a, const struct insured *b);
struct str sim_uuid(struct sim *s, const char *what, uint64_t n);
struct str sim_csv_of(struct sim *s, struct str document, const char *path);     /* the decoded CSV of a document; empty: none */
struct str sim_field(struct str csv, const char *record, unsigned nth, unsigned field);      /* of the nth record of that number, from 0; field 1.. */
bool sim_add_result(struct sim *s, struct str id, struct str rx, struct str pharmacy, struct str document);
void sim_after_result(struct sim *s, struct sim_rx *x, struct str csv);
int  sim_document_path(struct sim *s, struct str id, char *path, size_t cap);
/* operations.c, check.c */
bool sim_precheck(struct message *m);
struct str sim_in(const struct message *m, const char *element);
void sim_say(struct message *m, const char *element, struct str v);
bool sim_no(struct message *m, const char *code, const char *text);
/* scenario.c */
int  sim_scenario(struct sim *s, const char *path);  /* 0, or -1 (said) */
enum fault sim_fault(struct sim *s, const char *op, unsigned long *arg);
/* folder.c */
void sim_step(struct sim *s);
bool sim_idle(const struct sim *s);                  /* nothing waits to be delivered */
#endif
