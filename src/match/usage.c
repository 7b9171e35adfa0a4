/* usage.c - usage texts by a table of patterns: 1日3回毎食後, 隔日, 1回1錠, 72時間毎に貼り替え. Longest pattern first; what no pattern
 * matches is skipped and remembered as unread. Counts nothing and decides no period: that is period.c. */
#include "match/usage.h"
#include "base/ban.h"

#define MAX_TEXT USAGE_TEXT                              /* bytes of one folded text; the formats allow 100 (200 in a terminal file) */

/* --- one spelling ----------------------------------------------------------------------- */

struct folded { char t[MAX_TEXT]; size_t n; bool cut; };

static size_t char_len(const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;
	size_t k = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	return k < n ? k : n;
}

static bool at(struct str s, size_t i, const char *z)
{
	size_t n = strlen(z);
	return s.n - i >= n && memcmp(s.p + i, z, n) == 0;
}

/* Full-width ASCII to half width, lower case, blanks out, a few signs in one spelling. */
static void fold(struct str s, struct folded *f)
{
	static const struct { const char *from, *to; } same[] = {
		{ "\xe3\x80\x80", "" }, { "〜", "~" }, { "、", "," }, { "。", "," }, { "㎎", "mg" }, { "㎖", "ml" }, { "㎍", "µg" }, { "μ", "µ" },
		{ "㌘", "g" }, { "毎に", "毎" }, { "ごとに", "毎" }, { "ごと", "毎" }, { "ヵ", "か" }, { "ヶ", "か" }, { "ケ月", "か月" },
		{ "一日", "1日" }, { "一回", "1回" }, { "二回", "2回" }, { "三回", "3回" }, { "四回", "4回" }, { "一錠", "1錠" }, { "二錠", "2錠" },
		{ "一枚", "1枚" }, { "二枚", "2枚" }, { "一滴", "1滴" }, { "週一", "週1" }, { "週二", "週2" }, { "週三", "週3" },
	};
	f->n = 0;
	f->cut = false;
	for (size_t i = 0, k; i < s.n; i += k) {
		const unsigned char *p = (const unsigned char *)s.p + i;
		char buf[8];
		struct str out = { s.p + i, k = char_len(s.p + i, s.n - i) };
		if (k == 3 && p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && (p[1] == 0xbc ? p[2] >= 0x81 : p[2] <= 0x9e)) {
			buf[0] = (char)(p[1] == 0xbc ? p[2] - 0x60 : p[2] - 0x20);   /* U+FF01..FF3F, U+FF40..FF5E */
			out = (struct str){ buf, 1 };
		}
		for (size_t j = 0; j < sizeof same / sizeof *same && out.p != buf && k > 1; j++)
			if (same[j].from[0] == s.p[i] && same[j].from[1] == s.p[i + 1] && at(s, i, same[j].from)) { out = yg_str(same[j].to); k = strlen(same[j].from); break; }
		if (out.n == 1 && (*out.p == ' ' || *out.p == '\t')) continue;
		if (f->n + out.n > MAX_TEXT) { f->cut = true; return; }
		if (out.n) memcpy(f->t + f->n, out.p, out.n);
		for (size_t j = f->n; j < f->n + out.n; j++)
			if (f->t[j] >= 'A' && f->t[j] <= 'Z') f->t[j] = (char)(f->t[j] + 32);
		f->n += out.n;
	}
}

/* --- units ---------------------------------------------------------------------------------- */

static const struct { const char *text; enum usage_unit unit; } units[] = {
	{ "錠", UNIT_TABLET }, { "カプセル", UNIT_CAPSULE }, { "cap", UNIT_CAPSULE }, { "包", UNIT_PACK }, { "g", UNIT_G }, { "mg", UNIT_MG },
	{ "µg", UNIT_UG }, { "mcg", UNIT_UG }, { "ml", UNIT_ML }, { "枚", UNIT_SHEET }, { "個", UNIT_PIECE }, { "本", UNIT_STICK },
	{ "筒", UNIT_SYRINGE }, { "キット", UNIT_KIT }, { "瓶", UNIT_BOTTLE }, { "管", UNIT_AMPOULE }, { "mlv", UNIT_VIAL_ML },
	{ "mlバイアル", UNIT_VIAL_ML }, { "袋", UNIT_BAG }, { "単位", UNIT_IU }, { "吸入", UNIT_PUFF }, { "ブリスター", UNIT_PUFF },
	{ "噴霧", UNIT_SPRAY }, { "滴", UNIT_DROP },
};
#define NUNITS (sizeof units / sizeof *units)

