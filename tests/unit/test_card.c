/* test_card.c - card drivers against the fake card in the process: the whole conversation, PIN rules, and a fault at every command. */
#include "t.h"
#include "base/err.h"
#include "card/hpki.h"
#include "card/jpki.h"
#include "card/tlv.h"
#include "../card/fake_card.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];
static EVP_PKEY *key;

/* The fake card as a channel. */
struct inside { struct card c; struct fake_card *card; };
static int transmit(struct card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got)
{
	return fake_card_apdu(((struct inside *)c)->card, cmd, n, answer, cap, got) ? YG_ECARD : YG_OK;
}
static int begin(struct card *c) { (void)c; return YG_OK; }
static void end(struct card *c, bool reset) { if (reset) fake_card_reset(((struct inside *)c)->card); }
static void nothing(struct card *c) { (void)c; }
static const struct card_ops inside_ops = { "inside", transmit, begin, end, nothing };

static void put(const char *name, const void *p, size_t n)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	CHECK_INT(yg_file_write(path, (struct str){ p, n }), YG_OK);
}
static void puts_to(const char *name, const char *z) { put(name, z, strlen(z)); }
static void drop(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}
static struct buf get(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return t_read(path);
}

static const char items[] = "\xff\x20\x82\x00\x35\xdf\x21\x04\x00\x00\x00\x00\xdf\x22\x0d\xe8\x96\xac\xe7\xa0\x94\xe3\x80\x80\xe8\x8a\xb1\x7a"
			    "\xdf\x23\x0c\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd\xe6\xb8\xaf\xdf\x24\x08" "19500101" "\xdf\x25\x01" "2";

static void fresh(struct inside *in, const char *kind, const char *faults)
{
	static const char *const pins[] = { "sign", "login", "jpki", "items" };
	puts_to("kind", kind);
	puts_to("faults", faults);
	for (size_t i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof name, "tries.%s", pins[i]);
		drop(name);
	}
	in->c.ops = &inside_ops;
	in->card = fake_card_new(folder);
}

/* A PIN in a buffer of its own; wiped says whether it is gone afterwards. */
static char pin_room[32];
static struct secret pin(const char *z)
{
	memset(pin_room, 0, sizeof pin_room);
	memcpy(pin_room, z, strlen(z));
	return (struct secret){ pin_room, strlen(z) };
}
static bool wiped(void)
{
	for (size_t i = 0; i < sizeof pin_room; i++)
		if (pin_room[i]) return false;
	return true;
}

static const uint8_t info[51] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, 7, 7, 7 };

static bool good_signature(const struct buf *sig)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
	bool ok = c && EVP_PKEY_verify_init(c) == 1 && EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1 &&
		  EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) == 1 && EVP_PKEY_verify(c, (const unsigned char *)sig->p, sig->n, info + 19, 32) == 1;
	EVP_PKEY_CTX_free(c);
	return ok;
}

static void jpki_signs_with_the_right_pin(void)
{
	struct inside in;
	struct buf der, sig;
	int left = -9;
	fresh(&in, "seen", "");
	yg_buf_init(&der, 8192);
	yg_buf_init(&sig, 8192);
	CHECK_INT(yg_jpki_select(&in.c), YG_OK);
	CHECK(!yg_jpki_is_phone(&in.c));
	CHECK_INT(yg_jpki_auth_cert(&in.c, &der), YG_OK);
	CHECK_INT(der.n, 700);
	CHECK_INT(yg_jpki_auth_sign(&in.c, info, 51, &sig), YG_ESTATE);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("1234"), false, &left), YG_OK);
	CHECK(wiped());
	CHECK_INT(yg_jpki_auth_sign(&in.c, info, 51, &sig), YG_OK);
	CHECK(good_signature(&sig));
	CHECK_INT(yg_jpki_auth_tries(&in.c, &left), YG_OK);
	CHECK_INT(left, -1);                         /* verified: the card answers 9000, which is no count */
	yg_buf_free(&der);
	yg_buf_free(&sig);
	fake_card_free(in.card);
}

static void pins_are_counted_first_and_never_tried_by_program(void)
{
	struct inside in;
	int left = -9;
	fresh(&in, "seen", "");
	CHECK_INT(yg_jpki_select(&in.c), YG_OK);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("123"), true, &left), YG_EARG);          /* impossible: never sent */
	CHECK(wiped());
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("12345"), true, &left), YG_EARG);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("12a4"), true, &left), YG_EARG);
	CHECK_INT(fake_card_tries(in.card, "jpki"), 3);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("9999"), false, &left), YG_EPIN);
	CHECK_INT(left, 2);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("9999"), false, &left), YG_EPIN);
	CHECK_INT(left, 1);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("1234"), false, &left), YG_EREFUSED);    /* one left: nothing is sent without a second yes */
	CHECK_INT(fake_card_tries(in.card, "jpki"), 1);
	CHECK(wiped());
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("9999"), true, &left), YG_EPIN);
	CHECK_INT(left, 0);
	CHECK_INT(yg_jpki_auth_login(&in.c, pin("1234"), true, &left), YG_EPIN);         /* blocked, even with the right one */
	CHECK_INT(left, 0);
	fake_card_free(in.card);
}

