/* The compiled image: made once, used again, never used when a byte of it or of its sources has changed. */
#include "tables_kit.h"
#include "tables/image.h"
#include <errno.h>
#include "base/ban.h"

static struct arena *arena;
static struct diags ds;

static bool image_file(const char *dir, char *path, size_t size)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	bool found = false;
	while (d && (e = readdir(d)))
		if (strncmp(e->d_name, ".yagen-", 7) == 0) { snprintf(path, size, "%s/%s", dir, e->d_name); found = true; }
	if (d) closedir(d);
	return found;
}

static bool opens_from_image(const struct kit *k)
{
	struct tables *t = NULL;
	bool from;
	yg_diags_init(&ds, arena);
	if (kit_open(k, true, &t, &ds) != YG_OK) { kit_show(&ds); CHECK(false); return false; }
	from = yg_tables_from_image(t);
	CHECK_STR(yg_tables_text(t, yg_drug_at(t, 0)->name), STR("ノルバスク錠５ｍｇ"));
	yg_tables_drop(t);
	return from;
}

/* Every question there is, over everything there is. The sum keeps the compiler from dropping it. */
static size_t walk(const struct tables *t)
{
	size_t sum = 0, nd = yg_drug_count(t);
	const uint16_t *ids;
	const uint32_t *of;
	struct pair_hit hits[4];
	for (size_t i = 0; i < nd; i++) {
		const struct drug *d = yg_drug_at(t, i);
		const uint32_t texts[] = { d->name, d->name_long, d->name_list, d->kana, d->unit, d->strength, d->maker, d->listed_name, d->generic_name, d->price };
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
			struct str s = yg_tables_text(t, texts[k]);
			for (size_t c = 0; c < s.n; c++) sum += (unsigned char)s.p[c];
		}
		sum += strlen(d->price_code) + strlen(d->yj) + strlen(d->generic_code);
		for (size_t n = yg_drug_ingredients(t, d, &ids), k = 0; k < n; k++) sum += yg_ingredient_name(t, ids[k]).n;
		for (size_t n = yg_drug_groups(t, d, &ids), k = 0; k < n; k++) sum += yg_tables_text(t, yg_group_at(t, ids[k])->label_ja).n;
		for (size_t n = yg_drug_by_price(t, yg_str(d->price_code), &of), k = 0; k < n; k++) sum += yg_drug_at(t, of[k])->route;
		for (size_t n = yg_drug_by_yj(t, yg_str(d->yj), &of), k = 0; k < n; k++) sum += yg_drug_at(t, of[k])->route;
		for (size_t n = yg_drug_by_generic(t, yg_str(d->generic_code), &of), k = 0; k < n; k++) sum += yg_drug_at(t, of[k])->route;
		sum += yg_drug_name_is(t, d, 1, 2);
		sum += yg_days_limit_rule(t, d) ? yg_days_limit_rule(t, d)->limit_days : 0;
		for (size_t k = 0; k < nd; k++) {
			size_t n = yg_pair_rules(t, d, yg_drug_at(t, k), hits, 4);
			for (size_t h = 0; h < n && h < 4; h++) sum += yg_rule_at(t, hits[h].rule)->severity;
		}
	}
	for (size_t i = 0; i < yg_rule_count(t); i++) {
		const struct rule *r = yg_rule_at(t, i);
		sum += yg_tables_text(t, r->title_ja).n + (yg_rule_by_id(t, yg_tables_text(t, r->id)) != NULL);
		if (r->kind == RULE_SAME_CLASS) sum += yg_group_at(t, r->group)->rule;
	}
	for (int a = 0; a <= ROUTE_OTHER; a++)
		for (int b = 0; b <= ROUTE_OTHER; b++) sum += yg_same_ingredient_rule(t, (enum route)a, (enum route)b) != NULL;
	sum += yg_message(t, LANG_JA, STR("a.b")).n + yg_message(t, LANG_EN, STR("zz")).n + yg_class_name(t, STR("217")).n;
	sum += yg_tables_master(t)->id.n + yg_tables_rules(t)->checksum.n;
	sum += yg_tables_text(t, UINT32_MAX).n + yg_tables_text(t, UINT32_MAX - 1).n;
	return sum;
}

