/* sets.c - tells which printed symbols belong to one structured-append set, with zbar as the judge of pairs.
 * It joins no bytes itself and knows nothing of what they mean. */
#include "scan/sets.h"
#include <limits.h>
#include <stdlib.h>
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

#define BORDER 24                                                 /* white pixels around a tile: more than a quiet zone */
#define MAX_SIDE 16000                                            /* of one tile */

/* --- cutting ------------------------------------------------------------------------ */
/* The outline runs through the outermost modules; a twentieth more on each side keeps them whole. */
static struct quad widened(const struct quad *q)
{
	struct quad out;
	int cx = 0, cy = 0;

	for (int i = 0; i < 4; i++) {
		cx += q->c[i].x / 4;
		cy += q->c[i].y / 4;
	}
	for (int i = 0; i < 4; i++) {
		out.c[i].x = q->c[i].x + (q->c[i].x - cx) / 10;
		out.c[i].y = q->c[i].y + (q->c[i].y - cy) / 10;
	}
	return out;
}

static bool inside(const struct quad *q, int x, int y)
{
	int left = 0, right = 0;

	for (int i = 0; i < 4; i++) {
		const struct corner *a = &q->c[i], *b = &q->c[(i + 1) & 3];
		long long side = (long long)(b->x - a->x) * (y - a->y) - (long long)(b->y - a->y) * (x - a->x);

		left += side > 0;
		right += side < 0;
	}
	return left == 0 || right == 0;
}

static int cut(const struct grey *g, const struct quad *outline, struct grey *out)
{
	struct quad q = widened(outline);
	int x0 = INT_MAX, y0 = INT_MAX, x1 = INT_MIN, y1 = INT_MIN, err;

	for (int i = 0; i < 4; i++) {
		x0 = q.c[i].x < x0 ? q.c[i].x : x0;
		x1 = q.c[i].x > x1 ? q.c[i].x : x1;
		y0 = q.c[i].y < y0 ? q.c[i].y : y0;
		y1 = q.c[i].y > y1 ? q.c[i].y : y1;
	}
	x0 = x0 < 0 ? 0 : x0;
	y0 = y0 < 0 ? 0 : y0;
	x1 = x1 >= (int)g->w ? (int)g->w - 1 : x1;
	y1 = y1 >= (int)g->h ? (int)g->h - 1 : y1;
	if (x1 <= x0 || y1 <= y0 || x1 - x0 > MAX_SIDE || y1 - y0 > MAX_SIDE)
		return YG_ESYNTAX;
	err = yg_grey_new(out, (size_t)(x1 - x0 + 1 + 2 * BORDER), (size_t)(y1 - y0 + 1 + 2 * BORDER));
	if (err)
		return err;
	for (int y = y0; y <= y1; y++) {
		const unsigned char *in = g->px + (size_t)y * g->w;
		unsigned char *to = out->px + (size_t)(y - y0 + BORDER) * out->w + BORDER;

		for (int x = x0; x <= x1; x++)
			if (inside(&q, x, y))
				to[x - x0] = in[x];
	}
	return YG_OK;
}

/* --- reading tiles, alone and together ------------------------------------------------ */
static size_t set_results(const struct symbol *s, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += s[i].set;
	return k;
}

/* Tiles side by side, in rows of four, read as one picture. */
static int read_together(struct tile **t, size_t n, struct arena *a, struct symbol **out, size_t *nout)
{
	struct grey canvas;
	size_t cols = n < 4 ? n : 4, rows = (n + cols - 1) / cols, w = 0, h = 0;
	int err;

	for (size_t i = 0; i < n; i++) {
		w = t[i]->g.w > w ? t[i]->g.w : w;
		h = t[i]->g.h > h ? t[i]->g.h : h;
	}
	err = yg_grey_new(&canvas, w * cols, h * rows);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		for (size_t y = 0; y < t[i]->g.h; y++)
			memcpy(canvas.px + ((i / cols) * h + y) * canvas.w + (i % cols) * w,
			       t[i]->g.px + y * t[i]->g.w, t[i]->g.w);
	err = yg_symbols_read(&canvas, a, out, nout);
	yg_grey_free(&canvas);
	return err;
}

