/* test_match_sweep.c - laws of usage texts and periods over many thousand invented lines, and the whole matcher with too
 * little memory. What an example should give stands in test_match_usage and test_match_period. */
#include "flow/case.h"
#include "match/period.h"
#include "match/usage.h"
#include "base/err.h"
#include "t.h"
#include "base/ban.h"

static uint32_t seed = 20261101;
static unsigned pick(unsigned n)                     /* xorshift: the same cases on every machine */
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}
#define OF(list) list[pick(sizeof list / sizeof *list)]

static const char *const parts[] = { "１日３回", "1日2回", "毎食後", "朝夕食後", "就寝前", "１回１錠", "１回２／３包", "１回0.5mL", "１回４単位", "朝６単位", "夕４単位", "2錠ずつ", "１日６錠",
	"１日１枚", "２枚", "隔日", "２日おき", "3日毎", "７２時間ごと", "８時間毎", "週１回", "週3回", "1週間に2回", "２週に１回", "隔週", "月１回", "毎週月・木", "（月水金）", "火曜日",
	"21日間服用", "7日間休薬", "3週投与", "１週休薬", "疼痛時", "必要時", "頓用", "１日３回まで", "1日最大4回", "各鼻腔に２噴霧ずつ", "１回２吸入", "患部に貼付", "点眼", "服用", "両眼", "漸減",
	"医師の指示どおり", "０錠", "１／０包", "99999999999錠", "１．５錠", "・", "、", "　", "\t", "Ｘ", "\xef\xbd\xb1\xef\xbd\xb2", "(", ")", "と", "１", "回", "日", "１日", "1日0回", "0日おき", "５３週に１回",
	"1回１～２錠", "3日毎に", "1回1.5プッシュ" };
static const char *const amounts[] = { "", "0", "1", "2", "3", "0.5", "0.001", "7", "14", "28", "70", "300", "9999", "10000", "999999999999" };
static const char *const units[] = { "", "錠", "包", "枚", "ｇ", "ｍＬ", "キット", "瓶", "本", "個", "筒", "管", "ｍＬＶ", "単位", "袋", "謎" };
static const char *const products[] = { "", "例示錠５ｍｇ", "例示テープ７ｃｍ×１０ｃｍ", "例示注ソロスター　３００単位", "例示エリプタ３０吸入用", "例示点鼻液５６噴霧用", "例示点眼液０．１％", "例示ディスカス６０ブリスター１２０吸入" };
static const char *const strengths[] = { "", "５ｍｇ１錠", "３００単位１キット", "１８ｍｇ３ｍＬ１キット", "１００単位１ｍＬバイアル", "０．１％１ｍＬ", "３０吸入１キット", "１０ｃｍ×１４ｃｍ１枚", "１０ｇ", "０単位１キット" };
static const char *const dates[] = { "", "2026", "2026-02", "2024-02", "2026-12", "2024-02-29", "2026-11-01", "2999-12-31", "1868-01-01" };
static const char *const doses[] = { "", "1", "2/3", "1/0", "0", "x", "2.5", "/3", "999999999999" };
static const char *const counts[] = { "", "1", "3", "0", "99", "100", "x" };
static const char *const jami[] = { "", "1011000400000000", "1032000000000000", "2024000000000000", "1057000000000000", "2150000000000000", "x", "I1100000", "CW100000", "W0100100", "W1111111", "W0000000",
	"V0100000", "D1000000" };

static struct dec decimal(const char *s)
{
	struct dec v = DEC_NONE;
	if (*s && yg_dec_parse(yg_str(s), &v)) abort();
	return v;
}

static struct str text_of(struct buf *b)
{
	b->n = 0;
	for (unsigned n = pick(5); n > 0; n--) yg_buf_str(b, yg_str(OF(parts)));
	return yg_buf_view(b);
}

/* The fields of a usage stay inside what the header promises. */
static bool usage_is_sane(const struct usage *u)
{
	return u->times >= 0 && u->every >= 1 && u->per_week >= 0 && u->per_week <= 6 && u->weekdays <= 0x7f && u->on >= 0 && u->off >= 0 &&
	       (!yg_dec_given(u->num) || (u->num.n > 0 && u->den.n > 0)) && (!yg_dec_given(u->day) || u->day.n > 0);
}

