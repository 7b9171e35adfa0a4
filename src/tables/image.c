/* image.c - the compiled tables as one block: laid out, sealed, mapped, and checked before a byte of it is used.
 * Does not know where images are kept nor when they are remade (tables.c does). */
#include "tables/compile.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define MAGIC "YAGENIMG"
enum { IMAGE_VERSION = 3, IMAGE_MAX = 256 << 20 };

static size_t item_size(size_t s)
{
	static const size_t size[SEC_KEY] = { [SEC_TEXT] = 1, [SEC_DRUG] = sizeof(struct drug), [SEC_NAME] = sizeof(struct img_name),
		[SEC_RULE] = sizeof(struct rule), [SEC_RULE_BY_ID] = 4, [SEC_GROUP] = sizeof(struct group),
		[SEC_SAME] = sizeof(struct img_same), [SEC_ENTITY] = sizeof(struct img_entity), [SEC_LIST] = 2,
		[SEC_CELL] = sizeof(struct img_cell), [SEC_INGREDIENT] = 4, [SEC_CLASS] = sizeof(struct img_class),
		[SEC_MESSAGE_JA] = sizeof(struct img_message), [SEC_MESSAGE_EN] = sizeof(struct img_message),
		[SEC_REASON] = sizeof(struct reason),
		[SEC_EDITION] = sizeof(struct img_edition), [SEC_INGREDIENT_NAME] = 4, [SEC_ABOUT] = sizeof(struct about), [SEC_ABOUT_FIRST] = 4,
		[SEC_ABOUT_LIST] = 2, [SEC_KERNEL] = 1 };
	return s < SEC_KEY ? size[s] : s < SEC_FIRST ? 8 : 4;
}

/* Changes when a struct, the byte order or the folding of names changes: an image of another program is not this one's. */
static uint64_t layout(void)
{
	static const char probe[] = "【般】ﾊﾟ－Ａ1ｍＬ μ① ゔ";
	uint64_t v[SEC_COUNT + 4] = { IMAGE_VERSION, 0x0102030405060708u, yg_name_hash((struct str){ probe, sizeof probe - 1 }), yg_kernel_layout() };
	for (size_t s = 0; s < SEC_COUNT; s++) v[s + 4] = item_size(s);
	return yg_hash(YG_HASH_START, v, sizeof v);
}

/* --- laying out --------------------------------------------------------------------------------- */
struct part { const void *p; size_t n; };             /* items */

struct rule_id { struct str id; uint32_t rule; };
static int by_rule_id(const void *a, const void *b) { return yg_str_cmp(((const struct rule_id *)a)->id, ((const struct rule_id *)b)->id); }

static uint32_t *sorted_rules(const struct compile *c)
{
	size_t n = c->nrules ? c->nrules : 1;
	struct rule_id *v = yg_arena_array(c->arena, n, sizeof *v);
	uint32_t *ids = yg_arena_array(c->arena, n, sizeof *ids);
	if (!v || !ids) return NULL;
	for (size_t i = 0; i < c->nrules; i++) v[i] = (struct rule_id){ yg_compile_view(c, c->rules[i].id), (uint32_t)i };
	if (c->nrules) qsort(v, c->nrules, sizeof *v, by_rule_id);
	for (size_t i = 0; i < c->nrules; i++) ids[i] = v[i].rule;
	return ids;
}

/* Links of one kind -> keys, where each begins, values. */
static bool split_links(const struct compile *c, const struct links *l, struct part *keys, struct part *first, struct part *values)
{
	uint64_t *k = yg_arena_array(c->arena, l->n + 1, sizeof *k);
	uint32_t *f = yg_arena_array(c->arena, l->n + 1, sizeof *f), *v = yg_arena_array(c->arena, l->n + 1, sizeof *v);
	size_t n = 0;
	if (!k || !f || !v) return false;
	for (size_t i = 0; i < l->n; i++) {
		if (n == 0 || k[n - 1] != l->v[i].key) {
			f[n] = (uint32_t)i;
			k[n++] = l->v[i].key;
		}
		v[i] = l->v[i].to;
	}
	f[n] = (uint32_t)l->n;
	*keys = (struct part){ k, n };
	*first = (struct part){ f, n + 1 };
	*values = (struct part){ v, l->n };
	return true;
}

