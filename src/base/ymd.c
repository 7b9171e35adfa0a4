/* ymd.c - calendar arithmetic on day numbers (the civil-from-days method, public knowledge) and the eras. */
#include "base/ymd.h"
#include "base/err.h"
#include "base/cursor.h"
#include <stdio.h>
#include "base/ban.h"

/* First day of each era; the digit and the letter by which the formats name it. */
static const struct era { char digit, letter; const char *name; struct ymd first; } eras[] = {
	{ '1', 'M', "明治", { 1868, 1, 25 } }, { '2', 'T', "大正", { 1912, 7, 30 } },
	{ '3', 'S', "昭和", { 1926, 12, 25 } }, { '4', 'H', "平成", { 1989, 1, 8 } },
	{ '5', 'R', "令和", { 2019, 5, 1 } },
};
#define NERAS (sizeof eras / sizeof *eras)

static bool leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int month_days(int y, int m)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool yg_ymd_valid(struct ymd d)
{
	return d.y >= 1868 && d.y <= 2999 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= month_days(d.y, d.m);
}

int32_t yg_ymd_days(struct ymd d)
{
	int32_t y = d.y - (d.m <= 2), era = y / 400, yoe = y - era * 400;
	int32_t doy = (153 * (d.m + (d.m > 2 ? -3 : 9)) + 2) / 5 + d.d - 1;
	int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct ymd yg_ymd_from_days(int32_t days)
{
	int32_t z = days + 719468, era, doe, yoe, doy, mp, y, m;
	if (z < 0) return YMD_NONE;
	era = z / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	m = mp < 10 ? mp + 3 : mp - 9;
	y = yoe + era * 400 + (m <= 2);
	if (y > INT16_MAX) return YMD_NONE;
	return (struct ymd){ (int16_t)y, (uint8_t)m, (uint8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

struct ymd yg_ymd_add(struct ymd d, int32_t days) { return yg_ymd_from_days(yg_ymd_days(d) + days); }

int yg_ymd_cmp(struct ymd a, struct ymd b)
{
	long x = (long)a.y * 10000 + a.m * 100 + a.d, y = (long)b.y * 10000 + b.m * 100 + b.d;
	return x < y ? -1 : x > y;
}

int yg_ymd_age(struct ymd born, struct ymd on)
{
	int age = on.y - born.y;
	if (on.m < born.m || (on.m == born.m && on.d < born.d)) age--;
	return age;
}

static int num(struct str s)
{
	unsigned long v;
	return yg_str_uint(s, 9999, &v) ? (int)v : -1;
}

/* y, m, d as read; 0 for parts not given. Checks ranges by what is given. */
static int finish(int y, int m, int d, struct ymd *out)
{
	struct ymd r = { (int16_t)y, (uint8_t)m, (uint8_t)d };
	if (y < 1868 || y > 2999) return YG_ESYNTAX;
	if (d ? !yg_ymd_valid(r) : m ? m < 1 || m > 12 : false) return YG_ESYNTAX;
	*out = r;
	return YG_OK;
}

/* Digits after the year: "", MM or MMDD. Zero parts are not dates. */
static int rest(int y, struct str s, struct ymd *out)
{
	int m = s.n >= 2 ? num(yg_str_sub(s, 0, 2)) : 0, d = s.n == 4 ? num(yg_str_sub(s, 2, 2)) : 0;
	if (m < 0 || d < 0 || (s.n >= 2 && m == 0) || (s.n == 4 && d == 0)) return YG_ESYNTAX;
	return finish(y, m, d, out);
}

static int western(struct str s, struct ymd *out)
{
	int y = num(yg_str_sub(s, 0, 4));
	return y < 0 ? YG_ESYNTAX : rest(y, yg_str_sub(s, 4, 4), out);
}

/* A day before the era began or after it ended is not refused: senders go on counting (平成31年5月). */
static int in_era(const struct era *e, struct str yy, struct str s, struct ymd *out)
{
	int n = num(yy);
	return n < 1 ? YG_ESYNTAX : rest(e->first.y + n - 1, s, out);
}

int yg_ymd_parse(struct str s, struct ymd *out)
{
	if (s.n == 8 && yg_str_digits(s)) return western(s, out);
	if (s.n == 10 && s.p[4] == '-' && s.p[7] == '-') {
		int y = num(yg_str_sub(s, 0, 4)), m = num(yg_str_sub(s, 5, 2)), d = num(yg_str_sub(s, 8, 2));
		return y < 0 || m < 1 || d < 1 ? YG_ESYNTAX : finish(y, m, d, out);
	}
	return YG_ESYNTAX;
}

int yg_ymd_parse_rx(struct str s, bool partial, struct ymd *out)
{
	if (!yg_str_digits(s)) return YG_ESYNTAX;
	if (s.n == 8 || (partial && (s.n == 6 || s.n == 4))) return western(s, out);
	if (s.n == 7 || (partial && (s.n == 5 || s.n == 3)))
		for (size_t i = 0; i < NERAS; i++)
			if (eras[i].digit == s.p[0]) return in_era(&eras[i], yg_str_sub(s, 1, 2), yg_str_sub(s, 3, 4), out);
	return YG_ESYNTAX;
}

int yg_ymd_parse_techo(struct str s, struct ymd *out)
{
	if (s.n == 8 && yg_str_digits(s)) return western(s, out);
	if (s.n == 7)
		for (size_t i = 0; i < NERAS; i++)
			if (eras[i].letter == s.p[0]) return in_era(&eras[i], yg_str_sub(s, 1, 2), yg_str_sub(s, 3, 4), out);
	return YG_ESYNTAX;
}

/* One or two digits, ASCII or full width; 元 is 1. */
static bool small_number(struct cursor *c, int *out)
{
	int v = 0, k = 0;
	if (yg_cur_lit(c, STR("元"))) { *out = 1; return true; }
	for (; k < 2; k++) {
		if (yg_cur_left(c) >= 1 && c->p[0] >= '0' && c->p[0] <= '9') {
			v = v * 10 + (c->p[0] - '0');
			c->p++;
		} else if (yg_cur_left(c) >= 3 && memcmp(c->p, "\xef\xbc", 2) == 0 &&
			   (unsigned char)c->p[2] >= 0x90 && (unsigned char)c->p[2] <= 0x99) {
			v = v * 10 + ((unsigned char)c->p[2] - 0x90);
			c->p += 3;
		} else {
			break;
		}
	}
	*out = v;
	return k > 0;
}

static bool mark(struct cursor *c, const char *kanji)
{
	return yg_cur_lit(c, STR(".")) || yg_cur_lit(c, STR("．")) || yg_cur_lit(c, yg_str(kanji));
}

int yg_ymd_parse_era_text(struct str s, struct ymd *out)
{
	struct cursor c = yg_cur(yg_str_trim(s));
	const struct era *e = NULL;
	int y, m, d;
	for (size_t i = 0; i < NERAS && !e; i++)
		if (yg_cur_lit(&c, (struct str){ &eras[i].letter, 1 }) || yg_cur_lit(&c, yg_str(eras[i].name))) e = &eras[i];
	if (!e && yg_cur_lit(&c, STR("Ｒ"))) e = &eras[4];
	if (!e || !small_number(&c, &y) || y < 1 || !mark(&c, "年") || !small_number(&c, &m) || m < 1 || !mark(&c, "月") ||
	    !small_number(&c, &d) || d < 1)
		return YG_ESYNTAX;
	yg_cur_lit(&c, STR("日"));
	yg_cur_lit(&c, STR("まで"));
	return c.p == c.end ? finish(e->first.y + y - 1, m, d, out) : YG_ESYNTAX;
}

size_t yg_ymd_format(struct ymd d, char out[11])
{
	int n = 0;
	out[0] = 0;
	if (d.y > 0 && d.y <= 9999 && d.d <= 31 && d.m <= 12)
		n = d.d ? snprintf(out, 11, "%04d-%02d-%02d", d.y, d.m, d.d) :
		    d.m ? snprintf(out, 11, "%04d-%02d", d.y, d.m) : snprintf(out, 11, "%04d", d.y);
	return (size_t)n;
}

size_t yg_ymd_format8(struct ymd d, char out[9])
{
	int n = 0;
	out[0] = 0;
	if (d.y > 0 && d.y <= 9999 && d.m <= 12 && d.d <= 31 && d.m && d.d) n = snprintf(out, 9, "%04d%02d%02d", d.y, d.m, d.d);
	return (size_t)n;
}

int yg_ymd_moment(struct str s, int64_t *out)
{
	unsigned long h, m, sec;
	struct ymd d;
	if (s.n != 14 || yg_ymd_parse(yg_str_sub(s, 0, 8), &d) != YG_OK || !yg_ymd_valid(d)) return YG_ESYNTAX;
	if (!yg_str_uint(yg_str_sub(s, 8, 2), 23, &h) || !yg_str_uint(yg_str_sub(s, 10, 2), 59, &m) || !yg_str_uint(yg_str_sub(s, 12, 2), 59, &sec)) return YG_ESYNTAX;
	*out = (int64_t)yg_ymd_days(d) * 86400 + (int64_t)(h * 3600 + m * 60 + sec);
	return YG_OK;
}
