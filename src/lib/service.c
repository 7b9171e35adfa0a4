/* service.c - one operation of the national service asked by itself: acceptance, history, the check before commit, the look-ups. Asks once; what is asked
 * again, and when, is the caller's (service/retry.h tells it in the answer's words). */
#include "lib/lib.h"
#include "yagen/yagen_service.h"
#include "service/eps.h"
#include "service/transport.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/json.h"
#include <openssl/rand.h>
#include <stdio.h>
#include "base/ban.h"

#define POLL_MS 5
struct asking { const yagen_outbox_options *o; struct arena *a; struct svc_messages names; struct svc_request q; struct svc_answer ans; struct transport *t; char id[13]; };

static int read_names(struct asking *k, struct diags *ds)
{
	struct buf csv;
	int err = YG_OK;
	yg_buf_init(&csv, 1u << 20);
	if (k->o->messages) err = yg_file_read(k->o->messages, 1u << 20, &csv);
	if (!err) err = yg_svc_messages(&k->names, csv.n ? yg_arena_str(k->a, yg_buf_view(&csv)) : STR_NONE, k->a, ds);
	yg_buf_free(&csv);
	return err;
}

static int compose(struct asking *k, const char *json, struct str document)
{
	struct json_object *in = NULL;
	size_t at;
	int err = yg_json_parse(yg_str(json), &in, &at);
	if (err) return err;
	k->q.institution = yg_arena_str(k->a, yg_json_str(in, "institution"));
	for (int f = SF_INSURER; f < SF_FIELDS; f++)
		if (!yg_svc_is_base64((enum svc_field)f)) yg_svc_set(&k->q, (enum svc_field)f, yg_arena_str(k->a, yg_json_str(in, yg_svc_field_word[f])));
	yg_svc_set(&k->q, k->q.op == SVC_PRECHECK ? SF_CANDIDATES : SF_DOCUMENT, document);
	json_object_put(in);
	return YG_OK;
}

static int exchange(struct asking *k)
{
	struct str api = yg_svc_name(&k->names, k->q.op, SVC_MESSAGE, SF_API);
	const yagen_outbox_options *o = k->o;
	struct buf bytes, back;
	enum svc_outcome why = OUT_NOT_SENT;
	enum arrived got = ARRIVED_NOT_YET;
	int err;
	k->ans.outcome = OUT_NOT_SENT;
	yg_buf_init(&bytes, YG_MAX_TEXT);
	yg_buf_init(&back, YG_MAX_TEXT);
	err = yg_svc_write(&k->names, &k->q, &bytes);
	if (!err && k->t->ops->send(k->t, api, k->q.id, yg_buf_view(&bytes), o->now_ms(o->payload)) == YG_OK) {
		while ((got = k->t->ops->step(k->t, o->now_ms(o->payload), &back, &why)) == ARRIVED_NOT_YET) o->wait(o->payload, POLL_MS);
		if (got == ARRIVED_ANSWER) err = yg_svc_read(&k->names, &k->q, yg_buf_view(&back), k->a, &k->ans);
		else k->ans.outcome = why;
	}
	yg_buf_free(&bytes);
	yg_buf_free(&back);
	return err;
}

static void tell(const struct asking *k, struct buf *b)
{
	const struct retry_row *r = &yg_retry[k->ans.outcome];
	bool en = k->o->listener && k->o->listener->lang == YAGEN_EN;
	struct jw w;
	jw_init(&w, b, false);
	jw_obj(&w);
	jw_kz(&w, "outcome", r->word);
	jw_kstr(&w, "code", k->ans.code);
	jw_kstr(&w, "message", k->ans.text);
	jw_kz(&w, "text", k->ans.outcome == OUT_DONE ? "" : en ? r->en : r->ja);
	jw_key(&w, "rows");
	jw_arr(&w);
	for (unsigned row = 0; row < k->ans.rows; row++) {
		jw_obj(&w);
		for (size_t i = 0; i < k->ans.nv; i++)
			if (k->ans.v[i].row == row && !yg_svc_is_base64(k->ans.v[i].field)) jw_kstr(&w, yg_svc_field_word[k->ans.v[i].field], k->ans.v[i].s);
		jw_obj_end(&w);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(b, '\n');
}

static int ask(struct asking *k, const char *json, struct str document, yagen_sink *answer, yagen_sink *got)
{
	struct folder_options f = { k->o->request_dir, k->o->answer_dir, k->o->timeout_ms, 0 };
	struct buf b;
	unsigned char random[6];
	int err = RAND_bytes(random, sizeof random) == 1 ? YG_OK : YG_EIO;
	for (size_t i = 0; !err && i < sizeof random; i++) snprintf(k->id + 2 * i, 3, "%02x", random[i]);
	k->q.id = yg_str(k->id);
	if (!err) err = compose(k, json, document);
	if (!err) err = yg_transport_folder(&k->t, &f);
	if (!err) err = exchange(k);
	yg_transport_close(k->t);
	if (err) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	tell(k, &b);
	err = b.err ? b.err : lib_sink_add(answer, yg_buf_view(&b));
	if (!err && got && yg_svc_get(&k->ans, SF_DOCUMENT, 0).n) err = lib_sink_add(got, yg_svc_get(&k->ans, SF_DOCUMENT, 0));
	yg_buf_free(&b);
	return err;
}

int yagen_service_ask(const yagen_outbox_options *o, const char *operation, const char *json, const void *document, size_t len, yagen_sink *answer, yagen_sink *got)
{
	struct asking k = { .o = o };
	struct diags ds;
	int err;
	if (!o || !operation || !json || !answer || (!document && len) || !o->request_dir || !o->answer_dir || !o->now_ms || !o->wait) return YAGEN_EARG;
	k.q.op = yg_svc_op(yg_str(operation));
	if (k.q.op == SVC_ANY || k.q.op == SVC_REGISTER) return YAGEN_EARG;
	if (!(k.a = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, k.a);
	err = read_names(&k, &ds);
	if (o->listener) lib_tell(o->listener, &ds);
	if (!err) err = ask(&k, json, (struct str){ document, len }, answer, got);
	yg_arena_free(k.a);
	return err;
}
