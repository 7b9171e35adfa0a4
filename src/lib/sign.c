/* sign.c - the public calls of yagen_sign.h. Translates between the public header and sign/ and card/; decides nothing. */
#include "lib/lib.h"
#include "yagen/yagen_sign.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/wipe.h"
#include "card/hpki.h"
#include "card/jpki.h"
#include "sign/sign.h"
#include "sign/token.h"
#include "text/json.h"
#include <stdio.h>
#include "base/ban.h"

_Static_assert((int)YAGEN_SIG_VALID == (int)SIG_VALID && (int)YAGEN_SIG_INDETERMINATE == (int)SIG_INDETERMINATE && (int)YAGEN_SIG_INVALID == (int)SIG_INVALID, "verdicts");

struct yagen_signatures { struct arena *arena; yagen_signature *s; size_t n; };
struct yagen_cards { struct arena *arena; yagen_card *c; size_t n; };

/* --- verifying -------------------------------------------------------------------------------------------------------- */

static void show(struct arena *a, const struct sig_result *r, yagen_lang lang, yagen_signature *out)
{
	yagen_reason *reasons = yg_arena_array(a, R_COUNT, sizeof *reasons);
	size_t n = 0;
	for (size_t i = 0; reasons && i < R_COUNT; i++)
		if (r->seen[i]) reasons[n++] = (yagen_reason){ yg_reason_kinds[i].code, lang == YAGEN_EN ? yg_reason_kinds[i].en : yg_reason_kinds[i].ja };
	*out = (yagen_signature){ r->id, r->path, (yagen_sig_verdict)r->verdict, r->level ? r->level : "", lib_z(a, r->subject), lib_z(a, r->role),
				  r->signed_at, r->stamped_at, reasons, n, NULL, 0 };
	if (r->verdict == SIG_VALID && r->content.n) {
		out->content = r->content.p;
		out->content_len = r->content.n;
	}
}

