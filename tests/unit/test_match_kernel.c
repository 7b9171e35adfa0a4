/* test_match_kernel.c - the matcher's inner loop: the layout of its rules (symmetric rows, ranks, reach), what it finds compared
 * with plain loops over the same rules, and what happens to a block that is not what it was. */
#include "t.h"
#include <stdlib.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "match/kernel.h"

enum { SETS = 520, INGREDIENTS = 300, CLASSES = 40, PAIRS = 900, PRODUCTS = 700, MAX_CELLS = 60000 };
struct rules {                                       /* a random set of rules, and the block made of it */
	uint16_t ids[SETS][4], classes[SETS][2];
	struct kernel_set sets[SETS];
	struct kernel_product products[PRODUCTS];
	struct kernel_rule ingredient[INGREDIENTS], class[CLASSES], pair[PAIRS];
	struct kernel_cell cells[MAX_CELLS];
	unsigned a[PAIRS], b[PAIRS]; bool beyond[PAIRS];   /* ingredients of each pair row */
	struct kernel_source s;
	struct buf image;
	struct kernel_rules k;
};
static uint64_t seed = 20261120;
static unsigned rnd(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((seed >> 33) % n);
}

static bool has(const uint16_t *v, size_t n, unsigned id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == id) return true;
	return false;
}

static unsigned popular(unsigned n) { return rnd(2) ? rnd(n) : rnd(n / 15 + 1); }      /* few are met often */

static size_t draw(uint16_t *v, size_t n, unsigned of)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned id = popular(of);
		if (!has(v, k, id)) v[k++] = (uint16_t)id;
	}
	for (size_t i = 1; i < k; i++)
		for (size_t j = i; j && v[j] < v[j - 1]; j--) { uint16_t t = v[j]; v[j] = v[j - 1]; v[j - 1] = t; }
	return k;
}

static void build(struct rules *r)
{
	struct arena *a = yg_arena_new(256u << 20);
	const char *why;
	yg_buf_free(&r->image);
	yg_buf_init(&r->image, 64u << 20);
	if (!a || yg_kernel_build(&r->s, a, &r->image) != YG_OK) abort();
	why = yg_kernel_open(r->image.p, r->image.n, &r->k);
	CHECK(!why && yg_kernel_sound(&r->k) && yg_kernel_same(&r->k));
	yg_arena_free(a);
}

/* Sides of a rule: entities with ingredient x and entities with ingredient y, as the builders of cells do it. */
static void add_rule(struct rules *r, struct kernel_rule rule, unsigned x, unsigned y, bool beyond)
{
	uint32_t n = (uint32_t)r->s.npairs++;
	r->pair[n] = rule;
	r->a[n] = x;
	r->b[n] = y;
	r->beyond[n] = beyond;
	for (uint32_t a = 0; a < r->s.nsets; a++)
		for (uint32_t b = 0; b < r->s.nsets; b++)
			if (has(r->sets[a].ingredients, r->sets[a].ningredients, x) && has(r->sets[b].ingredients, r->sets[b].ningredients, y)) {
				if (r->s.ncells == MAX_CELLS) abort();
				r->cells[r->s.ncells++] = (struct kernel_cell){ a, b, n, beyond };
			}
}

static struct rules *plain(size_t nsets, bool apart)
{
	struct rules *r = calloc(1, sizeof *r);
	if (!r) abort();
	for (unsigned i = 0; i < INGREDIENTS; i++) r->ingredient[i] = (struct kernel_rule){ i, { 0, 0 }, KERNEL_INGREDIENT, 3, { 255, 255 } };
	for (unsigned i = 0; i < CLASSES; i++) r->class[i] = (struct kernel_rule){ 1000 + i, { 0, 0 }, KERNEL_CLASS, 4, { 255, 255 } };
	r->s = (struct kernel_source){ r->products, 0, r->sets, nsets, r->ingredient, INGREDIENTS, r->class, CLASSES, r->pair, 0, r->cells, 0, apart,
				       { 0xf7, 0xf7, 0xf7, 0x08, 0xf7, 0xf7, 0xf7, 0xf7 } };
	return r;
}

