/* peers.c - the same workload through what somebody could use instead of the matcher: SQLite, PostgreSQL, CLIPS. Reads the CSV
 * files itself and shares no code with the matcher. For tests/bench/run-long; not part of the build.
 *
 *   peers DIR sqlite | postgres CONNINFO | clips      then on standard input, one command a line:
 *   run KIND FROM COUNT          -> nanoseconds and number of findings, in the fastest way it has of this kind
 *   write KIND FROM COUNT FILE   -> its findings, in the columns of `yagen bench matcher --findings`, unsorted
 *   bytes KIND                   -> what the rules and the master take in it
 * KIND 0: rules as they are; 1: every pair of entities written out beforehand. CLIPS has one kind: 0. */
#include <clips/clips.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

enum { TOPICAL = 3, MAX_INGS = 4 };
struct product { int ent, limit; };
struct entity { int n, ing[MAX_INGS], class; };
struct pair { int a, b, kind, ref, severity, washout, ra, rb, ra2, rb2; };     /* a: ours; 2: the other way round */
struct hline { int line, pid, ent, from, to, route; };
struct rule { int a, b, rid, severity, ra, rb, washout; };            /* a, b: terms, classes are 100000 + class */
struct rxline { int rx, patient, line, pid, from, to, days, route; };
static struct product *products;
static struct entity *entities;
static struct pair *pairs;
static struct hline *history;
static struct rxline *rxs;
static struct rule *rules;
static int nrules;
static int (*allergies)[3];                          /* patient, idx, term; classes are 100000 + class */
static int nproducts, nentities, npairs, nhistory, nrx, nallergies, longest, *rx_at, *history_at, npatients, *allergy_at;

static void die(const char *what) { fprintf(stderr, "peers: %s\n", what); exit(2); }
static uint64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
static void *more(void *v, int n, size_t size)       /* room for one more */
{
	if (n & (n - 1)) return v;
	if (!(v = realloc(v, (n ? 2 * (size_t)n : 1) * size))) die("no memory");
	return v;
}

/* --- the files: columns as docs/performance.md has them ---------------------------------------------------------------------- */
static FILE *table(const char *dir, const char *name)
{
	char path[4096], head[1000];
	FILE *f;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (!(f = fopen(path, "r")) || !fgets(head, sizeof head, f)) die(path);
	return f;
}

static int entity_of(const struct entity *e)
{
	static int *hash, size;
	uint64_t h = 14695981039346656037u;
	int at;
	if (!hash) { size = 1 << 17; hash = calloc((size_t)size, sizeof *hash); }
	for (size_t i = 0; i < sizeof *e / sizeof(int); i++) h = (h ^ (uint64_t)((const int *)e)[i]) * 1099511628211u;
	for (at = (int)(h >> 20) & (size - 1); hash[at]; at = (at + 1) & (size - 1))
		if (memcmp(&entities[hash[at] - 1], e, sizeof *e) == 0) return hash[at] - 1;
	entities = more(entities, nentities, sizeof *entities);
	entities[nentities] = *e;
	hash[at] = ++nentities;
	return nentities - 1;
}

static void read_master(const char *dir)
{
	FILE *f = table(dir, "master.csv");
	char line[1000];
	while (fgets(line, sizeof line, f)) {
		char *c[10], *p = line;
		struct entity e = { 0 };
		for (int i = 0; i < 10; i++) { c[i] = p; p += strcspn(p, ",\r\n"); *p++ = '\0'; }
		e.class = atoi(c[6]);
		for (p = strtok(c[9], "|"); p; p = strtok(NULL, "|")) e.ing[e.n++] = atoi(p);
		for (int i = 1; i < e.n; i++)
			for (int j = i; j && e.ing[j] < e.ing[j - 1]; j--) { int t = e.ing[j]; e.ing[j] = e.ing[j - 1]; e.ing[j - 1] = t; }
		products = more(products, nproducts, sizeof *products);
		products[nproducts].limit = atoi(c[8]);
		products[nproducts++].ent = entity_of(&e);
	}
	fclose(f);
}

static void add_pair(struct pair p)
{
	pairs = more(pairs, npairs, sizeof *pairs);
	pairs[npairs++] = p;
}

static int shared(const struct entity *x, const struct entity *y, int *one)
{
	int n = 0;
	for (int i = 0; i < x->n; i++)
		for (int k = 0; k < y->n; k++)
			if (x->ing[i] == y->ing[k]) { if (one) one[n] = x->ing[i]; n++; }
	return n;
}

static int has_term(const struct entity *e, char kind, int id)
{
	if (kind == 'C') return e->class == id;
	for (int i = 0; i < e->n; i++) if (e->ing[i] == id) return 1;
	return 0;
}

