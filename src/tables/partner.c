/* partner.c - splits the free text of an insert's drug column and looks its parts up, whole. Knows neither XML nor rules. */
#include "tables/partner.h"
#include "base/err.h"
#include "tables/table_file.h"
#include "text/fold.h"
#include "text/sjis.h"
#include "base/ban.h"

DIAG_KIND(d_selector, "partner-selector", DIAG_ERROR, "選択子が正しくありません: {0}（名称 {1}）",
	  "not a selector this master and these rules can use: {0} (for {1})");
DIAG_KIND(d_absent, "partner-class-selector", DIAG_WARNING, "群の語 {1} の選択子 {0} が、このマスターとルールにはありません", "{0}, for the class word {1}, is not in this master and these rules");
DIAG_KIND(d_class_row, "partner-class-row", DIAG_ERROR, "群の語に出典・出典日・選択子のどれかがないか、正しくありません: {0}", "class word without source, date or usable selectors: {0}");
DIAG_KIND(d_twice, "partner-word-twice", DIAG_ERROR, "同じ語が二度あります: {0}", "a word is given twice: {0}");

/* --- dictionary --------------------------------------------------------------------------------- */

static struct str folded(struct arena *a, struct str s)
{
	struct buf b;
	struct str out;
	yg_buf_init(&b, s.n * 8 + 64);
	yg_fold(s, &b);
	out = b.err ? STR_NONE : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

/* A settlement stands before a class word, a class word before an ingredient: who comes first stays. */
static bool put(struct partner_dict *d, struct str name, struct dict_entry e, bool *fresh)
{
	struct str key = folded(d->arena, name);
	struct dict_entry *p;
	*fresh = key.n && yg_strmap_get(&d->names, key) == STRMAP_NONE;
	if (!*fresh) return yg_arena_error(d->arena) == 0;
	p = yg_arena_grow(d->arena, d->v, d->n, sizeof *p);
	if (!p || yg_strmap_add(&d->names, key, (uint32_t)d->n) == STRMAP_NONE) return false;
	d->v = p;
	p[d->n++] = e;
	return true;
}

static const struct group *group_by_code(const struct tables *t, struct str code, uint16_t *id)
{
	for (size_t i = 0; i < yg_rule_count(t); i++) {
		const struct rule *r = yg_rule_at(t, i);
		if (r->kind != RULE_SAME_CLASS || !yg_str_eq(yg_tables_text(t, yg_group_at(t, r->group)->code), code)) continue;
		*id = r->group;
		return yg_group_at(t, r->group);
	}
	return NULL;
}

static bool key_ok(struct str code)
{
	return (code.n == 7 || code.n == 9) && yg_str_digits(yg_str_sub(code, 0, 7)) &&
	       (code.n == 7 || (code.p[7] >= 'A' && code.p[7] <= 'Z' && code.p[8] >= '0' && code.p[8] <= '9'));
}

static bool selector_ok(const struct partner_dict *d, struct str s)
{
	struct str v = yg_str_sub(s, 2, s.n);
	uint16_t id;
	if (yg_str_starts(s, STR("I:"))) return yg_strmap_get(&d->ids, v) != STRMAP_NONE;
	if (yg_str_starts(s, STR("G:"))) return group_by_code(d->tables, v, &id) != NULL;
	return yg_str_starts(s, STR("C:")) && key_ok(v);
}

static bool selectors_ok(const struct partner_dict *d, struct str all, struct str *bad)
{
	struct str rest = all;
	*bad = all;
	if (!all.n) return false;
	while (yg_list_next(&rest, bad))
		if (!selector_ok(d, *bad)) return false;
	return true;
}

static bool add_settled(struct partner_dict *d, const struct settlement *s, size_t n, struct diags *ds)
{
	for (size_t i = 0; i < n; i++) {
		struct dict_entry e = { s[i].selectors, 'S', yg_str_eqz(s[i].selectors, "ignore") };
		struct str bad;
		bool fresh;
		if (!e.ignore && !selectors_ok(d, s[i].selectors, &bad)) yg_diag(ds, &d_selector, 0, s[i].line, "settlements.csv", bad, s[i].name);
		if (!put(d, s[i].name, e, &fresh)) return false;
		if (!fresh) yg_diag(ds, &d_twice, 0, s[i].line, "settlements.csv", s[i].name, STR_NONE);
	}
	return true;
}

static bool add_classes(struct partner_dict *d, struct str text, struct diags *ds)
{
	static const char *const columns[] = { "word", "selectors", "source", "source_date", "note" };
	struct table_file t;
	if (!text.n) return true;
	yg_table_open(&t, "classes-dictionary.csv", text, columns, 5, d->arena, ds);
	while (yg_table_next(&t)) {
		struct dict_entry e = { yg_table_get(&t, 1), 'I', yg_str_eqz(yg_table_get(&t, 1), "ignore") };
		struct str bad;
		struct ymd date = YMD_NONE;
		bool fresh;
		if (!yg_table_date(&t, 3, &date) || !yg_table_get(&t, 2).n || !yg_ymd_given(date) || !e.selectors.n || !yg_table_get(&t, 0).n) {
			yg_table_fault(&t, &d_class_row, yg_table_get(&t, 0), STR_NONE);
			continue;
		}
		if (!e.ignore && !selectors_ok(d, e.selectors, &bad)) {      /* another master may lack it: the word stays unknown */
			yg_table_fault(&t, &d_absent, bad, yg_table_get(&t, 0));
			continue;
		}
		if (!put(d, yg_table_get(&t, 0), e, &fresh)) return false;
	}
	return true;
}

static bool add_ingredients(struct partner_dict *d, struct str text, struct diags *ds)
{
	static const char *const columns[] = { "listed_name", "base", "how" };
	struct table_file t;
	bool fresh;
	yg_table_open(&t, "ingredients.csv", text, columns, 3, d->arena, ds);
	while (yg_table_next(&t)) {
		struct str base = yg_table_get(&t, 1), rest = base, one;
		struct str all = yg_arena_printf(d->arena, "B:%.*s", STR_ARG(base));
		if (!put(d, yg_table_get(&t, 0), (struct dict_entry){ all, 'S', false }, &fresh)) return false;
		while (yg_list_next(&rest, &one))
			if (!put(d, one, (struct dict_entry){ yg_arena_printf(d->arena, "B:%.*s", STR_ARG(one)), 'S', false }, &fresh)) return false;
	}
	return true;
}

int yg_partner_dict(struct partner_dict *d, const struct tables *t, struct str ingredients, struct str classes,
		    const struct settlement *s, size_t n, struct arena *a, struct diags *ds)
{
	size_t before = ds->n, count = yg_ingredient_count(t);
	*d = (struct partner_dict){ .arena = a, .tables = t };
	yg_strmap_init(&d->names, a);
	yg_strmap_init(&d->ids, a);
	d->codes = yg_arena_array(a, count + 1, sizeof *d->codes);
	d->asked = yg_arena_array(a, count + 1, sizeof *d->asked);
	if (!d->codes || !d->asked) return yg_arena_error(a);
	for (size_t i = 0; i < count; i++)
		if (yg_strmap_add(&d->ids, yg_ingredient_name(t, (uint16_t)i), (uint32_t)i) == STRMAP_NONE) return yg_arena_error(a);
	if (!add_settled(d, s, n, ds) || !add_classes(d, classes, ds) || !add_ingredients(d, ingredients, ds)) return yg_arena_error(a);
	return yg_diags_count(ds, before, DIAG_ERROR) ? YG_ETABLE : yg_arena_error(a);
}

/* --- an entry -> partners ------------------------------------------------------------------------- */

static struct str yj7_of(const struct drug *d)
{
	return yg_str_sub(yg_str(d->price_code[0] ? d->price_code : d->yj), 0, 7);
}

static struct str join(struct arena *a, struct str list, struct str item, const char *with)
{
	return list.n ? yg_arena_printf(a, "%.*s%s%.*s", STR_ARG(list), with, STR_ARG(item)) : item;
}

static struct str add_code(struct arena *a, struct str list, struct str code)
{
	struct str rest = list, one;
	if (code.n < 7) return list;
	while (yg_list_next(&rest, &one))
		if (yg_str_eq(one, code)) return list;
	return join(a, list, code, "|");
}

/* YJ7 of the products that hold this ingredient alone and act in the whole body: those the name means without doubt. */
static struct str codes_of(struct partner_dict *d, uint16_t id)
{
	struct str list = STR_NONE;
	if (d->asked[id]) return d->codes[id];
	for (size_t i = 0; i < yg_drug_count(d->tables); i++) {
		const struct drug *p = yg_drug_at(d->tables, i);
		const uint16_t *ids;
		if ((p->flags & DRUG_GENERIC_NAME) || (p->route != ROUTE_SYSTEMIC && p->route != ROUTE_UNKNOWN)) continue;
		if (yg_drug_ingredients(d->tables, p, &ids) == 1 && ids[0] == id) list = add_code(d->arena, list, yj7_of(p));
	}
	d->asked[id] = true;
	return d->codes[id] = list;
}

static bool push(struct mention *m, struct arena *a, struct partner p)
{
	struct partner *v;
	for (size_t i = 0; i < m->n; i++) {
		if (!yg_str_eq(m->p[i].key, p.key) || m->p[i].expand != p.expand) continue;
		if (p.mark == 'S') m->p[i].mark = 'S';
		return true;
	}
	v = yg_arena_grow(a, m->p, m->n, sizeof *v);
	if (!v) return false;
	m->p = v;
	v[m->n++] = p;
	return true;
}

static bool push_ingredient(struct partner_dict *d, struct mention *m, struct arena *a, struct str base, char mark)
{
	uint32_t id = yg_strmap_get(&d->ids, base);
	if (id == STRMAP_NONE) return true;           /* a name of ingredients.csv that this master has no ingredient for */
	return push(m, a, (struct partner){ base, base, codes_of(d, (uint16_t)id), true, mark });
}

static struct str names_joined(struct partner_dict *d, const uint16_t *ids, size_t n)
{
	struct str s = STR_NONE;
	for (size_t i = 0; i < n; i++) s = join(d->arena, s, yg_ingredient_name(d->tables, ids[i]), "+");
	return s;
}

/* "B:x|y" of ingredients.csv: one base name, or a combination, which means the products of exactly these. */
static bool push_bases(struct partner_dict *d, struct mention *m, struct arena *a, struct str bases, char mark)
{
	struct str rest = bases, one, codes = STR_NONE, key = STR_NONE;
	uint16_t want[32];
	size_t n = 0;
	if (!memchr(bases.p, '|', bases.n)) return push_ingredient(d, m, a, bases, mark);
	while (yg_list_next(&rest, &one) && n < 32) {
		uint32_t id = yg_strmap_get(&d->ids, one);
		size_t k = n;
		if (id == STRMAP_NONE) return true;
		for (; k > 0 && want[k - 1] > id; k--) want[k] = want[k - 1];      /* ids ascending, as products have them */
		want[k] = (uint16_t)id;
		n++;
	}
	key = names_joined(d, want, n);
	for (size_t i = 0; i < yg_drug_count(d->tables); i++) {
		const uint16_t *ids;
		const struct drug *p = yg_drug_at(d->tables, i);
		if (p->flags & DRUG_GENERIC_NAME || yg_drug_ingredients(d->tables, p, &ids) != n || memcmp(ids, want, n * sizeof *ids)) continue;
		codes = add_code(d->arena, codes, yj7_of(p));
	}
	if (!codes.n) return true;
	return push(m, a, (struct partner){ yg_ingredient_name(d->tables, want[0]), key, codes, false, mark });
}

/* Members of a group, by ingredient: the group's own products, and combinations with them when it is systemic. */
static bool push_group(struct partner_dict *d, struct mention *m, struct arena *a, struct str code, char mark)
{
	uint16_t gid = 0;
	const struct group *g = group_by_code(d->tables, code, &gid);
	size_t from = m->n;
	if (!g) return true;
	for (size_t i = 0; i < yg_drug_count(d->tables); i++) {
		const struct drug *p = yg_drug_at(d->tables, i);
		const uint16_t *groups, *ids;
		size_t n = yg_drug_groups(d->tables, p, &groups), k = 0, at;
		while (k < n && groups[k] != gid) k++;
		if (k == n || p->flags & DRUG_GENERIC_NAME || yg_drug_ingredients(d->tables, p, &ids) != 1) continue;
		for (at = from; at < m->n && !yg_str_eq(m->p[at].base, yg_ingredient_name(d->tables, ids[0])); at++) {}
		if (at == m->n) {
			struct str base = yg_ingredient_name(d->tables, ids[0]);
			if (!push(m, a, (struct partner){ base, base, STR_NONE, g->route == ROUTE_SYSTEMIC, mark })) return false;
		}
		if (at < m->n) m->p[at].codes = add_code(d->arena, m->p[at].codes, yj7_of(p));
	}
	return yg_arena_error(d->arena) == 0;
}

static bool push_code(struct partner_dict *d, struct mention *m, struct arena *a, struct str code, char mark)
{
	struct partner p;
	if (!yg_partner_subject(d, yg_str_sub(code, 0, 7), &p)) return true;
	p.codes = code;
	p.key = join(d->arena, p.key, code, "@");
	p.expand = false;
	p.mark = mark;
	return push(m, a, p);
}

static bool resolve(struct partner_dict *d, const struct dict_entry *e, struct mention *m, struct arena *a)
{
	struct str rest = e->selectors, one;
	bool ok = true;
	if (e->ignore) { m->ignored = true; return true; }
	if (yg_str_starts(e->selectors, STR("B:"))) return push_bases(d, m, a, yg_str_sub(e->selectors, 2, e->selectors.n), e->mark);
	while (ok && yg_list_next(&rest, &one)) {
		struct str v = yg_str_sub(one, 2, one.n);
		if (one.p[0] == 'I') ok = push_ingredient(d, m, a, v, e->mark);
		else if (one.p[0] == 'G') ok = push_group(d, m, a, v, e->mark);
		else ok = push_code(d, m, a, v, e->mark);
	}
	return ok;
}

bool yg_partner_subject(struct partner_dict *d, struct str yj7, struct partner *out)
{
	struct str key = STR_NONE;
	for (size_t i = 0; i < yg_drug_count(d->tables); i++) {
		const struct drug *p = yg_drug_at(d->tables, i);
		const uint16_t *ids;
		size_t n;
		if (p->flags & DRUG_GENERIC_NAME || !yg_str_eq(yj7_of(p), yj7)) continue;
		if ((n = yg_drug_ingredients(d->tables, p, &ids)) == 0) continue;
		key = names_joined(d, ids, n);
		*out = (struct partner){ yg_ingredient_name(d->tables, ids[0]), key, yj7, n == 1 && p->route == ROUTE_SYSTEMIC, 'S' };
		return key.n > 0;
	}
	return false;
}

/* --- text -> names ---------------------------------------------------------------------------------- */

/* Salt, hydrate and "preparation" words at the end. What is left must be a whole name of the dictionary. */
static const char *const endings[] = { "水和物", "無水物", "塩酸塩", "硫酸塩", "リン酸塩", "リン酸エステル", "臭化水素酸塩", "臭化物", "塩化物", "硝酸塩", "酢酸塩",
	"酒石酸塩", "クエン酸塩", "コハク酸塩", "フマル酸塩", "マレイン酸塩", "メシル酸塩", "トシル酸塩", "ベシル酸塩", "シュウ酸塩", "ナトリウム", "カリウム", "カルシウム",
	"を含有する製剤", "を含む製剤", "含有製剤", "製剤", "（遺伝子組換え）", "(遺伝子組換え)" };
static const char *const openers[] = { "（", "(", "〔", "［", "[", "〈", "【" };
static const char *const closers[] = { "）", ")", "〕", "］", "]", "〉", "】" };
static const char *const separators[] = { "\n", "、", "，", ",", "；", ";", "及び", "および", "又は", "または", "並びに" };
static const char *const joints[] = { "・", "･", "／", "/" };                  /* also inside the name of a combination: tried second */
static const char *const bullets[] = { "・", "･", "●", "○", "◯", "■", "□", "◆", "◇", "※", "＊", "*", "-", "－" };
#define COUNT(a) (sizeof (a) / sizeof *(a))

static size_t at_any(struct str s, size_t i, const char *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		struct str w = yg_str(words[k]);
		if (s.n - i < w.n || memcmp(s.p + i, w.p, w.n)) continue;
		return w.n;
	}
	return 0;
}

