/* rules.c - a rules folder, read strictly against a drug master: rows, groups, messages, and every fault in them at once.
 * Does not decide which drugs a rule touches (entity.c does). (rules/README.md describes the columns) */
#include "tables/patient_rules.h"
#include "tables/rules_lint.h"
#include "base/err.h"
#include "base/hash.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_missing, "rules-file-missing", DIAG_ERROR, "ルールにこの表がありません", "the rules lack this table");
DIAG_KIND(d_id, "rules-id-twice", DIAG_ERROR, "同じルールIDが二度あります: {0}", "rule id given twice: {0}");
DIAG_KIND(d_order, "rules-id-order", DIAG_WARNING, "ルールIDが昇順ではありません: {0} の次に {1}", "rule ids out of order: {0} before {1}");
DIAG_KIND(d_value, "rules-value", DIAG_ERROR, "値が正しくありません: {0} = {1}", "value not allowed: {0} = {1}");
DIAG_KIND(d_empty, "rules-empty", DIAG_ERROR, "空にできない項目です: {0} ({1})", "must not be empty: {0} ({1})");
DIAG_KIND(d_source, "rules-source", DIAG_ERROR, "有効な行に出典または出典日がありません: {0}", "enabled without a source or its date: {0}");
DIAG_KIND(d_source_off, "rules-source-off", DIAG_WARNING, "出典または出典日がありません(無効の行): {0}", "no source or date (row is off): {0}");
DIAG_KIND(d_ingredient, "rules-ingredient", DIAG_ERROR, "ingredients.csv にない成分です: {0} = {1}", "not a base ingredient of ingredients.csv: {0} = {1}");
DIAG_KIND(d_code, "rules-code", DIAG_ERROR, "YJ7・YJ9の形ではありません: {0} = {1}", "not a YJ7 or YJ9: {0} = {1}");
DIAG_KIND(d_code_absent, "rules-code-absent", DIAG_WARNING, "このマスターにない番号です: {0} = {1}", "not in this master: {0} = {1}");
DIAG_KIND(d_side, "rules-side-empty", DIAG_ERROR, "どの薬にも当たらない側があります(codes と expand が空): {0}", "a side can never hit (no codes, no expand): {0}");
DIAG_KIND(d_code_other, "rules-code-ingredient", DIAG_WARNING, "番号の製品にその成分がありません: {0} = {1}",
	  "products of this number do not contain the ingredient: {0} = {1}");
DIAG_KIND(d_pair, "rules-pair-twice", DIAG_WARNING, "同じ組が二行あり、内容が違います: {0} {1}", "the same pair twice, and the rows differ: {0} {1}");
DIAG_KIND(d_pair_same, "rules-pair-repeated", DIAG_WARNING, "同じ組が二行あります: {0} {1}", "the same pair twice: {0} {1}");
DIAG_KIND(d_dates, "rules-dates", DIAG_ERROR, "有効期間の終わりが始まりより前です: {0}", "valid_to lies before valid_from: {0}");
DIAG_KIND(d_twice, "rules-twice", DIAG_ERROR, "同じキーが二度あります: {0} = {1}", "key given twice: {0} = {1}");
DIAG_KIND(d_group, "rules-group-small", DIAG_NOTE, "一つの番号だけのグループです: {0}", "a group with a single member: {0}");
DIAG_KIND(d_group_name, "rules-group", DIAG_ERROR, "groups.csv にないグループです: {0} = {1}", "not a group of groups.csv: {0} = {1}");
DIAG_KIND(d_caution, "rules-caution-severity", DIAG_ERROR, "併用注意の行は warning か info です: {0}", "a row of cautions.csv is a warning or info: {0}");
DIAG_KIND(d_message, "rules-message-missing", DIAG_ERROR, "{0} にないメッセージです: {1}", "message missing in {0}: {1}");
DIAG_KIND(d_place, "rules-message-places", DIAG_ERROR, "{0} の差し込み位置が messages.ja.csv と違います: {1}", "placeholders in {0} differ from messages.ja.csv: {1}");
DIAG_KIND(d_needed, "rules-message-needed", DIAG_WARNING, "プログラムが使うメッセージがありません: {0}", "a message the program uses is missing: {0}");
DIAG_KIND(d_many, "rules-too-many", DIAG_ERROR, "行が多すぎます", "too many rows");