static int by_pair(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	if (a->a != b->a) return a->a < b->a ? -1 : 1;
	if (a->b != b->b) return a->b < b->b ? -1 : 1;
	if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
	return a->ref < b->ref ? -1 : a->ref > b->ref;
}

static void read_rules(const char *dir)
{
	FILE *f = table(dir, "rules.csv");
	int rid, a, b, severity, ra, rb, washout, n = 0;
	char ka, kb;
	for (int x = 0; x < nentities; x++)
		for (int y = 0; y < nentities; y++) {
			int one[MAX_INGS], k = shared(&entities[x], &entities[y], one);
			for (int i = 0; i < k; i++) add_pair((struct pair){ x, y, 1, one[i], 3, 0, 255, 255, 0, 0 });
			if (!k && entities[x].class == entities[y].class) add_pair((struct pair){ x, y, 2, entities[x].class, 4, 0, 255, 255, 0, 0 });
		}
	while (fscanf(f, "%d,%c%d,%c%d,%d,%d,%d,%d\n", &rid, &ka, &a, &kb, &b, &severity, &ra, &rb, &washout) == 9) {
		int *on_a = malloc((size_t)nentities * sizeof *on_a), *on_b = malloc((size_t)nentities * sizeof *on_b), na = 0, nb = 0;
		for (int e = 0; e < nentities; e++) {
			if (has_term(&entities[e], ka, a)) on_a[na++] = e;
			if (has_term(&entities[e], kb, b)) on_b[nb++] = e;
		}
		for (int i = 0; i < na; i++)
			for (int k = 0; k < nb; k++) {
				add_pair((struct pair){ on_a[i], on_b[k], 3, rid, severity, washout, ra, rb, 0, 0 });
				add_pair((struct pair){ on_b[k], on_a[i], 3, rid, severity, washout, 0, 0, rb, ra });
			}
		rules = more(rules, nrules, sizeof *rules);
		rules[nrules++] = (struct rule){ ka == 'C' ? 100000 + a : a, kb == 'C' ? 100000 + b : b, rid, severity, ra, rb, washout };
		if (washout > longest) longest = washout;
		free(on_a);
		free(on_b);
	}
	fclose(f);
	qsort(pairs, (size_t)npairs, sizeof *pairs, by_pair);
	for (int i = 0; i < npairs; i++) {              /* one row for a rule that holds both ways */
		if (n && by_pair(&pairs[n - 1], &pairs[i]) == 0) {
			if (pairs[i].ra2) { pairs[n - 1].ra2 = pairs[i].ra2; pairs[n - 1].rb2 = pairs[i].rb2; }
			else { pairs[n - 1].ra = pairs[i].ra; pairs[n - 1].rb = pairs[i].rb; }
		} else {
			pairs[n++] = pairs[i];
		}
	}
	npairs = n;
}

static void read_patients(const char *dir)
{
	FILE *f = table(dir, "history.csv");
	int patient, line, pid, start, days, route, last = -1;
	char kind;
	while (fscanf(f, "%d,%d,%d,%d,%d,%d\n", &patient, &line, &pid, &start, &days, &route) == 6) {
		for (; last < patient; last++) {
			history_at = more(history_at, npatients, sizeof *history_at);
			history_at[npatients++] = nhistory;
		}
		history = more(history, nhistory, sizeof *history);
		history[nhistory++] = (struct hline){ line, pid, products[pid].ent, start, start + days - 1, route };
	}
	history_at = more(history_at, npatients, sizeof *history_at);
	history_at[npatients] = nhistory;
	fclose(f);
	f = table(dir, "allergy.csv");
	allergy_at = calloc((size_t)npatients + 2, sizeof *allergy_at);
	while (fscanf(f, "%d,%d,%c%d\n", &patient, &line, &kind, &pid) == 4) {
		allergies = more(allergies, nallergies, sizeof *allergies);
		allergies[nallergies][0] = patient;
		allergies[nallergies][1] = line;
		allergies[nallergies++][2] = kind == 'C' ? 100000 + pid : pid;
		allergy_at[patient + 1] = nallergies;
	}
	for (int i = 1; i <= npatients; i++) if (!allergy_at[i]) allergy_at[i] = allergy_at[i - 1];
	fclose(f);
	f = table(dir, "rx.csv");
	for (int rx, i = 0; fscanf(f, "%d,%d,%d,%d,%d,%d,%d\n", &rx, &patient, &line, &pid, &start, &days, &route) == 7; i++) {
		rxs = more(rxs, i, sizeof *rxs);
		rxs[i] = (struct rxline){ rx, patient, line, pid, start, start + days - 1, days, route };
		while (nrx <= rx) {
			rx_at = more(rx_at, nrx, sizeof *rx_at);
			rx_at[nrx++] = i;
		}
		rx_at = more(rx_at, nrx, sizeof *rx_at);
		rx_at[nrx] = i + 1;
	}
	fclose(f);
}

