/* kernel_build.c - entities, their ingredients, classes and pairs of rules -> the matcher's block of rules.
 * Knows no file and no table of rules: kernel_rules.c brings the compiled edition, a bench its workload. */
#include "tables/kernel_image.h"
#include "tables/strmap.h"
#include "base/err.h"
#include "base/hash.h"
#include <stdlib.h>
#include "base/ban.h"

enum { THINGS_MAX = 32 << 20, TERMS_MAX = 255 };
struct thing { uint32_t high, low, item; };           /* one thing a pair of entities (by popularity) is about */
struct build {
	const struct kernel_source *s;
	struct arena *a;
	uint32_t *place;                              /* set -> its number by popularity */
	uint32_t *set;                                /* and back */
	struct thing *things; size_t nthings;
	uint64_t *sorted; size_t *first;              /* low << 32 | item, in the order of high; first of each */
	struct kernel_rule *rules;                    /* ingredients, classes, pairs */
	struct kernel_head head;
	size_t at[KERNEL_PARTS];
	struct strmap lists; struct buf list_items;
	int err;
};

/* --- what a pair is about ------------------------------------------------------------------------------------------ */
static void add(struct build *b, uint32_t x, uint32_t y, uint32_t rule, uint32_t flags)
{
	struct thing *p;
	if (b->nthings == THINGS_MAX || !(p = yg_arena_grow(b->a, b->things, b->nthings, sizeof *p))) {
		b->err = b->nthings == THINGS_MAX ? YG_ETOOBIG : yg_arena_error(b->a);
		return;
	}
	b->things = p;
	p[b->nthings++] = (struct thing){ x > y ? x : y, x > y ? y : x, rule * 8 + flags };
}

static size_t shared(const struct kernel_set *x, const struct kernel_set *y)
{
	size_t n = 0;
	for (size_t i = 0, k = 0; i < x->ningredients && k < y->ningredients;) {
		n += x->ingredients[i] == y->ingredients[k];
		if (x->ingredients[i] < y->ingredients[k]) i++;
		else k++;
	}
	return n;
}

static bool class_counts(const struct build *b, const struct kernel_set *x, const struct kernel_set *y)
{
	size_t n = shared(x, y);
	if (b->s->class_apart) return n == 0;
	return n == 0 || (n < x->ningredients && n < y->ningredients);
}

/* Every two entities that share this term, each with itself too. who: entities by popularity. */
static void add_shared(struct build *b, const uint32_t *who, size_t n, uint32_t rule, bool class)
{
	const struct kernel_set *sets = b->s->sets;
	for (size_t i = 0; i < n && !b->err; i++)
		for (size_t k = 0; k <= i; k++)
			if (!class || class_counts(b, &sets[b->set[who[i]]], &sets[b->set[who[k]]])) add(b, who[i], who[k], rule, 0);
}

static void add_terms(struct build *b, bool class)
{
	const struct kernel_source *s = b->s;
	const struct kernel_rule *of = class ? s->classes : s->ingredients;
	size_t terms = class ? s->nclasses : s->ningredients, *first = yg_arena_array(b->a, terms + 2, sizeof *first), total = 0;
	uint32_t *who;
	for (size_t i = 0; i < s->nsets; i++) total += class ? s->sets[i].nclasses : s->sets[i].ningredients;
	who = yg_arena_array(b->a, total + 1, sizeof *who);
	if (!first || !who) {
		b->err = yg_arena_error(b->a);
		return;
	}
	for (int fill = 0; fill < 2; fill++) {
		for (size_t e = 0; e < s->nsets; e++) {
			const struct kernel_set *set = &s->sets[b->set[e]];
			const uint16_t *ids = class ? set->classes : set->ingredients;
			for (size_t k = 0; k < (class ? set->nclasses : set->ningredients); k++) {
				if (fill) who[first[ids[k] + 1]++] = (uint32_t)e;
				else first[ids[k] + 2]++;
			}
		}
		for (size_t i = 2; !fill && i < terms + 2; i++) first[i] += first[i - 1];
	}
	for (size_t i = 0; i < terms && !b->err; i++)
		if (of[i].kind != KERNEL_NONE)
			add_shared(b, who + first[i], first[i + 1] - first[i], (uint32_t)(1 + (class ? s->ningredients + i : i)), class);
}

static void add_cells(struct build *b)
{
	const struct kernel_source *s = b->s;
	for (size_t i = 0; i < s->ncells && !b->err; i++) {
		const struct kernel_cell *c = &s->cells[i];
		uint32_t x = b->place[c->a], y = b->place[c->b], rule = (uint32_t)(1 + s->ningredients + s->nclasses) + c->rule;
		add(b, x, y, rule, (c->beyond ? KERNEL_BEYOND : 0) + (x == y ? 3 : x > y ? 1 : 2));
	}
}

