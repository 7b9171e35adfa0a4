/* Editions under load: checkers answer without pause while installations switch between pairs of editions, and installers are
 * killed (SIGKILL) at any moment. Every answer must come from one pair: ids, checksums, and a fact of the master and one of the
 * rules that differ from pair to pair. After each kill the folder must name a pair that opens.
 * YAGEN_TORTURE_SECONDS: how long (default 8; the long tier 300). */
#include "t.h"
#include "base/arena.h"
#include "base/err.h"
#include "tables/edition_file.h"
#include "yagen/yagen.h"
#include "yagen/yagen_ext.h"
#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

enum { VARIANTS = 6, CHECKERS = 2 };
static char root[256], editions[320];
static yagen_sink *packs[VARIANTS][2];
static char sums[VARIANTS][2][65];
struct tally { unsigned long answers[VARIANTS], mixed, faults; };

static void must(bool ok, const char *what) { if (!ok) { perror(what); exit(99); } }

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nap(unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
	nanosleep(&t, NULL);
}

/* --- the pairs --------------------------------------------------------------------------------------------------------- */

static void replace(struct buf *b, const char *from, const char *to)
{
	size_t at = yg_str_find(yg_buf_view(b), yg_str(from)), n = strlen(from);
	struct buf out;
	must(at != (size_t)-1, from);
	yg_buf_init(&out, b->max);
	yg_buf_add(&out, b->p, at);
	yg_buf_z(&out, to);
	yg_buf_add(&out, b->p + at + n, b->n - at - n);
	yg_buf_free(b);
	*b = out;
}

/* Variant v of a shipped folder: another id, and in one table another fact. */
static void make_folder(const char *from, const char *to, unsigned v, const char *table, const char *old, const char *fact)
{
	struct arena *a = yg_arena_new(64u << 20);
	const char *names[64];
	struct edition_file e;
	struct diags ds;
	char path[600];
	yg_diags_init(&ds, a);
	must(mkdir(to, 0755) == 0 && yg_edition_file_read(t_src(from), a, &e, &ds) == YG_OK, to);
	for (size_t i = 0; i < e.nparts; i++) {
		struct buf b;
		names[i] = yg_arena_str(a, e.parts[i].name).p;
		snprintf(path, sizeof path, "%s/%s", t_src(from), names[i]);
		b = t_read(path);
		if (strcmp(names[i], table) == 0 && fact) replace(&b, old, fact);
		snprintf(path, sizeof path, "%s/%s", to, names[i]);
		must(yg_file_write(path, yg_buf_view(&b)) == YG_OK, path);
		yg_buf_free(&b);
	}
	e.id = yg_arena_printf(a, "pair-%u", v);
	must(yg_edition_file_write(to, &e, names, e.nparts, a) == YG_OK, to);
	yg_arena_free(a);
}

static void no_errors(void *payload, const yagen_diag *d)
{
	(void)payload;
	if (d->severity == YAGEN_DIAG_ERROR) fprintf(stderr, "%s: %s\n", d->code, d->text);
}

static void make_pairs(void)
{
	yagen_listener l = { 1, YAGEN_EN, no_errors, NULL };
	char key[300], pub[320], id[17], dir[2][320], fact[80];
	struct buf b;
	snprintf(key, sizeof key, "%s/key", root);
	snprintf(pub, sizeof pub, "%s.pub", key);
	must(yagen_pack_key_make(key, "torture", (yagen_date){ 2026, 6, 1 }) == YAGEN_OK, "key");
	b = t_read(pub);
	yg_buf_char(&b, '\0');
	snprintf(id, sizeof id, "%.16s", strstr(b.p, "\nid=") + 4);
	must(yagen_pack_key_add(editions, b.p, b.n - 1, id, (yagen_date){ 2026, 6, 1 }, &l) == YAGEN_OK, "trust");
	yg_buf_free(&b);
	for (unsigned v = 0; v < VARIANTS; v++) {
		snprintf(dir[0], sizeof dir[0], "%s/m%u", root, v);
		snprintf(dir[1], sizeof dir[1], "%s/r%u", root, v);
		/* odd pairs: the YJ code of rx/2/1 is not known; every pair: its number in the title of the finding */
		make_folder("drugmaster", dir[0], v, "products.csv", "620000033,1141007F2027,1141007F2027,", v % 2 ? "620000033,1141007F2027,," : NULL);
		snprintf(fact, sizeof fact, "itraconazole × simvastatin (pair-%u),", v);
		make_folder("rules", dir[1], v, "pairs.csv", "itraconazole × simvastatin,", fact);
		for (int k = 0; k < 2; k++) {
			must(yagen_sink_new(&packs[v][k], 64u << 20) == YAGEN_OK, "sink");
			must(yagen_pack_make(dir[k], dir[0], key, packs[v][k], &l) == YAGEN_OK, "pack");
		}
	}
}