/* --- SQL, for both databases ----------------------------------------------------------------------------------------------------
 * J: a join that keeps its order (CROSS JOIN in SQLite); $: the parameter; #: longest wash-out. Two ways of storing the rules:
 * as they are (a row for each rule and side, terms of each product), or with every pair of entities written out beforehand. */
#define COMMON "(p.route = 3) = (q.route = 3) AND p.s <= q.e AND q.s <= p.e"
#define APART "NOT EXISTS (SELECT 1 FROM term c JOIN term d ON d.term = c.term WHERE c.pid = p.pid AND d.pid = q.pid AND c.term < 100000)"
#define RULE "p.s - q.e <= x.washout AND q.s - p.e <= x.washout AND x.ra >> p.route & 1 = 1 AND x.rb >> q.route & 1 = 1"
#define OWN " UNION ALL SELECT DISTINCT 3, p.line, 1, q.line, x.rid, x.severity FROM rx p J rx q ON q.rx = p.rx AND q.line > p.line J term a ON a.pid = p.pid" \
	" J term b ON b.pid = q.pid J rule x ON x.a = a.term AND x.b = b.term WHERE p.rx = $ AND " RULE \
	" UNION ALL SELECT 1, p.line, 1, q.line, a.term, 3 FROM rx p J rx q ON q.rx = p.rx AND q.line > p.line J term a ON a.pid = p.pid AND a.term < 100000" \
	" J term b ON b.pid = q.pid AND b.term = a.term WHERE p.rx = $ AND " COMMON \
	" UNION ALL SELECT 2, p.line, 1, q.line, p.class, 4 FROM rx p J rx q ON q.rx = p.rx AND q.line > p.line AND q.class = p.class WHERE p.rx = $ AND " \
	COMMON " AND " APART
#define ALONE(KEY) " UNION ALL SELECT 4, p.line, 0, l.idx, CASE WHEN l.term >= 100000 THEN l.term - 100000 ELSE l.term END, 1 FROM rx p J allergy l ON l.patient = p.patient" \
	" J " KEY " AND t.term = l.term WHERE p.rx = $" \
	" UNION ALL SELECT 5, p.line, 0, 0, p.max_days, 2 FROM rx p WHERE p.rx = $ AND p.max_days > 0 AND p.days > p.max_days"
#define FITS "(x.kind = 3 OR (p.route = 3) = (q.route = 3)) AND p.s - q.e <= x.washout AND q.s - p.e <= x.washout" \
	" AND ((x.ra >> p.route & 1 = 1 AND x.rb >> q.route & 1 = 1) OR (x.ra2 >> p.route & 1 = 1 AND x.rb2 >> q.route & 1 = 1))"
#define PAIRED " UNION ALL SELECT x.kind, p.line, 1, q.line, x.ref, x.severity FROM rx p J rx q ON q.rx = p.rx AND q.line > p.line J pair x ON x.a = p.ent" \
	" AND x.b = q.ent WHERE p.rx = $ AND " FITS ALONE("entity_term t ON t.ent = p.ent")
