/* yagen_ext.h - the rest of the engine: pictures and scanners, making drug master editions, looking drugs and rules up,
 * explaining an answer. For tools; unlike yagen.h it may change in a minor version. Conventions are those of yagen.h. */
#ifndef YAGEN_YAGEN_EXT_H
#define YAGEN_YAGEN_EXT_H
#include <yagen/yagen.h>
#ifdef __cplusplus
extern "C" {
#endif

/* --- pictures and scanner streams ---------------------------------------------------------------------------------- */
typedef struct yagen_scan yagen_scan;        /* joined messages */
typedef struct { const void *data; size_t len; } yagen_bytes;
/* PNG or JPEG pictures, up to 32; a message may be spread over several, in any order. YAGEN_EMISSING: none, or only
 * parts (the listener hears which are missing); YAGEN_ESYNTAX: not a picture; YAGEN_ETOOBIG; YAGEN_EREFUSED: this build
 * cannot read pictures; YAGEN_ENOMEM. */
YAGEN_API int  yagen_scan_images(yagen_scan **out, const yagen_bytes *images, size_t n, const yagen_listener *l);
/* What a scanner typed or sent. YAGEN_ESYNTAX: cannot be repaired without guessing; the listener hears what to set. */
YAGEN_API int  yagen_scan_stream(yagen_scan **out, const void *data, size_t len, const yagen_listener *l);
YAGEN_API size_t      yagen_scan_count(const yagen_scan *s);
YAGEN_API const void *yagen_scan_message(const yagen_scan *s, size_t i, size_t *len);   /* NULL: no such */
YAGEN_API int         yagen_scan_partial(const yagen_scan *s);   /* not 0: parts of a further message were seen */
YAGEN_API void        yagen_scan_free(yagen_scan *s);
YAGEN_API int         yagen_is_image(const void *data, size_t len);  /* not 0: begins like a PNG or JPEG */

/* --- drug master editions ---------------------------------------------------------------------------------------------- */
typedef enum {
	YAGEN_IMPORT_SSK = 0,                /* 支払基金 医薬品マスター (y file) */
	YAGEN_IMPORT_MHLW_PRICE,             /* 薬価基準収載品目リスト, xlsx or CSV */
	YAGEN_IMPORT_GENERIC_NAME,           /* 一般名処方マスタ, xlsx or CSV */
	YAGEN_IMPORT_HOT                     /* MEDIS HOT コードマスター */
} yagen_import_kind;
typedef struct {
	unsigned           version;
	yagen_import_kind  kind;
	const char *const *files; size_t nfiles;
	const char        *out_dir;          /* made when absent; an edition there gains this kind */
	const char        *base_dir;         /* the shipped drug master: names of ingredients and routes come from there */
	yagen_date         today;            /* the day of the import; required */
	yagen_date         valid_until;      /* not given: the 31 March after today */
	void             (*progress)(void *payload, const char *what, size_t done, size_t total);  /* NULL: none */
	void              *payload;
} yagen_import_options;
#define YAGEN_IMPORT_OPTIONS_INIT { 1, YAGEN_IMPORT_SSK, NULL, 0, NULL, NULL, { 0, 0, 0 }, { 0, 0, 0 }, NULL, NULL }
/* The text of what changed goes into `text`. Input errors as in yagen.h, YAGEN_ENOTFOUND, YAGEN_EIO, YAGEN_EARG. The folder is
 * replaced in one step or not at all. */
YAGEN_API int yagen_tables_import(const yagen_import_options *o, yagen_sink *text, const yagen_listener *l);
/* Difference files, applied in the order of their dates. out_dir NULL: in place. YAGEN_EREFUSED: older than the last applied. */
YAGEN_API int yagen_tables_apply_diff(const char *dir, const char *out_dir, const char *const *files, size_t n, yagen_date today,
				      yagen_sink *text, const yagen_listener *l);
YAGEN_API int yagen_tables_diff(const char *dir_a, const char *dir_b, int json, yagen_sink *out, const yagen_listener *l);
YAGEN_API int yagen_tables_info(const char *dir, int json, yagen_sink *out, const yagen_listener *l);
/* Every row, reference and checksum. YAGEN_ETABLE when something is wrong; the listener hears all of it. */
YAGEN_API int yagen_tables_check(const char *dir, const yagen_listener *l);

/* --- data packs and installed editions (docs/formats/pack.md) ------------------------------------------------------------ */
/* An edition folder as one file. master_dir: rules are checked against it (not used for a drug master). key_file: private key of
 * yagen_pack_key_make(); NULL: unsigned. YAGEN_ETABLE: faulty tables, the listener hears all of it; YAGEN_EREFUSED: the key file;
 * YAGEN_ENOTFOUND, YAGEN_EARG, YAGEN_EIO, YAGEN_ENOMEM. */
YAGEN_API int yagen_pack_make(const char *dir, const char *master_dir, const char *key_file, yagen_sink *out, const yagen_listener *l);
/* Adds a signature to a pack, or to an edition folder (manifest.json and manifest.sig beside EDITION). */
YAGEN_API int yagen_pack_sign(const void *pack, size_t len, const char *key_file, yagen_sink *out, const yagen_listener *l);
YAGEN_API int yagen_pack_sign_folder(const char *dir, const char *key_file, const yagen_listener *l);
typedef struct {
	unsigned            version;
	const char         *editions_dir;    /* made when absent; required */
	const yagen_bytes  *packs; size_t npacks;    /* one of a kind at most; the first installation needs both */
	yagen_date          today;           /* required */
	int                 mark_unsigned;   /* not 0: take a pack no trusted key signed, and say so in every answer; 0: refuse it */
	int                 mark_expired;    /* the same for one past its valid_until */
} yagen_install_options;
#define YAGEN_INSTALL_OPTIONS_INIT { 1, NULL, NULL, 0, { 0, 0, 0 }, 0, 0 }
/* All packs or none; what is in force changes in one step. What is in force then goes into `text` (as yagen_editions_list).
 * YAGEN_ESYNTAX: not a pack; YAGEN_EREFUSED: signature, sums, dates, version; YAGEN_ETABLE: faulty tables; YAGEN_EEXISTS;
 * YAGEN_EBUSY: another installation is running; YAGEN_EREADONLY, YAGEN_ENOSPACE, YAGEN_EIO, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int yagen_editions_install(const yagen_install_options *o, yagen_sink *text, const yagen_listener *l);
/* kind: NULL both, "master" or "rules". YAGEN_ENOTFOUND: nothing before. */
YAGEN_API int yagen_editions_rollback(const char *editions_dir, const char *kind, yagen_date today, yagen_sink *text, const yagen_listener *l);
/* What is in force and what else is installed. YAGEN_ENOTFOUND: nothing. */
YAGEN_API int yagen_editions_list(const char *editions_dir, int json, yagen_sink *out, const yagen_listener *l);
typedef struct {
	unsigned              version;
	const char           *editions_dir;
	const char           *master, *rules;        /* "<id> <checksum>" of an installed edition; NULL: the one in force */
	int                   mark_unsigned;
	const char           *cache_dir;
	const yagen_listener *listener;
} yagen_editions_options;
#define YAGEN_EDITIONS_OPTIONS_INIT { 1, NULL, NULL, NULL, 0, NULL, NULL }
/* As yagen_open(), with installed editions. Both are read from one state: never the master of one installation and the rules of
 * another. YAGEN_ENOTFOUND: nothing installed, or not that one; YAGEN_ETABLE: damaged, or unsigned and mark_unsigned is 0. */
YAGEN_API int yagen_editions_open(yagen **out, const yagen_editions_options *o);
/* The folders of the pair in force, for calls that take folders. As yagen_editions_open(). */
YAGEN_API int yagen_editions_folders(const char *editions_dir, yagen_sink *master, yagen_sink *rules, const yagen_listener *l);
/* Keys. make: private key (mode 0400) and PATH.pub; YAGEN_EEXISTS. add: a public key file, vouched for by a trusted key or known by its
 * key_id (NULL: only the first); YAGEN_EREFUSED. vouch: the same file with key_file's signature. */
YAGEN_API int yagen_pack_key_make(const char *path, const char *name, yagen_date today);
YAGEN_API int yagen_pack_key_list(const char *editions_dir, int json, yagen_sink *out, const yagen_listener *l);
YAGEN_API int yagen_pack_key_add(const char *editions_dir, const void *key, size_t len, const char *key_id, yagen_date today, const yagen_listener *l);
YAGEN_API int yagen_pack_key_retire(const char *editions_dir, const char *key_id, yagen_date today, const yagen_listener *l);
YAGEN_API int yagen_pack_key_vouch(const void *key, size_t len, const char *key_file, yagen_sink *out, const yagen_listener *l);

/* --- yagen.conf and the log (man 5 yagen.conf) --------------------------------------------------------------------------- */
typedef struct yagen_config yagen_config;
/* Every fault is told at once (line in record). YAGEN_ESYNTAX, YAGEN_ENOMEM. An empty text gives the defaults. */
YAGEN_API int         yagen_config_read(yagen_config **out, const void *text, size_t len, const yagen_listener *l);
YAGEN_API void        yagen_config_free(yagen_config *c);
/* "store", "backup.generations", ... Given, else the default; NULL: neither, or no such key. c NULL: the defaults. */
YAGEN_API const char *yagen_config_text(const yagen_config *c, const char *key);
YAGEN_API long        yagen_config_number(const yagen_config *c, const char *key);
YAGEN_API int         yagen_config_given(const yagen_config *c, const char *key);  /* not 0: it stands in the file */
/* The i-th option, from 0: key, type ("path" "text" "word" "number" "digits") and what it is for; NULL at the end. */
typedef struct { const char *key, *type, *def, *words; const char *ja, *en; } yagen_config_option;   /* append only */
YAGEN_API int         yagen_config_option_at(size_t i, yagen_config_option *out);  /* 0: there is one; YAGEN_ENOTFOUND */
/* A commented file with these values; the options as the manual page has them. */
YAGEN_API int         yagen_config_write(const yagen_config *c, yagen_lang lang, yagen_sink *out);
YAGEN_API int         yagen_config_manual(yagen_sink *out);
/* One line of the log. There is no field for free text: verb, sub and command are written when they are words the program knows
 * ("other" else), ids as they are when they have the shape of our random ones, else as a hash. */
typedef struct {
	unsigned    version;
	yagen_time   at;                      /* UTC seconds, from the caller */
	const char *verb, *sub, *command;    /* NULL: left out */
	const char *case_id, *request;
	int         result;                  /* a yagen_error */
	int         exit_code;               /* -1: left out */
	yagen_time   ms;                      /* -1: left out */
} yagen_log_entry;
#define YAGEN_LOG_ENTRY_INIT { 1, 0, NULL, NULL, NULL, NULL, NULL, 0, -1, -1 }
/* Appends to log.file when c names one and log.level lets it through. YAGEN_EIO, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int         yagen_log_write(const yagen_config *c, const yagen_log_entry *e);

/* --- drugs ---------------------------------------------------------------------------------------------------------------- */
typedef struct yagen_drugs yagen_drugs;      /* a list of drugs */
typedef struct {
	const char *receipt, *price_code, *yj, *generic_code;  /* NULL: none */
	const char *name, *name_long, *name_list, *kana, *unit, *strength, *maker;
	const char *listed_name, *generic_name;
	const char *price;                   /* yen per unit, decimal text */
	const char *route, *form, *control;  /* words: "systemic"; "oral"; "narcotic", NULL none */
	unsigned    flags;                   /* YAGEN_DRUG_... */
	yagen_date  listed_on, changed_on, ends_on, transition_until;
	const char *const *ingredients; size_t ningredients;   /* base ingredients; 0: not known, no rule can be judged */
	const char *const *groups;      size_t ngroups;        /* labels of therapeutic groups, in the chosen language */
	const char *days_limit;              /* rule id of its supply-day limit */
} yagen_drug;                                /* append only */
#define YAGEN_DRUG_GENERIC_PRODUCT 1u        /* 後発品 */
#define YAGEN_DRUG_BIOLOGIC 2u               /* 生物学的製剤 */
#define YAGEN_DRUG_UNIFIED_NAME 4u           /* 統一名収載 */
#define YAGEN_DRUG_GENERIC_NAME 8u           /* not a product: an entry of 一般名処方マスタ */
/* By name, kana, ingredient or code, best first, at most max (0: 50). For a person to choose from. An empty list is no
 * error. YAGEN_EARG: nothing to look for; YAGEN_EIO; YAGEN_ENOMEM. */
YAGEN_API int yagen_drug_search(yagen_drugs **out, yagen *yg, const char *text, size_t max, yagen_lang lang);
/* All with exactly this code: 9 digits, price code, YJ, generic-name code or HOT. YAGEN_ENOTFOUND. */
YAGEN_API int yagen_drug_show(yagen_drugs **out, yagen *yg, const char *code, yagen_lang lang);
YAGEN_API size_t            yagen_drugs_count(const yagen_drugs *d);
YAGEN_API const yagen_drug *yagen_drugs_at(const yagen_drugs *d, size_t i);
YAGEN_API void              yagen_drugs_free(yagen_drugs *d);

/* --- rules ---------------------------------------------------------------------------------------------------------------- */
typedef struct yagen_rule_info yagen_rule_info;
typedef struct {
	const char *id, *kind;               /* "D12-003", "contraindicated-pair" */
	yagen_severity severity; int enabled; char mark;  /* 'S' sourced, 'I' inferred */
	const char *title, *effect, *condition, *action, *unknown;
	const char *side_a, *side_b, *group; /* ingredients of a pair; group of a class rule */
	int washout_ab, washout_ba, limit_days, allowed;
	const char *source; yagen_date source_date, valid_from, valid_to;
	const char *file; unsigned line;     /* where the row stands */
} yagen_rule;                                /* append only */
/* YAGEN_ENOTFOUND, YAGEN_ENOMEM. */
YAGEN_API int  yagen_rule_show(yagen_rule_info **out, yagen *yg, const char *id, yagen_lang lang);
YAGEN_API const yagen_rule *yagen_rule_get(const yagen_rule_info *r);
YAGEN_API void yagen_rule_free(yagen_rule_info *r);
typedef enum { YAGEN_RULES_PMDA_XML = 0 /* package inserts */, YAGEN_RULES_CSV /* a pharmacy's own rows */ } yagen_rules_import_kind;
typedef struct {
	unsigned           version;
	yagen_rules_import_kind kind;
	const char *const *files; size_t nfiles;  /* PMDA: files, or folders of *.xml; CSV: files named like the table, pairs.csv ... */
	const char        *drugmaster_dir;
	const char        *rules_dir;        /* what a new folder starts from */
	const char        *out_dir;          /* gains the rows; NULL (PMDA only): look, and write nothing but the worklist */
	const char        *worklist;         /* names nobody knows; NULL: worklist.csv in out_dir */
	const char        *settlements;      /* what a person decided about such names; NULL: none */
	const char        *by;               /* CSV: who answers for the rows; required there */
	yagen_date         today;            /* required */
} yagen_rules_import_options;
#define YAGEN_RULES_IMPORT_OPTIONS_INIT { 1, YAGEN_RULES_PMDA_XML, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, { 0, 0, 0 } }
/* Rows from outside into a rules folder, checked as a whole before any of it can be seen. What was done goes into `text`.
 * YAGEN_ETABLE: a table or a row is faulty, the listener hears all of it; YAGEN_EREFUSED: no document could be used, or the
 * folder holds an edition that no import made; YAGEN_EARG, YAGEN_ENOTFOUND, YAGEN_EIO, YAGEN_ETOOBIG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_rules_import(const yagen_rules_import_options *o, yagen_sink *text, const yagen_listener *l);
/* Every mistake of the rule tables at once (file in field, line in record). YAGEN_ETABLE when there is one. */
YAGEN_API int  yagen_rules_lint(const char *drugmaster_dir, const char *rules_dir, const yagen_listener *l);

/* A site's overlay against the rules in use: every mistake at once (name in field, line in record). YAGEN_ETABLE: it would be
 * refused; YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_overlay_lint(const yagen *yg, const void *data, size_t len, const char *name, const yagen_listener *l);

/* --- why, and why not -------------------------------------------------------------------------------------------------------- */
/* One rule that touches one of our lines, and what became of it. Lines without consent are never named here. */
typedef struct {
	const char *line;                    /* ref of ours */
	const char *rule;                    /* rule id */
	const char *partner;                 /* ref of the other line; NULL: none there */
	const char *outcome;                 /* "fired" "answered" "off" "off-by-site" "not-valid" "no-partner" "no-overlap" "other-route"
	                                        "within-allowed" "within-limit" "not-met" "fact-unknown" "not-raised" */
	const char *text;                    /* one line in the language of the case */
} yagen_explain;                             /* append only */
/* Of a checked case: prepares the list. YAGEN_ESTATE, YAGEN_ENOMEM. With it, YAGEN_REPORT_JSON gains the key "explain". */
YAGEN_API int                  yagen_case_explain(yagen_case *c);
YAGEN_API size_t               yagen_case_explain_count(const yagen_case *c);
YAGEN_API const yagen_explain *yagen_case_explain_at(const yagen_case *c, size_t i);

/* --- beside the national check -------------------------------------------------------------------------------------------------- */
/* What a replica of the published rule of the national check (docs/matching.md) says beside our findings: one row for each
 * finding of ours, then one for each hit of its own that we do not show. Lines without consent are never named here. */
typedef struct {
	const char *finding;                 /* id of ours; NULL: we show nothing */
	const char *kind;                    /* of ours, as in yagen_finding; of its own hit: "same-ingredient" "contraindicated-pair" */
	const char *line, *partner;          /* refs; partner NULL: the finding has none, or several (look at the finding) */
	const char *partner_name; yagen_date partner_on;  /* of its own hits: the history line may not be among those of the case */
	const char *national;                /* "hit" "no-hit" "not-applicable" */
	const char *why;                     /* word for the difference: "claims-data", "other-route", ...; NULL: both say it */
	int         guess;                   /* rests on a part of the rule that is not published */
	const char *text;                    /* one line in the language of the case */
} yagen_national;                            /* append only */
/* Of a checked case: prepares the list. YAGEN_ESTATE, YAGEN_ENOMEM. With it, YAGEN_REPORT_JSON gains the key "national". */
YAGEN_API int                   yagen_case_national(yagen_case *c);
YAGEN_API size_t                yagen_case_national_count(const yagen_case *c);
YAGEN_API const yagen_national *yagen_case_national_at(const yagen_case *c, size_t i);

/* --- many prescriptions in one call ------------------------------------------------------------------------------------ */
typedef struct {
	yagen_case                *c;        /* prescription and histories read, not checked yet; of any language, of any yagen */
	const yagen_check_options *opts;     /* several items may share one */
	int                        result;   /* out: what yagen_case_check(c, opts) answered */
} yagen_batch_item;
/* Checks n cases on up to `threads` threads, this one included (0 and 1: on this one alone; at most 256). Each answer is, byte for
 * byte, the one that yagen_case_check() gives for that case alone; a case that fails does not touch the others. Afterwards the
 * cases are as after single checks; until the call returns nobody else may use them.
 * YAGEN_OK: every case was checked; else the result of the first item that was not. YAGEN_EARG also when a case stands there
 * twice, YAGEN_ENOMEM also when there is no room to look for that: then none was checked and no result is set. */
YAGEN_API int yagen_check_batch(yagen_batch_item *items, size_t n, unsigned threads);

/* --- cases as folders: run again, compare, accept ---------------------------------------------------------------------- */
/* One prescription at the counter with everything it is checked against, and what is expected (fixtures/README.md). */
typedef struct yagen_fixture yagen_fixture;
typedef struct {
	const char *name, *title;            /* of the folder; of case.txt */
	int         has_expected;            /* there is an expect.txt */
	const char *expected;                /* its lines, without comments and `accepted:` */
	/* after yagen_fixture_run(): */
	int         exit;                    /* what `yagen check` ends with: 0, 1, 2; 65, 78 refused */
	const char *got;                     /* the same lines, derived from the report */
	int         as_expected;
	const char *report; size_t report_len;   /* exactly what `yagen check --format json` prints; empty when refused */
} yagen_fixture_result;                      /* append only */
/* Reads case.txt, every file it names, and expect.txt when there is one. YAGEN_ENOTFOUND, YAGEN_EIO: a file; YAGEN_ESYNTAX,
 * YAGEN_EMISSING: case.txt (the listener hears the line); YAGEN_ETOOBIG, YAGEN_EARG, YAGEN_ENOMEM. */
YAGEN_API int  yagen_fixture_open(yagen_fixture **out, const char *dir, const yagen_listener *l);
YAGEN_API void yagen_fixture_free(yagen_fixture *f);
/* May be repeated, with other tables; what it answered before is gone then. YAGEN_ETOOBIG, YAGEN_ENOMEM, YAGEN_EARG. */
YAGEN_API int  yagen_fixture_run(yagen_fixture *f, yagen *yg);
YAGEN_API const yagen_fixture_result *yagen_fixture_get(const yagen_fixture *f);
/* Replaces expect.txt by what the last run answered, with a line `accepted: why`. YAGEN_ESTATE: not run; YAGEN_EARG: why is empty
 * or has several lines; YAGEN_EIO, YAGEN_ENOMEM. */
YAGEN_API int  yagen_fixture_accept(yagen_fixture *f, const char *why);
/* The case folders in dir by name, or dir alone when it is one. YAGEN_ENOTFOUND, YAGEN_ETOOBIG (over 100,000), YAGEN_ENOMEM. */
typedef struct yagen_fixtures yagen_fixtures;
YAGEN_API int         yagen_fixture_list(yagen_fixtures **out, const char *dir);
YAGEN_API size_t      yagen_fixtures_count(const yagen_fixtures *l);
YAGEN_API const char *yagen_fixtures_at(const yagen_fixtures *l, size_t i);      /* its path */
YAGEN_API void        yagen_fixtures_free(yagen_fixtures *l);

/* --- what another edition would change ------------------------------------------------------------------------------------ */
typedef struct yagen_impact yagen_impact;
typedef struct {
	unsigned    version;
	yagen      *before, *after;          /* the editions compared; may share their drug master or their rules; required */
	const char *dir;                     /* corpus: case folders, or corpus.jsonl, or both (docs/fixtures.md); required */
	unsigned    threads;                 /* 0 and 1: this one alone; at most 256. The answer does not depend on it */
	unsigned    examples;                /* most of them for a rule and kind of change; 0: 5 */
	const yagen_listener *listener;      /* prescriptions that cannot be read (number of the case in input); NULL: nobody */
	void      (*progress)(void *payload, size_t done, size_t total);         /* from any of the threads, one at a time; NULL: none */
	void       *payload;
	yagen_lang  lang;                    /* of the titles of findings */
} yagen_impact_options;
#define YAGEN_IMPACT_OPTIONS_INIT { 1, NULL, NULL, NULL, 1, 0, NULL, NULL, NULL, YAGEN_JA }
typedef enum { YAGEN_IMPACT_TEXT = 0, YAGEN_IMPACT_JSON /* docs/api/impact.schema.json */, YAGEN_IMPACT_HTML /* one self-contained page */ } yagen_impact_format;
/* Checks every prescription of the corpus with both editions and keeps what differs. YAGEN_ENOTFOUND: no such folder, or nothing in it;
 * YAGEN_EIO, YAGEN_EARG, YAGEN_ETOOBIG (over 10 million prescriptions), YAGEN_ENOMEM. */
YAGEN_API int    yagen_impact_run(yagen_impact **out, const yagen_impact_options *o);
/* Same corpus, editions and language: same bytes, on every machine and with any number of threads. YAGEN_EARG, YAGEN_ETOOBIG, YAGEN_ENOMEM. */
YAGEN_API int    yagen_impact_write(const yagen_impact *i, yagen_impact_format f, yagen_lang lang, yagen_sink *out);
YAGEN_API size_t yagen_impact_changed(const yagen_impact *i);        /* prescriptions whose answer differs in anything */
YAGEN_API size_t yagen_impact_unreadable(const yagen_impact *i);     /* prescriptions that could not be read: in no number */
YAGEN_API void   yagen_impact_free(yagen_impact *i);

/* --- a case without the people in it ---------------------------------------------------------------------------------------- */
typedef struct {
	unsigned    version;
	yagen      *yg;                      /* required: what is a drug is told by its drug master */
	const char *dir;                     /* case folder to read; required */
	const char *out_dir;                 /* folder to make; must not exist; required */
	const void *secret; size_t secret_len;   /* random bytes, at least 8, to be forgotten: days are shifted by what they say */
	const yagen_listener *listener;      /* case.txt */
} yagen_anonymise_options;
#define YAGEN_ANONYMISE_OPTIONS_INIT { 1, NULL, NULL, NULL, NULL, 0, NULL }
typedef struct yagen_anonymised yagen_anonymised;
typedef struct { const char *what; size_t replaced, dropped; } yagen_anonymised_row;     /* "rx.patient.name", ... */
/* Reads and checks the case, replaces people, places and numbers, drops texts, shifts all days by whole weeks, writes a case folder of
 * neutral JSON, and checks that. Nothing is written when the answer cannot be given. YAGEN_EEXISTS: out_dir is there; YAGEN_EREFUSED:
 * the prescription is refused by `yagen check`, so there is nothing to keep; the errors of yagen_fixture_open() and of writing. */
YAGEN_API int    yagen_anonymise(yagen_anonymised **out, const yagen_anonymise_options *o);
YAGEN_API size_t yagen_anonymised_count(const yagen_anonymised *a);
YAGEN_API const yagen_anonymised_row *yagen_anonymised_at(const yagen_anonymised *a, size_t i);
/* Not 0: the new case has the findings of the old one: kinds, rules, severities, lines. */
YAGEN_API int    yagen_anonymised_same(const yagen_anonymised *a);
YAGEN_API size_t yagen_anonymised_masked(const yagen_anonymised *a); /* sources without consent: their lines are never written */
/* Expectations of the old and the new case, as in expect.txt, for a person to compare; never NULL. */
YAGEN_API const char *yagen_anonymised_before(const yagen_anonymised *a);
YAGEN_API const char *yagen_anonymised_after(const yagen_anonymised *a);
YAGEN_API void   yagen_anonymised_free(yagen_anonymised *a);

/* --- the matcher alone, many prescriptions in one call ----------------------------------------------------------------- */
/* An invented workload (master.csv, rules.csv, history.csv, allergy.csv, rx.csv; docs/performance.md) through the same
 * function that checks a case. Once it is ready it does not change: any number of threads may check at once. */
typedef struct yagen_workload yagen_workload;
typedef struct {                             /* one hit as the matcher reports it; yagen_workload_row() puts it into the file's numbers */
	unsigned p, q, ref;
	unsigned char kind, severity, ours, flags;
} yagen_meet;
YAGEN_API int  yagen_workload_read(yagen_workload **out, const char *dir, const yagen_listener *l);     /* histories, prescriptions */
YAGEN_API int  yagen_workload_rules(yagen_workload *w, const yagen_listener *l);       /* master and rules into an image; may be repeated */
YAGEN_API int  yagen_workload_histories(yagen_workload *w);  /* compiled for these rules; without it lines are taken as they come */
YAGEN_API void yagen_workload_free(yagen_workload *w);
YAGEN_API size_t yagen_workload_count(const yagen_workload *w);              /* prescriptions */
YAGEN_API size_t yagen_workload_from(const yagen_workload *w, unsigned number);     /* place of the first with at least this number */
YAGEN_API size_t yagen_workload_lines(const yagen_workload *w, size_t rx);   /* history lines of its patient */
/* Checks `count` prescriptions from `from` on. Hits one behind the other; each[i]: how many of prescription from + i; *n: all.
 * YAGEN_ETOOBIG: more than max, nothing is complete; YAGEN_ESTATE: no rules yet; YAGEN_EARG. No memory is taken. */
YAGEN_API int  yagen_workload_check(const yagen_workload *w, size_t from, size_t count, yagen_meet *hits, size_t max, unsigned *each,
				    size_t *n);
/* rx, kind, p, qsrc, q, ref, severity as the workload's files number them. */
YAGEN_API void yagen_workload_row(const yagen_workload *w, size_t rx, const yagen_meet *m, unsigned row[7]);
YAGEN_API const void *yagen_workload_image(const yagen_workload *w, size_t *len);
/* Maps an image file, looks at its head, and lets go of it: what opening costs. full: every number in it is followed too. */
YAGEN_API int  yagen_workload_image_open(const char *path, int full);
#ifdef __cplusplus
}
#endif
#endif