static void made_and_used(void)
{
	struct kit k;
	struct tables *a = NULL, *b = NULL;
	char path[800];
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	CHECK(!image_file(k.cache, path, sizeof path));
	CHECK(opens_from_image(&k));
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, false, &a, &ds), YG_OK);
	CHECK_INT(kit_open(&k, true, &b, &ds), YG_OK);
	CHECK(!yg_tables_from_image(a) && yg_tables_from_image(b));
	CHECK_INT(walk(a), walk(b));
	CHECK(yg_tables_hold(b) == b);
	yg_tables_drop(b);
	CHECK(walk(b) > 0);                           /* one hold is left */
	yg_tables_drop(b);
	yg_tables_drop(a);
	yg_tables_drop(NULL);
	kit_free(&k);
}

static void same_bytes(void)  /* the image is a function of the files, not of the machine's mood */
{
	struct kit k;
	char path[800];
	struct buf x, y;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	x = t_read(path);
	unlink(path);
	CHECK(!opens_from_image(&k));
	y = t_read(path);
	CHECK(x.n == y.n && memcmp(x.p, y.p, x.n) == 0);
	yg_buf_free(&x);
	yg_buf_free(&y);
	kit_free(&k);
}

static void damaged(void)
{
	struct kit k;
	char path[800];
	struct buf good;
	size_t step;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	good = t_read(path);
	step = good.n / 60 + 1;
	for (size_t at = 0; at < good.n; at += at < 64 ? 8 : step) {        /* one byte: seen, rebuilt, and good again */
		good.p[at] ^= 0x20;
		CHECK_INT(yg_file_write(path, yg_buf_view(&good)), YG_OK);
		good.p[at] ^= 0x20;
		CHECK(!opens_from_image(&k));
		CHECK(opens_from_image(&k));
	}
	for (size_t cut = 0; cut < good.n; cut += step) {
		CHECK_INT(yg_file_write(path, (struct str){ good.p, cut }), YG_OK);
		CHECK(!opens_from_image(&k));
	}
	kit_put(k.rules, "messages.en.csv", "key,text\na.b,{0} twicf\nc.d,action\n");        /* same size, not sealed */
	{
		struct tables *t = NULL;
		yg_diags_init(&ds, arena);
		CHECK_INT(kit_open(&k, true, &t, &ds), YG_ETABLE);           /* stale image, damaged source: no answer */
		CHECK(t == NULL && ds.n > 0);
	}
	yg_buf_free(&good);
	kit_free(&k);
}

static void every_byte(void)  /* against the check itself, without the file system */
{
	struct kit k;
	char path[800];
	struct buf good;
	const char *why;
	size_t seen = 0;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	good = t_read(path);
	for (size_t at = 0; at < good.n; at++) {
		struct tables *t = NULL;
		good.p[at] ^= (char)(1 << at % 8);
		seen += yg_tables_of_bytes(&t, good.p, good.n, &why) == YG_ETABLE;
		yg_tables_drop(t);
		good.p[at] ^= (char)(1 << at % 8);
	}
	CHECK_INT(seen, good.n);
	yg_buf_free(&good);
	kit_free(&k);
}

