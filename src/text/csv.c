/* csv.c - one record at a time in two dialects; fields are views, only doubled quotes cost a copy. */
#include "text/csv.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

void yg_csv_open(struct csv *c, struct str text, enum csv_dialect dialect, struct arena *a)
{
	*c = (struct csv){ .in = yg_cur(text), .dialect = dialect, .arena = a, .next_line = 1 };
}

static int add(struct csv *c, struct csv_row *row, struct str field)
{
	struct str *f;
	if (row->n >= YG_MAX_FIELDS) return YG_ETOOBIG;
	f = yg_arena_grow(c->arena, row->f, row->n, sizeof *f);
	if (!f) return yg_arena_error(c->arena);
	f[row->n++] = field;
	row->f = f;
	return YG_OK;
}

static int plain(struct csv *c, struct csv_row *row)
{
	struct str rest;
	size_t from = 0;
	int err = YG_OK;
	yg_cur_line(&c->in, &row->raw, &row->ended);
	c->next_line++;
	rest = row->raw;
	for (size_t i = 0; i <= rest.n && !err; i++) {
		if (i < rest.n && rest.p[i] != ',') continue;
		err = add(c, row, yg_str_sub(rest, from, i - from));
		from = i + 1;
	}
	return err;
}

/* A quoted field, the cursor behind its opening quote: leaves it behind the closing one. */
static int quoted(struct csv *c, struct cursor *in, struct str *out)
{
	const char *start = in->p;
	size_t doubled = 0;
	for (; in->p < in->end; in->p++) {
		if (*in->p == '\n') c->next_line++;
		if (*in->p != '"') continue;
		if (in->p + 1 == in->end || in->p[1] != '"') break;
		doubled++;
		in->p++;
	}
	if (in->p == in->end) return YG_ESYNTAX;
	*out = (struct str){ start, (size_t)(in->p - start) };
	in->p++;
	if (doubled) {
		char *q = yg_arena_alloc(c->arena, out->n);
		size_t n = 0;
		if (!q) return yg_arena_error(c->arena);
		for (size_t i = 0; i < out->n; i++) {
			q[n++] = out->p[i];
			if (out->p[i] == '"') i++;
		}
		*out = (struct str){ q, n };
	}
	return YG_OK;
}

static int rfc4180(struct csv *c, struct csv_row *row)
{
	struct cursor *in = &c->in;
	const char *start = in->p;
	for (;;) {
		struct str f;
		int err;
		if (in->p < in->end && *in->p == '"') {
			in->p++;
			err = quoted(c, in, &f);
		} else {
			const char *from = in->p;
			while (in->p < in->end && *in->p != ',' && *in->p != '\n' && *in->p != '\r') in->p++;
			f = (struct str){ from, (size_t)(in->p - from) };
			err = YG_OK;
		}
		if (!err) err = add(c, row, f);
		if (err) return err;
		row->raw = (struct str){ start, (size_t)(in->p - start) };
		if (in->p == in->end) return YG_OK;
		if (*in->p == ',') { in->p++; continue; }
		if (*in->p == '\r') in->p++;
		if (in->p < in->end && *in->p == '\n') in->p++;
		else if (in->p[-1] != '\r') return YG_ESYNTAX;      /* text behind a closing quote */
		row->ended = true;
		c->next_line++;
		return YG_OK;
	}
}

int yg_csv_next(struct csv *c, struct csv_row *row)
{
	int err;
	*row = (struct csv_row){ .line = c->next_line };
	c->line = c->next_line;
	if (yg_cur_left(&c->in) == 0) return 0;
	err = c->dialect == CSV_PLAIN ? plain(c, row) : rfc4180(c, row);
	return err ? err : 1;
}

int yg_csv_column(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++)
		if (yg_str_eqz(header->f[i], name)) return (int)i;
	return -1;
}

void yg_csv_put(struct buf *out, bool first, struct str field)
{
	bool quote = false;
	if (!first) yg_buf_char(out, ',');
	for (size_t i = 0; i < field.n && !quote; i++)
		quote = field.p[i] == ',' || field.p[i] == '"' || field.p[i] == '\n' || field.p[i] == '\r';
	if (quote) yg_buf_char(out, '"');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"') yg_buf_char(out, '"');
		yg_buf_char(out, field.p[i]);
	}
	if (quote) yg_buf_char(out, '"');
}
