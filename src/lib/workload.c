/* workload.c - reads the workload files of the bench and builds the matcher's rules from them, by the same builder that makes
 * them from an edition. The columns and what they mean: docs/performance.md. No quoting, whole numbers, a header line. */
#include "lib/workload.h"
#include "base/err.h"
#include "base/file.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_file, "workload-file", DIAG_ERROR, "ファイルを読めません", "the file cannot be read");
DIAG_KIND(d_column, "workload-column", DIAG_ERROR, "列がありません: {0}", "no such column: {0}");
DIAG_KIND(d_row, "workload-row", DIAG_ERROR, "行の値が正しくありません: {0}", "not a possible value in this row: {0}");

enum { COLUMNS = 10, FILE_MAX = 1 << 30, PATIENTS_MAX = 1 << 24, INGREDIENTS = 4 };
#define DAY_LIMIT 100000000u                          /* far inside KERNEL_DAY_MAX */

/* --- one file ------------------------------------------------------------------------------------------------------ */
struct sheet {
	const char *file;
	struct str  rest;
	const char *const *names; size_t n;          /* columns wanted */
	size_t      at[32], columns;                 /* column of the file -> which of them, or n */
	struct str  f[COLUMNS];
	unsigned    line;
	struct diags *ds;
};

static bool next_line(struct str *rest, struct str *line)
{
	const char *end;
	if (!rest->n) return false;
	end = memchr(rest->p, '\n', rest->n);
	*line = (struct str){ rest->p, end ? (size_t)(end - rest->p) : rest->n };
	*rest = yg_str_sub(*rest, line->n + 1, rest->n);
	if (line->n && line->p[line->n - 1] == '\r') line->n--;
	return true;
}

static struct str cut(struct str *line, char c)
{
	const char *end = line->n ? memchr(line->p, c, line->n) : NULL;
	struct str f = { line->p, end ? (size_t)(end - line->p) : line->n };
	*line = (struct str){ line->p + f.n + (end != NULL), line->n - f.n - (end != NULL) };
	return f;
}

static int sheet_open(struct sheet *s, struct workload *w, const char *file, const char *const *names, size_t n, struct buf *text)
{
	char path[4200];
	struct str head, name;
	size_t found = 0;
	int err;
	*s = (struct sheet){ .file = file, .names = names, .n = n, .line = 1, .ds = &w->ds };
	snprintf(path, sizeof path, "%s/%s", w->dir, file);
	yg_buf_init(text, FILE_MAX);
	err = yg_file_read(path, FILE_MAX, text);
	if (err) {
		yg_diag(&w->ds, &d_file, 0, 0, file, STR_NONE, STR_NONE);
		return err;
	}
	s->rest = yg_buf_view(text);
	if (!next_line(&s->rest, &head)) head = STR_NONE;
	for (; head.n && s->columns < 32; s->columns++) {
		name = cut(&head, ',');
		for (s->at[s->columns] = 0; s->at[s->columns] < n && !yg_str_eqz(name, names[s->at[s->columns]]); s->at[s->columns]++) {}
		found += s->at[s->columns] < n;
	}
	if (found == n) return YG_OK;
	yg_diag(&w->ds, &d_column, 0, 1, file, yg_str(names[n - 1]), STR_NONE);
	return YG_ESYNTAX;
}

static size_t sheet_rows(const struct sheet *s)
{
	size_t n = 1;
	for (size_t i = 0; i < s->rest.n; i++) n += s->rest.p[i] == '\n';
	return n;
}

static bool sheet_next(struct sheet *s)
{
	struct str line;
	do {
		if (!next_line(&s->rest, &line)) return false;
		s->line++;
	} while (!line.n);
	for (size_t i = 0; i < s->n; i++) s->f[i] = STR_NONE;
	for (size_t c = 0; c < s->columns; c++) {
		struct str f = cut(&line, ',');
		if (s->at[c] < s->n) s->f[s->at[c]] = f;
	}
	return true;
}

