/* cmd_enter.c - case.enter: a prescription typed by a person, because its paper or fax has no code. Kept as typed, marked with who and when;
 * every fault at once. A drug nobody can identify goes to the worklist and stays unchecked. */
#include "desk/command.h"
#include "desk/receive.h"
#include "desk/typed.h"
#include "desk/worklist.h"
#include "base/err.h"
#include "base/ban.h"

int desk_read_typed(struct run *r, struct json_object *rx, yagen_case **yc, struct str *json)
{
	yagen *tables = NULL;
	int err;
	if (!rx || !json_object_is_type(rx, json_type_object))
		return run_refuse_as(r, YG_EMISSING, "no-rx", "rx（処方の内容）が必要です", "rx is needed: the prescription as JSON");
	if (typed_my_number(r, rx)) return run_refuse(r, "my-number", "個人番号（マイナンバー）は入力できません", "an individual number (My Number) must not be entered");
	if (!yg_json_get(rx, "yagen")) json_object_object_add(rx, "yagen", json_object_new_string("prescription"));
	*json = typed_text(r, rx);
	if ((err = desk_tables_in_force(r, &tables)) != YG_OK) return err;
	err = yagen_case_new(yc, tables);
	yagen_free(tables);
	if (err != YG_OK) return err;
	run_tell(r, *yc);
	if ((err = yagen_case_set_lang(*yc, (yagen_lang)r->lang)) != YG_OK) return err;
	err = yagen_case_read_rx(*yc, YAGEN_JSON, json->n ? json->p : "", json->n);
	if (err == YG_OK || !run_input_fault(err)) return err;
	return run_refuse_as(r, err, "typed-faults", "入力に誤りがあります", "what was entered has faults");
}

/* What the master says of each line now; the check asks again. */
static void identities(struct jw *w, const struct yg_case *c)
{
	static const char *const word[] = { [IDENT_OK] = "ok", [IDENT_DISAGREES] = "disagrees", [IDENT_UNKNOWN] = "unknown", [IDENT_NOT_A_DRUG] = "not-a-drug" };
	const struct rx *rx = c->rx_doc.rx;
	size_t k = 0;
	jw_arr(w);
	for (size_t g = 0; g < rx->ngroups; g++)
		for (size_t i = 0; i < rx->groups[g].nlines; i++, k++) {
			jw_obj(w);
			jw_kstr(w, "line", yg_arena_printf(c->arena, "rx/%d/%d", rx->groups[g].number, rx->groups[g].lines[i].seq));
			jw_kz(w, "verdict", word[c->identity[k].verdict]);
			jw_kz(w, "reason", c->identity[k].reason);
			jw_kstr(w, "master_name", c->identity[k].master_name);
			jw_obj_end(w);
		}
	jw_arr_end(w);
}

int desk_identify_typed(struct run *r, yagen_case *yc, struct str *json)
{
	struct desk_check none = { .settlements_given = false };
	struct buf b;
	struct jw w;
	int err = desk_settlements(r, &none, yc);
	if (err == YG_OK) err = yg_identify_case(yc->c);
	if (err != YG_OK) return err;
	yg_buf_init(&b, 4u << 20);
	jw_init(&w, &b, false);
	identities(&w, yc->c);
	*json = run_take(r, &b, &err);
	return err;
}

/* The answer of a command that received or changed a prescription, with one more member. */
void desk_answer_more(struct run *r, struct str members)
{
	if (!r->answer.n || r->answer.p[r->answer.n - 1] != '}') return;
	r->answer.n--;
	if (r->answer.p[r->answer.n - 1] != '{') yg_buf_char(&r->answer, ',');
	yg_buf_str(&r->answer, members);
	yg_buf_char(&r->answer, '}');
}

int cmd_case_enter(struct run *r)
{
	struct received in = { .event = "entered", .doc_kind = "rx-entered", .format = "json", .label = "typed" };
	struct str identity = STR_NONE;
	yagen_case *yc = NULL;
	int err;
	if (run_part(r, "rx", 0)) return run_refuse_as(r, YG_EARG, "rx-part", "入力する処方に、ファイルは付けられません", "a typed prescription has no rx part");
	err = desk_read_typed(r, yg_json_get(r->in, "rx"), &yc, &in.bytes);
	if (err == YG_OK && typed_rx(r, yc->c->rx_doc.rx, -1, -1))
		err = run_refuse_as(r, YG_EMISSING, "typed-faults", "入力に誤りがあります", "what was entered has faults");
	if (err == YG_OK) err = receive_try(r, yc);
	if (err == YG_OK) err = desk_identify_typed(r, yc, &identity);
	in.told = yc ? yc->c : NULL;
	if (err == YG_OK) err = desk_receive(r, yc->c->rx_doc.rx, &in);
	if (err == YG_OK) err = desk_worklist_seen(r, yc);
	if (err != YG_OK) return err;
	desk_answer_more(r, yg_arena_printf(r->arena, "\"entered_at\":\"%.*s\",\"identity\":%.*s", STR_ARG(desk_time(r->arena, r->at)), STR_ARG(identity)));
	return YG_OK;
}
