/* consent.c - consents of a case as its events tell them, and what they still allow: records in and out of JSON, and whether the words of an
 * earlier check may be shown. Decides nothing itself: that is the table in flow/consent.c. */
#include "desk/consent.h"
#include "base/err.h"
#include "base/ban.h"

#define JAPAN (9 * 3600)

int64_t consent_japan(int64_t utc) { return utc + JAPAN; }

struct consents consent_now(struct run *r)
{
	int64_t at = r->at;
	if (r->c && r->c->row && r->c->version && r->c->row[CA_UPDATED_AT].i > at) at = r->c->row[CA_UPDATED_AT].i;     /* a clock set back opens nothing */
	return (struct consents){ r->c ? r->c->records : NULL, r->c ? r->c->nrecords : 0, consent_japan(at), true };
}

/* --- records ------------------------------------------------------------------------------------------- */

static const char *const flag_word[] = { [CONSENT_NOT_SAID] = "not-said", [CONSENT_YES] = "yes", [CONSENT_NO] = "no", [CONSENT_EXPIRED] = "expired",
	[CONSENT_UNOBTAINABLE] = "not-obtainable" };

static enum consent_flag flag_of(struct str word)
{
	for (size_t i = 0; i < sizeof flag_word / sizeof *flag_word; i++)
		if (yg_str_eqz(word, flag_word[i])) return (enum consent_flag)i;
	return CONSENT_NO;
}

static int64_t number(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : 0;
}

static bool flag(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v && json_object_is_type(v, json_type_boolean) && json_object_get_boolean(v);
}

void consent_records_json(struct run *r, struct jw *w, const struct consent_record *rec, size_t n)
{
	(void)r;
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		jw_obj(w);
		jw_kz(w, "basis", yg_consent_word(rec[i].basis));
		jw_kz(w, "item", yg_consent_item_word(rec[i].item));
		jw_kz(w, "flag", flag_word[rec[i].flag]);
		jw_kint(w, "since", (long long)rec[i].since);
		jw_kint(w, "until", (long long)rec[i].until);
		jw_kint(w, "withdrawn", (long long)rec[i].withdrawn);
		jw_kstr(w, "by", rec[i].by);
		jw_kbool(w, "confirmed", rec[i].confirmed);
		if (rec[i].nlines) {
			jw_key(w, "lines");
			jw_arr(w);
			for (size_t k = 0; k < rec[i].nlines; k++) jw_str(w, rec[i].lines[k]);
			jw_arr_end(w);
		}
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static bool record_read(struct run *r, struct json_object *o, struct consent_record *c)
{
	struct json_object *lines = yg_json_get(o, "lines");
	*c = (struct consent_record){ .flag = flag_of(yg_json_str(o, "flag")), .since = number(o, "since"), .until = number(o, "until"), .withdrawn = number(o, "withdrawn"),
		.by = yg_arena_str(r->arena, yg_json_str(o, "by")), .confirmed = flag(o, "confirmed") };
	if (!yg_consent_basis(yg_json_str(o, "basis"), &c->basis) || !yg_consent_item(yg_json_str(o, "item"), &c->item)) return false;
	if (lines && (c->lines = yg_arena_array(r->arena, json_object_array_length(lines) + 1, sizeof *c->lines)) != NULL)
		for (; c->nlines < json_object_array_length(lines); c->nlines++)
			c->lines[c->nlines] = yg_arena_str(r->arena, yg_str(json_object_get_string(json_object_array_get_idx(lines, c->nlines))));
	return true;
}

void consent_records_read(struct run *r, struct json_object *list, struct consent_record **rec, size_t *n)
{
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct consent_record c, *grown;
		if (!record_read(r, json_object_array_get_idx(list, i), &c)) continue;       /* of a newer version */
		if (!(grown = yg_arena_grow(r->arena, *rec, *n, sizeof *grown))) return;
		*rec = grown;
		grown[(*n)++] = c;
	}
}