static int put(struct buf *out, struct img_head *head, const struct part part[SEC_COUNT])
{
	size_t start = out->n;
	yg_buf_add(out, head, sizeof *head);
	for (size_t s = 0; s < SEC_COUNT; s++) {
		while (!out->err && (out->n - start) % 64) yg_buf_char(out, '\0');   /* the matcher reads whole cache lines */
		head->sec[s] = (struct img_section){ out->n - start, part[s].n * item_size(s) };
		yg_buf_add(out, part[s].p, part[s].n * item_size(s));
	}
	while (!out->err && (out->n - start) % 8) yg_buf_char(out, '\0');
	if (out->err) return out->err;
	head->total = out->n - start;
	memcpy(out->p + start, head, sizeof *head);
	return YG_OK;
}

static uint32_t sum_text(struct compile *c, const struct edition_file *e)
{
	struct buf b;
	char hex[65];
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_edition_file_format(e, &b);
	err = b.err ? b.err : yg_edition_sha256(yg_buf_view(&b), hex);
	yg_buf_free(&b);
	return err ? 0 : yg_compile_text(c, yg_str(hex));
}

static struct img_edition edition_row(struct compile *c, const struct edition_file *e, size_t rows, size_t enabled)
{
	return (struct img_edition){ .id = yg_compile_text(c, e->id), .sources = yg_compile_text(c, e->sources), .checksum = sum_text(c, e),
		.rows = (uint32_t)rows, .enabled = (uint32_t)enabled, .refuse_expired = e->refuse_expired,
		.source_date = e->source_date, .valid_from = e->valid_from, .valid_until = e->valid_until };
}

static int lay_out(struct compile *c, const struct buf *kernel, struct buf *out)
{
	struct part part[SEC_COUNT] = { { NULL, 0 } };
	struct img_head head;
	struct img_edition editions[2];
	uint32_t *by_id = sorted_rules(c), *ingredients = yg_arena_array(c->arena, c->ningredients + 1, sizeof *ingredients);
	uint32_t *hashes = yg_arena_array(c->arena, c->ningredients + 1, sizeof *hashes);
	size_t products = 0, enabled = 0;
	if (!by_id || !ingredients || !hashes) return yg_arena_error(c->arena);
	for (size_t i = 0; i < c->ndrugs; i++) products += !(c->drugs[i].flags & DRUG_GENERIC_NAME);
	for (size_t i = 0; i < c->nrules; i++) enabled += c->rules[i].enabled;
	for (size_t i = 0; i < c->ningredients; i++) {
		ingredients[i] = yg_compile_text(c, c->ingredients[i]);
		hashes[i] = yg_name_hash(c->ingredients[i]);
	}
	memset(editions, 0, sizeof editions);
	editions[0] = edition_row(c, &c->master_edition, products, products);
	editions[1] = edition_row(c, &c->rules_edition, c->nrules, enabled);
	editions[1].absent = c->rules_absent;
	for (size_t k = 0; k < KEY_KINDS; k++)
		if (!split_links(c, &c->keys[k], &part[SEC_KEY + k], &part[SEC_FIRST + k], &part[SEC_VALUE + k])) return yg_arena_error(c->arena);
	if (c->text.err || yg_arena_error(c->arena)) return c->text.err ? c->text.err : yg_arena_error(c->arena);
	part[SEC_TEXT] = (struct part){ c->text.p, c->text.n };
	part[SEC_DRUG] = (struct part){ c->drugs, c->ndrugs };
	part[SEC_NAME] = (struct part){ c->names, c->ndrugs };
	part[SEC_RULE] = (struct part){ c->rules, c->nrules };
	part[SEC_RULE_BY_ID] = (struct part){ by_id, c->nrules };
	part[SEC_GROUP] = (struct part){ c->groups, c->ngroups };
	part[SEC_SAME] = (struct part){ c->same, c->nsame };
	part[SEC_ENTITY] = (struct part){ c->entities, c->nentities };
	part[SEC_LIST] = (struct part){ c->lists, c->nlists };
	part[SEC_CELL] = (struct part){ c->cells, c->ncells };
	part[SEC_INGREDIENT_NAME] = (struct part){ hashes, c->ningredients };
	part[SEC_ABOUT] = (struct part){ c->about, c->nabout };
	part[SEC_ABOUT_FIRST] = (struct part){ c->about_first, c->ndrugs + 2 };
	part[SEC_ABOUT_LIST] = (struct part){ c->about_list, c->nabout_list };
	part[SEC_INGREDIENT] = (struct part){ ingredients, c->ningredients };
	part[SEC_CLASS] = (struct part){ c->classes, c->nclasses };
	part[SEC_MESSAGE_JA] = (struct part){ c->messages[0], c->nmessages[0] };
	part[SEC_MESSAGE_EN] = (struct part){ c->messages[1], c->nmessages[1] };
	part[SEC_REASON] = (struct part){ c->reasons, c->nreasons };
	part[SEC_EDITION] = (struct part){ editions, 2 };
	part[SEC_KERNEL] = (struct part){ kernel->p, kernel->n };
	memset(&head, 0, sizeof head);
	memcpy(head.magic, MAGIC, sizeof head.magic);
	head.layout = layout();
	return put(out, &head, part);
}

