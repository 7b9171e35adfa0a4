/* eligibility.h - what the 資格確認端末 answers about a patient's insurance: OQSsiquc01res (by insurance data), the face reader's pushed result
 * (…res_face_…), and the bulk answers of home visit, online and 医療扶助. One file, any number of results. eps.md 6.
 * A reader of files: it believes nothing, decides nothing, and looks no patient up. */
#ifndef SERVICE_ELIGIBILITY_H
#define SERVICE_ELIGIBILITY_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
enum validity { VALID_NOT_SAID, VALID_YES = 1 /* 有効 */, VALID_NO = 2 /* 無効 */, VALID_NEWER = 3 /* 無効（新しい資格あり） */, VALID_NONE = 4 /* 該当資格なし */,
		VALID_SEVERAL = 5 /* 複数該当 */, VALID_UNREGISTERED = 6 /* 有効（未登録、医療扶助） */ };
struct limit_certificate { struct str class, flag; struct ymd from, to; };       /* 限度額適用認定証関連: Classification 01-03, ClassificationFlag A01-A06 B01-B10 */
struct specific_disease { struct str class; struct ymd from, to; struct str self_pay; };      /* 特定疾病療養受療証: 1 透析 2 血友病 3 HIV */
struct eligibility_result {
	struct origin    origin;
	struct insurance insurance;                  /* 保険者番号 記号 番号 枝番 本人・家族の別 */
	struct str       card_class;                 /* InsuredCardClassification, as written: 01 02 03 … A1 */
	struct str       insurer_name, ratio;        /* 保険者名, 負担割合 as written (030) */
	struct ymd       valid_from, valid_to;       /* 資格取得日, 資格喪失日 */
	struct str       loss_reason;                /* ReasonOfLoss 01 02 03 99 */
	struct person    patient;                    /* id: 照会番号 (the institution's own number) */
	enum sex         sex;
	struct ymd       born;
	struct str       address, postal;
	struct { struct ymd from, to; struct str ratio; } elderly;    /* 高齢受給者証 */
	struct limit_certificate *limits;  size_t nlimits;
	struct specific_disease  *diseases; size_t ndiseases;
	struct item_consent consent[CONSENT_ITEMS];
};
struct eligibility {
	int64_t    processed_at;                     /* ProcessExecutionTime, Japan's civil time; 0 not given */
	struct str institution;                      /* MedicalInstitutionCode, 10 digits */
	struct str file_id;                          /* ArbitraryFileIdentifier */
	bool       by_card;                          /* ReferenceClassification 1: My Number card; 2: insurance data */
	struct str status, code, message;            /* of the processing, as received */
	enum validity validity;
	bool       wants_electronic;                 /* PrescriptionIssueSelect 1: the patient chose the electronic prescription */
	struct eligibility_result *results; size_t nresults;
	size_t     forbidden;                        /* 12-digit numbers that were found and left out */
};
/* UTF-8, or Shift_JIS as CharacterCodeIdentifier or the declaration says. YG_ESYNTAX (also: still being written), YG_EREFUSED (another kind of file, or
 * DOCTYPE), YG_ETOOBIG, YG_ENOMEM. An answer that says "no" is read: status, code and validity tell it. */
int  yg_eligibility_read(struct str bytes, unsigned input, struct arena *a, struct diags *ds, struct eligibility *out);
/* May this item be shown at that moment (Japan's civil time)? Only a yes whose until has not passed; no until at all is a no. */
bool yg_consent_holds(const struct item_consent *c, int64_t now);
#endif