static bool ends(struct str s, struct str tail) { return s.n > tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0; }

/* Without registered signs, list bullets, 等 and blanks at the ends. */
static struct str tidy(struct arena *a, struct str s, bool *open)
{
	static const char *const signs[] = { "®", "Ⓡ", "™" };
	struct buf b;
	struct str t = yg_str_trim(s), out;
	size_t k;
	while (t.n && (k = at_any(t, 0, bullets, COUNT(bullets))) != 0) t = yg_str_trim(yg_str_sub(t, k, t.n));
	if (ends(t, STR("等"))) { t = yg_str_sub(t, 0, t.n - 3); *open = true; }
	if (ends(t, STR("など"))) { t = yg_str_sub(t, 0, t.n - 6); *open = true; }
	yg_buf_init(&b, t.n + 8);
	for (size_t i = 0; i < t.n;) {
		if ((k = at_any(t, i, signs, COUNT(signs))) != 0) { i += k; continue; }
		yg_buf_char(&b, t.p[i++]);
	}
	out = b.err ? t : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return yg_str_trim(out);
}

static const struct dict_entry *look(const struct partner_dict *d, struct str name, struct arena *a)
{
	struct str key = folded(a, name), s = name;
	uint32_t at = key.n ? yg_strmap_get(&d->names, key) : STRMAP_NONE;
	for (size_t i = 0; at == STRMAP_NONE && i < COUNT(endings);) {
		if (!ends(s, yg_str(endings[i]))) { i++; continue; }
		s = yg_str_sub(s, 0, s.n - strlen(endings[i]));
		at = yg_strmap_get(&d->names, folded(a, s));
		if (at != STRMAP_NONE && !yg_str_starts(d->v[at].selectors, STR("B:"))) at = STRMAP_NONE;      /* endings belong to ingredients */
		i = 0;
	}
	return at == STRMAP_NONE ? NULL : &d->v[at];
}

