/* facts.c - what is known of the patient on the day of the check: from the prescription, from the histories that may be
 * shown, and from what was handed over as facts, in this order. How they are put together: codec/facts.h. */
#include "flow/steps.h"
#include "codec/facts.h"
#include "base/err.h"
#include "base/ban.h"

int yg_collect_facts(struct yg_case *c, struct ymd as_of)
{
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
		err = yg_facts_add(&c->facts, &c->given_facts[i].facts, false, as_of, c->given_facts[i].input, c->arena, &c->diags);
	return err;
}