static struct rules *random_rules(size_t nsets, size_t npairs, bool apart)
{
	static const uint8_t masks[] = { 14, 14, 6, 8, 2, 255 };
	static const uint16_t days[] = { 0, 0, 0, 0, 7, 30 };
	struct rules *r = plain(nsets, apart);
	for (size_t i = 0; i < nsets; i++) {
		size_t n = draw(r->ids[i], rnd(8) ? 1 : rnd(5), INGREDIENTS), m = draw(r->classes[i], apart ? 1 : rnd(3), CLASSES);
		r->sets[i] = (struct kernel_set){ r->ids[i], r->classes[i], (uint16_t)n, (uint16_t)m, rnd(20) };
	}
	for (size_t i = 0; i < PRODUCTS; i++) r->products[i] = (struct kernel_product){ (uint16_t)rnd((unsigned)nsets), (uint16_t)(rnd(9) ? 0 : 14) };
	r->s.nproducts = PRODUCTS;
	for (unsigned i = 0; i < npairs; i++) {
		unsigned x = popular(INGREDIENTS), y = rnd(20) ? popular(INGREDIENTS) : x;
		struct kernel_rule rule = { 7000 + i, { days[rnd(6)], days[rnd(6)] }, KERNEL_PAIR, (uint8_t)(1 + rnd(2)), { masks[rnd(6)], masks[rnd(6)] } };
		add_rule(r, rule, x, y, rnd(4) == 0);
		if (rnd(10) == 0 && r->s.npairs < npairs) {          /* another row for the same pair */
			rule.ref += 5000;
			add_rule(r, rule, x, y, false);
		}
		if (r->s.npairs >= npairs) break;
	}
	build(r);
	return r;
}

static void drop(struct rules *r)
{
	yg_buf_free(&r->image);
	free(r);
}

/* --- the layout --------------------------------------------------------------------------------------------------------- */
static bool bit(const struct kernel_rules *k, unsigned e, unsigned f)
{
	unsigned slot = yg_kernel_slot(f);
	return yg_kernel_row(k, e)[slot / 64] >> slot % 64 & 1;
}

/* The set that an entity of the block is: products lead there. SETS: none that a product has. */
static size_t set_of(const struct rules *r, unsigned entity)
{
	for (size_t i = 0; i < r->s.nproducts; i++)
		if (yg_kernel_entity(r->k.products[i].slot) == entity) return r->products[i].slot;
	return SETS;
}

static size_t shared(const struct kernel_set *x, const struct kernel_set *y)
{
	size_t n = 0;
	for (size_t i = 0; i < x->ningredients; i++) n += has(y->ingredients, y->ningredients, x->ingredients[i]);
	return n;
}

static bool class_told(const struct rules *r, const struct kernel_set *x, const struct kernel_set *y)
{
	size_t n = shared(x, y);
	return r->s.class_apart ? n == 0 : n == 0 || (n < x->ningredients && n < y->ningredients);
}

static bool anything(const struct rules *r, size_t a, size_t b, unsigned *days)
{
	const struct kernel_set *x = &r->sets[a], *y = &r->sets[b];
	bool any = shared(x, y) > 0;
	*days = 0;
	for (size_t i = 0; i < x->nclasses; i++) any |= class_told(r, x, y) && has(y->classes, y->nclasses, x->classes[i]);
	for (size_t i = 0; i < r->s.ncells; i++) {
		const struct kernel_cell *c = &r->cells[i];
		if (!((c->a == a && c->b == b) || (c->a == b && c->b == a))) continue;
		any = true;
		for (int w = 0; w < 2; w++)
			if (r->pair[c->rule].washout[w] > *days) *days = r->pair[c->rule].washout[w];
	}
	return any;
}

