/* consent.c - a property, tried at random: whatever is done at the counter, in whatever order, nothing of a history that may not be shown at that
 * moment stands in any answer, refusal, diagnostic, document, audit entry, readable column or byte of the database file.
 *
 * usage: consent [OPERATIONS [SEED [FILE-OPERATIONS]]]. Every history line carries names, codes, places and days of its own (canaries) that stand
 * nowhere else. A small model of the consents, written apart from the program's table, says which of them may be seen. The search is first shown
 * to find each canary planted on purpose. */
#include "desk_rx.h"
#include "yagen/yagen_ext.h"
#include <ctype.h>

static uint64_t rng;
static unsigned rnd(unsigned n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((rng >> 33) % n);
}

/* --- the patient, the prescriptions, the sources ----------------------------------------------------------- */

#define SOURCES 6u
static const struct line { const char *code, *name, *clinic, *pharmacy, *clinic_code, *pharmacy_code, *day, *day_iso; bool hits; } lines[SOURCES] = {
	{ "1190023F1024", "ベルソムラ錠１５ｍｇ", "カナリア第一整形外科", "カナリア第一薬局", "1317770011", "1347770011", "20261109", "2026-11-09", true },
	{ "6149003F2020", "クラリシッド錠２００ｍｇ", "カナリア第二内科", "カナリア第二薬局", "1317770022", "1347770022", "20261111", "2026-11-11", true },
	{ "2189010F1027", "カナリア秘密錠１０ｍｇ", "カナリア第三医院", "カナリア第三薬局", "1317770033", "1347770033", "20261112", "2026-11-12", false },
	{ "9999999X9999", "カナリア不明散", "カナリア第四医院", "カナリア第四薬局", "1317770044", "1347770044", "20261113", "2026-11-13", false },
	{ "1190023F1024", "ベルソムラ錠１５ｍｇ", "カナリア第五医院", "カナリア第五薬局", "1317770055", "1347770055", "20261106", "2026-11-06", true },
	{ "6149003F2020", "クラリシッド錠２００ｍｇ", "カナリア第六医院", "カナリア第六薬局", "1317770066", "1347770066", "20261107", "2026-11-07", true },
};
/* One drug stands in two sources: its name and code may be seen when either may. */
static unsigned twin(unsigned i) { return i == 0 ? 4 : i == 4 ? 0 : i == 1 ? 5 : i == 5 ? 1 : i; }

enum flag { F_YES, F_NO, F_EXPIRED, F_UNOBTAINABLE };
struct source { bool there; enum flag flag; int64_t until /* UTC, 0 none */; };
struct world {
	yagen_desk *d;
	bool file;
	int64_t now;                                 /* UTC */
	char id[100];
	bool open;
	struct source s[SOURCES];
	bool withdrawn;                              /* the last word about medicines */
	int64_t emergency_until;
	int64_t oral_until; bool oral[SOURCES];      /* lines named when consent was given by mouth */
	unsigned request, checks;
	char last[8][1400]; const char *last_command[8]; char last_id[8][24]; unsigned nlast;
};
static unsigned long long operations, searches, shown_lawfully;

static void utc(int64_t t, char out[32])
{
	struct ymd d = yg_ymd_from_days((int32_t)(t / 86400));
	int s = (int)(t % 86400);
	char day[11];
	yg_ymd_format(d, day);
	snprintf(out, 32, "%sT%02d:%02d:%02dZ", day, s / 3600, s / 60 % 60, s % 60);
}

static void japan14(int64_t t, char out[16])
{
	char z[32];
	utc(t + 9 * 3600, z);
	snprintf(out, 16, "%.4s%.2s%.2s%.2s%.2s%.2s", z, z + 5, z + 8, z + 11, z + 14, z + 17);
}

/* --- what may be seen ---------------------------------------------------------------------------------------- */