static int by_u64(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

/* By high, then low, then item; repeats go, and an item that holds both ways becomes one. */
static void sort_things(struct build *b)
{
	size_t n = b->s->nsets, *at = yg_arena_array(b->a, n + 2, sizeof *at);
	b->first = yg_arena_array(b->a, n + 1, sizeof *b->first);
	b->sorted = yg_arena_array(b->a, b->nthings + 1, sizeof *b->sorted);
	if (!at || !b->first || !b->sorted) {
		b->err = yg_arena_error(b->a);
		return;
	}
	for (size_t i = 0; i < b->nthings; i++) at[b->things[i].high + 2]++;
	for (size_t i = 2; i < n + 2; i++) at[i] += at[i - 1];
	for (size_t i = 0; i < b->nthings; i++) b->sorted[at[b->things[i].high + 1]++] = (uint64_t)b->things[i].low << 32 | b->things[i].item;
	for (size_t e = 0, to = 0; e < n; e++) {
		uint64_t *v = b->sorted + at[e];
		size_t count = at[e + 1] - at[e], begin = to;
		if (count) qsort(v, count, sizeof *v, by_u64);
		for (size_t i = 0; i < count; i++) {
			bool same = to > begin && b->sorted[to - 1] >> 2 == v[i] >> 2;
			if (same) b->sorted[to - 1] |= v[i];
			else b->sorted[to++] = v[i];
		}
		b->first[e] = begin;
		b->first[e + 1] = to;
	}
}

/* --- the parts of the block ---------------------------------------------------------------------------------------- */
static void set_bit(uint64_t *rows, uint32_t lines, uint32_t e, uint32_t f)
{
	unsigned slot = yg_kernel_slot(f);
	rows[(size_t)e * lines * KERNEL_LINE_WORDS + slot / 64] |= (uint64_t)1 << slot % 64;
}

static void make_rows(struct build *b, uint64_t *rows)
{
	uint32_t lines = b->head.lines;
	for (uint32_t e = 0; e < b->s->nsets; e++) {
		set_bit(rows, lines, e, e);
		for (size_t i = b->first[e]; i < b->first[e + 1]; i++) {
			uint32_t f = (uint32_t)(b->sorted[i] >> 32);
			set_bit(rows, lines, e, f);
			set_bit(rows, lines, f, e);
		}
	}
}

/* The ranks of all lines up to the diagonal; answers how many bits there are up to it. */
static uint32_t make_ranks(struct build *b, uint64_t *rows)
{
	uint32_t rank = 0;
	for (uint32_t e = 0; e < b->s->nsets; e++) {
		unsigned own = yg_kernel_slot(e);
		for (unsigned line = 0; line <= own / 512; line++) {
			uint64_t *w = rows + ((size_t)e * b->head.lines + line) * KERNEL_LINE_WORDS, n[KERNEL_LINE_WORDS] = { 0 };
			for (unsigned i = 1; i < KERNEL_LINE_WORDS; i++) {
				unsigned at = line * 512 + i * 64;
				uint64_t v = at > own ? 0 : own - at < 63 ? w[i] & (((uint64_t)2 << (own - at)) - 1) : w[i];
				n[i] = n[i - 1] + yg_bits(v);         /* the entity itself is not in it yet */
			}
			w[0] = rank | n[2] << 32 | n[4] << 42 | n[6] << 52;
			rank += (uint32_t)n[7];
		}
	}
	return rank;
}

static uint32_t list_of(struct build *b, const uint64_t *v, size_t n)
{
	uint32_t items[256], at = (uint32_t)(b->list_items.n / 4);
	struct str key = { (const char *)items, n * 4 };
	uint32_t found;
	for (size_t i = 0; i < n; i++) items[i] = (uint32_t)v[i] | (i + 1 < n ? KERNEL_MORE : 0);
	if ((found = yg_strmap_get(&b->lists, key)) != STRMAP_NONE) return found;
	yg_buf_add(&b->list_items, items, n * 4);
	if (yg_strmap_add(&b->lists, yg_arena_str(b->a, key), at) == STRMAP_NONE) b->err = yg_arena_error(b->a);
	if (b->list_items.err) b->err = b->list_items.err;
	return at;
}

/* One record for each bit up to the diagonal, in the order of the bits, and one that says nothing. */
static uint32_t *make_pairs(struct build *b, uint32_t n)
{
	uint32_t *pairs = yg_arena_array(b->a, (size_t)n + 1, sizeof *pairs), at = 0;
	for (uint32_t e = 0; pairs && e < b->s->nsets && !b->err; e++) {
		size_t i = b->first[e], end = b->first[e + 1], k;
		for (; i < end; i = k) {
			for (k = i + 1; k < end && b->sorted[k] >> 32 == b->sorted[i] >> 32; k++) {}
			if (k - i > 256) b->err = YG_ETOOBIG;
			else pairs[at++] = k - i == 1 ? (uint32_t)b->sorted[i] : KERNEL_LIST | list_of(b, b->sorted + i, k - i);
		}
		if (b->first[e] == end || b->sorted[end - 1] >> 32 != e) at++;   /* the diagonal is set even when it says nothing */
	}
	return pairs;
}

static void reach(struct build *b, struct kernel_entity *entities)
{
	for (uint32_t e = 0; e < b->s->nsets; e++)
		for (size_t i = b->first[e]; i < b->first[e + 1]; i++) {
			uint32_t f = (uint32_t)(b->sorted[i] >> 32);
			const struct kernel_rule *r = &b->rules[(uint32_t)b->sorted[i] / 8];
			uint16_t days = r->washout[0] > r->washout[1] ? r->washout[0] : r->washout[1];
			if (!days) continue;
			entities[e].wash |= (uint64_t)1 << yg_kernel_slot(f) % 64;
			entities[f].wash |= (uint64_t)1 << yg_kernel_slot(e) % 64;
			if (entities[e].washout < days) entities[e].washout = days;
			if (entities[f].washout < days) entities[f].washout = days;
			if (b->head.longest < days) b->head.longest = days;
		}
}

static void make_entities(struct build *b, struct kernel_entity *entities, uint16_t *terms)
{
	uint32_t at = 0;
	for (size_t e = 0; e < b->s->nsets; e++) {
		const struct kernel_set *set = &b->s->sets[b->set[e]];
		if (set->ningredients > TERMS_MAX || set->nclasses > TERMS_MAX) b->err = YG_ETOOBIG;
		entities[e] = (struct kernel_entity){ .terms = at, .ningredients = (uint8_t)set->ningredients, .nclasses = (uint8_t)set->nclasses };
		for (size_t i = 0; i < set->ningredients; i++) terms[at++] = set->ingredients[i];
		for (size_t i = 0; i < set->nclasses; i++) terms[at++] = (uint16_t)(set->classes[i] | KERNEL_TERM_CLASS);
	}
}

/* --- the order of entities ------------------------------------------------------------------------------------------ */
struct popular { uint32_t weight, set; };
static int by_weight(const void *x, const void *y)
{
	const struct popular *a = x, *b = y;
	if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
	return a->set < b->set ? -1 : a->set > b->set;
}

static void order(struct build *b)
{
	size_t n = b->s->nsets;
	struct popular *v = yg_arena_array(b->a, n + 1, sizeof *v);
	b->place = yg_arena_array(b->a, n + 1, sizeof *b->place);
	b->set = yg_arena_array(b->a, n + 1, sizeof *b->set);
	if (!v || !b->place || !b->set) {
		b->err = yg_arena_error(b->a);
		return;
	}
	for (size_t i = 0; i < n; i++) v[i] = (struct popular){ b->s->sets[i].weight, (uint32_t)i };
	if (n) qsort(v, n, sizeof *v, by_weight);
	for (size_t i = 0; i < n; i++) {
		b->set[i] = v[i].set;
		b->place[v[i].set] = (uint32_t)i;
	}
}

static void join_rules(struct build *b)
{
	const struct kernel_source *s = b->s;
	const struct { const struct kernel_rule *v; size_t n; } from[3] = { { s->ingredients, s->ningredients }, { s->classes, s->nclasses },
									    { s->pairs, s->npairs } };
	size_t n = 1;                                 /* rule 0 says nothing */
	b->rules = yg_arena_array(b->a, 1 + s->ningredients + s->nclasses + s->npairs, sizeof *b->rules);
	if (1 + s->ningredients + s->nclasses + s->npairs >= KERNEL_MORE / 8 || !b->rules) {
		b->err = b->rules ? YG_ETOOBIG : yg_arena_error(b->a);
		return;
	}
	for (size_t i = 0; i < 3; i++) {
		if (from[i].n) memcpy(b->rules + n, from[i].v, from[i].n * sizeof *b->rules);
		n += from[i].n;
	}
	b->head.n[KERNEL_RULES] = (uint32_t)n;
}

/* --- all of it ------------------------------------------------------------------------------------------------------- */
static void lay_out(struct build *b, struct buf *out)
{
	const struct kernel_source *s = b->s;
	struct kernel_head *h = &b->head;
	const void *p[KERNEL_PARTS];
	size_t total, nterms = 0, n[KERNEL_PARTS];
	struct kernel_product *products = yg_arena_array(b->a, s->nproducts + 1, sizeof *products);
	struct kernel_entity *entities = yg_arena_array(b->a, s->nsets + 1, sizeof *entities);
	uint64_t *rows;
	uint16_t *terms;
	for (size_t i = 0; i < s->nsets; i++) nterms += (size_t)s->sets[i].ningredients + s->sets[i].nclasses;
	h->lines = (uint32_t)((s->nsets + KERNEL_FIRST + KERNEL_LINE_BITS - 1) / KERNEL_LINE_BITS);
	rows = yg_arena_array(b->a, s->nsets * h->lines + 1, KERNEL_LINE_WORDS * sizeof *rows);
	terms = yg_arena_array(b->a, nterms + 1, sizeof *terms);
	if (!products || !entities || !rows || !terms) {
		b->err = yg_arena_error(b->a);
		return;
	}
	make_entities(b, entities, terms);
	reach(b, entities);
	make_rows(b, rows);
	h->n[KERNEL_PAIRS] = make_ranks(b, rows);
	p[KERNEL_PAIRS] = make_pairs(b, h->n[KERNEL_PAIRS]++);
	for (size_t e = 0; e < s->nsets; e++) memcpy(rows + e * h->lines * KERNEL_LINE_WORDS + 1, &entities[e], sizeof *entities);
	for (size_t i = 0; i < s->nproducts; i++)
		products[i] = (struct kernel_product){ (uint16_t)yg_kernel_slot(b->place[s->products[i].slot]), s->products[i].limit };
	h->n[KERNEL_PRODUCTS] = (uint32_t)s->nproducts;
	h->n[KERNEL_ROWS] = (uint32_t)s->nsets;
	h->n[KERNEL_LISTS] = (uint32_t)(b->list_items.n / 4);
	h->n[KERNEL_TERMS] = (uint32_t)nterms;
	p[KERNEL_PRODUCTS] = products; p[KERNEL_ROWS] = rows; p[KERNEL_LISTS] = b->list_items.p;
	p[KERNEL_RULES] = b->rules; p[KERNEL_TERMS] = terms;
	if (!b->err) b->err = yg_arena_error(b->a);
	if (b->err) return;
	total = yg_kernel_places(h, b->at);
	n[KERNEL_PRODUCTS] = s->nproducts * sizeof *products;
	n[KERNEL_ROWS] = s->nsets * h->lines * KERNEL_LINE_WORDS * sizeof *rows;
	n[KERNEL_PAIRS] = h->n[KERNEL_PAIRS] * sizeof(uint32_t);
	n[KERNEL_LISTS] = b->list_items.n;
	n[KERNEL_RULES] = h->n[KERNEL_RULES] * sizeof *b->rules;
	n[KERNEL_TERMS] = nterms * sizeof *terms;
	h->total = total;
	yg_buf_add(out, h, sizeof *h);
	for (size_t i = 0; i < KERNEL_PARTS; i++) {
		while (!out->err && out->n < b->at[i]) yg_buf_char(out, '\0');
		if (n[i]) yg_buf_add(out, p[i], n[i]);
	}
	b->err = out->err;
}

int yg_kernel_build(const struct kernel_source *s, struct arena *a, struct buf *out)
{
	struct build b = { .s = s, .a = a };
	uint64_t id;
	if (s->nsets > KERNEL_ENTITIES_MAX || s->nproducts > UINT32_MAX || s->ningredients > KERNEL_TERM_CLASS || s->nclasses > KERNEL_TERM_CLASS)
		return YG_ETOOBIG;
	memcpy(b.head.magic, "YAGENKRN", sizeof b.head.magic);
	b.head.layout = yg_kernel_layout();
	memcpy(b.head.mate, s->mate, sizeof b.head.mate);
	yg_buf_init(&b.list_items, out->max);
	yg_strmap_init(&b.lists, a);
	order(&b);
	if (!b.err) join_rules(&b);
	if (!b.err) add_terms(&b, false);
	if (!b.err) add_terms(&b, true);
	if (!b.err) add_cells(&b);
	if (!b.err) sort_things(&b);
	if (!b.err) lay_out(&b, out);
	yg_buf_free(&b.list_items);
	if (b.err) return b.err;
	id = yg_checksum(out->p + offsetof(struct kernel_head, total), out->n - offsetof(struct kernel_head, total));
	memcpy(out->p + offsetof(struct kernel_head, id), &id, sizeof id);
	return YG_OK;
}
