/* answers.c - reading answers and laying each beside the finding it was given to. Decides nothing about findings: an
 * answered one stays in the report with its severity, it only need not be decided again. */
#include "flow/answers.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include "text/fold.h"
#include "text/json.h"
#include <json-c/json_object_iterator.h>
#include "base/ban.h"

DIAG_KIND(d_not, "answers-not", DIAG_ERROR, "回答のファイルではありません ({0})", "not a file of answers ({0})");
DIAG_KIND(d_many, "answers-too-many", DIAG_ERROR, "回答が多すぎます (上限{0})", "too many answers (at most {0})");
DIAG_KIND(d_entry, "answers-entry", DIAG_WARNING, "この回答は使いません: {0} が正しくありません", "this answer is not used: {0} is not right");
DIAG_KIND(d_reason, "answers-reason", DIAG_WARNING, "この回答は使いません: この版にない理由コードです: {0}", "this answer is not used: no such reason in this edition: {0}");
DIAG_KIND(d_key, "answers-unknown-key", DIAG_WARNING, "知らないキーです: {0}", "unknown key: {0}");

enum { CAUSE_DIGITS = 13 };

/* --- reading ----------------------------------------------------------------------------------- */

static void unknown_keys(struct yg_case *c, struct json_object *o, const char *const *known, unsigned input, unsigned record)
{
	struct json_object_iterator i = json_object_iter_begin(o), end = json_object_iter_end(o);
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *name = json_object_iter_peek_name(&i);
		size_t k = 0;
		while (known[k] && strcmp(known[k], name) != 0) k++;
		if (!known[k]) yg_diag(&c->diags, &d_key, input, record, "", yg_str(name), STR_NONE);
	}
}

static bool key_fine(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
	return s.n == 16;
}

static bool take_day(struct json_object *o, const char *key, struct ymd *out)
{
	struct str s = yg_json_str(o, key);
	return s.n == 10 && yg_ymd_parse(s, out) == YG_OK && yg_ymd_valid(*out);
}

static const struct reason *reason_by_code(const struct tables *t, struct str code)
{
	for (size_t i = 0; i < yg_reason_count(t); i++)
		if (yg_str_eq(yg_tables_text(t, yg_reason_at(t, i)->code), code)) return yg_reason_at(t, i);
	return NULL;
}

/* The first member that is wrong; NULL when the answer can be used. */
static const char *take_entry(struct yg_case *c, struct json_object *o, struct answer *a)
{
	struct str key = yg_json_str(o, "finding_key");
	if (!key_fine(key)) return "finding_key";
	memcpy(a->key, key.p, key.n);
	if (!take_day(o, "on", &a->on)) return "on";
	if (yg_json_get(o, "until") && !take_day(o, "until", &a->until)) return "until";
	a->by = yg_arena_str(c->arena, yg_json_str(o, "by"));
	a->note = yg_arena_str(c->arena, yg_json_str(o, "note"));
	if (!a->by.n) return "by";
	return NULL;
}

static void add_entry(struct yg_case *c, struct json_object *o, unsigned input, unsigned record)
{
	static const char *const known[] = { "finding_key", "reason", "by", "on", "until", "note", NULL };
	struct answer a = { .until = YMD_NONE }, *grown;
	const char *wrong = "answers";
	if (json_object_is_type(o, json_type_object)) {
		unknown_keys(c, o, known, input, record);
		wrong = take_entry(c, o, &a);
	}
	if (wrong) {
		yg_diag(&c->diags, &d_entry, input, record, wrong, yg_str(wrong), STR_NONE);
		return;
	}
	a.reason = reason_by_code(c->tables, yg_json_str(o, "reason"));
	if (!a.reason) {
		yg_diag(&c->diags, &d_reason, input, record, "reason", yg_str_sub(yg_json_str(o, "reason"), 0, 40), STR_NONE);
		return;
	}
	grown = yg_arena_grow(c->arena, c->answers, c->nanswers, sizeof *grown);
	if (!grown) return;
	c->answers = grown;
	grown[c->nanswers++] = a;
}

int yg_answers_read(struct yg_case *c, struct str json, unsigned input)
{
	static const char *const known[] = { "yagen", "answers", NULL };
	struct json_object *o = NULL, *list;
	size_t at = 0, n;
	int err = yg_json_parse(json, &o, &at);
	if (err == YG_ENOMEM) return err;
	list = err == YG_OK ? yg_json_get(o, "answers") : NULL;
	if (!list || !json_object_is_type(list, json_type_array) || !yg_str_eqz(yg_json_str(o, "yagen"), "answers")) {
		yg_diag(&c->diags, &d_not, input, 0, "", err == YG_OK ? STR("\"yagen\":\"answers\"") : yg_arena_printf(c->arena, "%zu", at), STR_NONE);
		json_object_put(o);
		return err == YG_OK ? YG_ESYNTAX : err;
	}
	n = json_object_array_length(list);
	if (n > YG_MAX_ANSWERS - c->nanswers) {
		yg_diag(&c->diags, &d_many, input, 0, "", yg_arena_printf(c->arena, "%u", YG_MAX_ANSWERS), STR_NONE);
		json_object_put(o);
		return YG_ETOOBIG;
	}
	unknown_keys(c, o, known, input, 0);
	for (size_t i = 0; i < n; i++) add_entry(c, json_object_array_get_idx(list, i), input, (unsigned)i + 1);
	json_object_put(o);
	return yg_arena_error(c->arena);
}

