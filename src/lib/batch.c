/* batch.c - yagen_ext.h: many prepared cases checked in one call, on several threads. Each case is checked by
 * yagen_case_check() and by nothing else, so that what the threads do cannot be seen in any answer. */
#include "lib/lib.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "base/ban.h"

enum { THREADS_MAX = 256 };
struct batch { yagen_batch_item *items; size_t n; atomic_size_t next; };

/* Whoever is free takes the next one: histories differ in length by a factor of a hundred. */
static void *work(void *p)
{
	struct batch *b = p;
	for (size_t i; (i = atomic_fetch_add(&b->next, 1)) < b->n;)
		b->items[i].result = yagen_case_check(b->items[i].c, b->items[i].opts);
	return NULL;
}

static int by_address(const void *x, const void *y)
{
	uintptr_t a = (uintptr_t)*(yagen_case *const *)x, b = (uintptr_t)*(yagen_case *const *)y;
	return a < b ? -1 : a > b;
}

/* A case may be checked by one thread only: none may stand there twice. */
static int each_once(const yagen_batch_item *items, size_t n)
{
	yagen_case **c = calloc(n + 1, sizeof(yagen_case *));
	int err = c ? YAGEN_OK : YAGEN_ENOMEM;
	for (size_t i = 0; i < n && c; i++) c[i] = items[i].c;
	if (c && n) qsort(c, n, sizeof(yagen_case *), by_address);
	for (size_t i = 1; i < n && !err; i++)
		if (c[i] && c[i] == c[i - 1]) err = YAGEN_EARG;
	free(c);
	return err;
}

int yagen_check_batch(yagen_batch_item *items, size_t n, unsigned threads)
{
	struct batch b = { .items = items, .n = n };
	pthread_t *extra = NULL;
	size_t started = 0, want;
	int err;
	if ((!items && n) || threads > THREADS_MAX) return YAGEN_EARG;
	if ((err = each_once(items, n)) != YAGEN_OK) return err;
	atomic_init(&b.next, 0);
	want = threads < n ? threads : n;
	if (want > 1) extra = malloc((want - 1) * sizeof *extra);
	/* no memory for more threads, or none to be had: the ones there are do it all */
	while (extra && started + 1 < want && pthread_create(&extra[started], NULL, work, &b) == 0) started++;
	work(&b);
	for (size_t i = 0; i < started; i++) pthread_join(extra[i], NULL);
	free(extra);
	for (size_t i = 0; i < n && !err; i++) err = items[i].result;
	return err;
}
