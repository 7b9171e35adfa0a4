/* test_match_properties.c - laws that hold for any input: nothing is lost against a plain double loop, order and split
 * of the lines change no finding, dates shift results, strangers change nothing, masked lines never show. */
#include "match_world.h"
#include "base/ban.h"

static uint32_t seed;
static unsigned pick(unsigned n)                     /* xorshift: the same cases on every machine */
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

struct plan { struct say rx[5], hist[14]; size_t nrx, nhist; };
static const char *const places[] = { NULL, "い医院", "ろ医院", "は医院" };

static struct say some_line(bool history)
{
	static const char *const days[] = { "2026-10-01", "2026-10-10", "2026-10-19", "2026-10-25", "2026-10-30", "2026-11-01", "2026-11-05", "2026-11-20" };
	struct say s = { (int)pick(FAKE_COUNT + 1) - 1, days[pick(8)], 1 + (int)pick(30), places[pick(4)], NULL, history && pick(4) == 0, (int)pick(3), 0 };
	if (pick(6) == 0) s.form = FORM_PRN;
	if (pick(25) == 0) s.on = "";
	if (history) s.pharmacy = places[pick(4)];
	return s;
}

static struct plan some_plan(void)
{
	struct plan p = { .nrx = 1 + pick(5), .nhist = pick(15) };
	for (size_t i = 0; i < p.nrx; i++) {
		p.rx[i] = some_line(false);
		p.rx[i].on = DAY0;
		p.rx[i].clinic = places[1];
	}
	for (size_t i = 0; i < p.nhist; i++) p.hist[i] = some_line(true);
	return p;
}

static struct world run(const struct plan *p)
{
	struct world w = w_new();
	for (size_t i = 0; i < p->nrx; i++) w_rx(&w, p->rx[i]);
	for (size_t i = 0; i < p->nhist; i++) w_hist(&w, p->hist[i]);
	w_match(&w);
	return w;
}

static const struct exposure *line(const struct world *w, size_t i) { return i < w->nrx ? &w->rx[i] : &w->hist[i - w->nrx]; }

/* --- the plain double loop ------------------------------------------------------------ */

static int32_t lo(const struct exposure *e) { return yg_ymd_valid(e->taken.from) ? yg_ymd_days(e->taken.from) : -1000000; }
static int32_t hi(const struct exposure *e) { return yg_ymd_valid(e->taken.to) ? yg_ymd_days(e->taken.to) : 1000000; }

static bool expected(const struct exposure *x, const struct exposure *y, enum finding_kind kind, int cause)
{
	size_t dx, dy;
	bool overlap = lo(x) <= hi(y) && lo(y) <= hi(x);
	if (!x->item->drug || !y->item->drug) return false;
	dx = (size_t)(x->item->drug - fake.drugs);
	dy = (size_t)(y->item->drug - fake.drugs);
	if (kind == FIND_SAME_INGREDIENT) return overlap && fake_has(dx, cause) && fake_has(dy, cause);
	if (kind == FIND_SAME_CLASS)         /* group 1 only: one at a time; its members have one ingredient each */
		return overlap && dx != dy && (dx == FAKE_C1 || dx == FAKE_C2) && (dy == FAKE_C1 || dy == FAKE_C2);
	for (int swap = 0; swap < 2; swap++) {
		const struct exposure *a = swap ? y : x, *b = swap ? x : y;
		size_t da = swap ? dy : dx, db = swap ? dx : dy;
		if (!fake_has(da, fake.pair[cause].a) || !fake_has(db, fake.pair[cause].b) || !fake.rules[cause].enabled) continue;
		if (overlap) return true;
		if (hi(a) < lo(b) && lo(b) - hi(a) <= fake.rules[cause].washout_ab) return true;
	}
	return false;
}

static bool reported(const struct world *w, size_t i, size_t k, enum finding_kind kind, int cause)
{
	for (size_t n = 0; n < w->out.nfindings; n++) {
		const struct finding *f = &w->out.findings[n];
		if (f->masked && f->a != i && f->a != k) continue;
		if (f->masked) {
			if ((f->kind == FIND_PAIR) != (kind == FIND_PAIR)) continue;
		} else {
			if (f->kind != kind) continue;
			if (kind == FIND_PAIR && f->rule != &fake.rules[cause]) continue;
			if (kind == FIND_SAME_INGREDIENT && !yg_str_eqz(f->shared, fake_ingredient_names[cause])) continue;
			if (kind == FIND_SAME_CLASS && !yg_str_eqz(f->shared, "群1")) continue;
		}
		for (size_t m = 0; f->masked && m < f->npartners; m++)
			if (f->partners[m] == (f->a == i ? k : i)) return true;
		for (size_t m = 0; m < f->npairs; m++)
			if ((f->pairs[m].a == i && f->pairs[m].b == k) || (f->pairs[m].a == k && f->pairs[m].b == i)) return true;
	}
	return false;
}