#define HALF 3                                       /* ways from here on have the pairs written out */
static const char *const ways[] = {
	/* history by its last day, terms of both, the rule */
	"SELECT DISTINCT 3, p.line, 0, q.line, x.rid, x.severity FROM rx p J hist q ON q.patient = p.patient AND q.e >= p.s - # J term a ON a.pid = p.pid"
	" J term b ON b.pid = q.pid J rule x ON x.a = a.term AND x.b = b.term WHERE p.rx = $ AND " RULE
	" UNION ALL SELECT 1, p.line, 0, q.line, a.term, 3 FROM rx p J hist q ON q.patient = p.patient AND q.e >= p.s J term a ON a.pid = p.pid AND a.term < 100000"
	" J term b ON b.pid = q.pid AND b.term = a.term WHERE p.rx = $ AND " COMMON
	" UNION ALL SELECT 2, p.line, 0, q.line, p.class, 4 FROM rx p J hist q ON q.patient = p.patient AND q.e >= p.s AND q.class = p.class WHERE p.rx = $ AND "
	COMMON " AND " APART OWN ALONE("term t ON t.pid = p.pid"),
	/* our terms, the rules that name them, the history by term */
	"SELECT DISTINCT 3, p.line, 0, q.line, x.rid, x.severity FROM rx p J term a ON a.pid = p.pid J rule x ON x.a = a.term"
	" J history_term q ON q.patient = p.patient AND q.term = x.b AND q.e >= p.s - x.washout WHERE p.rx = $ AND # > 0 AND " RULE
	" UNION ALL SELECT 1, p.line, 0, q.line, a.term, 3 FROM rx p J term a ON a.pid = p.pid AND a.term < 100000"
	" J history_term q ON q.patient = p.patient AND q.term = a.term AND q.e >= p.s WHERE p.rx = $ AND " COMMON
	" UNION ALL SELECT 2, p.line, 0, q.line, p.class, 4 FROM rx p J history_term q ON q.patient = p.patient AND q.term = 100000 + p.class AND q.e >= p.s"
	" WHERE p.rx = $ AND " COMMON " AND " APART OWN ALONE("term t ON t.pid = p.pid"),
	/* what of the history can reach is taken out once */
	"WITH q AS MATERIALIZED (SELECT h.*, b.term FROM hist h J term b ON b.pid = h.pid WHERE h.patient = (SELECT patient FROM rx WHERE rx = $ LIMIT 1)"
	" AND h.e >= (SELECT min(s) FROM rx WHERE rx = $) - #)"
	" SELECT DISTINCT 3, p.line, 0, q.line, x.rid, x.severity FROM rx p J term a ON a.pid = p.pid CROSS JOIN q J rule x ON x.a = a.term AND x.b = q.term"
	" WHERE p.rx = $ AND " RULE
	" UNION ALL SELECT 1, p.line, 0, q.line, a.term, 3 FROM rx p J term a ON a.pid = p.pid AND a.term < 100000 J q ON q.term = a.term WHERE p.rx = $ AND " COMMON
	" UNION ALL SELECT 2, p.line, 0, q.line, p.class, 4 FROM rx p J q ON q.term = 100000 + p.class WHERE p.rx = $ AND " COMMON " AND " APART "\n"
	OWN ALONE("term t ON t.pid = p.pid"),
	/* pairs written out: history by its last day, then the pair */
	"SELECT x.kind, p.line, 0, q.line, x.ref, x.severity FROM rx p J hist q ON q.patient = p.patient AND q.e >= p.s - # J pair x ON x.a = p.ent"
	" AND x.b = q.ent WHERE p.rx = $ AND " FITS PAIRED,
	/* all partners of ours, then the history by entity */
	"SELECT x.kind, p.line, 0, q.line, x.ref, x.severity FROM rx p J pair x ON x.a = p.ent J history_entity q ON q.patient = p.patient AND"
	" q.ent = x.b AND q.e >= p.s - x.washout WHERE p.rx = $ AND # > 0 AND " FITS PAIRED,
};
enum { WAYS = sizeof ways / sizeof *ways };
static void sql_of(int way, const char *join, const char *par, char *out, size_t size)
{
	size_t n = 0;
	for (const char *p = ways[way]; *p && n + 20 < size; p++) {
		if (*p == '$') n += (size_t)snprintf(out + n, size - n, "%s", par);
		else if (*p == '#') n += (size_t)snprintf(out + n, size - n, "%d", longest + 1);
		else if (p[0] == 'J' && p[1] == ' ' && p[-1] == ' ') n += (size_t)snprintf(out + n, size - n, "%s", join);
		else out[n++] = *p;
	}
	out[n] = '\0';
}
/* Both databases hold the same tables; rows are handed to `row` one after the other. */
struct columns { const char *table, *names; int n /* columns; negative: one row for a line, not for each term */; void (*rows)(const struct columns *, void (*row)(const int *, int)); };
static int term_of(const struct entity *e, int i) { return i < e->n ? e->ing[i] : 100000 + e->class; }
static void all_products(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < nproducts; i++) row((int[]){ i, products[i].ent, products[i].limit }, c->n);
}
static void all_terms(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < nproducts; i++)
		for (int k = 0; k <= entities[products[i].ent].n; k++) row((int[]){ i, term_of(&entities[products[i].ent], k) }, c->n);
}
static void all_rules(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < nrules; i++) {
		const struct rule *r = &rules[i];
		row((int[]){ r->a, r->b, r->rid, r->severity, r->ra, r->rb, r->washout }, c->n);
		if (r->a != r->b || r->ra != r->rb) row((int[]){ r->b, r->a, r->rid, r->severity, r->rb, r->ra, r->washout }, c->n);
	}
}
static void all_pairs(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < npairs; i++) row((const int *)&pairs[i], c->n);
}
static void all_entity_terms(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < nentities; i++)
		for (int k = 0; k <= entities[i].n; k++) row((int[]){ i, term_of(&entities[i], k) }, c->n);
}
static void all_history(const struct columns *c, void (*row)(const int *, int))
{
	for (int p = 0; p < npatients; p++)
		for (int i = history_at[p]; i < history_at[p + 1]; i++) {
			const struct hline *h = &history[i];
			int ent = products[h->pid].ent, class = entities[ent].class;
			for (int k = 0; k <= (c->n > 0 ? entities[ent].n : 0); k++)
				row((int[]){ p, h->to, h->line, h->from, h->route, h->pid, c->n > 0 ? term_of(&entities[ent], k) : ent, class }, 8);
		}
}
static void all_rx(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < rx_at[nrx]; i++) {
		const struct rxline *l = &rxs[i];
		int ent = products[l->pid].ent;
		row((int[]){ l->rx, l->line, l->patient, ent, l->from, l->to, l->days, l->route, products[l->pid].limit, l->pid, entities[ent].class }, c->n);
	}
}
static void all_allergies(const struct columns *c, void (*row)(const int *, int))
{
	for (int i = 0; i < nallergies; i++) row(allergies[i], c->n);
}
static const struct columns tables[] = {              /* the first three are rules and master as they are; two more: pairs written out */
	{ "product", "pid,ent,max_days", 3, all_products }, { "term", "pid,term", 2, all_terms }, { "rule", "a,b,rid,severity,ra,rb,washout", 7, all_rules },
	{ "pair", "a,b,kind,ref,severity,washout,ra,rb,ra2,rb2", 10, all_pairs }, { "entity_term", "ent,term", 2, all_entity_terms },
	{ "hist", "patient,e,line,s,route,pid,ent,class", -8, all_history }, { "history_term", "patient,e,line,s,route,pid,term,class", 8, all_history },
	{ "history_entity", "patient,e,line,s,route,pid,ent,class", -8, all_history },
	{ "rx", "rx,line,patient,ent,s,e,days,route,max_days,pid,class", 11, all_rx }, { "allergy", "patient,idx,term", 3, all_allergies },
};
static const char *const keys[] = { "pid", "pid,term", "a,b,rid,ra,rb", "a,b,kind,ref", "ent,term", "patient,e,line", "patient,term,e,line", "patient,ent,e,line", "rx,line",
				    "patient,idx" };
