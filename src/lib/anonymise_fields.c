/* anonymise_fields.c - what happens to each field of the model when the people are taken out: one row a field, and one walk over the key
 * tables of the neutral JSON. Numbers, yes and no, and words of a closed list stay; a text or a day without a row is dropped. */
#include "lib/anonymise.h"
#include "codec/facts.h"
#include "text/fold.h"
#include <stdio.h>
#include "base/ban.h"

enum act {
	A_DROP, A_DONE /* handled with its line */, A_CODE /* a short code; anything longer is dropped */, A_NUMBER, A_DAY, A_BORN, A_TECHO_DAY, A_PERSON, A_KANA,
	A_CLINIC, A_PHARMACY, A_PLACE_CODE, A_AREA, A_ID, A_WORDS /* only words of our tables */, A_USAGE_CODE, A_EXTRA_CODE, A_VERSION, A_GENERIC_NAME,
	A_GENERIC_CODE, A_INGREDIENT, A_REMARK /* allergy or condition by its kind */
};
/* path as in the JSON, lists without index; '*' at the start: any head. The first row that fits counts. */
static const struct field { const char *path; enum act act; unsigned max; } fields[] = {
	/* whole lists of free text, and what we did not read */
	{ "rx.notes", A_DROP, 0 }, { "rx.labs", A_DROP, 0 }, { "rx.surplus", A_DROP, 0 }, { "rx.conversions", A_DROP, 0 }, { "*.unknown.text", A_DROP, 0 },
	{ "history.memos", A_DROP, 0 }, { "history.family_pharmacists", A_DROP, 0 }, { "history.surplus", A_DROP, 0 }, { "*.cautions", A_DROP, 0 },
	{ "history.visits.instructions", A_DROP, 0 }, { "history.visits.remarks", A_DROP, 0 }, { "history.visits.inquiries", A_DROP, 0 },
	{ "history.visits.patient_notes", A_DROP, 0 },
	/* as written beside a value that was read */
	{ "*.sex_raw", A_DROP, 0 }, { "*.born_raw", A_DROP, 0 }, { "*.issued_raw", A_DROP, 0 }, { "*.expires_raw", A_DROP, 0 }, { "*.on_raw", A_DROP, 0 },
	/* people and places */
	{ "*.postal", A_DROP, 0 }, { "*.address", A_DROP, 0 }, { "*.phone", A_DROP, 0 }, { "*.fax", A_DROP, 0 }, { "*.other_contact", A_DROP, 0 },
	{ "*.contact", A_DROP, 0 }, { "*.emergency", A_DROP, 0 }, { "*.blood", A_DROP, 0 },
	{ "*.patient.id", A_ID, 0 }, { "*.patient.name", A_PERSON, 0 }, { "*.patient.kana", A_KANA, 0 }, { "*.doctor.id", A_ID, 0 }, { "*.doctor.name", A_PERSON, 0 },
	{ "*.doctor.kana", A_KANA, 0 }, { "*.pharmacist.id", A_ID, 0 }, { "*.pharmacist.name", A_PERSON, 0 }, { "*.pharmacist.kana", A_KANA, 0 },
	{ "*.doctors.name", A_PERSON, 0 }, { "*.doctors.department", A_DROP, 0 }, { "*.department.code_type", A_CODE, 1 }, { "*.department.code", A_CODE, 3 },
	{ "*.department.name", A_DROP, 0 }, { "rx.institution.name", A_CLINIC, 0 }, { "*.clinic.name", A_CLINIC, 0 }, { "*.pharmacy.name", A_PHARMACY, 0 },
	{ "*.institution.kind", A_CODE, 1 }, { "*.clinic.kind", A_CODE, 1 }, { "*.pharmacy.kind", A_CODE, 1 }, { "*.institution.code", A_PLACE_CODE, 0 },
	{ "*.clinic.code", A_PLACE_CODE, 0 }, { "*.pharmacy.code", A_PLACE_CODE, 0 }, { "*.prefecture", A_AREA, 0 }, { "*author", A_CODE, 1 },
	/* insurance and numbers */
	{ "*.insurance.kind", A_CODE, 1 }, { "*.insurance.insurer", A_ID, 0 }, { "*.insurance.symbol", A_ID, 0 }, { "*.insurance.number", A_ID, 0 },
	{ "*.insurance.relation", A_CODE, 1 }, { "*.insurance.branch", A_DROP, 0 }, { "*.insurance.patient_rate", A_CODE, 3 },
	{ "*.insurance.benefit_rate", A_CODE, 3 }, { "*.insurance.duty_reason", A_CODE, 1 }, { "*.payer", A_ID, 0 }, { "*.recipient", A_ID, 0 },
	{ "*.insurance.receipt_type", A_DROP, 0 }, { "*.prescription_id", A_ID, 0 }, { "*.dispensing_id", A_ID, 0 }, { "rx.number_type", A_CODE, 1 },
	{ "rx.number", A_ID, 0 }, { "*.narcotic.license", A_ID, 0 }, { "history.visits.store_id", A_DROP, 0 },
	/* days */
	{ "*.born", A_BORN, 0 }, { "facts.birth_date", A_BORN, 0 }, { "*.issued", A_DAY, 0 }, { "*.expires", A_DAY, 0 }, { "*.on", A_DAY, 0 },
	{ "*.prescribed_on", A_DAY, 0 }, { "*.covers_from", A_DAY, 0 }, { "*.covers_to", A_DAY, 0 }, { "*.from_raw", A_TECHO_DAY, 0 }, { "*.to_raw", A_TECHO_DAY, 0 },
	{ "*.weight_date", A_DAY, 0 }, { "*.height_date", A_DAY, 0 }, { "facts.labs.date", A_DAY, 0 },
	/* drugs */
	{ "rx.groups.lines.code", A_DONE, 0 }, { "rx.groups.lines.name", A_DONE, 0 }, { "rx.groups.lines.unit", A_DONE, 0 },
	{ "history.visits.groups.lines.code", A_DONE, 0 }, { "history.visits.groups.lines.name", A_DONE, 0 }, { "history.visits.groups.lines.unit", A_DONE, 0 },
	{ "history.otc.code", A_DONE, 0 }, { "history.otc.name", A_DONE, 0 }, { "*.system_raw", A_CODE, 2 }, { "*.generic_name", A_GENERIC_NAME, 0 },
	{ "*.generic_type", A_CODE, 2 }, { "*.generic_code", A_GENERIC_CODE, 0 }, { "history.otc.ingredients.name", A_INGREDIENT, 0 },
	{ "history.otc.ingredients.code_type", A_CODE, 2 }, { "history.otc.ingredients.code", A_DROP, 0 }, { "history.otc.seq", A_CODE, 3 },
	/* how it is used */
	{ "*.form_raw", A_CODE, 2 }, { "*.form_name", A_WORDS, 0 }, { "*.usage_type", A_CODE, 1 }, { "*.supplements.usage_code", A_EXTRA_CODE, 0 },
	{ "*.usage_code", A_USAGE_CODE, 0 }, { "*.usage", A_WORDS, 0 }, { "*.times_per_day", A_NUMBER, 0 }, { "*.per_dose", A_NUMBER, 0 },
	{ "*.per_day_times", A_NUMBER, 0 }, { "*.quantity_unit", A_WORDS, 0 }, { "*.quantity_raw", A_WORDS, 0 }, { "*.amount_raw", A_WORDS, 0 },
	{ "*.uneven_codes", A_EXTRA_CODE, 0 }, { "*.burden", A_CODE, 1 }, { "*.info_class", A_CODE, 1 }, { "*.potency", A_CODE, 1 },
	{ "*.supplements.kind", A_CODE, 2 }, { "*.supplements.text", A_WORDS, 0 }, { "*.supplements.site_code", A_CODE, 3 }, { "*.supplements.name", A_DROP, 0 },
	{ "*.leftovers.kind", A_CODE, 2 }, { "*.leftovers.text", A_WORDS, 0 }, { "*.leftovers.name", A_DROP, 0 }, { "rx.remarks.kind", A_CODE, 2 },
	{ "rx.remarks.text", A_WORDS, 0 }, { "history.remarks.kind", A_CODE, 2 }, { "history.remarks.text", A_REMARK, 0 }, { "history.remarks.name", A_DROP, 0 },
	{ "*.provided.kind", A_CODE, 2 }, { "*.provided.text", A_REMARK, 0 }, { "*.provided.name", A_DROP, 0 }, { "history.weight", A_NUMBER, 0 },
	{ "rx.copay_class", A_CODE, 2 }, { "rx.leftover", A_CODE, 1 }, { "*.direction", A_CODE, 1 }, { "*.in_out", A_CODE, 1 }, { "*.version", A_VERSION, 0 },
	/* facts: their lists are gone through before (told, labs) */
	{ "facts.allergies.text", A_DONE, 0 }, { "facts.allergies.code", A_DONE, 0 }, { "facts.allergies.system", A_DROP, 0 }, { "facts.conditions.text", A_DONE, 0 },
	{ "facts.conditions.code", A_DONE, 0 }, { "facts.conditions.system", A_DROP, 0 }, { "facts.labs.name", A_DONE, 0 }, { "facts.labs.code", A_DONE, 0 },
	{ "facts.labs.unit", A_DONE, 0 },
};
#define NFIELDS (sizeof fields / sizeof *fields)
enum { PATH = 160, INT_MOST = 99999, ORIGIN_MOST = 999999, DEC_MOST = 9999999 /* digits in all, the point left out */ };

