/* impact.c - every prescription of a corpus checked with two editions, and what differs between the two answers: findings, verdicts,
 * coverage. Threads share tables and corpus and nothing else; what they met is put in the order of the corpus afterwards. */
#include "lib/impact.h"
#include "base/err.h"
#include <libxml/parser.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

enum { THREADS_MAX = 256, FINDINGS_MAX = 4096, REFS_MAX = 64 /* lines named of one finding */ };
#define PART_MAX ((size_t)2 << 30)

DIAG_KIND(d_item, "impact-unreadable", DIAG_ERROR, "事例 {0} を読めません（{1}）。どの数にも入りません", "case {0} cannot be read ({1}); it is in no number");

struct work {
	const yagen_impact_options *o;
	const struct corpus *corpus;
	struct yagen_impact *out;
	atomic_size_t next;
	atomic_int err;                              /* of the machine: ends the run */
	pthread_mutex_t lock;
	size_t done;
};
struct one { struct impact_part *p; struct impact_item *it; size_t item; unsigned seq; };

/* --- findings ------------------------------------------------------------------------------------------------------- */

static const char *copy(struct one *x, const char *z) { return z ? yg_arena_str(x->p->arena, yg_str(z)).p : NULL; }
static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
/* By the rule; without one by the kind. */
static bool same_rule(const char *ra, const char *ka, const char *rb, const char *kb) { return same(ra, rb) && (ra || same(ka, kb)); }

static const char *refs(struct one *x, const yagen_finding *f)
{
	struct buf b;
	const char *z;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < f->nlines && i < REFS_MAX; i++) yg_buf_printf(&b, "%s%s", i ? " " : "", f->lines[i]);
	if (f->nlines > REFS_MAX) yg_buf_z(&b, " ...");
	z = yg_arena_str(x->p->arena, yg_buf_view(&b)).p;
	yg_buf_free(&b);
	return z ? z : "";
}

static bool same_lines(const yagen_finding *a, const yagen_finding *b)
{
	if (a->nlines != b->nlines) return false;
	for (size_t i = 0; i < a->nlines; i++)
		if (strcmp(a->lines[i], b->lines[i])) return false;
	return true;
}

static bool same_text(const yagen_finding *a, const yagen_finding *b)
{
	return same(a->title, b->title) && same(a->effect, b->effect) && same(a->condition, b->condition) && same(a->action, b->action) &&
	       same(a->detail, b->detail) && same(a->arithmetic, b->arithmetic) && same(a->source, b->source);
}

static void add(struct one *x, enum change what, unsigned facets, const yagen_finding *a, const yagen_finding *b)
{
	struct impact_part *p = x->p;
	const yagen_finding *f = b ? b : a;
	struct impact_change *c = yg_arena_grow(p->arena, p->change, p->nchanges, sizeof *c);
	if (!c) return;
	p->change = c;
	c += p->nchanges++;
	*c = (struct impact_change){ .item = x->item, .seq = x->seq++, .what = what, .facets = facets };
	c->rule = copy(x, f->rule);
	c->kind = copy(x, f->kind);
	c->title = copy(x, f->masked ? NULL : f->title);
	if (a) c->side[0] = (struct side){ (unsigned char)a->severity, a->interrupts, refs(x, a) };
	if (b) c->side[1] = (struct side){ (unsigned char)b->severity, b->interrupts, refs(x, b) };
	x->it->changed = true;
}

static void count(struct one *x, const yagen_case *c, size_t side)
{
	struct impact_part *p = x->p;
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		struct impact_count *n;
		size_t k = 0;
		p->findings[side]++;
		p->stops[side] += f->interrupts && !f->answered;
		while (k < p->ncounts && !same_rule(p->count[k].rule, p->count[k].kind, f->rule, f->kind)) k++;
		if (k == p->ncounts) {
			if (!(n = yg_arena_grow(p->arena, p->count, k, sizeof *n))) return;
			p->count = n;
			n[p->ncounts++] = (struct impact_count){ copy(x, f->rule), copy(x, f->kind), { 0, 0 } };
		}
		p->count[k].n[side]++;
	}
}

