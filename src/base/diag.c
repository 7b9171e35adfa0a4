/* diag.c - collecting what was wrong, and saying it in two languages. */
#include "base/diag.h"
#include "base/limits.h"
#include "base/ban.h"

void yg_diags_init(struct diags *ds, struct arena *a) { *ds = (struct diags){ .arena = a }; }

void yg_diag(struct diags *ds, const struct diag_kind *kind, unsigned input, unsigned record, const char *field,
	     struct str arg0, struct str arg1)
{
	struct diag *d;
	if (kind->severity > ds->worst) ds->worst = kind->severity;
	if (ds->n >= YG_MAX_DIAGS || !(d = yg_arena_grow(ds->arena, ds->d, ds->n, sizeof *d))) {
		ds->left_out++;
		return;
	}
	ds->d = d;
	d += ds->n++;
	d->kind = kind;
	d->input = input;
	d->record = record;
	d->field = yg_arena_str(ds->arena, yg_str(field));
	d->arg[0] = yg_arena_str(ds->arena, arg0);
	d->arg[1] = yg_arena_str(ds->arena, arg1);
}

void yg_diag_text(const struct diag *d, enum lang lang, struct buf *out)
{
	const char *t = lang == LANG_EN ? d->kind->en : d->kind->ja;
	for (; *t; t++) {
		if (t[0] == '{' && (t[1] == '0' || t[1] == '1') && t[2] == '}') {
			yg_buf_str(out, d->arg[t[1] - '0']);
			t += 2;
		} else {
			yg_buf_char(out, *t);
		}
	}
}

size_t yg_diags_count(const struct diags *ds, size_t since, enum diag_severity at_least)
{
	size_t n = 0;
	for (size_t i = since; i < ds->n; i++) n += ds->d[i].kind->severity >= at_least;
	return n;
}