static void withdraw(struct run *r, struct desk_case *c, struct json_object *what)
{
	struct json_object *list = yg_json_get(what, "items");
	int64_t at = number(what, "at");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct consent_record *grown;
		enum consent_item item;
		if (!yg_consent_item(yg_str(json_object_get_string(json_object_array_get_idx(list, i))), &item)) continue;
		for (size_t k = 0; k < c->nrecords; k++)
			if (c->records[k].item == item && !c->records[k].withdrawn) c->records[k].withdrawn = at ? at : 1;
		/* what was never recorded here is taken back as well: the consent in a terminal's file */
		if (!(grown = yg_arena_grow(r->arena, c->records, c->nrecords, sizeof *grown))) return;
		c->records = grown;
		grown[c->nrecords++] = (struct consent_record){ .basis = BASIS_NONE, .item = item, .flag = CONSENT_NO, .since = at, .withdrawn = at ? at : 1,
			.by = yg_arena_str(r->arena, yg_json_str(what, "by")) };
	}
}

/* --- what a check showed ------------------------------------------------------------------------------------ */

static void shown_entry(struct jw *w, const struct consents *cs, const struct consent_asked *a)
{
	struct consent_answer said = yg_consent_decide(cs, a);
	if (said.show == SHOW_NOTHING || a->origin == ORIGIN_OWN || a->origin == ORIGIN_NOTEBOOK) return;
	jw_obj(w);
	jw_kint(w, "origin", a->origin);
	jw_kint(w, "item", a->item);
	jw_kint(w, "file", a->file);
	jw_kint(w, "file_until", (long long)a->file_until);
	jw_kint(w, "basis", a->basis);
	jw_kbool(w, "noted", a->noted);
	jw_kint(w, "show", said.show);
	jw_kz(w, "word", said.word);
	jw_obj_end(w);
}

void consent_shown_json(struct jw *w, const struct yg_case *c)
{
	struct consents cs = yg_check_consents(&c->opt);
	jw_arr(w);
	for (size_t i = 0; i < c->nsources; i++) {
		struct consent_asked a = yg_source_asked(&c->sources[i], &c->opt);
		shown_entry(w, &cs, &a);
	}
	for (size_t i = 0; i < c->ngiven_facts; i++) {
		struct consent_asked a = yg_facts_asked(&c->given_facts[i].facts, &c->opt);
		if (c->given_facts[i].checkup) shown_entry(w, &cs, &a);
	}
	jw_arr_end(w);
}

static void fold_shown(struct run *r, struct desk_case *c, struct json_object *list, unsigned seq)
{
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		struct desk_shown *grown = yg_arena_grow(r->arena, c->shown, c->nshown, sizeof *grown);
		if (!grown) return;
		c->shown = grown;
		grown[c->nshown++] = (struct desk_shown){ seq, { (enum consent_origin)number(o, "origin"), (enum consent_item)number(o, "item"),
			(enum consent_flag)number(o, "file"), number(o, "file_until"), (enum consent_basis)number(o, "basis"), flag(o, "noted") },
			(enum consent_show)number(o, "show") };
	}
}