static void nothing_lost_nothing_invented(void)
{
	size_t hits = 0;
	seed = 20261101;
	for (int round = 0; round < 3000; round++) {
		struct plan p = some_plan();
		struct world w = run(&p);
		size_t n = w.nrx + w.nhist, wrong = 0;
		for (size_t i = 0; i < w.nrx; i++)
			for (size_t k = i + 1; k < n; k++) {
				bool masked = line(&w, k)->masked, any_duplicate = false, any_pair = false;
				for (int c = ING_A; c <= ING_H; c++) {
					bool want = expected(line(&w, i), line(&w, k), FIND_SAME_INGREDIENT, c);
					any_duplicate = any_duplicate || want;
					hits += want;
					if (!masked) wrong += want != reported(&w, i, k, FIND_SAME_INGREDIENT, c);
					else wrong += want && !reported(&w, i, k, FIND_SAME_INGREDIENT, c);
				}
				if (!masked) wrong += expected(line(&w, i), line(&w, k), FIND_SAME_CLASS, 0) != reported(&w, i, k, FIND_SAME_CLASS, 0);
				else any_duplicate = any_duplicate || expected(line(&w, i), line(&w, k), FIND_SAME_CLASS, 0);
				for (int r = 0; r < (int)fake.nrules; r++) {
					bool want;
					if (fake.rules[r].kind != RULE_PAIR) continue;
					want = expected(line(&w, i), line(&w, k), FIND_PAIR, r);
					any_pair = any_pair || want;
					hits += want;
					if (!masked) wrong += want != reported(&w, i, k, FIND_PAIR, r);
				}
				if (masked) {
					wrong += any_pair != reported(&w, i, k, FIND_PAIR, 0);
					wrong += any_duplicate && !reported(&w, i, k, FIND_SAME_INGREDIENT, 0);
				}
			}
		if (wrong) fprintf(stderr, "round %d: %zu wrong\n", round, wrong);
		CHECK_INT(wrong, 0);
		w_free(&w);
	}
	CHECK(hits > 1000);
}

/* --- the same findings ------------------------------------------------------------------ */

static bool has_id(const struct world *w, const char *id)
{
	for (size_t i = 0; i < w->out.nfindings; i++)
		if (!strcmp(w->out.findings[i].id, id)) return true;
	return false;
}

static bool same_ids(const struct world *a, const struct world *b)
{
	if (a->out.nfindings != b->out.nfindings) return false;
	for (size_t i = 0; i < a->out.nfindings; i++)
		if (!has_id(b, a->out.findings[i].id)) return false;
	return true;
}

static void shuffle(struct say *s, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = pick((unsigned)i);
		struct say t = s[i - 1];
		s[i - 1] = s[k];
		s[k] = t;
	}
}

static void order_changes_nothing(void)
{
	seed = 7;
	for (int round = 0; round < 1500; round++) {
		struct plan p = some_plan();
		struct world a = run(&p), b;
		shuffle(p.rx, p.nrx);
		shuffle(p.hist, p.nhist);
		b = run(&p);
		CHECK(same_ids(&a, &b));
		w_free(&a);
		w_free(&b);
	}
}

static void sources_change_nothing(void)
{
	seed = 8;
	for (int round = 0; round < 1000; round++) {
		struct plan p = some_plan();
		struct world a = run(&p), b;
		for (size_t i = 0; i < p.nhist; i++) p.hist[i].source = (int)pick(5);
		b = run(&p);
		CHECK(same_ids(&a, &b));
		w_free(&a);
		w_free(&b);
	}
}

static void shifted_dates_shift_results(void)
{
	seed = 9;
	for (int round = 0; round < 1000; round++) {
		struct plan p = some_plan();
		struct world a = run(&p), b = w_new();
		int32_t by = (int32_t)pick(4000) - 2000;
		char text[32][11];
		size_t t = 0;
		for (size_t i = 0; i < p.nrx + p.nhist; i++) {
			struct say s = i < p.nrx ? p.rx[i] : p.hist[i - p.nrx];
			if (*s.on) {
				yg_ymd_format(yg_ymd_add(w_day(s.on), by), text[t]);
				s.on = text[t++];
			}
			if (i < p.nrx) w_rx(&b, s);
			else w_hist(&b, s);
		}
		b.as_of = yg_ymd_add(w_day(DAY0), by);
		w_match(&b);
		CHECK_INT(b.out.nfindings, a.out.nfindings);
		for (size_t i = 0; i < a.out.nfindings && i < b.out.nfindings; i++) {
			const struct finding *x = &a.out.findings[i];
			size_t k = 0;                        /* ids hold dates, so equals may change places: find the twin */
			for (; k < b.out.nfindings; k++) {
				const struct finding *y = &b.out.findings[k];
				if (y->a != x->a || y->kind != x->kind || y->rule != x->rule || !yg_str_eq(y->shared, x->shared) || y->severity != x->severity ||
				    y->masked != x->masked || y->overlap_days != x->overlap_days || y->gap_days != x->gap_days || y->npartners != x->npartners ||
				    strcmp(y->national, x->national)) continue;
				break;
			}
			CHECK(k < b.out.nfindings);
		}
		w_free(&a);
		w_free(&b);
	}
}