/* First those about exactly the same lines, then those of the same line of ours: the rest came or went. */
static void findings(struct one *x, const yagen_case *ca, const yagen_case *cb)
{
	size_t na = yagen_case_finding_count(ca), nb = yagen_case_finding_count(cb);
	size_t *mate = calloc(na + 1, sizeof *mate);         /* 1 + index in b */
	bool *taken = calloc(nb + 1, sizeof *taken);
	if (na > FINDINGS_MAX || nb > FINDINGS_MAX || !mate || !taken) { yg_arena_alloc(x->p->arena, PART_MAX + 1); goto done; }   /* said as out of memory */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < na; i++) {
			const yagen_finding *a = yagen_case_finding(ca, i);
			for (size_t k = 0; k < nb && !mate[i]; k++) {
				const yagen_finding *b = yagen_case_finding(cb, k);
				if (taken[k] || !same_rule(a->rule, a->kind, b->rule, b->kind)) continue;
				if (pass ? !same(a->nlines ? a->lines[0] : NULL, b->nlines ? b->lines[0] : NULL) : !same_lines(a, b)) continue;
				mate[i] = k + 1;
				taken[k] = true;
			}
		}
	for (size_t i = 0; i < na; i++) {
		const yagen_finding *a = yagen_case_finding(ca, i), *b = mate[i] ? yagen_case_finding(cb, mate[i] - 1) : NULL;
		unsigned facets = 0;
		if (!b) { add(x, CHANGE_LOST, 0, a, NULL); continue; }
		if (a->severity != b->severity) facets |= FACET_SEVERITY;
		if (!a->interrupts != !b->interrupts) facets |= FACET_INTERRUPTS;
		if (!same_lines(a, b)) facets |= FACET_LINES;
		if (!same_text(a, b)) facets |= FACET_TEXT;
		if (facets) add(x, CHANGE_CHANGED, facets, a, b);
	}
	for (size_t k = 0; k < nb; k++)
		if (!taken[k]) add(x, CHANGE_GAINED, 0, NULL, yagen_case_finding(cb, k));
done:
	free(mate);
	free(taken);
}

/* --- coverage --------------------------------------------------------------------------------------------------------- */

static const char *reasons(struct one *x, const yagen_line_coverage *c)
{
	struct buf b;
	const char *z;
	yg_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < c->nreasons; i++) yg_buf_printf(&b, "%s%s", i ? " " : "", c->reasons[i].word);
	z = yg_arena_str(x->p->arena, yg_buf_view(&b)).p;
	yg_buf_free(&b);
	return z ? z : "";
}

static const char *drug(const yagen_line *l) { return l->yj ? l->yj : l->price_code ? l->price_code : l->master_name; }

static void coverage(struct one *x, const yagen_case *ca, const yagen_case *cb)
{
	struct impact_part *p = x->p;
	for (size_t i = 0; i < yagen_case_coverage_count(ca) && i < yagen_case_coverage_count(cb); i++) {
		const yagen_line_coverage *a = yagen_case_coverage(ca, i), *b = yagen_case_coverage(cb, i);
		const char *ra = reasons(x, a), *rb = reasons(x, b);
		struct impact_line *l;
		if (a->verdict == b->verdict && same(drug(a->line), drug(b->line)) && same(ra, rb)) continue;
		if (!(l = yg_arena_grow(p->arena, p->line, p->nlines, sizeof *l))) return;
		p->line = l;
		l[p->nlines++] = (struct impact_line){ .item = x->item, .seq = x->seq++, .ref = copy(x, a->line->ref), .name = copy(x, a->line->name),
			.code = copy(x, a->line->code), .drug = { copy(x, drug(a->line)), copy(x, drug(b->line)) }, .reasons = { ra, rb },
			.verdict = { (unsigned char)a->verdict, (unsigned char)b->verdict } };
		x->it->changed = true;
	}
}

static bool has_gap(const yagen_case *c, const char *fact)
{
	for (size_t i = 0; i < yagen_case_gap_count(c); i++)
		if (same(yagen_case_gap(c, i)->fact.word, fact)) return true;
	return false;
}

static void facts(struct one *x, const yagen_case *from, const yagen_case *to, bool gained)
{
	struct impact_part *p = x->p;
	for (size_t i = 0; i < yagen_case_gap_count(to); i++) {
		const char *fact = yagen_case_gap(to, i)->fact.word;
		struct impact_fact *f;
		if (has_gap(from, fact) || !(f = yg_arena_grow(p->arena, p->fact, p->nfacts, sizeof *f))) continue;
		p->fact = f;
		f[p->nfacts++] = (struct impact_fact){ x->item, x->seq++, copy(x, fact), gained };
		x->it->changed = true;
	}
}

/* --- one prescription ------------------------------------------------------------------------------------------------------- */

static int check_both(struct one *x, const yagen_impact_options *o, const yagen_fixture *f)
{
	yagen_case *a = NULL, *b = NULL;
	int code[2] = { 0, 0 }, err = lib_fixture_check(f, o->before, &a, &code[0]);
	if (!err) err = lib_fixture_check(f, o->after, &b, &code[1]);
	if (!err) {
		const yagen_case *any = b ? b : a;
		for (size_t s = 0; s < 2; s++) x->it->verdict[s] = (unsigned char)(code[s] > 2 ? VERDICT_REFUSED : code[s]);
		x->it->lines = any ? (unsigned)yagen_case_coverage_count(any) : 0;
		x->it->changed = x->it->verdict[0] != x->it->verdict[1];
		if (a) count(x, a, 0);
		if (b) count(x, b, 1);
		if (a && b) {
			findings(x, a, b);
			coverage(x, a, b);
			facts(x, a, b, true);
			facts(x, b, a, false);
		}
	}
	yagen_case_free(a);
	yagen_case_free(b);
	return err;
}

