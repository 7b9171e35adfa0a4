/* xml.h - reading XML with libxml2: no network, no DTD, no entities, bounded depth and size; and base64. */
#ifndef TEXT_XML_H
#define TEXT_XML_H
#include "base/buf.h"
#include <libxml/tree.h>
/* *out is yours: xmlFreeDoc(). UTF-8, or Shift_JIS/Windows-31J when the declaration says so.
 * YG_ESYNTAX (*line tells), YG_ETOOBIG (size YG_MAX_TEXT, depth YG_MAX_XML_DEPTH), YG_EREFUSED (DOCTYPE), YG_ENOMEM. */
int yg_xml_parse(struct str text, xmlDocPtr *out, unsigned *line);
/* First child element with this local name, any namespace; NULL when none. from NULL gives NULL. */
xmlNodePtr yg_xml_child(xmlNodePtr from, const char *name);
xmlNodePtr yg_xml_next(xmlNodePtr node, const char *name);        /* next sibling element of that name (NULL: any) */
/* Text of an element that has only text, borrowed from the tree; empty when absent or mixed. */
struct str yg_xml_text(xmlNodePtr node);
struct str yg_xml_child_text(xmlNodePtr from, const char *name);  /* trimmed */
struct str yg_xml_attr(xmlNodePtr node, const char *name);        /* borrowed */
void yg_xml_escape(struct buf *out, struct str s);                /* & < > " and control characters refused as U+FFFD */
/* Byte range of the element at `path` ("Document/Prescription/PrescriptionDocument", local names, first match) in a
 * text that yg_xml_parse accepted: from '<' to behind its end tag. YG_EMISSING. For splicing unchanged bytes. */
int yg_xml_span(struct str text, const char *path, struct str *out);
/* RFC 4648 base64. Decoding skips nothing: a line break is YG_ESYNTAX (*breaks counts them first). */
int  yg_base64_decode(struct str in, struct buf *out);
void yg_base64_encode(struct str in, struct buf *out);
#endif
