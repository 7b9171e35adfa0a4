/* test_store_port.c - export and import: every row of every table comes back byte for byte; a cut or changed export is refused with its line. */
#include "ops_kit.h"
#include "store/port.h"
#include "base/ban.h"

static char dir[] = "/tmp/yagen-port-XXXXXX", keys[128], fresh[128], out[128], second[128];
static char code[64], arg[64];

static void told(const struct diags *ds)
{
	snprintf(code, sizeof code, "%s", ds->n ? ds->d[0].kind->code : "");
	snprintf(arg, sizeof arg, "%.*s", STR_ARG(ds->n ? ds->d[0].arg[0] : STR_NONE));
}
static int save(struct kit *t, const char *to, struct port_info *info)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	err = yg_port_export(t->s, t->k, 1795000000, to, NULL, NULL, info, &ds);
	told(&ds);
	yg_arena_free(a);
	return err;
}
static int load(struct kit *t, const char *from, struct port_info *info)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	err = yg_port_import(t->s, t->k, from, NULL, NULL, info, &ds);
	told(&ds);
	yg_arena_free(a);
	return err;
}
static void write_bytes(const char *path, struct str s)
{
	FILE *f = fopen(path, "wb");
	if (!f || (s.n && fwrite(s.p, 1, s.n, f) != s.n) || fclose(f)) exit(99);
}

/* Bytes that are no text, text with everything that must be escaped, empty, and longer than fits in a line. */
static void odd_documents(struct kit *t)
{
	const struct cell tenant = CELL_T(KIT_TENANT), patient = kit_text(t, "#aaaabbbbccccdddd#", 0, 0), id = kit_text(t, "#000011112222$", 0, 1000);
	static char all[256], text[] = "quote \" back \\ slash / tab \t line \n cr \r del \x7f 薬研 \xe2\x80\xa8 𠮟", big[7u << 20], bigtext[4u << 20];
	const struct str bodies[] = { { all, sizeof all }, { text, sizeof text - 1 }, { text, sizeof text }, STR_NONE, { big, sizeof big }, { big, 3u << 20 },
				      { big, (3u << 20) + 1 }, { bigtext, sizeof bigtext }, { bigtext, 3u << 20 }, STR("\x01"), STR("\xff") };
	for (size_t i = 0; i < sizeof all; i++) all[i] = (char)i;
	for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 2654435761u >> 13);
	memset(bigtext, '"', sizeof bigtext);
	for (unsigned i = 0; i < sizeof bodies / sizeof *bodies; i++)
		KIT_ROW(t, T_DOCUMENT, tenant, patient, kit_text(t, "odd-$", 0, i), id, CELL_T(STR("rx")), CELL_T(STR("")), CELL_I(-9007199254740993),
			CELL_T(STR("")), CELL_T(bodies[i]));
}

static struct kit *world(void)
{
	struct kit *t = kit_open(":memory:", keys);
	kit_rest(t);
	for (unsigned i = 0; i < 300; i++) {
		kit_patient(t, i, 3, 2, (struct ymd){ 2024, 1, 5 }, 28, i % 2 ? "dispensed" : "received");
		if (i == 0) odd_documents(t);
		kit_commit(t);
	}
	return t;
}

struct rows { char *sum; size_t n; };
static int collect(void *ctx, const struct cell *c)
{
	struct rows *r = ctx;
	struct buf b;
	char sum[65];
	yg_buf_init(&b, 64u << 20);
	for (size_t i = 0; i < r->n; i++) {
		yg_buf_printf(&b, "%d %lld %zu:", c[i].null, (long long)c[i].i, c[i].s.n);
		yg_buf_str(&b, c[i].s);
	}
	yg_buf_add(&b, r->sum, 64);
	yg_sha256_hex(yg_buf_view(&b), sum);
	memcpy(r->sum, sum, 64);
	yg_buf_free(&b);
	return 0;
}
/* Of every cell of every row of a table. */
static void digest(struct store *s, enum store_table t, char out_[65])
{
	const struct store_scan q = { .table = t, .index = -1 };
	struct rows r = { out_, yg_schema[t].ncol };
	memset(out_, '0', 64);
	out_[64] = '\0';
	CHECK_INT(yg_store_scan(s, &q, collect, &r), 0);
}

