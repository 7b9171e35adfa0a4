/* desk.h - what the files of this room share: the desk, one running command, one case as folded from its events.
 *
 * A command is a row of command.c: name, right, states, function. desk.c does what is the same for all of them - parse the head, look the
 * request up, load the case, test state and version, call the function, append event, documents, audit and the stored answer, commit, and
 * start again when another writer was faster - so that a command's own file holds only what it means. */
#ifndef DESK_DESK_H
#define DESK_DESK_H
#include "desk/event.h"
#include "desk/rows.h"
#include "lib/lib.h"
#include "yagen/yagen_desk.h"
#include "store/audit.h"
#include "store/seal.h"
#include "store/store.h"
#include "text/json.h"

struct yagen_desk {
	struct store   *store;
	struct keyring *keys;
	struct arena   *arena;                       /* as long as the desk */
	struct str      tenant;
	yagen          *tables;                      /* the editions in force when they were last asked for (tables.c); NULL: not yet */
	struct str      master_dir, rules_dir, editions_dir, overlay_path, cache_dir;      /* each ended by NUL; n 0: not given */
	bool            mark_unsigned;               /* installed editions without a good signature are used and marked */
	struct str      disaster_areas, emergency_terminals, emergency_users;      /* yagen.conf: what the two special ways in are open for */
	struct ymd      disaster_from, disaster_until;
	const yagen_listener *listener;
	bool            read_only;                   /* reading commands leave no audit entry then */
};

/* One case as its events tell it. Everything lives in the arena of the run. */
struct doc_ref { struct str id, kind, format, label; };       /* format: as told when it came, "auto" when it was to be detected */
struct desk_shown { unsigned seq; struct consent_asked asked; enum consent_show show; };    /* seq: of the event that holds the check */
struct desk_decision { struct str finding, key, action, reason, until, note, by; int64_t at; unsigned report_seq; };
struct desk_inquiry { struct str id, finding, line, question, answer, answered_by, outcome; int64_t asked_at, answered_at; unsigned seq /* of its last event */; };   /* 疑義照会 */
struct desk_case {
	struct str      id, patient;                 /* 32 hex digits each */
	enum desk_state state;
	int64_t         version, patient_version;    /* versions as loaded; 0: made by this very command */
	struct doc_ref  rx;                          /* what is checked: as received, or as last entered or corrected */
	struct doc_ref  rx_received;                 /* as it came */
	unsigned        rx_seq;                      /* event that gave rx: received, entered or corrected */
	struct doc_ref *histories; size_t nhistories;
	struct str     *consents;                    /* basis of each history, as its command said */
	struct doc_ref *facts;     size_t nfacts;
	struct doc_ref  overlay;                     /* the site's rules that came with the case; id empty: none */
	struct doc_ref  report;                      /* of the last check; id empty: none */
	struct str      report_event;                /* what the last "checked" event said (JSON, docs/formats/case.md) */
	unsigned        report_seq;
	struct desk_decision *decisions; size_t ndecisions;
	struct desk_inquiry  *inquiries; size_t ninquiries;
	struct doc_ref  dispensed;                   /* the visit as last handed over; id empty: none */
	struct str      dispensed_event;             /* what the last "dispensed", "partial" or "amended" event said */
	struct doc_ref  signed_doc;                  /* the dispensing document as signed (case.sign); id empty: none */
	bool            submitted;                   /* a result is in the outbox, or registered */
	struct str      master, rules;               /* "id checksum" of the editions it began with; empty before the first check */
	unsigned        nevents;
	struct consent_record *records; size_t nrecords;     /* consents, in the order they were recorded (consent.h) */
	struct desk_shown *shown; size_t nshown;             /* what its checks could show only because of a consent */
	struct str      eligibility_event;           /* what the last "eligibility" event said */
	struct str     *notes;                       /* of each history: the note of the written consent (basis paper) */
	struct cell    *row;                         /* its T_CASE row; a command may change state-free columns, desk.c writes it */
	struct cell    *patient_row;                 /* its T_PATIENT row; likewise */
};

