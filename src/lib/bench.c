/* bench.c - yagen_ext.h: many prescriptions of a workload through the matcher's own function. Measures nothing: the clock is
 * the caller's. */
#include "lib/lib.h"
#include "lib/workload.h"
#include "tables/image.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

_Static_assert(sizeof(yagen_meet) == sizeof(struct kernel_hit) && offsetof(yagen_meet, ref) == offsetof(struct kernel_hit, ref) &&
	       offsetof(yagen_meet, kind) == offsetof(struct kernel_hit, kind) && offsetof(yagen_meet, ours) == offsetof(struct kernel_hit, ours) &&
	       sizeof(unsigned) == 4, "hits are handed over as they are");

struct yagen_workload { struct workload w; };

enum { WORKLOAD_ARENA = 0x7fffffff, POOL_ALIGN = 2 << 20 };

int yagen_workload_read(yagen_workload **out, const char *dir, const yagen_listener *l)
{
	yagen_workload *y;
	size_t n = dir ? strlen(dir) : 0;
	int err;
	if (!out || !n || n >= sizeof y->w.dir) return YAGEN_EARG;
	if (!(y = calloc(1, sizeof *y))) return YAGEN_ENOMEM;
	if (!(y->w.arena = yg_arena_new(WORKLOAD_ARENA))) {
		free(y);
		return YAGEN_ENOMEM;
	}
	memcpy(y->w.dir, dir, n + 1);
	yg_diags_init(&y->w.ds, y->w.arena);
	err = workload_read(&y->w);
	lib_tell(l, &y->w.ds);
	if (err) {
		yagen_workload_free(y);
		return err;
	}
	*out = y;
	return YAGEN_OK;
}

static void drop_histories(struct workload *w)
{
	free(w->pool);
	free(w->blocks);
	w->pool = NULL;
	w->blocks = NULL;
}

int yagen_workload_rules(yagen_workload *y, const yagen_listener *l)
{
	int err;
	if (!y) return YAGEN_EARG;
	drop_histories(&y->w);
	y->w.rules = (struct kernel_rules){ 0 };
	err = workload_rules(&y->w);
	lib_tell(l, &y->w.ds);
	return err;
}

int yagen_workload_histories(yagen_workload *y)
{
	struct workload *w = y ? &y->w : NULL;
	struct kernel_sort *work;
	size_t room = 0, longest = 0, at = 0;
	void *pool;
	if (!w) return YAGEN_EARG;
	if (!w->rules.rows) return YAGEN_ESTATE;
	drop_histories(w);
	for (size_t i = 0; i < w->npatients; i++) {
		room += yg_kernel_block_room(w->patients[i].n, w->allergic[i].n);
		if (w->patients[i].n > longest) longest = w->patients[i].n;
	}
	work = malloc((longest + 1) * sizeof *work);
	w->blocks = calloc(w->npatients + 1, sizeof *w->blocks);
	if (!work || !w->blocks || posix_memalign(&pool, POOL_ALIGN, room + POOL_ALIGN) != 0) {
		free(work);
		drop_histories(w);
		return YAGEN_ENOMEM;
	}
	w->pool = pool;
	lib_large_pages(pool, room);
	for (size_t i = 0; i < w->npatients; i++) {
		struct span_of of = w->patients[i], al = w->allergic[i];
		struct kernel_block *b = (void *)(w->pool + at);
		size_t used = yg_kernel_compile(&w->rules, w->lines + of.first, of.n, w->allergies + al.first, al.n, work, b);
		at += used;
		w->blocks[i] = used ? b : NULL;          /* too many lines: handed over as they are */
	}
	free(work);
	w->npool = at;
	return YAGEN_OK;
}

void yagen_workload_free(yagen_workload *y)
{
	if (!y) return;
	drop_histories(&y->w);
	yg_buf_free(&y->w.image);
	yg_arena_free(y->w.arena);
	free(y);
}