static bool may(const struct world *w, unsigned i)
{
	const struct source *s = &w->s[i];
	if (!s->there || w->withdrawn) return false;
	if (s->flag == F_YES && (!s->until || w->now <= s->until)) return true;
	if (s->flag == F_UNOBTAINABLE && w->now <= w->emergency_until) return true;
	return w->oral[i] && w->now <= w->oral_until;
}

/* Digits count only as a number of their own: a checksum holds any seven digits by chance. */
static const char *found_in(struct str hay, const char *needle)
{
	size_t n = strlen(needle);
	bool digits = yg_str_digits(yg_str(needle));
	for (const char *p = yg_str_chars(hay), *to = p + hay.n; (p = memmem(p, (size_t)(to - p), needle, n)) != NULL; p++) {
		bool before = p > hay.p && isalnum((unsigned char)p[-1]), after = p + n < to && isalnum((unsigned char)p[n]);
		if (!digits || (!before && !after)) return p;
	}
	return NULL;
}

static bool contains(struct str hay, const char *needle) { return found_in(hay, needle) != NULL; }

/* The canary of source i that stands in `where`, or NULL. */
static const char *leak(const struct world *w, unsigned i, struct str where)
{
	const struct line *l = &lines[i];
	const char *const own[] = { l->clinic, l->pharmacy, l->clinic_code, l->pharmacy_code, l->clinic_code + 3, l->pharmacy_code + 3, l->day, l->day_iso };
	searches++;
	if (may(w, i)) {
		shown_lawfully += contains(where, l->clinic);
		return NULL;
	}
	for (size_t k = 0; k < sizeof own / sizeof *own; k++)
		if (contains(where, own[k])) return own[k];
	if (twin(i) != i && may(w, twin(i))) return NULL;
	if (contains(where, l->name)) return l->name;
	return contains(where, l->code) ? l->code : NULL;
}

static void search(const struct world *w, const char *what, struct str where)
{
	for (unsigned i = 0; i < SOURCES; i++) {
		const char *found = leak(w, i, where), *at;
		if (!found) continue;
		t_failed++;
		if (t_failed > 20) continue;
		at = found_in(where, found);
		fprintf(stderr, "LEAK after %s: %s of source %u (flag %d, withdrawn %d): ...%.*s...\n", what, found, i, w->s[i].flag, w->withdrawn,
			(int)(where.p + where.n - at > 160 ? 160 : where.p + where.n - at), at - (at - where.p > 60 ? 60 : at - where.p));
	}
}

/* Columns that lie readable in the file. */
struct rows { struct buf *b; const struct table_def *t; };
static int one_row(void *ctx, const struct cell *c)
{
	struct rows *x = ctx;
	for (size_t i = 0; i < x->t->ncol; i++)
		if (!c[i].null && !(x->t->col[i].flags & COL_SEALED) && x->t->col[i].type != CELL_INT) yg_buf_printf(x->b, "%.*s|", STR_ARG(c[i].s));
	return 0;
}

static void search_store(struct world *w)
{
	struct world nobody = *w;                    /* in the file nothing may be read, whatever was agreed to */
	struct buf b;
	yg_buf_init(&b, 512u << 20);
	for (unsigned i = 0; i < SOURCES; i++) nobody.s[i].there = false;
	if (w->file) {
		static const char *const ends[] = { "", "-wal" };
		for (size_t i = 0; i < 2; i++) {
			char path[720];
			struct buf f;
			snprintf(path, sizeof path, "%s%s", td_path(), ends[i]);
			yg_buf_init(&f, 512u << 20);
			if (yg_file_read(path, 512u << 20, &f) == 0) search(&nobody, "database file", yg_buf_view(&f));
			yg_buf_free(&f);
		}
	}
	for (int t = 0; t < T_COUNT; t++) {
		struct rows x = { &b, &yg_schema[t] };
		yg_store_scan(w->d->store, &(struct store_scan){ (enum store_table)t, -1, NULL, 0, NULL, false, 0 }, one_row, &x);
	}
	search(&nobody, "readable columns", yg_buf_view(&b));
	yg_buf_free(&b);
}