static void layout(void)
{
	struct rules *r = random_rules(SETS, 300, false);
	const struct kernel_rules *k = &r->k;
	uint32_t earlier = 0;
	CHECK(k->lines == 2 && k->nentities == SETS);
	for (unsigned e = 0; e < k->nentities; e++) {
		CHECK(yg_kernel_entity(yg_kernel_slot(e)) == e && yg_kernel_slot(e) % 512 >= 64);
		CHECK(bit(k, e, e));
		for (unsigned f = 0; f <= e; f++) {          /* ranks are of the bits up to the diagonal: each pair has one record */
			CHECK(bit(k, e, f) == bit(k, f, e));
			if (!bit(k, e, f)) continue;
			CHECK_INT(yg_kernel_rank(yg_kernel_row(k, e), yg_kernel_slot(f) / 64, (uint64_t)1 << yg_kernel_slot(f) % 64), earlier);
			earlier++;
		}
	}
	CHECK_INT(k->npairs, earlier + 1);
	for (unsigned e = 0; e + 1 < k->nentities; e++) {    /* popular first */
		size_t x = set_of(r, e), y = set_of(r, e + 1);
		CHECK(x == SETS || y == SETS || r->sets[x].weight >= r->sets[y].weight);
	}
	for (unsigned e = 0; e < k->nentities; e++) {        /* the filter is never wrong when it says no; reach comes from the rules */
		size_t x = set_of(r, e);
		unsigned longest = 0;
		if (x == SETS || rnd(4)) continue;
		for (unsigned f = 0; f < k->nentities; f++) {
			size_t y = set_of(r, f);
			unsigned days;
			if (y == SETS) continue;
			CHECK(anything(r, x, y, &days) ? bit(k, e, f) : e == f || !bit(k, e, f));
			CHECK(!days || yg_kernel_entity_of(yg_kernel_row(k, e))->wash >> yg_kernel_slot(f) % 64 & 1);
			if (days > longest) longest = days;
			CHECK(days <= yg_kernel_entity_of(yg_kernel_row(k, e))->washout && days <= k->longest);
		}
		CHECK(longest <= yg_kernel_entity_of(yg_kernel_row(k, e))->washout);
	}
	drop(r);
}

static void same_bytes(void)
{
	struct rules *r = random_rules(100, 50, true);
	struct buf first = r->image;
	r->image = (struct buf){ 0 };
	build(r);
	CHECK(first.n == r->image.n && memcmp(first.p, r->image.p, first.n) == 0);
	r->pair[0].washout[0]++;
	build(r);
	CHECK(memcmp(first.p, r->image.p, first.n) != 0);
	yg_buf_free(&first);
	drop(r);
}

/* --- what it finds, by plain loops ---------------------------------------------------------------------------------------- */
enum { HITS = 20000 };
static struct kernel_hit got[HITS], want[HITS];

static size_t plain_pair(const struct rules *r, struct kernel_hit *out, size_t n, uint32_t p, uint32_t q, bool ours, const struct kernel_line *x,
			 const struct kernel_line *y)
{
	uint32_t a = r->products[x->product].slot, b = r->products[y->product].slot;
	const struct kernel_set *s = &r->sets[a], *t = &r->sets[b];
	int32_t after_y = x->from - y->to, after_x = y->from - x->to, gap = after_y > after_x ? after_y : after_x;
	bool beside = gap <= 0 && (x->route == 3) == (y->route == 3);
	for (size_t i = 0; i < s->ningredients && beside; i++)
		if (has(t->ingredients, t->ningredients, s->ingredients[i]))
			out[n++] = (struct kernel_hit){ p, q, s->ingredients[i], KERNEL_INGREDIENT, 3, ours, 0 };
	for (size_t i = 0; i < s->nclasses && beside; i++)
		if (has(t->classes, t->nclasses, s->classes[i]) && class_told(r, s, t))
			out[n++] = (struct kernel_hit){ p, q, 1000u + s->classes[i], KERNEL_CLASS, 4, ours, 0 };
	for (uint32_t rule = 0; rule < r->s.npairs; rule++) {
		const struct kernel_rule *u = &r->pair[rule];
		bool said = false;
		for (int swapped = 0; swapped < 2 && !said; swapped++) {
			const struct kernel_set *side_a = swapped ? t : s, *side_b = swapped ? s : t;
			unsigned rx = u->routes[swapped], ry = u->routes[!swapped];
			unsigned days = (after_y >= after_x) != swapped ? u->washout[1] : u->washout[0];
			if (!has(side_a->ingredients, side_a->ningredients, r->a[rule]) || !has(side_b->ingredients, side_b->ningredients, r->b[rule])) continue;
			if (!(rx >> x->route & 1) || !(ry >> y->route & 1) || gap > (int32_t)days) continue;
			out[n++] = (struct kernel_hit){ p, q, u->ref, KERNEL_PAIR, u->severity, ours,
				(uint8_t)(swapped * KERNEL_HIT_SWAPPED + r->beyond[rule] * KERNEL_HIT_BEYOND) };
			said = true;
		}
	}
	return n;
}

