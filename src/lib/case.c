/* case.c - the public calls of one case: read, check, and look at the answer.
 * Translates between the public header and flow/; decides nothing. */
#include "lib/lib.h"
#include "base/err.h"
#include "base/limits.h"
#include <stdlib.h>
#include "base/ban.h"

#define MAX_LOOKBACK 36500u

int yagen_case_new(yagen_case **out, yagen *yg)
{
	yagen_case *yc;
	int err;
	if (!out || !yg) return YAGEN_EARG;
	if (!(yc = calloc(1, sizeof *yc))) return YAGEN_ENOMEM;
	if ((err = yg_case_new(&yc->c, yg->tables)) != YG_OK) { free(yc); return err; }
	lib_mark_unsigned(yg, &yc->c->diags);
	*out = yc;
	return YAGEN_OK;
}

void yagen_case_free(yagen_case *c)
{
	if (!c) return;
	yg_case_free(c->c);
	free(c);
}

int yagen_case_set_lang(yagen_case *c, yagen_lang lang)
{
	if (!c || (lang != YAGEN_JA && lang != YAGEN_EN)) return YAGEN_EARG;
	if (c->started) return YAGEN_ESTATE;
	c->lang = lang == YAGEN_EN ? LANG_EN : LANG_JA;
	return YAGEN_OK;
}

/* Until the check has decided on consent, whatever a terminal's file says without a clear yes counts as masked. */
static bool input_masked(const struct yg_case *c, unsigned input)
{
	for (size_t i = 0; i < c->nsources; i++) {
		const struct history_source *s = &c->sources[i];
		const struct history *h = s->h;
		if (s->input != input) continue;
		if (s->mask) return true;
		if (c->state != CASE_CHECKED && s->format == FORMAT_OQS_XML && (!h || h->consent != CONSENT_YES)) return true;
		for (size_t v = 0; h && v < h->nvisits; v++)
			if (yg_visit_masked(s, &h->visits[v])) return true;
	}
	return false;
}

static void sync_diags(struct yagen_case *c)
{
	const struct diags *ds = &c->c->diags;
	c->ndiags = 0;
	c->diags = yg_arena_array(c->c->arena, ds->n + 1, sizeof *c->diags);
	if (!c->diags) return;
	for (size_t i = 0; i < ds->n; i++) {
		yagen_diag *d = &c->diags[c->ndiags];
		lib_diag(c->c->arena, &ds->d[i], c->lang, input_masked(c->c, ds->d[i].input), d);
		if (!d->field || !d->text) return;
		c->ndiags++;
	}
	if (ds->left_out) lib_left_out(c->c->arena, ds->left_out, c->lang, &c->diags[c->ndiags++]);
}

static int may_read(const yagen_case *c, yagen_format f, const void *data, size_t len)
{
	if (!c || (!data && len) || (f != YAGEN_AUTO && !yg_codec_get((enum format)f))) return YAGEN_EARG;
	return c->c->state == CASE_CHECKED ? YAGEN_ESTATE : YAGEN_OK;
}

int yagen_case_read_rx(yagen_case *c, yagen_format f, const void *data, size_t len)
{
	struct str bytes = { data, len };
	int err = may_read(c, f, data, len);
	if (err != YAGEN_OK) return err;
	if (c->c->state != CASE_NEW) return YAGEN_ESTATE;
	c->started = true;
	err = lib_unscan(c->c, (enum format)f, bytes, 0, &bytes);
	if (err == YG_OK) {
		size_t since = c->c->diags.n;
		err = yg_receive(c->c, (enum format)f, bytes);
		if ((err == YG_ESYNTAX || err == YG_EMISSING) && lib_repair(c->c, (enum format)f, bytes, 0, since, &bytes))
			err = yg_receive(c->c, (enum format)f, bytes);
	}
	sync_diags(c);
	return err;
}

int yagen_case_read_history(yagen_case *c, yagen_format f, const void *data, size_t len, const char *label)
{
	struct str bytes = { data, len };
	int err = may_read(c, f, data, len), scanned;
	if (err != YAGEN_OK) return err;
	c->started = true;
	scanned = lib_unscan(c->c, (enum format)f, bytes, c->c->ninputs, &bytes);
	/* also when that failed: the case must remember that there was a source it could not use */
	err = yg_add_history(c->c, (enum format)f, bytes, yg_str(label));
	sync_diags(c);
	return scanned != YG_OK ? scanned : err;
}

int yagen_case_read_patient(yagen_case *c, yagen_format f, const void *data, size_t len)
{
	int err = may_read(c, f, data, len);
	if (err != YAGEN_OK) return err;
	c->started = true;
	err = yg_add_facts(c->c, (enum format)f, (struct str){ data, len });
	sync_diags(c);
	return err;
}