/* How often each command was done, and how often refused: a property over refusals alone would prove little. */
static struct tally { const char *name; unsigned long long done, refused; } tally[24];
static void counted(const char *name, int err)
{
	size_t i = 0;
	while (i < 23 && tally[i].name && strcmp(tally[i].name, name) != 0) i++;
	tally[i].name = name;
	if (err) tally[i].refused++;
	else tally[i].done++;
}

/* --- operations ------------------------------------------------------------------------------------------------ */

static struct json_object *command(struct world *w, const char *name, const char *request, const char *members, const yagen_part *parts, size_t nparts, int *err)
{
	struct json_object *o = NULL;
	yagen_sink *s = NULL;
	struct buf b;
	char at[32];
	size_t n, pos;
	const char *p;
	utc(w->now, at);
	yg_buf_init(&b, 1u << 20);
	yg_buf_printf(&b, "{\"at\":\"%s\",\"by\":{\"id\":\"p1\",\"name\":\"薬師 花子\",\"role\":\"pharmacist\"},\"terminal\":\"t1\"", at);
	if (request) yg_buf_printf(&b, ",\"request_id\":\"%s\"", request);
	if (*members) yg_buf_printf(&b, ",%s", members);
	yg_buf_printf(&b, "}%c", 0);
	if (yagen_sink_new(&s, 0)) exit(99);
	*err = yagen_desk_do(w->d, name, b.p, parts, nparts, s);
	operations++;
	counted(name, *err);
	if (getenv("TRACE")) fprintf(stderr, "%s %s %s -> %d\n", at, name, members + (strlen(members) > 76 ? 76 : 0), *err);
	p = yagen_sink_data(s, &n);
	search(w, name, (struct str){ p, n });
	if (n && yg_json_parse((struct str){ p, n }, &o, &pos)) o = NULL;
	yagen_sink_free(s);
	yg_buf_free(&b);
	return o;
}

/* A changing command on the case; remembered, to be said again later. */
static struct json_object *change(struct world *w, const char *name, const char *more, const yagen_part *parts, size_t nparts, int *err)
{
	unsigned k = w->nlast++ % 8;
	struct json_object *o;
	snprintf(w->last_id[k], sizeof w->last_id[k], "r%u", ++w->request);
	snprintf(w->last[k], sizeof w->last[k], "\"case\":\"%s\"%s%s", w->id, *more ? "," : "", more);
	w->last_command[k] = parts ? NULL : name;
	o = command(w, name, w->last_id[k], w->last[k], parts, nparts, err);
	if (*err) w->last_command[k] = NULL;         /* refused, it would be done when said again */
	return o;
}

static struct buf terminal_file(const struct world *w, unsigned i)
{
	static const char *const flag[] = { "1", "0", "2", "3" };
	const struct line *l = &lines[i];
	char until[80] = "", t[16];
	struct buf b;
	(void)w;
	if (w->s[i].until) {
		japan14(w->s[i].until, t);
		snprintf(until, sizeof until, "<PharmacistsInfoAvailableTime>%s</PharmacistsInfoAvailableTime>", t);
	}
	yg_buf_init(&b, 1u << 20);
	yg_buf_printf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><QuaInf><Name>例示　太郎</Name><KanaName>レイジ　タロウ</KanaName><Birth>19580310</Birth>"
		      "<AdmGendCode>1</AdmGendCode></QuaInf><PharmacistsInfoConsFlg>%s</PharmacistsInfoConsFlg>%s</MessageHeader><MessageBody><ResultCode>1</ResultCode><CzDiInf><CzDiMonthInf>"
		      "<CzDiMonth>%.6s</CzDiMonth><CzMeTrDiHCd>%s</CzMeTrDiHCd><CzMeTrDiHNm>%s</CzMeTrDiHNm><CzPrlsHCd>%s</CzPrlsHCd><CzPrlsHNm>%s</CzPrlsHNm><CzPrCl>1</CzPrCl><CzDiDateInfs>"
		      "<CzDiDateInf><CzDiDate>%s</CzDiDate><CzPrDate>%s</CzPrDate><CzDrugInfs><CzDrugInf><CzUsageN>１日１回朝食後　服用</CzUsageN><CzUsageCl>1</CzUsageCl><CzTimes>28</CzTimes>"
		      "<CzDrugC>%s</CzDrugC><CzDrugN>%s</CzDrugN><CzQua1>1</CzQua1><CzUnit>錠</CzUnit></CzDrugInf></CzDrugInfs></CzDiDateInf></CzDiDateInfs></CzDiMonthInf></CzDiInf>"
		      "</MessageBody></XmlMsg>", flag[w->s[i].flag], until, l->day, l->pharmacy_code, l->pharmacy, l->clinic_code, l->clinic, l->day, l->day, l->code, l->name);
	return b;
}

