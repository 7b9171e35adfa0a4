/* cmd_bench.c - yagen bench matcher DIR: how fast the matcher is on a workload (docs/performance.md), and what it found.
 * Only the clock and the printing are here; the checking is the library's. */
#include "cli/cli.h"
#include "base/file.h"
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

enum { BATCH = 64, HITS_MAX = 1 << 20, ROUNDS = 5, THREADS_MAX = 64 };

static uint64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

static uint64_t median(uint64_t *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n / 2];
}

/* --- rounds ------------------------------------------------------------------------------------------------------------ */
struct worker {
	const yagen_workload *w;
	size_t from, count, findings;
	yagen_meet *hits;
	int err;
	pthread_t thread;
	bool started;
};

static void *work(void *p)
{
	struct worker *k = p;
	unsigned each[BATCH];
	k->findings = 0;
	for (size_t i = 0; i < k->count && !k->err; i += BATCH) {
		size_t n = 0, batch = k->count - i < BATCH ? k->count - i : BATCH;
		k->err = yagen_workload_check(k->w, k->from + i, batch, k->hits, HITS_MAX, each, &n);
		k->findings += n;
	}
	return NULL;
}

/* One round over all prescriptions; the nanoseconds it took. The first worker is this thread. */
static uint64_t round_ns(struct worker *k, size_t n, int *err)
{
	uint64_t start = now(), ns;
	for (size_t i = 1; i < n; i++) k[i].started = pthread_create(&k[i].thread, NULL, work, &k[i]) == 0;
	work(&k[0]);
	for (size_t i = 1; i < n; i++) {
		if (k[i].started) pthread_join(k[i].thread, NULL);
		else work(&k[i]);
	}
	ns = now() - start;
	for (size_t i = 0; i < n; i++)
		if (k[i].err) *err = k[i].err;
	return ns;
}

/* One prescription after the other, each with its own two looks at the clock: quantiles of the round, median over rounds. */
static int quantiles(const struct worker *k, size_t from, size_t count, size_t rounds, uint64_t q[3])
{
	static const unsigned of_thousand[3] = { 500, 990, 999 };
	uint64_t *ns = malloc((count + 1) * sizeof *ns), *each_round = malloc(3 * rounds * sizeof *each_round);
	int err = ns && each_round ? YAGEN_OK : YAGEN_ENOMEM;
	for (size_t r = 0; r < rounds && !err; r++) {
		for (size_t i = 0; i < count && !err; i++) {
			unsigned each[1];
			size_t n;
			uint64_t start = now();
			err = yagen_workload_check(k->w, from + i, 1, k->hits, HITS_MAX, each, &n);
			ns[i] = now() - start;
		}
		if (count) qsort(ns, count, sizeof *ns, by_value);
		for (size_t i = 0; i < 3; i++) each_round[i * rounds + r] = count ? ns[(count - 1) * of_thousand[i] / 1000] : 0;
	}
	for (size_t i = 0; i < 3 && !err; i++) q[i] = median(each_round + i * rounds, rounds);
	free(ns);
	free(each_round);
	return err;
}

/* --- findings ------------------------------------------------------------------------------------------------------------ */
struct found { unsigned v[7]; };
static int by_columns(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	for (size_t i = 0; i < 7; i++)
		if (a->v[i] != b->v[i]) return a->v[i] < b->v[i] ? -1 : 1;
	return 0;
}

static int write_findings(const struct worker *k, size_t from, size_t count, const char *path)
{
	struct found *rows = malloc((size_t)HITS_MAX * sizeof *rows);
	FILE *f = rows ? fopen(path, "w") : NULL;
	int err = f ? YAGEN_OK : rows ? YAGEN_EIO : YAGEN_ENOMEM;
	if (f) fputs("rx,kind,p,qsrc,q,ref,severity\n", f);
	for (size_t i = 0; i < count && !err; i++) {
		unsigned each[1];
		size_t n = 0;
		err = yagen_workload_check(k->w, from + i, 1, k->hits, HITS_MAX, each, &n);
		for (size_t h = 0; h < n; h++) yagen_workload_row(k->w, from + i, &k->hits[h], rows[h].v);
		if (n) qsort(rows, n, sizeof *rows, by_columns);       /* prescriptions are in order already */
		for (size_t h = 0; h < n; h++)
			fprintf(f, "%u,%u,%u,%u,%u,%u,%u\n", rows[h].v[0], rows[h].v[1], rows[h].v[2], rows[h].v[3], rows[h].v[4], rows[h].v[5],
				rows[h].v[6]);
	}
	if (f && (ferror(f) | (fclose(f) != 0)) && !err) err = YAGEN_EIO;
	free(rows);
	return err;
}