static void periods(void)
{
	struct arena *a = yg_arena_new(256u << 20);
	struct buf b;
	size_t read = 0, computed = 0, spread = 0;
	yg_buf_init(&b, 4096);
	for (int round = 0; round < 60000; round++) {
		struct usage u;
		struct drug_item item = { .unit = yg_str(OF(units)), .amount = decimal(OF(amounts)) };
		struct exposure e = { .item = &item }, again = { .item = &item };
		struct period_in in = { .form = (enum form_class)pick(10), .amount = item.amount, .quantity = decimal(OF(amounts)), .split_quantity = pick(5) ? 0 : (int)pick(30),
			.times_per_day = yg_str(pick(3) ? "" : OF(counts)), .per_dose = yg_str(pick(3) ? "" : OF(doses)), .unit_days = pick(6) == 0, .interval = (int)pick(8),
			.usage = pick(8) ? &u : NULL, .unit = item.unit, .product = yg_str(OF(products)), .strength = yg_str(OF(strengths)),
			.leftover = pick(4) ? DEC_NONE : decimal(OF(amounts)) };
		const char *day = OF(dates);
		if (*day && yg_ymd_parse(yg_str(day), &in.start)) in.start = YMD_NONE;
		if (!strcmp(day, "2026")) in.start = (struct ymd){ 2026, 0, 0 };
		if (strlen(day) == 7) in.start = (struct ymd){ (int16_t)(day[3] == '6' ? 2026 : 2024), (uint8_t)(day[5] == '1' ? 12 : 2), 0 };
		yg_usage_begin(&u);
		for (unsigned n = pick(3) + 1; n > 0; n--) yg_usage_text(&u, text_of(&b));
		if (!pick(3)) yg_usage_code(&u, yg_str(pick(2) ? "2" : "3"), yg_str(OF(jami)));
		if (!pick(4)) yg_usage_supplement_code(&u, yg_str(OF(jami)));
		yg_usage_end(&u);
		CHECK(usage_is_sane(&u));
		read += !u.unread;
		yg_period_set(&e, &in);
		yg_period_set(&again, &in);
		CHECK(!yg_ymd_cmp(e.taken.from, again.taken.from) && !yg_ymd_cmp(e.taken.to, again.taken.to) && e.how == again.how);
		if (yg_ymd_given(e.taken.to)) {
			CHECK(yg_ymd_valid(e.taken.to) && yg_ymd_valid(e.taken.from));
			CHECK(yg_ymd_cmp(e.taken.from, e.taken.to) <= 0);
		}
		CHECK(e.undated == !yg_ymd_given(in.start));
		CHECK(!e.undated || (e.how == PERIOD_OPEN && !yg_ymd_given(e.taken.to)));
		CHECK(e.days >= 0 && e.days <= 9999);
		CHECK(!yg_dec_given(e.daily) || e.daily.n >= 0);
		CHECK(*yg_period_word(e.how));
		computed += e.how == PERIOD_QUANTITY || e.how == PERIOD_CONTENTS;
		spread += e.how == PERIOD_INTERVAL || e.how == PERIOD_WEEKDAYS || e.how == PERIOD_CYCLE;
		if (a) {
			struct str ja = yg_period_text(&e, LANG_JA, a), en = yg_period_text(&e, LANG_EN, a);
			CHECK(ja.n > 0 && en.n > 0);
		}
		if (round % 2000 == 0 && a) { yg_arena_free(a); a = yg_arena_new(256u << 20); }
	}
	CHECK(read > 5000 && computed > 2000 && spread > 1000);
	yg_buf_free(&b);
	yg_arena_free(a);
}

