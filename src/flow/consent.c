/* consent.c - the decision about showing: records folded to one state of an item, then a table of rows of which the first that fits answers.
 * Knows neither drugs nor files; who asks does what the answer says. */
#include "flow/consent.h"
#include <string.h>
#include "base/ban.h"

#define DAY 86400

/* What the records say of an item, from the strongest to the weakest; a withdrawal or a no ends everything before it. */
enum given { G_NOTHING, G_HOLDS, G_EMERGENCY /* holds, on that basis */, G_ORAL, G_OVER, G_INCOMPLETE, G_REFUSED, G_WITHDRAWN, G_COUNT };
/* What the caller says of the source. */
enum said { S_NONE, S_CALLER, S_HOLDS, S_ORAL, S_INCOMPLETE, S_COUNT };
/* What the terminal's file says. */
enum file { F_SILENT, F_YES, F_OVER, F_NO, F_EXPIRED, F_UNOBTAINABLE, F_COUNT };

#define O(x) (1u << ORIGIN_##x)
#define F(x) (1u << F_##x)
#define G(x) (1u << G_##x)
#define S(x) (1u << S_##x)
#define ANY (~0u)
#define WITHHELD (F(NO) | F(OVER) | F(EXPIRED) | F(UNOBTAINABLE))

static const struct row { unsigned origin, file, given, said; enum consent_show show; const char *word; } table[] = {
	/* the patient's own paper, and what this pharmacy did itself */
	{ O(OWN) | O(NOTEBOOK),    ANY,                  ANY,           ANY,                          SHOW_ALL,     "own-record" },
	/* what the patient said last */
	{ ANY,                     ANY,                  G(WITHDRAWN),  ANY,                          SHOW_NOTHING, "withdrawn" },
	{ O(TERMINAL),             ANY,                  G(REFUSED),    ANY,                          SHOW_NOTHING, "refused" },
	{ ANY,                     ANY,                  G(REFUSED),    ANY & ~S(CALLER),             SHOW_NOTHING, "refused" },
	/* the terminal's file speaks for itself */
	{ ANY,                     F(YES),               ANY,           ANY,                          SHOW_ALL,     "file" },
	{ ANY,                     F(UNOBTAINABLE),      G(EMERGENCY),  ANY,                          SHOW_ALL,     "emergency" },
	{ ANY,                     WITHHELD,             G(ORAL),       ANY,                          SHOW_HIT,     "oral" },
	{ ANY,                     F(NO),                ANY,           ANY,                          SHOW_NOTHING, "no" },
	{ ANY,                     F(OVER) | F(EXPIRED), ANY,           ANY,                          SHOW_NOTHING, "expired" },
	{ ANY,                     F(UNOBTAINABLE),      ANY,           ANY,                          SHOW_NOTHING, "not-obtainable" },
	/* the file is silent: what was recorded, then what the caller says */
	{ ANY,                     ANY,                  G(HOLDS) | G(EMERGENCY), ANY,                SHOW_ALL,     "consent" },
	{ ANY,                     ANY,                  G(OVER),       ANY,                          SHOW_NOTHING, "expired" },
	{ ANY,                     ANY,                  ANY,           S(CALLER) | S(HOLDS),         SHOW_ALL,     "basis" },
	{ ANY,                     ANY,                  G(ORAL),       ANY,                          SHOW_HIT,     "oral" },
	{ ANY,                     ANY,                  ANY,           S(ORAL),                      SHOW_HIT,     "oral" },
	{ ANY,                     ANY,                  G(INCOMPLETE), ANY,                          SHOW_NOTHING, "incomplete" },
	{ ANY,                     ANY,                  ANY,           S(INCOMPLETE),                SHOW_NOTHING, "incomplete" },
	{ ANY,                     ANY,                  ANY,           ANY,                          SHOW_NOTHING, "no-consent" },
};
#define ROWS (sizeof table / sizeof *table)

bool yg_consent_running(enum consent_flag flag, int64_t until, int64_t now) { return flag == CONSENT_YES && until != 0 && now <= until; }

/* Without an end of its own it holds on the day it was given, until midnight. */
static bool over(const struct consent_record *r, int64_t now)
{
	int64_t until = r->until ? r->until : r->since - r->since % DAY + DAY - 1;
	return now > until;
}