static bool refuse(const struct sheet *s, struct str what)
{
	yg_diag(s->ds, &d_row, 0, s->line, s->file, what, STR_NONE);
	return false;
}

static bool number(const struct sheet *s, struct str f, uint32_t max, uint32_t *out)
{
	uint64_t v = 0;
	for (size_t i = 0; i < f.n && v <= max; i++) {
		if (f.p[i] < '0' || f.p[i] > '9') return refuse(s, f);
		v = v * 10 + (uint64_t)(f.p[i] - '0');
	}
	*out = (uint32_t)v;
	return (f.n && v <= max) || refuse(s, f);
}

/* "I0012" or "C2149", or a bare ingredient number. */
static bool term(const struct sheet *s, struct str f, bool *class, uint32_t *id)
{
	*class = f.n && *f.p == 'C';
	return number(s, f.n && (*f.p == 'C' || *f.p == 'I') ? yg_str_sub(f, 1, f.n) : f, *class ? 9999 : KERNEL_TERM_CLASS - 1, id);
}

/* --- histories, allergies, prescriptions ------------------------------------------------------------------------------ */
static bool drug_line(const struct sheet *s, size_t at, struct kernel_line *out)
{
	uint32_t pid, start, days, route;
	if (!number(s, s->f[at], UINT32_MAX - 1, &pid) || !number(s, s->f[at + 1], DAY_LIMIT, &start) || !number(s, s->f[at + 2], DAY_LIMIT, &days) ||
	    !number(s, s->f[at + 3], KERNEL_ROUTES - 1, &route)) return false;
	*out = (struct kernel_line){ pid, (int32_t)start, (int32_t)(start + days) - 1, (uint16_t)(days > UINT16_MAX ? UINT16_MAX : days), (uint8_t)route, 0 };
	return true;
}

static bool patient_at(struct workload *w, uint32_t patient)
{
	size_t n = w->npatients ? w->npatients : 1;
	while (n <= patient) n *= 2;
	if (n == w->npatients) return true;
	for (int i = 0; i < 2; i++) {                 /* histories and allergies are counted by the same number */
		struct span_of **of = i ? &w->patients : &w->allergic, *grown = yg_arena_array(w->arena, n, sizeof *grown);
		if (!grown) return false;
		if (*of) memcpy(grown, *of, w->npatients * sizeof *grown);
		*of = grown;
	}
	w->npatients = n;
	return true;
}

static int read_history(struct workload *w, struct sheet *s)
{
	size_t room = sheet_rows(s);
	uint32_t patient = 0, last = 0;
	w->lines = yg_arena_array(w->arena, room, sizeof *w->lines);
	w->labels = yg_arena_array(w->arena, room, sizeof *w->labels);
	if (!w->lines || !w->labels) return yg_arena_error(w->arena);
	for (; sheet_next(s); w->nlines++) {
		if (!number(s, s->f[0], PATIENTS_MAX, &patient) || !number(s, s->f[1], UINT32_MAX - 1, &w->labels[w->nlines])) return YG_ESYNTAX;
		if (patient < last) { refuse(s, s->f[0]); return YG_ESYNTAX; }       /* sorted by patient */
		if (!drug_line(s, 2, &w->lines[w->nlines])) return YG_ESYNTAX;
		if (!patient_at(w, patient)) return yg_arena_error(w->arena);
		if (!w->patients[patient].n) w->patients[patient].first = (uint32_t)w->nlines;
		w->patients[patient].n++;
		last = patient;
	}
	return YG_OK;
}

