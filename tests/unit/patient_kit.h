/* patient_kit.h - test helper: a small master and rules about patient, amount and product, prescriptions in one call a line,
 * and the matcher run on them. Facts about real products; every person is invented. */
#ifndef TESTS_PATIENT_KIT_H
#define TESTS_PATIENT_KIT_H
#include "tables_kit.h"
#include "match/match.h"
#include "match/period.h"

#define PK_PRODUCTS \
	"622100001,1141007F1080,1141007F1080,1141007F1ZZZ,カロナール錠２００　２００ｍｇ,カロナール錠２００,,,錠,２００ｍｇ１錠,1,0,,0,,,アセトアミノフェン,,7.00,,2024-04-01,,,\n" \
	"622100002,1141007F3026,1141007F3026,1141007F3ZZZ,カロナール錠５００　５００ｍｇ,カロナール錠５００,,,錠,５００ｍｇ１錠,1,0,,0,,,アセトアミノフェン,,11.00,,2024-04-01,,,\n" \
	"622100003,1141007C1075,1141007C1075,1141007C1ZZZ,カロナール細粒２０％,カロナール細粒２０％,,,ｇ,２０％１ｇ,1,0,,0,,,アセトアミノフェン,,7.00,,2024-04-01,,,\n" \
	"622100004,1149117F1020,1149117F1020,,トラムセット配合錠,トラムセット配合錠,,,錠,１錠,1,0,,0,,,トラマドール塩酸塩・アセトアミノフェン,,30.00,,2024-04-01,,,\n" \
	"622100005,3962002F2027,3962002F2027,3962002F2ZZZ,メトグルコ錠２５０ｍｇ,メトグルコ錠２５０ｍｇ,,,錠,２５０ｍｇ１錠,1,0,,0,,,メトホルミン塩酸塩,,10.00,,2024-04-01,,,\n" \
	"622100006,3339001M1021,3339001M1021,,プラザキサカプセル７５ｍｇ,プラザキサカプセル７５ｍｇ,,,カプセル,７５ｍｇ１カプセル,1,0,,0,,,ダビガトランエテキシラートメタンスルホン酸塩,,130.00,,2024-04-01,,,\n" \
	"622100007,6131001M1020,6131001M1020,6131001M1ZZZ,サワシリンカプセル２５０,サワシリンカプセル２５０,,,カプセル,２５０ｍｇ１カプセル,1,0,,0,,,アモキシシリン水和物,,15.00,,2024-04-01,,,\n" \
	"622100008,6132005F1020,6132005F1020,,ケフラールカプセル,ケフラールカプセル,,,カプセル,２５０ｍｇ１カプセル,1,0,,0,,,セファクロル,,50.00,,2024-04-01,,,\n" \
	"622100009,8114004G1020,8114004G1020,,ＭＳコンチン錠１０ｍｇ,ＭＳコンチン錠１０ｍｇ,,,錠,１０ｍｇ１錠,1,1,,0,,,モルヒネ硫酸塩水和物,,200.00,,2024-04-01,,,\n" \
	"622100010,1149099F1020,1149099F1020,,新薬錠１０ｍｇ,新薬錠１０ｍｇ,,,錠,１０ｍｇ１錠,1,0,,1,,,新成分,,900.00,2024-03-15,2024-04-01,,,\n" \
	"622100011,1149098F1020,1149098F1020,,新薬除外錠,新薬除外錠,,,錠,１０ｍｇ１錠,1,0,,1,,,新成分,,900.00,2024-03-15,2024-04-01,,,\n" \
	"622100012,1149097F1020,1149097F1020,,新薬後発錠,新薬後発錠,,,錠,１０ｍｇ１錠,1,0,g,1,,,新成分,,90.00,2024-03-15,2024-04-01,,,\n" \
	"622100015,1149099F1039,1149099F1039,,新薬錠１０ｍｇ「別名」,新薬錠別名,,,錠,１０ｍｇ１錠,1,0,,1,,,新成分,,900.00,2024-06-15,2024-04-01,,,\n" \
	"622100016,1149099F2027,1149099F2027,,新薬錠２０ｍｇ,新薬錠２０ｍｇ,,,錠,２０ｍｇ１錠,1,0,,1,,,新成分,,900.00,2024-06-15,2024-04-01,,,\n" \
	"622100017,1149096F1020,1149096F1020,,新薬制限錠,新薬制限錠,,,錠,１０ｍｇ１錠,1,5,,1,,,新成分,,900.00,2024-03-15,2024-04-01,,,\n" \
	"622100013,6131002M1020,6131002M1020,,オーグ配合錠,オーグ配合錠,,,錠,１錠,1,0,,0,,,アモキシシリン・クラブラン酸,,60.00,,2024-04-01,,,\n" \
	"622100014,1319700Q1020,1319700Q1020,,アセト点眼液,アセト点眼液,,,ｍＬ,１％１ｍＬ,6,0,,0,,,アセトアミノフェン,,9.00,,2024-04-01,,,\n"
