/* history.c - the sources of a case as one list of exposures: what is masked is decided here, once, before anything
 * is compared; places get one spelling; the same dispensing from two sources counts once. */
#include "flow/steps.h"
#include "base/buf.h"
#include "base/err.h"
#include "text/fold.h"
#include "base/ban.h"

/* What the decision table of consent.c is asked about a source (visits of our own pharmacy in it: yg_visit_masked). Only a terminal's file
 * speaks for itself; that another record says no holds for it all the same. */
struct consent_asked yg_source_asked(const struct history_source *s, const struct check_options *o)
{
	enum consent_flag flag = s->h ? s->h->consent : CONSENT_NOT_SAID;
	bool speaks = s->format == FORMAT_OQS_XML || (flag != CONSENT_NOT_SAID && flag != CONSENT_YES);
	return (struct consent_asked){
		.origin = s->store ? ORIGIN_OWN : s->format == FORMAT_TECHO ? ORIGIN_NOTEBOOK : speaks ? ORIGIN_TERMINAL : ORIGIN_OTHER,
		.item = ITEM_MEDICINES, .file = flag, .file_until = s->h ? s->h->consent_until : 0, .basis = o->consent, .noted = o->consent_noted };
}

struct consents yg_check_consents(const struct check_options *o)
{
	struct consents c = o->consents;
	if (!c.now) c.now = (int64_t)yg_ymd_days(o->as_of) * 86400;
	return c;
}

static struct consent_answer ask(struct yg_case *c, const struct check_options *o, size_t i)
{
	struct consents cs = yg_check_consents(o);
	struct consent_asked a = yg_source_asked(&c->sources[i], o);
	return yg_consent_decide(&cs, &a);
}

/* A consent given by word of mouth after a hit opens the lines it names, whatever withholds the rest. */
static void open_lines(struct yg_case *c, const struct check_options *o, struct exposure *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct consent_answer a;
		if (!e[i].masked || !e[i].item->name.n) continue;
		a = ask(c, o, (size_t)e[i].source);
		if (a.show == SHOW_HIT && a.by && yg_consent_line(&a, yg_str(e[i].ref))) e[i].masked = false;
	}
}

static struct str folded(struct yg_case *c, struct str s)
{
	struct buf b;
	struct str out;
	if (!s.n) return STR_NONE;
	yg_buf_init(&b, s.n * 8 + 64);
	yg_fold(s, &b);
	out = b.err ? s : yg_arena_str(c->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

/* Lines of one visit share their institution: fold each spelling once, not once a line. */
static void fold_places(struct yg_case *c, struct exposure *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool clinic = i && e[i].clinic && e[i].clinic == e[i - 1].clinic;
		bool pharmacy = i && e[i].pharmacy && e[i].pharmacy == e[i - 1].pharmacy;
		e[i].clinic_key.name = clinic ? e[i - 1].clinic_key.name : folded(c, e[i].clinic_key.name);
		e[i].pharmacy_key.name = pharmacy ? e[i - 1].pharmacy_key.name : folded(c, e[i].pharmacy_key.name);
	}
}

int yg_collect_history(struct yg_case *c, const struct check_options *o, struct exposure *rx, size_t nrx,
		       struct exposure **out, size_t *n)
{
	unsigned lookback = o->lookback_days ? o->lookback_days : 1096;      /* three years */
	struct exposure *e = NULL;
	size_t k = 0;
	int err;
	for (size_t i = 0; i < c->nsources; i++) {
		struct consent_answer a = ask(c, o, i);
		c->sources[i].mask = a.show != SHOW_ALL;
		c->sources[i].lifted = a.show == SHOW_ALL && a.by && a.by->basis == BASIS_EMERGENCY && c->sources[i].h && c->sources[i].h->consent == CONSENT_UNOBTAINABLE;
	}
	err = yg_history_exposures(c->sources, c->nsources, yg_ymd_add(o->as_of, -(int32_t)lookback), c->arena, &e, &k);
	if (err == YG_OK) open_lines(c, o, e, k);
	if (err != YG_OK || (err = yg_expand_otc(c, &e, &k)) != YG_OK) return err;
	fold_places(c, rx, nrx);
	fold_places(c, e, k);
	if ((err = yg_history_merge(e, k, c->arena)) != YG_OK) return err;
	yg_history_own_rx(rx, nrx, e, k);
	*out = e;
	*n = k;
	return yg_arena_error(c->arena);
}

bool yg_other_patient(const struct rx *rx, const struct history *h)
{
	struct buf a, b;
	bool differs;
	if (yg_ymd_valid(rx->born) && yg_ymd_valid(h->born) && yg_ymd_cmp(rx->born, h->born)) return true;
	if (rx->sex != SEX_UNKNOWN && h->sex != SEX_UNKNOWN && rx->sex != h->sex) return true;
	if (!rx->patient.kana.n || !h->patient.kana.n) return false;
	yg_buf_init(&a, rx->patient.kana.n * 8 + 64);
	yg_buf_init(&b, h->patient.kana.n * 8 + 64);
	yg_fold_search(rx->patient.kana, &a);
	yg_fold_search(h->patient.kana, &b);
	differs = !a.err && !b.err && !yg_str_eq(yg_buf_view(&a), yg_buf_view(&b));
	yg_buf_free(&a);
	yg_buf_free(&b);
	return differs;
}