int yg_image_layout(struct compile *c, struct buf *out)
{
	struct buf kernel;
	int err;
	yg_buf_init(&kernel, IMAGE_MAX);
	err = yg_compile_kernel(c, &kernel);
	if (!err) err = lay_out(c, &kernel, out);
	yg_buf_free(&kernel);
	return err;
}

enum { SUM_FROM = offsetof(struct img_head, total) }; /* the checksum covers what stands behind it */

void yg_image_seal(char *bytes, size_t n, uint64_t stamp)
{
	uint64_t sum;
	memcpy(bytes + offsetof(struct img_head, stamp), &stamp, sizeof stamp);
	sum = yg_checksum(bytes + SUM_FROM, n - SUM_FROM);
	memcpy(bytes + offsetof(struct img_head, checksum), &sum, sizeof sum);
}

/* --- checking ------------------------------------------------------------------------------------- */
static bool below(const uint32_t *v, size_t n, size_t limit)
{
	uint32_t top = 0;
	for (size_t i = 0; i < n; i++) top = v[i] > top ? v[i] : top;
	return n == 0 || top < limit;
}

static bool drugs_fine(const struct image *im)
{
	const struct drug *d = im->sec[SEC_DRUG];
	unsigned bad = 0;
	for (size_t i = 0; i < im->n[SEC_DRUG]; i++)
		bad |= (unsigned)(d[i].price_code[12] | d[i].yj[12] | d[i].generic_code[12]) | (d[i].entity >= im->n[SEC_ENTITY]);
	return !bad && im->n[SEC_NAME] == im->n[SEC_DRUG] && im->n[SEC_INGREDIENT_NAME] == im->n[SEC_INGREDIENT];
}

static bool rules_fine(const struct image *im)
{
	const struct rule *r = im->sec[SEC_RULE];
	const struct group *g = im->sec[SEC_GROUP];
	const struct img_same *s = im->sec[SEC_SAME];
	size_t nr = im->n[SEC_RULE], ni = im->n[SEC_INGREDIENT];
	for (size_t i = 0; i < nr; i++) {
		if (r[i].kind < RULE_SAME_INGREDIENT || r[i].kind > RULE_FORM || r[i].severity < SEV_INFO || r[i].severity > SEV_CRITICAL) return false;
		if (r[i].kind == RULE_SAME_CLASS && r[i].group >= im->n[SEC_GROUP]) return false;
		if ((r[i].ingredient_a != 0xffff && r[i].ingredient_a >= ni) || (r[i].ingredient_b != 0xffff && r[i].ingredient_b >= ni)) return false;
	}
	for (size_t i = 0; i < im->n[SEC_GROUP]; i++) if (g[i].rule >= nr) return false;
	for (size_t i = 0; i < im->n[SEC_SAME]; i++) if (s[i].rule >= nr) return false;
	return im->n[SEC_RULE_BY_ID] == nr && below(im->sec[SEC_RULE_BY_ID], nr, nr);
}

