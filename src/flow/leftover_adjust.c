/* leftover_adjust.c - the three sums of 残薬調整, each with its text. It looks at no drug and no date. */
#include "flow/leftover_adjust.h"
#include "base/err.h"
#include "base/ban.h"

int yg_leftover_days(int days, int left, struct arena *a, struct leftover *out)
{
	int off = left < days ? left : days;
	if (days < 0 || left < 0) return YG_EARG;
	*out = (struct leftover){ .days = off, .counted = DEC_NONE, .spare = DEC_NONE, .rest = yg_dec_int(days - off), .none = days == off };
	out->ja = yg_arena_printf(a, "%d日分 - 残薬 %d日分 = %d日分", days, left, days - off);
	out->en = yg_arena_printf(a, "%d days - %d days left over = %d days", days, left, days - off);
	return out->ja.p && out->en.p ? YG_OK : YG_ENOMEM;
}

static struct str text(struct arena *a, struct dec d)
{
	char s[32];
	return yg_arena_str(a, (struct str){ s, yg_dec_format(d, s) });
}

int yg_leftover_count(int days, struct dec daily, struct dec counted, struct str unit, struct arena *a, struct leftover *out)
{
	struct dec used, spare;
	struct str ja, en;
	int64_t whole;
	int err;
	if (days < 0 || !yg_dec_given(daily) || !yg_dec_given(counted) || daily.n <= 0 || counted.n < 0) return YG_EARG;
	err = yg_dec_div_floor(counted, daily, &whole);
	if (err) return err;
	if (whole > days) whole = days;
	err = yg_dec_mul(daily, yg_dec_int(whole), &used);
	if (!err) err = yg_dec_sub(counted, used, &spare);
	if (!err) err = yg_leftover_days(days, (int)whole, a, out);
	if (err) return err;
	ja = yg_arena_printf(a, "残薬 %.*s%.*s ÷ 1日%.*s%.*s = %d日分", STR_ARG(text(a, counted)), STR_ARG(unit), STR_ARG(text(a, daily)), STR_ARG(unit), (int)whole);
	en = yg_arena_printf(a, "%.*s %.*s left over / %.*s a day = %d days", STR_ARG(text(a, counted)), STR_ARG(unit), STR_ARG(text(a, daily)), (int)whole);
	if (spare.n) {
		ja = yg_arena_printf(a, "%.*s、余り %.*s%.*s", STR_ARG(ja), STR_ARG(text(a, spare)), STR_ARG(unit));
		en = yg_arena_printf(a, "%.*s, %.*s over", STR_ARG(en), STR_ARG(text(a, spare)));
	}
	out->counted = counted;
	out->spare = spare.n ? spare : DEC_NONE;
	out->ja = yg_arena_printf(a, "%.*s。%.*s", STR_ARG(ja), STR_ARG(out->ja));
	out->en = yg_arena_printf(a, "%.*s; %.*s", STR_ARG(en), STR_ARG(out->en));
	return out->ja.p && out->en.p ? YG_OK : YG_ENOMEM;
}

int yg_leftover_amount(struct dec total, struct dec counted, struct str unit, struct arena *a, struct leftover *out)
{
	struct dec rest = yg_dec_int(0);
	int err = YG_OK;
	if (!yg_dec_given(total) || !yg_dec_given(counted) || total.n < 0 || counted.n < 0) return YG_EARG;
	if (yg_dec_cmp(counted, total) < 0) err = yg_dec_sub(total, counted, &rest);
	if (err) return err;
	*out = (struct leftover){ .counted = counted, .spare = DEC_NONE, .rest = rest, .none = rest.n == 0 };
	out->ja = yg_arena_printf(a, "%.*s%.*s - 残薬 %.*s%.*s = %.*s%.*s", STR_ARG(text(a, total)), STR_ARG(unit), STR_ARG(text(a, counted)), STR_ARG(unit),
				  STR_ARG(text(a, rest)), STR_ARG(unit));
	out->en = yg_arena_printf(a, "%.*s %.*s - %.*s left over = %.*s", STR_ARG(text(a, total)), STR_ARG(unit), STR_ARG(text(a, counted)), STR_ARG(text(a, rest)));
	return out->ja.p && out->en.p ? YG_OK : YG_ENOMEM;
}
