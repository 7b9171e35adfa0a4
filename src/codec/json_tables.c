/* json_tables.c - every key of the neutral JSON: data only. The order is the order of writing. */
#include "codec/json_fields.h"
#include <stddef.h>
#include "base/ban.h"

_Static_assert(sizeof(enum sex) == sizeof(int) && sizeof(enum code_system) == sizeof(int) &&
	       sizeof(enum form_class) == sizeof(int) && sizeof(enum history_kind) == sizeof(int) &&
	       sizeof(enum source_family) == sizeof(int) && sizeof(enum consent_flag) == sizeof(int),
	       "json_fields.c copies enums as int");

#define S_(T, word, m)          { .key = word, .kind = JF_STR, .at = offsetof(T, m) }
#define V_(T, word, k, m)       { .key = word, .kind = k, .at = offsetof(T, m) }
#define E_(T, word, m, n, d)    { .key = word, .kind = JF_ENUM, .at = offsetof(T, m), .names = n, .otherwise = d }
#define O_(T, word, m, s)       { .key = word, .kind = JF_OBJ, .at = offsetof(T, m), .at2 = NO_FLAG, .sub = s }
#define OF_(T, word, s, flag)   { .key = word, .kind = JF_OBJ, .at2 = offsetof(T, flag), .sub = s }   /* offsets of s count from T */
#define L_(T, word, m, n, s)    { .key = word, .kind = JF_LIST, .at = offsetof(T, m), .at2 = offsetof(T, n), .sub = s, \
				  .size = sizeof *((T *)0)->m }
#define END                    { .key = NULL }

/* --- words ------------------------------------------------------------------------- */
static const struct jf_name sexes[] = { { SEX_MALE, "male" }, { SEX_FEMALE, "female" }, { 0, NULL } };
static const struct jf_name systems[] = {
	{ CODE_NONE, "none" }, { CODE_RECEIPT, "receipt" }, { CODE_MHLW, "mhlw" }, { CODE_YJ, "yj" }, { CODE_HOT, "hot" },
	{ CODE_GENERIC, "generic" }, { CODE_JAN, "jan" }, { CODE_UNKNOWN, "unknown" }, { 0, NULL } };
static const struct jf_name forms[] = {
	{ FORM_ORAL, "oral" }, { FORM_PRN, "prn" }, { FORM_EXTERNAL, "external" }, { FORM_ORAL_DROPS, "oral-drops" },
	{ FORM_INJECTION, "injection" }, { FORM_MATERIAL, "material" }, { FORM_DECOCTION, "decoction" },
	{ FORM_UNKNOWN, "unknown" }, { 0, NULL } };
static const struct jf_name kinds[] = {
	{ HIST_PRESCRIBED, "prescribed" }, { HIST_DISPENSED, "dispensed" }, { HIST_BOOKLET, "booklet" },
	{ HIST_OTC, "otc" },
	{ HIST_CLAIMS, "claims" }, { 0, NULL } };
static const struct jf_name families[] = {
	{ FAM_CLAIMS, "claims" }, { FAM_DISPENSED, "dispensed" }, { FAM_PRESCRIBED, "prescribed" }, { 0, NULL } };
static const struct jf_name consents[] = {
	{ CONSENT_YES, "yes" }, { CONSENT_NO, "no" }, { CONSENT_EXPIRED, "expired" },
	{ CONSENT_UNOBTAINABLE, "unobtainable" }, { 0, NULL } };

/* --- shared ------------------------------------------------------------------------- */
static const struct jf person[] = {
	S_(struct person, "id", id), S_(struct person, "name", name), S_(struct person, "kana", kana), END };
static const struct jf institution[] = {
	S_(struct institution, "kind", kind), S_(struct institution, "code", code),
	S_(struct institution, "prefecture", prefecture),
	S_(struct institution, "name", name), S_(struct institution, "postal", postal),
	S_(struct institution, "address", address),
	S_(struct institution, "phone", phone), S_(struct institution, "fax", fax),
	S_(struct institution, "other_contact", other_contact), END };
