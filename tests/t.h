/* t.h - the smallest test harness that serves: checks that name their line, a skip that names its reason.
 * A test program: #include "t.h", write `static void name(void)` functions, call T_RUN(name) in main, end with T_END(). */
#ifndef TESTS_T_H
#define TESTS_T_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
static int t_failed, t_checks;
static const char *t_name = "";
#define CHECK(cond) do { t_checks++; if (!(cond)) { t_failed++; \
	fprintf(stderr, "%s:%d: %s: not true: %s\n", __FILE__, __LINE__, t_name, #cond); } } while (0)
#define CHECK_INT(got, want) do { long long g_ = (long long)(got), w_ = (long long)(want); t_checks++; if (g_ != w_) { t_failed++; \
	fprintf(stderr, "%s:%d: %s: %s is %lld, not %lld\n", __FILE__, __LINE__, t_name, #got, g_, w_); } } while (0)
#define CHECK_STR(got, want) do { struct str g_ = (got), w_ = (want); t_checks++; if (!yg_str_eq(g_, w_)) { t_failed++; \
	fprintf(stderr, "%s:%d: %s: %s is \"%.*s\", not \"%.*s\"\n", __FILE__, __LINE__, t_name, #got, STR_ARG(g_), STR_ARG(w_)); } } while (0)
#define T_RUN(fn) do { t_name = #fn; fn(); } while (0)
#define T_END() (fprintf(stderr, "%d checks, %d failed\n", t_checks, t_failed), t_failed ? 1 : 0)

/* Path of a reference file, or exit 77 with one line when the folder is absent (never relative to the working directory). */
static inline const char *t_shared(const char *rel)
{
	static char path[8][1024]; static int turn;
	const char *root = getenv("YAGEN_SHARED");
	char *p = path[turn++ & 7];
	FILE *f;
	snprintf(p, sizeof path[0], "%s/%s", root && *root ? root : "/nonexistent", rel);
	f = fopen(p, "rb");
	if (!f) { printf("SKIP: %s not found; set YAGEN_SHARED to the reference folder\n", rel); exit(77); }
	fclose(f);
	return p;
}
/* Path inside the source tree (TEST_SRCDIR is set by the build). */
static inline const char *t_src(const char *rel)
{
	static char path[8][1024]; static int turn;
	const char *root = getenv("TEST_SRCDIR");
	char *p = path[turn++ & 7];
	snprintf(p, sizeof path[0], "%s/%s", root && *root ? root : ".", rel);
	return p;
}
static inline struct buf t_read(const char *path)
{
	struct buf b; yg_buf_init(&b, 64u << 20);
	if (yg_file_read(path, 64u << 20, &b) != 0) { fprintf(stderr, "cannot read %s\n", path); exit(99); }
	return b;
}
#endif