static size_t plain_all(const struct rules *r, const struct kernel_case *c, struct kernel_hit *out)
{
	size_t n = 0;
	for (uint32_t p = 0; p < c->nrx; p++) {
		const struct kernel_product *d = &r->products[c->rx[p].product];
		const struct kernel_set *s = &r->sets[d->slot];
		for (uint32_t q = 0; q < c->nhistory; q++) n = plain_pair(r, out, n, p, q, false, &c->rx[p], &c->history[q]);
		for (uint32_t q = p + 1; q < c->nrx; q++) n = plain_pair(r, out, n, p, q, true, &c->rx[p], &c->rx[q]);
		for (uint32_t i = 0; i < c->nallergies; i++) {
			unsigned t = c->allergies[i];
			bool is = t & KERNEL_TERM_CLASS ? has(s->classes, s->nclasses, t & 0x7fff) : has(s->ingredients, s->ningredients, t);
			if (is) out[n++] = (struct kernel_hit){ p, i, t, KERNEL_ALLERGY, 0, 0, 0 };
		}
		if (d->limit && c->rx[p].days > d->limit) out[n++] = (struct kernel_hit){ p, 0, d->limit, KERNEL_LIMIT, 0, 0, 0 };
	}
	return n;
}

static int by_bytes(const void *x, const void *y) { return memcmp(x, y, sizeof(struct kernel_hit)); }

static struct kernel_block *compiled(const struct kernel_rules *k, const struct kernel_case *c)
{
	struct kernel_sort *work = calloc(c->nhistory + 1u, sizeof *work);
	size_t room = yg_kernel_block_room(c->nhistory, c->nallergies), used;
	void *b;
	if (!work || posix_memalign(&b, 64, room)) abort();
	used = yg_kernel_compile(k, c->history, c->nhistory, c->allergies, c->nallergies, work, b);
	CHECK(used && used <= room && used % 64 == 0);
	free(work);
	return b;
}

/* Raw and compiled, against the plain loops. */
static size_t agree(const struct rules *r, const struct kernel_case *c)
{
	struct kernel_block *b = compiled(&r->k, c);
	const struct kernel_case alike = { .rx = c->rx, .nrx = c->nrx, .block = b };
	size_t n = plain_all(r, c, want);
	if (n) qsort(want, n, sizeof *want, by_bytes);
	for (int way = 0; way < 2; way++) {
		size_t m = yg_kernel_find(&r->k, way ? &alike : c, got, HITS);
		if (m && m <= HITS) qsort(got, m, sizeof *got, by_bytes);
		CHECK_INT(m, n);
		CHECK(m == n && memcmp(got, want, n * sizeof *got) == 0);
	}
	free(b);
	return n;
}

static struct kernel_line line(unsigned product, int from, int days, unsigned route)
{
	return (struct kernel_line){ product, from, from + days - 1, (uint16_t)days, (uint8_t)route, 0 };
}

static void against_plain_loops(void)
{
	size_t found = 0;
	for (int world = 0; world < 4; world++) {
		struct rules *r = random_rules(world < 2 ? 60 : SETS, world < 2 ? 120 : 700, world % 2);
		for (int n = 0; n < 60; n++) {
			struct kernel_line rx[80], hist[200];
			uint16_t allergies[3];
			struct kernel_case c = { .rx = rx, .nrx = rnd(20) ? rnd(9) : 60 + rnd(20), .history = hist, .nhistory = rnd(200), .allergies = allergies,
						 .nallergies = rnd(2) ? rnd(4) : 0 };
			for (uint32_t i = 0; i < c.nrx; i++) rx[i] = line(rnd(PRODUCTS), 20000 + (int)rnd(40), 1 + (int)rnd(30), rnd(8));
			for (uint32_t i = 0; i < c.nhistory; i++) hist[i] = line(rnd(PRODUCTS), 19900 + (int)rnd(180), (int)rnd(30), rnd(8));
			for (uint32_t i = 0; i < c.nallergies; i++)
				allergies[i] = (uint16_t)(rnd(2) ? rnd(INGREDIENTS) : KERNEL_TERM_CLASS | rnd(CLASSES));
			found += agree(r, &c);
		}
		drop(r);
	}
	CHECK(found > 3000);                                /* it is not that nothing is ever found */
}