int yg_add_answers(struct yg_case *c, struct str json)
{
	if (c->state == CASE_CHECKED) return YG_ESTATE;
	return yg_answers_read(c, json, c->ninputs++);
}

/* --- keys --------------------------------------------------------------------------------------- */

static uint64_t hash_text(uint64_t h, struct str s)
{
	h = yg_hash(h, s.n ? s.p : "", s.n);
	return yg_hash(h, "", 1);
}

/* Whose answer it is: an answer of one patient must not silence another's finding. */
static uint64_t patient_hash(const struct yg_case *c)
{
	const struct rx *rx = c->rx_doc.rx;
	struct str name = rx->patient.kana.n ? rx->patient.kana : rx->patient.name;
	char born[11];
	struct buf b;
	uint64_t h = YG_HASH_START;
	yg_buf_init(&b, name.n * 8 + 64);
	yg_fold_search(name, &b);
	h = hash_text(h, b.err ? name : yg_buf_view(&b));
	yg_buf_free(&b);
	h = hash_text(h, (struct str){ born, yg_ymd_format(rx->born, born) });
	return hash_text(h, rx->sex == SEX_MALE ? STR("male") : rx->sex == SEX_FEMALE ? STR("female") : STR_NONE);
}

void yg_answer_key(const struct yg_case *c, const struct finding *f, char out[17])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t h;
	out[0] = '\0';
	if (f->masked || !f->cause) return;
	h = patient_hash(c);
	h = yg_hash(h, &(unsigned char[8]){ (unsigned char)f->cause, (unsigned char)(f->cause >> 8), (unsigned char)(f->cause >> 16),
		    (unsigned char)(f->cause >> 24), (unsigned char)(f->cause >> 32), (unsigned char)(f->cause >> 40),
		    (unsigned char)(f->cause >> 48), (unsigned char)(f->cause >> 56) }, 8);
	yg_hex64(h, out);
	for (unsigned i = 0; i < 16 - CAUSE_DIGITS; i++) out[15 - i] = digits[(unsigned)f->reach >> (4 * i) & 15];
}

/* --- laying beside -------------------------------------------------------------------------------- */

static bool good(const struct answer *a, const struct finding *f, const char *key)
{
	bool caution = f->kind == FIND_PAIR && (f->beyond || f->rule->severity < SEV_CRITICAL);
	uint32_t kind = caution ? FINDING_CAUTION : FINDING_BIT(f->kind);
	return (a->reason->kinds & kind) && !memcmp(a->key, key, CAUSE_DIGITS) &&
	       memcmp(key + CAUSE_DIGITS, a->key + CAUSE_DIGITS, 16 - CAUSE_DIGITS) <= 0;     /* hex digits in byte order */
}

/* Its own last day; without one, and for a critical finding at the latest, after the days of its reason. */
static struct ymd last_day(const struct answer *a, enum severity severity)
{
	struct ymd days = yg_ymd_add(a->on, (int32_t)a->reason->silence_days - 1);
	if (!yg_ymd_given(a->until)) return days;
	return severity == SEV_CRITICAL && yg_ymd_cmp(days, a->until) < 0 ? days : a->until;
}

static bool apply(struct yg_case *c, struct ymd as_of, struct finding *f)
{
	struct answer best = { .reason = NULL }, *kept;
	char key[17];
	yg_answer_key(c, f, key);
	for (size_t i = 0; i < c->nanswers && key[0]; i++) {
		struct answer a = c->answers[i];
		if (!good(&a, f, key)) continue;
		a.last = last_day(&a, f->severity);
		if (yg_ymd_cmp(a.on, as_of) > 0 || yg_ymd_cmp(as_of, a.last) > 0) continue;
		if (!best.reason || yg_ymd_cmp(a.last, best.last) > 0) best = a;
	}
	if (!best.reason) return true;
	if (!(kept = yg_arena_alloc(c->arena, sizeof *kept))) return false;
	*kept = best;
	f->answered = kept;
	f->interrupts = false;
	return true;
}

int yg_answers_apply(struct yg_case *c, struct ymd as_of, struct finding *f, size_t n)
{
	for (size_t i = 0; i < n && c->nanswers; i++)
		if (!apply(c, as_of, &f[i])) return yg_arena_error(c->arena);
	return YG_OK;
}
