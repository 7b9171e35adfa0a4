/* anonymise_text.c - one value at a time: names that stay apart but say nothing, days that keep their distance, texts of which only the
 * words of our own tables are left. Decides nothing about fields. */
#include "lib/anonymise.h"
#include "match/usage.h"
#include "tables/image.h"
#include "text/fold.h"
#include "base/hash.h"
#include <stdio.h>
#include "base/ban.h"

enum { TRIES = 5000 /* codes of the same shape */, DIGITS_MAX = 4 /* of a number that stays in a text */, GETA = 3 /* bytes of 〓 */ };

/* --- lists ------------------------------------------------------------------------------------------------------------ */

static struct mapped *find(struct anon *x, enum name_list l, struct str key)
{
	for (size_t i = 0; i < x->names[l].n; i++)
		if (yg_str_eq(x->names[l].v[i].from, key)) return &x->names[l].v[i];
	return NULL;
}

static struct mapped *add(struct anon *x, enum name_list l, struct str key)
{
	struct mapped *p = yg_arena_grow(x->arena, x->names[l].v, x->names[l].n, sizeof *p);
	if (!p) return NULL;
	x->names[l].v = p;
	p += x->names[l].n++;
	p->from = yg_arena_str(x->arena, key);
	p->to = STR_NONE;
	return p;
}

static struct str numbered(struct anon *x, const char *form, size_t n)
{
	struct str f = yg_str(form);
	size_t at = yg_str_find(f, STR("#"));
	if (at == (size_t)-1) return f;
	return yg_arena_printf(x->arena, "%.*s%zu%.*s", (int)at, f.p, n, (int)(f.n - at - 1), f.p + at + 1);
}

struct str anon_name(struct anon *x, enum name_list l, struct str key, const char *form)
{
	struct mapped *m;
	struct buf b;
	yg_buf_init(&b, key.n * 8 + 64);
	yg_fold_search(key, &b);             /* one person, however the width and the kana are written */
	key = b.err ? key : yg_buf_view(&b);
	if (!(m = find(x, l, key)) && (m = add(x, l, key))) m->to = numbered(x, form, x->names[l].n);
	yg_buf_free(&b);
	return m ? m->to : STR_NONE;
}

/* 都道府県 2 + 点数表 1 + code 7, or the code alone: both parts keep who is who, the kind stays. */
struct str anon_place_code(struct anon *x, struct str code)
{
	struct mapped *area = NULL, *m;
	struct str s = yg_str_trim(code), tail;
	char kind;
	if (s.n < 7) return anon_name(x, NAMES_ID, s, "#");
	tail = yg_str_sub(s, s.n - 7, 7);
	if (!(m = find(x, NAMES_PLACE_CODE, tail)) && (m = add(x, NAMES_PLACE_CODE, tail)))
		m->to = yg_arena_printf(x->arena, "%07zu", 9900000 + x->names[NAMES_PLACE_CODE].n);
	if (!m || s.n != 10) return m ? m->to : STR_NONE;
	tail = yg_str_sub(s, 0, 2);
	if (!(area = find(x, NAMES_AREA, tail)) && (area = add(x, NAMES_AREA, tail))) area->to = yg_arena_printf(x->arena, "%02zu", x->names[NAMES_AREA].n % 100);
	kind = s.p[2] >= '1' && s.p[2] <= '6' ? s.p[2] : '1';
	return area ? yg_arena_printf(x->arena, "%.*s%c%.*s", STR_ARG(area->to), kind, STR_ARG(m->to)) : STR_NONE;
}

/* --- days -------------------------------------------------------------------------------------------------------------- */

struct ymd anon_day(const struct anon *x, struct ymd d)
{
	struct ymd full = d, out;
	if (yg_ymd_valid(d)) return yg_ymd_add(d, x->shift);
	if (!full.m) full.m = 7;
	if (!full.d) full.d = 15;
	if (!yg_ymd_valid(full)) return YMD_NONE;
	out = yg_ymd_add(full, x->shift);
	out.d = 0;
	if (!d.m) out.m = 0;
	return out;
}

/* Completed years on the day of the check stay; the birthday itself does not. Below two years the days count: shifted like all others. */
struct ymd anon_born(struct anon *x, struct ymd d)
{
	struct mapped *m;
	struct ymd on = x->new_as_of;
	char z[11];
	size_t at;
	int age;
	if (!yg_ymd_valid(d)) {
		if (d.y) d.y = (int16_t)(d.y + x->new_as_of.y - x->as_of.y);
		return (struct ymd){ d.y, 0, 0 };
	}
	age = yg_ymd_cmp(d, x->as_of) > 0 ? -1 : yg_ymd_age(d, x->as_of);
	if (age < 2 || age > 130) return anon_day(x, d);
	yg_ymd_format(d, z);
	if (!(m = find(x, NAMES_BORN, yg_str(z)))) m = add(x, NAMES_BORN, yg_str(z));
	if (!m) return YMD_NONE;
	at = (size_t)(m - x->names[NAMES_BORN].v);
	on.y = (int16_t)(on.y - age);
	if (on.m == 2 && on.d == 29) on.d = 28;
	return yg_ymd_add(on, -(int32_t)(182 + 3 * (at % 60)));
}

