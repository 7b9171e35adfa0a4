/* test_codec_detect.c - bytes to format by content alone, and the hint when there is none. */
#include "rx_kit.h"

static const struct { const char *bytes; enum format f; const char *why; } t[] = {
	{ "JAHIS10\r\n1,1\r\n", FORMAT_JAHIS_RX, NULL }, { "JAHIS5\n", FORMAT_JAHIS_RX, NULL },
	{ "\xef\xbb\xbfJAHIS10\r\n", FORMAT_JAHIS_RX, NULL },
	{ "JAHISTC08,1\r\n", FORMAT_TECHO, NULL },           /* tested before JAHIS */
	{ "SJ1\n1,1\n", FORMAT_EPS_CSV, NULL }, { "\xef\xbb\xbfSJ1\n", FORMAT_EPS_CSV, NULL },
	{ "CJ1,\n1,\n", FORMAT_EPS_DISPENSE_CSV, NULL },
	{ "<?xml version=\"1.0\"?><Document id=\"Document\" xsi:noNamespaceSchemaLocation=\"EP.xsd\"><Prescription/></Document>", FORMAT_EPS_XML, NULL },
	{ "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- EP.xsd --><Document\n xsi:noNamespaceSchemaLocation='EP.xsd'/>", FORMAT_EPS_XML, NULL },
	{ "<?xml version=\"1.0\"?><Document id=\"Document\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"ED.xsd\"><Dispensing id=\"Dispensing\"/></Document>", FORMAT_EPS_DISPENSE_XML, NULL },
	{ "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader/><MessageBody/></XmlMsg>", FORMAT_OQS_XML, NULL },
	{ "{\"prescription\": {}}", FORMAT_JSON, NULL }, { "  \n{\"yagen\": 1}", FORMAT_JSON, NULL },
	{ "{ \"resourceType\": \"Bundle\" }", FORMAT_NONE, "FHIR JSON" },
	{ "06999991,12,345,00,19680415,482913", FORMAT_NONE, "e-prescription slip" },
	{ "06999991,１２,345,,19680415,9999000011112222\r\n", FORMAT_NONE, "e-prescription slip" },
	{ "06999991,12,345,00,19680415,48291", FORMAT_NONE, "unknown" },          /* five digits: no exchange number */
	{ "06999991,12,345,00,482913", FORMAT_NONE, "unknown" },                  /* five items */
	{ "\x89PNG\r\n\x1a\n", FORMAT_NONE, "picture" }, { "\xff\xd8\xff\xe0", FORMAT_NONE, "picture" },
	{ "\xff\xfeJ", FORMAT_NONE, "UTF-16 text" }, { "PK\x03\x04", FORMAT_NONE, "archive" }, { "%PDF-1.7", FORMAT_NONE, "PDF" },
	{ "4A 41 48 49 53 31 30 0D 0A", FORMAT_NONE, "hex dump" }, { "1,1,1311111,13,x\r\n", FORMAT_NONE, "no version line" },
	{ "<html></html>", FORMAT_NONE, "unknown" }, { "<Document id=\"Document\"/>", FORMAT_NONE, "unknown" },
	{ "hello", FORMAT_NONE, "unknown" }, { "\x1a", FORMAT_NONE, "unknown" }, { "<", FORMAT_NONE, "unknown" }, { "<?xml", FORMAT_NONE, "unknown" },
	{ "", FORMAT_NONE, "empty" },
};

static void every_format_by_content(void)
{
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const char *why = "untouched";
		const struct codec *c = yg_codec_detect(yg_str(t[i].bytes), &why);
		CHECK_INT(c ? c->format : FORMAT_NONE, t[i].f);
		CHECK_STR(yg_str(why), yg_str(t[i].why));
		CHECK(yg_codec_detect(yg_str(t[i].bytes), NULL) == c);
	}
}

