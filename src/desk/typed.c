/* typed.c - the faults of what a person typed. What a code means is the identity guard's business; here is what must be there at all,
 * and what cannot be. */
#include "desk/typed.h"
#include "codec/facts.h"
#include "tables/identify.h"
#include "base/err.h"
#include "text/mynumber.h"
#include <json-c/json_object_iterator.h>
#include "base/ban.h"

DIAG_KIND(d_missing, "typed-missing", DIAG_ERROR, "入力がありません", "nothing was entered");
DIAG_KIND(d_value, "typed-value", DIAG_ERROR, "この値は使えません", "not a possible value");
DIAG_KIND(d_late, "typed-date", DIAG_ERROR, "日付が前後しています", "the days are in the wrong order");
DIAG_KIND(d_twice, "typed-twice", DIAG_ERROR, "同じ番号がもう一つあります", "this number is there twice");
DIAG_KIND(d_system, "typed-code-system", DIAG_ERROR, "コードとコードの種類が合いません", "code and code system do not go together");
DIAG_KIND(d_shape, "typed-code", DIAG_ERROR, "この種類のコードの形ではありません", "not the shape of a code of this system");
DIAG_KIND(d_check, "typed-check-digit", DIAG_ERROR, "コードの検査数字が合いません。写し間違いかもしれません", "the check digit does not fit: perhaps a typing error");
DIAG_KIND(d_my_number, "typed-my-number", DIAG_ERROR, "個人番号（マイナンバー）かもしれない 12 桁の数字です。入力しないでください",
	  "12 digits that may be an individual number (My Number): it must not be entered");

struct look { struct run *r; size_t faults; };

static void fault(struct look *l, const struct diag_kind *k, struct str field)
{
	char name[128];
	size_t n = field.n < sizeof name - 1 ? field.n : sizeof name - 1;
	memcpy(name, field.n ? field.p : "", n);
	name[n] = 0;
	yg_diag(&l->r->diags, k, 0, 0, name, STR_NONE, STR_NONE);
	l->faults++;
}

static void want(struct look *l, bool there, const char *field)
{
	if (!there) fault(l, &d_missing, yg_str(field));
}

static bool text(struct str s) { return yg_str_trim(s).n > 0; }

static void head(struct look *l, const struct rx *rx)
{
	struct ymd today = desk_day(l->r->at);
	want(l, text(rx->patient.name) || text(rx->patient.kana), "patient.name");
	want(l, rx->sex != SEX_UNKNOWN, "sex");
	want(l, yg_ymd_given(rx->born), "born");
	if (yg_ymd_given(rx->born) && !yg_ymd_valid(rx->born)) fault(l, &d_value, STR("born"));
	want(l, text(rx->institution.name), "institution.name");
	want(l, text(rx->doctor.name) || text(rx->doctor.kana), "doctor.name");
	want(l, yg_ymd_given(rx->issued), "issued");
	if (yg_ymd_given(rx->issued) && !yg_ymd_valid(rx->issued)) fault(l, &d_value, STR("issued"));
	if (!yg_ymd_valid(rx->issued)) return;
	if (yg_ymd_cmp(rx->issued, today) > 0) fault(l, &d_late, STR("issued"));
	if (yg_ymd_valid(rx->born) && yg_ymd_cmp(rx->born, rx->issued) > 0) fault(l, &d_late, STR("born"));
	if (yg_ymd_given(rx->expires) && (!yg_ymd_valid(rx->expires) || yg_ymd_cmp(rx->expires, rx->issued) < 0)) fault(l, &d_late, STR("expires"));
	if (rx->refill_total < 0 || rx->refill_total > 3) fault(l, &d_value, STR("refill_total"));
}

/* Shapes as in tables/codes.c; whether the master knows the code is asked later. */
static const struct diag_kind *code_fault(enum code_system system, struct str code)
{
	bool none = system == CODE_NONE;
	if (none || !code.n) return none == !code.n ? NULL : &d_system;
	switch (system) {
	case CODE_RECEIPT: return code.n == 9 && yg_str_digits(code) ? NULL : &d_shape;
	case CODE_HOT: return yg_str_digits(code) && (code.n == 7 || code.n == 9 || code.n == 11 || code.n == 13) ? NULL : &d_shape;
	case CODE_GENERIC: return code.n == 12 && yg_str_eqz(yg_str_sub(code, 9, 3), "ZZZ") ? NULL : &d_shape;
	case CODE_MHLW: case CODE_YJ:
		if (!yg_code_price_shape(code)) return &d_shape;
		return yg_code_price_check(code) ? NULL : &d_check;
	case CODE_NONE: case CODE_JAN: case CODE_UNKNOWN: default: return &d_system;
	}
}

static void one_line(struct look *l, const struct rx_group *g, size_t at, size_t k)
{
	struct arena *a = l->r->arena;
	const struct rx_line *line = &g->lines[k];
	const struct diag_kind *code = code_fault(line->item.system, line->item.code);
	if (!text(line->item.name)) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].lines[%zu].name", at, k));
	if (!yg_dec_given(line->item.amount)) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].lines[%zu].amount", at, k));
	else if (line->item.amount.n <= 0) fault(l, &d_value, yg_arena_printf(a, "groups[%zu].lines[%zu].amount", at, k));
	if (!text(line->item.unit)) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].lines[%zu].unit", at, k));
	if (code) fault(l, code, yg_arena_printf(a, "groups[%zu].lines[%zu].code", at, k));
	for (size_t i = 0; i < k; i++)
		if (g->lines[i].seq == line->seq) fault(l, &d_twice, yg_arena_printf(a, "groups[%zu].lines[%zu].seq", at, k));
}