static const struct field *row_of(const char *path)
{
	size_t n = strlen(path);
	for (size_t i = 0; i < NFIELDS; i++) {
		const char *p = fields[i].path;
		size_t k = strlen(p);
		if (*p == '*' ? n >= k - 1 && !strcmp(path + n - (k - 1), p + 1) : !strcmp(path, p)) return &fields[i];
	}
	return NULL;
}

/* --- single values ------------------------------------------------------------------------------------------------------ */

static bool alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static bool all_of(struct str s, size_t min, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (!alnum(s.p[i])) return false;
	return s.n >= min && s.n <= max;
}

/* Digits of either width, with . and / between: 2/3, ０．５. */
static bool number(struct str s)
{
	struct buf b;
	bool ok = true;
	yg_buf_init(&b, s.n * 8 + 64);
	yg_fold(s, &b);
	for (size_t i = 0; i < b.n; i++) ok = ok && ((b.p[i] >= '0' && b.p[i] <= '9') || b.p[i] == '.' || b.p[i] == '/');
	ok = ok && !b.err && b.n && b.n <= 8;
	yg_buf_free(&b);
	return ok;
}

static bool version(struct str s)
{
	static const char *const heads[] = { "JAHISTC", "JAHIS", "SJ", "CJ", "EP", "ED" };
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (yg_str_starts(s, yg_str(heads[i])) && yg_str_digits(yg_str_sub(s, strlen(heads[i]), s.n)) && s.n <= strlen(heads[i]) + 2) return true;
	return false;
}