/* One command being carried out. */
#define RUN_MAX_WRITES 256u
struct run {
	yagen_desk        *d;
	const struct desk_command *cmd;
	struct arena      *arena;                    /* until the command ends */
	struct json_object *in;                      /* the command's JSON */
	const yagen_part  *parts; size_t nparts;
	struct str         request, by_id, by_name, by_role, terminal, why;
	struct str         time_source;              /* "system" "ntp" "told" */
	int64_t            at;                       /* UTC seconds */
	struct desk_case  *c;                        /* NULL: the command belongs to no case */
	struct str         patient;                  /* whose command, audit chain and version; "-": nobody's */
	struct cell       *patient_row; int64_t patient_version;      /* of a command that belongs to a patient and no case */
	enum lang          lang;
	struct diags       diags;
	struct buf         answer;                   /* JSON of "result": desk.c puts the head around it */
	struct buf         raw;                      /* a document instead of JSON (case.print); n > 0 wins */
	const char        *refusal;                  /* word of a refusal ("undecided"), with YG_EREFUSED / YG_ESTATE */
	struct str         refusal_text;
	struct str         refusal_more;             /* JSON members that the refusal shows besides: `"candidates":[...]`; or empty */
	/* what it leaves behind: */
	enum desk_state    next;                     /* DS_NONE: stays */
	struct write       w[RUN_MAX_WRITES]; size_t nw;
	struct audit_entry audit[8]; size_t naudit;  /* none: desk.c writes one */
	yagen_case        *told[4]; size_t ntold;    /* cases whose diagnostics the answer shows; freed by desk.c */
	unsigned           nevents;                  /* events this run has added */
	struct desk_view  *view;                     /* of yagen_desk_view(); else NULL */
};
struct desk_view { yagen_case *yc; yagen *tables; yagen_check_options opts; };
struct desk_command { yagen_desk_command pub; unsigned states /* IN() bits */; int (*run)(struct run *r); };
extern const struct desk_command yg_desk_commands[];  /* ends with name NULL */

/* desk.c: carries a command out; see yagen_desk_do(). The answer, or the refusal, is appended to `answer`. */
int  desk_carry_out(yagen_desk *d, const struct desk_command *cmd, const char *json, const yagen_part *parts, size_t nparts, struct desk_view *view,
		    struct buf *answer);

/* run.c: helpers for commands. All answer YG_OK or an error; rows are written at the end, with everything else. */
int  run_refuse(struct run *r, const char *word, const char *ja, const char *en);   /* sets the refusal; answers YG_EREFUSED */
int  run_refuse_as(struct run *r, int err, const char *word, const char *ja, const char *en);      /* the same, answers err */
/* One event of r->c. body_json: one JSON object, what happened; who, terminal and why are put around it. */
int  run_event(struct run *r, const char *kind, struct str body_json);
int  run_document(struct run *r, const char *kind, const char *format, const char *label, struct str bytes, struct doc_ref *out);
int  run_write(struct run *r, struct write w);                                      /* any other row; the cells must live in the arena */
int  run_audit(struct run *r, const char *action, struct str target, struct str why);      /* instead of the entry desk.c writes */
int  run_load_document(struct run *r, struct str id, struct str *bytes);            /* of r->c's patient, or one joined with it */
struct str run_text(struct run *r, const char *key);                                /* member of the command's JSON, in the arena; empty: absent */
struct ymd run_day(struct run *r, const char *key);                                 /* a date member; YMD_NONE: absent or no day */
bool run_flag(struct run *r, const char *key);                                      /* a member that is true */
bool run_true(struct json_object *o, const char *key);                               /* the same of any object */
bool run_input_fault(int err);                                                       /* what came is at fault, not we */
void run_day_cell(struct run *r, struct cell *c, struct ymd d);                       /* "2026-11-20"; no day: absent */
struct str run_new_id(struct run *r);                                               /* random, 32 hex digits; empty: no random source */
const yagen_part *run_part(const struct run *r, const char *name, size_t i);        /* i-th part of that name; NULL */
struct cell *run_cells(struct run *r, size_t n);                                    /* n cells that are absent; NULL: no memory */
/* A buffer as a text of the arena; frees the buffer. *err gets what was wrong with it. */
struct str run_take(struct run *r, struct buf *b, int *err);
/* Versions that this command's commit will give: what bitemporal rows begin and end with. */
int64_t run_patient_version(const struct run *r);
struct str run_case_id(struct run *r);                                              /* "<patient>.<case>" of r->c */
struct str run_keyed(struct run *r, const char *what, struct str text);             /* keyed hash (KEY_INDEX), 64 hex digits */
void run_doc_json(struct jw *w, const struct doc_ref *d);                           /* {"id","kind","format","label"} */
struct doc_ref run_doc_read(struct run *r, struct json_object *o);
/* The answer will show the diagnostics of this case, and free it. */
void run_tell(struct run *r, yagen_case *yc);
/* words.c */
struct str desk_time(struct arena *a, int64_t at);                                  /* "2026-11-20T09:30:00Z" */
bool desk_time_read(struct str s, int64_t *at);
struct ymd desk_day(int64_t at);                                                    /* the day in Japan (UTC+9) */
bool desk_consent(struct str word, enum consent_basis *out);                        /* "card", ...; an empty word is "caller" */
const char *desk_consent_word(enum consent_basis b);