#define PK_INGREDIENTS KIT_INGREDIENTS "トラマドール塩酸塩・アセトアミノフェン,トラマドール|アセトアミノフェン,rule\nメトホルミン塩酸塩,メトホルミン,rule\n" \
	"ダビガトランエテキシラートメタンスルホン酸塩,ダビガトラン,rule\nアモキシシリン水和物,アモキシシリン,rule\nセファクロル,セファクロル,rule\n" \
	"モルヒネ硫酸塩水和物,モルヒネ,rule\n新成分,新成分,rule\nアモキシシリン・クラブラン酸,アモキシシリン|クラブラン酸,rule\n"
#define PK_PATIENT_HEAD KIT_COMMON ",kind,drugs,route,age_from,age_to,sex,fact,below,from_value,unit,codes,text_ja,text_en\n"
#define PK_PATIENTS PK_PATIENT_HEAD \
	"A-age,critical,1,S," KIT_TEXT ",age,I:トラマドール,systemic,,11,,,,,,,,\n" \
	"A-cond,critical,1,S," KIT_TEXT ",condition,I:アムロジピン,systemic,,,,,,,,H40*|N18.3,緑内障|閉塞隅角緑内障,glaucoma\n" \
	"A-gest,warning,1,S," KIT_TEXT ",pregnancy,I:アセトアミノフェン,systemic,,,,gestation-weeks,,28,週,,,\n" \
	"A-hep,warning,1,S," KIT_TEXT ",hepatic,I:メトホルミン,systemic,,,,child-pugh,,B,,,,\n" \
	"A-lact,warning,1,S," KIT_TEXT ",lactation,I:メトホルミン,systemic,,,,,,,,,,\n" \
	"A-off,critical,0,I," KIT_TEXT ",pregnancy,I:アムロジピン,systemic,,,,,,,,,,\n" \
	"A-pim,info,1,S," KIT_TEXT ",age,G:BZD,systemic,75,,,,,,,,,\n" \
	"A-preg,critical,1,S," KIT_TEXT ",pregnancy,I:メトホルミン,systemic,,,female,,,,,,,\n" \
	"A-sex,warning,1,S," KIT_TEXT ",sex,C:2419001F4,systemic,,,female,,,,,,,\n" \
	"R-ccr,critical,1,S," KIT_TEXT ",renal,I:ダビガトラン,systemic,,,,ccr,30,,mL/min,,,\n" \
	"R-egfr,critical,1,S," KIT_TEXT ",renal,I:メトホルミン,systemic,,,,egfr,30,,mL/min/1.73m2,,,\n" \
	"R-egfr2,warning,1,S," KIT_TEXT ",renal,I:メトホルミン,systemic,,,,egfr,45,30,mL/min/1.73m2,,,\n"
