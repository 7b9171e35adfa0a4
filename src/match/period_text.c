/* period_text.c - how the days of one line were computed, in one line of Japanese or English, from what period.c left in
 * the exposure. Computes nothing itself; may be called for open lines only, the text names amounts. */
#include "match/period.h"
#include "base/ban.h"

const char *yg_period_word(enum period_how how)
{
	static const char *const words[] = {
		[PERIOD_DAYS] = "days", [PERIOD_QUANTITY] = "quantity", [PERIOD_STATED] = "stated", [PERIOD_DEFAULT_14] = "default-14",
		[PERIOD_SPLIT] = "split", [PERIOD_OPEN] = "open", [PERIOD_INTERVAL] = "interval", [PERIOD_WEEKDAYS] = "weekdays",
		[PERIOD_CYCLE] = "cycle", [PERIOD_CONTENTS] = "contents" };
	return (size_t)how < sizeof words / sizeof *words ? words[how] : "";
}

static struct str dec(struct arena *a, struct dec d)
{
	char buf[32];
	return yg_arena_str(a, (struct str){ buf, yg_dec_format(d, buf) });
}

static struct str weekdays(struct arena *a, unsigned days, bool ja)
{
	static const char *const names[2][7] = { { "Sun ", "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat " }, { "日", "月", "火", "水", "木", "金", "土" } };
	struct str s = STR_NONE;
	for (size_t d = 0; d < 7; d++)
		if (days >> d & 1u) s = yg_arena_printf(a, "%.*s%s", STR_ARG(s), names[ja][d]);
	return s;
}

/* "隔日", "週1回", "月木曜"; empty: every day. */
static struct str spread(struct arena *a, const struct period_calc *c, bool ja)
{
	struct str days;
	if (c->weekdays) {
		days = weekdays(a, c->weekdays, ja);
		return yg_arena_printf(a, ja ? "%.*s曜" : "%.*sonly, ", STR_ARG(days));
	}
	if (c->per_week) return yg_arena_printf(a, ja ? "週%d回" : "%d days a week, ", c->per_week);
	if (c->on) return yg_arena_printf(a, ja ? "%d日服用%d日休薬で" : "%d days on and %d off, ", c->on, c->off);
	if (c->every == 2) return yg_arena_str(a, ja ? STR("隔日") : STR("every other day, "));
	if (c->every == 7) return yg_arena_str(a, ja ? STR("週1回") : STR("weekly, "));
	if (c->every > 1) return yg_arena_printf(a, ja ? "%d日ごと" : "every %d days, ", c->every);
	return STR_NONE;
}

static struct str by_days(struct arena *a, const struct exposure *e, bool ja)
{
	const struct period_calc *c = &e->calc;
	struct str s = spread(a, c, ja), left;
	s = yg_arena_printf(a, ja ? "%.*s%d日分" : "%.*s%d days", STR_ARG(s), c->use_days - c->leftover_days);
	if (e->how == PERIOD_SPLIT) s = yg_arena_printf(a, ja ? "%.*s (分割)" : "%.*s (split)", STR_ARG(s));
	if (c->taper) s = yg_arena_printf(a, ja ? "%.*s (漸減)" : "%.*s (tapering)", STR_ARG(s));
	if (!c->leftover_days) return s;
	left = dec(a, c->leftover);
	return yg_arena_printf(a, ja ? "%.*s + 残薬%.*s%.*s(%d日)" : "%.*s + %.*s %.*s left (%d days)", STR_ARG(s), STR_ARG(left), STR_ARG(e->item->unit),
			       c->leftover_days);
}

