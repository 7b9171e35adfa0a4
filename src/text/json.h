/* json.h - reading JSON with json-c inside limits, and writing it in a fixed key order. */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H
#include "base/dec.h"
#include "base/ymd.h"
#include "base/buf.h"
#include <json-c/json_object.h>
/* Strict JSON, UTF-8, one value, depth <= YG_MAX_JSON_DEPTH, size <= YG_MAX_TEXT. *out is yours: json_object_put().
 * YG_ESYNTAX (*at = byte offset), YG_EENCODING, YG_ETOOBIG, YG_ENOMEM. */
int yg_json_parse(struct str text, struct json_object **out, size_t *at);
/* Members by name; the value is borrowed. Absent or of another type: NULL / STR_NONE / DEC_NONE. */
struct json_object *yg_json_get(struct json_object *o, const char *key);
struct str yg_json_str(struct json_object *o, const char *key);   /* borrowed from o */
/* Writer. Commas are placed by the writer; keys and text are escaped; output is compact unless indent is set. */
struct jw { struct buf *out; unsigned depth; unsigned char first[40]; bool indent; bool after_key; };
void jw_init(struct jw *w, struct buf *out, bool indent);
void jw_obj(struct jw *w);  void jw_obj_end(struct jw *w);
void jw_arr(struct jw *w);  void jw_arr_end(struct jw *w);
void jw_key(struct jw *w, const char *key);
void jw_str(struct jw *w, struct str s);
void jw_z(struct jw *w, const char *z);               /* NULL writes null */
void jw_int(struct jw *w, long long v);
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_raw(struct jw *w, struct str json);            /* one whole value that is JSON already, as it is */
void jw_dec(struct jw *w, struct dec d);              /* decimal string "1.5"; not given: null */
void jw_ymd(struct jw *w, struct ymd d);              /* "YYYY-MM-DD"; not given: null */
/* key + value; *_opt writes nothing at all when the value is not given. */
void jw_kstr(struct jw *w, const char *key, struct str s);
void jw_kstr_opt(struct jw *w, const char *key, struct str s);
void jw_kz(struct jw *w, const char *key, const char *z);
void jw_kint(struct jw *w, const char *key, long long v);
void jw_kbool(struct jw *w, const char *key, bool v);
void jw_kdec(struct jw *w, const char *key, struct dec d);
void jw_kdec_opt(struct jw *w, const char *key, struct dec d);
void jw_kymd(struct jw *w, const char *key, struct ymd d);
void jw_kymd_opt(struct jw *w, const char *key, struct ymd d);
#endif
