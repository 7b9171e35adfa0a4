/* search.c - names, kana, ingredients and whole codes -> drugs for a person to choose from. The program never decides with it.
 * Three characters and more go through an FTS5 trigram index; one and two through a scan of the same folded texts, because
 * a trigram index silently finds nothing for them. */
#include "search/search.h"
#include "base/err.h"
#include "base/hash.h"
#include "text/fold.h"
#include "text/sjis.h"
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

enum { QUERY_MAX = 512, WORDS_MAX = 8, SCHEMA = 1 };
/* names, kana and words hold "\n" before and behind each entry, so that a prefix is "\n" and the query. */
#define CREATE "CREATE TABLE doc(id INTEGER PRIMARY KEY, names TEXT, kana TEXT, words TEXT, place INTEGER);" \
	"CREATE VIRTUAL TABLE gram USING fts5(names, kana, words, content='', tokenize='trigram');" \
	"CREATE TABLE meta(edition TEXT, rows INTEGER);"

struct search {
	const struct tables *t;
	sqlite3      *db;
	sqlite3_stmt *by_gram, *by_scan;
};

/* The one place where SQLite's numbers become ours. */
static int translated(int rc)
{
	return rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE ? YG_OK : rc == SQLITE_NOMEM ? YG_ENOMEM : YG_EIO;
}

/* --- making the index -------------------------------------------------------------------------- */
static void add_entry(struct buf *b, struct str text)
{
	struct buf one;
	struct str line;
	yg_buf_init(&one, 65536 * 4);
	yg_fold_search(text, &one);
	yg_buf_char(&one, '\n');
	line = yg_buf_view(&one);
	if (b->n == 0) yg_buf_char(b, '\n');
	if (!one.err && line.n > 1 && yg_str_find(yg_buf_view(b), line) == (size_t)-1) yg_buf_str(b, line);
	yg_buf_free(&one);
}

static void texts_of(const struct tables *t, const struct drug *d, struct buf *names, struct buf *kana, struct buf *words)
{
	const uint16_t *ids;
	size_t n = yg_drug_ingredients(t, d, &ids);
	names->n = kana->n = words->n = 0;
	add_entry(names, yg_tables_text(t, d->name));
	add_entry(names, yg_tables_text(t, d->name_long));
	add_entry(names, yg_tables_text(t, d->name_list));
	add_entry(kana, yg_tables_text(t, d->kana));
	add_entry(words, yg_tables_text(t, d->listed_name));
	add_entry(words, yg_tables_text(t, d->generic_name));
	for (size_t i = 0; i < n; i++) add_entry(words, yg_ingredient_name(t, ids[i]));
}

struct placed { uint32_t drug; bool ended; struct str name; };
static int by_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	int d;
	if (a->ended != b->ended) return a->ended ? 1 : -1;
	d = yg_str_cmp(a->name, b->name);
	return d ? d : a->drug < b->drug ? -1 : a->drug > b->drug;
}

/* Where a drug stands among equals: those without an end before the ended, then by name, then as in the master. */
static int places(const struct tables *t, uint32_t **out)
{
	size_t n = yg_drug_count(t);
	struct placed *v = calloc(n ? n : 1, sizeof *v);
	uint32_t *place = calloc(n ? n : 1, sizeof *place);
	if (!v || !place) { free(v); free(place); return YG_ENOMEM; }
	for (size_t i = 0; i < n; i++) {
		const struct drug *d = yg_drug_at(t, i);
		v[i] = (struct placed){ (uint32_t)i, yg_ymd_given(d->ends_on) || yg_ymd_given(d->transition_until),
					yg_tables_text(t, d->name ? d->name : d->name_list) };
	}
	if (n) qsort(v, n, sizeof *v, by_place);
	for (size_t i = 0; i < n; i++) place[v[i].drug] = (uint32_t)i;
	free(v);
	*out = place;
	return YG_OK;
}

static int bind(sqlite3_stmt *st, int at, struct str s)
{
	return sqlite3_bind_text(st, at, s.n ? s.p : "", (int)s.n, SQLITE_STATIC);
}

