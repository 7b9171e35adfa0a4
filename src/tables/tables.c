/* tables.c - opening drug master and rules, through an image when there is a good one, and answering questions about them.
 * Holds no rule logic: which findings follow is the matcher's business. */
#include "tables/compile.h"
#include "tables/loaded.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "text/fold.h"
#include "base/ban.h"

struct tables {
	atomic_size_t  holds;
	struct image   im;
	struct buf     own;                           /* the block, when it was compiled here ... */
	const char    *mapped; size_t nmapped;        /* ... or mapped */
	struct edition master, rules;
	char           kept[4096];                    /* folder of the image file; empty: none */
};

/* --- opening --------------------------------------------------------------------------------------- */
static struct edition edition_of(const struct tables *t, size_t which)
{
	const struct img_edition *e = (const struct img_edition *)t->im.sec[SEC_EDITION] + which;
	return (struct edition){ yg_tables_text(t, e->id), e->source_date, e->valid_from, e->valid_until, yg_tables_text(t, e->sources),
				 yg_tables_text(t, e->checksum), e->rows, e->enabled, e->refuse_expired != 0 };
}

static void adopt(struct tables *t, const struct image *im)
{
	t->im = *im;
	t->master = edition_of(t, 0);
	t->rules = edition_of(t, 1);
	atomic_init(&t->holds, 1);
}

/* dir/.yagen-<which folders>.img; the number keeps images of several pairs of folders apart, nothing more. */
static bool image_path(char *path, size_t size, const char *dir, const struct tables_options *o)
{
	struct stat st;
	uint64_t v[2] = { 0, 0 };
	char hex[17];
	int n;
	if (!dir) return false;
	if (stat(o->master_dir, &st) == 0) v[0] = (uint64_t)st.st_ino;
	if (stat(o->rules_dir, &st) == 0) v[1] = (uint64_t)st.st_ino;
	yg_hex64(yg_hash(YG_HASH_START, v, sizeof v), hex);
	n = snprintf(path, size, "%s/.yagen-%s.img", dir, hex);
	return n > 0 && (size_t)n < size;
}

static bool from_file(struct tables *t, const char *path, uint64_t stamp)
{
	struct image im;
	if (yg_image_map(path, &t->mapped, &t->nmapped) != YG_OK) return false;
	if (!yg_image_check(t->mapped, t->nmapped, &im) && yg_image_stamp(t->mapped) == stamp) {
		adopt(t, &im);
		return true;
	}
	yg_image_unmap(t->mapped, t->nmapped);
	t->mapped = NULL;
	return false;
}

static int open_once(struct tables *t, const struct tables_options *o, uint64_t stamp, struct diags *ds)
{
	const char *const dirs[] = { o->master_dir, o->cache_dir };
	char path[4096];
	struct image im;
	int err;
	for (size_t i = 0; !o->no_image && i < 2; i++)
		if (image_path(path, sizeof path, dirs[i], o) && from_file(t, path, stamp)) {
			snprintf(t->kept, sizeof t->kept, "%s", dirs[i]);
			return YG_OK;
		}
	t->own.n = 0;
	err = yg_compile(o->master_dir, o->rules_dir, LINT_NONE, &t->own, ds);
	if (err) return err;
	yg_image_seal(t->own.p, t->own.n, stamp);
	if (yg_image_check(t->own.p, t->own.n, &im)) return YG_ETABLE;      /* cannot be: we just made it */
	adopt(t, &im);
	return YG_OK;
}

static void keep(struct tables *t, const struct tables_options *o)
{
	const char *const dirs[] = { o->master_dir, o->cache_dir };
	char path[4096];
	for (size_t i = 0; i < 2; i++)                /* read-only folders are usual: then the next, then none */
		if (image_path(path, sizeof path, dirs[i], o) && yg_file_write(path, (struct str){ t->own.p, t->own.n }) == YG_OK) {
			snprintf(t->kept, sizeof t->kept, "%s", dirs[i]);
			return;
		}
}