static struct str told_words(struct anon *x, struct str text, bool allergy)
{
	struct allergen a;
	if (!yg_str_trim(text).n) return text;
	if (allergy) {
		yg_allergen(x->tables, text, STR_NONE, &a);
		if (a.known) return text;
	} else if (anon_condition_known(x, text)) {
		return text;
	}
	return anon_name(x, NAMES_TOLD, text, "匿名化した申告#");
}

static struct str remark(struct anon *x, const struct note *n, struct str text)
{
	struct str k = yg_str_trim(n->kind);
	if (yg_str_eqz(k, "1") || yg_str_eqz(k, "2") || yg_str_eqz(k, "30")) return told_words(x, text, true);
	return yg_str_eqz(k, "3") ? told_words(x, text, false) : STR_NONE;
}

static struct str techo_day(struct anon *x, struct str s)
{
	struct ymd d;
	char z[9];
	if (yg_ymd_parse_techo(yg_str_trim(s), &d) != 0) return STR("99999999");         /* still no day */
	return yg_arena_str(x->arena, (struct str){ z, yg_ymd_format8(anon_day(x, d), z) });
}

static struct str generic_name(struct anon *x, struct str s)
{
	return anon_drug_name_known(x, s) ? s : anon_name(x, NAMES_DRUG, s, "架空の薬#");
}