static void the_four_items_are_read_and_the_number_is_not(void)
{
	struct inside in;
	struct arena *a = yg_arena_new(1u << 20);
	struct card_items got = { 0 };
	struct buf log;
	int left;
	drop("commands.log");
	fresh(&in, "seen", "");
	CHECK_INT(yg_card_items(&in.c, pin("1234"), false, &left, a, &got), YG_OK);
	CHECK_STR(got.birth, STR("19500101"));
	CHECK_STR(got.sex, STR("2"));
	CHECK_STR(got.address, STR("東京都港"));
	fake_card_free(in.card);
	log = get("commands.log");
	CHECK(yg_str_find(yg_buf_view(&log), STR("app=items file=0002")) != (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&log), STR("file=0001")) == (size_t)-1);
	CHECK(yg_str_find(yg_buf_view(&log), STR("file=0014")) == (size_t)-1);
	yg_buf_free(&log);
	/* every other layout is refused, whatever was changed */
	for (size_t i = 0; i < sizeof items - 1; i++) {
		char b[sizeof items];
		memcpy(b, items, sizeof items);
		b[i] = (char)(b[i] ^ 0x55);
		put("items.bin", b, sizeof items - 1);
		fresh(&in, "seen", "");
		got = (struct card_items){ 0 };
		if (yg_card_items(&in.c, pin("1234"), false, &left, a, &got) == YG_OK) CHECK(got.birth.n == 8 && got.sex.n == 1);
		else CHECK(got.name.n == 0);
		fake_card_free(in.card);
	}
	put("items.bin", items, sizeof items - 1);
	yg_arena_free(a);
}

static void hpki_signs_by_directory_and_by_the_known_layout(void)
{
	static const char *const kinds[] = { "seen", "guideline" };
	for (size_t k = 0; k < 2; k++) {
		struct inside in;
		struct hpki h;
		struct buf der, sig;
		int left;
		fresh(&in, kinds[k], "");
		yg_buf_init(&der, 8192);
		yg_buf_init(&sig, 8192);
		CHECK_INT(yg_hpki_open(&h, &in.c, HPKI_SIGN), YG_OK);
		CHECK_INT(h.directory, k == 1);
		CHECK_INT(yg_hpki_cert(&h, &der), YG_OK);
		CHECK_INT(der.n, 700);
		CHECK_INT(yg_hpki_tries(&h, &left), YG_OK);
		CHECK_INT(left, 15);
		CHECK_INT(yg_hpki_sign(&h, info, 51, &sig), YG_ESTATE);
		CHECK_INT(yg_hpki_login(&h, pin("123"), true, &left), YG_EARG);
		CHECK_INT(yg_hpki_login(&h, pin("1234"), false, &left), YG_OK);
		CHECK_INT(yg_hpki_sign(&h, info, 51, &sig), YG_OK);
		CHECK(good_signature(&sig));
		sig.n = 0;
		CHECK_INT(yg_hpki_sign(&h, info, 51, &sig), YG_ESTATE);  /* the PIN before every signature */
		CHECK_INT(sig.n, 0);
		CHECK_INT(yg_hpki_open(&h, &in.c, HPKI_LOGIN), YG_OK);
		yg_buf_free(&der);
		yg_buf_free(&sig);
		fake_card_free(in.card);
	}
}

static int whole(struct inside *in, const char *kind, const char *faults, int *commands)
{
	struct hpki h;
	struct buf der, sig;
	int left, err;
	fresh(in, kind, faults);
	yg_buf_init(&der, 8192);
	yg_buf_init(&sig, 8192);
	err = yg_hpki_open(&h, &in->c, HPKI_SIGN);
	if (err == YG_OK) err = yg_hpki_cert(&h, &der);
	if (err == YG_OK) err = yg_hpki_login(&h, pin("1234"), false, &left);
	if (err == YG_OK) CHECK(wiped());
	if (err == YG_OK) err = yg_hpki_sign(&h, info, 51, &sig);
	/* a wrong certificate shows when the signature is verified with it (sign.c); the signature itself must be right */
	if (err == YG_OK) err = good_signature(&sig) && (*faults || der.n == 700) ? YG_OK : 1;
	*commands = (int)fake_card_commands(in->card);
	yg_buf_free(&der);
	yg_buf_free(&sig);
	return err;
}

