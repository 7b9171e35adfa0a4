/* Keys and trust: who may sign, how a new key comes in, what retiring means. */
#include "pack_kit.h"
#include "pack/parts.h"
#include "base/ban.h"

static struct str id_of(struct pk *p, const struct sign_key *k)
{
	char id[17];
	yg_sign_key_id(k, id);
	return yg_arena_str(p->a, yg_str(id));
}

static void the_private_key_is_guarded(void)
{
	struct pk p;
	struct sign_key *k = NULL;
	struct stat st;
	struct buf b;
	pk_new(&p);
	CHECK(stat(p.key, &st) == 0 && (st.st_mode & 0777) == 0400);
	CHECK_INT(yg_key_make(p.key, "again", PK_DAY), YG_EEXISTS);          /* never replaced */
	CHECK_INT(yg_key_make("/nonexistent/k", "x", PK_DAY), YG_ENOTFOUND);
	CHECK_INT(yg_key_make(p.editions, "two names", PK_DAY), YG_EARG);
	chmod(p.key, 0440);
	CHECK_INT(yg_key_open(&k, p.key, &p.ds), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "sign-key-readable"), 1);
	chmod(p.key, 0600);
	CHECK_INT(yg_key_open(&k, p.key, &p.ds), YG_OK);
	yg_key_close(k);
	CHECK_INT(yg_key_open(&k, "/nonexistent/k", &p.ds), YG_ENOTFOUND);
	chmod(p.pub, 0600);
	CHECK_INT(yg_key_open(&k, p.pub, &p.ds), YG_EREFUSED);               /* the public half is no private key */
	b = t_read(p.pub);
	CHECK(yg_str_find(yg_buf_view(&b), STR("PRIVATE")) == (size_t)-1);
	yg_buf_free(&b);
	pk_free(&p);
}

/* RFC 8032, 7.1, tests 1 to 3: what we call a signature is what others call one. */
static void as_the_standard_says(void)
{
	static const struct { const char *pub, *msg, *sig; size_t n; } t[] = {
		{ "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b", 0 },
		{ "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", 1 },
		{ "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a", 2 } };
	for (size_t i = 0; i < 3; i++) {
		struct str msg = { t[i].msg, t[i].n };
		CHECK(yg_verify_hex(yg_str(t[i].pub), msg, yg_str(t[i].sig)));
		CHECK(!yg_verify_hex(yg_str(t[i].pub), STR("other"), yg_str(t[i].sig)));
		CHECK(!yg_verify_hex(yg_str(t[(i + 1) % 3].pub), msg, yg_str(t[i].sig)));
	}
	CHECK(!yg_verify_hex(STR("d75a"), STR(""), yg_str(t[0].sig)));
}

static void two_ways_in(void)
{
	struct pk p;
	struct pack_key added, *list;
	struct buf one, two, vouched;
	size_t n, taken = 0;
	pk_new(&p);
	one = t_read(p.pub);
	two = t_read(p.other_pub);
	CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&one), NULL, PK_DAY, p.a, &added, &p.ds), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pack-key-unproven"), 1);
	CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&one), "0123456789abcdef", PK_DAY, p.a, &added, &p.ds), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pack-key-other-key"), 1);
	CHECK_INT(yg_pack_key_list(p.editions, p.a, &list, &n, &p.ds), YG_OK);
	CHECK_INT(n, 0);
	CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&one), id_of(&p, p.sign).p, PK_DAY, p.a, &added, &p.ds), YG_OK);
	CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&one), id_of(&p, p.sign).p, PK_DAY, p.a, &added, &p.ds), YG_EEXISTS);
	/* the second by the first one's word */
	yg_buf_init(&vouched, 4096);
	CHECK_INT(yg_pack_key_vouch(yg_buf_view(&two), p.sign, p.a, &vouched, &p.ds), YG_OK);
	for (size_t i = 0; i < vouched.n; i++) {             /* any changed byte of it: not taken */
		vouched.p[i] ^= 1;
		taken += yg_pack_key_add(p.editions, yg_buf_view(&vouched), NULL, PK_DAY, p.a, &added, &p.ds) == YG_OK;
		vouched.p[i] ^= 1;
		{
			char path[600];
			snprintf(path, sizeof path, "%s/trust/%s.key", p.editions, id_of(&p, p.sign_other).p);
			if (access(path, F_OK) == 0) {       /* only the day it was made is not vouched for, and it is not kept */
				CHECK(i > yg_str_find(yg_buf_view(&vouched), STR("added=")) && i < yg_str_find(yg_buf_view(&vouched), STR("vouched=")));
				unlink(path);
			}
		}
	}
	CHECK(taken <= 10);
	p.ds.n = 0;
	CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&vouched), NULL, PK_DAY, p.a, &added, &p.ds), YG_OK);
	CHECK_STR(added.added_by, id_of(&p, p.sign));
	CHECK_INT(yg_pack_key_list(p.editions, p.a, &list, &n, &p.ds), YG_OK);
	CHECK_INT(n, 2);
	CHECK(n == 2 && yg_str_cmp(list[0].id, list[1].id) < 0);
	yg_buf_free(&one);
	yg_buf_free(&two);
	yg_buf_free(&vouched);
	pk_free(&p);
}

