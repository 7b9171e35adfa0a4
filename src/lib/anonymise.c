/* anonymise.c - a case folder without the people in it: read and checked, emptied (anonymise_fields.c), written as neutral JSON, checked
 * again. Of several shifts of the days the first is taken that changes no answer; writes only a folder that was not there. */
#include "lib/anonymise.h"
#include "codec/neutral_json.h"
#include "match/history.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "text/json.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/ban.h"

enum { WEEKS = 104 /* either way */, TRIES = 60, IN_VAIN = 12 /* tries without getting nearer, once the findings are the same */ };

struct out_file { const char *name; struct str bytes; };
struct yagen_anonymised {
	struct arena *arena;
	yagen_anonymised_row *row; size_t nrows;
	size_t masked;
	int same;
	const char *before, *after;
};
/* One try with one shift of the days, and how many lines of findings and of coverage are not as they were. */
struct attempt { struct arena *arena; struct anon x; struct out_file *file; size_t nfiles; struct yagen_fixture fx; char *lines; size_t masked, findings_differ, coverage_differs; };

/* --- what must stay the same ---------------------------------------------------------------------------------------- */

static int by_z(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

struct prints { const char **v; size_t n; };

/* Findings without dates; or verdict and coverage: one line each, sorted. */
static struct prints fingerprint(struct arena *a, const yagen_case *c, int code, bool coverage)
{
	static const char *const severity[] = { "", "info", "warning", "critical" };
	size_t max = yagen_case_finding_count(c) + yagen_case_coverage_count(c) + 1;
	struct prints p = { NULL, 0 };
	struct buf b;
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++) max += yagen_case_coverage(c, i)->nreasons;
	p.v = yg_arena_array(a, max, sizeof *p.v);
	yg_buf_init(&b, YG_MAX_OUTPUT);
	for (size_t i = 0; p.v && !coverage && i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		b.n = 0;
		yg_buf_printf(&b, "%s %s %s %s %s", f->kind, severity[f->severity], f->rule ? f->rule : "-", f->interrupts ? "stop" : "-", f->masked ? "masked" : "-");
		for (size_t k = 0; k < f->nlines; k++) yg_buf_printf(&b, " %s", f->lines[k]);
		p.v[p.n++] = lib_zz(a, yg_buf_view(&b));
	}
	for (size_t i = 0; p.v && coverage && i < yagen_case_coverage_count(c); i++) {
		const yagen_line_coverage *l = yagen_case_coverage(c, i);
		p.v[p.n++] = lib_zz(a, yg_arena_printf(a, "%s %d %s", l->line->ref, (int)l->verdict, l->line->yj ? l->line->yj : l->line->price_code ? l->line->price_code : "-"));
		for (size_t k = 0; k < l->nreasons; k++) p.v[p.n++] = lib_zz(a, yg_arena_printf(a, "%s %s", l->line->ref, l->reasons[k].word));
	}
	if (p.v && coverage) p.v[p.n++] = lib_zz(a, yg_arena_printf(a, "exit %d", code));
	if (p.n) qsort(p.v, p.n, sizeof *p.v, by_z);
	yg_buf_free(&b);
	return p;
}

static size_t differ(const struct prints *a, const struct prints *b)
{
	size_t i = 0, k = 0, n = 0;
	while (i < a->n && k < b->n) {
		int d = strcmp(a->v[i], b->v[k]);
		n += d != 0;
		i += d <= 0;
		k += d >= 0;
	}
	return n + (a->n - i) + (b->n - k);
}

static int expectation(struct arena *a, const yagen_case *c, int code, const char **out)
{
	struct buf report, lines;
	int err;
	yg_buf_init(&report, YG_MAX_OUTPUT);
	yg_buf_init(&lines, YG_MAX_OUTPUT);
	err = c ? report_write(c, &report) : YAGEN_OK;
	if (!err) err = lib_fixture_lines(yg_buf_view(&report), code, &lines);
	*out = lib_zz(a, yg_buf_view(&lines));
	yg_buf_free(&report);
	yg_buf_free(&lines);
	return err ? err : yg_arena_error(a);
}

/* --- files ---------------------------------------------------------------------------------------------------------------- */

static int file(struct attempt *t, const char *name, struct buf *b)
{
	struct out_file *p = yg_arena_grow(t->arena, t->file, t->nfiles, sizeof *p);
	if (b->err || !p) return b->err ? b->err : yg_arena_error(t->arena);
	t->file = p;
	p[t->nfiles++] = (struct out_file){ lib_zz(t->arena, yg_str(name)), yg_arena_str(t->arena, yg_buf_view(b)) };
	return yg_arena_error(t->arena);
}