/* --- drugs ------------------------------------------------------------------------------------------------------------- */

bool anon_drug_name_known(const struct anon *x, struct str name)
{
	const struct tables *t = x->tables;
	uint32_t hash = yg_name_hash(name), bare = yg_name_hash(yg_generic_bare(name));
	struct allergen a;
	if (!yg_str_trim(name).n) return false;
	for (size_t i = 0; i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		if (!yg_drug_name_is(t, d, hash, bare)) continue;
		if (d->flags & DRUG_GENERIC_NAME ? yg_fold_eq(yg_generic_bare(name), yg_generic_bare(yg_tables_text(t, d->generic_name))) :
		    yg_fold_eq(name, yg_tables_text(t, d->name)) || yg_fold_eq(name, yg_tables_text(t, d->name_long)) || yg_fold_eq(name, yg_tables_text(t, d->name_list)))
			return true;
	}
	yg_allergen(t, name, STR_NONE, &a);          /* a base ingredient, or the name of a group */
	return a.known;
}

bool anon_unit_known(const struct anon *x, struct str unit)
{
	if (yg_usage_unit(unit) != UNIT_OTHER) return true;
	for (size_t i = 0; i < yg_drug_count(x->tables); i++)
		if (yg_fold_eq(unit, yg_tables_text(x->tables, yg_drug_at(x->tables, i)->unit))) return true;
	return false;
}

static bool code_known(const struct tables *t, struct str code)
{
	const uint32_t *i;
	return yg_drug_by_receipt(t, code, &i) || yg_drug_by_price(t, code, &i) || yg_drug_by_yj(t, code, &i) || yg_drug_by_generic(t, code, &i) ||
	       yg_drug_by_hot(t, code, &i);
}

/* Another code of the same shape that the guard refuses for the same reason. */
static struct str other_code(struct anon *x, const struct identify_in *in)
{
	struct identify_out was = { .verdict = IDENT_UNKNOWN }, is;
	struct identify_in try_ = *in;
	char room[32];
	uint64_t h = yg_hash(x->seed, in->code.p, in->code.n);
	if (in->code.n > sizeof room) return STR_NONE;
	yg_identify(x->tables, in, &was);
	for (int k = 0; k < TRIES; k++) {
		for (size_t i = 0; i < in->code.n; i++) {
			char c = in->code.p[i];
			h = yg_hash(h, &c, 1);
			room[i] = c >= '0' && c <= '9' ? (char)('0' + h % 10) : c >= 'A' && c <= 'Z' ? (char)('A' + h % 26) : c == 'Z' ? 'Z' : '-';
		}
		if (in->system == CODE_GENERIC && in->code.n == 12) memcpy(room + 9, "ZZZ", 3);
		try_.code = (struct str){ room, in->code.n };
		if (yg_str_eq(try_.code, in->code) || code_known(x->tables, try_.code)) continue;
		is = (struct identify_out){ .verdict = IDENT_UNKNOWN };
		yg_identify(x->tables, &try_, &is);
		if (is.verdict == was.verdict && !is.drug && (is.reason == was.reason || (is.reason && was.reason && !strcmp(is.reason, was.reason))))
			return yg_arena_str(x->arena, try_.code);
	}
	return STR_NONE;
}

void anon_item(struct anon *x, struct drug_item *item, const struct identify_in *in)
{
	struct mapped *m;
	if (item->code.n && !item->drug && item->system == CODE_NONE) {      /* whatever stands there is not read as a code */
		item->code = STR_NONE;
		anon_count(x, "drug.code", true);
	}
	if (item->code.n && !item->drug && !code_known(x->tables, yg_str_trim(item->code)) && !yg_code_is_dummy(item->system, item->code)) {
		if (!(m = find(x, NAMES_CODE, item->code)) && (m = add(x, NAMES_CODE, item->code))) m->to = other_code(x, in);
		anon_count(x, "drug.code", !m || !m->to.n);
		item->code = m ? m->to : STR_NONE;
	}
	if (item->name.n && !item->drug && !anon_drug_name_known(x, item->name)) {
		item->name = anon_name(x, NAMES_DRUG, item->name, "架空の薬#");
		anon_count(x, "drug.name", false);
	}
	if (item->unit.n && !anon_unit_known(x, item->unit)) {
		item->unit = anon_name(x, NAMES_UNIT, item->unit, "架空単位#");
		anon_count(x, "drug.unit", false);
	}
}

bool anon_condition_known(const struct anon *x, struct str text)
{
	for (size_t i = 0; i < yg_about_count(x->tables); i++)
		if (yg_about_says(x->tables, yg_about_at(x->tables, i), text)) return true;
	return yg_text_is(text, STR("Child-Pugh A|Child-Pugh分類A|Child-PughクラスA|Child-Pugh class A|チャイルド・ピュー分類A|チャイルド・ピューA|"
				   "Child-Pugh B|Child-Pugh分類B|Child-PughクラスB|Child-Pugh class B|チャイルド・ピュー分類B|チャイルド・ピューB|"
				   "Child-Pugh C|Child-Pugh分類C|Child-PughクラスC|Child-Pugh class C|チャイルド・ピュー分類C|チャイルド・ピューC"));
}