static enum given one(const struct consent_record *r, int64_t now)
{
	if (r->withdrawn) return G_WITHDRAWN;        /* recorded is recorded, whatever a clock says */
	if (r->flag == CONSENT_NOT_SAID) return G_NOTHING;
	if (r->flag == CONSENT_NO) return G_REFUSED;
	if (r->flag == CONSENT_UNOBTAINABLE) return G_NOTHING;
	if (r->flag == CONSENT_EXPIRED || over(r, now)) return G_OVER;
	switch (r->basis) {
	case BASIS_CARD: case BASIS_HOME_VISIT: case BASIS_ONLINE: return G_HOLDS;
	case BASIS_PAPER: case BASIS_DISASTER: return r->confirmed ? G_HOLDS : G_INCOMPLETE;
	case BASIS_EMERGENCY: return r->confirmed ? G_EMERGENCY : G_INCOMPLETE;
	case BASIS_ORAL: return r->nlines ? G_ORAL : G_INCOMPLETE;
	case BASIS_CALLER: case BASIS_NONE: break;
	}
	return G_INCOMPLETE;                         /* nobody's word */
}

static enum given given(const struct consents *c, enum consent_item item, const struct consent_record **by)
{
	enum given all = G_NOTHING;
	*by = NULL;
	for (size_t i = 0; i < c->n; i++) {
		enum given g;
		if (c->r[i].item != item || (!c->r[i].withdrawn && c->r[i].since > c->now)) continue;
		g = one(&c->r[i], c->now);
		if (g == G_NOTHING) continue;
		/* a no or a withdrawal ends what was before; afterwards the strongest stays, the later of two alike */
		if (g < G_REFUSED && all < G_REFUSED && all != G_NOTHING && g > all) continue;
		all = g;
		*by = &c->r[i];
	}
	return all;
}

static enum said said(const struct consents *c, const struct consent_asked *a)
{
	switch (a->basis) {
	case BASIS_CALLER: return S_CALLER;
	case BASIS_CARD: case BASIS_HOME_VISIT: case BASIS_ONLINE: return S_HOLDS;
	case BASIS_PAPER: return !c->strict || a->noted ? S_HOLDS : S_INCOMPLETE;
	case BASIS_ORAL: return c->strict ? S_INCOMPLETE : S_ORAL;
	case BASIS_DISASTER: case BASIS_EMERGENCY: return c->strict ? S_INCOMPLETE : S_HOLDS;
	case BASIS_NONE: break;
	}
	return S_NONE;
}

static enum file file(const struct consents *c, const struct consent_asked *a)
{
	if (a->origin != ORIGIN_TERMINAL) return F_SILENT;
	switch (a->file) {
	case CONSENT_YES: return a->file_until && c->now > a->file_until ? F_OVER : F_YES;
	case CONSENT_NO: return F_NO;
	case CONSENT_EXPIRED: return F_EXPIRED;
	case CONSENT_UNOBTAINABLE: return F_UNOBTAINABLE;
	case CONSENT_NOT_SAID: break;
	}
	return F_SILENT;
}

struct consent_answer yg_consent_decide(const struct consents *c, const struct consent_asked *a)
{
	const struct consent_record *by;
	unsigned g = 1u << given(c, a->item, &by), s = 1u << said(c, a), f = 1u << file(c, a), o = 1u << a->origin;
	size_t i = 0;
	while (i + 1 < ROWS && !((table[i].origin & o) && (table[i].file & f) && (table[i].given & g) && (table[i].said & s))) i++;
	return (struct consent_answer){ table[i].show, table[i].word, by };
}

bool yg_consent_line(const struct consent_answer *a, struct str line)
{
	if (a->show != SHOW_HIT) return a->show == SHOW_ALL;
	if (!a->by || a->by->basis != BASIS_ORAL) return true;
	for (size_t i = 0; i < a->by->nlines; i++)
		if (yg_str_eq(a->by->lines[i], line)) return true;
	return false;
}

/* --- words ------------------------------------------------------------------------------------------------ */