/* The longest unit at the place; 0: none. */
static size_t unit_at(struct str s, size_t i, enum usage_unit *u)
{
	size_t best = 0;
	for (size_t k = 0; k < NUNITS; k++)
		if (strlen(units[k].text) > best && at(s, i, units[k].text)) { best = strlen(units[k].text); *u = units[k].unit; }
	return best;
}

enum usage_unit yg_usage_unit(struct str unit)
{
	struct folded f;
	enum usage_unit u = UNIT_OTHER;
	fold(unit, &f);
	return f.n && !f.cut && unit_at((struct str){ f.t, f.n }, 0, &u) == f.n ? u : UNIT_OTHER;
}

const char *yg_usage_unit_name(enum usage_unit u)
{
	for (size_t k = 0; k < NUNITS; k++)
		if (units[k].unit == u) return u == UNIT_ML ? "mL" : u == UNIT_VIAL_ML ? "mL" : units[k].text;
	return "";
}

/* --- numbers ----------------------------------------------------------------------------------- */

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool positive(struct dec d) { return yg_dec_given(d) && d.n > 0; }

/* "2", "0.5", "2/3" at the place; the bytes it takes, 0: none, or none that we can hold. den is a whole number. */
static size_t number_at(struct str s, size_t i, struct dec *num, struct dec *den)
{
	size_t k = i, slash = 0;
	*den = yg_dec_int(1);
	while (k < s.n && (digit(s.p[k]) || (s.p[k] == '.' && k > i && k + 1 < s.n && digit(s.p[k + 1])))) k++;
	if (k == i || yg_dec_parse(yg_str_sub(s, i, k - i), num) != 0) return 0;
	if (k + 1 < s.n && s.p[k] == '/' && digit(s.p[k + 1])) {
		slash = ++k;
		while (k < s.n && digit(s.p[k])) k++;
		if (yg_dec_parse(yg_str_sub(s, slash, k - slash), den) != 0 || !positive(*den)) return 0;
	}
	return k - i;
}

/* A whole number of 1 to max; 0: not one. */
static int whole(struct dec num, struct dec den, int max)
{
	int64_t v = 0;
	if (!positive(num) || den.n != 1) return 0;
	(void)yg_dec_div_floor(num, yg_dec_int(1), &v);      /* of a positive one by 1 it cannot fail */
	if (v > max) return 0;
	return yg_dec_cmp(num, yg_dec_int(v)) ? 0 : (int)v;
}

/* --- patterns ------------------------------------------------------------------------------------ */

enum what { NOISE, TIMES, TIMES_MOST, SLOT, HOURS, DOSE, EACH, EACH_SIDE, DAY, AMOUNT, EVERY, EVERY_AFTER, WEEKS, PER_WEEK, MONTHLY,
	    ON, ON_WEEKS, OFF, OFF_WEEKS, PRN };