static void one_group(struct look *l, const struct rx *rx, size_t at, int line)
{
	struct arena *a = l->r->arena;
	const struct rx_group *g = &rx->groups[at];
	bool counts = g->form == FORM_ORAL || g->form == FORM_PRN || g->form == FORM_DECOCTION;
	if (line < 0) {
		if (g->form == FORM_NONE) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].form", at));
		if (!text(g->usage) && !text(g->usage_code)) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].usage", at));
		if (counts && g->quantity == 0) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].quantity", at));
		else if (g->quantity < 0 || g->quantity > 999) fault(l, &d_value, yg_arena_printf(a, "groups[%zu].quantity", at));
		if (!g->nlines) fault(l, &d_missing, yg_arena_printf(a, "groups[%zu].lines", at));
		if (g->number < 1 || g->number > 999) fault(l, &d_value, yg_arena_printf(a, "groups[%zu].number", at));
		for (size_t i = 0; i < at; i++)
			if (rx->groups[i].number == g->number) fault(l, &d_twice, yg_arena_printf(a, "groups[%zu].number", at));
	}
	for (size_t k = 0; k < g->nlines; k++)
		if (line < 0 || (size_t)line == k) one_line(l, g, at, k);
}

size_t typed_rx(struct run *r, const struct rx *rx, int group, int line)
{
	struct look l = { .r = r };
	if (group < 0) head(&l, rx);
	for (size_t g = 0; g < rx->ngroups; g++)
		if (group < 0 || (size_t)group == g) one_group(&l, rx, g, line);
	return l.faults;
}

size_t typed_facts(struct run *r, const struct facts *f)
{
	struct facts all = FACTS_NONE;
	size_t before = r->diags.n;
	if (yg_facts_add(&all, f, false, desk_day(r->at), 0, r->arena, &r->diags) != YG_OK) return 1;
	return yg_diags_count(&r->diags, before, DIAG_WARNING);
}

/* --- My Number ---------------------------------------------------------------------------------------------------------- */

/* What may have 12 digits of its own: the voucher, the prescription, a drug's code. */
static bool other_number(struct str path)
{
	return yg_str_eqz(path, "number") || yg_str_eqz(path, "prescription_id") || yg_str_find(path, STR(".code")) != (size_t)-1;
}

static bool walk(struct look *l, struct json_object *o, struct str path)
{
	bool found = false;
	if (json_object_is_type(o, json_type_object)) {
		struct json_object_iterator i = json_object_iter_begin(o), end = json_object_iter_end(o);
		for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
			const char *name = json_object_iter_peek_name(&i);
			found = walk(l, json_object_iter_peek_value(&i), yg_arena_printf(l->r->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "", name)) || found;
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			found = walk(l, json_object_array_get_idx(o, i), yg_arena_printf(l->r->arena, "%.*s[%zu]", STR_ARG(path), i)) || found;
	} else if (json_object_is_type(o, json_type_string) || json_object_is_type(o, json_type_int)) {
		struct str s = yg_str_trim(yg_str(json_object_get_string(o)));
		if (yg_mynumber_find(s, 0, NULL) && !other_number(path)) {
			fault(l, &d_my_number, path);
			found = true;
		}
	}
	return found;
}

bool typed_my_number(struct run *r, struct json_object *o)
{
	struct look l = { .r = r };
	return walk(&l, o, STR_NONE);
}

/* Ids of ours are hexadecimal and could hold such digits by chance; only what people write is looked at. */
bool typed_number_in_texts(struct run *r, struct json_object *o)
{
	static const char *const texts[] = { "why", "note", "question", "answer", "answered_by", "guidance", "text", "what", "written", "consent_note", "address", "remark", "label" };
	struct json_object_iterator i, end;
	struct look l = { .r = r };
	bool found = false;
	if (json_object_is_type(o, json_type_array))
		for (size_t k = 0; k < json_object_array_length(o); k++) found = typed_number_in_texts(r, json_object_array_get_idx(o, k)) || found;
	if (!json_object_is_type(o, json_type_object)) return found;
	for (i = json_object_iter_begin(o), end = json_object_iter_end(o); !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		struct json_object *v = json_object_iter_peek_value(&i);
		const char *name = json_object_iter_peek_name(&i);
		if (strcmp(name, "rx") == 0 || strcmp(name, "set") == 0 || strcmp(name, "facts") == 0) continue;     /* typed_my_number, field by field */
		for (size_t k = 0; json_object_is_type(v, json_type_string) && k < sizeof texts / sizeof *texts; k++) {
			if (strcmp(name, texts[k]) != 0 || !yg_mynumber_find(yg_str(json_object_get_string(v)), 0, NULL)) continue;
			fault(&l, &d_my_number, yg_str(name));
			found = true;
		}
		if (!json_object_is_type(v, json_type_string)) found = typed_number_in_texts(r, v) || found;
	}
	return found;
}

struct str typed_text(struct run *r, struct json_object *o)
{
	return yg_arena_str(r->arena, yg_str(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
}