enum { TABLES = sizeof tables / sizeof *tables, MASTER_TABLES = 3, RULE_TABLES = 5 };

/* --- SQLite ------------------------------------------------------------------------------------------------------------------------- */
static sqlite3 *db;
static sqlite3_stmt *ask[WAYS], *filling;
static int64_t sqlite_bytes[2];
static void sql(const char *s) { char *e; if (sqlite3_exec(db, s, NULL, NULL, &e)) die(e); }
static void sqlite_row(const int *v, int n)
{
	for (int i = 0; i < n; i++) sqlite3_bind_int(filling, i + 1, v[i]);
	if (sqlite3_step(filling) != SQLITE_DONE) die(sqlite3_errmsg(db));
	sqlite3_reset(filling);
}
static sqlite3_stmt *prepare(const char *text)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL)) die(sqlite3_errmsg(db));
	return s;
}
static int64_t sqlite_size(void)
{
	sqlite3_stmt *s = prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
	int64_t n;
	sqlite3_step(s);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static void sqlite_fill(const char *file, int ntables)
{
	if (sqlite3_open(file, &db)) die("sqlite");
	sql("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; BEGIN");
	for (int t = 0; t < ntables; t++) {
		char text[1000];
		snprintf(text, sizeof text, "CREATE TABLE %s(%s, PRIMARY KEY(%s)) WITHOUT ROWID", tables[t].table, tables[t].names, keys[t]);
		sql(text);
		snprintf(text, sizeof text, "INSERT INTO %s VALUES(?%.*s)", tables[t].table, 2 * (abs(tables[t].n) - 1), ",?,?,?,?,?,?,?,?,?,?");
		filling = prepare(text);
		tables[t].rows(&tables[t], sqlite_row);
		sqlite3_finalize(filling);
		if (t + 1 == MASTER_TABLES) sqlite_bytes[0] = sqlite_size();
		if (t + 1 == RULE_TABLES) sqlite_bytes[1] = sqlite_size();
	}
	sql("COMMIT; ANALYZE");
}

static void sqlite_open_(void)
{
	sqlite_fill(":memory:", TABLES);
	for (int w = 0; w < WAYS; w++) {
		char text[8192];
		sql_of(w, "CROSS JOIN", "?1", text, sizeof text);
		ask[w] = prepare(text);
	}
}

static long sqlite_one(int way, int rx, FILE *f)
{
	sqlite3_stmt *s = ask[way];
	long n = 0;
	sqlite3_bind_int(s, 1, rx);
	for (; sqlite3_step(s) == SQLITE_ROW; n++)
		if (f) fprintf(f, "%d,%d,%d,%d,%d,%d,%d\n", rx, sqlite3_column_int(s, 0), sqlite3_column_int(s, 1), sqlite3_column_int(s, 2),
			       sqlite3_column_int(s, 3), sqlite3_column_int(s, 4), sqlite3_column_int(s, 5));
	sqlite3_reset(s);
	return n;
}

/* --- PostgreSQL --------------------------------------------------------------------------------------------------------------------- */
static PGconn *pg;
static void pg_do(const char *s)
{
	PGresult *r = PQexec(pg, s);
	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COPY_IN) die(PQerrorMessage(pg));
	PQclear(r);
}
static void pg_row(const int *v, int n)
{
	char line[200];
	int at = 0;
	for (int i = 0; i < n; i++) at += snprintf(line + at, sizeof line - (size_t)at, "%d%c", v[i], i + 1 < n ? '\t' : '\n');
	if (PQputCopyData(pg, line, at) != 1) die(PQerrorMessage(pg));
}