/* --- texts ---------------------------------------------------------------------------------------------------------------- */

/* Words a rule or a period looks for, beside those of match/usage.c. */
static const char *const words[] = {
	"粉砕不可", "粉砕", "つぶして", "半錠", "半割", "一包化", "分包", "不可", "禁止", "禁", "しない", "せず", "麻薬", "変更不可", "患者希望", "残薬あり", "残薬", "残りあり",
	"残り", "残あり", "残っていることを確認した", "残っていることを確認", "残っている", "残", "余り", "が", "は", "医師の指示どおり", "医師の指示通り", "先発医薬品", "後発医薬品",
	"漸減", "部位", "調剤", "日分", "回分",
};

static size_t chars(const char *p, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) k += ((unsigned char)p[i] & 0xc0) != 0x80;
	return k;
}

static bool long_number(const char *p, size_t n)
{
	size_t run = 0;
	for (size_t i = 0; i < n; i++) {
		run = p[i] >= '0' && p[i] <= '9' ? run + 1 : 0;
		if (run > DIGITS_MAX) return true;
	}
	return false;
}

/* Bytes of a word at the place; 0: none. A number in it may not go on outside it. */
static size_t word_at(const struct anon *x, struct str s, size_t i)
{
	size_t best = 0, drug = 0;
	if (i && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i] >= '0' && s.p[i] <= '9') return 0;
	for (size_t k = 0; k < x->drugs.n; k++)
		if (x->drugs.v[k].n > drug && s.n - i >= x->drugs.v[k].n && !memcmp(s.p + i, x->drugs.v[k].p, x->drugs.v[k].n)) drug = x->drugs.v[k].n;
	for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
		size_t n = strlen(words[k]);
		if (n > best && s.n - i >= n && !memcmp(s.p + i, words[k], n)) best = n;
	}
	{
		size_t n = yg_usage_word(s, i);
		if (n > best && !long_number(s.p + i, n)) best = n;
	}
	return drug > best ? drug : best;
}

struct piece { size_t at, n; bool known; };

struct str anon_words(struct anon *x, struct str text)
{
	char room[USAGE_TEXT];
	struct piece *p;
	struct str s, out;
	struct buf b;
	size_t n = yg_usage_fold(text, room), np = 0;
	bool all = true, again = true;
	if (!yg_str_trim(text).n) return text;
	if (n == (size_t)-1) return STR("〓");
	s = (struct str){ room, n };
	if (!(p = yg_arena_array(x->arena, n + 1, sizeof *p))) return STR_NONE;
	for (size_t i = 0, k; i < n; i += k) {
		bool known = (k = word_at(x, s, i)) > 0;
		if (!known) for (k = 1; i + k < n && ((unsigned char)s.p[i + k] & 0xc0) == 0x80; k++);
		if (!known && np && !p[np - 1].known) p[np - 1].n += k;
		else p[np++] = (struct piece){ i, k, known };
		all = all && known;
	}
	if (all) return text;
	while (again) {                              /* one character beside something unknown may be part of a name */
		again = false;
		for (size_t i = 0; i < np; i++) {
			bool beside = (i && !p[i - 1].known) || (i + 1 < np && !p[i + 1].known);
			if (p[i].known && beside && chars(s.p + p[i].at, p[i].n) < 2) { p[i].known = false; again = true; }
		}
	}
	yg_buf_init(&b, 8 * USAGE_TEXT);
	for (size_t i = 0; i < np; i++) {
		if (p[i].known) yg_buf_add(&b, s.p + p[i].at, p[i].n);
		else if (!i || p[i - 1].known) yg_buf_z(&b, "〓");
	}
	out = yg_arena_str(x->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

bool anon_add_drug_word(struct anon *x, struct str name)
{
	char room[USAGE_TEXT];
	size_t n = yg_usage_fold(name, room);
	struct str *p;
	if (!n || n == (size_t)-1) return true;
	for (size_t i = 0; i < x->drugs.n; i++)
		if (yg_str_eq(x->drugs.v[i], (struct str){ room, n })) return true;
	if (!(p = yg_arena_grow(x->arena, x->drugs.v, x->drugs.n, sizeof *p))) return false;
	x->drugs.v = p;
	p[x->drugs.n++] = yg_arena_str(x->arena, (struct str){ room, n });
	return true;
}

void anon_count(struct anon *x, const char *what, bool dropped)
{
	struct anon_row *p;
	size_t i = 0;
	while (i < x->nrows && strcmp(x->row[i].what, what)) i++;
	if (i == x->nrows) {
		if (!(p = yg_arena_grow(x->arena, x->row, x->nrows, sizeof *p))) return;
		x->row = p;
		p[x->nrows++] = (struct anon_row){ yg_arena_str(x->arena, yg_str(what)).p, 0, 0 };
	}
	if (dropped) x->row[i].dropped++;
	else x->row[i].replaced++;
}
