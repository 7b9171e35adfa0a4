/* strength.c - reads 規格 (strength.h), and answers how much active ingredient an amount of a product holds.
 * Exact decimals; never guesses: what is not written is not known. */
#include "tables/strength.h"
#include "tables/image.h"
#include "text/fold.h"
#include "base/ban.h"

enum { MAX_PARTS = 4 };
struct part { struct dec n; struct str unit; };

static const struct { const char *word; enum measure m; struct dec one; } units[] = {
	{ "mg", MEASURE_MG, { 1, 0 } }, { "g", MEASURE_MG, { 1000, 0 } }, { "µg", MEASURE_MG, { 1, 3 } }, { "mcg", MEASURE_MG, { 1, 3 } },
	{ "ng", MEASURE_MG, { 1, 6 } }, { "kg", MEASURE_MG, { 1000000, 0 } }, { "単位", MEASURE_IU, { 1, 0 } }, { "国際単位", MEASURE_IU, { 1, 0 } },
	{ "万単位", MEASURE_IU, { 10000, 0 } }, { "万国際単位", MEASURE_IU, { 10000, 0 } }, { "iu", MEASURE_IU, { 1, 0 } },
	{ "mg(力価)", MEASURE_MG, { 1, 0 } }, { "g(力価)", MEASURE_MG, { 1000, 0 } },
};

static bool unit_of(struct str folded, enum measure *m, struct dec *one)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (yg_str_eqz(folded, units[i].word)) {
			*m = units[i].m;
			*one = units[i].one;
			return true;
		}
	return false;
}

bool yg_unit_active(struct str unit, enum measure *m, struct dec *one)
{
	struct buf b;
	bool known;
	yg_buf_init(&b, 4096);
	yg_fold(unit, &b);
	known = !b.err && unit_of(yg_buf_view(&b), m, one);
	yg_buf_free(&b);
	return known;
}

static bool digit(struct str s, size_t i) { return i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; }

/* "10,000" or "2.5" from *i on; a comma stands before three digits. */
static bool number(struct str s, size_t *i, struct dec *out)
{
	char room[24];
	size_t n = 0;
	for (; digit(s, *i) || (*i < s.n && (s.p[*i] == '.' || s.p[*i] == ',')); ++*i) {
		if (s.p[*i] == ',' && n && digit(s, *i + 1) && digit(s, *i + 2) && digit(s, *i + 3)) continue;
		if (n == sizeof room) return false;
		room[n++] = s.p[*i];
	}
	return yg_dec_parse((struct str){ room, n }, out) == 0 && out->n > 0;
}

/* "5mg1錠" -> (5, mg) (1, 錠). 0: not of that shape. */
static size_t split(struct str s, struct part *p)
{
	size_t n = 0, i = 0;
	while (i < s.n) {
		size_t at;
		if (n == MAX_PARTS || !number(s, &i, &p[n].n)) return 0;
		at = i;
		while (i < s.n && !digit(s, i) && s.p[i] != '.') i++;
		if (i == at) return 0;
		p[n++].unit = yg_str_sub(s, at, i - at);
	}
	return n;
}

static bool is_volume(struct str unit) { return yg_str_eqz(unit, "ml") || yg_str_eqz(unit, "g"); }

static bool put(char *to, size_t room, struct str s)
{
	if (!s.n || s.n >= room) return false;
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	return true;
}

/* "1mLバイアル" is 1 mL in one バイアル. */
static size_t open_volume(struct part *p, size_t n)
{
	struct str u = n && n < MAX_PARTS ? p[n - 1].unit : STR_NONE;
	if (u.n <= 2 || !yg_str_starts(u, STR("ml"))) return n;
	p[n - 1].unit = yg_str_sub(u, 0, 2);
	p[n] = (struct part){ yg_dec_int(1), yg_str_sub(u, 2, u.n) };
	return n + 1;
}

/* The parts behind the amount of active ingredient: what it is counted in, and its volume. */
static bool take_count(const struct part *p, size_t n, struct strength *out)
{
	if (n == 2) {
		if (!is_volume(p[0].unit) || is_volume(p[1].unit) || !put(out->volume_unit, sizeof out->volume_unit, p[0].unit)) return false;
		out->volume = p[0].n;
	} else if (n != 1) {
		return false;
	}
	out->per = p[n - 1].n;
	return put(out->unit, sizeof out->unit, p[n - 1].unit);
}

static bool from_parts(struct part *p, size_t n, struct strength *out)
{
	struct dec one;
	n = open_volume(p, n);
	if (n >= 2 && unit_of(p[0].unit, &out->measure, &one)) {
		return yg_dec_mul(p[0].n, one, &out->active) == 0 && take_count(p + 1, n - 1, out);
	}
	if (n == 3 && yg_str_eqz(p[0].unit, "%") && yg_str_eqz(p[1].unit, "mg")) {      /* "0.1%500mg1包" */
		out->measure = MEASURE_MG;
		return yg_dec_mul(p[0].n, p[1].n, &out->active) == 0 && yg_dec_div(out->active, yg_dec_int(100), 9, &out->active) == 0 &&
		       take_count(p + 2, 1, out);
	}
	if (n >= 2 && yg_str_eqz(p[0].unit, "%") && is_volume(p[1].unit)) {     /* 1 % is 10 mg in 1 g or 1 mL */
		out->measure = MEASURE_MG;
		return yg_dec_mul(p[0].n, p[1].n, &out->active) == 0 && yg_dec_mul(out->active, yg_dec_int(10), &out->active) == 0 &&
		       take_count(p + 1, n - 1, out);
	}
	out->measure = MEASURE_NONE;
	out->active = DEC_NONE;
	return n >= 1 && n <= 2 && is_volume(p[0].unit) && take_count(p, n, out);   /* "10mL", "5mL1管": a volume, no strength */
}

