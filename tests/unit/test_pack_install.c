/* Data packs: what a pack must be to be taken, what is in force afterwards, and the way back. */
#include "pack_kit.h"
#include "pack/parts.h"
#include <stdint.h>
#include <sys/wait.h>
#include "base/ban.h"

static bool nothing_in_force(struct pk *p)
{
	char path[400];
	snprintf(path, sizeof path, "%s/CURRENT", p->editions);
	return access(path, F_OK) != 0;
}

/* The pair in force by the first eight digits of the checksums of two packs. */
static struct str sum_of(struct pk *p, const struct buf *pack)
{
	struct container c;
	struct manifest m;
	pk_must(yg_container_read(yg_buf_view(pack), &c, 0, &p->ds), "read");
	pk_must(yg_manifest_read(yg_container_get(&c, "manifest.json")->bytes, p->a, &m, 0, &p->ds), "manifest");
	return m.checksum;
}

static void made_twice_is_the_same(void)
{
	struct pk p;
	struct buf again, unsigned_one;
	pk_new(&p);
	again = pk_pack(&p, p.k.master, p.sign);
	CHECK(yg_str_eq(yg_buf_view(&again), yg_buf_view(&p.master2)));      /* Ed25519 is deterministic, and so is everything else */
	unsigned_one = pk_pack(&p, p.k.master, NULL);
	CHECK(!yg_str_eq(yg_buf_view(&unsigned_one), yg_buf_view(&p.master2)));
	yg_buf_free(&again);
	yg_buf_init(&again, 64u << 20);
	CHECK_INT(yg_pack_sign(yg_buf_view(&unsigned_one), p.sign, &again, &p.ds), YG_OK);
	CHECK(yg_str_eq(yg_buf_view(&again), yg_buf_view(&p.master2)));      /* signing later is the same pack */
	CHECK_INT(yg_pack_make(p.k.root, NULL, "0.1.0", NULL, &again, &p.ds), YG_ENOTFOUND);
	CHECK_INT(yg_pack_make(p.k.rules, NULL, "0.1.0", NULL, &again, &p.ds), YG_EARG);
	yg_buf_free(&again);
	yg_buf_free(&unsigned_one);
	pk_free(&p);
}

static void faulty_tables_are_not_packed(void)
{
	struct pk p;
	struct buf b;
	pk_new(&p);
	kit_put(p.k.rules, "limits.csv", "not a table\n");
	yg_buf_init(&b, 1 << 20);
	CHECK_INT(yg_pack_make(p.k.rules, p.k.master, "0.1.0", p.sign, &b, &p.ds), YG_ETABLE);
	CHECK(p.ds.n > 0 && b.n == 0);
	yg_buf_free(&b);
	pk_free(&p);
}

static void trusted_or_not(void)
{
	struct pk p;
	pk_new(&p);
	CHECK_INT(pk_install(&p, &p.master, &p.rules), YG_EREFUSED);         /* nobody is trusted yet */
	CHECK_INT(kit_count(&p.ds, "pack-unsigned"), 1);
	CHECK(nothing_in_force(&p));
	pk_trust(&p, p.pub);
	CHECK_INT(pk_install(&p, &p.master, NULL), YG_EREFUSED);             /* the first time both */
	CHECK_INT(kit_count(&p.ds, "pack-needs-both"), 1);
	CHECK_INT(pk_install(&p, &p.master, &p.master2), YG_EARG);
	CHECK_INT(kit_count(&p.ds, "pack-same-kind"), 1);
	CHECK(nothing_in_force(&p));
	CHECK_INT(pk_install(&p, &p.master, &p.rules), YG_OK);
	CHECK(p.now.master.is_signed && p.now.rules.is_signed && p.now.serial == 1 && p.now.back == 0);
	CHECK_STR(p.now.master.key_name, STR("one"));
	CHECK_STR(p.now.master.checksum, sum_of(&p, &p.master));
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules));
	CHECK_INT(pk_install(&p, &p.rules, &p.master), YG_OK);               /* again, in the other order: nothing to do */
	CHECK_INT(p.now.serial, 1);
	CHECK_INT(pk_install(&p, &p.rules2, NULL), YG_OK);                   /* one kind: the other stays */
	CHECK_INT(p.now.serial, 2);
	CHECK_STR(p.now.master.checksum, sum_of(&p, &p.master));
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules2));
	pk_free(&p);
}