/* End of the piece that starts at `from`: the next separator outside brackets, or the end; *next is behind the separator. */
static size_t piece(struct str s, size_t from, const char *const *sep, size_t nsep, size_t *next)
{
	size_t depth = 0, k;
	for (size_t i = from; i < s.n;) {
		if ((k = at_any(s, i, openers, COUNT(openers))) != 0) { depth++; i += k; continue; }
		if ((k = at_any(s, i, closers, COUNT(closers))) != 0) { depth -= depth > 0; i += k; continue; }
		if (depth == 0 && (k = at_any(s, i, sep, nsep)) != 0) { *next = i + k; return i; }
		i++;
	}
	*next = s.n;
	return s.n;
}

struct parse { struct partner_dict *d; struct arena *a; struct mention **out; size_t *n; bool failed; };

static struct mention *new_mention(struct parse *x, struct str name)
{
	struct mention *m = yg_arena_grow(x->a, *x->out, *x->n, sizeof *m);
	if (!m) { x->failed = true; return NULL; }
	*x->out = m;
	m += (*x->n)++;
	memset(m, 0, sizeof *m);
	m->name = yg_arena_str(x->a, name);
	return m;
}

/* One name without brackets into *m. False: not in the dictionary. */
static bool take(struct parse *x, struct str name, struct mention *m)
{
	const struct dict_entry *e = look(x->d, name, x->a);
	if (!e) return false;
	if (!resolve(x->d, e, m, x->a)) x->failed = true;
	if (!m->n && !m->ignored) m->reason = "not-in-master";
	return true;
}