/* --- one thing at a time ------------------------------------------------------------------------------------------------------ */
static struct rules *two_drugs(void)                 /* products 0 and 1 with ingredients 0 and 1, 2 with both; 3 with none */
{
	struct rules *r = plain(4, true);
	static const uint16_t one[] = { 0 }, two[] = { 1 }, both[] = { 0, 1 };
	r->sets[0] = (struct kernel_set){ one, NULL, 1, 0, 1 };
	r->sets[1] = (struct kernel_set){ two, NULL, 1, 0, 9 };
	r->sets[2] = (struct kernel_set){ both, NULL, 2, 0, 0 };
	r->sets[3] = (struct kernel_set){ one, NULL, 0, 0, 0 };
	for (uint16_t i = 0; i < 4; i++) r->products[i].slot = i;
	r->s.nproducts = 4;
	return r;
}

static size_t pairs_found(const struct rules *r, struct kernel_line x, struct kernel_line y)
{
	struct kernel_case c = { .rx = &x, .nrx = 1, .history = &y, .nhistory = 1 };
	size_t n = agree(r, &c), pairs = 0;
	for (size_t i = 0; i < n; i++) pairs += got[i].kind == KERNEL_PAIR;
	return pairs;
}

static void wash_out_to_the_day(void)
{
	struct rules *r = two_drugs();
	add_rule(r, (struct kernel_rule){ 1, { 14, 7 }, KERNEL_PAIR, 1, { 255, 255 } }, 0, 1, false);
	build(r);
	CHECK_INT(pairs_found(r, line(1, 114, 5, 1), line(0, 96, 5, 1)), 1);         /* A until 100, B from 114: 14 days */
	CHECK_INT(pairs_found(r, line(1, 115, 5, 1), line(0, 96, 5, 1)), 0);
	CHECK_INT(pairs_found(r, line(0, 107, 5, 1), line(1, 96, 5, 1)), 1);         /* B first: 7 days */
	CHECK_INT(pairs_found(r, line(0, 108, 5, 1), line(1, 96, 5, 1)), 0);
	CHECK_INT(pairs_found(r, line(0, 96, 5, 1), line(1, 114, 5, 1)), 1);         /* the history line lies in the future */
	CHECK_INT(pairs_found(r, line(0, 96, 5, 1), line(1, 115, 5, 1)), 0);
	CHECK_INT(pairs_found(r, line(0, 96, 5, 1), line(1, 100, 1, 1)), 1);
	CHECK_INT(pairs_found(r, line(3, 96, 5, 1), line(1, 96, 5, 1)), 0);
	CHECK_INT(pairs_found(r, line(3, 96, 5, 1), line(3, 96, 5, 1)), 0);
	drop(r);
}

static void a_may_be_b(void)
{
	struct rules *r = two_drugs();
	add_rule(r, (struct kernel_rule){ 1, { 0, 0 }, KERNEL_PAIR, 1, { 2, 4 } }, 0, 0, false);
	build(r);
	CHECK_INT(pairs_found(r, line(0, 100, 5, 1), line(0, 102, 5, 2)), 1);        /* either can be side A: one finding, not two */
	CHECK_INT(pairs_found(r, line(0, 100, 5, 2), line(0, 102, 5, 1)), 1);
	CHECK_INT(pairs_found(r, line(0, 100, 5, 1), line(0, 102, 5, 1)), 0);
	CHECK_INT(pairs_found(r, line(2, 100, 5, 1), line(0, 102, 5, 2)), 1);
	drop(r);
}