static int install(unsigned v)
{
	yagen_install_options o = YAGEN_INSTALL_OPTIONS_INIT;
	yagen_listener l = { 1, YAGEN_EN, no_errors, NULL };
	yagen_bytes b[2];
	yagen_sink *text;
	int err;
	for (int k = 0; k < 2; k++) b[k].data = yagen_sink_data(packs[v][k], &b[k].len);
	o.editions_dir = editions;
	o.packs = b;
	o.npacks = 2;
	o.today = (yagen_date){ 2026, 6, 1 };
	must(yagen_sink_new(&text, 0) == YAGEN_OK, "sink");
	err = yagen_editions_install(&o, text, &l);
	yagen_sink_free(text);
	return err;
}

/* --- one answer ------------------------------------------------------------------------------------------------------------ */

/* The pair this answer is of; -1: it could not be made; -2: it is of no single pair. */
static int answer(const struct buf *rx, const struct buf *notebook, bool tell)
{
	yagen_editions_options eo = YAGEN_EDITIONS_OPTIONS_INIT;
	yagen_check_options co = YAGEN_CHECK_OPTIONS_INIT;
	yagen_listener l = { 1, YAGEN_EN, no_errors, NULL };
	const yagen_finding *f = NULL;
	yagen *yg = NULL;
	yagen_case *c = NULL;
	int v = -1, title = -1, err;
	bool yj;
	eo.editions_dir = editions;
	eo.listener = &l;
	co.as_of = (yagen_date){ 2026, 6, 1 };
	err = yagen_editions_open(&yg, &eo);
	if (!err) err = yagen_case_new(&c, yg);
	if (!err) err = yagen_case_set_lang(c, YAGEN_EN);
	if (!err) err = yagen_case_read_rx(c, YAGEN_AUTO, rx->p, rx->n);
	if (!err) err = yagen_case_read_history(c, YAGEN_AUTO, notebook->p, notebook->n, "notebook");
	if (!err) err = yagen_case_check(c, &co);
	for (size_t i = 0; !err && i < yagen_case_finding_count(c); i++)
		if (strcmp(yagen_case_finding(c, i)->rule ? yagen_case_finding(c, i)->rule : "", "D01-012") == 0) f = yagen_case_finding(c, i);
	if (!err && f) {
		const yagen_edition *m = yagen_drugmaster_edition(yg), *r = yagen_rules_edition(yg);
		const yagen_line *line = yagen_case_line_by_ref(c, "rx/2/1");
		yj = line && line->yj;
		for (int k = 0; k < VARIANTS; k++) {
			char id[32], want[120];
			snprintf(id, sizeof id, "pair-%d", k);
			snprintf(want, sizeof want, "itraconazole × simvastatin (pair-%d)", k);
			if (strcmp(f->title, want) == 0) title = k;
			if (strcmp(m->id, id) == 0 && strcmp(r->id, id) == 0 && strcmp(m->checksum, sums[k][0]) == 0 && strcmp(r->checksum, sums[k][1]) == 0) v = k;
		}
		if (v < 0 || title != v || yj != (v % 2 == 0)) {
			if (tell) fprintf(stderr, "mixed: master %s rules %s title \"%s\" yj %d\n", m->id, r->id, f->title, yj);
			v = -2;
		}
	} else if (tell) {
		fprintf(stderr, "no answer: error %d\n", err);
	}
	yagen_case_free(c);
	yagen_free(yg);
	return v;
}

/* Hands in its tally when the time is over. */
static void checker(int fd, double until, const struct buf *rx, const struct buf *notebook)
{
	struct tally t = { { 0 }, 0, 0 };
	while (now() < until) {
		int v = answer(rx, notebook, true);
		if (v >= 0) t.answers[v]++;
		else if (v == -2) t.mixed++;
		else t.faults++;
	}
	_exit(write(fd, &t, sizeof t) == (ssize_t)sizeof t ? 0 : 1);
}

/* Installs pair after pair; says after each that it was acknowledged. */
static void installer(int fd, unsigned v)
{
	for (;;) {
		unsigned char ok = (unsigned char)v;
		int err = install(v);
		if (err != YAGEN_OK) _exit(1);
		if (write(fd, &ok, 1) != 1) _exit(1);
		v = (v + 1) % VARIANTS;
	}
}