enum { P_RULE = R_OWN, P_INGREDIENT_A, P_INGREDIENT_B, P_CODES_A, P_CODES_B, P_EXPAND_A, P_EXPAND_B, P_CONDITION_JA, P_CONDITION_EN,
       P_WASHOUT_AB, P_WASHOUT_BA, P_COLUMNS };
static const char *const pair_columns[P_COLUMNS] = { RULE_COLUMNS, "rule", "ingredient_a", "ingredient_b", "codes_a", "codes_b", "expand_a",
	"expand_b", "condition_ja", "condition_en", "washout_ab", "washout_ba" };
enum { G_CODE = R_OWN, G_LABEL_JA, G_LABEL_EN, G_MEMBERS, G_ROUTE, G_USE, G_ALLOWED, G_COLUMNS };
static const char *const group_columns[G_COLUMNS] = { RULE_COLUMNS, "code", "label_ja", "label_en", "members", "route", "use", "allowed" };
enum { S_ROUTE_A = R_OWN, S_ROUTE_B, S_COLUMNS };
static const char *const same_columns[S_COLUMNS] = { RULE_COLUMNS, "route_a", "route_b" };
enum { L_YJ7 = R_OWN, L_DAYS, L_CONTROL, L_EXEMPT, L_COLUMNS };
static const char *const limit_columns[L_COLUMNS] = { RULE_COLUMNS, "yj7", "limit_days", "control", "exempt" };
static const char *const message_columns[] = { "key", "text" };
static const char *const route_names[] = { "any", "systemic", "topical", "eye", "nose-ear", "inhaled", "other" };

/* "D2" before "D10": runs of digits compare as numbers. */
static int natural_cmp(struct str a, struct str b)
{
	size_t i = 0, k = 0;
	while (i < a.n && k < b.n) {
		bool da = a.p[i] >= '0' && a.p[i] <= '9', db = b.p[k] >= '0' && b.p[k] <= '9';
		if (da && db) {
			size_t x = i, y = k;
			while (x < a.n && a.p[x] >= '0' && a.p[x] <= '9') x++;
			while (y < b.n && b.p[y] >= '0' && b.p[y] <= '9') y++;
			while (i + 1 < x && a.p[i] == '0') i++;
			while (k + 1 < y && b.p[k] == '0') k++;
			if (x - i != y - k) return x - i < y - k ? -1 : 1;
			for (; i < x; i++, k++) if (a.p[i] != b.p[k]) return a.p[i] < b.p[k] ? -1 : 1;
		} else {
			if (a.p[i] != b.p[k]) return (unsigned char)a.p[i] < (unsigned char)b.p[k] ? -1 : 1;
			i++;
			k++;
		}
	}
	return (i < a.n) - (k < b.n);
}

size_t yg_rules_word(const char *const *words, size_t n, struct str s)
{
	size_t i = 0;
	while (i < n && !yg_str_eqz(s, words[i])) i++;
	return i;
}

void yg_rules_fault(struct table_file *t, enum rules_fault fault, struct str arg0, struct str arg1)
{
	static const struct diag_kind *const kinds[] = { [FAULT_VALUE] = &d_value, [FAULT_EMPTY] = &d_empty,
		[FAULT_INGREDIENT] = &d_ingredient, [FAULT_CODE] = &d_code, [FAULT_TWICE] = &d_twice, [FAULT_GROUP] = &d_group_name,
		[FAULT_CODE_ABSENT] = &d_code_absent, [FAULT_MANY] = &d_many };
	yg_table_fault(t, kinds[fault], arg0, arg1);
}

bool yg_rules_route(struct table_file *t, unsigned column, bool empty_is_any, uint8_t *out)
{
	struct str s = yg_table_get(t, column);
	size_t v = empty_is_any && !s.n ? 0 : yg_rules_word(route_names, 7, s);
	if (v < 7) { *out = (uint8_t)v; return true; }
	yg_table_fault(t, &d_value, yg_str(t->columns[column]), yg_table_get(t, column));
	return false;
}