/* What the tables say when opened is what CURRENT, manifest and folder name say. */
static void opened_tables_are_those(void)
{
	struct pk p;
	struct tables *t = NULL;
	struct tables_options o;
	struct edition_place found;
	struct str key;
	pk_new(&p);
	pk_trust(&p, p.pub);
	CHECK_INT(pk_install(&p, &p.master2, &p.rules2), YG_OK);
	o = (struct tables_options){ .master_dir = p.now.master.dir.p, .rules_dir = p.now.rules.dir.p };
	CHECK_INT(yg_tables_open(&t, &o, &p.ds), YG_OK);
	CHECK(t && yg_tables_from_image(t));                                 /* compiled beforehand */
	CHECK_STR(yg_tables_master(t)->checksum, p.now.master.checksum);
	CHECK_STR(yg_tables_rules(t)->checksum, p.now.rules.checksum);
	key = yg_arena_printf(p.a, "%.*s %.*s", STR_ARG(yg_tables_master(t)->id), STR_ARG(yg_tables_master(t)->checksum));
	yg_tables_drop(t);
	CHECK_INT(pk_install(&p, &p.master, &p.rules), YG_OK);
	CHECK_INT(yg_editions_find(p.editions, EDITION_MASTER, key, p.a, &found, &p.ds), YG_OK);      /* old ones are kept */
	CHECK_STR(found.checksum, sum_of(&p, &p.master2));
	CHECK_INT(yg_editions_find(p.editions, EDITION_RULES, key, p.a, &found, &p.ds), YG_ENOTFOUND);
	CHECK_INT(yg_editions_find(p.editions, EDITION_MASTER, STR("2024-04-01"), p.a, &found, &p.ds), YG_ENOTFOUND);
	CHECK_INT(yg_editions_find(p.editions, EDITION_MASTER, STR("../x 0123456789012345678901234567890123456789012345678901234567890123"), p.a,
				   &found, &p.ds), YG_ENOTFOUND);
	/* same first eight digits, another sum */
	((char *)(uintptr_t)key.p)[key.n - 1] ^= 1;
	CHECK_INT(yg_editions_find(p.editions, EDITION_MASTER, key, p.a, &found, &p.ds), YG_ENOTFOUND);
	pk_free(&p);
}

/* Any changed byte: refused, and nothing of it in force. Every byte of the first headers, the manifest and the signature, then every 17th. */
static void every_byte(void)
{
	struct pk p;
	struct buf bad;
	size_t taken = 0, tried = 0, crashed_current = 0;
	pk_new(&p);
	pk_trust(&p, p.pub);
	yg_buf_init(&bad, 64u << 20);
	yg_buf_str(&bad, yg_buf_view(&p.rules));
	for (size_t i = 0; i < bad.n; i += i < 4096 ? 1 : 17) {
		bad.p[i] = (char)(bad.p[i] ^ 0x20);
		tried++;
		taken += pk_install(&p, &p.master, &bad) == YG_OK;
		crashed_current += !nothing_in_force(&p);
		bad.p[i] = (char)(bad.p[i] ^ 0x20);
	}
	CHECK(tried > 4500);
	CHECK_INT(taken, 0);
	CHECK_INT(crashed_current, 0);
	for (size_t n = 0; n < bad.n; n += 331) {            /* cut anywhere */
		struct buf cut = { bad.p, n, bad.cap, bad.max, 0 };
		CHECK(pk_install(&p, &p.master, &cut) != YG_OK);
	}
	CHECK(nothing_in_force(&p));
	CHECK_INT(pk_install(&p, &p.master, &bad), YG_OK);   /* the bytes as they were */
	yg_buf_free(&bad);
	pk_free(&p);
}

/* A container with this member behind the manifest and signature of `pack`. */
static void with_member(struct pk *p, const struct buf *pack, struct str name, struct str bytes, struct buf *out)
{
	struct container c;
	pk_must(yg_container_read(yg_buf_view(pack), &c, 0, &p->ds), "read");
	c.m[c.n++] = (struct member){ name, bytes };
	out->n = 0;
	yg_container_write(&c, out);
}

static void names_that_lead_outside(void)
{
	static const char *const names[] = { "../x", "/etc/x", "..", ".", ".x", "a/b", "fields/../x", "fields/", "fields/.x", "fields/a/b", "x\\y", "-x",
		"a b", "CON:", "fields//x", "x/", "manifest.json" };
	struct pk p;
	struct buf b;
	pk_new(&p);
	pk_trust(&p, p.pub);
	yg_buf_init(&b, 64u << 20);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		with_member(&p, &p.rules, yg_str(names[i]), STR("x"), &b);
		CHECK_INT(pk_install(&p, &p.master, &b), YG_ESYNTAX);
		CHECK_INT(kit_count(&p.ds, i + 1 < sizeof names / sizeof *names ? "pack-name" : "pack-name-twice"), 1);
	}
	with_member(&p, &p.rules, STR("extra.csv"), STR("x"), &b);           /* a good name nobody signed for */
	CHECK_INT(pk_install(&p, &p.master, &b), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pack-file-extra"), 1);
	CHECK(nothing_in_force(&p));
	yg_buf_free(&b);
	pk_free(&p);
}