static void op_history(struct world *w)
{
	unsigned i = rnd(SOURCES);
	struct json_object *o;
	struct buf b;
	yagen_part part;
	int err;
	if (w->s[i].there) return;
	w->s[i].flag = rnd(3) ? (enum flag)(1 + rnd(3)) : F_YES;
	if (rnd(2)) w->s[i].flag = F_YES;
	w->s[i].until = rnd(4) ? w->now + 60 * (1 + (int64_t)rnd(2000)) : 0;
	b = terminal_file(w, i);
	part = td_part(rnd(2) ? "history" : "terminal", "medicines.xml", yg_buf_view(&b));
	o = change(w, strcmp(part.name, "terminal") ? "case.history" : "terminal.take", "", &part, 1, &err);
	if (!err) w->s[i].there = true;
	json_object_put(o);
	yg_buf_free(&b);
}

static void op_check(struct world *w)
{
	static const char *const more[] = { "", "\"explain\":true", "\"national\":true", "\"explain\":true,\"national\":true,\"lang\":\"en\"", "\"consent\":\"none\"", "\"consent\":\"oral\"",
		"\"consent\":\"emergency\"", "\"consent\":\"card\"" };
	int err;
	json_object_put(change(w, "case.check", more[rnd(8)], NULL, 0, &err));
	w->checks += !err;
}

static void op_consent(struct world *w)
{
	static const char *const basis[] = { "card", "paper", "home-visit", "online", "oral", "disaster", "emergency" };
	unsigned which = rnd(9);
	char more[400], until[32];
	int64_t end = w->now + 60 * (1 + (int64_t)rnd(1500));
	struct json_object *o;
	bool oral[SOURCES] = { false };
	int err;
	if (which >= 7) {
		o = change(w, "case.consent", "\"action\":\"withdraw\",\"items\":[\"medicines\"]", NULL, 0, &err);
		if (!err) w->withdrawn = true;
		json_object_put(o);
		return;
	}
	utc(end, until);
	snprintf(more, sizeof more, "\"action\":\"give\",\"items\":[\"medicines\"],\"basis\":\"%s\",\"until\":\"%s\"%s", basis[which], until,
		 which == 1 ? ",\"written\":\"控え 12\"" : which == 5 ? ",\"understood\":true,\"disaster\":{\"name\":\"例示　太郎\",\"birth_date\":\"1958-03-10\",\"sex\":\"male\",\"insurer\":\"06139992\",\"area\":\"架空市\"}" :
		 which == 6 ? ",\"confirmed\":true,\"why\":\"emergency\"" : "");
	o = change(w, "case.consent", more, NULL, 0, &err);
	if (!err) {
		if (w->withdrawn) {                  /* what was before is over */
			memset(w->oral, 0, sizeof w->oral);
			w->emergency_until = 0;
		}
		if (which == 4) {                    /* only the drugs that raised a finding */
			for (unsigned i = 0; i < SOURCES; i++) oral[i] = w->oral[i] || (lines[i].hits && w->s[i].there);
			memcpy(w->oral, oral, sizeof oral);
			if (end > w->oral_until || w->withdrawn) w->oral_until = end;
		}
		if (which == 6 && end > w->emergency_until) w->emergency_until = end;
		w->withdrawn = false;
	}
	json_object_put(o);
}

