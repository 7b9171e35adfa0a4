/* facts.c - what is known of the patient on the day of the check: from the prescription, from the histories that may be
 * shown, and from what was handed over as facts, in this order. How they are put together: codec/facts.h. */
#include "flow/steps.h"
#include "codec/facts.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_withheld, "checkup-withheld", DIAG_WARNING, "特定健診情報の閲覧同意がないか、期限が過ぎています。使いません",
	  "no consent to view check-up results, or it has run out: they are not used");

struct consent_asked yg_facts_asked(const struct facts *f, const struct check_options *o)
{
	return (struct consent_asked){ .origin = ORIGIN_TERMINAL, .item = ITEM_CHECKUP, .file = f->consent, .file_until = f->consent_until,
		.basis = o->consent, .noted = o->consent_noted };
}

/* Check-up results that may not be shown are not used either: a value shows through the finding it raises. */
static bool may_use(const struct given_facts *g, const struct check_options *o)
{
	struct consents cs = yg_check_consents(o);
	struct consent_asked a = yg_facts_asked(&g->facts, o);
	return !g->checkup || yg_consent_decide(&cs, &a).show == SHOW_ALL;
}

int yg_collect_facts(struct yg_case *c, const struct check_options *o)
{
	struct ymd as_of = o->as_of;
	const struct rx *rx = c->rx_doc.rx;
	struct facts f = FACTS_NONE;
	int err;
	c->facts = FACTS_NONE;
	f.born = rx->born;
	f.sex = rx->sex;
	err = yg_facts_add(&c->facts, &f, false, as_of, 0, c->arena, &c->diags);
	for (size_t i = 0; i < c->nsources && !err; i++) {
		const struct history_source *s = &c->sources[i];
		if (!s->usable || !s->h || s->mask) continue;
		err = yg_facts_from_history(s->h, c->arena, &f);
		/* whether it is the same person was asked and said already (check.c) */
		if (!err) err = yg_facts_add(&c->facts, &f, yg_other_patient(rx, s->h), as_of, s->input, c->arena, &c->diags);
	}
	for (size_t i = 0; i < c->ngiven_facts && !err; i++)
		if (!may_use(&c->given_facts[i], o)) yg_diag(&c->diags, &d_withheld, c->given_facts[i].input, 0, "", STR_NONE, STR_NONE);
		else err = yg_facts_add(&c->facts, &c->given_facts[i].facts, false, as_of, c->given_facts[i].input, c->arena, &c->diags);
	return err;
}