/* Headers another tar would write: links, devices, long names, other modes. The first header is at 0. */
static void other_spellings(void)
{
	static const char types[] = { '1', '2', '3', '5', '6', 'x', 'g', 'L', '\0' };
	struct pk p;
	struct buf b;
	struct container c;
	pk_new(&p);
	yg_buf_init(&b, 64u << 20);
	for (size_t i = 0; i < sizeof types; i++) {
		unsigned sum = 0;
		char text[8];
		b.n = 0;
		yg_buf_str(&b, yg_buf_view(&p.master));
		b.p[156] = types[i];
		memset(b.p + 148, ' ', 8);
		for (size_t k = 0; k < 512; k++) sum += (unsigned char)b.p[k];
		snprintf(text, sizeof text, "%06o", sum);
		memcpy(b.p + 148, text, 7);                  /* a header whose own sum is right */
		CHECK_INT(yg_container_read(yg_buf_view(&b), &c, 0, &p.ds), YG_ESYNTAX);
	}
	CHECK_INT(yg_container_read(STR(""), &c, 0, &p.ds), YG_ESYNTAX);
	CHECK_INT(yg_container_read(yg_buf_view(&p.master), &c, 0, &p.ds), YG_OK);
	yg_buf_char(&p.master, '\0');                        /* anything behind the end */
	CHECK_INT(yg_container_read(yg_buf_view(&p.master), &c, 0, &p.ds), YG_ESYNTAX);
	yg_buf_free(&b);
	pk_free(&p);
}