static void op_decide(struct world *w)
{
	static const char *const action[] = { "dispense", "ask-doctor", "withhold", "change" };
	struct json_object *o, *list;
	char more[300], show[200], finding[40];
	int err;
	snprintf(show, sizeof show, "\"case\":\"%s\",\"report\":true,\"prescription\":true", w->id);
	o = command(w, "case.show", NULL, show, NULL, 0, &err);
	list = td_at(o, "result/report/findings");
	if (!list || !json_object_array_length(list)) { json_object_put(o); return; }
	snprintf(finding, sizeof finding, "%s", td_text(json_object_array_get_idx(list, rnd((unsigned)json_object_array_length(list))), "id"));
	json_object_put(o);
	if (rnd(2)) snprintf(more, sizeof more, "\"finding\":\"%s\",\"action\":\"%s\",\"reason\":\"inquiry-intended\",\"note\":\"確認済み\"", finding, action[rnd(4)]);
	else snprintf(more, sizeof more, "\"finding\":\"%s\"", finding);
	json_object_put(change(w, strstr(more, "action") ? "case.decide" : "case.inquire", more, NULL, 0, &err));
}

static void op_look(struct world *w)
{
	static const char *const what[] = { "case.show", "case.events", "case.replay", "case.list", "worklist.list", "patient.doubtful", "case.candidates" };
	char more[200];
	unsigned k = rnd(7);
	int err;
	snprintf(more, sizeof more, "\"case\":\"%s\"%s", w->id, k == 0 ? ",\"report\":true,\"prescription\":true" : k == 6 ? ",\"line\":\"rx/1/1\"" : "");
	json_object_put(command(w, what[k], NULL, more, NULL, 0, &err));
}

static void op_view(struct world *w)
{
	yagen_check_options opts = YAGEN_CHECK_OPTIONS_INIT;
	yagen_case *yc = NULL;
	yagen *yg = NULL;
	yagen_sink *s = NULL;
	char more[300], at[32];
	size_t n;
	utc(w->now, at);
	snprintf(more, sizeof more, "{\"case\":\"%s\",\"at\":\"%s\",\"by\":{\"id\":\"p\"},\"terminal\":\"t\"}", w->id, at);
	operations++;
	if (yagen_desk_view(w->d, more, &yc, &yg, &opts)) return;
	if (!yagen_sink_new(&s, 0) && !yagen_case_write(yc, YAGEN_REPORT_JSON, s)) search(w, "case.view", (struct str){ yagen_sink_data(s, &n), s ? (yagen_sink_data(s, &n), n) : 0 });
	yagen_sink_free(s);
	yagen_case_free(yc);
	yagen_free(yg);
}

static void op_again(struct world *w)
{
	unsigned k = rnd(8);
	int err;
	if (k >= w->nlast || !w->last_command[k]) return;
	json_object_put(command(w, w->last_command[k], w->last_id[k], w->last[k], NULL, 0, &err));
}

static void op_hand_over(struct world *w)
{
	static const char *const kinds[] = { "techo", "cj1", "record", "label", "inquiry-sheet" };
	char more[100];
	int err;
	if (rnd(2)) json_object_put(change(w, "case.dispense", "\"as_prescribed\":true", NULL, 0, &err));
	snprintf(more, sizeof more, "\"kind\":\"%s\"", kinds[rnd(3) ? rnd(2) : rnd(5)]);
	json_object_put(change(w, "case.print", more, NULL, 0, &err));
}

