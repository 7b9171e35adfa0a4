/* cmd_print.c - case.print: documents of a case as bytes. A table of kinds; each print is an event with the checksum of what was printed,
 * and an entry of the audit. What a document says is made elsewhere (print_record.c, results.c). */
#include "desk/command.h"
#include "desk/print.h"
#include "desk/results.h"
#include "scan/scan.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

/* --- お薬手帳 ------------------------------------------------------------------------------------------------------------- */

static int made(struct run *r, int err)
{
	if (err == YG_EMISSING) return run_refuse_as(r, err, "document-missing", "この書類に必要な内容がそろっていません", "something this document demands is not there");
	if (err == YG_EREFUSED && !r->refusal) return run_refuse(r, "document-refused", "この書類は作れません", "this document cannot be made");
	return err;
}

static int techo(struct run *r, struct buf *out)
{
	struct result_in in;
	int err = desk_result_load(r, &in);
	return err == YG_OK ? made(r, desk_result_techo(r, &in, out)) : err;
}

static int cj1(struct run *r, struct buf *out)
{
	struct result_in in;
	int err = desk_result_load(r, &in);
	return err == YG_OK ? made(r, desk_result_cj1(r, &in, out)) : err;
}

static int ed(struct run *r, struct buf *out)
{
	struct result_in in;
	int err = desk_result_load(r, &in);
	return err == YG_OK ? made(r, desk_result_ed(r, &in, out)) : err;
}

/* The parts of the notebook, one a symbol. */
static int parts(struct run *r, struct str **part, size_t *n)
{
	struct buf b;
	struct str text;
	int err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = techo(r, &b);
	text = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	if (err == YG_OK) err = yg_techo_split(text, 0, r->arena, part, n, &r->diags);
	if (err == YG_ETOOBIG) return run_refuse_as(r, err, "qr-too-long", "QR コードに入りません", "it does not fit QR symbols");
	return err;
}

/* A symbol is handed out only when our own reader takes from it what went in. Built without a reader: as drawn. */
static int read_back(struct run *r, const struct qr_symbol *q, struct str part)
{
	struct scan_result got = { 0 };
	struct str image;
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_OUTPUT);
	err = yg_qr_png(q, 4, &b);
	image = run_take(r, &b, err == YG_OK ? &err : &(int){ 0 });
	if (err == YG_OK) err = yg_scan_images(&image, 1, r->arena, &got, &r->diags);
	if (err == YG_EREFUSED) return YG_OK;
	if (err == YG_OK && got.n == 1 && yg_str_eq(got.m[0].bytes, part)) return YG_OK;
	return err == YG_ENOMEM ? err : run_refuse(r, "qr-unreadable", "作った QR コードを読み戻せません", "the symbol drawn could not be read back");
}

static int symbol(struct run *r, struct str part, struct qr_symbol *q)
{
	int err = yg_qr_encode(part, r->arena, q, &r->diags);
	if (err == YG_EREFUSED) return run_refuse(r, "not-built", "この構成では QR コードを作れません", "this build cannot draw QR symbols");
	return err == YG_OK ? read_back(r, q, part) : err;
}

static int techo_qr(struct run *r, struct buf *out)
{
	struct json_object *want = yg_json_get(r->in, "symbol");
	struct str *part = NULL, format = run_text(r, "format");
	struct qr_symbol q;
	size_t n = 0, i = 1;
	int err = parts(r, &part, &n);
	if (err != YG_OK) return err;
	if (want) i = json_object_is_type(want, json_type_int) && json_object_get_int64(want) > 0 ? (size_t)json_object_get_int64(want) : 0;
	r->refusal_more = yg_arena_printf(r->arena, "\"symbols\":%zu", n);
	if (i < 1 || i > n || (!want && n > 1))
		return run_refuse_as(r, YG_EARG, "symbol", "symbol に何番目の QR コードかを指定してください", "say with symbol which of them: they count from 1");
	if (format.n && !yg_str_eqz(format, "png") && !yg_str_eqz(format, "svg"))
		return run_refuse_as(r, YG_EARG, "format", "format は png か svg です", "format is png or svg");
	if ((err = symbol(r, part[i - 1], &q)) != YG_OK) return err;
	return yg_str_eqz(format, "svg") ? yg_qr_svg(&q, 4, out) : yg_qr_png(&q, 6, out);
}

/* --- PDF -------------------------------------------------------------------------------------------------------------------- */

static int pdf(struct run *r, int err)
{
	if (err == YG_ETABLE) return run_refuse_as(r, err, "no-font", "日本語の書体がありません", "there is no Japanese font");
	if (err == YG_EREFUSED && !r->refusal) return run_refuse(r, "not-built", "この構成では PDF を作れません（--without-pdf）", "this build cannot write PDF (--without-pdf)");
	return err;
}

