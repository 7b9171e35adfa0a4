/* test_match_national.c - the replica of the national check against tests/national/cases.csv: hit or not, firm or a guess,
 * and the reason of a no. The cases are written from the document (tests/national/README.md); here they are only run. */
#include "base/arena.h"
#include "base/cursor.h"
#include "match/history.h"
#include "match/national.h"
#include "match/period.h"
#include "match/usage.h"
#include "fake_tables.h"
#include "base/ban.h"

enum { COLUMNS = 21 };
static const char *const header = "id,what,new,new_form,new_days,new_on,as_of,past,past_form,past_days,past_on,family,registered,masked,place,usage,"
				  "expected,kind,reason,guess,why";
struct row { struct str id, what, fresh, new_form, new_days, new_on, as_of, past, past_form, past_days, past_on, family, registered, masked, place, usage,
		    expected, kind, reason, guess, why; };

/* --- the tables the names stand for ------------------------------------------------------- */

static struct { const char *name; size_t drug; } names[32];
static size_t nnames;

static void name(const char *word, size_t drug)
{
	names[nnames].name = word;
	names[nnames++].drug = drug;
}

static void more(const char *word, enum route route, int ing, int ing2, uint8_t form_class)
{
	const int list[] = { ing, ing2, -1 };
	size_t at = fake.ndrugs;
	fake_drug(word, route, list, NULL);
	fake.drugs[at].form_class = form_class;
	name(word, at);
}

static void tables(void)
{
	fake_reset();
	nnames = 0;
	for (size_t i = 0; i < fake.ndrugs; i++) fake.drugs[i].form_class = 1;
	name("A", FAKE_A); name("A2", FAKE_A_BRAND); name("B", FAKE_B); name("AB", FAKE_AB); name("A_GEL", FAKE_A_GEL); name("C", FAKE_C1);
	name("D", FAKE_C2); name("E", FAKE_D1); name("F", FAKE_D2); name("G", FAKE_D3); name("BARE", FAKE_BARE); name("H", FAKE_UNRELATED);
	name("A_ODD", FAKE_A_ODD);
	more("A_STRONG", ROUTE_SYSTEMIC, ING_A, -1, 1);
	more("A_INJ", ROUTE_SYSTEMIC, ING_A, -1, 4);
	more("A_EYE", ROUTE_EYE, ING_A, -1, 6);
	more("A_NOSE", ROUTE_NOSE_EAR, ING_A, -1, 6);
	more("A_INHALED", ROUTE_INHALED, ING_A, -1, 6);
	more("A_OTHER", ROUTE_OTHER, ING_A, -1, 6);
	more("AD", ROUTE_SYSTEMIC, ING_A, ING_D, 1);
	more("C_GEL", ROUTE_TOPICAL, ING_C, -1, 6);
	more("UNRELATED", ROUTE_SYSTEMIC, ING_F, -1, 1);
	fake_rule("P-BH", RULE_PAIR, SEV_WARNING, ING_B, ING_H);
}

static const struct drug *drug(struct str word)
{
	for (size_t i = 0; i < nnames; i++)
		if (yg_str_eqz(word, names[i].name)) return &fake.drugs[names[i].drug];
	CHECK(yg_str_eqz(word, "NONE"));
	return NULL;
}

/* --- a case into lines ------------------------------------------------------------------------ */

/* The i-th of the parts joined by '+', or the only one. */
static struct str part(struct str s, size_t i, size_t *n)
{
	struct str p = s;
	*n = s.n ? 1 : 0;
	for (size_t k = 0, from = 0; k <= s.n; k++) {
		if (k < s.n && s.p[k] != '+') continue;
		if (i == 0) p = yg_str_sub(s, from, k - from);
		if (i-- == 0) i = (size_t)-1;
		from = k + 1;
		if (k < s.n) ++*n;
	}
	return p;
}

static struct ymd day(struct str s)
{
	struct ymd d = YMD_NONE;
	CHECK_INT(yg_ymd_parse(s, &d), 0);
	return d;
}

static enum form_class form(struct str s)
{
	static const struct { const char *w; enum form_class f; } forms[] = {
		{ "oral", FORM_ORAL }, { "undated", FORM_ORAL }, { "prn", FORM_PRN }, { "external", FORM_EXTERNAL }, { "drops", FORM_ORAL_DROPS },
		{ "injection", FORM_INJECTION }, { "material", FORM_MATERIAL }, { "decoction", FORM_DECOCTION }, { "unknown", FORM_UNKNOWN } };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (yg_str_eqz(s, forms[i].w)) return forms[i].f;
	CHECK(false);
	return FORM_NONE;
}

