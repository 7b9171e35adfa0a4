/* cmd_submit.c - case.sign and case.submit: the dispensing document as the pharmacist signed it, and the row in the outbox that will register it.
 * Signs nothing itself (no PIN ever comes here): it takes a signed document, and believes it only when it is ours and verifies. */
#include "desk/command.h"
#include "desk/outbox.h"
#include "desk/results.h"
#include "sign/xades_verify.h"
#include "text/xml.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

/* The document of the last hand-over as it was made and stored then. */
static int made_document(struct run *r, const char *kind, struct str *bytes)
{
	struct json_object *o = NULL, *list, *e;
	struct str id = STR_NONE;
	size_t at;
	int err;
	if (!r->c->dispensed.id.n) return YG_ENOTFOUND;
	if ((err = yg_json_parse(r->c->dispensed_event, &o, &at)) != YG_OK) return err;
	list = yg_json_get(o, "results");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		e = json_object_array_get_idx(list, i);
		if (yg_str_eqz(yg_json_str(e, "kind"), kind)) id = yg_arena_str(r->arena, yg_json_str(e, "id"));
	}
	json_object_put(o);
	if (!id.n) return run_refuse(r, "no-result", "調剤結果（ED）がありません。薬局の名称がないか、作れませんでした", "there is no dispensing document: the pharmacy's name was not told, or it could not be made");
	return run_load_document(r, id, bytes);
}

/* --- case.sign -------------------------------------------------------------------------------------------------------------- */
static bool same_without_signature(struct str ours, struct str theirs)
{
	struct str sign;
	size_t at;
	if (yg_xml_span(theirs, "Document/DispensingSign", &sign) != YG_OK) return false;
	at = (size_t)(sign.p - theirs.p);
	return ours.n + sign.n == theirs.n && memcmp(ours.p, theirs.p, at) == 0 && memcmp(ours.p + at, theirs.p + at + sign.n, ours.n - at) == 0;
}

static int verify(struct run *r, struct str doc)
{
	struct str dir = run_text(r, "trust");
	struct verify_report report;
	struct trust *t = NULL;
	bool fine = false;
	int err;
	if (!dir.n) return run_refuse_as(r, YG_EARG, "trust", "trust（信頼設定のフォルダー）が必要です", "trust, the folder, is needed");
	err = yg_trust_open(&t, dir.p, &r->diags);
	if (err) return err == YG_ENOMEM ? err : run_refuse_as(r, YG_ETABLE, "trust", "信頼設定を読めません", "the trust folder cannot be read");
	err = yg_xades_verify(doc, t, r->at, r->arena, &report);
	yg_trust_free(t);
	for (size_t i = 0; !err && i < report.n; i++) {
		if (report.sig[i].verdict == SIG_INVALID) return run_refuse(r, "signature", "署名が正しくありません", "a signature is not valid");
		if (report.sig[i].id && strcmp(report.sig[i].id, "DispensingSign") == 0) fine = report.sig[i].verdict == SIG_VALID;
	}
	if (err) return err;
	return fine ? YG_OK : run_refuse(r, "signature", "薬剤師の署名を確かめられません", "the pharmacist's signature cannot be established");
}

int cmd_case_sign(struct run *r)
{
	const yagen_part *p = run_part(r, "signed", 0);
	struct str ours, theirs;
	struct doc_ref doc;
	struct buf b;
	struct jw w;
	int err;
	if (r->c->submitted) return outbox_not_submitted(r);
	if ((err = made_document(r, "result-xml", &ours)) != YG_OK) return err;
	if (!p) return run_refuse_as(r, YG_EMISSING, "signed", "署名した文書がありません", "the signed document is missing");
	theirs = (struct str){ p->data, p->len };
	if (!same_without_signature(ours, theirs)) return run_refuse(r, "other-document", "この受付の調剤結果ではありません", "not the dispensing document of this case");
	if ((err = verify(r, theirs)) != YG_OK) return err;
	if ((err = run_document(r, "signed", "eps-dispense-xml", "", theirs, &doc)) != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "document");
	run_doc_json(&w, &doc);
	jw_obj_end(&w);
	yg_buf_str(&r->answer, yg_buf_view(&b));
	err = run_event(r, "signed", yg_buf_view(&b));
	yg_buf_free(&b);
	r->next = DS_SIGNED;
	return err;
}

