/* messages.h - the operations a pharmacy asks of 電子処方箋管理サービス, and by which names they travel.
 * The binding message and element names are not public. Everything that is a name is therefore a row of a table (docs/formats/service.md) that a
 * site replaces without code; the program itself knows operations and fields alone. */
#ifndef SERVICE_MESSAGES_H
#define SERVICE_MESSAGES_H
#include "base/arena.h"
#include "base/diag.h"
enum svc_op {                                        /* catalogue numbers EPS-IF-…: eps.md 4.2 */
	SVC_ANY,                                     /* a row "*": for every operation */
	SVC_ACCEPT,                                  /* 301/302 処方箋受付 by 引換番号, or by card (the terminal supplies the number) */
	SVC_GIVE_BACK,                               /* 303/304 処方箋受付取消 */
	SVC_TAKE_IN, SVC_TAKE_IN_UNDO,               /* 305/306, 318/319 処方箋回収, 回収UNDO */
	SVC_REGISTER, SVC_CANCEL, SVC_CHANGE,        /* 307/308, 309/310, 311/312 調剤結果 登録, 取消, 変更 */
	SVC_DISPENSED_LIST, SVC_DISPENSED_FETCH,     /* 313/314, 316/317 調剤済み電子処方箋 */
	SVC_PREFETCH, SVC_PRECHECK,                  /* 101/102 事前処理, 315 with its result 103 */
	SVC_FIND_PRESCRIPTION, SVC_FIND_DISPENSING,  /* 320/321 処方箋ID検索, 322/323 調剤結果ID検索 */
	SVC_HISTORY,                                 /* 薬剤情報 of the terminal (YZKsiquc01) */
	SVC_OPS
};
enum svc_part { SVC_MESSAGE, SVC_HEADER, SVC_BODY, SVC_ANSWER_HEADER, SVC_ANSWER_BODY, SVC_CODE, SVC_PARTS };
enum svc_field {
	SF_NONE, SF_API, SF_NUMBERS, SF_ANSWER_IS,   /* of the message: its name, its catalogue numbers, "file": the answer is no envelope */
	SF_INSTITUTION, SF_FILE_ID, SF_SEGMENT, SF_ERROR_CODE, SF_ERROR_TEXT, SF_STATUS, SF_RESULT_CODE, SF_RESULT_TEXT,
	SF_INSURER, SF_SYMBOL, SF_NUMBER, SF_BRANCH, SF_ACCESS_CODE /* 引換番号 */, SF_BY_CARD, SF_PRESCRIPTION_ID, SF_DISPENSING_ID, SF_ISSUE_TYPE,
	SF_DOCUMENT /* base64 on the wire */, SF_CANDIDATES /* 確定前調剤結果情報, base64 */, SF_FROM, SF_TO, SF_CARD_CONSENT, SF_ORAL_CONSENT, SF_OWN, SF_CATEGORY,
	SF_EPS_DATA, SF_TREATMENT, SF_CREATED_AT, SF_RX_STATUS, SF_USE, SF_NEXT_ON, SF_CHECKED_ON,
	SF_HIT_ID, SF_HIT_KIND, SF_HIT_INGREDIENT, SF_HIT_TEXT, SF_TARGET_CODE, SF_TARGET_NAME, SF_PAST_DATE, SF_PAST_CODE, SF_PAST_NAME, SF_PAST_CLINIC, SF_PAST_PHARMACY,
	SF_FIELDS
};
extern const char *const yg_svc_op_word[SVC_OPS];    /* "accept", ...: as in the table and in the outbox */
struct svc_name { enum svc_op op; enum svc_part part; enum svc_field field; struct str key /* of a code row: its outcome */, name; };
struct svc_messages { struct svc_name *row; size_t n; };
/* The names built in, then the rows of csv over them (empty: none): "operation,part,field,name" with a header line; an empty name takes a row away.
 * YG_ETABLE: every fault is in ds (record: the line). Lives in the arena. */
int  yg_svc_messages(struct svc_messages *m, struct str csv, struct arena *a, struct diags *ds);
/* The name of a field: the operation's own row, else that of "*"; empty: not in use. */
struct str yg_svc_name(const struct svc_messages *m, enum svc_op op, enum svc_part part, enum svc_field field);
/* What an ErrorCode of the service means here ("maintenance"; retry.h); empty: the table does not know it. */
struct str yg_svc_code(const struct svc_messages *m, struct str code);
extern const char *const yg_svc_field_word[SF_FIELDS];       /* "access-code": as in the table and in yagen_service_ask() */
enum svc_op yg_svc_op(struct str word);              /* SVC_ANY: no such operation */
static inline bool yg_svc_is_base64(enum svc_field f) { return f == SF_DOCUMENT || f == SF_CANDIDATES; }
#endif