/* # a number, @ a unit; n: how many times a day a SLOT is */
static const struct pattern { const char *text; uint8_t what, n; } patterns[] = {
	{ "1日#回", TIMES, 0 }, { "1日に#回", TIMES, 0 }, { "日に#回", TIMES, 0 }, { "1日#回まで", TIMES_MOST, 0 }, { "1日最大#回", TIMES_MOST, 0 }, { "毎日", NOISE, 0 },
	{ "朝", SLOT, 1 }, { "昼", SLOT, 1 }, { "夕", SLOT, 1 }, { "晩", SLOT, 1 }, { "就寝前", SLOT, 1 }, { "就寝時", SLOT, 1 }, { "寝る前", SLOT, 1 },
	{ "眠前", SLOT, 1 }, { "起床時", SLOT, 1 }, { "起床後", SLOT, 1 }, { "入浴後", SLOT, 1 },
	{ "毎食", SLOT, 3 }, { "毎食前", SLOT, 3 }, { "毎食後", SLOT, 3 }, { "毎食直前", SLOT, 3 }, { "毎食直後", SLOT, 3 }, { "毎食間", SLOT, 3 },
	{ "食前", NOISE, 0 }, { "食後", NOISE, 0 }, { "食直前", NOISE, 0 }, { "食直後", NOISE, 0 }, { "食間", NOISE, 0 }, { "食事中", NOISE, 0 },
	{ "食2時間後", NOISE, 0 }, { "食後2時間", NOISE, 0 }, { "食事2時間後", NOISE, 0 }, { "食後30分以内", NOISE, 0 }, { "食前30分", NOISE, 0 },
	{ "空腹時", NOISE, 0 }, { "#時間毎", HOURS, 0 }, { "#時間おき", HOURS, 0 },
	{ "#時間以上あける", NOISE, 0 }, { "#時間以上あけて", NOISE, 0 }, { "#時間以上あけて反復可", NOISE, 0 }, { "服用間隔は#時間以上あける", NOISE, 0 },
	{ "使用間隔は#時間以上あける", NOISE, 0 },
	{ "1回#@", DOSE, 0 }, { "1回量#@", DOSE, 0 }, { "1度に#@", DOSE, 0 }, { "各#@", EACH, 0 }, { "#@ずつ", EACH, 0 }, { "#@", AMOUNT, 0 },
	{ "1回#プッシュ", DOSE, UNIT_SPRAY }, { "1回#噴射", DOSE, UNIT_SPRAY }, { "1回#パフ", DOSE, UNIT_PUFF },
	{ "各鼻腔#@", EACH_SIDE, 0 }, { "各鼻腔に#@", EACH_SIDE, 0 }, { "各鼻腔#@ずつ", EACH_SIDE, 0 }, { "各鼻腔に#@ずつ", EACH_SIDE, 0 },
	{ "1回各鼻腔#@", EACH_SIDE, 0 }, { "1回各鼻腔に#@", EACH_SIDE, 0 }, { "1回各鼻腔に#@ずつ", EACH_SIDE, 0 },
	{ "両鼻腔に#@ずつ", EACH_SIDE, 0 }, { "1回両鼻腔に#@ずつ", EACH_SIDE, 0 }, { "両鼻に#@ずつ", EACH_SIDE, 0 },
	{ "1日#@", DAY, 0 }, { "1日量#@", DAY, 0 }, { "1日合計#@", DAY, 0 },
	{ "隔日", EVERY, 2 }, { "隔日投与", EVERY, 2 }, { "#日おき", EVERY_AFTER, 0 }, { "#日毎", EVERY, 0 }, { "#日に1回", EVERY, 0 },
	{ "週#回", PER_WEEK, 0 }, { "週に#回", PER_WEEK, 0 }, { "1週間に#回", PER_WEEK, 0 }, { "1週に#回", PER_WEEK, 0 }, { "毎週1回", PER_WEEK, 1 },
	{ "#週に1回", WEEKS, 0 }, { "#週間に1回", WEEKS, 0 }, { "#週毎", WEEKS, 0 }, { "#週間毎", WEEKS, 0 }, { "隔週", WEEKS, 2 },
	{ "月1回", MONTHLY, 0 }, { "月に1回", MONTHLY, 0 }, { "1か月に1回", MONTHLY, 0 }, { "1か月毎", MONTHLY, 0 },
	{ "#日服用", ON, 0 }, { "#日間服用", ON, 0 }, { "#日内服", ON, 0 }, { "#日間内服", ON, 0 }, { "#日投与", ON, 0 }, { "#日間投与", ON, 0 },
	{ "#日投薬", ON, 0 }, { "#日間投薬", ON, 0 }, { "#週服用", ON_WEEKS, 0 }, { "#週間服用", ON_WEEKS, 0 }, { "#週投与", ON_WEEKS, 0 },
	{ "#週間投与", ON_WEEKS, 0 }, { "#週投薬", ON_WEEKS, 0 }, { "#週間投薬", ON_WEEKS, 0 }, { "#週間内服", ON_WEEKS, 0 },
	{ "#日休薬", OFF, 0 }, { "#日間休薬", OFF, 0 }, { "#日間休む", OFF, 0 }, { "#日休む", OFF, 0 }, { "#週休薬", OFF_WEEKS, 0 },
	{ "#週間休薬", OFF_WEEKS, 0 }, { "#週間休む", OFF_WEEKS, 0 },
	{ "疼痛時", PRN, 0 }, { "頭痛時", PRN, 0 }, { "歯痛時", PRN, 0 }, { "胸痛時", PRN, 0 }, { "腹痛時", PRN, 0 }, { "腰痛時", PRN, 0 },
	{ "関節痛時", PRN, 0 }, { "喘鳴時", PRN, 0 }, { "喘息発作時", PRN, 0 }, { "咳込時", PRN, 0 }, { "便秘時", PRN, 0 }, { "下痢時", PRN, 0 },
	{ "嘔吐時", PRN, 0 }, { "吐き気時", PRN, 0 }, { "嘔気時", PRN, 0 }, { "不眠時", PRN, 0 }, { "不安時", PRN, 0 }, { "不穏時", PRN, 0 },
	{ "けいれん時", PRN, 0 }, { "めまい時", PRN, 0 }, { "発熱時", PRN, 0 }, { "かゆい時", PRN, 0 }, { "発疹時", PRN, 0 }, { "発作時", PRN, 0 },
	{ "症状ある時", PRN, 0 }, { "必要時", PRN, 0 }, { "適宜", PRN, 0 }, { "頓用", PRN, 0 }, { "頓服", PRN, 0 }, { "痛い時", PRN, 0 },
	{ "痛いとき", PRN, 0 }, { "痛む時", PRN, 0 }, { "痛むとき", PRN, 0 }, { "眠れない時", PRN, 0 }, { "眠れないとき", PRN, 0 },
	{ "服用", NOISE, 0 }, { "内服", NOISE, 0 }, { "経口", NOISE, 0 }, { "外用", NOISE, 0 }, { "貼付", NOISE, 0 }, { "貼り替え", NOISE, 0 },
	{ "貼り替える", NOISE, 0 }, { "貼りかえ", NOISE, 0 }, { "貼替", NOISE, 0 }, { "貼る", NOISE, 0 }, { "塗布", NOISE, 0 }, { "塗る", NOISE, 0 },
	{ "点眼", NOISE, 0 }, { "点鼻", NOISE, 0 }, { "点耳", NOISE, 0 }, { "吸入", NOISE, 0 }, { "噴霧", NOISE, 0 }, { "使用", NOISE, 0 },
	{ "皮下注射", NOISE, 0 }, { "皮下注", NOISE, 0 }, { "注射", NOISE, 0 }, { "自己注射", NOISE, 0 }, { "挿入", NOISE, 0 }, { "挿肛", NOISE, 0 },
	{ "肛門内挿入", NOISE, 0 }, { "肛門に挿入", NOISE, 0 }, { "直腸内挿入", NOISE, 0 }, { "うがい", NOISE, 0 }, { "含嗽", NOISE, 0 },
	{ "投与", NOISE, 0 }, { "舌下", NOISE, 0 }, { "する", NOISE, 0 }, { "して", NOISE, 0 }, { "し", NOISE, 0 },
	{ "患部", NOISE, 0 }, { "両", NOISE, 0 }, { "右", NOISE, 0 }, { "左", NOISE, 0 }, { "眼", NOISE, 0 }, { "目", NOISE, 0 }, { "耳", NOISE, 0 },
	{ "鼻", NOISE, 0 }, { "鼻腔", NOISE, 0 }, { "鼻腔内", NOISE, 0 }, { "顔", NOISE, 0 }, { "首", NOISE, 0 }, { "頭部", NOISE, 0 },
	{ "頭皮", NOISE, 0 }, { "うなじ", NOISE, 0 }, { "肩", NOISE, 0 }, { "上肢", NOISE, 0 }, { "腕", NOISE, 0 }, { "上腕", NOISE, 0 },
	{ "上腕部", NOISE, 0 }, { "前腕", NOISE, 0 }, { "ひじ", NOISE, 0 }, { "肘", NOISE, 0 }, { "手", NOISE, 0 }, { "手足", NOISE, 0 },
	{ "手首", NOISE, 0 }, { "指", NOISE, 0 }, { "体幹", NOISE, 0 }, { "背中", NOISE, 0 }, { "背部", NOISE, 0 }, { "胸", NOISE, 0 },
	{ "胸部", NOISE, 0 }, { "腹部", NOISE, 0 }, { "上腹部", NOISE, 0 }, { "下腹部", NOISE, 0 }, { "腰", NOISE, 0 }, { "腰部", NOISE, 0 },
	{ "臀部", NOISE, 0 }, { "下肢", NOISE, 0 }, { "ふともも", NOISE, 0 }, { "大腿部", NOISE, 0 }, { "膝", NOISE, 0 }, { "ひざ", NOISE, 0 },
	{ "すね", NOISE, 0 }, { "ふくらはぎ", NOISE, 0 }, { "足", NOISE, 0 }, { "足首", NOISE, 0 }, { "かかと", NOISE, 0 }, { "全身", NOISE, 0 },
	{ "又は", NOISE, 0 }, { "および", NOISE, 0 }, { "及び", NOISE, 0 }, { "と", NOISE, 0 }, { "に", NOISE, 0 }, { "を", NOISE, 0 },
	{ "の", NOISE, 0 }, { "で", NOISE, 0 }, { "は", NOISE, 0 }, { "へ", NOISE, 0 }, { "後", NOISE, 0 }, { ",", NOISE, 0 }, { "・", NOISE, 0 },
	{ "(", NOISE, 0 }, { ")", NOISE, 0 }, { "[", NOISE, 0 }, { "]", NOISE, 0 }, { ":", NOISE, 0 }, { "→", NOISE, 0 },
};
#define NPATTERNS (sizeof patterns / sizeof *patterns)

