/* test_fixtures_mangled.c - documents and scanner streams of fixtures/, cut at every byte and with every byte changed: each
 * ends in a reading or in an error that says why. Run it with sanitizers; it looks for crashes, leaks and endless loops too. */
#define _XOPEN_SOURCE 700
#include "t.h"
#include <ftw.h>
#include <sys/stat.h>
#include "base/err.h"
#include "base/limits.h"
#include "codec/codec.h"
#include "scan/scan.h"
#include "base/ban.h"

#define LARGEST 6000u                                             /* bytes; larger files add time and no new kind of place */
static const char *const folders[] = { "fixtures/broken", "fixtures/cases", "fixtures/demo" };
static unsigned long files, reads;

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), k = strlen(tail);

	return n >= k && strcmp(s + n - k, tail) == 0;
}

/* Refused without a word, or accepted with nothing read, would both be silence. */
static void read_both_ways(struct str bytes, const char *path, size_t at)
{
	struct arena *a = yg_arena_new(YG_MAX_ARENA);
	struct diags ds;
	struct read_ctx rc = { .arena = a, .diags = &ds };
	struct document doc = { 0 };
	struct scan_result r;
	bool good;
	int err;

	if (!a)
		exit(99);
	yg_diags_init(&ds, a);
	err = yg_codec_read(&rc, FORMAT_NONE, bytes, &doc);
	good = err ? ds.worst == DIAG_ERROR : doc.rx || doc.history || doc.facts;
	yg_diags_init(&ds, a);
	err = yg_scan_stream(bytes, 0, a, &r, &ds);
	good = good && (err ? r.n == 0 && ds.worst == DIAG_ERROR : r.n == 1 && r.m[0].bytes.n > 0);
	reads += 2;
	t_checks++;
	if (!good) {
		t_failed++;
		fprintf(stderr, "%s: silence at byte %zu (length %zu)\n", path, at, bytes.n);
	}
	yg_arena_free(a);
}

static int mangle(const char *path, const struct stat *st, int type, struct FTW *f)
{
	struct buf b;
	(void)f;

	if (type != FTW_F || st->st_size > LARGEST || ends_with(path, ".md") || ends_with(path, "/expect.txt") || ends_with(path, "/case.txt")
	    || strstr(path, "/sound/") || strstr(path, "/rules/") || strstr(path, "/master/") || strstr(path, "/ssk/"))
		return 0;
	b = t_read(path);
	files++;
	for (size_t i = 0; i < b.n; i++) {
		char was = b.p[i];

		read_both_ways((struct str){ b.p, i }, path, i);
		b.p[i] = (char)(was ^ (1 << (i % 8)));
		read_both_ways(yg_buf_view(&b), path, i);
		b.p[i] = was;
	}
	yg_buf_free(&b);
	return 0;
}

static void nothing_ends_in_silence(void)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		nftw(t_src(folders[i]), mangle, 16, FTW_PHYS);
	CHECK(files >= 100);
	fprintf(stderr, "%lu files, %lu reads\n", files, reads);
}

int main(void)
{
	T_RUN(nothing_ends_in_silence);
	return T_END();
}