int yg_tables_open(struct tables **out, const struct tables_options *o, struct diags *ds)
{
	const struct diags before = *ds;
	struct tables *t = o->master_dir && o->rules_dir ? calloc(1, sizeof *t) : NULL;
	uint64_t stamp, after = 0;
	int err = YG_ETABLE;
	if (!t) return o->master_dir && o->rules_dir ? YG_ENOMEM : YG_EARG;
	yg_buf_init(&t->own, 256u << 20);
	for (int tries = 0; tries < 3; tries++) {     /* a folder changed while it was read is read again */
		ds->n = before.n;
		ds->left_out = before.left_out;
		ds->worst = before.worst;
		stamp = yg_image_stamp_of(o->master_dir, o->rules_dir);
		err = open_once(t, o, stamp, ds);
		if (t->mapped) break;
		after = yg_image_stamp_of(o->master_dir, o->rules_dir);
		if (after == stamp) break;
	}
	if (err) {
		yg_buf_free(&t->own);
		free(t);
		return err;
	}
	if (!t->mapped && !o->no_image && after == stamp) keep(t, o);
	*out = t;
	return YG_OK;
}

int yg_tables_of_bytes(struct tables **out, const char *bytes, size_t n, const char **why)
{
	struct tables *t = calloc(1, sizeof *t);
	struct image im;
	if (!t) return YG_ENOMEM;
	yg_buf_init(&t->own, n);
	yg_buf_add(&t->own, bytes, n);
	*why = t->own.err ? "size" : yg_image_check(t->own.p, t->own.n, &im);
	if (*why) {
		yg_buf_free(&t->own);
		free(t);
		return YG_ETABLE;
	}
	adopt(t, &im);
	*out = t;
	return YG_OK;
}

struct tables *yg_tables_hold(struct tables *t)
{
	atomic_fetch_add(&t->holds, 1);
	return t;
}

void yg_tables_drop(struct tables *t)
{
	if (!t || atomic_fetch_sub(&t->holds, 1) != 1) return;
	yg_image_unmap(t->mapped, t->nmapped);
	yg_buf_free(&t->own);
	free(t);
}

const struct image *yg_tables_image(const struct tables *t) { return &t->im; }
const struct edition *yg_tables_master(const struct tables *t) { return &t->master; }
const struct edition *yg_tables_rules(const struct tables *t) { return &t->rules; }
const struct kernel_rules *yg_tables_kernel(const struct tables *t) { return &t->im.kernel; }
const char *yg_tables_kept_in(const struct tables *t) { return t->kept; }
bool yg_tables_from_image(const struct tables *t) { return t->mapped != NULL; }

struct str yg_tables_text(const struct tables *t, uint32_t off)
{
	const char *p = t->im.sec[SEC_TEXT];
	uint16_t n;
	if (t->im.n[SEC_TEXT] < sizeof n || off > t->im.n[SEC_TEXT] - sizeof n) return STR_NONE;
	memcpy(&n, p + off, sizeof n);
	return n > t->im.n[SEC_TEXT] - sizeof n - off ? STR_NONE : (struct str){ p + off + sizeof n, n };
}

/* --- products ---------------------------------------------------------------------------------------- */
size_t yg_drug_count(const struct tables *t) { return t->im.n[SEC_DRUG]; }

const struct drug *yg_drug_at(const struct tables *t, size_t i)
{
	return i < t->im.n[SEC_DRUG] ? (const struct drug *)t->im.sec[SEC_DRUG] + i : NULL;
}

size_t yg_drug_index(const struct tables *t, const struct drug *d)
{
	return (size_t)(d - (const struct drug *)t->im.sec[SEC_DRUG]);
}

