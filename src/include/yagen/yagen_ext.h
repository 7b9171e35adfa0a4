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