static bool branded(struct str s)
{
	return yg_str_find(s, STR("®")) != (size_t)-1 || yg_str_find(s, STR("Ⓡ")) != (size_t)-1;
}

/* From behind an opening bracket to its closing one (or the end). */
static size_t inside(struct str s, size_t from)
{
	size_t depth = 1, k;
	while (from < s.n) {
		if ((k = at_any(s, from, openers, COUNT(openers))) != 0) depth++;
		else if ((k = at_any(s, from, closers, COUNT(closers))) != 0 && --depth == 0) return from;
		from += k ? k : 1;
	}
	return from;
}

enum { BAD_MAX = 16, DEPTH_MAX = 4 };
struct bracket { struct mention *m; struct str bad[BAD_MAX]; size_t known, unknown, brands; };

static void token(struct parse *x, struct str one, struct bracket *b)
{
	struct str name;
	if (branded(one)) { b->brands++; return; }
	name = tidy(x->a, one, &b->m->open);
	if (!name.n) return;
	if (take(x, name, b->m)) b->known++;
	else if (b->unknown < BAD_MAX) b->bad[b->unknown++] = name;
}

/* One piece within brackets: whole, or its parts between ・; brackets in it are looked into as well. */
static void bracket_piece(struct parse *x, struct str s, struct bracket *b, unsigned depth)
{
	size_t open = 0, k = 0, from = 0, next;
	bool trial_open = false;
	struct str whole;
	while (open < s.n && !(k = at_any(s, open, openers, COUNT(openers)))) open++;
	if (open < s.n) {
		size_t end = inside(s, open + k), in = open + k, after;
		struct str inner = yg_str_sub(s, in, end - in);
		for (size_t at = 0; depth < DEPTH_MAX && at < inner.n; at = after) {
			size_t stop = piece(inner, at, separators, COUNT(separators), &after);
			bracket_piece(x, yg_str_sub(inner, at, stop - at), b, depth + 1);
		}
		s = yg_str_sub(s, 0, open);
	}
	if (branded(s)) { b->brands++; return; }
	whole = tidy(x->a, s, &trial_open);
	if (!whole.n) return;
	if (look(x->d, whole, x->a) || (!memchr(s.p, '/', s.n) && yg_str_find(s, STR("・")) == (size_t)-1)) { token(x, s, b); return; }
	while (from < s.n) {
		size_t end = piece(s, from, joints, COUNT(joints), &next);
		token(x, yg_str_sub(s, from, end - from), b);
		from = next;
	}
}