static void strangers_change_nothing(void)
{
	seed = 10;
	for (int round = 0; round < 1000; round++) {
		struct plan p = some_plan();
		struct world a, b;
		for (size_t i = 0; i < p.nrx; i++)
			if (p.rx[i].drug == FAKE_UNRELATED) p.rx[i].drug = FAKE_A;
		a = run(&p);
		p.hist[p.nhist > 13 ? 13 : p.nhist++] = (struct say){ FAKE_UNRELATED, DAY0, 30, "い医院", "ろ医院", false, 2, 0 };
		b = run(&p);
		if (p.nhist <= 13) CHECK(same_ids(&a, &b));
		w_free(&a);
		w_free(&b);
	}
}

/* Take the masked lines away: the open findings are the same, in the same order, to the letter. */
static void masked_lines_never_show(void)
{
	size_t masked_findings = 0;
	seed = 11;
	for (int round = 0; round < 3000; round++) {
		struct plan p = some_plan(), open = p;
		struct world a, b;
		size_t k = 0;
		open.nhist = 0;
		for (size_t i = 0; i < p.nhist; i++)
			if (!p.hist[i].masked) open.hist[open.nhist++] = p.hist[i];
		a = run(&p);
		b = run(&open);
		for (size_t i = 0; i < a.out.nfindings; i++) {
			const struct finding *x = &a.out.findings[i], *y;
			for (size_t m = 0; x->masked && m < x->npartners; m++) CHECK(line(&a, x->partners[m])->masked);
			masked_findings += x->masked;
			if (x->masked) continue;
			if (k == b.out.nfindings) { CHECK(k < b.out.nfindings); break; }
			y = &b.out.findings[k++];
			CHECK(!strcmp(x->id, y->id) && x->severity == y->severity && x->interrupts == y->interrupts && x->rows == y->rows);
			CHECK(yg_str_eq(x->arithmetic_ja, y->arithmetic_ja) && yg_str_eq(x->detail_ja, y->detail_ja) && x->institutions == y->institutions);
		}
		CHECK_INT(k, b.out.nfindings);
		CHECK_INT(a.out.compared, b.out.compared);
		CHECK_INT(a.out.switched_off, b.out.switched_off);
		w_free(&a);
		w_free(&b);
	}
	CHECK(masked_findings > 100);
}

/* Exchange prescription and history: what hits one way hits the other way. */
static void symmetric(void)
{
	seed = 12;
	for (int round = 0; round < 4000; round++) {
		struct say x = some_line(false), y = some_line(false);
		struct world a = w_new(), b = w_new();
		w_rx(&a, x);
		w_hist(&a, y);
		w_rx(&b, y);
		w_hist(&b, x);
		w_match(&a);
		w_match(&b);
		CHECK_INT(a.out.nfindings, b.out.nfindings);
		CHECK_INT(w_count(&a, FIND_PAIR), w_count(&b, FIND_PAIR));
		CHECK_INT(w_count(&a, FIND_SAME_INGREDIENT), w_count(&b, FIND_SAME_INGREDIENT));
		w_free(&a);
		w_free(&b);
	}
}

static void same_bytes_twice(void)
{
	seed = 13;
	for (int round = 0; round < 300; round++) {
		struct plan p = some_plan();
		struct world a = run(&p), b = run(&p);
		CHECK_INT(a.out.nfindings, b.out.nfindings);
		for (size_t i = 0; i < a.out.nfindings && i < b.out.nfindings; i++) {
			CHECK(!strcmp(a.out.findings[i].id, b.out.findings[i].id) && a.out.findings[i].a == b.out.findings[i].a);
			CHECK_STR(a.out.findings[i].arithmetic_en, b.out.findings[i].arithmetic_en);
		}
		w_free(&a);
		w_free(&b);
	}
}

/* An arena that is too small ends in an error, never in fewer findings. */
static void no_memory(void)
{
	struct plan p;
	struct world full;
	seed = 14;
	do p = some_plan(); while (p.nrx < 4 || p.nhist < 12);
	full = run(&p);
	CHECK(full.out.nfindings > 2);
	for (size_t limit = 64; limit < 200000; limit += limit / 3) {
		struct arena *a = yg_arena_new(limit);
		struct match_out out = { 0 };
		static const struct facts facts;
		struct match_in in = { .tables = &fake, .as_of = w_day(DAY0), .rx = full.rx, .nrx = full.nrx, .hist = full.hist, .nhist = full.nhist, .facts = &facts };
		int err;
		if (!a) continue;
		err = yg_match(&in, a, &out);
		CHECK(err != 0 ? out.nfindings == 0 : out.nfindings == full.out.nfindings);
		yg_arena_free(a);
	}
	w_free(&full);
}

int main(void)
{
	fake_reset();
	T_RUN(nothing_lost_nothing_invented);
	T_RUN(order_changes_nothing);
	T_RUN(sources_change_nothing);
	T_RUN(shifted_dates_shift_results);
	T_RUN(strangers_change_nothing);
	T_RUN(masked_lines_never_show);
	T_RUN(symmetric);
	T_RUN(same_bytes_twice);
	T_RUN(no_memory);
	return T_END();
}
