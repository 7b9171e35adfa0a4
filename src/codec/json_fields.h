/* json_fields.h - the neutral JSON as data: one row per key of every struct of the model, and one loop each way.
 * The rows are the format: docs/api/{prescription,history,patient}.schema.json say the same to other programs, and a test
 * compares both. */
#ifndef CODEC_JSON_FIELDS_H
#define CODEC_JSON_FIELDS_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
#include "text/json.h"

enum jf_kind {
	JF_STR, JF_INT /* 0 is not given */, JF_INT1 /* -1 is not given */, JF_BOOL, JF_NOTBOOL /* written when false; absent: true */,
	JF_TRI, JF_DEC /* string "0.5"; a number is read by its digits */, JF_YMD /* "2026-11-20", "2026-11" or "2026" */,
	JF_ENUM, JF_INDEX /* size_t; absent: (size_t)-1 */, JF_ORIGIN /* struct origin: its record */,
	JF_OBJ,                                      /* members of sub, offsets from at; at2: bool that says "there", or NO_FLAG */
	JF_LIST,                                     /* at: pointer to items of `size` bytes; at2: their count */
	JF_FIXED,                                    /* `count` items of `size` bytes in the struct itself */
	JF_DECS, JF_STRS                             /* `count` decimals or texts in the struct; at2: bool or NO_FLAG */
};
#define NO_FLAG 0xffffu
struct jf_name { int v; const char *name; };        /* ends with name NULL */
struct jf {
	const char *key;                             /* NULL ends the table */
	enum jf_kind kind;
	unsigned at, at2;
	const struct jf *sub;                        /* JF_OBJ, JF_LIST, JF_FIXED */
	unsigned size, count;
	const struct jf_name *names;                 /* JF_ENUM: the value 0 without a name is "not given" */
	int otherwise;                               /* JF_ENUM: value when the key is absent */
	bool always;                                 /* JF_LIST: written even when empty */
	const struct jf *instead;                    /* JF_LIST: keys written of an item whose bool at `count` is set (no consent) */
};
extern const struct jf yg_jf_rx[], yg_jf_history[], yg_jf_facts[];

/* Reading. path tells where we are ("visits[2].groups[0]"). */
struct jf_path { const struct jf_path *up; const char *key; size_t index; bool is_index; };
struct jf_in {
	struct arena *arena; struct diags *diags; unsigned input; size_t faults; bool too_big;
	size_t unread;                               /* unknown keys that hold a list or an object: drugs may stand there */
};
/* Fills base; keys of o in `skip` (NULL-terminated, may be NULL) are left to the caller. Unknown keys and values of the
 * wrong type are diagnostics; the latter count in in->faults; a list of
 * more than YG_MAX_HISTORY items is left out and sets in->too_big. Without memory yg_arena_error() tells. */
void yg_jf_read(struct jf_in *in, struct json_object *o, const struct jf *f, void *base, const struct jf_path *path,
		const char *const *skip);
/* Writes key and value of everything given; the caller opens and closes the object. */
void yg_jf_write(struct jw *w, const struct jf *f, const void *base);
#endif
