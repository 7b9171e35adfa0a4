/* test_lib_anonymise.c - taking the people out of a case: every field of the model is decided, the findings of all fixture cases stay, nothing
 * planted comes through in any format, lines without consent are not written, and the secret alone decides about the days. */
#include "t.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "lib/anonymise.h"
#include "text/json.h"
#include "text/sjis.h"
#include "text/xml.h"

static yagen *yg;
static char scratch[64];

static const char *path(const char *rel)
{
	static char p[8][1600];
	static int turn;
	char *z = p[turn++ & 7];
	snprintf(z, 1600, "%s/%s", scratch, rel);
	return z;
}

static void remove_folder(const char *dir)
{
	struct dirent *e;
	DIR *d = opendir(dir);
	char p[1400];
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.') continue;
		snprintf(p, sizeof p, "%s/%s", dir, e->d_name);
		unlink(p);
	}
	if (d) closedir(d);
	rmdir(dir);
}

static int anonymise(const char *dir, const char *out, const char *secret, yagen_anonymised **a)
{
	yagen_anonymise_options o = YAGEN_ANONYMISE_OPTIONS_INIT;
	o.yg = yg;
	o.dir = dir;
	o.out_dir = out;
	o.secret = secret;
	o.secret_len = strlen(secret);
	return yagen_anonymise(a, &o);
}

/* Nothing of the model may come through because nobody thought of it. */
static void every_field_is_decided(void)
{
	const char *first = NULL;
	size_t n = anon_undecided(&first);
	if (first) fprintf(stderr, "no row for %s\n", first);
	CHECK_INT(n, 0);
}

/* --- all cases of the tree ---------------------------------------------------------------- */

static size_t count_word(const char *text, const char *word)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, word)) != NULL; p++) n++;
	return n;
}

static void one_case(const char *dir, size_t *same, size_t *masked, size_t *refused)
{
	yagen_anonymised *a = NULL;
	yagen_fixture *f = NULL;
	int err = anonymise(dir, path("out"), "a secret of the test", &a);
	t_name = dir;
	if (err == YAGEN_EREFUSED) {
		struct stat st;
		++*refused;
		CHECK(stat(path("out"), &st) != 0);
		return;
	}
	CHECK_INT(err, 0);
	if (err) return;
	if (yagen_anonymised_masked(a)) {
		/* what had no consent is gone, and the answer never looks better for it */
		++*masked;
		CHECK(strstr(yagen_anonymised_after(a), "verdict: clear") == NULL);
		CHECK_INT(count_word(yagen_anonymised_after(a), "masked=masked"), 0);
	} else {
		++*same;
		CHECK(yagen_anonymised_same(a));
		if (!yagen_anonymised_same(a)) fprintf(stderr, "%s: before\n%safter\n%s", dir, yagen_anonymised_before(a), yagen_anonymised_after(a));
		CHECK_INT(strncmp(yagen_anonymised_before(a), yagen_anonymised_after(a), strlen("exit: 0\nverdict: c")), 0);
	}
	/* and the new folder is a case like any other, that expects what it answers */
	CHECK_INT(yagen_fixture_open(&f, path("out"), NULL), 0);
	if (f) {
		CHECK_INT(yagen_fixture_run(f, yg), 0);
		CHECK(yagen_fixture_get(f)->as_expected);
	}
	yagen_fixture_free(f);
	yagen_anonymised_free(a);
	remove_folder(path("out"));
}

static void all_cases(void)
{
	yagen_fixtures *l = NULL;
	size_t same = 0, masked = 0, refused = 0;
	CHECK_INT(yagen_fixture_list(&l, t_src("fixtures/cases")), 0);
	for (size_t i = 0; i < yagen_fixtures_count(l); i++) one_case(yagen_fixtures_at(l, i), &same, &masked, &refused);
	t_name = "all_cases";
	CHECK(same >= 330);
	CHECK(masked >= 10);
	CHECK(refused >= 5);
	fprintf(stderr, "%zu with the same findings, %zu with sources without consent, %zu refused\n", same, masked, refused);
	yagen_fixtures_free(l);
}

/* --- canaries -------------------------------------------------------------------------------- */

