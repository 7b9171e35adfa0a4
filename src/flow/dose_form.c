/* dose_form.c - the dose form by the last form word in a product's official wording. Words and groups are a table; the groups are
 * those of 保医発0305第12号. It does not look at the form letter of the code, which is no proof of release (drugmaster 2). */
#include "flow/dose_form.h"
#include "text/fold.h"
#include "base/ban.h"

#define DRY_SYRUP 4                                  /* index in the table below */
/* Where two words end at the same place the longer one counts, so the order does not matter but for DRY_SYRUP. */
static const struct dose_form forms[] = {
	{ "錠", GROUP_SOLID, false }, { "口腔内崩壊錠", GROUP_SOLID, false }, { "カプセル", GROUP_SOLID, false }, { "丸", GROUP_SOLID, false },
	{ "シロップ用", GROUP_NONE, false },
	{ "散", GROUP_POWDER, false }, { "顆粒", GROUP_POWDER, false }, { "細粒", GROUP_POWDER, false }, { "原末", GROUP_POWDER, false },
	{ "シロップ", GROUP_LIQUID, false }, { "経口液", GROUP_LIQUID, false }, { "内用液", GROUP_LIQUID, false }, { "エリキシル", GROUP_LIQUID, false },
	/* release: never for another */
	{ "徐放錠", GROUP_NONE, true }, { "腸溶錠", GROUP_NONE, true }, { "徐放カプセル", GROUP_NONE, true }, { "腸溶カプセル", GROUP_NONE, true },
	{ "徐放顆粒", GROUP_NONE, true }, { "徐放細粒", GROUP_NONE, true }, { "腸溶顆粒", GROUP_NONE, true }, { "腸溶細粒", GROUP_NONE, true },
	{ "腸溶性口腔内崩壊錠", GROUP_NONE, true }, { "徐放性口腔内崩壊錠", GROUP_NONE, true }, { "徐放口腔内崩壊錠", GROUP_NONE, true }, { "徐放シロップ用", GROUP_NONE, true },
	/* forms of their own */
	{ "舌下錠", GROUP_NONE, false }, { "バッカル錠", GROUP_NONE, false }, { "チュアブル錠", GROUP_NONE, false }, { "粒状錠", GROUP_NONE, false },
	{ "経口ゼリー", GROUP_NONE, false }, { "内用ゼリー", GROUP_NONE, false }, { "口腔内崩壊フィルム", GROUP_NONE, false }, { "トローチ", GROUP_NONE, false },
	{ "腟錠", GROUP_NONE, false }, { "含嗽用散", GROUP_NONE, false }, { "含嗽用顆粒", GROUP_NONE, false }, { "含嗽用液", GROUP_NONE, false },
	{ "テープ", GROUP_NONE, false }, { "パップ", GROUP_NONE, false }, { "貼付剤", GROUP_NONE, false }, { "軟膏", GROUP_NONE, false }, { "眼軟膏", GROUP_NONE, false },
	{ "口腔用軟膏", GROUP_NONE, false }, { "クリーム", GROUP_NONE, false }, { "ゲル", GROUP_NONE, false }, { "ローション", GROUP_NONE, false },
	{ "外用液", GROUP_NONE, false }, { "外用スプレー", GROUP_NONE, false }, { "スプレー", GROUP_NONE, false }, { "点眼液", GROUP_NONE, false }, { "点鼻液", GROUP_NONE, false },
	{ "点耳液", GROUP_NONE, false }, { "点耳点鼻液", GROUP_NONE, false }, { "点鼻粉末", GROUP_NONE, false }, { "吸入液", GROUP_NONE, false },
	{ "吸入粉末剤", GROUP_NONE, false }, { "坐剤", GROUP_NONE, false }, { "注腸剤", GROUP_NONE, false }, { "注射液", GROUP_NONE, false },
};

static size_t last_place(struct str text, struct str word)
{
	size_t at = (size_t)-1, from = 0;
	for (;;) {
		size_t k = yg_str_find(yg_str_sub(text, from, text.n), word);
		if (k == (size_t)-1) return at;
		at = from + k;
		from = at + 1;
	}
}

/* What stands behind 「 is a company, not a form. */
static const struct dose_form *last_form(struct str text)
{
	const struct dose_form *best = NULL;
	size_t best_end = 0, best_len = 0, company = yg_str_find(text, STR("「"));
	if (company != (size_t)-1) text = yg_str_sub(text, 0, company);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str word = yg_str(forms[i].word);
		size_t at = last_place(text, word);
		if (at == (size_t)-1 || at + word.n < best_end || (at + word.n == best_end && word.n <= best_len)) continue;
		best = &forms[i];
		best_end = at + word.n;
		best_len = word.n;
	}
	return best;
}

const struct dose_form *yg_dose_form(const struct tables *t, const struct drug *d)
{
	struct str official = yg_tables_text(t, d->generic_name ? d->generic_name : (d->flags & DRUG_GENERIC_NAME) ? d->name : 0);
	const struct dose_form *f;
	if (official.n) return last_form(official);
	f = last_form(yg_tables_text(t, d->name_long ? d->name_long : d->name ? d->name : d->name_list));
	return f && f->group == GROUP_SOLID ? NULL : f; /* 錠, カプセル: not said whether 徐放 or 腸溶 */
}

enum form_group yg_form_group(const struct dose_form *f, struct str unit)
{
	if (!f) return GROUP_NONE;
	if (f != &forms[DRY_SYRUP]) return f->group;
	return yg_fold_eq(unit, STR("ml")) ? GROUP_LIQUID : yg_fold_eq(unit, STR("g")) ? GROUP_POWDER : GROUP_NONE;
}
