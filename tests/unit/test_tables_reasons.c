/* test_tables_reasons.c - rules/reasons.csv: every mistake with its line, what a good row holds, a folder without the table,
 * and that the row of a rule changes its hash with any of its columns. */
#include "tables_kit.h"
#include "model/model.h"
#include "tables/rules_lint.h"
#include "base/ban.h"

#define HEAD "code,kinds,label_ja,label_en,silence_days,source,source_date,unknown_ja\n"
#define REST ",確かめた,confirmed,30,取り決め,2026-11-20,\n"
static struct arena *arena;
static struct diags ds;

static int lint(const char *text)
{
	struct kit k;
	int err;
	kit_new(&k);
	kit_put(k.rules, "reasons.csv", text);
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	err = yg_rules_lint(k.master, k.rules, &ds);
	kit_free(&k);
	return err;
}

static bool said(const char *code, unsigned line)
{
	for (size_t i = 0; i < ds.n; i++)
		if (!strcmp(ds.d[i].kind->code, code) && ds.d[i].record == line && yg_str_eqz(ds.d[i].field, "reasons.csv")) return true;
	kit_show(&ds);
	return false;
}

static void mistakes(void)
{
	static const struct { const char *text, *code; unsigned line; } rows[] = {
		{ HEAD "Stopped,dose" REST, "reasons-code", 2 }, { HEAD ",dose" REST, "reasons-code", 2 }, { HEAD "a b,dose" REST, "reasons-code", 2 },
		{ HEAD "a,dose" REST "a,dose" REST, "reasons-code", 3 }, { HEAD "a,doses" REST, "reasons-kind", 2 }, { HEAD "a,dose|" REST "b,dose||renal" REST, "reasons-kind", 3 },
		{ HEAD "a,identity" REST, "reasons-kind", 2 }, { HEAD "a,unchecked" REST, "reasons-kind", 2 }, { HEAD "a,expired-prescription" REST, "reasons-kind", 2 },
		{ HEAD "a," REST, "reasons-empty", 2 }, { HEAD "a,dose,,x,30,s,2026-11-20,\n", "reasons-empty", 2 }, { HEAD "a,dose,x,,30,s,2026-11-20,\n", "reasons-empty", 2 },
		{ HEAD "a,dose,x,x,30,,2026-11-20,\n", "reasons-empty", 2 }, { HEAD "a,dose,x,x,30,s,,\n", "reasons-empty", 2 },
		{ HEAD "a,dose,x,x,0,s,2026-11-20,\n", "reasons-days", 2 }, { HEAD "a,dose,x,x,367,s,2026-11-20,\n", "reasons-days", 2 },
		{ HEAD "a,dose,x,x,,s,2026-11-20,\n", "reasons-empty", 2 }, { HEAD "a,dose,x,x,-1,s,2026-11-20,\n", "table-number", 2 },
		{ HEAD "a,dose,x,x,30,s,2026-02-30,\n", "table-date", 2 }, { "code,kinds\na,dose\n", "table-column-missing", 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_INT(lint(rows[i].text), YG_ETABLE);
		CHECK(said(rows[i].code, rows[i].line));
	}
	CHECK_INT(lint(HEAD "a-1,same-ingredient|caution-pair,理由,reason,366,s,2026-11-20,x\n"), YG_OK);
	CHECK_INT(lint(HEAD), YG_OK);
}

static void rows(void)
{
	struct kit k;
	struct tables *t = NULL;
	const struct reason *r;
	kit_new(&k);
	kit_put(k.rules, "reasons.csv", HEAD "stopped,same-ingredient|caution-pair,中止を確かめた,stopped,30,取り決め,2026-11-20,\nb,dose,い,b,1,s,2026-11-20,\n");
	kit_seal(k.rules, true);
	for (int image = 0; image < 3; image++) {            /* compiled, kept, and read back */
		yg_diags_init(&ds, arena);
		CHECK_INT(kit_open(&k, image > 0, &t, &ds), YG_OK);
		CHECK_INT(yg_reason_count(t), 2);
		r = yg_reason_at(t, 0);
		CHECK(r && r->kinds == (FINDING_BIT(FIND_SAME_INGREDIENT) | FINDING_CAUTION) && r->silence_days == 30 && r->source_date.d == 20);
		CHECK_STR(yg_tables_text(t, r->code), STR("stopped"));
		CHECK_STR(yg_tables_text(t, r->label_ja), STR("中止を確かめた"));
		CHECK(!yg_reason_at(t, 2));
		yg_tables_drop(t);
	}
	kit_free(&k);
	kit_new(&k);                                 /* an older edition */
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	CHECK_INT(yg_reason_count(t), 0);
	yg_tables_drop(t);
	kit_free(&k);
}

static uint64_t row_hash(const char *pairs)
{
	struct kit k;
	struct tables *t = NULL;
	const struct rule *r;
	uint64_t h = 0;
	kit_new(&k);
	kit_put(k.rules, "pairs.csv", pairs);
	kit_seal(k.rules, true);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &t, &ds), YG_OK);
	r = t ? yg_rule_by_id(t, STR("D12-001")) : NULL;
	CHECK(r != NULL);
	if (r) h = r->row;
	yg_tables_drop(t);
	kit_free(&k);
	return h;
}

#define ROW(effect, washout) KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n" \
	"D12-000,critical,1,S," KIT_TEXT ",D12,デスモプレシン,ロキソプロフェン,2419001F4,1149019,0,1,,,,\n" \
	"D12-001,critical,1,S,題,title," effect ",effect,対応,action,出典,2024-03-01,2024-03-01,,,D12,セレギリン,フルボキサミン,1169010,1179039,1,1,,," washout ",14\n"
static void hashes(void)
{
	uint64_t h = row_hash(ROW("効果", "14"));
	CHECK(h != 0);
	CHECK(row_hash(ROW("効果", "14")) == h);
	CHECK(row_hash(ROW("効果が強い", "14")) != h);
	CHECK(row_hash(ROW("効果", "7")) != h);
}

int main(void)
{
	arena = yg_arena_new(64u << 20);
	T_RUN(mistakes);
	T_RUN(rows);
	T_RUN(hashes);
	yg_arena_free(arena);
	return T_END();
}