static void line(struct arena *a, struct exposure *e, struct str word, struct str frm, struct str days, struct ymd on, struct str usage)
{
	struct drug_item *it = yg_arena_alloc(a, sizeof *it);
	struct usage u;
	unsigned long n = 0;
	*e = (struct exposure){ 0 };
	it->drug = drug(word);
	it->system = CODE_RECEIPT;
	it->code = yg_arena_str(a, word);
	it->unit = form(frm) == FORM_EXTERNAL ? STR("枚") : STR("錠");
	it->amount = yg_dec_int(1);
	e->item = it;
	e->route = it->drug ? (enum route)it->drug->route : ROUTE_UNKNOWN;
	CHECK(yg_str_uint(days, 9999, &n));
	yg_usage_begin(&u);
	yg_usage_text(&u, usage);
	yg_usage_end(&u);
	yg_period_set(e, &(struct period_in){ .form = form(frm), .amount = it->amount, .quantity = n ? yg_dec_int((int64_t)n) : DEC_NONE, .start = on,
		      .usage = &u, .unit = it->unit, .leftover = DEC_NONE });
	e->on = on;
}

static void place(struct exposure *e, struct str where)
{
	e->pharmacy_key.name = STR("他薬局");
	e->clinic_key.name = STR("他院");
	if (yg_str_eqz(where, "same") || yg_str_eqz(where, "own-rx")) e->clinic_key.name = STR("例示診療所");
	if (yg_str_eqz(where, "unknown")) e->clinic_key.name = STR_NONE;
	if (yg_str_eqz(where, "own-pharmacy")) e->pharmacy_key.name = STR("当薬局");
	if (yg_str_eqz(where, "in-house")) e->pharmacy_key.name = STR_NONE;
}

static enum history_kind kind(struct str family)
{
	static const struct { const char *w; enum history_kind k; } kinds[] = { { "prescribed", HIST_PRESCRIBED }, { "dispensed", HIST_DISPENSED },
		{ "claims", HIST_CLAIMS }, { "notebook", HIST_BOOKLET }, { "otc", HIST_OTC } };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (yg_str_eqz(family, kinds[i].w)) return kinds[i].k;
	CHECK(false);
	return HIST_PRESCRIBED;
}

struct lines { struct exposure rx[4], hist[4]; size_t nrx, nhist; };

static void build(struct arena *a, const struct row *r, struct lines *l)
{
	size_t n;
	l->nrx = l->nhist = 0;
	for (part(r->fresh, 0, &l->nrx), n = 0; n < l->nrx; n++) {
		size_t k;
		struct exposure *e = &l->rx[n];
		line(a, e, part(r->fresh, n, &k), r->new_form, r->new_days, day(r->new_on), STR_NONE);
		e->kind = HIST_PRESCRIBED;
		e->source = -1;
		e->merged_into = n;
		e->clinic_key.name = STR("例示診療所");
	}
	for (part(r->past, 0, &l->nhist), n = 0; n < l->nhist; n++) {
		size_t k;
		struct exposure *e = &l->hist[n];
		struct str frm = part(r->past_form, n, &k);
		struct ymd on = yg_str_eqz(frm, "undated") ? YMD_NONE : day(part(r->past_on, n, &k));
		line(a, e, part(r->past, n, &k), frm, part(r->past_days, n, &k), on, r->usage);
		e->kind = kind(part(r->family, n, &k));
		e->registered = yg_str_eqz(part(r->registered, n, &k), "yes");
		e->masked = yg_str_eqz(part(r->masked, n, &k), "yes");
		e->source = (int)n;
		e->merged_into = n;
		place(e, part(r->place, n, &k));
	}
	CHECK_INT(yg_history_merge(l->hist, l->nhist, a), 0);
	yg_history_own_rx(l->rx, l->nrx, l->hist, l->nhist);
}

/* --- a case run ------------------------------------------------------------------------------------ */

static void nearest(enum national_why *best, enum national_why w)
{
	if (w != NAT_HIT && w > *best) *best = w;
}

