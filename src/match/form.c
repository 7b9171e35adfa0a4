/* form.c - the product against what is to be done with it: crushing, splitting and one-dose packs (rules/forms.csv), the
 * 14 days of a new drug, a unit factor that the strength contradicts, and a narcotic without its paperwork. */
#include "match/patient.h"
#include "base/ban.h"

static const char *const ban_ja[] = { [BAN_NONE] = "", [BAN_CRUSH] = "粉砕", [BAN_SPLIT] = "分割", [BAN_PACK] = "一包化" };
static const char *const ban_en[] = { [BAN_NONE] = "", [BAN_CRUSH] = "crush", [BAN_SPLIT] = "split", [BAN_PACK] = "one-dose pack" };

/* --- what is asked for -------------------------------------------------------------------------------------- */
static bool has(struct str text, const char *word) { return yg_str_find(text, yg_str(word)) != (size_t)-1; }

/* The words count unless the text forbids it: "粉砕不可", "粉砕しない". */
static bool words_ask(struct str text, enum form_ban what)
{
	static const char *const words[][3] = { [BAN_NONE] = { NULL }, [BAN_CRUSH] = { "粉砕", "つぶして", NULL },
		[BAN_SPLIT] = { "半錠", "半割", NULL }, [BAN_PACK] = { "一包化", "分包", NULL } };
	if (has(text, "不可") || has(text, "禁") || has(text, "しない") || has(text, "せず")) return false;
	for (size_t i = 0; words[what][i]; i++)
		if (has(text, words[what][i])) return true;
	return false;
}

static bool supplements_ask(const struct supplement *s, size_t n, enum form_ban what, const char *kind)
{
	for (size_t i = 0; i < n; i++)
		if ((*kind && yg_str_eqz(yg_str_trim(s[i].kind), kind)) || words_ask(s[i].text, what)) return true;
	return false;
}

/* Is this number of the unit a part of one: 0.5, 1/2, 3 a day at two times? */
static bool broken(struct dec amount, int64_t over)
{
	struct dec whole;
	int64_t n = 0;
	if (amount.n <= 0) return false;
	(void)yg_dec_div_floor(amount, yg_dec_int(over), &n);  /* over is below 100: it always can be divided */
	(void)yg_dec_mul(yg_dec_int(n), yg_dec_int(over), &whole);     /* no more than the amount, which fits */
	return yg_dec_cmp(whole, amount) != 0;
}

static bool splits(const struct exposure *e)
{
	const struct rx_line *l = e->line;
	struct str dose = yg_str_trim(l->per_dose), times = yg_str_trim(l->per_day_times.n ? l->per_day_times : e->rp->times_per_day);
	struct dec num;
	unsigned long over = 1;
	size_t slash = yg_str_find(dose, STR("/"));
	if (!yg_text_is(e->item->unit, STR("錠|カプセル|個|枚"))) return false;      /* a powder has no halves */
	for (size_t i = 0; l->has_uneven && i < sizeof l->uneven / sizeof *l->uneven; i++)
		if (broken(l->uneven[i], 1)) return true;
	if (l->has_uneven) return false;
	if (dose.n) {
		if (slash != (size_t)-1 && (!yg_str_uint(yg_str_sub(dose, slash + 1, dose.n), 99, &over) || !over)) return false;
		return yg_dec_parse(yg_str_sub(dose, 0, slash), &num) == 0 && broken(num, (int64_t)over);
	}
	if (e->form == FORM_PRN) return broken(e->item->amount, 1);
	if (e->form != FORM_ORAL) return false;
	if (!yg_str_uint(times, 99, &over) || !over) over = 1;
	return broken(e->item->amount, (int64_t)over);
}

/* 281: 1 一包化, 2 粉砕. 181: 2 一包化, 4 粉砕. 81: 1 一包化, 2 粉砕, for all lines. */
static bool asked(const struct mwork *w, const struct exposure *e, enum form_ban what)
{
	static const char *const line_kind[] = { [BAN_NONE] = "", [BAN_CRUSH] = "2", [BAN_SPLIT] = "", [BAN_PACK] = "1" };
	static const char *const rp_kind[] = { [BAN_NONE] = "", [BAN_CRUSH] = "4", [BAN_SPLIT] = "", [BAN_PACK] = "2" };
	if (!e->line) return false;
	if (supplements_ask(e->line->supplements, e->line->nsupplements, what, line_kind[what])) return true;
	if (supplements_ask(e->rp->supplements, e->rp->nsupplements, what, rp_kind[what])) return true;
	if (what == BAN_SPLIT) return splits(e);
	for (size_t i = 0; w->in->paper && i < w->in->paper->nremarks; i++)
		if (yg_str_eqz(yg_str_trim(w->in->paper->remarks[i].kind), line_kind[what])) return true;
	return words_ask(e->rp->usage, what);
}