static int read_allergies(struct workload *w, struct sheet *s)
{
	size_t room = sheet_rows(s), n = 0;
	uint32_t patient = 0, last = 0;
	w->allergies = yg_arena_array(w->arena, room, sizeof *w->allergies);
	w->allergy_labels = yg_arena_array(w->arena, room, sizeof *w->allergy_labels);
	w->allergy_terms = yg_arena_array(w->arena, room, sizeof *w->allergy_terms);
	if (!w->allergies || !w->allergy_labels || !w->allergy_terms) return yg_arena_error(w->arena);
	for (; sheet_next(s); n++) {
		bool class;
		uint32_t id;
		if (!number(s, s->f[0], PATIENTS_MAX, &patient) || !number(s, s->f[1], UINT32_MAX - 1, &w->allergy_labels[n])) return YG_ESYNTAX;
		if (patient < last) { refuse(s, s->f[0]); return YG_ESYNTAX; }
		if (!term(s, s->f[2], &class, &id)) return YG_ESYNTAX;
		w->allergy_terms[n] = yg_arena_str(w->arena, s->f[2]);
		if (!patient_at(w, patient)) return yg_arena_error(w->arena);
		if (!w->allergic[patient].n) w->allergic[patient].first = (uint32_t)n;
		w->allergic[patient].n++;
		last = patient;
	}
	w->nallergies = n;
	return YG_OK;
}

static int read_rx(struct workload *w, struct sheet *s)
{
	size_t room = sheet_rows(s);
	uint32_t rx, patient;
	w->rx_lines = yg_arena_array(w->arena, room, sizeof *w->rx_lines);
	w->rx_labels = yg_arena_array(w->arena, room, sizeof *w->rx_labels);
	w->rx = yg_arena_array(w->arena, room, sizeof *w->rx);
	w->rx_patient = yg_arena_array(w->arena, room, sizeof *w->rx_patient);
	w->rx_number = yg_arena_array(w->arena, room, sizeof *w->rx_number);
	if (!w->rx_lines || !w->rx_labels || !w->rx || !w->rx_patient || !w->rx_number) return yg_arena_error(w->arena);
	for (; sheet_next(s); w->nrx_lines++) {
		if (!number(s, s->f[0], UINT32_MAX - 1, &rx) || !number(s, s->f[1], PATIENTS_MAX, &patient) ||
		    !number(s, s->f[2], UINT32_MAX - 1, &w->rx_labels[w->nrx_lines]) || !drug_line(s, 3, &w->rx_lines[w->nrx_lines])) return YG_ESYNTAX;
		if (!w->nrx || w->rx_number[w->nrx - 1] != rx) {
			if (w->nrx && w->rx_number[w->nrx - 1] > rx) { refuse(s, s->f[0]); return YG_ESYNTAX; }
			w->rx[w->nrx].first = (uint32_t)w->nrx_lines;
			w->rx_patient[w->nrx] = patient;
			w->rx_number[w->nrx++] = rx;
			if (!patient_at(w, patient)) return yg_arena_error(w->arena);
		}
		w->rx[w->nrx - 1].n++;
	}
	return YG_OK;
}

int workload_read(struct workload *w)
{
	static const char *const history[] = { "patient", "line", "pid", "start", "days", "route" };
	static const char *const allergy[] = { "patient", "idx", "term" };
	static const char *const rx[] = { "rx", "patient", "line", "pid", "start", "days", "route" };
	static const struct { const char *file; const char *const *names; size_t n; int (*read)(struct workload *, struct sheet *); } files[] = {
		{ "history.csv", history, 6, read_history }, { "allergy.csv", allergy, 3, read_allergies }, { "rx.csv", rx, 7, read_rx } };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct sheet s;
		struct buf text;
		int err = sheet_open(&s, w, files[i].file, files[i].names, files[i].n, &text);
		if (!err) err = files[i].read(w, &s);
		yg_buf_free(&text);
		if (err) return err;
	}
	return YG_OK;
}

/* --- master and rules ------------------------------------------------------------------------------------------------- */
struct key { uint16_t n, class, ingredient[INGREDIENTS]; uint32_t product; };        /* what makes an entity; product: its first */
static int by_set(const void *px, const void *py)
{
	const struct key *x = px, *y = py;
	int d = memcmp(x, y, offsetof(struct key, product));
	return d ? d : x->product < y->product ? -1 : x->product > y->product;
}

