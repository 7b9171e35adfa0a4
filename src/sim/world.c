/* world.c - what the service knows: prescriptions and people from files, and what happened from its ledger. The ledger is append-only, a line a deed, on
 * the disk before anything is answered; started again, the simulator reads it and goes on. */
#include "sim/sim.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "text/csv.h"
#include <dirent.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define MAX_FILE (8u << 20)

static struct str slurp(struct sim *s, const char *path)
{
	struct buf b;
	struct str t = STR_NONE;
	yg_buf_init(&b, MAX_FILE);
	if (yg_file_read(path, MAX_FILE, &b) == YG_OK) t = yg_arena_str(s->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return t;
}

/* --- documents ------------------------------------------------------------------------------------------------------------ */
struct str sim_csv_of(struct sim *s, struct str document, const char *path)
{
	struct str span, csv = STR_NONE;
	struct buf b;
	size_t open, close;
	if (yg_xml_span(document, path, &span) != YG_OK) return csv;
	open = yg_str_find(span, STR(">"));
	close = yg_str_find(span, STR("</"));
	if (open == (size_t)-1 || close == (size_t)-1 || close < open) return csv;
	yg_buf_init(&b, MAX_FILE);
	if (yg_base64_decode(yg_str_trim(yg_str_sub(span, open + 1, close - open - 1)), &b) == YG_OK) csv = yg_arena_str(s->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return csv;
}

struct str sim_field(struct str csv, const char *record, unsigned nth, unsigned field)
{
	struct cursor c = yg_cur(csv), f;
	struct str line, v, number = yg_str(record);
	bool ended;
	while (yg_cur_line(&c, &line, &ended)) {
		if (!yg_str_starts(line, number) || line.n <= number.n || line.p[number.n] != ',' || nth-- > 0) continue;
		f = yg_cur(line);
		for (unsigned i = 0; i <= field; i++) {
			if (yg_cur_until(&f, ',', &v)) continue;
			if (i < field) return STR_NONE;
			v = (struct str){ f.p, yg_cur_left(&f) };
		}
		return v;
	}
	return STR_NONE;
}

static struct ymd day_of(struct str s)
{
	struct ymd d;
	return yg_ymd_parse(s, &d) == YG_OK ? d : YMD_NONE;
}

struct str sim_uuid(struct sim *s, const char *what, uint64_t n)
{
	uint64_t a = yg_hash(yg_hash(yg_hash(YG_HASH_START, &s->seed, sizeof s->seed), what, strlen(what)), &n, sizeof n), b = yg_hash(a, "second", 6);
	return yg_arena_printf(s->arena, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16) & 0xffffu, (unsigned)a & 0xfffu, (unsigned)(b >> 52),
			       (unsigned long long)(b & 0xffffffffffffu));
}

/* The service adds its id to the document; the signature does not cover that place. */
static struct str with_id(struct sim *s, struct str doc, const char *in, const char *element, struct str id)
{
	struct str span;
	size_t close, at;
	if (yg_xml_span(doc, in, &span) != YG_OK) return doc;
	for (close = span.n; close > 0 && !yg_str_starts(yg_str_sub(span, close, span.n), STR("</")); ) close--;
	if (!close) return doc;
	at = (size_t)(span.p - doc.p) + close;
	return yg_arena_printf(s->arena, "%.*s<%s Value=\"%.*s\"/>%.*s", (int)at, doc.p, element, STR_ARG(id), (int)(doc.n - at), doc.p + at);
}

static struct str attribute(struct sim *s, struct str doc, const char *path)
{
	struct str span;
	size_t at, end;
	if (yg_xml_span(doc, path, &span) != YG_OK || (at = yg_str_find(span, STR("Value=\""))) == (size_t)-1) return STR_NONE;
	span = yg_str_sub(span, at + 7, span.n);
	end = yg_str_find(span, STR("\""));
	return end == (size_t)-1 ? STR_NONE : yg_arena_str(s->arena, yg_str_sub(span, 0, end));
}

/* --- loading -------------------------------------------------------------------------------------------------------------- */
static bool add_rx(struct sim *s, const char *name, const char *path)
{
	struct sim_rx x = { .document = slurp(s, path) }, *grown;
	unsigned long total = 0;
	x.csv = sim_csv_of(s, x.document, "Document/Prescription/PrescriptionDocument");
	if (!x.csv.n) { fprintf(stderr, "yagensim: %s: no prescription document\n", path); return false; }
	x.code = yg_arena_str(s->arena, yg_str_sub(yg_str(name), 0, strlen(name) - 4));
	x.id = attribute(s, x.document, "Document/Prescription/PrescriptionManagement/PrescriptionId");
	if (!x.id.n) {
		x.id = sim_uuid(s, name, 0);
		x.document = with_id(s, x.document, "Document/Prescription/PrescriptionManagement", "PrescriptionId", x.id);
	}
	x.who = (struct insured){ sim_field(x.csv, "22", 0, 1), sim_field(x.csv, "23", 0, 1), sim_field(x.csv, "23", 0, 2) };
	x.issued = day_of(sim_field(x.csv, "51", 0, 1));
	x.expires = day_of(sim_field(x.csv, "52", 0, 1));
	if (!yg_ymd_given(x.expires) && yg_ymd_valid(x.issued)) x.expires = yg_ymd_add(x.issued, 3);
	if (yg_str_uint(sim_field(x.csv, "64", 0, 1), 3, &total)) x.total = (int)total;
	grown = yg_arena_grow(s->arena, s->rx, s->nrx, sizeof *grown);
	if (!grown) return false;
	s->rx = grown;
	grown[s->nrx++] = x;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static int load_prescriptions(struct sim *s)
{
	char dir[1100], path[1400];
	struct dirent *e;
	const char **name = NULL;
	size_t n = 0;
	DIR *d;
	snprintf(dir, sizeof dir, "%s/prescriptions", s->data);
	if (!(d = opendir(dir))) return 0;
	while ((e = readdir(d)) != NULL) {
		size_t len = strlen(e->d_name);
		const char **grown;
		if (len < 5 || strcmp(e->d_name + len - 4, ".xml") != 0) continue;
		if (!(grown = yg_arena_grow(s->arena, name, n, sizeof *grown))) break;
		name = grown;
		name[n++] = yg_arena_str(s->arena, yg_str(e->d_name)).p;
	}
	closedir(d);
	if (n) qsort(name, n, sizeof *name, by_name);
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, name[i]);
		if (!add_rx(s, name[i], path)) return -1;
	}
	return 0;
}