/* Words that must not be found in any file that is written; in every text field of the model, then through every format that can be written. */
#define NAME "銀鈴鳥　玲音"
#define KANA "ギンレイチョウ　レオン"
#define NUMBER "7391846205"
static const char *const canaries[] = { "銀鈴鳥", "玲音", "ギンレイ", "ﾚｵﾝ", "レオン", "7391846205", "７３９１", "73918", "CANARY" };

static void plant(const struct jf *f, char *base, struct arena *a)
{
	for (; f->key; f++) {
		char *p = base + f->at;
		char *items;
		switch (f->kind) {
		case JF_STR:
			if (strcmp(f->key, "code") == 0 || strstr(f->key, "number") || strstr(f->key, "id")) *(struct str *)(void *)p = STR(NUMBER);
			else if (strcmp(f->key, "kana") == 0) *(struct str *)(void *)p = STR(KANA);
			else if (strcmp(f->key, "version") && strcmp(f->key, "name") == 0) *(struct str *)(void *)p = STR(NAME "様 CANARY");
			else if (strcmp(f->key, "kind")) *(struct str *)(void *)p = STR("１日３回 " NAME " 朝食後 CANARY " NUMBER "錠");
			break;
		case JF_STRS:
			for (size_t i = 0; i < f->count; i++) ((struct str *)(void *)p)[i] = STR("CANARY");
			break;
		case JF_OBJ:
			if (f->at2 != NO_FLAG) *(bool *)(void *)(base + f->at2) = true;
			plant(f->sub, p, a);
			break;
		case JF_FIXED:
			for (size_t i = 0; i < f->count; i++) plant(f->sub, p + i * f->size, a);
			break;
		case JF_LIST:
			items = yg_arena_alloc(a, f->size);
			memcpy(p, &items, sizeof items);
			*(size_t *)(void *)(base + f->at2) = 1;
			plant(f->sub, items, a);
			break;
		default: break;
		}
	}
}

static void write_document(const char *name, const char *kind, const struct jf *f, const void *base)
{
	struct buf b;
	struct jw w;
	yg_buf_init(&b, 1u << 22);
	jw_init(&w, &b, true);
	jw_obj(&w);
	jw_kz(&w, "yagen", kind);
	yg_jf_write(&w, f, base);
	jw_obj_end(&w);
	CHECK_INT(yg_file_write(path(name), yg_buf_view(&b)), 0);
	yg_buf_free(&b);
}

static void text_file(const char *name, const char *text) { CHECK_INT(yg_file_write(path(name), yg_str(text)), 0); }

/* Every file of the folder, and what was printed. */
static void none_is_found(const char *dir, const yagen_anonymised *a)
{
	struct dirent *e;
	DIR *d = opendir(dir);
	size_t files = 0;
	char p[1400];
	CHECK(d != NULL);
	while (d && (e = readdir(d))) {
		struct buf b;
		if (e->d_name[0] == '.') continue;
		snprintf(p, sizeof p, "%s/%s", dir, e->d_name);
		b = t_read(p);
		files++;
		for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++) {
			bool found = yg_str_find(yg_buf_view(&b), yg_str(canaries[i])) != (size_t)-1;
			if (found) fprintf(stderr, "%s: \"%s\" is in %s:\n%.*s\n", t_name, canaries[i], e->d_name, STR_ARG(yg_buf_view(&b)));
			CHECK(!found);
		}
		yg_buf_free(&b);
	}
	if (d) closedir(d);
	CHECK(files >= 3);
	for (size_t i = 0; i < yagen_anonymised_count(a); i++)
		for (size_t k = 0; k < sizeof canaries / sizeof *canaries; k++) CHECK(strstr(yagen_anonymised_at(a, i)->what, canaries[k]) == NULL);
	for (size_t k = 0; k < sizeof canaries / sizeof *canaries; k++) CHECK(strstr(yagen_anonymised_after(a), canaries[k]) == NULL);
}

static void check_canaries(const char *dir, size_t *taken)
{
	yagen_anonymised *a = NULL;
	int err = anonymise(dir, path("out"), "another secret", &a);
	CHECK(err == 0 || err == YAGEN_EREFUSED);
	if (!err) {
		++*taken;
		none_is_found(path("out"), a);
	}
	yagen_anonymised_free(a);
	remove_folder(path("out"));
}

