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
/* Every mistake of the rule tables at once (file in field, line in record). YAGEN_ETABLE when there is one. */
YAGEN_API int  yagen_rules_lint(const char *drugmaster_dir, const char *rules_dir, const yagen_listener *l);

/* --- why, and why not -------------------------------------------------------------------------------------------------------- */
/* One rule that touches one of our lines, and what became of it. Lines without consent are never named here. */
typedef struct {
	const char *line;                    /* ref of ours */
	const char *rule;                    /* rule id */
	const char *partner;                 /* ref of the other line; NULL: none there */
	const char *outcome;                 /* "fired" "off" "not-valid" "no-partner" "no-overlap" "other-route" "within-limit" "not-raised" */
	const char *text;                    /* one line in the language of the case */
} yagen_explain;                             /* append only */
/* Of a checked case: prepares the list. YAGEN_ESTATE, YAGEN_ENOMEM. With it, YAGEN_REPORT_JSON gains the key "explain". */
YAGEN_API int                  yagen_case_explain(yagen_case *c);
YAGEN_API size_t               yagen_case_explain_count(const yagen_case *c);
YAGEN_API const yagen_explain *yagen_case_explain_at(const yagen_case *c, size_t i);
#ifdef __cplusplus
}
#endif
#endif