static bool take_flag(struct table_file *t, unsigned column, bool empty_is_0)
{
	struct str s = yg_table_get(t, column);
	if (yg_str_eqz(s, "1")) return true;
	if (!yg_str_eqz(s, "0") && !(empty_is_0 && s.n == 0)) yg_table_fault(t, &d_value, yg_str(t->columns[column]), s);
	return false;
}

/* The 15 columns that every rule has. NULL: no memory. */
struct rule *yg_rules_common(struct reading *r, struct table_file *t, unsigned kind)
{
	static const char *const severities[] = { "info", "warning", "critical" };
	struct compile *c = r->c;
	struct str id = yg_table_get(t, R_ID), mark = yg_table_get(t, R_MARK);
	struct rule *p = yg_arena_grow(c->arena, c->rules, c->nrules, sizeof *p);
	size_t severity = yg_rules_word(severities, 3, yg_table_get(t, R_SEVERITY));
	bool sourced;
	if (!p) return NULL;
	c->rules = p;
	p += c->nrules++;
	memset(p, 0, sizeof *p);
	p->kind = (uint8_t)kind;
	p->ingredient_a = p->ingredient_b = 0xffff;
	p->allowed = 1;
	p->file = yg_compile_text(c, yg_str(t->file));
	p->file_line = t->row.line;
	p->row = yg_hash(YG_HASH_START, t->row.raw.p, t->row.raw.n);
	p->id = yg_compile_text(c, id);
	if (!id.n) yg_table_fault(t, &d_empty, STR("id"), STR_NONE);
	else if (yg_strmap_get(&c->rule_ids, id) != STRMAP_NONE) yg_table_fault(t, &d_id, id, STR_NONE);
	else if (yg_strmap_add(&c->rule_ids, id, (uint32_t)(c->nrules - 1)) == STRMAP_NONE) return NULL;
	if (c->lint && r->last_id.n && id.n && natural_cmp(r->last_id, id) > 0) yg_table_fault(t, &d_order, r->last_id, id);
	r->last_id = id;
	if (severity == 3) yg_table_fault(t, &d_value, STR("severity"), yg_table_get(t, R_SEVERITY));
	p->severity = (uint8_t)(severity < 3 ? severity + SEV_INFO : SEV_CRITICAL);
	p->enabled = take_flag(t, R_ENABLED, false);
	if (!yg_str_eqz(mark, "S") && !yg_str_eqz(mark, "I")) yg_table_fault(t, &d_value, STR("mark"), mark);
	p->mark = mark.n ? mark.p[0] : 'I';
	p->title_ja = yg_compile_text(c, yg_table_get(t, R_TITLE_JA));
	p->title_en = yg_compile_text(c, yg_table_get(t, R_TITLE_EN));
	p->effect_ja = yg_compile_text(c, yg_table_get(t, R_EFFECT_JA));
	p->effect_en = yg_compile_text(c, yg_table_get(t, R_EFFECT_EN));
	p->action_ja = yg_compile_text(c, yg_table_get(t, R_ACTION_JA));
	p->action_en = yg_compile_text(c, yg_table_get(t, R_ACTION_EN));
	p->source = yg_compile_text(c, yg_table_get(t, R_SOURCE));
	p->unknown_ja = yg_compile_text(c, yg_table_get(t, R_UNKNOWN_JA));
	yg_table_date(t, R_SOURCE_DATE, &p->source_date);
	yg_table_date(t, R_VALID_FROM, &p->valid_from);
	yg_table_date(t, R_VALID_TO, &p->valid_to);
	if (yg_ymd_given(p->valid_from) && yg_ymd_given(p->valid_to) && yg_ymd_cmp(p->valid_to, p->valid_from) < 0)
		yg_table_fault(t, &d_dates, id, STR_NONE);
	sourced = p->source && yg_ymd_given(p->source_date);
	if (!sourced && p->enabled) yg_table_fault(t, &d_source, id, STR_NONE);
	if (!sourced && !p->enabled && c->lint) yg_table_fault(t, &d_source_off, id, STR_NONE);
	for (unsigned k = R_TITLE_JA; k <= R_ACTION_EN; k++)
		if (p->enabled && !yg_table_get(t, k).n) yg_table_fault(t, &d_empty, yg_str(t->columns[k]), id);
	return p;
}