int yagen_verify(yagen_signatures **out, const char *trust_dir, const void *xml, size_t len, long long at, yagen_lang lang, const yagen_listener *l)
{
	struct verify_report report;
	struct trust *t = NULL;
	struct diags ds;
	yagen_signatures *s;
	struct arena *a;
	int err;
	if (!out || !trust_dir || (!xml && len)) return YAGEN_EARG;
	if (!(a = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, a);
	err = yg_trust_open(&t, trust_dir, &ds);
	lib_tell(l, &ds);
	if (err == YG_OK) err = yg_xades_verify((struct str){ xml, len }, t, at, a, &report);
	yg_trust_free(t);
	s = err == YG_OK ? yg_arena_alloc(a, sizeof *s) : NULL;
	if (s && (s->s = yg_arena_array(a, report.n, sizeof *s->s))) {
		s->arena = a;
		for (; s->n < report.n; s->n++) show(a, &report.sig[s->n], lang, &s->s[s->n]);
	}
	if (err == YG_OK) err = yg_arena_error(a);
	if (err != YG_OK) yg_arena_free(a);
	else *out = s;
	return err;
}

size_t yagen_signatures_count(const yagen_signatures *s) { return s ? s->n : 0; }
const yagen_signature *yagen_signatures_at(const yagen_signatures *s, size_t i) { return s && i < s->n ? &s->s[i] : NULL; }
void yagen_signatures_free(yagen_signatures *s) { if (s) yg_arena_free(s->arena); }

static void put_time(struct jw *w, const char *key, long long at)
{
	char day[11], text[40];
	long long days = at / 86400, s = at % 86400;
	jw_key(w, key);
	if (at <= 0) { jw_null(w); return; }
	yg_ymd_format(yg_ymd_from_days((int32_t)days), day);
	snprintf(text, sizeof text, "%sT%02d:%02d:%02dZ", day, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	jw_z(w, text);
}

int yagen_signatures_write(const yagen_signatures *s, yagen_sink *out)
{
	static const char *const words[] = { "valid", "indeterminate", "invalid" };
	struct buf b;
	struct jw w;
	int err;
	if (!s || !out) return YAGEN_EARG;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, true);
	jw_obj(&w);
	jw_key(&w, "signatures");
	jw_arr(&w);
	for (size_t i = 0; i < s->n; i++) {
		const yagen_signature *g = &s->s[i];
		jw_obj(&w);
		jw_kz(&w, "id", g->id);
		jw_kz(&w, "path", g->path);
		jw_kz(&w, "verdict", words[g->verdict]);
		jw_key(&w, "reasons");
		jw_arr(&w);
		for (size_t k = 0; k < g->nreasons; k++) {
			jw_obj(&w);
			jw_kz(&w, "code", g->reasons[k].word);
			jw_kz(&w, "text", g->reasons[k].text);
			jw_obj_end(&w);
		}
		jw_arr_end(&w);
		jw_kz(&w, "level", g->level);
		jw_kz(&w, "subject", g->subject);
		jw_kz(&w, "role", g->role);
		put_time(&w, "signed_at", g->signed_at);
		put_time(&w, "stamped_at", g->stamped_at);
		jw_obj_end(&w);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(&b, '\n');
	err = b.err ? b.err : lib_sink_add(out, yg_buf_view(&b));
	yg_buf_free(&b);
	return err;
}

/* --- signing ------------------------------------------------------------------------------------------------------------ */

/* What a call without a case needs: a place for diagnostics. */
struct call { struct arena *a; struct diags ds; };
static int call_begin(struct call *c)
{
	if (!(c->a = yg_arena_new(YG_MAX_ARENA))) return YG_ENOMEM;
	yg_diags_init(&c->ds, c->a);
	return YG_OK;
}
static int call_end(struct call *c, const yagen_listener *l, int err)
{
	lib_tell(l, &c->ds);
	yg_arena_free(c->a);
	return err;
}

int yagen_sign(const yagen_sign_options *o, const void *xml, size_t len, yagen_sink *out)
{
	struct verify_report report;
	struct signer *s = NULL;
	struct trust *t = NULL;
	struct call c;
	struct buf b;
	int err;
	if (!o || o->version != 1 || !o->signer || !o->trust_dir || !xml || !out || o->at <= 0) {
		if (o && o->pin) yg_wipe(o->pin, o->pin_len);
		return YAGEN_EARG;
	}
	if ((err = call_begin(&c)) != YG_OK) { yg_wipe(o->pin, o->pin_len); return err; }
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_trust_open(&t, o->trust_dir, &c.ds);
	if (err == YG_OK) err = yg_signer_open(&s, o->signer, o->allow_file != 0, &c.ds);
	/* the PIN goes to the signer only when everything that can be known before is well */
	if (err == YG_OK && o->pin) err = s->ops->login(s, (struct secret){ o->pin, o->pin_len }, o->last_try != 0);
	if (err == YG_OK)
		err = yg_sign((struct str){ xml, len }, o->prescription ? SIGNED_PRESCRIPTION : SIGNED_DISPENSING, s, t, o->at, c.a, &b, &report, &c.ds);
	if (err == YG_OK) err = lib_sink_add(out, yg_buf_view(&b));
	yg_wipe(o->pin, o->pin_len);
	yg_signer_close(s);
	yg_trust_free(t);
	yg_buf_free(&b);
	return call_end(&c, o->listener, err);
}

int yagen_sign_tries(const char *signer, int allow_file, int *left, const yagen_listener *l)
{
	struct signer *s = NULL;
	struct call c;
	int err;
	if (!signer || !left) return YAGEN_EARG;
	if ((err = call_begin(&c)) != YG_OK) return err;
	if ((err = yg_signer_open(&s, signer, allow_file != 0, &c.ds)) == YG_OK) err = s->ops->tries_left(s, left);
	yg_signer_close(s);
	return call_end(&c, l, err);
}

int yagen_timestamp(const char *url, const char *trust_dir, const void *data, size_t len, yagen_sink *out, long long *at, const yagen_listener *l)
{
	struct token_result got;
	struct trust *t = NULL;
	struct call c;
	struct buf b;
	int err;
	if (!url || !trust_dir || (!data && len) || !out || !at) return YAGEN_EARG;
	if ((err = call_begin(&c)) != YG_OK) return err;
	yg_buf_init(&b, 1u << 20);
	err = yg_trust_open(&t, trust_dir, &c.ds);
	if (err == YG_OK) err = yg_token_ask(url, (struct str){ data, len }, 30, &b, &c.ds);
	if (err == YG_OK) err = yg_token_check(yg_buf_view(&b), (struct str){ data, len }, yg_trust_tsa_store(t), NULL, &got);
	if (err == YG_OK && !(got.readable && got.imprint && got.signature && got.usage && got.chain)) err = YG_EREFUSED;
	if (err == YG_OK && (err = lib_sink_add(out, yg_buf_view(&b))) == YG_OK) *at = got.at;
	yg_trust_free(t);
	yg_buf_free(&b);
	return call_end(&c, l, err);
}

/* --- cards --------------------------------------------------------------------------------------------------------------- */

/* Applications and counters. A card that cannot be read, or that another program holds, is left at "not looked at". */
static void look_at(struct str reader, struct diags *ds, yagen_card *out)
{
	struct card *card;
	struct hpki h;
	if (yg_card_open(&card, reader, ds) != YG_OK) return;
	if (card->ops->begin(card) == YG_OK) {
		if ((out->hpki_sign = yg_hpki_open(&h, card, HPKI_SIGN) == YG_OK) && yg_hpki_tries(&h, &out->tries_sign) != YG_OK) out->tries_sign = -1;
		if ((out->hpki_login = yg_hpki_open(&h, card, HPKI_LOGIN) == YG_OK) && yg_hpki_tries(&h, &out->tries_login) != YG_OK) out->tries_login = -1;
		if ((out->jpki = yg_jpki_select(card) == YG_OK) && yg_jpki_auth_tries(card, &out->tries_jpki) != YG_OK) out->tries_jpki = -1;
		out->items = yg_card_items_tries(card, &out->tries_items) == YG_OK;
		card->ops->end(card, true);
	}
	yg_card_close(card);
}

int yagen_cards_list(yagen_cards **out, int look, const yagen_listener *l)
{
	struct reader_state *r;
	yagen_cards *cards;
	struct diags ds;
	struct arena *a;
	size_t n;
	int err;
	if (!out) return YAGEN_EARG;
	if (!(a = yg_arena_new(YG_MAX_ARENA))) return YAGEN_ENOMEM;
	yg_diags_init(&ds, a);
	err = yg_readers(a, &r, &n, &ds);
	cards = err == YG_OK ? yg_arena_alloc(a, sizeof *cards) : NULL;
	if (cards && (cards->c = yg_arena_array(a, n + 1, sizeof *cards->c))) {
		cards->arena = a;
		for (size_t i = 0; i < n; i++) {
			yagen_card *c = &cards->c[cards->n++];
			*c = (yagen_card){ r[i].name.p, r[i].present, r[i].in_use, 0, 0, 0, 0, -1, -1, -1, -1 };
			if (look && r[i].present) look_at(r[i].name, &ds, c);
		}
	}
	lib_tell(l, &ds);
	if (err == YG_OK) err = yg_arena_error(a);
	if (err != YG_OK) yg_arena_free(a);
	else *out = cards;
	return err;
}

size_t yagen_cards_count(const yagen_cards *c) { return c ? c->n : 0; }
const yagen_card *yagen_cards_at(const yagen_cards *c, size_t i) { return c && i < c->n ? &c->c[i] : NULL; }
void yagen_cards_free(yagen_cards *c) { if (c) yg_arena_free(c->arena); }