static int insert_all(sqlite3 *db, const struct tables *t, const uint32_t *place)
{
	struct buf b[3];
	sqlite3_stmt *doc = NULL, *gram = NULL;
	int rc = sqlite3_prepare_v2(db, "INSERT INTO doc VALUES(?4,?1,?2,?3,?5)", -1, &doc, NULL);
	if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db, "INSERT INTO gram(names,kana,words,rowid) VALUES(?1,?2,?3,?4)", -1, &gram, NULL);
	for (size_t k = 0; k < 3; k++) yg_buf_init(&b[k], 1u << 20);
	for (size_t i = 0; rc == SQLITE_OK && i < yg_drug_count(t); i++) {
		sqlite3_stmt *const both[] = { doc, gram };
		texts_of(t, yg_drug_at(t, i), &b[0], &b[1], &b[2]);
		if (b[0].err || b[1].err || b[2].err) { rc = SQLITE_NOMEM; break; }
		sqlite3_bind_int64(doc, 5, place[i]);
		for (size_t s = 0; s < 2 && rc == SQLITE_OK; s++) {
			for (int k = 0; k < 3 && rc == SQLITE_OK; k++) rc = bind(both[s], k + 1, yg_buf_view(&b[k]));
			if (rc == SQLITE_OK) rc = sqlite3_bind_int64(both[s], 4, (sqlite3_int64)i + 1);
			if (rc == SQLITE_OK && sqlite3_step(both[s]) != SQLITE_DONE) rc = sqlite3_errcode(db);
			sqlite3_reset(both[s]);
		}
	}
	sqlite3_finalize(doc);
	sqlite3_finalize(gram);
	for (size_t k = 0; k < 3; k++) yg_buf_free(&b[k]);
	return rc;
}

/* Which tables an index belongs to; the fold probe makes another folding another edition. */
static void edition_key(const struct tables *t, char out[128])
{
	struct buf b;
	char hex[17];
	yg_buf_init(&b, 4096);
	yg_fold_search(STR("【般】ﾊﾟ－Ａ1ｍＬ μ① ゔ"), &b);
	yg_hex64(yg_hash(YG_HASH_START, b.p, b.n), hex);
	yg_buf_free(&b);
	snprintf(out, 128, "%d:%s:%.*s", SCHEMA, hex, STR_ARG(yg_tables_master(t)->checksum));
}

static int fill(sqlite3 *db, const struct tables *t)
{
	char key[128];
	uint32_t *place = NULL;
	sqlite3_stmt *meta = NULL;
	int rc = sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" CREATE, NULL, NULL, NULL);
	if (rc == SQLITE_OK && places(t, &place) != YG_OK) rc = SQLITE_NOMEM;
	if (rc == SQLITE_OK) rc = insert_all(db, t, place);
	free(place);
	edition_key(t, key);
	if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db, "INSERT INTO meta VALUES(?1,?2)", -1, &meta, NULL);
	if (rc == SQLITE_OK) {
		bind(meta, 1, yg_str(key));
		sqlite3_bind_int64(meta, 2, (sqlite3_int64)yg_drug_count(t));
		if (sqlite3_step(meta) != SQLITE_DONE) rc = sqlite3_errcode(db);
	}
	sqlite3_finalize(meta);
	if (rc == SQLITE_OK) rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	return rc;
}

/* --- opening ---------------------------------------------------------------------------------------- */
static bool belongs(sqlite3 *db, const struct tables *t)
{
	char key[128];
	sqlite3_stmt *st = NULL;
	bool same = false;
	edition_key(t, key);
	if (sqlite3_prepare_v2(db, "SELECT edition, rows FROM meta", -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		const char *has = (const char *)sqlite3_column_text(st, 0);
		same = has && strcmp(has, key) == 0 && sqlite3_column_int64(st, 1) == (sqlite3_int64)yg_drug_count(t);
	}
	sqlite3_finalize(st);
	return same;
}

static sqlite3 *open_file(const char *path, const struct tables *t)
{
	sqlite3 *db = NULL;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK && belongs(db, t)) return db;
	sqlite3_close(db);
	return NULL;
}

/* Made beside its place and renamed, so that nobody meets half an index. Failing is no fault: then it is made in memory. */
static void make_file(const char *path, const struct tables *t)
{
	char tmp[4096];
	sqlite3 *db = NULL;
	int n = snprintf(tmp, sizeof tmp, "%s.XXXXXX", path), fd, rc;
	if (n < 0 || (size_t)n >= sizeof tmp || (fd = mkstemp(tmp)) < 0) return;
	fchmod(fd, 0644);                        /* mkstemp made it for its maker alone */
	close(fd);
	rc = sqlite3_open_v2(tmp, &db, SQLITE_OPEN_READWRITE, NULL);
	if (rc == SQLITE_OK) rc = fill(db, t);
	sqlite3_close(db);
	if (rc != SQLITE_OK || rename(tmp, path) != 0) unlink(tmp);
}