static int record(struct run *r, struct buf *out)
{
	struct dispensing_record rec;
	struct doc_ref doc;
	int err = print_record(r, true, &rec);
	if (err == YG_OK) err = pdf(r, yg_record_pdf(&rec, out, &r->diags));
	return err == YG_OK ? run_document(r, "record-pdf", "pdf", "調剤録", yg_buf_view(out), &doc) : err;
}

/* Before the hand-over: the pharmacy as the command says, else as the store was set up; the person who prints. */
static int who_asks(struct run *r, struct dispensing_record *rec)
{
	struct cell row[3], key[2] = { CELL_T(r->d->tenant), CELL_T(STR("pharmacy")) };
	struct json_object *o = yg_json_get(r->in, "pharmacy"), *kept = NULL;
	size_t at;
	int err = o ? YG_OK : yg_store_get(r->d->store, T_SETTING, key, r->arena, row);
	if (!o && err == YG_OK) err = yg_json_parse(row[2].s, &kept, &at);
	if (err != YG_OK && err != YG_ENOTFOUND) return err;
	if (!o) o = kept;
	rec->pharmacy = yg_arena_str(r->arena, yg_json_str(o, "name"));
	rec->pharmacy_address = yg_arena_str(r->arena, yg_json_str(o, "address"));
	rec->pharmacy_phone = yg_arena_str(r->arena, yg_json_str(o, "phone"));
	rec->pharmacist = r->by_name;
	json_object_put(kept);
	return yg_arena_error(r->arena);
}

static int inquiry_sheet(struct run *r, struct buf *out)
{
	struct dispensing_record rec;
	int err = print_record(r, r->c->dispensed.id.n > 0, &rec);
	if (err == YG_OK && !rec.ninquiries) return run_refuse_as(r, YG_ESTATE, "no-inquiry", "疑義照会がまだありません", "nothing was asked yet");
	if (err == YG_OK && !rec.pharmacy.n) err = who_asks(r, &rec);
	return err != YG_OK ? err : pdf(r, yg_inquiry_pdf(&rec, out, &r->diags));
}

static int bag(struct run *r, struct buf *out)
{
	struct dispensing_record rec;
	int err = print_record(r, true, &rec);
	return err == YG_OK ? pdf(r, yg_bag_pdf(&rec, out, &r->diags)) : err;
}

#define MAX_STICKER 32u
static int sticker(struct run *r, struct buf *out)
{
	struct dispensing_record rec;
	struct str *part = NULL;
	struct qr_symbol q[MAX_STICKER];
	size_t n = 0;
	int err = print_record(r, true, &rec);
	if (err == YG_OK) err = parts(r, &part, &n);
	if (err == YG_OK && n > MAX_STICKER) err = YG_ETOOBIG;
	for (size_t i = 0; err == YG_OK && i < n; i++) err = symbol(r, part[i], &q[i]);
	return err == YG_OK ? pdf(r, yg_sticker_pdf(&rec, q, n, out, &r->diags)) : err;
}

/* --- the command ------------------------------------------------------------------------------------------------------------ */

static const struct kind { const char *name; bool handed_over; int (*make)(struct run *r, struct buf *out); } kinds[] = {
	{ "techo", true, techo }, { "cj1", true, cj1 }, { "ed", true, ed }, { "techo-qr", true, techo_qr }, { "record", true, record },
	{ "inquiry-sheet", false, inquiry_sheet }, { "label", true, bag }, { "sticker", true, sticker },
};

static int happened(struct run *r, const struct kind *k)
{
	struct json_object *symbol_no = yg_json_get(r->in, "symbol"), *guidance = yg_json_get(r->in, "guidance");
	struct str body;
	struct buf b;
	struct jw w;
	char sum[65];
	int err;
	yg_sha256_hex(yg_buf_view(&r->raw), sum);
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_kz(&w, "kind", k->name);
	if (symbol_no && json_object_is_type(symbol_no, json_type_int)) jw_kint(&w, "symbol", json_object_get_int64(symbol_no));
	jw_kint(&w, "bytes", (long long)r->raw.n);
	jw_kz(&w, "sha256", sum);
	if (guidance) {
		jw_key(&w, "guidance");
		jw_raw(&w, yg_str(json_object_to_json_string_ext(guidance, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	}
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	if (err == YG_OK) err = run_event(r, "printed", body);
	return err == YG_OK ? run_audit(r, "case.print", r->c->id, yg_str(k->name)) : err;
}

int cmd_case_print(struct run *r)
{
	struct str want = run_text(r, "kind");
	const struct kind *k = NULL;
	int err;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (yg_str_eqz(want, kinds[i].name)) k = &kinds[i];
	if (!k) return run_refuse_as(r, YG_EARG, "kind", "この種類の書類はありません", "there is no such kind of document");
	if (k->handed_over && !r->c->dispensed.id.n) return run_refuse_as(r, YG_ESTATE, "not-dispensed", "まだ調剤していません", "nothing was handed over yet");
	err = k->make(r, &r->raw);
	return err == YG_OK ? happened(r, k) : err;
}
