/* json.c - json-c inside limits, and a writer that keeps the order it is given. */
#include "text/json.h"
#include "text/sjis.h"
#include "base/err.h"
#include "base/limits.h"
#include <json-c/json_tokener.h>
#include "base/ban.h"

/* json-c's strict mode still takes 'a', NaN, comments and raw control characters: look for them first.
 * Answers the offset of the first byte JSON does not allow at its place, or text.n. */
static size_t first_foreign(struct str text)
{
	bool in_string = false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (in_string && c == '\\') { i++; continue; }
		if (in_string ? c < 0x20 : !c || (c != '"' && !strchr(" \t\r\n{}[],:+-.0123456789eEtrufalsn", c))) return i;
		if (c == '"') in_string = !in_string;
	}
	return text.n;
}

int yg_json_parse(struct str text, struct json_object **out, size_t *at)
{
	struct json_tokener *tok;
	struct json_object *o;
	enum json_tokener_error e;
	size_t end;
	*at = 0;
	if (text.n > YG_MAX_TEXT) return YG_ETOOBIG;
	if (text.n == 0) return YG_ESYNTAX;
	if (!yg_utf8_valid(text)) return YG_EENCODING;
	*at = first_foreign(text);
	if (*at < text.n) return YG_ESYNTAX;
	tok = json_tokener_new_ex((int)YG_MAX_JSON_DEPTH);
	if (!tok) return YG_ENOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, text.p, (int)text.n);
	e = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);
	*at = end;
	while (e == json_tokener_success && end < text.n && memchr(" \t\r\n", text.p[end], 4)) end++;
	if (e == json_tokener_success && end == text.n) {
		*out = o;
		return YG_OK;
	}
	json_object_put(o);
	return e == json_tokener_error_depth ? YG_ETOOBIG : YG_ESYNTAX;
}

struct json_object *yg_json_get(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;
	if (!o || !json_object_is_type(o, json_type_object)) return NULL;
	return json_object_object_get_ex(o, key, &v) ? v : NULL;
}

struct str yg_json_str(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	if (!v || !json_object_is_type(v, json_type_string)) return STR_NONE;
	return (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) };
}

void jw_init(struct jw *w, struct buf *out, bool indent)
{
	*w = (struct jw){ .out = out, .indent = indent };
	w->first[0] = 1;
}

static void newline(struct jw *w)
{
	if (!w->indent) return;
	yg_buf_char(w->out, '\n');
	for (unsigned i = 0; i < w->depth; i++) yg_buf_z(w->out, "  ");
}

/* What stands between the last thing and the next one. */
static void sep(struct jw *w)
{
	if (w->after_key) { w->after_key = false; return; }
	if (!w->first[w->depth]) yg_buf_char(w->out, ',');
	w->first[w->depth] = 0;
	if (w->depth) newline(w);
}

static void open_(struct jw *w, char c)
{
	sep(w);
	yg_buf_char(w->out, c);
	if (w->depth + 1 < sizeof w->first) w->depth++;
	else w->out->err = YG_ETOOBIG;
	w->first[w->depth] = 1;
}

static void close_(struct jw *w, char c)
{
	bool empty = w->first[w->depth];
	if (w->depth) w->depth--;
	if (!empty) newline(w);
	yg_buf_char(w->out, c);
}

void jw_obj(struct jw *w) { open_(w, '{'); }
void jw_obj_end(struct jw *w) { close_(w, '}'); }
void jw_arr(struct jw *w) { open_(w, '['); }
void jw_arr_end(struct jw *w) { close_(w, ']'); }

static void quoted(struct jw *w, struct str s)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	yg_buf_char(w->out, '"');
	while (p < end) {
		const char *start = p;
		unsigned c = yg_utf8_next(&p, end);
		if (c == '"' || c == '\\') { yg_buf_char(w->out, '\\'); yg_buf_char(w->out, (char)c); }
		else if (c == '\n') yg_buf_z(w->out, "\\n");
		else if (c == '\r') yg_buf_z(w->out, "\\r");
		else if (c == '\t') yg_buf_z(w->out, "\\t");
		else if (c < 0x20 || c == 0x7f) yg_buf_printf(w->out, "\\u%04x", c);
		else if (c == 0xfffd) yg_utf8_add(w->out, c);
		else yg_buf_add(w->out, start, (size_t)(p - start));
	}
	yg_buf_char(w->out, '"');
}

void jw_key(struct jw *w, const char *key)
{
	sep(w);
	quoted(w, yg_str(key));
	yg_buf_z(w->out, w->indent ? ": " : ":");
	w->after_key = true;
}

void jw_str(struct jw *w, struct str s) { sep(w); quoted(w, s); }
void jw_z(struct jw *w, const char *z) { if (z) jw_str(w, yg_str(z)); else jw_null(w); }
void jw_int(struct jw *w, long long v) { sep(w); yg_buf_printf(w->out, "%lld", v); }
void jw_bool(struct jw *w, bool v) { sep(w); yg_buf_z(w->out, v ? "true" : "false"); }
void jw_null(struct jw *w) { sep(w); yg_buf_z(w->out, "null"); }
void jw_raw(struct jw *w, struct str json) { sep(w); yg_buf_str(w->out, json); }

void jw_dec(struct jw *w, struct dec d)
{
	char tmp[32];
	if (!yg_dec_given(d)) { jw_null(w); return; }
	jw_str(w, (struct str){ tmp, yg_dec_format(d, tmp) });
}

void jw_ymd(struct jw *w, struct ymd d)
{
	char tmp[11];
	if (!yg_ymd_given(d)) { jw_null(w); return; }
	jw_str(w, (struct str){ tmp, yg_ymd_format(d, tmp) });
}

void jw_kstr(struct jw *w, const char *key, struct str s) { jw_key(w, key); jw_str(w, s); }
void jw_kstr_opt(struct jw *w, const char *key, struct str s) { if (s.n) jw_kstr(w, key, s); }
void jw_kz(struct jw *w, const char *key, const char *z) { jw_key(w, key); jw_z(w, z); }
void jw_kint(struct jw *w, const char *key, long long v) { jw_key(w, key); jw_int(w, v); }
void jw_kbool(struct jw *w, const char *key, bool v) { jw_key(w, key); jw_bool(w, v); }
void jw_kdec(struct jw *w, const char *key, struct dec d) { jw_key(w, key); jw_dec(w, d); }
void jw_kdec_opt(struct jw *w, const char *key, struct dec d) { if (yg_dec_given(d)) jw_kdec(w, key, d); }
void jw_kymd(struct jw *w, const char *key, struct ymd d) { jw_key(w, key); jw_ymd(w, d); }
void jw_kymd_opt(struct jw *w, const char *key, struct ymd d) { if (yg_ymd_given(d)) jw_kymd(w, key, d); }