size_t yagen_workload_count(const yagen_workload *y) { return y ? y->w.nrx : 0; }
size_t yagen_workload_from(const yagen_workload *y, unsigned number)
{
	size_t i = 0;
	while (y && i < y->w.nrx && y->w.rx_number[i] < number) i++;
	return i;
}

size_t yagen_workload_lines(const yagen_workload *y, size_t rx)
{
	return y && rx < y->w.nrx ? y->w.patients[y->w.rx_patient[rx]].n : 0;
}

/* The first lines of the next patient's history come from memory while this patient is looked at. */
static void prefetch(const struct kernel_block *b)
{
	const char *p = (const char *)b;
	for (size_t i = 0; b && i < 3; i++) __builtin_prefetch(p + i * 64);
}

int yagen_workload_check(const yagen_workload *y, size_t from, size_t count, yagen_meet *hits, size_t max, unsigned *each, size_t *n)
{
	const struct workload *w = y ? &y->w : NULL;
	struct kernel_hit *out = (struct kernel_hit *)(void *)hits;
	size_t at = 0;
	if (!w || !hits || !each || !n || from > w->nrx || count > w->nrx - from) return YAGEN_EARG;
	if (!w->rules.rows) return YAGEN_ESTATE;
	for (size_t i = from; i < from + count; i++) {
		uint32_t patient = w->rx_patient[i];
		struct kernel_case c = { .rx = w->rx_lines + w->rx[i].first, .nrx = w->rx[i].n };
		size_t found;
		if (w->blocks && i + 1 < from + count) prefetch(w->blocks[w->rx_patient[i + 1]]);
		if (w->blocks) c.block = w->blocks[patient];
		if (!c.block) {
			struct span_of of = w->patients[patient], al = w->allergic[patient];
			c.history = w->lines + of.first;
			c.nhistory = of.n;
			c.allergies = w->allergies + al.first;
			c.nallergies = al.n;
		}
		found = yg_kernel_find(&w->rules, &c, out + at, max - at);
		if (found > max - at) return YAGEN_ETOOBIG;
		each[i - from] = (unsigned)found;
		at += found;
	}
	*n = at;
	return YAGEN_OK;
}

void yagen_workload_row(const yagen_workload *y, size_t rx, const yagen_meet *m, unsigned row[7])
{
	const struct workload *w = &y->w;
	uint32_t first = w->rx[rx].first, patient = w->rx_patient[rx];
	row[0] = w->rx_number[rx];
	row[1] = m->kind;
	row[2] = w->rx_labels[first + m->p];
	row[3] = m->ours;
	row[4] = m->kind == KERNEL_LIMIT ? 0 : m->kind == KERNEL_ALLERGY ? w->allergy_labels[w->allergic[patient].first + m->q]
		: m->ours ? w->rx_labels[first + m->q] : w->labels[w->patients[patient].first + m->q];
	row[5] = m->kind == KERNEL_ALLERGY && m->ref & KERNEL_TERM_CLASS ? w->classes[m->ref & ~(unsigned)KERNEL_TERM_CLASS] : m->ref;
	row[6] = m->kind == KERNEL_ALLERGY ? 1 : m->kind == KERNEL_LIMIT ? 2 : m->severity;
}

const void *yagen_workload_image(const yagen_workload *y, size_t *len)
{
	if (len) *len = y ? y->w.image.n : 0;
	return y ? y->w.image.p : NULL;
}

int yagen_workload_image_open(const char *path, int full)
{
	struct kernel_rules k;
	const char *bytes;
	size_t n;
	int err = path ? yg_image_map(path, &bytes, &n) : YAGEN_EARG;
	if (err) return err;
	if (yg_kernel_open(bytes, n, &k) || (full && !(yg_kernel_same(&k) && yg_kernel_sound(&k)))) err = YAGEN_ETABLE;
	yg_image_unmap(bytes, n);
	return err;
}