static void canaries_in_every_field(void)
{
	struct arena *ar = yg_arena_new(1u << 24);
	struct rx *rx = yg_arena_alloc(ar, sizeof *rx);
	struct history *h = yg_arena_alloc(ar, sizeof *h);
	struct facts *f = yg_arena_alloc(ar, sizeof *f);
	size_t taken = 0;
	plant(yg_jf_rx, (char *)rx, ar);
	plant(yg_jf_history, (char *)h, ar);
	plant(yg_jf_facts, (char *)f, ar);
	f->labs[0].value = yg_dec_int(1);
	mkdir(path("in"), 0700);
	write_document("in/rx.json", "prescription", yg_jf_rx, rx);
	write_document("in/hist.json", "history", yg_jf_history, h);
	write_document("in/patient.json", "patient", yg_jf_facts, f);
	text_file("in/case.txt", "title: " NAME "\nwhy: " NUMBER "\nrx: rx.json\nhistory: hist.json\npatient: patient.json\nas-of: 2026-11-20\n");
	check_canaries(path("in"), &taken);
	CHECK_INT(taken, 1);
	remove_folder(path("in"));
	yg_arena_free(ar);
}

/* --- one field of one document at a time, in every format ----------------------------------------- */

struct place_in { size_t at, n; };

static size_t places(struct str s, char shape, struct place_in *v, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < max; i++) {
		size_t from = i + 1, to = from;
		if (shape == 'c' && (s.p[i] == ',' || s.p[i] == '\n')) {
			if (s.p[i] == '\n') continue;       /* the record number stays */
			while (to < s.n && s.p[to] != ',' && s.p[to] != '\r' && s.p[to] != '\n') to++;
		} else if (shape == 'x' && s.p[i] == '>') {
			while (to < s.n && s.p[to] != '<') to++;
			if (!yg_str_trim(yg_str_sub(s, from, to - from)).n) continue;
		} else if (shape == 'j' && s.p[i] == ':' && i + 2 < s.n && s.p[i + 1] == ' ' && s.p[i + 2] == '"') {
			from = to = i + 3;
			while (to < s.n && s.p[to] != '"') to++;
		} else {
			continue;
		}
		v[n++] = (struct place_in){ from, to - from };
	}
	return n;
}

static void copy_case(const char *from)
{
	struct dirent *e;
	DIR *d = opendir(from);
	char p[1400];
	CHECK(d != NULL);
	mkdir(path("in"), 0700);
	while (d && (e = readdir(d))) {
		struct buf b;
		if (e->d_name[0] == '.' || strcmp(e->d_name, "expect.txt") == 0) continue;
		snprintf(p, sizeof p, "%s/%s", from, e->d_name);
		b = t_read(p);
		snprintf(p, sizeof p, "%s/%s", path("in"), e->d_name);
		CHECK_INT(yg_file_write(p, yg_buf_view(&b)), 0);
		yg_buf_free(&b);
	}
	if (d) closedir(d);
}