int yg_search_open(struct search **out, const struct tables *t, const char *path)
{
	struct search *s = calloc(1, sizeof *s);
	char beside[4096];
	int rc = SQLITE_OK, n;
	if (!s) return YG_ENOMEM;
	s->t = t;
	if (!path && yg_tables_kept_in(t)[0]) {
		n = snprintf(beside, sizeof beside, "%s/.yagen-search.img", yg_tables_kept_in(t));
		if (n > 0 && (size_t)n < sizeof beside) path = beside;
	}
	if (path && !(s->db = open_file(path, t))) {
		make_file(path, t);
		s->db = open_file(path, t);
	}
	if (!s->db) {
		rc = sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
		if (rc == SQLITE_OK) rc = fill(s->db, t);
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(s->db, "SELECT id,names,kana,words,place FROM doc WHERE id IN (SELECT rowid FROM gram WHERE gram MATCH ?1)",
					-1, &s->by_gram, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(s->db, "SELECT id,names,kana,words,place FROM doc WHERE instr(names,?1) OR instr(kana,?1) OR instr(words,?1)",
					-1, &s->by_scan, NULL);
	if (rc != SQLITE_OK) {
		yg_search_close(s);
		return translated(rc);
	}
	*out = s;
	return YG_OK;
}

void yg_search_close(struct search *s)
{
	if (!s) return;
	sqlite3_finalize(s->by_gram);
	sqlite3_finalize(s->by_scan);
	sqlite3_close(s->db);
	free(s);
}

/* --- asking ------------------------------------------------------------------------------------------- */
struct question { struct buf text; struct str word[WORDS_MAX]; size_t nwords, longest; };

static size_t letters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* Words between blanks, each folded; each word keeps a "\n" in front for the question "does a name begin with it". */
static int take_words(struct str query, struct question *q)
{
	size_t at[WORDS_MAX + 1];
	const char *p = query.p, *end = query.n ? query.p + query.n : query.p;
	yg_buf_init(&q->text, QUERY_MAX * 8);
	q->nwords = 0;
	while (p < end && q->nwords < WORDS_MAX) {
		const char *from = p, *to = p;
		size_t start = q->text.n;
		while (p < end) {
			unsigned c = yg_utf8_next(&p, end);
			if (c <= ' ' || c == 0x3000 || c == 0x7f) break;
			to = p;
		}
		yg_buf_char(&q->text, '\n');
		yg_fold_search((struct str){ from, (size_t)(to - from) }, &q->text);
		if (q->text.err) return q->text.err == YG_ENOMEM ? YG_ENOMEM : YG_EARG;
		if (q->text.n == start + 1) { q->text.n = start; continue; }
		at[q->nwords++] = start;
	}
	at[q->nwords] = q->text.n;
	for (size_t i = 0; i < q->nwords; i++) {
		q->word[i] = (struct str){ q->text.p + at[i] + 1, at[i + 1] - at[i] - 1 };
		if (i == 0 || letters(q->word[i]) > letters(q->word[q->longest])) q->longest = i;
	}
	return q->nwords && yg_str_trim((struct str){ p, (size_t)(end - p) }).n == 0 ? YG_OK : YG_EARG;
}

static bool has(struct str text, struct str needle) { return yg_str_find(text, needle) != (size_t)-1; }

/* 1 a name begins with it, 2 a name holds it, 3 the kana, 4 an ingredient, 0 nothing. */
static unsigned level_of(const struct str text[3], struct str word)
{
	struct str at_start = { word.p - 1, word.n + 1 };
	return has(text[0], at_start) ? 1 : has(text[0], word) ? 2 : has(text[1], word) ? 3 : has(text[2], word) ? 4 : 0;
}

struct hit { unsigned level; uint32_t place, drug; };
static int by_hit(const void *x, const void *y)
{
	const struct hit *a = x, *b = y;
	if (a->level != b->level) return a->level < b->level ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static int collect(struct search *s, sqlite3_stmt *st, const struct question *q, struct arena *a, struct hit **hits, size_t *n)
{
	int rc;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		sqlite3_int64 id = sqlite3_column_int64(st, 0) - 1;
		struct hit h = { 0, (uint32_t)sqlite3_column_int64(st, 4), (uint32_t)id }, *p;
		struct str text[3];
		bool all = id >= 0 && (uint64_t)id < yg_drug_count(s->t);
		for (int k = 0; k < 3; k++) text[k] = (struct str){ (const char *)sqlite3_column_text(st, k + 1), (size_t)sqlite3_column_bytes(st, k + 1) };
		for (size_t w = 0; w < q->nwords && all; w++) {
			unsigned level = level_of(text, q->word[w]);
			all = level != 0;
			if (w == 0) h.level = level;
		}
		if (!all) continue;
		if (!(p = yg_arena_grow(a, *hits, *n, sizeof *p))) { rc = SQLITE_NOMEM; break; }
		*hits = p;
		p[(*n)++] = h;
	}
	sqlite3_reset(st);
	return rc == SQLITE_DONE ? YG_OK : yg_arena_error(a) ? yg_arena_error(a) : translated(rc);
}

static int ask(struct search *s, const struct question *q, struct arena *a, struct hit **hits, size_t *n)
{
	struct str word = q->word[q->longest];
	bool indexed = letters(word) >= 3;
	sqlite3_stmt *st = indexed ? s->by_gram : s->by_scan;
	struct buf phrase;
	int err;
	yg_buf_init(&phrase, QUERY_MAX * 16);
	if (indexed) yg_buf_char(&phrase, '"');
	for (size_t i = 0; i < word.n; i++) {
		if (indexed && word.p[i] == '"') yg_buf_char(&phrase, '"');
		yg_buf_char(&phrase, word.p[i]);
	}
	if (indexed) yg_buf_char(&phrase, '"');
	err = phrase.err ? phrase.err : translated(bind(st, 1, yg_buf_view(&phrase)));
	if (!err) err = collect(s, st, q, a, hits, n);
	sqlite3_clear_bindings(st);
	yg_buf_free(&phrase);
	return err;
}

/* A whole code of any kind: full width and small letters are forgiven, a missing character is not. */
static int by_code(struct search *s, const struct question *q, size_t max, struct arena *a, uint32_t **out, size_t *n)
{
	static size_t (*const look[])(const struct tables *, struct str, const uint32_t **) = {
		yg_drug_by_receipt, yg_drug_by_price, yg_drug_by_yj, yg_drug_by_generic, yg_drug_by_hot };
	char code[16];
	struct str w = q->word[0];
	if (q->nwords != 1 || w.n > 13) return YG_OK;
	for (size_t i = 0; i < w.n; i++) code[i] = (char)(w.p[i] >= 'a' && w.p[i] <= 'z' ? w.p[i] - 32 : w.p[i]);
	for (size_t k = 0; k < sizeof look / sizeof *look; k++) {
		const uint32_t *of;
		size_t found = look[k](s->t, (struct str){ code, w.n }, &of);
		for (size_t i = 0; i < found && *n < max; i++) {
			bool seen = false;
			uint32_t *p;
			for (size_t j = 0; j < *n; j++) seen = seen || (*out)[j] == of[i];
			if (seen) continue;
			if (!(p = yg_arena_grow(a, *out, *n, sizeof *p))) return yg_arena_error(a);
			*out = p;
			p[(*n)++] = of[i];
		}
	}
	return YG_OK;
}

int yg_search(struct search *s, struct str query, size_t max, struct arena *a, uint32_t **out, size_t *n)
{
	struct question q = { .nwords = 0 };
	struct hit *hits = NULL;
	uint32_t *list = NULL;
	size_t nhits = 0, nlist = 0;
	int err = query.n > QUERY_MAX ? YG_EARG : take_words(query, &q);
	if (!err) err = by_code(s, &q, max, a, &list, &nlist);
	if (!err && !nlist) {
		err = ask(s, &q, a, &hits, &nhits);
		if (!err && nhits) qsort(hits, nhits, sizeof *hits, by_hit);
		for (size_t i = 0; !err && i < nhits && i < max; i++) {
			uint32_t *p = yg_arena_grow(a, list, nlist, sizeof *p);
			if (!p) { err = yg_arena_error(a); break; }
			list = p;
			p[nlist++] = hits[i].drug;
		}
	}
	yg_buf_free(&q.text);
	if (err) return err;
	*out = list;
	*n = nlist;
	return YG_OK;
}