struct token { const struct pattern *p; size_t n; struct dec num, den; enum usage_unit unit; };

static size_t match_at(struct str s, size_t i, const struct pattern *p, struct token *t)
{
	size_t k = i, got;
	t->num = t->den = DEC_NONE;
	t->unit = (enum usage_unit)(p->what == DOSE ? p->n : UNIT_OTHER);
	for (const char *z = p->text; *z; z++) {
		if (*z == '#') got = number_at(s, k, &t->num, &t->den);
		else if (*z == '@') got = unit_at(s, k, &t->unit);
		else got = k < s.n && s.p[k] == *z;
		if (!got) return 0;
		k += got;
	}
	return k - i;
}

/* Can this pattern begin here? Most cannot, and three bytes tell. */
static bool may_begin(const char *z, struct str s, size_t i)
{
	if (*z == '#') return digit(s.p[i]);
	return *z == s.p[i] && ((unsigned char)*z < 0x80 || (s.n - i >= 3 && z[1] == s.p[i + 1] && z[2] == s.p[i + 2]));
}

/* The longest token at the place; n 0: none. */
static struct token token_at(struct str s, size_t i)
{
	struct token best = { .n = 0 };
	for (size_t k = 0; k < NPATTERNS; k++) {
		struct token t = { .p = &patterns[k] };
		if (!may_begin(t.p->text, s, i)) continue;
		t.n = match_at(s, i, t.p, &t);
		if (t.n > best.n) best = t;
	}
	return best;
}