static int by_u16(const void *x, const void *y) { return (int)*(const uint16_t *)x - (int)*(const uint16_t *)y; }

static bool ingredients(const struct sheet *s, struct str list, struct key *k)
{
	size_t n = 0;
	while (list.n) {
		struct str f = cut(&list, '|');
		uint32_t id;
		if (k->n == INGREDIENTS) return refuse(s, f);
		if (f.n && *f.p == 'I') f = yg_str_sub(f, 1, f.n);
		if (!number(s, f, KERNEL_TERM_CLASS - 1, &id)) return false;
		k->ingredient[k->n++] = (uint16_t)id;
	}
	if (k->n) qsort(k->ingredient, k->n, sizeof *k->ingredient, by_u16);
	for (size_t i = 0; i < k->n; i++)
		if (!i || k->ingredient[i] != k->ingredient[i - 1]) k->ingredient[n++] = k->ingredient[i];
	for (size_t i = n; i < INGREDIENTS; i++) k->ingredient[i] = 0;
	k->n = (uint16_t)n;
	return true;
}

struct rules_in {                                     /* what is collected before it is built; all of it in one arena */
	struct arena *a;
	struct key *keys; struct kernel_product *products; size_t nproducts;
	uint16_t *classes; size_t nclasses;
	struct kernel_set *sets; size_t nsets;
	struct kernel_rule *pairs; size_t npairs;
	uint32_t ningredients;
	struct kernel_cell *cells; size_t ncells;
	uint32_t *who, *first;                        /* entities of each term: ingredients, then classes */
};

static int read_master(struct workload *w, struct rules_in *in, struct sheet *s)
{
	size_t room = sheet_rows(s), n = 0;
	in->keys = yg_arena_array(in->a, room, sizeof *in->keys);
	in->products = yg_arena_array(in->a, room, sizeof *in->products);
	in->classes = yg_arena_array(w->arena, room, sizeof *in->classes);
	if (!in->keys || !in->products || !in->classes) return YG_ENOMEM;
	for (; sheet_next(s); n++) {
		struct key *k = &in->keys[n];
		uint32_t pid, class, limit;
		if (!number(s, s->f[0], UINT32_MAX - 1, &pid) || !number(s, s->f[1], 9999, &class) || !number(s, s->f[2], UINT16_MAX - 1, &limit) ||
		    !ingredients(s, s->f[3], k)) return YG_ESYNTAX;
		if (pid != n) { refuse(s, s->f[0]); return YG_ESYNTAX; }             /* dense from 0 */
		k->class = (uint16_t)class;
		k->product = pid;
		in->classes[n] = (uint16_t)class;
		in->products[n].limit = (uint16_t)limit;
		for (size_t i = 0; i < k->n; i++)
			if (k->ingredient[i] >= in->ningredients) in->ningredients = k->ingredient[i] + 1u;
	}
	in->nproducts = n;
	if (n) qsort(in->classes, n, sizeof *in->classes, by_u16);
	for (size_t i = 0; i < n; i++)
		if (!i || in->classes[i] != in->classes[i - 1]) in->classes[in->nclasses++] = in->classes[i];
	w->classes = in->classes;
	w->nclasses = in->nclasses;
	return YG_OK;
}

/* The place of a class among the classes, or -1: no product has it. */
static int class_id(const struct workload *w, uint32_t number4)
{
	uint16_t key = (uint16_t)number4;
	const uint16_t *at = w->nclasses ? bsearch(&key, w->classes, w->nclasses, sizeof key, by_u16) : NULL;
	return at ? (int)(at - w->classes) : -1;
}

