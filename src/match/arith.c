/* arith.c - how the dates of a finding were computed, in one line of Japanese and one of English:
 * where from, from when for how long, the days that makes, our own days, what they have in common or between.
 * Only for open findings: nothing here may be called for a masked partner. */
#include "match/hits.h"
#include "match/period.h"
#include "base/ban.h"

/* Month and day; with the year when it is not the one before it in the line. */
static struct str day(struct arena *a, struct ymd d, int16_t *year)
{
	char buf[11];
	struct str s = { buf, yg_ymd_format(d, buf) };
	if (*year == d.y) s = yg_str_sub(s, 5, 5);
	*year = d.y;
	return yg_arena_str(a, s);
}

static struct str days(struct arena *a, struct span s, int16_t *year, const char *dash)
{
	struct str from = yg_ymd_valid(s.from) ? day(a, s.from, year) : STR_NONE;
	struct str to = yg_ymd_valid(s.to) ? day(a, s.to, year) : STR_NONE;
	return yg_arena_printf(a, "%.*s%s%.*s", STR_ARG(from), dash, STR_ARG(to));
}

static struct str how(struct arena *a, const struct exposure *e, enum lang lang, int16_t *year)
{
	struct str from = yg_ymd_valid(e->taken.from) ? day(a, e->taken.from, year) : STR_NONE, text = yg_period_text(e, lang, a);
	const char *gap = text.n && (unsigned)(*text.p - '0') < 10 && (e->how == PERIOD_QUANTITY || e->how == PERIOD_CONTENTS) ? " " : "";
	if (!from.n || e->how == PERIOD_STATED) return text;
	if (e->how == PERIOD_DEFAULT_14 || e->how == PERIOD_OPEN)
		return yg_arena_printf(a, lang == LANG_JA ? "%.*sから(%.*s)" : "from %.*s (%.*s)", STR_ARG(from), STR_ARG(text));
	return yg_arena_printf(a, lang == LANG_JA ? "%.*sから%s%.*s" : "from %.*s%s %.*s", STR_ARG(from), lang == LANG_JA ? gap : *gap ? "," : "",
			       STR_ARG(text));
}

static struct str where(struct arena *a, const struct mline *l, enum lang lang)
{
	const struct exposure *e = l->e;
	if (l->ours)
		return yg_arena_printf(a, lang == LANG_JA ? "同じ処方の%s" : "same prescription %s", e->ref);
	if (e->kind != HIST_PRESCRIBED && e->pharmacy && e->pharmacy->name.n) return e->pharmacy->name;
	if (e->clinic && e->clinic->name.n) return e->clinic->name;
	if (e->pharmacy && e->pharmacy->name.n) return e->pharmacy->name;
	if (e->kind == HIST_OTC) return lang == LANG_JA ? STR("市販薬") : STR("OTC");
	return lang == LANG_JA ? STR("履歴") : STR("history");
}

static struct str line(const struct mwork *w, const struct hit *h, size_t others, enum lang lang)
{
	bool ja = lang == LANG_JA;
	struct arena *a = w->a;
	const struct mline *x = &w->lines[h->a], *y = &w->lines[h->b];
	const char *dash = ja ? "〜" : " to ";
	int16_t year = 0;
	struct str place = where(a, y, lang), theirs = how(a, y->e, lang, &year), their_days, ours, result;
	struct span both = { x->from > y->from ? x->e->taken.from : y->e->taken.from, x->to < y->to ? x->e->taken.to : y->e->taken.to };
	their_days = days(a, y->e->taken, &year, dash);
	ours = days(a, x->e->taken, &year, dash);
	if (h->overlap) {
		struct str span = days(a, both, &year, dash);
		result = yg_arena_printf(a, ja ? "重なり %.*s (%d日)" : "overlap %.*s (%d days)", STR_ARG(span), (int)h->overlap);
	} else {
		result = yg_arena_printf(a, ja ? "間は%d日、あけるのは%d日" : "%d days between, %d needed", (int)h->gap, (int)h->washout);
	}
	result = yg_arena_printf(a, ja ? "%.*s %.*s → %.*s、今回 %.*s、%.*s" : "%.*s %.*s -> %.*s; this prescription %.*s; %.*s",
				 STR_ARG(place), STR_ARG(theirs), STR_ARG(their_days), STR_ARG(ours), STR_ARG(result));
	if (others) result = yg_arena_printf(a, ja ? "%.*s ほか%zu件" : "%.*s, and %zu more", STR_ARG(result), others);
	return result;
}

void yg_arithmetic(const struct mwork *w, const struct hit *h, size_t others, struct str *ja, struct str *en)
{
	*ja = line(w, h, others, LANG_JA);
	*en = line(w, h, others, LANG_EN);
}