static const struct jf department[] = {
	S_(struct department, "code_type", code_type), S_(struct department, "code", code),
	S_(struct department, "name", name), END };
static const struct jf payer[] = { S_(struct kohi, "payer", payer), S_(struct kohi, "recipient", recipient), END };
static const struct jf insurance[] = {
	S_(struct insurance, "kind", kind), S_(struct insurance, "insurer", insurer),
	S_(struct insurance, "symbol", symbol),
	S_(struct insurance, "number", number), S_(struct insurance, "relation", relation),
	S_(struct insurance, "branch", branch),
	S_(struct insurance, "patient_rate", patient_rate), S_(struct insurance, "benefit_rate", benefit_rate),
	S_(struct insurance, "duty_reason", duty_reason),
	{ .key = "public_payers", .kind = JF_FIXED, .at = offsetof(struct insurance, kohi), .sub = payer,
	  .size = sizeof(struct kohi), .count = 3 },
	O_(struct insurance, "special_payer", special, payer), S_(struct insurance, "receipt_type", receipt_type), END };
static const struct jf record[] = {
	V_(struct record, "record", JF_ORIGIN, at), V_(struct record, "number", JF_INT, no),
	S_(struct record, "text", text), END };

/* --- prescription --------------------------------------------------------------------- */
static const struct jf supplement[] = {
	V_(struct supplement, "seq", JF_INT, seq), S_(struct supplement, "kind", kind), S_(struct supplement, "text", text),
	S_(struct supplement, "usage_code", usage_code), S_(struct supplement, "site_code", site_code), END };
static const struct jf rx_line[] = {
	V_(struct rx_line, "record", JF_ORIGIN, item.origin), V_(struct rx_line, "seq", JF_INT, seq),
	S_(struct rx_line, "info_class", info_class),
	E_(struct rx_line, "system", item.system, systems, 0), S_(struct rx_line, "system_raw", item.system_raw),
	S_(struct rx_line, "code", item.code), S_(struct rx_line, "name", item.name),
	V_(struct rx_line, "amount", JF_DEC, item.amount), S_(struct rx_line, "unit", item.unit),
	S_(struct rx_line, "potency", potency),
	V_(struct rx_line, "factor", JF_DEC, factor),
	{ .key = "uneven", .kind = JF_DECS, .at = offsetof(struct rx_line, uneven),
	  .at2 = offsetof(struct rx_line, has_uneven), .count = 5 },
	{ .key = "uneven_codes", .kind = JF_STRS, .at = offsetof(struct rx_line, uneven_code), .at2 = NO_FLAG, .count = 5 },
	{ .key = "burden", .kind = JF_STRS, .at = offsetof(struct rx_line, burden),
	  .at2 = offsetof(struct rx_line, has_burden), .count = 4 },
	S_(struct rx_line, "per_dose", per_dose), S_(struct rx_line, "per_day_times", per_day_times),
	L_(struct rx_line, "supplements", supplements, nsupplements, supplement), END };
static const struct jf rx_group[] = {
	V_(struct rx_group, "record", JF_ORIGIN, origin), V_(struct rx_group, "number", JF_INT, number),
	E_(struct rx_group, "form", form, forms, 0),
	S_(struct rx_group, "form_raw", form_raw), S_(struct rx_group, "form_name", form_name),
	V_(struct rx_group, "quantity", JF_INT, quantity),
	V_(struct rx_group, "split_quantity", JF_INT, split_quantity),
	V_(struct rx_group, "split_total", JF_INT, split_total),
	S_(struct rx_group, "usage_type", usage_type), S_(struct rx_group, "usage_code", usage_code),
	S_(struct rx_group, "usage", usage),
	S_(struct rx_group, "times_per_day", times_per_day),
	L_(struct rx_group, "supplements", supplements, nsupplements, supplement),
	L_(struct rx_group, "lines", lines, nlines, rx_line), END };