static void the_table_is_whole(void)
{
	for (int f = FORMAT_JAHIS_RX; f <= FORMAT_JSON; f++) {
		const struct codec *c = yg_codec_get((enum format)f);
		if (f == FORMAT_FHIR) { CHECK(!c); continue; }
		CHECK(c && (int)c->format == f && c->read && c->sniff && *c->title);
		CHECK(c && (c->write || f == FORMAT_OQS_XML));   /* the terminal's file is read only */
	}
	CHECK(!yg_codec_get(FORMAT_NONE));
}

static void reading_nothing_known_says_why(void)
{
	static const struct { const char *bytes; enum format as; const char *code; int err; } r[] = {
		{ "", FORMAT_NONE, "input-empty", YG_ESYNTAX }, { "", FORMAT_JAHIS_RX, "input-empty", YG_ESYNTAX },
		{ "hello", FORMAT_NONE, "input-unknown-format", YG_EREFUSED },
		{ "06999991,12,345,00,19680415,482913", FORMAT_NONE, "input-slip", YG_EREFUSED },
		{ "\x89PNG", FORMAT_NONE, "input-picture", YG_EREFUSED }, { "\xfe\xffx", FORMAT_NONE, "input-utf16", YG_EREFUSED },
		{ "PK\x03\x04", FORMAT_NONE, "input-archive", YG_EREFUSED }, { "%PDF-", FORMAT_NONE, "input-pdf", YG_EREFUSED },
		{ "{\"resourceType\":\"Bundle\"}", FORMAT_NONE, "input-fhir", YG_EREFUSED }, { "{}", FORMAT_FHIR, "input-fhir", YG_EREFUSED },
		{ "4A 41 48 49 53 31 30", FORMAT_NONE, "input-hex", YG_EREFUSED }, { "1,1,1311111,13\n", FORMAT_NONE, "input-no-header", YG_EREFUSED },
	};
	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct document doc;
		k_reset();
		CHECK_INT(k_read_as(r[i].as, yg_str(r[i].bytes), false, &doc), r[i].err);
		CHECK_INT(k_count(r[i].code, DIAG_ERROR, 0), 1);
		CHECK_INT(k_diags.n, 1);
		CHECK(!doc.rx && !doc.history && !doc.facts);
	}
}

/* The bytes belong to the case: changing the caller's buffer afterwards changes nothing. */
static void the_senders_bytes_are_copied(void)
{
	char bytes[] = "SJ1\n1,1,1399906,13,x\n";
	struct document doc;
	k_reset();
	k_read_as(FORMAT_NONE, yg_str(bytes), false, &doc);
	memset(bytes, 'x', sizeof bytes - 1);
	CHECK_STR(doc.raw, STR("SJ1\n1,1,1399906,13,x\n"));
}

static void too_much_is_refused(void)
{
	size_t n = (8u << 20) + 1;
	char *big = malloc(n);
	struct document doc;
	k_reset();
	memset(big, '0', n);
	memcpy(big, "JAHIS10\n", 8);
	CHECK_INT(k_read_as(FORMAT_NONE, (struct str){ big, n }, false, &doc), YG_ETOOBIG);
	CHECK_INT(k_count("input-too-big", DIAG_ERROR, 0), 1);
	/* just under: millions of empty items must end in an answer, not in all of the memory */
	memset(big + 8, ',', n - 8);
	for (size_t i = 8; i + 10 < n; i += 200) memcpy(big + i, "\n81,1", 5);
	CHECK(k_read_as(FORMAT_NONE, (struct str){ big, n - 1 }, false, &doc) < 0);
	free(big);
}

int main(void)
{
	T_RUN(every_format_by_content);
	T_RUN(the_table_is_whole);
	T_RUN(reading_nothing_known_says_why);
	T_RUN(the_senders_bytes_are_copied);
	T_RUN(too_much_is_refused);
	yg_arena_free(k_arena);
	return T_END();
}