/* Every interval only lengthens: the same line without it is never longer. */
static void intervals_only_lengthen(void)
{
	static const char *const longer[] = { "隔日", "２日おき", "週１回", "週3回", "隔週", "月１回", "毎週月・木", "火曜日", "21日間服用7日間休薬" };
	for (int round = 0; round < 5000; round++) {
		struct usage plain, spaced;
		struct exposure x = { 0 }, y = { 0 };
		struct period_in in = { .form = FORM_ORAL, .amount = yg_dec_int(1), .quantity = yg_dec_int(1 + (int64_t)pick(90)), .start = { 2026, (uint8_t)(1 + pick(12)), (uint8_t)(1 + pick(28)) } };
		yg_usage_begin(&plain);
		yg_usage_text(&plain, STR("１日１回朝食後"));
		yg_usage_end(&plain);
		yg_usage_begin(&spaced);
		yg_usage_text(&spaced, STR("１日１回朝食後"));
		yg_usage_text(&spaced, yg_str(OF(longer)));
		yg_usage_end(&spaced);
		in.usage = &plain;
		yg_period_set(&x, &in);
		in.usage = &spaced;
		yg_period_set(&y, &in);
		CHECK(yg_ymd_cmp(x.taken.to, y.taken.to) <= 0);
		CHECK(!yg_ymd_cmp(x.taken.from, y.taken.from));
	}
}

/* 残薬 texts: what is read is a plain positive number in the unit of the line. */
static void leftovers(void)
{
	static const char *const heads[] = { "", "例示錠５ｍｇ", "例示錠５ｍｇが", "例示錠５ｍｇは", "例示錠５ｍｇ：", "残薬", "別の薬", "残数" };
	static const char *const tails[] = { "", "６錠残っていることを確認", "２０錠残薬", "０錠", "約１０錠", "１０包残薬", "残薬５錠", "５", "錠", "２．５錠残り", "１／２錠残薬", "５錠と３錠残薬" };
	struct buf b;
	size_t read = 0;
	yg_buf_init(&b, 4096);
	for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
		for (size_t t = 0; t < sizeof tails / sizeof *tails; t++)
			for (int alone = 0; alone < 2; alone++) {
				struct drug_item item = { .name = STR("例示錠５ｍｇ"), .unit = STR("錠") };
				struct dec n = DEC_NONE;
				b.n = 0;
				yg_buf_str(&b, yg_str(heads[h]));
				yg_buf_str(&b, yg_str(tails[t]));
				if (!yg_usage_leftover(yg_buf_view(&b), &item, alone, &n)) continue;
				read++;
				CHECK(n.n > 0);
				CHECK(strcmp(heads[h], "別の薬") != 0);
				CHECK(alone || !strncmp(heads[h], "例示錠", strlen("例示錠")));
			}
	CHECK(read > 5);
	yg_buf_free(&b);
}

/* --- too little memory -------------------------------------------------------------------------------------------------------- */

#define LINE(rp, form, days, code, name, amount, unit) "{\"number\":" rp ",\"form\":\"" form "\",\"quantity\":" days ",\"usage\":\"１日１回朝食後　服用\",\"lines\":[{\"seq\":1," \
	"\"info_class\":\"1\",\"potency\":\"1\",\"system\":\"receipt\",\"code\":\"" code "\",\"name\":\"" name "\",\"amount\":\"" amount "\",\"unit\":\"" unit "\"}]}"
#define TAKEN(on, clinic, mask, days, code, name, unit) "{\"on\":\"" on "\",\"kind\":\"dispensed\"" mask ",\"pharmacy\":{\"name\":\"例示薬局\",\"code\":\"1399856\"},\"clinic\":{\"name\":\"" clinic \
	"\"},\"groups\":[{\"form\":\"oral\",\"quantity\":\"" days "\",\"quantity_unit\":\"日分\",\"usage\":\"１日１回\",\"lines\":[{\"system\":\"receipt\",\"code\":\"" code "\",\"name\":\"" name \
	"\",\"amount\":\"1\",\"unit\":\"" unit "\"}]}]}"
static const char rx_json[] = "{\"yagen\":\"prescription\",\"institution\":{\"name\":\"架空医院\",\"code\":\"1399914\"},\"patient\":{\"name\":\"例示　花子\"},\"born\":\"1941-04-15\",\"sex\":\"female\","
	"\"issued\":\"2026-11-01\",\"groups\":["
	LINE("1", "oral", "14", "622747700", "イトラコナゾール５０ｍｇカプセル", "2", "カプセル") "," LINE("2", "oral", "28", "622707200", "アルプラゾラム０．４ｍｇ錠", "3", "錠") ","
	LINE("3", "oral", "60", "622713400", "エチゾラム０．５ｍｇ錠", "3", "錠") "," LINE("4", "oral", "14", "610453091", "ノルバスク錠５ｍｇ", "1", "錠") ","
	LINE("5", "oral", "14", "622081101", "トラムセット配合錠", "8", "錠") "," LINE("6", "oral", "14", "622016901", "オキノーム散２．５ｍｇ", "1", "包") "]}";