static int one(struct work *w, struct impact_part *p, size_t i)
{
	struct one x = { p, &w->out->item[i], i, 0 };
	yagen_fixture *f = NULL;
	int err = corpus_read(w->corpus, i, &f);
	if (err == YAGEN_ENOMEM) return err;
	if (err) {
		const struct corpus_item *it = &w->corpus->item[i];
		x.it->err = err;
		x.it->id = it->dir ? copy(&x, strrchr(it->dir, '/') ? strrchr(it->dir, '/') + 1 : it->dir) : yg_arena_printf(p->arena, "corpus.jsonl:%u", it->line).p;
		return yg_arena_error(p->arena);
	}
	x.it->id = copy(&x, f->result.name);
	f->lang = w->o->lang;
	err = check_both(&x, w->o, f);
	yagen_fixture_free(f);
	return err ? err : yg_arena_error(p->arena);
}

struct thread { struct work *w; struct impact_part *p; };

static void *run(void *arg)
{
	struct thread *t = arg;
	struct work *w = t->w;
	for (size_t i; atomic_load(&w->err) == 0 && (i = atomic_fetch_add(&w->next, 1)) < w->corpus->n;) {
		int err = one(w, t->p, i);
		if (err) atomic_store(&w->err, err);
		if (!w->o->progress) continue;
		pthread_mutex_lock(&w->lock);
		w->o->progress(w->o->payload, ++w->done, w->corpus->n);
		pthread_mutex_unlock(&w->lock);
	}
	return NULL;
}

static int all(struct work *w)
{
	struct yagen_impact *out = w->out;
	size_t want = w->o->threads ? w->o->threads : 1, started = 0;
	pthread_t extra[THREADS_MAX];
	struct thread t[THREADS_MAX];
	if (want > w->corpus->n) want = w->corpus->n;
	out->parts = calloc(want, sizeof *out->parts);
	if (!out->parts) return YAGEN_ENOMEM;
	for (; out->nparts < want; out->nparts++) {
		if (!(out->parts[out->nparts].arena = yg_arena_new(PART_MAX))) return YAGEN_ENOMEM;
		t[out->nparts] = (struct thread){ w, &out->parts[out->nparts] };
	}
	xmlInitParser();                             /* not something for two threads at once */
	/* no more threads to be had: those there are do it all */
	while (started + 1 < want && pthread_create(&extra[started], NULL, run, &t[started + 1]) == 0) started++;
	run(&t[0]);
	for (size_t i = 0; i < started; i++) pthread_join(extra[i], NULL);
	return atomic_load(&w->err);
}

int yagen_impact_run(yagen_impact **out, const yagen_impact_options *o)
{
	struct corpus corpus;
	struct yagen_impact *i;
	struct work w = { .o = o, .corpus = &corpus };
	struct diags ds;
	char code[16];
	int err;
	if (!out || !o || o->version != 1 || !o->before || !o->after || !o->dir || !*o->dir || o->threads > THREADS_MAX) return YAGEN_EARG;
	if ((err = corpus_open(&corpus, o->dir)) != YAGEN_OK) return err;
	if (!(i = calloc(1, sizeof *i)) || !(i->arena = yg_arena_new(PART_MAX)) || !(i->item = calloc(corpus.n, sizeof *i->item))) err = YAGEN_ENOMEM;
	if (!err) {
		i->n = corpus.n;
		i->examples = o->examples ? o->examples : 5;
		w.out = i;
		atomic_init(&w.next, 0);
		atomic_init(&w.err, 0);
		pthread_mutex_init(&w.lock, NULL);
		err = all(&w);
		pthread_mutex_destroy(&w.lock);
	}
	corpus_close(&corpus);
	if (!err) err = impact_collect(i, o->before, o->after);
	if (err) { yagen_impact_free(i); return err; }
	yg_diags_init(&ds, i->arena);
	for (size_t k = 0; k < i->n; k++) {
		if (!i->item[k].err) continue;
		snprintf(code, sizeof code, "%d", -i->item[k].err);
		yg_diag(&ds, &d_item, (unsigned)(k + 1), 0, "", yg_str(i->item[k].id), yg_str(code));
	}
	lib_tell(o->listener, &ds);
	*out = i;
	return YAGEN_OK;
}

size_t yagen_impact_changed(const yagen_impact *i) { return i ? i->changed : 0; }
size_t yagen_impact_unreadable(const yagen_impact *i) { return i ? i->unreadable : 0; }

void yagen_impact_free(yagen_impact *i)
{
	if (!i) return;
	for (size_t k = 0; k < i->nparts; k++) yg_arena_free(i->parts[k].arena);
	free(i->parts);
	free(i->item);
	yg_arena_free(i->arena);
	free(i);
}