static const char *const basis_word[] = { [BASIS_CALLER] = "caller", [BASIS_CARD] = "card", [BASIS_PAPER] = "paper", [BASIS_ORAL] = "oral",
	[BASIS_HOME_VISIT] = "home-visit", [BASIS_ONLINE] = "online", [BASIS_DISASTER] = "disaster", [BASIS_EMERGENCY] = "emergency", [BASIS_NONE] = "none" };
static const char *const item_word[CONSENT_ITEMS] = { "medicines", "treatment", "surgery", "checkup" };

const char *yg_consent_word(enum consent_basis b) { return basis_word[b]; }
const char *yg_consent_item_word(enum consent_item i) { return item_word[i]; }

bool yg_consent_basis(struct str word, enum consent_basis *out)
{
	for (size_t i = 0; i < sizeof basis_word / sizeof *basis_word; i++)
		if (yg_str_eqz(word, basis_word[i])) { *out = (enum consent_basis)i; return true; }
	return false;
}

bool yg_consent_item(struct str word, enum consent_item *out)
{
	for (size_t i = 0; i < CONSENT_ITEMS; i++)
		if (yg_str_eqz(word, item_word[i])) { *out = (enum consent_item)i; return true; }
	return false;
}

static const char *bits(unsigned have, const char *const *word, size_t n)
{
	unsigned all = (1u << n) - 1;
	if ((have & all) == all) return "any";
	for (size_t i = 0; i < n; i++)
		if ((have & all) == 1u << i) return word[i];
	return "several";
}

bool yg_consent_row(size_t i, struct consent_row *out)
{
	static const char *const origin[] = { "own", "notebook", "terminal", "other" }, *const files[] = { "silent", "yes", "over", "no", "expired", "not-obtainable" },
		*const givens[] = { "nothing", "holds", "emergency", "oral", "over", "incomplete", "refused", "withdrawn" },
		*const saids[] = { "none", "caller", "holds", "oral", "incomplete" }, *const show[] = { "nothing", "hit", "all" };
	if (i >= ROWS) return false;
	*out = (struct consent_row){ bits(table[i].origin, origin, 4), bits(table[i].file, files, F_COUNT), bits(table[i].given, givens, G_COUNT),
				     bits(table[i].said, saids, S_COUNT), show[table[i].show], table[i].word };
	return true;
}

/* --- the three special ways in --------------------------------------------------------------------------- */

/* One of a list parted by commas, blanks around it aside. */
static bool listed(struct str list, struct str one)
{
	one = yg_str_trim(one);
	while (list.n && one.n) {
		size_t k = yg_str_find(list, STR(","));
		if (yg_str_eq(yg_str_trim(yg_str_sub(list, 0, k)), one)) return true;
		list = k == (size_t)-1 ? STR_NONE : yg_str_sub(list, k + 1, list.n);
	}
	return false;
}

const char *yg_disaster_refusal(const struct disaster_asked *a, const struct disaster_open *o, struct ymd today)
{
	struct ymd born;
	if (!o->areas.n || !yg_ymd_valid(o->from) || !yg_ymd_valid(o->until)) return "closed";
	if (yg_ymd_cmp(today, o->from) < 0 || yg_ymd_cmp(today, o->until) > 0) return "period";
	if (!listed(o->areas, a->area)) return "area";
	if (!yg_str_trim(a->name).n) return "name";
	if (yg_ymd_parse(yg_str_trim(a->birth_date), &born) || !yg_ymd_valid(born)) return "birth_date";
	if (!yg_str_eqz(a->sex, "male") && !yg_str_eqz(a->sex, "female")) return "sex";
	if (!yg_str_trim(a->insurer).n && !yg_str_trim(a->address).n) return "insurer-or-address";
	return NULL;
}

const char *yg_emergency_refusal(struct str terminal, struct str user, bool confirmed, struct str terminals, struct str users)
{
	if (!listed(terminals, terminal)) return "terminal";
	if (!listed(users, user)) return "user";
	return confirmed ? NULL : "confirm";
}

bool yg_home_visit_due(struct ymd last, int64_t until, struct ymd today, int64_t now, bool care_goes_on)
{
	if (!care_goes_on) return false;
	if (!yg_ymd_valid(last) || now > until) return true;
	return last.y != today.y || last.m != today.m;
}