static const char history_json[] = "{\"yagen\":\"history\",\"visits\":["
	TAKEN("2026-10-20", "見本病院", "", "28", "622705900", "トリアゾラム０．１２５ｍｇ錠", "錠") "," TAKEN("2026-10-25", "架空医院", "", "14", "622713400", "エチゾラム０．５ｍｇ錠", "錠") ","
	TAKEN("2026-10-27", "見本病院", "", "28", "622707200", "アルプラゾラム０．４ｍｇ錠", "錠") "," TAKEN("2026-10-28", "見本病院", ",\"masked\":true", "14", "622705900", "トリアゾラム０．１２５ｍｇ錠", "錠") "]}";
static const char facts_json[] = "{\"birth_date\":\"1941-04-15\",\"sex\":\"female\",\"weight_kg\":\"40\",\"pregnant\":false,\"breastfeeding\":false,\"allergies\":[{\"text\":\"アセトアミノフェン\"},"
	"{\"text\":\"ペニシリン\"}],\"conditions\":[{\"text\":\"重症筋無力症\",\"code\":\"G700\",\"system\":\"icd10\"},{\"text\":\"緑内障\"}],\"labs\":[{\"name\":\"クレアチニン\",\"value\":\"2.1\",\"unit\":\"mg/dL\",\"date\":\"2026-10-01\"}]}";

static void too_little_memory(void)
{
	struct tables *t = NULL;
	struct diags ds;
	struct arena *a = yg_arena_new(64u << 20);
	struct tables_options o = { .no_image = true };
	struct yg_case *c = NULL;
	struct check_options how = { .as_of = { 2026, 11, 1 } };
	size_t refused = 0, answered = 0, step = 16;      /* fine enough for nearly every single piece to be the one that fails */
	yg_diags_init(&ds, a);
	o.master_dir = yg_arena_str(a, yg_str(t_src("drugmaster"))).p;
	o.rules_dir = yg_arena_str(a, yg_str(t_src("rules"))).p;
	CHECK_INT(yg_tables_open(&t, &o, &ds), 0);
	if (!t) return;
	CHECK_INT(yg_case_new(&c, t), 0);
	CHECK_INT(yg_receive(c, FORMAT_JSON, yg_str(rx_json)), 0);
	CHECK_INT(yg_add_history(c, FORMAT_JSON, yg_str(history_json), STR("history")), 0);
	CHECK_INT(yg_add_facts(c, FORMAT_JSON, yg_str(facts_json)), 0);
	CHECK_INT(yg_check(c, &how), 0);
	CHECK(c->nfindings >= 6);
	for (size_t limit = 256; answered < 3 && limit < (32u << 20); limit += step) {
		struct arena *small = yg_arena_new(limit);
		struct match_out out = { 0 };
		struct match_in in = { .tables = t, .as_of = how.as_of, .rx = c->exposures, .nrx = c->nrx, .hist = c->exposures + c->nrx, .nhist = c->nexposures - c->nrx,
				       .facts = &c->facts, .paper = c->rx_doc.rx };
		int err;
		if (!small) continue;
		err = yg_match(&in, small, &out);
		if (err) {
			refused++;
			CHECK(out.nfindings == 0 && out.ngaps == 0);      /* an error, never fewer findings */
		} else {
			answered++;
			size_t k = 0;                             /* without what earlier steps gave */
			for (size_t i = 0; i < c->nfindings; i++) {
				if (c->findings[i].kind == FIND_IDENTITY || c->findings[i].kind == FIND_UNCHECKED) continue;
				CHECK(k < out.nfindings && !strcmp(out.findings[k].id, c->findings[i].id));
				k++;
			}
			CHECK_INT(out.nfindings, k);
			CHECK_INT(out.ngaps, c->coverage.ngaps);
		}
		yg_arena_free(small);
	}
	CHECK(refused > 3 && answered == 3);
	yg_case_free(c);
	yg_tables_drop(t);
	yg_arena_free(a);
}

int main(void)
{
	T_RUN(periods);
	T_RUN(intervals_only_lengthen);
	T_RUN(leftovers);
	T_RUN(too_little_memory);
	return T_END();
}