/* What stands in brackets: brands (®) are dropped, names are examples, anything else qualifies. *names: some name was found. */
static void bracket(struct parse *x, struct str in, struct mention *m, bool *names)
{
	struct bracket b = { .m = m };
	size_t next;
	for (size_t from = 0; from < in.n; from = next) {
		size_t end = piece(in, from, separators, COUNT(separators), &next);
		bracket_piece(x, yg_str_sub(in, from, end - from), &b, 0);
	}
	*names = *names || b.known;
	if (b.unknown && !b.known) m->qualified = true;
	for (size_t i = 0; b.known && i < b.unknown && !x->failed; i++) {   /* a list of names, some of which we do not know */
		struct mention *u = new_mention(x, b.bad[i]);
		if (u) u->reason = "unknown-name";
	}
}

/* "A・B" of which this master has a product that holds exactly these: taken for that product, and left to a person, who may
 * say that a list was meant. */
static bool combination(struct parse *x, const struct mention *parts, size_t from, struct mention *m)
{
	struct str bases = STR_NONE;
	size_t n = m->n;
	for (size_t i = from; i < parts->n; i++) {
		if (!parts->p[i].expand || !yg_str_eq(parts->p[i].base, parts->p[i].key)) return false;
		bases = join(x->a, bases, parts->p[i].base, "|");
	}
	if (parts->n - from < 2) return false;
	if (!push_bases(x->d, m, x->a, bases, 'S')) x->failed = true;
	return m->n > n;
}

