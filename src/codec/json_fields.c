/* json_fields.c - the two loops over the key tables of the neutral JSON. Knows kinds of values, not what they mean. */
#include "codec/json_fields.h"
#include "codec/clip.h"
#include "base/err.h"
#include "base/limits.h"
#include <json-c/json_object_iterator.h>
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_json_unknown_key, "json-unknown-key", DIAG_WARNING, "知らないキーです: {0}", "unknown key: {0}");
DIAG_KIND(d_json_many, "json-too-many", DIAG_ERROR, "{0} の要素が多すぎます", "too many items in {0}");
DIAG_KIND(d_json_type, "json-value", DIAG_ERROR, "{0} の値を読めません（{1}）", "cannot use the value of {0} (wanted: {1})");

static const void *at(const void *base, size_t off) { return (const char *)base + off; }
static void *mut(void *base, size_t off) { return (char *)base + off; }
static bool flag(const void *base, unsigned off) { return off == NO_FLAG || *(const bool *)at(base, off); }

/* Lists are pointers of many types; the value is copied, not punned. */
static const void *list_of(const struct jf *f, const void *base)
{
	const void *p;
	memcpy(&p, at(base, f->at), sizeof p);
	return p;
}

static int enum_of(const struct jf *f, const void *base)
{
	int v;
	memcpy(&v, at(base, f->at), sizeof v);       /* enums of the model are int-sized: checked in json_tables.c */
	return v;
}

static const char *name_of(const struct jf_name *n, int v)
{
	for (; n->name; n++)
		if (n->v == v) return n->name;
	return NULL;
}

/* --- writing ---------------------------------------------------------------------- */

static bool given(const struct jf *f, const void *base);

static bool any_given(const struct jf *f, const void *base)
{
	for (; f->key; f++)
		if (given(f, base)) return true;
	return false;
}

/* Of a fixed array: how many up to the last one given. */
static size_t used(const struct jf *f, const void *base)
{
	size_t n = f->count;
	for (; n > 0; n--) {
		const void *p = at(base, f->at);
		if (f->kind == JF_DECS && yg_dec_given(((const struct dec *)p)[n - 1])) break;
		if (f->kind == JF_STRS && ((const struct str *)p)[n - 1].n) break;
		if (f->kind == JF_FIXED && any_given(f->sub, at(p, (n - 1) * f->size))) break;
	}
	return n;
}

static bool given(const struct jf *f, const void *base)
{
	const void *p = at(base, f->at);
	switch (f->kind) {
	case JF_STR: return ((const struct str *)p)->n > 0;
	case JF_INT: return *(const int *)p != 0;
	case JF_INT1: return *(const int *)p >= 0;
	case JF_BOOL: return *(const bool *)p;
	case JF_NOTBOOL: return !*(const bool *)p;
	case JF_TRI: return *(const enum tri *)p != TRI_UNKNOWN;
	case JF_DEC: return yg_dec_given(*(const struct dec *)p);
	case JF_YMD: return yg_ymd_given(*(const struct ymd *)p);
	case JF_ENUM: return name_of(f->names, enum_of(f, base)) != NULL;
	case JF_INDEX: return *(const size_t *)p != (size_t)-1;
	case JF_ORIGIN: return ((const struct origin *)p)->record != 0;
	case JF_OBJ: return f->at2 == NO_FLAG ? any_given(f->sub, p) : flag(base, f->at2);
	case JF_LIST: return f->always || *(const size_t *)at(base, f->at2) > 0;
	case JF_FIXED: return used(f, base) > 0;
	case JF_DECS: case JF_STRS: return f->at2 == NO_FLAG ? used(f, base) > 0 : flag(base, f->at2);
	}
	return false;
}