#define PK_DOSE_HEAD KIT_COMMON ",ingredient,route,age_from,age_to,per_dose_max,per_day_max,per_kg_dose_max,per_kg_day_max,unit,note_ja,note_en\n"
#define PK_DOSES PK_DOSE_HEAD \
	"D-adult,warning,1,S," KIT_TEXT ",アセトアミノフェン,systemic,15,,1000,4000,,,mg,配合剤も合算,combinations add up\n" \
	"D-child,warning,1,S," KIT_TEXT ",アセトアミノフェン,systemic,,14,500,1500,15,60,mg,,\n" \
	"D-des,warning,1,S," KIT_TEXT ",デスモプレシン,any,,,,50,,,µg,,\n"
#define PK_FORMS KIT_COMMON ",codes,what\n" \
	"F-crush,warning,1,S," KIT_TEXT ",8114004G1|1141007F3,no-crush\nF-pack,warning,1,S," KIT_TEXT ",3339001M1021,no-one-dose-pack\n" \
	"F-split,warning,1,S," KIT_TEXT ",3962002,no-split\n"
#define PK_ALLERGIES KIT_COMMON ",group,members,scope_ja,scope_en\n" \
	"AL-bl,warning,1,S," KIT_TEXT ",βラクタム|ペニシリン系,I:アモキシシリン|I:セファクロル,同系の既往,same class\n" \
	"AL-mix,warning,1,S," KIT_TEXT ",配合剤の群,C:6131002,配合剤だけ,combinations only\n"
#define PK_POLY KIT_COMMON ",count_from,age_from\nPO-1,info,1,S," KIT_TEXT ",3,65\n"
#define PK_LIMITS KIT_COMMON ",yj7,limit_days,control,exempt\nL-1179025,warning,1,S," KIT_TEXT ",1179025,30,向精神薬,\n" \
	"L-1149096,warning,1,S," KIT_TEXT ",1149096,14,向精神薬,\n" \
	"L-NEW,warning,1,S," KIT_TEXT ",new,14,新医薬品,1149098F1\n"
#define PK_CAUTIONS KIT_COMMON ",rule,ingredient_a,ingredient_b,codes_a,codes_b,expand_a,expand_b,condition_ja,condition_en,washout_ab,washout_ba\n" \
	"C-1,warning,1,S," KIT_TEXT ",C,アムロジピン,メトホルミン,2171022,3962002,1,1,,,,\n"

#define LOXO "620098801"
#define CAL200 "622100001"
#define CAL500 "622100002"
#define CALFINE "622100003"
#define TRAMCET "622100004"
#define METF "622100005"
#define DABI "622100006"
#define AMOX "622100007"
#define CEFA "622100008"
#define MSCON "622100009"
#define NEWDRUG "622100010"
#define NEWNAME "622100015"
#define NEWSTRENGTH "622100016"
#define NEWLIMITED "622100017"
#define NEWEXEMPT "622100011"
#define NEWGENERIC "622100012"
#define AUG "622100013"
#define EYE "622100014"
#define NORVASC "612170710"
#define DEPAS "610463110"
#define MINIRIN "622688101"

struct pk { struct kit kit; struct tables *t; };
static inline void pk_open(struct pk *k)
{
	struct arena *a = yg_arena_new(1 << 24);
	struct diags ds;
	kit_new(&k->kit);
	kit_put_products(k->kit.master, PK_PRODUCTS);
	kit_put(k->kit.master, "ingredients.csv", PK_INGREDIENTS);
	kit_seal(k->kit.master, false);
	kit_put(k->kit.rules, "patients.csv", PK_PATIENTS);
	kit_put(k->kit.rules, "doses.csv", PK_DOSES);
	kit_put(k->kit.rules, "forms.csv", PK_FORMS);
	kit_put(k->kit.rules, "allergies.csv", PK_ALLERGIES);
	kit_put(k->kit.rules, "polypharmacy.csv", PK_POLY);
	kit_put(k->kit.rules, "limits.csv", PK_LIMITS);
	kit_put(k->kit.rules, "cautions.csv", PK_CAUTIONS);
	kit_seal(k->kit.rules, true);
	yg_diags_init(&ds, a);
	if (kit_open(&k->kit, false, &k->t, &ds) != YG_OK) { kit_show(&ds); exit(99); }
	yg_arena_free(a);
}
static void pk_close(struct pk *k)
{
	yg_tables_drop(k->t);
	kit_free(&k->kit);
}