/* Products with the same ingredients and class become one entity; how often it is met in the histories is its weight. */
static int make_sets(struct workload *w, struct rules_in *in)
{
	uint32_t *weight = yg_arena_array(in->a, in->nproducts + 1, sizeof *weight);
	uint16_t *ids = yg_arena_array(in->a, in->nproducts + 1, sizeof *ids);
	in->sets = yg_arena_array(in->a, in->nproducts + 1, sizeof *in->sets);
	if (!weight || !ids || !in->sets) return YG_ENOMEM;
	for (size_t i = 0; i < w->nlines; i++)
		if (w->lines[i].product < in->nproducts) weight[w->lines[i].product]++;
	for (size_t i = 0; i < in->nproducts; i++) {
		const struct key *k = &in->keys[i];
		bool again = i && memcmp(k, k - 1, offsetof(struct key, product)) == 0;
		if (!again) {
			ids[in->nsets] = (uint16_t)class_id(w, k->class);
			in->sets[in->nsets] = (struct kernel_set){ k->ingredient, &ids[in->nsets], k->n, 1, 0 };
			if (in->nsets++ == KERNEL_ENTITIES_MAX) return YG_ETOOBIG;
		}
		in->products[k->product].slot = (uint16_t)(in->nsets - 1);
		in->sets[in->nsets - 1].weight += weight[k->product];
	}
	return YG_OK;
}

/* Entities of each term, one after the other. */
static int index_terms(struct rules_in *in)
{
	size_t terms = in->ningredients + in->nclasses, total = 0;
	in->first = yg_arena_array(in->a, terms + 2, sizeof *in->first);
	for (size_t i = 0; i < in->nsets; i++) total += in->sets[i].ningredients + 1u;
	in->who = yg_arena_array(in->a, total + 1, sizeof *in->who);
	if (!in->first || !in->who) return YG_ENOMEM;
	for (int fill = 0; fill < 2; fill++) {
		for (uint32_t e = 0; e < in->nsets; e++) {
			const struct kernel_set *s = &in->sets[e];
			for (size_t i = 0; i <= s->ningredients; i++) {
				size_t t = i < s->ningredients ? s->ingredients[i] : in->ningredients + s->classes[0];
				if (fill) in->who[in->first[t + 1]++] = e;
				else in->first[t + 2]++;
			}
		}
		for (size_t i = 2; !fill && i < terms + 2; i++) in->first[i] += in->first[i - 1];
	}
	return YG_OK;
}

static bool of_term(const struct workload *w, const struct rules_in *in, bool class, uint32_t id, struct span_of *out)
{
	int c = class ? class_id(w, id) : -1;
	size_t t = class ? in->ningredients + (size_t)c : id;
	if (class ? c < 0 : id >= in->ningredients) return false;
	*out = (struct span_of){ in->first[t], in->first[t + 1] - in->first[t] };
	return true;
}

static int read_pairs(struct workload *w, struct rules_in *in, struct sheet *s)
{
	size_t room = sheet_rows(s);
	in->pairs = yg_arena_array(in->a, room, sizeof *in->pairs);
	if (!in->pairs) return YG_ENOMEM;
	for (; sheet_next(s); in->npairs++) {
		bool class_a, class_b;
		uint32_t rid, a, b, severity, routes[2], days;
		struct span_of x = { 0, 0 }, y = { 0, 0 };
		if (!number(s, s->f[0], UINT32_MAX - 1, &rid) || !term(s, s->f[1], &class_a, &a) || !term(s, s->f[2], &class_b, &b) ||
		    !number(s, s->f[3], 255, &severity) || !number(s, s->f[4], 255, &routes[0]) || !number(s, s->f[5], 255, &routes[1]) ||
		    !number(s, s->f[6], UINT16_MAX, &days)) return YG_ESYNTAX;
		in->pairs[in->npairs] = (struct kernel_rule){ rid, { (uint16_t)days, (uint16_t)days }, KERNEL_PAIR, (uint8_t)severity,
							      { (uint8_t)routes[0], (uint8_t)routes[1] } };
		if (!of_term(w, in, class_a, a, &x) || !of_term(w, in, class_b, b, &y)) continue;    /* a drug nobody sells */
		for (uint32_t i = 0; i < x.n; i++)
			for (uint32_t k = 0; k < y.n; k++) {
				struct kernel_cell *grown = yg_arena_grow(in->a, in->cells, in->ncells, sizeof *grown);
				if (!grown) return YG_ENOMEM;
				in->cells = grown;
				in->cells[in->ncells++] = (struct kernel_cell){ in->who[x.first + i], in->who[y.first + k], (uint32_t)in->npairs, false };
			}
	}
	return YG_OK;
}

