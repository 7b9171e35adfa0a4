/* shape.h - is this line a whole record, and may it follow that one? Just enough to tell a record from the tail of a
 * record that a scanner broke in two. For scan/ only; the codec judges records properly. */
#ifndef SCAN_SHAPE_H
#define SCAN_SHAPE_H
#include "scan/content.h"
/* The record number in front of the first comma; 0: the line does not begin like a record. */
unsigned yg_shape_number(struct str line);
/* Number of items, must-items filled, digits where only digits stand. Unknown record numbers count as whole. */
bool yg_shape_whole(enum scan_head head, struct str line);
/* May record `next` follow record `prev` (0: the header)? */
bool yg_shape_follows(enum scan_head head, unsigned prev, unsigned next);
/* A whole text: header, then whole records in order. */
bool yg_shape_text(struct str text);
/* First line (from 1) that does not begin like a record or stands where it may not; 0: none. */
unsigned yg_shape_first_fault(struct str text);
#endif