/* 毎週月・木曜日, (月水金), 火曜, 月水金 alone: the bytes it takes, 0: no list of weekdays. */
static size_t weekdays_at(struct str s, size_t i, unsigned *days)
{
	static const char *const names[7] = { "日", "月", "火", "水", "木", "金", "土" };
	static const char *const between[] = { "・", ",", "/", "と" };
	bool every = at(s, i, "毎週"), named = false;
	size_t start = i, k = i + (every ? strlen("毎週") : 0), count = 0, open = i && s.p[i - 1] == '(';
	*days = 0;
	for (size_t end = k;; ) {
		size_t d = 0, sep = 0;
		while (d < 7 && !at(s, end, names[d])) d++;
		if (d == 7) break;
		*days |= 1u << d;
		count++;
		end += strlen(names[d]);
		if (at(s, end, "曜日")) { end += strlen("曜日"); named = true; }
		else if (at(s, end, "曜")) { end += strlen("曜"); named = true; }
		k = end;
		for (size_t b = 0; b < sizeof between / sizeof *between && !sep; b++)
			if (at(s, end, between[b])) sep = strlen(between[b]);
		end += sep;
	}
	if (!count) return 0;
	if (named || every) return k - start;
	if (count > 1 && open && k < s.n && s.p[k] == ')') return k - start;
	return count > 1 && !start && k == s.n ? k : 0;
}

/* --- what a token means ------------------------------------------------------------------------------- */

struct reading { struct usage *u; int slots, pending, told; struct dec day; enum usage_unit unit; };

static void say_int(struct usage *u, int *have, int v)
{
	if (v < 1) u->unread = true;
	else if (*have && *have != v) u->conflict = true;
	else *have = v;
}

static void say_every(struct usage *u, int v)
{
	if (v < 1) { u->unread = true; return; }
	if (u->every > 1 && u->every != v) u->conflict = true;
	if (v > u->every) u->every = v;
}

static void say_dose(struct usage *u, struct dec num, struct dec den, enum usage_unit unit)
{
	if (!positive(num)) { u->unread = true; return; }
	if (yg_dec_given(u->num) && (u->unit != unit || yg_dec_cmp(u->num, num) || yg_dec_cmp(u->den, den))) u->conflict = true;
	u->num = num;
	u->den = den;
	u->unit = unit;
}