static int build(struct workload *w, struct rules_in *in)
{
	struct kernel_rule *ingredient = yg_arena_array(in->a, in->ningredients + 1, sizeof *ingredient);
	struct kernel_rule *class = yg_arena_array(in->a, in->nclasses + 1, sizeof *class);
	struct kernel_source s = { in->products, in->nproducts, in->sets, in->nsets, ingredient, in->ningredients, class, in->nclasses,
				   in->pairs, in->npairs, in->cells, in->ncells, true, { 0 } };
	if (!ingredient || !class) return YG_ENOMEM;
	for (size_t i = 0; i < in->ningredients; i++) ingredient[i] = (struct kernel_rule){ (uint32_t)i, { 0, 0 }, KERNEL_INGREDIENT, 3, { 255, 255 } };
	for (size_t i = 0; i < in->nclasses; i++) class[i] = (struct kernel_rule){ in->classes[i], { 0, 0 }, KERNEL_CLASS, 4, { 255, 255 } };
	for (unsigned i = 0; i < KERNEL_ROUTES; i++) s.mate[i] = i == 3 ? 1u << 3 : 0xf7;       /* topical beside topical, else beside else */
	yg_buf_free(&w->image);
	yg_buf_init(&w->image, FILE_MAX);
	return yg_kernel_build(&s, in->a, &w->image);
}

/* What refers to products and classes is looked at now that they are known. */
static int settle(struct workload *w)
{
	struct sheet s = { .file = "history.csv", .ds = &w->ds };
	bool fine = true;
	for (size_t i = 0; i < w->nlines; i++) fine = fine && w->lines[i].product < w->nproducts;
	for (size_t i = 0; i < w->nrx_lines; i++) fine = fine && w->rx_lines[i].product < w->nproducts;
	if (!fine) { refuse(&s, STR("pid")); return YG_ESYNTAX; }
	s.file = "allergy.csv";
	for (size_t i = 0; i < w->nallergies; i++) {
		bool class;
		uint32_t id;
		int c;
		if (!term(&s, w->allergy_terms[i], &class, &id)) return YG_ESYNTAX;
		c = class ? class_id(w, id) : (int)id;
		w->allergies[i] = (uint16_t)(c < 0 ? 0xffff : class ? c | KERNEL_TERM_CLASS : c);    /* a class nobody has: no term */
	}
	return YG_OK;
}

int workload_rules(struct workload *w)
{
	static const char *const master[] = { "pid", "class4", "max_days", "ings" };
	static const char *const rules[] = { "rid", "a", "b", "severity", "routes_a", "routes_b", "washout" };
	struct rules_in in = { .a = yg_arena_new((size_t)2 << 30) };
	struct sheet s;
	struct buf text;
	int err;
	if (!in.a) return YG_ENOMEM;
	err = sheet_open(&s, w, "master.csv", master, 4, &text);
	if (!err) err = read_master(w, &in, &s);
	yg_buf_free(&text);
	if (!err && in.nproducts) qsort(in.keys, in.nproducts, sizeof *in.keys, by_set);
	if (!err) err = make_sets(w, &in);
	if (!err) err = index_terms(&in);
	if (!err) {
		err = sheet_open(&s, w, "rules.csv", rules, 7, &text);
		if (!err) err = read_pairs(w, &in, &s);
		yg_buf_free(&text);
	}
	if (!err) err = build(w, &in);
	w->nproducts = in.nproducts;
	if (!err) err = settle(w);
	if (!err && yg_kernel_open(w->image.p, w->image.n, &w->rules)) err = YG_ETABLE;
	yg_arena_free(in.a);
	return err;
}