void consent_fold(struct run *r, struct desk_case *c, struct str kind, struct json_object *what, unsigned seq)
{
	struct json_object *check = yg_json_get(what, "check");
	if (yg_str_eqz(kind, "consent") && yg_str_eqz(yg_json_str(what, "action"), "withdraw")) withdraw(r, c, what);
	else if (yg_str_eqz(kind, "consent") || yg_str_eqz(kind, "eligibility")) consent_records_read(r, yg_json_get(what, "consents"), &c->records, &c->nrecords);
	if (yg_str_eqz(kind, "eligibility"))
		c->eligibility_event = yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(what, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	fold_shown(r, c, yg_json_get(check ? check : what, "shown"), seq);
}

const char *consent_lapsed(struct run *r, unsigned seq)
{
	struct consents cs = consent_now(r);
	for (size_t i = 0; r->c && i < r->c->nshown; i++) {
		const struct desk_shown *s = &r->c->shown[i];
		struct consent_answer now;
		if (seq && s->seq != seq) continue;
		now = yg_consent_decide(&cs, &s->asked);
		if (now.show < s->show) return now.word;
	}
	return NULL;
}

struct str consent_withheld_text(struct run *r)
{
	return yg_str(r->lang == LANG_EN ? "(withheld: the consent was taken back or has run out)" : "（同意の撤回または期限切れにより表示しません）");
}

void consent_hide(struct run *r)
{
	if (!consent_lapsed(r, 0)) return;
	for (size_t i = 0; i < r->c->ninquiries; i++)
		if (r->c->inquiries[i].finding.n) r->c->inquiries[i].question = consent_withheld_text(r);
}

/* --- shown ---------------------------------------------------------------------------------------------------- */

static void kmoment(struct run *r, struct jw *w, const char *key, int64_t japan)
{
	jw_key(w, key);
	if (japan) jw_str(w, desk_time(r->arena, japan - JAPAN));
	else jw_null(w);
}

void consent_show(struct run *r, struct jw *w)
{
	struct consents cs = consent_now(r);
	jw_key(w, "consents");
	jw_arr(w);
	for (size_t i = 0; i < r->c->nrecords; i++) {
		const struct consent_record *c = &r->c->records[i];
		struct consents one = { c, 1, cs.now, true };
		struct consent_asked a = { .origin = ORIGIN_OTHER, .item = c->item, .basis = BASIS_NONE };
		struct consent_answer said = yg_consent_decide(&one, &a);
		jw_obj(w);
		jw_kz(w, "basis", yg_consent_word(c->basis));
		jw_kz(w, "item", yg_consent_item_word(c->item));
		jw_kz(w, "flag", flag_word[c->flag]);
		kmoment(r, w, "since", c->since);
		kmoment(r, w, "until", c->until);
		kmoment(r, w, "withdrawn", c->withdrawn);
		jw_kstr(w, "by", c->by);
		jw_kz(w, "now", said.word);
		jw_kbool(w, "holds", said.show != SHOW_NOTHING);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_key(w, "eligibility");
	if (r->c->eligibility_event.n) jw_raw(w, r->c->eligibility_event);
	else jw_null(w);
}

/* Ids and keys of findings are made of what they name, and kinds of open findings tell which: none of them stays. */
void consent_strip(struct run *r, struct str kind, unsigned seq, struct json_object *what)
{
	static const char *const of_finding[] = { "finding", "key", "kind", "reason" };
	struct json_object *check = yg_json_get(what, "check");
	const char *word;
	if (!what || !json_object_is_type(what, json_type_object)) return;
	if (yg_json_get(check ? check : what, "shown") && (word = consent_lapsed(r, seq))) {
		struct json_object *of = check ? check : what;
		json_object_object_del(of, "findings");
		json_object_object_del(of, "verdict");
		json_object_object_add(of, "withheld", json_object_new_string(word));
	}
	if ((yg_str_eqz(kind, "decided") || yg_str_eqz(kind, "inquired")) && (word = consent_lapsed(r, 0))) {
		bool of_report = yg_json_str(what, "finding").n > 0;
		for (size_t i = 0; of_report && i < sizeof of_finding / sizeof *of_finding; i++) json_object_object_del(what, of_finding[i]);
		if (of_report) json_object_object_del(what, "question");
		if (of_report) json_object_object_add(what, "withheld", json_object_new_string(word));
	}
	if (yg_str_eqz(kind, "printed") && consent_lapsed(r, 0)) json_object_object_del(what, "guidance");
}

/* --- commands that are said twice ------------------------------------------------------------------------------ */

bool consent_repeated(struct run *r, struct str case_id, struct buf *answer)
{
	static const char *const tells[] = { "case.check", "case.dispense", "case.amend", "case.inquire", "case.decide", "case.print", "case.return", "case.cancel" };
	struct desk_case *before = r->c;
	const char *word = NULL;
	bool may_tell = false;
	struct jw w;
	for (size_t i = 0; i < sizeof tells / sizeof *tells; i++) may_tell = may_tell || strcmp(r->cmd->pub.name, tells[i]) == 0;
	if (!may_tell || desk_load(r, case_id, &r->c) != YG_OK) { r->c = before; return false; }
	word = consent_lapsed(r, 0);
	if (word) {
		jw_init(&w, answer, false);
		jw_obj(&w);
		jw_kstr(&w, "request_id", r->request);
		jw_kz(&w, "command", r->cmd->pub.name);
		jw_kstr(&w, "case", run_case_id(r));
		jw_kz(&w, "state", yg_desk_state_word[r->c->state]);
		jw_kint(&w, "version", (long long)r->c->version);
		jw_key(&w, "result");
		jw_obj(&w);
		jw_kz(&w, "withheld", word);
		jw_kstr(&w, "text", consent_withheld_text(r));
		jw_obj_end(&w);
		jw_key(&w, "diagnostics");
		jw_arr(&w);
		jw_arr_end(&w);
		jw_obj_end(&w);
		yg_buf_char(answer, '\n');
	}
	r->c = before;
	return word != NULL;
}
