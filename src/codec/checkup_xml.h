/* checkup_xml.h - the 特定健診情報 answer of the eligibility terminal as patient facts. No schema is public: the element
 * names are those that a public terminal client reads (docs/formats/checkup-xml.md), so everything unexpected is said. */
#ifndef CODEC_CHECKUP_XML_H
#define CODEC_CHECKUP_XML_H
#include "codec/codec.h"
/* doc->facts: birth date, sex, and one lab per result that is a number, with its item code, name, unit and the day of
 * the examination, as written; codec/facts.h decides which of them can be used. Codes written instead of values
 * (questions, findings) are counted and left alone. Without consent, or when the terminal reports no result: YG_EREFUSED. */
extern const struct codec yg_codec_checkup_xml;
#endif