static void say_day(struct usage *u, struct dec day, enum usage_unit unit)
{
	if (!positive(day)) { u->unread = true; return; }
	if (yg_dec_given(u->day) && (u->unit != unit || yg_dec_cmp(u->day, day))) u->conflict = true;
	if (yg_dec_given(u->num) && u->unit != unit) u->conflict = true;
	u->day = day;
	u->unit = unit;
}

/* A bare amount: of the time of day just before it, or (settled at the end) of the only time a day. */
static void amount(struct reading *r, const struct token *t)
{
	struct usage *u = r->u;
	if (t->den.n != 1 || !positive(t->num)) { u->unread = true; return; }
	if (r->pending == 1 && (!r->told || r->unit == t->unit)) {
		if (!r->told) r->day = yg_dec_int(0);
		if (yg_dec_add(r->day, t->num, &r->day)) u->unread = true;
		r->unit = t->unit;
		r->told++;
	} else if (!r->pending && !yg_dec_given(u->loose)) {
		u->loose = t->num;
		u->loose_unit = t->unit;
	} else {
		u->unread = true;                    /* 毎食前4単位: each, or in all? */
	}
	r->pending = 0;
}

static void hours(struct usage *u, int n)
{
	if (n > 24 && n % 24 == 0) say_every(u, n / 24);
	else if (n && 24 % n == 0) say_int(u, &u->times, 24 / n);
	else u->unread = true;
}

static void mean(struct reading *r, const struct token *t)
{
	struct usage *u = r->u;
	int n = t->p->what == WEEKS && t->p->n ? t->p->n : whole(t->num, t->den, 999);
	switch ((enum what)t->p->what) {
	case NOISE: break;
	case TIMES_MOST: u->most = true; /* fall through */
	case TIMES: say_int(u, &u->times, n); break;
	case SLOT: r->slots += t->p->n; r->pending += t->p->n; break;
	case HOURS: hours(u, n); break;
	case DOSE:
	case EACH: say_dose(u, t->num, t->den, t->unit); r->pending = 0; break;
	case EACH_SIDE: {
		struct dec two = DEC_NONE;
		if (!positive(t->num) || yg_dec_mul(t->num, yg_dec_int(2), &two)) u->unread = true;
		else say_dose(u, two, t->den, t->unit);
		break;
	}
	case DAY:
		if (t->den.n != 1) u->unread = true;
		else say_day(u, t->num, t->unit);
		break;
	case AMOUNT: amount(r, t); break;
	case EVERY: say_every(u, t->p->n ? t->p->n : n); break;
	case EVERY_AFTER: say_every(u, n ? n + 1 : 0); break;
	case WEEKS: say_every(u, n && n <= 52 ? n * 7 : 0); break;
	case PER_WEEK:
		if (t->p->n == 1 || n == 1) say_every(u, 7);
		else say_int(u, &u->per_week, n > 1 && n < 7 ? n : 0);
		break;
	case MONTHLY: say_every(u, 31); break;       /* the longest month */
	case ON: say_int(u, &u->on, n); break;
	case ON_WEEKS: say_int(u, &u->on, n * 7); break;
	case OFF: say_int(u, &u->off, n); break;
	case OFF_WEEKS: say_int(u, &u->off, n * 7); break;
	case PRN:
	default: u->prn = true; break;               /* the last of them */
	}
}

/* --- reading -------------------------------------------------------------------------------------------- */

void yg_usage_begin(struct usage *u)
{
	*u = (struct usage){ .every = 1, .num = DEC_NONE, .den = DEC_NONE, .day = DEC_NONE, .loose = DEC_NONE };
}

void yg_usage_text(struct usage *u, struct str text)
{
	struct folded f;
	struct str s;
	struct reading r = { .u = u };
	fold(text, &f);
	s = (struct str){ f.t, f.n };
	u->unread = u->unread || f.cut;
	u->taper = u->taper || yg_str_find(s, STR("漸減")) != (size_t)-1;
	for (size_t i = 0; i < s.n;) {
		struct token t = token_at(s, i);
		unsigned days = 0;
		size_t n = weekdays_at(s, i, &days);
		if (n > t.n) {
			if (u->weekdays && u->weekdays != days) u->conflict = true;
			u->weekdays |= days;
			i += n;
		} else if (t.n) {
			mean(&r, &t);
			i += t.n;
		} else {
			u->unread = true;            /* a number as a whole, so that no other one is seen in it */
			if (digit(s.p[i])) while (i < s.n && (digit(s.p[i]) || s.p[i] == '.')) i++;
			else i += char_len(s.p + i, s.n - i);
		}
	}
	if (r.told && r.told != r.slots) u->unread = true;
	else if (r.told) say_day(u, r.day, r.unit);
	if (r.slots) say_int(u, &u->slots, r.slots);
}

