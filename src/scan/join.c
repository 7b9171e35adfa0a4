/* join.c - puts the 911 parts of a notebook (データ固有ID, 分割数, データ連番) together in the order of their numbers,
 * whatever order they came in. Parts of different IDs are never mixed, an incomplete set is never passed on as whole. */
#include "scan/scan.h"
#include <stdio.h>
#include "base/cursor.h"
#include "base/err.h"
#include "base/limits.h"
#include "scan/content.h"
#include "base/ban.h"

DIAG_KIND(d_missing, "scan-split-missing", DIAG_ERROR,
	  "分割されたお薬手帳データの {0} 番がありません（全 {1} 個）。残りも読み取ってください",
	  "part(s) {0} of {1} of the split notebook are missing; scan them too");
DIAG_KIND(d_conflict, "scan-split-conflict", DIAG_ERROR,
	  "分割されたお薬手帳データの {0} 番が互いに食い違います", "split notebook: the parts numbered {0} contradict each other");
DIAG_KIND(d_total, "scan-split-total", DIAG_ERROR,
	  "分割されたお薬手帳データの分割数・バージョンが部分ごとに違います", "split notebook: the parts differ in their total or their version record");
DIAG_KIND(d_malformed, "scan-split-malformed", DIAG_ERROR,
	  "911 レコード（分割制御）の値が正しくありません", "the values of record 911 (split control) are not valid");

#define MAX_PARTS 999u                                            /* 分割数 has three digits */

struct part {
	struct str head, body, id;                                /* version line with its end; records between; ID */
	unsigned   total, number;                                 /* 0 number: not a part */
	size_t     from;                                          /* index of its message */
	bool       utf8, done;
};

static bool items(struct str line, struct str *f, size_t n)
{
	struct cursor c = yg_cur(line);

	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n) {
			if (!yg_cur_until(&c, ',', &f[i]))
				return false;
		} else if (!yg_cur_until(&c, ',', &f[i])) {
			f[i] = (struct str){ c.p, yg_cur_left(&c) };
		}
	}
	return true;
}

/* False: has a 911 that cannot be right. A message without 911 leaves part->number 0. */
static bool take_part(const struct scan_message *m, struct part *p, unsigned *line_no)
{
	struct cursor c = yg_cur(m->bytes);
	struct str line, f[4];
	const char *start = c.p, *last = NULL;
	unsigned at = 0;
	bool ended, behind = false;
	unsigned long total, number;

	memset(p, 0, sizeof *p);
	if (yg_scan_message_head(m->bytes) != HEAD_NOTEBOOK)
		return true;
	while (start = c.p, yg_cur_line(&c, &line, &ended)) {
		at++;
		if (at == 1)
			p->head = (struct str){ m->bytes.p, (size_t)(c.p - m->bytes.p) };
		if (last && line.n && line.p[0] != 0x1a)
			behind = true;                            /* 911 must be the last record */
		if (!yg_str_starts(line, STR("911,")))
			continue;
		*line_no = at;
		if (last || !items(line, f, 4))
			return false;
		while (f[3].n && (f[3].p[f[3].n - 1] == 0x1a || f[3].p[f[3].n - 1] == 0))
			f[3].n--;
		last = start;
		if (f[1].n == 0 || !yg_str_uint(f[2], MAX_PARTS, &total) || !yg_str_uint(f[3], MAX_PARTS, &number))
			return false;
		if (number == 0 || number > total)
			return false;
		p->id = f[1];
		p->total = (unsigned)total;
		p->number = (unsigned)number;
	}
	if (behind)
		return false;
	if (last)
		p->body = (struct str){ m->bytes.p + p->head.n, (size_t)(last - m->bytes.p) - p->head.n };
	p->utf8 = m->utf8;
	return true;
}

static struct str missing_numbers(struct part *const *by_number, unsigned total, struct arena *a)
{
	struct buf b;
	struct str s;

	yg_buf_init(&b, 8192);
	for (unsigned i = 1; i <= total; i++)
		if (!by_number[i])
			yg_buf_printf(&b, "%s%u", b.n ? "," : "", i);
	s = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}

static struct str number_text(struct arena *a, unsigned n) { return yg_arena_printf(a, "%u", n); }

/* All parts of the set that p[first] belongs to. YG_OK: *joined is the whole message. */
static int join_set(struct part *p, size_t n, size_t first, struct arena *a, struct str *joined, struct diags *ds)
{
	struct part **by_number = yg_arena_array(a, (size_t)p[first].total + 1, sizeof *by_number);
	struct buf b;
	int err = YG_OK;
	bool complete = true;

	if (!by_number)
		return YG_ENOMEM;
	for (size_t i = first; i < n; i++) {
		struct part **slot;

		if (p[i].number == 0 || p[i].done || !yg_str_eq(p[i].id, p[first].id))
			continue;
		p[i].done = true;
		if (p[i].total != p[first].total || !yg_str_eq(yg_str_trim(p[i].head), yg_str_trim(p[first].head))
		    || p[i].utf8 != p[first].utf8) {
			yg_diag(ds, &d_total, 0, 0, "911-2 分割数", STR_NONE, STR_NONE);
			err = YG_ESYNTAX;
			continue;
		}
		slot = &by_number[p[i].number];
		if (*slot && !yg_str_eq((*slot)->body, p[i].body)) {
			yg_diag(ds, &d_conflict, 0, 0, "911-3 データ連番", number_text(a, p[i].number), STR_NONE);
			err = YG_ESYNTAX;
		}
		*slot = &p[i];
	}
	for (unsigned i = 1; i <= p[first].total; i++)
		complete = complete && by_number[i];
	if (!complete && err == YG_OK) {
		yg_diag(ds, &d_missing, 0, 0, "911-3 データ連番", missing_numbers(by_number, p[first].total, a),
			number_text(a, p[first].total));
		err = YG_EMISSING;
	}
	if (err)
		return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_buf_str(&b, by_number[1]->head);
	for (unsigned i = 1; i <= p[first].total; i++)
		yg_buf_str(&b, by_number[i]->body);
	*joined = yg_arena_str(a, yg_buf_view(&b));
	err = b.err ? b.err : joined->p ? YG_OK : YG_ENOMEM;
	yg_buf_free(&b);
	return err;
}

int yg_scan_join_911(struct scan_message *m, size_t *n, struct arena *a, struct diags *ds)
{
	struct part *p = yg_arena_array(a, *n ? *n : 1, sizeof *p);
	size_t kept = 0;
	int worst = YG_OK;

	if (!p)
		return YG_ENOMEM;
	for (size_t i = 0; i < *n; i++) {
		unsigned line = 0;

		if (!take_part(&m[i], &p[i], &line)) {
			yg_diag(ds, &d_malformed, 0, line, "911", STR_NONE, STR_NONE);
			p[i].number = 0;
			worst = YG_ESYNTAX;
		}
		p[i].from = i;
	}
	for (size_t i = 0; i < *n; i++) {
		struct str joined;
		int err;

		if (p[i].number == 0) {
			m[kept++] = m[i];
			continue;
		}
		if (p[i].done)
			continue;
		err = join_set(p, *n, i, a, &joined, ds);
		if (err == YG_OK)
			m[kept++] = (struct scan_message){ joined, p[i].utf8 };
		else if (worst == YG_OK || err == YG_ENOMEM)
			worst = err;
	}
	*n = kept;
	return worst;
}
