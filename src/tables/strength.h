/* strength.h - the 規格 text of the price list as numbers: how much active ingredient in how much of what.
 * Only what the text says outright; a text that says several amounts, a size, or none gives nothing. */
#ifndef TABLES_STRENGTH_H
#define TABLES_STRENGTH_H
#include "tables/tables.h"
/* "５ｍｇ１錠": 5 mg in 1 錠. "１０％１ｇ": 100 mg in 1 g. "５ｍｇ５ｍＬ１管": 5 mg in 1 管, and in 5 mL. Active amounts are in mg, or in
 * 単位 (MEASURE_IU). What is active may be the salt or the base, as the list says it; a tail in brackets is not read. */
struct strength {
	enum measure measure;                        /* of active; MEASURE_NONE: only a volume or a weight is said */
	struct dec   active;
	struct dec   per; char unit[32];             /* counted in: 錠, g, ml, 管; folded */
	struct dec   volume; char volume_unit[4];    /* the same in ml or g, when said beside a count; else DEC_NONE, "" */
};
bool yg_strength_parse(struct str text, struct strength *out);
/* A weight or 単位 as written in a prescription: mg, g, µg, 単位 ... -> how many mg or IU one of it is. */
bool yg_unit_active(struct str unit, enum measure *m, struct dec *one);
#endif