static struct str value(struct anon *x, const struct field *f, const void *base, struct str s)
{
	const uint32_t *i;
	struct str t = yg_str_trim(s);
	switch (f ? f->act : A_DROP) {
	case A_DONE: return s;
	case A_CODE: return all_of(t, 1, f->max) ? s : STR_NONE;
	case A_NUMBER: return number(t) ? s : STR_NONE;
	case A_TECHO_DAY: return techo_day(x, s);
	case A_PERSON: return anon_name(x, NAMES_PERSON, s, "架空　#");
	case A_KANA: return anon_name(x, NAMES_KANA, s, "カクウ　#");
	case A_CLINIC: return anon_name(x, NAMES_PLACE, s, "架空医院#");
	case A_PHARMACY: return anon_name(x, NAMES_PLACE, s, "架空薬局#");
	case A_PLACE_CODE: return anon_place_code(x, s);
	case A_AREA: return t.n == 2 ? yg_str_sub(anon_place_code(x, yg_arena_printf(x->arena, "%.*s10000000", STR_ARG(t))), 0, 2) : STR_NONE;
	case A_ID: return anon_name(x, NAMES_ID, s, "9000#");
	case A_WORDS: return anon_words(x, s);
	case A_USAGE_CODE: return all_of(t, 16, 16) ? s : STR_NONE;
	case A_EXTRA_CODE: return all_of(t, 8, 8) && t.p[0] >= 'A' && t.p[0] <= 'W' ? s : STR_NONE;         /* X... holds a day */
	case A_VERSION: return version(t) ? s : STR_NONE;
	case A_GENERIC_NAME: return generic_name(x, s);
	case A_GENERIC_CODE: return yg_drug_by_generic(x->tables, t, &i) || yg_drug_by_price(x->tables, t, &i) || yg_drug_by_yj(x->tables, t, &i) ? s : STR_NONE;
	case A_INGREDIENT: return ((const struct otc_ingredient *)base)->drug ? s : anon_name(x, NAMES_INGREDIENT, s, "架空成分#");
	case A_REMARK: return remark(x, base, s);
	default: return STR_NONE;
	}
}

static void text(struct anon *x, const char *path, const struct field *f, const void *base, struct str *s)
{
	struct str was = *s;
	if (!was.n) return;
	*s = value(x, f, base, was);
	if (!yg_str_eq(*s, was)) anon_count(x, path, s->n == 0);
}

/* --- the walk --------------------------------------------------------------------------------------------------------------- */

static void *at(void *base, size_t off) { return (char *)base + off; }
static void walk(struct anon *x, const struct jf *f, void *base, const char *head);

static void list(struct anon *x, const struct jf *f, void *base, const char *path, const struct field *row)
{
	size_t *n = at(base, f->at2);
	char *items;
	if (row && row->act == A_DROP) {
		for (size_t i = 0; i < *n; i++) anon_count(x, path, true);
		*n = 0;
		return;
	}
	memcpy(&items, at(base, f->at), sizeof items);
	for (size_t i = 0; i < *n; i++) walk(x, f->sub, items + i * f->size, path);
}

