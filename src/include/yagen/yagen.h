/* yagen.h - the prescription safety engine as a library: prescription and histories in, findings and coverage out.
 *
 * 0 MEANS THAT IT RAN, NOT THAT THE PRESCRIPTION IS SAFE. Read yagen_case_verdict(), the findings and the coverage:
 * a line that could not be checked is said there, and nowhere else.
 *
 * Objects.   yagen: loaded drug master and rules; immutable, may be shared by any number of threads.
 *            yagen_case: one prescription with the histories it is checked against; one thread at a time.
 *            yagen_sink: a growing byte buffer for output.
 * Errors.    Functions that return int answer 0 or a negative yagen_error. The out-parameter comes first and is
 *            untouched on failure. Details stand in diagnostics: those of a case in yagen_case_diag(), those of calls
 *            without a case go to a yagen_listener.
 * Ownership. What arrives through `**out` is yours: give it to its _free function (NULL is fine there). Every pointer
 *            returned or found in a struct belongs to the object it came from and lives as long as that object.
 * Bytes in   are copied: the caller's buffer may go away after the call. The sender's bytes are never changed.
 * Text       is UTF-8, ended by NUL. Unless said otherwise NULL means "not given" in what we hand out.
 * Versions.  Structs that the caller fills begin with `version` and have an _INIT macro: use it. Structs that we hand
 *            out grow at their end only; never copy them by sizeof or put them in arrays of your own.
 * No call    reads the clock, the environment or the locale, or uses the network. Only yagen_open() and the calls of
 *            yagen_ext.h that name folders or files touch the file system.
 *
 * This header promises to stay compatible within a major version; yagen_ext.h promises less. docs/API.md has samples. */
