/* reasons.c - rules/reasons.csv: the few coded reasons with which a finding may be answered, for which kinds, and for how
 * many days at most. Read strictly; an edition may lack the table, and then no finding can be answered. */
#include "tables/compile.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_code, "reasons-code", DIAG_ERROR, "理由コードは英小文字・数字・ハイフンで、二度使えません: {0}", "a reason code is small letters, digits and hyphens, and used once: {0}");
DIAG_KIND(d_kind, "reasons-kind", DIAG_ERROR, "答えられる所見の種類ではありません: {0} ({1})", "not a kind of finding that can be answered: {0} ({1})");
DIAG_KIND(d_days, "reasons-days", DIAG_ERROR, "silence_days は1〜366です: {0}", "silence_days must be 1 to 366: {0}");
DIAG_KIND(d_empty, "reasons-empty", DIAG_ERROR, "空にできない項目です: {0} ({1})", "must not be empty: {0} ({1})");

enum { C_CODE, C_KINDS, C_LABEL_JA, C_LABEL_EN, C_DAYS, C_SOURCE, C_SOURCE_DATE, C_UNKNOWN_JA, C_COLUMNS };
static const char *const columns[C_COLUMNS] = { "code", "kinds", "label_ja", "label_en", "silence_days", "source", "source_date", "unknown_ja" };

static bool code_fine(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-')) return false;
	return s.n > 0 && s.n <= 40;
}

static uint32_t take_kinds(struct table_file *t)
{
	struct str rest = yg_table_get(t, C_KINDS), part;
	uint32_t bits = 0;
	while (yg_list_next(&rest, &part)) {
		uint32_t bit = yg_finding_bit(part);
		if (!bit || (bit & UNANSWERABLE)) yg_table_fault(t, &d_kind, part, yg_table_get(t, C_CODE));
		bits |= bit;
	}
	return bits;
}

int yg_compile_reasons(struct compile *c)
{
	struct table_file t;
	struct strmap seen;
	struct str text;
	bool missing;
	int err = yg_compile_file(c, c->rules_dir, &c->rules_edition, "reasons.csv", &missing, &text);
	if (err || missing) return err;
	yg_strmap_init(&seen, c->arena);
	yg_table_open(&t, "reasons.csv", text, columns, C_COLUMNS, c->arena, c->ds);
	while (yg_table_next(&t)) {
		struct reason *r = yg_arena_grow(c->arena, c->reasons, c->nreasons, sizeof *r);
		struct str code = yg_table_get(&t, C_CODE);
		unsigned long days = 0;
		if (!r) return yg_compile_short(c);
		c->reasons = r;
		r += c->nreasons++;
		memset(r, 0, sizeof *r);
		if (!code_fine(code) || yg_strmap_get(&seen, code) != STRMAP_NONE) yg_table_fault(&t, &d_code, code, STR_NONE);
		else if (yg_strmap_add(&seen, code, 0) == STRMAP_NONE) return yg_compile_short(c);
		for (unsigned k = C_KINDS; k <= C_SOURCE_DATE; k++)
			if (!yg_table_get(&t, k).n) yg_table_fault(&t, &d_empty, yg_str(columns[k]), code);
		if (yg_table_uint(&t, C_DAYS, 100000, &days) && (days == 0 || days > 366)) yg_table_fault(&t, &d_days, yg_table_get(&t, C_DAYS), STR_NONE);
		r->kinds = take_kinds(&t);
		r->silence_days = (uint32_t)days;
		r->code = yg_compile_text(c, code);
		r->label_ja = yg_compile_text(c, yg_table_get(&t, C_LABEL_JA));
		r->label_en = yg_compile_text(c, yg_table_get(&t, C_LABEL_EN));
		r->source = yg_compile_text(c, yg_table_get(&t, C_SOURCE));
		yg_table_date(&t, C_SOURCE_DATE, &r->source_date);
	}
	return yg_arena_error(c->arena);
}