static inline const struct drug *pk_drug(const struct tables *t, const char *receipt)
{
	const uint32_t *of;
	if (!yg_drug_by_receipt(t, yg_str(receipt), &of)) { fprintf(stderr, "no product %s\n", receipt); exit(99); }
	return yg_drug_at(t, of[0]);
}

/* --- prescriptions -------------------------------------------------------------------------------------- */
struct pk_world {
	const struct tables *t;
	struct arena *a;
	struct exposure rx[32], hist[64]; size_t nrx, nhist;
	struct facts facts;
	struct rx paper;
	struct ymd as_of;
	struct match_out out;
};
#define PK_DAY "2026-11-01"
static inline struct ymd pk_day(const char *s)
{
	struct ymd d = YMD_NONE;
	if (s && *s && yg_ymd_parse(yg_str(s), &d)) abort();
	return d;
}
static inline struct dec pk_dec(const char *s)
{
	struct dec d = DEC_NONE;
	if (s && *s && yg_dec_parse(yg_str(s), &d)) abort();
	return d;
}
static inline struct pk_world pk_world(const struct tables *t)
{
	return (struct pk_world){ .t = t, .a = yg_arena_new(64u << 20), .as_of = pk_day(PK_DAY),
		.facts = { .weight_kg = DEC_NONE, .height_cm = DEC_NONE, .gestation_weeks = -1 } };
}
static inline void pk_free(struct pk_world *w) { yg_arena_free(w->a); }

