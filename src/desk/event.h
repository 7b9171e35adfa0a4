/* event.h - the words of the case at the counter: its states, its events, its documents, and which command is allowed where.
 * Data only: a step that needs a new arrow gets a row in command.c, not an if. */
#ifndef DESK_EVENT_H
#define DESK_EVENT_H
#include "base/str.h"
enum desk_state { DS_NONE, DS_RECEIVED, DS_CHECKED, DS_DECIDED, DS_DISPENSED, DS_SIGNED, DS_REGISTERED, DS_CANCELLED /* 取消 */,
		  DS_RETURNED /* 返却: given back to the patient or the service */, DS_COUNT };
/* "received" "checked" "decided" "dispensed" "signed" "registered" "cancelled" "returned": as stored and shown */
extern const char *const yg_desk_state_word[DS_COUNT];
enum desk_state yg_desk_state(struct str word);      /* DS_NONE when unknown */
#define IN(s) (1u << (s))
/* Kinds of events ("received" "entered" "history" "facts" "corrected" "checked" "inquired" "decided" "dispensed" "amended" "partial"
 * "cancelled" "returned" "printed" "settled" "signed" "submitted" "registered" "retried" "withdrawn"): the body of each is described in docs/formats/case.md.
 * Kinds of documents: "rx" (as received), "rx-entered", "rx-corrected", "rx-dispensed" (neutral JSON), "history", "facts", "overlay", "report" (what the check
 * answered, byte for byte), "dispensed" (neutral JSON history of one visit), "result-csv" "result-xml" "techo" "record-pdf" "signed" "outgoing" "receipt". */
#endif
