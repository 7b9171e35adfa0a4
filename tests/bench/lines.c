/* lines.c - how many distinct cache lines one check touches: the inner loop is compiled with the calls that a thread sanitizer
 * would want before each access to memory, and these are counted here. The stack does not count. For tests/bench/run-long. */
#include "match/kernel.h"
#include <stdio.h>
#include <stdlib.h>

static uintptr_t seen[1 << 16], stack;
static size_t nseen, checks, lines;
static int on;

static void touch(const void *p, size_t n)
{
	uintptr_t at = (uintptr_t)p;
	if (!on || (at < stack + 4096 && at + 65536 > stack)) return;
	for (uintptr_t line = at / 64; line <= (at + n - 1) / 64; line++) {
		size_t i = 0;
		while (i < nseen && seen[i] != line) i++;
		if (i == nseen && nseen < sizeof seen / sizeof *seen) seen[nseen++] = line;
	}
}
#define ACCESS(n) void __tsan_read##n(void *p); void __tsan_write##n(void *p); void __tsan_unaligned_read##n(void *p); \
	void __tsan_unaligned_write##n(void *p); \
	void __tsan_read##n(void *p) { touch(p, n); } void __tsan_write##n(void *p) { touch(p, n); } \
	void __tsan_unaligned_read##n(void *p) { touch(p, n); } void __tsan_unaligned_write##n(void *p) { touch(p, n); }
ACCESS(1) ACCESS(2) ACCESS(4) ACCESS(8) ACCESS(16)
void __tsan_func_entry(void *p), __tsan_func_exit(void), __tsan_init(void);
void __tsan_func_entry(void *p) { (void)p; }
void __tsan_func_exit(void) {}
void __tsan_init(void) {}
void __tsan_read_range(void *p, size_t n), __tsan_write_range(void *p, size_t n);
void __tsan_read_range(void *p, size_t n) { touch(p, n); }
void __tsan_write_range(void *p, size_t n) { touch(p, n); }

static void report(void) { fprintf(stderr, "lines_per_check %.1f\n", checks ? (double)lines / (double)checks : 0); }

size_t __real_yg_kernel_find(const struct kernel_rules *k, const struct kernel_case *c, struct kernel_hit *out, size_t max);
size_t __wrap_yg_kernel_find(const struct kernel_rules *k, const struct kernel_case *c, struct kernel_hit *out, size_t max);
size_t __wrap_yg_kernel_find(const struct kernel_rules *k, const struct kernel_case *c, struct kernel_hit *out, size_t max)
{
	size_t n;
	if (!checks) atexit(report);
	stack = (uintptr_t)&n;
	nseen = 0;
	on = 1;
	n = __real_yg_kernel_find(k, c, out, max);
	on = 0;
	checks++;
	lines += nseen;
	return n;
}