static bool code_shape(struct str s, enum code_lengths may)
{
	if (!yg_key(s) || !yg_str_digits(yg_str_sub(s, 0, 7))) return false;
	if (s.n == 7) return true;
	if (may == CODE_7 || s.n < 9 || s.p[7] < 'A' || s.p[8] < '0' || s.p[8] > '9') return false;
	return s.n == 9 || (may == CODE_ANY && s.n == 12);
}

void yg_rules_code(struct reading *r, struct table_file *t, unsigned column, struct str code, enum code_lengths may, uint16_t ingredient)
{
	struct compile *c = r->c;
	struct str name = yg_str(t->columns[column]);
	size_t n, with = 0, known = 0;
	const struct link *l;
	if (!code_shape(code, may)) {
		yg_table_fault(t, &d_code, name, code);
		return;
	}
	if (!c->lint) return;
	l = yg_links_find(&r->prefix, yg_key(code), &n);
	if (!n) yg_table_fault(t, &d_code_absent, name, code);
	for (size_t i = 0; i < n && ingredient != 0xffff; i++) {
		struct id_list ids = c->drug_ingredients[l[i].to];
		known += ids.n != 0;
		for (size_t k = 0; k < ids.n; k++) with += ids.v[k] == ingredient;
	}
	if (known && !with) yg_table_fault(t, &d_code_other, name, code);
}

/* Keys joined by '|': shape, repeats, and (lint) whether this master has them and they hold the ingredient. */
void yg_rules_codes(struct reading *r, struct table_file *t, unsigned column, enum code_lengths may, uint16_t ingredient)
{
	struct str rest = yg_table_get(t, column), part;
	struct strmap seen;
	yg_strmap_init(&seen, r->c->arena);
	while (yg_list_next(&rest, &part)) {
		if (code_shape(part, may) && yg_strmap_get(&seen, part) != STRMAP_NONE) yg_table_fault(t, &d_twice, yg_str(t->columns[column]), part);
		yg_strmap_add(&seen, part, 0);
		yg_rules_code(r, t, column, part, may, ingredient);
	}
}

static int take_washout(struct table_file *t, unsigned column)
{
	unsigned long v = 0;
	yg_table_uint(t, column, 3650, &v);
	return (int)v;
}

static bool read_pairs(struct reading *r, const char *file, struct str text, bool caution)
{
	struct compile *c = r->c;
	struct table_file t;
	yg_table_open(&t, file, text, pair_columns, P_COLUMNS, c->arena, c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct rule *p = yg_rules_common(r, &t, RULE_PAIR);
		struct pair_row *row = yg_arena_grow(c->arena, c->pairs, c->npairs, sizeof *row);
		uint16_t *into[2];
		if (!p || !row) return false;
		c->pairs = row;
		row += c->npairs++;
		*row = (struct pair_row){ .rule = (uint32_t)(c->nrules - 1), .line = t.row.line };
		if (caution && p->severity == SEV_CRITICAL) yg_table_fault(&t, &d_caution, yg_table_get(&t, R_ID), STR_NONE);
		into[0] = &p->ingredient_a;
		into[1] = &p->ingredient_b;
		for (unsigned s = 0; s < 2; s++) {
			struct str name = yg_table_get(&t, P_INGREDIENT_A + s);
			uint32_t id = yg_strmap_get(&c->ingredient_ids, name);
			if (id == STRMAP_NONE && c->ningredients) yg_table_fault(&t, &d_ingredient, yg_str(pair_columns[P_INGREDIENT_A + s]), name);
			if (id != STRMAP_NONE) *into[s] = (uint16_t)id;      /* without any ingredient the master's own fault stands */
			row->side[s] = (struct side){ *into[s], yg_table_get(&t, P_CODES_A + s), take_flag(&t, P_EXPAND_A + s, true) };
			if (!row->side[s].codes.n && !row->side[s].expand) yg_table_fault(&t, &d_side, s ? STR("b") : STR("a"), STR_NONE);
			yg_rules_codes(r, &t, P_CODES_A + s, CODE_7_9, *into[s]);
		}
		p->condition_ja = yg_compile_text(c, yg_table_get(&t, P_CONDITION_JA));
		p->condition_en = yg_compile_text(c, yg_table_get(&t, P_CONDITION_EN));
		if (!p->condition_ja != !p->condition_en)
			yg_table_fault(&t, &d_empty, p->condition_ja ? STR("condition_en") : STR("condition_ja"), yg_table_get(&t, R_ID));
		p->washout_ab = (int16_t)take_washout(&t, P_WASHOUT_AB);
		p->washout_ba = (int16_t)take_washout(&t, P_WASHOUT_BA);
	}
	return true;
}