/* A table of the folder, row by row; a header line is left out. */
static int table(struct sim *s, const char *file, bool (*each)(struct sim *s, const struct csv_row *r))
{
	char path[1100];
	struct csv c;
	struct csv_row r;
	int got;
	snprintf(path, sizeof path, "%s/%s", s->data, file);
	yg_csv_open(&c, slurp(s, path), CSV_QUOTED, s->arena);
	while ((got = yg_csv_next(&c, &r)) == 1)
		if (r.line > 1 && r.raw.n && !each(s, &r)) got = -1;
	if (got < 0) fprintf(stderr, "yagensim: %s:%u: cannot be read\n", path, r.line);
	return got < 0 ? -1 : 0;
}

static bool one_person(struct sim *s, const struct csv_row *r)
{
	struct sim_person *grown = yg_arena_grow(s->arena, s->person, s->npeople, sizeof *grown);
	char path[1400];
	if (!grown || r->n < 5) return false;
	s->person = grown;
	snprintf(path, sizeof path, "%s/%.*s", s->data, STR_ARG(r->f[4]));
	grown[s->npeople++] = (struct sim_person){ { r->f[0], r->f[1], r->f[2] }, yg_str_eqz(r->f[3], "yes"), r->f[4].n ? slurp(s, path) : STR_NONE };
	return true;
}

static bool one_drug(struct sim *s, const struct csv_row *r)
{
	struct sim_drug *grown = yg_arena_grow(s->arena, s->drug, s->ndrugs, sizeof *grown);
	if (!grown || r->n < 3) return false;
	s->drug = grown;
	grown[s->ndrugs++] = (struct sim_drug){ r->f[0], r->f[1], r->f[2] };
	return true;
}

static bool one_pair(struct sim *s, const struct csv_row *r)
{
	struct sim_pair *grown = yg_arena_grow(s->arena, s->pair, s->npairs, sizeof *grown);
	if (!grown || r->n < 2) return false;
	s->pair = grown;
	grown[s->npairs++] = (struct sim_pair){ r->f[0], r->f[1] };
	return true;
}

/* --- who and what ------------------------------------------------------------------------------------------------------------ */
struct sim_rx *sim_rx_by_id(struct sim *s, struct str id)
{
	for (size_t i = 0; i < s->nrx; i++)
		if (id.n && yg_str_eq(s->rx[i].id, id)) return &s->rx[i];
	return NULL;
}

struct sim_result *sim_result_by_id(struct sim *s, struct str id)
{
	for (size_t i = 0; i < s->nresults; i++)
		if (id.n && yg_str_eq(s->result[i].id, id)) return &s->result[i];
	return NULL;
}

bool sim_same_person(const struct insured *a, const struct insured *b)
{
	return yg_str_eq(yg_str_trim(a->insurer), yg_str_trim(b->insurer)) && yg_str_eq(a->symbol, b->symbol) && yg_str_eq(a->number, b->number);
}

int sim_document_path(struct sim *s, struct str id, char *path, size_t cap) { return snprintf(path, cap, "%s/documents/%.*s.xml", s->data, STR_ARG(id)); }