int yagen_case_read_answers(yagen_case *c, const void *data, size_t len)
{
	int err;
	if (!c || (!data && len)) return YAGEN_EARG;
	if (c->c->state == CASE_CHECKED) return YAGEN_ESTATE;
	c->started = true;
	err = yg_add_answers(c->c, (struct str){ data, len });
	sync_diags(c);
	return err;
}

int yagen_case_read_overlay(yagen_case *c, const void *data, size_t len, const char *name)
{
	int err;
	if (!c || (!data && len)) return YAGEN_EARG;
	if (c->c->state == CASE_CHECKED || c->c->overlay) return YAGEN_ESTATE;
	c->started = true;
	err = yg_add_overlay(c->c, (struct str){ data, len }, yg_str(name));
	sync_diags(c);
	return err;
}

int yagen_case_check(yagen_case *c, const yagen_check_options *opts)
{
	struct check_options o = { 0 };
	int err;
	if (!c || !opts || opts->version != 1 || opts->lookback_days > MAX_LOOKBACK) return YAGEN_EARG;
	if ((int)opts->consent < 0 || (int)opts->consent > (int)YAGEN_BASIS_NONE) return YAGEN_EARG;
	o.as_of = lib_ymd(opts->as_of);
	if (!yg_ymd_given(o.as_of)) return YAGEN_EARG;
	if (c->c->state == CASE_CHECKED || !c->c->rx_doc.rx) return YAGEN_ESTATE;
	o.lookback_days = opts->lookback_days;
	o.consent = (enum consent_basis)opts->consent;
	o.refuse_expired = opts->refuse_expired != 0;
	o.consents = c->consents;
	o.consent_noted = c->consent_noted;
	err = yg_check(c->c, &o);
	if (err == YG_OK) err = view_build(c);
	sync_diags(c);
	return err;
}

/* --- the answer ----------------------------------------------------------------- */

#define GETTER(type, fn_count, fn_get, array, count) \
	size_t fn_count(const yagen_case *c) { return c ? c->count : 0; } \
	const type *fn_get(const yagen_case *c, size_t i) { return c && i < c->count ? &c->array[i] : NULL; }
GETTER(yagen_finding, yagen_case_finding_count, yagen_case_finding, view.findings, view.nfindings)
GETTER(yagen_finding, yagen_case_hidden_count, yagen_case_hidden, view.hidden, view.nhidden)
GETTER(yagen_line, yagen_case_line_count, yagen_case_line, view.lines, view.nlines)
GETTER(yagen_line_coverage, yagen_case_coverage_count, yagen_case_coverage, view.coverage, view.ncoverage)
GETTER(yagen_source, yagen_case_source_count, yagen_case_source, view.sources, view.nsources)
GETTER(yagen_gap, yagen_case_gap_count, yagen_case_gap, view.gaps, view.ngaps)
GETTER(yagen_diag, yagen_case_diag_count, yagen_case_diag, diags, ndiags)
GETTER(yagen_explain, yagen_case_explain_count, yagen_case_explain_at, view.explain, view.nexplain)
GETTER(yagen_national, yagen_case_national_count, yagen_case_national_at, view.national, view.nnational)

const yagen_overlay *yagen_case_overlay(const yagen_case *c) { return c ? c->view.overlay : NULL; }

yagen_verdict yagen_case_verdict(const yagen_case *c) { return c ? c->view.verdict : YAGEN_UNKNOWN; }

const yagen_line *yagen_case_line_by_ref(const yagen_case *c, const char *ref)
{
	return c && ref ? view_line(&c->view, ref) : NULL;
}

int yagen_case_write(yagen_case *c, yagen_format f, yagen_sink *out)
{
	const struct codec *codec;
	struct write_ctx wc = { 0 };
	struct buf b;
	int err;
	if (!c || !out) return YAGEN_EARG;
	codec = f == YAGEN_REPORT_JSON ? NULL : yg_codec_get((enum format)f);
	if (f != YAGEN_REPORT_JSON && (!codec || !codec->write)) return YAGEN_EARG;
	if (f == YAGEN_REPORT_JSON ? c->view.verdict == YAGEN_UNKNOWN : !c->c->rx_doc.rx) return YAGEN_ESTATE;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	if (codec) {
		wc.arena = c->c->arena;
		wc.diags = &c->c->diags;
		err = codec->write(&wc, &c->c->rx_doc, &b);
		sync_diags(c);
	} else {
		err = report_write(c, &b);
	}
	if (err == YG_OK) err = b.err;
	if (err == YG_OK) err = lib_sink_add(out, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}