static bool read_groups(struct reading *r, struct str text)
{
	static const char *const uses[] = { "same-class", "same-ingredient" };
	struct compile *c = r->c;
	struct table_file t;
	struct strmap codes;
	yg_strmap_init(&codes, c->arena);
	yg_table_open(&t, "groups.csv", text, group_columns, G_COLUMNS, c->arena, c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct rule *p = yg_rules_common(r, &t, RULE_SAME_CLASS);
		struct group *g = yg_arena_grow(c->arena, c->groups, c->ngroups, sizeof *g);
		struct group_row *row = yg_arena_grow(c->arena, c->group_rows, c->ngroups, sizeof *row);
		struct str code = yg_table_get(&t, G_CODE), members = yg_table_get(&t, G_MEMBERS);
		unsigned long allowed = 1;
		size_t use = yg_rules_word(uses, 2, yg_table_get(&t, G_USE));
		if (!p || !g || !row) return false;
		c->groups = g;
		c->group_rows = row;
		g += c->ngroups;
		row += c->ngroups;
		memset(g, 0, sizeof *g);
		*row = (struct group_row){ .rule = (uint32_t)(c->nrules - 1), .members = members, .line = t.row.line };
		if (c->ngroups >= 0xfffe) { yg_table_fault(&t, &d_many, STR_NONE, STR_NONE); return true; }
		p->group = (uint16_t)c->ngroups++;
		if (!code.n) yg_table_fault(&t, &d_empty, STR("code"), yg_table_get(&t, R_ID));
		else if (yg_strmap_get(&codes, code) != STRMAP_NONE) yg_table_fault(&t, &d_twice, STR("code"), code);
		else if (yg_strmap_add(&codes, code, 0) == STRMAP_NONE) return false;
		for (unsigned k = G_LABEL_JA; k <= G_MEMBERS; k++)
			if (!yg_table_get(&t, k).n) yg_table_fault(&t, &d_empty, yg_str(group_columns[k]), code);
		if (c->lint && members.n == 7) yg_table_fault(&t, &d_group, code, STR_NONE);
		if (use == 2) yg_table_fault(&t, &d_value, STR("use"), yg_table_get(&t, G_USE));
		if (yg_rules_route(&t, G_ROUTE, false, &row->route)) g->route = row->route;
		if (yg_table_uint(&t, G_ALLOWED, 99, &allowed) && allowed == 0) yg_table_fault(&t, &d_value, STR("allowed"), STR("0"));
		g->use = use == 1;
		g->code = yg_compile_text(c, code);
		g->label_ja = yg_compile_text(c, yg_table_get(&t, G_LABEL_JA));
		g->label_en = yg_compile_text(c, yg_table_get(&t, G_LABEL_EN));
		g->rule = row->rule;
		p->allowed = (uint16_t)allowed;
		yg_rules_codes(r, &t, G_MEMBERS, CODE_7, 0xffff);
	}
	return true;
}

static bool read_same(struct reading *r, struct str text)
{
	struct compile *c = r->c;
	struct table_file t;
	yg_table_open(&t, "same-ingredient.csv", text, same_columns, S_COLUMNS, c->arena, c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct rule *p = yg_rules_common(r, &t, RULE_SAME_INGREDIENT);
		struct img_same *s = yg_arena_grow(c->arena, c->same, c->nsame, sizeof *s);
		bool known;
		if (!p || !s) return false;
		c->same = s;
		s += c->nsame;
		*s = (struct img_same){ .rule = (uint32_t)(c->nrules - 1) };
		known = yg_rules_route(&t, S_ROUTE_A, false, &s->a);
		known = yg_rules_route(&t, S_ROUTE_B, false, &s->b) && known;   /* both are looked at, both may be wrong */
		for (size_t i = 0; known && i < c->nsame; i++)
			if ((c->same[i].a == s->a && c->same[i].b == s->b) || (c->same[i].a == s->b && c->same[i].b == s->a))
				yg_table_fault(&t, &d_twice, STR("route_a, route_b"), yg_table_get(&t, R_ID));
		c->nsame++;
	}
	return true;
}

