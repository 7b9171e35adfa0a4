/* model.c - the few functions that belong to the nouns themselves. */
#include "model/model.h"
#include "base/ban.h"

static const struct { enum format f; const char *name; } formats[] = {
	{ FORMAT_JAHIS_RX, "jahis-rx" }, { FORMAT_TECHO, "techo" },
	{ FORMAT_EPS_CSV, "eps-csv" }, { FORMAT_EPS_XML, "eps-xml" },
	{ FORMAT_EPS_DISPENSE_CSV, "eps-dispense-csv" }, { FORMAT_EPS_DISPENSE_XML, "eps-dispense-xml" },
	{ FORMAT_OQS_XML, "oqs-xml" }, { FORMAT_FHIR, "fhir" }, { FORMAT_JSON, "json" },
	{ FORMAT_CHECKUP_XML, "checkup-xml" },
};

const char *yg_format_name(enum format f)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (formats[i].f == f) return formats[i].name;
	return "";
}

enum format yg_format_by_name(struct str name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (yg_str_eqz(name, formats[i].name)) return formats[i].f;
	return FORMAT_NONE;
}

static const char *const finding_words[] = {
	[FIND_IDENTITY] = "identity", [FIND_SAME_INGREDIENT] = "same-ingredient", [FIND_SAME_CLASS] = "same-class",
	[FIND_PAIR] = "contraindicated-pair", [FIND_UNCHECKED] = "unchecked", [FIND_EXPIRED_RX] = "expired-prescription",
	[FIND_DAYS_LIMIT] = "days-limit", [FIND_ALLERGY] = "allergy", [FIND_CONDITION] = "condition", [FIND_AGE] = "age",
	[FIND_SEX] = "sex", [FIND_PREGNANCY] = "pregnancy", [FIND_LACTATION] = "lactation", [FIND_RENAL] = "renal",
	[FIND_HEPATIC] = "hepatic", [FIND_DOSE] = "dose", [FIND_TOTAL] = "total-quantity", [FIND_POLYPHARMACY] = "polypharmacy",
	[FIND_UNIT] = "unit", [FIND_FORM] = "form", [FIND_NARCOTIC] = "narcotic", [FIND_REFILL] = "refill",
};
#define NWORDS (sizeof finding_words / sizeof *finding_words)
_Static_assert(NWORDS < 31, "one bit for each kind, and one for caution pairs");

const char *yg_finding_word(enum finding_kind kind) { return (size_t)kind < NWORDS ? finding_words[kind] : ""; }

uint32_t yg_finding_bit(struct str word)
{
	if (yg_str_eqz(word, "caution-pair")) return FINDING_CAUTION;
	for (size_t i = 0; i < NWORDS; i++)
		if (yg_str_eqz(word, finding_words[i])) return 1u << i;
	return 0;
}

struct ymd yg_rx_expiry(const struct rx *rx)
{
	if (yg_ymd_given(rx->expires)) return rx->expires;
	return yg_ymd_valid(rx->issued) ? yg_ymd_add(rx->issued, 3) : YMD_NONE;
}

const struct lab *yg_lab(const struct facts *f, enum lab_kind kind)
{
	for (size_t i = 0; i < f->nlabs; i++)
		if (f->labs[i].kind == kind) return &f->labs[i];
	return NULL;
}