static size_t by_key(const struct tables *t, enum key_kind kind, struct str code, const uint32_t **first)
{
	const uint64_t *keys = t->im.sec[SEC_KEY + kind];
	const uint32_t *begin = t->im.sec[SEC_FIRST + kind];
	size_t lo = 0, n = t->im.n[SEC_KEY + kind], hi = n;
	uint64_t key = yg_key(code);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (keys[mid] < key) lo = mid + 1;
		else hi = mid;
	}
	if (!key || lo == n || keys[lo] != key) return 0;
	*first = (const uint32_t *)t->im.sec[SEC_VALUE + kind] + begin[lo];
	return begin[lo + 1] - begin[lo];
}

size_t yg_drug_by_receipt(const struct tables *t, struct str code, const uint32_t **first) { return by_key(t, KEY_RECEIPT, code, first); }
size_t yg_drug_by_price(const struct tables *t, struct str code, const uint32_t **first) { return by_key(t, KEY_PRICE, code, first); }
size_t yg_drug_by_yj(const struct tables *t, struct str code, const uint32_t **first) { return by_key(t, KEY_YJ, code, first); }
size_t yg_drug_by_generic(const struct tables *t, struct str code, const uint32_t **first) { return by_key(t, KEY_GENERIC, code, first); }
size_t yg_drug_by_hot(const struct tables *t, struct str code, const uint32_t **first) { return by_key(t, KEY_HOT, code, first); }

static const struct img_entity *entity(const struct tables *t, const struct drug *d)
{
	return (const struct img_entity *)t->im.sec[SEC_ENTITY] + d->entity;
}

size_t yg_drug_ingredients(const struct tables *t, const struct drug *d, const uint16_t **ids)
{
	const struct img_entity *e = entity(t, d);
	*ids = (const uint16_t *)t->im.sec[SEC_LIST] + e->ingredients;
	return e->ningredients;
}

size_t yg_ingredient_count(const struct tables *t) { return t->im.n[SEC_INGREDIENT]; }

struct str yg_ingredient_name(const struct tables *t, uint16_t id)
{
	return id < t->im.n[SEC_INGREDIENT] ? yg_tables_text(t, ((const uint32_t *)t->im.sec[SEC_INGREDIENT])[id]) : STR_NONE;
}

const struct drug *yg_drug_of_ingredient(const struct tables *t, struct str name)
{
	const struct drug *found = NULL;
	const uint16_t *ids;
	name = yg_str_trim(name);
	for (size_t i = 0; name.n && i < yg_drug_count(t); i++) {
		const struct drug *d = yg_drug_at(t, i);
		if (d->flags & DRUG_GENERIC_NAME || d->route != ROUTE_SYSTEMIC || yg_drug_ingredients(t, d, &ids) != 1) continue;
		if (!yg_fold_eq(name, yg_tables_text(t, d->listed_name)) && !yg_fold_eq(name, yg_ingredient_name(t, ids[0]))) continue;
		if (!found || strcmp(d->price_code, found->price_code) < 0) found = d;       /* whatever the order of the master */
	}
	return found;
}

struct str yg_class_name(const struct tables *t, struct str key)
{
	const struct img_class *c = t->im.sec[SEC_CLASS];
	for (size_t i = 0; key.n && key.n < sizeof c->key && i < t->im.n[SEC_CLASS]; i++)
		if (memcmp(c[i].key, key.p, key.n) == 0 && c[i].key[key.n] == '\0') return yg_tables_text(t, c[i].name);
	return STR_NONE;
}

bool yg_drug_name_is(const struct tables *t, const struct drug *d, uint32_t hash, uint32_t bare_hash)
{
	const struct img_name *n = (const struct img_name *)t->im.sec[SEC_NAME] + yg_drug_index(t, d);
	if (d->flags & DRUG_GENERIC_NAME) return bare_hash && n->generic == bare_hash;
	return hash && (n->name == hash || n->name_long == hash || n->name_list == hash);
}

/* --- rules --------------------------------------------------------------------------------------------- */
size_t yg_rule_count(const struct tables *t) { return t->im.n[SEC_RULE]; }