bool yg_strength_parse(struct str text, struct strength *out)
{
	struct part p[MAX_PARTS];
	struct buf b;
	size_t n;
	bool fine;
	memset(out, 0, sizeof *out);
	out->active = out->per = out->volume = DEC_NONE;
	yg_buf_init(&b, 4096);
	yg_fold(text, &b);
	n = b.err ? 0 : b.n;
	if (n && b.p[n - 1] == ')') {                 /* (溶解液付), (レボフロキサシンとして) */
		while (n && b.p[n - 1] != '(') n--;
		n -= n != 0;
	}
	n = split((struct str){ b.p, n }, p);
	fine = n && from_parts(p, n, out);
	yg_buf_free(&b);
	if (!fine) memset(out, 0, sizeof *out);
	return fine;
}

/* --- products ----------------------------------------------------------------------------------------- */
/* amount x a / b: exact where it can be, else to nine decimals; a huge amount to fewer, since it must not get lost. */
static bool scale(struct dec amount, struct dec a, struct dec b, struct dec *out)
{
	struct dec v;
	if (yg_dec_mul(amount, a, &v) != 0) return false;
	for (int places = 9; places >= 0; places -= 3)
		if (yg_dec_div(v, b, places, out) == 0) return true;
	return false;
}

static bool amount_in(const struct strength *s, struct dec amount, struct str unit, enum measure want, struct dec *out)
{
	bool by_count = yg_fold_eq(unit, yg_str(s->unit)), by_volume = s->volume_unit[0] && yg_fold_eq(unit, yg_str(s->volume_unit));
	if (want == MEASURE_ML) {
		if (yg_fold_eq(unit, STR("ml"))) { *out = amount; return true; }
		return by_count && yg_str_eqz(yg_str(s->volume_unit), "ml") && scale(amount, s->volume, s->per, out);
	}
	if (s->measure != want) return false;
	if (by_count) return scale(amount, s->active, s->per, out);
	return by_volume && scale(amount, s->active, s->volume, out);
}

bool yg_drug_active(const struct tables *t, const struct drug *d, const struct product_amount *p, enum measure want, struct dec *out)
{
	struct strength s;
	struct dec amount = p->amount, one;
	struct str unit = p->unit;
	enum measure m;
	const uint16_t *ids;
	bool known = yg_strength_parse(yg_tables_text(t, d->strength), &s);
	if (!yg_dec_given(amount) || amount.n <= 0) return false;
	if (want == MEASURE_ML && yg_fold_eq(unit, STR("ml"))) { *out = amount; return true; }
	if (want != MEASURE_ML && yg_drug_ingredients(t, d, &ids) != 1) return false;   /* the parts of a combination are not listed */
	if (yg_dec_given(p->factor) && p->factor.n > 0) {
		if (yg_dec_mul(amount, p->factor, &amount) != 0) return false;
		unit = yg_tables_text(t, d->unit);
		if (!unit.n && known) unit = yg_str(s.unit);
	} else if (p->potency && yg_unit_active(unit, &m, &one)) {                      /* already an amount of active ingredient */
		return m == want && yg_dec_mul(amount, one, out) == 0;
	}
	return known && unit.n && amount_in(&s, amount, unit, want, out);
}

/* factor x one should be `want`, to 1 %: factors are written with few digits. */
static bool near(struct dec factor, struct dec one, struct dec want)
{
	struct dec v, off, limit;
	if (yg_dec_mul(factor, one, &v) != 0) return false;
	if (yg_dec_cmp(v, want) < 0 ? yg_dec_sub(want, v, &off) != 0 : yg_dec_sub(v, want, &off) != 0) return false;
	return yg_dec_mul(off, yg_dec_int(100), &limit) == 0 && yg_dec_cmp(limit, want) <= 0;
}

int yg_drug_factor(const struct tables *t, const struct drug *d, struct str unit, struct dec factor, struct dec *expected)
{
	struct str priced = yg_tables_text(t, d->unit);
	struct strength s;
	struct dec one, each, weight;
	enum measure m, priced_m;
	const uint16_t *ids;
	bool known = yg_strength_parse(yg_tables_text(t, d->strength), &s);
	*expected = DEC_NONE;
	if (!yg_dec_given(factor) || factor.n <= 0 || !unit.n) return -1;
	if (!priced.n && known) priced = yg_str(s.unit);
	if (yg_fold_eq(unit, priced)) {
		*expected = yg_dec_int(1);
		return yg_dec_cmp(factor, *expected) == 0;
	}
	if (!known) return -1;
	if (yg_unit_active(unit, &m, &one)) {
		bool weighed = yg_unit_active(priced, &priced_m, &weight) && priced_m == m;
		bool single = yg_drug_ingredients(t, d, &ids) == 1 && amount_in(&s, yg_dec_int(1), priced, m, &each) && each.n > 0;
		if (weighed && near(factor, weight, one)) return 1;           /* mg of the powder itself */
		if (!single) return weighed && yg_dec_div(one, weight, 4, expected) == 0 ? 0 : -1;
		if (near(factor, each, one)) return 1;
		return yg_dec_div(one, each, 4, expected) == 0 ? 0 : -1;
	}
	if (yg_fold_eq(unit, STR("ml")) && amount_in(&s, yg_dec_int(1), priced, MEASURE_ML, &each) && each.n > 0) {
		if (near(factor, each, yg_dec_int(1))) return 1;
		return yg_dec_div(yg_dec_int(1), each, 4, expected) == 0 ? 0 : -1;
	}
	return -1;
}
