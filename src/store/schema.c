/* schema.c - the tables of a store, as data. The backends make their SQL from it; tests/contract compares it with what the
 * migrations leave behind. Adding a column or a table is a new migration and a new line here, in one commit. */
#include "store/store.h"
#include "base/ban.h"

#define T CELL_TEXT
#define I CELL_INT
#define B CELL_BLOB
#define OWNER { "tenant", T, 0 }, { "patient", T, 0 }        /* 法人・店舗グループ, patient's random UUID (32 hex digits) */

/* anything one value long that belongs to the store as a whole: "created", "tenant", "retention", ... */
static const struct column setting[] = { { "tenant", T, 0 }, { "name", T, 0 }, { "value", T, 0 } };

/* finding a patient: keyed hash (HMAC-SHA-256, hex) of one way to identify a person, or of the request that made one.
 * kind: "insured" (保険者番号 記号 番号 枝番 + birth date + sex + kana), "person" (kana + birth date + sex), "public" (公費負担者番号 受給者番号), "request",
 * rows of patient "-", kind "guard", count in `since` the patients made with that hash: two terminals cannot make one twice */
static const struct column patient_index[] = { { "tenant", T, 0 }, { "hash", T, 0 }, { "patient", T, 0 }, { "kind", T, 0 },
	{ "since", I, 0 }, { "until", I, COL_NULL } };       /* patient.version: from, and up to but not including */
static const struct store_index patient_index_by[] = { { "patient_index_patient", { 0, 2 }, 2, false } };

/* version counts the commits that touched this patient: the transaction time of everything below it */
static const struct column patient[] = { OWNER, { "version", I, 0 }, { "created_at", I, 0 }, { "state", T, 0 } /* "sure" "doubtful" "merged" */,
	{ "merged_into", T, COL_NULL }, { "birth_date", T, COL_NULL | COL_PERSONAL }, { "kana", T, COL_NULL | COL_PERSONAL },
	{ "details", B, COL_SEALED } };                      /* JSON: name, sex, insurance, address, facts as last told */
static const struct store_index patient_by[] = { { "patient_kana", { 0, 7, 6 }, 3, false } };

static const struct column cases[] = { OWNER, { "id", T, 0 }, { "state", T, 0 }, { "version", I, 0 }, { "created_at", I, 0 },
	{ "updated_at", I, 0 }, { "prescription", T, 0 } /* keyed hash of what makes it this prescription; unique per patient */,
	{ "issued", T, COL_NULL }, { "expires", T, COL_NULL }, { "verdict", T, COL_NULL }, { "interrupting", I, COL_NULL } /* findings still to be decided */,
	{ "master", T, COL_NULL }, { "rules", T, COL_NULL } /* "id checksum" of the editions it began with */, { "refill", I, 0 } /* use: 0 none, 1.. */ };
static const struct store_index cases_by[] = { { "case_prescription", { 0, 1, 7, 14 }, 4, true }, { "case_state", { 0, 3, 6 }, 3, false } };

/* what happened to a case, in order, never changed. kind: desk/event.h */
static const struct column event[] = { OWNER, { "case_id", T, 0 }, { "seq", I, 0 }, { "kind", T, 0 }, { "at", I, 0 } /* UTC seconds, from the caller */,
	{ "patient_version", I, 0 }, { "request", T, 0 }, { "body", B, COL_SEALED } };   /* JSON: who, terminal, and what */

/* bytes as they came or went: prescriptions, histories, facts, reports, results. kind: desk/event.h */
static const struct column document[] = { OWNER, { "id", T, 0 }, { "case_id", T, 0 }, { "kind", T, 0 }, { "format", T, 0 },
	{ "at", I, 0 }, { "sha256", T, 0 }, { "bytes", B, COL_SEALED } };
static const struct store_index document_by[] = { { "document_case", { 0, 1, 3 }, 3, false } };

/* every command that was carried out, with its answer: a repeated one gets the same answer */
static const struct column command[] = { OWNER, { "request", T, 0 }, { "name", T, 0 }, { "case_id", T, COL_NULL }, { "at", I, 0 },
	{ "input", T, 0 } /* keyed hash of the input: the same id with other input is refused */, { "answer", B, COL_SEALED } };

/* what this pharmacy handed over (and holds as accepted): one visit of the history. Bitemporal: "on" is when it was true, since/until
 * (patient.version) when we knew it */
static const struct column dispensing[] = { OWNER, { "id", T, 0 }, { "since", I, 0 }, { "until", I, COL_NULL }, { "case_id", T, 0 },
	{ "on_day", T, 0 }, { "kind", T, 0 } /* "dispensed" "prescribed" */, { "lines", I, 0 }, { "visit", B, COL_SEALED } };  /* neutral JSON */
static const struct store_index dispensing_by[] = { { "dispensing_day", { 0, 1, 6 }, 3, false } };