void yg_usage_code(struct usage *u, struct str type, struct str code)
{
	char p3, p4;
	if (code.n != 16 || !(yg_str_eqz(type, "2") || yg_str_eqz(type, "3"))) return;
	p3 = code.p[2];
	p4 = code.p[3];
	if (p3 == '5') u->prn = true;
	if ((p3 == '1' || p3 == '7') && p4 >= '1' && p4 <= '9' && !u->times) u->times = p4 - '0';
}

void yg_usage_supplement_code(struct usage *u, struct str code)
{
	if (!code.n || *code.p == 'V') return;       /* a dose of 不均等: the day's amount is told elsewhere */
	if (yg_str_eqz(code, "I1100000")) { say_every(u, 2); return; }
	if (yg_str_eqz(code, "CW100000")) { say_every(u, 7); return; }
	if (code.n == 8 && *code.p == 'W') {
		unsigned days = 0;
		for (size_t i = 1; i < 8; i++) {
			if (code.p[i] == '1') days |= 1u << (i - 1);
			else if (code.p[i] != '0') days = 0x100;
		}
		if (days && days < 0x100 && (!u->weekdays || u->weekdays == days)) { u->weekdays = days; return; }
	}
	u->unread = true;
}

/* 用法補足区分 1 漸減 2 一包化 3 隔日 4 粉砕 6 部位 9 JAMI部位; 薬品補足区分 1 一包化 2 粉砕 3-6 変更不可 8 先発医薬品 患者希望. */
void yg_usage_supplement(struct usage *u, const struct supplement *s, bool of_drug)
{
	struct str k = yg_str_trim(s->kind);
	if (of_drug ? k.n == 1 && memchr("1234568", *k.p, 7) : yg_str_eqz(k, "2") || yg_str_eqz(k, "4") || yg_str_eqz(k, "6") || yg_str_eqz(k, "9")) return;
	if (!of_drug && yg_str_eqz(k, "1")) { u->taper = true; return; }
	if (!of_drug && yg_str_eqz(k, "3")) say_every(u, 2);
	if (s->usage_code.n) yg_usage_supplement_code(u, yg_str_trim(s->usage_code));
	else yg_usage_text(u, s->text);
}

void yg_usage_end(struct usage *u)
{
	if (u->times && u->slots && u->times != u->slots) u->conflict = true;
	if (!u->times) u->times = u->slots;
	if (!u->times && (u->every > 1 || u->per_week || u->weekdays)) u->times = 1;   /* the least a day of use can have */
	if ((u->on > 0) != (u->off > 0)) {
		u->unread = true;                    /* half of a cycle is none */
		u->on = u->off = 0;
	}
	if (!yg_dec_given(u->loose)) return;
	if (u->times == 1 && !yg_dec_given(u->num) && !yg_dec_given(u->day)) say_dose(u, u->loose, yg_dec_int(1), u->loose_unit);
	else u->unread = true;
	u->loose = DEC_NONE;
}

/* --- packages ----------------------------------------------------------------------------------------------- */

/* 300単位1キット, 18mg3ml1キット, 100単位1mlバイアル: pairs of number and unit to the end, the last one 1 package. */
static bool content_of_strength(struct str s, enum usage_unit package, enum usage_unit of, struct dec *n)
{
	struct dec num, den, found = DEC_NONE;
	enum usage_unit u = UNIT_OTHER;
	size_t hits = 0;
	bool last = false;
	if (package == UNIT_ML) package = UNIT_VIAL_ML;      /* prescribed in mL: the same millilitre */
	for (size_t i = 0, k; i < s.n; i += k) {
		size_t d = number_at(s, i, &num, &den), m = d ? unit_at(s, i + d, &u) : 0;
		if (!m) return false;
		k = d + m;
		last = u == package && whole(num, den, 1) == 1 && i + k == s.n;
		if (!last && u == of) { hits++; found = num; }
	}
	if (!last || hits != 1 || !positive(found)) return false;
	*n = found;
	return true;
}

