/* dose_form.h - what dose form a product is, and which forms stand for each other (類似する別剤形). Data and one look-up. */
#ifndef FLOW_DOSE_FORM_H
#define FLOW_DOSE_FORM_H
#include "tables/tables.h"
enum form_group {
	GROUP_NONE,                                  /* no other form may take its place */
	GROUP_SOLID,                                 /* ア 錠剤(普通錠)、錠剤(口腔内崩壊錠)、カプセル剤、丸剤 */
	GROUP_POWDER,                                /* イ 散剤、顆粒剤、細粒剤、末剤、ドライシロップ剤(固形剤として調剤) */
	GROUP_LIQUID                                 /* ウ 液剤、シロップ剤、ドライシロップ剤(液剤として調剤) */
};
struct dose_form { const char *word; enum form_group group; bool release; /* 徐放 or 腸溶: one product's release is not another's */ };
/* By the official wording of the generic name (一般名処方の標準的な記載) where the product has one. Without it only words that leave no doubt
 * count: 錠 in a brand name does not tell whether the tablet is 徐放. NULL: not known. */
const struct dose_form *yg_dose_form(const struct tables *t, const struct drug *d);
/* Group of the form when dispensed in this unit: ドライシロップ counts as liquid in ｍＬ, as powder in ｇ, else as neither. */
enum form_group yg_form_group(const struct dose_form *f, struct str unit);
#endif