/* Whatever goes wrong wherever: an error or a good signature, never a bad one, and with the right PIN no try is ever used up. */
static void a_fault_at_every_command_ends_in_a_clear_state(void)
{
	static const char *const kinds[] = { "seen", "guideline" };
	static const char *const what[] = { "gone", "sw 6F00", "sw 6982", "sw 6A82", "sw 6300", "sw 63C1", "sw 63C0", "sw 6983", "sw 9000", "sw 6110", "sw 6C00", "sw 6282", "sw 6985" };
	int ended = 0;
	for (size_t k = 0; k < 2; k++) {
		struct inside in;
		int all = 0, used;
		CHECK_INT(whole(&in, kinds[k], "", &all), YG_OK);
		fake_card_free(in.card);
		CHECK(all > 8);
		for (int at = 1; at <= all; at++)
			for (size_t w = 0; w < sizeof what / sizeof *what; w++) {
				char faults[64];
				int err;
				snprintf(faults, sizeof faults, "%d %s\n", at, what[w]);
				err = whole(&in, kinds[k], faults, &used);
				CHECK(err <= 0);                         /* 1 would be a wrong result handed out as good */
				CHECK_INT(fake_card_tries(in.card, "sign"), 15);
				CHECK(used <= all + 40);                 /* nothing is tried again and again */
				fake_card_free(in.card);
				ended++;
			}
	}
	CHECK(ended > 400);
}

static void a_replay_answers_its_script_and_nothing_else(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	struct card *c;
	int n;
	yg_diags_init(&ds, a);
	CHECK_INT(yg_card_replay(&c, STR("# counter\n> 00 20 00 80\n< 63C2\n> 00200080\n< 6983\n> 00200080\n< zz\n! gone\n"), &ds), YG_OK);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_OK);
	CHECK_INT(n, 2);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_OK);
	CHECK_INT(n, 0);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_ECARD);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_ECARD);
	CHECK_INT(ds.n, 1);
	yg_card_close(c);
	CHECK_INT(yg_card_replay(&c, STR("> 00200088\n< 63C2\n"), &ds), YG_OK);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_ECARD);      /* another command than the script's */
	yg_card_close(c);
	CHECK_INT(yg_card_replay(&c, STR("! busy\n"), &ds), YG_OK);
	CHECK_INT(yg_pin_tries(c, 0x80, &n), YG_ECARD);
	CHECK_INT(c->ops->begin(c), YG_ECARD);
	yg_card_close(c);
	yg_arena_free(a);
}

static void any_bytes_are_read_as_tlv_without_harm(void)
{
	uint64_t x = 88172645463325252u;
	size_t seen = 0;
	for (int i = 0; i < 20000; i++) {
		char b[64];
		struct str in;
		struct tlv t;
		size_t n;
		for (size_t k = 0; k < sizeof b; k++) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; b[k] = (char)x; }
		in = (struct str){ b, (size_t)(x % sizeof b) };
		n = in.n;
		while (yg_tlv_next(&in, &t)) {
			CHECK(in.n < n && t.value.n < n && (!t.value.n || (t.value.p >= b && t.value.p + t.value.n <= b + sizeof b)));
			n = in.n;
			seen++;
		}
	}
	CHECK(seen > 1000);
}

int main(void)
{
	char path[512], der[700] = { 0x30, (char)0x82, 0x02, (char)0xb8 };
	static const char *const pins[] = { "sign", "login", "jpki", "items" };
	snprintf(folder, sizeof folder, "%s/card.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(folder)) return 99;
	if (!(key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048))) return 99;
	for (size_t i = 0; i < 4; i++) {
		char name[64];
		FILE *f;
		snprintf(path, sizeof path, "%s/%s.key", folder, pins[i]);
		if (!(f = fopen(path, "w"))) return 99;
		PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
		fclose(f);
		snprintf(name, sizeof name, "%s.der", pins[i]);
		put(name, der, sizeof der);
		snprintf(name, sizeof name, "pin.%s", pins[i]);
		puts_to(name, "1234");
	}
	put("items.bin", items, sizeof items - 1);
	T_RUN(jpki_signs_with_the_right_pin);
	T_RUN(pins_are_counted_first_and_never_tried_by_program);
	T_RUN(the_four_items_are_read_and_the_number_is_not);
	T_RUN(hpki_signs_by_directory_and_by_the_known_layout);
	T_RUN(a_fault_at_every_command_ends_in_a_clear_state);
	T_RUN(a_replay_answers_its_script_and_nothing_else);
	T_RUN(any_bytes_are_read_as_tlv_without_harm);
	EVP_PKEY_free(key);
	for (size_t i = 0; i < 4; i++) {
		char name[64];
		snprintf(name, sizeof name, "%s.key", pins[i]); drop(name);
		snprintf(name, sizeof name, "%s.der", pins[i]); drop(name);
		snprintf(name, sizeof name, "pin.%s", pins[i]); drop(name);
		snprintf(name, sizeof name, "tries.%s", pins[i]); drop(name);
	}
	drop("kind"); drop("faults"); drop("items.bin"); drop("commands.log");
	rmdir(folder);
	return T_END();
}
