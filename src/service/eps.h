/* eps.h - one operation of 電子処方箋管理サービス as values, to and from its message. Believes nothing about an answer: it must be well-formed, say the
 * identifier and institution of the request, and, where it names a prescription, that one; else it is torn or foreign, never "done". */
#ifndef SERVICE_EPS_H
#define SERVICE_EPS_H
#include "service/messages.h"
#include "service/retry.h"
#include "base/buf.h"
struct svc_value { enum svc_field field; unsigned row; struct str s; };      /* row: from 0; which hit, which found id. Documents are the bytes themselves */
#define SVC_MAX_VALUES 24u
struct svc_request {
	enum svc_op op;
	struct str  institution;                     /* 10 digits: 都道府県 2 + 点数表 1 (4: 調剤) + 医療機関コード 7 */
	struct str  id;                              /* 12 letters or digits: suffix of the file, ArbitraryFileIdentifier */
	struct svc_value v[SVC_MAX_VALUES]; size_t nv;
};
struct svc_answer {
	enum svc_outcome outcome;
	struct str code, text;                       /* as received, to be shown */
	struct svc_value *v; size_t nv; unsigned rows;
};
void yg_svc_set(struct svc_request *q, enum svc_field f, struct str s);      /* an empty value is left out */
/* The message. YG_EMISSING: the table names no such operation; YG_EARG: institution or id cannot be right. */
int yg_svc_write(const struct svc_messages *m, const struct svc_request *q, struct buf *out);
/* Its answer. Never fails on what the bytes are (outcome says it); YG_ENOMEM. Values live in the arena. */
int yg_svc_read(const struct svc_messages *m, const struct svc_request *q, struct str bytes, struct arena *a, struct svc_answer *out);
struct str yg_svc_get(const struct svc_answer *r, enum svc_field f, unsigned row);
#endif
