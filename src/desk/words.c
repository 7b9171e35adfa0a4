/* words.c - the words of the counter and their meaning: states, consent, points in time. No rule and no row of the store. */
#include "desk/desk.h"
#include <stdio.h>
#include "base/ban.h"

const char *const yg_desk_state_word[DS_COUNT] = { [DS_NONE] = "", [DS_RECEIVED] = "received", [DS_CHECKED] = "checked", [DS_DECIDED] = "decided",
	[DS_DISPENSED] = "dispensed", [DS_SIGNED] = "signed", [DS_REGISTERED] = "registered", [DS_CANCELLED] = "cancelled", [DS_RETURNED] = "returned" };

enum desk_state yg_desk_state(struct str word)
{
	for (int s = DS_RECEIVED; s < DS_COUNT; s++)
		if (yg_str_eqz(word, yg_desk_state_word[s])) return (enum desk_state)s;
	return DS_NONE;
}

static const char *const consent_word[] = { [BASIS_CALLER] = "caller", [BASIS_CARD] = "card", [BASIS_PAPER] = "paper", [BASIS_ORAL] = "oral",
	[BASIS_HOME_VISIT] = "home-visit", [BASIS_ONLINE] = "online", [BASIS_DISASTER] = "disaster", [BASIS_EMERGENCY] = "emergency", [BASIS_NONE] = "none" };

bool desk_consent(struct str word, enum consent_basis *out)
{
	for (size_t i = 0; i < sizeof consent_word / sizeof *consent_word; i++) {
		if (word.n && !yg_str_eqz(word, consent_word[i])) continue;
		*out = (enum consent_basis)i;        /* the first one when nothing was said */
		return true;
	}
	return false;
}

const char *desk_consent_word(enum consent_basis b) { return consent_word[b]; }

#define DAY 86400
struct str desk_time(struct arena *a, int64_t at)
{
	int64_t day = at / DAY, second = at % DAY;
	char date[11];
	if (second < 0) { second += DAY; day--; }
	yg_ymd_format(yg_ymd_from_days((int32_t)day), date);
	return yg_arena_printf(a, "%sT%02d:%02d:%02dZ", date, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static bool two(struct str s, size_t from, unsigned long max, int64_t *out)
{
	unsigned long v;
	if (!yg_str_uint(yg_str_sub(s, from, 2), max, &v)) return false;
	*out = (int64_t)v;
	return true;
}

bool desk_time_read(struct str s, int64_t *at)
{
	struct ymd day = YMD_NONE;
	int64_t h, m, sec;
	if (s.n != 20 || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':' || s.p[19] != 'Z') return false;
	if (yg_ymd_parse(yg_str_sub(s, 0, 10), &day) || !yg_ymd_valid(day)) return false;
	if (!two(s, 11, 23, &h) || !two(s, 14, 59, &m) || !two(s, 17, 59, &sec)) return false;
	*at = (int64_t)yg_ymd_days(day) * DAY + h * 3600 + m * 60 + sec;
	return true;
}

#define JAPAN (9 * 3600)
struct ymd desk_day(int64_t at)
{
	int64_t day = (at + JAPAN) / DAY;
	if ((at + JAPAN) % DAY < 0) day--;
	return yg_ymd_from_days((int32_t)day);
}
