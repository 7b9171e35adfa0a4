/* check.c - 重複投薬等チェック by the published rule (eps.md 5.1): same ingredient and same route, or a pair the table lists; a course counts its days,
 * everything else 14 days; claims data and the own prescription are left out. Ingredients come from the simulator's own tables. */
#include "sim/sim.h"
#include "base/err.h"
#include "base/ban.h"

#define FLAT_DAYS 14
struct item { struct str code, name; const struct sim_drug *drug; struct ymd from; int days; };
struct past { struct item item; struct str clinic, pharmacy; };

static const struct sim_drug *drug_of(struct sim *s, struct str code, size_t nth)
{
	for (size_t i = 0; i < s->ndrugs; i++)
		if (yg_str_eq(s->drug[i].code, code) && nth-- == 0) return &s->drug[i];
	return NULL;
}

static int days_of(struct str csv, struct str rp, bool dispensed)
{
	unsigned long n;
	for (unsigned i = 0; ; i++) {
		struct str number = sim_field(csv, dispensed ? "301" : "101", i, 1), unit = dispensed ? sim_field(csv, "301", i, 4) : sim_field(csv, "101", i, 2);
		if (!number.n) return FLAT_DAYS;
		if (!yg_str_eq(number, rp)) continue;
		if (!yg_str_eqz(unit, dispensed ? "日分" : "1")) return FLAT_DAYS;
		return yg_str_uint(sim_field(csv, dispensed ? "301" : "101", i, dispensed ? 3 : 4), 999, &n) && n ? (int)n : FLAT_DAYS;
	}
}

static bool item_at(struct str csv, bool dispensed, unsigned i, struct ymd on, struct item *out)
{
	out->code = sim_field(csv, "201", i, dispensed ? 6 : 5);
	out->name = sim_field(csv, "201", i, dispensed ? 2 : 6);
	out->from = on;
	out->days = days_of(csv, sim_field(csv, "201", i, 1), dispensed);
	return sim_field(csv, "201", i, 1).n > 0;
}

static bool paired(struct sim *s, struct str a, struct str b)
{
	for (size_t i = 0; i < s->npairs; i++)
		if ((yg_str_eq(s->pair[i].a, a) && yg_str_eq(s->pair[i].b, b)) || (yg_str_eq(s->pair[i].a, b) && yg_str_eq(s->pair[i].b, a))) return true;
	return false;
}

static void hit(struct message *m, const char *kind, const struct item *now, const struct sim_drug *d, const struct past *p, bool consent)
{
	char day[9];
	yg_buf_z(&m->payload, "<CheckResult>");
	sim_say(m, "MessageId", yg_str(*kind == 'd' ? "001" : "002"));
	sim_say(m, "MessageCategory", yg_str(*kind == 'd' ? "重複投薬" : "併用禁忌"));
	sim_say(m, "PharmaceuticalsIngredientName", d->ingredient);
	yg_buf_z(&m->payload, "<Target>");
	sim_say(m, "PharmaceuticalCode", now->code);
	sim_say(m, "PharmaceuticalName", now->name);
	yg_buf_z(&m->payload, "</Target>");
	if (consent) {                               /* without it: that it hits, and nothing of what it hits */
		yg_buf_z(&m->payload, "<Past>");
		yg_ymd_format8(p->item.from, day);
		sim_say(m, "Date", yg_str(day));
		sim_say(m, "PharmaceuticalCode", p->item.code);
		sim_say(m, "PharmaceuticalName", p->item.name);
		sim_say(m, "MedicalInstitutionName", p->clinic);
		sim_say(m, "InsurancePharmacyName", p->pharmacy);
		yg_buf_z(&m->payload, "</Past>");
	}
	yg_buf_z(&m->payload, "</CheckResult>");
}

/* A hit: the new item begins while the earlier one runs. One hit per candidate, past item and kind. */
static void compare(struct message *m, const struct item *now, const struct past *p, bool consent)
{
	const struct sim_drug *a, *b;
	if (!yg_ymd_valid(now->from) || !yg_ymd_valid(p->item.from) || yg_ymd_cmp(now->from, p->item.from) < 0 ||
	    yg_ymd_cmp(now->from, yg_ymd_add(p->item.from, p->item.days - 1)) > 0) return;
	for (size_t i = 0; (a = drug_of(m->s, now->code, i)) != NULL; i++)
		for (size_t k = 0; (b = drug_of(m->s, p->item.code, k)) != NULL; k++) {
			if (yg_str_eq(a->ingredient, b->ingredient) && yg_str_eq(a->route, b->route)) hit(m, "duplicate", now, a, p, consent);
			else if (paired(m->s, a->ingredient, b->ingredient)) hit(m, "pair", now, a, p, consent);
		}
}

static void against(struct message *m, struct str candidates, struct ymd on, struct str csv, bool dispensed, struct ymd when, struct str clinic, struct str pharmacy, bool consent)
{
	struct item now;
	struct past p = { .clinic = clinic, .pharmacy = pharmacy };
	for (unsigned i = 0; item_at(candidates, true, i, on, &now); i++)
		for (unsigned k = 0; item_at(csv, dispensed, k, when, &p.item); k++) compare(m, &now, &p, consent);
}

bool sim_precheck(struct message *m)
{
	struct insured who = { sim_in(m, "InsurerNumber"), sim_in(m, "InsuredCardSymbol"), sim_in(m, "InsuredIdentificationNumber") };
	struct str own = sim_in(m, "PrescriptionId"), candidates = STR_NONE;
	bool consent = yg_str_eqz(sim_in(m, "OnlineConsent"), "1");
	struct sim *s = m->s;
	struct ymd on = YMD_NONE;
	struct buf b;
	yg_buf_init(&b, 8u << 20);
	if (yg_base64_decode(sim_in(m, "DispensingInfo"), &b) == YG_OK) candidates = yg_arena_str(s->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	if (!yg_str_starts(candidates, STR("CJ1")) || yg_ymd_parse(sim_field(candidates, "5", 0, 1), &on)) return sim_no(m, "EPSB0052E", "確定前調剤結果情報を読めません");
	sim_say(m, "CheckDate", sim_field(candidates, "5", 0, 1));
	sim_say(m, "OnlineConsent", yg_str(consent ? "1" : "0"));
	for (size_t i = 0; i < s->nresults; i++) {
		const struct sim_result *r = &s->result[i];
		if (!r->cancelled && sim_same_person(&r->who, &who) && !(own.n && yg_str_eq(r->rx, own)))
			against(m, candidates, on, r->csv, true, r->on, sim_field(r->csv, "51", 0, 1), sim_field(r->csv, "11", 0, 1), consent);
	}
	for (size_t i = 0; i < s->nrx; i++) {
		const struct sim_rx *x = &s->rx[i];
		if ((x->state == RX_WAITING || x->state == RX_HERE) && sim_same_person(&x->who, &who) && !(own.n && yg_str_eq(x->id, own)))
			against(m, candidates, on, x->csv, false, x->issued, sim_field(x->csv, "1", 0, 4), STR_NONE, consent);
	}
	return true;
}