static bool has_column(struct str text, const char *name)
{
	const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
	struct str head = yg_str_trim(yg_str_sub(text, 0, end ? (size_t)(end - text.p) : text.n)), rest = yg_str(name);
	for (size_t i = 0; i + rest.n <= head.n; i++)
		if (memcmp(head.p + i, rest.p, rest.n) == 0 && (i == 0 || head.p[i - 1] == ',') && (i + rest.n == head.n || head.p[i + rest.n] == ',')) return true;
	return false;
}

static bool read_limits(struct reading *r, struct str text)
{
	struct compile *c = r->c;
	struct table_file t;
	struct strmap seen;
	yg_strmap_init(&seen, c->arena);
	/* exempt came later: an edition without new-drug limit has no such column */
	yg_table_open(&t, "limits.csv", text, limit_columns, has_column(text, "exempt") ? L_COLUMNS : L_EXEMPT, c->arena, c->ds);
	r->last_id = STR_NONE;
	while (yg_table_next(&t)) {
		struct rule *p = yg_rules_common(r, &t, RULE_DAYS_LIMIT);
		struct limit_row *row = yg_arena_grow(c->arena, c->limits, c->nlimits, sizeof *row);
		struct str yj7 = yg_table_get(&t, L_YJ7);
		unsigned long days = 0;
		if (!p || !row) return false;
		c->limits = row;
		if (yg_table_uint(&t, L_DAYS, 366, &days) && days == 0) yg_table_fault(&t, &d_value, STR("limit_days"), yg_table_get(&t, L_DAYS));
		p->limit_days = (uint16_t)days;
		if (t.ncolumns == L_COLUMNS && yg_str_eqz(yj7, "new")) {       /* every drug, for a year after its listing */
			if (yg_strmap_get(&seen, yj7) != STRMAP_NONE) yg_table_fault(&t, &d_twice, STR("yj7"), yj7);
			yg_rules_codes(r, &t, L_EXEMPT, CODE_ANY, 0xffff);
			if (yg_strmap_add(&seen, yj7, 0) == STRMAP_NONE ||
			    !yg_about_new_drugs(r, (uint32_t)(c->nrules - 1), yg_table_get(&t, L_EXEMPT))) return false;
			continue;
		}
		row[c->nlimits++] = (struct limit_row){ (uint32_t)(c->nrules - 1), yj7, t.row.line };
		if (!yj7.n) yg_table_fault(&t, &d_empty, STR("yj7"), yg_table_get(&t, R_ID));
		else if (yg_strmap_get(&seen, yj7) != STRMAP_NONE) yg_table_fault(&t, &d_twice, STR("yj7"), yj7);
		else if (yg_strmap_add(&seen, yj7, 0) == STRMAP_NONE) return false;
		yg_rules_codes(r, &t, L_YJ7, CODE_7, 0xffff);
	}
	return true;
}

/* --- messages ---------------------------------------------------------------------------------- */
struct message { struct str key, text; unsigned line; };
static int by_key(const void *a, const void *b)
{
	return yg_str_cmp(((const struct message *)a)->key, ((const struct message *)b)->key);
}

static unsigned places(struct str text)               /* which of {0} .. {9} a text has, as bits */
{
	unsigned bits = 0;
	for (size_t i = 0; i + 2 < text.n; i++)
		if (text.p[i] == '{' && text.p[i + 2] == '}' && text.p[i + 1] >= '0' && text.p[i + 1] <= '9') bits |= 1u << (text.p[i + 1] - '0');
	return bits;
}

static bool read_messages(struct reading *r, const char *file, struct str text, struct message **out, size_t *n)
{
	struct compile *c = r->c;
	struct table_file t;
	struct strmap seen;
	yg_strmap_init(&seen, c->arena);
	yg_table_open(&t, file, text, message_columns, 2, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct message m = { yg_table_get(&t, 0), yg_table_get(&t, 1), t.row.line }, *p;
		if (!m.key.n) { yg_table_fault(&t, &d_empty, STR("key"), STR_NONE); continue; }
		if (!m.text.n) yg_table_fault(&t, &d_empty, STR("text"), m.key);
		if (yg_strmap_get(&seen, m.key) != STRMAP_NONE) { yg_table_fault(&t, &d_twice, STR("key"), m.key); continue; }
		p = yg_arena_grow(c->arena, *out, *n, sizeof *p);
		if (!p || yg_strmap_add(&seen, m.key, 0) == STRMAP_NONE) return false;
		*out = p;
		p[(*n)++] = m;
	}
	if (*n) qsort(*out, *n, sizeof **out, by_key);
	return true;
}