/* --- case.submit ------------------------------------------------------------------------------------------------------------ */
/* 医療機関コード of ten digits: 都道府県, 調剤, the seven. */
static struct str institution(struct run *r, const struct institution *i)
{
	return i->code.n == 7 && i->prefecture.n == 2 && yg_str_digits(i->code) && yg_str_digits(i->prefecture) ?
		yg_arena_printf(r->arena, "%.*s4%.*s", STR_ARG(i->prefecture), STR_ARG(i->code)) : STR_NONE;
}

static int body_of(struct run *r, const struct result_in *in, bool electronic, struct outbox_item *item)
{
	const struct insurance *ins = &in->visit->insurance;
	struct visit *v = &in->visit->visits[0];
	char day[9];
	struct str own = institution(r, &v->pharmacy);
	if (!own.n) return run_refuse(r, "pharmacy-code", "薬局の都道府県コードと医療機関コード（7桁）が必要です", "the pharmacy's prefecture and seven-digit code are needed");
	if (!in->visit->has_insurance || !ins->insurer.n) return run_refuse(r, "insurance", "保険の情報がない処方箋は登録できません", "without insurance data it cannot be registered");
	yg_ymd_format8(v->on, day);
	item->body = json_object_new_object();
	if (!item->body) return YG_ENOMEM;
	outbox_set(item, "operation", STR("register"));
	outbox_set(item, "issue_type", electronic ? STR("1") : STR("2"));
	outbox_set(item, "institution", own);
	outbox_set(item, "on", yg_str(day));
	outbox_set(item, "insurer", ins->insurer);
	outbox_set(item, "symbol", ins->symbol);
	outbox_set(item, "number", ins->number);
	outbox_set(item, "branch", ins->branch);
	outbox_set(item, "prescription_id", in->visit->prescription_id);
	outbox_set(item, "unknown", STR("no"));
	return YG_OK;
}

static int one_row(struct run *r, struct outbox_item *item, struct doc_ref doc, size_t place)
{
	item->row = run_cells(r, OU_COLUMNS);
	if (!item->row) return yg_arena_error(r->arena);
	item->state = OX_WAITING;
	item->row[OU_TENANT] = CELL_T(r->d->tenant);
	item->row[OU_PATIENT] = CELL_T(r->c->patient);
	item->row[OU_ID] = CELL_T(run_new_id(r));
	item->row[OU_CASE] = CELL_T(r->c->id);
	item->row[OU_ORD] = CELL_I((int64_t)place);
	item->row[OU_NEXT_AT] = CELL_I(r->at);
	item->row[OU_TRIES] = CELL_I(0);
	item->row[OU_VERSION] = CELL_I(0);
	item->row[OU_DOCUMENT] = CELL_T(doc.id);
	if (!item->row[OU_ID].s.n) return YG_EIO;
	return outbox_put(r, item, true);
}

int cmd_case_submit(struct run *r)
{
	struct outbox_item item = { .row = NULL };
	struct doc_ref doc = r->c->signed_doc;
	struct result_in in;
	struct str bytes;
	struct jw w;
	bool electronic;
	size_t open = 0, all = 0;
	int err = outbox_open_before(r, INT64_MAX, &open, &all);
	if (!err && (open || r->c->submitted)) return outbox_not_submitted(r);
	if (!err) err = desk_result_load(r, &in);
	if (err) return err;
	electronic = in.received.n > 0;
	if (electronic && r->c->state != DS_SIGNED) return run_refuse(r, "unsigned", "電子処方箋の調剤結果には署名が必要です", "the result of an electronic prescription must be signed");
	if (!electronic && !run_flag(r, "unsigned_layout"))
		return run_refuse(r, "unsigned-layout", "紙の処方箋の調剤結果（署名なし）の形式は公開されていません。確認したら unsigned_layout を指定してください",
				  "the layout of an unsigned result (paper) is not public: say unsigned_layout when it has been confirmed");
	if (r->c->state != DS_SIGNED) {
		if ((err = made_document(r, "result-xml", &bytes)) != YG_OK) return err;
		if ((err = run_document(r, "outgoing", "eps-dispense-xml", "", bytes, &doc)) != YG_OK) return err;
	}
	err = body_of(r, &in, electronic, &item);
	if (!err) err = one_row(r, &item, doc, all + 1);
	if (!err) err = run_event(r, "submitted", yg_arena_printf(r->arena, "{\"item\":\"%.*s\"}", STR_ARG(item.row[OU_ID].s)));
	outbox_drop(&item);
	if (err) return err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kstr(&w, "item", item.row[OU_ID].s);
	jw_kz(&w, "item_state", "waiting");
	jw_obj_end(&w);
	return YG_OK;
}