/* One piece: a head and its brackets. */
static void chunk(struct parse *x, struct str s)
{
	struct buf head;
	struct mention m = { .name = yg_str_trim(s) };
	struct str name;
	bool examples = false, found, combined = false;
	size_t i = 0, k;
	if (!m.name.n) return;
	if (take(x, m.name, &m)) {                    /* as written: what a person settled may hold brackets */
		struct mention *whole = new_mention(x, m.name);
		if (whole) { m.name = whole->name; *whole = m; }
		return;
	}
	yg_buf_init(&head, s.n + 8);
	while (i < s.n) {
		if ((k = at_any(s, i, openers, COUNT(openers))) != 0) {
			size_t from = i + k, j = inside(s, from);
			bracket(x, yg_str_sub(s, from, j - from), &m, &examples);
			i = j < s.n ? j + at_any(s, j, closers, COUNT(closers)) : j;
			continue;
		}
		yg_buf_char(&head, s.p[i++]);
	}
	name = tidy(x->a, yg_buf_view(&head), &m.open);
	yg_buf_free(&head);
	found = !name.n || take(x, name, &m);
	if (!found && (yg_str_find(name, STR("・")) != (size_t)-1 || yg_str_find(name, STR("／")) != (size_t)-1 ||
		       yg_str_find(name, STR("･")) != (size_t)-1 || yg_str_find(name, STR("/")) != (size_t)-1)) {
		size_t from = 0, next, bad = 0, good = 0;
		struct mention trial = m;
		while (from < name.n) {
			size_t end = piece(name, from, joints, COUNT(joints), &next);
			struct str one = tidy(x->a, yg_str_sub(name, from, end - from), &m.open);
			if (one.n && take(x, one, &trial)) good++;
			else if (one.n) bad++;
			from = next;
		}
		if (good && !bad) {
			trial.open = m.open;
			combined = combination(x, &trial, m.n, &m);
			if (!combined) m = trial;
			found = true;
		}
	}
	if (found && !name.n && !examples && !m.n) return;     /* a line of brands only */
	if (combined) {
		struct mention *u = new_mention(x, m.name);
		if (u) u->reason = "list-or-combination";
	}
	if (!found) {
		struct mention *u = new_mention(x, m.name);
		if (u) { u->reason = examples ? "unknown-class" : "unknown-name"; u->qualified = m.qualified; u->open = m.open; }
	}
	if ((found || examples) && (m.n || m.ignored || m.reason)) {
		struct mention *ok = new_mention(x, name.n ? name : m.name);
		if (ok) { m.name = ok->name; *ok = m; if (ok->n) ok->reason = NULL; }
	}
}

/* A bracket that opens on the next line belongs to the name before it. */
static struct str joined_lines(struct arena *a, struct str text)
{
	struct buf b;
	struct str out;
	yg_buf_init(&b, text.n + 8);
	for (size_t i = 0; i < text.n; i++) {
		size_t j = i;
		while (j < text.n && (text.p[j] == '\n' || text.p[j] == '\r' || text.p[j] == ' ' || text.p[j] == '\t')) j++;
		if (j > i && j < text.n && memchr(text.p + i, '\n', j - i) && at_any(text, j, openers, COUNT(openers))) i = j;
		yg_buf_char(&b, text.p[i]);
	}
	out = b.err ? text : yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

int yg_partner_names(struct partner_dict *d, struct str text, struct arena *a, struct mention **out, size_t *n)
{
	struct parse x = { d, a, out, n, false };
	struct str s = joined_lines(a, text);
	size_t from = 0, next;
	*out = NULL;
	*n = 0;
	while (from < s.n && !x.failed) {
		size_t end = piece(s, from, separators, COUNT(separators), &next);
		chunk(&x, yg_str_sub(s, from, end - from));
		from = next;
	}
	return yg_arena_error(a) ? yg_arena_error(a) : yg_arena_error(d->arena);
}
