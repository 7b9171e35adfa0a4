/* pack_kit.h - packs, keys and a folder of editions made on the spot, for the tests of pack/. */
#ifndef TESTS_PACK_KIT_H
#define TESTS_PACK_KIT_H
#include "tables_kit.h"
#include "pack/pack.h"
#include "base/ymd.h"

#define PK_DAY ((struct ymd){ 2024, 6, 1 })
struct pk {
	struct kit    k;
	struct arena *a, *last;                      /* last: of the last installation, with what it said */
	struct diags  ds;
	char          editions[320], key[320], pub[340], other[320], other_pub[340];
	struct sign_key *sign, *sign_other;
	struct buf    master, rules, master2, rules2;       /* packs: two editions of each kind, signed by `sign` */
	struct editions now;
};

static void pk_must(int err, const char *what)
{
	if (err != YG_OK) { fprintf(stderr, "%s: %d\n", what, err); exit(99); }
}

static struct buf pk_pack(struct pk *p, const char *dir, const struct sign_key *key)
{
	struct buf b;
	yg_buf_init(&b, 64u << 20);
	pk_must(yg_pack_make(dir, p->k.master, "0.1.0", key, &b, &p->ds), dir);
	return b;
}

/* The key file of this path counts from now on. */
static void pk_trust(struct pk *p, const char *pub)
{
	struct pack_key added;
	struct buf b = t_read(pub);
	char id[17];
	snprintf(id, sizeof id, "%.16s", strstr((yg_buf_char(&b, '\0'), b.p), "\nid=") + 4);
	b.n--;
	pk_must(yg_pack_key_add(p->editions, yg_buf_view(&b), id, PK_DAY, p->a, &added, &p->ds), pub);
	yg_buf_free(&b);
}

static void pk_new(struct pk *p)
{
	*p = (struct pk){ .sign = NULL };
	kit_new(&p->k);
	p->a = yg_arena_new(64u << 20);
	yg_diags_init(&p->ds, p->a);
	snprintf(p->editions, sizeof p->editions, "%s/editions", p->k.root);
	snprintf(p->key, sizeof p->key, "%s/one", p->k.root);
	snprintf(p->pub, sizeof p->pub, "%s.pub", p->key);
	snprintf(p->other, sizeof p->other, "%s/two", p->k.root);
	snprintf(p->other_pub, sizeof p->other_pub, "%s.pub", p->other);
	pk_must(yg_key_make(p->key, "one", PK_DAY), "key");
	pk_must(yg_key_make(p->other, "two", PK_DAY), "key");
	pk_must(yg_key_open(&p->sign, p->key, &p->ds), "open key");
	pk_must(yg_key_open(&p->sign_other, p->other, &p->ds), "open key");
	p->master = pk_pack(p, p->k.master, p->sign);
	p->rules = pk_pack(p, p->k.rules, p->sign);
	kit_put_products(p->k.master, "620000034,1141007F2020,1141007F2020,,カロナール錠３００　後,カロナール錠３００,カロナール錠３００,,錠,３００ｍｇ１錠,1,0,,0,,,アセトアミノフェン,,8.00,,2024-04-01,,,\n");
	kit_seal(p->k.master, false);
	kit_put(p->k.rules, "limits.csv", KIT_LIMITS "L-1124001,warning,1,S," KIT_TEXT ",1124001,30,向精神薬\n");
	kit_seal(p->k.rules, true);
	p->master2 = pk_pack(p, p->k.master, p->sign);
	p->rules2 = pk_pack(p, p->k.rules, p->sign);
	p->ds.n = 0;
}

static void pk_free(struct pk *p)
{
	yg_key_close(p->sign);
	yg_key_close(p->sign_other);
	yg_buf_free(&p->master);
	yg_buf_free(&p->rules);
	yg_buf_free(&p->master2);
	yg_buf_free(&p->rules2);
	yg_arena_free(p->a);
	yg_arena_free(p->last);
	kit_free(&p->k);
}

static inline int pk_install_on(struct pk *p, struct ymd day, struct pack_policy policy, const struct buf *a, const struct buf *b)
{
	struct str packs[2] = { yg_buf_view(a), b ? yg_buf_view(b) : STR_NONE };
	struct install_options o = { .editions_dir = p->editions, .packs = packs, .npacks = b ? 2 : 1, .today = day, .policy = policy, .version = "0.1.0" };
	yg_arena_free(p->last);                       /* thousands of them in one test */
	p->last = yg_arena_new(64u << 20);
	yg_diags_init(&p->ds, p->last);
	return yg_editions_install(&o, p->last, &p->now, &p->ds);
}
static inline int pk_install(struct pk *p, const struct buf *a, const struct buf *b)
{
	return pk_install_on(p, PK_DAY, (struct pack_policy){ false, false }, a, b);
}
#endif