#ifndef YAGEN_YAGEN_H
#define YAGEN_YAGEN_H
#include <stddef.h>
#if defined(__GNUC__)
# define YAGEN_API __attribute__((visibility("default")))
#else
# define YAGEN_API
#endif
#ifdef __cplusplus
extern "C" {
#endif

typedef struct yagen      yagen;
typedef struct yagen_case yagen_case;
typedef struct yagen_sink yagen_sink;

/* --- errors: the band says who must act ------------------------------------------------------------------------- */
typedef enum {
	YAGEN_OK = 0,
	/* the input: whoever sent it */
	YAGEN_ESYNTAX   = -101,              /* not what the format says */
	YAGEN_EENCODING = -102,              /* bytes that are no text in the format's character set */
	YAGEN_EMISSING  = -103,              /* something mandatory is absent */
	YAGEN_ETOOBIG   = -104,              /* over one of the limits (src/base/limits.h) */
	/* the tables: the administrator */
	YAGEN_ETABLE    = -201,              /* drug master or rules missing, damaged, or failing their checksum */
	YAGEN_EEXPIRED  = -202,              /* edition past its valid_until, and refusing was asked for */
	/* the caller: the programmer */
	YAGEN_EARG      = -301,              /* an argument outside its documented range */
	YAGEN_ESTATE    = -302,              /* not now: the calls before it are missing */
	YAGEN_ESTALE    = -303,              /* somebody else changed it first: read it again */
	YAGEN_EEXISTS   = -304,              /* there is one already */
	/* the world: retry, or call someone */
	YAGEN_ENOMEM    = -401,
	YAGEN_EIO       = -402,
	YAGEN_ENET      = -403,              /* not returned by this version */
	YAGEN_ECARD     = -404,              /* not returned by this version */
	YAGEN_EPIN      = -405,              /* not returned by this version */
	YAGEN_EREFUSED  = -406,              /* could be done, but must not: it would lose or falsify something */
	YAGEN_ENOTFOUND = -407,              /* no such file, code or rule */
	YAGEN_EBUSY     = -408,              /* another writer holds the store: try again */
	YAGEN_ENOSPACE  = -409,              /* disk full */
	YAGEN_EREADONLY = -410,              /* the store cannot be written */
	YAGEN_ESEAL     = -411               /* encrypted bytes do not open: wrong key, or changed */
} yagen_error;

/* --- values ------------------------------------------------------------------------------------------------------ */
typedef enum {
	YAGEN_AUTO = 0,                      /* look at the bytes */
	YAGEN_JAHIS_RX = 1,                  /* prescription in QR codes, JAHIS 院外処方箋 (CP932) */
	YAGEN_TECHO,                         /* medicine notebook, JAHIS お薬手帳 (CP932) */
	YAGEN_EPS_CSV,                       /* electronic prescription SJ1 */
	YAGEN_EPS_XML,                       /* its XML envelope */
	YAGEN_EPS_DISPENSE_CSV,              /* dispensing result CJ1 */
	YAGEN_EPS_DISPENSE_XML,              /* its XML envelope */
	YAGEN_OQS_XML,                       /* 薬剤情報 XML of the eligibility terminal; read only */
	YAGEN_FHIR_JSON,                     /* JP Core / 電子処方箋 FHIR; not in this version: YAGEN_EARG */
	YAGEN_JSON,                          /* our neutral JSON, docs/api */
	YAGEN_CHECKUP_XML,                   /* 特定健診情報 XML of the eligibility terminal: patient facts; read only */
	YAGEN_REPORT_JSON = 100              /* yagen_case_write() only: the whole answer, docs/api/check.schema.json */
} yagen_format;
typedef enum { YAGEN_JA = 0, YAGEN_EN = 1 } yagen_lang;
typedef enum { YAGEN_INFO = 1, YAGEN_WARNING, YAGEN_CRITICAL } yagen_severity;
/* UTC seconds since 1970. 64 bits, also where C89 has no name for them. */
#if defined(__GNUC__)
__extension__ typedef long long yagen_time;
__extension__ typedef unsigned long long yagen_count;
#else
typedef long long yagen_time;
typedef unsigned long long yagen_count;
#endif
/* Calendar day, Gregorian. year 0: not given; month or day 0: only the year (and month) are known. */
typedef struct { int year, month, day; } yagen_date;

/* One thing that was wrong with an input or a table. `code` is a stable word, listed in docs/diagnostics.md. */
typedef enum { YAGEN_DIAG_NOTE = 1, YAGEN_DIAG_WARNING, YAGEN_DIAG_ERROR } yagen_diag_severity;
typedef struct {
	const char          *code;           /* "sj1-newline" */
	yagen_diag_severity  severity;
	unsigned             input;          /* 0: the prescription; histories and patient files from 1, in the order of the calls */
	unsigned             record;         /* line or element in it, from 1; 0: the input as a whole */
	const char          *field;          /* official field name, or the file name for tables; "" when none */
	const char          *text;           /* one line in the chosen language; no personal data */
} yagen_diag;                                /* append only */

/* Who is told of diagnostics by calls that have no case. The diag and its strings live during the call-back only. */
typedef struct {
	unsigned   version;
	yagen_lang lang;
	void     (*diag)(void *payload, const yagen_diag *d);
	void      *payload;
} yagen_listener;
#define YAGEN_LISTENER_INIT { 1, YAGEN_JA, NULL, NULL }

/* --- tables ------------------------------------------------------------------------------------------------------- */
typedef struct {
	unsigned              version;
	const char           *drugmaster_dir; /* folder of a drug master edition; required */
	const char           *rules_dir;      /* folder of a rules edition; required */
	const char           *cache_dir;      /* existing folder where a compiled image may be kept when drugmaster_dir is
	                                         read-only; NULL: none */
	int                   no_image;       /* not 0: compile in memory, write nothing */
	const yagen_listener *listener;       /* every fault found, with file and line; NULL: nobody */
} yagen_options;
#define YAGEN_OPTIONS_INIT { 1, NULL, NULL, NULL, 0, NULL }

/* Loads drug master and rules. YAGEN_ETABLE: missing, damaged or not matching its checksums (the listener hears every
 * fault); YAGEN_EIO; YAGEN_ENOMEM; YAGEN_EARG: a folder is not given. */
YAGEN_API int  yagen_open(yagen **out, const yagen_options *opts);
/* Cases made from it stay usable: the tables live until the last of them is freed. */
YAGEN_API void yagen_free(yagen *yg);

typedef struct {
	const char *id;                      /* "2025-08-14" */
	yagen_date  source_date, valid_from, valid_until;
	const char *sources;                 /* names of the official files */
	const char *checksum;                /* hex */
	size_t      rows;                    /* products, or rules */
	size_t      enabled;                 /* rules that are on; products: same as rows */
} yagen_edition;                             /* append only */
YAGEN_API const yagen_edition *yagen_drugmaster_edition(const yagen *yg);
YAGEN_API const yagen_edition *yagen_rules_edition(const yagen *yg);

/* --- a case: read ------------------------------------------------------------------------------------------------- */
/* YAGEN_ENOMEM, YAGEN_EARG. */
YAGEN_API int  yagen_case_new(yagen_case **out, yagen *yg);
YAGEN_API void yagen_case_free(yagen_case *c);
/* Language of findings and diagnostics; Japanese when never called. Call it first: YAGEN_ESTATE once something was
 * read; YAGEN_EARG. */
YAGEN_API int  yagen_case_set_lang(yagen_case *c, yagen_lang lang);

/* The prescription: once per case, before or after the histories. Also takes what a scanner typed, and a PNG or JPEG
 * picture of its QR codes, when f is YAGEN_AUTO (the picture must hold exactly one message).
 * YAGEN_ESYNTAX, YAGEN_EENCODING, YAGEN_EMISSING, YAGEN_ETOOBIG: refused, every fault is a diagnostic; YAGEN_EREFUSED:
 * a picture in a build without picture reading; YAGEN_ESTATE: there is one already; YAGEN_EARG: a format that holds no
 * prescription; YAGEN_ENOMEM. */
YAGEN_API int  yagen_case_read_rx(yagen_case *c, yagen_format f, const void *data, size_t len);
/* One history source (text, or a picture of a notebook's QR codes); call again for more, up to 64. `label` names it in
 * the coverage ("notebook.csv"); NULL: "".
 * Errors as above; a refused source is remembered, and the coverage says that it could not be used: go on. */
YAGEN_API int  yagen_case_read_history(yagen_case *c, yagen_format f, const void *data, size_t len, const char *label);
/* Facts about the patient: neutral JSON (docs/api), a notebook, or the terminal's 特定健診 XML; call again for more, up to 64.
 * The check puts them together with those of the prescription and the histories (docs/formats/checkup-xml.md). Errors as above. */
YAGEN_API int  yagen_case_read_patient(yagen_case *c, yagen_format f, const void *data, size_t len);

/* Earlier decisions about this patient's findings: JSON, docs/api/answers.schema.json; call again for more. An entry that
 * cannot be used is a diagnostic (its number in record). YAGEN_ESYNTAX: not an answers document; YAGEN_ETOOBIG, YAGEN_ESTATE,
 * YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_case_read_answers(yagen_case *c, const void *data, size_t len);
/* The site's own tiers: CSV, docs/rules.md; at most once, before the check. `name` stands in the answer. YAGEN_ETABLE: refused,
 * every fault is a diagnostic; YAGEN_ESTATE, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_case_read_overlay(yagen_case *c, const void *data, size_t len, const char *name);

/* --- a case: check ------------------------------------------------------------------------------------------------ */
typedef enum {                               /* on what basis the histories were obtained */
	YAGEN_BASIS_CALLER = 0,              /* handed over by hand: the caller answers for it */
	YAGEN_BASIS_CARD, YAGEN_BASIS_PAPER, YAGEN_BASIS_ORAL, YAGEN_BASIS_HOME_VISIT, YAGEN_BASIS_ONLINE,
	YAGEN_BASIS_DISASTER, YAGEN_BASIS_EMERGENCY,
	YAGEN_BASIS_NONE                     /* no consent: terminal lines are compared but never named */
} yagen_consent;
typedef struct {
	unsigned      version;
	yagen_date    as_of;                 /* the day of the check; required, a full day 1868..2999 */
	unsigned      lookback_days;         /* history before it is left out; 0: 1096, three years; at most 36500 */
	yagen_consent consent;               /* consent fields inside a terminal's file always win */
	int           refuse_expired;        /* not 0: YAGEN_EEXPIRED instead of an incomplete answer */
} yagen_check_options;
#define YAGEN_CHECK_OPTIONS_INIT { 1, { 0, 0, 0 }, 0, YAGEN_BASIS_CALLER, 0 }

/* Identifies, merges, matches. Once per case, after yagen_case_read_rx().
 * YAGEN_EARG (no or impossible as_of), YAGEN_ESTATE, YAGEN_EEXPIRED, YAGEN_ETOOBIG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_case_check(yagen_case *c, const yagen_check_options *opts);

/* --- a case: the answer ------------------------------------------------------------------------------------------- */
typedef enum {
	YAGEN_UNKNOWN = 0,                   /* not checked (yet, or the check failed) */
	YAGEN_CLEAR,                         /* every line checked, nothing at warning or above, within the stated scope */
	YAGEN_FINDINGS,                      /* something at warning or above */
	YAGEN_INCOMPLETE                     /* nothing at warning or above, but something could not be checked */
} yagen_verdict;
YAGEN_API yagen_verdict yagen_case_verdict(const yagen_case *c);

/* A drug line: ours, or one of the history that a finding names. Of a masked line only ref, source, masked and origin
 * are given. */
typedef struct {
	const char *ref;                     /* "rx/<RP>/<line>", "hist/<source from 0>/<drug line from 1>"; of a store "hist/store/<id>" */
	int         source;                  /* -1: the prescription; else the number of the history, from 0 */
	int         masked;
	const char *code, *name, *unit;      /* as the sender wrote them */
	const char *yj, *price_code;         /* as identified; NULL: not identified, or not known (統一名収載 has no YJ) */
	const char *master_name;             /* what the drug master calls it; NULL: not identified */
	yagen_date  on;                      /* prescribed (ours) or dispensed */
	const char *institution, *pharmacy;  /* where it was prescribed, and dispensed */
	const char *origin;                  /* name of the format it came in: "techo", "oqs-xml", ... */
	const char *kind;                    /* "prescribed" "dispensed" "notebook" "otc" "claims" */
	yagen_date  from, to;                /* days it is taken, both included; not given: not known */
	const char *how;                     /* how that is known: "days" "interval" "weekdays" "cycle" "split" "quantity" "contents"
	                                        "stated" "default-14" "open" */
	const char *period;                  /* how it was computed, one line: "70枚 ÷ 1日2枚 = 35日"; NULL: no day is known */
	int         on_hand_days;            /* ours: days that earlier dispensings of the product should still last; 0: none */
} yagen_line;                                /* append only */

/* An earlier decision that a finding was answered with. */
typedef struct {
	const char *key;                     /* of the finding it was given to */
	const char *reason, *label;          /* code of rules/reasons.csv, and its text */
	const char *by, *note;               /* who decided; note NULL: none */
	yagen_date  on, until;               /* the day it was given; the last day on which it holds */
} yagen_answer;                              /* append only */

typedef struct {
	const char     *id;                  /* same inputs, tables and day: same id */
	const char     *kind;                /* "same-ingredient", "contraindicated-pair", ...; masked: "duplicate" or
	                                        "contraindicated" */
	yagen_severity  severity;
	int             interrupts;          /* must be decided before dispensing */
	int             masked;              /* caused by a line without consent: see rule, source, ... are NULL */
	const char     *rule, *source;       /* rule id, and who says so; NULL: built in, or masked */
	const char     *title, *effect, *condition, *action;   /* what it is, what can happen, when it holds, what to do */
	const char     *detail;              /* identity: both names; unchecked: why */
	const char     *shared;              /* ingredient or group it is about */
	const char     *arithmetic;          /* how the dates were computed, one line */
	const char *const *lines; size_t nlines;  /* refs: see yagen_case_line_by_ref(); the first is ours */
	yagen_date      overlap_from, overlap_to; int overlap_days;  /* 0: no overlap; -1: no known end */
	int             gap_days;            /* wash-out: whole days between the courses; -1: not a wash-out finding */
	unsigned        rows, institutions, pharmacies;  /* what this one finding stands for; 0 when masked */
	const char     *quantity, *unit;     /* amount in all, decimal text */
	const char     *national;            /* would the national service say it: "hit" "no-hit" "not-applicable" */
	const char     *key;                 /* what an answer to it names, 16 hexadecimal digits; NULL: cannot be answered */
	const yagen_answer *answered;        /* NULL: not answered; answered ones never interrupt */
	const char     *context;             /* "same-prescription" "continuation" "early-renewal" "same-institution"
	                                        "unknown-institution" "other-institution"; NULL: no partner, or masked */
	const char     *daily;               /* amount a day that the lines imply, in unit; NULL: cannot be told */
	const char *const *also; size_t nalso;    /* ids of other rules that said the same of these lines */
	int             days_on_hand;        /* days the partner lines would still last from our first day on; 0: none */
} yagen_finding;                             /* append only */
/* In the order to show them: severity, then our line, then kind, then rule. At or above the count: NULL. */
YAGEN_API size_t               yagen_case_finding_count(const yagen_case *c);
YAGEN_API const yagen_finding *yagen_case_finding(const yagen_case *c, size_t i);

/* What rules that the site switched off would have said; same order. Not part of the verdict. */
YAGEN_API size_t               yagen_case_hidden_count(const yagen_case *c);
YAGEN_API const yagen_finding *yagen_case_hidden(const yagen_case *c, size_t i);

/* The site's overlay of this case, NULL when there is none. */
typedef struct {
	const char    *rule;
	int            enabled;
	yagen_severity severity;             /* 0: the rule's own */
	const char    *note, *name;
	yagen_date     date, valid_to;       /* valid_to not given: no end */
	int            in_force;             /* on the day of the check */
} yagen_overlay_row;                         /* append only */
typedef struct {
	const char *file, *checksum;         /* name as told; SHA-256 in hex */
	const yagen_overlay_row *rows; size_t nrows;
	size_t      off, changed;            /* rules in force that are switched off, that have another severity */
} yagen_overlay;                             /* append only */
YAGEN_API const yagen_overlay *yagen_case_overlay(const yagen_case *c);

/* Lines: ours first, in the order of the prescription, then the history lines that findings name. */
YAGEN_API size_t            yagen_case_line_count(const yagen_case *c);
YAGEN_API const yagen_line *yagen_case_line(const yagen_case *c, size_t i);
YAGEN_API const yagen_line *yagen_case_line_by_ref(const yagen_case *c, const char *ref);  /* NULL: none */

typedef struct { const char *word, *text; } yagen_reason;  /* "no-history", and a sentence in the chosen language */

/* What the silence of the findings is worth, line by line of the prescription. */
typedef enum { YAGEN_LINE_CHECKED = 0, YAGEN_LINE_PARTIAL, YAGEN_LINE_UNCHECKED } yagen_line_verdict;
typedef struct {
	const yagen_line   *line;
	yagen_line_verdict  verdict;
	const yagen_reason *reasons; size_t nreasons;
} yagen_line_coverage;                       /* append only */
YAGEN_API size_t                     yagen_case_coverage_count(const yagen_case *c);
YAGEN_API const yagen_line_coverage *yagen_case_coverage(const yagen_case *c, size_t i);

/* One history source. Masked lines are not counted; a source that is masked as a whole does not appear. */
typedef struct {
	int          number;                 /* as in "hist/<number>/..." */
	const char  *label, *format;         /* as given when read; format name */
	size_t       lines, identified;
	yagen_date   from, to;               /* first and last dispensing in it */
	int          age_days;               /* from its last dispensing to the day of the check; -1: not known */
	int          usable;                 /* 0: refused, cut or withheld; why_not tells */
	yagen_reason why_not;                /* word NULL when usable */
} yagen_source;                              /* append only */
YAGEN_API size_t              yagen_case_source_count(const yagen_case *c);
YAGEN_API const yagen_source *yagen_case_source(const yagen_case *c, size_t i);

/* A fact about the patient nobody told us, with the rules that would need it. Not a finding. */
typedef struct { yagen_reason fact; const char *const *rules; size_t nrules; } yagen_gap;
YAGEN_API size_t           yagen_case_gap_count(const yagen_case *c);
YAGEN_API const yagen_gap *yagen_case_gap(const yagen_case *c, size_t i);

/* Everything that was wrong with the inputs, in the order met. Valid from the first read call on; an index stays what
 * it is, the pointer lives until the next call that reads or checks. */
YAGEN_API size_t            yagen_case_diag_count(const yagen_case *c);
YAGEN_API const yagen_diag *yagen_case_diag(const yagen_case *c, size_t i);

/* Writes into the sink (behind what it holds already). YAGEN_REPORT_JSON: the whole answer, needs a checked case;
 * any other format: the prescription as read, refused (YAGEN_EREFUSED) when that format cannot hold all of it.
 * YAGEN_ESTATE, YAGEN_EARG (format that cannot be written), YAGEN_ETOOBIG, YAGEN_ENOMEM. On failure the sink is as before. */
YAGEN_API int yagen_case_write(yagen_case *c, yagen_format f, yagen_sink *out);

/* --- formats -------------------------------------------------------------------------------------------------------- */
/* What the bytes look like; YAGEN_AUTO when nothing known. *hint (may be NULL) gets a sentence for the user, or NULL. */
YAGEN_API yagen_format yagen_detect(const void *data, size_t len, const char **hint);
YAGEN_API const char  *yagen_format_name(yagen_format f);          /* "jahis-rx", ...; "" for AUTO */
YAGEN_API yagen_format yagen_format_by_name(const char *name);     /* YAGEN_AUTO when there is none */
typedef struct {
	unsigned     version;
	yagen_format from, to;               /* from may be YAGEN_AUTO */
	int          lossy;                  /* not 0: write although something is lost, and say what */
	const yagen_listener *listener;      /* faults of the input; then one diagnostic per thing lost, what it is in field */
} yagen_convert_options;
#define YAGEN_CONVERT_OPTIONS_INIT { 1, YAGEN_AUTO, YAGEN_AUTO, 0, NULL }
/* One document in another format. *lost (may be NULL) gets how many things were, or would be, lost. YAGEN_EREFUSED:
 * something would be lost and lossy is not set; YAGEN_EMISSING: the new format demands what the document does not have;
 * the input errors of yagen_case_read_rx(); YAGEN_EARG. On failure the sink is as before. */
YAGEN_API int yagen_convert(const yagen_convert_options *opts, const void *data, size_t len, yagen_sink *out, size_t *lost);

/* --- output, texts ---------------------------------------------------------------------------------------------------- */
/* limit: most bytes it may hold; 0: 64 MiB. YAGEN_ENOMEM. */
YAGEN_API int         yagen_sink_new(yagen_sink **out, size_t limit);
YAGEN_API void        yagen_sink_free(yagen_sink *s);
YAGEN_API const char *yagen_sink_data(const yagen_sink *s, size_t *len);   /* never NULL; a NUL stands behind; len may be NULL */
YAGEN_API void        yagen_sink_clear(yagen_sink *s);
YAGEN_API const char *yagen_strerror(int code);      /* English, one line, never NULL */
YAGEN_API const char *yagen_version(void);           /* "0.1.0" */
#ifdef __cplusplus
}
#endif
#endif