static void sha256(struct str s, char hex[65])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	hex[0] = '\0';
	if (!EVP_Digest(yg_str_chars(s), s.n, sum, &n, EVP_sha256(), NULL)) return;
	for (unsigned i = 0; i < n && i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

bool sim_add_result(struct sim *s, struct str id, struct str rx, struct str pharmacy, struct str document)
{
	struct sim_result r = { .id = id, .rx = rx, .pharmacy = pharmacy, .csv = sim_csv_of(s, document, "Document/Dispensing/DispensingDocument") }, *grown;
	char path[1400], sum[65];
	if (!r.csv.n || !(grown = yg_arena_grow(s->arena, s->result, s->nresults, sizeof *grown))) return false;
	sha256(r.csv, sum);
	r.sum = yg_arena_str(s->arena, yg_str(sum));
	r.on = day_of(sim_field(r.csv, "5", 0, 1));
	r.who = (struct insured){ sim_field(r.csv, "6", 0, 2), sim_field(r.csv, "6", 0, 3), sim_field(r.csv, "6", 0, 4) };
	sim_document_path(s, id, path, sizeof path);
	if (yg_file_write(path, with_id(s, document, "Document/DispensingManagement", "DispensingId", id)) != YG_OK) return false;
	s->result = grown;
	grown[s->nresults++] = r;
	return true;
}

/* 調剤済, or the next use of a refill: planned on the last day plus the longest course of 内服. */
void sim_after_result(struct sim *s, struct sim_rx *x, struct str csv)
{
	unsigned long days, best = 0;
	(void)s;
	x->use++;
	x->state = x->total > 1 && x->use < x->total ? RX_WAITING : RX_DONE;
	for (unsigned i = 0; sim_field(csv, "301", i, 1).n; i++)
		if (yg_str_eqz(sim_field(csv, "301", i, 4), "日分") && yg_str_uint(sim_field(csv, "301", i, 3), 999, &days) && days > best) best = days;
	x->planned = yg_ymd_valid(day_of(sim_field(csv, "5", 0, 1))) ? yg_ymd_add(day_of(sim_field(csv, "5", 0, 1)), (int32_t)best) : YMD_NONE;
}

/* --- the ledger ------------------------------------------------------------------------------------------------------------------ */
void sim_note(struct sim *s, const char *kind, const char *a, struct str b, struct str c, struct str d)
{
	fprintf(s->ledger, "%llu\t%s\t%s\t%.*s\t%.*s\t%.*s\n", (unsigned long long)s->messages, kind, *a ? a : "-", b.n ? (int)b.n : 1, b.n ? b.p : "-", c.n ? (int)c.n : 1,
		c.n ? c.p : "-", d.n ? (int)d.n : 1, d.n ? d.p : "-");
	fflush(s->ledger);
	fsync(fileno(s->ledger));
}

static void happened(struct sim *s, struct str kind, struct str *f)
{
	struct sim_rx *x = sim_rx_by_id(s, f[0]);
	struct sim_result *r;
	char path[1400];
	if (yg_str_eqz(kind, "accept") && x) { x->state = RX_HERE; x->pharmacy = f[1]; }
	if ((yg_str_eqz(kind, "give-back")) && x) x->state = RX_WAITING;
	if (yg_str_eqz(kind, "take-in") && x) x->state = RX_TAKEN;
	if (yg_str_eqz(kind, "take-in-undo") && x) x->state = RX_HERE;
	if (yg_str_eqz(kind, "register")) {
		sim_document_path(s, f[0], path, sizeof path);
		if (sim_add_result(s, f[0], yg_str_eqz(f[1], "-") ? STR_NONE : f[1], f[2], slurp(s, path)) && (x = sim_rx_by_id(s, f[1])) != NULL)
			sim_after_result(s, x, s->result[s->nresults - 1].csv);
	}
	if (yg_str_eqz(kind, "cancel") && (r = sim_result_by_id(s, f[0])) != NULL) r->cancelled = true;
}

static int read_ledger(struct sim *s, const char *path)
{
	struct str text = slurp(s, path), line, v[6];
	struct cursor c = yg_cur(text);
	unsigned long n;
	bool ended;
	while (yg_cur_line(&c, &line, &ended)) {
		struct cursor f = yg_cur(line);
		size_t k = 0;
		while (k < 5 && yg_cur_until(&f, '\t', &v[k])) k++;
		if (!ended || k < 5) break;          /* the last line, when the power went */
		v[5] = (struct str){ f.p, yg_cur_left(&f) };
		if (yg_str_uint(v[0], 4000000000u, &n) && n > s->messages) s->messages = n;
		happened(s, v[1], &v[2]);
	}
	s->ledger = fopen(path, "a");
	if (!s->ledger) fprintf(stderr, "yagensim: %s: cannot be written\n", path);
	return s->ledger ? 0 : -1;
}

int sim_load(struct sim *s)
{
	static const char *const folders[] = { "req", "res", "sim", "sim/documents", "sim/prescriptions" };
	char path[1400];
	mkdir(s->folder, 0700);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", s->folder, folders[i]);
		mkdir(path, 0700);
		if (access(path, W_OK) != 0) { fprintf(stderr, "yagensim: %s: cannot be written\n", path); return -1; }
	}
	snprintf(path, sizeof path, "%s/ledger.tsv", s->data);
	if (load_prescriptions(s) || table(s, "patients.csv", one_person) || table(s, "ingredients.csv", one_drug) || table(s, "pairs.csv", one_pair)) return -1;
	return read_ledger(s, path);
}