static struct str by_quantity(struct arena *a, const struct exposure *e, bool ja)
{
	const struct period_calc *c = &e->calc;
	struct str total = dec(a, e->total), daily = dec(a, c->daily), unit = c->unit ? yg_str(c->unit) : e->item->unit, s = spread(a, c, ja), content;
	int n = yg_ymd_valid(e->taken.from) && yg_ymd_valid(e->taken.to) ?
		(int)(yg_ymd_days(e->taken.to) - yg_ymd_days(e->taken.from)) + 1 : 0;
	if (!total.n || !daily.n) return yg_arena_printf(a, ja ? "数量より%.*s%d日" : "%.*s%d days by quantity", STR_ARG(s), s.n ? c->use_days : n);
	total = yg_arena_printf(a, ja ? "%.*s%.*s" : "%.*s %.*s", STR_ARG(total), STR_ARG(e->item->unit));
	if (yg_dec_given(c->leftover)) {
		content = dec(a, c->leftover);
		total = yg_arena_printf(a, ja ? "(%.*s + 残薬%.*s)" : "(%.*s + %.*s left)", STR_ARG(total), STR_ARG(content));
	}
	if (yg_dec_given(c->content)) {
		content = dec(a, c->content);
		total = yg_arena_printf(a, ja ? "%.*s × %.*s%.*s" : "%.*s x %.*s %.*s", STR_ARG(total), STR_ARG(content), STR_ARG(unit));
	}
	daily = yg_arena_printf(a, ja ? "%.*s ÷ 1日%.*s%.*s = " : "%.*s / %.*s %.*s a day = ", STR_ARG(total), STR_ARG(daily), STR_ARG(unit));
	if (!s.n) return yg_arena_printf(a, ja ? "%.*s%d日" : "%.*s%d days", STR_ARG(daily), c->use_days);
	return yg_arena_printf(a, ja ? "%.*s%d日分、%.*s%d日" : "%.*s%d days of use; %.*s%d days", STR_ARG(daily), c->use_days, STR_ARG(s), n);
}

static struct str flat(struct arena *a, const struct exposure *e, bool ja)
{
	static const struct { const char *ja, *en; } why[] = {
		[WHY_NONE] = { "", "" }, [WHY_NO_DAYS] = { "：日数の記載がない", ": no day count" },
		[WHY_NO_USE] = { "：1回量か1日の回数が分からない", ": dose or times a day not known" },
		[WHY_UNREAD] = { "：用法の文を読み取れない", ": usage text not understood" },
		[WHY_CONFLICT] = { "：用法の記載が食い違う", ": usage texts disagree" },
		[WHY_UNIT] = { "：用量と数量の単位を換算できない", ": dose and quantity are in different units" },
		[WHY_DROPS] = { "：1滴の量の資料がない", ": no source for the size of a drop" },
		[WHY_PRN] = { "：頓用は短くても14日", ": as needed, at least that" },
		[WHY_NO_QUANTITY] = { "：数量が使えない", ": quantity not usable" }, [WHY_TAPER] = { "：漸減", ": tapering" } };
	int n = yg_ymd_valid(e->taken.from) && yg_ymd_valid(e->taken.to) ?
		(int)(yg_ymd_days(e->taken.to) - yg_ymd_days(e->taken.from)) + 1 : 0;
	return yg_arena_printf(a, ja ? "日数を計算できないため%d日とみなす%s" : "length not computable, taken as %d days%s", n,
			       ja ? why[e->calc.why].ja : why[e->calc.why].en);
}

struct str yg_period_text(const struct exposure *e, enum lang lang, struct arena *a)
{
	bool ja = lang == LANG_JA;
	switch (e->how) {
	case PERIOD_QUANTITY:
	case PERIOD_CONTENTS: return by_quantity(a, e, ja);
	case PERIOD_DEFAULT_14: return flat(a, e, ja);
	case PERIOD_STATED: return yg_arena_str(a, ja ? STR("記載の期間") : STR("stated period"));
	case PERIOD_OPEN:
		if (!yg_ymd_valid(e->taken.from)) return yg_arena_str(a, ja ? STR("日付なし(服用中とみなす)") : STR("no date (taken as current)"));
		return yg_arena_str(a, ja ? STR("終わりの記載なし") : STR("no end given"));
	case PERIOD_DAYS:
	case PERIOD_SPLIT:
	case PERIOD_INTERVAL:
	case PERIOD_WEEKDAYS:
	case PERIOD_CYCLE: return by_days(a, e, ja);
	}
	return STR_NONE;
}