static void run(const struct row *r)
{
	static const struct facts facts;
	struct arena *a = yg_arena_new(4u << 20);
	struct lines *l = yg_arena_alloc(a, sizeof *l);
	struct national_hit *h = NULL;
	struct match_in in;
	enum national_why why = NAT_HIT;
	size_t n = 0, hits = 0, firm = 0;
	bool pair = yg_str_eqz(r->kind, "pair"), want = yg_str_eqz(r->expected, "hit");
	int before = t_failed;
	fake.beyond = yg_str_eqz(r->usage, "(other form)");
	build(a, r, l);
	in = (struct match_in){ .tables = &fake, .as_of = day(r->as_of), .rx = l->rx, .nrx = l->nrx, .hist = l->hist, .nhist = l->nhist, .facts = &facts };
	CHECK_INT(yg_national_pass(&in, a, &h, &n), 0);
	for (size_t i = 0; i < n; i++) {
		CHECK(h[i].a < l->nrx && h[i].b >= l->nrx && h[i].b < l->nrx + l->nhist);
		CHECK(h[i].masked == l->hist[h[i].b - l->nrx].masked);
		if (h[i].pair != pair) continue;
		hits++;
		firm += !h[i].answer.guess;
	}
	for (size_t i = 0; i < l->nrx; i++) {
		for (size_t k = 0; k < l->nhist; k++) nearest(&why, yg_national_pair(&in, &l->rx[i], &l->hist[k], pair).why);
		for (size_t k = 0; k < l->nrx; k++)
			if (k != i) nearest(&why, yg_national_pair(&in, &l->rx[i], &l->rx[k], pair).why);
	}
	CHECK_INT(hits > 0, want);
	if (want) CHECK_INT(hits > 0 && !firm, yg_str_eqz(r->guess, "guess"));
	else CHECK_STR(yg_str(yg_national_word(why)), r->reason);
	if (t_failed != before) fprintf(stderr, "%.*s: %.*s\n", STR_ARG(r->id), STR_ARG(r->what));
	yg_arena_free(a);
}

static void cases(void)
{
	struct buf b = t_read(t_src("tests/national/cases.csv"));
	struct cursor c = yg_cur(yg_buf_view(&b));
	struct str text;
	bool ended;
	size_t n = 0, hits = 0, guesses = 0;
	tables();
	CHECK(yg_cur_line(&c, &text, &ended));
	CHECK_STR(text, yg_str(header));
	while (yg_cur_line(&c, &text, &ended) && text.n) {
		struct str f[COLUMNS];
		struct row r;
		size_t k = 0, i = 0;
		while (k < COLUMNS && i <= text.n) { /* quotes only where a comma asks for them, never doubled */
			size_t from = i, end;
			bool quoted = i < text.n && text.p[i] == '"';
			if (quoted) for (from = ++i; i < text.n && text.p[i] != '"'; i++) {}
			else while (i < text.n && text.p[i] != ',') i++;
			end = i;
			if (quoted) i++;
			f[k++] = yg_str_sub(text, from, end - from);
			i++;
		}
		CHECK_INT(k, COLUMNS);
		if (k != COLUMNS) continue;
		r = (struct row){ f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14], f[15], f[16], f[17], f[18],
				  f[19], f[20] };
		CHECK(yg_str_eqz(r.expected, "hit") || yg_str_eqz(r.expected, "no-hit"));
		CHECK(r.why.n > 0);
		run(&r);
		n++;
		hits += yg_str_eqz(r.expected, "hit");
		guesses += r.guess.n > 0;
	}
	CHECK(n >= 300);
	CHECK(hits >= 100 && n - hits >= 100 && guesses >= 30);
	fprintf(stderr, "%zu cases, %zu hits, %zu resting on a guess\n", n, hits, guesses);
	yg_buf_free(&b);
}

/* --- beside our own findings ------------------------------------------------------------------------ */

struct past { const char *drug, *form, *days, *on; enum history_kind kind; bool registered, masked; const char *usage; };

/* The word and the reason of the only open finding of this kind. */
static void beside(const char *const *ours, size_t nours, const struct past *p, size_t n, enum finding_kind kind_, const char *word, enum national_why why,
		   bool guess)
{
	static const struct facts facts;
	struct arena *a = yg_arena_new(8u << 20);
	struct lines *l = yg_arena_alloc(a, sizeof *l);
	struct match_out out = { 0 };
	struct match_in in;
	size_t seen = 0;
	for (size_t i = 0; i < nours; i++) {
		line(a, &l->rx[i], yg_str(ours[i]), STR("oral"), STR("14"), day(STR("2026-06-01")), STR_NONE);
		l->rx[i].source = -1;
		l->rx[i].merged_into = i;
		l->rx[i].clinic_key.name = STR("例示診療所");
		snprintf(l->rx[i].ref, sizeof l->rx[i].ref, "rx/1/%zu", i + 1);
	}
	for (size_t i = 0; i < n; i++) {
		struct exposure *e = &l->hist[i];
		line(a, e, yg_str(p[i].drug), yg_str(p[i].form), yg_str(p[i].days), day(yg_str(p[i].on)), yg_str(p[i].usage ? p[i].usage : ""));
		e->kind = p[i].kind;
		e->registered = p[i].registered;
		e->masked = p[i].masked;
		e->source = (int)i;
		e->merged_into = i;
		place(e, STR("other"));
	}
	CHECK_INT(yg_history_merge(l->hist, n, a), 0);
	in = (struct match_in){ .tables = &fake, .as_of = day(STR("2026-06-01")), .rx = l->rx, .nrx = nours, .hist = l->hist, .nhist = n, .facts = &facts };
	CHECK_INT(yg_match(&in, a, &out), 0);
	for (size_t i = 0; i < out.nfindings; i++) {
		struct national_answer answer;
		if (out.findings[i].kind != kind_) continue;
		seen++;
		CHECK_STR(yg_str(out.findings[i].national), yg_str(word));
		CHECK_STR(yg_str(yg_national_finding(&in, &out.findings[i], &answer)), yg_str(word));
		CHECK_STR(yg_str(yg_national_word(answer.why)), yg_str(yg_national_word(why)));
		CHECK_INT(answer.guess, guess);
	}
	CHECK_INT(seen, 1);
	yg_arena_free(a);
}
#define OURS(...) (const char *const[]){ __VA_ARGS__ }, sizeof (const char *const[]){ __VA_ARGS__ } / sizeof(char *)
#define PAST(...) (const struct past[]){ __VA_ARGS__ }, sizeof (const struct past[]){ __VA_ARGS__ } / sizeof(struct past)