static void op_time(struct world *w) { w->now += 60 * (1 + (int64_t)rnd(rnd(3) ? 60 : 900)); }

static void begin(struct world *w, bool file)
{
	struct rx_of x = { "2026-11-20", "1399906", "1", "6149003F2038", "クラリス錠２００", "錠", 2, 7, NULL };
	struct buf b = rx_json((struct person_of)TARO, x);
	yagen_part part = td_part("rx", "rx.json", yg_buf_view(&b));
	struct json_object *o;
	yagen_desk_options unused = YAGEN_DESK_OPTIONS_INIT;
	int err;
	(void)unused;
	td_memory = !file;
	*w = (struct world){ .file = file, .now = (int64_t)20777 * 86400 + 3600 };     /* 2026-11-20 10:00 in Japan */
	if (file || !w->d) {
		td_turn = td_turn ? td_turn : 1;
		if (file) td_turn++;
		w->d = td_handle(1);
	}
	w->d->disaster_areas = STR("架空市");
	w->d->disaster_from = (struct ymd){ 2026, 11, 1 };
	w->d->disaster_until = (struct ymd){ 2026, 12, 31 };
	w->d->emergency_terminals = STR("t1");
	w->d->emergency_users = STR("p1");
	o = command(w, "case.new", "new", "", &part, 1, &err);
	CHECK_INT(err, 0);
	snprintf(w->id, sizeof w->id, "%s", td_text(o, "case"));
	json_object_put(o);
	yg_buf_free(&b);
}

static void end(struct world *w)
{
	search_store(w);
	yagen_desk_close(w->d);
	if (w->file) td_remove(strrchr(td_path(), '/') + 1);
}

#define LIFE 40u                                     /* operations of one case */
static void run(unsigned long long n, bool file)
{
	static void (*const op[])(struct world *) = { op_history, op_history, op_check, op_check, op_consent, op_decide, op_look, op_look, op_view, op_again, op_hand_over, op_time };
	unsigned long long until = operations + n;
	while (operations < until && t_failed <= 20) {
		struct world w;
		unsigned long long before = operations;
		begin(&w, file);
		while (operations < before + LIFE) op[rnd(sizeof op / sizeof *op)](&w);
		end(&w);
	}
}

/* Every canary, planted, is found; and a desk that may show does show, so that the search looks at something. */
static void the_search_finds(void)
{
	struct world w = { .now = 0 };
	for (unsigned i = 0; i < SOURCES; i++) {
		const char *const all[] = { lines[i].name, lines[i].code, lines[i].clinic, lines[i].pharmacy, lines[i].clinic_code + 3, lines[i].pharmacy_code + 3, lines[i].day, lines[i].day_iso };
		for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
			char planted[300];
			snprintf(planted, sizeof planted, "{\"text\":\"何か%sと\"}", all[k]);
			CHECK(leak(&w, i, yg_str(planted)) != NULL);
		}
		CHECK(leak(&w, i, STR("{\"text\":\"クラリス錠２００ 2026-11-20\"}")) == NULL);
	}
}

int main(int argc, char **argv)
{
	unsigned long long n = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000, files = argc > 3 ? strtoull(argv[3], NULL, 10) : n / 10;
	rng = argc > 2 ? strtoull(argv[2], NULL, 10) : 20261120;
	td_begin();
	T_RUN(the_search_finds);
	t_name = "consent";
	run(n - (files < n ? files : n), false);
	run(files, true);
	CHECK(shown_lawfully > 0);
	fprintf(stderr, "%llu operations, %llu searches, %llu times shown under consent\n", operations, searches, shown_lawfully);
	for (size_t i = 0; i < 24 && tally[i].name; i++) fprintf(stderr, "  %-18s %8llu done %8llu refused\n", tally[i].name, tally[i].done, tally[i].refused);
	td_end();
	return T_END();
}