static void round_trip(void)
{
	struct kit *t = world(), *u = kit_open(":memory:", keys);
	struct port_info one, two, three;
	struct stat st;
	struct buf a, b;
	char x[65], y[65];
	CHECK_INT(save(t, out, &one), YG_OK);
	CHECK_INT(save(t, out, &three), YG_EEXISTS);
	CHECK_INT(stat(out, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(load(u, out, &two), YG_OK);
	CHECK_INT(one.all, two.all);
	CHECK(strcmp(one.sha256, two.sha256) == 0);
	CHECK_INT(two.rows[T_DOCUMENT], 300 * 3 + 11);
	CHECK_INT(two.at, 1795000000);
	for (int i = 0; i < T_COUNT; i++) {
		digest(t->s, (enum store_table)i, x);
		digest(u->s, (enum store_table)i, y);
		CHECK(strcmp(x, y) == 0);
		CHECK_INT(one.rows[i], two.rows[i]);
		CHECK(one.rows[i] > 0 || i == T_OUTBOX);     /* a table without rows would show nothing */
	}
	CHECK_INT(save(u, second, &three), YG_OK);
	a = t_read(out);
	b = t_read(second);
	CHECK(a.n == b.n && memcmp(a.p, b.p, a.n) == 0);
	CHECK(strcmp(two.sha256, three.sha256) == 0);
	CHECK(yg_str_find(yg_buf_view(&a), STR("見本 患者7")) != (size_t)-1);
	yg_buf_free(&a);
	yg_buf_free(&b);
	kit_close(u);
	kit_close(t);
	unlink(second);
}

/* Into a store with other keys: everything the same but the marks of the heads, and the audit is whole. */
static void other_keys(void)
{
	struct kit *u, *v;
	struct port_info info;
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	uint64_t entries = 0;
	char h1[65], h2[65], plain_keys[160];
	yg_diags_init(&ds, a);
	CHECK_INT(yg_port_keys(out, fresh, 2027, &ds), YG_OK);
	CHECK_INT(yg_port_keys(out, fresh, 2027, &ds), YG_EEXISTS);
	u = kit_open(":memory:", fresh);
	CHECK_INT(load(u, out, &info), YG_OK);
	CHECK_INT(yg_audit_verify(u->s, u->k, KIT_TENANT, &ds, &entries), YG_OK);
	CHECK_INT(entries, 900);
	v = kit_open(":memory:", keys);
	yg_keyed_hash(u->k, KEY_INDEX, STR("x"), h1);
	yg_keyed_hash(v->k, KEY_INDEX, STR("x"), h2);
	CHECK(strcmp(h1, h2) == 0);
	yg_keyed_hash(u->k, KEY_AUDIT, STR("x"), h1);
	yg_keyed_hash(v->k, KEY_AUDIT, STR("x"), h2);
	CHECK(strcmp(h1, h2) != 0);
	kit_close(u);
	kit_close(v);
	/* keys that find nobody */
	snprintf(plain_keys, sizeof plain_keys, "%s/plain", dir);
	CHECK_INT(yg_keyring_create(plain_keys, 2027), YG_OK);
	u = kit_open(":memory:", plain_keys);
	CHECK_INT(load(u, out, &info), YG_ESEAL);
	CHECK(strcmp(code, "export-index-key") == 0);
	kit_close(u);
	unlink(plain_keys);
	yg_arena_free(a);
}

static void refuse(struct buf *b, const char *want, const char *line)
{
	struct kit *u = kit_open(":memory:", keys);
	struct port_info info;
	write_bytes(second, yg_buf_view(b));
	CHECK_INT(load(u, second, &info), YG_EREFUSED);
	if (strcmp(code, want) != 0) fprintf(stderr, "%s: %s %s, not %s\n", t_name, code, arg, want);
	CHECK(strcmp(code, want) == 0);
	CHECK(!line || strcmp(arg, line) == 0);
	kit_close(u);
	unlink(second);
}

/* A small export, with one thing changed. */
static void changed(const char *from, const char *to, const char *want, const char *line)
{
	struct buf b = t_read(out), c;
	size_t at = yg_str_find(yg_buf_view(&b), yg_str(from));
	CHECK(at != (size_t)-1);
	yg_buf_init(&c, 64u << 20);
	yg_buf_add(&c, b.p, at);
	yg_buf_z(&c, to);
	yg_buf_add(&c, b.p + at + strlen(from), b.n - at - strlen(from));
	refuse(&c, want, line);
	yg_buf_free(&b);
	yg_buf_free(&c);
}

static void refused(void)
{
	struct kit *t = kit_open(":memory:", keys);
	struct port_info info;
	struct buf b;
	unlink(out);
	kit_rest(t);
	kit_patient(t, 1, 1, 1, (struct ymd){ 2024, 1, 5 }, 28, "dispensed");
	kit_commit(t);
	CHECK_INT(save(t, out, &info), YG_OK);
	b = t_read(out);
	/* cut at every line, and in the middle of the last one */
	for (size_t i = b.n - 1; i-- > 0; )
		if (b.p[i] == '\n') {
			b.n = i + 1;
			refuse(&b, "export-cut", NULL);
		}
	b.n = 0;
	refuse(&b, "export-not-one", NULL);
	yg_buf_free(&b);
	changed("\"yagen-export\"", "\"yagen-other\"", "export-not-one", NULL);
	changed("\"version\":1", "\"version\":2", "export-newer", "2");
	changed("\"schema\":1", "\"schema\":9", "export-newer", "9");
	changed("{\"table\":\"setting\"", "{\"table\":\"settings\"", "export-line", "2");
	changed("\"value\":", "\"valve\":", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":17", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":null", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":{\"base64\":\"!\"}", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":{\"parts\":99999}", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":\"note\",\"more\":1", "export-line", "2");
	changed("\"row\":{", "\"row\":[{", "export-line", "2");
	changed("\"name\":\"note\"", "\"name\":\"nose\"", "export-sum", NULL);
	changed("見本 患者1", "見本 患者2", "export-sum", NULL);
	changed("\"end\":", "\"end\":1", "export-sum", NULL);
	{
		/* a line left out, one twice */
		struct buf all = t_read(out), c;
		const char *one = memchr(all.p, '\n', all.n), *two;
		CHECK(one != NULL);
		two = memchr(one + 1, '\n', all.n);
		yg_buf_init(&c, 64u << 20);
		yg_buf_add(&c, all.p, (size_t)(one + 1 - all.p));
		yg_buf_add(&c, two + 1, (size_t)(all.p + all.n - two - 1));
		refuse(&c, "export-sum", NULL);
		c.n = 0;
		yg_buf_add(&c, all.p, (size_t)(two + 1 - all.p));
		yg_buf_add(&c, one + 1, (size_t)(all.p + all.n - one - 1));
		refuse(&c, "export-row", NULL);
		yg_buf_char(&all, 'x');
		refuse(&all, "export-line", NULL);
		yg_buf_free(&all);
		yg_buf_free(&c);
	}
	CHECK_INT(load(t, "/nonexistent", &info), YG_ENOTFOUND);
	CHECK_INT(save(t, "/nonexistent/x", &info), YG_ENOTFOUND);
	kit_close(t);
}

int main(void)
{
	if (!mkdtemp(dir)) return 99;
	snprintf(keys, sizeof keys, "%s/keys", dir);
	snprintf(fresh, sizeof fresh, "%s/fresh", dir);
	snprintf(out, sizeof out, "%s/export", dir);
	snprintf(second, sizeof second, "%s/second", dir);
	if (yg_keyring_create(keys, 2026)) return 99;
	T_RUN(round_trip);
	T_RUN(other_keys);
	T_RUN(refused);
	unlink(keys);
	unlink(fresh);
	unlink(out);
	CHECK_INT(rmdir(dir), 0);
	return T_END();
}