/* fold.c: a case from its rows. YG_ENOTFOUND. id "<patient>.<case>": 32 hex digits each, so that it names its patient. */
int  desk_load(struct run *r, struct str id, struct desk_case **out);
int  desk_load_patient(struct run *r, struct str patient, struct cell **row);       /* YG_ENOTFOUND */
/* history.c: rows of T_DISPENSING. visit: neutral JSON of one visit. put ends an open row of the same id first. kind "prescribed"
 * (id: the case's own), "dispensed". YG_ENOTFOUND of end: no such open row. */
int  desk_dispensing_put(struct run *r, struct str id, const char *kind, struct ymd on, size_t lines, struct str visit);
int  desk_dispensing_end(struct run *r, struct str id);
int  desk_prescribed_put(struct run *r, const struct rx *rx);                       /* r->c's prescription as one that waits */
/* check.c: a checked yagen_case from what is stored, with own history and remembered answers as known at patient_version (0: now);
 * rx: the prescription document to use instead of c->rx (what is to be handed over), or NULL. The caller frees *out. Used by case.check,
 * case.dispense and replay alike. On failure the reason is a refusal of the run, and the diagnostics are in its answer. */
struct desk_known { struct str patient; int64_t version; };   /* a patient (or one joined with it) as known then */
struct desk_check { struct ymd as_of; unsigned lookback; enum consent_basis consent; enum lang lang; int64_t patient_version; const struct str *rx_json;
		    bool explain, national, refuse_expired;
		    struct consents consents; bool noted;                 /* as recorded (consent.h); noted: the written consent of basis paper is there */
		    const struct doc_ref *rx_doc;                         /* the stored document rx_json is, for the record; NULL: c->rx */
		    const struct desk_known *known; size_t nknown;        /* replay: each of them as known then; else NULL: patient_version of r->c's */
		    struct str settlements; bool settlements_given;       /* replay: those of then (worklist.h); else those in force */
		    struct str overlay; struct str overlay_name; bool overlay_given; };    /* the site's rules, CSV */
int  desk_read_rx(struct run *r, yagen_case *yc);    /* the stored prescription into a case; refused like a check of it */
/* cmd_correct.c: tells, as a diagnostic, that what is checked was corrected or typed by a person. */
void desk_say_source(struct run *r);
int  desk_check_run(struct run *r, yagen *tables, const struct desk_check *o, yagen_case **out);
/* What a check was made of and what came of it, as JSON: the body of "checked", or a member of another event ("check") that a later
 * replay understands likewise. report: its stored document. */
int  desk_check_body(struct run *r, yagen *tables, const struct desk_check *o, yagen_case *yc, const struct doc_ref *overlay, const struct doc_ref *report,
		     struct str *json);
/* How many findings of the last report still wait for a decision; *undecided (may be NULL) gets the id of the first. */
size_t desk_undecided(struct run *r, struct str *first);
/* tables.c: the editions a case works with: those it began with (recorded), else those in force. Drop with yagen_free(). YG_ETABLE: they are
 * no longer installed; the refusal says which. */
int  desk_tables(struct run *r, yagen **out);
int  desk_tables_in_force(struct run *r, yagen **out);                              /* the same for a command without a case */
int  desk_tables_named(struct run *r, struct str master, struct str rules, yagen **out);   /* "id checksum" each */
struct str desk_edition(struct run *r, const yagen_edition *e);                     /* "id checksum" */
#endif
