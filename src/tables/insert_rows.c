/* insert_rows.c - makes rule rows from what package inserts say. The sentences are ours and always the same; severity comes
 * from the section alone. */
#include "tables/insert_rows.h"
#include "base/err.h"
#include "base/hash.h"
#include "tables/table_file.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

static const char *const fact_columns[INS_COLUMNS] = { "document", "number", "revision", "version", "section", "subject", "subject_key",
	"subject_codes", "subject_expand", "partner", "partner_key", "partner_codes", "partner_expand", "mark", "notes" };
/* What a row of pairs.csv and cautions.csv needs of us; the rest of its columns stays empty. */
static const char *const pair_columns[] = { "id", "severity", "enabled", "mark", "title_ja", "title_en", "effect_ja", "effect_en", "action_ja",
	"action_en", "source", "source_date", "valid_from", "valid_to", "unknown_ja", "rule", "ingredient_a", "ingredient_b", "codes_a", "codes_b",
	"expand_a", "expand_b", "condition_ja", "condition_en", "washout_ab", "washout_ba" };
#define NPAIR (sizeof pair_columns / sizeof *pair_columns)

static const struct words { const char *section, *file, *severity, *effect_ja, *effect_en, *action_ja, *action_en; } words[] = {
	{ "10.1", "pairs.csv", "critical", "電子添文で併用禁忌とされる組み合わせ。理由は添文 10.1 を見る",
	  "the package insert forbids the combination; see its section 10.1 for the reason", "併用しない。処方医に照会する", "do not combine; ask the prescriber" },
	{ "10.2", "cautions.csv", "warning", "電子添文で併用注意とされる組み合わせ。理由は添文 10.2 を見る",
	  "the package insert asks for caution; see its section 10.2 for the reason", "添文 10.2 の措置を確かめる", "look up the measures in section 10.2" } };
#define CONDITION_JA "添文の薬剤名欄に剤形・用法などの但し書きがある。当てはまるか添文で確かめる"
#define CONDITION_EN "the insert qualifies this name (form, route or use): look up whether it applies"

bool yg_insert_add(struct rules_work *w, struct insert_fact f)
{
	struct insert_fact *p;
	struct insert_run *r = yg_insert_run(w, f.f[INS_DOCUMENT]);
	if (r && r->n && r->first + r->n != w->nfacts) return false;      /* not as we write it */
	if (w->nfacts >= FACTS_MAX || !(p = yg_arena_grow(w->arena, w->facts, w->nfacts, sizeof *p))) return false;
	w->facts = p;
	p[w->nfacts] = f;
	if (!r) {
		r = yg_arena_grow(w->arena, w->runs, w->nruns, sizeof *r);
		if (!r || yg_strmap_add(&w->documents, f.f[INS_DOCUMENT], (uint32_t)w->nruns) == STRMAP_NONE) return false;
		w->runs = r;
		r += w->nruns++;
		r->n = 0;
	}
	if (!r->n) r->first = w->nfacts;
	r->n++;
	w->nfacts++;
	return true;
}

int yg_insert_facts_read(struct rules_work *w, struct str text)
{
	struct rule_rows t;
	size_t at[INS_COLUMNS];
	int err;
	if (!text.n) return YG_OK;
	if ((err = yg_rule_rows(text, w->arena, &t)) != YG_OK) return err;
	for (size_t k = 0; k < INS_COLUMNS; k++)
		if ((at[k] = yg_rule_column(&t, fact_columns[k])) == t.columns) return YG_ETABLE;
	for (size_t i = 1; i < t.n; i++) {
		struct insert_fact f;
		for (size_t k = 0; k < INS_COLUMNS; k++) f.f[k] = t.row[i].f[at[k]];
		if (!f.f[INS_DOCUMENT].n) return YG_ETABLE;
		if (!yg_insert_add(w, f)) return yg_arena_error(w->arena) ? yg_arena_error(w->arena) : YG_ETOOBIG;
	}
	return YG_OK;
}

