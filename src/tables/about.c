/* about.c - answers about the loaded rows of patient, amount and product: which rows a drug has, whether a word or a code
 * is one of a row's, and what an allergy names. Whole texts and codes only; holds no rule logic. */
#include "tables/image.h"
#include "tables/loaded.h"
#include "tables/patient_rules.h"
#include "text/fold.h"
#include "base/ban.h"

size_t yg_about_count(const struct tables *t) { return yg_tables_image(t)->n[SEC_ABOUT]; }

const struct about *yg_about_at(const struct tables *t, size_t i)
{
	const struct image *im = yg_tables_image(t);
	return i < im->n[SEC_ABOUT] ? (const struct about *)im->sec[SEC_ABOUT] + i : NULL;
}

size_t yg_drug_about(const struct tables *t, const struct drug *d, const uint16_t **rows)
{
	const struct image *im = yg_tables_image(t);
	const uint32_t *first = im->sec[SEC_ABOUT_FIRST];
	size_t i = d ? yg_drug_index(t, d) : im->n[SEC_DRUG];
	*rows = (const uint16_t *)im->sec[SEC_ABOUT_LIST] + first[i];
	return first[i + 1] - first[i];
}

const char *yg_rules_lacks(const struct tables *t, size_t i)
{
	const struct img_edition *e = (const struct img_edition *)yg_tables_image(t)->sec[SEC_EDITION] + 1;
	if (i >= ABOUT_TABLES) return "";
	return e->absent & 1u << i ? yg_about_files[i] : NULL;
}

bool yg_text_is(struct str text, struct str words)
{
	struct str part;
	if (!yg_str_trim(text).n) return false;
	while (yg_list_next(&words, &part))
		if (part.n && yg_fold_eq(text, part)) return true;
	return false;
}

bool yg_about_says(const struct tables *t, const struct about *row, struct str text)
{
	const struct rule *r = yg_rule_at(t, row->rule);
	if (r && r->kind == RULE_ALLERGY) return yg_text_is(text, yg_tables_text(t, row->group));
	return yg_text_is(text, yg_tables_text(t, row->text_ja)) || yg_text_is(text, yg_tables_text(t, row->text_en));
}

/* Letters and digits in capitals, without the dot. */
static struct str icd_of(struct str code, char room[16])
{
	size_t n = 0;
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (c == '.' || c == ' ') continue;
		if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
		if (n == 16) return STR_NONE;
		room[n++] = c;
	}
	return (struct str){ room, n };
}

bool yg_about_icd(const struct tables *t, const struct about *row, struct str code)
{
	char has[16], want[16];
	struct str s = icd_of(code, has), rest = yg_tables_text(t, row->codes), part;
	while (s.n && yg_list_next(&rest, &part)) {
		bool prefix = part.n && part.p[part.n - 1] == '*';
		struct str w = icd_of(prefix ? yg_str_sub(part, 0, part.n - 1) : part, want);
		if (w.n && (prefix ? yg_str_starts(s, w) : yg_str_eq(s, w))) return true;
	}
	return false;
}

/* --- allergies ------------------------------------------------------------------------------------------ */
static void add_group(struct allergen *a, uint16_t row)
{
	for (size_t i = 0; i < a->ngroups; i++)
		if (a->groups[i] == row) return;
	if (a->ngroups < sizeof a->groups / sizeof *a->groups) a->groups[a->ngroups++] = row;
}

static void add_ingredient(struct allergen *a, uint16_t id)
{
	size_t i = 0, n = a->ningredients;
	while (i < n && a->ingredients[i] < id) i++;
	if ((i < n && a->ingredients[i] == id) || n == sizeof a->ingredients / sizeof *a->ingredients) return;
	memmove(a->ingredients + i + 1, a->ingredients + i, (n - i) * sizeof *a->ingredients);
	a->ingredients[i] = id;
	a->ningredients++;
}

