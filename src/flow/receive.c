/* receive.c - bytes into the case: the prescription, any number of history documents, what is known of the patient.
 * A source that cannot be read stays in the case as unusable, because an answer without it is worth less. */
#include "flow/case.h"
#include "flow/mynumber.h"
#include "codec/facts.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_not_rx, "not-a-prescription", DIAG_ERROR,
	  "処方箋のデータではありません ({0})", "this is not a prescription ({0})");
DIAG_KIND(d_not_history, "not-a-history", DIAG_ERROR,
	  "服薬歴のデータではありません ({0})", "this is not a medication history ({0})");
DIAG_KIND(d_not_facts, "not-patient-facts", DIAG_ERROR,
	  "患者情報のデータではありません ({0})", "this holds no patient facts ({0})");
DIAG_KIND(d_many_sources, "too-many-sources", DIAG_ERROR,
	  "履歴の入力が多すぎます (上限{0})", "too many history inputs (at most {0})");
DIAG_KIND(d_many_facts, "too-many-facts", DIAG_ERROR,
	  "患者情報の入力が多すぎます (上限{0})", "too many inputs with patient facts (at most {0})");

static int read_doc(struct yg_case *c, enum format f, struct str bytes, unsigned input, struct document *doc, size_t *faults)
{
	struct read_ctx rc = { c->arena, &c->diags, input, false };
	size_t since = c->diags.n, left_out = c->diags.left_out;
	int err = yg_codec_read(&rc, f, bytes, doc);
	yg_leave_numbers_out(c->arena, &c->diags, input, since, doc);
	*faults = yg_diags_count(&c->diags, since, DIAG_ERROR) + (c->diags.left_out - left_out);
	return err;
}

static struct str format_text(const struct document *doc) { return yg_str(yg_format_name(doc->format)); }

int yg_receive(struct yg_case *c, enum format f, struct str bytes)
{
	struct document doc = { 0 };
	size_t faults;
	int err;
	if (c->state != CASE_NEW) return YG_ESTATE;
	if ((err = read_doc(c, f, bytes, 0, &doc, &faults)) != YG_OK) return err;
	if (!doc.rx) {
		yg_diag(&c->diags, &d_not_rx, 0, 0, "", format_text(&doc), STR_NONE);
		return YG_EREFUSED;
	}
	c->rx_doc = doc;
	c->rx_faults = faults;
	c->state = CASE_RECEIVED;
	return YG_OK;
}

/* Why a refused source is not usable, as a coverage word. */
static const char *refusal(int err)
{
	return err == YG_EENCODING || err == YG_ESYNTAX || err == YG_EMISSING || err == YG_ETOOBIG ? "source-unreadable" : "source-refused";
}

int yg_add_history(struct yg_case *c, enum format f, struct str bytes, struct str label)
{
	struct history_source *src;
	struct document *docs, doc = { 0 };
	unsigned input;
	size_t faults;
	int err;
	if (c->state != CASE_NEW && c->state != CASE_RECEIVED) return YG_ESTATE;
	if (c->nsources >= YG_MAX_SOURCES) {
		c->sources_left_out++;
		yg_diag(&c->diags, &d_many_sources, c->ninputs, 0, "", yg_arena_printf(c->arena, "%u", YG_MAX_SOURCES), STR_NONE);
		return YG_ETOOBIG;
	}
	src = yg_arena_grow(c->arena, c->sources, c->nsources, sizeof *src);
	docs = yg_arena_grow(c->arena, c->source_docs, c->nsources, sizeof *docs);
	if (!src || !docs) return yg_arena_error(c->arena);
	input = c->ninputs++;
	err = read_doc(c, f, bytes, input, &doc, &faults);
	if (err == YG_OK && !doc.history) {
		yg_diag(&c->diags, &d_not_history, input, 0, "", format_text(&doc), STR_NONE);
		err = YG_EREFUSED;
	}
	if (err != YG_OK) doc = (struct document){ .format = doc.format, .raw = doc.raw };
	c->sources = src;
	c->source_docs = docs;
	c->source_docs[c->nsources] = doc;
	c->sources[c->nsources++] = (struct history_source){
		.h = doc.history, .format = doc.format, .label = yg_text_without_number(c->arena, yg_arena_str(c->arena, label)),
		.usable = err == YG_OK, .why_not = err == YG_OK ? NULL : refusal(err), .input = input, .faults = faults };
	return err;
}

int yg_add_facts(struct yg_case *c, enum format f, struct str bytes)
{
	struct given_facts *given, more = { .facts = FACTS_NONE };
	struct document doc = { 0 };
	size_t faults;
	int err;
	if (c->state != CASE_NEW && c->state != CASE_RECEIVED) return YG_ESTATE;
	if (c->ngiven_facts >= YG_MAX_SOURCES) {
		yg_diag(&c->diags, &d_many_facts, c->ninputs, 0, "", yg_arena_printf(c->arena, "%u", YG_MAX_SOURCES), STR_NONE);
		return YG_ETOOBIG;
	}
	more.input = c->ninputs++;
	if ((err = read_doc(c, f, bytes, more.input, &doc, &faults)) != YG_OK) return err;
	more.checkup = doc.format == FORMAT_CHECKUP_XML;
	if (doc.facts) {
		more.facts = *doc.facts;
	} else if (doc.history) {
		if ((err = yg_facts_from_history(doc.history, c->arena, &more.facts)) != YG_OK) return err;
	} else {
		yg_diag(&c->diags, &d_not_facts, more.input, 0, "", format_text(&doc), STR_NONE);
		return YG_EREFUSED;
	}
	given = yg_arena_grow(c->arena, c->given_facts, c->ngiven_facts, sizeof *given);
	if (!given) return yg_arena_error(c->arena);
	c->given_facts = given;
	given[c->ngiven_facts++] = more;
	return YG_OK;
}