static const struct jf remark[] = {
	V_(struct remark, "seq", JF_INT, seq), S_(struct remark, "kind", kind), S_(struct remark, "text", text), END };
static const struct jf clinic_note[] = {
	V_(struct clinic_note, "seq", JF_INT, seq), S_(struct clinic_note, "drug", drug),
	S_(struct clinic_note, "text", text), END };
static const struct jf conversion[] = {
	V_(struct rx_conversion, "rp", JF_INT, rp), V_(struct rx_conversion, "seq", JF_INT, seq),
	S_(struct rx_conversion, "receipt_line", receipt_line), S_(struct rx_conversion, "yj_line", yj_line), END };
static const struct jf narcotic[] = {
	S_(struct rx, "license", narcotic.license), S_(struct rx, "address", narcotic.address),
	S_(struct rx, "phone", narcotic.phone), END };
const struct jf yg_jf_rx[] = {
	S_(struct rx, "version", version), S_(struct rx, "prescription_id", prescription_id),
	O_(struct rx, "institution", institution, institution),
	O_(struct rx, "department", department, department), O_(struct rx, "doctor", doctor, person),
	O_(struct rx, "patient", patient, person),
	E_(struct rx, "sex", sex, sexes, 0), S_(struct rx, "sex_raw", sex_raw), V_(struct rx, "born", JF_YMD, born),
	S_(struct rx, "born_raw", born_raw),
	S_(struct rx, "copay_class", copay_class), O_(struct rx, "insurance", insurance, insurance),
	V_(struct rx, "issued", JF_YMD, issued),
	S_(struct rx, "issued_raw", issued_raw), V_(struct rx, "expires", JF_YMD, expires),
	S_(struct rx, "expires_raw", expires_raw),
	OF_(struct rx, "narcotic", narcotic, narcotic.given), S_(struct rx, "leftover", leftover),
	V_(struct rx, "split_parts", JF_INT, split_parts),
	V_(struct rx, "split_part", JF_INT, split_part), V_(struct rx, "refill_total", JF_INT, refill_total),
	L_(struct rx, "remarks", remarks, nremarks, remark), S_(struct rx, "number_type", number_type),
	S_(struct rx, "number", number),
	L_(struct rx, "groups", groups, ngroups, rx_group), L_(struct rx, "notes", notes, nnotes, clinic_note),
	L_(struct rx, "labs", labs, nlabs, clinic_note), L_(struct rx, "surplus", surplus, nsurplus, record),
	L_(struct rx, "conversions", conversions, nconversions, conversion),
	L_(struct rx, "unknown", unknown, nunknown, record), END };

/* --- history ----------------------------------------------------------------------------- */
static const struct jf note[] = {
	S_(struct note, "kind", kind), S_(struct note, "text", text), S_(struct note, "name", name),
	V_(struct note, "on", JF_YMD, on),
	S_(struct note, "on_raw", on_raw), S_(struct note, "author", author), END };
static const struct jf hist_line[] = {
	V_(struct hist_line, "record", JF_ORIGIN, item.origin), E_(struct hist_line, "system", item.system, systems, 0),
	S_(struct hist_line, "system_raw", item.system_raw), S_(struct hist_line, "code", item.code),
	S_(struct hist_line, "name", item.name),
	V_(struct hist_line, "amount", JF_DEC, item.amount), S_(struct hist_line, "amount_raw", amount_raw),
	S_(struct hist_line, "unit", item.unit),
	S_(struct hist_line, "generic_name", generic_name), S_(struct hist_line, "generic_type", generic_type),
	S_(struct hist_line, "generic_code", generic_code), S_(struct hist_line, "author", author),
	L_(struct hist_line, "supplements", supplements, nsupplements, note),
	L_(struct hist_line, "cautions", cautions, ncautions, note), END };
