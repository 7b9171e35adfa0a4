/* yagen_desk.h - the case at the counter: a store of prescriptions from reception to handed over, driven by commands.
 *
 * A desk is a store, the keys that open it, and the editions it answers with. Everything is one call: yagen_desk_do() carries out
 * one command, given as JSON and parts (bytes of prescriptions, histories, pictures), in one durable step or not at all, and
 * answers in JSON. docs/API.md lists the commands; docs/api/desk.schema.json says what each takes and answers.
 *
 * Exactly once. Every changing command carries a "request_id" that the client made (1 to 64 characters A-Z a-z 0-9 . _ -). The same
 * id with the same input gets the stored answer again, without doing it again; with other input it is refused (YAGEN_EREFUSED).
 * Stale writes. "version" is the version of the case the client saw; when it has moved on, YAGEN_ESTALE and nothing is done. A command
 * without "version" works on the newest.
 * Time and people come from the caller: "at" (UTC, "2026-11-20T09:30:00Z"), "by" {"id","name","role"}, "terminal". No call reads the
 * clock. Conventions are those of yagen.h; may change in a minor version. One desk handle, one thread; any number of handles. */
#ifndef YAGEN_YAGEN_DESK_H
#define YAGEN_YAGEN_DESK_H
#include <yagen/yagen.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct yagen_desk yagen_desk;
typedef struct {
	unsigned    version;
	const char *store;                   /* path of the store; required. ":memory:" keeps nothing */
	const char *keys;                    /* key file; NULL: the store's path with ".keys" (not with ":memory:") */
	const char *tenant;                  /* 法人・店舗グループ; NULL: "main" */
	const char *editions;                /* folder of installed editions (yagen tables install); NULL: none */
	const char *drugmaster_dir, *rules_dir;      /* used instead of the installed ones when given; both, or neither */
	const char *overlay;                 /* the site's own tiers of rules (CSV file); NULL: none */
	const char *cache_dir;               /* as in yagen_options */
	int         create;                  /* not 0: make store and keys when absent */
	int         read_only;
	yagen_date  today;                   /* required with create: names the year of the keys */
	const yagen_listener *listener;
	int         mark_unsigned;           /* not 0: an installed edition without a good signature is used, and every answer says so;
	                                        0: it is refused (YAGEN_ETABLE) */
	/* what the two special ways in are open for (docs/consent.md); NULL, or a year of 0: not open */
	const char *disaster_areas;          /* municipalities, names or codes, parted by commas */
	yagen_date  disaster_from, disaster_until;
	const char *emergency_terminals, *emergency_users;   /* parted by commas */
} yagen_desk_options;
#define YAGEN_DESK_OPTIONS_INIT { 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, { 0, 0, 0 }, NULL, 0, NULL, { 0, 0, 0 }, { 0, 0, 0 }, NULL, NULL }
/* YAGEN_ENOTFOUND, YAGEN_EREFUSED (made by a newer version; keys readable by others), YAGEN_EIO, YAGEN_ETABLE, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_desk_open(yagen_desk **out, const yagen_desk_options *opts);
YAGEN_API void yagen_desk_close(yagen_desk *d);

/* Bytes that belong to a command. name: "rx", "history", "patient", "overlay", "terminal"; label: what it is called in the answer ("notebook.csv").
 * format YAGEN_AUTO: detected. Pictures and scanner output are read as in yagen.h. */
typedef struct { const char *name, *label; yagen_format format; const void *data; size_t len; } yagen_part;

/* Carries out one command and appends its answer to `answer` (JSON; for "case.print" the document itself). Also on refusal the answer
 * is written when there is one: {"error": "<word>", "text": "...", "diagnostics": [...]}. On any other failure the sink is as before.
 * YAGEN_ESTATE: not in this state of the case; YAGEN_EREFUSED, YAGEN_ESTALE, YAGEN_EEXISTS, YAGEN_ENOTFOUND (no such case, command ...),
 * YAGEN_ESYNTAX (the JSON), YAGEN_EBUSY, YAGEN_ENOSPACE, YAGEN_EREADONLY, YAGEN_EIO, YAGEN_ESEAL, the errors of reading and checking. */
YAGEN_API int  yagen_desk_do(yagen_desk *d, const char *command, const char *json, const yagen_part *parts, size_t nparts, yagen_sink *answer);
/* The last check of the case in `json` ("case", and the head of a reading command) once more, from what is stored, as an object to look at and
 * to print. *opts: what it was checked with. Free *out, then *yg. Audited as "case.view". YAGEN_ESTATE: not checked yet; the rest as
 * yagen_desk_do(); the out-parameters are untouched on failure. */
YAGEN_API int  yagen_desk_view(yagen_desk *d, const char *json, yagen_case **out, yagen **yg, yagen_check_options *opts);
/* The table of commands, for help, rights and routes. i from 0; NULL at the end. */
typedef struct {
	const char *name;                    /* "case.decide" */
	const char *right;                   /* "read" "intake" "check" "decide" "dispense" "admin": what the person must be allowed */
	int         changes;                 /* not 0: needs request_id, at, by, terminal */
	const char *states;                  /* states it is allowed in, blank separated; "" : belongs to no case */
	const char *ja, *en;                 /* one sentence */
} yagen_desk_command;                        /* append only */
YAGEN_API const yagen_desk_command *yagen_desk_command_at(size_t i);

/* --- the result folder of the 資格確認端末 ------------------------------------------------------------------------------- */
/* One look takes up what was the same at the look before and is whole: moved to work/ in the folder, matched to the one case in hand that it
 * belongs to (command "terminal.match"), taken into it ("terminal.take"), moved to done/ or refused/. What belongs to nobody yet stays in work/
 * for the next look. docs/formats/terminal.md. */