static void postgres_open(const char *conninfo)
{
	pg = PQconnectdb(conninfo);
	if (PQstatus(pg) != CONNECTION_OK) die(PQerrorMessage(pg));
	for (int t = 0; t < TABLES; t++) {
		char text[1000], columns[500];
		size_t n = 0;
		for (const char *p = tables[t].names; ; p++) {                /* "a,b" -> "a int,b int" */
			if (*p == ',' || !*p) n += (size_t)snprintf(columns + n, sizeof columns - n, " int");
			if (!*p) break;
			columns[n++] = *p;
		}
		snprintf(text, sizeof text, "DROP TABLE IF EXISTS %s; CREATE UNLOGGED TABLE %s(%s)", tables[t].table, tables[t].table, columns);
		pg_do(text);
		snprintf(text, sizeof text, "COPY %s FROM STDIN", tables[t].table);
		pg_do(text);
		tables[t].rows(&tables[t], pg_row);
		if (PQputCopyEnd(pg, NULL) != 1) die("copy");
		for (PGresult *r; (r = PQgetResult(pg)); PQclear(r)) {}
		snprintf(text, sizeof text, "CREATE INDEX %s_key ON %s(%s)", tables[t].table, tables[t].table, keys[t]);
		pg_do(text);
		snprintf(text, sizeof text, "CLUSTER %s USING %s_key", tables[t].table, tables[t].table);
		pg_do(text);
	}
	pg_do("VACUUM ANALYZE");
	pg_do("SET jit = off");
	pg_do("SET max_parallel_workers_per_gather = 0");
	pg_do("SET plan_cache_mode = force_generic_plan");
	for (int w = 0; w < WAYS; w++) {
		char text[8192], name[2] = { (char)('a' + w), 0 };
		PGresult *r;
		sql_of(w, "JOIN", "$1", text, sizeof text);
		r = PQprepare(pg, name, text, 1, (const Oid[]){ 23 });
		if (PQresultStatus(r) != PGRES_COMMAND_OK) die(PQerrorMessage(pg));
		PQclear(r);
	}
}

static long long postgres_bytes(int kind)             /* tables and their indexes */
{
	long long all = 0;
	for (int t = 0; t < (kind ? RULE_TABLES : MASTER_TABLES); t++) {
		char text[200];
		PGresult *r;
		snprintf(text, sizeof text, "SELECT pg_total_relation_size('%s')", tables[t].table);
		r = PQexec(pg, text);
		all += atoll(PQgetvalue(r, 0, 0));
		PQclear(r);
	}
	return all;
}

static long postgres_one(int way, int rx, FILE *f)
{
	char number[16], name[2] = { (char)('a' + way), 0 };
	const char *v[1] = { number };
	PGresult *r;
	long n;
	snprintf(number, sizeof number, "%d", rx);
	r = PQexecPrepared(pg, name, 1, v, NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK) die(PQerrorMessage(pg));
	n = PQntuples(r);
	for (int i = 0; f && i < n; i++)
		fprintf(f, "%d,%s,%s,%s,%s,%s,%s\n", rx, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2), PQgetvalue(r, i, 3), PQgetvalue(r, i, 4),
			PQgetvalue(r, i, 5));
	PQclear(r);
	return n;
}

/* --- CLIPS ---------------------------------------------------------------------------------------------------------------------------- */
static void *env;
static long emitted;
static FILE *emit_to;
static int emit_rx;
static void emit(void *e)
{
	emitted++;
	if (emit_to)
		fprintf(emit_to, "%d,%lld,%lld,%lld,%lld,%lld,%lld\n", emit_rx, EnvRtnLong(e, 1), EnvRtnLong(e, 2), EnvRtnLong(e, 3), EnvRtnLong(e, 4),
			EnvRtnLong(e, 5), EnvRtnLong(e, 6));
}