const struct rule *yg_rule_at(const struct tables *t, size_t i)
{
	return i < t->im.n[SEC_RULE] ? (const struct rule *)t->im.sec[SEC_RULE] + i : NULL;
}

const struct rule *yg_rule_by_id(const struct tables *t, struct str id)
{
	const uint32_t *order = t->im.sec[SEC_RULE_BY_ID];
	size_t lo = 0, hi = t->im.n[SEC_RULE_BY_ID];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct rule *r = yg_rule_at(t, order[mid]);
		int d = yg_str_cmp(yg_tables_text(t, r->id), id);
		if (d == 0) return r;
		if (d < 0) lo = mid + 1;
		else hi = mid;
	}
	return NULL;
}

size_t yg_drug_groups(const struct tables *t, const struct drug *d, const uint16_t **ids)
{
	const struct img_entity *e = entity(t, d);
	*ids = (const uint16_t *)t->im.sec[SEC_LIST] + e->groups;
	return e->ngroups;
}

const struct group *yg_group_at(const struct tables *t, uint16_t id)
{
	return id < t->im.n[SEC_GROUP] ? (const struct group *)t->im.sec[SEC_GROUP] + id : NULL;
}

size_t yg_pair_rules(const struct tables *t, const struct drug *a, const struct drug *b, struct pair_hit *hits, size_t max)
{
	const struct img_entity *e = entity(t, a);
	const struct img_cell *row = (const struct img_cell *)t->im.sec[SEC_CELL] + e->cells;
	size_t lo = 0, hi = e->ncells, n = 0;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (row[mid].partner < b->entity) lo = mid + 1;
		else hi = mid;
	}
	for (; lo < e->ncells && row[lo].partner == b->entity; lo++, n++)
		if (n < max) hits[n] = (struct pair_hit){ row[lo].rule / 4, row[lo].rule & 1, (row[lo].rule & 2) != 0 };
	return n;
}

/* The most specific row: both routes, then one and any, then any and any. A route that is not known counts as systemic,
 * the graver reading. */
const struct rule *yg_same_ingredient_rule(const struct tables *t, enum route ra, enum route rb)
{
	const struct img_same *s = t->im.sec[SEC_SAME], *best = NULL;
	int best_exact = -1;
	if (ra == ROUTE_UNKNOWN) ra = ROUTE_SYSTEMIC;
	if (rb == ROUTE_UNKNOWN) rb = ROUTE_SYSTEMIC;
	for (size_t i = 0; i < t->im.n[SEC_SAME]; i++) {
		bool straight = (!s[i].a || s[i].a == ra) && (!s[i].b || s[i].b == rb);
		bool turned = (!s[i].a || s[i].a == rb) && (!s[i].b || s[i].b == ra);
		int exact = (s[i].a != 0) + (s[i].b != 0);
		if ((straight || turned) && exact > best_exact) {
			best = &s[i];
			best_exact = exact;
		}
	}
	return best ? yg_rule_at(t, best->rule) : NULL;
}

const struct rule *yg_days_limit_rule(const struct tables *t, const struct drug *d) { return yg_rule_at(t, entity(t, d)->limit); }

size_t yg_reason_count(const struct tables *t) { return t->im.n[SEC_REASON]; }

const struct reason *yg_reason_at(const struct tables *t, size_t i)
{
	return i < t->im.n[SEC_REASON] ? (const struct reason *)t->im.sec[SEC_REASON] + i : NULL;
}

struct str yg_message(const struct tables *t, enum lang lang, struct str key)
{
	enum section s = lang == LANG_EN ? SEC_MESSAGE_EN : SEC_MESSAGE_JA;
	const struct img_message *m = t->im.sec[s];
	size_t lo = 0, hi = t->im.n[s];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = yg_str_cmp(yg_tables_text(t, m[mid].key), key);
		if (d == 0) return yg_tables_text(t, m[mid].text);
		if (d < 0) lo = mid + 1;
		else hi = mid;
	}
	return STR_NONE;
}