void yg_form_row(struct mwork *w, const struct about *row, const size_t *line, size_t n)
{
	size_t *hit = yg_arena_array(w->a, n + 1, sizeof *hit), k = 0;
	struct finding *f;
	if (!hit) return;
	for (size_t i = 0; i < n; i++)
		if (asked(w, w->lines[line[i]].e, (enum form_ban)row->ban)) hit[k++] = line[i];
	if (!k || !(f = yg_about_finding(w, row, FIND_FORM, hit, k))) return;
	f->detail_ja = yg_arena_printf(w->a, "指示: %s", ban_ja[row->ban]);
	f->detail_en = yg_arena_printf(w->a, "asked for: %s", ban_en[row->ban]);
}

/* --- new drugs -------------------------------------------------------------------------------------------------- */
/* The last day of the year that begins on the 1st of the month after listing. */
static struct ymd limited_until(struct ymd listed)
{
	struct ymd first = { (int16_t)(listed.y + 1 + listed.m / 12), (uint8_t)(listed.m % 12 + 1), 1 };
	return yg_ymd_add(first, -1);
}

void yg_new_drug_row(struct mwork *w, const struct about *row, const size_t *line, size_t n)
{
	const struct rule *r = yg_rule_at(w->in->tables, row->rule);
	size_t *hit = yg_arena_array(w->a, n + 1, sizeof *hit), k = 0;
	struct finding *f;
	char until[11] = "", listed[11] = "";
	int most = 0;
	if (!hit) return;
	for (size_t i = 0; i < n; i++) {
		const struct exposure *e = w->lines[line[i]].e;
		const struct drug *d = e->item->drug;
		const struct rule *own = yg_days_limit_rule(w->in->tables, d);
		struct ymd on = yg_ymd_valid(e->on) ? e->on : w->in->as_of;
		if (e->days <= r->limit_days) continue;
		if (yg_ymd_cmp(on, d->listed_on) < 0 || yg_ymd_cmp(on, limited_until(d->listed_on)) > 0) continue;
		if (own && yg_rule_on(own, w->in->as_of) && own->limit_days <= r->limit_days) continue;      /* told by its own row */
		if (e->days > most) {
			most = e->days;
			yg_ymd_format(d->listed_on, listed);
			yg_ymd_format(limited_until(d->listed_on), until);
		}
		hit[k++] = line[i];
	}
	if (!k || !(f = yg_about_finding(w, row, FIND_DAYS_LIMIT, hit, k))) return;
	f->detail_ja = yg_arena_printf(w->a, "%d日分、限度は%d日(収載 %s、%sまで)", most, (int)r->limit_days, listed, until);
	f->detail_en = yg_arena_printf(w->a, "%d days, the limit is %d (listed %s, until %s)", most, (int)r->limit_days, listed, until);
	f->reach = most < 0x400 ? most : 0x3ff;
}

/* --- units and paperwork -------------------------------------------------------------------------------------------- */
static void unit_factor(struct mwork *w, size_t line)
{
	const struct exposure *e = w->lines[line].e;
	const struct rx_line *l = e->line;
	struct str priced = yg_tables_text(w->in->tables, e->item->drug->unit), strength = yg_tables_text(w->in->tables, e->item->drug->strength);
	struct dec expected;
	struct finding *f;
	char has_factor[32], wants[32];
	int fits;
	if (!l || l->factor.n <= 0) return;
	fits = yg_drug_factor(w->in->tables, e->item->drug, e->item->unit, l->factor, &expected);
	if (fits < 0) yg_gap(w, GAP_UNIT_FACTOR, NULL, e->item->name);
	if (fits != 0 || !(f = yg_plain_finding(w, FIND_UNIT, SEV_WARNING, &line, 1))) return;
	yg_dec_format(l->factor, has_factor);
	yg_dec_format(expected, wants);
	f->detail_ja = yg_arena_printf(w->a, "1 %.*s = %s %.*s と書かれているが、規格 %.*s からは %s %.*s", STR_ARG(e->item->unit), has_factor, STR_ARG(priced),
				       STR_ARG(strength), wants, STR_ARG(priced));
	f->detail_en = yg_arena_printf(w->a, "written: 1 %.*s = %s %.*s; by the strength %.*s it is %s %.*s", STR_ARG(e->item->unit), has_factor, STR_ARG(priced),
				       STR_ARG(strength), wants, STR_ARG(priced));
}

static bool narcotic_papers(const struct rx *rx)
{
	if (rx->narcotic.given) return true;
	for (size_t i = 0; i < rx->nremarks; i++)
		if (has(rx->remarks[i].text, "麻薬")) return true;
	return false;
}

void yg_check_product(struct mwork *w)
{
	size_t *line = yg_arena_array(w->a, w->in->nrx + 1, sizeof *line), n = 0;
	struct finding *f;
	if (!line) return;
	for (size_t i = 0; i < w->in->nrx; i++) {
		if (w->lines[i].drug == NO_DRUG) continue;
		unit_factor(w, i);
		if (w->lines[i].e->item->drug->control == CONTROL_NARCOTIC) line[n++] = i;
	}
	if (!n || !w->in->paper || narcotic_papers(w->in->paper) || !(f = yg_plain_finding(w, FIND_NARCOTIC, SEV_WARNING, line, n))) return;
	f->detail_ja = STR("麻薬施用者免許証番号・患者住所の記載(61)も備考(81)の記載もない");
	f->detail_en = STR("neither a record 61 (prescriber's narcotic licence, patient's address) nor a remark (81) about it");
}