static void objects(struct jw *w, const struct jf *f, const void *first, size_t n)
{
	jw_arr(w);
	for (size_t i = 0; i < n; i++) {
		const void *item = at(first, i * f->size);
		jw_obj(w);
		yg_jf_write(w, f->instead && flag(item, f->count) ? f->instead : f->sub, item);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

static void value(struct jw *w, const struct jf *f, const void *base)
{
	const void *p = at(base, f->at);
	switch (f->kind) {
	case JF_STR: jw_str(w, *(const struct str *)p); break;
	case JF_INT: case JF_INT1: jw_int(w, *(const int *)p); break;
	case JF_BOOL: case JF_NOTBOOL: jw_bool(w, *(const bool *)p); break;
	case JF_TRI: jw_bool(w, *(const enum tri *)p == TRI_YES); break;
	case JF_DEC: jw_dec(w, *(const struct dec *)p); break;
	case JF_YMD: jw_ymd(w, *(const struct ymd *)p); break;
	case JF_ENUM: jw_z(w, name_of(f->names, enum_of(f, base))); break;
	case JF_INDEX: jw_int(w, (long long)*(const size_t *)p); break;
	case JF_ORIGIN: jw_int(w, ((const struct origin *)p)->record); break;
	case JF_OBJ:
		jw_obj(w);
		yg_jf_write(w, f->sub, p);
		jw_obj_end(w);
		break;
	case JF_LIST: objects(w, f, list_of(f, base), *(const size_t *)at(base, f->at2)); break;
	case JF_FIXED: objects(w, f, p, used(f, base)); break;
	case JF_DECS: case JF_STRS:
		jw_arr(w);
		for (size_t i = 0, n = used(f, base); i < n; i++) {
			if (f->kind == JF_DECS) jw_dec(w, ((const struct dec *)p)[i]);
			else jw_str(w, ((const struct str *)p)[i]);
		}
		jw_arr_end(w);
		break;
	}
}

void yg_jf_write(struct jw *w, const struct jf *f, const void *base)
{
	for (; f->key; f++) {
		if (!given(f, base)) continue;
		jw_key(w, f->key);
		value(w, f, base);
	}
}

/* --- reading ------------------------------------------------------------------------ */

/* From the root down, so that the last steps survive a cut. */
static size_t path_text(const struct jf_path *p, char *out, size_t max)
{
	size_t n = p->up ? path_text(p->up, out, max) : 0;
	struct str key = yg_clip(yg_str(p->key), 40);
	int k;
	if (n >= max - 1) return n;
	k = p->is_index ? snprintf(out + n, max - n, "[%zu]", p->index) :
	    snprintf(out + n, max - n, "%s%.*s", n ? "." : "", STR_ARG(key));
	return k < 0 || n + (size_t)k >= max ? n : n + (size_t)k;     /* what does not fit is left off whole */
}

static void say(struct jf_in *in, const struct diag_kind *k, const struct jf_path *p, const char *wanted)
{
	char where[256] = "";
	where[path_text(p, where, sizeof where)] = 0;
	yg_diag(in->diags, k, in->input, 0, where, yg_str(where), yg_str(wanted));
	if (k->severity == DIAG_ERROR) in->faults++;
}

static void defaults(const struct jf *f, void *base)
{
	for (; f->key; f++) {
		void *p = mut(base, f->at);
		if (f->kind == JF_DEC) *(struct dec *)p = DEC_NONE;
		else if (f->kind == JF_INT1) *(int *)p = -1;
		else if (f->kind == JF_NOTBOOL) *(bool *)p = true;
		else if (f->kind == JF_INDEX) *(size_t *)p = (size_t)-1;
		else if (f->kind == JF_ENUM) memcpy(p, &f->otherwise, sizeof f->otherwise);
		else if (f->kind == JF_OBJ) defaults(f->sub, p);
		else if (f->kind == JF_FIXED) for (unsigned i = 0; i < f->count; i++) defaults(f->sub, mut(p, i * f->size));
		else if (f->kind == JF_DECS) for (unsigned i = 0; i < f->count; i++) ((struct dec *)p)[i] = DEC_NONE;
	}
}

static bool take_str(struct jf_in *in, struct json_object *v, struct str *out)
{
	if (!json_object_is_type(v, json_type_string)) return false;
	*out = yg_arena_str(in->arena, (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) });
	return true;
}

static bool take_dec(struct json_object *v, struct dec *out)
{
	/* json-c keeps the digits of a number as they were written. */
	enum json_type t = json_object_get_type(v);
	return (t == json_type_string || t == json_type_int || t == json_type_double) && yg_dec_parse(yg_str(json_object_get_string(v)), out) == YG_OK;
}

static bool take_ymd(struct json_object *v, struct ymd *out)
{
	struct str s = { json_object_get_string(v), (size_t)json_object_get_string_len(v) };
	char digits[8];
	if (!json_object_is_type(v, json_type_string)) return false;
	if (s.n == 10) return yg_ymd_parse(s, out) == YG_OK;
	if (s.n == 4) return yg_ymd_parse_rx(s, true, out) == YG_OK;
	if (s.n != 7 || s.p[4] != '-') return false;
	memcpy(digits, s.p, 4);
	memcpy(digits + 4, s.p + 5, 2);
	return yg_ymd_parse_rx((struct str){ digits, 6 }, true, out) == YG_OK;
}

static bool take_int(struct json_object *v, long long max, long long *out)
{
	if (!json_object_is_type(v, json_type_int)) return false;
	*out = json_object_get_int64(v);
	return *out >= 0 && *out <= max;
}

static bool take_enum(const struct jf *f, struct json_object *v, void *p)
{
	const char *s = json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
	for (const struct jf_name *n = f->names; s && n->name; n++)
		if (strcmp(n->name, s) == 0) { memcpy(p, &n->v, sizeof n->v); return true; }
	return false;
}

static void read_items(struct jf_in *in, struct json_object *v, const struct jf *f, void *first, size_t n,
		       const struct jf_path *path)
{
	for (size_t i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(v, i);
		struct jf_path here = { path, NULL, i, true };
		defaults(f->sub, mut(first, i * f->size));
		if (json_object_is_type(o, json_type_object)) yg_jf_read(in, o, f->sub, mut(first, i * f->size), &here, NULL);
		else say(in, &d_json_type, &here, "object");
	}
}

static bool read_list(struct jf_in *in, struct json_object *v, const struct jf *f, void *base, const struct jf_path *path)
{
	size_t n, room = 1;
	void *p;
	if (!json_object_is_type(v, json_type_array)) return false;
	n = json_object_array_length(v);
	if (n > YG_MAX_HISTORY) {
		say(in, &d_json_many, path, "");
		in->too_big = true;
		return true;
	}
	while (room < n) room *= 2;                  /* so that yg_arena_grow may go on from here */
	p = yg_arena_array(in->arena, room, f->size);
	if (!p) return true;
	memcpy(mut(base, f->at), &p, sizeof p);
	*(size_t *)mut(base, f->at2) = n;
	read_items(in, v, f, p, n, path);
	return true;
}

static bool read_values(struct jf_in *in, struct json_object *v, const struct jf *f, void *base, const struct jf_path *path)
{
	size_t n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : f->count + 1u;
	if (n > f->count) return false;
	if (f->at2 != NO_FLAG) *(bool *)mut(base, f->at2) = true;
	for (size_t i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(v, i);
		struct jf_path here = { path, NULL, i, true };
		if (!o) continue;                    /* null: not given */
		if (f->kind == JF_DECS ? !take_dec(o, (struct dec *)mut(base, f->at) + i) :
		    !take_str(in, o, (struct str *)mut(base, f->at) + i))
			say(in, &d_json_type, &here, f->kind == JF_DECS ? "decimal" : "string");
	}
	return true;
}

static const char *const wanted[] = {                 /* by enum jf_kind */
	"string", "whole number", "whole number", "true or false", "true or false", "true or false", "decimal", "YYYY-MM-DD",
	"a listed word", "whole number", "whole number", "object", "array", "short array", "short array", "short array" };

static bool read_value(struct jf_in *in, struct json_object *v, const struct jf *f, void *base, const struct jf_path *path)
{
	void *p = mut(base, f->at);
	long long n;
	switch (f->kind) {
	case JF_STR: return take_str(in, v, p);
	case JF_INT: case JF_INT1:
		if (!take_int(v, 999999999, &n)) return false;
		*(int *)p = (int)n;
		return true;
	case JF_BOOL: case JF_NOTBOOL:
		if (!json_object_is_type(v, json_type_boolean)) return false;
		*(bool *)p = json_object_get_boolean(v);
		return true;
	case JF_TRI:
		if (!json_object_is_type(v, json_type_boolean)) return false;
		*(enum tri *)p = json_object_get_boolean(v) ? TRI_YES : TRI_NO;
		return true;
	case JF_DEC: return take_dec(v, p);
	case JF_YMD: return take_ymd(v, p);
	case JF_ENUM: return take_enum(f, v, p);
	case JF_INDEX:
		if (!take_int(v, 999999999, &n)) return false;
		*(size_t *)p = (size_t)n;
		return true;
	case JF_ORIGIN:
		if (!take_int(v, UINT32_MAX, &n)) return false;
		((struct origin *)p)->record = (uint32_t)n;
		return true;
	case JF_OBJ:
		if (!json_object_is_type(v, json_type_object)) return false;
		if (f->at2 != NO_FLAG) *(bool *)mut(base, f->at2) = true;
		yg_jf_read(in, v, f->sub, p, path, NULL);
		return true;
	case JF_LIST: return read_list(in, v, f, base, path);
	case JF_FIXED:
		if (!json_object_is_type(v, json_type_array) || json_object_array_length(v) > f->count) return false;
		read_items(in, v, f, p, json_object_array_length(v), path);
		return true;
	case JF_DECS: case JF_STRS: return read_values(in, v, f, base, path);
	}
	return false;
}

static bool listed(const char *const *list, const char *key)
{
	for (; list && *list; list++)
		if (strcmp(*list, key) == 0) return true;
	return false;
}

void yg_jf_read(struct jf_in *in, struct json_object *o, const struct jf *f, void *base, const struct jf_path *path,
		const char *const *skip)
{
	struct json_object_iterator i = json_object_iter_begin(o), end = json_object_iter_end(o);
	defaults(f, base);
	for (const struct jf *g = f; g->key; g++)
		if (g->kind == JF_ORIGIN) ((struct origin *)mut(base, g->at))->input = (uint16_t)in->input;
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		const char *key = json_object_iter_peek_name(&i);
		struct json_object *v = json_object_iter_peek_value(&i);
		const struct jf *g = f;
		struct jf_path here = { path, key, 0, false };
		if (listed(skip, key)) continue;
		while (g->key && strcmp(g->key, key) != 0) g++;
		if (!g->key) {
			say(in, &d_json_unknown_key, &here, "");
			in->unread += json_object_is_type(v, json_type_array) || json_object_is_type(v, json_type_object);
		} else if (v && !read_value(in, v, g, base, &here)) {
			say(in, &d_json_type, &here, wanted[g->kind]);
		}
	}
}