/* A forged image with a right checksum may be wrong, but never leads outside itself (run under the address sanitizer). */
static void forged(void)
{
	static const unsigned char with[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct kit k;
	char path[800];
	struct buf good;
	const char *why;
	size_t refused = 0, taken = 0, sum = 0;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	good = t_read(path);
	for (size_t at = 0; at < good.n; at++) {
		struct tables *t = NULL;
		char old = good.p[at];
		if (at > 4096 && at % 3) continue;
		good.p[at] = (char)with[at % sizeof with];
		yg_image_seal(good.p, good.n, yg_image_stamp(good.p));
		if (yg_tables_of_bytes(&t, good.p, good.n, &why) == YG_OK) { sum += walk(t); taken++; }
		else refused++;
		yg_tables_drop(t);
		good.p[at] = old;
	}
	CHECK(refused > 100 && taken > 100 && sum > 0);
	for (size_t cut = 0; cut <= good.n; cut += 37) {
		struct tables *t = NULL;
		uint64_t total = cut;
		struct buf b;
		yg_buf_init(&b, good.n);
		yg_buf_add(&b, good.p, cut);
		if (cut >= sizeof(struct img_head)) {
			memcpy(b.p + offsetof(struct img_head, total), &total, sizeof total);
			yg_image_seal(b.p, b.n, 0);
		}
		if (yg_tables_of_bytes(&t, b.p, b.n, &why) == YG_OK) sum += walk(t);
		yg_tables_drop(t);
		yg_buf_free(&b);
	}
	yg_buf_free(&good);
	kit_free(&k);
}

static void other_layout(void)
{
	struct kit k;
	char path[800];
	struct buf b;
	struct tables *t = NULL;
	const char *why = NULL;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	b = t_read(path);
	b.p[offsetof(struct img_head, layout)] ^= 1;  /* another version, struct layout, byte order or folding */
	yg_image_seal(b.p, b.n, yg_image_stamp(b.p));
	CHECK_INT(yg_tables_of_bytes(&t, b.p, b.n, &why), YG_ETABLE);
	CHECK_STR(yg_str(why), STR("layout"));
	CHECK_INT(yg_file_write(path, yg_buf_view(&b)), YG_OK);
	CHECK(!opens_from_image(&k));
	CHECK(opens_from_image(&k));
	yg_buf_free(&b);
	kit_free(&k);
}

static void stale(void)
{
	struct kit k;
	struct tables *t = NULL;
	const uint32_t *of;
	kit_new(&k);
	CHECK(!opens_from_image(&k));
	CHECK(opens_from_image(&k));
	kit_put(k.rules, "messages.en.csv", KIT_EN);  /* written anew, same bytes: made anew, to be sure */
	CHECK(!opens_from_image(&k));
	CHECK(opens_from_image(&k));
	kit_put_products(k.master, "620000034,1141007F2020,,,別の製品,,,,錠,,1,0,,,,,,,,,,,,\n");
	kit_seal(k.master, false);
	yg_diags_init(&ds, arena);
	CHECK_INT(kit_open(&k, true, &t, &ds), YG_OK);
	CHECK(!yg_tables_from_image(t));
	CHECK_INT(yg_drug_by_receipt(t, STR("620000034"), &of), 1);
	yg_tables_drop(t);
	CHECK(opens_from_image(&k));
	kit_free(&k);
}

static void where_it_is_kept(void)
{
	struct kit k;
	char path[800], cached[800];
	struct tables_options o;
	struct tables *t = NULL;
	kit_new(&k);
	yg_diags_init(&ds, arena);
	o = (struct tables_options){ .master_dir = k.master, .rules_dir = k.rules, .cache_dir = k.cache, .no_image = true };
	CHECK_INT(yg_tables_open(&t, &o, &ds), YG_OK);
	yg_tables_drop(t);
	CHECK(!image_file(k.master, path, sizeof path) && !image_file(k.cache, path, sizeof path));
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.master, path, sizeof path));
	unlink(path);
	CHECK_INT(mkdir(path, 0755), 0);              /* a place that cannot be written, also for root */
	CHECK(!opens_from_image(&k));
	CHECK(image_file(k.cache, cached, sizeof cached));
	CHECK(opens_from_image(&k));
	o.cache_dir = NULL;
	o.no_image = false;
	t = NULL;
	CHECK_INT(yg_tables_open(&t, &o, &ds), YG_OK); /* nowhere to keep it: still an answer */
	CHECK(!yg_tables_from_image(t));
	yg_tables_drop(t);
	kit_free(&k);
}

int main(void)
{
	arena = yg_arena_new(1 << 24);
	T_RUN(made_and_used);
	T_RUN(same_bytes);
	T_RUN(damaged);
	T_RUN(every_byte);
	T_RUN(forged);
	T_RUN(other_layout);
	T_RUN(stale);
	T_RUN(where_it_is_kept);
	yg_arena_free(arena);
	return T_END();
}