/* What this program says without a rule row: built-in findings, and why a line was not identified (identify.h). */
static void lint_messages(struct compile *c, const struct message *m, size_t n)
{
	static const char *const needed[] = { "finding.contraindicated", "finding.duplicate", "finding.expired-prescription", "finding.identity",
		"finding.unchecked", "reason.ambiguous", "reason.check-digit", "reason.derived-yj", "reason.dummy-code", "reason.ended", "reason.form",
		"reason.generic-code", "reason.malformed-code", "reason.material", "reason.name", "reason.name-missing", "reason.no-code",
		"reason.not-yet-listed", "reason.unit", "reason.unknown-code" };
	static const char *const parts[] = { ".title", ".effect", ".action" };
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		bool finding = needed[i][0] == 'f';
		for (size_t k = 0; k < (finding ? 3u : 1u); k++) {
			struct message want = { .key = yg_arena_printf(c->arena, "%s%s", needed[i], finding ? parts[k] : "") };
			if (n == 0 || !bsearch(&want, m, n, sizeof *m, by_key)) yg_diag(c->ds, &d_needed, 0, 0, "messages.ja.csv", want.key, STR_NONE);
		}
	}
}

static bool take_messages(struct reading *r, struct str ja_text, struct str en_text)
{
	static const char *const file[2] = { "messages.ja.csv", "messages.en.csv" };
	struct compile *c = r->c;
	struct message *m[2] = { NULL, NULL };
	size_t n[2] = { 0, 0 }, at[2] = { 0, 0 };
	if (!read_messages(r, file[0], ja_text, &m[0], &n[0]) || !read_messages(r, file[1], en_text, &m[1], &n[1])) return false;
	if (c->lint) lint_messages(c, m[0], n[0]);
	while (at[0] < n[0] || at[1] < n[1]) {        /* two sorted lists side by side */
		int d = at[0] == n[0] ? 1 : at[1] == n[1] ? -1 : yg_str_cmp(m[0][at[0]].key, m[1][at[1]].key);
		if (d < 0) yg_diag(c->ds, &d_message, 0, m[0][at[0]].line, file[0], yg_str(file[1]), m[0][at[0]].key);
		if (d > 0) yg_diag(c->ds, &d_message, 0, m[1][at[1]].line, file[1], yg_str(file[0]), m[1][at[1]].key);
		if (d == 0 && places(m[0][at[0]].text) != places(m[1][at[1]].text))
			yg_diag(c->ds, &d_place, 0, m[1][at[1]].line, file[1], yg_str(file[1]), m[1][at[1]].key);
		at[0] += d <= 0;
		at[1] += d >= 0;
	}
	for (size_t l = 0; l < 2; l++) {
		c->messages[l] = yg_arena_array(c->arena, n[l] ? n[l] : 1, sizeof **c->messages);
		if (!c->messages[l]) return false;
		for (size_t i = 0; i < n[l]; i++)
			c->messages[l][i] = (struct img_message){ yg_compile_text(c, m[l][i].key), yg_compile_text(c, m[l][i].text) };
		c->nmessages[l] = n[l];
	}
	return true;
}

