/* identify.h - the identity guard: code x name x unit x form x date must agree before a line counts as identified.
 * No prefix, no nearest match, no guessing (spec: drugmaster 6, rule 2 of the domain). */
#ifndef TABLES_IDENTIFY_H
#define TABLES_IDENTIFY_H
#include "tables/tables.h"
enum identity {
	IDENT_OK,
	IDENT_DISAGREES,                             /* code known, but name, unit, form or date contradict it: critical */
	IDENT_UNKNOWN,                               /* no code, code not in the master, dummy code, malformed code */
	IDENT_NOT_A_DRUG                             /* 医療材料: nothing to check */
};
struct identify_in {
	enum code_system system;
	struct str code, name, unit;                 /* as written */
	struct str generic_code;                     /* second code of a notebook line, may be empty */
	enum form_class form;                        /* of the RP */
	struct dec factor;                           /* 211; explains a unit that is not the price unit */
	bool potency;                                /* amount is of active ingredient: unit need not agree */
	struct str info_class;                       /* 情報区分 */
	struct ymd on;                               /* the prescription's or dispensing's own day; not given: not tested */
	bool history;                                /* lenient on the date only: *date_ok is false instead of a disagreement */
};
struct identify_out {
	enum identity      verdict;
	const struct drug *drug;                     /* OK and, for showing, DISAGREES; else NULL */
	const char        *reason;                   /* word: "name", "unit", "form", "not-yet-listed", "ended", "unknown-code", "dummy-code",
	                                                "no-code", "check-digit", "malformed-code", "ambiguous", "material", "generic-code",
	                                                "derived-yj" and "name-missing" (also with OK); NULL when plainly OK */
	struct str         master_name;              /* what the master calls this code */
	bool               date_ok;
};
void yg_identify(const struct tables *t, const struct identify_in *in, struct identify_out *out);

/* Codes as such (no table needed). */
bool yg_code_price_shape(struct str code);           /* ^[0-9]{7}[A-Z][0-9]{4}$ */
int  yg_code_check_digit(struct str code11);         /* 0..9 for the first 11 characters; -1 malformed */
bool yg_code_price_check(struct str code);           /* shape and check digit agree */
bool yg_code_is_dummy(enum code_system sys, struct str code);
/* YJ -> price code of a 統一名 product: first 9 + "01" + new check digit. A fallback, never proof. */
bool yg_code_yj_to_unified(struct str yj, char out[13]);
#endif