typedef struct yagen_terminal yagen_terminal;
typedef struct {
	const char *name;                    /* of the file, without folder */
	const char *kind;                    /* "eligibility" "face" "bulk" "home-visit" "online" "assistance" "medicines" "checkup" "content" "error" */
	const char *state;                   /* "waiting" "done" "duplicate" "refused" */
	const char *hop;                     /* which is dead: "folder" "terminal" "service" "file" "taker" (us); "" none */
	const char *reason;                  /* a word, or the terminal's code; no personal data */
} yagen_terminal_file;                       /* append only */
YAGEN_API int  yagen_terminal_open(yagen_terminal **out, const char *folder, const yagen_listener *l);
/* head: JSON with "at", "by", "terminal" as for yagen_desk_do(). told (may be NULL) hears of every result file; its texts live until it returns.
 * YAGEN_ENOTFOUND, YAGEN_EIO: the folder, told to the listener; YAGEN_ETOOBIG; YAGEN_ENOMEM. */
YAGEN_API int  yagen_terminal_look(yagen_terminal *t, yagen_desk *d, const char *head, void (*told)(void *payload, const yagen_terminal_file *f),
				   void *payload);
YAGEN_API void yagen_terminal_close(yagen_terminal *t);

/* --- operations on a store: keys, audit, backup, moving, retention ------------------------------------------------------ */
/* What every one of these calls needs. They open the store and its keys themselves; other programs may work on it meanwhile. Results are
 * appended to the sink as text in the listener's language, or as one JSON object. Faults of what was looked at go to the listener, and the
 * call answers YAGEN_EREFUSED. YAGEN_ENOTFOUND: no store, key file, input; YAGEN_EREFUSED: the key file may be read by others, or is none;
 * YAGEN_ESEAL: wrong key; YAGEN_EEXISTS: nothing is ever written over; YAGEN_EARG, YAGEN_EBUSY, YAGEN_ENOSPACE, YAGEN_EREADONLY, YAGEN_EIO. */
typedef struct {
	unsigned    version;
	const char *store;                   /* required; restore and import: where to, a name that must be free */
	const char *keys;                    /* key file; NULL: the store's path with ".keys" */
	const char *tenant;                  /* NULL: "main" */
	const char *by, *role, *terminal;    /* who does it, for the audit; required by whatever changes something or lets something out */
	yagen_time   at;                      /* UTC seconds; required likewise */
	int         json;
	void      (*progress)(void *payload, const char *what, yagen_count done, yagen_count total);  /* total 0: not known; NULL */
	yagen_count (*now_ms)(void *payload);     /* a clock that only goes forward, for the times in a report; NULL: no times */
	void       *payload;
	const yagen_listener *listener;
	unsigned    retention_years;         /* how long cases are kept, 3 to 99; 0: the store's setting "retention-years", else 5 */
} yagen_ops;
#define YAGEN_OPS_INIT { 1, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, 0 }
/* Ids, purposes and years of the keys; never the keys. */
YAGEN_API int yagen_ops_keys_show(const yagen_ops *o, yagen_sink *out);
/* purpose: "seal" "audit" "backup". The key for finding patients is never changed. */
YAGEN_API int yagen_ops_keys_rotate(const yagen_ops *o, const char *purpose, yagen_sink *out);
/* Destroys the seal keys up to this year. YAGEN_EREFUSED: one is in use, or values in the store would become unreadable (force: all the same). */
YAGEN_API int yagen_ops_keys_shred(const yagen_ops *o, int year, int force, yagen_sink *out);
/* Walks every chain of every tenant and prints the last seal. seal: when all is well, seals what is there and prints that. */
YAGEN_API int yagen_ops_audit_verify(const yagen_ops *o, int seal, yagen_sink *out);
/* Entries as CSV, or JSON, to write() in pieces (anything but 0 stops). patient: of this one alone; from, to: days in Japan, included. */
YAGEN_API int yagen_ops_audit_export(const yagen_ops *o, const char *patient, yagen_date from, yagen_date to,
				     int (*write)(void *payload, const void *data, size_t len), void *payload);
/* An encrypted copy while others work. A folder: a new file in it, and of those not marked offline the last `generations` (0: 3) are kept. */
YAGEN_API int yagen_ops_backup(const yagen_ops *o, const char *to, unsigned generations, int offline, yagen_sink *out);
/* A backup becomes the store o->store; its keys are put beside it when there are none. */
YAGEN_API int yagen_ops_restore(const yagen_ops *o, const char *from, yagen_sink *out);
/* The same into a folder of its own under `scratch`, looked at from end to end, and removed. o->store is not used. */
YAGEN_API int yagen_ops_drill(const yagen_ops *o, const char *from, const char *scratch, yagen_sink *out);
YAGEN_API int yagen_ops_store_check(const yagen_ops *o, yagen_sink *out);
/* Everything as readable JSON lines (docs/formats/export.md), and a new store from them; import makes the key file when there is none. */
YAGEN_API int yagen_ops_store_export(const yagen_ops *o, const char *to, yagen_sink *out);
YAGEN_API int yagen_ops_store_import(const yagen_ops *o, const char *from, yagen_sink *out);
/* Everything under the current key; may be stopped and begun again. */
YAGEN_API int yagen_ops_store_reseal(const yagen_ops *o, yagen_sink *out);
/* Deletes what need not be kept any longer (setting "retention-years"), seals the rest anew and destroys the keys of the years that are over. */
YAGEN_API int yagen_ops_store_retain(const yagen_ops *o, int dry_run, yagen_sink *out);
#ifdef __cplusplus
}
#endif
#endif