static const char *const constructs[] = {
	"(deftemplate rx (slot p) (slot e) (slot s) (slot t) (slot m) (slot d) (slot x))",
	"(deftemplate h (slot q) (slot e) (slot s) (slot t) (slot m))",
	"(deftemplate al (slot i) (slot t))",
	"(deftemplate term (slot e) (slot t))",
	"(deftemplate pair (slot a) (slot b) (slot k) (slot f) (slot v) (slot w) (slot ra) (slot rb) (slot ra2) (slot rb2))",
	/* routes as masks of one bit: m; CLIPS has no bit operators of its own, so that a host function tests them */
	"(defrule past (rx (p ?p) (e ?a) (s ?s) (t ?t) (m ?m)) (h (q ?q) (e ?b) (s ?hs) (t ?ht) (m ?hm))"
	" (pair (a ?a) (b ?b) (k ?k) (f ?f) (v ?v) (w ?w&:(<= (- ?s ?ht) ?w)&:(<= (- ?hs ?t) ?w)) (ra ?ra) (rb ?rb) (ra2 ?ra2) (rb2 ?rb2))"
	" (test (routes ?k ?m ?hm ?ra ?rb ?ra2 ?rb2)) => (emit ?k ?p 0 ?q ?f ?v))",
	"(defrule own (rx (p ?p) (e ?a) (s ?s) (t ?t) (m ?m)) (rx (p ?q&:(> ?q ?p)) (e ?b) (s ?hs) (t ?ht) (m ?hm))"
	" (pair (a ?a) (b ?b) (k ?k) (f ?f) (v ?v) (w ?w&:(<= (- ?s ?ht) ?w)&:(<= (- ?hs ?t) ?w)) (ra ?ra) (rb ?rb) (ra2 ?ra2) (rb2 ?rb2))"
	" (test (routes ?k ?m ?hm ?ra ?rb ?ra2 ?rb2)) => (emit ?k ?p 1 ?q ?f ?v))",
	"(defrule allergy (al (i ?i) (t ?t)) (rx (p ?p) (e ?e)) (term (e ?e) (t ?t)) => (emit 4 ?p 0 ?i (if (>= ?t 100000) then (- ?t 100000) else ?t) 1))",
	"(defrule limit (rx (p ?p) (d ?d) (x ?x&:(> ?x 0)&:(> ?d ?x))) => (emit 5 ?p 0 0 ?x 2))",
};
static int routes(void *e)
{
	long long k = EnvRtnLong(e, 1), m = EnvRtnLong(e, 2), h = EnvRtnLong(e, 3);
	if (k != 3 && (m == 1 << TOPICAL) != (h == 1 << TOPICAL)) return 0;
	return (EnvRtnLong(e, 4) & m && EnvRtnLong(e, 5) & h) || (EnvRtnLong(e, 6) & m && EnvRtnLong(e, 7) & h);
}

static void *fact(void *template, const char *const *slot, const int *v, int n)
{
	struct fact *f = EnvCreateFact(env, template);
	for (int i = 0; i < n; i++) {
		DATA_OBJECT o;
		SetType(o, INTEGER);
		SetValue(o, EnvAddLong(env, v[i]));
		EnvPutFactSlot(env, f, slot[i], &o);
	}
	return EnvAssert(env, f);
}

static void *t_rx, *t_h, *t_al;
static const char *const rx_slots[] = { "p", "e", "s", "t", "m", "d", "x" }, *const h_slots[] = { "q", "e", "s", "t", "m" }, *const al_slots[] = { "i", "t" };
static void clips_open(void)
{
	static const char *const pair_slots[] = { "a", "b", "k", "f", "v", "w", "ra", "rb", "ra2", "rb2" }, *const term_slots[] = { "e", "t" };
	void *t_pair, *t_term;
	env = CreateEnvironment();
	EnvDefineFunction2(env, "emit", 'v', (int (*)(void *))(void *)emit, "emit", "66i");
	EnvDefineFunction2(env, "routes", 'b', routes, "routes", "77i");
	for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++)
		if (!EnvBuild(env, constructs[i])) die(constructs[i]);
	EnvReset(env);
	t_rx = EnvFindDeftemplate(env, "rx");
	t_h = EnvFindDeftemplate(env, "h");
	t_al = EnvFindDeftemplate(env, "al");
	t_pair = EnvFindDeftemplate(env, "pair");
	t_term = EnvFindDeftemplate(env, "term");
	for (int i = 0; i < npairs; i++) {
		const struct pair *p = &pairs[i];
		fact(t_pair, pair_slots, (int[]){ p->a, p->b, p->kind, p->ref, p->severity, p->washout, p->ra, p->rb, p->ra2, p->rb2 }, 10);
	}
	for (int i = 0; i < nentities; i++) {
		for (int k = 0; k < entities[i].n; k++) fact(t_term, term_slots, (int[]){ i, entities[i].ing[k] }, 2);
		fact(t_term, term_slots, (int[]){ i, 100000 + entities[i].class }, 2);
	}
	EnvRun(env, -1);
}