static void findings(void)
{
	tables();
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_SAME_INGREDIENT, "hit", NAT_HIT, false);
	beside(OURS("A"), PAST({ "AB", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_SAME_INGREDIENT, "hit", NAT_HIT, true);
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_BOOKLET, false, false, NULL }), FIND_SAME_INGREDIENT, "no-hit", NAT_NOTEBOOK, false);
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_CLAIMS, false, false, NULL }), FIND_SAME_INGREDIENT, "no-hit", NAT_CLAIMS, false);
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_DISPENSED, false, false, NULL }), FIND_SAME_INGREDIENT, "no-hit", NAT_NOT_REGISTERED, false);
	beside(OURS("A"), PAST({ "A_GEL", "external", "1", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_SAME_INGREDIENT, "no-hit", NAT_OTHER_ROUTE, false);
	/* every other day: ours reach further than the days that the service counts */
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-15", HIST_DISPENSED, true, false, "隔日" }), FIND_SAME_INGREDIENT, "no-hit", NAT_PERIOD, false);
	/* one of two is enough, whichever comes first; a firm one before a guess */
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-15", HIST_DISPENSED, true, false, "隔日" }, { "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }),
	       FIND_SAME_INGREDIENT, "hit", NAT_HIT, false);
	beside(OURS("A"), PAST({ "AB", "oral", "14", "2026-05-24", HIST_DISPENSED, true, false, NULL }, { "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }),
	       FIND_SAME_INGREDIENT, "hit", NAT_HIT, false);
	/* nearest to a hit: the one that fails last */
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_BOOKLET, false, false, NULL }, { "A", "oral", "14", "2026-05-15", HIST_DISPENSED, true, false, "隔日" }),
	       FIND_SAME_INGREDIENT, "no-hit", NAT_PERIOD, false);
	/* kept from the claims, known to the service all the same; what is masked teaches an open line nothing */
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_CLAIMS, false, false, NULL }, { "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }),
	       FIND_SAME_INGREDIENT, "hit", NAT_HIT, false);
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_CLAIMS, false, false, NULL }, { "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, true, NULL }),
	       FIND_SAME_INGREDIENT, "no-hit", NAT_CLAIMS, false);
	beside(OURS("A", "A2"), NULL, 0, FIND_SAME_INGREDIENT, "no-hit", NAT_SAME_RX, false);
	beside(OURS("C"), PAST({ "D", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_SAME_CLASS, "not-applicable", NAT_CLASS_IS_OURS, false);
	beside(OURS("B"), PAST({ "C", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_PAIR, "hit", NAT_HIT, false);
	beside(OURS("B"), PAST({ "H", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_PAIR, "no-hit", NAT_CAUTION_ONLY, false);
	beside(OURS("E"), PAST({ "C", "oral", "7", "2026-05-20", HIST_DISPENSED, true, false, NULL }), FIND_PAIR, "no-hit", NAT_WASHOUT_IS_OURS, false);
	beside(OURS("D"), PAST({ "G", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_PAIR, "hit", NAT_HIT, true);
	/* a masked finding says nothing of it */
	beside(OURS("A"), PAST({ "A", "oral", "14", "2026-05-25", HIST_DISPENSED, true, true, NULL }), FIND_SAME_INGREDIENT, "not-applicable", NAT_CHECK_IS_OURS, false);
	fake.beyond = true;
	beside(OURS("B"), PAST({ "C", "oral", "14", "2026-05-25", HIST_DISPENSED, true, false, NULL }), FIND_PAIR, "not-applicable", NAT_OTHER_FORM, false);
	fake.beyond = false;
}

int main(void)
{
	T_RUN(cases);
	T_RUN(findings);
	return T_END();
}