/* No amount of a medicine, no day count and no place in a file has so many digits; a number of a person has. */
static void plain_number(struct anon *x, const char *path, const struct jf *f, void *p)
{
	bool gone = false;
	switch (f->kind) {
	case JF_INT: gone = *(int *)p > INT_MOST; if (gone) *(int *)p = 0; break;
	case JF_INT1: gone = *(int *)p > INT_MOST; if (gone) *(int *)p = -1; break;
	case JF_ORIGIN: gone = ((struct origin *)p)->record > ORIGIN_MOST; if (gone) ((struct origin *)p)->record = 0; break;
	case JF_DEC: case JF_DECS:
		for (size_t i = 0; i < (f->kind == JF_DEC ? 1 : f->count); i++) {
			struct dec *d = (struct dec *)p + i;
			if (!yg_dec_given(*d) || (d->n <= DEC_MOST && d->n >= 0)) continue;
			*d = DEC_NONE;
			gone = true;
		}
		break;
	default: return;
	}
	if (gone) anon_count(x, path, true);
}

static void walk(struct anon *x, const struct jf *f, void *base, const char *head)
{
	char path[PATH];
	for (; f->key; f++) {
		const struct field *row;
		void *p = at(base, f->at);
		snprintf(path, sizeof path, "%s.%s", head, f->key);
		row = row_of(path);
		switch (f->kind) {
		case JF_STR: text(x, path, row, base, p); break;
		case JF_STRS:
			for (size_t i = 0; i < f->count; i++) text(x, path, row, base, (struct str *)p + i);
			break;
		case JF_YMD:
			if (!yg_ymd_given(*(struct ymd *)p)) break;
			*(struct ymd *)p = !row ? YMD_NONE : row->act == A_BORN ? anon_born(x, *(struct ymd *)p) : row->act == A_DAY ? anon_day(x, *(struct ymd *)p) : YMD_NONE;
			anon_count(x, path, !yg_ymd_given(*(struct ymd *)p));
			break;
		case JF_OBJ:
			if (f->at2 == NO_FLAG || *(bool *)at(base, f->at2)) walk(x, f->sub, p, path);
			break;
		case JF_LIST: list(x, f, base, path, row); break;
		case JF_FIXED:
			for (size_t i = 0; i < f->count; i++) walk(x, f->sub, (char *)p + i * f->size, path);
			break;
		default: plain_number(x, path, f, p); break;         /* numbers, yes and no, words of a closed list */
		}
	}
}

static size_t undecided(const struct jf *f, const char *head, const char **first)
{
	static char kept[PATH];
	char path[PATH];
	size_t n = 0;
	for (; f->key; f++) {
		const struct field *row;
		snprintf(path, sizeof path, "%s.%s", head, f->key);
		row = row_of(path);
		if (f->sub && !(f->kind == JF_LIST && row && row->act == A_DROP)) n += undecided(f->sub, path, first);
		if ((f->kind == JF_STR || f->kind == JF_STRS || f->kind == JF_YMD) && !row) {
			n++;
			if (first && !*first) { snprintf(kept, sizeof kept, "%s", path); *first = kept; }
		}
	}
	return n;
}

size_t anon_undecided(const char **first)
{
	return undecided(yg_jf_rx, "rx", first) + undecided(yg_jf_history, "history", first) + undecided(yg_jf_facts, "facts", first);
}

/* --- whole documents ------------------------------------------------------------------------------------------------------------ */

void anon_rx(struct anon *x, struct rx *rx)
{
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; i < rx->groups[g].nlines; i++) {
			struct rx_line *l = &rx->groups[g].lines[i];
			struct identify_in in = { .system = l->item.system, .code = l->item.code, .name = l->item.name, .unit = l->item.unit,
				.form = rx->groups[g].form, .factor = l->factor.n > 0 ? l->factor : DEC_NONE, .potency = yg_str_eqz(l->potency, "2"),
				.info_class = l->info_class, .on = rx->issued };
			anon_item(x, &l->item, &in);
			(void)anon_add_drug_word(x, l->item.name);
		}
	walk(x, yg_jf_rx, rx, "rx");
}