static const struct jf hist_group[] = {
	V_(struct hist_group, "record", JF_ORIGIN, usage_at), V_(struct hist_group, "number", JF_INT, number),
	E_(struct hist_group, "form", form, forms, 0), S_(struct hist_group, "form_raw", form_raw),
	S_(struct hist_group, "usage_type", usage_type), S_(struct hist_group, "usage_code", usage_code),
	S_(struct hist_group, "usage", usage),
	V_(struct hist_group, "quantity", JF_DEC, quantity), S_(struct hist_group, "quantity_raw", quantity_raw),
	S_(struct hist_group, "quantity_unit", quantity_unit), S_(struct hist_group, "author", author),
	V_(struct hist_group, "has_usage", JF_NOTBOOL, has_usage), V_(struct hist_group, "doctor", JF_INDEX, doctor),
	L_(struct hist_group, "supplements", supplements, nsupplements, note),
	L_(struct hist_group, "cautions", cautions, ncautions, note),
	L_(struct hist_group, "lines", lines, nlines, hist_line), END };
static const struct jf doctor[] = {
	S_(struct visit_doctor, "name", name), S_(struct visit_doctor, "department", department),
	S_(struct visit_doctor, "author", author), END };
static const struct jf pharmacist[] = {
	S_(struct visit, "id", pharmacist.id), S_(struct visit, "name", pharmacist.name),
	S_(struct visit, "kana", pharmacist.kana),
	S_(struct visit, "contact", pharmacist_contact), S_(struct visit, "author", pharmacist_author), END };
static const struct jf clinic[] = {
	S_(struct visit, "kind", clinic.kind), S_(struct visit, "code", clinic.code),
	S_(struct visit, "prefecture", clinic.prefecture),
	S_(struct visit, "name", clinic.name), S_(struct visit, "postal", clinic.postal),
	S_(struct visit, "address", clinic.address),
	S_(struct visit, "phone", clinic.phone), S_(struct visit, "fax", clinic.fax),
	S_(struct visit, "other_contact", clinic.other_contact),
	S_(struct visit, "author", clinic_author), END };
#define NOTES(key, m) L_(struct visit, key, m, n##m, note)
static const struct jf visit[] = {
	V_(struct visit, "record", JF_ORIGIN, origin), V_(struct visit, "masked", JF_BOOL, masked),
	V_(struct visit, "on", JF_YMD, on),
	S_(struct visit, "on_raw", on_raw), V_(struct visit, "prescribed_on", JF_YMD, prescribed_on),
	E_(struct visit, "kind", kind, kinds, HIST_DISPENSED), E_(struct visit, "family", family, families, 0),
	V_(struct visit, "own", JF_BOOL, own), S_(struct visit, "store_id", store_id),
	S_(struct visit, "in_out", in_out), S_(struct visit, "author", author),
	O_(struct visit, "pharmacy", pharmacy, institution),
	S_(struct visit, "pharmacy_author", pharmacy_author), OF_(struct visit, "pharmacist", pharmacist, has_pharmacist),
	OF_(struct visit, "clinic", clinic, has_clinic), L_(struct visit, "doctors", doctors, ndoctors, doctor),
	L_(struct visit, "groups", groups, ngroups, hist_group), NOTES("instructions", instructions),
	NOTES("provided", provided),
	NOTES("leftovers", leftovers), NOTES("remarks", remarks), NOTES("inquiries", inquiries),
	NOTES("patient_notes", patient_notes), END };
/* What may be told of a visit without consent: that it is there. */
static const struct jf masked_visit[] = { V_(struct visit, "masked", JF_BOOL, masked), END };
static const struct jf ingredient[] = {
	S_(struct otc_ingredient, "name", name), S_(struct otc_ingredient, "code_type", code_type),
	S_(struct otc_ingredient, "code", code),
	S_(struct otc_ingredient, "author", author), END };
static const struct jf otc[] = {
	V_(struct otc, "record", JF_ORIGIN, origin), S_(struct otc, "name", item.name),
	E_(struct otc, "system", item.system, systems, CODE_NONE),
	S_(struct otc, "code", item.code), S_(struct otc, "from_raw", from_raw), S_(struct otc, "to_raw", to_raw),
	S_(struct otc, "seq", seq),
	S_(struct otc, "author", author), L_(struct otc, "ingredients", ingredients, ningredients, ingredient), END };