static bool about_fine(const struct image *im)
{
	const struct about *a = im->sec[SEC_ABOUT];
	const uint32_t *first = im->sec[SEC_ABOUT_FIRST];
	const uint16_t *list = im->sec[SEC_ABOUT_LIST];
	size_t nf = im->n[SEC_ABOUT_FIRST];
	for (size_t i = 0; i < im->n[SEC_ABOUT]; i++)
		if (a[i].rule >= im->n[SEC_RULE] || (a[i].ingredient != 0xffff && a[i].ingredient >= im->n[SEC_INGREDIENT])) return false;
	if (nf != im->n[SEC_DRUG] + 2 || first[0] != 0 || first[nf - 1] != im->n[SEC_ABOUT_LIST]) return false;
	for (size_t i = 1; i < nf; i++) if (first[i - 1] > first[i]) return false;
	for (size_t i = 0; i < im->n[SEC_ABOUT_LIST]; i++) if (list[i] >= im->n[SEC_ABOUT]) return false;
	return true;
}

static bool entities_fine(const struct image *im)
{
	const struct img_entity *e = im->sec[SEC_ENTITY];
	const struct img_cell *cell = im->sec[SEC_CELL];
	const uint16_t *list = im->sec[SEC_LIST];
	size_t nl = im->n[SEC_LIST], nc = im->n[SEC_CELL], nr = im->n[SEC_RULE];
	for (size_t i = 0; i < im->n[SEC_ENTITY]; i++) {
		if (e[i].ingredients > nl || e[i].ningredients > nl - e[i].ingredients) return false;
		if (e[i].groups > nl || e[i].ngroups > nl - e[i].groups) return false;
		if (e[i].cells > nc || e[i].ncells > nc - e[i].cells) return false;
		if (e[i].limit != UINT32_MAX && e[i].limit >= nr) return false;
		for (size_t k = 0; k < e[i].ningredients; k++) if (list[e[i].ingredients + k] >= im->n[SEC_INGREDIENT]) return false;
		for (size_t k = 0; k < e[i].ngroups; k++) if (list[e[i].groups + k] >= im->n[SEC_GROUP]) return false;
	}
	for (size_t i = 0; i < nc; i++) if (cell[i].rule / 4 >= nr) return false;
	return true;
}

static bool keys_fine(const struct image *im)
{
	for (size_t k = 0; k < KEY_KINDS; k++) {
		const uint32_t *first = im->sec[SEC_FIRST + k];
		size_t n = im->n[SEC_KEY + k];
		if (im->n[SEC_FIRST + k] != n + 1 || first[0] != 0 || first[n] != im->n[SEC_VALUE + k]) return false;
		for (size_t i = 0; i < n; i++) if (first[i] > first[i + 1]) return false;
		if (!below(im->sec[SEC_VALUE + k], im->n[SEC_VALUE + k], im->n[SEC_DRUG])) return false;
	}
	return true;
}