/* …60ブリスター…, …112吸入用, 56噴霧用, 吸入100回: the one number of doses in the product's name. */
static bool content_of_name(struct str s, enum usage_unit of, struct dec *n)
{
	struct dec num, den;
	enum usage_unit u;
	size_t hits = 0;
	for (size_t i = 0, k; i < s.n; i += k) {
		size_t head = at(s, i, "吸入") ? strlen("吸入") : 0, d;
		k = char_len(s.p + i, s.n - i);
		if (head && of == UNIT_PUFF && (d = number_at(s, i + head, &num, &den)) > 0 && at(s, i + head + d, "回")) {
			hits++;
			*n = num;
			k = head + d;
		} else if ((d = number_at(s, i, &num, &den)) > 0) {
			u = UNIT_OTHER;
			k = d;
			if (unit_at(s, i + d, &u) && u == of && whole(num, den, 9999)) { hits++; *n = num; }
		}
	}
	return hits == 1 && positive(*n);
}

bool yg_usage_content(struct str name, struct str strength, enum usage_unit package, enum usage_unit of, struct dec *n)
{
	struct folded f;
	if (package == UNIT_OTHER || of == UNIT_OTHER || package == of) return false;
	fold(strength, &f);
	if (f.n && !f.cut && content_of_strength((struct str){ f.t, f.n }, package, of, n)) return true;
	if (of != UNIT_PUFF && of != UNIT_SPRAY) return false;
	if (package != UNIT_KIT && package != UNIT_BOTTLE && package != UNIT_PIECE && package != UNIT_STICK) return false;
	fold(name, &f);
	return f.n && !f.cut && content_of_name((struct str){ f.t, f.n }, of, n);
}

/* --- 残薬 ------------------------------------------------------------------------------------------------------- */

bool yg_usage_leftover(struct str text, const struct drug_item *item, bool alone, struct dec *n)
{
	static const char *const heads[] = { "残薬", "残", "残り", "残薬:", "残り:", "残:" };
	static const char *const tails[] = { "残薬", "残薬あり", "残", "残り", "残あり", "残っている", "残っていることを確認", "残っていることを確認した", "余り" };
	struct folded f, name;
	struct str s;
	struct dec den;
	enum usage_unit u = UNIT_OTHER;
	size_t i = 0, d, m;
	bool named, head = false, tail = false;
	fold(text, &f);
	fold(item->name, &name);
	if (f.cut || name.cut) return false;
	s = (struct str){ f.t, f.n };
	while (s.n && s.p[s.n - 1] == ',') s.n--;
	named = name.n && yg_str_starts(s, (struct str){ name.t, name.n });
	if (!named && !alone) return false;
	if (named) i = name.n;
	if (named && digit(name.t[name.n - 1]) && i < s.n && digit(s.p[i])) return false;    /* 錠2 of 錠25錠残薬 */
	if (named && (at(s, i, "が") || at(s, i, "は"))) i += strlen("が");
	else if (named && (at(s, i, ",") || at(s, i, ":"))) i++;
	for (size_t k = 0; k < sizeof heads / sizeof *heads && !head; k++) {
		size_t len = strlen(heads[k]);
		if (at(s, i, heads[k]) && i + len < s.n && digit(s.p[i + len])) { i += len; head = true; }
	}
	d = number_at(s, i, n, &den);
	m = d ? unit_at(s, i + d, &u) : 0;
	if (!m || den.n != 1 || !positive(*n) || u != yg_usage_unit(item->unit)) return false;
	i += d + m;
	for (size_t k = 0; k < sizeof tails / sizeof *tails && !tail; k++) tail = at(s, i, tails[k]) && i + strlen(tails[k]) == s.n;
	return tail || (head && i == s.n);
}

/* --- words, for who must tell them from names ------------------------------------------------------------------- */

size_t yg_usage_fold(struct str text, char room[USAGE_TEXT])
{
	struct folded f;
	fold(text, &f);
	if (f.n) memcpy(room, f.t, f.n);
	return f.cut ? (size_t)-1 : f.n;
}

size_t yg_usage_word(struct str folded, size_t at_byte)
{
	unsigned days;
	size_t list = weekdays_at(folded, at_byte, &days);
	struct token t = token_at(folded, at_byte);
	return list > t.n ? list : t.n;
}