static const struct jf family[] = {
	S_(struct family_pharmacist, "name", name), S_(struct family_pharmacist, "pharmacy", pharmacy),
	S_(struct family_pharmacist, "contact", contact),
	V_(struct family_pharmacist, "from", JF_YMD, from), S_(struct family_pharmacist, "from_raw", from_raw),
	V_(struct family_pharmacist, "to", JF_YMD, to), S_(struct family_pharmacist, "to_raw", to_raw),
	S_(struct family_pharmacist, "author", author), END };
static const struct jf hist_insurance[] = {
	S_(struct history, "kind", insurance.kind), S_(struct history, "insurer", insurance.insurer),
	S_(struct history, "symbol", insurance.symbol),
	S_(struct history, "number", insurance.number), S_(struct history, "branch", insurance.branch), END };
const struct jf yg_jf_history[] = {
	S_(struct history, "version", version), S_(struct history, "direction", direction),
	O_(struct history, "patient", patient, person),
	E_(struct history, "sex", sex, sexes, 0), S_(struct history, "sex_raw", sex_raw),
	V_(struct history, "born", JF_YMD, born),
	S_(struct history, "born_raw", born_raw), S_(struct history, "postal", postal),
	S_(struct history, "address", address),
	S_(struct history, "phone", phone), S_(struct history, "emergency", emergency), S_(struct history, "blood", blood),
	S_(struct history, "weight", weight), OF_(struct history, "insurance", hist_insurance, has_insurance),
	S_(struct history, "prescription_id", prescription_id), S_(struct history, "dispensing_id", dispensing_id),
	E_(struct history, "consent", consent, consents, 0), V_(struct history, "cut", JF_BOOL, cut),
	V_(struct history, "covers_from", JF_YMD, covers_from), V_(struct history, "covers_to", JF_YMD, covers_to),
	L_(struct history, "remarks", remarks, nremarks, note), L_(struct history, "otc", otc, notc, otc),
	L_(struct history, "memos", memos, nmemos, note),
	{ .key = "visits", .kind = JF_LIST, .at = offsetof(struct history, visits), .at2 = offsetof(struct history, nvisits), .sub = visit,
	  .size = sizeof(struct visit), .always = true, .instead = masked_visit, .count = offsetof(struct visit, masked) },
	L_(struct history, "family_pharmacists", family, nfamily, family),
	L_(struct history, "surplus", surplus, nsurplus, record), L_(struct history, "unknown", unknown, nunknown, record),
	END };

/* --- patient facts: keys of the contract with callers ------------------------------------- */
static const struct jf coded[] = {
	S_(struct coded, "text", text), S_(struct coded, "code", code), S_(struct coded, "system", system), END };
static const struct jf lab[] = {
	S_(struct lab, "name", name), S_(struct lab, "code", code), V_(struct lab, "value", JF_DEC, value),
	S_(struct lab, "unit", unit),
	V_(struct lab, "date", JF_YMD, on), END };
const struct jf yg_jf_facts[] = {
	V_(struct facts, "birth_date", JF_YMD, born), E_(struct facts, "sex", sex, sexes, 0),
	V_(struct facts, "weight_kg", JF_DEC, weight_kg),
	V_(struct facts, "weight_date", JF_YMD, weight_on),
	V_(struct facts, "height_cm", JF_DEC, height_cm), V_(struct facts, "height_date", JF_YMD, height_on),
	V_(struct facts, "pregnant", JF_TRI, pregnant),
	V_(struct facts, "gestation_weeks", JF_INT1, gestation_weeks),
	V_(struct facts, "breastfeeding", JF_TRI, breastfeeding),
	L_(struct facts, "allergies", allergies, nallergies, coded),
	L_(struct facts, "conditions", conditions, nconditions, coded),
	L_(struct facts, "labs", labs, nlabs, lab), END };
