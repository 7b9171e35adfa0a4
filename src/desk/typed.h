/* typed.h - what a person typed, looked at before it is kept: a prescription from paper or fax, a correction, facts about the patient.
 * Every fault is a diagnostic with its place ("groups[0].lines[1].amount"), all of them at once; nothing is put right silently. */
#ifndef DESK_TYPED_H
#define DESK_TYPED_H
#include "desk/desk.h"
/* Whole, or only RP `group` (index; -1 all) and its line `line` (index; -1 all). The head is looked at only when everything is. Counts the faults. */
size_t typed_rx(struct run *r, const struct rx *rx, int group, int line);
/* Values nobody living has, without a unit, of a day to come: how many; the diagnostics say which and why. */
size_t typed_facts(struct run *r, const struct facts *f);
/* A 12-digit number with the check digit of an 個人番号 (My Number) anywhere in the JSON: it must not be stored. The place is told, never the number. */
bool   typed_my_number(struct run *r, struct json_object *o);
/* The same for what people write besides (reasons, notes, questions, guidance), anywhere in a command. */
bool   typed_number_in_texts(struct run *r, struct json_object *o);
/* cmd_enter.c. The prescription in this member, read into a new case (which r will free): faults of shape and type are a refusal. */
int    desk_read_typed(struct run *r, struct json_object *rx, yagen_case **yc, struct str *json);
/* What the master says of each line now, settlements included, as a JSON array. */
int    desk_identify_typed(struct run *r, yagen_case *yc, struct str *json);
/* Adds members (JSON, without brackets) to the object in r->answer. */
void   desk_answer_more(struct run *r, struct str members);
/* The member as compact JSON text in the arena. */
struct str typed_text(struct run *r, struct json_object *o);
#endif