int main(void)
{
	const char *tmp = getenv("TMPDIR"), *seconds = getenv("YAGEN_TORTURE_SECONDS");
	unsigned long wanted = 8, kills = 0, installs = 0, unusable = 0, lost = 0, distinct = 0;
	struct tally all = { { 0 }, 0, 0 };
	struct buf rx = t_read(t_src("tests/cli/data/rx.csv")), notebook = t_read(t_src("tests/cli/data/notebook-itz.csv"));
	int tell[2];
	pid_t child[CHECKERS];
	uint32_t dice = 20261120;
	double until;
	if (seconds) yg_str_uint(yg_str(seconds), 86400, &wanted);
	snprintf(root, sizeof root, "%s/yagen-editions-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	must(mkdtemp(root) != NULL, root);
	snprintf(editions, sizeof editions, "%s/editions", root);
	make_pairs();
	for (unsigned v = 0; v < VARIANTS; v++) {            /* learn the checksums; the last ones are installed anew below */
		yagen_editions_options eo = YAGEN_EDITIONS_OPTIONS_INIT;
		yagen *yg;
		eo.editions_dir = editions;
		must(install(v) == YAGEN_OK && yagen_editions_open(&yg, &eo) == YAGEN_OK, "install");
		snprintf(sums[v][0], sizeof sums[v][0], "%s", yagen_drugmaster_edition(yg)->checksum);
		snprintf(sums[v][1], sizeof sums[v][1], "%s", yagen_rules_edition(yg)->checksum);
		for (unsigned k = 0; k < v; k++) must(strcmp(sums[k][0], sums[v][0]) != 0 && strcmp(sums[k][1], sums[v][1]) != 0, "pairs differ");
		yagen_free(yg);
	}
	must(answer(&rx, &notebook, true) == VARIANTS - 1, "the first answer");
	must(pipe(tell) == 0, "pipe");
	until = now() + (double)wanted;
	for (int i = 0; i < CHECKERS; i++) {
		must((child[i] = fork()) >= 0, "fork");
		if (child[i] == 0) checker(tell[1], until, &rx, &notebook);
	}
	while (now() < until) {
		unsigned char last = 255, one;
		int acks[2], v;
		pid_t p;
		must(pipe(acks) == 0, "pipe");
		dice = dice * 1664525u + 1013904223u;
		must((p = fork()) >= 0, "fork");
		if (p == 0) { close(acks[0]); installer(acks[1], (dice >> 8) % VARIANTS); }
		close(acks[1]);
		nap(dice >> 24);                              /* 0 to 255 ms: anywhere in an installation */
		kill(p, SIGKILL);
		waitpid(p, NULL, 0);
		kills++;
		while (read(acks[0], &one, 1) == 1) { last = (unsigned char)(one % VARIANTS); installs++; }
		close(acks[0]);
		v = answer(&rx, &notebook, true);
		if (v < 0) unusable++;
		/* what was acknowledged last is in force, or the one that was on its way when it died */
		else if (last != 255 && v != last && v != (last + 1) % VARIANTS) lost++;
	}
	for (int i = 0; i < CHECKERS; i++) {
		struct tally t;
		must(read(tell[0], &t, sizeof t) == (ssize_t)sizeof t, "tally");
		for (int k = 0; k < VARIANTS; k++) all.answers[k] += t.answers[k];
		all.mixed += t.mixed;
		all.faults += t.faults;
		waitpid(child[i], NULL, 0);
	}
	printf("%lu s: %lu installations acknowledged, %lu installers killed; answers by pair:", wanted, installs, kills);
	for (int k = 0; k < VARIANTS; k++) { printf(" %lu", all.answers[k]); distinct += all.answers[k] > 0; }
	printf("; mixed %lu, failed %lu; after a kill: unusable %lu, lost %lu\n", all.mixed, all.faults, unusable, lost);
	CHECK(distinct > 1);                                  /* else nothing was tested */
	CHECK(installs > 2 && kills > 2);
	CHECK_INT(all.mixed, 0);
	CHECK_INT(all.faults, 0);
	CHECK_INT(unusable, 0);
	CHECK_INT(lost, 0);
	for (unsigned i = 0; i < VARIANTS; i++) { yagen_sink_free(packs[i][0]); yagen_sink_free(packs[i][1]); }
	yg_buf_free(&rx);
	yg_buf_free(&notebook);
	if (t_failed == 0) {
		char *const argv[] = { (char[]){ "rm" }, (char[]){ "-rf" }, root, NULL };
		pid_t p = fork();
		if (p == 0) { execvp("rm", argv); _exit(1); }
		waitpid(p, NULL, 0);
	}
	return T_END();
}
