/* facts.c - takes patient facts out of a history. Interprets nothing but the record type. */
#include "codec/facts.h"
#include "base/err.h"
#include "base/ban.h"

static bool add(struct arena *a, struct coded **list, size_t *n, struct str text)
{
	struct coded *p;
	if (text.n == 0) return true;
	p = yg_arena_grow(a, *list, *n, sizeof *p);
	if (!p) return false;
	*list = p;
	p[(*n)++] = (struct coded){ .text = text };
	return true;
}

int yg_facts_from_history(const struct history *h, struct arena *a, struct facts *out)
{
	bool ok = true;
	*out = FACTS_NONE;
	if (yg_ymd_valid(h->born)) out->born = h->born;
	out->sex = h->sex;
	if (yg_dec_parse(h->weight, &out->weight_kg) != YG_OK || out->weight_kg.n == 0) out->weight_kg = DEC_NONE;
	for (size_t i = 0; i < h->nremarks && ok; i++) {
		const struct note *r = &h->remarks[i];
		if (yg_str_eqz(r->kind, "1") || yg_str_eqz(r->kind, "2"))
			ok = add(a, &out->allergies, &out->nallergies, r->text);
		else if (yg_str_eqz(r->kind, "3"))
			ok = add(a, &out->conditions, &out->nconditions, r->text);
	}
	for (size_t i = 0; i < h->nvisits && ok; i++) {
		const struct visit *v = &h->visits[i];
		for (size_t k = 0; k < v->nprovided && ok && !v->masked; k++)
			if (yg_str_eqz(v->provided[k].kind, "30"))
				ok = add(a, &out->allergies, &out->nallergies, v->provided[k].text);
	}
	return ok ? YG_OK : yg_arena_error(a);
}