static int input(struct attempt *t, struct fixture_inputs *in, const char *name, struct buf *b)
{
	struct fixture_input *p = yg_arena_grow(t->arena, in->v, in->n, sizeof *p);
	int err = file(t, name, b);
	if (err || !p) return err ? err : yg_arena_error(t->arena);
	in->v = p;
	p[in->n++] = (struct fixture_input){ t->file[t->nfiles - 1].name, t->file[t->nfiles - 1].bytes, YAGEN_AUTO };
	return YAGEN_OK;
}

static void begin(struct jw *w, struct buf *b, const char *kind)
{
	b->n = 0;
	jw_init(w, b, true);
	jw_obj(w);
	jw_kz(w, "yagen", kind);
}

static int rx_file(struct attempt *t, struct buf *b)
{
	struct yg_case *c = t->x.c;
	struct jw w;
	anon_rx(&t->x, c->rx_doc.rx);
	begin(&w, b, "prescription");
	yg_jf_write(&w, yg_jf_rx, c->rx_doc.rx);
	if (c->rx_faults) {                          /* something could not be read: nor can it here, and the answer stays incomplete */
		jw_key(&w, "not_carried_over");
		jw_arr(&w);
		jw_arr_end(&w);
	}
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
	return input(t, &t->fx.rx, "rx.json", b);
}

/* The service's own registers are told by the format; in our JSON by the family. */
static void family(const struct history_source *s, struct visit *v)
{
	bool own = s->format == FORMAT_EPS_CSV || s->format == FORMAT_EPS_XML || s->format == FORMAT_EPS_DISPENSE_CSV || s->format == FORMAT_EPS_DISPENSE_XML;
	if (own && v->family == FAM_NONE) v->family = v->kind == HIST_PRESCRIBED ? FAM_PRESCRIBED : FAM_DISPENSED;
}

/* Lines without consent are not written, whoever asks: that there was something is. */
static int history_file(struct attempt *t, size_t i, struct buf *b)
{
	const struct history_source *s = &t->x.c->sources[i];
	struct history *h = t->x.c->source_docs[i].history;
	struct visit hidden = { .masked = true };
	struct history masked = { .version = STR_NONE };
	bool any = false, all = h && (s->mask || h->consent == CONSENT_NO || h->consent == CONSENT_EXPIRED || h->consent == CONSENT_UNOBTAINABLE);
	struct jw w;
	char name[48];
	if (!s->usable || !h) {
		bool damaged = s->why_not && !strcmp(s->why_not, "source-unreadable");
		b->n = 0;
		yg_buf_z(b, damaged ? "{\"yagen\": \"history\",\n" : "{\"yagen\": \"prescription\", \"groups\": [{\"lines\": [{\"name\": \"-\"}]}]}\n");  /* nor can this */
		snprintf(name, sizeof name, "history-%zu.json", i + 1);
		return input(t, &t->fx.history, name, b);
	}
	for (size_t v = 0; v < h->nvisits; v++) {
		h->visits[v].masked = yg_visit_masked(s, &h->visits[v]);
		any = any || h->visits[v].masked;
		all = all && h->visits[v].masked;
		family(s, &h->visits[v]);
	}
	t->masked += any || (all && s->mask);
	if (all) {
		masked.consent = h->consent;
		masked.visits = &hidden;
		masked.nvisits = h->nvisits > 0;
		masked.cut = h->cut || s->faults > 0;
		h = &masked;
	} else {
		h->cut = h->cut || s->faults > 0;
		h->consent = h->consent == CONSENT_YES ? CONSENT_YES : CONSENT_NOT_SAID;
		anon_history(&t->x, h);
	}
	begin(&w, b, "history");
	yg_jf_write(&w, yg_jf_history, h);
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
	snprintf(name, sizeof name, "history-%zu.json", i + 1);
	return input(t, &t->fx.history, name, b);
}

static int facts_file(struct attempt *t, size_t i, struct buf *b)
{
	struct jw w;
	char name[48];
	anon_facts(&t->x, &t->x.c->given_facts[i].facts);
	begin(&w, b, "patient");
	yg_jf_write(&w, yg_jf_facts, &t->x.c->given_facts[i].facts);
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
	snprintf(name, sizeof name, "patient-%zu.json", i + 1);
	return input(t, &t->fx.patient, name, b);
}