static void expired_and_not_yet(void)
{
	const struct ymd late = { 2025, 4, 1 }, last = { 2025, 3, 31 }, early = { 2024, 3, 31 };
	const struct pack_policy mark = { false, true };
	struct pk p;
	pk_new(&p);
	pk_trust(&p, p.pub);
	CHECK_INT(pk_install_on(&p, late, (struct pack_policy){ false, false }, &p.master, &p.rules), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pack-expired"), 1);
	CHECK(nothing_in_force(&p));
	CHECK_INT(pk_install_on(&p, late, mark, &p.master, &p.rules), YG_OK);
	CHECK_INT(kit_count(&p.ds, "pack-expired-marked"), 2);
	CHECK_INT(pk_install_on(&p, last, (struct pack_policy){ false, false }, &p.master2, &p.rules2), YG_OK);     /* the last day counts */
	CHECK_INT(pk_install_on(&p, early, (struct pack_policy){ false, false }, &p.master, &p.rules), YG_OK);
	CHECK_INT(kit_count(&p.ds, "pack-not-yet-valid"), 2);
	pk_free(&p);
}

static void unsigned_marked(void)
{
	const struct pack_policy mark = { true, false };
	struct pk p;
	struct buf plain;
	pk_new(&p);
	pk_trust(&p, p.pub);
	plain = pk_pack(&p, p.k.master, NULL);
	CHECK_INT(pk_install(&p, &plain, &p.rules2), YG_EREFUSED);
	CHECK_INT(pk_install_on(&p, PK_DAY, mark, &plain, &p.rules2), YG_OK);
	CHECK_INT(kit_count(&p.ds, "pack-unsigned-marked"), 1);
	CHECK(!p.now.master.is_signed && p.now.rules.is_signed);
	CHECK_INT(pk_install(&p, &p.master2, NULL), YG_OK);                  /* the same edition, now with a signature */
	CHECK(p.now.master.is_signed);
	yg_buf_free(&plain);
	pk_free(&p);
}

static void newer_program_needed(void)
{
	static const struct { const char *needs; int err; } t[] = { { "0.1.0", YG_OK }, { "0.1", YG_OK }, { "0.0.9", YG_OK }, { "0.1.1", YG_EREFUSED },
		{ "0.10.0", YG_EREFUSED }, { "1.0.0", YG_EREFUSED }, { "0.1.0.1", YG_EREFUSED }, { "newest", YG_EREFUSED } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct pk p;
		struct buf b;
		pk_new(&p);
		pk_trust(&p, p.pub);
		yg_buf_init(&b, 64u << 20);
		pk_must(yg_pack_make(p.k.rules, p.k.master, t[i].needs, p.sign, &b, &p.ds), "pack");
		CHECK_INT(pk_install(&p, &p.master2, &b), t[i].err);
		if (t[i].err) CHECK_INT(kit_count(&p.ds, "pack-needs-version"), 1);
		yg_buf_free(&b);
		pk_free(&p);
	}
}

/* Signed by the right key, but the tables do not stand up, or do not fit the manifest. */
static void signed_and_wrong(void)
{
	struct pk p;
	struct buf b, lies;
	struct container c;
	char path[400];
	pk_new(&p);
	pk_trust(&p, p.pub);
	/* rules that name an ingredient which is in no master: made against a master that has it, installed with one that has not */
	kit_put(p.k.master, "ingredients.csv", KIT_INGREDIENTS "ほかの成分塩酸塩,ほかの成分,rule\n");
	kit_seal(p.k.master, false);
	kit_put(p.k.rules, "pairs.csv", KIT_PAIRS "D99-001,critical,1,S," KIT_TEXT ",D99,ほかの成分,フルボキサミン,,1179039,1,1,,,,\n");
	kit_seal(p.k.rules, true);
	b = pk_pack(&p, p.k.rules, p.sign);
	CHECK_INT(pk_install(&p, &p.master, &b), YG_ETABLE);
	CHECK(p.ds.n > 0 && nothing_in_force(&p));
	snprintf(path, sizeof path, "%s/rules", p.editions);
	CHECK(access(path, F_OK) != 0);                                      /* not even its folder */
	/* a manifest that says another last day than EDITION, signed afterwards by an honest key */
	pk_must(yg_container_read(yg_buf_view(&p.rules), &c, 0, &p.ds), "read");
	yg_buf_init(&lies, 1 << 20);
	{
		const struct member *m = yg_container_get(&c, "manifest.json");
		size_t at = yg_str_find(m->bytes, STR("2025-03-31"));
		yg_buf_str(&lies, m->bytes);
		memcpy(lies.p + at, "2029-03-31", 10);
	}
	{
		struct container again = { .n = 0 };
		struct buf sig;
		yg_buf_init(&sig, 4096);
		pk_must(yg_signature_add(yg_buf_view(&lies), STR_NONE, p.sign, &sig), "sign");
		again.m[again.n++] = (struct member){ STR("manifest.json"), yg_buf_view(&lies) };
		again.m[again.n++] = (struct member){ STR("manifest.sig"), yg_buf_view(&sig) };
		for (size_t i = 2; i < c.n; i++) again.m[again.n++] = c.m[i];
		b.n = 0;
		yg_container_write(&again, &b);
		yg_buf_free(&sig);
	}
	CHECK_INT(pk_install(&p, &p.master, &b), YG_EREFUSED);
	CHECK_INT(kit_count(&p.ds, "pack-edition-differs"), 1);
	CHECK(nothing_in_force(&p));
	yg_buf_free(&b);
	yg_buf_free(&lies);
	pk_free(&p);
}

static void rollback(void)
{
	struct pk p;
	pk_new(&p);
	pk_trust(&p, p.pub);
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_BOTH, PK_DAY, p.a, &p.now, &p.ds), YG_ENOTFOUND);
	pk_must(pk_install(&p, &p.master, &p.rules), "install");
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_BOTH, PK_DAY, p.a, &p.now, &p.ds), YG_ENOTFOUND);
	CHECK_INT(kit_count(&p.ds, "editions-no-way-back"), 1);
	pk_must(pk_install(&p, &p.master2, NULL), "install");
	pk_must(pk_install(&p, &p.rules2, NULL), "install");
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_MASTER, PK_DAY, p.a, &p.now, &p.ds), YG_OK);
	CHECK_STR(p.now.master.checksum, sum_of(&p, &p.master));
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules2));
	pk_must(pk_install(&p, &p.master2, &p.rules2), "install");
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_BOTH, PK_DAY, p.a, &p.now, &p.ds), YG_OK);
	CHECK_STR(p.now.master.checksum, sum_of(&p, &p.master));             /* as it was before the last installation */
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules2));
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_BOTH, PK_DAY, p.a, &p.now, &p.ds), YG_OK);
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules));               /* further back, not to and fro */
	p.ds.n = 0;
	CHECK_INT(yg_editions_rollback(p.editions, ROLLBACK_BOTH, PK_DAY, p.a, &p.now, &p.ds), YG_ENOTFOUND);
	CHECK_STR(p.now.rules.checksum, sum_of(&p, &p.rules));
	pk_free(&p);
}