/* --- doubts that need all rows ----------------------------------------------------------------- */
static int by_pair(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	if (a->key != b->key) return a->key < b->key ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

/* Rows of one unordered pair: the same from both ends, or a reader must wonder which of them is right. */
static bool lint_pairs(struct compile *c)
{
	struct link *v = yg_arena_array(c->arena, c->npairs ? c->npairs : 1, sizeof *v);
	if (!v) return false;
	for (size_t i = 0; i < c->npairs; i++) {
		const struct rule *p = &c->rules[c->pairs[i].rule];
		uint64_t lo = p->ingredient_a < p->ingredient_b ? p->ingredient_a : p->ingredient_b;
		uint64_t hi = p->ingredient_a < p->ingredient_b ? p->ingredient_b : p->ingredient_a;
		v[i] = (struct link){ lo << 16 | hi, 0, (uint32_t)i };
	}
	if (c->npairs) qsort(v, c->npairs, sizeof *v, by_pair);
	for (size_t i = 1; i < c->npairs; i++) {
		const struct rule *p = &c->rules[c->pairs[v[i - 1].to].rule], *q = &c->rules[c->pairs[v[i].to].rule];
		bool turned = p->ingredient_a != q->ingredient_a, same;
		if (v[i].key != v[i - 1].key || p->ingredient_a == 0xffff) continue;
		same = p->severity == q->severity && p->washout_ab == (turned ? q->washout_ba : q->washout_ab) &&
		       p->washout_ba == (turned ? q->washout_ab : q->washout_ba) && p->condition_ja == q->condition_ja;
		yg_diag(c->ds, same ? &d_pair_same : &d_pair, 0, c->pairs[v[i].to].line,
			yg_str_eqz(yg_compile_view(c, q->file), "cautions.csv") ? "cautions.csv" : "pairs.csv", yg_compile_view(c, p->id),
			yg_compile_view(c, q->id));
	}
	return true;
}

static void index_prefixes(struct reading *r)
{
	struct compile *c = r->c;
	for (size_t i = 0; i < c->ndrugs; i++) {
		const struct drug *d = &c->drugs[i];
		struct str code = yg_str(d->price_code[0] ? d->price_code : d->yj[0] ? d->yj : d->generic_code);
		yg_links_add(c, &r->prefix, yg_key(yg_str_sub(code, 0, 7)), 0, (uint32_t)i);
		yg_links_add(c, &r->prefix, yg_key(yg_str_sub(code, 0, 9)), 0, (uint32_t)i);
		yg_links_add(c, &r->prefix, yg_key(code), 0, (uint32_t)i);
		if (d->yj[0]) yg_links_add(c, &r->prefix, yg_key(yg_str(d->yj)), 0, (uint32_t)i);
	}
	yg_links_sort(&r->prefix);
}

bool yg_compile_cautions(struct reading *r, struct str text) { return read_pairs(r, "cautions.csv", text, true); }

int yg_compile_rules(struct compile *c)
{
	enum { F_PAIRS, F_GROUPS, F_SAME, F_LIMITS, F_JA, F_EN, F_COUNT };
	static const char *const file[F_COUNT] = { "pairs.csv", "groups.csv", "same-ingredient.csv", "limits.csv", "messages.ja.csv",
		"messages.en.csv" };
	struct str text[F_COUNT];
	struct reading r = { .c = c };
	int worst = YG_OK;
	for (size_t i = 0; i < F_COUNT; i++) {
		bool missing;
		int err = yg_compile_file(c, c->rules_dir, &c->rules_edition, file[i], &missing, &text[i]);
		if (!err && missing) {
			yg_diag(c->ds, &d_missing, 0, 0, file[i], STR_NONE, STR_NONE);
			err = YG_ETABLE;
		}
		if (err && !worst) worst = err;
	}
	if (worst) return worst;
	yg_strmap_init(&c->rule_ids, c->arena);
	if (c->lint) index_prefixes(&r);
	if (!read_pairs(&r, file[F_PAIRS], text[F_PAIRS], false) || !read_groups(&r, text[F_GROUPS]) || !read_same(&r, text[F_SAME]) ||
	    !read_limits(&r, text[F_LIMITS]) || !take_messages(&r, text[F_JA], text[F_EN]))
		return yg_compile_short(c);
	if ((worst = yg_compile_about(&r)) != YG_OK || (worst = yg_compile_reasons(c)) != YG_OK) return worst;
	if (c->lint && !lint_pairs(c)) return yg_compile_short(c);
	return yg_arena_error(c->arena);
}

int yg_rules_lint(const char *master_dir, const char *rules_dir, struct diags *ds)
{
	return yg_compile(master_dir, rules_dir, LINT_RULES, NULL, ds);
}

int yg_master_lint(const char *master_dir, struct diags *ds)
{
	return yg_compile(master_dir, NULL, LINT_MASTER, NULL, ds);
}