struct pk_line { const char *drug, *amount; int days; const char *unit, *times, *per_dose; enum form_class form; const char *on, *clinic; };
static void pk_fill(struct pk_world *w, struct exposure *e, const struct pk_line *s, bool ours)
{
	struct rx_line *l = yg_arena_alloc(w->a, sizeof *l);
	struct rx_group *g = yg_arena_alloc(w->a, sizeof *g);
	struct period_in in;
	const struct drug *d = pk_drug(w->t, s->drug);
	if (!l || !g) abort();
	*e = (struct exposure){ 0 };
	l->item.system = CODE_RECEIPT;
	l->item.code = yg_str(s->drug);
	l->item.name = yg_tables_text(w->t, d->name);
	l->item.unit = s->unit ? yg_str(s->unit) : yg_tables_text(w->t, d->unit);
	l->item.amount = pk_dec(s->amount);
	l->item.drug = d;
	l->factor = DEC_NONE;
	for (size_t i = 0; i < 5; i++) l->uneven[i] = DEC_NONE;
	l->per_dose = yg_str(s->per_dose);
	g->form = s->form ? s->form : FORM_ORAL;
	g->times_per_day = yg_str(s->times);
	g->lines = l;
	g->nlines = 1;
	in = (struct period_in){ .form = g->form, .amount = l->item.amount, .quantity = yg_dec_int(s->days), .times_per_day = g->times_per_day,
		.per_dose = l->per_dose, .interval = 1, .start = pk_day(s->on ? s->on : PK_DAY) };
	e->item = &l->item;
	e->line = ours ? l : NULL;
	e->rp = ours ? g : NULL;
	e->route = (enum route)d->route;
	yg_period_set(e, &in);
	e->on = in.start;
	e->source = ours ? -1 : 0;
	e->kind = ours ? HIST_PRESCRIBED : HIST_DISPENSED;
	if (s->clinic) e->clinic_key.name = yg_str(s->clinic);
}
static inline struct rx_line *pk_rx(struct pk_world *w, struct pk_line s)
{
	struct exposure *e = &w->rx[w->nrx];
	pk_fill(w, e, &s, true);
	snprintf(e->ref, sizeof e->ref, "rx/1/%zu", w->nrx + 1);
	e->merged_into = w->nrx++;
	return (struct rx_line *)(uintptr_t)e->line;
}
static inline struct rx_group *pk_rp(struct pk_world *w, size_t i) { return (struct rx_group *)(uintptr_t)w->rx[i].rp; }
static inline struct exposure *pk_hist(struct pk_world *w, struct pk_line s)
{
	struct exposure *e = &w->hist[w->nhist];
	pk_fill(w, e, &s, false);
	snprintf(e->ref, sizeof e->ref, "hist/0/%zu", w->nhist + 1);
	e->merged_into = w->nhist++;
	return e;
}
static inline void pk_allergy(struct pk_world *w, const char *text, const char *code)
{
	struct coded *p = yg_arena_grow(w->a, w->facts.allergies, w->facts.nallergies, sizeof *p);
	if (!p) abort();
	w->facts.allergies = p;
	p[w->facts.nallergies++] = (struct coded){ yg_str(text), yg_str(code), STR_NONE };
}
static inline void pk_condition(struct pk_world *w, const char *text, const char *code)
{
	struct coded *p = yg_arena_grow(w->a, w->facts.conditions, w->facts.nconditions, sizeof *p);
	if (!p) abort();
	w->facts.conditions = p;
	p[w->facts.nconditions++] = (struct coded){ yg_str(text), yg_str(code), STR_NONE };
}
static inline void pk_lab(struct pk_world *w, enum lab_kind kind, const char *value, const char *on)
{
	struct lab *p = yg_arena_grow(w->a, w->facts.labs, w->facts.nlabs, sizeof *p);
	if (!p) abort();
	w->facts.labs = p;
	p[w->facts.nlabs++] = (struct lab){ .name = STR("x"), .value = pk_dec(value), .on = pk_day(on), .kind = kind };
}
static inline void pk_match(struct pk_world *w)
{
	struct match_in in = { .tables = w->t, .as_of = w->as_of, .rx = w->rx, .nrx = w->nrx, .hist = w->hist, .nhist = w->nhist, .facts = &w->facts,
			       .paper = &w->paper };
	if (yg_match(&in, w->a, &w->out) != 0) abort();
}
/* The only finding of this kind and rule (NULL: built in; "" any), or NULL. */
static inline const struct finding *pk_one(const struct pk_world *w, enum finding_kind kind, const char *rule)
{
	const struct finding *f = NULL;
	for (size_t i = 0; i < w->out.nfindings; i++) {
		const struct finding *g = &w->out.findings[i];
		struct str id = g->rule ? yg_tables_text(w->t, g->rule->id) : STR_NONE;
		if (g->kind != kind || (rule ? *rule && !yg_str_eqz(id, rule) : g->rule != NULL)) continue;
		if (f) return NULL;
		f = g;
	}
	return f;
}
static inline size_t pk_count(const struct pk_world *w, enum finding_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < w->out.nfindings; i++) n += w->out.findings[i].kind == kind;
	return n;
}
/* Is this fact listed as missing, and for this rule (NULL: whichever)? */
static inline const struct judge_gap *pk_gap(const struct pk_world *w, const char *fact, const char *rule)
{
	for (size_t i = 0; i < w->out.ngaps; i++) {
		const struct judge_gap *g = &w->out.gaps[i];
		if (!yg_str_eqz(g->fact, fact)) continue;
		if (!rule) return g;
		for (size_t k = 0; k < g->nrules; k++)
			if (yg_str_eqz(g->rules[k], rule)) return g;
	}
	return NULL;
}
#endif