/* remembered answers to findings (flow/answers.h), bitemporal in the same way. id, finding_key: keyed hash of the finding's key */
static const struct column answer[] = { OWNER, { "id", T, 0 }, { "since", I, 0 }, { "until", I, COL_NULL }, { "finding_key", T, 0 }, { "body", B, COL_SEALED } };

/* what waits to be registered with the national service */
static const struct column outbox[] = { OWNER, { "id", T, 0 }, { "case_id", T, 0 }, { "ord", I, 0 }, { "state", T, 0 }, { "next_at", I, 0 },
	{ "tries", I, 0 }, { "version", I, 0 }, { "document", T, COL_NULL }, { "body", B, COL_SEALED } };
static const struct store_index outbox_by[] = { { "outbox_due", { 0, 5, 6 }, 3, false }, { "outbox_case", { 0, 1, 3, 4 }, 4, false } };

/* names and codes nobody could identify, settled once by a person. Holds no personal data. */
static const struct column worklist[] = { { "tenant", T, 0 }, { "id", T, 0 }, { "state", T, 0 } /* "open" "settled" "retired" */, { "version", I, 0 },
	{ "system", T, 0 }, { "code", T, 0 }, { "name", T, 0 }, { "unit", T, 0 }, { "why", T, 0 }, { "seen", I, 0 }, { "first_at", I, 0 }, { "last_at", I, 0 },
	{ "settled_code", T, COL_NULL }, { "settled_by", T, COL_NULL }, { "settled_at", I, COL_NULL }, { "note", T, COL_NULL } };
static const struct store_index worklist_by[] = { { "worklist_state", { 0, 2, 11 }, 3, false } };

/* append-only and chained (audit.h). patient "-": what concerns no patient */
static const struct column audit[] = { OWNER, { "seq", I, 0 }, { "at", I, 0 }, { "who", T, 0 }, { "role", T, 0 }, { "terminal", T, 0 }, { "action", T, 0 },
	{ "target", T, 0 }, { "why", T, 0 }, { "time_source", T, 0 }, { "previous", T, 0 }, { "hash", T, 0 } };
static const struct store_index audit_by[] = { { "audit_time", { 0, 3 }, 2, false } };
static const struct column audit_head[] = { OWNER, { "seq", I, 0 }, { "hash", T, 0 }, { "mac", T, 0 } };

/* A row of a case needs the case, a case needs its patient. Nothing refers to a command's patient ("-" has commands too), and merged_into
 * leads to another patient (store.h). */
static const struct store_ref to_patient[] = { { T_PATIENT, { 0, 1 }, 2 } };
static const struct store_ref third_to_case[] = { { T_CASE, { 0, 1, 2 }, 3 } };
static const struct store_ref fourth_to_case[] = { { T_CASE, { 0, 1, 3 }, 3 } };
static const struct store_ref fifth_to_case[] = { { T_CASE, { 0, 1, 4 }, 3 } };
static const struct store_ref sixth_to_case[] = { { T_CASE, { 0, 1, 5 }, 3 } };

#undef T
#undef I
#undef B
#define N(a) (sizeof (a) / sizeof *(a))
#define PLAIN(cols, nkey) cols, N(cols), nkey, NULL, 0
#define INDEXED(cols, nkey, by) cols, N(cols), nkey, by, N(by)
#define REF(r) r, N(r)
#define NO_REF NULL, 0
const struct table_def yg_schema[T_COUNT] = {
	[T_SETTING] = { "setting", PLAIN(setting, 2), false, NO_REF },
	[T_PATIENT_INDEX] = { "patient_index", INDEXED(patient_index, 3, patient_index_by), false, NO_REF },
	[T_PATIENT] = { "patient", INDEXED(patient, 2, patient_by), true, NO_REF },
	[T_CASE] = { "cases", INDEXED(cases, 3, cases_by), true, REF(to_patient) },
	[T_EVENT] = { "event", PLAIN(event, 4), true, REF(third_to_case) },
	[T_DOCUMENT] = { "document", INDEXED(document, 3, document_by), true, REF(fourth_to_case) },
	[T_COMMAND] = { "command", PLAIN(command, 3), true, REF(fifth_to_case) },
	[T_DISPENSING] = { "dispensing", INDEXED(dispensing, 4, dispensing_by), true, REF(sixth_to_case) },
	[T_ANSWER] = { "answer", PLAIN(answer, 4), true, REF(to_patient) },
	[T_OUTBOX] = { "outbox", INDEXED(outbox, 3, outbox_by), true, REF(fourth_to_case) },
	[T_WORKLIST] = { "worklist", INDEXED(worklist, 2, worklist_by), false, NO_REF },
	[T_AUDIT] = { "audit", INDEXED(audit, 3, audit_by), true, NO_REF },
	[T_AUDIT_HEAD] = { "audit_head", PLAIN(audit_head, 2), true, NO_REF },
};