const char *yg_image_check(const char *bytes, size_t n, struct image *out)
{
	struct image im = { .base = bytes, .bytes = n };
	struct img_head head;
	if (n < sizeof head) return "size";
	memcpy(&head, bytes, sizeof head);
	if (memcmp(head.magic, MAGIC, sizeof head.magic) != 0) return "magic";
	if (head.total != n || n > IMAGE_MAX) return "size";
	if (yg_checksum(bytes + SUM_FROM, n - SUM_FROM) != head.checksum) return "checksum";
	if (head.layout != layout()) return "layout";
	for (size_t s = 0; s < SEC_COUNT; s++) {
		uint64_t at = head.sec[s].offset, len = head.sec[s].bytes;
		if (at % 8 || at < sizeof head || at > n || len > n - at || len % item_size(s)) return "section";
		im.sec[s] = bytes + at;
		im.n[s] = (size_t)len / item_size(s);
	}
	if (im.n[SEC_TEXT] < 2 || bytes[head.sec[SEC_TEXT].offset] || bytes[head.sec[SEC_TEXT].offset + 1]) return "section";
	if (im.n[SEC_EDITION] != 2) return "section";
	if (!drugs_fine(&im) || !rules_fine(&im) || !entities_fine(&im) || !about_fine(&im) || !keys_fine(&im)) return "index";
	if (yg_kernel_open(im.sec[SEC_KERNEL], im.n[SEC_KERNEL], &im.kernel)) return "kernel";
	if (im.kernel.nproducts != im.n[SEC_DRUG] || !yg_kernel_sound(&im.kernel)) return "kernel";
	*out = im;
	return NULL;
}

uint64_t yg_image_stamp(const char *bytes)
{
	uint64_t stamp;
	memcpy(&stamp, bytes + offsetof(struct img_head, stamp), sizeof stamp);
	return stamp;
}

/* --- files ------------------------------------------------------------------------------------------ */
/* Names, sizes and both times of every file that is read; a change of any of them makes the image stale. */
static uint64_t stamp_folder(uint64_t h, const char *dir, const char *const *names)
{
	for (; *names; names++) {
		int64_t v[6] = { 0 };
		char path[4096];
		struct stat st;
		for (int staged = 1; staged >= 0; staged--) { /* a committed change counts before its move: edition_file.h */
			int n = snprintf(path, sizeof path, "%s/%s%s", dir, staged ? ".committed/" : "", *names);
			if (n < 0 || (size_t)n >= sizeof path || stat(path, &st) != 0) continue;
			v[0] = (int64_t)st.st_size;
			v[1] = (int64_t)st.st_mtim.tv_sec;
			v[2] = (int64_t)st.st_mtim.tv_nsec;
			v[3] = (int64_t)st.st_ctim.tv_sec;
			v[4] = (int64_t)st.st_ctim.tv_nsec;
			v[5] = 1;
			break;
		}
		h = yg_hash(h, v, sizeof v);
	}
	return h;
}

uint64_t yg_image_stamp_of(const char *master_dir, const char *rules_dir)
{
	static const char *const master[] = { "EDITION", "products.csv", "generic.csv", "hot.csv", "ingredients.csv", "yj7.csv",
		"routes.csv", "classes.csv", NULL };
	static const char *const rules[] = { "EDITION", "pairs.csv", "groups.csv", "same-ingredient.csv", "limits.csv",
		"messages.ja.csv", "messages.en.csv", "reasons.csv", "patients.csv", "doses.csv", "totals.csv", "forms.csv", "allergies.csv",
		"cautions.csv", "polypharmacy.csv", NULL };
	return stamp_folder(stamp_folder(YG_HASH_START, master_dir, master), rules_dir, rules);
}

/* Of a file that is not in memory the head comes alone: whether it is the right one can be seen before the rest is waited for. */
static void head_first(int fd)
{
	char head[sizeof(struct img_head)];
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	if (pread(fd, head, sizeof head, 0) < 0) {}   /* nothing is taken from it: the mapping says what is wrong */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL);
}

int yg_image_map(const char *path, const char **bytes, size_t *n)
{
	struct stat st;
	void *p;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = YG_OK;
	if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(struct img_head) || st.st_size > IMAGE_MAX) {
		err = YG_EIO;
	} else {
		head_first(fd);
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED) err = errno == ENOMEM ? YG_ENOMEM : YG_EIO;
		else { *bytes = p; *n = (size_t)st.st_size; }
	}
	close(fd);
	return err;
}

void yg_image_unmap(const char *bytes, size_t n)
{
	union { const char *c; void *v; } p = { bytes }; /* munmap wants what mmap gave */
	if (bytes) munmap(p.v, n);
}