static void add_groups_of(const struct tables *t, struct allergen *a, const struct drug *d)
{
	const uint16_t *rows;
	size_t n = yg_drug_about(t, d, &rows);
	for (size_t i = 0; i < n; i++)
		if (yg_rule_at(t, yg_about_at(t, rows[i])->rule)->kind == RULE_ALLERGY) add_group(a, rows[i]);
}

static void add_drug(const struct tables *t, struct allergen *a, const struct drug *d)
{
	const uint16_t *ids;
	size_t n = yg_drug_ingredients(t, d, &ids);
	for (size_t i = 0; i < n; i++) add_ingredient(a, ids[i]);
	add_groups_of(t, a, d);
	a->known = true;
}

/* Groups of a lone ingredient: those of its own products; of combinations only when there is no product of it alone. */
static void add_groups_of_ingredient(const struct tables *t, struct allergen *a, uint16_t id)
{
	for (int alone = 1; alone >= 0; alone--) {
		bool any = false;
		for (size_t i = 0; i < yg_drug_count(t); i++) {
			const struct drug *d = yg_drug_at(t, i);
			const uint16_t *ids;
			size_t n = yg_drug_ingredients(t, d, &ids), k = 0;
			while (k < n && ids[k] != id) k++;
			if (k == n || (alone && n != 1)) continue;
			any = true;
			add_groups_of(t, a, d);
		}
		if (any) return;
	}
}

static struct str yj_of(struct str code)
{
	struct str s = yg_str_trim(code);
	if (yg_str_starts(s, STR("YCM"))) s = yg_str_sub(s, 3, s.n);
	return s.n == 12 && yg_str_digits(yg_str_sub(s, 0, 7)) && s.p[7] >= 'A' && s.p[7] <= 'Z' ? s : STR_NONE;
}

static bool by_code(const struct tables *t, struct str code, struct allergen *a)
{
	struct str yj = yj_of(code);
	if (!yj.n) return false;
	memcpy(a->yj7, yj.p, 7);
	a->known = true;
	for (size_t i = 0; i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		const char *own = d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code;
		if (memcmp(own, yj.p, 7) == 0) add_drug(t, a, d);
	}
	return true;
}

static void by_text(const struct tables *t, struct str text, struct allergen *a)
{
	const struct image *im = yg_tables_image(t);
	const struct img_name *names = im->sec[SEC_NAME];
	const uint32_t *ingredients = im->sec[SEC_INGREDIENT_NAME];
	uint32_t hash = yg_name_hash(text), bare = yg_name_hash(yg_generic_bare(text));
	for (size_t i = 0; i < yg_about_count(t); i++)
		if (yg_rule_at(t, yg_about_at(t, i)->rule)->kind == RULE_ALLERGY && yg_about_says(t, yg_about_at(t, i), text)) {
			add_group(a, (uint16_t)i);
			a->known = true;
		}
	for (size_t i = 0; i < yg_ingredient_count(t); i++)
		if (ingredients[i] == hash && yg_fold_eq(text, yg_ingredient_name(t, (uint16_t)i))) {
			add_ingredient(a, (uint16_t)i);
			add_groups_of_ingredient(t, a, (uint16_t)i);
			a->known = true;
			return;
		}
	for (size_t i = 0; i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		struct str generic = yg_generic_bare(yg_tables_text(t, d->generic_name));
		bool same = hash && names[i].listed == hash && yg_fold_eq(text, yg_tables_text(t, d->listed_name));      /* 成分名 with its salt */
		if (!same && yg_drug_name_is(t, d, hash, bare))
			same = d->flags & DRUG_GENERIC_NAME ? yg_fold_eq(yg_generic_bare(text), generic) :
			       yg_fold_eq(text, yg_tables_text(t, d->name)) || yg_fold_eq(text, yg_tables_text(t, d->name_long)) ||
			       yg_fold_eq(text, yg_tables_text(t, d->name_list));
		if (same) add_drug(t, a, d);
	}
}

void yg_allergen(const struct tables *t, struct str text, struct str code, struct allergen *out)
{
	memset(out, 0, sizeof *out);
	if (!by_code(t, code, out) && yg_str_trim(text).n) by_text(t, text, out);
}