static void several_rules_for_a_pair(void)
{
	struct rules *r = two_drugs();
	add_rule(r, (struct kernel_rule){ 1, { 0, 0 }, KERNEL_PAIR, 1, { 255, 255 } }, 0, 1, false);
	add_rule(r, (struct kernel_rule){ 2, { 0, 0 }, KERNEL_PAIR, 2, { 255, 255 } }, 1, 0, true);
	add_rule(r, (struct kernel_rule){ 3, { 0, 0 }, KERNEL_PAIR, 2, { 8, 255 } }, 0, 1, false);     /* topical only */
	build(r);
	CHECK_INT(pairs_found(r, line(0, 100, 5, 1), line(1, 102, 5, 1)), 2);
	CHECK_INT(pairs_found(r, line(0, 100, 5, 3), line(1, 102, 5, 1)), 3);
	CHECK_INT(pairs_found(r, line(1, 100, 5, 1), line(0, 102, 5, 3)), 3);
	CHECK_INT(pairs_found(r, line(2, 100, 5, 3), line(2, 102, 5, 3)), 3);        /* each once, though both sides are on both */
	r->cells[r->s.ncells++] = (struct kernel_cell){ 0, 1, 0, true };
	build(r);
	CHECK_INT(pairs_found(r, line(0, 100, 5, 1), line(1, 102, 5, 1)), 2);        /* named by its source and beyond it: named */
	drop(r);
}

static void either_way_round(void)                   /* two codes that both stand on both sides, and nothing else between them */
{
	struct rules *r = two_drugs();
	struct kernel_line x = line(0, 100, 5, 1), y = line(1, 102, 5, 2);
	struct kernel_case c = { .rx = &x, .nrx = 1, .history = &y, .nhistory = 1 };
	r->pair[0] = (struct kernel_rule){ 1, { 0, 0 }, KERNEL_PAIR, 1, { 4, 2 } };
	r->cells[0] = (struct kernel_cell){ 0, 1, 0, false };
	r->cells[1] = (struct kernel_cell){ 1, 0, 0, false };
	r->s.npairs = 1;
	r->s.ncells = 2;
	build(r);
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 1);
	CHECK_INT(got[0].flags, KERNEL_HIT_SWAPPED);
	x.route = 2, y.route = 1;
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 1);
	CHECK_INT(got[0].flags, 0);
	y.route = 2;
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 0);
	drop(r);
}

static void topical_is_apart(void)
{
	struct rules *r = two_drugs();
	struct kernel_line x, y;
	struct kernel_case c = { .rx = &x, .nrx = 1, .history = &y, .nhistory = 1 };
	build(r);
	for (unsigned a = 0; a < KERNEL_ROUTES; a++)
		for (unsigned b = 0; b < KERNEL_ROUTES; b++) {
			x = line(2, 100, 5, a);
			y = line(2, 104, 5, b);
			CHECK_INT(agree(r, &c), (a == 3) == (b == 3) ? 2 : 0);      /* two shared ingredients: two findings */
			y = line(2, 105, 5, b);
			CHECK_INT(agree(r, &c), 0);
		}
	drop(r);
}

static void far_days(void)
{
	struct rules *r = two_drugs();
	struct kernel_line x = line(0, 20000, 7, 1), y[4] = { line(0, 20003, 7, 1), line(0, 100, 7, 1), line(0, 20002, 1, 1), line(1, 19999, 1, 1) };
	struct kernel_case c = { .rx = &x, .nrx = 1, .history = y, .nhistory = 4 };
	add_rule(r, (struct kernel_rule){ 1, { 30, 30 }, KERNEL_PAIR, 1, { 255, 255 } }, 0, 1, false);
	build(r);
	y[1].from = KERNEL_DAY_MIN;                         /* no beginning; no end; a history of more days than 16 bits hold */
	CHECK_INT(agree(r, &c), 3);
	y[1].to = KERNEL_DAY_MAX;
	CHECK_INT(agree(r, &c), 4);
	y[1].to = KERNEL_DAY_MIN;
	CHECK_INT(agree(r, &c), 3);
	x.from = KERNEL_DAY_MIN;
	x.to = KERNEL_DAY_MAX;
	CHECK_INT(agree(r, &c), 4);
	x = line(0, 30, 7, 1);
	CHECK_INT(agree(r, &c), 0);
	drop(r);
}