bool yg_insert_facts_format(const struct rules_work *w, struct str *out)
{
	struct rule_rows t = { .n = 1, .columns = INS_COLUMNS };
	struct str *head = yg_arena_array(w->arena, INS_COLUMNS, sizeof *head);
	t.row = yg_arena_array(w->arena, w->nfacts + 1, sizeof *t.row);
	if (!t.row || !head) return false;
	for (size_t k = 0; k < INS_COLUMNS; k++) head[k] = yg_str(fact_columns[k]);
	t.row[0].f = head;
	for (size_t i = 0; i < w->nfacts; i++)
		if (w->facts[i].f[INS_DOCUMENT].n) t.row[t.n++].f = w->facts[i].f;
	return yg_rule_rows_format(&t, w->arena, out);
}

enum { NAMED = 4 };                                   /* documents that a row names; the others are in inserts.csv */

/* --- one pair of drugs ------------------------------------------------------------------------------------ */

struct side { struct str base, key, codes; bool expand; };
struct pair {
	struct str key, id;                           /* "10.1/x/y" */
	unsigned   section;                           /* index into words */
	struct side s[2];
	struct str sources, last; size_t ndocuments;  /* named; of these the one met last */
	struct str newest;                            /* revision */
	bool sourced, qualified, open, old;
};
struct build { struct rules_work *w; struct pair *v; size_t n; struct strmap by_key; };

static struct str more_codes(struct arena *a, struct str list, struct str codes)
{
	struct str rest = codes, one, have, in;
	while (yg_list_next(&rest, &one)) {
		bool there = false;
		for (in = list; !there && yg_list_next(&in, &have);) there = yg_str_eq(have, one);
		if (!there) list = list.n ? yg_arena_printf(a, "%.*s|%.*s", STR_ARG(list), STR_ARG(one)) : one;
	}
	return list;
}

static void more_source(struct arena *a, struct pair *p, const struct insert_fact *f)
{
	struct str number = f->f[INS_NUMBER];
	if (yg_str_eq(p->last, number)) return;       /* what one document says stands together */
	p->last = number;
	if (yg_str_cmp(f->f[INS_REVISION], p->newest) > 0) p->newest = f->f[INS_REVISION];
	if (p->ndocuments++ < NAMED)
		p->sources = yg_arena_printf(a, "%.*s%s%.*s %.*s (改訂 %.*s%s%.*s)", STR_ARG(p->sources), p->sources.n ? "; " : "", STR_ARG(number),
			STR_ARG(f->f[INS_SECTION]), STR_ARG(yg_str_sub(f->f[INS_REVISION], 0, 7)), f->f[INS_VERSION].n ? " " : "", STR_ARG(f->f[INS_VERSION]));
}

/* Two single ingredients that name each other are one pair; a combination stands on the side of its insert. */
static struct str key_of(struct arena *a, const struct side *x, const struct side *y, const char *section)
{
	bool single = yg_str_eq(x->base, x->key) && yg_str_eq(y->base, y->key);
	if (single && yg_str_cmp(x->base, y->base) > 0) { const struct side *t = x; x = y; y = t; }
	return yg_arena_printf(a, "%s/%.*s/%.*s", section, STR_ARG(x->key), STR_ARG(y->key));
}

static bool add_fact(struct build *b, const struct insert_fact *f)
{
	struct arena *a = b->w->arena;
	struct side x = { f->f[INS_SUBJECT], f->f[INS_SUBJECT_KEY], f->f[INS_SUBJECT_CODES], yg_str_eqz(f->f[INS_SUBJECT_EXPAND], "1") };
	struct side y = { f->f[INS_PARTNER], f->f[INS_PARTNER_KEY], f->f[INS_PARTNER_CODES], yg_str_eqz(f->f[INS_PARTNER_EXPAND], "1") };
	unsigned section = yg_str_eqz(f->f[INS_SECTION], words[1].section);
	struct str key = key_of(a, &x, &y, words[section].section), notes = f->f[INS_NOTES];
	uint32_t at = yg_strmap_get(&b->by_key, key);
	struct pair *p;
	if (at == STRMAP_NONE) {
		char id[32];
		p = yg_arena_grow(a, b->v, b->n, sizeof *p);
		if (!p || yg_strmap_add(&b->by_key, key, (uint32_t)b->n) == STRMAP_NONE) return false;
		b->v = p;
		p += b->n++;
		snprintf(id, sizeof id, "PI-%015llu", (unsigned long long)(yg_hash(YG_HASH_START, key.p, key.n) % 1000000000000000u));
		*p = (struct pair){ .key = key, .id = yg_arena_str(a, yg_str(id)), .section = section, .s = { x, y } };
	} else {
		bool turned;
		p = &b->v[at];
		turned = !yg_str_eq(p->s[0].key, x.key);
		p->s[turned].codes = more_codes(a, p->s[turned].codes, x.codes);
		p->s[!turned].codes = more_codes(a, p->s[!turned].codes, y.codes);
		p->s[turned].expand = p->s[turned].expand || x.expand;
		p->s[!turned].expand = p->s[!turned].expand || y.expand;
	}
	/* one unqualified statement is enough: the pair then holds without condition */
	p->qualified = (at == STRMAP_NONE || p->qualified) && memchr(notes.p ? notes.p : "", 'q', notes.n) != NULL;
	p->open = p->open || memchr(notes.p ? notes.p : "", 'o', notes.n) != NULL;
	p->old = p->old || memchr(notes.p ? notes.p : "", 'l', notes.n) != NULL;
	p->sourced = p->sourced || yg_str_eqz(f->f[INS_MARK], "S");
	more_source(a, p, f);
	return yg_arena_error(a) == 0;
}