void anon_history(struct anon *x, struct history *h)
{
	for (size_t i = 0; i < h->notc; i++) {
		struct otc *o = &h->otc[i];
		if (o->item.name.n && !o->item.drug) {
			o->item.name = anon_name(x, NAMES_OTC, o->item.name, "架空の市販薬#");
			anon_count(x, "history.otc.name", false);
		}
		if (o->item.code.n && !o->item.drug) {
			o->item.code = anon_name(x, NAMES_ID, o->item.code, "9000#");
			anon_count(x, "history.otc.code", false);
		}
	}
	for (size_t v = 0; v < h->nvisits; v++)
		for (size_t g = 0; g < h->visits[v].ngroups; g++)
			for (size_t i = 0; i < h->visits[v].groups[g].nlines; i++) {
				struct hist_line *l = &h->visits[v].groups[g].lines[i];
				struct identify_in in = { .system = l->item.system, .code = l->item.code, .name = l->item.name, .unit = l->item.unit,
					.generic_code = l->generic_code, .form = h->visits[v].groups[g].form, .factor = DEC_NONE, .on = h->visits[v].on, .history = true };
				anon_item(x, &l->item, &in);
				(void)anon_add_drug_word(x, l->item.name);
			}
	walk(x, yg_jf_history, h, "history");
}

static bool icd(struct str s)
{
	s = yg_str_trim(s);
	if (s.n < 3 || s.n > 6 || s.p[0] < 'A' || s.p[0] > 'Z') return false;
	for (size_t i = 1; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] == '.' && i == 3)) return false;
	return true;
}

static void told(struct anon *x, struct coded *v, size_t n, bool allergy)
{
	const char *what = allergy ? "facts.allergies" : "facts.conditions";
	for (size_t i = 0; i < n; i++) {
		struct allergen a = { .known = false };
		struct coded was = v[i];
		v[i].text = told_words(x, was.text, allergy);
		if (allergy && was.code.n) yg_allergen(x->tables, STR_NONE, was.code, &a);
		if (was.code.n && !(allergy ? a.known : icd(was.code))) v[i].code = STR_NONE;
		if (!v[i].text.n && !v[i].code.n) v[i].text = anon_name(x, NAMES_TOLD, was.code, "匿名化した申告#");
		if (!yg_str_eq(was.text, v[i].text) || !yg_str_eq(was.code, v[i].code)) anon_count(x, what, false);
	}
}

static bool kind_known(struct anon *x, struct lab l)
{
	struct facts one = FACTS_NONE, all = FACTS_NONE;
	struct diags ds;
	yg_diags_init(&ds, x->arena);
	one.labs = &l;
	one.nlabs = 1;
	if (yg_facts_add(&all, &one, false, x->as_of, 0, x->arena, &ds) != 0) return false;
	return (all.nlabs && all.labs[0].kind != LAB_OTHER) || yg_dec_given(all.weight_kg) || yg_dec_given(all.height_cm);
}

/* A value whose kind the tables know keeps what is a word of the tables: the unit, and name or code or both. */
static bool measured(struct anon *x, struct lab *l)
{
	struct lab named = *l;
	if (yg_text_is(l->name, STR("Child-Pugh|Child-Pughスコア|Child-Pugh score|チャイルド・ピュースコア"))) {
		l->code = l->unit = STR_NONE;
		return true;
	}
	named.code = STR_NONE;
	if (!kind_known(x, *l)) return false;
	if (!kind_known(x, named)) l->name = STR_NONE;
	if (l->code.n && !all_of(yg_str_trim(l->code), 17, 17)) l->code = STR_NONE;
	return true;
}

void anon_facts(struct anon *x, struct facts *f)
{
	size_t n = 0;
	told(x, f->allergies, f->nallergies, true);
	told(x, f->conditions, f->nconditions, false);
	for (size_t i = 0; i < f->nlabs; i++) {
		if (measured(x, &f->labs[i])) f->labs[n++] = f->labs[i];
		else anon_count(x, "facts.labs", true);
	}
	f->nlabs = n;
	walk(x, yg_jf_facts, f, "facts");
}