/* The image as a file, opened again and again: the median, in tenths of a microsecond. */
static int image_open(const yagen_workload *w, uint64_t *tenths)
{
	const char *tmp = getenv("TMPDIR");
	char path[4200];
	uint64_t ns[101];
	size_t len;
	const void *image = yagen_workload_image(w, &len);
	int fd, err = YAGEN_OK;
	if (snprintf(path, sizeof path, "%s/yagen-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp") >= (int)sizeof path) return YAGEN_EARG;
	if ((fd = mkstemp(path)) < 0) return YAGEN_EIO;
	close(fd);
	err = yg_file_write(path, (struct str){ image, len });
	if (!err) err = yagen_workload_image_open(path, 1);            /* every number followed once, before it is believed */
	for (size_t i = 0; i < sizeof ns / sizeof *ns && !err; i++) {
		uint64_t start = now();
		err = yagen_workload_image_open(path, 0);
		ns[i] = now() - start;
	}
	unlink(path);
	*tenths = err ? 0 : median(ns, sizeof ns / sizeof *ns) / 100;
	return err;
}

/* --- the verb -------------------------------------------------------------------------------------------------------------- */
static int measure(const struct options *o, yagen_workload *w, size_t from, size_t count, uint64_t compile_ns)
{
	size_t threads = o->threads ? o->threads : 1, rounds = o->rounds ? o->rounds : ROUNDS, lines = 0, findings = 0, len;
	struct worker *k = calloc(threads, sizeof *k);
	uint64_t *ns = calloc(rounds, sizeof *ns), q[3] = { 0, 0, 0 }, open_tenths = 0;
	int err = k && ns ? YAGEN_OK : YAGEN_ENOMEM;
	for (size_t i = 0; i < threads && !err; i++) {
		size_t first = count * i / threads;
		k[i] = (struct worker){ .w = w, .from = from + first, .count = count * (i + 1) / threads - first,
					.hits = malloc((size_t)HITS_MAX * sizeof(yagen_meet)) };
		if (!k[i].hits) err = YAGEN_ENOMEM;
	}
	if (!err) round_ns(k, threads, &err);        /* not counted: caches and pages are cold */
	for (size_t r = 0; r < rounds && !err; r++) ns[r] = round_ns(k, threads, &err);
	for (size_t i = 0; i < threads && !err; i++) findings += k[i].findings;
	for (size_t i = 0; i < count; i++) lines += yagen_workload_lines(w, from + i);
	if (!err) err = quantiles(k, from, count, rounds, q);
	if (!err) err = image_open(w, &open_tenths);
	if (!err && o->findings) err = write_findings(k, from, count, o->findings);
	if (!err) {
		uint64_t all = median(ns, rounds);
		yagen_workload_image(w, &len);
		printf("prescriptions %zu\nfindings %zu\n", count, findings);
		printf("checks_per_s %.0f\nns_per_check %.1f\nns_per_history_line %.3f\n", all ? 1e9 * (double)count / (double)all : 0,
		       count ? (double)all / (double)count : 0, lines ? (double)all / (double)lines : 0);
		printf("p50_ns %llu\np99_ns %llu\np999_ns %llu\n", (unsigned long long)q[0], (unsigned long long)q[1], (unsigned long long)q[2]);
		printf("image_bytes %zu\nimage_open_us %.1f\ncompile_ms %.2f\n", len, (double)open_tenths / 10, (double)compile_ns / 1e6);
	}
	for (size_t i = 0; k && i < threads; i++) free(k[i].hits);
	free(k);
	free(ns);
	return err;
}

int cmd_bench(const struct options *o)
{
	const char *dir = o->args[0];
	struct cli_listener cl;
	yagen_workload *w = NULL;
	uint64_t start, compile_ns;
	size_t from, count, all;
	int err;
	cli_listener_init(&cl, o, NULL);
	err = yagen_workload_read(&w, dir, &cl.l);
	start = now();
	if (!err) err = yagen_workload_rules(w, &cl.l);
	compile_ns = now() - start;
	if (!err && !o->stateless) err = yagen_workload_histories(w);
	all = yagen_workload_count(w);
	from = yagen_workload_from(w, (unsigned)o->first);
	count = o->count && o->count < all - from ? o->count : all - from;
	if (!err) err = measure(o, w, from, count, compile_ns);
	yagen_workload_free(w);
	return err ? cli_fail(o, dir, err) : EXIT_CLEAR;
}
