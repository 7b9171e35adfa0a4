/* model.c - the few functions that belong to the nouns themselves. */
#include "model/model.h"
#include "base/ban.h"

static const struct { enum format f; const char *name; } formats[] = {
	{ FORMAT_JAHIS_RX, "jahis-rx" }, { FORMAT_TECHO, "techo" },
	{ FORMAT_EPS_CSV, "eps-csv" }, { FORMAT_EPS_XML, "eps-xml" },
	{ FORMAT_EPS_DISPENSE_CSV, "eps-dispense-csv" }, { FORMAT_EPS_DISPENSE_XML, "eps-dispense-xml" },
	{ FORMAT_OQS_XML, "oqs-xml" }, { FORMAT_FHIR, "fhir" }, { FORMAT_JSON, "json" },
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

struct ymd yg_rx_expiry(const struct rx *rx)
{
	if (yg_ymd_given(rx->expires)) return rx->expires;
	return yg_ymd_valid(rx->issued) ? yg_ymd_add(rx->issued, 3) : YMD_NONE;
}
