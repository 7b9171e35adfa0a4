/* drug.h - one product of the drug master, as loaded. Flat, immutable, part of a mapped image: texts are offsets.
 * The nine-digit code, the price code, the YJ code and YJ7 are four different keys (spec: drugmaster 1). */
#ifndef TABLES_DRUG_H
#define TABLES_DRUG_H
#include <stdint.h>
#include "base/str.h"
#include "base/ymd.h"
#include "model/model.h"

enum drug_control { CONTROL_NONE = 0, CONTROL_NARCOTIC = 1 /* 麻薬 */, CONTROL_POISON = 2 /* 毒薬 */,
		    CONTROL_STIMULANT = 3 /* 覚醒剤原料 */, CONTROL_PSYCHOTROPIC = 5 /* 向精神薬 */ };
enum drug_flags { DRUG_GENERIC_PRODUCT = 1 /* 後発品 */, DRUG_BIOLOGIC = 2 /* 生物学的製剤 */, DRUG_UNIFIED_NAME = 4 /* 統一名収載 */,
		  DRUG_GENERIC_NAME = 8 /* not a product: an entry of 一般名処方マスタ (…ZZZ) */, DRUG_HIV = 16, DRUG_CONTRAST = 32,
		  DRUG_NO_RECEIPT = 64 /* only in the price list */ };
struct drug {
	uint32_t receipt;                            /* 医薬品コード (レセプト電算コード), 9 digits; 0 none */
	char     price_code[13];                     /* 薬価基準収載医薬品コード; "" none */
	char     yj[13];                             /* 個別医薬品コード; "" when only the price code is known (統一名) */
	char     generic_code[13];                   /* 一般名コード …ZZZ; "" none */
	uint8_t  form_class;                         /* 剤形: 1 内用 3 その他 4 注射 6 外用 8 歯科用; 0 not known */
	uint8_t  control;                            /* enum drug_control */
	uint8_t  route;                              /* enum route */
	uint16_t flags;                              /* enum drug_flags */
	uint32_t name, name_long, name_list;         /* 漢字名称 (5), 基本漢字名称 (35), 品名 of the price list; text offsets, 0 none */
	uint32_t kana, unit, strength, maker;        /* カナ名称, 単位 (price unit), 規格, メーカー */
	uint32_t listed_name;                        /* 成分名 of the price list */
	uint32_t generic_name;                       /* 一般名処方の標準的な記載 */
	uint32_t price;                              /* 薬価 as decimal text; per `unit` for y rows */
	uint32_t entity;                             /* index of (YJ7 or YJ9 where a rule needs it, ingredient set): what rules see */
	uint32_t twin;                               /* 選定療養 twin 9-digit code (41); 0 none */
	struct ymd listed_on;                        /* 薬価基準収載年月日 */
	struct ymd changed_on;                       /* 変更年月日 */
	struct ymd ends_on;                          /* 廃止年月日; not given = in force */
	struct ymd transition_until;                 /* 経過措置年月日 又は 使用期限 */
};
#endif