/* --- what the folder says already ---------------------------------------------------------------------------- */

struct known { struct str a, b, codes_a, codes_b; bool expand_a, expand_b; };

static bool within(struct str codes, struct str all)
{
	struct str rest = codes, one, have, in;
	while (yg_list_next(&rest, &one)) {
		bool there = false;
		for (in = all; !there && yg_list_next(&in, &have);) there = yg_str_eq(have, one);
		if (!there) return false;
	}
	return true;
}

static bool says(const struct known *k, const struct side *x, const struct side *y)
{
	return yg_str_eq(k->a, x->base) && yg_str_eq(k->b, y->base) && within(x->codes, k->codes_a) && within(y->codes, k->codes_b) &&
	       (k->expand_a || !x->expand) && (k->expand_b || !y->expand);
}

static bool covered(const struct known *k, size_t n, const struct pair *p)
{
	for (size_t i = 0; i < n; i++)
		if (says(&k[i], &p->s[0], &p->s[1]) || says(&k[i], &p->s[1], &p->s[0])) return true;
	return false;
}

static bool known_rows(struct arena *a, const struct rule_rows *t, struct known **out, size_t *n)
{
	const char *const names[] = { "id", "enabled", "ingredient_a", "ingredient_b", "codes_a", "codes_b", "expand_a", "expand_b", "condition_ja" };
	size_t at[9];
	for (size_t k = 0; k < 9; k++)
		if ((at[k] = yg_rule_column(t, names[k])) == t->columns) return false;
	for (size_t i = 1; i < t->n; i++) {
		const struct str *f = t->row[i].f;
		struct known *p;
		if (yg_str_starts(f[at[0]], STR("PI-")) || !yg_str_eqz(f[at[1]], "1") || f[at[8]].n) continue;
		if (!(p = yg_arena_grow(a, *out, *n, sizeof *p))) return false;
		*out = p;
		p[(*n)++] = (struct known){ f[at[2]], f[at[3]], f[at[4]], f[at[5]], yg_str_eqz(f[at[6]], "1"), yg_str_eqz(f[at[7]], "1") };
	}
	return true;
}

/* --- the tables ------------------------------------------------------------------------------------------------ */

static struct str unknown_of(struct arena *a, const struct pair *p)
{
	return yg_arena_printf(a, "影響・機序・休薬期間は取り込んでいない%s%s%s", p->open ? "。添文の列挙は「等」で終わり、書かれていない薬がありうる" : "",
		p->sourced ? "" : "。群の構成は classes-dictionary.csv による", p->old ? "。旧記載要領の表から読んだ" : "");
}