/* shape: c CSV, x XML, j JSON, b CSV as base64 in the one text of an XML envelope. */
static void sweep(const char *rel, const char *file, char shape, size_t least)
{
	static struct place_in v[2000];
	struct sjis_report r = { 0 };
	struct buf bytes, text, packed;
	struct place_in envelope = { 0, 0 };
	size_t n, taken = 0;
	bool utf8 = true;
	char p[1400], label[200];
	snprintf(p, sizeof p, "%s/%s", t_src(rel), file);
	bytes = t_read(p);
	copy_case(t_src(rel));
	yg_buf_init(&text, 1u << 22);
	yg_buf_init(&packed, 1u << 22);
	if (shape == 'b') {
		for (n = places(yg_buf_view(&bytes), 'x', v, sizeof v / sizeof *v); n-- > 1;)
			if (v[n].n > v[0].n) v[0] = v[n];
		envelope = v[0];
		CHECK_INT(yg_base64_decode(yg_str_sub(yg_buf_view(&bytes), envelope.at, envelope.n), &packed), 0);
		utf8 = yg_utf8_valid(yg_buf_view(&packed));
		if (utf8) yg_buf_str(&text, yg_buf_view(&packed));
		else CHECK_INT(yg_cp932_decode(yg_buf_view(&packed), &text, &r), 0);
	} else if (shape == 'c' && !yg_utf8_valid(yg_buf_view(&bytes))) {
		utf8 = false;
		CHECK_INT(yg_cp932_decode(yg_buf_view(&bytes), &text, &r), 0);
	} else {
		yg_buf_str(&text, yg_buf_view(&bytes));
	}
	n = places(yg_buf_view(&text), shape == 'b' ? 'c' : shape, v, sizeof v / sizeof *v);
	for (size_t i = 0; i < n; i++) {
		struct str old = yg_str_sub(yg_buf_view(&text), v[i].at, v[i].n);
		struct buf new_, out;
		yg_buf_init(&new_, 1u << 22);
		yg_buf_init(&out, 1u << 22);
		yg_buf_add(&new_, text.p, v[i].at);
		yg_buf_z(&new_, old.n && yg_str_digits(old) ? NUMBER : NAME);
		yg_buf_add(&new_, text.p + v[i].at + v[i].n, text.n - v[i].at - v[i].n);
		if (shape == 'b') {
			packed.n = 0;
			if (utf8) yg_buf_str(&packed, yg_buf_view(&new_));
			else CHECK_INT(yg_cp932_encode(yg_buf_view(&new_), &packed, &r), 0);
			yg_buf_add(&out, bytes.p, envelope.at);
			yg_base64_encode(yg_buf_view(&packed), &out);
			yg_buf_add(&out, bytes.p + envelope.at + envelope.n, bytes.n - envelope.at - envelope.n);
		} else if (!utf8) {
			CHECK_INT(yg_cp932_encode(yg_buf_view(&new_), &out, &r), 0);
		} else {
			yg_buf_str(&out, yg_buf_view(&new_));
		}
		snprintf(p, sizeof p, "in/%s", file);
		CHECK_INT(yg_file_write(path(p), yg_buf_view(&out)), 0);
		snprintf(label, sizeof label, "%.80s place %zu \"%.*s\"", rel, i, (int)(old.n < 40 ? old.n : 40), old.n ? old.p : "");
		t_name = label;
		check_canaries(path("in"), &taken);
		yg_buf_free(&new_);
		yg_buf_free(&out);
	}
	t_name = "sweep";
	fprintf(stderr, "%s/%s: %zu places, %zu taken in\n", rel, file, n, taken);
	CHECK(taken >= least);
	remove_folder(path("in"));
	yg_buf_free(&bytes);
	yg_buf_free(&text);
	yg_buf_free(&packed);
}

static void canaries_in_every_format(void)
{
	sweep("fixtures/cases/259-records-of-the-paper-prescription", "rx.csv", 'c', 40);
	sweep("fixtures/cases/277-records-of-sj1", "rx.csv", 'c', 40);
	sweep("fixtures/cases/283-records-of-the-notebook", "hist.csv", 'c', 80);
	sweep("fixtures/cases/288-records-of-cj1", "hist.csv", 'c', 60);
	sweep("fixtures/cases/292-elements-of-the-terminal-file", "hist.xml", 'x', 20);
	sweep("fixtures/cases/281-ep-envelope", "rx.xml", 'b', 30);
	sweep("fixtures/cases/289-ed-document", "hist.xml", 'b', 30);
	sweep("fixtures/cases/297-neutral-json-both-sides", "rx.json", 'j', 10);
	sweep("fixtures/cases/297-neutral-json-both-sides", "hist.json", 'j', 10);
	sweep("fixtures/cases/046-patient-facts-given", "patient.json", 'j', 3);
	sweep("fixtures/cases/047-patient-facts-from-a-notebook", "patient.csv", 'c', 5);
}

/* --- texts: what stays, what goes --------------------------------------------------------------------- */