/* The host asserts only the history lines that can reach the prescription at all. */
static long clips_one(int way, int rx, FILE *f)
{
	void *facts[4000];
	int n = 0, patient = rxs[rx_at[rx]].patient, from = INT32_MAX;
	(void)way;
	emitted = 0;
	emit_to = f;
	emit_rx = rx;
	for (int i = rx_at[rx]; i < rx_at[rx + 1]; i++) {
		const struct rxline *l = &rxs[i];
		if (l->from < from) from = l->from;
		facts[n++] = fact(t_rx, rx_slots, (int[]){ l->line, products[l->pid].ent, l->from, l->to, 1 << l->route, l->days, products[l->pid].limit }, 7);
	}
	for (int i = history_at[patient]; i < history_at[patient + 1] && n < 3900; i++)
		if (history[i].to >= from - longest)
			facts[n++] = fact(t_h, h_slots, (int[]){ history[i].line, history[i].ent, history[i].from, history[i].to, 1 << history[i].route }, 5);
	for (int i = allergy_at[patient]; i < allergy_at[patient + 1] && n < 4000; i++)
		if (allergies[i][0] == patient) facts[n++] = fact(t_al, al_slots, (int[]){ allergies[i][1], allergies[i][2] }, 2);
	EnvRun(env, -1);
	for (int i = 0; i < n; i++) if (facts[i]) EnvRetract(env, facts[i]);
	return emitted;
}

/* --- commands ------------------------------------------------------------------------------------------------------------------------- */
int main(int argc, char **argv)
{
	long (*one)(int, int, FILE *) = NULL;
	char line[5000], file[4200];
	int kind, from, count, best[2] = { 0, 0 }, nways = WAYS;
	uint64_t least[2] = { UINT64_MAX, UINT64_MAX };
	if (argc < 3) die("usage: peers DIR sqlite|postgres CONNINFO|clips");
	read_master(argv[1]);
	read_rules(argv[1]);
	if (strcmp(argv[2], "rules-file") == 0 && argc > 3) {          /* SQLite with rules and master alone, as a file: what does opening cost? */
		sqlite_fill(argv[3], RULE_TABLES);
		sqlite3_close(db);
		return 0;
	}
	read_patients(argv[1]);
	if (strcmp(argv[2], "sqlite") == 0) { sqlite_open_(); one = sqlite_one; }
	else if (strcmp(argv[2], "postgres") == 0 && argc > 3) { postgres_open(argv[3]); one = postgres_one; }
	else if (strcmp(argv[2], "clips") == 0) { clips_open(); one = clips_one; nways = 1; }
	else die("which engine?");
	for (int w = 0; w < nways && nways > 1; w++) {         /* the fastest way of each kind */
		uint64_t t = 0;
		for (int turn = 0; turn < 2; turn++) {
			t = now();
			for (int i = 0; i < 200 && i < nrx; i++) one(w, i, NULL);
			t = now() - t;
		}
		if (t < least[w >= HALF]) { least[w >= HALF] = t; best[w >= HALF] = w; }
		fprintf(stderr, "%s, way %d: %.1f us\n", argv[2], w + 1, (double)t / 2e5);
	}
	printf("ready\n");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		if (sscanf(line, "run %d %d %d", &kind, &from, &count) == 3) {
			long found = 0;
			uint64_t t = now();
			for (int i = from; i < from + count && i < nrx; i++) found += one(best[kind], i, NULL);
			printf("%llu %ld\n", (unsigned long long)(now() - t), found);
		} else if (sscanf(line, "write %d %d %d %4000s", &kind, &from, &count, file) == 4) {
			FILE *f = fopen(file, "w");
			long found = 0;
			if (!f) die(file);
			for (int i = from; i < from + count && i < nrx; i++) found += one(best[kind], i, f);
			fclose(f);
			printf("%ld\n", found);
		} else if (sscanf(line, "bytes %d", &kind) == 1) {
			printf("%lld\n", env ? (long long)EnvMemUsed(env) : pg ? postgres_bytes(kind) : (long long)sqlite_bytes[kind]);
		}
		fflush(stdout);
	}
	return 0;
}