static void rotation_and_retiring(void)
{
	struct pk p;
	struct buf both, only_two;
	struct pack_key added;
	struct buf two, vouched;
	pk_new(&p);
	pk_trust(&p, p.pub);
	pk_must(pk_install(&p, &p.master, &p.rules), "install");
	/* a pack with both signatures installs wherever one of the keys counts */
	yg_buf_init(&both, 64u << 20);
	CHECK_INT(yg_pack_sign(yg_buf_view(&p.rules2), p.sign_other, &both, &p.ds), YG_OK);
	CHECK_INT(pk_install(&p, &both, NULL), YG_OK);
	CHECK_STR(p.now.rules.key_name, STR("one"));
	only_two = pk_pack(&p, p.k.master, p.sign_other);
	CHECK_INT(pk_install(&p, &only_two, NULL), YG_EREFUSED);
	two = t_read(p.other_pub);
	yg_buf_init(&vouched, 4096);
	pk_must(yg_pack_key_vouch(yg_buf_view(&two), p.sign, p.a, &vouched, &p.ds), "vouch");
	pk_must(yg_pack_key_add(p.editions, yg_buf_view(&vouched), NULL, PK_DAY, p.a, &added, &p.ds), "add");
	CHECK_INT(pk_install(&p, &only_two, NULL), YG_OK);
	CHECK_INT(yg_pack_key_retire(p.editions, id_of(&p, p.sign), PK_DAY, &p.ds), YG_OK);
	CHECK_INT(yg_pack_key_retire(p.editions, STR("0123456789abcdef"), PK_DAY, &p.ds), YG_ENOTFOUND);
	CHECK_INT(yg_pack_key_retire(p.editions, STR("../../etc/passwd"), PK_DAY, &p.ds), YG_ENOTFOUND);
	CHECK_INT(pk_install(&p, &p.master, NULL), YG_EREFUSED);             /* nothing new by the old key ... */
	CHECK_INT(kit_count(&p.ds, "pack-signed-by-retired"), 1);
	CHECK_INT(pk_install(&p, &both, NULL), YG_OK);
	CHECK(p.now.rules.is_signed && !p.now.rules.key_retired);            /* the other signature counts */
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_MASTER, PK_DAY, p.a, &p.now, &p.ds), YG_OK);      /* ... but what it signed before stays */
	CHECK(p.now.master.is_signed && p.now.master.key_retired);
	/* a retired key vouches for nobody */
	yg_buf_free(&vouched);
	yg_buf_free(&two);
	{
		char third[400], pub[420];
		snprintf(third, sizeof third, "%s/three", p.k.root);
		snprintf(pub, sizeof pub, "%s.pub", third);
		pk_must(yg_key_make(third, "three", PK_DAY), "key");
		two = t_read(pub);
		yg_buf_init(&vouched, 4096);
		pk_must(yg_pack_key_vouch(yg_buf_view(&two), p.sign, p.a, &vouched, &p.ds), "vouch");
		CHECK_INT(yg_pack_key_add(p.editions, yg_buf_view(&vouched), NULL, PK_DAY, p.a, &added, &p.ds), YG_EREFUSED);
		CHECK_INT(kit_count(&p.ds, "pack-key-vouched-by-retired"), 1);
	}
	yg_buf_free(&both);
	yg_buf_free(&only_two);
	yg_buf_free(&two);
	yg_buf_free(&vouched);
	pk_free(&p);
}

/* One bad signature of a key we know spoils the pack, even beside a good one. */
static void one_bad_signature(void)
{
	struct pk p;
	struct sig_verdict v;
	struct pack_key keys[2];
	struct str m = STR("manifest"), lines;
	struct buf sig;
	char one[129], two[129], a[17], b[17];
	pk_new(&p);
	yg_buf_init(&sig, 4096);
	pk_must(yg_signature_add(m, STR_NONE, p.sign, &sig), "sign");
	pk_must(yg_sign_hex(p.sign, m, one), "sign");
	pk_must(yg_sign_hex(p.sign_other, STR("other"), two), "sign");
	yg_sign_key_id(p.sign, a);
	yg_sign_key_id(p.sign_other, b);
	pk_trust(&p, p.pub);
	pk_trust(&p, p.other_pub);
	{
		struct pack_key *list;
		size_t n;
		pk_must(yg_pack_key_list(p.editions, p.a, &list, &n, &p.ds), "list");
		memcpy(keys, list, sizeof keys);
	}
	yg_signature_check(m, yg_buf_view(&sig), keys, 2, &v);
	CHECK_INT(v.state, SIG_GOOD);
	yg_signature_check(STR("manifesu"), yg_buf_view(&sig), keys, 2, &v);
	CHECK_INT(v.state, SIG_BAD);
	lines = yg_arena_printf(p.a, "%s %s\n%s %s\n", a, one, b, two);
	yg_signature_check(m, lines, keys, 2, &v);
	CHECK_INT(v.state, SIG_BAD);
	yg_signature_check(m, lines, keys, 0, &v);                           /* known to nobody: as if there were none */
	CHECK_INT(v.state, SIG_NONE);
	yg_signature_check(m, STR("garbage\n"), keys, 2, &v);
	CHECK_INT(v.state, SIG_BAD);
	yg_buf_free(&sig);
	pk_free(&p);
}

int main(void)
{
	T_RUN(the_private_key_is_guarded);
	T_RUN(as_the_standard_says);
	T_RUN(two_ways_in);
	T_RUN(rotation_and_retiring);
	T_RUN(one_bad_signature);
	return T_END();
}