static void words_of_the_tables(void)
{
	static const struct { const char *in, *out; } t[] = {
		{ "１日３回毎食後　服用", "１日３回毎食後　服用" },
		{ "１日１回朝食後　山田様希望", "1日1回朝食後〓" },
		{ "疼痛時　電話 03-1234-5678", "疼痛時〓" },
		{ "粉砕不可", "粉砕不可" },
		{ "足立右京", "〓" },
		{ "毎週月・木曜日", "毎週月・木曜日" },
		{ "5555555錠", "〓" },
		{ "", "" },
	};
	struct anon x = { .arena = yg_arena_new(1u << 20), .tables = yg->tables };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) CHECK_STR(anon_words(&x, yg_str(t[i].in)), yg_str(t[i].out));
	yg_arena_free(x.arena);
}

static void days_and_ages(void)
{
	struct anon x = { .arena = yg_arena_new(1u << 20), .tables = yg->tables, .as_of = { 2026, 11, 20 }, .shift = -70 };
	struct ymd a, b, c;
	x.new_as_of = yg_ymd_add(x.as_of, x.shift);
	for (int y = 1900; y < 2027; y += 3)
		for (int m = 1; m <= 12; m += 4) {
			struct ymd born = { (int16_t)y, (uint8_t)m, 20 };
			a = anon_born(&x, born);
			CHECK_INT(yg_ymd_age(a, x.new_as_of), yg_ymd_age(born, x.as_of));
		}
	a = anon_born(&x, (struct ymd){ 1958, 3, 10 });
	b = anon_born(&x, (struct ymd){ 1958, 3, 11 });
	c = anon_born(&x, (struct ymd){ 1958, 3, 10 });
	CHECK(yg_ymd_cmp(a, b) != 0);
	CHECK_INT(yg_ymd_cmp(a, c), 0);
	/* a baby of 100 days stays one */
	a = anon_born(&x, yg_ymd_add(x.as_of, -100));
	CHECK_INT(yg_ymd_days(x.new_as_of) - yg_ymd_days(a), 100);
	/* a month stays a month */
	a = anon_day(&x, (struct ymd){ 2026, 9, 0 });
	CHECK(a.y == 2026 && a.m == 7 && a.d == 0);
	CHECK_INT(yg_ymd_days(anon_day(&x, x.as_of)) - yg_ymd_days(x.as_of), -70);
	yg_arena_free(x.arena);
}

static void one_secret_one_answer(void)
{
	const char *dir = t_src("fixtures/cases/040-two-histories");
	struct buf a, b;
	yagen_anonymised *x = NULL;
	for (int i = 0; i < 2; i++) {
		CHECK_INT(anonymise(dir, path(i ? "b" : "a"), "one secret", &x), 0);
		yagen_anonymised_free(x);
		x = NULL;
	}
	a = t_read(path("a/rx.json"));
	b = t_read(path("b/rx.json"));
	CHECK_STR(yg_buf_view(&a), yg_buf_view(&b));
	yg_buf_free(&a);
	yg_buf_free(&b);
	CHECK_INT(anonymise(dir, path("a"), "one secret", &x), YAGEN_EEXISTS);
	CHECK_INT(anonymise(dir, path("c"), "short", &x), YAGEN_EARG);
	CHECK_INT(anonymise(path("none"), path("c"), "one secret", &x), YAGEN_ENOTFOUND);
	CHECK(x == NULL);
	remove_folder(path("a"));
	remove_folder(path("b"));
}

int main(void)
{
	char master[512], rules[512];
	yagen_options o = YAGEN_OPTIONS_INIT;
	snprintf(master, sizeof master, "%s", t_src("drugmaster"));
	snprintf(rules, sizeof rules, "%s", t_src("rules"));
	/* thousands of small files, each with an fsync: in memory where there is such a place */
	snprintf(scratch, sizeof scratch, "%s/yagen-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	o.cache_dir = getenv("YAGEN_CACHE");
	if (yagen_open(&yg, &o) != 0 || !mkdtemp(scratch)) { fprintf(stderr, "cannot begin\n"); return 1; }
	T_RUN(every_field_is_decided);
	T_RUN(words_of_the_tables);
	T_RUN(days_and_ages);
	T_RUN(one_secret_one_answer);
	T_RUN(canaries_in_every_field);
	T_RUN(canaries_in_every_format);
	T_RUN(all_cases);
	yagen_free(yg);
	rmdir(scratch);
	return T_END();
}