static struct str *row_of(struct build *b, const struct rule_rows *t, const struct pair *p)
{
	struct arena *a = b->w->arena;
	const struct words *w = &words[p->section];
	struct str title = yg_arena_printf(a, "%.*s × %.*s", STR_ARG(p->s[0].key), STR_ARG(p->s[1].key));
	struct str source = yg_arena_printf(a, "電子添文 %.*s", STR_ARG(p->sources));
	struct str *f = yg_arena_array(a, t->columns, sizeof *f), v[NPAIR];
	if (p->ndocuments > NAMED) source = yg_arena_printf(a, "%.*s; 他 %zu 文書", STR_ARG(source), p->ndocuments - NAMED);
	if (!f) return NULL;
	const struct str values[NPAIR] = { p->id, yg_str(w->severity), STR("1"), p->sourced ? STR("S") : STR("I"), title, title, yg_str(w->effect_ja),
		yg_str(w->effect_en), yg_str(w->action_ja), yg_str(w->action_en), source, p->newest, STR_NONE, STR_NONE, unknown_of(a, p),
		yg_arena_printf(a, "PI%s", w->section), p->s[0].base, p->s[1].base, p->s[0].codes, p->s[1].codes, p->s[0].expand ? STR("1") : STR("0"),
		p->s[1].expand ? STR("1") : STR("0"), p->qualified ? STR(CONDITION_JA) : STR_NONE, p->qualified ? STR(CONDITION_EN) : STR_NONE,
		STR_NONE, STR_NONE };
	memcpy(v, values, sizeof v);
	for (size_t k = 0; k < NPAIR; k++) {
		size_t at = yg_rule_column(t, pair_columns[k]);
		if (at < t->columns) f[at] = v[k];
	}
	return f;
}

static int by_id(const void *x, const void *y) { return yg_str_cmp(((const struct pair *)x)->id, ((const struct pair *)y)->id); }

static struct str header(struct arena *a)
{
	struct str s = STR_NONE;
	for (size_t k = 0; k < NPAIR; k++) s = yg_arena_printf(a, "%.*s%s%s", STR_ARG(s), k ? "," : "", pair_columns[k]);
	return yg_arena_printf(a, "%.*s\n", STR_ARG(s));
}

/* The shipped rows, then ours in the order of their ids, then those of the pharmacy (X-). */
static bool put_table(struct build *b, struct rules_folder *f, unsigned section, const struct rule_rows *t, const struct known *k, size_t nk)
{
	struct rules_work *w = b->w;
	struct rule_rows out = { .columns = t->columns };
	size_t id = yg_rule_column(t, "id");
	struct str text;
	out.row = yg_arena_array(w->arena, t->n + b->n + 1, sizeof *out.row);
	if (!out.row || id == t->columns) return false;
	for (size_t i = 0; i < t->n; i++) {
		bool own = i && yg_str_starts(t->row[i].f[id], STR("X-"));
		if (!own && !yg_str_starts(t->row[i].f[id], STR("PI-"))) out.row[out.n++] = t->row[i];
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct pair *p = &b->v[i];
		struct str graver = yg_arena_printf(w->arena, "10.1%.*s", STR_ARG(yg_str_sub(p->key, 4, p->key.n)));
		if (p->section != section) continue;
		if (covered(k, nk, p) || (section == 1 && yg_strmap_get(&b->by_key, graver) != STRMAP_NONE)) { w->report->covered++; continue; }
		if (!(out.row[out.n].f = row_of(b, t, p))) return false;
		out.n++;
		w->report->rows++;
	}
	for (size_t i = 1; i < t->n; i++)
		if (yg_str_starts(t->row[i].f[id], STR("X-"))) out.row[out.n++] = t->row[i];
	return yg_rule_rows_format(&out, w->arena, &text) && yg_rules_folder_set(f, words[section].file, text);
}

int yg_insert_rows(struct rules_work *w, struct rules_folder *f)
{
	struct build b = { .w = w };
	struct rule_rows t[2];
	struct known *k = NULL;
	size_t nk = 0, npairs;
	yg_strmap_init(&b.by_key, w->arena);
	for (size_t i = 0; i < w->nfacts; i++)
		if (w->facts[i].f[INS_DOCUMENT].n && !add_fact(&b, &w->facts[i])) return yg_arena_error(w->arena);
	if (b.n) qsort(b.v, b.n, sizeof *b.v, by_id);
	for (unsigned s = 0; s < 2; s++) {
		struct str text = yg_rules_folder_text(f, words[s].file);
		int err = yg_rule_rows(text.n ? text : header(w->arena), w->arena, &t[s]);
		if (err) return err;
		if (!known_rows(w->arena, &t[s], &k, &nk)) return yg_arena_error(w->arena) ? yg_arena_error(w->arena) : YG_ETABLE;
		if (s == 0) npairs = nk;
		if (!put_table(&b, f, s, &t[s], k, s == 0 ? npairs : nk)) return yg_arena_error(w->arena) ? yg_arena_error(w->arena) : YG_ETABLE;
	}
	return yg_arena_error(w->arena);
}