static const char *shifted(struct attempt *t, yagen_date d, char z[11])
{
	yg_ymd_format(d.year ? anon_day(&t->x, lib_ymd(d)) : YMD_NONE, z);
	return z;
}

/* The site's tiers decide about findings; who wrote them and why does not. */
static int overlay_file(struct attempt *t, const yagen_overlay *o, struct buf *b)
{
	static const char *const severity[] = { "", "info", "warning", "critical" };
	char on[11], to[11];
	if (!o) return YAGEN_OK;
	b->n = 0;
	yg_buf_z(b, "rule,enabled,severity,note,name,date,valid_to,confirm\n");
	for (size_t i = 0; i < o->nrows; i++) {
		const yagen_overlay_row *r = &o->rows[i];
		yg_buf_printf(b, "%s,%d,%s,匿名化,架空,%s,%s,%s\n", r->rule, r->enabled ? 1 : 0, severity[r->severity], shifted(t, r->date, on),
			shifted(t, r->valid_to, to), r->enabled ? "" : "yes");
		anon_count(&t->x, "overlay.note", false);
		anon_count(&t->x, "overlay.name", false);
	}
	return input(t, &t->fx.overlay, "overlay.csv", b);
}

/* Answers name findings by keys that hold the patient: written again with the keys of the new case, which therefore was checked once. */
static int answers_file(struct attempt *t, const yagen_case *old, const yagen_case *new_, struct buf *b)
{
	struct jw w;
	char z[11];
	size_t n = 0;
	begin(&w, b, "answers");
	jw_key(&w, "answers");
	jw_arr(&w);
	for (size_t i = 0; i < yagen_case_finding_count(old); i++) {
		const yagen_finding *f = yagen_case_finding(old, i), *g = NULL;
		for (size_t k = 0; k < yagen_case_finding_count(new_) && f->answered && !g; k++) {
			const yagen_finding *m = yagen_case_finding(new_, k);
			bool same = m->key && !strcmp(m->kind, f->kind) && m->nlines == f->nlines && (m->rule ? f->rule && !strcmp(m->rule, f->rule) : !f->rule);
			for (size_t l = 0; same && l < m->nlines; l++) same = !strcmp(m->lines[l], f->lines[l]);
			if (same) g = m;
		}
		if (!g) continue;
		jw_obj(&w);
		jw_kz(&w, "finding_key", g->key);
		jw_kz(&w, "reason", f->answered->reason);
		jw_kz(&w, "by", "架空");
		jw_kz(&w, "on", shifted(t, f->answered->on, z));
		jw_kz(&w, "until", shifted(t, f->answered->until, z));
		jw_obj_end(&w);
		anon_count(&t->x, "answers.by", false);
		if (f->answered->note) anon_count(&t->x, "answers.note", true);
		n++;
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
	return n ? input(t, &t->fx.answers, "answers.json", b) : YAGEN_OK;
}

static int case_file(struct attempt *t, const struct yagen_fixture *old, struct buf *b)
{
	static const char *const basis[] = { "caller", "card", "paper", "oral", "home-visit", "online", "disaster", "emergency" };
	char z[11];
	b->n = 0;
	yg_buf_printf(b, "title: 匿名化した事例 (anonymised case)\nwhy: yagen anonymise\nrx: rx.json\nfrom: json\n");
	for (size_t i = 0; i < t->fx.history.n; i++) yg_buf_printf(b, "history: %s\n", t->fx.history.v[i].name);
	for (size_t i = 0; i < t->fx.patient.n; i++) yg_buf_printf(b, "patient: %s\n", t->fx.patient.v[i].name);
	if (t->fx.answers.n) yg_buf_z(b, "answers: answers.json\n");
	if (t->fx.overlay.n) yg_buf_z(b, "overlay: overlay.csv\n");
	yg_ymd_format(t->x.new_as_of, z);
	yg_buf_printf(b, "as-of: %s\n", z);
	if (old->check.lookback_days) yg_buf_printf(b, "lookback: %u\n", old->check.lookback_days);
	/* what had no consent is not in here, so that nothing else must be masked */
	if (old->check.consent != YAGEN_BASIS_CALLER && old->check.consent != YAGEN_BASIS_NONE) yg_buf_printf(b, "consent: %s\n", basis[old->check.consent]);
	return file(t, "case.txt", b);
}

/* --- one try --------------------------------------------------------------------------------------------------------------- */

static int build(struct attempt *t, const struct yagen_fixture *old, yagen_case *was, struct buf *b)
{
	struct yg_case *c = was->c;
	int err = YAGEN_OK;
	for (size_t i = 0; i < c->nsources; i++)     /* before anything is replaced: names that texts may hold */
		for (size_t v = 0; c->source_docs[i].history && v < c->source_docs[i].history->nvisits; v++)
			for (size_t g = 0; g < c->source_docs[i].history->visits[v].ngroups; g++)
				for (size_t k = 0; k < c->source_docs[i].history->visits[v].groups[g].nlines; k++) {
					const struct drug_item *it = &c->source_docs[i].history->visits[v].groups[g].lines[k].item;
					if (it->drug && !yg_visit_masked(&c->sources[i], &c->source_docs[i].history->visits[v]) && !anon_add_drug_word(&t->x, it->name))
						return yg_arena_error(t->arena);
				}
	err = rx_file(t, b);
	for (size_t i = 0; i < c->nsources && !err; i++) err = history_file(t, i, b);
	for (size_t i = 0; i < c->ngiven_facts && !err; i++) err = facts_file(t, i, b);
	if (!err) err = overlay_file(t, yagen_case_overlay(was), b);
	t->fx.rx_format = YAGEN_JSON;
	t->fx.check = old->check;
	t->fx.check.as_of = lib_date(t->x.new_as_of);
	if (t->fx.check.consent == YAGEN_BASIS_NONE) t->fx.check.consent = YAGEN_BASIS_CALLER;
	return err;
}

static int attempt(struct attempt *t, const struct yagen_fixture *old, yagen *yg, uint64_t seed, int weeks)
{
	yagen_case *was = NULL, *is = NULL, *again = NULL;
	struct prints want[2] = { { NULL, 0 }, { NULL, 0 } }, got[2] = { { NULL, 0 }, { NULL, 0 } };
	const char *lines = "";
	struct buf b;
	int code = 0, new_code = 0, err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	if (!(t->arena = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	err = lib_fixture_check(old, yg, &was, &code);
	if (!err && !was) err = YAGEN_EREFUSED;
	if (!err) {
		for (int i = 0; i < 2; i++) want[i] = fingerprint(t->arena, was, code, i == 1);
		t->x = (struct anon){ .arena = t->arena, .tables = yg->tables, .c = was->c, .as_of = lib_ymd(old->check.as_of), .shift = weeks * 7, .seed = seed };
		t->x.new_as_of = yg_ymd_add(t->x.as_of, t->x.shift);
		err = build(t, old, was, &b);
	}
	if (!err) err = lib_fixture_check(&t->fx, yg, &is, &new_code);
	if (!err && is && old->answers.n) {
		err = answers_file(t, was, is, &b);
		if (!err) err = lib_fixture_check(&t->fx, yg, &again, &new_code);
		yagen_case_free(is);
		is = again;
	}
	if (!err) {
		for (int i = 0; is && i < 2; i++) got[i] = fingerprint(t->arena, is, new_code, i == 1);
		t->findings_differ = differ(&want[0], &got[0]);
		t->coverage_differs = differ(&want[1], &got[1]);
		err = expectation(t->arena, is, new_code, &lines);
	}
	if (!err) {
		b.n = 0;
		yg_buf_printf(&b, "accepted: yagen anonymise; what the engine answered\n%s", lines);
		err = file(t, "expect.txt", &b);
		t->lines = (char *)yg_arena_str(t->arena, yg_str(lines)).p;
	}
	if (!err) err = case_file(t, old, &b);
	if (!err) err = yg_arena_error(t->arena);
	yagen_case_free(was);
	yagen_case_free(is);
	yg_buf_free(&b);
	return err;
}

/* --- all tries, and the folder ------------------------------------------------------------------------------------------------- */

static uint64_t next(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void shuffle(int v[2 * WEEKS], uint64_t seed)
{
	for (int i = 0; i < 2 * WEEKS; i++) v[i] = i < WEEKS ? i + 1 : WEEKS - i - 1;       /* never nothing */
	for (int i = 2 * WEEKS - 1; i > 0; i--) {
		int k = (int)(next(&seed) % (unsigned)(i + 1)), tmp = v[i];
		v[i] = v[k];
		v[k] = tmp;
	}
}

static int write_folder(const char *dir, const struct attempt *t)
{
	struct buf path;
	int err = mkdir(dir, 0777) == 0 ? YAGEN_OK : errno == EEXIST ? YAGEN_EEXISTS : errno == ENOENT ? YAGEN_ENOTFOUND : YAGEN_EIO;
	for (size_t i = 0; i < t->nfiles && !err; i++) {
		yg_buf_init(&path, 65536);
		yg_buf_printf(&path, "%s/%s", dir, t->file[i].name);
		yg_buf_char(&path, '\0');
		err = path.err ? path.err : yg_file_write(path.p, t->file[i].bytes);
		yg_buf_free(&path);
	}
	return err;
}

static int by_what(const void *a, const void *b)
{
	return strcmp(((const yagen_anonymised_row *)a)->what, ((const yagen_anonymised_row *)b)->what);
}

static int result(yagen_anonymised **out, const struct attempt *t, const char *before)
{
	struct yagen_anonymised *a = calloc(1, sizeof *a);
	int err;
	if (!a || !(a->arena = yg_arena_new(YG_MAX_ARENA)) || !(a->row = yg_arena_array(a->arena, t->x.nrows + 1, sizeof *a->row))) {
		yagen_anonymised_free(a);
		return YAGEN_ENOMEM;
	}
	for (; a->nrows < t->x.nrows; a->nrows++)
		a->row[a->nrows] = (yagen_anonymised_row){ lib_zz(a->arena, yg_str(t->x.row[a->nrows].what)), t->x.row[a->nrows].replaced, t->x.row[a->nrows].dropped };
	qsort(a->row, a->nrows, sizeof *a->row, by_what);
	a->masked = t->masked;
	a->same = t->findings_differ == 0;
	a->before = lib_zz(a->arena, yg_str(before));
	a->after = lib_zz(a->arena, yg_str(t->lines));
	if ((err = yg_arena_error(a->arena)) != YAGEN_OK) { yagen_anonymised_free(a); return err; }
	*out = a;
	return YAGEN_OK;
}

static int before(struct arena *a, const struct yagen_fixture *f, yagen *yg, const char **out)
{
	yagen_case *c = NULL;
	int code = 0, err = lib_fixture_check(f, yg, &c, &code);
	if (!err && !c) err = YAGEN_EREFUSED;
	if (!err) err = expectation(a, c, code, out);
	yagen_case_free(c);
	return err;
}

int yagen_anonymise(yagen_anonymised **out, const yagen_anonymise_options *o)
{
	struct attempt best = { .arena = NULL };
	yagen_fixture *f = NULL;
	const char *lines = "";
	struct stat st;
	int weeks[2 * WEEKS], err;
	uint64_t seed;
	if (!out || !o || o->version != 1 || !o->yg || !o->dir || !o->out_dir || !*o->out_dir || !o->secret || o->secret_len < 8) return YAGEN_EARG;
	if (stat(o->out_dir, &st) == 0) return YAGEN_EEXISTS;
	if ((err = yagen_fixture_open(&f, o->dir, o->listener)) != YAGEN_OK) return err;
	seed = yg_hash(YG_HASH_START, o->secret, o->secret_len);
	shuffle(weeks, seed);
	err = before(f->arena, f, o->yg, &lines);
	for (int i = 0, vain = 0; i < TRIES && !err && (!best.arena || best.findings_differ || (best.coverage_differs && vain < IN_VAIN)); i++) {
		struct attempt t = { .arena = NULL };
		err = attempt(&t, f, o->yg, seed, weeks[i]);
		if (!err && (!best.arena || t.findings_differ < best.findings_differ ||
			     (t.findings_differ == best.findings_differ && t.coverage_differs < best.coverage_differs))) {
			yg_arena_free(best.arena);
			best = t;
			vain = 0;
		} else {
			yg_arena_free(t.arena);
			vain++;
		}
	}
	if (!err) err = write_folder(o->out_dir, &best);
	if (!err) err = result(out, &best, lines);
	yg_arena_free(best.arena);
	yagen_fixture_free(f);
	return err;
}

size_t yagen_anonymised_count(const yagen_anonymised *a) { return a ? a->nrows : 0; }
const yagen_anonymised_row *yagen_anonymised_at(const yagen_anonymised *a, size_t i) { return a && i < a->nrows ? &a->row[i] : NULL; }
int yagen_anonymised_same(const yagen_anonymised *a) { return a && a->same; }
size_t yagen_anonymised_masked(const yagen_anonymised *a) { return a ? a->masked : 0; }
const char *yagen_anonymised_before(const yagen_anonymised *a) { return a ? a->before : ""; }
const char *yagen_anonymised_after(const yagen_anonymised *a) { return a ? a->after : ""; }
void yagen_anonymised_free(yagen_anonymised *a)
{
	if (!a) return;
	yg_arena_free(a->arena);
	free(a);
}
