/* national.c - our findings beside the replica of the national check (match/national.h), each difference with its reason.
 * Looks at what the matcher answered and at the same lines; lines without consent do not exist for it. */
#include "lib/lib.h"
#include "match/national.h"
#include "base/err.h"
#include "base/ban.h"

static const struct { const char *ja, *en; } reasons[] = {
	[NAT_HIT] = { "国のチェックでも該当の見込み", "the national check should say it too" },
	[NAT_CHECK_IS_OURS] = { "国のチェックにはない確認", "the national check does not look at this" },
	[NAT_CLASS_IS_OURS] = { "同効薬は国のチェックの対象外", "the national check knows no classes" },
	[NAT_SAME_RX] = { "同じ処方箋の中は国のチェックの対象外", "the national check compares nothing inside one prescription" },
	[NAT_OTC] = { "市販薬は国のデータにない", "over-the-counter drugs are not in its data" },
	[NAT_NOTEBOOK] = { "手帳だけの記録は国のデータにない", "what stands in the notebook alone is not in its data" },
	[NAT_CLAIMS] = { "レセプトの記録は国のチェックに使われない", "claims are not compared by it" },
	[NAT_NOT_REGISTERED] = { "登録されていない記録", "a record that is not registered with it" },
	[NAT_DISPENSED] = { "調剤済みで、調剤結果が処方に代わる", "already dispensed: the dispensing stands for the prescription" },
	[NAT_UNDATED] = { "日付がない", "no date" },
	[NAT_NO_DRUG] = { "薬剤または成分を特定できない", "drug or ingredients not known" },
	[NAT_NOTHING_SHARED] = { "共通の成分も併用禁忌もない", "no ingredient shared and not contraindicated" },
	[NAT_OTHER_ROUTE] = { "投与経路が違う", "another route" },
	[NAT_CAUTION_ONLY] = { "併用注意は国のチェックの対象外", "it knows contraindicated pairs only" },
	[NAT_OTHER_FORM] = { "根拠の資料が挙げる製品とは別の剤形", "another form than the products the source names" },
	[NAT_WASHOUT_IS_OURS] = { "間隔(休薬)の確認は国のチェックにない", "it knows no wash-out" },
	[NAT_PERIOD] = { "国の日数(内服は日数、ほかは一律14日)では重ならない", "no day in common by its days (oral as written, the rest a flat 14)" },
	[NAT_OURS_PERIOD] = { "こちらの計算では期間が重ならない", "no day in common by the days we compute" },
	[NAT_OURS_NOT_RAISED] = { "こちらのルールでは所見にならない", "our rules raise nothing here" },
};

struct work { struct yagen_case *yc; struct match_in in; struct arena *a; };

static yagen_national *add(struct work *w)
{
	struct view *v = &w->yc->view;
	yagen_national *grown = yg_arena_grow(w->a, v->national, v->nnational, sizeof *grown);
	if (!grown) return NULL;
	v->national = grown;
	return memset(&v->national[v->nnational++], 0, sizeof *grown);
}

static void say(struct work *w, yagen_national *n, struct national_answer a)
{
	bool ja = w->yc->lang == LANG_JA;
	n->guess = a.guess;
	n->why = a.why == NAT_HIT ? NULL : yg_national_word(a.why);
	n->text = yg_arena_printf(w->a, "%s%s", ja ? reasons[a.why].ja : reasons[a.why].en,
				  !a.guess ? "" : ja ? "(公表されていない部分は推定)" : " (partly a guess: not published)").p;
}

static void finding(struct work *w, size_t i)
{
	const struct finding *f = &w->yc->c->findings[i];
	const yagen_finding *shown = &w->yc->view.findings[i];
	struct national_answer a;
	const char *word = yg_national_finding(&w->in, f, &a);
	yagen_national *n;
	if (f->masked || !(n = add(w))) return;
	n->finding = shown->id;
	n->kind = shown->kind;
	n->line = shown->lines[0];
	n->partner = shown->nlines == 2 ? shown->lines[1] : NULL;
	n->national = word;
	say(w, n, a);
}

/* A finding of ours between the two: the line of the history counts as the one it was merged into. */
static const struct finding *ours(const struct work *w, const struct national_hit *h, size_t partner)
{
	for (size_t i = 0; i < w->yc->c->nfindings; i++) {
		const struct finding *f = &w->yc->c->findings[i];
		if (f->masked || (h->pair ? f->kind != FIND_PAIR : f->kind != FIND_SAME_INGREDIENT && f->kind != FIND_TOTAL)) continue;
		for (size_t k = 0; k < f->npairs; k++)
			if (f->pairs[k].a == h->a && f->pairs[k].b == partner) return f;
	}
	return NULL;
}

static bool apart(const struct exposure *x, const struct exposure *y)
{
	return (yg_ymd_valid(x->taken.to) && yg_ymd_valid(y->taken.from) && yg_ymd_cmp(x->taken.to, y->taken.from) < 0) ||
	       (yg_ymd_valid(y->taken.to) && yg_ymd_valid(x->taken.from) && yg_ymd_cmp(y->taken.to, x->taken.from) < 0);
}

static void own_hit(struct work *w, const struct national_hit *h)
{
	const struct exposure *x = &w->in.rx[h->a], *y = &w->in.hist[h->b - w->in.nrx], *kept;
	struct national_answer a = h->answer;
	yagen_national *n;
	if (h->masked || y->merged_into >= w->in.nhist) return;
	kept = &w->in.hist[y->merged_into];
	if (kept->masked || ours(w, h, w->in.nrx + y->merged_into) || !(n = add(w))) return;
	n->kind = h->pair ? "contraindicated-pair" : "same-ingredient";
	n->line = x->ref;
	n->partner = y->ref;
	n->partner_name = lib_z(w->a, y->item->name);
	n->partner_on = lib_date(y->on);
	n->national = "hit";
	a.why = apart(x, kept) ? NAT_OURS_PERIOD : NAT_OURS_NOT_RAISED;
	say(w, n, a);
}

int yagen_case_national(yagen_case *c)
{
	struct national_hit *hits;
	struct work w;
	size_t n;
	int err;
	if (!c || c->c->state != CASE_CHECKED) return YAGEN_ESTATE;
	if (c->view.nationals) return YAGEN_OK;
	w = (struct work){ .yc = c, .a = c->c->arena, .in = { .tables = c->c->tables, .as_of = c->c->opt.as_of, .rx = c->c->exposures, .nrx = c->c->nrx,
		.hist = c->c->exposures + c->c->nrx, .nhist = c->c->nexposures - c->c->nrx, .facts = &c->c->facts } };
	for (size_t i = 0; i < c->c->nfindings; i++) finding(&w, i);
	if ((err = yg_national_pass(&w.in, w.a, &hits, &n)) != YG_OK) return err;
	for (size_t i = 0; i < n; i++) own_hit(&w, &hits[i]);
	if (yg_arena_error(w.a)) return yg_arena_error(w.a);
	c->view.nationals = true;
	return YAGEN_OK;
}