int yg_tiles_cut(struct tiles *ts, const struct grey *g, const struct symbol *s, unsigned input, size_t *lost)
{
	for (size_t i = 0; i < s->nquads; i++) {
		struct tile t = { { NULL, 0, 0 }, STR_NONE, input, 0 };
		struct symbol *alone;
		struct tile *grown;
		size_t n;
		int err;

		if (ts->n == YG_MAX_TILES)
			return YG_ETOOBIG;
		err = cut(g, &s->quads[i], &t.g);
		if (err == YG_ENOMEM)
			return err;
		if (err) {
			++*lost;
			continue;
		}
		err = yg_symbols_read(&t.g, ts->arena, &alone, &n);
		grown = err ? NULL : yg_arena_grow(ts->arena, ts->t, ts->n, sizeof *ts->t);
		if (!grown) {
			yg_grey_free(&t.g);
			return err ? err : YG_ENOMEM;
		}
		ts->t = grown;
		if (n != 1 || !alone[0].set || alone[0].nquads != 1) {
			yg_grey_free(&t.g);
			++*lost;
			continue;
		}
		t.piece = alone[0].bytes;
		if (alone[0].no_first && t.piece.n)               /* the mark of the gap in front */
			t.piece = yg_str_sub(t.piece, 1, t.piece.n);
		ts->t[ts->n++] = t;
	}
	return YG_OK;
}

void yg_tiles_free(struct tiles *ts)
{
	for (size_t i = 0; i < ts->n; i++)
		yg_grey_free(&ts->t[i].g);
	ts->n = 0;
}

/* Two tiles of one set with different places in it are read as one result. */
static int pair_joins(struct tiles *ts, size_t i, size_t k, bool *joins)
{
	struct tile *two[2] = { &ts->t[i], &ts->t[k] };
	struct symbol *s;
	size_t n;
	int err = read_together(two, 2, ts->arena, &s, &n);

	*joins = err == YG_OK && n == 1 && s[0].set && s[0].nquads == 2;
	return err;
}

static int sort_into_sets(struct tiles *ts)
{
	for (size_t i = 0; i < ts->n; i++) {
		ts->t[i].set = (unsigned)i;
		for (size_t k = 0; k < i; k++) {
			unsigned old = ts->t[k].set;
			bool joins = false;
			int err;

			if (old == ts->t[i].set)
				continue;
			err = pair_joins(ts, i, k, &joins);
			if (err)
				return err;
			for (size_t m = 0; joins && m <= i; m++)
				if (ts->t[m].set == old)
					ts->t[m].set = ts->t[i].set;
		}
	}
	return YG_OK;
}

/* Leaves one tile for each place in the set. False: two tiles compete for a place with different bytes. */
static int drop_doubles(struct tiles *ts, struct tile **t, size_t *n, bool *ambiguous)
{
	for (size_t i = 0; i < *n; i++) {
		for (size_t k = i + 1; k < *n; ) {
			bool joins;
			int err = pair_joins(ts, (size_t)(t[i] - ts->t), (size_t)(t[k] - ts->t), &joins);

			if (err)
				return err;
			if (joins) {
				k++;
				continue;
			}
			if (!yg_str_eq(t[i]->piece, t[k]->piece)) {
				*ambiguous = true;
				return YG_OK;
			}
			memmove(&t[k], &t[k + 1], (*n - k - 1) * sizeof *t);
			--*n;
		}
	}
	return YG_OK;
}

static int join_one(struct tiles *ts, struct joined *j)
{
	struct tile **t = yg_arena_array(ts->arena, j->ntiles, sizeof *t);
	size_t n = j->ntiles, nresults;
	struct symbol *s;
	int err;

	if (!t)
		return YG_ENOMEM;
	memcpy(t, j->tiles, n * sizeof *t);
	err = read_together(t, n, ts->arena, &s, &nresults);
	if (err == YG_OK && (nresults != 1 || s[0].nquads != n)) {
		err = drop_doubles(ts, t, &n, &j->ambiguous);
		if (err || j->ambiguous)
			return err;
		err = read_together(t, n, ts->arena, &s, &nresults);
	}
	if (err)
		return err;
	j->unclear = set_results(s, nresults) != 1 || s[0].nquads != n;
	if (!j->unclear)
		j->s = s[0];
	return YG_OK;
}

int yg_tiles_join(struct tiles *ts, struct joined **out, size_t *n)
{
	int err = sort_into_sets(ts);

	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < ts->n && err == YG_OK; i++) {
		struct joined *j;
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || ts->t[k].set == ts->t[i].set;
		if (seen)
			continue;
		*out = yg_arena_grow(ts->arena, *out, *n, sizeof **out);
		if (!*out)
			return YG_ENOMEM;
		j = &(*out)[(*n)++];
		memset(j, 0, sizeof *j);
		j->tiles = yg_arena_array(ts->arena, ts->n, sizeof *j->tiles);
		if (!j->tiles)
			return YG_ENOMEM;
		for (size_t k = i; k < ts->n; k++)
			if (ts->t[k].set == ts->t[i].set)
				j->tiles[j->ntiles++] = &ts->t[k];
		err = join_one(ts, j);
	}
	return err;
}