static void append(const char *dir, const char *name, const char *text)
{
	char path[1024];
	FILE *f;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "ab");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0) exit(99);
}

/* What somebody did to the folder afterwards is seen, and installing again repairs it. */
static void changed_by_hand(void)
{
	static const struct { const char *name, *code; } t[] = { { "EDITION", "editions-changed" }, { "manifest.json", "editions-manifest" },
		{ "manifest.sig", "editions-signature" } };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct pk p;
		struct editions e;
		pk_new(&p);
		pk_trust(&p, p.pub);
		pk_must(pk_install(&p, &p.master, &p.rules), "install");
		append(p.now.rules.dir.p, t[i].name, i == 0 ? "sources=other\nvalid_until=2039-03-31\n" : "x\n");
		CHECK_INT(yg_editions_current(p.editions, p.a, &e, &p.ds), YG_ETABLE);
		if (i) CHECK_INT(kit_count(&p.ds, t[i].code), 1);
		pk_free(&p);
	}
	{
		struct pk p;
		struct tables *tab;
		struct tables_options o;
		pk_new(&p);
		pk_trust(&p, p.pub);
		pk_must(pk_install(&p, &p.master, &p.rules), "install");
		append(p.now.rules.dir.p, "limits.csv", "x\n");
		o = (struct tables_options){ .master_dir = p.now.master.dir.p, .rules_dir = p.now.rules.dir.p };
		CHECK_INT(yg_tables_open(&tab, &o, &p.ds), YG_ETABLE);       /* the sums in EDITION, which is signed for */
		pk_must(pk_install(&p, &p.master, &p.rules), "install again");
		o = (struct tables_options){ .master_dir = p.now.master.dir.p, .rules_dir = p.now.rules.dir.p };
		CHECK_INT(yg_tables_open(&tab, &o, &p.ds), YG_OK);
		yg_tables_drop(tab);
		pk_free(&p);
	}
}

static void current_is_read_strictly(void)
{
	static const char *const bad[] = { "", "yagen-editions=1\n", "yagen-editions=2\nserial=1\nback=0\nsince=2024-06-01\nmaster=a\nrules=b\n",
		"yagen-editions=1\nserial=1\nback=0\nsince=2024-06-01\nmaster=../a\nrules=b\n", "yagen-editions=1\nserial=1\nback=1\nsince=2024-06-01\nmaster=a\nrules=b\n",
		"yagen-editions=1\nserial=1\nback=0\nsince=2024-06-01\nmaster=a\nmaster=a\n", "yagen-editions=1\nserial=1\nback=0\nsince=2024-06-31\nmaster=a\nrules=b\n" };
	struct pk p;
	struct editions e;
	pk_new(&p);
	pk_trust(&p, p.pub);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		kit_put(p.editions, "CURRENT", bad[i]);
		CHECK_INT(yg_editions_current(p.editions, p.a, &e, &p.ds), YG_ETABLE);
	}
	CHECK_INT(kit_count(&p.ds, "editions-current"), sizeof bad / sizeof *bad);
	pk_free(&p);
}

static void one_at_a_time(void)
{
	struct pk p;
	int fd, err;
	pid_t child;
	pk_new(&p);
	pk_trust(&p, p.pub);
	fd = yg_editions_lock(p.editions, &err);
	CHECK(fd >= 0);
	if ((child = fork()) == 0) _exit(pk_install(&p, &p.master, &p.rules) == YG_EBUSY ? 0 : 1);
	CHECK(child > 0);
	{
		int status = -1;
		waitpid(child, &status, 0);
		CHECK_INT(status, 0);
	}
	close(fd);
	CHECK_INT(pk_install(&p, &p.master, &p.rules), YG_OK);
	pk_free(&p);
}

int main(void)
{
	T_RUN(made_twice_is_the_same);
	T_RUN(faulty_tables_are_not_packed);
	T_RUN(trusted_or_not);
	T_RUN(opened_tables_are_those);
	T_RUN(every_byte);
	T_RUN(names_that_lead_outside);
	T_RUN(other_spellings);
	T_RUN(expired_and_not_yet);
	T_RUN(unsigned_marked);
	T_RUN(newer_program_needed);
	T_RUN(signed_and_wrong);
	T_RUN(rollback);
	T_RUN(changed_by_hand);
	T_RUN(current_is_read_strictly);
	T_RUN(one_at_a_time);
	return T_END();
}