static void no_room_for_hits(void)
{
	struct rules *r = two_drugs();
	struct kernel_line rx[100];
	struct kernel_case c = { .rx = rx, .nrx = 100 };
	build(r);
	for (unsigned i = 0; i < 100; i++) rx[i] = line(0, 100, 5, 1);
	memset(got, 0xee, sizeof got);
	CHECK_INT(yg_kernel_find(&r->k, &c, got, 10), 4950);
	CHECK_INT(got[9].kind, KERNEL_INGREDIENT);
	CHECK_INT(got[10].kind, 0xee);
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 4950);
	c.nrx = 1;
	c.nallergies = 2;
	c.allergies = (const uint16_t[]){ 0, 1 };
	CHECK_INT(yg_kernel_find(&r->k, &c, NULL, 0), 1);
	c.nrx = 0;
	CHECK_INT(yg_kernel_find(&r->k, &c, NULL, 0), 0);
	drop(r);
}

static void stale_history(void)
{
	struct rules *r = two_drugs();
	struct kernel_line x = line(0, 100, 5, 1), y = line(1, 80, 5, 1);
	struct kernel_case c = { .rx = &x, .nrx = 1, .history = &y, .nhistory = 1 };
	struct kernel_block *b;
	build(r);
	b = compiled(&r->k, &c);
	c.block = b;
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 0);
	add_rule(r, (struct kernel_rule){ 1, { 30, 30 }, KERNEL_PAIR, 1, { 255, 255 } }, 0, 1, false);
	build(r);
	CHECK(yg_kernel_find(&r->k, &c, got, HITS) == KERNEL_STALE);                 /* it would not reach far enough */
	free(b);
	c.block = NULL;
	b = compiled(&r->k, &c);
	CHECK_INT(b->groups[0].reach - b->groups[0].end, 30);
	CHECK_INT(b->groups[b->ngroups].reach, 0);
	c.block = b;
	CHECK_INT(yg_kernel_find(&r->k, &c, got, HITS), 1);
	free(b);
	drop(r);
}

static void too_long_a_history(void)
{
	enum { N = 65536 };
	struct rules *r = two_drugs();
	struct kernel_line *h = calloc(N, sizeof *h);
	struct kernel_sort *work = calloc(N, sizeof *work);
	uint16_t *allergies = calloc(N, sizeof *allergies);
	struct kernel_block *b = NULL;
	if (!h || !work || !allergies || posix_memalign((void **)&b, 64, yg_kernel_block_room(N, 0))) abort();
	build(r);
	for (int i = 0; i < N; i++) h[i] = line((unsigned)i % 3, i / 7, 7, 1);
	CHECK_INT(yg_kernel_compile(&r->k, h, N, NULL, 0, work, b), 0);
	CHECK(yg_kernel_compile(&r->k, h, N - 1, NULL, 0, work, b) > 0);
	CHECK_INT(yg_kernel_compile(&r->k, h, 1, NULL, 65536, work, b), 0);
	CHECK(yg_kernel_compile(&r->k, h, 1, allergies, 65535, work, b) > 0 && b->nallergies == 65535);
	free(allergies);
	CHECK(yg_kernel_compile(&r->k, NULL, 0, NULL, 0, work, b) > 0 && b->ngroups == 0);
	free(h);
	free(work);
	free(b);
	drop(r);
}

/* --- limits of the builder, and damage ----------------------------------------------------------------------------------------- */
static void too_much(void)
{
	struct rules *r = two_drugs();
	struct arena *a = yg_arena_new(64u << 20);
	struct buf out;
	uint16_t many[300];
	struct kernel_source s = r->s;
	for (uint16_t i = 0; i < 300; i++) many[i] = i;
	yg_buf_init(&out, 1u << 20);
	r->sets[3] = (struct kernel_set){ many, NULL, 256, 0, 0 };
	CHECK_INT(yg_kernel_build(&r->s, a, &out), YG_ETOOBIG);
	r->sets[3].ningredients = 0;
	s.nsets = KERNEL_ENTITIES_MAX + 1;
	CHECK_INT(yg_kernel_build(&s, a, &out), YG_ETOOBIG);
	s = r->s;
	s.ningredients = KERNEL_TERM_CLASS + 1;
	CHECK_INT(yg_kernel_build(&s, a, &out), YG_ETOOBIG);
	yg_buf_free(&out);
	yg_buf_init(&out, 100);
	CHECK_INT(yg_kernel_build(&r->s, a, &out), YG_ETOOBIG);
	yg_buf_free(&out);
	yg_arena_free(a);
	for (size_t limit = 256; limit < 300000; limit = limit * 5 / 4) {        /* every shortage of memory is told */
		int err;
		a = yg_arena_new(limit);
		yg_buf_init(&out, 1u << 20);
		err = yg_kernel_build(&r->s, a, &out);
		CHECK(err == YG_OK || err == YG_ETOOBIG);
		CHECK(limit > 1000 || err);
		yg_buf_free(&out);
		yg_arena_free(a);
	}
	build(r);
	drop(r);
}

static bool refused(const char *bytes, size_t n)
{
	struct kernel_rules k;
	return yg_kernel_open(bytes, n, &k) || !yg_kernel_same(&k);
}

static void every_byte(void)
{
	struct rules *r = random_rules(30, 20, true);
	char *p = r->image.p;
	for (size_t i = 0; i < r->image.n; i++) {
		p[i] ^= 0x10;
		CHECK(refused(p, r->image.n));
		p[i] ^= 0x10;
	}
	CHECK(!refused(p, r->image.n));
	CHECK(refused(p, r->image.n - 64) && refused(p, 8) && refused(p, 0));
	drop(r);
}

/* A right checksum over wrong contents: either it is refused, or following it stays inside (address sanitizer). */
static void forged(void)
{
	struct rules *r = random_rules(500, 200, true);
	struct kernel_head h;
	size_t at[KERNEL_PARTS], n = r->image.n, unsound = 0;
	char *copy = malloc(n + 64), *bytes = copy;
	struct kernel_line rx[6], hist[60];
	struct kernel_case c = { .rx = rx, .nrx = 6, .history = hist, .nhistory = 60 };
	if (!copy) abort();
	memcpy(&h, r->image.p, sizeof h);
	yg_kernel_places(&h, at);
	for (int round = 0; round < 4000; round++) {
		struct kernel_rules k;
		enum kernel_part part = (enum kernel_part)rnd(KERNEL_PARTS);
		size_t end = part + 1 < KERNEL_PARTS ? at[part + 1] : n, place = round % 5 ? at[part] + rnd((unsigned)(end - at[part])) : rnd(sizeof h);
		memcpy(bytes, r->image.p, n);
		bytes[place] = (char)rnd(256);
		if (yg_kernel_open(bytes, n, &k)) continue;
		if (!yg_kernel_sound(&k)) { unsound++; continue; }
		if (k.nproducts < PRODUCTS) continue;
		for (unsigned i = 0; i < 6; i++) rx[i] = line(rnd(PRODUCTS), 100 + (int)rnd(20), 14, rnd(8));
		for (unsigned i = 0; i < 60; i++) hist[i] = line(rnd(PRODUCTS), 80 + (int)rnd(40), 14, rnd(8));
		CHECK(yg_kernel_find(&k, &c, got, HITS) < HITS);
	}
	CHECK(unsound > 500);
	free(copy);
	drop(r);
}

int main(void)
{
	T_RUN(layout);
	T_RUN(same_bytes);
	T_RUN(against_plain_loops);
	T_RUN(wash_out_to_the_day);
	T_RUN(a_may_be_b);
	T_RUN(several_rules_for_a_pair);
	T_RUN(either_way_round);
	T_RUN(topical_is_apart);
	T_RUN(far_days);
	T_RUN(no_room_for_hits);
	T_RUN(stale_history);
	T_RUN(too_long_a_history);
	T_RUN(too_much);
	T_RUN(every_byte);
	T_RUN(forged);
	return T_END();
}
